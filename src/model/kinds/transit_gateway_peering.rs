//! One side of a peering between two transit gateways.
//!
//! The provider gives both sides one id; here each side is a resource of its own, in its own Region, as each has
//! its own table, and one of the two names the other.

use super::{TransitGateway, TransitGatewayRouteTable, transit_gateway};
use crate::{
    base::{Message, NodeId, text},
    diag::{Finding, Report, Rule, Severity},
    model::{
        edit::Edit,
        fact::{Attachment, AttachmentEnd, Meter, NetFact, Usage},
        field::Link,
        resource::{Remedy, Resource, resource},
        site::Site,
    },
};
use std::collections::BTreeMap;
use crate::model::attrs::Attr;
use crate::model::taking::{Importing, Import, Join, Taking};

resource! {
    /// One side of a peering between two transit gateways. Each side has one; one of the two names the other.
    #[ko = "두 전송 게이트웨이 사이 피어링의 한쪽. 양쪽에 하나씩 두고 둘 중 하나가 상대를 지정한다."]
    pub struct TransitGatewayPeering: "Transit gateway peering" | "전송 게이트웨이 피어링" {
        short: "TGW peering",
        icon: "transit_gateway_peering",
        stencil: "transit_gateway",
        group: Network,
        service: Baas,
        look: Card,
        stands_in: [Region],
        roles: [HubAttachment],
        source: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-peering.html",
        rules: [TWICE, SELF, OPEN, FOREIGN_TABLE, ASTRAY],
        fields {
            /// The transit gateway of this side.
            #[ko = "이쪽의 전송 게이트웨이."]
            pub transit_gateway_id: Link<TransitGateway> = Link::NONE, "Transit gateway" | "전송 게이트웨이";
            /// The other side. None: the one that names this side.
            #[ko = "상대쪽 연결. 비워 두면 이쪽을 지정한 연결이다."]
            pub peer_attachment_id: Link<TransitGatewayPeering> = Link::NONE, "Other side" | "상대쪽";
            /// The table for packets that come from the other side. None: the transit gateway's default one.
            #[ko = "상대쪽에서 온 패킷에 쓰는 테이블. 비워 두면 전송 게이트웨이의 기본 테이블을 쓴다."]
            pub transit_gateway_route_table_id: Link<TransitGatewayRouteTable> = Link::NONE, "Associated table" | "연관 테이블";
            /// Whether it was accepted and works.
            #[ko = "수락되어 작동하는지 여부."]
            pub available: bool = true, "Available" | "사용 가능";
        }
    }
}

static TWICE: Rule = Rule {
    code: "TGP001",
    severity: Severity::Error,
    title: text!("`{0}` already joins the transit gateways `{1}` and `{2}`", "`{0}`이(가) 이미 전송 게이트웨이 `{1}`과(와) `{2}`을(를) 연결한다"),
    help: text!("keep one peering for each pair", "쌍마다 피어링을 하나만 둔다"),
    source: "https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-quotas.html",
};

static SELF: Rule = Rule {
    code: "TGP002",
    severity: Severity::Error,
    title: text!("both sides are the transit gateway `{0}`", "양쪽이 모두 전송 게이트웨이 `{0}`이다"),
    help: text!("choose two different transit gateways", "서로 다른 두 전송 게이트웨이를 고른다"),
    source: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-peering.html",
};

static OPEN: Rule = Rule {
    code: "TGP003",
    severity: Severity::Error,
    title: text!("the peering lacks its transit gateway or its other side", "피어링에 전송 게이트웨이나 상대쪽이 없다"),
    help: text!("name the transit gateway, and make the other side", "전송 게이트웨이를 지정하고 상대쪽을 만든다"),
    source: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-peering.html",
};

static FOREIGN_TABLE: Rule = Rule {
    code: "TGP004",
    severity: Severity::Error,
    title: text!("the route table `{0}` belongs to another transit gateway", "라우팅 테이블 `{0}`은(는) 다른 전송 게이트웨이에 속한다"),
    help: text!("name a table of this side's transit gateway", "이쪽 전송 게이트웨이의 테이블을 지정한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-route-tables.html",
};

static ASTRAY: Rule = Rule {
    code: "TGP005",
    severity: Severity::Error,
    title: text!("`{0}` is the other side of `{1}` already", "`{0}`은(는) 이미 `{1}`의 상대쪽이다"),
    help: text!("make two sides that name each other", "서로를 지정하는 두 쪽을 만든다"),
    source: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-peering.html",
};


impl TransitGatewayPeering {
    /// The other side: the one it names, else the first that names it.
    fn peer<'m>(&self, site: Site<'m>) -> Option<(&'m NodeId, &'m Self)> {
        match self.peer_attachment_id.target() {
            Some(id) => site.resource(id).and_then(|(id, _)| Some((id, site.find::<Self>(id)?))),
            None => site.referrers::<Self>().into_iter().next(),
        }
    }
}

/// Called by a transit gateway, which knows all of its sides at once.
pub(super) fn check_siblings(hub: Site<'_>, all: &[(&NodeId, &TransitGatewayPeering)], report: &mut Report) {
    let mut first: BTreeMap<&NodeId, &NodeId> = BTreeMap::new();
    for (id, it) in all {
        let far = it.peer(hub.other(id)).and_then(|(_, peer)| peer.transit_gateway_id.target());
        let Some(far) = far.filter(|far| *far != hub.id()) else { continue };
        if let Some(other) = first.get(far) {
            let args = [other.to_string(), hub.id().to_string(), far.to_string()];
            report.raise(&TWICE, hub.other(id).here(), args);
        } else {
            first.insert(far, *id);
        }
    }
}

impl Resource for TransitGatewayPeering {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let (Some(hub), Some((peer_id, peer))) = (self.transit_gateway_id.target(), self.peer(site)) else {
            let lacks_hub = self.transit_gateway_id.target().is_none();
            let field = if lacks_hub { Self::transit_gateway_id } else { Self::peer_attachment_id };
            report.raise(&OPEN, site.at(field), []);
            return;
        };
        if peer.transit_gateway_id.target() == Some(hub) {
            report.raise(&SELF, site.here(), [hub.to_string()]);
        }
        // The other side must mean this one, and no third one too.
        if let Some((back, _)) = peer.peer(site.other(peer_id)).filter(|(back, _)| *back != site.id()) {
            report.raise(&ASTRAY, site.at(Self::peer_attachment_id), [peer_id.to_string(), back.to_string()]);
        }
        let own = self.transit_gateway_route_table_id.target();
        if let Some(id) = transit_gateway::foreign_table(site, hub, own) {
            report.raise(&FOREIGN_TABLE, site.at(Self::transit_gateway_route_table_id), [id.to_string()]);
        }
    }

    fn mend(&self, site: Site<'_>, finding: &Finding) -> Option<Remedy> {
        (finding.rule.code == FOREIGN_TABLE.code).then(|| Remedy {
            title: Message::plain(&text!("Use the default table", "기본 테이블 쓰기")),
            edits: vec![Edit::Change {
                id: site.id().clone(),
                resource: Self { transit_gateway_route_table_id: Link::NONE, ..self.clone() }.into(),
            }],
        })
    }

    fn headline(&self) -> String {
        self.transit_gateway_id.target().map(ToString::to_string).unwrap_or_default()
    }

    /// TGW-5: nothing is learned over a peering; its routes are written down.
    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let Some(hub) = self.transit_gateway_id.target() else { return Vec::new() };
        let peer = self.peer(site);
        vec![NetFact::Attachment(Attachment {
            hub: hub.clone(),
            end: AttachmentEnd::Hub { peer: peer.map(|(id, _)| id.clone()) },
            table: transit_gateway::table_of(site, hub, &self.transit_gateway_route_table_id),
            propagates_to: Vec::new(),
            up: self.available && peer.is_none_or(|(_, it)| it.available),
        })]
    }

    fn standard(&self) -> Option<&'static str> {
        Some("IP")
    }

    fn meters(&self, _: Site<'_>, _: &Usage<'_>) -> Vec<Meter> {
        let hours = Meter::hours("vpc.tgw_peering_attachment_hour", &text!("transit gateway peering hours", "전송 게이트웨이 피어링 시간"), 1);
        // Data is counted where a VPC or a line sends it to a transit gateway, not where it is handed on.
        vec![hours]
    }
}

impl Importing for TransitGatewayPeering {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::of("Plat::TransitGatewayPeeringSide")] }
    }

    fn joins(&self) -> &'static [Join] {
        const { &[Join { ty: "AWS::EC2::TransitGatewayRouteTableAssociation", owner: "TransitGatewayAttachmentId" }] }
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        if let Some(state) = taking.get("State").and_then(Attr::known) {
            self.available = matches!(state, "available" | "modifying");
        }
    }

    fn join(&mut self, taking: &mut Taking<'_>) {
        taking.link("TransitGatewayRouteTableId", &mut self.transit_gateway_route_table_id);
    }
}

impl crate::model::giving::Exporting for TransitGatewayPeering {}
