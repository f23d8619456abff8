//! Inside a VPC: appliances, more specific routes, what listens, names, states (cases 21 to 23, 50, 51).

use super::world::{BASE, check};

const APPLIANCE: &str = "
subnet s3 ours 10.0.3.0/24 a
sg sg-f in=all@0.0.0.0/0
eni F s3 10.0.3.10 sg=sg-f nocheck forwards=pass
table r1 ours 10.0.2.0/24>F
table r2 ours 10.0.1.0/24>F
sg sg-b in=tcp/443@sg-a,tcp/80@10.0.1.0/24
";

#[test]
fn case_22_appliance() {
    check(
        &[BASE, APPLIANCE],
        "A -> B tcp/443 : UNREACHABLE SG_REFERENCES_NOT_PRESERVED at sg-b
         A -> B tcp/80 : REACHABLE",
    );
    let one_way = "table r2 ours";
    check(
        &[BASE, APPLIANCE, one_way],
        "A -> B tcp/80 : REACHABLE note AVAILABILITY_ZONE_CROSSED note X_ASYMMETRIC_INSPECTION",
    );
    let stateful = "eni F s3 10.0.3.10 sg=sg-f nocheck forwards=stateful";
    check(
        &[BASE, APPLIANCE, one_way, stateful],
        "A -> B tcp/80 : UNREACHABLE X_ASYMMETRIC_INSPECTION at F return",
    );
    check(&[BASE, APPLIANCE, stateful], "A -> B tcp/80 : REACHABLE");
    let back_only = "table r1 ours";
    check(
        &[BASE, APPLIANCE, back_only, stateful],
        "A -> B tcp/80 : UNREACHABLE X_ASYMMETRIC_INSPECTION at F return",
    );
    check(
        &[BASE, APPLIANCE, "eni F s3 10.0.3.10 sg=sg-f nocheck"],
        "A -> B tcp/80 : UNKNOWN UNSUPPORTED_COMPONENT at F",
    );
}

#[test]
fn nat_instance() {
    let snat = "
        igw igw ours
        subnet s3 ours 10.0.3.0/24 a table=r3
        table r3 ours 0.0.0.0/0>igw
        sg sg-f in=tcp/443@10.0.0.0/16
        eni F s3 10.0.3.10 sg=sg-f nocheck forwards=snat public=198.51.100.3
        table r1 ours 0.0.0.0/0>F
        ";
    check(
        &[BASE, snat],
        "A -> internet tcp/443 : REACHABLE
         A -> internet tcp/80 : UNREACHABLE ENI_SG_RULES_MISMATCH at sg-f",
    );
}

#[test]
fn case_23_checked() {
    let checked = "eni F s3 10.0.3.10 sg=sg-f forwards=pass";
    check(
        &[BASE, APPLIANCE, checked],
        "A -> B tcp/80 : UNREACHABLE ENI_SOURCE_DEST_CHECK_RESTRICTION at F whole ENI_SOURCE_DEST_CHECK_RESTRICTION F, ENI_SOURCE_DEST_CHECK_RESTRICTION F",
    );
}

#[test]
fn endless_routes() {
    let ring = "
        subnet s3 ours 10.0.3.0/24 a table=r3
        subnet s4 ours 10.0.4.0/24 a table=r4
        sg sg-f in=all@0.0.0.0/0
        eni F s3 10.0.3.10 sg=sg-f nocheck forwards=pass
        eni G s4 10.0.4.10 sg=sg-f nocheck forwards=pass
        table r1 ours 10.0.2.0/24>F
        table r3 ours 10.0.2.0/24>G
        table r4 ours 10.0.2.0/24>F
        ";
    check(&[BASE, ring], "A -> B tcp/80 : UNREACHABLE X_LOOP at F");
}

#[test]
fn case_21_local_beats_learned() {
    let learned = "
        vgw vgw ours
        site dc 10.0.5.0/24
        line vpn vgw dc static 10.0.5.0/24
        table r1 ours learns=vgw
        ";
    check(&[BASE, learned], "A -> 10.0.5.7 tcp/443 : UNREACHABLE NO_POSSIBLE_DESTINATION at ours");
}

#[test]
fn case_50_reserved() {
    let shut = "
        sg sg-a out=none
        acl none in=none out=none
        subnet s1 ours 10.0.1.0/24 a table=r1 acl=none
        ";
    check(
        &[BASE, shut],
        "A -> 10.0.0.2 udp/53 : REACHABLE
         A -> 203.0.113.53 udp/53 : UNREACHABLE SG_HAS_NO_RULES at sg-a",
    );
}

#[test]
fn case_51_listens() {
    let mount = "
        sg sg-m in=tcp/2049@sg-a,tcp/111@sg-a
        eni efs s2 10.0.2.20 sg=sg-m listens=tcp/2049
        ";
    check(
        &[BASE, mount],
        "A -> efs tcp/2049 : REACHABLE note AVAILABILITY_ZONE_CROSSED
         A -> efs tcp/111 : UNREACHABLE NO_POSSIBLE_DESTINATION at efs
         A -> efs tcp/112 : UNREACHABLE ENI_SG_RULES_MISMATCH at sg-m",
    );
}

#[test]
fn names() {
    let zones = "
        names corp corp.example ours db.corp.example>B web.corp.example>10.0.1.10 *.any.corp.example>B
        names deep deep.corp.example ours x.deep.corp.example>B
        vpc far 10.1.0.0/16
        subnet f1 far 10.1.1.0/24 a
        eni Z f1 10.1.1.10
        names hidden hidden.example far z.hidden.example>Z
        sg sg-b in=tcp/443@sg-a
        ";
    check(
        &[BASE, zones],
        "A -> dns:db.corp.example tcp/443 : REACHABLE
         A -> dns:x.any.corp.example tcp/443 : REACHABLE
         A -> dns:x.deep.corp.example tcp/443 : REACHABLE
         A -> dns:db.deep.corp.example tcp/443 : UNREACHABLE X_DNS_UNRESOLVABLE
         B -> dns:web.corp.example tcp/443 : UNREACHABLE SG_HAS_NO_RULES at sg-a
         A -> dns:none.corp.example tcp/443 : UNREACHABLE X_DNS_UNRESOLVABLE
         Z -> dns:db.corp.example tcp/443 : UNREACHABLE X_DNS_UNRESOLVABLE
         A -> dns:z.hidden.example tcp/443 : UNREACHABLE X_DNS_UNRESOLVABLE
         A -> dns:example.com tcp/443 : UNKNOWN UNKNOWN_DESTINATION",
    );
}

#[test]
fn prefix_lists_that_tie() {
    let tie = "
        list one 10.1.0.0/16
        list two 10.1.0.0/16
        vpc q 10.1.0.0/16
        subnet q1 q 10.1.1.0/24 a table=rq
        table rq q 10.0.0.0/16>pcx
        sg sg-q in=all@10.0.0.0/16
        eni Q q1 10.1.1.10 sg=sg-q
        peer pcx ours q
        igw igw ours
        table r1 ours list:one>pcx list:two>igw
        table r2 ours list:one>pcx 10.1.0.0/16>igw
        ";
    check(
        &[BASE, tie],
        "A -> Q tcp/443 : REACHABLE may
         B -> Q tcp/443 : UNREACHABLE IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS at igw note HIGHER_PRIORITY_ROUTE
         A -> Q tcp/443 each : UNREACHABLE IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS at igw",
    );
}
