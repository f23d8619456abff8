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
    base::{Decimal, Lang, Message, RegionName, Usd, decimal, text},
};
use std::path::PathBuf;

mod advice;
mod compare;
mod sums;

/// Options of `plat cost`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The model
    model: PathBuf,
    #[command(flatten)]
    given: input::Given,
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
    #[arg(long, value_name = "WHAT", value_enum, conflicts_with = "format")]
    by: Option<By>,
    /// The bill of another model beside this one, and where one overtakes the other
    #[arg(long, value_name = "OTHER", conflicts_with_all = ["by", "advice", "sensitivity", "format"])]
    compare: Option<PathBuf>,
    /// What other designs that do the same would cost, and from how many requests on
    #[arg(long, group = "ranked", conflicts_with_all = ["by", "sensitivity", "format"])]
    advice: bool,
    /// Every row of advice or sensitivity, not only those that matter most
    #[arg(long, requires = "ranked")]
    all: bool,
    /// Which numbers of the design move the total most
    #[arg(long, group = "ranked", conflicts_with_all = ["by", "format"])]
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
    let number = decimal(&digits(text)?)?;
    if number < Decimal::ZERO || number > Decimal::from(MOST) {
        let args = [number.to_string(), MOST.to_string()];
        return Err(Message::new(
            &text!("{0} is not from 0 to {1}", "{0}은(는) 0에서 {1} 사이가 아닙니다"),
            args,
        ));
    }
    Ok(number)
}

/// A number without what sets thousands apart. Elsewhere a comma may be meant as a decimal point, so it is refused.
fn digits(text: &str) -> std::result::Result<String, Message> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    let mut groups = whole.split([',', '_']);
    let first = groups.next().unwrap_or_default();
    let apart = text.contains([',', '_']);
    let fits = (1..=3).contains(&first.trim_start_matches('-').len()) && groups.all(|it| it.len() == 3);
    let rest = text.get(whole.len()..).unwrap_or_default();
    if apart && !fits || rest.contains([',', '_']) {
        return Err(Message::new(
            &text!(
                "`{0}` is not clear: commas set thousands apart, as in 1,000,000, and a point begins decimals",
                "`{0}`은(는) 뜻이 분명하지 않습니다. 쉼표는 1,000,000처럼 천 단위를 나누고 소수점은 마침표로 쓰세요"
            ),
            [text.to_owned()],
        ));
    }
    Ok(text.replace([',', '_'], ""))
}

fn region(text: &str) -> std::result::Result<RegionName, Message> {
    text.parse()
}

/// Runs `plat cost`.
pub fn run(args: &Args) -> Result {
    let input = input::read(&args.model, &args.given)?;
    let free_tier = match args.free_tier {
        Free::None => FreeTier::None,
        Free::Always => FreeTier::Always,
    };
    let terms = Terms { requests: args.requests, region: args.region.clone(), free_tier };
    if let Some(other) = &args.compare {
        let other = input::read(other, &args.given)?;
        return compare::run(&input, &other, &terms, args.json);
    }
    if args.advice {
        return advice::alternatives(&input, &terms, args.all, args.json);
    }
    if args.sensitivity {
        return advice::sensitivities(&input, &terms, args.all, args.json);
    }
    let bill = input.analysis.bill_for(terms.clone());
    let mut notes = notes(&bill);
    if bill.requests.is_zero() {
        let why = if input.analysis.model().workload().is_empty() { ": the workload is empty" } else { "" };
        notes.push(format!("no requests enter{why}, so only the calendar costs"));
    }
    let name = input.analysis.model().name();
    let outcome = match (args.format, args.by) {
        (Some(Format::Csv), _) => Outcome::text(document::csv(&bill, Lang::En)),
        (Some(Format::Markdown), _) => Outcome::text(document::markdown(&bill, Lang::En)),
        (None, Some(by)) => {
            let sums = sums::of(&input.analysis, &bill, by);
            match args.json {
                true => Outcome::json(&sums::document(&sums)),
                false => Outcome::text(head(&bill, name) + &sums::text(&sums)),
            }
        }
        (None, None) if args.json => Outcome::json(&document::cost(&bill)),
        (None, None) => {
            let totals = input.analysis.totals(&terms);
            Outcome::text(text(&bill, name) + &at_sizes(&bill, &totals))
        }
    };
    Ok(outcome.notes(notes))
}

/// What is to be said of a bill besides its answer.
pub fn notes(bill: &Bill) -> Vec<String> {
    let mut notes: Vec<String> = bill.problems.iter().map(ToString::to_string).collect();
    if !bill.unknown.is_empty() {
        notes.push(format!("not known, so that totals are floors: {}", few(&bill.unknown, ", ")));
    }
    notes
}

fn text(bill: &Bill, name: &str) -> String {
    let paint = Paint::new();
    let mut sources: Vec<&str> = Vec::new();
    let mut table = Table::new(&[5]);
    table.row(["RESOURCE", "COMPONENT", "BILLED BY", "ARITHMETIC", "UNIT", "USD", "SOURCE"]);
    for line in &bill.lines {
        let source = match sources.iter().position(|source| **source == *line.source) {
            _ if line.source.is_empty() => String::new(),
            Some(known) => format!("[{}]", known + 1),
            None => {
                sources.push(&line.source);
                format!("[{}]", sources.len())
            }
        };
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
            source,
        ]);
    }
    let mut out = head(bill, name);
    if bill.lines.is_empty() {
        out.push_str("nothing here is billed\n");
    } else {
        out.push_str(&table.text("", |head| paint.dim(head)));
    }
    let mut totals = Table::new(&[2]);
    let mut total = |what: &str, usd: Option<Usd>, floor: bool| {
        let amount = usd.map_or("-".to_owned(), |usd| usd.rounded(PLACES));
        totals.row([what, at_least(floor), &amount]);
    };
    let of = |basis| bill.is_floor_of(basis);
    total("one more million requests", Some(bill.marginal_per_million), of(LineBasis::Marginal));
    total("fixed, a month", Some(bill.fixed_per_month), of(LineBasis::Fixed));
    total("all of this month", Some(bill.monthly_total), bill.is_floor());
    total("all, for each million requests", bill.per_million_total, bill.is_floor());
    out.push_str(&format!("\n{}", totals.text("", str::to_owned)));
    if !sources.is_empty() {
        out.push('\n');
    }
    for (i, source) in sources.iter().enumerate() {
        out.push_str(&paint.dim(&format!("[{}] {source}", i + 1)));
        out.push('\n');
    }
    out
}

fn head(bill: &Bill, name: &str) -> String {
    let title = if name.is_empty() { "This model" } else { name };
    format!(
        "{}\n{}, price list of {}, {} requests a month, before taxes\n\n",
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_sets_thousands_apart_or_is_refused() {
        let of = |text: &str| requests(text).map_or("refused".to_owned(), |it| it.to_string());
        assert_eq!(
            [of("1,000,000"), of("1_000_000"), of("1000000"), of("2.5"), of("12,345.5")],
            ["1000000", "1000000", "1000000", "2.5", "12345.5"]
        );
        for bad in ["1,5", "1,00", "1000,000", "1,000.000,5", ",5", "1,", "1,0000", "-1"] {
            assert_eq!(of(bad), "refused", "{bad}");
        }
    }
}
