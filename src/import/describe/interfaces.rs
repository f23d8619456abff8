//! Network interfaces: whose they are. One that the provider made for something, or the first one of an instance, is
//! drawn as that.

use super::{Record, lists};
use crate::model::attrs::{Attr, Value};
use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

/// Gives every interface its owner, and instances, translators and addresses what their interfaces tell.
pub(super) fn settle(records: &mut Vec<Record>) {
    nested(records);
    let owners = owners(records);
    let instances: BTreeSet<Rc<str>> =
        records.iter().filter(|it| it.is("Instances")).map(|it| it.id.clone()).collect();
    let first: BTreeMap<Rc<str>, Attr> = records
        .iter()
        .filter(|it| it.is("NetworkInterfaces"))
        .filter_map(|it| Some((owners.get(&it.id)?.clone(), it.attr.clone())))
        .filter(|(owner, _)| instances.contains(owner))
        .collect();
    for record in records.iter_mut() {
        match record.shape.name {
            "Instances" => {
                if let Some(interface) = first.get(&record.id) {
                    instance(&mut record.attr, interface);
                }
            }
            "NatGateways" => translator(&mut record.attr),
            "Addresses" => address(&mut record.attr, &owners, &instances),
            "NetworkInterfaces" => {
                record.part_of = owners.get(&record.id).cloned();
                let unowned = record.part_of.is_none() && is_managed(&record.attr);
                if let Some(shape) = lists::list("ManagedInterfaces").filter(|_| unowned) {
                    record.shape = shape;
                }
            }
            _ => {}
        }
    }
    launch(records, &first);
}

/// Interfaces that only their instance tells of.
fn nested(records: &mut Vec<Record>) {
    let Some(shape) = lists::list("NetworkInterfaces") else { return };
    let mut told = Vec::new();
    for record in records.iter().filter(|it| it.is("Instances")) {
        for interface in record.attr.get("NetworkInterfaces").map(Attr::items).unwrap_or_default() {
            let Some(id) = interface.known_at("NetworkInterfaceId") else { continue };
            let mut attr = interface.clone();
            attr.put("Attachment.InstanceId", Attr::text(interface.at, record.id.clone()));
            let region = record.region.clone();
            told.push(Record { shape, id: id.into(), attr, region, part_of: None, made: true });
        }
    }
    let mut known: BTreeSet<Rc<str>> =
        records.iter().filter(|it| it.is("NetworkInterfaces")).map(|it| it.id.clone()).collect();
    records.extend(told.into_iter().filter(|it| known.insert(it.id.clone())));
}

/// What each interface is drawn as.
fn owners(records: &[Record]) -> BTreeMap<Rc<str>, Rc<str>> {
    let mut names: BTreeMap<&str, &Rc<str>> = BTreeMap::new();
    for record in records.iter().filter(|it| !it.is("NetworkInterfaces")) {
        names.insert(&record.id, &record.id);
        // A load balancer's interfaces name it by the end of its ARN.
        if let Some((_, name)) = record.text("LoadBalancerArn").and_then(|it| it.split_once(":loadbalancer/"))
            && record.is("LoadBalancers")
        {
            names.insert(name, &record.id);
        }
    }
    let mut owners: BTreeMap<Rc<str>, Rc<str>> = BTreeMap::new();
    for record in records {
        let listed = match record.shape.name {
            "NatGateways" => "NatGatewayAddresses.NetworkInterfaceId",
            "VpcEndpoints" => "NetworkInterfaceIds",
            "MountTargets" => "NetworkInterfaceId",
            _ => continue,
        };
        for id in record.attr.each_along(listed).into_iter().filter_map(Attr::known) {
            owners.insert(id.into(), record.id.clone());
        }
    }
    for record in records.iter().filter(|it| it.is("NetworkInterfaces")) {
        let instance = record.text("Attachment.InstanceId").and_then(|it| names.get(it));
        let owner = match instance {
            Some(id) if record.text("Attachment.DeviceIndex").is_none_or(|it| it == "0") => Some(*id),
            Some(_) => None,
            None => described(record, &names).or_else(|| database(record, records)),
        };
        if let Some(owner) = owner {
            owners.entry(record.id.clone()).or_insert_with(|| owner.clone());
        }
    }
    owners
}

/// The owner that a description names, such as `ELB app/web/50dc6c495c0c9188` or `Interface for NAT Gateway nat-…`.
/// <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/requester-managed-eni.html>
fn described<'r>(record: &Record, names: &BTreeMap<&str, &'r Rc<str>>) -> Option<&'r Rc<str>> {
    let said = record.text("Description").filter(|_| is_managed(&record.attr))?;
    let words = said.split(|c: char| c.is_whitespace() || "(),".contains(c)).filter(|it| !it.is_empty());
    let words: Vec<&str> = words.collect();
    let function = said.strip_prefix("AWS Lambda VPC ENI-").map(|rest| {
        // What follows the function's name is a UUID.
        rest.get(..rest.len().saturating_sub(37)).unwrap_or(rest)
    });
    let exact = words.iter().rev().filter(|it| it.contains(['-', '/'])).find_map(|it| names.get(it));
    let last = words.last().filter(|_| said.starts_with("ELB ") || said.starts_with("ElastiCache "));
    let found =
        exact.or_else(|| function.and_then(|it| names.get(it))).or_else(|| last.and_then(|it| names.get(it)));
    found.copied()
}

/// The database whose interface this may be: its description does not tell which.
fn database<'r>(record: &Record, records: &'r [Record]) -> Option<&'r Rc<str>> {
    if record.text("Description") != Some("RDSNetworkInterface") {
        return None;
    }
    let sorted = |attr: &Attr, path: &str| {
        let mut all: Vec<String> =
            attr.each_along(path).into_iter().filter_map(Attr::known).map(str::to_owned).collect();
        all.sort();
        all
    };
    let groups = sorted(&record.attr, "Groups.GroupId");
    let subnet = record.text("SubnetId")?;
    let fits = |it: &&Record| {
        it.is("DBInstances")
            && sorted(&it.attr, "VpcSecurityGroups.VpcSecurityGroupId") == groups
            && sorted(&it.attr, "DBSubnetGroup.Subnets.SubnetIdentifier").iter().any(|it| it == subnet)
    };
    records.iter().find(fits).map(|it| &it.id)
}

/// Whether the provider made an interface for something of its own.
fn is_managed(attr: &Attr) -> bool {
    let ordinary = ["interface", "efa", "efa-only", "trunk", "branch"];
    attr.get("RequesterManaged").is_some_and(Attr::is_true)
        || attr.known_at("InterfaceType").is_some_and(|it| !ordinary.contains(&it))
        || attr.known_at("Attachment.InstanceOwnerId").is_some_and(|it| it.starts_with("amazon-"))
}

/// Gives an instance its first interface in the form that templates have.
fn instance(attr: &mut Attr, interface: &Attr) {
    let at = interface.at;
    let mut own = Attr { at, value: Value::Map(Vec::new()) };
    for (from, to) in [
        ("SubnetId", "SubnetId"),
        ("Groups.GroupId", "GroupSet"),
        ("PrivateIpAddress", "PrivateIpAddress"),
        ("PrivateIpAddresses", "PrivateIpAddresses"),
        ("Ipv6Addresses", "Ipv6Addresses"),
    ] {
        if let Some(value) = interface.gathered(from) {
            own.put(to, value);
        }
    }
    for path in ["SubnetId", "SourceDestCheck"] {
        if let (Some(value), None) = (interface.get(path), attr.get(path)) {
            attr.put(path, value.clone());
        }
    }
    // An address of the provider's own; an Elastic IP address is a resource by itself.
    let association = interface.get("Association");
    let assigned = association.is_some_and(|it| it.known_at("IpOwnerId") == Some("amazon"));
    own.put("AssociatePublicIpAddress", Attr::text(at, assigned.to_string()));
    attr.remove("PublicIpAddress");
    if let Some(address) = association.filter(|_| assigned).and_then(|it| it.get("PublicIp")) {
        attr.put("PublicIpAddress", address.clone());
    }
    ["SecurityGroups", "Ipv6Address", "NetworkInterfaces"].iter().for_each(|it| attr.remove(it));
    attr.put("NetworkInterfaces", Attr { at, value: Value::List(vec![own]) });
}

/// The addresses of a NAT gateway in the form that templates have.
fn translator(attr: &mut Attr) {
    let all: Vec<Attr> = attr.get("NatGatewayAddresses").map(Attr::items).unwrap_or_default().to_vec();
    let place = |it: &Attr| it.get("IsPrimary").is_none_or(Attr::is_true);
    let (first, rest): (Vec<Attr>, Vec<Attr>) = if all.iter().any(|it| it.get("IsPrimary").is_some()) {
        all.into_iter().partition(place)
    } else {
        let mut all = all.into_iter();
        (all.next().into_iter().collect(), all.collect())
    };
    for (from, one, many) in [
        ("AllocationId", "AllocationId", "SecondaryAllocationIds"),
        ("PrivateIp", "PrivateIpAddress", "SecondaryPrivateIpAddresses"),
    ] {
        if let Some(value) = first.first().and_then(|it| it.get(from)) {
            attr.put(one, value.clone());
        }
        let further: Vec<Attr> = rest.iter().filter_map(|it| it.get(from)).cloned().collect();
        if !further.is_empty() {
            attr.put(many, Attr { at: attr.at, value: Value::List(further) });
        }
    }
    attr.remove("NatGatewayAddresses");
}

/// An Elastic IP address names the instance by its first interface, another interface by itself, and nothing else, for
/// that names the address.
fn address(attr: &mut Attr, owners: &BTreeMap<Rc<str>, Rc<str>>, instances: &BTreeSet<Rc<str>>) {
    let interface: Option<Rc<str>> = attr.known_at("NetworkInterfaceId").map(Into::into);
    match interface.as_ref().map(|it| owners.get(it)) {
        Some(Some(owner)) => {
            attr.remove("NetworkInterfaceId");
            attr.remove("InstanceId");
            if instances.contains(owner) {
                let at = attr.at;
                attr.put("InstanceId", Attr::text(at, owner.clone()));
            } else {
                attr.remove("PrivateIpAddress");
            }
        }
        Some(None) => attr.remove("InstanceId"),
        None => {}
    }
}

/// What a subnet does for new instances says nothing of those that are there: where one differs, the instances say it.
/// <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html>
fn launch(records: &mut [Record], first: &BTreeMap<Rc<str>, Attr>) {
    for (flag, has) in [
        ("MapPublicIpOnLaunch", (|it| it.get("Association").is_some()) as fn(&Attr) -> bool),
        ("AssignIpv6AddressOnCreation", |it| {
            it.get("Ipv6Addresses").is_some_and(|it| !it.items().is_empty())
        }),
    ] {
        let without: BTreeSet<Rc<str>> = first
            .values()
            .filter(|it| !has(it))
            .filter_map(|it| it.known_at("SubnetId").map(Into::into))
            .collect();
        for subnet in records.iter_mut().filter(|it| it.is("Subnets") && without.contains(&it.id)) {
            let at = subnet.attr.at;
            subnet.attr.put(flag, Attr::text(at, "false"));
        }
    }
}
