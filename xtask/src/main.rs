//! Project tasks: `cargo xtask serve`, `cargo xtask test` and their parts.

fn main() {}
