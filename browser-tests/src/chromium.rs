//! Starts Chromium with a profile of its own and ends it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use xtask::setup::find_chromium;

use crate::cdp::Connection;

const START_TIME_MAX: Duration = Duration::from_secs(40);

/// What kind of browser the test wants.
#[derive(Clone, Debug)]
pub struct Options {
    /// The person's language, as in `navigator.language`.
    pub language: String,
    /// Width of the page in CSS pixels.
    pub width: u32,
    /// Height of the page in CSS pixels.
    pub height: u32,
    /// Device pixels for each CSS pixel.
    pub scale: f64,
    /// True for the dark colour scheme.
    pub dark: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { language: "en-US".into(), width: 1440, height: 900, scale: 1.0, dark: false }
    }
}

/// A folder that goes away with its owner.
#[derive(Debug)]
pub struct TempFolder(PathBuf);

impl TempFolder {
    /// A fresh one, with a word of what it is for in its name.
    ///
    /// # Errors
    /// The system has no room for it.
    pub fn new(name: &str) -> Result<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("plat-{name}-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).with_context(|| format!("cannot make {}", path.display()))?;
        Ok(Self(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file into it.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn file(&self, name: &str, bytes: &[u8]) -> Result<PathBuf> {
        let path = self.0.join(name);
        fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(path)
    }
}

impl Drop for TempFolder {
    fn drop(&mut self) {
        // Chromium's last helpers may still be writing for a moment.
        for _ in 0..20 {
            if fs::remove_dir_all(&self.0).is_ok() || !self.0.exists() {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
}

/// A running Chromium. Dropping it kills it, as a crash would: nothing is flushed.
#[derive(Debug)]
pub(crate) struct Chromium(Child);

impl Chromium {
    pub(crate) fn start(profile: &Path) -> Result<(Self, Connection)> {
        let program = find_chromium().context("there is no Chromium: run `cargo xtask setup`")?;
        let port_file = profile.join("DevToolsActivePort");
        // One from an earlier run of the same profile would lead nowhere.
        let _ = fs::remove_file(&port_file);
        let child = Command::new(&program)
            .args(["--headless", "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"])
            .args(["--disable-quic", "--no-first-run", "--disable-background-networking"])
            .args(["--disable-component-update", "--disable-sync", "--remote-debugging-port=0"])
            // Containers give /dev/shm too little room for a page of this size.
            .args(["--disable-dev-shm-usage", "--window-size=1440,900"])
            .arg(format!("--user-data-dir={}", profile.display()))
            .arg("about:blank")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        let mut chromium = Self(child);
        let start = Instant::now();
        loop {
            let text = fs::read_to_string(&port_file).unwrap_or_default();
            if let Some((port, path)) = text.trim().split_once('\n') {
                let port = port.parse().context("Chromium names an odd port")?;
                return Ok((chromium, Connection::open(port, path)?));
            }
            if let Some(status) = chromium.0.try_wait()? {
                bail!("Chromium ended at once ({status})");
            }
            if start.elapsed() > START_TIME_MAX {
                bail!("Chromium did not start within {} s", START_TIME_MAX.as_secs());
            }
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Chromium {
    /// Ends it at once; a second time does nothing.
    pub(crate) fn kill(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        self.kill();
    }
}
