//! Every word of every answer, pinned: of each pair of ends of each sample design and of each design of the scenarios.
//!
//! `tests/golden/answers.txt` has a line for each source of a design: a digest of all that is asked from there, then
//! what becomes of TCP 443 to each other end. The digest is of whole answers: hops with the entries that decided, the
//! way back, blockers with what would lift them, notes, packets, the packet that proves it. Where one differs, the
//! design's answers are written in full into the target folder, to be compared with those of the commit before;
//! `PLAT_PIN=1` takes what is there now as what is right.

use super::scenarios::{answer, files, merge};
use plat::{
    analysis::{Analysis, Question},
    base::{Icmp, NodeId, PortRange, Protocol},
    model::{Model, file, selector::End, site::Index},
    net::{Answer, Network, Verdict},
};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

/// A design, and the checks that its page of scenarios makes of it.
struct Design {
    name: String,
    model: Model,
    checks: Vec<String>,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn designs() -> Vec<Design> {
    let folders = fs::read_dir(root().join("models")).unwrap().map(|it| it.unwrap().path());
    let mut folders: Vec<PathBuf> = folders.filter(|it| it.is_dir()).collect();
    folders.sort();
    let sample = |folder: PathBuf| {
        let name = format!("models/{}", folder.file_name().unwrap().to_string_lossy());
        let text = fs::read_to_string(folder.join("model.json")).unwrap();
        Design { name, model: file::load(&text).unwrap().model, checks: Vec::new() }
    };
    let mut out: Vec<Design> = folders.into_iter().map(sample).collect();
    for path in files() {
        let page = path.file_stem().unwrap().to_string_lossy().into_owned();
        let (mut base, mut number) = (Value::Null, 0);
        let text = fs::read_to_string(&path).unwrap();
        for block in text.split("\n```").filter_map(|it| it.split_once('\n')) {
            match block.0 {
                "json" | "json patch" => {
                    let value: Value = serde_json::from_str(block.1).unwrap();
                    if block.0 == "json" {
                        base = Value::Null;
                    }
                    let mut whole = base.clone();
                    merge(&mut whole, &value);
                    if block.0 == "json" {
                        base.clone_from(&whole);
                    }
                    number += 1;
                    let model = file::load(&whole.to_string()).unwrap().model;
                    out.push(Design { name: format!("{page} {number}"), model, checks: Vec::new() });
                }
                "text" => {
                    let checks = block.1.lines().filter(|it| !it.starts_with(' ')).map(str::to_owned);
                    out.last_mut().unwrap().checks.extend(checks);
                }
                _ => {}
            }
        }
    }
    out
}

/// What is asked of a pair of ends. Every place has its turn as one that has to be crossed, or met by no way.
fn asked(network: &Network, pair: &Question, place: &NodeId) -> [(&'static str, Answer); 8] {
    let of = |protocol, ports| Question { protocol, ports, ..pair.clone() };
    let six = Question { ipv6: true, ..of(Protocol::TCP, PortRange::ALL) };
    let ping = Question { icmp: Some(Icmp::All), ..of(Protocol::ICMP, PortRange::ALL) };
    let some = Question { one_way: true, ..of(Protocol::UDP, PortRange::one(53)) };
    let through = Question { through: vec![place.clone()], ..of(Protocol::TCP, PortRange::ALL) };
    [
        ("tcp/443", network.ask(pair)),
        ("tcp/443 of calls", network.ask_calling(pair)),
        ("tcp over IPv6", network.ask(&six)),
        ("icmp by every address", network.ask_proof(&ping)),
        ("udp/53 one way", network.ask(&some)),
        ("every place, every protocol", network.ask_each(&of(Protocol::All, PortRange::ALL))),
        ("tcp through", network.ask(&through)),
        (
            "tcp avoiding",
            network.ask_avoiding(&of(Protocol::TCP, PortRange::ALL), &BTreeSet::from([place.clone()])),
        ),
    ]
}

/// What became of a question, in a word.
fn word(answer: &Answer) -> String {
    match answer.verdict {
        Verdict::Reachable => "yes".into(),
        Verdict::PartialReturn => "in part".into(),
        Verdict::ForwardOnly => "one way".into(),
        Verdict::Unknown => "unknown".into(),
        Verdict::Unreachable => answer.code.map_or("no".into(), |it| it.name().to_owned()),
    }
}

/// Answers, as a number that stands for them (FNV-1a: nothing about it has to be hard to forge), and in full if wished.
struct Told {
    digest: u64,
    whole: Option<String>,
}

impl Told {
    const FIRST: u64 = 0xcbf2_9ce4_8422_2325;

    fn tell(&mut self, what: &str, answer: &Answer) {
        if let Some(whole) = &mut self.whole {
            writeln!(whole, "{what}\n{answer:#?}").unwrap();
        }
        write!(self, "{what}{answer:?}").unwrap();
    }

    /// The number of what was told since the last time.
    fn number(&mut self) -> u64 {
        std::mem::replace(&mut self.digest, Self::FIRST)
    }
}

impl std::fmt::Write for Told {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        for byte in text.bytes() {
            self.digest = (self.digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        Ok(())
    }
}

/// The lines of a design, and if wished the whole answers that they stand for.
fn lines(design: &Design, whole: bool) -> (String, String) {
    let model = &design.model;
    let network = Network::of(model, &Index::of(model));
    let mut told = Told { digest: Told::FIRST, whole: whole.then(String::new) };
    let mut lines = format!("{}\n", design.name);
    for check in &design.checks {
        let (words, _) = check.split_once(" : ").unwrap();
        told.tell(words, &answer(&network, model, words).unwrap());
    }
    if !design.checks.is_empty() {
        writeln!(lines, "  {:016x} its checks", told.number()).unwrap();
    }
    let senders = Analysis::new(model.clone()).placed().to_vec();
    let services: BTreeSet<String> = network.net().services.iter().map(|it| it.0.name.to_string()).collect();
    let ends: Vec<End> = senders.iter().cloned().chain(services.into_iter().map(End::Service)).collect();
    let places: Vec<NodeId> = model.nodes().map(|it| it.0.clone()).collect();
    let mut turn = places.iter().cycle();
    for from in &senders {
        let mut words: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for to in ends.iter().filter(|to| *to != from) {
            let pair = Question::of(from.clone(), to.clone(), Protocol::TCP, PortRange::one(443));
            let all = asked(&network, &pair, turn.next().unwrap());
            words.entry(word(&all[0].1)).or_default().push(to.to_string());
            for (what, answer) in &all {
                told.tell(&format!("{from} -> {to} {what}"), answer);
            }
        }
        let words: Vec<String> = words.iter().map(|(what, to)| format!("{what} {}", to.join(" "))).collect();
        writeln!(lines, "  {:016x} {from}: {}", told.number(), words.join(", ")).unwrap();
    }
    (lines, told.whole.unwrap_or_default())
}

#[test]
fn answers_are_as_pinned() {
    let path = root().join("tests/golden/answers.txt");
    let pinned = fs::read_to_string(&path).unwrap_or_default();
    let old: BTreeSet<&str> = pinned.split_inclusive('\n').collect();
    let pinning = std::env::var_os("PLAT_PIN").is_some();
    let (mut all, mut differ) = (String::new(), String::new());
    for design in designs() {
        let (found, _) = lines(&design, false);
        let fresh: Vec<&str> = found.split_inclusive('\n').filter(|it| !old.contains(it)).collect();
        if !fresh.is_empty() && !pinning {
            let name = design.name.replace(['/', ' '], "-");
            let at = Path::new(env!("CARGO_TARGET_TMPDIR")).join("answers").join(name);
            fs::create_dir_all(at.parent().unwrap()).unwrap();
            fs::write(&at, lines(&design, true).1).unwrap();
            writeln!(differ, "{}, whole in {}\n{}", design.name, at.display(), fresh.concat()).unwrap();
        }
        all += &found;
    }
    if pinning {
        fs::write(&path, &all).unwrap();
        return;
    }
    assert!(all == pinned, "answers differ from {}\n{differ}", path.display());
}
