//! The smallest edits that would turn an answer round, each with what else it would open or close.
//!
//! Nothing is applied here: a proposal is a list of edits, to be applied as one step when somebody asks for it. Each
//! is tried on a copy first, so it is never a guess. [`Proposing`] finds them piece by piece, for an editor that may
//! not stop for long.

mod work;

pub use work::Proposing;

use super::{Analysis, Packets, Question};
use crate::{
    base::{Message, Usd},
    model::{edit::Edit, selector::End},
};

/// Edits that would turn an answer round.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// What each part of it does, in order.
    pub titles: Vec<Message>,
    /// All of it, one undo step.
    pub edits: Vec<Edit>,
    /// What it adds to the fixed cost of a month.
    pub fixed: Usd,
    /// Whether a price of it is not known.
    pub unknown: bool,
    /// What would pass besides, between the ends of the question too.
    pub opens: Vec<Change>,
    /// What would pass no more besides.
    pub closes: Vec<Change>,
}

/// What would become of packets that nobody asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where packets start.
    pub from: End,
    /// Where they go.
    pub to: End,
    /// The packets that pass in one case and not in the other.
    pub packets: Vec<Packets>,
}

impl Analysis {
    /// What would make a refused question pass, or a passing one be refused: the fewest edits first, then the
    /// cheapest, then those that change least besides.
    pub fn proposals(&self, question: &Question) -> Vec<Proposal> {
        let mut proposing = Proposing::new(question.clone(), false);
        while proposing.step(self) {}
        proposing.found()
    }
}
