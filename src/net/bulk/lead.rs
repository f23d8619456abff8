//! Where route tables lead for the classes of a plane: longest prefix, then RT-3.

use super::{
    ask::Reason,
    plane::Plane,
    rule::{Book, Route},
};
use crate::net::graph::{Ix, Net, RouteOrigin, Target};

/// Where a table leads a packet for a class of the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lead {
    /// Nowhere.
    Nowhere,
    /// To it.
    There,
    /// To a transit gateway, by its place in `Plane::hubs`.
    Hub(u8),
    /// To a device that this engine leaves to `prop`.
    Ask(Reason),
}

/// Where routes are looked up.
#[derive(Clone, Copy, Debug)]
pub struct Spot<'n> {
    /// The network.
    pub net: &'n Net,
    /// Its rules.
    pub book: &'n Book,
    /// The VPC of the tables.
    pub boundary: Ix,
    /// Transit gateways by place, for packets that start there; none for packets that came over one (RT-8).
    pub hubs: Option<&'n [Ix]>,
    /// Whether packets are answers, which nothing takes for a flow of its own (RET-2).
    pub answers: bool,
}

/// Where each of some tables leads for each class of a plane, table by table.
pub fn leads(spot: Spot<'_>, tables: &[Ix], far: &Plane) -> Vec<Lead> {
    let width = far.classes.len();
    let mut leads = vec![Lead::Nowhere; width * tables.len()];
    for (table, row) in tables.iter().zip(leads.chunks_exact_mut(width.max(1))) {
        lead_row(spot, *table, far, row);
    }
    leads
}

/// Where one table leads for each class of a plane.
pub fn lead_row(spot: Spot<'_>, table: Ix, far: &Plane, row: &mut [Lead]) {
    let Some(routes) = spot.book.tables.get(table as usize) else {
        row.fill(Lead::Ask(Reason::Unmodelled));
        return;
    };
    let local = spot.net.boundaries.get(spot.boundary as usize).map(|it| &it.cidrs);
    let ties = routes.iter().any(|it| it.origin == RouteOrigin::List);
    let mut best: Vec<Option<Route>> = if ties { vec![None; row.len()] } else { Vec::new() };
    for route in routes {
        let slice = far.slice(route.first, route.last);
        if slice.is_empty() {
            continue;
        }
        let lead = lead(spot, route.target, far);
        match route.origin {
            // RT-4: inside the VPC a learned route never counts.
            RouteOrigin::Propagated(_) => {
                for at in slice {
                    if local.is_none_or(|it| !it.holds(far.addresses[at])) {
                        row[at] = lead;
                    }
                }
            }
            RouteOrigin::Local | RouteOrigin::Static | RouteOrigin::List if ties => {
                for at in slice {
                    // RT-3: of two lists of one length any may win.
                    let tie = best[at].is_some_and(|it| {
                        it.origin == RouteOrigin::List
                            && route.origin == RouteOrigin::List
                            && it.length == route.length
                            && it.target != route.target
                    });
                    row[at] = if tie { Lead::Ask(Reason::Tie) } else { lead };
                    best[at] = Some(*route);
                }
            }
            RouteOrigin::Local | RouteOrigin::Static | RouteOrigin::List => row[slice].fill(lead),
        }
    }
}

/// Which route wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Won {
    /// None.
    None,
    /// Any of two lists (RT-3).
    Tie,
    /// One that leads here.
    To(Target),
}

/// Which route of a table wins for each class of a plane.
pub fn won(spot: Spot<'_>, table: Ix, far: &Plane) -> Vec<Won> {
    let mut row = vec![Won::None; far.classes.len()];
    let Some(routes) = spot.book.tables.get(table as usize) else { return vec![Won::Tie; row.len()] };
    let local = spot.net.boundaries.get(spot.boundary as usize).map(|it| &it.cidrs);
    let mut best: Vec<Option<Route>> = vec![None; row.len()];
    for route in routes {
        for at in far.slice(route.first, route.last) {
            // RT-4: inside the VPC a learned route never counts.
            let learned = matches!(route.origin, RouteOrigin::Propagated(_));
            if learned && local.is_some_and(|it| it.holds(far.addresses[at])) {
                continue;
            }
            let tie = best[at].is_some_and(|it| {
                it.origin == RouteOrigin::List
                    && route.origin == RouteOrigin::List
                    && it.length == route.length
                    && it.target != route.target
            });
            row[at] = if tie { Won::Tie } else { Won::To(route.target) };
            best[at] = Some(*route);
        }
    }
    row
}

/// Where a route leads, as to the interfaces of another plane.
fn lead(spot: Spot<'_>, target: Target, far: &Plane) -> Lead {
    let here = spot.hubs.is_some();
    match target {
        Target::Local if spot.boundary == far.boundary => Lead::There,
        // What comes to those at private addresses does not come to interfaces of the model (IGW-2, VGW-1, GWE-1).
        Target::Local | Target::Blackhole | Target::Door(_) => Lead::Nowhere,
        Target::Peering(at) => {
            let peering = spot.net.peerings.get(at as usize);
            match peering {
                Some(it) if it.between.contains(&None) => Lead::Ask(Reason::Unmodelled),
                // PCX-2: nothing that came from elsewhere may pass.
                Some(it) if here && it.active && joins(&it.between, spot.boundary, far.boundary) => {
                    Lead::There
                }
                Some(_) | None => Lead::Nowhere,
            }
        }
        // EIGW-1; RET-2: a translator would change the answer's source.
        Target::Exit(_) if !far.v6 || spot.answers => Lead::Nowhere,
        Target::Nat(_) if spot.answers => Lead::Nowhere,
        Target::Edge(_) | Target::Gateway(_) if !far.v6 => Lead::Nowhere,
        // TGW-4: the source is no interface of the VPC (IGW-2, IGW-4, EIGW-1, VGW-1).
        Target::Edge(_) | Target::Exit(_) | Target::Gateway(_) if !here => Lead::Nowhere,
        Target::Hub(at) if spot.boundary != far.boundary => {
            let place = spot.hubs.and_then(|it| it.binary_search(&at).ok());
            place.and_then(|it| u8::try_from(it).ok()).map_or(Lead::Ask(Reason::Hub), Lead::Hub)
        }
        // NAT-7 apart, nothing of IPv6 passes a NAT gateway; of IPv4 it depends on its own table.
        Target::Nat(_) => Lead::Ask(Reason::Nat),
        Target::Edge(_) | Target::Exit(_) => Lead::Ask(Reason::Internet),
        Target::Gateway(_) => Lead::Ask(Reason::Line),
        Target::Appliance(_) => Lead::Ask(Reason::Appliance),
        Target::Hub(_) => Lead::Ask(Reason::Hub),
        Target::Opaque => Lead::Ask(Reason::Unmodelled),
    }
}

/// Whether a peering connection is between two VPCs.
pub fn joins(between: &[Option<Ix>; 2], a: Ix, b: Ix) -> bool {
    a != b && between.contains(&Some(a)) && between.contains(&Some(b))
}
