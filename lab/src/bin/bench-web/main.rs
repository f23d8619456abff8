//! The bench's core as WebAssembly: `cargo xtask bench` has a page call it step by step and takes the times.

#[cfg(target_arch = "wasm32")]
mod web;

fn main() {
    #[cfg(not(target_arch = "wasm32"))]
    eprintln!("this is for the browser: run `cargo xtask bench`");
}
