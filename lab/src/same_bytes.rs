//! What everything says of the design and the network of a seed, as text: the same bytes on every machine, in the
//! browser too, and whatever the order in which a file lists things (L5).

use crate::{
    metamorphic::{Source, models, spoken},
    seed::Seed,
};
use plat::{
    analysis::Analysis,
    net::{bulk::Index, graph::Net, walk::converse},
};
use serde_json::{Map, Value};

/// All that is said of a seed: findings, answers, rules and bill of its design, sets and traces of its network, and rows.
pub fn text(seed: u64) -> String {
    let mut out = models::said(&Analysis::new(models::model(seed)));
    network(seed, &mut out);
    out
}

/// One line: the seed, how long the text is, and a number that stands for its bytes.
pub fn line(seed: u64) -> String {
    let text = text(seed);
    format!("{seed} {} {:016x}\n", text.len(), digest(text.as_bytes()))
}

/// FNV-1a: <https://datatracker.ietf.org/doc/draft-eastlake-fnv/>
fn digest(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

fn network(seed: u64, out: &mut String) {
    let net = Net::of(&Source::Every.network(seed));
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    spoken(&net, &mut Seed::new(seed)).into_iter().for_each(&mut line);
    for (start, packet) in crate::differential::questions(&net, &mut Seed::new(seed)).into_iter().step_by(97)
    {
        line(format!("{packet:?} {:?}", converse(&net, start, packet)));
    }
    let index = Index::of(&net, usize::MAX);
    // How many bytes it takes is another number where addresses are shorter.
    let statistics = index.statistics();
    line(format!("{} {} {}", statistics.interfaces, statistics.classes, statistics.pairs));
    for (from, _) in (0..).zip(&net.interfaces) {
        for (to, _) in (0..).zip(&net.interfaces) {
            for source in index.ground().places(from) {
                for destination in index.ground().places(to) {
                    line(format!("{source:?} {destination:?} {:?}", index.pair(&net, *source, *destination)));
                }
            }
        }
    }
}

/// The design of a seed with every list of named things in another order.
pub fn shuffled(seed: u64) -> Value {
    let mut document = models::document(&mut Seed::new(seed));
    let mut seed = Seed::new(seed ^ 0x5eed);
    mix(&mut document, &mut seed);
    document
}

fn mix(value: &mut Value, seed: &mut Seed) {
    if let Value::Object(map) = value {
        let mut entries: Vec<(String, Value)> = std::mem::take(map).into_iter().collect();
        entries.sort_by_cached_key(|_| seed.number());
        *map = Map::from_iter(entries);
        map.values_mut().for_each(|it| mix(it, seed));
    } else if let Value::Array(list) = value {
        list.iter_mut().for_each(|it| mix(it, seed));
    }
}
