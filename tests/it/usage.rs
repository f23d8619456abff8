//! Usage files of Infracost: what is asked in a month, put on a design that is imported.

use plat::{
    base::Lang,
    import::{Settings, Source, import},
    model::file::save,
};
use serde_json::Value;

const CODE: &str = r#"
resource "aws_api_gateway_rest_api" "front" { name = "front" }
resource "aws_lambda_function" "work" {
  count         = 2
  function_name = "work-${count.index}"
  runtime       = "python3.13"
  environment { variables = { TABLE = aws_dynamodb_table.kept.name } }
  role          = aws_iam_role.r.arn
}
resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = "{}"
}
resource "aws_iam_role_policy" "p" {
  role   = aws_iam_role.r.id
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "dynamodb:*", Resource = aws_dynamodb_table.kept.arn }] })
}
resource "aws_api_gateway_integration" "i" {
  rest_api_id = aws_api_gateway_rest_api.front.id
  uri         = aws_lambda_function.work[0].invoke_arn
  type        = "AWS_PROXY"
  http_method = "ANY"
  resource_id = "x"
}
resource "aws_dynamodb_table" "kept" {
  name         = "kept"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
}
resource "aws_sfn_state_machine" "steps" {
  name       = "steps"
  role_arn   = "arn:aws:iam::123456789012:role/other"
  definition = "{}"
}
resource "aws_nat_gateway" "out" { subnet_id = "x" }
"#;

/// The design as lines, and what was said.
fn used(name: &str, text: &str, usage: &str) -> (String, Vec<String>) {
    let source = |path: &str, text: &str| Source { path: path.to_owned(), bytes: text.as_bytes().to_vec() };
    let settings = Settings { usage: Some(source("usage.yml", usage)), ..Settings::default() };
    let it = import(&[source(name, text)], &settings, &|_| Err("there is no such file".to_owned()));
    let whole: Value = serde_json::from_str(&save(&it.model)).unwrap();
    let mut lines = Vec::new();
    for part in ["resources", "connections"] {
        let entries = whole.get(part).and_then(Value::as_object).into_iter().flatten();
        lines.extend(entries.map(|(id, it)| format!("{id}: {it}")));
    }
    lines.extend(
        whole.get("workload").and_then(Value::as_array).into_iter().flatten().map(ToString::to_string),
    );
    let said = it.report.notices.iter().filter(|it| ["IMP001", "IMP011", "IMP060"].contains(&it.rule.code));
    let said = said.map(|n| format!("{} {} {}", it.report.place(n.at), n.rule.code, n.message.say(Lang::En)));
    (lines.join("\n"), said.collect())
}

#[test]
fn figures_are_put_where_they_belong() {
    let usage = r#"
version: 0.1
resource_type_default_usage:
  aws_lambda_function:
    request_duration_ms: 500
resource_usage:
  aws_api_gateway_rest_api.front:
    monthly_requests: 1000000
  aws_lambda_function.work[*]:
    monthly_requests: 1500000
  aws_lambda_function.work[1]:
    request_duration_ms: 250
    monthly_requests: 500_000
  aws_dynamodb_table.kept:
    storage_gb: 230
    monthly_read_request_units: 4000000
    monthly_write_request_units: 1000000
  aws_sfn_state_machine.steps:
    monthly_transitions: 1000
  aws_nat_gateway.out:
    monthly_data_processed_gb: 10
"#;
    let (found, said) = used("main.tf", CODE, usage);
    for line in [
        r#""mean_duration":500"#,
        r#""mean_duration":250"#,
        r#""storage_gb":230"#,
        r#"{"at":"aws_api_gateway_rest_api.front"}"#,
        // What comes in by the API is not asked twice.
        r#"{"at":"aws_lambda_function.work.0","requests":500000}"#,
        r#"{"at":"aws_lambda_function.work.1","requests":500000}"#,
        r#""from":"aws_lambda_function.work.0","to":"aws_dynamodb_table.kept","kind":"read_write","reads":2,"writes":0.5"#,
        r#"{"at":"aws_sfn_state_machine.steps","requests":200}"#,
        r#"{"at":"aws_nat_gateway.out","requests":10,"request_size":1073741824}"#,
    ] {
        assert!(found.contains(line), "{line}\nnot in\n{found}\n{said:#?}");
    }
    assert!(said.is_empty(), "{said:#?}");
}

/// What passes a gateway is on its bill.
#[test]
fn bytes_that_pass_are_billed() {
    let text = "Resources:\n  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}\n  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}\n  Out: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref Subnet, ConnectivityType: private}}\n";
    let usage = "version: 0.1\nresource_usage:\n  Out: {monthly_data_processed_gb: 100}\n";
    let source = |path: &str, text: &str| Source { path: path.to_owned(), bytes: text.as_bytes().to_vec() };
    let settings = Settings { usage: Some(source("usage.yml", usage)), ..Settings::default() };
    let it = import(&[source("main.yaml", text)], &settings, &|_| Err("there is no such file".to_owned()));
    let analysis = plat::analysis::Analysis::new(it.model);
    let lines: Vec<String> =
        analysis.bill().lines.iter().map(|it| format!("{} {}", it.sku, it.quantity.normalize())).collect();
    assert!(lines.iter().any(|it| it == "vpc.nat_gb 100"), "{lines:?}");
}

#[test]
fn what_is_not_understood_is_said_where_it_stands() {
    let usage = "version: 0.1\nresource_usage:\n  aws_lambda_function.work[0]:\n    monthly_requests: many\n    reserved_instance_term: 1_year\n  aws_lambda_function.gone:\n    monthly_requests: 1\n  aws_dynamodb_table.kept:\n    monthly_read_request_units: 5\n";
    let (_, said) = used("main.tf", CODE, usage);
    assert_eq!(
        said,
        [
            "usage.yml:4:23 IMP011 `aws_lambda_function.work[0]`: the property `monthly_requests` is not taken: it is no number that the field takes",
            "usage.yml:5:29 IMP011 `aws_lambda_function.work[0]`: the property `reserved_instance_term` is not taken: it is no number that the field takes",
            "usage.yml:6:3 IMP060 `aws_lambda_function.gone` is not part of the input",
            "usage.yml:9:33 IMP011 `aws_dynamodb_table.kept`: the property `monthly_read_request_units` is not taken: nothing calls it of which the calls a month are known",
        ]
    );
    assert_eq!(used("main.tf", CODE, "a: 1\n").1.len(), 1);
}

#[test]
fn templates_are_used_by_logical_ids() {
    let text = "Resources:\n  Work: {Type: AWS::Serverless::Function, Properties: {Runtime: python3.13, Handler: a.b, CodeUri: .}}\n  Files: {Type: AWS::S3::Bucket}\n";
    let usage = "version: 0.1\nresource_type_default_usage:\n  aws_lambda_function: {monthly_requests: 7}\n  AWS::S3::Bucket: {standard: {storage_gb: 12}}\nresource_usage:\n  Work: {request_duration_ms: 42}\n";
    let (found, said) = used("main.yaml", text, usage);
    for line in [r#""mean_duration":42"#, r#"{"at":"Work","requests":7}"#, r#""storage_gb":12"#] {
        assert!(found.contains(line), "{line}\nnot in\n{found}\n{said:#?}");
    }
    assert!(said.is_empty(), "{said:#?}");
}

#[test]
fn values_of_variables_come_from_files() {
    let source = |path: &str, text: &str| Source { path: path.to_owned(), bytes: text.as_bytes().to_vec() };
    let code = "variable \"block\" {}\nvariable \"name\" { default = \"a\" }\nresource \"aws_vpc\" \"v\" {\n  cidr_block = var.block\n  tags = { Name = var.name }\n}\n";
    let values = vec![
        source("a.tfvars", "block = \"10.1.0.0/16\"\nname = \"b\"\n"),
        source("b.tfvars.json", "{\"name\": \"c\"}"),
    ];
    let settings = Settings { values, ..Settings::default() };
    let it = import(&[source("main.tf", code)], &settings, &|_| Err("there is no such file".to_owned()));
    let text = save(&it.model);
    assert!(text.contains("10.1.0.0/16") && text.contains(r#""Name": "c""#), "{text}");
    assert!(it.report.notices.is_empty(), "{:?}", it.report.notices);
}
