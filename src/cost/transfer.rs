//! What bytes cost on their way: between zones, between regions, to the internet; and what passes through resources
//! in the middle, which bill it themselves.
//!
//! A call carries what it sends and what comes back: the request and the response, and the items read and
//! written. A gigabyte is 2³⁰ bytes, as in the bands of the price list. Headers are left out.
//!
//! Where packets go is the network engine's answer: the [`Way`]s of a connection share its bytes alike, for clients
//! and names are spread over what they have (PKT-4).
//!
//! - Into AWS: free. From a region to the internet: the sender's region, in bands of the account.
//! - Between regions: the sender pays.
//! - Between zones: each side pays for each direction, so that the pair pays twice; VPC peering likewise.
//! - Between an edge and a region: free.
//!
//! <https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer>

use super::flow::Flow;
use crate::{
    base::{ConnectionId, Decimal, NodeId, RegionName, Text, text},
    model::{
        Model,
        fact::{Meter, NetFact, Transfer, Way, Waypoint},
        site::{Index, Site},
    },
};
use std::collections::BTreeMap;

/// The ways of connections: from the network engine, as plain data.
pub type Ways = BTreeMap<ConnectionId, Vec<Way>>;

/// What bytes do to a model.
#[derive(Debug, Default)]
pub struct Carried {
    /// Gigabytes a month that each resource passes on.
    pub through: BTreeMap<NodeId, Decimal>,
    /// Gigabytes a month for which a resource pays by price.
    paid: BTreeMap<(NodeId, Price), Decimal>,
}

/// The prices of transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Price {
    Internet,
    Regions,
    Zones,
    Peering,
}

/// Where an end of a connection is, as far as transfer is concerned.
#[derive(PartialEq)]
enum Home {
    Outside,
    Edge,
    Region(RegionName),
}

impl Carried {
    /// Follows the bytes of a month.
    pub fn of(model: &Model, index: &Index, flow: &Flow, ways: &Ways) -> Self {
        let mut carried = Self::default();
        for id in flow.entering.keys() {
            carried.enter(model, index, flow, id);
        }
        for (id, connection) in model.connections() {
            let Some((from, to)) = connection.ends() else { continue };
            let Some(calls) = flow.calls_along(model, id) else { continue };
            let both = (calls.sent_gb(), calls.returned_gb());
            if both.0.is_zero() && both.1.is_zero() {
                continue;
            }
            let ways = ways.get(id).map_or(&[][..], Vec::as_slice);
            carried.leave(model, index, (from, to), both, ways);
            carried.pass(model, ways, both.0.saturating_add(both.1));
        }
        carried
    }

    /// What a resource pays for transfer.
    pub fn meters(&self, id: &NodeId) -> impl Iterator<Item = Meter> {
        let first = (id.clone(), Price::Internet);
        let own = self.paid.range(first..).take_while(move |((node, _), _)| node == id);
        own.map(|((_, price), gigabytes)| Meter::marginal(price.sku(), price.component(), *gigabytes))
    }

    /// Requests that enter without a drawn client come from the internet.
    fn enter(&mut self, model: &Model, index: &Index, flow: &Flow, id: &NodeId) {
        let Home::Region(_) = home(model, index, id) else { return };
        let entering = flow.arrivals_at(model, index, id).into_iter().filter(|it| it.connection.is_none());
        let returned = entering.map(|it| it.returned_gb()).fold(Decimal::ZERO, Decimal::saturating_add);
        self.pay(id, Price::Internet, returned);
    }

    /// What leaves a region.
    fn leave(
        &mut self,
        model: &Model,
        index: &Index,
        (from, to): (&NodeId, &NodeId),
        (sent, returned): (Decimal, Decimal),
        ways: &[Way],
    ) {
        let passed = ways.iter().flatten().any(|it| transfer(model, &it.node) == Transfer::Metered);
        let homes = (home(model, index, from), home(model, index, to));
        match &homes {
            (Home::Region(one), Home::Region(other)) if one != other => {
                self.pay(from, Price::Regions, sent);
                self.pay(to, Price::Regions, returned);
            }
            (Home::Region(_), Home::Outside) if !passed => self.pay(from, Price::Internet, sent),
            (Home::Outside, Home::Region(_)) if !passed => self.pay(to, Price::Internet, returned),
            (Home::Region(_) | Home::Outside | Home::Edge, _) => {}
        }
        if let (Home::Region(one), Home::Region(other)) = &homes
            && one != other
        {
            return;
        }
        for way in ways {
            let share = Decimal::ONE / Decimal::from(ways.len());
            let bytes = sent.saturating_add(returned).saturating_mul(share);
            for (one, other, price) in crossings(model, way) {
                self.pay(one, price, bytes);
                self.pay(other, price, bytes);
            }
        }
    }

    fn pass(&mut self, model: &Model, ways: &[Way], gigabytes: Decimal) {
        for way in ways {
            let own = gigabytes / Decimal::from(ways.len());
            let inner = way.get(1..way.len().saturating_sub(1)).unwrap_or_default();
            for stop in inner.iter().filter(|it| model.node(&it.node).is_some()) {
                add(self.through.entry(stop.node.clone()).or_default(), own);
            }
        }
    }

    fn pay(&mut self, id: &NodeId, price: Price, gigabytes: Decimal) {
        if !gigabytes.is_zero() {
            add(self.paid.entry((id.clone(), price)).or_default(), gigabytes);
        }
    }
}

fn add(sum: &mut Decimal, more: Decimal) {
    *sum = sum.saturating_add(more);
}

/// Where a way changes zones, and what that costs each side.
fn crossings<'w>(model: &Model, way: &'w [Waypoint]) -> Vec<(&'w NodeId, &'w NodeId, Price)> {
    let mut found = Vec::new();
    let mut last: Option<(usize, &Waypoint, &str)> = None;
    for (at, stop) in way.iter().enumerate() {
        let Some(zone) = stop.zone.as_deref() else { continue };
        if let Some((before, one, there)) = last
            && there != zone
        {
            let between = || way[before..=at].iter().map(|it| transfer(model, &it.node));
            let free = between().any(|it| it == Transfer::FreeAcrossZones)
                || transfer(model, &one.node) == Transfer::FreeToTargets;
            let peering = between().any(|it| it == Transfer::Peering);
            if !free {
                let price = if peering { Price::Peering } else { Price::Zones };
                found.push((&one.node, &stop.node, price));
            }
        }
        last = Some((at, stop, zone));
    }
    found
}

fn transfer(model: &Model, id: &NodeId) -> Transfer {
    model.node(id).map_or(Transfer::Usual, |node| node.resource.as_resource().transfer())
}

fn home(model: &Model, index: &Index, id: &NodeId) -> Home {
    let Some(node) = model.node(id) else { return Home::Outside };
    let resource = node.resource.as_resource();
    if resource.transfer() == Transfer::AtEdge {
        return Home::Edge;
    }
    let facts = resource.net_facts(Site::new(model, index, id));
    if facts.iter().any(|it| matches!(it, NetFact::Outside { .. } | NetFact::Site(_))) {
        return Home::Outside;
    }
    Home::Region(index.region(model, id).cloned().unwrap_or_default())
}

impl Price {
    fn sku(self) -> &'static str {
        match self {
            Self::Internet => "data_transfer.internet_out",
            Self::Regions => "data_transfer.inter_region_out",
            Self::Zones => "data_transfer.inter_az",
            Self::Peering => "vpc.peering_cross_az",
        }
    }

    fn component(self) -> &'static Text {
        match self {
            Self::Internet => &text!("data to the internet", "인터넷으로 나간 데이터"),
            Self::Regions => &text!("data to other regions", "다른 리전으로 나간 데이터"),
            Self::Zones => &text!("data between zones, this side", "영역 간 데이터(이쪽 몫)"),
            Self::Peering => {
                &text!("data between zones by peering, this side", "피어링 영역 간 데이터(이쪽 몫)")
            }
        }
    }
}
