//! The palette of commands: everything that can be done now, every resource to go to, every kind to add, found by a few
//! letters.

use crate::{
    base::{Lang, NodeId, Order as _},
    gui::{
        canvas::elided,
        command::{COMMANDS, Command},
        find::{best, meets},
        icon,
        state::{Act, Acts, Document, Onward, UiState},
        strings as s,
        theme::{self, Palette},
    },
    model::kinds::Kind,
};
use eframe::egui::{
    Align2, Area, Color32, Context, Frame, Id, Key, Margin, Modifiers, Order, Rect, Response, Role,
    ScrollArea, Sense, Stroke, TextEdit, Ui, Vec2, WidgetInfo, pos2, vec2,
};

/// What is typed into the palette, and which row is lit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listing {
    /// The letters.
    pub text: String,
    /// The lit row.
    pub at: usize,
    /// Only kinds to add.
    pub kinds: bool,
    /// Only those that a connection drawn onto free canvas may end at.
    pub onward: Option<Onward>,
    /// Whether it was just opened and has no keyboard yet.
    pub fresh: bool,
}

impl Listing {
    /// A palette that opens.
    pub fn open(kinds: bool) -> Self {
        Self { kinds, fresh: true, ..Self::default() }
    }

    /// A palette of what a connection may end at.
    pub fn onward(onward: Onward) -> Self {
        Self { onward: Some(onward), ..Self::open(true) }
    }
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
enum Entry {
    Command(Command),
    Node(NodeId),
    Kind(Kind),
}

const ROW: f32 = 32.0;
const WIDTH: f32 = 520.0;

/// Draws the palette while it is open. `applies` says which commands can be carried out now.
pub fn show(
    ctx: &Context,
    doc: &Document,
    state: &mut UiState,
    acts: &mut Acts,
    applies: &dyn Fn(Command) -> bool,
) {
    let Some(mut listing) = state.commands.take() else { return };
    let entries = entries(doc, &listing, applies);
    let pressed = |key: Key| ctx.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    // The field would take these keys to move its caret.
    let (up, down) = (pressed(Key::ArrowUp), pressed(Key::ArrowDown));
    let (enter, out) = (pressed(Key::Enter), pressed(Key::Escape));
    let count = entries.len();
    if count > 0 {
        listing.at = match (up, down) {
            (true, _) => (listing.at.min(count - 1) + count - 1) % count,
            (false, true) => (listing.at + 1) % count,
            (false, false) => listing.at.min(count - 1),
        };
    }
    let mut chosen = entries.get(listing.at).filter(|_| enter).cloned();
    let palette = Palette::of(ctx);
    let screen = ctx.content_rect();
    let area = Area::new(Id::unique("commands"))
        .order(Order::Foreground)
        .pivot(Align2::CENTER_TOP)
        .fixed_pos(pos2(screen.center().x, screen.top() + 64.0));
    let shown = area.show(ctx, |ui| {
        let frame =
            Frame::popup(ui.style()).fill(palette.panel).inner_margin(Margin::same(8)).corner_radius(10);
        frame
            .show(ui, |ui| {
                ui.set_width(WIDTH.min(screen.width() - 32.0));
                ui.spacing_mut().item_spacing.y = 2.0;
                let hint = if listing.kinds { &s::FIND_KIND } else { &s::COMMANDS_HINT };
                let field = TextEdit::singleline(&mut listing.text)
                    .id(Id::unique("commands-text"))
                    .hint_text(hint.get(state.lang))
                    .desired_width(f32::INFINITY)
                    .margin(vec2(10.0, 8.0));
                let field = ui.add(field);
                field.widget_info(|| WidgetInfo::labeled(Role::SearchInput, true, hint.get(state.lang)));
                if listing.fresh {
                    field.request_focus();
                }
                if field.changed() {
                    listing.at = 0;
                }
                ui.add_space(4.0);
                if entries.is_empty() {
                    crate::gui::widgets::empty(ui, s::NO_COMMAND.get(state.lang));
                }
                let moved = up || down || field.changed();
                let scroll = ScrollArea::vertical().max_height(10.0 * ROW).auto_shrink([false, true]);
                scroll.show(ui, |ui| {
                    for (at, entry) in entries.iter().enumerate() {
                        let response = row(ui, doc, state.lang, entry, at == listing.at);
                        if at == listing.at && moved {
                            response.scroll_to_me(None);
                        }
                        if response.clicked() {
                            chosen = Some(entry.clone());
                        }
                    }
                });
                field
            })
            .inner
    });
    let beside = ctx.input(|input| input.pointer.any_pressed())
        && ctx
            .input(|input| input.pointer.interact_pos())
            .is_some_and(|at| !shown.response.rect.contains(at));
    listing.fresh = false;
    if let Some(entry) = chosen {
        acts.push(match entry {
            Entry::Command(command) => Act::Do(command),
            Entry::Node(id) => Act::Show(id),
            // The keyboard has no place to click: the layout finds one, inside what is selected if it may.
            Entry::Kind(kind) => match listing.onward {
                Some(onward) => Act::CreateConnected(kind, onward),
                None => Act::Create { kind, container: state.selection.single().cloned(), at: None },
            },
        });
    } else if !out && !beside {
        state.commands = Some(listing);
        return;
    }
    acts.push(Act::FocusCanvas);
}

/// What answers the letters, the best first; everything, in its order, without any.
fn entries(doc: &Document, listing: &Listing, applies: &dyn Fn(Command) -> bool) -> Vec<Entry> {
    let text = listing.text.trim();
    let mut found: Vec<(u32, usize, Entry)> = Vec::new();
    let mut add = |score: Option<u32>, entry: Entry| {
        if let Some(score) = score {
            found.push((score, found.len(), entry));
        }
    };
    if !listing.kinds {
        for spec in COMMANDS.iter().filter(|spec| applies(spec.command)) {
            add(best(text, [spec.label.en, spec.label.ko]).map(|it| it + 15), Entry::Command(spec.command));
        }
    }
    // Without letters the commands alone are long enough.
    if listing.kinds || !text.is_empty() {
        if doc.read_only.is_none() {
            let fitting = listing.onward.as_ref().map(|it| doc.analysis.fitting_kinds(&it.from));
            for kind in fitting.as_deref().unwrap_or(Kind::ALL) {
                let spec = kind.spec();
                let words = [
                    s::ADD_NAMED.fill(Lang::En, &[spec.label.en]),
                    s::ADD_NAMED.fill(Lang::Ko, &[spec.label.ko]),
                ];
                let score = [spec.label.en, spec.label.ko, spec.short, &words[0], &words[1]];
                add(score.into_iter().filter_map(|it| meets(text, it)).max(), Entry::Kind(*kind));
            }
        }
        if !listing.kinds {
            for id in crate::gui::find::resources(doc, text).into_iter().take(20) {
                add(best(text, [id.as_str()]).or(Some(10)), Entry::Node(id));
            }
        }
    }
    found.order_by_key(|(score, order, _)| (std::cmp::Reverse(*score), *order));
    found.into_iter().map(|(_, _, entry)| entry).collect()
}

fn row(ui: &mut Ui, doc: &Document, lang: Lang, entry: &Entry, lit: bool) -> Response {
    let palette = Palette::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let (glyph, ink, words, right) = match entry {
        Entry::Command(command) => {
            let spec = command.spec();
            let keys = command.shown_keys(ui.ctx()).unwrap_or_default();
            (spec.icon, palette.muted, spec.label.get(lang).to_owned(), keys)
        }
        Entry::Kind(kind) => {
            let spec = kind.spec();
            let words = s::ADD_NAMED.fill(lang, &[spec.label.get(lang)]);
            (spec.icon, palette.group(spec.group).0, words, spec.group.title().get(lang).to_owned())
        }
        Entry::Node(id) => {
            let colours = crate::gui::canvas::colours(doc, palette, id);
            (colours.glyph, colours.ink, s::GO_TO.fill(lang, &[id.as_str()]), doc.path(id))
        }
    };
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, lit, &words));
    let fill = match (lit, response.hovered()) {
        (true, _) => palette.accentbg,
        (false, true) => palette.bg,
        (false, false) => Color32::TRANSPARENT,
    };
    ui.painter().rect(rect, 6.0, fill, Stroke::NONE, eframe::egui::StrokeKind::Inside);
    let tile = Rect::from_center_size(pos2(rect.left() + 18.0, rect.center().y), Vec2::splat(16.0));
    icon::paint(ui.painter(), glyph, tile, ink);
    let font = if matches!(entry, Entry::Command(_)) { theme::mono(11.5) } else { theme::sans(11.5) };
    let note = elided(ui.painter(), &right, font, palette.muted, rect.width() * 0.4);
    let room = rect.width() - note.size().x - 60.0;
    let name = elided(ui.painter(), &words, theme::sans(13.0), palette.text, room);
    let at = Align2::LEFT_CENTER.anchor_size(pos2(rect.left() + 36.0, rect.center().y), name.size()).min;
    ui.painter().galley(at, name, palette.text);
    let at = Align2::RIGHT_CENTER.anchor_size(pos2(rect.right() - 10.0, rect.center().y), note.size()).min;
    ui.painter().galley(at, note, palette.muted);
    response
}
