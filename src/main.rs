//! The `plat` binary.

fn main() {}
