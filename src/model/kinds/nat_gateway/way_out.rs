//! The edits that give a segment a way to the internet through a NAT gateway.

use super::{
    super::{
        AnyResource, ElasticIp, GatewayEndpoint, Instance, InternetGateway, KindOf, Region, RouteTable, Subnet,
        Vpc, route_table::Route, subnet,
    },
    EVERYWHERE, NatGateway, is_default,
};
use crate::{
    base::{Cidr, Message, NodeId, Order as _, text},
    model::{
        Model, Node,
        edit::Edit,
        field::{Link, Links},
        resource::Remedy,
    },
};
use std::collections::BTreeMap;

/// Edits being gathered, with the ids that they will take.
struct Plan<'m> {
    model: &'m Model,
    vpc: &'m NodeId,
    edits: Vec<Edit>,
}

impl<'m> Plan<'m> {
    fn add(&mut self, word: &str, node: Node) -> NodeId {
        let id = self.model.fresh_id(word);
        self.edits.push(Edit::Add { id: id.clone(), node });
        id
    }

    fn change(&mut self, id: &NodeId, resource: impl Into<AnyResource>) {
        self.edits.push(Edit::Change { id: id.clone(), resource: resource.into() });
    }

    fn find<T: KindOf>(&self, id: &NodeId) -> Option<&'m T> {
        T::from_any(&self.model.node(id)?.resource)
    }

    /// Everything of a kind directly inside a container.
    fn inside<T: KindOf>(&self, container: &NodeId) -> Vec<(&'m NodeId, &'m T)> {
        let nodes = self.model.nodes().filter(|(_, node)| node.parent.as_ref() == Some(container));
        nodes.filter_map(|(id, node)| Some((id, T::from_any(&node.resource)?))).collect()
    }

    fn table_of(&self, subnet: &Subnet) -> Option<(&'m NodeId, &'m RouteTable)> {
        let main = self.find::<Vpc>(self.vpc)?.main_route_table_id.target();
        let id = subnet.route_table_id.target().or(main)?;
        let (id, node) = self.model.nodes.get_key_value(id)?;
        Some((id, RouteTable::from_any(&node.resource)?))
    }

    /// Where a table sends packets for the internet.
    fn way_out<T: KindOf>(&self, table: &RouteTable) -> Option<&'m T> {
        let route = table.routes.iter().find(|route| is_default(route))?;
        self.find(route.target.target()?)
    }

    fn is_public(&self, subnet: &Subnet) -> bool {
        self.table_of(subnet).is_some_and(|(_, table)| self.way_out::<InternetGateway>(table).is_some())
    }

    /// A public subnet other than `segment`, or a new one.
    fn public_subnet(&mut self, segment: &NodeId, zone: subnet::Zone) -> Option<NodeId> {
        let subnets = self.inside::<Subnet>(self.vpc);
        let mut public: Vec<_> =
            subnets.iter().filter(|(id, subnet)| *id != segment && self.is_public(subnet)).collect();
        public.order_by_key(|(_, subnet)| subnet.availability_zone != zone);
        if let Some((id, _)) = public.first() {
            return Some((*id).clone());
        }
        let taken: Vec<Cidr> = subnets.iter().map(|(_, subnet)| subnet.cidr_block).collect();
        let cidr_block = self.find::<Vpc>(self.vpc)?.free_block(&taken)?;
        let here = Some(self.vpc.clone());
        let gateway = match self.inside::<InternetGateway>(self.vpc).first() {
            Some((id, _)) => (*id).clone(),
            None => {
                self.add(&format!("{}-igw", self.vpc), Node::new(InternetGateway::default(), here.clone()))
            }
        };
        let routes = vec![Route { destination: EVERYWHERE, target: Link::to(gateway), ..Route::default() }];
        let table =
            self.add(&format!("{}-public-rtb", self.vpc), Node::new(RouteTable { routes, ..RouteTable::default() }, here.clone()));
        let subnet = Subnet {
            cidr_block,
            availability_zone: zone,
            route_table_id: Link::to(table),
            ..Subnet::default()
        };
        Some(self.add(&format!("{}-public", self.vpc), Node::new(subnet, here)))
    }

    /// A public NAT gateway that works and does not stand in `segment`, or a new one.
    fn gateway(&mut self, segment: &NodeId, zone: subnet::Zone) -> Option<(NodeId, bool)> {
        let mut subnets = self.inside::<Subnet>(self.vpc);
        subnets.order_by_key(|(_, subnet)| subnet.availability_zone != zone);
        for (id, subnet) in subnets {
            if id == segment || !self.is_public(subnet) {
                continue;
            }
            let works = |nat: &NatGateway| {
                nat.is_public() && !nat.is_regional() && nat.allocation_id.target().is_some()
            };
            if let Some((nat, _)) = self.inside::<NatGateway>(id).into_iter().find(|(_, nat)| works(nat)) {
                return Some((nat.clone(), false));
            }
        }
        let subnet = self.public_subnet(segment, zone)?;
        let region = self.model.ancestors(self.vpc).find(|(_, it)| Region::from_any(&it.resource).is_some());
        let region = region.map(|(id, _)| id.clone());
        let allocation_id = Link::to(self.add("nat-ip", Node::new(ElasticIp::default(), region)));
        let nat = NatGateway { allocation_id, ..NatGateway::default() };
        Some((self.add("nat", Node::new(nat, Some(subnet))), true))
    }

    /// Sends what `segment` has for the internet to a gateway, in its own table if it has one.
    fn route(&mut self, segment: &NodeId, table: Option<&NodeId>, gateway: NodeId) -> Option<()> {
        let old = table.and_then(|id| self.find::<RouteTable>(id));
        let mut routes = old.map(|table| table.routes.clone()).unwrap_or_default();
        let way = Route { destination: EVERYWHERE, target: Link::to(gateway), ..Route::default() };
        let public = old.is_some_and(|table| self.way_out::<InternetGateway>(table).is_some());
        match routes.iter_mut().find(|route| is_default(route)) {
            Some(route) => *route = way,
            None => routes.push(way),
        }
        match table {
            // Others may need the way to the internet gateway: leave them their table.
            Some(id) if !public => {
                let old = old.cloned().unwrap_or_default();
                self.change(id, RouteTable { routes, ..old });
            }
            _ => {
                let here = Some(self.vpc.clone());
                let id = self.add(&format!("{segment}-rtb"), Node::new(RouteTable { routes, ..RouteTable::default() }, here));
                let edit = Subnet::with_table(self.model, segment, Link::to(id.clone()))?;
                self.edits.push(edit);
                self.follow(&table.map(|old| (old, id)).into_iter().collect::<Vec<_>>());
            }
        }
        Some(())
    }

    /// Gateway endpoints of tables that subnets leave serve their new ones too.
    fn follow(&mut self, moved: &[(&NodeId, NodeId)]) {
        for (id, door) in self.inside::<GatewayEndpoint>(self.vpc) {
            let tables = door.route_table_ids.targets();
            let new: Vec<_> = moved.iter().filter(|(old, _)| tables.contains(old)).map(|(_, new)| new).collect();
            if !new.is_empty() {
                let route_table_ids = Links::to(tables.iter().chain(new).cloned());
                self.change(id, GatewayEndpoint { route_table_ids, ..door.clone() });
            }
        }
    }
}

/// Gives a segment a way to the internet through a NAT gateway.
pub(super) fn plan(model: &Model, vpc: &NodeId, segment: &NodeId, table: Option<&NodeId>) -> Option<Remedy> {
    let mut plan = Plan { model, vpc, edits: Vec::new() };
    let subnet = plan.find::<Subnet>(segment)?;
    // What has a public address of its own would lose its way in and out.
    let elastic =
        model.nodes().filter_map(|(_, node)| ElasticIp::from_any(&node.resource)?.instance_id.target());
    let mut elastic = elastic.filter(|id| model.is_inside(id, segment));
    let instances = plan.inside::<Instance>(segment);
    let addressed = subnet.map_public_ip_on_launch && !instances.is_empty()
        || instances.iter().any(|(_, it)| it.associate_public_ip_address)
        || elastic.next().is_some()
        || !plan.inside::<NatGateway>(segment).is_empty();
    if plan.is_public(subnet) && addressed {
        return None;
    }
    let (gateway, fresh) = plan.gateway(segment, subnet.availability_zone)?;
    plan.route(segment, table, gateway.clone())?;
    let title = if fresh {
        Message::plain(&text!("Add NAT gateway", "NAT 게이트웨이 추가"))
    } else {
        Message::new(&text!("Use NAT gateway `{0}`", "NAT 게이트웨이 `{0}` 사용"), [gateway.to_string()])
    };
    Some(Remedy { title, edits: plan.edits })
}

/// A gateway of its own for each zone whose subnets go out through this one, which stands in another; where each such
/// zone has a public subnet.
pub(super) fn by_zone(model: &Model, vpc: &NodeId, nat: &NodeId) -> Option<Remedy> {
    let mut plan = Plan { model, vpc, edits: Vec::new() };
    let home = plan.find::<Subnet>(model.node(nat)?.parent.as_ref()?)?.availability_zone;
    let region = model.ancestors(vpc).find(|(_, it)| Region::from_any(&it.resource).is_some());
    let region = region.map(|(id, _)| id.clone());
    let subnets = plan.inside::<Subnet>(vpc);
    let leads = |route: &Route| route.target.target() == Some(nat);
    let mut zones: BTreeMap<&str, Vec<(&NodeId, &NodeId, &RouteTable)>> = BTreeMap::new();
    for (id, subnet) in &subnets {
        let Some((table_id, table)) = plan.table_of(subnet) else { continue };
        if subnet.availability_zone != home && table.routes.iter().any(leads) {
            zones.entry(subnet.availability_zone.value()).or_default().push((id, table_id, table));
        }
    }
    let mut moved = Vec::new();
    for (zone, served) in &zones {
        let mut here = subnets.iter().filter(|(_, it)| it.availability_zone.value() == *zone && plan.is_public(it));
        let (place, _) = here.next()?;
        let allocation_id = Link::to(plan.add(&format!("{nat}-{zone}-ip"), Node::new(ElasticIp::default(), region.clone())));
        let gateway = NatGateway { allocation_id, ..NatGateway::default() };
        let gateway = plan.add(&format!("{nat}-{zone}"), Node::new(gateway, Some((*place).clone())));
        let mut fresh: BTreeMap<&NodeId, NodeId> = BTreeMap::new();
        for (segment, old, table) in served {
            let table = match fresh.get(old) {
                Some(table) => table.clone(),
                None => {
                    let mut own = (*table).clone();
                    own.routes.iter_mut().filter(|it| leads(it)).for_each(|it| it.target = Link::to(gateway.clone()));
                    let id = plan.add(&format!("{old}-{zone}"), Node::new(own, Some(vpc.clone())));
                    moved.push((*old, id.clone()));
                    fresh.insert(old, id.clone());
                    id
                }
            };
            plan.edits.push(Subnet::with_table(model, segment, Link::to(table))?);
        }
    }
    plan.follow(&moved);
    let title = &text!("Use a NAT gateway in each zone, not `{0}` alone", "`{0}` 하나 대신 영역마다 NAT 게이트웨이 쓰기");
    (!zones.is_empty()).then(|| Remedy { title: Message::new(title, [nat.to_string()]), edits: plan.edits })
}
