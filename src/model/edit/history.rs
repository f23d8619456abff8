//! Steps done and undone.

use super::Patch;
use crate::model::Model;

/// How many steps can be taken back.
const STEPS: usize = 500;

/// Steps done and undone. A gesture (a drag, a burst of typing) is one step.
#[derive(Debug, Default)]
pub struct History {
    done: Vec<(u64, Patch)>,
    undone: Vec<(u64, Patch)>,
}

impl History {
    /// Remembers a step. Steps of one gesture that follow each other become one.
    pub fn push(&mut self, gesture: u64, patch: Patch) {
        if patch.is_empty() {
            return;
        }
        self.undone.clear();
        match self.done.last_mut() {
            Some((last, step)) if *last == gesture => step.then(patch),
            _ => self.done.push((gesture, patch)),
        }
        // A gesture that ended where it began is no step.
        self.done.pop_if(|(_, step)| step.is_empty());
        if self.done.len() > STEPS {
            self.done.remove(0);
        }
    }

    /// Takes the last step back and says what it touched.
    pub fn undo(&mut self, model: &mut Model) -> Option<&Patch> {
        let (gesture, patch) = self.done.pop()?;
        patch.put(model, false);
        self.undone.push((gesture, patch));
        self.undone.last().map(|(_, patch)| patch)
    }

    /// Does the last step again that was taken back.
    pub fn redo(&mut self, model: &mut Model) -> Option<&Patch> {
        let (gesture, patch) = self.undone.pop()?;
        patch.put(model, true);
        self.done.push((gesture, patch));
        self.done.last().map(|(_, patch)| patch)
    }

    /// Whether there is a step to take back.
    pub fn can_undo(&self) -> bool {
        !self.done.is_empty()
    }

    /// Whether there is a step to do again.
    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }
}
