//! The third engine: what `bulk` says of a pair of interfaces, beside what `prop` says of the same packets.

use super::{Slice, atoms::Atom};
use plat::net::{
    bulk::{Index, Verdict},
    graph::{Finish, Ix, Net},
    ranges::Ranges,
};

/// The index of a network, and where its atoms are in it.
pub struct Rows {
    index: Index,
    /// For each pair of planes, family, protocol and atom: the bit. In the order of [`super::Atoms`].
    bits: Vec<Option<Vec<Vec<usize>>>>,
}

/// What bulk says of one pair of addresses.
pub enum Row {
    /// It leaves the pair to `prop`.
    Asked,
    /// It says of each service whether it passes on all client ports, and on some.
    Said {
        /// The pair of planes; none: there is no way.
        pair: Option<usize>,
        /// On all client ports, and on some, under some choice of the provider's.
        may: Box<[[u64; 8]; 2]>,
        /// The same under every choice.
        must: Box<[[u64; 8]; 2]>,
    },
}

impl Rows {
    /// Of a network.
    pub fn of(net: &Net) -> Self {
        let index = Index::of(net, usize::MAX);
        let bits = index.pairs().iter().map(|_| None).collect();
        Self { index, bits }
    }

    /// The class of an interface by one of its addresses.
    fn place(&self, net: &Net, at: Ix, address: u128) -> Option<(u32, u32)> {
        let v6 = !super::is_v4(address);
        let planes = &self.index.ground().planes;
        let places: Vec<(u32, u32)> = self
            .index
            .ground()
            .places(at)
            .iter()
            .copied()
            .filter(|it| planes[it.0 as usize].v6 == v6)
            .collect();
        if let [one] = places.as_slice() {
            return Some(*one);
        }
        // Several: classes and addresses are both in order.
        let own = net.interfaces[at as usize].addresses.spans().iter();
        let own: Vec<u128> = own.flat_map(|it| it.0..=it.1).filter(|it| super::is_v4(*it) != v6).collect();
        let which = own.iter().position(|it| *it == address)?;
        (own.len() == places.len()).then(|| places.get(which).copied()).flatten()
    }

    /// What is said of a pair; none if that cannot be asked.
    pub fn row(&self, net: &Net, from: (Ix, u128), to: (Ix, u128)) -> Option<Row> {
        let (one, other) = (self.place(net, from.0, from.1)?, self.place(net, to.0, to.1)?);
        Some(match self.index.pair(net, one, other) {
            Verdict::Nothing => Row::Said { pair: None, may: Box::default(), must: Box::default() },
            Verdict::Asked => Row::Asked,
            Verdict::Services { pair, full, some, sure } => {
                Row::Said { pair: Some(pair), may: Box::new([full, some]), must: Box::new(sure) }
            }
        })
    }

    /// Where the atoms of a family are among those of a pair of planes.
    pub fn learn(&mut self, pair: usize, atoms: &[(u8, Vec<Atom>)]) {
        if self.bits[pair].is_some() {
            return;
        }
        let all = self.index.span(pair).map(|it| it.services.all.clone()).unwrap_or_default();
        let bit = |protocol: u8, atom: &Atom| {
            all.iter().position(|it| it.holds(protocol, atom.0)).unwrap_or(usize::MAX)
        };
        let own = atoms.iter().map(|(protocol, its)| its.iter().map(|it| bit(*protocol, it)).collect());
        self.bits[pair] = Some(own.collect());
    }

    /// What is said of an atom.
    pub fn said(&self, row: &Row, protocol: usize, atom: usize) -> Option<Passes> {
        let Row::Said { pair, may, must } = row else { return None };
        let Some(pair) = pair else { return Some(Passes::default()) };
        let at = *self.bits.get(*pair)?.as_ref()?.get(protocol)?.get(atom)?;
        let bit = |mask: &[u64; 8]| mask.get(at / 64).is_some_and(|it| it >> (at % 64) & 1 == 1);
        Some(Passes { may: may.each_ref().map(bit), must: must.each_ref().map(bit) })
    }
}

/// Whether a service passes on all of a client's ports, and on some.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Passes {
    /// Under some choice of the provider's.
    pub may: [bool; 2],
    /// Under every choice. On some: under each choice on some port, which need not be the same one.
    pub must: [bool; 2],
}

impl Passes {
    /// Whether `bulk` may say `self` where `prop` says `other`.
    pub fn agrees(&self, other: &Self) -> bool {
        self.may == other.may && self.must[0] == other.must[0] && (self.must[1] || !other.must[1])
    }
}

/// The same of `prop`.
pub fn pushed(slice: &Slice<'_>, to: Ix, ported: bool, port: u16, client: &Ranges) -> Passes {
    let Some((_, boxes)) = slice.may.iter().find(|it| it.0 == Finish::Interface(to)) else {
        return Passes::default();
    };
    let at_port = |boxes: &super::Boxes<'_>| {
        let here = boxes.iter().filter(|it| it.0.holds(port.into())).map(|it| it.1);
        here.fold(Ranges::EMPTY, |all, ports| all.union(&ports.intersect(client)))
    };
    let (may, lost) = (at_port(boxes), at_port(&slice.lost));
    // Under another choice it may end elsewhere.
    let others = slice.may.iter().filter(|it| it.0 != Finish::Interface(to));
    let must = others.fold(may.subtract(&lost), |all, it| all.subtract(&at_port(&it.1)));
    let said = |ports: &Ranges| {
        let some = !ports.is_empty();
        [some && (!ported || ports.covers(client)), some]
    };
    Passes { may: said(&may), must: said(&must) }
}
