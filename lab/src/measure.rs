//! What benchmarks do with an index, natively and in the browser alike.

use plat::net::{bulk::Index, graph::Net};

/// How many pairs of classes have a service with full answers, how many one with some, and how many are left to
/// `prop`, of one pair of planes.
pub fn count(index: &Index, net: &Net, pair: usize) -> [u64; 3] {
    let mut found = [0; 3];
    index.sweep(net, pair, &mut |row| {
        if let (pairs, 1) = (row.words().as_chunks::<2>().0, row.width) {
            for [full, some] in pairs {
                found[0] += u64::from(*full != 0);
                found[1] += u64::from(*some != 0);
            }
        } else {
            for (full, some) in row.verdicts() {
                found[0] += u64::from(full.iter().any(|it| *it != 0));
                found[1] += u64::from(some.iter().any(|it| *it != 0));
            }
        }
        found[2] += row.asked.len() as u64;
    });
    found
}

/// The same of all pairs of planes.
pub fn all(index: &Index, net: &Net) -> [u64; 3] {
    (0..index.pairs().len())
        .map(|at| count(index, net, at))
        .fold([0; 3], |sum, it| [sum[0] + it[0], sum[1] + it[1], sum[2] + it[2]])
}
