//! The rules of managed services, broken once, and what their facts say.

use super::{findings, many, merge};
use crate::model::{
    Model,
    fact::{Forwarding, Inbound, NetFact},
    file,
    site::{Index, Site},
};
use serde_json::{Value, json};

/// A sound design with one resource of each kind of managed service, over two zones.
const SOUND: &str = r#"{
  "plat": 1,
  "resources": {
    "r": {"kind": "region"},
    "v": {"kind": "vpc", "in": "r", "enable_dns_hostnames": true, "main_route_table_id": "main"},
    "igw": {"kind": "internet_gateway", "in": "v"},
    "main": {"kind": "route_table", "in": "v"},
    "pub": {"kind": "route_table", "in": "v", "routes": [{"target": "igw"}]},
    "ta": {"kind": "route_table", "in": "v", "routes": [{"target": "nfw"}]},
    "tb": {"kind": "route_table", "in": "v", "routes": [{"target": "nfe"}]},
    "tg": {"kind": "route_table", "in": "v", "routes": [{"target": "gle"}]},
    "pa": {"kind": "subnet", "in": "v", "cidr_block": "10.0.1.0/24", "route_table_id": "pub"},
    "pb": {"kind": "subnet", "in": "v", "cidr_block": "10.0.2.0/24", "route_table_id": "pub", "availability_zone": "b"},
    "sa": {"kind": "subnet", "in": "v", "cidr_block": "10.0.3.0/24"},
    "sb": {"kind": "subnet", "in": "v", "cidr_block": "10.0.4.0/24", "availability_zone": "b"},
    "fa": {"kind": "subnet", "in": "v", "cidr_block": "10.0.5.0/24"},
    "fb": {"kind": "subnet", "in": "v", "cidr_block": "10.0.6.0/24", "availability_zone": "b"},
    "wa": {"kind": "subnet", "in": "v", "cidr_block": "10.0.7.0/24", "route_table_id": "ta"},
    "wb": {"kind": "subnet", "in": "v", "cidr_block": "10.0.8.0/24", "route_table_id": "tb", "availability_zone": "b"},
    "wg": {"kind": "subnet", "in": "v", "cidr_block": "10.0.9.0/24", "route_table_id": "tg"},
    "sg": {"kind": "security_group", "in": "v", "ingress": [{"ip_protocol": "-1", "cidr": "10.0.0.0/8"}]},
    "i": {"kind": "instance", "in": "sa"},
    "j": {"kind": "instance", "in": "sb"},
    "f": {"kind": "lambda_function", "in": "r"},
    "alb": {"kind": "application_load_balancer", "in": "pa", "subnet_ids": ["pb"], "security_group_ids": ["sg"],
            "listeners": [{"target_group_ids": ["http-tg", "fn-tg"]}]},
    "nlb": {"kind": "network_load_balancer", "in": "pb", "subnet_ids": ["pa"], "security_group_ids": ["sg"],
            "listeners": [{"target_group_ids": ["tcp-tg"]}, {"port": 80, "target_group_ids": ["alb-tg"]},
                          {"port": 53, "protocol": "TCP_UDP", "target_group_ids": ["dns-tg"]}]},
    "clb": {"kind": "classic_load_balancer", "in": "pa", "security_group_ids": ["sg"], "instances": ["i"],
            "listeners": [{"instance_port": 8080}, {"protocol": "TCP", "load_balancer_port": 25, "instance_port": 25}]},
    "gwlb": {"kind": "gateway_load_balancer", "in": "sa", "target_group_id": "ips-tg"},
    "http-tg": {"kind": "target_group", "in": "v", "targets": [{"target_id": "i"}, {"target_id": "j", "port": 81}]},
    "fn-tg": {"kind": "target_group", "in": "r", "target_type": "lambda", "targets": [{"target_id": "f"}]},
    "tcp-tg": {"kind": "target_group", "in": "v", "protocol": "TCP", "port": 443,
               "targets": [{"target_id": "i"}, {"target_id": "j"}]},
    "alb-tg": {"kind": "target_group", "in": "v", "protocol": "TCP", "target_type": "alb", "targets": [{"target_id": "alb"}]},
    "dns-tg": {"kind": "target_group", "in": "v", "protocol": "TCP_UDP", "port": 53, "target_type": "ip",
               "targets": [{"target_id": "ecs"}, {"ip_address": "10.0.3.99"}]},
    "ips-tg": {"kind": "target_group", "in": "v", "protocol": "GENEVE", "port": 6081, "targets": [{"target_id": "i"}]},
    "eps": {"kind": "vpc_endpoint_service", "in": "r", "network_load_balancer_ids": ["nlb"]},
    "ips": {"kind": "vpc_endpoint_service", "in": "r", "gateway_load_balancer_ids": ["gwlb"]},
    "ie": {"kind": "interface_endpoint", "in": "sa", "service_id": "eps", "security_group_ids": ["sg"]},
    "xe": {"kind": "interface_endpoint", "in": "sa", "service_name": "execute-api", "security_group_ids": ["sg"]},
    "gle": {"kind": "gateway_load_balancer_endpoint", "in": "sa", "service_id": "ips"},
    "nfw": {"kind": "network_firewall", "in": "fa",
            "stateless_rules": [{"priority": 1, "actions": "aws:drop", "protocol": "udp"}],
            "stateful_rules": [{"destination_port": "443", "direction": "ANY"}]},
    "nfe": {"kind": "firewall_endpoint", "in": "fb", "firewall_id": "nfw"},
    "rds": {"kind": "db_instance", "in": "sa", "subnet_ids": ["sb"], "vpc_security_group_ids": ["sg"]},
    "aurora": {"kind": "db_cluster", "in": "v", "subnet_ids": ["sa", "sb"]},
    "cache": {"kind": "elasticache_cluster", "in": "sa", "subnet_ids": ["sb"]},
    "efs": {"kind": "efs_file_system", "in": "sa", "subnet_ids": ["sb"], "security_groups": ["sg"]},
    "ecs": {"kind": "ecs_service", "in": "sa", "subnet_ids": ["sb"], "security_group_ids": ["sg"]},
    "eks": {"kind": "eks_cluster", "in": "v", "subnet_ids": ["sa", "sb"], "security_group_ids": ["sg"]},
    "prx": {"kind": "db_proxy", "in": "sa", "vpc_subnet_ids": ["sb"], "vpc_security_group_ids": ["sg"]},
    "facts": {"kind": "managed_service", "in": "sa", "security_group_ids": ["sg"]},
    "build": {"kind": "managed_service", "in": "sa", "service": "codebuild", "ports": [], "runs_code": true},
    "find": {"kind": "managed_service", "in": "r", "service": "kendra", "ports": []},
    "way-in": {"kind": "client_vpn_endpoint", "in": "sa", "subnet_ids": ["sb"], "security_group_ids": ["sg"]},
    "link": {"kind": "vpc_link", "in": "sa", "subnet_ids": ["sb"], "security_group_ids": ["sg"]},
    "link1": {"kind": "vpc_link", "in": "r", "vpc_link_version": "V1", "target_id": "nlb"},
    "origin": {"kind": "vpc_origin", "in": "sa", "endpoint_id": "alb"},
    "cdn": {"kind": "cloudfront_distribution", "origins": [{"origin_id": "origin"}, {"origin_id": "rest"}]},
    "rest": {"kind": "rest_api", "in": "r", "vpc_link_id": "link1"},
    "inner": {"kind": "rest_api", "in": "r", "endpoint_type": "PRIVATE", "policy_source_vpce": ["xe"]},
    "http": {"kind": "http_api", "in": "r", "vpc_link_id": "link"},
    "v2": {"kind": "vpc", "in": "r", "cidr_block": "10.1.0.0/16", "default_security_group_id": "sg2"},
    "s2": {"kind": "subnet", "in": "v2", "cidr_block": "10.1.1.0/24"},
    "i2": {"kind": "instance", "in": "s2"},
    "sg2": {"kind": "security_group", "in": "v2"}
  },
  "connections": {
    "cdn-alb": {"from": "cdn", "to": "alb"},
    "rest-nlb": {"from": "rest", "to": "nlb"},
    "inner-f": {"from": "inner", "to": "f"},
    "http-alb": {"from": "http", "to": "alb"},
    "alb-f": {"from": "alb", "to": "f"},
    "alb-i": {"from": "alb", "to": "i", "kind": "network"},
    "f-rds": {"from": "f", "to": "rds", "kind": "read_write", "reads": 1},
    "i-inner": {"from": "i", "to": "inner", "kind": "network"}
  }
}"#;

fn model(resources: Value, connections: Value) -> Model {
    let mut document: Value = serde_json::from_str(SOUND).unwrap();
    merge(&mut document, json!({ "resources": resources, "connections": connections }));
    file::load(&document.to_string()).unwrap_or_else(|error| panic!("{}: {error}", error.path)).model
}

#[rustfmt::skip]
fn cases() -> Vec<(&'static str, Value, Value)> {
    let of = |code, resources| (code, resources, json!({}));
    let rows = |n: usize, row: &dyn Fn(usize) -> Value| Value::Array((0..n).map(row).collect());
    let groups = |n: usize| {
        let mut all = many(n, |_| json!({"kind": "security_group", "in": "v"}));
        let ids: Vec<String> = (0..n).map(|i| format!("x{i}")).collect();
        merge(&mut all, json!({"alb": {"security_group_ids": ids}, "ecs": {"security_group_ids": ids}, "link": {"security_group_ids": ids}}));
        all
    };
    let balancers = |n: usize, subnets: usize| {
        let mut all = Value::Object(serde_json::Map::new());
        for i in 0..subnets {
            let subnet = json!({"kind": "subnet", "in": "v", "cidr_block": format!("10.0.{}.0/24", 20 + i)});
            merge(&mut all, json!({format!("n{i}"): subnet}));
        }
        let ids: Vec<String> = (0..subnets).map(|i| format!("n{i}")).collect();
        merge(&mut all, many(n, |_| json!({"kind": "network_load_balancer", "in": "v", "subnet_ids": ids})));
        all
    };
    vec![
        of("ELB001", json!({"alb": {"subnet_ids": ["pb", "s2"]}})),
        of("ELB001", json!({"nlb": {"security_group_ids": ["sg2"]}})),
        of("ELB002", json!({"gwlb": {"in": "v"}})),
        of("ELB003", groups(6)),
        of("ELB004", json!({"nlb": {"subnet_ids": ["pa", "sa"]}})),
        of("ELB005", json!({"clb": {"in": "sa"}})),
        of("ELB006", json!({"alb": {"listeners": []}})),
        of("ELB006", json!({"clb": {"listeners": []}})),
        of("ELB007", json!({"nlb": {"listeners": [{"target_group_ids": ["tcp-tg"]}, {"protocol": "TLS", "target_group_ids": ["tcp-tg"]}]}})),
        of("ELB007", json!({"clb": {"listeners": [{}, {}]}})),
        of("ELB008", json!({"alb": {"listeners": [{}]}})),
        of("ELB008", json!({"clb": {"instances": []}})),
        of("ELB009", json!({"alb": {"listeners": [{"target_group_ids": ["tcp-tg"]}]}})),
        of("ELB009", json!({"nlb": {"listeners": [{"target_group_ids": ["http-tg"]}]}})),
        of("ELB009", json!({"nlb": {"listeners": [{"protocol": "UDP", "target_group_ids": ["tcp-tg"]}]}})),
        of("ELB009", json!({"gwlb": {"target_group_id": "tcp-tg"}})),
        of("ELB010", json!({"http-tg": {"in": "v2"}})),
        ("ELB011", json!({}), json!({"alb-rds": {"from": "alb", "to": "rds", "kind": "network"}})),
        ("ELB011", json!({}), json!({"clb-j": {"from": "clb", "to": "j", "kind": "network"}})),
        of("ELB012", json!({"alb": {"subnet_ids": []}})),
        of("ELB013", json!({"nlb": {"security_group_ids": []}})),
        of("ELB014", json!({"nlb": {"listeners": rows(51, &|i| json!({"port": i + 1, "target_group_ids": ["tcp-tg"]}))}})),
        of("ELB015", json!({"gwlb": {"target_group_id": null}})),
        of("ELB016", json!({"clb": {"instances": ["i2"]}})),
        of("ELB017", json!({"clb": {"instances": ["j"]}})),
        of("ELB017", json!({"ips-tg": {"targets": [{"target_id": "j"}]}})),
        of("ELB018", json!({"e": {"kind": "elastic_ip", "in": "r"}, "nlb": {"scheme": "internal", "allocation_ids": ["e"]}})),
        of("ELB020", json!({"http-tg": {"targets": [{"target_id": "f"}]}})),
        of("ELB020", json!({"http-tg": {"targets": [{"ip_address": "10.0.3.4"}]}})),
        of("ELB020", json!({"dns-tg": {"targets": [{"ip_address": "10.0.3.4", "target_id": "ecs"}]}})),
        of("ELB020", json!({"fn-tg": {"targets": [{}]}})),
        of("ELB020", json!({"alb-tg": {"targets": [{"target_id": "i"}]}})),
        of("ELB021", json!({"http-tg": {"targets": [{"target_id": "i2"}]}})),
        of("ELB022", json!({"dns-tg": {"targets": [{"ip_address": "198.51.100.7"}]}})),
        of("ELB023", json!({"nlb": {"listeners": [{"target_group_ids": ["http-tg"]}]}})),
        of("ELB024", json!({"tcp-tg": {"targets": []}})),
        of("ELB025", json!({"x": {"kind": "target_group", "in": "v", "targets": [{"target_id": "i"}]}})),
        of("ELB026", json!({"dns-tg": {"preserve_client_ip_enabled": "false"}})),
        of("ELB026", json!({"alb-tg": {"preserve_client_ip_enabled": "false"}})),
        of("ELB027", json!({"fn-tg": {"targets": [{"target_id": "f"}, {"target_id": "f"}]}})),
        of("ELB028", json!({"tcp-tg": {"targets": [{"target_id": "i"}]}})),
        of("ELB028", json!({"tcp-tg": {"target_type": "ip", "targets": [{"ip_address": "10.0.2.77"}]}})),
        of("ELB028", json!({"http-tg": {"load_balancing_cross_zone_enabled": "false", "targets": [{"target_id": "j"}]}})),
        of("ELB029", json!({"tcp-tg": {"targets": rows(501, &|_| json!({"target_id": "i"}))}})),
        of("ELB030", json!({"dns-tg": {"targets": [{"ip_address": "10.9.0.4"}]}})),
        of("ELB031", json!({"http-tg": {"in": "r"}})),
        of("REG020", balancers(50, 1)),
        of("REG021", balancers(13, 100)),
        of("EPS001", json!({"eps": {"network_load_balancer_ids": []}})),
        of("EPS002", json!({"eps": {"gateway_load_balancer_ids": ["gwlb"]}})),
        of("IFE009", json!({"nlb": {"subnet_ids": []}})),
        of("IFE010", json!({"ie": {"service_id": "ips"}})),
        of("IFE011", json!({"xe": {"service_name": "s3"}})),
        ("IFE012", json!({}), json!({"x": {"from": "i", "to": "http", "kind": "network"}})),
        of("IFE003", json!({"sg": {"ingress": [{"ports": "22", "cidr": "10.0.0.0/8"}]}})),
        of("GLE001", json!({"gle": {"service_id": null}})),
        of("GLE002", json!({"gle": {"service_id": "eps"}})),
        of("GLE003", json!({"gwlb": {"in": "sb"}})),
        of("GLE004", json!({"tg": {"routes": []}})),
        of("NFW001", json!({"nfw": {"stateless_rules": [{}, {}]}})),
        of("NFW002", json!({"tb": {"routes": []}})),
        of("NFW003", json!({"x": {"kind": "instance", "in": "fb"}})),
        of("NFW004", json!({"nfe": {"firewall_id": null}})),
        of("MAN001", json!({"rds": {"subnet_ids": ["sb", "s2"]}})),
        of("MAN001", json!({"cache": {"vpc_security_group_ids": ["sg2"]}})),
        of("MAN001", json!({"origin": {"endpoint_id": "i2"}})),
        of("MAN001", json!({"link": {"in": "r", "subnet_ids": ["sb"], "security_group_ids": ["sg2"]}})),
        of("MAN002", json!({"efs": {"in": "v", "subnet_ids": []}})),
        of("MAN002", json!({"link": {"in": "r", "subnet_ids": []}})),
        of("MAN003", groups(6)),
        of("MAN004", json!({"rds": {"publicly_accessible": true}})),
        of("MAN004", json!({"ecs": {"assign_public_ip": "ENABLED"}})),
        of("MAN005", json!({"aurora": {"subnet_ids": ["sa"]}})),
        of("MAN006", json!({"v": {"enable_dns_hostnames": null}, "rds": {"publicly_accessible": true}})),
        of("MAN007", json!({"efs": {"subnet_ids": ["fa"]}})),
        of("MAN008", json!({"sg": {"ingress": [{"ports": "443", "cidr": "10.0.0.0/8"}]}})),
        of("MAN009", {
            let mut all = many(17, |i| json!({"kind": "subnet", "in": "v", "cidr_block": format!("10.0.{}.0/24", i + 20)}));
            merge(&mut all, json!({"ecs": {"subnet_ids": (0..17).map(|i| format!("x{i}")).collect::<Vec<_>>()}}));
            all
        }),
        of("MAN010", groups(6)),
        of("MAN011", json!({"eks": {"subnet_ids": ["sa"]}})),
        of("MAN012", json!({"eks": {"endpoint_public_access": false}})),
        of("MAN013", json!({"link1": {"target_id": null}})),
        of("MAN014", json!({"origin": {"in": "s2", "endpoint_id": "i2"}})),
        of("MAN015", json!({"origin": {"endpoint_id": null}})),
        of("MAN016", json!({"origin": {"endpoint_id": "gwlb"}})),
        of("MAN016", json!({"origin": {"endpoint_id": "clb"}})),
        of("MAN017", json!({"origin": {"endpoint_id": "nlb"}, "nlb": {"security_group_ids": []}})),
        of("MAN018", json!({"origin": {"endpoint_id": "nlb"}, "nlb": {"listeners": [{"protocol": "TLS", "target_group_ids": ["tcp-tg"]}]}})),
        of("MAN019", json!({"origin": {"endpoint_id": "nlb"}, "nlb": {"ip_address_type": "dualstack"}})),
        of("CFD001", json!({"cdn": {"origins": [{}]}})),
        ("CFD002", json!({}), json!({"cdn-f": {"from": "cdn", "to": "f"}})),
        of("CFD003", json!({"alb": {"scheme": "internal"}, "cdn": {"origins": [{"origin_id": "alb"}]}})),
        of("CFD004", json!({"x": {"kind": "vpc_origin", "in": "sa", "endpoint_id": "i"}, "cdn": {"origins": [{"origin_id": "origin"}, {"origin_id": "x"}]}})),
        of("API005", json!({"http": {"vpc_link_id": "link1"}})),
        of("API006", json!({"inner": {"policy_source_vpce": []}})),
        // Endpoints of both kinds share a quota.
        of("VPC012", many(50, |_| json!({"kind": "gateway_load_balancer_endpoint", "in": "sa", "service_id": "ips"}))),
    ]
}

/// The codes that the cases here raise, each asserted.
pub(super) fn raised() -> Vec<&'static str> {
    let mut raised = Vec::new();
    for (code, resources, connections) in cases() {
        let shown = if resources.to_string().len() < 500 { resources.to_string() } else { String::new() };
        let codes: Vec<&str> =
            findings(&model(resources, connections)).iter().map(|it| it.rule.code).collect();
        assert!(codes.contains(&code), "{code} is not among {codes:?} for {shown}");
        raised.push(code);
    }
    raised
}

#[test]
fn the_sound_design_of_managed_services_breaks_no_rule() {
    let found = findings(&model(json!({}), json!({})));
    let said: Vec<String> =
        found.iter().map(|it| format!("{} {} {:?}", it.rule.code, it.message, it.place)).collect();
    assert!(said.is_empty(), "{said:#?}");
}

fn facts(model: &Model, id: &str) -> Vec<NetFact> {
    let index = Index::of(model);
    let (id, node) = model.nodes.get_key_value(id).unwrap();
    node.resource.as_resource().net_facts(Site::new(model, &index, id))
}

fn interfaces(model: &Model, id: &str) -> Vec<crate::model::fact::Interface> {
    let all = facts(model, id).into_iter();
    all.filter_map(|fact| {
        if let NetFact::Interface(it) = fact { Some(std::sync::Arc::unwrap_or_clone(it)) } else { None }
    })
    .collect()
}

/// In words: subnet, who may open flows, ports that answer, public or not, opens flows or not.
fn told(model: &Model, id: &str) -> Vec<String> {
    let each = interfaces(model, id).into_iter().map(|it| {
        let ports: Vec<String> =
            it.listens.iter().map(|(protocol, port)| format!("{} {port}", protocol.name())).collect();
        let public = if it.public.is_empty() { "" } else { " public" };
        let kept = if it.denies_internet { " kept-in" } else { "" };
        let bare = if it.unfiltered { " unfiltered" } else { "" };
        let quiet = if it.initiates { "" } else { " quiet" };
        format!("{} [{}]{public}{kept}{bare}{quiet}", it.segment, ports.join(", "))
    });
    each.collect()
}

#[test]
fn interfaces_are_as_aws_makes_them() {
    let model = model(json!({"nlb": {"security_group_ids": [], "scheme": "internal"}}), json!({}));
    let told = |id| told(&model, id);
    assert_eq!(told("alb"), ["pa [tcp 443] public", "pb [tcp 443] public"]);
    // SG-7, IGW-4.
    let nlb = "[tcp 443, tcp 80, tcp 53, udp 53] kept-in unfiltered";
    assert_eq!(told("nlb"), [format!("pb {nlb}"), format!("pa {nlb}")]);
    assert_eq!(told("clb"), ["pa [tcp 80, tcp 25] public"]);
    assert_eq!(told("gwlb"), ["sa [] kept-in unfiltered"]);
    assert_eq!(told("rds"), ["sa [tcp 5432]", "sb [tcp 5432]"]);
    assert_eq!(told("aurora"), ["sa [tcp 5432]", "sb [tcp 5432]"]);
    assert_eq!(told("cache"), ["sa [tcp 6379] quiet", "sb [tcp 6379] quiet"]);
    assert_eq!(told("efs"), ["sa [tcp 2049] quiet", "sb [tcp 2049] quiet"]);
    assert_eq!(told("ecs"), ["sa [tcp 80]", "sb [tcp 80]"]);
    assert_eq!(told("eks"), ["sa [tcp 443]", "sb [tcp 443]"]);
    assert!(facts(&model, "eks").contains(&NetFact::Opaque));
    assert_eq!(told("link"), ["sa []", "sb []"]);
    assert_eq!(told("origin"), ["sa [] kept-in unfiltered"]);
    assert_eq!(told("nfe"), ["fb [] unfiltered quiet"]);
    assert_eq!(told("gle"), ["sa [] unfiltered quiet"]);
    assert_eq!(told("prx"), ["sa [tcp 3306]", "sb [tcp 3306]"]);
    assert_eq!(told("facts"), ["sa [tcp 5439] quiet"]);
    assert_eq!(told("build"), ["sa []"]);
    assert_eq!(told("way-in"), ["sa []", "sb []"]);
    let served = |id| facts(&model, id).iter().any(|it| matches!(it, NetFact::Served { .. }));
    assert_eq!(["facts", "build", "find"].map(served), [false, true, true]);
    assert!(
        ["build", "way-in"]
            .iter()
            .flat_map(|id| interfaces(&model, id))
            .all(|it| it.inbound == Inbound::Managed)
    );
    assert!(told("link1").is_empty());
    assert!(interfaces(&model, "link").iter().all(|it| it.inbound == Inbound::Managed));
}

#[test]
fn an_elastic_ip_address_stands_for_the_node_of_its_place() {
    let addressed = json!({"e": {"kind": "elastic_ip", "in": "r", "public_ip": "203.0.113.7"}, "nlb": {"allocation_ids": ["e"]}});
    let model = model(addressed, json!({}));
    let found = findings(&model);
    assert!(found.is_empty(), "{found:?}");
    let nodes = interfaces(&model, "nlb").into_iter();
    let held: Vec<_> = nodes.map(|it| it.public[0].holder.as_ref().map(ToString::to_string)).collect();
    assert_eq!(held, [Some("e".to_owned()), None]);
}

#[test]
fn endpoints_inspect_what_their_firewall_says() {
    let model = model(json!({"gle": {"state": "pendingAcceptance"}, "ie": {"state": "rejected"}}), json!({}));
    let inspection = |id| match interfaces(&model, id).remove(0).forwarding {
        Forwarding::Inspect(it) => it,
        other => panic!("{id}: {other:?}"),
    };
    let firewall = inspection("nfw").firewall.unwrap();
    assert_eq!(inspection("nfe").firewall.as_ref(), Some(&firewall), "one firewall at each of its endpoints");
    assert_eq!((firewall.stateless.len(), firewall.stateful.len()), (1, 2), "a rule for either way is two");
    let gle = inspection("gle");
    assert_eq!((gle.offer.map(|it| it.to_string()).as_deref(), gle.accepted), (Some("ips"), false));
    let offered = interfaces(&model, "ie").remove(0).inbound;
    assert!(matches!(offered, Inbound::Offered { offer: Some(_), accepted: false }), "{offered:?}");
}

#[test]
fn ways_of_apis_and_distributions() {
    let model = model(json!({}), json!({}));
    let via = |id: &str| {
        let facts = facts(&model, id);
        let unattached = facts.contains(&NetFact::Unattached);
        let mut via = facts.iter().filter_map(|fact| {
            if let NetFact::LeavesBy { via } = fact {
                Some(via.to_string())
            } else if let NetFact::PrivateEntry { balancer } = fact {
                Some(format!("enters {balancer}"))
            } else {
                None
            }
        });
        (via.next().unwrap_or_default(), unattached)
    };
    assert_eq!(via("http"), ("link".into(), false));
    assert_eq!(via("rest"), ("enters nlb".into(), false));
    assert_eq!(via("link1"), ("enters nlb".into(), false));
    assert_eq!(via("inner"), (String::new(), true));
    assert_eq!(via("cdn"), ("origin".into(), true));
    let inner = facts(&model, "inner");
    assert!(matches!(&inner[0], NetFact::ServedInside { admits, .. } if admits.len() == 1), "{inner:?}");
    let targets = facts(&model, "fn-tg");
    assert!(targets.is_empty(), "functions are invoked: {targets:?}");
}
