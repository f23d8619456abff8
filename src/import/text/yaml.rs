//! YAML as a tree with places.
//!
//! `!Name x` is `{"Fn::Name": x}`, so that YAML and JSON give the same tree. Scalars keep their text; plain `null`, `~` and
//! nothing are nothing.
//!
//! Templates lean on libyaml's grammar, which lets flow lists close at, and quoted texts go on at, their parent's
//! indentation; the parser here keeps to YAML 1.2 and refuses that. Spaces before such a line mean nothing there, so they
//! are put in, and taken off the places.

use super::{DEEPEST, MOST, MOST_REPEATED, Unreadable};
use crate::{
    import::notice::{NOT_READ, Notices, TOO_MUCH},
    model::attrs::{At, Attr, Entry, Value},
};
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Tag};
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

/// What is put before a line that stands too far left.
const PAD: usize = 200;
/// How many bytes are read again at most, to find all such lines.
const MOST_AGAIN: usize = 200 << 20;

/// A collection that is not closed yet.
struct Open {
    anchor: usize,
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
    /// Lines with spaces put before them.
    padded: &'n BTreeSet<usize>,
    open: Vec<Open>,
    anchors: BTreeMap<usize, (Attr, usize)>,
    count: usize,
    repeated: usize,
    document: Option<Attr>,
    documents: Vec<Attr>,
}

/// Why the reading ended early.
enum End {
    /// The text is not YAML: by the parser's words.
    Wrong(ScanError),
    /// It was said already.
    Said,
}

/// The documents of a text.
pub(super) fn read(text: &str, file: u32, notices: &mut Notices) -> Result<Vec<Attr>, Unreadable> {
    if let Some(at) = text.find('\0') {
        notices.say(&NOT_READ, super::Lines::of(text).place(file, at), ["a NUL character".to_owned()]);
        return Err(Unreadable);
    }
    let (mut padded, mut now) = (BTreeSet::new(), Cow::Borrowed(text));
    let mut again = 0;
    loop {
        let mut reader = Reader {
            file,
            notices,
            padded: &padded,
            open: Vec::new(),
            anchors: BTreeMap::new(),
            count: 0,
            repeated: 0,
            document: None,
            documents: Vec::new(),
        };
        let error = match reader.run(&now) {
            Ok(()) => return Ok(reader.documents),
            Err(End::Said) => return Err(Unreadable),
            Err(End::Wrong(error)) => error,
        };
        let at = reader.at(*error.marker());
        again += now.len();
        let lines = if again < MOST_AGAIN { too_far_left(&now, &error, &padded) } else { Vec::new() };
        if lines.is_empty() {
            notices.say(&NOT_READ, at, [error.info().to_owned()]);
            return Err(Unreadable);
        }
        padded.extend(lines);
        let lines = text.split_inclusive('\n').zip(1..);
        let lines = lines.map(|(line, at)| match padded.contains(&at) {
            true => format!("{}{line}", " ".repeat(PAD)),
            false => line.to_owned(),
        });
        now = Cow::Owned(lines.collect());
    }
}

/// The lines that libyaml takes and the parser does not, if that is what is wrong.
fn too_far_left(text: &str, error: &ScanError, padded: &BTreeSet<usize>) -> Vec<usize> {
    let line = error.marker().line();
    if error.info() == "invalid indentation" && !padded.contains(&line) {
        return vec![line];
    }
    if error.info() != "invalid indentation in quoted scalar" {
        return Vec::new();
    }
    // From the quote to its end, all lines but the first.
    let start = text.char_indices().nth(error.marker().index()).map_or(text.len(), |it| it.0);
    let rest = text.get(start..).unwrap_or_default();
    let Some(quote) = rest.chars().next().filter(|it| matches!(it, '"' | '\'')) else { return Vec::new() };
    let (mut lines, mut at) = (Vec::new(), line);
    let mut chars = rest.chars().skip(1).peekable();
    while let Some(c) = chars.next() {
        match c {
            '\n' => {
                at += 1;
                lines.push(at);
            }
            '\\' if quote == '"' => {
                let breaks = chars.next() == Some('\n');
                at += usize::from(breaks);
                lines.extend(breaks.then_some(at));
            }
            c if c == quote && quote == '\'' && chars.peek() == Some(&'\'') => {
                chars.next();
            }
            c if c == quote => break,
            _ => {}
        }
    }
    lines.retain(|it| !padded.contains(it));
    lines
}

impl Reader<'_> {
    fn run(&mut self, text: &str) -> Result<(), End> {
        let mut parser = Parser::new_from_str(text);
        while let Some(event) = parser.next_event() {
            let (event, span) = event.map_err(End::Wrong)?;
            let at = self.at(span.start);
            match event {
                Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) => {}
                Event::DocumentEnd => {
                    self.documents.extend(self.document.take());
                    self.anchors.clear();
                }
                Event::Scalar(value, style, anchor, tag) => {
                    let plain = style == ScalarStyle::Plain;
                    let nothing = plain && matches!(&*value, "" | "~" | "null" | "Null" | "NULL");
                    let attr = if nothing && tag.is_none() {
                        Attr { at, value: Value::Nothing }
                    } else {
                        Attr::text(at, &*value)
                    };
                    self.put(attr, anchor, name(tag), 1)?;
                }
                Event::Alias(anchor) => {
                    let Some((attr, size)) = self.anchors.get(&anchor).cloned() else {
                        self.notices.say(&NOT_READ, at, ["an anchor stands inside itself".to_owned()]);
                        return Err(End::Said);
                    };
                    self.repeated += size;
                    if self.repeated > MOST_REPEATED {
                        return Err(
                            self.too_much(at, format!("aliases repeat more than {MOST_REPEATED} values"))
                        );
                    }
                    self.put(attr, 0, None, size)?;
                }
                Event::SequenceStart(anchor, tag) => self.start(at, anchor, name(tag), None)?,
                Event::MappingStart(anchor, tag) => self.start(at, anchor, name(tag), Some(None))?,
                Event::SequenceEnd | Event::MappingEnd => self.end()?,
            }
        }
        Ok(())
    }

    fn at(&self, mark: Marker) -> At {
        let pad = if self.padded.contains(&mark.line()) { PAD } else { 0 };
        let number = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
        At { file: self.file, line: number(mark.line()), column: number(mark.col().saturating_sub(pad) + 1) }
    }

    fn too_much(&mut self, at: At, which: String) -> End {
        self.notices.say(&TOO_MUCH, at, [which]);
        End::Said
    }

    fn start(
        &mut self,
        at: At,
        anchor: usize,
        tag: Option<String>,
        key: Option<Option<(Rc<str>, At)>>,
    ) -> Result<(), End> {
        if self.open.len() >= DEEPEST {
            return Err(self.too_much(at, format!("{DEEPEST} values in each other")));
        }
        self.open.push(Open { anchor, tag, at, key, items: Vec::new(), entries: Vec::new() });
        Ok(())
    }

    fn end(&mut self) -> Result<(), End> {
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

    fn put(&mut self, attr: Attr, anchor: usize, tag: Option<String>, size: usize) -> Result<(), End> {
        self.count += size;
        if self.count > MOST {
            return Err(self.too_much(attr.at, format!("{MOST} values")));
        }
        let attr = tagged(attr, tag.as_deref());
        // The parser numbers anchors from 1.
        if anchor > 0 {
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
                            return Err(End::Said);
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

/// The name of a short function; other tags mean nothing here.
fn name(tag: Option<Cow<'_, Tag>>) -> Option<String> {
    tag.filter(|it| it.handle == "!" && !it.suffix.is_empty()).map(|it| it.suffix.clone())
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
fn tagged(attr: Attr, name: Option<&str>) -> Attr {
    let Some(name) = name else { return attr };
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
