//! Answers of one revision, each made on first need, and which of them an edit leaves standing.
//!
//! An edit that gives things other values, and adds, moves and joins nothing, changes what the network is made of only
//! where a resource looks at what changed. Whoever might is known ([`Readers`]); if they state the same facts before
//! and after, packets do the same. The bill takes in what changed.

use super::{Placed, Ruling, Spent, past::Past};
use crate::{
    base::{ConnectionId, Gather as _, NodeId},
    cost::{Bill, Book, Changed, Ledger, Terms},
    diag::{Finding, Severity},
    model::{
        Model,
        connection::Connection,
        edit::Patch,
        fact::{self, CallFact, NetFact},
        readers::Readers,
        selector::End,
        site::{Index, Reads, Site},
    },
    net::{Judgement, Network, Verdict, judge, judged_alike},
};
use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

/// Answers of one revision.
#[derive(Debug, Default)]
pub(super) struct Answers {
    pub index: OnceCell<Rc<Index>>,
    pub network: OnceCell<Rc<Network>>,
    pub findings: OnceCell<Rc<Vec<Finding>>>,
    pub books: OnceCell<Books>,
    pub ways: OnceCell<Rc<BTreeMap<ConnectionId, Vec<fact::Way>>>>,
    pub public: OnceCell<Rc<BTreeSet<NodeId>>>,
    pub judgements: OnceCell<Rc<BTreeMap<ConnectionId, Judgement>>>,
    pub badges: OnceCell<Rc<BTreeMap<NodeId, (usize, Severity)>>>,
    pub spent: OnceCell<Rc<BTreeMap<NodeId, Spent>>>,
    pub inside: OnceCell<Rc<BTreeMap<NodeId, Spent>>>,
    pub rulings: OnceCell<Vec<Ruling>>,
    pub placed: OnceCell<Vec<End>>,
    pub places: OnceCell<Vec<Placed>>,
}

/// The books of the drawn workload, and who looks at whom.
#[derive(Debug)]
pub(super) struct Books {
    pub ledger: Ledger<'static>,
    readers: Readers,
}

fn lend<T>(answer: &OnceCell<Rc<T>>) -> OnceCell<Rc<T>> {
    answer.get().cloned().map(OnceCell::from).unwrap_or_default()
}

type Stated = (Vec<NetFact>, Vec<CallFact>);

impl Books {
    pub fn of(model: &Model, index: &Index, ways: &BTreeMap<ConnectionId, Vec<fact::Way>>) -> Self {
        let mut readers = Readers::among(index.places().clone());
        let all: Vec<usize> = (0..readers.places().ids().len()).collect();
        stated((model, index), &all, &mut readers);
        let terms = Terms::default();
        let ledger = Ledger::of((model, index), Book::standard(), ways, &terms, Some(&mut readers));
        Self { ledger, readers }
    }

    /// The places of what a patch touched, and of whoever looks at that.
    fn hanging_on(&self, patch: &Patch) -> Vec<usize> {
        let ends = patch.connections().filter_map(|(_, _, now)| now?.ends());
        let touched = patch.changed().chain(ends.flat_map(|(from, to)| [from, to]));
        let touched: BTreeSet<usize> = touched.filter_map(|id| self.readers.places().get(id)).gather();
        let looking = touched.iter().flat_map(|at| self.readers.of(*at));
        touched.iter().copied().chain(looking).gather::<BTreeSet<_>>().into_iter().collect()
    }
}

/// What some resources state, and takes note of whom they look at for it.
fn stated((model, index): (&Model, &Index), places: &[usize], readers: &mut Readers) -> Vec<Stated> {
    let reads = Reads::default();
    let (mut all, mut noted) = (Vec::with_capacity(places.len()), Vec::with_capacity(places.len()));
    for place in places {
        let id = &readers.places().ids()[*place];
        let resource = model.node(id).map(|node| node.resource.as_resource());
        let site = Site::new(model, index, id).noting(&reads);
        all.push(resource.map_or_else(Stated::default, |it| (it.net_facts(site), it.call_facts(site))));
        noted.push((*place, reads.take()));
    }
    readers.note(noted);
    all
}

impl Answers {
    /// What still holds after a patch was put into the model: what came after it, or what was before it. And the bill,
    /// if that is no longer right.
    pub fn over(
        mut self,
        model: &mut Model,
        patch: &Patch,
        after: bool,
        past: &mut Past,
    ) -> (Self, Option<Bill>) {
        let kept = self.kept(model, patch, after).unwrap_or_default();
        let bill = self.books.get_mut().map(|it| it.ledger.take_bill());
        past.take(self);
        (kept, bill)
    }

    /// Takes what still holds.
    fn kept(&mut self, model: &mut Model, patch: &Patch, after: bool) -> Option<Self> {
        if !patch.is_values_only() {
            return None;
        }
        let (index, books) = (self.index.take()?, self.books.get_mut()?);
        let places = books.hanging_on(patch);
        patch.put(model, !after);
        let before = stated((model, &index), &places, &mut books.readers);
        patch.put(model, after);
        let now = stated((model, &index), &places, &mut books.readers);
        let mut new = Self::default();
        if before == now {
            let (network, mut judgements, mut ways) =
                (self.network.take(), self.judgements.take(), self.ways.take());
            if let (Some(network), Some(judgements), Some(ways)) = (&network, &mut judgements, &mut ways) {
                let judged = patch
                    .connections()
                    .filter(|(_, old, new)| old.zip(*new).is_none_or(|(old, new)| !judged_alike(old, new)));
                let mut rejudged = false;
                for (id, ..) in judged {
                    let (judgements, ways) = (Rc::make_mut(judgements), Rc::make_mut(ways));
                    let judgement = judge(network, model, &index, model.connection(id)?);
                    match ways_of(network, &judgement) {
                        Some(own) => ways.insert(id.clone(), own),
                        None => ways.remove(id),
                    };
                    judgements.insert(id.clone(), judgement);
                    rejudged = true;
                }
                if !patch.is_of_workload() {
                    let nodes = patch.changed().collect();
                    let connections = patch.connections().map(|(id, ..)| id).collect();
                    let changed = Changed { nodes, connections, ways: rejudged };
                    books.ledger.change((model, &index), ways, &changed, &mut books.readers);
                    new.books = self.books.take().map(OnceCell::from).unwrap_or_default();
                }
            }
            new.network = network.map(OnceCell::from).unwrap_or_default();
            new.judgements = judgements.map(OnceCell::from).unwrap_or_default();
            new.ways = ways.map(OnceCell::from).unwrap_or_default();
            new.public = std::mem::take(&mut self.public);
            new.placed = std::mem::take(&mut self.placed);
            new.places = std::mem::take(&mut self.places);
        }
        new.index = index.into();
        Some(new)
    }
}

impl Answers {
    /// What holds of another model too, which a patch made of this one: where values alone changed and every resource
    /// states what it stated, packets do the same. Nothing is copied.
    pub fn lent(&self, (before, after): (&Model, &Model), patch: &Patch) -> Self {
        let mut lent = Self::default();
        let (Some(index), true) = (self.index.get(), patch.is_values_only()) else { return lent };
        lent.index = index.clone().into();
        let alike = |(_, old, new): (_, Option<&Connection>, Option<&Connection>)| {
            old.zip(new).is_some_and(|(old, new)| judged_alike(old, new))
        };
        let Some(books) = self.books.get().filter(|_| patch.connections().all(alike)) else { return lent };
        let places = books.readers.places();
        let stated = |model: &Model, at: &usize| {
            let id = &places.ids()[*at];
            let resource = model.node(id).map(|node| node.resource.as_resource());
            let site = Site::new(model, index, id);
            resource.map_or_else(Stated::default, |it| (it.net_facts(site), it.call_facts(site)))
        };
        if books.hanging_on(patch).iter().all(|at| stated(before, at) == stated(after, at)) {
            lent.network = lend(&self.network);
            lent.judgements = lend(&self.judgements);
            lent.ways = lend(&self.ways);
        }
        lent
    }
}

/// The ways that a judged connection's packets take; none at all if they do not get there, and nothing if the model
/// does not say.
pub(super) fn ways_of(network: &Network, judgement: &Judgement) -> Option<Vec<fact::Way>> {
    let (question, answer) = (judgement.question.as_ref()?, judgement.packets.as_ref()?);
    if answer.verdict == Verdict::Unknown {
        return None;
    }
    Some(network.ways(question, judgement.calls, answer))
}
