//! A list of records: each row a small group of fields, added, removed and edited in place.

use super::field::{Editing, is_narrow};
use crate::{
    gui::{
        strings as s,
        theme::{self, Palette},
        widgets,
    },
    model::field::{FieldSpec, Rows},
};
use eframe::egui::{Align, Frame, Layout, Margin, RichText, Stroke, Ui, vec2};

/// Draws the rows; whether something changed.
pub fn show(ui: &mut Ui, editing: &mut Editing<'_>, spec: &'static FieldSpec, rows: &mut dyn Rows) -> bool {
    let palette = Palette::of(ui.ctx());
    let mut changed = false;
    let mut gone = None;
    let salt = editing.salt.clone();
    for row in 0..rows.len() {
        editing.salt = format!("{salt}/{}/{row}", spec.name);
        let frame = Frame::new()
            .stroke(Stroke::new(1.0, palette.line))
            .corner_radius(6)
            .inner_margin(Margin { left: 10, right: 10, top: 4, bottom: 8 });
        frame.show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.label(RichText::new((row + 1).to_string()).font(theme::bold(11.5)).color(palette.faint));
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let words = s::REMOVE_ROW.fill(editing.lang, &[(row + 1).to_string()]);
                    if widgets::tool(ui, "trash", &words, false, true).on_hover_text(&words).clicked() {
                        gone = Some(row);
                    }
                });
            });
            changed |= cells(ui, editing, rows, row);
        });
        ui.add_space(2.0);
    }
    editing.salt = salt;
    if let Some(row) = gone {
        rows.remove(row);
        changed = true;
    }
    if widgets::quiet(ui, &format!("+ {}", s::ADD_ROW.get(editing.lang))).clicked() {
        rows.add();
        changed = true;
    }
    changed
}

/// The cells of one row, two narrow ones side by side.
fn cells(ui: &mut Ui, editing: &mut Editing<'_>, rows: &mut dyn Rows, row: usize) -> bool {
    let columns = rows.columns();
    let mut changed = false;
    let mut at = 0;
    while at < columns.len() {
        let pair = at + 1 < columns.len() && short(&columns[at]) && short(&columns[at + 1]);
        let count = if pair { 2 } else { 1 };
        let mut one = |ui: &mut Ui, wanted: &'static FieldSpec| {
            rows.each_cell(row, &mut |spec, value| {
                if spec.name == wanted.name {
                    changed |= editing.field(ui, spec, value);
                }
            });
        };
        if pair {
            let width = (ui.available_width() - 8.0) / 2.0;
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = 8.0;
                for spec in &columns[at..at + 2] {
                    ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(Align::Min), |ui| {
                        ui.set_width(width);
                        one(ui, spec);
                    });
                }
            });
        } else {
            one(ui, &columns[at]);
        }
        at += count;
    }
    changed
}

fn short(spec: &FieldSpec) -> bool {
    is_narrow(spec)
}
