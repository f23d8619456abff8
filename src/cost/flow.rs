//! How requests spread: they enter where the workload says and follow the connections.
//!
//! A connection carries `arrivals at its source × what goes on × calls × share × (1 + retries)`. One from an event
//! source carries events instead, in batches: a table's events are the items written to it, a queue's are the
//! messages. Where connections form a loop, arrivals and events
//! are the solution of a linear system, found by elimination in decimal. A loop whose gain is one or more has no
//! solution: it is a problem with its path, and whatever it feeds is unknown.
//!
//! INVARIANT (bounded): no resource has more than [`MOST`] calls a month. Meters multiply calls by what fields
//! may hold, and decimal numbers end at 7.9 × 10²⁸.

use super::{circle, plan::Plan};
use crate::{
    base::{Decimal, Message, NodeId, text},
    model::{
        Model,
        fact::{Calls, Several, Transfer},
    },
};
use smallvec::SmallVec;

/// The most calls a month that are followed.
const MOST: Decimal = Decimal::from_parts(2_764_472_320, 232_830, 0, false, 0);

/// What a month of workload does to a model, by the places of its plan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flow {
    /// Requests that enter, all together.
    pub requests: Decimal,
    /// Requests that enter, with the resource where they do.
    pub entering: Vec<(usize, Entering)>,
    /// Calls along each connection; none where they are not known.
    pub calls: Vec<Option<Decimal>>,
    /// Calls that arrive at each resource, entering ones included; none where they are not known, because a loop
    /// before them amplifies.
    pub arrivals: Vec<Option<Decimal>>,
    /// Events that happen at each resource.
    events: Vec<Decimal>,
    /// What enters at each resource, by its place among `entering`.
    enters: Vec<Vec<usize>>,
    /// The resources at which more calls arrive than are followed.
    pub capped: Vec<usize>,
    /// What kept the flow from being followed.
    pub problems: Vec<Message>,
}

/// Requests that enter at a resource, alike in size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entering {
    /// How many a month.
    pub calls: Decimal,
    /// Bytes that one sends.
    pub request_size: u32,
    /// Bytes that come back.
    pub response_size: u32,
}

impl Flow {
    /// Follows a model's workload; `requests` stands in for its number, shared out alike.
    pub fn of(model: &Model, plan: &Plan, requests: Option<Decimal>) -> Self {
        let (nodes, links) = (plan.nodes.len(), plan.links.len());
        let mut flow = Self {
            calls: vec![None; links],
            arrivals: vec![None; nodes],
            events: vec![Decimal::ZERO; nodes],
            enters: vec![Vec::new(); nodes],
            ..Self::default()
        };
        flow.enter(model, plan, requests);
        plan.circles().for_each(|circle| flow.pass(plan, circle));
        flow
    }

    /// Whether everything was followed: then [`Flow::again`] may follow what changed.
    pub fn is_whole(&self) -> bool {
        self.problems.is_empty()
    }

    /// Follows again what some resources and connections pass on, after their values changed, and says along which
    /// connections that is other calls than before.
    pub fn again(&mut self, plan: &Plan, from: impl IntoIterator<Item = usize>) -> Vec<usize> {
        let mut stale = vec![false; plan.nodes.len()];
        from.into_iter().for_each(|at| stale[at] = true);
        let mut changed = Vec::new();
        for circle in plan.circles() {
            if !circle.iter().any(|at| stale[*at]) {
                continue;
            }
            let leaving: Vec<usize> = circle.iter().flat_map(|at| plan.outgoing(*at)).copied().collect();
            let before: Vec<_> = leaving.iter().map(|link| self.calls[*link]).collect();
            self.pass(plan, circle);
            for (link, before) in leaving.into_iter().zip(before) {
                if self.calls[link] != before {
                    stale[plan.links[link].to] = true;
                    changed.push(link);
                }
            }
        }
        changed
    }

    /// What arrives at some resources that feed each other, and what they pass on.
    fn pass(&mut self, plan: &Plan, circle: &[usize]) {
        // What they feed each other is solved for, not given.
        for link in circle.iter().flat_map(|at| plan.outgoing(*at)) {
            self.calls[*link] = None;
        }
        self.arrive(plan, circle);
        for at in circle {
            self.leave(plan, *at);
        }
    }

    /// The calls that arrive at one resource, as meters see them.
    pub fn arrivals_at<'m>(&self, plan: &'m Plan, at: usize) -> Several<'m> {
        if self.arrivals[at].is_none() { Several::new() } else { self.arriving(plan, at).collect() }
    }

    fn arriving<'s, 'm: 's>(&'s self, plan: &'m Plan, at: usize) -> impl Iterator<Item = Calls<'m>> + 's {
        let entering = self.entering_at(at);
        let along = plan.incoming(at).iter().flat_map(|link| self.calls_along(plan, *link));
        entering.chain(along).filter(|it| !it.calls.is_zero())
    }

    fn entering_at<'m>(&self, at: usize) -> impl Iterator<Item = Calls<'m>> {
        self.enters[at].iter().map(|which| {
            let Entering { calls, request_size, response_size } = self.entering[*which].1;
            Calls { calls, request_size, response_size, connection: None }
        })
    }

    /// The calls that leave one resource.
    pub fn leaving_from<'m>(&self, plan: &'m Plan, at: usize) -> Several<'m> {
        let along = plan.outgoing(at).iter().flat_map(|link| self.calls_along(plan, *link));
        along.filter(|it| !it.calls.is_zero()).collect()
    }

    /// The calls along one connection, alike in size; nothing where they are not known. Along one that states no size,
    /// what enters at its source outside goes on with the size that it entered with.
    pub fn calls_along<'s, 'm: 's>(
        &'s self,
        plan: &'m Plan,
        link: usize,
    ) -> impl Iterator<Item = Calls<'m>> + 's {
        let (it, calls) = (&plan.links[link], self.calls[link]);
        let plain = (it.connection.request_size, it.connection.response_size) == (0, 0);
        let outside = plan.nodes[it.from].transfer == Transfer::Outside;
        let entered = if plain && outside { self.enters[it.from].as_slice() } else { &[] };
        let entered = entered.iter().map(|which| self.entering[*which].1);
        let all = entered.clone().fold(Decimal::ZERO, |sum, it| sum.saturating_add(it.calls));
        let alike = calls.filter(|_| all.is_zero()).map(|calls| it.call(calls));
        let by_size = entered.filter_map(move |entering| {
            let share = entering.calls.checked_div(all)?;
            let Entering { request_size, response_size, .. } = entering;
            Some(Calls { request_size, response_size, ..it.call(calls?.saturating_mul(share)) })
        });
        alike.into_iter().chain(by_size)
    }

    fn enter(&mut self, model: &Model, plan: &Plan, requests: Option<Decimal>) {
        let entries: Vec<_> =
            model.workload().iter().filter_map(|it| Some((plan.place(it.at.target()?)?, it))).collect();
        let drawn = entries.iter().fold(Decimal::ZERO, |sum, (_, it)| sum.saturating_add(it.requests));
        let each = Decimal::from(entries.len().max(1));
        for (at, entry) in entries {
            let own = entry.requests;
            let own = match requests {
                None => own,
                Some(wanted) if drawn.is_zero() => wanted / each,
                // The product first: it is exact wherever it fits. The share is never more than one.
                Some(wanted) => match wanted.checked_mul(own) {
                    Some(product) => product / drawn,
                    None => own / drawn * wanted,
                },
            };
            let calls = own.clamp(Decimal::ZERO, MOST).normalize();
            let (request_size, response_size) = (entry.request_size, entry.response_size);
            self.enters[at].push(self.entering.len());
            self.entering.push((at, Entering { calls, request_size, response_size }));
            self.requests = self.requests.saturating_add(calls);
        }
    }

    /// Settles the arrivals of resources that feed each other, or of one resource.
    fn arrive(&mut self, plan: &Plan, circle: &[usize]) {
        let mut fed_by_unknown = false;
        // Calls and events of each, one after the other.
        let mut given: SmallVec<[Decimal; 2]> = SmallVec::with_capacity(2 * circle.len());
        for at in circle {
            for link in plan.incoming(*at) {
                let from = plan.links[*link].from;
                fed_by_unknown |= self.arrivals[from].is_none() && !circle.contains(&from);
            }
            let along = plan
                .incoming(*at)
                .iter()
                .filter_map(|link| Some((self.calls[*link]?, plan.links[*link].events)));
            let entering = self.entering_at(*at).map(|it| (it.calls, plan.nodes[*at].events(&it)));
            let (mut calls, mut events) = (Decimal::ZERO, Decimal::ZERO);
            for (many, each) in entering.chain(along).filter(|(many, _)| !many.is_zero()) {
                calls = calls.saturating_add(many);
                events = events.saturating_add(many.saturating_mul(each));
            }
            given.extend([calls, events]);
        }
        let mut settled = match circle {
            _ if fed_by_unknown => None,
            [_] => Some(given),
            _ if circle.len() > circle::LARGEST => {
                self.problems.push(too_large(plan, circle));
                None
            }
            _ => {
                let solved = circle::solve(&circle::gains(plan, circle), given.into_vec());
                if solved.is_none() {
                    self.problems.push(amplifies(circle::worst_path(plan, circle)));
                }
                solved.map(SmallVec::from_vec)
            }
        };
        for (at, both) in circle.iter().zip(settled.iter_mut().flat_map(|settled| settled.chunks_mut(2))) {
            if both.iter().any(|many| *many > MOST) {
                both.iter_mut().for_each(|many| *many = (*many).min(MOST));
                self.problems.push(too_many(&plan.nodes[*at].id));
                self.capped.push(*at);
            }
        }
        for (at, both) in circle.iter().zip(settled.iter().flat_map(|settled| settled.chunks(2))) {
            self.arrivals[*at] = both.first().map(Decimal::normalize);
            self.events[*at] = both.last().map(Decimal::normalize).unwrap_or_default();
        }
    }

    fn leave(&mut self, plan: &Plan, at: usize) {
        let Some(arrivals) = self.arrivals[at] else { return };
        let onward = arrivals.saturating_mul(plan.nodes[at].onward);
        for which in plan.outgoing(at) {
            let link = &plan.links[*which];
            let base = if link.is_event_source() { self.events[at] } else { onward };
            // Equal numbers are written alike, so that what is kept from before reads like what is new.
            self.calls[*which] = Some(base.saturating_mul(link.factor).normalize());
        }
    }
}

fn amplifies((gain, path): (Decimal, Vec<NodeId>)) -> Message {
    let path = path.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(" → ");
    if gain >= Decimal::ONE {
        return Message::new(
            &text!(
                "calls grow without end in the loop {0}: each round makes at least as many as the one before",
                "순환 {0}에서 호출이 끝없이 늘어납니다. 한 바퀴마다 이전 이상으로 호출이 생깁니다"
            ),
            [path],
        );
    }
    Message::new(
        &text!(
            "calls grow without end in several loops together, {0} among them: each round makes at least as many as the one before",
            "{0}을(를) 포함한 여러 순환에서 호출이 함께 끝없이 늘어납니다. 한 바퀴마다 이전 이상으로 호출이 생깁니다"
        ),
        [path],
    )
}

fn too_large(plan: &Plan, circle: &[usize]) -> Message {
    Message::new(
        &text!(
            "`{0}` and {1} more resources call each other in loops; that is more than are followed",
            "`{0}` 외 리소스 {1}개가 서로를 순환 호출합니다. 따라갈 수 있는 수보다 많습니다"
        ),
        [
            circle.first().map(|at| plan.nodes[*at].id.to_string()).unwrap_or_default(),
            (circle.len() - 1).to_string(),
        ],
    )
}

fn too_many(id: &NodeId) -> Message {
    Message::new(
        &text!(
            "more than {1} calls or items a month arrive at `{0}`; only so many are counted",
            "`{0}`에 한 달 {1}개가 넘는 호출이나 항목이 도착합니다. 그만큼만 셉니다"
        ),
        [id.to_string(), MOST.to_string()],
    )
}

#[cfg(test)]
mod tests;
