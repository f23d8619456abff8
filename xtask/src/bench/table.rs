//! The tables of measurements as text, what is over its aim in bold.

use std::fmt::Write as _;

use super::{Record, SIZES, value};

/// One line of the table.
pub struct Line {
    /// What it is, with its unit.
    pub name: &'static str,
    /// The mode and variant that measure it.
    pub part: &'static str,
    /// The name that the bench prints.
    pub key: &'static str,
    /// What is aimed at for 1k, 10k, 100k, 1m.
    pub aims: [Option<f64>; 4],
}

const fn line(name: &'static str, part: &'static str, key: &'static str, aims: [Option<f64>; 4]) -> Line {
    Line { name, part, key, aims }
}

const NONE: [Option<f64>; 4] = [None; 4];

const fn all(aim: f64) -> [Option<f64>; 4] {
    [Some(aim); 4]
}

const fn three(a: f64, b: f64, c: f64) -> [Option<f64>; 4] {
    [Some(a), Some(b), Some(c), None]
}

const fn four(a: f64, b: f64, c: f64, d: f64) -> [Option<f64>; 4] {
    [Some(a), Some(b), Some(c), Some(d)]
}

/// What is measured at every size, in the order in which it is shown.
pub const LINES: [Line; 23] = [
    line("compile, ms", "dense plain", "compile ms", NONE),
    line("index, ms", "dense plain", "index ms", NONE),
    line("**compile + index**, ms", "dense plain", "compile + index ms", three(2.0, 40.0, 400.0)),
    line(
        "**all pairs of classes**, all services, ms",
        "dense plain",
        "all pairs ms",
        three(1.0, 35.0, 500.0),
    ),
    line(
        "**both, streaming**, 2 threads, wall, ms",
        "stream plain",
        "stream wall ms",
        four(2.0, 50.0, 600.0, 4000.0),
    ),
    line("CPU time of that, both threads, ms", "stream plain", "stream CPU ms", NONE),
    line(
        "peak memory of that process, MiB",
        "stream plain",
        "peak MiB",
        [None, Some(32.0), Some(64.0), Some(256.0)],
    ),
    line("of that, what it is given: the facts, MiB", "stream plain", "facts MiB", NONE),
    line("**both, WebAssembly**, ms", "web", "compile + index + all pairs ms", three(5.0, 110.0, 1500.0)),
    line("one source to everything, WebAssembly, rows on demand, ms", "web", "row on demand ms", NONE),
    line("**index memory**, dense, MiB", "dense plain", "index MiB", three(2.0, 64.0, 800.0)),
    line("**one question with full trace** (`walk`), p50, µs", "walk plain", "walk p50 µs", all(5.0)),
    line("one question with full trace, p99, µs", "walk plain", "walk p99 µs", all(20.0)),
    line("**one pair** from the index, µs", "dense plain", "one pair µs", three(0.3, 0.5, 0.5)),
    line("**one source to everything**, µs", "dense plain", "one source µs", four(5.0, 30.0, 100.0, 100.0)),
    line("rule of a group added or removed, p50, ms", "dense plain", "group edit p50 ms", NONE),
    line(
        "**rule of a group added or removed**, p95, ms",
        "dense plain",
        "group edit p95 ms",
        three(0.1, 1.0, 3.0),
    ),
    line("structural edit, p50, ms", "dense plain", "structural edit p50 ms", NONE),
    line("**structural edit**, p95, ms", "dense plain", "structural edit p95 ms", three(1.0, 5.0, 30.0)),
    line(
        "**packets of one pair** through transit gateway, firewall, NAT gateway (`prop`), p50, ms",
        "which full",
        "which p50 ms",
        three(0.2, 0.3, 0.5),
    ),
    line("packets of one pair, p95, ms", "which full", "which p95 ms", NONE),
    line("**bit matrix** of one service, ms", "dense plain", "bit matrix ms", three(2.0, 15.0, 300.0)),
    line(
        "**parse + compile** of a model file, ms",
        "parse plain",
        "parse + compile ms",
        [None, Some(150.0), None, None],
    ),
];

/// A number with as many digits as it deserves, and what is aimed at; bold where over.
fn cell(value: Option<f64>, aim: Option<f64>) -> String {
    let aimed = aim.map(|it| format!(" / {}", whole(it))).unwrap_or_default();
    match value {
        None if aim.is_some() => format!("–{aimed}"),
        None => "–".to_owned(),
        Some(value) if aim.is_some_and(|aim| value > aim) => format!("**{}**{aimed}", short(value)),
        Some(value) => format!("{}{aimed}", short(value)),
    }
}

fn short(value: f64) -> String {
    match value {
        ..0.095 => format!("{value:.3}"),
        ..9.95 => format!("{value:.2}"),
        ..99.5 => format!("{value:.1}"),
        _ => whole(value.round()),
    }
}

/// Thousands apart.
fn whole(value: f64) -> String {
    if value < 1000.0 {
        return value.to_string();
    }
    let digits = format!("{value:.0}");
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Every table.
pub fn text(record: &Record) -> String {
    let mut out = String::new();
    table(&mut out, record);
    variants(&mut out, record);
    side(&mut out, record);
    let over = over(record);
    let _ = if over.is_empty() {
        writeln!(out, "\nNothing is over its aim.")
    } else {
        writeln!(out, "\n{} of these are over their aim: {}.", over.len(), over.join("; "))
    };
    out
}

fn table(out: &mut String, record: &Record) {
    let _ = writeln!(out, "| what | {} |\n|---|---|---|---|---|", SIZES.join(" | "));
    for line in &LINES {
        let cells = SIZES
            .iter()
            .zip(line.aims)
            .map(|(size, aim)| cell(value(record, size, line.part, line.key), aim));
        let _ = writeln!(out, "| {} | {} |", line.name, cells.collect::<Vec<_>>().join(" | "));
    }
}

/// The hostile variant and the one with devices.
fn variants(out: &mut String, record: &Record) {
    let get = |size: &str, part: &str, key: &str| value(record, size, part, key);
    let sum = |size: &str, part: &str| {
        Some(get(size, part, "compile + index ms")? + get(size, part, "all pairs ms")?)
    };
    let _ = writeln!(
        out,
        "\n| variant | compile + index, ms | all pairs of classes, ms | together, ms | index, MiB | pairs of classes | left to `prop` |\n\
         |---|---|---|---|---|---|---|"
    );
    for (name, size, part, aims) in [
        ("`10k-x`", "10k", "dense x", (Some(1200.0), Some(256.0))),
        ("`1k-full`", "1k", "dense full", (None, None)),
        ("`10k-full`", "10k", "dense full", (None, None)),
    ] {
        let cells = [
            cell(get(size, part, "compile + index ms"), None),
            cell(get(size, part, "all pairs ms"), None),
            cell(sum(size, part), aims.0),
            cell(get(size, part, "index MiB"), aims.1),
            get(size, part, "class pairs").map_or("–".to_owned(), whole),
            get(size, part, "left to prop").map_or("–".to_owned(), whole),
        ];
        let _ = writeln!(out, "| {name} | {} |", cells.join(" | "));
    }
}

/// What others need for the same.
fn side(out: &mut String, record: &Record) {
    let get = |key: &str| value(record, "1k", "side plain", key);
    let _ = writeln!(
        out,
        "\nAll pairs of 1,000 interfaces, the same network, CPU seconds of one thread, compiling what is given included \
         where there is something to compile:\n\n| by | seconds | what it says of each pair |\n|---|---|---|"
    );
    let sample = get("z3 sample pairs").unwrap_or(0.0);
    let rows = [
        (
            "`bulk`, rows".to_owned(),
            get("bulk, rows s"),
            "every service, with answers on all client ports or some",
        ),
        ("`bulk`, pair by pair".to_owned(), get("bulk, pair by pair s"), "the same"),
        ("`walk`, pair by pair".to_owned(), get("walk s"), "one packet, there and back, every hop"),
        ("Datalog (`ascent`)".to_owned(), get("ascent s"), "every service, answers by client port"),
        (
            format!(
                "z3, {sample} random pairs, times {:.0}",
                get("z3 s").unwrap_or(0.0) / get("z3 sample s").unwrap_or(1.0)
            ),
            get("z3 s"),
            "whether any packet gets there and its answer back",
        ),
    ];
    for (name, seconds, what) in rows {
        let _ = writeln!(out, "| {name} | {} | {what} |", cell(seconds, None));
    }
    let yes = |key: &str| get(key).map_or("–".to_owned(), whole);
    let _ = writeln!(
        out,
        "\nPairs with some service: {} by `bulk`, {} by Datalog.",
        yes("pairs with some service"),
        yes("pairs in Datalog")
    );
}

/// What is over its aim, by name and size.
fn over(record: &Record) -> Vec<String> {
    let mut over = Vec::new();
    for line in &LINES {
        for (size, aim) in SIZES.iter().zip(line.aims) {
            let value = value(record, size, line.part, line.key);
            if value.zip(aim).is_some_and(|(value, aim)| value > aim) {
                over.push(format!("{} at {size}", line.name.replace("**", "")));
            }
        }
    }
    over
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_as_many_digits_as_they_deserve() {
        let seen = [0.0712, 0.31, 2.5, 20.71, 332.4, 47_449_281.0].map(short);
        assert_eq!(seen, ["0.071", "0.31", "2.50", "20.7", "332", "47,449,281"]);
        assert_eq!(cell(Some(2.5), Some(2.0)), "**2.50** / 2");
        assert_eq!(cell(Some(1.5), Some(1200.0)), "1.50 / 1,200");
        assert_eq!(cell(None, Some(0.3)), "– / 0.3");
        assert_eq!(cell(None, None), "–");
    }
}
