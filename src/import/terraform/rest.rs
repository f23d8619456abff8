//! Types of the AWS provider that run, keep or carry something, and those that answer nothing.
//!
//! Names of arguments: <https://registry.terraform.io/providers/hashicorp/aws/latest/docs>

use crate::import::pivot::{Part, Shape};

const CONNECTION: &str = crate::import::cloudformation::CONNECTION;
/// What no answer is made of by itself.
pub(super) const NOTHING: &str = "Plat::Nothing";

/// What a bucket tells of, one by one.
const NOTIFIES: [Part; 3] = [
    Part::of("lambda_function", CONNECTION, "")
        .inherits(&[("bucket", "From")])
        .renamed(&[("lambda_function_arn", "To")]),
    Part::of("queue", CONNECTION, "").inherits(&[("bucket", "From")]).renamed(&[("queue_arn", "To")]),
    Part::of("topic", CONNECTION, "").inherits(&[("bucket", "From")]).renamed(&[("topic_arn", "To")]),
];

/// Every type.
pub(super) const TYPES: &[Shape] = &[
    Shape::of("aws_ebs_volume", "AWS::EC2::Volume").renamed(&[("type", "VolumeType")]),
    Shape::of("aws_volume_attachment", "AWS::EC2::VolumeAttachment"),
    Shape::of("aws_launch_template", "AWS::EC2::LaunchTemplate")
        .renamed(&[("vpc_security_group_ids", "SecurityGroupIds")]),
    Shape::of("aws_launch_configuration", "AWS::AutoScaling::LaunchConfiguration"),
    Shape::of("aws_autoscaling_group", "AWS::AutoScaling::AutoScalingGroup").renamed(&[
        ("tag", "Tags"),
        ("launch_template.id", "LaunchTemplate.LaunchTemplateId"),
        ("launch_template.name", "LaunchTemplate.LaunchTemplateName"),
        ("launch_template.version", "LaunchTemplate.Version"),
    ]),
    Shape::of("aws_autoscaling_policy", "AWS::AutoScaling::ScalingPolicy"),
    Shape::of("aws_autoscaling_schedule", "AWS::AutoScaling::ScheduledAction"),
    Shape::of("aws_autoscaling_lifecycle_hook", "AWS::AutoScaling::LifecycleHook"),
    Shape::of("aws_ecs_cluster", "AWS::ECS::Cluster"),
    Shape::of("aws_ecs_cluster_capacity_providers", "AWS::ECS::ClusterCapacityProviderAssociations"),
    Shape::of("aws_ecs_capacity_provider", "AWS::ECS::CapacityProvider"),
    Shape::of("aws_ecs_task_definition", "AWS::ECS::TaskDefinition"),
    Shape::of("aws_ecs_service", "AWS::ECS::Service").renamed(&[
        ("network_configuration", "NetworkConfiguration.AwsvpcConfiguration"),
        ("load_balancer", "LoadBalancers"),
    ]),
    Shape::of("aws_eks_cluster", "AWS::EKS::Cluster").renamed(&[("vpc_config", "ResourcesVpcConfig")]),
    Shape::of("aws_db_instance", "AWS::RDS::DBInstance")
        .renamed(&[("vpc_security_group_ids", "VPCSecurityGroups"), ("instance_class", "DBInstanceClass")]),
    Shape::of("aws_rds_cluster", "AWS::RDS::DBCluster"),
    Shape::of("aws_rds_cluster_instance", "AWS::RDS::DBInstance")
        .renamed(&[("cluster_identifier", "DBClusterIdentifier"), ("instance_class", "DBInstanceClass")]),
    Shape::of("aws_db_subnet_group", "AWS::RDS::DBSubnetGroup"),
    Shape::of("aws_db_parameter_group", "AWS::RDS::DBParameterGroup"),
    Shape::of("aws_db_option_group", "AWS::RDS::OptionGroup"),
    Shape::of("aws_rds_cluster_parameter_group", "AWS::RDS::DBClusterParameterGroup"),
    Shape::of("aws_elasticache_cluster", "AWS::ElastiCache::CacheCluster").renamed(&[
        ("security_group_ids", "VpcSecurityGroupIds"),
        ("subnet_group_name", "CacheSubnetGroupName"),
        ("node_type", "CacheNodeType"),
    ]),
    Shape::of("aws_elasticache_replication_group", "AWS::ElastiCache::ReplicationGroup")
        .renamed(&[("subnet_group_name", "CacheSubnetGroupName"), ("node_type", "CacheNodeType")]),
    Shape::of("aws_elasticache_subnet_group", "AWS::ElastiCache::SubnetGroup"),
    Shape::of("aws_elasticache_parameter_group", "AWS::ElastiCache::ParameterGroup"),
    Shape::of("aws_efs_file_system", "AWS::EFS::FileSystem"),
    Shape::of("aws_efs_mount_target", "AWS::EFS::MountTarget"),
    Shape::of("aws_efs_access_point", "AWS::EFS::AccessPoint"),
    Shape::of("aws_lambda_function", "AWS::Lambda::Function"),
    Shape::of("aws_lambda_event_source_mapping", "AWS::Lambda::EventSourceMapping"),
    Shape::of("aws_lambda_function_url", "AWS::Lambda::Url")
        .renamed(&[("function_name", "TargetFunctionArn")]),
    Shape::of("aws_lambda_permission", "AWS::Lambda::Permission"),
    Shape::of("aws_lambda_alias", "AWS::Lambda::Alias"),
    Shape::of("aws_lambda_provisioned_concurrency_config", "AWS::Lambda::Alias").renamed(&[(
        "provisioned_concurrent_executions",
        "ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions",
    )]),
    Shape::of("aws_lambda_layer_version", "AWS::Lambda::LayerVersion"),
    Shape::of("aws_lambda_function_event_invoke_config", "AWS::Lambda::EventInvokeConfig"),
    Shape::of("aws_api_gateway_rest_api", "AWS::ApiGateway::RestApi"),
    Shape::of("aws_api_gateway_resource", "AWS::ApiGateway::Resource"),
    Shape::of("aws_api_gateway_method", "AWS::ApiGateway::Method"),
    Shape::of("aws_api_gateway_integration", "AWS::ApiGateway::Method").renamed(&[
        ("uri", "Integration.Uri"),
        ("connection_id", "Integration.ConnectionId"),
        ("request_templates", "Integration.RequestTemplates"),
    ]),
    Shape::of("aws_api_gateway_stage", "AWS::ApiGateway::Stage"),
    Shape::of("aws_api_gateway_authorizer", "AWS::ApiGateway::Authorizer"),
    Shape::of("aws_api_gateway_deployment", "AWS::ApiGateway::Deployment"),
    Shape::of("aws_api_gateway_vpc_link", "AWS::ApiGateway::VpcLink"),
    Shape::of("aws_api_gateway_account", "AWS::ApiGateway::Account"),
    Shape::of("aws_api_gateway_api_key", "AWS::ApiGateway::ApiKey"),
    Shape::of("aws_api_gateway_usage_plan", "AWS::ApiGateway::UsagePlan"),
    Shape::of("aws_api_gateway_usage_plan_key", "AWS::ApiGateway::UsagePlanKey"),
    Shape::of("aws_api_gateway_model", "AWS::ApiGateway::Model"),
    Shape::of("aws_api_gateway_gateway_response", "AWS::ApiGateway::GatewayResponse"),
    Shape::of("aws_api_gateway_request_validator", "AWS::ApiGateway::RequestValidator"),
    Shape::of("aws_api_gateway_method_settings", NOTHING),
    Shape::of("aws_api_gateway_method_response", NOTHING),
    Shape::of("aws_api_gateway_integration_response", NOTHING),
    Shape::of("aws_apigatewayv2_api", "AWS::ApiGatewayV2::Api"),
    Shape::of("aws_apigatewayv2_route", "AWS::ApiGatewayV2::Route"),
    Shape::of("aws_apigatewayv2_integration", "AWS::ApiGatewayV2::Integration"),
    Shape::of("aws_apigatewayv2_stage", "AWS::ApiGatewayV2::Stage"),
    Shape::of("aws_apigatewayv2_authorizer", "AWS::ApiGatewayV2::Authorizer"),
    Shape::of("aws_apigatewayv2_deployment", "AWS::ApiGatewayV2::Deployment"),
    Shape::of("aws_apigatewayv2_vpc_link", "AWS::ApiGatewayV2::VpcLink"),
    Shape::of("aws_dynamodb_table", "AWS::DynamoDB::Table").renamed(&[
        ("read_capacity", "ProvisionedThroughput.ReadCapacityUnits"),
        ("write_capacity", "ProvisionedThroughput.WriteCapacityUnits"),
        ("global_secondary_index", "GlobalSecondaryIndexes"),
        ("point_in_time_recovery.enabled", "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled"),
    ]),
    Shape::of("aws_s3_bucket", "AWS::S3::Bucket"),
    Shape::of("aws_s3_bucket_policy", "AWS::S3::BucketPolicy"),
    Shape::of("aws_s3_bucket_notification", NOTHING).parts(&NOTIFIES),
    Shape::of("aws_sqs_queue", "AWS::SQS::Queue").renamed(&[
        ("redrive_policy", "RedrivePolicy.deadLetterTargetArn"),
        ("visibility_timeout_seconds", "VisibilityTimeout"),
    ]),
    Shape::of("aws_sqs_queue_policy", "AWS::SQS::QueuePolicy"),
    Shape::of("aws_sns_topic", "AWS::SNS::Topic"),
    Shape::of("aws_sns_topic_policy", "AWS::SNS::TopicPolicy"),
    Shape::of("aws_sns_topic_subscription", "AWS::SNS::Subscription"),
    Shape::of("aws_cloudwatch_event_bus", "AWS::Events::EventBus"),
    Shape::of("aws_cloudwatch_event_rule", "AWS::Events::Rule"),
    Shape::of("aws_cloudwatch_event_target", NOTHING)
        .parts(&[Part::of("", CONNECTION, "").renamed(&[("rule", "From"), ("arn", "To")])]),
    Shape::of("aws_scheduler_schedule", "AWS::Scheduler::Schedule"),
    Shape::of("aws_pipes_pipe", "AWS::Pipes::Pipe"),
    Shape::of("aws_sfn_state_machine", "AWS::StepFunctions::StateMachine")
        .renamed(&[("definition", "DefinitionString"), ("type", "StateMachineType")]),
    Shape::of("aws_kinesis_stream", "AWS::Kinesis::Stream")
        .renamed(&[("retention_period", "RetentionPeriodHours")]),
    Shape::of("aws_kinesis_firehose_delivery_stream", "AWS::KinesisFirehose::DeliveryStream").renamed(&[
        ("kinesis_source_configuration", "KinesisStreamSourceConfiguration"),
        ("extended_s3_configuration", "ExtendedS3DestinationConfiguration"),
        ("elasticsearch_configuration", "ElasticsearchDestinationConfiguration"),
        ("opensearch_configuration", "AmazonopensearchserviceDestinationConfiguration"),
        ("redshift_configuration", "RedshiftDestinationConfiguration"),
        ("http_endpoint_configuration", "HttpEndpointDestinationConfiguration"),
    ]),
    Shape::of("aws_cognito_user_pool", "AWS::Cognito::UserPool"),
    Shape::of("aws_cognito_user_pool_client", "AWS::Cognito::UserPoolClient"),
    Shape::of("aws_cognito_user_pool_domain", "AWS::Cognito::UserPoolDomain"),
    Shape::of("aws_cognito_identity_pool", "AWS::Cognito::IdentityPool"),
    Shape::of("aws_cloudfront_origin_access_identity", "AWS::CloudFront::CloudFrontOriginAccessIdentity"),
    Shape::of("aws_cloudfront_origin_access_control", "AWS::CloudFront::OriginAccessControl"),
    Shape::of("aws_secretsmanager_secret", "AWS::SecretsManager::Secret"),
    Shape::of("aws_secretsmanager_secret_version", NOTHING),
    Shape::of("aws_kms_key", "AWS::KMS::Key"),
    Shape::of("aws_kms_alias", "AWS::KMS::Alias"),
    Shape::of("aws_wafv2_web_acl", "AWS::WAFv2::WebACL"),
    Shape::of("aws_wafv2_web_acl_association", "AWS::WAFv2::WebACLAssociation"),
    Shape::of("aws_route53_zone", "AWS::Route53::HostedZone").renamed(&[("vpc", "VPCs")]),
    Shape::of("aws_route53_record", "AWS::Route53::RecordSet")
        .renamed(&[("zone_id", "HostedZoneId"), ("records", "ResourceRecords")]),
    Shape::of("aws_acm_certificate", "AWS::CertificateManager::Certificate"),
    Shape::of("aws_acm_certificate_validation", NOTHING),
    Shape::of("aws_ecr_repository", "AWS::ECR::Repository"),
    Shape::of("aws_ecr_repository_policy", NOTHING),
    Shape::of("aws_ecr_lifecycle_policy", NOTHING),
    Shape::of("aws_flow_log", "AWS::EC2::FlowLog"),
    Shape::of("aws_key_pair", "AWS::EC2::KeyPair"),
    Shape::of("aws_vpc_dhcp_options", "AWS::EC2::DHCPOptions"),
    Shape::of("aws_vpc_dhcp_options_association", "AWS::EC2::VPCDHCPOptionsAssociation"),
    Shape::of("aws_default_vpc_dhcp_options", "AWS::EC2::DHCPOptions"),
    Shape::of("aws_iam_role", "AWS::IAM::Role"),
    Shape::of("aws_iam_role_policy", "AWS::IAM::Policy")
        .renamed(&[("role", "Roles"), ("policy", "PolicyDocument.Statement.Resource")]),
    Shape::of("aws_iam_policy", "AWS::IAM::ManagedPolicy")
        .renamed(&[("policy", "PolicyDocument.Statement.Resource")]),
    // What a role gets from a policy is what the policy names.
    Shape::of("aws_iam_role_policy_attachment", "AWS::IAM::Policy").renamed(ATTACHED),
    Shape::of("aws_iam_policy_attachment", "AWS::IAM::Policy").renamed(ATTACHED),
    Shape::of("aws_mq_broker", "AWS::AmazonMQ::Broker"),
    Shape::of("aws_mq_configuration", "AWS::AmazonMQ::Configuration"),
    Shape::of("aws_msk_cluster", "AWS::MSK::Cluster"),
    Shape::of("aws_msk_configuration", "AWS::MSK::Configuration"),
    Shape::of("aws_msk_serverless_cluster", "AWS::MSK::ServerlessCluster").renamed(&[
        ("vpc_config.subnet_ids", "VpcConfigs.SubnetIds"),
        ("vpc_config.security_group_ids", "VpcConfigs.SecurityGroups"),
    ]),
    Shape::of("aws_opensearch_domain", "AWS::OpenSearchService::Domain"),
    Shape::of("aws_elasticsearch_domain", "AWS::Elasticsearch::Domain")
        .renamed(&[("cluster_config", "ElasticsearchClusterConfig")]),
    Shape::of("aws_docdb_cluster", "AWS::DocDB::DBCluster"),
    Shape::of("aws_docdb_cluster_instance", "AWS::DocDB::DBInstance")
        .renamed(&[("cluster_identifier", "DBClusterIdentifier"), ("instance_class", "DBInstanceClass")]),
    Shape::of("aws_docdb_subnet_group", "AWS::DocDB::DBSubnetGroup"),
    Shape::of("aws_docdb_cluster_parameter_group", "AWS::DocDB::DBClusterParameterGroup"),
    Shape::of("aws_elasticache_serverless_cache", "AWS::ElastiCache::ServerlessCache"),
    Shape::of("aws_appsync_graphql_api", "AWS::AppSync::GraphQLApi"),
    Shape::of("aws_appsync_datasource", "AWS::AppSync::DataSource")
        .renamed(&[("lambda_config.function_arn", "LambdaConfig.LambdaFunctionArn")]),
    Shape::of("aws_appsync_resolver", "AWS::AppSync::Resolver"),
    Shape::of("aws_appsync_function", "AWS::AppSync::FunctionConfiguration"),
    Shape::of("aws_appsync_api_key", "AWS::AppSync::ApiKey"),
    Shape::of("aws_cloudfront_distribution", "AWS::CloudFront::Distribution").renamed(&[
        ("origin", "DistributionConfig.Origins"),
        ("web_acl_id", "DistributionConfig.WebACLId"),
        ("default_cache_behavior", "DistributionConfig.DefaultCacheBehavior"),
        ("ordered_cache_behavior", "DistributionConfig.CacheBehaviors"),
    ]),
    Shape::of("aws_cloudfront_cache_policy", "AWS::CloudFront::CachePolicy"),
    Shape::of("aws_cloudfront_function", "AWS::CloudFront::Function"),
    Shape::of("aws_cloudfront_origin_request_policy", "AWS::CloudFront::OriginRequestPolicy"),
    Shape::of("aws_cloudfront_response_headers_policy", "AWS::CloudFront::ResponseHeadersPolicy"),
    Shape::of("aws_cloudwatch_event_connection", "AWS::Events::Connection"),
    Shape::of("aws_cloudwatch_event_api_destination", "AWS::Events::ApiDestination"),
    Shape::of("aws_iot_topic_rule", "AWS::IoT::TopicRule").renamed(&[
        ("sql", "TopicRulePayload.Sql"),
        ("lambda", "TopicRulePayload.Actions.Lambda"),
        ("sqs", "TopicRulePayload.Actions.Sqs"),
        ("sns", "TopicRulePayload.Actions.Sns"),
        ("kinesis", "TopicRulePayload.Actions.Kinesis"),
        ("firehose", "TopicRulePayload.Actions.Firehose"),
        ("dynamodb", "TopicRulePayload.Actions.DynamoDB"),
        ("dynamodbv2", "TopicRulePayload.Actions.DynamoDBv2"),
        ("s3", "TopicRulePayload.Actions.S3"),
        ("step_functions", "TopicRulePayload.Actions.StepFunctions"),
    ]),
    Shape::of("aws_kinesis_stream_consumer", "AWS::Kinesis::StreamConsumer"),
    Shape::of("aws_scheduler_schedule_group", "AWS::Scheduler::ScheduleGroup"),
    Shape::of("aws_secretsmanager_secret_policy", "AWS::SecretsManager::ResourcePolicy"),
    Shape::of("aws_secretsmanager_secret_rotation", "AWS::SecretsManager::RotationSchedule"),
    Shape::of("aws_service_discovery_service", "AWS::ServiceDiscovery::Service"),
    Shape::of("aws_api_gateway_base_path_mapping", "AWS::ApiGateway::BasePathMapping"),
    Shape::of("aws_apigatewayv2_api_mapping", "AWS::ApiGatewayV2::ApiMapping"),
    Shape::of("aws_apigatewayv2_integration_response", "AWS::ApiGatewayV2::IntegrationResponse"),
    Shape::of("aws_apigatewayv2_route_response", "AWS::ApiGatewayV2::RouteResponse"),
    Shape::of("aws_apigatewayv2_model", "AWS::ApiGatewayV2::Model"),
    Shape::of("aws_cognito_resource_server", "AWS::Cognito::UserPoolResourceServer"),
    Shape::of("aws_cognito_user_group", "AWS::Cognito::UserPoolGroup"),
    Shape::of("aws_cognito_identity_pool_roles_attachment", "AWS::Cognito::IdentityPoolRoleAttachment"),
    Shape::of("aws_dynamodb_table_item", NOTHING),
    Shape::of("aws_s3_object", NOTHING),
    Shape::of("terraform_data", NOTHING),
];

const ATTACHED: &[(&str, &str)] =
    &[("role", "Roles"), ("roles", "Roles"), ("policy_arn", "PolicyDocument.Statement.Resource")];

/// How the names of types begin that answer nothing.
pub(super) const FAMILIES: [&str; 14] = [
    "aws_iam_",
    "aws_cloudwatch_log_",
    "aws_cloudwatch_metric_alarm",
    "aws_cloudwatch_dashboard",
    "aws_ssm_",
    "aws_appautoscaling_",
    "aws_s3_bucket_",
    "random_",
    "null_",
    "local_",
    "tls_",
    "time_",
    "archive_",
    "template_",
];
