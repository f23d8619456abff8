//! Mermaid itself, to read the diagrams that Plat writes: one version with one hash, fetched once.

use std::path::PathBuf;
use std::process::Command;
use std::{fs, str};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::project::{run, target};
use crate::setup;

const VERSION: &str = "11.17.2";
/// The hash of the package, as npm writes it (<https://www.w3.org/TR/SRI/>).
const INTEGRITY: &str =
    "sha512-V6K3C8EBdEsPFZXSKMJe6ppQOENxuHARr9GvHX4hh47lAbhMRD9qf4oEK7LoaRQxULMa80/qt5gHO73aCleBBg==";
/// The script inside: everything in one file.
const SCRIPT: &str = "package/dist/mermaid.min.js";

/// The path of the script for a page.
///
/// # Errors
/// There is no npm, it cannot fetch the package, or the package is another one.
pub fn script() -> Result<PathBuf> {
    let folder = target()?.join("mermaid").join(VERSION);
    let script = folder.join(SCRIPT);
    if script.is_file() {
        return Ok(script);
    }
    let npm = setup::npm()?;
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    println!("setup: mermaid {VERSION}");
    let output = Command::new(npm)
        .args(["pack", &format!("mermaid@{VERSION}"), "--json", "--ignore-scripts", "--pack-destination"])
        .arg(&folder)
        .output()
        .context("cannot run npm")?;
    ensure!(output.status.success(), "npm pack: {}", String::from_utf8_lossy(&output.stderr));
    let about: Value = serde_json::from_str(str::from_utf8(&output.stdout)?).context("npm prints no JSON")?;
    let (hash, name) = (&about[0]["integrity"], &about[0]["filename"]);
    let package = folder.join(name.as_str().context("npm names no file")?);
    if hash != INTEGRITY {
        fs::remove_file(&package)?;
        bail!("the package of mermaid {VERSION} has the hash {hash}, not {INTEGRITY}");
    }
    run(Command::new("tar").arg("-xzf").arg(&package).arg("-C").arg(&folder).arg(SCRIPT))?;
    fs::remove_file(&package)?;
    Ok(script)
}
