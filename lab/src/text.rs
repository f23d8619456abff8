//! Networks as lines of text: what the generator makes, what is saved when something fails, and what tests read.
//!
//! One line for a fact: its kind, the resource that states it, and words of the form `key=value` or `flag`. Lines
//! that begin with a blank are entries of the fact above. `#` begins a remark. A line can be left out without harm
//! to the others: what it named is then not there.

use plat::{
    base::{Address, Cidr, Icmp, NodeId, PortRange, Protocol, RegionName},
    model::fact::*,
    net::compile::Facts,
};
use std::{collections::BTreeMap, str::FromStr, sync::Arc};

/// What is wrong with a line.
pub type Wrong = String;

type Read<T> = Result<T, Wrong>;

/// The words of a line behind its kind and id.
struct Words<'t>(Vec<&'t str>);

impl<'t> Words<'t> {
    fn flag(&self, name: &str) -> bool {
        self.0.contains(&name)
    }

    fn text(&self, key: &str) -> Option<&'t str> {
        self.0.iter().find_map(|word| word.strip_prefix(key)?.strip_prefix('='))
    }

    fn some<T: FromStr>(&self, key: &str) -> Read<Option<T>> {
        self.text(key).map(one).transpose()
    }

    fn need<T: FromStr>(&self, key: &str) -> Read<T> {
        self.some(key)?.ok_or_else(|| format!("no {key}"))
    }

    fn list<T: FromStr>(&self, key: &str) -> Read<Vec<T>> {
        self.text(key).unwrap_or_default().split(',').filter(|it| !it.is_empty()).map(one).collect()
    }

    fn each<T>(&self, key: &str, read: impl Fn(&'t str) -> Read<T>) -> Read<Vec<T>> {
        self.text(key).unwrap_or_default().split(',').filter(|it| !it.is_empty()).map(read).collect()
    }
}

fn one<T: FromStr>(text: &str) -> Read<T> {
    text.parse().map_err(|_| format!("what is `{text}`?"))
}

fn service(text: &str) -> Read<Service> {
    let (name, region) = text.split_once('@').ok_or_else(|| format!("`{text}` is no name@region"))?;
    Ok(Service { name: name.to_owned().into(), region: one(region)? })
}

fn peer(text: &str) -> Read<Peer> {
    if let Some(id) = text.strip_prefix("sg:") {
        return Ok(Peer::Group(one(id)?));
    }
    if let Some(id) = text.strip_prefix("list:") {
        return Ok(Peer::List(one(id)?));
    }
    if let Some(it) = text.strip_prefix("svc:") {
        return Ok(Peer::Service(service(it)?));
    }
    Ok(Peer::Cidr(one(text)?))
}

/// `tcp`, `tcp:80`, `udp:53-60`, `icmp:8`, `icmp:3/4`, `all`, `47`.
fn traffic(text: &str) -> Read<(Protocol, PortRange, Icmp)> {
    let (name, rest) = text.split_once(':').map_or((text, None), |(name, rest)| (name, Some(rest)));
    let protocol: Protocol = one(name)?;
    let Some(rest) = rest else { return Ok((protocol, PortRange::ALL, Icmp::All)) };
    if protocol.is_icmp() {
        Ok((protocol, PortRange::ALL, one(rest)?))
    } else {
        Ok((protocol, one(rest)?, Icmp::All))
    }
}

fn allow(words: &[&str]) -> Read<AllowFact> {
    let [what, who] = words else { return Err("a rule has traffic and a peer".into()) };
    let (protocol, ports, icmp) = traffic(what)?;
    let peer = if *who == "nobody" { None } else { Some(peer(who)?) };
    Ok(AllowFact { protocol, ports, icmp, peer })
}

fn entry(words: &[&str]) -> Read<EntryFact> {
    let [number, verdict, what, cidr] = words else {
        return Err("an entry has a number, allow or deny, traffic and a block".into());
    };
    let (protocol, ports, icmp) = traffic(what)?;
    let allow = *verdict == "allow";
    Ok(EntryFact { number: one(number)?, allow, protocol, ports, icmp, cidr: one(cidr)? })
}

fn target<T: FromStr>(text: &str) -> Read<Option<T>> {
    if text == "-" { Ok(None) } else { one(text).map(Some) }
}

fn action(text: &str) -> Read<FirewallAction> {
    match text {
        "pass" => Ok(FirewallAction::Pass),
        "drop" => Ok(FirewallAction::Drop),
        "forward" => Ok(FirewallAction::Forward),
        other => Err(format!("what is `{other}`?")),
    }
}

fn meant(words: &[&str]) -> Read<FirewallMatch> {
    let protocol = one(words.first().copied().unwrap_or("all"))?;
    let words = Words(words.to_vec());
    Ok(FirewallMatch {
        protocol,
        sources: words.list("from")?,
        destinations: words.list("to")?,
        source_ports: words.some("sports")?.unwrap_or(PortRange::ALL),
        ports: words.some("ports")?.unwrap_or(PortRange::ALL),
    })
}

fn mode(text: &str) -> Read<BlockMode> {
    match text {
        "off" => Ok(BlockMode::Off),
        "ingress" => Ok(BlockMode::Ingress),
        "both" => Ok(BlockMode::Both),
        other => Err(format!("what is `{other}`?")),
    }
}

/// `auto`, `auto@holder`, `198.51.100.1`, `10.0.0.5>198.51.100.1@holder`.
fn public(text: &str) -> Read<PublicAddress> {
    let (text, holder) = text.split_once('@').map_or((text, None), |(text, id)| (text, Some(id)));
    let (private, public) = text.split_once('>').map_or((None, text), |(private, it)| (Some(private), it));
    let address = |text: &str| if text == "auto" { Ok(None) } else { one(text).map(Some) };
    Ok(PublicAddress {
        private: private.map(one).transpose()?,
        holder: holder.map(one).transpose()?,
        address: address(public)?,
    })
}

fn inbound(text: &str) -> Read<Inbound> {
    let (name, rest) = text.split_once(':').map_or((text, ""), |it| it);
    Ok(match name {
        "filtered" => Inbound::Filtered,
        "function" => Inbound::Function,
        "managed" => Inbound::Managed,
        "nat" => Inbound::Nat,
        "inspection" => Inbound::Inspection,
        "balancer" => Inbound::Balancer,
        "service" => Inbound::Service {
            service: service(rest.trim_end_matches('!'))?,
            private_dns: rest.ends_with('!'),
        },
        "offered" => Inbound::Offered { offer: target(rest)?, accepted: true },
        "pending" => Inbound::Offered { offer: target(rest)?, accepted: false },
        other => return Err(format!("what is `{other}`?")),
    })
}

fn forwarding(text: &str) -> Read<Forwarding> {
    let (name, rest) = text.split_once(':').map_or((text, ""), |it| it);
    let offer = if rest.is_empty() { None } else { target(rest)? };
    Ok(match name {
        "none" => Forwarding::None,
        "pass" => Forwarding::PassThrough { stateful: false },
        "stateful" => Forwarding::PassThrough { stateful: true },
        "snat" => Forwarding::Snat,
        "inspect" => Forwarding::Inspect(Inspection { offer, accepted: true, firewall: None }),
        "unaccepted" => Forwarding::Inspect(Inspection { offer, accepted: false, firewall: None }),
        other => return Err(format!("what is `{other}`?")),
    })
}

fn interface(words: &Words<'_>) -> Read<Interface> {
    let plain = Interface::in_segment(words.need("in")?);
    Ok(Interface {
        addresses: words.list("at")?,
        assign_ipv6: words.flag("v6"),
        public: words.each("public", public)?,
        denies_internet: words.flag("denies"),
        groups: words.list("groups")?,
        unfiltered: words.flag("unfiltered"),
        source_dest_check: !words.flag("unchecked"),
        inbound: words.text("inbound").map_or(Ok(Inbound::Filtered), inbound)?,
        listens: words.each("listens", |it| traffic(it).map(|it| (it.0, it.1)))?,
        initiates: !words.flag("passive"),
        ephemeral: words.some("ephemeral")?.unwrap_or(PortRange::UNKNOWN_CLIENT),
        protocols: words.list("speaks")?,
        forwarding: words.text("forward").map_or(Ok(Forwarding::None), forwarding)?,
        running: !words.flag("stopped"),
        ..plain
    })
}

fn attachment_end(words: &Words<'_>) -> Read<AttachmentEnd> {
    if let Some(boundary) = words.some("vpc")? {
        return Ok(AttachmentEnd::Boundary {
            boundary,
            segments: words.list("subnets")?,
            appliance_mode: words.flag("appliance"),
            group_references: words.flag("refs"),
            ipv6: words.flag("ipv6"),
        });
    }
    match words.text("peer") {
        Some(peer) => Ok(AttachmentEnd::Hub { peer: target(peer)? }),
        None => Ok(AttachmentEnd::Lines),
    }
}

fn origin(text: &str) -> Read<LineOrigin> {
    match text {
        "dx" => Ok(LineOrigin::DirectConnect),
        "static" => Ok(LineOrigin::VpnStatic),
        "bgp" => Ok(LineOrigin::VpnBgp),
        other => Err(format!("what is `{other}`?")),
    }
}

fn fact(kind: &str, words: &Words<'_>) -> Read<NetFact> {
    let yes = |key: &str| words.text(key).map(|it| it == "yes");
    Ok(match kind {
        "vpc" => NetFact::Boundary(Boundary {
            cidrs: words.list("cidrs")?,
            region: words.some("region")?.unwrap_or("eu-west-1".parse::<RegionName>().map_err(|_| "region")?),
            main_table: words.some("table")?,
            default_acl: words.some("acl")?,
            default_group: words.some("group")?,
            resolver: !words.flag("deaf"),
            hostnames: words.flag("hostnames"),
        }),
        "subnet" => NetFact::Segment(Segment {
            boundary: words.need("in")?,
            cidrs: words.list("cidrs")?,
            zone: words.text("zone").unwrap_or("a").to_owned(),
            table: words.some("table")?,
            acl: words.some("acl")?,
            dns64: words.flag("dns64"),
        }),
        "table" => NetFact::Table(Table {
            boundary: words.some("in")?,
            routes: Vec::new(),
            propagates: words.list("propagates")?,
            edges: words.list("edges")?,
        }),
        "list" => NetFact::List(words.list("cidrs")?),
        "sg" => NetFact::StatefulFilter(StatefulFilter { ingress: Vec::new(), egress: Vec::new() }),
        "acl" => NetFact::StatelessFilter(StatelessFilter { ingress: Vec::new(), egress: Vec::new() }),
        "eni" => interface(words)?.stated(),
        "igw" => NetFact::Edge { boundary: words.need("in")? },
        "eigw" => NetFact::Exit { boundary: words.need("in")? },
        "nat" => NetFact::SourceNat(SourceNat {
            to_internet: !words.flag("private"),
            regional: match words.some("in")? {
                None => None,
                Some(boundary) => Some(RegionalNat {
                    boundary,
                    zones: words.list("zones")?,
                    public: words.each("public", public)?,
                }),
            },
        }),
        "door" => NetFact::Door(Door {
            boundary: words.need("in")?,
            service: service(words.text("service").unwrap_or_default())?,
            tables: words.list("tables")?,
            ipv4: !words.flag("no-ipv4"),
            ipv6: !words.flag("no-ipv6"),
        }),
        "pcx" => {
            let mut between = words.list::<NodeId>("between")?.into_iter();
            let two = between.next().zip(between.next());
            let (one, other) = two.ok_or("a peering connection is between two")?;
            NetFact::Peering(Peering {
                between: [one, other],
                active: !words.flag("down"),
                resolves: [words.flag("resolves"); 2],
            })
        }
        "vgw" => NetFact::LineGateway { boundary: words.some("in")? },
        "line" => NetFact::Line(Line {
            gateway: words.some("to")?,
            site: words.need("site")?,
            origin: origin(words.text("origin").unwrap_or("bgp"))?,
            prefixes: words.list("prefixes")?,
            advertised: words.text("advertised").map(|_| words.list("advertised")).transpose()?,
            up: !words.flag("down"),
        }),
        "site" => NetFact::Site(SiteFact {
            cidrs: words.list("cidrs")?,
            routes: words.list("routes")?,
            ingress: words.flag("closed").then(Vec::new),
        }),
        "tgw" => NetFact::Hub(Hub {
            region: words.some("region")?.unwrap_or("eu-west-1".parse::<RegionName>().map_err(|_| "region")?),
            group_references: words.flag("refs"),
        }),
        "att" => NetFact::Attachment(Attachment {
            hub: words.need("tgw")?,
            end: attachment_end(words)?,
            table: words.some("table")?,
            propagates_to: words.list("to")?,
            up: !words.flag("down"),
        }),
        "tgwtable" => NetFact::HubTable(HubTable { hub: words.need("tgw")?, routes: Vec::new() }),
        "lb" => NetFact::Balancer(Balancer {
            terminates: words.flag("terminates"),
            listeners: Vec::new(),
            cross_zone: words.flag("cross"),
            filters_endpoints: words.flag("filters"),
            classic: words.flag("classic"),
        }),
        "tg" => NetFact::TargetGroup(TargetGroup {
            protocol: words.some("protocol")?.unwrap_or(Protocol::TCP),
            port: words.some("port")?.unwrap_or(80),
            targets: Vec::new(),
            by_address: words.flag("ip"),
            preserves_client: yes("preserve"),
            cross_zone: yes("cross"),
        }),
        "offer" => NetFact::Offer(Offer { balancers: words.list("lbs")?, inspects: words.flag("inspects") }),
        "entry" => NetFact::PrivateEntry { balancer: words.need("lb")? },
        "block" => NetFact::PublicBlock(PublicBlock {
            region: words.some("region")?.unwrap_or("eu-west-1".parse::<RegionName>().map_err(|_| "region")?),
            mode: mode(words.text("mode").unwrap_or("both"))?,
            exclusions: words.each("but", |it| {
                let (id, its) = it.split_once(':').ok_or_else(|| format!("what is `{it}`?"))?;
                Ok((one(id)?, mode(its)?))
            })?,
        }),
        "served" => NetFact::Served { service: service(words.text("service").unwrap_or_default())? },
        "opaque" => NetFact::Opaque,
        "unattached" => NetFact::Unattached,
        "outside" => NetFact::Outside { addresses: words.list("cidrs")? },
        other => return Err(format!("what is `{other}`?")),
    })
}

fn detail(fact: &mut NetFact, words: &[&str]) -> Read<()> {
    let bad = || Err(format!("`{}` does not belong here", words.join(" ")));
    let Some((head, rest)) = words.split_first() else { return Ok(()) };
    match (fact, *head, rest) {
        (NetFact::Table(it), "to", [to, "via", via]) => {
            it.routes.push(RouteFact { destination: peer(to)?, target: target(via)? });
        }
        (NetFact::HubTable(it), "to", [to, "via", via]) => {
            it.routes.push(HubRoute { destination: peer(to)?, attachment: target(via)? });
        }
        (NetFact::StatefulFilter(it), "in", rest) => it.ingress.push(allow(rest)?),
        (NetFact::StatefulFilter(it), "out", rest) => it.egress.push(allow(rest)?),
        (NetFact::StatelessFilter(it), "in", rest) => it.ingress.push(entry(rest)?),
        (NetFact::StatelessFilter(it), "out", rest) => it.egress.push(entry(rest)?),
        (NetFact::Site(it), "in", rest) => it.ingress.get_or_insert_default().push(allow(rest)?),
        (NetFact::Balancer(it), "listen", [what, groups @ ..]) => {
            let (protocol, port, _) = traffic(what)?;
            let groups = groups.iter().map(|it| one(it)).collect::<Read<_>>()?;
            it.listeners.push(Listener { protocol, port, groups, own: None });
        }
        (NetFact::TargetGroup(it), "target", [what, port @ ..]) => {
            let port = port.first().map(|it| one(it)).transpose()?;
            let address = what.parse::<Address>().ok();
            let node = if address.is_none() { Some(one(what)?) } else { None };
            it.targets.push(TargetFact { node, address, port });
        }
        (NetFact::Interface(it), head, rest) => {
            let Forwarding::Inspect(inspection) = &mut Arc::make_mut(it).forwarding else { return bad() };
            let firewall = inspection.firewall.get_or_insert_with(|| Firewall {
                stateless: Vec::new(),
                stateless_default: FirewallAction::Forward,
                stateful: Vec::new(),
                strict: false,
                stateful_default: FirewallAction::Drop,
                opaque: false,
            });
            match (head, rest) {
                ("stateless", [rank, act, rest @ ..]) => {
                    firewall.stateless.push((one(rank)?, action(act)?, meant(rest)?));
                }
                ("stateful", [act, rest @ ..]) => firewall.stateful.push((action(act)?, meant(rest)?)),
                ("otherwise", [stateless, stateful, flags @ ..]) => {
                    firewall.stateless_default = action(stateless)?;
                    firewall.stateful_default = action(stateful)?;
                    firewall.strict = flags.contains(&"strict");
                    firewall.opaque = flags.contains(&"opaque");
                }
                _ => return bad(),
            }
        }
        _ => return bad(),
    }
    Ok(())
}

/// The facts that lines of text state.
pub fn facts(text: &str) -> Result<Facts, Wrong> {
    let mut all: BTreeMap<NodeId, Vec<NetFact>> = BTreeMap::new();
    let mut last: Option<NodeId> = None;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.split('#').next().unwrap_or_default();
        let words: Vec<&str> = line.split_whitespace().collect();
        let Some(kind) = words.first() else { continue };
        let done = if line.starts_with(' ') {
            let fact = last.as_ref().and_then(|id| all.get_mut(id)).and_then(|facts| facts.last_mut());
            fact.map_or(Ok(()), |fact| detail(fact, &words))
        } else {
            let id: Read<NodeId> = words.get(1).map_or(Err("no id".into()), |it| one(it));
            id.and_then(|id| {
                let fact = fact(kind, &Words(words.get(2..).unwrap_or_default().to_vec()))?;
                all.entry(id.clone()).or_default().push(fact);
                last = Some(id);
                Ok(())
            })
        };
        done.map_err(|wrong| format!("line {number}: {wrong}: {line}"))?;
    }
    Ok(all.into_iter().collect())
}

/// A block, for tests.
pub fn cidr(text: &str) -> Cidr {
    text.parse().unwrap_or(Cidr::ALL_V4)
}

/// Whether everything stands somewhere, as the loader of models sees to: subnets in VPCs, interfaces in subnets.
pub fn stands(facts: &Facts) -> bool {
    let is = |id: &NodeId, pick: fn(&NetFact) -> bool| {
        facts.iter().any(|(node, its)| node == id && its.iter().any(pick))
    };
    let vpc = |id: &NodeId| is(id, |it| matches!(it, NetFact::Boundary(_)));
    let subnet = |id: &NodeId| is(id, |it| matches!(it, NetFact::Segment(_)));
    facts.iter().flat_map(|(_, its)| its).all(|fact| {
        if let NetFact::Segment(it) = fact {
            vpc(&it.boundary) && !it.cidrs.is_empty()
        } else if let NetFact::Interface(it) = fact {
            subnet(&it.segment)
        } else if let NetFact::Edge { boundary } | NetFact::Exit { boundary } = fact {
            vpc(boundary)
        } else if let NetFact::Door(it) = fact {
            vpc(&it.boundary)
        } else if let NetFact::SourceNat(SourceNat { regional: Some(it), .. }) = fact {
            vpc(&it.boundary)
        } else if let NetFact::Table(it) = fact {
            it.boundary.as_ref().is_some_and(vpc)
        } else if let NetFact::Attachment(Attachment {
            end: AttachmentEnd::Boundary { boundary, .. }, ..
        }) = fact
        {
            vpc(boundary)
        } else {
            true
        }
    })
}
