//! Ways between networks: peering, private lines, transit gateways (cases 15 to 21, 26, 28, 37 to 44).

use super::world::{BASE, check};

const PEERED: &str = "
vpc q 10.1.0.0/16
subnet q1 q 10.1.1.0/24 a table=rq
table rq q 10.0.0.0/16>pcx
sg sg-q in=tcp/443@10.0.0.0/16,tcp/80@sg-a
eni Q q1 10.1.1.10 sg=sg-q
peer pcx ours q
table r1 ours 10.1.0.0/16>pcx
";

const LINE: &str = "
vgw vgw ours
site dc 192.168.1.0/24
line vpn vgw dc static 192.168.1.0/24
table r1 ours 192.168.0.0/16>vgw
sg sg-a in=tcp/22@192.168.1.0/24
";

const HUB: &str = "
vpc q 10.1.0.0/16
subnet q1 q 10.1.1.0/24 a table=rq
table rq q 10.0.0.0/16>tgw
sg sg-q in=tcp/443@10.0.0.0/16,tcp/80@sg-a
eni Q q1 10.1.1.10 sg=sg-q
subnet t1 ours 10.0.100.0/28 a
subnet t2 ours 10.0.100.16/28 b
subnet t9 q 10.1.100.0/28 a
hub tgw
hubtable ht tgw
att our-att tgw ours t1,t2 table=ht to=ht
att q-att tgw q t9 table=ht to=ht
table r1 ours 10.1.0.0/16>tgw
";

#[test]
fn case_15_no_transit_over_peering() {
    let out = "
        igw igw ours
        nat nat s2 10.0.2.5 public=198.51.100.9
        table rq q 0.0.0.0/0>pcx
        ";
    check(
        &[BASE, PEERED, out],
        "Q -> 203.0.113.5 tcp/443 : UNREACHABLE PCX_REQUIRES_ADDRESS_IN_VPC_CIDR at pcx",
    );
    let line = "
        eni fw s2 10.0.2.7 unfiltered nocheck inbound=inspection forwards=inspect
        table r2 ours 0.0.0.0/0>nat
        table rv ours 10.0.1.0/24>fw edge=vgw
        ";
    // From a line by an inspecting endpoint to a NAT gateway: the source is not of its VPC (NAT-1).
    let asks = "table rv ours 10.0.0.0/16>fw edge=vgw
                table r2 ours 10.0.1.0/24>nat";
    check(
        &[BASE, LINE, "nat nat s2 10.0.2.5", line, asks],
        "dc -> A tcp/22 : UNREACHABLE NGW_REQUIRES_SOURCE_IN_VPC at nat",
    );
}

#[test]
fn case_16_return_over_peering() {
    check(
        &[BASE, PEERED],
        "A -> Q tcp/443 : REACHABLE
         A -> Q tcp/80 : REACHABLE
         B -> Q tcp/443 : UNREACHABLE NO_ROUTE_TO_DESTINATION at r2",
    );
    let lacks = "table rq q";
    check(&[BASE, PEERED, lacks], "A -> Q tcp/443 : UNREACHABLE NO_ROUTE_TO_DESTINATION at rq return");
    let by_nat = "
        subnet p ours 10.0.9.0/24 a table=rp
        table rp ours 10.1.0.0/16>pcx
        nat nat p 10.0.9.5
        table r1 ours 10.1.0.0/16>nat
        ";
    check(&[BASE, PEERED, lacks, by_nat], "A -> Q tcp/443 : REACHABLE");
    let regions = "vpc q 10.1.0.0/16 region=eu-west-1";
    check(&[BASE, PEERED, regions], "A -> Q tcp/80 : UNREACHABLE SG_REFERENCES_NOT_PRESERVED at sg-q");
    check(&[BASE, PEERED, "peer pcx ours q down"], "A -> Q tcp/443 : UNREACHABLE BAD_STATE at pcx");
}

#[test]
fn case_17_chain() {
    let chain = "
        vpc r 10.2.0.0/16
        subnet r-1 r 10.2.1.0/24 a
        eni R r-1 10.2.1.10
        peer pcx-2 q r
        table r1 ours 10.2.0.0/16>pcx
        table rq q 10.2.0.0/16>pcx-2
        ";
    check(&[BASE, PEERED, chain], "A -> R tcp/443 : UNREACHABLE PCX_REQUIRES_ADDRESS_IN_VPC_CIDR at pcx");
}

#[test]
fn case_18_twins() {
    let twin = "
        vpc q2 10.1.0.0/16
        subnet q21 q2 10.1.1.0/24 a table=rq2
        table rq2 q2 10.0.0.0/16>pcx-2
        eni Q2 q21 10.1.1.20
        peer pcx-2 ours q2
        sg sg-a in=tcp/80@10.1.0.0/16
        ";
    check(&[BASE, PEERED, twin], "Q2 -> A tcp/80 : UNREACHABLE X_RETURN_MISMATCH");
}

/// PKT-4: where the provider chooses between ways, and one of them crosses the resource, it may.
#[test]
fn through_one_of_two() {
    let tie = "
        list one 10.1.0.0/16
        list two 10.1.0.0/16
        peer pcx ours q
        table r1 ours list:one>pcx list:two>tgw
        table rq q 10.0.0.0/16>pcx
        ";
    check(
        &[BASE, HUB, tie],
        "A -> Q tcp/443 : REACHABLE
         A -> Q tcp/443 through pcx : REACHABLE may
         A -> Q tcp/443 through tgw : REACHABLE may
         A -> Q tcp/443 through r1 : REACHABLE
         A -> Q tcp/443 each through pcx : UNREACHABLE HIGHER_PRIORITY_ROUTE at r1
         A -> Q tcp/22 through tgw : UNREACHABLE ENI_SG_RULES_MISMATCH at sg-q
         A -> Q tcp/443 through Q : UNREACHABLE COMPONENT_FILTER_RESTRICTION at Q",
    );
}

#[test]
fn case_19_longest_prefix() {
    let both = "
        vpc q 10.1.0.0/16,10.2.5.0/24
        subnet q5 q 10.2.5.0/24 a table=rq
        eni Q5 q5 10.2.5.9 sg=sg-q
        peer pcx ours q
        table r1 ours 10.2.0.0/16>tgw 10.2.5.0/24>pcx
        table rq q 10.0.0.0/16>pcx
        ";
    check(
        &[BASE, HUB, both],
        "A -> Q5 tcp/443 : REACHABLE
         A -> Q5 tcp/443 avoiding pcx : UNREACHABLE COMPONENT_FILTER_RESTRICTION_REMOVED_COMPONENT at pcx
         A -> Q5 tcp/443 avoiding tgw : REACHABLE
         A -> Q5 tcp/443 through pcx : REACHABLE
         A -> Q5 tcp/443 through tgw : UNREACHABLE MORE_SPECIFIC_ROUTE at r1
         A -> 10.2.6.9 tcp/443 : UNREACHABLE TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT at ht",
    );
}

#[test]
fn case_20_origins() {
    let both = "
        igw igw ours
        eni A s1 10.0.1.10 sg=sg-a public=198.51.100.1
        vgw vgw ours
        site dc 172.31.0.0/24
        line vpn vgw dc static 172.31.0.0/24
        table r1 ours 172.31.0.0/24>igw learns=vgw
        ";
    check(
        &[BASE, both],
        "A -> 172.31.0.7 tcp/443 : UNREACHABLE IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS at igw note HIGHER_PRIORITY_ROUTE",
    );
}

#[test]
fn case_26_gateway_endpoint_from_afar() {
    let door = "door s3 ours s3 tables=rt
                table rt ours
                table rq q 0.0.0.0/0>pcx
                ";
    check(
        &[BASE, PEERED, door],
        "Q -> service:s3 tcp/443 : UNREACHABLE PCX_REQUIRES_ADDRESS_IN_VPC_CIDR at pcx",
    );
    let site = "site dc 192.168.1.0/24 routes=0.0.0.0/0";
    check(
        &[BASE, LINE, "door s3 ours s3 tables=r1", site],
        "dc -> service:s3 tcp/443 : UNREACHABLE VGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS at vgw",
    );
    let spoke = "
        door s3 ours s3 tables=rt
        table rt ours
        subnet t1 ours 10.0.100.0/28 a table=rt
        table rq q 0.0.0.0/0>tgw
        hubtable ht tgw 0.0.0.0/0>our-att
        ";
    check(&[BASE, HUB, spoke], "Q -> service:s3 tcp/443 : UNREACHABLE X_GWE_REMOTE_SOURCE at s3");
}

#[test]
fn case_28_endpoint_from_a_peer() {
    let endpoint = "
        sg sg-e in=tcp/443@10.1.0.0/16
        eni sqs s1 10.0.1.50 sg=sg-e inbound=service:sqs dns
        ";
    check(
        &[BASE, PEERED, endpoint],
        "Q -> sqs tcp/443 : REACHABLE
         Q -> service:sqs tcp/443 : UNREACHABLE NO_ROUTE_TO_DESTINATION at rq note X_DNS_ELSEWHERE
         A -> service:sqs tcp/443 : UNREACHABLE ENI_SG_RULES_MISMATCH at sg-e",
    );
}

#[test]
fn case_37_zones() {
    let far = "
        subnet s3 ours 10.0.3.0/24 c table=r1
        eni C s3 10.0.3.10 sg=sg-a
        ";
    check(
        &[BASE, HUB, far],
        "C -> Q tcp/443 : UNREACHABLE TGW_ROUTE_AZ_RESTRICTION at our-att
         A -> Q tcp/443 : REACHABLE",
    );
}

#[test]
fn case_38_tables() {
    let lacks = "hubtable ot tgw
                 att our-att tgw ours t1,t2 table=ot to=ht";
    check(&[BASE, HUB, lacks], "A -> Q tcp/443 : UNREACHABLE TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT at ot");
    check(
        &[BASE, HUB, "hubtable ht tgw 10.1.0.0/16>-"],
        "A -> Q tcp/443 : UNREACHABLE TGW_RTB_BAD_STATE_ROUTE at ht",
    );
    check(
        &[BASE, HUB, "att our-att tgw ours t1,t2 to=ht"],
        "A -> Q tcp/443 : UNREACHABLE TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION at our-att",
    );
    check(
        &[BASE, HUB, "hubtable ht tgw 10.1.0.0/16>q-att", "att q-att tgw q t9 table=ht down"],
        "A -> Q tcp/443 : UNREACHABLE BAD_STATE_ATTACHMENT at q-att",
    );
}

/// An attachment carries IPv6 only where it says so, at both ends.
#[test]
fn attachments_by_family() {
    let six = "
        vpc ours 10.0.0.0/16,2600:1f00::/56
        subnet s1 ours 10.0.1.0/24,2600:1f00:0:1::/64 a table=r1
        eni A s1 10.0.1.10,2600:1f00:0:1::10 sg=sg-a
        vpc q 10.1.0.0/16,2600:1f00:1::/56
        subnet q1 q 10.1.1.0/24,2600:1f00:1:1::/64 a table=rq
        eni Q q1 10.1.1.10,2600:1f00:1:1::10 sg=sg-q
        table r1 ours ::/0>tgw
        table rq q ::/0>tgw
        sg sg-q in=all@::/0
        att our-att tgw ours t1,t2 table=ht to=ht v6
        ";
    check(&[BASE, HUB, six], "A -> Q tcp/443 v6 : UNREACHABLE PROTOCOL_RESTRICTION at q-att");
    check(&[BASE, HUB, six, "att q-att tgw q t9 table=ht to=ht v6"], "A -> Q tcp/443 v6 : REACHABLE");
}

#[test]
fn case_39_return_route() {
    check(&[BASE, HUB, "table rq q"], "A -> Q tcp/443 : UNREACHABLE NO_ROUTE_TO_DESTINATION at rq return");
}

#[test]
fn case_40_groups_over_a_hub() {
    check(&[BASE, HUB], "A -> Q tcp/80 : UNREACHABLE SG_REFERENCING_SUPPORT at sg-q");
    let on = "
        hub tgw refs
        att our-att tgw ours t1,t2 table=ht to=ht refs
        att q-att tgw q t9 table=ht to=ht refs
        ";
    check(&[BASE, HUB, on], "A -> Q tcp/80 : REACHABLE");
    check(
        &[BASE, HUB, on, "sg sg-a out=all@sg-q"],
        "A -> Q tcp/80 : UNREACHABLE ENI_SG_RULES_MISMATCH at sg-a",
    );
}

#[test]
fn case_41_central_egress() {
    let egress = "
        vpc e 10.2.0.0/16
        igw igw e
        subnet te e 10.2.100.0/28 a table=rte
        subnet pe e 10.2.1.0/24 a table=rpe
        table rte e 0.0.0.0/0>nat
        table rpe e 0.0.0.0/0>igw 10.0.0.0/16>tgw
        nat nat pe 10.2.1.5 public=198.51.100.9
        att e-att tgw e te table=ht to=ht
        hubtable ht tgw 0.0.0.0/0>e-att
        table r1 ours 0.0.0.0/0>tgw
        ";
    check(&[BASE, HUB, egress], "A -> internet tcp/443 : REACHABLE");
    check(
        &[BASE, HUB, egress, "table rpe e 0.0.0.0/0>igw"],
        "A -> internet tcp/443 : UNREACHABLE IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS at igw return",
    );
    check(
        &[BASE, HUB, egress, "table rpe e 0.0.0.0/1>igw 128.0.0.0/1>igw 10.0.0.0/8>-"],
        "A -> internet tcp/443 : UNREACHABLE BAD_STATE_ROUTE at rpe return",
    );
    check(
        &[BASE, HUB, egress, "table rte e 0.0.0.0/0>igw"],
        "A -> internet tcp/443 : UNREACHABLE IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS at igw",
    );
}

#[test]
fn case_42_filters_of_attachments() {
    let deny_in = "
        acl nt in=100-all@10.0.1.0/24,110+all@0.0.0.0/0
        subnet t1 ours 10.0.100.0/28 a acl=nt
        ";
    check(&[BASE, HUB, deny_in], "A -> Q tcp/443 : UNREACHABLE SUBNET_ACL_RESTRICTION at nt");
    let deny_out = "
        acl nt out=100-all@10.1.0.0/16,110+all@0.0.0.0/0
        subnet t1 ours 10.0.100.0/28 a acl=nt
        ";
    check(&[BASE, HUB, deny_out], "A -> Q tcp/443 : REACHABLE");
}

#[test]
fn case_43_lines() {
    check(
        &[BASE, LINE],
        "A -> 192.168.1.5 tcp/443 : REACHABLE
         A -> 192.168.2.5 tcp/443 : UNREACHABLE X_VGW_UNKNOWN_PREFIX at vgw
         dc -> A tcp/22 : REACHABLE
         dc -> B tcp/22 : UNREACHABLE SG_HAS_NO_RULES at sg-b
         dc -> A tcp/23 : UNREACHABLE ENI_SG_RULES_MISMATCH at sg-a",
    );
    check(
        &[BASE, LINE, "line vpn vgw dc static 192.168.1.0/24 down"],
        "A -> 192.168.1.5 tcp/443 : UNREACHABLE BAD_STATE_VPN at vpn
         dc -> A tcp/22 : UNREACHABLE BAD_STATE_VPN at vpn",
    );
    let firewall = "site dc 192.168.1.0/24 in=tcp/443@10.0.0.0/16";
    check(
        &[BASE, LINE, firewall],
        "A -> dc tcp/443 : REACHABLE
         A -> dc tcp/80 : UNREACHABLE FIREWALL_RULES_RESTRICTION at dc",
    );
    let told = "line vpn vgw dc static 192.168.1.0/24 tells=10.0.2.0/24";
    check(&[BASE, LINE, told], "A -> dc tcp/443 : UNREACHABLE NO_ROUTE_TO_DESTINATION at dc return");
    let peer = "site dc 192.168.1.0/24 routes=10.1.0.0/16";
    check(
        &[BASE, PEERED, LINE, peer, "table r1 ours 10.1.0.0/16>pcx 192.168.0.0/16>vgw"],
        "dc -> Q tcp/443 : UNREACHABLE VGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS at vgw",
    );
    let spoof = "site dc 192.168.1.0/24,10.0.7.0/24";
    check(&[BASE, LINE, spoof], "10.0.7.5 -> A tcp/22 : UNREACHABLE GATEWAY_REJECTS_SPOOFED_TRAFFIC at vgw");
    let cloud_hub = "
        site hq 192.168.9.0/24
        line vpn vgw dc bgp 192.168.1.0/24
        line vpn-2 vgw hq bgp 192.168.9.0/24
        ";
    check(&[BASE, LINE, cloud_hub], "dc -> hq tcp/22 : REACHABLE");
    let spoke = "
        vgw vgw ours
        subnet t1 ours 10.0.100.0/28 a table=rt
        table rt ours 192.168.0.0/16>vgw
        site dc 192.168.1.0/24
        line vpn vgw dc static 192.168.1.0/24
        table rq q 192.168.0.0/16>tgw
        hubtable ht tgw 192.168.0.0/16>our-att
        ";
    check(
        &[BASE, HUB, spoke],
        "Q -> 192.168.1.5 tcp/443 : UNREACHABLE VGW_PRIVATE_IP_ASSOCIATION_FOR_EGRESS at vgw",
    );
}

#[test]
fn case_44_endpoint_from_a_site() {
    let endpoint = "
        sg sg-e in=tcp/443@192.168.1.0/24
        table r1 ours learns=vgw
        eni sqs s1 10.0.1.50 sg=sg-e inbound=service:sqs dns
        ";
    check(&[BASE, LINE, endpoint], "dc -> sqs tcp/443 : REACHABLE");
}

#[test]
fn lines_on_hubs() {
    let lines = "
        site dc 192.168.1.0/24
        line vpn tgw dc bgp 192.168.1.0/24
        att vpn tgw lines table=ht to=ht
        table r1 ours 192.168.0.0/16>tgw
        sg sg-a in=tcp/22@192.168.1.0/24
        ";
    check(
        &[BASE, HUB, lines],
        "A -> dc tcp/443 : REACHABLE
         dc -> A tcp/22 : REACHABLE",
    );
    let down = "line vpn tgw dc bgp 192.168.1.0/24 down";
    check(
        &[BASE, HUB, lines, down],
        "A -> dc tcp/443 : UNREACHABLE TGW_BAD_STATE_VPN at vpn
         dc -> A tcp/22 : UNREACHABLE TGW_BAD_STATE_VPN at vpn",
    );
}

#[test]
fn hubs_that_peer() {
    let far = "
        hub tgw-2 region=eu-west-1
        vpc far 10.2.0.0/16 region=eu-west-1
        subnet f1 far 10.2.1.0/24 a table=rf
        subnet tf1 far 10.2.100.0/28 a
        subnet tf2 far 10.2.100.16/28 b
        table rf far 10.0.0.0/16>tgw-2
        sg sg-z in=tcp/443@10.0.0.0/16,tcp/80@sg-a
        eni Z f1 10.2.1.10 sg=sg-z
        hubtable ft tgw-2 10.0.0.0/16>px-2
        att far-att tgw-2 far tf1,tf2 table=ft to=ft
        att px tgw hub peer=px-2 table=ht
        att px-2 tgw-2 hub peer=px table=ft
        hubtable ht tgw 10.2.0.0/16>px
        table r1 ours 10.2.0.0/16>tgw
        ";
    check(
        &[BASE, HUB, far],
        "A -> Z tcp/443 : REACHABLE
         A -> Z tcp/80 : UNREACHABLE SG_REFERENCES_NOT_PRESERVED at sg-z",
    );
    check(
        &[BASE, HUB, far, "att px tgw hub table=ht"],
        "A -> Z tcp/443 : UNKNOWN TGW_RTB_ROUTES_ARE_UNKNOWN at px",
    );
    check(
        &[BASE, HUB, far, "hubtable ft tgw-2 10.0.0.0/16>px-2 10.2.0.0/16>px-2"],
        "A -> Z tcp/443 : UNREACHABLE X_LOOP",
    );
    check(
        &[BASE, PEERED, "peer pcx ours nowhere"],
        "A -> 10.1.1.10 tcp/443 : UNKNOWN UNKNOWN_RESOURCE at pcx",
    );
}

/// TGW-3: inspection in two zones, with and without appliance mode.
#[test]
fn appliance_mode() {
    let inspected = "
        vpc i 10.3.0.0/16
        subnet ia i 10.3.1.0/28 a table=ria
        subnet ib i 10.3.1.16/28 b table=rib
        subnet ea i 10.3.2.0/28 a table=re
        subnet eb i 10.3.2.16/28 b table=re
        table ria i 0.0.0.0/0>fwa
        table rib i 0.0.0.0/0>fwb
        table re i 0.0.0.0/0>tgw
        eni fwa ea 10.3.2.5 unfiltered nocheck inbound=inspection forwards=inspect
        eni fwb eb 10.3.2.20 unfiltered nocheck inbound=inspection forwards=inspect
        att i-att tgw i ia,ib table=out
        hubtable out tgw
        hubtable spoke tgw 0.0.0.0/0>i-att
        att our-att tgw ours t1,t2 table=spoke to=out
        att q-att tgw q t9,t10 table=spoke to=out
        subnet t10 q 10.1.100.16/28 b
        subnet q2 q 10.1.2.0/24 b table=rq
        eni Q2 q2 10.1.2.10 sg=sg-q
        ";
    check(
        &[BASE, HUB, inspected],
        "A -> Q tcp/443 : REACHABLE note TRANSIT_GATEWAY_APPLIANCE_MODE_RECOMMENDED note PATH_THROUGH_GWLB_NOT_CHECKED
         A -> Q2 tcp/443 : UNREACHABLE X_ASYMMETRIC_INSPECTION",
    );
    let mode = "att i-att tgw i ia,ib table=out appliance";
    check(
        &[BASE, HUB, inspected, mode],
        "A -> Q tcp/443 : REACHABLE
         A -> Q2 tcp/443 : REACHABLE note PATH_THROUGH_GWLB_NOT_CHECKED note AVAILABILITY_ZONE_CROSSED",
    );
}
