//! YAML and JSON as one tree with places.

mod json;
mod yaml;

use super::notice::{NOT_READ, Notices, TOO_MUCH};
use crate::model::attrs::{At, Attr, Entry, Value};
use std::{cell::Cell, collections::BTreeMap, rc::Rc};

/// How deep values may nest.
pub const DEEPEST: usize = 100;
/// How many values there may be.
pub const MOST: usize = 1_000_000;
/// How many values aliases may repeat.
pub const MOST_REPEATED: usize = 100_000;
/// How long a text may be, in bytes.
pub const LONGEST: usize = 64 << 20;

/// Why a text has no tree. It has been said already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable;

/// The documents of a text. JSON is told by its first letter.
pub fn read(bytes: &[u8], file: u32, notices: &mut Notices) -> Result<Vec<Attr>, Unreadable> {
    let start = At { file, line: 1, column: 1 };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.len() > LONGEST {
        notices.say(&TOO_MUCH, start, [format!("{} bytes, at most {LONGEST}", bytes.len())]);
        return Err(Unreadable);
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let before = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
            notices.say(
                &NOT_READ,
                Lines::of(&before).place(file, before.len()),
                ["it is not UTF-8".to_owned()],
            );
            return Err(Unreadable);
        }
    };
    let first = text.trim_start().chars().next();
    if matches!(first, Some('{' | '[')) {
        match json::read(text, file, notices) {
            // A YAML flow map starts with the same letter.
            Err(json::Wrong::NotJson(..)) if !text.trim_start().starts_with("{\"") && first == Some('{') => {
                yaml::read(text, file, notices)
            }
            Err(json::Wrong::NotJson(at, said)) => {
                notices.say(&NOT_READ, at, [said]);
                Err(Unreadable)
            }
            Err(json::Wrong::Said) => Err(Unreadable),
            Ok(tree) => Ok(vec![tree]),
        }
    } else {
        yaml::read(text, file, notices)
    }
}

/// Where lines begin, to tell the place of a byte.
#[derive(Debug)]
pub struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
    /// The last place that was asked for: line, byte and column. A file may be one long line.
    last: Cell<(usize, usize, usize)>,
}

impl<'t> Lines<'t> {
    /// Of a text.
    pub fn of(text: &'t str) -> Self {
        let after = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self { text, starts: std::iter::once(0).chain(after).collect(), last: Cell::default() }
    }

    /// The place of a byte.
    pub fn place(&self, file: u32, offset: usize) -> At {
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or_default();
        let mut end = offset.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let (line_before, from, columns) = self.last.get();
        let goes_on = line_before == line && (start..=end).contains(&from);
        let (from, columns) = if goes_on { (from, columns) } else { (start, 0) };
        let column = columns + self.text.get(from..end).map_or(0, |it| it.chars().count());
        self.last.set((line, end, column));
        let number = |it: usize| u32::try_from(it + 1).unwrap_or(u32::MAX);
        At { file, line: number(line), column: number(column) }
    }
}

/// Puts entries into a map: of two with the same key the last one counts.
pub(super) fn map(entries: Vec<Entry>, notices: &mut Notices) -> Value {
    let mut last: BTreeMap<Rc<str>, usize> = BTreeMap::new();
    let mut twice = false;
    for (at, entry) in entries.iter().enumerate() {
        if let Some(before) = last.insert(entry.key.clone(), at) {
            let line = entries.get(before).map_or(0, |it| it.at.line);
            notices.say(&super::notice::TWICE, entry.at, [entry.key.to_string(), line.to_string()]);
            twice = true;
        }
    }
    if !twice {
        return Value::Map(entries);
    }
    let kept = entries.into_iter().enumerate().filter(|(at, entry)| last.get(&entry.key) == Some(at));
    Value::Map(kept.map(|(_, entry)| entry).collect())
}

#[cfg(test)]
mod tests;
