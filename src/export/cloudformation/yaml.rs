//! A document of the template language as YAML: functions in their short form, texts as plain as they may be.

use serde_json::Value;

/// Lists of scalars up to this width stand on one line.
const WIDTH: usize = 100;

/// The text of a document.
pub(super) fn text(document: &Value) -> String {
    let mut out = String::new();
    match document {
        Value::Object(entries) if !entries.is_empty() => {
            for (n, (key, value)) in entries.iter().enumerate() {
                if n > 0 {
                    out.push('\n');
                }
                entry(key, value, 0, &mut out);
            }
        }
        other => {
            out.push_str(&inline(other));
            out.push('\n');
        }
    }
    out
}

fn indent(depth: usize, out: &mut String) {
    (0..depth).for_each(|_| out.push_str("  "));
}

fn entry(key: &str, value: &Value, depth: usize, out: &mut String) {
    indent(depth, out);
    out.push_str(&scalar(key));
    out.push(':');
    after(value, depth, out);
}

/// What stands behind a key or a dash.
fn after(value: &Value, depth: usize, out: &mut String) {
    if let Some((tag, inner)) = function(value) {
        out.push(' ');
        out.push_str(&tag);
        match inner {
            Some(inner) => after(&inner, depth, out),
            None => out.push('\n'),
        }
        return;
    }
    match value {
        Value::Object(entries) if !entries.is_empty() => {
            out.push('\n');
            entries.iter().for_each(|(key, value)| entry(key, value, depth + 1, out));
        }
        Value::Array(items) if !items.is_empty() => match flow(value, depth) {
            Some(line) => {
                out.push(' ');
                out.push_str(&line);
                out.push('\n');
            }
            None => {
                out.push('\n');
                items.iter().for_each(|it| item(it, depth + 1, out));
            }
        },
        other => {
            out.push(' ');
            out.push_str(&inline(other));
            out.push('\n');
        }
    }
}

/// An item of a list; the first key of a map stands behind the dash.
fn item(value: &Value, depth: usize, out: &mut String) {
    indent(depth, out);
    out.push('-');
    match value {
        Value::Object(entries) if !entries.is_empty() && function(value).is_none() => {
            let mut inner = String::new();
            entries.iter().for_each(|(key, value)| entry(key, value, depth + 1, &mut inner));
            out.push(' ');
            out.push_str(inner.trim_start_matches(' '));
        }
        _ => after(value, depth, out),
    }
}

/// A function's tag with its argument, if that is a text or a list of such; else the tag and what is behind it.
fn function(value: &Value) -> Option<(String, Option<Value>)> {
    let entries = value.as_object().filter(|it| it.len() == 1)?;
    let (key, argument) = entries.iter().next()?;
    let name = if key == "Ref" { "Ref" } else { key.strip_prefix("Fn::")? };
    match (name, argument) {
        ("GetAtt", Value::Array(parts)) => {
            let parts: Option<Vec<&str>> = parts.iter().map(Value::as_str).collect();
            Some((format!("!GetAtt {}", scalar(&parts?.join("."))), None))
        }
        (_, Value::String(text)) => Some((format!("!{name} {}", scalar(text)), None)),
        // A short form right behind another one is no YAML.
        (_, Value::Object(inner)) if function(argument).is_some() && inner.len() == 1 => None,
        _ => Some((format!("!{name}"), Some(argument.clone()))),
    }
}

/// A list on one line, if it is of scalars and short.
fn flow(value: &Value, depth: usize) -> Option<String> {
    let items = value.as_array()?;
    let plain = |it: &Value| match it {
        Value::Array(_) => flow(it, depth),
        Value::Object(_) => {
            let (tag, inner) = function(it)?;
            inner.is_none().then_some(tag)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            let text = inline(it);
            // A comma or a bracket ends a plain scalar inside of brackets.
            Some(if text.starts_with(['\'', '"']) || !text.contains([',', '[', ']', '{', '}']) {
                text
            } else {
                quoted(it.as_str()?)
            })
        }
    };
    let parts: Option<Vec<String>> = items.iter().map(plain).collect();
    let line = format!("[{}]", parts?.join(", "));
    (line.len() + 2 * depth <= WIDTH).then_some(line)
}

/// What has no lines of its own.
fn inline(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => scalar(text),
        Value::Array(_) => "[]".into(),
        Value::Object(_) => "{}".into(),
    }
}

/// A text: plain where it can be taken for nothing else, else in quotes.
fn scalar(text: &str) -> String {
    let letter = |c: char| {
        c.is_alphanumeric()
            || matches!(c, '_' | '.' | '/' | '-' | ':' | '*' | '(' | ')' | ' ' | '=' | '+' | ';')
    };
    let starts = text.chars().next().is_some_and(|c| c.is_alphabetic() || c == '/' || c == '_');
    let ends = !text.ends_with([' ', ':']);
    let word = text.to_ascii_lowercase();
    // What some reader takes for a flag, a number or nothing.
    let taken = ["true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf"].contains(&&*word);
    let plain =
        starts && ends && !taken && text.chars().all(letter) && !text.contains(": ") && !text.contains(" #");
    if plain { text.to_owned() } else { quoted(text) }
}

/// What no reader shows as it is: control characters, line separators, and marks that turn the direction of what follows.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// In single quotes; in double ones where a character has to be said by name.
fn quoted(text: &str) -> String {
    if !text.chars().any(is_hidden) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if is_hidden(c) => {
                let number = u32::from(c);
                out.push_str(&format!("\\u{number:04x}"));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// What was written is read again by the importer's own reader.
    fn back(value: &Value) -> Value {
        crate::import::as_json(text(value).as_bytes()).into_iter().next().unwrap_or_default()
    }

    #[test]
    fn a_document_is_written_as_people_write_it() {
        let document = json!({
            "AWSTemplateFormatVersion": "2010-09-09",
            "Resources": {"A": {"Type": "AWS::EC2::VPC", "Properties": {
                "CidrBlock": "10.0.0.0/16", "Names": [{"Ref": "B"}, {"Fn::GetAtt": ["C", "Arn"]}], "On": true,
                "Tags": [{"Key": "Name", "Value": "it's"}], "Zone": {"Fn::Sub": "${AWS::Region}a"}, "None": {}, "Some": [1, 2]}}},
        });
        let written = "AWSTemplateFormatVersion: '2010-09-09'\n\nResources:\n  A:\n    Type: AWS::EC2::VPC\n    Properties:\n      \
            CidrBlock: '10.0.0.0/16'\n      Names: [!Ref B, !GetAtt C.Arn]\n      'On': true\n      Tags:\n        - Key: Name\n          \
            Value: 'it''s'\n      Zone: !Sub '${AWS::Region}a'\n      None: {}\n      Some: [1, 2]\n";
        assert_eq!(text(&document), written);
    }

    #[test]
    fn every_text_is_read_as_it_was() {
        for it in [
            "",
            " ",
            "a: b",
            "a #b",
            "- a",
            "!x",
            "'",
            "\"",
            "a\nb\n",
            "\t",
            "null",
            "~",
            "0012",
            "1e3",
            "yes",
            "가나",
            "{a}",
            "[a]",
            "a,b",
            "%",
            "@",
            "`",
            "&a",
            "*a",
            "?",
            "|",
            ">",
            "a:",
            ": a",
            "\u{7}\\",
            "2012-10-17",
            "key: ${!x}",
            "#",
        ] {
            let document =
                json!({"Resources": {"A": {"Type": "A::B", "Properties": {"List": [it, [it]], it: it}}}});
            assert_eq!(back(&document), document, "{it:?}\n{}", text(&document));
        }
    }
}
