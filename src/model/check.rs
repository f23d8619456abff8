//! What is odd about a whole design: every kind's own checks, and those that hold for all kinds.
//!
//! Findings never stop work and never change the model; [`mend`] offers edits for those that have obvious ones.

use super::{
    Model, Node,
    connection::{Access, Connection},
    fact::CallFact,
    kinds::Kind,
    resource::Remedy,
    site::{Index, Site},
    unknown::NOT_KNOWN,
};
use crate::{
    base::{ConnectionId, NodeId, text},
    diag::{Finding, Place, Report, Rule, Severity},
};

/// Rules that hold for every kind and for connections.
pub static RULES: [&Rule; 6] = [&NOWHERE, &NO_REGION, &NO_ANSWER, &NO_CALLS, &NO_DATA, &NOT_KNOWN];

static NOWHERE: Rule = Rule {
    code: "PLACE001",
    severity: Severity::Error,
    title: text!("`{0}` stands nowhere; it needs: {1}", "`{0}`이(가) 놓인 곳이 없다. 필요한 곳: {1}"),
    help: text!("move it into its container", "컨테이너 안으로 옮긴다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/how-it-works.html",
};

static NO_REGION: Rule = Rule {
    code: "PLACE002",
    severity: Severity::Info,
    title: text!("`{0}` stands in no region; {1} is assumed", "`{0}`이(가) 리전 안에 없어 {1}(으)로 본다"),
    help: text!(
        "move it into a region, so that prices and service addresses are right",
        "가격과 서비스 주소가 맞도록 리전 안으로 옮긴다"
    ),
    source: "https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html",
};

static NO_ANSWER: Rule = Rule {
    code: "CON001",
    severity: Severity::Warning,
    title: text!(
        "`{0}` does not answer this kind of connection from `{2}`: {1}",
        "`{0}`은(는) `{2}`의 이런 연결에 응답하지 않는다: {1}"
    ),
    help: text!("change the connection's kind, or its end", "연결의 종류나 도착을 바꾼다"),
    source: "https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/compute-layer.html",
};

static NO_CALLS: Rule = Rule {
    code: "CON002",
    severity: Severity::Warning,
    title: text!("`{0}` calls nothing by itself", "`{0}`은(는) 스스로 호출하지 않는다"),
    help: text!(
        "start the connection at what runs code or forwards events",
        "코드를 실행하거나 이벤트를 전달하는 곳에서 연결을 시작한다"
    ),
    source: "https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/compute-layer.html",
};

static NO_DATA: Rule = Rule {
    code: "CON003",
    severity: Severity::Info,
    title: text!("this connection neither reads nor writes", "이 연결은 읽지도 쓰지도 않는다"),
    help: text!("say how many items one call reads or writes", "호출 한 번이 읽거나 쓰는 항목 수를 적는다"),
    source: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html",
};

/// What is odd about each resource and connection, worst first.
#[cfg(test)]
pub fn all(model: &Model) -> Vec<Finding> {
    let (index, mut report) = (Index::of(model), Report::default());
    for (id, it) in model.nodes() {
        node(Site::new(model, &index, id), it, &mut report);
    }
    for it in model.connections() {
        connection(model, &index, it, &mut report);
    }
    report.into_findings()
}

/// What is odd about one resource.
pub fn node(site: Site<'_>, node: &Node, report: &mut Report) {
    if node.parent.is_none() {
        place(site, node.resource.kind(), report);
    }
    node.resource.as_resource().check(site, report);
    for (field, why) in node.unknown.iter() {
        report.raise(&NOT_KNOWN, site.at(*field), [site.id().to_string(), field.to_string(), why.clone()]);
    }
}

/// Edits that would mend a finding, if some are obvious.
pub fn mend(model: &Model, index: &Index, finding: &Finding) -> Option<Remedy> {
    let (id, node) = model.nodes.get_key_value(finding.place.node()?)?;
    node.resource.as_resource().mend(Site::new(model, index, id), finding)
}

/// A resource on the canvas itself: unfinished when its kind has containers.
fn place(site: Site<'_>, kind: Kind, report: &mut Report) {
    let containers = kind.spec().stands_in;
    let id = site.id().to_string();
    if containers.iter().any(|kind| kind.fresh().as_resource().region().is_some()) {
        report.raise(&NO_REGION, site.here(), [id, site.region().to_string()]);
    } else if !containers.is_empty() {
        let names: Vec<&str> = containers.iter().map(|kind| kind.spec().label.en).collect();
        report.raise(&NOWHERE, site.here(), [id, names.join(" / ")]);
    }
}

/// What is odd about one connection.
pub fn connection(
    model: &Model,
    index: &Index,
    (id, connection): (&ConnectionId, &Connection),
    report: &mut Report,
) {
    let Some((from, to)) = connection.ends().filter(|_| connection.kind != Access::Reference) else { return };
    let facts = |end: &NodeId| {
        model.node(end).map(|node| node.resource.as_resource().call_facts(Site::new(model, index, end)))
    };
    let place = || Place::Connection(id.clone());
    let from_facts = facts(from).unwrap_or_default();
    let calls = from_facts.iter().filter_map(|fact| match fact {
        CallFact::Calls(calls) => Some(calls),
        CallFact::Takes(_) => None,
    });
    let callers: Vec<_> = calls.collect();
    if callers.is_empty() {
        report.raise(&NO_CALLS, place(), [from.to_string()]);
    }
    let takes = facts(to).unwrap_or_default();
    let answered = takes.iter().any(|fact| match fact {
        CallFact::Takes(takes) => {
            let from_such = callers.is_empty() || callers.iter().any(|caller| takes.from.contains(caller));
            takes.access == connection.kind && from_such
        }
        CallFact::Calls(_) => false,
    });
    // Packets are judged by the network engine.
    if !answered && connection.kind != Access::Network {
        let kind = connection.kind.value().to_owned();
        report.raise(&NO_ANSWER, place(), [to.to_string(), kind, from.to_string()]);
    }
    let nothing = connection.reads.is_zero() && connection.writes.is_zero();
    if connection.kind == Access::ReadWrite && nothing {
        report.raise(&NO_DATA, place(), []);
    }
}
