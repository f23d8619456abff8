//! One service for every pair, by sets of classes, is what rows of every service say.

use lab::{
    large::{self, Shape, Variant},
    plain, text,
};
use plat::net::{bulk::Index, compile::Facts, graph::Net};
use std::collections::BTreeSet;

/// Protocol and port: services, echo requests and replies, protocols without ports.
const SERVICES: [(u8, u16); 8] =
    [(6, 443), (6, 22), (6, 8050), (17, 53), (1, 0x0800), (1, 0), (50, 0), (58, 0x8000)];

/// Compares a network's matrices with its rows; how many pairs are yes.
fn compare(name: &str, facts: &Facts, budget: usize) -> usize {
    let net = Net::of(facts);
    let index = Index::of(&net, budget);
    let mut yes = 0;
    for (protocol, port) in SERVICES {
        index.matrix(&net, protocol, port, &mut |bits| {
            let (mut reached, mut asked) = (vec![0_u64; net.interfaces.len().div_ceil(64)], BTreeSet::new());
            index.from(&net, bits.source, &mut |pair, row| {
                let to = index.pairs()[pair].to;
                let services = index.span(pair).map(|it| it.into_owned().services).unwrap_or_default();
                let Some(bit) = services.all.iter().position(|it| it.holds(protocol, port)) else { return };
                for (class, (_, some)) in (0..).zip(row.verdicts()) {
                    if some[bit / 64] >> (bit % 64) & 1 == 1 {
                        for at in index.ground().interfaces(to, class) {
                            reached[*at as usize / 64] |= 1 << (at % 64);
                        }
                    }
                }
                asked.extend(row.asked.iter().map(|class| (to, *class)));
            });
            assert_eq!(bits.reached, reached, "{name}, {protocol} {port}, from {:?}", bits.source);
            assert_eq!(
                bits.asked.iter().copied().collect::<BTreeSet<_>>(),
                asked,
                "{name}, {protocol} {port}"
            );
            yes += reached.iter().map(|it| it.count_ones() as usize).sum::<usize>();
        });
    }
    yes
}

#[test]
fn one_service_is_what_rows_say() {
    let mut yes = 0;
    for seed in 0..60 {
        let facts = plain::network(seed);
        let budget = if seed % 3 == 0 { 0 } else { usize::MAX };
        yes += compare(&format!("plain, seed {seed}"), &facts, budget);
    }
    let shape = Shape { boundaries: 4, interfaces: 40, roles: 8, segments: 6 };
    for seed in 0..6 {
        for variant in [Variant::Plain, Variant::Sets, Variant::Full] {
            let facts = large::network(shape, variant, seed);
            yes += compare(&format!("{variant:?}, seed {seed}"), &facts, usize::MAX);
        }
    }
    println!("{yes} pairs");
    assert!(yes > 50_000, "{yes}");
}

/// RET-3: each network ACL lets some answers pass, both together none, or some. An interface reaches itself in any case.
#[test]
fn answers_that_pass_one_half_only_do_not_come_back() {
    for (home, reply, back) in [
        ("1024-40000", "40001-65535", 1),
        ("1024-40001", "40001-65535", 3),
        ("1024-65535", "40001-65535", 3),
        ("1024-40001", "1024-65535", 3),
        ("1-1023", "1024-65535", 1),
    ] {
        let lines = format!(
            "vpc v cidrs=10.0.0.0/16
subnet s in=v cidrs=10.0.1.0/24 acl=near
subnet t in=v cidrs=10.0.2.0/24 acl=far
acl near
 in 10 allow tcp:{home} 10.0.2.0/24
 out 10 allow all 0.0.0.0/0
acl far
 in 10 allow all 0.0.0.0/0
 out 10 allow tcp:{reply} 10.0.1.0/24
sg a
 in tcp:443 10.0.1.0/24
 out all 0.0.0.0/0
eni a in=s at=10.0.1.10 groups=a
eni b in=t at=10.0.2.10 groups=a
eni c in=t at=10.0.2.11 groups=a"
        );
        let facts = text::facts(&lines).unwrap_or_default();
        assert_eq!(compare(&format!("{home} and {reply}"), &facts, usize::MAX), back);
    }
}
