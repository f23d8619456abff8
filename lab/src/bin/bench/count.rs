//! The same work once, function by function, for a tool that counts instructions.
//!
//! `cargo xtask bench --ci` has callgrind look at each function whose name starts with `counted_`: it lists them.

use crate::{Found, dense, edits, questions};
use lab::{
    large::{far, model},
    measure,
};
use plat::{
    model::{file, site},
    net::{
        bulk::{self, Index, Place},
        compile::{self, Facts},
        graph::{GroupNet, Ix, Net, Start},
        prop::flows::flows,
        ranges::Ranges,
        traffic_set::{Cube, Dim},
        walk::converse,
    },
};
use serde_json::json;
use std::hint::black_box;

pub fn run(facts: &Facts) -> Result<Found, String> {
    let net = counted_compile(facts);
    if net.hubs.is_empty() {
        let mut index = counted_index(&net);
        let all = counted_all_pairs(&index, &net);
        let ends = dense::ends(&index, &net, 1000);
        counted_pair(&index, &net, &ends);
        counted_source(&index, &net, &ends[..100]);
        counted_matrix(&index, &net);
        counted_edit(&mut index, &net, &edits::groups(facts, &net, 20));
        // What is done between two functions counts as the second one's: to compile these is one by itself.
        let edited = counted_edited(facts);
        counted_structural(&mut index, &net, &edited);
        counted_walk(&net, &questions::pairs(&net, 500));
        if net.interfaces.len() < 5000 {
            counted_parse(&model::text(facts)?);
        }
        return Ok(Found::from_iter([("with answers".to_owned(), json!(all[0]))]));
    }
    counted_which(&net, &far::sources(&net)[..20]);
    Ok(Found::new())
}

#[inline(never)]
fn counted_compile(facts: &Facts) -> Net {
    black_box(Net::of(black_box(facts)))
}

#[inline(never)]
fn counted_index(net: &Net) -> Index {
    black_box(Index::of(black_box(net), bulk::BUDGET_NATIVE))
}

#[inline(never)]
fn counted_all_pairs(index: &Index, net: &Net) -> [u64; 3] {
    black_box(measure::all(index, net))
}

#[inline(never)]
fn counted_pair(index: &Index, net: &Net, ends: &[(Place, Place)]) {
    for (from, to) in ends {
        black_box(index.pair(net, *from, *to));
    }
}

#[inline(never)]
fn counted_source(index: &Index, net: &Net, ends: &[(Place, Place)]) {
    for (from, _) in ends {
        index.from(net, *from, &mut |_, row| {
            black_box(row.words());
        });
    }
}

#[inline(never)]
fn counted_matrix(index: &Index, net: &Net) {
    index.matrix(net, 6, 443, &mut |row| {
        black_box(row.reached);
    });
}

#[inline(never)]
fn counted_edit(index: &mut Index, net: &Net, edits: &[(Ix, GroupNet)]) {
    for (group, rules) in edits {
        for rules in [rules, &net.groups[*group as usize]] {
            black_box(index.edit_group(net, *group, rules));
        }
    }
}

#[inline(never)]
fn counted_edited(facts: &Facts) -> Vec<Net> {
    black_box(edits::edited(black_box(facts), 8).collect())
}

#[inline(never)]
fn counted_structural(index: &mut Index, net: &Net, edited: &[Net]) {
    for new in edited {
        for (old, new) in [(net, new), (new, net)] {
            black_box(index.update(old, new));
        }
    }
}

#[inline(never)]
fn counted_walk(net: &Net, pairs: &[(Ix, Ix)]) {
    for (from, to) in pairs {
        black_box(converse(net, Start::Interface(*from), questions::packet(net, *from, *to)));
    }
}

#[inline(never)]
fn counted_which(net: &Net, sources: &[Ix]) {
    for from in sources {
        let own = net.interfaces[*from as usize].primary.unwrap_or(0);
        let sent = Cube::all()
            .with(Dim::Source, Ranges::one(own))
            .with(Dim::Destination, Ranges::one(far::host()))
            .into();
        black_box(flows(net, Start::Interface(*from), &sent));
    }
}

#[inline(never)]
fn counted_parse(text: &str) {
    if let Ok(loaded) = file::load(text) {
        let index = site::Index::of(&loaded.model);
        black_box(Net::of(&compile::facts(&loaded.model, &index)));
    }
}
