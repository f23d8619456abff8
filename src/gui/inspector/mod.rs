//! The inspector: what is selected, its fields, what is odd about it, what it costs. It knows no kind.

mod connection;
mod document;
mod field;
mod number;
mod open;
mod refusal;
mod rows;
mod several;
mod tags;
mod typed;

use super::{
    asking::{Mode, Traffic},
    canvas, numbers,
    panels::sheet,
    state::{Act, Acts, Document, Focus, Gesture, Selection, UiState},
    strings as s,
    theme::{self, Palette},
    updating, widgets,
};
use crate::{
    analysis::LineBasis,
    base::{Lang, Message, NodeId, Order as _},
    model::{
        Entry, Node,
        edit::Edit,
        field::{FieldSpec, Shape},
        resource::{Look, Record},
        selector::End,
        values,
    },
};
use eframe::egui::{
    Align, FocusDirection, Label, Layout, Response, RichText, Role, ScrollArea, Sense, TextEdit, Ui,
    WidgetInfo, vec2,
};
use field::Editing;
pub use several::Several;
use std::hash::{DefaultHasher, Hash, Hasher};
use typed::{Face, Typed};

/// Draws the inspector.
pub fn show(ui: &mut Ui, doc: &Document, state: &mut UiState, acts: &mut Acts) {
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        ui.add_space(8.0);
        let selection = state.selection.clone();
        match (selection.single(), &selection.connection) {
            (Some(id), _) => match doc.analysis.model().node(id) {
                Some(node) => resource(ui, doc, state, acts, id, node),
                None => document::show(ui, doc, state, acts),
            },
            (None, Some(id)) => connection::show(ui, doc, state, acts, id),
            (None, None) if !selection.nodes.is_empty() => several::show(ui, doc, state, acts),
            (None, None) => document::show(ui, doc, state, acts),
        }
        ui.add_space(24.0);
    });
}

fn resource(ui: &mut Ui, doc: &Document, state: &mut UiState, acts: &mut Acts, id: &NodeId, node: &Node) {
    let lang = state.lang;
    let enabled = doc.read_only.is_none();
    let focus = state.focus.take();
    let name = header(ui, doc, lang, acts, id, node);
    if focus == Some(Focus::Name) {
        name.request_focus();
        widgets::select_all(ui, &name, id.as_str().chars().count());
    }
    if focus == Some(Focus::Fields) {
        // The first field behind the name, as Tab would go.
        name.request_focus();
        ui.memory_mut(|memory| memory.move_focus(FocusDirection::Next));
    }
    refusal::of_node(ui, doc, state, acts, id);
    ui.add_enabled_ui(enabled, |ui| {
        requests(ui, doc, lang, acts, id);
        open::show(ui, lang, acts, id, node);
        let mut resource = node.resource.clone();
        let shown = |spec: &FieldSpec| node.resource.as_resource().shows(spec);
        let mut editing = Editing::new(doc, lang, id.clone());
        editing.source = Some(node.resource.kind().spec().source);
        let mut plain = node.resource.kind().fresh();
        let changed = fields(ui, &mut editing, resource.as_record_mut(), plain.as_record_mut(), &shown);
        if let Some(field) = changed {
            let mut edits = std::mem::take(&mut editing.before);
            edits.push(Edit::Change { id: id.clone(), resource });
            acts.push(Act::Edit { gesture: editing.gesture(&(id, field)), edits });
        }
        note(ui, lang, acts, id, node);
        let tagged = [(id, node)];
        tags::show(ui, lang, acts, &tagged, &tags::common(&tagged));
    });
    updating::word(ui, doc, lang);
    updating::grey(ui, doc, |ui| {
        findings(ui, doc, lang, acts, id);
        costs(ui, doc, lang, id);
    });
    connections(ui, doc, lang, acts, id);
    reach(ui, doc, lang, acts, id);
}

/// Edits of the same thing that follow each other within a moment are one step.
fn burst(what: &impl Hash) -> Gesture {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    Gesture::Burst(hasher.finish())
}

/// Glyph, name, kind and path; what the kind is for, and who says so. The field of the name.
fn header(ui: &mut Ui, doc: &Document, lang: Lang, acts: &mut Acts, id: &NodeId, node: &Node) -> Response {
    let palette = Palette::of(ui.ctx());
    let spec = node.resource.kind().spec();
    let colours = canvas::colours(doc, palette, id);
    let name = ui.horizontal(|ui| {
        let tint = if colours.tint.a() < 40 { palette.netbg } else { colours.tint };
        widgets::tile(ui, colours.glyph, colours.ink, tint, 36.0);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let name = name_field(ui, doc, lang, acts, id);
            // The outermost area says little that the drawing does not.
            let above = doc.analysis.model().ancestors(id);
            let above = above.filter(|(_, node)| node.resource.kind().spec().look != Look::Area);
            let mut path: Vec<&str> = above.map(|(id, _)| id.as_str()).collect();
            path.reverse();
            let mut words = spec.label.get(lang).to_owned();
            if !path.is_empty() {
                words = format!("{words} · {}", path.join(" › "));
            }
            let words = RichText::new(words).font(theme::sans(12.0)).color(palette.muted);
            ui.add(Label::new(words).truncate());
            name
        })
        .inner
    });
    let help =
        Label::new(RichText::new(spec.docs.get(lang).trim()).font(theme::sans(12.0)).color(palette.muted));
    ui.add(help.wrap());
    sheet::link(ui, spec.source);
    ui.add_space(6.0);
    name.inner
}

/// The id, edited in place: whatever names the resource follows.
fn name_field(ui: &mut Ui, doc: &Document, lang: Lang, acts: &mut Acts, id: &NodeId) -> Response {
    let mut typed = Typed::load(ui, ("name", id.as_str()), id.as_str());
    let enabled = doc.read_only.is_none();
    let face = Face { label: s::NAME.get(lang), title: true, ..Face::default() };
    let response = ui.add_enabled_ui(enabled, |ui| typed.show(ui, &face)).inner;
    // A name is taken when the person is done with it, so that half-typed ones leave no trace. What is wrong about it
    // stands below meanwhile, and is told when the field is left with it.
    if typed.text == id.as_str() {
        typed.error = None;
    } else if response.changed() || response.lost_focus() {
        match rename(doc, lang, id, &typed.text) {
            Ok(done) if response.lost_focus() => acts.extend(done),
            Ok(_) => typed.error = None,
            Err(message) if response.lost_focus() => acts.push(Act::Toast(message)),
            Err(message) => typed.error = Some(message),
        }
    }
    typed.store(ui);
    response
}

/// What gives a resource another name, or why that cannot be.
pub fn rename(doc: &Document, lang: Lang, id: &NodeId, typed: &str) -> Result<[Act; 2], String> {
    let to: NodeId = typed.trim().parse().map_err(|message: Message| message.say(lang))?;
    if doc.analysis.model().node(&to).is_some() {
        return Err(crate::model::edit::taken(&to).say(lang));
    }
    let edits = vec![Edit::Rename { id: id.clone(), to: to.clone() }];
    Ok([Act::Edit { gesture: Gesture::One, edits }, Act::Select(Selection::node(to))])
}

/// How many requests enter here, when some do.
fn requests(ui: &mut Ui, doc: &Document, lang: Lang, acts: &mut Acts, id: &NodeId) {
    let workload = doc.analysis.model().workload();
    let Some(at) = workload.iter().position(|entry| entry.at.target() == Some(id)) else { return };
    let mut workload = workload.to_vec();
    let mut editing = Editing::new(doc, lang, id.clone());
    let only = |spec: &FieldSpec| matches!((spec.shape)(), Shape::Number);
    let mut plain = Entry::default();
    if let Some(field) = fields(ui, &mut editing, &mut workload[at], &mut plain, &only) {
        let gesture = editing.gesture(&(id, "workload", field));
        acts.push(Act::Edit { gesture, edits: vec![Edit::Workload(workload)] });
    }
}

/// Every field that makes sense, settings first and then what is said of usage, two narrow ones in a row; the one that
/// changed. `plain` has the defaults.
fn fields(
    ui: &mut Ui,
    editing: &mut Editing<'_>,
    record: &mut dyn Record,
    plain: &mut dyn Record,
    shown: &dyn Fn(&FieldSpec) -> bool,
) -> Option<&'static str> {
    editing.own = Some(record.write_fields().into_iter().map(|(name, _)| name).collect());
    let mut specs: Vec<&'static FieldSpec> = Vec::new();
    record.each_field(&mut |spec, _| specs.extend(shown(spec).then_some(spec)));
    specs.order_by_key(|spec| spec.hint.usage);
    let settings = specs.iter().filter(|spec| !spec.hint.usage).count();
    let mut rows: Vec<Vec<&'static FieldSpec>> = Vec::new();
    for spec in specs {
        match rows.last_mut() {
            Some(row)
                if row.len() == 1
                    && row[0].hint.usage == spec.hint.usage
                    && field::is_narrow(row[0])
                    && field::is_narrow(spec) =>
            {
                row.push(spec)
            }
            _ => rows.push(vec![spec]),
        }
    }
    let (mut changed, mut is_usage) = (None, settings == 0);
    for row in rows {
        if row[0].hint.usage && !std::mem::replace(&mut is_usage, true) {
            ui.add_space(6.0);
            widgets::section(ui, s::USAGE.get(editing.lang));
        }
        let mut one = |ui: &mut Ui, wanted: &'static FieldSpec| {
            record.each_field(&mut |spec, value| {
                if spec.name == wanted.name && editing.field(ui, spec, value) {
                    changed = Some(spec.name.0);
                }
            });
        };
        if let [left, right] = row[..] {
            let width = (ui.available_width() - 10.0) / 2.0;
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = 10.0;
                for spec in [left, right] {
                    ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(Align::Min), |ui| {
                        ui.set_width(width);
                        one(ui, spec);
                    });
                }
            });
        } else if let [only] = row[..] {
            one(ui, only);
        }
    }
    if let Some(name) = editing.reset.take()
        && values::carry(plain, record, name)
    {
        changed = Some(name.0);
    }
    changed
}

fn note(ui: &mut Ui, lang: Lang, acts: &mut Acts, id: &NodeId, node: &Node) {
    widgets::field_label(ui, s::NOTE.get(lang));
    let mut text = node.description.to_string();
    let edit =
        TextEdit::multiline(&mut text).desired_rows(2).desired_width(f32::INFINITY).margin(vec2(10.0, 7.0));
    let response = ui.add(edit);
    response.widget_info(|| WidgetInfo::labeled(Role::MultilineTextInput, true, s::NOTE.get(lang)));
    if response.changed() {
        let edits = vec![Edit::Describe { id: id.clone(), description: text, tags: (*node.tags).clone() }];
        acts.push(Act::Edit { gesture: burst(&(id, "note")), edits });
    }
}

fn connections(ui: &mut Ui, doc: &Document, lang: Lang, acts: &mut Acts, id: &NodeId) {
    let index = doc.analysis.index();
    let incoming = index.incoming(id).iter().map(|connection| (connection, true));
    let outgoing = index.outgoing(id).iter().map(|connection| (connection, false));
    let all: Vec<_> = incoming.chain(outgoing).collect();
    let calls = doc.analysis.calls(id) && doc.read_only.is_none();
    if all.is_empty() && !calls {
        return;
    }
    ui.add_space(6.0);
    widgets::section(ui, s::CONNECTIONS.get(lang));
    if calls {
        let words = s::CONNECT_TO.get(lang);
        let combo = widgets::combo(("connect", id.as_str()), ui.available_width(), words);
        let response = combo.show_ui(ui, |ui| {
            // The list is made only while it is open.
            for (to, _) in doc.analysis.model().nodes().filter(|(to, _)| *to != id) {
                let fits = !doc.analysis.accesses(id, to).is_empty();
                if fits && ui.selectable_label(false, to.as_str()).clicked() {
                    acts.push(Act::Connect(id.clone(), to.clone()));
                }
            }
        });
        response.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, words));
    }
    let palette = Palette::of(ui.ctx());
    for (connection, comes) in all {
        let ends = doc.analysis.model().connection(connection).and_then(|it| it.ends());
        let Some((from, to)) = ends else { continue };
        let words = if comes { format!("← {from}") } else { format!("→ {to}") };
        let standing = doc.analysis.shown().standing(connection);
        let (state, ink) = canvas::standing_words(palette, standing);
        let right = doc.spoken(lang, state.get(lang));
        if pair_row(ui, &words, &right, doc.ink(palette, ink)).clicked() {
            acts.push(Act::Select(Selection::connection(connection.clone())));
        }
    }
}

/// What it reaches and what reaches it: asked here, answered at the bottom.
fn reach(ui: &mut Ui, doc: &Document, lang: Lang, acts: &mut Acts, id: &NodeId) {
    let end = End::Node(id.clone());
    let (opens, answers) = doc.analysis.takes_part(&end);
    if !(opens || answers) {
        return;
    }
    ui.add_space(6.0);
    widgets::section(ui, s::REACHABILITY.get(lang));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 16.0;
        for (mode, able) in [(Mode::From, opens), (Mode::To, answers)] {
            if able && widgets::quiet(ui, mode.label().get(lang)).clicked() {
                let (from, to) =
                    if mode == Mode::From { (Some(end.clone()), None) } else { (None, Some(end.clone())) };
                acts.push(Act::Ask { mode, from, to, traffic: Some(Traffic::every(false)) });
            }
        }
    });
}

/// Two texts at the sides of a row that can be clicked.
pub(super) fn pair_row(ui: &mut Ui, left: &str, right: &str, ink: eframe::egui::Color32) -> Response {
    use eframe::egui::{Align2, pos2};
    let palette = Palette::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, format!("{left}, {right}")));
    if response.hovered() {
        ui.painter().rect_filled(rect.expand2(vec2(6.0, 0.0)), 6.0, palette.bg);
    }
    let value = ui.painter().layout_no_wrap(right.to_owned(), theme::bold(12.5), ink);
    let room = rect.width() - value.size().x - 12.0;
    let name = canvas::elided(ui.painter(), left, theme::sans(12.5), palette.muted, room);
    let at = Align2::LEFT_CENTER.anchor_size(rect.left_center(), name.size()).min;
    ui.painter().galley(at, name, palette.muted);
    let at = Align2::RIGHT_CENTER.anchor_size(pos2(rect.right(), rect.center().y), value.size()).min;
    ui.painter().galley(at, value, ink);
    response
}

fn findings(ui: &mut Ui, doc: &Document, lang: Lang, acts: &mut Acts, id: &NodeId) {
    let found = doc.analysis.findings_of(id);
    if found.is_empty() {
        return;
    }
    ui.add_space(6.0);
    widgets::section(ui, s::FINDINGS.get(lang));
    let palette = Palette::of(ui.ctx());
    for finding in found {
        ui.horizontal_top(|ui| {
            let (glyph, ink) = super::panels::findings::sign(palette, finding.rule.severity);
            let (rect, _) = ui.allocate_exact_size(eframe::egui::Vec2::splat(16.0), Sense::hover());
            super::icon::paint(ui.painter(), glyph, rect, ink);
            ui.vertical(|ui| {
                let words = RichText::new(widgets::plain(&finding.message.say(lang)))
                    .font(theme::sans(12.5))
                    .color(palette.text);
                ui.add(Label::new(words).wrap()).on_hover_text(finding.rule.help.get(lang));
                if let Some(fix) = doc.mend(finding)
                    && widgets::quiet(ui, &fix.title.say(lang)).clicked()
                {
                    acts.push(Act::Edit { gesture: Gesture::One, edits: fix.edits });
                }
            });
        });
    }
}

fn costs(ui: &mut Ui, doc: &Document, lang: Lang, id: &NodeId) {
    let lines = doc.analysis.known_bill().into_iter().flat_map(|bill| &bill.lines);
    let lines: Vec<_> = lines.filter(|line| line.resource.as_ref() == Some(id)).collect();
    if lines.is_empty() {
        return;
    }
    ui.add_space(6.0);
    widgets::section(ui, s::COST_LINES.get(lang));
    let palette = Palette::of(ui.ctx());
    for line in lines {
        let right = match (line.basis, line.per_million.or(line.cost)) {
            (_, None) => s::UNKNOWN_PRICE.get(lang).to_owned(),
            (LineBasis::Marginal, Some(cost)) => format!("{} / M", numbers::dollars(cost)),
            (LineBasis::Fixed | LineBasis::FreeTier, Some(cost)) => {
                s::A_MONTH.fill(lang, &[numbers::dollars(cost)])
            }
        };
        let row = pair_row(ui, &line.component.say(lang), &right, palette.cost);
        row.on_hover_text(format!("{}\n{}", line.arithmetic(), line.source));
    }
}
