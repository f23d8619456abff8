//! What `web/importer.js` calls.

use plat::{
    analysis::importing::{Settings, Source, Summary, among, import},
    base::Lang,
};
use wasm_bindgen::prelude::wasm_bindgen;

/// Files that are imported together.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Files(Vec<Source>);

#[wasm_bindgen]
impl Files {
    /// None yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// One more.
    pub fn add(&mut self, name: String, bytes: Vec<u8>) {
        self.0.push(Source { path: name, bytes });
    }

    /// What they are, as [`Summary::read`] reads it.
    pub fn import(&self, korean: bool) -> String {
        let found = import(&self.0, &Settings::default(), &among(&self.0));
        Summary::of(&found, if korean { Lang::Ko } else { Lang::En }).text()
    }
}
