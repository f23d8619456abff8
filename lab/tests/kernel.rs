//! Plat and the kernel of this machine are asked the same questions, packet by packet.
#![cfg(target_os = "linux")]
#![allow(missing_docs, clippy::unwrap_used)]

use lab::{
    kernel::{compare, hindrance},
    medium::Plan,
};

#[test]
fn the_kernel_carries_what_plat_says() {
    if let Some(why) = hindrance() {
        assert!(std::env::var_os("CI").is_none(), "{why}");
        println!("skipped: {why}");
        return;
    }
    let number = |name: &str| std::env::var(name).ok().and_then(|it| it.parse::<usize>().ok());
    let seed = number("PLAT_SEED").unwrap_or(1);
    compared(seed as u64, number("PLAT_PROBES").unwrap_or(100_000));
    // What once differed.
    compared(SENT_BACK_BY_A_HUB, 20_000);
}

/// A transit gateway sends back to a VPC what came from there, and the table there leads on over a peering connection
/// (TGW-4).
const SENT_BACK_BY_A_HUB: u64 = 1_795_881_887;

fn compared(seed: u64, probes: usize) {
    let tally = compare::run(Plan::KERNEL, seed, probes).unwrap();
    println!("seed {seed}: {} interfaces, built in {:?}", tally.interfaces, tally.built_in);
    println!("{probes} probes in {:?}", tally.probed_in);
    for (at, engine) in compare::ENGINES.iter().enumerate() {
        let (compared, unknown) = (tally.compared[at], tally.unknown[at]);
        let (differ, time) = (tally.differ[at], tally.asked_in[at]);
        println!("{engine}: compared {compared}, unknown {unknown}, differ {differ}, in {time:?}");
    }
    for (kind, (back, all)) in &tally.kinds {
        println!("{kind}: {back} of {all} came back");
    }
    // What never gets through shows nothing.
    assert!(probes < 20_000 || tally.kinds.values().all(|(back, _)| *back > 0));
    for difference in &tally.differences {
        println!("{difference}");
    }
    assert_eq!(tally.differ, [0, 0]);
}
