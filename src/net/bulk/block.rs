//! One pair of VPCs: what each side lets pass, as rows of masks.
//!
//! What the source's side says of a destination is a row over the destinations; what the destination's side says
//! of a source is stored the other way round, by source, so that one source's answers are one pass over memory.

use super::{
    atom::{Masks, Need, Span},
    mask::Mask,
    plane::{Ground, Plane},
    rule::{Book, Entry, Route, Rule, Whom},
};
use crate::net::graph::{Ix, Net, RouteOrigin, Target};

/// Where a table leads a packet for a class of the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lead {
    /// Nowhere.
    Nowhere,
    /// To it.
    There,
    /// To a device that this engine leaves to `prop`.
    Ask,
}

/// The rows of one pair of VPCs.
#[derive(Debug)]
pub struct Block<const W: usize> {
    /// The source's plane.
    pub from: usize,
    /// The destination's plane.
    pub to: usize,
    /// The atoms.
    pub span: Span,
    /// By group of the source's side, then destination.
    pub egress: Vec<Mask<W>>,
    /// By source, then group of the destination's side.
    pub ingress: Vec<Mask<W>>,
    /// By network ACL of the source's side, then destination: services that may leave.
    pub out: Vec<Mask<W>>,
    /// Likewise: answers that may come back in.
    pub home: Vec<Mask<W>>,
    /// By source, then network ACL of the destination's side: services that may come in.
    pub into: Vec<Mask<W>>,
    /// Likewise: answers that may leave.
    pub reply: Vec<Mask<W>>,
    /// By table of the source's side, then destination.
    pub there: Vec<Lead>,
    /// By source, then table of the destination's side.
    pub back: Vec<Lead>,
    /// By behaviour: the services that it opens.
    pub opened: Vec<Mask<W>>,
    /// By behaviour: the services that it answers.
    pub taken: Vec<Mask<W>>,
    /// By behaviour: which answers it needs.
    pub needs: Vec<Vec<Need<W>>>,
    /// Services that need no answer.
    pub one_way: Mask<W>,
    /// Whether some answers are left to `prop`.
    pub asks: bool,
}

/// What a block is made from.
#[derive(Clone, Copy, Debug)]
pub struct Source<'n> {
    /// The network.
    pub net: &'n Net,
    /// Its rules.
    pub book: &'n Book,
    /// Its classes.
    pub ground: &'n Ground,
}

impl<const W: usize> Block<W> {
    /// Paints the rows of a pair of planes.
    pub fn of(it: Source<'_>, from: usize, to: usize, span: Span) -> Self {
        let Source { net, book, ground } = it;
        let (a, b) = (&ground.planes[from], &ground.planes[to]);
        let services: Masks<W> = span.service_masks(book);
        let answers: Masks<W> = span.answer_masks(book);
        let identity = identity(net, a, b);
        let egress = rows(&a.groups, b, |group, row| {
            if let Some(rules) = book.groups.get(group as usize) {
                paint_rules(&rules.egress, b, identity, &services, row);
            }
        });
        let ingress = turned(&b.groups, a, |group, row| {
            if let Some(rules) = book.groups.get(group as usize) {
                paint_rules(&rules.ingress, a, identity, &services, row);
            }
        });
        let out = rows(&a.acls, b, |acl, row| {
            book.acls.get(acl as usize).iter().for_each(|it| paint_entries(&it.egress, b, &services, row));
        });
        let home = rows(&a.acls, b, |acl, row| {
            book.acls.get(acl as usize).iter().for_each(|it| paint_entries(&it.ingress, b, &answers, row));
        });
        let into = turned(&b.acls, a, |acl, row| {
            book.acls.get(acl as usize).iter().for_each(|it| paint_entries(&it.ingress, a, &services, row));
        });
        let reply = turned(&b.acls, a, |acl, row| {
            book.acls.get(acl as usize).iter().for_each(|it| paint_entries(&it.egress, a, &answers, row));
        });
        let there = leads(it, a, b);
        let columns = leads(it, b, a);
        let tables = b.tables.len();
        let mut back = vec![Lead::Nowhere; a.classes.len() * tables];
        for (table, row) in columns.chunks_exact(a.classes.len().max(1)).enumerate() {
            for (source, lead) in row.iter().enumerate() {
                back[source * tables + table] = *lead;
            }
        }
        let behaviours = &ground.behaviours;
        let strange =
            |plane: &Plane| plane.profiles.iter().any(|it| behaviours[it.behaviour as usize].strange);
        let leads_on = b.profiles.iter().any(|it| behaviours[it.behaviour as usize].leads_on);
        let asks =
            strange(a) || strange(b) || leads_on || there.contains(&Lead::Ask) || back.contains(&Lead::Ask);
        Self {
            from,
            to,
            opened: behaviours.iter().map(|it| span.opened(it)).collect(),
            taken: behaviours.iter().map(|it| span.taken(it)).collect(),
            needs: behaviours.iter().map(|it| span.needs(it)).collect(),
            one_way: span.one_way(),
            span,
            egress,
            ingress,
            out,
            home,
            into,
            reply,
            there,
            back,
            asks,
        }
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        let masks = [&self.egress, &self.ingress, &self.out, &self.home, &self.into, &self.reply];
        let masks: usize = masks.iter().map(|it| it.len()).sum();
        masks * size_of::<Mask<W>>() + self.there.len() + self.back.len() + size_of::<Self>()
    }
}

/// One row for each of some filters.
fn rows<const W: usize>(
    filters: &[Ix],
    over: &Plane,
    mut paint: impl FnMut(Ix, &mut [Mask<W>]),
) -> Vec<Mask<W>> {
    let width = over.classes.len();
    let mut rows = vec![Mask::NONE; width * filters.len()];
    for (filter, row) in filters.iter().zip(rows.chunks_exact_mut(width.max(1))) {
        paint(*filter, row);
    }
    rows
}

/// The same by class, then filter.
fn turned<const W: usize>(
    filters: &[Ix],
    over: &Plane,
    mut paint: impl FnMut(Ix, &mut [Mask<W>]),
) -> Vec<Mask<W>> {
    let mut row = vec![Mask::NONE; over.classes.len()];
    let mut turned = vec![Mask::NONE; row.len() * filters.len()];
    for (at, filter) in filters.iter().enumerate() {
        row.fill(Mask::NONE);
        paint(*filter, &mut row);
        for (class, mask) in row.iter().enumerate() {
            turned[class * filters.len() + at] = *mask;
        }
    }
    turned
}

/// SG-1, SG-3, SG-4: what any rule lets pass.
pub fn paint_rules<const W: usize>(
    rules: &[Rule],
    far: &Plane,
    identity: bool,
    services: &Masks<W>,
    row: &mut [Mask<W>],
) {
    for rule in rules {
        let mask = services[rule.traffic as usize];
        match rule.whom {
            Whom::Span(first, last) => {
                for slot in row.get_mut(far.slice(first, last)).unwrap_or_default() {
                    *slot = *slot | mask;
                }
            }
            Whom::Group(group) if identity => {
                for member in far.group(group).map(|at| far.members[at].as_slice()).unwrap_or_default() {
                    let slot = &mut row[*member as usize];
                    *slot = *slot | mask;
                }
            }
            Whom::Group(_) => {}
        }
    }
}

/// NACL-2: the first match decides, so the last entry is painted first.
fn paint_entries<const W: usize>(entries: &[Entry], far: &Plane, masks: &Masks<W>, row: &mut [Mask<W>]) {
    for entry in entries {
        let mask = masks[entry.traffic as usize];
        for slot in row.get_mut(far.slice(entry.first, entry.last)).unwrap_or_default() {
            *slot = if entry.allow { *slot | mask } else { *slot & !mask };
        }
    }
}

/// SG-4: whether groups know each other on the way between two VPCs, which share a region then.
pub fn identity(net: &Net, a: &Plane, b: &Plane) -> bool {
    a.boundary == b.boundary
        || net
            .peerings
            .iter()
            .any(|it| it.active && it.same_region && joins(&it.between, a.boundary, b.boundary))
}

/// Whether a peering connection is between two VPCs.
pub fn joins(between: &[Option<Ix>; 2], a: Ix, b: Ix) -> bool {
    a != b && between.contains(&Some(a)) && between.contains(&Some(b))
}

/// Where each table of a plane leads for each class of another: longest prefix, then RT-3.
fn leads(it: Source<'_>, near: &Plane, far: &Plane) -> Vec<Lead> {
    let width = far.classes.len();
    let mut leads = vec![Lead::Nowhere; width * near.tables.len()];
    let mut best: Vec<Option<Route>> = Vec::new();
    for (table, row) in near.tables.iter().zip(leads.chunks_exact_mut(width.max(1))) {
        let Some(routes) = it.book.tables.get(*table as usize) else {
            row.fill(Lead::Ask);
            continue;
        };
        let local = it.net.boundaries.get(near.boundary as usize).map(|it| &it.cidrs);
        let ties = routes.iter().any(|it| it.origin == RouteOrigin::List);
        if ties {
            best.clear();
            best.resize(width, None);
        }
        for route in routes {
            let slice = far.slice(route.first, route.last);
            if slice.is_empty() {
                continue;
            }
            let lead = lead(it.net, route.target, near, far);
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
                        row[at] = if tie { Lead::Ask } else { lead };
                        best[at] = Some(*route);
                    }
                }
                RouteOrigin::Local | RouteOrigin::Static | RouteOrigin::List => row[slice].fill(lead),
            }
        }
    }
    leads
}

/// Where a route leads, as to the interfaces of another plane.
fn lead(net: &Net, target: Target, near: &Plane, far: &Plane) -> Lead {
    let there = |holds: bool| if holds { Lead::There } else { Lead::Nowhere };
    match target {
        Target::Local => there(near.boundary == far.boundary),
        Target::Peering(at) => {
            let peering = net.peerings.get(at as usize);
            there(peering.is_some_and(|it| it.active && joins(&it.between, near.boundary, far.boundary)))
        }
        // What comes to those at private addresses does not come to interfaces of the model (IGW-2, VGW-1, GWE-1).
        Target::Blackhole | Target::Door(_) => Lead::Nowhere,
        Target::Edge(_) | Target::Gateway(_) if !far.v6 => Lead::Nowhere,
        // NAT-7 apart, nothing of IPv6 passes a NAT gateway; of IPv4 it depends on its own table.
        Target::Edge(_)
        | Target::Gateway(_)
        | Target::Exit(_)
        | Target::Nat(_)
        | Target::Appliance(_)
        | Target::Hub(_)
        | Target::Opaque => Lead::Ask,
    }
}
