//! One file per kind. To add one: write the file, add one line to the list below.

use crate::base::alike;

use super::{
    giving::Exporting,
    json::{Fault, Object},
    resource::{KindSpec, Record, Resource},
    taking::Importing,
};

/// Links a concrete kind to the sum of all kinds.
pub trait KindOf: Sized {
    /// Which kind.
    const KIND: Kind;
    /// Narrows.
    fn from_any(any: &AnyResource) -> Option<&Self>;
}

macro_rules! kinds {
    ($($file:ident::$Ty:ident,)+) => {
        $(mod $file; pub use $file::$Ty;)+

        /// The name of a kind, without a value.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Kind { $(#[allow(missing_docs)] $Ty,)+ }

        /// A resource of any kind: the closed sum that files, undo and engines hold.
        #[derive(Clone, Debug, PartialEq)]
        pub enum AnyResource { $(#[allow(missing_docs)] $Ty($Ty),)+ }

        impl Kind {
            /// Every kind, in palette order.
            pub const ALL: &[Kind] = &[$(Kind::$Ty,)+];
            /// Its static description.
            pub fn spec(self) -> &'static KindSpec { match self { $(Kind::$Ty => $Ty::SPEC,)+ } }
            /// Its name in files and selectors.
            pub fn name(self) -> &'static str { match self { $(Kind::$Ty => stringify!($file),)+ } }
            /// A fresh one.
            pub fn fresh(self) -> AnyResource { match self { $(Kind::$Ty => $Ty::default().into(),)+ } }
            /// Reads the fields of one.
            pub fn read(self, object: &mut Object<'_>) -> Result<AnyResource, Fault> {
                match self { $(Kind::$Ty => $Ty::read_fields(object).map(AnyResource::from),)+ }
            }
        }

        /// How many bytes each takes.
        #[cfg(test)]
        const SIZES: &[(Kind, usize)] = &[$((Kind::$Ty, size_of::<$Ty>()),)+];

        impl AnyResource {
            /// Its kind.
            pub fn kind(&self) -> Kind { match self { $(AnyResource::$Ty(_) => Kind::$Ty,)+ } }
            /// The behaviour behind the sum.
            pub fn as_resource(&self) -> &dyn Resource { match self { $(AnyResource::$Ty(it) => it,)+ } }
            /// The behaviour behind the sum, for editing.
            pub fn as_resource_mut(&mut self) -> &mut dyn Resource {
                match self { $(AnyResource::$Ty(it) => it,)+ }
            }
            /// How it is made of what is imported.
            pub fn as_importing(&self) -> &dyn Importing { match self { $(AnyResource::$Ty(it) => it,)+ } }
            /// The same, to take something in.
            pub fn as_importing_mut(&mut self) -> &mut dyn Importing { match self { $(AnyResource::$Ty(it) => it,)+ } }
            /// How it is written as what templates say.
            pub fn as_exporting(&self) -> &dyn Exporting { match self { $(AnyResource::$Ty(it) => it,)+ } }
            /// Its fields, for editing.
            pub fn as_record_mut(&mut self) -> &mut dyn Record { match self { $(AnyResource::$Ty(it) => it,)+ } }
        }

        $(
            impl From<$Ty> for AnyResource { fn from(it: $Ty) -> Self { AnyResource::$Ty(it) } }
            impl KindOf for $Ty {
                const KIND: Kind = Kind::$Ty;
                fn from_any(any: &AnyResource) -> Option<&Self> {
                    match any { AnyResource::$Ty(it) => Some(it), _ => None }
                }
            }
        )+
    };
}

kinds! {
    client::Client,
    internet::Internet,
    customer_gateway::CustomerGateway,
    external_service::ExternalService,
    note::Note,
    opaque::Opaque,
    region::Region,
    lambda_function::LambdaFunction,
    instance::Instance,
    auto_scaling_group::AutoScalingGroup,
    dynamodb_table::DynamodbTable,
    ecs_service::EcsService,
    eks_cluster::EksCluster,
    elastic_beanstalk_environment::ElasticBeanstalkEnvironment,
    db_instance::DbInstance,
    db_cluster::DbCluster,
    elasticache_cluster::ElasticacheCluster,
    docdb_cluster::DocdbCluster,
    db_proxy::DbProxy,
    search_domain::SearchDomain,
    s3_bucket::S3Bucket,
    ebs_volume::EbsVolume,
    efs_file_system::EfsFileSystem,
    cloudfront_distribution::CloudfrontDistribution,
    http_api::HttpApi,
    rest_api::RestApi,
    websocket_api::WebsocketApi,
    graphql_api::GraphqlApi,
    sqs_queue::SqsQueue,
    sns_topic::SnsTopic,
    event_bus::EventBus,
    event_rule::EventRule,
    schedule::Schedule,
    pipe::Pipe,
    state_machine::StateMachine,
    kinesis_stream::KinesisStream,
    delivery_stream::DeliveryStream,
    kafka_cluster::KafkaCluster,
    mq_broker::MqBroker,
    iot_rule::IotRule,
    managed_service::ManagedService,
    application_load_balancer::ApplicationLoadBalancer,
    network_load_balancer::NetworkLoadBalancer,
    classic_load_balancer::ClassicLoadBalancer,
    vpc::Vpc,
    subnet::Subnet,
    internet_gateway::InternetGateway,
    egress_only_internet_gateway::EgressOnlyInternetGateway,
    nat_gateway::NatGateway,
    network_interface::NetworkInterface,
    gateway_endpoint::GatewayEndpoint,
    interface_endpoint::InterfaceEndpoint,
    vpc_peering_connection::VpcPeeringConnection,
    transit_gateway::TransitGateway,
    transit_gateway_attachment::TransitGatewayAttachment,
    transit_gateway_peering::TransitGatewayPeering,
    vpn_gateway::VpnGateway,
    vpn_connection::VpnConnection,
    client_vpn_endpoint::ClientVpnEndpoint,
    direct_connect_virtual_interface::DirectConnectVirtualInterface,
    vpc_endpoint_service::VpcEndpointService,
    gateway_load_balancer::GatewayLoadBalancer,
    gateway_load_balancer_endpoint::GatewayLoadBalancerEndpoint,
    network_firewall::NetworkFirewall,
    firewall_endpoint::FirewallEndpoint,
    vpc_link::VpcLink,
    vpc_origin::VpcOrigin,
    elastic_ip::ElasticIp,
    route_table::RouteTable,
    security_group::SecurityGroup,
    network_acl::NetworkAcl,
    prefix_list::PrefixList,
    transit_gateway_route_table::TransitGatewayRouteTable,
    vpc_block_public_access::VpcBlockPublicAccess,
    hosted_zone::HostedZone,
    target_group::TargetGroup,
    user_pool::UserPool,
    kms_key::KmsKey,
    secret::Secret,
    web_acl::WebAcl,
    log_group::LogGroup,
    alarm::Alarm,
    metric_namespace::MetricNamespace,
}

// What several of them have in common.
mod alternative;
mod balancer;
mod managed;
mod messaging;
mod remedy;

impl Kind {
    /// The kind of a name in a file.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// Names that may be meant by one that no kind has: people write `alb`, `rds` or `pcx`.
    pub fn alike(name: &str) -> Vec<&'static str> {
        let known = |kind: &Self| {
            let spec = kind.spec();
            (kind.name(), format!("{} {} {}", kind.name(), spec.label.en, spec.short))
        };
        alike(name, Self::ALL.iter().map(known))
    }
}

#[cfg(test)]
mod tests;
