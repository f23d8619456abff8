//! Network ACL and its entries.

use super::{KindOf, Subnet, Vpc};
use crate::{
    base::{Cidr, FieldId, Gather as _, Icmp, Message, Order as _, PortRange, Protocol, Text, text},
    diag::{Finding, Report, Rule, Severity},
    model::{
        Model,
        edit::Edit,
        fact::{EntryFact, NetFact, Peer, StatelessFilter},
        field::choice,
        need::{Need, Pass},
        quota,
        resource::{Remedy, Resource, record, resource},
        site::Site,
    },
};
use std::collections::BTreeSet;
use crate::model::attrs::Attr;
use crate::model::taking::{Importing, Import, Join, Taking, whole};
use crate::model::giving::{Exporting, say, tree, Giving, Properties};

/// The highest number of an entry.
const NUMBER_MAX: u32 = 32_766;

choice! {
    /// What an entry does.
    pub enum Action {
        /// Lets the packet pass.
        Allow = "allow", "Allow" | "허용";
        /// Drops the packet.
        Deny = "deny", "Deny" | "거부";
    }
}

record! {
    /// One entry. The lowest number that matches decides.
    pub struct AclEntry {
        /// Its place in the order.
        #[ko = "순서를 정하는 번호."]
        pub rule_number: u32 = 100, "Number" | "번호", { min: 1, max: NUMBER_MAX as i64 };
        /// What it does.
        #[ko = "동작."]
        pub rule_action: Action = Action::Allow, "Action" | "동작";
        /// Protocol; -1 for all.
        #[ko = "프로토콜. -1은 모두."]
        pub protocol: Protocol = Protocol::All, "Protocol" | "프로토콜", { example: "tcp" };
        /// Destination ports.
        #[ko = "목적지 포트."]
        pub port_range: PortRange = PortRange::ALL, "Ports" | "포트", { example: "443" };
        /// ICMP type and code, for ICMP.
        #[ko = "ICMP일 때 유형과 코드."]
        pub icmp_type_code: Icmp = Icmp::All, "ICMP type" | "ICMP 유형", { example: "8" };
        /// The far addresses of either family: source on the way in, destination on the way out.
        #[ko = "상대편 주소(IPv4 또는 IPv6). 들어올 때는 출발지, 나갈 때는 목적지다."]
        pub cidr_block: Cidr = Cidr::ALL_V4, "Addresses" | "주소", { example: "0.0.0.0/0" };
    }
}

resource! {
    /// A stateless filter at a subnet's border: it judges every packet, answers too.
    #[ko = "서브넷 경계의 상태 비저장 필터. 응답까지 모든 패킷을 판정한다."]
    pub struct NetworkAcl: "Network ACL" | "네트워크 ACL" {
        short: "Network ACL",
        icon: "network_acl",
        stencil: "network_access_control_list",
        group: Control,
        service: Iaas,
        look: Listed,
        stands_in: [Vpc],
        roles: [],
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html",
        rules: [TWICE, SHADOWED, NO_RETURN, UNUSED, MANY_ENTRIES, NO_IPV6],
        fields {
            /// Entries for packets that come in. What none matches is dropped.
            #[ko = "들어오는 패킷에 적용할 항목. 맞는 항목이 없으면 버린다."]
            pub ingress: Vec<AclEntry> = Vec::new(), "Inbound entries" | "인바운드 항목";
            /// Entries for packets that go out. What none matches is dropped.
            #[ko = "나가는 패킷에 적용할 항목. 맞는 항목이 없으면 버린다."]
            pub egress: Vec<AclEntry> = Vec::new(), "Outbound entries" | "아웃바운드 항목";
        }
    }
}

impl NetworkAcl {
    /// As a VPC's default one starts (NACL-7).
    pub fn allowing_all() -> Self {
        Self { ingress: vec![AclEntry::default()], egress: vec![AclEntry::default()] }
    }
}

static TWICE: Rule = Rule {
    code: "ACL001",
    severity: Severity::Error,
    title: text!("two entries of one direction have the number {0}", "한 방향에 번호가 {0}인 항목이 두 개다"),
    help: text!("give each entry a number of its own", "항목마다 다른 번호를 준다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html",
};

static SHADOWED: Rule = Rule {
    code: "ACL002",
    severity: Severity::Warning,
    title: text!(
        "entry {0} never decides: entry {1} matches all of its packets first",
        "항목 {0}은(는) 쓰이지 않는다. 항목 {1}이(가) 같은 패킷에 먼저 맞는다"
    ),
    help: text!("give it a lower number, or remove it", "더 낮은 번호를 주거나 지운다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html",
};

static NO_RETURN: Rule = Rule {
    code: "ACL003",
    severity: Severity::Warning,
    title: text!(
        "{0} entries allow TCP, but no {1} entry lets the answers to ports 1024-65535 pass",
        "{0} 항목은 TCP를 허용하지만 1024-65535 포트로 가는 응답을 통과시키는 {1} 항목이 없다"
    ),
    help: text!(
        "allow tcp 1024-65535 in the other direction: network ACLs do not remember flows",
        "반대 방향에 tcp 1024-65535를 허용한다. 네트워크 ACL은 흐름을 기억하지 않는다"
    ),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html",
};

static UNUSED: Rule = Rule {
    code: "ACL004",
    severity: Severity::Info,
    title: text!("no subnet uses this network ACL", "이 네트워크 ACL을 쓰는 서브넷이 없다"),
    help: text!("name it in a subnet, or remove it", "서브넷에 지정하거나 지운다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html",
};

static MANY_ENTRIES: Rule = Rule {
    code: "ACL005",
    severity: Severity::Warning,
    title: text!(
        "one direction has {0} entries; it may have {1} by default",
        "한 방향의 항목이 {0}개다. 기본 할당량은 {1}개다"
    ),
    help: text!(
        "ask AWS for a higher quota, or use wider blocks",
        "AWS에 할당량 증가를 요청하거나 더 넓은 블록을 쓴다"
    ),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
};

static NO_IPV6: Rule = Rule {
    code: "ACL006",
    severity: Severity::Warning,
    title: text!("the VPC has IPv6 blocks, but entries of this network ACL take IPv4 only", "VPC에 IPv6 블록이 있지만 이 네트워크 ACL의 항목은 IPv4만 다룬다"),
    help: text!("add entries for ::/0", "::/0 항목을 추가한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html",
};


/// From which ports clients open connections, and so where answers go (RET-3).
const EPHEMERAL: (u16, u16) = (1024, u16::MAX);

/// Entries beyond this many are far over any quota and not compared with each other.
const COMPARED: usize = 200;

impl AclEntry {
    /// Whether every packet that `other` matches is matched by this one too.
    fn covers(&self, other: &Self) -> bool {
        let protocol = self.protocol == Protocol::All || self.protocol == other.protocol;
        let ports = self.protocol == Protocol::All
            || !self.protocol.has_ports()
            || (self.port_range.first() <= other.port_range.first()
                && other.port_range.last() <= self.port_range.last());
        let (own, theirs) = (self.icmp_type_code.span(), other.icmp_type_code.span());
        let types = !self.protocol.is_icmp() || (own.0 <= theirs.0 && theirs.1 <= own.1);
        protocol && ports && types && self.cidr_block.contains(other.cidr_block)
    }

    fn takes_tcp(&self) -> bool {
        matches!(self.protocol, Protocol::All | Protocol::TCP)
    }

    fn reaches_ephemeral(&self) -> bool {
        let all = self.protocol == Protocol::All;
        self.takes_tcp()
            && (all || (self.port_range.first() <= EPHEMERAL.1 && self.port_range.last() >= EPHEMERAL.0))
    }
}

/// Entries in the order in which they are looked at.
fn in_order(entries: &[AclEntry]) -> Vec<&AclEntry> {
    let mut sorted: Vec<&AclEntry> = entries.iter().collect();
    sorted.order_by_key(|entry| entry.rule_number);
    sorted
}

/// The earlier entry that leaves one of these nothing to decide.
fn shadow<'a>(sorted: &[&'a AclEntry], i: usize) -> Option<&'a AclEntry> {
    sorted.iter().take(i.min(COMPARED)).copied().find(|earlier| earlier.covers(sorted[i]))
}

fn allows(sorted: &[&AclEntry], wanted: fn(&AclEntry) -> bool) -> bool {
    (0..sorted.len())
        .any(|i| sorted[i].rule_action == Action::Allow && wanted(sorted[i]) && shadow(sorted, i).is_none())
}

impl NetworkAcl {
    fn check_entries(field: FieldId, sorted: &[&AclEntry], site: Site<'_>, report: &mut Report) {
        for pair in sorted.windows(2).filter(|pair| pair[0].rule_number == pair[1].rule_number) {
            report.raise(&TWICE, site.at(field), [pair[0].rule_number.to_string()]);
        }
        for (i, entry) in sorted.iter().enumerate().take(COMPARED) {
            if let Some(earlier) = shadow(sorted, i) {
                let args = [entry.rule_number.to_string(), earlier.rule_number.to_string()];
                report.raise(&SHADOWED, site.at(field), args);
            }
        }
        quota::ENTRIES_PER_NETWORK_ACL.compare(sorted.len(), &MANY_ENTRIES, || site.at(field), report);
    }
}

impl NetworkAcl {
    /// The list with entries for packets, before the entry with a number or before the end.
    fn with(mut self, pass: &Pass, action: Action, before: Option<u32>) -> Option<Self> {
        let entries = if pass.egress { &mut self.egress } else { &mut self.ingress };
        let mut wanted = Vec::new();
        for far in &pass.far {
            // An entry names blocks only.
            let Peer::Cidr(cidr_block) = far else { return None };
            for port_range in &pass.ports {
                wanted.push(AclEntry {
                    rule_number: 0,
                    rule_action: action,
                    protocol: pass.protocol,
                    port_range: *port_range,
                    icmp_type_code: pass.icmp,
                    cidr_block: *cidr_block,
                });
            }
        }
        let taken: BTreeSet<u32> = entries.iter().map(|it| it.rule_number).gather();
        let below = before.unwrap_or(NUMBER_MAX + 1);
        let last = taken.range(..below).next_back().copied().unwrap_or(0);
        // As far apart from the neighbours as there is room, in steps that people use.
        let room = below.saturating_sub(last).saturating_sub(1);
        let count = u32::try_from(wanted.len()).ok().filter(|it| *it <= room && *it > 0)?;
        let step = if before.is_none() && room > 100 * count { 10 } else { (room / count).min(10) };
        for (entry, at) in wanted.into_iter().zip(1..) {
            entries.push(AclEntry { rule_number: last + step * at, ..entry });
        }
        entries.order_by_key(|it| it.rule_number);
        Some(self)
    }
}

impl Resource for NetworkAcl {
    fn remedies(&self, need: &Need, model: &Model) -> Vec<Remedy> {
        let (pass, action, before, title): (_, _, _, &'static Text) = match need {
            Need::Permit { pass, before } => {
                (pass, Action::Allow, *before, if pass.egress {
                    &text!("Add an egress rule to `{0}`: allow {1} to {2}", "`{0}`에 아웃바운드 규칙 추가: {1} 허용, {2}(으)로")
                } else {
                    &text!("Add an ingress rule to `{0}`: allow {1} from {2}", "`{0}`에 인바운드 규칙 추가: {1} 허용, {2}에서")
                })
            }
            Need::Deny(pass) => {
                let list = model.node(&pass.filter).and_then(|it| Self::from_any(&it.resource));
                let entries = list.map(|it| if pass.egress { &it.egress } else { &it.ingress });
                let first = entries.into_iter().flatten().map(|it| it.rule_number).min();
                (pass, Action::Deny, first, if pass.egress {
                    &text!("Add an egress rule to `{0}`: deny {1} to {2}", "`{0}`에 아웃바운드 규칙 추가: {1} 거부, {2}(으)로")
                } else {
                    &text!("Add an ingress rule to `{0}`: deny {1} from {2}", "`{0}`에 인바운드 규칙 추가: {1} 거부, {2}에서")
                })
            }
            Need::WayToService { .. }
            | Need::WayToInternet { .. }
            | Need::Admit(_)
            | Need::Route { .. }
            | Need::PublicAddress { .. }
            | Need::Inspect { .. }
            | Need::Withdraw { .. } => return Vec::new(),
        };
        let list = model.node(&pass.filter).and_then(|it| Self::from_any(&it.resource)).cloned();
        let Some(changed) = list.and_then(|it| it.with(pass, action, before)) else { return Vec::new() };
        let edit = Edit::Change { id: pass.filter.clone(), resource: changed.into() };
        vec![Remedy { title: Message::new(title, [pass.filter.to_string(), pass.traffic(), pass.other_end()]), edits: vec![edit] }]
    }

    fn check(&self, site: Site<'_>, report: &mut Report) {
        let (ingress, egress) = (in_order(&self.ingress), in_order(&self.egress));
        Self::check_entries(Self::ingress, &ingress, site, report);
        Self::check_entries(Self::egress, &egress, site, report);
        let (inbound, outbound) = (Self::ingress, Self::egress);
        let ways = [(&ingress, &egress, outbound, inbound), (&egress, &ingress, inbound, outbound)];
        for (one, other, blamed, allowing) in ways {
            if allows(one, AclEntry::takes_tcp) && !allows(other, AclEntry::reaches_ephemeral) {
                let args = [allowing.to_string(), blamed.to_string()];
                report.raise(&NO_RETURN, site.at(blamed), args);
            }
        }
        if site.referrers::<Subnet>().is_empty() && site.referrers::<Vpc>().is_empty() {
            report.raise(&UNUSED, site.here(), []);
        }
        let v6 = self.ingress.iter().chain(&self.egress).any(|entry| !entry.cidr_block.is_v4());
        let some = !self.ingress.is_empty() && !self.egress.is_empty();
        let wanted = site.within::<Vpc>().is_some_and(|(_, vpc)| !vpc.ipv6_cidr_blocks.0.is_empty());
        if wanted && some && !v6 {
            report.raise(&NO_IPV6, site.here(), []);
        }
    }

    fn mend(&self, site: Site<'_>, finding: &Finding) -> Option<Remedy> {
        let mut acl = self.clone();
        if finding.rule.code == NO_IPV6.code {
            for entries in [&mut acl.ingress, &mut acl.egress] {
                let last = entries.iter().map(|entry| entry.rule_number).max().unwrap_or(0);
                let rule_number = last.saturating_add(1);
                entries.push(AclEntry { rule_number, cidr_block: Cidr::ALL_V6, ..AclEntry::default() });
            }
            return Some(Remedy {
                title: Message::plain(&text!("Allow all IPv6", "모든 IPv6 허용")),
                edits: vec![Edit::Change { id: site.id().clone(), resource: acl.into() }],
            });
        }
        if finding.rule.code != TWICE.code {
            return None;
        }
        for entries in [&mut acl.ingress, &mut acl.egress] {
            entries.order_by_key(|entry| entry.rule_number);
            for (i, entry) in (1_u32..).zip(entries) {
                entry.rule_number = i * 10;
            }
        }
        // Numbers beyond what an entry may have are refused by the edit, whole.
        Some(Remedy {
            title: Message::plain(&text!("Number the entries anew", "항목에 새로 번호 매기기")),
            edits: vec![Edit::Change { id: site.id().clone(), resource: acl.into() }],
        })
    }

    fn net_facts(&self, _: Site<'_>) -> Vec<NetFact> {
        let fact = |entry: &AclEntry| EntryFact {
            number: entry.rule_number,
            allow: entry.rule_action == Action::Allow,
            protocol: entry.protocol,
            ports: entry.port_range,
            icmp: entry.icmp_type_code,
            cidr: entry.cidr_block,
        };
        vec![NetFact::StatelessFilter(StatelessFilter {
            ingress: self.ingress.iter().map(fact).collect(),
            egress: self.egress.iter().map(fact).collect(),
        })]
    }
}

impl AclEntry {
    /// As a template has it: protocols by number.
    fn written(&self, outbound: bool, list: Attr) -> Attr {
        let protocol = match self.protocol {
            Protocol::All => -1,
            Protocol::Number(number) => i32::from(number),
        };
        let block = if self.cidr_block.is_v4() { "CidrBlock" } else { "Ipv6CidrBlock" };
        let mut all = tree([
            ("NetworkAclId", list),
            ("RuleNumber", say(self.rule_number)),
            ("Protocol", say(protocol)),
            ("RuleAction", say(self.rule_action.value())),
            ("Egress", say(outbound)),
            (block, say(self.cidr_block)),
        ]);
        if self.protocol.has_ports() {
            let ports = [("From", say(self.port_range.first())), ("To", say(self.port_range.last()))];
            all.put("PortRange", tree(ports));
        } else if self.protocol.is_icmp() {
            let (kind, code) = match self.icmp_type_code {
                Icmp::All => (-1, -1),
                Icmp::Type(kind) => (i32::from(kind), -1),
                Icmp::Code(kind, code) => (kind.into(), code.into()),
            };
            all.put("Icmp", tree([("Type", say(kind)), ("Code", say(code))]));
        }
        all
    }
}

impl Importing for NetworkAcl {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::named("AWS::EC2::NetworkAcl", &[("ingress", "-"), ("egress", "-")])] }
    }

    fn joins(&self) -> &'static [Join] {
        const { &[Join { ty: "AWS::EC2::NetworkAclEntry", owner: "NetworkAclId" }] }
    }

    fn join(&mut self, taking: &mut Taking<'_>) {
        // Inventories list the last entry, which denies what none before it matches.
        if taking.get("RuleNumber").and_then(Attr::known).and_then(whole).is_some_and(|it| it > NUMBER_MAX) {
            return;
        }
        let mut entry = AclEntry::default();
        let outbound = taking.get("Egress").is_some_and(Attr::is_true);
        let names = [("cidr_block", "CidrBlock"), ("port_range", "-"), ("icmp_type_code", "-")];
        let block = if taking.get("CidrBlock").is_some() { "CidrBlock" } else { "Ipv6CidrBlock" };
        let names = names.map(|(field, path)| (field, if field == "cidr_block" { block } else { path }));
        taking.fill(&mut entry, &taking.item.properties, &names);
        let ports = taking.get("PortRange");
        let number = |path: &str| ports.and_then(|it| it.known_at(path)).and_then(|it| it.trim().parse::<u16>().ok());
        // Every protocol has no ports.
        if entry.protocol.has_ports()
            && let Some(range) = number("From").zip(number("To")).and_then(|(from, to)| PortRange::new(from, to))
        {
            entry.port_range = range;
        }
        let icmp = taking.get("Icmp");
        let number = |path: &str| icmp.and_then(|it| it.known_at(path)).and_then(|it| it.trim().parse::<i64>().ok());
        if entry.protocol.is_icmp()
            && let Some(kind) = number("Type").filter(|it| *it >= 0)
        {
            let code = number("Code").filter(|it| *it >= 0).map_or(String::new(), |code| format!("/{code}"));
            entry.icmp_type_code = format!("{kind}{code}").parse().unwrap_or(Icmp::All);
        }
        if outbound { self.egress.push(entry) } else { self.ingress.push(entry) }
    }
}

impl Exporting for NetworkAcl {
    fn properties(&self) -> Properties {
        Properties { always: &["VpcId"], changed: &[] }
    }

    fn give(&self, giving: &mut Giving<'_>) {
        for (outbound, entries, name) in [(false, &self.ingress, "Ingress"), (true, &self.egress, "Egress")] {
            let own = giving.own();
            let entries = entries.iter().map(|it| it.written(outbound, own.clone()));
            giving.add_each(name, "AWS::EC2::NetworkAclEntry", entries);
        }
    }
}
