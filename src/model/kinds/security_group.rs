//! Security group and its rules.

use super::{route_table::Destination, vpc};
use crate::{
    base::{Icmp, Cidr, FieldId, Message, NodeId, PortRange, Protocol, text},
    diag::{Finding, Report, Rule, Severity},
    model::{
        edit::Edit,
        fact::{AllowFact, NetFact, Peer, StatefulFilter},
        field::{Form, Link, Maybe},
        kinds::Kind,
        quota,
        resource::{Remedy, Resource, record, resource},
        site::Site,
    },
};
use std::{fmt, str::FromStr};

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
    /// One rule: what it allows. It names addresses or a group, not both.
    pub struct GroupRule {
        /// Protocol; -1 for all.
        #[ko = "프로토콜. -1은 모두."]
        pub ip_protocol: Protocol = Protocol::TCP, "Protocol" | "프로토콜", { example: "tcp" };
        /// Destination ports.
        #[ko = "목적지 포트."]
        pub ports: PortRange = PortRange::ALL, "Ports" | "포트", { example: "443" };
        /// Addresses at the other end: a block, or `pl:s3`.
        #[ko = "상대편 주소. 블록 또는 `pl:s3`."]
        pub cidr: Maybe<Range> = Maybe(None), "Addresses" | "주소", { example: "0.0.0.0/0" };
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
            icmp: Icmp::All,
            peer: self
                .group_id
                .target()
                .map(group)
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
        look: Listed,
        stands_in: [Vpc],
        roles: [],
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
        rules: [PEER, FOREIGN, ADMIN, UNUSED, MANY_RULES],
        fields {
            /// What may come in.
            #[ko = "들어오도록 허용할 패킷."]
            pub ingress: Vec<GroupRule> = Vec::new(), "Inbound rules" | "인바운드 규칙";
            /// What may go out. A new group allows all (SG-2).
            #[ko = "나가도록 허용할 패킷. 새 그룹은 모두 허용한다."]
            pub egress: Vec<GroupRule> = vec![GroupRule::all_to(Cidr::ALL_V4)], "Outbound rules" | "아웃바운드 규칙";
        }
    }
}

static PEER: Rule = Rule {
    code: "SGR001",
    severity: Severity::Error,
    title: text!(
        "rule {0} must name either addresses or a group, and not both",
        "규칙 {0}은(는) 주소와 그룹 중 하나만 지정해야 한다"
    ),
    help: text!("fill in one of the two", "둘 중 하나만 채운다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
};

static FOREIGN: Rule = Rule {
    code: "SGR002",
    severity: Severity::Error,
    title: text!(
        "rule {0} names the group `{1}` of another VPC",
        "규칙 {0}이(가) 다른 VPC의 그룹 `{1}`을(를) 지정한다"
    ),
    help: text!("name a group of this VPC, or the addresses", "이 VPC의 그룹이나 주소를 지정한다"),
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
        let named = self.cidr.0.is_some() || self.group_id.target().is_some();
        tcp && named
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
        for (number, rule) in (1..).zip(rules) {
            let number = || number.to_string();
            let group = rule.group_id.target();
            if rule.cidr.0.is_some() == group.is_some() {
                report.raise(&PEER, site.at(field), [number()]);
            }
            if let Some(group) = group.filter(|group| vpc::apart(site, site.id(), group)) {
                report.raise(&FOREIGN, site.at(field), [number(), group.to_string()]);
            }
        }
        let v6 = rules.iter().filter(|rule| rule.is_v6()).count();
        let most = v6.max(rules.len() - v6);
        quota::RULES_PER_SECURITY_GROUP.compare(most, &MANY_RULES, || site.at(field), report);
    }
}

impl Resource for SecurityGroup {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        self.check_rules(Self::ingress, &self.ingress, site, report);
        self.check_rules(Self::egress, &self.egress, site, report);
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
        if finding.rule.code != ADMIN.code {
            return None;
        }
        let mut group = self.clone();
        group.ingress.retain(|rule| rule.admin_port().is_none());
        Some(Remedy {
            title: Message::plain(&text!("Remove rules open to everyone", "모두에게 열린 규칙 지우기")),
            edits: vec![Edit::Change { id: site.id().clone(), resource: group.into() }],
        })
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let facts = |rules: &[GroupRule]| rules.iter().map(|rule| rule.fact(site)).collect();
        vec![NetFact::StatefulFilter(StatefulFilter {
            ingress: facts(&self.ingress),
            egress: facts(&self.egress),
        })]
    }
}
