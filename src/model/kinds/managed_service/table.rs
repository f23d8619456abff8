//! Which types of templates are managed services: what the service is called, on which ports it answers in its subnets,
//! whether code runs in it, and where its properties are.
//!
//! Names of services: <https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html>. Properties:
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html>

use super::ManagedService;
use crate::model::{
    attrs::{Attr, Item, Value},
    giving::{Exporting, Giving, list, say, to_do, tree},
    taking::{Import, Importing, Join, Taking},
};
use crate::base::PortRange;
use std::rc::Rc;

type Names = &'static [(&'static str, &'static str)];

/// Nothing of it is where a field is.
const PLAIN: Names = &[("service", "-"), ("resource_type", "-"), ("ports", "-"), ("runs_code", "-"), ("node_count", "-"), ("node_type", "-"), ("publicly_accessible", "-"), ("subnet_ids", "-"), ("security_group_ids", "-")];

/// The properties that are fields: subnets, groups, size and number of nodes.
macro_rules! at {
    ($subnets:literal, $groups:literal, $size:literal, $count:literal) => {
        &[("subnet_ids", $subnets), ("security_group_ids", $groups), ("node_type", $size), ("node_count", $count), ("service", "-"), ("resource_type", "-"), ("ports", "-"), ("runs_code", "-")]
    };
}

/// A type.
struct Product {
    ty: &'static str,
    service: &'static str,
    /// Where it answers in its subnets.
    ports: &'static str,
    /// Whether code runs in it.
    runs_code: bool,
    /// The property that names its subnet group.
    group: &'static str,
}

/// Types with a row of their own: type, service, ports, code, subnet group, properties.
macro_rules! products {
    ($($ty:literal, $service:literal, $ports:literal, $runs:literal, $group:literal, $names:expr;)+ plain: $($plain:literal $answers:literal,)+) => {
        const PRODUCTS: &[Product] = &[
            $(Product { ty: $ty, service: $service, ports: $ports, runs_code: $runs, group: $group },)+
            $(Product { ty: $plain, service: $answers, ports: "", runs_code: false, group: "" },)+
        ];
        const IMPORTS: &[Import] = &[$(Import::named($ty, $names),)+ $(Import::named($plain, PLAIN),)+];
    };
}

products! {
    "AWS::Redshift::Cluster", "redshift", "5439", false, "ClusterSubnetGroupName", at!("-", "VpcSecurityGroupIds", "NodeType", "NumberOfNodes");
    "AWS::RedshiftServerless::Workgroup", "redshift-serverless", "5439", false, "", at!("SubnetIds", "SecurityGroupIds", "-", "-");
    "AWS::Neptune::DBCluster", "neptune", "8182", false, "DBSubnetGroupName", at!("-", "VpcSecurityGroupIds", "-", "-");
    "AWS::MemoryDB::Cluster", "memorydb", "6379", false, "SubnetGroupName", at!("-", "SecurityGroupIds", "NodeType", "NumShards");
    "AWS::DAX::Cluster", "dax", "8111, 9111", false, "SubnetGroupName", at!("-", "SecurityGroupIds", "NodeType", "ReplicationFactor");
    "AWS::Timestream::InfluxDBInstance", "timestream-influxdb", "8086", false, "", at!("VpcSubnetIds", "VpcSecurityGroupIds", "DbInstanceType", "-");
    // NFS, SMB and Lustre. <https://docs.aws.amazon.com/fsx/latest/LustreGuide/limit-access-security-groups.html>
    "AWS::FSx::FileSystem", "fsx", "445, 988, 1018-1023, 2049", false, "", at!("SubnetIds", "SecurityGroupIds", "FileSystemType", "-");
    // <https://docs.aws.amazon.com/directoryservice/latest/admin-guide/ms_ad_getting_started.html>
    "AWS::DirectoryService::MicrosoftAD", "ds", "53, 88, 135, 389, 445, 464, 636, 3268-3269", true, "", at!("VpcSettings.SubnetIds", "-", "Edition", "-");
    "AWS::DirectoryService::SimpleAD", "ds", "53, 88, 135, 389, 445, 464", true, "", at!("VpcSettings.SubnetIds", "-", "Size", "-");
    "AWS::Transfer::Server", "transfer", "22", false, "", at!("EndpointDetails.SubnetIds", "EndpointDetails.SecurityGroupIds", "-", "-");
    "AWS::Route53Resolver::ResolverEndpoint", "route53resolver", "53", true, "", at!("-", "SecurityGroupIds", "-", "-");
    "AWS::Batch::ComputeEnvironment", "batch", "", true, "", at!("ComputeResources.Subnets", "ComputeResources.SecurityGroupIds", "-", "-");
    "AWS::CodeBuild::Project", "codebuild", "", true, "", at!("VpcConfig.Subnets", "VpcConfig.SecurityGroupIds", "Environment.ComputeType", "-");
    "AWS::Glue::Job", "glue", "", true, "", at!("-", "-", "WorkerType", "NumberOfWorkers");
    "AWS::Glue::Crawler", "glue", "", true, "", at!("-", "-", "-", "-");
    "AWS::Glue::DevEndpoint", "glue", "", true, "", at!("-", "SecurityGroupIds", "WorkerType", "NumberOfWorkers");
    "AWS::EMR::Cluster", "elasticmapreduce", "8443", true, "", at!("Instances.Ec2SubnetIds", "-", "Instances.CoreInstanceGroup.InstanceType", "Instances.CoreInstanceGroup.InstanceCount");
    "AWS::EMRServerless::Application", "emr-serverless", "", true, "", at!("NetworkConfiguration.SubnetIds", "NetworkConfiguration.SecurityGroupIds", "-", "-");
    "AWS::SageMaker::Endpoint", "sagemaker.runtime", "", true, "", at!("-", "-", "-", "-");
    "AWS::SageMaker::NotebookInstance", "sagemaker.api", "", true, "", at!("-", "SecurityGroupIds", "InstanceType", "-");
    "AWS::SageMaker::Domain", "sagemaker.api", "", true, "", at!("SubnetIds", "DefaultUserSettings.SecurityGroups", "-", "-");
    "AWS::AppRunner::Service", "apprunner", "", true, "", at!("-", "-", "-", "-");
    "AWS::Synthetics::Canary", "synthetics", "", true, "", at!("VPCConfig.SubnetIds", "VPCConfig.SecurityGroupIds", "-", "-");
    "AWS::DMS::ReplicationInstance", "dms", "", true, "ReplicationSubnetGroupIdentifier", at!("-", "VpcSecurityGroupIds", "ReplicationInstanceClass", "-");
    "AWS::DMS::ReplicationConfig", "dms", "", true, "ComputeConfig.ReplicationSubnetGroupId", at!("-", "ComputeConfig.VpcSecurityGroupIds", "-", "-");
    "AWS::KinesisAnalyticsV2::Application", "kinesisanalytics", "", true, "", at!("ApplicationConfiguration.VpcConfigurations.SubnetIds", "ApplicationConfiguration.VpcConfigurations.SecurityGroupIds", "-", "-");
    "AWS::KinesisAnalytics::Application", "kinesisanalytics", "", true, "", PLAIN;
    "AWS::MWAA::Environment", "airflow.api", "443", true, "", at!("NetworkConfiguration.SubnetIds", "NetworkConfiguration.SecurityGroupIds", "EnvironmentClass", "MaxWorkers");
    "AWS::EC2::InstanceConnectEndpoint", "ec2-instance-connect", "", true, "", at!("-", "SecurityGroupIds", "-", "-");
    "AWS::Lambda::CapacityProvider", "lambda", "", true, "", at!("VpcConfig.SubnetIds", "VpcConfig.SecurityGroupIds", "-", "-");
    "AWS::Serverless::CapacityProvider", "lambda", "", true, "", at!("VpcConfig.SubnetIds", "VpcConfig.SecurityGroupIds", "-", "-");
    "AWS::BedrockAgentCore::Runtime", "bedrock-agentcore", "", true, "", at!("NetworkConfiguration.NetworkModeConfig.Subnets", "NetworkConfiguration.NetworkModeConfig.SecurityGroups", "-", "-");
    "AWS::OSIS::Pipeline", "osis", "", true, "", at!("VpcOptions.SubnetIds", "VpcOptions.SecurityGroupIds", "-", "-");
    "AWS::AppFlow::Flow", "appflow", "", true, "", PLAIN;
    "AWS::Bedrock::Agent", "bedrock-agent-runtime", "", true, "", PLAIN;
    "AWS::Bedrock::Flow", "bedrock-agent-runtime", "", true, "", PLAIN;
    "AWS::BedrockAgentCore::Gateway", "bedrock-agentcore", "", true, "", PLAIN;
    "AWS::DataSync::Task", "datasync", "", true, "", PLAIN;
    "AWS::DataPipeline::Pipeline", "datapipeline", "", true, "", PLAIN;
    "AWS::IoTAnalytics::Dataset", "iotanalytics", "", true, "", PLAIN;
    "AWS::SES::ReceiptRule", "email", "", true, "", PLAIN;
    "AWS::S3ObjectLambda::AccessPoint", "s3-object-lambda", "", true, "", PLAIN;
    "AWS::AppSync::Api", "appsync-api", "", true, "", PLAIN;
    "AWS::Lex::Bot", "runtime-v2-lex", "", true, "", PLAIN;
    plain:
    "AWS::APS::Workspace" "aps-workspaces", "AWS::Amplify::App" "amplify", "AWS::B2BI::Transformer" "b2bi", "AWS::B2BI::Capability" "b2bi", "AWS::B2BI::Partnership" "b2bi", "AWS::B2BI::Profile" "b2bi",
    "AWS::Bedrock::KnowledgeBase" "bedrock-agent-runtime", "AWS::BedrockAgentCore::Memory" "bedrock-agentcore", "AWS::BedrockAgentCore::BrowserCustom" "bedrock-agentcore", "AWS::BedrockAgentCore::CodeInterpreterCustom" "bedrock-agentcore",
    "AWS::Cassandra::Keyspace" "cassandra", "AWS::Cassandra::Table" "cassandra", "AWS::Connect::Instance" "connect", "AWS::DSQL::Cluster" "dsql",
    "AWS::Grafana::Workspace" "grafana", "AWS::HealthLake::FHIRDatastore" "healthlake", "AWS::IoTAnalytics::Channel" "iotanalytics", "AWS::IoTAnalytics::Datastore" "iotanalytics", "AWS::IoTSiteWise::Asset" "iotsitewise",
    "AWS::Kendra::Index" "kendra", "AWS::Location::GeofenceCollection" "geo", "AWS::Location::Map" "geo", "AWS::Location::PlaceIndex" "geo", "AWS::Location::RouteCalculator" "geo", "AWS::Location::Tracker" "geo",
    "AWS::MediaConvert::Queue" "mediaconvert", "AWS::OpenSearchServerless::Collection" "aoss", "AWS::Personalize::Dataset" "personalize", "AWS::Pinpoint::App" "pinpoint", "AWS::QBusiness::Application" "qbusiness",
    "AWS::QLDB::Ledger" "qldb.session", "AWS::Rekognition::Collection" "rekognition", "AWS::Rekognition::Project" "rekognition", "AWS::S3Express::DirectoryBucket" "s3express", "AWS::S3Tables::TableBucket" "s3tables",
    "AWS::S3Vectors::VectorBucket" "s3vectors", "AWS::SDB::Domain" "sdb", "AWS::Timestream::Database" "timestream.query", "AWS::VerifiedPermissions::PolicyStore" "verifiedpermissions",
}

/// Types that name their network beside its subnets, and where.
const IN_NETWORK: &[(&str, &str)] = &[
    ("AWS::DirectoryService::MicrosoftAD", "VpcSettings.VpcId"),
    ("AWS::DirectoryService::SimpleAD", "VpcSettings.VpcId"),
    ("AWS::Transfer::Server", "EndpointDetails.VpcId"),
    ("AWS::CodeBuild::Project", "VpcConfig.VpcId"),
];
/// Types that stand in one subnet, which they name.
const IN_SUBNET: &[&str] = &["AWS::SageMaker::NotebookInstance", "AWS::EC2::InstanceConnectEndpoint"];
const RESOLVER: &str = "AWS::Route53Resolver::ResolverEndpoint";

/// What only adds to one of them.
const JOINS: &[Join] = &[
    Join { ty: "AWS::Neptune::DBInstance", owner: "DBClusterIdentifier" },
    Join { ty: "AWS::Batch::JobQueue", owner: "ComputeEnvironmentOrder.ComputeEnvironment" },
    Join { ty: "AWS::DMS::ReplicationTask", owner: "ReplicationInstanceArn" },
    Join { ty: "AWS::Kendra::DataSource", owner: "IndexId" },
    Join { ty: "AWS::Kendra::Faq", owner: "IndexId" },
    Join { ty: "AWS::Timestream::Table", owner: "DatabaseName" },
    Join { ty: "AWS::QLDB::Stream", owner: "LedgerName" },
    Join { ty: "AWS::Bedrock::DataSource", owner: "KnowledgeBaseId" },
    Join { ty: "AWS::BedrockAgentCore::GatewayTarget", owner: "GatewayIdentifier" },
    Join { ty: "AWS::BedrockAgentCore::RuntimeEndpoint", owner: "AgentRuntimeId" },
    Join { ty: "AWS::QBusiness::Index", owner: "ApplicationId" },
    Join { ty: "AWS::QBusiness::Retriever", owner: "ApplicationId" },
    Join { ty: "AWS::QBusiness::DataSource", owner: "ApplicationId" },
    Join { ty: "AWS::QBusiness::WebExperience", owner: "ApplicationId" },
    Join { ty: "AWS::QBusiness::Plugin", owner: "ApplicationId" },
    Join { ty: "AWS::Pinpoint::SMSChannel", owner: "ApplicationId" },
    Join { ty: "AWS::Pinpoint::EmailChannel", owner: "ApplicationId" },
    Join { ty: "AWS::Pinpoint::APNSChannel", owner: "ApplicationId" },
    Join { ty: "AWS::Pinpoint::GCMChannel", owner: "ApplicationId" },
    Join { ty: "AWS::Pinpoint::Campaign", owner: "ApplicationId" },
    Join { ty: "AWS::Pinpoint::Segment", owner: "ApplicationId" },
    Join { ty: "AWS::Amplify::Branch", owner: "AppId" },
    Join { ty: "AWS::Amplify::Domain", owner: "AppId" },
    Join { ty: "AWS::AppSync::ChannelNamespace", owner: "ApiId" },
    Join { ty: "AWS::IoTAnalytics::Pipeline", owner: "PipelineActivities.Datastore.DatastoreName" },
    Join { ty: "AWS::VerifiedPermissions::Policy", owner: "PolicyStoreId" },
    Join { ty: "AWS::VerifiedPermissions::PolicyTemplate", owner: "PolicyStoreId" },
    Join { ty: "AWS::VerifiedPermissions::IdentitySource", owner: "PolicyStoreId" },
    Join { ty: "AWS::Location::TrackerConsumer", owner: "TrackerName" },
    Join { ty: "AWS::Lex::BotAlias", owner: "BotId" },
    Join { ty: "AWS::Lex::BotVersion", owner: "BotId" },
    Join { ty: "AWS::APS::RuleGroupsNamespace", owner: "Workspace" },
];

impl ManagedService {
    fn product(ty: &str) -> Option<&'static Product> {
        PRODUCTS.iter().find(|it| it.ty == ty)
    }

    /// The item that says where it stands, where that is another one: the connector of a service of App Runner, the model of an
    /// endpoint of SageMaker.
    fn place<'t>(taking: &Taking<'t>) -> Option<(&'t Attr, &'static str, &'static str)> {
        let follow = |item: &'t Item, path: &str| match &item.properties.each_along(path).first()?.value {
            Value::Ref(mention) => taking.names.item(mention),
            Value::Unknown(unknown) => taking.names.item(unknown.mentions.first()?),
            Value::Nothing | Value::Text(_) | Value::List(_) | Value::Map(_) => None,
        };
        match &*taking.item.ty {
            "AWS::AppRunner::Service" => {
                let connector = taking.item_at("NetworkConfiguration.EgressConfiguration.VpcConnectorArn")?;
                Some((&connector.properties, "Subnets", "SecurityGroups"))
            }
            "AWS::SageMaker::Endpoint" => {
                let config = taking.item_at("EndpointConfigName")?;
                let model = follow(config, "ProductionVariants.ModelName")?;
                Some((model.properties.get("VpcConfig")?, "Subnets", "SecurityGroupIds"))
            }
            "AWS::Glue::Job" | "AWS::Glue::Crawler" => {
                let connection = follow(taking.item, "Connections.Connections")?;
                let place = connection.properties.along("ConnectionInput.PhysicalConnectionRequirements")?;
                Some((place, "SubnetId", "SecurityGroupIdList"))
            }
            "AWS::EMR::Cluster" => {
                Some((taking.get("Instances")?, "Ec2SubnetId", "EmrManagedMasterSecurityGroup"))
            }
            _ => None,
        }
    }
}

impl Importing for ManagedService {
    fn imports(&self) -> &'static [Import] {
        IMPORTS
    }

    fn joins(&self) -> &'static [Join] {
        JOINS
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        let Some(product) = Self::product(&taking.item.ty) else { return };
        self.resource_type = product.ty.to_owned();
        self.service = product.service.to_owned();
        self.runs_code = product.runs_code;
        self.ports.0 = product.ports.split(", ").filter_map(|it| it.parse().ok()).collect();
        let own = ["Port", "DBPort"].iter().find_map(|it| taking.get(it)?.known()?.parse::<PortRange>().ok());
        if let Some(own) = own {
            self.ports.0 = vec![own];
        }
        if !product.group.is_empty() {
            taking.subnets_of(product.group, Self::subnet_ids, &mut self.subnet_ids);
        }
        if product.service == "route53resolver" {
            for it in taking.item.properties.each_along("IpAddresses.SubnetId") {
                let mut all = self.subnet_ids.targets().to_vec();
                all.extend(taking.node(it).map(|it| it.0));
                self.subnet_ids = crate::model::field::Links::to(all);
            }
            if taking.get("Direction").and_then(Attr::known) == Some("OUTBOUND") {
                self.ports.0.clear();
            }
        }
        if let Some((place, subnets, groups)) = Self::place(taking) {
            let mut own = Self::default();
            let names = [("subnet_ids", subnets), ("security_group_ids", groups)];
            let names: Vec<_> = PLAIN.iter().copied().filter(|it| !names.iter().any(|own| own.0 == it.0)).chain(names).collect();
            taking.fill(&mut own, place, &names);
            if self.subnet_ids.targets().is_empty() {
                self.subnet_ids = own.subnet_ids;
            }
            if self.security_group_ids.targets().is_empty() {
                self.security_group_ids = own.security_group_ids;
            }
        }
        // Its members are told one by one.
        if product.service == "neptune" {
            self.node_count = 0;
        }
        if product.runs_code {
            for property in taking.item.properties.entries() {
                let key = property.key.to_ascii_lowercase();
                let is_place = ["vpc", "network", "subnet", "security", "role", "compute"].iter().any(|it| key.contains(it));
                if !is_place {
                    taking.connect_named(&property.key);
                }
            }
        }
    }

    fn join(&mut self, taking: &mut Taking<'_>) {
        match &*taking.item.ty {
            "AWS::Neptune::DBInstance" => {
                self.node_count = self.node_count.saturating_add(1);
                if let Some(class) = taking.item.properties.known_at("DBInstanceClass") {
                    class.clone_into(&mut self.node_type);
                }
            }
            "AWS::QLDB::Stream" => taking.connect_named("KinesisConfiguration"),
            "AWS::BedrockAgentCore::GatewayTarget" => taking.connect_named("TargetConfiguration"),
            _ => {}
        }
    }
}

impl Exporting for ManagedService {
    fn written(&self) -> Option<Rc<str>> {
        Self::product(&self.resource_type).map(|it| it.ty.into())
    }

    fn is_tagged(&self) -> bool {
        false
    }

    fn give(&self, giving: &mut Giving<'_>) {
        let import = IMPORTS.iter().find(|it| *it.ty == self.resource_type);
        for (field, path) in import.map_or(&[][..], |it| it.names).iter().filter(|it| it.1 != "-") {
            if let Some(value) = giving.named(field, path) {
                giving.put(path, value);
            }
        }
        // Of some the provider is told in which network they are, or in which subnet.
        for (_, path) in IN_NETWORK.iter().filter(|it| it.0 == self.resource_type) {
            let block = path.split('.').next().unwrap_or(path);
            if let Some(vpc) = giving.network().filter(|_| giving.item.properties.get(block).is_some()) {
                giving.put(path, giving.to(vpc));
            }
        }
        if let Some(subnet) = giving.segment().filter(|_| IN_SUBNET.contains(&&*self.resource_type)) {
            giving.put("SubnetId", giving.to(subnet));
        }
        if self.resource_type == RESOLVER {
            let all = giving.with_own(self.subnet_ids.targets());
            if !all.is_empty() {
                let all: Vec<Attr> = all.into_iter().map(|it| tree([("SubnetId", giving.to(it))])).collect();
                giving.put("IpAddresses", list(all));
            }
            giving.put("Direction", say(if self.ports.0.is_empty() { "OUTBOUND" } else { "INBOUND" }));
        }
        // <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-redshift-cluster.html>
        if self.resource_type == "AWS::Redshift::Cluster" {
            giving.put("ClusterType", say(if self.node_count > 1 { "multi-node" } else { "single-node" }));
            giving.put("DBName", say("dev"));
            giving.put("MasterUsername", to_do());
            giving.put("ManageMasterPassword", say(true));
        }
        let group = Self::product(&self.resource_type).map_or("", |it| it.group);
        let (ty, words) = match &*self.resource_type {
            "AWS::Redshift::Cluster" => ("AWS::Redshift::ClusterSubnetGroup", "Description"),
            "AWS::Neptune::DBCluster" => ("AWS::Neptune::DBSubnetGroup", "DBSubnetGroupDescription"),
            "AWS::MemoryDB::Cluster" => ("AWS::MemoryDB::SubnetGroup", "Description"),
            "AWS::DAX::Cluster" => ("AWS::DAX::SubnetGroup", "Description"),
            "AWS::DMS::ReplicationInstance" | "AWS::DMS::ReplicationConfig" => {
                ("AWS::DMS::ReplicationSubnetGroup", "ReplicationSubnetGroupDescription")
            }
            _ => return,
        };
        super::managed::give_subnets(giving, ty, (group, words), &self.subnet_ids);
    }
}
