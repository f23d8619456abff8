//! VPC peering connections (PCX-1 to PCX-3, RET-4).

use super::*;

impl Walk<'_> {
    /// Into the other VPC, and no further.
    pub(super) fn cross(&mut self, mut packet: Packet, peering: Ix, spot: Spot) {
        let net = self.net;
        let it = &net.peerings[peering as usize];
        let [one, two] = it.between;
        let other = if one == Some(spot.boundary) { two } else { one };
        let Some(other) = other else { return self.unseen(packet, &it.node) };
        if !it.active {
            let Some(lifted) = self.broken(packet, Code::BadState, &it.node, Step::Gateway) else { return };
            packet = lifted;
        }
        let beyond = &net.boundaries[other as usize];
        // PCX-1: both ends must be in the two VPCs; what came from elsewhere may not pass (PCX-2).
        let here = packet.came == Came::Here;
        let set = if here { packet.set.only(Dim::Destination, &beyond.cidrs) } else { TrafficSet::default() };
        let rest = packet.set.subtract(&set);
        if !rest.is_empty() {
            let said = said!(
                "peering connection `{0}` carries packets between its two VPCs only, not {1}",
                "피어링 연결 `{0}`은(는) 두 VPC 사이의 패킷만 전달하며 {1}은(는) 전달하지 않습니다"
            );
            let args = [explain::header(net, &rest)];
            let code = Code::PcxRequiresAddressInVpcCidr;
            self.stop(packet.part(rest), Why::new(code, "PCX-1", &it.node, Step::Gateway, said, args));
        }
        if set.is_empty() {
            return;
        }
        packet.set = set;
        if !it.same_region {
            let Some(known) = self.forget(packet, &it.node) else { return };
            packet = known;
        }
        // RET-4: replies to a NAT gateway find back over the connection that its packets took.
        if let Some(bond) = packet.bonds.last_mut()
            && let Keeper::Translator(at) = bond.keeper
            && net.interfaces[at as usize].fact.inbound == Inbound::Nat
        {
            bond.across = Some((peering, spot.boundary));
        }
        self.over(packet, peering, other);
    }

    fn over(&mut self, mut packet: Packet, peering: Ix, to: Ix) {
        let net = self.net;
        packet.came = Came::Peering;
        let words = verbatim(net.boundaries[to as usize].node.as_str());
        self.pass(&mut packet, &net.peerings[peering as usize].node, words);
        self.deliver(packet, to, true);
    }

    /// RET-4: the peering connection over which answers to a NAT gateway go back, and its VPC.
    pub(super) fn sent_back(&self, packet: &Packet, spot: Spot) -> Option<(Ix, Ix)> {
        if !self.returning() {
            return None;
        }
        let bond = packet.last_keeper()?;
        let (peering, home) = bond.across?;
        let Keeper::Translator(at) = bond.keeper else { return None };
        let to = packet.set.values(Dim::Destination);
        let party = self.net.peerings[peering as usize].between.contains(&Some(spot.boundary));
        let meant = self.net.interfaces[at as usize].addresses.covers(&to);
        (party && spot.boundary != home && meant).then_some((peering, home))
    }

    pub(super) fn return_to_sender(&mut self, packet: Packet, peering: Ix, home: Ix) {
        self.over(packet, peering, home);
    }
}
