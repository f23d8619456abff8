//! The worked cases of the rules (reachability, section 6), asked of the concrete walker: text in, text out.

use lab::ask;

/// Unless a case says otherwise.
const USUAL: &str = "
vpc ours cidrs=10.0.0.0/16
subnet s1 in=ours cidrs=10.0.1.0/24 zone=a
subnet s2 in=ours cidrs=10.0.2.0/24 zone=b
sg ga
 out all 0.0.0.0/0
sg gb
 out all 0.0.0.0/0
eni A in=s1 at=10.0.1.10 groups=ga
eni B in=s2 at=10.0.2.10 groups=gb
";

/// The usual lines, with facts of a case in place of those of the same kind and resource, or besides them.
fn with(lines: &str) -> String {
    let mut blocks: Vec<(String, String)> = Vec::new();
    for line in USUAL.lines().chain(lines.lines()).filter(|line| !line.trim().is_empty()) {
        if line.starts_with(' ') {
            if let Some((_, block)) = blocks.last_mut() {
                block.push_str(&format!("{line}\n"));
            }
            continue;
        }
        let words = if line.starts_with("eni ") { 3 } else { 2 };
        let key: Vec<&str> = line.split_whitespace().take(words).collect();
        let key = key.join(" ");
        blocks.retain(|(old, _)| *old != key);
        blocks.push((key, format!("{line}\n")));
    }
    blocks.into_iter().map(|(_, block)| block).collect()
}

/// Each line of `asked`: a question, `=`, and what comes out.
#[track_caller]
fn check(lines: &str, asked: &str) {
    let text = with(lines);
    ask::check(&text, asked).unwrap_or_else(|wrong| panic!("{wrong}\n{text}"));
}

#[test]
fn case_01_same_subnet() {
    check(
        "
acl n
subnet s1 in=ours cidrs=10.0.1.0/24 zone=a acl=n
sg g2
 in tcp:80 10.0.1.0/24
eni A2 in=s1 at=10.0.1.20 groups=g2",
        "A -> 10.0.1.20 tcp/80 = yes",
    );
}

#[test]
fn case_02_03_answers_meet_acls() {
    let acl = |out: &str| {
        format!(
            "
sg gb
 in tcp:80 0.0.0.0/0
acl n
 in 100 allow tcp:80 0.0.0.0/0
 out 100 allow tcp:{out} 0.0.0.0/0
subnet s2 in=ours cidrs=10.0.2.0/24 zone=b acl=n"
        )
    };
    check(&acl("443"), "A -> 10.0.2.10 tcp/80 = return SUBNET_ACL_RESTRICTION at n");
    check(
        &acl("32768-65535"),
        "
A -> 10.0.2.10 tcp/80 from 1024 = return SUBNET_ACL_RESTRICTION at n
A -> 10.0.2.10 tcp/80 from 32768 = yes",
    );
}

#[test]
fn case_04_first_match() {
    let acl = |deny: u32| {
        format!(
            "
sg gb
 in all 10.0.0.0/16
acl n
 in {deny} deny tcp:22 10.0.0.0/8
 in 100 allow all 0.0.0.0/0
 out 100 allow all 0.0.0.0/0
subnet s2 in=ours cidrs=10.0.2.0/24 zone=b acl=n"
        )
    };
    check(&acl(90), "A -> 10.0.2.10 tcp/22 = SUBNET_ACL_RESTRICTION at n\nA -> 10.0.2.10 tcp/80 = yes");
    check(&acl(110), "A -> 10.0.2.10 tcp/22 = yes\nA -> 10.0.2.10 tcp/80 = yes");
}

#[test]
fn case_05_06_07_groups() {
    check(
        "
sg ga
 out tcp:443 0.0.0.0/0
sg gb
 in tcp:80 0.0.0.0/0",
        "A -> 10.0.2.10 tcp/80 = ENI_SG_RULES_MISMATCH at A",
    );
    check(
        "
sg ga
 in all 0.0.0.0/0
 out all 0.0.0.0/0
sg gb
 in tcp:80 10.0.1.10/32",
        "A -> 10.0.2.10 tcp/80 = yes\nB -> 10.0.1.10 tcp/22 = SG_HAS_NO_RULES at B",
    );
    check(
        "
eni A in=s1 at=10.0.1.10
eni B in=s2 at=10.0.2.10
eni C in=s2 at=10.0.2.11 groups=gb",
        "A -> 10.0.2.10 tcp/1 = yes\nA -> 10.0.2.10 47 = yes\nC -> 10.0.1.10 tcp/1 = ENI_SG_RULES_MISMATCH at A",
    );
}

const PUBLIC: &str = "
igw i in=ours
table out in=ours
 to 0.0.0.0/0 via i
subnet s1 in=ours cidrs=10.0.1.0/24 zone=a table=out
subnet s2 in=ours cidrs=10.0.2.0/24 zone=b table=out
eni A in=s1 at=10.0.1.10 groups=ga public=198.51.100.1
eni B in=s2 at=10.0.2.10 groups=gb public=198.51.100.2";

#[test]
fn case_08_reflection_loses_identity() {
    let gb = |more: &str| format!("{PUBLIC}\nsg gb\n in tcp:22 sg:ga\n{more} out all 0.0.0.0/0");
    check(
        &gb(""),
        "
A -> 10.0.2.10 tcp/22 = yes
A -> 198.51.100.2 tcp/22 = SG_REFERENCES_NOT_PRESERVED at B",
    );
    check(&gb(" in tcp:22 198.51.100.1/32\n"), "A -> 198.51.100.2 tcp/22 = yes");
}

#[test]
fn case_09_10_public_addresses() {
    check(
        &format!("{PUBLIC}\neni A in=s1 at=10.0.1.10 groups=ga"),
        "A -> 203.0.113.5 tcp/443 = IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS at i",
    );
    let open = "\nsg ga\n in tcp:22 0.0.0.0/0\n out all 0.0.0.0/0";
    check(&format!("{PUBLIC}{open}"), "internet -> 198.51.100.1 tcp/22 = yes");
    check(
        &format!("{PUBLIC}{open}\nsubnet s1 in=ours cidrs=10.0.1.0/24 zone=a"),
        "internet -> 198.51.100.1 tcp/22 = return NO_ROUTE_TO_DESTINATION at ours",
    );
}

fn translated(p_routes: &str, more: &str) -> String {
    format!(
        "
igw i in=ours
table t1 in=ours
 to 0.0.0.0/0 via n
subnet s1 in=ours cidrs=10.0.1.0/24 zone=a table=t1
table tp in=ours
{p_routes}
subnet p in=ours cidrs=10.0.9.0/24 zone=a table=tp
nat n
eni n in=p at=10.0.9.5 public=198.51.100.9 inbound=nat unfiltered passive
{more}"
    )
}

#[test]
fn case_11_to_14_translators() {
    let out = " to 0.0.0.0/0 via i";
    check(
        &translated(out, ""),
        "
A -> 203.0.113.5 tcp/443 = yes
internet -> 198.51.100.9 tcp/443 = X_NAT_NO_INBOUND at n
A -> 203.0.113.5 50 = PROTOCOL_RESTRICTION at n",
    );
    check(&translated("", ""), "A -> 203.0.113.5 tcp/443 = NO_ROUTE_TO_DESTINATION at tp");
    check(&translated(" to 0.0.0.0/0 via n", ""), "A -> 203.0.113.5 tcp/443 = X_LOOP at n");
    let acl = "
subnet p in=ours cidrs=10.0.9.0/24 zone=a table=tp acl=np
acl np
 in 100 allow tcp:443 10.0.0.0/16
 out 100 allow all 0.0.0.0/0";
    check(&translated(out, acl), "A -> 203.0.113.5 tcp/443 = return SUBNET_ACL_RESTRICTION at np");
    let private = "nat n private\neni n in=p at=10.0.9.5 inbound=nat unfiltered passive";
    check(&translated(out, private), "A -> 203.0.113.5 tcp/443 = IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS at i");
}

#[test]
fn case_11_the_port_is_open() {
    // Part of what the translator may pick gets no answer: a may, not a must.
    let acl = "
subnet p in=ours cidrs=10.0.9.0/24 zone=a table=tp acl=np
acl np
 in 90 allow tcp:443 0.0.0.0/0
 in 100 allow tcp:30000-65535 0.0.0.0/0
 out 100 allow all 0.0.0.0/0";
    check(
        &translated(" to 0.0.0.0/0 via i", acl),
        "A -> 203.0.113.5 tcp/443 = return SUBNET_ACL_RESTRICTION at np | yes",
    );
}

const PEERED: &str = "
vpc q cidrs=10.1.0.0/16
subnet q1 in=q cidrs=10.1.1.0/24 zone=a
pcx p between=ours,q
sg gq
 in tcp:443 10.0.0.0/16
 out all 0.0.0.0/0
eni Q in=q1 at=10.1.1.10 groups=gq";

#[test]
fn case_15_16_17_18_peering() {
    check(
        &format!(
            "{PEERED}
igw i in=ours
table tq in=q
 to 0.0.0.0/0 via p
subnet q1 in=q cidrs=10.1.1.0/24 zone=a table=tq"
        ),
        "Q -> 203.0.113.5 tcp/443 = PCX_REQUIRES_ADDRESS_IN_VPC_CIDR at p",
    );
    check(
        &format!(
            "{PEERED}
table t1 in=ours
 to 10.1.0.0/16 via p
subnet s1 in=ours cidrs=10.0.1.0/24 zone=a table=t1"
        ),
        "A -> 10.1.1.10 tcp/443 = return NO_ROUTE_TO_DESTINATION at q",
    );
    // RET-4.
    let by_nat = translated(" to 10.1.0.0/16 via p", "");
    check(&format!("{by_nat}\n{PEERED}"), "A -> 10.1.1.10 tcp/443 = yes");
    check(
        &format!(
            "{PEERED}
vpc r cidrs=10.2.0.0/16
subnet r1 in=r cidrs=10.2.1.0/24
eni R in=r1 at=10.2.1.10
pcx p2 between=q,r
table t1 in=ours
 to 10.2.0.0/16 via p
subnet s1 in=ours cidrs=10.0.1.0/24 zone=a table=t1
table tq in=q
 to 10.2.0.0/16 via p2
subnet q1 in=q cidrs=10.1.1.0/24 zone=a table=tq"
        ),
        "A -> 10.2.1.10 tcp/443 = PCX_REQUIRES_ADDRESS_IN_VPC_CIDR at p",
    );
    check(
        &format!(
            "{PEERED}
vpc q2 cidrs=10.1.0.0/16
table tq2 in=q2
 to 10.0.0.0/16 via p2
subnet q3 in=q2 cidrs=10.1.3.0/24 table=tq2
eni Q2 in=q3 at=10.1.3.10
pcx p2 between=ours,q2
sg ga
 in tcp:80 10.1.0.0/16
 out all 0.0.0.0/0
table t1 in=ours
 to 10.1.0.0/16 via p
subnet s1 in=ours cidrs=10.0.1.0/24 zone=a table=t1"
        ),
        "Q2 -> 10.0.1.10 tcp/80 = return X_RETURN_MISMATCH at q",
    );
}

#[test]
fn case_19_20_21_24_routes() {
    check(
        &format!(
            "{PEERED}
vpc q cidrs=172.16.0.0/12
subnet q1 in=q cidrs=172.16.5.0/24 zone=a
eni Q in=q1 at=172.16.5.9
tgw h
att ah tgw=h vpc=ours subnets=s1 table=th
tgwtable th tgw=h
table t1 in=ours
 to 172.16.0.0/12 via h
 to 172.16.5.0/24 via p
subnet s1 in=ours cidrs=10.0.1.0/24 zone=a table=t1"
        ),
        "
A -> 172.16.5.9 tcp/443 = ENI_SG_RULES_MISMATCH at Q
A -> 172.16.6.9 tcp/443 = TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT at th",
    );
    check(
        &format!(
            "{PUBLIC}
vgw v in=ours
site c cidrs=172.31.0.0/24 routes=10.0.0.0/16
line l to=v site=c prefixes=172.31.0.0/24
table out in=ours propagates=v
 to 172.31.0.0/24 via i"
        ),
        "A -> 172.31.0.7 tcp/443 = IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS at i",
    );
    check(
        &format!(
            "{PUBLIC}
vgw v in=ours
site c cidrs=10.0.5.0/24
line l to=v site=c prefixes=10.0.5.0/24
table out in=ours propagates=v
 to 0.0.0.0/0 via i"
        ),
        "A -> 10.0.5.7 tcp/443 = NO_POSSIBLE_DESTINATION at ours",
    );
    check(
        &format!("{PUBLIC}\ntable out in=ours\n to 0.0.0.0/0 via i\n to 203.0.113.0/24 via -"),
        "
A -> 203.0.113.5 tcp/443 = BAD_STATE_ROUTE at out
A -> 198.51.100.9 tcp/443 = yes",
    );
}

fn appliance(check: &str, back: &str, gb: &str) -> String {
    format!(
        "
subnet s3 in=ours cidrs=10.0.3.0/24 zone=a
sg gf
 in all 0.0.0.0/0
 out all 0.0.0.0/0
eni F in=s3 at=10.0.3.10 groups=gf {check}
sg gb
 in tcp:443 {gb}
 out all 0.0.0.0/0
table t1 in=ours
 to 10.0.2.0/24 via F
subnet s1 in=ours cidrs=10.0.1.0/24 zone=a table=t1
table t2 in=ours
{back}
subnet s2 in=ours cidrs=10.0.2.0/24 zone=b table=t2"
    )
}

#[test]
fn case_22_23_appliances() {
    let back = " to 10.0.1.0/24 via F";
    let ask = "A -> 10.0.2.10 tcp/443";
    let pass = "unchecked forward=pass";
    check(&appliance(pass, back, "sg:ga"), &format!("{ask} = SG_REFERENCES_NOT_PRESERVED at B"));
    check(&appliance(pass, back, "10.0.1.0/24"), &format!("{ask} = yes"));
    check(&appliance(pass, "", "10.0.1.0/24"), &format!("{ask} = yes"));
    let stateful = "unchecked forward=stateful";
    check(&appliance(stateful, back, "10.0.1.0/24"), &format!("{ask} = yes"));
    check(&appliance(stateful, "", "10.0.1.0/24"), &format!("{ask} = return X_ASYMMETRIC_INSPECTION at F"));
    check(
        &appliance("forward=pass", back, "10.0.1.0/24"),
        &format!("{ask} = ENI_SOURCE_DEST_CHECK_RESTRICTION at F"),
    );
}

const DOOR: &str = "
table t1 in=ours
subnet s1 in=ours cidrs=10.0.1.0/24 zone=a table=t1
served bucket service=s3@eu-west-1
served far service=s3@us-east-1
door d in=ours service=s3@eu-west-1 tables=t1";

#[test]
fn case_25_26_gateway_endpoints() {
    check(
        DOOR,
        "
A -> s3@eu-west-1 tcp/443 = yes
A -> s3@us-east-1 tcp/443 = NO_ROUTE_TO_DESTINATION at t1
A -> s3@eu-west-1 udp/443 = VPCE_GATEWAY_PROTOCOL_RESTRICTION at d",
    );
    check(
        &format!("{DOOR}\nsg ga\n out all 10.0.0.0/16"),
        "A -> s3@eu-west-1 tcp/443 = ENI_SG_RULES_MISMATCH at A",
    );
    check(
        &format!(
            "{DOOR}\nacl n\n in 1 allow all 0.0.0.0/0\n out 1 allow all 10.0.0.0/16
subnet s1 in=ours cidrs=10.0.1.0/24 zone=a table=t1 acl=n"
        ),
        "A -> s3@eu-west-1 tcp/443 = SUBNET_ACL_RESTRICTION at n",
    );
    check(
        &format!(
            "{PEERED}{DOOR}\ntable tq in=q\n to 0.0.0.0/0 via p
subnet q1 in=q cidrs=10.1.1.0/24 zone=a table=tq"
        ),
        "Q -> s3@eu-west-1 tcp/443 = PCX_REQUIRES_ADDRESS_IN_VPC_CIDR at p",
    );
    check(
        &format!(
            "{DOOR}\nvgw v in=ours\nsite c cidrs=192.168.1.0/24 routes=0.0.0.0/0
line l to=v site=c prefixes=192.168.1.0/24"
        ),
        "c -> s3@eu-west-1 tcp/443 = VGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS at v",
    );
    check(
        &format!(
            "{PEERED}{DOOR}
tgw h
tgwtable th tgw=h
 to 0.0.0.0/0 via ao
att aq tgw=h vpc=q subnets=q1 table=th
att ao tgw=h vpc=ours subnets=s1 table=th
table tq in=q
 to 0.0.0.0/0 via h
subnet q1 in=q cidrs=10.1.1.0/24 zone=a table=tq"
        ),
        "Q -> s3@eu-west-1 tcp/443 = X_GWE_REMOTE_SOURCE at d",
    );
}

#[test]
fn case_27_28_44_interface_endpoints() {
    let endpoint = |from: &str| {
        format!(
            "sg ge\n in tcp:443 {from}\neni E in=s1 at=10.0.1.50 groups=ge inbound=service:sqs@eu-west-1! passive"
        )
    };
    check(&endpoint("sg:gx"), "B -> 10.0.1.50 tcp/443 = ENI_SG_RULES_MISMATCH at E");
    check(
        &endpoint("sg:gb"),
        "B -> 10.0.1.50 tcp/443 = yes\nB -> 10.0.1.50 icmp/2048 = ENI_SG_RULES_MISMATCH at E",
    );
    let both = "
table tq in=q
 to 10.0.0.0/16 via p
subnet q1 in=q cidrs=10.1.1.0/24 zone=a table=tq
table t1 in=ours
 to 10.1.0.0/16 via p
subnet s1 in=ours cidrs=10.0.1.0/24 zone=a table=t1";
    check(
        &format!("{PEERED}{both}\n{}\nserved queue service=sqs@eu-west-1", endpoint("10.1.0.0/16")),
        "Q -> 10.0.1.50 tcp/443 = yes\nQ -> sqs@eu-west-1 tcp/443 = NO_ROUTE_TO_DESTINATION at tq",
    );
    check(
        &format!(
            "{}
vgw v in=ours
site c cidrs=192.168.1.0/24
line l to=v site=c prefixes=192.168.1.0/24
table t1 in=ours propagates=v
subnet s1 in=ours cidrs=10.0.1.0/24 zone=a table=t1",
            endpoint("192.168.0.0/16")
        ),
        "c -> 10.0.1.50 tcp/443 = yes",
    );
}

#[test]
fn case_29_30_31_functions() {
    let function = "eni L in=s1 at=10.0.1.60 groups=ga inbound=function speaks=tcp,udp";
    check(
        &format!("{PUBLIC}\n{function}"),
        "
L -> 203.0.113.5 tcp/443 = IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS at i
L -> 203.0.113.5 icmp/2048 = PROTOCOL_RESTRICTION at L
B -> 10.0.1.60 tcp/8080 = X_HYPERPLANE_NO_INBOUND at L",
    );
    check(&translated(" to 0.0.0.0/0 via i", function), "L -> 203.0.113.5 tcp/443 = yes");
    check(
        "served t service=dynamodb@eu-west-1\nunattached f",
        "
unattached -> 10.0.2.10 tcp/5432 = X_LAMBDA_NO_VPC
unattached -> dynamodb@eu-west-1 tcp/443 = yes
A -> dynamodb@eu-west-1 tcp/443 = NO_ROUTE_TO_DESTINATION at ours",
    );
}

fn balanced(routes: &str, scheme: &str) -> String {
    format!(
        "
igw i in=ours
table tp in=ours
{routes}
subnet pa in=ours cidrs=10.0.8.0/24 zone=a table=tp
subnet pb in=ours cidrs=10.0.9.0/24 zone=b table=tp
sg gl
 in tcp:443 0.0.0.0/0
 in tcp:80 0.0.0.0/0
 out all 0.0.0.0/0
sg gb
 in tcp:8080 sg:gl
 out all 0.0.0.0/0
lb L {scheme}
 listen tcp:443 G
eni L in=pa at=10.0.8.5 groups=gl public=198.51.100.8 inbound=balancer
eni L in=pb at=10.0.9.5 groups=gl public=198.51.100.9 inbound=balancer
tg G port=8080
 target B"
    )
}

#[test]
fn case_32_33_balancers_that_end_flows() {
    let out = " to 0.0.0.0/0 via i";
    check(
        &balanced(out, "terminates cross"),
        "
internet -> 198.51.100.8 tcp/443 = yes at L | yes at B
B -> 203.0.113.5 tcp/443 = NO_ROUTE_TO_DESTINATION at ours
internet -> 198.51.100.8 tcp/80 = ELBV2_LISTENERS_MISMATCH at L",
    );
    check(
        &balanced("", "terminates cross"),
        "internet -> 198.51.100.8 tcp/443 = return NO_ROUTE_TO_DESTINATION at tp",
    );
}

/// An internet-facing balancer that passes packets on, with one node.
fn passing(groups: &str, target: &str, gb: &str) -> String {
    format!(
        "
igw i in=ours
table tp in=ours
 to 0.0.0.0/0 via i
subnet pa in=ours cidrs=10.0.8.0/24 zone=b table=tp
sg gn
 in tcp:443 0.0.0.0/0
 out all 0.0.0.0/0
sg gb
 in tcp:443 {gb}
lb L
 listen tcp:443 G
eni L in=pa at=10.0.8.5 {groups} public=198.51.100.8 inbound=balancer
tg G port=443 {target}"
    )
}

#[test]
fn case_34_balancers_that_pass_on() {
    let ask = "internet -> 198.51.100.8 tcp/443";
    check(
        &passing("unfiltered", "\n target B", "10.0.0.0/16"),
        &format!("{ask} = ENI_SG_RULES_MISMATCH at B"),
    );
    check(&passing("unfiltered", "ip\n target 10.0.2.10", "10.0.0.0/16"), &format!("{ask} = yes"));
    check(&passing("groups=gn", "\n target B", "sg:gn"), &format!("{ask} = yes"));
}

#[test]
fn case_35_zones_and_loopback() {
    check(
        &balanced(" to 0.0.0.0/0 via i", "").replace("in tcp:8080 sg:gl", "in tcp:8080 0.0.0.0/0"),
        "
A -> 10.0.8.5 tcp/443 = ELBV2_NO_TARGETS_IN_AZ at L
A -> 10.0.9.5 tcp/443 = yes
B -> 10.0.9.5 tcp/443 = X_NLB_LOOPBACK at G",
    );
}

#[test]
fn case_36_offers() {
    let offer = |state: &str| {
        format!(
            "
sg ge
 in tcp:443 10.0.0.0/16
eni E in=s1 at=10.0.1.50 groups=ge inbound={state}:O passive
offer O lbs=L
vpc theirs cidrs=10.0.0.0/16
subnet x1 in=theirs cidrs=10.0.1.0/24 zone=a
sg gn
 in tcp:443 10.0.0.0/16
 out all 0.0.0.0/0
sg gt
 in tcp:443 sg:gn
 out all 0.0.0.0/0
lb L filters
 listen tcp:443 G
eni L in=x1 at=10.0.1.77 groups=gn inbound=balancer
tg G port=443
 target T
eni T in=x1 at=10.0.1.99 groups=gt"
        )
    };
    check(
        &offer("offered"),
        "
A -> 10.0.1.50 tcp/443 = yes
T -> 10.0.1.10 tcp/443 = NO_POSSIBLE_DESTINATION at theirs
E -> 10.0.1.10 tcp/443 = VPCE_INTRA_VPC_TRAFFIC at E",
    );
    check(&offer("pending"), "A -> 10.0.1.50 tcp/443 = X_ENDPOINT_NOT_ACCEPTED at E");
}

/// Two VPCs on a transit gateway: `ours` by subnet t, `q` by its only one.
fn hub(more: &str) -> String {
    format!(
        "{PEERED}
subnet t in=ours cidrs=10.0.7.0/24 zone=a
tgw h
tgwtable th tgw=h
att ao tgw=h vpc=ours subnets=t table=th to=th
att aq tgw=h vpc=q subnets=q1 table=th to=th
table t1 in=ours
 to 10.1.0.0/16 via h
subnet s1 in=ours cidrs=10.0.1.0/24 zone=a table=t1
table tq in=q
 to 10.0.0.0/16 via h
subnet q1 in=q cidrs=10.1.1.0/24 zone=a table=tq
{more}"
    )
}

#[test]
fn case_37_to_40_42_transit_gateways() {
    let ask = "A -> 10.1.1.10 tcp/443";
    check(&hub(""), &format!("{ask} = yes"));
    check(
        &hub("subnet s1 in=ours cidrs=10.0.1.0/24 zone=c table=t1"),
        &format!("{ask} = TGW_ROUTE_AZ_RESTRICTION at ao"),
    );
    check(
        &hub("att aq tgw=h vpc=q subnets=q1 table=th"),
        &format!("{ask} = TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT at th"),
    );
    check(
        &hub("tgwtable th tgw=h\n to 10.1.0.0/16 via -"),
        &format!("{ask} = TGW_RTB_BAD_STATE_ROUTE at th"),
    );
    check(
        &hub("att ao tgw=h vpc=ours subnets=t to=th"),
        &format!("{ask} = TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION at ao"),
    );
    check(&hub("table tq in=q"), &format!("{ask} = return NO_ROUTE_TO_DESTINATION at tq"));
    let refs = "sg gq\n in tcp:443 sg:ga\n out all 0.0.0.0/0\ntgw h refs";
    let on =
        "att ao tgw=h vpc=ours subnets=t table=th to=th refs\natt aq tgw=h vpc=q subnets=q1 table=th to=th";
    check(&hub(&format!("{refs}\n{on}")), &format!("{ask} = SG_REFERENCING_SUPPORT at Q"));
    check(&hub(&format!("{refs}\n{on} refs")), &format!("{ask} = yes"));
    check(
        &hub(&format!("{refs}\n{on} refs\nsg ga\n out all sg:gq")),
        &format!("{ask} = ENI_SG_RULES_MISMATCH at A"),
    );
    let acl =
        |rules: &str| hub(&format!("subnet t in=ours cidrs=10.0.7.0/24 zone=a acl=nt\nacl nt\n{rules}"));
    check(
        &acl(" in 1 deny all 10.0.1.0/24\n in 2 allow all 0.0.0.0/0\n out 1 allow all 0.0.0.0/0"),
        &format!("{ask} = SUBNET_ACL_RESTRICTION at nt"),
    );
    check(
        &acl(" in 2 allow all 0.0.0.0/0\n out 1 deny all 10.1.0.0/16\n out 2 allow all 0.0.0.0/0"),
        &format!("{ask} = yes"),
    );
}

#[test]
fn case_41_central_egress() {
    let central = |nat_routes: &str, attached: &str| {
        format!(
            "
vpc e cidrs=10.9.0.0/16
igw i in=e
table te in=e
 to 0.0.0.0/0 via {attached}
subnet et in=e cidrs=10.9.1.0/24 zone=a table=te
table tn in=e
 to 0.0.0.0/0 via i
{nat_routes}
subnet en in=e cidrs=10.9.2.0/24 zone=a table=tn
nat n
eni n in=en at=10.9.2.5 public=198.51.100.9 inbound=nat unfiltered passive
tgw h
tgwtable ho tgw=h
 to 0.0.0.0/0 via ae
tgwtable he tgw=h
 to 10.0.0.0/16 via ao
subnet t in=ours cidrs=10.0.7.0/24 zone=a
att ao tgw=h vpc=ours subnets=t table=ho
att ae tgw=h vpc=e subnets=et table=he
table t1 in=ours
 to 0.0.0.0/0 via h
subnet s1 in=ours cidrs=10.0.1.0/24 zone=a table=t1"
        )
    };
    let ask = "A -> 203.0.113.5 tcp/443";
    check(&central(" to 10.0.0.0/16 via h", "n"), &format!("{ask} = yes"));
    check(&central("", "n"), &format!("{ask} = return IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS at i"));
    check(
        &central(" to 10.0.0.0/16 via h", "i"),
        &format!("{ask} = IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS at i"),
    );
}

#[test]
fn case_43_lines() {
    let line = |state: &str| {
        format!(
            "{PEERED}
vgw v in=ours
site c cidrs=192.168.0.0/16 routes=10.0.0.0/8
line l to=v site=c origin=static prefixes=192.168.1.0/24 {state}
table t1 in=ours
 to 192.168.0.0/16 via v
 to 10.1.0.0/16 via p
subnet s1 in=ours cidrs=10.0.1.0/24 zone=a table=t1"
        )
    };
    check(
        &line(""),
        "
A -> 192.168.1.5 tcp/443 = yes
A -> 192.168.2.5 tcp/443 = X_VGW_UNKNOWN_PREFIX at v
c -> 10.1.1.10 tcp/443 = VGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS at v",
    );
    check(&line("down"), "A -> 192.168.1.5 tcp/443 = BAD_STATE_VPN at v");
}

#[test]
fn case_45_46_ipv6() {
    let six = |via: &str, rule: &str| {
        format!(
            "
vpc ours cidrs=10.0.0.0/16,2600:1f18:0:100::/56
igw i in=ours
eigw x in=ours
table t1 in=ours
 to {via}
subnet s1 in=ours cidrs=10.0.1.0/24,2600:1f18:0:100::/64 zone=a table=t1
sg ga
 in tcp:22 {rule}
 out all 0.0.0.0/0
 out all ::/0
eni A in=s1 at=10.0.1.10,2600:1f18:0:100::10 groups=ga"
        )
    };
    check(
        &six("::/0 via x", "::/0").replace("igw i in=ours", ""),
        "
A -> 2001:db9::1 tcp/443 = yes
internet -> 2600:1f18:0:100::10 tcp/22 = X_EIGW_NO_INBOUND at x",
    );
    check(
        &six("::/0 via x", "::/0"),
        "internet -> 2600:1f18:0:100::10 tcp/22 = return X_RETURN_MISMATCH at x",
    );
    check(&six("0.0.0.0/0 via i", "::/0"), "A -> 2001:db9::1 tcp/443 = NO_ROUTE_TO_DESTINATION at t1");
    check(
        &six("::/0 via i", "0.0.0.0/0"),
        "internet -> 2600:1f18:0:100::10 tcp/22 = ENI_SG_RULES_MISMATCH at A",
    );
    check(&six("::/0 via i", "::/0"), "internet -> 2600:1f18:0:100::10 tcp/22 = yes");
}

#[test]
fn case_47_edge_tables() {
    let edge = |target: &str, out: &str| {
        format!(
            "
igw i in=ours
table te in=ours edges=i
 to 10.0.1.0/24 via {target}
table t1 in=ours
 to 0.0.0.0/0 via {out}
subnet s1 in=ours cidrs=10.0.1.0/24 zone=a table=t1
table tp in=ours
 to 0.0.0.0/0 via i
subnet p in=ours cidrs=10.0.9.0/24 zone=a table=tp
eni W in=p at=10.0.9.5 unfiltered inbound=inspection forward=inspect unchecked passive
eni F in=p at=10.0.9.6 unfiltered forward=pass unchecked
sg ga
 in tcp:443 0.0.0.0/0
 out all 0.0.0.0/0
eni A in=s1 at=10.0.1.10 groups=ga public=198.51.100.1"
        )
    };
    let ask = "internet -> 198.51.100.1 tcp/443";
    check(&edge("W", "W"), &format!("{ask} = yes"));
    check(&edge("W", "i"), &format!("{ask} = return INGRESS_RTB_TRAFFIC_REDIRECTION at i"));
    check(&edge("F", "F"), &format!("{ask} = INGRESS_RTB_NO_PUBLIC_IP at i"));
}

#[test]
fn case_48_block_public_access() {
    let by_nat = translated(" to 0.0.0.0/0 via i", "block b mode=both");
    let ask = "A -> 203.0.113.5 tcp/443";
    check(&by_nat, &format!("{ask} = VPC_BLOCK_PUBLIC_ACCESS_ENABLED at i"));
    check(&translated(" to 0.0.0.0/0 via i", "block b mode=ingress"), &format!("{ask} = yes"));
    check(
        &format!("{PUBLIC}\nblock b mode=ingress"),
        &format!("{ask} = VPC_BLOCK_PUBLIC_ACCESS_ENABLED at i"),
    );
    check(&format!("{PUBLIC}\nblock b mode=both but=s1:off"), &format!("{ask} = yes"));
}

#[test]
fn case_50_reserved() {
    check(
        "
sg ga
acl n
subnet s1 in=ours cidrs=10.0.1.0/24 zone=a acl=n",
        "
A -> 10.0.0.2 udp/53 = yes
A -> 203.0.113.53 udp/53 = SG_HAS_NO_RULES at A
A -> 169.254.169.254 tcp/80 = yes
A -> 169.254.169.9 tcp/80 = X_LINK_LOCAL_RESERVED at A",
    );
}

#[test]
fn case_51_52_53() {
    check(
        "
sg gm
 in tcp:2049 sg:ga
eni M in=s2 at=10.0.2.49 groups=gm listens=tcp:2049",
        "A -> 10.0.2.49 tcp/2049 = yes\nA -> 10.0.2.49 tcp/111 = ENI_SG_RULES_MISMATCH at M",
    );
    let main = |table: &str| {
        format!(
            "
igw i in=ours
table out in=ours
 to 0.0.0.0/0 via i
table inner in=ours
vpc ours cidrs=10.0.0.0/16 table={table}
eni B in=s2 at=10.0.2.10 groups=gb public=198.51.100.2"
        )
    };
    check(&main("out"), "B -> 203.0.113.5 tcp/443 = yes");
    check(&main("inner"), "B -> 203.0.113.5 tcp/443 = NO_ROUTE_TO_DESTINATION at inner");
    check(
        "
sg gb
 in icmp:8 0.0.0.0/0
acl n
 in 1 allow all 0.0.0.0/0
 out 1 allow tcp 0.0.0.0/0
subnet s2 in=ours cidrs=10.0.2.0/24 zone=b acl=n",
        "A -> 10.0.2.10 icmp/2048 = return SUBNET_ACL_RESTRICTION at n",
    );
}

#[test]
fn case_54_a_way_around() {
    // The way through the middlebox, and one around it by another VPC's balancer.
    check(
        "
igw i in=ours
table te in=ours edges=i
 to 10.0.1.0/24 via W
table t1 in=ours
 to 0.0.0.0/0 via W
 to 10.1.0.0/16 via h
subnet s1 in=ours cidrs=10.0.1.0/24 zone=a table=t1
table tp in=ours
 to 0.0.0.0/0 via i
subnet p in=ours cidrs=10.0.9.0/24 zone=a table=tp
eni W in=p at=10.0.9.5 unfiltered inbound=inspection forward=inspect unchecked passive
sg ga
 in tcp:443 0.0.0.0/0
eni A in=s1 at=10.0.1.10 groups=ga public=198.51.100.1
subnet t in=ours cidrs=10.0.7.0/24 zone=a
vpc q cidrs=10.1.0.0/16
igw iq in=q
table tq in=q
 to 0.0.0.0/0 via iq
 to 10.0.0.0/16 via h
subnet q1 in=q cidrs=10.1.1.0/24 zone=a table=tq
tgw h
tgwtable th tgw=h
att ao tgw=h vpc=ours subnets=t table=th to=th
att aq tgw=h vpc=q subnets=q1 table=th to=th
sg gl
 in tcp:443 0.0.0.0/0
 out all 0.0.0.0/0
lb L terminates cross
 listen tcp:443 G
eni L in=q1 at=10.1.1.5 groups=gl public=198.51.100.8 inbound=balancer
tg G port=443 ip
 target 10.0.1.10",
        "
internet -> 198.51.100.1 tcp/443 = yes
internet -> 198.51.100.8 tcp/443 = yes at L | yes at A",
    );
}
