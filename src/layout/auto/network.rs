//! Segments of a network as a table: tiers along the flow, one line for each zone across it.

use super::{layers::Gaps, nest::Nest};
use std::collections::BTreeMap;

/// A segment, its place and its size.
pub type Cell = (usize, (i32, i32), (i32, i32));

/// Where segments are, along and across the flow, with the sizes that make them line up.
#[derive(Debug, Default)]
pub struct Table {
    /// Each segment, its place and its size.
    pub cells: Vec<Cell>,
    /// The room that all of them take.
    pub size: (i32, i32),
}

/// The table of segments whose sizes along and across the flow are known.
pub fn table(nest: &Nest, segments: &[usize], size: &dyn Fn(usize) -> (i32, i32), gaps: Gaps) -> Table {
    let mut cells: BTreeMap<((u8, usize), &str), Vec<usize>> = BTreeMap::new();
    for &it in segments {
        if let Some(segment) = &nest.items[it].segment {
            cells.entry((segment.tier, &segment.zone)).or_default().push(it);
        }
    }
    let mut columns: BTreeMap<(u8, usize), i32> = BTreeMap::new();
    let mut rows: BTreeMap<&str, i32> = BTreeMap::new();
    for ((tier, zone), all) in &cells {
        let width = all.iter().map(|&it| size(it).0).max().unwrap_or(0);
        let height: i32 = all.iter().map(|&it| size(it).1 + gaps.beside).sum::<i32>() - gaps.beside;
        let column = columns.entry(*tier).or_default();
        *column = (*column).max(width);
        let row = rows.entry(zone).or_default();
        *row = (*row).max(height);
    }
    let mut table = Table::default();
    let mut lefts: BTreeMap<(u8, usize), i32> = BTreeMap::new();
    for (tier, width) in &columns {
        lefts.insert(*tier, table.size.0);
        table.size.0 += width + gaps.layer;
    }
    let mut tops: BTreeMap<&str, i32> = BTreeMap::new();
    for (zone, height) in &rows {
        tops.insert(zone, table.size.1);
        table.size.1 += height + gaps.beside;
    }
    table.size = (table.size.0 - gaps.layer, table.size.1 - gaps.beside);
    for ((tier, zone), all) in &cells {
        let place = (lefts.get(tier), tops.get(zone), columns.get(tier), rows.get(zone));
        let (Some(&left), Some(&top), Some(&width), Some(&height)) = place else { continue };
        let mut down = 0;
        for (nth, &it) in all.iter().enumerate() {
            // The last one of a cell fills it, so that borders line up.
            let own = if nth + 1 == all.len() { height - down } else { size(it).1 };
            table.cells.push((it, (left, top + down), (width, own)));
            down += own + gaps.beside;
        }
    }
    table
}
