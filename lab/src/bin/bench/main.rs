//! Measures the engines at one size; `cargo xtask bench` runs this and prints the table.
//!
//! CPU time of one thread, median of eleven, unless the name says otherwise. One line of JSON comes out.

mod count;
mod dense;
mod edits;
mod questions;
mod side;
mod stream;

use cpu_time::ThreadTime;
use lab::large::{self, Variant};
use serde_json::{Map, Value, json};

/// How often what is measured is done.
const RUNS: usize = 11;

/// What one mode found, by the name in the table.
type Found = Map<String, Value>;

const USAGE: &str = "usage: bench <dense|stream|walk|which|parse|side|count> <1k|10k|100k|1m> <plain|x|full>";

fn main() -> Result<(), String> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let [mode, size, variant] = words.as_slice() else { return Err(USAGE.to_owned()) };
    let shape = large::SIZES.iter().find(|it| it.0 == *size).ok_or("an unknown size")?.1;
    let variant = match *variant {
        "plain" => Variant::Plain,
        "x" => Variant::Sets,
        "full" => Variant::Full,
        _ => return Err("an unknown variant".to_owned()),
    };
    let facts = large::network(shape, variant, 1);
    let out = match *mode {
        "dense" => dense::run(&facts),
        "stream" => stream::run(&facts),
        "walk" => questions::walk(&facts),
        "which" => questions::which(&facts)?,
        "parse" => questions::parse(&facts)?,
        "side" => side::run(facts)?,
        "count" => count::run(&facts)?,
        _ => return Err(USAGE.to_owned()),
    };
    println!("{}", Value::Object(out));
    Ok(())
}

fn put(out: &mut Found, name: &str, value: f64) {
    out.insert(name.to_owned(), json!(value));
}

/// How long one thing takes, in milliseconds.
fn millis<T>(run: impl FnOnce() -> T) -> (f64, T) {
    let start = ThreadTime::now();
    let done = run();
    (start.elapsed().as_secs_f64() * 1e3, done)
}

/// The middle of several times, in milliseconds.
fn median(runs: usize, mut run: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..runs).map(|_| millis(&mut run).0).collect();
    times.sort_by(f64::total_cmp);
    times[runs / 2]
}

/// Of many times of single things: the one that so many of a hundred stay under.
fn percentile(times: &mut [f64], percent: usize) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() * percent / 100).copied().unwrap_or(0.0)
}
