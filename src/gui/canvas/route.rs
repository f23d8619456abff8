//! The lines of connections: orthogonal, from side to side, around as few cards as can be. Pure.

use eframe::egui::{Pos2, Rect, Vec2, pos2, vec2};

/// A side of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Side {
    Left,
    Right,
    Top,
    Bottom,
}

impl Side {
    /// Every side.
    pub const ALL: [Self; 4] = [Self::Left, Self::Right, Self::Top, Self::Bottom];

    /// The middle of this side.
    pub fn of(self, rect: Rect) -> Pos2 {
        match self {
            Self::Left => rect.left_center(),
            Self::Right => rect.right_center(),
            Self::Top => rect.center_top(),
            Self::Bottom => rect.center_bottom(),
        }
    }

    /// Away from the card.
    pub fn outward(self) -> Vec2 {
        match self {
            Self::Left => vec2(-1.0, 0.0),
            Self::Right => vec2(1.0, 0.0),
            Self::Top => vec2(0.0, -1.0),
            Self::Bottom => vec2(0.0, 1.0),
        }
    }
}

/// How far apart lines run beside each other.
const LANE: f32 = 12.0;
/// How far a line leaves a card before it may turn.
const STUB: f32 = 20.0;

/// The corners of a line between two cards, ends included. It keeps away from parts already `taken` by others.
pub fn route(from: Rect, to: Rect, obstacles: &[Rect], taken: &[[Pos2; 2]]) -> Vec<Pos2> {
    let mut best: Option<(f32, Vec<Pos2>)> = None;
    for (start, end) in sides(from, to) {
        let (a, b) = (start.of(from), end.of(to));
        let mut straight = candidates(start, a, end, b);
        straight.extend(level(start, from, to));
        // Ways round are only looked at where something stands in the way.
        let blocked =
            straight.iter().all(|points| crossings(points, obstacles) > 0 || shared(points, taken) > 0.0);
        let round = if blocked { detours(start, a, end, b, obstacles) } else { Vec::new() };
        for points in straight.into_iter().chain(round) {
            let cost = cost(&points, from, to, obstacles) + shared(&points, taken);
            if best.as_ref().is_none_or(|(least, _)| cost + 0.01 < *least) {
                best = Some((cost, points));
            }
        }
    }
    best.map(|(_, points)| points).unwrap_or_default()
}

/// The line while it is being drawn, from a card to the pointer.
pub fn route_to_point(from: Rect, to: Pos2) -> Vec<Pos2> {
    route(from, Rect::from_center_size(to, Vec2::ZERO), &[], &[])
}

/// Pairs of sides worth trying: those that face each other first.
fn sides(from: Rect, to: Rect) -> Vec<(Side, Side)> {
    let across =
        if to.center().x >= from.center().x { (Side::Right, Side::Left) } else { (Side::Left, Side::Right) };
    let down =
        if to.center().y >= from.center().y { (Side::Bottom, Side::Top) } else { (Side::Top, Side::Bottom) };
    vec![across, down, (across.0, down.1), (down.0, across.1)]
}

fn candidates(start: Side, a: Pos2, end: Side, b: Pos2) -> Vec<Vec<Pos2>> {
    let (out, back) = (a + start.outward() * STUB, b + end.outward() * STUB);
    let horizontal = |side: Side| matches!(side, Side::Left | Side::Right);
    match (horizontal(start), horizontal(end)) {
        (true, true) => {
            let middle = f32::midpoint(out.x, back.x);
            let turns = [middle, out.x, back.x].into_iter();
            turns.map(|x| vec![a, pos2(x, a.y), pos2(x, b.y), b]).collect()
        }
        (false, false) => {
            let middle = f32::midpoint(out.y, back.y);
            let turns = [middle, out.y, back.y].into_iter();
            turns.map(|y| vec![a, pos2(a.x, y), pos2(b.x, y), b]).collect()
        }
        (true, false) => vec![vec![a, pos2(b.x, a.y), b]],
        (false, true) => vec![vec![a, pos2(a.x, b.y), b]],
    }
}

/// A line without a turn, where the cards face each other far enough; not from their middles then.
fn level(start: Side, from: Rect, to: Rect) -> Option<Vec<Pos2>> {
    /// How much of the cards' sides has to face.
    const FACE: f32 = 24.0;
    let middle = |a: (f32, f32), b: (f32, f32)| {
        let (low, high) = (a.0.max(b.0), a.1.min(b.1));
        (high - low >= FACE).then(|| f32::midpoint(low, high))
    };
    let rows = || middle((from.top(), from.bottom()), (to.top(), to.bottom()));
    let columns = || middle((from.left(), from.right()), (to.left(), to.right()));
    match start {
        Side::Right if from.right() < to.left() => {
            rows().map(|y| vec![pos2(from.right(), y), pos2(to.left(), y)])
        }
        Side::Left if to.right() < from.left() => {
            rows().map(|y| vec![pos2(from.left(), y), pos2(to.right(), y)])
        }
        Side::Bottom if from.bottom() < to.top() => {
            columns().map(|x| vec![pos2(x, from.bottom()), pos2(x, to.top())])
        }
        Side::Top if to.bottom() < from.top() => {
            columns().map(|x| vec![pos2(x, from.top()), pos2(x, to.bottom())])
        }
        Side::Left | Side::Right | Side::Top | Side::Bottom => None,
    }
}

/// Lines that pass above or below, left or right of each card in the way.
fn detours(start: Side, a: Pos2, end: Side, b: Pos2, obstacles: &[Rect]) -> Vec<Vec<Pos2>> {
    /// How far a line stays away from what it passes.
    const SPACE: f32 = 14.0;
    /// The next lane beside that one.
    const APART: f32 = SPACE + LANE + 2.0;
    let (out, back) = (a + start.outward() * STUB, b + end.outward() * STUB);
    let area = Rect::from_two_pos(a, b).expand(120.0);
    let near = obstacles.iter().filter(|card| card.intersects(area));
    let horizontal = |side: Side| matches!(side, Side::Left | Side::Right);
    let mut found = Vec::new();
    for card in near {
        if horizontal(start) && horizontal(end) {
            for y in [card.top() - SPACE, card.bottom() + SPACE, card.top() - APART, card.bottom() + APART] {
                found.push(vec![a, pos2(out.x, a.y), pos2(out.x, y), pos2(back.x, y), pos2(back.x, b.y), b]);
            }
            for x in [card.left() - SPACE, card.right() + SPACE] {
                found.push(vec![a, pos2(x, a.y), pos2(x, b.y), b]);
            }
        } else if !horizontal(start) && !horizontal(end) {
            for x in [card.left() - SPACE, card.right() + SPACE] {
                found.push(vec![a, pos2(a.x, out.y), pos2(x, out.y), pos2(x, back.y), pos2(b.x, back.y), b]);
            }
        }
    }
    found
}

/// What it costs to run along other lines, closer than a lane.
fn shared(points: &[Pos2], taken: &[[Pos2; 2]]) -> f32 {
    let mut cost = 0.0;
    for pair in points.windows(2) {
        let own = Rect::from_two_pos(pair[0], pair[1]);
        for other in taken {
            let other = Rect::from_two_pos(other[0], other[1]);
            let along = if own.width() > own.height() && other.width() > other.height() {
                let near = (own.center().y - other.center().y).abs() < LANE;
                if near { own.right().min(other.right()) - own.left().max(other.left()) } else { 0.0 }
            } else if own.height() > own.width() && other.height() > other.width() {
                let near = (own.center().x - other.center().x).abs() < LANE;
                if near { own.bottom().min(other.bottom()) - own.top().max(other.top()) } else { 0.0 }
            } else {
                0.0
            };
            if along > 8.0 {
                cost += 150.0 + along;
            }
        }
    }
    cost
}

/// How many cards a line crosses, each part counted.
fn crossings(points: &[Pos2], obstacles: &[Rect]) -> usize {
    let hit = |pair: &[Pos2]| {
        let segment = Rect::from_two_pos(pair[0], pair[1]);
        obstacles.iter().filter(|card| card.expand(6.0).intersects(segment)).count()
    };
    points.windows(2).map(hit).sum()
}

/// Length, turns, and above all cards crossed or a line that leaves its card on the wrong side.
fn cost(points: &[Pos2], from: Rect, to: Rect, obstacles: &[Rect]) -> f32 {
    #[allow(clippy::cast_precision_loss)]
    let mut cost = crossings(points, obstacles) as f32 * 2_000.0;
    for pair in points.windows(2) {
        let segment = Rect::from_two_pos(pair[0], pair[1]);
        cost += segment.width() + segment.height();
        for own in [from, to] {
            if own.shrink(2.0).intersects(segment) {
                cost += 5_000.0;
            }
        }
    }
    let turns =
        points.windows(3).filter(|p| (p[1] - p[0]).normalized().dot((p[2] - p[1]).normalized()).abs() < 0.5);
    #[allow(clippy::cast_precision_loss)]
    let turns = turns.count() as f32;
    cost + turns * 30.0
}

/// The point in the middle of the longest straight part, and that part's length.
pub fn label_place(points: &[Pos2]) -> Option<(Pos2, f32)> {
    let parts = points.windows(2).map(|pair| (pair[0].lerp(pair[1], 0.5), pair[0].distance(pair[1])));
    parts.max_by(|a, b| a.1.total_cmp(&b.1))
}

/// The corners with rounded turns, as one line.
pub fn rounded(points: &[Pos2], radius: f32) -> Vec<Pos2> {
    let mut out = Vec::new();
    let points: Vec<Pos2> = points.iter().copied().fold(Vec::new(), |mut kept: Vec<Pos2>, point| {
        if kept.last().is_none_or(|last| last.distance(point) > 0.5) {
            kept.push(point);
        }
        kept
    });
    for (i, &point) in points.iter().enumerate() {
        let neighbours = i.checked_sub(1).and_then(|before| points.get(before)).zip(points.get(i + 1));
        let Some((&before, &after)) = neighbours else {
            out.push(point);
            continue;
        };
        let (back, on) = ((before - point).normalized(), (after - point).normalized());
        let radius = radius.min(before.distance(point) / 2.0).min(after.distance(point) / 2.0);
        if radius < 0.5 || back.dot(on) < -0.99 {
            out.push(point);
            continue;
        }
        let (start, end) = (point + back * radius, point + on * radius);
        for step in 0..=5_u8 {
            let t = f32::from(step) / 5.0;
            // A quadratic curve with the corner as its control point.
            out.push(start.lerp(point, t).lerp(point.lerp(end, t), t));
        }
    }
    out
}

/// How far a point is from a line.
pub fn distance(points: &[Pos2], to: Pos2) -> f32 {
    let parts = points.windows(2).map(|pair| {
        let along = pair[1] - pair[0];
        let t = ((to - pair[0]).dot(along) / along.length_sq().max(1e-6)).clamp(0.0, 1.0);
        (pair[0] + along * t).distance(to)
    });
    parts.fold(f32::INFINITY, f32::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(x: f32, y: f32) -> Rect {
        Rect::from_min_size(pos2(x, y), vec2(160.0, 56.0))
    }

    #[test]
    fn lines_are_orthogonal_and_start_and_end_on_the_cards() {
        for (x, y) in [(400.0, 0.0), (400.0, 300.0), (0.0, 300.0), (-400.0, -200.0), (100.0, 80.0)] {
            let (from, to) = (card(0.0, 0.0), card(x, y));
            let points = route(from, to, &[], &[]);
            for pair in points.windows(2) {
                let way = pair[1] - pair[0];
                assert!(way.x.abs() < 0.01 || way.y.abs() < 0.01, "{points:?}");
            }
            let (first, last) = (points[0], points[points.len() - 1]);
            assert!(from.expand(0.1).contains(first) && to.expand(0.1).contains(last), "{points:?}");
        }
    }

    #[test]
    fn a_card_in_the_way_is_avoided_when_it_can_be() {
        let (from, to, between) = (card(0.0, 0.0), card(600.0, 200.0), card(300.0, 80.0));
        let points = route(from, to, &[between], &[]);
        let crosses = points.windows(2).any(|pair| between.intersects(Rect::from_two_pos(pair[0], pair[1])));
        assert!(!crosses, "{points:?}");
    }

    #[test]
    fn a_card_on_the_straight_line_is_passed_by() {
        let (from, to, between) = (card(0.0, 0.0), card(600.0, 0.0), card(300.0, 0.0));
        let points = route(from, to, &[between], &[]);
        assert_eq!(crossings(&points, &[between]), 0, "{points:?}");
    }

    #[test]
    fn lines_beside_each_other_keep_apart() {
        let (from, to, between) = (card(0.0, 0.0), card(600.0, 0.0), card(300.0, 0.0));
        let first = route(from, to, &[between], &[]);
        let taken: Vec<[Pos2; 2]> = first.windows(2).map(|pair| [pair[0], pair[1]]).collect();
        let second = route(card(0.0, 80.0), card(600.0, 80.0), &[between, card(300.0, 80.0)], &taken);
        assert_eq!(shared(&second, &taken), 0.0, "{first:?} {second:?}");
    }

    #[test]
    fn rounding_keeps_the_ends() {
        let points = vec![pos2(0.0, 0.0), pos2(50.0, 0.0), pos2(50.0, 80.0)];
        let line = rounded(&points, 8.0);
        assert_eq!((line[0], line[line.len() - 1]), (points[0], points[2]));
        assert!(line.len() > 3 && !line.contains(&points[1]));
        assert!(distance(&points, pos2(25.0, 5.0)) == 5.0);
    }
}
