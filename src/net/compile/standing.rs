//! What stands nowhere: facts that name a VPC or a subnet which no fact states. A model that was loaded has none; facts that
//! a library's user writes may. Such a resource is not modelled: a route to it is `UNKNOWN`, and nothing is in it.

use super::Facts;
use crate::{
    base::NodeId,
    model::fact::{AttachmentEnd, NetFact},
};
use std::collections::BTreeSet;

/// The same facts with what stands nowhere as opaque; nothing if all stand somewhere.
pub fn standing(facts: &Facts) -> Option<Facts> {
    let mut astray = astray(facts);
    if astray.is_empty() {
        return None;
    }
    let mut out = facts.clone();
    // What stood in a subnet that stands nowhere is next.
    while !astray.is_empty() {
        for (id, facts) in &mut out {
            if astray.contains(id) {
                *facts = vec![NetFact::Opaque];
            }
        }
        astray = self::astray(&out);
    }
    Some(out)
}

/// The resources that stand nowhere.
fn astray(facts: &Facts) -> BTreeSet<NodeId> {
    let (mut boundaries, mut segments) = (BTreeSet::new(), BTreeSet::new());
    for (id, facts) in facts {
        for fact in facts {
            if matches!(fact, NetFact::Boundary(_)) {
                boundaries.insert(id);
            } else if matches!(fact, NetFact::Segment(_)) {
                segments.insert(id);
            }
        }
    }
    let mut out = BTreeSet::new();
    // Neighbours are often in one subnet.
    let mut last: Option<&NodeId> = None;
    for (id, facts) in facts {
        let regional =
            |fact: &NetFact| if let NetFact::SourceNat(it) = fact { it.regional.is_some() } else { false };
        let stands = |fact: &NetFact| match fact {
            NetFact::Segment(it) => boundaries.contains(&it.boundary),
            NetFact::Table(it) => match &it.boundary {
                Some(boundary) => boundaries.contains(boundary),
                None => facts.iter().any(regional),
            },
            NetFact::Edge { boundary } | NetFact::Exit { boundary } => boundaries.contains(boundary),
            NetFact::Door(it) => boundaries.contains(&it.boundary),
            NetFact::SourceNat(it) => match &it.regional {
                Some(regional) => boundaries.contains(&regional.boundary),
                None => facts.iter().any(|it| matches!(it, NetFact::Interface(_))),
            },
            NetFact::Attachment(it) => match &it.end {
                AttachmentEnd::Boundary { boundary, .. } => boundaries.contains(boundary),
                AttachmentEnd::Hub { .. } | AttachmentEnd::Lines => true,
            },
            NetFact::Interface(it) => last == Some(&it.segment) || segments.contains(&it.segment),
            NetFact::Boundary(_)
            | NetFact::List(_)
            | NetFact::StatefulFilter(_)
            | NetFact::StatelessFilter(_)
            | NetFact::Peering(_)
            | NetFact::LineGateway { .. }
            | NetFact::Line(_)
            | NetFact::Site(_)
            | NetFact::Hub(_)
            | NetFact::HubTable(_)
            | NetFact::Balancer(_)
            | NetFact::TargetGroup(_)
            | NetFact::Offer(_)
            | NetFact::PrivateEntry { .. }
            | NetFact::LeavesBy { .. }
            | NetFact::Names(_)
            | NetFact::PublicBlock(_)
            | NetFact::Served { .. }
            | NetFact::ServedInside { .. }
            | NetFact::Unattached
            | NetFact::Outside { .. }
            | NetFact::Opaque => true,
        };
        if !facts.iter().all(stands) {
            out.insert(id.clone());
        } else if let [NetFact::Interface(it)] = facts.as_slice() {
            last = Some(&it.segment);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::fact::{Boundary, Interface, RouteFact, Segment, Table},
        net::graph::Net,
    };

    fn id(text: &str) -> NodeId {
        text.parse().expect("an id")
    }

    fn segment(boundary: &str) -> NetFact {
        NetFact::Segment(Segment {
            boundary: id(boundary),
            cidrs: vec!["10.0.1.0/24".parse().expect("a block")],
            zone: "a".into(),
            table: None,
            acl: None,
            dns64: false,
        })
    }

    #[test]
    fn what_stands_nowhere_is_not_modelled() {
        let interface = |segment: &str| NetFact::Interface(Interface::in_segment(id(segment)).into());
        let route = RouteFact {
            destination: crate::model::fact::Peer::Cidr(crate::base::Cidr::ALL_V4),
            target: None,
        };
        let table = Table { boundary: Some(id("gone")), routes: vec![route], ..Table::default() };
        let mut facts: Facts = vec![
            (id("a"), vec![interface("s")]),
            (id("b"), vec![interface("nowhere")]),
            (id("i"), vec![NetFact::Edge { boundary: id("gone") }]),
            (id("s"), vec![segment("gone")]),
            (id("t"), vec![NetFact::Table(table)]),
        ];
        for _ in 0..2 {
            let net = Net::of(&facts);
            assert!(net.interfaces.is_empty() && net.segments.is_empty() && net.tables.len() < 2);
            assert!(["a", "b", "i", "s", "t"].iter().all(|it| net.roles[&id(it)].opaque));
            // Once more beside a VPC that they do not stand in.
            facts.push((
                id("v"),
                vec![NetFact::Boundary(Boundary {
                    cidrs: vec!["10.0.0.0/16".parse().expect("a block")],
                    region: Default::default(),
                    main_table: Some(id("t")),
                    default_acl: None,
                    default_group: None,
                    resolver: true,
                    hostnames: false,
                })],
            ));
        }
        facts.push((id("w"), vec![segment("v")]));
        facts.push((id("x"), vec![interface("w")]));
        let net = Net::of(&facts);
        assert_eq!((net.interfaces.len(), net.segments.len()), (1, 1));
        assert!(standing(&facts[5..].to_vec()).is_none());
    }
}
