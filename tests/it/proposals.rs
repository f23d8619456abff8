//! Proposals turn answers round: each is applied to a copy and asked again, and undoing gives the old bytes.

use plat::{
    analysis::{Analysis, Question, Verdict},
    base::{PortRange, Protocol},
    model::{file, selector::End},
};
use std::{fs, path::Path};

/// An application and a database in private subnets, a network ACL of its own, and a peer without routes.
const DESIGN: &str = r#"{
  "plat": 1,
  "resources": {
    "r": {"kind": "region"},
    "v": {"kind": "vpc", "in": "r", "main_route_table_id": "main"},
    "main": {"kind": "route_table", "in": "v"},
    "s1": {"kind": "subnet", "in": "v", "cidr_block": "10.0.1.0/24"},
    "s2": {"kind": "subnet", "in": "v", "cidr_block": "10.0.2.0/24", "network_acl_id": "acl"},
    "acl": {"kind": "network_acl", "in": "v",
            "ingress": [{"rule_number": 90, "rule_action": "deny", "protocol": "tcp", "port_range": "5432"}, {}],
            "egress": [{"protocol": "tcp", "port_range": "0-1023"}]},
    "sg-app": {"kind": "security_group", "in": "v", "egress": []},
    "sg-db": {"kind": "security_group", "in": "v"},
    "app": {"kind": "instance", "in": "s1", "security_group_ids": ["sg-app"], "operating_system": "linux"},
    "db": {"kind": "instance", "in": "s2", "security_group_ids": ["sg-db"]},
    "w": {"kind": "vpc", "in": "r", "cidr_block": "10.1.0.0/16", "main_route_table_id": "far"},
    "far": {"kind": "route_table", "in": "w"},
    "s3": {"kind": "subnet", "in": "w", "cidr_block": "10.1.1.0/24"},
    "sg-far": {"kind": "security_group", "in": "w"},
    "host": {"kind": "instance", "in": "s3", "security_group_ids": ["sg-far"]},
    "pcx": {"kind": "vpc_peering_connection", "in": "r", "vpc_id": "v", "peer_vpc_id": "w"}
  }
}"#;

fn analysis(text: &str) -> Analysis {
    Analysis::new(file::load(text).unwrap().model)
}

fn question(analysis: &Analysis, from: &str, to: &str, port: u16) -> Question {
    let end = |id: &str| {
        analysis.placed().iter().find(|end| end.to_string() == id).cloned().unwrap_or_else(|| panic!("{id}"))
    };
    Question::of(end(from), end(to), Protocol::TCP, PortRange::one(port))
}

fn titles(analysis: &Analysis, question: &Question) -> Vec<Vec<String>> {
    let proposals = analysis.proposals(question);
    proposals.iter().map(|it| it.titles.iter().map(ToString::to_string).collect()).collect()
}

#[test]
fn every_blocker_is_mended_in_turn() {
    let design = analysis(DESIGN);
    let wanted = question(&design, "app", "db", 5432);
    assert_eq!(
        titles(&design, &wanted),
        [[
            "Add an egress rule to `sg-app`: tcp 5432 to sg-db",
            "Add an ingress rule to `acl`: allow tcp 5432 from 10.0.1.0/24",
            "Add an ingress rule to `sg-db`: tcp 5432 from sg-app",
            "Add an egress rule to `acl`: allow tcp 32768-60999 to 10.0.1.0/24",
        ]]
    );
    let proposal = design.proposals(&wanted).remove(0);
    assert_eq!((proposal.opens, proposal.closes), (Vec::new(), Vec::new()));
    let mended = design.with(&proposal.edits).unwrap();
    let answer = mended.ask(&wanted);
    assert_eq!(answer.verdict, Verdict::Reachable);
    let ports: Vec<_> = answer.packets.iter().map(|it| it.ports.clone()).collect();
    assert_eq!(ports, [["5432"]], "no wider than asked");
}

#[test]
fn routes_are_proposed_both_ways() {
    let design = analysis(DESIGN);
    let wanted = question(&design, "app", "host", 443);
    let found = titles(&design, &wanted);
    let routes: Vec<&String> = found[0].iter().filter(|it| it.starts_with("Route ")).collect();
    assert_eq!(routes, ["Route 10.1.0.0/16 to `pcx` in `main`", "Route 10.0.0.0/16 to `pcx` in `far`"]);
}

#[test]
fn what_else_would_close_is_said() {
    let design = sample("public-private-nat-web-server");
    let unwanted = question(&design, "web", "app", 8080);
    let proposals = design.proposals(&unwanted);
    assert_eq!(proposals[0].titles[0].to_string(), "Remove ingress rule 1 of `sg-app`");
    assert!(proposals[0].opens.is_empty() && proposals[0].closes.is_empty());
    let wide: Vec<String> = proposals[1].closes.iter().map(|it| format!("{} → {}", it.from, it.to)).collect();
    assert_eq!(wide, ["web → internet", "web → visitors"]);
}

#[test]
fn what_else_would_open_is_only_what_is_new() {
    let design = sample("public-private-nat-web-server");
    let wanted = question(&design, "app", "web", 22);
    let proposal = design.proposals(&wanted).remove(0);
    assert_eq!(proposal.titles[0].to_string(), "Add an ingress rule to `sg-web`: tcp 22 from sg-app");
    assert!(proposal.opens.is_empty() && proposal.closes.is_empty(), "443 was open before");
}

/// Nobody asked for every port when they asked for one, nor to lose a range of them.
#[test]
fn what_else_the_asked_ends_get_and_lose_is_said() {
    let text = text_of("public-private-nat-web-server");
    let changes = |design: &Analysis, opens: bool, question: &Question| {
        let proposal = design.proposals(question).remove(0);
        let changes = if opens { proposal.opens } else { proposal.closes };
        let said = changes.iter().map(|it| {
            let sets =
                it.packets.iter().map(|it| format!("{} {}", it.protocol.join(","), it.ports.join(",")));
            format!("{} → {}: {}", it.from, it.to, sets.collect::<Vec<_>>().join("; "))
        });
        said.collect::<Vec<_>>()
    };
    let shut = text.replace(r#"{ "target": "nat-a" }"#, "");
    assert_ne!(shut, text);
    let design = analysis(&shut);
    let opened = changes(&design, true, &question(&design, "app", "internet", 443));
    assert_eq!(
        opened.first().map(String::as_str),
        Some("app → internet: icmp 8/0; tcp 0-442,444-65535; udp all")
    );
    let wide = text.replace(r#""ports": "8080", "group_id""#, r#""ports": "8000-9000", "group_id""#);
    assert_ne!(wide, text);
    let design = analysis(&wide);
    let closed = changes(&design, false, &question(&design, "web", "app", 8080));
    assert_eq!(closed, ["web → app: tcp 8000-8079,8081-9000"]);
}

/// What the engine picked is no address of AWS's: rules name the group, or the subnets of what has it, both of a service
/// with a task in each.
#[test]
fn only_stated_addresses_are_proposed() {
    let shop = text_of("load-balancer-fargate-aurora");
    let shut = shop.replace(r#"{ "ports": "5432", "group_id": "sg-orders" }"#, "");
    let shut = shut.replace(r#""port_range": "5432""#, r#""port_range": "5433""#);
    let design = analysis(&shut);
    let found = titles(&design, &question(&design, "orders", "orders-db", 5432));
    let group = "Add an ingress rule to `sg-db`: tcp 5432 from sg-orders";
    let list = "Add an ingress rule to `acl-data`: allow tcp 5432 from 10.0.10.0/23";
    assert_eq!(found, [[list, group]]);
    let text = DESIGN.replace(
        r#""app": {"kind": "instance","#,
        r#""app": {"kind": "instance", "private_ip_address": "10.0.1.9","#,
    );
    assert_ne!(text, DESIGN);
    let design = analysis(&text);
    let found = titles(&design, &question(&design, "app", "db", 5432));
    assert_eq!(
        found,
        [[
            "Add an egress rule to `sg-app`: tcp 5432 to sg-db",
            "Add an ingress rule to `acl`: allow tcp 5432 from 10.0.1.9/32",
            "Add an ingress rule to `sg-db`: tcp 5432 from 10.0.1.9/32",
            "Add an egress rule to `acl`: allow tcp 32768-60999 to 10.0.1.9/32",
        ]]
    );
}

/// Two resources for nothing come before six for a price.
#[test]
fn the_cheapest_of_the_fewest_edits_comes_first() {
    let design = sample("private-function-no-endpoint");
    let table = End::Service("dynamodb".into());
    let mut wanted = question(&design, "place-order", "internet", 443);
    wanted.to = vec![table];
    let found = design.proposals(&wanted);
    let said: Vec<_> =
        found.iter().map(|it| (it.titles[0].to_string(), it.fixed.rounded(2), it.edits.len())).collect();
    let row = |title: &str, fixed: &str, edits| (title.to_owned(), fixed.to_owned(), edits);
    assert_eq!(said, [row("Add gateway endpoint", "0.00", 1), row("Add NAT gateway", "36.50", 6)]);
}

fn text_of(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("models").join(name).join("model.json");
    fs::read_to_string(path).unwrap()
}

fn sample(name: &str) -> Analysis {
    analysis(&text_of(name))
}

#[test]
fn routes_of_transit_gateways_are_proposed() {
    let design = sample("transit-gateway-segments");
    let wanted = question(&design, "dev-server", "prod-server", 443);
    let found = titles(&design, &wanted);
    let routes =
        ["Route 10.1.0.0/16 to `att-prod` in `spokes`", "Route 10.2.0.0/16 to `att-dev` in `spokes`"];
    assert_eq!(found, [routes]);
}

#[test]
fn a_public_address_is_proposed_where_it_is_all_that_lacks() {
    let text = r#"{
  "plat": 1,
  "resources": {
    "r": {"kind": "region"},
    "v": {"kind": "vpc", "in": "r"},
    "igw": {"kind": "internet_gateway", "in": "v"},
    "open": {"kind": "route_table", "in": "v", "routes": [{"target": "igw"}]},
    "shut": {"kind": "route_table", "in": "v"},
    "s1": {"kind": "subnet", "in": "v", "cidr_block": "10.0.1.0/24", "route_table_id": "open"},
    "s2": {"kind": "subnet", "in": "v", "cidr_block": "10.0.2.0/24", "route_table_id": "shut"},
    "sg": {"kind": "security_group", "in": "v", "ingress": [{"ports": "443", "cidr": "0.0.0.0/0"}]},
    "web": {"kind": "instance", "in": "s1", "security_group_ids": ["sg"]},
    "app": {"kind": "instance", "in": "s2", "security_group_ids": ["sg"]}
  }
}"#;
    let design = analysis(text);
    let found = titles(&design, &question(&design, "internet", "web", 443));
    assert_eq!(found, [["Give `web` a public address"]]);
    let found = titles(&design, &question(&design, "internet", "app", 443));
    assert_eq!(found, [["Give `app` a public address", "Route 0.0.0.0/0 to `igw` in `shut`"]]);
}

#[test]
fn rules_of_firewalls_are_proposed() {
    let design = sample("central-inspection");
    let wanted = question(&design, "orders-app", "reports-app", 22);
    let rule = "Add a rule to `firewall`: pass tcp 22 to 10.2.1.0/24";
    let group = "Add an ingress rule to `sg-reports`: tcp 22 from 10.1.1.0/24";
    assert_eq!(titles(&design, &wanted), [[rule, group]]);
}

/// On every design: whatever is proposed turns the answer round, and the rest of the network changes as it was said.
#[test]
fn proposals_turn_answers_round() {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    let mut tried = 0;
    for folder in fs::read_dir(models).unwrap().map(|it| it.unwrap().path()).filter(|it| it.is_dir()) {
        let design = analysis(&fs::read_to_string(folder.join("model.json")).unwrap());
        let placed = design.placed();
        for (from, to) in placed.iter().flat_map(|from| placed.iter().map(move |to| (from, to))) {
            if from == to {
                continue;
            }
            let wanted = Question::of(from.clone(), to.clone(), Protocol::TCP, PortRange::one(443));
            let before = design.ask(&wanted).verdict;
            for proposal in design.proposals(&wanted) {
                let after = design.with(&proposal.edits).unwrap().ask(&wanted).verdict;
                let opened = matches!(after, Verdict::Reachable | Verdict::ForwardOnly);
                let was = matches!(before, Verdict::Reachable | Verdict::ForwardOnly);
                assert_ne!(opened, was, "{} → {}: {:?}", from, to, proposal.titles);
                tried += 1;
            }
        }
    }
    assert!(tried > 10, "{tried}");
}
