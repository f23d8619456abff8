//! Services that AWS runs and that are told apart by their type, proxies of databases, and ways in for people.
//!
//! Names of arguments, and which are required: <https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs>

use super::super::way::{Turning, Way, said, tree};
use crate::model::{
    attrs::Attr,
    giving::{list, say},
};

/// Every type.
pub(in crate::export::terraform) static WAYS: &[Way] = &[
    Way::of("AWS::RDS::DBProxy")
        .reference("name")
        .moved(&[("DBProxyName", "name")])
        .says(&[("vpc_subnet_ids", "[TODO]"), ("role_arn", ROLE)]),
    Way::of("AWS::RDS::DBProxyTargetGroup").turn(behind),
    Way::of("AWS::RDS::DBProxyEndpoint").says(&[("vpc_subnet_ids", "[TODO]")]),
    Way::of("AWS::EC2::ClientVpnEndpoint").turn(way_in),
    Way::of("AWS::EC2::ClientVpnTargetNetworkAssociation").says(&[("subnet_id", "TODO")]),
    Way::of("AWS::EC2::InstanceConnectEndpoint").says(&[("subnet_id", "TODO")]),
    Way::of("AWS::Redshift::Cluster")
        .named("cluster_identifier")
        .moved(&[("DBName", "database_name")])
        .says(&[("node_type", "TODO"), ("skip_final_snapshot", "true")]),
    Way::of("AWS::Redshift::ClusterSubnetGroup").reference("name").named("name"),
    Way::of("AWS::RedshiftServerless::Workgroup")
        .named("workgroup_name")
        .says(&[("namespace_name", "? the namespace of the workgroup")]),
    Way::of("AWS::Neptune::DBCluster").says(&[("skip_final_snapshot", "true")]),
    Way::of("AWS::Neptune::DBSubnetGroup")
        .reference("name")
        .moved(&[("DBSubnetGroupDescription", "description")]),
    Way::of("AWS::MemoryDB::Cluster")
        .named("name")
        .says(&[("acl_name", "open-access"), ("node_type", "TODO")]),
    Way::of("AWS::MemoryDB::SubnetGroup").reference("name").named("name"),
    Way::of("AWS::DAX::Cluster").named("cluster_name").says(&[
        ("iam_role_arn", ROLE),
        ("node_type", "TODO"),
        ("replication_factor", "1"),
    ]),
    Way::of("AWS::DAX::SubnetGroup").reference("name").named("name"),
    Way::of("AWS::FSx::FileSystem").says(&[("subnet_ids", "[TODO]")]).turn(files),
    Way::of("AWS::DirectoryService::MicrosoftAD").says(DIRECTORY).turn(active),
    Way::of("AWS::DirectoryService::SimpleAD").says(DIRECTORY),
    Way::of("AWS::Transfer::Server").completes(&[("endpoint_details", "vpc_id", VPC)]).turn(transfer),
    Way::of("AWS::Route53Resolver::ResolverEndpoint")
        .says(&[("security_group_ids", "[TODO]"), ("direction", "INBOUND")])
        .turn(resolver),
    Way::of("AWS::Batch::ComputeEnvironment").says(&[("type", "MANAGED")]).completes(&[
        ("compute_resources", "type", "? EC2, SPOT, FARGATE or FARGATE_SPOT"),
        ("compute_resources", "max_vcpus", "? the most processors at a time"),
        ("compute_resources", "subnets", "[TODO]"),
    ]),
    Way::of("AWS::CodeBuild::Project")
        .named("name")
        .says(&[
            ("service_role", ROLE),
            ("artifacts.type", "NO_ARTIFACTS"),
            ("environment.compute_type", "TODO"),
            ("environment.type", "LINUX_CONTAINER"),
            ("environment.image", "? the image that builds"),
            ("source.type", "NO_SOURCE"),
            ("source.buildspec", "? what is done"),
        ])
        .completes(&[
            ("vpc_config", "vpc_id", VPC),
            ("vpc_config", "subnets", "[TODO]"),
            ("vpc_config", "security_group_ids", "[]"),
        ]),
    Way::of("AWS::Glue::Job")
        .named("name")
        .says(&[("role_arn", ROLE), ("command.script_location", "? where the script is")]),
    Way::of("AWS::Glue::Crawler").named("name").says(&[
        ("role", ROLE),
        ("database_name", "TODO"),
        ("s3_target.path", "? where it looks"),
    ]),
    Way::of("AWS::EMR::Cluster")
        .named("name")
        .says(&[
            ("release_label", "TODO"),
            ("service_role", ROLE),
            ("ec2_attributes.instance_profile", "? the profile of its instances"),
            ("master_instance_group.instance_type", "TODO"),
        ])
        .completes(&[("core_instance_group", "instance_type", "TODO")]),
    Way::of("AWS::EMRServerless::Application")
        .named("name")
        .says(&[("release_label", "TODO"), ("type", "? SPARK or HIVE")]),
    Way::of("AWS::SageMaker::Endpoint")
        .says(&[("endpoint_config_name", "? the configuration of the endpoint")]),
    Way::of("AWS::SageMaker::NotebookInstance")
        .named("name")
        .says(&[("instance_type", "TODO"), ("role_arn", ROLE)]),
    Way::of("AWS::AppRunner::Service").named("service_name").says(&[
        ("source_configuration.image_repository.image_identifier", "? the image"),
        ("source_configuration.image_repository.image_repository_type", "? ECR or ECR_PUBLIC"),
    ]),
    Way::of("AWS::Synthetics::Canary").named("name").says(&[
        ("artifact_s3_location", "? where what it finds is kept"),
        ("execution_role_arn", ROLE),
        ("handler", "TODO"),
        ("runtime_version", "TODO"),
        ("schedule.expression", "? how often it runs"),
    ]),
    Way::of("AWS::DMS::ReplicationInstance")
        .named("replication_instance_id")
        .says(&[("replication_instance_class", "TODO")]),
    Way::of("AWS::DMS::ReplicationSubnetGroup").named("replication_subnet_group_id"),
    Way::of("AWS::KinesisAnalyticsV2::Application")
        .named("name")
        .says(&[("runtime_environment", "? the version of Flink"), ("service_execution_role", ROLE)])
        .completes(&[
            ("application_configuration", "application_code_configuration.code_content_type", "ZIPFILE"),
            ("application_configuration.vpc_configuration", "subnet_ids", "[TODO]"),
            ("application_configuration.vpc_configuration", "security_group_ids", "[]"),
        ]),
    Way::of("AWS::MWAA::Environment").named("name").says(&[
        ("dag_s3_path", "TODO"),
        ("execution_role_arn", ROLE),
        ("source_bucket_arn", "? the bucket with the graphs"),
        ("network_configuration.subnet_ids", "[TODO]"),
        ("network_configuration.security_group_ids", "[]"),
    ]),
    Way::of("AWS::Lambda::CapacityProvider").named("name").says(&[
        ("permissions_config.capacity_provider_operator_role_arn", ROLE),
        ("vpc_config.subnet_ids", "[TODO]"),
        ("vpc_config.security_group_ids", "[]"),
    ]),
    Way::of("AWS::BedrockAgentCore::Runtime")
        .says(&[
            ("role_arn", ROLE),
            ("agent_runtime_artifact.container_configuration.container_uri", "? the image"),
        ])
        .completes(&[
            ("network_configuration.network_mode_config", "subnets", "[TODO]"),
            ("network_configuration.network_mode_config", "security_groups", "[]"),
        ])
        .turn(agent_runtime),
    Way::of("AWS::Bedrock::Agent")
        .named("agent_name")
        .says(&[("agent_resource_role_arn", ROLE), ("foundation_model", "TODO")]),
    Way::of("AWS::Bedrock::KnowledgeBase").named("name").says(&[
        ("role_arn", ROLE),
        ("knowledge_base_configuration.type", "VECTOR"),
        (
            "knowledge_base_configuration.vector_knowledge_base_configuration.embedding_model_arn",
            "? the model that embeds",
        ),
    ]),
    Way::of("AWS::Amplify::App").named("name"),
    Way::of("AWS::Cassandra::Table")
        .says(&[
            ("keyspace_name", "TODO"),
            ("schema_definition.column.name", "TODO"),
            ("schema_definition.column.type", "TODO"),
            ("schema_definition.partition_key.name", "TODO"),
        ])
        .turn(table),
    Way::of("AWS::Grafana::Workspace").says(&[
        ("account_access_type", "CURRENT_ACCOUNT"),
        ("authentication_providers", "[AWS_SSO]"),
        ("permission_type", "SERVICE_MANAGED"),
    ]),
    Way::of("AWS::Kendra::Index").named("name").says(&[("role_arn", ROLE)]),
    Way::of("AWS::OpenSearchServerless::Collection").named("name"),
    Way::of("AWS::QLDB::Ledger").says(&[("permissions_mode", "STANDARD")]),
    Way::of("AWS::Timestream::Database").named("database_name"),
];

const ROLE: &str = "? the role of the service";
const VPC: &str = "? the VPC";
const DIRECTORY: &[(&str, &str)] = &[
    ("name", "? the domain of the directory"),
    ("password", "? sensitive"),
    ("vpc_settings.vpc_id", VPC),
    ("vpc_settings.subnet_ids", "[TODO]"),
];

/// Each database behind a proxy is a resource of its own.
fn behind(turning: &mut Turning<'_>) {
    let mut all: Vec<(&str, Attr)> = Vec::new();
    for (path, argument) in [
        ("DBClusterIdentifiers", "db_cluster_identifier"),
        ("DBInstanceIdentifiers", "db_instance_identifier"),
    ] {
        let these = turning.take(path).map(|it| it.items().to_vec()).unwrap_or_default();
        all.extend(these.into_iter().map(|it| (argument, it)));
    }
    let mut all = all.into_iter();
    let Some((argument, first)) = all.next() else {
        turning.is_left_out = true;
        return;
    };
    turning.put(argument, first);
    let said = |key: &str| turning.properties.get(key).cloned().unwrap_or_default();
    let group = [("db_proxy_name", said("DBProxyName")), ("target_group_name", said("TargetGroupName"))];
    for (n, (argument, one)) in (2..).zip(all) {
        let mut record = tree(&group);
        record.put(argument, one);
        turning.more.push((format!("Target{n}"), "aws_db_proxy_target", record));
    }
}

/// How people prove who they are.
fn way_in(turning: &mut Turning<'_>) {
    let all = turning.take("AuthenticationOptions").map(|it| it.items().to_vec()).unwrap_or_default();
    let flat = |mut it: Attr| {
        if let Some(root) = it.take("MutualAuthentication.ClientRootCertificateChainArn") {
            it.put("RootCertificateChainArn", root);
        }
        it
    };
    turning.properties.put("AuthenticationOptions", list(all.into_iter().map(flat).collect::<Vec<_>>()));
}

/// Each kind of file system is a type, with the least that it has to have.
fn files(turning: &mut Turning<'_>) {
    let size: &[(&str, &str)] = match turning.properties.known_at("FileSystemType") {
        Some("WINDOWS") => &[
            ("storage_capacity", "? how many GiB it holds"),
            ("throughput_capacity", "? its throughput in MB/s"),
            ("active_directory_id", "? the directory of its users"),
        ],
        Some("ONTAP") => &[
            ("storage_capacity", "? how many GiB it holds"),
            ("throughput_capacity", "? its throughput in MB/s"),
            ("deployment_type", "SINGLE_AZ_1"),
        ],
        Some("OPENZFS") => &[
            ("storage_capacity", "? how many GiB it holds"),
            ("throughput_capacity", "? its throughput in MB/s"),
            ("deployment_type", "SINGLE_AZ_1"),
        ],
        Some("LUSTRE") => &[("storage_capacity", "? how many GiB it holds")],
        Some(_) | None => {
            turning.take("FileSystemType");
            &[("storage_capacity", "? how many GiB it holds")]
        }
    };
    if turning.properties.known_at("FileSystemType") == Some("ONTAP") {
        let first = turning.properties.get("SubnetIds").and_then(|it| it.items().first().cloned());
        turning.put("preferred_subnet_id", first.unwrap_or_else(|| said("TODO")));
    }
    for (argument, text) in size {
        turning.put(argument, said(text));
    }
}

fn active(turning: &mut Turning<'_>) {
    turning.put("type", say("MicrosoftAD"));
}

/// One with addresses of its own says so.
fn transfer(turning: &mut Turning<'_>) {
    if turning.properties.get("EndpointDetails").is_some() {
        turning.put("endpoint_type", say("VPC"));
    }
}

/// It has an address in each of its subnets.
fn resolver(turning: &mut Turning<'_>) {
    if turning.properties.get("IpAddresses").is_none() {
        turning.put("ip_address", list([tree(&[("subnet_id", said("TODO"))])]));
    }
}

/// Names have letters, digits and underscores; one in subnets says so.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_CreateAgentRuntime.html>
fn agent_runtime(turning: &mut Turning<'_>) {
    turning.put("agent_runtime_name", underscores(turning));
    let is_inside = turning.properties.along("NetworkConfiguration.NetworkModeConfig").is_some();
    turning.put("network_configuration.network_mode", say(if is_inside { "VPC" } else { "PUBLIC" }));
}

/// <https://docs.aws.amazon.com/keyspaces/latest/APIReference/API_CreateTable.html>
fn table(turning: &mut Turning<'_>) {
    turning.put("table_name", underscores(turning));
}

fn underscores(turning: &Turning<'_>) -> Attr {
    say(crate::model::giving::plain_name(&turning.item.id).replace('-', "_"))
}
