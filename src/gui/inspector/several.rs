//! Several resources selected: the fields they have in common, edited together in one step.

use super::{Editing, fields, tags};
use crate::{
    base::{FieldId, NodeId},
    gui::{
        state::{Act, Acts, Document, UiState},
        strings as s,
        theme::{self, Palette},
        widgets,
    },
    model::{
        Node,
        edit::Edit,
        field::FieldSpec,
        kinds::{AnyResource, Kind},
        values,
    },
};
use eframe::egui::{Label, RichText, Ui};
use std::collections::{BTreeMap, BTreeSet};

/// What several resources have in common, as of a drawing.
#[derive(Debug, Default)]
pub struct Several {
    of: Option<(u64, BTreeSet<NodeId>)>,
    kinds: BTreeMap<Kind, usize>,
    common: BTreeSet<FieldId>,
    mixed: BTreeSet<FieldId>,
    tags: tags::Common,
}

impl Several {
    /// Compares them, unless that was done.
    fn look(&mut self, doc: &Document, nodes: &[(&NodeId, &Node)]) {
        let wanted = (doc.analysis.drawing(), nodes.iter().map(|(id, _)| (*id).clone()).collect());
        if self.of.as_ref() == Some(&wanted) {
            return;
        }
        *self = Self { of: Some(wanted), ..Self::default() };
        self.tags = tags::common(nodes);
        for (_, node) in nodes {
            *self.kinds.entry(node.resource.kind()).or_default() += 1;
        }
        let Some((_, first)) = nodes.first() else { return };
        // The first one's kind is the one whose fields are drawn.
        let own = first.resource.kind();
        let others = self.kinds.keys().copied().filter(|kind| *kind != own);
        let kinds: Vec<Kind> = std::iter::once(own).chain(others).collect();
        let makes_sense = |spec: &&FieldSpec| {
            let shows = |node: &Node| {
                let own = node.resource.kind().spec().fields.iter().find(|it| it.name == spec.name);
                own.is_some_and(|own| node.resource.as_resource().shows(own))
            };
            nodes.iter().all(|(_, node)| shows(node))
        };
        for spec in values::common(&kinds).into_iter().filter(makes_sense) {
            self.common.insert(spec.name);
            let value = values::written(&first.resource, spec);
            if nodes.iter().any(|(_, node)| values::written(&node.resource, spec) != value) {
                self.mixed.insert(spec.name);
            }
        }
    }
}

/// Draws what they have in common.
pub fn show(ui: &mut Ui, doc: &Document, state: &mut UiState, acts: &mut Acts) {
    let lang = state.lang;
    let palette = Palette::of(ui.ctx());
    let model = doc.analysis.model();
    let ids = state.selection.nodes.clone();
    let nodes: Vec<(&NodeId, &Node)> = ids.iter().filter_map(|id| Some((id, model.node(id)?))).collect();
    state.several.look(doc, &nodes);
    let words = s::SEVERAL.fill(lang, &[nodes.len().to_string()]);
    ui.label(RichText::new(words).font(theme::bold(15.0)).color(palette.text));
    let count = |(kind, count): (&Kind, &usize)| {
        s::COUNT_OF.fill(lang, &[count.to_string(), kind.spec().label.get(lang).to_owned()])
    };
    let kinds: Vec<String> = state.several.kinds.iter().map(count).collect();
    let kinds = RichText::new(kinds.join(", ")).font(theme::sans(12.0)).color(palette.muted);
    ui.add(Label::new(kinds).wrap());
    let Some((id, first)) = nodes.first() else { return };
    if state.several.common.is_empty() {
        widgets::empty(ui, s::NOTHING_COMMON.get(lang));
    }
    ui.add_space(4.0);
    ui.add_enabled_ui(doc.read_only.is_none(), |ui| {
        let mut editing = Editing::new(doc, lang, (*id).clone());
        editing.salt = format!("several/{}/{id}", nodes.len());
        editing.mixed.clone_from(&state.several.mixed);
        editing.source = Some(first.resource.kind().spec().source).filter(|_| state.several.kinds.len() == 1);
        let mut changed = first.resource.clone();
        let mut plain = first.resource.kind().fresh();
        let shown = |spec: &FieldSpec| state.several.common.contains(&spec.name);
        let field = fields(ui, &mut editing, changed.as_record_mut(), plain.as_record_mut(), &shown);
        if let Some(field) = field {
            let mut edits = std::mem::take(&mut editing.before);
            edits.extend(everywhere(&nodes, &mut changed, FieldId(field)));
            acts.push(Act::Edit { gesture: editing.gesture(&("several", field)), edits });
        }
        tags::show(ui, lang, acts, &nodes, &state.several.tags);
    });
}

/// The edits that give a field of every resource the value it has in one.
fn everywhere(nodes: &[(&NodeId, &Node)], like: &mut AnyResource, field: FieldId) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (id, node) in nodes {
        let mut resource = node.resource.clone();
        let carried = values::carry(like.as_record_mut(), resource.as_record_mut(), field);
        if carried && resource != node.resource {
            edits.push(Edit::Change { id: (*id).clone(), resource });
        }
    }
    edits
}
