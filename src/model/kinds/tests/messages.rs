//! Rules about queues, topics, events, workflows, streams and disks, each broken once.

use super::Case;
use serde_json::json;

pub(super) fn cases() -> Vec<Case> {
    let send = |to: &str, bytes: u32| json!({"x": {"from": "f", "to": to, "request_size": bytes}});
    let start = |from: &str| json!({"x": {"from": from, "to": "f", "kind": "event_source"}});
    let queue = json!({"q": {"kind": "sqs_queue", "in": "r", "visibility_timeout": 2}});
    let topic = json!({"n": {"kind": "sns_topic", "in": "r"}});
    let rule = json!({"e1": {"kind": "event_rule", "in": "r"}});
    let six = (0..6).map(|i| (format!("x{i}"), json!({"from": "e1", "to": "f", "kind": "event_source"})));
    let schedule = json!({"sc": {"kind": "schedule", "in": "r", "schedule_expression": "rate(1 hour)"}});
    let two = (0..2).map(|i| (format!("y{i}"), json!({"from": "sc", "to": "f", "kind": "event_source"})));
    let express = json!({"m": {"kind": "state_machine", "in": "r", "state_machine_type": "EXPRESS", "mean_duration": 300_001}});
    vec![
        ("SQS001", queue.clone(), start("q")),
        ("SQS002", queue.clone(), send("q", 1_048_577)),
        ("SQS003", queue, start("q")),
        ("SNS001", topic.clone(), send("n", 262_145)),
        ("SNS002", topic, send("n", 1)),
        ("EVR001", rule.clone(), json!({})),
        ("EVR002", rule, six.collect::<serde_json::Map<_, _>>().into()),
        ("SCH001", json!({"sc": {"kind": "schedule", "in": "r"}}), json!({})),
        ("SCH002", schedule, two.collect::<serde_json::Map<_, _>>().into()),
        ("SFN001", express, json!({})),
        ("KDS001", json!({"k": {"kind": "kinesis_stream", "in": "r"}}), send("k", 10_485_761)),
        ("EBS001", json!({"d": {"kind": "ebs_volume", "in": "s"}}), json!({})),
        ("MAN020", json!({"eb": {"kind": "elastic_beanstalk_environment", "in": "s"}}), json!({})),
    ]
}
