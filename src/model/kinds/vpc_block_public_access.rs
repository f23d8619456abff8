//! VPC Block Public Access of a Region.

use super::{Subnet, Vpc};
use crate::{
    base::{NodeId, text},
    diag::{Report, Rule, Severity},
    model::{
        fact::{BlockMode, NetFact, PublicBlock},
        field::{Link, choice},
        quota,
        resource::{Resource, record, resource},
        site::Site,
    },
};
use std::collections::BTreeSet;

choice! {
    /// How much of the internet is blocked.
    pub enum InternetGatewayBlockMode {
        /// Nothing.
        Off = "off", "Off" | "꺼짐";
        /// Every flow.
        Bidirectional = "block-bidirectional", "Both directions" | "양방향";
        /// Flows that start outside, and those that leave without a NAT or egress-only gateway.
        Ingress = "block-ingress", "Inbound" | "인바운드";
    }
}

choice! {
    /// What an exclusion lets pass.
    pub enum ExclusionMode {
        /// Every flow.
        Bidirectional = "allow-bidirectional", "Both directions" | "양방향";
        /// What a Region that blocks inbound flows lets pass.
        Egress = "allow-egress", "Outbound" | "아웃바운드";
    }
}

record! {
    /// One VPC or subnet for which less is blocked.
    pub struct BlockExclusion {
        /// The VPC for which less is blocked.
        #[ko = "덜 차단할 VPC."]
        pub vpc_id: Link<Vpc> = Link::NONE, "VPC" | "VPC";
        /// Or the subnet for which less is blocked.
        #[ko = "또는 덜 차단할 서브넷."]
        pub subnet_id: Link<Subnet> = Link::NONE, "Subnet" | "서브넷";
        /// What passes.
        #[ko = "통과시킬 것."]
        pub internet_gateway_exclusion_mode: ExclusionMode = ExclusionMode::Bidirectional, "Allows" | "허용";
    }
}

impl BlockExclusion {
    fn target(&self) -> Option<&NodeId> {
        self.vpc_id.target().or(self.subnet_id.target())
    }
}

resource! {
    /// Blocks the internet for every VPC of a Region, whatever their gateways and routes say.
    #[ko = "게이트웨이와 경로가 어떻든 리전의 모든 VPC에서 인터넷을 차단한다."]
    pub struct VpcBlockPublicAccess: "VPC Block Public Access" | "VPC 퍼블릭 액세스 차단" {
        short: "Block Public Access",
        icon: "vpc_block_public_access",
        group: Control,
        service: Iaas,
        look: Listed,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html",
        rules: [SECOND, ONE_OF_TWO, TWICE, OTHER_REGION, IDLE, MANY_EXCLUSIONS],
        fields {
            /// How much is blocked.
            #[ko = "차단 범위."]
            pub internet_gateway_block_mode: InternetGatewayBlockMode = InternetGatewayBlockMode::Bidirectional, "Blocks" | "차단";
            /// VPCs and subnets for which less is blocked.
            #[ko = "덜 차단할 VPC와 서브넷."]
            pub exclusions: Vec<BlockExclusion> = Vec::new(), "Exclusions" | "예외";
        }
    }
}

static SECOND: Rule = Rule {
    code: "BPA001",
    severity: Severity::Error,
    title: text!("`{0}` already sets Block Public Access for this Region", "이 리전의 퍼블릭 액세스 차단은 이미 `{0}`이(가) 정한다"),
    help: text!("remove one of the two", "둘 중 하나를 지운다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-basics.html",
};

static ONE_OF_TWO: Rule = Rule {
    code: "BPA002",
    severity: Severity::Error,
    title: text!("exclusion {0} must name either a VPC or a subnet, and not both", "예외 {0}은(는) VPC와 서브넷 중 하나만 지정해야 한다"),
    help: text!("fill in one of the two", "둘 중 하나만 채운다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-exclusions.html",
};

static TWICE: Rule = Rule {
    code: "BPA003",
    severity: Severity::Error,
    title: text!("two exclusions name `{0}`", "예외 두 개가 `{0}`을(를) 지정한다"),
    help: text!("keep one exclusion for each", "하나만 남긴다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-exclusions.html",
};

static OTHER_REGION: Rule = Rule {
    code: "BPA004",
    severity: Severity::Error,
    title: text!("`{0}` is in another Region", "`{0}`은(는) 다른 리전에 있다"),
    help: text!("name VPCs and subnets of this Region", "이 리전의 VPC와 서브넷을 지정한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-basics.html",
};

static IDLE: Rule = Rule {
    code: "BPA005",
    severity: Severity::Info,
    title: text!("nothing is blocked, so the exclusions change nothing", "차단하는 것이 없어 예외도 쓸모가 없다"),
    help: text!("choose what to block, or remove the exclusions", "차단 범위를 고르거나 예외를 지운다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-basics.html",
};

static MANY_EXCLUSIONS: Rule = Rule {
    code: "BPA006",
    severity: Severity::Warning,
    title: text!("there are {0} exclusions; an account may have {1} by default", "예외가 {0}개다. 계정의 기본 할당량은 {1}개다"),
    help: text!("ask AWS for a higher quota", "AWS에 할당량 증가를 요청한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
};


/// Called by the Region, which knows them all at once.
pub(super) fn check_siblings(site: Site<'_>, all: &[(&NodeId, &VpcBlockPublicAccess)], report: &mut Report) {
    if let [(first, _), others @ ..] = all {
        for (id, _) in others {
            report.raise(&SECOND, site.other(id).here(), [first.to_string()]);
        }
    }
}

impl Resource for VpcBlockPublicAccess {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let place = || site.at(Self::exclusions);
        let region = site.region();
        let mut seen = BTreeSet::new();
        for (number, row) in (1_usize..).zip(&self.exclusions) {
            if row.vpc_id.target().is_some() == row.subnet_id.target().is_some() {
                report.raise(&ONE_OF_TWO, place(), [number.to_string()]);
            }
            let Some(target) = row.target() else { continue };
            if !seen.insert(target) {
                report.raise(&TWICE, place(), [target.to_string()]);
            }
            if site.other(target).region() != region {
                report.raise(&OTHER_REGION, place(), [target.to_string()]);
            }
        }
        if self.internet_gateway_block_mode == InternetGatewayBlockMode::Off && !self.exclusions.is_empty() {
            report.raise(&IDLE, site.at(Self::internet_gateway_block_mode), []);
        }
        quota::BLOCK_PUBLIC_ACCESS_EXCLUSIONS.compare(self.exclusions.len(), &MANY_EXCLUSIONS, place, report);
    }

    fn headline(&self) -> String {
        self.internet_gateway_block_mode.value().to_owned()
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let mode = match self.internet_gateway_block_mode {
            InternetGatewayBlockMode::Off => BlockMode::Off,
            InternetGatewayBlockMode::Bidirectional => BlockMode::Both,
            InternetGatewayBlockMode::Ingress => BlockMode::Ingress,
        };
        // IGW-1: an exclusion for outbound flows restores what a Region that blocks inbound ones lets pass.
        let less = |row: &BlockExclusion| {
            let mode = match row.internet_gateway_exclusion_mode {
                ExclusionMode::Bidirectional => BlockMode::Off,
                ExclusionMode::Egress => BlockMode::Ingress,
            };
            Some((row.target()?.clone(), mode))
        };
        vec![NetFact::PublicBlock(PublicBlock {
            region: site.region(),
            mode,
            exclusions: self.exclusions.iter().filter_map(less).collect(),
        })]
    }
}

impl crate::model::taking::Importing for VpcBlockPublicAccess {}

impl crate::model::giving::Exporting for VpcBlockPublicAccess {}
