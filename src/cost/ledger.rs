//! The books of a month: every meter with its place in the bands of its account, and the bill that they come to.
//!
//! - A line stands for one meter of one resource. Lines of nothing are left out.
//! - Bands are the account's: resources of one region fill them together, in the order of their ids, what
//!   follows the calendar first, so that it costs the same however many requests there are.
//! - `per_million` is the price of the band that the month's quantity is in, times the quantity that a million
//!   requests need: it does not change inside a band, and free allowances are never in it.
//! - A quantity above the last known band gets a line of its own, without a price.
//!
//! A ledger outlives the bill: when values of the model change, it writes anew only what hangs on them.
//!
//! INVARIANT (as new): after [`Ledger::change`] the bill is the one that a new ledger would make. Sums are made
//! from all lines each time, for sums of decimals that are cut depend on their order.

use super::{
    Bill, Book, FreeTier, Line, LineBasis, Price, Terms,
    flow::Flow,
    free_tier,
    plan::{Place, Plan},
    tiers::present,
    transfer::{Carried, Ways},
};
use crate::{
    base::{Decimal, Message, NodeId, RegionName, Text, Usd},
    model::{
        Model,
        fact::{Basis, Meter, Usage},
        readers::Readers,
        site::{Index, Reads, Site},
        unknown,
    },
};
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

mod change;
pub use change::Changed;

/// Quantities in plain units, by SKU and place.
pub(super) type Totals<'a> = BTreeMap<(&'a str, &'a str), Decimal>;

/// The books of a month.
#[derive(Debug)]
pub struct Ledger<'b> {
    book: &'b Book,
    terms: Terms,
    plan: Plan,
    flow: Flow,
    carried: Carried,
    entries: Vec<Entry>,
    accounts: Accounts<'b>,
    bill: Bill,
}

/// One resource.
#[derive(Debug)]
struct Entry {
    region: RegionName,
    charges: Vec<Charge>,
    /// How many lines they come to.
    lines: usize,
}

/// One meter.
#[derive(Clone, Copy, Debug)]
struct Charge {
    component: &'static Text,
    /// In plain units.
    quantity: Decimal,
    /// Whether it hangs on no value that nobody knows.
    known: bool,
    basis: Basis,
    account: usize,
    /// Whether its price is that of its resource's region.
    in_region: bool,
    /// Where in the account's bands it begins, in plain units.
    start: Decimal,
}

/// What fills the bands of each price.
#[derive(Debug, Default)]
struct Accounts<'b> {
    all: Vec<Account<'b>>,
    /// Their places, by SKU.
    by_sku: BTreeMap<Cow<'static, str>, Vec<usize>>,
}

/// What fills the bands of one price.
#[derive(Debug)]
struct Account<'b> {
    sku: Cow<'static, str>,
    /// Where the price holds.
    place: String,
    price: Option<&'b Price>,
    /// All that fills it, in plain units.
    total: Decimal,
    /// The price of the band that this is in.
    present: Option<Decimal>,
}

impl<'b> Ledger<'b> {
    /// The books of a model. `ways` are the ways that the bytes of connections take: from the network engine, as plain
    /// data. What meters look at is noted in `readers`.
    pub fn of(
        (model, index): (&Model, &Index),
        book: &'b Book,
        ways: &Ways,
        terms: &Terms,
        readers: Option<&mut Readers>,
    ) -> Self {
        let plan = Plan::of(model, index);
        let flow = Flow::of(model, &plan, terms.requests);
        let carried = Carried::of(&plan, &flow, ways);
        let bill = Bill {
            prices_as_of: book.as_of().to_owned(),
            problems: flow.problems.clone(),
            ..Bill::default()
        };
        let (terms, accounts) = (terms.clone(), Accounts::default());
        let mut new = Self { book, terms, plan, flow, carried, entries: Vec::new(), accounts, bill };
        let all: Vec<usize> = (0..new.plan.nodes.len()).collect();
        let entry = |it: &Place| Entry { region: it.region.clone(), charges: Vec::new(), lines: 0 };
        new.entries = new.plan.nodes.iter().map(entry).collect();
        new.read_meters((model, index), &all, readers);
        let stale = vec![true; new.accounts.all.len()];
        new.fill(&stale);
        let mut lines = Vec::with_capacity(new.entries.iter().map(|it| it.charges.len()).sum());
        for at in all {
            let known = lines.len();
            new.write(at, &mut lines);
            new.entries[at].lines = lines.len() - known;
        }
        new.bill.lines = lines;
        new.add_up((model, index));
        new
    }

    /// The bill.
    pub fn bill(&self) -> &Bill {
        &self.bill
    }

    /// The bill, out of books that nobody changes any more.
    pub fn take_bill(&mut self) -> Bill {
        std::mem::take(&mut self.bill)
    }

    /// What a month of traffic does to one resource.
    pub fn usage(&self, node: &NodeId) -> Usage<'_> {
        self.plan.place(node).map_or_else(Usage::default, |at| self.usage_at(at))
    }

    fn usage_at(&self, at: usize) -> Usage<'_> {
        Usage {
            arrivals: self.flow.arrivals_at(&self.plan, at),
            leaving: self.flow.leaving_from(&self.plan, at),
            carried_gb: self.carried.through(at),
            carried_in_gb: self.carried.from_outside(at),
        }
    }

    /// Reads the meters of some resources.
    fn read_meters(&mut self, (model, index): (&Model, &Index), at: &[usize], readers: Option<&mut Readers>) {
        let reads = Reads::default();
        let mut noted = Vec::new();
        for at in at {
            let place = &self.plan.nodes[*at];
            let region = self.terms.region.as_ref().unwrap_or(&place.region).clone();
            let site = Site::new(model, index, &place.id);
            let site = if readers.is_some() { site.noting(&reads) } else { site };
            let own = {
                let usage = self.usage_at(*at);
                match model.node(&place.id).filter(|it| !it.unknown.is_empty()) {
                    Some(open) => unknown::meters(open, &|it| it.as_resource().meters(site, &usage)),
                    None => place.resource().meters(site, &usage).into_iter().map(|it| (it, true)).collect(),
                }
            };
            if readers.is_some() {
                noted.push((*at, reads.take()));
            }
            let carried = self.carried.meters(*at).map(|it| (it, true));
            let metered = own.into_iter().chain(carried).filter(|it| !it.0.quantity.is_zero() || !it.1);
            let charges = metered.map(|(meter, known)| {
                let account = self.accounts.of(self.book, &meter, &region);
                let Meter { component, basis, place, .. } = meter;
                let (quantity, in_region) = (meter.quantity.normalize(), place.is_none());
                // Of what nobody knows there is a line, and no number.
                let quantity = if known { quantity } else { Decimal::ZERO };
                Charge { component, quantity, known, basis, account, in_region, start: Decimal::ZERO }
            });
            let charges = charges.collect();
            let entry = &mut self.entries[*at];
            (entry.region, entry.charges) = (region, charges);
        }
        if let Some(readers) = readers {
            readers.note(noted);
        }
    }

    /// Fills the bands of some accounts.
    fn fill(&mut self, stale: &[bool]) {
        let mut filled = vec![Decimal::ZERO; self.accounts.all.len()];
        for basis in [Basis::Fixed, Basis::Marginal] {
            let charges = self.entries.iter_mut().flat_map(|it| &mut it.charges);
            for it in charges.filter(|it| it.basis == basis && stale[it.account]) {
                it.start = filled[it.account];
                filled[it.account] = it.start.saturating_add(it.quantity);
            }
        }
        for ((account, filled), _) in self.accounts.all.iter_mut().zip(filled).zip(stale).filter(|it| *it.1) {
            account.total = filled;
            account.present = account.price.and_then(|it| present(&it.bands, it.units(filled)));
        }
    }

    /// Writes the lines of a resource.
    fn write(&self, at: usize, lines: &mut Vec<Line>) {
        let node = &self.plan.nodes[at].id;
        for charge in &self.entries[at].charges {
            self.write_one(node, charge, lines);
        }
    }

    fn write_one(&self, node: &NodeId, charge: &Charge, lines: &mut Vec<Line>) {
        let Account { sku, price, present, .. } = &self.accounts.all[charge.account];
        let Some(price) = price.filter(|_| charge.known) else {
            // The unit is known from elsewhere, if anywhere.
            let (unit, scale) = self.book.measure(sku).unzip();
            let quantity = charge.quantity / scale.unwrap_or(Decimal::ONE);
            lines.push(line(
                (node, sku),
                charge,
                quantity,
                unit.cloned().unwrap_or_default(),
                <_>::default(),
            ));
            return;
        };
        let quantity = price.units(charge.quantity);
        let split = price.split(charge.start, quantity);
        let priced = split.priced();
        let whole = split.beyond.is_zero() && present.is_some();
        if !split.parts.is_empty() {
            let per_million = match (charge.basis, *present) {
                (Basis::Marginal, Some(usd)) => {
                    Some(for_a_million(quantity, self.flow.requests).saturating_mul(usd))
                }
                (Basis::Marginal, None) | (Basis::Fixed, _) => None,
            };
            lines.push(Line {
                unit_price: present.or(split.parts.last().map(|part| part.usd)).map(Usd::new),
                cost: Some(split.cost()),
                per_million: per_million.map(Usd::new),
                parts: split.parts,
                ..line((node, sku), charge, priced, price.unit.clone(), price.source.clone())
            });
        }
        // What is priced whole needs no line to say that the price of the month's last band is not known.
        if !whole && quantity > priced {
            lines.push(line((node, sku), charge, quantity - priced, price.unit.clone(), <_>::default()));
        }
    }

    /// Adds up what the lines come to.
    fn add_up(&mut self, (model, index): (&Model, &Index)) {
        if self.terms.free_tier == FreeTier::Always {
            self.bill.lines.retain(|line| line.basis != LineBasis::FreeTier);
            let free = free_tier::lines(self.book, &self.totals());
            self.bill.lines.extend(free);
        }
        let (mut marginal, mut fixed, mut monthly) = (Usd::ZERO, Usd::ZERO, Usd::ZERO);
        let calls =
            self.flow.arrivals.iter().enumerate().filter(|(_, calls)| calls.is_none()).map(|(at, _)| at);
        let calls = calls.chain(self.flow.capped.iter().copied());
        let unfollowed: Vec<NodeId> = calls.map(|at| self.plan.nodes[at].id.clone()).collect();
        let mut unknown: Vec<String> = unfollowed.iter().map(|id| format!("{id}: calls")).collect();
        for line in &self.bill.lines {
            if let Some(more) = line.per_million {
                marginal = marginal + more;
            }
            match (line.cost, &line.resource) {
                (Some(cost), _) => {
                    monthly = monthly + cost;
                    if line.basis == LineBasis::Fixed {
                        fixed = fixed + cost;
                    }
                }
                (None, Some(id)) => unknown.push(format!("{id}: {}", line.component)),
                (None, None) => {}
            }
        }
        let requests = self.flow.requests;
        let region = self.regions(model, index);
        self.bill = Bill {
            region,
            requests,
            marginal_per_million: marginal,
            fixed_per_month: fixed,
            monthly_total: monthly,
            per_million_total: (!requests.is_zero())
                .then(|| Usd::new(for_a_million(monthly.amount(), requests))),
            unknown,
            unfollowed,
            ..std::mem::take(&mut self.bill)
        };
    }

    fn totals(&self) -> Totals<'_> {
        let filled = self.accounts.all.iter().filter(|it| !it.total.is_zero());
        filled.map(|it| ((&*it.sku, &*it.place), it.total)).collect()
    }

    /// The regions whose prices were used, comma-separated.
    fn regions(&self, model: &Model, index: &Index) -> String {
        let mut used: Vec<&RegionName> = self.terms.region.iter().collect();
        if used.is_empty() {
            for entry in &self.entries {
                // What is priced by another place than a region stands in none.
                let by_region = || entry.charges.iter().any(|it| it.in_region);
                if !used.contains(&&entry.region) && by_region() {
                    used.push(&entry.region);
                }
            }
        }
        let drawn: BTreeSet<&RegionName> = match used.is_empty() {
            true => model.nodes().filter_map(|(id, _)| index.region(model, id)).collect(),
            false => used.into_iter().collect(),
        };
        let names: Vec<&str> = drawn.into_iter().map(RegionName::as_str).collect();
        if names.is_empty() { RegionName::default().to_string() } else { names.join(",") }
    }
}

impl<'b> Accounts<'b> {
    /// The account that a meter fills.
    fn of(&mut self, book: &'b Book, meter: &Meter, region: &RegionName) -> usize {
        let place = meter.place.unwrap_or(region.as_str());
        let known = match self.by_sku.get_mut(&meter.sku) {
            Some(known) => known,
            None => self.by_sku.entry(meter.sku.clone()).or_default(),
        };
        if let Some(at) = known.iter().find(|at| self.all[**at].place == place) {
            return *at;
        }
        let at = self.all.len();
        known.push(at);
        let price = book.price(&meter.sku, place);
        let (sku, place) = (meter.sku.clone(), place.to_owned());
        self.all.push(Account { sku, place, price, total: Decimal::ZERO, present: None });
        at
    }
}

/// A line whose cost is not known.
fn line(
    (node, sku): (&NodeId, &Cow<'static, str>),
    charge: &Charge,
    quantity: Decimal,
    unit: Arc<str>,
    source: Arc<str>,
) -> Line {
    Line {
        resource: Some(node.clone()),
        component: Message::plain(charge.component),
        sku: sku.clone(),
        quantity,
        unit,
        unit_price: None,
        cost: None,
        per_million: None,
        basis: match charge.basis {
            Basis::Marginal => LineBasis::Marginal,
            Basis::Fixed => LineBasis::Fixed,
        },
        parts: <_>::default(),
        source,
    }
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
