//! How long a frame of the built editor takes in Chromium: `ui` and tessellation, without what paints it.
//!
//! `frames 1000 design.json 10000 other.json` opens each design, shows everything and pans, and prints one line for
//! each, `name: milliseconds, yardstick milliseconds`: the median of many frames, and the least of some rounds of those,
//! with what a fixed piece of work took in that round. `cargo xtask measure` runs it and holds the limits.
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
const REST_MAX: Duration = Duration::from_secs(240);

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

/// A fixed piece of work, in milliseconds: the least of three. The page has no clock of processor time, and what slows
/// its frames slows this too.
const YARDSTICK: &str = r#"Math.min(...[0, 1, 2].map(() => {
    const begun = performance.now();
    const names = new Map();
    let seed = 2463534242;
    for (let at = 0; at < 40000; at += 1) {
        seed ^= seed << 13;
        seed ^= seed >>> 17;
        seed ^= seed << 5;
        names.set(`name-${seed >>> 0}`, at);
    }
    const sum = [...names.keys()].sort().reduce((sum, it) => sum + names.get(it), 0);
    return sum > 0 ? performance.now() - begun : Infinity;
}))"#;

fn main() -> Result<()> {
    let all: Vec<String> = std::env::args().skip(1).collect();
    ensure!(!all.is_empty() && all.len().is_multiple_of(2), "give pairs of a number and a model file");
    let mut first = Round::NEVER;
    for _ in 0..ROUNDS {
        let mut page = open()?;
        first = first.or(Round { millis: first_frame(&mut page)?, beside: beside(&mut page)? });
    }
    first.say("first frame in a browser after the module has arrived");
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
    whole.say(&format!("frame showing everything in a browser, {nodes} nodes"));
    page.key("0", CTRL)?;
    rest(&mut page)?;
    let ends = [(500.0, 250.0), (500.0 + 4.0 * f64::from(MOVES), 250.0 + 2.0 * f64::from(MOVES))];
    let panning = least(&mut page, |page, round| {
        // There and back again.
        let (from, to) = if round.is_multiple_of(2) { (ends[0], ends[1]) } else { (ends[1], ends[0]) };
        page.drag_with(from, to, MOVES, "middle", NONE)
    })?;
    panning.say(&format!("frame while panning at 100 % in a browser, {nodes} nodes"));
    page.assert_clean()
}

/// What a round measured.
#[derive(Clone, Copy)]
struct Round {
    millis: f64,
    /// What the yardstick took.
    beside: f64,
}

impl Round {
    const NEVER: Self = Self { millis: f64::INFINITY, beside: 1.0 };

    /// The faster one.
    fn or(self, other: Self) -> Self {
        if other.millis < self.millis { other } else { self }
    }

    fn say(self, name: &str) {
        println!("{name}: {:.3}, yardstick {:.3}", self.millis, self.beside);
    }
}

/// The fastest of some rounds, by their medians: a busy machine slows some of them.
fn least(page: &mut Page, act: impl Fn(&mut Page, usize) -> Result<()>) -> Result<Round> {
    let mut least = Round::NEVER;
    for round in 0..ROUNDS {
        page.eval("platFrames.length = 0")?;
        act(page, round)?;
        least = least.or(Round { millis: median(page)?, beside: beside(page)? });
    }
    Ok(least)
}

/// What the yardstick takes now.
fn beside(page: &mut Page) -> Result<f64> {
    page.eval(YARDSTICK)?.as_f64().context("the page has no clock")
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
