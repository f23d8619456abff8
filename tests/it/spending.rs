//! What else would do the same, what moves the total, and how serverless a design is.

use crate::bills::in_region;
use plat::{
    analysis::{Alternative, Analysis, Grade, Input, Terms, document},
    base::{Decimal, Lang, Usd},
    model::file::load,
};

fn design(resources: &str, connections: &str, workload: &str) -> Analysis {
    let text = format!(
        r#"{{"plat": 1, "resources": {{{resources}}}, "connections": {{{connections}}}, "workload": [{workload}]}}"#
    );
    Analysis::new(load(&text).unwrap_or_else(|error| panic!("{error}: {text}")).model)
}

/// Each alternative as `title: now → then; above N`.
fn said(all: &[Alternative]) -> Vec<String> {
    let one = |it: &Alternative| {
        let even = it.even.map_or(String::new(), |even| {
            format!("; {} {}", if even.then_above { "above" } else { "below" }, even.requests)
        });
        format!("{}: {} → {}{even}", it.title, it.now.rounded(2), it.then.rounded(2))
    };
    all.iter().map(one).collect()
}

const MILLION: &str = r#"{"at": "c", "requests": 1000000}"#;

#[test]
fn the_front_door_and_the_payload() {
    let of = |size: u32| {
        let workload = format!(r#"{{"at": "api", "requests": 1000000, "request_size": {size}}}"#);
        said(&design(r#""api": {"kind": "http_api"}"#, "", &workload).alternatives())
    };
    assert_eq!(of(0), ["Make `api` a REST API: 1.00 → 3.50"]);
    assert_eq!(of(1536 * 1024), ["Make `api` a REST API: 3.00 → 3.50; above 1950000000"]);
    assert_eq!(of(1536 * 1024 + 1), ["Make `api` a REST API: 4.00 → 3.50"]);
    let rest = design(r#""api": {"kind": "rest_api"}"#, "", r#"{"at": "api", "requests": 1000000}"#);
    assert_eq!(said(&rest.alternatives()), ["Make `api` an HTTP API: 3.50 → 1.00"]);
    // What only a REST API does keeps it one.
    let cached = r#""api": {"kind": "rest_api", "cache_cluster_size": "0.5"}"#;
    assert!(design(cached, "", "").alternatives().is_empty());
}

/// Seoul: 1 GB for 100 ms, against one task of 1 vCPU and 2 GB, 41.45, with a public address, 3.65.
#[test]
fn a_function_or_a_task() {
    let seoul = r#""r": {"kind": "region", "region_name": "ap-northeast-2"}, "fn": {"kind": "lambda_function", "in": "r", "memory_size": 1024}"#;
    let design = design(seoul, "", r#"{"at": "fn", "requests": 1000000}"#);
    assert_eq!(
        said(&design.alternatives()),
        [
            "Run `fn` on arm64: 1.87 → 1.53",
            "Run `fn` on Fargate: 1 × 1 vCPU, 2048 MB, each with 2 calls at a time: 1.87 → 45.10; above 24200000"
        ]
    );
}

#[test]
fn on_demand_or_provisioned() {
    let on_demand = r#""fn": {"kind": "lambda_function"}, "t": {"kind": "dynamodb_table"}"#;
    let provisioned = r#""fn": {"kind": "lambda_function"}, "t": {"kind": "dynamodb_table", "billing_mode": "PROVISIONED"}"#;
    let write = r#""1": {"from": "fn", "to": "t", "kind": "read_write", "reads": 0, "writes": 1}"#;
    let of = |resources: &str| {
        let all = design(resources, write, r#"{"at": "fn", "requests": 10000000}"#).alternatives();
        said(&all).into_iter().filter(|it| it.contains("`t`")).collect::<Vec<_>>()
    };
    // Ten million writes are 3.8 a second; seven tenths of six units.
    assert_eq!(
        of(on_demand),
        ["Provision `t` for a steady load that uses at most 70 %: 1 RCU, 6 WCU: 10.33 → 7.03; above 4710000"]
    );
    assert_eq!(of(provisioned), ["Bill `t` on demand: 6.93 → 10.33; below 4560000"]);
}

#[test]
fn nat_gateways_or_endpoints_and_one_or_several() {
    let resources = r#""r": {"kind": "region"}, "v": {"kind": "vpc", "in": "r"}, "igw": {"kind": "internet_gateway", "in": "v"},
        "out": {"kind": "route_table", "in": "v", "routes": [{"target": "igw"}]},
        "pa": {"kind": "subnet", "in": "v", "cidr_block": "10.0.11.0/24", "route_table_id": "out"},
        "pb": {"kind": "subnet", "in": "v", "cidr_block": "10.0.12.0/24", "availability_zone": "b", "route_table_id": "out"},
        "e1": {"kind": "elastic_ip", "in": "r"}, "e2": {"kind": "elastic_ip", "in": "r"},
        "n1": {"kind": "nat_gateway", "in": "pa", "allocation_id": "e1"}, "n2": {"kind": "nat_gateway", "in": "pb", "allocation_id": "e2"},
        "ta": {"kind": "route_table", "in": "v", "routes": [{"target": "n1"}]}, "tb": {"kind": "route_table", "in": "v", "routes": [{"target": "n2"}]},
        "a": {"kind": "subnet", "in": "v", "route_table_id": "ta"},
        "b": {"kind": "subnet", "in": "v", "cidr_block": "10.0.2.0/24", "availability_zone": "b", "route_table_id": "tb"},
        "fn": {"kind": "lambda_function", "in": "a", "subnet_ids": ["b"]}, "data": {"kind": "s3_bucket", "in": "r"}"#;
    let read =
        r#""1": {"from": "fn", "to": "data", "kind": "read_write", "reads": 1, "read_size": 1073741824}"#;
    let before = design(resources, read, r#"{"at": "fn", "requests": 1000}"#);
    let all = before.alternatives();
    let found = |words: &str| {
        let it = all.iter().find(|it| it.title.to_string().contains(words));
        it.unwrap_or_else(|| panic!("{words} is not among {:?}", said(&all)))
    };
    // Two gateways, two addresses, and 1,000 GB through them: half the fixed part goes, and half of the bytes cross.
    let one = found("Use `n1` alone");
    assert_eq!(one.saves().rounded(2), "26.50");
    let after = before.with(&one.edits).unwrap();
    assert!(after.model().node(&"n2".parse().unwrap()).is_none());
    assert!(after.model().node(&"e2".parse().unwrap()).is_none());
    // And back again: 36.50 for another gateway with its address, against 0.01 for each of 1,000 requests that cross.
    let each =
        after.alternatives().into_iter().find(|it| it.title.to_string().contains("in each zone")).unwrap();
    assert_eq!(each.saves().rounded(2), "-26.50");
    assert_eq!(each.even.map(|it| (it.requests.to_string(), it.then_above)), Some(("3650".to_owned(), true)));
    let door = found("gateway endpoint");
    assert!(door.saves() > Usd::ZERO && door.edits.len() < 6, "{:?}", said(&all));
    assert!(!said(&all).iter().any(|it| it.starts_with("Add NAT")), "{:?}", said(&all));
}

#[test]
fn a_caller_that_waits_is_billed_twice() {
    let two = r#""c": {"kind": "client"}, "one": {"kind": "lambda_function", "mean_duration": 500}, "two": {"kind": "lambda_function", "mean_duration": 400}"#;
    let calls = r#""1": {"from": "c", "to": "one"}, "2": {"from": "one", "to": "two", "request_size": 1024}"#;
    let design = design(two, calls, MILLION);
    let all = design.alternatives();
    let queue = all.iter().find(|it| it.title.to_string().starts_with("Put a queue")).unwrap();
    // 400 ms of 128 MB a million times no longer waited for, against 3 million requests of the queue and its polling.
    assert_eq!((queue.now.rounded(4), queue.then.rounded(4)), ("2.2750".into(), "2.9007".into()));
    let after = design.with(&queue.edits).unwrap();
    let ends: Vec<_> = after
        .model()
        .connections()
        .map(|(_, it)| format!("{} {}", it.from.target().unwrap(), it.to.target().unwrap()))
        .collect();
    assert_eq!(ends, ["c one", "one two-queue", "two-queue two"]);
}

#[test]
fn nothing_changes_until_an_alternative_is_taken() {
    let model = load(include_str!("../../models/function-calls-function/model.json")).unwrap().model;
    let analysis = Analysis::new(model.clone());
    let all = analysis.alternatives();
    assert!(all.len() > 5 && *analysis.model() == model);
    for it in &all {
        let other = analysis.with(&it.edits).unwrap();
        assert_eq!(other.bill().monthly_total, it.then, "{}", it.title);
        assert!(load(&plat::model::file::save(other.model())).is_ok(), "{}", it.title);
    }
    assert!(all.windows(2).all(|pair| pair[0].saves() >= pair[1].saves()));
}

#[test]
fn what_moves_the_total_most() {
    let resources = r#""c": {"kind": "client"}, "fn": {"kind": "lambda_function", "memory_size": 1024}"#;
    let all =
        design(resources, r#""1": {"from": "c", "to": "fn"}"#, MILLION).sensitivities(&Terms::default()).all;
    let rows: Vec<_> = all
        .iter()
        .map(|it| format!("{} {} {}", it.label.en, it.tenth_more.rounded(4), it.elasticity.normalize()))
        .collect();
    // 0.20 for calls and 1.6667 for their duration.
    assert_eq!(
        rows,
        [
            "Requests per month 0.1867 1",
            "Calls per request 0.1867 1",
            "Share 0.1867 1",
            "Memory 0.1667 0.8929",
            "Mean duration 0.1667 0.8929",
            "Ephemeral storage 0.0002 0.0008"
        ]
    );
    assert!(matches!(&all[0].input, Input::Workload(id) if id.as_str() == "c"));
    assert!(design("", "", "").sensitivities(&Terms::default()).all.is_empty());
}

#[test]
fn how_serverless_a_design_is() {
    let grade = |resources: &str| {
        let said = design(resources, "", "").serverless();
        (
            said.grade,
            said.parts.iter().flat_map(|it| &it.reasons).map(ToString::to_string).collect::<Vec<_>>(),
        )
    };
    let none = Vec::<String>::new();
    assert_eq!(grade(r#""c": {"kind": "client"}"#), (Grade::Empty, none.clone()));
    assert_eq!(
        grade(r#""fn": {"kind": "lambda_function"}, "t": {"kind": "dynamodb_table", "storage_gb": 100}"#),
        (Grade::Fully, none)
    );
    let (found, reasons) = grade(r#""fn": {"kind": "lambda_function", "provisioned_concurrency": 1}"#);
    assert_eq!(found, Grade::None);
    assert_eq!(
        reasons,
        [
            "`fn` (Lambda function): sized by you",
            "`fn` (Lambda function): billed while idle, 1.37 USD a month"
        ]
    );
    let network =
        r#""r": {"kind": "region"}, "v": {"kind": "vpc", "in": "r"}, "s": {"kind": "subnet", "in": "v"}"#;
    let database = format!(
        r#"{network}, "fn": {{"kind": "lambda_function", "in": "s"}}, "orders-db": {{"kind": "db_instance", "in": "s"}}"#
    );
    let (found, reasons) = grade(&database);
    assert_eq!(found, Grade::Partly);
    assert!(
        reasons[0].starts_with("`orders-db` (RDS DB instance): sized by you")
            && reasons[1].contains("billed while idle"),
        "{reasons:?}"
    );
    let around = format!(
        r#"{network}, "fn": {{"kind": "lambda_function", "in": "s"}}, "door": {{"kind": "interface_endpoint", "in": "s"}}"#
    );
    assert_eq!(grade(&around).0, Grade::Mostly);
    let machine = format!(r#"{network}, "i": {{"kind": "instance", "in": "s"}}"#);
    assert_eq!(grade(&machine).0, Grade::None);
    let tied = design(&database, "", "").serverless();
    assert_eq!(tied.tied().map(|it| it.node.as_str()).collect::<Vec<_>>(), ["fn"]);
}

#[test]
fn sums_by_service_and_container_are_the_lines() {
    let text = include_str!("../../models/load-balancer-fargate-aurora/model.json");
    let analysis = Analysis::new(load(text).unwrap().model);
    let bill = analysis.bill();
    let total: Usd = bill.grouped(|line| line.service().to_owned()).values().map(|sum| sum.monthly).sum();
    assert_eq!(total, bill.monthly_total);
    let containers = analysis.sums_by_container(bill);
    let region = containers.iter().find(|(id, _)| id.as_str() == "us-east-1").unwrap().1;
    assert_eq!((region.monthly, region.fixed), (bill.monthly_total, bill.fixed_per_month));
    let at = |id: &str| containers.iter().find(|it| it.0.as_str() == id).unwrap().1.monthly;
    assert!(at("shop") < region.monthly && at("data-a") < at("shop"));
}

#[test]
fn totals_at_other_sizes() {
    let text = include_str!("../../models/http-api-lambda-dynamodb/model.json");
    let analysis = Analysis::new(load(text).unwrap().model);
    let all = analysis
        .totals(&Terms::default())
        .map(|(requests, usd, floor)| (requests.to_string(), usd.rounded(2), floor));
    let wanted = [("1000000", "2.16"), ("10000000", "21.58"), ("100000000", "215.83")];
    assert_eq!(all, wanted.map(|(requests, usd)| (requests.to_owned(), usd.to_owned(), false)));
    let floor = analysis.totals(&in_region("ap-southeast-1"));
    assert!(floor.iter().all(|it| it.2));
}

#[test]
fn tables_for_other_programs() {
    let resources = r#""fn": {"kind": "lambda_function"}, "api": {"kind": "http_api"}"#;
    let analysis =
        design(resources, r#""1": {"from": "api", "to": "fn"}"#, r#"{"at": "api", "requests": 1000000}"#);
    let csv = document::csv(analysis.bill(), Lang::En);
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(
        lines[0],
        "Resource,Component,Follows,Quantity,Unit,Price,Cost a month,Per million requests,Bands,Source"
    );
    assert!(
        lines[1].starts_with("api,HTTP API requests,requests,1,million requests,1,1.0000,1.0000,"),
        "{csv}"
    );
    assert_eq!(lines.len(), 1 + analysis.bill().lines.len());
    let sum: Decimal =
        lines[1..].iter().map(|line| line.split(',').nth(6).unwrap().parse::<Decimal>().unwrap()).sum();
    assert_eq!(Usd::new(sum).rounded(4), analysis.bill().monthly_total.rounded(4));
    let markdown = document::markdown(analysis.bill(), Lang::Ko);
    assert!(
        markdown.starts_with("| 리소스 |") && markdown.contains("- 이번 달 전체: 1.4083 USD"),
        "{markdown}"
    );
}

/// What the command line says of it, in one line each.
#[test]
fn the_command_line_says_it() {
    let plat = |arguments: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_plat"))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(arguments)
            .output()
            .unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let simple = "models/http-api-lambda-dynamodb/model.json";
    let said = |more: &[&str]| {
        let (code, out) = plat(&[&["cost", simple], more].concat());
        assert_eq!(code, Some(0), "{more:?}");
        out
    };
    let line = |out: &str, word: &str| {
        let found = out.lines().find(|line| line.contains(word)).unwrap_or_else(|| panic!("{word}: {out}"));
        found.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(line(&said(&[]), "at 100,000,000"), "all of a month at 100,000,000 requests 215.8334");
    assert_eq!(line(&said(&["--by", "service"]), "lambda"), "lambda 0.4083 0.0000 0.4083");
    assert_eq!(line(&said(&["--by", "container"]), "us-east-1  "), "us-east-1 2.1583 0.0000 2.1583");
    assert_eq!(line(&said(&["--advice"]), "arm64"), "Run `place-order` on arm64 2.1583 2.1167 -0.0417");
    assert_eq!(
        line(&said(&["--sensitivity"]), "Requests per month"),
        "workload shoppers Requests per month +0.2158 USD +1 %"
    );
    assert!(said(&["--format", "csv"]).starts_with("Resource,Component,"));
    assert!(said(&["--format", "markdown"]).starts_with("| Resource | Component |"));
    let other = "models/load-balancer-fargate-aurora/model.json";
    let compared = said(&["--compare", other]);
    assert_eq!(line(&compared, "fixed, a month"), "fixed, a month 0.0000 305.7600 +305.7600");
    assert!(line(&compared, "the other is").starts_with("the other is cheaper above 1"), "{compared}");
    let compared: serde_json::Value = serde_json::from_str(&said(&["--compare", other, "--json"])).unwrap();
    assert_eq!(compared["even"]["other_is_cheaper"], "above");
    let (code, out) = plat(&["serverless", other]);
    assert_eq!(code, Some(0));
    assert!(
        out.starts_with("partly serverless\n")
            && out.contains("`orders-db` (Aurora DB cluster): billed while idle, 175.20 USD a month")
    );
    let (_, out) = plat(&["serverless", simple, "--json"]);
    let verdict: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (&verdict["verdict"], &verdict["parts"][2]["layers"]["scaling"]),
        (&"fully".into(), &"provider".into())
    );
    assert_eq!(plat(&["cost", simple, "--compare", "models/nothing.json"]).0, Some(2));
    assert_eq!(plat(&["cost", simple, "--by", "weight"]).0, Some(2));
}
