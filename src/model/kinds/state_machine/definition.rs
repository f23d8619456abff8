//! What a definition in the Amazon States Language says: whom the tasks call, and how many states an execution enters.
//!
//! <https://states-language.net/spec.html>, <https://docs.aws.amazon.com/step-functions/latest/dg/integrate-services.html>

use crate::{
    base::{Decimal, Gather as _, NodeId, Order as _},
    model::{
        attrs::{Attr, Mention, Value},
        connection::Access,
        giving::json,
        taking::{Taking, Wanted},
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// What names the target of a service integration, among its parameters.
const TARGETS: [&str; 26] = [
    "FunctionName", "TableName", "QueueUrl", "TopicArn", "TargetArn", "StateMachineArn", "EventBusName", "Bucket", "StreamName",
    "DeliveryStreamName", "Cluster", "TaskDefinition", "JobQueue", "JobName", "ProjectName", "CrawlerName", "EndpointName",
    "ApiEndpoint", "ApplicationId", "KnowledgeBaseId", "AgentId", "IndexId", "CollectionId", "SecretId", "ClusterId", "Name",
];

/// Types that are called by a name of their own, and the property that gives it.
const NAMED: [(&str, &str); 5] = [
    ("Function", "FunctionName"),
    ("Table", "TableName"),
    ("Queue", "QueueName"),
    ("StateMachine", "StateMachineName"),
    ("Bucket", "BucketName"),
];

/// Services whose calls read and write items, and how the actions begin that read.
const STORES: [&str; 2] = ["dynamodb", "s3"];
const READS: [&str; 7] = ["get", "query", "scan", "batchGet", "list", "describe", "head"];

/// What is said of a definition that Plat wrote: the design knows whom it calls, and not by which steps.
pub(super) const TO_DO: &str = "TODO: the steps and their order";

/// What a definition comes to.
pub(super) struct Steps {
    /// Whom it calls.
    pub wanted: Vec<Wanted>,
    /// States that one execution enters on the longest way, each `Map` once; 0 if nobody has said the steps.
    pub transitions: usize,
}

/// Reads the definition of a state machine, if it can be read.
pub(super) fn read(taking: &Taking<'_>) -> Option<Steps> {
    let said = ["Definition", "DefinitionString"].iter().find_map(|path| taking.get(path))?;
    let definition = match &said.value {
        Value::Map(_) => said.clone(),
        Value::Text(text) => parsed(text)?,
        Value::Unknown(unknown) => parsed(&unknown.text)?,
        Value::Nothing | Value::List(_) | Value::Ref(_) => return None,
    };
    let mentions = said.mentions();
    let mut tasks = Vec::new();
    let found = walk(&definition, true, &mut tasks)?;
    let transitions = if text(&definition, "Comment") == Some(TO_DO) { 0 } else { found };
    let mut found: BTreeMap<NodeId, Wanted> = BTreeMap::new();
    for (state, on_way) in tasks {
        call(taking, &mentions, state, on_way, &mut found);
    }
    Some(Steps { wanted: found.into_values().collect(), transitions })
}

/// A text of JSON; what stands for a number or a truth value there may be left open: `${Seconds}`.
fn parsed(text: &str) -> Option<Attr> {
    if let Some(tree) = json(text) {
        return Some(tree);
    }
    let (mut mended, mut rest, mut is_inside) = (String::new(), text, false);
    while let Some(at) = rest.find(['"', '\\', '$']) {
        let (before, after) = rest.split_at_checked(at)?;
        mended.push_str(before);
        let open = after.strip_prefix("${").filter(|_| !is_inside).and_then(|it| it.split_once('}'));
        if let Some((_, behind)) = open {
            mended.push('0');
            rest = behind;
            continue;
        }
        let long = if after.starts_with('\\') { after.chars().take(2).map(char::len_utf8).sum() } else { 1 };
        is_inside ^= after.starts_with('"');
        let (own, behind) = after.split_at_checked(long)?;
        mended.push_str(own);
        rest = behind;
    }
    mended.push_str(rest);
    json(&mended)
}

/// The states of a machine, or of a part of one, on the longest way and beside it; how many are entered on that.
fn walk<'d>(machine: &'d Attr, on_way: bool, tasks: &mut Vec<(&'d Attr, bool)>) -> Option<usize> {
    let states: BTreeMap<&str, &Attr> =
        exact(machine, "States")?.entries().iter().map(|it| (&*it.key, &it.value)).gather();
    let start = text(machine, "StartAt")?;
    let mut lengths: BTreeMap<&str, usize> = BTreeMap::new();
    let mut inner: BTreeMap<&str, (usize, Vec<&'d Attr>)> = BTreeMap::new();
    for (name, state) in &states {
        let mut within = Vec::new();
        let parts = exact(state, "Branches").map(Attr::items).unwrap_or_default().iter();
        let parts = parts.chain(exact(state, "ItemProcessor")).chain(exact(state, "Iterator"));
        let entered =
            parts.fold(1_usize, |all, part| all.saturating_add(walk(part, true, &mut within).unwrap_or(0)));
        inner.insert(name, (entered, within.into_iter().map(|it| it.0).collect()));
    }
    // Behind each state first: what leads back to a state that is not done is no way on.
    let mut open = vec![(start, false)];
    let mut seen = BTreeSet::new();
    while let Some((name, is_done)) = open.pop() {
        let Some(state) = states.get(name) else { continue };
        if is_done {
            let behind = next(state).into_iter().filter_map(|it| lengths.get(it)).max();
            let own = inner.get(name).map_or(1, |it| it.0);
            lengths.insert(name, own.saturating_add(behind.copied().unwrap_or(0)));
        } else if seen.insert(name) {
            open.push((name, true));
            open.extend(next(state).into_iter().map(|it| (it, false)));
        }
    }
    let mut way = BTreeSet::new();
    let mut at = Some(start);
    while let Some(name) = at.filter(|it| way.insert(*it)) {
        let state = states.get(name);
        let behind = state.into_iter().flat_map(|it| next(it)).filter(|it| !way.contains(it));
        at = behind.filter_map(|it| Some((lengths.get(it)?, it))).max().map(|it| it.1);
    }
    for (name, state) in &states {
        let is_on = on_way && way.contains(name);
        if text(state, "Type") == Some("Task") {
            tasks.push((state, is_on));
        }
        tasks.extend(inner.get(name).into_iter().flat_map(|it| &it.1).map(|it| (*it, is_on)));
    }
    lengths.get(start).copied()
}

/// The states that one may lead to, without what catches errors.
fn next(state: &Attr) -> Vec<&str> {
    let choices = exact(state, "Choices").map(Attr::items).unwrap_or_default();
    let chosen = choices.iter().filter_map(|it| text(it, "Next"));
    text(state, "Next").into_iter().chain(text(state, "Default")).chain(chosen).collect()
}

/// Takes in what a task calls.
fn call(taking: &Taking<'_>, mentions: &[&Mention], state: &Attr, on_way: bool, found: &mut BTreeMap<NodeId, Wanted>) {
    let Some(resource) = exact(state, "Resource") else { return };
    let mut to: Vec<NodeId> = Vec::new();
    let (mut reads, mut writes) = (Decimal::ZERO, Decimal::ZERO);
    let mut access = None;
    match integration(resource.known().unwrap_or("")) {
        None => to.extend(target(taking, mentions, resource)),
        Some((service, action)) => {
            let given = ["Parameters", "Arguments"].into_iter().find_map(|it| exact(state, it));
            let mut named = Vec::new();
            given.into_iter().for_each(|it| under(it, false, &mut named));
            to.extend(named.iter().filter_map(|it| target(taking, mentions, it)));
            if to.is_empty() {
                let mut all = Vec::new();
                given.into_iter().for_each(|it| under(it, true, &mut all));
                to.extend(all.iter().filter_map(|it| target(taking, mentions, it)));
            }
            if STORES.contains(&service) {
                access = Some(Access::ReadWrite);
                let is_read = READS.iter().any(|it| action.starts_with(it));
                (reads, writes) = if is_read { (Decimal::ONE, Decimal::ZERO) } else { (Decimal::ZERO, Decimal::ONE) };
            }
        }
    }
    to.retain(|it| it != taking.id);
    to.order();
    to.dedup();
    for to in to {
        let fresh = || Wanted { calls: Decimal::ZERO, ..Wanted::new(taking.id.clone(), to.clone(), access) };
        let wanted = found.entry(to.clone()).or_insert_with(fresh);
        wanted.calls += if on_way { Decimal::ONE } else { Decimal::ZERO };
        wanted.reads = wanted.reads.max(reads);
        wanted.writes = wanted.writes.max(writes);
    }
}

/// The service and the action of an integration: of `arn:aws:states:::aws-sdk:dynamodb:putItem`, the last two.
fn integration(resource: &str) -> Option<(&str, &str)> {
    let rest = resource.strip_prefix("arn:")?.split_once(":states:")?.1;
    let rest = rest.trim_start_matches(|it| it != ':').strip_prefix("::")?;
    let (service, action) = rest.strip_prefix("aws-sdk:").unwrap_or(rest).split_once(':')?;
    Some((service, action))
}

/// Values under the names of targets, or all of them.
fn under<'d>(given: &'d Attr, all: bool, found: &mut Vec<&'d Attr>) {
    match &given.value {
        Value::Map(entries) => {
            for it in entries {
                let is_named = TARGETS.contains(&it.key.trim_end_matches(".$"));
                match &it.value.value {
                    Value::Map(_) | Value::List(_) => under(&it.value, all, found),
                    Value::Text(_) | Value::Ref(_) | Value::Unknown(_) if all || is_named => found.push(&it.value),
                    Value::Nothing | Value::Text(_) | Value::Ref(_) | Value::Unknown(_) => {}
                }
            }
        }
        Value::List(items) => items.iter().for_each(|it| under(it, all, found)),
        Value::Nothing | Value::Text(_) | Value::Ref(_) | Value::Unknown(_) => {}
    }
}

/// The resource that a value of a definition names.
fn target(taking: &Taking<'_>, mentions: &[&Mention], value: &Attr) -> Option<NodeId> {
    let Some(said) = value.known() else { return taking.node(value).map(|it| it.0) };
    if let Some((_, behind)) = said.split_once("${") {
        let name = behind.split_once('}')?.0.trim();
        let substituted = taking.get("DefinitionSubstitutions").and_then(|it| exact(it, name));
        if let Some(given) = substituted {
            return target(taking, mentions, given);
        }
        let is_meant = |it: &&&Mention| {
            let own = if it.attribute.is_empty() { it.item.to_string() } else { format!("{}.{}", it.item, it.attribute) };
            own == name || *it.item == *name || own.ends_with(&format!(".{name}"))
        };
        let mention = mentions.iter().find(is_meant)?;
        return taking.names.node(mention).map(|it| it.0);
    }
    let own = said.rsplit([':', '/']).next().unwrap_or(said);
    let by_name = || {
        NAMED.iter().find_map(|(ty, property)| {
            let item = taking.names.called(ty, property, own)?;
            taking.names.node(&Mention { item: item.id.clone(), attribute: "".into() })
        })
    };
    taking.names.named(said).or_else(by_name).map(|it| it.0)
}

/// What a map has under this very key: states have names of their own.
fn exact<'d>(map: &'d Attr, key: &str) -> Option<&'d Attr> {
    map.entries().iter().find(|it| *it.key == *key).map(|it| &it.value)
}

fn text<'d>(map: &'d Attr, key: &str) -> Option<&'d str> {
    exact(map, key)?.known()
}
