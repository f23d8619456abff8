//! Customer-managed prefix list.

use crate::{
    base::{Cidr, Message, text},
    diag::{Finding, Report, Rule, Severity},
    model::{
        edit::Edit,
        fact::NetFact,
        field::choice,
        quota,
        resource::{Remedy, Resource, record, resource},
        site::Site,
    },
};
use std::collections::BTreeSet;
use crate::model::attrs::Attr;
use crate::model::taking::{Importing, Import, Join, Taking};
use crate::model::giving::{Exporting, Giving, Properties, say, list, tree};

choice! {
    /// Which addresses a list holds. One list holds one family.
    pub enum AddressFamily {
        /// IPv4.
        Ipv4 = "IPv4", "IPv4" | "IPv4";
        /// IPv6.
        Ipv6 = "IPv6", "IPv6" | "IPv6";
    }
}

record! {
    /// One block of a list.
    pub struct PrefixListEntry {
        /// The block.
        #[ko = "블록."]
        pub cidr: Cidr = Cidr::ALL_V4, "CIDR" | "CIDR", { example: "10.0.0.0/8" };
        /// A person's note.
        #[ko = "메모."]
        pub description: String = String::new(), "Note" | "메모";
    }
}

resource! {
    /// Blocks under one name, for routes and security group rules. Each use counts as its greatest size.
    #[ko = "경로와 보안 그룹 규칙에서 이름 하나로 쓰는 블록 묶음. 쓸 때마다 최대 항목 수만큼 할당량을 차지한다."]
    pub struct PrefixList: "Prefix list" | "접두사 목록" {
        short: "Prefix list",
        icon: "prefix_list",
        group: Control,
        service: Iaas,
        look: Listed,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html",
        rules: [FAMILY, FULL, TWICE, UNUSED, MANY_ENTRIES],
        fields {
            /// Which addresses it holds.
            #[ko = "담는 주소의 종류."]
            pub address_family: AddressFamily = AddressFamily::Ipv4, "Address family" | "주소 체계";
            /// How many entries it may have. A rule or route that names the list counts this many times.
            #[ko = "담을 수 있는 항목 수. 이 목록을 쓰는 규칙이나 경로는 이 수만큼 센다."]
            pub max_entries: u32 = 10, "Greatest size" | "최대 항목 수", { min: 1, max: 10_000 };
            /// The blocks.
            #[ko = "블록들."]
            pub entries: Vec<PrefixListEntry> = Vec::new(), "Entries" | "항목";
        }
    }
}

static FAMILY: Rule = Rule {
    code: "PFL001",
    severity: Severity::Error,
    title: text!("the block `{0}` is not of the list's family, {1}", "블록 `{0}`은(는) 목록의 주소 체계 {1}이(가) 아니다"),
    help: text!("keep blocks of each family in a list of their own", "주소 체계마다 목록을 따로 둔다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html",
};

static FULL: Rule = Rule {
    code: "PFL002",
    severity: Severity::Error,
    title: text!("the list has {0} entries, more than its greatest size of {1}", "목록의 항목이 {0}개로, 최대 항목 수 {1}개를 넘는다"),
    help: text!("raise the greatest size", "최대 항목 수를 늘린다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html",
};

static TWICE: Rule = Rule {
    code: "PFL003",
    severity: Severity::Error,
    title: text!("the block `{0}` is listed twice", "블록 `{0}`이(가) 두 번 들어 있다"),
    help: text!("keep each block once", "블록마다 하나만 남긴다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html",
};

static UNUSED: Rule = Rule {
    code: "PFL004",
    severity: Severity::Info,
    title: text!("no route or rule names this list", "이 목록을 쓰는 경로나 규칙이 없다"),
    help: text!("name it in a route or a rule, or remove it", "경로나 규칙에 지정하거나 지운다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html",
};

static MANY_ENTRIES: Rule = Rule {
    code: "PFL005",
    severity: Severity::Warning,
    title: text!("the list may grow to {0} entries; a list may have {1} by default", "목록의 최대 항목 수가 {0}개다. 기본 할당량은 {1}개다"),
    help: text!("ask AWS for a higher quota, or use wider blocks", "AWS에 할당량 증가를 요청하거나 더 넓은 블록을 쓴다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
};


impl PrefixList {
    fn is_v4(&self) -> bool {
        self.address_family == AddressFamily::Ipv4
    }

    /// Its blocks.
    pub(super) fn blocks(&self) -> Vec<Cidr> {
        self.entries.iter().map(|entry| entry.cidr).collect()
    }

    /// How many rules or routes a use of it counts for.
    pub(super) fn weight(&self) -> usize {
        usize::try_from(self.max_entries).unwrap_or(usize::MAX)
    }
}

impl Resource for PrefixList {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let place = || site.at(Self::entries);
        let mut seen = BTreeSet::new();
        for cidr in self.blocks() {
            if cidr.is_v4() != self.is_v4() {
                report.raise(&FAMILY, place(), [cidr.to_string(), self.address_family.value().to_owned()]);
            }
            if !seen.insert(cidr) {
                report.raise(&TWICE, place(), [cidr.to_string()]);
            }
        }
        if self.entries.len() > self.weight() {
            let args = [self.entries.len().to_string(), self.max_entries.to_string()];
            report.raise(&FULL, site.at(Self::max_entries), args);
        }
        if site.named_by().next().is_none() {
            report.raise(&UNUSED, site.here(), []);
        }
        let size = || site.at(Self::max_entries);
        quota::ENTRIES_PER_PREFIX_LIST.compare(self.weight(), &MANY_ENTRIES, size, report);
    }

    fn mend(&self, site: Site<'_>, finding: &Finding) -> Option<Remedy> {
        let mut list = self.clone();
        let title = if finding.rule.code == FULL.code {
            list.max_entries = u32::try_from(self.entries.len()).ok()?;
            Message::plain(&text!("Raise the greatest size", "최대 항목 수 늘리기"))
        } else if finding.rule.code == TWICE.code {
            let mut seen = BTreeSet::new();
            list.entries.retain(|entry| seen.insert(entry.cidr));
            Message::plain(&text!("Keep each block once", "블록마다 하나만 남기기"))
        } else {
            return None;
        };
        Some(Remedy { title, edits: vec![Edit::Change { id: site.id().clone(), resource: list.into() }] })
    }

    fn headline(&self) -> String {
        format!("{} · {}", self.address_family.value(), self.entries.len())
    }

    fn net_facts(&self, _: Site<'_>) -> Vec<NetFact> {
        vec![NetFact::List(self.blocks())]
    }
}

impl Importing for PrefixList {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::of("AWS::EC2::PrefixList")] }
    }

    fn joins(&self) -> &'static [Join] {
        const { &[Join { ty: "Plat::PrefixListEntry", owner: "PrefixListId" }] }
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        // Inventories have the blocks alone.
        for block in taking.get("Cidrs").map(Attr::items).unwrap_or_default() {
            self.entries.extend(block.known().and_then(|it| it.parse().ok()).map(|cidr| PrefixListEntry {
                cidr,
                ..PrefixListEntry::default()
            }));
        }
        // A list of AWS's has as many as it needs.
        if taking.get("MaxEntries").is_none() {
            self.max_entries = u32::try_from(self.entries.len()).unwrap_or(u32::MAX).max(1);
        }
        if taking.get("AddressFamily").is_none() && self.entries.first().is_some_and(|it| !it.cidr.is_v4()) {
            self.address_family = AddressFamily::Ipv6;
        }
    }

    fn join(&mut self, taking: &mut Taking<'_>) {
        let mut entry = PrefixListEntry::default();
        taking.fill(&mut entry, &taking.item.properties, &[]);
        self.entries.push(entry);
    }
}

impl Exporting for PrefixList {
    fn properties(&self) -> Properties {
        Properties { always: &["AddressFamily", "MaxEntries"], changed: &[] }
    }

    fn give(&self, giving: &mut Giving<'_>) {
        giving.put("PrefixListName", giving.name());
        let entries = self.entries.iter().map(|it| {
            let mut all = tree([("Cidr", say(it.cidr))]);
            if !it.description.is_empty() {
                all.put("Description", say(&it.description));
            }
            all
        });
        let entries: Vec<_> = entries.collect();
        if !entries.is_empty() {
            giving.put("Entries", list(entries));
        }
    }
}
