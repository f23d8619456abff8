//! Plans and states of Terraform: the same network as a template, as a plan in several forms and as a state is one model.

use plat::{
    import::{Fate, Imported, Settings, Source, import},
    model::file::{load, save},
};
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, fs, path::PathBuf};

/// An argument of a resource.
#[derive(Clone, Debug)]
pub(crate) enum Said {
    Known(Value),
    One(usize),
    Many(Vec<usize>),
}

/// A resource in the words of both.
#[derive(Clone, Debug)]
pub(crate) struct Thing {
    /// Terraform's type and the name.
    pub(crate) ty: &'static str,
    pub(crate) name: String,
    /// Arguments as Terraform calls them.
    pub(crate) arguments: Vec<(&'static str, Said)>,
    /// Resources of CloudFormation: what is added to the id, the type, properties. `@0` is the first thing.
    pub(crate) template: Vec<(String, &'static str, Value)>,
    /// The module that it is in.
    pub(crate) module: Option<&'static str>,
}

/// A small generator of numbers, the same for the same seed.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (it ^ (it >> 31)) % most
    }
}

#[derive(Default)]
struct World(Vec<Thing>);

impl World {
    fn add(
        &mut self,
        ty: &'static str,
        module: Option<&'static str>,
        arguments: Vec<(&'static str, Said)>,
        template: Vec<(&str, &'static str, Value)>,
    ) -> usize {
        let name = format!("n{}", self.0.len());
        let template = template.into_iter().map(|(more, ty, it)| (more.to_owned(), ty, it)).collect();
        self.0.push(Thing { ty, name, arguments, template, module });
        self.0.len() - 1
    }
}

fn reference(thing: usize) -> Value {
    json!({ "Ref": format!("@{thing}") })
}

/// A network: VPCs, subnets, ways out, tables, filters, instances, a load balancer.
pub(crate) fn network(dice: &mut Dice) -> Vec<Thing> {
    use Said::{Known, Many, One};
    let mut world = World::default();
    let net = Some("net");
    let vpcs = 1 + dice.below(2);
    let mut all_vpcs = Vec::new();
    for v in 0..vpcs {
        let (block, names) = (format!("10.{v}.0.0/16"), dice.below(2) == 0);
        let vpc = world.add(
            "aws_vpc",
            net,
            vec![
                ("cidr_block", Known(json!(block))),
                ("enable_dns_hostnames", Known(json!(names))),
                ("tags", Known(json!({ "Name": format!("network {v}") }))),
            ],
            vec![(
                "",
                "AWS::EC2::VPC",
                json!({"CidrBlock": block, "EnableDnsHostnames": names,
                       "Tags": [{"Key": "Name", "Value": format!("network {v}")}]}),
            )],
        );
        all_vpcs.push(vpc);
        let gateway = world.add(
            "aws_internet_gateway",
            net,
            vec![("vpc_id", One(vpc))],
            vec![
                ("", "AWS::EC2::InternetGateway", json!({})),
                (
                    ".attached",
                    "AWS::EC2::VPCGatewayAttachment",
                    json!({"VpcId": reference(vpc), "InternetGatewayId": {"Ref": "@self"}}),
                ),
            ],
        );
        let mut subnets = Vec::new();
        for s in 0..1 + dice.below(3) {
            let (block, zone) = (format!("10.{v}.{s}.0/24"), ["a", "b", "c"][usize::try_from(s).unwrap()]);
            let zone = format!("us-east-1{zone}");
            let public = dice.below(2) == 0;
            subnets.push(world.add(
                "aws_subnet",
                net,
                vec![
                    ("vpc_id", One(vpc)),
                    ("cidr_block", Known(json!(block))),
                    ("availability_zone", Known(json!(zone))),
                    ("map_public_ip_on_launch", Known(json!(public))),
                ],
                vec![(
                    "",
                    "AWS::EC2::Subnet",
                    json!({"VpcId": reference(vpc), "CidrBlock": block, "AvailabilityZone": zone,
                           "MapPublicIpOnLaunch": public}),
                )],
            ));
        }
        // A way out by the gateway, written inside of the table where nothing else may be meant.
        let inline = vpcs == 1 && dice.below(2) == 0;
        let mut arguments = vec![("vpc_id", One(vpc))];
        if inline {
            arguments.push((
                "route",
                Known(json!([{"cidr_block": "0.0.0.0/0", "gateway_id": "@unknown",
                "nat_gateway_id": "", "ipv6_cidr_block": ""}])),
            ));
        }
        let mut template = vec![("", "AWS::EC2::RouteTable", json!({"VpcId": reference(vpc)}))];
        let out = json!({"RouteTableId": {"Ref": "@self"}, "DestinationCidrBlock": "0.0.0.0/0",
                         "GatewayId": reference(gateway)});
        if inline {
            template.push((".route", "AWS::EC2::Route", out));
        }
        let table = world.add("aws_route_table", net, arguments, template);
        if !inline {
            world.add(
                "aws_route",
                net,
                vec![
                    ("route_table_id", One(table)),
                    ("destination_cidr_block", Known(json!("0.0.0.0/0"))),
                    ("gateway_id", One(gateway)),
                ],
                vec![(
                    "",
                    "AWS::EC2::Route",
                    json!({"RouteTableId": reference(table), "DestinationCidrBlock": "0.0.0.0/0",
                           "GatewayId": reference(gateway)}),
                )],
            );
        }
        let first = subnets[0];
        world.add(
            "aws_route_table_association",
            net,
            vec![("subnet_id", One(first)), ("route_table_id", One(table))],
            vec![(
                "",
                "AWS::EC2::SubnetRouteTableAssociation",
                json!({"SubnetId": reference(first), "RouteTableId": reference(table)}),
            )],
        );
        if subnets.len() > 1 {
            let eip = world.add(
                "aws_eip",
                net,
                vec![("domain", Known(json!("vpc")))],
                vec![("", "AWS::EC2::EIP", json!({}))],
            );
            let nat = world.add(
                "aws_nat_gateway",
                net,
                vec![("subnet_id", One(first)), ("allocation_id", One(eip))],
                vec![(
                    "",
                    "AWS::EC2::NatGateway",
                    json!({"SubnetId": reference(first), "AllocationId": reference(eip)}),
                )],
            );
            let private = world.add(
                "aws_route_table",
                net,
                vec![("vpc_id", One(vpc))],
                vec![("", "AWS::EC2::RouteTable", json!({"VpcId": reference(vpc)}))],
            );
            world.add(
                "aws_route",
                net,
                vec![
                    ("route_table_id", One(private)),
                    ("destination_cidr_block", Known(json!("0.0.0.0/0"))),
                    ("nat_gateway_id", One(nat)),
                ],
                vec![(
                    "",
                    "AWS::EC2::Route",
                    json!({"RouteTableId": reference(private), "DestinationCidrBlock": "0.0.0.0/0",
                           "NatGatewayId": reference(nat)}),
                )],
            );
            world.add(
                "aws_vpc_endpoint",
                net,
                vec![
                    ("vpc_id", One(vpc)),
                    ("service_name", Known(json!("com.amazonaws.us-east-1.s3"))),
                    ("vpc_endpoint_type", Known(json!("Gateway"))),
                    ("route_table_ids", Many(vec![table, private])),
                ],
                vec![(
                    "",
                    "AWS::EC2::VPCEndpoint",
                    json!({"VpcId": reference(vpc), "ServiceName": "com.amazonaws.us-east-1.s3",
                           "VpcEndpointType": "Gateway", "RouteTableIds": [reference(table), reference(private)]}),
                )],
            );
            for subnet in &subnets[1..] {
                world.add(
                    "aws_route_table_association",
                    net,
                    vec![("subnet_id", One(*subnet)), ("route_table_id", One(private))],
                    vec![(
                        "",
                        "AWS::EC2::SubnetRouteTableAssociation",
                        json!({"SubnetId": reference(*subnet), "RouteTableId": reference(private)}),
                    )],
                );
            }
        }
        filters(dice, &mut world, vpc, &subnets);
    }
    if let [one, other] = all_vpcs.as_slice() {
        world.add(
            "aws_vpc_peering_connection",
            None,
            vec![("vpc_id", One(*one)), ("peer_vpc_id", One(*other)), ("auto_accept", Known(json!(true)))],
            vec![(
                "",
                "AWS::EC2::VPCPeeringConnection",
                json!({"VpcId": reference(*one), "PeerVpcId": reference(*other)}),
            )],
        );
    }
    world.0
}

/// Groups, a list, instances and a load balancer of a VPC.
fn filters(dice: &mut Dice, world: &mut World, vpc: usize, subnets: &[usize]) {
    use Said::{Known, Many, One};
    let app = Some("app");
    let mut groups = Vec::new();
    for g in 0..1 + dice.below(2) {
        let port = 8000 + g;
        let open = dice.below(2) == 0;
        let all = json!([{"from_port": 0, "to_port": 0, "protocol": "-1", "cidr_blocks": ["0.0.0.0/0"],
            "ipv6_cidr_blocks": [], "prefix_list_ids": [], "security_groups": [], "self": false, "description": ""}]);
        let nothing = json!([{"IpProtocol": "-1", "CidrIp": "255.255.255.255/32"}]);
        groups.push(world.add(
            "aws_security_group",
            app,
            vec![
                ("vpc_id", One(vpc)),
                (
                    "ingress",
                    Known(json!([{"from_port": port, "to_port": port, "protocol": "tcp",
                        "cidr_blocks": ["10.0.0.0/8", "192.0.2.0/24"], "ipv6_cidr_blocks": ["::/0"], "prefix_list_ids": [],
                        "security_groups": [], "self": true, "description": ""}])),
                ),
                ("egress", Known(if open { all } else { json!([]) })),
            ],
            vec![(
                "",
                "AWS::EC2::SecurityGroup",
                json!({"VpcId": reference(vpc),
                    "SecurityGroupEgress": if open {
                        json!([{"IpProtocol": "-1", "CidrIp": "0.0.0.0/0"}])
                    } else {
                        nothing
                    }}),
            )]
            .into_iter()
            .chain(
                [
                    (".1", json!({"CidrIp": "10.0.0.0/8"})),
                    (".2", json!({"CidrIp": "192.0.2.0/24"})),
                    (".3", json!({"CidrIpv6": "::/0"})),
                    (".4", json!({"SourceSecurityGroupId": {"Ref": "@self"}})),
                ]
                .map(|(more, peer)| {
                    let mut it = json!({"GroupId": {"Ref": "@self"}, "IpProtocol": "tcp", "FromPort": port, "ToPort": port});
                    it.as_object_mut().unwrap().extend(peer.as_object().unwrap().clone());
                    (more, "AWS::EC2::SecurityGroupIngress", it)
                }),
            )
            .collect(),
        ));
    }
    if let [one, other] = groups.as_slice() {
        world.add(
            "aws_security_group_rule",
            app,
            vec![
                ("type", Known(json!("ingress"))),
                ("security_group_id", One(*one)),
                ("source_security_group_id", One(*other)),
                ("protocol", Known(json!("udp"))),
                ("from_port", Known(json!(53))),
                ("to_port", Known(json!(54))),
            ],
            vec![(
                "",
                "AWS::EC2::SecurityGroupIngress",
                json!({"GroupId": reference(*one), "SourceSecurityGroupId": reference(*other), "IpProtocol": "udp",
                       "FromPort": 53, "ToPort": 54}),
            )],
        );
    }
    if dice.below(2) == 0 {
        let last = subnets[subnets.len() - 1];
        let entry = |number: u64, egress: bool| {
            json!({"NetworkAclId": {"Ref": "@self"}, "RuleNumber": number, "Protocol": if egress { "-1" } else { "6" },
                "RuleAction": "allow", "Egress": egress, "CidrBlock": "0.0.0.0/0",
                "PortRange": if egress { json!(null) } else { json!({"From": 1, "To": 65535}) }})
        };
        world.add(
            "aws_network_acl",
            app,
            vec![
                ("vpc_id", One(vpc)),
                ("subnet_ids", Many(vec![last])),
                (
                    "ingress",
                    Known(json!([{"rule_no": 100, "protocol": "6", "action": "allow", "cidr_block": "0.0.0.0/0",
                        "from_port": 1, "to_port": 65535, "icmp_type": 0, "icmp_code": 0, "ipv6_cidr_block": ""}])),
                ),
                (
                    "egress",
                    Known(json!([{"rule_no": 110, "protocol": "-1", "action": "allow", "cidr_block": "0.0.0.0/0",
                        "from_port": 0, "to_port": 0, "icmp_type": 0, "icmp_code": 0, "ipv6_cidr_block": ""}])),
                ),
            ],
            vec![
                ("", "AWS::EC2::NetworkAcl", json!({"VpcId": reference(vpc)})),
                (".in", "AWS::EC2::NetworkAclEntry", entry(100, false)),
                (".out", "AWS::EC2::NetworkAclEntry", entry(110, true)),
                (
                    ".subnet",
                    "AWS::EC2::SubnetNetworkAclAssociation",
                    json!({"NetworkAclId": {"Ref": "@self"}, "SubnetId": reference(last)}),
                ),
            ],
        );
    }
    let mut instances = Vec::new();
    for i in 0..1 + dice.below(3) {
        let subnet = subnets[usize::try_from(i).unwrap() % subnets.len()];
        instances.push(world.add(
            "aws_instance",
            app,
            vec![
                ("instance_type", Known(json!("t3.small"))),
                ("subnet_id", One(subnet)),
                ("vpc_security_group_ids", Many(groups.clone())),
                ("source_dest_check", Known(json!(i != 1))),
            ],
            vec![(
                "",
                "AWS::EC2::Instance",
                json!({"InstanceType": "t3.small", "SubnetId": reference(subnet), "SourceDestCheck": i != 1,
                       "SecurityGroupIds": groups.iter().map(|it| reference(*it)).collect::<Vec<_>>()}),
            )],
        ));
    }
    if dice.below(2) == 0 {
        let internal = dice.below(2) == 0;
        let scheme = if internal { "internal" } else { "internet-facing" };
        let balancer = world.add(
            "aws_lb",
            app,
            vec![
                ("load_balancer_type", Known(json!("network"))),
                ("internal", Known(json!(internal))),
                ("subnets", Many(subnets.to_vec())),
            ],
            vec![(
                "",
                "AWS::ElasticLoadBalancingV2::LoadBalancer",
                json!({"Type": "network", "Scheme": scheme,
                       "Subnets": subnets.iter().map(|it| reference(*it)).collect::<Vec<_>>()}),
            )],
        );
        let group = world.add(
            "aws_lb_target_group",
            app,
            vec![
                ("vpc_id", One(vpc)),
                ("port", Known(json!(8080))),
                ("protocol", Known(json!("TCP"))),
                ("target_type", Known(json!("instance"))),
            ],
            vec![(
                "",
                "AWS::ElasticLoadBalancingV2::TargetGroup",
                json!({"VpcId": reference(vpc), "Port": 8080, "Protocol": "TCP", "TargetType": "instance",
                       "Targets": [{"Id": reference(instances[0]), "Port": 8080}]}),
            )],
        );
        world.add(
            "aws_lb_target_group_attachment",
            app,
            vec![
                ("target_group_arn", One(group)),
                ("target_id", One(instances[0])),
                ("port", Known(json!(8080))),
            ],
            vec![],
        );
        world.add(
            "aws_lb_listener",
            app,
            vec![
                ("load_balancer_arn", One(balancer)),
                ("port", Known(json!(80))),
                ("protocol", Known(json!("TCP"))),
                (
                    "default_action",
                    Known(json!([{"type": "forward", "target_group_arn": format!("@{group}")}])),
                ),
            ],
            vec![(
                "",
                "AWS::ElasticLoadBalancingV2::Listener",
                json!({"LoadBalancerArn": reference(balancer), "Port": 80, "Protocol": "TCP",
                       "DefaultActions": [{"Type": "forward", "TargetGroupArn": reference(group)}]}),
            )],
        );
    }
}

/// How a network is written.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    Flat,
    /// In modules, one of which gets what the other gives.
    Modules,
    State,
}

fn address(thing: &Thing, form: Form) -> String {
    let own = format!("{}.{}", thing.ty, thing.name);
    match thing.module.filter(|_| form == Form::Modules) {
        Some(module) => format!("module.{module}.{own}"),
        None => own,
    }
}

fn template(things: &[Thing], form: Form) -> Value {
    template_of(things, &|it| address(&things[it], form))
}

/// The template, with the ids that a form gives the things.
pub(crate) fn template_of(things: &[Thing], address: &dyn Fn(usize) -> String) -> Value {
    let mut resources = Map::new();
    for (number, thing) in things.iter().enumerate() {
        let own = address(number);
        for (more, ty, properties) in &thing.template {
            let mut text = properties.to_string();
            text = text.replace("\"@self\"", &Value::String(own.clone()).to_string());
            for number in (0..things.len()).rev() {
                let quoted = Value::String(address(number)).to_string();
                text = text.replace(&format!("\"@{number}\""), &quoted);
            }
            let properties: Value = serde_json::from_str(&text).unwrap();
            resources.insert(format!("{own}{more}"), json!({"Type": ty, "Properties": properties}));
        }
    }
    json!({ "Resources": resources })
}

/// What an expression of a thing names to name another one, and what modules have to say for it.
fn names(
    things: &[Thing],
    from: &Thing,
    to: usize,
    form: Form,
    more: &mut BTreeMap<String, Value>,
) -> Vec<String> {
    let (other, attribute) = (&things[to], if things[to].ty.starts_with("aws_lb") { "arn" } else { "id" });
    let own = format!("{}.{}", other.ty, other.name);
    let direct = vec![format!("{own}.{attribute}"), own.clone()];
    let modules = form == Form::Modules;
    match (from.module.filter(|_| modules), other.module.filter(|_| modules)) {
        (one, two) if one == two => direct,
        (None, Some(module)) => {
            more.insert(format!("out {module} o{to}"), json!(direct));
            vec![format!("module.{module}.o{to}"), format!("module.{module}")]
        }
        (Some(module), other) => {
            let given = match other {
                Some(other) => {
                    more.insert(format!("out {other} o{to}"), json!(direct));
                    vec![format!("module.{other}.o{to}"), format!("module.{other}")]
                }
                None => direct,
            };
            more.insert(format!("var {module} v{to}"), json!(given));
            vec![format!("var.v{to}")]
        }
        (None, None) => direct,
    }
}

/// The text of a thing with what it names in nested values put in, or left out as not known.
fn plan(things: &[Thing], form: Form) -> Value {
    let mut resources: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    let mut configured: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    let mut changes = Vec::new();
    let mut more = BTreeMap::new();
    let module = |thing: &Thing| thing.module.filter(|_| form == Form::Modules).unwrap_or_default();
    let id = |number: usize| format!("{}-{number:017x}", things[number].ty.replace('_', ""));
    for (own, thing) in things.iter().enumerate() {
        let (mut values, mut unknown, mut expressions) = (Map::new(), Map::new(), Map::new());
        for (key, said) in &thing.arguments {
            match said {
                Said::Known(value) => {
                    let text = value.to_string();
                    let nested =
                        text.find("\"@").map(|at| text[at + 2..].split('"').next().unwrap().to_owned());
                    let named: Option<usize> = nested.as_ref().and_then(|it| it.parse().ok());
                    let gateway = things.iter().position(|it| it.ty == "aws_internet_gateway");
                    match (form, nested) {
                        (Form::State, Some(inner)) => {
                            let known = id(named.or(gateway).unwrap());
                            let text = text.replace(&format!("@{inner}"), &known);
                            values.insert((*key).to_owned(), serde_json::from_str(&text).unwrap());
                        }
                        (_, Some(inner)) => {
                            // The value is left out, and said to come; the configuration has it unless it is written in a
                            // way that plans do not show.
                            let mut block = value[0].as_object().unwrap().clone();
                            let lacking: Vec<String> = block
                                .iter()
                                .filter(|it| it.1 == &json!(format!("@{inner}")))
                                .map(|it| it.0.clone())
                                .collect();
                            block.retain(|key, _| !lacking.contains(key));
                            let flags: Map<String, Value> =
                                lacking.iter().map(|it| (it.clone(), json!(true))).collect();
                            values.insert((*key).to_owned(), json!([block]));
                            unknown.insert((*key).to_owned(), json!([flags]));
                            if let Some(number) = named {
                                let names = names(things, thing, number, form, &mut more);
                                expressions.insert(
                                    (*key).to_owned(),
                                    json!([{ &lacking[0]: {"references": names} }]),
                                );
                            }
                        }
                        (_, None) => {
                            values.insert((*key).to_owned(), value.clone());
                            if !matches!(*key, "ingress" | "egress") {
                                expressions.insert((*key).to_owned(), json!({ "constant_value": value }));
                            }
                        }
                    }
                }
                Said::One(number) if form == Form::State => {
                    values.insert((*key).to_owned(), json!(id(*number)));
                }
                Said::Many(numbers) if form == Form::State => {
                    values.insert((*key).to_owned(), numbers.iter().map(|it| json!(id(*it))).collect());
                }
                Said::One(number) => {
                    unknown.insert((*key).to_owned(), json!(true));
                    let names = names(things, thing, *number, form, &mut more);
                    expressions.insert((*key).to_owned(), json!({ "references": names }));
                }
                Said::Many(numbers) => {
                    // A list, or a set of which nothing is known.
                    let flags = if own % 2 == 0 { json!(true) } else { json!(vec![true; numbers.len()]) };
                    if flags != json!(true) {
                        values.insert((*key).to_owned(), json!(vec![Value::Null; numbers.len()]));
                    }
                    unknown.insert((*key).to_owned(), flags);
                    let all: Vec<String> =
                        numbers.iter().flat_map(|it| names(things, thing, *it, form, &mut more)).collect();
                    expressions.insert((*key).to_owned(), json!({ "references": all }));
                }
            }
        }
        if form == Form::State {
            values.insert("id".to_owned(), json!(id(own)));
        } else {
            unknown.insert("id".to_owned(), json!(true));
            unknown.insert("arn".to_owned(), json!(true));
        }
        let at = address(thing, form);
        resources.entry(module(thing)).or_default().push(json!({
            "address": at, "mode": "managed", "type": thing.ty, "name": thing.name, "values": values,
        }));
        configured.entry(module(thing)).or_default().push(json!({
            "address": format!("{}.{}", thing.ty, thing.name), "mode": "managed", "type": thing.ty, "name": thing.name,
            "provider_config_key": "aws", "expressions": expressions,
        }));
        changes.push(json!({"address": at, "type": thing.ty, "change": {
            "actions": ["create"], "after_unknown": unknown,
        }}));
    }
    let said = |what: &str, module: &str| -> Map<String, Value> {
        let start = format!("{what} {module} ");
        let mine = more.iter().filter_map(|(key, names)| Some((key.strip_prefix(&start)?.to_owned(), names)));
        mine.map(|(key, names)| (key, json!({ "references": names }))).collect()
    };
    let child =
        |module: &&str| json!({"address": format!("module.{module}"), "resources": resources[module]});
    let inner: Vec<&str> = resources.keys().copied().filter(|it| !it.is_empty()).collect();
    let root = json!({
        "resources": resources.get("").cloned().unwrap_or_default(),
        "child_modules": inner.iter().map(child).collect::<Vec<_>>(),
    });
    if form == Form::State {
        return json!({"format_version": "1.0", "terraform_version": "1.9.0", "values": {"root_module": root}});
    }
    let calls: Map<String, Value> = inner
        .iter()
        .map(|module| {
            let outputs: Map<String, Value> =
                said("out", module).into_iter().map(|(key, it)| (key, json!({ "expression": it }))).collect();
            let call = json!({
                "source": format!("./{module}"), "expressions": said("var", module),
                "module": {"resources": configured[module], "outputs": outputs},
            });
            ((*module).to_owned(), call)
        })
        .collect();
    json!({
        "format_version": "1.2", "terraform_version": "1.9.0",
        "planned_values": {"root_module": root},
        "resource_changes": changes,
        "configuration": {
            "provider_config": {"aws": {"name": "aws", "expressions": {"region": {"constant_value": "us-east-1"}}}},
            "root_module": {
                "resources": configured.get("").cloned().unwrap_or_default(), "module_calls": calls,
            },
        },
    })
}

fn read(value: &Value) -> Imported {
    let source = Source { path: "network.json".to_owned(), bytes: value.to_string().into_bytes() };
    import(&[source], &Settings::default(), &|_| Err("there is no such file".to_owned()))
}

#[test]
fn a_network_is_one_model_as_template_plan_and_state() {
    for seed in 0..40 {
        let things = network(&mut Dice(seed));
        for form in [Form::Flat, Form::Modules, Form::State] {
            let wanted = read(&template(&things, form));
            let written = plan(&things, form);
            let made = read(&written);
            assert_eq!(
                save(&made.model),
                save(&wanted.model),
                "{seed} {form:?}\n{written}\n{:#?}",
                made.report.notices
            );
            assert_eq!(made.report.lines.len(), things.len(), "{seed} {form:?}");
            assert_eq!(made.report.count(|it| matches!(it, Fate::Unsupported(_))), 0, "{seed} {form:?}");
            // What it is exported as is read as the same again.
            crate::cloudformation::comes_back(&format!("{seed} {form:?}"), &made.model);
            crate::terraform_export::stands(&format!("{seed} {form:?}"), &made.model);
        }
    }
}

/// The order of resources says nothing.
#[test]
fn a_plan_in_another_order_is_the_same_model() {
    fn reverse(value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(reverse),
            Value::Object(entries) => {
                for (key, value) in entries.iter_mut() {
                    reverse(value);
                    if ["resources", "child_modules", "resource_changes"].contains(&key.as_str())
                        && let Value::Array(items) = value
                    {
                        items.reverse();
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    for seed in 0..20 {
        let things = network(&mut Dice(seed));
        for form in [Form::Modules, Form::State] {
            let mut written = plan(&things, form);
            let wanted = save(&read(&written).model);
            reverse(&mut written);
            assert_eq!(save(&read(&written).model), wanted, "{seed} {form:?}");
        }
    }
}

/// The plans of the corpus, which nobody here wrote; nothing where it is not at hand, which is said.
fn corpus() -> Vec<(String, Vec<u8>)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/terraform-plan");
    let Ok(entries) = fs::read_dir(root) else {
        eprintln!("the corpus is not at hand: no folder `terraform-plan` beside the repository");
        return Vec::new();
    };
    let mut files: Vec<(String, Vec<u8>)> = entries
        .filter_map(Result::ok)
        .map(|it| (it.file_name().to_string_lossy().into_owned(), fs::read(it.path()).unwrap()))
        .collect();
    files.sort();
    files
}

fn one(name: &str, bytes: &[u8]) -> Imported {
    let source = Source { path: name.to_owned(), bytes: bytes.to_vec() };
    import(&[source], &Settings::default(), &|_| Err("there is no such file".to_owned()))
}

fn managed(module: &Value) -> usize {
    let own = module["resources"].as_array().map_or(0, Vec::len);
    own + module["child_modules"].as_array().into_iter().flatten().map(managed).sum::<usize>()
}

#[test]
fn every_plan_keeps_the_laws() {
    for (name, bytes) in corpus() {
        let it = one(&name, &bytes);
        let document: Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(it.report.lines.len(), managed(&document["planned_values"]["root_module"]), "{name}");
        for line in &it.report.lines {
            assert!(line.at.line > 0, "{name}: {}", line.id);
            if let Fate::Mapped(id) | Fate::Unsupported(id) = &line.fate {
                assert!(it.model.node(id).is_some(), "{name}: {id}");
                assert!(it.origins.of(id, None).is_some_and(|at| at.line > 0), "{name}: {id}");
            }
        }
        let saved = save(&it.model);
        assert_eq!(save(&load(&saved).unwrap().model), saved, "{name}");
        crate::cloudformation::comes_back(&name, &it.model);
        crate::terraform_export::stands(&name, &it.model);
        for part in 1..8 {
            let it = one(&name, &bytes[..bytes.len() * part / 8]);
            assert!(!it.report.is_empty() || !it.report.notices.is_empty(), "{name}: {part}");
        }
        let text = String::from_utf8(bytes).unwrap();
        for (from, to) in
            [("true", "[true]"), ("\"references\":", "\"references\": [7],\"x\":"), ("[", "[[[")]
        {
            one(&name, text.replace(from, to).as_bytes());
        }
    }
}

fn said(imported: &Imported) -> Vec<String> {
    imported.report.notices.iter().map(|it| format!("{} {}", it.rule.code, it.message)).collect()
}

#[test]
fn a_version_that_is_not_known_is_refused() {
    let plan =
        json!({"format_version": "2.0", "terraform_version": "9", "planned_values": {"root_module": {}}});
    let it = read(&plan);
    assert!(it.report.is_empty());
    assert!(said(&it)[0].starts_with("IMP001 not readable: it is of format version 2.0"), "{:?}", said(&it));
}

/// Resources of one name, told apart by an index.
fn counted(reference: &Value, count: usize, subnets: usize) -> Imported {
    let vpc = json!({"address": "aws_vpc.a", "mode": "managed", "type": "aws_vpc", "name": "a",
                     "values": {"cidr_block": "10.0.0.0/16"}});
    let mut resources = vec![vpc];
    let mut changes = Vec::new();
    for n in 0..subnets {
        let address = format!("aws_subnet.a[{n}]");
        resources.push(
            json!({"address": address, "mode": "managed", "type": "aws_subnet", "name": "a", "index": n,
                              "values": {"cidr_block": format!("10.0.{n}.0/24")}}),
        );
        changes.push(json!({"address": address, "type": "aws_subnet",
                            "change": {"actions": ["create"], "after_unknown": {"vpc_id": true}}}));
    }
    for n in 0..count {
        let address = format!("aws_instance.a[{n}]");
        resources.push(
            json!({"address": address, "mode": "managed", "type": "aws_instance", "name": "a", "index": n,
                              "values": {"instance_type": "t3.micro", "user_data": "hush"},
                              "sensitive_values": {"user_data": true}}),
        );
        changes.push(json!({"address": address, "type": "aws_instance",
                            "change": {"actions": ["create"], "after_unknown": {"subnet_id": true}}}));
    }
    changes.push(json!({"address": "aws_vpc.gone", "type": "aws_vpc", "change": {"actions": ["delete"]}}));
    read(&json!({
        "format_version": "1.2", "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": resources}}, "resource_changes": changes,
        "configuration": {"root_module": {"resources": [
            {"address": "aws_vpc.a", "expressions": {}},
            {"address": "aws_subnet.a", "expressions": {"vpc_id": {"references": ["local.vpc"]}}},
            {"address": "aws_instance.a", "expressions": {
                "subnet_id": {"references": reference}, "user_data": {"constant_value": "hush"}}},
        ]}},
    }))
}

/// A connection whose ends only the index joins is marked.
#[test]
fn what_is_inferred_is_marked() {
    let of = |ty: &str, name: &str, index: usize| {
        let address = format!("{ty}.{name}[{index}]");
        json!({"address": address, "mode": "managed", "type": ty, "name": name, "index": index, "values": {}})
    };
    let later = |ty: &str, name: &str, index: usize, unknown: Value| {
        json!({"address": format!("{ty}.{name}[{index}]"), "type": ty,
               "change": {"actions": ["create"], "after_unknown": unknown}})
    };
    let types = ["aws_sqs_queue", "aws_lambda_function", "aws_lambda_event_source_mapping"];
    let resources: Vec<Value> = (0..2).flat_map(|n| types.map(|ty| of(ty, "a", n))).collect();
    let changes: Vec<Value> = (0..2)
        .map(|n| later(types[2], "a", n, json!({"event_source_arn": true, "function_name": true})))
        .collect();
    let polled = |queue: Value| {
        let it = read(&json!({
            "format_version": "1.2", "terraform_version": "1.9.0",
            "planned_values": {"root_module": {"resources": &resources}}, "resource_changes": &changes,
            "configuration": {"root_module": {"resources": [
                {"address": "aws_sqs_queue.a", "expressions": {}},
                {"address": "aws_lambda_function.a", "expressions": {}},
                {"address": "aws_lambda_event_source_mapping.a", "expressions": {
                    "event_source_arn": {"references": queue},
                    "function_name": {"references": ["aws_lambda_function.a", "count.index"]}}},
            ]}},
        }));
        let made: Value = serde_json::from_str(&save(&it.model)).unwrap();
        made["connections"].as_object().unwrap().values().cloned().collect::<Vec<_>>()
    };
    let found = polled(json!(["aws_sqs_queue.a", "count.index"]));
    let joined = |n: usize| {
        json!({"from": format!("aws_sqs_queue.a.{n}"), "to": format!("aws_lambda_function.a.{n}"),
               "kind": "event_source", "inferred": true})
    };
    assert_eq!(found, [joined(0), joined(1)]);
}

#[test]
fn what_has_the_same_index_belongs_together() {
    let all = json!(["aws_subnet.a", "count.index"]);
    let it = counted(&all, 2, 2);
    let made: Value = serde_json::from_str(&save(&it.model)).unwrap();
    assert_eq!(made["resources"]["aws_instance.a.1"]["in"], "aws_subnet.a.1");
    // The configuration names a local value for the VPC, of which there is one.
    assert_eq!(made["resources"]["aws_subnet.a.0"]["in"], "aws_vpc.a");
    let notices = said(&it);
    assert!(
        notices.iter().any(|it| it.contains("IMP040 `aws_instance.a[1]`: `subnet_id` is `aws_subnet.a[1]`")),
        "{notices:?}"
    );
    assert!(
        notices.iter().any(|it| it.contains("IMP040 `aws_subnet.a[0]`: `vpc_id` is `aws_vpc.a`")),
        "{notices:?}"
    );
    assert!(
        notices.iter().any(|it| it.starts_with("IMP090 `aws_instance.a[0]`: the value of `user_data`")),
        "{notices:?}"
    );
    assert!(!save(&it.model).contains("hush"));
    let gone: Vec<&str> = it.report.excluded.iter().map(|it| it.0.as_str()).collect();
    assert_eq!(gone, ["aws_vpc.gone"]);
    // A reference that says which needs no guess.
    let it = counted(&json!(["aws_subnet.a[1].id", "aws_subnet.a[1]", "aws_subnet.a"]), 2, 2);
    let made: Value = serde_json::from_str(&save(&it.model)).unwrap();
    assert_eq!(made["resources"]["aws_instance.a.0"]["in"], "aws_subnet.a.1");
    // Three of one and two of the other: the third belongs to none for sure.
    let it = counted(&all, 3, 2);
    let made: Value = serde_json::from_str(&save(&it.model)).unwrap();
    assert_eq!(made["resources"]["aws_instance.a.2"]["in"], Value::Null);
    assert!(
        said(&it).iter().any(|it| it.starts_with("IMP041 `aws_instance.a[2].subnet_id`")),
        "{:?}",
        said(&it)
    );
}

/// A state as it is stored, with what a VPC makes by itself, an address of an interface and one of a translator.
#[test]
fn a_stored_state_is_read_by_its_ids() {
    let one = |ty: &str, name: &str, attributes: Value| {
        json!({"mode": "managed", "type": ty, "name": name,
               "instances": [{"attributes": attributes, "sensitive_attributes": [[{"type": "get_attr", "value": "user_data"}]]}]})
    };
    let it = read(&json!({"version": 4, "terraform_version": "1.9.0", "lineage": "x", "resources": [
        one("aws_vpc", "a", json!({"id": "vpc-00000001", "cidr_block": "10.0.0.0/16", "default_security_group_id": "sg-00000001",
                                   "main_route_table_id": "rtb-00000001", "default_network_acl_id": "acl-00000001"})),
        {"mode": "managed", "type": "aws_subnet", "name": "a", "module": "module.m[\"k.1\"]", "instances": [
            {"index_key": 0, "attributes": {"id": "subnet-00000001", "vpc_id": "vpc-00000001", "cidr_block": "10.0.1.0/24"}},
            {"index_key": 1, "attributes": {"id": "subnet-00000002", "vpc_id": "vpc-00000001", "cidr_block": "10.0.2.0/24"}}]},
        one("aws_route", "a", json!({"route_table_id": "rtb-00000001", "destination_cidr_block": "0.0.0.0/0",
                                     "gateway_id": "igw-00000001", "nat_gateway_id": ""})),
        one("aws_internet_gateway", "a", json!({"id": "igw-00000001", "vpc_id": "vpc-00000001"})),
        one("aws_instance", "a", json!({"id": "i-00000001", "subnet_id": "subnet-00000002", "user_data": "hush",
            "vpc_security_group_ids": ["sg-00000001"], "primary_network_interface_id": "eni-00000001",
            "associate_public_ip_address": false, "private_ip": "10.0.2.10"})),
        one("aws_eip", "a", json!({"id": "eipalloc-00000001", "network_interface": "eni-00000001",
                                   "instance": "i-00000001", "public_ip": "198.51.100.7"})),
        one("aws_nat_gateway", "a", json!({"id": "nat-00000001", "subnet_id": "subnet-00000001",
            "allocation_id": "eipalloc-00000002", "network_interface_id": "eni-00000002", "private_ip": "10.0.1.9"})),
        one("aws_eip", "b", json!({"id": "eipalloc-00000002", "network_interface": "eni-00000002", "instance": "",
                                   "public_ip": "198.51.100.8"})),
        {"mode": "data", "type": "aws_ami", "name": "a", "instances": [{"attributes": {"id": "ami-00000001"}}]},
    ]}));
    let made: Value = serde_json::from_str(&save(&it.model)).unwrap();
    let of = |id: &str| &made["resources"][id];
    assert_eq!(of("aws_instance.a")["in"], "module.m.k.1.aws_subnet.a.1");
    // The VPC's own group, list and table are there, as AWS makes them, and the route is in the table.
    assert_eq!(of("aws_instance.a")["security_group_ids"], json!(["aws_vpc.a-sg"]));
    assert_eq!(of("aws_vpc.a")["main_route_table_id"], "aws_vpc.a-rtb");
    assert_eq!(of("aws_vpc.a-rtb")["routes"], json!([{"target": "aws_internet_gateway.a"}]));
    assert_eq!(of("aws_eip.a")["instance_id"], "aws_instance.a");
    assert_eq!(of("aws_eip.a")["network_interface_id"], Value::Null);
    assert_eq!(of("aws_eip.b")["instance_id"], Value::Null);
    assert_eq!(of("aws_nat_gateway.a")["allocation_id"], "aws_eip.b");
    assert!(!save(&it.model).contains("hush"));
    let notices = said(&it);
    let told: Vec<&String> = notices.iter().filter(|it| !it.contains("IMP090")).collect();
    assert!(told.is_empty(), "{told:?}");
}
