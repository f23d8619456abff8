//! Where the project is, and how its commands are run.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// The root of the repository.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// The cargo that runs us, else the one in `PATH`.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    // What cargo sets for us is not meant for the crates that we build; left in, it makes them build anew.
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name == "CARGO_MANIFEST_DIR") {
            command.env_remove(name);
        }
    }
    command
}

/// The target folder, which may be set by the environment or by cargo's configuration.
///
/// # Errors
/// `cargo metadata` fails.
pub fn target() -> Result<PathBuf> {
    let output = cargo().args(["metadata", "--no-deps", "--offline", "--format-version", "1"]).output()?;
    if !output.status.success() {
        bail!("`cargo metadata` failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let folder = metadata["target_directory"].as_str().context("`cargo metadata` names no target folder")?;
    Ok(PathBuf::from(folder))
}

/// The folder of the built web editor.
///
/// # Errors
/// `cargo metadata` fails.
pub fn web_folder() -> Result<PathBuf> {
    // Not `web`: cargo keeps its own files for the profile of that name there.
    Ok(target()?.join("web-editor"))
}

/// Copies what Git knows of, as it is now.
///
/// # Errors
/// A file cannot be read or written.
pub fn copy_sources(copy: &Path) -> Result<()> {
    let home = root();
    let home_text = home.display().to_string();
    let listed =
        output_of("git", &["-C", &home_text, "ls-files", "--cached", "--others", "--exclude-standard"]);
    let listed = listed.context("`git ls-files` fails")?;
    for name in listed.lines() {
        let (from, to) = (home.join(name), copy.join(name));
        if !from.is_file() {
            continue;
        }
        let text = std::fs::read(&from)?;
        // What is as it was keeps its time, so that nothing is built for it again.
        if std::fs::read(&to).is_ok_and(|old| old == text) {
            continue;
        }
        if let Some(folder) = to.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&to, text)?;
    }
    Ok(())
}

/// Runs a command with our own output, and fails with its words if it fails.
///
/// # Errors
/// The program is missing or fails.
pub fn run(command: &mut Command) -> Result<()> {
    let words = words(command);
    let status = command.status().with_context(|| format!("cannot run `{words}`"))?;
    if !status.success() {
        bail!("`{words}` failed ({status})");
    }
    Ok(())
}

/// What a command prints, or nothing if it cannot be run or fails.
pub fn output_of(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The path of a program in `PATH`.
pub fn find_program(names: &[&str]) -> Option<PathBuf> {
    let folders: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH")?).collect();
    let places = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    places.into_iter().find(|path| path.is_file())
}

fn words(command: &Command) -> String {
    let mut words = vec![Path::new(command.get_program()).file_name().unwrap_or_default()];
    words.extend(command.get_args());
    words.join(std::ffi::OsStr::new(" ")).to_string_lossy().into_owned()
}
