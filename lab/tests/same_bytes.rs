//! T8, as far as one program can show it: the order in a file is no difference, and a second run none. That the browser
//! says the same bytes is shown by `cargo xtask same-bytes`.

use lab::{metamorphic::models, same_bytes};
use plat::{analysis::Analysis, model::file};

const SEEDS: std::ops::Range<u64> = 0..50;

#[test]
fn the_order_in_a_file_is_no_difference() {
    for seed in SEEDS {
        let model = models::model(seed);
        let text = same_bytes::shuffled(seed).to_string();
        assert_ne!(text, models::document(&mut lab::seed::Seed::new(seed)).to_string(), "seed {seed}");
        let other = models::load(&text).unwrap_or_else(|wrong| panic!("seed {seed}: {wrong}"));
        assert_eq!(file::save(&model), file::save(&other), "seed {seed}");
        let said = [model, other].map(|it| models::said(&Analysis::new(it)));
        assert_eq!(said[0], said[1], "seed {seed}");
    }
}

#[test]
fn a_second_run_says_the_same() {
    for seed in SEEDS {
        assert_eq!(same_bytes::line(seed), same_bytes::line(seed));
    }
}
