//! `plat cost`: the bill of a month.
//!
//! Amounts of the whole bill have four decimals, rounded half away from zero; prices and costs of lines are
//! exact.

use super::{
    Result, input,
    output::{Outcome, Paint, Table, few, grouped},
};
use crate::{
    analysis::{
        Bill, FreeTier, LineBasis, Terms,
        document::{self, PLACES},
    },
    base::{Decimal, Message, RegionName, Usd, decimal, text},
};
use std::path::PathBuf;

/// Options of `plat cost`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The model
    model: PathBuf,
    /// Requests a month, in place of the workload's own number
    #[arg(long, value_name = "N", value_parser = requests)]
    requests: Option<Decimal>,
    /// A region, in place of the drawn ones
    #[arg(long, value_name = "R", value_parser = region)]
    region: Option<RegionName>,
    /// Whether free allowances are subtracted, as lines of their own
    #[arg(long, value_name = "WHICH", value_enum, default_value_t = Free::None)]
    free_tier: Free,
    /// One JSON document instead of text
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Free {
    /// None of them
    None,
    /// Those that never end
    Always,
}

/// The most requests that can be asked for.
const MOST: u64 = 1_000_000_000_000_000;

fn requests(text: &str) -> std::result::Result<Decimal, Message> {
    let number = decimal(&text.replace([',', '_'], ""))?;
    if number < Decimal::ZERO || number > Decimal::from(MOST) {
        let args = [number.to_string(), MOST.to_string()];
        return Err(Message::new(
            &text!("{0} is not from 0 to {1}", "{0}은(는) 0에서 {1} 사이가 아닙니다"),
            args,
        ));
    }
    Ok(number)
}

fn region(text: &str) -> std::result::Result<RegionName, Message> {
    text.parse()
}

/// Runs `plat cost`.
pub fn run(args: &Args) -> Result {
    let input = input::read(&args.model)?;
    let free_tier = match args.free_tier {
        Free::None => FreeTier::None,
        Free::Always => FreeTier::Always,
    };
    let terms = Terms { requests: args.requests, region: args.region.clone(), free_tier, ..Terms::default() };
    let bill = input.analysis.bill_for(terms);
    let mut notes: Vec<String> = bill.problems.iter().map(ToString::to_string).collect();
    if !bill.unknown.is_empty() {
        notes.push(format!("not known, so that totals are floors: {}", few(&bill.unknown, ", ")));
    }
    if bill.requests.is_zero() {
        let why = if input.analysis.model().workload().is_empty() { ": the workload is empty" } else { "" };
        notes.push(format!("no requests enter{why}, so only the calendar costs"));
    }
    let outcome = if args.json {
        Outcome::json(&document::cost(&bill))
    } else {
        Outcome::text(text(&bill, input.analysis.model().name()))
    };
    Ok(outcome.notes(notes))
}

fn text(bill: &Bill, name: &str) -> String {
    let paint = Paint::new();
    let mut sources: Vec<&str> = Vec::new();
    let mut table = Table::new(&[5]);
    table.row(["RESOURCE", "COMPONENT", "FOLLOWS", "ARITHMETIC", "UNIT", "USD", "SOURCE"]);
    for line in &bill.lines {
        let number = sources.iter().position(|source| *source == line.source).unwrap_or_else(|| {
            sources.push(&line.source);
            sources.len() - 1
        });
        let arithmetic = match line.cost {
            Some(_) => line.arithmetic.clone(),
            None => grouped(line.quantity.round_dp(6)),
        };
        table.row([
            line.resource.as_ref().map_or("(account)", |id| id.as_str()).to_owned(),
            line.component.to_string(),
            basis(line.basis).to_owned(),
            arithmetic,
            line.unit.clone(),
            line.cost.map_or("unknown".to_owned(), |usd| usd.rounded(PLACES)),
            if line.source.is_empty() { String::new() } else { format!("[{}]", number + 1) },
        ]);
    }
    let title = if name.is_empty() { "This model" } else { name };
    let mut out = format!(
        "{}\n{}, prices of {}, {} requests a month, before taxes\n\n",
        paint.head(&super::output::clean(title)),
        bill.region,
        bill.prices_as_of,
        grouped(bill.requests),
    );
    if bill.lines.is_empty() {
        out.push_str("nothing here is billed\n");
    } else {
        out.push_str(&table.text("", |head| paint.dim(head)));
    }
    let floor = if bill.unknown.is_empty() { "" } else { "at least" };
    let mut totals = Table::new(&[2]);
    let mut total = |what: &str, usd: Option<Usd>| {
        let amount = usd.map_or("-".to_owned(), |usd| usd.rounded(PLACES));
        totals.row([what, floor, &amount]);
    };
    total("one more million requests", Some(bill.marginal_per_million));
    total("fixed, a month", Some(bill.fixed_per_month));
    total("all of this month", Some(bill.monthly_total));
    total("all, for each million requests", bill.per_million_total);
    out.push_str(&format!("\n{}", totals.text("", str::to_owned)));
    let sources: Vec<_> = sources.into_iter().enumerate().filter(|(_, source)| !source.is_empty()).collect();
    if !sources.is_empty() {
        out.push('\n');
    }
    for (i, source) in sources {
        out.push_str(&paint.dim(&format!("[{}] {source}", i + 1)));
        out.push('\n');
    }
    out
}

fn basis(basis: LineBasis) -> &'static str {
    match basis {
        LineBasis::Marginal => "requests",
        LineBasis::Fixed => "calendar",
        LineBasis::FreeTier => "free tier",
    }
}
