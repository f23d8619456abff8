//! The desktop: windows, files, the clock and where settings live.

use super::{
    app::App,
    host::{Event, Outgoing, Role},
    theme::Hangul,
};
use crate::{base::Lang, model::file};
use eframe::egui::{self, Context, DroppedFileHandle, RawInput};
use std::{
    cell::RefCell,
    collections::BTreeMap,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::mpsc::{Receiver, Sender, channel},
    time::Instant,
};

/// Files beyond this size are refused before they are read; the loader has the same limit.
const LARGEST: u64 = crate::model::json::LARGEST_FILE as u64;

/// The platform.
pub struct Host {
    sender: Sender<Event>,
    receiver: Receiver<Event>,
    folder: Option<PathBuf>,
    settings: BTreeMap<String, String>,
    path: Option<PathBuf>,
    /// Tests neither read nor write anything outside.
    sealed: bool,
    /// What they would have written.
    handed: Vec<Outgoing>,
    /// When it began.
    born: Instant,
    /// What was announced last.
    said: RefCell<String>,
}

impl Host {
    /// The platform around a context. A context without a window is a test, and is sealed off.
    pub fn new(_: &Context) -> Self {
        let (sender, receiver) = channel();
        let sealed = cfg!(test) || std::env::var_os("PLAT_SEALED").is_some();
        let folder = if sealed { None } else { state_folder() };
        let text = folder.as_ref().and_then(|folder| fs::read_to_string(folder.join("settings.json")).ok());
        let settings = text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        Self {
            sender,
            receiver,
            folder,
            settings,
            path: None,
            sealed,
            handed: Vec::new(),
            born: Instant::now(),
            said: RefCell::default(),
        }
    }

    /// The next thing that happened.
    pub fn next_event(&self) -> Option<Event> {
        self.receiver.try_recv().ok()
    }

    /// A clock, in seconds.
    pub fn seconds(&self) -> f64 {
        self.born.elapsed().as_secs_f64()
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
        self.settings.get(key).cloned()
    }

    /// Whether the system asks for less motion. What desktops offer for that, each tells in its own way; a person can
    /// set it here.
    pub fn reduces_motion(&self) -> bool {
        false
    }

    /// Keeps a setting. A setting that cannot be kept lasts until the editor is closed.
    pub fn set_setting(&mut self, key: &str, value: &str) {
        self.settings.insert(key.to_owned(), value.to_owned());
        if let (Some(folder), Ok(text)) = (&self.folder, serde_json::to_string(&self.settings)) {
            let _ = write_whole(&folder.join("settings.json"), text.as_bytes());
        }
    }

    /// Lets a person pick a file.
    pub fn open(&mut self) {
        let picked = rfd::FileDialog::new().add_filter("Plat model", &["json", "plat"]).pick_file();
        if let Some(path) = picked {
            self.read(&path);
        }
    }

    fn read(&mut self, path: &Path) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        match read_file(path) {
            Ok(bytes) => {
                self.path = Some(path.to_owned());
                self.send(Event::Opened { name, bytes });
            }
            Err(error) => self.send(Event::NotRead(format!("{name}: {error}"))),
        }
    }

    /// Reads a file that was dropped on the window.
    pub fn read_dropped(&mut self, file: &DroppedFileHandle) {
        self.read(file.path());
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
        let known = self.path.clone().filter(|_| in_place);
        let path = known.or_else(|| {
            let kind = if drawing.is_some() { "Plat model" } else { file.mime };
            let extension = file.name.rsplit('.').next().unwrap_or("json");
            let dialog = rfd::FileDialog::new().set_file_name(&file.name);
            dialog.add_filter(kind, &[extension]).save_file()
        });
        let Some(path) = path else { return };
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or(file.name);
        match write_whole(&path, file.text.as_bytes()) {
            Ok(()) => {
                if drawing.is_some() {
                    self.path = Some(path);
                }
                self.send(written(name));
            }
            Err(error) => self.send(Event::NotRead(format!("{name}: {error}"))),
        }
    }

    /// What was handed out instead of written, for tests.
    #[cfg(test)]
    pub fn handed(&self) -> &[Outgoing] {
        &self.handed
    }

    fn autosave_path(&self) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.join("autosave.json"))
    }

    /// Keeps a drawing for the next start.
    pub fn autosave(&mut self, drawing: u64, text: String) {
        let result = match self.autosave_path() {
            Some(path) => write_whole(&path, text.as_bytes()).map_err(|error| error.to_string()),
            None => Ok(()),
        };
        self.send(Event::Autosaved(drawing, result));
    }

    /// Looks for a design that was being edited when the editor last stopped.
    pub fn recover(&self) {
        if let Some(bytes) = self.autosave_path().and_then(|path| read_file(&path).ok()) {
            self.send(Event::Recovered { bytes });
        }
    }

    /// Links lead to the page, and the desktop has none.
    pub fn share_base(&self) -> Option<String> {
        None
    }

    /// The desktop autosaves one document.
    pub fn fresh_document(&mut self) {}

    /// Nothing takes the document from a window of the desktop.
    pub fn take_over(&self) {}

    /// The window closes: what is in a file needs no autosave, what is not gets one.
    pub fn leave(&mut self, dirty: bool, text: impl FnOnce() -> String) {
        let Some(path) = self.autosave_path() else { return };
        if dirty {
            let _ = write_whole(&path, text().as_bytes());
        } else {
            let _ = fs::remove_file(path);
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

    /// Nothing to add.
    pub fn raw_input(&self, _: &mut RawInput) {}
}

fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let size = fs::metadata(path)?.len();
    if size > LARGEST {
        return Err(io::Error::other(format!("{size} bytes; at most {LARGEST} are read")));
    }
    fs::read(path)
}

/// Writes a file so that it is always the old or the new version, complete.
fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().ok_or_else(|| io::Error::other("no folder"))?;
    fs::create_dir_all(folder)?;
    let mut name = path.file_name().map(std::ffi::OsStr::to_owned).unwrap_or_default();
    name.push(".part");
    let part = folder.join(name);
    let mut file = fs::File::create(&part)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&part, path)
}

/// Where state that is not a document lives.
fn state_folder() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let base = set("XDG_STATE_HOME")
        .or_else(|| set("LOCALAPPDATA"))
        .or_else(|| set("HOME").map(|home| home.join(".local/state")))?;
    Some(base.join("plat"))
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
pub fn open(path: Option<&Path>, measure_start: bool) -> ExitCode {
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
    let path = path.map(Path::to_owned);
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title("Plat")
            .with_app_id("plat")
            .with_inner_size([1440.0, 900.0])
            .with_min_inner_size([640.0, 420.0]),
        ..eframe::NativeOptions::default()
    };
    let run = eframe::run_native(
        "plat",
        options,
        Box::new(move |context| {
            let mut app = App::new(&context.egui_ctx, given);
            app.host.path = path;
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
