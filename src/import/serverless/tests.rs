//! Services of the framework: their variables, their functions, and what starts them.

use crate::import::{Imported, Settings, Source, import};

fn read(files: &[(&str, &str)]) -> Imported {
    let source =
        |(path, text): &(&str, &str)| Source { path: (*path).to_owned(), bytes: text.as_bytes().to_vec() };
    let sources: Vec<Source> = files.iter().map(source).collect();
    import(&sources, &Settings::default(), &|path| {
        let found = files.iter().find(|it| it.0 == path);
        found.map(|it| it.1.as_bytes().to_vec()).ok_or("there is no such file".to_owned())
    })
}

fn said(imported: &Imported) -> Vec<String> {
    let notices = imported.report.notices.iter();
    notices.map(|it| format!("{}:{} {} {}", it.at.line, it.at.column, it.rule.code, it.message)).collect()
}

/// The connections, and some fields.
fn shown(imported: &Imported) -> (serde_json::Value, Vec<String>) {
    let all: serde_json::Value =
        serde_json::from_str(&crate::model::file::save(&imported.model)).expect("a model is JSON");
    let ends = |it: &serde_json::Value| {
        format!("{} {}", it["from"].as_str().unwrap_or("?"), it["to"].as_str().unwrap_or("?"))
    };
    let lines = all["connections"].as_object().into_iter().flat_map(|it| it.values()).map(ends).collect();
    (all, lines)
}

const SERVICE: &str = "service: shop
provider:
  name: aws
  runtime: nodejs22.x
  stage: ${opt:stage, 'dev'}
  region: ${opt:region, self:custom.regions.${self:provider.stage}}
  memorySize: 512
  environment:
    TABLE: !Ref Orders
  iam:
    role:
      statements:
        - Effect: Allow
          Action: dynamodb:*
          Resource: !GetAtt Orders.Arn
custom:
  regions:
    dev: eu-west-1
  limits: ${file(./limits.yml)}
functions:
  create-order:
    handler: a.b
    timeout: ${self:custom.limits.timeout}
    events:
      - httpApi: POST /orders
      - sqs:
          arn: !GetAtt Incoming.Arn
      - schedule: rate(10 minutes)
  images:
    handler: a.c
    memorySize: ${param:none}
    timeout: ${file(./limits.yml):most.${self:provider.stage}, 9}
    architecture: arm64
    events:
      - s3: pictures
      - sns: told
      - s3:
          bucket: other
          existing: true
      - stream:
          type: dynamodb
          arn: !GetAtt Orders.StreamArn
      - eventBridge:
          pattern: {source: [x]}
      - websocket: $connect
      - http:
          path: images
          method: get
resources:
  Resources:
    Orders:
      Type: AWS::DynamoDB::Table
      Properties:
        TableName: orders-${self:provider.stage}
        BillingMode: PAY_PER_REQUEST
        KeySchema: [{AttributeName: id, KeyType: HASH}]
    Incoming:
      Type: AWS::SQS::Queue
      Properties:
        QueueName: !Sub '${AWS::StackName}-in'
";

#[test]
fn a_service_is_its_functions_and_what_starts_them() {
    let limits = "timeout: 20\nmost:\n  prod: 5\n";
    let it = read(&[("serverless.yml", SERVICE), ("limits.yml", limits), ("package.json", "{\"a\": 1}")]);
    assert_eq!(said(&it), Vec::<String>::new());
    let (all, lines) = shown(&it);
    let of = |id: &str, key: &str| all["resources"][id][key].clone();
    assert_eq!(all["name"], "shop");
    assert_eq!(of("CreateDashorderLambdaFunction", "in"), "eu-west-1");
    assert_eq!(of("CreateDashorderLambdaFunction", "memory_size"), 512);
    assert_eq!(of("CreateDashorderLambdaFunction", "timeout"), 20);
    assert_eq!(of("ImagesLambdaFunction", "timeout"), 9);
    assert_eq!(of("ImagesLambdaFunction", "unknown")["memory_size"], "parameter param:none");
    for wanted in [
        "HttpApi CreateDashorderLambdaFunction",
        "Incoming CreateDashorderLambdaFunction",
        "CreateDashorderLambdaFunction Orders",
        "ImagesLambdaFunction Orders",
        "S3BucketPictures ImagesLambdaFunction",
        "SNSTopicTold ImagesLambdaFunction",
        "Orders ImagesLambdaFunction",
        "WebsocketsApi ImagesLambdaFunction",
        "ApiGatewayRestApi ImagesLambdaFunction",
    ] {
        assert!(lines.iter().any(|it| it == wanted), "{wanted}: {lines:#?}");
    }
    for made in ["CreateDashorderLambdaFunctionEvent2", "ImagesLambdaFunctionEvent4"] {
        assert!(lines.iter().any(|it| it.starts_with(made)), "{made}: {lines:#?}");
    }
}

/// Variables that name themselves, files outside, and what only the account knows.
#[test]
fn variables_end() {
    let service = |custom: &str, memory: &str| {
        format!(
            "service: a\nprovider: {{name: aws}}\ncustom:\n{custom}functions:\n  f:\n    handler: a.b\n    memorySize: {memory}\n"
        )
    };
    for (custom, memory, expected, unknown) in [
        (
            "  a: ${self:custom.b}\n  b: ${self:custom.a}\n",
            "${self:custom.a}",
            "IMP031",
            "a value that needs itself",
        ),
        (
            "  a: 1\n",
            "${file(../x.yml):a}",
            "IMP070 `../x.yml` is not read: it is not below",
            "file(../x.yml)",
        ),
        ("  a: 1\n", "${file(./x.js):a}", "IMP070 `./x.js` is not read: it is a program", "file(./x.js)"),
        ("  a: 1\n", "${ssm:/x}", "", "parameter ssm:/x"),
        ("  a: 1\n", "${env:SIZE}", "", "parameter env:SIZE"),
    ] {
        let it = read(&[("serverless.yml", &service(custom, memory))]);
        let said = said(&it);
        assert!(said.len() <= 1 && said.iter().all(|it| it.contains(expected)), "{memory}: {said:?}");
        let (all, _) = shown(&it);
        assert_eq!(all["resources"]["FLambdaFunction"]["unknown"]["memory_size"], unknown, "{memory}");
    }
    let doubled: String = (1..40)
        .map(|n| format!("  a{n}: [\"${{self:custom.a{}}}\", \"${{self:custom.a{}}}\"]\n", n - 1, n - 1))
        .collect();
    let it = read(&[("serverless.yml", &service(&format!("  a0: [x]\n{doubled}"), "${self:custom.a25}"))]);
    assert!(it.report.lines.len() == 1);
}
