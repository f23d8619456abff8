//! A network in a few words, one fact a line, and questions to it: text in, text out.
//!
//! `vpc id blocks`, `subnet id vpc blocks zone`, `eni id subnet addresses`, then words such as `sg=a,b` or `off`. Rules
//! are written `tcp/443@10.0.0.0/8`, routes `10.1.0.0/16>target`. A default VPC comes from [`BASE`].

use crate::{
    base::{Icmp, NodeId, PortRange, Protocol},
    model::{
        fact::*,
        selector::{End, Selector, Term},
    },
    net::{Network, Question, compile::Facts},
};
use std::{collections::BTreeMap, fmt::Write};

/// The network that the worked cases start from.
pub const BASE: &str = "
vpc ours 10.0.0.0/16
subnet s1 ours 10.0.1.0/24 a table=r1
subnet s2 ours 10.0.2.0/24 b table=r2
table r1 ours
table r2 ours
sg sg-a
sg sg-b
eni A s1 10.0.1.10 sg=sg-a
eni B s2 10.0.2.10 sg=sg-b
";

/// One line of words.
struct Line<'t> {
    words: Vec<&'t str>,
    text: &'t str,
}

impl<'t> Line<'t> {
    fn id(&self, at: usize) -> NodeId {
        self.words.get(at).unwrap_or_else(|| panic!("too few words: {}", self.text)).parse().expect("an id")
    }

    fn has(&self, word: &str) -> bool {
        self.words.contains(&word)
    }

    fn value(&self, key: &str) -> Option<&'t str> {
        self.words.iter().find_map(|word| word.strip_prefix(key)?.strip_prefix('='))
    }

    fn list<T: std::str::FromStr>(&self, text: Option<&str>) -> Vec<T> {
        let parts = text.unwrap_or_default().split(',').filter(|it| !it.is_empty() && *it != "none");
        parts.map(|it| it.parse().unwrap_or_else(|_| panic!("`{it}` in: {}", self.text))).collect()
    }

    fn ids(&self, key: &str) -> Vec<NodeId> {
        self.list(self.value(key))
    }

    /// Words that say where something leads: `10.0.0.0/8>target`.
    fn arrows(&self) -> impl Iterator<Item = (&'t str, &'t str)> {
        self.words.iter().filter(|it| !it.contains('=')).filter_map(|it| it.split_once('>'))
    }
}

fn service(name: &str) -> Service {
    let (name, region) = name.split_once('.').unwrap_or((name, "us-east-1"));
    Service { name: name.to_owned().into(), region: region.parse().expect("a region") }
}

fn peer(text: &str) -> Peer {
    match text.split_once(':') {
        Some(("svc", name)) => Peer::Service(service(name)),
        Some(("list", id)) => Peer::List(id.parse().expect("an id")),
        Some(_) | None => match text.parse() {
            Ok(cidr) => Peer::Cidr(cidr),
            Err(_) => Peer::Group(text.parse().expect("an id")),
        },
    }
}

/// `tcp/443`, `icmp/8`, `all`.
fn traffic(text: &str) -> (Protocol, PortRange, Icmp) {
    let (protocol, rest) = text.split_once('/').map_or((text, None), |(a, b)| (a, Some(b)));
    let protocol: Protocol = protocol.parse().unwrap_or_else(|_| panic!("protocol {text}"));
    let icmp = rest.filter(|_| protocol.is_icmp()).map_or(Icmp::All, |it| it.parse().expect("a type"));
    let ports = rest.filter(|_| protocol.has_ports()).map_or(PortRange::ALL, |it| it.parse().expect("ports"));
    (protocol, ports, icmp)
}

fn rule(text: &str) -> AllowFact {
    let (what, whom) = text.split_once('@').unwrap_or_else(|| panic!("rule {text}"));
    let (protocol, ports, icmp) = traffic(what);
    AllowFact { protocol, ports, icmp, peer: Some(peer(whom)) }
}

fn rules(text: Option<&str>, default: &str) -> Vec<AllowFact> {
    let text = text.unwrap_or(default);
    text.split(',').filter(|it| *it != "none" && !it.is_empty()).map(rule).collect()
}

/// `100+tcp/80@0.0.0.0/0`; `-` denies.
fn entries(text: Option<&str>) -> Vec<EntryFact> {
    let text = text.unwrap_or("100+all@0.0.0.0/0,101+all@::/0");
    let one = |text: &str| {
        let at = text.find(['+', '-']).unwrap_or_else(|| panic!("entry {text}"));
        let (number, rest) = text.split_at(at);
        let AllowFact { protocol, ports, icmp, peer } = rule(&rest[1..]);
        let Some(Peer::Cidr(cidr)) = peer else { panic!("entry {text}") };
        let number = number.parse().expect("a number");
        EntryFact { number, allow: rest.starts_with('+'), protocol, ports, icmp, cidr }
    };
    text.split(',').filter(|it| *it != "none" && !it.is_empty()).map(one).collect()
}

fn public(text: &str) -> PublicAddress {
    PublicAddress { address: text.parse().ok(), ..PublicAddress::ASSIGNED }
}

fn firewall(line: &Line<'_>) -> Option<Firewall> {
    let text = line.value("rules")?;
    let action = |text: &str| match text {
        "pass" => FirewallAction::Pass,
        "drop" => FirewallAction::Drop,
        other => panic!("action {other}"),
    };
    let one = |text: &str| {
        let (what, rest) = text.split_once(':').expect("action:protocol/ports@sources");
        let AllowFact { protocol, ports, peer, .. } = rule(rest);
        let Some(Peer::Cidr(from)) = peer else { panic!("rule {text}") };
        let (sources, destinations, source_ports) = (vec![from], Vec::new(), PortRange::ALL);
        (action(what), FirewallMatch { protocol, sources, destinations, source_ports, ports })
    };
    Some(Firewall {
        stateless: Vec::new(),
        stateless_default: FirewallAction::Forward,
        stateful: text.split(',').filter(|it| *it != "none").map(one).collect(),
        strict: false,
        stateful_default: FirewallAction::Drop,
        opaque: line.has("opaque"),
    })
}

fn interface(line: &Line<'_>) -> Interface {
    let kind = line.value("inbound").unwrap_or("filtered");
    let inbound = match kind.split_once(':') {
        Some(("service", name)) => Inbound::Service { service: service(name), private_dns: line.has("dns") },
        Some(("offer", id)) => {
            let offer = Some(id.parse().expect("an id"));
            Inbound::Offered { offer, accepted: !line.has("pending") }
        }
        Some(_) | None => match kind {
            "function" => Inbound::Function,
            "managed" => Inbound::Managed,
            "balancer" => Inbound::Balancer,
            "inspection" => Inbound::Inspection,
            "filtered" => Inbound::Filtered,
            other => panic!("inbound {other}"),
        },
    };
    let passive = !matches!(inbound, Inbound::Filtered | Inbound::Function | Inbound::Managed);
    let forwarding = match line.value("forwards") {
        None => Forwarding::None,
        Some("pass") => Forwarding::PassThrough { stateful: false },
        Some("stateful") => Forwarding::PassThrough { stateful: true },
        Some("snat") => Forwarding::Snat,
        Some("inspect") => Forwarding::Inspect(Inspection {
            offer: line.value("gwlb").map(|it| it.parse().expect("an id")),
            accepted: !line.has("pending"),
            firewall: firewall(line),
        }),
        Some(other) => panic!("forwards {other}"),
    };
    let listens = line.value("listens").into_iter().flat_map(|it| it.split(','));
    let ports = line.value("ports").map_or(PortRange::UNKNOWN_CLIENT, |it| it.parse().expect("ports"));
    Interface {
        addresses: line.list(line.words.get(3).copied()),
        public: line.value("public").into_iter().flat_map(|it| it.split(',')).map(public).collect(),
        denies_internet: line.has("denied"),
        groups: line.ids("sg"),
        unfiltered: line.has("unfiltered"),
        source_dest_check: !line.has("nocheck"),
        listens: listens.map(|it| (traffic(it).0, traffic(it).1)).collect(),
        initiates: !passive,
        ephemeral: ports,
        protocols: if kind == "function" { vec![Protocol::TCP, Protocol::UDP] } else { Vec::new() },
        forwarding,
        running: !line.has("off"),
        inbound,
        ..Interface::in_segment(line.id(2))
    }
}

fn nat(line: &Line<'_>) -> Vec<NetFact> {
    let public: Vec<PublicAddress> = line.value("public").into_iter().map(public).collect();
    let interface = Interface {
        addresses: line.list(line.words.get(3).copied()),
        public,
        unfiltered: true,
        source_dest_check: false,
        inbound: Inbound::Nat,
        initiates: false,
        running: !line.has("off"),
        ..Interface::in_segment(line.id(2))
    };
    let to_internet = line.value("public").is_some();
    vec![interface.stated(), NetFact::SourceNat(SourceNat { to_internet, regional: None })]
}

fn table(line: &Line<'_>, boundary: Option<NodeId>) -> Table {
    let route = |(to, target): (&str, &str)| RouteFact {
        destination: peer(to),
        target: (target != "-").then(|| target.parse().expect("an id")),
    };
    let routes = line.arrows().map(route).collect();
    Table { boundary, routes, propagates: line.ids("learns"), edges: line.ids("edge") }
}

/// What a line of a network states, and of which resource.
fn stated(line: &Line<'_>) -> Vec<NetFact> {
    let region = || line.value("region").unwrap_or("us-east-1").parse().expect("a region");
    let word = |at: usize| line.words.get(at).copied();
    let link = |key: &str| line.value(key).map(|it| it.parse().expect("an id"));
    let fact = match line.words[0] {
        "vpc" => NetFact::Boundary(Boundary {
            cidrs: line.list(word(2)),
            region: region(),
            main_table: link("table"),
            default_acl: None,
            default_group: None,
            resolver: !line.has("deaf"),
            hostnames: !line.has("deaf"),
        }),
        "subnet" => NetFact::Segment(Segment {
            boundary: line.id(2),
            cidrs: line.list(word(3)),
            zone: word(4).expect("a zone").to_owned(),
            table: link("table"),
            acl: link("acl"),
            dns64: line.has("dns64"),
        }),
        "table" => NetFact::Table(table(line, Some(line.id(2)))),
        "list" => NetFact::List(line.list(word(2))),
        "sg" => NetFact::StatefulFilter(StatefulFilter {
            ingress: rules(line.value("in"), "none"),
            egress: rules(line.value("out"), "all@0.0.0.0/0,all@::/0"),
        }),
        "acl" => NetFact::StatelessFilter(StatelessFilter {
            ingress: entries(line.value("in")),
            egress: entries(line.value("out")),
        }),
        "eni" => interface(line).stated(),
        "igw" => NetFact::Edge { boundary: line.id(2) },
        "eigw" => NetFact::Exit { boundary: line.id(2) },
        "nat" => return nat(line),
        "regional" => {
            let regional = RegionalNat {
                boundary: line.id(2),
                zones: line.list(line.value("zones")),
                public: line.value("public").into_iter().map(public).collect(),
            };
            let nat = NetFact::SourceNat(SourceNat { to_internet: true, regional: Some(regional) });
            let own = line.arrows().next().map(|_| NetFact::Table(table(line, None)));
            return std::iter::once(nat).chain(own).collect();
        }
        "door" => NetFact::Door(Door {
            boundary: line.id(2),
            service: service(word(3).expect("a service")),
            tables: line.ids("tables"),
            ipv4: !line.has("v6"),
            ipv6: line.has("v6"),
        }),
        "peer" => NetFact::Peering(Peering {
            between: [line.id(2), line.id(3)],
            active: !line.has("down"),
            resolves: [line.has("resolves"); 2],
        }),
        "vgw" => NetFact::LineGateway { boundary: Some(line.id(2)) },
        "line" => NetFact::Line(Line_::of(line)),
        "site" => NetFact::Site(SiteFact {
            cidrs: line.list(word(2)),
            routes: line.list(line.value("routes")),
            ingress: line.value("in").map(|it| rules(Some(it), "none")),
        }),
        "hub" => NetFact::Hub(Hub { region: region(), group_references: line.has("refs") }),
        "att" => NetFact::Attachment(Attachment {
            hub: line.id(2),
            end: match word(3) {
                Some("lines") => AttachmentEnd::Lines,
                Some("hub") => AttachmentEnd::Hub { peer: link("peer") },
                Some(_) | None => AttachmentEnd::Boundary {
                    boundary: line.id(3),
                    segments: line.list(word(4)),
                    appliance_mode: line.has("appliance"),
                    group_references: line.has("refs"),
                    ipv6: line.has("v6"),
                },
            },
            table: link("table"),
            propagates_to: line.ids("to"),
            up: !line.has("down"),
        }),
        "hubtable" => NetFact::HubTable(HubTable {
            hub: line.id(2),
            routes: line
                .arrows()
                .map(|(to, at)| HubRoute {
                    destination: peer(to),
                    attachment: (at != "-").then(|| at.parse().expect("an id")),
                })
                .collect(),
        }),
        "lb" => {
            let listeners = line.arrows().map(|(what, groups)| {
                let (protocol, port, _) = traffic(what);
                let groups = groups.split(',').filter(|it| *it != "-");
                Listener {
                    protocol,
                    port,
                    groups: groups.map(|it| it.parse().expect("an id")).collect(),
                    own: None,
                }
            });
            NetFact::Balancer(Balancer {
                terminates: word(2) == Some("alb"),
                listeners: listeners.collect(),
                cross_zone: line.has("cross"),
                filters_endpoints: line.has("judges"),
                classic: line.has("classic"),
            })
        }
        "tg" => {
            let (protocol, port, _) = traffic(word(2).expect("protocol/port"));
            let target = |it: &&str| {
                let (whom, port) = it.split_once(':').map_or((*it, None), |(a, b)| (a, b.parse().ok()));
                let address = whom.parse().ok();
                let node = address.is_none().then(|| whom.parse().expect("an id"));
                TargetFact { node, address, port }
            };
            let targets: Vec<&str> = line.value("targets").unwrap_or_default().split(',').collect();
            NetFact::TargetGroup(TargetGroup {
                protocol,
                port: port.first(),
                targets: targets.iter().filter(|it| !it.is_empty()).map(target).collect(),
                by_address: line.has("ip"),
                preserves_client: line.value("keeps").map(|it| it == "yes"),
                cross_zone: None,
            })
        }
        "offer" => NetFact::Offer(Offer { balancers: line.list(word(2)), inspects: line.has("inspects") }),
        "names" => NetFact::Names(Names {
            domain: word(2).expect("a domain").to_owned(),
            boundaries: line.list(word(3)),
            records: line
                .arrows()
                .map(|(name, to)| {
                    let address = to.parse().map(NameTarget::Address);
                    (
                        name.to_owned(),
                        address.unwrap_or_else(|_| NameTarget::Node(to.parse().expect("an id"))),
                    )
                })
                .collect(),
        }),
        "block" => {
            let mode = |text: &str| match text {
                "off" => BlockMode::Off,
                "ingress" => BlockMode::Ingress,
                "both" => BlockMode::Both,
                other => panic!("mode {other}"),
            };
            NetFact::PublicBlock(PublicBlock {
                region: region(),
                mode: mode(word(2).expect("a mode")),
                exclusions: line.arrows().map(|(id, it)| (id.parse().expect("an id"), mode(it))).collect(),
            })
        }
        "entry" => NetFact::PrivateEntry { balancer: line.id(2) },
        "leaves" => NetFact::LeavesBy { via: line.id(2) },
        "function" => NetFact::Unattached,
        "served" => NetFact::Served { service: service(word(2).expect("a service")) },
        "opaque" => NetFact::Opaque,
        other => panic!("nothing is called {other}"),
    };
    vec![fact]
}

/// Reads a private line; a type of its own, since `Line` is a line of text here.
struct Line_;

impl Line_ {
    fn of(line: &Line<'_>) -> crate::model::fact::Line {
        crate::model::fact::Line {
            gateway: line.words.get(2).filter(|it| **it != "public").map(|it| it.parse().expect("an id")),
            site: line.id(3),
            origin: match line.words.get(4) {
                Some(&"static") => LineOrigin::VpnStatic,
                Some(&"bgp") => LineOrigin::VpnBgp,
                Some(&"dx") => LineOrigin::DirectConnect,
                other => panic!("origin {other:?}"),
            },
            prefixes: line.list(line.words.get(5).copied()),
            advertised: line.value("tells").map(|it| line.list(Some(it))),
            up: !line.has("down"),
        }
    }
}

/// The facts of networks, one after the other. A later line of the same kind and resource takes an earlier one's place,
/// but for `eni`, of which a resource may have several.
pub fn facts(texts: &[&str]) -> Facts {
    let mut lines: Vec<((String, String), Line<'_>)> = Vec::new();
    for text in texts.iter().flat_map(|it| it.lines()).map(str::trim).filter(|it| !it.is_empty()) {
        let line = Line { words: text.split_whitespace().collect(), text };
        let several = line.words[0] == "eni" && line.value("inbound") == Some("balancer");
        let place = if several { text.to_owned() } else { line.id(1).to_string() };
        let key = (line.words[0].to_owned(), place);
        match lines.iter_mut().find(|(known, _)| *known == key) {
            Some((_, old)) => *old = line,
            None => lines.push((key, line)),
        }
    }
    let mut out: BTreeMap<NodeId, Vec<NetFact>> = BTreeMap::new();
    for (_, line) in &lines {
        out.entry(line.id(1)).or_default().extend(stated(line));
    }
    out.into_iter().collect()
}

fn ends(text: &str) -> Vec<End> {
    let selector: Selector = text.parse().unwrap_or_else(|it| panic!("{text}: {it}"));
    let end = |term: &Term| match term {
        Term::Id(id) => End::Node(id.clone()),
        Term::Internet => End::Internet,
        Term::Cidr(cidr) => End::Cidr(*cidr),
        Term::Service(name) => End::Service(name.clone()),
        Term::Name(name) => End::Name(name.clone()),
        Term::Kind(_) | Term::In(_) | Term::Tag(..) => panic!("{text}"),
    };
    selector.terms().iter().map(end).collect()
}

/// `a -> b tcp/443 v6 one-way`.
fn question(text: &str) -> (Question, bool) {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    assert!(words.len() >= 4 && words[1] == "->", "{text}");
    let mut take = |word: &str| {
        let found = words.iter().position(|it| *it == word);
        found.map(|at| words.remove(at)).is_some()
    };
    let (ipv6, one_way, each) = (take("v6"), take("one-way"), take("each"));
    let (protocol, ports, _) = traffic(words[3]);
    let icmp =
        words[3].split_once('/').filter(|_| protocol.is_icmp()).map(|it| it.1.parse().expect("a type"));
    let (from, to) = (ends(words[0]), ends(words[2]));
    (Question { from, to, protocol, ports, ipv6, icmp, one_way, ..Question::default() }, each)
}

/// The verdict, where and which way it stopped, certainty, notes, all blockers.
pub fn summary(network: &Network, text: &str) -> String {
    let (text, avoid) = text.split_once(" avoiding ").map_or((text, None), |(a, b)| (a, Some(b)));
    let (text, through) = text.split_once(" through ").map_or((text, None), |(a, b)| (a, Some(b)));
    let (mut question, each) = question(text);
    question.through.extend(through.map(|id| id.parse::<NodeId>().expect("an id")));
    let answer = match avoid {
        Some(id) => network.ask_avoiding(&question, &[id.parse().expect("an id")].into()),
        None if each => network.ask_each(&question),
        None => network.ask(&question),
    };
    let verdict = serde_json::to_value(answer.verdict).expect("a word");
    let mut out = verdict.as_str().unwrap_or_default().to_ascii_uppercase();
    answer.code.iter().for_each(|it| out += &format!(" {}", it.name()));
    answer.blocked_at.iter().for_each(|it| out += &format!(" at {}", it.resource));
    if answer.direction == Some(crate::net::Direction::Return) && answer.code.is_some() {
        out += " return";
    }
    if !answer.must && answer.code.is_none() {
        out += " may";
    }
    for note in &answer.notes {
        let _ = write!(out, " note {}", note.code.name());
    }
    if answer.blockers.len() > 1 {
        let whole = answer.blockers.iter().map(|it| format!("{} {}", it.code.name(), it.node));
        out += &format!(" whole {}", whole.collect::<Vec<_>>().join(", "));
    }
    out
}

/// Asks each `question : answer` of the cases. What an answer leaves out at its end is not checked.
pub fn check(texts: &[&str], cases: &str) {
    let network = Network::of_facts(&facts(texts));
    let mut wrong = String::new();
    for line in cases.lines().map(str::trim).filter(|it| !it.is_empty()) {
        let (asked, expected) = line.split_once(" : ").unwrap_or_else(|| panic!("{line}"));
        let actual = summary(&network, asked);
        let expected = expected.trim();
        if !actual.strip_prefix(expected).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')) {
            let _ = writeln!(wrong, "{asked}\n  expected {expected}\n  actual   {actual}");
            let (question, _) = question(
                asked.split(" avoiding ").next().and_then(|it| it.split(" through ").next()).unwrap_or(asked),
            );
            let answer = network.ask(&question);
            for (way, hops) in [("->", &answer.forward), ("<-", &answer.back)] {
                for hop in hops {
                    let _ = writeln!(wrong, "    {way} {} [{}] {}", hop.resource, hop.title, hop.decided_by);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
