//! Remedies with what they would change on the bill.

use super::Analysis;
use crate::{
    base::Usd,
    model::{
        edit,
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

impl Analysis {
    /// What would meet a need, the cheapest first.
    pub fn offers(&self, need: &Need) -> Vec<Offer> {
        let fresh = Kind::ALL.iter().map(|kind| kind.fresh());
        let remedies = fresh.flat_map(|it| it.as_resource().remedies(need, &self.model));
        let mut offers: Vec<Offer> = remedies.filter_map(|remedy| self.priced(remedy)).collect();
        offers.sort_by_key(|offer| (offer.fixed, offer.remedy.edits.len()));
        offers
    }

    /// A remedy with its price; `None` when it does not apply to the model as it is.
    fn priced(&self, remedy: Remedy) -> Option<Offer> {
        let mut model = self.model.clone();
        edit::apply(&mut model, &remedy.edits).ok()?;
        let (before, after) = (self.bill(), Self::new(model).bill().clone());
        let fixed = after.fixed_per_month.amount() - before.fixed_per_month.amount();
        Some(Offer { remedy, fixed: Usd::new(fixed), unknown: after.unknown.len() > before.unknown.len() })
    }
}
