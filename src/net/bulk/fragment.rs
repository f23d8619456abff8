//! Classes before an edit and after it: which interfaces went from which class to which.

use super::{Ground, Moved, behaviour::Behaviour, plane::Plane, renamed::Renamed};
use crate::net::{
    graph::{Ix, Net},
    ranges::Ranges,
};

/// Interfaces that were of one class and are of one class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fragment {
    /// The class before; none for those that appeared.
    pub old: Option<u32>,
    /// The class after; none for those that went.
    pub new: Option<u32>,
    /// Whether subnet, zone and behaviour are the same as before: then rows tell what may differ.
    pub steady: bool,
}

impl Fragment {
    /// The same with the planes of both classes.
    pub fn moved(&self, old: Option<u32>, new: Option<u32>) -> Moved {
        Moved { before: old.zip(self.old), now: new.zip(self.new) }
    }
}

/// One plane before and after.
#[derive(Debug)]
pub struct Matched {
    /// Whether nothing but the contents of rules may differ: the classes are the same, place by place.
    pub same: bool,
    /// What went where, in order.
    pub fragments: Vec<Fragment>,
}

/// Two networks, one after the other, and their classes.
#[derive(Clone, Copy, Debug)]
pub struct Both<'n> {
    /// Before.
    pub old: (&'n Net, &'n Ground),
    /// After.
    pub new: (&'n Net, &'n Ground),
    /// What became of what.
    pub renamed: &'n Renamed,
}

impl Both<'_> {
    /// Compares a plane with what it was.
    pub fn matched(&self, old: u32, new: u32) -> Matched {
        let (a, b) = (&self.old.1.planes[old as usize], &self.new.1.planes[new as usize]);
        if self.same(a, b) {
            let all = (0..).zip(&b.classes).map(|(at, _)| at);
            let fragments = all.map(|at| Fragment { old: Some(at), new: Some(at), steady: true });
            return Matched { same: true, fragments: fragments.collect() };
        }
        let mut seen: Vec<(Option<u32>, Option<u32>)> = Vec::new();
        let (before, after) = (self.members(self.old, old, true), self.members(self.new, new, false));
        let (mut a_left, mut b_left) = (before.iter().peekable(), after.iter().peekable());
        loop {
            // What is on both sides comes at once.
            let both = match (a_left.peek(), b_left.peek()) {
                (None, None) => break,
                (Some(a), Some(b)) => (a.0 <= b.0, b.0 <= a.0),
                (a, b) => (a.is_some(), b.is_some()),
            };
            let old = a_left.next_if(|_| both.0).map(|it| it.1);
            let pair = (old, b_left.next_if(|_| both.1).map(|it| it.1));
            if seen.last() != Some(&pair) {
                seen.push(pair);
            }
        }
        seen.sort_unstable();
        seen.dedup();
        let fragments = seen.into_iter().map(|(old, new)| {
            let steady = old.zip(new).is_some_and(|(old, new)| self.steady(a, b, old, new));
            Fragment { old, new, steady }
        });
        Matched { same: false, fragments: fragments.collect() }
    }

    /// Everything of a plane that is only on one side.
    pub fn alone(&self, plane: u32, old: bool) -> Matched {
        let ground = if old { self.old.1 } else { self.new.1 };
        let all = (0..).zip(&ground.planes[plane as usize].classes).map(|(at, _)| Some(at));
        let one = |at| {
            let (old, new) = if old { (at, None) } else { (None, at) };
            Fragment { old, new, steady: false }
        };
        Matched { same: false, fragments: all.map(one).collect() }
    }

    fn moved(places: &[Option<Ix>], all: &[Ix]) -> Vec<Option<Ix>> {
        all.iter().map(|at| places.get(*at as usize).copied().flatten()).collect()
    }

    /// Whether all classes are the same, and have the same numbers.
    fn same(&self, a: &Plane, b: &Plane) -> bool {
        let it = self.renamed;
        let is = |places: &[Option<Ix>], old: &[Ix], new: &[Ix]| {
            old.len() == new.len() && Self::moved(places, old).iter().zip(new).all(|(a, b)| *a == Some(*b))
        };
        let segments = |all: &[(Ix, u32, u32)]| all.iter().map(|it| it.0).collect::<Vec<_>>();
        let behaviours = |a: &Behaviour, b: &Behaviour| a == b;
        a.addresses == b.addresses
            && a.set_of == b.set_of
            && a.side_of == b.side_of
            && a.sets == b.sets
            && a.zones == b.zones
            && a.profiles.len() == b.profiles.len()
            && is(&it.groups, &a.groups, &b.groups)
            && is(&it.acls, &a.acls, &b.acls)
            && is(&it.tables, &a.tables, &b.tables)
            && is(&it.hubs, &a.hubs, &b.hubs)
            && is(&it.acls, &a.hub_acls, &b.hub_acls)
            && is(&it.segments, &segments(&a.segments), &segments(&b.segments))
            && a.segments.iter().zip(&b.segments).all(|(a, b)| (a.1, a.2) == (b.1, b.2))
            && a.classes.iter().zip(&b.classes).all(|(a, b)| a.count == b.count && a.profile == b.profile)
            && a.profiles.iter().zip(&b.profiles).all(|(one, two)| {
                (one.set, one.zone, one.acl, one.table) == (two.set, two.zone, two.acl, two.table)
                    && behaviours(
                        &self.old.1.behaviours[one.behaviour as usize],
                        &self.new.1.behaviours[two.behaviour as usize],
                    )
            })
    }

    /// Whether two classes have the same subnet, zone and behaviour.
    fn steady(&self, a: &Plane, b: &Plane, old: u32, new: u32) -> bool {
        let it = self.renamed;
        let (one, two) = (&a.classes[old as usize], &b.classes[new as usize]);
        let (p, q) = (a.profiles[one.profile as usize], b.profiles[two.profile as usize]);
        let is = |places: &[Option<Ix>], old: Option<&Ix>, new: Option<&Ix>| {
            old.and_then(|at| places.get(*at as usize).copied().flatten()) == new.copied()
        };
        is(&it.segments, Some(&one.segment), Some(&two.segment))
            && a.zones.get(p.zone as usize) == b.zones.get(q.zone as usize)
            && self.old.1.behaviours[p.behaviour as usize] == self.new.1.behaviours[q.behaviour as usize]
    }

    /// The class of each address of each interface of a plane, by the interface's place in the new network; what is
    /// gone comes after all others. In order.
    fn members(&self, (net, ground): (&Net, &Ground), plane: u32, old: bool) -> Vec<Member> {
        let it = &ground.planes[plane as usize];
        let family = if it.v6 { Ranges::all_v6() } else { Ranges::all_v4() };
        let mut all: Vec<Ix> = ground.members[plane as usize].clone();
        all.sort_unstable();
        all.dedup();
        let mut out = Vec::with_capacity(all.len());
        for at in all {
            let Some(interface) = net.interfaces.get(at as usize) else { continue };
            let own = ground.places(at).iter().filter(|it| it.0 == plane).map(|it| it.1);
            let name = match self.renamed.interfaces.get(at as usize).copied().flatten() {
                Some(new) if old => (new, 0),
                None if old => (Ix::MAX, at),
                Some(_) | None => (at, 0),
            };
            for span in interface.addresses.intersect(&family).spans() {
                for address in span.0..=span.1 {
                    let below = own.clone().filter(|class| it.addresses[*class as usize] <= address);
                    let class = below.max_by_key(|class| it.addresses[*class as usize]);
                    out.extend(class.map(|class| ((name.0, name.1, address), class)));
                }
            }
        }
        out.sort_unstable();
        out
    }
}

/// An address of an interface, by the interface's place and whether it is gone, and the class.
type Member = ((Ix, Ix, u128), u32);
