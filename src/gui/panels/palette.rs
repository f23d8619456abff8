//! The palette: kinds by group, dragged onto the canvas or clicked and placed.

use crate::{
    gui::{
        canvas::elided,
        find, icon,
        state::{Act, Acts, Document, UiState},
        strings as s,
        theme::{self, Palette},
        widgets,
    },
    model::{kinds::Kind, resource::Group},
};
use eframe::egui::{
    Align2, Key, Rect, RectAlign, Role, ScrollArea, Sense, TextEdit, Tooltip, Ui, Vec2, WidgetInfo, pos2,
    vec2,
};

/// Draws the palette.
pub fn show(ui: &mut Ui, doc: &Document, state: &mut UiState, acts: &mut Acts) {
    let lang = state.lang;
    let search = TextEdit::singleline(&mut state.palette_filter)
        .hint_text(s::FIND_KIND.get(lang))
        .desired_width(f32::INFINITY)
        .margin(vec2(10.0, 7.0))
        .background_color(Palette::of(ui.ctx()).bg);
    ui.add(search).widget_info(|| WidgetInfo::labeled(Role::SearchInput, true, s::FIND_KIND.get(lang)));
    ui.add_space(4.0);
    let wanted = state.palette_filter.trim().to_owned();
    let matches = |kind: &Kind| {
        let spec = kind.spec();
        find::best(&wanted, [spec.label.en, spec.label.ko, spec.short]).is_some()
    };
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut any = false;
        for group in Group::ALL {
            let kinds: Vec<Kind> = Kind::ALL
                .iter()
                .copied()
                .filter(|kind| kind.spec().group == *group && matches(kind))
                .collect();
            if kinds.is_empty() {
                continue;
            }
            any = true;
            ui.add_space(8.0);
            widgets::section(ui, group.title().get(lang));
            ui.add_space(4.0);
            for kind in kinds {
                row(ui, doc, state, acts, kind);
            }
        }
        if !any {
            widgets::empty(ui, s::NO_KIND.get(lang));
            ui.vertical_centered(|ui| {
                if widgets::quiet(ui, s::CLEAR_FILTER.get(lang)).clicked() {
                    state.palette_filter.clear();
                }
            });
        }
    });
}

fn row(ui: &mut Ui, doc: &Document, state: &mut UiState, acts: &mut Acts, kind: Kind) {
    let palette = Palette::of(ui.ctx());
    let spec = kind.spec();
    let enabled = doc.read_only.is_none();
    let sense = if enabled { Sense::click_and_drag() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 32.0), sense);
    let label = spec.label.get(state.lang);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, label));
    let placing = state.placing == Some(kind);
    if placing || response.hovered() || response.has_focus() {
        let fill = if placing { palette.accentbg } else { palette.bg };
        ui.painter().rect_filled(rect.expand2(vec2(6.0, 0.0)), 6.0, fill);
    }
    let (ink, tint) = palette.group(spec.group);
    let tile = Rect::from_min_size(pos2(rect.left(), rect.center().y - 12.0), Vec2::splat(24.0));
    ui.painter().rect_filled(tile, 6.0, tint);
    icon::paint(ui.painter(), spec.icon, tile.shrink(4.5), ink);
    let at = pos2(tile.right() + 10.0, rect.center().y);
    let words = elided(ui.painter(), label, theme::sans(13.0), palette.text, rect.right() - at.x);
    let place = Align2::LEFT_CENTER.anchor_size(at, words.size()).min;
    ui.painter().galley(place, words, palette.text);
    if response.dragged() {
        state.dragging = Some(kind);
        state.placing = None;
    }
    if response.drag_stopped() {
        state.dragging = None;
        state.dropped = Some(kind);
    }
    let lang = state.lang;
    // Beside the list, so that it hides no kind.
    let mut tooltip = Tooltip::for_enabled(&response);
    tooltip.popup = tooltip.popup.align(RectAlign::RIGHT_START);
    tooltip.show(|ui| super::sheet::lesson(ui, spec.docs.get(lang).trim(), Some(spec.source)));
    if response.clicked() {
        let by_key = ui.input(|i| i.key_pressed(Key::Enter) || i.key_pressed(Key::Space));
        if by_key {
            // The keyboard has no place to click: the layout finds one, inside what is selected if it may.
            acts.push(Act::Create { kind, container: state.selection.single().cloned(), at: None });
        } else {
            state.placing = if placing { None } else { Some(kind) };
        }
    }
}
