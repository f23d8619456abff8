//! Bills: plain data, ready to be shown.

use super::Book;
use crate::{
    base::{ConnectionId, Decimal, Message, NodeId, RegionName, Usd},
    model::{Model, site::Index},
};
use std::collections::BTreeMap;

/// Whether the account's free allowances are shown as lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FreeTier {
    /// Not at all.
    #[default]
    None,
    /// Those that never end.
    Always,
}

/// What the bill is for.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    /// Requests a month in place of the workload's own number, shared out alike.
    pub requests: Option<Decimal>,
    /// A region in place of the drawn ones.
    pub region: Option<RegionName>,
    /// Whether free allowances are shown.
    pub free_tier: FreeTier,
    /// The resources that the bytes of each connection pass: from the network engine, as plain data.
    pub paths: BTreeMap<ConnectionId, Vec<NodeId>>,
}

/// What a line follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LineBasis {
    /// Requests.
    Marginal,
    /// The calendar.
    Fixed,
    /// A free allowance, subtracted.
    FreeTier,
}

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Which resource; `None` for lines of the whole account.
    pub resource: Option<NodeId>,
    /// What of it.
    pub component: Message,
    /// The price's key.
    pub sku: String,
    /// How many a month, in the price's unit.
    pub quantity: Decimal,
    /// The price's unit.
    pub unit: String,
    /// The price at the present band; `None` when nobody knows it.
    pub unit_price: Option<Usd>,
    /// Cost a month; `None` when the price is not known.
    pub cost: Option<Usd>,
    /// For marginal lines: what one more million requests cost at the present band.
    pub per_million: Option<Usd>,
    /// What it follows.
    pub basis: LineBasis,
    /// The arithmetic, band by band, such as `300 × 1.00 + 132 × 0.90`.
    pub arithmetic: String,
    /// Where the price is from, with its date.
    pub source: String,
}

/// A month's bill.
#[derive(Clone, Debug, PartialEq)]
pub struct Bill {
    /// The regions whose prices were used, comma-separated.
    pub region: String,
    /// The date of the price list.
    pub prices_as_of: String,
    /// Requests a month.
    pub requests: Decimal,
    /// What one more million requests cost; a floor when `unknown` is not empty.
    pub marginal_per_million: Usd,
    /// What the calendar costs.
    pub fixed_per_month: Usd,
    /// Everything of this month.
    pub monthly_total: Usd,
    /// Everything of this month, for each million of its requests; `None` without requests.
    pub per_million_total: Option<Usd>,
    /// What has no price.
    pub unknown: Vec<String>,
    /// The lines, by resource.
    pub lines: Vec<Line>,
    /// Loops that amplify, and what else kept the flow from being followed.
    pub problems: Vec<Message>,
    /// Calls a month that arrive at each resource.
    pub calls: BTreeMap<NodeId, Decimal>,
}

/// The bill of a model.
pub fn bill(_model: &Model, _index: &Index, book: &Book, _terms: &Terms) -> Bill {
    let _ = book;
    Bill {
        region: String::new(),
        prices_as_of: String::new(),
        requests: Decimal::ZERO,
        marginal_per_million: Usd::ZERO,
        fixed_per_month: Usd::ZERO,
        monthly_total: Usd::ZERO,
        per_million_total: None,
        unknown: Vec::new(),
        lines: Vec::new(),
        problems: Vec::new(),
        calls: BTreeMap::new(),
    }
}
