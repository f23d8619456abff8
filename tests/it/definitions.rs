//! Definitions of state machines, however they are written: whom they call, how often, and how many states an execution enters.

use plat::{
    base::Lang,
    import::{Settings, Source, import},
    model::file::save,
};
use serde_json::Value;

/// The machine `M` with its calls, and what is inferred of it.
fn machine(files: &[(&str, &str)]) -> String {
    let source = |it: &(&str, &str)| Source { path: it.0.to_owned(), bytes: it.1.as_bytes().to_vec() };
    let read = |path: &str| {
        let found = files.iter().find(|it| it.0 == path);
        found.map(|it| it.1.as_bytes().to_vec()).ok_or_else(|| "there is no such file".to_owned())
    };
    let it = import(&[source(&files[0])], &Settings::default(), &read);
    let whole: Value = serde_json::from_str(&save(&it.model)).unwrap();
    let part = |name: &str| whole.get(name).and_then(Value::as_object).cloned().unwrap_or_default();
    let is_own = |id: &str| id == "M" || id.ends_with(".M");
    let mut lines: Vec<String> =
        part("resources").iter().filter(|it| is_own(it.0)).map(|it| it.1.to_string()).collect();
    lines.extend(part("connections").values().filter(|it| it["from"].as_str().is_some_and(is_own)).map(
        |it| {
            let of = |key: &str| it.get(key).map(|it| format!(" {key} {it}")).unwrap_or_default();
            format!(
                "{}{}{}{}{}",
                it["to"].as_str().unwrap_or(""),
                of("kind"),
                of("calls"),
                of("reads"),
                of("writes")
            )
        },
    ));
    let inferred = it.report.notices.iter().filter(|it| it.rule.code == "IMP040");
    lines.extend(inferred.map(|it| it.message.say(Lang::En)));
    lines.join("\n")
}

const THINGS: &str = "
  Fn: {Type: AWS::Lambda::Function}
  Other: {Type: AWS::Lambda::Function}
  Rare: {Type: AWS::Lambda::Function, Properties: {FunctionName: rare}}
  Table: {Type: AWS::DynamoDB::Table}
  Queue: {Type: AWS::SQS::Queue}
";

/// Two on the way, one beside it; a table that is read once and written once; a loop that waits.
const STEPS: &str = r#"{
  "StartAt": "First",
  "States": {
    "First": {"Type": "Task", "Resource": "${Fn.Arn}", "Next": "Ready?"},
    "Ready?": {"Type": "Choice", "Choices": [{"Variable": "$.x", "BooleanEquals": true, "Next": "Read"}, {"Variable": "$.y", "IsPresent": true, "Next": "Seldom"}], "Default": "Wait"},
    "Wait": {"Type": "Wait", "Seconds": 5, "Next": "First"},
    "Seldom": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "rare"}, "End": true},
    "Read": {"Type": "Task", "Resource": "arn:aws:states:::dynamodb:getItem", "Parameters": {"TableName": "${Table}", "Key": {"id": "${Queue}"}}, "Next": "Both"},
    "Both": {"Type": "Parallel", "Next": "Each", "Branches": [
      {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken", "Parameters": {"FunctionName": "${Fn}"}, "End": true}}},
      {"StartAt": "B", "States": {"B": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:dynamodb:putItem", "Arguments": {"TableName": "${Table}"}, "End": true}}}
    ]},
    "Each": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "Tell", "States": {"Tell": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"QueueUrl": "${Queue}"}, "Next": "Done"}, "Done": {"Type": "Succeed"}}}}
  }
}"#;

/// First, Ready?, Read, Both with two in it, Each with two in it.
const FOUND: &str = r#"{"kind":"state_machine","in":"us-east-1","transitions":9}
Fn calls 2
Queue
Rare
Table kind "read_write" calls 2 reads 1 writes 1
`M`: 9 state transitions of one execution, on the longest way"#;

#[test]
fn definitions_are_read_in_every_form() {
    let indented = STEPS.replace('\n', "\n          ");
    let text = format!(
        "Resources:{THINGS}  M:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      DefinitionString: !Sub |\n          {indented}\n"
    );
    assert_eq!(machine(&[("main.yaml", &text)]), FOUND, "a text with references");
    let object = STEPS
        .replace("\"${Fn.Arn}\"", "!GetAtt Fn.Arn")
        .replace("\"${Fn}\"", "!Ref Fn")
        .replace("\"${Table}\"", "!Ref Table")
        .replace("\"${Queue}\"", "!Ref Queue")
        .replace('\n', "\n        ");
    let text = format!(
        "Resources:{THINGS}  M:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      Definition:\n        {object}\n"
    );
    assert_eq!(machine(&[("main.yaml", &text)]), FOUND, "an object");
    let plain = STEPS
        .replace("${Fn.Arn}", "${One}")
        .replace("${Fn}", "${One}")
        .replace("${Table}", "${Kept}")
        .replace("${Queue}", "${Told}");
    let substitutions = "DefinitionSubstitutions: {One: !GetAtt Fn.Arn, Kept: !Ref Table, Told: !Ref Queue}";
    let text = format!(
        "Transform: AWS::Serverless-2016-10-31\nResources:{THINGS}  M:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      DefinitionUri: steps/it.asl.json\n      {substitutions}\n"
    );
    assert_eq!(machine(&[("main.yaml", &text), ("steps/it.asl.json", &plain)]), FOUND, "a file");
}

#[test]
fn definitions_of_terraform_are_read() {
    let code = r#"
resource "aws_lambda_function" "f" { function_name = "f" }
resource "aws_sqs_queue" "q" { name = "q" }
resource "aws_sfn_state_machine" "M" {
  name       = "m"
  role_arn   = "arn:aws:iam::123456789012:role/r"
  definition = jsonencode({
    StartAt = "A"
    States = {
      A = { Type = "Task", Resource = aws_lambda_function.f.arn, Next = "B", Retry = [{ ErrorEquals = ["States.ALL"], MaxAttempts = 3 }] }
      B = { Type = "Task", Resource = "arn:aws:states:::sqs:sendMessage", Parameters = { QueueUrl = aws_sqs_queue.q.url }, End = true }
    }
  })
}
"#;
    assert_eq!(
        machine(&[("main.tf", code)]),
        "{\"kind\":\"state_machine\",\"in\":\"us-east-1\",\"transitions\":2}\naws_lambda_function.f\naws_sqs_queue.q\n`aws_sfn_state_machine.M`: 2 state transitions of one execution, on the longest way"
    );
}

/// What cannot be read is wired by what it names, and nothing is made up.
#[test]
fn definitions_that_are_not_there_stay_open() {
    for definition in [
        "'{'",
        "'{\"StartAt\": \"A\"}'",
        "'{\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Task\", \"Next\": \"A\"}, \"B\": 3}}'",
    ] {
        let text = format!(
            "Resources:{THINGS}  M: {{Type: AWS::StepFunctions::StateMachine, Properties: {{DefinitionString: {definition}}}}}\n"
        );
        let found = machine(&[("main.yaml", &text)]);
        assert!(found.starts_with("{\"kind\":\"state_machine\",\"in\":\"us-east-1\""), "{found}");
    }
    // A chain of states is as long as it is.
    let states: Vec<String> =
        (0..20_000).map(|n| format!("\"s{n}\": {{\"Type\": \"Pass\", \"Next\": \"s{}\"}}", n + 1)).collect();
    let text = format!(
        "{{\"Resources\": {{\"M\": {{\"Type\": \"AWS::StepFunctions::StateMachine\", \"Properties\": {{\"Definition\": {{\"StartAt\": \"s0\", \"States\": {{{}, \"s20000\": {{\"Type\": \"Succeed\"}}}}}}}}}}}}}}",
        states.join(", ")
    );
    assert!(machine(&[("main.json", &text)]).contains("\"transitions\":20001"));
}
