//! Collapsed containers: a card in the place of the container, with nothing inside (CV-17).
//!
//! What stands beside it keeps its place, so that to collapse and to expand moves nothing. Containers around it become
//! smaller where they are as large as their content.

use super::{
    CARD_HEIGHT, CARD_WIDTHS, Drawn, GRID, HEADER, PADDING, Places, snap, text_width, title_text,
    title_width, union,
};
use crate::{
    base::{Gather as _, Lang, NodeId, Text, text},
    model::{Frame, Model, places::ById, site::Index},
};
use std::collections::BTreeSet;

static INSIDE: Text = text!("{0} · {1} inside", "{0} · {1}개 포함");

/// The containers of a model that are shown as one box.
pub fn collapsed(model: &Model) -> BTreeSet<&NodeId> {
    model.drawing().collapsed.iter().filter(|id| model.is_container(id)).gather()
}

/// What is seen of a resource: the outermost collapsed container around it, or itself.
pub fn visible<'m>(model: &'m Model, collapsed: &BTreeSet<&NodeId>, id: &'m NodeId) -> &'m NodeId {
    if collapsed.is_empty() {
        return id;
    }
    let around = std::iter::once(id).chain(model.ancestors(id).map(|(around, _)| around));
    around.filter(|it| collapsed.contains(it)).last().unwrap_or(id)
}

/// The second line of the card of a collapsed container: the kind, and how much is drawn inside once it is expanded.
pub fn folded_subtitle(model: &Model, id: &NodeId, inside: usize, lang: Lang) -> String {
    let short = model.node(id).map_or("", |node| node.resource.kind().spec().short);
    INSIDE.fill(lang, &[short.to_owned(), inside.to_string()])
}

/// A picture in the making: containers before what they contain.
pub(super) struct Folding<'a> {
    pub model: &'a Model,
    pub index: &'a Index,
    /// Where everything would be drawn if nothing were collapsed.
    pub frames: ById<Frame>,
    pub collapsed: BTreeSet<&'a NodeId>,
    pub places: Places,
}

impl Folding<'_> {
    /// Draws something with what is inside, and says what it takes up.
    pub fn draw(&mut self, id: &NodeId, depth: usize) -> Option<Frame> {
        let whole = self.frames.get(id).copied()?;
        let at = self.places.drawn.len();
        self.places.numbers.insert(id, at);
        let node = self.model.node(id).filter(|it| it.resource.kind().spec().look.contains());
        let title = node.map_or(0, |it| title_text(id, &it.resource.as_resource().headline()));
        self.places.drawn.push(Drawn { id: id.clone(), frame: whole, depth, title, folded: None });
        let children = self.index.children(id);
        let (frame, folded) = if self.collapsed.contains(id) {
            let inside = self.hide(id);
            let frame = Frame { w: self.width(id, inside), h: CARD_HEIGHT, ..whole };
            (frame, Some(inside))
        } else {
            let (mut before, mut after): (Option<Frame>, Option<Frame>) = (None, None);
            for child in super::stacked(self.model, children.iter()) {
                let Some(drawn) = self.draw(child, depth + 1) else { continue };
                before = self.frames.get(child).copied().into_iter().chain(before).reduce(union);
                after = Some(after.map_or(drawn, |it| union(it, drawn)));
            }
            (before.zip(after).map_or(whole, |(before, after)| self.tight(id, whole, before, after)), None)
        };
        if frame != whole {
            self.places.unfolded.insert(id.clone(), whole);
        }
        if let Some(drawn) = self.places.drawn.get_mut(at) {
            (drawn.frame, drawn.folded) = (frame, folded);
        }
        Some(frame)
    }

    /// Keeps in mind where what is inside would be, and how much of it there is.
    fn hide(&mut self, id: &NodeId) -> usize {
        let mut count = 0;
        for child in self.index.children(id) {
            if let Some(frame) = self.frames.get(child) {
                self.places.unfolded.insert(child.clone(), *frame);
                count += 1 + self.hide(child);
            }
        }
        count
    }

    fn width(&self, id: &NodeId, inside: usize) -> i32 {
        let second = folded_subtitle(self.model, id, inside, Lang::En);
        let text = text_width(id.as_str(), 74).max(text_width(&second, 62));
        snap(8 + 34 + 10 + text + 14 + GRID / 2).clamp(CARD_WIDTHS.0, CARD_WIDTHS.1)
    }

    /// A container around content that takes up less than it did.
    fn tight(&self, id: &NodeId, whole: Frame, before: Frame, after: Frame) -> Frame {
        if before == after {
            return whole;
        }
        let chosen = self.model.frame(id).unwrap_or(Frame { x: whole.x, y: whole.y, w: 0, h: 0 });
        let headline = self.model.node(id).map(|it| it.resource.as_resource().headline()).unwrap_or_default();
        let side = |all: (i32, i32), before: i32, after: i32, chosen: (i32, i32), least: i32| {
            let (start, size) = all;
            // What was larger than its content stays as it is.
            if start + size != before + PADDING {
                return size;
            }
            let end = if chosen.1 > 0 { chosen.0 + chosen.1 } else { start + least.min(size) };
            (after + PADDING).max(end).min(start + size) - start
        };
        let (x, y) = ((whole.x, whole.w), (whole.y, whole.h));
        let (right, bottom) = (|it: Frame| it.x + it.w, |it: Frame| it.y + it.h);
        Frame {
            w: side(x, right(before), right(after), (chosen.x, chosen.w), title_width(id, &headline)),
            h: side(y, bottom(before), bottom(after), (chosen.y, chosen.h), HEADER),
            ..whole
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::{Picture, auto::tests::drawn};

    const NESTED: &str = r#"{"plat": 1, "resources": {
        "r": {"kind": "region"}, "v": {"kind": "vpc", "in": "r"}, "w": {"kind": "vpc", "in": "r"},
        "s": {"kind": "subnet", "in": "v"}, "t": {"kind": "subnet", "in": "v"},
        "a": {"kind": "instance", "in": "s"}, "b": {"kind": "instance", "in": "s"},
        "c": {"kind": "instance", "in": "t"}, "d": {"kind": "dynamodb_table", "in": "r"}}"#;

    fn folded(names: &str, layout: &str) -> Picture {
        drawn(&format!("{NESTED}, \"drawing\": {{\"collapsed\": [{names}]}}, \"layout\": {{{layout}}}}}")).2
    }

    fn frame(picture: &Picture, id: &str) -> Option<Frame> {
        picture.frame(&id.parse().unwrap())
    }

    /// CV-17
    #[test]
    fn a_collapsed_container_is_a_card_and_what_stands_beside_it_stays() {
        let (open, shut) = (folded("", ""), folded(r#""v""#, ""));
        let (before, after) = (frame(&open, "v").unwrap(), frame(&shut, "v").unwrap());
        assert_eq!((before.x, before.y, CARD_HEIGHT), (after.x, after.y, after.h));
        for id in ["s", "t", "a", "b", "c"] {
            assert_eq!(frame(&shut, id), None, "{id} is inside");
            assert_eq!(shut.unfolded(&id.parse().unwrap()), frame(&open, id));
        }
        for id in ["w", "d"] {
            assert_eq!(frame(&shut, id), frame(&open, id), "{id} stands beside it");
        }
        let v = shut.drawn().iter().find(|it| it.id.as_str() == "v").unwrap();
        assert_eq!(v.folded, Some(5));
        assert_eq!(shut.unfolded(&v.id), Some(before));
        let outer = frame(&shut, "r").unwrap();
        assert!(shut.drawn().iter().all(|it| union(it.frame, outer) == outer), "{shut:?}");
        assert!(outer.w <= frame(&open, "r").unwrap().w);
    }

    #[test]
    fn containers_around_shrink_unless_a_person_chose_their_size() {
        let places =
            r#""v": [0, 0], "s": [24, 40], "t": [600, 400], "c": [640, 440], "a": [40, 80], "b": [40, 160]"#;
        let (open, shut) = (folded("", places), folded(r#""t""#, places));
        let (before, after) = (frame(&open, "v").unwrap(), frame(&shut, "v").unwrap());
        assert!(after.h < before.h, "{before:?} {after:?}");
        assert_eq!(frame(&shut, "s"), frame(&open, "s"));
        let chosen = places.replace(r#""v": [0, 0]"#, r#""v": [0, 0, 1200, 800]"#);
        assert_eq!(frame(&folded(r#""t""#, &chosen), "v"), frame(&folded("", &chosen), "v"));
    }

    #[test]
    fn the_outermost_collapsed_container_is_seen() {
        let shut = folded(r#""r", "s", "a""#, "");
        assert_eq!(shut.drawn().len(), 1);
        assert_eq!(shut.drawn()[0].folded, Some(8));
        let card = folded(r#""a""#, "");
        assert_eq!(card.drawn(), folded("", "").drawn(), "cards are not collapsed");
    }
}
