//! Other designs that do the same: what each would cost, and from how many requests on it is the cheaper one.

mod even;
pub use even::Evening;

use super::Analysis;
use crate::{
    base::{Decimal, Message, NodeId, Usd},
    cost::Terms,
    model::{
        edit::Edit,
        fact::{NetFact, Service},
        resource::{Need, Remedy},
        site::Site,
    },
};

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
    /// Whether a price in either is not known, so that nothing is proved.
    pub unknown: bool,
    /// Where one overtakes the other.
    pub even: Option<Even>,
}

/// Where two designs cost the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Even {
    /// Requests a month, with three digits that count.
    pub requests: Decimal,
    /// Whether the other design is the cheaper one beyond that.
    pub then_above: bool,
}

impl Alternative {
    /// What it saves in a month; negative if it costs more.
    pub fn saves(&self) -> Usd {
        Usd::new(self.now.amount() - self.then.amount())
    }
}

impl Analysis {
    /// Every alternative, what saves most first.
    pub fn alternatives(&self) -> Vec<Alternative> {
        let mut all: Vec<Alternative> =
            self.candidates().into_iter().filter_map(|remedy| self.weigh(remedy)).collect();
        all.sort_by(|one, other| {
            other.saves().cmp(&one.saves()).then_with(|| one.title.to_string().cmp(&other.title.to_string()))
        });
        all
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

    /// Prices one candidate; `None` when it does not apply to the model as it is.
    pub fn weigh(&self, remedy: Remedy) -> Option<Alternative> {
        let (mut alternative, other) = self.price(remedy)?;
        alternative.even = self.even_with(&other, &Terms::default());
        Some(alternative)
    }

    /// Everything of a month at one, ten and a hundred million requests, and whether a price is missing in it.
    pub fn totals(&self, terms: &Terms) -> [(Decimal, Usd, bool); 3] {
        [1, 10, 100].map(|millions: u64| {
            let requests = Decimal::from(millions * 1_000_000);
            let bill = self.bill_for(Terms { requests: Some(requests), ..terms.clone() });
            (requests, bill.monthly_total, bill.is_floor())
        })
    }

    /// Ways to regional services that pass a translator now, and could pass an endpoint.
    fn private_ways(&self) -> Vec<Remedy> {
        let mut needs: Vec<Need> = Vec::new();
        for (id, ways) in self.ways() {
            let Some(connection) = self.model().connection(id) else { continue };
            let Some(service) = connection.to.target().and_then(|to| self.service_of(to)) else { continue };
            for way in ways {
                let translated = way.iter().any(|it| self.is_translator(&it.node));
                let need = connection.from.target().filter(|_| translated);
                let segments = need.into_iter().flat_map(|from| self.segments_of(from));
                for segment in segments {
                    if let Some(need) = self.way_from(&segment, &service).filter(|need| !needs.contains(need))
                    {
                        needs.push(need);
                    }
                }
            }
        }
        // What still passes a translator is no private way.
        let passing = |design: &Self| {
            let ways = design.ways().values().flatten();
            ways.filter(|way| way.iter().any(|it| design.is_translator(&it.node))).count()
        };
        let now = passing(self);
        let is_private =
            |remedy: &Remedy| self.with(&remedy.edits).is_some_and(|other| passing(&other) < now);
        needs.iter().flat_map(|need| self.remedies(need)).filter(is_private).collect()
    }

    fn facts_of(&self, id: &NodeId) -> Vec<NetFact> {
        let node = self.model().node(id);
        node.map_or(Vec::new(), |node| node.resource.as_resource().net_facts(self.site(id)))
    }

    fn service_of(&self, id: &NodeId) -> Option<Service> {
        self.facts_of(id)
            .into_iter()
            .find_map(|fact| if let NetFact::Served { service } = fact { Some(service) } else { None })
    }

    fn is_translator(&self, id: &NodeId) -> bool {
        self.facts_of(id).iter().any(|fact| matches!(fact, NetFact::SourceNat(_)))
    }

    fn segments_of(&self, id: &NodeId) -> Vec<NodeId> {
        let interfaces = self.facts_of(id).into_iter().filter_map(|fact| {
            if let NetFact::Interface(interface) = fact { Some(interface.segment.clone()) } else { None }
        });
        interfaces.collect()
    }

    fn way_from(&self, segment: &NodeId, service: &Service) -> Option<Need> {
        self.facts_of(segment).into_iter().find_map(|fact| {
            let NetFact::Segment(it) = fact else { return None };
            Some(Need::WayToService {
                table: it.table.clone(),
                boundary: it.boundary,
                segment: segment.clone(),
                service: service.clone(),
            })
        })
    }
}
