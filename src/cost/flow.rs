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

use super::circle::{self, circles};
use crate::{
    base::{ConnectionId, Decimal, Message, NodeId, text},
    model::{
        Model,
        connection::{Access, Connection},
        fact::Calls,
        site::Index,
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// The most calls a month that are followed.
const MOST: Decimal = Decimal::from_parts(2_764_472_320, 232_830, 0, false, 0);

/// What a month of workload does to a model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flow {
    /// Requests that enter, all together.
    pub requests: Decimal,
    /// Requests that enter at a resource.
    pub entering: BTreeMap<NodeId, Vec<Entering>>,
    /// Calls along each connection.
    pub calls: BTreeMap<ConnectionId, Decimal>,
    /// Calls that arrive at each resource, entering ones included.
    pub arrivals: BTreeMap<NodeId, Decimal>,
    /// Events that happen at each resource.
    pub events: BTreeMap<NodeId, Decimal>,
    /// Resources whose arrivals are not known, because a loop before them amplifies.
    pub unknown: BTreeSet<NodeId>,
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
    pub fn of(model: &Model, index: &Index, requests: Option<Decimal>) -> Self {
        let mut flow = Self::default();
        flow.enter(model, requests);
        for circle in circles(model, index) {
            flow.arrive(model, index, &circle);
            for id in &circle {
                flow.leave(model, index, id);
            }
        }
        flow
    }

    /// The calls that arrive at one resource, as meters see them.
    pub fn arrivals_at<'m>(&self, model: &'m Model, index: &Index, id: &NodeId) -> Vec<Calls<'m>> {
        let entering = self.entering.get(id).into_iter().flatten().map(|it| Calls {
            calls: it.calls,
            request_size: it.request_size,
            response_size: it.response_size,
            connection: None,
        });
        let along = index.incoming(id).iter().filter_map(|it| self.calls_along(model, it));
        let all = entering.chain(along);
        if self.unknown.contains(id) { Vec::new() } else { all.filter(|it| !it.calls.is_zero()).collect() }
    }

    /// The calls that leave one resource.
    pub fn leaving_from<'m>(&self, model: &'m Model, index: &Index, id: &NodeId) -> Vec<Calls<'m>> {
        let along = index.outgoing(id).iter().filter_map(|it| self.calls_along(model, it));
        along.filter(|it| !it.calls.is_zero()).collect()
    }

    /// The calls along one connection; nothing where they are not known.
    pub fn calls_along<'m>(&self, model: &'m Model, id: &ConnectionId) -> Option<Calls<'m>> {
        Some(Calls { calls: *self.calls.get(id)?, ..one_call(model.connection(id)?) })
    }

    fn enter(&mut self, model: &Model, requests: Option<Decimal>) {
        let entries: Vec<_> = model.workload().iter().filter_map(|it| Some((it.at.target()?, it))).collect();
        let drawn = entries.iter().fold(Decimal::ZERO, |sum, (_, it)| sum.saturating_add(it.requests));
        let each = Decimal::from(entries.len().max(1));
        for (id, entry) in entries {
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
            let own = own.clamp(Decimal::ZERO, MOST);
            self.entering.entry(id.clone()).or_default().push(Entering {
                calls: own,
                request_size: entry.request_size,
                response_size: entry.response_size,
            });
            self.requests = self.requests.saturating_add(own);
        }
    }

    /// Settles the arrivals of resources that feed each other, or of one resource.
    fn arrive(&mut self, model: &Model, index: &Index, circle: &[NodeId]) {
        let members: BTreeSet<&NodeId> = circle.iter().collect();
        let mut fed_by_unknown = false;
        // Calls and events of each, one after the other.
        let mut given = Vec::new();
        for id in circle {
            for connection in index.incoming(id) {
                let from = model.connection(connection).and_then(|it| it.from.target());
                fed_by_unknown |= from.is_some_and(|from| self.unknown.contains(from));
            }
            let (mut calls, mut events) = (Decimal::ZERO, Decimal::ZERO);
            for it in self.arrivals_at(model, index, id) {
                calls = calls.saturating_add(it.calls);
                events = events.saturating_add(it.calls.saturating_mul(events_of(model, id, &it)));
            }
            given.extend([calls, events]);
        }
        let settled = match circle {
            _ if fed_by_unknown => None,
            [_] => Some(given),
            _ if circle.len() > circle::LARGEST => {
                self.problems.push(too_large(circle));
                None
            }
            _ => {
                let solved = circle::solve(&circle::gains(model, index, &members), given);
                if solved.is_none() {
                    self.problems.push(amplifies(circle::worst_path(model, index, &members)));
                }
                solved
            }
        };
        let settled = settled.and_then(|settled| match settled.iter().position(|calls| *calls > MOST) {
            Some(at) => {
                self.problems.push(too_many(&circle[at / 2]));
                None
            }
            None => Some(settled),
        });
        match settled {
            Some(settled) => {
                for (id, both) in circle.iter().zip(settled.chunks(2)) {
                    self.arrivals.insert(id.clone(), both.first().copied().unwrap_or_default());
                    self.events.insert(id.clone(), both.last().copied().unwrap_or_default());
                }
            }
            None => self.unknown.extend(circle.iter().cloned()),
        }
    }

    fn leave(&mut self, model: &Model, index: &Index, id: &NodeId) {
        let Some(&arrivals) = self.arrivals.get(id) else { return };
        let events = self.events.get(id).copied().unwrap_or_default();
        let onward = arrivals.saturating_mul(onward(model, id));
        for connection in index.outgoing(id) {
            if let Some(it) = model.connection(connection) {
                let base = if it.kind == Access::EventSource { events } else { onward };
                self.calls.insert(connection.clone(), base.saturating_mul(factor(it)));
            }
        }
    }
}

/// Which share of its arrivals a resource passes on.
pub(super) fn onward(model: &Model, id: &NodeId) -> Decimal {
    let share = model.node(id).map_or(Decimal::ONE, |node| node.resource.as_resource().onward());
    share.clamp(Decimal::ZERO, Decimal::ONE)
}

/// How many events a call makes at a resource.
pub(super) fn events_of(model: &Model, id: &NodeId, call: &Calls<'_>) -> Decimal {
    let events = model.node(id).map_or(Decimal::ONE, |node| node.resource.as_resource().events(call));
    events.max(Decimal::ZERO)
}

/// Calls along a connection for each call that its source passes on; for each event, if it is an event source.
pub(super) fn factor(connection: &Connection) -> Decimal {
    let tries = Decimal::ONE.saturating_add(connection.retries);
    let calls = connection.calls.saturating_mul(connection.share).saturating_mul(tries);
    match connection.kind {
        Access::EventSource => calls / Decimal::from(connection.batch_size.max(1)),
        Access::Invoke | Access::ReadWrite | Access::Network => calls,
    }
}

/// One call along a connection.
pub(super) fn one_call(connection: &Connection) -> Calls<'_> {
    Calls {
        calls: Decimal::ONE,
        request_size: connection.request_size,
        response_size: connection.response_size,
        connection: Some(connection),
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

fn too_large(circle: &[NodeId]) -> Message {
    Message::new(
        &text!(
            "`{0}` and {1} more resources call each other in loops; that is more than are followed",
            "`{0}` 외 리소스 {1}개가 서로를 순환 호출합니다. 따라갈 수 있는 수보다 많습니다"
        ),
        [circle.first().map(NodeId::to_string).unwrap_or_default(), (circle.len() - 1).to_string()],
    )
}

fn too_many(id: &NodeId) -> Message {
    Message::new(
        &text!(
            "more than {1} calls a month arrive at `{0}`; they are not followed further",
            "`{0}`에 한 달 {1}번이 넘는 호출이 도착합니다. 더 따라가지 않습니다"
        ),
        [id.to_string(), MOST.to_string()],
    )
}

#[cfg(test)]
mod tests;
