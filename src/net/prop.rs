//! The packet walk: sets of packets pushed hop by hop, out (section 2.1) and back (section 2.2).
//!
//! A set that splits is followed piece by piece; every piece ends in a [`Trace`]. The same steps serve both ways.
//! On the way back security groups remember the flow (SG-6), translators undo what they did (NAT-5), and the
//! client accepts only answers to what it sent (RET-2).

pub mod flows;

mod gateway;
mod guard;
mod start;

use super::{
    answer::{Direction, Hop, Step},
    code::Code,
    explain::{self, Said, hop, said, sentence, verbatim},
    filter::{self, Way},
    graph::{Ix, Net, Target},
    ranges::{Ranges, address},
    traffic_set::{Dim, TrafficSet},
};
use crate::{
    base::{Message, NodeId, text},
    model::{
        fact::{Inbound, Service},
        resource::Need,
    },
};

/// Where packets of a question start.
#[derive(Clone, Debug)]
pub enum Origin {
    /// At an interface.
    Interface(Ix),
    /// Outside every VPC.
    Outside {
        /// The resource that stands for it, if any.
        node: Option<NodeId>,
        /// What it is called.
        name: String,
        /// Its addresses.
        addresses: Ranges,
        /// Whether it is a function in the provider's own network (FN-3).
        unattached: bool,
    },
}

/// Where packets of a question should go.
#[derive(Clone, Debug)]
pub struct Aim {
    /// The resource that was asked for, if any.
    pub node: Option<NodeId>,
    /// Its addresses, as this origin sees them.
    pub addresses: Ranges,
    /// The service that was asked for by name, if any.
    pub service: Option<Service>,
    /// The one interface that it is about, if any.
    pub interface: Option<Ix>,
}

/// What a translator remembers of the flows it passed on.
#[derive(Clone, Debug)]
struct Binding {
    /// Its interface.
    nat: Ix,
    /// The packets before it rewrote them.
    before: TrafficSet,
}

/// A set of packets on its way, and what it met.
#[derive(Clone, Debug, Default)]
pub struct Packet {
    /// The packets as they are now.
    pub set: TrafficSet,
    /// What they met.
    pub hops: Vec<Hop>,
    /// Gateways, translators and endpoints among that.
    pub through: Vec<NodeId>,
    /// Client ports that a translator could not get answers on; none if all come back.
    pub narrowed: bool,
    tag: Vec<Ix>,
    lost: Vec<Ix>,
    bindings: Vec<Binding>,
    /// What the sender's groups allow without naming a group, where that matters later.
    by_address: Option<(Ix, TrafficSet)>,
}

/// Where a piece ended.
#[derive(Clone, Debug)]
pub enum Place {
    /// At an interface that takes it.
    Interface(Ix),
    /// Outside every VPC: the internet or a service, through a gateway endpoint or not.
    Outside {
        /// The gateway endpoint.
        door: Option<Ix>,
    },
    /// Answered where it started: a reserved address.
    Reserved,
    /// Back at the client.
    Client,
}

/// Why a piece stopped.
#[derive(Clone, Debug)]
pub struct Stop {
    /// The code.
    pub code: Code,
    /// The resource that decided.
    pub node: String,
    /// Its entry; empty if it was the lack of one.
    pub entry: String,
    /// The sentence for people.
    pub reason: Message,
    /// What would help.
    pub need: Option<Need>,
    /// Whether the model cannot say rather than says no.
    pub unknown: bool,
}

/// A piece and how it ended.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The piece.
    pub packet: Packet,
    /// How it ended.
    pub end: Result<Place, Box<Stop>>,
}

/// One walk, out or back.
pub struct Walk<'n> {
    net: &'n Net,
    aim: &'n Aim,
    origin: &'n Origin,
    /// On the way back: the answers that the client expects.
    expected: Option<TrafficSet>,
    done: Vec<Trace>,
}

/// What stops a packet, before it is said.
struct Why<'w> {
    code: Code,
    node: &'w NodeId,
    step: Step,
    title: Message,
    entry: String,
    said: &'static Said,
    args: Vec<String>,
}

/// Walks packets from an origin to an aim.
pub fn forward(net: &Net, origin: &Origin, aim: &Aim, sent: TrafficSet) -> Vec<Trace> {
    let mut walk = Walk { net, aim, origin, expected: None, done: Vec::new() };
    walk.start(sent);
    walk.done
}

/// Walks the answers to packets that arrived back to where they came from.
pub fn back(
    net: &Net,
    origin: &Origin,
    aim: &Aim,
    sent: &TrafficSet,
    arrived: &Packet,
    at: &Place,
) -> Vec<Trace> {
    let mut walk = Walk { net, aim, origin, expected: Some(sent.reversed()), done: Vec::new() };
    walk.answer(arrived, at);
    walk.done
}

impl<'n> Walk<'n> {
    fn direction(&self) -> Direction {
        if self.expected.is_some() { Direction::Return } else { Direction::Forward }
    }

    fn arrive(&mut self, packet: Packet, place: Place) {
        self.done.push(Trace { packet, end: Ok(place) });
    }

    fn stop(&mut self, packet: Packet, why: Why<'_>) {
        self.stop_needing(packet, why, None, false);
    }

    fn stop_needing(&mut self, mut packet: Packet, why: Why<'_>, need: Option<Need>, unknown: bool) {
        let Why { code, node, step, title, entry, said, args } = why;
        let reason = sentence(said, self.direction(), args);
        let met = if entry.is_empty() { Message::plain(code.meaning()) } else { verbatim(entry.clone()) };
        packet.hops.push(hop(node, step, title, met, false));
        let stop = Stop { code, node: node.to_string(), entry, reason, need, unknown };
        self.done.push(Trace { packet, end: Err(Box::new(stop)) });
    }

    /// The soundness contract of section 5: what meets something that is not modelled has no answer.
    fn unmodelled(&mut self, packet: Packet, node: &NodeId) {
        let why = Why {
            code: Code::UnsupportedComponent,
            node,
            step: Step::Gateway,
            title: verbatim(node.as_str()),
            entry: String::new(),
            said: said!(
                "what becomes of packets at `{0}` is not modelled",
                "`{0}`에서 패킷이 어떻게 되는지 모델링되지 않았습니다"
            ),
            args: vec![node.to_string()],
        };
        self.stop_needing(packet, why, None, true);
    }

    /// Steps 4 to 6: out of an interface, straight to a neighbour or through the subnet's border.
    fn leave(&mut self, packet: Packet, interface: Ix) {
        let net = self.net;
        let segment = &net.segments[net.interfaces[interface as usize].segment as usize];
        let near = packet.set.only(Dim::Destination, &segment.cidrs);
        if !near.is_empty() {
            // L2-1: no route table, no network ACL.
            self.deliver(
                Packet { set: near, ..packet.clone() },
                segment.boundary,
                Some(segment.cidrs.clone()),
            );
        }
        let far = packet.set.except(Dim::Destination, &segment.cidrs);
        if !far.is_empty() {
            let packet = Packet { set: far, ..packet };
            if let Some(packet) = self.acl(packet, net.interfaces[interface as usize].segment, Way::Egress) {
                self.route(packet, interface);
            }
        }
    }

    /// Step 6: the route lookup of the subnet that `from` is in.
    fn route(&mut self, packet: Packet, from: Ix) {
        let net = self.net;
        let interface = &net.interfaces[from as usize];
        let segment = &net.segments[interface.segment as usize];
        let table = &net.tables[segment.table as usize];
        let mut rest = packet.set.clone();
        for route in &table.routes {
            if rest.is_empty() {
                break;
            }
            let set = rest.only(Dim::Destination, &route.share);
            if set.is_empty() {
                continue;
            }
            rest = rest.except(Dim::Destination, &route.share);
            let mut packet = Packet { set, ..packet.clone() };
            let title = explain::table_title(table);
            let words = |target: &str| verbatim(format!("{} → {target}", route.label));
            let met = |met| hop(&table.node, Step::Route, title.clone(), met, true);
            match route.target {
                Target::Local => {
                    packet.hops.push(met(words("local")));
                    self.deliver(packet, interface.boundary, None);
                }
                Target::Edge(edge) => {
                    packet.hops.push(met(words(net.edges[edge as usize].node.as_str())));
                    self.edge_out(packet, edge, from);
                }
                Target::Nat(nat) => {
                    let nat = &net.nats[nat as usize];
                    packet.hops.push(met(words(nat.node.as_str())));
                    match nat.interface {
                        Some(interface) => self.translate(packet, interface),
                        None => self.unmodelled(packet, &nat.node),
                    }
                }
                Target::Exit(at) => self.unmodelled(packet, &net.exits[at as usize].node),
                Target::Peering(at) => self.unmodelled(packet, &net.peerings[at as usize].node),
                Target::Hub(at) => self.unmodelled(packet, &net.hubs[at as usize].node),
                Target::Gateway(at) => self.unmodelled(packet, &net.gateways[at as usize].node),
                Target::Opaque => self.unmodelled(packet, &table.node),
                Target::Door(door) => {
                    packet.hops.push(met(words(net.doors[door as usize].node.as_str())));
                    self.door(packet, door);
                }
                Target::Appliance(to) => {
                    packet.hops.push(met(words(net.interfaces[to as usize].node.as_str())));
                    self.appliance(packet, to);
                }
                Target::Blackhole => {
                    let args = vec![table.node.to_string(), route.label.clone()];
                    self.stop(
                        packet,
                        Why {
                            code: Code::BadStateRoute,
                            node: &table.node,
                            step: Step::Route,
                            title,
                            entry: format!("route {}", route.label),
                            said: said!(
                                "the target of route {1} in `{0}` is gone, and no shorter route takes over",
                                "`{0}`의 경로 {1}의 대상이 없고, 더 짧은 경로가 대신하지 않습니다"
                            ),
                            args,
                        },
                    );
                }
            }
        }
        if !rest.is_empty() {
            self.no_route(Packet { set: rest, ..packet }, from);
        }
    }

    fn no_route(&mut self, packet: Packet, from: Ix) {
        let net = self.net;
        let segment = &net.segments[net.interfaces[from as usize].segment as usize];
        let table = &net.tables[segment.table as usize];
        let to = packet.set.values(Dim::Destination);
        let only_local = table.routes.iter().all(|route| route.target == Target::Local);
        let words = explain::addresses(net, &to);
        let args = vec![table.node.to_string(), words.clone()];
        let need = self.need(from, &to);
        let (args, said) = match self.deaf_endpoint(segment.boundary, &to) {
            Some(endpoint) => {
                (args.into_iter().chain([endpoint.to_string()]).collect(), explain::no_route_deaf())
            }
            None => (args, explain::no_route(table, only_local, words == "internet")),
        };
        let why = Why {
            code: Code::NoRouteToDestination,
            node: &table.node,
            step: Step::Route,
            title: explain::table_title(table),
            entry: String::new(),
            said,
            args,
        };
        self.stop_needing(packet, why, need, false);
    }

    /// An interface endpoint for the service at these addresses whose private DNS is not in effect.
    fn deaf_endpoint(&self, boundary: Ix, to: &Ranges) -> Option<&'n NodeId> {
        let (service, _) = self.net.services.iter().find(|(_, block)| block.covers(to))?;
        let endpoint = self.net.interfaces.iter().find(|it| {
            let serves = matches!(&it.fact.inbound, Inbound::Service { service: own, .. } if own == service);
            serves && it.boundary == boundary
        });
        endpoint.map(|it| &it.node)
    }

    /// What the subnet of the sender lacks. Only the sender's own: elsewhere another remedy is due.
    fn need(&self, from: Ix, to: &Ranges) -> Option<Need> {
        let net = self.net;
        let own = matches!(self.origin, Origin::Interface(own)
            if net.interfaces[*own as usize].segment == net.interfaces[from as usize].segment);
        if !own || self.direction() == Direction::Return {
            return None;
        }
        let segment = &net.segments[net.interfaces[from as usize].segment as usize];
        let table = &net.tables[segment.table as usize];
        let boundary = net.boundaries[segment.boundary as usize].node.clone();
        let table = (!table.implicit).then(|| table.node.clone());
        let segment = segment.node.clone();
        let known =
            net.services.iter().find(|(_, block)| block.meets(to)).map(|(service, _)| service.clone());
        if let Some(service) = known.or_else(|| self.aim.service.clone()) {
            return Some(Need::WayToService { boundary, segment, table, service });
        }
        let public = to.meets(&net.internet) || net.public.keys().any(|it| to.holds(*it));
        public.then_some(Need::WayToInternet { boundary, segment, table })
    }

    /// Step 7 for `local` (RT-7), and L2-1 when `near` holds the addresses of the sender's own subnet.
    fn deliver(&mut self, packet: Packet, boundary: Ix, near: Option<Ranges>) {
        let net = self.net;
        let around = &net.boundaries[boundary as usize];
        let to = packet.set.values(Dim::Destination);
        let owners = to.spans().iter().flat_map(|(first, last)| around.owners.range(first..=last));
        let mut found = false;
        for (address, owner) in owners {
            let set = packet.set.only(Dim::Destination, &Ranges::one(*address));
            found |= !set.is_empty();
            if !set.is_empty() {
                self.reach(Packet { set, ..packet.clone() }, *owner, near.is_none());
            }
        }
        if !found {
            let args = vec![explain::addresses(net, &to), around.node.to_string()];
            self.stop(
                packet,
                Why {
                    code: Code::NoPossibleDestination,
                    node: &around.node,
                    step: Step::Destination,
                    title: verbatim(around.node.as_str()),
                    entry: String::new(),
                    said: said!(
                        "no interface in `{1}` has address {0}",
                        "`{1}`에 주소 {0}을(를) 가진 인터페이스가 없습니다"
                    ),
                    args,
                },
            );
        }
    }

    /// Steps 8 to 10 at the interface that owns the destination.
    fn reach(&mut self, packet: Packet, at: Ix, crossed: bool) {
        let net = self.net;
        let interface = &net.interfaces[at as usize];
        let packet = if crossed {
            match self.acl(packet, interface.segment, Way::Ingress) {
                Some(packet) => packet,
                None => return,
            }
        } else {
            packet
        };
        if self.expected.is_some() {
            self.reach_back(packet, at);
            return;
        }
        let refuse = |code, said: &'static Said| Why {
            code,
            node: &interface.node,
            step: Step::Destination,
            title: verbatim(interface.node.as_str()),
            entry: String::new(),
            said,
            args: vec![interface.node.to_string(), explain::traffic(&packet.set)],
        };
        if self.aim.interface.is_some_and(|meant| meant != at) {
            // Blocks of two VPCs overlap: the local route captures the address.
            let why = refuse(
                Code::NoPossibleDestination,
                said!(
                    "the address belongs to `{0}` here, in another VPC than the one that was meant: {1}",
                    "여기서 이 주소는 뜻한 VPC가 아닌 다른 VPC의 `{0}`에 속합니다: {1}"
                ),
            );
            return self.stop(packet.clone(), why);
        }
        if interface.odd {
            let why = refuse(Code::NoSourceOrDestination, explain::odd_address());
            return self.stop_needing(packet.clone(), why, None, true);
        }
        if !interface.fact.running {
            let why = refuse(Code::BadState, said!("`{0}` is not running", "`{0}`이(가) 실행 중이 아닙니다"));
            return self.stop(packet.clone(), why);
        }
        match &interface.fact.inbound {
            Inbound::Managed | Inbound::Inspection | Inbound::Offered { .. } | Inbound::Balancer => {
                self.unmodelled(packet, &interface.node);
            }
            Inbound::Function => {
                self.stop(packet.clone(), refuse(Code::HyperplaneNoInbound, uncallable()));
            }
            Inbound::Nat => {
                let why = refuse(
                    Code::NatNoInbound,
                    said!(
                        "nobody can open a connection to NAT gateway `{0}`: it only passes on what comes from inside",
                        "NAT 게이트웨이 `{0}`(으)로는 연결을 열 수 없습니다: 안에서 나가는 흐름만 전달합니다"
                    ),
                );
                self.stop(packet.clone(), why);
            }
            Inbound::Filtered => {
                if let Some(packet) = self.groups(packet, at, Way::Ingress) {
                    self.accept(packet, at);
                }
            }
            Inbound::Service { service, .. } => {
                if packet.set.only(Dim::Protocol, &gateway::tcp()).is_empty() {
                    let why = refuse(
                        Code::ProtocolRestriction,
                        said!(
                            "endpoint `{0}` answers tcp only, not {1}",
                            "엔드포인트 `{0}`은(는) tcp에만 응답하며 {1}에는 응답하지 않습니다"
                        ),
                    );
                    return self.stop(packet.clone(), why);
                }
                let open = gateway::service_ports(service);
                if let Some(mut packet) = self.groups(packet, at, Way::Ingress)
                    && let Some(open) = self.open_ports(&mut packet, &open, &interface.node)
                {
                    packet.set = open;
                    packet.through.push(interface.node.clone());
                    self.accept(packet, at);
                }
            }
        }
    }

    fn accept(&mut self, mut packet: Packet, at: Ix) {
        let node = &self.net.interfaces[at as usize].node;
        let words = verbatim(explain::header(self.net, &packet.set));
        packet.hops.push(hop(node, Step::Destination, verbatim(node.as_str()), words, true));
        self.arrive(packet, Place::Interface(at));
    }
}

/// FN-2.
fn uncallable() -> &'static Said {
    said!(
        "nobody can open a connection to the interface of function `{0}`: it is called through the Lambda service",
        "함수 `{0}`의 인터페이스로는 연결을 열 수 없습니다: 함수는 Lambda 서비스를 통해 호출됩니다"
    )
}
