//! Literate cases in `tests/scenarios/*.md`: prose that states the provider's rule, a model, and checks.
//!
//! A file has one block of JSON, the model, and blocks marked `text` with one check a line:
//!
//! ```text
//! from -> to tcp/80 : REACHABLE
//! from -> to tcp/80 : UNREACHABLE NO_ROUTE_TO_DESTINATION return at rtb entry route 0.0.0.0/0
//! from -> to tcp/80 : PARTIAL_RETURN sports 32768-65535
//! from -> to tcp/80 avoiding nat : REACHABLE
//! from -> to icmp/8 [v6, one-way] : FORWARD_ONLY
//! from -> to tcp/80 [sport 1024-2000] : REACHABLE
//! from -> to tcp/80 [through tgw] : UNREACHABLE MORE_SPECIFIC_ROUTE
//! from -> to tcp/80 each : REACHABLE
//!   says a part of the reason
//!   through igw, nat
//!   notes HIGHER_PRIORITY_ROUTE at rtb
//!   may
//!   stops RT-6
//! ```
//!
//! A line `lets` under a check names rules (by the ids of `docs/forwarding-rules.md`) and codes that let its packets
//! through, a line `stops` rules that stop them; a check that fails with a code counts as a stop of that code, and one
//! that `notes` a code as a case that raises it. `may` says that some choice of the provider's drops the packets (PKT-4).
//!
//! A block marked `json patch` is merged into the file's model (RFC 7396: `null` removes, lists are replaced)
//! for the checks up to the next patch. A patch of `{}` goes back to the model as it stands.

use plat::{
    base::{PortRange, Protocol},
    model::{Model, file, selector::Selector, site::Index},
    net::{Answer, Code, Direction, Network, Question, Step, Verdict},
};
use serde_json::Value;
use std::{collections::BTreeSet, fmt::Write, fs, path::Path};

/// One file's checks, done.
#[derive(Default)]
struct Outcome {
    checks: usize,
    failures: String,
}

/// Every code has a case that raises it: a scenario, or one of the engine's own cases over facts.
#[test]
fn every_code_has_a_scenario() {
    // Not about packets: `net::judge` tests it.
    let elsewhere = [Code::DeniedByPolicy, Code::EnginesDisagree];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/net/prop/tests");
    let cases = fs::read_dir(&folder).expect("the folder of cases is part of the repository");
    let cases = cases.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let paths = files().into_iter().chain(cases);
    let texts: Vec<String> = paths.map(|path| fs::read_to_string(path).expect("UTF-8")).collect();
    let missing: Vec<&str> = Code::ALL
        .iter()
        .filter(|code| !elsewhere.contains(code))
        .map(|code| code.name())
        .filter(|name| !texts.iter().any(|text| text.contains(&format!(" {name}"))))
        .collect();
    assert!(missing.is_empty(), "no scenario raises {missing:?}");
}

/// Ids of `docs/forwarding-rules.md`.
fn rule_ids() -> Vec<String> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/forwarding-rules.md");
    let text = fs::read_to_string(page).expect("the page is part of the repository");
    let id = |line: &str| line.strip_prefix("| ")?.split(" |").next().map(str::to_owned);
    let made_of = |it: &String| it.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-');
    text.lines().filter_map(id).filter(|it| it.len() > 2 && made_of(it)).collect()
}

/// Every rule, and every code, has a case that it lets through and one that it stops (T1).
#[test]
fn every_rule_and_code_has_both_cases() {
    // Not about packets: `net::judge` tests it.
    let elsewhere = ["DENIED_BY_POLICY", "X_ENGINES_DISAGREE"];
    let (mut lets, mut stops) = (BTreeSet::new(), BTreeSet::new());
    for path in files() {
        for line in fs::read_to_string(path).expect("UTF-8").lines() {
            let words = line.trim();
            let each = |list: &str| list.split(", ").map(str::to_owned).collect::<Vec<_>>();
            if let Some(list) = words.strip_prefix("lets ").filter(|_| line.starts_with("  ")) {
                lets.extend(each(list));
            } else if let Some(list) = words.strip_prefix("stops ").filter(|_| line.starts_with("  ")) {
                stops.extend(each(list));
            } else if let Some(note) = words.strip_prefix("notes ").filter(|_| line.starts_with("  ")) {
                stops.extend(note.split(' ').map(str::to_owned));
            } else if let Some((_, verdict)) = line.split_once(" : ") {
                stops.extend(verdict.split(' ').map(str::to_owned));
            }
        }
    }
    let codes = Code::ALL.iter().map(|code| code.name().to_owned());
    let names: Vec<String> = rule_ids().into_iter().chain(codes).collect();
    assert!(names.len() > 150, "{}", names.len());
    let missing: Vec<String> = names
        .into_iter()
        .filter(|name| !elsewhere.contains(&name.as_str()))
        .flat_map(|name| {
            let lets = (!lets.contains(&name)).then(|| format!("nothing that {name} lets through"));
            let stops = (!stops.contains(&name)).then(|| format!("nothing that {name} stops"));
            [lets, stops]
        })
        .flatten()
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}
/// A broken expectation, a file without checks and a broken model are reported.
#[test]
fn the_runner_can_fail() {
    let model = r#"{ "plat": 1, "resources": { "c": { "kind": "client" } } }"#;
    let good = format!("```json\n{model}\n```\n```text\nc -> internet tcp/80 : REACHABLE\n```\n");
    assert_eq!(run("good", &good).failures, "");
    let bad = run("bad", &good.replace("REACHABLE", "REACH")).failures;
    assert!(bad.contains("expected REACH\n") && bad.contains("actual   REACHABLE"), "{bad}");
    assert!(run("bad", &good.replace("client", "cleint")).failures.contains("resources.c"));
    assert_eq!(run("none", "prose").checks, 0);
}

/// The pages, in order.
pub(super) fn files() -> Vec<std::path::PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut files: Vec<_> = fs::read_dir(&folder)
        .expect("the folder of scenarios is part of the repository")
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|it| it == "md"))
        .collect();
    files.sort();
    files
}

#[test]
fn scenarios_hold() {
    let mut failures = String::new();
    for path in files() {
        let name = path.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
        let text = fs::read_to_string(&path).expect("a scenario is UTF-8");
        let outcome = run(&name, &text);
        failures += &outcome.failures;
        if outcome.checks == 0 {
            let _ = writeln!(failures, "{name}: no checks");
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

fn run(name: &str, text: &str) -> Outcome {
    let mut outcome = Outcome::default();
    let mut base: Option<Value> = None;
    let mut now: Option<(Network, Model)> = None;
    let mut lines = text.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        let Some(kind) = line.strip_prefix("```").map(str::trim).filter(|it| !it.is_empty()) else {
            continue;
        };
        let body: Vec<(usize, &str)> =
            lines.by_ref().take_while(|(_, line)| !line.starts_with("```")).collect();
        let joined = || body.iter().map(|(_, line)| *line).collect::<Vec<_>>().join("\n");
        let mut fail = |at: usize, what: String| {
            let _ = writeln!(outcome.failures, "{name}:{}: {what}", at + 1);
        };
        match kind {
            "json" | "json patch" => {
                let value: Value = match serde_json::from_str(&joined()) {
                    Ok(value) => value,
                    Err(error) => {
                        fail(at, format!("not JSON: {error}"));
                        continue;
                    }
                };
                let whole = if kind == "json" {
                    base = Some(value.clone());
                    value
                } else {
                    let mut whole = base.clone().unwrap_or_default();
                    merge(&mut whole, &value);
                    whole
                };
                match file::load(&whole.to_string()) {
                    Ok(loaded) => {
                        let index = Index::of(&loaded.model);
                        now = Some((Network::of(&loaded.model, &index), loaded.model));
                    }
                    Err(error) => {
                        now = None;
                        fail(at, format!("{}: {error}", error.path));
                    }
                }
            }
            "text" => {
                let mut checks = body.iter().filter(|(_, line)| !line.trim().is_empty()).peekable();
                while let Some((at, line)) = checks.next() {
                    outcome.checks += 1;
                    let mut more = Vec::new();
                    while let Some((_, line)) = checks.next_if(|(_, line)| line.starts_with("  ")) {
                        more.push(line.trim());
                    }
                    let Some((network, model)) = &now else {
                        let _ = writeln!(outcome.failures, "{name}:{}: no model", at + 1);
                        continue;
                    };
                    if let Err(what) = check(network, model, line, &more) {
                        let _ = writeln!(outcome.failures, "{name}:{}: {line}\n{what}", at + 1);
                    }
                }
            }
            other => fail(at, format!("a block is `json`, `json patch` or `text`, not `{other}`")),
        }
    }
    outcome
}

/// RFC 7396.
pub(super) fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    let Value::Object(target) = target else { return };
    for (key, value) in patch {
        if value.is_null() {
            target.remove(key);
        } else {
            merge(target.entry(key.clone()).or_insert(Value::Null), value);
        }
    }
}

fn question(model: &Model, words: &str) -> Result<Question, String> {
    let (words, options) = match words.split_once(" [") {
        Some((words, options)) => (words, options.strip_suffix(']').ok_or("options end with `]`")?),
        None => (words, ""),
    };
    let (from, rest) = words.split_once(" -> ").ok_or("a check is `from -> to protocol/ports : verdict`")?;
    let (to, traffic) = rest.trim().rsplit_once(' ').ok_or("a check names a protocol")?;
    let (protocol, ports) = traffic.split_once('/').unwrap_or((traffic, "all"));
    let ends = |words: &str| {
        let selector: Selector = words.trim().parse().map_err(|it: plat::base::Message| it.to_string())?;
        selector.ends(model).map_err(|it| it.to_string())
    };
    let said = |it: plat::base::Message| it.to_string();
    let protocol: Protocol = protocol.parse().map_err(said)?;
    let icmp = (protocol.is_icmp() && ports != "all").then(|| ports.parse()).transpose().map_err(said)?;
    let mut question = Question {
        from: ends(from)?,
        to: ends(to)?,
        protocol,
        ports: if icmp.is_some() { PortRange::ALL } else { ports.parse().map_err(said)? },
        icmp,
        ..Question::default()
    };
    for option in options.split(", ").filter(|it| !it.is_empty()) {
        match option.split_once(' ') {
            None if option == "v6" => question.ipv6 = true,
            None if option == "one-way" => question.one_way = true,
            Some(("sport", ports)) => question.source_ports = Some(ports.parse().map_err(said)?),
            Some(("through", id)) => question.through.push(id.parse().map_err(said)?),
            _ => {
                let known = "`v6`, `one-way`, `sport N` or `through ID`";
                return Err(format!("an option is {known}, not `{option}`"));
            }
        }
    }
    Ok(question)
}

/// Answers what stands before the verdict of a check.
pub(super) fn answer(network: &Network, model: &Model, words: &str) -> Result<Answer, String> {
    if let Some((words, id)) = words.split_once(" avoiding ") {
        let id = id.parse().map_err(|it: plat::base::Message| it.to_string())?;
        return Ok(network.ask_avoiding(&question(model, words)?, &[id].into()));
    }
    match words.strip_suffix(" each") {
        Some(words) => Ok(network.ask_each(&question(model, words)?)),
        None => Ok(network.ask(&question(model, words)?)),
    }
}

fn check(network: &Network, model: &Model, line: &str, more: &[&str]) -> Result<(), String> {
    let (words, expected) = line.split_once(" : ").ok_or("a check has ` : ` before its verdict")?;
    let answer = answer(network, model, words)?;
    if !words.contains(" avoiding ") && !words.ends_with(" each") {
        let wrong = crosses_what_it_met(network, &question(model, words)?, &answer);
        if !wrong.is_empty() {
            return Err(wrong);
        }
    }
    let expected = expected.trim();
    let actual = summary(&answer);
    // What an expectation leaves out at its end is not checked.
    let agrees = actual.strip_prefix(expected).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    let mut wrong = String::new();
    if !agrees {
        let _ = writeln!(wrong, "    expected {expected}");
    }
    for line in more {
        if let Some(part) = line.strip_prefix("says ") {
            let reason = answer.reason.as_ref().map(ToString::to_string).unwrap_or_default();
            if !reason.contains(part) {
                let _ = writeln!(wrong, "    expected a reason that says {part}");
            }
        } else if let Some(through) = line.strip_prefix("through ") {
            let passed: Vec<&str> = answer.through.iter().map(|it| it.as_str()).collect();
            let passed = if passed.is_empty() { "nothing".to_owned() } else { passed.join(", ") };
            if passed != through {
                let _ = writeln!(wrong, "    expected through {through}\n    actual   through {passed}");
            }
        } else if let Some(hop) = line.strip_prefix("hop ") {
            let hops = answer.forward.iter().chain(&answer.back);
            let mut hops = hops.map(|hop| format!("{}: {}", hop.title, hop.decided_by));
            if !hops.any(|it| it == hop) {
                let _ = writeln!(wrong, "    expected a hop {hop}");
            }
        } else if line.starts_with("lets ") {
            if !delivers(answer.verdict) {
                let _ = writeln!(wrong, "    expected packets to get through: {line}");
            }
        } else if let Some(note) = line.strip_prefix("notes ") {
            let notes = answer.notes.iter().map(|it| match &it.node {
                Some(node) => format!("{} at {node}", it.code.name()),
                None => it.code.name().to_owned(),
            });
            let notes: Vec<String> = notes.collect();
            if !notes.iter().any(|it| it == note) {
                let _ = writeln!(wrong, "    expected a note {note}, not {notes:?}");
            }
        } else if *line == "may" {
            if answer.must {
                let _ = writeln!(wrong, "    expected that some choice drops the packets");
            }
        } else if line.starts_with("stops ") {
            if answer.verdict != Verdict::Unreachable {
                let _ = writeln!(wrong, "    expected packets to be stopped: {line}");
            }
        } else {
            let known = "`says`, `through`, `hop`, `notes`, `may`, `lets` or `stops`";
            let _ = writeln!(wrong, "    a further line starts with {known}, not {line}");
        }
    }
    if wrong.is_empty() {
        return Ok(());
    }
    let _ = writeln!(wrong, "    actual   {actual}");
    if let Some(reason) = &answer.reason {
        let _ = writeln!(wrong, "    reason   {reason}");
    }
    for (way, hops) in [("->", &answer.forward), ("<-", &answer.back)] {
        for hop in hops {
            let mark = if hop.passed { "" } else { "   STOP" };
            let _ = writeln!(wrong, "      {way} {} [{}]: {}{mark}", hop.title, hop.resource, hop.decided_by);
        }
    }
    Err(wrong)
}

/// What packets met on a way that gets there, some way crosses; groups and ends are not crossed.
fn crosses_what_it_met(network: &Network, question: &Question, answer: &Answer) -> String {
    let mut wrong = String::new();
    if !delivers(answer.verdict) {
        return wrong;
    }
    let passed = answer.forward.iter().filter(|it| match it.step {
        Step::NetworkAcl | Step::Route | Step::Gateway => true,
        Step::Source | Step::SecurityGroup | Step::Destination => false,
    });
    for hop in passed {
        let through: Vec<_> = hop.node.iter().cloned().collect();
        let again = network.ask(&Question { through, ..question.clone() });
        if !delivers(again.verdict) {
            let _ = writeln!(wrong, "    through {} it is {}", hop.resource, summary(&again));
        }
    }
    wrong
}

fn delivers(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Reachable | Verdict::PartialReturn | Verdict::ForwardOnly)
}

/// `VERDICT CODE return at resource entry words`, or with `sports` for a partial return.
fn summary(answer: &Answer) -> String {
    let mut out = match answer.verdict {
        Verdict::Reachable => "REACHABLE",
        Verdict::PartialReturn => "PARTIAL_RETURN",
        Verdict::ForwardOnly => "FORWARD_ONLY",
        Verdict::Unreachable => "UNREACHABLE",
        Verdict::Unknown => "UNKNOWN",
    }
    .to_owned();
    if answer.verdict == Verdict::PartialReturn {
        let mut ports: Vec<String> = answer.packets.iter().flat_map(|it| it.source_ports.clone()).collect();
        ports.sort();
        ports.dedup();
        let _ = write!(out, " sports {}", ports.join(","));
        return out;
    }
    if let Some(code) = answer.code {
        let _ = write!(out, " {}", code.name());
        if answer.direction == Some(Direction::Return) {
            out += " return";
        }
    }
    if let Some(blocked) = &answer.blocked_at {
        let _ = write!(out, " at {}", blocked.resource);
        if !blocked.entry.is_empty() {
            let _ = write!(out, " entry {}", blocked.entry);
        }
    }
    out
}
