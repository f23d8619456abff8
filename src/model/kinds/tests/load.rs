//! What breaks the rules about what a month of traffic asks.

use super::{Case, model};
use crate::{
    base::Decimal,
    diag::Report,
    model::{
        fact::{Calls, Usage},
        site::{Index, Site},
    },
};
use serde_json::json;
use std::collections::BTreeSet;

fn cases() -> Vec<Case> {
    let called = json!({"in-x": {"from": "f", "to": "x"}});
    let balancer = json!({
        "c-x": {"from": "c", "to": "x"},
        "x-i": {"from": "x", "to": "i", "kind": "network"},
        "x-i2": {"from": "x", "to": "i", "kind": "network", "share": 0.5},
    });
    let balancers = ["application_load_balancer", "network_load_balancer", "classic_load_balancer"];
    let spread = balancers.map(|kind| ("ELB032", json!({"x": {"kind": kind, "in": "p"}}), balancer.clone()));
    let stream = json!({"x": {"kind": "kinesis_stream", "in": "r", "stream_mode": "PROVISIONED"}});
    let rule = json!({"x": {"kind": "event_rule", "in": "r", "schedule_expression": "rate(1 minute)"}});
    let all = vec![
        ("DDB003", json!({"t": {"billing_mode": "PROVISIONED"}}), json!({})),
        ("KDS002", stream, called),
        ("EVR003", rule, json!({"x-f": {"from": "x", "to": "f", "kind": "event_source"}})),
    ];
    all.into_iter().chain(spread).collect()
}

/// The codes that so many calls along every connection raise.
fn codes(resources: serde_json::Value, connections: serde_json::Value, calls: u64) -> BTreeSet<&'static str> {
    let model = model(resources, connections);
    let index = Index::of(&model);
    let mut report = Report::default();
    for (id, node) in model.nodes() {
        let site = Site::new(&model, &index, id);
        let along =
            |connection| Calls { calls: Decimal::from(calls), request_size: 0, response_size: 0, connection };
        let arrivals = site.incoming().filter(|_| calls > 0).map(|it| along(Some(it))).collect();
        node.resource.as_resource().check_load(site, &Usage { arrivals, ..Usage::default() }, &mut report);
    }
    report.into_findings().iter().map(|it| it.rule.code).collect()
}

/// The codes of the rules that are broken here.
pub(super) fn raised() -> Vec<&'static str> {
    cases().into_iter().map(|(code, ..)| code).collect()
}

#[test]
fn each_rule_is_raised_by_a_great_load_and_by_no_other() {
    assert!(codes(json!({}), json!({}), 1_000_000_000_000).is_empty());
    for (code, resources, connections) in cases() {
        let found = codes(resources.clone(), connections.clone(), 1_000_000_000_000);
        assert_eq!(found, BTreeSet::from([code]), "{resources}");
        // Nothing is asked without traffic; a schedule is what waits for it.
        assert_eq!(codes(resources, connections, 0).contains(code), code == "EVR003");
    }
}
