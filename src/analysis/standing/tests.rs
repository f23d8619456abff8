use super::*;
use crate::model::file;

const MODEL: &str = r#"{
  "plat": 1,
  "resources": {
    "client": { "kind": "client" },
    "web": { "kind": "internet" },
    "r": { "kind": "region" },
    "http": { "kind": "http_api", "in": "r" },
    "rest": { "kind": "rest_api", "in": "r" },
    "socket": { "kind": "websocket_api", "in": "r" },
    "bucket": { "kind": "s3_bucket", "in": "r" },
    "table": { "kind": "dynamodb_table", "in": "r" },
    "fn": { "kind": "lambda_function", "in": "r" },
    "other": { "kind": "lambda_function", "in": "r" },
    "vpc": { "kind": "vpc", "in": "r" },
    "s": { "kind": "subnet", "in": "vpc" },
    "box": { "kind": "instance", "in": "s" }
  }
}"#;

/// The likeliest comes first: it is what an arrow becomes that a person draws.
#[test]
fn arrows_become_what_people_mean() {
    let analysis = Analysis::new(file::load(MODEL).expect("the model of this test is one").model);
    for (from, to, expected) in [
        ("bucket", "fn", "event_source"),
        ("table", "fn", "event_source"),
        ("http", "fn", "invoke"),
        ("rest", "fn", "invoke"),
        ("socket", "fn", "invoke"),
        ("fn", "other", "invoke"),
        ("box", "fn", "invoke"),
        ("client", "fn", "invoke"),
        ("client", "http", "invoke"),
        ("fn", "http", "invoke"),
        ("fn", "table", "read_write"),
        ("fn", "bucket", "read_write"),
        ("client", "bucket", "read_write"),
        ("fn", "box", "network"),
        ("client", "box", "network"),
        ("box", "web", "network"),
        ("bucket", "table", ""),
        ("bucket", "http", ""),
        ("vpc", "fn", ""),
    ] {
        let id = |name: &str| name.parse().expect("an id");
        let accesses: Vec<_> =
            analysis.accesses(&id(from), &id(to)).into_iter().map(|access| access.value()).collect();
        assert_eq!(accesses.join(" "), expected, "{from} → {to}");
    }
}
