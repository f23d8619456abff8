//! Bills of files: EFS. Prices of Virginia; each sum is worked out by hand in the comment above it.

use crate::bills::{bill_of, lines};
use plat::analysis::Terms;

/// A file system of which a task reads 64 KB and writes 16 KB a time, so many times a month.
fn files(own: &str, times: u32) -> String {
    let resources = format!(
        r#""r": {{"kind": "region"}}, "v": {{"kind": "vpc", "in": "r"}}, "s": {{"kind": "subnet", "in": "v"}},
        "task": {{"kind": "ecs_service", "in": "s", "desired_count": 0}}, "fs": {{"kind": "efs_file_system", "in": "s"{own}}}"#
    );
    let connections = r#""1": {"from": "task", "to": "fs", "kind": "read_write", "reads": 1, "read_size": 65536, "writes": 1, "write_size": 16384}"#;
    let workload = format!(r#"{{"at": "task", "requests": {times}}}"#);
    lines(&bill_of(&resources, connections, &workload, Terms::default()))
}

/// 100 GB × 0.30; in one zone × 0.16. What is read and written costs nothing.
#[test]
fn standard_files() {
    assert_eq!(files(r#", "storage_gb": 100"#, 1_000_000), "fs: storage = 30.0000; 100 × 0.30\n");
    let one = r#", "storage_gb": 100, "file_system_type": "one_zone""#;
    assert_eq!(files(one, 1_000_000), "fs: storage = 16.0000; 100 × 0.16\n");
}

/// 400 GB more in Infrequent Access, × 0.025. A quarter of 1,048,576 × 64 KB = 64 GB is read there, and of 16 GB written:
/// 16 × 0.01 and 4 × 0.01; 50 GB moved there, × 0.01 (<https://aws.amazon.com/efs/pricing/>).
#[test]
fn infrequent_files() {
    let own = r#", "storage_gb": 100, "infrequent_gb": 400, "infrequent_share": 0.25, "tiered_gb": 50"#;
    assert_eq!(
        files(own, 1_048_576),
        "fs: storage = 30.0000; 100 × 0.30\n\
         fs: infrequent storage = 10.0000; 400 × 0.025\n\
         fs: read from Infrequent Access = 0.1600; 16 × 0.01\n\
         fs: written to Infrequent Access = 0.0400; 4 × 0.01\n\
         fs: moved to Infrequent Access = 0.5000; 50 × 0.01\n"
    );
    let one = files(r#", "file_system_type": "one_zone", "infrequent_gb": 400"#, 0);
    assert_eq!(one.lines().last(), Some("fs: infrequent storage = 5.3200; 400 × 0.0133"));
}

/// 100 GB bring 5 MB/s; of 12 MB/s there are 7 to pay, × 6.00 (<https://aws.amazon.com/efs/pricing/>).
#[test]
fn provisioned_throughput() {
    let of = |mbps: &str| {
        let own = format!(r#", "storage_gb": 100, "provisioned_throughput": {mbps}"#);
        files(&own, 0).lines().find(|line| line.contains("throughput")).map(str::to_owned)
    };
    assert_eq!(of("12").as_deref(), Some("fs: throughput = 42.0000; 7 × 6.00"));
    assert_eq!(of("5.5").as_deref(), Some("fs: throughput = 3.0000; 0.5 × 6.00"));
    assert_eq!(of("5"), None);
    assert_eq!(of("0"), None);
}
