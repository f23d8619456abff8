//! The lists of the provider's own answers: which type of CloudFormation the entries are, and what is called otherwise.
//!
//! Names of lists are those of `aws … describe-*`, and of collections that put several answers into one file. Pages:
//! <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Operations.html>

use crate::import::pivot::{Part, Shape};

/// A list whose entries hold what counts in a list of their own: `Reservations` hold `Instances`.
pub(super) const HOLDERS: [(&str, &str); 2] =
    [("Reservations", "Instances"), ("LoadBalancerListeners", "Listeners")];

/// Lists that tell of the provider, not of what an account has, or that say again what others say.
pub(super) const ASIDE: [&str; 21] = [
    "AvailabilityZones",
    "AccountAttributes",
    "ClassicLinkInstances",
    "DhcpOptions",
    "Images",
    "InstanceStatuses",
    "InstanceTypes",
    "InternetGatewayAttachments",
    "KeyPairs",
    "NetworkInterfacePermissions",
    "OwnedServices",
    "Regions",
    "SecurityGroupReferenceSet",
    "SecurityGroupRules",
    "ServiceDetails",
    "ServiceNames",
    "Snapshots",
    "StaleSecurityGroupSet",
    "Tags",
    "VpcClassicLinks",
    "VpcEndpointConnections",
];

/// States of what is no longer there, or not yet.
pub(super) const GONE: [&str; 13] = [
    "terminated",
    "shutting-down",
    "deleted",
    "deleting",
    "failed",
    "rejected",
    "expired",
    "detached",
    "detaching",
    "disassociated",
    "disassociating",
    "initiating-request",
    "failing",
];

/// Where an entry says its state.
pub(super) const STATES: [&str; 6] =
    ["State.Name", "State.Code", "State", "Status.Code", "Status", "DBInstanceStatus"];

/// Parts of a security group: an entry for each address, list or group that a permission names.
const PEERS_IN: &[(&str, &str, &str)] = &[
    ("IpRanges", "CidrIp", "CidrIp"),
    ("Ipv6Ranges", "CidrIpv6", "CidrIpv6"),
    ("PrefixListIds", "PrefixListId", "SourcePrefixListId"),
    ("UserIdGroupPairs", "GroupId", "SourceSecurityGroupId"),
];
const PEERS_OUT: &[(&str, &str, &str)] = &[
    ("IpRanges", "CidrIp", "CidrIp"),
    ("Ipv6Ranges", "CidrIpv6", "CidrIpv6"),
    ("PrefixListIds", "PrefixListId", "DestinationPrefixListId"),
    ("UserIdGroupPairs", "GroupId", "DestinationSecurityGroupId"),
];
/// What lets nothing out, as templates write it: an answer says every rule there is.
pub(crate) const NOTHING_OUT: &[(&str, &str)] =
    &[("SecurityGroupEgress.IpProtocol", "-1"), ("SecurityGroupEgress.CidrIp", "255.255.255.255/32")];

const DEFAULTS: &str = "Plat::VpcDefaults";

/// Every list of resources.
pub(super) const LISTS: &[Shape] = &[
    Shape::of("Vpcs", "AWS::EC2::VPC").by("VpcId").parts(&[
        Part::of("CidrBlockAssociationSet", "AWS::EC2::VPCCidrBlock", "VpcId"),
        Part::of("Ipv6CidrBlockAssociationSet", "AWS::EC2::VPCCidrBlock", "VpcId"),
    ]),
    Shape::of("Subnets", "AWS::EC2::Subnet").by("SubnetId").renamed(&[("SubnetArn", "")]).parts(&[Part::of(
        "Ipv6CidrBlockAssociationSet",
        "AWS::EC2::SubnetCidrBlock",
        "SubnetId",
    )]),
    Shape::of("RouteTables", "AWS::EC2::RouteTable").by("RouteTableId").parts(&[
        Part::of("Routes", "AWS::EC2::Route", "RouteTableId"),
        Part::of("Associations", "AWS::EC2::SubnetRouteTableAssociation", "RouteTableId")
            .when(&[("Main", &[None, Some("false")]), ("GatewayId", &[None])]),
        Part::of("Associations", "AWS::EC2::GatewayRouteTableAssociation", "RouteTableId")
            .when(&[("SubnetId", &[None]), ("Main", &[None, Some("false")])]),
        Part::of("Associations", DEFAULTS, "MainRouteTableId")
            .when(&[("Main", &[Some("true")])])
            .inherits(&[("VpcId", "VpcId")]),
        Part::of("PropagatingVgws", "AWS::EC2::VPNGatewayRoutePropagation", "RouteTableIds")
            .renamed(&[("GatewayId", "VpnGatewayId")]),
    ]),
    Shape::of("NetworkAcls", "AWS::EC2::NetworkAcl").by("NetworkAclId").parts(&[
        Part::of("Entries", "AWS::EC2::NetworkAclEntry", "NetworkAclId").renamed(&[("IcmpTypeCode", "Icmp")]),
        Part::of("Associations", "AWS::EC2::SubnetNetworkAclAssociation", "NetworkAclId"),
        Part::of("", DEFAULTS, "DefaultNetworkAclId")
            .when(&[("IsDefault", &[Some("true")])])
            .renamed(&[("VpcId", "VpcId")]),
    ]),
    Shape::of("SecurityGroups", "AWS::EC2::SecurityGroup").by("GroupId").fixed(NOTHING_OUT).parts(&[
        Part::of("IpPermissions", "AWS::EC2::SecurityGroupIngress", "GroupId").spread(PEERS_IN),
        Part::of("IpPermissionsEgress", "AWS::EC2::SecurityGroupEgress", "GroupId").spread(PEERS_OUT),
        Part::of("", DEFAULTS, "DefaultSecurityGroupId")
            .when(&[("GroupName", &[Some("default")])])
            .renamed(&[("VpcId", "VpcId")]),
    ]),
    Shape::of("Instances", "AWS::EC2::Instance")
        .by("InstanceId")
        .renamed(&[("Monitoring.State", "Monitoring"), ("Groups", "")]),
    Shape::of("NetworkInterfaces", "AWS::EC2::NetworkInterface").by("NetworkInterfaceId").renamed(&[
        ("Groups.GroupId", "GroupSet"),
        ("Attachment.InstanceId", "InstanceId"),
        ("TagSet", "Tags"),
    ]),
    Shape::of("InternetGateways", "AWS::EC2::InternetGateway").by("InternetGatewayId").parts(&[Part::of(
        "Attachments",
        "AWS::EC2::VPCGatewayAttachment",
        "InternetGatewayId",
    )]),
    Shape::of("EgressOnlyInternetGateways", "AWS::EC2::EgressOnlyInternetGateway")
        .by("EgressOnlyInternetGatewayId")
        .renamed(&[("Attachments.VpcId", "VpcId")]),
    Shape::of("VpnGateways", "AWS::EC2::VPNGateway").by("VpnGatewayId").parts(&[Part::of(
        "VpcAttachments",
        "AWS::EC2::VPCGatewayAttachment",
        "VpnGatewayId",
    )]),
    Shape::of("NatGateways", "AWS::EC2::NatGateway").by("NatGatewayId"),
    Shape::of("Addresses", "AWS::EC2::EIP").by("AllocationId"),
    Shape::of("VpcEndpoints", "AWS::EC2::VPCEndpoint").by("VpcEndpointId").renamed(&[
        ("Groups.GroupId", "SecurityGroupIds"),
        ("PolicyDocument", "PolicyDocument"),
        ("NetworkInterfaceIds", ""),
    ]),
    Shape::of("ServiceConfigurations", "AWS::EC2::VPCEndpointService").by("ServiceId"),
    Shape::of("VpcPeeringConnections", "AWS::EC2::VPCPeeringConnection")
        .by("VpcPeeringConnectionId")
        .renamed(&[
            ("RequesterVpcInfo.VpcId", "VpcId"),
            ("AccepterVpcInfo.VpcId", "PeerVpcId"),
            (
                "RequesterVpcInfo.PeeringOptions.AllowDnsResolutionFromRemoteVpc",
                "RequesterAllowDnsResolutionFromRemoteVpc",
            ),
            (
                "AccepterVpcInfo.PeeringOptions.AllowDnsResolutionFromRemoteVpc",
                "AccepterAllowDnsResolutionFromRemoteVpc",
            ),
        ]),
    Shape::of("TransitGateways", "AWS::EC2::TransitGateway").by("TransitGatewayId").renamed(&[
        ("Options.SecurityGroupReferencingSupport", "SecurityGroupReferencingSupport"),
        ("Options.DefaultRouteTableAssociation", "DefaultRouteTableAssociation"),
        ("Options.DefaultRouteTablePropagation", "DefaultRouteTablePropagation"),
        ("Options.AssociationDefaultRouteTableId", "AssociationDefaultRouteTableId"),
        ("Options.PropagationDefaultRouteTableId", "PropagationDefaultRouteTableId"),
    ]),
    Shape::of("TransitGatewayVpcAttachments", "AWS::EC2::TransitGatewayVpcAttachment")
        .by("TransitGatewayAttachmentId")
        .parts(&ASSOCIATED),
    Shape::of("TransitGatewayAttachments", "AWS::EC2::TransitGatewayAttachment")
        .by("TransitGatewayAttachmentId")
        .parts(&ASSOCIATED),
    Shape::of("TransitGatewayPeeringAttachments", "AWS::EC2::TransitGatewayPeeringAttachment")
        .by("TransitGatewayAttachmentId"),
    // One for each side that is there; the provider has one for both.
    Shape::of("TransitGatewayPeeringSides", "Plat::TransitGatewayPeeringSide")
        .by("TransitGatewayAttachmentId")
        .parts(&ASSOCIATED),
    // Of something that is not in the answers.
    Shape::of("ManagedInterfaces", "AWS::EC2::NetworkInterface (managed)")
        .by("NetworkInterfaceId")
        .renamed(&[("Groups.GroupId", "GroupSet"), ("TagSet", "Tags")]),
    Shape::of("ServiceLists", "Plat::ServicePrefixList").by("PrefixListId"),
    Shape::of("TransitGatewayRouteTables", "AWS::EC2::TransitGatewayRouteTable")
        .by("TransitGatewayRouteTableId"),
    Shape::of("TransitGatewayPropagations", "").by("TransitGatewayRouteTableId").parts(&[Part::of(
        "TransitGatewayRouteTablePropagations",
        "AWS::EC2::TransitGatewayRouteTablePropagation",
        "",
    )
    .inherits(&[("TransitGatewayRouteTableId", "TransitGatewayRouteTableId")])]),
    Shape::of("TransitGatewayStaticRoutes", "").by("TransitGatewayRouteTableId").parts(&[Part::of(
        "Routes",
        "AWS::EC2::TransitGatewayRoute",
        "",
    )
    .when(&[("Type", &[None, Some("static")])])
    .inherits(&[("TransitGatewayRouteTableId", "TransitGatewayRouteTableId")])
    .renamed(&[("TransitGatewayAttachments.TransitGatewayAttachmentId", "TransitGatewayAttachmentId")])]),
    Shape::of("CustomerGateways", "AWS::EC2::CustomerGateway").by("CustomerGatewayId"),
    Shape::of("VpnConnections", "AWS::EC2::VPNConnection")
        .by("VpnConnectionId")
        .renamed(&[
            ("Options.StaticRoutesOnly", "StaticRoutesOnly"),
            // It holds the keys of the tunnels.
            ("CustomerGatewayConfiguration", ""),
            ("Options.TunnelOptions", ""),
        ])
        .parts(&[Part::of("Routes", "AWS::EC2::VPNConnectionRoute", "VpnConnectionId")
            .inherits(&[("CustomerGatewayId", "CustomerGatewayId")])]),
    Shape::of("PrefixLists", "AWS::EC2::PrefixList").by("PrefixListId"),
    Shape::of("LoadBalancers", "AWS::ElasticLoadBalancingV2::LoadBalancer")
        .by("LoadBalancerName")
        .renamed(&[("AvailabilityZones.SubnetId", "Subnets")]),
    Shape::of("Listeners", "AWS::ElasticLoadBalancingV2::Listener").by("ListenerArn"),
    Shape::of("Rules", "AWS::ElasticLoadBalancingV2::ListenerRule").by("RuleArn"),
    Shape::of("TargetGroups", "AWS::ElasticLoadBalancingV2::TargetGroup").by("TargetGroupName"),
    Shape::of("LoadBalancerTargetHealth", "").by("TargetGroupArn").parts(&[Part::of(
        "TargetHealthDescriptions",
        "Plat::TargetGroupAttachment",
        "",
    )
    .inherits(&[("TargetGroupArn", "TargetGroupArn")])
    .renamed(&[("Target.Id", "TargetId"), ("Target.Port", "Port")])]),
    Shape::of("LoadBalancerAttributes", "").by("LoadBalancerArn").parts(&[Part::of(
        "",
        "Plat::LoadBalancerAttributes",
        "",
    )
    .renamed(&[("LoadBalancerArn", "LoadBalancerArn"), ("Attributes", "LoadBalancerAttributes")])]),
    Shape::of("LoadBalancerDescriptions", "AWS::ElasticLoadBalancing::LoadBalancer")
        .by("LoadBalancerName")
        .renamed(&[("ListenerDescriptions.Listener", "Listeners"), ("Instances.InstanceId", "Instances")]),
    Shape::of("DBInstances", "AWS::RDS::DBInstance").by("DBInstanceIdentifier").renamed(&[
        ("DBSubnetGroup.Subnets.SubnetIdentifier", "SubnetIds"),
        ("VpcSecurityGroups.VpcSecurityGroupId", "VPCSecurityGroups"),
        ("Endpoint.Port", "Port"),
    ]),
    Shape::of("DBClusters", "AWS::RDS::DBCluster").by("DBClusterIdentifier").renamed(&[
        ("VpcSecurityGroups.VpcSecurityGroupId", "VpcSecurityGroupIds"),
        ("DBSubnetGroup", "DBSubnetGroupName"),
    ]),
    Shape::of("DBSubnetGroups", "AWS::RDS::DBSubnetGroup")
        .by("DBSubnetGroupName")
        .renamed(&[("Subnets.SubnetIdentifier", "SubnetIds")]),
    Shape::of("CacheClusters", "AWS::ElastiCache::CacheCluster")
        .by("CacheClusterId")
        .renamed(&[("SecurityGroups.SecurityGroupId", "VpcSecurityGroupIds")]),
    Shape::of("CacheSubnetGroups", "AWS::ElastiCache::SubnetGroup")
        .by("CacheSubnetGroupName")
        .renamed(&[("Subnets.SubnetIdentifier", "SubnetIds")]),
    Shape::of("ReplicationGroups", "AWS::ElastiCache::ReplicationGroup").by("ReplicationGroupId"),
    Shape::of("DomainStatusList", "AWS::OpenSearchService::Domain").by("DomainName"),
    Shape::of("FileSystems", "AWS::EFS::FileSystem").by("FileSystemId"),
    Shape::of("MountTargets", "AWS::EFS::MountTarget").by("MountTargetId"),
    Shape::of("Functions", "AWS::Lambda::Function").by("FunctionName"),
    Shape::of("EventSourceMappings", "AWS::Lambda::EventSourceMapping")
        .by("UUID")
        .renamed(&[("FunctionArn", "FunctionName")]),
    Shape::of("Volumes", "AWS::EC2::Volume").by("VolumeId").parts(&[Part::of(
        "Attachments",
        "AWS::EC2::VolumeAttachment",
        "VolumeId",
    )]),
    Shape::of("FlowLogs", "AWS::EC2::FlowLog").by("FlowLogId"),
    Shape::of("HostedZones", "AWS::Route53::HostedZone").by("Id"),
    Shape::of("AutoScalingGroups", "AWS::AutoScaling::AutoScalingGroup").by("AutoScalingGroupName"),
    Shape::of("LaunchTemplates", "AWS::EC2::LaunchTemplate").by("LaunchTemplateId"),
    Shape::of("TransitGatewayConnects", "AWS::EC2::TransitGatewayConnect").by("TransitGatewayAttachmentId"),
    Shape::of("CarrierGateways", "AWS::EC2::CarrierGateway").by("CarrierGatewayId"),
    Shape::of("ClientVpnEndpoints", "AWS::EC2::ClientVpnEndpoint").by("ClientVpnEndpointId"),
    Shape::of("DirectConnectGateways", "AWS::DirectConnect::DirectConnectGateway")
        .by("DirectConnectGatewayId"),
    Shape::of("VirtualInterfaces", "AWS::DirectConnect::VirtualInterface").by("VirtualInterfaceId"),
];

/// The table of an attachment.
const ASSOCIATED: [Part; 1] =
    [Part::of("Association", "AWS::EC2::TransitGatewayRouteTableAssociation", "TransitGatewayAttachmentId")];

/// The list of a name.
pub(super) fn list(name: &str) -> Option<&'static Shape> {
    LISTS.iter().find(|it| it.name == name)
}
