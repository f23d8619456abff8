//! What may be a secret is not copied (law 7): values of properties that are called so.

use super::notice::{Notices, WITHHELD};
use crate::model::attrs::{Attr, Entry, Item, Value, Why};

/// Parts of names of properties that hold secrets.
const NAMES: [&str; 8] =
    ["password", "passwd", "passphrase", "secret", "token", "apikey", "privatekey", "accesskey"];
/// Ends of names that only speak of secrets: where they are, how long they last.
const ABOUT: [&str; 11] =
    ["arn", "id", "name", "validity", "units", "length", "days", "type", "url", "description", "httptokens"];

/// Takes known texts out of properties whose names speak of secrets.
pub(super) fn withhold(item: &mut Item, notices: &mut Notices) {
    let id = item.id.to_string();
    walk(&mut item.properties, &id, notices);
}

fn walk(attr: &mut Attr, id: &str, notices: &mut Notices) {
    match &mut attr.value {
        Value::List(items) => items.iter_mut().for_each(|it| walk(it, id, notices)),
        Value::Map(entries) => {
            for Entry { key, value, .. } in entries {
                if is_secret(key) && value.known().is_some_and(is_told) {
                    notices.say(&WITHHELD, value.at, [id.to_owned(), key.to_string()]);
                    *value = Attr::unknown(value.at, Why::Sensitive);
                } else {
                    walk(value, id, notices);
                }
            }
        }
        Value::Nothing | Value::Text(_) | Value::Ref(_) | Value::Unknown(_) => {}
    }
}

fn is_secret(key: &str) -> bool {
    let key: String =
        key.chars().filter(|c| !matches!(c, '_' | '-')).collect::<String>().to_ascii_lowercase();
    NAMES.iter().any(|name| key.contains(name)) && !ABOUT.iter().any(|end| key.ends_with(end))
}

/// Whether a text tells more than yes, no or a number.
fn is_told(text: &str) -> bool {
    !text.is_empty()
        && !text.eq_ignore_ascii_case("true")
        && !text.eq_ignore_ascii_case("false")
        && text.parse::<f64>().is_err()
}
