//! What the platform reports to the editor. How it does its work stands in `native` and `web`, which offer the
//! same functions on their `Host`.

use super::theme::Hangul;

#[cfg(not(target_arch = "wasm32"))]
pub use super::native::Host;
#[cfg(target_arch = "wasm32")]
pub use super::web::Host;

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
    /// The Hangul fonts are here; only where they are not built in.
    #[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
    Hangul(Hangul),
}
