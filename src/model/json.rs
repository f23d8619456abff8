//! JSON with positions: the loader's view of a file, from which every refusal gets its place.
//!
//! The text is parsed strictly (RFC 8259), whole, before anything is read from it. Duplicate keys, which
//! the standard leaves open, are refused.

use crate::base::{Decimal, Message, Text, decimal, nearest, text};
use std::cell::Cell;
use tape::{Sort, Tape};

mod tape;

/// Files beyond this size are refused before they are parsed.
pub const LARGEST_FILE: usize = 64 << 20;

/// Why a text could not be read, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// From the innermost key outward; reversed when shown.
    steps: Vec<String>,
    /// Byte offset into the text.
    pub offset: usize,
    /// What is wrong.
    pub message: Message,
    /// What to do about it.
    pub help: Option<Message>,
}

impl Fault {
    /// Puts the fault under a key of the value that holds it.
    pub fn under(mut self, key: impl Into<String>) -> Self {
        self.steps.push(key.into());
        self
    }

    /// Adds a hint.
    pub fn hint(mut self, help: Message) -> Self {
        self.help = Some(help);
        self
    }

    /// The steps from the top of the document.
    pub fn steps(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().rev().map(String::as_str)
    }

    /// The path from the top of the document, such as `resources.vpc-main.cidr_block`.
    pub fn path(&self) -> String {
        let mut out = String::new();
        for step in self.steps.iter().rev() {
            if !out.is_empty() && !step.starts_with('[') {
                out.push('.');
            }
            out.push_str(step);
        }
        out
    }
}

/// How strictly to read: a file from a newer version is shown as far as it is understood.
#[derive(Debug, Default)]
pub struct Reading {
    /// Skip unknown keys instead of refusing them.
    pub lenient: bool,
    /// Take texts for numbers and flags: what comes from formats whose scalars are texts.
    texts: bool,
    skipped: Cell<usize>,
}

impl Reading {
    /// Reads what it knows and counts the rest.
    pub fn lenient() -> Self {
        Self { lenient: true, ..Self::default() }
    }

    /// The same, and numbers and flags may be texts.
    pub fn of_texts() -> Self {
        Self { texts: true, ..Self::lenient() }
    }

    /// How many unknown things were left out.
    pub fn skipped(&self) -> usize {
        self.skipped.get()
    }

    /// Counts one thing left out.
    pub fn skip(&self) {
        self.skipped.set(self.skipped.get() + 1);
    }
}

/// One value of a parsed text.
#[derive(Clone, Copy, Debug)]
pub struct Json<'a> {
    tape: &'a Tape<'a>,
    /// Its cell.
    at: u32,
    /// How to treat what is not known.
    pub reading: &'a Reading,
}

/// Where an entry of an object is in its text: what to keep of a million of them.
#[derive(Clone, Copy, Debug)]
pub struct Place(u32);

/// Parses a text and hands its value to `read`.
pub fn parse<T>(
    text: &str,
    reading: &Reading,
    read: impl FnOnce(Json<'_>) -> Result<T, Fault>,
) -> Result<T, Fault> {
    let at = |offset: usize, message| Fault { steps: Vec::new(), offset, message, help: None };
    if text.len() > LARGEST_FILE {
        return Err(at(
            0,
            Message::new(
                &text!(
                    "the file has {0} bytes; at most {1} are read",
                    "파일이 {0}바이트입니다. 최대 {1}바이트까지 읽습니다"
                ),
                [text.len().to_string(), LARGEST_FILE.to_string()],
            ),
        ));
    }
    static NOT_JSON: Text = text!("this is not JSON: {0}", "JSON이 아닙니다: {0}");
    let tape = Tape::of(text).map_err(|wrong| {
        let lower = wrong.said.chars().next().map(|c| c.to_lowercase().collect::<String>());
        let rest: String = wrong.said.chars().skip(1).collect();
        at(wrong.offset, Message::new(&NOT_JSON, [lower.unwrap_or_default() + &rest]))
    })?;
    if tape.cell(0).is_none() {
        return Err(at(0, Message::plain(&text!("the file is empty", "파일이 비어 있습니다"))));
    }
    if let Some(fault) = stray(text) {
        return Err(fault);
    }
    read(Json { tape: &tape, at: 0, reading })
}

/// What the parser lets pass and RFC 8259 does not: control characters in strings, and other white space
/// than four characters between tokens.
fn stray(text: &str) -> Option<Fault> {
    let (mut inside, mut offset) = (false, 0);
    loop {
        // From one byte that decides something to the next.
        let mut rest = text.as_bytes().get(offset..)?.iter();
        offset += if inside {
            rest.position(|byte| *byte < b' ' || *byte == b'"' || *byte == b'\\')?
        } else {
            rest.position(|byte| match *byte {
                b'"' => true,
                b' ' | b'\t' | b'\n' | b'\r' => false,
                byte => byte < b' ' || !byte.is_ascii(),
            })?
        };
        match text.as_bytes().get(offset..)? {
            [b'"', ..] => {
                inside = !inside;
                offset += 1;
            }
            [b'\\', after, ..] if *after >= b' ' => offset += 2,
            [b'\\', ..] => offset += 1,
            _ => break,
        }
    }
    let found = text.get(offset..)?.chars().next().unwrap_or_default();
    let message = Message::new(
        &text!(
            "this is not JSON: the character {0} must not stand here",
            "JSON이 아닙니다: 이곳에 문자 {0}을(를) 쓸 수 없습니다"
        ),
        [format!("U+{:04X}", u32::from(found))],
    );
    Some(Fault { steps: Vec::new(), offset, message, help: None })
}

/// Line and column, counted from 1 in characters, of a byte offset.
pub fn position(text: &str, offset: usize) -> (usize, usize) {
    let mut end = offset.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = &text[..end];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    (line, column)
}

impl<'a> Json<'a> {
    /// A fault at this value.
    pub fn fault(&self, message: Message) -> Fault {
        Fault { steps: Vec::new(), offset: self.offset(), message, help: None }
    }

    /// Of a text that was parsed there is a first value, and none after the last one is asked for.
    fn sort(&self) -> Sort {
        self.tape.cell(self.at).map_or(Sort::Null, |it| it.sort)
    }

    /// Another value of the same text.
    fn other(&self, at: u32) -> Self {
        Self { at, ..*self }
    }

    /// The cells of the keys of an object, or of the items of a list.
    fn inner(&self) -> Inner<'a> {
        Inner { tape: self.tape, next: self.at + 1, end: self.tape.after(self.at), keys: self.is_object() }
    }

    fn expected(&self, what: &'static str) -> Fault {
        let written = self.tape.written(self.at);
        let found = match self.sort() {
            Sort::Plain | Sort::Escaped => {
                let short: String = written.chars().take(40).collect();
                format!("the text {short:?}")
            }
            Sort::Number => format!("the number {}", written.get(..20).unwrap_or(written)),
            Sort::Flag(flag) => flag.to_string(),
            Sort::Object => "an object".into(),
            Sort::Array => "a list".into(),
            Sort::Null => "null".into(),
        };
        self.fault(Message::new(
            &text!("expected {0}, found {1}", "{0} 자리에 {1}이(가) 있습니다"),
            [what.to_owned(), found],
        ))
    }

    /// The value as a tree without places, no key twice: what a migration rewrites.
    pub fn tree(&self) -> Result<serde_json::Value, Fault> {
        use serde_json::Value;
        let written = self.tape.written(self.at);
        Ok(match self.sort() {
            Sort::Plain | Sort::Escaped => Value::String(written.to_owned()),
            Sort::Number => super::write::exact(written),
            Sort::Flag(flag) => Value::Bool(flag),
            Sort::Null => Value::Null,
            Sort::Array => {
                let items = self.list()?.enumerate();
                let read = |(i, item): (usize, Json<'_>)| item.tree().map_err(|f| f.under(format!("[{i}]")));
                items.map(read).collect::<Result<_, _>>()?
            }
            Sort::Object => {
                let entries = self.object()?.into_entries();
                let read = |(key, _, value): (&str, _, Json<'_>)| {
                    Ok((key.to_owned(), value.tree().map_err(|fault| fault.under(shortened(key)))?))
                };
                Value::Object(entries.map(read).collect::<Result<_, _>>()?)
            }
        })
    }

    /// The value at a path of keys and `[index]` steps, or the innermost one on the way to it.
    pub fn along<'s>(&self, steps: impl IntoIterator<Item = &'s str>) -> Json<'a> {
        let mut here = *self;
        for step in steps {
            let index = step.strip_prefix('[').and_then(|it| it.strip_suffix(']')?.parse::<usize>().ok());
            let next = match (index, here.sort()) {
                (Some(index), Sort::Array) => here.inner().nth(index),
                (_, Sort::Object) => {
                    here.inner().find(|key| here.tape.written(*key) == step).map(|key| key + 1)
                }
                _ => None,
            };
            let Some(at) = next else { break };
            here = here.other(at);
        }
        here
    }

    /// The key and the value of an entry of this text.
    pub fn entry(&self, place: Place) -> (&'a str, Json<'a>) {
        (self.tape.written(place.0), self.other(place.0 + 1))
    }

    /// Where the value starts, in bytes.
    pub fn offset(&self) -> usize {
        self.tape.cell(self.at).map_or(0, |it| it.start as usize)
    }

    /// Whether it is an object.
    pub fn is_object(&self) -> bool {
        self.sort() == Sort::Object
    }

    /// The first text inside that reads `wanted`, to point at an id that a record names.
    pub fn find_text(&self, wanted: &str) -> Option<Json<'a>> {
        match self.sort() {
            Sort::Plain | Sort::Escaped => (self.tape.written(self.at) == wanted).then_some(*self),
            Sort::Array => self.inner().find_map(|item| self.other(item).find_text(wanted)),
            Sort::Object => self.inner().find_map(|key| self.other(key + 1).find_text(wanted)),
            Sort::Number | Sort::Flag(_) | Sort::Null => None,
        }
    }

    /// A text.
    pub fn text(&self) -> Result<&'a str, Fault> {
        match self.sort() {
            Sort::Plain | Sort::Escaped => Ok(self.tape.written(self.at)),
            _ => Err(self.expected("a text")),
        }
    }

    /// A text that some type accepts.
    pub fn parsed<T: std::str::FromStr<Err = Message>>(&self) -> Result<T, Fault> {
        self.text()?.parse().map_err(|message| self.fault(message))
    }

    /// True or false.
    pub fn flag(&self) -> Result<bool, Fault> {
        match (self.sort(), self.digits()) {
            (Sort::Flag(flag), _) => Ok(flag),
            (_, Some("true")) => Ok(true),
            (_, Some("false")) => Ok(false),
            _ => Err(self.expected("true or false")),
        }
    }

    /// A decimal number, exactly as written.
    pub fn decimal(&self) -> Result<Decimal, Fault> {
        let written = self.digits().ok_or_else(|| self.expected("a number"))?;
        decimal(written).map_err(|message| self.fault(message))
    }

    /// A whole number.
    pub fn whole(&self) -> Result<i64, Fault> {
        let whole = || self.expected("a whole number");
        self.digits().ok_or_else(whole)?.parse().map_err(|_| whole())
    }

    /// A number as it is written; where texts are taken for numbers and flags, a text as well.
    fn digits(&self) -> Option<&'a str> {
        match self.sort() {
            Sort::Number => Some(self.tape.written(self.at)),
            Sort::Plain | Sort::Escaped if self.reading.texts => Some(self.tape.written(self.at)),
            _ => None,
        }
    }

    /// The items, if it is a list.
    pub fn each_item(&self) -> Option<impl Iterator<Item = Json<'a>> + use<'a>> {
        let own = *self;
        (self.sort() == Sort::Array).then(|| self.inner().map(move |at| own.other(at)))
    }

    /// The keys with their offsets and values, if it is an object; a key may be there twice.
    pub fn each_entry(&self) -> Option<impl Iterator<Item = (&'a str, usize, Json<'a>)> + use<'a>> {
        let own = *self;
        let entry = move |at: u32| (own.tape.written(at), own.other(at).offset(), own.other(at + 1));
        self.is_object().then(|| self.inner().map(entry))
    }

    /// A text, number or truth value as it is written; nothing for `null`.
    pub fn scalar(&self) -> Option<&'a str> {
        match self.sort() {
            Sort::Plain | Sort::Escaped | Sort::Number => Some(self.tape.written(self.at)),
            Sort::Flag(true) => Some("true"),
            Sort::Flag(false) => Some("false"),
            Sort::Object | Sort::Array | Sort::Null => None,
        }
    }

    /// The items of a list.
    pub fn list(&self) -> Result<impl Iterator<Item = Json<'a>> + use<'a>, Fault> {
        let own = *self;
        match self.sort() {
            Sort::Array => Ok(self.inner().map(move |at| own.other(at))),
            _ => Err(self.expected("a list")),
        }
    }

    /// The entries of an object, none twice.
    pub fn object(&self) -> Result<Object<'a>, Fault> {
        if !self.is_object() {
            return Err(self.expected("an object"));
        }
        let mut entries: Vec<Entry> = Vec::with_capacity(self.inner().count());
        entries.extend(self.inner().map(|at| Entry { at, taken: false }));
        let key = |entry: &Entry| self.tape.written(entry.at);
        // Equal ones stand in the order of the file. In place: an object may have a million entries.
        entries.sort_unstable_by(|a, b| key(a).cmp(key(b)).then(a.at.cmp(&b.at)));
        for pair in entries.windows(2) {
            if key(&pair[0]) == key(&pair[1]) {
                let again = self.other(pair[1].at);
                return Err(again.fault(Message::new(
                    &text!("the key `{0}` occurs twice", "키 `{0}`이(가) 두 번 나옵니다"),
                    [shortened(key(&pair[1]))],
                )));
            }
        }
        Ok(Object { whole: *self, entries })
    }
}

/// See `Json::inner`.
#[derive(Clone)]
struct Inner<'a> {
    tape: &'a Tape<'a>,
    next: u32,
    end: u32,
    keys: bool,
}

impl Iterator for Inner<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let own = (self.next < self.end).then_some(self.next)?;
        self.next = self.tape.after(own + u32::from(self.keys));
        Some(own)
    }
}

fn shortened(key: &str) -> String {
    key.chars().take(60).collect()
}

/// One entry of an object: the cell of its key.
#[derive(Clone, Copy, Debug)]
struct Entry {
    at: u32,
    taken: bool,
}

/// An object whose entries are taken one by one, so that what is left over is known.
#[derive(Debug)]
pub struct Object<'a> {
    whole: Json<'a>,
    /// By key.
    entries: Vec<Entry>,
}

impl<'a> Object<'a> {
    /// The object as a value, to blame it whole.
    pub fn whole(&self) -> Json<'a> {
        self.whole
    }

    /// Takes the value of a key.
    pub fn take(&mut self, key: &str) -> Option<Json<'a>> {
        let tape = self.whole.tape;
        let at = self.entries.binary_search_by_key(&key, |it| tape.written(it.at)).ok()?;
        let entry = self.entries.get_mut(at)?;
        entry.taken = true;
        Some(self.whole.other(entry.at + 1))
    }

    /// Takes the value of a key that must be there.
    pub fn need(&mut self, key: &'static str) -> Result<Json<'a>, Fault> {
        let missing =
            Message::new(&text!("the key `{0}` is missing", "키 `{0}`이(가) 없습니다"), [key.into()]);
        let fault = self.whole.fault(missing);
        self.take(key).ok_or(fault)
    }

    /// Everything, in the order of the file: for maps keyed by ids.
    pub fn into_entries(self) -> impl Iterator<Item = (&'a str, Place, Json<'a>)> {
        let whole = self.whole;
        whole.inner().map(Place).map(move |place| {
            let (key, value) = whole.entry(place);
            (key, place, value)
        })
    }

    /// Refuses whatever was not taken, and offers the nearest known key.
    pub fn finish<'k>(self, known: impl Iterator<Item = &'k str> + Clone) -> Result<(), Fault> {
        let mut left: Vec<u32> = self.entries.iter().filter(|it| !it.taken).map(|it| it.at).collect();
        // The first one of the file is refused.
        left.sort_unstable();
        for key in left.into_iter().map(|at| self.whole.other(at)) {
            let name = self.whole.tape.written(key.at);
            if self.whole.reading.lenient {
                self.whole.reading.skip();
                continue;
            }
            let unknown = Message::new(&text!("unknown key `{0}`", "알 수 없는 키 `{0}`"), [shortened(name)]);
            let fault = key.fault(unknown);
            return Err(match nearest(name, known.clone()) {
                Some(near) => fault.hint(Message::new(&DID_YOU_MEAN, [near.to_owned()])),
                None => fault.hint(Message::new(
                    &text!("known keys: {0}", "쓸 수 있는 키: {0}"),
                    [known.map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")],
                )),
            });
        }
        Ok(())
    }
}

/// Offers the nearest known name.
pub static DID_YOU_MEAN: Text = text!("did you mean `{0}`?", "`{0}`을(를) 뜻하셨나요?");
