//! The filters of a VPC's router: network ACLs judge every packet, then known flows pass, then security groups.

use super::plumb::{EDGE, HOSTS, HUBS, PEERS, Plumbing, RETURNS};
use crate::world::carries;
use plat::{
    base::{Cidr, Icmp, NodeId, PortRange, Protocol},
    model::fact::{AllowFact, EntryFact, Interface, Peer},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    net::IpAddr,
};

/// Which side of a packet is far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    In,
    Out,
}

impl Way {
    fn field(self) -> &'static str {
        if self == Self::In { "saddr" } else { "daddr" }
    }
}

fn family(v4: bool) -> &'static str {
    if v4 { "ip" } else { "ip6" }
}

/// A block as a match.
fn far(cidr: Cidr, way: Way) -> String {
    match (cidr.length(), cidr.is_v4()) {
        (0, true) => "meta nfproto ipv4".to_owned(),
        (0, false) => "meta nfproto ipv6".to_owned(),
        (_, v4) => format!("{} {} {cidr}", family(v4), way.field()),
    }
}

fn what(protocol: Protocol, ports: PortRange, icmp: Icmp) -> String {
    let Protocol::Number(number) = protocol else { return String::new() };
    let name = if number == 1 { "icmp" } else { "icmpv6" };
    match (protocol.has_ports(), protocol.is_icmp(), icmp) {
        (true, ..) if ports != PortRange::ALL => {
            format!("{} dport {}-{}", if number == 6 { "tcp" } else { "udp" }, ports.first(), ports.last())
        }
        (_, true, Icmp::Type(kind)) => format!("{name} type {kind}"),
        (_, true, Icmp::Code(kind, code)) => format!("{name} type {kind} {name} code {code}"),
        _ => format!("meta l4proto {number}"),
    }
}

/// Elements of a set or map.
pub fn elements<T: std::fmt::Display>(items: impl IntoIterator<Item = T>) -> String {
    items.into_iter().map(|item| item.to_string()).collect::<Vec<_>>().join(", ")
}

/// The rules of one router while they are written.
struct Writer<'p, 'f> {
    plumbing: &'p Plumbing<'f>,
    vpc: &'f NodeId,
    /// Named sets of addresses, by name.
    sets: BTreeMap<String, (bool, BTreeSet<IpAddr>)>,
    chains: String,
}

/// The rules of the router of a VPC.
pub fn router(plumbing: &Plumbing<'_>, vpc: &NodeId) -> String {
    let Some((vpc, boundary)) = plumbing.world.vpcs.get_key_value(vpc) else { return String::new() };
    let mut writer = Writer { plumbing, vpc, sets: BTreeMap::new(), chains: String::new() };
    let (acl_out, acl_in) = writer.acls();
    let (group_out, group_in) = writer.groups();
    let own = plumbing.segments_of(vpc);
    let links = plumbing.links(vpc);
    // L2-1, NACL-1: within a subnet there is no ACL. NACL-6: nor from the attachment to the subnet it is in.
    let near = own.iter().map(|(at, _)| format!("{} . {}", HOSTS + at, HOSTS + at));
    let near = near.chain(links.iter().map(|at| format!("{} . {}", HUBS + at, HOSTS + at)));
    let mut out = String::from("table inet filter {\n");
    for (name, (v4, addresses)) in &writer.sets {
        let kind = if *v4 { "ipv4_addr" } else { "ipv6_addr" };
        let _ = writeln!(out, "set {name} {{ type {kind}; elements = {{ {} }}\n}}", elements(addresses));
    }
    out.push_str(&writer.chains);
    let _ = writeln!(out, "chain acl_out {{\n{acl_out}}}\nchain acl_in {{\n{acl_in}}}");
    let _ = writeln!(
        out,
        "chain acls {{\niifgroup . oifgroup {{ {} }} return\njump acl_out\njump acl_in\n}}",
        elements(near)
    );
    out.push_str("chain through { type filter hook forward priority 0; policy accept;\n");
    // PCX-1: whoever speaks across a peering connection has an address of this VPC.
    for at in plumbing.peerings_of(vpc) {
        for v4 in [true, false] {
            let own: Vec<&Cidr> = boundary.cidrs.iter().filter(|cidr| cidr.is_v4() == v4).collect();
            let name = family(v4);
            if own.is_empty() {
                let _ = writeln!(
                    out,
                    "oifgroup {} meta nfproto {} drop",
                    PEERS + at,
                    if v4 { "ipv4" } else { "ipv6" }
                );
            } else {
                let _ = writeln!(out, "oifgroup {} {name} saddr != {{ {} }} drop", PEERS + at, elements(own));
            }
        }
    }
    // TGW-4: nor does it come from a transit gateway, even if it began here and was sent back.
    let peers = elements(plumbing.peerings_of(vpc).iter().map(|at| PEERS + at));
    if !links.is_empty() && !peers.is_empty() {
        let hubs = elements(links.iter().map(|at| HUBS + at));
        let _ = writeln!(out, "iifgroup {{ {hubs} }} oifgroup {{ {peers} }} drop");
    }
    for (at, (_, attachment)) in plumbing.links_with(vpc) {
        if !carries(attachment).0 {
            let _ = writeln!(
                out,
                "oifgroup {} meta nfproto ipv6 drop\niifgroup {0} meta nfproto ipv6 drop",
                HUBS + at
            );
        }
    }
    // EIGW-1: only flows that begin inside leave there, so no answer to anybody does.
    let _ = writeln!(out, "oifgroup {} ct direction reply drop", EDGE + 1);
    // RET-2: what left there is answered from there.
    let _ = writeln!(out, "oifgroup {0} ct state new ct mark set {0}", EDGE + 1);
    let _ = writeln!(out, "ct direction reply ct mark {0} iifgroup != {0} drop", EDGE + 1);
    out.push_str("jump acls\n");
    // SG-6.
    out.push_str("ct state established accept\n");
    out.push_str(&group_out);
    out.push_str(&group_in);
    out.push_str("}\n");
    out.push_str(&marks(plumbing, vpc));
    out.push_str("}\n");
    out
}

/// Marks choose route tables: where a packet comes in, and RET-4.
fn marks(plumbing: &Plumbing<'_>, vpc: &NodeId) -> String {
    let mut out = String::from("chain marks { type filter hook prerouting priority -150; policy accept;\n");
    let own = plumbing.segments_of(vpc).into_iter().map(|(at, _)| HOSTS + at);
    let all = own.chain(plumbing.links(vpc).into_iter().map(|at| HUBS + at));
    let map = elements(all.map(|group| format!("{group} : {group}")));
    let _ = writeln!(out, "meta mark set iifgroup map {{ {map} }}");
    for at in plumbing.peerings_of(vpc) {
        // RET-4: answers to a NAT gateway's address go back the way it came.
        let nats = plumbing.nats_beyond(at, vpc);
        if !nats.is_empty() {
            let (from, mark) = (PEERS + at, RETURNS + at);
            let _ = writeln!(
                out,
                "iifgroup {from} ct state new ip saddr {{ {} }} ct mark set {mark}",
                elements(nats)
            );
            let _ = writeln!(out, "ct direction reply ct mark {mark} meta mark set {mark}");
        }
    }
    out.push_str("}\n");
    out
}

impl<'f> Writer<'_, 'f> {
    /// A chain for each list of entries in use, and which device group is judged by which.
    fn acls(&mut self) -> (String, String) {
        let mut maps = [Vec::new(), Vec::new()];
        let mut written = BTreeSet::new();
        let links = self.plumbing.links(self.vpc);
        for (at, segment) in self.plumbing.segments_of(self.vpc) {
            let default = self.plumbing.world.vpcs[self.vpc].default_acl.as_ref();
            // NACL-7: the implicit one allows all.
            let Some(id) = segment.acl.as_ref().or(default) else { continue };
            let Some(acl) = self.plumbing.world.acls.get(id) else { continue };
            for (map, (way, entries)) in
                maps.iter_mut().zip([(Way::Out, &acl.egress), (Way::In, &acl.ingress)])
            {
                let name =
                    format!("acl_{}_{}", if way == Way::In { "i" } else { "o" }, self.plumbing.number(id));
                if written.insert(name.clone()) {
                    self.acl(&name, way, entries);
                }
                map.push(format!("{} : jump {name}", HOSTS + at));
                if links.contains(&at) {
                    map.push(format!("{} : jump {name}", HUBS + at));
                }
            }
        }
        let rule = |key: &str, map: &[String]| {
            if map.is_empty() { String::new() } else { format!("{key} vmap {{ {} }}\n", map.join(", ")) }
        };
        (rule("iifgroup", &maps[0]), rule("oifgroup", &maps[1]))
    }

    /// NACL-2, NACL-3.
    fn acl(&mut self, name: &str, way: Way, entries: &[EntryFact]) {
        let mut entries: Vec<&EntryFact> = entries.iter().collect();
        entries.sort_by_key(|entry| entry.number);
        let _ = writeln!(self.chains, "chain {name} {{");
        for entry in entries {
            let (far, what) = (far(entry.cidr, way), what(entry.protocol, entry.ports, entry.icmp));
            let _ = writeln!(self.chains, "{far} {what} {}", if entry.allow { "return" } else { "drop" });
        }
        self.chains.push_str("drop\n}\n");
    }

    /// A chain for each set of groups in use, and which device is judged by which.
    fn groups(&mut self) -> (String, String) {
        let mut chains: BTreeMap<Vec<Option<&NodeId>>, usize> = BTreeMap::new();
        let mut maps = [Vec::new(), Vec::new()];
        let hosts: Vec<(usize, &'f Interface)> = self.plumbing.hosts_of(self.vpc);
        for (at, host) in hosts {
            let mut groups = self.plumbing.world.groups_of(host);
            groups.sort();
            let next = chains.len();
            let fresh = !chains.contains_key(&groups);
            let number = *chains.entry(groups.clone()).or_insert(next);
            if fresh {
                self.set(number, &groups);
            }
            maps[0].push(format!("\"h{at}\" : jump sg_o_{number}"));
            maps[1].push(format!("\"h{at}\" : jump sg_i_{number}"));
        }
        let rule = |key: &str, map: &[String]| {
            if map.is_empty() { String::new() } else { format!("{key} vmap {{ {} }}\n", map.join(", ")) }
        };
        (rule("iifname", &maps[0]), rule("oifname", &maps[1]))
    }

    /// SG-1: the union of the rules; nothing else.
    fn set(&mut self, number: usize, groups: &[Option<&'f NodeId>]) {
        for way in [Way::Out, Way::In] {
            let _ = writeln!(self.chains, "chain sg_{}_{number} {{", if way == Way::In { "i" } else { "o" });
            for group in groups {
                let rules = group.and_then(|id| self.plumbing.world.groups.get(id));
                match (rules, way) {
                    (Some(rules), Way::In) => rules.ingress.iter().for_each(|rule| self.rule(rule, way)),
                    (Some(rules), Way::Out) => rules.egress.iter().for_each(|rule| self.rule(rule, way)),
                    // SG-2: the default group lets everything out, and its own members in.
                    (None, Way::Out) => self.chains.push_str("return\n"),
                    (None, Way::In) => self.members(None, "", Way::In),
                }
            }
            self.chains.push_str("drop\n}\n");
        }
    }

    fn rule(&mut self, rule: &'f AllowFact, way: Way) {
        let what = what(rule.protocol, rule.ports, rule.icmp);
        match &rule.peer {
            None => {}
            Some(Peer::Group(group)) => self.members(Some(group), &what, way),
            Some(peer) => {
                for cidr in self.plumbing.world.blocks(peer) {
                    let _ = writeln!(self.chains, "{} {what} return", far(cidr, way));
                }
            }
        }
    }

    /// SG-4: members are known by the device that their packets use, besides their addresses.
    fn members(&mut self, group: Option<&'f NodeId>, what: &str, way: Way) {
        let plumbing = self.plumbing;
        let world = &plumbing.world;
        let mut known: Vec<(&NodeId, Vec<usize>)> = Vec::new();
        let own = plumbing.segments_of(self.vpc).iter().map(|(at, _)| HOSTS + at).collect();
        known.push((self.vpc, own));
        if group.is_some() {
            for at in plumbing.peerings_of(self.vpc) {
                let beyond = plumbing.beyond(at, self.vpc);
                if world.vpcs.get(beyond).is_some_and(|vpc| vpc.region == world.vpcs[self.vpc].region) {
                    known.push((beyond, vec![PEERS + at]));
                }
            }
            for other in world.vpcs.keys().filter(|other| **other != self.vpc && way == Way::In) {
                known.push((other, self.across(other)));
            }
        }
        let key = if way == Way::In { "iifgroup" } else { "oifgroup" };
        for (vpc, devices) in known.into_iter().filter(|(_, devices)| !devices.is_empty()) {
            for v4 in [true, false] {
                let members = world.members(group, vpc).into_iter().filter(|ip| ip.is_ipv4() == v4);
                let members: BTreeSet<IpAddr> = members.collect();
                if members.is_empty() {
                    continue;
                }
                let whose = group.map_or(0, |id| plumbing.number(id));
                let name = format!("m{}_{whose}_{}", if v4 { 4 } else { 6 }, plumbing.number(vpc));
                self.sets.insert(name.clone(), (v4, members));
                let devices = elements(devices.iter());
                let (ip, field) = (family(v4), way.field());
                let _ = writeln!(self.chains, "{key} {{ {devices} }} {ip} {field} @{name} {what} return");
            }
        }
    }

    /// The devices on which members of another VPC are known over a transit gateway.
    fn across(&self, other: &NodeId) -> Vec<usize> {
        let world = &self.plumbing.world;
        let theirs = world.attached(other);
        let links = self.plumbing.links_with(self.vpc).into_iter().filter(|(_, (_, mine))| {
            let hub = world.hubs.get(&mine.hub).is_some_and(|hub| hub.group_references);
            hub && carries(mine).1 && theirs.iter().any(|(_, it, _)| it.hub == mine.hub && carries(it).1)
        });
        links.map(|(at, _)| HUBS + at).collect()
    }
}

/// IGW-2, IGW-3, IGW-4: one address for another, and nobody else's.
pub fn edge(plumbing: &Plumbing<'_>, vpc: &NodeId) -> String {
    let world = &plumbing.world;
    let nats = world.nats.values().map(|(_, interface)| *interface);
    let all = world.hosts.values().copied().chain(nats).filter(|it| world.vpc_of(it) == Some(vpc));
    let (mut out, mut back, mut global) = (Vec::new(), Vec::new(), Vec::new());
    for interface in all {
        let primary = interface.addresses.iter().map(|it| it.ip()).find(IpAddr::is_ipv4);
        for public in &interface.public {
            let private = public.private.map(|it| it.ip()).or(primary);
            if let Some((private, public)) = private.zip(public.address) {
                out.push(format!("{private} : {public}"));
                back.push(format!("{public} : {private}"));
            }
        }
        if !interface.denies_internet {
            global.extend(interface.addresses.iter().map(|it| it.ip()).filter(IpAddr::is_ipv6));
        }
    }
    let cidrs = world.vpcs.get(vpc).map(|it| it.cidrs.clone()).unwrap_or_default();
    let own = elements(cidrs.iter().filter(|it| it.is_v4()));
    let hidden =
        "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, 169.254.0.0/16, 127.0.0.0/8, 224.0.0.0/4";
    let map = |device: &str, field: &str, map: &[String]| {
        let map = elements(map);
        let rule = format!("iifgroup {device} ip {field} set ip {field} map {{ {map} }} accept\n");
        if map.is_empty() { String::new() } else { rule }
    };
    let (inner, outer) = (EDGE.to_string(), (EDGE + 2).to_string());
    let member = |device: &str, field: &str| {
        let rule = format!("iifgroup {device} ip6 {field} {{ {} }} accept\n", elements(&global));
        if global.is_empty() { String::new() } else { rule }
    };
    format!(
        "table ip mapping {{\nchain before {{ type filter hook prerouting priority -300; policy drop;\n\
         iifgroup {inner} ip daddr {{ {hidden} }} drop\n{}\
         iifgroup {outer} ip saddr {{ {hidden} }} drop\niifgroup {outer} ip saddr {{ {own} }} drop\n{}}}\n}}\n\
         table ip6 mapping {{\nchain before {{ type filter hook forward priority 0; policy drop;\n{}{}}}\n}}\n",
        map(&inner, "saddr", &out),
        map(&outer, "daddr", &back),
        member(&inner, "saddr"),
        member(&outer, "daddr"),
    )
}

/// EIGW-1: flows of the VPC's own addresses, and what answers them.
pub fn exit(plumbing: &Plumbing<'_>, vpc: &NodeId) -> String {
    let own = plumbing.world.hosts.values().filter(|it| plumbing.world.vpc_of(it) == Some(vpc));
    let global = elements(own.flat_map(|it| &it.addresses).map(|it| it.ip()).filter(IpAddr::is_ipv6));
    let inner = EDGE + 1;
    let opens = format!("iifgroup {inner} ip6 saddr {{ {global} }} ct state new accept\n");
    format!(
        "table ip6 mapping {{\nchain through {{ type filter hook forward priority 0; policy drop;\n\
         ct state invalid drop\nct state established accept\n{}}}\n}}\n",
        if global.is_empty() { String::new() } else { opens }
    )
}

/// NAT-1, NAT-2, NAT-4.
pub fn translator(address: IpAddr) -> String {
    format!(
        "table ip translate {{\nchain after {{ type nat hook postrouting priority 100; policy accept;\n\
         meta l4proto {{ tcp, udp }} snat to {address}:1024-65535\nmeta l4proto icmp snat to {address}\n}}\n\
         chain through {{ type filter hook forward priority 0; policy drop;\n\
         ct state invalid drop\nmeta l4proto {{ tcp, udp, icmp }} accept\n}}\n\
         chain input {{ type filter hook input priority 0; policy drop;\n}}\n}}\n"
    )
}
