//! Interfaces that routes lead to: appliances, inspection endpoints, firewalls (APP-1, GWLBE-1, FW-1).

use super::{guard::passing, *};
use crate::{
    model::fact::{Firewall, FirewallAction, FirewallMatch, Inspection},
    net::{graph::AttachmentEndNet, traffic_set::Cube},
};

impl Walk<'_> {
    /// A route target that should forward.
    pub(super) fn appliance(&mut self, packet: Packet, to: Ix) {
        let net = self.net;
        let interface = &net.interfaces[to as usize];
        // ENI-2: what is for the interface itself ends there.
        let own = packet.set.only(Dim::Destination, &interface.addresses);
        let packet = packet.part(packet.set.except(Dim::Destination, &interface.addresses));
        if !own.is_empty() {
            self.reach(packet.part(own), to, true);
        }
        if packet.set.is_empty() {
            return;
        }
        let Some(packet) = self.visit(packet, Device::Interface(to), &interface.node) else { return };
        // NACL-6: in by source, even within one subnet.
        let Some(packet) = self.acl(packet, interface.segment, Way::Ingress) else { return };
        let Some(packet) = self.running(packet, to, Step::Gateway) else { return };
        if let Forwarding::Inspect(inspection) = &interface.fact.forwarding {
            return self.inspect(packet, to, inspection);
        }
        let mut packet = packet;
        if interface.fact.source_dest_check {
            let said = said!(
                "a route leads to `{0}`, but its source/destination check is on, so it does not forward",
                "경로가 `{0}`(으)로 이어지지만, 소스/대상 확인이 켜져 있어 전달하지 않습니다"
            );
            let code = Code::EniSourceDestCheckRestriction;
            let why = Why::new(code, "ENI-2", &interface.node, Step::Gateway, said, []);
            let Some(lifted) = self.bar(packet, why) else { return };
            packet = lifted;
        }
        match &interface.fact.forwarding {
            Forwarding::None => {
                let known =
                    if self.returning() { Some(packet) } else { self.forget(packet, &interface.node) };
                let Some(packet) = known else { return };
                let said = said!(
                    "a route leads to `{0}`, and the model does not say how it forwards",
                    "경로가 `{0}`(으)로 이어지는데, 어떻게 전달하는지 모델에 없습니다"
                );
                let code = Code::UnsupportedComponent;
                self.stop(
                    packet,
                    Why::new(code, "APP-1", &interface.node, Step::Gateway, said, []).unknown(),
                );
            }
            Forwarding::PassThrough { stateful } => self.pass_through(packet, to, *stateful),
            Forwarding::Snat => self.snat(packet, to),
            Forwarding::Inspect(_) => {}
        }
    }

    /// The same header, out again.
    fn pass_through(&mut self, packet: Packet, at: Ix, stateful: bool) {
        let interface = &self.net.interfaces[at as usize];
        let mut packet = packet;
        if self.returning() {
            if Self::seen(&mut packet, at) {
                self.remembered(&mut packet, at, false);
            } else if stateful {
                return self.asymmetric(packet, at);
            } else {
                // Its groups see a new flow.
                let Some(passed) = self.groups(packet, at, Way::Ingress) else { return };
                let Some(mut passed) = self.let_out(passed, at) else { return };
                passed.note(Code::AsymmetricInspection, &interface.node);
                packet = passed;
            }
        } else {
            let Some(passed) = self.groups(packet, at, Way::Ingress) else { return };
            let Some(passed) = self.forget(passed, &interface.node) else { return };
            let Some(passed) = self.let_out(passed, at) else { return };
            packet = passed;
            packet.keep(Keeper::Inspector { at, stateful }, Change::None);
        }
        let words = Message::plain(&text!("passes it on as it is", "그대로 전달함"));
        self.pass(&mut packet, &interface.node, words);
        self.emerge(packet, at);
    }

    /// With its own address as source, like a NAT instance.
    fn snat(&mut self, packet: Packet, at: Ix) {
        let net = self.net;
        let interface = &net.interfaces[at as usize];
        if self.returning() {
            // It would take an answer for a new flow and change its source (RET-2).
            return self.mismatch(packet);
        }
        let Some(packet) = self.groups(packet, at, Way::Ingress) else { return };
        let Some(packet) = self.forget(packet, &interface.node) else { return };
        let v4 = packet.set.values(Dim::Destination).meets(&Ranges::all_v4());
        let family = if v4 { Ranges::all_v4() } else { Ranges::all_v6() };
        let primary = interface.primary.filter(|it| family.holds(*it));
        let own = primary.or_else(|| interface.addresses.intersect(&family).first());
        let Some(own) = own else { return self.unmodelled(packet, &interface.node) };
        let set = packet.set.only(Dim::Destination, &family);
        self.lose_rest(&packet, &set);
        let packet = nat::rewritten(packet.part(set), Keeper::Translator(at), own, false);
        let Some(mut packet) = self.let_out(packet, at) else { return };
        let words = Message::new(
            &text!("source becomes {0}, ports {1}-{2}", "출발지가 {0}, 포트 {1}-{2}(으)로 바뀜"),
            [address(own).to_string(), "1024".to_owned(), "65535".to_owned()],
        );
        self.pass(&mut packet, &interface.node, words);
        self.emerge(packet, at);
    }

    /// SG-4: identity is lost at an appliance, so a rule of its groups that names a group lets nothing out.
    fn let_out(&mut self, packet: Packet, at: Ix) -> Option<Packet> {
        let passed = self.groups(packet, at, Way::Egress)?;
        self.only_by_address(passed, &self.net.interfaces[at as usize].node)
    }

    /// NACL-6: out of the appliance's subnet, by its table; within the subnet the network ACL applies both ways (A).
    pub(super) fn emerge(&mut self, packet: Packet, at: Ix) {
        let net = self.net;
        let interface = &net.interfaces[at as usize];
        let segment = &net.segments[interface.segment as usize];
        let near = packet.set.only(Dim::Destination, &segment.cidrs);
        if !near.is_empty()
            && let Some(packet) = self.acl(packet.part(near), interface.segment, Way::Egress)
        {
            self.deliver(packet, interface.boundary, true);
        }
        let far = packet.set.except(Dim::Destination, &segment.cidrs);
        if !far.is_empty() {
            self.leave(packet.part(far), at);
        }
    }

    /// GWLBE-1: what passes re-emerges as it was, at the same endpoint.
    fn inspect(&mut self, packet: Packet, at: Ix, inspection: &Inspection) {
        let net = self.net;
        let interface = &net.interfaces[at as usize];
        let mut packet = packet;
        if inspection.offer.is_some() && !inspection.accepted {
            let Some(lifted) = self.not_accepted(packet, at) else { return };
            packet = lifted;
        }
        // LB-4: not with the client's address kept by a balancer.
        let preserved = |it| matches!(it, Keeper::Node { preserves: true, .. });
        if inspection.offer.is_some() && packet.kept_by(preserved) {
            let said = said!(
                "a load balancer that keeps the client's address cannot send through endpoint `{0}`",
                "클라이언트 주소를 유지하는 로드 밸런서는 엔드포인트 `{0}`을(를) 거쳐 보낼 수 없습니다"
            );
            let code = Code::Elbv2SourceAddressPreservation;
            return self.stop(packet, Why::new(code, "LB-4", &interface.node, Step::Gateway, said, []));
        }
        if self.returning() && !Self::seen(&mut packet, at) {
            return self.asymmetric(packet, at);
        }
        match &inspection.firewall {
            None => packet.note(Code::PathThroughGwlbNotChecked, &interface.node),
            Some(firewall) => {
                let Some(passed) = self.firewall(packet, at, firewall) else { return };
                packet = passed;
            }
        }
        if !self.returning() {
            let Some(known) = self.forget(packet, &interface.node) else { return };
            packet = known;
            packet.keep(Keeper::Inspector { at, stateful: true }, Change::None);
            if let Came::Hub(attachment) = packet.came
                && let AttachmentEndNet::Boundary { segments, appliance_mode: false, .. } =
                    &net.attachments[attachment as usize].end
                && segments.len() > 1
            {
                let node = &net.attachments[attachment as usize].node;
                packet.note(Code::TransitGatewayApplianceModeRecommended, node);
            }
        }
        let words = Message::plain(&text!("inspected, passes as it is", "검사 후 그대로 통과"));
        self.pass(&mut packet, &interface.node, words);
        self.leave(packet, at);
    }

    /// On the way back: takes out what an inspecting device remembers, if the flow passed it.
    fn seen(packet: &mut Packet, at: Ix) -> bool {
        let rewrote = |it: &Bond| !matches!(it.keeper, Keeper::Edge | Keeper::Inspector { .. });
        let since = packet.bonds.iter().rposition(rewrote).map_or(0, |it| it + 1);
        let own = |it: &Bond| matches!(it.keeper, Keeper::Inspector { at: own, .. } if own == at);
        match packet.bonds[since..].iter().rposition(own) {
            Some(place) => {
                packet.bonds.remove(since + place);
                true
            }
            None => false,
        }
    }

    /// FW-1: stateless rules by priority, then stateful ones for what is handed on.
    fn firewall(&mut self, mut packet: Packet, at: Ix, rules: &Firewall) -> Option<Packet> {
        let node = &self.net.interfaces[at as usize].node;
        let mut stateless: Vec<_> = rules.stateless.iter().collect();
        stateless.sort_by_key(|it| it.0);
        let first = stateless.iter().map(|it| (it.1, &it.2));
        let (mut passed, handed) = sorted(&packet.set, first, rules.stateless_default);
        if self.returning() {
            // An answer belongs to a flow that was let pass.
            passed.extend(handed);
        } else {
            let rank = |action: FirewallAction| match action {
                FirewallAction::Pass | FirewallAction::Forward => 0,
                FirewallAction::Drop => 1,
            };
            let mut stateful: Vec<_> = rules.stateful.iter().map(|it| (it.0, &it.1)).collect();
            if !rules.strict {
                stateful.sort_by_key(|it| rank(it.0));
            }
            passed.extend(sorted(&handed, stateful.into_iter(), rules.stateful_default).0);
        }
        if passed.is_empty() {
            let said = said!(
                "no rule of firewall `{0}` lets {1} pass",
                "방화벽 `{0}`의 어떤 규칙도 {1}을(를) 통과시키지 않습니다"
            );
            let args = [explain::header(self.net, &packet.set)];
            let code = Code::FirewallRulesRestriction;
            let at = (node, self.net.interfaces[at as usize].boundary);
            let pass = passing(self.net, &packet.set, at, true);
            let from = passing(self.net, &packet.set, at, false).far;
            let why = Why::new(code, "FW-1", node, Step::Gateway, said, args);
            return self.bar(packet, why.needing(Some(Need::Inspect { pass, from })));
        }
        self.lose_rest(&packet, &passed);
        packet.set = passed;
        if rules.opaque && !self.returning() {
            // Rules beyond addresses and ports may still drop it.
            self.branched = true;
            let set = packet.set.clone();
            self.lose(&packet, set);
            packet.note(Code::FirewallUnsupportedRules, node);
        }
        Some(packet)
    }

    /// IFE-1, GWLBE-1: the provider's side has not accepted the endpoint.
    pub(super) fn not_accepted(&mut self, packet: Packet, at: Ix) -> Option<Packet> {
        let node = &self.net.interfaces[at as usize].node;
        let said = said!(
            "the service has not accepted endpoint `{0}`",
            "서비스가 엔드포인트 `{0}`을(를) 아직 수락하지 않았습니다"
        );
        self.bar(packet, Why::new(Code::EndpointNotAccepted, "IFE-1", node, Step::Gateway, said, []))
    }
}

/// What rules let pass, and what they hand on: the first match decides.
fn sorted<'r>(
    set: &TrafficSet,
    rules: impl Iterator<Item = (FirewallAction, &'r FirewallMatch)>,
    default: FirewallAction,
) -> (TrafficSet, TrafficSet) {
    let (mut passed, mut handed) = (TrafficSet::default(), TrafficSet::default());
    let mut rest = set.clone();
    let mut put = |action: FirewallAction, set: TrafficSet| match action {
        FirewallAction::Pass => passed.extend(set),
        FirewallAction::Forward => handed.extend(set),
        FirewallAction::Drop => {}
    };
    for (action, rule) in rules {
        let cube = cube(rule);
        put(action, rest.within(&cube));
        rest = rest.without(&cube);
    }
    put(default, rest);
    (passed, handed)
}

fn cube(rule: &FirewallMatch) -> Cube {
    let any = |cidrs: &[crate::base::Cidr]| {
        if cidrs.is_empty() { Ranges::all_addresses() } else { Ranges::cidrs(cidrs) }
    };
    let cube = Cube::all()
        .with(Dim::Protocol, Ranges::protocol(rule.protocol))
        .with(Dim::Source, any(&rule.sources))
        .with(Dim::Destination, any(&rule.destinations));
    if rule.protocol.has_ports() {
        cube.with(Dim::Port, Ranges::ports(rule.ports))
            .with(Dim::SourcePort, Ranges::ports(rule.source_ports))
    } else {
        cube
    }
}
