//! A table and its routes as templates have them.

use super::{Destination, GatewayEndpoint, LISTED, Route, RouteTable};
use crate::model::{attrs::{Attr, Value}, field::Link, kinds::KindOf, resource::Role, taking::{Import, Importing, Join, Taking, service_of}};
use crate::model::giving::{Exporting, self, say, Giving, Properties, list, tree};

/// What an item names as the target of a route, each by a property of its own.
const TARGETS: [&str; 10] = [
    "GatewayId",
    "NatGatewayId",
    "TransitGatewayId",
    "VpcPeeringConnectionId",
    "VpcEndpointId",
    "EgressOnlyInternetGatewayId",
    "NetworkInterfaceId",
    "InstanceId",
    "LocalGatewayId",
    "CarrierGatewayId",
];

impl Importing for RouteTable {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::of("AWS::EC2::RouteTable")] }
    }

    fn joins(&self) -> &'static [Join] {
        const { &[Join { ty: "AWS::EC2::Route", owner: "RouteTableId" }, Join { ty: "AWS::EC2::VPNGatewayRoutePropagation", owner: "RouteTableIds" }, Join { ty: "AWS::EC2::GatewayRouteTableAssociation", owner: "RouteTableId" }] }
    }

    fn join(&mut self, taking: &mut Taking<'_>) {
        match &*taking.item.ty {
            "AWS::EC2::Route" => self.routes.extend(route(taking)),
            "AWS::EC2::VPNGatewayRoutePropagation" => {
                taking.add_links("VpnGatewayId", &mut self.propagating_vgws);
            }
            _ => taking.add_links("GatewayId", &mut self.gateway_ids),
        }
    }
}

impl Exporting for RouteTable {
    fn properties(&self) -> Properties {
        Properties { always: &["VpcId"], changed: &[] }
    }

    fn give(&self, giving: &mut Giving<'_>) {
        let routes: Vec<_> = self.routes.iter().filter_map(|it| written(it, giving)).collect();
        giving.add_waiting("Route", "AWS::EC2::Route", routes);
        let gateways: Vec<_> = self.propagating_vgws.targets().iter().filter(|it| giving.has(it)).collect();
        let propagations = gateways.into_iter().map(|gateway| {
            tree([("RouteTableIds", list([giving.own()])), ("VpnGatewayId", giving.to(gateway))])
        });
        let propagations: Vec<_> = propagations.collect();
        giving.add_each("Propagation", "AWS::EC2::VPNGatewayRoutePropagation", propagations);
        let gateways = self.gateway_ids.targets().iter().filter(|it| giving.has(it));
        let edges = gateways.map(|it| tree([("GatewayId", giving.to(it)), ("RouteTableId", giving.own())]));
        let edges: Vec<_> = edges.collect();
        giving.add_each("Edge", "AWS::EC2::GatewayRouteTableAssociation", edges);
    }
}

/// A route as a template has it; nothing if it is not known which packets it is for.
pub fn route(taking: &mut Taking<'_>) -> Option<Route> {
    // The local route is always there, and what a gateway propagates its lines tell.
    let said = |path: &str| taking.get(path).and_then(Attr::known);
    if said("GatewayId") == Some("local") || said("Origin") == Some("EnableVgwRoutePropagation") {
        return None;
    }
    let target = TARGETS.iter().find_map(|path| taking.get(path));
    let to = target.and_then(|it| taking.node(it));
    // A table has an entry for each gateway endpoint by itself.
    if to.as_ref().is_some_and(|it| it.1 == GatewayEndpoint::KIND) {
        return None;
    }
    let is_blackhole = said("State") == Some("blackhole");
    let mut route = Route::default();
    let blocks = ["DestinationCidrBlock", "DestinationIpv6CidrBlock"];
    if let Some(list) = taking.get("DestinationPrefixListId").and_then(|it| service_list(taking, it)) {
        route.destination = list;
    } else if !taking.link("DestinationPrefixListId", &mut route.destination_prefix_list_id) {
        let block = blocks.iter().find_map(|path| taking.get(path));
        match block.and_then(Attr::known).and_then(|it| it.parse().ok()) {
            Some(block) => route.destination = block,
            None => {
                taking.unknown.insert(RouteTable::routes, "the destination of a route".to_owned());
                return None;
            }
        }
    }
    match to.filter(|it| it.1.spec().roles.contains(&Role::RouteTarget)) {
        Some((id, _)) => route.target = Link::to(id),
        None if is_blackhole => {}
        None => {
            taking.unknown.insert(RouteTable::routes, "the target of a route".to_owned());
            return None;
        }
    }
    Some(route)
}

/// The list that AWS keeps for a service, where a value names it: by an item that tells the list's name.
pub fn service_list(taking: &Taking<'_>, attr: &Attr) -> Option<Destination> {
    let item = match &attr.value {
        Value::Ref(mention) => taking.names.item(mention)?,
        Value::Nothing | Value::Text(_) | Value::List(_) | Value::Map(_) | Value::Unknown(_) => return None,
    };
    let name = ["PrefixListName", "Name"].iter().find_map(|path| item.properties.get(path))?;
    let service = service_of(name).filter(|it| LISTED.contains(&&**it))?;
    Some(Destination::PrefixList(service))
}

/// A route as a template has it, and what has to be there before; nothing if its target is gone, for no template says so.
fn written(route: &Route, giving: &Giving<'_>) -> Option<(Attr, Option<String>)> {
    let target = route.target.target().filter(|it| giving.has(it))?;
    let property = giving.site.resource(target)?.1.resource.as_exporting().route();
    let (key, destination) = destination(route, giving);
    let all = tree([("RouteTableId", giving.own()), (key, destination), (property, giving.to(target))]);
    // A gateway takes routes once it is attached.
    Some((all, Some(format!("{target}/Attachment"))))
}

fn destination(route: &Route, giving: &Giving<'_>) -> (&'static str, Attr) {
    const LIST: &str = "DestinationPrefixListId";
    if let Some(list) = route.destination_prefix_list_id.target() {
        return (LIST, giving.to(list));
    }
    match &route.destination {
        Destination::Cidr(block) if block.is_v4() => ("DestinationCidrBlock", say(block)),
        Destination::Cidr(block) => ("DestinationIpv6CidrBlock", say(block)),
        Destination::PrefixList(service) => (LIST, giving::service_list(service)),
    }
}
