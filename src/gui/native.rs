//! The desktop: windows, files, the clock and where settings live.

mod crash;
mod lock;
mod store;
mod window;

use super::{
    app::App,
    filing::FileAct,
    host::{Event, Incoming, Kept, Origin, Outgoing, Place, Purpose, Role, Snapshot},
    theme::Hangul,
};
use crate::{
    analysis::importing::{self, Source, Summary},
    base::Lang,
    model::file,
};
use eframe::egui::{self, Context, DroppedFileHandle, RawInput};
use std::{
    cell::RefCell,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{
        Arc,
        mpsc::{Receiver, Sender, channel},
    },
    time::{Duration, Instant},
};
use store::{Store, name_of, read_file, state_folder, write_whole};
use window::Stand;

/// How often a window looks whether another one wants its document, and how long that one waits.
const LISTEN: Duration = Duration::from_millis(if cfg!(test) { 20 } else { 250 });
const ANSWER: Duration = Duration::from_millis(if cfg!(test) { 400 } else { 3000 });

/// The setting that says where the window stood.
const WINDOW: &str = "window";

/// The texts that files and folders stand for, as the command line reads them; or why not.
pub type ReadPaths = fn(&[PathBuf]) -> Result<Vec<Source>, String>;

/// The platform.
pub struct Host {
    sender: Sender<Event>,
    receiver: Receiver<Event>,
    /// What shows the window, if there is one.
    ctx: Option<Context>,
    /// Whether somebody listens for other windows that want the document.
    listening: Arc<()>,
    store: Store,
    /// Where the window stands.
    window: Option<Stand>,
    /// How folders are read.
    pub(super) read_paths: Option<ReadPaths>,
    /// Tests neither read nor write anything outside.
    sealed: bool,
    /// What they would have written.
    handed: Vec<Outgoing>,
    /// When it began.
    #[cfg_attr(test, allow(dead_code))]
    born: Instant,
    /// The clock of tests, and how far each look at it moves it on.
    #[cfg(test)]
    clock: std::cell::Cell<(f64, f64)>,
    /// What was announced last.
    said: RefCell<String>,
}

impl Host {
    /// The platform around a context. A context without a window is a test, and is sealed off.
    pub fn new(ctx: &Context) -> Self {
        let sealed = cfg!(test) || std::env::var_os("PLAT_SEALED").is_some();
        if !sealed {
            ctx.add_plugin(window::Links);
        }
        let store = Store::new(if sealed { None } else { state_folder() });
        Self { ctx: Some(ctx.clone()), ..Self::with(store, sealed) }
    }

    fn with(store: Store, sealed: bool) -> Self {
        let (sender, receiver) = channel();
        let (window, born) = (None, Instant::now());
        let said = RefCell::default();
        Self {
            sender,
            receiver,
            ctx: None,
            listening: Arc::default(),
            store,
            window,
            read_paths: None,
            sealed,
            handed: Vec::new(),
            born,
            #[cfg(test)]
            clock: std::cell::Cell::default(),
            said,
        }
    }

    /// A platform that keeps what it keeps in a folder, for tests.
    #[cfg(test)]
    pub fn in_folder(folder: PathBuf) -> Self {
        Self::with(Store::new(Some(folder)), true)
    }

    /// The next thing that happened.
    pub fn next_event(&self) -> Option<Event> {
        self.receiver.try_recv().ok()
    }

    /// A clock, in seconds.
    #[cfg(not(test))]
    pub fn seconds(&self) -> f64 {
        self.born.elapsed().as_secs_f64()
    }

    /// A clock that stands still, so that a machine under load does what one at rest does; unless a test makes work
    /// take time.
    #[cfg(test)]
    pub fn seconds(&self) -> f64 {
        let (now, step) = self.clock.get();
        self.clock.set((now + step, step));
        now
    }

    /// Lets each look at the clock take so many seconds, so that a frame has time for one piece of work.
    #[cfg(test)]
    pub fn take_time(&self, step: f64) {
        self.clock.set((self.clock.get().0, step));
    }

    fn send(&self, event: Event) {
        // The receiver lives as long as the sender.
        let _ = self.sender.send(event);
    }

    /// The language of the interface: as chosen, or as the system says.
    pub fn language(&self) -> Lang {
        let chosen = self.setting("lang").filter(|it| !it.is_empty());
        let chosen = chosen.or_else(|| std::env::var("LANG").ok().filter(|_| !self.sealed));
        if chosen.is_some_and(|lang| lang.starts_with("ko")) { Lang::Ko } else { Lang::En }
    }

    /// A setting that was kept.
    pub fn setting(&self, key: &str) -> Option<String> {
        self.store.setting(key)
    }

    /// A window is opened to edit.
    pub fn view_only(&self) -> bool {
        false
    }

    /// Whether the system asks for less motion. What desktops offer for that, each tells in its own way; a person can
    /// set it here.
    pub fn reduces_motion(&self) -> bool {
        false
    }

    /// Keeps a setting. A setting that cannot be kept lasts until the editor is closed.
    pub fn set_setting(&mut self, key: &str, value: &str) {
        self.store.set_setting(key, value);
    }

    /// Lets a person pick a file.
    pub fn open(&mut self) {
        let picked = rfd::FileDialog::new()
            .add_filter(
                "Plat, CloudFormation, SAM, Terraform, AWS CLI",
                &[&["plat"][..], &importing::ENDINGS].concat(),
            )
            .pick_file();
        if let Some(path) = picked {
            self.read(&path);
        }
    }

    fn read(&self, path: &Path) {
        let name = name_of(path);
        match read_file(path) {
            Ok(bytes) => {
                let place = Some(path.as_os_str().to_owned());
                self.send(Event::Opened(Incoming { name, bytes, place, origin: Origin::File }));
            }
            Err(error) => self.send(Event::NotRead(format!("{name}: {error}"))),
        }
    }

    /// Reads what was dropped on the window: a file, or several and folders that belong together.
    pub fn read_dropped(&mut self, files: &[DroppedFileHandle]) {
        if let Some(read) = self.read_paths.filter(|_| files.iter().any(|it| it.path().is_dir())) {
            self.read_folders(read, files.iter().map(|it| it.path().to_path_buf()).collect());
            return;
        }
        if let [file] = files {
            self.read(file.path());
            return;
        }
        let source = |file: &DroppedFileHandle| {
            let bytes =
                read_file(file.path()).map_err(|error| format!("{}: {error}", name_of(file.path())))?;
            Ok(Source { path: name_of(file.path()), bytes })
        };
        let read: Result<Vec<Source>, String> = files.iter().map(source).collect();
        self.send(read.map_or_else(Event::NotRead, Event::Several));
    }

    /// Reads folders beside the window: they may hold much.
    fn read_folders(&self, read: ReadPaths, paths: Vec<PathBuf>) {
        let (sender, ctx) = (self.sender.clone(), self.ctx.clone());
        let work = move || {
            // Nobody is there to be told once the window is gone.
            let _ = sender.send(read(&paths).map_or_else(Event::NotRead, Event::Several));
            ctx.inspect(Context::request_repaint);
        };
        if self.sealed { work() } else { drop(std::thread::spawn(work)) }
    }

    /// Imports files beside the window: an account may take seconds.
    pub fn import(&self, name: String, sources: Vec<Source>, lang: Lang) {
        let (sender, ctx) = (self.sender.clone(), self.ctx.clone());
        let work = move || {
            let read = importing::among(&sources);
            let found = importing::import(&sources, &importing::Settings::default(), &read);
            // Nobody is there to be told once the window is gone.
            let _ = sender.send(Event::Imported { name, found: Ok(Summary::of(&found, lang)) });
            ctx.inspect(Context::request_repaint);
        };
        // A test looks for what comes of it in the next frame.
        if self.sealed { work() } else { drop(std::thread::spawn(work)) }
    }

    /// The open document lies here now; nowhere if it is in no file.
    pub fn settle_at(&mut self, place: Option<Place>) {
        let here = self.store.turn_to(place.map(PathBuf::from));
        self.held(here);
    }

    /// DOC-4: says whether this window alone has the open document, and listens for another one that wants it.
    fn held(&mut self, here: bool) {
        self.send(Event::Held(here));
        let listening = Arc::new(());
        let still = Arc::downgrade(&listening);
        // Whoever listens for the document before this one is told to stop.
        self.listening = listening;
        let Some(asked) = self.store.asked_at() else { return };
        let (sender, ctx) = (self.sender.clone(), self.ctx.clone());
        std::thread::spawn(move || {
            // What was asked of an earlier window is no matter of this one.
            let _ = std::fs::remove_file(&asked);
            while still.upgrade().is_some() {
                std::thread::sleep(LISTEN);
                if asked.is_file() {
                    // Nobody is there to be told once the window is gone.
                    let _ = sender.send(Event::Wanted(asked.into_os_string()));
                    ctx.inspect(Context::request_repaint);
                    return;
                }
            }
        });
    }

    /// Gives the document to the window that asked for it, if that is still the open one.
    pub fn hand_over(&mut self, asked: &Place, text: &str) -> bool {
        let is_it = self.store.asked_at().is_some_and(|it| it.as_os_str() == asked);
        if is_it {
            self.store.hand_over(text);
        }
        is_it
    }

    /// The files that were open before.
    pub fn list_recent(&self) {
        self.send(Event::Recents(self.store.recents()));
    }

    /// Opens one of them.
    pub fn open_recent(&self, place: &Place) {
        self.read(Path::new(place));
    }

    /// Takes one of them from the list; the file stays.
    pub fn forget_recent(&self, place: &Place) {
        self.store.forget(Path::new(place));
    }

    /// The older states of the open document.
    pub fn list_snapshots(&self) {
        self.send(Event::Snapshots(self.store.snapshots()));
    }

    /// Reads one of them.
    pub fn read_snapshot(&self, snapshot: &Snapshot, purpose: Purpose) {
        let age = snapshot.age;
        self.send(match read_file(Path::new(&snapshot.place)) {
            Ok(bytes) => Event::Snapshot { age, bytes, purpose },
            Err(error) => Event::NotRead(error.to_string()),
        });
    }

    /// Writes a file: the design in place when it has one, everything else where a person says.
    pub fn save(&mut self, file: Outgoing, role: Role) {
        let (drawing, in_place) = match role {
            Role::Design { drawing, in_place } => (Some(drawing), in_place),
            Role::Copy => (None, false),
        };
        let written = |name: String| match drawing {
            Some(drawing) => Event::Written { name, drawing },
            None => Event::Exported(name),
        };
        if self.sealed {
            self.send(written(file.name.clone()));
            self.handed.push(file);
            return;
        }
        let known = self.store.path().filter(|_| in_place).map(Path::to_owned);
        let path = known.or_else(|| {
            let kind = if drawing.is_some() { "Plat model" } else { file.mime };
            let extension = file.name.rsplit('.').next().unwrap_or("json");
            let dialog = rfd::FileDialog::new().set_file_name(&file.name);
            dialog.add_filter(kind, &[extension]).save_file()
        });
        let Some(path) = path else { return };
        let name = name_of(&path);
        match write_whole(&path, &file.bytes) {
            Ok(()) => {
                if drawing.is_some() {
                    let here = self.store.saved_as(path);
                    self.held(here);
                }
                self.send(written(name));
            }
            Err(error) => self.send(Event::NotWritten(format!("{name}: {error}"))),
        }
    }

    /// Asks for the document and does not wait, for tests of one thread.
    #[cfg(test)]
    pub fn ask_for_tests(&self) {
        self.store.ask_for();
    }

    /// The file that saving writes, for tests.
    #[cfg(test)]
    pub fn file(&self) -> Option<&Path> {
        self.store.path()
    }

    /// What was handed out instead of written, for tests.
    #[cfg(test)]
    pub fn handed(&self) -> &[Outgoing] {
        &self.handed
    }

    /// Keeps a drawing for the next start.
    pub fn autosave(&mut self, drawing: u64, kept: Kept) {
        let result = self.store.autosave(kept.text).map_err(|error| error.to_string());
        self.send(Event::Autosaved(drawing, result));
        self.keep_window();
    }

    /// Looks for a design that was being edited when the editor last stopped. After a fault a person is asked first:
    /// a design that stops the editor must not do so at every start.
    pub fn recover(&mut self) {
        match self.store.folder().and_then(crash::unseen) {
            Some(report) => self.send(Event::Crashed(report)),
            None => self.recover_now(),
        }
    }

    /// What is found is there at once.
    pub fn is_recovering(&self) -> bool {
        false
    }

    /// Opens that design.
    pub fn recover_now(&mut self) {
        if let Some((bytes, path)) = self.store.recovered() {
            let here = self.store.take().is_some();
            let name = path.as_deref().map(name_of).unwrap_or_default();
            let place = path.map(PathBuf::into_os_string);
            self.send(Event::Opened(Incoming { name, bytes, place, origin: Origin::Autosave }));
            self.held(here);
        }
    }

    /// Puts that design where nothing overwrites it, and says where.
    pub fn set_aside(&mut self) -> Option<String> {
        self.store.set_aside().map(|path| path.display().to_string())
    }

    /// Links lead to the page, and the desktop has none.
    pub fn share_base(&self) -> Option<String> {
        None
    }

    /// From now on another document is open, which is in no file.
    pub fn fresh_document(&mut self) {
        let here = self.store.turn_to(None);
        self.held(here);
    }

    /// Asks the window that has the document for it, and opens it as it is there; whether that window answered.
    pub fn take_over(&mut self) -> bool {
        self.store.ask_for();
        let start = Instant::now();
        loop {
            if let Some(handed) = self.store.take() {
                self.held(true);
                if let Some(bytes) = handed {
                    let path = self.store.path();
                    let name = path.map(name_of).unwrap_or_default();
                    let place = path.map(|path| path.as_os_str().to_owned());
                    self.send(Event::Opened(Incoming { name, bytes, place, origin: Origin::Autosave }));
                }
                return true;
            }
            if start.elapsed() >= ANSWER {
                self.store.unask();
                return false;
            }
            std::thread::sleep(LISTEN / 5);
        }
    }

    /// The window closes: what is in a file needs no autosave, what is not gets one.
    pub fn leave(&mut self, dirty: bool, text: impl FnOnce() -> String) {
        self.keep_window();
        if dirty {
            // There is nobody left to tell.
            let _ = self.store.autosave(text());
        } else {
            self.store.clear_autosave();
        }
    }

    fn keep_window(&mut self) {
        let text = self.window.map(Stand::text);
        if let Some(text) = text.filter(|text| self.store.setting(WINDOW).as_ref() != Some(text)) {
            self.store.set_setting(WINDOW, &text);
        }
    }

    /// The Hangul fonts are part of the program.
    pub fn built_in_hangul(&self) -> Option<Hangul> {
        let [regular, semibold] = crate::export::font::HANGUL;
        Some(Hangul {
            regular: egui::FontData::from_static(regular),
            semibold: egui::FontData::from_static(semibold),
        })
    }

    /// Nothing is left to fetch.
    pub fn fetch_hangul(&self) {}

    /// The window's own accessibility tree says it, in its live region (AX-3).
    pub fn announce(&self, words: &str) {
        words.clone_into(&mut self.said.borrow_mut());
    }

    /// What was announced last.
    pub fn said(&self) -> String {
        self.said.borrow().clone()
    }

    /// Notes where the window stands.
    pub fn raw_input(&mut self, input: &mut RawInput) {
        if let Some(info) = input.viewports.get(&input.viewport_id) {
            self.window = Stand::of(info, self.window);
        }
    }
}

/// An editor that closes after its first frame and says how much processor time that took.
struct Started {
    app: App,
    frames: u32,
}

impl eframe::App for Started {
    fn logic(&mut self, ctx: &Context, frame: &mut eframe::Frame) {
        self.app.logic(ctx, frame);
    }

    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        self.app.ui(ui, frame);
        self.frames += 1;
        // In the second frame the first one is on screen.
        if self.frames == 2 {
            println!("{}", cpu_time::ProcessTime::now().as_duration().as_millis());
            ui.ctx().send_viewport_cmd(egui::ViewportCommand::Close);
        }
        ui.ctx().request_repaint();
    }
}

/// Opens the desktop editor, with a model file if one is given. To measure its start, it closes after one frame.
pub fn open(path: Option<&Path>, measure_start: bool, read_paths: ReadPaths) -> ExitCode {
    let mut given = None;
    if let Some(path) = path {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let loaded = read_file(path).map_err(|error| error.to_string()).and_then(|bytes| {
            file::load_bytes(&bytes)
                .map_err(|error| format!("line {}, column {}: {error}", error.line, error.column))
        });
        match loaded {
            Ok(loaded) => given = Some((name, loaded.model)),
            Err(error) => {
                eprintln!("error: {}: {error}", path.display());
                return ExitCode::from(2);
            }
        }
    }
    let path = path.map(|path| path.as_os_str().to_owned());
    let folder = if std::env::var_os("PLAT_SEALED").is_some() { None } else { state_folder() };
    let stand = Store::new(folder.clone()).setting(WINDOW).and_then(|text| Stand::parse(&text));
    if let Some(folder) = folder {
        crash::watch(folder);
    }
    let options =
        eframe::NativeOptions { viewport: window::builder(stand), ..eframe::NativeOptions::default() };
    let run = eframe::run_native(
        "plat",
        options,
        Box::new(move |context| {
            let mut app = App::new(&context.egui_ctx, given);
            let has_model = path.is_some();
            if has_model {
                app.host.settle_at(path);
            }
            app.host.window = stand;
            app.host.read_paths = Some(read_paths);
            if has_model && !measure_start {
                // What was being edited when the editor last stopped is not what is opened now, and is not lost.
                app.file_act(&context.egui_ctx, FileAct::SetAside);
            }
            Ok(if measure_start { Box::new(Started { app, frames: 0 }) } else { Box::new(app) })
        }),
    );
    match run {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!(
                "error: the window cannot be opened: {error}\n help: `plat --help` lists what works without one"
            );
            ExitCode::from(2)
        }
    }
}
