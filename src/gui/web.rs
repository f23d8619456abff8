//! The browser: what the page offers (`globalThis.platHost`), and what it gets from us.
//!
//! What the page expects of this module is written at the top of `web/boot.js`.

use super::{
    app::App,
    command,
    host::{Event, Outgoing, Role},
    mirror,
    theme::Hangul,
};
use crate::base::Lang;
use eframe::egui::{self, Context, DroppedFileHandle, FontData, RawInput, accesskit};
use std::{
    cell::RefCell,
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
    fn download(name: &str, mime: &str, text: &str);
    #[wasm_bindgen(js_namespace = platHost)]
    fn language() -> String;
    #[wasm_bindgen(js_namespace = platHost, js_name = startMode)]
    fn start_mode() -> String;
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
    async fn save_document(id: &str, text: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = platHost, js_name = keepNow)]
    fn keep_now(id: &str, text: &str) -> bool;
    #[wasm_bindgen(js_namespace = platHost, js_name = loadDocument, catch)]
    async fn load_document(id: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = platHost, js_name = pickFile, catch)]
    async fn pick_file() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = platHost, js_name = sharedLink)]
    fn shared_link() -> Option<String>;
    #[wasm_bindgen(js_namespace = platHost, js_name = shareBase)]
    fn share_base() -> String;
    #[wasm_bindgen(js_namespace = platHost, js_name = freshDocument)]
    fn fresh_document() -> String;
    #[wasm_bindgen(js_namespace = platHost, js_name = newestDocument, catch)]
    async fn newest_document() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = platHost, js_name = holdDocument)]
    fn hold_document(id: &str, steal: bool, callback: &Closure<dyn FnMut(bool)>);
    #[wasm_bindgen(js_namespace = platHost, js_name = loadFont, catch)]
    async fn load_font(name: &str) -> Result<JsValue, JsValue>;
}

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
}

impl Host {
    /// The page around a context.
    pub fn new(ctx: &Context) -> Self {
        let (sender, receiver) = channel();
        let document = Rc::new(RefCell::new(DOCUMENT.to_owned()));
        let host = Self { sender, receiver, ctx: ctx.clone(), activated: Rc::default(), document };
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
                    let field =
                        |key: &str| js_sys::Reflect::get(&picked, &key.into()).unwrap_or(JsValue::NULL);
                    let name = field("name").as_string().unwrap_or_default();
                    Some(Event::Opened { name, bytes: js_sys::Uint8Array::new(&field("bytes")).to_vec() })
                }
                Err(error) => Some(Event::NotRead(words(&error))),
            }
        });
    }

    /// Reads a file that was dropped on the page.
    pub fn read_dropped(&self, file: &DroppedFileHandle) {
        let file = file.clone();
        self.later(async move {
            let name = file.path().to_string_lossy().into_owned();
            Some(match file.bytes_async().await {
                Ok(bytes) => Event::Opened { name, bytes },
                Err(error) => Event::NotRead(format!("{name}: {error}")),
            })
        });
    }

    /// Hands a file to the browser.
    pub fn save(&self, file: Outgoing, role: Role) {
        download(&file.name, file.mime, &file.text);
        let _ = self.sender.send(match role {
            Role::Design { drawing, .. } => Event::Written { name: file.name, drawing },
            Role::Copy => Event::Exported(file.name),
        });
        self.ctx.request_repaint();
    }

    /// Keeps a drawing for the next visit.
    pub fn autosave(&mut self, drawing: u64, text: String) {
        let id = self.document.borrow().clone();
        self.later(async move {
            let result = save_document(&id, &text).await;
            Some(Event::Autosaved(drawing, result.map(drop).map_err(|error| words(&error))))
        });
    }

    /// Keeps a drawing before this returns, for a page that goes away. Where that fails the autosave may still
    /// arrive.
    pub fn keep_now(&self, text: &str) {
        let _ = keep_now(&self.document.borrow(), text);
    }

    /// Looks for the design that was being edited when the page was last left.
    pub fn recover(&self) {
        if let Some(part) = shared_link() {
            let _ = self.sender.send(Event::Shared(part));
            return;
        }
        let empty = start_mode() == "empty";
        let (document, hold) = (self.document.clone(), self.holder());
        self.later(async move {
            if let Some(id) = newest_document().await.ok().and_then(|id| id.as_string()) {
                document.replace(id);
            }
            let id = document.borrow().clone();
            hold(&id, false);
            if empty {
                return None;
            }
            let text = load_document(&id).await.ok()?.as_string()?;
            Some(Event::Recovered { bytes: text.into_bytes() })
        });
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
        self.document.replace(fresh_document());
        (self.holder())(&self.document.borrow(), false);
    }

    /// Takes the document from the window that has it, as it was last kept there.
    pub fn take_over(&self) {
        let id = self.document.borrow().clone();
        (self.holder())(&id, true);
        self.later(async move {
            let text = load_document(&id).await.ok()?.as_string()?;
            Some(Event::Recovered { bytes: text.into_bytes() })
        });
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

/// What an error of the page says.
fn words(error: &JsValue) -> String {
    let message = js_sys::Reflect::get(error, &"message".into()).ok().and_then(|it| it.as_string());
    message.or_else(|| error.as_string()).unwrap_or_else(|| format!("{error:?}"))
}

/// Hands egui's accessibility tree to the page after each frame.
#[derive(Default)]
struct Mirror {
    shown: bool,
}

impl egui::Plugin for Mirror {
    fn debug_name(&self) -> &'static str {
        "mirror"
    }

    fn output_hook(&mut self, _: &Context, output: &mut egui::FullOutput) {
        if let Some(update) = &output.platform_output.accesskit_update {
            show_mirror(&mirror::nodes(update).to_string());
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
    crate::analysis::document::answer(request)
}
