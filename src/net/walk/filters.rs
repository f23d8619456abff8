//! What filters say to one packet: security groups, network ACLs, firewalls, a site's own rules.

use super::{
    Place, Way,
    flight::{Flight, Go, Stop, Tag, Walk, has_ports, question},
};
use crate::{
    base::{Cidr, PortRange, Protocol},
    model::fact::{Firewall, FirewallAction, FirewallMatch},
    net::{
        code::Code,
        graph::{EntryNet, InterfaceNet, Ix, Net, PeerNet, RuleNet},
        ranges::{Ranges, address},
    },
};

/// Whether a rule is about the packet, but for whom it names.
fn covers(rule: &RuleNet, flight: &Flight, port: u16) -> bool {
    rule.protocol.holds(flight.packet.protocol.into()) && rule.ports.holds(port.into())
}

/// Where the verdict on a port may change within a range: the first port of every part.
fn parts<'r>(range: (u16, u16), ports: impl Iterator<Item = &'r Ranges>) -> Vec<u16> {
    let mut starts = vec![range.0];
    for (first, last) in ports.flat_map(|ports| ports.spans()) {
        for edge in [Some(*first), last.checked_add(1)].into_iter().flatten() {
            starts.extend(u16::try_from(edge).ok().filter(|it| range.0 < *it && *it <= range.1));
        }
    }
    starts.sort_unstable();
    starts.dedup();
    starts
}

impl<'n> Walk<'n, '_> {
    /// Settles what a filter makes of a port that is still open (PKT-5): the part that it treats alike.
    fn settle<'r, V: PartialEq>(
        &mut self,
        range: (u16, u16),
        ports: impl Iterator<Item = &'r Ranges>,
        verdict: impl Fn(u16) -> V,
    ) -> ((u16, u16), V) {
        if range.0 == range.1 {
            return (range, verdict(range.0));
        }
        let starts = parts(range, ports);
        let mut alike: Vec<((u16, u16), V)> = Vec::new();
        for (at, first) in starts.iter().enumerate() {
            let last = starts.get(at + 1).map_or(range.1, |next| next - 1);
            let said = verdict(*first);
            match alike.last_mut() {
                Some((part, same)) if *same == said => part.1 = last,
                Some(_) | None => alike.push(((*first, last), said)),
            }
        }
        let chosen = self.script.choose(alike.len());
        alike.swap_remove(chosen)
    }

    /// Keeps what was settled about the port.
    fn narrow(flight: &mut Flight, range: (u16, u16), part: (u16, u16)) {
        if range.0 != range.1 {
            flight.free = Some(part);
        }
    }

    /// NACL-2, NACL-3: the first entry that matches decides; without one the packet is denied.
    pub fn acl(&mut self, segment: Ix, way: Way, flight: &mut Flight) -> Go<()> {
        let at = self.net.segments[segment as usize].acl;
        let acl = &self.net.acls[at as usize];
        let entries: &[EntryNet] = if way == Way::In { &acl.ingress } else { &acl.egress };
        let far = if way == Way::In { flight.packet.source } else { flight.packet.destination };
        let protocol = u128::from(flight.packet.protocol);
        let about = |it: &&EntryNet| it.protocol.holds(protocol) && it.addresses.holds(far);
        let first = |port: u16| {
            let mut all = entries.iter().enumerate();
            all.find(|(_, it)| about(it) && it.ports.holds(port.into())).map(|(entry, it)| (entry, it.allow))
        };
        let range = flight.ports();
        let ports = entries.iter().filter(about).map(|it| &it.ports);
        let (part, allowed) = self.settle(range, ports, |port| first(port).is_some_and(|it| it.1));
        Self::narrow(flight, range, part);
        let entry = first(part.0).map(|it| it.0);
        self.met(Place::Acl(at), way, entry, flight);
        if allowed { Ok(()) } else { Err(Stop::Drop(Code::SubnetAclRestriction, Place::Acl(at))) }
    }

    /// SG-1, on the way in.
    pub fn groups_in(&mut self, at: Ix, flight: &mut Flight) -> Go<()> {
        let net = self.net;
        let it = &net.interfaces[at as usize];
        if it.fact.unfiltered {
            return Ok(());
        }
        let sender = match flight.tag {
            Tag::Known(at) | Tag::OverHub(at) => Some(at),
            Tag::Lost(_) | Tag::LostAtHub(_) => None,
        };
        let rules = it.groups.iter().flat_map(|group| &net.groups[*group as usize].ingress);
        let frozen = *flight;
        let ports = rules.clone().map(|rule| &rule.ports);
        let range = flight.ports();
        let (part, allowed) =
            self.settle(range, ports, |port| lets_in(net, it, &frozen, port, sender).is_some());
        Self::narrow(flight, range, part);
        let found = lets_in(net, it, flight, part.0, sender);
        let place = found.map_or(Place::Interface(at), |(group, _)| Place::Group(group));
        self.met(place, Way::In, found.map(|it| it.1), flight);
        if allowed {
            return Ok(());
        }
        let would = lets_in(net, it, flight, part.0, flight.tag.sender()).is_some();
        let code = match flight.tag {
            Tag::LostAtHub(_) if would => Code::SgReferencingSupport,
            Tag::Lost(_) if would => Code::SgReferencesNotPreserved,
            Tag::Known(_) | Tag::OverHub(_) | Tag::Lost(_) | Tag::LostAtHub(_) => {
                mismatch(&mut rules.clone())
            }
        };
        Err(Stop::Drop(code, Place::Interface(at)))
    }

    /// SG-1, on the way out. A rule that names a group lets the packet out if it gets to a member that way: that
    /// is seen where it gets to (SG-4). `known`: whether who sent it is known at this interface.
    pub fn groups_out(&mut self, at: Ix, known: bool, flight: &mut Flight) -> Go<()> {
        let it = &self.net.interfaces[at as usize];
        if it.fact.unfiltered {
            return Ok(());
        }
        let net = self.net;
        let rules = it.groups.iter().flat_map(|group| {
            net.groups[*group as usize]
                .egress
                .iter()
                .enumerate()
                .map(move |(entry, rule)| (*group, entry, rule))
        });
        let far = flight.packet.destination;
        // 0: not let out; 1: towards a group only; 2: let out.
        let frozen = *flight;
        let verdict = |port: u16| {
            let about = rules.clone().filter(|(_, _, rule)| covers(rule, &frozen, port));
            let each = about.map(|(_, _, rule)| match &rule.peer {
                PeerNet::Addresses(addresses) => 2 * u8::from(addresses.holds(far)),
                PeerNet::Group(_) => u8::from(known),
                PeerNet::Nobody => 0,
            });
            each.max().unwrap_or(0)
        };
        let ports = rules.clone().map(|(_, _, rule)| &rule.ports);
        let range = flight.ports();
        let (part, said) = self.settle(range, ports, verdict);
        Self::narrow(flight, range, part);
        let wanted = |rule: &RuleNet| match &rule.peer {
            PeerNet::Addresses(addresses) => said == 2 && addresses.holds(far),
            PeerNet::Group(_) => said == 1,
            PeerNet::Nobody => false,
        };
        let found = rules.clone().find(|(_, _, rule)| covers(rule, flight, part.0) && wanted(rule));
        let place = found.map_or(Place::Interface(at), |(group, ..)| Place::Group(group));
        self.met(place, Way::Out, found.map(|it| it.1), flight);
        match said {
            0 => {
                let code = mismatch(&mut rules.map(|(_, _, rule)| rule));
                Err(Stop::Drop(code, Place::Interface(at)))
            }
            1 => {
                flight.pending = Some(at);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Whether the destination carries a group that the sender's rules name.
    pub fn redeem(&mut self, at: Ix, flight: &mut Flight) -> Go<()> {
        let Some(sender) = flight.pending.take() else { return Ok(()) };
        let groups = &self.net.interfaces[sender as usize].groups;
        let rules = groups.iter().flat_map(|group| &self.net.groups[*group as usize].egress);
        let carried = &self.net.interfaces[at as usize].groups;
        // On the way back, the header is the answer's at both places.
        let mut about = rules.filter(|rule| covers(rule, flight, flight.ports().0));
        let named = about.any(|rule| match &rule.peer {
            PeerNet::Group(group) => carried.contains(group),
            PeerNet::Addresses(_) | PeerNet::Nobody => false,
        });
        if named { Ok(()) } else { Err(Stop::Drop(Code::EniSgRulesMismatch, Place::Interface(sender))) }
    }

    /// Where it is not known what becomes of a packet, nor whether who sent it stays known (SG-4). A packet that was
    /// let out only towards a group must at least be for a member that the sender's VPC could know.
    pub fn beyond_the_model(&mut self, place: Place, flight: Flight) -> Stop {
        let Some(sender) = flight.pending else { return Stop::Unknown(place) };
        let net = self.net;
        let own = net.interfaces[sender as usize].boundary;
        let near = net.peerings.iter().filter(|it| it.active && it.same_region);
        let near = near.map(|it| it.between).filter(|it| it.contains(&Some(own))).flatten().flatten();
        for boundary in near.chain([own]) {
            let owner = net.boundaries[boundary as usize].owners.get(&flight.packet.destination);
            if owner.is_some_and(|it| self.redeem(*it, &mut { flight }).is_ok()) {
                return Stop::Unknown(place);
            }
        }
        Stop::Drop(Code::EniSgRulesMismatch, Place::Interface(sender))
    }

    /// CGW-1: a site's own firewall.
    pub fn site_lets_in(&self, rules: Option<&[RuleNet]>, flight: &Flight) -> bool {
        let named = |rule: &RuleNet| match &rule.peer {
            PeerNet::Addresses(addresses) => addresses.holds(flight.packet.source),
            PeerNet::Group(_) | PeerNet::Nobody => false,
        };
        rules.is_none_or(|rules| rules.iter().any(|it| covers(it, flight, flight.packet.port) && named(it)))
    }

    /// FW-1: whether a firewall lets a packet pass, and whether its stateful rules saw it. `known`: whether they
    /// saw the question that this answers; nothing for a question.
    pub fn firewall(
        &mut self,
        firewall: &'n Firewall,
        at: Place,
        known: Option<bool>,
        flight: &mut Flight,
    ) -> Go<bool> {
        let frozen = *flight;
        let ports: Vec<Ranges> = {
            let stateless = firewall.stateless.iter().map(|(_, _, it)| it);
            let all = stateless.chain(firewall.stateful.iter().map(|(_, it)| it));
            let free = |it: &FirewallMatch| if frozen.returning { it.ports } else { it.source_ports };
            all.map(|it| Ranges::ports(free(it))).collect()
        };
        let range = flight.free.unwrap_or((0, 0));
        let (part, (passed, handed)) =
            self.settle(range, ports.iter(), |port| judge(firewall, known, &frozen, port));
        Self::narrow(flight, range, part);
        // Rules beyond addresses and ports may drop what these pass.
        let opaque = firewall.opaque && passed && known.is_none();
        if !passed || (opaque && self.script.choose(2) == 1) {
            return Err(Stop::Drop(Code::FirewallRulesRestriction, at));
        }
        Ok(handed)
    }
}

/// The rule of an interface's groups that lets a packet in at a port, if `sender` sent it.
fn lets_in(
    net: &Net,
    it: &InterfaceNet,
    flight: &Flight,
    port: u16,
    sender: Option<Ix>,
) -> Option<(Ix, usize)> {
    let named = sender.map(|at| net.interfaces[at as usize].groups.as_slice()).unwrap_or_default();
    it.groups.iter().find_map(|group| {
        let found = net.groups[*group as usize].ingress.iter().position(|rule| {
            covers(rule, flight, port)
                && match &rule.peer {
                    PeerNet::Addresses(addresses) => addresses.holds(flight.packet.source),
                    PeerNet::Group(peer) => named.contains(peer),
                    PeerNet::Nobody => false,
                }
        });
        found.map(|rule| (*group, rule))
    })
}

/// The code of a lack of rules.
fn mismatch(rules: &mut dyn Iterator<Item = &RuleNet>) -> Code {
    if rules.next().is_some() { Code::EniSgRulesMismatch } else { Code::SgHasNoRules }
}

/// Whether a firewall passes a packet whose open port is `port`, and whether its stateful rules see it.
fn judge(firewall: &Firewall, known: Option<bool>, flight: &Flight, port: u16) -> (bool, bool) {
    let fits = |it: &FirewallMatch| fits(it, flight, port);
    let stateless = firewall.stateless.iter().filter(|(_, _, it)| fits(it)).min_by_key(|(rank, ..)| *rank);
    let action = stateless.map_or(firewall.stateless_default, |(_, action, _)| *action);
    match action {
        FirewallAction::Pass => return (true, false),
        FirewallAction::Drop => return (false, false),
        FirewallAction::Forward => {}
    }
    // What answers a flow that the stateful rules know passes.
    if known == Some(true) {
        return (true, true);
    }
    let mut stateful = firewall.stateful.iter().filter(|(_, it)| fits(it)).map(|(action, _)| *action);
    let decided = if firewall.strict {
        stateful.find(|it| *it != FirewallAction::Forward)
    } else {
        let all: Vec<FirewallAction> = stateful.collect();
        [FirewallAction::Pass, FirewallAction::Drop].into_iter().find(|it| all.contains(it))
    };
    (decided.unwrap_or(firewall.stateful_default) != FirewallAction::Drop, true)
}

fn fits(it: &FirewallMatch, flight: &Flight, open: u16) -> bool {
    let packet = flight.packet;
    let (mut port, mut source_port) = (packet.port, packet.source_port);
    if flight.free.is_some() {
        *(if flight.returning { &mut port } else { &mut source_port }) = open;
    }
    let protocol = match it.protocol {
        Protocol::All => true,
        Protocol::Number(number) => number == packet.protocol,
    };
    let within = |range: PortRange, port: u16| range.first() <= port && port <= range.last();
    let among = |blocks: &[Cidr], number: u128| {
        blocks.is_empty() || blocks.iter().any(|block| block.holds(address(number)))
    };
    protocol
        && among(&it.sources, packet.source)
        && among(&it.destinations, packet.destination)
        && (!has_ports(packet.protocol) || (within(it.ports, port) && within(it.source_ports, source_port)))
}

/// Whether an interface's owner answers at the packet's port; without a list it answers at every one, and what has
/// no ports is not listed.
pub fn listens(it: &InterfaceNet, flight: &Flight) -> bool {
    let packet = if flight.returning { question(flight.packet) } else { flight.packet };
    let answers = |(protocol, ports): &(Protocol, PortRange)| {
        let same = match protocol {
            Protocol::All => true,
            Protocol::Number(number) => *number == packet.protocol,
        };
        same && ports.first() <= packet.port && packet.port <= ports.last()
    };
    it.fact.listens.is_empty() || !has_ports(packet.protocol) || it.fact.listens.iter().any(answers)
}
