//! What lies outside VPCs, as classes: stretches of the internet, and services by their public addresses.
//!
//! A stretch is what no rule, entry or route tells apart. From a class to a stretch a way goes over an internet gateway,
//! an egress-only one, a gateway endpoint, or a NAT gateway and then one of those: rows from the class to the device and
//! from the device on, put together when they are asked for. What goes over anything else is left to `prop`.

use super::{
    Index, Place, Span,
    atom::Need,
    behaviour::Behaviour,
    block::{paint_entries, paint_rules},
    lead::{Spot, Won, won},
    mask::{ATOMS_MAX, Mask, Pass},
    pair::words,
    plane::{Class, Plane, Profile},
    rule::{AclRules, Entry},
    sweep::answered,
};
use crate::{
    model::fact::BlockMode,
    net::{
        address::global_v6,
        graph::{InterfaceNet, Ix, Net, SegmentNet, Target},
    },
};

/// Whose addresses a stretch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whose {
    /// Hosts on the internet.
    Internet,
    /// A regional service.
    Service(Ix),
}

/// Addresses outside that no rule tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stretch {
    /// The first address.
    pub first: u128,
    /// The last address.
    pub last: u128,
    /// Whose they are.
    pub whose: Whose,
}

/// What passes between a class and a stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "it is made for one pair and read at once")]
pub enum Reached {
    /// This engine leaves it to `prop`.
    Asked,
    /// These services: with answers on every client port and on some, under some choice of the provider's; the same under
    /// every one.
    Services([[u64; 8]; 4]),
}

/// One class and everything outside.
#[derive(Debug)]
pub struct Beyond {
    /// The stretches, in order.
    pub stretches: Vec<Stretch>,
    /// The atoms of the bits.
    pub span: Span,
    /// For each stretch.
    pub reached: Vec<Reached>,
}

/// Masks that hold as many atoms as there may be: a row is made for one class only.
const W: usize = 8;

/// Whether an interface is known on the internet by one of its addresses (IGW-2, IGW-4).
pub fn is_public(interface: &InterfaceNet, address: u128) -> bool {
    let mapped = interface.public.iter().any(|it| it.0 == address);
    mapped || (global_v6().holds(address) && !interface.fact.denies_internet)
}

/// What is the same for all stretches.
struct Ask<'n> {
    net: &'n Net,
    index: &'n Index,
    outside: Plane,
    stretches: Vec<Stretch>,
    span: Span,
    services: Vec<Mask<W>>,
    answers: Vec<Mask<W>>,
    near: &'n Plane,
    class: Class,
    profile: Profile,
    segment: &'n SegmentNet,
    behaviour: &'n Behaviour,
    public: bool,
}

/// What a way lets pass, there and back.
struct Passed {
    there: Mask<W>,
    /// Answers as the class must get them.
    back: Mask<W>,
    /// Answers as a translator on the way must get them.
    far: Option<Pass<W>>,
}

impl Index {
    /// What one class gets to outside. `public`: whether its interfaces are known there, see [`is_public`].
    pub fn outward(&self, net: &Net, from: Place, public: bool) -> Option<Beyond> {
        let ask = Ask::of(self, net, from, public)?;
        let egress = ask.groups(true);
        let (out, home) =
            (ask.entries(ask.segment.acl, true, true), ask.entries(ask.segment.acl, false, false));
        let targets = ask.targets(ask.segment.table);
        let opened: Mask<W> = ask.span.opened(ask.behaviour);
        let needs = ask.span.needs::<W>(ask.behaviour);
        let odd = ask.behaviour.strange || ask.behaviour.leads_on;
        let reached = (0..ask.stretches.len()).map(|at| {
            let there = egress[at] & out[at] & opened;
            if odd {
                return Reached::Asked;
            }
            if there.is_empty() {
                return Reached::Services([[0; 8]; 4]);
            }
            match ask.by(targets[at], at, there, home[at]) {
                Some(passed) => put(&passed, &needs),
                None => Reached::Asked,
            }
        });
        let reached = reached.collect();
        Some(ask.told(reached))
    }

    /// What gets in to one class from outside, at its public addresses.
    pub fn inward(&self, net: &Net, to: Place, public: bool) -> Option<Beyond> {
        let ask = Ask::of(self, net, to, public)?;
        let ingress = ask.groups(false);
        let (into, reply) =
            (ask.entries(ask.segment.acl, false, true), ask.entries(ask.segment.acl, true, false));
        let targets = ask.targets(ask.segment.table);
        let taken: Mask<W> = ask.span.taken(ask.behaviour);
        let needs = ask.span.needs::<W>(&Behaviour::unknown_client());
        let odd = ask.behaviour.strange || ask.behaviour.leads_on;
        let edge = net.boundaries.get(ask.near.boundary as usize).and_then(|it| it.edge);
        let edge = edge.and_then(|at| net.edges.get(at as usize));
        let open = public && ask.segment.blocked == BlockMode::Off && edge.is_some();
        let redirected = edge.is_some_and(|it| it.table.is_some());
        let reached = (0..ask.stretches.len()).map(|at| {
            let there = ingress[at] & into[at] & taken;
            // Services open nothing.
            if !open || ask.stretches[at].whose != Whose::Internet {
                return Reached::Services([[0; 8]; 4]);
            }
            if odd || redirected {
                return Reached::Asked;
            }
            if there.is_empty() {
                return Reached::Services([[0; 8]; 4]);
            }
            let back = match targets[at] {
                Won::To(Target::Edge(_)) => reply[at],
                // RET-2: a translator takes an answer for a flow of its own; EIGW-1.
                Won::None
                | Won::To(
                    Target::Local | Target::Blackhole | Target::Nat(_) | Target::Exit(_) | Target::Door(_),
                ) => Mask::NONE,
                Won::Tie
                | Won::To(
                    Target::Peering(_)
                    | Target::Hub(_)
                    | Target::Gateway(_)
                    | Target::Appliance(_)
                    | Target::Opaque,
                ) => return Reached::Asked,
            };
            put(&Passed { there, back, far: None }, &needs)
        });
        let reached = reached.collect();
        Some(ask.told(reached))
    }
}

/// Both halves of a way.
fn put(passed: &Passed, needs: &[Need<W>]) -> Reached {
    let near = answered(passed.back, needs).only(passed.there);
    let far = passed.far.unwrap_or(Pass::ALL);
    let may = near.only(far.some);
    let must = near.only(far.full);
    Reached::Services(words(&super::cross::Way { may, must, names: super::cross::Names::Plain }))
}

impl<'n> Ask<'n> {
    fn of(index: &'n Index, net: &'n Net, place: Place, public: bool) -> Option<Self> {
        let near = index.ground.planes.get(place.0 as usize)?;
        let class = *near.classes.get(place.1 as usize)?;
        let profile = *near.profiles.get(class.profile as usize)?;
        let (outside, stretches) = index.ground.outside(net, near.v6);
        // NACL-6: translators stand in subnets too.
        let nats = net.nats.iter().filter(|it| it.boundary == near.boundary);
        let segments = nats.filter_map(|it| net.interfaces.get(it.interface? as usize)).map(|it| it.segment);
        let acls = segments.filter_map(|at| net.segments.get(at as usize)).map(|it| it.acl);
        let acls: Vec<Ix> = acls.collect();
        let span = Span::outward(&index.book, &index.ground, near, &outside, &acls);
        if span.width() > ATOMS_MAX {
            return None;
        }
        Some(Self {
            net,
            index,
            services: span.service_masks(&index.book),
            answers: span.answer_masks(&index.book),
            outside,
            stretches,
            span,
            near,
            class,
            profile,
            segment: net.segments.get(class.segment as usize)?,
            behaviour: index.ground.behaviours.get(profile.behaviour as usize)?,
            public,
        })
    }

    fn told(self, reached: Vec<Reached>) -> Beyond {
        Beyond { stretches: self.stretches, span: self.span, reached }
    }

    /// What the groups of the class let out or in: no group is known outside (SG-4).
    fn groups(&self, egress: bool) -> Vec<Mask<W>> {
        let mut row = vec![Mask::NONE; self.stretches.len()];
        for group in &self.near.sets[self.profile.set as usize] {
            let rules = self.near.groups.get(*group as usize);
            if let Some(rules) = rules.and_then(|at| self.index.book.groups.get(*at as usize)) {
                let rules = if egress { &rules.egress } else { &rules.ingress };
                paint_rules(rules, &self.outside, false, &self.services, &mut row);
            }
        }
        row
    }

    fn acl(&self, acl: Ix) -> Option<&AclRules> {
        self.index.book.acls.get(acl as usize)
    }

    /// What a network ACL says of each stretch.
    fn entries(&self, acl: Ix, egress: bool, services: bool) -> Vec<Mask<W>> {
        let mut row = vec![Mask::NONE; self.stretches.len()];
        if let Some(acl) = self.acl(acl) {
            let entries = if egress { &acl.egress } else { &acl.ingress };
            let masks = if services { &self.services } else { &self.answers };
            paint_entries(entries, &self.outside, masks, &mut row);
        }
        row
    }

    /// What a network ACL says of the class.
    fn of_class(&self, entries: &[Entry], masks: &[Mask<W>]) -> Mask<W> {
        let own = entries.iter().filter(|it| (it.first..=it.last).contains(&self.class.address));
        own.fold(Mask::NONE, |all, it| {
            let mask = masks.get(it.traffic as usize).copied().unwrap_or(Mask::NONE);
            if it.allow { all | mask } else { all & !mask }
        })
    }

    fn targets(&self, table: Ix) -> Vec<Won> {
        let (net, book) = (self.net, &self.index.book);
        let spot = Spot { net, book, boundary: self.near.boundary, hubs: None, answers: false };
        won(spot, table, &self.outside)
    }

    /// The services that a stretch answers.
    fn taken(&self, at: usize, over_door: bool) -> Mask<W> {
        match self.stretches[at].whose {
            Whose::Internet => Mask::ALL,
            Whose::Service(service) => {
                let name = self.net.services.get(service as usize).map(|it| it.0.name.as_ref());
                let ports: &[u16] = if name == Some("s3") { &[80, 443] } else { &[443] };
                self.span.served(ports, over_door)
            }
        }
    }

    /// The way by one target: there, back to the class. None: it is left to `prop`.
    fn by(&self, target: Won, at: usize, there: Mask<W>, home: Mask<W>) -> Option<Passed> {
        let nothing = Passed { there: Mask::NONE, back: Mask::NONE, far: None };
        let target = match target {
            Won::None => return Some(nothing),
            Won::Tie => return None,
            Won::To(target) => target,
        };
        let passed = |taken: Mask<W>| Some(Passed { there: there & taken, back: home, far: None });
        match target {
            Target::Local | Target::Blackhole => Some(nothing),
            // PCX-1: only what the other VPC has.
            Target::Peering(at) => {
                let unseen = self.net.peerings.get(at as usize).is_none_or(|it| it.between.contains(&None));
                (!unseen).then_some(nothing)
            }
            // IGW-1, IGW-2, IGW-4.
            Target::Edge(_) if !self.public || self.segment.blocked != BlockMode::Off => Some(nothing),
            Target::Edge(edge) => {
                // IGW-6.
                self.net.edges.get(edge as usize).filter(|it| it.table.is_none())?;
                passed(self.taken(at, false))
            }
            // EIGW-1.
            Target::Exit(_) => {
                let global = self.near.v6 && global_v6().holds(self.class.address);
                if !global || self.segment.blocked == BlockMode::Both {
                    return Some(nothing);
                }
                passed(self.taken(at, false))
            }
            // GWE-1.
            Target::Door(door) => {
                let service = self.net.doors.get(door as usize)?.service;
                (self.stretches[at].whose == Whose::Service(service)).then_some(())?;
                passed(self.taken(at, true))
            }
            Target::Nat(nat) => self.translated(nat, at, there, home),
            Target::Hub(_) | Target::Gateway(_) | Target::Appliance(_) | Target::Opaque => None,
        }
    }

    /// NAT-1 to NAT-5: by a NAT gateway in a subnet, and on from there.
    fn translated(&self, nat: Ix, at: usize, there: Mask<W>, home: Mask<W>) -> Option<Passed> {
        let nothing = Passed { there: Mask::NONE, back: Mask::NONE, far: None };
        let gateway = self.net.interfaces.get(self.net.nats.get(nat as usize)?.interface? as usize)?;
        if gateway.odd || self.near.v6 {
            return None;
        }
        let segment = self.net.segments.get(gateway.segment as usize)?;
        let acl = self.acl(segment.acl)?;
        let carried: Mask<W> = self.span.carried();
        let there = there & self.of_class(&acl.ingress, &self.services) & carried;
        let there = there & self.entries(segment.acl, true, true)[at];
        let own = gateway.primary.filter(|it| it >> 32 == 0xffff)?;
        if there.is_empty() || !gateway.fact.running {
            return Some(nothing);
        }
        let mapped = gateway.public.iter().any(|it| it.0 == own);
        let taken = match self.targets(segment.table)[at] {
            Won::None | Won::To(Target::Local | Target::Blackhole) => return Some(nothing),
            Won::To(Target::Edge(_)) if !mapped || segment.blocked == BlockMode::Both => {
                return Some(nothing);
            }
            Won::To(Target::Edge(edge)) => {
                self.net.edges.get(edge as usize).filter(|it| it.table.is_none())?;
                self.taken(at, false)
            }
            Won::To(Target::Door(door)) => {
                let service = self.net.doors.get(door as usize)?.service;
                (self.stretches[at].whose == Whose::Service(service)).then_some(())?;
                self.taken(at, true)
            }
            Won::Tie
            | Won::To(
                Target::Exit(_)
                | Target::Nat(_)
                | Target::Appliance(_)
                | Target::Peering(_)
                | Target::Hub(_)
                | Target::Gateway(_)
                | Target::Opaque,
            ) => return None,
        };
        let needs = self.span.needs::<W>(&Behaviour::unknown_client());
        let far = answered(self.entries(segment.acl, false, false)[at], &needs);
        // In the translator's own subnet the table leads back to the translator, so that nothing gets here from there.
        let (net, book) = (self.net, &self.index.book);
        let spot = Spot { net, book, boundary: self.near.boundary, hubs: None, answers: true };
        let leads = won(spot, segment.table, self.near);
        let own = self.near.classes.iter().position(|it| it.address == self.class.address)?;
        let back = match leads.get(own)? {
            Won::To(Target::Local) => home & self.of_class(&acl.egress, &self.answers),
            Won::None
            | Won::To(Target::Blackhole | Target::Nat(_) | Target::Door(_) | Target::Peering(_)) => {
                Mask::NONE
            }
            Won::Tie | Won::To(_) => return None,
        };
        Some(Passed { there: there & taken, back, far: Some(far) })
    }
}
