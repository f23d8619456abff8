//! Bills that take time, worked out piece by piece: one bill in each. What they become is in `kept`.

use super::costing::CostTerms;
use crate::{
    analysis::{Alternative, Analysis, Bill, Even},
    base::{Decimal, Message, Usd},
    model::resource::Remedy,
};

/// Requests a month that a curve begins and ends with, as powers of ten.
pub const POWERS: (u32, u32) = (3, 9);
/// Points of a curve in each power of ten.
const POINTS: [u64; 5] = [1, 2, 3, 5, 7];
/// How many other designs are drawn beside this one.
const OTHERS: usize = 3;
/// Numbers of requests for which the whole month is added up, in millions.
const TOTALS: [u64; 3] = [1, 10, 100];

/// The bill of the tab.
#[derive(Debug)]
pub struct Priced {
    /// The bill.
    pub bill: Bill,
    /// Everything of a month at other numbers of requests, and whether a price is missing in it.
    pub totals: Vec<(Decimal, Usd, bool)>,
}

/// The bill of the tab while it is made.
#[derive(Debug)]
pub struct Pricing {
    terms: CostTerms,
    bill: Option<Bill>,
    totals: Vec<(Decimal, Usd, bool)>,
}

impl Pricing {
    /// Nothing is made yet.
    pub fn new(terms: CostTerms) -> Self {
        Self { terms, bill: None, totals: Vec::new() }
    }

    /// How much is done.
    pub fn progress(&self) -> (usize, usize) {
        (usize::from(self.bill.is_some()) + self.totals.len(), 1 + TOTALS.len())
    }

    /// Makes one bill; false once nothing is left.
    pub fn step(&mut self, analysis: &Analysis) -> bool {
        let Some(bill) = &self.bill else {
            // Under the terms of the whole editor it is there already.
            let drawn = self.terms == CostTerms::default();
            let fresh = || analysis.bill_for(self.terms.terms(None));
            self.bill = Some(if drawn { analysis.bill().clone() } else { fresh() });
            return true;
        };
        let next = TOTALS.get(self.totals.len()).filter(|_| !bill.requests.is_zero());
        let Some(millions) = next else { return false };
        let requests = Decimal::from(millions * 1_000_000);
        let at = analysis.bill_for(self.terms.terms(Some(requests)));
        self.totals.push((requests, at.monthly_total, at.is_floor()));
        true
    }

    /// The bill.
    pub fn found(self, analysis: &Analysis) -> Priced {
        let bill = self.bill.unwrap_or_else(|| analysis.bill_for(self.terms.terms(None)));
        Priced { bill, totals: self.totals }
    }
}

/// What a design costs with more and more requests, and others beside it.
#[derive(Debug, Default)]
pub struct Growth {
    /// Requests a month, rising; none if the design has no workload.
    pub requests: Vec<Decimal>,
    /// What a month costs at each.
    pub costs: Vec<Usd>,
    /// Requests a month as drawn, and what that costs.
    pub drawn: (Decimal, Usd),
    /// Whether a price is missing, so that costs are floors.
    pub at_least: bool,
    /// Other designs that do the same, what saves most first.
    pub others: Vec<Other>,
}

/// Another design's curve.
#[derive(Debug)]
pub struct Other {
    /// What it changes.
    pub title: Message,
    /// What it saves in a month as drawn; negative if it costs more.
    pub saves: Usd,
    /// Whether a price of it is missing.
    pub unknown: bool,
    /// What a month costs at each number of requests.
    pub costs: Vec<Usd>,
    /// Where one overtakes the other.
    pub even: Option<Even>,
}

/// Curves while they are made.
#[derive(Debug)]
pub struct Growing {
    terms: CostTerms,
    growth: Growth,
    /// Designs that are still to be weighed; `None` before they are known.
    left: Option<Vec<Remedy>>,
    count: usize,
    best: Vec<Ahead>,
}

/// A design that is worth a curve.
#[derive(Debug)]
struct Ahead {
    other: Other,
    design: Analysis,
    is_even_known: bool,
}

impl Growing {
    /// Nothing is made yet.
    pub fn new(analysis: &Analysis, terms: CostTerms) -> Self {
        let some = !analysis.model().workload().is_empty();
        let decades = (POWERS.0..POWERS.1).filter(|_| some).map(|power| 10_u64.pow(power));
        let points = decades.flat_map(|decade| POINTS.map(|digit| digit * decade));
        let last = some.then(|| 10_u64.pow(POWERS.1));
        let requests = points.chain(last).map(Decimal::from).collect();
        let growth = Growth { requests, ..Growth::default() };
        Self { terms, growth, left: (!some).then(Vec::new), count: 0, best: Vec::new() }
    }

    /// How much is done.
    pub fn progress(&self) -> (usize, usize) {
        let points = self.growth.requests.len();
        let others = if self.left.is_none() { OTHERS } else { self.count.min(OTHERS) };
        let left = self.left.as_ref().map_or(0, Vec::len);
        let weighed = if self.left.is_some() { 1 + self.count - left } else { 0 };
        let drawn: usize =
            self.best.iter().map(|it| it.other.costs.len() + usize::from(it.is_even_known)).sum();
        (self.growth.costs.len() + weighed + drawn, points + 1 + self.count + others * (points + 1))
    }

    /// Makes one bill; false once nothing is left.
    pub fn step(&mut self, analysis: &Analysis) -> bool {
        let at = |design: &Analysis, requests: &Decimal| {
            design.bill_for(self.terms.terms(Some(*requests))).monthly_total
        };
        let Growth { requests, costs, .. } = &mut self.growth;
        if let Some(next) = requests.get(costs.len()) {
            costs.push(at(analysis, next));
            return true;
        }
        let Some(left) = &mut self.left else {
            let bill = analysis.bill_for(self.terms.terms(None));
            self.growth.drawn = (bill.requests, bill.monthly_total);
            self.growth.at_least = bill.is_floor();
            let left = analysis.candidates();
            self.count = left.len();
            self.left = Some(left);
            return true;
        };
        if let Some(remedy) = left.pop() {
            self.weigh(analysis, remedy);
            return true;
        }
        for ahead in &mut self.best {
            if let Some(next) = requests.get(ahead.other.costs.len()) {
                ahead.other.costs.push(at(&ahead.design, next));
                return true;
            }
            if !ahead.is_even_known {
                ahead.other.even = analysis.even_with(&ahead.design, &self.terms.terms(None));
                ahead.is_even_known = true;
                return true;
            }
        }
        false
    }

    /// Keeps a design if it is among the best.
    fn weigh(&mut self, analysis: &Analysis, remedy: Remedy) {
        let Some(design) = analysis.with(&remedy.edits) else { return };
        let bill = design.bill_for(self.terms.terms(None));
        let saves = Usd::new(self.growth.drawn.1.amount() - bill.monthly_total.amount());
        let unknown = bill.is_floor();
        let other = Other { title: remedy.title, saves, unknown, costs: Vec::new(), even: None };
        self.best.push(Ahead { other, design, is_even_known: false });
        let title = |it: &Ahead| it.other.title.to_string();
        self.best.sort_by(|a, b| b.other.saves.cmp(&a.other.saves).then_with(|| title(a).cmp(&title(b))));
        self.best.truncate(OTHERS);
    }

    /// The curves.
    pub fn found(self) -> Growth {
        Growth { others: self.best.into_iter().map(|it| it.other).collect(), ..self.growth }
    }
}

/// Other designs while they are weighed.
#[derive(Debug)]
pub struct Weighing {
    left: Vec<Remedy>,
    count: usize,
    done: Vec<Alternative>,
}

impl Weighing {
    /// Nothing is weighed yet.
    pub fn new(analysis: &Analysis) -> Self {
        let left = analysis.candidates();
        Self { count: left.len(), left, done: Vec::new() }
    }

    /// How much is done.
    pub fn progress(&self) -> (usize, usize) {
        (self.count - self.left.len(), self.count)
    }

    /// Weighs one; false once nothing is left.
    pub fn step(&mut self, analysis: &Analysis) -> bool {
        self.done.extend(self.left.pop().and_then(|remedy| analysis.weigh(remedy)));
        !self.left.is_empty()
    }

    /// All of them, what saves most first.
    pub fn found(mut self) -> Vec<Alternative> {
        let title = |it: &Alternative| it.title.to_string();
        self.done.sort_by(|a, b| b.saves().cmp(&a.saves()).then_with(|| title(a).cmp(&title(b))));
        self.done
    }
}
