//! YAML as a tree with places, by libyaml's grammar, which templates lean on.
//!
//! `!Name x` is `{"Fn::Name": x}`, so that YAML and JSON give the same tree. Scalars keep their text; plain `null`, `~` and
//! nothing are nothing.

use super::{DEEPEST, MOST, MOST_REPEATED, Unreadable};
use crate::{
    import::notice::{NOT_READ, Notices, TOO_MUCH},
    model::attrs::{At, Attr, Entry, Value},
};
use libyaml_safer::{EventData, Mark, Parser, ScalarStyle};
use std::{collections::BTreeMap, rc::Rc};

/// A collection that is not closed yet.
struct Open {
    anchor: Option<String>,
    tag: Option<String>,
    at: At,
    /// `None` for a list.
    key: Option<Option<(Rc<str>, At)>>,
    items: Vec<Attr>,
    entries: Vec<Entry>,
}

struct Reader<'n> {
    file: u32,
    notices: &'n mut Notices,
    open: Vec<Open>,
    anchors: BTreeMap<String, (Attr, usize)>,
    count: usize,
    repeated: usize,
    document: Option<Attr>,
}

/// The documents of a text.
pub(super) fn read(text: &str, file: u32, notices: &mut Notices) -> Result<Vec<Attr>, Unreadable> {
    let mut bytes = text.as_bytes();
    let mut parser = Parser::new();
    parser.set_input_string(&mut bytes);
    let mut documents = Vec::new();
    let mut reader = Reader {
        file,
        notices,
        open: Vec::new(),
        anchors: BTreeMap::new(),
        count: 0,
        repeated: 0,
        document: None,
    };
    loop {
        let event = match parser.parse() {
            Ok(event) => event,
            Err(error) => {
                let at = error.problem_mark().or(error.context_mark()).map_or(At::default(), |it| reader.at(it));
                let at = if at.line == 0 { At { file, line: 1, column: 1 } } else { at };
                reader.notices.say(&NOT_READ, at, [error.problem().to_owned()]);
                return Err(Unreadable);
            }
        };
        let at = reader.at(event.start_mark);
        match event.data {
            EventData::StreamStart { .. } | EventData::DocumentStart { .. } => {}
            EventData::StreamEnd => return Ok(documents),
            EventData::DocumentEnd { .. } => {
                documents.extend(reader.document.take());
                reader.anchors.clear();
            }
            EventData::Scalar { anchor, tag, value, style, .. } => {
                let plain = style == ScalarStyle::Plain;
                let nothing = plain && matches!(value.as_str(), "" | "~" | "null" | "Null" | "NULL");
                let attr = if nothing && tag.is_none() {
                    Attr { at, value: Value::Nothing }
                } else {
                    Attr::text(at, value)
                };
                reader.put(attr, anchor, tag, 1)?;
            }
            EventData::Alias { anchor } => {
                let Some((attr, size)) = reader.anchors.get(&anchor).cloned() else {
                    reader.notices.say(&NOT_READ, at, [format!("there is no anchor `{anchor}`")]);
                    return Err(Unreadable);
                };
                reader.repeated += size;
                if reader.repeated > MOST_REPEATED {
                    let which = format!("aliases repeat more than {MOST_REPEATED} values");
                    reader.notices.say(&TOO_MUCH, at, [which]);
                    return Err(Unreadable);
                }
                reader.put(attr, None, None, size)?;
            }
            EventData::SequenceStart { anchor, tag, .. } => reader.start(at, anchor, tag, None)?,
            EventData::MappingStart { anchor, tag, .. } => reader.start(at, anchor, tag, Some(None))?,
            EventData::SequenceEnd | EventData::MappingEnd => reader.end()?,
        }
    }
}

impl Reader<'_> {
    fn at(&self, mark: Mark) -> At {
        let number = |it: u64| u32::try_from(it + 1).unwrap_or(u32::MAX);
        At { file: self.file, line: number(mark.line), column: number(mark.column) }
    }

    fn too_much(&mut self, at: At, which: String) -> Unreadable {
        self.notices.say(&TOO_MUCH, at, [which]);
        Unreadable
    }

    fn start(
        &mut self,
        at: At,
        anchor: Option<String>,
        tag: Option<String>,
        key: Option<Option<(Rc<str>, At)>>,
    ) -> Result<(), Unreadable> {
        if self.open.len() >= DEEPEST {
            return Err(self.too_much(at, format!("{DEEPEST} values in each other")));
        }
        self.open.push(Open { anchor, tag, at, key, items: Vec::new(), entries: Vec::new() });
        Ok(())
    }

    fn end(&mut self) -> Result<(), Unreadable> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let value = if open.key.is_none() { Value::List(open.items) } else { self.merged(open.entries) };
        self.put(Attr { at: open.at, value }, open.anchor, open.tag, 1)
    }

    /// `<<` puts in the entries of other maps, behind its own.
    fn merged(&mut self, entries: Vec<Entry>) -> Value {
        if entries.iter().all(|it| &*it.key != "<<") {
            return super::map(entries, self.notices);
        }
        let (merges, own): (Vec<Entry>, Vec<Entry>) = entries.into_iter().partition(|it| &*it.key == "<<");
        let Value::Map(mut all) = super::map(own, self.notices) else { return Value::Nothing };
        for other in merges.iter().flat_map(|merge| merge.value.items()).flat_map(Attr::entries) {
            if all.iter().all(|it| it.key != other.key) {
                all.push(other.clone());
            }
        }
        Value::Map(all)
    }

    fn put(
        &mut self,
        attr: Attr,
        anchor: Option<String>,
        tag: Option<String>,
        size: usize,
    ) -> Result<(), Unreadable> {
        self.count += size;
        if self.count > MOST {
            return Err(self.too_much(attr.at, format!("{MOST} values")));
        }
        let attr = tagged(attr, tag.as_deref());
        if let Some(anchor) = anchor {
            let size = weight(&attr);
            self.anchors.insert(anchor, (attr.clone(), size));
        }
        let Some(open) = self.open.last_mut() else {
            self.document = Some(attr);
            return Ok(());
        };
        match &mut open.key {
            None => open.items.push(attr),
            Some(key) => match key.take() {
                None => {
                    let name = match &attr.value {
                        Value::Text(text) => text.clone(),
                        Value::Nothing => "null".into(),
                        Value::List(_) | Value::Map(_) | Value::Ref(_) | Value::Unknown(_) => {
                            self.notices.say(&NOT_READ, attr.at, ["a key is a text".to_owned()]);
                            return Err(Unreadable);
                        }
                    };
                    *key = Some((name, attr.at));
                }
                Some((key, at)) => open.entries.push(Entry { key, at, value: attr }),
            },
        }
        Ok(())
    }
}

/// How many values there are in it.
fn weight(attr: &Attr) -> usize {
    match &attr.value {
        Value::List(items) => 1 + items.iter().map(weight).sum::<usize>(),
        Value::Map(entries) => 1 + entries.iter().map(|it| weight(&it.value)).sum::<usize>(),
        Value::Nothing | Value::Text(_) | Value::Ref(_) | Value::Unknown(_) => 1,
    }
}

/// The short form of a function is its long form.
fn tagged(attr: Attr, tag: Option<&str>) -> Attr {
    let Some(name) = tag.and_then(|it| it.strip_prefix('!')).filter(|it| !it.is_empty()) else { return attr };
    let at = attr.at;
    let key: Rc<str> = match name {
        "Ref" | "Condition" => name.into(),
        _ => format!("Fn::{name}").into(),
    };
    let value = match (&attr.value, name) {
        // The attribute's name may have dots of its own.
        (Value::Text(text), "GetAtt") => {
            let parts: Vec<Attr> = text.splitn(2, '.').map(|part| Attr::text(at, part)).collect();
            Attr { at, value: Value::List(parts) }
        }
        _ => attr,
    };
    Attr { at, value: Value::Map(vec![Entry { key, at, value }]) }
}
