//! JSON as a tree with places. Two entries of one key are let pass, which the model file refuses.

use super::{DEEPEST, Lines, MOST};
use crate::{
    import::notice::{Notices, TOO_MUCH},
    model::{
        attrs::{At, Attr, Entry, Value},
        json::{Json, Reading, parse},
    },
};

/// Why there is no tree.
pub(super) enum Wrong {
    /// It is not JSON: where, and what is wrong.
    NotJson(At, String),
    /// It was said already.
    Said,
}

/// The tree of a text.
pub(super) fn read(text: &str, file: u32, notices: &mut Notices) -> Result<Attr, Wrong> {
    let lines = Lines::of(text);
    let reading = Reading::default();
    let mut reader = Reader { lines: &lines, file, notices, left: MOST };
    let read = parse(text, &reading, |json| Ok(reader.value(json, 0)));
    read.map_err(|fault| {
        Wrong::NotJson(lines.place(file, fault.offset), fault.message.say(crate::base::Lang::En))
    })?
}

struct Reader<'r, 't> {
    lines: &'r Lines<'t>,
    file: u32,
    notices: &'r mut Notices,
    left: usize,
}

impl Reader<'_, '_> {
    fn value(&mut self, json: Json<'_>, depth: usize) -> Result<Attr, Wrong> {
        let at = self.lines.place(self.file, json.offset());
        if depth > DEEPEST || self.left == 0 {
            let which = if self.left == 0 {
                format!("{MOST} values")
            } else {
                format!("{DEEPEST} values in each other")
            };
            self.notices.say(&TOO_MUCH, at, [which]);
            return Err(Wrong::Said);
        }
        self.left -= 1;
        let value = if let Some(items) = json.each_item() {
            let items = items.map(|item| self.value(item, depth + 1));
            Value::List(items.collect::<Result<_, _>>()?)
        } else if let Some(entries) = json.each_entry() {
            let mut all = Vec::new();
            for (key, offset, value) in entries {
                let (key, at) = (key.into(), self.lines.place(self.file, offset));
                all.push(Entry { key, at, value: self.value(value, depth + 1)? });
            }
            super::map(all, self.notices)
        } else {
            json.scalar().map_or(Value::Nothing, |text| Value::Text(text.into()))
        };
        Ok(Attr { at, value })
    }
}
