//! T6: what must not matter does not. Each relation is tried on 500 random networks; `PLAT_LAB_COUNT` asks for another
//! number, `PLAT_LAB_FIRST` for other seeds.

use lab::{
    metamorphic::{Relation, Source, addresses, alike, hold, models, names, routes, rules, splits},
    seed::Seed,
};

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|it| it.parse().ok()).unwrap_or(usual)
}

/// Tries a relation; at least so many questions of a hundred must be about packets that arrive.
#[track_caller]
fn check(relation: Relation, source: Source, least: usize) {
    let count = usize::try_from(number("PLAT_LAB_COUNT", 500)).unwrap_or(usize::MAX);
    let tally =
        hold(relation, source, number("PLAT_LAB_FIRST", 0), count).unwrap_or_else(|wrong| panic!("{wrong}"));
    println!("{tally:?}");
    assert!(tally.questions > 30 * tally.networks, "{tally:?}");
    assert!(tally.arrived * 100 > least * tally.questions, "{tally:?}");
    assert!(tally.rows * 20 > tally.questions, "{tally:?}");
}

/// What once differed: two targets that were nodes of their own balancer, named twice each.
#[test]
fn what_once_differed_is_the_same() {
    let tally =
        hold(splits::doubled, Source::Every, 1_795_811_763, 1).unwrap_or_else(|wrong| panic!("{wrong}"));
    assert_eq!(tally.networks, 1);
}

#[test]
fn names_do_not_matter() {
    check(names::renamed, Source::Every, 4);
}

#[test]
fn order_does_not_matter() {
    check(names::reordered, Source::Every, 4);
}

#[test]
fn addresses_may_be_elsewhere() {
    check(addresses::shifted, Source::Every, 4);
}

#[test]
fn ipv6_does_as_ipv4_does() {
    check(addresses::mirrored, Source::OneFamily, 4);
}

#[test]
fn rules_may_be_written_in_parts() {
    check(splits::rules_split, Source::Every, 4);
}

#[test]
fn lists_may_be_written_in_parts() {
    check(splits::lists_split, Source::Every, 4);
}

#[test]
fn routes_may_be_written_in_parts() {
    check(splits::routes_split, Source::Every, 4);
}

#[test]
fn saying_it_twice_says_no_more() {
    check(splits::doubled, Source::Every, 4);
}

#[test]
fn twins_do_the_same() {
    check(alike::twin, Source::Every, 4);
}

#[test]
fn an_allow_added_takes_nothing_away() {
    check(rules::allow_added, Source::Every, 4);
}

#[test]
fn a_deny_removed_takes_nothing_away() {
    check(rules::deny_removed, Source::Every, 4);
}

#[test]
fn rules_may_move_between_groups_that_stand_together() {
    check(rules::rule_moved, Source::Every, 4);
}

#[test]
fn a_more_specific_route_to_the_same_target_changes_nothing() {
    check(routes::more_specific, Source::Every, 4);
}

/// Models of seeds, and those of `models/`.
fn all_models() -> Vec<(String, plat::model::Model)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../models");
    let read = std::fs::read_dir(folder).expect("the folder of models");
    let files = read.filter_map(|it| std::fs::read_to_string(it.ok()?.path().join("model.json")).ok());
    let real = files.map(|text| ("a design of models/".to_owned(), models::load(&text).expect("a model")));
    let first = number("PLAT_LAB_FIRST", 0);
    let seeds = first..first + number("PLAT_LAB_COUNT", 500);
    real.chain(seeds.map(|seed| (format!("seed {seed}"), models::model(seed)))).collect()
}

#[test]
fn saved_and_loaded_again_it_is_the_same() {
    for (name, model) in all_models() {
        models::again(&model).unwrap_or_else(|wrong| panic!("{name}: {wrong}"));
    }
}

#[test]
fn drawn_elsewhere_it_is_the_same() {
    for (at, (name, model)) in (0..).zip(all_models()) {
        models::moved(&model, &mut Seed::new(at)).unwrap_or_else(|wrong| panic!("{name}: {wrong}"));
    }
}

#[test]
fn a_difference_read_backwards_is_the_difference_backwards() {
    let (mut changes, mut turns) = (0, 0);
    let (first, count) = (number("PLAT_LAB_FIRST", 0), number("PLAT_LAB_COUNT", 500));
    for seed in first..first + count {
        let model = models::model(seed);
        let other = models::changed(seed, &mut Seed::new(seed)).unwrap_or_else(|wrong| panic!("{wrong}"));
        let said = models::mirrored(&model, &other).unwrap_or_else(|wrong| panic!("seed {seed}: {wrong}"));
        let count = |key: &str| said[key].as_array().map_or(0, Vec::len);
        changes += count("changes");
        turns += count("reachability");
    }
    println!("{changes} changes, {turns} of them pairs");
    let least = usize::try_from(count).unwrap_or_default();
    assert!(changes > least && turns * 10 > least, "{changes} changes, {turns} turns");
    let real = all_models();
    for (name, model) in real.iter().take(7) {
        for (_, other) in real.iter().take(7) {
            models::mirrored(model, other).unwrap_or_else(|wrong| panic!("{name}: {wrong}"));
        }
    }
}
