//! Mermaid's architecture diagrams (`architecture-beta`): groups, services with an icon, lines from side to side.
//!
//! Names and labels have letters, digits, underscores and spaces only, so the label of what has none of them is its
//! kind (<https://mermaid.js.org/syntax/architecture.html>).

use super::{
    Format, Shows, Source,
    outline::{Boxed, Cut, Outline},
};
use crate::{base::text, model::resource::Group};

/// An architecture diagram.
pub static FORMAT: Format = Format {
    name: "mermaid-architecture",
    ending: "mmd",
    label: text!("Mermaid architecture (beta)", "Mermaid 아키텍처 (베타)"),
    media_type: "text/vnd.mermaid",
    shows: Shows::Tree,
    write: |source| Ok(diagram(source).into_bytes()),
};

fn diagram(source: &Source<'_>) -> String {
    let outline = Outline::of(source, Cut { zones: true, ..Cut::default() });
    let mut out = "architecture-beta\n".to_owned();
    for root in outline.roots() {
        put(&outline, root, &mut out);
    }
    for line in &outline.lines {
        let Some((from, to)) = outline.boxes.get(line.from).zip(outline.boxes.get(line.to)) else { continue };
        if is_group(from) || is_group(to) || line.from == line.to {
            // Only a service can be an end, and not twice of the same line.
            out.push_str(&format!("    %% not drawn: {} to {}\n", from.key, to.key));
        } else {
            out.push_str(&format!("    {}:R --> L:{}\n", from.key, to.key));
        }
    }
    out
}

/// An open container with nothing inside is a service: a group of nothing has no size.
fn is_group(it: &Boxed<'_>) -> bool {
    it.is_open && !it.inside.is_empty()
}

fn put(outline: &Outline<'_>, at: usize, out: &mut String) {
    let Some(it) = outline.boxes.get(at) else { return };
    let inside = it.parent.and_then(|at| outline.boxes.get(at)).map(|around| format!(" in {}", around.key));
    let (what, icon) = if is_group(it) { ("group", "cloud") } else { ("service", icon(it)) };
    let (inside, label) = (inside.unwrap_or_default(), label(it));
    out.push_str(&format!("    {what} {}({icon})[{label}]{inside}\n", it.key));
    for inside in &it.inside {
        put(outline, *inside, out);
    }
}

/// The nearest of the five icons that Mermaid brings along.
fn icon(it: &Boxed<'_>) -> &'static str {
    let Some((_, node)) = it.node else { return "cloud" };
    match node.resource.kind().spec().group {
        Group::Outside => "internet",
        Group::Compute => "server",
        Group::Database => "database",
        Group::Storage => "disk",
        Group::Place
        | Group::Edge
        | Group::Messages
        | Group::Network
        | Group::Control
        | Group::Watch
        | Group::Drawing => "cloud",
    }
}

fn label(it: &Boxed<'_>) -> String {
    let kept = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { ' ' };
    let words = |text: &str| {
        let kept: String = text.chars().map(kept).collect();
        kept.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let kind = it.node.map_or("Zone", |(_, node)| node.resource.kind().spec().label.en);
    [words(&it.name), words(kind)].into_iter().find(|words| !words.is_empty()).unwrap_or_default()
}
