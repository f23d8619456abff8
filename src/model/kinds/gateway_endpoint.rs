//! Gateway endpoint.

use super::{KindOf, RouteTable, Vpc};
use crate::{
    base::{Message, NodeId, text},
    model::{
        Model, Node,
        edit::Edit,
        fact::{NetFact, Service},
        field::{Link, Links, choice},
        resource::{Need, Remedy, Resource, resource},
        site::{Index, Site},
    },
};

choice! {
    /// The services that have gateway endpoints.
    pub enum GatewayService {
        /// DynamoDB.
        Dynamodb = "dynamodb", "DynamoDB" | "DynamoDB";
        /// S3.
        S3 = "s3", "S3" | "S3";
    }
}

resource! {
    /// A route from a VPC to S3 or DynamoDB that needs no internet access. Costs nothing.
    #[ko = "인터넷 없이 VPC에서 S3나 DynamoDB로 가는 경로. 비용이 없다."]
    pub struct GatewayEndpoint: "Gateway endpoint" | "게이트웨이 엔드포인트" {
        short: "Gateway endpoint",
        icon: "gateway_endpoint",
        group: Network,
        look: Card,
        stands_in: [Vpc],
        roles: [],
        source: "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
        rules: [],
        fields {
            /// The service behind it.
            #[ko = "뒤에 있는 서비스."]
            pub service_name: GatewayService = GatewayService::Dynamodb, "Service" | "서비스";
            /// The tables that get its route. Only subnets that use them have the way.
            #[ko = "경로를 받는 테이블. 이 테이블을 쓰는 서브넷만 이 길을 갖는다."]
            pub route_table_ids: Links<RouteTable> = Links::NONE, "Route tables" | "라우팅 테이블";
        }
    }
}

impl Resource for GatewayEndpoint {
    fn headline(&self) -> String {
        self.service_name.value().to_owned()
    }

    /// Opens the way for every subnet on the VPC's main table.
    fn settle(&mut self, model: &Model, _: &Index, parent: Option<&NodeId>) {
        let vpc = parent.and_then(|id| Vpc::from_any(&model.node(id)?.resource));
        if let Some(main) = vpc.and_then(|vpc| vpc.main_route_table_id.target()) {
            self.route_table_ids = Links::to([main.clone()]);
        }
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let Some((vpc, _)) = site.within::<Vpc>() else { return Vec::new() };
        vec![NetFact::Door {
            boundary: vpc.clone(),
            service: Service { name: self.service_name.value().into(), region: site.region() },
            tables: self.route_table_ids.targets().to_vec(),
        }]
    }

    fn remedies(&self, need: &Need, model: &Model) -> Vec<Remedy> {
        let Need::WayToService { boundary, segment, table, service } = need else { return Vec::new() };
        let known = [GatewayService::Dynamodb, GatewayService::S3];
        let Some(service_name) = known.into_iter().find(|known| known.value() == service.name) else {
            return Vec::new();
        };
        let mut edits = Vec::new();
        let table = match table {
            Some(table) => table.clone(),
            // An implicit main table cannot be named: give the subnet one of its own.
            None => {
                let id = model.fresh_id(&format!("{segment}-rtb"));
                edits.push(Edit::Add { id: id.clone(), node: Node::new(RouteTable::default(), Some(boundary.clone())) });
                edits.extend(super::Subnet::with_table(model, segment, Link::to(id.clone())));
                id
            }
        };
        let endpoint = Self { service_name, route_table_ids: Links::to([table]) };
        edits.push(Edit::Add {
            id: model.fresh_id(&format!("{}-endpoint", service_name.value())),
            node: Node::new(endpoint, Some(boundary.clone())),
        });
        vec![Remedy {
            title: Message::plain(&text!("Add gateway endpoint", "게이트웨이 엔드포인트 추가")),
            edits,
        }]
    }
}
