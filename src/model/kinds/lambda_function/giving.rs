//! A function as templates have it: with a role, what starts it, and who may.

use super::{LambdaFunction, Runtime};
use crate::model::{
    attrs::Attr,
    connection::Access,
    giving::{Giving, doubt, list, say, to_do, tree},
};

/// What a function in a VPC needs, and any other one.
/// <https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html>
const POLICIES: [&str; 2] =
    ["service-role/AWSLambdaVPCAccessExecutionRole", "service-role/AWSLambdaBasicExecutionRole"];

/// Gives what properties called as fields do not say.
pub fn give(function: &LambdaFunction, giving: &mut Giving<'_>) {
    code(function.runtime, giving);
    let is_inside = giving.item.properties.get("VpcConfig").is_some();
    if is_inside {
        // Both or none.
        giving.put_new("VpcConfig.SecurityGroupIds", list([]));
    }
    let polled = polled(giving);
    let own = POLICIES.iter().skip(usize::from(!is_inside)).take(1);
    let mut policies: Vec<&str> = own.chain(polled.iter().map(|it| &it.1)).copied().collect();
    policies.sort_unstable();
    policies.dedup();
    if let Some(role) = giving.role("lambda.amazonaws.com", &policies, true) {
        giving.put("Role", role);
    }
    giving.add_each("Source", "AWS::Lambda::EventSourceMapping", polled.into_iter().map(|it| it.0));
    for (from, caller) in giving.callers() {
        let permission = tree([
            ("Action", say("lambda:InvokeFunction")),
            ("FunctionName", giving.own()),
            ("Principal", say(caller.principal)),
            caller.condition,
        ]);
        giving.add(&format!("Permission-{from}"), "AWS::Lambda::Permission", permission);
    }
    // Whose name its code is told.
    for (to, connection) in giving.calls() {
        if connection.kind == Access::Reference {
            let name: String = to.as_str().chars().filter(char::is_ascii_alphanumeric).collect();
            let value = giving.to(to);
            giving.put(&format!("Environment.Variables.{}", name.to_ascii_uppercase()), value);
        }
    }
    if function.provisioned_concurrency > 0 {
        let version = giving.add("Version", "AWS::Lambda::Version", tree([("FunctionName", giving.own())]));
        let version = giving.attribute_of(&version, "Version");
        let kept = say(function.provisioned_concurrency);
        let alias = tree([
            ("FunctionName", giving.own()),
            ("FunctionVersion", version),
            ("Name", say("live")),
            ("ProvisionedConcurrencyConfig", tree([("ProvisionedConcurrentExecutions", kept)])),
        ]);
        giving.add("Alias", "AWS::Lambda::Alias", alias);
    }
}

/// The code, which only a person can say.
fn code(runtime: Runtime, giving: &mut Giving<'_>) {
    let stub = match runtime {
        Runtime::Python313 | Runtime::Python312 => Some("# TODO: the code"),
        Runtime::Nodejs22 => Some("// TODO: the code"),
        Runtime::Java21 | Runtime::Dotnet8 | Runtime::Ruby34 | Runtime::Provided => None,
    };
    giving.put("Runtime", say(runtime.value()));
    let code = match stub {
        Some(stub) => {
            giving.put("Handler", say("index.handler"));
            tree([("ZipFile", say(stub))])
        }
        None => {
            giving.put("Handler", to_do());
            let bucket = doubt("the bucket that has the code");
            tree([("S3Bucket", bucket), ("S3Key", doubt("the key of the code in its bucket"))])
        }
    };
    giving.put("Code", code);
}

/// The mappings by which others' events start it, and the policies that those need.
fn polled(giving: &Giving<'_>) -> Vec<(Attr, &'static str)> {
    let starts = giving.site.incoming().filter(|it| it.kind == Access::EventSource && it.authorized);
    let mapping = |it: &crate::model::connection::Connection| {
        let (from, node) = giving.site.resource(it.ends()?.0)?;
        let polled = node.resource.as_exporting().polled().filter(|_| giving.has(from))?;
        let source = giving.attribute(from, Some(polled.attribute));
        let mut all = tree([
            ("EventSourceArn", source),
            ("FunctionName", giving.own()),
            ("BatchSize", say(it.batch_size)),
        ]);
        if let Some(position) = polled.position {
            all.put("StartingPosition", say(position));
        }
        Some((all, polled.policy))
    };
    starts.filter_map(mapping).collect()
}
