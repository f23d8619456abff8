//! One service for every pair, by sets of classes, is what rows of every service say.

use lab::{
    large::{self, Shape, Variant},
    plain,
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
