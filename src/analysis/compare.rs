//! Which packets pass in one design and not in another.

use super::{Analysis, Packets, Placed, Question, Verdict};
use crate::{
    base::{PortRange, Protocol},
    model::selector::End,
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

impl Analysis {
    /// Every pair of ends between which something else passes than in an older design, but for those to leave out. An
    /// end that a design does not have sends and gets nothing there.
    pub fn turns(&self, old: &Self, ipv6: bool, leave: &dyn Fn(&End, &End) -> bool) -> Vec<Turn> {
        let (before, now) = (old.places(), self.places());
        let by_end = |places: Vec<Placed>| -> BTreeMap<End, Placed> {
            places.into_iter().map(|it| (it.end.clone(), it)).collect()
        };
        let (before, now) = (by_end(before), by_end(now));
        let ends: BTreeSet<&End> = before.keys().chain(now.keys()).collect();
        let able = |places: &BTreeMap<End, Placed>, from: &End, to: &End| {
            places.get(from).zip(places.get(to)).is_some_and(|(from, to)| from.may_reach(to))
        };
        let mut out = Vec::new();
        for (from, to) in ends.iter().flat_map(|from| ends.iter().map(move |to| (*from, *to))) {
            let (was, is) = (able(&before, from, to), able(&now, from, to));
            if leave(from, to) || !(was || is) {
                continue;
            }
            if was && is {
                let (was, is) =
                    (old.network().between(from, to, ipv6), self.network().between(from, to, ipv6));
                if was.is_some() && was == is {
                    continue;
                }
            }
            let question =
                Question { ipv6, ..Question::of(from.clone(), to.clone(), Protocol::All, PortRange::ALL) };
            let none = || (Verdict::Unreachable, crate::net::traffic_set::TrafficSet::default());
            let ask = |design: &Self| {
                let answer = design.ask(&question);
                (answer.verdict, answer.set)
            };
            let (was, is) = (if was { ask(old) } else { none() }, if is { ask(self) } else { none() });
            let opens = self.network().said(&is.1.subtract(&was.1));
            let closes = old.network().said(&was.1.subtract(&is.1));
            if was.0 != is.0 || !opens.is_empty() || !closes.is_empty() {
                let (from, to) = (from.clone(), to.clone());
                out.push(Turn { from, to, ipv6, old: was.0, new: is.0, opens, closes });
            }
        }
        out
    }
}
