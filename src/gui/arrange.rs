//! Lining up and spreading boxes. Pure.

use crate::base::Order as _;
use eframe::egui::{Rect, Vec2, vec2};

/// What lines up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Line {
    Left,
    Right,
    Top,
    Bottom,
    Centre,
    Middle,
}

/// How far each box moves so that all line up.
pub fn align(boxes: &[Rect], line: Line) -> Vec<Vec2> {
    let all = boxes.iter().copied().reduce(Rect::union).unwrap_or(Rect::ZERO);
    let move_one = |own: &Rect| match line {
        Line::Left => vec2(all.left() - own.left(), 0.0),
        Line::Right => vec2(all.right() - own.right(), 0.0),
        Line::Top => vec2(0.0, all.top() - own.top()),
        Line::Bottom => vec2(0.0, all.bottom() - own.bottom()),
        Line::Centre => vec2(all.center().x - own.center().x, 0.0),
        Line::Middle => vec2(0.0, all.center().y - own.center().y),
    };
    boxes.iter().map(move_one).collect()
}

/// How far each box moves so that the gaps between them are equal; the outermost stay.
pub fn distribute(boxes: &[Rect], down: bool) -> Vec<Vec2> {
    let low = |own: &Rect| if down { own.top() } else { own.left() };
    let size = |own: &Rect| if down { own.height() } else { own.width() };
    let mut order: Vec<usize> = (0..boxes.len()).collect();
    order.order_by(|a, b| low(&boxes[*a]).total_cmp(&low(&boxes[*b])).then(a.cmp(b)));
    let mut moves = vec![Vec2::ZERO; boxes.len()];
    let (Some(first), Some(last)) = (order.first(), order.last()) else { return moves };
    let inner: f32 = order.iter().map(|at| size(&boxes[*at])).sum();
    let room = low(&boxes[*last]) + size(&boxes[*last]) - low(&boxes[*first]);
    #[allow(clippy::cast_precision_loss)]
    let gap = (room - inner) / (order.len().max(2) - 1) as f32;
    let mut next = low(&boxes[*first]);
    for at in order {
        let by = next - low(&boxes[at]);
        moves[at] = if down { vec2(0.0, by) } else { vec2(by, 0.0) };
        next += size(&boxes[at]) + gap;
    }
    moves
}

#[cfg(test)]
mod tests {
    use super::*;
    use eframe::egui::pos2;

    fn boxes() -> Vec<Rect> {
        let one = |x, y, w| Rect::from_min_size(pos2(x, y), vec2(w, 50.0));
        vec![one(0.0, 0.0, 100.0), one(300.0, 80.0, 60.0), one(120.0, 10.0, 40.0)]
    }

    fn moved(by: &[Vec2]) -> Vec<Rect> {
        boxes().iter().zip(by).map(|(own, by)| own.translate(*by)).collect()
    }

    #[test]
    fn boxes_line_up_and_keep_the_other_axis() {
        for (line, at) in [
            (Line::Left, Rect::left as fn(&Rect) -> f32),
            (Line::Right, Rect::right),
            (Line::Top, Rect::top),
            (Line::Bottom, Rect::bottom),
            (Line::Centre, |own| own.center().x),
            (Line::Middle, |own| own.center().y),
        ] {
            let moved = moved(&align(&boxes(), line));
            assert!(moved.windows(2).all(|pair| at(&pair[0]) == at(&pair[1])), "{line:?} {moved:?}");
        }
    }

    #[test]
    fn gaps_become_equal_and_the_outermost_stay() {
        let moved = moved(&distribute(&boxes(), false));
        assert_eq!((moved[0], moved[1]), (boxes()[0], boxes()[1]));
        assert_eq!(moved[2].left() - moved[0].right(), moved[1].left() - moved[2].right());
        assert_eq!(distribute(&[], true), Vec::new());
    }
}
