//! Answers of `aws … describe-*` that nobody here wrote, beside the repository, and questions about them whose answers were
//! established without Plat.

use plat::{
    analysis::{Analysis, Answer, Question, Verdict},
    base::{PortRange, Protocol},
    import::{Fate, Imported, Settings, Source, import},
    model::{
        file::{load, save},
        selector::{End, Selector},
    },
};
use serde_json::{Map, Value, json};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// The dumps, each with its files by path; nothing where the corpus is not at hand, which is said.
fn dumps() -> Vec<(String, Vec<Source>, Vec<Value>)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/describe");
    let Ok(entries) = fs::read_dir(&root) else {
        eprintln!("the corpus is not at hand: no folder `describe` beside the repository");
        return Vec::new();
    };
    let mut all = Vec::new();
    for folder in entries.filter_map(Result::ok).map(|it| it.path()).filter(|it| it.is_dir()) {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let mut files = Vec::new();
        below(&folder, &folder, &mut files);
        let questions = fs::read_to_string(root.join(format!("{name}.expected.json"))).unwrap();
        all.push((name, files, serde_json::from_str(&questions).unwrap()));
    }
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

fn below(root: &Path, folder: &Path, files: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            below(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            files.push(Source { path: name, bytes: fs::read(&path).unwrap() });
        }
    }
}

fn read(sources: &[Source]) -> Imported {
    import(sources, &Settings::default(), &|_| Err("there is no such file".to_owned()))
}

fn json_of(source: &Source) -> Value {
    serde_json::from_slice(&source.bytes).unwrap()
}

fn source(path: &str, value: &Value) -> Source {
    Source { path: path.to_owned(), bytes: value.to_string().into_bytes() }
}

/// All lists of some files in one document.
fn merged(files: &[Source]) -> Value {
    let mut all: Map<String, Value> = Map::new();
    for file in files {
        for (name, list) in json_of(file).as_object().unwrap() {
            let known = all.entry(name.clone()).or_insert_with(|| json!([]));
            known.as_array_mut().unwrap().extend(list.as_array().unwrap().iter().cloned());
        }
    }
    Value::Object(all)
}

/// Questions that no model of the dump's resources can answer as the oracle does, each with the reason and what is said.
const BEYOND: [(&str, &str); 2] = [
    // An address that no interface of the dump has may be of another account's: the dump says nothing of it. The oracle
    // drops it at a device that it makes up for AWS's backbone.
    ("test-public-subnet", "Can the internet (8.8.8.8) reach address 54.191.107.23 on tcp/22?"),
    // From the internet to the internet: the dump says nothing of it. The oracle has one node for all of it.
    ("test-public-subnet", "Can the internet (8.8.8.8) reach address 192.18.0.8 on tcp/22?"),
];

struct Asked<'q> {
    question: &'q Value,
    answer: Answer,
}

impl<'q> Asked<'q> {
    fn of(imported: &Imported, question: &'q Value) -> Self {
        let text = |path: &str| question.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut model: Value = serde_json::from_str(&save(&imported.model)).unwrap();
        let from = match text("/from/kind").as_str() {
            // A packet that starts in a subnet with an address of its own: something has to be there that sends it.
            "subnet" => {
                model["resources"]["probe"] = json!({
                    "kind": "instance", "in": text("/from/id"), "private_ip_address": text("/from/address"),
                });
                "probe".to_owned()
            }
            "internet" => text("/from/address"),
            _ => text("/from/id"),
        };
        let to = match text("/to/kind").as_str() {
            "interface-endpoint" => text("/to/id"),
            _ => text("/to/address"),
        };
        let analysis = Analysis::new(load(&model.to_string()).unwrap().model);
        let end = |name: &str| -> End {
            let selector: Selector = name.parse().unwrap();
            selector.ends(analysis.model()).unwrap().remove(0)
        };
        let ports = |path: &str| {
            let port = question.get(path).and_then(Value::as_u64)?;
            Some(PortRange::one(u16::try_from(port).unwrap()))
        };
        let protocol: Protocol = text("/protocol").parse().unwrap();
        let asked = Question {
            source_ports: ports("src_port"),
            ..Question::of(end(&from), end(&to), protocol, ports("dst_port").unwrap_or(PortRange::ALL))
        };
        Self { question, answer: analysis.ask(&asked) }
    }

    fn text(&self, path: &str) -> &str {
        self.question.pointer(path).and_then(Value::as_str).unwrap_or_default()
    }

    /// A packet to a private address from outside is not one to the public address that goes with it. Asked about an
    /// address of an interface, Plat answers for the interface, by each of its addresses.
    fn is_elsewhere(&self) -> bool {
        let to = self.text("/to/address");
        let named = |it: &String| it.split('/').next() == Some(to);
        self.text("/from/kind") == "internet"
            && !self.answer.packets.iter().flat_map(|it| &it.destination).any(named)
    }

    fn check(&self, dump: &str) {
        let (asked, answer) = (self.text("/question"), &self.answer);
        if BEYOND.contains(&(dump, asked)) {
            assert_eq!(answer.verdict, Verdict::Unknown, "{dump}: {asked}");
            return;
        }
        if self.text("/expect") == "reachable" {
            assert_eq!(answer.verdict, Verdict::Reachable, "{dump}: {asked}: {:?}", answer.reason);
            // Gateways on the way, in their order.
            let met: Vec<&str> = answer.forward.iter().map(|it| it.resource.as_str()).collect();
            let hops = self.question["hops"].as_array().unwrap().iter().filter_map(Value::as_str);
            let gateways =
                hops.filter(|it| ["igw-", "tgw-", "nat-", "vgw-"].iter().any(|kind| it.starts_with(kind)));
            let mut from = 0;
            for gateway in gateways {
                let at = met[from..].iter().position(|it| *it == gateway);
                from += at.unwrap_or_else(|| panic!("{dump}: {asked}: {gateway} is not in {met:?}")) + 1;
            }
            return;
        }
        if self.text("/stops_at") == "internet" {
            assert!(answer.verdict == Verdict::Unreachable || self.is_elsewhere(), "{dump}: {asked}");
            return;
        }
        assert_eq!(answer.verdict, Verdict::Unreachable, "{dump}: {asked}");
        let at = answer.blocked_at.as_ref().map(|it| it.resource.clone()).unwrap_or_default();
        // What nobody has, the VPC is blamed for, also within a subnet.
        let around = self.text("/stops_kind") == "subnet" && at == self.text("/from/vpc");
        assert!(at == self.text("/stops_at") || around, "{dump}: {asked}: at {at}");
    }
}

#[test]
fn questions_are_answered_as_by_the_oracle() {
    for (name, files, questions) in dumps() {
        let imported = read(&files);
        for question in &questions {
            Asked::of(&imported, question).check(&name);
        }
    }
}

#[test]
fn every_dump_keeps_the_laws() {
    for (name, files, _) in dumps() {
        let it = read(&files);
        assert_eq!(it.report.understood, files.len(), "{name}");
        // Each resource has one fate, and those drawn are in the model.
        let mut seen = BTreeSet::new();
        for line in &it.report.lines {
            assert!(seen.insert((&line.id, &line.ty)), "{name}: {} twice", line.id);
            if let Fate::Mapped(id) | Fate::Unsupported(id) = &line.fate {
                assert!(it.model.node(id).is_some(), "{name}: {id}");
                assert!(it.origins.of(id, None).is_some_and(|at| at.line > 0), "{name}: {id}");
            }
        }
        // All of the provider's records are there: by id, and but for what is gone.
        let all = merged(&files);
        let lists = [("Vpcs", "VpcId"), ("Subnets", "SubnetId"), ("NetworkInterfaces", "NetworkInterfaceId")];
        for (list, id) in lists {
            for record in all[list].as_array().into_iter().flatten() {
                let id = record[id].as_str().unwrap();
                let line = it.report.lines.iter().find(|it| it.id == id);
                assert!(line.is_some(), "{name}: {id}");
            }
        }
        let saved = save(&it.model);
        assert_eq!(save(&load(&saved).unwrap().model), saved, "{name}");
        crate::cloudformation::comes_back(&name, &it.model);
        crate::terraform_export::stands(&name, &it.model);
    }
}

/// Order, folders and the number of files say nothing.
#[test]
fn the_same_answers_make_the_same_model() {
    for (name, files, _) in dumps() {
        let wanted = save(&read(&files).model);
        let mut flat: Vec<Source> = files
            .iter()
            .enumerate()
            .map(|(number, file)| source(&format!("{:03}.json", files.len() - number), &json_of(file)))
            .collect();
        assert_eq!(save(&read(&flat).model), wanted, "{name}: flat");
        flat.reverse();
        assert_eq!(save(&read(&flat).model), wanted, "{name}: the other way round");
        let mut one = merged(&files);
        assert_eq!(save(&read(&[source("all.json", &one)]).model), wanted, "{name}: one file");
        for list in one.as_object_mut().unwrap().values_mut().filter_map(Value::as_array_mut) {
            list.reverse();
        }
        assert_eq!(save(&read(&[source("all.json", &one)]).model), wanted, "{name}: shuffled lists");
        let region = ["us-east-1", "us-east-2"].into_iter().find(|it| one.to_string().contains(it)).unwrap();
        let folders = json!({ region: one });
        assert_eq!(save(&read(&[source("all.json", &folders)]).model), wanted, "{name}: regions as keys");
    }
}

/// Whatever is cut off or changed, there is an answer.
#[test]
fn broken_dumps_are_refused_or_read_in_part() {
    for (name, files, _) in dumps() {
        for file in &files {
            let text = String::from_utf8(file.bytes.clone()).unwrap();
            for changed in [
                text[..text.len() / 2].to_owned(),
                text.replace("\"vpc-", "\"x-"),
                text.replace('[', "[[").replace(']', "]]"),
                text.replace(": [", ": [null, 7, \"x\", "),
                text.replace(", ]", "]").replace("Id\":", "Ids\":"),
            ] {
                let changed = Source { path: file.path.clone(), bytes: changed.into_bytes() };
                let it = read(&[changed]);
                assert!(it.report.understood == 1 || !it.report.notices.is_empty(), "{name}: {}", file.path);
            }
        }
    }
}

/// A made-up account with one of each: what becomes of it stands in `tests/golden/account.json`.
#[test]
fn an_account_becomes_the_model_that_it_is() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests");
    let bytes = fs::read(root.join("imports/account.json")).unwrap();
    let it = read(&[Source { path: "account.json".to_owned(), bytes }]);
    let made = save(&it.model);
    let path = root.join("golden/account.json");
    let known = fs::read_to_string(&path).unwrap_or_default();
    if made != known {
        fs::write(&path, &made).unwrap();
    }
    assert_eq!(made, known, "`tests/golden/account.json` was not what comes out; it is now");
    // What is gone is counted, and keys of tunnels are nowhere.
    let gone: Vec<&str> = it.report.excluded.iter().map(|it| it.0.as_str()).collect();
    assert_eq!(gone, ["i-0000dead", "nat-0000dead", "vgw-0000dead", "vpce-0000dead"]);
    assert!(!made.contains("hush"));
    let asked = [
        // By the NAT gateway, which the main table leads to.
        ("i-0000000c", "203.0.113.5", 443, Verdict::Unreachable, "sg-0000000b"),
        ("i-0000000d", "i-0000000c", 22, Verdict::Unreachable, "sg-0000000b"),
        ("i-0000000a", "i-0000000d", 22, Verdict::Unreachable, "igw-0000000a"),
        ("eni-0000000c", "i-0000000c", 22, Verdict::Reachable, ""),
        ("internet", "front", 443, Verdict::Unreachable, "acl-0000000a"),
        ("i-0000000a", "store", 5432, Verdict::Reachable, ""),
    ];
    let analysis = Analysis::new(it.model);
    for (from, to, port, verdict, at) in asked {
        let end = |name: &str| name.parse::<Selector>().unwrap().ends(analysis.model()).unwrap().remove(0);
        let asked = Question::of(end(from), end(to), Protocol::TCP, PortRange::one(port));
        let answer = analysis.ask(&asked);
        let stopped = answer.blocked_at.as_ref().map_or("", |it| it.resource.as_str());
        assert_eq!((answer.verdict, stopped), (verdict, at), "{from} -> {to}");
    }
}

/// Two regions whose transit gateways are joined: the provider has one attachment for both sides, the model one for each.
#[test]
fn a_peering_of_transit_gateways_has_two_sides() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/imports/two-regions.json");
    let it = read(&[Source { path: "two-regions.json".to_owned(), bytes: fs::read(root).unwrap() }]);
    let made: Value = serde_json::from_str(&save(&it.model)).unwrap();
    let of = |id: &str, field: &str| made["resources"][id][field].as_str().unwrap_or_default().to_owned();
    assert_eq!(of("tgw-attach-0000000c", "in"), "us-east-1");
    assert_eq!(of("tgw-attach-0000000c.tgw-0000000b", "in"), "eu-west-1");
    assert_eq!(of("tgw-attach-0000000c.tgw-0000000b", "peer_attachment_id"), "tgw-attach-0000000c");
    assert_eq!(of("tgw-0000000a", "default_route_table_propagation"), "");
    let analysis = Analysis::new(it.model);
    let end = |name: &str| name.parse::<Selector>().unwrap().ends(analysis.model()).unwrap().remove(0);
    for (from, to, verdict) in
        [("i-0000000a", "i-0000000b", Verdict::Reachable), ("i-0000000b", "i-0000000a", Verdict::Unreachable)]
    {
        let asked = Question::of(end(from), end(to), Protocol::TCP, PortRange::one(22));
        assert_eq!(analysis.ask(&asked).verdict, verdict, "{from} -> {to}");
    }
}
