//! CIDR blocks with bits beyond their prefix are read as AWS reads them: without those.

use super::notice::{NOT_CANONICAL, Notices};
use crate::model::attrs::{Attr, Entry, Item, Value};
use ipnet::IpNet;

/// Puts such blocks right, in properties whose names speak of blocks.
pub(super) fn mend(item: &mut Item, notices: &mut Notices) {
    walk(&mut item.properties, false, notices);
}

fn walk(attr: &mut Attr, is_block: bool, notices: &mut Notices) {
    let at = attr.at;
    match &mut attr.value {
        Value::Text(text) if is_block => {
            if let Some(block) = text.parse::<IpNet>().ok().filter(|it| it.trunc() != *it) {
                let canonical = block.trunc().to_string();
                notices.say(&NOT_CANONICAL, at, [text.to_string(), canonical.clone()]);
                *text = canonical.into();
            }
        }
        Value::List(items) => items.iter_mut().for_each(|it| walk(it, is_block, notices)),
        Value::Map(entries) => {
            for Entry { key, value, .. } in entries {
                walk(value, key.to_ascii_lowercase().contains("cidr"), notices);
            }
        }
        Value::Nothing | Value::Text(_) | Value::Ref(_) | Value::Unknown(_) => {}
    }
}
