//! What stops packets, rule by rule, asked of the concrete walker: text in, text out. The other engines say the same.

use lab::{ask, text::facts};
use plat::net::{
    Code,
    graph::{Net, Start},
    ranges::number,
    walk::{Outcome, Packet, Place, converse},
};

#[track_caller]
fn check(lines: &str, asked: &str) {
    ask::check(lines, asked).unwrap_or_else(|wrong| panic!("\n{wrong}\n{lines}"));
}

/// Two interfaces of a VPC of both families, filtered by nothing.
const TWO: &str = "
vpc v cidrs=10.0.0.0/16,2600:1f18:0:100::/56
subnet s in=v cidrs=10.0.1.0/24,2600:1f18:0:100::/64 zone=a table=ts
subnet t in=v cidrs=10.0.2.0/24,2600:1f18:0:101::/64 zone=b table=tt
table ts in=v
table tt in=v
eni A in=s at=10.0.1.10,2600:1f18:0:100::10 unfiltered
eni B in=t at=10.0.2.10,2600:1f18:0:101::10 unfiltered
";

fn two(more: &str) -> String {
    format!("{TWO}{more}")
}

/// The same with other routes in one table, and more.
fn routed(table: &str, routes: &str, more: &str) -> String {
    let head = format!("table {table} in=v\n");
    format!("{}{more}\n", TWO.replace(&head, &format!("{head}{routes}\n")))
}

#[test]
fn rsv_reserved_addresses() {
    check(
        TWO,
        "
A -> 127.0.0.1 tcp/80 = X_LINK_LOCAL_RESERVED at A
A -> 0.1.2.3 tcp/80 = X_LINK_LOCAL_RESERVED at A
A -> 224.0.0.5 udp/80 = X_LINK_LOCAL_RESERVED at A
A -> 255.255.255.255 udp/67 = X_LINK_LOCAL_RESERVED at A
A -> 169.254.200.1 tcp/80 = X_LINK_LOCAL_RESERVED at A
A -> fe80::1 tcp/80 = X_LINK_LOCAL_RESERVED at A
A -> ff02::1 udp/80 = X_LINK_LOCAL_RESERVED at A
A -> fd00:ec2::1234 tcp/80 = X_LINK_LOCAL_RESERVED at A
A -> fd00:ec2::253 udp/53 = yes
A -> 169.254.169.254 udp/80 = NO_POSSIBLE_DESTINATION at v
A -> 169.254.169.123 udp/123 = yes
A -> 169.254.169.123 tcp/123 = NO_POSSIBLE_DESTINATION at v
A -> 169.254.169.250 tcp/1688 = yes
A -> 169.254.169.251 tcp/1689 = NO_POSSIBLE_DESTINATION at v
A -> 10.0.1.1 udp/67 = yes
A -> 10.0.1.1 tcp/67 = NO_POSSIBLE_DESTINATION at v
A -> 2600:1f18:0:100::1 udp/67 = NO_POSSIBLE_DESTINATION at v
A -> 10.0.1.1 udp/68 = NO_POSSIBLE_DESTINATION at v",
    );
}

#[test]
fn lb_balancers_and_targets() {
    let balanced = |balancer: &str, group: &str, more: &str| {
        two(&format!(
            "lb L {balancer}\n listen tcp:443 G\neni L in=s at=10.0.1.50 unfiltered inbound=balancer\ntg G {group}\n{more}"
        ))
    };
    let ask = "B -> 10.0.1.50 tcp/443";
    check(&balanced("", "port=80", " target A"), &format!("{ask} = yes"));
    // LB-4: a target group of another protocol takes nothing.
    check(
        &balanced("", "port=80 protocol=udp", " target A"),
        &format!("{ask} = ELBV2_LISTENER_REQUIRES_TG_ACCEPT at L"),
    );
    check(&balanced("", "port=80", ""), &format!("{ask} = ELBV2_LISTENER_HAS_NO_TG at L"));
    // What is not modelled is unknown, never a "no".
    check(&balanced("", "port=80", " target O\nopaque O"), &format!("{ask} = unknown at G"));
    check(&two("eni L in=s at=10.0.1.50 unfiltered inbound=balancer"), &format!("{ask} = unknown at L"));
    // LB-2: a node has no address of the target's family.
    check(
        &balanced("terminates cross", "port=80 ip", " target 2600:1f18:0:101::10"),
        &format!("{ask} = yes"),
    );
    check(&balanced("terminates cross", "port=80 ip", " target 10.0.2.10"), "A -> 10.0.1.50 tcp/443 = yes");
}

#[test]
fn ife_offers() {
    let offered = |balancer: &str, nodes: &str, end: &str| {
        let home = if nodes.contains("wa") { "wa" } else { "wb" };
        let target = if home == "wa" { "10.9.1.10" } else { "10.9.2.10" };
        two(&format!(
            "eni E in=s at=10.0.1.60 unfiltered inbound={end} passive
offer O lbs=L
vpc w cidrs=10.9.0.0/16
subnet wa in=w cidrs=10.9.1.0/24 zone=a
subnet wb in=w cidrs=10.9.2.0/24 zone=b
lb L {balancer}
 listen tcp:443 G
{nodes}
tg G port=443
 target T
eni T in={home} at={target} unfiltered"
        ))
    };
    let (near, far) = (
        "eni L in=wa at=10.9.1.5 unfiltered inbound=balancer",
        "eni L in=wb at=10.9.2.5 unfiltered inbound=balancer",
    );
    let ask = "A -> 10.0.1.60 tcp/443";
    check(&offered("cross", near, "offered:O"), &format!("{ask} = yes"));
    check(&offered("cross", far, "offered:O"), &format!("{ask} = yes"));
    check(&offered("", far, "offered:O"), &format!("{ask} = VPCE_SERVICE_NOT_INSTALLED_IN_AZ at E"));
    check(&offered("", near, "offered:O"), &format!("{ask} = yes"));
    let beside =
        offered("", near, "offered:O").replace("eni T in=wa at=10.9.1.10", "eni T in=wb at=10.9.2.10");
    check(&beside, &format!("{ask} = ELBV2_NO_TARGETS_IN_AZ at L"));
    check(&offered("cross", near, "offered:P"), &format!("{ask} = unknown at E"));
    check(&offered("cross", near, "offered:-"), &format!("{ask} = unknown at E"));
    check(&offered("cross terminates", near, "offered:O"), &format!("{ask} = unknown at L"));
    check(
        &offered("cross", near, "offered:O"),
        "A -> 10.0.1.60 icmp/2048 = PROTOCOL_RESTRICTION at E\nA -> 10.0.1.60 tcp/80 = ELBV2_LISTENERS_MISMATCH at L",
    );
}

#[test]
fn pcx_and_tgw_beyond_the_model() {
    let pcx = |more: &str| routed("ts", " to 10.9.0.0/16 via p", more);
    let other = "vpc w cidrs=10.9.0.0/16\nsubnet w1 in=w cidrs=10.9.1.0/24 table=tw\neni W in=w1 at=10.9.1.10 unfiltered\ntable tw in=w\n to 10.0.0.0/16 via p\n";
    let ask = "A -> 10.9.1.10 tcp/443";
    check(&pcx(&format!("{other}pcx p between=v,w")), &format!("{ask} = yes"));
    check(&pcx(&format!("{other}pcx p between=v,w down")), &format!("{ask} = BAD_STATE at p"));
    check(&pcx("pcx p between=v,elsewhere"), &format!("{ask} = unknown at p"));
}

#[test]
fn nat_gateways() {
    let nat = |routes: &str, its: &str| {
        routed(
            "ts",
            " to 0.0.0.0/0 via n",
            &format!(
                "igw i in=v
table tn in=v
 to 0.0.0.0/0 via i
{routes}
subnet n1 in=v cidrs=10.0.9.0/24,2600:1f18:0:109::/64 zone=a table=tn
nat n
eni n in=n1 {its} inbound=nat unfiltered passive"
            ),
        )
    };
    let ask = "A -> 203.0.113.5 tcp/443";
    let usual = "at=10.0.9.5 public=198.51.100.9";
    check(&nat("", usual), &format!("{ask} = yes"));
    // NAT-4: nothing but answers gets in.
    check(&nat("", usual), "B -> 10.0.9.5 tcp/443 = X_NAT_NO_INBOUND at n");
    check(&nat("", usual), "internet -> 198.51.100.9 tcp/443 = X_NAT_NO_INBOUND at n");
    // NAT-7 needs an IPv4 address, and so does the rest.
    check(
        &nat("", "at=2600:1f18:0:109::5").replace("cidrs=10.0.9.0/24,", "cidrs="),
        &format!("{ask} = ENI_ADDRESS_RESTRICTION at n"),
    );
    // NAT-1.
    check(&nat("", usual), "A -> 203.0.113.5 47 = PROTOCOL_RESTRICTION at n");
    // RT-5: its own subnet's table leads answers to the clients elsewhere.
    check(&nat(" to 10.0.1.0/24 via n", usual), &format!("{ask} = return X_RETURN_MISMATCH at n"));
    check(&nat(" to 10.0.1.0/24 via -", usual), &format!("{ask} = return BAD_STATE_ROUTE at tn"));
}

#[test]
fn nat_regional_gateways() {
    let nat = |zones: &str, more: &str| {
        routed("ts", " to 0.0.0.0/0 via n", &format!("nat n in=v {zones} public=198.51.100.9\n{more}"))
    };
    let ask = "A -> 203.0.113.5 tcp/443";
    check(&nat("", "igw i in=v"), &format!("{ask} = yes"));
    check(&nat("zones=a", "igw i in=v"), &format!("{ask} = yes"));
    check(&nat("zones=b", "igw i in=v"), &format!("{ask} = REGIONAL_NGW_ROUTE_AZ_RESTRICTION at n"));
    check(&nat("", ""), &format!("{ask} = NO_PATH at n"));
    check(&nat("", "igw i in=v\nblock b"), &format!("{ask} = VPC_BLOCK_PUBLIC_ACCESS_ENABLED at i"));
    let table = |routes: &str| nat("", &format!("igw i in=v\ntable n in=v\n{routes}"));
    check(&table(" to 0.0.0.0/0 via i"), &format!("{ask} = yes"));
    check(&table(" to 203.0.113.0/24 via -"), &format!("{ask} = BAD_STATE_ROUTE at n"));
    check(&table(" to 192.0.2.0/24 via i"), &format!("{ask} = NO_ROUTE_TO_DESTINATION at n"));
    check(&nat("", "igw i in=v"), "internet -> 198.51.100.9 tcp/443 = X_NAT_NO_INBOUND at n");
    // NAT-8: it takes packets of its own VPC, and of what a transit gateway brings there.
    check(
        &nat(
            "",
            "igw i in=v\nvgw g in=v\nsite c cidrs=192.168.1.0/24 routes=0.0.0.0/0\nline l to=g site=c prefixes=192.168.1.0/24\ntable tg in=v edges=g\n to 10.0.0.0/16 via n",
        ),
        "c -> 203.0.113.5 tcp/443 = VGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS at g",
    );
}

#[test]
fn app_forwarders() {
    let by = |flags: &str| {
        routed(
            "ts",
            " to 10.0.2.0/24 via F",
            &format!("subnet f in=v cidrs=10.0.8.0/24,2600:1f18:0:108::/64\neni F in=f {flags}"),
        )
    };
    let ask = "A -> 10.0.2.10 tcp/443";
    let six = "A -> 2600:1f18:0:101::10 tcp/443";
    check(&by("at=10.0.8.5 unfiltered unchecked forward=pass"), &format!("{ask} = yes"));
    check(&by("at=10.0.8.5 unfiltered unchecked"), &format!("{ask} = unknown at F"));
    check(&by("at=10.0.8.5 unfiltered"), &format!("{ask} = ENI_SOURCE_DEST_CHECK_RESTRICTION at F"));
    check(&by("at=10.0.8.5 unfiltered unchecked forward=pass stopped"), &format!("{ask} = BAD_STATE at F"));
    check(&by("at=10.0.8.5 unfiltered unchecked forward=snat"), &format!("{ask} = yes"));
    // It has no address of the packet's family to send with.
    let both = by("at=10.0.8.5 unfiltered unchecked forward=snat")
        .replace(" to 10.0.2.0/24 via F", " to 2600:1f18:0:101::/64 via F");
    check(&both, &format!("{six} = unknown at F"));
    // On the way back only.
    let back = routed(
        "tt",
        " to 10.0.1.0/24 via F",
        "subnet f in=v cidrs=10.0.8.0/24\neni F in=f at=10.0.8.5 unfiltered unchecked",
    );
    check(&back, &format!("{ask} = unknown at F"));
    check(
        &back.replace("unchecked", "unchecked forward=stateful"),
        &format!("{ask} = return X_ASYMMETRIC_INSPECTION at F"),
    );
    check(
        &back.replace("unchecked", "unchecked forward=snat"),
        &format!("{ask} = return X_RETURN_MISMATCH at F"),
    );
}

#[test]
fn vgw_lines() {
    let line = |line: &str, routes: &str, more: &str| {
        routed(
            "ts",
            &format!(" to 192.168.0.0/16 via g\n to fd99::/48 via g\n{routes}"),
            &format!(
                "vgw g in=v\nsite c cidrs=192.168.1.0/24,fd99::/48 routes=0.0.0.0/0,::/0\nline l to=g site=c {line}\n{more}"
            ),
        )
    };
    let all = "prefixes=192.168.1.0/24,fd99::/48";
    check(
        &line(all, "", ""),
        "A -> 192.168.1.7 tcp/443 = yes\nc -> 10.0.1.10 tcp/443 = yes\nc -> 10.0.2.10 tcp/443 = return NO_ROUTE_TO_DESTINATION at tt",
    );
    // VGW-3: a VPN connection of a virtual private gateway carries IPv4 only.
    check(
        &line(all, "", ""),
        "A -> fd99::7 tcp/443 = PROTOCOL_RESTRICTION at g\nc -> 2600:1f18:0:100::10 tcp/443 = NO_ROUTE_TO_DESTINATION at c",
    );
    check(
        &line(&format!("{all} origin=dx"), "", ""),
        "A -> fd99::7 tcp/443 = yes\nc -> 2600:1f18:0:100::10 tcp/443 = yes",
    );
    check(&line(&format!("{all} down"), "", ""), "A -> 192.168.1.7 tcp/443 = BAD_STATE_VPN at g");
    // What has no other end, and what is at no VPC.
    check(
        &line(all, "", "").replace("site c cidrs", "site d cidrs"),
        "A -> 192.168.1.7 tcp/443 = unknown at l",
    );
    check(
        &line(all, "", "").replace("vgw g in=v", "vgw g"),
        "A -> 192.168.1.7 tcp/443 = BAD_STATE_ROUTE at ts\nc -> 10.0.1.10 tcp/443 = BAD_STATE_ATTACHMENT at g",
    );
    check(
        &line(all, "", "").replace("line l to=g", "line l to=nothing"),
        "c -> 10.0.1.10 tcp/443 = unknown at l",
    );
    // VGW-2: what comes in does not claim to be inside.
    check(
        &line(all, "", "").replace("cidrs=192.168.1.0/24,", "cidrs=192.168.1.0/24,10.0.1.0/24,"),
        "c -> 10.0.2.10 tcp/443 = GATEWAY_REJECTS_SPOOFED_TRAFFIC at g",
    );
}

#[test]
fn dx_public_lines() {
    let public = |cidrs: &str| {
        format!(
            "vpc v cidrs=10.0.0.0/16
igw i in=v
table ts in=v
 to 0.0.0.0/0 via i
subnet s in=v cidrs=10.0.1.0/24 table=ts
eni A in=s at=10.0.1.10 unfiltered public=198.51.100.1
served q service=sqs@eu-west-1
site c cidrs={cidrs} routes=0.0.0.0/0
line l site=c origin=dx prefixes={cidrs}"
        )
    };
    check(
        &public("203.0.113.0/24"),
        "c -> 198.51.100.1 tcp/443 = yes\nc -> sqs@eu-west-1 tcp/443 = yes\nA -> 203.0.113.7 tcp/443 = yes",
    );
    check(
        &public("192.168.1.0/24"),
        "c -> 198.51.100.1 tcp/443 = IGW_SOURCE_ADDRESS_NOT_IN_RFC1918_INGRESS at l",
    );
    check(
        &public("100.64.1.0/24"),
        "c -> 198.51.100.1 tcp/443 = IGW_SOURCE_ADDRESS_NOT_IN_RFC6598_INGRESS at l",
    );
}

#[test]
fn tgw_transit_gateways() {
    let hub = |a: &str, b: &str, more: &str| {
        routed(
            "ts",
            " to 10.9.0.0/16 via h\n to 192.168.1.0/24 via h",
            &format!(
                "tgw h
tgwtable th tgw=h
att ha tgw=h vpc=v subnets=s table=th to=th {a}
att hb tgw=h vpc=w subnets=w1 table=th to=th {b}
vpc w cidrs=10.9.0.0/16
table tw in=w
 to 10.0.0.0/16 via h
subnet w1 in=w cidrs=10.9.1.0/24 zone=a table=tw
eni W in=w1 at=10.9.1.10 unfiltered
{more}"
            ),
        )
    };
    let ask = "A -> 10.9.1.10 tcp/443";
    check(&hub("", "", ""), &format!("{ask} = yes"));
    check(&hub("down", "", ""), &format!("{ask} = BAD_STATE_ATTACHMENT at ha"));
    check(&hub("", "down", ""), &format!("{ask} = TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT at th"));
    check(
        &hub("", "down", "").replace("tgwtable th tgw=h", "tgwtable th tgw=h\n to 10.9.0.0/16 via hb"),
        &format!("{ask} = BAD_STATE_ATTACHMENT at hb"),
    );
    // TGW-5: the other side of a peering attachment.
    let peered = |peer: &str| {
        hub("", "", &format!("{peer}\natt hp tgw=h peer=kp table=th"))
            .replace("tgwtable th tgw=h", "tgwtable th tgw=h\n to 10.9.1.0/24 via hp")
    };
    check(&peered(""), &format!("{ask} = unknown at hp"));
    check(
        &peered("tgw k\ntgwtable tk tgw=k\natt kp tgw=k peer=hp table=tk down"),
        &format!("{ask} = BAD_STATE_ATTACHMENT at kp"),
    );
    check(
        &peered("tgw k\ntgwtable tk tgw=k\natt kp tgw=k peer=hp table=tk"),
        &format!("{ask} = TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT at tk"),
    );
    // TGW-4: from one transit gateway through a VPC to another.
    let two = hub("", "", "tgw k\ntgwtable tk tgw=k\natt ka tgw=k vpc=w subnets=w1 table=tk to=tk")
        .replace(" to 10.0.0.0/16 via h", " to 10.0.0.0/16 via h\n to 192.168.1.0/24 via k")
        .replace("tgwtable th tgw=h", "tgwtable th tgw=h\n to 192.168.1.0/24 via hb");
    check(&two, "A -> 192.168.1.5 tcp/443 = unknown at k");
}

#[test]
fn what_cannot_start() {
    let text = format!("{TWO}igw i in=v\nsite c cidrs=192.168.1.0/24\nlb L\nentry e lb=L\n");
    let net = Net::of(&facts(&text).unwrap_or_default());
    let at = |address: &str| address.parse().map(number).unwrap_or_default();
    let sent = |start, source: &str, destination: &str| {
        let (source, destination) = (at(source), at(destination));
        let packet = Packet { protocol: 6, source, destination, port: 443, source_port: 40000 };
        converse(&net, start, packet).into_iter().map(|it| it.outcome).collect::<Vec<_>>()
    };
    let dropped = |code, at| vec![Outcome::Dropped { code, at, returning: false }];
    let nowhere = |at| dropped(Code::NoSourceOrDestination, at);
    // ENI-1, PKT-1, and sources that are not the start's.
    assert_eq!(
        sent(Start::Interface(0), "10.0.1.99", "10.0.2.10"),
        dropped(Code::EniSourceDestCheckRestriction, Place::Interface(0))
    );
    assert_eq!(
        sent(Start::Interface(0), "10.0.1.10", "2600:1f18:0:101::10"),
        dropped(Code::NoRouteToDestination, Place::Interface(0))
    );
    assert_eq!(sent(Start::Internet, "10.9.9.9", "198.51.100.1"), nowhere(Place::Internet));
    assert_eq!(sent(Start::Unattached, "203.0.113.9", "198.51.100.1"), nowhere(Place::Provider));
    assert_eq!(sent(Start::Site(0), "192.168.2.1", "10.0.1.10"), nowhere(Place::Site(0)));
    assert_eq!(
        sent(Start::Entry(0), "203.0.113.9", "10.0.1.50"),
        dropped(Code::NoPossibleDestination, Place::Balancer(0))
    );
}

#[test]
fn ends_of_packets() {
    // An address outside its subnet cannot be: who has it is unknown.
    check(&two("eni D in=t at=10.0.1.99 unfiltered"), "A -> 10.0.1.99 tcp/80 = unknown at D");
    check(
        &two("eni M in=t at=10.0.2.20 unfiltered inbound=managed"),
        "A -> 10.0.2.20 tcp/80 = X_HYPERPLANE_NO_INBOUND at M",
    );
    check(
        &two("eni M in=t at=10.0.2.20 unfiltered inbound=inspection forward=inspect unchecked passive"),
        "A -> 10.0.2.20 tcp/80 = NO_POSSIBLE_DESTINATION at M",
    );
    check(&two("eni M in=t at=10.0.2.20 unfiltered listens=all"), "A -> 10.0.2.20 tcp/80 = yes");
    check(
        &two("eni M in=t at=10.0.2.20 unfiltered listens=udp:53"),
        "A -> 10.0.2.20 tcp/80 = NO_POSSIBLE_DESTINATION at M",
    );
    check(&two("eni M in=t at=10.0.2.20 unfiltered speaks=all"), "M -> 10.0.1.10 tcp/80 = yes");
    check(
        &two("eni M in=t at=10.0.2.20 unfiltered speaks=udp"),
        "M -> 10.0.1.10 tcp/80 = PROTOCOL_RESTRICTION at M",
    );
}

#[test]
fn lb_inspected_and_entered() {
    // LB-4: a client's address is not kept through an endpoint that inspects.
    let inspected = |keeps: &str| {
        routed(
            "ts",
            " to 10.0.2.0/24 via W",
            &format!(
                "lb L
 listen tcp:443 G
eni L in=s at=10.0.1.50 unfiltered inbound=balancer
tg G port=443 preserve={keeps}
 target B
subnet w in=v cidrs=10.0.7.0/24 table=tw
table tw in=v
offer O inspects
eni W in=w at=10.0.7.5 unfiltered inbound=inspection forward=inspect:O unchecked passive
table tt in=v
 to 10.0.1.0/24 via W"
            ),
        )
        .replace("table tt in=v\neni", "eni")
        .replace("zone=b table=tt", "zone=a table=tt")
    };
    let ask = "A -> 10.0.1.50 tcp/443";
    check(&inspected("yes"), &format!("{ask} = ELBV2_SOURCE_ADDRESS_PRESERVATION at W"));
    check(&inspected("no"), &format!("{ask} = yes"));
    // IFE-2: what enters from the provider's network.
    let entered = |target: &str| {
        two(&format!(
            "entry e lb=L
lb L
 listen tcp:443 G
eni L in=s at=10.0.1.50 unfiltered inbound=balancer
tg G port=443
 target {target}
eni C in=s at=10.0.1.20 unfiltered"
        ))
    };
    let ask = "e -> 10.0.1.50 tcp/443";
    check(&entered("C"), &format!("{ask} = yes"));
    check(&entered("B"), &format!("{ask} = ELBV2_NO_TARGETS_IN_AZ at L"));
    check(&entered("O\nopaque O"), &format!("{ask} = unknown at G"));
    check(&entered("C"), "e -> 10.0.1.50 tcp/80 = ELBV2_LISTENERS_MISMATCH at L");
}

#[test]
fn what_a_transit_gateway_brings_goes_no_further() {
    let brought = |routes: &str, more: &str| {
        format!(
            "vpc v cidrs=10.0.0.0/16,2600:1f18:0:100::/56
subnet s in=v cidrs=10.0.1.0/24,2600:1f18:0:100::/64 zone=a table=ts
table ts in=v
 to 10.9.0.0/16 via h
 to 2600:1f18:0:900::/56 via h
{routes}
vpc w cidrs=10.9.0.0/16,2600:1f18:0:900::/56
subnet w1 in=w cidrs=10.9.1.0/24,2600:1f18:0:900::/64 zone=a table=tw
table tw in=w
 to 0.0.0.0/0 via h
 to ::/0 via h
eni W in=w1 at=10.9.1.10,2600:1f18:0:900::10 unfiltered
tgw h
tgwtable th tgw=h
 to 0.0.0.0/0 via hv
 to ::/0 via hv
att hv tgw=h vpc=v subnets=s table=th to=th ipv6
att hw tgw=h vpc=w subnets=w1 table=th to=th ipv6
{more}"
        )
    };
    // VGW-1, PCX-1, GWE-1, EIGW-1, IGW-2.
    check(
        &brought(
            " to 192.168.1.0/24 via g",
            "vgw g in=v\nsite c cidrs=192.168.1.0/24 routes=0.0.0.0/0\nline l to=g site=c prefixes=192.168.1.0/24",
        ),
        "W -> 192.168.1.7 tcp/443 = VGW_PRIVATE_IP_ASSOCIATION_FOR_EGRESS at g",
    );
    check(
        &brought(
            " to 10.5.0.0/16 via p",
            "vpc x cidrs=10.5.0.0/16\nsubnet x1 in=x cidrs=10.5.1.0/24\neni X in=x1 at=10.5.1.10 unfiltered\npcx p between=v,x",
        ),
        "W -> 10.5.1.10 tcp/443 = PCX_REQUIRES_ADDRESS_IN_VPC_CIDR at p",
    );
    check(
        &brought("", "served q service=s3@eu-west-1\ndoor d in=v service=s3@eu-west-1 tables=ts"),
        "W -> s3@eu-west-1 tcp/443 = X_GWE_REMOTE_SOURCE at d",
    );
    check(&brought(" to ::/0 via x", "eigw x in=v"), "W -> 2001:db9::1 tcp/443 = NO_PATH at x");
    check(
        &brought(" to 0.0.0.0/0 via i\n to ::/0 via i", "igw i in=v"),
        "W -> 203.0.113.5 tcp/443 = IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS at i
W -> 2001:db9::1 tcp/443 = IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS at i",
    );
}

#[test]
fn cgw_rules_of_a_site() {
    let site = |rule: &str| {
        routed(
            "ts",
            " to 192.168.1.0/24 via g",
            &format!(
                "vgw g in=v\nsg k\nsite c cidrs=192.168.1.0/24 routes=0.0.0.0/0\n{rule}\nline l to=g site=c prefixes=192.168.1.0/24"
            ),
        )
    };
    let ask = "A -> 192.168.1.7 tcp/443";
    check(&site(" in tcp:443 10.0.1.0/24"), &format!("{ask} = yes"));
    check(&site(" in tcp:443 10.0.2.0/24"), &format!("{ask} = FIREWALL_RULES_RESTRICTION at c"));
    // A site knows no group of the provider's.
    check(&site(" in tcp:443 sg:k"), &format!("{ask} = FIREWALL_RULES_RESTRICTION at c"));
}
