//! Classes after an edit: only interfaces of VPCs that the edit may say something of are sorted again.

use super::{
    behaviour::alike,
    cut::Cuts,
    ground::{Ground, Sorter, Standing},
    plane::{Numbers, Plane, leads_to_hub},
    renamed::Renamed,
};
use crate::net::graph::{InterfaceNet, Ix, Net, ix};
use std::sync::Arc;

/// The network before an edit with its classes, and what became of its resources.
#[derive(Clone, Copy)]
pub struct Before<'n> {
    /// The network.
    pub net: &'n Net,
    /// Its classes.
    pub ground: &'n Ground,
    /// What became of what.
    pub renamed: &'n Renamed,
}

impl Ground {
    /// The classes of a network after an edit. Behaviours keep their numbers; all else is as `Ground::of` says.
    pub fn after(before: Before<'_>, net: &Net, cuts: Cuts) -> Self {
        let mut sorter = Sorter::of(net);
        sorter.behaviours = Numbers::known(before.ground.behaviours.iter().cloned());
        let touched = before.touched(net, &sorter.mixed, &cuts);
        for (at, interface) in net.interfaces.iter().enumerate() {
            if touched.get(interface.boundary as usize).is_none_or(|it| *it) {
                sorter.add(at, interface);
            }
        }
        let was = back(&before.renamed.boundaries, net.boundaries.len());
        let mut ground = Self::default();
        let mut places: Vec<Standing> = Vec::with_capacity(net.interfaces.len());
        // Of each old plane that is kept its place now.
        let mut kept: Vec<Option<u32>> = vec![None; before.ground.planes.len()];
        for (boundary, was) in (0..).zip(was) {
            for v6 in [false, true] {
                if touched[boundary as usize] {
                    if let Some((plane, members)) = sorter.plane(&cuts, boundary, v6) {
                        ground.add(plane, members, &mut places);
                    }
                    continue;
                }
                let is = |it: &Plane| Some(it.boundary) == was && it.v6 == v6;
                let Some(at) = before.ground.planes.iter().position(is) else { continue };
                kept[at] = Some(ix(ground.planes.len()));
                ground.planes.push(before.plane(&before.ground.planes[at], boundary, net));
                let interfaces = &before.renamed.interfaces;
                let members = before.ground.members[at].iter();
                ground.members.push(members.filter_map(|it| interfaces[*it as usize]).collect());
            }
        }
        for (at, now) in (0..).zip(&before.renamed.interfaces) {
            let Some(now) = now else { continue };
            let own = before.ground.places(at).iter();
            places.extend(own.filter_map(|(plane, class)| Some((*now, kept[*plane as usize]?, *class))));
        }
        ground.cuts = cuts;
        ground.behaviours = sorter.behaviours.in_order();
        ground.place(net.interfaces.len(), &places);
        ground
    }
}

impl Before<'_> {
    /// Of which VPCs classes may be others than before.
    fn touched(&self, net: &Net, mixed: &[bool], cuts: &Cuts) -> Vec<bool> {
        let it = self.renamed;
        let mut touched = vec![false; net.boundaries.len()];
        if ![&it.interfaces, &it.groups, &it.boundaries, &it.segments].into_iter().all(|it| in_order(it)) {
            touched.fill(true);
            return touched;
        }
        let now = |boundary: Ix| it.boundaries.get(boundary as usize).copied().flatten();
        let mut touch = |at: Option<Ix>| {
            if let Some(touched) = at.and_then(|at| touched.get_mut(at as usize)) {
                *touched = true;
            }
        };
        for (at, old) in (0..).zip(&self.net.boundaries) {
            let resolver = |at: Ix| net.boundaries.get(at as usize).map(|it| &it.resolver);
            let new = now(at);
            if new.and_then(resolver) != Some(&old.resolver)
                || new.is_some_and(|new| leads_to_hub(self.net, at) != leads_to_hub(net, new))
            {
                touch(new);
            }
        }
        for plane in &self.ground.planes {
            if let [Some(low), Some(high)] = [plane.addresses.first(), plane.addresses.last()] {
                let high = self.ground.cuts.next(*high);
                if self.ground.cuts.between(*low, high) != cuts.between(*low, high) {
                    touch(now(plane.boundary));
                }
            }
        }
        let segments = self.segments(net, mixed);
        // Up to here new interfaces are known.
        let mut next = 0;
        for (old, at) in self.net.interfaces.iter().zip(&it.interfaces) {
            let Some(at) = at else {
                touch(now(old.boundary));
                continue;
            };
            let appeared = net.interfaces.get(next..*at as usize).unwrap_or_default();
            appeared.iter().for_each(|it| touch(Some(it.boundary)));
            next = *at as usize + 1;
            let new = &net.interfaces[*at as usize];
            if !self.same(old, new, &segments) {
                touch(now(old.boundary));
                touch(Some(new.boundary));
            }
        }
        let appeared = net.interfaces.get(next..).unwrap_or_default();
        appeared.iter().for_each(|it| touch(Some(it.boundary)));
        touched
    }

    /// Which old subnets are as they were, and where they are now.
    fn segments(&self, net: &Net, mixed: &[bool]) -> Vec<Option<Ix>> {
        let it = self.renamed;
        let moved = |places: &[Option<Ix>], at: Ix| places.get(at as usize).copied().flatten();
        let was_mixed = super::ground::mixed(self.net);
        let all = (0..).zip(&self.net.segments);
        let same = all.map(|(at, old): (Ix, _)| {
            let new = moved(&it.segments, at)?;
            let two = net.segments.get(new as usize)?;
            let same = old.routers == two.routers
                && old.zone == two.zone
                && moved(&it.acls, old.acl) == Some(two.acl)
                && moved(&it.tables, old.table) == Some(two.table)
                && was_mixed.get(at as usize) == mixed.get(new as usize);
            same.then_some(new)
        });
        same.collect()
    }

    /// Whether nothing about an interface changed that classes are told apart by.
    fn same(&self, old: &InterfaceNet, new: &InterfaceNet, segments: &[Option<Ix>]) -> bool {
        let it = self.renamed;
        let moved = |places: &[Option<Ix>], at: Ix| places.get(at as usize).copied().flatten();
        moved(&it.boundaries, old.boundary) == Some(new.boundary)
            && moved(segments, old.segment) == Some(new.segment)
            && old.addresses == new.addresses
            && old.odd == new.odd
            && old.groups.len() == new.groups.len()
            && old.groups.iter().zip(&new.groups).all(|(a, b)| moved(&it.groups, *a) == Some(*b))
            && (Arc::ptr_eq(&old.fact, &new.fact) || alike(&old.fact, &new.fact))
    }

    /// A plane of which nothing changed, with the places that things have now.
    fn plane(&self, old: &Plane, boundary: Ix, net: &Net) -> Plane {
        let it = self.renamed;
        let mut plane = Plane { boundary, ..old.clone() };
        // Nothing of it is gone, or an interface would have changed.
        let moved = |at: &mut Ix, places: &[Option<Ix>]| {
            *at = places.get(*at as usize).copied().flatten().unwrap_or(Ix::MAX);
        };
        plane.groups.iter_mut().for_each(|at| moved(at, &it.groups));
        plane.acls.iter_mut().for_each(|at| moved(at, &it.acls));
        plane.tables.iter_mut().for_each(|at| moved(at, &it.tables));
        plane.segments.iter_mut().for_each(|(at, _, _)| moved(at, &it.segments));
        plane.classes.iter_mut().for_each(|class| moved(&mut class.segment, &it.segments));
        plane.find_hubs(net);
        plane
    }
}

/// Whether what is still there stands in the order in which it stood.
fn in_order(places: &[Option<Ix>]) -> bool {
    places.iter().flatten().is_sorted()
}

/// Of each new place the old one.
pub fn back(places: &[Option<Ix>], count: usize) -> Vec<Option<Ix>> {
    let mut out: Vec<Option<Ix>> = vec![None; count];
    for (at, moved) in (0..).zip(places) {
        if let Some(slot) = moved.and_then(|it| out.get_mut(it as usize)) {
            *slot = Some(at);
        }
    }
    out
}
