//! Measures the engines; `cargo xtask bench` runs this and prints the table.

use plat::net::{bulk::Index, graph::Net};
fn main() {
    let size: usize = std::env::args().nth(1).and_then(|s| s.parse().ok()).unwrap_or(1);
    let variant = match std::env::args().nth(2).as_deref() {
        Some("x") => lab::large::Variant::Sets,
        Some("full") => lab::large::Variant::Full,
        _ => lab::large::Variant::Plain,
    };
    let facts = lab::large::network(lab::large::SIZES[size].1, variant, 1);
    for _ in 0..5 {
        let t = std::time::Instant::now();
        let net = Net::of(&facts);
        let compile = t.elapsed();
        let t = std::time::Instant::now();
        let index = Index::of(&net, 4 << 30);
        let build = t.elapsed();
        let t = std::time::Instant::now();
        let (mut full, mut some, mut cells, mut asked) = (0_u64, 0_u64, 0_u64, 0_u64);
        for pair in 0..index.pairs().len() {
            index.sweep(&net, pair, &mut |row| {
                for [a, b] in row.words().as_chunks::<2>().0 {
                    full += u64::from(*a != 0);
                    some += u64::from(*b != 0);
                    cells += 1;
                }
                asked += row.asked.len() as u64;
            });
        }
        let sweep = t.elapsed();
        println!(
            "compile {compile:?} index {build:?} sweep {sweep:?} full {full} some {some} cells {cells} asked {asked} {:?}",
            index.statistics()
        );
    }
}
