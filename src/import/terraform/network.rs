//! Types of the AWS provider that packets meet, as those of CloudFormation.
//!
//! Names of arguments: <https://registry.terraform.io/providers/hashicorp/aws/latest/docs>

use crate::import::pivot::{Part, Shape};

const DEFAULTS: &str = "Plat::VpcDefaults";

/// What lets nothing out, as templates write it: the provider takes away the rule that AWS makes.
/// <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group>
const NOTHING_OUT: &[(&str, &str)] =
    &[("SecurityGroupEgress.IpProtocol", "-1"), ("SecurityGroupEgress.CidrIp", "255.255.255.255/32")];

/// What a VPC has by itself is named by others only.
const MADE: &[(&str, &str)] = &[
    ("ipv6_cidr_block", ""),
    ("default_security_group_id", ""),
    ("default_network_acl_id", ""),
    ("default_route_table_id", ""),
    ("main_route_table_id", ""),
];

const PEERS_IN: &[(&str, &str, &str)] = &[
    ("cidr_blocks", "", "CidrIp"),
    ("ipv6_cidr_blocks", "", "CidrIpv6"),
    ("prefix_list_ids", "", "SourcePrefixListId"),
    ("security_groups", "", "SourceSecurityGroupId"),
    ("source_security_group_id", "", "SourceSecurityGroupId"),
    ("self", "", "SourceSecurityGroupId"),
];
const PEERS_OUT: &[(&str, &str, &str)] = &[
    ("cidr_blocks", "", "CidrIp"),
    ("ipv6_cidr_blocks", "", "CidrIpv6"),
    ("prefix_list_ids", "", "DestinationPrefixListId"),
    ("security_groups", "", "DestinationSecurityGroupId"),
    ("source_security_group_id", "", "DestinationSecurityGroupId"),
    ("self", "", "DestinationSecurityGroupId"),
];
const RULE: &[(&str, &str)] = &[("protocol", "IpProtocol")];
const RULES: [Part; 2] = [
    Part::of("ingress", "AWS::EC2::SecurityGroupIngress", "GroupId").renamed(RULE).spread(PEERS_IN),
    Part::of("egress", "AWS::EC2::SecurityGroupEgress", "GroupId").renamed(RULE).spread(PEERS_OUT),
];
const DEFAULT_RULES: [Part; 3] =
    [RULES[0], RULES[1], Part::of("", DEFAULTS, "DefaultSecurityGroupId").renamed(&[("vpc_id", "VpcId")])];
const STANDALONE: &[(&str, &str)] = &[
    ("protocol", "IpProtocol"),
    ("from_port", "FromPort"),
    ("to_port", "ToPort"),
    ("security_group_id", "GroupId"),
    ("description", "Description"),
];

const ENTRY: &[(&str, &str)] = &[
    ("rule_no", "RuleNumber"),
    ("action", "RuleAction"),
    ("from_port", "PortRange.From"),
    ("to_port", "PortRange.To"),
    ("icmp_type", "Icmp.Type"),
    ("icmp_code", "Icmp.Code"),
];
/// One that stands by itself has other names for two of them.
const LONE_ENTRY: &[(&str, &str)] = &[
    ("from_port", "PortRange.From"),
    ("to_port", "PortRange.To"),
    ("icmp_type", "Icmp.Type"),
    ("icmp_code", "Icmp.Code"),
];
const ENTRIES: [Part; 3] = [
    Part::of("ingress", "AWS::EC2::NetworkAclEntry", "NetworkAclId")
        .renamed(ENTRY)
        .fixed(&[("Egress", "false")]),
    Part::of("egress", "AWS::EC2::NetworkAclEntry", "NetworkAclId")
        .renamed(ENTRY)
        .fixed(&[("Egress", "true")]),
    Part::of("", "AWS::EC2::SubnetNetworkAclAssociation", "NetworkAclId").spread(&[(
        "subnet_ids",
        "",
        "SubnetId",
    )]),
];
const DEFAULT_ENTRIES: [Part; 4] = [
    ENTRIES[0],
    ENTRIES[1],
    ENTRIES[2],
    Part::of("", DEFAULTS, "DefaultNetworkAclId").renamed(&[("vpc_id", "VpcId")]),
];

const ROUTE: &[(&str, &str)] = &[
    ("cidr_block", "DestinationCidrBlock"),
    ("ipv6_cidr_block", "DestinationIpv6CidrBlock"),
    ("egress_only_gateway_id", "EgressOnlyInternetGatewayId"),
];
const ROUTES: [Part; 2] = [
    Part::of("route", "AWS::EC2::Route", "RouteTableId").renamed(ROUTE),
    Part::of("", "AWS::EC2::VPNGatewayRoutePropagation", "RouteTableIds").spread(&[(
        "propagating_vgws",
        "",
        "VpnGatewayId",
    )]),
];
const DEFAULT_ROUTES: [Part; 3] =
    [ROUTES[0], ROUTES[1], Part::of("", DEFAULTS, "MainRouteTableId").renamed(&[("vpc_id", "VpcId")])];

const TGW_OPTIONS: &[(&str, &str)] = &[
    ("appliance_mode_support", "Options.ApplianceModeSupport"),
    ("ipv6_support", "Options.Ipv6Support"),
    ("security_group_referencing_support", "Options.SecurityGroupReferencingSupport"),
];

const BALANCER: &[(&str, &str)] = &[
    ("load_balancer_type", "Type"),
    ("subnet_mapping", "SubnetMappings"),
    ("enable_cross_zone_load_balancing", "LoadBalancingCrossZoneEnabled"),
];
const INTERNAL: &[(&str, &str)] = &[("Scheme", "internal")];
const FACING: &[(&str, &str)] = &[("Scheme", "internet-facing")];
const YES: &[Option<&str>] = &[Some("true")];
const ELB: &str = "AWS::ElasticLoadBalancingV2::LoadBalancer";

/// Every type.
pub(super) const TYPES: &[Shape] = &[
    Shape::of("aws_vpc", "AWS::EC2::VPC").renamed(MADE).parts(&[Part::of(
        "",
        "AWS::EC2::VPCCidrBlock",
        "VpcId",
    )
    .when(&[("assign_generated_ipv6_cidr_block", YES)])
    .fixed(&[("AmazonProvidedIpv6CidrBlock", "true")])]),
    Shape::of("aws_default_vpc", "AWS::EC2::VPC").renamed(MADE),
    Shape::of("aws_vpc_ipv4_cidr_block_association", "AWS::EC2::VPCCidrBlock"),
    Shape::of("aws_vpc_ipv6_cidr_block_association", "AWS::EC2::VPCCidrBlock"),
    Shape::of("aws_subnet", "AWS::EC2::Subnet"),
    Shape::of("aws_default_subnet", "AWS::EC2::Subnet"),
    Shape::of("aws_internet_gateway", "AWS::EC2::InternetGateway"),
    Shape::of("aws_internet_gateway_attachment", "AWS::EC2::VPCGatewayAttachment"),
    Shape::of("aws_egress_only_internet_gateway", "AWS::EC2::EgressOnlyInternetGateway"),
    Shape::of("aws_nat_gateway", "AWS::EC2::NatGateway").renamed(&[
        ("private_ip", "PrivateIpAddress"),
        ("availability_zone_address", "AvailabilityZoneAddresses"),
        ("network_interface_id", ""),
    ]),
    Shape::of("aws_eip", "AWS::EC2::EIP").renamed(&[
        ("instance", "InstanceId"),
        ("network_interface", "NetworkInterfaceId"),
        ("associate_with_private_ip", "PrivateIpAddress"),
        ("private_ip", ""),
    ]),
    Shape::of("aws_eip_association", "AWS::EC2::EIPAssociation"),
    Shape::of("aws_route_table", "AWS::EC2::RouteTable").parts(&ROUTES),
    Shape::of("aws_default_route_table", "AWS::EC2::RouteTable").parts(&DEFAULT_ROUTES),
    Shape::of("aws_route", "AWS::EC2::Route")
        .renamed(&[("egress_only_gateway_id", "EgressOnlyInternetGatewayId")]),
    Shape::of("aws_route_table_association", "AWS::EC2::GatewayRouteTableAssociation")
        .when(&[("subnet_id", &[None])]),
    Shape::of("aws_route_table_association", "AWS::EC2::SubnetRouteTableAssociation"),
    Shape::of("aws_main_route_table_association", DEFAULTS)
        .renamed(&[("route_table_id", "MainRouteTableId")]),
    Shape::of("aws_vpn_gateway_route_propagation", "AWS::EC2::VPNGatewayRoutePropagation")
        .renamed(&[("route_table_id", "RouteTableIds")]),
    Shape::of("aws_network_acl", "AWS::EC2::NetworkAcl").parts(&ENTRIES),
    Shape::of("aws_default_network_acl", "AWS::EC2::NetworkAcl").parts(&DEFAULT_ENTRIES),
    Shape::of("aws_network_acl_rule", "AWS::EC2::NetworkAclEntry").renamed(LONE_ENTRY),
    Shape::of("aws_network_acl_association", "AWS::EC2::SubnetNetworkAclAssociation"),
    Shape::of("aws_security_group", "AWS::EC2::SecurityGroup").fixed(NOTHING_OUT).parts(&RULES),
    Shape::of("aws_default_security_group", "AWS::EC2::SecurityGroup")
        .fixed(NOTHING_OUT)
        .parts(&DEFAULT_RULES),
    Shape::of("aws_security_group_rule", "Plat::SecurityGroupRules")
        .when(&[("type", &[Some("egress")])])
        .parts(&[Part::of("", "AWS::EC2::SecurityGroupEgress", "").renamed(STANDALONE).spread(PEERS_OUT)]),
    Shape::of("aws_security_group_rule", "Plat::SecurityGroupRules").parts(&[Part::of(
        "",
        "AWS::EC2::SecurityGroupIngress",
        "",
    )
    .renamed(STANDALONE)
    .spread(PEERS_IN)]),
    Shape::of("aws_vpc_security_group_ingress_rule", "AWS::EC2::SecurityGroupIngress").renamed(&[
        ("security_group_id", "GroupId"),
        ("cidr_ipv4", "CidrIp"),
        ("cidr_ipv6", "CidrIpv6"),
        ("prefix_list_id", "SourcePrefixListId"),
        ("referenced_security_group_id", "SourceSecurityGroupId"),
    ]),
    Shape::of("aws_vpc_security_group_egress_rule", "AWS::EC2::SecurityGroupEgress").renamed(&[
        ("security_group_id", "GroupId"),
        ("cidr_ipv4", "CidrIp"),
        ("cidr_ipv6", "CidrIpv6"),
        ("prefix_list_id", "DestinationPrefixListId"),
        ("referenced_security_group_id", "DestinationSecurityGroupId"),
    ]),
    Shape::of("aws_network_interface", "AWS::EC2::NetworkInterface").renamed(&[
        ("private_ip", "PrivateIpAddress"),
        ("private_ips", ""),
        ("security_groups", "GroupSet"),
        ("attachment.instance", "InstanceId"),
    ]),
    Shape::of("aws_network_interface_attachment", "AWS::EC2::NetworkInterfaceAttachment"),
    Shape::of("aws_vpn_gateway", "AWS::EC2::VPNGateway"),
    Shape::of("aws_vpn_gateway_attachment", "AWS::EC2::VPCGatewayAttachment"),
    Shape::of("aws_customer_gateway", "AWS::EC2::CustomerGateway"),
    Shape::of("aws_vpn_connection", "AWS::EC2::VPNConnection"),
    Shape::of("aws_vpn_connection_route", "AWS::EC2::VPNConnectionRoute"),
    Shape::of("aws_vpc_endpoint", "AWS::EC2::VPCEndpoint").renamed(&[("network_interface_ids", "")]),
    Shape::of("aws_vpc_endpoint_route_table_association", "Plat::EndpointAssociation")
        .renamed(&[("route_table_id", "RouteTableIds")]),
    Shape::of("aws_vpc_endpoint_subnet_association", "Plat::EndpointAssociation")
        .renamed(&[("subnet_id", "SubnetIds")]),
    Shape::of("aws_vpc_endpoint_security_group_association", "Plat::EndpointAssociation")
        .renamed(&[("security_group_id", "SecurityGroupIds")]),
    Shape::of("aws_vpc_endpoint_service", "AWS::EC2::VPCEndpointService"),
    Shape::of("aws_vpc_peering_connection", "AWS::EC2::VPCPeeringConnection").renamed(&[
        ("accept_status", "Status.Code"),
        ("requester.allow_remote_vpc_dns_resolution", "RequesterAllowDnsResolutionFromRemoteVpc"),
        ("accepter.allow_remote_vpc_dns_resolution", "AccepterAllowDnsResolutionFromRemoteVpc"),
    ]),
    Shape::of("aws_ec2_transit_gateway", "AWS::EC2::TransitGateway").renamed(&[
        // What the gateway makes itself, if it does, is no resource of a plan.
        ("association_default_route_table_id", ""),
        ("propagation_default_route_table_id", ""),
    ]),
    Shape::of("aws_ec2_transit_gateway_vpc_attachment", "AWS::EC2::TransitGatewayVpcAttachment")
        .renamed(TGW_OPTIONS),
    Shape::of("aws_ec2_transit_gateway_route_table", "AWS::EC2::TransitGatewayRouteTable"),
    Shape::of("aws_ec2_transit_gateway_route", "AWS::EC2::TransitGatewayRoute"),
    Shape::of("aws_ec2_transit_gateway_prefix_list_reference", "AWS::EC2::TransitGatewayRoute"),
    Shape::of(
        "aws_ec2_transit_gateway_route_table_association",
        "AWS::EC2::TransitGatewayRouteTableAssociation",
    ),
    Shape::of(
        "aws_ec2_transit_gateway_route_table_propagation",
        "AWS::EC2::TransitGatewayRouteTablePropagation",
    ),
    Shape::of("aws_ec2_transit_gateway_peering_attachment", "Plat::TransitGatewayPeeringSide")
        .parts(&[Part::of("", "Plat::TransitGatewayPeeringSide", "PeerAttachmentId")
            .renamed(&[("peer_transit_gateway_id", "TransitGatewayId")])]),
    Shape::of("aws_ec2_managed_prefix_list", "AWS::EC2::PrefixList").renamed(&[("entry", "Entries")]),
    Shape::of("aws_ec2_managed_prefix_list_entry", "Plat::PrefixListEntry"),
    Shape::of("aws_instance", "AWS::EC2::Instance").renamed(&[
        ("ami", "ImageId"),
        ("private_ip", "PrivateIpAddress"),
        ("secondary_private_ips", "NetworkInterfaces.PrivateIpAddresses"),
        ("vpc_security_group_ids", "SecurityGroupIds"),
        ("associate_public_ip_address", "NetworkInterfaces.AssociatePublicIpAddress"),
        ("ipv6_addresses", "NetworkInterfaces.Ipv6Addresses"),
        ("root_block_device.volume_size", "RootVolumeSize"),
        ("public_ip", ""),
        ("security_groups", ""),
        ("network_interface", ""),
        ("primary_network_interface", ""),
        ("primary_network_interface_id", ""),
    ]),
    Shape::of("aws_lb", ELB).when(&[("internal", YES)]).renamed(BALANCER).fixed(INTERNAL),
    Shape::of("aws_lb", ELB).renamed(BALANCER).fixed(FACING),
    Shape::of("aws_alb", ELB).when(&[("internal", YES)]).renamed(BALANCER).fixed(INTERNAL),
    Shape::of("aws_alb", ELB).renamed(BALANCER).fixed(FACING),
    Shape::of("aws_lb_listener", "AWS::ElasticLoadBalancingV2::Listener")
        .renamed(&[("default_action", "DefaultActions")]),
    Shape::of("aws_alb_listener", "AWS::ElasticLoadBalancingV2::Listener")
        .renamed(&[("default_action", "DefaultActions")]),
    Shape::of("aws_lb_listener_rule", "AWS::ElasticLoadBalancingV2::ListenerRule")
        .renamed(&[("action", "Actions")]),
    Shape::of("aws_alb_listener_rule", "AWS::ElasticLoadBalancingV2::ListenerRule")
        .renamed(&[("action", "Actions")]),
    Shape::of("aws_lb_listener_certificate", "AWS::ElasticLoadBalancingV2::ListenerCertificate"),
    Shape::of("aws_lb_target_group", "AWS::ElasticLoadBalancingV2::TargetGroup")
        .renamed(&[("preserve_client_ip", "PreserveClientIpEnabled")]),
    Shape::of("aws_alb_target_group", "AWS::ElasticLoadBalancingV2::TargetGroup")
        .renamed(&[("preserve_client_ip", "PreserveClientIpEnabled")]),
    Shape::of("aws_lb_target_group_attachment", "Plat::TargetGroupAttachment"),
    Shape::of("aws_alb_target_group_attachment", "Plat::TargetGroupAttachment"),
    Shape::of("aws_elb", "AWS::ElasticLoadBalancing::LoadBalancer")
        .when(&[("internal", YES)])
        .renamed(CLASSIC)
        .fixed(INTERNAL),
    Shape::of("aws_elb", "AWS::ElasticLoadBalancing::LoadBalancer").renamed(CLASSIC).fixed(FACING),
];

const CLASSIC: &[(&str, &str)] = &[("listener", "Listeners"), ("cross_zone_load_balancing", "CrossZone")];
