//! How long it takes to arrange and to route large designs, in processor time of the thread, and the longest piece.
//!
//! Prints one line for each, `name: milliseconds`. `cargo xtask measure` runs it and holds the limits.

use cpu_time::ThreadTime;
use plat::{
    layout::{
        Picture,
        auto::{Arranging, Options},
        route::{Bends, Routing, wires},
    },
    model::{file, site::Index},
};
use std::fmt::Write;

fn main() {
    for (nodes, connections) in [(1_000, 2_000), (10_000, 20_000)] {
        let model =
            file::load(&design(nodes, connections)).expect("the design of this bench is a model").model;
        let index = Index::of(&model);
        let name = format!("{nodes} resources, {connections} connections");
        let picture = time(&format!("first picture of {name}"), || Picture::of(&model, &index));

        let mut arranging = Arranging::new(&picture, Options::default());
        work(&format!("arrange {name}"), || arranging.step(&model, &index));
        assert!(arranging.found().len() >= nodes);

        let mut routing =
            time(&format!("start to route {name}"), || Routing::new(&picture, wires(&model), &Bends::new()));
        work(&format!("route {name}"), || routing.step());
        let routes = routing.found();
        assert!(routes.lines().len() == wires(&model).len());

        let some = picture.drawn().last().expect("something is drawn").id.clone();
        let mut again = time(&format!("start to route again {name}"), || {
            Routing::again(&picture, wires(&model), &Bends::new(), &routes, &[some].into())
        });
        work(&format!("route again {name}"), || again.step());
    }
}

fn time<T>(name: &str, what: impl FnOnce() -> T) -> T {
    let start = ThreadTime::now();
    let done = what();
    println!("{name}: {:.3}", start.elapsed().as_secs_f64() * 1000.0);
    done
}

/// Works to the end, and says how long all pieces took and how long the longest.
fn work(name: &str, mut step: impl FnMut() -> bool) {
    let (mut all, mut longest) = (0.0, 0.0_f64);
    loop {
        let start = ThreadTime::now();
        let goes_on = step();
        let spent = start.elapsed().as_secs_f64() * 1000.0;
        all += spent;
        longest = longest.max(spent);
        if !goes_on {
            break;
        }
    }
    println!("{name}: {all:.3}");
    println!("longest piece of {name}: {longest:.3}");
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
