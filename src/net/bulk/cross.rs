//! One pair of classes: what the way between them lets pass, there and back, groups apart.
//!
//! A way there and a way back are chosen apart: what goes over a peering connection may be answered over a transit
//! gateway, for nobody looks where a packet came from (RET-6).

use super::{
    block::Block,
    ground::Ground,
    hub::Out,
    lead::Lead,
    mask::{Mask, Pass},
    plane::Profile,
    sweep::answered,
};

/// Which rows of groups count on a way (SG-4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// Those of the pair of VPCs.
    Plain,
    /// Those over a transit gateway, where the source's groups are known or not.
    OverHub(bool),
}

/// What a way lets pass.
#[derive(Clone, Copy, Debug)]
pub struct Way<const W: usize> {
    /// Under some choice of the provider's.
    pub may: Pass<W>,
    /// Under every one (PKT-4).
    pub must: Pass<W>,
    /// Which rows of groups count.
    pub names: Names,
}

impl<const W: usize> Way<W> {
    /// There is none.
    pub const NONE: Self = Self { may: Pass::NONE, must: Pass::NONE, names: Names::Plain };

    /// The same of fewer services.
    pub fn only(self, mask: Mask<W>) -> Self {
        Self { may: self.may.only(mask), must: self.must.only(mask), names: self.names }
    }
}

/// One end of a pair.
#[derive(Clone, Copy, Debug)]
pub struct End {
    /// The class.
    pub at: usize,
    /// Its profile.
    pub profile: Profile,
}

impl<const W: usize> Block<W> {
    /// The services that get there, and how groups count.
    fn there(&self, ground: &Ground, from: End, to: End) -> Option<([Mask<W>; 2], Names)> {
        let (a, b) = (&ground.planes[self.from], &ground.planes[self.to]);
        let width = b.classes.len();
        let out = self.out[from.profile.acl as usize * width + to.at];
        let into = self.into[from.at * b.acls.len() + to.profile.acl as usize];
        match self.there[from.profile.table as usize * width + to.at] {
            Lead::Nowhere => Some(([Mask::NONE; 2], Names::Plain)),
            Lead::Ask(_) => None,
            Lead::There => Some(([out & into; 2], Names::Plain)),
            Lead::Hub(hub) => {
                let hubs = self.hubs.as_ref()?;
                let gate = a.gate(hub, from.profile.zone);
                let exit = &hubs.there.exits[gate * width + to.at];
                let [may, must] = exit.with(into)?;
                let enter = hubs.there.enter[gate * a.classes.len() + from.at] & out;
                let known = exit.known && !hubs.nameless[to.profile.behaviour as usize];
                Some(([may & enter, must & enter], Names::OverHub(known)))
            }
        }
    }

    /// The answers that get back.
    fn back(&self, ground: &Ground, from: End, to: End) -> Option<[Mask<W>; 2]> {
        let b = &ground.planes[self.to];
        let home = self.home[from.profile.acl as usize * b.classes.len() + to.at];
        let reply = self.reply[from.at * b.acls.len() + to.profile.acl as usize];
        match self.back[from.at * b.tables.len() + to.profile.table as usize] {
            Lead::Nowhere => Some([Mask::NONE; 2]),
            Lead::Ask(_) => None,
            Lead::There => Some([home & reply; 2]),
            Lead::Hub(hub) => {
                let hubs = self.hubs.as_ref()?;
                let gate = b.gate(hub, to.profile.zone);
                let [may, must] = hubs.back.exits[from.at * b.gates() + gate].with(home)?;
                let enter = hubs.back.enter[gate * b.classes.len() + to.at] & reply;
                Some([may & enter, must & enter])
            }
        }
    }

    /// What everything but groups lets pass; `None`: it is left to `prop`. The ends are ordinary ones.
    #[inline]
    pub fn way(&self, ground: &Ground, from: End, to: End) -> Option<Way<W>> {
        let both = self.opened[from.profile.behaviour as usize] & self.taken[to.profile.behaviour as usize];
        let ([may, must], names) = self.there(ground, from, to)?;
        let may = may & both;
        // Nothing gets there: no answer is asked for.
        if may.is_empty() {
            return Some(Way { names, ..Way::NONE });
        }
        let [some, all] = self.back(ground, from, to)?;
        let needs = &self.needs[from.profile.behaviour as usize];
        let passed = answered(some, needs).only(may);
        // A choice that is none is not weighed twice.
        let sure = if some == all { answered(some, needs) } else { answered(all, needs) };
        Some(Way { may: passed, must: sure.only(must & both), names })
    }

    /// What the groups of both ends let pass.
    pub fn groups(&self, ground: &Ground, from: End, to: End, names: Names) -> (Mask<W>, Mask<W>) {
        let (a, b) = (&ground.planes[self.from], &ground.planes[self.to]);
        let (egress, ingress) = match (names, &self.hubs) {
            (Names::OverHub(known), Some(hubs)) => (&hubs.egress, &hubs.ingress[usize::from(known)]),
            (Names::Plain | Names::OverHub(_), _) => (&self.egress, &self.ingress),
        };
        let out = a.sets[from.profile.set as usize].iter();
        let out = out.fold(Mask::NONE, |all, it| all | egress[*it as usize * b.classes.len() + to.at]);
        let into = b.sets[to.profile.set as usize].iter();
        let into = into.fold(Mask::NONE, |all, it| all | ingress[from.at * b.groups.len() + *it as usize]);
        (out, into)
    }

    /// What groups let pass on the way that is taken, before it is known whether they know each other.
    fn left(&self, ground: &Ground, from: End, to: End) -> Mask<W> {
        let width = ground.planes[self.to].classes.len();
        match self.there[from.profile.table as usize * width + to.at] {
            Lead::Hub(_) => {
                let (out, into) = self.groups(ground, from, to, Names::OverHub(false));
                if self.leads_beyond(ground, from, to) {
                    return out;
                }
                out & (into | self.groups(ground, from, to, Names::OverHub(true)).1)
            }
            Lead::Nowhere | Lead::There => {
                let (out, into) = self.groups(ground, from, to, Names::Plain);
                out & into
            }
            Lead::Ask(_) => self.groups(ground, from, to, Names::Plain).0,
        }
    }

    /// Whether a way over a transit gateway leads on through what is left to `prop`. There packets may get another
    /// source, or meet what is not modelled, so the receiver's groups say nothing yet.
    pub fn leads_beyond(&self, ground: &Ground, from: End, to: End) -> bool {
        let width = ground.planes[self.to].classes.len();
        let Lead::Hub(hub) = self.there[from.profile.table as usize * width + to.at] else { return false };
        let gate = ground.planes[self.from].gate(hub, from.profile.zone);
        self.hubs.as_ref().is_some_and(|it| it.there.exits[gate * width + to.at].out == Out::Ask)
    }

    /// The two ends of a pair of classes.
    pub fn ends(&self, ground: &Ground, source: u32, destination: u32) -> (End, End) {
        let end = |plane: usize, class: u32| {
            let plane = &ground.planes[plane];
            let at = class as usize;
            End { at, profile: plane.profiles[plane.classes[at].profile as usize] }
        };
        (end(self.from, source), end(self.to, destination))
    }

    /// Whether an end is out of the ordinary.
    pub fn odd(&self, ground: &Ground, from: End, to: End) -> bool {
        let behaviour = |end: End| &ground.behaviours[end.profile.behaviour as usize];
        self.asks && (behaviour(from).strange || behaviour(to).strange || behaviour(to).leads_on)
    }

    /// Whether both ends are in one subnet (L2-1).
    pub fn near(&self, ground: &Ground, from: End, to: End) -> bool {
        let segment = |plane: usize, end: End| ground.planes[plane].classes[end.at].segment;
        self.from == self.to && segment(self.from, from) == segment(self.to, to)
    }

    /// What everything but groups lets pass between two classes; `None`: it is left to `prop`.
    pub fn rest(&self, ground: &Ground, source: u32, destination: u32) -> Option<Way<W>> {
        let (from, to) = self.ends(ground, source, destination);
        if self.odd(ground, from, to) {
            return None;
        }
        if self.near(ground, from, to) {
            let taken = self.taken[to.profile.behaviour as usize];
            let all = Pass::ALL.only(taken & self.opened[from.profile.behaviour as usize]);
            return Some(Way { may: all, must: all, names: Names::Plain });
        }
        self.way(ground, from, to)
    }

    /// What passes between two classes; `None`: it is left to `prop`.
    pub fn pass(&self, ground: &Ground, source: u32, destination: u32) -> Option<Way<W>> {
        let (from, to) = self.ends(ground, source, destination);
        match self.rest(ground, source, destination) {
            Some(way) => {
                let (out, into) = self.groups(ground, from, to, way.names);
                Some(way.only(out & into))
            }
            // Nothing leaves at all, whatever the way.
            None if !self.odd(ground, from, to) && self.left(ground, from, to).is_empty() => Some(Way::NONE),
            None => None,
        }
    }
}
