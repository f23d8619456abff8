//! How long the bill of a large design takes, in processor time of the thread: 10,000 resources that call each other.
//!
//! Prints one line for each, the median of several (`yardstick::say`). `cargo xtask measure` runs it and holds the
//! limits.

mod yardstick;

use cpu_time::ThreadTime;
use plat::{
    analysis::{Analysis, Terms},
    model::{
        edit::Edit,
        file,
        kinds::{AnyResource, LambdaFunction},
    },
};
use std::fmt::Write;

/// Groups of resources: front door, two functions, queue, table, and bucket, which stand in two regions.
const GROUPS: usize = 1_667;
const RUNS: usize = 15;

fn main() {
    let mut analysis =
        Analysis::new(file::load(&design()).expect("the design of this bench is a model").model);
    assert!(analysis.model().nodes().count() >= 10_000);
    // What the network says is kept: it does not hang on numbers of requests.
    assert!(!analysis.bill().lines.is_empty());
    let terms = || Terms::default();
    report("bill of 10,000 resources", RUNS, || analysis.bill_for(terms()).lines.len());

    let id = "g0000-work".parse().expect("an id");
    let mut memory = 128;
    let mut spent = Vec::new();
    for gesture in 0..RUNS {
        memory += 64;
        let function = LambdaFunction { memory_size: memory, ..LambdaFunction::default() };
        let edit = Edit::Change { id: Clone::clone(&id), resource: AnyResource::from(function) };
        let start = ThreadTime::now();
        analysis.edit(gesture as u64, &[edit]).expect("the edit fits");
        std::hint::black_box(analysis.bill().lines.len());
        spent.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    say("bill after an edit at 10,000 resources", spent);
}

fn report<T>(name: &str, runs: usize, work: impl Fn() -> T) {
    let mut spent = Vec::new();
    for _ in 0..runs {
        let start = ThreadTime::now();
        std::hint::black_box(work());
        spent.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    say(name, spent);
}

fn say(name: &str, mut spent: Vec<f64>) {
    spent.sort_by(f64::total_cmp);
    yardstick::say(name, spent[spent.len() / 2]);
}

fn design() -> String {
    let (mut resources, mut connections, mut workload) = (String::new(), String::new(), String::new());
    resources.push_str(
        r#""us-east-1": {"kind": "region"}, "seoul": {"kind": "region", "region_name": "ap-northeast-2"}"#,
    );
    for i in 0..GROUPS {
        let region = if i % 2 == 0 { "us-east-1" } else { "seoul" };
        let kinds = [
            ("api", "http_api"),
            ("take", "lambda_function"),
            ("jobs", "sqs_queue"),
            ("work", "lambda_function"),
            ("data", "dynamodb_table"),
            ("files", "s3_bucket"),
        ];
        for (name, kind) in kinds {
            let _ = write!(resources, r#", "g{i:04}-{name}": {{"kind": "{kind}", "in": "{region}"}}"#);
        }
        let links = [
            ("api", "take", "invoke"),
            ("take", "jobs", "invoke"),
            ("jobs", "work", "event_source"),
            ("work", "data", "read_write"),
            ("work", "files", "read_write"),
        ];
        for (from, to, kind) in links {
            let comma = if connections.is_empty() { "" } else { ", " };
            let _ = write!(
                connections,
                r#"{comma}"g{i:04}-{from}-{to}": {{"from": "g{i:04}-{from}", "to": "g{i:04}-{to}", "kind": "{kind}", "reads": 1, "writes": 1}}"#
            );
        }
        let comma = if workload.is_empty() { "" } else { ", " };
        let _ = write!(workload, r#"{comma}{{"at": "g{i:04}-api", "requests": {}}}"#, 1_000 * (i + 1));
    }
    format!(
        r#"{{"plat": 1, "resources": {{{resources}}}, "connections": {{{connections}}}, "workload": [{workload}]}}"#
    )
}
