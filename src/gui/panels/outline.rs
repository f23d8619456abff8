//! The outline: the containment tree, with what is not drawn on the canvas too.

use crate::{
    base::NodeId,
    gui::{
        canvas, icon,
        state::{Act, Acts, Document, Selection, UiState},
        strings as s,
        theme::{self, Palette},
        widgets,
    },
};
use eframe::egui::{Align2, Color32, Rect, Role, ScrollArea, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};

const ROW: f32 = 28.0;

/// Draws the outline. The tree is walked once for each change, and only rows on screen are made.
pub fn show(ui: &mut Ui, doc: &Document, state: &mut UiState, acts: &mut Acts) {
    if state.outline.0 != Some(doc.analysis.drawing()) {
        state.outline = (Some(doc.analysis.drawing()), rows(doc));
    }
    if state.outline.1.is_empty() {
        widgets::empty(ui, s::NO_RESOURCES.get(state.lang));
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, ROW, state.outline.1.len(), |ui, range| {
        for (id, depth) in &state.outline.1[range] {
            row(ui, doc, state, acts, id, *depth);
        }
    });
}

/// Every resource under its container, and how deep.
fn rows(doc: &Document) -> Vec<(NodeId, usize)> {
    let roots = doc.analysis.model().nodes().filter(|(_, node)| node.parent.is_none());
    let mut open: Vec<(NodeId, usize)> = roots.map(|(id, _)| (id.clone(), 0)).collect();
    open.reverse();
    let mut rows = Vec::new();
    while let Some((id, depth)) = open.pop() {
        let children = doc.analysis.index().children(&id).iter().rev();
        open.extend(children.map(|child| (child.clone(), depth + 1)));
        rows.push((id, depth));
    }
    rows
}

fn row(ui: &mut Ui, doc: &Document, state: &UiState, acts: &mut Acts, id: &NodeId, depth: usize) {
    let palette = Palette::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let name = canvas::spoken_name(doc, state, id);
    let selected = state.selection.nodes.contains(id);
    response.widget_info(|| WidgetInfo::selected(Role::TreeItem, true, selected, &name));
    let fill = match (selected, response.hovered()) {
        (true, _) => palette.accentbg,
        (false, true) => palette.bg,
        (false, false) => Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect.expand2(vec2(6.0, 0.0)), 6.0, fill);
    #[allow(clippy::cast_precision_loss)]
    let left = rect.left() + 14.0 * depth.min(8) as f32;
    let colours = canvas::colours(doc, palette, id);
    let tile = Rect::from_min_size(pos2(left, rect.center().y - 8.0), Vec2::splat(16.0));
    icon::paint(ui.painter(), colours.glyph, tile, colours.ink);
    let badge = doc.analysis.badge(id);
    let room = rect.right() - tile.right() - 10.0 - if badge.is_some() { 20.0 } else { 0.0 };
    let galley = canvas::elided(ui.painter(), id.as_str(), theme::sans(12.5), palette.text, room);
    let at = Align2::LEFT_CENTER.anchor_size(pos2(tile.right() + 8.0, rect.center().y), galley.size()).min;
    ui.painter().galley(at, galley, palette.text);
    if let Some((count, worst)) = badge {
        let ink = if worst == crate::diag::Severity::Error { palette.bad } else { palette.warn };
        let at = pos2(rect.right() - 2.0, rect.center().y);
        ui.painter().text(at, Align2::RIGHT_CENTER, count.to_string(), theme::bold(11.5), ink);
    }
    if response.clicked() {
        acts.push(Act::Select(Selection::node(id.clone())));
    }
    if response.double_clicked() {
        acts.push(Act::Show(id.clone()));
    }
}
