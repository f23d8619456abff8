//! Diagrams, reports and tables for other programs: read again by other readers than ours, and hostile names in all.

use plat::{
    analysis::{Analysis, Look, Sketch},
    base::Lang,
    export::{FORMATS, Format, font::Fonts, picture::Options, theme::Theme},
    model::{Model, file},
};
use proptest::prelude::*;
use roxmltree::Document;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
};

/// Those whose files are text and that know nothing of fonts.
const WRITTEN: [&str; 8] =
    ["mermaid", "mermaid-architecture", "dot", "drawio", "markdown", "csv", "text", "ascii"];

/// What `plat export` writes.
fn written(analysis: &Analysis, format: &str, options: &Options) -> String {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    let fonts = FONTS.get_or_init(Fonts::latin);
    let mut sketch = Sketch::new(analysis, Format::named(format).unwrap());
    while sketch.step(analysis) {}
    let bytes = sketch.write(analysis, &Look { fonts, options, theme: Theme::Light, scale: 1 }).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn plain(analysis: &Analysis, format: &str) -> String {
    written(analysis, format, &Options::default())
}

fn read(text: &str) -> Analysis {
    Analysis::new(file::load(text).unwrap_or_else(|error| panic!("{error} at {}", error.path)).model)
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn designs() -> Vec<(String, Model)> {
    let folders = fs::read_dir(root().join("models")).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> = folders.filter(|path| path.is_dir()).collect();
    folders.sort();
    let design = |folder: PathBuf| {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(folder.join("model.json")).unwrap();
        (name, file::load(&text).unwrap().model)
    };
    folders.into_iter().map(design).collect()
}

/// Where one only names the other, the line is dashed, and no line that carries something is.
#[test]
fn what_is_only_named_is_dashed() {
    let text = |kind: &str| {
        format!(
            r#"{{"plat": 1, "resources": {{"r": {{"kind": "region"}}, "f": {{"kind": "lambda_function", "in": "r"}},
            "t": {{"kind": "dynamodb_table", "in": "r"}}}},
            "connections": {{"f-t": {{"from": "f", "to": "t", "kind": "{kind}"}}}}}}"#
        )
    };
    for (format, dashed) in [
        ("svg", r#"stroke-dasharray="4 4""#),
        ("dot", "style=dashed"),
        ("mermaid", "-.->"),
        ("drawio", "strokeColor=#879196;dashed=1"),
        ("text", "┄>"),
        ("ascii", ".>"),
    ] {
        for overlays in [true, false] {
            let options = Options { overlays, ..Options::default() };
            let has = |kind: &str| written(&read(&text(kind)), format, &options).contains(dashed);
            assert!(has("reference"), "{format}, overlays {overlays}");
            assert!(!has("read_write"), "{format}, overlays {overlays}");
        }
    }
}

/// Texts of two designs. What differs is rewritten, and the test fails once.
#[test]
fn texts_are_those_that_were_looked_at() {
    let mut rewritten = Vec::new();
    for (name, model) in designs() {
        let lang = match &*name {
            "private-function-no-endpoint" => Lang::En,
            "s3-upload-triggers-function" => Lang::Ko,
            _ => continue,
        };
        let analysis = Analysis::new(model);
        for format in WRITTEN {
            let text = written(&analysis, format, &Options { lang, ..Options::default() });
            let path = root().join("tests/golden").join(format!("{name}.{format}.txt"));
            if fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n")
                != text.replace("\r\n", "\n")
            {
                fs::write(&path, text).unwrap();
                rewritten.push(path);
            }
        }
    }
    assert!(rewritten.is_empty(), "rewritten, look at them and commit: {rewritten:?}");
}

/// The names that a flowchart makes, and its arrows: a reader of the few forms that we write, line by line.
fn flowchart(text: &str) -> (BTreeSet<String>, Vec<(String, String)>) {
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("flowchart LR"));
    let (mut names, mut arrows, mut depth) = (BTreeSet::new(), Vec::new(), 0);
    for line in lines.map(str::trim_start) {
        if line == "end" {
            depth -= 1;
            assert!(depth >= 0);
            continue;
        }
        if line.starts_with("%%") || line.starts_with("accTitle: ") || line.starts_with("linkStyle ") {
            continue;
        }
        let (first, rest) = line.split_once(' ').unwrap_or((line, ""));
        if ["-->", "-.->", "--x"].iter().any(|arrow| rest.starts_with(&format!("{arrow}|\""))) {
            let (label, to) = rest.split_once("|\"").unwrap().1.split_once("\"| ").unwrap();
            assert!(!label.contains('"'), "{line}");
            arrows.push((first.to_owned(), to.to_owned()));
            continue;
        }
        let node = line.strip_prefix("subgraph ").inspect(|_| depth += 1).unwrap_or(line);
        let (name, label) = node.split_once("[\"").unwrap();
        let label = label.strip_suffix("\"]").unwrap();
        let sign = |c: char| "\"`%{}[]|<>".contains(c);
        assert!(!label.replace("<br/>", "").contains(sign), "{line}");
        assert!(
            name.starts_with("n_") && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'),
            "{line}"
        );
        assert!(names.insert(name.to_owned()), "{name} twice");
    }
    assert_eq!(depth, 0);
    for (from, to) in &arrows {
        assert!(names.contains(from) && names.contains(to), "{from} {to}");
    }
    (names, arrows)
}

/// The services and groups of an architecture diagram: a reader of the forms that Mermaid's page gives.
fn architecture(text: &str) -> usize {
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("architecture-beta"));
    let word = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let (mut services, mut groups, mut count) = (BTreeSet::new(), BTreeSet::new(), 0);
    for line in lines.map(str::trim_start).filter(|line| !line.starts_with("%%")) {
        let (first, rest) = line.split_once(' ').unwrap();
        if let Some((to_side, to)) = rest.strip_prefix("--> ").and_then(|rest| rest.split_once(':')) {
            let (from, from_side) = first.split_once(':').unwrap();
            assert!(services.contains(from) && services.contains(to), "{line}");
            assert_eq!((from_side, to_side), ("R", "L"));
            continue;
        }
        let (name, rest) = rest.split_once('(').unwrap();
        let (icon, rest) = rest.split_once(")[").unwrap();
        let (label, inside) = rest.split_once(']').unwrap();
        assert!(["cloud", "database", "disk", "internet", "server"].contains(&icon), "{line}");
        assert!(word(name) && label.split(' ').all(word), "{line}");
        if let Some(around) = inside.strip_prefix(" in ") {
            assert!(groups.contains(around), "{line}");
        }
        let fresh = match first {
            "group" => groups.insert(name.to_owned()),
            "service" => services.insert(name.to_owned()),
            other => panic!("{other}"),
        };
        assert!(fresh, "{name} twice");
        count += 1;
    }
    count
}

/// Graphviz reads it and has nothing to say.
fn dot(text: &str, what: &str) {
    let mut command = Command::new("dot");
    command.arg("-Tsvg").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut dot = command.spawn().expect("Graphviz: `cargo xtask setup` installs it");
    let mut input = dot.stdin.take().unwrap();
    let text_of_it = text.to_owned();
    let feeding = std::thread::spawn(move || input.write_all(text_of_it.as_bytes()));
    let output = dot.wait_with_output().unwrap();
    feeding.join().unwrap().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && said.is_empty(), "{what}: {said}\n{text}");
    Document::parse_with_options(
        &String::from_utf8(output.stdout).unwrap(),
        roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() },
    )
    .unwrap();
}

/// The cells of a file of draw.io, by id, once it holds together.
fn drawio(text: &str) -> BTreeMap<String, String> {
    let document = Document::parse(text).unwrap();
    let cells: Vec<_> = document.descendants().filter(|it| it.has_tag_name("mxCell")).collect();
    let mut values = BTreeMap::new();
    let mut known: BTreeSet<&str> = BTreeSet::new();
    let vertices: BTreeSet<&str> = cells
        .iter()
        .filter(|it| it.attribute("vertex") == Some("1"))
        .map(|it| it.attribute("id").unwrap())
        .collect();
    for cell in &cells {
        let id = cell.attribute("id").unwrap();
        assert!(known.insert(id), "{id} twice");
        values.insert(id.to_owned(), cell.attribute("value").unwrap_or_default().to_owned());
        if id != "0" {
            assert!(known.contains(cell.attribute("parent").unwrap()), "{id}: the parent comes first");
        }
        if cell.attribute("edge") == Some("1") {
            for end in ["source", "target"] {
                assert!(vertices.contains(cell.attribute(end).unwrap()), "{id}: {end}");
            }
        }
        let style = cell.attribute("style").unwrap_or_default();
        assert!(!style.contains("html=1"), "{style}");
        if cell.attribute("vertex") == Some("1") {
            let place = cell.children().find(|it| it.has_tag_name("mxGeometry")).unwrap();
            let number = |name: &str| place.attribute(name).unwrap().parse::<i32>().unwrap();
            assert!(number("width") > 0 && number("height") > 0);
            assert!(cell.attribute("parent") == Some("1") || number("x") >= 0 && number("y") >= 0, "{id}");
        }
    }
    values
}

/// The rows of comma-separated values (RFC 4180), by a reader that knows quotes and nothing of who wrote them.
fn csv(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {
                assert_eq!(chars.next(), Some('\n'));
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    assert!(!quoted && row.is_empty() && cell.is_empty());
    for row in &rows {
        assert_eq!(row.len(), rows[0].len());
        for cell in row.iter().filter(|cell| cell.starts_with(['=', '+', '-', '@'])) {
            assert!(cell.parse::<f64>().is_ok(), "{cell}");
        }
    }
    rows
}

/// Tables of Markdown have as many cells in each row as in the first, and fences of code end.
fn markdown(text: &str) {
    let (mut cells, mut fenced) = (None, false);
    for line in text.lines() {
        if line.starts_with("```") {
            fenced = !fenced;
        }
        if fenced || !line.starts_with('|') {
            cells = None;
            continue;
        }
        let unescaped = line.replace("\\\\", "").replace("\\|", "");
        let count = unescaped.matches('|').count();
        assert_eq!(*cells.get_or_insert(count), count, "{line}");
        for tag in ["<script", "<img", "<b>", "<a "] {
            assert!(!line.to_lowercase().split('`').step_by(2).any(|part| part.contains(tag)), "{line}");
        }
    }
    assert!(!fenced);
}

fn columns(text: &str) {
    for line in text.lines() {
        assert!(plat::base::columns_of(line) <= 100, "{line}");
        assert_eq!(line, line.trim_end());
    }
}

/// Everything drawn and every connection is in each diagram, and each reader takes it.
#[test]
fn every_design_is_a_diagram_in_every_language_of_diagrams() {
    for (name, model) in designs() {
        let analysis = Analysis::new(model);
        let model = analysis.model();
        let index = plat::model::site::Index::of(model);
        let drawn = plat::layout::Picture::of(model, &index).drawn().len();
        let lines = plat::layout::route::wires(model).len();

        let text = plain(&analysis, "mermaid");
        assert!(text.encode_utf16().count() <= 50_000);
        let (names, arrows) = flowchart(&text);
        assert!(names.len() >= drawn && arrows.len() == lines, "{name}");
        for (id, _) in model.connections() {
            let (from, to) = model.connection(id).unwrap().ends().unwrap();
            let key = |id: &str| format!("n_{}", id.replace(['-', '.'], "_"));
            assert!(arrows.contains(&(key(from.as_str()), key(to.as_str()))), "{name}: {id}");
        }
        assert!(architecture(&plain(&analysis, "mermaid-architecture")) >= drawn);
        dot(&plain(&analysis, "dot"), &name);
        let cells = drawio(&plain(&analysis, "drawio"));
        assert_eq!(cells.keys().filter(|id| id.starts_with("line-")).count(), lines, "{name}");
        let boxes = cells.keys().filter(|id| id.starts_with("n_") && !id.ends_with("-icon")).count();
        assert_eq!(boxes, drawn, "{name}");
        markdown(&plain(&analysis, "markdown"));
        assert_eq!(
            csv(&plain(&analysis, "csv")).len(),
            1 + analysis.bill().lines.len() + analysis.bill().unfollowed.len()
        );
        columns(&plain(&analysis, "text"));
        let ascii = plain(&analysis, "ascii");
        columns(&ascii);
        assert!(ascii.is_ascii(), "{name}");
    }
}

/// Writes each text where another program can read it, if `DIAGRAMS` names a folder.
#[test]
fn mermaid_of_every_design_is_there_to_be_parsed() {
    let Some(folder) = std::env::var_os("DIAGRAMS").map(PathBuf::from) else { return };
    for (name, model) in designs() {
        let analysis = Analysis::new(model);
        for format in ["mermaid", "mermaid-architecture"] {
            fs::write(folder.join(format!("{name}.{format}.mmd")), plain(&analysis, format)).unwrap();
        }
    }
    for (at, text) in HOSTILE.iter().enumerate() {
        let analysis = hostile(text);
        for format in ["mermaid", "mermaid-architecture"] {
            fs::write(folder.join(format!("hostile-{at}.{format}.mmd")), plain(&analysis, format)).unwrap();
        }
    }
}

const HOSTILE: [&str; 16] = [
    "\"'`",
    "a\nb\r\nc\u{2028}d",
    "<script>alert(1)</script><b>x",
    "]]>--><!--",
    "=cmd|' /C calc'!A0",
    "+1-2@SUM(1)",
    "주문 함수 👩‍🚀",
    "\u{202e}gnp.exe\u{2066}\u{200f}",
    "%%{init: {\"theme\":\"dark\"}}%%",
    "style a:#fff;classDef x:#fff;end",
    "\\n\\\\\" \\N \\l {a|<b>}",
    "&amp; &#65; #35; #quot;",
    "\u{1b}[31m\u{0}\u{fffe}",
    "| a | b |\n|---|---|\n```\n# x",
    "@octocat #1 https://example.com www.example.com :smile: $x$",
    "---\ntitle: x\n---",
];

/// A design in which a text stands wherever a file may have any.
fn hostile(text: &str) -> Analysis {
    let said = serde_json::to_string(text).unwrap();
    let id: String = text.chars().filter(|c| c.is_alphanumeric()).take(20).collect();
    read(&format!(
        r#"{{"plat": 1, "name": {said}, "resources": {{
            "r": {{"kind": "region"}}, "v": {{"kind": "vpc", "in": "r"}}, "s": {{"kind": "subnet", "in": "v"}},
            "end": {{"kind": "lambda_function", "in": "s", "description": {said}, "tags": {{"a": {said}}}}},
            "x{id}": {{"kind": "opaque", "in": "r", "resource_type": {said}, "properties": {said}}},
            "t": {{"kind": "dynamodb_table", "in": "r"}},
            "n": {{"kind": "note", "description": {said}}}}},
          "connections": {{"c{id}": {{"from": "end", "to": "t", "kind": "read_write"}}}},
          "rules": [{{"name": {said}, "from": "internet", "to": "end", "expect": "unreachable"}}]}}"#
    ))
}

fn withstands(text: &str, graphviz: bool) {
    let analysis = hostile(text);
    let steers = |c: char| {
        c.is_control() && c != '\n' && c != '\r'
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    for format in WRITTEN {
        let written = plain(&analysis, format);
        assert!(!written.contains(steers), "{format}: {written:?}");
        match format {
            "mermaid" => {
                assert_eq!(flowchart(&written).1.len(), 1);
                assert!(!written.contains("%%"), "{written}");
            }
            "mermaid-architecture" => assert!(architecture(&written) >= 6),
            "dot" if graphviz => dot(&written, text),
            "dot" => {}
            "drawio" => drop(drawio(&written)),
            "markdown" => markdown(&written),
            "csv" => drop(csv(&written)),
            _ => columns(&written),
        }
        assert!(format != "ascii" || written.is_ascii());
    }
    // Pictures too, whose letters need no font here.
    Document::parse(&plain(&analysis, "svg")).unwrap();
}

#[test]
fn hostile_names_stay_names_in_every_format() {
    assert_eq!(FORMATS.len(), WRITTEN.len() + 7, "pictures, json and templates have tests of their own");
    for text in HOSTILE {
        withstands(text, true);
    }
    withstands(&"\"<]]>=x".repeat(1_500), true);
    withstands(&"가".repeat(10_000), true);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_name_stays_a_name(text in prop_oneof![
        ".{0,40}",
        "[\"'`<>&|%#=+@\\\\{}\\[\\]();:\\-\n\r\t\u{202e}\u{200f}가😀a ]{0,60}",
    ]) {
        withstands(&text, false);
    }
}

/// More than Mermaid takes: the networks are closed in the whole, and shown one by one in the report.
#[test]
fn what_is_too_large_for_mermaid_is_split_by_network() {
    let mut resources = String::from(r#""r": {"kind": "region"}"#);
    let mut connections = Vec::new();
    for vpc in 0..4 {
        resources += &format!(r#", "v{vpc}": {{"kind": "vpc", "in": "r", "cidr_block": "10.{vpc}.0.0/16"}}"#);
        resources +=
            &format!(r#", "s{vpc}": {{"kind": "subnet", "in": "v{vpc}", "cidr_block": "10.{vpc}.0.0/20"}}"#);
        for at in 0..160 {
            resources += &format!(r#", "a{vpc}-{at}": {{"kind": "instance", "in": "s{vpc}"}}"#);
            let next = (at + 1) % 160;
            connections.push(format!(
                r#""c{vpc}-{at}": {{"from": "a{vpc}-{at}", "to": "a{vpc}-{next}", "kind": "network"}}"#
            ));
        }
    }
    let text = format!(
        r#"{{"plat": 1, "resources": {{{resources}}}, "connections": {{{}}}}}"#,
        connections.join(", ")
    );
    let analysis = read(&text);
    let whole = plain(&analysis, "mermaid");
    let (names, arrows) = flowchart(&whole);
    assert_eq!((names.len(), arrows.len()), (5, 0), "{whole}");
    assert!(whole.contains("%% closed for its size: v0; alone: plat export --only v0\n"));
    let options = Options { only: ["v1".parse().unwrap()].into(), ..Options::default() };
    assert_eq!(flowchart(&written(&analysis, "mermaid", &options)).1.len(), 160);
    let mut parts = plain(&analysis, "markdown");
    let mut found = 0;
    while let Some((_, rest)) = parts.clone().split_once("```mermaid\n") {
        let (diagram, rest) = rest.split_once("```\n").unwrap();
        assert!(diagram.encode_utf16().count() <= 50_000);
        assert!(flowchart(diagram).1.len() <= 500);
        (found, parts) = (found + 1, rest.to_owned());
    }
    assert_eq!(found, 5);
}

/// A connection between a closed container and what is outside stands for all of them.
#[test]
fn closed_containers_join_their_lines() {
    let analysis = read(
        r#"{"plat": 1, "resources": {
            "r": {"kind": "region"}, "v": {"kind": "vpc", "in": "r"}, "s": {"kind": "subnet", "in": "v"},
            "a": {"kind": "lambda_function", "in": "s"}, "b": {"kind": "lambda_function", "in": "s"},
            "t": {"kind": "dynamodb_table", "in": "r"}},
          "connections": {"c": {"from": "a", "to": "t", "kind": "read_write"}, "d": {"from": "b", "to": "t", "kind": "read_write"}},
          "drawing": {"collapsed": ["v"]}}"#,
    );
    let text = plain(&analysis, "text");
    assert!(text.contains("2 connections"), "{text}");
    assert_eq!(flowchart(&plain(&analysis, "mermaid")).1, [("n_v".to_owned(), "n_t".to_owned())]);
}
