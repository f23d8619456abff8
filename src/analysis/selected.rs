//! What selectors stand for in the network: one reading for rules, questions and everything else that names ends.
//!
//! Of a group (`kind:`, `in:`, `tag:`) whatever has no place in the network is left out; a resource that is named is
//! kept, so that the answer can say why it has none.

use super::Analysis;
use crate::{
    base::{Gather as _, Message, NodeId, Order as _, text},
    model::{
        fact::{Interface, NetFact},
        selector::{End, Selector, Term},
    },
};
use std::collections::BTreeSet;

impl Analysis {
    /// Every end that a selector selects; one for each thing that opens flows or answers them, and for each subnet, VPC
    /// or group that stands for others.
    pub fn selected(&self, selector: &Selector) -> Result<Vec<End>, Message> {
        self.ends(selector, |(opens, answers)| opens || answers, false)
    }

    /// Those where packets may start.
    pub(super) fn sources(&self, selector: &Selector) -> Result<Vec<End>, Message> {
        self.ends(selector, |it| it.0, true)
    }

    /// Those that answer.
    pub(super) fn targets(&self, selector: &Selector) -> Result<Vec<End>, Message> {
        self.ends(selector, |it| it.1, false)
    }

    fn ends(
        &self,
        selector: &Selector,
        can: impl Fn((bool, bool)) -> bool,
        quiet: bool,
    ) -> Result<Vec<End>, Message> {
        let mut ends = Vec::new();
        for term in selector.terms() {
            let mut found = Selector::one(term.clone()).ends(&self.model)?;
            let all = found.clone();
            match term {
                Term::In(container) => {
                    found.retain(|end| can(self.takes_part(end)));
                    // It then stands for every interface in it.
                    let guests = !self.guests(container).is_empty();
                    found.extend(guests.then(|| End::Node(container.clone())));
                }
                Term::Kind(_) | Term::Tag(..) => {
                    found.retain(|end| can(self.takes_part(end)) || self.stands_for_others(end));
                }
                Term::Id(_) | Term::Internet | Term::Cidr(_) | Term::Service(_) | Term::Name(_) => {}
            }
            if found.is_empty() && quiet {
                // That nothing of it opens connections is known, and no reason to say nothing.
                let part = |end: &End| self.takes_part(end) != (false, false);
                found = all.into_iter().filter(part).collect();
            }
            ends.extend(found);
        }
        ends.order();
        ends.dedup();
        if ends.is_empty() {
            return Err(Message::new(
                &text!(
                    "`{0}` selects nothing that has a place in the network",
                    "`{0}`이(가) 고르는 것 중 네트워크에 자리가 있는 것이 없습니다"
                ),
                [selector.to_string()],
            ));
        }
        Ok(ends)
    }

    /// A resource to cross, what stands in it and the interfaces attached to it: a container is crossed by crossing anything
    /// in it. What has only one of its interfaces there is known by that, for each way.
    pub fn crossed(&self, id: &NodeId) -> Vec<NodeId> {
        let with = |it: &&NodeId| {
            self.model.is_inside(it, id) || self.has_interface(it, &|it| it.owner.as_ref() == Some(id))
        };
        let others = self.model.nodes().map(|(it, _)| it).filter(|it| *it != id).filter(with);
        [id].into_iter().chain(others).cloned().collect()
    }

    /// What somebody has who has some resources: them, the interfaces attached to them, what stands in them or has an
    /// interface there.
    pub(super) fn taken_with(&self, ids: &BTreeSet<NodeId>) -> BTreeSet<NodeId> {
        let within = |id: &NodeId| {
            let mut at = Some(id);
            while let Some(id) = at {
                if ids.contains(id) {
                    return true;
                }
                at = self.model.node(id).and_then(|node| node.parent.as_ref());
            }
            false
        };
        let linked =
            |it: &Interface| it.owner.as_ref().is_some_and(|it| ids.contains(it)) || within(&it.segment);
        let nodes = self.model.nodes().map(|(id, _)| id);
        nodes.filter(|id| within(id) || self.has_interface(id, &linked)).cloned().gather()
    }

    /// What has an interface inside a container, and stands elsewhere: a function with further subnets.
    fn guests(&self, container: &NodeId) -> Vec<NodeId> {
        let inside = |id: &NodeId| id == container || self.model.is_inside(id, container);
        let outside = self.model.nodes().map(|(id, _)| id).filter(|id| !inside(id));
        outside.filter(|id| self.has_interface(id, &|it| inside(&it.segment))).cloned().collect()
    }

    fn has_interface(&self, id: &NodeId, such: &dyn Fn(&Interface) -> bool) -> bool {
        let facts = self.model.node(id).map(|node| node.resource.as_resource().net_facts(self.site(id)));
        let mut facts = facts.into_iter().flatten();
        facts.any(|fact| matches!(fact, NetFact::Interface(it) if such(&it)))
    }

    /// Whether a resource is asked at the interfaces of others: a subnet, a VPC, a security group, an address.
    fn stands_for_others(&self, end: &End) -> bool {
        matches!(end, End::Node(id) if self.network().stands_for_others(id))
    }

    /// Whether an end may open flows, and whether flows may be opened to it.
    pub fn takes_part(&self, end: &End) -> (bool, bool) {
        match end {
            End::Node(id) => self
                .model
                .node(id)
                .map_or((false, false), |node| can(&node.resource.as_resource().net_facts(self.site(id)))),
            End::Internet | End::Cidr(_) => (true, true),
            End::Service(_) | End::Name(_) => (false, true),
        }
    }
}

/// Whether facts let a resource open flows, and whether they let it answer them. What has interfaces answers at
/// those, whatever service takes its calls.
pub(super) fn can(facts: &[NetFact]) -> (bool, bool) {
    let placed = facts.iter().any(|fact| matches!(fact, NetFact::Interface(_)));
    let each = facts.iter().map(|fact| {
        if let NetFact::Interface(interface) = fact {
            (interface.initiates, interface.inbound.is_open())
        } else if matches!(fact, NetFact::Opaque) {
            // It answers somewhere that the model does not show.
            (false, placed)
        } else if matches!(fact, NetFact::Served { .. } | NetFact::ServedInside { .. }) {
            (false, !placed)
        } else {
            let outside = matches!(fact, NetFact::Outside { .. } | NetFact::Site(_));
            let leaves = matches!(fact, NetFact::Unattached | NetFact::LeavesBy { .. });
            (outside || leaves, outside)
        }
    });
    each.fold((false, false), |all, it| (all.0 || it.0, all.1 || it.1))
}
