//! `plat matrix`: everything against everything.

use super::{
    Result, input,
    output::{Outcome, Paint, Table, few},
    reach::{fits, ports},
};
use crate::{
    analysis::{Analysis, Matrix, Question, Verdict},
    base::{PortRange, Protocol},
    model::selector::End,
};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Options of `plat matrix`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The model
    model: PathBuf,
    #[command(flatten)]
    given: input::Given,
    #[arg(long, value_name = "P", default_value = "tcp", value_parser = Protocol::typed, help = Protocol::WORDS,
          allow_negative_numbers = true)]
    protocol: Protocol,
    /// A destination port, or a range; every one when there is none
    #[arg(long, value_name = "N", value_parser = ports)]
    port: Option<PortRange>,
    /// IPv6 instead of IPv4
    #[arg(long)]
    ipv6: bool,
    /// A row for each end, instead of one for all that behave alike
    #[arg(long)]
    each: bool,
    /// One JSON document instead of text
    #[arg(long)]
    json: bool,
}

/// Runs `plat matrix`.
pub fn run(args: &Args) -> Result {
    let input = input::read(&args.model, &args.given)?;
    fits(args.protocol, args.port, None)?;
    let ports = args.port.unwrap_or(PortRange::ALL);
    let question =
        |from: End, to: End| Question { ipv6: args.ipv6, ..Question::of(from, to, args.protocol, ports) };
    let matrix = input.analysis.matrix(&question);
    let outcome = if args.json {
        Outcome::json(&document(&input.analysis, &matrix, &question))
    } else {
        let alone = || (0..matrix.ends.len()).map(|at| vec![at]).collect();
        let classes = if args.each { alone() } else { matrix.classes.clone() };
        Outcome::text(format!("{}\n\n{}", about(&question), grid(&matrix, &classes)))
    };
    Ok(outcome)
}

/// What is asked, as the first line says it.
fn about(question: &dyn Fn(End, End) -> Question) -> String {
    let it = question(End::Internet, End::Internet);
    let family = if it.ipv6 { "IPv6" } else { "IPv4" };
    let ported = it.protocol.has_ports() || it.protocol == Protocol::All;
    let ports = match it.ports {
        _ if !ported => String::new(),
        PortRange::ALL => ", every port".to_owned(),
        ports => format!(", port {ports}"),
    };
    format!("{family}, {}{ports}", it.protocol.name())
}

fn document(analysis: &Analysis, matrix: &Matrix, question: &dyn Fn(End, End) -> Question) -> Value {
    let ends = &matrix.ends;
    let mut pairs = Vec::new();
    for (from, to) in (0..ends.len()).flat_map(|from| (0..ends.len()).map(move |to| (from, to))) {
        let Some(verdict) = matrix.verdict(from, to) else { continue };
        let (from, to) = (&ends[from], &ends[to]);
        // Why not is more than a matrix knows.
        let code = matches!(verdict, Verdict::Unreachable | Verdict::Unknown)
            .then(|| analysis.ask(&question(from.clone(), to.clone())).code);
        pairs.push(json!({ "from": from.to_string(), "to": to.to_string(), "verdict": verdict, "code": code.flatten() }));
    }
    let Question { protocol, ports, ipv6, .. } = question(End::Internet, End::Internet);
    json!({
        "family": if ipv6 { "ipv6" } else { "ipv4" },
        "protocol": if protocol == Protocol::All { protocol.name() } else { protocol.to_string() },
        "ports": ports.to_string(),
        "ends": ends.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "classes": matrix.classes.iter().map(|class| names(ends, class)).collect::<Vec<_>>(),
        "pairs": pairs,
    })
}

fn names(ends: &[End], class: &[usize]) -> Vec<String> {
    class.iter().map(|at| ends[*at].to_string()).collect()
}

fn grid(matrix: &Matrix, classes: &[Vec<usize>]) -> String {
    let numbers: Vec<usize> = (2..classes.len() + 2).collect();
    let mut table = Table::new(&[&[0][..], &numbers].concat());
    table.row(
        ["".to_owned(), "FROM".to_owned()].into_iter().chain((1..=classes.len()).map(|i| i.to_string())),
    );
    for (number, from) in (1..).zip(classes) {
        let mut row = vec![number.to_string(), few(&names(&matrix.ends, from), ", ")];
        row.extend(classes.iter().map(|to| matrix.pair(from, to).map_or("·", |it| it.2.sign()).to_owned()));
        table.row(row);
    }
    let legend =
        "+ reachable   ~ answers come back in part   > one way only   - not   ? unknown   · nothing to ask";
    format!("{}\n{legend}\n", table.text("", |head| Paint::new().dim(head)))
}
