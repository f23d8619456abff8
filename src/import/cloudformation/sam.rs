//! The Serverless Application Model: its types as those that it stands for, its events as what starts functions.
//!
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification.html>

use super::{
    exact, made,
    stack::{Stack, World},
};
use crate::model::attrs::{At, Attr, Entry, Item, Mention, Value};
use std::rc::Rc;

/// APIs that are there because an event needs one: id, type of the event, property that names another one.
const IMPLICIT: [(&str, &str, &str); 2] =
    [("ServerlessRestApi", "Api", "RestApiId"), ("ServerlessHttpApi", "HttpApi", "ApiId")];

/// A connection between items that no item of the provider stands for.
pub(crate) const CONNECTION: &str = "Plat::Connection";

/// What each type stands for.
fn stands_for(ty: &str) -> Option<&'static str> {
    Some(match ty {
        "AWS::Serverless::Function" => "AWS::Lambda::Function",
        "AWS::Serverless::Api" => "AWS::ApiGateway::RestApi",
        "AWS::Serverless::HttpApi" | "AWS::Serverless::WebSocketApi" => "AWS::ApiGatewayV2::Api",
        "AWS::Serverless::SimpleTable" => "AWS::DynamoDB::Table",
        "AWS::Serverless::StateMachine" => "AWS::StepFunctions::StateMachine",
        _ => return None,
    })
}

/// Whether SAM makes a resource of this name: an implicit API, or the role of a function.
pub(super) fn makes(stack: &Stack, name: &str) -> bool {
    let is_sam = |entry: &Entry| {
        exact(&entry.value, "Type")
            .and_then(Attr::known)
            .is_some_and(|it| it.starts_with("AWS::Serverless::"))
    };
    let of = |entry: &Entry| {
        let own = &*entry.key;
        name.strip_prefix(own).is_some_and(|rest| {
            rest.starts_with("Role")
                || rest.starts_with("Version")
                || rest.starts_with("Alias")
                || rest == ".Stage"
                || rest.ends_with("Stage")
                || rest.starts_with("Deployment")
                || rest == "Url"
                || !rest.is_empty()
        })
    };
    let sam = || stack.declared().iter().filter(|it| is_sam(it));
    IMPLICIT.iter().any(|it| it.0 == name || name.starts_with(it.0)) && sam().next().is_some()
        || sam().any(of)
}

/// Global sections, by the type that they are for.
const GLOBALS: [(&str, &str); 6] = [
    ("AWS::Serverless::Function", "Function"),
    ("AWS::Serverless::Api", "Api"),
    ("AWS::Serverless::HttpApi", "HttpApi"),
    ("AWS::Serverless::WebSocketApi", "WebSocketApi"),
    ("AWS::Serverless::SimpleTable", "SimpleTable"),
    ("AWS::Serverless::StateMachine", "StateMachine"),
];

/// Rewrites items of SAM as what they stand for, and adds what events and connectors join.
pub(super) fn expand(stack: &Stack, world: &World<'_>, items: &mut Vec<Item>) {
    let globals =
        exact(&stack.template, "Globals").and_then(|it| super::eval::Eval::new(stack, world).value(it));
    let mut more: Vec<Item> = Vec::new();
    let mut implicit = [false; IMPLICIT.len()];
    for item in items.iter_mut() {
        let Some(short) = item.id.strip_prefix(stack.prefix.as_str()).filter(|it| !it.contains('.')) else {
            continue;
        };
        let short = short.to_owned();
        let section = GLOBALS.iter().find(|it| *it.0 == *item.ty).map(|it| it.1);
        let section = section.and_then(|name| exact(globals.as_ref()?, name));
        if let Some(section) = section {
            let ignored = exact(&item.properties, "IgnoreGlobals").or(None);
            item.properties = merged(section, &item.properties, ignored);
        }
        let events: Vec<Entry> =
            exact(&item.properties, "Events").map_or(Vec::new(), |it| it.entries().to_vec());
        for event in &events {
            let ty = exact(&event.value, "Type").and_then(Attr::known).unwrap_or_default().to_owned();
            let properties = exact(&event.value, "Properties").cloned().unwrap_or_default();
            for (at, (_, kind, named)) in IMPLICIT.iter().enumerate() {
                implicit[at] |= *kind == ty && exact(&properties, named).is_none();
            }
            more.extend(of_event(stack, item, (&short, &event.key), (&ty, &properties)));
        }
        if &*item.ty == "AWS::Serverless::Connector" {
            more.extend(connector(item, &item.properties, None));
        }
        let declared = stack.resource(&short);
        for connectors in
            declared.and_then(|it| exact(it, "Connectors")).map(Attr::entries).unwrap_or_default()
        {
            let worked = super::eval::Eval::new(stack, world).value(&connectors.value).unwrap_or_default();
            let properties = exact(&worked, "Properties").cloned().unwrap_or_default();
            more.extend(connector(item, &properties, Some(&item.id)));
        }
        rewrite(item);
    }
    for (at, needed) in implicit.iter().enumerate().filter(|it| *it.1) {
        let _ = needed;
        let Some(like) = items.first().cloned() else { continue };
        let id = format!("{}{}", stack.prefix, IMPLICIT[at].0);
        if items.iter().any(|it| *it.id == *id) {
            continue;
        }
        let (ty, properties) = match IMPLICIT[at].1 {
            "Api" => ("AWS::ApiGateway::RestApi", Vec::new()),
            _ => {
                ("AWS::ApiGatewayV2::Api", vec![entry(like.at, "ProtocolType", Attr::text(like.at, "HTTP"))])
            }
        };
        let properties = Attr { at: like.at, value: Value::Map(properties) };
        items.push(made(id, ty, properties, &Item { conditional: None, ..like }));
    }
    items.extend(more);
}

fn entry(at: At, key: &str, value: Attr) -> Entry {
    Entry { key: key.into(), at, value }
}

fn reference(at: At, item: &str) -> Attr {
    Attr { at, value: Value::Ref(Mention { item: item.into(), attribute: "".into() }) }
}

/// Takes its place among the provider's own types.
fn rewrite(item: &mut Item) {
    let Some(ty) = stands_for(&item.ty) else { return };
    let at = item.at;
    let extra = match &*item.ty {
        "AWS::Serverless::HttpApi" => Some(("ProtocolType", "HTTP")),
        "AWS::Serverless::WebSocketApi" => Some(("ProtocolType", "WEBSOCKET")),
        // Without a throughput it is on demand.
        "AWS::Serverless::SimpleTable" if exact(&item.properties, "ProvisionedThroughput").is_none() => {
            Some(("BillingMode", "PAY_PER_REQUEST"))
        }
        "AWS::Serverless::StateMachine" => match exact(&item.properties, "Type").and_then(Attr::known) {
            Some("EXPRESS") => Some(("StateMachineType", "EXPRESS")),
            _ => None,
        },
        _ => None,
    };
    if let (Some((key, value)), Value::Map(entries)) = (extra, &mut item.properties.value) {
        entries.push(entry(at, key, Attr::text(at, value)));
    }
    item.ty = ty.into();
}

/// The global section under the item's own: scalars replaced, maps merged, lists joined.
fn merged(global: &Attr, own: &Attr, ignored: Option<&Attr>) -> Attr {
    let all = ignored.and_then(Attr::known) == Some("*");
    let is_ignored = |key: &str| {
        all || ignored.map(Attr::items).unwrap_or_default().iter().any(|it| it.known() == Some(key))
    };
    if all {
        return own.clone();
    }
    match (&global.value, &own.value) {
        (Value::Map(above), Value::Map(below)) => {
            let mut entries = below.clone();
            for inherited in above.iter().filter(|it| !is_ignored(&it.key)) {
                match entries.iter_mut().find(|it| it.key == inherited.key) {
                    Some(mine) => mine.value = merged(&inherited.value, &mine.value, None),
                    None => entries.push(inherited.clone()),
                }
            }
            Attr { at: own.at, value: Value::Map(entries) }
        }
        (Value::List(above), Value::List(below)) => {
            Attr { at: own.at, value: Value::List(above.iter().chain(below).cloned().collect()) }
        }
        _ => own.clone(),
    }
}

/// A connection from one item to another, made of a part of a third.
fn connection(like: &Item, name: &str, from: Attr, to: Attr, kind: &str) -> Item {
    let at = like.at;
    let properties =
        vec![entry(at, "From", from), entry(at, "To", to), entry(at, "Kind", Attr::text(at, kind))];
    made(format!("{}.{name}", like.id), CONNECTION, Attr { at, value: Value::Map(properties) }, like)
}

/// What an event of a function or a state machine makes.
fn of_event(
    stack: &Stack,
    item: &Item,
    (own, name): (&str, &Rc<str>),
    (ty, properties): (&str, &Attr),
) -> Vec<Item> {
    let at = properties.at;
    let target = reference(at, &item.id);
    let of = |key: &str| exact(properties, key).cloned();
    let joined = |from: Option<Attr>, kind: &str| {
        from.map(|from| connection(item, name, from, target.clone(), kind)).into_iter().collect()
    };
    let made_here = |ty: &str, entries: Vec<Entry>| {
        let id = format!("{}{own}{name}", stack.prefix);
        let mut all = properties.entries().to_vec();
        all.retain(|it| entries.iter().all(|other| other.key != it.key));
        all.extend(entries);
        made(id, ty, Attr { at, value: Value::Map(all) }, item)
    };
    let polled = |key: &str| {
        let mapping = |source| {
            let ends = vec![entry(at, "EventSourceArn", source), entry(at, "FunctionName", target.clone())];
            made_here("AWS::Lambda::EventSourceMapping", ends)
        };
        of(key).map(mapping).into_iter().collect()
    };
    match ty {
        "Api" | "HttpApi" => {
            let (implicit, _, named) = IMPLICIT[usize::from(ty == "HttpApi")];
            let api = of(named).unwrap_or_else(|| reference(at, &format!("{}{implicit}", stack.prefix)));
            joined(Some(api), "invoke")
        }
        "SQS" => polled("Queue"),
        "Kinesis" | "DynamoDB" | "MSK" => polled("Stream"),
        "MQ" => polled("Broker"),
        "DocumentDB" => polled("Cluster"),
        "S3" => joined(of("Bucket"), "event_source"),
        "SNS" => joined(of("Topic"), "event_source"),
        "CloudWatchLogs" => joined(of("LogGroupName"), "reference"),
        "Cognito" => joined(of("UserPool"), "reference"),
        "Schedule" | "EventBridgeRule" | "CloudWatchEvent" => {
            let mut entries = Vec::new();
            if let Some(schedule) = of("Schedule") {
                entries.push(entry(at, "ScheduleExpression", schedule));
            }
            if let Some(pattern) = of("Pattern") {
                entries.push(entry(at, "EventPattern", pattern));
            }
            let rule = made_here("AWS::Events::Rule", entries);
            let from = reference(at, &rule.id);
            vec![connection(item, name, from, target, "event_source"), rule]
        }
        "ScheduleV2" => {
            let schedule = made_here("AWS::Scheduler::Schedule", Vec::new());
            let from = reference(at, &schedule.id);
            vec![connection(item, name, from, target, "event_source"), schedule]
        }
        _ => Vec::new(),
    }
}

/// What a connector lets through.
fn connector(item: &Item, properties: &Attr, source: Option<&str>) -> Vec<Item> {
    let end = |attr: &Attr| {
        exact(attr, "Id")
            .map(|id| match id.known() {
                Some(id) => {
                    let prefix = item.id.rsplit_once('.').map_or(String::new(), |it| format!("{}.", it.0));
                    reference(attr.at, &format!("{prefix}{id}"))
                }
                None => id.clone(),
            })
            .or_else(|| exact(attr, "Arn").cloned())
    };
    let source =
        source.map(|id| reference(item.at, id)).or_else(|| exact(properties, "Source").and_then(end));
    let Some(source) = source else { return Vec::new() };
    let targets = exact(properties, "Destination").map(Attr::items).unwrap_or_default();
    let ends = targets.iter().enumerate().filter_map(|(nth, it)| Some((nth, end(it)?)));
    let permissions = exact(properties, "Permissions").map(Attr::items).unwrap_or_default();
    let may =
        |what: &str| Attr::text(item.at, permissions.iter().any(|it| it.known() == Some(what)).to_string());
    let joined = |(nth, to)| {
        let mut made = connection(item, &format!("Connector{nth}"), source.clone(), to, "");
        made.properties.put("Reads", may("Read"));
        made.properties.put("Writes", may("Write"));
        made
    };
    ends.map(joined).collect()
}
