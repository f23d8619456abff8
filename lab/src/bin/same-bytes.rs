//! Prints one line for each of so many seeds: what `cargo xtask same-bytes` compares with what the browser says.

fn main() {
    let count = std::env::args().nth(1).and_then(|it| it.parse().ok()).unwrap_or(50);
    for seed in 0..count {
        print!("{}", lab::same_bytes::line(seed));
    }
}
