//! Remedies that change one resource.

use super::{AnyResource, KindOf};
use crate::{
    base::{Message, NodeId, Text, text},
    model::{Model, edit::Edit, need::Need, resource::Remedy},
};

/// What a remedy does that adds a route.
pub(super) static ROUTE: Text =
    text!("Route {0} to `{1}` in `{2}`", "`{2}`에서 {0}을(를) `{1}`(으)로 보내기");

static PUBLIC: Text = text!("Give `{0}` a public address", "`{0}`에 공인 주소 주기");

/// A change of one resource, if it is of the kind `T`.
pub(super) fn change<T>(
    model: &Model,
    id: &NodeId,
    title: Message,
    change: impl FnOnce(&mut T),
) -> Vec<Remedy>
where
    T: KindOf + Clone + Into<AnyResource>,
{
    let Some(own) = model.node(id).and_then(|it| T::from_any(&it.resource)) else { return Vec::new() };
    let mut own = own.clone();
    change(&mut own);
    vec![Remedy { title, edits: vec![Edit::Change { id: id.clone(), resource: own.into() }] }]
}

/// What gives a resource of the kind `T` a public address, if that is the need.
pub(super) fn public_address<T>(need: &Need, model: &Model, give: impl FnOnce(&mut T)) -> Vec<Remedy>
where
    T: KindOf + Clone + Into<AnyResource>,
{
    let Need::PublicAddress { node } = need else { return Vec::new() };
    change(model, node, Message::new(&PUBLIC, [node.to_string()]), give)
}
