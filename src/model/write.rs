//! JSON for people and for diffs: short values on one line, long ones a line an entry.

use serde_json::Value;

/// The widest value that stays on one line.
const WIDTH: usize = 100;

/// A number token with exactly these digits; text when it is no JSON number.
pub fn exact(digits: &str) -> Value {
    digits.parse::<serde_json::Number>().map_or_else(|_| Value::String(digits.to_owned()), Value::Number)
}

/// The text of a value, ending in a line break. Objects keep their order.
pub fn pretty(value: &Value) -> String {
    let mut out = String::new();
    put(value, 0, true, &mut out);
    out.push('\n');
    out
}

fn put(value: &Value, depth: usize, open: bool, out: &mut String) {
    let flat = value.to_string();
    let short = depth * 2 + flat.len() <= WIDTH;
    match value {
        Value::Array(items) if !(items.is_empty() || short && items.iter().all(is_scalar)) => {
            out.push_str("[\n");
            for (i, item) in items.iter().enumerate() {
                indent(depth + 1, out);
                put(item, depth + 1, false, out);
                out.push_str(if i + 1 < items.len() { ",\n" } else { "\n" });
            }
            indent(depth, out);
            out.push(']');
        }
        Value::Object(entries) if !entries.is_empty() && (open || !short || holds_records(value)) => {
            out.push_str("{\n");
            for (i, (key, item)) in entries.iter().enumerate() {
                indent(depth + 1, out);
                out.push_str(&Value::String(key.clone()).to_string());
                out.push_str(": ");
                // Sections of the document stay open, so that one more entry is one more line.
                put(item, depth + 1, depth == 0, out);
                out.push_str(if i + 1 < entries.len() { ",\n" } else { "\n" });
            }
            indent(depth, out);
            out.push('}');
        }
        Value::Object(entries) if !entries.is_empty() => {
            out.push_str("{ ");
            for (i, (key, item)) in entries.iter().enumerate() {
                out.push_str(&Value::String(key.clone()).to_string());
                out.push_str(": ");
                put(item, 0, false, out);
                out.push_str(if i + 1 < entries.len() { ", " } else { " }" });
            }
        }
        Value::Array(items) if !items.is_empty() => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                out.push_str(&item.to_string());
                out.push_str(if i + 1 < items.len() { ", " } else { "]" });
            }
        }
        _ => out.push_str(&flat),
    }
}

fn holds_records(value: &Value) -> bool {
    let Value::Object(entries) = value else { return false };
    entries.values().any(|item| matches!(item, Value::Array(items) if !items.iter().all(is_scalar)))
}

fn is_scalar(value: &Value) -> bool {
    !matches!(value, Value::Array(_) | Value::Object(_))
}

fn indent(depth: usize, out: &mut String) {
    (0..depth).for_each(|_| out.push_str("  "));
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn short_values_share_a_line() {
        let value = json!({
            "plat": 1,
            "resources": {"a": {"kind": "vpc"}, "b": {"rows": [{"x": 1}, {"x": 2}]}},
            "layout": {"a": [1, 2]},
        });
        let text = pretty(&value);
        assert_eq!(
            text,
            "{\n  \"plat\": 1,\n  \"resources\": {\n    \"a\": { \"kind\": \"vpc\" },\n    \"b\": {\n      \
             \"rows\": [\n        { \"x\": 1 },\n        { \"x\": 2 }\n      ]\n    }\n  },\n  \"layout\": {\n    \
             \"a\": [1, 2]\n  }\n}\n"
        );
    }

    #[test]
    fn numbers_keep_their_digits() {
        assert_eq!(exact("0.10").to_string(), "0.10");
    }
}
