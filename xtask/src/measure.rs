//! `cargo xtask measure`: the sizes and times that have a limit, each beside it.
//!
//! Times are processor time where the program can tell it. What varies is measured several times, and the least or the
//! median counts. Machines differ, and a busy one slows memory too, so a fixed piece of work, the yardstick, is measured
//! beside each time: where it takes longer than on the machine that the aims are for, the limit is as much larger.
//!
//! Everything is built with the profile `lab`, which the oracles use too: optimised, but without optimisation across
//! crates. What is released is faster.

use std::fs;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::project::{cargo, find_program, run, target};
use crate::setup::find_chromium;
use crate::web;

/// SP-3: most bytes of module and glue together, in gzip.
const WEB_DOWNLOAD_BYTES_MAX: usize = 3_000_000;
/// The command line answers before one notices.
const COMMAND_LINE_MILLIS_MAX: f64 = 50.0;
/// Processor time of the desktop editor up to its first frame.
const WINDOW_MILLIS: f64 = 600.0;
/// Benches of the crate, with the names that they print and the processor time that is aimed at: for frames and layout the
/// budgets of the interface. A new line is a new measure.
const BENCHES: [(&str, &[(&str, f64)]); 4] = [
    ("bill", &[("bill of 10,000 resources", 20.0), ("bill after an edit at 10,000 resources", 5.0)]),
    ("import", &[("template of 10,000 resources to its places", 1_000.0)]),
    (
        "layout",
        &[
            ("auto-layout, 1000 nodes", 1_000.0),
            ("auto-layout, 10000 nodes", 12_000.0),
            ("longest piece of auto-layout, 1000 nodes", PIECE_MILLIS),
            ("longest piece of auto-layout, 10000 nodes", PIECE_MILLIS),
            ("edge routing, 1000 nodes", 400.0),
            ("edge routing, 10000 nodes", 5_000.0),
            ("longest piece of edge routing, 1000 nodes", PIECE_MILLIS),
            ("longest piece of edge routing, 10000 nodes", PIECE_MILLIS),
            ("edge routing after one node moved, 1000 nodes", 150.0),
            ("edge routing after one node moved, 10000 nodes", 150.0),
            ("longest piece of edge routing after one node moved, 10000 nodes", PIECE_MILLIS),
        ],
    ),
    (
        "frame",
        &[
            ("frame while panning at 100 %, 1000 nodes", 3.0),
            ("frame while panning at 100 %, 10000 nodes", 3.0),
            ("frame showing everything, 1000 nodes", 6.0),
            ("frame showing everything, 10000 nodes", 5.0),
            ("frame while dragging one node, 1000 nodes", 4.0),
            ("frame while dragging one node, 10000 nodes", 6.0),
            ("frame while dragging 100 nodes, 1000 nodes", 6.0),
            ("frame while dragging 100 nodes, 10000 nodes", 10.0),
            ("hit test, 1000 nodes", 0.1),
            ("hit test, 10000 nodes", 0.2),
            ("undo or redo of a step, 1000 nodes", 8.0),
            ("undo or redo of a step, 10000 nodes", 40.0),
            ("longest frame from there to its answers, 1000 nodes", 8.0),
            ("longest frame from there to its answers, 10000 nodes", 8.0),
            ("open a file to its first picture, 1000 nodes", 150.0),
            ("open a file to its first picture, 10000 nodes", 1_500.0),
        ],
    ),
];
/// The same in a browser.
const FRAMES_IN_BROWSER: [(&str, f64); 5] = [
    ("first frame in a browser after the module has arrived", 1_000.0),
    ("frame while panning at 100 % in a browser, 1000 nodes", 8.0),
    ("frame while panning at 100 % in a browser, 10000 nodes", 8.0),
    ("frame showing everything in a browser, 1000 nodes", 14.0),
    ("frame showing everything in a browser, 10000 nodes", 14.0),
];
/// What misses its aim today (`docs/interface-gaps.md` says why), with the processor time that it takes: it fails only when
/// it becomes slower by the same factor. A line goes when its aim is met.
const MISSED: [(&str, f64); 7] = [
    ("bill of 10,000 resources", 25.0),
    ("frame while panning at 100 %, 10000 nodes", 5.0),
    ("undo or redo of a step, 10000 nodes", 60.0),
    ("longest frame from there to its answers, 1000 nodes", 10.5),
    ("longest frame from there to its answers, 10000 nodes", 250.0),
    ("frame while panning at 100 % in a browser, 1000 nodes", 11.0),
    ("frame while panning at 100 % in a browser, 10000 nodes", 12.0),
];
/// SP-2: what one piece of long work may take: a browser's slice is 6 ms, and that is the limit.
const PIECE_MILLIS: f64 = 4.0;
/// A time fails only when it passes what is aimed at by this factor.
const SLACK: f64 = 1.5;
/// What the yardsticks take on the machine that the aims are for: an ordinary laptop that is not busy.
const YARDSTICK_MILLIS: f64 = 33.0;
const YARDSTICK_IN_BROWSER_MILLIS: f64 = 24.0;

/// One measured number with its limit.
struct Measure {
    name: &'static str,
    value: f64,
    /// How much slower the machine was than the one that the aims are for.
    slower: f64,
    aim: f64,
    limit: f64,
    unit: &'static str,
}

impl Measure {
    /// The same of that machine.
    fn there(&self) -> f64 {
        self.value / self.slower
    }
}

/// Measures, prints the table, and fails if a limit is passed.
///
/// # Errors
/// Something to measure is not built or does not run, or a limit is passed.
pub fn command() -> Result<()> {
    measure(true)
}

/// The same for the gate, without what a browser tells by the clock on the wall.
///
/// # Errors
/// As above.
pub fn processor_time() -> Result<()> {
    measure(false)
}

fn measure(in_browser: bool) -> Result<()> {
    // In one call, so that the library is built once for both.
    run(cargo().args([
        "build",
        "--profile",
        "lab",
        "--package",
        "plat",
        "--bin",
        "plat",
        "--benches",
        "--quiet",
    ]))?;
    let mut measures = vec![web_download()?, command_line()?];
    match window()? {
        Some(measure) => measures.push(measure),
        None => println!("the window's start is left out: there is neither a display nor xvfb-run"),
    }
    for (name, lines) in BENCHES {
        measures.extend(bench(name, lines)?);
    }
    if in_browser && find_chromium().is_some() {
        measures.extend(frames_in_browser()?);
    } else {
        println!("frames in a browser are left out");
    }
    println!("{:<64} {:>9} {:>9} {:>9} {:>9}", "measure", "value", "slower", "aim", "limit");
    for measure in &measures {
        let Measure { name, value, slower, aim, limit, unit } = measure;
        let missed = if measure.there() > *aim { "  missed" } else { "" };
        println!("{name:<64} {value:>9.2} {slower:>9.2} {aim:>9.2} {limit:>9.2} {unit}{missed}");
    }
    let over: Vec<&str> = measures.iter().filter(|it| it.there() > it.limit).map(|it| it.name).collect();
    if !over.is_empty() {
        bail!("over the limit: {}", over.join(", "));
    }
    Ok(())
}

/// Fails if the built page is larger than it may be: the one limit that no machine's mood can pass.
///
/// # Errors
/// The page is not built, or too large.
pub fn size() -> Result<()> {
    let Measure { name, value, limit, unit, .. } = web_download()?;
    println!("{name}: {value:.2} {unit} of at most {limit:.2}");
    if value > limit {
        bail!("over the limit: {name}");
    }
    Ok(())
}

/// What a browser downloads before the editor starts.
fn web_download() -> Result<Measure> {
    let (_, gzip) = web::download()?.total();
    let (value, limit) = (gzip as f64 / 1e6, WEB_DOWNLOAD_BYTES_MAX as f64 / 1e6);
    Ok(Measure { name: "web download, gzip", value, slower: 1.0, aim: limit, limit, unit: "MB" })
}

fn binary() -> Result<std::path::PathBuf> {
    Ok(target()?.join("lab").join(format!("plat{}", std::env::consts::EXE_SUFFIX)))
}

/// From the start of the process to its end; the least of ten.
fn command_line() -> Result<Measure> {
    let binary = binary()?;
    let mut least = f64::INFINITY;
    for _ in 0..10 {
        let start = Instant::now();
        let output = Command::new(&binary).arg("kinds").output().context("cannot run the binary")?;
        if !output.status.success() {
            bail!("`plat kinds` failed");
        }
        least = least.min(start.elapsed().as_secs_f64() * 1e3);
    }
    let limit = COMMAND_LINE_MILLIS_MAX;
    Ok(Measure { name: "command line start", value: least, slower: 1.0, aim: limit, limit, unit: "ms" })
}

/// Processor time up to the first frame on screen; the least of three. Nothing where no window can be opened.
fn window() -> Result<Option<Measure>> {
    let shown = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
    let wrapper = find_program(&["xauth"]).and_then(|_| find_program(&["xvfb-run"]));
    if cfg!(target_os = "linux") && !shown && wrapper.is_none() {
        return Ok(None);
    }
    let binary = binary()?;
    let mut least = f64::INFINITY;
    for _ in 0..3 {
        let mut command = match &wrapper {
            Some(wrapper) => {
                let mut command = Command::new(wrapper);
                command.args(["-a", "-s", "-screen 0 1600x1000x24"]).arg(&binary);
                command
            }
            None => Command::new(&binary),
        };
        let output = command.args(["open", "--measure-start"]).env("PLAT_SEALED", "1").output()?;
        let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        let millis: f64 = text.parse().with_context(|| {
            format!("the editor did not start: {}", String::from_utf8_lossy(&output.stderr).trim())
        })?;
        least = least.min(millis);
    }
    let (aim, limit) = (WINDOW_MILLIS, WINDOW_MILLIS * SLACK);
    let name = "window start to first frame, cpu";
    Ok(Some(Measure { name, value: least, slower: 1.0, aim, limit, unit: "ms" }))
}

/// What a bench of the crate prints, one line for each name.
fn bench(bench: &str, names: &[(&'static str, f64)]) -> Result<Vec<Measure>> {
    let output = bench_command(bench).output().with_context(|| format!("cannot run the bench `{bench}`"))?;
    if !output.status.success() {
        bail!("the bench `{bench}` failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    said(&String::from_utf8_lossy(&output.stdout), names, YARDSTICK_MILLIS)
}

fn bench_command(bench: &str) -> Command {
    let mut command = cargo();
    command.args(["bench", "--profile", "lab", "--package", "plat", "--bench", bench, "--quiet", "--"]);
    command.env("PLAT_SEALED", "1");
    command
}

/// Frames of the built page in Chromium, with the designs of the bench of frames.
fn frames_in_browser() -> Result<Vec<Measure>> {
    let folder = target()?.join("bench-designs");
    fs::create_dir_all(&folder)?;
    let mut command = cargo();
    command.args(["run", "--package", "browser-tests", "--bin", "frames", "--quiet", "--"]);
    for nodes in ["1000", "10000"] {
        let design = bench_command("frame").args(["--design", nodes]).output()?;
        if !design.status.success() {
            bail!("the bench of frames has no design: {}", String::from_utf8_lossy(&design.stderr).trim());
        }
        let path = folder.join(format!("{nodes}.json"));
        fs::write(&path, design.stdout)?;
        command.arg(nodes).arg(path);
    }
    let output = command.output().context("cannot run the page in Chromium")?;
    if !output.status.success() {
        bail!("the page in Chromium failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    said(&String::from_utf8_lossy(&output.stdout), &FRAMES_IN_BROWSER, YARDSTICK_IN_BROWSER_MILLIS)
}

/// The numbers of a text with one line for each name: `name: milliseconds, yardstick milliseconds`.
fn said(text: &str, names: &[(&'static str, f64)], yardstick: f64) -> Result<Vec<Measure>> {
    let measure = |&(name, aim): &(&'static str, f64)| {
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        let both = line.and_then(|line| line.split_once(", yardstick "));
        let both = both.and_then(|(value, beside)| value.parse().ok().zip(beside.parse().ok()));
        let (value, beside): (f64, f64) = both.with_context(|| format!("nothing is said of: {name}"))?;
        let missed = MISSED.iter().find(|(it, _)| *it == name).map(|(_, millis)| *millis);
        let (slower, limit) = ((beside / yardstick).max(1.0), missed.unwrap_or(aim) * SLACK);
        Ok(Measure { name, value, slower, aim, limit, unit: "ms" })
    };
    names.iter().map(measure).collect()
}
