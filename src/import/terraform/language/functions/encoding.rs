//! Functions that write and read other formats.
//!
//! <https://developer.hashicorp.com/terraform/language/functions/jsonencode> and its neighbours.

use super::{Arguments, Made};
use crate::{
    import::{
        notice::Notices,
        terraform::language::{
            eval::{Scope, unknown},
            value::{Is, Val, Writer, written},
        },
        text::{self, LONGEST, MOST},
    },
    model::attrs::{At, Attr, Value},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use rust_decimal::Decimal;
use std::{fmt::Write, rc::Rc};

/// Calls one of them.
pub(super) fn call(scope: &Scope<'_, '_>, arguments: &Arguments<'_>) -> Option<Made> {
    Some(match arguments.name {
        // What YAML is read for, JSON is too.
        "jsonencode" | "yamlencode" => arguments.get(0).map(|val| encoded(val, arguments.at)),
        "jsondecode" => arguments.text(0).and_then(|it| decoded(scope, arguments, &it)),
        "yamldecode" => arguments.text(0).and_then(|it| from_yaml(scope, arguments, &it)),
        "csvdecode" => arguments.text(0).and_then(|it| from_csv(scope, arguments, &it)),
        "base64encode" => {
            arguments.text(0).and_then(|it| arguments.made_text(STANDARD.encode(it.as_bytes())))
        }
        "base64decode" => arguments.text(0).and_then(|it| {
            let text = STANDARD.decode(it.as_bytes()).ok().and_then(|it| String::from_utf8(it).ok());
            text.map_or_else(
                || Err(arguments.refused("it is no text in base64")),
                |it| arguments.made_text(it),
            )
        }),
        "urlencode" => arguments.text(0).and_then(|it| arguments.made_text(url(&it))),
        _ => return None,
    })
}

/// A value as JSON; parts that are not known have places in it.
pub(in super::super) fn encoded(val: &Val, at: At) -> Val {
    let mut writer = Writer::default();
    match write(val, &mut writer) {
        Some(()) => writer.done(at),
        None => Val::refused(at, "jsonencode()", "the text is too long"),
    }
}

/// A value as JSON, as Terraform writes it.
fn write(val: &Val, writer: &mut Writer) -> Option<()> {
    if writer.text.len() > LONGEST {
        return None;
    }
    match &val.is {
        Is::Null => writer.text.push_str("null"),
        Is::Bool(it) => writer.changed(val, if *it { "true" } else { "false" }),
        Is::Number(it) => writer.changed(val, &written(*it)),
        Is::Text(text) => writer.changed(val, &quoted(text)),
        Is::List(items) | Is::Set(items) => {
            writer.text.push('[');
            for (number, one) in items.iter().enumerate() {
                if number > 0 {
                    writer.text.push(',');
                }
                write(one, writer)?;
            }
            writer.text.push(']');
        }
        Is::Map(entries) => {
            writer.text.push('{');
            for (number, (key, one)) in entries.iter().enumerate() {
                if number > 0 {
                    writer.text.push(',');
                }
                writer.text.push_str(&quoted(key));
                writer.text.push(':');
                write(one, writer)?;
            }
            writer.text.push('}');
        }
        Is::Thing(_) => return write(&unknown(val.at, &[val]), writer),
        Is::Unknown(..) | Is::Wrong(_) => {
            writer.text.push('"');
            writer.value(val);
            writer.text.push('"');
        }
    }
    Some(())
}

/// A value that is known as JSON.
pub(super) fn json(val: &Val) -> Option<Rc<str>> {
    if val.open().is_some() {
        return None;
    }
    let mut writer = Writer::default();
    write(val, &mut writer)?;
    writer.done(At::default()).as_text()
}

/// A text in quotes, as Terraform writes it.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c if (c as u32) < 0x20 => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn decoded(scope: &Scope<'_, '_>, arguments: &Arguments<'_>, text: &str) -> Made {
    let read: Result<serde_json::Value, _> = serde_json::from_str(text);
    let read = read.map_err(|_| arguments.refused("it is no JSON"))?;
    Ok(from_json(scope, arguments, &read))
}

fn from_json(scope: &Scope<'_, '_>, arguments: &Arguments<'_>, value: &serde_json::Value) -> Val {
    let at = arguments.at;
    if !scope.world.spend(1, at) {
        return arguments.open();
    }
    match value {
        serde_json::Value::Null => Val::new(at, Is::Null),
        serde_json::Value::Bool(it) => arguments.made(Val::bool(at, *it)),
        serde_json::Value::Number(it) => {
            let text = it.to_string();
            let number = text.parse::<Decimal>().or_else(|_| Decimal::from_scientific(&text));
            number.map_or_else(
                |_| arguments.made(Val::text(at, text)),
                |it| arguments.made(Val::number(at, it)),
            )
        }
        serde_json::Value::String(it) => arguments.made(Val::text(at, it.as_str())),
        serde_json::Value::Array(items) => {
            Val::list(at, items.iter().map(|it| from_json(scope, arguments, it)).collect())
        }
        serde_json::Value::Object(entries) => {
            let entry = |(key, it): (&String, _)| (Rc::from(key.as_str()), from_json(scope, arguments, it));
            Val::map(at, entries.iter().map(entry).collect())
        }
    }
}

fn from_yaml(scope: &Scope<'_, '_>, arguments: &Arguments<'_>, text: &str) -> Made {
    let documents = text::read(text.as_bytes(), 0, &mut Notices::default());
    let first = documents.ok().and_then(|all| all.into_iter().next());
    let first = first.ok_or_else(|| arguments.refused("it is no YAML"))?;
    Ok(of_attr(scope, arguments, &first))
}

/// Scalars keep their text, and become numbers where numbers are asked for.
fn of_attr(scope: &Scope<'_, '_>, arguments: &Arguments<'_>, attr: &Attr) -> Val {
    let at = arguments.at;
    if !scope.world.spend(1, at) {
        return arguments.open();
    }
    match &attr.value {
        Value::Nothing | Value::Ref(_) | Value::Unknown(_) => Val::new(at, Is::Null),
        Value::Text(text) => match (&**text, text.parse::<Decimal>()) {
            ("true", _) => arguments.made(Val::bool(at, true)),
            ("false", _) => arguments.made(Val::bool(at, false)),
            (text, Ok(number)) if written(number) == text => arguments.made(Val::number(at, number)),
            (text, _) => arguments.made(Val::text(at, text)),
        },
        Value::List(items) => Val::list(at, items.iter().map(|it| of_attr(scope, arguments, it)).collect()),
        Value::Map(entries) => {
            let entries = entries.iter();
            Val::map(at, entries.map(|it| (it.key.clone(), of_attr(scope, arguments, &it.value))).collect())
        }
    }
}

/// Rows as maps by the names in the first one.
fn from_csv(scope: &Scope<'_, '_>, arguments: &Arguments<'_>, text: &str) -> Made {
    let mut rows = csv(text).into_iter();
    let names = rows.next().unwrap_or_default();
    let mut all = Vec::new();
    for row in rows {
        if all.len() > MOST || !scope.world.spend(names.len() + 1, arguments.at) {
            return Err(arguments.open());
        }
        if row.len() != names.len() {
            return Err(arguments.refused("a row has more or fewer fields than the first one"));
        }
        let entries = names.iter().zip(row);
        let entry = |(name, it): (&String, String)| {
            (Rc::from(name.as_str()), arguments.made(Val::text(arguments.at, it)))
        };
        all.push(Val::map(arguments.at, entries.map(entry).collect()));
    }
    Ok(Val::list(arguments.at, all))
}

/// The rows of a text with commas, by RFC 4180.
fn csv(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            c => field.push(c),
        }
    }
    if !field.is_empty() || !row.is_empty() {
        row.push(field);
        rows.push(row);
    }
    rows.retain(|row| !matches!(row.as_slice(), [only] if only.is_empty()));
    rows
}

fn url(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}
