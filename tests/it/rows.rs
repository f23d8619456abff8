//! What rows say is what a search finds, for every pair of ends of every sample design and of every scenario.

use plat::{
    analysis::{Analysis, Question},
    base::{PortRange, Protocol},
    model::{file, site::Index},
    net::Network,
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
