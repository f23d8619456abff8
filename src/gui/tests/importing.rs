//! What is no model is imported: a report first, then the design.

use super::*;
use crate::{analysis::importing::Source, gui::state::Dialog};

const TEMPLATE: &str = "\
Parameters:
  Image: { Type: String }
Resources:
  Net: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Front: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Net, CidrBlock: 10.0.1.0/24 } }
  Odd: { Type: AWS::Made::Up, Properties: { For: !Ref Front } }
  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {} } }
";

/// DOC-8: the report lists what was understood and what was not; nothing is replaced before a person says so.
#[test]
fn a_template_is_reported_and_then_opened() {
    let mut harness = with_model(BROKEN);
    let before = count(&harness);
    open(&mut harness, "net.yaml", TEMPLATE);
    for words in
        ["Import of net.yaml", "Resources read: 4", "Not modelled", "AWS::Made::Up", "IMP020", "net.yaml:2:"]
    {
        assert!(has(&harness, words), "{words}");
    }
    assert_eq!(count(&harness), before, "nothing is replaced yet");
    assert!(harness.state().as_ref().unwrap().state.toasts.is_empty(), "it is done");
    click(&mut harness, "Cancel");
    assert_eq!(count(&harness), before);
    open(&mut harness, "net.yaml", TEMPLATE);
    click(&mut harness, "Open the design");
    let app = harness.state().as_ref().unwrap();
    let ids: Vec<&str> = app.model().nodes().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, ["Front", "Net", "Odd", "us-east-1"]);
    assert!(app.doc.is_dirty() && app.doc.file.is_none(), "it is in no file yet");
    assert!(has(&harness, "Resources imported: 4"));
}

/// DOC-8: changes that are in no file are named before they are replaced.
#[test]
fn changes_are_named_before_they_are_replaced() {
    let mut harness = with_model(BROKEN);
    click(&mut harness, "Outline");
    click_start(&mut harness, Role::TreeItem, "VPC vpc-main");
    key(&mut harness, Modifiers::NONE, Key::Delete);
    harness.state_mut().as_mut().unwrap().set_language(Lang::Ko);
    open(&mut harness, "net.yaml", TEMPLATE);
    assert!(has(&harness, "파일로 저장하지 않은 변경이 있습니다"));
    assert!(has(&harness, "net.yaml 가져오기"));
    click(&mut harness, "바꾸기");
    assert!(has(&harness, "가져온 리소스: 4개"));
}

/// Files that were dropped together are one design.
#[test]
fn several_files_are_one_design() {
    let mut harness = with_model(BROKEN);
    let ctx = harness.ctx.clone();
    let source = |name: &str, text: &str| Source { path: name.to_owned(), bytes: text.as_bytes().to_vec() };
    let second = "Resources: { Jobs: { Type: AWS::SQS::Queue } }";
    let sources = vec![source("a.yaml", TEMPLATE), source("b.yaml", second)];
    harness.state_mut().as_mut().unwrap().import(&ctx, sources);
    harness.run_steps(4);
    assert!(has(&harness, "Import of 2 files") && has(&harness, "Resources read: 5"));
}

/// What no format is found in, or what cannot be read, is refused with its place, and the open design stays.
#[test]
fn what_cannot_be_imported_is_refused() {
    for (text, words) in [("a: 1\n", "no format that Plat imports"), ("a: [\n", "broken.yaml:2:")] {
        let mut harness = with_model(BROKEN);
        let before = count(&harness);
        open(&mut harness, "broken.yaml", text);
        assert!(
            matches!(harness.state().as_ref().unwrap().state.dialog, Some(Dialog::BadFile { .. })),
            "{text}"
        );
        assert!(has(&harness, words), "{text}");
        assert_eq!(count(&harness), before);
    }
}
