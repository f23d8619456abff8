//! Which packets pass in one design and not in another.

use super::{Analysis, Packets, Placed, Question, Verdict};
use crate::{
    base::{Gather as _, PortRange, Protocol},
    model::selector::End,
    net::{Between, Renaming, traffic_set::TrafficSet},
};
use std::collections::{BTreeMap, BTreeSet};

/// A pair of ends between which something else passes than before.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// Where packets start.
    pub from: End,
    /// Where they go.
    pub to: End,
    /// Over IPv6 instead of IPv4.
    pub ipv6: bool,
    /// The verdict before, for packets of every protocol.
    pub old: Verdict,
    /// The verdict now.
    pub new: Verdict,
    /// The packets that pass now and did not.
    pub opens: Vec<Packets>,
    /// The packets that passed and do not now.
    pub closes: Vec<Packets>,
}

/// A pair of ends, and whether there is something to ask of it before and now.
#[derive(Clone, Debug)]
struct Pair {
    from: End,
    to: End,
    was: bool,
    is: bool,
    but: TrafficSet,
}

/// Two designs compared, one pair of ends at a time.
#[derive(Debug)]
pub struct Comparison {
    pairs: Vec<Pair>,
    at: usize,
    ipv6: bool,
    /// Addresses of the older design as the newer one has them, and the other way round.
    renamed: [Renaming; 2],
    /// What was found so far.
    pub turns: Vec<Turn>,
}

impl Comparison {
    /// Every pair of ends of two designs, but for some packets of each. An end that a design does not have sends and
    /// gets nothing there.
    pub fn new(old: &Analysis, new: &Analysis, ipv6: bool, but: &dyn Fn(&End, &End) -> TrafficSet) -> Self {
        fn by_end(places: &[Placed]) -> BTreeMap<&End, &Placed> {
            places.iter().map(|it| (&it.end, it)).collect()
        }
        let (before, now) = (by_end(old.places()), by_end(new.places()));
        let ends: BTreeSet<&End> = before.keys().chain(now.keys()).copied().gather();
        let able = |places: &BTreeMap<&End, &Placed>, from: &End, to: &End| {
            places.get(from).zip(places.get(to)).is_some_and(|(from, to)| from.may_reach(to))
        };
        let mut pairs = Vec::new();
        for (from, to) in ends.iter().flat_map(|from| ends.iter().map(move |to| (*from, *to))) {
            let (was, is) = (able(&before, from, to), able(&now, from, to));
            if was || is {
                pairs.push(Pair { from: from.clone(), to: to.clone(), was, is, but: but(from, to) });
            }
        }
        let renamed = [old.network().renaming(new.network()), new.network().renaming(old.network())];
        Self { pairs, at: 0, ipv6, renamed, turns: Vec::new() }
    }

    /// How many pairs are left.
    pub fn left(&self) -> usize {
        self.pairs.len() - self.at
    }

    /// Compares the next pair; false if there is none. The designs have to be the same every time.
    pub fn step(&mut self, old: &Analysis, new: &Analysis) -> bool {
        let Some(Pair { from, to, was, is, but }) = self.pairs.get(self.at).cloned() else { return false };
        self.at += 1;
        let told = |design: &Analysis, able: bool| {
            if able { design.network().between(&from, &to, self.ipv6) } else { Some(Between::default()) }
        };
        let rows = (told(old, was), told(new, is));
        let same = |(before, now): (&Between, &Between)| before.is_same(now, &self.renamed[0]);
        if rows.0.as_ref().zip(rows.1.as_ref()).is_some_and(same) {
            return true;
        }
        let all = Question::of(from.clone(), to.clone(), Protocol::All, PortRange::ALL);
        let question = Question { ipv6: self.ipv6, ..all };
        // Of every address that an end has: half of a load balancer may go dark.
        let ask = |design: &Analysis, told: Option<&Between>| {
            let ask = told.is_none_or(|it| !it.is_empty());
            let answer = ask.then(|| design.network().ask_all(&question).answer);
            answer.map_or((Verdict::Unreachable, TrafficSet::default()), |it| (it.verdict, it.set))
        };
        let (before, now) = (ask(old, rows.0.as_ref()), ask(new, rows.1.as_ref()));
        let [forth, back] = &self.renamed;
        let opens = new.network().said(&now.1.subtract(&forth.of(&before.1)).subtract(&but));
        let closes = old.network().said(&before.1.subtract(&back.of(&now.1)).subtract(&but));
        // A verdict that turned because of the packets that are left out is no news.
        if (but.is_empty() && before.0 != now.0) || !opens.is_empty() || !closes.is_empty() {
            self.turns.push(Turn { from, to, ipv6: self.ipv6, old: before.0, new: now.0, opens, closes });
        }
        true
    }
}

impl Analysis {
    /// The work of finding out what passes otherwise than in an older design.
    pub fn comparing(&self, old: &Self, ipv6: bool) -> Comparison {
        Comparison::new(old, self, ipv6, &|_, _| TrafficSet::default())
    }

    /// Every pair of ends between which something else passes than in an older design.
    pub fn turns(&self, old: &Self, ipv6: bool) -> Vec<Turn> {
        let mut comparison = self.comparing(old, ipv6);
        while comparison.step(old, self) {}
        comparison.turns
    }
}
