//! `plat reach` about one end only, and about ways through a resource.

use super::cli::plat_in;
use serde_json::Value;
use std::path::{Path, PathBuf};

const WEB: &str = "public-private-nat-web-server/model.json";

fn models() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("models")
}

fn plat(arguments: &[&str]) -> (i32, String, String) {
    plat_in(&models(), arguments, "")
}

fn json(arguments: &[&str]) -> (i32, Value) {
    let (code, out, _) = plat(arguments);
    (code, serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}")))
}

/// The model of a scenario.
fn scenario(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios").join(name);
    let text = std::fs::read_to_string(path).unwrap();
    let (_, rest) = text.split_once("```json\n").unwrap();
    rest.split_once("\n```").unwrap().0.to_owned()
}

#[test]
fn from_one_end_to_everything() {
    let (code, out, _) = plat(&["reach", WEB, "--from", "internet"]);
    assert_eq!(code, 0);
    let rows: Vec<Vec<&str>> = out.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows[0], ["TO", "VERDICT", "TRAFFIC", "CODE"]);
    assert!(rows.contains(&vec!["web", "reachable", "tcp", "443"]), "{out}");
    assert!(rows.contains(&vec!["app", "unreachable", "IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS"]), "{out}");
}

#[test]
fn from_everything_to_one_end() {
    let (code, out, _) = plat(&["reach", WEB, "--to", "web"]);
    assert_eq!(code, 0);
    let rows: Vec<Vec<&str>> = out.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows[0], ["FROM", "VERDICT", "TRAFFIC", "CODE"]);
    assert!(rows.contains(&vec!["app", "reachable", "tcp", "443"]), "{out}");
    // Not from itself.
    assert!(!rows.iter().any(|row| row.first() == Some(&"web")), "{out}");
}

#[test]
fn everything_has_its_fixed_fields() {
    let (code, out) = json(&["reach", WEB, "--from", "web,app", "--port", "443", "--json"]);
    assert_eq!(code, 0);
    assert_eq!(out["from"], serde_json::json!(["app", "web"]));
    assert_eq!(out["to"], Value::Null);
    let ends: Vec<&str> =
        out["ends"].as_array().unwrap().iter().map(|it| it["end"].as_str().unwrap()).collect();
    // Each of the two is an end for the other.
    assert_eq!(ends, ["app", "internet", "visitors", "web"]);
    let web = &out["ends"][3];
    assert_eq!((&web["verdict"], &web["traffic"]), (&"reachable".into(), &serde_json::json!(["tcp 443"])));
    for field in
        ["code", "direction", "blocked_at", "blockers", "certainty", "forward", "return", "packets", "reason"]
    {
        assert!(web.get(field).is_some(), "{field}");
    }
    // Whatever else `reach` takes, it means here too.
    let (_, shut) = json(&["reach", WEB, "--to", "web", "--port", "22", "--json"]);
    assert_eq!((&shut["from"], &shut["to"]), (&Value::Null, &serde_json::json!(["web"])));
    let open = shut["ends"].as_array().unwrap().iter().filter(|it| it["verdict"] == "reachable").count();
    assert_eq!(open, 0);
}

#[test]
fn one_end_at_least() {
    let (code, _, said) = plat(&["reach", WEB]);
    assert_eq!(code, 2);
    assert!(said.contains("--from"), "{said}");
    let (code, _, said) = plat(&["reach", WEB, "--from", "web", "--all-paths"]);
    assert_eq!(code, 2);
    assert!(said.contains("--to"), "{said}");
    assert_eq!(plat(&["reach", WEB, "--to", "wbe"]).0, 2);
}

#[test]
fn through_a_resource() {
    let model = scenario("through.md");
    let ask = |id: &str, to: &str| {
        let arguments = ["reach", "-", "--from", "a", "--to", to, "--port", "80", "--through", id];
        let (code, out, _) = plat_in(&models(), &arguments, &model);
        (code, out.lines().next().unwrap_or_default().to_owned())
    };
    assert_eq!(ask("pcx", "172.16.5.9").0, 0);
    let (code, head) = ask("tgw", "172.16.5.9");
    assert_eq!(code, 1);
    assert!(head.starts_with("unreachable  MORE_SPECIFIC_ROUTE: route 172.16.0.0/12 of `rtb-1`"), "{head}");
    // A container is crossed by crossing something in it.
    assert_eq!(ask("vpc", "172.16.5.9").0, 0);
    assert_eq!(ask("third", "172.16.5.9").0, 1);
    let (code, head) = ask("sg-a", "172.16.5.9");
    assert_eq!(
        (code, head.as_str()),
        (3, "unknown  UNSUPPORTED_COMPONENT: `sg-a` is nothing that packets cross")
    );
    assert_eq!(ask("tqw", "172.16.5.9").0, 2);
    // In a table of everything, too.
    let arguments = ["reach", "-", "--from", "a", "--through", "tgw", "--port", "80"];
    let (code, out, _) = plat_in(&models(), &arguments, &model);
    assert_eq!(code, 0);
    let rows: Vec<Vec<&str>> = out.lines().map(|line| line.split_whitespace().collect()).collect();
    assert!(rows.contains(&vec!["six", "reachable", "tcp", "80"]), "{out}");
    assert!(rows.contains(&vec!["five", "unreachable", "MORE_SPECIFIC_ROUTE"]), "{out}");
    assert!(rows.contains(&vec!["near", "unreachable", "COMPONENT_FILTER_RESTRICTION"]), "{out}");
}

#[test]
fn a_matrix_shows_one_row_for_all_that_behave_alike() {
    let design = r#"{"plat": 1, "resources": {
        "r": {"kind": "region"}, "v": {"kind": "vpc", "in": "r"},
        "s": {"kind": "subnet", "in": "v", "cidr_block": "10.0.1.0/24"},
        "sg-web": {"kind": "security_group", "in": "v", "ingress": [{"ports": "80", "group_id": "sg-web"}]},
        "sg-db": {"kind": "security_group", "in": "v", "ingress": [{"ports": "5432", "group_id": "sg-web"}]},
        "web-1": {"kind": "instance", "in": "s", "security_group_ids": ["sg-web"]},
        "web-2": {"kind": "instance", "in": "s", "security_group_ids": ["sg-web"]},
        "web-3": {"kind": "instance", "in": "s", "security_group_ids": ["sg-web"]},
        "db-1": {"kind": "instance", "in": "s", "security_group_ids": ["sg-db"]},
        "db-2": {"kind": "instance", "in": "s", "security_group_ids": ["sg-db"]}}}"#;
    let piped = |arguments: &[&str]| plat_in(&models(), arguments, design);
    let (code, out, _) = piped(&["matrix", "-"]);
    let rows: Vec<&str> = out.lines().skip(3).take(3).collect();
    assert_eq!(
        (code, rows),
        (
            0,
            vec![
                "1  db-1, db-2           -  -  -",
                "2  web-1, web-2, web-3  +  +  -",
                "3  internet             -  -  ·"
            ]
        ),
        "{out}"
    );
    let (_, out, _) = piped(&["matrix", "-", "--each"]);
    assert_eq!(out.lines().count(), 11, "{out}");
}

/// A hop at a filter says which rule decided, not in words only: of a security group by place, of a network ACL by number.
#[test]
fn hops_carry_the_entry_that_decided() {
    use plat::{
        analysis::{Analysis, Entry, Question, Step},
        base::{PortRange, Protocol},
        model::{file, selector::Selector},
    };
    let text = std::fs::read_to_string(models().join(WEB)).unwrap();
    let analysis = Analysis::new(file::load(&text).unwrap().model);
    let end = |name: &str| name.parse::<Selector>().unwrap().ends(analysis.model()).unwrap().remove(0);
    let asked = Question::of(end("internet"), end("web"), Protocol::TCP, PortRange::one(443));
    let answer = analysis.ask(&asked);
    let of = |step| answer.forward.iter().find(|hop| hop.step == step).unwrap().entry;
    assert_eq!(of(Step::NetworkAcl), Some(Entry { egress: false, number: 100 }));
    assert_eq!(of(Step::SecurityGroup), Some(Entry { egress: false, number: 1 }));
    assert_eq!(of(Step::Gateway), None);
}
