//! What templates in the wild have beside networks and functions: proxies, warehouses, jobs, directories, computers of people;
//! and what is no contradiction although little is said.

use plat::{
    base::Lang,
    import::{Imported, Settings, Source, import},
    model::file::save,
};
use serde_json::Value;

fn read(name: &str, text: &str) -> Imported {
    let source = Source { path: name.to_owned(), bytes: text.as_bytes().to_vec() };
    import(&[source], &Settings::default(), &|_| Err("there is no such file".to_owned()))
}

/// Lines of the model, each of which has to begin so.
pub fn holds(name: &str, text: &str, lines: &[&str]) {
    let it = read(name, text);
    let whole: Value = serde_json::from_str(&save(&it.model)).unwrap();
    let mut all = Vec::new();
    for part in ["resources", "connections"] {
        let entries = whole.get(part).and_then(Value::as_object).into_iter().flatten();
        all.extend(entries.map(|(id, it)| match part {
            "resources" => format!("{id}: {it}"),
            _ => it.to_string(),
        }));
    }
    let said: Vec<String> =
        it.said().iter().map(|it| format!("{} {}", it.rule.code, it.message.say(Lang::En))).collect();
    for line in lines {
        assert!(all.iter().any(|it| it == line), "{line}\nnot in\n{}\n{said:#?}", all.join("\n"));
    }
}

/// What is said of a template.
fn said(text: &str) -> Vec<String> {
    let all = read("main.yaml", text).said();
    all.iter().map(|it| format!("{} {}", it.rule.code, it.message.say(Lang::En))).collect()
}

const NETWORK: &str = "
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24, AvailabilityZone: us-east-1a}}
  B: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.2.0/24, AvailabilityZone: us-east-1b}}
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: !Ref Vpc, GroupDescription: of all}}
";

#[test]
fn proxies_and_ways_in_of_templates() {
    let text = format!(
        "Resources:{NETWORK}
  Db: {{Type: AWS::RDS::DBInstance, Properties: {{Engine: postgres, DBInstanceClass: db.t3.micro, DBSubnetGroupName: !Ref Subnets}}}}
  Subnets: {{Type: AWS::RDS::DBSubnetGroup, Properties: {{SubnetIds: [!Ref A, !Ref B]}}}}
  Proxy: {{Type: AWS::RDS::DBProxy, Properties: {{DBProxyName: p, EngineFamily: POSTGRESQL, VpcSubnetIds: [!Ref A, !Ref B], VpcSecurityGroupIds: [!Ref Group]}}}}
  Behind: {{Type: AWS::RDS::DBProxyTargetGroup, Properties: {{DBProxyName: !Ref Proxy, DBInstanceIdentifiers: [!Ref Db]}}}}
  WayIn: {{Type: AWS::EC2::ClientVpnEndpoint, Properties: {{ClientCidrBlock: 10.100.0.0/22, SecurityGroupIds: [!Ref Group], VpcId: !Ref Vpc}}}}
  InA: {{Type: AWS::EC2::ClientVpnTargetNetworkAssociation, Properties: {{ClientVpnEndpointId: !Ref WayIn, SubnetId: !Ref A}}}}
  May: {{Type: AWS::EC2::ClientVpnAuthorizationRule, Properties: {{ClientVpnEndpointId: !Ref WayIn, TargetNetworkCidr: 10.0.0.0/16, AuthorizeAllGroups: true}}}}
"
    );
    holds(
        "main.yaml",
        &text,
        &[
            r#"Proxy: {"kind":"db_proxy","in":"Vpc","engine_family":"POSTGRESQL","vpc_subnet_ids":["A","B"],"vpc_security_group_ids":["Group"],"unknown":{"vcpus":"the processors of the instances behind it"}}"#,
            r#"WayIn: {"kind":"client_vpn_endpoint","in":"Vpc","client_cidr_block":"10.100.0.0/22","subnet_ids":["A"],"security_group_ids":["Group"]}"#,
            r#"{"from":"Proxy","to":"Db","kind":"read_write"}"#,
        ],
    );
}

#[test]
fn services_without_a_kind_of_their_own() {
    let text = format!(
        "Resources:{NETWORK}
  Rooms: {{Type: AWS::Redshift::ClusterSubnetGroup, Properties: {{Description: d, SubnetIds: [!Ref A, !Ref B]}}}}
  Facts: {{Type: AWS::Redshift::Cluster, Properties: {{NodeType: ra3.large, NumberOfNodes: 2, ClusterSubnetGroupName: !Ref Rooms, VpcSecurityGroupIds: [!Ref Group], Port: 5440}}}}
  Graph: {{Type: AWS::Neptune::DBCluster, Properties: {{}}}}
  Member: {{Type: AWS::Neptune::DBInstance, Properties: {{DBClusterIdentifier: !Ref Graph, DBInstanceClass: db.r6g.large}}}}
  Pool: {{Type: AWS::Batch::ComputeEnvironment, Properties: {{Type: MANAGED, ComputeResources: {{Subnets: [!Ref A], SecurityGroupIds: [!Ref Group], MaxvCpus: 8}}}}}}
  Line: {{Type: AWS::Batch::JobQueue, Properties: {{ComputeEnvironmentOrder: [{{Order: 1, ComputeEnvironment: !Ref Pool}}]}}}}
  Work: {{Type: AWS::Batch::JobDefinition, Properties: {{Type: container}}}}
  Files: {{Type: AWS::S3::Bucket}}
  Build: {{Type: AWS::CodeBuild::Project, Properties: {{VpcConfig: {{VpcId: !Ref Vpc, Subnets: [!Ref B], SecurityGroupIds: [!Ref Group]}}, Environment: {{ComputeType: BUILD_GENERAL1_SMALL}}, Artifacts: {{Location: !Ref Files}}}}}}
  App: {{Type: AWS::AppRunner::Service, Properties: {{NetworkConfiguration: {{EgressConfiguration: {{VpcConnectorArn: !Ref Wire}}}}}}}}
  Wire: {{Type: AWS::AppRunner::VpcConnector, Properties: {{Subnets: [!Ref A, !Ref B], SecurityGroups: [!Ref Group]}}}}
  Nodes: {{Type: AWS::EKS::Nodegroup, Properties: {{Subnets: [!Ref A, !Ref B], InstanceTypes: [m5.large, m5a.large], ScalingConfig: {{MinSize: 1, MaxSize: 4, DesiredSize: 2}}}}}}
  Find: {{Type: AWS::Kendra::Index, Properties: {{Name: n}}}}
  Fed: {{Type: AWS::Kendra::DataSource, Properties: {{IndexId: !Ref Find}}}}
"
    );
    holds(
        "main.yaml",
        &text,
        &[
            r#"Facts: {"kind":"managed_service","in":"Vpc","node_count":2,"node_type":"ra3.large","ports":["5440"],"subnet_ids":["A","B"],"security_group_ids":["Group"]}"#,
            r#"Pool: {"kind":"managed_service","in":"A","resource_type":"AWS::Batch::ComputeEnvironment","service":"batch","ports":[],"runs_code":true,"security_group_ids":["Group"]}"#,
            r#"Build: {"kind":"managed_service","in":"B","resource_type":"AWS::CodeBuild::Project","service":"codebuild","node_type":"BUILD_GENERAL1_SMALL","ports":[],"runs_code":true,"security_group_ids":["Group"]}"#,
            r#"App: {"kind":"managed_service","in":"Vpc","resource_type":"AWS::AppRunner::Service","service":"apprunner","ports":[],"runs_code":true,"subnet_ids":["A","B"],"security_group_ids":["Group"]}"#,
            r#"Find: {"kind":"managed_service","in":"us-east-1","resource_type":"AWS::Kendra::Index","service":"kendra","ports":[]}"#,
            r#"Nodes: {"kind":"auto_scaling_group","in":"Vpc","desired_capacity":2,"min_size":1,"max_size":4,"instance_type":"m5.large","subnet_ids":["A","B"],"unknown":{"security_group_ids":"the group that EKS makes for the cluster"}}"#,
            r#"{"from":"Build","to":"Files","kind":"read_write"}"#,
        ],
    );
    assert!(said(&text).iter().all(|it| !it.starts_with("IMP010")), "{:?}", said(&text));
}

#[test]
fn the_same_in_terraform() {
    let text = r#"
resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_db_proxy" "p" {
  name           = "p"
  engine_family  = "MYSQL"
  role_arn       = "arn:aws:iam::123456789012:role/r"
  vpc_subnet_ids = [aws_subnet.a.id]
}
resource "aws_db_instance" "d" {
  identifier     = "db"
  engine         = "mysql"
  instance_class = "db.t3.micro"
}
resource "aws_db_proxy_target" "t" {
  db_proxy_name          = aws_db_proxy.p.name
  target_group_name      = "default"
  db_instance_identifier = aws_db_instance.d.identifier
}
resource "aws_redshift_subnet_group" "g" {
  name       = "rooms"
  subnet_ids = [aws_subnet.a.id]
}
resource "aws_redshift_cluster" "r" {
  cluster_identifier        = "r"
  node_type                 = "ra3.large"
  cluster_subnet_group_name = "rooms"
}
resource "aws_batch_compute_environment" "c" {
  type = "MANAGED"
  compute_resources {
    subnets            = [aws_subnet.a.id]
    security_group_ids = []
    max_vcpus          = 4
  }
}
resource "aws_directory_service_directory" "small" {
  name     = "small.example.com"
  password = "x"
  size     = "Small"
  vpc_settings {
    vpc_id     = aws_vpc.v.id
    subnet_ids = [aws_subnet.a.id]
  }
}
resource "aws_directory_service_directory" "large" {
  name     = "large.example.com"
  password = "x"
  edition  = "Standard"
  type     = "MicrosoftAD"
  vpc_settings {
    vpc_id     = aws_vpc.v.id
    subnet_ids = [aws_subnet.a.id]
  }
}
resource "aws_emr_cluster" "e" {
  name          = "e"
  release_label = "emr-7.5.0"
  service_role  = "r"
  ec2_attributes {
    instance_profile = "p"
    subnet_ids       = [aws_subnet.a.id]
  }
  core_instance_group {
    instance_type  = "m5.xlarge"
    instance_count = 2
  }
}
"#;
    holds(
        "main.tf",
        text,
        &[
            r#"aws_db_proxy.p: {"kind":"db_proxy","in":"aws_subnet.a","unknown":{"vcpus":"the processors of the instances behind it"}}"#,
            r#"aws_redshift_cluster.r: {"kind":"managed_service","in":"aws_subnet.a","node_type":"ra3.large"}"#,
            r#"aws_directory_service_directory.small: {"kind":"managed_service","in":"aws_subnet.a","resource_type":"AWS::DirectoryService::SimpleAD","service":"ds","node_type":"Small","ports":["53","88","135","389","445","464"],"runs_code":true}"#,
            r#"aws_directory_service_directory.large: {"kind":"managed_service","in":"aws_subnet.a","resource_type":"AWS::DirectoryService::MicrosoftAD","service":"ds","node_type":"Standard","ports":["53","88","135","389","445","464","636","3268-3269"],"runs_code":true}"#,
            r#"aws_emr_cluster.e: {"kind":"managed_service","in":"aws_subnet.a","resource_type":"AWS::EMR::Cluster","service":"elasticmapreduce","node_count":2,"node_type":"m5.xlarge","ports":["8443"],"runs_code":true}"#,
            r#"aws_batch_compute_environment.c: {"kind":"managed_service","in":"aws_subnet.a","resource_type":"AWS::Batch::ComputeEnvironment","service":"batch","ports":[],"runs_code":true}"#,
            r#"{"from":"aws_db_proxy.p","to":"aws_db_instance.d","kind":"read_write"}"#,
        ],
    );
}

/// AWS takes the default VPC where none is named, and a value may come from elsewhere.
#[test]
fn what_is_only_not_said_is_no_contradiction() {
    for text in [
        "Resources:\n  Db: {Type: AWS::RDS::DBInstance, Properties: {Engine: mysql, DBInstanceClass: db.t3.micro, AllocatedStorage: 5}}\n",
        "Parameters: {Where: {Type: 'AWS::EC2::VPC::Id'}}\nResources:\n  Targets: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {VpcId: !Ref Where, Port: 80, Protocol: HTTP, TargetType: ip, Targets: [{Id: !GetAtt Custom.Address}]}}\n  Custom: {Type: Custom::Address}\n",
        "Parameters: {Rooms: {Type: 'List<AWS::EC2::Subnet::Id>'}}\nResources:\n  Front: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Subnets: !Ref Rooms}}\n",
        "Resources:\n  Zone: {Type: AWS::Route53::HostedZone, Properties: {Name: www.example.com.}}\n",
        "Parameters: {Api: {Type: String}}\nResources:\n  Cdn: {Type: AWS::CloudFront::Distribution, Properties: {DistributionConfig: {Enabled: true, Origins: [{Id: o, DomainName: !Sub '${Api}.example.com'}], DefaultCacheBehavior: {TargetOriginId: o, ViewerProtocolPolicy: https-only}}}}\n",
        "Resources:\n  Old: {Type: AWS::RDS::DBCluster, Properties: {Engine: aurora-mysql, EngineMode: serverless}}\n",
        "Resources:\n  Api: {Type: AWS::ApiGateway::RestApi, Properties: {EndpointConfiguration: {Types: [PRIVATE]}, Policy: {Statement: [{Effect: Allow, Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*'}]}}}\n",
        "Resources:\n  Net: {Type: Acme::Network::Vpc::MODULE}\n  Host: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref NetSubnet}}\n",
    ] {
        let wrong: Vec<_> =
            said(text).into_iter().filter(|it| it.starts_with("IMP050") || it.starts_with("IMP03")).collect();
        assert!(wrong.is_empty(), "{wrong:?}\n{text}");
    }
}

/// What is wrong wherever it stands is still said.
#[test]
fn what_is_wrong_anywhere_is_a_contradiction() {
    let text = "Resources:\n  Targets: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {TargetType: lambda, Targets: [{Id: !GetAtt One.Arn}, {Id: !GetAtt Two.Arn}]}}\n  One: {Type: AWS::Lambda::Function}\n  Two: {Type: AWS::Lambda::Function}\n";
    assert!(said(text).iter().any(|it| it.starts_with("IMP050")), "{:?}", said(text));
}

/// Plugins of the Serverless Framework make resources, and what names those is not wrong.
#[test]
fn what_a_plugin_makes_is_not_missing() {
    let text = "service: s\nprovider: {name: aws}\nplugins: [serverless-step-functions]\nfunctions: {f: {handler: a.b, environment: {M: !Ref HelloWorldStateMachine}}}\n";
    let codes = |text: &str| -> Vec<&'static str> {
        read("serverless.yml", text)
            .said()
            .iter()
            .map(|it| it.rule.code)
            .filter(|it| !it.starts_with("IMP02"))
            .collect()
    };
    assert_eq!(codes(text), ["IMP012"]);
    assert_eq!(codes(&text.replace("plugins: [serverless-step-functions]\n", "")), ["IMP030"]);
}

#[test]
fn sizes_may_have_units_and_clusters_many_members() {
    let text = format!(
        "Resources:{NETWORK}
  Task: {{Type: AWS::ECS::TaskDefinition, Properties: {{Cpu: .5 vCPU, Memory: 2GB, NetworkMode: awsvpc}}}}
  Service: {{Type: AWS::ECS::Service, Properties: {{DesiredCount: 2, TaskDefinition: !Ref Task, NetworkConfiguration: {{AwsvpcConfiguration: {{Subnets: [!Ref A]}}}}}}}}
  Many: {{Type: AWS::RDS::DBCluster, Properties: {{Engine: aurora-mysql}}}}
"
    );
    let members: String = (0..20).map(|n| format!("  M{n}: {{Type: AWS::RDS::DBInstance, Properties: {{Engine: aurora-mysql, DBInstanceClass: db.r6g.large, DBClusterIdentifier: !Ref Many}}}}\n")).collect();
    holds(
        "main.yaml",
        &format!("{text}{members}"),
        &[
            r#"Service: {"kind":"ecs_service","in":"A","desired_count":2,"cpu":512,"memory":2048}"#,
            r#"Many: {"kind":"db_cluster","engine":"aurora-mysql","db_instance_class":"db.r6g.large","instances":16,"unknown":{"subnet_ids":"a subnet of the default VPC, or one that is not here"}}"#,
        ],
    );
}
