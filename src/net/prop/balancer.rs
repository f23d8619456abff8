//! Load balancers: from a node to the targets of its listeners (LB-1 to LB-7).

use super::*;
use crate::net::graph::{BalancerNet, TargetGroupNet, TargetNet};

impl Walk<'_> {
    /// At a node. A balancer that ends the client's flow is an end itself (LB-2).
    pub(super) fn balance(&mut self, packet: Packet, at: Ix) {
        let net = self.net;
        let interface = &net.interfaces[at as usize];
        let Some(balancer) = net.role(&interface.node, |it| it.balancer) else {
            return self.unmodelled(packet, &interface.node);
        };
        let balancer = &net.balancers[balancer as usize];
        let Some(packet) = self.visit(packet, Device::Interface(at), &interface.node) else { return };
        // LB-2: a question about the balancer is about the client's leg.
        let ends = balancer.terminates && self.aim.means(at);
        let (mut rest, mut taken) = (packet.set.clone(), false);
        for listener in &balancer.listeners {
            let set = rest.only(Dim::Protocol, &listener.protocol).only(Dim::Port, &listener.ports);
            if set.is_empty() {
                continue;
            }
            taken = true;
            rest = rest.subtract(&set);
            let mut packet = packet.part(set);
            let words = verbatim(listener.label.clone());
            packet.hops.push(hop(
                &interface.node,
                Step::Gateway,
                verbatim(interface.node.as_str()),
                words,
                true,
            ));
            if ends {
                self.accept(packet.clone(), at);
                if !self.aim.anywhere {
                    continue;
                }
                packet.ended = true;
            }
            packet.through.push(interface.node.clone());
            self.spread(packet, at, balancer, &listener.groups);
        }
        if rest.is_empty() {
            return;
        }
        if taken {
            return self.lose(&packet, rest);
        }
        let said = said!(
            "no listener of load balancer `{0}` takes {1}",
            "로드 밸런서 `{0}`의 어떤 리스너도 {1}을(를) 받지 않습니다"
        );
        let args = [explain::traffic(&rest)];
        let code = Code::Elbv2ListenersMismatch;
        let why = Why::new(code, "LB-1", &interface.node, Step::Destination, said, args);
        let Some(packet) = self.bar(packet, why) else { return };
        if ends {
            return self.accept(packet, at);
        }
        let mut groups: Vec<Ix> = balancer.listeners.iter().flat_map(|it| it.groups.clone()).collect();
        groups.sort_unstable();
        groups.dedup();
        self.spread(packet, at, balancer, &groups);
    }

    /// To the targets of groups: any of them (PKT-4).
    fn spread(&mut self, packet: Packet, at: Ix, balancer: &BalancerNet, groups: &[Ix]) {
        let net = self.net;
        let node = &net.interfaces[at as usize].node;
        let groups: Vec<&TargetGroupNet> = groups.iter().map(|it| &net.target_groups[*it as usize]).collect();
        if groups.iter().all(|it| it.targets.is_empty()) {
            let said = said!(
                "the listener of load balancer `{0}` has no targets",
                "로드 밸런서 `{0}`의 리스너에 대상이 없습니다"
            );
            let why = Why::new(Code::Elbv2ListenerHasNoTg, "LB-2", node, Step::Gateway, said, []);
            return self.stop(packet, why);
        }
        let (mut usable, mut skipped) = (Vec::new(), false);
        for group in &groups {
            let across = group.cross_zone.unwrap_or(balancer.cross_zone);
            for target in group.targets.iter().filter(|it| self.in_reach(it, at, balancer, across)) {
                let mut meant = self.aim.target.iter().chain(&self.aim.alike).peekable();
                let asked = meant.peek().is_some();
                if asked && !meant.any(|aim| leads(net, target, *aim, &mut Vec::new())) {
                    skipped = true;
                } else {
                    usable.push((*group, target));
                }
            }
        }
        if usable.is_empty() && !skipped {
            let said = said!(
                "load balancer `{0}` has no target in the zones it may use from this node",
                "로드 밸런서 `{0}`이(가) 이 노드에서 쓸 수 있는 가용 영역에 대상이 없습니다"
            );
            let code = Code::Elbv2NoTargetsInAz;
            return self.stop(packet, Why::new(code, "LB-5", node, Step::Gateway, said, []));
        }
        // What is called gets no packets, so nobody has to choose it (LB-2).
        let connects = |it: &(&TargetGroupNet, &TargetNet)| !is_called(net, it.1);
        if usable.iter().any(connects) {
            usable.retain(connects);
        }
        self.branched |= usable.len() > 1 || skipped;
        if skipped {
            // It may as well choose a target that was not asked for.
            let set = packet.set.clone();
            self.lose(&packet, set);
        }
        if usable.is_empty() {
            let said = said!(
                "load balancer `{0}` does not send to what was meant from this node",
                "로드 밸런서 `{0}`이(가) 이 노드에서는 뜻한 대상으로 보내지 않습니다"
            );
            let code = Code::TargetAddressRestriction;
            return self.stop(packet, Why::new(code, "LB-5", node, Step::Gateway, said, []));
        }
        for (group, target) in usable {
            self.send_to_target(packet.clone(), at, balancer, group, target);
        }
    }

    /// LB-5: whether a node uses a target: of the zones where the balancer has nodes, or of its own alone.
    fn in_reach(&self, target: &TargetNet, at: Ix, balancer: &BalancerNet, across: bool) -> bool {
        match target.balancer {
            Some(next) => !self.nodes_in_reach(next, at, balancer, across).is_empty(),
            None => target.interface.is_none_or(|it| self.zone_in_reach(it, at, balancer, across)),
        }
    }

    /// The nodes of a balancer that is a target: each has a zone, like any other target.
    fn nodes_in_reach(&self, next: Ix, at: Ix, balancer: &BalancerNet, across: bool) -> Vec<Ix> {
        let nodes = self.net.balancers[next as usize].nodes.iter().copied();
        nodes.filter(|it| self.zone_in_reach(*it, at, balancer, across)).collect()
    }

    fn zone_in_reach(&self, target: Ix, at: Ix, balancer: &BalancerNet, across: bool) -> bool {
        let net = self.net;
        let zone = |at: Ix| &net.segments[net.interfaces[at as usize].segment as usize].zone;
        let home = |at: Ix| net.interfaces[at as usize].boundary;
        // Elsewhere no zone is known: the provider wants such targets in all zones.
        if home(target) != home(at) {
            true
        } else if across {
            balancer.nodes.iter().any(|node| zone(*node) == zone(target))
        } else {
            zone(target) == zone(at)
        }
    }

    fn send_to_target(
        &mut self,
        mut packet: Packet,
        at: Ix,
        balancer: &BalancerNet,
        group: &TargetGroupNet,
        target: &TargetNet,
    ) {
        let net = self.net;
        let set = packet.set.only(Dim::Protocol, &group.protocol);
        if set.is_empty() {
            let said = said!(
                "target group `{0}` does not take {1}",
                "대상 그룹 `{0}`이(가) {1}을(를) 받지 않습니다"
            );
            let args = [explain::traffic(&packet.set)];
            let code = Code::Elbv2ListenerRequiresTgAccept;
            return self.stop(packet, Why::new(code, "LB-2", &group.node, Step::Gateway, said, args));
        }
        self.lose_rest(&packet, &set);
        packet.set = set;
        let across = group.cross_zone.unwrap_or(balancer.cross_zone);
        let goals: Vec<u128> = match target.balancer {
            Some(next) => {
                let nodes = self.nodes_in_reach(next, at, balancer, across).into_iter();
                nodes.filter_map(|it| net.interfaces[it as usize].primary).collect()
            }
            None => target.address.into_iter().filter(|_| !is_called(net, target)).collect(),
        };
        let opaque = target.node.as_ref().and_then(|id| net.roles.get(id)).is_some_and(|it| it.opaque);
        if goals.is_empty() && opaque {
            return self.unmodelled(packet, target.node.as_ref().unwrap_or(&group.node));
        }
        if goals.is_empty() {
            // A function: it is called, not connected to.
            let name = target.node.as_ref().unwrap_or(&group.node).clone();
            let said = said!(
                "`{0}` is called by the load balancer, no packet of this network goes there",
                "`{0}`은(는) 로드 밸런서가 호출하며, 이 네트워크의 패킷은 그곳으로 가지 않습니다"
            );
            let code = Code::TargetAddressRestriction;
            return self.stop(packet, Why::new(code, "LB-2", &name, Step::Gateway, said, []));
        }
        self.branched |= goals.len() > 1;
        // LB-3: forced off for what came by endpoints, and between the families.
        let endpoint = packet.kept_by(|it| matches!(it, Keeper::Endpoint(_)))
            || matches!(self.origin, Origin::Entry { .. });
        for goal in goals {
            let families =
                packet.set.values(Dim::Source).meets(&Ranges::all_v4()) == Ranges::all_v4().holds(goal);
            let preserves = !balancer.terminates && group.preserves_client && !endpoint && families;
            let mut packet = packet.clone();
            if !balancer.terminates && !group.preserves_stated && !endpoint {
                let code = if preserves {
                    Code::AssumptionPreserveClientIpIsEnabled
                } else {
                    Code::AssumptionPreserveClientIpIsDisabled
                };
                packet.note(code, &group.node);
            }
            if preserves {
                self.forward_to(packet, at, goal, target.port);
            } else {
                self.connect_to(packet, at, goal, target.port);
            }
        }
    }

    /// LB-3: the client's address stays.
    fn forward_to(&mut self, packet: Packet, at: Ix, goal: u128, port: u16) {
        let net = self.net;
        let interface = &net.interfaces[at as usize];
        let around = &net.boundaries[interface.boundary as usize];
        if !around.owners.contains_key(&goal) {
            let said = said!(
                "load balancer `{0}` keeps the client's address, so it cannot send to {1} outside its VPC",
                "로드 밸런서 `{0}`은(는) 클라이언트 주소를 유지하므로 VPC 밖의 {1}(으)로 보낼 수 없습니다"
            );
            let args = [address(goal).to_string()];
            let code = Code::Elbv2SourceAddressPreservation;
            return self.stop(packet, Why::new(code, "LB-4", &interface.node, Step::Gateway, said, args));
        }
        let own = packet.set.only(Dim::Source, &Ranges::one(goal));
        if !own.is_empty() {
            let said = said!(
                "a target calls itself through load balancer `{0}`, which keeps its address: it would talk to itself",
                "대상이 자기 주소를 유지하는 로드 밸런서 `{0}`을(를) 통해 자신을 부르므로 연결되지 않습니다"
            );
            let code = Code::NlbLoopback;
            self.stop(packet.part(own), Why::new(code, "LB-4", &interface.node, Step::Gateway, said, []));
        }
        let before = packet.set.except(Dim::Source, &Ranges::one(goal));
        if before.is_empty() {
            return;
        }
        let mut packet = packet.part(before.clone());
        let set = before.rewritten(Dim::Destination, &Ranges::one(goal));
        packet.set = set.rewritten(Dim::Port, &Ranges::one(port.into()));
        packet.keep(Keeper::Node { at, preserves: true }, Change::Aimed { before, keeps_source: true });
        self.launch(packet, at, goal, port);
    }

    /// LB-2, and LB-3 without preservation: a new flow, from the node.
    fn connect_to(&mut self, mut packet: Packet, at: Ix, goal: u128, port: u16) {
        let net = self.net;
        let interface = &net.interfaces[at as usize];
        let family = if Ranges::all_v4().holds(goal) { Ranges::all_v4() } else { Ranges::all_v6() };
        let primary = interface.primary.filter(|it| family.holds(*it));
        let Some(own) = primary.or_else(|| interface.addresses.intersect(&family).first()) else {
            return self.addressless(packet, &interface.node);
        };
        let before = packet.set.clone();
        let set = before.rewritten(Dim::Destination, &Ranges::one(goal));
        let set = set.rewritten(Dim::Port, &Ranges::one(port.into()));
        let set = set.rewritten(Dim::Source, &Ranges::one(own));
        packet.set = set.rewritten(Dim::SourcePort, &filter::unknown_client());
        packet.keep(Keeper::Node { at, preserves: false }, Change::Aimed { before, keeps_source: false });
        packet.came = Came::Here;
        self.launch(packet, at, goal, port);
    }

    /// Out of the node, as whom the node's groups make it (SG-4).
    fn launch(&mut self, mut packet: Packet, at: Ix, goal: u128, port: u16) {
        let net = self.net;
        let interface = &net.interfaces[at as usize];
        packet.identity.lose(&interface.node);
        packet.identity.tag.clone_from(&interface.groups);
        // What the client's rules say of groups was about the node.
        packet.identity.by_address = None;
        let goal = std::net::SocketAddr::new(address(goal), port).to_string();
        packet.hops.push(hop(
            &interface.node,
            Step::Gateway,
            verbatim(interface.node.as_str()),
            verbatim(format!("→ {goal}")),
            true,
        ));
        let Some(packet) = self.groups(packet, at, Way::Egress) else { return };
        if is_classic(net, at) {
            // LB-7: network ACLs apply within the subnet too.
            self.emerge(packet, at);
        } else {
            self.leave(packet, at);
        }
    }
}

/// Whether a target is a function, which is called, or is gone.
fn is_called(net: &Net, target: &TargetNet) -> bool {
    let opaque = target.node.as_ref().and_then(|id| net.roles.get(id)).is_some_and(|it| it.opaque);
    let inbound = target.interface.map(|at| &net.interfaces[at as usize].fact.inbound);
    let function = target.node.is_some() && inbound == Some(&Inbound::Function);
    target.balancer.is_none() && (function || (target.address.is_none() && !opaque))
}

/// LB-7: whether an interface is a node of a Classic Load Balancer.
pub(super) fn is_classic(net: &Net, at: Ix) -> bool {
    let balancer = net.role(&net.interfaces[at as usize].node, |it| it.balancer);
    balancer.is_some_and(|it| net.balancers[it as usize].classic)
}

/// Whether a target is an interface, or a balancer that leads there.
fn leads(net: &Net, target: &TargetNet, aim: Ix, seen: &mut Vec<Ix>) -> bool {
    let named = match target.interface {
        Some(it) => it == aim,
        // In another network: whatever has the address there.
        None => target.address.is_some_and(|it| net.interfaces[aim as usize].addresses.holds(it)),
    };
    if named {
        return true;
    }
    target.balancer.is_some_and(|it| {
        net.balancers[it as usize].nodes.contains(&aim) || balancer_leads(net, it, aim, seen)
    })
}

/// Whether a balancer has an interface as a target, directly or through further ones.
pub(in crate::net) fn balancer_leads(net: &Net, balancer: Ix, aim: Ix, seen: &mut Vec<Ix>) -> bool {
    if seen.contains(&balancer) {
        return false;
    }
    seen.push(balancer);
    let listeners = net.balancers[balancer as usize].listeners.iter();
    let mut groups = listeners.flat_map(|it| &it.groups).map(|it| &net.target_groups[*it as usize]);
    groups.any(|group| group.targets.iter().any(|it| leads(net, it, aim, seen)))
}
