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
    graph::{InterfaceNet, Ix, Net, ix},
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
    pub(super) cuts: Cuts,
    /// Where the classes of an interface begin in `places`; one more than there are interfaces.
    starts: Vec<u32>,
    /// Plane and class, by interface.
    places: Vec<(u32, u32)>,
    /// Interfaces of each plane, class by class.
    pub(super) members: Vec<Vec<Ix>>,
}

/// An interface, and the plane and class that it is of.
pub(super) type Standing = (Ix, u32, u32);

/// Whether an address is one of IPv4.
fn is_v4(address: u128) -> bool {
    address >> 32 == 0xffff
}

/// Which subnets share addresses with others of their VPC. No design may have that; `prop` says what comes of it.
pub(super) fn mixed(net: &Net) -> Vec<bool> {
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

/// Sorts interfaces by VPC and family, and says how each behaves.
pub(super) struct Sorter<'n> {
    net: &'n Net,
    never: Ranges,
    pub(super) mixed: Vec<bool>,
    pub(super) behaviours: Numbers<Behaviour>,
    /// The behaviour of most, so far.
    usual: Option<(Behaviour, u32)>,
    /// By VPC and family.
    held: Vec<Held>,
    /// By interface.
    behaviour_of: Vec<u32>,
}

impl<'n> Sorter<'n> {
    pub(super) fn of(net: &'n Net) -> Self {
        Self {
            net,
            never: never_forwarded(),
            mixed: mixed(net),
            behaviours: Numbers::default(),
            usual: None,
            held: vec![Vec::new(); net.boundaries.len() * 2],
            behaviour_of: vec![0; net.interfaces.len()],
        }
    }

    pub(super) fn add(&mut self, at: usize, interface: &InterfaceNet) {
        let mut strange = interface.odd || self.mixed.get(interface.segment as usize).is_none_or(|it| *it);
        let around = self.net.boundaries.get(interface.boundary as usize);
        let segment = self.net.segments.get(interface.segment as usize);
        for span in interface.addresses.spans() {
            for address in span.0..=span.1 {
                let plane = interface.boundary as usize * 2 + usize::from(!is_v4(address));
                if let Some(plane) = self.held.get_mut(plane) {
                    plane.push((address, ix(at)));
                }
                strange |= self.never.holds(address)
                    || around.is_some_and(|it| it.resolver.holds(address))
                    || segment.is_some_and(|it| it.routers.holds(address));
            }
        }
        let usual = self.usual.as_ref().filter(|(behaviour, _)| behaviour.is_of(interface, strange));
        self.behaviour_of[at] = usual.map(|it| it.1).unwrap_or_else(|| {
            let behaviour = Behaviour::of(interface, strange);
            let number = self.behaviours.number(behaviour.clone());
            if behaviour.is_of(interface, strange) {
                self.usual = Some((behaviour, number));
            }
            number
        });
    }

    /// The plane of a VPC and family, and the class of each interface in it; none if nothing is there.
    pub(super) fn plane(&mut self, cuts: &Cuts, boundary: Ix, v6: bool) -> Option<(Plane, Vec<(u32, Ix)>)> {
        let held = self.held.get_mut(boundary as usize * 2 + usize::from(v6)).map(std::mem::take)?;
        (!held.is_empty()).then(|| plane(self.net, cuts, &self.behaviour_of, held, boundary, v6))
    }
}

impl Ground {
    /// Sorts every interface into its classes.
    pub fn of(net: &Net, book: &Book) -> Self {
        let cuts = Cuts::of(net, book);
        let mut sorter = Sorter::of(net);
        for (at, interface) in net.interfaces.iter().enumerate() {
            sorter.add(at, interface);
        }
        let mut ground = Self::default();
        let mut places = Vec::with_capacity(net.interfaces.len());
        for (boundary, _) in (0..).zip(&net.boundaries) {
            for v6 in [false, true] {
                if let Some((plane, members)) = sorter.plane(&cuts, boundary, v6) {
                    ground.add(plane, members, &mut places);
                }
            }
        }
        ground.cuts = cuts;
        ground.behaviours = sorter.behaviours.in_order();
        ground.place(net.interfaces.len(), &places);
        ground
    }

    /// Adds a plane with the class of each interface in it.
    pub(super) fn add(&mut self, mut plane: Plane, mut members: Vec<(u32, Ix)>, places: &mut Vec<Standing>) {
        let at = ix(self.planes.len());
        places.extend(members.iter().map(|(class, interface)| (*interface, at, *class)));
        // In runs already: this sort finds them.
        members.sort();
        let mut first = 0;
        for class in &mut plane.classes {
            class.first = first;
            first += class.count;
        }
        self.members.push(members.into_iter().map(|it| it.1).collect());
        self.planes.push(plane);
    }

    /// Keeps the classes of each interface.
    pub(super) fn place(&mut self, interfaces: usize, all: &[Standing]) {
        let mut counts = vec![0_u32; interfaces + 1];
        for (interface, _, _) in all {
            counts[*interface as usize + 1] += 1;
        }
        for at in 1..counts.len() {
            counts[at] += counts[at - 1];
        }
        self.places = vec![(0, 0); all.len()];
        self.starts.clone_from(&counts);
        for (interface, plane, class) in all {
            let next = &mut counts[*interface as usize];
            self.places[*next as usize] = (*plane, *class);
            *next += 1;
        }
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
