//! Drives the web editor in a real Chromium, with real input events, over the Chrome DevTools Protocol.
//!
//! A test opens a [`Page`], finds what it needs in the mirror (the hidden elements that the page keeps for assistive
//! technology), acts, and looks again:
//!
//! ```no_run
//! # fn main() -> anyhow::Result<()> {
//! use browser_tests::{Page, CTRL, SHORT};
//! let mut page = Page::open()?;
//! page.click("button", "Cost")?;
//! page.wait_for("tab", "Cost", SHORT)?;
//! page.key("z", CTRL)?;
//! page.assert_clean()
//! # }
//! ```
//!
//! The page is served from the target folder, so build it first: `cargo xtask web`, or `cargo xtask test` for all.

mod act;
mod cdp;
mod chromium;
mod editor;
mod input;
mod native;
mod node;
mod page;
mod record;

pub use chromium::{Options, TempFolder};
pub use input::{ALT, CTRL, META, Modifiers, NONE, SHIFT};
pub use native::{Printed, plat, plat_binary, plat_json};
pub use node::Node;
pub use page::Page;
pub use record::{Download, Message, Record};

use std::time::Duration;

/// For what follows an input. Generous, because a wait that succeeds costs nothing.
pub const SHORT: Duration = Duration::from_secs(10);
/// For what needs the module compiled and drawn by software, on a busy machine.
pub const LONG: Duration = Duration::from_secs(40);
