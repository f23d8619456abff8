//! What devices keep of the flows they passed on, and how answers undo it (NAT-5, RET-2).

use super::*;
use crate::net::{
    address::nat64,
    ranges::{V4_BASE, number},
    traffic_set::Cube,
};

/// A device that keeps a flow, and what it did to the packets.
#[derive(Clone, Debug)]
pub(super) struct Bond {
    /// Who keeps it.
    pub keeper: Keeper,
    /// What became of the packets.
    pub change: Change,
    /// The peering connection that the packets went over next, from this VPC (RET-4).
    pub across: Option<(Ix, Ix)>,
}

/// Who keeps a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keeper {
    /// An internet gateway. It maps address by address, so it needs to remember nothing.
    Edge,
    /// An egress-only internet gateway (EIGW-1).
    Exit(Ix),
    /// A NAT gateway's interface, or one of an instance that does the same.
    Translator(Ix),
    /// A regional NAT gateway.
    Regional(Ix),
    /// An interface that passes packets on as they are.
    Inspector {
        /// The interface.
        at: Ix,
        /// Whether it drops answers whose question it did not see.
        stateful: bool,
    },
    /// A node of a load balancer.
    Node {
        /// Its interface.
        at: Ix,
        /// Whether the target sees the client, so that answers do not name the node (RET-5).
        preserves: bool,
    },
    /// An interface endpoint to an offer.
    Endpoint(Ix),
}

/// What became of packets.
#[derive(Clone, Debug)]
pub(super) enum Change {
    /// Nothing.
    None,
    /// Addresses in one place of the header were exchanged one by one: before, after.
    Mapped(Dim, Vec<(u128, u128)>),
    /// Source and source port were replaced (PKT-5).
    Source(TrafficSet),
    /// The same, and IPv6 became IPv4 (NAT-7).
    Narrowed(TrafficSet),
    /// The destination was replaced, and nothing else.
    Redirected(TrafficSet),
    /// Destination and port were replaced, and source and source port too unless they were kept (LB-2, LB-3).
    Aimed { before: TrafficSet, keeps_source: bool },
}

impl Change {
    /// The packets before, of which `after` came.
    pub fn undone(&self, after: &TrafficSet) -> TrafficSet {
        let within = |before: &TrafficSet, known: &dyn Fn(&Cube) -> Cube| {
            after
                .cubes()
                .iter()
                .fold(TrafficSet::default(), |all, cube| all.union(before.within(&known(cube))))
        };
        let kept = |cube: &Cube, dims: &[Dim]| {
            dims.iter().fold(Cube::all(), |all, dim| all.with(*dim, cube.get(*dim).clone()))
        };
        match self {
            Self::None => after.clone(),
            Self::Mapped(dim, pairs) => {
                let mut rest = after.clone();
                let mut out = TrafficSet::default();
                for (old, new) in pairs {
                    let new = Ranges::one(*new);
                    out.extend(rest.only(*dim, &new).rewritten(*dim, &Ranges::one(*old)));
                    rest = rest.except(*dim, &new);
                }
                out.union(rest)
            }
            Self::Source(before) => {
                within(before, &|cube| kept(cube, &[Dim::Protocol, Dim::Destination, Dim::Port]))
            }
            Self::Narrowed(before) => within(before, &|cube| {
                let wide = cube.get(Dim::Destination).moved(V4_BASE, nat64_base());
                kept(cube, &[Dim::Protocol, Dim::Port]).with(Dim::Destination, wide)
            }),
            Self::Redirected(before) => {
                within(before, &|cube| kept(cube, &[Dim::Protocol, Dim::Source, Dim::SourcePort, Dim::Port]))
            }
            Self::Aimed { before, keeps_source: true } => {
                within(before, &|cube| kept(cube, &[Dim::Protocol, Dim::Source, Dim::SourcePort]))
            }
            Self::Aimed { before, keeps_source: false } => {
                within(before, &|cube| kept(cube, &[Dim::Protocol]))
            }
        }
    }
}

/// Where NAT64 addresses start.
pub(super) fn nat64_base() -> u128 {
    number(nat64().first())
}

impl Packet {
    /// Notes that a device keeps the flow.
    pub(super) fn keep(&mut self, keeper: Keeper, change: Change) {
        self.bonds.push(Bond { keeper, change, across: None });
    }

    /// Whether a device keeps the flow.
    pub(super) fn kept_by(&self, keeper: impl Fn(Keeper) -> bool) -> bool {
        self.bonds.iter().any(|bond| keeper(bond.keeper))
    }

    /// The device whose turn it is on the way back, inspection apart.
    pub(super) fn last_keeper(&self) -> Option<&Bond> {
        self.bonds.iter().rev().find(|bond| !matches!(bond.keeper, Keeper::Edge | Keeper::Inspector { .. }))
    }
}

impl Walk<'_> {
    /// RET-2: takes back what was done at and after a device. What kept the flow after it must have been met by now.
    pub(super) fn unwind(
        &mut self,
        mut packet: Packet,
        keeper: impl Fn(Keeper) -> bool,
    ) -> Option<(Packet, Bond)> {
        while let Some(bond) = packet.bonds.last().cloned() {
            if keeper(bond.keeper) {
                packet.bonds.pop();
                return Some((packet, bond));
            }
            packet = self.missed(packet, bond.keeper)?;
            packet.bonds.pop();
        }
        self.mismatch(packet);
        None
    }

    /// An answer that went past what kept its flow.
    pub(super) fn missed(&mut self, mut packet: Packet, keeper: Keeper) -> Option<Packet> {
        match keeper {
            Keeper::Edge => {}
            Keeper::Inspector { at, stateful: false } => {
                packet.note(Code::AsymmetricInspection, &self.net.interfaces[at as usize].node);
            }
            Keeper::Inspector { at, stateful: true } => {
                self.asymmetric(packet, at);
                return None;
            }
            Keeper::Exit(_)
            | Keeper::Translator(_)
            | Keeper::Regional(_)
            | Keeper::Node { .. }
            | Keeper::Endpoint(_) => {
                self.mismatch(packet);
                return None;
            }
        }
        Some(packet)
    }

    /// RET-2 for what inspects.
    pub(super) fn asymmetric(&mut self, packet: Packet, at: Ix) {
        let node = &self.net.interfaces[at as usize].node;
        let why = Why::new(
            Code::AsymmetricInspection,
            "RET-2",
            node,
            Step::Gateway,
            said!(
                "one direction passes `{0}` and the other does not, and it drops flows of which it sees one direction only",
                "한 방향만 `{0}`을(를) 지나는데, 한 방향만 보이는 흐름은 버려집니다"
            ),
            [],
        );
        self.stop(packet, why);
    }

    /// The answers after a device has put back what it had changed.
    pub(super) fn restore(&mut self, packet: Packet, bond: &Bond) -> Option<Packet> {
        let set = bond.change.undone(&packet.set.requests()).answers();
        if set.is_empty() {
            self.mismatch(packet);
            return None;
        }
        Some(Packet { set, ..packet })
    }
}
