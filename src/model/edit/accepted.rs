//! Accepted findings follow what they point at, and go with it.

use super::Draft;
use crate::{base::NodeId, model::resource::relink};

impl Draft<'_> {
    /// Points them elsewhere, or drops those whose resource or connection is gone.
    pub(super) fn reaccept(&mut self, to: &dyn Fn(&NodeId) -> Option<NodeId>) {
        let mut accepted = self.model.accepted.clone();
        accepted.iter_mut().for_each(|it| relink(it, to));
        accepted.retain(|it| it.refusal(self.model).is_none());
        self.set_accepted(accepted);
    }

    pub(super) fn set_accepted(&mut self, accepted: Vec<crate::model::acceptance::Acceptance>) {
        if accepted != self.model.accepted {
            let old = std::mem::replace(&mut self.model.accepted, accepted);
            self.patch.accepted.get_or_insert((old, Vec::new()));
        }
    }
}
