//! VPC peering connection.

use super::{
    RouteTable, Vpc,
    route_table::{Destination, Route},
};
use crate::{
    base::{Message, NodeId, text},
    diag::{Finding, Report, Rule, Severity},
    model::{
        edit::Edit,
        fact::{NetFact, Peering, Transfer},
        field::Link,
        resource::{Remedy, Resource, resource},
        site::Site,
    },
};
use std::collections::BTreeMap;
use crate::model::attrs::Attr;
use crate::model::taking::{Importing, Import, Taking};
use crate::model::giving::{Exporting, Giving, Properties, say};

resource! {
    /// Two VPCs that route to each other. Nothing passes through one of them to a third place.
    #[ko = "서로 경로를 두는 두 VPC의 연결. 한쪽을 거쳐 제3의 곳으로 갈 수는 없다."]
    pub struct VpcPeeringConnection: "VPC peering connection" | "VPC 피어링 연결" {
        short: "Peering",
        icon: "vpc_peering_connection",
        stencil: "peering",
        group: Network,
        service: Iaas,
        look: Card,
        stands_in: [Region],
        roles: [RouteTarget],
        source: "https://docs.aws.amazon.com/vpc/latest/peering/what-is-vpc-peering.html",
        rules: [OVERLAP, TWICE, SELF, OPEN, ONE_SIDED, PENDING, UNUSED],
        fields {
            /// The VPC that asked: the requester.
            #[ko = "연결을 요청한 VPC."]
            pub vpc_id: Link<Vpc> = Link::NONE, "Requester VPC" | "요청자 VPC";
            /// The VPC that was asked: the accepter.
            #[ko = "요청을 받은 VPC."]
            pub peer_vpc_id: Link<Vpc> = Link::NONE, "Accepter VPC" | "수락자 VPC";
            /// Whether the accepter has accepted, so that it is active.
            #[ko = "수락자가 수락하여 활성 상태인지 여부."]
            pub accepted: bool = true, "Accepted" | "수락됨";
            /// Whether the accepter's VPC gets private addresses for public names of the requester's VPC.
            #[ko = "수락자 VPC가 요청자 VPC의 공인 이름에 대해 사설 주소를 받는지 여부."]
            pub requester_allow_dns_resolution_from_remote_vpc: bool = false, "Requester DNS resolution" | "요청자 DNS 확인";
            /// Whether the requester's VPC gets private addresses for public names of the accepter's VPC.
            #[ko = "요청자 VPC가 수락자 VPC의 공인 이름에 대해 사설 주소를 받는지 여부."]
            pub accepter_allow_dns_resolution_from_remote_vpc: bool = false, "Accepter DNS resolution" | "수락자 DNS 확인";
        }
    }
}

static OVERLAP: Rule = Rule {
    code: "PCX001",
    severity: Severity::Error,
    title: text!("the block `{0}` of `{1}` overlaps the block `{2}` of `{3}`", "`{1}`의 블록 `{0}`이(가) `{3}`의 블록 `{2}`과(와) 겹친다"),
    help: text!("peer VPCs whose blocks share no address", "블록이 겹치지 않는 VPC끼리 피어링한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html",
};

static TWICE: Rule = Rule {
    code: "PCX002",
    severity: Severity::Error,
    title: text!("`{0}` already joins these two VPCs", "`{0}`이(가) 이미 두 VPC를 연결한다"),
    help: text!("keep one peering connection for each pair", "VPC 쌍마다 피어링 연결을 하나만 둔다"),
    source: "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html",
};

static SELF: Rule = Rule {
    code: "PCX003",
    severity: Severity::Error,
    title: text!("both sides are the VPC `{0}`", "양쪽이 모두 VPC `{0}`이다"),
    help: text!("choose two different VPCs", "서로 다른 두 VPC를 고른다"),
    source: "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html",
};

static OPEN: Rule = Rule {
    code: "PCX004",
    severity: Severity::Error,
    title: text!("one side of the connection names no VPC", "연결의 한쪽에 VPC가 없다"),
    help: text!("name both VPCs", "두 VPC를 모두 지정한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/peering/create-vpc-peering-connection.html",
};

static ONE_SIDED: Rule = Rule {
    code: "PCX005",
    severity: Severity::Warning,
    title: text!("`{0}` has a route over this connection, but `{1}` has none back", "`{0}`에는 이 연결로 가는 경로가 있지만 `{1}`에는 돌아오는 경로가 없다"),
    help: text!("add a route to the other VPC's block in both VPCs", "양쪽 VPC에 상대 VPC 블록으로 가는 경로를 추가한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html",
};

static PENDING: Rule = Rule {
    code: "PCX006",
    severity: Severity::Warning,
    title: text!("routes lead over this connection, which nobody has accepted", "아직 수락되지 않은 연결로 가는 경로가 있다"),
    help: text!("accept it", "연결을 수락한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/peering/accept-vpc-peering-connection.html",
};

static UNUSED: Rule = Rule {
    code: "PCX007",
    severity: Severity::Info,
    title: text!("no route leads over this peering connection", "이 피어링 연결로 가는 경로가 없다"),
    help: text!("add routes in both VPCs", "양쪽 VPC에 경로를 추가한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html",
};


impl VpcPeeringConnection {
    /// Its two VPCs, if both are named.
    pub(super) fn ends(&self) -> Option<[&NodeId; 2]> {
        Some([self.vpc_id.target()?, self.peer_vpc_id.target()?])
    }

    fn joins(&self, one: &NodeId, other: &NodeId) -> bool {
        self.ends().is_some_and(|[a, b]| (a, b) == (one, other) || (b, a) == (one, other))
    }

    fn check_overlap(site: Site<'_>, ends: [&NodeId; 2], report: &mut Report) {
        let [Some(one), Some(other)] = ends.map(|id| site.find::<Vpc>(id)) else { return };
        for block in one.all_blocks() {
            if let Some(theirs) = other.all_blocks().into_iter().find(|theirs| theirs.overlaps(block)) {
                let [one, other] = ends.map(ToString::to_string);
                report.raise(&OVERLAP, site.here(), [block.to_string(), one, theirs.to_string(), other]);
            }
        }
    }
}

/// The connections between two VPCs.
pub(super) fn between<'m>(site: Site<'m>, one: &'m NodeId, other: &NodeId) -> Vec<&'m VpcPeeringConnection> {
    let all = site.other(one).referrers::<VpcPeeringConnection>().into_iter();
    all.filter(|(_, it)| it.joins(one, other)).map(|(_, it)| it).collect()
}

/// Called by each VPC for the connections that it requested, and those it was asked for: each pair once.
pub(super) fn check_siblings(vpc: Site<'_>, all: &[(&NodeId, &VpcPeeringConnection)], report: &mut Report) {
    let mut first: BTreeMap<&NodeId, &NodeId> = BTreeMap::new();
    for (id, it) in all {
        let Some([one, other]) = it.ends() else { continue };
        let far = if one == vpc.id() { other } else { one };
        // The VPC whose id comes first speaks for the pair.
        if far < vpc.id() {
            continue;
        }
        if let Some(known) = first.get(far) {
            report.raise(&TWICE, vpc.other(id).here(), [known.to_string()]);
        } else {
            first.insert(far, *id);
        }
    }
}

impl VpcPeeringConnection {
    /// The edit that gives the VPC without a route one, in its main table.
    fn way_back(&self, site: Site<'_>) -> Option<Remedy> {
        let [one, other] = self.ends()?;
        let tables = site.referrers::<RouteTable>();
        let routed = |vpc: &NodeId| {
            tables.iter().any(|(id, _)| site.around::<Vpc>(id).is_some_and(|(own, _)| own == vpc))
        };
        let (lacking, far) = if routed(one) { (other, one) } else { (one, other) };
        let table = site.find::<Vpc>(lacking)?.main_route_table_id.target()?;
        let mut resource = site.find::<RouteTable>(table)?.clone();
        resource.routes.push(Route {
            destination: Destination::Cidr(site.find::<Vpc>(far)?.cidr_block),
            target: Link::to(site.id().clone()),
            ..Route::default()
        });
        Some(Remedy {
            title: Message::new(
                &text!("Add a route in `{0}`", "`{0}`에 경로 추가"),
                [table.to_string()],
            ),
            edits: vec![Edit::Change { id: table.clone(), resource: resource.into() }],
        })
    }
}

impl Resource for VpcPeeringConnection {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let Some(ends) = self.ends() else {
            let field = if self.vpc_id.target().is_none() { Self::vpc_id } else { Self::peer_vpc_id };
            report.raise(&OPEN, site.at(field), []);
            return;
        };
        if ends[0] == ends[1] {
            report.raise(&SELF, site.at(Self::peer_vpc_id), [ends[0].to_string()]);
            return;
        }
        Self::check_overlap(site, ends, report);
        let tables = site.referrers::<RouteTable>();
        let routed = |vpc: &NodeId| {
            tables.iter().any(|(id, _)| site.around::<Vpc>(id).is_some_and(|(own, _)| own == vpc))
        };
        match ends.map(routed) {
            [true, false] => report.raise(&ONE_SIDED, site.here(), [ends[0].to_string(), ends[1].to_string()]),
            [false, true] => report.raise(&ONE_SIDED, site.here(), [ends[1].to_string(), ends[0].to_string()]),
            [false, false] => report.raise(&UNUSED, site.here(), []),
            [true, true] => {}
        }
        if !self.accepted && !tables.is_empty() {
            report.raise(&PENDING, site.at(Self::accepted), []);
        }
    }

    fn mend(&self, site: Site<'_>, finding: &Finding) -> Option<Remedy> {
        if finding.rule.code == ONE_SIDED.code {
            return self.way_back(site);
        }
        let id = site.id().clone();
        if finding.rule.code == PENDING.code {
            let resource = Self { accepted: true, ..self.clone() }.into();
            return Some(Remedy {
                title: Message::plain(&text!("Accept it", "수락하기")),
                edits: vec![Edit::Change { id, resource }],
            });
        }
        (finding.rule.code == TWICE.code).then(|| Remedy {
            title: Message::plain(&text!("Remove this connection", "이 연결 지우기")),
            edits: vec![Edit::Remove { id }],
        })
    }

    fn headline(&self) -> String {
        self.ends().map(|[one, other]| format!("{one} · {other}")).unwrap_or_default()
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        // A side that the design lacks is somewhere that no VPC is.
        let side = |vpc: &Link<Vpc>| vpc.target().unwrap_or(site.id()).clone();
        vec![NetFact::Peering(Peering {
            between: [side(&self.vpc_id), side(&self.peer_vpc_id)],
            active: self.accepted,
            resolves: [
                self.requester_allow_dns_resolution_from_remote_vpc,
                self.accepter_allow_dns_resolution_from_remote_vpc,
            ],
        })]
    }

    fn transfer(&self) -> Transfer {
        Transfer::Peering
    }
}

impl Importing for VpcPeeringConnection {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::of("AWS::EC2::VPCPeeringConnection")] }
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        // Inventories tell how far it is.
        if let Some(code) = taking.get("Status.Code").and_then(Attr::known) {
            self.accepted = code == "active";
        }
    }
}

impl Exporting for VpcPeeringConnection {
    fn properties(&self) -> Properties {
        Properties { always: &["VpcId", "PeerVpcId"], changed: &[] }
    }

    fn route(&self) -> &'static str {
        "VpcPeeringConnectionId"
    }

    fn give(&self, giving: &mut Giving<'_>) {
        let region = |vpc: &Link<Vpc>| Some(giving.site.resource(vpc.target()?)?.0).map(|it| giving.site.other(it).region());
        if let (Some(own), Some(other)) = (region(&self.vpc_id), region(&self.peer_vpc_id))
            && own != other
        {
            giving.put("PeerRegion", say(other));
        }
    }
}
