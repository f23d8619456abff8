//! A fixed piece of work beside each measured number, so that a slow or busy machine is not taken for slow code.

use cpu_time::ThreadTime;
use std::hint::black_box;

/// So many names.
const NAMES: usize = 100_000;
/// The least of so many counts.
const RUNS: usize = 3;

/// Prints a line for `cargo xtask measure`: `name: milliseconds, yardstick milliseconds`.
pub fn say(name: &str, millis: f64) {
    let least = (0..RUNS).map(|_| work()).fold(f64::INFINITY, f64::min);
    println!("{name}: {millis:.3}, yardstick {least:.3}");
}

/// What large designs are made of: texts that are ordered, found again, and walked through. All of them stand in one
/// block: how full of holes the heap is, is no matter of the machine.
fn work() -> f64 {
    let start = ThreadTime::now();
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut names: Vec<[u8; 24]> = Vec::with_capacity(NAMES);
    for _ in 0..NAMES {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        let mut name = *b"name-0000000000000000000";
        name[16..].copy_from_slice(&seed.to_be_bytes());
        names.push(name);
    }
    let mut order: Vec<usize> = (0..NAMES).collect();
    order.sort_unstable_by(|a, b| names[*a].as_slice().cmp(names[*b].as_slice()));
    let found = names.iter().filter(|name| order.binary_search_by(|at| names[*at].cmp(name)).is_ok());
    assert_eq!(black_box(found.count()), NAMES);
    start.elapsed().as_secs_f64() * 1e3
}
