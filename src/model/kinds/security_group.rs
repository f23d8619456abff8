//! Security group and its rules.

use super::{
    PrefixList, Vpc, route_table::Destination, transit_gateway_attachment, vpc, vpc_peering_connection,
};
use crate::{
    base::{Cidr, FieldId, Icmp, Message, NodeId, PortRange, Protocol, Text, text},
    diag::{Finding, Report, Rule, Severity},
    model::{
        Model,
        edit::Edit,
        fact::{AllowFact, NetFact, Peer, StatefulFilter},
        field::{Form, Link, Links, Maybe},
        kinds::{Kind, KindOf},
        need::{Need, Pass},
        quota,
        resource::{Remedy, Resource, record, resource},
        site::{Index, Site},
    },
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    str::FromStr,
};
use crate::model::taking::{Importing, Import, Join, Taking};

mod taking;
use taking::{RULES, join, take};
use crate::model::giving::{Exporting, Giving, Properties};

/// The addresses that a rule names: a block, or a prefix list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range(pub Destination);

impl FromStr for Range {
    type Err = Message;
    fn from_str(text: &str) -> Result<Self, Message> {
        text.parse().map(Self)
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Form for Range {
    const NAME: &'static str = Destination::NAME;
}

record! {
    /// One rule: what it allows. It names addresses, a prefix list or a group, and only one of them.
    pub struct GroupRule {
        /// Protocol; -1 for all.
        #[ko = "프로토콜. -1은 모두."]
        pub ip_protocol: Protocol = Protocol::TCP, "Protocol" | "프로토콜", { example: "tcp" };
        /// Destination ports.
        #[ko = "목적지 포트."]
        pub ports: PortRange = PortRange::ALL, "Ports" | "포트", { example: "443" };
        /// ICMP type and code, for ICMP.
        #[ko = "ICMP일 때 유형과 코드."]
        pub icmp_type_code: Icmp = Icmp::All, "ICMP type" | "ICMP 유형", { example: "8" };
        /// Addresses at the other end: a block of either family, or `pl:s3`.
        #[ko = "상대편 주소. IPv4나 IPv6 블록, 또는 `pl:s3`."]
        pub cidr: Maybe<Range> = Maybe(None), "Addresses" | "주소", { example: "0.0.0.0/0" };
        /// A prefix list of addresses at the other end.
        #[ko = "상대편 주소를 담은 접두사 목록."]
        pub prefix_list_id: Link<PrefixList> = Link::NONE, "Prefix list" | "접두사 목록";
        /// Members of a group at the other end.
        #[ko = "상대편이 속한 그룹."]
        pub group_id: Link<SecurityGroup> = Link::NONE, "Group" | "그룹";
        /// A person's note.
        #[ko = "메모."]
        pub description: String = String::new(), "Note" | "메모";
    }
}

impl GroupRule {
    fn all_to(cidr: Cidr) -> Self {
        Self {
            ip_protocol: Protocol::All,
            cidr: Maybe(Some(Range(Destination::Cidr(cidr)))),
            ..Self::default()
        }
    }

    fn fact(&self, site: Site<'_>) -> AllowFact {
        let group = |id: &NodeId| Peer::Group(id.clone());
        AllowFact {
            protocol: self.ip_protocol,
            ports: self.ports,
            icmp: self.icmp_type_code,
            peer: self
                .group_id
                .target()
                .map(group)
                .or_else(|| self.prefix_list_id.target().map(|list| Peer::List(list.clone())))
                .or_else(|| self.cidr.0.as_ref().map(|range| range.0.peer(site))),
        }
    }
}

resource! {
    /// A stateful filter around interfaces: what its rules allow passes, and so do the answers.
    #[ko = "인터페이스에 적용되는 상태 저장 필터. 규칙이 허용한 패킷과 그 응답이 통과한다."]
    pub struct SecurityGroup: "Security group" | "보안 그룹" {
        short: "Security group",
        icon: "security_group",
        group: Control,
        service: Iaas,
        look: Listed,
        stands_in: [Vpc],
        roles: [],
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
        rules: [PEER, FOREIGN, ADMIN, UNUSED, MANY_RULES, STALE, UNKNOWN_ACROSS, IPV4_ONLY, DEFAULT_ABROAD, ABROAD, HEAVY, OTHER_FAMILY,],
        fields {
            /// What may come in.
            #[ko = "들어오도록 허용할 패킷."]
            pub ingress: Vec<GroupRule> = Vec::new(), "Inbound rules" | "인바운드 규칙";
            /// What may go out. A new group allows all (SG-2).
            #[ko = "나가도록 허용할 패킷. 새 그룹은 모두 허용한다."]
            pub egress: Vec<GroupRule> = vec![GroupRule::all_to(Cidr::ALL_V4)], "Outbound rules" | "아웃바운드 규칙";
            /// Further VPCs of the Region in which interfaces may carry it.
            #[ko = "같은 리전에서 이 그룹을 쓸 수 있는 다른 VPC."]
            pub associated_vpc_ids: Links<Vpc> = Links::NONE, "Associated VPCs" | "연결된 VPC";
        }
    }
}

impl SecurityGroup {
    /// One that lets blocks in on a TCP port.
    pub(super) fn open_to(port: u16, blocks: impl Iterator<Item = Cidr>) -> Self {
        let rule = |cidr: Cidr| GroupRule {
            ports: PortRange::one(port),
            cidr: Maybe(Some(Range(Destination::Cidr(cidr)))),
            ..GroupRule::default()
        };
        Self { ingress: blocks.map(rule).collect(), ..Self::default() }
    }
}

static PEER: Rule = Rule {
    code: "SGR001",
    severity: Severity::Error,
    title: text!(
        "rule {0} must name addresses, a prefix list or a group, and only one of them",
        "규칙 {0}은(는) 주소, 접두사 목록, 그룹 중 하나만 지정해야 한다"
    ),
    help: text!("fill in one of the three", "셋 중 하나만 채운다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
};

static FOREIGN: Rule = Rule {
    code: "SGR002",
    severity: Severity::Error,
    title: text!(
        "rule {0} names the group `{1}` of a VPC that it may not name groups of",
        "규칙 {0}이(가) 지정할 수 없는 VPC의 그룹 `{1}`을(를) 지정한다"
    ),
    help: text!(
        "name a group of this VPC or of one peered in the Region, or for inbound rules of one on the same transit gateway",
        "이 VPC나 같은 리전에서 피어링한 VPC의 그룹을 지정한다. 인바운드 규칙에는 같은 전송 게이트웨이에 연결된 VPC의 그룹도 된다"
    ),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
};

static ADMIN: Rule = Rule {
    code: "SGR003",
    severity: Severity::Warning,
    title: text!(
        "rule {0} lets everyone on the internet try port {1}",
        "규칙 {0}은(는) 인터넷의 누구나 {1}번 포트에 접속을 시도하게 한다"
    ),
    help: text!(
        "name your own addresses, or use Session Manager instead",
        "자신의 주소만 지정하거나 Session Manager를 쓴다"
    ),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
};

static UNUSED: Rule = Rule {
    code: "SGR004",
    severity: Severity::Info,
    title: text!("nothing carries this security group", "이 보안 그룹을 쓰는 것이 없다"),
    help: text!("name it on something, or remove it", "리소스에 지정하거나 지운다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
};

static MANY_RULES: Rule = Rule {
    code: "SGR005",
    severity: Severity::Warning,
    title: text!(
        "one direction has {0} rules of a family; it may have {1} by default",
        "한 방향의 규칙이 주소 체계 하나에 {0}개다. 기본 할당량은 {1}개다"
    ),
    help: text!(
        "ask AWS for a higher quota, or name wider blocks",
        "AWS에 할당량 증가를 요청하거나 더 넓은 블록을 쓴다"
    ),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
};

static STALE: Rule = Rule {
    code: "SGR006",
    severity: Severity::Warning,
    title: text!("rule {0} names the group `{1}` over a peering connection that is not active, so it matches nothing", "규칙 {0}이(가) 활성 상태가 아닌 피어링 연결 너머의 그룹 `{1}`을(를) 지정해 아무것과도 맞지 않는다"),
    help: text!("accept the connection, or remove the rule", "연결을 수락하거나 규칙을 지운다"),
    source: "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html",
};

static UNKNOWN_ACROSS: Rule = Rule {
    code: "SGR007",
    severity: Severity::Warning,
    title: text!("rule {0} names the group `{1}` over a transit gateway on which group referencing is off, so it matches nothing", "규칙 {0}이(가) 그룹 참조가 꺼진 전송 게이트웨이 너머의 그룹 `{1}`을(를) 지정해 아무것과도 맞지 않는다"),
    help: text!("turn referencing on at the transit gateway and both attachments", "전송 게이트웨이와 양쪽 연결에서 그룹 참조를 켠다"),
    source: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html",
};

static IPV4_ONLY: Rule = Rule {
    code: "SGR008",
    severity: Severity::Warning,
    title: text!("rule {0} lets everyone in over IPv4 but no rule does over IPv6, which the VPC has", "규칙 {0}은(는) IPv4로 누구나 들이지만 VPC에 있는 IPv6에는 그런 규칙이 없다"),
    help: text!("add the same rule for ::/0", "::/0에 같은 규칙을 추가한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
};

static DEFAULT_ABROAD: Rule = Rule {
    code: "SGR009",
    severity: Severity::Error,
    title: text!("the default group of a VPC cannot be associated with another", "VPC의 기본 그룹은 다른 VPC와 연결할 수 없다"),
    help: text!("associate another group", "다른 그룹을 연결한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-assoc.html",
};

static ABROAD: Rule = Rule {
    code: "SGR010",
    severity: Severity::Error,
    title: text!("the VPC `{0}` is in another Region, or is the group's own", "VPC `{0}`은(는) 다른 리전에 있거나 그룹 자신의 VPC다"),
    help: text!("associate VPCs of the same Region", "같은 리전의 다른 VPC를 연결한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-assoc.html",
};

static HEAVY: Rule = Rule {
    code: "SGR011",
    severity: Severity::Warning,
    title: text!("one direction counts {0} rules with its prefix lists; it may have {1} by default", "접두사 목록을 포함해 한 방향의 규칙이 {0}개로 셈된다. 기본 할당량은 {1}개다"),
    help: text!("lower the greatest size of the lists, or ask AWS for a higher quota", "목록의 최대 항목 수를 줄이거나 AWS에 할당량 증가를 요청한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/working-with-managed-prefix-lists.html",
};


static OTHER_FAMILY: Rule = Rule {
    code: "SGR012",
    severity: Severity::Warning,
    title: text!("rule {0} is about {1}, which no packet of its addresses has", "규칙 {0}은(는) {1}에 관한 것인데 지정한 주소의 패킷에는 그런 것이 없다"),
    help: text!("use ICMP with IPv4 addresses and ICMPv6 with IPv6 ones", "IPv4 주소에는 ICMP, IPv6 주소에는 ICMPv6를 쓴다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
};


/// Ports through which machines are administered: SSH and RDP.
const ADMIN_PORTS: [u16; 2] = [22, 3389];

impl GroupRule {
    /// Whether a rule lets TCP packets to a port pass, from whomever it names.
    pub(super) fn admits(&self, port: u16) -> bool {
        let tcp = match self.ip_protocol {
            Protocol::All => true,
            Protocol::Number(_) => {
                self.ip_protocol == Protocol::TCP && (self.ports.first()..=self.ports.last()).contains(&port)
            }
        };
        tcp && self.names() > 0
    }

    /// How many peers it names; one is right.
    fn names(&self) -> usize {
        let links = [self.group_id.target().is_some(), self.prefix_list_id.target().is_some()];
        links.into_iter().chain([self.cidr.0.is_some()]).filter(|named| *named).count()
    }

    /// Whether it is about the ICMP of one family and names addresses of the other only (PKT-1).
    fn is_of_other_family(&self, site: Site<'_>) -> bool {
        let wanted = match self.ip_protocol {
            Protocol::ICMP => true,
            Protocol::ICMPV6 => false,
            Protocol::All | Protocol::Number(_) => return false,
        };
        let list = site.get(&self.prefix_list_id).map(PrefixList::blocks).unwrap_or_default();
        let own = self.cidr.0.iter().filter_map(|range| match &range.0 {
            Destination::Cidr(cidr) => Some(*cidr),
            Destination::PrefixList(_) => None,
        });
        let blocks: Vec<Cidr> = own.chain(list).collect();
        !blocks.is_empty() && blocks.iter().all(|block| block.is_v4() != wanted)
    }

    /// Whether it names all addresses of a family.
    fn is_for(&self, everyone: Cidr) -> bool {
        matches!(&self.cidr.0, Some(Range(Destination::Cidr(cidr))) if *cidr == everyone)
    }

    fn is_v6(&self) -> bool {
        matches!(&self.cidr.0, Some(Range(Destination::Cidr(cidr))) if !cidr.is_v4())
    }

    /// The administration port that this rule opens to the whole internet.
    fn admin_port(&self) -> Option<u16> {
        let everyone = matches!(&self.cidr.0, Some(Range(Destination::Cidr(cidr))) if cidr.length() == 0);
        ADMIN_PORTS.into_iter().find(|port| everyone && self.admits(*port))
    }
}

impl SecurityGroup {
    /// The group that a VPC comes with: its own members may come in (SG-2).
    pub(super) fn of_members(own: &NodeId) -> Self {
        let members =
            GroupRule { ip_protocol: Protocol::All, group_id: Link::to(own.clone()), ..GroupRule::default() };
        Self { ingress: vec![members], ..Self::default() }
    }

    /// Whether some rule lets TCP packets to a port come in.
    pub(super) fn admits(&self, port: u16) -> bool {
        self.ingress.iter().any(|rule| rule.admits(port))
    }

    fn check_rules(&self, field: FieldId, rules: &[GroupRule], site: Site<'_>, report: &mut Report) {
        // Rules often name the same group again, and VPCs may have many ways to each other.
        let mut across: BTreeMap<&NodeId, Option<&'static Rule>> = BTreeMap::new();
        for (number, rule) in (1..).zip(rules) {
            let number = || number.to_string();
            let group = rule.group_id.target();
            if rule.is_of_other_family(site) {
                report.raise(&OTHER_FAMILY, site.at(field), [number(), rule.ip_protocol.name()]);
            }
            if rule.names() != 1 {
                report.raise(&PEER, site.at(field), [number()]);
            }
            if let Some(group) = group.filter(|group| vpc::apart(site, site.id(), group)) {
                let inbound = field == Self::ingress;
                let known = across.entry(group).or_insert_with(|| self.fault_across(site, group, inbound));
                if let Some(rule) = *known {
                    report.raise(rule, site.at(field), [number(), group.to_string()]);
                }
            }
        }
        let lists = rules.iter().filter_map(|rule| site.get(&rule.prefix_list_id));
        let listed = rules.iter().filter(|rule| rule.prefix_list_id.target().is_some()).count();
        if listed > 0 {
            let weight: usize = lists.map(PrefixList::weight).sum();
            let all = weight + rules.len() - listed;
            quota::RULES_PER_SECURITY_GROUP.compare(all, &HEAVY, || site.at(field), report);
        }
        let v6 = rules.iter().filter(|rule| rule.is_v6()).count();
        let most = v6.max(rules.len() - v6);
        quota::RULES_PER_SECURITY_GROUP.compare(most, &MANY_RULES, || site.at(field), report);
    }
}

/// Whether a group may not be carried where a resource stands: it is of another VPC, and not associated with
/// that one (4.1-15).
pub(super) fn is_foreign(site: Site<'_>, id: &NodeId, group: &NodeId) -> bool {
    let here = || site.around::<Vpc>(id).map(|(vpc, _)| vpc);
    vpc::apart(site, id, group)
        && !here().is_some_and(|vpc| {
            let it = site.find::<SecurityGroup>(group);
            it.is_some_and(|it| it.associated_vpc_ids.targets().contains(vpc))
        })
}

impl SecurityGroup {
    /// What is wrong with a rule that names a group of another VPC (SG-4).
    fn fault_across(&self, site: Site<'_>, group: &NodeId, inbound: bool) -> Option<&'static Rule> {
        let (own, _) = site.within::<Vpc>()?;
        let (other, _) = site.around::<Vpc>(group)?;
        let theirs = site.find::<Self>(group)?;
        let shared = |it: &Self, vpc: &NodeId| it.associated_vpc_ids.targets().contains(vpc);
        if shared(self, other) || shared(theirs, own) {
            return None;
        }
        let region = |vpc| site.other(vpc).region();
        let peerings = vpc_peering_connection::between(site, own, other);
        if !peerings.is_empty() && region(own) == region(other) {
            return peerings.iter().all(|it| !it.accepted).then_some(&STALE);
        }
        match transit_gateway_attachment::shared(site, own, other).filter(|_| inbound) {
            Some(true) => None,
            Some(false) => Some(&UNKNOWN_ACROSS),
            None => Some(&FOREIGN),
        }
    }

    fn check_associations(&self, site: Site<'_>, report: &mut Report) {
        let place = || site.at(Self::associated_vpc_ids);
        let Some((own, vpc)) = site.within::<Vpc>() else { return };
        let named = self.associated_vpc_ids.targets();
        if !named.is_empty() && vpc.default_security_group_id.target() == Some(site.id()) {
            report.raise(&DEFAULT_ABROAD, place(), []);
        }
        let region = |vpc| site.other(vpc).region();
        for id in named.iter().filter(|id| *id == own || region(id) != region(own)) {
            report.raise(&ABROAD, place(), [id.to_string()]);
        }
    }

    /// Inbound rules that open a port to all of IPv4 and leave the same port shut for IPv6.
    fn check_families(&self, site: Site<'_>, report: &mut Report) {
        if site.within::<Vpc>().is_none_or(|(_, vpc)| vpc.ipv6_cidr_blocks.0.is_empty()) {
            return;
        }
        let key = |rule: &GroupRule| (rule.ip_protocol, rule.ports);
        let v6: BTreeSet<_> =
            self.ingress.iter().filter(|rule| rule.is_for(Cidr::ALL_V6)).map(key).collect();
        for (number, rule) in (1_usize..).zip(&self.ingress) {
            let icmp = rule.ip_protocol.is_icmp();
            if rule.is_for(Cidr::ALL_V4) && !icmp && !v6.contains(&key(rule)) {
                report.raise(&IPV4_ONLY, site.at(Self::ingress), [number.to_string()]);
            }
        }
    }
}

impl GroupRule {
    /// The rule that lets packets of some ports pass from or to one end; none for an end that no rule can name.
    fn letting(pass: &Pass, ports: PortRange, far: &Peer) -> Option<Self> {
        let rule = Self { ip_protocol: pass.protocol, ports, icmp_type_code: pass.icmp, ..Self::default() };
        let named = |destination| Self { cidr: Maybe(Some(Range(destination))), ..rule.clone() };
        Some(match far {
            Peer::Cidr(cidr) => named(Destination::Cidr(*cidr)),
            Peer::Service(service) => named(format!("pl:{}", service.name).parse().ok()?),
            Peer::Group(id) => Self { group_id: Link::to(id.clone()), ..rule },
            Peer::List(id) => Self { prefix_list_id: Link::to(id.clone()), ..rule },
        })
    }
}

impl SecurityGroup {
    fn rules_mut(&mut self, egress: bool) -> &mut Vec<GroupRule> {
        if egress { &mut self.egress } else { &mut self.ingress }
    }

    /// The group with rules that let packets pass.
    fn admitting(mut self, pass: &Pass) -> Option<Self> {
        let mut rules = Vec::new();
        for far in &pass.far {
            for ports in &pass.ports {
                rules.push(GroupRule::letting(pass, *ports, far)?);
            }
        }
        self.rules_mut(pass.egress).extend(rules);
        Some(self)
    }
}

impl Resource for SecurityGroup {
    fn remedies(&self, need: &Need, model: &Model) -> Vec<Remedy> {
        let args = match need {
            Need::Admit(pass) => [pass.filter.to_string(), pass.traffic(), pass.other_end()],
            Need::Withdraw { filter, rule, .. } => [filter.to_string(), rule.to_string(), String::new()],
            Need::WayToService { .. }
            | Need::WayToInternet { .. }
            | Need::Permit { .. }
            | Need::Route { .. }
            | Need::PublicAddress { .. }
            | Need::Inspect { .. }
            | Need::Deny(_) => return Vec::new(),
        };
        let (id, changed, title): (_, _, &'static Text) = match need {
            Need::Admit(pass) => {
                let group = model.node(&pass.filter).and_then(|it| Self::from_any(&it.resource)).cloned();
                let title = if pass.egress {
                    &text!("Add an egress rule to `{0}`: {1} to {2}", "`{0}`에 아웃바운드 규칙 추가: {1}, {2}(으)로")
                } else {
                    &text!("Add an ingress rule to `{0}`: {1} from {2}", "`{0}`에 인바운드 규칙 추가: {1}, {2}에서")
                };
                (&pass.filter, group.and_then(|it| it.admitting(pass)), title)
            }
            Need::Withdraw { filter, egress, rule } => {
                let group = model.node(filter).and_then(|it| Self::from_any(&it.resource)).cloned();
                let changed = group.and_then(|mut it| {
                    let rules = it.rules_mut(*egress);
                    let at = rule.checked_sub(1).filter(|at| *at < rules.len())?;
                    rules.remove(at);
                    Some(it)
                });
                let title = if *egress {
                    &text!("Remove egress rule {1} of `{0}`", "`{0}`의 아웃바운드 규칙 {1} 지우기")
                } else {
                    &text!("Remove ingress rule {1} of `{0}`", "`{0}`의 인바운드 규칙 {1} 지우기")
                };
                (filter, changed, title)
            }
            Need::WayToService { .. }
            | Need::WayToInternet { .. }
            | Need::Permit { .. }
            | Need::Route { .. }
            | Need::PublicAddress { .. }
            | Need::Inspect { .. }
            | Need::Deny(_) => return Vec::new(),
        };
        let edit = changed.map(|it| Edit::Change { id: id.clone(), resource: it.into() });
        edit.map(|edit| Remedy { title: Message::new(title, args), edits: vec![edit] }).into_iter().collect()
    }

    fn check(&self, site: Site<'_>, report: &mut Report) {
        self.check_rules(Self::ingress, &self.ingress, site, report);
        self.check_rules(Self::egress, &self.egress, site, report);
        self.check_associations(site, report);
        self.check_families(site, report);
        for (number, rule) in (1_usize..).zip(&self.ingress) {
            if let Some(port) = rule.admin_port() {
                report.raise(&ADMIN, site.at(Self::ingress), [number.to_string(), port.to_string()]);
            }
        }
        // Being named by the rules of groups does not give it a member.
        if site.named_by().all(|node| node.resource.kind() == Kind::SecurityGroup) {
            report.raise(&UNUSED, site.here(), []);
        }
    }

    fn mend(&self, site: Site<'_>, finding: &Finding) -> Option<Remedy> {
        let mut group = self.clone();
        if finding.rule.code == IPV4_ONLY.code {
            let open: Vec<GroupRule> =
                group.ingress.iter().filter(|rule| rule.is_for(Cidr::ALL_V4)).cloned().collect();
            let v6 = Maybe(Some(Range(Destination::Cidr(Cidr::ALL_V6))));
            let missing = |rule: &GroupRule| {
                let same = |it: &GroupRule| (it.ip_protocol, it.ports) == (rule.ip_protocol, rule.ports);
                !self.ingress.iter().any(|it| it.is_for(Cidr::ALL_V6) && same(it))
            };
            let added = open.into_iter().filter(missing);
            group.ingress.extend(added.map(|rule| GroupRule { cidr: v6.clone(), ..rule }));
            return Some(Remedy {
                title: Message::plain(&text!("Open the same to IPv6", "IPv6에도 똑같이 열기")),
                edits: vec![Edit::Change { id: site.id().clone(), resource: group.into() }],
            });
        }
        if finding.rule.code != ADMIN.code {
            return None;
        }
        group.ingress.retain(|rule| rule.admin_port().is_none());
        Some(Remedy {
            title: Message::plain(&text!("Remove rules open to everyone", "모두에게 열린 규칙 지우기")),
            edits: vec![Edit::Change { id: site.id().clone(), resource: group.into() }],
        })
    }

    /// In a VPC with IPv6 a new group lets all of that out too (SG-2).
    fn settle(&mut self, model: &Model, _: &Index, parent: Option<&NodeId>) {
        let vpc = parent.and_then(|id| Vpc::from_any(&model.node(id)?.resource));
        if vpc.is_some_and(|vpc| !vpc.ipv6_cidr_blocks.0.is_empty()) {
            self.egress.push(GroupRule::all_to(Cidr::ALL_V6));
        }
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let facts = |rules: &[GroupRule]| rules.iter().map(|rule| rule.fact(site)).collect();
        vec![NetFact::StatefulFilter(StatefulFilter {
            ingress: facts(&self.ingress),
            egress: facts(&self.egress),
        })]
    }
}

impl Importing for SecurityGroup {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::named("AWS::EC2::SecurityGroup", &[("ingress", "-"), ("egress", "-")])] }
    }

    fn joins(&self) -> &'static [Join] {
        const { &[Join { ty: "AWS::EC2::SecurityGroupIngress", owner: "GroupId" }, Join { ty: "AWS::EC2::SecurityGroupEgress", owner: "GroupId" }, Join { ty: RULES, owner: "SecurityGroupId" }] }
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        take(self, taking);
    }

    fn join(&mut self, taking: &mut Taking<'_>) {
        join(self, taking);
    }
}

impl Exporting for SecurityGroup {
    fn properties(&self) -> Properties {
        Properties { always: &["VpcId"], changed: &[] }
    }

    fn identity(&self) -> &'static str {
        "GroupId"
    }

    fn give(&self, giving: &mut Giving<'_>) {
        taking::give(self, giving);
    }
}
