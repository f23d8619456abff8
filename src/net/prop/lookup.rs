//! Steps 4 to 6: out of an interface, straight to a neighbour or through the subnet's border to a route.

use super::*;
use crate::base::Cidr;
use crate::net::graph::{RouteNet, RouteOrigin, TableNet};

/// Where a route lookup is made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    /// The VPC.
    pub boundary: Ix,
    /// The route table.
    pub table: Ix,
    /// The subnet, unless it is a gateway's own table.
    pub segment: Option<Ix>,
    /// The interface that sends.
    pub sender: Option<Ix>,
}

impl Spot {
    /// In a subnet.
    pub fn in_segment(net: &Net, segment: Ix, sender: Option<Ix>) -> Self {
        let it = &net.segments[segment as usize];
        Self { boundary: it.boundary, table: it.table, segment: Some(segment), sender }
    }
}

impl<'n> Walk<'n> {
    /// Out of an interface.
    pub(super) fn leave(&mut self, packet: Packet, interface: Ix) {
        let segment = self.net.interfaces[interface as usize].segment;
        self.leave_segment(packet, segment, Some(interface));
    }

    /// Out of a subnet: from an interface, or from the attachment of a transit gateway, which NACL-6 treats alike.
    pub(super) fn leave_segment(&mut self, mut packet: Packet, at: Ix, sender: Option<Ix>) {
        let net = self.net;
        let segment = &net.segments[at as usize];
        packet.zone = Some(segment.zone.clone());
        let near = packet.set.only(Dim::Destination, &segment.cidrs);
        if !near.is_empty() {
            // L2-1: no route table, no network ACL.
            self.deliver(packet.part(near), segment.boundary, false);
        }
        let far = packet.set.except(Dim::Destination, &segment.cidrs);
        if !far.is_empty()
            && let Some(packet) = self.acl(packet.part(far), at, Way::Egress)
        {
            self.route(packet, Spot::in_segment(net, at, sender));
        }
    }

    /// Step 6.
    pub(super) fn route(&mut self, packet: Packet, spot: Spot) {
        let net = self.net;
        if let Some((peering, home)) = self.sent_back(&packet, spot) {
            // RET-4: whatever the table says.
            return self.return_to_sender(packet, peering, home);
        }
        let table = &net.tables[spot.table as usize];
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
            let mut packet = packet.part(set);
            let (ties, hides) = rivals(table, route);
            if hides {
                packet.note(Code::HigherPriorityRoute, &table.node);
            }
            // RT-3: between two prefix lists AWS picks one as it likes.
            self.branched |= !ties.is_empty();
            for tie in ties {
                self.by_route(packet.clone(), table, &route.label, tie, spot);
            }
            self.by_route(packet, table, &route.label, route.target, spot);
        }
        if !rest.is_empty() {
            self.no_route(packet.part(rest), spot);
        }
    }

    fn by_route(&mut self, mut packet: Packet, table: &TableNet, label: &str, target: Target, spot: Spot) {
        let name = match self.target_node(target) {
            Some(node) => node.as_str(),
            None if target == Target::Local => "local",
            None => {
                if target == Target::Opaque {
                    return self.unmodelled(packet, &table.node);
                }
                return self.lift_route(packet, gone(table, label), spot);
            }
        };
        let words = verbatim(format!("{label} → {name}"));
        packet.hops.push(hop(&table.node, Step::Route, explain::table_title(table), words, true));
        self.follow(packet, target, spot);
    }

    /// Step 7.
    fn follow(&mut self, packet: Packet, target: Target, spot: Spot) {
        match target {
            Target::Local => self.deliver(packet, spot.boundary, true),
            Target::Edge(at) => self.edge_out(packet, at, spot),
            Target::Exit(at) => self.exit_out(packet, at, spot),
            Target::Nat(at) => self.translate(packet, at),
            Target::Door(at) => self.door(packet, at),
            Target::Appliance(at) => self.appliance(packet, at),
            Target::Peering(at) => self.cross(packet, at, spot),
            Target::Hub(at) => self.enter_hub(packet, at, spot),
            Target::Gateway(at) => self.gateway_out(packet, at),
            Target::Blackhole | Target::Opaque => {}
        }
    }

    fn target_node(&self, target: Target) -> Option<&'n NodeId> {
        let net = self.net;
        match target {
            Target::Local | Target::Blackhole | Target::Opaque => None,
            Target::Edge(at) => Some(&net.edges[at as usize].node),
            Target::Exit(at) => Some(&net.exits[at as usize].node),
            Target::Nat(at) => Some(&net.nats[at as usize].node),
            Target::Door(at) => Some(&net.doors[at as usize].node),
            Target::Appliance(at) => Some(&net.interfaces[at as usize].node),
            Target::Peering(at) => Some(&net.peerings[at as usize].node),
            Target::Hub(at) => Some(&net.hubs[at as usize].node),
            Target::Gateway(at) => Some(&net.gateways[at as usize].node),
        }
    }

    fn no_route(&mut self, packet: Packet, spot: Spot) {
        let net = self.net;
        let table = &net.tables[spot.table as usize];
        let to = packet.set.values(Dim::Destination);
        let only_local = table.routes.iter().all(|route| route.target == Target::Local);
        let words = explain::addresses(net, &to);
        let mut args = vec![words.clone()];
        let need = self.need(spot, &to);
        let said = match self.deaf_endpoint(spot.boundary, &to) {
            Some(endpoint) => {
                args.push(endpoint.to_string());
                explain::no_route_deaf()
            }
            None => explain::no_route(table, only_local, words == "internet"),
        };
        let why = Why::new(Code::NoRouteToDestination, "RT-2", &table.node, Step::Route, said, args);
        self.lift_route(packet, why.titled(explain::table_title(table)).needing(need), spot);
    }

    /// No route: packets stop, or, when that is lifted, go to each gateway that the VPC has.
    fn lift_route(&mut self, packet: Packet, why: Why, spot: Spot) {
        let Some(packet) = self.bar(packet, why) else { return };
        let table = &self.net.tables[spot.table as usize];
        let to = packet.set.values(Dim::Destination);
        for target in self.gateways(spot.boundary, &to) {
            let mut packet = packet.clone();
            if let (Some(blocker), Some(node)) = (packet.blockers.last_mut(), self.target_node(target)) {
                let (table, target) = (table.node.clone(), node.clone());
                let route = self.destination(&to).filter(|_| !self.net.tables[spot.table as usize].implicit);
                let route = route.map(|destination| Need::Route { table, destination, target });
                blocker.need = blocker.need.take().or(route);
            }
            self.follow(packet, target, spot);
        }
    }

    /// The block that a route to addresses would name: the VPC or site that has them, or everything.
    pub(super) fn destination(&self, to: &Ranges) -> Option<Cidr> {
        let net = self.net;
        let owned = net.boundaries.iter().flat_map(|it| it.blocks.iter().copied());
        let covers = |cidr: &Cidr| Ranges::cidr(*cidr).covers(to);
        let owned = owned.filter(covers).max_by_key(|it| it.length());
        let whole = [Cidr::ALL_V4, Cidr::ALL_V6].into_iter().find(covers);
        let single = to.to_cidrs();
        let own = || single.first().copied().filter(|_| single.len() == 1 && net.internet.is_empty());
        owned.or_else(own).or(whole)
    }

    /// The gateways of a VPC that could lead to addresses.
    fn gateways(&self, boundary: Ix, to: &Ranges) -> Vec<Target> {
        let net = self.net;
        let here = |at: Ix| at == boundary;
        let edges = net.edges.iter().map(|it| it.boundary).zip(0..).filter(|it| here(it.0));
        let exits = net.exits.iter().map(|it| it.boundary).zip(0..).filter(|it| here(it.0));
        let nats = net.nats.iter().map(|it| it.boundary).zip(0..).filter(|it| here(it.0));
        let doors = net
            .doors
            .iter()
            .zip(0..)
            .filter(|(it, _)| here(it.boundary) && net.services[it.service as usize].1.meets(to));
        let peerings = net.peerings.iter().zip(0..).filter(|(it, _)| {
            let other = |at: Option<Ix>| at.is_some_and(|at| net.boundaries[at as usize].cidrs.meets(to));
            it.between.contains(&Some(boundary)) && it.between.into_iter().any(other)
        });
        let hubs = net
            .hubs
            .iter()
            .zip(0..)
            .filter(|(it, _)| it.attachments.iter().any(|at| self.attached(*at) == Some(boundary)));
        let gateways = net.gateways.iter().zip(0..).filter(|(it, _)| it.boundary == Some(boundary));
        let public = !to.meets(&crate::net::address::rfc1918());
        let out = edges.map(|it| Target::Edge(it.1)).chain(nats.map(|it| Target::Nat(it.1)));
        let out = out.chain(exits.map(|it| Target::Exit(it.1))).filter(|_| public);
        doors
            .map(|it| Target::Door(it.1))
            .chain(peerings.map(|it| Target::Peering(it.1)))
            .chain(hubs.map(|it| Target::Hub(it.1)))
            .chain(gateways.map(|it| Target::Gateway(it.1)))
            .chain(out)
            .collect()
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
    pub(super) fn need(&self, spot: Spot, to: &Ranges) -> Option<Need> {
        let net = self.net;
        let own = matches!(self.origin, Origin::Interface(own)
            if Some(net.interfaces[*own as usize].segment) == spot.segment);
        if !own || self.returning() {
            return None;
        }
        let segment = &net.segments[spot.segment? as usize];
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
}

/// RT-6: the target of the route that wins is gone.
pub(super) fn gone(table: &TableNet, label: &str) -> Why {
    let said = said!(
        "the target of route {1} in `{0}` is gone, and no shorter route takes over",
        "`{0}`의 경로 {1}의 대상이 없고, 더 짧은 경로가 대신하지 않습니다"
    );
    let why = Why::new(Code::BadStateRoute, "RT-6", &table.node, Step::Route, said, [label.to_owned()]);
    why.titled(explain::table_title(table)).entry(format!("route {label}"))
}

/// Targets that a route of equal rank leads to (RT-3), and whether one of lower rank leads elsewhere.
fn rivals(table: &TableNet, route: &RouteNet) -> (Vec<Target>, bool) {
    let won = table
        .entries
        .iter()
        .find(|it| it.label == route.label && it.target == route.target && it.covers.covers(&route.share));
    let Some(won) = won else { return (Vec::new(), false) };
    let equal = table
        .entries
        .iter()
        .filter(|it| it.length == won.length && it.target != won.target && it.covers.meets(&route.share));
    let mut ties: Vec<Target> = Vec::new();
    let mut hides = false;
    for it in equal {
        if won.origin == RouteOrigin::List && it.origin == RouteOrigin::List {
            ties.push(it.target);
        } else {
            hides |= it.origin != RouteOrigin::Local && won.origin != RouteOrigin::Local;
        }
    }
    ties.sort();
    ties.dedup();
    (ties, hides)
}
