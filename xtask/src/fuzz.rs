//! `cargo xtask fuzz`: the laws of `fuzz/laws.rs` on bytes that libFuzzer changes at random, towards code that none reached.
//!
//! First what is known: the seeds, and what was once found. A target that breaks a law leaves the bytes in the target folder.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;

use anyhow::{Context, Result, bail};

use crate::project::{root, run, target};
use crate::setup;

/// Each target, and where else its seeds lie: folders of models, and of real inputs that lie beside the repository.
const TARGETS: [(&str, &[&str]); 6] = [
    ("model", &["models"]),
    ("template", &["../shared/corpus/sam", "../shared/corpus/cloudformation", "../shared/corpus/cdk"]),
    ("plan", &["../shared/corpus/terraform-plan"]),
    ("language", &[]),
    ("dump", &["../shared/corpus/describe", "tests/imports"]),
    ("link", &[]),
];
/// Longer inputs are cut: changes at random find nothing more in them, and they take longer.
const LONGEST: usize = 32 * 1024;
/// One input may take so many seconds: the import of any file of the corpus may take two in an optimised build, and this
/// one counts what it reaches.
const TIMEOUT: u32 = 10;
/// MiB.
const MEMORY: u32 = 2048;

/// Runs the command with what follows its name.
///
/// # Errors
/// An option is unknown, a tool is missing, or a law is broken.
pub fn command(options: &[&str]) -> Result<()> {
    let mut seconds = 20;
    let mut names: Vec<&str> = Vec::new();
    let mut rest = options.iter();
    while let Some(option) = rest.next() {
        match *option {
            "--seconds" => {
                let number = rest.next().and_then(|it| it.parse::<u32>().ok());
                seconds = number.context("say after --seconds for how many, as a number")?;
            }
            name if TARGETS.iter().any(|it| it.0 == name) => names.push(name),
            other => bail!("no target `{other}`: known are {}", TARGETS.map(|it| it.0).join(", ")),
        }
    }
    setup::fuzzing()?;
    let folder = target()?.join("fuzz");
    // Without a sanitizer: our code has no `unsafe`, and so more inputs are tried.
    let mut build = Command::new("rustup");
    build.current_dir(root()).args(["run", "nightly", "cargo", "fuzz", "build", "--sanitizer", "none"]);
    // The cargo that runs us is another one.
    build.env_remove("CARGO").env_remove("RUSTC").env_remove("RUSTUP_TOOLCHAIN");
    run(build.arg("--target-dir").arg(&folder))?;
    let host = crate::project::output_of("rustc", &["-vV"]).unwrap_or_default();
    let host = host.lines().find_map(|it| it.strip_prefix("host: ")).context("rustc names no host")?;
    let programs = folder.join(host).join("release");
    let waiting = Mutex::new(
        TARGETS.iter().rev().filter(|it| names.is_empty() || names.contains(&it.0)).collect::<Vec<_>>(),
    );
    let failed = Mutex::new(BTreeSet::new());
    println!("{:<10} {:>12} {:>10} {:>8}", "target", "inputs", "a second", "reached");
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let next = waiting.lock().ok().and_then(|mut it| it.pop());
                    let Some((name, seeds)) = next else { return };
                    let done = one(&programs, &folder, name, seeds, seconds);
                    if let (Err(error), Ok(mut failed)) = (done, failed.lock()) {
                        failed.insert(format!("{name}: {error:#}"));
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap_or_default();
    if failed.is_empty() { Ok(()) } else { bail!("{}", failed.into_iter().collect::<Vec<_>>().join("\n")) }
}

/// Fuzzes one target.
fn one(programs: &Path, folder: &Path, name: &str, more: &[&str], seconds: u32) -> Result<()> {
    let seeds = folder.join("seeds").join(name);
    let found = folder.join("found").join(name);
    let kept = folder.join("corpus").join(name);
    let _ = fs::remove_dir_all(&seeds);
    for folder in [&seeds, &found, &kept] {
        fs::create_dir_all(folder)?;
    }
    let mut words = BTreeSet::new();
    let own = root().join("fuzz/seeds").join(name);
    for (number, path) in std::iter::once(own)
        .chain(more.iter().map(|it| root().join(it)))
        .flat_map(|it| files(&it))
        .enumerate()
    {
        let mut bytes = fs::read(&path)?;
        bytes.truncate(LONGEST);
        words.extend(words_of(&bytes));
        fs::write(seeds.join(format!("{number}")), bytes)?;
    }
    let dictionary = folder.join(format!("{name}.dict"));
    // An empty dictionary is refused.
    words.insert(name.to_owned());
    let lines: Vec<String> = words.iter().map(|it| format!("\"{it}\"\n")).collect();
    fs::write(&dictionary, lines.concat())?;
    let log = folder.join(format!("{name}.log"));
    let status = Command::new(programs.join(name))
        .current_dir(folder)
        .args([&kept, &seeds])
        .arg(format!("-artifact_prefix={}/", found.display()))
        .arg(format!("-dict={}", dictionary.display()))
        .args([
            format!("-max_total_time={seconds}"),
            format!("-timeout={TIMEOUT}"),
            format!("-rss_limit_mb={MEMORY}"),
        ])
        .args([format!("-max_len={LONGEST}"), "-print_final_stats=1".to_owned()])
        .stdout(Stdio::null())
        .stderr(fs::File::create(&log)?)
        .status()
        .with_context(|| format!("cannot run the fuzz target `{name}`"))?;
    let said = String::from_utf8_lossy(&fs::read(&log)?).into_owned();
    let stat = |key: &str| said.lines().find_map(|it| it.strip_prefix(key)).map_or("?", str::trim);
    let reached =
        said.lines().rev().find_map(|it| it.split_once("cov: ")).and_then(|it| it.1.split(' ').next());
    println!(
        "{name:<10} {:>12} {:>10} {:>8}",
        stat("stat::number_of_executed_units:"),
        stat("stat::average_exec_per_sec:"),
        reached.unwrap_or("?")
    );
    if status.success() {
        return Ok(());
    }
    let lines: Vec<&str> = said
        .lines()
        .filter(|it| {
            it.contains("panicked at") || it.contains("Test unit written to") || it.contains("ERROR")
        })
        .collect();
    bail!(
        "a law is broken, or an input takes too much; mend it and keep the input in fuzz/seeds/{name}:\n{}",
        lines.join("\n")
    )
}

/// Every file of a folder and the folders in it, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().filter_map(|it| Some(it.ok()?.path())).collect();
    all.sort();
    all.into_iter().flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The words of a text that changes may put elsewhere.
fn words_of(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let words = text.split(|letter: char| !(letter.is_ascii_alphanumeric() || ":_.-/!$".contains(letter)));
    words.filter(|it| (3..=40).contains(&it.len())).map(str::to_owned).collect()
}
