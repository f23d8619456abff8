//! The small language in which kinds state facts and engines read them.
//!
//! A kind says what it is to a packet ([`NetFact`]), to a caller ([`CallFact`]) and to a bill ([`Meter`]).
//! Engines match these exhaustively and never see a kind. A new kind composes existing facts; a new fact is
//! a decision about the engines.

use super::connection::{Access, Connection};
use crate::base::{Decimal, Text};
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

/// What a month of traffic does to one resource.
#[derive(Clone, Debug, Default)]
pub struct Usage<'m> {
    /// Calls that arrive, by connection. Requests that enter here without a connection have none.
    pub arrivals: Vec<Arrival<'m>>,
    /// Gigabytes that pass through, where paths are known.
    pub carried_gb: Decimal,
}

/// Calls along one connection.
#[derive(Clone, Copy, Debug)]
pub struct Arrival<'m> {
    /// How many a month.
    pub calls: Decimal,
    /// Along which connection; `None` for requests that enter at this resource.
    pub connection: Option<&'m Connection>,
}

impl Usage<'_> {
    /// All calls together.
    pub fn calls(&self) -> Decimal {
        self.arrivals.iter().map(|arrival| arrival.calls).sum()
    }
}

/// The month that price pages mean: hours.
pub const HOURS_PER_MONTH: Decimal = Decimal::from_parts(730, 0, 0, false, 0);
