//! What advice, comparison, sums and verdicts say when a price is not known, when values step, and when terms are given.
//! Models in, what the command line prints out.

use crate::cli::plat_in;
use std::path::Path;

fn model(resources: &str, connections: &str, workload: &str) -> String {
    format!(
        r#"{{"plat": 1, "resources": {{{resources}}}, "connections": {{{connections}}}, "workload": [{workload}]}}"#
    )
}

/// Exit code, standard output and standard error, spaces squeezed.
fn plat(arguments: &[&str], model: &str) -> (i32, String, String) {
    let (code, out, err) = plat_in(Path::new(env!("CARGO_MANIFEST_DIR")), arguments, model);
    let squeeze = |text: String| {
        let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        lines.collect::<Vec<_>>().join("\n")
    };
    (code, squeeze(out), squeeze(err))
}

/// The line of an answer that begins so.
fn line(arguments: &[&str], model: &str, word: &str) -> String {
    let (code, out, err) = plat(arguments, model);
    assert_eq!(code, 0, "{err}");
    let found = out.lines().find(|line| line.starts_with(word));
    found.unwrap_or_else(|| panic!("{word}: {out}")).to_owned()
}

const ADVICE: &[&str] = &["cost", "-", "--advice"];
const FUNCTION: &str =
    r#""f": {"kind": "lambda_function", "in": "r", "memory_size": 1024, "architecture": "ARCH"}"#;

fn function(region: &str, architecture: &str) -> String {
    let region = format!(r#""r": {{"kind": "region", "region_name": "{region}"}}, "#);
    model(&(region + &FUNCTION.replace("ARCH", architecture)), "", r#"{"at": "f", "requests": 1000000}"#)
}

#[test]
fn a_price_that_is_not_known_saves_nothing() {
    let design = function("eu-central-1", "arm64");
    let (_, out, _) = plat(ADVICE, &design);
    let last = out.lines().last().unwrap();
    assert!(last.starts_with("Run `f` on Fargate"), "{out}");
    assert!(last.contains(" at least 0.0000 unknown a price is not known"), "{out}");
}

/// REST requests above a thousand million have no known price in Seoul: not free, so nothing is overtaken there.
#[test]
fn nothing_overtakes_where_a_bill_is_a_floor() {
    let api = |kind: &str| {
        let resources = format!(
            r#""r": {{"kind": "region", "region_name": "ap-northeast-2"}}, "x": {{"kind": "{kind}", "in": "r"}}"#
        );
        model(&resources, "", r#"{"at": "x", "requests": 1000000}"#)
    };
    assert_eq!(
        line(ADVICE, &api("rest_api"), "Make `x`"),
        "Make `x` an HTTP API 3.5000 1.2300 -2.2700 not known above 1,000,000,000 requests a month"
    );
    let other = std::env::temp_dir().join(format!("plat-even-{}.json", std::process::id()));
    std::fs::write(&other, api("http_api")).unwrap();
    let (_, out, _) = plat(&["cost", "-", "--compare", other.to_str().unwrap()], &api("rest_api"));
    let said = out.lines().last().unwrap();
    assert!(
        said.starts_with("neither overtakes the other between 1,000 and 1,000,000,000 requests"),
        "{said}"
    );
    let (_, out, _) = plat(&["cost", "-", "--compare", other.to_str().unwrap()], &api("http_api"));
    std::fs::remove_file(&other).unwrap();
    assert!(out.lines().last().unwrap().starts_with("both cost the same"), "{out}");
    assert!(out.contains("all of this month 1.2300 1.2300 0.0000"), "{out}");
}

#[test]
fn terms_are_for_advice_and_sensitivity_too() {
    let design = function("us-east-1", "x86_64");
    let arm = "Run `f` on arm64";
    assert_eq!(line(ADVICE, &design, arm), format!("{arm} 1.8667 1.5333 -0.3333"));
    let ten = [ADVICE, &["--requests", "10000000"]].concat();
    assert_eq!(line(&ten, &design, arm), format!("{arm} 18.6667 15.3334 -3.3333"));
    let free = [ADVICE, &["--free-tier", "always"]].concat();
    assert!(line(&free, &design, arm).starts_with(&format!("{arm} 0.0000")), "{}", line(&free, &design, arm));
    let seoul = [&["cost", "-", "--sensitivity"][..], &["--requests", "10000000"]].concat();
    assert_eq!(line(&seoul, &design, "workload f"), "workload f Requests per month +1.8667 USD +1 %");
    // What is sized for a load is sized for the one that is asked for.
    let table = r#""f": {"kind": "lambda_function"}, "t": {"kind": "dynamodb_table"}"#;
    let writes = r#""1": {"from": "f", "to": "t", "kind": "read_write", "writes": 1}"#;
    let table = model(table, writes, r#"{"at": "f", "requests": 1000000}"#);
    assert!(line(&ten, &table, "Provision").contains("6 WCU"), "{}", line(&ten, &table, "Provision"));
    for refused in [&["--by", "service", "--format", "csv"][..], &["--all"], &["--requests", "1,5"]] {
        let (code, _, err) = plat(&[&["cost", "-"], refused].concat(), &design);
        assert_eq!(code, 2, "{refused:?}");
        assert!(err.starts_with("error: "), "{err}");
    }
    let (_, out, _) = plat(&["cost", "-", "--by", "service", "--json"], &design);
    let sums: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&sums[0]["what"], &sums[1]["what"]), (&"lambda".into(), &serde_json::Value::Null));
    assert_eq!(sums[1]["this_month"], "1.8667");
}

/// A VPC with a NAT gateway, and callers in private subnets of two zones.
fn behind_nat(more: &str, connections: &str) -> String {
    let network = r#""r": {"kind": "region"}, "v": {"kind": "vpc", "in": "r"}, "igw": {"kind": "internet_gateway", "in": "v"},
        "out": {"kind": "route_table", "in": "v", "routes": [{"target": "igw"}]},
        "p": {"kind": "subnet", "in": "v", "cidr_block": "10.0.11.0/24", "route_table_id": "out"},
        "e": {"kind": "elastic_ip", "in": "r"}, "n": {"kind": "nat_gateway", "in": "p", "allocation_id": "e"},
        "t": {"kind": "route_table", "in": "v", "routes": [{"target": "n"}]},
        "a": {"kind": "subnet", "in": "v", "route_table_id": "t"},
        "b": {"kind": "subnet", "in": "v", "cidr_block": "10.0.2.0/24", "availability_zone": "b", "route_table_id": "t"}"#;
    model(&format!("{network}, {more}"), connections, r#"{"at": "f", "requests": 10000000}"#)
}

#[test]
fn an_interface_endpoint_in_place_of_a_nat_gateway() {
    let send = r#""1": {"from": "f", "to": "q", "request_size": 60000}"#;
    let one = behind_nat(
        r#""f": {"kind": "lambda_function", "in": "a"}, "q": {"kind": "sqs_queue", "in": "r"}"#,
        send,
    );
    let said = line(ADVICE, &one, "Add an interface");
    assert!(said.starts_with("Add an interface endpoint for sqs in zone a "), "{said}");
    let two = one.replace(r#""in": "a"}"#, r#""in": "a", "subnet_ids": ["b"]}"#);
    let said = line(ADVICE, &two, "Add an interface");
    assert!(said.starts_with("Add an interface endpoint for sqs in zone a, b "), "{said}");
    // 558.79 GB at 0.045, half of it between zones at 0.02, against 0.01 and the hours of two addresses.
    assert!(said.contains(" 75.3170 64.7713 -10.5457 "), "{said}");
    // Nothing passes the NAT gateway then: without it and its address another 36.50.
    let said = line(ADVICE, &two, "Add endpoints for sqs, and remove `n`");
    assert!(said.contains(" 75.3170 28.2713 -47.0457"), "{said}");
    let (_, out, _) = plat(&["cost", "-", "--advice", "--json"], &two);
    let all: serde_json::Value = serde_json::from_str(&out).unwrap();
    let endpoint = all.as_array().unwrap().iter().find(|it| it["title"].to_string().contains("interface"));
    let edits = endpoint.unwrap()["edits"].as_array().unwrap();
    let said: Vec<String> = edits.iter().map(|it| format!("{} {}", it["edit"], it["id"])).collect();
    assert_eq!(
        said.join(", ").replace('"', ""),
        "change v, add sqs-endpoint-sg, add sqs-endpoint, change sqs-endpoint"
    );
    // A queue that is reached without the NAT gateway gets none.
    let outside = one.replace(r#""in": "a"}"#, r#""in": "r"}"#);
    assert!(!plat(ADVICE, &outside).1.contains("endpoint"));
}

#[test]
fn rows_can_be_told_apart() {
    let read = r#""1": {"from": "f", "to": "s", "kind": "read_write", "reads": 1, "read_size": 1000000},
        "2": {"from": "f", "to": "d", "kind": "read_write", "reads": 1, "read_size": 100000}"#;
    let design = behind_nat(
        r#""f": {"kind": "lambda_function", "in": "a"}, "s": {"kind": "s3_bucket", "in": "r"}, "d": {"kind": "dynamodb_table", "in": "r"}"#,
        read,
    );
    let (_, out, _) = plat(ADVICE, &design);
    for service in ["s3", "dynamodb"] {
        assert!(out.contains(&format!("Add a gateway endpoint for {service} to `t` ")), "{out}");
    }
}

/// A task in a private subnet cannot be called by an API without a VPC link.
#[test]
fn what_breaks_connections_is_not_offered() {
    let (_, out, _) = plat(&["cost", "models/http-api-lambda-dynamodb/model.json", "--advice"], "");
    assert!(out.contains("Run `place-order` on arm64"), "{out}");
    let file = include_str!("../../models/http-api-lambda-dynamodb/model.json");
    let analysis = plat::analysis::Analysis::new(plat::model::file::load(file).unwrap().model);
    for it in analysis.alternatives() {
        let other = analysis.with(&it.edits).unwrap();
        let failing = other.findings().iter().filter(|it| ["REACH001", "CON001"].contains(&it.rule.code));
        assert_eq!(failing.count(), 0, "{}", it.title);
    }
}

#[test]
fn sums_lose_nothing() {
    let resources = r#""r": {"kind": "region"}, "k": {"kind": "kms_key", "in": "r"}, "v": {"kind": "vpc", "in": "r"},
        "s": {"kind": "subnet", "in": "v"}, "i": {"kind": "instance", "in": "s"}, "c": {"kind": "cloudfront_distribution"}"#;
    let design = model(resources, "", r#"{"at": "c", "requests": 1000000, "response_size": 100000}"#);
    let (_, out, _) = plat_in(Path::new("."), &["cost", "-", "--by", "container"], &design);
    let names: Vec<&str> =
        out.lines().skip(4).map(|line| line.split("  ").find(|it| !it.is_empty()).unwrap()).collect();
    assert_eq!(names, ["r", "v", "s", "(in no container)", "total"], "{out}");
    assert!(out.contains("\n  v ") && out.contains("\n    s "), "{out}");
    let this_month = |word: &str| -> f64 {
        let line = out.lines().find(|line| line.starts_with(word)).unwrap();
        line.split_whitespace().last().unwrap().parse().unwrap()
    };
    assert!((this_month("r ") + this_month("(in no") - this_month("total")).abs() < 0.001, "{out}");
}

/// A hundred zones: those beyond 25 cost less, and every row is its quantity times its price, or says its bands.
#[test]
fn price_times_quantity_is_the_cost() {
    let zones: Vec<String> = (0..30).map(|i| format!(r#""z{i:02}": {{"kind": "hosted_zone"}}"#)).collect();
    let api = r#""r": {"kind": "region"}, "x": {"kind": "http_api", "in": "r"}"#;
    let design = model(&format!("{}, {api}", zones.join(", ")), "", r#"{"at": "x", "requests": 400000000}"#);
    let (_, out, _) = plat_in(Path::new("."), &["cost", "-", "--format", "csv"], &design);
    for row in out.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let number = |at: usize| cells[at].parse::<f64>();
        match number(5) {
            Ok(price) => assert!((number(3).unwrap() * price - number(6).unwrap()).abs() < 0.0001, "{row}"),
            Err(_) => assert!(row.contains(",300 × 1.00 + 100 × 0.90,"), "{row}"),
        }
    }
    let (_, out, _) = plat(&["cost", "-", "--json"], &design);
    let bill: serde_json::Value = serde_json::from_str(&out).unwrap();
    let api = bill["lines"].as_array().unwrap().iter().find(|it| it["resource"] == "x").unwrap();
    assert!(api["unit_price"].is_null());
    assert_eq!(api["bands"][1]["price"], "0.9");
}

#[test]
fn verdicts_do_not_take_the_unknown_for_nothing() {
    let stream = |region: &str| {
        let resources = format!(
            r#""r": {{"kind": "region", "region_name": "{region}"}}, "k": {{"kind": "kinesis_stream", "in": "r", "stream_mode": "PROVISIONED", "shard_count": 10}}"#
        );
        model(&resources, "", "")
    };
    let (_, out, _) = plat(&["serverless", "-"], &stream("us-east-1"));
    assert!(out.starts_with("not serverless") && out.contains("billed while idle, 109.50 USD"), "{out}");
    let (_, out, err) = plat(&["serverless", "-"], &stream("sa-east-1"));
    assert!(out.starts_with("not serverless") && out.contains("at a price that is not known"), "{out}");
    assert!(out.contains("\nk PaaS unknown "), "{out}");
    assert!(err.contains("note: not known, so that totals are floors: k: shard hours"), "{err}");
    // What is kept or watched is no capacity; what others run is shown.
    let kept = r#""f": {"kind": "lambda_function"}, "s": {"kind": "secret"}, "k": {"kind": "kms_key"}, "m": {"kind": "metric_namespace", "custom_metrics": 10},
        "u": {"kind": "user_pool"}, "x": {"kind": "external_service"}"#;
    let (_, out, _) = plat(&["serverless", "-"], &model(kept, "", ""));
    assert!(out.starts_with("serverless\n"), "{out}");
    assert!(out.contains("\nu BaaS 0.00 OpenID Connect") && out.contains("\nx SaaS 0.00 "), "{out}");
    // A load balancer is not sized, a provisioned table is; the provider runs what a NAT gateway runs on.
    let sized = behind_nat(
        r#""f": {"kind": "lambda_function", "in": "a"}, "d": {"kind": "dynamodb_table", "in": "r", "billing_mode": "PROVISIONED"},
        "l": {"kind": "application_load_balancer", "in": "v", "subnet_ids": ["a", "b"]}"#,
        "",
    );
    let (_, out, _) = plat(&["serverless", "-"], &sized);
    assert!(out.contains("`d` (DynamoDB table): sized by you"), "{out}");
    assert!(!out.contains("`l` (Application Load Balancer): sized by you"), "{out}");
    let (_, out, _) = plat(&["serverless", "-", "--json"], &sized);
    let said: serde_json::Value = serde_json::from_str(&out).unwrap();
    let layer = |id: &str, layer: &str| {
        let part = said["parts"].as_array().unwrap().iter().find(|it| it["id"] == id).unwrap();
        part["layers"][layer].as_str().unwrap().to_owned()
    };
    assert_eq!(
        (layer("n", "operating_system"), layer("n", "scaling")),
        ("provider".into(), "provider".into())
    );
    assert_eq!((layer("d", "scaling"), layer("l", "scaling")), ("customer".into(), "provider".into()));
}

/// One byte over a kilobyte is a second write unit: a step, not the number that moves the total most.
#[test]
fn steps_are_called_steps() {
    let resources = r#""f": {"kind": "lambda_function"}, "t": {"kind": "dynamodb_table"}"#;
    let write = r#""1": {"from": "f", "to": "t", "kind": "read_write", "writes": 1, "write_size": 1024}"#;
    let design = model(resources, write, r#"{"at": "f", "requests": 1000000}"#);
    let (_, out, _) = plat(&["cost", "-", "--sensitivity"], &design);
    let rows: Vec<&str> = out.lines().collect();
    assert!(rows[1].starts_with("workload f Requests per month"), "{out}");
    assert_eq!(rows.last().unwrap(), &"connection 1 Write size +0.6250 USD a step: 1,024 to 1,127");
}

#[test]
fn few_rows_of_many() {
    let functions: Vec<String> =
        (0..30).map(|i| format!(r#""f{i:02}": {{"kind": "lambda_function"}}"#)).collect();
    let design = model(&functions.join(", "), "", r#"{"at": "f00", "requests": 1000000}"#);
    let (_, out, err) = plat(ADVICE, &design);
    assert_eq!(out.lines().count(), 21, "{out}");
    assert!(out.lines().nth(1).unwrap().starts_with("Run `f00` on arm64"), "{out}");
    assert!(err.contains("other designs left out: "), "{err}");
    let (_, out, err) = plat(&[ADVICE, &["--all"]].concat(), &design);
    assert!(out.lines().count() > 30 && err.is_empty(), "{err}");
    let chain: Vec<String> =
        (1..30).map(|i| format!(r#""{i}": {{"from": "f00", "to": "f{i:02}"}}"#)).collect();
    let design = model(&functions.join(", "), &chain.join(", "), r#"{"at": "f00", "requests": 1000000}"#);
    let (_, out, err) = plat(&["cost", "-", "--sensitivity"], &design);
    assert_eq!(out.lines().count(), 21, "{out}");
    assert!(err.contains("numbers left out, which move less: "), "{err}");
}

#[test]
fn a_loop_that_amplifies_is_an_error_and_said_everywhere() {
    let resources =
        r#""f": {"kind": "lambda_function"}, "g": {"kind": "lambda_function"}, "k": {"kind": "kms_key"}"#;
    let design = model(
        resources,
        r#""1": {"from": "f", "to": "g"}, "2": {"from": "g", "to": "f"}"#,
        r#"{"at": "f", "requests": 1}"#,
    );
    let (code, out, _) = plat(&["check", "-"], &design);
    assert_eq!(code, 1);
    assert!(out.contains("SPEND005") && out.contains("`f` → `g` → `f`"), "{out}");
    for more in [&[][..], &["--advice"], &["--sensitivity"], &["--by", "resource"], &["--format", "csv"]] {
        let (_, out, err) = plat(&[&["cost", "-"], more].concat(), &design);
        assert!(err.contains("calls grow without end in the loop `f` → `g` → `f`"), "{more:?}: {err}");
        if more.is_empty() || more.contains(&"csv") || more.contains(&"resource") {
            assert!(more.is_empty() || out.lines().any(|line| line.starts_with('g')), "{out}");
        }
    }
}

#[test]
fn a_workload_is_missed_and_has_to_be_heard() {
    let resources = r#""r": {"kind": "region"}, "f": {"kind": "lambda_function", "in": "r"}"#;
    let codes = |workload: &str| {
        let (_, out, _) = plat(&["check", "-"], &model(resources, "", workload));
        ["SPEND006", "SPEND007"].into_iter().filter(|code| out.contains(code)).collect::<Vec<_>>()
    };
    assert_eq!(codes(""), ["SPEND006"]);
    assert_eq!(codes(r#"{"at": "r"}"#), ["SPEND007"]);
    // A schedule is what makes its requests.
    let timed = r#""r": {"kind": "region"}, "s": {"kind": "schedule", "in": "r"}, "fn": {"kind": "lambda_function", "in": "r"}"#;
    let starts = r#""c": {"from": "s", "to": "fn", "kind": "event_source"}"#;
    let (_, out, _) = plat(&["check", "-"], &model(timed, starts, r#"{"at": "s", "requests": 8760}"#));
    assert!(!out.contains("SPEND007"), "{out}");
    assert!(codes(r#"{"at": "f"}"#).is_empty());
    let quiet = model(r#""r": {"kind": "region"}, "v": {"kind": "vpc", "in": "r"}"#, "", "");
    assert!(!plat(&["check", "-"], &quiet).1.contains("SPEND"));
}

/// Numbers that no month has, and names that nothing has, are refused where they stand.
#[test]
fn absurd_input_is_refused_with_its_place() {
    let model = |workload: &str, region: &str, function: &str, connection: &str| {
        format!(
            r#"{{"plat": 1, "resources": {{"r": {{"kind": "region"{region}}}, "f": {{"kind": "lambda_function", "in": "r"{function}}}, "g": {{"kind": "lambda_function", "in": "r"}}}},
            "connections": {{"k": {{"from": "f", "to": "g"{connection}}}}}, "workload": [{workload}]}}"#
        )
    };
    let at = r#"{"at": "f"}"#;
    let cases = [
        (
            model(r#"{"at": "f", "requests": 1e300}"#, "", "", ""),
            "write `1e300` without an exponent",
            "workload[0].requests",
        ),
        (
            model(r#"{"at": "f", "requests": -5}"#, "", "", ""),
            "-5 is not from 0 to 1000000000000000",
            "workload[0].requests",
        ),
        (
            model(r#"{"at": "f", "requests": "many"}"#, "", "", ""),
            "expected a number",
            "workload[0].requests",
        ),
        (model(r#"{"at": "nobody"}"#, "", "", ""), "nothing is called `nobody`", "workload[0]"),
        (
            model(at, r#", "region_name": "mars-1""#, "", ""),
            "`mars-1` is not a region",
            "resources.r.region_name",
        ),
        (
            model(at, "", r#", "memory_size": 99999999999"#, ""),
            "is not from 128 to 10240",
            "resources.f.memory_size",
        ),
        (model(at, "", "", r#", "share": 1.5"#), "1.5 is not from 0 to 1", "connections.k.share"),
        (model(at, "", "", r#", "calls": -1"#), "-1 is not from 0 to 1000000", "connections.k.calls"),
        (model(at, "", "", r#", "retries": 1000"#), "1000 is not from 0 to 100", "connections.k.retries"),
    ];
    for (text, said, place) in cases {
        let (code, out, error) = plat_in(Path::new("."), &["cost", "-"], &text);
        assert_eq!(code, 2, "{text}");
        assert!(out.is_empty() && error.contains(said) && error.contains(&format!("({place})")), "{error}");
    }
    let good = model(at, "", "", "");
    for (option, said) in [
        ("--requests=1e300", "write `1e300` without an exponent"),
        ("--requests=-1", "-1 is not from 0 to"),
        ("--requests=NaN", "`NaN` is not a decimal number"),
        ("--region=mars-1", "`mars-1` is not a region"),
    ] {
        let (code, _, error) = plat_in(Path::new("."), &["cost", "-", option], &good);
        assert!(code == 2 && error.contains(said), "{option}: {error}");
    }
    // The least number of requests there is makes a bill like any other.
    let least = "--requests=0.0000000000000000000000000001";
    let (code, out, _) = plat_in(Path::new("."), &["cost", "-", least], &good);
    assert!(code == 0 && out.contains("all of this month"), "{out}");
}

/// What was bought for bursts that happened is not idle; throughput that was bought is sized by whoever bought it.
#[test]
fn bursts_are_not_idle_and_bought_throughput_is_sized() {
    let place =
        r#""r": {"kind": "region"}, "v": {"kind": "vpc", "in": "r"}, "a": {"kind": "subnet", "in": "v"}"#;
    let database = format!(
        r#"{place}, "db": {{"kind": "db_instance", "in": "a", "engine": "mysql", "surplus_vcpu_hours": 100}}"#
    );
    let (_, with, _) = plat(&["serverless", "-"], &model(&database, "", ""));
    let (_, without, _) =
        plat(&["serverless", "-"], &model(&database.replace(r#", "surplus_vcpu_hours": 100"#, ""), "", ""));
    assert_eq!(with, without);
    let files = |bought: &str| {
        let files = format!(r#"{place}, "files": {{"kind": "efs_file_system", "in": "v"{bought}}}"#);
        plat(&["serverless", "-"], &model(&files, "", "")).1
    };
    assert!(!files("").contains("sized by you"), "{}", files(""));
    let bought = files(r#", "provisioned_throughput": 100"#);
    assert!(bought.contains("`files` (EFS file system): sized by you"), "{bought}");
}

/// A line without a price has no source, and takes no number from those that have one.
#[test]
fn sources_are_numbered_without_holes() {
    let resources = r#""r": {"kind": "region", "region_name": "ap-northeast-2"}, "a": {"kind": "lambda_function", "in": "r"},
        "n": {"kind": "schedule", "in": "r"}, "t": {"kind": "dynamodb_table", "in": "r"}"#;
    let connections = r#""1": {"from": "n", "to": "a", "kind": "event_source"}, "2": {"from": "a", "to": "t", "kind": "read_write", "writes": 1}"#;
    let (_, out, _) = plat(&["cost", "-"], &model(resources, connections, r#"{"at": "n"}"#));
    let numbers: Vec<&str> =
        out.lines().filter_map(|line| line.strip_prefix('[')?.split(']').next()).collect();
    assert_eq!(numbers, ["1", "2"], "{out}");
}
