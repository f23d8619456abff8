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
        Analysis, Bill, FreeTier, Sum, Terms,
        document::{self, PLACES},
    },
    base::{Decimal, Lang, Message, RegionName, Usd, decimal, text},
};
use std::path::PathBuf;

mod advice;
mod compare;

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
    /// Sums instead of lines
    #[arg(long, value_name = "WHAT", value_enum)]
    by: Option<By>,
    /// The bill of another model beside this one, and where one overtakes the other
    #[arg(long, value_name = "OTHER", conflicts_with_all = ["by", "advice", "sensitivity", "format"])]
    compare: Option<PathBuf>,
    /// What other designs that do the same would cost, and from how many requests on
    #[arg(long, conflicts_with_all = ["by", "sensitivity", "format"])]
    advice: bool,
    /// Which numbers of the design move the total most
    #[arg(long, conflicts_with_all = ["by", "format"])]
    sensitivity: bool,
    /// The bill as a table for other programs
    #[arg(long, value_enum, value_name = "FORMAT", conflicts_with = "json")]
    format: Option<Format>,
    /// One JSON document instead of text
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    /// Comma-separated values
    Csv,
    /// A Markdown table
    Markdown,
}

/// What lines are summed by.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum By {
    /// The resource
    Resource,
    /// The service, as the price list files it
    Service,
    /// The VPC, subnet or region, with everything inside
    Container,
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
    let terms = Terms { requests: args.requests, region: args.region.clone(), free_tier };
    if let Some(other) = &args.compare {
        return compare::run(&input, other, &terms, args.json);
    }
    if args.advice {
        return advice::alternatives(&input, args.json);
    }
    if args.sensitivity {
        return advice::sensitivities(&input, args.json);
    }
    let bill = input.analysis.bill_for(terms.clone());
    let mut notes: Vec<String> = bill.problems.iter().map(ToString::to_string).collect();
    if !bill.unknown.is_empty() {
        notes.push(format!("not known, so that totals are floors: {}", few(&bill.unknown, ", ")));
    }
    if bill.requests.is_zero() {
        let why = if input.analysis.model().workload().is_empty() { ": the workload is empty" } else { "" };
        notes.push(format!("no requests enter{why}, so only the calendar costs"));
    }
    let name = input.analysis.model().name();
    let outcome = match (args.format, args.by) {
        (Some(Format::Csv), _) => Outcome::text(document::csv(&bill, Lang::En)),
        (Some(Format::Markdown), _) => Outcome::text(document::markdown(&bill, Lang::En)),
        (None, _) if args.json => Outcome::json(&document::cost(&bill)),
        (None, Some(by)) => Outcome::text(head(&bill, name) + &sums(&input.analysis, &bill, by)),
        (None, None) => {
            let totals = input.analysis.totals(&terms);
            Outcome::text(text(&bill, name) + &at_sizes(&bill, &totals))
        }
    };
    Ok(outcome.notes(notes))
}

fn text(bill: &Bill, name: &str) -> String {
    let paint = Paint::new();
    let mut sources: Vec<&str> = Vec::new();
    let mut table = Table::new(&[5]);
    table.row(["RESOURCE", "COMPONENT", "FOLLOWS", "ARITHMETIC", "UNIT", "USD", "SOURCE"]);
    for line in &bill.lines {
        let number = sources.iter().position(|source| **source == *line.source).unwrap_or_else(|| {
            sources.push(&line.source);
            sources.len() - 1
        });
        let arithmetic = match line.cost {
            Some(_) => line.arithmetic(),
            None => grouped(line.quantity.round_dp(6)),
        };
        table.row([
            line.resource.as_ref().map_or("(account)", |id| id.as_str()).to_owned(),
            line.component.to_string(),
            line.basis.label().en.to_owned(),
            arithmetic,
            line.unit.to_string(),
            line.cost.map_or("unknown".to_owned(), |usd| usd.rounded(PLACES)),
            if line.source.is_empty() { String::new() } else { format!("[{}]", number + 1) },
        ]);
    }
    let mut out = head(bill, name);
    if bill.lines.is_empty() {
        out.push_str("nothing here is billed\n");
    } else {
        out.push_str(&table.text("", |head| paint.dim(head)));
    }
    let floor = at_least(bill.is_floor());
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

fn head(bill: &Bill, name: &str) -> String {
    let title = if name.is_empty() { "This model" } else { name };
    format!(
        "{}\n{}, prices of {}, {} requests a month, before taxes\n\n",
        Paint::new().head(&super::output::clean(title)),
        bill.region,
        bill.prices_as_of,
        grouped(bill.requests),
    )
}

/// The whole month at other numbers of requests.
fn at_sizes(bill: &Bill, totals: &[(Decimal, Usd, bool)]) -> String {
    if bill.requests.is_zero() {
        return String::new();
    }
    let mut table = Table::new(&[2]);
    for (requests, usd, floor) in totals {
        let what = format!("all of a month at {} requests", grouped(*requests));
        table.row([what, at_least(*floor).to_owned(), usd.rounded(PLACES)]);
    }
    format!("\n{}", table.text("", str::to_owned))
}

fn at_least(floor: bool) -> &'static str {
    if floor { "at least" } else { "" }
}

/// Sums of lines.
fn sums(analysis: &Analysis, bill: &Bill, by: By) -> String {
    let of_account = || "(account)".to_owned();
    let sums = match by {
        By::Resource => {
            bill.grouped(|line| line.resource.as_ref().map_or_else(of_account, ToString::to_string))
        }
        By::Service => bill.grouped(|line| line.service().to_owned()),
        By::Container => {
            analysis.sums_by_container(bill).into_iter().map(|(id, sum)| (id.to_string(), sum)).collect()
        }
    };
    let mut sums: Vec<(String, Sum)> = sums.into_iter().collect();
    sums.sort_by(|one, other| other.1.monthly.cmp(&one.1.monthly).then_with(|| one.0.cmp(&other.0)));
    let mut table = Table::new(&[1, 2, 3]);
    table.row(["WHAT", "PER MILLION", "FIXED", "THIS MONTH", ""]);
    for (what, sum) in sums {
        let money = |usd: Usd| usd.rounded(PLACES);
        let note = if sum.floor { "at least".to_owned() } else { String::new() };
        table.row([what, money(sum.per_million), money(sum.fixed), money(sum.monthly), note]);
    }
    table.text("", |head| Paint::new().dim(head))
}
