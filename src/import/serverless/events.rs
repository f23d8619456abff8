//! Events of functions, as SAM has them, and what the framework makes for them.
//!
//! <https://www.serverless.com/framework/docs/providers/aws/guide/events>

use super::{call, exact, map, normalized, put};
use crate::model::attrs::{At, Attr, Value};

/// The events of a function.
pub(super) fn of(function: &Attr, id: &str, resources: &mut Attr) -> Attr {
    let mut made = Attr { at: function.at, value: Value::Map(Vec::new()) };
    let listed = exact(function, "events").map(Attr::items).unwrap_or_default();
    for (number, event) in listed.iter().enumerate() {
        let Some(entry) = event.entries().first() else { continue };
        if let Some((ty, properties)) = one(&entry.key, &entry.value, id, number, resources) {
            let ty = Attr::text(entry.at, ty);
            let event = map(entry.at, [("Type", Some(ty)), ("Properties", Some(properties))]);
            put(&mut made, &format!("Event{number}"), entry.at, event);
        }
    }
    made
}

/// An event as SAM calls it, with its properties.
fn one(
    kind: &str,
    event: &Attr,
    id: &str,
    number: usize,
    resources: &mut Attr,
) -> Option<(&'static str, Attr)> {
    let at = event.at;
    let of = |key: &str| exact(event, key).cloned();
    // What is said is a text, or a map with that under a key.
    let is_map = matches!(event.value, Value::Map(_)) && !is_call(event);
    let main = |key: &str| if is_map { of(key) } else { Some(event.clone()) };
    Some(match kind {
        "http" => ("Api", through(route(event), &REST, resources)),
        "httpApi" => ("HttpApi", through(route(event), &HTTP, resources)),
        "sqs" => ("SQS", map(at, [("Queue", main("arn")), ("BatchSize", of("batchSize"))])),
        "stream" => {
            let stream = main("arn");
            let ty = exact(event, "type").and_then(Attr::known).map(str::to_owned);
            let is_table = ty.is_none_or(|it| it == "dynamodb")
                && stream
                    .as_ref()
                    .is_some_and(|it| it.known().is_none_or(|text| text.contains(":dynamodb:")));
            (
                if is_table { "DynamoDB" } else { "Kinesis" },
                map(at, [("Stream", stream), ("BatchSize", of("batchSize"))]),
            )
        }
        "s3" => {
            let bucket = main("bucket")?;
            let exists = exact(event, "existing").is_some_and(Attr::is_true);
            (
                "S3",
                map(
                    at,
                    [(
                        "Bucket",
                        Some(made("S3Bucket", "AWS::S3::Bucket", "BucketName", bucket, exists, resources)),
                    )],
                ),
            )
        }
        "sns" => {
            let topic = of("arn").filter(|_| is_map).or_else(|| main("topicName"))?;
            let exists = topic.known().is_none_or(|it| it.starts_with("arn:"));
            (
                "SNS",
                map(
                    at,
                    [(
                        "Topic",
                        Some(made("SNSTopic", "AWS::SNS::Topic", "TopicName", topic, exists, resources)),
                    )],
                ),
            )
        }
        "schedule" => {
            let rate = main("rate").map(|it| it.items().first().cloned().unwrap_or(it));
            match exact(event, "method").and_then(Attr::known) {
                Some("scheduler") => ("ScheduleV2", map(at, [("ScheduleExpression", rate)])),
                Some(_) | None => ("Schedule", map(at, [("Schedule", rate)])),
            }
        }
        "eventBridge" => (
            "EventBridgeRule",
            map(
                at,
                [("EventBusName", of("eventBus")), ("Pattern", of("pattern")), ("Schedule", of("schedule"))],
            ),
        ),
        "cloudwatchEvent" => ("CloudWatchEvent", map(at, [("Pattern", of("event"))])),
        "cloudwatchLog" => ("CloudWatchLogs", map(at, [("LogGroupName", main("logGroup"))])),
        "msk" => ("MSK", map(at, [("Stream", main("arn"))])),
        "activemq" | "rabbitmq" => ("MQ", map(at, [("Broker", main("arn"))])),
        "websocket" => {
            socket(at, id, number, resources);
            return None;
        }
        _ => return None,
    })
}

/// An API that all events of a sort share: what the framework calls it, its type, what names it in an event, and a property.
struct Shared {
    id: &'static str,
    ty: &'static str,
    named: &'static str,
    says: Option<(&'static str, &'static str)>,
}

const REST: Shared =
    Shared { id: "ApiGatewayRestApi", ty: "AWS::ApiGateway::RestApi", named: "RestApiId", says: None };
const HTTP: Shared = Shared {
    id: "HttpApi",
    ty: "AWS::ApiGatewayV2::Api",
    named: "ApiId",
    says: Some(("ProtocolType", "HTTP")),
};
const SOCKETS: Shared = Shared {
    id: "WebsocketsApi",
    ty: "AWS::ApiGatewayV2::Api",
    named: "ApiId",
    says: Some(("ProtocolType", "WEBSOCKET")),
};

/// An event by way of its API, which is made if it is not there.
fn through(mut properties: Attr, api: &Shared, resources: &mut Attr) -> Attr {
    let at = properties.at;
    if exact(resources, api.id).is_none() {
        let mut own = map(at, []);
        if let Some((key, text)) = api.says {
            put(&mut own, key, at, Attr::text(at, text));
        }
        let made = map(at, [("Type", Some(Attr::text(at, api.ty))), ("Properties", Some(own))]);
        put(resources, api.id, at, made);
    }
    put(&mut properties, api.named, at, call(at, "Ref", Attr::text(at, api.id)));
    properties
}

/// Whether a value is a function of the template language.
fn is_call(attr: &Attr) -> bool {
    matches!(attr.entries(), [only] if &*only.key == "Ref" || only.key.starts_with("Fn::"))
}

/// A route: `GET /path`, or a map of both.
fn route(event: &Attr) -> Attr {
    let at = event.at;
    match event.known() {
        Some(text) => {
            let (method, path) = text.trim().split_once(' ').unwrap_or(("ANY", text));
            map(at, [("Method", Some(Attr::text(at, method))), ("Path", Some(Attr::text(at, path.trim())))])
        }
        None => {
            let of = |key: &str| exact(event, key).cloned();
            map(at, [("Method", of("method")), ("Path", of("path"))])
        }
    }
}

/// What a name stands for: something that is there, or that the framework makes.
fn made(prefix: &str, ty: &str, key: &str, named: Attr, exists: bool, resources: &mut Attr) -> Attr {
    let Some(name) = named.known().filter(|_| !exists).map(str::to_owned) else { return named };
    let at = named.at;
    // One of the resources may have the name.
    let own = resources.entries().iter().find(|it| {
        exact(&it.value, "Type").and_then(Attr::known) == Some(ty)
            && exact(&it.value, "Properties").and_then(|it| exact(it, key)).and_then(Attr::known)
                == Some(&*name)
    });
    let id = own.map_or_else(|| format!("{prefix}{}", normalized(&name)), |it| it.key.to_string());
    if exact(resources, &id).is_none() {
        let properties = map(at, [(key, Some(named))]);
        let one = map(at, [("Type", Some(Attr::text(at, ty))), ("Properties", Some(properties))]);
        put(resources, &id, at, one);
    }
    call(at, "Ref", Attr::text(at, id))
}

/// The way of an event of sockets to the function.
fn socket(at: At, id: &str, number: usize, resources: &mut Attr) {
    let text = |it: &str| Some(Attr::text(at, it));
    let ends = Attr { at, value: Value::List(vec![Attr::text(at, id), Attr::text(at, "Arn")]) };
    let way = map(
        at,
        [("IntegrationType", text("AWS_PROXY")), ("IntegrationUri", Some(call(at, "Fn::GetAtt", ends)))],
    );
    let way = through(way, &SOCKETS, resources);
    let made = map(at, [("Type", text("AWS::ApiGatewayV2::Integration")), ("Properties", Some(way))]);
    put(resources, &format!("{id}WebsocketIntegration{number}"), at, made);
}
