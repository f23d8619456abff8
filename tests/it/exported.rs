//! What holds for every format in which a design is written as the provider's resources: what it says by itself is enough for
//! whatever the provider can be told.

use plat::{
    base::{Decimal, NodeId},
    model::{
        Model, Node,
        edit::{Edit, apply},
        fact::{Calls, Several, Usage},
        file::load,
        site::{Index, Site},
        values::carry,
    },
};
use std::{collections::BTreeMap, fs, path::Path};

/// Fields that nothing in a format says, and why.
pub(crate) type Unsaid = &'static [(&'static str, &'static [&'static str])];

/// What no format says that is deployed.
const UNSAID: Unsaid = &[
    (
        "how much of it is used, which no format says",
        &[
            "cloudfront_distribution.cache_hit_ratio",
            "db_cluster.storage_gb",
            "dynamodb_table.storage_gb",
            "lambda_function.cold_start_share",
            "lambda_function.init_duration",
            "lambda_function.mean_duration",
            "s3_bucket.storage_gb",
            "state_machine.transitions",
            "websocket_api.connection_minutes",
            "websocket_api.messages_per_connection",
        ],
    ),
    ("who subscribes by e-mail, a person says", &["sns_topic.email_subscriptions"]),
    ("AWS chooses the address", &["elastic_ip.public_ip"]),
    ("the site tells them by BGP", &["vpn_connection.prefixes"]),
    ("the site is no resource of AWS", &["customer_gateway.cidrs"]),
    (
        "no attribute names the attachment of a connection",
        &["vpn_connection.transit_gateway_route_table_id", "vpn_connection.propagation_route_table_ids"],
    ),
];

/// The sample designs, and one that has every kind.
pub(crate) fn designs() -> Vec<(String, Model)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let samples = fs::read_dir(root.join("models")).unwrap();
    let mut files: Vec<_> = samples.map(|it| it.unwrap().path().join("model.json")).collect();
    files.retain(|it| it.is_file());
    files.sort();
    files.push(root.join("tests/exports/every-kind/model.json"));
    let name = |path: &Path| path.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned();
    files.iter().map(|it| (name(it), load(&fs::read_to_string(it).unwrap()).unwrap().model)).collect()
}

/// Every design several times, with another field of each resource not known each time, and for another reason.
pub(crate) fn each_with_doubts(comes_back: &dyn Fn(&str, &Model)) {
    let reasons = ["parameter Given", "export other-stack", "sensitive", "nobody said"];
    for (name, model) in designs() {
        for round in 0..8 {
            // Another field of each resource every time, and another reason.
            let mut edits = Vec::new();
            for (at, (id, node)) in model.nodes().enumerate() {
                let fields = node.resource.kind().spec().fields;
                if let Some(field) = fields.get((at + round) % fields.len().max(1)) {
                    let why = reasons[(at + round / 2) % reasons.len()].to_owned();
                    let unknown = BTreeMap::from([(field.name, why)]);
                    edits.push(Edit::Doubt { id: id.clone(), unknown });
                }
            }
            let mut open = model.clone();
            apply(&mut open, &edits).unwrap();
            comes_back(&format!("{name} {round}"), &open);
        }
    }
}

/// A design with some words wherever people write.
pub(crate) fn worded(words: &str) -> Model {
    let text = r#"{"plat": 1, "resources": {"r": {"kind": "region"}, "b": {"kind": "s3_bucket", "in": "r"},
        "n": {"kind": "note"}, "h": {"kind": "hosted_zone", "in": "r"}}}"#;
    let mut model = load(text).unwrap().model;
    let tags =
        BTreeMap::from([("Name".to_owned(), words.to_owned()), (format!("k{words}"), words.to_owned())]);
    let describe =
        |id: &str, tags| Edit::Describe { id: id.parse().unwrap(), description: words.to_owned(), tags };
    let edits = [Edit::Title(words.to_owned()), describe("b", tags), describe("n", BTreeMap::new())];
    apply(&mut model, &edits).unwrap();
    model
}

/// Kinds that are no resources of AWS, or that the importer does not make of any.
const ELSEWHERE: [&str; 11] = [
    "alarm",
    "client",
    "direct_connect_virtual_interface",
    "elastic_beanstalk_environment",
    "external_service",
    "internet",
    "log_group",
    "metric_namespace",
    "network_firewall",
    "note",
    "vpc_block_public_access",
];

/// What engines are told of a resource.
fn stated(model: &Model, index: &Index, id: &NodeId) -> Vec<String> {
    let node = model.node(id).unwrap();
    let (site, it) = (Site::new(model, index, id), node.resource.as_resource());
    let call =
        Calls { calls: Decimal::from(1_000_000), request_size: 1000, response_size: 1000, connection: None };
    let all: Several = [call].into_iter().collect();
    let usage = Usage { arrivals: all.clone(), leaving: all, ..Usage::default() };
    let facts = it.net_facts(site).into_iter().map(|it| format!("{it:?}"));
    let calls = it.call_facts(site).into_iter().map(|it| format!("{it:?}"));
    let meters = it.meters(site, &usage).into_iter().map(|it| format!("{it:?}"));
    facts.chain(calls).chain(meters).collect()
}

/// Of every design, engines are told the same by what `bare` makes of it, which is what a format says without anything that
/// Plat keeps in it, with the same ids.
pub(crate) fn says_enough(unsaid: Unsaid, bare: &dyn Fn(&Model) -> Model) {
    let unsaid: Vec<&str> = UNSAID.iter().chain(unsaid).flat_map(|it| it.1).copied().collect();
    let mut needed: Vec<&str> = Vec::new();
    for (name, mut model) in designs() {
        let bare = bare(&model);
        // What the provider cannot be told is taken out of the design, too.
        let elsewhere = |node: &Node| ELSEWHERE.contains(&node.resource.kind().name());
        let gone: Vec<NodeId> = model.nodes().filter(|it| elsewhere(it.1)).map(|it| it.0.clone()).collect();
        for id in gone {
            apply(&mut model, &[Edit::Remove { id }]).unwrap();
        }
        let ids: Vec<NodeId> = model.nodes().map(|it| it.0.clone()).collect();
        for id in &ids {
            let there = bare.node(id).unwrap_or_else(|| panic!("{name}: there is no {id}"));
            let mut resource = model.node(id).unwrap().resource.clone();
            let kind = resource.kind();
            assert_eq!(there.resource.kind(), kind, "{name}: {id}");
            for spec in kind.spec().fields {
                let place = format!("{}.{}", kind.name(), spec.name);
                if let Some(known) = unsaid.iter().find(|it| **it == place) {
                    let before = resource.clone();
                    carry(there.resource.clone().as_record_mut(), resource.as_record_mut(), spec.name);
                    if before != resource && !needed.contains(known) {
                        needed.push(known);
                    }
                }
            }
            apply(&mut model, &[Edit::Change { id: id.clone(), resource }]).unwrap();
        }
        let (one, other) = (Index::of(&model), Index::of(&bare));
        for id in &ids {
            assert_eq!(stated(&bare, &other, id), stated(&model, &one, id), "{name}: {id}");
        }
    }
    let idle: Vec<_> = unsaid.iter().filter(|it| !needed.contains(it)).collect();
    assert!(idle.is_empty(), "said after all: {idle:?}");
}
