//! The browser: what the page offers (`globalThis.platHost`), and what it gets from us.
//!
//! What the page expects of this module is written at the top of `web/boot.js`.

use super::{
    app::App,
    command,
    host::{Event, Incoming, Kept, Origin, Outgoing, Place, Purpose, Recent, Role, Snapshot},
    mirror,
    theme::Hangul,
};
use crate::{
    analysis::importing::{Source, Summary},
    base::Lang,
};
use eframe::egui::{self, Context, DroppedFileHandle, FontData, RawInput, accesskit};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    sync::mpsc::{Receiver, Sender, channel},
};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = platHost, js_name = mirror)]
    fn show_mirror(json: &str);
    #[wasm_bindgen(js_namespace = platHost)]
    fn announce(text: &str);
    #[wasm_bindgen(js_namespace = platHost)]
    fn busy(is: bool);
    #[wasm_bindgen(js_namespace = platHost)]
    fn download(name: &str, mime: &str, bytes: &[u8]);
    #[wasm_bindgen(js_namespace = platHost, js_name = paintPicture, catch)]
    async fn paint_picture(svg: &[u8], scale: u8) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = platHost)]
    fn language() -> String;
    #[wasm_bindgen(js_namespace = platHost, js_name = startMode)]
    fn start_mode() -> String;
    #[wasm_bindgen(js_namespace = platHost, js_name = viewOnly)]
    fn view_only() -> bool;
    #[wasm_bindgen(js_namespace = platHost)]
    fn started();
    #[wasm_bindgen(js_namespace = platHost, js_name = settingsGet)]
    fn settings_get(key: &str) -> Option<String>;
    #[wasm_bindgen(js_namespace = platHost, js_name = settingsSet)]
    fn settings_set(key: &str, value: &str) -> bool;
    #[wasm_bindgen(js_namespace = platHost, js_name = onHide)]
    fn on_hide(callback: &Closure<dyn FnMut()>);
    #[wasm_bindgen(js_namespace = platHost, js_name = onActivate)]
    fn on_activate(callback: &Closure<dyn FnMut(String)>);
    #[wasm_bindgen(js_namespace = platHost, js_name = saveDocument, catch)]
    async fn save_document(id: &str, text: &str, name: &str, touched: bool) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = platHost, js_name = keepNow)]
    fn keep_now(id: &str, text: &str) -> bool;
    #[wasm_bindgen(js_namespace = platHost, js_name = loadDocument, catch)]
    async fn load_document(id: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = platHost, js_name = deleteDocument, catch)]
    async fn delete_document(id: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = platHost, js_name = listDocuments, catch)]
    async fn list_documents() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = platHost, js_name = listSnapshots, catch)]
    async fn list_snapshots(id: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = platHost, js_name = pickFile, catch)]
    async fn pick_file() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = platHost, js_name = importFiles, catch)]
    async fn import_files(
        names: Vec<String>,
        bodies: &js_sys::Array,
        korean: bool,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = platHost, js_name = sharedLink)]
    fn shared_link() -> Option<String>;
    #[wasm_bindgen(js_namespace = platHost, js_name = shareBase)]
    fn share_base() -> String;
    #[wasm_bindgen(js_namespace = platHost, js_name = freshDocument)]
    fn fresh_document(old: &str) -> String;
    #[wasm_bindgen(js_namespace = platHost, js_name = startDocument, catch)]
    async fn start_document() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = platHost, js_name = holdDocument)]
    fn hold_document(id: &str, steal: bool, callback: &Closure<dyn FnMut(bool)>);
    #[wasm_bindgen(js_namespace = platHost, js_name = loadFont, catch)]
    async fn load_font(name: &str) -> Result<JsValue, JsValue>;
}

/// So many documents are listed.
const RECENTS: usize = 20;

/// The document of a first visit.
const DOCUMENT: &str = "current";

/// The platform.
pub struct Host {
    sender: Sender<Event>,
    receiver: Receiver<Event>,
    ctx: Context,
    activated: Rc<RefCell<Vec<u64>>>,
    /// Under which id the design is kept.
    document: Rc<RefCell<String>>,
    /// Whether the design that was edited last is still looked for. INVARIANT (kept): nothing is kept under an id while
    /// another design may lie there. Kept by [`Host::recover`], and by whoever asks before keeping.
    recovering: Rc<Cell<bool>>,
}

impl Host {
    /// The page around a context.
    pub fn new(ctx: &Context) -> Self {
        let (sender, receiver) = channel();
        let document = Rc::new(RefCell::new(DOCUMENT.to_owned()));
        let (activated, recovering) = (Rc::default(), Rc::default());
        let host = Self { sender, receiver, ctx: ctx.clone(), activated, document, recovering };
        ctx.enable_accesskit();
        ctx.add_plugin(Mirror::default());
        let (activated, repaint) = (host.activated.clone(), ctx.clone());
        let activate = Closure::<dyn FnMut(String)>::new(move |id: String| {
            if let Ok(id) = id.parse() {
                activated.borrow_mut().push(id);
                repaint.request_repaint();
            }
        });
        on_activate(&activate);
        // The page keeps calling it as long as it lives.
        activate.forget();
        host
    }

    /// The next thing that happened.
    pub fn next_event(&self) -> Option<Event> {
        self.receiver.try_recv().ok()
    }

    /// A clock, in seconds.
    pub fn seconds(&self) -> f64 {
        js_sys::Date::now() / 1000.0
    }

    /// Does something that takes time, and reports it.
    fn later(&self, work: impl Future<Output = Option<Event>> + 'static) {
        let (sender, ctx) = (self.sender.clone(), self.ctx.clone());
        spawn_local(async move {
            if let Some(event) = work.await {
                // The receiver lives as long as the page.
                let _ = sender.send(event);
                ctx.request_repaint();
            }
        });
    }

    /// The language of the interface: as chosen, or as the browser says.
    pub fn language(&self) -> Lang {
        if language().starts_with("ko") { Lang::Ko } else { Lang::En }
    }

    /// Whether the page was asked to show designs and let nobody edit them.
    pub fn view_only(&self) -> bool {
        view_only()
    }

    /// A setting that was kept.
    pub fn setting(&self, key: &str) -> Option<String> {
        settings_get(key)
    }

    /// Whether the system asks for less motion.
    pub fn reduces_motion(&self) -> bool {
        let query = web_sys::window().map(|it| it.match_media("(prefers-reduced-motion: reduce)"));
        query.and_then(Result::ok).flatten().is_some_and(|it| it.matches())
    }

    /// Keeps a setting. A setting that cannot be kept lasts until the page is closed.
    pub fn set_setting(&self, key: &str, value: &str) {
        let _ = settings_set(key, value);
    }

    /// Lets a person pick a file.
    pub fn open(&self) {
        self.later(async {
            match pick_file().await {
                Ok(picked) if picked.is_null() || picked.is_undefined() => None,
                Ok(picked) => {
                    let name = field(&picked, "name").as_string().unwrap_or_default();
                    let bytes = js_sys::Uint8Array::new(&field(&picked, "bytes")).to_vec();
                    Some(Event::Opened(Incoming { name, bytes, place: None, origin: Origin::File }))
                }
                Err(error) => Some(Event::NotRead(words(&error))),
            }
        });
    }

    /// Reads what was dropped on the page: a file, or several that belong together.
    pub fn read_dropped(&self, files: &[DroppedFileHandle]) {
        let files = files.to_vec();
        self.later(async move {
            let mut read = Vec::new();
            for file in files {
                let path = file.path().to_string_lossy().into_owned();
                match file.bytes_async().await {
                    Ok(bytes) => read.push(Source { path, bytes }),
                    Err(error) => return Some(Event::NotRead(format!("{path}: {error}"))),
                }
            }
            let only = if read.len() == 1 { read.pop() } else { None };
            Some(match only {
                Some(Source { path: name, bytes }) => {
                    Event::Opened(Incoming { name, bytes, place: None, origin: Origin::File })
                }
                None => Event::Several(read),
            })
        });
    }

    /// Imports files in a worker of the page, which loads the module for that: the page itself does without it.
    pub fn import(&self, name: String, sources: Vec<Source>, lang: Lang) {
        self.later(async move {
            let bodies = js_sys::Array::new();
            for source in &sources {
                bodies.push(&js_sys::Uint8Array::from(source.bytes.as_slice()));
            }
            let names: Vec<String> = sources.iter().map(|it| it.path.clone()).collect();
            let said = import_files(names, &bodies, lang == Lang::Ko).await;
            let text = said.map_err(|error| words(&error)).map(|it| it.as_string().unwrap_or_default());
            let found = text.and_then(|it| Summary::read(&it).ok_or(it));
            Some(Event::Imported { name, found })
        });
    }

    /// Hands a file to the browser, painted if it is to be.
    pub fn save(&self, file: Outgoing, role: Role) {
        if let Some(scale) = file.paint {
            self.later(async move {
                Some(match paint_picture(&file.bytes, scale).await {
                    Ok(bytes) => {
                        download(&file.name, file.mime, &js_sys::Uint8Array::new(&bytes).to_vec());
                        Event::Exported(file.name)
                    }
                    Err(error) => Event::NotWritten(words(&error)),
                })
            });
            return;
        }
        download(&file.name, file.mime, &file.bytes);
        let _ = self.sender.send(match role {
            Role::Design { drawing, .. } => Event::Written { name: file.name, drawing },
            Role::Copy => Event::Exported(file.name),
        });
        self.ctx.request_repaint();
    }

    /// The documents that this browser keeps, without the open one.
    pub fn list_recent(&self) {
        let open = self.document.clone();
        self.later(async move {
            let open = open.borrow().clone();
            let list = list_documents().await.ok()?;
            let recent = |it: JsValue| {
                let place = field(&it, "id").as_string().filter(|id| *id != open)?;
                Some(Recent {
                    place: place.into(),
                    name: field(&it, "name").as_string().unwrap_or_default(),
                    folder: String::new(),
                    age: age(&it),
                })
            };
            Some(Event::Recents(js_sys::Array::from(&list).iter().filter_map(recent).take(RECENTS).collect()))
        });
    }

    /// Opens one of them.
    pub fn open_recent(&self, place: &Place) {
        let place = place.clone();
        self.later(async move {
            let id = place.to_string_lossy().into_owned();
            Some(match load_document(&id).await {
                Ok(text) => {
                    let bytes = text.as_string()?.into_bytes();
                    let (name, origin) = (String::new(), Origin::Kept);
                    Event::Opened(Incoming { name, bytes, place: Some(place), origin })
                }
                Err(error) => Event::NotRead(words(&error)),
            })
        });
    }

    /// Deletes one of them.
    pub fn forget_recent(&self, place: &Place) {
        let id = place.to_string_lossy().into_owned();
        self.later(async move {
            let gone = delete_document(&id).await;
            gone.err().map(|error| Event::NotWritten(words(&error)))
        });
    }

    /// The document that is open now is kept as this one.
    pub fn settle_at(&mut self, place: Option<Place>) {
        if let Some(place) = place {
            self.recovering.set(false);
            self.document.replace(place.to_string_lossy().into_owned());
            (self.holder())(&self.document.borrow(), false);
        }
    }

    /// The older states of the open document.
    pub fn list_snapshots(&self) {
        let id = self.document.borrow().clone();
        self.later(async move {
            let list = list_snapshots(&id).await.ok()?;
            let snapshot = |it: JsValue| {
                Some(Snapshot { place: field(&it, "at").as_f64()?.to_string().into(), age: age(&it) })
            };
            Some(Event::Snapshots(js_sys::Array::from(&list).iter().filter_map(snapshot).collect()))
        });
    }

    /// Reads one of them.
    pub fn read_snapshot(&self, snapshot: &Snapshot, purpose: Purpose) {
        let (id, snapshot) = (self.document.borrow().clone(), snapshot.clone());
        self.later(async move {
            let list = list_snapshots(&id).await.ok()?;
            let is_it = |it: &JsValue| {
                field(it, "at").as_f64().is_some_and(|at| snapshot.place == *at.to_string().as_str())
            };
            let found = js_sys::Array::from(&list).iter().find(is_it)?;
            let bytes = field(&found, "text").as_string()?.into_bytes();
            Some(Event::Snapshot { age: snapshot.age, bytes, purpose })
        });
    }

    /// Keeps a drawing for the next visit.
    pub fn autosave(&mut self, drawing: u64, kept: Kept) {
        let id = self.document.borrow().clone();
        self.later(async move {
            let result = save_document(&id, &kept.text, &kept.name, kept.touched).await;
            Some(Event::Autosaved(drawing, result.map(drop).map_err(|error| words(&error))))
        });
    }

    /// Keeps a drawing before this returns, for a page that goes away. Where that fails the autosave may still
    /// arrive.
    pub fn keep_now(&self, text: &str) {
        if self.is_recovering() {
            return;
        }
        let _ = keep_now(&self.document.borrow(), text);
    }

    /// Looks for the design that was being edited when the page was last left.
    pub fn recover(&mut self) {
        if let Some(part) = shared_link() {
            let _ = self.sender.send(Event::Shared(part));
            return;
        }
        if start_mode() == "empty" {
            // What stopped the editor stays as it was kept.
            self.fresh_document();
            return;
        }
        let (document, hold, ctx) = (self.document.clone(), self.holder(), self.ctx.clone());
        let recovering = self.recovering.clone();
        recovering.set(true);
        self.later(async move {
            let found = start_document().await.ok().and_then(|id| id.as_string());
            // Who opened something meanwhile goes on with that.
            if !recovering.get() {
                return None;
            }
            if let Some(id) = found {
                document.replace(id);
            }
            let id = document.borrow().clone();
            hold(&id, false);
            let event = recovered(&id).await;
            ctx.request_repaint();
            let still = recovering.replace(false);
            event.filter(|_| still)
        });
    }

    /// Whether the design that was edited last is still looked for.
    pub fn is_recovering(&self) -> bool {
        self.recovering.get()
    }

    /// The page recovers by itself.
    pub fn recover_now(&self) {}

    /// In the browser a document stays where it is.
    pub fn set_aside(&self) -> Option<String> {
        None
    }

    /// What asks the browser that no other window edits a document, and reports how that stands.
    fn holder(&self) -> impl Fn(&str, bool) + 'static {
        let (sender, ctx) = (self.sender.clone(), self.ctx.clone());
        move |id, steal| {
            let (sender, ctx) = (sender.clone(), ctx.clone());
            let report = Closure::<dyn FnMut(bool)>::new(move |here| {
                let _ = sender.send(Event::Held(here));
                ctx.request_repaint();
            });
            hold_document(id, steal, &report);
            // The browser may call it as long as the page lives.
            report.forget();
        }
    }

    /// Where links lead.
    pub fn share_base(&self) -> Option<String> {
        Some(share_base())
    }

    /// From now on the design is kept as another document than before.
    pub fn fresh_document(&mut self) {
        self.recovering.set(false);
        let fresh = fresh_document(&self.document.borrow());
        self.document.replace(fresh);
        (self.holder())(&self.document.borrow(), false);
    }

    /// Takes the document from the window that has it, as it was last kept there.
    pub fn take_over(&self) -> bool {
        let id = self.document.borrow().clone();
        (self.holder())(&id, true);
        self.later(async move { recovered(&id).await });
        true
    }

    /// In the browser a document is taken, and nobody is asked.
    pub fn hand_over(&mut self, _asked: &Place, _text: &str) -> bool {
        false
    }

    /// The page is left: the autosave has run when it was hidden.
    pub fn leave(&mut self, _dirty: bool, _text: impl FnOnce() -> String) {}

    /// The Hangul fonts are fetched when something needs them.
    pub fn built_in_hangul(&self) -> Option<Hangul> {
        None
    }

    /// Fetches the Hangul fonts from the page's own files.
    pub fn fetch_hangul(&self) {
        self.later(async {
            let font = async |name: &str| {
                let bytes = load_font(name).await.ok()?;
                Some(FontData::from_owned(js_sys::Uint8Array::new(&bytes).to_vec()))
            };
            let regular = font("PlatHangul-Regular.ttf").await?;
            let semibold = font("PlatHangul-SemiBold.ttf").await?;
            Some(Event::Hangul(Hangul { regular, semibold }))
        });
    }

    /// Says something to assistive technology.
    pub fn announce(&self, text: &str) {
        announce(text);
    }

    /// Says whether what is shown is older than the design.
    pub fn busy(&self, is: bool) {
        busy(is);
    }

    /// Passes on what assistive technology activated in the mirror.
    pub fn raw_input(&self, raw_input: &mut RawInput) {
        for id in self.activated.borrow_mut().drain(..) {
            raw_input.events.push(egui::Event::AccessKitActionRequest(accesskit::ActionRequest {
                action: accesskit::Action::Click,
                target_tree: accesskit::TreeId::ROOT,
                target_node: accesskit::NodeId(id),
                data: None,
            }));
        }
    }
}

/// A document as it was last kept.
async fn recovered(id: &str) -> Option<Event> {
    let text = load_document(id).await.ok()?.as_string()?;
    let (name, bytes) = (String::new(), text.into_bytes());
    Some(Event::Opened(Incoming { name, bytes, place: None, origin: Origin::Autosave }))
}

/// A field of an object of the page.
fn field(object: &JsValue, key: &str) -> JsValue {
    js_sys::Reflect::get(object, &key.into()).unwrap_or(JsValue::NULL)
}

/// How long ago something was, in seconds.
fn age(object: &JsValue) -> f64 {
    field(object, "at").as_f64().map_or(0.0, |at| ((js_sys::Date::now() - at) / 1000.0).max(0.0))
}

/// What an error of the page says.
fn words(error: &JsValue) -> String {
    let message = js_sys::Reflect::get(error, &"message".into()).ok().and_then(|it| it.as_string());
    message.or_else(|| error.as_string()).unwrap_or_else(|| format!("{error:?}"))
}

/// How often the page gets the list while a pointer is held down, in seconds: to move each of its elements in each
/// frame takes longer than all the rest of it.
const HELD: f32 = 0.1;

/// Hands egui's accessibility tree to the page after each frame, or now and then while a pointer is held down.
#[derive(Default)]
struct Mirror {
    shown: bool,
    /// When the page last got the list.
    last: f64,
}

impl egui::Plugin for Mirror {
    fn debug_name(&self) -> &'static str {
        "mirror"
    }

    fn output_hook(&mut self, ctx: &Context, output: &mut egui::FullOutput) {
        let (held, now) = ctx.input(|it| (it.pointer.any_down(), it.time));
        if held && now - self.last < f64::from(HELD) {
            ctx.request_repaint_after_secs(HELD);
        } else if let Some(update) = &output.platform_output.accesskit_update {
            self.last = now;
            show_mirror(&mirror::list(update));
        }
        if !self.shown {
            self.shown = true;
            started();
        }
    }
}

/// The editor as the page holds it.
#[wasm_bindgen]
#[derive(Clone)]
pub struct WebHandle {
    runner: eframe::WebRunner,
}

#[wasm_bindgen]
impl WebHandle {
    /// An editor that has not been started.
    #[wasm_bindgen(constructor)]
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self { runner: eframe::WebRunner::new() }
    }

    /// Starts the editor on a canvas.
    pub async fn start(&self, canvas: web_sys::HtmlCanvasElement) -> Result<(), JsValue> {
        let options = eframe::WebOptions::default();
        let create: eframe::AppCreator<'static> =
            Box::new(|context| Ok(Box::new(App::new(&context.egui_ctx, None))));
        self.runner.start(canvas, options, create).await?;
        let runner = self.runner.clone();
        let hide = Closure::<dyn FnMut()>::new(move || {
            // A hidden page draws no more frames, so this cannot wait for the next one.
            if let Some(mut app) = runner.app_mut::<App>() {
                app.hide();
            }
        });
        on_hide(&hide);
        // The page keeps calling it as long as it lives.
        hide.forget();
        Ok(())
    }

    /// Stops the editor.
    pub fn destroy(&self) {
        self.runner.destroy();
    }

    /// Whether the editor has stopped for good.
    pub fn has_panicked(&self) -> bool {
        self.runner.has_panicked()
    }

    /// Why it has.
    pub fn panic_message(&self) -> Option<String> {
        self.runner.panic_summary().map(|summary| summary.message())
    }
}

/// The keys that the page keeps from the browser.
#[wasm_bindgen]
pub fn captured_keys() -> String {
    command::captured_keys()
}

/// Answers as the command line does, byte for byte: for the tests that compare the two.
#[wasm_bindgen]
pub fn answer(request: &str) -> String {
    // What the page does after a fault is tested with a real one. Nothing but a test calls this.
    assert!(request != "fault", "a fault on purpose");
    crate::analysis::document::answer(request)
}
