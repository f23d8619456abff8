//! Every word of the answers about random networks, pinned: a line for each network, with a digest of whole answers and
//! how many came to what.
//!
//! Hops with the entries that decided, the way back, blockers with what would lift them, notes, packets, the packet that
//! proves it: the engines are compared with each other in what they decide, and here with themselves in what they tell.
//! Where a line differs, the network's answers are written in full into the target folder, to be compared with those of
//! the commit before; `PLAT_PIN=1` takes what is there now as what is right.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use lab::{
    hubs,
    seed::{Digest, Seed},
    small::{Features, network as network_of},
    text,
};
use plat::{
    base::{Cidr, Icmp, NodeId, PortRange, Protocol},
    model::{fact::Inbound, selector::End},
    net::{
        Answer, Network, Question, Verdict,
        graph::{InterfaceNet, Start},
        prop::flows::flows,
        ranges::{Ranges, address},
        traffic_set::{Cube, TrafficSet},
    },
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::Path,
};

const NETWORKS: u64 = 120;
const QUESTIONS: usize = 150;

/// One question, asked in one of the ways there are.
fn ask(network: &Network, seed: &mut Seed, ends: &[End], ids: &[NodeId]) -> (String, Answer) {
    let mut end = || ends[seed.below(ends.len())].clone();
    let (from, to) = (end(), end());
    let all =
        [Protocol::TCP, Protocol::TCP, Protocol::UDP, Protocol::ICMP, Protocol::All, Protocol::Number(50)];
    let protocol = all[seed.below(all.len())];
    let ports = [80, 443, 22, 53, 8080].map(PortRange::one);
    let mut question =
        Question::of(from, to, protocol, if seed.chance(60) { ports[seed.below(5)] } else { PortRange::ALL });
    if seed.chance(25) {
        question.from.push(ends[seed.below(ends.len())].clone());
    }
    if seed.chance(25) {
        question.to.push(ends[seed.below(ends.len())].clone());
    }
    question.ipv6 = seed.chance(30);
    question.one_way = seed.chance(15);
    question.icmp = (protocol == Protocol::ICMP && seed.chance(50)).then_some(Icmp::All);
    let id = ids[seed.below(ids.len())].clone();
    if seed.chance(20) {
        question.through.push(id.clone());
    }
    let answer = match seed.below(6) {
        0 => network.ask_calling(&question),
        1 => network.ask_each(&question),
        2 => network.ask_proof(&question),
        3 => network.ask_avoiding(&question, &BTreeSet::from([id])),
        4 => network.ask_all(&question).answer,
        _ => network.ask(&question),
    };
    (format!("{question:?}"), answer)
}

/// What a network answers: its line, and in full.
fn told(number: u64, whole: &mut Option<String>) -> String {
    // What is not modelled leaves nothing else to say.
    let features = Features { unknowns: number.is_multiple_of(4), ..Features::ALL };
    let facts = text::facts(&network_of(number, features)).unwrap();
    let network = Network::of_facts(&facts);
    let net = network.net();
    let ids: Vec<NodeId> = net.roles.keys().cloned().collect();
    // Most is to be said of what has interfaces; of the rest, one in three.
    let counts = |at: usize, id: &NodeId| at.is_multiple_of(3) || !net.roles[id].interfaces.is_empty();
    let named = ids.iter().enumerate().filter(|(at, id)| counts(*at, id));
    let mut ends: Vec<End> = named.map(|(_, id)| End::Node(id.clone())).collect();
    let services: BTreeSet<String> = net.services.iter().map(|it| it.0.name.to_string()).collect();
    ends.extend(services.into_iter().map(End::Service));
    ends.push(End::Internet);
    let (mut seed, mut digest, mut counts) = (Seed::new(number), Digest::default(), BTreeMap::new());
    for _ in 0..QUESTIONS {
        let (question, answer) = ask(&network, &mut seed, &ends, &ids);
        let word = match (answer.verdict, answer.code) {
            (Verdict::Unreachable, Some(code)) => code.name().to_owned(),
            (verdict, _) => format!("{verdict:?}"),
        };
        *counts.entry(word).or_insert(0) += 1;
        write!(digest, "{question}{answer:?}").unwrap();
        if let Some(whole) = whole {
            writeln!(whole, "{question}\n{answer:#?}").unwrap();
        }
    }
    let counts: Vec<String> =
        counts.iter().map(|(word, count): (_, &usize)| format!("{word} {count}")).collect();
    format!("{number} {:016x} {}\n", digest.0, counts.join(", "))
}

#[test]
fn answers_about_random_networks_are_as_pinned() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("answers.txt");
    let pinned = fs::read_to_string(&path).unwrap_or_default();
    let all: Vec<String> = (0..NETWORKS).map(|number| told(number, &mut None)).collect();
    if std::env::var_os("PLAT_PIN").is_some() {
        fs::write(&path, all.concat()).unwrap();
        return;
    }
    let old: Vec<&str> = pinned.split_inclusive('\n').collect();
    assert_eq!(all.len(), old.len());
    if let Some((number, (new, old))) = (0..).zip(all.iter().zip(old)).find(|(_, (new, old))| new != old) {
        let mut whole = Some(String::new());
        told(number, &mut whole);
        let at = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("answers-{number}"));
        fs::write(&at, whole.unwrap_or_default()).unwrap();
        panic!("answers differ from {}, whole in {}\n{old}{new}", path.display(), at.display());
    }
}

/// What an answer says of a pair of addresses is what becomes of all packets between them: the same packets pass, and
/// "must" means that no choice of the provider's drops any of them (PKT-4).
#[test]
fn answers_are_what_becomes_of_packets() {
    let only = |it: &InterfaceNet| it.addresses.intersect(&Ranges::all_v4()).single();
    let (mut tally, mut seed) = ([0; 3], Seed::new(1));
    let features = Features { unknowns: false, ..Features::ALL };
    let small = (0..100).map(|it| (it, text::facts(&network_of(it, features)).unwrap()));
    for (number, facts) in small.chain((1000..1030).map(|it| (it, hubs::opened(it)))) {
        let network = Network::of_facts(&facts);
        let net = network.net();
        for (from, a) in (0..).zip(&net.interfaces) {
            let Some(source) = a.primary.filter(|_| a.fact.initiates && a.fact.protocols.is_empty()) else {
                continue;
            };
            let alone = net.roles.get(&a.node).is_some_and(|it| it.interfaces == [from]);
            if !alone || only(a) != Some(source) {
                continue;
            }
            for b in net.interfaces.iter().filter(|b| b.node != a.node) {
                // Where somebody chooses is asked for first.
                if !seed.chance(if b.fact.inbound == Inbound::Filtered { 12 } else { 100 }) {
                    continue;
                }
                // Whoever means one address of an interface means all of them, and the public ones too.
                let Some(destination) = only(b).filter(|it| *it != source && b.public.is_empty()) else {
                    continue;
                };
                let to = End::Cidr(Cidr::one(address(destination)));
                let question = Question::of(End::Node(a.node.clone()), to, Protocol::TCP, PortRange::ALL);
                let answer = network.ask(&question);
                let sent = Cube::new(
                    Ranges::one(6),
                    Ranges::one(source),
                    Ranges::one(destination),
                    Ranges::all_ports(),
                    Ranges::ports(a.fact.ephemeral),
                );
                let flows = flows(net, Start::Interface(from), &sent.into());
                let may = flows.may.values().fold(TrafficSet::default(), |all, set| all.union(set.clone()));
                let name = format!("{number}: {} to {}: {:?}", a.node, b.node, answer.verdict);
                tally[0] += 1;
                match answer.verdict {
                    Verdict::Unknown => assert!(!flows.unknown.is_empty(), "{name}"),
                    Verdict::Unreachable => assert!(may.is_empty(), "{name}: {may:?}"),
                    Verdict::Reachable | Verdict::PartialReturn | Verdict::ForwardOnly => {
                        let same =
                            answer.set.subtract(&may).is_empty() && may.subtract(&answer.set).is_empty();
                        assert!(same, "{name}: {:?} {may:?}", answer.set);
                        assert_eq!(answer.must, !flows.lost.meets(&may), "{name}");
                        tally[1] += 1;
                        tally[2] += usize::from(!answer.must);
                    }
                }
            }
        }
    }
    println!("{tally:?}");
    assert_eq!(tally, [4_994, 381, 14]);
}
