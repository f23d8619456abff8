//! Other designs that do the same: what each would cost, and from how many requests on it is the cheaper one.

mod even;
mod private;
pub use even::{Even, Evened, Evening};

use super::{Analysis, Standing};
use crate::{
    base::{Decimal, Message, NodeId, Order as _, Usd},
    cost::{Bill, Line, Terms},
    model::{edit::Edit, resource::Remedy, site::Site},
};
use std::cmp::Ordering;

/// Another design, priced against this one.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// What it changes.
    pub title: Message,
    /// The edits, one undo step.
    pub edits: Vec<Edit>,
    /// What this design costs in a month, at the drawn workload.
    pub now: Usd,
    /// What the other one would.
    pub then: Usd,
    /// Whether a price in either is not known, so that both amounts are floors.
    pub unknown: bool,
    /// Which of the two is a floor.
    pub floors: (bool, bool),
    /// Whether the difference is known all the same: what has no price is the same in both.
    pub comparable: bool,
    /// Where one overtakes the other.
    pub even: Option<Even>,
    /// Above how many requests nothing is known of that, if the search had to end there.
    pub known_to: Option<Decimal>,
}

/// Other designs that do the same, what saves most first.
#[derive(Clone, Debug, Default)]
pub struct Advised {
    /// Those that are worth the most.
    pub all: Vec<Alternative>,
    /// How many more there are.
    pub left_out: usize,
}

/// How many designs are priced for each one that is shown, where not all are: those that touch what costs most.
const PRICED_FOR_ONE: usize = 3;

impl Alternative {
    /// What it saves in a month; negative if it costs more. Of no meaning unless `comparable`.
    pub fn saves(&self) -> Usd {
        Usd::new(self.now.amount() - self.then.amount())
    }

    /// What is proved to save most first; what nobody can compare last.
    pub fn rank(&self, other: &Self) -> Ordering {
        let by_savings = || other.saves().cmp(&self.saves());
        let by_title = || self.title.to_string().cmp(&other.title.to_string());
        other.comparable.cmp(&self.comparable).then_with(by_savings).then_with(by_title)
    }
}

/// Whether the difference between two bills is known: what has no price is the same in both.
pub(super) fn comparable(one: &Bill, other: &Bill) -> bool {
    let unpriced = |bill: &Bill| {
        let lines = bill.lines.iter().filter(|it| it.cost.is_none());
        let mut of: Vec<(Option<NodeId>, String, Decimal)> =
            lines.map(|it: &Line| (it.resource.clone(), it.sku.to_string(), it.quantity)).collect();
        of.order();
        bill.unfollowed.is_empty().then_some(of)
    };
    let (one, other) = (unpriced(one), unpriced(other));
    one.is_some() && one == other
}

impl Analysis {
    /// Every alternative at the drawn workload, what saves most first.
    pub fn alternatives(&self) -> Vec<Alternative> {
        self.advised(&Terms::default(), None).all
    }

    /// The alternatives that save most under some terms, so many or all. Of many, those that touch what costs most are
    /// priced.
    pub fn advised(&self, terms: &Terms, most: Option<usize>) -> Advised {
        let Some(scaled) = terms.requests.map(|requests| self.at_requests(requests)) else {
            return self.advised_as_drawn(terms, most);
        };
        // What is sized for a load is sized for that one.
        let terms = Terms { requests: None, ..terms.clone() };
        scaled.map(|design| design.advised_as_drawn(&terms, most)).unwrap_or_default()
    }

    fn advised_as_drawn(&self, terms: &Terms, most: Option<usize>) -> Advised {
        let now = self.bill_for(terms.clone());
        let priced = most.map_or(usize::MAX, |most| most.saturating_mul(PRICED_FOR_ONE));
        let (candidates, mut left_out) = self.promising(&now, priced);
        let mut all: Vec<(Alternative, Self)> =
            candidates.into_iter().filter_map(|remedy| self.price_for(remedy, &now, terms)).collect();
        all.order_by(|(one, _), (other, _)| one.rank(other));
        let shown = most.unwrap_or(all.len()).min(all.len());
        left_out += all.len() - shown;
        all.truncate(shown);
        let evened = all.into_iter().map(|(alternative, other)| {
            let Evened { even, known_to, .. } = self.evened(&other, terms);
            Alternative { even, known_to, ..alternative }
        });
        Advised { all: evened.collect(), left_out }
    }

    /// What resources know to do the same otherwise, and private ways to services in place of NAT gateways. Cheap: nothing
    /// is priced.
    pub fn candidates(&self) -> Vec<Remedy> {
        let (model, index) = (self.model(), self.index());
        let own = model.nodes().flat_map(|(id, node)| {
            let usage = self.ledger().usage(id);
            node.resource.as_resource().alternatives(Site::new(model, index, id), &usage)
        });
        own.chain(self.private_ways()).collect()
    }

    /// So many candidates, the most promising first, and how many are left out: of many, those that touch what costs most
    /// in a bill.
    pub fn promising(&self, now: &Bill, most: usize) -> (Vec<Remedy>, usize) {
        let sums = now.grouped(|line| line.resource.clone());
        let touched = |remedy: &Remedy| {
            let cost = |id: &NodeId| sums.get(&Some(id.clone())).map(|sum| sum.monthly);
            remedy.edits.iter().filter_map(Edit::remakes).filter_map(cost).max()
        };
        let mut all = self.candidates();
        // What touches nothing that costs adds something, and stays.
        all.order_by_key(|it| std::cmp::Reverse(touched(it).map_or((1, None), |it| (0, Some(it)))));
        let left_out = all.len().saturating_sub(most);
        all.truncate(most);
        (all, left_out)
    }

    /// Prices one candidate, without looking for where it overtakes; also the design that it makes. `None` when it does
    /// not apply to the model as it is, or connections fail in it that did not.
    pub fn price(&self, remedy: Remedy) -> Option<(Alternative, Self)> {
        self.price_for(remedy, self.bill(), &Terms::default())
    }

    /// The same under some terms.
    pub fn price_under(&self, remedy: Remedy, terms: &Terms) -> Option<(Alternative, Self)> {
        self.price_for(remedy, &self.bill_for(terms.clone()), terms)
    }

    fn price_for(&self, remedy: Remedy, now: &Bill, terms: &Terms) -> Option<(Alternative, Self)> {
        let other = self.with(&remedy.edits)?;
        if self.breaks(&other) {
            return None;
        }
        let then = other.bill_for(terms.clone());
        let alternative = Alternative {
            title: remedy.title,
            edits: remedy.edits,
            now: now.monthly_total,
            then: then.monthly_total,
            unknown: now.is_floor() || then.is_floor(),
            floors: (now.is_floor(), then.is_floor()),
            comparable: comparable(now, &then),
            even: None,
            known_to: None,
        };
        Some((alternative, other))
    }

    /// Whether connections fail in another design that did not fail here, or are not here.
    fn breaks(&self, other: &Self) -> bool {
        let fails = |standing: Standing| match standing {
            Standing::Refused | Standing::Denied | Standing::Unsupported => true,
            Standing::Granted | Standing::Partly | Standing::Unknown | Standing::Pending => false,
        };
        let mut all = other.model().connections().map(|(id, _)| id);
        all.any(|id| fails(other.standing(id)) && !fails(self.standing(id)))
    }

    /// Everything of a month at one, ten and a hundred million requests, and whether a price is missing in it.
    pub fn totals(&self, terms: &Terms) -> [(Decimal, Usd, bool); 3] {
        [1, 10, 100].map(|millions: u64| {
            let requests = Decimal::from(millions * 1_000_000);
            let bill = self.bill_for(Terms { requests: Some(requests), ..terms.clone() });
            (requests, bill.monthly_total, bill.is_floor())
        })
    }
}
