//! Fresh resources as a person gets them: where they may stand, under which id, and with what.

use super::{
    Entry, Model, Node,
    edit::{Edit, refusal},
    fact::{CallFact, CallsFrom},
    field::Link,
    kinds::Kind,
    resource::relink,
    site::{Index, Site},
};
use crate::base::{Message, NodeId, Text, text};

/// Where a resource of a kind goes when it is dropped somewhere.
#[derive(Clone, Debug, PartialEq)]
pub enum Home {
    /// Into that container, or onto the canvas itself.
    Here(Option<NodeId>),
    /// Somewhere else than where it was dropped, and why.
    Elsewhere(Option<NodeId>, Message),
    /// Into a fresh container of a kind that stands on the canvas.
    Wrapped(Kind),
    /// Nowhere yet, and why.
    Nowhere(Message),
}

static STANDS_IN: Text =
    text!("{0} stands in: {1}. Add one first", "{0}을(를) 놓을 수 있는 곳: {1}. 먼저 추가하세요");

/// Where a resource of `kind` goes when it is dropped into `container`.
pub fn home(model: &Model, kind: Kind, container: Option<&NodeId>) -> Home {
    let spec = kind.spec();
    let kind_of = |id: &NodeId| model.node(id).map(|node| node.resource.kind());
    let accepts = |id: &NodeId| kind_of(id).is_some_and(|kind| spec.may_stand_in(kind));
    let reason = || container.and_then(|id| refusal(kind, Some((id, kind_of(id)?))));
    match container {
        Some(id) if accepts(id) => return Home::Here(Some(id.clone())),
        None if spec.stands_in.is_empty() => return Home::Here(None),
        Some(id) => {
            let ancestor = model.ancestors(id).map(|(id, _)| id).find(|id| accepts(id)).cloned();
            if let Some(reason) = reason()
                && (ancestor.is_some() || spec.stands_in.is_empty())
            {
                return Home::Elsewhere(ancestor, reason);
            }
        }
        None => {}
    }
    let on_canvas = |kind: &Kind| kind.spec().stands_in.is_empty();
    let outer = spec.stands_in.iter().copied().find(on_canvas);
    let standing = model.nodes().find(|(_, node)| Some(node.resource.kind()) == outer);
    match (standing, outer) {
        (Some((id, _)), _) => Home::Here(Some(id.clone())),
        (None, Some(outer)) => Home::Wrapped(outer),
        (None, None) => {
            let wanted: Vec<&str> = spec.stands_in.iter().map(|kind| kind.spec().label.en).collect();
            Home::Nowhere(Message::new(&STANDS_IN, [spec.label.en.to_owned(), wanted.join(", ")]))
        }
    }
}

/// The edits that add a fresh resource with what comes with it, and its id.
pub fn create(model: &Model, index: &Index, kind: Kind, parent: Option<&NodeId>) -> (NodeId, Vec<Edit>) {
    let id = model.fresh_id(&kind.name().replace('_', "-"));
    let mut resource = kind.fresh();
    resource.as_resource_mut().settle(model, index, parent);
    let companions = resource.as_resource().companions();
    let mut edits = vec![Edit::Add { id: id.clone(), node: Node::new(resource.clone(), parent.cloned()) }];
    let mut ids = Vec::new();
    for companion in companions {
        let own = model.fresh_id(&format!("{id}-{}", companion.suffix));
        let whole = (companion.make)(&own);
        // A link to itself needs it to be there first.
        let mut bare = whole.clone();
        relink(bare.as_record_mut(), &|to| (*to != own).then(|| to.clone()));
        let is_whole = bare == whole;
        edits.push(Edit::Add { id: own.clone(), node: Node::new(bare, Some(id.clone())) });
        if !is_whole {
            edits.push(Edit::Change { id: own.clone(), resource: whole });
        }
        ids.push(own);
    }
    if !ids.is_empty() {
        resource.as_resource_mut().adopt(&ids);
        edits.push(Edit::Change { id: id.clone(), resource: resource.clone() });
    }
    // The first caller from outside is where requests enter.
    let facts = resource.as_resource().call_facts(Site::new(model, index, &id));
    if model.workload().is_empty() && facts.contains(&CallFact::Calls(CallsFrom::Outside)) {
        edits.push(Edit::Workload(vec![Entry { at: Link::to(id.clone()), ..Entry::default() }]));
    }
    (id, edits)
}

#[cfg(test)]
mod tests;
