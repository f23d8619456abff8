//! The built binary on good and bad input: what it prints, where, and how it exits.

use serde_json::Value;
use std::{
    fs,
    io::{Read, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Runs the binary in a folder; answers exit code, standard output and standard error.
pub fn plat_in(folder: &Path, arguments: &[&str], input: &str) -> (i32, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_plat"))
        .current_dir(folder)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that refuses its arguments never reads.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn models() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("models")
}

/// Runs the binary beside the sample designs.
fn plat(arguments: &[&str]) -> (i32, String, String) {
    plat_in(&models(), arguments, "")
}

/// Runs the binary with a model on standard input.
fn piped(arguments: &[&str], input: &str) -> (i32, String, String) {
    plat_in(&models(), arguments, input)
}

/// One JSON document and nothing else.
fn json(arguments: &[&str]) -> (i32, Value) {
    let (code, out, _) = plat(arguments);
    (code, serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}")))
}

const SIMPLE: &str = "http-api-lambda-dynamodb/model.json";
const BROKEN: &str = "private-function-no-endpoint/model.json";
const WEB: &str = "public-private-nat-web-server/model.json";

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn cost_has_its_fixed_fields() {
    let (code, bill) = json(&["cost", SIMPLE, "--json"]);
    assert_eq!(code, 0);
    assert_eq!(
        keys(&bill),
        [
            "region",
            "prices_as_of",
            "requests",
            "marginal_per_million",
            "fixed_per_month",
            "monthly_total",
            "per_million_total",
            "unknown",
            "problems",
            "lines"
        ]
    );
    assert_eq!(bill["marginal_per_million"], "2.1583");
    assert_eq!(bill["fixed_per_month"], "0.0000");
    assert_eq!(bill["per_million_total"], "2.1583");
    assert_eq!(bill["requests"].to_string(), "1000000");
    let duration = &bill["lines"][4];
    assert_eq!(duration["resource"], "place-order");
    assert_eq!(duration["quantity"].to_string(), "12500");
    assert_eq!(duration["unit_price"], "0.0000166667");
    assert_eq!(duration["cost"], "0.20833375");
    assert_eq!(duration["basis"], "marginal");
    assert!(duration["source"].as_str().unwrap().contains("2026-09-06"));
}

#[test]
fn cost_takes_other_terms() {
    let of = |more: &[&str], field: &str| {
        let arguments = [&["cost", SIMPLE, "--json"], more].concat();
        json(&arguments).1[field].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(of(&["--region", "ap-northeast-2"], "marginal_per_million"), "2.4538");
    assert_eq!(of(&["--region", "ap-northeast-2"], "region"), "ap-northeast-2");
    assert_eq!(of(&["--free-tier", "always"], "per_million_total"), "1.7500");
    assert_eq!(of(&["--requests", "10,000,000"], "monthly_total"), "21.5833");
    let (code, out, err) = plat(&["cost", SIMPLE, "--region", "ap-southeast-1"]);
    assert_eq!(code, 0);
    assert!(out.contains("unknown") && out.contains("at least"), "{out}");
    assert!(
        err.starts_with(
            "note: not known, so that totals are floors: orders: read request units, orders: write"
        ),
        "{err}"
    );
    for bad in [["--requests", "many"], ["--requests", "-1"], ["--region", "Seoul"], ["--free-tier", "some"]]
    {
        let (code, out, err) = plat(&["cost", SIMPLE, bad[0], bad[1]]);
        assert_eq!((code, out.as_str()), (2, ""), "{bad:?}");
        assert!(err.starts_with("error: "), "{err}");
    }
}

#[test]
fn reach_has_its_fixed_fields_and_codes() {
    let ask = ["reach", BROKEN, "--from", "place-order", "--to", "orders", "--port", "443"];
    let (code, answer) = json(&[&ask[..], &["--json"]].concat());
    assert_eq!(code, 1);
    for field in ["verdict", "code", "direction", "blocked_at", "forward", "return", "packets"] {
        assert!(answer.get(field).is_some(), "{field}");
    }
    assert_eq!(answer["verdict"], "unreachable");
    assert_eq!(answer["code"], "NO_ROUTE_TO_DESTINATION");
    assert_eq!(answer["direction"], "forward");
    assert_eq!(answer["blocked_at"]["resource"], "rtb-private");
    assert_eq!(answer["forward"][0]["resource"], "place-order");
    let (_, out, err) = plat(&ask);
    assert!(out.starts_with("unreachable  NO_ROUTE_TO_DESTINATION: ") && err.is_empty(), "{out}{err}");

    let (code, answer) = json(&["reach", WEB, "--from", "app", "--to", "internet", "--json"]);
    assert_eq!((code, &answer["verdict"], &answer["code"]), (0, &"reachable".into(), &Value::Null));
    let (code, answer) =
        json(&["reach", WEB, "--from", "internet", "--to", "kind:instance", "--json", "--all-paths"]);
    assert_eq!((code, answer["pairs"].as_array().unwrap().len()), (0, 2));
}

#[test]
fn reach_refuses_what_it_cannot_ask() {
    let said = |arguments: &[&str]| {
        let (code, out, err) = plat(&[&["reach", WEB], arguments].concat());
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}");
        err
    };
    assert_eq!(
        said(&["--from", "apq", "--to", "web"]),
        "error: nothing is called `apq`; did you mean `app`?\n"
    );
    assert_eq!(
        said(&["--from", "kind:lambda_function", "--to", "web"]),
        "error: `kind:lambda_function` selects nothing here\n"
    );
    assert_eq!(
        said(&["--from", "app", "--to", "web", "--protocol", "icmp", "--port", "1"]),
        "error: icmp has no ports\n"
    );
    assert!(said(&["--from", "kind:lambda", "--to", "web"]).contains("there is no kind `lambda`"));
    assert!(said(&["--from", "", "--to", "web"]).contains("it selects nothing"));
    assert!(said(&["--from", "app", "--to", "web", "--port", "99999"]).contains("is not a port"));
    assert!(said(&[]).contains("--from"));
}

/// One list of words for protocols, wherever they are written.
#[test]
fn protocols_are_written_in_one_way() {
    let ask = ["reach", WEB, "--from", "web", "--to", "app", "--port", "8080", "--protocol"];
    for words in [&["TCP"][..], &["-1"], &["all"], &["any"], &["6"]] {
        let (code, _, err) = plat(&[&ask[..], words].concat());
        assert_eq!((code, err.as_str()), (0, ""), "{words:?}");
    }
    let (code, _, err) = plat(&[&ask[..], &["tpc"]].concat());
    let list = "tcp, udp, icmp, icmpv6, all (or -1, any), or a number from 0 to 255";
    assert!(code == 2 && err.contains(list), "{err}");
    for command in ["reach", "matrix"] {
        let (_, help, _) = plat(&[command, "--help"]);
        assert!(help.split_whitespace().collect::<Vec<_>>().join(" ").contains(list), "{help}");
    }
    let (code, _, err) = plat(&["matrix", WEB, "--protocol", "icmp", "--port", "80"]);
    assert_eq!((code, err.as_str()), (2, "error: icmp has no ports\n"));
    assert_eq!(plat(&["matrix", WEB, "--protocol", "-1"]).0, 0);
}

/// What people write instead of a name is answered with the name.
#[test]
fn what_is_meant_is_offered() {
    let help = |arguments: &[&str]| {
        let (code, out, err) = plat(arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}");
        err.lines().last().unwrap_or_default().trim().to_owned()
    };
    for (typed, meant) in [
        ("lambda", "`lambda_function`"),
        ("alb", "`application_load_balancer`"),
        ("rds", "`db_instance`"),
        ("tgw", "`transit_gateway`"),
        ("pcx", "`vpc_peering_connection`"),
        ("vpc_endpoint", "`interface_endpoint`"),
    ] {
        let said = help(&["kinds", typed]);
        assert!(said.starts_with("help: did you mean ") && said.contains(meant), "{typed}: {said}");
    }
    assert!(help(&["explain", "NO_ROUTE"]).starts_with("help: did you mean `NO_ROUTE_TO_DESTINATION`"));
    assert!(help(&["explain", "zebra"]).contains("`plat explain` lists the codes"));
    let (_, _, err) = plat(&["reach", WEB]);
    assert!(err.contains("`--from`") && err.contains("`--to`"), "{err}");
    let (_, _, err) = plat(&["reach", WEB, "--from", "web", "--to", "10.0.2.4:8080"]);
    assert!(
        err.contains("`10.0.2.4:8080` has a port, which goes apart: `10.0.2.4` and `--port 8080`"),
        "{err}"
    );
    let (_, out, _) = plat(&["kinds", "security_group"]);
    assert!(
        !out.contains("see below") && out.contains(r#"[{"ip_protocol":"-1","cidr":"0.0.0.0/0"}]"#),
        "{out}"
    );
}

/// A rule about nothing is refused where it stands.
#[test]
fn rules_without_ends_are_refused() {
    let refused = |rule: &str| {
        let text = format!(r#"{{"plat": 1, "resources": {{"c": {{"kind": "client"}}}}, "rules": [{rule}]}}"#);
        let (code, out, err) = piped(&["check", "-"], &text);
        assert_eq!((code, out.as_str()), (2, ""), "{rule}");
        err
    };
    let said = refused(r#"{"to": "c"}"#);
    assert!(
        said.starts_with("error: a rule says where packets start: `from` is missing\n")
            && said.contains("(rules[0])"),
        "{said}"
    );
    assert!(
        refused(r#"{"from": "c"}"#).starts_with("error: a rule says where packets go: `to` is missing\n")
    );
}

/// A public address that an Elastic IP address gives is not the instance's field to mend.
#[test]
fn a_finding_points_at_the_elastic_ip_address() {
    let text = r#"{"plat": 1, "resources": {
        "r": {"kind": "region"}, "v": {"kind": "vpc", "in": "r"},
        "s": {"kind": "subnet", "in": "v", "cidr_block": "10.0.1.0/24"},
        "i": {"kind": "instance", "in": "s"},
        "e": {"kind": "elastic_ip", "in": "r", "instance_id": "i"}}}"#;
    let (_, out, _) = piped(&["check", "-"], text);
    assert!(
        out.contains("[EC2002] e.instance_id: `i` has a public address, but the subnet `s` has no route"),
        "{out}"
    );
}

/// A code's page says what mends it, which rules it comes from and where AWS says so; a rule has a page too.
#[test]
fn codes_and_rules_are_explained() {
    let (code, out, _) = plat(&["explain", "no_route_to_destination"]);
    assert_eq!(code, 0);
    for part in [
        "no route in this table covers the destination\nhelp: add a route for the destination",
        "source: https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html\n",
        "source: https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html\n",
        "RT-2   The longest prefix that covers the destination wins\n",
        "RET-1  ",
    ] {
        assert!(out.contains(part), "{part}: {out}");
    }
    let (_, out, _) = plat(&["explain", "rt-2"]);
    assert!(out.contains("The longest prefix that covers the destination wins\n"), "{out}");
    assert!(out.contains("codes: NO_ROUTE_TO_DESTINATION, CANNOT_ROUTE, MORE_SPECIFIC_ROUTE\n"), "{out}");
    let (_, all) = json(&["explain", "--json"]);
    let entries = all.as_array().unwrap();
    let lacking = entries.iter().filter(|it| it["severity"].is_null() && it["rules"].is_array());
    let lacking: Vec<_> = lacking.filter(|it| it["help"].is_null()).collect();
    assert!(lacking.is_empty(), "{lacking:?}");
}

/// A finding about packets names the command that shows their way.
#[test]
fn check_names_the_command_that_shows_the_way() {
    let (_, out, _) = plat(&["check", BROKEN]);
    let command = format!("plat reach {BROKEN} --from place-order --to orders --port 443");
    assert!(out.contains(&format!("    see: {command}\n")), "{out}");
    let arguments: Vec<&str> = command.split(' ').skip(1).collect();
    assert!(plat(&arguments).1.starts_with("unreachable  NO_ROUTE_TO_DESTINATION"));
    let (_, found) = json(&["check", BROKEN, "--json"]);
    assert_eq!(found["findings"][0]["see"], command.as_str());
}

/// What the model invents for a service is not shown; protocols without a name are called by their number.
#[test]
fn services_and_protocols_go_by_names() {
    let shop = "load-balancer-fargate-aurora/model.json";
    let (_, out, _) =
        plat(&["reach", shop, "--from", "orders", "--to", "images", "--port", "443", "--through", "nat-a"]);
    assert!(out.starts_with("unreachable  MORE_SPECIFIC_ROUTE") && !out.contains("240."), "{out}");
    let (_, out, _) = plat(&["reach", WEB, "--from", "web", "--to", "internet", "--protocol", "50"]);
    assert!(out.contains("internet protocol 50\n") && out.contains("for example protocol 50 "), "{out}");
}

#[test]
fn check_has_its_fixed_fields_and_codes() {
    assert_eq!(plat(&["check", SIMPLE]).0, 0);
    assert_eq!(plat(&["check", SIMPLE, BROKEN]).0, 1);
    let (code, found) = json(&["check", BROKEN, "--json"]);
    assert_eq!((code, keys(&found)), (1, vec!["findings", "rules", "summary"]));
    let rule = &found["rules"][0];
    assert_eq!(
        (&rule["name"], &rule["verdict"]),
        (&"the function reaches the table".into(), &"fails".into())
    );
    assert_eq!(rule["witness"]["code"], "NO_ROUTE_TO_DESTINATION");
    assert_eq!(found["rules"][1]["witness"], Value::Null);
    let finding = &found["findings"][0];
    assert_eq!(
        keys(finding),
        [
            "file",
            "code",
            "severity",
            "resource",
            "field",
            "connection",
            "message",
            "help",
            "source",
            "see",
            "line",
            "column",
            "fingerprint",
            "fails",
            "suppressed"
        ]
    );
    assert_eq!(
        (&finding["severity"], &finding["connection"]),
        (&"error".into(), &"place-order-orders".into())
    );
    assert_eq!(
        (&found["summary"]["ok"], found["summary"]["rules_failed"].as_u64()),
        (&false.into(), Some(1))
    );
}

#[test]
fn check_speaks_to_ci() {
    let out = |format: &str| {
        let (code, out, _) = plat(&["check", BROKEN, "--format", format]);
        assert_eq!(code, 1);
        out
    };
    let sarif: Value = serde_json::from_str(&out("sarif")).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let codes: Vec<_> = results.iter().map(|it| it["ruleId"].as_str().unwrap()).collect();
    assert_eq!((&sarif["version"], codes), (&"2.1.0".into(), vec!["REACH001", "MODEL_RULE"]));
    assert_eq!(results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], BROKEN);
    let github = out("github");
    let starts: Vec<_> = github.lines().map(|line| line.split("::").nth(1).unwrap()).collect();
    let at = |line, column, title| {
        format!("error file=private-function-no-endpoint/model.json,line={line},col={column},title={title}")
    };
    let text = fs::read_to_string(models().join(BROKEN)).unwrap();
    let (mut lines, mut places) = (text.lines(), Vec::new());
    for wanted in ["    \"place-order-orders\": ", "    { \"name\": \"the function reaches the table\""] {
        let before = text.lines().count() - lines.clone().count();
        places.push(before + lines.position(|line| line.starts_with(wanted)).unwrap() + 1);
    }
    assert_eq!(starts, [at(places[0], 5, "REACH001"), at(places[1], 5, "the function reaches the table")]);
    let junit = out("junit");
    assert!(junit.contains(r#"tests="4" failures="2""#) && junit.ends_with("</testsuites>\n"), "{junit}");
    assert_eq!(out("json"), plat(&["check", BROKEN, "--json"]).1);
}

#[test]
fn a_rule_about_nothing_does_not_hold() {
    let text = r#"{"plat": 1, "resources": {"c": {"kind": "client"}}, "rules": [{"from": "c", "to": "kind:instance", "expect": "unreachable"}]}"#;
    let (code, out, _) = piped(&["check", "-"], text);
    assert_eq!(code, 1);
    assert_eq!(
        out,
        "  unknown  unreachable: c → kind:instance  all traffic, IPv4 and IPv6  `kind:instance` selects nothing that has a place in the network\n\n\
         0 errors, 0 warnings, 0 notes; 0 of 1 rule hold\n"
    );
}

/// What is said about a bad model on standard input.
fn refused(text: &str) -> String {
    let (code, out, err) = piped(&["check", "-"], text);
    assert_eq!((code, out.as_str()), (2, ""), "{text}");
    err
}

#[test]
fn bad_models_are_refused_with_their_place() {
    assert_eq!(
        refused(
            "{\n  \"plat\": 1,\n  \"resources\": {\n    \"vpc-main\": {\n      \"kind\": \"vpc\",\n      \"cidr_blok\": \"10.0.0.0/16\"\n    }\n  }\n}\n"
        ),
        "error: unknown key `cidr_blok`\n --> <stdin>:6:7 (resources.vpc-main)\n help: did you mean `cidr_block`?\n"
    );
    assert_eq!(
        refused(r#"{"plat": 1, "resources": {"v": {"kind": "vpc", "cidr_block": "10.0.0.1/8"}}}"#),
        "error: `10.0.0.1/8` has bits set beyond its prefix; did you mean `10.0.0.0/8`?\n --> <stdin>:1:62 (resources.v.cidr_block)\n"
    );
    assert_eq!(refused(""), "error: the file is empty\n --> <stdin>:1:1\n");
    assert_eq!(
        refused("[]"),
        "error: this is not a Plat model\n --> <stdin>:1:1\n help: a model is an object that starts with \"plat\": 1\n"
    );
    assert!(refused("{\"plat\": 1,").starts_with("error: "));
    assert!(refused("\0\0\0\u{1}").starts_with("error: "));
    assert!(
        refused(r#"{"plat": 1, "resources": {"a": {"kind": "lamda_function"}}}"#)
            .contains("did you mean `lambda_function`?")
    );
    // What a file says does not steer the terminal.
    assert!(!refused("{\"plat\": 1, \"\\u001b[31mred\": 1}").contains('\x1b'));
    let deep = format!("{{\"plat\": {}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(refused(&deep).starts_with("error: "));
}

#[test]
fn bad_files_are_refused_before_they_are_read() {
    let folder = std::env::temp_dir().join(format!("plat-cli-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let said = |name: &str| {
        let (code, out, err) = plat_in(&folder, &["cost", name], "");
        assert_eq!((code, out.as_str()), (2, ""), "{name}");
        err
    };
    assert_eq!(said("none.json"), "error: cannot read `none.json`: there is no such file\n");
    assert_eq!(said("."), "error: there is no model in the folder `.`\n");
    fs::write(folder.join("binary.json"), [0xff, 0xfe, 0, 1]).unwrap();
    assert_eq!(
        said("binary.json"),
        "error: the text is not UTF-8\n --> binary.json:1:1\n help: save the file as UTF-8\n"
    );
    // A hole of a gigabyte takes no room.
    fs::File::create(folder.join("huge.json")).unwrap().set_len(1 << 30).unwrap();
    assert_eq!(said("huge.json"), "error: `huge.json` is larger than 64 MB\n help: is it a model?\n");
    if Path::new("/dev/zero").exists() {
        assert_eq!(said("/dev/zero"), "error: `/dev/zero` is larger than 64 MB\n help: is it a model?\n");
    }
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_folder_stands_for_its_models() {
    let folder = std::env::temp_dir().join(format!("plat-folder-{}", std::process::id()));
    fs::create_dir_all(folder.join("b/.hidden")).unwrap();
    let check = |name: &str| plat_in(&folder, &["check", name], "");
    let none = "error: there is no model in the folder `.`\n";
    assert_eq!(check("."), (2, String::new(), none.to_owned()));
    for file in ["b/b.json", "a.json", "b/.hidden/c.json"] {
        fs::write(folder.join(file), r#"{"plat": 1}"#).unwrap();
    }
    fs::write(folder.join("package.json"), "{}").unwrap();
    let (code, out, err) = check(".");
    let files: Vec<&str> = out.lines().filter(|line| line.ends_with(".json")).collect();
    assert_eq!((code, files), (0, vec!["./a.json", "./b/b.json"]), "{out}");
    assert_eq!(err, "note: `./package.json` is no model and was left out\n");
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn exposure_names_what_lets_packets_in() {
    let (code, out, _) = plat(&["exposure", "public-private-nat-web-server/model.json"]);
    assert_eq!(code, 0);
    assert!(out.starts_with("web (ipv4, reachable)\n  TRAFFIC  TO"), "{out}");
    for said in ["  tcp 443  198.18.0.1/32  internet\n", "sg-web, ingress", "0.0.0.0/0 → igw-main"] {
        assert!(out.contains(said), "{said}: {out}");
    }
    let (_, all) = json(&["exposure", "public-private-nat-web-server/model.json", "--json"]);
    let v4 = all["exposed"].as_array().unwrap().iter().filter(|it| it["family"] == "ipv4");
    let ends: Vec<_> = v4.map(|it| (it["end"].clone(), it["packets"][0]["ports"].clone())).collect();
    assert_eq!(ends, [("web".into(), serde_json::json!(["443"]))]);
    let (_, out, _) = plat(&["exposure", "s3-upload-triggers-function/model.json"]);
    assert!(out.starts_with("packets from the internet reach no interface of this model\n"), "{out}");
}

#[test]
fn blast_follows_calls_and_events() {
    let (code, all) =
        json(&["blast", "s3-upload-triggers-function/model.json", "--from", "uploads", "--json"]);
    assert_eq!(code, 0);
    let hits: Vec<_> = all["hits"].as_array().unwrap().iter().filter(|it| it["layer"] == "call").collect();
    let far: Vec<_> = hits.iter().map(|it| (it["end"].clone(), it["steps"].clone())).collect();
    assert_eq!(far[0], ("make-thumbnail".into(), 1.into()));
    assert!(far[1..].contains(&("pictures".into(), 2.into())), "{far:?}");
    let (_, out, _) = plat(&["blast", "public-private-nat-web-server/model.json", "--from", "web"]);
    assert!(out.contains("    1  app       packets  tcp 8080\n"), "{out}");
    let (code, _, err) = plat(&["blast", "public-private-nat-web-server/model.json", "--from", "wbe"]);
    assert!(code == 2 && err.contains("did you mean `web`?"), "{err}");
}

/// What a newer format says may be known in part only, and the rest might turn every answer round.
#[test]
fn newer_files_are_refused_by_every_command() {
    let newer =
        r#"{"plat": 2, "resources": {"a": {"kind": "teleporter"}}, "rules": [{"expect": "sideways"}]}"#;
    for arguments in [
        &["check", "-"][..],
        &["cost", "-", "--json"],
        &["reach", "-", "--from", "internet", "--to", "1.2.3.4"],
        &["matrix", "-"],
        &["exposure", "-"],
        &["blast", "-", "--from", "internet"],
        &["diff", SIMPLE, "-"],
        &["fmt", "-"],
    ] {
        let (code, out, err) = piped(arguments, newer);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}: {err}");
        let said = "error: the file has format 2; this version of Plat knows 1, and 2 things in it are not known here\n --> <stdin>\n help: use the version of Plat that wrote it, or a later one\n";
        assert_eq!(err, said, "{arguments:?}");
    }
}

#[test]
fn reference_commands() {
    let (code, schema) = json(&["schema"]);
    assert_eq!((code, &schema["$schema"]), (0, &"https://json-schema.org/draft/2020-12/schema".into()));
    let (code, out, _) = plat(&["kinds"]);
    // The names make the first column, as wide as the longest.
    let mut lines = out.lines().filter_map(|line| line.strip_prefix("  lambda_function "));
    let line = lines.next().map(str::trim_start);
    assert!(code == 0 && line.is_some_and(|it| it.starts_with("Code that runs when it is called")), "{out}");
    let (_, out, _) = plat(&["kinds", "lambda_function"]);
    assert!(out.contains("memory_size") && out.contains("whole 128-10240 MB"), "{out}");
    assert!(out.contains("x86_64 | arm64"), "{out}");
    let (_, out, _) = plat(&["kinds", "network_acl"]);
    assert!(out.contains("ingress[].rule_number"), "{out}");
    let (_, kinds) = json(&["kinds", "--json"]);
    assert!(
        kinds
            .as_array()
            .unwrap()
            .iter()
            .all(|kind| kind["help"].as_str().is_some_and(|help| !help.is_empty()))
    );
    assert_eq!(
        plat(&["kinds", "lamda_function"]).2,
        "error: there is no kind `lamda_function`\n help: did you mean `lambda_function`?\n"
    );
    let (code, out, _) = plat(&["explain", "no_route_to_destination"]);
    assert!(code == 0 && out.starts_with("NO_ROUTE_TO_DESTINATION  why packets stop"), "{out}");
    let (_, codes) = json(&["explain", "--json"]);
    let codes: Vec<&str> =
        codes.as_array().unwrap().iter().map(|code| code["code"].as_str().unwrap()).collect();
    for code in &codes {
        assert_eq!(plat(&["explain", code]).0, 0, "{code}");
    }
    assert_eq!(plat(&["explain", "NO_ROUTE"]).0, 2);
}

#[test]
fn usage_errors_are_two_and_help_is_nought() {
    assert_eq!(plat(&["--help"]).0, 0);
    assert_eq!(
        plat(&["--version"]),
        (0, concat!("plat ", env!("CARGO_PKG_VERSION"), "\n").into(), String::new())
    );
    for bad in [&["frobnicate"][..], &["check"], &["cost"], &["check", SIMPLE, "--format", "pdf"]] {
        assert_eq!(plat(bad).0, 2, "{bad:?}");
    }
}

#[test]
fn nothing_is_coloured_in_a_pipe() {
    for arguments in [&["kinds"][..], &["check", BROKEN], &["cost", SIMPLE], &["kinds", "vpc"]] {
        let (_, out, err) = plat(arguments);
        assert!(!out.contains('\x1b') && !err.contains('\x1b'), "{arguments:?}");
    }
}

#[test]
fn a_closed_pipe_is_no_panic() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_plat"))
        .arg("schema")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for arguments in [&["cost", WEB, "--json"][..], &["check", WEB, "--json"], &["kinds", "--json"]] {
        assert_eq!(plat(arguments), plat(arguments));
    }
}

#[test]
fn matrix_asks_every_pair() {
    let (code, found) = json(&["matrix", WEB, "--json"]);
    let ends: Vec<&str> = found["ends"].as_array().unwrap().iter().map(|end| end.as_str().unwrap()).collect();
    assert_eq!((code, ends), (0, vec!["app", "internet", "visitors", "web"]));
    // Between the internet and the visitors nothing is asked.
    assert_eq!(found["pairs"].as_array().unwrap().len(), 10);
    let verdict = |from: &str, to: &str| {
        let pairs = found["pairs"].as_array().unwrap().iter();
        let mut of = pairs.filter(|pair| pair["from"] == from && pair["to"] == to);
        of.next().unwrap()["verdict"].as_str().unwrap().to_owned()
    };
    assert_eq!([verdict("web", "app"), verdict("visitors", "app")], ["reachable", "unreachable"]);
    let (_, out, _) = plat(&["matrix", WEB, "--port", "443"]);
    assert!(out.starts_with("IPv4, tcp, port 443\n\n"), "{out}");
    assert!(out.contains("1  app") && out.ends_with("· nothing to ask\n"), "{out}");
    let (_, found) = json(&["matrix", "dual-stack-egress-only/model.json", "--ipv6", "--json"]);
    assert_eq!(found["family"], "ipv6");
    let pairs = found["pairs"].as_array().unwrap();
    let out = pairs.iter().find(|it| it["from"] == "worker" && it["to"] == "internet").unwrap();
    assert_eq!(out["verdict"], "reachable", "over the egress-only internet gateway");
    let (_, text, _) = plat(&["matrix", "dual-stack-egress-only/model.json", "--ipv6", "--protocol", "icmp"]);
    assert!(text.starts_with("IPv6, icmp\n\n"), "{text}");
}

#[test]
fn diff_says_what_changed() {
    let (old, new) = ("private-function-gateway-endpoint/model.json", BROKEN);
    let (code, found) = json(&["diff", old, new, "--json"]);
    assert_eq!(code, 1);
    let gone: Vec<_> =
        found["changes"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
    assert_eq!(gone, ["model", "dynamodb-endpoint", "only the endpoint leads to the table"]);
    assert_eq!(found["changes"][1]["new"], Value::Null);
    assert_eq!(found["reachability"][0]["from"], "place-order");
    assert_eq!(found["reachability"][0]["new"], "unreachable");
    assert_eq!(found["cost"]["monthly_total"]["change"], "0.0000");
    assert_eq!(plat(&["diff", old, old]), (0, "no difference\n".into(), String::new()));
    let (_, out, _) = plat(&["diff", BROKEN, old]);
    assert!(
        out.contains("+  resources  dynamodb-endpoint") && out.contains("unreachable  reachable"),
        "{out}"
    );
    assert_eq!(plat(&["diff", "-", "-"]).0, 2);
    // Positions are no difference; a second rule of the same name is.
    let text = fs::read_to_string(models().join(old)).unwrap();
    let mut model: Value = serde_json::from_str(&text).unwrap();
    model["layout"] = Value::Object(Default::default());
    assert_eq!(piped(&["diff", old, "-"], &model.to_string()).0, 0);
    let again = model["rules"][0].clone();
    model["rules"].as_array_mut().unwrap().push(again);
    let (code, out, _) = piped(&["diff", old, "-"], &model.to_string());
    assert_eq!(code, 1);
    assert!(out.starts_with("+  rules  the function reaches the table (2)  place-order orders\n"), "{out}");
}

/// What becomes of one rule in the web server's design: verdict and message.
fn ruled(rule: Value) -> (String, String) {
    let text = fs::read_to_string(models().join(WEB)).unwrap();
    let mut model: Value = serde_json::from_str(&text).unwrap();
    model["rules"] = Value::Array(vec![rule]);
    let (code, out, err) = piped(&["check", "-", "--json"], &model.to_string());
    let found: Value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {err}"));
    let rule = &found["rules"][0];
    let verdict = rule["verdict"].as_str().unwrap().to_owned();
    assert_eq!(code, i32::from(verdict != "holds"));
    (verdict, rule["witness"]["message"].as_str().unwrap_or_default().to_owned())
}

#[test]
fn rules_hold_for_every_pair_or_not_at_all() {
    let rule = |text: &str| ruled(serde_json::from_str(text).unwrap());
    // A group leaves out what has no place: route tables, security groups, the NAT gateway.
    let (verdict, said) = rule(r#"{"from": "in:vpc-main", "to": "internet"}"#);
    assert_eq!((verdict.as_str(), said.as_str()), ("holds", ""));
    let (verdict, said) = rule(r#"{"from": "internet", "to": "kind:instance"}"#);
    assert_eq!(verdict, "fails");
    assert!(
        said.starts_with("internet → app: unreachable  IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS"),
        "{said}"
    );
    let (verdict, said) = rule(r#"{"from": "internet", "to": "kind:instance", "expect": "unreachable"}"#);
    assert!(
        verdict == "fails" && said.starts_with("internet → web: reachable; for example tcp "),
        "{verdict}: {said}"
    );
    assert_eq!(
        rule(r#"{"from": "internet", "to": "app", "expect": "unreachable", "ports": "all"}"#).0,
        "holds"
    );
    // One unknown pair among good ones is enough: nobody knows what has 10.9.0.0/16.
    let (verdict, said) = rule(r#"{"from": "10.9.0.0/16,internet", "to": "app", "expect": "unreachable"}"#);
    assert_eq!(verdict, "unknown");
    assert!(said.starts_with("10.9.0.0/16 → app: unknown  UNKNOWN_DESTINATION"), "{said}");
    assert_eq!(rule(r#"{"from": "tag:team=web", "to": "app"}"#).0, "unknown");
    assert_eq!(
        rule(r#"{"from": "app", "to": "internet", "expect": "only_through", "through": "nat-a"}"#).0,
        "holds"
    );
    let (verdict, said) =
        rule(r#"{"from": "web", "to": "internet", "expect": "only_through", "through": "nat-a"}"#);
    assert_eq!(verdict, "fails");
    assert!(
        said.starts_with("web → internet avoiding `nat-a`: reachable; for example tcp 10.0.1.5:"),
        "{said}"
    );
    let (verdict, said) =
        rule(r#"{"from": "web", "to": "internet", "expect": "only_through", "through": "public-a"}"#);
    assert_eq!(
        (verdict.as_str(), said.as_str()),
        ("unknown", "an end of the rule is `public-a` itself, or stands inside it")
    );
}

/// A rule holds only for every place that it names: verdicts, in the order of the rules.
#[test]
fn rules_are_judged_place_by_place() {
    let model = |rules: &str| {
        format!(
            r#"{{ "plat": 1, "resources": {{
                "r": {{ "kind": "region" }},
                "vpc": {{ "kind": "vpc", "in": "r", "main_route_table_id": "rtb" }},
                "rtb": {{ "kind": "route_table", "in": "vpc", "routes": [{{ "target": "igw" }}] }},
                "igw": {{ "kind": "internet_gateway", "in": "vpc" }},
                "s": {{ "kind": "subnet", "in": "vpc", "cidr_block": "10.0.1.0/24" }},
                "p": {{ "kind": "subnet", "in": "vpc", "cidr_block": "10.0.2.0/24", "network_acl_id": "acl" }},
                "acl": {{ "kind": "network_acl", "in": "vpc", "ingress": [{{}}], "egress": [{{}}] }},
                "sg": {{ "kind": "security_group", "in": "vpc",
                        "ingress": [{{ "ports": "443", "cidr": "198.0.0.0/8" }}] }},
                "a": {{ "kind": "instance", "in": "s", "associate_public_ip_address": true }},
                "b": {{ "kind": "instance", "in": "p", "security_group_ids": ["sg"], "associate_public_ip_address": true }},
                "c": {{ "kind": "instance", "in": "p", "security_group_ids": ["sg"] }}
            }}, "rules": [{rules}] }}"#
        )
    };
    for (rule, expected) in [
        // The block means what has its addresses, and so their public addresses.
        (r#""expect": "unreachable", "from": "internet", "to": "10.0.2.0/24""#, "fails"),
        (r#""from": "198.51.100.0/24", "to": "b""#, "holds"),
        (r#""from": "198.51.100.0/24", "to": "b", "ports": "400-500""#, "fails"),
        (r#""from": "198.51.100.0/24", "to": "p""#, "fails"),
        (r#""from": "internet", "to": "b""#, "fails"),
        // By its private address it does not, by its public one it does.
        (r#""expect": "unreachable", "from": "a", "to": "b""#, "fails"),
        (r#""expect": "unreachable", "from": "a", "to": "c""#, "holds"),
        // It has no IPv6 address.
        (r#""expect": "unreachable", "from": "a", "to": "2001:db8::/32""#, "holds"),
        (r#""expect": "unreachable", "from": "a", "to": "a""#, "unknown"),
        (r#""from": "a", "to": "a""#, "unknown"),
        (r#""expect": "only_through", "from": "a", "to": "b", "through": "acl""#, "holds"),
        (r#""expect": "only_through", "from": "a", "to": "b", "through": "igw""#, "holds"),
        (r#""expect": "only_through", "from": "a", "to": "b", "through": "r""#, "unknown"),
    ] {
        let (_, out, err) = piped(&["check", "-", "--json"], &model(&format!("{{ {rule} }}")));
        let document: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{rule}: {err}"));
        assert_eq!(document["rules"][0]["verdict"], expected, "{rule}: {}", document["rules"][0]);
    }
}

/// A function stands in one subnet and has interfaces in others too: what is in those includes them.
#[test]
fn further_subnets_hold_a_function_too() {
    let model = r#"{ "plat": 1, "resources": {
        "r": { "kind": "region" },
        "vpc": { "kind": "vpc", "in": "r" },
        "igw": { "kind": "internet_gateway", "in": "vpc" },
        "out": { "kind": "route_table", "in": "vpc", "routes": [{ "target": "igw" }] },
        "way": { "kind": "route_table", "in": "vpc", "routes": [{ "target": "nat" }] },
        "p": { "kind": "subnet", "in": "vpc", "cidr_block": "10.0.9.0/24", "route_table_id": "out" },
        "eip": { "kind": "elastic_ip", "in": "r" },
        "nat": { "kind": "nat_gateway", "in": "p", "allocation_id": "eip" },
        "s": { "kind": "subnet", "in": "vpc", "cidr_block": "10.0.1.0/24" },
        "d": { "kind": "subnet", "in": "vpc", "cidr_block": "10.0.2.0/24", "route_table_id": "way" },
        "closed": { "kind": "security_group", "in": "vpc", "egress": [] },
        "i": { "kind": "instance", "in": "d", "security_group_ids": ["closed"] },
        "f": { "kind": "lambda_function", "in": "s", "subnet_ids": ["d"] }
    }, "rules": [
        { "expect": "unreachable", "from": "in:d", "to": "internet" },
        { "expect": "unreachable", "from": "in:s", "to": "internet" },
        { "expect": "unreachable", "from": "s", "to": "internet" },
        { "from": "f", "to": "internet" }
    ] }"#;
    let (_, out, _) = piped(&["check", "-", "--json"], model);
    let document: Value = serde_json::from_str(&out).expect("one document");
    let verdicts: Vec<&str> =
        document["rules"].as_array().unwrap().iter().filter_map(|it| it["verdict"].as_str()).collect();
    // `in:s` names the function, and so all of its interfaces; `s` alone those in it.
    assert_eq!(verdicts, ["fails", "fails", "holds", "fails"], "{out}");
}
