//! A tree of Terraform's language as text, laid out as `terraform fmt` would.
//!
//! <https://developer.hashicorp.com/terraform/language/style>

use std::fmt::Write;

/// Lists and objects up to this width stand on one line.
const WIDTH: usize = 100;

/// An expression.
#[derive(Clone, Debug)]
pub(super) enum Expr {
    /// `null`.
    Null,
    /// A reference, a number, a flag: as it is.
    Bare(String),
    /// A text.
    Text(Vec<Piece>),
    /// A list.
    List(Vec<Expr>),
    /// An object.
    Object(Vec<(String, Expr)>),
    /// An object with a line for each entry, however short.
    Open(Vec<(String, Expr)>),
    /// A function of some arguments.
    Call(&'static str, Vec<Expr>),
}

/// A part of a text.
#[derive(Clone, Debug)]
pub(super) enum Piece {
    /// As it is meant.
    Plain(String),
    /// What an expression comes to.
    Place(String),
}

/// What stands in a body.
#[derive(Clone, Debug)]
pub(super) enum Entry {
    /// `name = value`.
    Argument(String, Expr),
    /// A nested block.
    Block(Block),
}

/// A block.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    /// Comments before it, a line each.
    pub comments: Vec<String>,
    /// Its type.
    pub ty: String,
    /// Its labels.
    pub labels: Vec<String>,
    /// What it holds.
    pub body: Vec<Entry>,
}

impl Block {
    /// A block with labels.
    pub fn new(ty: &str, labels: &[&str], body: Vec<Entry>) -> Self {
        let labels = labels.iter().map(|it| (*it).to_owned()).collect();
        Self { comments: Vec::new(), ty: ty.to_owned(), labels, body }
    }
}

impl Expr {
    /// A text without places.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(vec![Piece::Plain(text.into())])
    }
}

/// An argument.
pub(super) fn argument(name: &str, value: Expr) -> Entry {
    Entry::Argument(name.to_owned(), value)
}

/// The text of a file.
pub(super) fn text(blocks: &[Block]) -> String {
    let mut out = String::new();
    for (n, block) in blocks.iter().enumerate() {
        if n > 0 {
            out.push('\n');
        }
        write_block(block, 0, &mut out);
    }
    out
}

fn indent(depth: usize, out: &mut String) {
    (0..depth).for_each(|_| out.push_str("  "));
}

fn write_block(block: &Block, depth: usize, out: &mut String) {
    for comment in &block.comments {
        indent(depth, out);
        let _ = writeln!(out, "# {}", one_line(comment));
    }
    indent(depth, out);
    out.push_str(&block.ty);
    for label in &block.labels {
        let _ = write!(out, " {}", quoted(label));
    }
    if block.body.is_empty() {
        out.push_str(" {}\n");
        return;
    }
    out.push_str(" {\n");
    write_body(&block.body, depth + 1, out);
    indent(depth, out);
    out.push_str("}\n");
}

/// Arguments, then blocks, with a line between them.
fn write_body(body: &[Entry], depth: usize, out: &mut String) {
    let arguments = body.iter().filter_map(|it| match it {
        Entry::Argument(name, value) => Some((name.clone(), value)),
        Entry::Block(_) => None,
    });
    let arguments: Vec<(String, &Expr)> = arguments.collect();
    write_entries(&arguments, depth, out);
    let mut is_first = arguments.is_empty();
    for entry in body {
        if let Entry::Block(block) = entry {
            if !std::mem::take(&mut is_first) {
                out.push('\n');
            }
            write_block(block, depth, out);
        }
    }
}

/// Entries a line each, whose `=` stand below each other as far as they stand on one line and next to each other.
fn write_entries(entries: &[(String, &Expr)], depth: usize, out: &mut String) {
    let lines: Vec<String> =
        entries.iter().map(|(name, value)| written(value, depth, name.chars().count())).collect();
    let is_one = |n: usize| lines.get(n).is_some_and(|it| !it.contains('\n'));
    let mut start = 0;
    while start < entries.len() {
        let mut end = start + 1;
        while is_one(start) && end < entries.len() && is_one(end) {
            end += 1;
        }
        let group = entries.get(start..end).unwrap_or_default();
        let width = group.iter().map(|it| it.0.chars().count()).max().unwrap_or_default();
        for ((name, _), line) in group.iter().zip(lines.get(start..end).unwrap_or_default()) {
            indent(depth, out);
            let _ = writeln!(out, "{name:width$} = {line}");
        }
        start = end;
    }
}

/// An expression; `before` letters stand before it on its line.
fn written(expr: &Expr, depth: usize, before: usize) -> String {
    if let Expr::Open(entries) = expr {
        return open(entries, depth);
    }
    let short = inline(expr);
    if depth * 2 + before + 3 + short.chars().count() <= WIDTH || !can_break(expr) {
        return short;
    }
    let mut out = String::new();
    match expr {
        Expr::Null | Expr::Bare(_) | Expr::Text(_) | Expr::Open(_) => out = short,
        Expr::List(items) => {
            out.push_str("[\n");
            for item in items {
                indent(depth + 1, &mut out);
                out.push_str(&written(item, depth + 1, 0));
                out.push_str(",\n");
            }
            indent(depth, &mut out);
            out.push(']');
        }
        Expr::Object(entries) => out = open(entries, depth),
        Expr::Call(name, arguments) => match arguments.as_slice() {
            [only] => {
                let _ = write!(out, "{name}({})", written(only, depth, before + name.len() + 2));
            }
            several => {
                let _ = writeln!(out, "{name}(");
                for one in several {
                    indent(depth + 1, &mut out);
                    let _ = writeln!(out, "{},", written(one, depth + 1, 0));
                }
                indent(depth, &mut out);
                out.push(')');
            }
        },
    }
    out
}

fn open(entries: &[(String, Expr)], depth: usize) -> String {
    let mut out = String::from("{\n");
    let entries: Vec<(String, &Expr)> = entries.iter().map(|(key, it)| (self::key(key), it)).collect();
    write_entries(&entries, depth + 1, &mut out);
    indent(depth, &mut out);
    out.push('}');
    out
}

fn can_break(expr: &Expr) -> bool {
    match expr {
        Expr::Null | Expr::Bare(_) | Expr::Text(_) | Expr::Open(_) => false,
        Expr::List(items) => !items.is_empty(),
        Expr::Object(entries) => !entries.is_empty(),
        Expr::Call(_, arguments) => arguments.iter().any(can_break),
    }
}

/// An expression on one line.
pub(super) fn inline(expr: &Expr) -> String {
    match expr {
        Expr::Null => "null".to_owned(),
        Expr::Bare(text) => text.clone(),
        Expr::Text(pieces) => {
            let mut out = String::from("\"");
            for piece in pieces {
                match piece {
                    Piece::Plain(text) => escape(text, &mut out),
                    Piece::Place(place) => {
                        let _ = write!(out, "${{{place}}}");
                    }
                }
            }
            out.push('"');
            out
        }
        Expr::List(items) => {
            let items: Vec<String> = items.iter().map(inline).collect();
            format!("[{}]", items.join(", "))
        }
        Expr::Object(entries) | Expr::Open(entries) if entries.is_empty() => "{}".to_owned(),
        Expr::Object(entries) | Expr::Open(entries) => {
            let entries: Vec<String> =
                entries.iter().map(|(key, it)| format!("{} = {}", self::key(key), inline(it))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        Expr::Call(name, arguments) => {
            let arguments: Vec<String> = arguments.iter().map(inline).collect();
            format!("{name}({})", arguments.join(", "))
        }
    }
}

/// Words that mean something where a key may stand.
const WORDS: [&str; 4] = ["true", "false", "null", "for"];

/// A key of an object: as it is, if it is a plain name.
fn key(key: &str) -> String {
    if is_name(key) && !WORDS.contains(&key) { key.to_owned() } else { quoted(key) }
}

/// Whether a text is a name in the language. The letters are those of ASCII, which everybody's keyboard has.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_' || c == b'-')
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    escape(text, &mut out);
    out.push('"');
    out
}

/// A text between quotes.
fn escape(text: &str, out: &mut String) {
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // What begins a template is meant as it is.
            '$' | '%' if letters.peek() == Some(&'{') => {
                out.push(letter);
                out.push(letter);
            }
            c if c.is_control() || is_unseen(c) => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
}

/// Letters that nobody sees, or that turn the line around.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// A comment is a line.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || is_unseen(c) { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_laid_out_as_people_would() {
        let list = |n: usize| Expr::List((0..n).map(|n| Expr::text(format!("number {n}"))).collect());
        let rule = Block::new("ingress", &[], vec![argument("from_port", Expr::Bare("80".into()))]);
        let group = Block {
            comments: vec!["Two\nlines".to_owned()],
            ..Block::new(
                "resource",
                &["aws_security_group", "web"],
                vec![
                    argument("name", Expr::text("a \"b\" ${c} %{d}")),
                    Entry::Block(rule.clone()),
                    argument(
                        "description",
                        Expr::Text(vec![Piece::Place("var.a".into()), Piece::Plain("/*".into())]),
                    ),
                    argument("many", list(12)),
                    argument("few", list(2)),
                    argument(
                        "tags",
                        Expr::Object(vec![("Name".into(), Expr::text("x")), ("a b".into(), Expr::Null)]),
                    ),
                    Entry::Block(Block::new("empty", &[], Vec::new())),
                ],
            )
        };
        let wanted = r#"# Two lines
resource "aws_security_group" "web" {
  name        = "a \"b\" $${c} %%{d}"
  description = "${var.a}/*"
  many = [
    "number 0",
    "number 1",
    "number 2",
    "number 3",
    "number 4",
    "number 5",
    "number 6",
    "number 7",
    "number 8",
    "number 9",
    "number 10",
    "number 11",
  ]
  few  = ["number 0", "number 1"]
  tags = { Name = "x", "a b" = null }

  ingress {
    from_port = 80
  }

  empty {}
}
"#;
        assert_eq!(text(&[group]), wanted);
    }
}
