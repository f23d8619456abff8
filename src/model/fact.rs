//! The small language in which kinds state facts and engines read them.
//!
//! A kind says what it is to a packet ([`NetFact`]), to a caller ([`CallFact`]) and to a bill ([`Meter`]).
//! Engines match these exhaustively and never see a kind. A new kind composes existing facts; a new fact is
//! a decision about the engines.

use super::connection::{Access, Connection};
use crate::base::{Decimal, NodeId, Text};
use smallvec::SmallVec;
use std::borrow::Cow;

mod balance;
mod net;
mod transit;
pub use balance::*;
pub use net::*;
pub use transit::*;

/// How a resource calls others and is called.
#[derive(Clone, Debug, PartialEq)]
pub enum CallFact {
    /// How its own calls leave.
    Calls(CallsFrom),
    /// An access it answers.
    Takes(Takes),
}

/// How the calls of a resource leave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CallsFrom {
    /// Its own code makes them, over its own network place.
    Code,
    /// The provider makes them on its behalf; no packet of the design's network is involved.
    Provider,
    /// The provider delivers what happened here; no packet of the design's network is involved.
    Events,
    /// A person or program outside.
    Outside,
}

/// An access that a resource answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Takes {
    /// Which access.
    pub access: Access,
    /// From whom.
    pub from: &'static [CallsFrom],
    /// Who has to authorise it.
    pub authority: &'static Text,
}

/// A metered quantity of one month. What it costs is the price book's business.
#[derive(Clone, Debug, PartialEq)]
pub struct Meter {
    /// Key into the price book: `service.item`.
    pub sku: Cow<'static, str>,
    /// What it is, for the bill's line.
    pub component: &'static Text,
    /// Units as the service counts them, before the price's own scale.
    pub quantity: Decimal,
    /// Whether it follows requests or the calendar.
    pub basis: Basis,
    /// Where its price holds, if not in the region of its resource: a zone of CloudFront.
    pub place: Option<&'static str>,
}

impl Meter {
    /// What follows requests.
    pub fn marginal(sku: impl Into<Cow<'static, str>>, component: &'static Text, quantity: Decimal) -> Self {
        Self { sku: sku.into(), component, quantity, basis: Basis::Marginal, place: None }
    }

    /// What follows the calendar.
    pub fn fixed(sku: impl Into<Cow<'static, str>>, component: &'static Text, quantity: Decimal) -> Self {
        Self { sku: sku.into(), component, quantity, basis: Basis::Fixed, place: None }
    }

    /// The same, at the price of a place.
    pub fn at(self, place: &'static str) -> Self {
        Self { place: Some(place), ..self }
    }

    /// What runs all month, so many at a time.
    pub fn hours(
        sku: impl Into<Cow<'static, str>>,
        component: &'static Text,
        each: impl Into<Decimal>,
    ) -> Self {
        Self::fixed(sku, component, HOURS_PER_MONTH.saturating_mul(each.into()))
    }
}

/// What a quantity follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Requests.
    Marginal,
    /// The calendar.
    Fixed,
}

/// What bytes cost at a resource that they pass, start from or end at, besides what its meters say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Transfer {
    /// What AWS asks between any two places.
    #[default]
    Usual,
    /// Nothing between zones, in either direction, and what starts or ends here passes it too: PrivateLink.
    FreeAcrossZones,
    /// Nothing between zones for what it sends on to its targets: Application and Classic Load Balancers.
    FreeToTargets,
    /// As [`Transfer::FreeAcrossZones`], and its data is counted where it enters the hub, not where it leaves that:
    /// attachments of transit gateways.
    Hub,
    /// As between zones, under a name of its own: VPC peering.
    Peering,
    /// Nothing further for what leaves by it, which its own meters count: Direct Connect. A hub is entered and left by it.
    Metered,
    /// It stands outside the provider: bytes to it leave AWS.
    Outside,
    /// Nothing between it and a region: it stands near viewers, and its own meters count what it sends them.
    AtEdge,
}

/// One way of a connection's packets: from its source, past resources, to its target.
pub type Way = Vec<Waypoint>;

/// A place on a way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waypoint {
    /// The resource.
    pub node: NodeId,
    /// The zone of the interface that packets start from, pass or end at; where there are several and nothing says
    /// which, the zone that the packets come from if it is one of them.
    pub zone: Option<String>,
    /// Whether packets enter or leave a hub here: an attachment of a transit gateway. One by which they leave and come
    /// back at once stands twice.
    pub attached: bool,
}

/// What a month of traffic does to one resource.
#[derive(Clone, Debug, Default)]
pub struct Usage<'m> {
    /// Calls that arrive, by connection. Requests that enter here without a connection have none.
    pub arrivals: Several<'m>,
    /// Calls that leave, by connection. Of an event source, how often the target starts.
    pub leaving: Several<'m>,
    /// Gigabytes that pass through, where paths are known.
    pub carried_gb: Decimal,
    /// Of these, what comes into AWS from outside, at [`Transfer::Metered`]; the rest leaves.
    pub carried_in_gb: Decimal,
}

/// Calls along connections, of which most resources have few.
pub type Several<'m> = SmallVec<[Calls<'m>; 2]>;

/// Calls along one connection.
#[derive(Clone, Copy, Debug)]
pub struct Calls<'m> {
    /// How many a month, retries included.
    pub calls: Decimal,
    /// Bytes that one sends.
    pub request_size: u32,
    /// Bytes that come back.
    pub response_size: u32,
    /// Along which connection; `None` for requests that enter at this resource.
    pub connection: Option<&'m Connection>,
}

impl Calls<'_> {
    /// Items that one call reads, with the size of each.
    pub fn reads(&self) -> (Decimal, u32) {
        self.connection.map_or((Decimal::ZERO, 0), |it| (it.reads, it.read_size))
    }

    /// Items that one call writes, with the size of each.
    pub fn writes(&self) -> (Decimal, u32) {
        self.connection.map_or((Decimal::ZERO, 0), |it| (it.writes, it.write_size))
    }

    /// Gigabytes a month that go to the target: what calls send, and the items they write.
    pub fn sent_gb(&self) -> Decimal {
        self.gigabytes(self.request_size, self.writes())
    }

    /// Gigabytes a month that come back: answers, and the items read.
    pub fn returned_gb(&self) -> Decimal {
        self.gigabytes(self.response_size, self.reads())
    }

    fn gigabytes(&self, size: u32, (items, item): (Decimal, u32)) -> Decimal {
        let bytes = Decimal::from(size).saturating_add(items.saturating_mul(item.into()));
        self.calls.saturating_mul(bytes) / BYTES_PER_GB
    }

    /// How many started steps of so many bytes a size has: a service that counts by steps counts at least one.
    pub fn steps(size: u32, step: u32) -> Decimal {
        Decimal::from(size.div_ceil(step.max(1)).max(1))
    }
}

impl Usage<'_> {
    /// All calls together.
    pub fn calls(&self) -> Decimal {
        self.sum(|_| Decimal::ONE)
    }

    /// The sum over all calls that arrive of what each comes to.
    pub fn sum(&self, each: impl Fn(&Calls<'_>) -> Decimal) -> Decimal {
        let all = self.arrivals.iter().map(|it| it.calls.saturating_mul(each(it)));
        all.fold(Decimal::ZERO, Decimal::saturating_add)
    }

    /// Gigabytes a month that pass through, and those of requests that enter here without a connection.
    pub fn passing(&self) -> Decimal {
        let entering = self.arrivals.iter().filter(|it| it.connection.is_none());
        let both = entering.map(|it| it.sent_gb().saturating_add(it.returned_gb()));
        both.fold(self.carried_gb, Decimal::saturating_add)
    }

    /// Gigabytes a month that calls carry, both ways, and what passes through.
    pub fn gigabytes(&self) -> Decimal {
        let both = self.arrivals.iter().map(|it| it.sent_gb().saturating_add(it.returned_gb()));
        both.fold(self.carried_gb, Decimal::saturating_add)
    }
}

/// A gigabyte of the price list: 2³⁰ bytes.
pub const BYTES_PER_GB: Decimal = Decimal::from_parts(1 << 30, 0, 0, false, 0);

/// The month that price pages mean: hours.
pub const HOURS_PER_MONTH: Decimal = Decimal::from_parts(730, 0, 0, false, 0);
