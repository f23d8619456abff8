//! A model lowered to what packets see.

use super::{Answer, Question};
use crate::model::{Model, site::Index};

/// A model lowered to what packets see: dense arrays and no kinds.
#[derive(Debug, Default)]
pub struct Network {}

impl Network {
    /// Lowers a model.
    pub fn of(_model: &Model, _index: &Index) -> Self {
        Self::default()
    }

    /// Answers one question. With several ends it asks whether any pair connects, and shows the best one.
    pub fn ask(&self, _question: &Question) -> Answer {
        Answer {
            verdict: super::Verdict::Unknown,
            code: None,
            direction: None,
            blocked_at: None,
            reason: None,
            forward: Vec::new(),
            back: Vec::new(),
            packets: Vec::new(),
            need: None,
            through: Vec::new(),
        }
    }
}
