//! The editor: the same code on the desktop and in the browser. It knows no kind.
//!
//! A frame reads the design and pushes acts; `app` carries them out once the frame is drawn. Only `native` and
//! `web` touch files, clocks and the page; everything else is the same everywhere.

mod act;
mod app;
mod arrange;
mod asking;
mod canvas;
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
mod command;
mod costing;
mod exporting;
mod files;
mod filing;
mod find;
mod go;
mod growing;
mod host;
mod icon;
mod importing;
mod inspector;
mod kept;
mod laying;
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
mod mirror;
mod numbers;
mod obey;
mod overlay;
mod panels;
mod regions;
mod reparent;
mod settings;
mod state;
mod strings;
mod theme;
mod updating;
mod widgets;

#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(target_arch = "wasm32")]
mod web;

pub use app::App;
#[cfg(not(target_arch = "wasm32"))]
pub use native::open;

#[cfg(test)]
mod tests;
