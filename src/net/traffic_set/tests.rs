use super::*;
use proptest::{prelude::*, test_runner::RngSeed};

/// A small world: every coordinate from 0 to 5, so that membership can be checked by looking everywhere.
const SIDE: u128 = 6;

fn ranges() -> impl Strategy<Value = Ranges> {
    prop::collection::vec(0..SIDE, 0..4).prop_map(|numbers| numbers.into_iter().collect())
}

fn cube() -> impl Strategy<Value = Cube> {
    prop::array::uniform5(ranges()).prop_map(Cube)
}

fn set() -> impl Strategy<Value = TrafficSet> {
    prop::collection::vec(cube(), 0..4).prop_map(|cubes| cubes.into_iter().collect())
}

fn holds(cube: &Cube, point: [u128; 5]) -> bool {
    (0..5).all(|dim| cube.0[dim].holds(point[dim]))
}

fn points(set: &TrafficSet) -> Vec<bool> {
    let mut out = Vec::new();
    for code in 0..SIDE.pow(5) {
        let point = std::array::from_fn(|dim| code / SIDE.pow(dim as u32) % SIDE);
        out.push(set.0.iter().any(|cube| holds(cube, point)));
    }
    out
}

fn zip(a: &TrafficSet, b: &TrafficSet, op: fn(bool, bool) -> bool) -> Vec<bool> {
    points(a).into_iter().zip(points(b)).map(|(a, b)| op(a, b)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, rng_seed: RngSeed::Fixed(20_261_125), ..ProptestConfig::default() })]

    #[test]
    fn algebra_agrees_with_membership(a in set(), b in set()) {
        prop_assert_eq!(points(&a.intersect(&b)), zip(&a, &b, |a, b| a && b));
        prop_assert_eq!(points(&a.subtract(&b)), zip(&a, &b, |a, b| a && !b));
        prop_assert_eq!(points(&a.clone().union(b.clone())), zip(&a, &b, |a, b| a || b));
        prop_assert_eq!(a.subtract(&b).is_empty(), zip(&a, &b, |a, b| a && !b).iter().all(|it| !it));
    }

    #[test]
    fn canonical_boxes_are_the_same_set_and_disjoint(a in set()) {
        let boxes = a.canonical();
        for (i, one) in boxes.iter().enumerate() {
            prop_assert!(boxes[i + 1..].iter().all(|other| !one.meets(other)));
        }
        prop_assert_eq!(points(&boxes.into_iter().collect()), points(&a));
    }

    #[test]
    fn equal_sets_print_the_same(a in set(), b in set()) {
        // The same union, put together in two ways.
        let one = a.clone().union(b.clone());
        let two = b.subtract(&a).union(a.subtract(&b)).union(a.intersect(&b));
        prop_assert_eq!(one.canonical(), two.canonical());
        prop_assert_eq!(one.packets(&block_words), two.packets(&block_words));
    }

    #[test]
    fn ranges_agree_with_membership(a in ranges(), b in ranges()) {
        for n in 0..SIDE {
            prop_assert_eq!(a.intersect(&b).holds(n), a.holds(n) && b.holds(n));
            prop_assert_eq!(a.subtract(&b).holds(n), a.holds(n) && !b.holds(n));
            prop_assert_eq!(a.union(&b).holds(n), a.holds(n) || b.holds(n));
        }
        prop_assert_eq!(a.meets(&b), !a.intersect(&b).is_empty());
        prop_assert_eq!(a.covers(&b), b.subtract(&a).is_empty());
    }
}

#[test]
fn addresses_become_the_fewest_blocks() {
    let blocks = |text: &str| -> Vec<String> {
        let cidrs: Vec<Cidr> = text.split(' ').map(|it| it.parse().expect("a block")).collect();
        Ranges::cidrs(&cidrs).to_cidrs().iter().map(Cidr::to_string).collect()
    };
    assert_eq!(blocks("10.0.0.0/25 10.0.0.128/25"), ["10.0.0.0/24"]);
    assert_eq!(blocks("0.0.0.0/0"), ["0.0.0.0/0"]);
    assert_eq!(blocks("8000::/1"), ["8000::/1"]);
    assert!(!Ranges::cidr("::/0".parse().expect("a block")).meets(&Ranges::all_v4()));
    assert_eq!(blocks("2001:db8::/64 10.0.0.7/32"), ["10.0.0.7/32", "2001:db8::/64"]);
    let most = Ranges::all_v4().subtract(&Ranges::cidr("0.0.0.0/1".parse().expect("a block")));
    assert_eq!(most.to_cidrs()[0].to_string(), "128.0.0.0/1");
}
