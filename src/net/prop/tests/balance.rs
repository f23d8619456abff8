//! Load balancers, and what they are offered to (cases 32 to 36, 54).

use super::world::{BASE, check, facts};
use crate::net::{
    Network,
    address::cidr,
    graph::{Finish, Start},
    ranges::Ranges,
    walk,
};

const ALB: &str = "
igw igw ours
subnet pa ours 10.0.11.0/24 a table=rp
subnet pb ours 10.0.12.0/24 b table=rp
table rp ours 0.0.0.0/0>igw
sg sg-lb in=tcp/80@0.0.0.0/0,tcp/443@0.0.0.0/0
eni alb pa 10.0.11.5 sg=sg-lb public=198.51.100.11 inbound=balancer
eni alb pb 10.0.12.5 sg=sg-lb public=198.51.100.12 inbound=balancer
lb alb alb cross tcp/443>tg
tg tg tcp/8080 targets=B
sg sg-b in=tcp/8080@sg-lb
";

const NLB: &str = "
igw igw ours
subnet pa ours 10.0.11.0/24 a table=rp
subnet pb ours 10.0.12.0/24 b table=rp
table rp ours 0.0.0.0/0>igw
eni nlb pa 10.0.11.5 unfiltered public=198.51.100.11 inbound=balancer
eni nlb pb 10.0.12.5 unfiltered public=198.51.100.12 inbound=balancer
lb nlb nlb cross tcp/443>tg
tg tg tcp/443 targets=B
sg sg-b in=tcp/443@10.0.0.0/16
";

#[test]
fn case_32_application() {
    check(
        &[BASE, ALB],
        "internet -> alb tcp/443 : REACHABLE
         internet -> B tcp/8080 : REACHABLE
         internet -> B tcp/8081 : UNREACHABLE TARGET_PORT_RESTRICTION at B
         B -> internet tcp/443 : UNREACHABLE NO_ROUTE_TO_DESTINATION at r2
         internet -> alb tcp/80 : UNREACHABLE ELBV2_LISTENERS_MISMATCH at alb",
    );
    check(
        &[BASE, ALB, "table rp ours"],
        "internet -> alb tcp/443 : UNREACHABLE NO_ROUTE_TO_DESTINATION at rp return
         internet -> B tcp/8080 : UNREACHABLE NO_ROUTE_TO_DESTINATION at rp return",
    );
    check(
        &[BASE, ALB, "sg sg-b in=tcp/8080@0.0.0.0/32"],
        "internet -> alb tcp/443 : REACHABLE
         internet -> B tcp/8080 : UNREACHABLE ENI_SG_RULES_MISMATCH at sg-b",
    );
}

#[test]
fn targets() {
    check(
        &[BASE, ALB, "tg tg tcp/8080 targets="],
        "internet -> B tcp/8080 : UNREACHABLE IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS",
    );
    let empty = "lb nlb nlb cross tcp/443>-";
    check(&[BASE, NLB, empty], "internet -> nlb tcp/443 : UNREACHABLE ELBV2_LISTENER_HAS_NO_TG at nlb");
    let udp = "tg tg udp/443 targets=B";
    check(&[BASE, NLB, udp], "internet -> nlb tcp/443 : UNREACHABLE ELBV2_LISTENER_REQUIRES_TG_ACCEPT at tg");
    let two = "
        eni C s2 10.0.2.11 sg=sg-b
        tg tg tcp/8080 targets=B,C
        ";
    check(&[BASE, ALB, two], "internet -> B tcp/8080 : REACHABLE may");
    let afar = "tg tg tcp/443 ip targets=192.168.7.7 keeps=yes";
    check(
        &[BASE, NLB, afar],
        "internet -> nlb tcp/443 : UNREACHABLE ELBV2_SOURCE_ADDRESS_PRESERVATION at nlb",
    );
}

#[test]
fn case_34_network() {
    check(
        &[BASE, NLB],
        "internet -> nlb tcp/443 : UNREACHABLE ENI_SG_RULES_MISMATCH at sg-b note ASSUMPTION_PRESERVE_CLIENT_IP_IS_ENABLED",
    );
    check(
        &[BASE, NLB, "tg tg tcp/443 ip targets=10.0.2.10"],
        "internet -> nlb tcp/443 : REACHABLE note ASSUMPTION_PRESERVE_CLIENT_IP_IS_DISABLED
         internet -> B tcp/443 : REACHABLE",
    );
    let groups = "
        sg sg-n in=tcp/443@0.0.0.0/0
        eni nlb pa 10.0.11.5 sg=sg-n public=198.51.100.11 inbound=balancer
        eni nlb pb 10.0.12.5 sg=sg-n public=198.51.100.12 inbound=balancer
        sg sg-b in=tcp/443@sg-n
        ";
    let bare = NLB.replace("unfiltered", "sg=sg-n");
    check(&[BASE, &bare, groups], "internet -> nlb tcp/443 : REACHABLE");
    // RET-5: the target's network ACL still sees the client's address.
    let filtered = "
        acl n2 out=100+all@10.0.0.0/16
        subnet s2 ours 10.0.2.0/24 b table=r2 acl=n2
        ";
    check(
        &[BASE, &bare, groups, filtered],
        "internet -> nlb tcp/443 : UNREACHABLE SUBNET_ACL_RESTRICTION at n2 return",
    );
}

#[test]
fn case_35_zones() {
    let one = "lb nlb nlb tcp/443>tg
               tg tg tcp/443 ip targets=10.0.2.10";
    check(
        &[BASE, NLB, one],
        "internet -> nlb tcp/443 : REACHABLE may
         internet -> 198.51.100.11 tcp/443 : UNREACHABLE ELBV2_NO_TARGETS_IN_AZ at nlb
         internet -> 198.51.100.12 tcp/443 : REACHABLE
         internet -> nlb tcp/443 each : UNREACHABLE ELBV2_NO_TARGETS_IN_AZ at nlb",
    );
    check(&[BASE, NLB], "B -> 10.0.12.5 tcp/443 : UNREACHABLE X_NLB_LOOPBACK at nlb");
}

#[test]
fn balancer_behind_balancer() {
    let chain = "
        eni front pa 10.0.11.9 unfiltered public=198.51.100.21 inbound=balancer
        lb front nlb cross tcp/443>tg-alb
        tg tg-alb tcp/443 targets=alb
        ";
    check(
        &[BASE, ALB, chain],
        "internet -> front tcp/443 : REACHABLE
         internet -> 198.51.100.21 tcp/443 : REACHABLE
         internet -> B tcp/8080 : REACHABLE",
    );
    // RET-5: by the first balancer, whatever the second one's table says.
    let inner = "
        subnet in ours 10.0.13.0/24 a
        eni alb2 in 10.0.13.5 sg=sg-lb inbound=balancer
        lb alb2 alb cross tcp/443>tg
        tg tg-alb tcp/443 targets=alb2
        lb alb alb cross tcp/444>tg
        subnet pb ours 10.0.12.0/24 b table=r2
        subnet s2 ours 10.0.2.0/24 a
        sg sg-lb in=tcp/443@0.0.0.0/0
        ";
    check(
        &[BASE, ALB, chain, inner],
        "internet -> front tcp/443 : REACHABLE
         internet -> B tcp/8080 : REACHABLE
         internet -> alb2 tcp/443 : REACHABLE",
    );
}

#[test]
fn case_54_around_the_firewall() {
    let world = "
        igw igw ours
        eni A s1 10.0.1.10 sg=sg-a public=198.51.100.1
        sg sg-a in=tcp/443@0.0.0.0/0
        subnet p ours 10.0.9.0/24 a table=rp
        eni F p 10.0.9.7 unfiltered nocheck inbound=inspection forwards=inspect
        table rp ours 0.0.0.0/0>igw
        table re ours 10.0.1.0/24>F edge=igw
        table r1 ours 0.0.0.0/0>F 10.1.0.0/16>tgw
        ";
    let around = "
        vpc q 10.1.0.0/16
        igw igw-q q
        subnet q1 q 10.1.1.0/24 a table=rq
        table rq q 0.0.0.0/0>igw-q 10.0.0.0/16>tgw
        eni alb q1 10.1.1.5 sg=sg-a public=198.51.100.30 inbound=balancer
        lb alb alb cross tcp/443>tg
        tg tg tcp/443 ip targets=10.0.1.10
        hub tgw
        hubtable ht tgw
        subnet t1 ours 10.0.100.0/28 a
        att our-att tgw ours t1 table=ht to=ht
        att q-att tgw q q1 table=ht to=ht
        ";
    check(
        &[BASE, world],
        "internet -> A tcp/443 : REACHABLE
         internet -> A tcp/443 avoiding F : UNREACHABLE COMPONENT_FILTER_RESTRICTION_REMOVED_COMPONENT at F",
    );
    check(
        &[BASE, world, around],
        "internet -> alb tcp/443 : REACHABLE
         internet -> A tcp/443 avoiding F : REACHABLE",
    );
}

#[test]
fn case_36_private_link() {
    let provider = "
        vpc theirs 10.0.0.0/16
        subnet x theirs 10.0.1.0/24 a
        subnet y theirs 10.0.3.0/24 b
        sg sg-n in=tcp/443@10.0.0.0/16
        eni nlb x 10.0.1.5 sg=sg-n inbound=balancer
        lb nlb nlb judges tcp/443>tg
        tg tg tcp/443 targets=T
        sg sg-t in=tcp/443@sg-n
        eni T x 10.0.1.77 sg=sg-t
        offer offer nlb
        sg sg-e in=tcp/443@10.0.0.0/16
        eni vpce s1 10.0.1.60 sg=sg-e inbound=offer:offer
        ";
    check(
        &[BASE, provider],
        "A -> vpce tcp/443 : REACHABLE
         B -> vpce tcp/443 : REACHABLE
         A -> T tcp/443 : REACHABLE
         T -> 10.0.1.10 tcp/443 : UNREACHABLE NO_POSSIBLE_DESTINATION at theirs
         vpce -> A tcp/443 : UNREACHABLE VPCE_INTRA_VPC_TRAFFIC",
    );
    check(
        &[BASE, provider, "eni vpce s1 10.0.1.60 sg=sg-e inbound=offer:offer pending"],
        "A -> vpce tcp/443 : UNREACHABLE X_ENDPOINT_NOT_ACCEPTED at vpce",
    );
    check(
        &[BASE, provider, "eni vpce s2 10.0.2.60 sg=sg-e inbound=offer:offer"],
        "A -> vpce tcp/443 : UNREACHABLE VPCE_SERVICE_NOT_INSTALLED_IN_AZ at vpce",
    );
    check(
        &[BASE, provider, "eni vpce s1 10.0.1.60 sg=sg-e inbound=offer:none"],
        "A -> vpce tcp/443 : UNKNOWN UNKNOWN_RESOURCE at vpce",
    );
    let judged = "sg sg-n in=tcp/443@10.7.0.0/16";
    check(&[BASE, provider, judged], "A -> vpce tcp/443 : UNREACHABLE ENI_SG_RULES_MISMATCH at sg-n");
    let lax = "lb nlb nlb tcp/443>tg";
    check(&[BASE, provider, judged, lax], "A -> vpce tcp/443 : REACHABLE");
}

#[test]
fn links_of_interfaces() {
    let link = "
        lb nlb nlb cross tcp/443>tg
        tg tg tcp/443 ip targets=10.0.2.10
        entry api nlb
        ";
    check(
        &[BASE, NLB, link],
        "api -> nlb tcp/443 : REACHABLE
         api -> B tcp/443 : REACHABLE
         api -> A tcp/443 : UNREACHABLE NO_PATH",
    );
    let second = "
        sg sg-v
        eni link s1 10.0.1.70 sg=sg-v inbound=managed
        leaves http link
        sg sg-lb in=tcp/443@sg-v
        ";
    check(
        &[BASE, ALB, second],
        "http -> 10.0.11.5 tcp/443 : REACHABLE
         http -> alb tcp/443 : REACHABLE
         A -> link tcp/443 : UNREACHABLE X_HYPERPLANE_NO_INBOUND at link",
    );
}

/// Whether the walker gets a packet from one interface by an address to another, and its answer back.
fn walker_arrives(texts: &[&str], from: &str, to: [u8; 4], port: u16, at: &str) -> bool {
    let network = Network::of_facts(&facts(texts));
    let net = network.net();
    let place = |name: &str| {
        let found = net.interfaces.iter().position(|it| it.node.as_str() == name).expect("an interface");
        u32::try_from(found).expect("few")
    };
    let source = net.interfaces[place(from) as usize].primary.expect("an address");
    let destination = Ranges::cidr(cidr(to, 32)).first().expect("an address");
    let packet = walk::Packet { protocol: 6, source, destination, port, source_port: 40_000 };
    let walked = walk::converse(net, Start::Interface(place(from)), packet);
    let there = Finish::Interface(place(at));
    walked.iter().any(|it| matches!(it.outcome, walk::Outcome::Arrived { at, .. } if at == there))
}

/// LB-7: between a Classic Load Balancer and a target in its subnet network ACLs apply.
#[test]
fn classic() {
    let world = "
        acl n1 in=100+tcp/443@0.0.0.0/0,110+all@10.0.0.0/16 out=100+all@10.0.0.0/16
        subnet s1 ours 10.0.1.0/24 a table=r1 acl=n1
        sg sg-lb in=tcp/443@0.0.0.0/0
        eni clb s1 10.0.1.5 sg=sg-lb inbound=balancer
        lb clb alb cross classic tcp/443>tg
        tg tg tcp/80 targets=A
        sg sg-a in=tcp/80@sg-lb
        sg sg-b
        ";
    check(&[BASE, world], "B -> A tcp/80 : REACHABLE");
    let shut = "acl n1 in=100+tcp/443@0.0.0.0/0,110+tcp/1024-65535@0.0.0.0/0";
    check(&[BASE, world, shut], "B -> A tcp/80 : UNREACHABLE SUBNET_ACL_RESTRICTION at n1");
    // The answer of the target is judged too, where it leaves the subnet and where it comes back.
    let no_answer =
        "acl n1 in=100+tcp/443@0.0.0.0/0,110+all@10.0.0.0/16 out=100+tcp/80@10.0.1.0/24,110+all@10.0.2.0/24";
    check(&[BASE, world, no_answer], "B -> A tcp/80 : UNREACHABLE SUBNET_ACL_RESTRICTION at n1 return");
    for (texts, arrives) in
        [(vec![BASE, world], true), (vec![BASE, world, shut], false), (vec![BASE, world, no_answer], false)]
    {
        assert_eq!(walker_arrives(&texts, "B", [10, 0, 1, 5], 443, "A"), arrives, "{texts:?}");
    }
    let plain = "lb clb alb cross tcp/443>tg";
    check(&[BASE, world, shut, plain], "B -> A tcp/80 : REACHABLE");
}

/// RET-5: an appliance between a node and a target that the answer does not meet again.
#[test]
fn appliance_behind_a_node() {
    let world = "
        subnet s3 ours 10.0.3.0/24 a table=r3
        table r3 ours 10.0.1.0/24>F
        eni nlb s3 10.0.3.5 unfiltered inbound=balancer
        lb nlb nlb cross tcp/80>tg
        tg tg tcp/80 targets=C
        sg open in=all@0.0.0.0/0
        eni C s1 10.0.1.30 sg=open
        eni F s1 10.0.1.40 sg=open nocheck forwards=pass
        ";
    check(&[BASE, world], "A -> 10.0.3.5 tcp/80 : REACHABLE");
}

/// A node without an address of the target's family cannot reach it; a function is called, not connected to.
#[test]
fn nodes_and_targets_without_addresses() {
    let six = "
        vpc ours 10.0.0.0/16,2600:1f00::/56
        subnet s1 ours 10.0.1.0/24,2600:1f00:0:1::/64 a table=r1
        subnet s6 ours 2600:1f00:0:6::/64 a
        eni A s1 10.0.1.10,2600:1f00:0:1::10 sg=sg-a
        eni nlb s6 2600:1f00:0:6::5 unfiltered inbound=balancer
        lb nlb nlb cross tcp/443>tg
        tg tg tcp/443 targets=10.0.1.33
        eni D s1 10.0.1.33
        ";
    check(
        &[BASE, six],
        "A -> nlb tcp/443 v6 : UNREACHABLE ENI_ADDRESS_RESTRICTION at nlb
         A -> nlb tcp/443 : UNREACHABLE NO_SOURCE_OR_DESTINATION at nlb",
    );
    check(
        &[BASE, NLB, "function called", "tg tg tcp/443 targets=called"],
        "internet -> nlb tcp/443 : UNREACHABLE TARGET_ADDRESS_RESTRICTION at called",
    );
}
