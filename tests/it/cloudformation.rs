//! Designs as CloudFormation templates: read again they are the same designs, and what a template says by itself is enough
//! for whatever CloudFormation can say.

use crate::exported::{Unsaid, designs, each_with_doubts, says_enough, worded};
use plat::{
    export::cloudformation,
    import::{Imported, Settings, Source, import},
    model::{
        Model,
        edit::{Edit, apply},
        file::{load, save},
    },
};
use proptest::prelude::*;
use serde_json::Value;

fn read(name: &str, text: &str) -> Imported {
    let source = Source { path: name.to_owned(), bytes: text.as_bytes().to_vec() };
    import(&[source], &Settings::default(), &|_| Err("there is no such file".to_owned()))
}

/// Writes a design and reads it again, in both forms; what is read has to be the design.
pub fn comes_back(name: &str, model: &Model) -> Value {
    let template = cloudformation::of(model).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(cloudformation::of(model).unwrap(), template, "{name}: the same design, the same template");
    let wanted = save(model);
    let serverless = cloudformation::sam(model).unwrap_or_else(|error| panic!("{name}: {error}"));
    for (ending, text) in [
        ("yaml", cloudformation::yaml(&template)),
        ("template.json", template.to_string()),
        ("sam.yaml", cloudformation::yaml(&serverless)),
    ] {
        let back = read(&format!("any.{ending}"), &text);
        let found = save(&back.model);
        if found != wanted {
            let differs = wanted.lines().zip(found.lines()).find(|(a, b)| a != b);
            panic!("{name}: {ending}: {differs:?}\n{:?}\n{text}", back.report.notices);
        }
        // Nothing that is said of it is about what Plat wrote.
        let said: Vec<_> =
            back.report.notices.iter().filter(|it| !EXPECTED.contains(&it.rule.code)).collect();
        assert!(said.is_empty(), "{name}: {said:?}\n{text}");
    }
    template
}

/// Parameters without a value, exports of other stacks, types that are not modelled, what is sensitive, and blocks that contradict one another: as
/// the design has them.
const EXPECTED: [&str; 6] = ["IMP010", "IMP011", "IMP020", "IMP021", "IMP050", "IMP090"];

/// Functions have what they may do and what starts them, and no role, mapping, integration or route is left over.
#[test]
fn functions_are_short_in_the_serverless_application_model() {
    let (_, model) = designs().into_iter().find(|it| it.0 == "queue-worker").unwrap();
    let template = cloudformation::sam(&model).unwrap();
    assert_eq!(template["Transform"], "AWS::Serverless-2016-10-31");
    let resources = template["Resources"].as_object().unwrap();
    let types: Vec<(&str, &str)> =
        resources.iter().map(|(name, it)| (&**name, it["Type"].as_str().unwrap())).collect();
    assert_eq!(
        types,
        [
            ("DoJobs", "AWS::Serverless::Function"),
            ("FailedJobs", "AWS::SQS::Queue"),
            ("jobs", "AWS::SQS::Queue"),
            ("JobsApi", "AWS::Serverless::HttpApi"),
            ("results", "AWS::DynamoDB::Table"),
            ("TakeJob", "AWS::Serverless::Function"),
        ]
    );
    let properties = |name: &str| &resources[name]["Properties"];
    assert_eq!(properties("DoJobs")["Events"]["Source1"]["Type"], "SQS");
    assert_eq!(properties("DoJobs")["Events"]["Source1"]["Properties"]["BatchSize"], 10);
    let statement = &properties("DoJobs")["Policies"][0]["Statement"][0];
    assert_eq!(statement["Resource"][0]["Fn::GetAtt"][0], "results");
    assert_eq!(properties("TakeJob")["Events"]["JobsApiRoute1"]["Type"], "HttpApi");
}

#[test]
fn every_design_comes_back() {
    for (name, model) in designs() {
        comes_back(&name, &model);
    }
}

/// Whatever is not known is not known again, for the same reason.
#[test]
fn what_is_not_known_comes_back() {
    each_with_doubts(&|name, model| drop(comes_back(name, model)));
}

/// Ids that clash, other regions, and what is opaque.
#[test]
fn ids_and_regions_come_back() {
    let text = r#"{"plat": 1, "resources": {
        "여기": {"kind": "region", "region_name": "ap-northeast-2"},
        "there": {"kind": "region", "region_name": "eu-west-1"},
        "a-b": {"kind": "sqs_queue", "in": "여기"}, "a.b": {"kind": "sqs_queue", "in": "여기"}, "AB": {"kind": "sqs_queue", "in": "여기"},
        "큐": {"kind": "sqs_queue", "in": "여기", "dead_letter_queue_id": "먼.큐"}, "먼.큐": {"kind": "sqs_queue", "in": "여기"},
        "far": {"kind": "sqs_queue", "in": "there"}, "loose": {"kind": "sqs_queue"},
        "given": {"kind": "opaque", "in": "여기", "resource_type": "AWS::Custom::Thing",
            "properties": "{\"Secret\":\"(sensitive)\",\"Given\":\"(parameter AB)\",\"Queue\":\"${먼.큐.Arn}\",\"Text\":\"${a.b}/*${gone}\"}"}}}"#;
    let model = load(text).unwrap().model;
    let template = comes_back("ids", &model);
    let resources = template["Resources"].as_object().unwrap();
    for id in resources.keys() {
        assert!(id.bytes().all(|c| c.is_ascii_alphanumeric()), "{id}");
    }
    // A parameter keeps its name, which is the reason why nobody knows its value.
    assert!(template["Parameters"]["AB"].is_object() && resources.contains_key("AB2"), "{template:#}");
    assert_eq!(template["Metadata"]["Plat"]["Region"], "ap-northeast-2");
    // What is opaque is written back as it was read.
    let thing = resources.values().find(|it| it["Type"] == "AWS::Custom::Thing").unwrap();
    assert_eq!(thing["Properties"]["Given"]["Ref"], "AB");
    assert_eq!(thing["Properties"]["Queue"]["Fn::GetAtt"][1], "Arn");
    assert!(thing["Properties"]["Text"]["Fn::Sub"].as_str().unwrap().ends_with("/*${!gone}"), "{thing}");
    let asked = thing["Properties"]["Secret"]["Ref"].as_str().unwrap();
    assert_eq!(template["Parameters"][asked]["NoEcho"], true);
}

/// Somebody removes a resource from a template: what `Metadata` says of it is left out, and said.
#[test]
fn what_was_kept_of_what_is_gone_is_left_out() {
    let (_, model) = designs().into_iter().find(|it| it.0 == "http-api-lambda-dynamodb").unwrap();
    let mut template = cloudformation::of(&model).unwrap();
    let resources = template["Resources"].as_object_mut().unwrap();
    resources.retain(|_, it| it["Type"] != "AWS::DynamoDB::Table" && it["Type"] != "AWS::IAM::Policy");
    let back = read("template.yaml", &cloudformation::yaml(&template));
    assert!(back.report.notices.iter().any(|it| it.rule.code == "IMP011"), "{:?}", back.report.notices);
    let ids: Vec<String> = back.model.nodes().map(|it| it.0.to_string()).collect();
    let wanted: Vec<String> = model.nodes().map(|it| it.0.to_string()).filter(|it| it != "orders").collect();
    assert_eq!(ids, wanted);
    assert_eq!(back.model.workload(), model.workload());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever people call things, it is text in a template.
    #[test]
    fn any_words_come_back(words in prop_oneof![
        ".{0,40}",
        "[\"'`<>&|%#=+@\\\\{}$!?*,\\[\\]();:\\-\n\r\t\u{0}\u{85}\u{202e}\u{200f}\u{feff}가😀a ]{0,60}",
        "(yes|no|null|~|0012|1e3|2012-10-17|-1|[0-9]{1,12}|<<|=|\\$\\{AWS::Region\\}|\\{\\{resolve:ssm:a\\}\\})",
    ]) {
        comes_back("words", &worded(&words));
    }
}

/// What no property of a template says besides, and why. A field that a property says has no place here.
const UNSAID: Unsaid = &[
    (
        "a template cannot choose a VPC's main table; it names it for each subnet",
        &["vpc.main_route_table_id"],
    ),
    (
        "AWS's own lists have another id in each region, which a person gives; a firewall is not written, nor what leads to it",
        &["security_group.egress", "route_table.routes"],
    ),
];

/// A template with everything taken away that Plat keeps beside it.
fn stripped(template: &Value) -> Value {
    match template {
        Value::Object(entries) => {
            let kept = entries.iter().filter(|(key, _)| *key != "Metadata");
            Value::Object(kept.map(|(key, value)| (key.clone(), stripped(value))).collect())
        }
        Value::Array(items) => items.iter().map(stripped).collect(),
        other => other.clone(),
    }
}

/// Without anything that Plat keeps beside the properties, engines are told the same of everything that CloudFormation can
/// say.
#[test]
fn properties_alone_say_what_engines_need() {
    says_enough(UNSAID, &|model| {
        let template = cloudformation::of(model).unwrap();
        let mut bare = read("bare.yaml", &stripped(&template).to_string()).model;
        // The same ids, so that both can be compared.
        let resources = template["Resources"].as_object().unwrap();
        for (logical, resource) in resources {
            if let Some(id) = resource["Metadata"]["Plat"]["Id"].as_str() {
                let (from, to) = (logical.parse().unwrap(), id.parse().unwrap());
                apply(&mut bare, &[Edit::Rename { id: from, to }]).unwrap();
            }
        }
        bare
    });
}
