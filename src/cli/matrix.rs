//! `plat matrix`: everything against everything.

use super::{
    Result, input,
    output::{Outcome, Paint, Table},
    reach::{ports, protocol},
};
use crate::{
    analysis::{Analysis, Code, Question, Verdict},
    base::{PortRange, Protocol},
    model::selector::End,
};
use serde_json::json;
use std::path::PathBuf;

/// Options of `plat matrix`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The model
    model: PathBuf,
    /// tcp, udp, icmp, any, or a number
    #[arg(long, value_name = "P", default_value = "tcp", value_parser = protocol)]
    protocol: Protocol,
    /// A destination port, or a range; every one when there is none
    #[arg(long, value_name = "N", value_parser = ports)]
    port: Option<PortRange>,
    /// One JSON document instead of text
    #[arg(long)]
    json: bool,
}

/// One cell: from, to, and what came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Where packets start.
    pub from: End,
    /// Where they go.
    pub to: End,
    /// Whether they get there.
    pub verdict: Verdict,
    /// Why not.
    pub code: Option<Code>,
}

/// Asks every pair, row by row.
pub fn cells(analysis: &Analysis, ends: &[End], protocol: Protocol, ports: PortRange) -> Vec<Cell> {
    let mut cells = Vec::new();
    for from in ends {
        for to in ends.iter().filter(|to| *to != from) {
            let answer = analysis.ask(&Question::of(from.clone(), to.clone(), protocol, ports));
            cells.push(Cell {
                from: from.clone(),
                to: to.clone(),
                verdict: answer.verdict,
                code: answer.code,
            });
        }
    }
    cells
}

/// Runs `plat matrix`.
pub fn run(args: &Args) -> Result {
    let input = input::read(&args.model)?;
    let ports = args.port.unwrap_or(PortRange::ALL);
    let ends = input.analysis.placed();
    let cells = cells(&input.analysis, &ends, args.protocol, ports);
    let outcome = if args.json {
        let pair = |cell: &Cell| json!({ "from": cell.from.to_string(), "to": cell.to.to_string(), "verdict": cell.verdict, "code": cell.code });
        Outcome::json(&json!({
            "protocol": args.protocol.name(),
            "ports": ports.to_string(),
            "ends": ends.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "pairs": cells.iter().map(pair).collect::<Vec<_>>(),
        }))
    } else {
        Outcome::text(grid(&ends, &cells))
    };
    Ok(outcome.notes(input.notes))
}

fn grid(ends: &[End], cells: &[Cell]) -> String {
    let numbers: Vec<usize> = (2..ends.len() + 2).collect();
    let mut table = Table::new(&[&[0][..], &numbers].concat());
    table.row(["".to_owned(), "FROM".to_owned()].into_iter().chain((1..=ends.len()).map(|i| i.to_string())));
    let mut cells = cells.iter();
    for (i, from) in ends.iter().enumerate() {
        let mut row = vec![(i + 1).to_string(), from.to_string()];
        for to in ends {
            let verdict = if from == to { None } else { cells.next().map(|cell| cell.verdict) };
            row.push(verdict.map_or("·", sign).to_owned());
        }
        table.row(row);
    }
    let legend = "+ reachable   ~ answers come back in part   > one way only   - not   ? unknown";
    format!("{}\n{legend}\n", table.text("", |head| Paint::new().dim(head)))
}

fn sign(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Reachable => "+",
        Verdict::PartialReturn => "~",
        Verdict::ForwardOnly => ">",
        Verdict::Unreachable => "-",
        Verdict::Unknown => "?",
    }
}
