//! Bills as tables for other programs: comma-separated values, and Markdown.

use super::PLACES;
use crate::{
    analysis::{Bill, Line, LineBasis},
    base::{Lang, Text, Usd, text},
};

/// The columns, for people.
const COLUMNS: [&Text; 9] = [
    &text!("Resource", "리소스"),
    &text!("Component", "항목"),
    &text!("Follows", "기준"),
    &text!("Quantity", "수량"),
    &text!("Unit", "단위"),
    &text!("Price", "단가"),
    &text!("Cost a month", "월 비용"),
    &text!("Per million requests", "요청 백만 건당"),
    &text!("Source", "출처"),
];

impl LineBasis {
    /// What a line follows, for people.
    pub fn label(self) -> &'static Text {
        match self {
            Self::Marginal => &text!("requests", "요청"),
            Self::Fixed => &text!("calendar", "기간"),
            Self::FreeTier => &text!("free tier", "프리 티어"),
        }
    }
}

fn cells(line: &Line, lang: Lang) -> [String; 9] {
    let unknown = || text!("unknown", "알 수 없음").get(lang).to_owned();
    let money = |usd: Option<Usd>| usd.map_or_else(unknown, |usd| usd.rounded(PLACES));
    let marginal = line.basis == LineBasis::Marginal;
    [
        line.resource.as_ref().map(ToString::to_string).unwrap_or_default(),
        line.component.say(lang),
        line.basis.label().get(lang).to_owned(),
        line.quantity.normalize().to_string(),
        line.unit.to_string(),
        line.unit_price.map_or_else(unknown, |usd| usd.to_string()),
        money(line.cost),
        if marginal { money(line.per_million) } else { String::new() },
        line.source.to_string(),
    ]
}

/// A row a line, comma-separated (RFC 4180), with a row of titles.
pub fn csv(bill: &Bill, lang: Lang) -> String {
    let field = |text: String| {
        // A spreadsheet would run a text that begins so.
        let text = if text.starts_with(['=', '@', '+']) { format!("'{text}") } else { text };
        if text.contains([',', '"', '\n', '\r']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text
        }
    };
    let mut out = String::new();
    let mut row = |cells: [String; 9]| {
        out.push_str(&cells.map(field).join(","));
        out.push_str("\r\n");
    };
    row(COLUMNS.map(|title| title.get(lang).to_owned()));
    bill.lines.iter().for_each(|line| row(cells(line, lang)));
    out
}

/// A table and the totals, as Markdown.
pub fn markdown(bill: &Bill, lang: Lang) -> String {
    let clean = |text: String| text.replace('|', "\\|").replace('\n', " ");
    let row = |cells: [String; 9]| format!("| {} |\n", cells.map(clean).join(" | "));
    let mut out = row(COLUMNS.map(|title| title.get(lang).to_owned()));
    out.push_str("|---|---|---|---:|---|---:|---:|---:|---|\n");
    bill.lines.iter().for_each(|line| out.push_str(&row(cells(line, lang))));
    let floor = if bill.is_floor() { text!("at least ", "최소 ").get(lang) } else { "" };
    let totals = [
        (&text!("One more million requests", "요청 백만 건 추가"), bill.marginal_per_million),
        (&text!("Fixed, a month", "월 고정 비용"), bill.fixed_per_month),
        (&text!("All of this month", "이번 달 전체"), bill.monthly_total),
    ];
    out.push('\n');
    for (what, usd) in totals {
        out.push_str(&format!("- {}: {floor}{} USD\n", what.get(lang), usd.rounded(PLACES)));
    }
    out
}
