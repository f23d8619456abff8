//! What runs, keeps and carries something, and the roles of it.
//!
//! Names of arguments: <https://registry.terraform.io/providers/hashicorp/aws/latest/docs>

use super::super::way::{Turning, Way, reference, tree};
use crate::{
    import::pivot::underscored,
    model::{
        attrs::{Attr, Entry, Value},
        giving::{list, say, to_do},
    },
};

/// Every type.
pub(in crate::export::terraform) static WAYS: &[Way] = &[
    Way::of("AWS::EC2::Volume").called("aws_ebs_volume"),
    Way::of("AWS::EC2::VolumeAttachment").moved(&[("Device", "device_name")]),
    Way::of("AWS::EC2::LaunchTemplate")
        .attributes(&[("LatestVersionNumber", "latest_version")])
        .turn(launch_template),
    Way::of("AWS::AutoScaling::AutoScalingGroup").moved(&[
        ("TargetGroupARNs", "target_group_arns"),
        ("LaunchTemplate.LaunchTemplateId", "launch_template.id"),
        ("Tags", "tag"),
    ]),
    Way::of("AWS::ECS::Cluster").named("name"),
    Way::of("AWS::ECS::Service").named("name"),
    Way::of("AWS::ECS::TaskDefinition")
        .reference("arn")
        .named("family")
        .moved(&[("EphemeralStorage.SizeInGiB", "ephemeral_storage.size_in_gib")])
        .json(&["container_definitions"])
        .turn(task),
    Way::of("AWS::EKS::Cluster").named("name").says(&[("vpc_config.subnet_ids", "[TODO]")]),
    Way::of("AWS::RDS::DBInstance")
        .reference("identifier")
        .moved(&[("MasterUsername", "username")])
        .turn(db_instance),
    Way::of("AWS::RDS::DBCluster")
        .moved(&[("ServerlessV2ScalingConfiguration", "serverlessv2_scaling_configuration")])
        .says(&[("skip_final_snapshot", "true")]),
    Way::of("AWS::RDS::DBSubnetGroup")
        .reference("name")
        .moved(&[("DBSubnetGroupDescription", "description")]),
    Way::of("AWS::DocDB::DBCluster").says(&[("skip_final_snapshot", "true")]),
    Way::of("AWS::DocDB::DBSubnetGroup")
        .reference("name")
        .moved(&[("DBSubnetGroupDescription", "description")]),
    Way::of("AWS::ElastiCache::CacheCluster").named("cluster_id"),
    Way::of("AWS::ElastiCache::ReplicationGroup")
        .named("replication_group_id")
        .moved(&[("ReplicationGroupDescription", "description")]),
    Way::of("AWS::ElastiCache::ServerlessCache").moved(&[("ServerlessCacheName", "name")]),
    Way::of("AWS::ElastiCache::SubnetGroup").reference("name").named("name"),
    Way::of("AWS::MSK::Cluster").reference("arn").says(&[
        ("broker_node_group_info.client_subnets", "[TODO]"),
        ("broker_node_group_info.security_groups", "[]"),
    ]),
    Way::of("AWS::MSK::ServerlessCluster").reference("arn"),
    Way::of("AWS::AmazonMQ::Broker").moved(&[("Users", "user")]).says(&[("engine_version", "TODO")]),
    Way::of("AWS::OpenSearchService::Domain").reference("domain_name").turn(search),
    Way::of("AWS::Lambda::Function")
        .reference("function_name")
        .named("function_name")
        .says(&[("filename", "TODO.zip")])
        .turn(function),
    Way::of("AWS::Lambda::Version").turn(version),
    Way::of("AWS::Lambda::Alias").reference("arn").turn(alias),
    Way::of("AWS::ApiGateway::Method").called("aws_api_gateway_method").turn(method),
    Way::of("AWS::ApiGateway::VpcLink"),
    Way::of("AWS::ApiGatewayV2::Stage").moved(&[("StageName", "name")]),
    Way::of("AWS::ApiGatewayV2::VpcLink").says(&[("security_group_ids", "[]"), ("subnet_ids", "[TODO]")]),
    Way::of("AWS::AppSync::GraphQLApi").attributes(&[("ApiId", "id")]),
    Way::of("AWS::AppSync::DataSource").moved(&[
        ("LambdaConfig.LambdaFunctionArn", "lambda_config.function_arn"),
        ("DynamoDBConfig.AwsRegion", "dynamodb_config.region"),
        ("DynamoDBConfig.TableName", "dynamodb_config.table_name"),
    ]),
    Way::of("AWS::DynamoDB::Table").reference("name").named("name").turn(table),
    Way::of("AWS::S3::Bucket")
        .reference("bucket")
        .attributes(&[
            ("RegionalDomainName", "bucket_regional_domain_name"),
            ("DomainName", "bucket_domain_name"),
        ])
        .turn(bucket),
    Way::of("AWS::SQS::Queue").json(&["redrive_policy"]).moved(&[("RedrivePolicy", "redrive_policy")]),
    Way::of("AWS::SQS::QueuePolicy")
        .moved(&[("Queues[]", "queue_url"), ("PolicyDocument", "policy")])
        .json(&["policy"]),
    Way::of("AWS::SNS::Topic").reference("arn"),
    Way::of("AWS::SNS::TopicPolicy")
        .moved(&[("Topics[]", "arn"), ("PolicyDocument", "policy")])
        .json(&["policy"]),
    Way::of("AWS::Events::EventBus").reference("name"),
    Way::of("AWS::Events::Rule").reference("name").json(&["event_pattern"]).turn(rule),
    Way::of("AWS::Events::ApiDestination").named("name"),
    Way::of("AWS::Pipes::Pipe")
        .moved(&[("SourceParameters.FilterCriteria.Filters", "source_parameters.filter_criteria.filter")]),
    Way::of("AWS::StepFunctions::StateMachine")
        .reference("arn")
        .moved(&[("Definition", "definition")])
        .json(&["definition"]),
    Way::of("AWS::Kinesis::Stream").reference("name").named("name"),
    Way::of("AWS::KinesisFirehose::DeliveryStream").reference("name").named("name").turn(firehose),
    Way::of("AWS::Cognito::UserPool").named("name"),
    Way::of("AWS::CloudFront::Distribution").turn(distribution),
    Way::of("AWS::CloudFront::OriginAccessControl").turn(access_control),
    Way::of("AWS::SecretsManager::Secret").reference("arn").moved(&[("GenerateSecretString", "")]),
    Way::of("AWS::WAFv2::WebACL").named("name").moved(&[(
        "VisibilityConfig.CloudWatchMetricsEnabled",
        "visibility_config.cloudwatch_metrics_enabled",
    )]),
    Way::of("AWS::Route53::HostedZone").turn(hosted_zone),
    Way::of("AWS::IoT::TopicRule")
        .says(&[("enabled", "true"), ("sql_version", "2016-03-23")])
        .turn(topic_rule),
    Way::of("AWS::IAM::Role")
        .reference("name")
        .moved(&[("AssumeRolePolicyDocument", "assume_role_policy")])
        .json(&["assume_role_policy"])
        .turn(role),
    Way::of("AWS::IAM::Policy")
        .called("aws_iam_role_policy")
        .moved(&[("PolicyName", "name"), ("Roles[]", "role"), ("PolicyDocument", "policy")])
        .json(&["policy"]),
];

/// Everything that is left of a property, with names changed, as arguments.
fn lift(turning: &mut Turning<'_>, path: &str) {
    let inner = turning.take(path).map(|it| it.entries().to_vec()).unwrap_or_default();
    for Entry { key, value, .. } in inner {
        turning.put(&underscored(&key), value.keyed(&key, &underscored));
    }
}

fn launch_template(turning: &mut Turning<'_>) {
    let interfaces =
        turning.properties.along("LaunchTemplateData.NetworkInterfaces").map(|it| it.items().to_vec());
    let interfaces = interfaces.unwrap_or_default().into_iter().map(|mut it| {
        if let Some(groups) = it.take("Groups") {
            it.put("SecurityGroups", groups);
        }
        it
    });
    let interfaces: Vec<Attr> = interfaces.collect();
    if !interfaces.is_empty() {
        turning.properties.put("LaunchTemplateData.NetworkInterfaces", list(interfaces));
    }
    lift(turning, "LaunchTemplateData");
}

/// Containers are described in JSON, in names of its own.
fn task(turning: &mut Turning<'_>) {
    let lower = |name: &str| {
        let mut letters = name.chars();
        letters.next().map(|it| it.to_ascii_lowercase()).into_iter().chain(letters).collect::<String>()
    };
    if let Some(all) = turning.take("ContainerDefinitions") {
        turning.put("container_definitions", all.with_keys(&lower));
    }
}

/// Those of a cluster have their address and their password of it.
fn db_instance(turning: &mut Turning<'_>) {
    if turning.properties.get("DBClusterIdentifier").is_some() {
        turning.called = Some("aws_rds_cluster_instance");
    } else {
        turning.put("skip_final_snapshot", say(true));
    }
}

/// The code is a file beside. In a VPC both lists have to be there.
fn function(turning: &mut Turning<'_>) {
    turning.take("Code");
    if turning.properties.get("VpcConfig").is_some() {
        for (path, empty) in [("SubnetIds", list([to_do()])), ("SecurityGroupIds", list([]))] {
            let path = format!("VpcConfig.{path}");
            if turning.properties.along(&path).is_none() {
                turning.properties.put(&path, empty);
            }
        }
    }
}

/// A version is made by the function itself.
fn version(turning: &mut Turning<'_>) {
    let function = turning.properties.get("FunctionName").map(|it| it.value.clone());
    if let Some(Value::Ref(mention)) = function {
        turning.into = Some((mention.item, vec![("publish", say(true))]));
    }
}

fn alias(turning: &mut Turning<'_>) {
    let kept = turning.take("ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions");
    if let (Some(kept), Some(function)) = (kept, turning.properties.get("FunctionName").cloned()) {
        let record = tree(&[
            ("function_name", function),
            ("qualifier", reference(&turning.item.id, "Name")),
            ("provisioned_concurrent_executions", kept),
        ]);
        turning.more.push(("Kept".to_owned(), "aws_lambda_provisioned_concurrency_config", record));
    }
}

/// Names of domains are short.
/// <https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_CreateDomain.html>
fn search(turning: &mut Turning<'_>) {
    const LONGEST: usize = 28;
    let name = crate::model::giving::plain_name(&turning.item.id).to_lowercase();
    turning.put("domain_name", say(name.chars().take(LONGEST).collect::<String>().trim_end_matches('-')));
}

/// What is behind a method is a resource of its own.
fn method(turning: &mut Turning<'_>) {
    if let Some(ty) = turning.take("AuthorizationType") {
        turning.put("authorization", ty);
    }
    let Some(integration) = turning.take("Integration") else { return };
    let said = |key: &str| turning.properties.get(key).cloned().unwrap_or_default();
    let mut record = tree(&[
        ("rest_api_id", said("RestApiId")),
        ("resource_id", said("ResourceId")),
        // One needs the other.
        ("http_method", reference(&turning.item.id, "HttpMethod")),
    ]);
    for entry in integration.entries() {
        record.put(&underscored(&entry.key), entry.value.clone());
    }
    turning.more.push(("Integration".to_owned(), "aws_api_gateway_integration", record));
}

fn table(turning: &mut Turning<'_>) {
    for key in turning.take("KeySchema").map(|it| it.items().to_vec()).unwrap_or_default() {
        let path = if key.known_at("KeyType") == Some("RANGE") { "range_key" } else { "hash_key" };
        if let Some(name) = key.get("AttributeName") {
            turning.put(path, name.clone());
        }
    }
    if let Some(all) = turning.take("AttributeDefinitions") {
        let one = |it: &Attr| {
            let said = |key: &str| it.get(key).cloned().unwrap_or_default();
            tree(&[("name", said("AttributeName")), ("type", said("AttributeType"))])
        };
        turning.put("attribute", list(all.items().iter().map(one).collect::<Vec<_>>()));
    }
    if let Some(view) = turning.take("StreamSpecification.StreamViewType") {
        turning.put("stream_enabled", say(true));
        turning.put("stream_view_type", view);
    }
    if let Some(is_on) = turning.take("PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled") {
        turning.put("point_in_time_recovery.enabled", is_on);
    }
}

const NOTIFICATION: &str = "Notification";

/// What a bucket tells of is a resource of its own.
fn bucket(turning: &mut Turning<'_>) {
    let Some(told) = turning.take("NotificationConfiguration") else { return };
    let mut record = tree(&[("bucket", turning.own())]);
    for (from, key, to, argument) in [
        ("LambdaConfigurations", "Function", "lambda_function", "lambda_function_arn"),
        ("QueueConfigurations", "Queue", "queue", "queue_arn"),
        ("TopicConfigurations", "Topic", "topic", "topic_arn"),
    ] {
        let one = |it: &Attr| {
            let said = |key: &str| it.get(key).cloned().unwrap_or_default();
            tree(&[(argument, said(key)), ("events", list([said("Event")]))])
        };
        let all: Vec<Attr> = told.get(from).map(Attr::items).unwrap_or_default().iter().map(one).collect();
        if !all.is_empty() {
            record.put(to, list(all));
        }
    }
    turning.more.push((NOTIFICATION.to_owned(), "aws_s3_bucket_notification", record));
    // Whom it tells has to let it by then, and may name the bucket for that.
    turning.waiting = Some(NOTIFICATION);
}

fn rule(turning: &mut Turning<'_>) {
    let mut own = vec![("rule", turning.own())];
    own.extend(turning.properties.get("EventBusName").map(|it| ("event_bus_name", it.clone())));
    turning.each("Targets", "Target", "aws_cloudwatch_event_target", &own, &[("Id", "target_id")]);
}

fn firehose(turning: &mut Turning<'_>) {
    turning.take("DeliveryStreamType");
    turning.put("destination", say("extended_s3"));
    // Of which table the records are is for a person to say; JSON becomes Parquet, unless it is said.
    let conversion = "ExtendedS3DestinationConfiguration.DataFormatConversionConfiguration";
    let role = turning.properties.along("ExtendedS3DestinationConfiguration.RoleARN").cloned();
    if let (true, Some(role)) = (turning.properties.along(conversion).is_some(), role) {
        for (path, value) in [
            ("InputFormatConfiguration.Deserializer.OpenXJsonSerDe", tree(&[])),
            ("OutputFormatConfiguration.Serializer.ParquetSerDe", tree(&[])),
            ("SchemaConfiguration.DatabaseName", to_do()),
            ("SchemaConfiguration.TableName", to_do()),
            ("SchemaConfiguration.RoleARN", role),
        ] {
            turning.properties.put(&format!("{conversion}.{path}"), value);
        }
    }
    for (from, to) in [
        ("KinesisStreamSourceConfiguration", "kinesis_source_configuration"),
        ("ExtendedS3DestinationConfiguration", "extended_s3_configuration"),
    ] {
        if let Some(all) = turning.take(from) {
            turning.put(to, all.with_keys(&underscored));
        }
    }
}

/// What CloudFront takes from the place and asks nobody for.
fn distribution(turning: &mut Turning<'_>) {
    let behaviour = |mut it: Attr| {
        for key in ["AllowedMethods", "CachedMethods"] {
            if it.get(key).is_none() {
                it.put(key, list(["GET", "HEAD"].map(say)));
            }
        }
        it
    };
    if let Some(usual) = turning.take("DistributionConfig.DefaultCacheBehavior") {
        turning.properties.put("DistributionConfig.DefaultCacheBehavior", behaviour(usual));
    }
    if let Some(more) = turning.take("DistributionConfig.CacheBehaviors") {
        let more: Vec<Attr> = more.items().iter().cloned().map(behaviour).collect();
        turning.properties.put("DistributionConfig.CacheBehaviors", list(more));
    }
    let origins =
        turning.take("DistributionConfig.Origins").map(|it| it.items().to_vec()).unwrap_or_default();
    let origin = |mut it: Attr| {
        if let Some(id) = it.take("Id") {
            it.put("OriginId", id);
        }
        // Access is the control's.
        if it.get("OriginAccessControlId").is_some() {
            it.take("S3OriginConfig");
        }
        if it.get("CustomOriginConfig").is_some() {
            it.put("CustomOriginConfig.HttpPort", say(80));
            it.put("CustomOriginConfig.HttpsPort", say(443));
            it.put("CustomOriginConfig.OriginSslProtocols", list([say("TLSv1.2")]));
        }
        it
    };
    turning
        .properties
        .put("DistributionConfig.Origins", list(origins.into_iter().map(origin).collect::<Vec<_>>()));
    if let Some(is_on) = turning.take("DistributionConfig.Enabled") {
        turning.put("enabled", is_on);
    }
    turning.put("restrictions.geo_restriction.restriction_type", say("none"));
    turning.put("viewer_certificate.cloudfront_default_certificate", say(true));
}

fn access_control(turning: &mut Turning<'_>) {
    lift(turning, "OriginAccessControlConfig");
}

fn hosted_zone(turning: &mut Turning<'_>) {
    let all = turning.take("VPCs").map(|it| it.items().to_vec()).unwrap_or_default();
    let one = |it: &Attr| {
        let said = |key: &str| it.get(key).cloned().unwrap_or_default();
        tree(&[("vpc_id", said("VPCId")), ("vpc_region", said("VPCRegion"))])
    };
    if !all.is_empty() {
        turning.put("vpc", list(all.iter().map(one).collect::<Vec<_>>()));
    }
}

/// Names have letters, digits and underscores; each kind of action has a block of its own.
/// <https://docs.aws.amazon.com/iot/latest/apireference/API_CreateTopicRule.html>
fn topic_rule(turning: &mut Turning<'_>) {
    turning.put("name", say(crate::model::giving::plain_name(&turning.item.id).replace('-', "_")));
    let actions = turning.take("TopicRulePayload.Actions").map(|it| it.items().to_vec()).unwrap_or_default();
    let functions: Vec<Attr> =
        actions.iter().filter_map(|it| it.along("Lambda.FunctionArn")).cloned().collect();
    let functions: Vec<Attr> = functions.into_iter().map(|it| tree(&[("function_arn", it)])).collect();
    if !functions.is_empty() {
        turning.put("lambda", list(functions));
    }
}

/// Policies of AWS's own are attached one by one.
fn role(turning: &mut Turning<'_>) {
    let own = turning.own();
    let all = turning.take("ManagedPolicyArns").map(|it| it.items().to_vec()).unwrap_or_default();
    let width = all.len().to_string().len();
    for (n, policy) in (1..).zip(all) {
        let record = tree(&[("role", own.clone()), ("policy_arn", policy)]);
        turning.more.push((format!("Policy{n:0width$}"), "aws_iam_role_policy_attachment", record));
    }
}
