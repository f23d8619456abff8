//! What the platform reports to the editor. How it does its work stands in `native` and `web`, which offer the
//! same functions on their `Host`.

use super::theme::Hangul;
use crate::analysis::importing::{Source, Summary};
use std::ffi::OsString;

#[cfg(not(target_arch = "wasm32"))]
pub use super::native::Host;
#[cfg(target_arch = "wasm32")]
pub use super::web::Host;

/// Where a document lies, as the platform calls it: the path of a file, or the name of a record.
pub type Place = OsString;

/// A file on its way out.
#[derive(Clone, Debug, PartialEq)]
pub struct Outgoing {
    /// The name that is suggested.
    pub name: String,
    /// What it is, for the browser.
    pub mime: &'static str,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// Where the page has to paint the file from the SVG that `bytes` are: how many pixels a unit has.
    pub paint: Option<u8>,
}

impl Outgoing {
    /// A file of text.
    pub fn text(name: String, mime: &'static str, text: String) -> Self {
        Self { name, mime, bytes: text.into_bytes(), paint: None }
    }
}

/// What a file on its way out is to the editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The design itself.
    Design {
        /// Which drawing of it.
        drawing: u64,
        /// Whether it takes the place of the file that it was opened from, if there is one.
        in_place: bool,
    },
    /// Something that was made of it.
    Copy,
}

/// Where a design comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A file that was picked, dropped or chosen from the list of those that were open before.
    File,
    /// What was being edited when the editor last stopped, or in the window that it is taken from.
    Autosave,
    /// One of the documents that the browser keeps.
    #[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
    Kept,
}

/// A design on its way in.
#[derive(Clone, Debug, PartialEq)]
pub struct Incoming {
    /// The name of its file, if it has one.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// Where it lies, if it can be written there again.
    pub place: Option<Place>,
    /// Where it comes from.
    pub origin: Origin,
}

/// A document that was open before.
#[derive(Clone, Debug, PartialEq)]
pub struct Recent {
    /// Where it lies.
    pub place: Place,
    /// What it is called.
    pub name: String,
    /// Where that is, for people; empty where that says nothing.
    pub folder: String,
    /// How long ago it was saved, in seconds.
    pub age: f64,
}

/// An older state of the open document.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// Where it lies.
    pub place: Place,
    /// How long ago the document was so, in seconds.
    pub age: f64,
}

/// What an older state is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To compare the document with it.
    Compare,
    /// To make the document what it was then.
    Restore,
}

/// What is kept of the open document for the next start.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The model file.
    pub text: String,
    /// What the design is called. On the desktop lists name files.
    #[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
    pub name: String,
    /// Whether a person did anything to it; what is only looked at is not kept for long.
    #[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
    pub touched: bool,
}

/// Something that happened outside the editor.
#[derive(Debug)]
pub enum Event {
    /// A design was picked, dropped or found.
    Opened(Incoming),
    /// The editor stopped by a fault of its own when it last ran; this is the report.
    #[cfg_attr(target_arch = "wasm32", allow(dead_code))]
    Crashed(String),
    /// Several files that belong together were dropped.
    Several(Vec<Source>),
    /// An import came to its end.
    Imported {
        /// What was imported.
        name: String,
        /// What became of it, or why nothing did.
        found: Result<Summary, String>,
    },
    /// A file could not be read, and why.
    NotRead(String),
    /// A file could not be written, and why.
    NotWritten(String),
    /// The autosave of a drawing went well or not.
    Autosaved(u64, Result<(), String>),
    /// A drawing was written to a file, or handed to the browser as one.
    Written {
        /// The file's name.
        name: String,
        /// Which drawing.
        drawing: u64,
    },
    /// Something that was made of the design was written to a file of this name.
    Exported(String),
    /// The documents that were open before, newest first.
    Recents(Vec<Recent>),
    /// The older states of the open document, newest first.
    Snapshots(Vec<Snapshot>),
    /// One of them.
    Snapshot {
        /// How long ago the document was so, in seconds.
        age: f64,
        /// The model file.
        bytes: Vec<u8>,
        /// What it was read for.
        purpose: Purpose,
    },
    /// The design that came with the address of the page.
    #[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
    Shared(String),
    /// Whether this window alone has the document.
    Held(bool),
    /// Another window wants the document, and asks for it there.
    #[cfg_attr(target_arch = "wasm32", allow(dead_code))]
    Wanted(Place),
    /// The Hangul fonts are here; only where they are not built in.
    #[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
    Hangul(Hangul),
}
