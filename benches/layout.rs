//! How long it takes to arrange and to route large designs, in processor time of the thread, and the longest piece.
//!
//! Prints one line for each (`yardstick::say`). `cargo xtask measure` runs it and holds the limits. Everything is done
//! several times: of each piece the least counts, as all runs do the same.

mod yardstick;

use cpu_time::ThreadTime;
use plat::{
    base::NodeId,
    layout::{
        Picture,
        auto::{Arranging, Options},
        route::{Routes, Routing, bends, wires},
    },
    model::{Model, file, site::Index},
};
use std::{collections::BTreeSet, fmt::Write};

/// How often.
const RUNS: usize = 3;

fn main() {
    for nodes in [1_000, 10_000] {
        let model = file::load(&design(nodes, 2 * nodes)).expect("the design of this bench is a model").model;
        measure(&model, nodes);
    }
}

fn measure(model: &Model, nodes: usize) {
    let index = Index::of(model);
    let report = |name: &str, millis: f64| yardstick::say(&format!("{name}, {nodes} nodes"), millis);
    let whole = |name: &str, pieces: &[f64]| {
        report(name, pieces.iter().sum());
        report(&format!("longest piece of {name}"), pieces.iter().copied().fold(0.0, f64::max));
    };
    let mut picture = Picture::default();
    report("first picture", pieces(|clock| picture = clock.time(|| Picture::of(model, &index)))[0]);

    let arranged = pieces(|clock| {
        let mut arranging = clock.time(|| Arranging::new(&picture, Options::default()));
        while clock.time(|| arranging.step(model, &index)) {}
        assert!(clock.time(|| arranging.found()).len() >= nodes);
    });
    whole("auto-layout", &arranged);

    // Who draws asks for the wires first, whatever is routed.
    report("wires", pieces(|clock| drop(clock.time(|| wires(model))))[0]);
    let mut routes = Routes::default();
    let routed = pieces(|clock| {
        let (wires, bends) = (wires(model), bends(model));
        let count = wires.len();
        let mut routing = clock.time(|| Routing::new(&picture, wires, &bends));
        while clock.time(|| routing.step()) {}
        routes = clock.time(|| routing.found());
        assert_eq!(routes.lines().count(), count);
    });
    whole("edge routing", &routed);

    let some: BTreeSet<NodeId> = picture.drawn().last().map(|it| it.id.clone()).into_iter().collect();
    let again = pieces(|clock| {
        let (wires, bends) = (wires(model), bends(model));
        let mut routing = clock.time(|| Routing::again(&picture, wires, &bends, &routes, &some));
        while clock.time(|| routing.step()) {}
        drop(clock.time(|| routing.found()));
    });
    whole("edge routing after one node moved", &again);
}

/// The pieces of one run, in milliseconds.
struct Clock(Vec<f64>);

impl Clock {
    fn time<T>(&mut self, what: impl FnOnce() -> T) -> T {
        let start = ThreadTime::now();
        let done = what();
        self.0.push(start.elapsed().as_secs_f64() * 1000.0);
        done
    }
}

/// How long each piece of something took, the least of all runs.
fn pieces(mut run: impl FnMut(&mut Clock)) -> Vec<f64> {
    let mut least: Vec<f64> = Vec::new();
    for _ in 0..RUNS {
        let mut clock = Clock(Vec::new());
        run(&mut clock);
        if least.is_empty() {
            least = clock.0;
        } else {
            assert_eq!(least.len(), clock.0.len(), "all runs do the same");
            least.iter_mut().zip(clock.0).for_each(|(least, it)| *least = least.min(it));
        }
    }
    least
}

/// Regions with networks of two zones and three tiers, with services beside them; most connections stay in a region.
fn design(nodes: usize, connections: usize) -> String {
    let mut resources = String::new();
    let mut groups: Vec<Vec<String>> = Vec::new();
    let (mut count, mut region) = (0, 0);
    let mut add = |id: &str, kind: &str, parent: &str, more: &str| {
        let comma = if resources.is_empty() { "" } else { ", " };
        let within = if parent.is_empty() { String::new() } else { format!(r#", "in": "{parent}""#) };
        let _ = write!(resources, r#"{comma}"{id}": {{"kind": "{kind}"{within}{more}}}"#);
    };
    while count < nodes {
        let r = format!("r{region:03}");
        add(&r, "region", "", "");
        count += 1;
        let mut ids = Vec::new();
        for v in 0..3 {
            let vpc = format!("{r}-v{v}");
            add(&vpc, "vpc", &r, "");
            add(&format!("{vpc}-igw"), "internet_gateway", &vpc, "");
            count += 2;
            for (tier, kind) in [("web", "instance"), ("app", "lambda_function"), ("data", "db_instance")] {
                for zone in ["a", "b"] {
                    let subnet = format!("{vpc}-{tier}-{zone}");
                    add(&subnet, "subnet", &vpc, &format!(r#", "availability_zone": "{zone}""#));
                    count += 1;
                    for i in 0..6 {
                        let id = format!("{subnet}-{i}");
                        add(&id, kind, &subnet, "");
                        ids.push(id);
                        count += 1;
                    }
                }
            }
        }
        for i in 0..24 {
            let id = format!("{r}-s{i:02}");
            add(&id, ["http_api", "lambda_function", "sqs_queue", "dynamodb_table"][i / 6], &r, "");
            ids.push(id);
            count += 1;
        }
        groups.push(ids);
        region += 1;
    }
    let mut wires = String::new();
    let mut dice = 1_u64;
    let mut roll = |sides: usize| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(dice >> 33).expect("a small number") % sides
    };
    for c in 0..connections {
        let group = roll(groups.len());
        let from = roll(groups[group].len());
        // Nine of ten stay near; one of fifty leaves the region.
        let (group_to, to) = match roll(50) {
            0 => (roll(groups.len()), from),
            1..5 => (group, roll(groups[group].len())),
            _ => (group, (from + 1 + roll(24)) % groups[group].len()),
        };
        let (from, to) = (&groups[group][from], groups[group_to].get(to).unwrap_or(&groups[group_to][0]));
        if from != to {
            let comma = if wires.is_empty() { "" } else { ", " };
            let _ =
                write!(wires, r#"{comma}"c{c:05}": {{"from": "{from}", "to": "{to}", "kind": "network"}}"#);
        }
    }
    format!(r#"{{"plat": 1, "resources": {{{resources}}}, "connections": {{{wires}}}}}"#)
}
