//! Designs as Terraform configurations: read again they are the same designs.

use crate::exported::{Unsaid, designs, each_with_doubts, says_enough, worded};
use plat::{
    export::terraform,
    import::{Imported, Settings, Source, import},
    model::{
        Model,
        file::{load, save},
        kinds::Kind,
    },
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn read(text: &str) -> Imported {
    let source = Source { path: "any.tf".to_owned(), bytes: text.as_bytes().to_vec() };
    import(&[source], &Settings::default(), &|_| Err("there is no such file".to_owned()))
}

/// Writes a design and reads it again; what is read has to be the design.
pub fn comes_back(name: &str, model: &Model) -> String {
    let text = terraform::of(model).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(terraform::of(model).unwrap(), text, "{name}: the same design, the same file");
    let wanted = save(model);
    let back = read(&text);
    let found = save(&back.model);
    if found != wanted {
        let differs: Vec<_> = wanted.lines().zip(found.lines()).filter(|(a, b)| a != b).take(3).collect();
        panic!("{name}: {differs:#?}\n{:?}\n{text}", back.report.notices);
    }
    // Nothing that is said of it is about what Plat wrote.
    let said: Vec<_> = back.report.notices.iter().filter(|it| !EXPECTED.contains(&it.rule.code)).collect();
    assert!(said.is_empty(), "{name}: {said:?}\n{text}");
    text
}

/// Terraform refuses resources that need each other.
fn waits_in_no_circle(name: &str, text: &str) {
    let mut needs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut own = String::new();
    for line in text.lines() {
        let mut words = line.split('"');
        if line.starts_with("resource ") {
            own = format!("{}.{}", words.nth(1).unwrap(), words.nth(1).unwrap());
            needs.entry(own.clone()).or_default();
            if line.ends_with("{}") {
                own.clear();
            }
        } else if line.starts_with('}') {
            own.clear();
        } else if !own.is_empty() {
            let names = line.split(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '.'));
            let named = names.filter(|it| it.starts_with("aws_")).filter_map(|it| {
                let mut parts = it.split('.');
                Some(format!("{}.{}", parts.next()?, parts.next()?))
            });
            needs.get_mut(&own).unwrap().extend(named);
        }
    }
    let all: BTreeSet<String> = needs.keys().cloned().collect();
    for (own, named) in &needs {
        assert!(!named.contains(own), "{name}: {own} needs itself");
        assert!(named.iter().all(|it| all.contains(it)), "{name}: {own} names what is not there: {named:?}");
    }
    while !needs.is_empty() {
        let free: Vec<String> = needs.iter().filter(|it| it.1.is_empty()).map(|it| it.0.clone()).collect();
        assert!(!free.is_empty(), "{name}: they wait for each other: {needs:#?}");
        for one in free {
            needs.remove(&one);
            needs.values_mut().for_each(|it| it.retain(|other| *other != one));
        }
    }
}

/// Writes a design that comes back, and that Terraform takes.
pub fn stands(name: &str, model: &Model) -> String {
    let text = comes_back(name, model);
    waits_in_no_circle(name, &text);
    // Every type, argument and block is one of the provider's, and nothing is missing.
    let odd = crate::provider::oddities(&text);
    assert!(odd.is_empty(), "{name}: {odd:#?}");
    text
}

/// Variables without a value, types that are not modelled, what is sensitive, and blocks that contradict one another: as the
/// design has them.
const EXPECTED: [&str; 5] = ["IMP010", "IMP011", "IMP020", "IMP050", "IMP090"];

#[test]
fn every_design_comes_back() {
    for (name, model) in designs() {
        stands(&name, &model);
    }
}

/// Every type of managed service, wherever it may stand: what the provider asks for is there.
#[test]
fn every_managed_service_comes_back() {
    let kind = Kind::named("managed_service").unwrap();
    let types: Vec<&str> = kind.fresh().as_importing().imports().iter().map(|it| it.ty).collect();
    let own = r#""node_type": "LARGE", "node_count": 3, "ports": ["443"], "runs_code": true"#;
    let full = r#", "subnet_ids": ["a", "b"], "security_group_ids": ["g"]"#;
    for (place, more) in [("here", ""), ("v", full), ("v", ""), ("a", ""), ("a", full)] {
        let mut text = r#"{"plat": 1, "resources": {
            "here": {"kind": "region"}, "v": {"kind": "vpc", "in": "here", "cidr_block": "10.0.0.0/16"},
            "g": {"kind": "security_group", "in": "v"}, "files": {"kind": "s3_bucket", "in": "here"},
            "a": {"kind": "subnet", "in": "v", "cidr_block": "10.0.1.0/24"},
            "b": {"kind": "subnet", "in": "v", "cidr_block": "10.0.2.0/24"}"#
            .to_owned();
        for (n, ty) in types.iter().enumerate() {
            let begin = format!(r#"{{"kind": "managed_service", "in": "{place}", "resource_type": "{ty}""#);
            text += &format!(r#", "plain-{n}": {begin}}}, "it-{n}": {begin}, {own}{more}}}"#);
        }
        text += r#"}, "connections": {"#;
        let calls = types
            .iter()
            .enumerate()
            .map(|(n, _)| format!(r#""c{n}": {{"from": "it-{n}", "to": "files", "kind": "read_write"}}"#));
        text += &calls.collect::<Vec<_>>().join(", ");
        let model = load(&(text + "}}")).unwrap().model;
        stands(place, &model);
        crate::cloudformation::comes_back(place, &model);
        let written = terraform::of(&model).unwrap();
        let lacking = written.lines().filter(|it| it.starts_with("# TODO: `it-")).count();
        assert!(types.len() - lacking > 30, "{written}");
    }
}

/// Whatever is not known is not known again, for the same reason.
#[test]
fn what_is_not_known_comes_back() {
    each_with_doubts(&|name, model| drop(stands(name, model)));
}

/// Ids that are no names, other regions, and what is opaque.
#[test]
fn ids_and_regions_come_back() {
    let text = r#"{"plat": 1, "resources": {
        "여기": {"kind": "region", "region_name": "ap-northeast-2"},
        "there": {"kind": "region", "region_name": "eu-west-1"},
        "a-b": {"kind": "sqs_queue", "in": "여기"}, "a.b": {"kind": "sqs_queue", "in": "여기"}, "AB": {"kind": "sqs_queue", "in": "여기"},
        "큐": {"kind": "sqs_queue", "in": "여기", "dead_letter_queue_id": "먼.큐"}, "먼.큐": {"kind": "sqs_queue", "in": "여기"},
        "1st": {"kind": "sqs_queue", "in": "여기"}, "null": {"kind": "sqs_queue", "in": "여기"},
        "far": {"kind": "sqs_queue", "in": "there"}, "loose": {"kind": "sqs_queue"},
        "custom": {"kind": "opaque", "in": "여기", "resource_type": "AWS::Custom::Thing", "properties": "{\"Text\":\"${a.b}/*\"}"},
        "given": {"kind": "opaque", "in": "여기", "resource_type": "aws_glue_job",
            "properties": "{\"name\":\"(parameter AB)\",\"role_arn\":\"${먼.큐.arn}\",\"description\":\"${a.b}/*${gone}\",\"command\":{\"script_location\":\"s3://scripts/etl.py\"}}"}}}"#;
    let model = load(text).unwrap().model;
    let text = stands("ids", &model);
    assert!(text.contains("provider \"aws\" {\n  region = \"ap-northeast-2\"\n}"), "{text}");
    assert!(text.contains("  provider = aws.eu-west-1\n"), "{text}");
    assert!(text.contains("TODO: `custom`"), "{text}");
}

/// Somebody removes a resource, renames another one and adds one of the same name: what `plat` says of what is gone is left
/// out, and said; all else is as it was.
#[test]
fn what_was_kept_of_what_is_gone_is_left_out() {
    let (_, model) = designs().into_iter().find(|it| it.0 == "http-api-lambda-dynamodb").unwrap();
    let text = terraform::of(&model).unwrap();
    let mut kept = String::new();
    let mut blocks: Vec<&str> = text.split("\n\n").collect();
    let first = blocks.iter().position(|it| it.starts_with("resource \"aws_dynamodb_table\"")).unwrap();
    // The table, whose block has another one in it.
    blocks.drain(first..first + 2);
    blocks.retain(|it| !it.starts_with("resource \"aws_iam_role_policy\""));
    for block in blocks {
        kept += block;
        kept += "\n\n";
    }
    kept += "resource \"aws_sqs_queue\" \"place-order\" {}\n";
    let back = read(&kept);
    assert!(back.report.notices.iter().any(|it| it.rule.code == "IMP011"), "{:?}", back.report.notices);
    let ids: Vec<String> = back.model.nodes().map(|it| it.0.to_string()).collect();
    let mut wanted: Vec<String> =
        model.nodes().map(|it| it.0.to_string()).filter(|it| it != "orders").collect();
    wanted.push("aws_sqs_queue.place-order".to_owned());
    wanted.sort();
    assert_eq!(ids, wanted, "{kept}");
    assert_eq!(back.model.workload(), model.workload());
}

/// A design that was imported from Terraform keeps the addresses that it came with.
#[test]
fn addresses_come_back() {
    let text = "resource \"aws_vpc\" \"main\" {\n  cidr_block = \"10.0.0.0/16\"\n}\n
        resource \"aws_subnet\" \"main\" {\n  count = 2\n  vpc_id = aws_vpc.main.id\n  cidr_block = \"10.0.${count.index}.0/24\"\n}\n
        resource \"aws_glue_job\" \"etl\" {\n  name = \"etl\"\n  role_arn = aws_vpc.main.arn\n  command {\n    script_location = \"etl.py\"\n  }\n}\n";
    let written = stands("addresses", &read(text).model);
    for line in [
        "resource \"aws_vpc\" \"main\" {",
        "resource \"aws_glue_job\" \"etl\" {",
        "  vpc_id            = aws_vpc.main.id",
    ] {
        assert!(written.lines().any(|it| it == line), "{line}\n{written}");
    }
    assert!(written.contains("= \"addresses\"\n"), "{written}");
}

/// More than what fits into one object.
#[test]
fn a_large_design_comes_back() {
    let ids: Vec<String> = (0..2500).map(|it| format!("q{it}")).collect();
    let nodes = ids.iter().map(|it| format!(", \"{it}\": {{\"kind\": \"sqs_queue\", \"in\": \"r\"}}"));
    let places = ids.iter().map(|it| format!(", \"{it}\": [8, 8, 176, 56]"));
    let text = format!(
        "{{\"plat\": 1, \"layout\": {{\"r\": [0, 0, 800, 800]{}}}, \"resources\": {{\"r\": {{\"kind\": \"region\"}}{}}}}}",
        places.collect::<String>(),
        nodes.collect::<String>()
    );
    let written = stands("large", &load(&text).unwrap().model);
    assert!(written.contains("layout = merge("), "{written}");
}

/// What is read of a configuration without anything that Plat keeps in it but ids.
fn bare(model: &Model) -> Model {
    let text = terraform::of(model).unwrap();
    let (resources, kept) = text.split_once("# What Plat knows").unwrap();
    let rule = if kept.contains("ids = \"names\"") { "names" } else { "addresses" };
    let (mut ids, mut address) = (String::new(), "");
    for line in kept.lines().map(str::trim) {
        if line.starts_with("\"aws_") {
            address = line.split('"').nth(1).unwrap();
        }
        let mut words = line.trim_start_matches(|c| c != 'i').splitn(2, '=');
        let inside = line.split_once("{ id = ").map(|it| it.1);
        let own = inside.or_else(|| (words.next()?.trim() == "id").then(|| words.next())?.map(str::trim));
        if let Some(id) = own.and_then(|it| it.split('"').nth(1)) {
            ids += &format!("\"{address}\" = {{ id = \"{id}\" }}\n");
        }
    }
    read(&format!(
        "{resources}\nlocals {{\n plat = {{\n ids = \"{rule}\"\n resources = {{\n{ids}}}\n}}\n}}\n"
    ))
    .model
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever people call things, it is text in a file.
    #[test]
    fn any_words_come_back(words in prop_oneof![
        ".{0,40}",
        "[\"'`<>&|%#=+@\\\\{}$!?*,\\[\\]();:\\-\n\r\t\u{0}\u{85}\u{202e}\u{200f}\u{feff}가😀a ]{0,60}",
        "(yes|no|null|~|0012|1e3|2012-10-17|-1|[0-9]{1,12}|<<|=|\\$\\{aws_region\\}|%\\{if a\\}|\\$\\$\\{|%%%\\{)",
    ]) {
        stands("words", &worded(&words));
    }
}

/// What no argument says besides, and why. A field that an argument says has no place here.
const UNSAID: Unsaid = &[
    ("a firewall is not written, nor what leads to it", &["route_table.routes"]),
    ("targets have no order: what registers itself stands by its own name", &["target_group.targets"]),
];

/// Without anything that Plat keeps beside the arguments, engines are told the same of everything that Terraform can say.
#[test]
fn arguments_alone_say_what_engines_need() {
    says_enough(UNSAID, &bare);
}
