//! Rules of a security group as templates have them.

use super::{
    super::route_table::{Destination, service_list},
    GroupRule, PrefixList, Range, SecurityGroup,
};
use crate::{
    base::{FieldId, Icmp, PortRange},
    model::{attrs::Attr, field::{Link, Maybe}, giving::{self, Giving, list, say, tree}, kinds::KindOf, taking::Taking},
};

/// What holds several rules, each of which comes by itself.
pub const RULES: &str = "Plat::SecurityGroupRules";

/// A rule as a template has it; nothing if it is not known whom it lets through, or nobody.
pub fn rule(taking: &mut Taking<'_>, field: FieldId, from: &Attr) -> Option<GroupRule> {
    let mut rule = GroupRule::default();
    let unknown = |taking: &mut Taking<'_>, what: &str| {
        taking.unknown.insert(field, what.to_owned());
    };
    let protocol = from.known_at("IpProtocol")?.to_ascii_lowercase();
    rule.ip_protocol = protocol.parse().ok()?;
    let number = |path: &str| from.known_at(path).and_then(|it| it.trim().parse::<i64>().ok());
    let (first, last) = (number("FromPort"), number("ToPort"));
    if rule.ip_protocol.has_ports() {
        let port = |it: i64| u16::try_from(it).ok();
        match (first, last.or(first)) {
            (Some(-1), _) | (None, None) => {}
            (Some(first), Some(last)) => {
                rule.ports = PortRange::new(port(first)?, port(last)?)?;
            }
            (None, Some(_)) | (Some(_), None) => {}
        }
        if [from.get("FromPort"), from.get("ToPort")].into_iter().flatten().any(|it| it.known().is_none()) {
            unknown(taking, "the ports of a rule");
            return None;
        }
    } else if protocol.starts_with("icmp")
        && let Some(kind) = first.filter(|it| *it >= 0)
    {
        let code = last.filter(|it| *it >= 0).map_or(String::new(), |code| format!("/{code}"));
        rule.icmp_type_code = format!("{kind}{code}").parse().ok()?;
    }
    rule.description = from.known_at("Description").unwrap_or_default().to_owned();
    if let Some(block) = ["CidrIp", "CidrIpv6"].iter().find_map(|path| from.get(path)) {
        let Some(text) = taking.resolved(block).known() else {
            unknown(taking, "the addresses of a rule");
            return None;
        };
        // A group that lets nothing out is written so.
        if text == "255.255.255.255/32" {
            return None;
        }
        rule.cidr = Maybe(Some(text.trim().parse().ok()?));
        return Some(rule);
    }
    let lists = ["SourcePrefixListId", "DestinationPrefixListId"];
    let of_service = lists.iter().find_map(|path| service_list(taking, from.get(path)?));
    if let Some(list) = of_service {
        rule.cidr = Maybe(Some(Range(list)));
        return Some(rule);
    }
    let groups = ["SourceSecurityGroupId", "DestinationSecurityGroupId"];
    let node = |paths: &[&str], taking: &Taking<'_>| paths.iter().find_map(|path| taking.node(from.get(path)?));
    if let Some((list, _)) = node(&lists, taking).filter(|it| it.1 == PrefixList::KIND) {
        rule.prefix_list_id = Link::to(list);
    } else if let Some((group, _)) = node(&groups, taking).filter(|it| it.1 == SecurityGroup::KIND) {
        rule.group_id = Link::to(group);
    } else {
        unknown(taking, "the other end of a rule");
        return None;
    }
    Some(rule)
}

/// Takes in a group with its rules.
pub fn take(group: &mut SecurityGroup, taking: &mut Taking<'_>) {
    let rules = |taking: &mut Taking<'_>, field: FieldId, path: &str| {
        let items = taking.get(path).map(Attr::items).unwrap_or_default();
        items.iter().filter_map(|it| rule(taking, field, it)).collect::<Vec<_>>()
    };
    group.ingress = rules(taking, SecurityGroup::ingress, "SecurityGroupIngress");
    // AWS lets everything out unless a rule says what may go.
    if taking.get("SecurityGroupEgress").is_some_and(|it| !it.items().is_empty()) {
        group.egress = rules(taking, SecurityGroup::egress, "SecurityGroupEgress");
    }
}

/// Takes in a rule of its own.
pub fn join(group: &mut SecurityGroup, taking: &mut Taking<'_>) {
    if &*taking.item.ty == RULES {
        return;
    }
    let inbound = &*taking.item.ty == "AWS::EC2::SecurityGroupIngress";
    let field = if inbound { SecurityGroup::ingress } else { SecurityGroup::egress };
    let Some(made) = rule(taking, field, &taking.item.properties) else { return };
    if inbound {
        group.ingress.push(made);
        return;
    }
    let stated = taking.owner.properties.get("SecurityGroupEgress").is_some_and(|it| !it.items().is_empty());
    if !stated && group.egress == SecurityGroup::default().egress {
        group.egress.clear();
    }
    group.egress.push(made);
}

/// A rule that lets nothing out: with no rule at all AWS lets everything.
fn nothing() -> Attr {
    tree([
        ("CidrIp", say("255.255.255.255/32")),
        ("Description", say("Nothing may leave")),
        ("IpProtocol", say("icmp")),
        ("FromPort", say(252)),
        ("ToPort", say(86)),
    ])
}

/// A rule as a template has it; nothing if it names nobody.
fn written(rule: &GroupRule, giving: &Giving<'_>, inbound: bool) -> Option<Attr> {
    let way = |source: &'static str, destination: &'static str| if inbound { source } else { destination };
    let lists = way("SourcePrefixListId", "DestinationPrefixListId");
    let far = if let Some(group) = rule.group_id.target() {
        (way("SourceSecurityGroupId", "DestinationSecurityGroupId"), giving.to(group))
    } else if let Some(prefixes) = rule.prefix_list_id.target() {
        (lists, giving.to(prefixes))
    } else {
        match &rule.cidr.0.as_ref()?.0 {
            Destination::Cidr(block) if block.is_v4() => ("CidrIp", say(block)),
            Destination::Cidr(block) => ("CidrIpv6", say(block)),
            Destination::PrefixList(service) => (lists, giving::service_list(service)),
        }
    };
    let mut all = tree([("IpProtocol", say(rule.ip_protocol))]);
    if rule.ip_protocol.has_ports() {
        all.put("FromPort", say(rule.ports.first()));
        all.put("ToPort", say(rule.ports.last()));
    } else if rule.ip_protocol.is_icmp() {
        let (kind, code) = match rule.icmp_type_code {
            Icmp::All => (-1, -1),
            Icmp::Type(kind) => (i32::from(kind), -1),
            Icmp::Code(kind, code) => (kind.into(), code.into()),
        };
        all.put("FromPort", say(kind));
        all.put("ToPort", say(code));
    }
    all.put(far.0, far.1);
    if !rule.description.is_empty() {
        all.put("Description", say(&rule.description));
    }
    Some(all)
}

/// Gives the rules of a group: inside of it, or by themselves where they name groups, which may name it in turn.
pub fn give(group: &SecurityGroup, giving: &mut Giving<'_>) {
    giving.put("GroupDescription", giving.name());
    for (inbound, rules, name) in [(true, &group.ingress, "Ingress"), (false, &group.egress, "Egress")] {
        let all: Vec<Attr> = rules.iter().filter_map(|it| written(it, giving, inbound)).collect();
        let property = format!("SecurityGroup{name}");
        if !inbound && *rules == SecurityGroup::default().egress {
            continue;
        }
        if rules.iter().all(|it| it.group_id.target().is_none()) {
            if !all.is_empty() {
                giving.put(&property, list(all));
            } else if !inbound {
                giving.put(&property, list([nothing()]));
            }
            continue;
        }
        if !inbound {
            giving.put(&property, list([nothing()]));
        }
        let own = giving.own();
        let all = all.into_iter().map(|mut it| {
            it.put("GroupId", own.clone());
            it
        });
        giving.add_each(name, &format!("AWS::EC2::{property}"), all);
    }
}
