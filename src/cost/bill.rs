//! Bills: plain data, ready to be shown.

use super::{
    Book, Price,
    flow::Flow,
    free_tier,
    plan::Plan,
    tiers::{Split, present},
    transfer::{Carried, Ways},
};
use crate::{
    base::{Decimal, Message, NodeId, RegionName, Usd},
    model::{
        Model,
        fact::{Basis, Meter, Usage},
        site::{Index, Site},
    },
};
use std::collections::{BTreeMap, BTreeSet};

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
///
/// - A line stands for one meter of one resource. Lines of nothing are left out.
/// - Bands are the account's: resources of one region fill them together, in the order of their ids, what
///   follows the calendar first.
/// - `ways` are the ways that the bytes of connections take: from the network engine, as plain data.
/// - `per_million` is the price of the band that the month's quantity is in, times the quantity that a million
///   requests need: it does not change inside a band, and free allowances are never in it.
/// - A quantity above the last known band gets a line of its own, without a price.
pub fn bill(model: &Model, index: &Index, book: &Book, ways: &Ways, terms: &Terms) -> Bill {
    let traffic = Traffic::of(model, index, ways, terms.requests);
    let metered = traffic.metered(terms);
    let requests = traffic.flow.requests;
    let mut totals: Totals<'_> = BTreeMap::new();
    for it in &metered {
        let total = totals.entry(it.key()).or_default();
        *total = total.saturating_add(it.meter.quantity);
    }
    let mut lines = Vec::new();
    let mut unknown: Vec<String> = traffic.unknown().map(|id| format!("{id}: calls")).collect();
    for (it, start) in metered.iter().zip(starts(&metered)) {
        let total = totals.get(&it.key()).copied().unwrap_or_default();
        let price = book.price(it.key().0, it.key().1);
        let whole = price.is_some_and(|price| it.price(price, start, total, requests, &mut lines));
        if !whole {
            unknown.push(format!("{}: {}", it.node, it.meter.component.en));
            let priced = price.map_or(Decimal::ZERO, |price| it.split(price, start).priced());
            lines.push(it.without_price(price, priced));
        }
    }
    if terms.free_tier == FreeTier::Always {
        lines.extend(free_tier::lines(book, &totals));
    }
    let sum = |keep: &dyn Fn(&Line) -> bool| {
        lines.iter().filter(|line| keep(line)).filter_map(|line| line.cost).sum()
    };
    let monthly_total: Usd = sum(&|_| true);
    let per_million = |total: Usd| Usd::new(for_a_million(total.amount(), requests));
    Bill {
        region: regions(model, index, &metered, terms),
        prices_as_of: book.as_of().to_owned(),
        requests,
        marginal_per_million: lines.iter().filter_map(|line| line.per_million).sum(),
        fixed_per_month: sum(&|line| line.basis == LineBasis::Fixed),
        monthly_total,
        per_million_total: (!requests.is_zero()).then(|| per_million(monthly_total)),
        unknown,
        calls: traffic.arrivals(),
        problems: traffic.flow.problems,
        lines,
    }
}

/// Quantities in plain units, by SKU and place.
pub(super) type Totals<'a> = BTreeMap<(&'a str, &'a str), Decimal>;

/// Where in its bands each meter begins. What follows the calendar comes first, so that it costs the same however many
/// requests there are.
fn starts(metered: &[Metered<'_>]) -> Vec<Decimal> {
    let mut starts = vec![Decimal::ZERO; metered.len()];
    let mut filled: Totals<'_> = BTreeMap::new();
    for basis in [Basis::Fixed, Basis::Marginal] {
        for (it, start) in metered.iter().zip(&mut starts).filter(|(it, _)| it.meter.basis == basis) {
            let full = filled.entry(it.key()).or_default();
            *start = *full;
            *full = full.saturating_add(it.meter.quantity);
        }
    }
    starts
}

/// One meter where it stands.
struct Metered<'m> {
    node: &'m NodeId,
    region: RegionName,
    meter: Meter,
}

/// What a month of traffic does to each resource.
pub struct Traffic<'m> {
    model: &'m Model,
    index: &'m Index,
    plan: Plan<'m>,
    flow: Flow,
    carried: Carried,
}

impl<'m> Traffic<'m> {
    /// Follows requests and bytes.
    pub fn of(model: &'m Model, index: &'m Index, ways: &Ways, requests: Option<Decimal>) -> Self {
        let plan = Plan::of(model, index);
        let flow = Flow::of(model, &plan, requests);
        let carried = Carried::of(&plan, &flow, ways);
        Self { model, index, plan, flow, carried }
    }

    /// What it does to one resource.
    pub fn usage(&self, node: &NodeId) -> Usage<'m> {
        self.plan.place(node).map_or_else(Usage::default, |at| self.usage_at(at))
    }

    fn usage_at(&self, at: usize) -> Usage<'m> {
        Usage {
            arrivals: self.flow.arrivals_at(&self.plan, at),
            leaving: self.flow.leaving_from(&self.plan, at),
            carried_gb: self.carried.through(at),
        }
    }

    fn metered(&self, terms: &Terms) -> Vec<Metered<'m>> {
        let mut all = Vec::new();
        for (at, it) in self.plan.nodes.iter().enumerate() {
            let usage = self.usage_at(at);
            let region = terms.region.as_ref().or(it.region).cloned().unwrap_or_default();
            let meters = it.resource.meters(Site::new(self.model, self.index, it.id), &usage);
            let counted =
                meters.into_iter().chain(self.carried.meters(at)).filter(|it| !it.quantity.is_zero());
            all.extend(counted.map(|meter| Metered { node: it.id, region: region.clone(), meter }));
        }
        all
    }

    /// Calls that arrive at each resource, where they are known.
    fn arrivals(&self) -> BTreeMap<NodeId, Decimal> {
        let known = self.plan.nodes.iter().zip(&self.flow.arrivals);
        known.filter_map(|(it, calls)| Some((it.id.clone(), (*calls)?))).collect()
    }

    /// The resources at which it is not known how many calls arrive.
    fn unknown(&self) -> impl Iterator<Item = &'m NodeId> {
        let known = self.plan.nodes.iter().zip(&self.flow.arrivals);
        known.filter(|(_, calls)| calls.is_none()).map(|(it, _)| it.id)
    }
}

fn regions(model: &Model, index: &Index, metered: &[Metered<'_>], terms: &Terms) -> String {
    // What is priced by another place than a region stands in none.
    let by_region = metered.iter().filter(|it| it.meter.place.is_none());
    let used: BTreeSet<&RegionName> = by_region.map(|it| &it.region).collect();
    let drawn = || model.nodes().filter_map(|(id, _)| index.region(model, id)).collect();
    let used: BTreeSet<&RegionName> = match &terms.region {
        Some(region) => BTreeSet::from([region]),
        None if used.is_empty() => drawn(),
        None => used,
    };
    let names: Vec<&str> = used.into_iter().map(RegionName::as_str).collect();
    if names.is_empty() { RegionName::default().to_string() } else { names.join(",") }
}

/// An amount of this month, for each million of its requests.
fn for_a_million(amount: Decimal, requests: Decimal) -> Decimal {
    let million = Decimal::from(1_000_000);
    if requests.is_zero() {
        return Decimal::ZERO;
    }
    // The product first: it is exact wherever it fits.
    let exact = amount.checked_mul(million).and_then(|product| product.checked_div(requests));
    exact.or_else(|| amount.checked_div(requests)?.checked_mul(million)).unwrap_or(Decimal::MAX)
}

impl Line {
    /// The service that the price list files it under.
    pub fn service(&self) -> &str {
        self.sku.split_once('.').map_or(&*self.sku, |(service, _)| service)
    }
}

impl Bill {
    /// Whether some price is not known, so that totals are floors.
    pub fn is_floor(&self) -> bool {
        !self.unknown.is_empty()
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

impl Metered<'_> {
    fn key(&self) -> (&str, &str) {
        (&self.meter.sku, self.meter.place.unwrap_or(self.region.as_str()))
    }

    fn split(&self, price: &Price, start: Decimal) -> Split {
        Split::of(&price.bands, start / price.scale, self.meter.quantity / price.scale)
    }

    /// Adds the line of what has a price, and says whether that is everything.
    fn price(
        &self,
        price: &Price,
        start: Decimal,
        total: Decimal,
        requests: Decimal,
        lines: &mut Vec<Line>,
    ) -> bool {
        let split = self.split(price, start);
        let present = present(&price.bands, total / price.scale);
        let whole = split.beyond.is_zero() && present.is_some();
        let per_million = match (self.meter.basis, present) {
            (Basis::Marginal, Some(usd)) => {
                Some(for_a_million(self.meter.quantity / price.scale, requests).saturating_mul(usd))
            }
            (Basis::Marginal, None) | (Basis::Fixed, _) => None,
        };
        if !split.parts.is_empty() {
            lines.push(Line {
                quantity: split.priced(),
                unit_price: present.or(split.parts.last().map(|part| part.usd)).map(Usd::new),
                cost: Some(split.cost()),
                per_million: per_million.map(Usd::new),
                arithmetic: split.arithmetic(),
                source: price.source.clone(),
                ..self.line(price.unit.clone())
            });
        }
        whole
    }

    /// The line of what has no price.
    fn without_price(&self, price: Option<&Price>, priced: Decimal) -> Line {
        let unit = price.map_or_else(String::new, |price| price.unit.clone());
        let scale = price.map_or(Decimal::ONE, |price| price.scale);
        Line { quantity: self.meter.quantity / scale - priced, ..self.line(unit) }
    }

    fn line(&self, unit: String) -> Line {
        Line {
            resource: Some(self.node.clone()),
            component: Message::plain(self.meter.component),
            sku: self.meter.sku.clone().into_owned(),
            quantity: Decimal::ZERO,
            unit,
            unit_price: None,
            cost: None,
            per_million: None,
            basis: match self.meter.basis {
                Basis::Marginal => LineBasis::Marginal,
                Basis::Fixed => LineBasis::Fixed,
            },
            arithmetic: String::new(),
            source: String::new(),
        }
    }
}
