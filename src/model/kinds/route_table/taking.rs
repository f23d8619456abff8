//! Routes of a table as templates have them.

use super::{GatewayEndpoint, Route, RouteTable};
use crate::model::{attrs::Attr, field::Link, kinds::KindOf, resource::Role, taking::Taking};

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

/// A route as a template has it; nothing if it is not known which packets it is for.
pub fn route(taking: &mut Taking<'_>) -> Option<Route> {
    let mut route = Route::default();
    let blocks = ["DestinationCidrBlock", "DestinationIpv6CidrBlock"];
    if !taking.link("DestinationPrefixListId", &mut route.destination_prefix_list_id) {
        let block = blocks.iter().find_map(|path| taking.get(path));
        match block.and_then(Attr::known).and_then(|it| it.parse().ok()) {
            Some(block) => route.destination = block,
            None => {
                taking.unknown.insert(RouteTable::routes, "the destination of a route".to_owned());
                return None;
            }
        }
    }
    let target = TARGETS.iter().find_map(|path| taking.get(path));
    let to = target.and_then(|it| taking.node(it)).filter(|it| it.1.spec().roles.contains(&Role::RouteTarget));
    match to {
        // A table has an entry for each gateway endpoint by itself.
        Some((_, kind)) if kind == GatewayEndpoint::KIND => return None,
        Some((id, _)) => route.target = Link::to(id),
        None => {
            taking.unknown.insert(RouteTable::routes, "the target of a route".to_owned());
            return None;
        }
    }
    Some(route)
}
