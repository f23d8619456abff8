//! Whole blocked paths (section 3): everything that stops packets on the cheapest way there and back.

use super::pair::Asked;
use crate::net::{
    Answer, Blocker,
    prop::{Aim, Errand, Origin, Packet, STEPS_MAX},
};

/// How many blockers a way may have to be looked for.
const LIFTS_MAX: usize = 6;

impl Asked<'_> {
    /// The blockers of the cheapest way that begins with what stopped the packets, if there is one. What cannot be
    /// lifted, such as a missing owner, leaves none.
    pub(super) fn whole_way(&self, origin: &Origin, aim: &Aim, answer: &Answer) -> Option<Vec<Blocker>> {
        let first = answer.blockers.first()?;
        let begins = |packet: &Packet| {
            packet.blockers.first().is_some_and(|it| {
                (it.code, &it.node, &it.entry, it.direction)
                    == (first.code, &first.node, &first.entry, first.direction)
            })
        };
        let sent = self.sent(origin, aim);
        // One more at a time: the first way found is a cheapest one.
        let mut steps = STEPS_MAX;
        for lifts in 1..=LIFTS_MAX {
            let errand = Errand { net: self.net, origin, aim, lifts, counts_losses: false, steps };
            let mut best: Option<Vec<Blocker>> = None;
            let mut keep = |packet: &Packet| {
                let shorter = best.as_ref().is_none_or(|best| packet.blockers.len() < best.len());
                if begins(packet) && shorter {
                    best = Some(packet.blockers.clone());
                }
            };
            let there = errand.forward(sent.clone());
            steps = steps.saturating_sub(there.steps);
            for out in &there.traces {
                let Ok(place) = &out.end else { continue };
                if !self.crosses(&out.packet) {
                    continue;
                }
                if self.question.one_way || !out.packet.set.unanswered().is_empty() {
                    keep(&out.packet);
                    continue;
                }
                let back = Errand { steps, ..errand }.back(&sent, &out.packet, place);
                steps = steps.saturating_sub(back.steps);
                for back in back.traces {
                    if back.end.is_ok() {
                        keep(&back.packet);
                    }
                }
            }
            if best.is_some() || steps == 0 {
                return best;
            }
        }
        None
    }
}
