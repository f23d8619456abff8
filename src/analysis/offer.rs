//! Remedies with what they would change on the bill.

use super::Analysis;
use crate::{
    base::{Order as _, Usd},
    model::{
        edit::{self, Edit},
        kinds::Kind,
        resource::{Need, Remedy},
    },
};

/// A remedy and what it would cost.
#[derive(Clone, Debug)]
pub struct Offer {
    /// What it does.
    pub remedy: Remedy,
    /// What it adds to the fixed cost of a month.
    pub fixed: Usd,
    /// Whether a price of it is not known.
    pub unknown: bool,
}

/// What would meet a need, on the way to its prices: one in each piece.
#[derive(Debug)]
pub struct Offering {
    left: Vec<Remedy>,
    all: usize,
    offers: Vec<Offer>,
}

impl Offering {
    /// Nothing is priced yet.
    pub fn new(analysis: &Analysis, need: &Need) -> Self {
        let mut left = analysis.remedies(need);
        left.reverse();
        Self { all: left.len(), left, offers: Vec::new() }
    }

    /// Prices one; false once nothing is left.
    pub fn step(&mut self, analysis: &Analysis) -> bool {
        let Some(remedy) = self.left.pop() else { return false };
        self.offers.extend(analysis.priced(remedy));
        !self.left.is_empty()
    }

    /// How much is done, and of how much.
    pub fn progress(&self) -> (usize, usize) {
        (self.all - self.left.len(), self.all)
    }

    /// The cheapest first.
    pub fn found(mut self) -> Vec<Offer> {
        self.offers.order_by_key(|offer| (offer.fixed, offer.remedy.edits.len()));
        self.offers
    }
}

impl Analysis {
    /// What would meet a need, the cheapest first.
    pub fn offers(&self, need: &Need) -> Vec<Offer> {
        let mut offering = Offering::new(self, need);
        while offering.step(self) {}
        offering.found()
    }

    /// Every kind's ways to meet a need.
    pub(super) fn remedies(&self, need: &Need) -> Vec<Remedy> {
        let fresh = Kind::ALL.iter().map(|kind| kind.fresh());
        fresh.flat_map(|it| it.as_resource().remedies(need, &self.model)).collect()
    }

    /// The design with edits applied, if they can be. It takes over the answers that cannot have changed.
    pub fn with(&self, edits: &[Edit]) -> Option<Self> {
        let mut model = self.model.clone();
        let patch = edit::apply(&mut model, edits).ok()?;
        let answers = self.answers.lent((&self.model, &model), &patch);
        Some(Self { model, answers, ..Self::default() })
    }

    /// A remedy with its price; `None` when it does not apply to the model as it is.
    fn priced(&self, remedy: Remedy) -> Option<Offer> {
        let (before, after) = (self.bill(), self.with(&remedy.edits)?.bill().clone());
        let fixed = after.fixed_per_month.amount() - before.fixed_per_month.amount();
        Some(Offer { remedy, fixed: Usd::new(fixed), unknown: after.unknown.len() > before.unknown.len() })
    }
}
