//! CloudFront distribution.

use super::{
    ApplicationLoadBalancer, ClassicLoadBalancer, NetworkLoadBalancer, VpcOrigin, WebAcl, balancer::Scheme, web_acl,
};
use crate::{
    base::{Decimal, Gather as _, NodeId, text},
    diag::{Place, Report, Rule, Severity},
    model::{
        connection::Access,
        fact::{CallFact, Calls, CallsFrom, Meter, NetFact, Service, Takes, Transfer, Usage},
        field::{Anything, FieldSpec, Link, choice},
        resource::{Resource, record, resource},
        site::Site,
    },
};
use std::collections::BTreeSet;
use crate::model::taking::{Importing, Import, Taking};
use crate::model::giving::{Exporting, Giving, say, list, tree, to_do};
use crate::model::attrs::Attr;

record! {
    /// One origin: where the distribution fetches what it does not have.
    pub struct Origin {
        /// A bucket, an API, a load balancer, a function or an instance with a public name; or a VPC origin.
        #[ko = "공개된 이름을 가진 버킷, API, 로드 밸런서, 함수, 인스턴스 또는 VPC 오리진."]
        pub origin_id: Link<Anything> = Link::NONE, "Origin" | "오리진";
        /// Which requests go there.
        #[ko = "이곳으로 가는 요청의 경로 패턴."]
        pub path_pattern: String = "*".to_owned(), "Path pattern" | "경로 패턴", { example: "/api/*" };
    }
}

choice! {
    /// Where viewers are, by the zones of the price list.
    pub enum Viewers {
        /// North America.
        UsCaMx = "us_ca_mx", "United States, Canada, Mexico" | "미국, 캐나다, 멕시코";
        /// Europe.
        EuropeIsrael = "europe_israel", "Europe, Israel" | "유럽, 이스라엘";
        /// Japan.
        Japan = "japan", "Japan" | "일본";
        /// Korea and its neighbours.
        AsiaPacific = "asia_pacific", "Hong Kong, Korea, Philippines, Singapore, Taiwan, Thailand" | "홍콩, 한국, 필리핀, 싱가포르, 대만, 태국";
        /// Australia.
        AustraliaNz = "australia_nz", "Australia, New Zealand" | "호주, 뉴질랜드";
        /// India.
        India = "india", "India" | "인도";
        /// South America.
        SouthAmerica = "south_america", "South America" | "남아메리카";
        /// Africa and the Middle East.
        SouthAfricaMiddleEast = "south_africa_middle_east", "South Africa, Kenya, Middle East" | "남아프리카, 케냐, 중동";
    }
}

resource! {
    /// Answers on the internet from places near the viewers, and fetches the rest from origins.
    #[ko = "사용자와 가까운 곳에서 인터넷으로 응답하고, 없는 것은 오리진에서 가져온다."]
    pub struct CloudfrontDistribution: "CloudFront distribution" | "CloudFront 배포" {
        short: "CloudFront",
        icon: "cloudfront_distribution",
        stencil: "cloudfront",
        group: Edge,
        service: Baas,
        look: Card,
        stands_in: [],
        roles: [],
        source: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Introduction.html",
        rules: [NOTHING, STRANGER, PRIVATE, SEVERAL],
        fields {
            /// Where it fetches what it does not have.
            #[ko = "없는 것을 가져오는 곳."]
            pub origins: Vec<Origin> = Vec::new(), "Origins" | "오리진";
            /// Where most viewers are: prices go by that.
            #[ko = "사용자가 주로 있는 곳. 요금이 그에 따라 달라진다."]
            pub viewers: Viewers = Viewers::UsCaMx, "Viewers" | "사용자 위치";
            /// Which share of requests it answers from what it keeps.
            #[ko = "보관한 내용으로 답하는 요청의 비율."]
            pub cache_hit_ratio: Decimal = Decimal::ZERO, "Cache hits" | "캐시 적중률", { max: 1, usage: true };
            /// CloudFront Functions that one request runs.
            #[ko = "요청 하나가 실행하는 CloudFront Functions 수."]
            pub functions_per_request: Decimal = Decimal::ZERO, "Functions per request" | "요청당 함수", { max: 10, usage: true };
            /// Lambda@Edge functions that one request runs on average. Those at origins run for what is not kept only.
            #[ko = "요청 하나가 평균으로 실행하는 Lambda@Edge 함수 수. 오리진 쪽 함수는 보관하지 않은 것에만 실행된다."]
            pub edge_functions_per_request: Decimal = Decimal::ZERO, "Lambda@Edge per request" | "요청당 Lambda@Edge", { max: 4, usage: true };
            /// How long one of them runs on average.
            #[ko = "그 함수의 평균 실행 시간."]
            pub edge_mean_duration: u32 = 10, "Lambda@Edge duration" | "Lambda@Edge 실행 시간", { unit: "ms", min: 1, max: 30_000, usage: true };
            /// Memory of one of them.
            #[ko = "그 함수의 메모리."]
            pub edge_memory_size: u32 = 128, "Lambda@Edge memory" | "Lambda@Edge 메모리", { unit: "MB", min: 128, max: 10_240 };
            /// Paths that are invalidated in a month.
            #[ko = "한 달 동안 무효화하는 경로 수."]
            pub invalidations: u32 = 0, "Invalidations" | "무효화", { max: 100_000_000, usage: true };
            /// Which share of requests comes over HTTP, without TLS.
            #[ko = "TLS 없이 HTTP로 오는 요청의 비율."]
            pub http_share: Decimal = Decimal::ZERO, "HTTP share" | "HTTP 비율", { max: 1, usage: true };
            /// Whether its certificate has addresses of its own, for viewers that do not send a server name.
            #[ko = "서버 이름을 보내지 않는 사용자를 위해 인증서에 전용 IP 주소를 두는지 여부."]
            pub dedicated_ip_certificate: bool = false, "Dedicated IP certificate" | "전용 IP 인증서";
            /// Which share of requests real-time logs record.
            #[ko = "실시간 로그에 기록하는 요청의 비율."]
            pub realtime_log_share: Decimal = Decimal::ZERO, "Real-time log share" | "실시간 로그 비율", { max: 1, usage: true };
            /// Which share of requests has fields that are encrypted at the edge.
            #[ko = "엣지에서 필드를 암호화하는 요청의 비율."]
            pub field_encryption_share: Decimal = Decimal::ZERO, "Field encryption share" | "필드 암호화 비율", { max: 1, usage: true };
            /// The web ACL that looks into its requests.
            #[ko = "요청을 검사하는 웹 ACL."]
            pub web_acl_id: Link<WebAcl> = Link::NONE, "Web ACL" | "웹 ACL";
        }
    }
}

static NOTHING: Rule = Rule {
    code: "CFD001",
    severity: Severity::Error,
    title: text!("the distribution has no origin", "배포에 오리진이 없다"),
    help: text!("name what it serves", "제공할 것을 지정한다"),
    source: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistS3AndCustomOrigins.html",
};

static STRANGER: Rule = Rule {
    code: "CFD002",
    severity: Severity::Warning,
    title: text!("`{0}` is no origin of this distribution", "`{0}`은(는) 이 배포의 오리진이 아니다"),
    help: text!("add it as an origin, or remove the connection", "오리진으로 추가하거나 연결을 지운다"),
    source: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistS3AndCustomOrigins.html",
};

static PRIVATE: Rule = Rule {
    code: "CFD003",
    severity: Severity::Warning,
    title: text!(
        "`{0}` is internal, and the distribution cannot reach it without a VPC origin",
        "`{0}`은(는) 내부용이라 VPC 오리진 없이는 배포가 접근할 수 없다"
    ),
    help: text!("add a VPC origin for it and name that", "VPC 오리진을 추가하고 그것을 지정한다"),
    source: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html",
};

static SEVERAL: Rule = Rule {
    code: "CFD004",
    severity: Severity::Info,
    title: text!(
        "packets of this distribution are shown to leave by the VPC origin `{0}` only",
        "이 배포의 패킷은 VPC 오리진 `{0}`에서만 나가는 것으로 보인다"
    ),
    help: text!(
        "Plat follows one VPC origin of a distribution; ask about the others directly",
        "Plat은 배포마다 VPC 오리진 하나만 따라간다. 나머지는 따로 묻는다"
    ),
    source: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html",
};

impl CloudfrontDistribution {
    fn targets(&self) -> impl Iterator<Item = &NodeId> {
        self.origins.iter().filter_map(|it| it.origin_id.target())
    }

    /// What stands behind VPC origins, with the origins.
    fn private<'s>(&'s self, site: Site<'s>) -> Vec<(&'s NodeId, Option<&'s NodeId>)> {
        let known = self.targets().filter_map(|id| Some((id, site.find::<VpcOrigin>(id)?)));
        known.map(|(id, origin)| (id, origin.endpoint_id.target())).collect()
    }

    fn is_internal(id: &NodeId, site: Site<'_>) -> bool {
        let alb = site.find::<ApplicationLoadBalancer>(id).map(|it| it.scheme);
        let nlb = site.find::<NetworkLoadBalancer>(id).map(|it| it.scheme);
        let clb = site.find::<ClassicLoadBalancer>(id).map(|it| it.scheme);
        alb.or(nlb).or(clb) == Some(Scheme::Internal)
    }
}

impl Resource for CloudfrontDistribution {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        if self.targets().next().is_none() {
            report.raise(&NOTHING, site.at(Self::origins), []);
        }
        let private = self.private(site);
        if let [(first, _), _, ..] = private.as_slice() {
            report.raise(&SEVERAL, site.at(Self::origins), [first.to_string()]);
        }
        for id in self.targets().filter(|id| Self::is_internal(id, site)) {
            report.raise(&PRIVATE, site.at(Self::origins), [id.to_string()]);
        }
        let behind = private.iter().filter_map(|(_, id)| *id);
        let known: BTreeSet<&NodeId> = self.targets().chain(behind).gather();
        for (id, connection) in site.outgoing_by_id() {
            if let Some(to) = connection.to.target().filter(|to| !known.contains(to)) {
                report.raise(&STRANGER, Place::Connection(id.clone()), [to.to_string()]);
            }
        }
    }

    fn headline(&self) -> String {
        self.targets().next().map(ToString::to_string).unwrap_or_default()
    }

    fn shows(&self, field: &FieldSpec) -> bool {
        let at_edge = [Self::edge_mean_duration, Self::edge_memory_size];
        !self.edge_functions_per_request.is_zero() || !at_edge.contains(&field.name)
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let service = Service { name: "cloudfront".into(), region: site.region() };
        let mut facts = vec![NetFact::Served { service }];
        let private = self.private(site);
        // Public origins are fetched from AWS's own network, with a way to every public address.
        if self.targets().count() > private.len() || private.is_empty() {
            facts.push(NetFact::Unattached);
        }
        let first = private.first().map(|(id, _)| NetFact::LeavesBy { via: (*id).clone() });
        facts.extend(first);
        facts
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        vec![
            CallFact::Calls(CallsFrom::Provider),
            CallFact::Calls(CallsFrom::Code),
            CallFact::Takes(Takes {
                access: Access::Invoke,
                from: &[CallsFrom::Code, CallsFrom::Outside],
                authority: &text!(
                    "no authority, unless viewers need signed addresses",
                    "권한 부여자 없음. 서명된 주소가 필요하면 예외"
                ),
            }),
        ]
    }

    fn transfer(&self) -> Transfer {
        Transfer::AtEdge
    }

    fn onward(&self) -> Decimal {
        Decimal::ONE - self.cache_hit_ratio
    }

    fn standard(&self) -> Option<&'static str> {
        Some("HTTP")
    }

    fn meters(&self, _: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let sum = |all: &mut dyn Iterator<Item = Decimal>| all.fold(Decimal::ZERO, Decimal::saturating_add);
        let to_viewers = sum(&mut usage.arrivals.iter().map(Calls::returned_gb));
        let to_origins = sum(&mut usage.leaving.iter().map(Calls::sent_gb));
        let place = self.viewers.value();
        let of = |share: Decimal| usage.calls().saturating_mul(share);
        let certificate = if self.dedicated_ip_certificate { Decimal::ONE } else { Decimal::ZERO };
        let functions = usage.calls().saturating_mul(self.functions_per_request);
        let mut meters = vec![
            Meter::marginal("cloudfront.https", &text!("HTTPS requests", "HTTPS 요청"), of(Decimal::ONE - self.http_share))
                .at(place),
            Meter::marginal("cloudfront.http", &text!("HTTP requests", "HTTP 요청"), of(self.http_share)).at(place),
            Meter::marginal("cloudfront.out", &text!("data to viewers", "사용자에게 나간 데이터"), to_viewers).at(place),
            Meter::marginal("cloudfront.to_origin", &text!("data to origins", "오리진으로 나간 데이터"), to_origins)
                .at(place),
            Meter::marginal("cloudfront.functions", &text!("CloudFront Functions", "CloudFront Functions"), functions),
            Meter::fixed("cloudfront.invalidations", &text!("invalidated paths", "무효화 경로"), self.invalidations.into()),
        ];
        // By the millisecond. <https://aws.amazon.com/lambda/pricing/>
        let runs = of(self.edge_functions_per_request);
        let seconds = runs.saturating_mul(self.edge_mean_duration.into()) / Decimal::ONE_THOUSAND;
        let gigabytes = Decimal::from(self.edge_memory_size) / Decimal::from(1024);
        meters.extend([
            Meter::marginal("lambda.edge_requests", &text!("Lambda@Edge requests", "Lambda@Edge 요청"), runs),
            Meter::marginal(
                "lambda.edge_duration",
                &text!("Lambda@Edge duration", "Lambda@Edge 실행 시간"),
                seconds.saturating_mul(gigabytes),
            ),
            Meter::fixed(
                "cloudfront.dedicated_ip_ssl",
                &text!("dedicated IP certificate", "전용 IP 인증서"),
                certificate,
            ),
            Meter::marginal(
                "cloudfront.realtime_logs",
                &text!("real-time log lines", "실시간 로그 줄"),
                of(self.realtime_log_share),
            ),
            Meter::marginal(
                "cloudfront.field_encryption",
                &text!("requests with encrypted fields", "필드 암호화 요청"),
                of(self.field_encryption_share),
            ),
        ]);
        meters.extend(web_acl::inspected(self.web_acl_id.target().is_some(), usage));
        meters
    }
}

/// The provider's own policy `CachingOptimized`.
/// <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html>
const CACHING: &str = "658327ea-f89d-4fab-a63d-7e88639e58f6";

impl Importing for CloudfrontDistribution {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::named("AWS::CloudFront::Distribution", &[("origins", "-"), ("web_acl_id", "DistributionConfig.WebACLId")])] }
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        taking.connect_each("DistributionConfig.Origins", "DomainName");
        // What it fetches by default, then what else by which paths.
        let origins = taking.get("DistributionConfig.Origins").map(Attr::items).unwrap_or_default();
        let usual = taking.get("DistributionConfig.DefaultCacheBehavior").into_iter();
        let further = taking.get("DistributionConfig.CacheBehaviors").map(Attr::items).unwrap_or_default();
        for behaviour in usual.chain(further) {
            let named = behaviour.known_at("TargetOriginId");
            let is_it = |it: &&Attr| ["Id", "OriginId"].iter().any(|key| it.known_at(key) == named);
            let origin = origins.iter().find(|it| named.is_some() && is_it(it));
            let Some((to, _)) = origin.and_then(|it| taking.node(it.get("DomainName")?)) else {
                taking.unknown.insert(Self::origins, "an origin that is not here".to_owned());
                continue;
            };
            let pattern = behaviour.known_at("PathPattern").unwrap_or("*").to_owned();
            self.origins.push(Origin { origin_id: Link::to(to), path_pattern: pattern });
        }
    }
}

impl Exporting for CloudfrontDistribution {
    fn give(&self, giving: &mut Giving<'_>) {
        let site = giving.site;
        let mut origins: Vec<(&NodeId, &str)> = Vec::new();
        for row in &self.origins {
            if let Some(to) = row.origin_id.target().and_then(|it| site.resource(it)) {
                origins.push((to.0, row.path_pattern.as_str()));
            }
        }
        if origins.is_empty() {
            origins.extend(giving.calls().into_iter().map(|it| (it.0, "")));
        }
        let mut each = Vec::new();
        for (to, _) in origins.iter().filter(|it| giving.has(it.0)) {
            let kind = site.resource(to).map(|it| it.1.resource.as_exporting());
            let mut origin = tree([("Id", say(to)), ("DomainName", kind.map_or_else(to_do, |it| it.domain(giving, to)))]);
            if site.find::<super::S3Bucket>(to).is_some() {
                origin.put("S3OriginConfig.OriginAccessIdentity", say(""));
                let access = giving.attribute_of(&giving.part("Access"), "Id");
                origin.put("OriginAccessControlId", access);
            } else {
                origin.put("CustomOriginConfig.OriginProtocolPolicy", say("https-only"));
            }
            if !each.iter().any(|it: &Attr| it.known_at("Id") == Some(to.as_str())) {
                each.push(origin);
            }
        }
        if each.is_empty() {
            let mut origin = tree([("Id", to_do()), ("DomainName", say("todo.example"))]);
            origin.put("CustomOriginConfig.OriginProtocolPolicy", say("https-only"));
            each.push(origin);
        }
        let behaviour = |to: &str| {
            tree([
                ("TargetOriginId", say(to)),
                ("ViewerProtocolPolicy", say("redirect-to-https")),
                ("CachePolicyId", say(CACHING)),
            ])
        };
        let usual = origins.iter().find(|it| it.1.is_empty() || it.1 == "*").or(origins.first());
        let first = each.first().and_then(|it| it.known_at("Id")).unwrap_or("TODO").to_owned();
        let usual = usual.filter(|it| giving.has(it.0)).map_or(first, |it| it.0.to_string());
        let further = origins.iter().filter(|it| !it.1.is_empty() && it.1 != "*" && giving.has(it.0)).map(|(to, pattern)| {
            let mut all = behaviour(to.as_str());
            all.put("PathPattern", say(pattern));
            all
        });
        let further: Vec<Attr> = further.collect();
        giving.put("DistributionConfig.Enabled", say(true));
        giving.put("DistributionConfig.Origins", list(each));
        giving.put("DistributionConfig.DefaultCacheBehavior", behaviour(&usual));
        if !further.is_empty() {
            giving.put("DistributionConfig.CacheBehaviors", list(further));
        }
        if origins.iter().any(|it| site.find::<super::S3Bucket>(it.0).is_some()) {
            let access = tree([
                ("Name", giving.name()),
                ("OriginAccessControlOriginType", say("s3")),
                ("SigningBehavior", say("always")),
                ("SigningProtocol", say("sigv4")),
            ]);
            giving.add("Access", "AWS::CloudFront::OriginAccessControl", tree([("OriginAccessControlConfig", access)]));
        }
        if let Some(acl) = giving.named("web_acl_id", "WebACLArn") {
            giving.put("DistributionConfig.WebACLId", acl);
        }
    }
}
