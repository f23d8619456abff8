//! `cargo xtask templates`: the templates that Plat writes of every sample design, read by cfn-lint.

use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

use anyhow::{Context, Result, bail};

use crate::project::{cargo, root, run, target};
use crate::setup;

/// cfn-lint with all that it needs: these very versions (<https://pypi.org/project/cfn-lint/>).
const PACKAGES: [&str; 9] = [
    "cfn-lint==1.58.0",
    "jsonpatch==1.48",
    "jsonpointer==3.12",
    "mpmath==1.3.0",
    "networkx==3.6.1",
    "PyYAML==6.0.4",
    "regex==2026.11.19",
    "sympy==1.14.0",
    "typing_extensions==4.16.0",
];

/// Writes the templates and reads them.
///
/// # Errors
/// A design cannot be written, cfn-lint cannot be installed, or it has something to say.
pub fn command() -> Result<()> {
    let lint = cfn_lint()?;
    run(cargo().args(["build", "--quiet", "--package", "plat", "--no-default-features", "--bin", "plat"]))?;
    let plat = target()?.join("debug").join(format!("plat{}", env::consts::EXE_SUFFIX));
    let folder = target()?.join("templates");
    fs::create_dir_all(&folder)?;
    let mut files = Vec::new();
    let mut models: Vec<PathBuf> = fs::read_dir(root().join("models"))?
        .filter_map(Result::ok)
        .map(|entry| entry.path().join("model.json"))
        .filter(|model| model.is_file())
        .collect();
    models.sort();
    models.push(root().join("tests/exports/every-kind/model.json"));
    for model in models {
        let name = model.parent().and_then(|it| it.file_name()).context("a design has a folder")?;
        for (format, ending) in
            [("cloudformation", "yaml"), ("cloudformation-json", "template.json"), ("sam", "sam.yaml")]
        {
            let file = folder.join(format!("{}.{ending}", name.to_string_lossy()));
            run(Command::new(&plat)
                .arg("export")
                .arg(&model)
                .args(["--format", format, "--output"])
                .arg(&file))?;
            files.push(file);
        }
    }
    if files.is_empty() {
        bail!("there is no design in `models`");
    }
    // Without `--`, what follows a list of regions would be one of them.
    run(Command::new(lint).arg("--").args(&files))?;
    println!("cfn-lint has nothing to say about {} templates", files.len());
    Ok(())
}

/// The program, installed once into a folder of its own.
fn cfn_lint() -> Result<PathBuf> {
    let version = PACKAGES.first().and_then(|it| it.split("==").nth(1)).context("cfn-lint has a version")?;
    let folder = target()?.join("cfn-lint").join(version);
    let programs = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let lint = programs.join(format!("cfn-lint{}", env::consts::EXE_SUFFIX));
    if lint.is_file() {
        return Ok(lint);
    }
    println!("setup: cfn-lint {version}");
    run(Command::new(setup::python()?).args(["-m", "venv"]).arg(&folder))?;
    let python = programs.join(format!("python{}", env::consts::EXE_SUFFIX));
    run(Command::new(python).args(["-m", "pip", "install", "--quiet", "--no-deps"]).args(PACKAGES))?;
    Ok(lint)
}
