//! Every class of a network, and which interfaces are of it.

use super::{
    behaviour::Behaviour,
    cut::Cuts,
    outside::{Stretch, Whose},
    plane::{Class, Held, Numbers, Plane, Profile, plane},
    rule::{Book, GroupRules},
};
use crate::net::{
    address::never_forwarded,
    graph::{Ix, Net, ix},
    ranges::Ranges,
};

/// Every class of a network.
#[derive(Debug, Default)]
pub struct Ground {
    /// By VPC and family.
    pub planes: Vec<Plane>,
    /// What interfaces behave like.
    pub behaviours: Vec<Behaviour>,
    /// Where addresses are told apart: the first one after each end that is spoken of.
    cuts: Cuts,
    /// Where the classes of an interface begin in `places`; one more than there are interfaces.
    starts: Vec<u32>,
    /// Plane and class, by interface.
    places: Vec<(u32, u32)>,
    /// Interfaces of each plane, class by class.
    members: Vec<Vec<Ix>>,
}

/// Whether an address is one of IPv4.
fn is_v4(address: u128) -> bool {
    address >> 32 == 0xffff
}

/// Which subnets share addresses with others of their VPC. No design may have that; `prop` says what comes of it.
fn mixed(net: &Net) -> Vec<bool> {
    let spans = net.segments.iter().enumerate();
    let spans = spans.flat_map(|(at, it)| it.cidrs.spans().iter().map(move |span| (it.boundary, *span, at)));
    let mut spans: Vec<_> = spans.collect();
    spans.sort_unstable();
    let mut mixed = vec![false; net.segments.len()];
    let mut widest: Option<(Ix, u128, usize)> = None;
    for (boundary, (first, last), at) in spans {
        if let Some((of, end, other)) = widest.filter(|it| it.0 == boundary && it.1 >= first) {
            (mixed[at], mixed[other]) = (true, true);
            widest = Some(if last > end { (of, last, at) } else { (of, end, other) });
        } else {
            widest = Some((boundary, last, at));
        }
    }
    mixed
}

impl Ground {
    /// Sorts every interface into its classes.
    pub fn of(net: &Net, book: &Book) -> Self {
        let cuts = Cuts::of(net, book);
        let mut ground = Self::default();
        let mut held: Vec<Held> = vec![Vec::new(); net.boundaries.len() * 2];
        let (never, mixed) = (never_forwarded(), mixed(net));
        let mut behaviours = Numbers::default();
        let mut usual: Option<(Behaviour, u32)> = None;
        let mut behaviour_of: Vec<u32> = Vec::with_capacity(net.interfaces.len());
        for (at, interface) in net.interfaces.iter().enumerate() {
            let mut strange = interface.odd || mixed.get(interface.segment as usize).is_none_or(|it| *it);
            let around = net.boundaries.get(interface.boundary as usize);
            let segment = net.segments.get(interface.segment as usize);
            for span in interface.addresses.spans() {
                for address in span.0..=span.1 {
                    let plane = interface.boundary as usize * 2 + usize::from(!is_v4(address));
                    if let Some(plane) = held.get_mut(plane) {
                        plane.push((address, ix(at)));
                    }
                    strange |= never.holds(address)
                        || around.is_some_and(|it| it.resolver.holds(address))
                        || segment.is_some_and(|it| it.routers.holds(address));
                }
            }
            let known =
                usual.as_ref().filter(|(behaviour, _)| behaviour.is_of(interface, strange)).map(|it| it.1);
            let behaviour = known.unwrap_or_else(|| {
                let behaviour = Behaviour::of(interface, strange);
                let number = behaviours.number(behaviour.clone());
                if behaviour.is_of(interface, strange) {
                    usual = Some((behaviour, number));
                }
                number
            });
            behaviour_of.push(behaviour);
        }
        let mut all: Vec<Vec<(u32, Ix)>> = Vec::new();
        let mut counts = vec![0_u32; net.interfaces.len() + 1];
        for (at, held) in held.into_iter().enumerate().filter(|(_, held)| !held.is_empty()) {
            let (boundary, v6) = (ix(at / 2), at % 2 == 1);
            let (plane, members) = plane(net, &cuts, &behaviour_of, held, boundary, v6);
            for (_, interface) in &members {
                counts[*interface as usize + 1] += 1;
            }
            ground.planes.push(plane);
            all.push(members);
        }
        for at in 1..counts.len() {
            counts[at] += counts[at - 1];
        }
        ground.places = vec![(0, 0); counts.last().map_or(0, |it| *it as usize)];
        let mut next = counts.clone();
        for (at, members) in (0..).zip(&all) {
            for (class, interface) in members {
                let next = &mut next[*interface as usize];
                ground.places[*next as usize] = (at, *class);
                *next += 1;
            }
        }
        ground.cuts = cuts;
        ground.starts = counts;
        ground.behaviours = behaviours.in_order();
        for (plane, mut members) in ground.planes.iter_mut().zip(all) {
            members.sort();
            let mut first = 0;
            for class in &mut plane.classes {
                class.first = first;
                first += class.count;
            }
            ground.members.push(members.into_iter().map(|it| it.1).collect());
        }
        ground
    }

    /// What lies outside, by family: as a plane, and whose each of its classes is.
    pub fn outside(&self, net: &Net, v6: bool) -> (Plane, Vec<Stretch>) {
        let family = if v6 { Ranges::all_v6() } else { Ranges::all_v4() };
        let services = (0..).zip(&net.services).map(|(at, it)| (Whose::Service(at), &it.1));
        let mut stretches = Vec::new();
        for (whose, addresses) in std::iter::once((Whose::Internet, &net.internet)).chain(services) {
            for &(first, last) in addresses.intersect(&family).spans() {
                let mut start = first;
                for cut in self.cuts.between(first, last) {
                    stretches.push(Stretch { first: start, last: cut - 1, whose });
                    start = *cut;
                }
                stretches.push(Stretch { first: start, last, whose });
            }
        }
        stretches.sort_unstable();
        let class = |(first, it): (u32, &Stretch)| Class {
            address: it.first,
            segment: Ix::MAX,
            profile: 0,
            count: 1,
            first,
        };
        let plane = Plane {
            boundary: Ix::MAX,
            v6,
            classes: (0..).zip(&stretches).map(class).collect(),
            addresses: stretches.iter().map(|it| it.first).collect(),
            sets: vec![Vec::new()],
            ..Plane::default()
        };
        (plane, stretches)
    }

    /// Puts other rules of a group in the place of its old ones, unless that makes other classes: then false, and nothing
    /// is done.
    pub fn recut(&mut self, old: &GroupRules, new: &GroupRules) -> bool {
        self.cuts.recut(&self.planes, old, new)
    }

    /// The classes of an interface: plane and class.
    pub fn places(&self, interface: Ix) -> &[(u32, u32)] {
        let start = |at: usize| self.starts.get(at).map_or(0, |it| *it as usize);
        let at = interface as usize;
        self.places.get(start(at)..start(at + 1)).unwrap_or_default()
    }

    /// The interfaces of a class, in order.
    pub fn interfaces(&self, plane: u32, class: u32) -> &[Ix] {
        let class = self.planes.get(plane as usize).and_then(|it| it.classes.get(class as usize));
        let all = self.members.get(plane as usize);
        let own = class.zip(all).and_then(|(class, all)| {
            let first = class.first as usize;
            all.get(first..first + class.count as usize)
        });
        own.unwrap_or_default()
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        let plane = |it: &Plane| {
            it.classes.len() * size_of::<Class>()
                + it.addresses.len() * 16
                + it.members.iter().map(|it| it.len() * 4 + 24).sum::<usize>()
                + it.sets.iter().map(|it| it.len() * 4 + 24).sum::<usize>()
                + it.profiles.len() * size_of::<Profile>()
                + it.by_profile.len() * 12
        };
        self.planes.iter().map(plane).sum::<usize>()
            + self.cuts.bytes()
            + self.starts.len() * 4
            + self.places.len() * 8
            + self.members.iter().map(|it| it.len() * 4).sum::<usize>()
    }
}
