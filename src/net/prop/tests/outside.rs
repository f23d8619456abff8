//! The internet: gateways, NAT, edge tables, block public access, IPv6, services (cases 24 to 30, 45 to 48, 53).

use super::world::{BASE, check};

const PUBLIC: &str = "
igw igw ours
table r1 ours 0.0.0.0/0>igw
table r2 ours 0.0.0.0/0>igw
sg sg-a in=tcp/443@0.0.0.0/0
eni A s1 10.0.1.10 sg=sg-a public=198.51.100.1
eni B s2 10.0.2.10 sg=sg-b public=198.51.100.2
";

const NAT: &str = "
igw igw ours
subnet p ours 10.0.9.0/24 a table=rp
table rp ours 0.0.0.0/0>igw
nat nat p 10.0.9.5 public=198.51.100.9
table r1 ours 0.0.0.0/0>nat
table r2 ours 0.0.0.0/0>nat
";

const SIX: &str = "
vpc ours 10.0.0.0/16,2600:1f00::/56
subnet s1 ours 10.0.1.0/24,2600:1f00:0:1::/64 a table=r1
subnet s2 ours 10.0.2.0/24,2600:1f00:0:2::/64 b table=r2
eni A s1 10.0.1.10,2600:1f00:0:1::10 sg=sg-a
eni B s2 10.0.2.10,2600:1f00:0:2::10 sg=sg-b
igw igw ours
";

#[test]
fn case_8_reflection() {
    let rules = "sg sg-b in=tcp/22@198.51.100.1/32,tcp/23@sg-a";
    check(
        &[BASE, PUBLIC, rules],
        "A -> 10.0.2.10 tcp/23 : REACHABLE
         A -> 198.51.100.2 tcp/23 : UNREACHABLE SG_REFERENCES_NOT_PRESERVED at sg-b
         A -> 198.51.100.2 tcp/22 : REACHABLE note IGW_NAT_REFLECTION note AVAILABILITY_ZONE_CROSSED",
    );
}

#[test]
fn case_11_to_14_nat() {
    check(
        &[BASE, NAT],
        "A -> 203.0.113.5 tcp/443 : REACHABLE
         A -> internet icmp : REACHABLE
         A -> internet icmp/3/4 : FORWARD_ONLY
         B -> 203.0.113.5 tcp/443 : REACHABLE note AVAILABILITY_ZONE_CROSSED
         A -> 203.0.113.5 50 : UNREACHABLE PROTOCOL_RESTRICTION at nat
         internet -> 198.51.100.9 tcp/443 : UNREACHABLE X_NAT_NO_INBOUND at nat
         internet -> nat tcp/443 : UNREACHABLE X_NAT_NO_INBOUND at nat",
    );
    let filtered = "subnet p ours 10.0.9.0/24 a table=rp acl=np
                    acl np in=100+tcp/443@10.0.0.0/16";
    check(
        &[BASE, NAT, filtered],
        "A -> 203.0.113.5 tcp/443 : UNREACHABLE SUBNET_ACL_RESTRICTION at np return",
    );
    let loops = "table rp ours 0.0.0.0/0>nat";
    check(&[BASE, NAT, loops], "A -> 203.0.113.5 tcp/443 : UNREACHABLE X_LOOP at nat");
    let down = "nat nat p 10.0.9.5 public=198.51.100.9 off";
    check(&[BASE, NAT, down], "A -> 203.0.113.5 tcp/443 : UNREACHABLE BAD_STATE at nat");
}

#[test]
fn regional_nat() {
    let regional = "
        igw igw ours
        regional nat ours zones=a public=198.51.100.9
        table r1 ours 0.0.0.0/0>nat
        table r2 ours 0.0.0.0/0>nat
        ";
    check(
        &[BASE, regional],
        "A -> 203.0.113.5 tcp/443 : REACHABLE
         B -> 203.0.113.5 tcp/443 : UNREACHABLE REGIONAL_NGW_ROUTE_AZ_RESTRICTION at nat
         internet -> 198.51.100.9 tcp/443 : UNREACHABLE X_NAT_NO_INBOUND at nat",
    );
    let own = "regional nat ours public=198.51.100.9 0.0.0.0/0>igw";
    check(
        &[BASE, regional, own],
        "A -> 203.0.113.5 tcp/443 : REACHABLE
         B -> 203.0.113.5 tcp/443 : REACHABLE",
    );
}

#[test]
fn case_24_blackhole() {
    let hole = "table r1 ours 0.0.0.0/0>igw 203.0.113.0/24>-";
    check(
        &[BASE, PUBLIC, hole],
        "A -> 203.0.113.5 tcp/443 : UNREACHABLE BAD_STATE_ROUTE at r1
         A -> 198.51.100.9 tcp/443 : REACHABLE",
    );
}

#[test]
fn case_25_gateway_endpoint() {
    let door = "door vpce ours s3 tables=r1";
    check(
        &[BASE, door],
        "A -> service:s3 tcp/443 : REACHABLE
         A -> service:s3 udp/443 : UNREACHABLE VPCE_GATEWAY_PROTOCOL_RESTRICTION at vpce
         B -> service:s3 tcp/443 : UNREACHABLE NO_ROUTE_TO_DESTINATION at r2",
    );
}

#[test]
fn case_27_interface_endpoint() {
    let endpoint = "
        sg sg-e in=tcp/443@sg-x
        eni sqs s1 10.0.1.50 sg=sg-e inbound=service:sqs dns
        ";
    check(
        &[BASE, NAT, endpoint],
        "B -> service:sqs tcp/443 : UNREACHABLE ENI_SG_RULES_MISMATCH at sg-e
         B -> dns:sqs.us-east-1.amazonaws.com tcp/443 : UNREACHABLE ENI_SG_RULES_MISMATCH at sg-e
         sqs -> B tcp/443 : UNREACHABLE VPCE_INTRA_VPC_TRAFFIC",
    );
    let deaf = "eni sqs s1 10.0.1.50 sg=sg-e inbound=service:sqs";
    check(&[BASE, NAT, endpoint, deaf], "B -> service:sqs tcp/443 : REACHABLE");
}

#[test]
fn case_29_to_31_functions() {
    let functions = "
        eni fn s1 10.0.1.60 sg=sg-a inbound=function
        function free
        sg sg-b in=all@0.0.0.0/0
        eni D s2 10.0.2.30 sg=sg-b
        served lambda lambda
        ";
    check(
        &[BASE, PUBLIC, functions],
        "fn -> 203.0.113.5 tcp/443 : UNREACHABLE IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS at igw
         fn -> 203.0.113.5 icmp : UNREACHABLE PROTOCOL_RESTRICTION at fn
         free -> 10.0.2.30 tcp/5432 : UNREACHABLE X_LAMBDA_NO_VPC
         free -> lambda tcp/443 : REACHABLE
         A -> 10.0.1.60 tcp/8080 : UNREACHABLE X_HYPERPLANE_NO_INBOUND at fn",
    );
    check(&[BASE, NAT, functions], "fn -> 203.0.113.5 tcp/443 : REACHABLE");
}

#[test]
fn case_45_egress_only() {
    let exit = "
        table r1 ours ::/0>eigw
        eigw eigw ours
        table r2 ours 0.0.0.0/0>eigw
        sg sg-a in=all@::/0
        ";
    check(
        &[BASE, SIX, exit],
        "A -> 2001:db8:ffff::1 tcp/443 : REACHABLE
         A -> internet tcp/443 v6 : REACHABLE
         A -> internet icmp v6 : REACHABLE
         internet -> A tcp/443 v6 : UNREACHABLE X_EIGW_NO_INBOUND at eigw return
         B -> 203.0.113.5 tcp/443 : UNREACHABLE X_EIGW_IPV4 at eigw",
    );
    let only = "
        vpc alone 10.9.0.0/16,2600:1f00:9::/56
        subnet s9 alone 2600:1f00:9:1::/64 a table=r9
        table r9 alone ::/0>eigw9
        eigw eigw9 alone
        sg sg-9 in=all@::/0
        eni N s9 2600:1f00:9:1::10 sg=sg-9
        ";
    check(
        &[BASE, SIX, only],
        "N -> internet tcp/443 v6 : REACHABLE
         internet -> N tcp/443 v6 : UNREACHABLE X_EIGW_NO_INBOUND at eigw9
         internet -> N tcp/443 : UNREACHABLE NO_SOURCE_OR_DESTINATION at N",
    );
    check(
        &[BASE, SIX, PUBLIC, "eni A s1 10.0.1.10,2600:1f00:0:1::10 sg=sg-a"],
        "A -> internet tcp/443 v6 : UNREACHABLE NO_ROUTE_TO_DESTINATION at r1",
    );
}

#[test]
fn case_46_families() {
    let open = "table r1 ours ::/0>igw";
    let v4 = "sg sg-a in=tcp/22@0.0.0.0/0";
    check(
        &[BASE, SIX, open, v4],
        "internet -> A tcp/22 v6 : UNREACHABLE ENI_SG_RULES_MISMATCH at sg-a
         A -> B tcp/22 v6 : UNREACHABLE SG_HAS_NO_RULES at sg-b",
    );
    let both = "sg sg-a in=tcp/22@0.0.0.0/0,tcp/22@::/0";
    check(&[BASE, SIX, open, both], "internet -> A tcp/22 v6 : REACHABLE");
    let denied = "eni A s1 10.0.1.10,2600:1f00:0:1::10 sg=sg-a denied";
    check(
        &[BASE, SIX, open, both, denied],
        "internet -> A tcp/22 v6 : UNREACHABLE X_IPV6_DENY_IGW at igw
         A -> internet tcp/22 v6 : UNREACHABLE X_IPV6_DENY_IGW at igw",
    );
    let local = "
        vpc ours 10.0.0.0/16,fd00:1::/56
        subnet s1 ours 10.0.1.0/24,fd00:1:0:1::/64 a table=r1
        eni A s1 10.0.1.10,fd00:1:0:1::10 sg=sg-a
        subnet s2 ours 10.0.2.0/24 b
        eni B s2 10.0.2.10 sg=sg-b
        ";
    check(
        &[BASE, SIX, open, local],
        "A -> internet tcp/22 v6 : UNREACHABLE X_IPV6_NOT_GLOBAL at igw
         A -> B tcp/22 v6 : UNREACHABLE NO_SOURCE_OR_DESTINATION at B
         A -> fe80::1 tcp/22 : UNREACHABLE X_LINK_LOCAL_RESERVED at A",
    );
}

#[test]
fn nat64() {
    let routes = "
        subnet s1 ours 10.0.1.0/24,2600:1f00:0:1::/64 a table=r1 dns64
        table r1 ours 64:ff9b::/96>nat
        ";
    check(
        &[BASE, SIX, NAT, routes],
        "A -> 64:ff9b::cb00:7105 tcp/443 : REACHABLE
         A -> 203.0.113.5 tcp/443 : UNREACHABLE NO_ROUTE_TO_DESTINATION at r1
         A -> nat tcp/443 v6 : UNREACHABLE X_NAT_NO_INBOUND at nat",
    );
}

#[test]
fn case_47_edge_table() {
    let edge = "
        subnet p ours 10.0.9.0/24 a table=rp
        eni fw p 10.0.9.7 unfiltered nocheck inbound=inspection forwards=inspect
        table rp ours 0.0.0.0/0>igw
        table re ours 10.0.1.0/24>fw edge=igw
        table r1 ours 0.0.0.0/0>fw
        ";
    check(
        &[BASE, PUBLIC, edge],
        "internet -> A tcp/443 : REACHABLE note PATH_THROUGH_GWLB_NOT_CHECKED
         A -> internet tcp/443 : REACHABLE note PATH_THROUGH_GWLB_NOT_CHECKED",
    );
    let direct = "table r1 ours 0.0.0.0/0>igw";
    check(
        &[BASE, PUBLIC, edge, direct],
        "internet -> A tcp/443 : UNREACHABLE INGRESS_RTB_TRAFFIC_REDIRECTION at igw return
         A -> internet tcp/443 : UNREACHABLE INGRESS_RTB_TRAFFIC_REDIRECTION at igw",
    );
    let interface = "eni fw p 10.0.9.7 sg=sg-a nocheck forwards=pass";
    check(
        &[BASE, PUBLIC, edge, interface],
        "internet -> A tcp/443 : UNREACHABLE INGRESS_RTB_NO_PUBLIC_IP at fw",
    );
    let rules = "eni fw p 10.0.9.7 unfiltered nocheck inbound=inspection forwards=inspect rules=pass:tcp/443@0.0.0.0/0";
    check(
        &[BASE, PUBLIC, edge, rules],
        "internet -> A tcp/443 : REACHABLE
         A -> internet tcp/80 : UNREACHABLE FIREWALL_RULES_RESTRICTION at fw",
    );
    let opaque = format!("{rules} opaque");
    check(
        &[BASE, PUBLIC, edge, &opaque],
        "internet -> A tcp/443 : REACHABLE may note FIREWALL_UNSUPPORTED_RULES",
    );
    let pending = "eni fw p 10.0.9.7 unfiltered nocheck inbound=inspection forwards=inspect gwlb=x pending";
    check(
        &[BASE, PUBLIC, edge, pending],
        "internet -> A tcp/443 : UNREACHABLE X_ENDPOINT_NOT_ACCEPTED at fw",
    );
}

#[test]
fn case_48_block_public_access() {
    check(
        &[BASE, PUBLIC, "block bpa both"],
        "internet -> A tcp/443 : UNREACHABLE VPC_BLOCK_PUBLIC_ACCESS_ENABLED at igw
         A -> internet tcp/443 : UNREACHABLE VPC_BLOCK_PUBLIC_ACCESS_ENABLED at igw",
    );
    check(
        &[BASE, NAT, "block bpa ingress", "eni A s1 10.0.1.10 sg=sg-a public=198.51.100.1"],
        "A -> internet tcp/443 : REACHABLE
         internet -> A tcp/443 : UNREACHABLE VPC_BLOCK_PUBLIC_ACCESS_ENABLED at igw",
    );
    check(
        &[BASE, PUBLIC, "block bpa ingress"],
        "A -> internet tcp/443 : UNREACHABLE VPC_BLOCK_PUBLIC_ACCESS_ENABLED at igw",
    );
    check(
        &[BASE, PUBLIC, "block bpa both s1>off"],
        "internet -> A tcp/443 : REACHABLE
         B -> internet tcp/443 : UNREACHABLE VPC_BLOCK_PUBLIC_ACCESS_ENABLED at igw",
    );
    let exit = "table r1 ours ::/0>eigw
                eigw eigw ours";
    check(
        &[BASE, SIX, exit, "block bpa both"],
        "A -> internet tcp/443 v6 : UNREACHABLE VPC_BLOCK_PUBLIC_ACCESS_ENABLED at eigw",
    );
    check(&[BASE, SIX, exit, "block bpa ingress"], "A -> internet tcp/443 v6 : REACHABLE");
}

#[test]
fn case_53_ping() {
    let filters = "
        acl n2 out=100+tcp@0.0.0.0/0
        subnet s2 ours 10.0.2.0/24 b table=r2 acl=n2
        sg sg-b in=icmp/8@0.0.0.0/0
        ";
    check(&[BASE, filters], "A -> B icmp : UNREACHABLE SUBNET_ACL_RESTRICTION at n2 return");
    let open = "acl n2 out=100+icmp/0@0.0.0.0/0";
    check(
        &[BASE, filters, open],
        "A -> B icmp : REACHABLE
         A -> B icmp/8/0 : REACHABLE
         A -> B icmp/13 : UNREACHABLE ENI_SG_RULES_MISMATCH at sg-b
         A -> B all : REACHABLE",
    );
}

#[test]
fn sources_that_are_not_public() {
    let line = "
        site dc 192.168.1.0/24,100.64.0.0/16,198.51.100.128/25
        line vif public dc dx 198.51.100.128/25
        ";
    check(
        &[BASE, PUBLIC, line],
        "192.168.1.5 -> A tcp/443 : UNREACHABLE IGW_SOURCE_ADDRESS_NOT_IN_RFC1918_INGRESS at vif
         100.64.0.5 -> A tcp/443 : UNREACHABLE IGW_SOURCE_ADDRESS_NOT_IN_RFC6598_INGRESS at igw
         198.51.100.130 -> A tcp/443 : REACHABLE
         A -> 198.51.100.130 tcp/443 : REACHABLE",
    );
}
