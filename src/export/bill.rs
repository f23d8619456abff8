//! Bills as tables for other programs: comma-separated values, and Markdown.

use super::{Format, Shows, markdown};
use crate::{
    base::{Decimal, Lang, NodeId, Text, Usd, text},
    cost::{Bill, Line, LineBasis},
};

/// A table of comma-separated values.
pub static FORMAT: Format = Format {
    name: "csv",
    ending: "csv",
    label: text!("Bill (CSV)", "청구서 (CSV)"),
    media_type: "text/csv",
    shows: Shows::Table,
    write: |source| Ok(csv(&source.results.bill, source.options.lang).into_bytes()),
};

/// Decimals of the amounts of a whole bill.
pub const PLACES: u32 = 4;

/// The columns, for people.
const COLUMNS: [&Text; 10] = [
    &text!("Resource", "리소스"),
    &text!("Component", "항목"),
    &text!("Follows", "기준"),
    &text!("Quantity", "수량"),
    &text!("Unit", "단위"),
    &text!("Price", "단가"),
    &text!("Cost a month", "월 비용"),
    &text!("Per million requests", "요청 백만 건당"),
    &text!("Bands", "구간별 계산"),
    &text!("Source", "출처"),
];

impl LineBasis {
    /// What a line follows, for people.
    pub fn label(self) -> &'static Text {
        match self {
            Self::Marginal => &text!("requests", "요청"),
            Self::Fixed => &text!("time", "기간"),
            Self::FreeTier => &text!("free tier", "프리 티어"),
        }
    }
}

/// A line as a row. The price is that of every unit; where a line lies in bands of several prices it is empty, and the
/// bands say what each costs.
fn cells(line: &Line, lang: Lang) -> [String; 10] {
    let unknown = || text!("unknown", "알 수 없음").get(lang).to_owned();
    let money = |usd: Option<Usd>| usd.map_or_else(unknown, |usd| usd.rounded(PLACES));
    let marginal = line.basis == LineBasis::Marginal;
    [
        line.resource.as_ref().map(ToString::to_string).unwrap_or_default(),
        line.component.say(lang),
        line.basis.label().get(lang).to_owned(),
        line.quantity.normalize().to_string(),
        line.unit.to_string(),
        match (line.cost, line.one_price()) {
            (None, _) => unknown(),
            (Some(_), price) => price.map(|usd| usd.to_string()).unwrap_or_default(),
        },
        money(line.cost),
        if marginal { money(line.per_million) } else { String::new() },
        line.arithmetic(),
        line.source.to_string(),
    ]
}

/// A row a line, comma-separated (RFC 4180), with a row of titles.
pub fn csv(bill: &Bill, lang: Lang) -> String {
    let field = |text: String| {
        // A spreadsheet would run a text that begins so (<https://owasp.org/www-community/attacks/CSV_Injection>). A
        // negative number is no such text.
        let runs = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<Decimal>().is_err();
        let text = if runs { format!("'{text}") } else { text };
        if text.contains([',', '"', '\n', '\r']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text
        }
    };
    let mut out = String::new();
    let mut row = |cells: [String; 10]| {
        out.push_str(&cells.map(field).join(","));
        out.push_str("\r\n");
    };
    row(COLUMNS.map(|title| title.get(lang).to_owned()));
    bill.lines.iter().for_each(|line| row(cells(line, lang)));
    unfollowed(bill, lang).into_iter().for_each(row);
    out
}

/// A row for each resource whose calls are not known, so that it has no lines that follow them.
fn unfollowed(bill: &Bill, lang: Lang) -> Vec<[String; 10]> {
    let unknown = text!("unknown", "알 수 없음").get(lang);
    let calls = text!("calls", "호출").get(lang);
    let row = |id: &NodeId| {
        let mut row = [const { String::new() }; 10];
        row[0] = id.to_string();
        row[1] = calls.to_owned();
        row[2] = LineBasis::Marginal.label().get(lang).to_owned();
        row[6] = unknown.to_owned();
        row[7] = unknown.to_owned();
        row
    };
    bill.unfollowed.iter().map(row).collect()
}

/// A table and the totals, as Markdown.
pub fn markdown(bill: &Bill, lang: Lang) -> String {
    let clean = |text: String| text.replace('|', "\\|").replace('\n', " ");
    let row = |[resource, component, rest @ ..]: [String; 10]| {
        let names = [markdown::escaped(&resource), markdown::escaped(&component)];
        let cells: Vec<String> = names.into_iter().chain(rest.map(clean)).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let mut out = row(COLUMNS.map(|title| title.get(lang).to_owned()));
    out.push_str("|---|---|---|---:|---|---:|---:|---:|---|---|\n");
    bill.lines.iter().for_each(|line| out.push_str(&row(cells(line, lang))));
    unfollowed(bill, lang).into_iter().for_each(|cells| out.push_str(&row(cells)));
    let (marginal, fixed) = (bill.is_floor_of(LineBasis::Marginal), bill.is_floor_of(LineBasis::Fixed));
    let totals = [
        (&text!("One more million requests", "요청 백만 건 추가"), bill.marginal_per_million, marginal),
        (&text!("Fixed, a month", "월 고정 비용"), bill.fixed_per_month, fixed),
        (&text!("All of this month", "이번 달 전체"), bill.monthly_total, bill.is_floor()),
    ];
    out.push('\n');
    for (what, usd, floor) in totals {
        let floor = if floor { text!("at least ", "최소 ").get(lang) } else { "" };
        out.push_str(&format!("- {}: {floor}{} USD\n", what.get(lang), usd.rounded(PLACES)));
    }
    out
}
