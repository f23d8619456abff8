//! Fields of a resource that nobody knows, with the reason, and a button that takes what stands in the field for the value.

use crate::{
    base::{Lang, NodeId, Text, text},
    gui::{
        state::{Act, Acts, Gesture},
        theme::{self, Palette},
        widgets,
    },
    model::{Node, edit::Edit},
};
use eframe::egui::{Label, RichText, Ui};

static NOT_KNOWN: Text = text!("{0} is not known: {1}", "{0} 값을 알 수 없음: {1}");
static IS_SO: Text = text!("The value below is right", "아래 값이 맞음");
static IS_SO_NAME: Text = text!("The value of {0} is right", "{0} 값이 맞음");

/// Draws a row for each.
pub fn show(ui: &mut Ui, lang: Lang, acts: &mut Acts, id: &NodeId, node: &Node) {
    let palette = Palette::of(ui.ctx());
    for spec in node.resource.kind().spec().fields {
        let Some(why) = node.unknown.get(&spec.name) else { continue };
        let label = spec.label.get(lang);
        ui.add_space(4.0);
        let words = NOT_KNOWN.fill(lang, &[label, why]);
        ui.add(Label::new(RichText::new(words).font(theme::sans(12.0)).color(palette.warn)).wrap());
        let name = IS_SO_NAME.fill(lang, &[label]);
        if ui.is_enabled() && widgets::quiet_named(ui, IS_SO.get(lang), &name).clicked() {
            let mut unknown = (*node.unknown).clone();
            unknown.remove(&spec.name);
            let edits = vec![Edit::Doubt { id: id.clone(), unknown }];
            acts.push(Act::Edit { gesture: Gesture::One, edits });
        }
    }
}
