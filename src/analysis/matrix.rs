//! Everything against everything, and which ends behave alike.

use super::{Analysis, Question, Verdict};
use crate::{
    base::{PortRange, Protocol},
    model::selector::End,
};

/// The verdict of every pair of ends.
#[derive(Clone, Debug)]
pub struct Matrix {
    /// The ends, in order.
    pub ends: Vec<End>,
    /// Row by row: from each end to each.
    verdicts: Vec<Option<Verdict>>,
}

impl Matrix {
    /// What comes of one pair, by places in `ends`; none for an end and itself, and where nothing is ever sent or answered.
    pub fn verdict(&self, from: usize, to: usize) -> Option<Verdict> {
        self.verdicts.get(from * self.ends.len() + to).copied().flatten()
    }

    /// Ends that behave alike, by their places: the same verdicts to and from every other end, and alike between the
    /// two. That is an equivalence, so the first of a class stands for all of it.
    pub fn classes(&self) -> Vec<Vec<usize>> {
        let all = 0..self.ends.len();
        let alike = |a: usize, b: usize| {
            let same =
                |at| self.verdict(a, at) == self.verdict(b, at) && self.verdict(at, a) == self.verdict(at, b);
            self.verdict(a, b) == self.verdict(b, a)
                && all.clone().filter(|at| *at != a && *at != b).all(same)
        };
        let mut classes: Vec<Vec<usize>> = Vec::new();
        for at in all.clone() {
            match classes.iter_mut().find(|class| class.first().is_some_and(|first| alike(*first, at))) {
                Some(class) => class.push(at),
                None => classes.push(vec![at]),
            }
        }
        classes
    }

    /// What comes between two classes: of a class and itself, between two different ends of it.
    pub fn between(&self, from: &[usize], to: &[usize]) -> Option<Verdict> {
        let pair = from.iter().flat_map(|a| to.iter().map(move |b| (*a, *b))).find(|(a, b)| a != b)?;
        self.verdict(pair.0, pair.1)
    }
}

impl Analysis {
    /// Asks every pair of ends.
    pub fn matrix(&self, protocol: Protocol, ports: PortRange) -> Matrix {
        let places = self.places();
        let mut verdicts = Vec::with_capacity(places.len() * places.len());
        for from in &places {
            for to in &places {
                let asked = from
                    .may_reach(to)
                    .then(|| Question::of(from.end.clone(), to.end.clone(), protocol, ports));
                verdicts.push(asked.map(|question| self.verdict(&question)));
            }
        }
        Matrix { ends: places.into_iter().map(|it| it.end).collect(), verdicts }
    }

    /// The verdict of a question and nothing else, by rows where they say it.
    pub fn verdict(&self, question: &Question) -> Verdict {
        self.network().glance(question).unwrap_or_else(|| self.ask(question).verdict)
    }
}
