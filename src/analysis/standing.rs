//! What the editor shows of each resource and connection: how it stands, what is odd, what it costs.

use super::{Analysis, Bill};
use crate::{
    base::{ConnectionId, Decimal, Gather as _, NodeId, Usd},
    cost::{LineBasis, Sum},
    diag::{Finding, Place},
    model::{
        connection::{Access, accesses},
        fact::CallFact,
        kinds::Kind,
    },
    net::{CallVerdict, Judgement, Verdict},
};
use std::collections::BTreeMap;

/// How a connection stands, both layers together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// The network and the policies grant it.
    Granted,
    /// Answers come back in part.
    Partly,
    /// The network refuses it.
    Refused,
    /// A policy refuses it.
    Denied,
    /// The target does not answer such calls.
    Unsupported,
    /// The model does not say.
    Unknown,
    /// It is being worked out.
    Pending,
}

impl Standing {
    /// Of what becomes of a connection.
    pub(super) fn of(judgement: &Judgement) -> Self {
        match (judgement.call, judgement.packets.as_ref().map(|answer| answer.verdict)) {
            (CallVerdict::Unsupported, _) => Self::Unsupported,
            (_, Some(Verdict::Unreachable)) => Self::Refused,
            (CallVerdict::Denied, _) => Self::Denied,
            (_, Some(Verdict::Unknown)) => Self::Unknown,
            (_, Some(Verdict::PartialReturn)) => Self::Partly,
            (
                CallVerdict::Allowed | CallVerdict::NotACall,
                Some(Verdict::Reachable | Verdict::ForwardOnly) | None,
            ) => Self::Granted,
        }
    }
}

/// What a resource costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// For each million requests.
    pub per_million: Usd,
    /// For each month.
    pub fixed: Usd,
    /// Whether a price of it is not known.
    pub unknown: bool,
}

impl Analysis {
    /// What becomes of a connection.
    pub fn judgement(&self, id: &ConnectionId) -> Option<&Judgement> {
        self.judgements().get(id)
    }

    /// How a connection stands.
    pub fn standing(&self, id: &ConnectionId) -> Standing {
        self.judgement(id).map_or(Standing::Unknown, Standing::of)
    }

    /// The findings about one resource, those of its outgoing connections too, worst first, as the
    /// editor shows them.
    pub fn findings_of(&self, id: &NodeId) -> Vec<&Finding> {
        let model = self.model();
        let about = |finding: &&Finding| match &finding.place {
            Place::Node { node, .. } => node == id,
            Place::Connection(connection) => {
                let ends = model.connection(connection).and_then(|it| it.ends());
                ends.is_some_and(|(from, _)| from == id)
            }
        };
        self.shown().findings().iter().filter(about).collect()
    }

    /// What a resource costs; `None` when it has no line.
    pub fn cost_of(&self, id: &NodeId) -> Option<Spent> {
        self.spent().get(id).copied()
    }

    /// What a container costs with everything inside it; `None` when nothing there has a line.
    pub fn cost_inside(&self, id: &NodeId) -> Option<Spent> {
        self.inside().get(id).copied()
    }

    /// Whether a resource calls others at all.
    pub fn calls(&self, id: &NodeId) -> bool {
        let facts = self.model().node(id).map(|node| node.resource.as_resource().call_facts(self.site(id)));
        facts.is_some_and(|facts| facts.iter().any(|fact| matches!(fact, CallFact::Calls(_))))
    }

    /// The ways in which one resource may be connected to another, the likeliest first.
    pub fn accesses(&self, from: &NodeId, to: &NodeId) -> Vec<Access> {
        let facts = |id: &NodeId| {
            let resource = self.model().node(id).map(|node| node.resource.as_resource());
            resource.map_or(Vec::new(), |it| it.call_facts(self.site(id)))
        };
        accesses(&facts(from), &facts(to))
    }

    /// The kinds that a resource may be connected to.
    pub fn fitting_kinds(&self, from: &NodeId) -> Vec<Kind> {
        let site = self.site(from);
        let Some(node) = self.model().node(from) else { return Vec::new() };
        let calls = node.resource.as_resource().call_facts(site);
        // A fresh resource says nothing that depends on where it stands.
        let fits = |kind: &Kind| !accesses(&calls, &kind.fresh().as_resource().call_facts(site)).is_empty();
        Kind::ALL.iter().copied().filter(fits).collect()
    }

    /// What each container costs with everything inside it.
    pub fn sums_by_container(&self, bill: &Bill) -> BTreeMap<NodeId, Sum> {
        let mut sums: BTreeMap<NodeId, Sum> = BTreeMap::new();
        for (id, sum) in bill.grouped(|line| line.resource.clone()) {
            let Some(id) = id else { continue };
            let around = self.model().ancestors(&id).map(|(id, _)| id.clone()).chain([id.clone()]);
            let containers = around.filter(|id| !self.index().children(id).is_empty());
            containers.for_each(|id| sums.entry(id).or_default().add(sum));
        }
        sums
    }

    pub(super) fn tally_inside(&self) -> BTreeMap<NodeId, Spent> {
        let sums = self.sums_by_container(self.bill()).into_iter();
        let spent = sums.map(|(id, sum)| {
            (id, Spent { per_million: sum.per_million, fixed: sum.fixed, unknown: sum.floor })
        });
        spent.filter(|(_, it)| it.unknown || it.per_million != Usd::ZERO || it.fixed != Usd::ZERO).gather()
    }

    pub(super) fn tally(&self) -> BTreeMap<NodeId, Spent> {
        let bill = self.bill();
        let million = Decimal::from(1_000_000);
        let mut spent = BTreeMap::<NodeId, Spent>::new();
        for line in &bill.lines {
            let Some(id) = &line.resource else { continue };
            let entry = spent.entry(id.clone()).or_default();
            match (line.basis, line.cost) {
                (_, None) => entry.unknown = true,
                (LineBasis::Marginal, Some(cost)) => {
                    let share = (!bill.requests.is_zero())
                        .then(|| cost.amount().checked_mul(million)?.checked_div(bill.requests))
                        .flatten();
                    let per_million = line.per_million.or(share.map(Usd::new)).unwrap_or_default();
                    entry.per_million = entry.per_million + per_million;
                }
                (LineBasis::Fixed, Some(cost)) => entry.fixed = entry.fixed + cost,
                (LineBasis::FreeTier, Some(_)) => {}
            }
        }
        spent.retain(|_, it| it.unknown || it.per_million != Usd::ZERO || it.fixed != Usd::ZERO);
        spent
    }
}

#[cfg(test)]
mod tests;
