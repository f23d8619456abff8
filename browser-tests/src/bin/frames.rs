//! How long a frame of the built editor takes in Chromium: `ui` and tessellation, without what paints it.
//!
//! `frames 1000 design.json 10000 other.json` opens each design, shows everything and pans, and prints one line for
//! each, `name: milliseconds`: the median of many frames, and the least of some rounds of those. `cargo xtask measure`
//! runs it and holds the limits.
//!
//! The page is the one that is shipped: what takes the times is put into it from outside. A frame begins with the
//! browser's callback, and its painting with the first call of WebGL. What assistive technology is told is a part of it.

use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use browser_tests::{CTRL, LONG, NONE, Options, Page};
use serde_json::json;

/// Frames that are measured, and moves of the pointer that make them and some before that.
const FRAMES: usize = 60;
const MOVES: u32 = 75;
const ROUNDS: usize = 3;
/// How long nothing is drawn once the editor rests, and how long that may take to come.
const QUIET: Duration = Duration::from_millis(800);
const REST_MAX: Duration = Duration::from_secs(120);

/// Notes the milliseconds of each frame that paints.
const WATCH: &str = r#"(() => {
    const frames = (globalThis.platFrames = []);
    let begun = 0;
    let ended = 0;
    const gl = WebGL2RenderingContext.prototype;
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(gl))) {
        if (typeof value !== "function" || name === "constructor") continue;
        gl[name] = function (...all) {
            if (begun && !ended) ended = performance.now();
            // Nobody looks, and to paint with the processor takes longer than all the rest.
            if (!name.startsWith("draw")) return value.apply(this, all);
        };
    }
    const ask = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (callback) => ask((time) => {
        begun = performance.now();
        ended = 0;
        callback(time);
        if (ended) frames.push(ended - begun);
        globalThis.platFirst ??= ended || undefined;
        begun = 0;
    });
})()"#;

fn main() -> Result<()> {
    let all: Vec<String> = std::env::args().skip(1).collect();
    ensure!(!all.is_empty() && all.len().is_multiple_of(2), "give pairs of a number and a model file");
    let mut first = f64::INFINITY;
    for _ in 0..ROUNDS {
        first = first.min(first_frame(&mut open()?)?);
    }
    println!("first frame in a browser after the module has arrived: {first:.3}");
    for pair in all.chunks(2) {
        let [nodes, path] = pair else { continue };
        measure(nodes, Path::new(path)).with_context(|| format!("{nodes} nodes"))?;
    }
    Ok(())
}

/// The editor with the watch in it, in a browser that never saw it.
fn open() -> Result<Page> {
    let mut page = Page::start(Options::default())?;
    page.call("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH }))?;
    page.goto("")?;
    page.wait_started()?;
    Ok(page)
}

/// From the last byte of the module to the end of the first frame.
fn first_frame(page: &mut Page) -> Result<f64> {
    page.wait_until("the first frame is drawn", LONG, |page| {
        let millis = page.eval(
            "platFirst - performance.getEntriesByType('resource').find((it) => it.name.endsWith('.wasm')).responseEnd",
        )?;
        Ok(millis.as_f64())
    })
}

fn measure(nodes: &str, path: &Path) -> Result<()> {
    let mut page = open()?;
    page.open_file(path)?;
    page.wait_gone("button", "Blank design", LONG)?;
    // An editor shows the whole of a design that it has just opened.
    rest(&mut page)?;
    let whole = least(&mut page, |page, _| {
        (0..MOVES).try_for_each(|step| page.hover((700.0 + f64::from(step), 400.0)))
    })?;
    println!("frame showing everything in a browser, {nodes} nodes: {whole:.3}");
    page.key("0", CTRL)?;
    rest(&mut page)?;
    let ends = [(500.0, 250.0), (500.0 + 4.0 * f64::from(MOVES), 250.0 + 2.0 * f64::from(MOVES))];
    let panning = least(&mut page, |page, round| {
        // There and back again.
        let (from, to) = if round.is_multiple_of(2) { (ends[0], ends[1]) } else { (ends[1], ends[0]) };
        page.drag_with(from, to, MOVES, "middle", NONE)
    })?;
    println!("frame while panning at 100 % in a browser, {nodes} nodes: {panning:.3}");
    page.assert_clean()
}

/// The least median of some rounds: the page has no clock of processor time, and a busy machine slows some of them.
fn least(page: &mut Page, act: impl Fn(&mut Page, usize) -> Result<()>) -> Result<f64> {
    let mut least = f64::INFINITY;
    for round in 0..ROUNDS {
        page.eval("platFrames.length = 0")?;
        act(page, round)?;
        least = least.min(median(page)?);
    }
    Ok(least)
}

/// Lets work between frames come to its end.
fn rest(page: &mut Page) -> Result<()> {
    let start = Instant::now();
    let mut drawn = None;
    loop {
        let now = page.eval("platFrames.length")?.as_u64();
        if now == drawn {
            return Ok(());
        }
        ensure!(start.elapsed() < REST_MAX, "the editor does not come to rest");
        drawn = now;
        sleep(QUIET);
    }
}

/// The median of the last frames.
fn median(page: &mut Page) -> Result<f64> {
    let all = page.eval("platFrames")?;
    let all = all.as_array().context("the page notes no frames")?;
    let all: Vec<f64> = all.iter().filter_map(serde_json::Value::as_f64).collect();
    ensure!(all.len() >= FRAMES, "only {} frames were drawn", all.len());
    let mut last = all.get(all.len() - FRAMES..).unwrap_or_default().to_vec();
    last.sort_by(f64::total_cmp);
    last.get(FRAMES / 2).copied().context("there is a frame in the middle")
}
