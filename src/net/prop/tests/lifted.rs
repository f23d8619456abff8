//! Whole blocked paths: every blocker of the cheapest way.

use super::world::{BASE, check};

#[test]
fn filters_and_routes() {
    let shut = "
        acl n2 in=none out=none
        subnet s2 ours 10.0.2.0/24 b table=r2 acl=n2
        sg sg-a out=tcp/80@0.0.0.0/0
        eni B s2 10.0.2.10 sg=sg-b off
        ";
    check(
        &[BASE, shut],
        "A -> B tcp/443 : UNREACHABLE ENI_SG_RULES_MISMATCH at sg-a whole ENI_SG_RULES_MISMATCH sg-a, SUBNET_ACL_RESTRICTION n2, BAD_STATE B, SG_HAS_NO_RULES sg-b, SUBNET_ACL_RESTRICTION n2",
    );
    let peered = "
        vpc q 10.1.0.0/16
        subnet q1 q 10.1.1.0/24 a table=rq
        table rq q
        sg sg-q
        eni Q q1 10.1.1.10 sg=sg-q
        peer pcx ours q
        ";
    check(
        &[BASE, peered],
        "A -> Q tcp/443 : UNREACHABLE NO_ROUTE_TO_DESTINATION at r1 whole NO_ROUTE_TO_DESTINATION r1, SG_HAS_NO_RULES sg-q, NO_ROUTE_TO_DESTINATION rq",
    );
}
