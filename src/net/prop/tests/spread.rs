//! `flows`: every end that packets get to.

use super::world::{BASE, facts};
use crate::net::{
    explain,
    graph::{Finish, Net, Start},
    prop::flows::flows,
    ranges::{Ranges, number},
    traffic_set::{Cube, TrafficSet},
};
use std::fmt::Write;

/// The ends of tcp packets to a port from an interface, with whether every choice gets somewhere.
fn ends(texts: &[&str], from: &str, to: &str, port: u16) -> String {
    let net = Net::of(&facts(texts));
    let from = net.roles[&from.parse::<crate::base::NodeId>().unwrap()].interfaces[0];
    let source = net.interfaces[from as usize].addresses.clone();
    let cube = Cube::new(
        Ranges::one(6),
        source,
        Ranges::one(number(to.parse().unwrap())),
        Ranges::one(port.into()),
        Ranges::span(2000, 2000),
    );
    let found = flows(&net, Start::Interface(from), &TrafficSet::from(cube));
    let mut out = String::new();
    for (finish, set) in &found.may {
        let name = match finish {
            Finish::Interface(at) => net.interfaces[*at as usize].node.to_string(),
            Finish::Internet => "internet".to_owned(),
            Finish::Service(_) | Finish::UnnamedService => "service".to_owned(),
            Finish::Site(at) => net.sites[*at as usize].node.to_string(),
            Finish::Reserved(_) => "reserved".to_owned(),
        };
        let _ = write!(out, "{name} {}; ", explain::header(&net, set));
    }
    let _ = write!(out, "must {} unknown {}", !found.must().is_empty(), !found.unknown.is_empty());
    out
}

#[test]
fn a_balancer_is_an_end_and_leads_on() {
    let balanced = "
        sg sg-lb in=tcp/443@0.0.0.0/0
        eni alb s1 10.0.1.5 sg=sg-lb inbound=balancer
        eni alb s2 10.0.2.5 sg=sg-lb inbound=balancer
        lb alb alb cross tcp/443>tg
        tg tg tcp/8080 targets=B
        sg sg-b in=tcp/8080@sg-lb
        ";
    assert_eq!(
        ends(&[BASE, balanced], "A", "10.0.1.5", 443),
        "B 10.0.1.10 → 10.0.1.5 tcp 443; alb 10.0.1.10 → 10.0.1.5 tcp 443; must true unknown false"
    );
    let shut = "sg sg-b";
    assert_eq!(
        ends(&[BASE, balanced, shut], "A", "10.0.1.5", 443),
        "alb 10.0.1.10 → 10.0.1.5 tcp 443; must true unknown false"
    );
    let passes = "
        lb alb nlb cross tcp/443>tg
        eni C s2 10.0.2.11 sg=sg-lb
        tg tg tcp/443 targets=B,C
        ";
    assert_eq!(
        ends(&[BASE, balanced, passes], "A", "10.0.1.5", 443),
        "C 10.0.1.10 → 10.0.1.5 tcp 443; must false unknown false"
    );
}

#[test]
fn ends_of_all_kinds() {
    let world = "
        igw igw ours
        eni A s1 10.0.1.10 sg=sg-a public=198.51.100.1
        table r1 ours 0.0.0.0/0>igw 10.9.0.0/16>F
        eni F s2 10.0.2.50 sg=sg-f nocheck
        sg sg-f in=all@0.0.0.0/0
        ";
    assert_eq!(
        ends(&[BASE, world], "A", "203.0.113.5", 443),
        "internet 10.0.1.10 → 203.0.113.5 tcp 443; must true unknown false"
    );
    assert_eq!(ends(&[BASE, world], "A", "10.9.0.1", 443), "must false unknown true");
    assert_eq!(
        ends(&[BASE, world], "A", "10.0.0.2", 53),
        "reserved 10.0.1.10 → 10.0.0.2 tcp 53; must true unknown false"
    );
}
