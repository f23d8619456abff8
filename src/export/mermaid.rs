//! Mermaid flowcharts: subgraphs for what contains, arrows for connections.
//!
//! Mermaid refuses text of more than 50,000 characters and more than 500 lines of connections
//! (<https://mermaid.js.org/config/schema-docs/config.html>: `maxTextSize`, `maxEdges`). A larger design is split: one
//! diagram in which its networks are closed, then one of each network.

use super::{
    ExportError, Format, Shows, Source,
    outline::{Cut, Joined, Outline, one_line},
    picture::Stand,
};
use crate::{
    base::{Message, NodeId, Text, text},
    model::resource::Look,
};

/// A flowchart.
pub static FORMAT: Format = Format {
    name: "mermaid",
    ending: "mmd",
    label: text!("Mermaid flowchart", "Mermaid 순서도"),
    media_type: "text/vnd.mermaid",
    shows: Shows::Tree,
    write: |source| {
        let mut parts = parts(source)?.into_iter();
        let Some(whole) = parts.next() else { return Ok(Vec::new()) };
        // A file has one diagram: the rest is for who asks.
        let rest: String = parts.filter_map(|part| part.of).map(|id| note(&id)).collect();
        Ok((whole.text + &rest).into_bytes())
    },
};

/// The longest text, in the units that a browser counts.
const LONGEST: usize = 50_000;
/// The most arrows.
const MOST_LINES: usize = 500;
/// Room for what is said about parts.
const NOTES: usize = 8_000;

static TOO_LARGE: Text = text!(
    "the design is too large for Mermaid, which takes {0} characters and {1} connections",
    "설계가 너무 커서 Mermaid로 쓸 수 없습니다. Mermaid는 {0}자와 연결 {1}개까지 받습니다"
);
static TAKE_LESS: Text = text!("choose a part of it", "일부만 고르세요");

/// A diagram of a design or of a part of it.
#[derive(Debug)]
pub struct Part {
    /// The network that it shows; none for the whole.
    pub of: Option<NodeId>,
    /// The diagram.
    pub text: String,
}

/// The diagrams of a design: the whole, and where its networks had to be closed in it, each of them.
pub fn parts(source: &Source<'_>) -> Result<Vec<Part>, ExportError> {
    let cut = Cut { zones: true, ..Cut::default() };
    if let Some(text) = fitting(source, cut, LONGEST) {
        return Ok(vec![Part { of: None, text }]);
    }
    let network = Some(Look::Network);
    let whole = [network, Some(Look::Area)]
        .into_iter()
        .find_map(|closed| fitting(source, Cut { closed, ..cut }, LONGEST - NOTES));
    let Some(text) = whole else {
        let limits = [LONGEST.to_string(), MOST_LINES.to_string()];
        let help = Some(Message::plain(&TAKE_LESS));
        return Err(ExportError { message: Message::new(&TOO_LARGE, limits), help });
    };
    let mut parts = vec![Part { of: None, text }];
    let networks = source.model.nodes().filter(|(_, node)| node.resource.kind().spec().look == Look::Network);
    for (id, _) in networks.filter(|(id, _)| source.options.wants(source.model, id)) {
        let only = Cut { only: Some(id), ..cut };
        let text = fitting(source, only, LONGEST)
            .or_else(|| fitting(source, Cut { closed: Some(Look::Segment), ..only }, LONGEST));
        parts.extend(text.map(|text| Part { of: Some(id.clone()), text }));
    }
    Ok(parts)
}

/// The diagram, if Mermaid takes it.
fn fitting(source: &Source<'_>, cut: Cut<'_>, longest: usize) -> Option<String> {
    let outline = Outline::of(source, cut);
    if outline.lines.len() > MOST_LINES {
        return None;
    }
    let text = flowchart(&outline);
    (text.encode_utf16().count() <= longest).then_some(text)
}

fn note(id: &NodeId) -> String {
    format!("    %% closed for its size: {id}; alone: plat export --only {id}\n")
}

fn flowchart(outline: &Outline<'_>) -> String {
    let mut out = format!("flowchart LR\n    accTitle: {}\n", escaped(&outline.title));
    for root in outline.roots() {
        block(outline, root, 1, &mut out);
    }
    let mut refused = Vec::new();
    let mut arrows = 0;
    for line in &outline.lines {
        let Some((from, to)) = outline.boxes.get(line.from).zip(outline.boxes.get(line.to)) else { continue };
        // Mermaid cannot draw a line from a subgraph to something inside it.
        if line.from != line.to
            && (outline.is_within(line.from, line.to) || outline.is_within(line.to, line.from))
        {
            let words = escaped(&said(line));
            out.push_str(&format!("    %% {} to {}, one inside the other: {words}\n", from.key, to.key));
            continue;
        }
        let arrow = match line.stand {
            Stand::Granted => "-->",
            Stand::Named | Stand::Unknown => "-.->",
            Stand::Refused => "--x",
        };
        if line.stand == Stand::Refused {
            refused.push(arrows.to_string());
        }
        arrows += 1;
        out.push_str(&format!("    {} {arrow}|\"{}\"| {}\n", from.key, escaped(&said(line)), to.key));
    }
    if !refused.is_empty() {
        out.push_str(&format!("    linkStyle {} stroke:#c0392b\n", refused.join(",")));
    }
    out
}

/// What a line asks for, and how it stands where that is worth a word.
fn said(line: &Joined) -> String {
    if line.said.is_empty() { line.words.clone() } else { format!("{}: {}", line.words, line.said) }
}

fn block(outline: &Outline<'_>, at: usize, depth: usize, out: &mut String) {
    let Some(it) = outline.boxes.get(at) else { return };
    let indent = "    ".repeat(depth);
    let words: Vec<String> = [&it.name, &it.second]
        .into_iter()
        .filter(|words| !words.is_empty())
        .map(|words| escaped(&one_line(words)))
        .collect();
    let label = format!("{}[\"{}\"]", it.key, words.join("<br/>"));
    if !it.is_open {
        out.push_str(&format!("{indent}{label}\n"));
        return;
    }
    out.push_str(&format!("{indent}subgraph {label}\n"));
    for inside in &it.inside {
        block(outline, *inside, depth + 1, out);
    }
    out.push_str(&format!("{indent}end\n"));
}

/// A text as Mermaid shows it: what means something to it, to Markdown or to HTML is written as a number
/// (<https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters>).
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in one_line(text).chars() {
        if c.is_ascii_alphanumeric() || !c.is_ascii() || " .,-_/+=?!'".contains(c) {
            out.push(c);
        } else {
            out.push_str(&format!("#{};", u32::from(c)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_is_a_number() {
        assert_eq!(escaped("a \"b\" <i>"), "a #34;b#34; #60;i#62;");
        assert_eq!(escaped("`%%{init}`"), "#96;#37;#37;#123;init#125;#96;");
        assert_eq!(escaped("주문\n\u{202e}x"), "주문 \u{fffd}x");
    }
}
