//! Bills of databases and caches: RDS, Aurora, ElastiCache. Each sum is worked out by hand in the comment above it, with
//! the prices of `assets/prices/` and a month of 730 hours.

use crate::bills::{bill_of, in_region, lines};
use plat::analysis::Terms;

/// A database in two zones, with its own fields; nobody calls it.
fn idle(own: &str, terms: Terms) -> String {
    let resources = format!(
        r#""r": {{"kind": "region"}}, "v": {{"kind": "vpc", "in": "r"}}, "a": {{"kind": "subnet", "in": "v"}},
        "b": {{"kind": "subnet", "in": "v", "cidr_block": "10.0.2.0/24", "availability_zone": "b"}},
        "db": {{"in": "a", "subnet_ids": ["b"], {own}}}"#
    );
    lines(&bill_of(&resources, "", "", terms))
}

fn virginia(own: &str) -> String {
    idle(own, Terms::default())
}

/// A function that reads three items of 2 KB and writes one of 512 bytes, ten million times.
fn called(own: &str, terms: Terms) -> String {
    let resources = format!(
        r#""r": {{"kind": "region"}}, "v": {{"kind": "vpc", "in": "r"}}, "s": {{"kind": "subnet", "in": "v"}},
        "c": {{"kind": "client"}}, "fn": {{"kind": "lambda_function", "in": "r"}}, "db": {{"in": "s", {own}}}"#
    );
    let connections = r#""1": {"from": "c", "to": "fn"},
        "2": {"from": "fn", "to": "db", "kind": "read_write", "reads": 3, "read_size": 2048, "writes": 1, "write_size": 512}"#;
    let all = lines(&bill_of(&resources, connections, r#"{"at": "c", "requests": 10000000}"#, terms));
    let own = all.lines().filter(|line| line.starts_with("db:"));
    own.map(|line| format!("{line}\n")).collect()
}

/// What older files mean: 730 h × 0.016, 20 GB × 0.115; Multi-AZ has prices of its own.
#[test]
fn a_database_as_it_always_was() {
    assert_eq!(
        virginia(r#""kind": "db_instance""#),
        "db: instance hours = 11.6800; 730 × 0.016\n\
         db: storage = 2.3000; 20 × 0.115\n"
    );
    assert_eq!(
        virginia(r#""kind": "db_instance", "multi_az": true"#),
        "db: instance hours = 23.3600; 730 × 0.032\n\
         db: storage = 4.6000; 20 × 0.23\n"
    );
}

/// gp3 below 400 GB holds 3,000 operations a second, from 400 GB on 12,000
/// (<https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage>): of 13,000 there are 1,000 to
/// pay, 1,000 × 0.02 = 20.00; at 399 GB 10,000, 200.00. With a standby 0.04 each.
#[test]
fn operations_of_gp3_beyond_those_included() {
    let of = |size: u32, iops: u32, more: &str| {
        let own = format!(r#""kind": "db_instance", "allocated_storage": {size}, "iops": {iops}{more}"#);
        let bill = virginia(&own);
        let line = bill.lines().find(|line| line.contains("IOPS")).unwrap_or("nothing").to_owned();
        line.trim_start_matches("db: ").to_owned()
    };
    assert_eq!(of(400, 13_000, ""), "IOPS = 20.0000; 1000 × 0.02");
    assert_eq!(of(400, 12_000, ""), "nothing");
    assert_eq!(of(399, 13_000, ""), "IOPS = 200.0000; 10000 × 0.02");
    assert_eq!(of(399, 3_000, ""), "nothing");
    assert_eq!(of(400, 13_000, r#", "multi_az": true"#), "IOPS = 40.0000; 1000 × 0.04");
    // Oracle's volumes are striped from 200 GB on, SQL Server's never.
    assert_eq!(of(200, 12_000, r#", "engine": "oracle-se2""#), "nothing");
    assert_eq!(of(199, 12_000, r#", "engine": "oracle-se2""#), "IOPS = 180.0000; 9000 × 0.02");
    assert_eq!(of(1000, 12_000, r#", "engine": "sqlserver-se""#), "IOPS = 180.0000; 9000 × 0.02");
    // gp2 brings what its size brings.
    assert_eq!(of(400, 13_000, r#", "storage_type": "gp2""#), "nothing");
}

/// io1: 100 GB × 0.125 and every operation, 3,000 × 0.10; its price with a standby is not known. Magnetic: 20 GB × 0.10.
#[test]
fn other_volumes_of_a_database() {
    let io1 = r#""kind": "db_instance", "storage_type": "io1", "allocated_storage": 100"#;
    assert_eq!(
        virginia(io1),
        "db: instance hours = 11.6800; 730 × 0.016\n\
         db: storage = 12.5000; 100 × 0.125\n\
         db: IOPS = 300.0000; 3000 × 0.10\n"
    );
    assert_eq!(
        virginia(&format!(r#"{io1}, "multi_az": true"#)),
        "db: instance hours = 23.3600; 730 × 0.032\n\
         db: storage = unknown; \n\
         db: IOPS = unknown; \n"
    );
    assert_eq!(
        virginia(r#""kind": "db_instance", "storage_type": "standard""#),
        "db: instance hours = 11.6800; 730 × 0.016\n\
         db: storage = 2.0000; 20 × 0.10\n"
    );
}

/// Backups of 50 GB beside a volume of 20 GB: 30 GB × 0.095 = 2.85; as much as the volume is free.
#[test]
fn backups_beyond_the_free_share() {
    let of = |backup: &str| {
        let bill = virginia(&format!(r#""kind": "db_instance", "backup_gb": {backup}"#));
        bill.lines().find(|line| line.contains("backups")).map(str::to_owned)
    };
    assert_eq!(of("50").as_deref(), Some("db: backups beyond the free share = 2.8500; 30 × 0.095"));
    assert_eq!(of("20.5").as_deref(), Some("db: backups beyond the free share = 0.0475; 0.5 × 0.095"));
    assert_eq!(of("20"), None);
    assert_eq!(of("5"), None);
}

/// By the vCPU: a proxy in Seoul, 4 × 730 × 0.018 = 52.56, at least two of them; extended support in its first two years,
/// 4 × 730 × 0.12 = 350.40, standbys too; not of engines that have none.
#[test]
fn what_is_billed_by_the_vcpu() {
    let of = |own: &str| {
        let own = format!(r#""kind": "db_instance", "db_proxy": true, "extended_support": true, {own}"#);
        let bill = idle(&own, in_region("ap-northeast-2"));
        bill.lines().filter(|line| line.contains("vCPU")).map(|line| format!("{line}\n")).collect::<String>()
    };
    assert_eq!(
        of(r#""vcpus": 4"#),
        "db: RDS Proxy vCPU hours = 52.5600; 2920 × 0.018\n\
         db: extended support vCPU hours = 350.4000; 2920 × 0.12\n"
    );
    assert_eq!(
        of(r#""vcpus": 1, "multi_az": true"#),
        "db: RDS Proxy vCPU hours = 26.2800; 1460 × 0.018\n\
         db: extended support vCPU hours = 175.2000; 1460 × 0.12\n"
    );
    assert_eq!(of(r#""engine": "mariadb""#), "db: RDS Proxy vCPU hours = 26.2800; 1460 × 0.018\n");
}

/// Ten hours of a vCPU beyond what the credits allow: 10 × 0.075; known for MySQL only. Other classes have none.
#[test]
fn surplus_credits_of_a_database() {
    let of = |own: &str| {
        let bill = virginia(&format!(r#""kind": "db_instance", "surplus_vcpu_hours": 10, {own}"#));
        bill.lines().find(|line| line.contains("credits")).map(str::to_owned)
    };
    assert_eq!(of(r#""engine": "mysql""#).as_deref(), Some("db: surplus CPU credits = 0.7500; 10 × 0.075"));
    assert_eq!(of(r#""engine": "postgres""#).as_deref(), Some("db: surplus CPU credits = unknown; "));
    assert_eq!(of(r#""engine": "mysql", "db_instance_class": "db.m5.large""#), None);
}

/// Seoul, two instances of two ACUs on average: 2 × 2 × 730 × 0.20 = 584.00, 10 GB × 0.12, 10 million × 4 requests to the
/// volume × 0.24 a million = 9.60. I/O-Optimized: × 0.26 = 759.20, × 0.27 = 2.70, requests free
/// (<https://aws.amazon.com/rds/aurora/pricing/>).
#[test]
fn aurora_standard_and_io_optimized() {
    let seoul = || in_region("ap-northeast-2");
    let own = r#""kind": "db_cluster", "instances": 2, "mean_capacity": 2"#;
    assert_eq!(
        called(own, seoul()),
        "db: capacity hours = 584.0000; 2920 × 0.20\n\
         db: storage = 1.2000; 10 × 0.12\n\
         db: volume requests = 9.6000; 40 × 0.24\n"
    );
    let optimized = format!(r#"{own}, "storage_type": "aurora-iopt1""#);
    assert_eq!(
        called(&optimized, seoul()),
        "db: capacity hours = 759.2000; 2920 × 0.26\n\
         db: storage = 2.7000; 10 × 0.27\n"
    );
    // In Virginia the price of storage is known, that of capacity is not.
    assert_eq!(
        called(&optimized, Terms::default()),
        "db: capacity hours = unknown; \n\
         db: storage = 2.2500; 10 × 0.225\n"
    );
    // By the instance: 730 × 0.333 and × 0.433.
    let sized = r#""kind": "db_cluster", "db_instance_class": "db.r7g.large""#;
    let first = |own: &str| idle(own, seoul()).lines().next().map(str::to_owned);
    assert_eq!(first(sized).as_deref(), Some("db: instance hours = 243.0900; 730 × 0.333"));
    let optimized = format!(r#"{sized}, "storage_type": "aurora-iopt1""#);
    assert_eq!(first(&optimized).as_deref(), Some("db: instance hours = 316.0900; 730 × 0.433"));
}

/// 25 GB of backups beside 10 GB that are kept: 15 × 0.021 = 0.315.
#[test]
fn backups_of_aurora() {
    let bill = virginia(r#""kind": "db_cluster", "backup_gb": 25"#);
    assert_eq!(bill.lines().last(), Some("db: backups beyond the free share = 0.3150; 15 × 0.021"));
}

/// Seoul: a proxy before two instances of four vCPUs, 2 × 4 × 730 × 0.018 = 105.12; its price by the ACU is not known.
#[test]
fn a_proxy_before_aurora() {
    let last = |own: &str| {
        let own = format!(r#""kind": "db_cluster", "db_proxy": true, "instances": 2, {own}"#);
        idle(&own, in_region("ap-northeast-2")).lines().last().map(str::to_owned)
    };
    let sized = r#""db_instance_class": "db.r7g.xlarge", "vcpus": 4"#;
    assert_eq!(last(sized).as_deref(), Some("db: RDS Proxy vCPU hours = 105.1200; 5840 × 0.018"));
    assert_eq!(last(r#""mean_capacity": 2"#).as_deref(), Some("db: RDS Proxy ACU hours = unknown; "));
}

/// Nodes by the hour and engine: 2 × 730 × 0.016 for Redis OSS, × 0.0128 for Valkey; 3 GB of snapshots × 0.085.
#[test]
fn nodes_of_a_cache() {
    let of = |own: &str| virginia(&format!(r#""kind": "elasticache_cluster", "num_cache_nodes": 2, {own}"#));
    assert_eq!(of(r#""engine": "redis""#), "db: node hours = 23.3600; 1460 × 0.016\n");
    assert_eq!(of(r#""engine": "memcached""#), "db: node hours = 23.3600; 1460 × 0.016\n");
    assert_eq!(
        of(r#""engine": "valkey", "backup_gb": 3"#),
        "db: node hours = 18.6880; 1460 × 0.0128\n\
         db: backups = 0.2550; 3 × 0.085\n"
    );
}

/// Seoul: 5 GB all month, 3,650 × 0.101. Ten million times three reads of 2 KB, two ECPUs each, and one write below 1 KB,
/// one ECPU: 70 million, whose price nobody knows. An empty cache is billed for 0.1 GB of Valkey, 1 GB of Redis OSS
/// (<https://aws.amazon.com/elasticache/pricing/>).
#[test]
fn a_serverless_cache() {
    let seoul = || in_region("ap-northeast-2");
    let own = r#""kind": "elasticache_cluster", "deployment_option": "serverless""#;
    assert_eq!(
        called(&format!(r#"{own}, "data_gb": 5"#), seoul()),
        "db: data over time = 368.6500; 3650 × 0.101\n\
         db: ECPUs = unknown; \n"
    );
    let resources = format!(
        r#""fn": {{"kind": "lambda_function"}}, "db": {{{own}}}, "r": {{"kind": "region", "region_name": "ap-northeast-2"}}"#
    );
    let connections = r#""1": {"from": "fn", "to": "db", "kind": "read_write", "reads": 3, "read_size": 2048, "writes": 1, "write_size": 512}"#;
    let bill = bill_of(&resources, connections, r#"{"at": "fn", "requests": 10000000}"#, seoul());
    let units = bill.lines.iter().find(|line| line.sku == "elasticache.serverless_valkey_ecpu");
    assert_eq!(units.map(|line| line.quantity.normalize().to_string()).as_deref(), Some("70000000"));
    let empty = |engine: &str| idle(&format!(r#"{own}, "data_gb": 0, "engine": "{engine}""#), seoul());
    assert_eq!(empty("valkey"), "db: data over time = 7.3730; 73 × 0.101\n");
    assert_eq!(empty("redis"), "db: data over time = 110.2300; 730 × 0.151\n");
    assert_eq!(empty("memcached"), "db: data over time = unknown; \n");
}
