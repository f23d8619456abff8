//! The functions of the template language that make values of values.

use super::{cidr, eval::Eval, exact};
use crate::{
    import::notice::NO_ENTRY,
    model::attrs::{Attr, Mention, Unknown, Value, Why},
};
use base64::Engine;

/// Zones that a region has without being asked for more.
const ZONES: usize = 3;

/// A function on arguments that are worked out; `None` if it cannot be.
pub(super) fn call(eval: &mut Eval<'_, '_>, name: &str, worked: &Attr, written: &Attr) -> Option<Attr> {
    let at = worked.at;
    let text = |text: String| Some(Attr::text(at, text));
    match (name, worked.items()) {
        ("Join", [by, list]) => {
            let by = by.known()?;
            let Value::List(items) = &list.value else { return None };
            let parts: Option<Vec<&str>> = items.iter().map(Attr::known).collect();
            match parts {
                Some(parts) => text(parts.join(by)),
                None => Some(mixed(at, items, by)),
            }
        }
        ("Split", [by, whole]) => {
            let (by, whole) = (by.known()?, whole.known()?);
            let parts = whole.split(by).map(|part| Attr::text(at, part));
            Some(Attr { at, value: Value::List(parts.collect()) })
        }
        ("Select", [index, list]) => {
            let Value::List(items) = &list.value else { return None };
            items.get(index.known()?.trim().parse::<usize>().ok()?).cloned()
        }
        ("Base64", _) => text(base64::engine::general_purpose::STANDARD.encode(worked.known()?)),
        ("ToJsonString", _) => {
            if worked.has_unknown().is_some() || !worked.mentions().is_empty() {
                return None;
            }
            text(worked.json().to_string())
        }
        ("Length", _) => match &worked.value {
            Value::List(items) => text(items.len().to_string()),
            Value::Nothing | Value::Text(_) | Value::Map(_) | Value::Ref(_) | Value::Unknown(_) => None,
        },
        ("FindInMap", [map, first, second, rest @ ..]) => {
            let default = rest.first().and_then(|it| exact(it, "DefaultValue")).cloned();
            let (Some(map), Some(first), Some(second)) = (map.known(), first.known(), second.known()) else {
                return default;
            };
            let mappings = exact(&eval.stack.template, "Mappings");
            let found = mappings.and_then(|all| exact(exact(exact(all, map)?, first)?, second));
            let found = found.cloned().or(default);
            if found.is_none() {
                eval.world.say(&NO_ENTRY, written.at, [format!("{map}.{first}.{second}")]);
            }
            found
        }
        ("GetAZs", _) => {
            let own = eval.world.settings.region().to_owned();
            let region = match &worked.value {
                Value::Text(text) if !text.is_empty() => text.to_string(),
                Value::Text(_) | Value::Nothing => own,
                Value::List(_) | Value::Map(_) | Value::Ref(_) | Value::Unknown(_) => return None,
            };
            let zones = ('a'..).take(ZONES).map(|letter| Attr::text(at, format!("{region}{letter}")));
            Some(Attr { at, value: Value::List(zones.collect()) })
        }
        ("Cidr", [block, count, rest @ ..]) => {
            let bits = rest.first().map_or(Some(8), |it| it.known()?.parse().ok())?;
            let count = count.known()?.parse().ok()?;
            match block.known() {
                Some(block) => {
                    let blocks = cidr::parts(block, count, bits)?;
                    let blocks = blocks.into_iter().map(|it| Attr::text(at, it));
                    Some(Attr { at, value: Value::List(blocks.collect()) })
                }
                // The block of a VPC of this very template.
                None => {
                    let block = block_of(eval, block)?;
                    let blocks = cidr::parts(&block, count, bits)?.into_iter().map(|it| Attr::text(at, it));
                    Some(Attr { at, value: Value::List(blocks.collect()) })
                }
            }
        }
        _ => None,
    }
}

/// The block that `GetAtt vpc.CidrBlock` stands for.
fn block_of(eval: &mut Eval<'_, '_>, value: &Attr) -> Option<String> {
    let Value::Ref(Mention { item, attribute }) = &value.value else { return None };
    let id = item.strip_prefix(eval.stack.prefix.as_str())?;
    let declared = eval.stack.resource(id)?;
    let property = exact(declared, "Properties").and_then(|it| exact(it, attribute))?.clone();
    eval.value(&property)?.known().map(str::to_owned)
}

/// A text with parts that are not known.
fn mixed(at: crate::model::attrs::At, items: &[Attr], by: &str) -> Attr {
    let text = items.iter().map(texts).collect::<Vec<_>>().join(by);
    let whole = Attr { at, value: Value::List(items.to_vec()) };
    let mentions = whole.mentions().into_iter().cloned().collect();
    let why = whole.has_unknown().map_or(Why::Mixed, |it| it.why.clone());
    Attr { at, value: Value::Unknown(Unknown { why, text: text.into(), mentions }) }
}

/// What of a value is text, with `${…}` for what it mentions.
pub(super) fn texts(value: &Attr) -> String {
    match &value.value {
        Value::Nothing => String::new(),
        Value::Text(text) => text.to_string(),
        Value::List(items) => items.iter().map(texts).collect::<Vec<_>>().join(","),
        Value::Map(entries) => entries.iter().map(|it| texts(&it.value)).collect::<Vec<_>>().join(","),
        Value::Ref(Mention { item, attribute }) if attribute.is_empty() => format!("${{{item}}}"),
        Value::Ref(Mention { item, attribute }) => format!("${{{item}.{attribute}}}"),
        Value::Unknown(unknown) if unknown.text.is_empty() => "${?}".to_owned(),
        Value::Unknown(unknown) => unknown.text.to_string(),
    }
}

/// `Sub`: a text with `${…}`, and perhaps a map of values for it.
pub(super) fn sub(eval: &mut Eval<'_, '_>, arguments: &Attr) -> Option<Attr> {
    let at = arguments.at;
    let (text, own) = match arguments.items() {
        [text] => (text, None),
        [text, own] => (text, eval.value(own)),
        _ => return eval.unknown("Fn::Sub", arguments),
    };
    let Some(text) = text.known().map(str::to_owned) else { return eval.unknown("Fn::Sub", arguments) };
    let mut parts: Vec<Attr> = Vec::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("${") {
        parts.push(Attr::text(at, before));
        let Some((name, tail)) = after.split_once('}') else {
            parts.push(Attr::text(at, format!("${{{after}")));
            rest = "";
            break;
        };
        rest = tail;
        if let Some(literal) = name.strip_prefix('!') {
            parts.push(Attr::text(at, format!("${{{literal}}}")));
            continue;
        }
        let name = name.trim();
        let given = own.as_ref().and_then(|it| exact(it, name)).cloned();
        let value = given.or_else(|| {
            let call = |key: &str| {
                let entry = crate::model::attrs::Entry { key: key.into(), at, value: Attr::text(at, name) };
                Attr { at, value: Value::Map(vec![entry]) }
            };
            eval.value(&call(if name.contains('.') { "Fn::GetAtt" } else { "Ref" }))
        });
        parts.push(value.unwrap_or_else(|| Attr::text(at, "")));
    }
    parts.push(Attr::text(at, rest));
    let known: Option<String> = parts.iter().map(Attr::known).collect();
    Some(match known {
        Some(text) => Attr::text(at, text),
        None => {
            // One reference and nothing around it is that reference.
            let mut told = parts.iter().filter(|it| it.known() != Some(""));
            match (told.next(), told.next()) {
                (Some(only), None) => Attr { at, value: only.value.clone() },
                _ => mixed(at, &parts, ""),
            }
        }
    })
}
