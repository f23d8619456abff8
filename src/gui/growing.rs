//! Bills that take time, worked out piece by piece: one bill in each. What they become is in `kept`.

use super::costing::CostTerms;
use crate::{
    analysis::{Alternative, Analysis, Bill, Even, Evening},
    base::{Decimal, Message, Order as _, Usd},
    model::resource::Remedy,
};

/// Requests a month that a curve begins and ends with, as powers of ten.
pub const POWERS: (u32, u32) = (3, 9);
/// Points of a curve in each power of ten.
const POINTS: [u64; 5] = [1, 2, 3, 5, 7];
/// How many other designs are drawn beside this one.
const OTHERS: usize = 3;
/// How many other designs are priced at most: each takes a bill of its own.
const PRICED: usize = 60;
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
    evening: Evening,
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
            let (left, _) = candidates(analysis);
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
                let goes_on = ahead.evening.step(analysis, &ahead.design, &self.terms.terms(None));
                let evened = ahead.evening.outcome();
                ahead.other.even = evened.even;
                // Nothing is proved by finding none where the search had to end.
                ahead.other.unknown |= evened.known_to.is_some();
                ahead.is_even_known = !goes_on;
                return true;
            }
        }
        false
    }

    /// Keeps a design if it is among the best.
    fn weigh(&mut self, analysis: &Analysis, remedy: Remedy) {
        let terms = self.terms.terms(None);
        let Some((alternative, design)) = analysis.price_under(remedy, &terms) else { return };
        let (saves, unknown) = (alternative.saves(), !alternative.comparable);
        let other = Other { title: alternative.title, saves, unknown, costs: Vec::new(), even: None };
        let evening = Evening::new(analysis, &design);
        self.best.push(Ahead { other, design, evening, is_even_known: false });
        let title = |it: &Ahead| it.other.title.to_string();
        // What nobody can compare comes last.
        let rank = |it: &Ahead| (it.other.unknown, std::cmp::Reverse(it.other.saves));
        self.best.order_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| title(a).cmp(&title(b))));
        self.best.truncate(OTHERS);
    }

    /// The curves.
    pub fn found(self) -> Growth {
        Growth { others: self.best.into_iter().map(|it| it.other).collect(), ..self.growth }
    }
}

/// Other designs, and how many more there are that were not priced.
#[derive(Debug, Default)]
pub struct Weighed {
    /// What saves most first.
    pub all: Vec<Alternative>,
    /// Those that were left out.
    pub left_out: usize,
}

/// Other designs while they are weighed.
#[derive(Debug)]
pub struct Weighing {
    left: Vec<Remedy>,
    count: usize,
    /// The one of which it is looked for where it overtakes.
    present: Option<Box<(Alternative, Analysis, Evening)>>,
    weighed: Weighed,
}

impl Weighing {
    /// Nothing is weighed yet.
    pub fn new(analysis: &Analysis) -> Self {
        let (left, left_out) = candidates(analysis);
        let weighed = Weighed { left_out, ..Weighed::default() };
        Self { count: left.len(), left, present: None, weighed }
    }

    /// How much is done.
    pub fn progress(&self) -> (usize, usize) {
        let under_way = usize::from(self.present.is_some());
        (self.count.saturating_sub(self.left.len() + under_way), self.count)
    }

    /// Prices one, or looks a little further for where it overtakes; false once nothing is left.
    pub fn step(&mut self, analysis: &Analysis) -> bool {
        if let Some(mut present) = self.present.take() {
            let (alternative, other, evening) = &mut *present;
            if evening.step(analysis, other, &CostTerms::default().terms(None)) {
                self.present = Some(present);
            } else {
                let evened = evening.outcome();
                (alternative.even, alternative.known_to) = (evened.even, evened.known_to);
                self.weighed.all.push(alternative.clone());
            }
        } else if let Some((alternative, other)) = self.left.pop().and_then(|remedy| analysis.price(remedy)) {
            let evening = Evening::new(analysis, &other);
            self.present = Some(Box::new((alternative, other, evening)));
        }
        self.present.is_some() || !self.left.is_empty()
    }

    /// All of them.
    pub fn found(mut self) -> Weighed {
        self.weighed.all.order_by(Alternative::rank);
        self.weighed
    }
}

/// What is worth pricing, the least promising first, and how much is left out.
fn candidates(analysis: &Analysis) -> (Vec<Remedy>, usize) {
    let (mut all, left_out) = analysis.promising(analysis.bill(), PRICED);
    // They are taken from the end.
    all.reverse();
    (all, left_out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::NodeId,
        model::{edit::Edit, file},
    };

    fn design(pairs: usize) -> Analysis {
        let mut resources = vec![r#""r": {"kind": "region"}, "c": {"kind": "client"}"#.to_owned()];
        let mut connections = Vec::new();
        for at in 0..pairs {
            resources.push(format!(
                r#""a{at}": {{"kind": "rest_api", "in": "r"}}, "f{at}": {{"kind": "lambda_function", "in": "r"}}"#
            ));
            connections.push(format!(
                r#""x{at}": {{"from": "c", "to": "a{at}"}}, "y{at}": {{"from": "a{at}", "to": "f{at}"}}"#
            ));
        }
        let (resources, connections) = (resources.join(","), connections.join(","));
        let text = format!(
            r#"{{"plat": 1, "resources": {{{resources}}}, "connections": {{{connections}}}, "workload": [{{"at": "c"}}]}}"#
        );
        Analysis::new(file::load(&text).unwrap().model)
    }

    #[test]
    fn of_many_designs_those_that_touch_most_money_are_priced() {
        let few = design(2);
        let (all, left_out) = candidates(&few);
        assert_eq!((all.len(), left_out), (few.candidates().len(), 0));
        let many = design(40);
        let (all, left_out) = candidates(&many);
        assert_eq!(all.len(), PRICED);
        assert_eq!(left_out, many.candidates().len() - PRICED);
        // An API costs more than its function, so changes of each API are among them.
        let touched: std::collections::BTreeSet<&NodeId> =
            all.iter().flat_map(|remedy| remedy.edits.iter().filter_map(Edit::remakes)).collect();
        assert!((0..40).all(|at| touched.contains(&format!("a{at}").parse::<NodeId>().unwrap())));
    }

    #[test]
    fn what_is_weighed_step_by_step_is_what_is_weighed_at_once() {
        let analysis = design(2);
        let mut weighing = Weighing::new(&analysis);
        let all = weighing.progress().1;
        while weighing.step(&analysis) {
            assert!(weighing.progress().0 <= all);
        }
        assert_eq!(weighing.progress(), (all, all));
        let brief = |it: &Alternative| (it.title.to_string(), it.now, it.then, it.even);
        let found: Vec<_> = weighing.found().all.iter().map(brief).collect();
        let once: Vec<_> = analysis.alternatives().iter().map(brief).collect();
        assert_eq!(found, once);
    }

    #[test]
    fn a_curve_has_its_drawn_cost_on_it() {
        let analysis = design(1);
        let mut growing = Growing::new(&analysis, CostTerms::default());
        while growing.step(&analysis) {
            let (done, all) = growing.progress();
            assert!(done <= all);
        }
        let growth = growing.found();
        assert_eq!(growth.costs.len(), growth.requests.len());
        let at = growth.requests.iter().position(|it| *it == growth.drawn.0).unwrap();
        assert_eq!(growth.costs[at], growth.drawn.1);
        assert!(growth.costs.is_sorted() && growth.others.len() <= OTHERS);
        assert!(growth.others.iter().all(|it| it.costs.len() == growth.requests.len()));
    }
}
