//! Everything against everything, and which ends behave alike.

use super::{Analysis, Question, Verdict};
use crate::model::selector::End;

/// The verdict of every pair of ends.
#[derive(Clone, Debug, Default)]
pub struct Matrix {
    /// The ends, in order.
    pub ends: Vec<End>,
    /// Those that behave alike, by their places, once every pair was asked.
    pub classes: Vec<Vec<usize>>,
    /// Row by row: from each end to each.
    verdicts: Vec<Option<Verdict>>,
}

impl Matrix {
    /// A matrix of which nothing was asked yet.
    pub fn new(analysis: &Analysis) -> Self {
        Self { ends: analysis.placed().to_vec(), ..Self::default() }
    }

    /// How many pairs were asked, and how many there are.
    pub fn progress(&self) -> (usize, usize) {
        (self.verdicts.len(), self.ends.len() * self.ends.len())
    }

    /// Asks the next pair; false once nothing is left. The design has to be the same every time.
    pub fn step(&mut self, analysis: &Analysis, question: &dyn Fn(End, End) -> Question) -> bool {
        let count = self.ends.len().max(1);
        let (from, to) = (self.verdicts.len() / count, self.verdicts.len() % count);
        let places = analysis.places();
        if let Some((from, to)) = places.get(from).zip(places.get(to)) {
            let asked = from.may_reach(to).then(|| question(from.end.clone(), to.end.clone()));
            self.verdicts.push(asked.map(|question| analysis.verdict(&question)));
        }
        let (done, all) = self.progress();
        if done >= all {
            self.classes = self.alike();
        }
        done < all
    }

    /// What comes of one pair, by places in `ends`; none for an end and itself, and where nothing is ever sent or answered.
    pub fn verdict(&self, from: usize, to: usize) -> Option<Verdict> {
        self.verdicts.get(from * self.ends.len() + to).copied().flatten()
    }

    /// Two ends that stand for a pair of classes, and what comes of them: of a class and itself, two different members.
    pub fn between(&self, from: usize, to: usize) -> Option<(&End, &End, Verdict)> {
        self.pair(self.classes.get(from)?, self.classes.get(to)?)
    }

    /// Two different ends of some, and what comes of them.
    pub fn pair(&self, from: &[usize], to: &[usize]) -> Option<(&End, &End, Verdict)> {
        let (from, to) = from.iter().flat_map(|a| to.iter().map(move |b| (*a, *b))).find(|(a, b)| a != b)?;
        Some((self.ends.get(from)?, self.ends.get(to)?, self.verdict(from, to)?))
    }

    /// Ends that behave alike: the same verdicts to and from every other end, and alike between the two. That is an
    /// equivalence, so the first of a class stands for all of it.
    fn alike(&self) -> Vec<Vec<usize>> {
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
}

impl Analysis {
    /// Asks the same of every pair of ends.
    pub fn matrix(&self, question: &dyn Fn(End, End) -> Question) -> Matrix {
        let mut matrix = Matrix::new(self);
        while matrix.step(self, question) {}
        matrix
    }

    /// The verdict of a question and nothing else, by rows where they say it.
    pub fn verdict(&self, question: &Question) -> Verdict {
        self.network().glance(question).unwrap_or_else(|| self.ask(question).verdict)
    }
}
