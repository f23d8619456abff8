//! Rows that the parts of the tab share.

use crate::{
    analysis::{Hop, Verdict},
    base::{Lang, NodeId, Text},
    gui::{
        canvas, icon,
        state::Document,
        strings as s,
        theme::{self, Palette},
        widgets,
    },
    model::selector::End,
};
use eframe::egui::{Align2, Color32, EventFilter, Id, Key, Modifiers, Rect, Ui, Vec2, pos2};

pub use super::super::rows::{ROW, number, pill_at, put, row, section};

/// A verdict in words, and its colours.
pub fn verdict(palette: &Palette, verdict: Verdict) -> (&'static Text, Color32, Color32) {
    match verdict {
        Verdict::Reachable => (&s::REACHED, palette.ok, palette.okbg),
        Verdict::ForwardOnly => (&s::ONE_WAY, palette.ok, palette.okbg),
        Verdict::PartialReturn => (&s::PARTLY, palette.warn, palette.warnbg),
        Verdict::Unknown => (&s::NOT_KNOWN, palette.warn, palette.warnbg),
        Verdict::Unreachable => (&s::NOT_REACHED, palette.bad, palette.badbg),
    }
}

/// The glyph of an end.
pub fn glyph(ui: &Ui, doc: &Document, end: &End, centre: eframe::egui::Pos2) {
    let palette = Palette::of(ui.ctx());
    let (name, ink) = match end {
        End::Node(id) => {
            let colours = canvas::colours(doc, palette, id);
            (colours.glyph, colours.ink)
        }
        End::Internet => ("internet", palette.muted),
        End::Cidr(_) | End::Service(_) | End::Name(_) => ("network_interface", palette.muted),
    };
    icon::paint(ui.painter(), name, Rect::from_center_size(centre, Vec2::splat(16.0)), ink);
}

/// A red disc with a cross: packets stop here.
pub fn cross(ui: &Ui, centre: eframe::egui::Pos2) {
    let palette = Palette::of(ui.ctx());
    ui.painter().circle_filled(centre, 10.0, palette.bad);
    icon::paint(ui.painter(), "close", Rect::from_center_size(centre, Vec2::splat(12.0)), palette.panel);
}

/// Under which id the step to another hop waits for that hop to be drawn.
fn step_id() -> Id {
    Id::unique("step along the way")
}

/// How wide the titles of hops are, so that none is cut while there is room.
pub fn titles(ui: &Ui, lang: Lang, hops: &[Hop]) -> f32 {
    let ink = Palette::of(ui.ctx()).text;
    let wide = |hop: &Hop| {
        let title = widgets::plain(&hop.title.say(lang));
        ui.painter().layout_no_wrap(title, theme::bold(12.5), ink).size().x
    };
    let most = hops.iter().map(wide).fold(0.0, f32::max);
    (most + 48.0).clamp(120.0, (ui.available_width() * 0.55).max(120.0))
}

/// One hop with its title in a column; the resource to point at when it was clicked, or when the keyboard stepped to it
/// (OV-3): Left and Right do that, up to the first and the last one.
pub fn hop(
    ui: &mut Ui,
    lang: Lang,
    (step, number): (usize, usize),
    hop: &Hop,
    column: f32,
    (first, last): (bool, bool),
) -> Option<NodeId> {
    let palette = Palette::of(ui.ctx());
    let (title, decided) = (widgets::plain(&hop.title.say(lang)), widgets::plain(&hop.decided_by.say(lang)));
    let (rect, response) = row(ui, ROW, &format!("{number}. {title}: {decided}"));
    let centre = pos2(rect.left() + 10.0, rect.center().y);
    if hop.passed {
        ui.painter().circle_filled(centre, 10.0, palette.okbg);
        ui.painter().text(centre, Align2::CENTER_CENTER, number.to_string(), theme::bold(11.0), palette.ok);
    } else {
        cross(ui, centre);
    }
    put(ui, rect, rect.left() + 32.0, column - 36.0, &title, theme::bold(12.5), palette.text);
    let stops =
        ui.painter().layout_no_wrap(s::STOPS_HERE.get(lang).to_owned(), theme::sans(11.5), palette.bad);
    let end = if hop.passed { 8.0 } else { stops.size().x + 16.0 };
    let start = rect.left() + column + 4.0;
    put(ui, rect, start, rect.right() - start - end, &decided, theme::sans(12.5), palette.muted);
    if !hop.passed {
        let at = Align2::RIGHT_CENTER.anchor_size(pos2(rect.right(), rect.center().y), stops.size()).min;
        ui.painter().galley(at, stops, palette.bad);
    }
    let mut stepped = false;
    if response.has_focus() {
        let filter = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        let pressed = |key: Key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        // The row that has the keyboard is drawn already, so the way on is left for the next one, and the way back for
        // the next frame.
        let back = pressed(Key::ArrowLeft) && !first;
        if back || pressed(Key::ArrowRight) && !last {
            let to = if back { step - 1 } else { step + 1 };
            ui.data_mut(|data| data.insert_temp(step_id(), to));
            ui.ctx().request_repaint();
        }
    }
    if ui.data(|data| data.get_temp::<usize>(step_id())) == Some(step) && !response.has_focus() {
        ui.data_mut(|data| data.remove::<usize>(step_id()));
        stepped = true;
        response.request_focus();
        response.scroll_to_me(None);
    }
    let response = response.on_hover_text(format!("{title}\n{decided}\n{}", s::HOP_HINT.get(lang)));
    let clicked = response.clicked();
    if clicked {
        response.request_focus();
    }
    hop.node.clone().filter(|_| clicked || stepped)
}
