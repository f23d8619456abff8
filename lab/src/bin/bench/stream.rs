//! No row is kept; two threads share the pairs of planes. Wall time, CPU time of both threads, and the process's peak
//! memory.

use crate::{Found, percentile, put};
use cpu_time::ProcessTime;
use lab::measure;
use plat::net::{bulk::Index, compile::Facts, graph::Net};
use serde_json::json;
use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Instant,
};

pub fn run(facts: &Facts) -> Found {
    let mut out = Found::new();
    out.insert("facts MiB".to_owned(), json!(memory("VmHWM:")));
    let runs = if facts.len() > 500_000 { 3 } else { 11 };
    let (mut times, mut works) = (Vec::new(), Vec::new());
    let mut found = Vec::new();
    for _ in 0..runs {
        let (start, work) = (Instant::now(), ProcessTime::now());
        found = once(facts);
        times.push(start.elapsed().as_secs_f64() * 1e3);
        works.push(work.elapsed().as_secs_f64() * 1e3);
    }
    put(&mut out, "stream wall ms", percentile(&mut times, 50));
    // Others may use the cores; this does not wait for them.
    put(&mut out, "stream CPU ms", percentile(&mut works, 50));
    out.insert("peak MiB".to_owned(), json!(memory("VmHWM:")));
    let sum = found.iter().fold([0; 2], |sum, it| [sum[0] + it[0], sum[1] + it[1]]);
    out.insert("with answers".to_owned(), json!(sum[0]));
    out.insert("with some answers".to_owned(), json!(sum[1]));
    out
}

fn once(facts: &Facts) -> Vec<[u64; 3]> {
    let net = Net::of(facts);
    let index = Index::of(&net, 0);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut sums = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= index.pairs().len() {
                return sums;
            }
            sums.push(measure::count(&index, &net, at));
        }
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(work);
        let mut own = work();
        own.extend(other.join().unwrap_or_default());
        own
    })
}

/// What the system says of the process's memory, in MiB, where it says so.
fn memory(line: &str) -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|it| it.strip_prefix(line))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1024.0)
}
