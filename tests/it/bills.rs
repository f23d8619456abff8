//! Bills against AWS's worked examples and our own, in `/docs/pricing.md`'s numbering where one is named.

use plat::{
    analysis::{Analysis, Bill, FreeTier, LineBasis, Terms},
    base::{Decimal, Usd, decimal},
    model::{fact::Waypoint, file::load},
};

/// A design as JSON: resources, connections, workload.
pub fn bill_of(resources: &str, connections: &str, workload: &str, terms: Terms) -> Bill {
    let text = format!(
        r#"{{"plat": 1, "resources": {{{resources}}}, "connections": {{{connections}}}, "workload": [{workload}]}}"#
    );
    let model = load(&text).unwrap_or_else(|error| panic!("{error} at {}: {text}", error.path)).model;
    Analysis::new(model).bill_for(terms)
}

const MILLION: &str = r#"{"at": "client", "requests": 1000000}"#;

/// Client → front door → function → table, everything else by default.
fn serverless(front: &str, function: &str, read: &str, terms: Terms) -> Bill {
    let resources = format!(
        r#""client": {{"kind": "client"}}, "api": {{"kind": "{front}"}},
        "fn": {{"kind": "lambda_function"{function}}}, "table": {{"kind": "dynamodb_table"}}"#
    );
    let connections = format!(
        r#""1": {{"from": "client", "to": "api"}}, "2": {{"from": "api", "to": "fn"}},
        "3": {{"from": "fn", "to": "table", "kind": "read_write", "reads": 1, "writes": 1{read}}}"#
    );
    bill_of(&resources, &connections, MILLION, terms)
}

pub fn to_cents(usd: Usd) -> String {
    usd.rounded(4)
}

pub fn lines(bill: &Bill) -> String {
    let mut out = String::new();
    for line in &bill.lines {
        let who = line.resource.as_ref().map_or("account", |id| id.as_str());
        let cost = line.cost.map_or("unknown".into(), to_cents);
        out.push_str(&format!("{who}: {} = {cost}; {}\n", line.component, line.arithmetic()));
    }
    out
}

pub fn in_region(name: &str) -> Terms {
    Terms { region: Some(name.parse().unwrap()), ..Terms::default() }
}

pub fn free() -> Terms {
    Terms { free_tier: FreeTier::Always, ..Terms::default() }
}

#[test]
fn the_briefs_case_line_by_line() {
    let bill = serverless("http_api", "", "", Terms::default());
    assert_eq!(
        lines(&bill),
        "api: HTTP API requests = 1.0000; 1 × 1.00\n\
         fn: requests = 0.2000; 1 × 0.20\n\
         fn: duration = 0.2083; 12500 × 0.0000166667\n\
         table: read request units = 0.1250; 1 × 0.125\n\
         table: write request units = 0.6250; 1 × 0.625\n"
    );
    assert_eq!(to_cents(bill.marginal_per_million), "2.1583");
    assert_eq!(to_cents(bill.monthly_total), "2.1583");
    assert_eq!(bill.per_million_total.map(to_cents).as_deref(), Some("2.1583"));
    assert_eq!((bill.fixed_per_month, bill.requests), (Usd::ZERO, 1_000_000.into()));
    assert_eq!((bill.region.as_str(), bill.prices_as_of.as_str()), ("us-east-1", "2026-11-22"));
    assert!(bill.unknown.is_empty() && bill.problems.is_empty());
    assert!(bill.lines.iter().all(|line| line.source.contains("observed 20")));
}

#[test]
fn the_briefs_case_in_other_shapes() {
    let marginal = |front, function, read, terms| {
        to_cents(serverless(front, function, read, terms).marginal_per_million)
    };
    assert_eq!(marginal("http_api", "", "", in_region("ap-northeast-2")), "2.4538");
    assert_eq!(marginal("rest_api", "", "", Terms::default()), "4.6583");
    assert_eq!(marginal("http_api", "", r#", "consistency": "eventual""#, Terms::default()), "2.0958");
    assert_eq!(marginal("http_api", r#", "architecture": "arm64""#, "", Terms::default()), "2.1167");
    // 1 KB of log each: 0.9537 GB × 0.50 more; 0.76 in Seoul.
    assert_eq!(marginal("http_api", r#", "log_size": 1024"#, "", Terms::default()), "2.6352");
    assert_eq!(marginal("http_api", r#", "log_size": 1024"#, "", in_region("ap-northeast-2")), "3.1786");
}

#[test]
fn the_free_tier_is_a_line_of_the_account_and_never_in_a_price() {
    let bill = serverless("http_api", "", "", free());
    let granted: Vec<_> = bill.lines.iter().filter(|line| line.basis == LineBasis::FreeTier).collect();
    let said: Vec<_> =
        granted.iter().map(|line| format!("{} {}", line.component, line.arithmetic())).collect();
    assert_eq!(
        said,
        ["free tier, lambda: requests −(1 × 0.20)", "free tier, lambda: duration −(12500 × 0.0000166667)"]
    );
    assert!(granted.iter().all(|line| line.resource.is_none() && line.per_million.is_none()));
    assert_eq!(to_cents(bill.marginal_per_million), "2.1583");
    assert_eq!(bill.per_million_total.map(to_cents).as_deref(), Some("1.7500"));
}

#[test]
fn the_free_tier_is_shared_not_granted_to_each() {
    let functions = r#""client": {"kind": "client"},
        "arm": {"kind": "lambda_function", "architecture": "arm64", "memory_size": 1024, "mean_duration": 1000},
        "x86": {"kind": "lambda_function", "memory_size": 1024, "mean_duration": 1000}"#;
    let both = r#""1": {"from": "client", "to": "arm"}, "2": {"from": "client", "to": "x86"}"#;
    let bill = bill_of(functions, both, MILLION, free());
    let last = bill.lines.last().unwrap();
    // Two million GB-seconds share 400,000, in proportion.
    assert_eq!(last.arithmetic(), "−(200000 × 0.0000133334 + 200000 × 0.0000166667)");
    assert_eq!((last.quantity, last.unit_price), (Decimal::from(-400_000), None));
}

#[test]
fn aws_lambda_example() {
    let function = r#""fn": {"kind": "lambda_function", "memory_size": 512, "mean_duration": 1000}"#;
    let bill = bill_of(function, "", r#"{"at": "fn", "requests": 3000000}"#, free());
    // Published as 18.74 with a price of 0.00001667; seven digits give 18.73.
    assert_eq!(bill.monthly_total.rounded(2), "18.73");
    assert_eq!(
        lines(&bill),
        "fn: requests = 0.6000; 3 × 0.20\n\
         fn: duration = 25.0001; 1500000 × 0.0000166667\n\
         account: free tier, lambda: requests = -0.2000; −(1 × 0.20)\n\
         account: free tier, lambda: duration = -6.6667; −(400000 × 0.0000166667)\n"
    );
}

#[test]
fn aws_http_api_example() {
    let bill = bill_of(
        r#""api": {"kind": "http_api"}"#,
        "",
        r#"{"at": "api", "requests": 432000000}"#,
        Terms::default(),
    );
    assert_eq!(lines(&bill), "api: HTTP API requests = 418.8000; 300 × 1.00 + 132 × 0.90\n");
    // One more million falls into the second band.
    assert_eq!(bill.marginal_per_million.to_string(), "0.9");
}

#[test]
fn aws_rest_api_example() {
    let resources = r#""client": {"kind": "client"}, "api": {"kind": "rest_api"}"#;
    let connections = r#""1": {"from": "client", "to": "api", "response_size": 3072}"#;
    let five = r#"{"at": "client", "requests": 5000000}"#;
    let bill = bill_of(resources, connections, five, Terms::default());
    assert_eq!(bill.monthly_total.rounded(2), "18.79");
    // The first 100 GB are free today.
    assert_eq!(bill_of(resources, connections, five, free()).monthly_total.rounded(2), "17.50");
}

#[test]
fn http_api_is_dearer_than_rest_for_large_answers() {
    let of = |kind: &str, bytes: u32| {
        let resources = format!(r#""client": {{"kind": "client"}}, "api": {{"kind": "{kind}"}}"#);
        let connections = format!(r#""1": {{"from": "client", "to": "api", "request_size": {bytes}}}"#);
        bill_of(&resources, &connections, MILLION, Terms::default()).marginal_per_million
    };
    assert!(of("http_api", 1536 * 1024) < of("rest_api", 1536 * 1024));
    assert!(of("http_api", 1536 * 1024 + 1) > of("rest_api", 1536 * 1024 + 1));
}

#[test]
fn lambda_crosses_its_bands() {
    let function = r#""fn": {"kind": "lambda_function", "memory_size": 2048, "mean_duration": 2048}"#;
    let bill = bill_of(function, "", r#"{"at": "fn", "requests": 15000000000}"#, Terms::default());
    let said = bill.lines[1].arithmetic();
    let found: Vec<_> = said.split(" + ").collect();
    assert_eq!(found, ["6000000000 × 0.0000166667", "9000000000 × 0.000015", "46440000000 × 0.0000133334"]);
    assert_eq!(to_cents(bill.lines[0].cost.unwrap()), "3000.0000");
    assert_eq!(bill.monthly_total.rounded(2), "857203.30");
}

#[test]
fn bands_are_the_accounts() {
    let functions = r#""a": {"kind": "http_api"}, "b": {"kind": "http_api"}"#;
    let workload = r#"{"at": "a", "requests": 200000000}, {"at": "b", "requests": 200000000}"#;
    let bill = bill_of(functions, "", workload, Terms::default());
    assert_eq!(
        lines(&bill),
        "a: HTTP API requests = 200.0000; 200 × 1.00\n\
         b: HTTP API requests = 190.0000; 100 × 1.00 + 100 × 0.90\n"
    );
    assert_eq!(bill.marginal_per_million.to_string(), "0.9");
}

/// 1,000 GB a month from a bucket to an instance in a private subnet.
fn thousand_gigabytes(way: &str, through: &str) -> Bill {
    let resources = format!(
        r#""region": {{"kind": "region"}}, "vpc": {{"kind": "vpc", "in": "region"}},
        "a": {{"kind": "subnet", "in": "vpc"}},
        "b": {{"kind": "subnet", "in": "vpc", "cidr_block": "10.0.2.0/24", "availability_zone": "b"}},
        "fn": {{"kind": "lambda_function", "in": "a"}}, "bucket": {{"kind": "s3_bucket", "in": "region"}}, {way}"#
    );
    let connections = r#""read": {"from": "fn", "to": "bucket", "kind": "read_write", "reads": 1, "read_size": 1073741824}"#;
    let way = ["fn", through, "bucket"].map(|node| Waypoint {
        node: node.parse().unwrap(),
        zone: None,
        attached: false,
    });
    let ways = [("read".parse().unwrap(), vec![way.to_vec()])].into();
    let text = format!(
        r#"{{"plat": 1, "resources": {{{resources}}}, "connections": {{{connections}}}, "workload": [{{"at": "fn", "requests": 1000}}]}}"#
    );
    let model = load(&text).unwrap_or_else(|error| panic!("{error}")).model;
    let index = plat::model::site::Index::of(&model);
    plat::cost::Ledger::of((&model, &index), plat::cost::Book::standard(), &ways, &Terms::default(), None)
        .take_bill()
}

#[test]
fn a_thousand_gigabytes_by_three_ways() {
    let of = |bill: Bill, node: &str| -> String {
        let own =
            bill.lines.iter().filter(|line| line.resource.as_ref().is_some_and(|id| id.as_str() == node));
        own.filter_map(|line| line.cost).sum::<Usd>().rounded(2)
    };
    assert_eq!(of(thousand_gigabytes(r#""nat": {"kind": "nat_gateway", "in": "a"}"#, "nat"), "nat"), "77.85");
    let endpoint =
        r#""door": {"kind": "interface_endpoint", "in": "a", "service_name": "s3", "subnet_ids": ["b"]}"#;
    assert_eq!(of(thousand_gigabytes(endpoint, "door"), "door"), "24.60");
    let gateway = r#""door": {"kind": "gateway_endpoint", "in": "vpc", "service_name": "s3"}"#;
    assert_eq!(of(thousand_gigabytes(gateway, "door"), "door"), "0.00");
}

/// The same, with the way found by the network engine: by NAT gateway, or by gateway endpoint.
#[test]
fn bytes_are_billed_where_packets_pass() {
    let design = |route: &str, more: &str| {
        format!(
            r#""region": {{"kind": "region"}}, "vpc": {{"kind": "vpc", "in": "region"}},
            "igw": {{"kind": "internet_gateway", "in": "vpc"}}, "eip": {{"kind": "elastic_ip", "in": "region"}},
            "out": {{"kind": "route_table", "in": "vpc", "routes": [{{"target": "igw"}}]}},
            "own": {{"kind": "route_table", "in": "vpc"{route}}},
            "public": {{"kind": "subnet", "in": "vpc", "cidr_block": "10.0.2.0/24", "route_table_id": "out"}},
            "private": {{"kind": "subnet", "in": "vpc", "route_table_id": "own"}},
            "nat": {{"kind": "nat_gateway", "in": "public", "allocation_id": "eip"}},
            "fn": {{"kind": "lambda_function", "in": "private"}},
            "bucket": {{"kind": "s3_bucket", "in": "region"}}{more}"#
        )
    };
    let read = r#""read": {"from": "fn", "to": "bucket", "kind": "read_write", "reads": 1, "read_size": 1073741824}"#;
    let of = |resources: &str| {
        let bill = bill_of(resources, read, r#"{"at": "fn", "requests": 1000}"#, Terms::default());
        let found = bill.lines.iter().find(|line| line.sku == "vpc.nat_gb").and_then(|line| line.cost);
        (found.map(to_cents), bill.unknown.len())
    };
    let by_nat = r#", "routes": [{"target": "nat"}]"#;
    let endpoint = r#", "door": {"kind": "gateway_endpoint", "in": "vpc", "service_name": "s3", "route_table_ids": ["own"]}"#;
    assert_eq!(of(&design(by_nat, "")), (Some("45.0000".into()), 0));
    // The endpoint's route is the longer prefix, so the NAT gateway sees nothing of it.
    assert_eq!(of(&design(by_nat, endpoint)), (None, 0));
    assert_eq!(of(&design("", "")), (None, 0));
}

#[test]
fn dynamodb_on_demand_or_provisioned() {
    let table = r#""table": {"kind": "dynamodb_table", "billing_mode": "PROVISIONED", "read_capacity_units": 1, "write_capacity_units": 1}"#;
    let bill = bill_of(table, "", "", Terms::default());
    let cost = |sku: &str| bill.lines.iter().find(|line| line.sku == sku).unwrap().cost.unwrap();
    assert_eq!([cost("dynamodb.wcu").to_string(), cost("dynamodb.rcu").to_string()], ["0.4745", "0.0949"]);
    // Full load writes 2.628 million times a month: 0.1806 a million, 28.9 % of the on-demand price.
    let full = cost("dynamodb.wcu").amount() / decimal("2.628").unwrap();
    assert_eq!(Usd::new(full).rounded(4), "0.1806");
    assert_eq!((full / decimal("0.625").unwrap() * Decimal::ONE_HUNDRED).round_dp(1).to_string(), "28.9");
    // 25 units of each are free for every hour.
    assert_eq!(bill_of(table, "", "", free()).monthly_total, Usd::ZERO);
}

#[test]
fn unknown_prices_are_named_and_totals_are_floors() {
    let bill = serverless("http_api", "", "", in_region("ap-southeast-1"));
    assert_eq!(
        bill.unknown,
        ["api: HTTP API requests", "table: read request units", "table: write request units"]
    );
    // What is known: 0.20 for the calls, 0.2083 for the duration.
    assert_eq!(to_cents(bill.marginal_per_million), "0.4083");
    let line = bill.lines.iter().find(|line| line.cost.is_none()).unwrap();
    assert_eq!(
        (&*line.sku, line.quantity, &*line.unit, line.unit_price),
        ("api_gateway.http_requests", Decimal::ONE, "million requests", None)
    );

    let nowhere = serverless("http_api", "", "", in_region("sa-east-1"));
    assert_eq!((nowhere.monthly_total, nowhere.unknown.len()), (Usd::ZERO, 5));
}

/// 201 of the 202 items priced in both regions cost the same in Oregon as in Virginia.
#[test]
fn a_price_that_is_lent_says_so() {
    let bill = serverless("http_api", "", "", in_region("us-west-2"));
    assert!(bill.unknown.is_empty());
    assert_eq!(to_cents(bill.marginal_per_million), "2.1583");
    let lent: Vec<_> =
        bill.lines.iter().filter(|line| line.source.starts_with("assumed as in us-east-1: ")).collect();
    let skus: Vec<_> = lent.iter().map(|line| &*line.sku).collect();
    assert_eq!(skus, ["lambda.requests", "dynamodb.rru", "dynamodb.wru"]);
}

#[test]
fn above_the_last_known_band_the_rest_is_unknown() {
    let api = r#""api": {"kind": "rest_api"}"#;
    let bill = bill_of(api, "", r#"{"at": "api", "requests": 1200000000}"#, in_region("ap-northeast-2"));
    assert_eq!(bill.unknown, ["api: REST API requests"]);
    let parts: Vec<_> =
        bill.lines.iter().map(|line| (line.quantity.to_string(), line.cost.is_some())).collect();
    assert_eq!(parts, [("1000".to_owned(), true), ("200".to_owned(), false)]);
    assert_eq!(to_cents(bill.monthly_total), "3293.2300");
    assert_eq!(bill.marginal_per_million, Usd::ZERO, "nobody knows the next band");
}

#[test]
fn no_workload_no_marginal_cost() {
    let resources = r#""api": {"kind": "http_api"}, "fn": {"kind": "lambda_function"},
        "table": {"kind": "dynamodb_table", "storage_gb": 10}"#;
    let bill = bill_of(resources, r#""1": {"from": "api", "to": "fn"}"#, "", Terms::default());
    assert_eq!(lines(&bill), "table: storage = 2.5000; 10 × 0.25\n");
    assert_eq!((bill.requests, bill.marginal_per_million), (Decimal::ZERO, Usd::ZERO));
    assert_eq!(bill.per_million_total, None);
    assert_eq!(bill.fixed_per_month, bill.monthly_total);
    let nothing = bill_of("", "", "", free());
    assert_eq!((nothing.lines.len(), nothing.region.as_str()), (0, "us-east-1"));
}

#[test]
fn loops_that_amplify_are_said_not_followed() {
    let functions = r#""a": {"kind": "lambda_function"}, "b": {"kind": "lambda_function"}"#;
    let connections = r#""1": {"from": "a", "to": "b"}, "2": {"from": "b", "to": "a"}"#;
    let bill = bill_of(functions, connections, r#"{"at": "a", "requests": 10}"#, Terms::default());
    assert_eq!(bill.unknown, ["a: calls", "b: calls"]);
    assert_eq!(
        bill.problems[0].to_string(),
        "calls grow without end in the loop `a` → `b` → `a`: each round makes at least as many as the one before"
    );
    assert_eq!(bill.monthly_total, Usd::ZERO);
}

#[test]
fn requests_stand_in_for_the_workload_shared_out_alike() {
    let resources = r#""a": {"kind": "http_api"}, "b": {"kind": "http_api"}"#;
    let workload = r#"{"at": "a", "requests": 10}, {"at": "b", "requests": 30}"#;
    let terms = Terms { requests: Some(2_000_000.into()), ..Terms::default() };
    let bill = bill_of(resources, "", workload, terms.clone());
    assert_eq!(
        bill.lines.iter().map(|line| line.arithmetic()).collect::<Vec<_>>(),
        ["0.5 × 1.00", "1.5 × 1.00"]
    );
    assert_eq!(bill.requests, 2_000_000.into());
    let even = bill_of(resources, "", r#"{"at": "a", "requests": 0}, {"at": "b", "requests": 0}"#, terms);
    assert_eq!(even.lines[0].arithmetic(), "1 × 1.00");
}

#[test]
fn hostile_numbers_overflow_nothing() {
    let resources = r#""client": {"kind": "client"}, "table": {"kind": "dynamodb_table", "storage_gb": 1000000000000000},
        "ws": {"kind": "websocket_api", "connection_minutes": 120}"#;
    let connections = r#""1": {"from": "client", "to": "table", "kind": "read_write", "calls": 1000000, "reads": 1000000,
        "writes": 1000000, "read_size": 4294967295, "write_size": 4294967295, "consistency": "transactional"},
        "2": {"from": "client", "to": "ws", "request_size": 4294967295, "response_size": 4294967295}"#;
    for requests in ["1000000000", "1000000000000000"] {
        let workload = format!(r#"{{"at": "client", "requests": {requests}}}"#);
        assert!(bill_of(resources, connections, &workload, Terms::default()).monthly_total > Usd::ZERO);
    }
    let tiny = r#"{"at": "client", "requests": 0.00000000000000000000000001}"#;
    let terms = Terms {
        requests: Some(1_000_000_000_000_000_u64.into()),
        free_tier: FreeTier::Always,
        ..Terms::default()
    };
    assert!(bill_of(resources, connections, tiny, terms).monthly_total > Usd::ZERO);
    assert_eq!(
        bill_of("", "", "", Terms { requests: Some(1.into()), ..Terms::default() }).requests,
        Decimal::ZERO
    );
    bill_of(resources, connections, tiny, free());
}
