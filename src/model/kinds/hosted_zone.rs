//! Private hosted zone of Route 53.

use super::Vpc;
use crate::{
    base::{Address, Decimal, NodeId, text},
    diag::{Report, Rule, Severity},
    model::{
        fact::{Meter, NameTarget, Names, NetFact, Usage},
        field::{Anything, FieldSpec, Link, Links, Maybe},
        resource::{Resource, record, resource},
        site::Site,
    },
};
use std::collections::{BTreeMap, BTreeSet};
use crate::model::taking::{Importing, Import, Join};
use crate::model::giving::{Exporting, Giving, Properties, say, list, tree};
use crate::model::attrs::Attr;
use crate::model::taking::Taking;

record! {
    /// One name. It leads to a resource or to an address, not both.
    pub struct ZoneRecord {
        /// The whole name.
        #[ko = "전체 이름."]
        pub name: String = String::new(), "Name" | "이름", { example: "db.example.internal" };
        /// The resource that it leads to, as that resource's own name would.
        #[ko = "이름이 가리키는 리소스. 그 리소스의 원래 이름처럼 쓰인다."]
        pub target: Link<Anything> = Link::NONE, "Resource" | "리소스";
        /// The address that it leads to.
        #[ko = "이름이 가리키는 주소."]
        pub address: Maybe<Address> = Maybe(None), "Address" | "주소", { example: "10.0.1.10" };
    }
}

impl ZoneRecord {
    fn leads_to(&self) -> Option<NameTarget> {
        let node = self.target.target().map(|id| NameTarget::Node(id.clone()));
        node.or(self.address.0.map(NameTarget::Address))
    }
}

resource! {
    /// Names that only the resolvers of chosen VPCs know. Billed by the month, and by questions.
    #[ko = "고른 VPC의 DNS 확인자만 아는 이름들. 월 단위와 질의 수에 따라 요금이 든다."]
    pub struct HostedZone: "Private hosted zone" | "프라이빗 호스팅 영역" {
        short: "Hosted zone",
        icon: "hosted_zone",
        stencil: "hosted_zone",
        group: Control,
        service: Baas,
        look: Card,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zones-private.html",
        rules: [DOMAIN, OUTSIDE, ONE_OF_TWO, TWICE, NO_VPC, SAME_DOMAIN, DEAF],
        fields {
            /// The domain, without the dot at the end.
            #[ko = "끝의 점을 뺀 도메인."]
            pub name: String = "example.internal".to_owned(), "Domain" | "도메인", { example: "example.internal" };
            /// The VPCs whose resolvers know it.
            #[ko = "이 영역을 아는 VPC들."]
            pub vpc_ids: Links<Vpc> = Links::NONE, "VPCs" | "대상 VPC";
            /// Its names.
            #[ko = "이름들."]
            pub records: Vec<ZoneRecord> = Vec::new(), "Records" | "레코드";
            /// Questions a month. Do not count those that an alias of an AWS resource answers: they are free.
            #[ko = "한 달 질의 수. AWS 리소스의 별칭이 답하는 질의는 무료이므로 세지 않는다."]
            pub queries: Decimal = Decimal::ZERO, "Queries" | "질의", { unit: "/month", usage: true };
            /// Questions a month that latency-based records answer.
            #[ko = "지연 시간 기반 레코드가 답하는 한 달 질의 수."]
            pub latency_queries: Decimal = Decimal::ZERO, "Latency-based queries" | "지연 시간 기반 질의", { unit: "/month", usage: true };
            /// Questions a month that geolocation or geoproximity records answer.
            #[ko = "지리적 위치 또는 지리 근접 레코드가 답하는 한 달 질의 수."]
            pub geo_queries: Decimal = Decimal::ZERO, "Geolocation queries" | "지리적 위치 질의", { unit: "/month", usage: true };
            /// Health checks of endpoints in AWS.
            #[ko = "AWS 안의 엔드포인트에 대한 상태 확인 수."]
            pub health_checks: u32 = 0, "Health checks in AWS" | "AWS 상태 확인", { max: 10_000 };
            /// Health checks of other endpoints.
            #[ko = "AWS 밖의 엔드포인트에 대한 상태 확인 수."]
            pub health_checks_elsewhere: u32 = 0, "Health checks elsewhere" | "AWS 밖 상태 확인", { max: 10_000 };
            /// Optional features that each of them has: HTTPS, string matching, fast interval, latency measurement.
            #[ko = "상태 확인마다 켠 선택 기능의 수. HTTPS, 문자열 일치, 빠른 간격, 지연 시간 측정."]
            pub health_check_features: u32 = 0, "Features of a check" | "상태 확인 기능", { max: 4 };
        }
    }
}

static DOMAIN: Rule = Rule {
    code: "HZN001",
    severity: Severity::Error,
    title: text!("`{0}` is not a domain name such as example.internal", "`{0}`은(는) example.internal 같은 도메인 이름이 아니다"),
    help: text!("write labels of letters, digits and hyphens, parted by dots", "영문자, 숫자, 붙임표로 된 단어를 점으로 이어 쓴다"),
    source: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html",
};

static OUTSIDE: Rule = Rule {
    code: "HZN002",
    severity: Severity::Error,
    title: text!("the name `{0}` is not in the domain `{1}`", "이름 `{0}`이(가) 도메인 `{1}`에 속하지 않는다"),
    help: text!("write the whole name, which ends with the domain", "도메인으로 끝나는 전체 이름을 쓴다"),
    source: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html",
};

static ONE_OF_TWO: Rule = Rule {
    code: "HZN003",
    severity: Severity::Error,
    title: text!("the record `{0}` must lead to either a resource or an address, and not both", "레코드 `{0}`은(는) 리소스와 주소 중 하나만 가리켜야 한다"),
    help: text!("fill in one of the two", "둘 중 하나만 채운다"),
    source: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values.html",
};

static TWICE: Rule = Rule {
    code: "HZN004",
    severity: Severity::Warning,
    title: text!("the name `{0}` leads to several places, and clients may get any of them", "이름 `{0}`이(가) 여러 곳을 가리켜 클라이언트는 그중 아무 곳이나 받을 수 있다"),
    help: text!("keep one record for each name, or want several", "이름마다 레코드를 하나만 두거나 의도한 것인지 확인한다"),
    source: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy.html",
};

static NO_VPC: Rule = Rule {
    code: "HZN005",
    // AWS takes it for a public one.
    severity: Severity::Warning,
    title: text!("no VPC knows this zone", "이 영역을 아는 VPC가 없다"),
    help: text!("name at least one VPC", "VPC를 하나 이상 지정한다"),
    source: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-creating.html",
};

static SAME_DOMAIN: Rule = Rule {
    code: "HZN006",
    severity: Severity::Error,
    title: text!("`{0}` already gives the VPC `{1}` the same domain", "`{0}`이(가) 이미 VPC `{1}`에 같은 도메인을 준다"),
    help: text!("keep one zone of a domain for each VPC", "VPC마다 같은 도메인의 영역을 하나만 둔다"),
    source: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html",
};

static DEAF: Rule = Rule {
    code: "HZN007",
    severity: Severity::Warning,
    title: text!("the VPC `{0}` does not know private names: DNS resolution and DNS hostnames must be on", "VPC `{0}`은(는) 프라이빗 이름을 모른다. DNS 확인과 DNS 호스트 이름이 켜져 있어야 한다"),
    help: text!("turn both on in the VPC", "VPC에서 둘 다 켠다"),
    source: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html",
};


/// Whether a text is a domain name: labels of letters, digits, hyphens and underscores; `*` may come first.
/// <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html>
fn is_name(name: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    name.len() <= 255 && name.strip_prefix("*.").unwrap_or(name).split('.').all(label)
}

impl HostedZone {
    fn covers(&self, name: &str) -> bool {
        let (name, domain) = (name.to_ascii_lowercase(), self.name.to_ascii_lowercase());
        name.strip_suffix(&domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    }

    fn check_records(&self, site: Site<'_>, report: &mut Report) {
        let place = || site.at(Self::records);
        let mut seen = BTreeSet::new();
        for record in &self.records {
            let shown: String = record.name.chars().take(60).collect();
            if !is_name(&record.name) || !self.covers(&record.name) {
                let domain = self.name.chars().take(60).collect();
                report.raise(&OUTSIDE, place(), [shown.clone(), domain]);
            }
            if record.target.target().is_some() == record.address.0.is_some() {
                report.raise(&ONE_OF_TWO, place(), [shown.clone()]);
            }
            if !seen.insert(record.name.to_ascii_lowercase()) {
                report.raise(&TWICE, place(), [shown]);
            }
        }
    }
}

/// Called by the VPC, which knows every zone that names it.
pub(super) fn check_siblings(vpc: Site<'_>, all: &[(&NodeId, &HostedZone)], report: &mut Report) {
    let mut first: BTreeMap<String, &NodeId> = BTreeMap::new();
    for (id, zone) in all {
        let domain = zone.name.to_ascii_lowercase();
        if let Some(other) = first.get(&domain) {
            let args = [other.to_string(), vpc.id().to_string()];
            report.raise(&SAME_DOMAIN, vpc.other(id).at(HostedZone::vpc_ids), args);
        } else {
            first.insert(domain, *id);
        }
    }
}

impl Resource for HostedZone {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        if !is_name(&self.name) || self.name.starts_with('*') {
            report.raise(&DOMAIN, site.at(Self::name), [self.name.chars().take(60).collect()]);
        }
        self.check_records(site, report);
        if self.vpc_ids.targets().is_empty() {
            report.raise(&NO_VPC, site.at(Self::vpc_ids), []);
        }
        // DNS-1.
        for (id, vpc) in site.all(&self.vpc_ids) {
            if !vpc.enable_dns_support || !vpc.enable_dns_hostnames {
                report.raise(&DEAF, site.at(Self::vpc_ids), [id.to_string()]);
            }
        }
    }

    fn headline(&self) -> String {
        self.name.clone()
    }

    fn net_facts(&self, _: Site<'_>) -> Vec<NetFact> {
        let record = |it: &ZoneRecord| Some((it.name.to_ascii_lowercase(), it.leads_to()?));
        vec![NetFact::Names(Names {
            domain: self.name.to_ascii_lowercase(),
            boundaries: self.vpc_ids.targets().to_vec(),
            records: self.records.iter().filter_map(record).collect(),
        })]
    }

    fn shows(&self, field: &FieldSpec) -> bool {
        let checked = self.health_checks > 0 || self.health_checks_elsewhere > 0;
        checked || field.name != Self::health_check_features
    }

    /// <https://aws.amazon.com/route53/pricing/>
    fn standard(&self) -> Option<&'static str> {
        Some("DNS")
    }

    fn meters(&self, _: Site<'_>, _: &Usage<'_>) -> Vec<Meter> {
        let checks = &text!("health checks", "상태 확인");
        let features = &text!("features of health checks", "상태 확인 기능");
        let (inside, outside) = (Decimal::from(self.health_checks), Decimal::from(self.health_checks_elsewhere));
        let each = Decimal::from(self.health_check_features);
        vec![
            Meter::fixed("route53.zone", &text!("hosted zone", "호스팅 영역"), Decimal::ONE),
            Meter::fixed("route53.query", &text!("queries", "질의"), self.queries),
            Meter::fixed(
                "route53.query_latency",
                &text!("latency-based queries", "지연 시간 기반 질의"),
                self.latency_queries,
            ),
            Meter::fixed("route53.query_geo", &text!("geolocation queries", "지리적 위치 질의"), self.geo_queries),
            Meter::fixed("route53.health_aws", checks, inside),
            Meter::fixed("route53.health_other", &text!("health checks elsewhere", "AWS 밖 상태 확인"), outside),
            Meter::fixed("route53.health_feature_aws", features, inside.saturating_mul(each)),
            Meter::fixed(
                "route53.health_feature_other",
                &text!("features of health checks elsewhere", "AWS 밖 상태 확인 기능"),
                outside.saturating_mul(each),
            ),
        ]
    }
}

const RECORD: &str = "AWS::Route53::RecordSet";

impl Importing for HostedZone {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::named("AWS::Route53::HostedZone", &[("vpc_ids", "VPCs"), ("records", "-")])] }
    }

    fn joins(&self) -> &'static [Join] {
        const { &[Join { ty: "AWS::Route53::RecordSet", owner: "HostedZoneId" }, Join { ty: "AWS::Route53::RecordSetGroup", owner: "HostedZoneId" }] }
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        let networks = taking.item.properties.each_along("VPCs.VPCId");
        let networks = networks.into_iter().filter_map(|it| taking.node(it)).filter(|it| it.1 == <Vpc as super::KindOf>::KIND);
        let networks: Vec<_> = networks.map(|it| it.0).collect();
        if !networks.is_empty() {
            self.vpc_ids = Links::to(networks);
        } else if taking.get("VPCs").is_some() {
            taking.unknown.insert(Self::vpc_ids, "VPCs that are not here".to_owned());
        }
        // Templates may write the root as well.
        if let Some(name) = self.name.strip_suffix('.') {
            self.name = name.to_owned();
        }
    }

    /// A record with one address.
    fn join(&mut self, taking: &mut Taking<'_>) {
        let (Some(name), Some(values)) = (taking.get("Name").and_then(Attr::known), taking.get("ResourceRecords"))
        else {
            return;
        };
        if let [only] = values.items()
            && let Some(address) = only.known().and_then(|it| it.parse().ok())
        {
            self.records.push(ZoneRecord { name: name.to_owned(), address: Maybe(Some(address)), ..ZoneRecord::default() });
        }
    }
}

impl Exporting for HostedZone {
    fn properties(&self) -> Properties {
        Properties { always: &["Name"], changed: &[] }
    }

    fn is_tagged(&self) -> bool {
        false
    }

    fn give(&self, giving: &mut Giving<'_>) {
        let networks = self.vpc_ids.targets().iter().filter_map(|it| giving.site.resource(it)).map(|(vpc, _)| {
            let region = giving.site.other(vpc).region();
            tree([("VPCId", giving.to(vpc)), ("VPCRegion", say(region))])
        });
        let networks: Vec<_> = networks.collect();
        if !networks.is_empty() {
            giving.put("VPCs", list(networks));
        }
        let records = self.records.iter().filter_map(|it| {
            let address = it.address.0?;
            let ty = if address.ip().is_ipv4() { "A" } else { "AAAA" };
            Some(tree([
                ("HostedZoneId", giving.own()),
                ("Name", say(&it.name)),
                ("Type", say(ty)),
                ("TTL", say(300)),
                ("ResourceRecords", list([say(address)])),
            ]))
        });
        let records: Vec<_> = records.collect();
        giving.add_each("Record", RECORD, records);
    }
}
