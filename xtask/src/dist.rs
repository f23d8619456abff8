//! `cargo xtask dist`: what a release ships, in `dist/`: the binary, and the web editor for any host of static files.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::project::{cargo, root, run, target, web_folder};
use crate::web::{self, Profile};

/// Runs the command.
///
/// # Errors
/// A build fails, or `dist/` cannot be written.
pub fn command() -> Result<()> {
    // The page first: the binary has it inside.
    web::command(Profile::Web)?;
    run(cargo().args(["build", "--release", "--package", "plat", "--bin", "plat"]))?;
    let dist = root().join("dist");
    if dist.exists() {
        fs::remove_dir_all(&dist).context("cannot empty dist/")?;
    }
    copy_folder(&web_folder()?, &dist.join("web"))?;
    let name = format!("plat{}", std::env::consts::EXE_SUFFIX);
    fs::copy(target()?.join("release").join(&name), dist.join(&name)).context("cannot copy the binary")?;
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        fs::copy(root().join(licence), dist.join(licence))
            .with_context(|| format!("cannot copy {licence}"))?;
    }
    println!("dist/{name} and dist/web are ready");
    Ok(())
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}
