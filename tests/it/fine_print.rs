//! What is easily counted wrong: sizes against messages, directions, shares, capacity that the workload does not fit.

use crate::bills::{bill_of, free, in_region, lines, to_cents};
use plat::{
    analysis::{Alternative, Analysis, Bill, Terms},
    diag::Severity,
    model::file::load,
};

fn design(resources: &str, connections: &str, workload: &str) -> Analysis {
    let text = format!(
        r#"{{"plat": 1, "resources": {{{resources}}}, "connections": {{{connections}}}, "workload": [{workload}]}}"#
    );
    Analysis::new(load(&text).unwrap_or_else(|error| panic!("{error} at {}: {text}", error.path)).model)
}

/// The lines whose component has these words.
fn only(bill: &Bill, words: &str) -> String {
    lines(bill).lines().filter(|line| line.contains(words)).map(|line| format!("{line}\n")).collect()
}

fn named(design: &Analysis, words: &str) -> Option<Alternative> {
    design.alternatives().into_iter().find(|it| it.title.to_string().contains(words))
}

fn codes(design: &Analysis, from: Severity) -> Vec<&'static str> {
    let bad = design.findings().iter().filter(|it| it.rule.severity >= from);
    bad.map(|it| it.rule.code).collect()
}

/// 100,000 bytes are four units of 32 KB, and one message: a million of them are 4 × 1.00; at ten a connection of ten
/// minutes, a million minutes × 0.25.
#[test]
fn websocket_messages_are_sized_and_connections_are_not() {
    let socket = |minutes: u64| {
        format!(
            r#""c": {{"kind": "client"}}, "x": {{"kind": "websocket_api", "connection_minutes": {minutes}}}"#
        )
    };
    let call = r#""1": {"from": "c", "to": "x", "request_size": 100000}"#;
    let bill = bill_of(&socket(10), call, r#"{"at": "c", "requests": 1000000}"#, Terms::default());
    assert_eq!(
        lines(&bill),
        "x: WebSocket messages = 4.0000; 4 × 1.00\nx: connection minutes = 0.2500; 1 × 0.25\n"
    );
    // An answer is a second message: 5 + 1 units, twice the connections.
    let call = r#""1": {"from": "c", "to": "x", "request_size": 100000, "response_size": 1}"#;
    let bill = bill_of(&socket(10), call, r#"{"at": "c", "requests": 1000000}"#, Terms::default());
    assert_eq!(only(&bill, "minutes"), "x: connection minutes = 0.5000; 2 × 0.25\n");
    // Numbers at their limits saturate.
    let bill = bill_of(
        &socket(1_000_000_000_000_000),
        call,
        r#"{"at": "c", "requests": 1000000000000000}"#,
        Terms::default(),
    );
    assert!(bill.lines.iter().any(|it| it.sku == "api_gateway.websocket_minutes"));
}

/// One in ten of a million calls waits 400 ms: 40 ms each. 1,000,000 × 0.04 s × 0.125 GB × 0.0000166667 = 0.0833 saved,
/// against 0.1 million messages sent, received and deleted, 0.3 × 0.40 = 0.12, and 0.6477 million empty receives × 0.40
/// = 0.2591: 0.2957 dearer.
#[test]
fn a_queue_saves_what_is_waited_for_only() {
    let two = |mean: u32| {
        format!(
            r#""one": {{"kind": "lambda_function", "mean_duration": {mean}}}, "two": {{"kind": "lambda_function", "mean_duration": 400}}"#
        )
    };
    let call = |more: &str| format!(r#""1": {{"from": "one", "to": "two"{more}}}"#);
    let workload = r#"{"at": "one", "requests": 1000000}"#;
    let queue = |mean, more: &str| named(&design(&two(mean), &call(more), workload), "Put a queue");
    assert_eq!(queue(500, r#", "share": 0.1"#).map(|it| it.saves().rounded(4)).as_deref(), Some("-0.2957"));
    // A retry is waited for as well: 200 × 2 calls × 2 tries are more than it runs, so the numbers do not fit.
    assert!(queue(500, r#", "calls": 2, "retries": 1"#).is_none());
    assert!(queue(400, "").is_none());
    // An answer is needed.
    assert!(queue(500, r#", "response_size": 1"#).is_none());
}

/// The list has Linux prices: 730 × 0.096 = 70.08. Windows has its own, which is not in it.
#[test]
fn windows_is_not_billed_as_linux() {
    let host = |system: &str| {
        format!(r#""i": {{"kind": "instance", "instance_type": "m5.large", "operating_system": "{system}"}}"#)
    };
    let of = |system| only(&bill_of(&host(system), "", "", Terms::default()), "instance hours");
    assert_eq!(of("linux"), "i: instance hours = 70.0800; 730 × 0.096\n");
    assert_eq!(of("windows"), "i: instance hours = unknown; \n");
}

/// An event that a rule hands to a bus of another account: 1 × 1.00 where it was put, 1 × 0.05 where it was sent on.
/// What an API destination costs is not known.
#[test]
fn events_to_other_accounts_and_to_other_services() {
    let resources = r#""f": {"kind": "lambda_function"}, "b": {"kind": "event_bus"}, "ru": {"kind": "event_rule"},
        "far": {"kind": "event_bus", "account_id": "111122223333"}, "saas": {"kind": "external_service"}"#;
    let to = |target: &str| {
        let connections = format!(
            r#""1": {{"from": "f", "to": "b"}}, "2": {{"from": "b", "to": "ru", "kind": "event_source"}},
            "3": {{"from": "ru", "to": "{target}", "kind": "event_source"}}"#
        );
        let bill = bill_of(resources, &connections, r#"{"at": "f", "requests": 1000000}"#, Terms::default());
        let ours = bill.lines.iter().filter(|it| it.service() == "eventbridge");
        ours.map(|it| format!("{} {}", it.component, it.cost.map_or("unknown".into(), to_cents)))
            .collect::<Vec<_>>()
    };
    assert_eq!(to("far"), ["events put 1.0000", "events sent to other accounts 0.0500"]);
    assert_eq!(to("saas"), ["events put 1.0000", "calls of API destinations unknown"]);
}

/// Two VPCs in `r` on one transit gateway; `more` stands beside them.
fn hub(more: &str) -> String {
    let vpc = |n: u8, zone: &str| {
        format!(
            r#""v{n}": {{"kind": "vpc", "in": "r", "cidr_block": "10.{n}.0.0/16"}},
            "s{n}": {{"kind": "subnet", "in": "v{n}", "cidr_block": "10.{n}.1.0/24", "route_table_id": "t{n}", "availability_zone": "{zone}"}},
            "t{n}": {{"kind": "route_table", "in": "v{n}", "routes": [{{"destination": "10.0.0.0/8", "target": "tgw"}},
                {{"destination": "192.168.0.0/16", "target": "tgw"}}]}},
            "g{n}": {{"kind": "security_group", "in": "v{n}", "ingress": [{{"ip_protocol": "-1", "cidr": "0.0.0.0/0"}}]}},
            "i{n}": {{"kind": "instance", "in": "s{n}", "security_group_ids": ["g{n}"]}},
            "a{n}": {{"kind": "transit_gateway_attachment", "in": "r", "transit_gateway_id": "tgw", "vpc_id": "v{n}", "subnet_ids": ["s{n}"],
                "transit_gateway_route_table_id": "trt", "propagation_route_table_ids": ["trt"]}},"#
        )
    };
    format!(
        r#"{} {} "r": {{"kind": "region"}}, "tgw": {{"kind": "transit_gateway", "in": "r"}},
        "trt": {{"kind": "transit_gateway_route_table", "in": "r", "transit_gateway_id": "tgw"}},
        "site": {{"kind": "customer_gateway", "cidrs": ["192.168.0.0/16"], "routes": ["10.0.0.0/8"]}} {more}"#,
        vpc(1, "a"),
        vpc(2, "b")
    )
}

/// 1,024,000 calls that send 1 MB, 1,000 GB, and bring back 102,400 bytes, 97.65625 GB.
fn sent(resources: &str, from: &str, to: &str) -> Bill {
    let call = format!(
        r#""1": {{"from": "{from}", "to": "{to}", "kind": "network", "request_size": 1048576, "response_size": 102400}}"#
    );
    bill_of(resources, &call, &format!(r#"{{"at": "{from}", "requests": 1024000}}"#), Terms::default())
}

/// Each gigabyte is billed at the attachment that sends it: 1,000 × 0.02 one way, 97.65625 × 0.02 the other.
/// <https://aws.amazon.com/transit-gateway/pricing/>
#[test]
fn a_transit_gateway_bills_the_sender() {
    assert_eq!(
        only(&sent(&hub(""), "i1", "i2"), "transit gateway data"),
        "a1: transit gateway data = 20.0000; 1000 × 0.02\na2: transit gateway data = 1.9531; 97.65625 × 0.02\n"
    );
    let vpn = r#", "vpn": {"kind": "vpn_connection", "in": "r", "gateway_id": "tgw", "customer_gateway_id": "site", "static_routes_only": true,
        "prefixes": ["192.168.0.0/16"], "transit_gateway_route_table_id": "trt", "propagation_route_table_ids": ["trt"]}"#;
    assert_eq!(
        only(&sent(&hub(vpn), "i1", "site"), "transit gateway data"),
        "a1: transit gateway data = 20.0000; 1000 × 0.02\nvpn: transit gateway data = 1.9531; 97.65625 × 0.02\n"
    );
}

/// What leaves by Direct Connect is 1,000 GB; what comes in by it is free, and so is what the line hands to nobody.
#[test]
fn a_line_bills_what_leaves() {
    let resources = r#""r": {"kind": "region"}, "v": {"kind": "vpc", "in": "r"}, "gw": {"kind": "vpn_gateway", "in": "v"},
        "t": {"kind": "route_table", "in": "v", "routes": [{"destination": "192.168.0.0/16", "target": "gw"}]},
        "s": {"kind": "subnet", "in": "v", "route_table_id": "t"},
        "g": {"kind": "security_group", "in": "v", "ingress": [{"ip_protocol": "-1", "cidr": "0.0.0.0/0"}]},
        "i": {"kind": "instance", "in": "s", "security_group_ids": ["g"]},
        "site": {"kind": "customer_gateway", "cidrs": ["192.168.0.0/16"], "routes": ["10.0.0.0/16"]},
        "dx": {"kind": "direct_connect_virtual_interface", "in": "r", "gateway_id": "gw", "customer_gateway_id": "site", "prefixes": ["192.168.0.0/16"]}"#;
    let out = |from, to| {
        let bill = sent(resources, from, to);
        let line = bill.lines.iter().find(|it| it.sku == "direct_connect.out_gb");
        line.map(|it| it.quantity.normalize().to_string())
    };
    assert_eq!(out("i", "site").as_deref(), Some("1000"));
    assert_eq!(out("site", "i").as_deref(), Some("97.65625"));
}

/// Bands are the account's, from the first user: 100,000 × 0.0055 = 550, of which 10,000 are free: 495.
#[test]
fn users_of_a_pool_fill_bands_from_the_first_one() {
    let pool = r#""u": {"kind": "user_pool", "user_pool_tier": "LITE", "monthly_active_users": 100000}"#;
    let bill = bill_of(pool, "", "", Terms { region: in_region("ap-northeast-1").region, ..free() });
    assert_eq!(
        lines(&bill),
        "u: monthly active users = 550.0000; 100000 × 0.0055\n\
         account: free tier, cognito: MAU, Lite or Essentials = -55.0000; −(10000 × 0.0055)\n"
    );
    assert_eq!(bill.monthly_total.rounded(2), "495.00");
}

const WRITE: &str = r#""1": {"from": "f", "to": "t", "kind": "read_write", "reads": 0, "writes": 1}"#;

fn table(own: &str, requests: u64) -> (String, String) {
    (
        format!(r#""f": {{"kind": "lambda_function"}}, "t": {{"kind": "dynamodb_table"{own}}}"#),
        format!(r#"{{"at": "f", "requests": {requests}}}"#),
    )
}

/// A replica takes a million writes and one to an index each; nobody knows the price of a Standard-IA table's. 1 KB of
/// each write goes to another region: 0.953674 GB × 0.02.
#[test]
fn replicas_and_indexes_of_a_table() {
    let of = |own: &str| {
        let (resources, workload) = table(own, 1_000_000);
        let bill = bill_of(&resources, WRITE, &workload, Terms::default());
        lines(&bill).lines().filter(|it| it.starts_with("t:")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(
        of(r#", "replicas": 1, "indexes_written": 1"#),
        [
            "t: write request units = 1.2500; 2 × 0.625",
            "t: writes to replicas = 0.6250; 1 × 0.625",
            "t: writes to indexes of replicas = 0.6250; 1 × 0.625",
            "t: data to replicas in other regions = 0.0191; 0.9536743164 × 0.02",
        ]
    );
    let rare = of(r#", "replicas": 1, "table_class": "STANDARD_INFREQUENT_ACCESS""#);
    assert_eq!(rare.get(1).map(String::as_str), Some("t: writes to replicas = unknown; "));
    // Ten units for the table and ten for each of five indexes: 7,300 and 36,500 hours × 0.00065.
    let bought = of(r#", "billing_mode": "PROVISIONED", "write_capacity_units": 10, "indexes_written": 5"#);
    assert_eq!(
        bought.get(1..3).unwrap_or_default(),
        [
            "t: write capacity hours = 4.7450; 7300 × 0.00065",
            "t: write capacity hours of indexes = 23.7250; 36500 × 0.00065",
        ]
    );
}

/// 10,000 million writes in 2,628,000 s are 3,805.2 a second.
#[test]
fn a_workload_beyond_what_is_bought() {
    let said = |own: &str, requests: u64| {
        let (resources, workload) = table(own, requests);
        let design = design(&resources, WRITE, &workload);
        design
            .findings()
            .iter()
            .filter(|it| it.rule.code == "DDB003")
            .map(|it| it.message.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        said(r#", "billing_mode": "PROVISIONED""#, 10_000_000_000),
        ["the workload needs 3806 WCU even if spread evenly over the month; the table has 5 WCU"]
    );
    // 5 × 2,628,000 just fit.
    assert!(said(r#", "billing_mode": "PROVISIONED""#, 13_140_000).is_empty());
    assert!(said("", 10_000_000_000).is_empty());
    // A table has 40,000 units at most: 40,000 × 0.7 × 2,628,000 = 73,584 million writes; beyond that it is no
    // alternative.
    let offered = |requests| {
        let (resources, workload) = table("", requests);
        named(&design(&resources, WRITE, &workload), "Provision `t`").map(|it| it.title.to_string())
    };
    let most = "Provision `t` for a steady load that uses at most 70 %: 1 RCU, 40000 WCU";
    assert_eq!(offered(73_584_000_000).as_deref(), Some(most));
    assert_eq!(offered(73_585_000_000), None);
}

/// What comes into a stream on demand counts by started kilobytes: a million records of 100 bytes are 0.9537 GB × 0.08.
/// <https://aws.amazon.com/kinesis/data-streams/pricing/>
#[test]
fn records_on_demand_count_by_kilobytes() {
    let stream = r#""f": {"kind": "lambda_function"}, "k": {"kind": "kinesis_stream"}"#;
    let put = r#""1": {"from": "f", "to": "k", "request_size": 100}"#;
    let bill = bill_of(stream, put, r#"{"at": "f", "requests": 1000000}"#, Terms::default());
    assert_eq!(only(&bill, "data in"), "k: data in = 0.0763; 0.9536743164 × 0.08\n");
}

/// A regional NAT gateway has an address of its own in each zone: 2 × 730 × 0.005. Named ones are billed where they stand.
#[test]
fn addresses_of_a_regional_nat_gateway() {
    let of = |own: &str| {
        let resources = format!(
            r#""r": {{"kind": "region"}}, "v": {{"kind": "vpc", "in": "r"}}, "a": {{"kind": "subnet", "in": "v"}},
            "b": {{"kind": "subnet", "in": "v", "cidr_block": "10.0.2.0/24", "availability_zone": "b"}}, "e": {{"kind": "elastic_ip", "in": "r"}},
            "nat": {{"kind": "nat_gateway", "in": "v", "availability_mode": "regional"{own}}}"#
        );
        only(&bill_of(&resources, "", "", Terms::default()), "IPv4")
    };
    assert!(of("").contains("nat: public IPv4 address hours = 7.3000; 1460 × 0.005\n"), "{}", of(""));
    let named =
        of(r#", "availability_zone_addresses": [{"availability_zone": "a", "allocation_ids": ["e"]}]"#);
    assert!(named.starts_with("e:") && !named.contains("nat:"), "{named}");
}

/// The list has the first 32,000 IOPS of an io2 volume, 32,000 × 0.065; what those above cost is not known.
#[test]
fn iops_of_a_large_volume() {
    let disk = r#""e": {"kind": "ebs_volume", "volume_type": "io2", "size": 100, "iops": 70000}"#;
    assert_eq!(
        only(&bill_of(disk, "", "", Terms::default()), "IOPS"),
        "e: IOPS = 2080.0000; 32000 × 0.065\ne: IOPS above 32,000 = unknown; \n"
    );
}

/// A consumer that is no function is not polled for by Lambda.
#[test]
fn empty_receives_are_those_of_lambda() {
    let of = |consumer: &str| {
        let resources = format!(r#""q": {{"kind": "sqs_queue"}}, "w": {{"kind": "{consumer}"}}"#);
        let event = r#""1": {"from": "q", "to": "w", "kind": "event_source"}"#;
        only(&bill_of(&resources, event, "", Terms::default()), "empty receives")
    };
    assert_eq!(of("lambda_function"), "q: empty receives, at most = 0.2591; 0.6477 × 0.40\n");
    assert_eq!(of("sns_topic"), "");
}

/// 50 million × 1 s are 19.03 calls at once; a task of 2 GB holds two of 1 GB: ten tasks. Each 29.5504 + 6.4897 for its
/// processor and memory and 3.65 for its address: 396.90, against 50 × 0.20 + 50,000,000 × 0.0000166667 = 843.34.
#[test]
fn as_many_tasks_as_calls_keep_busy() {
    let resources = r#""r": {"kind": "region"}, "c": {"kind": "client"}, "api": {"kind": "http_api", "in": "r"},
        "fn": {"kind": "lambda_function", "in": "r", "memory_size": 1024, "mean_duration": 1000}, "t": {"kind": "dynamodb_table", "in": "r"}"#;
    let connections = r#""1": {"from": "c", "to": "api"}, "2": {"from": "api", "to": "fn"},
        "3": {"from": "fn", "to": "t", "kind": "read_write", "reads": 1, "writes": 0}"#;
    let before = design(resources, connections, r#"{"at": "c", "requests": 50000000}"#);
    let tasks = named(&before, "Fargate").expect("an API calls tasks over a link");
    assert_eq!(
        tasks.title.to_string(),
        "Run `fn` on Fargate: 10 × 1 vCPU, 2048 MB, each with 2 calls at a time"
    );
    assert_eq!(tasks.saves().rounded(2), "446.43");
    // The design is whole: nothing is refused, and nothing is wrong that was not before.
    let after = before.with(&tasks.edits).unwrap();
    assert_eq!(codes(&after, Severity::Warning), codes(&before, Severity::Warning));
    // Called directly, by a client or by code without a VPC, a task answers at its own address.
    let direct = |caller: &str| {
        let resources = format!(
            r#""r": {{"kind": "region"}}, "c": {{"kind": "{caller}"}}, "fn": {{"kind": "lambda_function", "in": "r"}}"#
        );
        let before =
            design(&resources, r#""1": {"from": "c", "to": "fn"}"#, r#"{"at": "c", "requests": 1000000}"#);
        let tasks = named(&before, "`fn` on Fargate").map(|it| before.with(&it.edits).unwrap());
        tasks.map(|after| (codes(&before, Severity::Error), codes(&after, Severity::Error)))
    };
    for caller in ["client", "lambda_function"] {
        let (before, after) = direct(caller).unwrap_or_else(|| panic!("{caller} may call a task"));
        assert_eq!(before, after, "{caller}");
    }
    // What calls on the provider's behalf cannot call a task.
    for caller in ["s3_bucket", "sqs_queue", "state_machine"] {
        let kind = if caller == "state_machine" { "invoke" } else { "event_source" };
        let resources = format!(r#""c": {{"kind": "{caller}"}}, "fn": {{"kind": "lambda_function"}}"#);
        let call = format!(r#""1": {{"from": "c", "to": "fn", "kind": "{kind}"}}"#);
        assert!(named(&design(&resources, &call, ""), "Fargate").is_none(), "{caller}");
    }
}
