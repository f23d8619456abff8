//! What the page calls. What one step makes is kept for the next.

use lab::{large, measure};
use plat::net::{
    bulk::{BUDGET_BROWSER, Index},
    compile::Facts,
    graph::{Ix, Net},
};
use std::cell::RefCell;
use wasm_bindgen::prelude::wasm_bindgen;

#[derive(Default)]
struct Kept {
    facts: Facts,
    net: Net,
    index: Option<Index>,
}

thread_local! {
    static KEPT: RefCell<Kept> = RefCell::default();
}

/// Makes a network of one of the sizes; the number of its interfaces.
#[wasm_bindgen]
pub fn make(size: &str) -> usize {
    let shape = large::SIZES.iter().find(|it| it.0 == size);
    KEPT.with_borrow_mut(|kept| {
        kept.facts = shape.map_or(Facts::new(), |it| large::network(it.1, large::Variant::Plain, 1));
        kept.facts.len()
    })
}

#[wasm_bindgen]
pub fn compile() {
    KEPT.with_borrow_mut(|kept| kept.net = Net::of(&kept.facts));
}

/// Whether rows are kept.
#[wasm_bindgen]
pub fn index() -> bool {
    KEPT.with_borrow_mut(|kept| {
        kept.index = None;
        kept.index.insert(Index::of(&kept.net, BUDGET_BROWSER)).is_dense()
    })
}

/// How many pairs of classes have a service with full answers.
#[wasm_bindgen]
pub fn all() -> f64 {
    KEPT.with_borrow(|kept| kept.index.as_ref().map_or(0.0, |index| measure::all(index, &kept.net)[0] as f64))
}

/// The row of every thousandth interface; how many.
#[wasm_bindgen]
pub fn rows() -> usize {
    KEPT.with_borrow(|kept| {
        let Some(index) = &kept.index else { return 0 };
        let mut count = 0;
        for at in (0..kept.net.interfaces.len()).step_by(1000) {
            let place = Ix::try_from(at).ok().and_then(|at| index.ground().places(at).first().copied());
            index.from(&kept.net, place.unwrap_or_default(), &mut |_, row| {
                std::hint::black_box(row.words());
            });
            count += 1;
        }
        count
    })
}

/// What is said of a seed, as one line (`lab::same_bytes`).
#[wasm_bindgen]
pub fn said(seed: u32) -> String {
    lab::same_bytes::line(seed.into())
}
