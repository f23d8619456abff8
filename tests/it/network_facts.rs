//! What kinds of the network state, as the compiled network holds it: the engines' tests start from there.

use plat::{
    model::{Model, file::load, site::Index},
    net::{
        compile,
        graph::{AttachmentEndNet, LineEnd, Net, PublicOwner, Target},
        ranges::number,
    },
};

const DESIGN: &str = r#"{
  "plat": 1,
  "resources": {
    "r": {"kind": "region"},
    "r2": {"kind": "region", "region_name": "eu-west-1"},
    "v": {"kind": "vpc", "in": "r", "ipv6_cidr_blocks": ["2600:1f13::/56"], "main_route_table_id": "main"},
    "main": {"kind": "route_table", "in": "v", "propagating_vgws": ["vgw"], "routes": [
      {"target": "nat"},
      {"destination": "::/0", "target": "eig"},
      {"destination": "10.1.0.0/16", "target": "pcx"},
      {"destination_prefix_list_id": "pl", "target": "tgw"},
      {"destination": "172.16.0.0/16", "target": "eni"}]},
    "edge": {"kind": "route_table", "in": "v", "gateway_ids": ["igw", "vgw"], "routes": [
      {"destination": "10.0.1.0/24", "target": "i"}]},
    "igw": {"kind": "internet_gateway", "in": "v"},
    "eig": {"kind": "egress_only_internet_gateway", "in": "v"},
    "vgw": {"kind": "vpn_gateway", "in": "v"},
    "s": {"kind": "subnet", "in": "v", "cidr_block": "10.0.1.0/24", "ipv6_cidr_block": "2600:1f13::/64",
          "assign_ipv6_address_on_creation": true},
    "six": {"kind": "subnet", "in": "v", "availability_zone": "b", "ipv6_native": true,
            "ipv6_cidr_block": "2600:1f13:0:1::/64"},
    "i": {"kind": "instance", "in": "s", "private_ip_address": "10.0.1.10", "source_dest_check": false,
          "forwarding": "snat", "secondary_private_ip_addresses": ["10.0.1.11"]},
    "j": {"kind": "instance", "in": "six"},
    "eni": {"kind": "network_interface", "in": "s", "instance_id": "i", "private_ip_address": "10.0.1.20"},
    "idle": {"kind": "network_interface", "in": "s"},
    "e": {"kind": "elastic_ip", "in": "r", "instance_id": "i", "private_ip_address": "10.0.1.11",
          "public_ip": "203.0.113.9"},
    "nat": {"kind": "nat_gateway", "in": "v", "availability_mode": "regional",
            "availability_zone_addresses": [{"availability_zone": "a"}],
            "routes": [{"destination": "10.9.0.0/16", "target": "tgw"}]},
    "pl": {"kind": "prefix_list", "in": "r", "entries": [{"cidr": "10.5.0.0/16"}, {"cidr": "10.6.0.0/16"}]},
    "ge": {"kind": "gateway_endpoint", "in": "v", "route_table_ids": ["main"]},
    "w": {"kind": "vpc", "in": "r", "cidr_block": "10.1.0.0/16"},
    "ws": {"kind": "subnet", "in": "w", "cidr_block": "10.1.1.0/24"},
    "pcx": {"kind": "vpc_peering_connection", "in": "r", "vpc_id": "v", "peer_vpc_id": "w"},
    "tgw": {"kind": "transit_gateway", "in": "r"},
    "tgw2": {"kind": "transit_gateway", "in": "r2", "default_route_table_association": "disable"},
    "a": {"kind": "transit_gateway_attachment", "in": "r", "transit_gateway_id": "tgw", "vpc_id": "v",
          "subnet_ids": ["s"], "transit_gateway_route_table_id": "trt"},
    "b": {"kind": "transit_gateway_attachment", "in": "r", "transit_gateway_id": "tgw", "vpc_id": "w",
          "subnet_ids": ["ws"]},
    "p": {"kind": "transit_gateway_peering", "in": "r", "transit_gateway_id": "tgw"},
    "q": {"kind": "transit_gateway_peering", "in": "r2", "transit_gateway_id": "tgw2", "peer_attachment_id": "p"},
    "trt": {"kind": "transit_gateway_route_table", "in": "r", "transit_gateway_id": "tgw", "routes": [
      {"destination_cidr_block": "10.7.0.0/16", "transit_gateway_attachment_id": "p"},
      {"prefix_list_id": "pl"}]},
    "site": {"kind": "customer_gateway", "cidrs": ["192.168.0.0/16"]},
    "vpn": {"kind": "vpn_connection", "in": "r", "gateway_id": "vgw", "customer_gateway_id": "site",
            "static_routes_only": true, "prefixes": ["192.168.1.0/24"]},
    "vpn2": {"kind": "vpn_connection", "in": "r", "gateway_id": "tgw", "customer_gateway_id": "site",
             "prefixes": ["192.168.0.0/16"]},
    "dx": {"kind": "direct_connect_virtual_interface", "in": "r", "virtual_interface_type": "public",
           "customer_gateway_id": "site", "prefixes": ["198.51.100.0/24"]},
    "bpa": {"kind": "vpc_block_public_access", "in": "r", "internet_gateway_block_mode": "block-ingress",
            "exclusions": [{"subnet_id": "s"}]},
    "hz": {"kind": "hosted_zone", "in": "r", "vpc_ids": ["v"], "records": [
      {"name": "Db.example.internal", "target": "j"}]}
  }
}"#;

fn net() -> Net {
    let model: Model = load(DESIGN).unwrap_or_else(|error| panic!("{}: {error}", error.path)).model;
    Net::of(&compile::facts(&model, &Index::of(&model)))
}

fn name(net: &Net, target: Target) -> String {
    match target {
        Target::Local => "local".into(),
        Target::Blackhole => "blackhole".into(),
        Target::Edge(at) => net.edges[at as usize].node.to_string(),
        Target::Exit(at) => net.exits[at as usize].node.to_string(),
        Target::Nat(at) => net.nats[at as usize].node.to_string(),
        Target::Door(at) => net.doors[at as usize].node.to_string(),
        Target::Appliance(at) => net.interfaces[at as usize].node.to_string(),
        Target::Peering(at) => net.peerings[at as usize].node.to_string(),
        Target::Hub(at) => net.hubs[at as usize].node.to_string(),
        Target::Gateway(at) => net.gateways[at as usize].node.to_string(),
        Target::Opaque => "opaque".into(),
    }
}

fn table(net: &Net, id: &str) -> Vec<String> {
    let table = net.tables.iter().find(|it| it.node.as_str() == id && !it.implicit).unwrap();
    table.entries.iter().map(|it| format!("{} {}", it.label, name(net, it.target))).collect()
}

fn hub_table(net: &Net, id: &str) -> Vec<String> {
    let table = net.hub_tables.iter().find(|it| it.node.as_str() == id).unwrap();
    let entries = table.entries.iter().map(|it| {
        let to = it.attachment.map(|at| net.attachments[at as usize].node.to_string());
        format!("{} {}", it.label, to.as_deref().unwrap_or("blackhole"))
    });
    entries.collect()
}

#[test]
fn routes_lead_where_they_say() {
    let net = net();
    let wanted = [
        "pl:dynamodb ge",
        "0.0.0.0/0 nat",
        "::/0 eig",
        "10.1.0.0/16 pcx",
        "pl tgw",
        "pl tgw",
        "172.16.0.0/16 eni",
        "192.168.1.0/24 vgw",
        "10.0.0.0/16 local",
        "2600:1f13::/56 local",
    ];
    assert_eq!(table(&net, "main"), wanted);
    let wanted = ["10.0.1.0/24 i", "10.0.0.0/16 local", "2600:1f13::/56 local"];
    assert_eq!(table(&net, "edge"), wanted);
    let at = |id: &str| net.tables.iter().position(|it| it.node.as_str() == id && !it.implicit);
    assert_eq!(net.edges[0].table.map(|it| it as usize), at("edge"));
    assert_eq!(net.gateways[0].table.map(|it| it as usize), at("edge"));
    // A regional NAT gateway with routes of its own keeps the one to the internet gateway (NAT-8).
    let wanted = ["10.9.0.0/16 tgw", "0.0.0.0/0 igw", "10.0.0.0/16 local", "2600:1f13::/56 local"];
    assert_eq!(table(&net, "nat"), wanted);
    assert_eq!((net.nats[0].zones.as_slice(), net.nats[0].interface), (["a".to_owned()].as_slice(), None));
    // An IPv4 endpoint's route covers no IPv6 address.
    let door = &net.tables[at("main").unwrap()].entries[0];
    assert!(door.covers.meets(&plat::net::ranges::Ranges::all_v4()));
    assert!(!door.covers.meets(&plat::net::ranges::Ranges::all_v6()));
}

#[test]
fn transit_gateways_learn_and_are_joined() {
    let net = net();
    let of = |id: &str| net.attachments.iter().find(|it| it.node.as_str() == id).unwrap();
    let table_of = |id: &str| of(id).table.map(|at| net.hub_tables[at as usize].node.to_string());
    assert_eq!(table_of("a").as_deref(), Some("trt"));
    // The implicit default table is the transit gateway's own.
    assert_eq!(table_of("b").as_deref(), Some("tgw"));
    assert_eq!(table_of("vpn2").as_deref(), Some("tgw"));
    assert_eq!(table_of("q"), None);
    assert_eq!(hub_table(&net, "trt"), ["10.7.0.0/16 p", "pl blackhole", "pl blackhole"]);
    let learned = ["10.0.0.0/16 a", "2600:1f13::/56 a", "10.1.0.0/16 b", "192.168.0.0/16 vpn2"];
    assert_eq!(hub_table(&net, "tgw"), learned);
    // One side names the other, and each leads to the other.
    let peer = |id: &str| match of(id).end {
        AttachmentEndNet::Hub(peer) => peer.map(|at| net.attachments[at as usize].node.to_string()),
        AttachmentEndNet::Boundary { .. } | AttachmentEndNet::Lines(_) => None,
    };
    assert_eq!((peer("p").as_deref(), peer("q").as_deref()), (Some("q"), Some("p")));
}

#[test]
fn lines_end_where_they_say() {
    let net = net();
    let of = |id: &str| net.lines.iter().find(|it| it.node.as_str() == id).unwrap().end;
    assert!(matches!(of("vpn"), LineEnd::Gateway(_)));
    assert!(matches!(of("vpn2"), LineEnd::Attachment(_)));
    assert!(matches!(of("dx"), LineEnd::Public));
    assert_eq!(net.sites[0].lines.len(), 3);
}

#[test]
fn interfaces_have_what_they_are_given() {
    let net = net();
    let of = |id: &str| net.interfaces.iter().find(|it| it.node.as_str() == id).unwrap();
    // Two of IPv4 as stated, one of IPv6 from the subnet.
    assert_eq!((of("i").addresses.spans().len(), of("i").odd), (2, false), "{:?}", of("i").addresses);
    assert_eq!((of("j").addresses.spans().len(), of("j").odd), (1, false));
    assert!(of("eni").fact.running && !of("idle").fact.running);
    assert_eq!(of("eni").fact.forwarding, of("i").fact.forwarding);
    // The Elastic IP address stands for the second private address.
    let address = |text: &str| number(text.parse().unwrap());
    let owner = net.public.get(&address("203.0.113.9"));
    assert!(
        matches!(owner, Some(PublicOwner::Interface { private, .. }) if *private == address("10.0.1.11")),
        "{owner:?}"
    );
    // Block Public Access blocks the VPC, and its excluded subnet not.
    let blocked: Vec<String> =
        net.segments.iter().map(|it| format!("{} {:?}", it.node, it.blocked)).collect();
    assert_eq!(blocked, ["s Off", "six Ingress", "ws Ingress"]);
    assert_eq!(net.names[0].records[0].0, "db.example.internal");
}
