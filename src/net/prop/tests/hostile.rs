//! Designs that would keep a careless walk busy for ever.

use super::world::{BASE, check};
use std::fmt::Write;

/// Longer than any way that is followed: what was not followed is not known.
#[test]
fn a_long_chain_of_appliances() {
    let mut chain = "sg sg-f in=all@0.0.0.0/0\ntable r1 ours 10.9.9.0/24>F0\n".to_owned();
    for at in 0..60 {
        let _ = writeln!(chain, "subnet c{at} ours 10.0.{}.0/24 a table=q{at}", 100 + at);
        let _ = writeln!(chain, "table q{at} ours 10.9.9.0/24>F{}", at + 1);
        let _ = writeln!(chain, "eni F{at} c{at} 10.0.{}.10 sg=sg-f nocheck forwards=pass", 100 + at);
    }
    check(&[BASE, &chain], "A -> 10.9.9.9 tcp/443 : UNKNOWN UNSUPPORTED_COMPONENT");
    let translators = chain.replace("forwards=pass", "forwards=snat");
    check(&[BASE, &translators], "A -> 10.9.9.9 tcp/443 : UNKNOWN UNSUPPORTED_COMPONENT");
}

/// A chain of VPCs, each entered by any of six zones: 6^12 ways.
#[test]
fn choices_that_multiply() {
    let mut world = "
        hub tgw
        hubtable h0 tgw 10.9.9.0/24>i1-att
        subnet t1 ours 10.0.100.0/28 a
        att our-att tgw ours t1 table=h0
        table r1 ours 10.9.9.0/24>tgw
        sg sg-f in=all@0.0.0.0/0
        "
    .to_owned();
    for at in 1..13 {
        let zones: Vec<String> = ('a'..'g').map(|zone| format!("i{at}{zone}")).collect();
        let _ = writeln!(world, "vpc i{at} 10.{at}.0.0/16");
        let _ = writeln!(world, "table ri{at} i{at} 10.9.9.0/24>tgw");
        for (n, zone) in ('a'..'g').enumerate() {
            let _ = writeln!(world, "subnet i{at}{zone} i{at} 10.{at}.{n}.0/24 {zone} table=ri{at}");
        }
        let _ = writeln!(world, "hubtable h{at} tgw 10.9.9.0/24>i{}-att", at + 1);
        let _ = writeln!(world, "att i{at}-att tgw i{at} {} table=h{at} appliance", zones.join(","));
    }
    check(&[BASE, &world], "A -> 10.9.9.9 tcp/443 : UNKNOWN UNSUPPORTED_COMPONENT");
}

/// Two transit gateways that send everything to each other.
#[test]
fn hubs_that_send_it_back_and_forth() {
    let world = "
        hub one
        hub two
        hubtable h1 one 10.9.9.0/24>px1
        hubtable h2 two 10.9.9.0/24>px2
        att px1 one hub peer=px2 table=h1
        att px2 two hub peer=px1 table=h2
        subnet t1 ours 10.0.100.0/28 a
        att our-att one ours t1 table=h1
        table r1 ours 10.9.9.0/24>one
        ";
    check(&[BASE, world], "A -> 10.9.9.9 tcp/443 : UNREACHABLE X_LOOP");
}

/// Balancers that are each other's targets.
#[test]
fn balancers_in_a_ring() {
    let world = "
        eni one s1 10.0.1.5 unfiltered inbound=balancer
        eni two s1 10.0.1.6 unfiltered inbound=balancer
        lb one nlb cross tcp/443>tg-2
        lb two nlb cross tcp/443>tg-1
        tg tg-1 tcp/443 targets=one
        tg tg-2 tcp/443 targets=two
        ";
    check(
        &[BASE, world],
        "A -> one tcp/443 : UNREACHABLE X_LOOP
         A -> B tcp/443 : UNREACHABLE SG_HAS_NO_RULES at sg-b",
    );
}
