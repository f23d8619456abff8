//! Serverless Framework: a `serverless.yml` as the template of SAM that it stands for.
//!
//! <https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml>. Leaves out: plugins, packaging, and what
//! the framework makes without drawing it (deployment bucket, log groups, permissions).

mod events;
mod variables;

use super::{ReadFile, Settings, cloudformation::exact, notice::Notices};
use crate::model::attrs::{At, Attr, Entry, Value};
use variables::Variables;

/// What a service is as a template.
pub(super) struct Service {
    /// What it is called.
    pub name: Option<String>,
    /// Where it stands, if it says so.
    pub region: Option<String>,
    /// A template of SAM.
    pub template: Attr,
}

/// Whether a document is a service.
pub(super) fn is_service(document: &Attr) -> bool {
    let provider = exact(document, "provider");
    let is_aws = provider.is_some_and(|it| {
        it.known() == Some("aws") || exact(it, "name").and_then(Attr::known).is_some_and(|it| it == "aws")
    });
    exact(document, "service").is_some() && is_aws
}

/// The template that a service stands for.
pub(super) fn template(
    document: &Attr,
    path: &str,
    settings: &Settings,
    read: &ReadFile<'_>,
    notices: &mut Notices,
) -> Service {
    let mut variables = Variables::new(document, path, settings, read, notices);
    let mut part = |key: &str| exact(document, key).map(|it| variables.resolved(it)).unwrap_or_default();
    let (service, provider, functions) = (part("service"), part("provider"), part("functions"));
    let given = part("resources");
    let name = service.known().or_else(|| exact(&service, "name").and_then(Attr::known)).map(str::to_owned);
    let mut resources = Attr { at: document.at, value: Value::Map(Vec::new()) };
    for one in given.items() {
        for entry in exact(one, "Resources").map(Attr::entries).unwrap_or_default() {
            put(&mut resources, &entry.key, entry.at, entry.value.clone());
        }
    }
    let role = role(&provider);
    if let Some(role) = &role {
        put(&mut resources, ROLE, role.at, role.clone());
    }
    for group in functions.items() {
        for entry in group.entries() {
            function(entry, &provider, role.is_some(), &mut resources);
        }
    }
    let mut template = Attr { at: document.at, value: Value::Map(Vec::new()) };
    let at = document.at;
    // What plugins make is not here, and others may name it.
    let plugins = exact(document, "plugins")
        .filter(|it| !it.items().is_empty())
        .map(|_| super::cloudformation::PLUGINS);
    let transforms = [Some("AWS::Serverless-2016-10-31"), plugins].into_iter().flatten();
    let transforms = transforms.map(|it| Attr::text(at, it)).collect();
    put(&mut template, "Transform", at, Attr { at, value: Value::List(transforms) });
    put(&mut template, "Resources", at, resources);
    for key in ["Parameters", "Conditions", "Mappings"] {
        for one in given.items() {
            if let Some(found) = exact(one, key) {
                put(&mut template, key, found.at, found.clone());
            }
        }
    }
    let region = exact(&provider, "region").and_then(Attr::known).map(str::to_owned);
    Service { name, region, template }
}

/// The role that all functions have, if no other is said.
const ROLE: &str = "IamRoleLambdaExecution";

/// Puts a value under this very key.
fn put(attr: &mut Attr, key: &str, at: At, value: Attr) {
    if let Value::Map(entries) = &mut attr.value {
        entries.retain(|it| *it.key != *key);
        entries.push(Entry { key: key.into(), at, value });
    }
}

/// A map of what is there.
fn map<const N: usize>(at: At, entries: [(&str, Option<Attr>); N]) -> Attr {
    let mut made = Attr { at, value: Value::Map(Vec::new()) };
    for (key, value) in entries {
        if let Some(value) = value {
            let at = value.at;
            put(&mut made, key, at, value);
        }
    }
    made
}

/// A function of the template language.
fn call(at: At, name: &str, value: Attr) -> Attr {
    map(at, [(name, Some(value))])
}

/// What the framework lets functions do.
fn role(provider: &Attr) -> Option<Attr> {
    let iam = exact(provider, "iam").and_then(|it| exact(it, "role")).and_then(|it| exact(it, "statements"));
    let statements = iam.or_else(|| exact(provider, "iamRoleStatements"))?;
    let at = statements.at;
    let document = map(at, [("Statement", Some(statements.clone()))]);
    let policy = map(at, [("PolicyDocument", Some(document))]);
    let properties = map(at, [("Policies", Some(Attr { at, value: Value::List(vec![policy]) }))]);
    Some(map(at, [("Type", Some(Attr::text(at, "AWS::IAM::Role"))), ("Properties", Some(properties))]))
}

/// How the framework calls what it makes of a name.
///
/// <https://www.serverless.com/framework/docs/providers/aws/guide/resources#aws-cloudformation-resource-reference>
fn normalized(name: &str) -> String {
    let name = name.replace('-', "Dash").replace('_', "Underscore");
    let mut chars = name.chars().filter(char::is_ascii_alphanumeric);
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// A function, and what its events make.
fn function(entry: &Entry, provider: &Attr, has_role: bool, resources: &mut Attr) {
    let (at, own) = (entry.at, &entry.value);
    let id = format!("{}LambdaFunction", normalized(&entry.key));
    let said = |key: &str| exact(own, key).or_else(|| exact(provider, key)).cloned();
    let both = |key: &str| {
        let mut all = exact(provider, key).cloned().unwrap_or_default();
        for it in exact(own, key).map(Attr::entries).unwrap_or_default() {
            if !matches!(all.value, Value::Map(_)) {
                all = Attr { at, value: Value::Map(Vec::new()) };
            }
            put(&mut all, &it.key, it.at, it.value.clone());
        }
        matches!(all.value, Value::Map(_)).then_some(all)
    };
    let text = |text: &str| Some(Attr::text(at, text));
    let vpc = both("vpc").map(|it| {
        let of = |key: &str| exact(&it, key).cloned();
        map(it.at, [("SecurityGroupIds", of("securityGroupIds")), ("SubnetIds", of("subnetIds"))])
    });
    let role = exact(own, "role").cloned().or_else(|| {
        let ends = vec![Attr::text(at, ROLE), Attr::text(at, "Arn")];
        has_role.then(|| call(at, "Fn::GetAtt", Attr { at, value: Value::List(ends) }))
    });
    let role = role.map(|it| named_role(it, resources));
    let wrapped = |key: &str, inner: &str| said(key).map(|it| map(it.at, [(inner, Some(it))]));
    let url = exact(own, "url").filter(|it| it.known() != Some("false"));
    let url = url.map(|it| map(it.at, [("AuthType", text("NONE"))]));
    let mut properties = map(
        at,
        [
            ("FunctionName", exact(own, "name").cloned()),
            ("Handler", said("handler")),
            ("Runtime", said("runtime")),
            // What the framework takes for what is not said.
            ("MemorySize", said("memorySize").or_else(|| text("1024"))),
            ("Timeout", said("timeout").or_else(|| text("6"))),
            ("Environment", both("environment").map(|it| map(it.at, [("Variables", Some(it))]))),
            ("VpcConfig", vpc),
            ("Role", role),
            (
                "Architectures",
                said("architecture").map(|it| Attr { at: it.at, value: Value::List(vec![it]) }),
            ),
            ("EphemeralStorage", wrapped("ephemeralStorageSize", "Size")),
            ("ReservedConcurrentExecutions", exact(own, "reservedConcurrency").cloned()),
            (
                "DeadLetterConfig",
                exact(own, "onError").cloned().map(|it| map(it.at, [("TargetArn", Some(it))])),
            ),
            ("FunctionUrlConfig", url),
        ],
    );
    if let Some(many) = exact(own, "provisionedConcurrency") {
        let config = map(many.at, [("ProvisionedConcurrentExecutions", Some(many.clone()))]);
        put(&mut properties, "ProvisionedConcurrencyConfig", many.at, config);
        put(&mut properties, "AutoPublishAlias", many.at, Attr::text(many.at, "provisioned"));
    }
    let events = events::of(own, &id, resources);
    put(&mut properties, "Events", at, events);
    let made = map(at, [("Type", text("AWS::Serverless::Function")), ("Properties", Some(properties))]);
    put(resources, &id, at, made);
}

/// A role may be named by what the resources call it.
fn named_role(role: Attr, resources: &Attr) -> Attr {
    match role.known() {
        Some(name) if exact(resources, name).is_some() => call(role.at, "Ref", Attr::text(role.at, name)),
        Some(_) | None => role,
    }
}

#[cfg(test)]
mod tests;
