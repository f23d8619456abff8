//! Bytes on their way: which of them are paid for where.

use plat::{
    analysis::Analysis,
    model::{
        Entry,
        connection::Connection,
        edit::{Edit, apply},
        file::load,
    },
};

/// The lines of what is paid by the gigabyte: `who: sku quantity = cost`.
fn by_gigabyte(text: &str) -> String {
    let bill = Analysis::new(load(text).unwrap_or_else(|error| panic!("{error}")).model).bill().clone();
    let lines = bill.lines.iter().filter(|line| line.unit.starts_with("GB") && !line.unit.contains("month"));
    let lines = lines.filter(|line| !line.unit.contains("second"));
    let said = lines.map(|line| {
        let who = line.resource.as_ref().map(ToString::to_string).unwrap_or_default();
        let cost = line.cost.map_or("unknown".to_owned(), |cost| cost.rounded(2));
        format!("{who}: {} {} = {cost}\n", line.sku, line.quantity)
    });
    said.collect()
}

fn check(text: &str, expect: &str) {
    let expect: String = expect.lines().map(|line| format!("{}\n", line.trim())).collect();
    assert_eq!(by_gigabyte(text), expect);
}

/// A VPC `10.N.0.0/16` with an instance in one zone, attached to a transit gateway.
fn attached(n: u8, region: &str, zone: &str, hub: &str, table: &str) -> String {
    format!(
        r#""v{n}": {{"kind": "vpc", "in": "{region}", "cidr_block": "10.{n}.0.0/16"}},
        "v{n}s": {{"kind": "subnet", "in": "v{n}", "cidr_block": "10.{n}.1.0/24", "route_table_id": "v{n}rt", "availability_zone": "{zone}"}},
        "v{n}rt": {{"kind": "route_table", "in": "v{n}", "routes": [{{"destination": "10.0.0.0/8", "target": "{hub}"}}, {{"destination": "192.168.0.0/16", "target": "{hub}"}}]}},
        "v{n}sg": {{"kind": "security_group", "in": "v{n}", "ingress": [{{"ip_protocol": "-1", "cidr": "0.0.0.0/0"}}]}},
        "v{n}i": {{"kind": "instance", "in": "v{n}s", "security_group_ids": ["v{n}sg"], "operating_system": "linux"}},
        "attv{n}": {{"kind": "transit_gateway_attachment", "in": "{region}", "transit_gateway_id": "{hub}", "vpc_id": "v{n}", "subnet_ids": ["v{n}s"],
            "transit_gateway_route_table_id": "{table}", "propagation_route_table_ids": ["{table}"]}}"#
    )
}

/// The bill's lines where 1,000 GB go from the first VPC's instance, and so many bytes for each MB come back.
fn check_sent(parts: &[&str], to: &str, back: u32, expect: &str) {
    let resources = parts.join(", ");
    let text = format!(
        r#"{{"plat": 1, "resources": {{{resources}}},
        "connections": {{"k": {{"from": "v1i", "to": "{to}", "kind": "network", "request_size": 1048576, "response_size": {back}}}}},
        "workload": [{{"at": "v1i", "requests": 1024000}}]}}"#
    );
    check(&text, expect);
}

/// A transit gateway with its table.
const HUB: &str = r#""r": {"kind": "region"}, "tgw": {"kind": "transit_gateway", "in": "r"},
    "trt": {"kind": "transit_gateway_route_table", "in": "r", "transit_gateway_id": "tgw"}"#;

/// 1,000 GB go to the other VPC and 500 come back: each is counted by the attachment by which it enters the hub.
#[test]
fn a_transit_gateway_counts_what_is_sent_into_it() {
    let (one, two) = (attached(1, "r", "a", "tgw", "trt"), attached(2, "r", "b", "tgw", "trt"));
    check_sent(
        &[HUB, &one, &two],
        "v2i",
        524_288,
        "attv1: vpc.tgw_gb 1000 = 20.00
         attv2: vpc.tgw_gb 500 = 10.00",
    );
}

/// 1,000 GB to another region: the sender's attachment and the transfer between regions; what a peering hands over is
/// not counted again.
#[test]
fn what_comes_by_a_peering_is_not_counted_again() {
    let hubs = r#""r": {"kind": "region"}, "r2": {"kind": "region", "region_name": "ap-northeast-2"},
        "t1": {"kind": "transit_gateway", "in": "r"}, "t2": {"kind": "transit_gateway", "in": "r2"},
        "rt1": {"kind": "transit_gateway_route_table", "in": "r", "transit_gateway_id": "t1", "routes": [{"destination_cidr_block": "10.2.0.0/16", "transit_gateway_attachment_id": "p1"}]},
        "rt2": {"kind": "transit_gateway_route_table", "in": "r2", "transit_gateway_id": "t2", "routes": [{"destination_cidr_block": "10.1.0.0/16", "transit_gateway_attachment_id": "p2"}]},
        "p1": {"kind": "transit_gateway_peering", "in": "r", "transit_gateway_id": "t1", "peer_attachment_id": "p2", "transit_gateway_route_table_id": "rt1"},
        "p2": {"kind": "transit_gateway_peering", "in": "r2", "transit_gateway_id": "t2", "transit_gateway_route_table_id": "rt2"}"#;
    let (one, two) = (attached(1, "r", "a", "t1", "rt1"), attached(2, "r2", "a", "t2", "rt2"));
    check_sent(
        &[hubs, &one, &two],
        "v2i",
        0,
        "attv1: vpc.tgw_gb 1000 = 20.00
         v1i: data_transfer.inter_region_out 1000 = 20.00",
    );
}

/// 1,000 GB to the site and 500 back: the VPN enters the hub as an attachment does, once.
#[test]
fn a_vpn_is_an_attachment_of_its_hub() {
    let line = r#""cg": {"kind": "customer_gateway", "cidrs": ["192.168.0.0/16"], "routes": ["10.0.0.0/8"]},
        "vpn": {"kind": "vpn_connection", "in": "r", "gateway_id": "tgw", "customer_gateway_id": "cg", "static_routes_only": true, "prefixes": ["192.168.0.0/16"],
            "transit_gateway_route_table_id": "trt", "propagation_route_table_ids": ["trt"]}"#;
    let one = attached(1, "r", "a", "tgw", "trt");
    check_sent(
        &[HUB, &one, line],
        "cg",
        524_288,
        "attv1: vpc.tgw_gb 1000 = 20.00
         v1i: data_transfer.internet_out 1000 = 90.00
         vpn: vpc.tgw_gb 500 = 10.00",
    );
}

/// The endpoint is where the connection ends: its bytes pass it all the same.
#[test]
fn an_endpoint_counts_what_ends_at_it() {
    check(
        r#"{"plat": 1, "resources": {
    "api": {"kind": "instance", "in": "provider-a", "security_group_ids": ["sg-api"], "operating_system": "linux"},
    "client-app": {"kind": "instance", "in": "customer-a", "security_group_ids": ["sg-client"], "operating_system": "linux"},
    "customer": {"kind": "vpc", "in": "us-east-1", "enable_dns_hostnames": true},
    "customer-a": {"kind": "subnet", "in": "customer"},
    "nlb": {"kind": "network_load_balancer", "in": "provider-a", "scheme": "internal", "security_group_ids": ["sg-nlb"], "listeners": [{"target_group_ids": ["servers"]}]},
    "payments": {"kind": "interface_endpoint", "in": "customer-a", "service_id": "payments-offer", "security_group_ids": ["sg-endpoint"], "private_dns_enabled": false},
    "payments-offer": {"kind": "vpc_endpoint_service", "in": "us-east-1", "network_load_balancer_ids": ["nlb"]},
    "provider": {"kind": "vpc", "in": "us-east-1"},
    "provider-a": {"kind": "subnet", "in": "provider"},
    "servers": {"kind": "target_group", "in": "provider", "protocol": "TCP", "port": 8443, "targets": [{"target_id": "api"}]},
    "sg-api": {"kind": "security_group", "in": "provider", "ingress": [{"ports": "8443", "group_id": "sg-nlb"}]},
    "sg-client": {"kind": "security_group", "in": "customer"},
    "sg-endpoint": {"kind": "security_group", "in": "customer", "ingress": [{"ports": "443", "group_id": "sg-client"}]},
    "sg-nlb": {"kind": "security_group", "in": "provider", "ingress": [{"ports": "443", "cidr": "10.0.0.0/16"}]},
    "us-east-1": {"kind": "region"}},
"connections": {"client-payments": {"from": "client-app", "to": "payments", "kind": "network", "request_size": 1048576}},
"workload": [{"at": "client-app", "requests": 1024000}]}"#,
        "payments: vpc.interface_endpoint_gb 1000 = 10.00",
    );
}

/// A balancer in two zones with a target in each, which send a client 1,000 GB together.
const BALANCED: &str = r#"{"plat": 1, "resources": {
    "r": {"kind": "region", "region_name": "us-east-1"},
    "v": {"kind": "vpc", "in": "r", "cidr_block": "10.0.0.0/16"},
    "igw": {"kind": "internet_gateway", "in": "v"},
    "rtpub": {"kind": "route_table", "in": "v", "routes": [{"target": "igw"}]},
    "rtpriv": {"kind": "route_table", "in": "v", "routes": []},
    "puba": {"kind": "subnet", "in": "v", "cidr_block": "10.0.0.0/24", "availability_zone": "a", "route_table_id": "rtpub"},
    "prva": {"kind": "subnet", "in": "v", "cidr_block": "10.0.10.0/24", "availability_zone": "a", "route_table_id": "rtpriv"},
    "pubb": {"kind": "subnet", "in": "v", "cidr_block": "10.0.1.0/24", "availability_zone": "b", "route_table_id": "rtpub"},
    "prvb": {"kind": "subnet", "in": "v", "cidr_block": "10.0.11.0/24", "availability_zone": "b", "route_table_id": "rtpriv"},
    "sg": {"kind": "security_group", "in": "v", "ingress": [{"ip_protocol": "-1", "cidr": "0.0.0.0/0"}]},
    "c": {"kind": "client"},
    "i": {"kind": "instance", "in": "prva", "security_group_ids": ["sg"], "operating_system": "linux"},
    "j": {"kind": "instance", "in": "prvb", "security_group_ids": ["sg"], "operating_system": "linux"},
    "tg": {"kind": "target_group", "in": "v", "protocol": "TCP", "targets": [{"target_id": "i"}, {"target_id": "j"}]},
    "lb": {"kind": "network_load_balancer", "in": "puba", "subnet_ids": ["pubb"], "security_group_ids": ["sg"], "listeners": [{"protocol": "TCP", "target_group_ids": ["tg"]}]}},
"connections": {"a": {"from": "c", "to": "lb", "request_size": 0, "response_size": 1048576}, "b": {"from": "lb", "to": "i", "share": 0.5, "request_size": 0, "response_size": 1048576, "kind": "network", "ports": "80"}, "b2": {"from": "lb", "to": "j", "share": 0.5, "request_size": 0, "response_size": 1048576, "kind": "network", "ports": "80"}},
"workload": [{"at": "c", "requests": 1024000}]}"#;

/// LB-5: without cross-zone each node sends to targets of its own zone, so nothing crosses; with it half of 1,000 GB
/// does, and each side pays.
#[test]
fn a_balancer_that_keeps_to_zones_crosses_none() {
    check(BALANCED, "lb: data_transfer.internet_out 1000 = 90.00");
    let listeners = r#""listeners": [{"protocol": "TCP", "target_group_ids": ["tg"]}]"#;
    let across =
        BALANCED.replace(listeners, &format!("{listeners}, \"load_balancing_cross_zone_enabled\": true"));
    check(
        &across,
        "i: data_transfer.inter_az 250 = 2.50
         j: data_transfer.inter_az 250 = 2.50
         lb: data_transfer.internet_out 1000 = 90.00
         lb: data_transfer.inter_az 500 = 5.00",
    );
}

/// What stands in no region is taken to be in us-east-1.
#[test]
fn no_region_is_the_assumed_one() {
    check(
        r#"{"plat": 1, "resources": {
    "r": {"kind": "region"},
    "f": {"kind": "lambda_function"},
    "b": {"kind": "s3_bucket", "in": "r"}},
"connections": {"k": {"from": "f", "to": "b", "kind": "read_write", "reads": 1, "read_size": 1048576}},
"workload": [{"at": "f", "requests": 1024000}]}"#,
        "",
    );
}

/// There is no route: no byte leaves.
#[test]
fn what_does_not_get_there_is_not_paid_for() {
    check(
        r#"{"plat": 1, "resources": {
    "r": {"kind": "region", "region_name": "us-east-1"},
    "v": {"kind": "vpc", "in": "r", "cidr_block": "10.0.0.0/16"},
    "igw": {"kind": "internet_gateway", "in": "v"},
    "rtpub": {"kind": "route_table", "in": "v", "routes": [{"target": "igw"}]},
    "rtpriv": {"kind": "route_table", "in": "v", "routes": []},
    "puba": {"kind": "subnet", "in": "v", "cidr_block": "10.0.0.0/24", "availability_zone": "a", "route_table_id": "rtpub"},
    "prva": {"kind": "subnet", "in": "v", "cidr_block": "10.0.10.0/24", "availability_zone": "a", "route_table_id": "rtpriv"},
    "pubb": {"kind": "subnet", "in": "v", "cidr_block": "10.0.1.0/24", "availability_zone": "b", "route_table_id": "rtpub"},
    "prvb": {"kind": "subnet", "in": "v", "cidr_block": "10.0.11.0/24", "availability_zone": "b", "route_table_id": "rtpriv"},
    "sg": {"kind": "security_group", "in": "v", "ingress": [{"ip_protocol": "-1", "cidr": "0.0.0.0/0"}]},
    "i": {"kind": "instance", "in": "prva", "security_group_ids": ["sg"], "operating_system": "linux"},
    "x": {"kind": "external_service"}},
"connections": {"k": {"from": "i", "to": "x", "request_size": 1048576}},
"workload": [{"at": "i", "requests": 1024000}]}"#,
        "",
    );
}

/// Requests of a client keep their size on a connection that states none: 600 KB and 1 MB are two units of 512 KB each way.
#[test]
fn a_clients_requests_keep_their_size() {
    let text = |connection: &str| {
        format!(
            r#"{{"plat": 1, "resources": {{"r": {{"kind": "region"}}, "c": {{"kind": "client"}}, "x": {{"kind": "http_api", "in": "r"}}}},
            "connections": {{"k": {{"from": "c", "to": "x"{connection}}}}},
            "workload": [{{"at": "c", "requests": 1000000, "request_size": 600000, "response_size": 1048576}}, {{"at": "c", "requests": 1000000}}]}}"#
        )
    };
    let requests = |text: &str| {
        let bill = Analysis::new(load(text).unwrap().model).bill().clone();
        let line = bill.lines.into_iter().find(|line| line.sku == "api_gateway.http_requests").unwrap();
        line.quantity.to_string()
    };
    // Two or one units each.
    assert_eq!(requests(&text("")), "3");
    // What the connection states goes before.
    assert_eq!(requests(&text(r#", "request_size": 1"#)), "2");
    check(&text(""), "x: data_transfer.internet_out 976.5625 = 87.89");
}

/// Calls beyond what is followed are counted up to there: more requests never make the floor lower.
#[test]
fn too_many_calls_are_counted_as_far_as_they_are_followed() {
    let total = |requests: &str| {
        let functions: Vec<_> =
            (0..6).map(|i| format!(r#""f{i}": {{"kind": "lambda_function", "in": "r"}}"#)).collect();
        let calls: Vec<_> = (1..6)
            .map(|i| format!(r#""k{i}": {{"from": "f{}", "to": "f{i}", "calls": 1000}}"#, i - 1))
            .collect();
        let text = format!(
            r#"{{"plat": 1, "resources": {{"r": {{"kind": "region"}}, {}}}, "connections": {{{}}}, "workload": [{{"at": "f0", "requests": {requests}}}]}}"#,
            functions.join(", "),
            calls.join(", ")
        );
        let bill = Analysis::new(load(&text).unwrap().model).bill().clone();
        assert!(bill.is_floor());
        assert!(
            bill.problems[0]
                .to_string()
                .starts_with("more than 1000000000000000 calls or items a month arrive at `f")
        );
        bill.monthly_total
    };
    assert!(total("1000000") <= total("10000000"));
}

/// The inspection VPC hands everything straight back: its attachment is left and entered at once, so it counts what goes
/// one way and what goes the other.
#[test]
fn what_turns_back_at_once_enters_the_hub_again() {
    let mut design = load(include_str!("../../models/central-inspection/model.json")).unwrap().model;
    let table = r#"{"plat": 1, "resources": {"t": {"kind": "transit_gateway"}, "v": {"kind": "vpc"}, "r": {"kind": "route_table", "in": "v", "routes": [{"target": "t"}]}}}"#;
    let routes = load(&table.replace("\"t\"", "\"tgw\""))
        .unwrap()
        .model
        .node(&"r".parse().unwrap())
        .unwrap()
        .resource
        .clone();
    let ends = |id: &str, request_size, response_size| {
        let id = id.parse().unwrap();
        let connection = design.connection(&id).unwrap().clone();
        Edit::Connect { id, connection: Connection { request_size, response_size, ..connection } }
    };
    let edits = [
        ends("orders-internet", 0, 0),
        ends("orders-reports", 1 << 20, 1 << 19),
        Edit::Change { id: "rtb-entry".parse().unwrap(), resource: routes },
        Edit::Workload(vec![Entry { requests: 1_024_000.into(), ..design.workload()[0].clone() }]),
    ];
    apply(&mut design, &edits).unwrap();
    check(
        &plat::model::file::save(&design),
        "att-inspection: vpc.tgw_gb 1500 = 30.00
         att-orders: vpc.tgw_gb 1000 = 20.00
         att-reports: vpc.tgw_gb 500 = 10.00",
    );
}
