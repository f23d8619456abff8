//! Bills of what services ask for besides their main price: disks of tasks, key pairs, old records, archives, credits,
//! deliveries, fair queues, certificates, inspected sign-ins. Virginia; each sum is worked out by hand.

use crate::bills::{bill_of, free, in_region, lines, to_cents};
use plat::analysis::{LineBasis, Terms};

fn bill(resources: &str, connections: &str, workload: &str) -> String {
    lines(&bill_of(resources, connections, workload, Terms::default()))
}

/// The lines of one resource.
fn own(id: &str, all: &str) -> String {
    let prefix = format!("{id}: ");
    all.lines().filter_map(|line| line.strip_prefix(&prefix)).map(|line| format!("{line}\n")).collect()
}

/// A resource in a private subnet.
fn in_subnet(own: &str) -> String {
    let resources = format!(
        r#""r": {{"kind": "region"}}, "v": {{"kind": "vpc", "in": "r"}}, "s": {{"kind": "subnet", "in": "v"}},
        "it": {{"in": "s", {own}}}"#
    );
    bill(&resources, "", "")
}

/// Two tasks with 50 GB: 30 GB beyond the included 20 (<https://aws.amazon.com/fargate/pricing/>), 2 × 30 × 730 = 43,800
/// GB-hours × 0.000111.
#[test]
fn disks_of_tasks() {
    let of = |disk: u32| {
        let all =
            in_subnet(&format!(r#""kind": "ecs_service", "desired_count": 2, "ephemeral_storage": {disk}"#));
        all.lines().find(|line| line.contains("ephemeral")).map(str::to_owned)
    };
    assert_eq!(of(50).as_deref(), Some("it: ephemeral storage hours = 4.8618; 43800 × 0.000111"));
    assert_eq!(of(21).as_deref(), Some("it: ephemeral storage hours = 0.1621; 1460 × 0.000111"));
    assert_eq!(of(20), None);
}

/// 20,000 key pairs × 0.10 for 10,000.
#[test]
fn key_pairs() {
    let key = r#""k": {"kind": "kms_key", "data_key_pairs": 20000}"#;
    assert_eq!(bill(key, "", ""), "k: key = 1.0000; 1 × 1.00\nk: data key pairs = 0.2000; 2 × 0.10\n");
}

/// 10 GB of records older than seven days × 0.021; where none is older, none is read.
#[test]
fn old_records() {
    let of = |hours: u32| {
        bill(
            &format!(
                r#""k": {{"kind": "kinesis_stream", "retention_period": {hours}, "long_retrieved_gb": 10}}"#
            ),
            "",
            "",
        )
    };
    assert_eq!(of(168), "k: stream hours = 29.2000; 730 × 0.04\n");
    assert_eq!(of(169), "k: stream hours = 29.2000; 730 × 0.04\nk: old records read = 0.2100; 10 × 0.021\n");
    let sharded = r#""k": {"kind": "kinesis_stream", "stream_mode": "PROVISIONED", "retention_period": 720,
        "enhanced_consumers": 2, "shard_count": 3, "long_retrieved_gb": 10}"#;
    // Shards: 3 × 730 × 0.015. Consumers: 2 × 3 × 730 × 0.015.
    assert_eq!(
        bill(sharded, "", ""),
        "k: shard hours = 32.8500; 2190 × 0.015\n\
         k: old records read = 0.2100; 10 × 0.021\n\
         k: enhanced consumer hours = 65.7000; 4380 × 0.015\n"
    );
}

/// A magnetic disk: 8 GB × 0.05, 20 million requests × 0.05; archived snapshots of 100 GB × 0.0125. Other disks have no
/// charge for requests.
#[test]
fn magnetic_disks_and_archives() {
    let magnetic = r#""d": {"kind": "ebs_volume", "volume_type": "standard", "io_requests": 20000000, "archived_gb": 100}"#;
    assert_eq!(
        bill(magnetic, "", ""),
        "d: storage = 0.4000; 8 × 0.05\n\
         d: I/O requests = 1.0000; 20 × 0.05\n\
         d: archived snapshots = 1.2500; 100 × 0.0125\n"
    );
    let gp3 = r#""d": {"kind": "ebs_volume", "io_requests": 20000000}"#;
    assert_eq!(bill(gp3, "", ""), "d: storage = 0.6400; 8 × 0.08\n");
}

/// Seven metrics × 0.30; ten hours of a vCPU beyond the credits × 0.05, on arm × 0.04; the price of t3a is not known, and
/// an m7g has no credits.
#[test]
fn monitoring_and_credits_of_an_instance() {
    let of = |kind: &str| {
        let more = r#""monitoring": true, "surplus_vcpu_hours": 10"#;
        own("it", &in_subnet(&format!(r#""kind": "instance", "instance_type": "{kind}", {more}"#)))
    };
    assert_eq!(
        of("t3.micro"),
        "root volume = 0.6400; 8 × 0.08\n\
         instance hours = 7.5920; 730 × 0.0104\n\
         detailed monitoring = 2.1000; 7 × 0.30\n\
         surplus CPU credits = 0.5000; 10 × 0.05\n"
    );
    let last = |kind: &str| of(kind).lines().last().map(str::to_owned);
    assert_eq!(last("t4g.micro").as_deref(), Some("surplus CPU credits = 0.4000; 10 × 0.04"));
    assert_eq!(last("t3a.micro").as_deref(), Some("surplus CPU credits = unknown; "));
    assert_eq!(last("m7g.large").as_deref(), Some("detailed monitoring = 2.1000; 7 × 0.30"));
    let stopped = r#""kind": "instance", "running": false, "monitoring": true"#;
    assert_eq!(own("it", &in_subnet(stopped)), "root volume = 0.6400; 8 × 0.08\n");
}

/// A million messages to two e-mail addresses, 20 × 2.00 for 100,000; to three devices, 3 × 0.50; to one Firehose, 0.19. A
/// FIFO topic sends to none of them. The first 1,000 e-mails of an account are free.
#[test]
fn deliveries_that_no_connection_shows() {
    let topic = |fifo: bool| {
        format!(
            r#""t": {{"kind": "sns_topic", "fifo_topic": {fifo}, "email_subscriptions": 2, "push_subscriptions": 3, "firehose_subscriptions": 1}}"#
        )
    };
    let workload = r#"{"at": "t", "requests": 1000000}"#;
    assert_eq!(
        bill(&topic(false), "", workload),
        "t: messages published = 0.5000; 1 × 0.50\n\
         t: deliveries by e-mail = 40.0000; 20 × 2.00\n\
         t: mobile push deliveries = 1.5000; 3 × 0.50\n\
         t: deliveries to Firehose = 0.1900; 1 × 0.19\n"
    );
    assert_eq!(bill(&topic(true), "", workload), "t: messages published = 0.3000; 1 × 0.30\n");
    let all = bill_of(&topic(false), "", workload, free());
    let granted =
        all.lines.iter().find(|line| line.basis == LineBasis::FreeTier && line.sku == "sns.deliver_email");
    assert_eq!(granted.and_then(|line| line.cost).map(to_cents).as_deref(), Some("-0.0200"));
}

/// A million messages sent singly, received and deleted in tens: 1.2 million requests × 0.10 more; empty receives have no
/// message group and no surcharge.
#[test]
fn fair_queues() {
    let of = |more: &str| {
        let resources = format!(
            r#""send": {{"kind": "lambda_function"}}, "jobs": {{"kind": "sqs_queue"{more}}}, "work": {{"kind": "lambda_function"}}"#
        );
        let connections = r#""1": {"from": "send", "to": "jobs"},
            "2": {"from": "jobs", "to": "work", "kind": "event_source", "batch_size": 10}"#;
        let all = bill(&resources, connections, r#"{"at": "send", "requests": 1000000}"#);
        own("jobs", &all).lines().find(|line| line.contains("fair")).map(str::to_owned)
    };
    assert_eq!(of(r#", "fair_queue": true"#).as_deref(), Some("fair queue surcharge = 0.1200; 1.2 × 0.10"));
    assert_eq!(of(""), None);
    assert_eq!(of(r#", "fair_queue": true, "fifo_queue": true"#), None);
}

/// Ten million requests from the United States, a fifth over HTTP: 800 × 0.01 and 200 × 0.0075 for 10,000; half of them
/// logged, 5 × 0.01; a tenth with encrypted fields, 100 × 0.02; a certificate with addresses of its own, 600.00
/// (<https://aws.amazon.com/cloudfront/pricing/>).
#[test]
fn extras_of_a_distribution() {
    let edge = r#""cdn": {"kind": "cloudfront_distribution", "http_share": 0.2, "realtime_log_share": 0.5,
        "field_encryption_share": 0.1, "dedicated_ip_certificate": true}"#;
    let all = bill(edge, "", r#"{"at": "cdn", "requests": 10000000}"#);
    assert_eq!(
        own("cdn", &all),
        "HTTPS requests = 8.0000; 800 × 0.01\n\
         HTTP requests = 1.5000; 200 × 0.0075\n\
         dedicated IP certificate = 600.0000; 1 × 600.00\n\
         real-time log lines = 0.0500; 5 × 0.01\n\
         requests with encrypted fields = 2.0000; 100 × 0.02\n"
    );
}

/// A million sign-ins that a web ACL looks into × 0.60, besides the ACL and its rule.
#[test]
fn inspected_sign_ins() {
    let resources = r#""pool": {"kind": "user_pool", "web_acl_id": "acl"}, "acl": {"kind": "web_acl"}"#;
    let all = bill(resources, "", r#"{"at": "pool", "requests": 1000000}"#);
    assert_eq!(own("pool", &all), "requests inspected by WAF = 0.6000; 1 × 0.60\n");
}

/// Two million traces looked at × 0.50.
#[test]
fn traces_looked_at() {
    let function = r#""fn": {"kind": "lambda_function", "traces_retrieved": 2000000}"#;
    assert_eq!(bill(function, "", ""), "fn: traces retrieved = 1.0000; 2 × 0.50\n");
}

/// Ten million requests run a function of 128 MB at the edge for 20 ms, half of them two: 15 × 0.60, and 15 million × 0.02 s ×
/// 0.125 GB = 37,500 GB-seconds × 0.00005001.
#[test]
fn functions_at_the_edge() {
    let edge = r#""cdn": {"kind": "cloudfront_distribution", "edge_functions_per_request": 1.5, "edge_mean_duration": 20}"#;
    let all = bill(edge, "", r#"{"at": "cdn", "requests": 10000000}"#);
    assert_eq!(
        own("cdn", &all),
        "HTTPS requests = 10.0000; 1000 × 0.01\n\
         Lambda@Edge requests = 9.0000; 15 × 0.60\n\
         Lambda@Edge duration = 1.8754; 37500 × 0.00005001\n"
    );
}

/// 20 GB restored × 0.15.
#[test]
fn restored_tables() {
    let table = r#""t": {"kind": "dynamodb_table", "restored_gb": 20}"#;
    assert_eq!(bill(table, "", ""), "t: data restored = 3.0000; 20 × 0.15\n");
}

/// Five million events of 20 KB: one each to put, three each of 8 KB to look for schemas, 15 × 0.10.
#[test]
fn schema_discovery() {
    let bus = r#""bus": {"kind": "event_bus", "schema_discovery": true}"#;
    let workload = r#"{"at": "bus", "requests": 5000000, "request_size": 20480}"#;
    assert_eq!(
        bill(bus, "", workload),
        "bus: events put = 5.0000; 5 × 1.00\nbus: schema discovery = 1.5000; 15 × 0.10\n"
    );
}

/// A canary every five minutes: 12 × 730 = 8,760 runs × 0.0019 in Seoul.
#[test]
fn canaries() {
    let canary = r#""m": {"kind": "metric_namespace", "canary_runs": 8760}"#;
    let all = bill_of(canary, "", "", in_region("ap-northeast-2"));
    assert_eq!(lines(&all), "m: canary runs = 16.6440; 8760 × 0.0019\n");
}
