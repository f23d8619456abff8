//! What roles let resources do: statements of policies that name other resources.
//!
//! A statement that names a resource is taken for a wish to call it. Which actions it allows is not weighed: what an action
//! does to a kind of target, the target says by what it takes.

use super::{Draft, names::Known};
use crate::model::{
    attrs::{Attr, Item, Mention},
    taking::{Names, Wanted},
};
use std::{collections::BTreeMap, rc::Rc};

/// Properties that name the role that a resource acts as.
const ROLES: [&str; 6] =
    ["Role", "RoleArn", "TaskDefinition.TaskRoleArn", "ExecutionRoleArn", "Credentials", "RoleARN"];

/// Connections that follow from the policies of roles.
pub(super) fn of_roles(items: &[&Item], drafts: &[Draft<'_>], known: &Known<'_>) -> Vec<Wanted> {
    let mut named: BTreeMap<Rc<str>, Vec<&Mention>> = BTreeMap::new();
    // A policy that stands by itself lets roles do something that name it, or that something attaches it to.
    let mut policies: BTreeMap<Rc<str>, Vec<&Mention>> = BTreeMap::new();
    for item in items.iter().filter(|it| &*it.ty == "AWS::IAM::ManagedPolicy") {
        policies.insert(item.id.clone(), allowed(item));
    }
    for item in items {
        let roles: Vec<Rc<str>> = match &*item.ty {
            "AWS::IAM::Role" => vec![item.id.clone()],
            "AWS::IAM::Policy" | "AWS::IAM::ManagedPolicy" => {
                let roles = item.properties.get("Roles");
                roles.map(Attr::mentions).unwrap_or_default().into_iter().map(|it| it.item.clone()).collect()
            }
            _ => continue,
        };
        let mut mentions = allowed(item);
        let attached = item.properties.get("ManagedPolicyArns").map(Attr::mentions).unwrap_or_default();
        let policies = attached.iter().chain(&mentions).filter_map(|it| policies.get(&it.item));
        let more: Vec<&Mention> = policies.flatten().copied().collect();
        mentions.extend(more);
        for role in roles {
            named.entry(role).or_default().extend(mentions.iter().copied());
        }
    }
    let mut wanted = Vec::new();
    for draft in drafts {
        // What runs containers has the role of their description.
        let task = draft.item.properties.get("TaskDefinition").map(Attr::mentions).unwrap_or_default();
        let task = task.into_iter().filter_map(|it| known.item(it)?.properties.get("TaskRoleArn"));
        let own = ROLES.iter().filter_map(|path| draft.item.properties.along(path));
        let roles = own.chain(task).flat_map(Attr::mentions);
        for mention in roles.filter_map(|role| named.get(&role.item)).flatten() {
            if let Some((to, _)) = known.mention(mention).filter(|it| it.0 != draft.id) {
                let from = draft.id.clone();
                wanted.push(Wanted::new(from, to, None));
            }
        }
    }
    wanted
}

/// What the statements of an item name that let somebody do something.
fn allowed(item: &Item) -> Vec<&Mention> {
    let documents = ["Policies.PolicyDocument", "PolicyDocument"];
    let statements = documents.iter().flat_map(|path| item.properties.each_along(path));
    let statements = statements.filter_map(|it| it.get("Statement")).flat_map(Attr::items);
    let allowed = statements.filter(|it| it.known_at("Effect") != Some("Deny"));
    allowed.filter_map(|it| it.get("Resource")).flat_map(Attr::mentions).collect()
}
