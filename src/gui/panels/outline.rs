//! The outline: the containment tree, with what is not drawn on the canvas too. It is filtered, walked by keyboard,
//! renamed in place and rearranged by dragging; what is selected here is selected everywhere.

use super::rows::put_right;
use crate::{
    base::{Lang, NodeId},
    gui::{
        canvas,
        command::Command,
        find, icon, inspector, numbers,
        panels::{findings::sign, top},
        state::{Act, Acts, Document, Selection, UiState},
        strings as s,
        theme::{self, Palette},
        widgets,
    },
    model::create::{Home, home},
};
use eframe::egui::{
    Align2, Color32, CursorIcon, EventFilter, Id, Key, Modifiers, Popup, Pos2, Rect, Response, Role,
    ScrollArea, Sense, Stroke, StrokeKind, TextEdit, Ui, Vec2, WidgetInfo, pos2, vec2,
};
use std::collections::BTreeSet;

const ROW: f32 = 28.0;
/// How far a child stands from its container.
const STEP: f32 = 14.0;
/// How long a pause ends what is typed to find a row, in seconds.
const PAUSE: f64 = 1.0;

/// A resource in the tree.
#[derive(Clone, Debug)]
struct Row {
    id: NodeId,
    depth: usize,
    /// Whether something stands in it, and whether that is shown.
    inside: Option<bool>,
}

/// The outline between frames.
#[derive(Debug, Default)]
pub struct Outline {
    /// What is looked for.
    filter: String,
    /// Containers whose content is not shown.
    folded: BTreeSet<NodeId>,
    /// The rows, and of which drawing and filter.
    made: Option<(u64, String)>,
    rows: Vec<Row>,
    /// The row that has the keyboard when the tree has it.
    cursor: Option<NodeId>,
    /// The selection that was shown last.
    shown: Option<NodeId>,
    /// The row whose name is being typed, the name so far, and whether it is new.
    renaming: Option<(NodeId, String, bool)>,
    /// Letters that were typed to find a row, and when the last one was.
    typed: (String, f64),
    /// What is dragged.
    dragged: Vec<NodeId>,
}

impl Outline {
    /// Makes the rows, unless that was done: once for each change, and only rows on screen are drawn.
    fn make(&mut self, doc: &Document) {
        let wanted = (doc.analysis.drawing(), self.filter.trim().to_owned());
        if self.made.as_ref() == Some(&wanted) {
            return;
        }
        let model = doc.analysis.model();
        let found: Option<BTreeSet<&NodeId>> = (!wanted.1.is_empty()).then(|| {
            let meets = |id: &NodeId, label: &crate::base::Text| {
                find::best(&wanted.1, [id.as_str(), label.en, label.ko]).is_some()
            };
            let hits = model.nodes().filter(|(id, node)| meets(id, &node.resource.kind().spec().label));
            hits.flat_map(|(id, _)| std::iter::once(id).chain(model.ancestors(id).map(|(id, _)| id)))
                .collect()
        });
        let is_found = |id: &NodeId| found.as_ref().is_none_or(|found| found.contains(id));
        let roots = model.nodes().filter(|(_, node)| node.parent.is_none());
        let mut open: Vec<(NodeId, usize)> = roots.map(|(id, _)| (id.clone(), 0)).collect();
        open.reverse();
        self.rows.clear();
        while let Some((id, depth)) = open.pop() {
            if !is_found(&id) {
                continue;
            }
            let children = doc.analysis.index().children(&id);
            // What is looked for is shown wherever it is.
            let shows = found.is_some() || !self.folded.contains(&id);
            if shows {
                open.extend(children.iter().rev().map(|child| (child.clone(), depth + 1)));
            }
            let inside = (!children.is_empty()).then_some(shows);
            self.rows.push(Row { id, depth, inside });
        }
        self.made = Some(wanted);
    }

    fn place(&self, id: &NodeId) -> Option<usize> {
        self.rows.iter().position(|row| row.id == *id)
    }

    fn fold(&mut self, id: &NodeId, fold: bool) {
        if fold {
            self.folded.insert(id.clone())
        } else {
            self.folded.remove(id)
        };
        self.made = None;
    }

    /// Another design was opened.
    pub fn forget(&mut self) {
        *self = Self::default();
    }
}

fn widget(id: &NodeId) -> Id {
    Id::unique(("outline", id.as_str()))
}

/// Draws the outline.
pub fn show(ui: &mut Ui, doc: &Document, state: &mut UiState, acts: &mut Acts) {
    let lang = state.lang;
    if doc.is_empty() {
        widgets::empty(ui, s::NO_RESOURCES.get(lang));
        return;
    }
    let search = TextEdit::singleline(&mut state.outline.filter)
        .hint_text(s::FILTER.get(lang))
        .desired_width(f32::INFINITY)
        .margin(vec2(10.0, 7.0))
        .background_color(Palette::of(ui.ctx()).bg);
    ui.add(search).widget_info(|| WidgetInfo::labeled(Role::SearchInput, true, s::FILTER.get(lang)));
    ui.add_space(6.0);
    state.outline.make(doc);
    let reveal = follow(doc, state) | keys(ui, doc, state, acts);
    state.outline.make(doc);
    if state.outline.rows.is_empty() {
        widgets::empty(ui, s::NO_ROW.get(lang));
        ui.vertical_centered(|ui| {
            if widgets::quiet(ui, s::CLEAR_FILTER.get(lang)).clicked() {
                state.outline.filter.clear();
            }
        });
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let height = ui.available_height();
    let mut area = ScrollArea::vertical().auto_shrink(false).id_salt("outline");
    let cursor = state.outline.cursor.as_ref().and_then(|id| state.outline.place(id));
    let kept = ui.make_persistent_id("outline-scroll");
    if let Some(cursor) = cursor.filter(|_| reveal) {
        #[allow(clippy::cast_precision_loss)]
        let top = cursor as f32 * ROW;
        let now = ui.data(|data| data.get_temp::<f32>(kept)).unwrap_or_default();
        let to = now.min(top).max(top + ROW - height);
        area = area.vertical_scroll_offset(to);
    }
    let count = state.outline.rows.len();
    // One row of the tree is on the way of Tab, as in any tree; arrows lead to the others.
    let stop = cursor.unwrap_or(0);
    let out = area.show_rows(ui, ROW, count, |ui, range| {
        for at in range {
            let Some(it) = state.outline.rows.get(at).cloned() else { continue };
            row(ui, doc, state, acts, &it, at == stop);
        }
    });
    ui.data_mut(|data| data.insert_temp(kept, out.state.clamped_offset().y));
    drag(ui, doc, state, acts, out.inner_rect);
}

/// Goes where the selection went, unfolding what is around it; whether it went somewhere.
fn follow(doc: &Document, state: &mut UiState) -> bool {
    let selected = state.selection.single().cloned();
    if selected == state.outline.shown {
        return false;
    }
    state.outline.shown.clone_from(&selected);
    let Some(id) = selected else { return false };
    let folded = &mut state.outline.folded;
    let mut unfolded = false;
    for (above, _) in doc.analysis.model().ancestors(&id) {
        unfolded |= folded.remove(above);
    }
    if unfolded {
        state.outline.made = None;
        state.outline.make(doc);
    }
    state.outline.cursor = Some(id);
    true
}

/// Selects a row, or adds it to what is selected.
fn select(state: &mut UiState, acts: &mut Acts, id: &NodeId, add: bool) {
    state.outline.cursor = Some(id.clone());
    if add {
        let mut nodes = state.selection.nodes.clone();
        if !nodes.remove(id) {
            nodes.insert(id.clone());
        }
        acts.push(Act::Select(Selection { nodes, connection: None }));
    } else {
        state.outline.shown = Some(id.clone());
        acts.push(Act::Select(Selection::node(id.clone())));
    }
}

/// What keys do while a row has the keyboard; whether another row has it now.
fn keys(ui: &Ui, doc: &Document, state: &mut UiState, acts: &mut Acts) -> bool {
    let outline = &mut state.outline;
    let focused = ui.memory(|memory| memory.focused());
    let at = outline.rows.iter().position(|row| focused == Some(widget(&row.id)));
    let (Some(at), None) = (at, &outline.renaming) else { return false };
    let Some(row) = outline.rows.get(at).cloned() else { return false };
    let last = outline.rows.len() - 1;
    let pressed = |modifiers: Modifiers, key: Key| ui.input_mut(|input| input.consume_key(modifiers, key));
    let add = [Key::ArrowDown, Key::ArrowUp].map(|key| pressed(Modifiers::SHIFT, key));
    let plain = |key: Key| pressed(Modifiers::NONE, key);
    let mut to = None;
    if plain(Key::ArrowDown) || add[0] {
        to = Some((at + 1).min(last));
    } else if plain(Key::ArrowUp) || add[1] {
        to = Some(at.saturating_sub(1));
    } else if plain(Key::Home) {
        to = Some(0);
    } else if plain(Key::End) {
        to = Some(last);
    } else if plain(Key::ArrowRight) {
        match row.inside {
            Some(false) => outline.fold(&row.id, false),
            Some(true) => to = Some((at + 1).min(last)),
            None => {}
        }
    } else if plain(Key::ArrowLeft) {
        match row.inside {
            Some(true) if outline.filter.is_empty() => outline.fold(&row.id, true),
            Some(_) | None => {
                let parent = doc.analysis.model().ancestors(&row.id).next();
                to = parent.and_then(|(id, _)| outline.place(id));
            }
        }
    } else if plain(Key::Enter) {
        acts.push(Act::Do(Command::EditFields));
    } else if plain(Key::F2) {
        if doc.read_only.is_none() {
            outline.renaming = Some((row.id.clone(), row.id.to_string(), true));
        }
    } else if plain(Key::Delete) || plain(Key::Backspace) {
        if doc.read_only.is_none() {
            acts.push(Act::Do(Command::Delete));
        }
    } else if plain(Key::Space) {
        select(state, acts, &row.id, true);
        return false;
    } else {
        to = type_ahead(ui, outline, at);
    }
    let Some(next) = to.filter(|to| *to != at).and_then(|to| outline.rows.get(to)) else { return false };
    let id = next.id.clone();
    ui.memory_mut(|memory| memory.request_focus(widget(&id)));
    if add.contains(&true) {
        let mut nodes = state.selection.nodes.clone();
        nodes.extend([row.id, id.clone()]);
        state.outline.cursor = Some(id);
        acts.push(Act::Select(Selection { nodes, connection: None }));
    } else {
        select(state, acts, &id, false);
        acts.push(Act::Reveal(id));
    }
    true
}

/// The next row whose name begins with what is being typed.
fn type_ahead(ui: &Ui, outline: &mut Outline, at: usize) -> Option<usize> {
    let (typed, now) = ui.input(|input| {
        let held = input.modifiers.command || input.modifiers.alt;
        let texts = input.events.iter().filter(|_| !held).filter_map(|event| match event {
            eframe::egui::Event::Text(text) => Some(text.to_lowercase()),
            _ => None,
        });
        (texts.collect::<String>(), input.time)
    });
    if typed.trim().is_empty() {
        return None;
    }
    if now - outline.typed.1 > PAUSE {
        outline.typed.0.clear();
    }
    outline.typed.0.push_str(&typed);
    outline.typed.1 = now;
    let wanted = &outline.typed.0;
    // More letters of the same name stay where they are; a first letter goes on to the next one.
    let from = if wanted.chars().count() > 1 { at } else { at + 1 };
    let count = outline.rows.len();
    (0..count).map(|step| (from + step) % count).find(|at| {
        outline.rows.get(*at).is_some_and(|row| row.id.as_str().to_lowercase().starts_with(wanted))
    })
}

fn row(ui: &mut Ui, doc: &Document, state: &mut UiState, acts: &mut Acts, it: &Row, stop: bool) {
    let palette = Palette::of(ui.ctx());
    let lang = state.lang;
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), ROW));
    let mut sense = Sense::CLICK | Sense::DRAG;
    if stop {
        sense |= Sense::FOCUSABLE;
    }
    let response = ui.interact(rect, widget(&it.id), sense);
    let filter = EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: false };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let selected = state.selection.nodes.contains(&it.id);
    // A name is made only when someone asks for it.
    response.widget_info(|| {
        let name = canvas::spoken_name(doc, state, &it.id);
        WidgetInfo::selected(Role::TreeItem, true, selected, name)
    });
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_level(it.depth + 1);
        if let Some(open) = it.inside {
            node.set_expanded(open);
        }
    });
    let fill = match (selected, response.hovered()) {
        (true, _) => palette.accentbg,
        (false, true) => palette.bg,
        (false, false) => Color32::TRANSPARENT,
    };
    let bar = rect.expand2(vec2(6.0, 0.0));
    ui.painter().rect_filled(bar, 6.0, fill);
    if response.has_focus() {
        let stroke = Stroke::new(2.0, palette.accent);
        ui.painter().rect_stroke(bar, 6.0, stroke, StrokeKind::Inside);
    }
    #[allow(clippy::cast_precision_loss)]
    let left = rect.left() + STEP * it.depth.min(8) as f32;
    if let Some(open) = it.inside {
        let place = Rect::from_center_size(pos2(left + 6.0, rect.center().y), Vec2::splat(12.0));
        icon::paint(ui.painter(), if open { "chevron_down" } else { "chevron_right" }, place, palette.muted);
    }
    let colours = canvas::colours(doc, palette, &it.id);
    let tile = Rect::from_min_size(pos2(left + 16.0, rect.center().y - 8.0), Vec2::splat(16.0));
    icon::paint(ui.painter(), colours.glyph, tile, colours.ink);
    let words = Rect::from_min_max(pos2(tile.right() + 8.0, rect.top()), rect.max);
    if state.outline.renaming.as_ref().is_some_and(|(id, ..)| *id == it.id) {
        rename(ui, doc, state, acts, &it.id, words);
        return;
    }
    let whole = ui.painter().layout_no_wrap(it.id.to_string(), theme::sans(12.5), palette.text).size().x;
    let right = figures(ui, doc, lang, &it.id, words, whole);
    let room = right - words.left() - 6.0;
    let galley = canvas::elided(ui.painter(), it.id.as_str(), theme::sans(12.5), palette.text, room);
    let at = Align2::LEFT_CENTER.anchor_size(words.left_center(), galley.size()).min;
    ui.painter().galley(at, galley, palette.text);
    pointer(ui, doc, state, acts, it, &response, left + 14.0);
}

/// What a row costs and its findings, at the right; where they begin. A name keeps its room.
fn figures(ui: &Ui, doc: &Document, lang: Lang, id: &NodeId, rect: Rect, name: f32) -> f32 {
    let palette = Palette::of(ui.ctx());
    let mut right = rect.right() - 2.0;
    if let Some((count, worst)) = doc.analysis.shown().badge(id) {
        let (glyph, ink) = sign(palette, worst);
        let ink = doc.ink(palette, ink);
        right = put_right(ui, rect, right, 30.0, &count.to_string(), theme::bold(11.5), ink) - 15.0;
        let place = Rect::from_min_size(pos2(right, rect.center().y - 6.5), Vec2::splat(13.0));
        icon::paint(ui.painter(), glyph, place, ink);
        right -= 8.0;
    }
    if let Some(cost) = doc.analysis.shown().cost_of(id).or_else(|| doc.analysis.shown().cost_inside(id)) {
        let room = right - rect.left() - name - 10.0;
        let words = numbers::chip(&cost, lang);
        let wide = ui.painter().layout_no_wrap(words.clone(), theme::sans(11.0), palette.cost).size().x;
        if wide <= room {
            right =
                put_right(ui, rect, right, room, &words, theme::sans(11.0), doc.ink(palette, palette.cost));
        }
    }
    right
}

/// The field in which a row's name is typed.
fn rename(ui: &mut Ui, doc: &Document, state: &mut UiState, acts: &mut Acts, id: &NodeId, rect: Rect) {
    let lang = state.lang;
    let Some((_, text, fresh)) = &mut state.outline.renaming else { return };
    let edit = TextEdit::singleline(text).font(theme::sans(12.5)).margin(vec2(4.0, 3.0));
    let response = ui.put(rect.shrink2(vec2(0.0, 2.0)), edit);
    let now = text.clone();
    response.widget_info(|| widgets::input(Role::TextInput, s::RENAME.get(lang), &now));
    if std::mem::take(fresh) {
        response.request_focus();
        widgets::select_all(ui, &response, now.chars().count());
    } else if !response.has_focus() {
        state.outline.renaming = None;
        let cancelled = ui.input(|input| input.key_pressed(Key::Escape));
        ui.memory_mut(|memory| memory.request_focus(widget(id)));
        if !cancelled && now != id.as_str() {
            match inspector::rename(doc, lang, id, &now) {
                Ok(done) => {
                    if let [Act::Edit { .. }, Act::Select(selection)] = &done
                        && let Some(to) = selection.single()
                    {
                        state.outline.cursor = Some(to.clone());
                        ui.memory_mut(|memory| memory.request_focus(widget(to)));
                    }
                    acts.extend(done);
                }
                Err(why) => acts.push(Act::Toast(why)),
            }
        }
    }
}

/// What the pointer does on a row.
fn pointer(
    ui: &Ui,
    doc: &Document,
    state: &mut UiState,
    acts: &mut Acts,
    it: &Row,
    response: &Response,
    names: f32,
) {
    let id = &it.id;
    let edits = doc.read_only.is_none();
    if response.drag_started() && edits {
        let selected = state.selection.nodes.contains(id);
        let model = doc.analysis.model();
        let all = if selected { state.selection.nodes.clone() } else { BTreeSet::from([id.clone()]) };
        let outermost = |id: &&NodeId| !model.ancestors(id).any(|(above, _)| all.contains(above));
        state.outline.dragged = all.iter().filter(outermost).cloned().collect();
    }
    if response.secondary_clicked() && !state.selection.nodes.contains(id) {
        select(state, acts, id, false);
    }
    Popup::context_menu(response).show(|ui| {
        ui.set_min_width(220.0);
        if edits && top::entry(ui, s::RENAME.get(state.lang), "F2").clicked() {
            state.outline.renaming = Some((id.clone(), id.to_string(), true));
            ui.close();
        }
        let edits: &[Command] = if edits { &[Command::Duplicate, Command::Delete] } else { &[] };
        for command in [Command::FitSelection, Command::EditFields].iter().chain(edits) {
            top::item(ui, *command, state.lang, acts);
        }
    });
    if response.double_clicked() && edits {
        state.outline.renaming = Some((id.clone(), id.to_string(), true));
    } else if response.clicked() {
        response.request_focus();
        let on_mark = response.interact_pointer_pos().is_some_and(|at| at.x < names);
        match it.inside.filter(|_| on_mark && state.outline.filter.is_empty()) {
            Some(open) => state.outline.fold(id, open),
            None => {
                let held = ui.input(|input| input.modifiers);
                select(state, acts, id, held.shift || held.command);
            }
        }
    }
}

/// Shows where what is dragged would go, and lets it go there.
fn drag(ui: &Ui, doc: &Document, state: &mut UiState, acts: &mut Acts, area: Rect) {
    if state.outline.dragged.is_empty() {
        return;
    }
    if ui.input(|input| input.key_pressed(Key::Escape)) {
        state.outline.dragged.clear();
        return;
    }
    let Some(at) = ui.input(|input| input.pointer.latest_pos()) else { return };
    let Some(over) = over(ui, doc, state, at, area) else {
        if ui.input(|input| input.pointer.any_released()) {
            state.outline.dragged.clear();
        }
        return;
    };
    let model = doc.analysis.model();
    let kinds = state.outline.dragged.iter().filter_map(|id| Some(model.node(id)?.resource.kind()));
    let refused = kinds.into_iter().find_map(|kind| match home(model, kind, over.0.as_ref()) {
        Home::Here(parent) if parent == over.0 => None,
        Home::Elsewhere(_, reason) | Home::Nowhere(reason) => Some(reason.say(state.lang)),
        Home::Here(_) | Home::Wrapped(_) => Some(s::NOT_ON_CANVAS.get(state.lang).to_owned()),
    });
    let palette = Palette::of(ui.ctx());
    let (ink, words) = match &refused {
        Some(why) => (palette.bad, widgets::sentence(why)),
        None => (
            palette.accent,
            over.0.as_ref().map_or_else(String::new, |id| {
                let path = doc.path(id);
                if path.is_empty() { id.to_string() } else { format!("{path} › {id}") }
            }),
        ),
    };
    ui.painter().rect_stroke(over.1, 6.0, Stroke::new(2.0, ink), StrokeKind::Inside);
    ui.ctx().set_cursor_icon(if refused.is_some() { CursorIcon::NotAllowed } else { CursorIcon::Grabbing });
    if !words.is_empty() {
        eframe::egui::Tooltip::always_open(
            ui.ctx().clone(),
            ui.layer_id(),
            Id::unique("outline-drop"),
            at + vec2(14.0, 14.0),
        )
        .show(|ui| {
            ui.set_max_width(260.0);
            ui.label(eframe::egui::RichText::new(words).font(theme::sans(12.0)).color(ink));
        });
    }
    if ui.input(|input| input.pointer.any_released()) {
        let ids = std::mem::take(&mut state.outline.dragged);
        acts.push(Act::Reparent { ids, into: over.0 });
    }
}

/// The container under the pointer, or the canvas itself below the last row; and where that is shown.
fn over(ui: &Ui, doc: &Document, state: &UiState, at: Pos2, area: Rect) -> Option<(Option<NodeId>, Rect)> {
    if !area.expand(12.0).contains(at) {
        return None;
    }
    let model = doc.analysis.model();
    let held = &state.outline.dragged;
    let moved = |id: &NodeId| held.iter().any(|root| id == root || model.is_inside(id, root));
    for row in &state.outline.rows {
        let Some(response) = ui.ctx().read_response(widget(&row.id)).filter(|it| it.rect.contains(at)) else {
            continue;
        };
        if moved(&row.id) {
            return None;
        }
        let container = if model.is_container(&row.id) {
            Some(row.id.clone())
        } else {
            model.node(&row.id).and_then(|node| node.parent.clone())
        };
        return Some((container, response.rect.expand2(vec2(6.0, 0.0))));
    }
    Some((None, area.expand2(vec2(6.0, 0.0))))
}
