//! What is looked up and known without looking: zones, the region, the account, documents of policies.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/availability_zones> and its neighbours.

use super::{
    functions::encoded,
    syntax::Block,
    value::{Is, Key, Val},
    world::World,
};
use crate::model::attrs::{At, Mention, Why};
use std::{collections::BTreeMap, rc::Rc};

/// Zones that a region has without being asked for more, as templates have it.
const ZONES: [&str; 3] = ["a", "b", "c"];

/// What a name stands for, if nobody has to look it up.
pub(super) fn value(
    world: &World<'_>,
    (module, name, key): (usize, &str, &Key),
    attribute: &str,
    at: At,
) -> Option<Val> {
    let rest = name.strip_prefix("data.")?;
    let ty = rest.split('.').next()?;
    let around = world.module(module)?;
    let block = around.folder.resources.get(name)?;
    let region = || world.region(module, block).unwrap_or_else(|| world.settings.region().into());
    let settings = world.settings;
    let text = |it: &str| Some(Val::text(at, it));
    let said = |argument: &str| world.argument_of(module, name, key, argument, at)?.as_text();
    match (ty, attribute) {
        ("aws_region", "name" | "id" | "region") => text(&region()),
        ("aws_caller_identity", "account_id" | "id") => text(&settings.account),
        ("aws_partition", "partition" | "id") => text(&settings.partition),
        ("aws_partition", "dns_suffix") => text(&settings.suffix),
        ("aws_availability_zones", "names") => {
            let region = region();
            Some(Val::list(at, ZONES.iter().map(|it| Val::text(at, format!("{region}{it}"))).collect()))
        }
        // The store's value is the account's; its name says what it is.
        ("aws_ssm_parameter", "value" | "insecure_value") => {
            let path = said("name")?;
            Some(Val::unknown(at, Why::Parameter(format!("ssm:{path}").into())))
        }
        ("aws_service_principal", "name") => {
            let service = said("service_name")?;
            text(&format!("{service}.amazonaws.com"))
        }
        ("aws_vpc_endpoint_service", "service_name") => {
            let service = said("service")?;
            text(&format!("com.amazonaws.{}.{service}", region()))
        }
        ("aws_iam_policy_document", "json" | "minified_json") => {
            let called: Rc<str> = format!("{name}.json").into();
            Some(world.once(module, called, at, || document(world, module, name, block, at)))
        }
        _ => None,
    }
}

/// The JSON of a document of policies. Statements that deny let nobody do anything, and are left out.
fn document(world: &World<'_>, module: usize, name: &str, block: &Block, at: At) -> Val {
    let keys = world.keys_of(module, name, block, false);
    let key = keys.all().into_iter().next().unwrap_or(Key::Only);
    world.inside(&keys, &key, block.at, |names| {
        let scope = world.scope(module, names);
        let mut statements: Vec<Val> = Vec::new();
        let mut all: Vec<Mention> = Vec::new();
        for one in
            scope.said(&block.body, "statement").iter().filter_map(Val::as_list).flat_map(|it| it.iter())
        {
            let Some(entries) = one.as_map() else { continue };
            if entries.get("effect").and_then(Val::as_text).as_deref() == Some("Deny") {
                continue;
            }
            let mut made: BTreeMap<Rc<str>, Val> = BTreeMap::new();
            made.insert("Effect".into(), Val::text(one.at, "Allow"));
            for (from, to) in [("sid", "Sid"), ("actions", "Action"), ("resources", "Resource")] {
                if let Some(val) = entries.get(from) {
                    made.insert(to.into(), val.clone());
                }
            }
            statements.push(Val::map(one.at, made));
        }
        for other in ["source_policy_documents", "override_policy_documents", "source_json", "override_json"]
        {
            if let Some(val) = scope.said(&block.body, other) {
                val.mentions(&mut all);
            }
        }
        let mut entries: BTreeMap<Rc<str>, Val> = BTreeMap::new();
        entries.insert("Version".into(), Val::text(at, "2012-10-17"));
        entries.insert("Statement".into(), Val::list(at, statements));
        let val = encoded(&Val::map(at, entries), at);
        if all.is_empty() {
            return val;
        }
        val.mentions(&mut all);
        Val { is: val.is.clone(), ..Val::new(at, Is::Null) }.told_by(all)
    })
}
