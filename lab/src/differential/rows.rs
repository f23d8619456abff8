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
        /// See [`Verdict::Services`].
        full: [u64; 8],
        /// See [`Verdict::Services`].
        some: [u64; 8],
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
        // A peering connection whose other end is not in the model: bulk says that nothing of the model is there.
        let beyond = net.peerings.iter().any(|it| it.between.contains(&None));
        Some(match self.index.pair(net, one, other) {
            Verdict::Nothing if beyond => Row::Asked,
            Verdict::Services { .. } if beyond => Row::Asked,
            Verdict::Nothing => Row::Said { pair: None, full: [0; 8], some: [0; 8] },
            Verdict::Asked => Row::Asked,
            Verdict::Services { pair, full, some, .. } => Row::Said { pair: Some(pair), full, some },
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

    /// Whether a service passes on all client ports, and on some.
    pub fn said(&self, row: &Row, protocol: usize, atom: usize) -> Option<(bool, bool)> {
        let Row::Said { pair, full, some } = row else { return None };
        let Some(pair) = pair else { return Some((false, false)) };
        let at = *self.bits.get(*pair)?.as_ref()?.get(protocol)?.get(atom)?;
        let bit = |mask: &[u64; 8]| mask.get(at / 64).is_some_and(|it| it >> (at % 64) & 1 == 1);
        Some((bit(full), bit(some)))
    }
}

/// The same of `prop`: on all ports of a client, and on some.
pub fn pushed(slice: &Slice<'_>, to: Ix, ported: bool, port: u16, client: &Ranges) -> (bool, bool) {
    let Some((_, boxes)) = slice.may.iter().find(|it| it.0 == Finish::Interface(to)) else {
        return (false, false);
    };
    let here = boxes.iter().filter(|it| it.0.holds(port.into())).map(|it| it.1);
    let mut all = Ranges::EMPTY;
    for ports in here {
        if !ported || ports.covers(client) {
            return (true, true);
        }
        all = all.union(&ports.intersect(client));
    }
    (!all.is_empty() && all.covers(client), !all.is_empty())
}
