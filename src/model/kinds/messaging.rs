//! What queues, topics, buses and streams have in common: they take messages, and deliver them on their own.

use crate::base::NodeId;
use crate::model::{
    attrs::Attr,
    giving::{Giving, mixed},
};
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

/// The functions that an API calls.
pub(super) fn functions<'g>(giving: &Giving<'g>) -> Vec<&'g NodeId> {
    let mut all = Vec::new();
    for (to, connection) in giving.calls() {
        let is_function =
            giving.site.resource(to).is_some_and(|it| it.1.resource.as_exporting().is_function());
        if is_function && connection.kind != Access::Reference && !all.contains(&to) {
            all.push(to);
        }
    }
    all
}

/// The address by which API Gateway calls a function.
/// <https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html>
pub(super) fn invocation(giving: &Giving<'_>, to: &NodeId) -> Attr {
    const WAY: &str = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions";
    if giving.has(to) { mixed(format!("{WAY}/${{{to}.Arn}}/invocations")) } else { giving.to(to) }
}
