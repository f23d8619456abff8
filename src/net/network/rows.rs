//! What the index says of two ends, where its rows say all there is: the same answer as a search, many times faster.
//!
//! Rows are about addresses of interfaces. Whatever else an end may be, a service, a target behind a balancer, a name
//! that leads to a public address, is left to a search, and so is what the index leaves to it.

use super::{Network, Renaming};
use crate::{
    base::{PortRange, Protocol},
    model::selector::End,
    net::{
        Question, Verdict,
        bulk::{self, Atom},
        ends::{self, Scope},
        graph::Ix,
        prop::{Aim, Origin},
        ranges::Ranges,
        traffic_set::{Cube, TrafficSet},
    },
};

/// Bytes that rows may take before they are made anew for each question.
const BUDGET: usize = if cfg!(target_arch = "wasm32") { bulk::BUDGET_BROWSER } else { bulk::BUDGET_NATIVE };

/// Packets between two ends, by whether answers come back to every port of the client.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Between {
    /// To every port.
    pub full: TrafficSet,
    /// To some.
    pub some: TrafficSet,
}

impl Between {
    /// Whether the same passes, in the addresses of another design.
    pub fn is_same(&self, other: &Self, renaming: &Renaming) -> bool {
        renaming.of(&self.full) == other.full && renaming.of(&self.some) == other.some
    }

    /// Whether nothing passes.
    pub fn is_empty(&self) -> bool {
        self.full.is_empty() && self.some.is_empty()
    }
}

impl Network {
    /// The verdict of a question, if rows say it.
    pub fn glance(&self, question: &Question) -> Option<Verdict> {
        let ported = matches!(question.protocol, Protocol::TCP | Protocol::UDP);
        let usual = !question.one_way && question.source_ports.is_none() && question.through.is_empty();
        let ([from], [to]) = (question.from.as_slice(), question.to.as_slice()) else { return None };
        if !ported || !usual {
            return None;
        }
        let mut best = Verdict::Unreachable;
        self.each_service(from, to, question.ipv6, &mut |_, _, atom, full| {
            if meets(atom, question.protocol, question.ports) {
                let verdict = if full { Verdict::Reachable } else { Verdict::PartialReturn };
                best = best.min(verdict);
            }
        })?;
        Some(best)
    }

    /// Everything that passes between two ends, if rows say it.
    pub fn between(&self, from: &End, to: &End, ipv6: bool) -> Option<Between> {
        let mut out = Between::default();
        self.each_service(from, to, ipv6, &mut |source, destination, atom, full| {
            let spans = |spans: &[(u8, u8)]| -> Ranges {
                spans.iter().flat_map(|it| (it.0..=it.1).map(u128::from)).collect()
            };
            let ports = atom.ports.iter().map(|it| Ranges::span(it.0.into(), it.1.into()));
            let cube = Cube::new(
                spans(&atom.protocols),
                Ranges::one(source),
                Ranges::one(destination),
                ports.fold(Ranges::EMPTY, |all, it| all.union(&it)),
                Ranges::all_ports(),
            );
            let set = if full { &mut out.full } else { &mut out.some };
            set.extend(TrafficSet::from(cube));
        })?;
        Some(out)
    }

    /// Shows each service that passes, with the packets' addresses; none if rows do not say everything.
    fn each_service(
        &self,
        from: &End,
        to: &End,
        ipv6: bool,
        see: &mut dyn FnMut(u128, u128, &Atom, bool),
    ) -> Option<()> {
        let net = &self.net;
        if !net.open.nodes.is_empty() {
            return None;
        }
        let index = self.rows.get_or_init(|| bulk::Index::of(net, BUDGET));
        for origin in ends::origins(net, from).ok()? {
            let Origin::Interface(at) = origin else { return None };
            let (source, start) = self.place(index, at, ipv6)?;
            for aim in ends::aims(net, to, &origin, Scope::Any, ipv6).ok()? {
                let Aim {
                    addresses, service: None, entry: Some(entry), target: None, elsewhere: None, ..
                } = &aim
                else {
                    return None;
                };
                let (destination, end) = self.place(index, *entry, ipv6)?;
                if *addresses != Ranges::one(destination) || *entry == at {
                    return None;
                }
                let (pair, full, some) = match index.pair(net, start, end) {
                    bulk::Verdict::Nothing => continue,
                    bulk::Verdict::Asked => return None,
                    // A search says on which choice of the provider's it hangs (PKT-4).
                    bulk::Verdict::Services { full, some, sure, .. } if sure != [full, some] => return None,
                    bulk::Verdict::Services { pair, full, some, .. } => (pair, full, some),
                };
                if some == [0; 8] {
                    continue;
                }
                let span = index.span(pair)?;
                for (bit, atom) in span.services.all.iter().enumerate() {
                    let set =
                        |mask: &[u64; 8]| mask.get(bit / 64).is_some_and(|word| word >> (bit % 64) & 1 == 1);
                    if set(&some) {
                        see(source, destination, atom, set(&full));
                    }
                }
            }
        }
        Some(())
    }

    /// The one address of a family that an interface has, and its class.
    fn place(&self, index: &bulk::Index, at: Ix, ipv6: bool) -> Option<(u128, bulk::Place)> {
        let interface = self.net.interfaces.get(at as usize)?;
        let family = if ipv6 { Ranges::all_v6() } else { Ranges::all_v4() };
        let own = interface.addresses.intersect(&family);
        let address = own.first().filter(|it| own == Ranges::one(*it))?;
        let ground = index.ground();
        let of_family = |it: &&bulk::Place| ground.planes.get(it.0 as usize).is_some_and(|it| it.v6 == ipv6);
        let mut places = ground.places(at).iter().filter(of_family);
        match (places.next(), places.next()) {
            (Some(place), None) => Some((address, *place)),
            _ => None,
        }
    }
}

/// Whether some packets of a service have the protocol and one of the ports.
fn meets(atom: &Atom, protocol: Protocol, ports: PortRange) -> bool {
    let Protocol::Number(number) = protocol else { return false };
    let (first, last) = (ports.first(), ports.last());
    atom.protocols.iter().any(|it| (it.0..=it.1).contains(&number))
        && atom.ports.iter().any(|it| it.0 <= last && first <= it.1)
}
