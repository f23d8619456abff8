//! The packet walk: sets of packets pushed hop by hop, out (section 2.1) and back (section 2.2).
//!
//! A set that splits is followed piece by piece; every piece ends in a [`Trace`]. The same steps serve both ways.
//! On the way back security groups remember the flow (SG-6), translators undo what they did (NAT-5), and the
//! client accepts only answers to what it sent (RET-2).

mod gateway;
mod start;

use super::{
    answer::{Direction, Hop, Step},
    code::Code,
    explain::{self, Said, hop, said, sentence, verbatim},
    filter::{self, Way},
    lower::{Ix, Net, Target},
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

    /// A subnet's network ACL (NACL-1).
    fn acl(&mut self, mut packet: Packet, segment: Ix, way: Way) -> Option<Packet> {
        let net = self.net;
        let segment = &net.segments[segment as usize];
        let acl = &net.acls[segment.acl as usize];
        let egress = way == Way::Egress;
        let pass = filter::acl(acl, way, &packet.set);
        let title = explain::acl_title(acl, egress);
        let numbered = |number: u32| format!("{} rule {number}", if egress { "egress" } else { "ingress" });
        if pass.passed.is_empty() {
            let set = &packet.set;
            let args = vec![acl.node.to_string(), explain::header(net, set), segment.node.to_string()];
            let (entry, args, said): (_, _, &'static Said) = match pass.denied {
                Some(entry) => {
                    let entry = numbered(entry.number);
                    let args = args.into_iter().chain([entry.clone()]).collect();
                    (
                        entry,
                        args,
                        said!(
                            "network ACL `{0}` denies {1} at the border of `{2}`: {3} says so",
                            "네트워크 ACL `{0}`이(가) `{2}` 경계에서 {1}을(를) 거부합니다: {3}"
                        ),
                    )
                }
                None if egress => (
                    String::new(),
                    args,
                    said!(
                        "network ACL `{0}` has no egress entry that allows {1} out of `{2}`",
                        "네트워크 ACL `{0}`에 {1}이(가) `{2}`에서 나가도록 허용하는 아웃바운드 항목이 없습니다"
                    ),
                ),
                None => (
                    String::new(),
                    args,
                    said!(
                        "network ACL `{0}` has no ingress entry that allows {1} into `{2}`",
                        "네트워크 ACL `{0}`에 {1}이(가) `{2}`(으)로 들어오도록 허용하는 인바운드 항목이 없습니다"
                    ),
                ),
            };
            let node = &acl.node;
            let code = Code::SubnetAclRestriction;
            self.stop(packet, Why { code, node, step: Step::NetworkAcl, title, entry, said, args });
            return None;
        }
        let words = pass.allowed.map(|entry| format!("{}: {}", numbered(entry.number), entry.label));
        packet.hops.push(hop(&acl.node, Step::NetworkAcl, title, verbatim(words.unwrap_or_default()), true));
        packet.set = pass.passed;
        Some(packet)
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
                    packet.hops.push(met(words(net.interfaces[nat as usize].node.as_str())));
                    self.translate(packet, nat);
                }
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
        let why = Why {
            code: Code::NoRouteToDestination,
            node: &table.node,
            step: Step::Route,
            title: explain::table_title(table),
            entry: String::new(),
            said: explain::no_route(table, only_local, words == "internet"),
            args,
        };
        self.stop_needing(packet, why, need, false);
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
        if !interface.fact.running {
            let why = refuse(Code::BadState, said!("`{0}` is not running", "`{0}`이(가) 실행 중이 아닙니다"));
            return self.stop(packet.clone(), why);
        }
        match &interface.fact.inbound {
            Inbound::Function => {
                let why = refuse(
                    Code::HyperplaneNoInbound,
                    said!(
                        "nobody can open a connection to the interface of function `{0}`: it is called through the Lambda service",
                        "함수 `{0}`의 인터페이스로는 연결을 열 수 없습니다: 함수는 Lambda 서비스를 통해 호출됩니다"
                    ),
                );
                self.stop(packet.clone(), why);
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

    /// Steps 2 and 10: security groups (SG-1), unless the interface has none (SG-7).
    fn groups(&mut self, mut packet: Packet, at: Ix, way: Way) -> Option<Packet> {
        let net = self.net;
        let interface = &net.interfaces[at as usize];
        if interface.fact.unfiltered {
            return Some(packet);
        }
        let pass = filter::groups(net, at, way, &packet.set, &packet.tag, &packet.lost);
        let egress = way == Way::Egress;
        let way_word = if egress { "egress" } else { "ingress" };
        let first = interface.groups.first().map(|group| &net.groups[*group as usize]);
        let node = first.map_or(&interface.node, |group| &group.node);
        if pass.passed.is_empty() {
            let names: Vec<String> =
                interface.groups.iter().map(|it| format!("`{}`", net.groups[*it as usize].node)).collect();
            let args = vec![names.join(", "), explain::header(net, &packet.set), interface.node.to_string()];
            let (code, said): (_, &'static Said) = match (pass.lost, pass.has_rules, egress) {
                (true, ..) => (
                    Code::SgReferencesNotPreserved,
                    said!(
                        "a rule of {0} names a group, but the packet came over public addresses or a translator, where groups are no longer known: it is {1}",
                        "{0}의 규칙이 그룹을 지정하지만, 패킷이 공인 주소나 변환기를 거쳐 와서 그룹을 알 수 없습니다: {1}"
                    ),
                ),
                (false, false, true) => (
                    Code::SgHasNoRules,
                    said!(
                        "{0} of `{2}` has no egress rules, so nothing may leave: {1}",
                        "`{2}`의 {0}에 아웃바운드 규칙이 없어 아무것도 나갈 수 없습니다: {1}"
                    ),
                ),
                (false, false, false) => (
                    Code::SgHasNoRules,
                    said!(
                        "{0} of `{2}` has no ingress rules, so nothing may come in: {1}",
                        "`{2}`의 {0}에 인바운드 규칙이 없어 아무것도 들어올 수 없습니다: {1}"
                    ),
                ),
                (false, true, true) => (
                    Code::EniSgRulesMismatch,
                    said!(
                        "{0} of `{2}` has no egress rule that allows {1}",
                        "`{2}`의 {0}에 {1}을(를) 허용하는 아웃바운드 규칙이 없습니다"
                    ),
                ),
                (false, true, false) => (
                    Code::EniSgRulesMismatch,
                    said!(
                        "{0} of `{2}` has no ingress rule that allows {1}",
                        "`{2}`의 {0}에 {1}을(를) 허용하는 인바운드 규칙이 없습니다"
                    ),
                ),
            };
            let title = explain::group_title(first, egress);
            self.stop(
                packet,
                Why { code, node, step: Step::SecurityGroup, title, entry: String::new(), said, args },
            );
            return None;
        }
        if let Some((group, at, label)) = &pass.rule {
            let group = &net.groups[*group as usize];
            let words = verbatim(format!("{way_word} rule {at}: {label}"));
            let title = explain::group_title(Some(group), egress);
            packet.hops.push(hop(&group.node, Step::SecurityGroup, title, words, true));
        }
        if egress {
            packet.by_address = Some((at, pass.by_address));
        }
        packet.set = pass.passed;
        Some(packet)
    }

    /// SG-6: an answer passes whatever the rules.
    fn remembered(&self, packet: &mut Packet, at: Ix, egress: bool) {
        let interface = &self.net.interfaces[at as usize];
        if let Some(group) = interface.groups.first().filter(|_| !interface.fact.unfiltered) {
            let group = &self.net.groups[*group as usize];
            let words = Message::plain(&text!("answers of a flow that was let pass", "허용된 흐름의 응답"));
            let title = explain::group_title(Some(group), egress);
            packet.hops.push(hop(&group.node, Step::SecurityGroup, title, words, true));
        }
    }
}
