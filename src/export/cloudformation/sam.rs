//! A template in the words of the Serverless Application Model, where these say the same in fewer: functions with what they
//! may do and what starts them, and the HTTP APIs in front of them.
//!
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification.html>
//!
//! What is folded into something is nobody else's: what anything else names, or what has more than the model's words for
//! it, stays as it is.

use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

const TRANSFORM: &str = "AWS::Serverless-2016-10-31";
const FUNCTION: &str = "AWS::Lambda::Function";

/// Properties of a function that are called the same.
const SAME: [&str; 12] = [
    "Architectures",
    "Description",
    "Environment",
    "EphemeralStorage",
    "FileSystemConfigs",
    "FunctionName",
    "Handler",
    "Layers",
    "MemorySize",
    "Runtime",
    "Timeout",
    "VpcConfig",
];

/// What polls: the type of the source, the event's, its property for the source, and the policy that SAM adds.
const POLLED: [(&str, &str, &str, &str); 3] = [
    ("AWS::SQS::Queue", "SQS", "Queue", "AWSLambdaSQSQueueExecutionRole"),
    ("AWS::Kinesis::Stream", "Kinesis", "Stream", "AWSLambdaKinesisExecutionRole"),
    ("AWS::DynamoDB::Table", "DynamoDB", "Stream", "AWSLambdaDynamoDBExecutionRole"),
];
/// Policies that SAM gives a function by itself.
const OWN: [&str; 2] = ["AWSLambdaBasicExecutionRole", "AWSLambdaVPCAccessExecutionRole"];

/// The same template with its functions and HTTP APIs in those words.
pub(super) fn of(mut template: Value) -> Value {
    let Some(resources) = template.get_mut("Resources").and_then(Value::as_object_mut) else {
        return template;
    };
    let mut folding = Folding::of(resources);
    let functions: Vec<String> = folding.of_type(FUNCTION).map(str::to_owned).collect();
    for name in &functions {
        folding.function(name);
    }
    for name in folding.of_type("AWS::ApiGatewayV2::Api").map(str::to_owned).collect::<Vec<_>>() {
        folding.api(&name);
    }
    let Folding { new, gone, .. } = folding;
    if new.is_empty() {
        return template;
    }
    for (name, resource) in new {
        resources.insert(name, resource);
    }
    resources.retain(|name, _| !gone.contains(name));
    let Value::Object(whole) = template else { return template };
    let mut out = Map::new();
    for (key, value) in whole {
        out.insert(key, value);
        // Right behind the version, which is first.
        out.entry("Transform").or_insert_with(|| json!(TRANSFORM));
    }
    Value::Object(out)
}

/// A template while parts of it are folded.
struct Folding<'t> {
    old: &'t Map<String, Value>,
    /// What each resource names, and who names each.
    names: BTreeMap<&'t str, BTreeSet<&'t str>>,
    named_by: BTreeMap<&'t str, BTreeSet<&'t str>>,
    /// What became something else.
    new: BTreeMap<String, Value>,
    /// What is said elsewhere.
    gone: BTreeSet<String>,
}

impl<'t> Folding<'t> {
    fn of(resources: &'t Map<String, Value>) -> Self {
        let (mut names, mut named_by): (BTreeMap<_, BTreeSet<_>>, BTreeMap<_, BTreeSet<_>>) =
            Default::default();
        for (name, resource) in resources {
            each_named(resource, &mut |other| {
                names.entry(&**name).or_default().insert(other);
                named_by.entry(other).or_default().insert(&**name);
            });
        }
        Self { old: resources, names, named_by, new: BTreeMap::new(), gone: BTreeSet::new() }
    }

    fn of_type<'s>(&'s self, ty: &'s str) -> impl Iterator<Item = &'t str> + 's {
        let these = self.old.iter().filter(move |(_, it)| type_of(it) == ty);
        these.map(|(name, _)| name.as_str())
    }

    /// Those of a type that name a resource by a property and have nothing but properties.
    fn parts(&self, of: &str, ty: &str, property: &str) -> Vec<(&'t str, &'t Map<String, Value>)> {
        let names = self.named_by.get(of).into_iter().flatten();
        let parts = names.filter_map(|&name| {
            let resource = self.old.get(name)?;
            let is_plain = resource.as_object()?.keys().all(|key| ["Type", "Properties"].contains(&&**key));
            let properties = properties_of(resource)?;
            let (named, _) = reference(properties.get(property)?)?;
            (is_plain && type_of(resource) == ty && named == of).then_some((name, properties))
        });
        parts.collect()
    }

    fn named_by_others(&self, name: &str, than: &BTreeSet<&str>) -> bool {
        self.named_by.get(name).is_some_and(|it| it.iter().any(|it| !than.contains(it)))
    }

    fn function(&mut self, name: &str) {
        let Some((own_name, resource)) = self.old.get_key_value(name) else { return };
        let Some(properties) = properties_of(resource) else { return };
        let mut new = Map::new();
        let mut role = None;
        for (key, value) in properties {
            match &**key {
                "Code" => match code(value) {
                    Some((key, value)) => drop(new.insert(key.to_owned(), value)),
                    None => return,
                },
                "Tags" => drop(new.insert(key.clone(), tags(value))),
                "Role" => role = Some(value),
                same if SAME.contains(&same) => drop(new.insert(key.clone(), value.clone())),
                _ => return,
            }
        }
        let (mut events, mut own, mut gone) = (Map::new(), OWN.to_vec(), BTreeSet::new());
        for (part, mapping) in self.parts(name, "AWS::Lambda::EventSourceMapping", "FunctionName") {
            let source = mapping.get("EventSourceArn").and_then(reference).and_then(|it| self.old.get(it.0));
            let polled = source.and_then(|it| POLLED.iter().find(|polled| polled.0 == type_of(it)));
            let Some((_, ty, property, policy)) = polled.filter(|_| !self.named_by.contains_key(part)) else {
                continue;
            };
            let mut event = Map::new();
            for (key, value) in mapping.iter().filter(|it| *it.0 != "FunctionName") {
                let key = if key == "EventSourceArn" { (*property).to_owned() } else { key.clone() };
                event.insert(key, value.clone());
            }
            events.insert(within(name, part), json!({ "Type": ty, "Properties": event }));
            own.push(policy);
            gone.insert(part);
        }
        if let Some(role) = role {
            match self.policies(name, role, &own) {
                Some((policies, parts)) => {
                    if !policies.is_empty() {
                        new.insert("Policies".into(), Value::Array(policies));
                    }
                    for part in &parts {
                        let more = self.names.get(part).cloned().unwrap_or_default();
                        self.names.entry(own_name).or_default().extend(more);
                    }
                    gone.extend(parts);
                }
                None => drop(new.insert("Role".into(), role.clone())),
            }
        }
        if !events.is_empty() {
            new.insert("Events".into(), Value::Object(events));
        }
        self.gone.extend(gone.into_iter().map(str::to_owned));
        self.turn(name, "AWS::Serverless::Function", new);
    }

    /// The policies of a role that is there for one function alone, and what then is not needed.
    fn policies(&self, name: &str, role: &Value, own: &[&str]) -> Option<(Vec<Value>, Vec<&'t str>)> {
        let (role, _) = reference(role)?;
        let (role, resource) = self.old.get_key_value(role)?;
        let only = ["AssumeRolePolicyDocument", "ManagedPolicyArns"];
        let properties = properties_of(resource).filter(|it| it.keys().all(|key| only.contains(&&**key)))?;
        let mut parts = vec![role.as_str()];
        let mut policies: Vec<Value> = Vec::new();
        for managed in properties.get("ManagedPolicyArns").and_then(Value::as_array).into_iter().flatten() {
            let arn = managed.get("Fn::Sub").unwrap_or(managed).as_str()?;
            if !own.iter().any(|it| arn.ends_with(it)) {
                policies.push(managed.clone());
            }
        }
        let attached = self.named_by.get(role.as_str()).into_iter().flatten().filter(|it| **it != name);
        for &policy in attached {
            let resource = self.old.get(policy).filter(|it| type_of(it) == "AWS::IAM::Policy")?;
            let properties = properties_of(resource)?;
            let roles = properties.get("Roles").and_then(Value::as_array)?;
            if roles.len() != 1 {
                return None;
            }
            // What may only be made after the function cannot be what the function waits for.
            if self.named(policy).iter().any(|it| *it != role && self.leads_to(it, name)) {
                return None;
            }
            policies.push(properties.get("PolicyDocument")?.clone());
            parts.push(policy);
        }
        // Who waits for one of them would wait for nothing.
        let these: BTreeSet<&str> = parts.iter().copied().chain([name]).collect();
        let is_own = type_of(resource) == "AWS::IAM::Role";
        (is_own && parts.iter().all(|it| !self.named_by_others(it, &these))).then_some((policies, parts))
    }

    /// An HTTP API all of whose ways lead to functions.
    fn api(&mut self, name: &str) {
        let Some(properties) = self.old.get(name).and_then(properties_of) else { return };
        let is_http = properties.get("ProtocolType").and_then(Value::as_str) == Some("HTTP");
        if !is_http || properties.keys().any(|it| !["Name", "ProtocolType", "Description"].contains(&&**it)) {
            return;
        }
        let stages = self.parts(name, "AWS::ApiGatewayV2::Stage", "ApiId");
        let plain = |stage: &Map<String, Value>| {
            let says = |key: &str, wanted: &Value| stage.get(key) == Some(wanted);
            stage.len() == 3 && says("StageName", &json!("$default")) && says("AutoDeploy", &json!(true))
        };
        let mut gone: BTreeSet<&str> = stages.iter().map(|it| it.0).collect();
        if stages.len() != 1 || !stages.iter().all(|it| plain(it.1)) {
            return;
        }
        let mut ways: Vec<(&str, &str, &str)> = Vec::new();
        let mut targets: BTreeMap<&str, &str> = BTreeMap::new();
        for (part, integration) in self.parts(name, "AWS::ApiGatewayV2::Integration", "ApiId") {
            let target = integration.get("IntegrationUri").and_then(reference).map(|it| it.0);
            let Some(target) = target.filter(|it| self.new.contains_key(*it)) else { return };
            if integration.len() != 4 || integration.get("PayloadFormatVersion") != Some(&json!("2.0")) {
                return;
            }
            targets.insert(part, target);
            gone.insert(part);
        }
        for (part, route) in self.parts(name, "AWS::ApiGatewayV2::Route", "ApiId") {
            let to = route.get("Target").and_then(|it| it.get("Fn::Sub")).and_then(Value::as_str);
            let to = to.and_then(|it| it.strip_prefix("integrations/${")?.strip_suffix('}'));
            let target = to.and_then(|it| targets.get(it));
            let (Some(target), Some(key), 3) =
                (target, route.get("RouteKey").and_then(Value::as_str), route.len())
            else {
                return;
            };
            ways.push((part, target, key));
            gone.insert(part);
        }
        let functions: BTreeSet<&str> = targets.values().copied().collect();
        for function in functions {
            let permissions = self.parts(function, "AWS::Lambda::Permission", "FunctionName");
            let of_api = permissions.into_iter().filter(|(part, _)| self.named(part).contains(name));
            gone.extend(of_api.map(|it| it.0));
        }
        let these: BTreeSet<&str> = gone.iter().copied().chain([name]).collect();
        let is_alone = gone.iter().all(|it| !self.named_by_others(it, &these));
        if ways.is_empty() || !is_alone {
            return;
        }
        for (part, function, key) in &ways {
            let mut event = json!({ "ApiId": { "Ref": name } });
            if let Some((method, path)) = key.split_once(' ') {
                event = json!({ "ApiId": { "Ref": name }, "Path": path, "Method": method });
            }
            let properties = self.new.get_mut(*function).and_then(|it| it.get_mut("Properties"));
            let Some(properties) = properties.and_then(Value::as_object_mut) else { continue };
            let events = properties.entry("Events").or_insert_with(|| json!({}));
            if let Some(events) = events.as_object_mut() {
                events.insert((*part).to_owned(), json!({ "Type": "HttpApi", "Properties": event }));
            }
        }
        self.gone.extend(gone.into_iter().map(str::to_owned));
        let mut new = properties.clone();
        new.shift_remove("ProtocolType");
        self.turn(name, "AWS::Serverless::HttpApi", new);
    }

    /// What a resource names.
    fn named(&self, name: &str) -> &BTreeSet<&'t str> {
        const NONE: &BTreeSet<&str> = &BTreeSet::new();
        self.names.get(name).unwrap_or(NONE)
    }

    /// Whether one resource is, or names, or names what names, another one.
    fn leads_to(&self, from: &'t str, to: &str) -> bool {
        let (mut seen, mut todo) = (BTreeSet::from([from]), vec![from]);
        while let Some(name) = todo.pop() {
            if name == to {
                return true;
            }
            todo.extend(self.named(name).iter().filter(|it| seen.insert(**it)));
        }
        false
    }

    /// Puts a resource of another type in the place of one.
    fn turn(&mut self, name: &str, ty: &str, properties: Map<String, Value>) {
        let Some(mut resource) = self.old.get(name).cloned() else { return };
        resource["Type"] = json!(ty);
        resource["Properties"] = Value::Object(properties);
        self.new.insert(name.to_owned(), resource);
    }
}

fn type_of(resource: &Value) -> &str {
    resource.get("Type").and_then(Value::as_str).unwrap_or_default()
}

fn properties_of(resource: &Value) -> Option<&Map<String, Value>> {
    resource.get("Properties")?.as_object()
}

/// The resource that a value is about, and which attribute of it.
fn reference(value: &Value) -> Option<(&str, &str)> {
    if let Some(name) = value.get("Ref") {
        return Some((name.as_str()?, ""));
    }
    let [name, attribute] = value.get("Fn::GetAtt")?.as_array()?.as_slice() else { return None };
    Some((name.as_str()?, attribute.as_str()?))
}

/// Every resource that a value names.
fn each_named<'v>(value: &'v Value, visit: &mut dyn FnMut(&'v str)) {
    match value {
        Value::Object(entries) => {
            if let Some((name, _)) = reference(value) {
                return visit(name);
            }
            for (key, value) in entries {
                match (&**key, value) {
                    ("Fn::Sub", Value::String(text)) => {
                        let places = text.split("${").skip(1).filter_map(|it| it.split_once('}'));
                        places.for_each(|(it, _)| visit(it.split('.').next().unwrap_or(it)));
                    }
                    ("DependsOn", Value::Array(names)) => {
                        names.iter().filter_map(Value::as_str).for_each(&mut *visit)
                    }
                    ("DependsOn", Value::String(name)) => visit(name),
                    ("Metadata", _) => {}
                    _ => each_named(value, visit),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|it| each_named(it, visit)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Where the code is.
fn code(value: &Value) -> Option<(&'static str, Value)> {
    if let Some(text) = value.get("ZipFile") {
        return Some(("InlineCode", text.clone()));
    }
    let (bucket, key) = (value.get("S3Bucket")?, value.get("S3Key")?);
    Some(("CodeUri", json!({ "Bucket": bucket, "Key": key })))
}

/// Tags as a map.
fn tags(value: &Value) -> Value {
    let all = value.as_array().into_iter().flatten();
    let pairs = all.filter_map(|it| Some((it.get("Key")?.as_str()?.to_owned(), it.get("Value")?.clone())));
    Value::Object(pairs.collect())
}

/// The name of a part without that of what it belongs to.
fn within(name: &str, part: &str) -> String {
    part.strip_prefix(name).filter(|it| !it.is_empty()).unwrap_or(part).to_owned()
}
