//! Bills of S3 beyond the Standard class. Virginia; each sum is worked out by hand in the comment above it.

use crate::bills::{bill_of, lines};
use plat::analysis::Terms;

/// A bucket from which a function reads 1 MB so many times a month.
fn read(own: &str, times: u32) -> String {
    let resources = format!(r#""fn": {{"kind": "lambda_function"}}, "b": {{"kind": "s3_bucket", {own}}}"#);
    let connections =
        r#""1": {"from": "fn", "to": "b", "kind": "read_write", "reads": 1, "read_size": 1048576}"#;
    let workload = format!(r#"{{"at": "fn", "requests": {times}}}"#);
    let all = lines(&bill_of(&resources, connections, &workload, Terms::default()));
    all.lines().filter_map(|line| line.strip_prefix("b: ")).map(|line| format!("{line}\n")).collect()
}

/// 1,000 GB, of which 30% seldom read, 20% in the archive and 10% in the deep archive tier: 400 × 0.023, 300 × 0.0125,
/// 200 × 0.0036, 100 × 0.00099. Shares above the whole take what is left.
#[test]
fn tiers_of_intelligent_tiering() {
    let of = |shares: &str| {
        read(&format!(r#""storage_class": "INTELLIGENT_TIERING", "storage_gb": 1000{shares}"#), 0)
    };
    assert_eq!(
        of(r#", "infrequent_share": 0.3, "archive_share": 0.2, "deep_archive_share": 0.1"#),
        "frequent tier = 9.2000; 400 × 0.023\n\
         infrequent tier = 3.7500; 300 × 0.0125\n\
         archive access tier = 0.7200; 200 × 0.0036\n\
         deep archive access tier = 0.0990; 100 × 0.00099\n"
    );
    assert_eq!(of(""), "frequent tier = 23.0000; 1000 × 0.023\n");
    assert_eq!(
        of(r#", "infrequent_share": 0.9, "archive_share": 0.9, "deep_archive_share": 0.9"#),
        "infrequent tier = 11.2500; 900 × 0.0125\narchive access tier = 0.3600; 100 × 0.0036\n"
    );
}

/// 102,400 objects of 1 MB are 100 GB. Of Glacier Flexible Retrieval: 102.4 × 0.03 and 100 × 0.01; expedited 102.4 × 10.00 and
/// 100 × 0.03; bulk is free (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects-retrieval-options.html>).
/// Of Deep Archive, in bulk: 102.4 × 0.025 and 100 × 0.0025.
#[test]
fn retrieval_tiers_of_archives() {
    let of = |class: &str, tier: &str| {
        read(&format!(r#""storage_class": "{class}", "retrieval_tier": "{tier}""#), 102_400)
    };
    assert_eq!(
        of("GLACIER", "Standard"),
        "retrieval requests = 3.0720; 102.4 × 0.03\ndata retrieved = 1.0000; 100 × 0.01\n"
    );
    assert_eq!(
        of("GLACIER", "Expedited"),
        "retrieval requests = 1024.0000; 102.4 × 10.00\ndata retrieved = 3.0000; 100 × 0.03\n"
    );
    assert_eq!(of("GLACIER", "Bulk"), "");
    assert_eq!(
        of("DEEP_ARCHIVE", "Bulk"),
        "retrieval requests = 2.5600; 102.4 × 0.025\ndata retrieved = 0.2500; 100 × 0.0025\n"
    );
    assert_eq!(
        of("DEEP_ARCHIVE", "Expedited"),
        "retrieval requests = unknown; \ndata retrieved = unknown; \n"
    );
}

/// A million objects moved in: 1,000 × 0.01 into Standard-IA, 1,000 × 0.03 into Glacier Flexible Retrieval; nothing moves
/// into Standard, and for Deep Archive the price is not known.
#[test]
fn objects_that_lifecycle_rules_move() {
    let of = |class: &str| read(&format!(r#""storage_class": "{class}", "transitions": 1000000"#), 0);
    assert_eq!(of("STANDARD_IA"), "objects moved in = 10.0000; 1000 × 0.01\n");
    assert_eq!(of("GLACIER"), "objects moved in = 30.0000; 1000 × 0.03\n");
    assert_eq!(of("DEEP_ARCHIVE"), "objects moved in = unknown; \n");
    assert_eq!(of("STANDARD"), "");
}
