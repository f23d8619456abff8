//! Bills of Route 53: zones, queries, health checks. Its prices hold everywhere.

use crate::bills::{bill_of, lines, to_cents};
use plat::analysis::Terms;

/// 1,500 million queries: 1,000 × 0.40 + 500 × 0.20; 10 million by latency × 0.60; 2 million by geolocation × 0.70
/// (<https://aws.amazon.com/route53/pricing/>). Two health checks with three features each in AWS, 2 × 0.50 and 6 × 1.00; one
/// elsewhere, 0.75 and 3 × 2.00.
#[test]
fn a_zone_its_queries_and_health_checks() {
    let zone = r#""z": {"kind": "hosted_zone", "queries": 1500000000, "latency_queries": 10000000, "geo_queries": 2000000,
        "health_checks": 2, "health_checks_elsewhere": 1, "health_check_features": 3}"#;
    let bill = bill_of(zone, "", "", Terms::default());
    assert_eq!(
        lines(&bill),
        "z: hosted zone = 0.5000; 1 × 0.50\n\
         z: queries = 500.0000; 1000 × 0.40 + 500 × 0.20\n\
         z: latency-based queries = 6.0000; 10 × 0.60\n\
         z: geolocation queries = 1.4000; 2 × 0.70\n\
         z: health checks = 1.0000; 2 × 0.50\n\
         z: health checks elsewhere = 0.7500; 1 × 0.75\n\
         z: features of health checks = 6.0000; 6 × 1.00\n\
         z: features of health checks elsewhere = 6.0000; 3 × 2.00\n"
    );
    assert_eq!(bill.fixed_per_month, bill.monthly_total);
}

/// The 26th zone of the account costs 0.10 in place of 0.50, and queries of several zones fill bands together.
#[test]
fn zones_of_an_account() {
    let zones: Vec<_> =
        (0..26).map(|n| format!(r#""z{n}": {{"kind": "hosted_zone", "queries": 100000000}}"#)).collect();
    let bill = bill_of(&zones.join(", "), "", "", Terms::default());
    // 25 × 0.50 + 0.10; 1,000 × 0.40 + 1,600 × 0.20.
    assert_eq!(to_cents(bill.monthly_total), "732.6000");
}

/// A zone without any of them is what it was.
#[test]
fn a_quiet_zone() {
    let bill = bill_of(r#""z": {"kind": "hosted_zone"}"#, "", "", Terms::default());
    assert_eq!(lines(&bill), "z: hosted zone = 0.5000; 1 × 0.50\n");
}
