//! The provider's quotas: numbers that AWS may change, read from `assets/quotas/` with their source and date.
//!
//! A quota is a default of the account, so exceeding one is a warning, unless the provider's own page calls
//! it fixed and a rule says so. INVARIANT (quota): every name below has a row; a test reads them all.

use crate::diag::{Place, Report, Rule};
use serde::Deserialize;
use std::{collections::BTreeMap, sync::OnceLock};

/// The name of a quota: `file.key`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota(&'static str);

macro_rules! quotas {
    ($($(#[doc = $doc:literal])+ $NAME:ident = $key:literal;)+) => {
        $($(#[doc = $doc])+ pub const $NAME: Quota = Quota($key);)+

        /// Every quota that some rule reads.
        pub const ALL: &[Quota] = &[$($NAME,)+];
    };
}

quotas! {
    /// VPCs in a region.
    VPCS_PER_REGION = "vpc.vpcs_per_region";
    /// Subnets in a VPC.
    SUBNETS_PER_VPC = "vpc.subnets_per_vpc";
    /// Route tables in a VPC.
    ROUTE_TABLES_PER_VPC = "vpc.route_tables_per_vpc";
    /// Network ACLs in a VPC.
    NETWORK_ACLS_PER_VPC = "vpc.network_acls_per_vpc";
    /// IPv4 blocks of a VPC, the primary one included.
    CIDR_BLOCKS_PER_VPC = "vpc.cidr_blocks_per_vpc";
    /// Static routes of a family in a table.
    ROUTES_PER_ROUTE_TABLE = "vpc.routes_per_route_table";
    /// Rules of a direction and family in a security group.
    RULES_PER_SECURITY_GROUP = "vpc.rules_per_security_group";
    /// Security groups on a network interface.
    SECURITY_GROUPS_PER_INTERFACE = "vpc.security_groups_per_interface";
    /// Entries of a direction in a network ACL.
    ENTRIES_PER_NETWORK_ACL = "vpc.entries_per_network_acl";
    /// Elastic IP addresses in a region.
    ELASTIC_IPS_PER_REGION = "vpc.elastic_ips_per_region";
    /// NAT gateways in a zone.
    NAT_GATEWAYS_PER_ZONE = "vpc.nat_gateways_per_zone";
    /// Gateway endpoints in a region.
    GATEWAY_ENDPOINTS_PER_REGION = "vpc.gateway_endpoints_per_region";
    /// Interface endpoints in a VPC.
    INTERFACE_ENDPOINTS_PER_VPC = "vpc.interface_endpoints_per_vpc";
    /// Prefix length of the largest block of a VPC or subnet.
    LARGEST_BLOCK_PREFIX = "vpc.largest_block_prefix";
    /// Prefix length of the smallest block of a VPC or subnet.
    SMALLEST_BLOCK_PREFIX = "vpc.smallest_block_prefix";
    /// IPv6 blocks of a VPC.
    IPV6_CIDR_BLOCKS_PER_VPC = "vpc.ipv6_cidr_blocks_per_vpc";
    /// Learned prefixes in a route table.
    PROPAGATED_ROUTES_PER_TABLE = "vpc.propagated_routes_per_table";
    /// Security groups in a region.
    SECURITY_GROUPS_PER_REGION = "vpc.security_groups_per_region";
    /// Elastic IP addresses of a public NAT gateway.
    ELASTIC_IPS_PER_NAT_GATEWAY = "vpc.elastic_ips_per_nat_gateway";
    /// Private addresses of a zonal NAT gateway.
    ADDRESSES_PER_NAT_GATEWAY = "vpc.addresses_per_nat_gateway";
    /// Network interfaces in a region.
    INTERFACES_PER_REGION = "vpc.interfaces_per_region";
    /// Customer-managed prefix lists in a region.
    PREFIX_LISTS_PER_REGION = "vpc.prefix_lists_per_region";
    /// Entries of a customer-managed prefix list.
    ENTRIES_PER_PREFIX_LIST = "vpc.entries_per_prefix_list";
    /// Exclusions of VPC Block Public Access.
    BLOCK_PUBLIC_ACCESS_EXCLUSIONS = "vpc.block_public_access_exclusions";
    /// Active peering connections of a VPC.
    PEERINGS_PER_VPC = "peering.peerings_per_vpc";
    /// Peering connections that wait to be accepted.
    PENDING_PEERINGS = "peering.pending_peerings";
    /// Transit gateways of an account.
    TRANSIT_GATEWAYS_PER_ACCOUNT = "transit_gateway.transit_gateways_per_account";
    /// Route tables of a transit gateway.
    ROUTE_TABLES_PER_TRANSIT_GATEWAY = "transit_gateway.route_tables_per_transit_gateway";
    /// Routes in all tables of a transit gateway.
    ROUTES_PER_TRANSIT_GATEWAY = "transit_gateway.routes_per_transit_gateway";
    /// Attachments of a transit gateway.
    ATTACHMENTS_PER_TRANSIT_GATEWAY = "transit_gateway.attachments_per_transit_gateway";
    /// Transit gateways that a VPC is attached to.
    TRANSIT_GATEWAYS_PER_VPC = "transit_gateway.transit_gateways_per_vpc";
    /// Peering attachments of a transit gateway.
    PEERINGS_PER_TRANSIT_GATEWAY = "transit_gateway.peerings_per_transit_gateway";
    /// Virtual private gateways in a region.
    VPN_GATEWAYS_PER_REGION = "vpn.vpn_gateways_per_region";
    /// Customer gateways in a region.
    CUSTOMER_GATEWAYS_PER_REGION = "vpn.customer_gateways_per_region";
    /// VPN connections in a region.
    VPN_CONNECTIONS_PER_REGION = "vpn.vpn_connections_per_region";
    /// VPN connections of a virtual private gateway.
    VPN_CONNECTIONS_PER_GATEWAY = "vpn.vpn_connections_per_gateway";
    /// Prefixes from a customer gateway to a virtual private gateway.
    PREFIXES_PER_VPN_CONNECTION = "vpn.prefixes_per_vpn_connection";
    /// Prefixes from a customer gateway to a transit gateway.
    PREFIXES_PER_TRANSIT_GATEWAY_VPN = "vpn.prefixes_per_transit_gateway_vpn";
    /// Subnets of a function.
    SUBNETS_PER_FUNCTION = "lambda.subnets_per_function";
    /// Security groups of a function.
    SECURITY_GROUPS_PER_FUNCTION = "lambda.security_groups_per_function";
    /// What a synchronous call may carry, each way.
    SYNCHRONOUS_PAYLOAD_BYTES = "lambda.synchronous_payload_bytes";
    /// How long a REST API waits for an answer.
    REST_TIMEOUT_SECONDS = "api_gateway.rest_timeout_seconds";
    /// How long an HTTP API waits for an answer.
    HTTP_TIMEOUT_SECONDS = "api_gateway.http_timeout_seconds";
    /// How long a WebSocket API waits for an answer.
    WEBSOCKET_TIMEOUT_SECONDS = "api_gateway.websocket_timeout_seconds";
    /// What a request or an answer of a REST or HTTP API may carry.
    PAYLOAD_BYTES = "api_gateway.payload_bytes";
    /// What a WebSocket message may carry.
    WEBSOCKET_MESSAGE_BYTES = "api_gateway.websocket_message_bytes";
    /// How long a WebSocket connection may stay open.
    WEBSOCKET_CONNECTION_MINUTES = "api_gateway.websocket_connection_minutes";
    /// Size of an item in a table.
    ITEM_BYTES = "dynamodb.item_bytes";
    /// Network Load Balancers in a region.
    NETWORK_LOAD_BALANCERS_PER_REGION = "elastic_load_balancing.network_load_balancers_per_region";
    /// Listeners of a Network Load Balancer.
    LISTENERS_PER_NETWORK_LOAD_BALANCER = "elastic_load_balancing.listeners_per_network_load_balancer";
    /// Targets of a Network Load Balancer in a zone.
    TARGETS_PER_ZONE_OF_NETWORK_LOAD_BALANCER =
        "elastic_load_balancing.targets_per_zone_of_network_load_balancer";
    /// Interfaces of Network Load Balancers in a VPC.
    NETWORK_LOAD_BALANCER_INTERFACES_PER_VPC =
        "elastic_load_balancing.network_load_balancer_interfaces_per_vpc";
    /// Subnets of an ECS service.
    SUBNETS_PER_SERVICE = "ecs.subnets_per_service";
    /// Security groups of an ECS service.
    SECURITY_GROUPS_PER_SERVICE = "ecs.security_groups_per_service";
    /// Size of a message in a queue.
    QUEUE_MESSAGE_BYTES = "sqs.message_bytes";
    /// Size of a message of a topic.
    TOPIC_MESSAGE_BYTES = "sns.message_bytes";
    /// Size of a record in a stream.
    RECORD_BYTES = "kinesis.record_bytes";
    /// Targets of an EventBridge rule.
    TARGETS_PER_EVENT_RULE = "eventbridge.targets_per_rule";
    /// How long an express workflow may run.
    EXPRESS_EXECUTION_SECONDS = "step_functions.express_execution_seconds";
}

/// One file of `assets/quotas/`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    source: String,
    as_of: String,
    quotas: BTreeMap<String, Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    value: u32,
    adjustable: bool,
}

/// What is known of a quota.
#[derive(Debug)]
pub struct Known {
    /// The number.
    pub value: u32,
    /// Whether the provider raises it on request.
    pub adjustable: bool,
    /// The page that states it.
    pub source: String,
    /// The day it was collected.
    pub as_of: String,
}

const FILES: [(&str, &str); 14] = [
    ("vpc", include_str!("../../assets/quotas/vpc.json")),
    ("lambda", include_str!("../../assets/quotas/lambda.json")),
    ("api_gateway", include_str!("../../assets/quotas/api_gateway.json")),
    ("dynamodb", include_str!("../../assets/quotas/dynamodb.json")),
    ("peering", include_str!("../../assets/quotas/peering.json")),
    ("transit_gateway", include_str!("../../assets/quotas/transit_gateway.json")),
    ("vpn", include_str!("../../assets/quotas/vpn.json")),
    ("elastic_load_balancing", include_str!("../../assets/quotas/elastic_load_balancing.json")),
    ("ecs", include_str!("../../assets/quotas/ecs.json")),
    ("sqs", include_str!("../../assets/quotas/sqs.json")),
    ("sns", include_str!("../../assets/quotas/sns.json")),
    ("kinesis", include_str!("../../assets/quotas/kinesis.json")),
    ("eventbridge", include_str!("../../assets/quotas/eventbridge.json")),
    ("step_functions", include_str!("../../assets/quotas/step_functions.json")),
];

fn book() -> &'static BTreeMap<String, Known> {
    static BOOK: OnceLock<BTreeMap<String, Known>> = OnceLock::new();
    BOOK.get_or_init(|| {
        let mut book = BTreeMap::new();
        for (name, text) in FILES {
            let file: File =
                serde_json::from_str(text).expect("a quota file is part of the program and reads");
            assert!(
                file.source.starts_with("https://") && !file.as_of.is_empty(),
                "{name} states its source"
            );
            for (key, Row { value, adjustable }) in file.quotas {
                let known =
                    Known { value, adjustable, source: file.source.clone(), as_of: file.as_of.clone() };
                book.insert(format!("{name}.{key}"), known);
            }
        }
        book
    })
}

impl Quota {
    /// Its name: `file.key`.
    pub fn name(self) -> &'static str {
        self.0
    }

    /// Everything known of it.
    pub fn known(self) -> &'static Known {
        book().get(self.0).expect("every quota that is named has a row")
    }

    /// The number.
    pub fn value(self) -> u32 {
        self.known().value
    }

    /// Raises `rule` with the count and the limit if `count` exceeds it.
    pub fn compare(
        self,
        count: usize,
        rule: &'static Rule,
        place: impl FnOnce() -> Place,
        report: &mut Report,
    ) {
        let limit = self.value();
        if count > usize::try_from(limit).unwrap_or(usize::MAX) {
            report.raise(rule, place(), [count.to_string(), limit.to_string()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_a_row_and_every_row_a_name() {
        let names: Vec<&str> = ALL.iter().map(|quota| quota.name()).collect();
        for quota in ALL {
            assert!(quota.value() > 0, "{}", quota.name());
        }
        for key in book().keys() {
            assert!(names.contains(&key.as_str()), "nothing reads {key}");
        }
    }
}
