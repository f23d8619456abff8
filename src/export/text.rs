//! Plain text: what contains what as a tree, then every connection. At most a hundred columns wide.

use super::{
    Format, Shows, Source,
    outline::{Cut, Outline, one_line},
    picture::{Options, Stand},
};
use crate::base::{Lang, Text, columns_of, columns_of_char, text};

/// Text with lines of the characters that are made for drawing them.
pub static FORMAT: Format = Format {
    name: "text",
    ending: "txt",
    label: text!("Outline (text)", "개요 (텍스트)"),
    media_type: "text/plain",
    shows: Shows::Tree,
    write: |source| Ok(tree(source, &UNICODE).into_bytes()),
};

/// The same in ASCII alone.
pub static ASCII: Format = Format {
    name: "ascii",
    ending: "txt",
    label: text!("Outline (ASCII)", "개요 (ASCII)"),
    media_type: "text/plain",
    shows: Shows::Tree,
    // Other languages' words have no letters in it.
    write: |source| {
        let options = Options { lang: Lang::En, ..source.options.clone() };
        Ok(tree(&Source { options: &options, ..*source }, &PLAIN).into_bytes())
    },
};

/// The widest line.
const WIDEST: usize = 100;

/// What lines are drawn with.
struct Signs {
    branch: &'static str,
    last: &'static str,
    beside: &'static str,
    arrows: [&'static str; 4],
    is_ascii: bool,
}

static UNICODE: Signs =
    Signs {
        branch: "├── ", last: "└── ", beside: "│   ", arrows: ["→", "↛", "⇢", "┄>"], is_ascii: false
    };
static PLAIN: Signs =
    Signs { branch: "|-- ", last: "`-- ", beside: "|   ", arrows: ["->", "-x", "-?", ".>"], is_ascii: true };

static CONNECTIONS: Text = text!("Connections", "연결");

fn tree(source: &Source<'_>, signs: &Signs) -> String {
    let outline = Outline::of(source, Cut { zones: true, ..Cut::default() });
    let mut out = String::new();
    put(&outline.title, "", "", signs, &mut out);
    let roots: Vec<usize> = outline.roots().collect();
    branches(&outline, &roots, "", signs, &mut out);
    if !outline.lines.is_empty() {
        out.push('\n');
        put(CONNECTIONS.get(source.options.lang), "", "", signs, &mut out);
    }
    for line in &outline.lines {
        let Some((from, to)) = outline.boxes.get(line.from).zip(outline.boxes.get(line.to)) else { continue };
        let [granted, refused, unknown, named] = signs.arrows;
        let arrow = match line.stand {
            Stand::Named => named,
            Stand::Granted => granted,
            Stand::Refused => refused,
            Stand::Unknown => unknown,
        };
        // The arrow says it already.
        let silent = line.said.is_empty() || signs.is_ascii && !line.said.is_ascii();
        let said = if silent { String::new() } else { format!(" ({})", line.said) };
        put(
            &format!("{} {arrow} {}: {}{said}", from.name, to.name, line.words),
            "  ",
            "      ",
            signs,
            &mut out,
        );
    }
    out
}

fn branches(outline: &Outline<'_>, inside: &[usize], before: &str, signs: &Signs, out: &mut String) {
    for (nth, at) in (1..).zip(inside) {
        let Some(it) = outline.boxes.get(*at) else { continue };
        let is_last = nth == inside.len();
        let below = format!("{before}{}", if is_last { "    " } else { signs.beside });
        let sign = if is_last { signs.last } else { signs.branch };
        let words =
            if it.second.is_empty() { it.name.clone() } else { format!("{}  {}", it.name, it.second) };
        put(&words, &format!("{before}{sign}"), &format!("{below}    "), signs, out);
        branches(outline, &it.inside, &below, signs, out);
    }
}

/// Puts a text behind what stands before it, on as many lines as it needs.
fn put(text: &str, first: &str, further: &str, signs: &Signs, out: &mut String) {
    let text = one_line(text);
    let text = if signs.is_ascii { ascii(&text) } else { text };
    let (mut line, mut width) = (first.to_owned(), columns_of(first));
    for word in text.split_inclusive(' ') {
        let needs = columns_of(word.trim_end());
        if width + needs > WIDEST && width > columns_of(further) && columns_of(further) + needs <= WIDEST {
            out.push_str(line.trim_end());
            out.push('\n');
            (line, width) = (further.to_owned(), columns_of(further));
        }
        for c in word.chars() {
            if width + columns_of_char(c) > WIDEST && c != ' ' {
                out.push_str(line.trim_end());
                out.push('\n');
                (line, width) = (further.to_owned(), columns_of(further));
            }
            line.push(c);
            width += columns_of_char(c);
        }
    }
    out.push_str(line.trim_end());
    out.push('\n');
}

/// A text in ASCII: signs by what looks like them, all else by its number.
fn ascii(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '·' | '–' | '—' | '−' => out.push('-'),
            '×' => out.push('x'),
            '…' => out.push_str("..."),
            '→' => out.push_str("->"),
            '≥' => out.push_str(">="),
            c if c.is_ascii() => out.push(c),
            c => out.extend(c.escape_unicode()),
        }
    }
    out
}
