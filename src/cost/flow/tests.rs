use super::*;
use crate::model::{file::load, site::Index};
use std::collections::{BTreeMap, BTreeSet};

/// A flow by names.
struct Followed {
    requests: Decimal,
    arrivals: BTreeMap<NodeId, Decimal>,
    unknown: BTreeSet<NodeId>,
    problems: Vec<Message>,
}

/// Lines such as `a -> b "calls": 2`, split by `;`. Requests enter at `a`.
fn flow(connections: &str, requests: &str) -> Followed {
    let mut names = BTreeSet::from(["a"]);
    let mut lines = Vec::new();
    for (i, line) in connections.split(';').enumerate() {
        let (from, rest) = line.trim().split_once(" -> ").unwrap();
        let (to, rest) = rest.split_once(' ').unwrap_or((rest, r#""calls": 1"#));
        names.extend([from, to]);
        lines.push(format!(r#""c{i}": {{"from": "{from}", "to": "{to}", {rest}}}"#));
    }
    let nodes: Vec<_> =
        names.iter().map(|name| format!(r#""{name}": {{"kind": "lambda_function"}}"#)).collect();
    let text = format!(
        r#"{{"plat": 1, "resources": {{{}}}, "connections": {{{}}}, "workload": [{requests}]}}"#,
        nodes.join(","),
        lines.join(","),
    );
    let model = load(&text).unwrap_or_else(|error| panic!("{error}: {text}")).model;
    let index = Index::of(&model);
    let plan = Plan::of(&model, &index);
    let flow = Flow::of(&model, &plan, None);
    let of = |known: bool| {
        let all = plan.nodes.iter().zip(&flow.arrivals).filter(move |(_, calls)| calls.is_some() == known);
        all.map(|(it, calls)| (it.id.clone(), calls.unwrap_or_default()))
    };
    Followed {
        requests: flow.requests,
        arrivals: of(true).collect(),
        unknown: of(false).map(|(id, _)| id).collect(),
        problems: flow.problems.clone(),
    }
}

const THOUSAND: &str = r#"{"at": "a", "requests": 1000}"#;

fn check(connections: &str, expect: &str) {
    let flow = flow(connections, THOUSAND);
    let found = flow.arrivals.iter().map(|(id, calls)| format!("{id} {}", calls.round_dp(6).normalize()));
    assert_eq!(found.collect::<Vec<_>>().join(", "), expect, "{:?}", flow.problems);
    assert!(flow.problems.is_empty());
}

#[test]
fn calls_multiply_along_the_way() {
    check(r#"a -> b "calls": 2; b -> c "share": 0.5"#, "a 1000, b 2000, c 1000");
    check(r#"a -> b "kind": "event_source", "batch_size": 10"#, "a 1000, b 100");
    check(r#"a -> b "batch_size": 10"#, "a 1000, b 1000");
    check(r#"a -> b; a -> c; b -> d; c -> d "calls": 3"#, "a 1000, b 1000, c 1000, d 4000");
    check("b -> c", "a 1000, b 0, c 0");
}

#[test]
fn loops_that_fade_are_solved() {
    // Half of all calls come back: 1000 × 1 / (1 − 0.5).
    check(r#"a -> b "share": 0.5; b -> a"#, "a 2000, b 1000");
    // Two loops through `a`: 1000 / (1 − 0.2 − 0.3).
    check(
        r#"a -> b "calls": 0.2; b -> a; a -> c "calls": 0.3; c -> a; c -> d"#,
        "a 2000, b 400, c 600, d 600",
    );
    // Nine retries of ten.
    check(r#"a -> b; b -> c "share": 0.9; c -> b"#, "a 1000, b 10000, c 9000");
}

#[test]
fn loops_that_grow_are_problems_with_their_path() {
    let said = |connections: &str| {
        let flow = flow(connections, THOUSAND);
        let unknown: Vec<_> = flow.unknown.iter().map(NodeId::as_str).collect();
        (flow.problems.iter().map(Message::to_string).collect::<Vec<_>>().join("; "), unknown.join(" "))
    };
    let grows = |path: &str| {
        format!(
            "calls grow without end in the loop {path}: each round makes at least as many as the one before"
        )
    };
    assert_eq!(said("a -> b; b -> a; b -> c"), (grows("`a` → `b` → `a`"), "a b c".into()));
    assert_eq!(said("a -> b; b -> c; c -> d; d -> b"), (grows("`b` → `c` → `d` → `b`"), "b c d".into()));
    // Neither loop alone grows, both together do; the greater one is shown.
    let both = r#"a -> b "calls": 0.5; b -> a; a -> c "calls": 0.6; c -> a"#;
    let together = "calls grow without end in several loops together, `c` → `a` → `c` among them: \
                    each round makes at least as many as the one before";
    assert_eq!(said(both), (together.into(), "a b c".into()));
    // A loop that nothing enters is as wrong, but the rest goes on.
    assert_eq!(said("a -> d; b -> c; c -> b").1, "b c");
}

#[test]
fn workloads_add_up_and_scale() {
    let two = flow(
        "b -> c",
        r#"{"at": "a", "requests": 10}, {"at": "b", "requests": 30}, {"at": "b", "requests": 20}"#,
    );
    assert_eq!((two.requests, two.arrivals["c".parse::<NodeId>().unwrap().as_str()]), (60.into(), 50.into()));
    let none = flow("a -> b", "");
    assert_eq!((none.requests, none.problems.len()), (Decimal::ZERO, 0));
}

#[test]
fn absurd_numbers_end_in_a_problem() {
    let steps: Vec<_> =
        ["a -> b", "b -> c", "c -> d", "d -> e"].map(|s| format!(r#"{s} "calls": 1000000"#)).into();
    let flow = flow(&steps.join(";"), r#"{"at": "a", "requests": 1000000000}"#);
    assert_eq!(
        flow.problems[0].to_string(),
        "more than 1000000000000000 calls or items a month arrive at `c`; only so many are counted"
    );
    // Each of those behind it is a floor of its own.
    assert_eq!(flow.problems.len(), 3);
    assert_eq!(flow.arrivals.values().filter(|calls| **calls == MOST).count(), 4);
}

/// Many small designs against calls followed one round after the other.
#[test]
fn loops_settle_where_rounds_settle() {
    let mut state = 1_u64;
    let mut dice = |sides: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % sides
    };
    let (mut faded, mut grew) = (0, 0);
    for _ in 0..300 {
        let (size, count) = (2 + dice(4), 1 + dice(7));
        let mut edges: Vec<(u64, u64, f64)> = Vec::new();
        for _ in 0..count {
            let (from, to) = (dice(size), dice(size));
            if from != to {
                edges.push((from, to, dice(13) as f64 / 10.0));
            }
        }
        if edges.is_empty() {
            continue;
        }
        let letter = |node: u64| char::from(b'a' + u8::try_from(node).unwrap());
        let lines = edges
            .iter()
            .map(|(from, to, calls)| format!(r#"{} -> {} "calls": {calls}"#, letter(*from), letter(*to)));
        let flow = flow(&lines.collect::<Vec<_>>().join(";"), THOUSAND);
        let mut arrivals = vec![0.0; 5];
        for _ in 0..20_000 {
            let mut next = vec![0.0; 5];
            next[0] = 1000.0;
            for (from, to, calls) in &edges {
                next[*to as usize] += arrivals[*from as usize] * calls;
            }
            arrivals = next;
        }
        for node in 0..size {
            let id: NodeId = letter(node).to_string().parse().unwrap();
            if flow.unknown.contains(&id) {
                grew += 1;
                continue;
            }
            let Some(found) = flow.arrivals.get(&id) else { continue };
            let (found, naive) = (found.to_string().parse::<f64>().unwrap(), arrivals[node as usize]);
            assert!((found - naive).abs() <= 1e-6 * naive.max(1.0), "{edges:?}: {id} {found} {naive}");
            faded += 1;
        }
        // What is said to grow does, unless nothing enters it.
        let most = arrivals.iter().fold(0.0_f64, |most, it| most.max(*it));
        assert!(flow.problems.is_empty() == flow.unknown.is_empty());
        assert!(most < 1e9 || !flow.problems.is_empty(), "{edges:?}");
    }
    assert!(faded > 300 && grew > 50, "{faded} {grew}");
}
