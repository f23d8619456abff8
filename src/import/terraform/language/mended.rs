//! A text as the parser takes it: with what it refuses and Terraform takes mended, and without what it would take too long for.
//!
//! The parser refuses an object that has a key twice, of which Terraform takes the last one; and it looks at all keys of an
//! object for each of them. A key that is there again is put in parentheses, and places are told as if it were not.

use hcl_edit::{parser, structure::Body};
use std::borrow::Cow;

/// How many entries an object may have.
const MOST_ENTRIES: usize = 20_000;
/// How many bytes are read again at most, to find all keys that are there twice.
const MOST_AGAIN: usize = 100 << 20;

/// A text that was read, and where characters were added to it.
pub(super) struct Mended {
    pub body: Body,
    added: Vec<usize>,
}

/// Why a text is not read.
pub(super) enum Refused {
    /// An object is too large: where it is.
    Crowded(usize),
    /// It is not of the language: where, and the parser's words.
    Wrong(usize, String),
}

impl Mended {
    /// Reads a text.
    pub fn read(text: &str) -> Result<Self, Refused> {
        if let Some(at) = crowded(text) {
            return Err(Refused::Crowded(at));
        }
        let (mut now, mut added) = (Cow::Borrowed(text), Vec::new());
        let mut again = 0;
        loop {
            let error = match parser::parse_body(&now) {
                Ok(body) => return Ok(Self { body, added }),
                Err(error) => error,
            };
            again += now.len();
            let at = error.location().offset();
            let twice = error.message().contains("found redefined object key") && again < MOST_AGAIN;
            let Some((text, ends)) = wrapped(&now, at).filter(|_| twice) else {
                let message = error.message().replace('\n', "; ");
                return Err(Refused::Wrong(original(&added, at), message));
            };
            now = Cow::Owned(text);
            for end in ends {
                added.iter_mut().filter(|it| **it >= end).for_each(|it| *it += 1);
                added.push(end);
            }
            added.sort_unstable();
        }
    }

    /// Where a byte is in the text as it was.
    pub fn original(&self, at: usize) -> usize {
        original(&self.added, at)
    }
}

fn original(added: &[usize], at: usize) -> usize {
    at - added.partition_point(|it| *it < at)
}

/// A text with the key at a place in parentheses, and where characters were added, one after the other.
fn wrapped(text: &str, at: usize) -> Option<(String, Vec<usize>)> {
    let rest = text.get(at..)?;
    let open = rest.len() - rest.trim_start_matches('(').len();
    let inner = rest.get(open..)?;
    let (length, quoted) = if let Some(inside) = inner.strip_prefix('"') {
        (inside.find('"')? + 2, true)
    } else {
        (inner.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-')))?, false)
    };
    let key = inner.get(..length).filter(|it| !it.is_empty() && !it.contains(['\\', '$', '%']))?;
    let behind = inner.get(length..)?;
    let behind = behind.strip_prefix(&*")".repeat(open))?;
    let (before, mark) = (text.get(..at)?, if quoted { "" } else { "\"" });
    let (left, right) = ("(".repeat(open + 1), ")".repeat(open + 1));
    let start = at + open + 1;
    let end = start + mark.len() + length;
    let ends = match quoted {
        true => vec![at, end + open],
        false => vec![at, start, end, end + open + 1],
    };
    Some((format!("{before}{left}{mark}{key}{mark}{right}{behind}"), ends))
}

/// What a scan is inside of.
enum In<'t> {
    /// Braces: where they begin, and how many entries there are so far.
    Braces(usize, usize),
    Quotes,
    Heredoc(&'t str),
}

/// Where an object begins that has too many entries.
fn crowded(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut inside: Vec<In<'_>> = vec![In::Braces(0, 0)];
    let mut at = 0;
    let next = |at: usize| bytes.get(at + 1).copied();
    while let Some(byte) = bytes.get(at).copied() {
        let rest = || text.get(at..).unwrap_or_default();
        let is_deep = inside.len() > 1;
        match inside.last_mut() {
            Some(In::Quotes) => match byte {
                b'\\' => at += 1,
                b'$' | b'%' if next(at) == Some(byte) => at += 1,
                b'$' | b'%' if next(at) == Some(b'{') => {
                    inside.push(In::Braces(at, 0));
                    at += 1;
                }
                b'"' => drop(inside.pop()),
                _ => {}
            },
            Some(In::Heredoc(end)) => match byte {
                b'$' | b'%' if next(at) == Some(byte) => at += 1,
                b'$' | b'%' if next(at) == Some(b'{') => {
                    inside.push(In::Braces(at, 0));
                    at += 1;
                }
                b'\n' => {
                    let line = text.get(at + 1..).unwrap_or_default().trim_start_matches([' ', '\t']);
                    if line.strip_prefix(*end).is_some_and(|it| it.starts_with(['\n', '\r', ',', ')'])) {
                        inside.pop();
                    }
                }
                _ => {}
            },
            Some(In::Braces(start, entries)) => match byte {
                b'"' => inside.push(In::Quotes),
                b'{' => inside.push(In::Braces(at, 0)),
                b'}' if is_deep => drop(inside.pop()),
                b'#' => at += rest().find('\n').unwrap_or(usize::MAX - at - 1).saturating_sub(1),
                b'/' if next(at) == Some(b'/') => {
                    at += rest().find('\n').unwrap_or(usize::MAX - at - 1).saturating_sub(1);
                }
                b'/' if next(at) == Some(b'*') => {
                    at += rest().find("*/").map_or(usize::MAX - at - 1, |it| it + 1);
                }
                b'<' if next(at) == Some(b'<') => {
                    let word = rest().trim_start_matches(['<', '-']);
                    let word = word.split(['\n', '\r']).next().unwrap_or_default();
                    at += rest().find('\n').unwrap_or(1).saturating_sub(1);
                    inside.push(In::Heredoc(word));
                }
                b'=' if matches!(next(at), Some(b'=' | b'>')) => at += 1,
                b'=' | b':' => {
                    *entries += 1;
                    // Files have blocks at the top, of which each is looked at alone.
                    if *entries > MOST_ENTRIES {
                        return Some(*start);
                    }
                }
                _ => {}
            },
            None => return None,
        }
        at = at.saturating_add(1);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_are_there_twice_are_read() {
        let text = "a = {\n  k = 1\n  k = 2\n  \"k\" = 3\n  \"k\" = 4\n  k = 5\n  z = 6\n}\n";
        let Ok(read) = Mended::read(text) else { panic!("it is not read") };
        assert_eq!(read.added.len() % 2, 0);
        assert!(!read.added.is_empty());
        let end = read.body.to_string().find("z = 6").unwrap();
        assert_eq!(&text[read.original(end)..][..1], "z");
        let Err(Refused::Wrong(at, _)) = Mended::read("a = {\n  k = 1\n  k = 2\n}\nb = \n") else {
            panic!("it is read")
        };
        assert!(at >= 28, "{at}");
    }

    #[test]
    fn large_objects_are_found() {
        let many =
            |open: &str, close: &str, entry: &str| format!("a = {open}\n{}{close}\n", entry.repeat(30_000));
        for text in
            [many("{", "}", "  k = 1\n"), many("{", "}", "  \"}\" = 1\n"), many("{ x = {", "}}", "  k : 1,")]
        {
            assert!(crowded(&text).is_some());
        }
        let strings = many("[", "]", "  \"a = b\",\n");
        let heredoc = format!("a = <<-EOT\n{}  EOT\n", "x = {\n".repeat(30_000));
        let comments = many("[", "]", "  # a = b\n  // c = d\n  /* e = { */\n");
        let blocks = "b {\n  a = 1 == 2\n}\n".repeat(30_000);
        for text in [strings, heredoc, comments, blocks] {
            assert!(crowded(&text).is_none(), "{}", &text[..40]);
        }
    }
}
