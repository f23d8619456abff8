//! JSON with positions: the loader's view of a file, from which every refusal gets its place.
//!
//! The text is parsed strictly (RFC 8259), whole, before anything is read from it. Duplicate keys, which
//! the standard leaves open, are refused.

use crate::base::{Decimal, Message, Text, decimal, nearest, text};
use jsonc_parser::{CollectOptions, ParseOptions, ast, common::Ranged, parse_to_ast};
use std::cell::Cell;

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
    skipped: Cell<usize>,
}

impl Reading {
    /// Reads what it knows and counts the rest.
    pub fn lenient() -> Self {
        Self { lenient: true, skipped: Cell::new(0) }
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
    value: &'a ast::Value<'a>,
    /// How to treat what is not known.
    pub reading: &'a Reading,
}

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
    let options = ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    static NOT_JSON: Text = text!("this is not JSON: {0}", "JSON이 아닙니다: {0}");
    let result = parse_to_ast(text, &CollectOptions::default(), &options).map_err(|error| {
        let said = error.kind().to_string();
        let lower = said.chars().next().map(|c| c.to_lowercase().collect::<String>()).unwrap_or_default();
        let rest: String = said.chars().skip(1).collect();
        at(error.range().start, Message::new(&NOT_JSON, [lower + &rest]))
    })?;
    let Some(value) = &result.value else {
        return Err(at(0, Message::plain(&text!("the file is empty", "파일이 비어 있습니다"))));
    };
    if let Some(fault) = stray(text) {
        return Err(fault);
    }
    read(Json { value, reading })
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
        Fault { steps: Vec::new(), offset: self.value.range().start, message, help: None }
    }

    fn expected(&self, what: &'static str) -> Fault {
        let found = match self.value {
            ast::Value::StringLit(it) => {
                let short: String = it.value.chars().take(40).collect();
                format!("the text {short:?}")
            }
            ast::Value::NumberLit(it) => format!("the number {}", it.value.get(..20).unwrap_or(it.value)),
            ast::Value::BooleanLit(it) => it.value.to_string(),
            ast::Value::Object(_) => "an object".into(),
            ast::Value::Array(_) => "a list".into(),
            ast::Value::NullKeyword(_) => "null".into(),
        };
        self.fault(Message::new(
            &text!("expected {0}, found {1}", "{0} 자리에 {1}이(가) 있습니다"),
            [what.to_owned(), found],
        ))
    }

    /// The value as a tree without places, no key twice: what a migration rewrites.
    pub fn tree(&self) -> Result<serde_json::Value, Fault> {
        use serde_json::Value;
        Ok(match self.value {
            ast::Value::StringLit(it) => Value::String(it.value.to_string()),
            ast::Value::NumberLit(it) => super::write::exact(it.value),
            ast::Value::BooleanLit(it) => Value::Bool(it.value),
            ast::Value::NullKeyword(_) => Value::Null,
            ast::Value::Array(_) => {
                let items = self.list()?.enumerate();
                let read = |(i, item): (usize, Json<'_>)| item.tree().map_err(|f| f.under(format!("[{i}]")));
                items.map(read).collect::<Result<_, _>>()?
            }
            ast::Value::Object(_) => {
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
            let next = match (index, here.value) {
                (Some(index), ast::Value::Array(it)) => it.elements.get(index),
                (_, ast::Value::Object(it)) => {
                    it.properties.iter().find(|entry| entry.name.as_str() == step).map(|entry| &entry.value)
                }
                _ => None,
            };
            let Some(value) = next else { break };
            here = Json { value, reading: self.reading };
        }
        here
    }

    /// Where the value starts, in bytes.
    pub fn offset(&self) -> usize {
        self.value.range().start
    }

    /// Whether it is an object.
    pub fn is_object(&self) -> bool {
        matches!(self.value, ast::Value::Object(_))
    }

    /// The first text inside that reads `wanted`, to point at an id that a record names.
    pub fn find_text(&self, wanted: &str) -> Option<Json<'a>> {
        let inside = |value| Json { value, reading: self.reading }.find_text(wanted);
        match self.value {
            ast::Value::StringLit(it) => (it.value == wanted).then_some(*self),
            ast::Value::Array(it) => it.elements.iter().find_map(inside),
            ast::Value::Object(it) => it.properties.iter().find_map(|property| inside(&property.value)),
            ast::Value::NumberLit(_) | ast::Value::BooleanLit(_) | ast::Value::NullKeyword(_) => None,
        }
    }

    /// A text.
    pub fn text(&self) -> Result<&'a str, Fault> {
        match self.value {
            ast::Value::StringLit(it) => Ok(&it.value),
            _ => Err(self.expected("a text")),
        }
    }

    /// A text that some type accepts.
    pub fn parsed<T: std::str::FromStr<Err = Message>>(&self) -> Result<T, Fault> {
        self.text()?.parse().map_err(|message| self.fault(message))
    }

    /// True or false.
    pub fn flag(&self) -> Result<bool, Fault> {
        match self.value {
            ast::Value::BooleanLit(it) => Ok(it.value),
            _ => Err(self.expected("true or false")),
        }
    }

    /// A decimal number, exactly as written.
    pub fn decimal(&self) -> Result<Decimal, Fault> {
        match self.value {
            ast::Value::NumberLit(it) => decimal(it.value).map_err(|message| self.fault(message)),
            _ => Err(self.expected("a number")),
        }
    }

    /// A whole number.
    pub fn whole(&self) -> Result<i64, Fault> {
        match self.value {
            ast::Value::NumberLit(it) => it.value.parse().map_err(|_| self.expected("a whole number")),
            _ => Err(self.expected("a whole number")),
        }
    }

    /// The items of a list.
    pub fn list(&self) -> Result<impl ExactSizeIterator<Item = Json<'a>> + use<'a>, Fault> {
        let reading = self.reading;
        match self.value {
            ast::Value::Array(it) => Ok(it.elements.iter().map(move |value| Json { value, reading })),
            _ => Err(self.expected("a list")),
        }
    }

    /// The entries of an object, none twice.
    pub fn object(&self) -> Result<Object<'a>, Fault> {
        let ast::Value::Object(object) = self.value else { return Err(self.expected("an object")) };
        let mut entries: Vec<Entry<'a>> = Vec::with_capacity(object.properties.len());
        for property in &object.properties {
            entries.push(Entry {
                key: property.name.as_str(),
                offset: property.range.start,
                value: Json { value: &property.value, reading: self.reading },
                taken: false,
            });
        }
        let mut order: Vec<usize> = (0..entries.len()).collect();
        order.sort_by_key(|&i| entries[i].key);
        for pair in order.windows(2) {
            let (first, again) = (&entries[pair[0]], &entries[pair[1]]);
            if first.key == again.key {
                let again = if first.offset < again.offset { again } else { first };
                return Err(Fault {
                    steps: Vec::new(),
                    offset: again.offset,
                    message: Message::new(
                        &text!("the key `{0}` occurs twice", "키 `{0}`이(가) 두 번 나옵니다"),
                        [shortened(again.key)],
                    ),
                    help: None,
                });
            }
        }
        Ok(Object { whole: *self, entries, order })
    }
}

fn shortened(key: &str) -> String {
    key.chars().take(60).collect()
}

/// One entry of an object.
#[derive(Debug)]
struct Entry<'a> {
    key: &'a str,
    offset: usize,
    value: Json<'a>,
    taken: bool,
}

/// An object whose entries are taken one by one, so that what is left over is known.
#[derive(Debug)]
pub struct Object<'a> {
    whole: Json<'a>,
    entries: Vec<Entry<'a>>,
    /// Indexes into `entries`, by key.
    order: Vec<usize>,
}

impl<'a> Object<'a> {
    /// The object as a value, to blame it whole.
    pub fn whole(&self) -> Json<'a> {
        self.whole
    }

    /// Takes the value of a key.
    pub fn take(&mut self, key: &str) -> Option<Json<'a>> {
        let at = self.order.binary_search_by_key(&key, |&i| self.entries[i].key).ok()?;
        let entry = &mut self.entries[self.order[at]];
        entry.taken = true;
        Some(entry.value)
    }

    /// Takes the value of a key that must be there.
    pub fn need(&mut self, key: &'static str) -> Result<Json<'a>, Fault> {
        let missing =
            Message::new(&text!("the key `{0}` is missing", "키 `{0}`이(가) 없습니다"), [key.into()]);
        let fault = self.whole.fault(missing);
        self.take(key).ok_or(fault)
    }

    /// Everything, in the order of the file: for maps keyed by ids.
    pub fn into_entries(self) -> impl Iterator<Item = (&'a str, usize, Json<'a>)> {
        self.entries.into_iter().map(|entry| (entry.key, entry.offset, entry.value))
    }

    /// Refuses whatever was not taken, and offers the nearest known key.
    pub fn finish<'k>(self, known: impl Iterator<Item = &'k str> + Clone) -> Result<(), Fault> {
        for entry in self.entries.iter().filter(|entry| !entry.taken) {
            if self.whole.reading.lenient {
                self.whole.reading.skip();
                continue;
            }
            let fault = Fault {
                steps: Vec::new(),
                offset: entry.offset,
                message: Message::new(
                    &text!("unknown key `{0}`", "알 수 없는 키 `{0}`"),
                    [shortened(entry.key)],
                ),
                help: None,
            };
            return Err(match nearest(entry.key, known.clone()) {
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
