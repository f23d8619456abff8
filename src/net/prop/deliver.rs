//! Steps 7 to 10 inside a VPC: to the interface that owns the destination, and into it.

use super::*;

impl Walk<'_> {
    /// Step 7 for `local` (RT-7), and L2-1 when the packets do not cross the border of a subnet.
    pub(super) fn deliver(&mut self, packet: Packet, boundary: Ix, crossed: bool) {
        let net = self.net;
        let around = &net.boundaries[boundary as usize];
        let to = packet.set.values(Dim::Destination);
        let owners = to.spans().iter().flat_map(|(first, last)| around.owners.range(first..=last));
        let (mut found, mut owned) = (false, Vec::new());
        for (address, owner) in owners {
            let set = packet.set.only(Dim::Destination, &Ranges::one(*address));
            owned.push(*address);
            if !set.is_empty() {
                found = true;
                self.reach(packet.part(set), *owner, crossed);
            }
        }
        if found {
            if self.losses.is_some() {
                let rest = packet.set.except(Dim::Destination, &owned.into_iter().collect());
                self.lose(&packet, rest);
            }
            return;
        }
        let astray = matches!(self.origin, Origin::Interface(own)
            if self.returning() && net.interfaces[*own as usize].addresses.covers(&to));
        if astray {
            return self.mismatch(packet);
        }
        let args = [explain::addresses(net, &to)];
        let said = said!(
            "no interface in `{0}` has address {1}",
            "`{0}`에 주소 {1}을(를) 가진 인터페이스가 없습니다"
        );
        let step = Step::Destination;
        self.stop(packet, Why::new(Code::NoPossibleDestination, "RT-7", &around.node, step, said, args));
    }

    /// Steps 8 and 9 at the interface that owns the destination.
    pub(super) fn reach(&mut self, packet: Packet, at: Ix, crossed: bool) {
        let net = self.net;
        let interface = &net.interfaces[at as usize];
        let packet = if crossed { self.acl(packet, interface.segment, Way::Ingress) } else { Some(packet) };
        let Some(packet) = packet else { return };
        if self.returning() {
            return self.reach_back(packet, at);
        }
        let first = !packet.kept_by(|it| matches!(it, Keeper::Node { .. } | Keeper::Endpoint(_)));
        if first && self.aim.entry.is_some_and(|meant| meant != at) {
            // Blocks of two VPCs overlap: the local route captures the address.
            let said = said!(
                "the address belongs to `{0}` here, in another VPC than the one that was meant: {1}",
                "여기서 이 주소는 뜻한 VPC가 아닌 다른 VPC의 `{0}`에 속합니다: {1}"
            );
            return self.refuse(packet, at, Code::NoPossibleDestination, "RT-7", said);
        }
        if interface.odd {
            let (code, step, node) = (Code::NoSourceOrDestination, Step::Destination, &interface.node);
            return self
                .stop(packet, Why::new(code, "ENI-2", node, step, explain::odd_address(), []).unknown());
        }
        if let Some(packet) = self.running(packet, at, Step::Destination) {
            self.enter(packet, at);
        }
    }

    /// ENI-2: the owner must run.
    pub(super) fn running(&mut self, packet: Packet, at: Ix, step: Step) -> Option<Packet> {
        let interface = &self.net.interfaces[at as usize];
        if interface.fact.running {
            return Some(packet);
        }
        let said = said!("`{0}` is not running", "`{0}`이(가) 실행 중이 아닙니다");
        self.bar(packet, Why::new(Code::BadState, "ENI-2", &interface.node, step, said, []))
    }

    /// Step 10.
    fn enter(&mut self, mut packet: Packet, at: Ix) {
        let net = self.net;
        let interface = &net.interfaces[at as usize];
        match &interface.fact.inbound {
            Inbound::Function => self.refuse(packet, at, Code::HyperplaneNoInbound, "FN-2", uncallable()),
            Inbound::Managed => {
                let said = said!(
                    "nobody can open a connection to `{0}`: its interfaces are the provider's own, for flows that it opens",
                    "`{0}`(으)로는 연결을 열 수 없습니다: 그 인터페이스는 AWS가 여는 흐름에만 쓰입니다"
                );
                self.refuse(packet, at, Code::HyperplaneNoInbound, "FN-2", said);
            }
            Inbound::Inspection => {
                let said = said!(
                    "`{0}` inspects what routes lead to it, and answers nobody: {1}",
                    "`{0}`은(는) 경로를 따라온 패킷을 검사할 뿐 응답하지 않습니다: {1}"
                );
                self.refuse(packet, at, Code::NoPossibleDestination, "GWLBE-1", said);
            }
            Inbound::Nat => {
                let said = said!(
                    "nobody can open a connection to NAT gateway `{0}`: it only passes on what comes from inside",
                    "NAT 게이트웨이 `{0}`(으)로는 연결을 열 수 없습니다: 안에서 나가는 흐름만 전달합니다"
                );
                self.refuse(packet, at, Code::NatNoInbound, "NAT-4", said);
            }
            Inbound::Filtered => {
                if let Some(packet) = self.groups(packet, at, Way::Ingress)
                    && let Some(packet) = self.listening(packet, at)
                {
                    self.accept(packet, at);
                }
            }
            Inbound::Service { service, .. } => {
                if packet.set.only(Dim::Protocol, &door::tcp()).is_empty() {
                    let said = said!(
                        "endpoint `{0}` answers tcp only, not {1}",
                        "엔드포인트 `{0}`은(는) tcp에만 응답하며 {1}에는 응답하지 않습니다"
                    );
                    return self.refuse(packet, at, Code::ProtocolRestriction, "IFE-1", said);
                }
                self.forget_over_hub(&mut packet);
                let open = door::service_ports(service);
                if let Some(mut packet) = self.groups(packet, at, Way::Ingress)
                    && let Some(open) = self.open_ports(&mut packet, &open, &interface.node)
                {
                    packet.set = open;
                    packet.through.push(interface.node.clone());
                    self.accept(packet, at);
                }
            }
            Inbound::Offered { offer, accepted } => {
                self.forget_over_hub(&mut packet);
                if let Some(packet) = self.groups(packet, at, Way::Ingress) {
                    self.offered(packet, at, offer.as_ref(), *accepted);
                }
            }
            Inbound::Balancer => {
                if let Some(packet) = self.groups(packet, at, Way::Ingress) {
                    self.balance(packet, at);
                }
            }
        }
    }

    fn refuse(&mut self, packet: Packet, at: Ix, code: Code, rule: &'static str, said: &'static Said) {
        let node = &self.net.interfaces[at as usize].node;
        let args = [explain::traffic(&packet.set)];
        self.stop(packet, Why::new(code, rule, node, Step::Destination, said, args));
    }

    /// Ports that nobody listens on do not answer.
    fn listening(&mut self, packet: Packet, at: Ix) -> Option<Packet> {
        let interface = &self.net.interfaces[at as usize];
        let listens = &interface.fact.listens;
        if listens.is_empty() {
            return Some(packet);
        }
        let with_ports = crate::net::traffic_set::with_ports();
        let mut set = packet.set.except(Dim::Protocol, &with_ports);
        for (protocol, ports) in listens {
            let protocol = Ranges::protocol(*protocol).intersect(&with_ports);
            set.extend(packet.set.only(Dim::Protocol, &protocol).only(Dim::Port, &Ranges::ports(*ports)));
        }
        if !set.is_empty() {
            self.lose_rest(&packet, &set);
            return Some(Packet { set, ..packet });
        }
        let said = said!("nothing listens on {1} at `{0}`", "`{0}`에서 {1}에 응답하는 것이 없습니다");
        let args = [explain::traffic(&packet.set)];
        let node = &interface.node;
        self.bar(packet, Why::new(Code::NoPossibleDestination, "ENI-2", node, Step::Destination, said, args))
    }

    /// The owner takes it.
    pub(super) fn accept(&mut self, mut packet: Packet, at: Ix) {
        let net = self.net;
        let interface = &net.interfaces[at as usize];
        if !self.aim.means(at) {
            let said = said!(
                "the packets end at `{0}`, which is not what was meant: {1}",
                "패킷이 뜻한 곳이 아닌 `{0}`에서 끝납니다: {1}"
            );
            return self.refuse(packet, at, Code::NoPossibleDestination, "LB-3", said);
        }
        if let Some(behind) = &self.aim.behind {
            let set = packet.set.only(Dim::Port, behind);
            if set.is_empty() {
                let said = said!(
                    "the balancer sends to {1} at `{0}`, not to the port of the question",
                    "로드 밸런서는 `{0}`의 {1}(으)로 보내며, 질문의 포트로는 보내지 않습니다"
                );
                return self.refuse(packet, at, Code::TargetPortRestriction, "LB-2", said);
            }
            packet.set = set;
        }
        let zone = |segment: Ix| &net.segments[segment as usize].zone;
        if let Origin::Interface(from) = self.origin
            && zone(net.interfaces[*from as usize].segment) != zone(interface.segment)
        {
            packet.note(Code::AvailabilityZoneCrossed, &interface.node);
        }
        let words = verbatim(explain::header(net, &packet.set));
        let title = verbatim(interface.node.as_str());
        packet.hops.push(hop(&interface.node, Step::Destination, title, words, true));
        self.arrive(packet, Place::Interface(at));
    }
}

/// FN-2.
pub(super) fn uncallable() -> &'static Said {
    said!(
        "nobody can open a connection to the interface of function `{0}`: it is called through the Lambda service",
        "함수 `{0}`의 인터페이스로는 연결을 열 수 없습니다: 함수는 Lambda 서비스를 통해 호출됩니다"
    )
}
