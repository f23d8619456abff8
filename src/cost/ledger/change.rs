//! What hangs on changed values, written anew.

use super::{Charge, Decimal, Ledger, Price};
use crate::{
    base::{ConnectionId, NodeId},
    cost::transfer::{Carried, Ways},
    model::{Model, readers::Readers, site::Index},
};
use std::collections::BTreeSet;

/// What got other values, while nothing was added, moved or joined otherwise, and the workload stayed.
#[derive(Debug, Default)]
pub struct Changed<'c> {
    /// Resources.
    pub nodes: Vec<&'c NodeId>,
    /// Connections.
    pub connections: Vec<&'c ConnectionId>,
    /// Whether bytes may take other ways.
    pub ways: bool,
}

impl Ledger<'_> {
    /// Takes in what changed. `readers` says who looks at whom among the resources.
    pub fn change(
        &mut self,
        (model, index): (&Model, &Index),
        ways: &Ways,
        changed: &Changed<'_>,
        readers: &mut Readers,
    ) {
        let whole = self.flow.is_whole();
        let mut stale = self.place_changes(model, changed, readers);
        let again = self.flow.again(&self.plan, stale.own.iter().copied());
        if !whole || !self.flow.is_whole() {
            *self = Self::of((model, index), self.book, ways, &self.terms, Some(readers));
            return;
        }
        stale.all.extend(again.iter().flat_map(|link| {
            let link = &self.plan.links[*link];
            [link.from, link.to]
        }));
        if changed.ways || stale.bytes || !again.is_empty() {
            let carried = Carried::of(&self.plan, &self.flow, ways);
            stale.all.extend(carried.differs(&self.carried));
            self.carried = carried;
        }
        let all: Vec<usize> = stale.all.into_iter().collect();
        let before: Vec<Vec<Charge>> =
            all.iter().map(|at| std::mem::take(&mut self.entries[*at].charges)).collect();
        self.read_meters((model, index), &all, Some(readers));
        let (mut anew, mut accounts) = (BTreeSet::new(), vec![false; self.accounts.all.len()]);
        for (at, before) in all.into_iter().zip(before) {
            let now = &self.entries[at].charges;
            let said = |it: &Charge| (it.component, it.quantity, it.basis, it.account);
            let same = |(one, other): (&Charge, &Charge)| said(one) == said(other);
            if now.len() == before.len() && now.iter().zip(&before).all(same) {
                self.entries[at].charges = before;
                continue;
            }
            before.iter().chain(now).for_each(|it| accounts[it.account] = true);
            anew.insert(at);
        }
        anew.extend(self.refill(&accounts));
        self.rewrite(&anew);
        self.add_up((model, index));
    }

    /// Puts the changes into the plan.
    fn place_changes(&mut self, model: &Model, changed: &Changed<'_>, readers: &Readers) -> Stale {
        let mut stale = Stale::default();
        let nodes =
            changed.nodes.iter().filter_map(|id| Some((self.plan.place(id)?, model.shared_node(id)?)));
        for (at, node) in nodes.collect::<Vec<_>>() {
            let transfer = self.plan.nodes[at].transfer;
            self.plan.change_node(at, node.clone());
            stale.bytes |= self.plan.nodes[at].transfer != transfer;
            stale.own.insert(at);
        }
        for id in &changed.connections {
            let Some((which, connection)) = self.plan.link(id).zip(model.shared_connection(id)) else {
                continue;
            };
            self.plan.change_link(which, connection.clone());
            let link = &self.plan.links[which];
            stale.bytes = true;
            stale.own.extend([link.from, link.to]);
        }
        stale.all.clone_from(&stale.own);
        stale.all.extend(stale.own.iter().flat_map(|at| readers.of(*at)));
        stale
    }

    /// Fills the bands of some accounts again, and says at which resources that makes other lines.
    fn refill(&mut self, stale: &[bool]) -> Vec<usize> {
        let before: Vec<Option<Decimal>> = self.accounts.all.iter().map(|it| it.present).collect();
        let charges =
            self.entries.iter().enumerate().flat_map(|(at, it)| it.charges.iter().map(move |it| (at, it)));
        let starts: Vec<(usize, Decimal)> =
            charges.filter(|(_, it)| stale[it.account]).map(|(at, it)| (at, it.start)).collect();
        self.fill(stale);
        let now = self.accounts.all.iter().map(|it| it.present);
        let repriced: Vec<bool> = now.zip(before).map(|(now, before)| now != before).collect();
        let charges = self.entries.iter().flat_map(|it| &it.charges).filter(|it| stale[it.account]);
        let moved = charges.zip(starts).filter(|(it, (_, start))| {
            repriced[it.account]
                || it.start != *start
                    && self.accounts.all[it.account].price.is_some_and(|price| !same_band(price, it, *start))
        });
        moved.map(|(_, (at, _))| at).collect()
    }

    /// Writes the lines of some resources anew.
    fn rewrite(&mut self, anew: &BTreeSet<usize>) {
        if anew.is_empty() {
            return;
        }
        let mut old = std::mem::take(&mut self.bill.lines).into_iter();
        let mut lines = Vec::with_capacity(old.len() + anew.len());
        let mut kept = 0;
        for at in anew {
            let before = self.entries[kept..*at].iter().map(|it| it.lines).sum();
            lines.extend(old.by_ref().take(before));
            old.by_ref().take(self.entries[*at].lines).for_each(drop);
            let known = lines.len();
            self.write(*at, &mut lines);
            self.entries[*at].lines = lines.len() - known;
            kept = at + 1;
        }
        lines.extend(old);
        self.bill.lines = lines;
    }
}

/// Resources to look at again.
#[derive(Default)]
struct Stale {
    /// Those that changed, or are at an end of what changed.
    own: BTreeSet<usize>,
    /// Those that hang on them too.
    all: BTreeSet<usize>,
    /// Whether bytes cost otherwise.
    bytes: bool,
}

/// Whether a charge that began elsewhere lay whole in the band in which it lies whole now.
fn same_band(price: &Price, charge: &Charge, before: Decimal) -> bool {
    if price.flat().is_some() {
        return true;
    }
    let band = |start: Decimal| {
        let from = price.units(start);
        let to = from.saturating_add(price.units(charge.quantity));
        let at = price.bands.iter().position(|band| band.up_to.is_none_or(|up_to| to <= up_to))?;
        let below = at.checked_sub(1).and_then(|below| price.bands[below].up_to);
        below.is_none_or(|below| below <= from).then_some(at)
    };
    band(before).is_some_and(|at| band(charge.start) == Some(at))
}
