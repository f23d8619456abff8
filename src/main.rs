//! The `plat` binary: the command line, or the desktop editor.

use std::process::ExitCode;

#[cfg(not(target_arch = "wasm32"))]
fn main() -> ExitCode {
    match plat::cli::run(std::env::args_os()) {
        plat::cli::Request::Done(code) => code,
        plat::cli::Request::Open { model, measure_start } => open(model.as_deref(), measure_start),
    }
}

#[cfg(all(not(target_arch = "wasm32"), feature = "gui"))]
fn open(model: Option<&std::path::Path>, measure_start: bool) -> ExitCode {
    plat::gui::open(model, measure_start, plat::cli::texts)
}

#[cfg(all(not(target_arch = "wasm32"), not(feature = "gui")))]
fn open(_model: Option<&std::path::Path>, _measure_start: bool) -> ExitCode {
    eprintln!("error: this build of plat has no editor\n help: `plat --help` lists the commands");
    ExitCode::from(2)
}

/// In the browser the library is started, not the binary.
#[cfg(target_arch = "wasm32")]
fn main() -> ExitCode {
    ExitCode::SUCCESS
}
