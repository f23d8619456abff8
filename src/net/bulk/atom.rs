//! Services that no rule tells apart: the bits of the masks.

use super::{
    behaviour::Behaviour,
    ground::Ground,
    mask::Mask,
    plane::Plane,
    rule::{Book, Traffic},
};
use crate::{
    base::{PortRange, Protocol},
    net::graph::Ix,
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Packets that no rule between two VPCs tells apart: every protocol of some with every port of some.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Atom {
    /// Spans of protocols.
    pub protocols: Vec<(u8, u8)>,
    /// Spans of destination ports; types and codes for ICMP.
    pub ports: Vec<(u16, u16)>,
}

impl Atom {
    /// A packet of it.
    pub fn one(&self) -> (u8, u16) {
        (self.protocols.first().map_or(0, |it| it.0), self.ports.first().map_or(0, |it| it.0))
    }

    /// Whether a packet is of it.
    pub fn holds(&self, protocol: u8, port: u16) -> bool {
        self.protocols.iter().any(|it| (it.0..=it.1).contains(&protocol))
            && self.ports.iter().any(|it| (it.0..=it.1).contains(&port))
    }
}

/// Protocols and ports that no traffic cuts.
struct Piece {
    /// The protocol, if ports mean something.
    ported: Option<u8>,
    protocols: (u8, u8),
    ports: (u16, u16),
}

/// Protocols with ports, or with types and codes in their place: ICMP, TCP, UDP, ICMPv6.
const PORTED: [u8; 4] = [1, 6, 17, 58];

/// What ping sends, and what comes back: of IPv4, of IPv6.
const ECHO: [(u8, u16, u16); 2] = [(1, 8 << 8, 0), (58, 128 << 8, 129 << 8)];

/// The atoms of some traffics.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Atoms {
    /// In the order of protocol and port of their first packet.
    pub all: Arc<[Atom]>,
}

impl Atoms {
    /// Splits all packets so that each of the traffics is a union of atoms, as few as can be.
    fn of(traffics: &[Traffic]) -> Self {
        let mut protocols: Vec<u16> = vec![0];
        let cut = |at: u16, out: &mut Vec<u16>| {
            if at < 256 {
                out.push(at);
            }
        };
        for one in traffics {
            cut(one.protocols.0.into(), &mut protocols);
            cut(u16::from(one.protocols.1) + 1, &mut protocols);
        }
        for one in PORTED {
            cut(one.into(), &mut protocols);
            cut(u16::from(one) + 1, &mut protocols);
        }
        protocols.sort_unstable();
        protocols.dedup();
        // What speaks of each stretch of ports of each span of protocols: bits by traffic, in rows of so many words.
        let words = traffics.len().div_ceil(64).max(1);
        let mut pieces: Vec<Piece> = Vec::new();
        let mut speakers: Vec<u64> = Vec::new();
        let (mut here, mut ports): (Vec<(usize, &Traffic)>, Vec<u32>) = (Vec::new(), Vec::new());
        let byte = |n: u16| u8::try_from(n).unwrap_or(u8::MAX);
        let port = |n: u32| u16::try_from(n).unwrap_or(u16::MAX);
        for (at, first) in protocols.iter().enumerate() {
            let span = (byte(*first), byte(protocols.get(at + 1).map_or(255, |next| next - 1)));
            here.clear();
            let all = traffics.iter().enumerate();
            here.extend(all.filter(|(_, it)| (it.protocols.0..=it.protocols.1).contains(&span.0)));
            let ported = PORTED.contains(&span.0).then_some(span.0);
            ports.clear();
            ports.push(0);
            if ported.is_some() {
                ports.extend(here.iter().flat_map(|(_, it)| [it.ports.0.into(), u32::from(it.ports.1) + 1]));
                ports.retain(|it| *it <= u32::from(u16::MAX));
                ports.sort_unstable();
                ports.dedup();
            }
            for (at, first) in ports.iter().enumerate() {
                let last = ports.get(at + 1).map_or(u32::from(u16::MAX), |next| next - 1);
                let (first, last) = (port(*first), port(last));
                pieces.push(Piece { ported, protocols: span, ports: (first, last) });
                let row = speakers.len();
                speakers.resize(row + words, 0);
                for (at, _) in here.iter().filter(|(_, it)| it.ports.0 <= first && first <= it.ports.1) {
                    if let Some(word) = speakers.get_mut(row + at / 64) {
                        *word |= 1 << (at % 64);
                    }
                }
            }
        }
        let mut known: BTreeMap<(Option<u8>, &[u64]), usize> = BTreeMap::new();
        let mut all: Vec<Atom> = Vec::new();
        for (piece, speakers) in pieces.iter().zip(speakers.chunks_exact(words)) {
            let atom = *known.entry((piece.ported, speakers)).or_insert_with(|| {
                all.push(Atom::default());
                all.len() - 1
            });
            let atom = &mut all[atom];
            if piece.ported.is_none() || atom.protocols.is_empty() {
                atom.protocols.push(piece.protocols);
            }
            if piece.ported.is_some() || atom.ports.is_empty() {
                atom.ports.push(piece.ports);
            }
        }
        Self { all: all.into() }
    }

    /// The atoms of a traffic.
    fn mask<const W: usize>(&self, traffic: Traffic) -> Mask<W> {
        let inside = self.all.iter().enumerate().filter(|(_, atom)| {
            let (protocol, port) = atom.one();
            traffic.holds(protocol, port)
        });
        inside.fold(Mask::NONE, |mask, (at, _)| mask.with(at))
    }
}

/// Atoms by what they are made of. Most pairs of VPCs speak of the same traffics, and an edit seldom changes that.
#[derive(Debug, Default)]
pub struct Shelf(Mutex<BTreeMap<Vec<Traffic>, Atoms>>);

/// More than this are forgotten.
const SHELF_MAX: usize = 256;

impl Shelf {
    fn atoms(&self, traffics: &[Traffic]) -> Atoms {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(atoms) = known.get(traffics) {
            return atoms.clone();
        }
        if known.len() >= SHELF_MAX {
            known.clear();
        }
        let atoms = Atoms::of(traffics);
        known.insert(traffics.to_vec(), atoms.clone());
        atoms
    }
}

/// The atoms between two planes: of services, and of answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// What is asked for.
    pub services: Atoms,
    /// What comes back, by the client's port.
    pub answers: Atoms,
    /// The traffics that groups and network ACLs speak of, by number, in order.
    pub forward: Vec<u32>,
    /// The traffics that network ACLs speak of to answers.
    pub back: Vec<u32>,
    /// What the atoms of services and of answers are made of.
    made_of: [Vec<Traffic>; 2],
}

/// What one traffic is, by its number: an array with holes.
pub type Masks<const W: usize> = Vec<Mask<W>>;

/// Which answers some services need: any of these, or for all ports of the client all of these.
#[derive(Clone, Copy, Debug)]
pub struct Need<const W: usize> {
    /// The services.
    pub services: Mask<W>,
    /// Their answers.
    pub answers: Mask<W>,
}

impl Span {
    /// The atoms that the rules between two planes tell apart.
    pub fn of(book: &Book, ground: &Ground, from: &Plane, to: &Plane) -> Self {
        Self::with(book, ground, from, to, &[])
    }

    /// The atoms of both, of the same numbers of traffics.
    pub fn joined(&self, other: &Self) -> Self {
        fn union<T: Ord + Copy>(a: &[T], b: &[T]) -> Vec<T> {
            let mut all = [a, b].concat();
            all.sort_unstable();
            all.dedup();
            all
        }
        if self.same(other) {
            let (forward, back) = (union(&self.forward, &other.forward), union(&self.back, &other.back));
            return Self { forward, back, ..self.clone() };
        }
        let [services, answers] = [0, 1].map(|at| union(&self.made_of[at], &other.made_of[at]));
        Self {
            services: Atoms::of(&services),
            answers: Atoms::of(&answers),
            forward: union(&self.forward, &other.forward),
            back: union(&self.back, &other.back),
            made_of: [services, answers],
        }
    }

    /// Whether bits mean the same.
    pub fn same(&self, other: &Self) -> bool {
        self.services == other.services && self.answers == other.answers
    }

    /// The same if some traffics were spoken of besides.
    pub fn with(book: &Book, ground: &Ground, from: &Plane, to: &Plane, besides: &[u32]) -> Self {
        Self::made(book, ground, (from, to), besides, None)
    }

    /// The atoms between a plane and what lies outside, with some network ACLs on the way.
    pub fn outward(book: &Book, ground: &Ground, near: &Plane, outside: &Plane, acls: &[Ix]) -> Self {
        Self::made(book, ground, (near, outside), &[], Some(acls))
    }

    fn made(
        book: &Book,
        ground: &Ground,
        (from, to): (&Plane, &Plane),
        besides: &[u32],
        outside: Option<&[Ix]>,
    ) -> Self {
        // Which are spoken of, by number: of services, of answers. Sorting lists of them takes longer.
        let mut spoken = vec![[false; 2]; book.traffics.len()];
        let mut speak = |traffic: u32, of: usize| {
            if let Some(spoken) = spoken.get_mut(traffic as usize) {
                spoken[of] = true;
            }
        };
        besides.iter().for_each(|it| speak(*it, 0));
        for group in from.groups.iter().filter_map(|it| book.groups.get(*it as usize)) {
            group.egress.iter().for_each(|it| speak(it.traffic, 0));
        }
        for group in to.groups.iter().filter_map(|it| book.groups.get(*it as usize)) {
            group.ingress.iter().for_each(|it| speak(it.traffic, 0));
        }
        for acl in from.acls.iter().filter_map(|it| book.acls.get(*it as usize)) {
            acl.egress.iter().for_each(|it| speak(it.traffic, 0));
            acl.ingress.iter().for_each(|it| speak(it.traffic, 1));
        }
        for acl in to.acls.iter().filter_map(|it| book.acls.get(*it as usize)) {
            acl.ingress.iter().for_each(|it| speak(it.traffic, 0));
            acl.egress.iter().for_each(|it| speak(it.traffic, 1));
        }
        if from.boundary != to.boundary && !(from.hubs.is_empty() && to.hubs.is_empty()) {
            // NACL-6: those of an attachment's subnets see packets both ways.
            let acls = from.hub_acls.iter().chain(&to.hub_acls);
            let entries = acls.filter_map(|it| book.acls.get(*it as usize));
            for entry in entries.flat_map(|it| it.ingress.iter().chain(&it.egress)) {
                [0, 1].iter().for_each(|of| speak(entry.traffic, *of));
            }
        }
        if let Some(acls) = outside {
            // Both ways: out and in. All that those say of packets they may say of answers.
            let groups = from.groups.iter().filter_map(|it| book.groups.get(*it as usize));
            groups.for_each(|it| it.ingress.iter().for_each(|it| speak(it.traffic, 0)));
            let acls = from.acls.iter().chain(acls).filter_map(|it| book.acls.get(*it as usize));
            for entry in acls.flat_map(|it| it.ingress.iter().chain(&it.egress)) {
                [0, 1].iter().for_each(|of| speak(entry.traffic, *of));
            }
        }
        let list = |of: usize| (0..).zip(&spoken).filter(move |it| it.1[of]).map(|it| it.0).collect();
        let (forward, back): (Vec<u32>, Vec<u32>) = (list(0), list(1));
        let named = |list: &[u32]| list.iter().map(|it| book.traffics.get(*it)).collect::<Vec<_>>();
        let (mut services, mut answers) = (named(&forward), named(&back));
        // What answers tell apart by protocol, services must: ESP from AH, say.
        services.extend(answers.iter().map(|it| Traffic { ports: (0, u16::MAX), ..*it }));
        services.extend(ECHO.map(|it| Traffic { protocols: (it.0, it.0), ports: (it.1, it.1) }));
        answers.extend(ECHO.map(|it| Traffic { protocols: (it.0, it.0), ports: (it.2, it.2) }));
        let behaviours = |plane: &Plane| {
            let mut behaviours: Vec<u32> = plane.profiles.iter().map(|it| it.behaviour).collect();
            behaviours.sort_unstable();
            behaviours.dedup();
            behaviours
        };
        for behaviour in behaviours(from).iter().filter_map(|it| ground.behaviours.get(*it as usize)) {
            services.extend(behaviour.protocols.iter().map(|it| traffic(*it, PortRange::ALL)));
            answers.extend([6, 17].map(|it| traffic(Protocol::Number(it), behaviour.ephemeral)));
        }
        for behaviour in behaviours(to).iter().filter_map(|it| ground.behaviours.get(*it as usize)) {
            let both = [Protocol::TCP, Protocol::UDP];
            let listens =
                behaviour.listens.iter().flat_map(|it| both.map(|protocol| traffic(protocol, it.1)));
            services.extend(listens);
            services.extend(behaviour.serves.iter().map(|it| traffic(Protocol::TCP, PortRange::one(*it))));
        }
        if outside.is_some() {
            let unknown = Behaviour::unknown_client().ephemeral;
            answers.extend([6, 17].map(|it| traffic(Protocol::Number(it), unknown)));
            services.extend([80, 443].map(|it| traffic(Protocol::TCP, PortRange::one(it))));
            for behaviour in behaviours(from).iter().filter_map(|it| ground.behaviours.get(*it as usize)) {
                let both = [Protocol::TCP, Protocol::UDP];
                let listens = behaviour.listens.iter().flat_map(|it| both.map(|one| traffic(one, it.1)));
                services.extend(listens);
            }
        }
        for list in [&mut services, &mut answers] {
            list.sort_unstable();
            list.dedup();
        }
        Self {
            services: book.shelf.atoms(&services),
            answers: book.shelf.atoms(&answers),
            forward,
            back,
            made_of: [services, answers],
        }
    }

    /// How many bits a mask needs.
    pub fn width(&self) -> usize {
        self.services.all.len().max(self.answers.all.len())
    }

    /// The services of each traffic by number.
    pub fn service_masks<const W: usize>(&self, book: &Book) -> Masks<W> {
        masks(&self.services, &self.forward, book)
    }

    /// The answers of each traffic by number.
    pub fn answer_masks<const W: usize>(&self, book: &Book) -> Masks<W> {
        masks(&self.answers, &self.back, book)
    }

    /// The services that a behaviour opens.
    pub fn opened<const W: usize>(&self, behaviour: &Behaviour) -> Mask<W> {
        let all = behaviour.protocols.iter();
        let named = all.fold(Mask::NONE, |mask, it| mask | self.services.mask(traffic(*it, PortRange::ALL)));
        let opened = if behaviour.protocols.is_empty() { self.every() } else { named };
        opened.when(behaviour.opens)
    }

    /// The services that a behaviour answers. Ports that listen say nothing of protocols without ports.
    pub fn taken<const W: usize>(&self, behaviour: &Behaviour) -> Mask<W> {
        let named = |all: &mut dyn Iterator<Item = (Protocol, PortRange)>| {
            all.fold(Mask::NONE, |mask, it| mask | self.services.mask(traffic(it.0, it.1)))
        };
        let ported = [Protocol::TCP, Protocol::UDP].map(|it| (it, PortRange::ALL));
        let taken = if !behaviour.serves.is_empty() {
            named(&mut behaviour.serves.iter().map(|it| (Protocol::TCP, PortRange::one(*it))))
        } else if behaviour.listens.is_empty() {
            self.every()
        } else {
            let others = self.every() & !named(&mut ported.into_iter());
            let ports = behaviour.listens.iter().filter(|it| it.0.has_ports() || it.0 == Protocol::All);
            others
                | named(&mut ports.copied().flat_map(|(protocol, ports)| {
                    let both = [Protocol::TCP, Protocol::UDP].into_iter();
                    both.filter(move |it| protocol == Protocol::All || protocol == *it)
                        .map(move |it| (it, ports))
                }))
        };
        taken.when(behaviour.takes && !behaviour.leads_on)
    }

    /// What a regional service answers at its ports (section 1.4); an echo too over a gateway endpoint (GWE-1).
    pub fn served<const W: usize>(&self, ports: &[u16], over_door: bool) -> Mask<W> {
        let tcp = ports.iter().map(|it| traffic(Protocol::TCP, PortRange::one(*it)));
        let echo = ECHO.map(|it| Traffic { protocols: (it.0, it.0), ports: (it.1, it.1) });
        let echo = echo.into_iter().filter(|_| over_door);
        tcp.chain(echo).fold(Mask::NONE, |mask, it| mask | self.services.mask(it))
    }

    /// What a NAT gateway carries (NAT-1).
    pub fn carried<const W: usize>(&self) -> Mask<W> {
        let all = [1, 6, 17].map(|it| Traffic { protocols: (it, it), ports: (0, u16::MAX) });
        all.into_iter().fold(Mask::NONE, |mask, it| mask | self.services.mask(it))
    }

    /// Every service there is.
    fn every<const W: usize>(&self) -> Mask<W> {
        (0..self.services.all.len()).fold(Mask::NONE, Mask::with)
    }

    /// Which answers the services of a client need (RET-3). TCP and UDP need some port of its range; an echo
    /// its reply; other messages of ICMP nothing; other protocols something of the same.
    pub fn needs<const W: usize>(&self, behaviour: &Behaviour) -> Vec<Need<W>> {
        let mut needs: Vec<(Need<W>, Traffic)> = Vec::new();
        for (at, atom) in self.services.all.iter().enumerate() {
            let (protocol, port) = atom.one();
            let echo = ECHO.iter().find(|it| it.0 == protocol);
            let answer = match (protocol, echo) {
                (6 | 17, _) => traffic(Protocol::Number(protocol), behaviour.ephemeral),
                (_, Some(echo)) if echo.1 == port => {
                    Traffic { protocols: (protocol, protocol), ports: (echo.2, echo.2) }
                }
                (_, Some(_)) => continue,
                (_, None) => Traffic { protocols: (protocol, protocol), ports: (0, u16::MAX) },
            };
            match needs.iter_mut().find(|it| it.1 == answer) {
                Some((need, _)) => need.services = need.services.with(at),
                None => {
                    let services = Mask::NONE.with(at);
                    let answers = if PORTED.contains(&protocol) {
                        self.answers.mask(answer)
                    } else {
                        let same = self.answers.all.iter().position(|it| it.holds(protocol, 0));
                        same.map_or(Mask::NONE, |it| Mask::NONE.with(it))
                    };
                    needs.push((Need { services, answers }, answer));
                }
            }
        }
        needs.into_iter().map(|it| it.0).collect()
    }

    /// Services that need no answer, and so no way back.
    pub fn one_way<const W: usize>(&self) -> Mask<W> {
        let all = self.services.all.iter().enumerate();
        let one_way = all.filter(|(_, atom)| {
            let (protocol, port) = atom.one();
            ECHO.iter().any(|it| it.0 == protocol && it.1 != port)
        });
        one_way.fold(Mask::NONE, |mask, (at, _)| mask.with(at))
    }
}

fn traffic(protocol: Protocol, ports: PortRange) -> Traffic {
    let protocols = match protocol {
        Protocol::All => (0, u8::MAX),
        Protocol::Number(number) => (number, number),
    };
    let ports = if protocol.has_ports() { (ports.first(), ports.last()) } else { (0, u16::MAX) };
    Traffic { protocols, ports }
}

fn masks<const W: usize>(atoms: &Atoms, used: &[u32], book: &Book) -> Masks<W> {
    let mut masks = vec![Mask::NONE; book.traffics.len()];
    for number in used {
        masks[*number as usize] = atoms.mask(book.traffics.get(*number));
    }
    masks
}
