//! What packets meet: VPCs, filters, gateways, load balancers.
//!
//! Names of arguments: <https://registry.terraform.io/providers/hashicorp/aws/latest/docs>

use super::super::way::{Turning, Way, reference, tree};
use crate::model::{
    attrs::{Attr, Value},
    giving::{DEFAULT_ROUTES, list, say, to_do},
};

/// Every type.
pub(in crate::export::terraform) static WAYS: &[Way] = &[
    Way::of("AWS::EC2::VPC").attributes(&[
        ("DefaultSecurityGroup", "default_security_group_id"),
        ("DefaultNetworkAcl", "default_network_acl_id"),
    ]),
    Way::of("AWS::EC2::Subnet").says(VPC),
    Way::of("AWS::EC2::RouteTable").says(VPC),
    Way::of("AWS::EC2::NetworkAcl").says(VPC),
    Way::of("AWS::EC2::EgressOnlyInternetGateway").says(VPC),
    Way::of("AWS::EC2::VPCCidrBlock").turn(vpc_block),
    Way::of("AWS::EC2::VPCGatewayAttachment").turn(attachment),
    Way::of("AWS::EC2::EIP").attributes(&[("AllocationId", "allocation_id")]),
    Way::of("AWS::EC2::SubnetRouteTableAssociation").turn(association),
    Way::of("AWS::EC2::Route").turn(route),
    Way::of("AWS::EC2::NetworkAclEntry").called("aws_network_acl_rule"),
    Way::of("AWS::EC2::SecurityGroup").attributes(&[("GroupId", "id")]).named("name").turn(security_group),
    Way::of("AWS::EC2::SecurityGroupIngress").called("aws_vpc_security_group_ingress_rule"),
    Way::of("AWS::EC2::SecurityGroupEgress").called("aws_vpc_security_group_egress_rule"),
    Way::of("AWS::EC2::NetworkInterface").says(&[("subnet_id", "TODO")]).turn(interface),
    Way::of("AWS::EC2::VPNGateway").moved(&[("Type", "")]),
    Way::of("AWS::EC2::VPNGatewayRoutePropagation").moved(&[("RouteTableIds[]", "route_table_id")]),
    Way::of("AWS::EC2::VPCEndpoint").says(VPC).moved(&[("PolicyDocument", "policy")]).json(&["policy"]),
    Way::of("AWS::EC2::VPCPeeringConnection")
        .says(&[("vpc_id", "TODO"), ("peer_vpc_id", "TODO")])
        .turn(peering),
    Way::of("AWS::EC2::VPNConnection").says(&[("customer_gateway_id", "TODO")]),
    // What a gateway makes itself is no argument of it.
    Way::of("AWS::EC2::TransitGateway")
        .moved(&[("AssociationDefaultRouteTableId", ""), ("PropagationDefaultRouteTableId", "")]),
    Way::of("AWS::EC2::TransitGatewayAttachment").called("aws_ec2_transit_gateway_vpc_attachment").says(&[
        ("transit_gateway_id", "TODO"),
        ("vpc_id", "TODO"),
        ("subnet_ids", "[TODO]"),
    ]),
    Way::of("AWS::EC2::TransitGatewayRouteTable").says(&[("transit_gateway_id", "TODO")]),
    Way::of("AWS::EC2::PrefixList").moved(&[("PrefixListName", "name")]),
    Way::of("AWS::EC2::Instance").turn(instance),
    Way::of("AWS::ElasticLoadBalancingV2::LoadBalancer")
        .reference("arn")
        .attributes(&[("DNSName", "dns_name"), ("CanonicalHostedZoneID", "zone_id")])
        .turn(load_balancer),
    Way::of("AWS::ElasticLoadBalancingV2::Listener")
        .called("aws_lb_listener")
        .reference("arn")
        .moved(&[("Certificates.CertificateArn", "certificate_arn")])
        .turn(listener),
    Way::of("AWS::ElasticLoadBalancingV2::TargetGroup")
        .called("aws_lb_target_group")
        .reference("arn")
        .turn(target_group),
    Way::of("AWS::ElasticLoadBalancing::LoadBalancer").attributes(&[("DNSName", "dns_name")]).turn(classic),
];

/// What stands in a VPC, if it does.
const VPC: &[(&str, &str)] = &[("vpc_id", "TODO")];

/// A further block of a VPC; one that AWS chooses is asked for by the VPC itself.
fn vpc_block(turning: &mut Turning<'_>) {
    if turning.properties.get("AmazonProvidedIpv6CidrBlock").is_some() {
        let vpc = turning.properties.get("VpcId").map(|it| it.value.clone());
        if let Some(Value::Ref(mention)) = vpc {
            turning.into = Some((mention.item, vec![("assign_generated_ipv6_cidr_block", say(true))]));
        }
        return;
    }
    let is_v6 = turning.properties.get("Ipv6CidrBlock").is_some();
    turning.called = Some(if is_v6 {
        "aws_vpc_ipv6_cidr_block_association"
    } else {
        "aws_vpc_ipv4_cidr_block_association"
    });
}

/// A gateway says itself to which VPC it is attached.
fn attachment(turning: &mut Turning<'_>) {
    let gateway = ["InternetGatewayId", "VpnGatewayId"].iter().find_map(|it| turning.properties.get(it));
    if let (Some(Value::Ref(mention)), Some(vpc)) =
        (gateway.map(|it| it.value.clone()), turning.properties.get("VpcId"))
    {
        turning.into = Some((mention.item, vec![("vpc_id", vpc.clone())]));
    }
}

/// A VPC says itself which table is its main one.
fn association(turning: &mut Turning<'_>) {
    if turning.item.id.ends_with(&format!("/{DEFAULT_ROUTES}")) {
        turning.is_left_out = true;
    }
}

/// A route names an instance by its first interface.
fn route(turning: &mut Turning<'_>) {
    if let Some(Value::Ref(mention)) = turning.take("InstanceId").map(|it| it.value) {
        turning.put("network_interface_id", reference(&mention.item, "PrimaryNetworkInterfaceId"));
    }
}

/// The rule that templates have for none; the provider takes away what AWS makes.
const NOBODY: &str = "255.255.255.255/32";

/// Rules stand by themselves, for groups may name each other. What AWS lets out by itself has to be written here.
/// <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group>
fn security_group(turning: &mut Turning<'_>) {
    let egress = turning.properties.get("SecurityGroupEgress").map(|it| it.items().to_vec());
    let egress = egress.unwrap_or_else(|| {
        let mut all = Attr::default();
        all.put("IpProtocol", say("-1"));
        all.put("CidrIp", say("0.0.0.0/0"));
        vec![all]
    });
    let is_rule = |it: &Attr| it.known_at("CidrIp") != Some(NOBODY);
    turning.properties.put("SecurityGroupEgress", list(egress.into_iter().filter(is_rule)));
    let own = [("security_group_id", turning.own())];
    let names = |lists: &'static str, group: &'static str| {
        [
            ("CidrIp", "cidr_ipv4"),
            ("CidrIpv6", "cidr_ipv6"),
            (lists, "prefix_list_id"),
            (group, "referenced_security_group_id"),
        ]
    };
    let ingress = names("SourcePrefixListId", "SourceSecurityGroupId");
    turning.each("SecurityGroupIngress", "Ingress", "aws_vpc_security_group_ingress_rule", &own, &ingress);
    let egress = names("DestinationPrefixListId", "DestinationSecurityGroupId");
    turning.each("SecurityGroupEgress", "Egress", "aws_vpc_security_group_egress_rule", &own, &egress);
    if let Some(words) = turning.take("GroupDescription") {
        turning.put("description", words);
    }
}

/// Further addresses of an interface: those that are its own, in a list.
fn further(interface: &mut Attr, path: &str, key: &str) -> Vec<Attr> {
    let all = interface.take(path).map(|it| it.items().to_vec()).unwrap_or_default();
    all.iter().filter_map(|it| it.get(key).cloned()).collect()
}

/// The first address of the list is the interface's own.
fn interface(turning: &mut Turning<'_>) {
    let more = further(&mut turning.properties, "PrivateIpAddresses", "PrivateIpAddress");
    let v6 = further(&mut turning.properties, "Ipv6Addresses", "Ipv6Address");
    let first = turning.take("PrivateIpAddress");
    if !more.is_empty() && first.is_some() {
        turning.put("private_ip_list", list(first.into_iter().chain(more)));
        turning.put("private_ip_list_enabled", say(true));
    } else if first.is_some() || !more.is_empty() {
        turning.put("private_ips", list(first.into_iter().chain(more)));
    }
    if !v6.is_empty() {
        turning.put("ipv6_address_list", list(v6));
        turning.put("ipv6_address_list_enabled", say(true));
    }
}

/// One account accepts its own offer, unless it is of another region.
fn peering(turning: &mut Turning<'_>) {
    if turning.properties.get("PeerRegion").is_none() {
        turning.put("auto_accept", say(true));
    }
}

/// An instance says of itself what its first interface is.
fn instance(turning: &mut Turning<'_>) {
    if let Some(image) = turning.take("ImageId") {
        turning.put("ami", image);
    }
    let first = turning.take("NetworkInterfaces").and_then(|it| it.items().first().cloned());
    if let Some(mut first) = first {
        let more = further(&mut first, "PrivateIpAddresses", "PrivateIpAddress");
        let v6 = further(&mut first, "Ipv6Addresses", "Ipv6Address");
        for (from, to) in [
            ("SubnetId", "subnet_id"),
            ("GroupSet", "vpc_security_group_ids"),
            ("AssociatePublicIpAddress", "associate_public_ip_address"),
            ("PrivateIpAddress", "private_ip"),
        ] {
            if let Some(value) = first.take(from) {
                turning.put(to, value);
            }
        }
        for (to, all) in [("secondary_private_ips", more), ("ipv6_addresses", v6)] {
            if !all.is_empty() {
                turning.put(to, list(all));
            }
        }
    }
    if let Some(size) = turning.take("BlockDeviceMappings").and_then(|mut it| it.take("Ebs.VolumeSize")) {
        turning.put("root_block_device.volume_size", size);
    }
}

/// What a load balancer has as attributes there, it says by itself here.
fn load_balancer(turning: &mut Turning<'_>) {
    scheme(turning);
    let names = [("load_balancing.cross_zone.enabled", "enable_cross_zone_load_balancing")];
    attributes(turning, "LoadBalancerAttributes", &names);
}

/// A scheme that nobody knows is whether it is internal.
fn scheme(turning: &mut Turning<'_>) {
    if turning.properties.get("Scheme").is_some_and(|it| it.known().is_none())
        && let Some(open) = turning.take("Scheme")
    {
        turning.put("internal", open);
    }
}

fn target_group(turning: &mut Turning<'_>) {
    let names = [
        ("preserve_client_ip.enabled", "preserve_client_ip"),
        ("load_balancing.cross_zone.enabled", "load_balancing_cross_zone_enabled"),
    ];
    attributes(turning, "TargetGroupAttributes", &names);
    let own = [("target_group_arn", turning.own())];
    turning.each("Targets", "Target", "aws_lb_target_group_attachment", &own, &[("Id", "target_id")]);
}

fn attributes(turning: &mut Turning<'_>, path: &str, names: &[(&str, &str)]) {
    let all = turning.take(path).map(|it| it.items().to_vec()).unwrap_or_default();
    for one in all {
        let known = names.iter().find(|it| one.known_at("Key") == Some(it.0));
        if let (Some((_, to)), Some(value)) = (known, one.get("Value")) {
            turning.put(to, value.clone());
        }
    }
}

fn listener(turning: &mut Turning<'_>) {
    let Some(mut action) =
        turning.properties.get("DefaultActions").and_then(|it| it.items().first().cloned())
    else {
        return;
    };
    if let Some(groups) = action.take("ForwardConfig.TargetGroups") {
        let groups =
            groups.items().iter().filter_map(|it| Some(tree(&[("Arn", it.get("TargetGroupArn")?.clone())])));
        action.put("Forward.TargetGroup", list(groups.collect::<Vec<_>>()));
    }
    if let Some(mut answer) = action.take("FixedResponseConfig") {
        answer.put("ContentType", say("text/plain"));
        action.put("FixedResponse", answer);
    }
    turning.properties.put("DefaultActions", list([action]));
}

fn classic(turning: &mut Turning<'_>) {
    scheme(turning);
    let all = turning.take("Listeners").map(|it| it.items().to_vec()).unwrap_or_default();
    let listener = |it: &Attr| {
        let said = |key: &str| it.get(key).cloned().unwrap_or_default();
        let protocol = said("Protocol");
        let behind = match protocol.known() {
            Some("HTTP" | "HTTPS") => "HTTP",
            _ => "TCP",
        };
        let mut all = tree(&[
            ("LbPort", said("LoadBalancerPort")),
            ("LbProtocol", protocol.clone()),
            ("InstancePort", said("InstancePort")),
            ("InstanceProtocol", it.get("InstanceProtocol").cloned().unwrap_or_else(|| say(behind))),
        ]);
        if matches!(protocol.known(), Some("HTTPS" | "SSL")) {
            all.put("SslCertificateId", crate::model::giving::doubt("the ARN of the listener's certificate"));
        }
        all
    };
    let mut all: Vec<Attr> = all.iter().map(listener).collect();
    if all.is_empty() {
        let keys = ["LbPort", "LbProtocol", "InstancePort", "InstanceProtocol"];
        all.push(tree(&keys.map(|it| (it, to_do()))));
    }
    turning.properties.put("Listeners", list(all));
}
