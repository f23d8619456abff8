//! Customer gateway, and the site on premises behind it.

use super::{DirectConnectVirtualInterface, VpnConnection};
use crate::{
    base::{Cidr, Icmp, PortRange, Protocol, text},
    diag::{Report, Rule, Severity},
    model::{
        connection::Access,
        fact::{AllowFact, CallFact, CallsFrom, NetFact, Peer, SiteFact, Takes, Transfer},
        field::List,
        resource::{Resource, record, resource},
        site::Site,
    },
};
use crate::model::attrs::Attr;
use crate::model::taking::{Importing, Import, Join, Taking};
use crate::model::giving::{Exporting, Giving, say, doubt};

record! {
    /// What the site's own firewall lets in.
    pub struct SiteRule {
        /// Protocol; -1 for all.
        #[ko = "프로토콜. -1은 모두."]
        pub ip_protocol: Protocol = Protocol::All, "Protocol" | "프로토콜", { example: "tcp" };
        /// Destination ports.
        #[ko = "목적지 포트."]
        pub ports: PortRange = PortRange::ALL, "Ports" | "포트", { example: "443" };
        /// ICMP type and code, for ICMP.
        #[ko = "ICMP일 때 유형과 코드."]
        pub icmp_type_code: Icmp = Icmp::All, "ICMP type" | "ICMP 유형", { example: "8" };
        /// Addresses that it comes from.
        #[ko = "출발지 주소."]
        pub cidr: Cidr = Cidr::ALL_V4, "Addresses" | "주소", { example: "10.0.0.0/16" };
    }
}

resource! {
    /// A site on premises with its gateway: where VPN and Direct Connect lines lead. Costs nothing itself.
    #[ko = "온프레미스 사이트와 그 게이트웨이. VPN과 Direct Connect 회선이 향하는 곳이다. 자체 요금은 없다."]
    pub struct CustomerGateway: "Customer gateway" | "고객 게이트웨이" {
        short: "On premises",
        icon: "customer_gateway",
        stencil: "customer_gateway",
        group: Outside,
        service: None,
        look: Card,
        stands_in: [],
        roles: [],
        source: "https://docs.aws.amazon.com/vpn/latest/s2svpn/your-cgw.html",
        rules: [NO_ADDRESS, NO_LINE, CLOSED],
        fields {
            /// The addresses of the site.
            #[ko = "사이트의 주소."]
            pub cidrs: List<Cidr> = List(Vec::new()), "Addresses" | "주소", { example: "192.168.0.0/16" };
            /// Where the site has routes to besides what its lines tell it.
            #[ko = "회선이 알려 주는 것 외에 사이트가 경로를 둔 주소."]
            pub routes: List<Cidr> = List(Vec::new()), "Further routes" | "추가 경로", { example: "10.0.0.0/16" };
            /// Whether the site's own firewall lets in only what the rules below say.
            #[ko = "사이트 방화벽이 아래 규칙에 적힌 것만 들여보내는지 여부."]
            pub firewall: bool = false, "Firewall" | "방화벽";
            /// What the firewall lets in. Answers pass.
            #[ko = "방화벽이 들여보내는 것. 응답은 통과한다."]
            pub ingress: Vec<SiteRule> = Vec::new(), "Inbound rules" | "인바운드 규칙";
        }
    }
}

static NO_ADDRESS: Rule = Rule {
    code: "CGW001",
    severity: Severity::Warning,
    title: text!("the site has no addresses, so nothing can be at its end of the line", "사이트에 주소가 없어 회선 너머에 아무것도 없다"),
    help: text!("write its blocks", "사이트의 블록을 적는다"),
    source: "https://docs.aws.amazon.com/vpn/latest/s2svpn/your-cgw.html",
};

static NO_LINE: Rule = Rule {
    code: "CGW002",
    severity: Severity::Info,
    title: text!("no VPN connection or virtual interface leads to this site", "이 사이트로 가는 VPN이나 가상 인터페이스가 없다"),
    help: text!("name it in a VPN connection", "VPN 연결에 지정한다"),
    source: "https://docs.aws.amazon.com/vpn/latest/s2svpn/your-cgw.html",
};

static CLOSED: Rule = Rule {
    code: "CGW003",
    severity: Severity::Info,
    title: text!("the firewall is on and has no rule, so the site takes answers only", "방화벽이 켜져 있고 규칙이 없어 사이트는 응답만 받는다"),
    help: text!("add a rule, or turn the firewall off", "규칙을 추가하거나 방화벽을 끈다"),
    source: "https://docs.aws.amazon.com/vpn/latest/s2svpn/your-cgw.html",
};


impl Resource for CustomerGateway {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        if self.cidrs.0.is_empty() {
            report.raise(&NO_ADDRESS, site.at(Self::cidrs), []);
        }
        let lines = site.referrers::<DirectConnectVirtualInterface>().len();
        if lines + site.referrers::<VpnConnection>().len() == 0 {
            report.raise(&NO_LINE, site.here(), []);
        }
        if self.firewall && self.ingress.is_empty() {
            report.raise(&CLOSED, site.at(Self::ingress), []);
        }
    }

    fn headline(&self) -> String {
        self.cidrs.0.first().map(ToString::to_string).unwrap_or_default()
    }

    fn shows(&self, field: &crate::model::field::FieldSpec) -> bool {
        field.name != Self::ingress || self.firewall
    }

    fn transfer(&self) -> Transfer {
        Transfer::Outside
    }

    fn net_facts(&self, _: Site<'_>) -> Vec<NetFact> {
        let rule = |rule: &SiteRule| AllowFact {
            protocol: rule.ip_protocol,
            ports: rule.ports,
            icmp: rule.icmp_type_code,
            peer: Some(Peer::Cidr(rule.cidr)),
        };
        vec![NetFact::Site(SiteFact {
            cidrs: self.cidrs.0.clone(),
            routes: self.routes.0.clone(),
            ingress: self.firewall.then(|| self.ingress.iter().map(rule).collect()),
        })]
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        vec![
            CallFact::Calls(CallsFrom::Outside),
            CallFact::Takes(Takes {
                access: Access::Network,
                from: &[CallsFrom::Code],
                authority: &text!("no authority", "권한 부여자 없음"),
            }),
        ]
    }
}

impl Importing for CustomerGateway {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::named("AWS::EC2::CustomerGateway", &[("routes", "-")])] }
    }

    fn joins(&self) -> &'static [Join] {
        const { &[Join { ty: "AWS::EC2::VPNConnectionRoute", owner: "CustomerGatewayId" }] }
    }

    /// What the site has is told by nobody but its lines.
    fn take(&mut self, taking: &mut Taking<'_>) {
        let learned = taking.get("LearnedPrefixes").map(Attr::items).unwrap_or_default();
        self.cidrs.0.extend(learned.iter().filter_map(|it| it.known()?.parse::<Cidr>().ok()));
        if self.cidrs.0.is_empty() {
            taking.unknown.insert(Self::cidrs, "the addresses of the site".to_owned());
        }
    }

    /// What a line leads to is there.
    fn join(&mut self, taking: &mut Taking<'_>) {
        let block = taking.get("DestinationCidrBlock").and_then(Attr::known).and_then(|it| it.parse().ok());
        self.cidrs.0.extend(block.filter(|it| !self.cidrs.0.contains(it)));
    }
}

impl Exporting for CustomerGateway {
    fn give(&self, giving: &mut Giving<'_>) {
        giving.put("Type", say("ipsec.1"));
        giving.put("BgpAsn", say(65_000));
        giving.put("IpAddress", doubt("the public address of the site's router"));
    }
}
