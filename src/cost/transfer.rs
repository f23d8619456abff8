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

use super::{flow::Flow, plan::Plan};
use crate::{
    base::{ConnectionId, Decimal, NodeId, RegionName, Text, text},
    model::fact::{Meter, Transfer, Way, Waypoint},
};
use std::collections::BTreeMap;

/// The ways of connections: from the network engine, as plain data.
pub type Ways = BTreeMap<ConnectionId, Vec<Way>>;

/// What bytes do to a model, by the places of its plan.
#[derive(Debug, Default)]
pub struct Carried(Vec<Load>);

/// What bytes do to one resource, in gigabytes a month.
#[derive(Clone, Debug, Default, PartialEq)]
struct Load {
    /// What it passes on.
    through: Decimal,
    /// Of this, what a line brings into AWS.
    from_outside: Decimal,
    /// What it pays for, by price.
    paid: [Decimal; Price::ALL.len()],
}

/// The prices of transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Price {
    Internet,
    Regions,
    Zones,
    Peering,
}

/// Where an end of a connection is, as far as transfer is concerned.
#[derive(PartialEq)]
enum Home<'m> {
    Outside,
    Edge,
    Region(&'m RegionName),
}

impl Carried {
    /// Follows the bytes of a month.
    pub fn of(plan: &Plan, flow: &Flow, ways: &Ways) -> Self {
        let mut carried = Self(vec![Load::default(); plan.nodes.len()]);
        // Requests that enter without a drawn client come from the internet.
        for (at, _) in &flow.entering {
            let Home::Region(_) = home(plan, *at) else { continue };
            let entering = flow.arrivals_at(plan, *at).into_iter().filter(|it| it.connection.is_none());
            let returned = entering.map(|it| it.returned_gb()).fold(Decimal::ZERO, Decimal::saturating_add);
            carried.0[*at].paid[Price::Internet as usize] = returned;
        }
        // Both are in the order of ids.
        let mut by_id = ways.iter().peekable();
        for (which, link) in plan.links.iter().enumerate() {
            while by_id.next_if(|(id, _)| **id < link.id).is_some() {}
            let ways = by_id.peek().filter(|(id, _)| **id == link.id).map(|(_, ways)| ways.as_slice());
            let ways = match ways {
                // Packets do not get there, so neither do bytes.
                Some([]) => continue,
                // Without a network on the way, only what leaves costs anything.
                None if home(plan, link.from) == home(plan, link.to) => continue,
                None => &[],
                Some(ways) => ways,
            };
            let mut both = (Decimal::ZERO, Decimal::ZERO);
            for calls in flow.calls_along(plan, which) {
                add(&mut both.0, calls.sent_gb());
                add(&mut both.1, calls.returned_gb());
            }
            if both.0.is_zero() && both.1.is_zero() {
                continue;
            }
            carried.leave(plan, which, both, ways);
            carried.pass(plan, which, both, ways);
        }
        carried
    }

    /// Gigabytes a month that a resource passes on.
    pub fn through(&self, at: usize) -> Decimal {
        self.0[at].through
    }

    /// Gigabytes a month that a line brings into AWS.
    pub fn from_outside(&self, at: usize) -> Decimal {
        self.0[at].from_outside
    }

    /// The places at which others of the same plan carry something else.
    pub fn differs(&self, other: &Self) -> impl Iterator<Item = usize> {
        self.0.iter().zip(&other.0).enumerate().filter(|(_, (one, other))| one != other).map(|(at, _)| at)
    }

    /// What a resource pays for transfer.
    pub fn meters(&self, at: usize) -> impl Iterator<Item = Meter> {
        let own = Price::ALL.into_iter().zip(self.0[at].paid).filter(|(_, gigabytes)| !gigabytes.is_zero());
        own.map(|(price, gigabytes)| Meter::marginal(price.sku(), price.component(), gigabytes))
    }

    /// What leaves a region, or crosses zones inside.
    fn leave(&mut self, plan: &Plan, which: usize, (sent, returned): (Decimal, Decimal), ways: &[Way]) {
        let (from, to) = (plan.links[which].from, plan.links[which].to);
        let metered = || ways.iter().flatten().any(|it| transfer(plan, &it.node) == Transfer::Metered);
        match (home(plan, from), home(plan, to)) {
            (Home::Region(one), Home::Region(other)) if one != other => {
                self.pay(from, Price::Regions, sent);
                self.pay(to, Price::Regions, returned);
                return;
            }
            (Home::Region(_), Home::Outside) if !metered() => self.pay(from, Price::Internet, sent),
            (Home::Outside, Home::Region(_)) if !metered() => self.pay(to, Price::Internet, returned),
            (Home::Region(_) | Home::Outside | Home::Edge, _) => {}
        }
        for way in ways {
            let bytes = sent.saturating_add(returned) / Decimal::from(ways.len());
            for (one, other, price) in crossings(plan, way) {
                for at in [one, other].into_iter().filter_map(|id| plan.place(id)) {
                    self.pay(at, price, bytes);
                }
            }
        }
    }

    fn pass(&mut self, plan: &Plan, which: usize, (sent, returned): (Decimal, Decimal), ways: &[Way]) {
        let (from, to) = (plan.links[which].from, plan.links[which].to);
        let both = sent.saturating_add(returned);
        for way in ways {
            let inner = way.get(1..way.len().saturating_sub(1)).unwrap_or_default();
            let inner = inner.iter().filter_map(|it| Some((plan.place(&it.node)?, it.attached)));
            let inward = if home(plan, from) == Home::Outside { sent } else { returned };
            let ends =
                [from, to].into_iter().filter(|at| plan.nodes[*at].transfer == Transfer::FreeAcrossZones);
            let mut in_hub = false;
            for (at, attached) in inner.chain(ends.map(|at| (at, false))) {
                let transfer = plan.nodes[at].transfer;
                // What goes enters the hub by every other attachment on the way; what comes back enters it by the rest.
                in_hub ^= attached;
                if transfer == Transfer::Metered {
                    add(&mut self.0[at].from_outside, inward / Decimal::from(ways.len()));
                }
                let bytes = match (attached && transfer == Transfer::Hub, in_hub) {
                    (false, _) => both,
                    (true, true) => sent,
                    (true, false) => returned,
                };
                add(&mut self.0[at].through, bytes / Decimal::from(ways.len()));
            }
        }
    }

    fn pay(&mut self, at: usize, price: Price, gigabytes: Decimal) {
        if !gigabytes.is_zero() {
            add(&mut self.0[at].paid[price as usize], gigabytes);
        }
    }
}

fn add(sum: &mut Decimal, more: Decimal) {
    *sum = sum.saturating_add(more);
}

/// Where a way changes zones, and what that costs each side.
fn crossings<'w>(plan: &Plan, way: &'w [Waypoint]) -> Vec<(&'w NodeId, &'w NodeId, Price)> {
    let mut found = Vec::new();
    let mut last: Option<(usize, &Waypoint, &str)> = None;
    for (at, stop) in way.iter().enumerate() {
        let Some(zone) = stop.zone.as_deref() else { continue };
        if let Some((before, one, there)) = last
            && there != zone
        {
            let between = || way[before..=at].iter().map(|it| transfer(plan, &it.node));
            let free = between().any(|it| matches!(it, Transfer::FreeAcrossZones | Transfer::Hub))
                || transfer(plan, &one.node) == Transfer::FreeToTargets;
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

fn transfer(plan: &Plan, id: &NodeId) -> Transfer {
    plan.place(id).map_or(Transfer::Usual, |at| plan.nodes[at].transfer)
}

fn home<'m>(plan: &'m Plan, at: usize) -> Home<'m> {
    match plan.nodes[at].transfer {
        Transfer::AtEdge => Home::Edge,
        Transfer::Outside => Home::Outside,
        Transfer::Usual
        | Transfer::FreeAcrossZones
        | Transfer::Hub
        | Transfer::FreeToTargets
        | Transfer::Peering
        | Transfer::Metered => Home::Region(&plan.nodes[at].region),
    }
}

impl Price {
    const ALL: [Self; 4] = [Self::Internet, Self::Regions, Self::Zones, Self::Peering];

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
