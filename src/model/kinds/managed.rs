//! What kinds have in common whose interfaces AWS manages in one or several subnets.
//!
//! Such a resource stands in a subnet or in the VPC and may name further subnets. It has one interface in each;
//! where AWS places one of it only, they are the places where it may be, which engines treat as a "may" (PKT-4).

use super::{SecurityGroup, Subnet, Vpc, subnet, vpc};
use crate::model::{
    attrs::Attr,
    giving::{Giving, list, say, to_do, tree},
};
use crate::{
    base::{Decimal, FieldId, NodeId, PortRange, Text, text},
    diag::{Report, Rule, Severity},
    model::{
        connection::Access,
        fact::{CallFact, CallsFrom, Interface, Meter, NetFact, Takes},
        field::Links,
        quota,
        site::Site,
    },
};
use std::collections::BTreeMap;

/// The rules about subnets and groups that a family of kinds shares, under codes of the family.
pub(super) struct Places {
    pub(super) foreign: &'static Rule,
    pub(super) no_subnet: &'static Rule,
    pub(super) many_groups: &'static Rule,
    pub(super) most_groups: quota::Quota,
}

/// Those of databases, caches, files, containers, links and origins.
pub(super) static PLACES: Places = Places {
    foreign: &FOREIGN,
    no_subnet: &NO_SUBNET,
    many_groups: &MANY_GROUPS,
    most_groups: quota::SECURITY_GROUPS_PER_INTERFACE,
};

pub(super) static FOREIGN: Rule = Rule {
    code: "MAN001",
    severity: Severity::Error,
    title: text!("`{0}` belongs to another VPC", "`{0}`은(는) 다른 VPC에 속한다"),
    help: text!("name subnets and groups of this VPC", "이 VPC의 서브넷과 그룹을 지정한다"),
    source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html",
};

pub(super) static NO_SUBNET: Rule = Rule {
    code: "MAN002",
    severity: Severity::Error,
    title: text!("it is in no subnet, so it has no address", "어느 서브넷에도 없어 주소가 없다"),
    help: text!("move it into a subnet, or name subnets", "서브넷 안으로 옮기거나 서브넷을 지정한다"),
    source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html",
};

pub(super) static MANY_GROUPS: Rule = Rule {
    code: "MAN003",
    severity: Severity::Warning,
    title: text!(
        "it carries {0} security groups; an interface may have {1} by default",
        "보안 그룹이 {0}개다. 인터페이스의 기본 할당량은 {1}개다"
    ),
    help: text!(
        "merge groups, or ask AWS for a higher quota",
        "그룹을 합치거나 AWS에 할당량 증가를 요청한다"
    ),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
};

pub(super) static NO_WAY: Rule = Rule {
    code: "MAN004",
    severity: Severity::Warning,
    title: text!(
        "it has a public address, but the subnet `{0}` has no route to an internet gateway",
        "공인 주소가 있지만 서브넷 `{0}`에는 인터넷 게이트웨이로 가는 경로가 없다"
    ),
    help: text!(
        "add a route 0.0.0.0/0 to an internet gateway, or take the address away",
        "인터넷 게이트웨이로 가는 0.0.0.0/0 경로를 추가하거나 주소를 없앤다"
    ),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
};

impl Places {
    /// Subnets and groups of this VPC only, at least one subnet, not too many groups.
    pub(super) fn check(
        &self,
        site: Site<'_>,
        (subnet_field, subnets): (FieldId, &Links<Subnet>),
        (group_field, groups): (FieldId, &Links<SecurityGroup>),
        report: &mut Report,
    ) {
        if subnet::effective(site, subnets).is_empty() {
            report.raise(self.no_subnet, site.at(subnet_field), []);
        }
        // What stands in no VPC itself is where its first subnet is.
        let home = vpc::home(site, site.id()).or_else(|| vpc::home(site, subnets.targets().first()?));
        for (field, targets) in [(subnet_field, subnets.targets()), (group_field, groups.targets())] {
            let foreign = |id: &&NodeId| match (home, vpc::home(site, id)) {
                (Some(home), Some(other)) => home != other,
                _ => false,
            };
            for id in targets.iter().filter(foreign) {
                report.raise(self.foreign, site.at(field), [id.to_string()]);
            }
        }
        let place = || site.at(group_field);
        self.most_groups.compare(groups.targets().len(), self.many_groups, place, report);
    }
}

/// The zones of subnets, each with its first subnet.
pub(super) fn zones<'s>(site: Site<'_>, subnets: &'s [NodeId]) -> BTreeMap<subnet::Zone, &'s NodeId> {
    let mut zones = BTreeMap::new();
    for id in subnets {
        if let Some(subnet) = site.find::<Subnet>(id) {
            zones.entry(subnet.availability_zone).or_insert(id);
        }
    }
    zones
}

/// Raises a rule for each two subnets of one zone.
pub(super) fn check_one_per_zone(
    site: Site<'_>,
    field: FieldId,
    subnets: &[NodeId],
    rule: &'static Rule,
    report: &mut Report,
) {
    let first = zones(site, subnets);
    for id in subnets {
        let zone = site.find::<Subnet>(id).map(|it| it.availability_zone);
        if let Some(other) = zone.and_then(|zone| first.get(&zone)).filter(|other| **other != id) {
            report.raise(rule, site.at(field), [other.to_string(), id.to_string()]);
        }
    }
}

/// Raises a rule for each subnet that does not lead to an internet gateway.
pub(super) fn check_public(
    site: Site<'_>,
    field: FieldId,
    subnets: &[NodeId],
    rule: &'static Rule,
    report: &mut Report,
) {
    for id in subnets.iter().filter(|id| !subnet::is_public(site, id)) {
        report.raise(rule, site.at(field), [id.to_string()]);
    }
}

/// Whether the VPC around a resource, or around its first subnet, answers names of public addresses (DNS-1, DNS-4).
pub(super) fn has_names(site: Site<'_>, subnets: &[NodeId]) -> bool {
    let vpc = site.within::<Vpc>().or_else(|| site.around::<Vpc>(subnets.first()?));
    vpc.is_none_or(|(_, vpc)| vpc.enable_dns_support && vpc.enable_dns_hostnames)
}

/// One interface in each subnet.
pub(super) fn interfaces(subnets: Vec<NodeId>, shape: impl Fn(Interface) -> Interface) -> Vec<NetFact> {
    let each = subnets.into_iter().map(|segment| shape(Interface::in_segment(segment)).stated());
    each.collect()
}

/// A port as a fact says it; fields hold 0 where none is given.
pub(super) fn port(number: u32) -> PortRange {
    PortRange::one(u16::try_from(number).unwrap_or(u16::MAX))
}

/// Code of one's own that answers packets and calls, and makes calls itself.
pub(super) fn application(authority: &'static Text) -> Vec<CallFact> {
    let from = &[CallsFrom::Code, CallsFrom::Outside];
    let takes = |access, authority| CallFact::Takes(Takes { access, from, authority });
    vec![
        CallFact::Calls(CallsFrom::Code),
        takes(Access::Network, &text!("no authority", "권한 부여자 없음")),
        takes(Access::Invoke, authority),
    ]
}

/// What public addresses that AWS lends cost.
pub(super) fn public_addresses(count: usize) -> Option<Meter> {
    let component = &text!("public IPv4 address hours", "공인 IPv4 주소 시간");
    (count > 0).then(|| Meter::hours("vpc.public_ipv4", component, Decimal::from(count)))
}

/// Gives the subnet group that a resource stands in: its type, the property that names it, and what its description is called.
pub(super) fn give_subnets(
    giving: &mut Giving<'_>,
    ty: &str,
    (property, description): (&str, &str),
    subnets: &Links<Subnet>,
) {
    let subnets: Vec<Attr> = giving.with_own(subnets.targets()).into_iter().map(|it| giving.to(it)).collect();
    if !subnets.is_empty() {
        let all = tree([(description, giving.name()), ("SubnetIds", list(subnets))]);
        let group = giving.add("Subnets", ty, all);
        giving.put(property, group);
    }
}

/// Who may change everything in a database: a name that a person says, and a password that the provider keeps.
pub(super) fn give_master(giving: &mut Giving<'_>) {
    giving.put("MasterUsername", to_do());
    giving.put("ManageMasterUserPassword", say(true));
}
