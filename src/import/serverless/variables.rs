//! Variables of the framework: `${self:custom.name}`, `${opt:stage, 'dev'}`, `${file(./more.yml):key}`.
//!
//! <https://www.serverless.com/framework/docs/providers/aws/guide/variables>

use crate::{
    import::{
        ReadFile, Settings,
        cloudformation::{exact, inside},
        notice::{CYCLE, Notices, OUTSIDE, TOO_MUCH},
        text,
    },
    model::attrs::{At, Attr, Entry, Mention, Unknown, Value, Why},
};
use std::collections::BTreeMap;

/// How far variables lead to variables.
const DEEPEST: usize = 30;

/// Works out variables of one service.
pub(super) struct Variables<'v> {
    document: &'v Attr,
    path: &'v str,
    settings: &'v Settings,
    read: &'v ReadFile<'v>,
    notices: &'v mut Notices,
    /// Files that were read.
    files: BTreeMap<String, Option<Attr>>,
    depth: usize,
    /// How many values may still be made.
    left: usize,
}

impl<'v> Variables<'v> {
    pub fn new(
        document: &'v Attr,
        path: &'v str,
        settings: &'v Settings,
        read: &'v ReadFile<'v>,
        notices: &'v mut Notices,
    ) -> Self {
        Self { document, path, settings, read, notices, files: BTreeMap::new(), depth: 0, left: text::MOST }
    }

    /// A value with its variables worked out.
    pub fn resolved(&mut self, attr: &Attr) -> Attr {
        let at = attr.at;
        if self.left == 0 {
            return Attr::unknown(at, Why::Call("a value beyond a limit".into()));
        }
        self.left -= 1;
        if self.left == 0 {
            self.notices.say(&TOO_MUCH, at, [format!("{} values", text::MOST)]);
        }
        match &attr.value {
            Value::Text(text) if text.contains("${") => self.text(text, at),
            Value::List(items) => {
                Attr { at, value: Value::List(items.iter().map(|it| self.resolved(it)).collect()) }
            }
            Value::Map(entries) => {
                let mut made = Vec::with_capacity(entries.len());
                for entry in entries {
                    let value = self.resolved(&entry.value);
                    made.push(Entry { key: entry.key.clone(), at: entry.at, value });
                }
                Attr { at, value: Value::Map(made) }
            }
            Value::Nothing | Value::Text(_) | Value::Ref(_) | Value::Unknown(_) => attr.clone(),
        }
    }

    /// A text: one variable alone is its value, of whatever type.
    fn text(&mut self, text: &str, at: At) -> Attr {
        if self.depth >= DEEPEST {
            self.notices.say(&CYCLE, at, [text.chars().take(60).collect()]);
            return Attr::unknown(at, Why::Call("a value that needs itself".into()));
        }
        self.depth += 1;
        let made = self.parts(text, at);
        self.depth -= 1;
        made
    }

    fn parts(&mut self, text: &str, at: At) -> Attr {
        let (mut out, mut rest) = (String::new(), text);
        let mut mentions: Vec<Mention> = Vec::new();
        let mut why = None;
        while let Some(start) = rest.find("${") {
            let (before, from) = rest.split_at(start);
            out.push_str(before);
            let Some(end) = closing(from) else { break };
            let (whole, behind) = from.split_at(end + 1);
            rest = behind;
            let inner = whole.get(2..end).unwrap_or_default();
            if !is_variable(inner) {
                // It is the template language's.
                out.push_str(whole);
                continue;
            }
            let inner = self.text_of(inner, at);
            let value = self.sources(&inner, at);
            if before.is_empty() && behind.is_empty() && out.is_empty() {
                return Attr { at, ..value };
            }
            match &value.value {
                Value::Text(text) => out.push_str(text),
                Value::Nothing => {}
                Value::List(_) | Value::Map(_) | Value::Ref(_) | Value::Unknown(_) => {
                    out.push_str("${?}");
                    mentions.extend(value.mentions().into_iter().cloned());
                    why = why.or(Some(match &value.value {
                        Value::Unknown(unknown) => unknown.why.clone(),
                        Value::Nothing | Value::Text(_) | Value::List(_) | Value::Map(_) | Value::Ref(_) => {
                            Why::Mixed
                        }
                    }));
                }
            }
            if out.len() > text::LONGEST {
                return Attr::unknown(at, Why::Call("a value beyond a limit".into()));
            }
        }
        out.push_str(rest);
        match why {
            Some(why) => Attr { at, value: Value::Unknown(Unknown { why, text: out.into(), mentions }) },
            None => Attr::text(at, out),
        }
    }

    /// Variables inside of a variable.
    fn text_of(&mut self, inner: &str, at: At) -> String {
        if !inner.contains("${") {
            return inner.to_owned();
        }
        let made = self.text(inner, at);
        made.known().map_or_else(|| "?".to_owned(), str::to_owned)
    }

    /// The first of several sources that gives something.
    fn sources(&mut self, inner: &str, at: At) -> Attr {
        let mut last = None;
        for source in split(inner) {
            match self.source(source.trim(), at) {
                Ok(Some(value)) => return value,
                Ok(None) => {}
                Err(why) => last = Some(why),
            }
        }
        let why = last.unwrap_or_else(|| Why::Parameter(inner.trim().into()));
        Attr::unknown(at, why)
    }

    /// What a source gives; nothing if it gives nothing; the reason, if nobody can say here.
    fn source(&mut self, source: &str, at: At) -> Result<Option<Attr>, Why> {
        for quote in ['\'', '"'] {
            if let Some(text) = source.strip_prefix(quote).and_then(|it| it.strip_suffix(quote)) {
                return Ok(Some(Attr::text(at, text)));
            }
        }
        let Some((name, rest)) = source.split_once(':') else {
            if let Some(inner) = source.strip_prefix("file(") {
                return self.file(inner, at);
            }
            return match source {
                "null" => Ok(Some(Attr::default())),
                _ => Ok(Some(Attr::text(at, source))),
            };
        };
        let given =
            |it: &Self, key: &str| it.settings.parameters.get(key).map(|it| Attr::text(at, it.as_str()));
        match name.trim() {
            "self" => Ok(self.own(rest, at)),
            "opt" => Ok(given(self, rest)),
            "sls" if rest == "stage" => {
                let said = given(self, "stage").or_else(|| self.own("provider.stage", at));
                Ok(said.or_else(|| Some(Attr::text(at, "dev"))))
            }
            "param" => {
                let value = given(self, rest).or_else(|| self.own(&format!("params.default.{rest}"), at));
                Ok(value.or_else(|| self.own(&format!("stages.default.params.{rest}"), at)))
            }
            "aws" if rest == "accountId" => Ok(Some(Attr::text(at, self.settings.account.as_str()))),
            "aws" if rest == "region" => {
                let region = self.own("provider.region", at);
                Ok(region.or_else(|| Some(Attr::text(at, self.settings.region()))))
            }
            // What is not set where it runs is the next source.
            "env" => Ok(None),
            _ if source.starts_with("file(") => self.file(source.trim_start_matches("file("), at),
            _ => Err(Why::Parameter(source.into())),
        }
    }

    /// What the service itself says at a path.
    fn own(&mut self, path: &str, at: At) -> Option<Attr> {
        let mut here = self.document.clone();
        for key in path.split('.').filter(|it| !it.is_empty()) {
            // The way may lead through a variable.
            if here.known().is_some_and(|it| it.contains("${")) {
                here = self.resolved(&here);
            }
            here = step(&here, key)?.clone();
        }
        if matches!(here.value, Value::Nothing) {
            return None;
        }
        if self.depth >= DEEPEST {
            return Some(self.text("${self:}", at));
        }
        self.depth += 1;
        let made = self.resolved(&here);
        self.depth -= 1;
        Some(made)
    }

    /// A file, or what it says at a path: `./more.yml):key.inner`.
    fn file(&mut self, rest: &str, at: At) -> Result<Option<Attr>, Why> {
        let (named, path) = rest.split_once(')').unwrap_or((rest, ""));
        let path = path.trim_start_matches(':').to_owned();
        let Some(content) = self.content(named.trim(), at) else {
            return Err(Why::Call(format!("file({named})").into()));
        };
        let mut here = content;
        for key in path.split('.').filter(|it| !it.is_empty()) {
            let Some(next) = step(&here, key) else { return Ok(None) };
            here = next.clone();
        }
        if self.depth >= DEEPEST {
            return Ok(Some(self.text("${file()}", at)));
        }
        self.depth += 1;
        let made = self.resolved(&here);
        self.depth -= 1;
        Ok(Some(made))
    }

    /// What a file holds, read once.
    fn content(&mut self, named: &str, at: At) -> Option<Attr> {
        if let Some(known) = self.files.get(named) {
            return known.clone();
        }
        let found =
            inside(self.path, named).ok_or_else(|| "it is not below the folder that is imported".to_owned());
        let found = found.and_then(|path| match path.rsplit('.').next() {
            Some("yml" | "yaml" | "json" | "txt") => (self.read)(&path).map(|bytes| (path, bytes)),
            Some(_) | None => Err("it is a program".to_owned()),
        });
        let made = match found {
            // What is read stands where it is named: places are those of the service's file.
            Ok((path, bytes)) if path.ends_with(".txt") => {
                String::from_utf8(bytes).ok().map(|text| Attr::text(at, text))
            }
            Ok((_, bytes)) => {
                let read = text::read(&bytes, at.file, &mut Notices::default());
                read.ok().and_then(|all| all.into_iter().next()).map(|it| placed(it, at))
            }
            Err(why) => {
                self.notices.say(&OUTSIDE, at, [named.to_owned(), why]);
                None
            }
        };
        self.files.insert(named.to_owned(), made.clone());
        made
    }
}

/// A tree with everything at one place.
fn placed(attr: Attr, at: At) -> Attr {
    let value = match attr.value {
        Value::List(items) => Value::List(items.into_iter().map(|it| placed(it, at)).collect()),
        Value::Map(entries) => Value::Map(
            entries.into_iter().map(|it| Entry { key: it.key, at, value: placed(it.value, at) }).collect(),
        ),
        other @ (Value::Nothing | Value::Text(_) | Value::Ref(_) | Value::Unknown(_)) => other,
    };
    Attr { at, value }
}

/// What a map has under a key, or a list at a number.
fn step<'a>(attr: &'a Attr, key: &str) -> Option<&'a Attr> {
    match key.parse::<usize>() {
        Ok(number) if matches!(attr.value, Value::List(_)) => attr.items().get(number),
        Ok(_) | Err(_) => exact(attr, key),
    }
}

/// Whether what is in braces is the framework's, and not the template language's.
fn is_variable(inner: &str) -> bool {
    const SOURCES: [&str; 12] =
        ["self:", "opt:", "sls:", "env:", "param:", "file(", "aws:", "cf:", "cf(", "ssm:", "ssm(", "s3:"];
    let inner = inner.trim_start();
    SOURCES.iter().any(|it| inner.starts_with(it))
        || inner.starts_with("${")
        || inner.starts_with("strToBool(")
}

/// Where the brace that a text begins with is closed.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// Sources, one after the other: at commas that are not in quotes or parentheses.
fn split(text: &str) -> Vec<&str> {
    let (mut all, mut from, mut depth) = (Vec::new(), 0, 0_usize);
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            (_, Some(_)) => {}
            ('\'' | '"', None) => quote = Some(c),
            ('(', None) => depth += 1,
            (')', None) => depth = depth.saturating_sub(1),
            (',', None) if depth == 0 => {
                all.extend(text.get(from..at));
                from = at + 1;
            }
            _ => {}
        }
    }
    all.extend(text.get(from..));
    all
}
