//! Bills of EventBridge Scheduler. Its price is known for Tokyo only: 1.25 for a million invocations.

use crate::bills::{bill_of, free, in_region, lines, to_cents};
use plat::analysis::{LineBasis, Terms};

const CALLED: &str = r#""r": {"kind": "region", "region_name": "ap-northeast-1"},
    "tick": {"kind": "schedule", "in": "r", "schedule_expression": "rate(1 second)"},
    "q": {"kind": "sqs_queue", "in": "r"}"#;

fn of_schedule(all: &str) -> String {
    all.lines().filter(|line| line.starts_with("tick:")).map(|line| format!("{line}\n")).collect()
}

/// What enters at the schedule calls the target: 15 million × 1.25, and the queue gets 15 million messages.
#[test]
fn a_workload_that_enters_at_a_schedule() {
    let connections = r#""1": {"from": "tick", "to": "q", "kind": "event_source"}"#;
    let workload = r#"{"at": "tick", "requests": 15000000}"#;
    let bill = bill_of(CALLED, connections, workload, in_region("ap-northeast-1"));
    assert_eq!(of_schedule(&lines(&bill)), "tick: invocations = 18.7500; 15 × 1.25\n");
    let queue = bill.lines.iter().find(|line| line.sku == "sqs.standard");
    assert_eq!(queue.map(|line| line.quantity.normalize().to_string()).as_deref(), Some("15"));
    // The first 14 million of the account are free: one line, 14 × 1.25 less.
    let bill = bill_of(
        CALLED,
        connections,
        workload,
        Terms { region: in_region("ap-northeast-1").region, ..free() },
    );
    let granted =
        bill.lines.iter().find(|line| line.basis == LineBasis::FreeTier && line.sku.contains("scheduler"));
    assert_eq!(granted.and_then(|line| line.cost).map(to_cents).as_deref(), Some("-17.5000"));
}

/// One that nothing drawn shows: every second, 730 × 3,600 = 2.628 million × 1.25 = 3.285, fixed; it calls nothing here.
#[test]
fn invocations_that_are_stated() {
    let own = r#""tick": {"kind": "schedule", "further_invocations": 2628000}"#;
    let bill = bill_of(own, "", "", in_region("ap-northeast-1"));
    assert_eq!(lines(&bill), "tick: further invocations = 3.2850; 2.628 × 1.25\n");
    assert_eq!(bill.fixed_per_month, bill.monthly_total);
    // Nobody knows the price in Virginia.
    let bill = bill_of(own, "", "", Terms::default());
    assert_eq!(lines(&bill), "tick: further invocations = unknown; \n");
    assert!(bill.is_floor());
}
