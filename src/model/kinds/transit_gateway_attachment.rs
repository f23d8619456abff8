//! VPC attachment of a transit gateway.

use super::{
    Subnet, TransitGateway, TransitGatewayRouteTable, Vpc, subnet::{self, Zone},
    transit_gateway::{self, Support},
};
use crate::{
    base::{Cidr, Decimal, Gather as _, Message, NodeId, Order as _, text},
    diag::{Finding, Report, Rule, Severity},
    model::{
        edit::Edit,
        fact::{Attachment, AttachmentEnd, Meter, NetFact, Transfer, Usage},
        field::{Link, Links},
        resource::{Remedy, Resource, resource},
        site::Site,
    },
};
use std::collections::{BTreeMap, BTreeSet};
use crate::model::attrs::Attr;
use crate::model::taking::{Figure, Importing, Import, Join, Taking, When};
use crate::model::giving::{Exporting, Giving, Properties, tree};

resource! {
    /// Joins a VPC to a transit gateway, by one subnet in each zone. Billed by the hour, and by data.
    #[ko = "영역마다 서브넷 하나로 VPC를 전송 게이트웨이에 연결한다. 시간과 데이터양에 따라 요금이 든다."]
    pub struct TransitGatewayAttachment: "Transit gateway attachment" | "전송 게이트웨이 연결" {
        short: "TGW attachment",
        icon: "transit_gateway_attachment",
        stencil: "transit_gateway",
        group: Network,
        service: Baas,
        look: Card,
        stands_in: [Region],
        roles: [HubAttachment],
        source: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html",
        rules: [TWICE, ONE_PER_ZONE, IPV6_ONLY, FOREIGN_SUBNET, FOREIGN_TABLE, OPEN, ZONE, OVERLAP, NO_ROUTE, OTHER_REGION],
        fields {
            /// The transit gateway.
            #[ko = "전송 게이트웨이."]
            pub transit_gateway_id: Link<TransitGateway> = Link::NONE, "Transit gateway" | "전송 게이트웨이";
            /// The VPC that is attached.
            #[ko = "연결하는 VPC."]
            pub vpc_id: Link<Vpc> = Link::NONE, "VPC" | "VPC";
            /// One subnet of each zone from which the transit gateway may be used.
            #[ko = "전송 게이트웨이를 쓸 영역마다 서브넷 하나."]
            pub subnet_ids: Links<Subnet> = Links::NONE, "Subnets" | "서브넷";
            /// Whether both directions of a flow use the same zone. Wanted where packets are inspected.
            #[ko = "한 흐름의 양방향이 같은 영역을 지나는지 여부. 패킷을 검사하는 곳에 필요하다."]
            pub appliance_mode_support: Support = Support::Disable, "Appliance mode" | "어플라이언스 모드";
            /// Whether it carries IPv6.
            #[ko = "IPv6를 전달하는지 여부."]
            pub ipv6_support: Support = Support::Disable, "IPv6" | "IPv6";
            /// Whether security groups are known across it, if the transit gateway allows that.
            #[ko = "전송 게이트웨이가 허용할 때 보안 그룹을 이 연결 너머에서도 알아보는지 여부."]
            pub security_group_referencing_support: Support = Support::Enable, "Security group referencing" | "보안 그룹 참조";
            /// The table for packets that come from the VPC. None: the transit gateway's default one.
            #[ko = "VPC에서 온 패킷에 쓰는 테이블. 비워 두면 전송 게이트웨이의 기본 테이블을 쓴다."]
            pub transit_gateway_route_table_id: Link<TransitGatewayRouteTable> = Link::NONE, "Associated table" | "연관 테이블";
            /// The tables that learn the VPC's blocks. None: the transit gateway's default one.
            #[ko = "VPC의 블록을 배우는 테이블. 비워 두면 전송 게이트웨이의 기본 테이블을 쓴다."]
            pub propagation_route_table_ids: Links<TransitGatewayRouteTable> = Links::NONE, "Propagates to" | "전파 대상";
            /// Whether it works.
            #[ko = "작동하는지 여부."]
            pub available: bool = true, "Available" | "사용 가능";
        }
    }
}

/// What of it templates say among options.
const OPTIONS: &[(&str, &str)] = &[
    ("appliance_mode_support", "Options.ApplianceModeSupport"),
    ("ipv6_support", "Options.Ipv6Support"),
    ("security_group_referencing_support", "Options.SecurityGroupReferencingSupport"),
];

static TWICE: Rule = Rule {
    code: "TGA001",
    severity: Severity::Error,
    title: text!("`{0}` already attaches the VPC `{1}` to this transit gateway", "`{0}`이(가) 이미 VPC `{1}`을(를) 이 전송 게이트웨이에 연결한다"),
    help: text!("keep one attachment for each VPC", "VPC마다 연결을 하나만 둔다"),
    source: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html",
};

static ONE_PER_ZONE: Rule = Rule {
    code: "TGA002",
    severity: Severity::Error,
    title: text!("the subnets `{0}` and `{1}` are in the same zone; an attachment takes one subnet per zone", "서브넷 `{0}`과(와) `{1}`이(가) 같은 영역에 있다. 연결은 영역마다 서브넷 하나만 쓴다"),
    help: text!("keep one subnet of each zone", "영역마다 서브넷을 하나만 둔다"),
    source: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html",
};

static IPV6_ONLY: Rule = Rule {
    code: "TGA003",
    severity: Severity::Error,
    title: text!("the subnet `{0}` is IPv6-only, which no attachment may use", "서브넷 `{0}`은(는) IPv6 전용이라 연결에 쓸 수 없다"),
    help: text!("choose a subnet with an IPv4 block", "IPv4 블록이 있는 서브넷을 고른다"),
    source: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html",
};

static FOREIGN_SUBNET: Rule = Rule {
    code: "TGA004",
    severity: Severity::Error,
    title: text!("the subnet `{0}` belongs to another VPC", "서브넷 `{0}`은(는) 다른 VPC에 속한다"),
    help: text!("name subnets of the attached VPC", "연결하는 VPC의 서브넷을 지정한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html",
};

static FOREIGN_TABLE: Rule = Rule {
    code: "TGA005",
    severity: Severity::Error,
    title: text!("the route table `{0}` belongs to another transit gateway", "라우팅 테이블 `{0}`은(는) 다른 전송 게이트웨이에 속한다"),
    help: text!("name tables of this transit gateway", "이 전송 게이트웨이의 테이블을 지정한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-route-tables.html",
};

static OPEN: Rule = Rule {
    code: "TGA006",
    severity: Severity::Error,
    title: text!("the attachment lacks a transit gateway, a VPC or a subnet", "연결에 전송 게이트웨이, VPC, 서브넷 중 빠진 것이 있다"),
    help: text!("name all three", "셋을 모두 지정한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/tgw/create-vpc-attachment.html",
};

static ZONE: Rule = Rule {
    code: "TGA007",
    severity: Severity::Warning,
    title: text!("subnets of zone {0} have a route to the transit gateway, but the attachment has no subnet there", "영역 {0}의 서브넷에 전송 게이트웨이로 가는 경로가 있지만 연결에는 그 영역의 서브넷이 없다"),
    help: text!("add a subnet of that zone", "그 영역의 서브넷을 추가한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html",
};

static OVERLAP: Rule = Rule {
    code: "TGA008",
    severity: Severity::Warning,
    title: text!("the block `{0}` overlaps `{1}` of `{2}`, so the tables do not learn it", "블록 `{0}`이(가) `{2}`의 `{1}`과(와) 겹쳐 테이블에 전파되지 않는다"),
    help: text!("attach VPCs whose blocks share no address", "블록이 겹치지 않는 VPC를 연결한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html",
};

static NO_ROUTE: Rule = Rule {
    code: "TGA009",
    severity: Severity::Warning,
    title: text!("no route table of the VPC `{0}` leads to the transit gateway", "VPC `{0}`에 전송 게이트웨이로 가는 라우팅 테이블이 없다"),
    help: text!("add a route to it for the far blocks", "상대 블록으로 가는 경로를 추가한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html",
};


static OTHER_REGION: Rule = Rule {
    code: "TGA010",
    severity: Severity::Error,
    title: text!("the VPC `{0}` is in another Region than the transit gateway", "VPC `{0}`은(는) 전송 게이트웨이와 다른 리전에 있다"),
    help: text!("attach it to a transit gateway of its Region, and peer the two", "그 리전의 전송 게이트웨이에 연결하고 서로 피어링한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html",
};


/// Called by the transit gateway, which knows them all at once.
pub(super) fn check_siblings(hub: Site<'_>, all: &[(&NodeId, &TransitGatewayAttachment)], report: &mut Report) {
    let mut first: BTreeMap<&NodeId, &NodeId> = BTreeMap::new();
    let mut blocks: Vec<(Cidr, &NodeId)> = Vec::new();
    for (id, it) in all {
        let Some(vpc) = it.vpc_id.target() else { continue };
        if let Some(other) = first.get(vpc) {
            let args = [other.to_string(), vpc.to_string()];
            report.raise(&TWICE, hub.other(id).at(TransitGatewayAttachment::vpc_id), args);
            continue;
        }
        first.insert(vpc, *id);
        let own = hub.find::<Vpc>(vpc).map(Vpc::all_blocks).unwrap_or_default();
        blocks.extend(own.into_iter().map(|block| (block, *id)));
    }
    // TGW-5: sorted blocks overlap the widest one before them.
    blocks.order();
    let mut widest: Option<(Cidr, &NodeId)> = None;
    for (block, id) in blocks {
        match widest {
            Some((before, other)) if before.overlaps(block) => {
                if other != id {
                    let args = [block.to_string(), before.to_string(), other.to_string()];
                    report.raise(&OVERLAP, hub.other(id).at(TransitGatewayAttachment::vpc_id), args);
                }
            }
            _ => widest = Some((block, id)),
        }
    }
}

/// Whether two VPCs share a transit gateway, and if so whether groups are known across it (SG-4).
pub(super) fn shared(site: Site<'_>, one: &NodeId, other: &NodeId) -> Option<bool> {
    let of = |vpc: &NodeId| -> BTreeMap<NodeId, bool> {
        let Some((vpc, _)) = site.resource(vpc) else { return BTreeMap::new() };
        let all = site.other(vpc).referrers::<TransitGatewayAttachment>().into_iter();
        let own = all.filter(|(_, it)| it.vpc_id.target() == Some(vpc));
        own.filter_map(|(_, it)| {
            Some((it.transit_gateway_id.target()?.clone(), it.security_group_referencing_support.on()))
        })
        .collect()
    };
    let (ours, theirs) = (of(one), of(other));
    let both = ours.iter().filter_map(|(hub, on)| Some((hub, *on && *theirs.get(hub)?)));
    both.map(|(hub, on)| {
        on && site.find::<TransitGateway>(hub).is_some_and(|it| it.security_group_referencing_support.on())
    })
    .max()
}

impl TransitGatewayAttachment {
    fn check_subnets(&self, site: Site<'_>, vpc: &NodeId, report: &mut Report) {
        let place = || site.at(Self::subnet_ids);
        let mut zones = BTreeMap::new();
        for (id, subnet) in site.all(&self.subnet_ids) {
            if site.around::<Vpc>(id).is_some_and(|(home, _)| home != vpc) {
                report.raise(&FOREIGN_SUBNET, place(), [id.to_string()]);
            }
            if subnet.ipv6_native {
                report.raise(&IPV6_ONLY, place(), [id.to_string()]);
            }
            if let Some(other) = zones.insert(subnet.availability_zone, id) {
                report.raise(&ONE_PER_ZONE, place(), [other.to_string(), id.to_string()]);
            }
        }
        for zone in self.missing_zones(site, vpc) {
            report.raise(&ZONE, place(), [zone.value().to_owned()]);
        }
    }

    /// Zones with subnets that route to the transit gateway, in which the attachment has none (TGW-1).
    fn missing_zones(&self, site: Site<'_>, vpc: &NodeId) -> BTreeSet<Zone> {
        let Some(hub) = self.transit_gateway_id.target() else { return BTreeSet::new() };
        let served: BTreeSet<Zone> =
            site.all(&self.subnet_ids).into_iter().map(|(_, it)| it.availability_zone).gather();
        let uses = |id: &NodeId| {
            let table = subnet::table(site, id);
            table.is_some_and(|(_, table)| table.routes.iter().any(|it| it.target.target() == Some(hub)))
        };
        let all = site.inside::<Subnet>(vpc).into_iter();
        let missing = all.filter(|(id, subnet)| !served.contains(&subnet.availability_zone) && uses(id));
        missing.map(|(_, subnet)| subnet.availability_zone).gather()
    }
}

impl Resource for TransitGatewayAttachment {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let (hub, vpc) = (self.transit_gateway_id.target(), self.vpc_id.target());
        if hub.is_none() || vpc.is_none() || self.subnet_ids.targets().is_empty() {
            let field = if hub.is_none() {
                Self::transit_gateway_id
            } else if vpc.is_none() {
                Self::vpc_id
            } else {
                Self::subnet_ids
            };
            report.raise(&OPEN, site.at(field), []);
        }
        let Some(vpc) = vpc else { return };
        self.check_subnets(site, vpc, report);
        let Some(hub) = hub else { return };
        let tables = [
            (Self::transit_gateway_route_table_id, self.transit_gateway_route_table_id.target().into_iter().collect()),
            (Self::propagation_route_table_ids, self.propagation_route_table_ids.targets().iter().collect::<Vec<_>>()),
        ];
        for (field, tables) in tables {
            if let Some(id) = transit_gateway::foreign_table(site, hub, tables) {
                report.raise(&FOREIGN_TABLE, site.at(field), [id.to_string()]);
            }
        }
        let region = |id| site.other(id).region();
        if region(hub) != region(vpc) {
            report.raise(&OTHER_REGION, site.at(Self::vpc_id), [vpc.to_string()]);
        }
        if !transit_gateway::is_routed(site, hub, vpc) {
            report.raise(&NO_ROUTE, site.here(), [vpc.to_string()]);
        }
    }

    fn mend(&self, site: Site<'_>, finding: &Finding) -> Option<Remedy> {
        let vpc = self.vpc_id.target().filter(|_| finding.rule.code == ZONE.code)?;
        let subnets = site.inside::<Subnet>(vpc);
        let first = |zone: Zone| {
            let fits = |subnet: &Subnet| subnet.availability_zone == zone && !subnet.ipv6_native;
            subnets.iter().find(|(_, subnet)| fits(subnet)).map(|(id, _)| (*id).clone())
        };
        let added: Vec<NodeId> = self.missing_zones(site, vpc).into_iter().filter_map(first).collect();
        let subnet_ids = Links::to(self.subnet_ids.targets().iter().cloned().chain(added.clone()));
        (!added.is_empty()).then(|| Remedy {
            title: Message::plain(&text!("Add a subnet of each zone", "영역마다 서브넷 추가")),
            edits: vec![Edit::Change {
                id: site.id().clone(),
                resource: Self { subnet_ids, ..self.clone() }.into(),
            }],
        })
    }

    fn headline(&self) -> String {
        self.vpc_id.target().map(ToString::to_string).unwrap_or_default()
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let (Some(hub), Some(vpc)) = (self.transit_gateway_id.target(), self.vpc_id.target()) else {
            return Vec::new();
        };
        vec![NetFact::Attachment(Attachment {
            hub: hub.clone(),
            end: AttachmentEnd::Boundary {
                boundary: vpc.clone(),
                segments: self.subnet_ids.targets().to_vec(),
                appliance_mode: self.appliance_mode_support.on(),
                group_references: self.security_group_referencing_support.on(),
                ipv6: self.ipv6_support.on(),
            },
            table: transit_gateway::table_of(site, hub, &self.transit_gateway_route_table_id),
            propagates_to: transit_gateway::taught_by(site, hub, &self.propagation_route_table_ids),
            up: self.available,
        })]
    }

    fn transfer(&self) -> Transfer {
        Transfer::Hub
    }

    fn standard(&self) -> Option<&'static str> {
        Some("IP")
    }

    fn meters(&self, _: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        vec![hours(), data(usage.passing())]
    }
}

impl Importing for TransitGatewayAttachment {
    fn imports(&self) -> &'static [Import] {
        const { &[Import { ty: "AWS::EC2::TransitGatewayAttachment", when: Some(When { property: "ResourceType", absent: "vpc", says: &["vpc"] }), names: OPTIONS }, Import::named("AWS::EC2::TransitGatewayVpcAttachment", OPTIONS)] }
    }

    fn usage(&self) -> &'static [(&'static str, Figure)] {
        &[("monthly_data_processed_gb", Figure::Gigabytes)]
    }

    fn joins(&self) -> &'static [Join] {
        const { &[Join { ty: "AWS::EC2::TransitGatewayRouteTableAssociation", owner: "TransitGatewayAttachmentId" }, Join { ty: "AWS::EC2::TransitGatewayRouteTablePropagation", owner: "TransitGatewayAttachmentId" }] }
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        // Inventories tell how it is: waiting for somebody to accept it, among other things.
        if let Some(state) = taking.get("State").and_then(Attr::known) {
            self.available = matches!(state, "available" | "modifying");
        }
    }

    fn join(&mut self, taking: &mut Taking<'_>) {
        let table = "TransitGatewayRouteTableId";
        if &*taking.item.ty == "AWS::EC2::TransitGatewayRouteTableAssociation" {
            taking.link(table, &mut self.transit_gateway_route_table_id);
        } else {
            taking.add_links(table, &mut self.propagation_route_table_ids);
        }
    }
}

impl Exporting for TransitGatewayAttachment {
    fn properties(&self) -> Properties {
        Properties { always: &["TransitGatewayId", "VpcId", "SubnetIds"], changed: &["Options.ApplianceModeSupport", "Options.Ipv6Support", "Options.SecurityGroupReferencingSupport"] }
    }

    fn give(&self, giving: &mut Giving<'_>) {
        let of_table = |table: &NodeId, giving: &Giving<'_>| tree([("TransitGatewayAttachmentId", giving.own()), ("TransitGatewayRouteTableId", giving.to(table))]);
        if let Some(table) = self.transit_gateway_route_table_id.target() {
            let all = of_table(table, giving);
            giving.add("Association", "AWS::EC2::TransitGatewayRouteTableAssociation", all);
        }
        let tables = self.propagation_route_table_ids.targets().iter().map(|it| of_table(it, giving));
        let tables: Vec<_> = tables.collect();
        giving.add_each("Propagation", "AWS::EC2::TransitGatewayRouteTablePropagation", tables);
    }
}

/// What every attachment costs by the hour, whatever is attached.
pub(super) fn hours() -> Meter {
    Meter::hours("vpc.tgw_attachment_hour", &text!("transit gateway attachment hours", "전송 게이트웨이 연결 시간"), 1)
}

/// What data costs that enters the transit gateway by an attachment.
/// <https://aws.amazon.com/transit-gateway/pricing/>
pub(super) fn data(gigabytes: Decimal) -> Meter {
    Meter::marginal("vpc.tgw_gb", &text!("transit gateway data", "전송 게이트웨이 데이터"), gigabytes)
}
