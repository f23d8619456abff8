//! Where a box that is dragged lines up with its neighbours. Pure.

use crate::base::Order as _;
use eframe::egui::{Pos2, Rect, Vec2, pos2};

/// A line that shows what lines up, in world units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guide {
    /// Where it begins.
    pub from: Pos2,
    /// Where it ends.
    pub to: Pos2,
}

/// One axis of a box.
#[derive(Clone, Copy)]
struct Span {
    low: f32,
    high: f32,
}

impl Span {
    fn of(rect: Rect, down: bool) -> Self {
        if down {
            Self { low: rect.top(), high: rect.bottom() }
        } else {
            Self { low: rect.left(), high: rect.right() }
        }
    }

    fn lines(self) -> [f32; 3] {
        [self.low, f32::midpoint(self.low, self.high), self.high]
    }

    fn meets(self, other: Self) -> bool {
        self.low < other.high && other.low < self.high
    }
}

/// How far a box still moves so that it lines up, and the lines that say with what: on each axis the nearest edge,
/// centre or equal gap, if one is `within` reach.
pub fn snap(moving: Rect, others: &[Rect], within: f32) -> (Vec2, Vec<Guide>) {
    let (across, down) = (nearest(moving, others, within, false), nearest(moving, others, within, true));
    let by = Vec2::new(across.unwrap_or(0.0), down.unwrap_or(0.0));
    let moved = moving.translate(by);
    let mut guides = Vec::new();
    if across.is_some() {
        guides.extend(shown(moved, others, false));
    }
    if down.is_some() {
        guides.extend(shown(moved, others, true));
    }
    (by, guides)
}

/// The smallest move along one axis after which something lines up.
fn nearest(moving: Rect, others: &[Rect], within: f32, down: bool) -> Option<f32> {
    let own = Span::of(moving, down);
    let edges = others.iter().flat_map(|other| {
        let theirs = Span::of(*other, down).lines();
        own.lines().into_iter().flat_map(move |mine| theirs.map(|line| line - mine))
    });
    let all = edges.chain(gaps(moving, others, down).into_iter().map(|(by, _)| by));
    all.filter(|by| by.abs() <= within).min_by(|a, b| a.abs().total_cmp(&b.abs()))
}

/// Moves after which the gaps to neighbours in the same row (or column) are equal, and the gaps then.
fn gaps(moving: Rect, others: &[Rect], down: bool) -> Vec<(f32, [(f32, f32); 2])> {
    let (own, across) = (Span::of(moving, down), Span::of(moving, !down));
    let mut row: Vec<Span> = others
        .iter()
        .filter(|other| Span::of(**other, !down).meets(across))
        .map(|other| Span::of(*other, down))
        .collect();
    row.order_by(|a, b| a.low.total_cmp(&b.low));
    let (size, mut found) = (own.high - own.low, Vec::new());
    for pair in row.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let gap = b.low - a.high;
        if gap <= 0.0 {
            continue;
        }
        let after = b.high + gap;
        found.push((after - own.low, [(a.high, b.low), (b.high, after)]));
        let before = a.low - gap;
        found.push((before - own.high, [(before, a.low), (a.high, b.low)]));
        let each = (gap - size) / 2.0;
        if each > 0.0 {
            let low = a.high + each;
            found.push((low - own.low, [(a.high, low), (low + size, b.low)]));
        }
    }
    found
}

/// At most two lines for one axis: along the edge or centre that is shared, or in the equal gaps.
fn shown(moved: Rect, others: &[Rect], down: bool) -> Vec<Guide> {
    const NEAR: f32 = 0.5;
    let point = |along: f32, across: f32| if down { pos2(across, along) } else { pos2(along, across) };
    let mut guides: Vec<Guide> = Vec::new();
    for line in Span::of(moved, down).lines() {
        let alike = others.iter().filter(|other| {
            Span::of(**other, down).lines().into_iter().any(|theirs| (theirs - line).abs() < NEAR)
        });
        let reach = alike
            .map(|other| Span::of(*other, !down))
            .reduce(|a, b| Span { low: a.low.min(b.low), high: a.high.max(b.high) });
        if let Some(reach) = reach {
            let own = Span::of(moved, !down);
            let (low, high) = (reach.low.min(own.low), reach.high.max(own.high));
            guides.push(Guide { from: point(line, low), to: point(line, high) });
        }
    }
    if guides.is_empty() {
        let equal = gaps(moved, others, down).into_iter().find(|(by, _)| by.abs() < NEAR);
        let middle = f32::midpoint(Span::of(moved, !down).low, Span::of(moved, !down).high);
        let between = equal.into_iter().flat_map(|(_, gaps)| gaps);
        guides.extend(between.map(|(low, high)| Guide { from: point(low, middle), to: point(high, middle) }));
    }
    guides.truncate(2);
    guides
}

#[cfg(test)]
mod tests {
    use super::*;
    use eframe::egui::vec2;

    fn card(x: f32, y: f32) -> Rect {
        Rect::from_min_size(pos2(x, y), vec2(100.0, 50.0))
    }

    /// CV-11.
    #[test]
    fn edges_and_centres_line_up_within_reach() {
        let (by, guides) = snap(card(304.0, 205.0), &[card(300.0, 0.0)], 6.0);
        assert_eq!((by.x, by.y), (-4.0, 0.0));
        assert_eq!(guides[0], Guide { from: pos2(300.0, 0.0), to: pos2(300.0, 255.0) });
        assert!(guides.len() <= 2);
        assert_eq!(snap(card(320.0, 205.0), &[card(300.0, 0.0)], 6.0).0, Vec2::ZERO);
    }

    /// CV-11.
    #[test]
    fn gaps_become_equal() {
        let row = [card(0.0, 0.0), card(140.0, 3.0)];
        let (by, guides) = snap(card(283.0, 40.0), &row, 6.0);
        assert_eq!(by.x, -3.0, "forty between each");
        assert_eq!(guides.iter().map(|it| it.to.x - it.from.x).collect::<Vec<_>>(), [40.0, 40.0]);
        let (by, _) = snap(card(118.0, 28.0), &[card(0.0, 0.0), card(240.0, 0.0)], 6.0);
        assert_eq!(by.x, 2.0, "in the middle between both");
    }
}
