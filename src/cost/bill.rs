//! Bills: plain data, ready to be shown.

use super::tiers::{Parts, arithmetic};
use crate::base::{Decimal, Message, NodeId, RegionName, Usd};
use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

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
    pub sku: Cow<'static, str>,
    /// How many a month, in the price's unit.
    pub quantity: Decimal,
    /// The price's unit.
    pub unit: Arc<str>,
    /// The price at the present band; `None` when nobody knows it.
    pub unit_price: Option<Usd>,
    /// Cost a month; `None` when the price is not known.
    pub cost: Option<Usd>,
    /// For marginal lines: what one more million requests cost at the present band.
    pub per_million: Option<Usd>,
    /// What it follows.
    pub basis: LineBasis,
    /// What of it lies in which band; what is free, for an allowance.
    pub parts: Parts,
    /// Where the price is from, with its date.
    pub source: Arc<str>,
}

/// A month's bill.
#[derive(Clone, Debug, Default, PartialEq)]
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
    /// Resources whose calls are not known, so that nothing of them that follows calls has a line.
    pub unfollowed: Vec<NodeId>,
    /// The lines, by resource.
    pub lines: Vec<Line>,
    /// Loops that amplify, and what else kept the flow from being followed.
    pub problems: Vec<Message>,
}

impl Line {
    /// The service that the price list files it under.
    pub fn service(&self) -> &str {
        self.sku.split_once('.').map_or(&*self.sku, |(service, _)| service)
    }

    /// The price of every unit of it, if all of them have the same: then price × quantity is the cost.
    pub fn one_price(&self) -> Option<Usd> {
        let (first, rest) = self.parts.split_first()?;
        rest.iter().all(|part| part.usd == first.usd).then(|| Usd::new(first.usd))
    }

    /// The arithmetic, band by band, such as `300 × 1.00 + 132 × 0.90`.
    pub fn arithmetic(&self) -> String {
        match self.basis {
            LineBasis::Marginal | LineBasis::Fixed => arithmetic(&self.parts),
            LineBasis::FreeTier => format!("−({})", arithmetic(&self.parts)),
        }
    }
}

impl Bill {
    /// Whether some price is not known, so that totals are floors.
    pub fn is_floor(&self) -> bool {
        !self.unknown.is_empty()
    }

    /// Whether a price of what follows requests, or of what follows the calendar, is not known.
    pub fn is_floor_of(&self, basis: LineBasis) -> bool {
        let unpriced = self.lines.iter().any(|line| line.cost.is_none() && line.basis == basis);
        unpriced || basis == LineBasis::Marginal && !self.unfollowed.is_empty()
    }

    /// What lines come to, by whatever they are grouped by: marginal, fixed and free, unknown ones as nothing.
    pub fn grouped<K: Ord>(&self, key: impl Fn(&Line) -> K) -> BTreeMap<K, Sum> {
        self.grouped_where(|_| true, key)
    }

    /// The same, of some lines.
    pub fn grouped_where<K: Ord>(
        &self,
        counts: impl Fn(&Line) -> bool,
        key: impl Fn(&Line) -> K,
    ) -> BTreeMap<K, Sum> {
        let mut groups: BTreeMap<K, Sum> = BTreeMap::new();
        for line in self.lines.iter().filter(|line| counts(line)) {
            let fixed = if line.basis == LineBasis::Fixed { line.cost } else { None };
            groups.entry(key(line)).or_default().add(Sum {
                per_million: line.per_million.unwrap_or_default(),
                fixed: fixed.unwrap_or_default(),
                monthly: line.cost.unwrap_or_default(),
                floor: line.cost.is_none(),
            });
        }
        groups
    }
}

/// What several lines come to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sum {
    /// What one more million requests cost at the present bands.
    pub per_million: Usd,
    /// What the calendar costs.
    pub fixed: Usd,
    /// Everything of this month.
    pub monthly: Usd,
    /// Whether a price among them is not known.
    pub floor: bool,
}

impl Sum {
    /// Adds another one.
    pub fn add(&mut self, more: Self) {
        self.per_million = self.per_million + more.per_million;
        self.fixed = self.fixed + more.fixed;
        self.monthly = self.monthly + more.monthly;
        self.floor |= more.floor;
    }
}
