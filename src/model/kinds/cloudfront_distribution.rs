//! CloudFront distribution.

use super::{
    ApplicationLoadBalancer, ClassicLoadBalancer, NetworkLoadBalancer, VpcOrigin, balancer::Scheme,
    rest_api,
};
use crate::{
    base::{NodeId, text},
    diag::{Place, Report, Rule, Severity},
    model::{
        connection::Access,
        fact::{Basis, CallFact, CallsFrom, Meter, NetFact, Service, Takes, Usage},
        field::{Anything, Link},
        resource::{Resource, record, resource},
        site::Site,
    },
};
use std::collections::BTreeSet;

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

resource! {
    /// Answers on the internet from places near the viewers, and fetches the rest from origins.
    #[ko = "사용자와 가까운 곳에서 인터넷으로 응답하고, 없는 것은 오리진에서 가져온다."]
    pub struct CloudfrontDistribution: "CloudFront distribution" | "CloudFront 배포" {
        short: "CloudFront",
        icon: "cloudfront_distribution",
        group: Edge,
        look: Card,
        stands_in: [],
        roles: [],
        source: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Introduction.html",
        rules: [NOTHING, STRANGER, PRIVATE, SEVERAL],
        fields {
            /// Where it fetches what it does not have.
            #[ko = "없는 것을 가져오는 곳."]
            pub origins: Vec<Origin> = Vec::new(), "Origins" | "오리진";
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
        let known: BTreeSet<&NodeId> = self.targets().chain(behind).collect();
        for (id, connection) in site.outgoing_by_id() {
            if let Some(to) = connection.to.target().filter(|to| !known.contains(to)) {
                report.raise(&STRANGER, Place::Connection(id.clone()), [to.to_string()]);
            }
        }
    }

    fn headline(&self) -> String {
        self.targets().next().map(ToString::to_string).unwrap_or_default()
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

    fn meters(&self, _: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        // Prices go by where viewers are, which the design does not say.
        vec![
            Meter {
                sku: "cloudfront.https".into(),
                component: &text!("HTTPS requests", "HTTPS 요청"),
                quantity: usage.calls(),
                basis: Basis::Marginal,
            },
            Meter {
                sku: "cloudfront.out".into(),
                component: &text!("data to viewers", "사용자에게 나간 데이터"),
                quantity: rest_api::sent_out(usage),
                basis: Basis::Marginal,
            },
        ]
    }
}
