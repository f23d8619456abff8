//! T12: 100,000 interfaces, and a file of 64 MiB, within limits that the system enforces. A million interfaces are for
//! `cargo xtask soak`.
#![cfg(target_os = "linux")]
#![allow(missing_docs, clippy::unwrap_used)]

use std::process::{Command, Output};

/// Runs with limits: MiB of address space, seconds of processor time.
fn scale(what: &str, memory: u64, seconds: u64) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scale"));
    command.args([what, &memory.to_string(), &seconds.to_string()]).output().unwrap()
}

/// Limits are for optimised builds.
fn is_slow() -> bool {
    if cfg!(debug_assertions) {
        println!("skipped: the build is not optimised");
    }
    cfg!(debug_assertions)
}

#[track_caller]
fn fits(what: &str, memory: u64, seconds: u64) {
    if is_slow() {
        return;
    }
    let output = scale(what, memory, seconds);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    println!("{said}");
    assert!(output.status.success(), "{}: {}", output.status, String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_hundred_thousand_interfaces() {
    fits("100k", 256, 10);
}

#[test]
fn a_million_security_groups() {
    // The text, and eight times as much. The model itself, with the rule that every new group has (SG-2), takes seven.
    fits("groups", 64 + 512, 10);
}

#[test]
fn limits_are_limits() {
    if is_slow() {
        return;
    }
    assert!(!scale("100k", 48, 20).status.success(), "48 MiB are too few");
    assert!(!scale("1m", 4096, 1).status.success(), "a second is too short");
}
