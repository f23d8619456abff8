//! The kernel as a witness: a network built from namespaces, nftables and policy routing, probed with real packets.
//!
//! A connection to a closed port is reset if both ways let it pass, and meets silence otherwise; datagrams and echo
//! requests are sent back. Nothing here asks `plat` for a decision: routes, filters and translations are Linux's.
//! Where the provider differs from Linux, [`DIFFERENCES`] says how that is met. One network at a time.

pub mod compare;
mod filter;
mod plumb;
mod probe;
mod space;
mod wire;

pub use probe::Seen;
pub use space::hindrance;
pub use wire::{Ends, Means};

use crate::medium::OUTSIDE;
use crate::world::World;
use plat::{base::NodeId, net::compile::Facts};
use plumb::Plumbing;
use probe::Posts;
use std::{io, net::IpAddr};

/// Where the provider differs from Linux, by rule: what Linux does, and what is done about it.
pub const DIFFERENCES: [(&str, &str, &str); 10] = [
    (
        "L2-1",
        "a router forwards between any two of its links",
        "neighbours have a rule of their own before the tables",
    ),
    (
        "NACL-1",
        "filters see every packet that is forwarded",
        "ACLs are skipped where both devices are of one subnet",
    ),
    ("NACL-6", "a link has one filter a direction", "attachments have device groups of their own"),
    ("RT-6", "a route whose device is gone goes too", "it is written as a blackhole"),
    ("RT-8", "one table serves all that comes in", "the device it comes in by chooses the table"),
    ("RET-4", "answers are routed like anything else", "flows from a NAT gateway over peering are marked"),
    ("NAT-4", "a translator answers for itself", "it drops what is addressed to it"),
    (
        "SG-4",
        "rules match addresses",
        "members are matched by address and by the device that they come in by",
    ),
    ("EIGW-1", "an answer begins a flow if it is no TCP", "the router lets no answer out there"),
    (
        "RET-2",
        "an answer may come another way",
        "what left by an egress-only gateway is answered from there alone",
    ),
];

/// A network that runs.
#[derive(Debug)]
pub struct Kernel {
    posts: Posts,
    places: Vec<Option<NodeId>>,
    // Dropped last.
    _spaces: space::Spaces,
}

impl Kernel {
    /// Builds a network.
    ///
    /// # Errors
    /// The facts are of something else than the kernel can be, or a tool refuses.
    pub fn build(facts: &Facts) -> io::Result<Self> {
        let world = World::of(facts).map_err(io::Error::other)?;
        let plumbing = Plumbing::new(world);
        let spaces = plumbing.script().run()?;
        let outside = OUTSIDE.iter().filter_map(|ip| ip.parse().ok()).collect();
        let mut names: Vec<(String, Vec<IpAddr>)> = vec![("net".to_owned(), outside)];
        let mut places = vec![None];
        for (id, interface) in &plumbing.world.hosts {
            let public = interface.public.iter().filter_map(|it| it.address);
            let addresses = interface.addresses.iter().copied().chain(public).map(|it| it.ip());
            names.push((format!("h{}", plumbing.number(id)), addresses.collect()));
            places.push(Some((*id).clone()));
        }
        Ok(Self { posts: Posts::open(&names)?, places, _spaces: spaces })
    }

    /// Where probes start and arrive: the internet first, then interfaces by the names of their resources.
    pub fn places(&self) -> &[Option<NodeId>] {
        &self.places
    }

    /// Sends probes, each from a place, and says what became of them.
    ///
    /// # Errors
    /// The kernel refuses to send or to receive.
    pub fn ask(&mut self, probes: &[(usize, Ends)]) -> io::Result<Vec<Seen>> {
        self.posts.ask(probes)
    }

    /// The same with more patience, for probes whose silence surprises.
    ///
    /// # Errors
    /// As for `ask`.
    pub fn ask_again(&mut self, probes: &[(usize, Ends)]) -> io::Result<Vec<Seen>> {
        self.posts.ask_again(probes)
    }
}
