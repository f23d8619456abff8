//! Free room for something new beside what has its place.

use super::super::{Point, snap};
use crate::base::Order as _;
use crate::model::Frame;

/// How many neighbours are tried as something to stand beside.
const TRIED: usize = 48;

/// The place nearest to `wish` where something of a size overlaps nothing, `gap` apart; inside `within` if there is
/// room.
pub fn room(size: (i32, i32), wish: Point, taken: &[Frame], gap: i32, within: Option<Frame>) -> Point {
    let overlaps = |at: Point| {
        taken.iter().any(|it| {
            at.x < it.x + it.w + gap
                && it.x < at.x + size.0 + gap
                && at.y < it.y + it.h + gap
                && it.y < at.y + size.1 + gap
        })
    };
    let far = |a: Point, b: Point| i64::from(a.x.abs_diff(b.x)) + i64::from(a.y.abs_diff(b.y));
    let mut near: Vec<&Frame> = taken.iter().collect();
    near.order_by_key(|it| (far(Point { x: it.x + it.w / 2, y: it.y + it.h / 2 }, wish), it.x, it.y));
    near.truncate(TRIED);
    let (mut xs, mut ys) = (vec![snap(wish.x)], vec![snap(wish.y)]);
    for it in near {
        xs.extend([it.x, it.x + it.w + gap, it.x - size.0 - gap]);
        ys.extend([it.y, it.y + it.h + gap, it.y - size.1 - gap]);
    }
    for places in [&mut xs, &mut ys] {
        for place in places.iter_mut() {
            *place = place.div_euclid(8) * 8 + if place.rem_euclid(8) == 0 { 0 } else { 8 };
        }
        places.sort_unstable();
        places.dedup();
    }
    let outside = |at: Point| {
        within.is_some_and(|it| {
            at.x < it.x || at.y < it.y || at.x + size.0 > it.x + it.w || at.y + size.1 > it.y + it.h
        })
    };
    let mut all: Vec<(bool, i64, i32, i32)> = xs
        .iter()
        .flat_map(|&x| ys.iter().map(move |&y| Point { x, y }))
        .map(|at| (outside(at), far(at, wish), at.y, at.x))
        .collect();
    all.sort_unstable();
    let free = all.iter().map(|&(_, _, y, x)| Point { x, y }).find(|&at| !overlaps(at));
    // Below everything there always is room.
    free.unwrap_or_else(|| {
        let bottom = taken.iter().map(|it| it.y + it.h + gap).max().unwrap_or(wish.y);
        Point { x: snap(wish.x), y: snap(bottom + 4) }
    })
}
