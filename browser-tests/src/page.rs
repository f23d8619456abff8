//! A tab with the editor in it.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use serde_json::{Value, json};
use xtask::http::{Running, Server};

use crate::cdp::Connection;
use crate::chromium::{Chromium, Options, TempFolder};
use crate::node::{Node, READ_MIRROR, read};
use crate::record::{Download, Record};
use crate::{LONG, SHORT};

/// A Chromium of its own, with one tab, and a server for the built page.
#[derive(Debug)]
pub struct Page {
    // Order matters when dropped: the browser before the folders that it writes to.
    connection: Connection,
    chromium: Chromium,
    server: Option<Running>,
    url: String,
    session: String,
    /// The sessions of the tabs that were left.
    left: Vec<String>,
    options: Options,
    record: Record,
    profile: TempFolder,
    downloads: TempFolder,
}

impl Page {
    /// Starts everything, goes to the editor, and waits until it shows something.
    ///
    /// # Errors
    /// The page is not built, there is no Chromium, or the editor does not start.
    pub fn open() -> Result<Self> {
        Self::open_with(Options::default())
    }

    /// As [`Page::open`], in another language, size or colour scheme.
    ///
    /// # Errors
    /// As [`Page::open`].
    pub fn open_with(options: Options) -> Result<Self> {
        let mut page = Self::start(options)?;
        page.goto("")?;
        page.wait_started()?;
        Ok(page)
    }

    /// Starts everything, with an empty tab.
    ///
    /// # Errors
    /// The page is not built, or there is no Chromium.
    pub fn start(options: Options) -> Result<Self> {
        let server = Server::bind(0, xtask::web::files()?)?.spawn()?;
        Self::with(Some(server), options)
    }

    /// A browser with an empty tab and without the editor, for scripts of others.
    ///
    /// # Errors
    /// There is no Chromium.
    pub fn blank() -> Result<Self> {
        Self::with(None, Options::default())
    }

    fn with(server: Option<Running>, options: Options) -> Result<Self> {
        let (profile, downloads) = (TempFolder::new("profile")?, TempFolder::new("downloads")?);
        let (chromium, connection) = Chromium::start(profile.path())?;
        let url = server.as_ref().map_or_else(|| "about:blank".to_owned(), |server| server.url());
        let (session, record) = (String::new(), Record::default());
        let mut page = Self {
            connection,
            chromium,
            server,
            url,
            session,
            left: Vec::new(),
            options,
            record,
            profile,
            downloads,
        };
        page.attach()?;
        Ok(page)
    }

    /// Kills the browser as a crash would, starts it again with the same profile, and opens the editor.
    ///
    /// # Errors
    /// As [`Page::open`].
    pub fn crash_and_reopen(&mut self) -> Result<()> {
        self.crash_and_restart()?;
        self.goto("")?;
        self.wait_started()
    }

    /// The first half of [`Page::crash_and_reopen`]: leaves an empty tab.
    ///
    /// # Errors
    /// Chromium does not start again.
    pub fn crash_and_restart(&mut self) -> Result<()> {
        self.chromium.kill();
        let (chromium, connection) = Chromium::start(self.profile.path())?;
        (self.chromium, self.connection) = (chromium, connection);
        self.attach()
    }

    /// Opens another tab of the same browser, empty, and goes on in it.
    ///
    /// # Errors
    /// Chromium refuses.
    pub fn new_tab(&mut self) -> Result<()> {
        self.left.push(self.session.clone());
        self.attach()
    }

    /// Goes on in the tab that was left last; the present one takes its place.
    pub fn other_tab(&mut self) {
        if let Some(session) = self.left.pop() {
            self.left.push(std::mem::replace(&mut self.session, session));
        }
    }

    /// Stops the server. What the browser keeps is all there is from now on.
    pub fn go_offline(&mut self) {
        self.server = None;
    }

    fn attach(&mut self) -> Result<()> {
        let folder = self.downloads.path().display().to_string();
        let behaviour = json!({ "behavior": "allowAndName", "downloadPath": folder, "eventsEnabled": true });
        self.connection.call("", "Browser.setDownloadBehavior", &behaviour)?;
        let target = self.connection.call("", "Target.createTarget", &json!({ "url": "about:blank" }))?;
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        let attached = self.connection.call("", "Target.attachToTarget", &attach)?;
        attached["sessionId"].as_str().context("Chromium names no session")?.clone_into(&mut self.session);
        for domain in ["Page", "Runtime", "Network", "Log", "Audits", "DOM"] {
            self.call(&format!("{domain}.enable"), json!({}))?;
        }
        let workers = json!({ "autoAttach": true, "waitForDebuggerOnStart": false, "flatten": true });
        self.call("Target.setAutoAttach", workers)?;
        self.call("Page.setInterceptFileChooserDialog", json!({ "enabled": true }))?;
        // Without it the page counts as out of focus, and some keys get lost.
        self.call("Emulation.setFocusEmulationEnabled", json!({ "enabled": true }))?;
        let Options { language, dark, .. } = self.options.clone();
        let agent = self.eval("navigator.userAgent")?;
        self.call("Network.setUserAgentOverride", json!({ "userAgent": agent, "acceptLanguage": language }))?;
        let scheme = if dark { "dark" } else { "light" };
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.call("Emulation.setEmulatedMedia", features)?;
        self.resize(self.options.width, self.options.height)
    }

    /// Sends any command of the protocol to the tab.
    ///
    /// # Errors
    /// Chromium refuses it or does not answer.
    pub fn call(&mut self, method: &str, params: Value) -> Result<Value> {
        let answer = self.connection.call(&self.session, method, &params);
        while let Some(event) = self.connection.events.pop_front() {
            self.record.take(event, self.downloads.path());
        }
        answer
    }

    /// As [`Page::call`] without waiting for the answer, for what must arrive together with what follows.
    pub(crate) fn tell(&mut self, method: &str, params: &Value) -> Result<()> {
        self.connection.send(&self.session, method, params).map(drop)
    }

    /// The editor's address, with the slash.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What the page did so far.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// Forgets what the page did, for a test that provokes errors on purpose.
    pub fn forget(&mut self) {
        self.record = Record::default();
    }

    /// Changes the size of the page, in CSS pixels.
    ///
    /// # Errors
    /// Chromium refuses.
    pub fn resize(&mut self, width: u32, height: u32) -> Result<()> {
        let scale = self.options.scale;
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": false });
        self.call("Emulation.setDeviceMetricsOverride", metrics).map(drop)
    }

    /// Goes to a path below the editor's address, `""` for the editor, and waits for the load event.
    ///
    /// # Errors
    /// The page does not load.
    pub fn goto(&mut self, path: &str) -> Result<()> {
        let url = format!("{}{path}", self.url);
        // A new fragment alone would not load the page anew.
        self.call("Page.navigate", json!({ "url": "about:blank" }))?;
        let answer = self.call("Page.navigate", json!({ "url": url }))?;
        if let Some(error) = answer["errorText"].as_str() {
            bail!("cannot load {url}: {error}");
        }
        self.wait_until("the page has loaded", LONG, |page| {
            Ok((page.eval("location.href !== 'about:blank' && document.readyState")? == "complete")
                .then_some(()))
        })
    }

    /// Loads the page again, as F5 does.
    ///
    /// # Errors
    /// The page does not load or the editor does not start.
    pub fn reload(&mut self) -> Result<()> {
        self.eval("globalThis.platOldPage = true")?;
        self.call("Page.reload", json!({}))?;
        self.wait_until("the page has loaded again", LONG, |page| {
            Ok((page.eval("!globalThis.platOldPage && document.readyState")? == "complete").then_some(()))
        })?;
        self.wait_started()
    }

    /// Waits until the editor has drawn and its mirror has something in it.
    ///
    /// # Errors
    /// That does not happen in time.
    pub fn wait_started(&mut self) -> Result<()> {
        self.wait_until("the editor has started", LONG, |page| {
            let gone = page.eval("document.getElementById('splash')?.hidden === true")?;
            Ok((gone == true && !page.nodes()?.is_empty()).then_some(()))
        })
    }

    /// Runs a script and gives its value; a promise is waited for.
    ///
    /// # Errors
    /// The script throws.
    pub fn eval(&mut self, script: &str) -> Result<Value> {
        let params =
            json!({ "expression": script, "awaitPromise": true, "returnByValue": true, "userGesture": true });
        let mut answer = self.call("Runtime.evaluate", params)?;
        if let Some(details) = answer.get("exceptionDetails") {
            let words = details["exception"]["description"].as_str().or(details["text"].as_str());
            bail!("the script threw {}", words.unwrap_or("something"));
        }
        Ok(answer["result"]["value"].take())
    }

    /// Everything in the mirror, in order.
    ///
    /// # Errors
    /// The page does not answer.
    pub fn nodes(&mut self) -> Result<Vec<Node>> {
        read(&self.eval(READ_MIRROR)?)
    }

    /// The first with this role and exactly this name.
    ///
    /// # Errors
    /// The page does not answer.
    pub fn find(&mut self, role: &str, name: &str) -> Result<Option<Node>> {
        Ok(self.nodes()?.into_iter().find(|node| node.role == role && node.name == name))
    }

    /// Waits for [`Page::find`].
    ///
    /// # Errors
    /// It does not come in time; the error lists what is there and names a picture.
    pub fn wait_for(&mut self, role: &str, name: &str, timeout: Duration) -> Result<Node> {
        self.wait_until(&format!("there is a {role} `{name}`"), timeout, |page| page.find(role, name))
    }

    /// Waits until [`Page::find`] finds nothing.
    ///
    /// # Errors
    /// It does not go in time.
    pub fn wait_gone(&mut self, role: &str, name: &str, timeout: Duration) -> Result<()> {
        self.wait_until(&format!("there is no {role} `{name}` any more"), timeout, |page| {
            Ok(page.find(role, name)?.is_none().then_some(()))
        })
    }

    /// Asks again and again until there is an answer. `what` completes "waited until …".
    ///
    /// # Errors
    /// There is none in time, or `ask` fails.
    pub fn wait_until<T>(
        &mut self,
        what: &str,
        timeout: Duration,
        mut ask: impl FnMut(&mut Self) -> Result<Option<T>>,
    ) -> Result<T> {
        let start = Instant::now();
        loop {
            if let Some(answer) = ask(self)? {
                return Ok(answer);
            }
            if start.elapsed() > timeout {
                bail!("waited {} s until {what}\n{}", timeout.as_secs(), self.describe());
            }
            thread::sleep(Duration::from_millis(30));
        }
    }

    /// Waits for the next complete download after the first `before` ones.
    ///
    /// # Errors
    /// None comes in time.
    pub fn wait_download(&mut self, before: usize) -> Result<Download> {
        self.wait_until("a file has been downloaded", SHORT, |page| {
            page.eval("0")?;
            Ok(page.record.downloads().get(before).cloned())
        })
    }

    /// Answers the open file dialog with a file. Call it after what opens the dialog.
    ///
    /// # Errors
    /// No dialog opens in time.
    pub fn choose_file(&mut self, path: &Path) -> Result<()> {
        let (session, node) = self.wait_until("a file dialog is open", SHORT, |page| {
            page.eval("0")?;
            Ok(page.record.file_choosers.pop())
        })?;
        ensure!(session == self.session, "another tab opened the file dialog");
        let files = [path.to_str().context("the path is not UTF-8")?];
        self.call("DOM.setFileInputFiles", json!({ "files": files, "backendNodeId": node })).map(drop)
    }

    /// Lets the page do something that a person would be asked for.
    ///
    /// # Errors
    /// Chromium knows no such permission.
    pub fn grant(&mut self, permission: &str) -> Result<()> {
        let params = json!({ "permissions": [permission], "origin": self.url.trim_end_matches('/') });
        self.connection.call("", "Browser.grantPermissions", &params).map(drop)
    }

    /// Limits what the page may store, in bytes; `None` lifts the limit.
    ///
    /// # Errors
    /// Chromium refuses.
    pub fn limit_storage(&mut self, bytes: Option<u64>) -> Result<()> {
        let mut params = json!({ "origin": self.url.trim_end_matches('/') });
        if let Some(bytes) = bytes {
            params["quotaSize"] = bytes.into();
        }
        self.call("Storage.overrideQuotaForOrigin", params).map(drop)
    }

    /// Writes a picture of the page as PNG.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn screenshot(&mut self, path: &Path) -> Result<()> {
        let answer = self.call("Page.captureScreenshot", json!({ "format": "png" }))?;
        let data = answer["data"].as_str().context("Chromium gives no picture")?;
        let bytes = base64::engine::general_purpose::STANDARD.decode(data)?;
        std::fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
    }

    /// Fails on any error in the console, uncaught exception, request to another origin, or violation of the
    /// content security policy.
    ///
    /// # Errors
    /// There was one.
    pub fn assert_clean(&mut self) -> Result<()> {
        // Brings in what the browser still has to tell.
        self.settle()?;
        let (record, origin) = (&self.record, self.url.as_str());
        ensure!(record.exceptions.is_empty(), "uncaught exceptions: {:#?}", record.exceptions);
        ensure!(record.csp_violations.is_empty(), "content security policy: {:#?}", record.csp_violations);
        ensure!(
            record.requests_off(origin).is_empty(),
            "off-origin requests: {:#?}",
            record.requests_off(origin)
        );
        ensure!(record.errors().is_empty(), "errors in the console: {:#?}", record.errors());
        Ok(())
    }

    /// Waits until the editor has drawn what the last input changed: two frames.
    ///
    /// # Errors
    /// The page does not answer.
    pub fn settle(&mut self) -> Result<()> {
        let frames =
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))";
        self.eval(frames).map(drop)
    }

    /// Waits until what is shown is of the design as it is, answers and bill included.
    ///
    /// # Errors
    /// The editor does not come to rest in time.
    pub fn wait_answered(&mut self) -> Result<()> {
        // What the last input asked for is begun by then.
        self.settle()?;
        self.wait_until("the mirror is no longer busy", LONG, |page| {
            Ok((page.eval("document.getElementById('mirror').ariaBusy")? == "false").then_some(()))
        })
    }

    fn describe(&mut self) -> String {
        let mut text = String::from("the mirror has:\n");
        for node in self.nodes().unwrap_or_default().iter().take(80) {
            text.push_str(&format!(
                "  {} `{}` {}\n",
                node.role,
                node.name,
                node.value.as_deref().unwrap_or_default()
            ));
        }
        text.push_str(&format!(
            "console: {:#?}\nexceptions: {:#?}\n",
            self.record.console, self.record.exceptions
        ));
        let name = format!("plat-failure-{}.png", std::process::id());
        let path = self.failure_folder().join(name);
        if self.screenshot(&path).is_ok() {
            text.push_str(&format!("picture: {}", path.display()));
        }
        text
    }

    fn failure_folder(&self) -> PathBuf {
        xtask::project::target().unwrap_or_else(|_| std::env::temp_dir())
    }
}
