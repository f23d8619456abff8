//! `cargo xtask setup`: makes sure of what building and testing need. Installs nothing that is there already.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::project::{cargo, find_program, output_of, root, run};

/// The target of the web editor.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Debian's own compiler with the sources of its standard library, for machines where rustup cannot fetch the target.
const DEBIAN_WASM: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-22"];
const DEBIAN_BROWSER: [&str; 2] = ["chromium", "chromium-driver"];
/// What a window of the desktop editor loads when it starts, and a display to show it on.
const DEBIAN_WINDOW: [&str; 13] = [
    "libegl1",
    "libgl1",
    "libgl1-mesa-dri",
    "libwayland-client0",
    "libwayland-egl1",
    "libx11-6",
    "libx11-xcb1",
    "libxcursor1",
    "libxi6",
    "libxkbcommon0",
    "libxkbcommon-x11-0",
    "xauth",
    "xvfb",
];

/// What answers without Plat: the kernel's tools, and a solver.
const DEBIAN_ORACLES: [&str; 3] = ["iproute2", "nftables", "z3"];

/// What reads the graphs and the XML that Plat writes.
const DEBIAN_READERS: [&str; 2] = ["graphviz", "libxml2-utils"];

/// <https://rust-fuzz.github.io/book/cargo-fuzz.html>
const CARGO_FUZZ: &str = "0.13.2";

/// How to build for the web on this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WasmBuild {
    /// The toolchain has the target's standard library.
    Installed,
    /// Debian's compiler builds the standard library from source.
    DebianStd,
}

impl WasmBuild {
    /// A cargo command that builds for the web: `subcommand`, then the arguments that choose the target.
    pub fn cargo(self, subcommand: &str) -> Command {
        let mut command = match self {
            Self::Installed => {
                let mut command = cargo();
                command.args([subcommand, "--target", WASM_TARGET]);
                command
            }
            Self::DebianStd => {
                let mut command = Command::new("/usr/bin/cargo");
                command.current_dir(root());
                // Set by the cargo that runs us, for its own compiler.
                command.env_remove("LD_LIBRARY_PATH").env_remove("CARGO");
                command.env("RUSTC", "/usr/bin/rustc").env("RUSTC_BOOTSTRAP", "1");
                command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld-22");
                command.args([subcommand, "--target", WASM_TARGET, "-Z", "build-std=std,panic_abort"]);
                command
            }
        };
        // Vectors of 128 bits: every browser has had them since 2023 (https://webassembly.org/features/), and what draws
        // letters is a third of the size with them.
        let mut flags = "-Ctarget-feature=+simd128".to_owned();
        // Panics carry the paths of sources. Whoever built the page keeps their folders to themselves, and the same
        // sources give the same bytes everywhere.
        let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
        if let Some(home) = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo"))) {
            flags.push_str(&format!(" --remap-path-prefix={}=cargo", home.display()));
        }
        command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags);
        command
    }
}

/// Everything, for building, testing and showing.
///
/// # Errors
/// Something is missing and cannot be installed from here.
pub fn everything() -> Result<()> {
    wasm()?;
    browser()?;
    window()?;
    readers()?;
    oracles()
}

/// The standard library for the web: there already, by rustup, or by Debian's packages, whichever works first.
///
/// # Errors
/// None of the three works.
pub fn wasm() -> Result<WasmBuild> {
    if has_wasm_std() {
        return Ok(WasmBuild::Installed);
    }
    if find_program(&["rustup"]).is_some() {
        println!("setup: rustup target add {WASM_TARGET}");
        let added = run(Command::new("rustup").args(["target", "add", WASM_TARGET]));
        if added.is_ok() && has_wasm_std() {
            return Ok(WasmBuild::Installed);
        }
        println!("setup: rustup could not add it");
    }
    if may_install() {
        debian(&DEBIAN_WASM)?;
        return Ok(WasmBuild::DebianStd);
    }
    bail!(
        "the Rust target {WASM_TARGET} is missing: run `rustup target add {WASM_TARGET}`, \
         or install {} on Debian as root",
        DEBIAN_WASM.join(" ")
    )
}

fn has_wasm_std() -> bool {
    let sysroot = output_of("rustc", &["--print", "sysroot"]);
    sysroot.is_some_and(|root| PathBuf::from(root).join("lib/rustlib").join(WASM_TARGET).join("lib").is_dir())
}

/// A Chromium for the browser tests.
///
/// # Errors
/// There is none and none can be installed from here.
pub fn browser() -> Result<PathBuf> {
    if let Some(path) = find_chromium() {
        return Ok(path);
    }
    if may_install() {
        debian(&DEBIAN_BROWSER)?;
    }
    match find_chromium() {
        Some(path) => Ok(path),
        None => bail!("install Chromium or Google Chrome so that `chromium` or `google-chrome` is in PATH"),
    }
}

/// The browser: `CHROMIUM` in the environment, a program in `PATH`, or macOS's usual place.
pub fn find_chromium() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os("CHROMIUM") {
        return Some(PathBuf::from(path));
    }
    find_program(&["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]).or_else(|| {
        let mac = PathBuf::from("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
        mac.is_file().then_some(mac)
    })
}

/// What a native window needs. Other systems than Linux bring it along.
///
/// # Errors
/// A package cannot be installed.
pub fn window() -> Result<()> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    if may_install() {
        return debian(&DEBIAN_WINDOW);
    }
    if find_program(&["Xvfb"]).is_none() {
        bail!(
            "install Xvfb and the libraries of X11, Wayland and OpenGL; on Debian as root: {}",
            DEBIAN_WINDOW.join(" ")
        );
    }
    Ok(())
}

/// What the oracles of `lab` ask. Where it cannot be installed they say what is missing, and CI fails.
///
/// # Errors
/// A package cannot be installed.
pub fn oracles() -> Result<()> {
    if cfg!(target_os = "linux") && may_install() { debian(&DEBIAN_ORACLES) } else { Ok(()) }
}

/// Other readers of what Plat writes. Where they cannot be installed the tests say what is missing.
///
/// # Errors
/// A package cannot be installed.
pub fn readers() -> Result<()> {
    if cfg!(target_os = "linux") && may_install() { debian(&DEBIAN_READERS) } else { Ok(()) }
}

/// Python with what makes environments, which the reader of templates is installed in.
///
/// # Errors
/// It is missing and cannot be installed from here.
pub fn python() -> Result<PathBuf> {
    let works = || {
        let found = find_program(&["python3", "python"]);
        found.filter(|it| output_of(&it.to_string_lossy(), &["-c", "import ensurepip, venv"]).is_some())
    };
    if works().is_none() && may_install() {
        debian(&["python3", "python3-venv"])?;
    }
    works().context(
        "install Python 3 with `venv`: cfn-lint, which reads the templates that Plat writes, needs it",
    )
}

/// The client of JavaScript's package registry.
///
/// # Errors
/// It is missing and cannot be installed from here.
pub fn npm() -> Result<PathBuf> {
    if find_program(&["npm"]).is_none() && may_install() {
        debian(&["npm"])?;
    }
    match find_program(&["npm"]) {
        Some(path) => Ok(path),
        None => bail!("install npm: it fetches Mermaid, which reads the diagrams that Plat writes"),
    }
}

/// What changes inputs at random, and the compiler that counts what they reach.
///
/// # Errors
/// One is missing and cannot be installed from here.
pub fn fuzzing() -> Result<()> {
    if output_of("rustup", &["run", "nightly", "rustc", "--version"]).is_none() {
        println!("setup: rustup toolchain install nightly");
        run(Command::new("rustup").args(["toolchain", "install", "nightly", "--profile", "minimal"]))?;
    }
    if output_of("cargo-fuzz", &["--version"]).is_none() {
        println!("setup: cargo install cargo-fuzz");
        run(cargo().args(["install", "cargo-fuzz", "--version", CARGO_FUZZ, "--locked", "--quiet"]))?;
    }
    Ok(())
}

/// What counts instructions.
///
/// # Errors
/// It is missing and cannot be installed from here.
pub fn valgrind() -> Result<()> {
    if find_program(&["valgrind"]).is_none() && may_install() {
        debian(&["valgrind", "libc6-dbg"])?;
    }
    match find_program(&["valgrind"]) {
        Some(_) => Ok(()),
        None => bail!("install valgrind: it counts the instructions that may not become more"),
    }
}

/// The folder of Debian's tools of the LLVM that rustc is made with: what they read has that version's form.
///
/// # Errors
/// They are missing and cannot be installed from here.
pub fn llvm() -> Result<PathBuf> {
    let about = output_of("rustc", &["-vV"]).unwrap_or_default();
    let version = about.lines().find_map(|line| line.strip_prefix("LLVM version: "));
    let Some(major) = version.and_then(|it| it.split('.').next()) else { bail!("rustc names no LLVM") };
    let folder = PathBuf::from(format!("/usr/lib/llvm-{major}/bin"));
    if !folder.join("llvm-cov").is_file() && may_install() {
        debian(&[&format!("llvm-{major}")])?;
    }
    if folder.join("llvm-cov").is_file() { Ok(folder) } else { bail!("install llvm-{major}") }
}

/// True on Debian and Ubuntu as root.
fn may_install() -> bool {
    find_program(&["apt-get"]).is_some() && output_of("id", &["-u"]).as_deref() == Some("0")
}

/// Installs those of `packages` that are missing.
fn debian(packages: &[&str]) -> Result<()> {
    let missing: Vec<&str> = packages.iter().copied().filter(|package| !has_package(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("setup: apt-get install {}", missing.join(" "));
    run(apt_get().args(["update", "-qq"]))?;
    run(apt_get().args(["install", "-y", "-qq", "--no-install-recommends"]).args(&missing))
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    // A list of packages is long and says nothing new.
    command.stdout(std::process::Stdio::null());
    command
}

fn has_package(package: &str) -> bool {
    output_of("dpkg-query", &["-W", "-f", "${db:Status-Status}", package]).as_deref() == Some("installed")
}
