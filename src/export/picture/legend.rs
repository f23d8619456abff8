//! The legend: what lines, borders and signs mean, of those that occur.

use super::{Dash, Drawing, Item, Painter, Part, Rect, Shape, Spot, Stand, Stroke, card, line};
use crate::{
    base::{Gather as _, Text, text},
    diag::Severity,
    export::{
        font::Font,
        theme::{CONTAINER_RADIUS, Ink},
    },
    model::resource::Look,
};
use std::collections::BTreeSet;

static LEGEND: Text = text!("Legend", "범례");
static WORKS: Text = text!("Connection", "연결");
static NAMES: Text = text!("One names the other, or inferred", "이름만 참조하거나 추론됨");
static FAILS: Text = text!("Connection that fails", "실패하는 연결");
static NOT_KNOWN: Text = text!("Not known, or only in part", "알 수 없거나 일부만 됨");
static PUBLIC: Text = text!("Public subnet", "퍼블릭 서브넷");
static PRIVATE: Text = text!("Private subnet", "프라이빗 서브넷");
static COUNT: Text = text!("Number of findings", "진단 수");
static SAMPLE_COST: Text = text!("$1 + $2/mo", "$1 + 월 $2");
static COST: Text = text!("Cost per million requests + per month", "요청 백만 건당 비용 + 월 고정 비용");

/// Between the drawing and its legend.
const ABOVE: f64 = 28.0;
/// The height of a row.
const ROW: f64 = 28.0;
/// Between a sample and its words.
const GAP: f64 = 8.0;
/// Between one entry and the next.
const APART: f64 = 24.0;
/// No narrower, however narrow the drawing is.
const NARROWEST: f64 = 480.0;
/// The size of its words.
const SIZE: f64 = 11.5;

/// A sample, how wide it is, and what it means. Samples stand around the middle of a row that begins at zero.
type Entry = (Vec<Shape>, f64, &'static Text);

impl Painter<'_> {
    /// The legend of a drawing, below what it takes up.
    pub(super) fn legend(&self, drawing: &Drawing, area: Rect) -> Option<Item> {
        let entries = self.entries(drawing);
        let widest = area.w.max(NARROWEST);
        let (left, top) = (area.x, area.bottom() + ABOVE);
        let (mut x, mut y) = (0.0, 0.0);
        let mut shapes = Vec::new();
        for (sample, width, words) in entries {
            let words = words.get(self.options.lang);
            let text = self.words(words, Font::Sans, SIZE, Ink::Muted, Spot::default(), f64::INFINITY);
            let whole = width + GAP + text.bounds().w;
            if x > 0.0 && x + whole > widest {
                (x, y) = (0.0, y + ROW);
            }
            let from = |x: f64| Spot::new(-(left + x), -(top + y + ROW / 2.0));
            shapes.extend(sample.iter().map(|shape| shape.scaled(from(x), 1.0)));
            shapes.push(text.scaled(from(x + width + GAP), 1.0));
            x += whole + APART;
        }
        let frame = shapes.iter().map(Shape::bounds).reduce(Rect::union)?;
        let title = LEGEND.get(self.options.lang).to_owned();
        let (id, inks) = ("legend".to_owned(), (Ink::Muted, Ink::Clear));
        Some(Item { part: Part::Legend, id, kind: "legend", title, frame, inks, shapes })
    }

    fn entries(&self, drawing: &Drawing) -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::new();
        let shapes = || drawing.items.iter().flat_map(|item| &item.shapes);
        let lines: BTreeSet<Ink> =
            drawing.items.iter().filter(|it| it.part == Part::Line).map(|it| it.inks.0).gather();
        for (stand, words) in [
            (Stand::Granted, &WORKS),
            (Stand::Named, &NAMES),
            (Stand::Refused, &FAILS),
            (Stand::Unknown, &NOT_KNOWN),
        ] {
            let stroke = line::stroke(stand);
            if lines.contains(&stroke.ink) {
                let points = vec![Spot::new(0.0, 0.0), Spot::new(48.0, 0.0)];
                let mut sample = vec![Shape::Line { points, radius: 0.0, stroke, head: 7.0 }];
                if stand == Stand::Refused {
                    sample.extend(line::cross(Spot::new(20.0, 0.0)));
                }
                entries.push((sample, 48.0, words));
            }
        }
        let rims: BTreeSet<Ink> =
            drawing.items.iter().filter(|it| it.part == Part::Container).map(|it| it.inks.0).gather();
        for (ink, tint, glyph, words) in [
            (Ink::Public, Ink::PublicTint, card::PUBLIC, &PUBLIC),
            (Ink::Private, Ink::PrivateTint, private(), &PRIVATE),
        ] {
            if rims.contains(&ink) {
                let rect = Rect { x: 0.0, y: -9.0, w: 28.0, h: 18.0 };
                let stroke = Some(Stroke { ink, width: 1.3, dash: Dash::Solid });
                let radius = CONTAINER_RADIUS / 2.0;
                let sample = vec![
                    Shape::Box { rect, radius, fill: tint, stroke },
                    Shape::Glyph { name: glyph, centre: rect.centre(), side: 13.0, ink },
                ];
                entries.push((sample, rect.w, words));
            }
        }
        let badge = |shape: &Shape| matches!(shape, Shape::Text { ink: Ink::OnBadge, .. });
        if shapes().any(badge) {
            let worst = self.marks.badges.values().map(|(_, worst)| *worst).max().unwrap_or(Severity::Info);
            entries.push((self.count(1, worst, Spot::new(10.5, 0.0)).into(), 21.0, &COUNT));
        }
        if shapes().any(|shape| matches!(shape, Shape::Text { ink: Ink::Cost, .. })) {
            let words = SAMPLE_COST.get(self.options.lang);
            let (width, _) = self.pill_size(words);
            entries.push((self.money(words, Spot::new(width / 2.0, 0.0)).into(), width, &COST));
        }
        entries
    }
}

/// The glyph of a part of a network, as the kind that has that look declares it.
fn private() -> &'static str {
    let kinds = crate::model::kinds::Kind::ALL.iter().map(|kind| kind.spec());
    kinds.filter(|spec| spec.look == Look::Segment).map(|spec| spec.icon).next().unwrap_or_default()
}
