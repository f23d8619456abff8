//! The plain fragment as formulas over bits, for a solver that proves: IPv4, security groups, network ACLs, route
//! tables, peering.
//!
//! A packet is five variables. What lets it from one interface to another and back is written down from the facts;
//! what Plat says is a union of boxes. That some packet is in one and not in the other must be unsatisfiable.

use crate::{
    medium::{self, Plan, one},
    ours,
    seed::Seed,
    world::World,
};
use plat::{
    base::{Cidr, Icmp, NodeId, PortRange, Protocol},
    model::fact::{AllowFact, EntryFact, Interface, Peer, Segment},
    net::{
        compile::Facts,
        graph::Net,
        ranges::{Ranges, number},
        traffic_set::{Dim, TrafficSet},
    },
};
use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::{self, Write as _},
    net::{IpAddr, Ipv4Addr},
    process::{Command, Stdio},
};

/// What keeps this machine from proving, in one line; nothing if it can.
pub fn hindrance() -> Option<String> {
    let found = Command::new("z3").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    found.is_err().then(|| "the proofs need the solver `z3`: install the package z3".to_owned())
}

/// What came of proofs.
#[derive(Debug, Default)]
pub struct Tally {
    /// Pairs whose sets were proved equal.
    pub proved: usize,
    /// Of those, pairs with some packet.
    pub connected: usize,
    /// Pairs about which Plat says that it does not know.
    pub unknown: usize,
    /// Pairs whose sets differ, each with a packet.
    pub differences: Vec<String>,
}

/// Proves random pairs of one network.
///
/// # Errors
/// The solver is missing, or says something else than yes or no.
pub fn run(plan: Plan, seed: u64, pairs: usize) -> io::Result<Tally> {
    let facts = medium::network(plan, seed);
    let net = Net::of(&facts);
    let mut seed = Seed::new(seed ^ 0x7a33);
    let writer = Writer::of(&facts).map_err(io::Error::other)?;
    let hosts: Vec<&NodeId> = writer.world.hosts.keys().copied().collect();
    let mut tally = Tally::default();
    let mut text = writer.definitions();
    let mut asked = Vec::new();
    while asked.len() + tally.unknown < pairs {
        let (from, mut to) = (one(&mut seed, &hosts), one(&mut seed, &hosts));
        if seed.chance(40) {
            // Nearer than chance would have it.
            let near = hosts.iter().filter(|it| writer.vpc(it) == writer.vpc(from)).copied();
            to = one(&mut seed, &near.collect::<Vec<_>>());
        }
        if from == to {
            continue;
        }
        let place = |id: &NodeId| net.roles.get(id).and_then(|it| it.interfaces.first().copied());
        let Some((from_at, to_at)) = place(from).zip(place(to)) else { continue };
        let ours = ours::pair(&net, from_at, to_at);
        if ours.unknown {
            tally.unknown += 1;
            continue;
        }
        tally.connected += usize::from(!ours.packets.is_empty());
        let theirs = writer.pair(from, to);
        let _ = write!(
            text,
            "(push 1)\n(assert (xor {theirs}\n{}))\n(check-sat)\n(pop 1)\n",
            boxes(&ours.packets)
        );
        asked.push((from, to, theirs, ours.packets));
    }
    let answers = solve(&text)?;
    if answers.len() != asked.len() {
        return Err(io::Error::other(format!("`z3` answers {} of {} questions", answers.len(), asked.len())));
    }
    for ((from, to, theirs, ours), answer) in asked.iter().zip(answers) {
        match answer.as_str() {
            "unsat" => tally.proved += 1,
            "sat" => {
                let mut text = writer.definitions();
                let _ = write!(
                    text,
                    "(assert (xor {theirs}\n{}))\n(check-sat)\n(get-value (proto src dst dport sport))\n(eval {theirs})\n",
                    boxes(ours)
                );
                let packet = solve(&text)?.join(" ");
                tally.differences.push(format!("{from} to {to}: {packet}"));
            }
            other => return Err(io::Error::other(format!("`z3` answers: {other}"))),
        }
    }
    Ok(tally)
}

/// Asks of random pairs of a network whether there is any packet that gets through, and its answer back; how many were
/// asked.
///
/// # Errors
/// The solver is missing, or does not answer.
pub fn time(facts: &Facts, pairs: usize) -> io::Result<usize> {
    let mut seed = Seed::new(3);
    let writer = Writer::of(facts).map_err(io::Error::other)?;
    let hosts: Vec<&NodeId> = writer.world.hosts.keys().copied().collect();
    let mut text = writer.definitions();
    for _ in 0..pairs {
        let theirs = writer.pair(one(&mut seed, &hosts), one(&mut seed, &hosts));
        let _ = write!(text, "(push 1)\n(assert {theirs})\n(check-sat)\n(pop 1)\n");
    }
    let answers = solve(&text)?;
    let told = answers.iter().filter(|it| *it == "sat" || *it == "unsat").count();
    if told == pairs { Ok(told) } else { Err(io::Error::other(format!("`z3` answers {told} of {pairs}"))) }
}

/// The solver's lines for a text.
fn solve(text: &str) -> io::Result<Vec<String>> {
    let mut command = Command::new("z3");
    command.args(["-in", "-smt2"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|error| io::Error::other(format!("cannot run `z3`: {error}")))?;
    let input = child.stdin.take();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            // If it stops reading, its answers are too few, which is found out.
            input.map(|mut input| input.write_all(text.as_bytes()))
        });
        let output = child.wait_with_output()?;
        Ok(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
    })
}

fn v4(ip: IpAddr) -> u32 {
    match ip {
        IpAddr::V4(v4) => v4.into(),
        IpAddr::V6(_) => 0,
    }
}

fn any(parts: Vec<String>) -> String {
    match parts.as_slice() {
        [] => "false".to_owned(),
        [one] => one.clone(),
        many => format!("(or {})", many.join(" ")),
    }
}

fn all(parts: &[String]) -> String {
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|it| *it != "true").collect();
    match parts.as_slice() {
        [] => "true".to_owned(),
        [one] => (*one).to_owned(),
        many => format!("(and {})", many.join(" ")),
    }
}

/// A number from one to another, of so many bits.
fn between(name: &str, bits: u32, first: u128, last: u128) -> String {
    let most = (1u128 << bits) - 1;
    let low = (first > 0).then(|| format!("(bvuge {name} (_ bv{first} {bits}))"));
    let high = (last < most).then(|| format!("(bvule {name} (_ bv{last} {bits}))"));
    if first == last {
        return format!("(= {name} (_ bv{first} {bits}))");
    }
    all(&low.into_iter().chain(high).collect::<Vec<_>>())
}

fn block(name: &str, cidr: Cidr) -> String {
    let length = u32::from(cidr.length());
    if !cidr.is_v4() {
        // PKT-1.
        return "false".to_owned();
    }
    match length {
        0 => "true".to_owned(),
        _ => {
            let bits = v4(cidr.first()) >> (32 - length);
            format!("(= ((_ extract 31 {}) {name}) (_ bv{bits} {length}))", 32 - length)
        }
    }
}

fn traffic(protocol: Protocol, ports: PortRange, icmp: Icmp) -> String {
    let Protocol::Number(number) = protocol else { return "true".to_owned() };
    let named = format!("(= p (_ bv{number} 8))");
    let within = |first: u16, last: u16| between("d", 16, first.into(), last.into());
    if protocol.has_ports() {
        all(&[named, within(ports.first(), ports.last())])
    } else if protocol.is_icmp() {
        let (first, last) = icmp.span();
        all(&[named, within(first, last)])
    } else {
        named
    }
}

/// The sets of Plat.
fn boxes(set: &TrafficSet) -> String {
    let base = number(Ipv4Addr::UNSPECIFIED.into());
    let dim = |name: &str, bits: u32, from: u128, ranges: &Ranges| {
        any(ranges
            .spans()
            .iter()
            .map(|(first, last)| between(name, bits, first - from, last - from))
            .collect())
    };
    let cubes = set.cubes().iter().map(|cube| {
        all(&[
            dim("proto", 8, 0, cube.get(Dim::Protocol)),
            dim("src", 32, base, cube.get(Dim::Source)),
            dim("dst", 32, base, cube.get(Dim::Destination)),
            dim("dport", 16, 0, cube.get(Dim::Port)),
            dim("sport", 16, 0, cube.get(Dim::SourcePort)),
        ])
    });
    any(cubes.collect())
}

/// The destination port of the answer, or its type and code; and whether there is none.
const ANSWER: &str = "\
(define-fun answer () (_ BitVec 16) (ite (= proto #x01) #x0000 (ite (= proto #x3a) #x8100 sport)))
(define-fun silent () Bool (or (and (= proto #x01) (not (= dport #x0800))) (and (= proto #x3a) (not (= dport #x8000)))))
";

/// Writes formulas from facts.
struct Writer<'f> {
    world: World<'f>,
    numbers: BTreeMap<&'f NodeId, usize>,
}

impl<'f> Writer<'f> {
    fn of(facts: &'f Facts) -> Result<Self, String> {
        let numbers = facts.iter().zip(0..).map(|((id, _), number)| (id, number)).collect();
        Ok(Self { world: World::of(facts)?, numbers })
    }

    fn vpc(&self, host: &NodeId) -> Option<&'f NodeId> {
        self.world.hosts.get(host).and_then(|it| self.world.vpc_of(it))
    }

    /// Variables, and a function for each filter and table.
    fn definitions(&self) -> String {
        let mut out = String::from("(set-logic QF_BV)\n");
        for (name, bits) in [("proto", 8), ("src", 32), ("dst", 32), ("dport", 16), ("sport", 16)] {
            let _ = writeln!(out, "(declare-const {name} (_ BitVec {bits}))");
        }
        out.push_str(ANSWER);
        for (id, acl) in &self.world.acls {
            for (way, entries) in [("in", &acl.ingress), ("out", &acl.egress)] {
                let _ = writeln!(
                    out,
                    "(define-fun acl_{way}_{} ((p (_ BitVec 8)) (a (_ BitVec 32)) (d (_ BitVec 16))) Bool {})",
                    self.numbers[id],
                    decide(entries)
                );
            }
        }
        for (id, group) in &self.world.groups {
            for vpc in self.world.vpcs.keys() {
                for (way, rules) in [("in", &group.ingress), ("out", &group.egress)] {
                    let rules = rules.iter().map(|rule| self.rule(rule, vpc)).collect();
                    let _ = writeln!(
                        out,
                        "(define-fun sg_{way}_{}_{} ((p (_ BitVec 8)) (a (_ BitVec 32)) (d (_ BitVec 16))) Bool {})",
                        self.numbers[id],
                        self.numbers[vpc],
                        any(rules)
                    );
                }
            }
        }
        for (id, segment) in &self.world.segments {
            let _ = writeln!(
                out,
                "(define-fun route_{} ((a (_ BitVec 32))) (_ BitVec 16) {})",
                self.numbers[id],
                self.routes(segment)
            );
        }
        out
    }

    /// A rule, where the far end is in `vpc` and known by its groups if it is anybody's member there (SG-4).
    fn rule(&self, rule: &AllowFact, vpc: &NodeId) -> String {
        let far = match &rule.peer {
            None => "false".to_owned(),
            Some(Peer::Group(group)) => {
                let members = self.world.members(Some(group), vpc).into_iter().filter(IpAddr::is_ipv4);
                any(members.map(|ip| format!("(= a (_ bv{} 32))", v4(ip))).collect())
            }
            Some(peer) => any(self.world.blocks(peer).iter().map(|cidr| block("a", *cidr)).collect()),
        };
        all(&[traffic(rule.protocol, rule.ports, rule.icmp), far])
    }

    /// The same without members: nobody is known.
    fn by_address(&self, rules: &[AllowFact], far: &str, port: &str) -> String {
        let rules = rules.iter().filter_map(|rule| {
            let peer = rule.peer.as_ref()?;
            let far = any(self.world.blocks(peer).iter().map(|cidr| block(far, *cidr)).collect());
            let traffic = traffic(rule.protocol, rule.ports, rule.icmp)
                .replace(" p ", " proto ")
                .replace(" d ", &format!(" {port} "));
            Some(all(&[traffic, far]))
        });
        any(rules.collect())
    }

    /// RT-2, RT-3: nested by length; 0 is nowhere, 1 here, others peering connections.
    fn routes(&self, segment: &Segment) -> String {
        let vpc = self.world.vpcs[&segment.boundary];
        let table =
            segment.table.as_ref().or(vpc.main_table.as_ref()).and_then(|id| self.world.tables.get(id));
        let mut entries: Vec<(u8, u8, Cidr, usize)> = Vec::new();
        for route in table.into_iter().flat_map(|it| &it.routes) {
            let rank = u8::from(!matches!(route.destination, Peer::Cidr(_)));
            let peering = route.target.as_ref().and_then(|it| self.world.peerings.get_key_value(it));
            let kind = match peering {
                Some((id, it)) if it.active && it.between.contains(&segment.boundary) => {
                    self.numbers[*id] + 2
                }
                _ => 0,
            };
            entries.extend(
                self.world.blocks(&route.destination).into_iter().map(|to| (to.length(), rank, to, kind)),
            );
        }
        // RT-7; equal to nothing else here.
        entries.extend(vpc.cidrs.iter().map(|to| (to.length(), 2, *to, 1)));
        // The longest ends up outermost; of two as long, the one of better rank.
        entries.sort_by_key(|(length, rank, ..)| (*length, std::cmp::Reverse(*rank)));
        entries.iter().fold("(_ bv0 16)".to_owned(), |rest, (_, _, to, kind)| {
            format!("(ite {} (_ bv{kind} 16) {rest})", block("a", *to))
        })
    }

    fn groups(&self, way: &str, host: &'f Interface, far: &NodeId, known: bool, address: &str) -> String {
        let groups = self.world.groups_of(host).into_iter().map(|group| match (group, way) {
            (Some(id), _) if known => {
                format!("(sg_{way}_{}_{} proto {address} dport)", self.numbers[id], self.numbers[far])
            }
            (Some(id), "in") => self.by_address(&self.world.groups[id].ingress, address, "dport"),
            (Some(id), _) => self.by_address(&self.world.groups[id].egress, address, "dport"),
            // SG-2: the default group.
            (None, "out") => "true".to_owned(),
            (None, _) => {
                let same = self.world.vpc_of(host) == Some(far);
                let members = self.world.members(None, far).into_iter().filter(|ip| ip.is_ipv4() && same);
                any(members.map(|ip| format!("(= {address} (_ bv{} 32))", v4(ip))).collect())
            }
        });
        any(groups.collect())
    }

    fn acl(&self, way: &str, segment: &Segment, address: &str, port: &str) -> String {
        let default = self.world.vpcs[&segment.boundary].default_acl.as_ref();
        // NACL-7: the implicit one allows all.
        let id = segment.acl.as_ref().or(default).filter(|id| self.world.acls.contains_key(id));
        id.map_or_else(
            || "true".to_owned(),
            |id| format!("(acl_{way}_{} proto {address} {port})", self.numbers[id]),
        )
    }

    /// Which packets get from one interface to another, and their answers back.
    fn pair(&self, from: &NodeId, to: &NodeId) -> String {
        let (a, b) = (self.world.hosts[from], self.world.hosts[to]);
        let (at, bt) = (&self.world.segments[&a.segment], &self.world.segments[&b.segment]);
        let own = |name: &str, host: &Interface| {
            let own = host.addresses.iter().map(|it| it.ip()).filter(IpAddr::is_ipv4);
            any(own.map(|ip| format!("(= {name} (_ bv{} 32))", v4(ip))).collect())
        };
        let between = self.world.peerings.iter().find(|(_, it)| {
            it.between.contains(&at.boundary)
                && it.between.contains(&bt.boundary)
                && at.boundary != bt.boundary
        });
        let same_vpc = at.boundary == bt.boundary;
        let region = |vpc: &NodeId| &self.world.vpcs[vpc].region;
        let known = same_vpc || (between.is_some() && region(&at.boundary) == region(&bt.boundary));
        let mut parts = vec![
            own("src", a),
            own("dst", b),
            self.groups("out", a, &bt.boundary, known, "dst"),
            self.groups("in", b, &at.boundary, known, "src"),
        ];
        // L2-1.
        if a.segment != b.segment {
            let kind = if same_vpc { Some(1) } else { between.map(|(id, _)| self.numbers[*id] + 2) };
            let Some(kind) = kind else { return "false".to_owned() };
            parts.extend([
                self.acl("out", at, "dst", "dport"),
                format!("(= (route_{} dst) (_ bv{kind} 16))", self.numbers[&a.segment]),
                self.acl("in", bt, "src", "dport"),
            ]);
            // RET-1, PKT-6: of ICMP, echo requests are answered, by replies.
            let back = all(&[
                self.acl("out", bt, "src", "answer"),
                format!("(= (route_{} src) (_ bv{kind} 16))", self.numbers[&b.segment]),
                self.acl("in", at, "dst", "answer"),
            ]);
            parts.push(format!("(or silent {back})"));
        }
        all(&parts)
    }
}

/// NACL-2: nested by number.
fn decide(entries: &[EntryFact]) -> String {
    let mut entries: Vec<&EntryFact> = entries.iter().collect();
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.number));
    entries.into_iter().fold("false".to_owned(), |rest, entry| {
        let hit = all(&[traffic(entry.protocol, entry.ports, entry.icmp), block("a", entry.cidr)]);
        format!("(ite {hit} {} {rest})", entry.allow)
    })
}
