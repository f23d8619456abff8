//! What the platform reports to the editor. How it does its work stands in `native` and `web`, which offer the
//! same functions on their `Host`.

use super::theme::Hangul;

#[cfg(not(target_arch = "wasm32"))]
pub use super::native::Host;
#[cfg(target_arch = "wasm32")]
pub use super::web::Host;

/// A file on its way out.
#[derive(Clone, Debug, PartialEq)]
pub struct Outgoing {
    /// The name that is suggested.
    pub name: String,
    /// What it is, for the browser.
    pub mime: &'static str,
    /// What is in it.
    pub text: String,
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

/// Something that happened outside the editor.
#[derive(Debug)]
pub enum Event {
    /// A file was picked or dropped.
    Opened {
        /// Its name.
        name: String,
        /// What is in it.
        bytes: Vec<u8>,
    },
    /// The design that was being edited when the editor last stopped.
    Recovered {
        /// What is in it.
        bytes: Vec<u8>,
    },
    /// A file could not be read, and why.
    NotRead(String),
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
    /// The design that came with the address of the page.
    #[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
    Shared(String),
    /// Whether this window alone has the document.
    #[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
    Held(bool),
    /// The Hangul fonts are here; only where they are not built in.
    #[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
    Hangul(Hangul),
}
