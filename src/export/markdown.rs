//! Markdown that GitHub shows as it is meant: names stay text, mention nobody and link nowhere
//! (<https://github.github.com/gfm/>).

use super::outline::clean;

/// A text in which nothing is a sign.
pub fn escaped(text: &str) -> String {
    let mut out = String::new();
    let text = clean(text);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            // No link and no emoji has a space there.
            ':' if chars.peek().is_none_or(|next| *next == ' ') => out.push(c),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '|' | '~' | '$' | '!' => out.extend(['\\', c]),
            // An empty comment parts what would be a mention, an issue, an emoji or a link.
            '@' | '#' | ':' => {
                out.push(c);
                out.push_str("<!-- -->");
            }
            c => out.push(c),
        }
    }
    out.replace("www.", "www<!-- -->.")
}

/// A text as code, also in a table.
pub fn code(text: &str) -> String {
    let text = clean(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let text = text.replace('|', "\\|");
    match text.trim().is_empty() {
        true => String::new(),
        false if longest > 0 => format!("{fence} {text} {fence}"),
        false => format!("{fence}{text}{fence}"),
    }
}

/// A sentence of ours, with names in backticks.
pub fn sentence(text: &str) -> String {
    if text.matches('`').count() % 2 == 1 {
        return escaped(text);
    }
    let parts = text.split('`').enumerate();
    parts.map(|(at, part)| if at % 2 == 0 { escaped(part) } else { code(part) }).collect()
}

/// A table of cells that are Markdown already.
pub fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut out = row(head.iter().map(|it| (*it).to_owned()).collect());
    out.push_str(&format!("|{}\n", "---|".repeat(head.len())));
    out.extend(rows.into_iter().map(row));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_text() {
        assert_eq!(escaped("<b> @me #1 a|b"), "&lt;b&gt; @<!-- -->me #<!-- -->1 a\\|b");
        assert_eq!(escaped("https://x.y www.z"), "https:<!-- -->//x.y www<!-- -->.z");
        assert_eq!(code("a|b"), "`a\\|b`");
        assert_eq!(code("`x``"), "``` `x`` ```");
        assert_eq!(sentence("`a_b` is *odd*"), "`a_b` is \\*odd\\*");
        assert_eq!(sentence("one ` only"), "one \\` only");
    }
}
