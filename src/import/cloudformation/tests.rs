use crate::{
    base::Lang,
    import::{Fate, Imported, Settings, Source, import},
    model::file::save,
};
use std::collections::BTreeMap;

fn imported(files: &[(&str, &str)], parameters: &[(&str, &str)]) -> Imported {
    let all: BTreeMap<String, Vec<u8>> =
        files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
    let sources = files.iter().filter(|(path, _)| !path.starts_with("nested/"));
    let sources: Vec<Source> = sources
        .map(|(path, text)| Source { path: (*path).to_owned(), bytes: text.as_bytes().to_vec() })
        .collect();
    let parameters = parameters.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    let settings = Settings { parameters, ..Settings::default() };
    import(&sources, &settings, &|path| {
        all.get(path).cloned().ok_or_else(|| "there is no such file".to_owned())
    })
}

/// The lines of the model's resources and connections, and what was said.
fn check(text: &str) -> (String, Vec<String>) {
    let it = imported(&[("main.yaml", text)], &[]);
    (lines(&it), said(&it))
}

fn lines(it: &Imported) -> String {
    let whole: serde_json::Value = serde_json::from_str(&save(&it.model)).expect("a model is JSON");
    let parts = ["resources", "connections"].into_iter().filter_map(|part| whole.get(part)?.as_object());
    parts.flatten().map(|(id, it)| format!("{id}: {it}")).collect::<Vec<_>>().join("\n")
}

fn said(it: &Imported) -> Vec<String> {
    let told = it.report.notices.iter().filter(|it| it.rule.code != "IMP010");
    told.map(|it| format!("{}:{} {} {}", it.at.line, it.at.column, it.rule.code, it.message.say(Lang::En)))
        .collect()
}

/// What a value becomes, as the description of a security group rule or a tag.
fn value(head: &str, expression: &str) -> String {
    let text = format!(
        "{head}\nResources:\n  Vpc:\n    Type: AWS::EC2::VPC\n    Properties:\n      CidrBlock: 10.0.0.0/16\n      Tags:\n      - Key: it\n        Value: {expression}\n"
    );
    let it = imported(&[("stack.yaml", &text)], &[("Given", "given")]);
    let node = it.model.node(&"Vpc".parse().expect("an id")).expect("the VPC is there");
    node.tags.get("it").cloned().unwrap_or_else(|| said(&it).first().cloned().unwrap_or("-".to_owned()))
}

#[test]
fn functions_are_worked_out() {
    let head = "Parameters:\n  Name: {Type: String, Default: web}\n  Given: {Type: String, Default: no}\n  All: {Type: CommaDelimitedList, Default: 'a, b ,c'}\nMappings:\n  M: {us-east-1: {size: big}}\nConditions:\n  Yes: !Equals [!Ref Name, web]\n  No: !Not [!Condition Yes]";
    for (expression, expected) in [
        ("!Ref Name", "web"),
        ("!Ref Given", "given"),
        ("!Ref AWS::Region", "us-east-1"),
        ("!Ref AWS::StackName", "stack"),
        ("!Sub '${Name}-${AWS::AccountId}-${!x}'", "web-123456789012-${x}"),
        ("!Sub ['${a}${Name}', {a: !Ref AWS::Partition}]", "awsweb"),
        ("!Join ['-', [a, !Ref Name]]", "a-web"),
        ("!Join ['-', !Ref All]", "a-b-c"),
        ("!Select [1, !Split [',', 'x,y']]", "y"),
        ("!Select [2, !GetAZs '']", "us-east-1c"),
        ("!FindInMap [M, !Ref 'AWS::Region', size]", "big"),
        ("!FindInMap [M, nowhere, size, {DefaultValue: small}]", "small"),
        ("!If [Yes, a, b]", "a"),
        ("!If [No, a, b]", "b"),
        ("!Base64 abc", "YWJj"),
        ("!Select [3, !Cidr [10.0.0.0/16, 4, 8]]", "10.0.3.0/24"),
        ("!Select [1, !Cidr [!GetAtt Vpc.CidrBlock, 2, 8]]", "10.0.1.0/24"),
        ("{'Fn::ToJsonString': {a: [b]}}", r#"{"a":["b"]}"#),
        ("{'Fn::Length': !Ref All}", "3"),
    ] {
        assert_eq!(value(head, expression), expected, "{expression}");
    }
}

#[test]
fn what_is_wrong_is_said_where_it_stands() {
    for (expression, expected) in [
        ("!FindInMap [M, a, b]", "9:16 IMP023 the mapping has no `M.a.b`"),
        ("!Ref Vpx", "9:16 IMP030 there is no `Vpx`; did you mean `Vpc`?"),
        ("!GetAtt Vcp.Arn", "9:16 IMP030 there is no `Vcp`; did you mean `Vpc`?"),
        ("!ImportValue other-x", "9:16 IMP021 no stack of this import exports `other-x`"),
    ] {
        assert_eq!(value("", expression), expected, "{expression}");
    }
}

#[test]
fn a_network_is_taken_in_with_its_routes_and_filters() {
    let (model, said) = check(
        "Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.1.0.0/16, EnableDnsHostnames: true}}
  Public:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: 10.1.1.0/24, AvailabilityZone: !Select [1, !GetAZs ''], MapPublicIpOnLaunch: 'true'}
  Igw: {Type: AWS::EC2::InternetGateway}
  Attach: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Igw}}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  Out: {Type: AWS::EC2::Route, DependsOn: Attach, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Igw}}
  Use: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Public, RouteTableId: !Ref Table}}
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      VpcId: !Ref Vpc
      GroupDescription: web
      SecurityGroupIngress:
      - {IpProtocol: tcp, FromPort: 443, ToPort: '443', CidrIp: 0.0.0.0/0}
  Own: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !GetAtt Web.GroupId, IpProtocol: '-1', SourceSecurityGroupId: !GetAtt Web.GroupId}}
  Host: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Public, SecurityGroupIds: [!Ref Web]}}
",
    );
    assert_eq!(said, Vec::<String>::new());
    let expected = r#"us-east-1: {"kind":"region"}
Vpc: {"kind":"vpc","in":"us-east-1","cidr_block":"10.1.0.0/16","enable_dns_hostnames":true}
Public: {"kind":"subnet","in":"Vpc","cidr_block":"10.1.1.0/24","availability_zone":"b","route_table_id":"Table","map_public_ip_on_launch":true}
Igw: {"kind":"internet_gateway","in":"Vpc"}
Table: {"kind":"route_table","in":"Vpc","routes":[{"target":"Igw"}]}
Host: {"kind":"instance","in":"Public","associate_public_ip_address":true,"security_group_ids":["Web"]}"#;
    let mut wanted: Vec<&str> = expected.lines().collect();
    let mut found: Vec<&str> = model.lines().filter(|line| wanted.contains(line)).collect();
    wanted.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, wanted, "{model}");
    let group = r#"Web: {"kind":"security_group","in":"Vpc","ingress":[{"ports":"443","cidr":"0.0.0.0/0"},{"ip_protocol":"-1","group_id":"Web"}]}"#;
    assert!(model.contains(group), "{model}");
}

#[test]
fn conditions_leave_out_keep_and_flag() {
    let it = imported(
        &[(
            "main.yaml",
            "Parameters: {Stage: {Type: String}}
Conditions: {Never: !Equals [a, b], Maybe: !Equals [!Ref Stage, prod]}
Resources:
  Gone: {Type: AWS::SQS::Queue, Condition: Never}
  Kept: {Type: AWS::SQS::Queue, Condition: Maybe}
",
        )],
        &[],
    );
    let ids: Vec<&str> = it.report.lines.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["Kept"]);
    assert_eq!(it.report.excluded.len(), 1);
    let codes: Vec<&str> = it.report.notices.iter().map(|it| it.rule.code).collect();
    assert_eq!(codes, ["IMP020", "IMP022"]);
    let with = imported(
        &[(
            "main.yaml",
            "Parameters: {Stage: {Type: String}}\nConditions: {Maybe: !Equals [!Ref Stage, prod]}\nResources:\n  Kept: {Type: AWS::SQS::Queue, Condition: Maybe}\n",
        )],
        &[("Stage", "dev")],
    );
    assert_eq!((with.report.lines.len(), with.report.excluded.len()), (0, 1));
}

#[test]
fn nested_stacks_and_exports_are_joined() {
    let it = imported(
        &[
            ("app.yaml", "Resources:
  Net: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./nested/net.yaml, Parameters: {Block: 10.9.0.0/16}}}
  Web: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: !GetAtt Net.Outputs.VpcId, GroupDescription: x}}
"),
            ("nested/net.yaml", "Parameters: {Block: {Type: String}}
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !Ref Block}}
Outputs: {VpcId: {Value: !Ref Vpc}}
"),
            ("shared.yaml", "Resources:\n  Bus: {Type: AWS::SQS::Queue}\nOutputs:\n  Q: {Value: !GetAtt Bus.Arn, Export: {Name: !Sub '${AWS::StackName}-queue'}}\n"),
            ("user.yaml", "Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties: {Events: {Q: {Type: SQS, Properties: {Queue: !ImportValue shared-queue}}}}
"),
        ],
        &[],
    );
    let model = lines(&it);
    assert!(
        model.contains(r#"app.Net.Vpc: {"kind":"vpc","in":"us-east-1","cidr_block":"10.9.0.0/16"}"#),
        "{model}"
    );
    assert!(model.contains(r#"app.Web: {"kind":"security_group","in":"app.Net.Vpc""#), "{model}");
    assert!(model.contains(r#""from":"shared.Bus","to":"user.Fn","kind":"event_source""#), "{model}");
    let outside = check(
        "Resources:\n  Net: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ../up.yaml}}\n",
    )
    .1;
    assert_eq!(
        outside,
        ["2:69 IMP070 `../up.yaml` is not read: it is not below the folder that is imported"]
    );
}

#[test]
fn blocks_are_read_without_the_bits_beyond_their_prefix() {
    let (model, said) = check(
        "Resources:
  Net: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.8.3.7/16}}
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties: {VpcId: !Ref Net, GroupDescription: 10.8.3.7/16, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 10.0.1.4/24}]}
",
    );
    assert!(model.contains(r#""cidr_block":"10.8.0.0/16""#), "{model}");
    assert!(model.contains(r#""cidr":"10.0.1.0/24""#), "{model}");
    assert_eq!(
        said,
        [
            "2:54 IMP051 `10.8.3.7/16` has bits beyond its prefix; it is read as `10.8.0.0/16`",
            "5:141 IMP051 `10.0.1.4/24` has bits beyond its prefix; it is read as `10.0.1.0/24`"
        ]
    );
}

#[test]
fn events_and_policies_of_sam_are_connections() {
    let (model, said) = check(
        "Transform: AWS::Serverless-2016-10-31
Globals: {Function: {MemorySize: 512, Timeout: 9, Architectures: [arm64]}}
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      MemorySize: 256
      Environment: {Variables: {TABLE: !Ref Table, BUCKET: !Ref Files}}
      Policies:
      - DynamoDBCrudPolicy: {TableName: !Ref Table}
      - Statement: {Effect: Allow, Action: ['dynamodb:GetItem', 'dynamodb:Query'], Resource: !GetAtt Prices.Arn}
      Events:
        Get: {Type: Api, Properties: {Path: /x, Method: get}}
        Tick: {Type: Schedule, Properties: {Schedule: rate(5 minutes)}}
        Files: {Type: S3, Properties: {Bucket: !Ref Files, Events: s3:ObjectCreated:*}}
        Work: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn, BatchSize: 10}}
  Table: {Type: AWS::Serverless::SimpleTable}
  Prices: {Type: AWS::Serverless::SimpleTable}
  Jobs: {Type: AWS::SQS::Queue}
  Files: {Type: AWS::S3::Bucket}
",
    );
    assert_eq!(said, Vec::<String>::new());
    for line in [
        r#"Fn: {"kind":"lambda_function","in":"us-east-1","memory_size":256,"architecture":"arm64","timeout":9}"#,
        r#"ServerlessRestApi: {"kind":"rest_api","in":"us-east-1","endpoint_type":"EDGE"}"#,
        r#"Table: {"kind":"dynamodb_table","in":"us-east-1"}"#,
        r#"FnTick: {"kind":"event_rule","in":"us-east-1","schedule_expression":"rate(5 minutes)"}"#,
        r#"{"from":"ServerlessRestApi","to":"Fn"}"#,
        r#"{"from":"FnTick","to":"Fn","kind":"event_source"}"#,
        r#"{"from":"Files","to":"Fn","kind":"event_source"}"#,
        r#"{"from":"Fn","to":"Files","kind":"reference"}"#,
        r#"{"from":"Fn","to":"Table","kind":"read_write","reads":1,"writes":1}"#,
        r#"{"from":"Fn","to":"Prices","kind":"read_write","reads":1}"#,
        r#"{"from":"Jobs","to":"Fn","kind":"event_source","batch_size":10}"#,
    ] {
        assert!(model.contains(line), "{line}\n{model}");
    }
}

#[test]
fn what_is_not_modelled_is_drawn_with_what_it_names() {
    let it = imported(
        &[(
            "main.yaml",
            "Resources:\n  Job: {Type: AWS::GameLift::Fleet, Properties: {Command: !Ref Files}}\n  Files: {Type: AWS::S3::Bucket}\n  Log: {Type: AWS::Logs::LogGroup}\n",
        )],
        &[],
    );
    let fates: Vec<String> = it
        .report
        .lines
        .iter()
        .map(|it| match &it.fate {
            Fate::Mapped(id) => format!("mapped {id}"),
            Fate::Annotated(_) => format!("annotated {}", it.id),
            Fate::Unsupported(id) => format!("unsupported {id}"),
        })
        .collect();
    assert_eq!(fates, ["mapped Files", "unsupported Job", "annotated Log"]);
    let model = lines(&it);
    assert!(model.contains(r#""resource_type":"AWS::GameLift::Fleet""#), "{model}");
    assert!(model.contains(r#"{"from":"Job","to":"Files","kind":"reference"}"#), "{model}");
}

#[test]
fn secrets_are_not_copied() {
    let it = imported(
        &[(
            "main.yaml",
            "Parameters: {Word: {Type: String, NoEcho: true, Default: hunter2}}\nResources:\n  Job: {Type: AWS::GameLift::Fleet, Properties: {A: !Ref Word, B: '{{resolve:secretsmanager:x}}', Password: plain5}}\n",
        )],
        &[("Word", "hunter3")],
    );
    let text = save(&it.model);
    for secret in ["hunter2", "hunter3", "resolve:", "plain5"] {
        assert!(!text.contains(secret), "{secret}\n{text}");
    }
}

/// Law 3: what nobody knows is no guess, neither in answers nor in findings nor on the bill.
#[test]
fn what_nobody_knows_stays_unknown() {
    let it = imported(&[("main.yaml", UNKNOWN)], &[]);
    let text = save(&it.model);
    assert!(text.contains("\"unknown\": { \"cidr_block\": "), "{text}");
    let known = imported(&[("main.yaml", UNKNOWN)], &[("Block", "10.0.1.0/24"), ("Size", "t3.micro")]);
    assert!(!save(&known.model).contains("\"unknown\""), "{}", save(&known.model));
}

const UNKNOWN: &str = "Parameters:
  Block: {Type: String}
  Size: {Type: String}
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.0.0.0/16}
  Subnet:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: !Ref Block}
  Host:
    Type: AWS::EC2::Instance
    Properties: {SubnetId: !Ref Subnet, InstanceType: !Ref Size}
";

#[test]
fn groups_pipes_and_brokers_are_wired() {
    let (model, said) = check(WIRED);
    for line in [
        "web: {\"kind\":\"auto_scaling_group\",\"in\":\"a\",\"desired_capacity\":2,\"min_size\":2,\"max_size\":4,\"instance_type\":\"m5.large\",\"security_group_ids\":[\"sg\"]}",
        "docs: {\"kind\":\"docdb_cluster\",\"in\":\"a\",\"instances\":2,\"db_instance_class\":\"db.r6g.large\"}",
        "events: {\"kind\":\"kafka_cluster\",\"in\":\"a\",\"number_of_broker_nodes\":2,\"security_group_ids\":[\"sg\"]}",
        "jobs-flow: {\"from\":\"jobs\",\"to\":\"flow\",\"kind\":\"event_source\"}",
        "flow-work: {\"from\":\"flow\",\"to\":\"work\"",
        "gather-bucket: {\"from\":\"gather\",\"to\":\"bucket\",\"kind\":\"read_write\"}",
        "gather-change: {\"from\":\"gather\",\"to\":\"change\"",
        "api-change: {\"from\":\"api\",\"to\":\"change\"",
    ] {
        assert!(model.contains(line), "{line}\n{model}\n{said:#?}");
    }
    assert!(said.is_empty(), "{said:#?}");
}

const WIRED: &str = "Resources:
  vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  a: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref vpc, CidrBlock: 10.0.1.0/24}}
  sg: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: !Ref vpc, GroupDescription: x}}
  make:
    Type: AWS::EC2::LaunchTemplate
    Properties: {LaunchTemplateData: {InstanceType: m5.large, SecurityGroupIds: [!Ref sg]}}
  web:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties: {MinSize: '2', MaxSize: 4, VPCZoneIdentifier: [!Ref a], LaunchTemplate: {LaunchTemplateId: !Ref make, Version: !GetAtt make.LatestVersionNumber}}
  subnets: {Type: AWS::DocDB::DBSubnetGroup, Properties: {SubnetIds: [!Ref a], DBSubnetGroupDescription: x}}
  docs: {Type: AWS::DocDB::DBCluster, Properties: {DBSubnetGroupName: !Ref subnets}}
  one: {Type: AWS::DocDB::DBInstance, Properties: {DBClusterIdentifier: !Ref docs, DBInstanceClass: db.r6g.large}}
  two: {Type: AWS::DocDB::DBInstance, Properties: {DBClusterIdentifier: !Ref docs, DBInstanceClass: db.r6g.large}}
  events:
    Type: AWS::MSK::Cluster
    Properties: {NumberOfBrokerNodes: 2, BrokerNodeGroupInfo: {InstanceType: kafka.m7g.large, ClientSubnets: [!Ref a], SecurityGroups: [!Ref sg]}}
  jobs: {Type: AWS::SQS::Queue}
  work: {Type: AWS::StepFunctions::StateMachine, Properties: {DefinitionString: '{}'}}
  flow: {Type: AWS::Pipes::Pipe, Properties: {Source: !GetAtt jobs.Arn, Target: !Ref work, RoleArn: x}}
  bucket: {Type: AWS::S3::Bucket}
  change: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.13}}
  gather:
    Type: AWS::KinesisFirehose::DeliveryStream
    Properties:
      ExtendedS3DestinationConfiguration:
        BucketARN: !GetAtt bucket.Arn
        ProcessingConfiguration:
          Processors: [{Type: Lambda, Parameters: [{ParameterName: LambdaArn, ParameterValue: !GetAtt change.Arn}]}]
  api: {Type: AWS::AppSync::GraphQLApi, Properties: {AuthenticationType: API_KEY, Name: x}}
  source: {Type: AWS::AppSync::DataSource, Properties: {ApiId: !GetAtt api.ApiId, Type: AWS_LAMBDA, LambdaConfig: {LambdaFunctionArn: !GetAtt change.Arn}}}
";

#[test]
fn what_is_polled_starts_functions() {
    let text = "Transform: AWS::Serverless-2016-10-31
Resources:
  Log: {Type: AWS::MSK::ServerlessCluster, Properties: {ClusterName: log}}
  Take:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Events: {Log: {Type: MSK, Properties: {Stream: !Ref Log, Topics: [a]}}}}
";
    let (model, _) = check(text);
    assert!(
        model.contains("Log-Take: {\"from\":\"Log\",\"to\":\"Take\",\"kind\":\"event_source\""),
        "{model}"
    );
}

#[test]
fn options_of_an_environment_are_its_fields() {
    let (model, said) = check(
        r"
Resources:
  App: {Type: AWS::ElasticBeanstalk::Application}
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24, AvailabilityZone: eu-west-1a}}
  B: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24, AvailabilityZone: eu-west-1b}}
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: web, VpcId: !Ref Vpc}}
  Web:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: !Ref App
      OptionSettings:
      - {Namespace: 'aws:autoscaling:launchconfiguration', OptionName: InstanceType, Value: t3.small}
      - {Namespace: 'aws:autoscaling:launchconfiguration', OptionName: SecurityGroups, Value: !GetAtt Group.GroupId}
      - {Namespace: 'aws:autoscaling:asg', OptionName: MinSize, Value: '2'}
      - {Namespace: 'aws:ec2:vpc', OptionName: VPCId, Value: !Ref Vpc}
      - {Namespace: 'aws:ec2:vpc', OptionName: Subnets, Value: !Join [',', [!Ref A, !Ref B]]}
      - {Namespace: 'aws:ec2:vpc', OptionName: ELBScheme, Value: public}
",
    );
    assert_eq!(said, Vec::<String>::new());
    let web = r#"Web: {"kind":"elastic_beanstalk_environment","in":"Vpc","instance_type":"t3.small","instances":2,"subnet_ids":["A","B"],"security_group_ids":["Group"]}"#;
    assert!(model.contains(web), "{model}");
    let region = r#"eu-west-1: {"kind":"region","region_name":"eu-west-1"}"#;
    assert!(model.contains(region), "the zones name it: {model}");
}
