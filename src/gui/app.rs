//! The application: panels around a canvas, and the loop of acts and events.

use super::{
    asking::Since,
    canvas::Canvas,
    command::{COMMANDS, Command, is_plain},
    files,
    host::{Event as HostEvent, Host, Incoming, Origin, Purpose},
    panels,
    regions::Regions,
    settings::Settings,
    state::{Act, Acts, Dialog, Document, UiState},
    strings as s, theme,
};
use crate::base::{Gather as _, Order as _};
use crate::{base::Lang, model::Model};
use eframe::egui::{self, Context, Key, Ui};
use std::collections::BTreeSet;

/// The editor.
pub struct App {
    pub(super) doc: Document,
    pub(super) state: UiState,
    pub(super) canvas: Canvas,
    pub(super) host: Host,
    /// The kind of the last burst of edits, when it went on, and its number.
    pub(super) burst: (u64, f64, u64),
    pub(super) gestures: u64,
    /// When the drawing last changed, for the autosave.
    pub(super) changed: Option<f64>,
    /// What was last copied here: its text, and the part with its links.
    pub(super) copied: Option<(String, crate::model::clip::Clip)>,
    /// An automatic arrangement, under way or just done.
    pub(super) laying: Option<super::laying::Laying>,
    /// Whether the Hangul fonts are here or asked for.
    hangul: bool,
    /// The Hangul fonts themselves, once they are here, for files that need them.
    pub(super) letters: Option<theme::Hangul>,
    /// Whether a text field had the keyboard in the last frame.
    typed: bool,
    /// Whether another window has the document.
    pub(super) taken: bool,
}

/// How long after the last edit the autosave runs, in seconds.
const REST: f64 = 1.0;
/// How long a frame may work on answers that take time, in seconds.
pub(super) const SLICE: f64 = 0.006;

impl App {
    /// An editor with a design, or with the one that was being edited when it last stopped.
    pub fn new(ctx: &Context, model: Option<(String, Model)>) -> Self {
        theme::install_style(ctx);
        ctx.options_mut(|options| {
            options.quit_shortcuts.clear();
            options.zoom_with_keyboard = false;
        });
        let mut host = Host::new(ctx);
        let hangul = host.built_in_hangul();
        let has_hangul = hangul.is_some();
        theme::install_fonts(ctx, hangul.clone());
        let mut state = UiState { lang: host.language(), ..UiState::default() };
        let mut doc = Document::default();
        match model {
            Some((name, model)) => {
                doc = Document { file: Some(name), ..files::opened(model) };
                state.started = true;
            }
            None => {
                host.recover();
                host.list_recent();
            }
        }
        state.settings = Settings::load(&host);
        state.settings.apply(ctx);
        Regions::load(&host, &mut state);
        let mut app = Self {
            doc,
            state,
            canvas: Canvas::fresh(),
            host,
            burst: (0, 0.0, 0),
            gestures: 0,
            changed: None,
            copied: None,
            laying: None,
            hangul: has_hangul,
            letters: hangul,
            typed: false,
            taken: false,
        };
        app.only_view();
        app
    }

    /// The open design, for tests and measurements.
    pub fn model(&self) -> &Model {
        self.doc.analysis.model()
    }

    /// Opens the text of a file as a drop or a dialog would, for tests.
    pub fn open_text(&mut self, ctx: &Context, name: &str, text: &str) {
        let bytes = text.as_bytes().to_vec();
        let origin = Origin::File;
        self.act(ctx, Act::Open(Incoming { name: name.to_owned(), bytes, place: None, origin }));
    }

    /// Whether something is still worked on between frames, for measurements.
    pub fn is_busy(&self) -> bool {
        self.canvas.is_busy()
            || self.laying.is_some()
            || self.state.kept.is_wanted()
            || !self.doc.analysis.is_settled()
    }

    /// The resource at a point of the window, for measurements.
    pub fn under(&self, at: egui::Pos2) -> Option<&crate::base::NodeId> {
        self.canvas.under(at)
    }

    /// Selects resources, for tests and measurements.
    pub fn select_for_tests(&mut self, ids: &[&str]) {
        let nodes = ids.iter().filter_map(|id| id.parse().ok()).collect();
        self.state.selection = super::state::Selection { nodes, connection: None };
    }

    /// Switches the language, for tests.
    pub fn set_language(&mut self, lang: Lang) {
        self.state.lang = lang;
    }

    fn keys(&mut self, ctx: &Context, acts: &mut Acts) {
        let covered = self.state.commands.is_some() || self.state.lessons.sheet.is_some();
        if self.state.dialog.is_some() || covered {
            return;
        }
        let typing = ctx.text_edit_focused();
        let focused = ctx.memory(|memory| memory.focused());
        let on_canvas = focused.is_none_or(|id| id == Canvas::id());
        // The Tab that brings the keyboard to the canvas is not one pressed on it.
        let has_tab = focused == Some(Canvas::id()) && self.canvas.has_keyboard;
        // Keys with more modifiers first: egui would take Ctrl+S for Ctrl+Shift+S.
        let mut all: Vec<_> =
            COMMANDS.iter().flat_map(|spec| spec.keys.iter().map(move |keys| (spec, keys))).collect();
        all.order_by_key(|(_, keys)| {
            let held = keys.modifiers;
            std::cmp::Reverse(usize::from(held.shift) + usize::from(held.alt) + usize::from(held.command))
        });
        for (spec, keys) in all {
            // Escape leaves whatever is under way, wherever the keyboard is.
            let anywhere = matches!(spec.command, Command::NextRegion | Command::PreviousRegion)
                || spec.command == Command::Escape && self.state.placing.is_some();
            // egui has already taken the keyboard from a field that Escape leaves; that is all it does there.
            let leaves = spec.command == Command::Escape && self.typed;
            let fits = if is_plain(keys) {
                anywhere
                    || !leaves && !typing && if keys.logical_key == Key::Tab { has_tab } else { on_canvas }
            } else {
                !typing || spec.command.acts_while_typing()
            };
            if fits && self.applies(spec.command) && ctx.input_mut(|input| input.consume_shortcut(keys)) {
                // egui ends a drag with this key; the canvas must know before it takes that for a drop.
                if spec.command == Command::Escape && self.canvas.cancel() {
                    continue;
                }
                acts.push(Act::Do(spec.command));
            }
        }
        self.typed = typing;
        if typing {
            return;
        }
        let events: Vec<egui::Event> = ctx.input(|input| input.events.clone());
        for event in events {
            match event {
                egui::Event::Copy => acts.push(Act::Do(Command::Copy)),
                egui::Event::Cut => acts.push(Act::Do(Command::Cut)),
                egui::Event::Paste(text) => {
                    let in_place = ctx.input(|input| input.modifiers.shift);
                    self.paste(&text, in_place, acts);
                }
                _ => {}
            }
        }
    }

    fn dropped(&mut self, ctx: &Context) {
        let files = ctx.input(|input| input.raw.dropped_files.clone());
        if !files.is_empty() {
            self.state.comparing = false;
            self.host.read_dropped(&files);
        }
    }

    fn host_events(&mut self, ctx: &Context) {
        while let Some(event) = self.host.next_event() {
            match event {
                HostEvent::Opened(incoming) => self.open(ctx, incoming),
                HostEvent::Several(sources) => self.import(ctx, sources),
                HostEvent::Imported { name, found } => self.imported(name, found),
                HostEvent::Crashed(report) => self.state.dialog = Some(Dialog::Crashed(report)),
                HostEvent::NotRead(why) => {
                    let message = match why.strip_prefix("size:") {
                        Some(size) => {
                            let most = crate::model::json::LARGEST_FILE.to_string();
                            s::FILE_TOO_LARGE.fill(self.state.lang, &[size.to_owned(), most])
                        }
                        None => s::CHANGED_ELSEWHERE.fill(self.state.lang, &[&why]),
                    };
                    self.state.dialog = Some(Dialog::refusal(message));
                }
                HostEvent::NotWritten(why) => self.state.dialog = Some(Dialog::NotWritten(why)),
                HostEvent::Recents(recents) => self.state.filing.recents = recents,
                HostEvent::Snapshots(snapshots) => self.state.filing.snapshots = snapshots,
                HostEvent::Snapshot { age, bytes, purpose } => match purpose {
                    Purpose::Compare => self.compare_snapshot(age, &bytes),
                    Purpose::Restore => self.restore_snapshot(ctx, age, &bytes),
                },
                HostEvent::Shared(part) => self.open_shared(&part),
                HostEvent::Held(here) => self.held(here),
                HostEvent::Wanted(place) => {
                    let text = crate::model::file::save(self.doc.analysis.model());
                    if self.host.hand_over(&place, &text) {
                        self.held(false);
                    }
                }
                HostEvent::Autosaved(drawing, result) => self.autosaved(drawing, result),
                HostEvent::Written { name, drawing } => {
                    self.doc.in_file = drawing;
                    self.doc.since = Since::last_save(self.doc.analysis.model());
                    self.doc.last_save = None;
                    let text = s::SAVED_AS.fill(self.state.lang, &[&name]);
                    self.doc.file = Some(name);
                    self.act(ctx, Act::Toast(text));
                }
                HostEvent::Exported(name) => {
                    let text = s::SAVED_AS.fill(self.state.lang, &[&name]);
                    self.act(ctx, Act::Toast(text));
                }
                HostEvent::Hangul(hangul) => {
                    theme::install_fonts(ctx, Some(hangul.clone()));
                    self.letters = Some(hangul);
                }
            }
        }
    }

    /// Hangul is fetched once something needs it.
    fn fetch_hangul(&mut self) {
        if !self.hangul && (self.state.lang == Lang::Ko || files::has_hangul(self.doc.analysis.model())) {
            self.hangul = true;
            self.host.fetch_hangul();
        }
    }

    fn autosave(&mut self, ctx: &Context) {
        if !self.must_save() {
            return;
        }
        if self.host.is_recovering() {
            // What is drawn before the last design is found is a design of its own.
            self.host.fresh_document();
        }
        let now = ctx.input(|input| input.time);
        let since = now - *self.changed.get_or_insert(now);
        if since >= REST {
            self.save_now();
        } else {
            ctx.request_repaint_after_secs(0.2);
        }
    }

    /// Whether the drawing is newer than the autosave.
    fn must_save(&self) -> bool {
        use super::state::Autosave;
        let known = match &self.doc.autosave {
            Autosave::Idle => 0,
            Autosave::Writing(at) | Autosave::Done(at) | Autosave::Failed(at, _) => *at,
        };
        known != self.doc.analysis.drawing() && self.doc.read_only.is_none()
    }

    /// Autosaves at once, if there is something to save.
    pub(super) fn save_now(&mut self) {
        if self.must_save() {
            let drawing = self.doc.analysis.drawing();
            self.changed = None;
            self.doc.autosave = super::state::Autosave::Writing(drawing);
            self.host.autosave(drawing, self.kept());
        }
    }

    /// The page goes away, perhaps before the autosave has run or ended.
    #[cfg(target_arch = "wasm32")]
    pub(super) fn hide(&mut self) {
        use super::state::Autosave;
        let writing = matches!(self.doc.autosave, Autosave::Writing(_) | Autosave::Failed(..));
        if writing || self.must_save() {
            self.host.keep_now(&crate::model::file::save(self.doc.analysis.model()));
        }
        self.save_now();
    }

    fn autosaved(&mut self, drawing: u64, result: Result<(), String>) {
        use super::state::Autosave;
        self.doc.autosave = match result {
            Ok(()) => Autosave::Done(drawing),
            Err(why) => {
                let why = if why.starts_with("quota") {
                    s::STORAGE_FULL.get(self.state.lang).to_owned()
                } else {
                    why
                };
                Autosave::Failed(drawing, why)
            }
        };
    }

    fn draw(&mut self, ui: &mut Ui, acts: &mut Acts) {
        let applies: BTreeSet<Command> =
            COMMANDS.iter().map(|spec| spec.command).filter(|it| self.applies(*it)).gather();
        self.regions(ui, acts, &|it| applies.contains(&it));
        if self.is_start()
            && let Some(view) = self.canvas.view
            && self.state.placing.is_none()
            && self.state.dragging.is_none()
            && self.state.lessons.sheet.is_none()
        {
            panels::start::show(ui, view, &mut self.state, acts);
        }
        if let Some(view) = self.canvas.view {
            panels::hover(ui, view, &self.doc, &mut self.state, &mut self.canvas, acts);
            panels::find::over(ui, view, &self.doc, &mut self.state, acts);
        }
        self.blank(ui);
        self.lessons(ui, acts);
        self.laying_bar(ui);
        self.hint(ui);
        self.toasts(ui, acts);
        let applies = |it: Command| applies.contains(&it);
        panels::commands::show(ui.ctx(), &self.doc, &mut self.state, acts, &applies);
        panels::keys::show(ui.ctx(), &mut self.state);
        panels::settings::show(ui.ctx(), &mut self.state, acts);
        self.dialog(ui.ctx(), acts);
        self.live(ui);
    }

    /// AX-3: what was announced last, where assistive technology listens. The page has a live region of its own.
    #[cfg(not(target_arch = "wasm32"))]
    fn live(&self, ui: &Ui) {
        let place = egui::Rect::from_min_size(ui.max_rect().min, egui::Vec2::ZERO);
        let response = ui.interact(place, egui::Id::unique("live"), egui::Sense::hover());
        let said = self.host.said();
        if said.is_empty() {
            return;
        }
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Status, true, &said));
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_live(egui::accesskit::Live::Polite));
    }

    #[cfg(target_arch = "wasm32")]
    fn live(&self, _: &Ui) {}

    pub(super) fn is_start(&self) -> bool {
        self.doc.is_empty() && !self.state.started
    }
}

impl eframe::App for App {
    fn raw_input_hook(&mut self, _: &Context, raw_input: &mut egui::RawInput) {
        self.host.raw_input(raw_input);
    }

    #[cfg(target_arch = "wasm32")]
    fn as_any_mut(&mut self) -> Option<&mut dyn std::any::Any> {
        Some(self)
    }

    fn logic(&mut self, ctx: &Context, _: &mut eframe::Frame) {
        self.settle(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _: &mut eframe::Frame) {
        self.frame(ui);
    }

    fn on_exit(&mut self, _: Option<&eframe::glow::Context>) {
        // What another window has is kept there.
        self.host.leave(self.doc.is_dirty() && !self.taken, || {
            crate::model::file::save(self.doc.analysis.model())
        });
    }
}

impl App {
    /// What goes on between frames: what the platform reports, and the autosave.
    pub fn settle(&mut self, ctx: &Context) {
        self.host_events(ctx);
        self.autosave(ctx);
    }

    /// One frame: draws, then does what was asked for.
    pub fn frame(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        self.dropped(&ctx);
        self.fetch_hangul();
        let mut acts = Acts::new();
        self.keys(&ctx, &mut acts);
        let end = self.host.seconds() + SLICE;
        // To take in another drawing is work enough for a frame.
        let is_new = self.canvas.follow(&self.doc);
        let routes = !is_new && self.canvas.work(&self.doc, &|| self.host.seconds() >= end);
        if is_new || routes {
            ctx.request_repaint();
        }
        if !is_new {
            self.go_on_laying(&ctx, &|app| app.host.seconds() >= end);
        }
        if !is_new && !self.doc.analysis.is_settled() {
            self.doc.analysis.settle(&|| self.host.seconds() >= end);
            ctx.request_repaint();
        }
        self.doc.wait();
        self.state.kept.held = self.doc.is_updating();
        self.draw(ui, &mut acts);
        // A drag that ended beside the canvas places nothing.
        self.state.dropped = None;
        if !acts.is_empty() {
            // The picture shows what was asked for in the next frame.
            ctx.request_repaint();
        }
        for act in acts {
            self.act(&ctx, act);
        }
        // The next frame finds it made (SP-2).
        self.doc.analysis.index();
        if self.state.kept.is_wanted() && self.doc.analysis.is_settled() {
            // One piece a frame while lines take the rest of it.
            let end = if routes { end } else { self.host.seconds() + SLICE };
            self.state.kept.work(&self.doc.analysis, &|| self.host.seconds() < end);
            ctx.request_repaint();
        }
        self.write_on(&ctx);
        // Names say it to who listens (`Document::spoken`); the page can be asked.
        #[cfg(target_arch = "wasm32")]
        self.host.busy(self.is_busy());
    }
}
