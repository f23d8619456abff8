//! How long a large template takes from its text to places for everything that is drawn, in processor time of the thread:
//! 10,000 resources of networks and of what runs in them, of which nothing has a place.
//!
//! Prints one line, the median of several (`yardstick::say`). `cargo xtask measure` runs it and holds the limit.

mod yardstick;

use cpu_time::ThreadTime;
use plat::{
    analysis::importing::{Settings, Source, import},
    layout::Picture,
    model::site::Index,
};
use std::fmt::Write;

const RESOURCES: usize = 10_000;
const SUBNETS: usize = 8;
/// Groups in a subnet: a queue, what polls it, a function, its role, and a table.
const GROUPS: usize = 4;
const RUNS: usize = 5;

fn main() {
    let (text, count) = template();
    let sources = [Source { path: "template.yaml".to_owned(), bytes: text.into_bytes() }];
    let mut spent: Vec<f64> = (0..RUNS)
        .map(|_| {
            let start = ThreadTime::now();
            let read = |path: &str| Err(format!("{path} is not there"));
            let imported = import(&sources, &Settings::default(), &read);
            let picture = Picture::of(&imported.model, &Index::of(&imported.model));
            let took = start.elapsed().as_secs_f64() * 1e3;
            assert_eq!(imported.report.lines.len(), count, "every resource is in the report");
            assert!(picture.drawn().len() > count / 2, "most of it is drawn");
            took
        })
        .collect();
    spent.sort_by(f64::total_cmp);
    yardstick::say("template of 10,000 resources to its places", spent[spent.len() / 2]);
}

/// The template, and how many resources it has.
fn template() -> (String, usize) {
    let (mut text, mut count) = ("Resources:\n".to_owned(), 0);
    let mut add = |name: String, kind: &str, properties: &str| {
        writeln!(text, "  {name}:\n    Type: AWS::{kind}\n    Properties: {properties}").expect("a text");
        count += 1;
        count
    };
    let mut all = 0;
    for v in 0.. {
        if all >= RESOURCES {
            break;
        }
        let block = v % 256;
        add(format!("Vpc{v}"), "EC2::VPC", &format!("{{CidrBlock: 10.{block}.0.0/16}}"));
        let rules = "[{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8}]";
        let group = format!("{{GroupDescription: all, VpcId: !Ref Vpc{v}, SecurityGroupIngress: {rules}}}");
        add(format!("Group{v}"), "EC2::SecurityGroup", &group);
        for s in 0..SUBNETS {
            let zone = format!("!Select [{}, !GetAZs '']", s % 3);
            let subnet =
                format!("{{VpcId: !Ref Vpc{v}, CidrBlock: 10.{block}.{s}.0/24, AvailabilityZone: {zone}}}");
            add(format!("Subnet{v}x{s}"), "EC2::Subnet", &subnet);
            for g in 0..GROUPS {
                let k = format!("{v}x{s}x{g}");
                let keys = "AttributeDefinitions: [{AttributeName: id, AttributeType: S}], KeySchema: [{AttributeName: id, KeyType: HASH}]";
                add(
                    format!("Table{k}"),
                    "DynamoDB::Table",
                    &format!("{{BillingMode: PAY_PER_REQUEST, {keys}}}"),
                );
                add(format!("Queue{k}"), "SQS::Queue", "{VisibilityTimeout: 60}");
                let statement =
                    format!("{{Effect: Allow, Action: 'dynamodb:GetItem', Resource: !GetAtt Table{k}.Arn}}");
                let role = format!("{{Policies: [{{PolicyDocument: {{Statement: [{statement}]}}}}]}}");
                add(format!("Role{k}"), "IAM::Role", &role);
                let network =
                    format!("{{SubnetIds: [!Ref Subnet{v}x{s}], SecurityGroupIds: [!Ref Group{v}]}}");
                let function = format!(
                    "{{Runtime: python3.12, Role: !GetAtt Role{k}.Arn, Environment: {{Variables: {{TABLE: !Ref Table{k}}}}}, VpcConfig: {network}}}"
                );
                add(format!("Function{k}"), "Lambda::Function", &function);
                let poll =
                    format!("{{EventSourceArn: !GetAtt Queue{k}.Arn, FunctionName: !Ref Function{k}}}");
                all = add(format!("Poll{k}"), "Lambda::EventSourceMapping", &poll);
            }
        }
    }
    (text, all)
}
