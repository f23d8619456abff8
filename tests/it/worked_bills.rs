//! Worked bills of services in front of, behind and beside functions; sums are rounded to the cent at the end.

use crate::bills::{bill_of, free, in_region, lines, to_cents};
use plat::{
    analysis::{Bill, LineBasis, Terms},
    base::{Decimal, Usd, decimal},
};

fn monthly(resources: &str, connections: &str, workload: &str, terms: Terms) -> String {
    bill_of(resources, connections, workload, terms).monthly_total.rounded(2)
}

fn of_sku(bill: &Bill, sku: &str) -> String {
    let own = bill.lines.iter().filter(|line| line.sku == sku);
    own.filter_map(|line| line.cost).sum::<Usd>().rounded(2)
}

/// AWS's own examples: 5 million custom events; 5 million of a partner, of which 1 million go to another account.
#[test]
fn event_bridge() {
    let bus = r#""bus": {"kind": "event_bus"}"#;
    assert_eq!(monthly(bus, "", r#"{"at": "bus", "requests": 5000000}"#, Terms::default()), "5.00");
    let buses = r#""bus": {"kind": "event_bus", "event_source": "partner"},
        "theirs": {"kind": "event_bus", "account_id": "111122223333"}"#;
    let on = r#""on": {"from": "bus", "to": "theirs", "kind": "event_source", "share": 0.2}"#;
    let workload = r#"{"at": "bus", "requests": 5000000}"#;
    assert_eq!(monthly(buses, on, workload, Terms::default()), "5.05");
    // Events of AWS's services are free; one of 65 KB is two.
    let aws = r#""bus": {"kind": "event_bus", "event_source": "aws"}"#;
    assert_eq!(monthly(aws, "", workload, Terms::default()), "0.00");
    let large = r#"{"at": "bus", "requests": 5000000, "request_size": 66560}"#;
    assert_eq!(monthly(bus, "", large, Terms::default()), "10.00");
}

/// 10 million executions of 800 ms and 512 MB: 4,000,000 GB-seconds, of which 3,600,000 are in the first band.
#[test]
fn express_workflow() {
    let machine = r#""flow": {"kind": "state_machine", "state_machine_type": "EXPRESS", "mean_duration": 800, "memory_size": 512}"#;
    let bill = bill_of(machine, "", r#"{"at": "flow", "requests": 10000000}"#, Terms::default());
    assert_eq!(
        lines(&bill),
        "flow: executions = 10.0000; 10 × 1.00\n\
         flow: memory over time = 63.3440; 3600000 × 0.00001667 + 400000 × 0.00000833\n"
    );
    // 73.34 in the source, which rounds the price of a GB-hour; exactly it is 73.3440.
    assert_eq!(bill.monthly_total.rounded(2), "73.34");
    // 701 ms and 449 MB are 800 ms and 512 MB.
    let same = r#""flow": {"kind": "state_machine", "state_machine_type": "EXPRESS", "mean_duration": 701, "memory_size": 449}"#;
    assert_eq!(monthly(same, "", r#"{"at": "flow", "requests": 10000000}"#, Terms::default()), "73.34");
}

/// 1 million messages sent singly, received and deleted in tens, and the pollers' empty receives.
#[test]
fn queue_worker() {
    let resources = r#""send": {"kind": "lambda_function"}, "jobs": {"kind": "sqs_queue"}, "work": {"kind": "lambda_function"}"#;
    let connections = r#""1": {"from": "send", "to": "jobs", "request_size": 65536},
        "2": {"from": "jobs", "to": "work", "kind": "event_source", "batch_size": 10}"#;
    let workload = r#"{"at": "send", "requests": 1000000}"#;
    let small = connections.replace("65536", "1024");
    let bill = bill_of(resources, &small, workload, Terms::default());
    let own: Vec<_> = bill.lines.iter().filter(|line| line.sku == "sqs.standard").collect();
    let said: Vec<_> = own.iter().map(|line| line.arithmetic()).collect();
    assert_eq!(said, ["1 × 0.40", "0.2 × 0.40", "0.6477 × 0.40"]);
    assert_eq!(of_sku(&bill, "sqs.standard"), "0.74");
    // A third of it is waiting: fixed, not marginal.
    assert_eq!(own[2].basis, LineBasis::Fixed);
    let bill = bill_of(resources, &small, workload, free());
    let granted = bill.lines.iter().find(|line| line.component.to_string().contains("sqs")).unwrap();
    assert_eq!(granted.cost.unwrap().rounded(2), "-0.40");
    // Ten messages of 64 KB are ten steps to receive.
    let bill = bill_of(resources, connections, workload, Terms::default());
    let taken = bill.lines.iter().find(|line| line.component.to_string().contains("received")).unwrap();
    assert_eq!(taken.arithmetic(), "1.1 × 0.40");
}

/// Two tasks behind a load balancer whose connections amount to one capacity unit all month.
#[test]
fn fargate_behind_a_load_balancer() {
    let resources = r#""c": {"kind": "client"}, "r": {"kind": "region"}, "v": {"kind": "vpc", "in": "r"},
        "a": {"kind": "subnet", "in": "v"}, "b": {"kind": "subnet", "in": "v", "cidr_block": "10.0.2.0/24", "availability_zone": "b"},
        "alb": {"kind": "application_load_balancer", "in": "a", "subnet_ids": ["b"], "mean_connection_seconds": 788.4},
        "ecs": {"kind": "ecs_service", "in": "a", "desired_count": 2, "cpu": 512, "memory": 1024}"#;
    let bill = bill_of(
        resources,
        r#""1": {"from": "c", "to": "alb"}"#,
        r#"{"at": "c", "requests": 10000000}"#,
        Terms::default(),
    );
    let parts = ["fargate.vcpu_x86", "fargate.gb_x86", "elb.alb_hour", "elb.alb_lcu", "vpc.public_ipv4"];
    assert_eq!(parts.map(|sku| of_sku(&bill, sku)), ["29.55", "6.49", "16.43", "5.84", "7.30"]);
    assert_eq!(bill.monthly_total.rounded(2), "65.61");
    assert_eq!(bill.per_million_total.unwrap().rounded(2), "6.56");
}

/// Seoul, before the first request: NAT gateways, interface endpoints, a load balancer, addresses.
#[test]
fn an_idle_network_in_seoul() {
    let resources = r#""r": {"kind": "region", "region_name": "ap-northeast-2"}, "v": {"kind": "vpc", "in": "r"},
        "a": {"kind": "subnet", "in": "v"}, "b": {"kind": "subnet", "in": "v", "cidr_block": "10.0.2.0/24", "availability_zone": "b"},
        "e1": {"kind": "elastic_ip", "in": "r"}, "e2": {"kind": "elastic_ip", "in": "r"},
        "n1": {"kind": "nat_gateway", "in": "a", "allocation_id": "e1"}, "n2": {"kind": "nat_gateway", "in": "b", "allocation_id": "e2"},
        "i1": {"kind": "interface_endpoint", "in": "a", "subnet_ids": ["b"], "service_name": "sqs"},
        "i2": {"kind": "interface_endpoint", "in": "a", "subnet_ids": ["b"], "service_name": "sns"},
        "i3": {"kind": "interface_endpoint", "in": "a", "subnet_ids": ["b"], "service_name": "kms"},
        "alb": {"kind": "application_load_balancer", "in": "a", "subnet_ids": ["b"]}"#;
    let bill = bill_of(resources, "", "", Terms::default());
    let parts = ["vpc.nat_hour", "vpc.interface_endpoint_hour", "elb.alb_hour", "vpc.public_ipv4"];
    assert_eq!(parts.map(|sku| of_sku(&bill, sku)), ["86.14", "56.94", "16.43", "14.60"]);
    assert_eq!(bill.monthly_total.rounded(2), "174.11");
    assert_eq!(bill.fixed_per_month, bill.monthly_total);
}

/// Above 1,536 KB an HTTP API counts four units, and a REST API one.
#[test]
fn large_payloads_turn_the_front_door_around() {
    let cost = |kind: &str, kilobytes: u32| {
        let api = format!(r#""api": {{"kind": "{kind}"}}"#);
        let workload =
            format!(r#"{{"at": "api", "requests": 1000000, "request_size": {}}}"#, kilobytes * 1024);
        monthly(&api, "", &workload, Terms::default())
    };
    assert_eq!([cost("http_api", 512), cost("http_api", 513)], ["1.00", "2.00"]);
    assert_eq!([cost("http_api", 1536), cost("http_api", 1537)], ["3.00", "4.00"]);
    assert_eq!([cost("rest_api", 512), cost("rest_api", 1537)], ["3.50", "3.50"]);
}

/// Seoul: 1 GB for 100 ms, a million times, against one task of 1 vCPU and 2 GB all month.
#[test]
fn a_function_or_a_task_in_seoul() {
    let seoul = || in_region("ap-northeast-2");
    let function = r#""fn": {"kind": "lambda_function", "memory_size": 1024}"#;
    let per_million = monthly(function, "", r#"{"at": "fn", "requests": 1000000}"#, seoul());
    assert_eq!(per_million, "1.87");
    let task = r#""r": {"kind": "region"}, "v": {"kind": "vpc", "in": "r"}, "s": {"kind": "subnet", "in": "v"},
        "ecs": {"kind": "ecs_service", "in": "s", "cpu": 1024, "memory": 2048}"#;
    let task = monthly(task, "", "", seoul());
    assert_eq!(task, "41.45");
    let even = decimal(&task).unwrap() / decimal(&per_million).unwrap();
    assert_eq!(even.round().to_string(), "22");
}

/// 2 GB for 2.048 s, 15 thousand million times: through all bands.
#[test]
fn a_function_through_all_bands() {
    let function = r#""fn": {"kind": "lambda_function", "memory_size": 2048, "mean_duration": 2048}"#;
    let bill = bill_of(function, "", r#"{"at": "fn", "requests": 15000000000}"#, Terms::default());
    assert_eq!(
        lines(&bill),
        "fn: requests = 3000.0000; 15000 × 0.20\n\
         fn: duration = 854203.2960; 6000000000 × 0.0000166667 + 9000000000 × 0.000015 + 46440000000 × 0.0000133334\n"
    );
    let bands = ["100000.2", "135000", "619203.096"].map(|part| decimal(part).unwrap());
    assert_eq!(bands.iter().sum::<Decimal>(), bill.lines[1].cost.unwrap().amount());
}

/// What passes between zones is paid on each side; to a NAT gateway in another zone too, and to PrivateLink not.
#[test]
fn crossing_zones_is_paid_on_both_sides() {
    let network = r#""r": {"kind": "region"}, "v": {"kind": "vpc", "in": "r"},
        "a": {"kind": "subnet", "in": "v"}, "b": {"kind": "subnet", "in": "v", "cidr_block": "10.0.2.0/24", "availability_zone": "b"},
        "sg": {"kind": "security_group", "in": "v", "ingress": [{"cidr": "10.0.0.0/16"}]}"#;
    let gigabyte = r#""1": {"from": "one", "to": "two", "kind": "network", "response_size": 1073741824}"#;
    let between = |more: &str| {
        let bill = bill_of(
            &format!("{network}, {more}"),
            gigabyte,
            r#"{"at": "one", "requests": 100}"#,
            Terms::default(),
        );
        let crossed = bill.lines.iter().filter(|line| line.sku == "data_transfer.inter_az");
        let said = crossed.map(|line| format!("{} {}", line.resource.as_ref().unwrap(), line.arithmetic()));
        said.collect::<Vec<_>>().join(", ")
    };
    let two = r#""two": {"kind": "instance", "in": "a", "security_group_ids": ["sg"]}"#;
    let of = |one: &str| between(&format!("{one}, {two}"));
    assert_eq!(of(r#""one": {"kind": "instance", "in": "a", "security_group_ids": ["sg"]}"#), "");
    assert_eq!(
        of(r#""one": {"kind": "instance", "in": "b", "security_group_ids": ["sg"]}"#),
        "one 100 × 0.01, two 100 × 0.01"
    );
    // Of a function in both zones half of the calls cross.
    let function =
        r#""one": {"kind": "lambda_function", "in": "a", "subnet_ids": ["b"], "security_group_ids": ["sg"]}"#;
    assert_eq!(of(function), "one 50 × 0.01, two 50 × 0.01");
}

/// A gateway in one zone serves two: what comes from the other crosses, both sides pay, and the gateway counts it all.
#[test]
fn one_nat_gateway_for_two_zones() {
    let design = |second: &str| {
        format!(
            r#""r": {{"kind": "region"}}, "v": {{"kind": "vpc", "in": "r"}}, "igw": {{"kind": "internet_gateway", "in": "v"}},
            "out": {{"kind": "route_table", "in": "v", "routes": [{{"target": "igw"}}]}},
            "pa": {{"kind": "subnet", "in": "v", "cidr_block": "10.0.11.0/24", "route_table_id": "out"}},
            "pb": {{"kind": "subnet", "in": "v", "cidr_block": "10.0.12.0/24", "availability_zone": "b", "route_table_id": "out"}},
            "e1": {{"kind": "elastic_ip", "in": "r"}}, "e2": {{"kind": "elastic_ip", "in": "r"}},
            "n1": {{"kind": "nat_gateway", "in": "pa", "allocation_id": "e1"}}, "n2": {{"kind": "nat_gateway", "in": "pb", "allocation_id": "e2"}},
            "ta": {{"kind": "route_table", "in": "v", "routes": [{{"target": "n1"}}]}}, "tb": {{"kind": "route_table", "in": "v", "routes": [{{"target": "{second}"}}]}},
            "a": {{"kind": "subnet", "in": "v", "route_table_id": "ta"}},
            "b": {{"kind": "subnet", "in": "v", "cidr_block": "10.0.2.0/24", "availability_zone": "b", "route_table_id": "tb"}},
            "fn": {{"kind": "lambda_function", "in": "a", "subnet_ids": ["b"]}},
            "auth": {{"kind": "external_service", "product": "Auth0"}}"#
        )
    };
    let ask = r#""1": {"from": "fn", "to": "auth", "request_size": 1073741824}"#;
    let of = |second: &str| {
        let bill = bill_of(&design(second), ask, r#"{"at": "fn", "requests": 100}"#, Terms::default());
        let moved =
            bill.lines.iter().filter(|line| line.basis == LineBasis::Marginal && line.unit.starts_with("GB"));
        let moved = moved.filter(|line| !line.sku.starts_with("lambda"));
        let said = moved
            .map(|line| format!("{} {} {}", line.resource.as_ref().unwrap(), line.sku, line.arithmetic()));
        said.collect::<Vec<_>>()
    };
    assert_eq!(
        of("n1"),
        [
            "fn data_transfer.internet_out 100 × 0.09",
            "fn data_transfer.inter_az 50 × 0.01",
            "n1 vpc.nat_gb 100 × 0.045",
            "n1 data_transfer.inter_az 50 × 0.01",
        ]
    );
    assert_eq!(
        of("n2"),
        ["fn data_transfer.internet_out 100 × 0.09", "n1 vpc.nat_gb 50 × 0.045", "n2 vpc.nat_gb 50 × 0.045"]
    );
}

/// A cache in front answers for what is behind it.
#[test]
fn what_a_cache_answers_goes_no_further() {
    let resources = r#""c": {"kind": "client"}, "cdn": {"kind": "cloudfront_distribution", "cache_hit_ratio": 0.9},
        "api": {"kind": "http_api"}, "fn": {"kind": "lambda_function"}"#;
    let connections = r#""1": {"from": "c", "to": "cdn", "response_size": 107374182}, "2": {"from": "cdn", "to": "api", "response_size": 107374182},
        "3": {"from": "api", "to": "fn"}"#;
    let bill = bill_of(resources, connections, r#"{"at": "c", "requests": 1000000}"#, Terms::default());
    // Of a million requests the API and its function see a tenth; 102.4 MB are 205 units of 512 KB.
    assert_eq!(of_sku(&bill, "api_gateway.http_requests"), "20.50");
    let runs = bill.lines.iter().find(|line| line.sku == "lambda.requests").unwrap();
    assert_eq!(runs.quantity.normalize().to_string(), "0.1");
    assert_eq!(of_sku(&bill, "cloudfront.https"), "1.00");
    // What an API sends to CloudFront is free of transfer.
    assert!(bill.lines.iter().all(|line| line.sku != "data_transfer.internet_out"));
    assert_eq!(to_cents(bill.marginal_per_million).split('.').count(), 2);
}

/// CloudFront's prices go by where viewers are: it adds no region to the bill's.
#[test]
fn an_edge_is_in_no_region() {
    let resources = r#""c": {"kind": "client"}, "cdn": {"kind": "cloudfront_distribution"},
        "r": {"kind": "region", "region_name": "ap-northeast-2"}, "api": {"kind": "http_api", "in": "r"}"#;
    let connections = r#""1": {"from": "c", "to": "cdn"}, "2": {"from": "cdn", "to": "api"}"#;
    let bill = bill_of(resources, connections, r#"{"at": "c", "requests": 1000000}"#, Terms::default());
    assert_eq!(bill.region, "ap-northeast-2");
}

/// A table's stream tells of writes only; each try is a call.
#[test]
fn events_follow_writes_and_retries_are_calls() {
    let resources = r#""fn": {"kind": "lambda_function"}, "t": {"kind": "dynamodb_table"}, "copy": {"kind": "lambda_function"}"#;
    let connections = r#""1": {"from": "fn", "to": "t", "kind": "read_write", "reads": 5, "writes": 2, "retries": 0.5},
        "2": {"from": "t", "to": "copy", "kind": "event_source", "batch_size": 100}"#;
    let bill = bill_of(resources, connections, r#"{"at": "fn", "requests": 1000}"#, Terms::default());
    // 1,500 tries write 3,000 items, which are 30 batches.
    let runs = bill.lines.iter().filter(|line| line.sku == "lambda.requests");
    let runs: Vec<_> =
        runs.map(|line| format!("{} {}", line.resource.as_ref().unwrap(), line.quantity)).collect();
    assert_eq!(runs, ["copy 0.00003", "fn 0.001"]);
}
