//! What rows say is what a search finds, for every pair of ends of every sample design and of every scenario.

use plat::{
    analysis::{Analysis, Question},
    base::{PortRange, Protocol},
    model::{file, selector::End, site::Index},
    net::{Code, Network, Verdict},
};
use std::{fs, path::Path};

/// Every sample design, and the first design of every page of scenarios.
fn designs() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = fs::read_dir(root.join("models")).unwrap().map(|it| it.unwrap().path().join("model.json"));
    let mut texts: Vec<String> = folders.filter_map(|path| fs::read_to_string(path).ok()).collect();
    for page in fs::read_dir(root.join("tests/scenarios")).unwrap() {
        let page = fs::read_to_string(page.unwrap().path()).unwrap();
        let blocks = page.split("```json\n").skip(1).filter_map(|it| it.split("```").next());
        texts.extend(blocks.map(str::to_owned));
    }
    texts
}

#[test]
fn rows_and_searches_agree() {
    let (mut told, mut all) = (0, 0);
    for text in designs() {
        let Ok(loaded) = file::load(&text) else { continue };
        let network = Network::of(&loaded.model, &Index::of(&loaded.model));
        let analysis = Analysis::new(loaded.model);
        let ends = analysis.placed();
        for (from, to) in ends.iter().flat_map(|from| ends.iter().map(move |to| (from, to))) {
            for (protocol, port) in [(Protocol::TCP, None), (Protocol::TCP, Some(443)), (Protocol::UDP, None)]
            {
                let ports = port.map_or(PortRange::ALL, PortRange::one);
                for ipv6 in [false, true] {
                    let asked = Question { ipv6, ..Question::of(from.clone(), to.clone(), protocol, ports) };
                    all += 1;
                    if let Some(seen) = network.glance(&asked) {
                        told += 1;
                        let found = network.ask(&asked).verdict;
                        assert_eq!(seen, found, "{from} → {to} {protocol:?} {port:?} {ipv6}\n{text}");
                    }
                }
            }
        }
    }
    println!("rows told {told} of {all}");
    assert!(told > 1_000, "rows told {told} of {all}");
}

/// What rows cannot say they leave to a search, and what comes back to some client ports only they tell apart (RET-3).
#[test]
fn rows_say_what_they_can() {
    let text = r#"{"plat": 1, "resources": {
        "r": {"kind": "region"}, "vpc": {"kind": "vpc", "in": "r"},
        "s1": {"kind": "subnet", "in": "vpc", "cidr_block": "10.0.1.0/24"},
        "s2": {"kind": "subnet", "in": "vpc", "cidr_block": "10.0.2.0/24", "network_acl_id": "acl"},
        "acl": {"kind": "network_acl", "in": "vpc", "ingress": [{}],
            "egress": [{"protocol": "tcp", "port_range": "32768-50000", "cidr_block": "0.0.0.0/0"}]},
        "sg": {"kind": "security_group", "in": "vpc", "ingress": [{"ports": "443", "cidr": "0.0.0.0/0"}]},
        "a": {"kind": "instance", "in": "s1", "security_group_ids": ["sg"]},
        "b": {"kind": "instance", "in": "s2", "security_group_ids": ["sg"]}
    }}"#;
    let model = file::load(text).unwrap().model;
    let network = Network::of(&model, &Index::of(&model));
    let end = |id: &str| End::Node(id.parse().unwrap());
    let asked = |from: &str, to: &str| Question::of(end(from), end(to), Protocol::TCP, PortRange::one(443));
    let some = asked("a", "b");
    assert_eq!(network.glance(&some), Some(Verdict::PartialReturn));
    assert_eq!(network.ask(&some).verdict, Verdict::PartialReturn);
    let between = network.between(&end("a"), &end("b"), false).unwrap();
    assert!(between.full.is_empty() && !between.some.is_empty() && !between.is_empty());
    // Answers of the first subnet pass, its network ACL being the VPC's own.
    assert!(network.between(&end("b"), &end("a"), false).unwrap().some.is_empty());
    assert!(network.between(&end("a"), &end("a"), false).is_none());
    let through = vec!["vpc".parse().unwrap()];
    let others = [
        Question { protocol: Protocol::ICMP, ..some.clone() },
        Question { one_way: true, ..some.clone() },
        Question { source_ports: Some(PortRange::one(40000)), ..some.clone() },
        Question { through, ..some.clone() },
        Question { to: Vec::new(), ..some.clone() },
        Question { from: vec![end("a"), end("b")], ..some },
    ];
    for question in others {
        assert_eq!(network.glance(&question), None, "{question:?}");
    }
    // No end at all is no question.
    let nothing = network.ask(&Question { from: Vec::new(), ..asked("a", "b") });
    assert_eq!((nothing.verdict, nothing.code), (Verdict::Unknown, Some(Code::NoSourceOrDestination)));
}
