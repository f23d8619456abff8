//! What queues, topics, buses and streams have in common: they take messages, and deliver them on their own.

use crate::{
    base::Text,
    diag::{Place, Report, Rule},
    model::{
        connection::Access,
        fact::{CallFact, CallsFrom, Takes},
        quota::Quota,
        site::Site,
    },
};

/// Takes messages from whoever is allowed to send, and events of others; delivers them as events.
pub(super) fn taking(authority: &'static Text) -> Vec<CallFact> {
    vec![
        CallFact::Calls(CallsFrom::Events),
        CallFact::Takes(Takes {
            access: Access::Invoke,
            from: &[CallsFrom::Code, CallsFrom::Provider, CallsFrom::Outside],
            authority,
        }),
        CallFact::Takes(Takes { access: Access::EventSource, from: &[CallsFrom::Events], authority }),
    ]
}

/// Raises a rule for each connection whose messages are too large; one call may carry several.
pub(super) fn check_sizes(site: Site<'_>, each: u32, most: Quota, rule: &'static Rule, report: &mut Report) {
    let limit = most.value();
    for (id, connection) in site.incoming_by_id() {
        let size = connection.request_size / each.max(1);
        if size > limit {
            report.raise(rule, Place::Connection(id.clone()), [size.to_string(), limit.to_string()]);
        }
    }
}
