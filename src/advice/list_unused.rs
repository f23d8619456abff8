//! A prefix list that nothing names.

use super::{Advice, Design};
use crate::{
    base::NodeId,
    model::fact::{NetFact, Peer},
};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
};
use std::collections::BTreeSet;

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "ADDR007",
        severity: Severity::Info,
        title: text!(
            "no route and no rule names this prefix list",
            "이 접두사 목록을 지정한 경로나 규칙이 없다"
        ),
        help: text!("name it, or remove it", "지정하거나 지운다"),
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html",
    },
    explanation: text!(
        "A prefix list only works where routes and security group rules name it. This one is named \
         nowhere, so its blocks have no effect. Whoever edits it believes that something changes.",
        "접두사 목록은 경로와 보안 그룹 규칙이 지정한 곳에서만 작용한다. 이 목록은 어디에도 지정되지 않아 그 블록은 효과가 없다. 고치는 사람은 무언가 바뀐다고 오해하게 된다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    let facts = || design.facts.iter().flat_map(|(_, facts)| facts);
    let named: BTreeSet<&NodeId> = facts().flat_map(peers).filter_map(list).collect();
    for (id, facts) in design.facts {
        let is_list = facts.iter().any(|fact| matches!(fact, NetFact::List(_)));
        if is_list && !named.contains(id) {
            report.raise(&ADVICE.rule, design.at(id), []);
        }
    }
}

fn list(peer: &Peer) -> Option<&NodeId> {
    match peer {
        Peer::List(id) => Some(id),
        Peer::Cidr(_) | Peer::Group(_) | Peer::Service(_) => None,
    }
}

/// Everything that a fact names in a route or a rule.
fn peers(fact: &NetFact) -> Vec<&Peer> {
    if let NetFact::Table(table) = fact {
        table.routes.iter().map(|it| &it.destination).collect()
    } else if let NetFact::HubTable(table) = fact {
        table.routes.iter().map(|it| &it.destination).collect()
    } else if let NetFact::StatefulFilter(filter) = fact {
        filter.ingress.iter().chain(&filter.egress).filter_map(|it| it.peer.as_ref()).collect()
    } else if let NetFact::Site(site) = fact {
        site.ingress.iter().flatten().filter_map(|it| it.peer.as_ref()).collect()
    } else {
        Vec::new()
    }
}
