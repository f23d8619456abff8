//! Changes of a network that must not change what it does, or only in one direction.
//!
//! A relation takes a network and gives the same one changed, with what the change means for questions: which names
//! and addresses are now others. Both are asked the same, `prop` by sets and `bulk` by rows, and the answers are
//! compared as sets. So a fault need not make two engines differ to be seen here: it is enough that it depends on
//! something that AWS does not look at.

use crate::{medium, seed::Seed, small, text};
use plat::{
    base::NodeId,
    net::{
        bulk::{Index, Verdict},
        compile::Facts,
        graph::{Finish, Ix, Net, Start},
        prop::flows::flows,
        ranges::{Ranges, address, number},
        traffic_set::{Cube, Dim, TrafficSet},
    },
};
use std::collections::{BTreeMap, BTreeSet};

pub mod addresses;
pub mod alike;
pub mod mapped;
pub mod models;
pub mod names;
pub mod routes;
pub mod rules;
pub mod splits;

/// What may become of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// It stays as it is.
    Same,
    /// Packets may be added to it, and none taken away.
    Grows,
}

/// A network, the same network changed, and what that means for questions.
pub struct Case {
    /// The network after the change.
    pub after: Facts,
    /// What becomes of answers.
    pub holds: Holds,
    /// What a resource is called now.
    pub id: Box<dyn Fn(&NodeId) -> NodeId>,
    /// Which address an address is now.
    pub address: Box<dyn Fn(u128) -> u128>,
    /// A resource, and the one that is like it: questions from and to the first are asked of the second, too.
    pub twin: Option<Twin>,
    /// Whether the other family is asked: IPv4's ICMP is then IPv6's, and only the echo is asked for.
    pub mirrored: bool,
}

/// Two interfaces that nothing tells apart.
pub struct Twin {
    /// The one that was there before.
    pub old: NodeId,
    /// The one that is there only after.
    pub new: NodeId,
    /// Addresses of the one, with those of the other.
    pub addresses: Vec<(u128, u128)>,
}

impl Twin {
    fn address(&self, old: u128) -> Option<u128> {
        self.addresses.iter().find(|it| it.0 == old).map(|it| it.1)
    }
}

impl Case {
    /// One in which names and addresses are as before.
    pub fn same(after: Facts) -> Self {
        Self {
            after,
            holds: Holds::Same,
            id: Box::new(Clone::clone),
            address: Box::new(|it| it),
            twin: None,
            mirrored: false,
        }
    }
}

/// A relation: makes a case of a network, or says that it has nothing that could be changed so.
pub type Relation = fn(&Facts, &Net, &mut Seed) -> Option<Case>;

/// Networks that a relation is tried on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Every feature.
    Every,
    /// IPv4 alone, and nothing that IPv6 does differently.
    OneFamily,
}

impl Source {
    /// The network of a seed.
    pub fn network(self, seed: u64) -> Facts {
        let plan = medium::Plan { vpcs: 3, subnets: 3, hosts: 2, groups: 4, gateways: true, ipv6: true };
        let few = small::Features { hubs: true, appliances: true, ..small::Features::PLAIN };
        let lines = match (self, seed % 4) {
            (Self::Every, 0) => return medium::network(plan, seed),
            (Self::OneFamily, 0) => {
                return medium::network(medium::Plan { gateways: false, ipv6: false, ..plan }, seed);
            }
            (Self::Every, _) => small::network(seed, small::Features::ALL),
            (Self::OneFamily, _) => small::network(seed, few),
        };
        text::facts(&lines).unwrap_or_else(|wrong| panic!("seed {seed}: {wrong}"))
    }
}

/// Every relation between networks, by name, and on what it is tried.
pub const ALL: [(&str, Relation, Source); 13] = [
    ("T6 names", names::renamed, Source::Every),
    ("T6 order", names::reordered, Source::Every),
    ("T6 addresses", addresses::shifted, Source::Every),
    ("T6 the other family", addresses::mirrored, Source::OneFamily),
    ("T6 rules in parts", splits::rules_split, Source::Every),
    ("T6 lists in parts", splits::lists_split, Source::Every),
    ("T6 routes in parts", splits::routes_split, Source::Every),
    ("T6 twice the same", splits::doubled, Source::Every),
    ("T6 twins", alike::twin, Source::Every),
    ("T6 an allow more", rules::allow_added, Source::Every),
    ("T6 a deny less", rules::deny_removed, Source::Every),
    ("T6 a rule moved", rules::rule_moved, Source::Every),
    ("T6 a more specific route", routes::more_specific, Source::Every),
];

/// From where, so that it can be asked of either network.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Origin {
    Interface(NodeId, usize),
    Internet,
    Unattached,
    Site(NodeId),
    Entry(NodeId),
}

/// Where something ends, likewise.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Goal {
    Interface(NodeId, usize),
    Internet,
    Service(String),
    Site(NodeId),
    Reserved(NodeId),
}

#[derive(Clone, Debug)]
struct Question {
    from: Origin,
    source: u128,
    destination: u128,
    protocol: u8,
    ports: Ranges,
}

/// An answer: sets over ports alone, for the rest is in the question.
#[derive(Debug, Default, PartialEq)]
struct Said {
    may: BTreeMap<Goal, TrafficSet>,
    must: TrafficSet,
    unknown: TrafficSet,
    /// What `bulk` says: ports from which every answer comes back, and ports from which some do.
    rows: Option<(Ranges, Ranges)>,
}

/// Every fact, with whose it is.
fn each(facts: &mut Facts) -> impl Iterator<Item = (&NodeId, &mut plat::model::fact::NetFact)> {
    facts.iter_mut().flat_map(|(id, facts)| {
        let id = &*id;
        facts.iter_mut().map(move |it| (id, it))
    })
}

/// How much was compared.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    /// Networks.
    pub networks: usize,
    /// Networks that had nothing that could be changed so.
    pub passed_over: usize,
    /// Questions.
    pub questions: usize,
    /// Questions about packets that arrive.
    pub arrived: usize,
    /// Questions that `bulk` answered in both networks.
    pub rows: usize,
}

/// Tries a relation on networks from `first` on until it held on `count`.
///
/// # Errors
/// An answer changed: which, with the seed.
pub fn hold(relation: Relation, source: Source, first: u64, count: usize) -> Result<Tally, String> {
    let mut tally = Tally::default();
    for number in first.. {
        if tally.networks >= count {
            break;
        }
        if tally.passed_over > 20 * count + 100 {
            return Err(format!("only {} networks have what is changed", tally.networks));
        }
        try_on(relation, source, number, &mut tally).map_err(|wrong| format!("seed {number}: {wrong}"))?;
    }
    Ok(tally)
}

/// Tries a relation on the network of one seed.
///
/// # Errors
/// An answer changed.
pub fn try_on(relation: Relation, source: Source, number: u64, tally: &mut Tally) -> Result<(), String> {
    let mut seed = Seed::new(number);
    let facts = source.network(number);
    let before = Net::of(&facts);
    let Some(case) = relation(&facts, &before, &mut seed) else {
        tally.passed_over += 1;
        return Ok(());
    };
    let after = Net::of(&case.after);
    let rows = (Index::of(&before, usize::MAX), Index::of(&after, usize::MAX));
    tally.networks += 1;
    for question in questions(&before, &case, &mut seed) {
        let was = said(&before, &rows.0, &question, &|it| (case.id)(it));
        let now = said(&after, &rows.1, &mapped_question(&question, &case), &Clone::clone);
        tally.questions += 1;
        tally.arrived += usize::from(!was.may.is_empty());
        tally.rows += usize::from(was.rows.is_some() && now.rows.is_some());
        differ(&question, &was, &now, case.holds)?;
        if let Some(twin) = &case.twin
            && let Some((asked, of_twin)) = of_twin(&question, twin)
        {
            let now = said(&after, &rows.1, &asked, &|it| {
                if *it == twin.new { twin.old.clone() } else { it.clone() }
            });
            // Only one of them can be asked about itself.
            if of_twin {
                differ(&asked, &was, &now, Holds::Same)?;
            }
        }
    }
    Ok(())
}

/// What both engines say of some questions, a line each.
pub fn spoken(net: &Net, seed: &mut Seed) -> Vec<String> {
    let index = Index::of(net, usize::MAX);
    let asked = questions(net, &Case::same(Facts::new()), seed);
    let line = |it: &Question| {
        let Question { from, source, destination, protocol, .. } = it;
        let said = said(net, &index, it, &Clone::clone);
        let may: Vec<_> = said.may.iter().map(|(to, set)| (to, set.canonical())).collect();
        let (must, unknown) = (said.must.canonical(), said.unknown.canonical());
        format!("{from:?} {source} {destination} {protocol} {may:?} {must:?} {unknown:?} {:?}", said.rows)
    };
    asked.iter().map(line).collect()
}

/// The same question about the twin.
fn of_twin(question: &Question, twin: &Twin) -> Option<(Question, bool)> {
    let mut asked = question.clone();
    let from = matches!(&question.from, Origin::Interface(id, _) if *id == twin.old);
    let to = twin.address(question.destination);
    if from {
        asked.from = Origin::Interface(twin.new.clone(), 0);
        asked.source = twin.address(question.source)?;
    }
    asked.destination = to.unwrap_or(question.destination);
    (from || to.is_some()).then_some((asked, from != to.is_some()))
}

fn mapped_question(question: &Question, case: &Case) -> Question {
    let from = match &question.from {
        Origin::Interface(id, at) => Origin::Interface((case.id)(id), *at),
        Origin::Site(id) => Origin::Site((case.id)(id)),
        Origin::Entry(id) => Origin::Entry((case.id)(id)),
        Origin::Internet => Origin::Internet,
        Origin::Unattached => Origin::Unattached,
    };
    let echo = case.mirrored && question.protocol == 1;
    Question {
        from,
        source: (case.address)(question.source),
        destination: (case.address)(question.destination),
        protocol: if echo { 58 } else { question.protocol },
        ports: if echo { Ranges::one(128 << 8) } else { question.ports.clone() },
    }
}

/// Some questions of a network: enough that every kind of end is met, in a network or in the next.
fn questions(net: &Net, case: &Case, seed: &mut Seed) -> Vec<Question> {
    const MOST: usize = 60;
    let (mut starts, mut ends) = (starts(net), destinations(net));
    if case.mirrored {
        // The internet and services have other addresses for each family.
        starts.retain(|it| it.0 != Origin::Internet && it.0 != Origin::Unattached);
        ends.retain(|it| !net.services.iter().any(|service| service.1.holds(*it)));
    }
    let mut out = Vec::new();
    for _ in 0..MOST * 4 {
        if out.len() >= MOST || starts.is_empty() {
            break;
        }
        let (from, sources) = &starts[seed.below(starts.len())];
        let source = sources[seed.below(sources.len())];
        let destination = match &case.twin {
            Some(twin) if seed.chance(40) => twin.addresses[seed.below(twin.addresses.len())].0,
            // Within a VPC most packets arrive, between others few do.
            Some(_) | None => match near(net, from, seed).filter(|_| seed.chance(60)) {
                Some(address) => address,
                None => ends[seed.below(ends.len())],
            },
        };
        let v4 = is_v4(source);
        if v4 != is_v4(destination) || source == destination {
            continue;
        }
        let protocol = [6, 6, 17, if v4 { 1 } else { 58 }, 47][seed.below(5)];
        let ports = match protocol {
            1 if case.mirrored => Ranges::one(8 << 8),
            _ => Ranges::all_ports(),
        };
        out.push(Question { from: from.clone(), source, destination, protocol, ports });
    }
    out
}

/// An address of an interface in the VPC of a start.
fn near(net: &Net, from: &Origin, seed: &mut Seed) -> Option<u128> {
    let Some(Start::Interface(at)) = start(net, from) else { return None };
    let boundary = net.interfaces.get(at as usize)?.boundary;
    let owners = &net.boundaries.get(boundary as usize)?.owners;
    owners.keys().nth(seed.below(owners.len())).copied()
}

fn is_v4(address: u128) -> bool {
    Ranges::all_v4().holds(address)
}

fn known(text: &str) -> u128 {
    text.parse().map(number).unwrap_or_default()
}

fn starts(net: &Net) -> Vec<(Origin, Vec<u128>)> {
    let mut out = vec![
        (Origin::Internet, vec![known("8.8.4.9"), known("2001:db9::9")]),
        (Origin::Unattached, Net::unattached_sources().first().into_iter().collect()),
    ];
    for (id, roles) in &net.roles {
        for (at, place) in roles.interfaces.iter().enumerate() {
            let it = &net.interfaces[*place as usize];
            // `flows` starts packets wherever it is told to: only who opens flows is asked.
            if it.fact.initiates && it.fact.running && it.fact.protocols.is_empty() && !it.odd {
                let own: Vec<u128> = it.addresses.spans().iter().map(|it| it.0).collect();
                out.push((Origin::Interface(id.clone(), at), own));
            }
        }
        if let Some(at) = roles.site {
            let own = net.sites[at as usize].cidrs.spans().iter().map(|it| it.0 + 9).collect();
            out.push((Origin::Site(id.clone()), own));
        }
        if roles.enters.as_ref().and_then(|it| net.roles.get(it)?.balancer).is_some() {
            out.push((Origin::Entry(id.clone()), vec![known("8.8.4.9")]));
        }
    }
    out.retain(|(_, own)| !own.is_empty());
    out
}

fn destinations(net: &Net) -> Vec<u128> {
    let mut out: BTreeSet<u128> = BTreeSet::new();
    for interface in &net.interfaces {
        out.extend(interface.addresses.spans().iter().map(|it| it.0));
        out.extend(interface.public.iter().map(|it| it.1));
    }
    out.extend(net.sites.iter().flat_map(|it| it.cidrs.spans().iter().map(|it| it.0 + 9)));
    out.extend(net.services.iter().flat_map(|it| it.1.spans().iter().map(|it| it.0)));
    out.extend(net.segments.iter().flat_map(|it| it.cidrs.spans().iter().map(|it| it.0 + 230)));
    out.extend(["203.0.113.5", "203.0.113.200", "192.168.77.1", "2001:db9::1"].map(known));
    out.into_iter().collect()
}

fn start(net: &Net, from: &Origin) -> Option<Start> {
    Some(match from {
        Origin::Interface(id, at) => Start::Interface(*net.roles.get(id)?.interfaces.get(*at)?),
        Origin::Internet => Start::Internet,
        Origin::Unattached => Start::Unattached,
        Origin::Site(id) => Start::Site(net.roles.get(id)?.site?),
        Origin::Entry(id) => {
            let balancer = net.roles.get(id)?.enters.clone()?;
            Start::Entry(net.roles.get(&balancer)?.balancer?)
        }
    })
}

fn finish(net: &Net, at: Finish, id: &dyn Fn(&NodeId) -> NodeId) -> Goal {
    match at {
        Finish::Interface(at) => {
            let node = &net.interfaces[at as usize].node;
            let own = net.roles.get(node).map(|it| it.interfaces.as_slice()).unwrap_or_default();
            Goal::Interface(id(node), own.iter().position(|it| *it == at).unwrap_or_default())
        }
        Finish::Internet => Goal::Internet,
        Finish::Service(at) => Goal::Service(net.services[at as usize].0.to_string()),
        Finish::UnnamedService => Goal::Service("unnamed".into()),
        Finish::Site(at) => Goal::Site(id(&net.sites[at as usize].node)),
        Finish::Reserved(at) => Goal::Reserved(id(&net.boundaries[at as usize].node)),
    }
}

/// What both engines say, with names as `id` has them.
fn said(net: &Net, index: &Index, question: &Question, id: &dyn Fn(&NodeId) -> NodeId) -> Said {
    let Some(start) = start(net, &question.from) else { return Said::default() };
    let one = |it: u128| Ranges::one(it);
    let sent = Cube::new(
        one(question.protocol.into()),
        one(question.source),
        one(question.destination),
        question.ports.clone(),
        Ranges::all_ports(),
    );
    let flows = flows(net, start, &TrafficSet::from(sent));
    // One message asked for is the same message, whatever its number.
    let bare = |set: &TrafficSet| -> TrafficSet {
        let bare = |cube: &Cube| {
            let ports = if question.ports.single().is_some() { one(0) } else { cube.get(Dim::Port).clone() };
            Cube::new(one(0), one(0), one(0), ports, cube.get(Dim::SourcePort).clone())
        };
        set.cubes().iter().map(bare).collect()
    };
    let mut may: BTreeMap<Goal, TrafficSet> = BTreeMap::new();
    for (at, set) in &flows.may {
        may.entry(finish(net, *at, id)).or_default().extend(bare(set));
    }
    Said {
        may,
        must: bare(&flows.must()),
        unknown: bare(&flows.unknown),
        rows: match start {
            Start::Interface(at) => rows(net, index, at, question),
            Start::Internet | Start::Unattached | Start::Site(_) | Start::Entry(_) => None,
        },
    }
}

/// What `bulk` says of one protocol between two interfaces; nothing if it leaves that to `prop`.
fn rows(net: &Net, index: &Index, from: Ix, question: &Question) -> Option<(Ranges, Ranges)> {
    let segment = net.interfaces[from as usize].boundary;
    let direct = net.boundaries[segment as usize].owners.get(&question.destination);
    let mut others = net.boundaries.iter().filter_map(|it| it.owners.get(&question.destination));
    let to = *direct.or_else(|| others.next())?;
    let v6 = !is_v4(question.source);
    let place = |at: Ix, address: u128| {
        let its = &net.interfaces[at as usize];
        let of_family = its.addresses.spans().iter().map(|it| it.0).find(|it| is_v4(*it) != v6)?;
        // A place is that of the first address.
        let mut all = index.ground().places(at).iter().copied();
        (of_family == address).then(|| all.find(|it| index.ground().planes[it.0 as usize].v6 == v6))?
    };
    let (from, to) = (place(from, question.source)?, place(to, question.destination)?);
    match index.pair(net, from, to) {
        Verdict::Asked => None,
        Verdict::Nothing => Some((Ranges::EMPTY, Ranges::EMPTY)),
        Verdict::Services { pair, full, some, .. } => {
            let span = index.span(pair)?;
            let ports = |mask: &[u64]| -> Ranges {
                let set = |at: &usize| mask.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1);
                let atoms = span.services.all.iter().enumerate().filter(|(at, _)| set(at));
                let own = atoms.filter(|(_, atom)| {
                    atom.protocols
                        .iter()
                        .any(|it| (u16::from(it.0)..=u16::from(it.1)).contains(&u16::from(question.protocol)))
                });
                let spans = own.flat_map(|(_, atom)| atom.ports.iter().map(|it| (it.0.into(), it.1.into())));
                let all: Ranges = spans.collect();
                let asked = all.intersect(&question.ports);
                if question.ports.single().is_some() && !asked.is_empty() { Ranges::one(0) } else { asked }
            };
            Some((ports(&full), ports(&some)))
        }
    }
}

fn differ(question: &Question, was: &Said, now: &Said, holds: Holds) -> Result<(), String> {
    let both = was.rows.as_ref().zip(now.rows.as_ref());
    let fine = match holds {
        Holds::Same => {
            was.may == now.may
                && was.must == now.must
                && was.unknown == now.unknown
                && both.is_none_or(|(was, now)| was == now)
        }
        Holds::Grows => {
            let kept = |(to, set): (&Goal, &TrafficSet)| {
                now.may.get(to).map_or(set.clone(), |now| set.subtract(now)).is_empty()
            };
            was.may.iter().all(kept)
                && both.is_none_or(|(was, now)| now.0.covers(&was.0) && now.1.covers(&was.1))
        }
    };
    if fine {
        return Ok(());
    }
    let Question { from, source, destination, protocol, .. } = question;
    Err(format!(
        "{from:?} {} -> {} protocol {protocol}:\n  was {was:?}\n  now {now:?}",
        address(*source),
        address(*destination)
    ))
}
