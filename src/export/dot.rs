//! Graphviz's DOT: clusters for what contains, and each route table with a port for each route
//! (<https://graphviz.org/doc/info/lang.html>).

use super::{
    Format, Shows, Source,
    outline::{Cut, Outline, one_line},
    picture::Stand,
    routes::{Routes, tables},
};
use crate::base::{NodeId, text};
use std::collections::BTreeMap;

/// A graph.
pub static FORMAT: Format = Format {
    name: "dot",
    ending: "dot",
    label: text!("Graph (Graphviz DOT)", "그래프 (Graphviz DOT)"),
    media_type: "text/vnd.graphviz",
    shows: Shows::Tree,
    write: |source| Ok(graph(source).into_bytes()),
};

fn graph(source: &Source<'_>) -> String {
    let outline = Outline::of(source, Cut { zones: true, ..Cut::default() });
    let mut writer =
        Writer { outline: &outline, places: BTreeMap::new(), tables: BTreeMap::new(), out: String::new() };
    for (at, it) in outline.boxes.iter().enumerate() {
        writer.places.extend(it.node.map(|(id, _)| (id, at)));
    }
    let mut tables_of: BTreeMap<Option<usize>, Vec<Routes<'_>>> = BTreeMap::new();
    for table in tables(source).into_iter().filter(|it| source.options.wants(source.model, it.id)) {
        let around = source.model.ancestors(table.id).find_map(|(id, _)| writer.places.get(id).copied());
        tables_of.entry(around).or_default().push(table);
    }
    writer.tables = tables_of;
    writer.document();
    writer.out
}

struct Writer<'a> {
    outline: &'a Outline<'a>,
    places: BTreeMap<&'a NodeId, usize>,
    /// Route tables by the box that they stand in.
    tables: BTreeMap<Option<usize>, Vec<Routes<'a>>>,
    out: String,
}

impl Writer<'_> {
    fn document(&mut self) {
        let title = quoted(&self.outline.title);
        self.put(0, "digraph plat {");
        self.put(1, &format!("graph [label={title}, labelloc=t, rankdir=LR, fontname=\"Helvetica\"];"));
        self.put(1, "node [shape=box, style=rounded, fontname=\"Helvetica\", fontsize=11];");
        self.put(1, "edge [fontname=\"Helvetica\", fontsize=9];");
        for root in self.outline.roots() {
            self.block(root, 1);
        }
        self.tables_in(None, 1);
        for line in &self.outline.lines {
            let look = match line.stand {
                Stand::Named => ", style=dashed, color=gray",
                Stand::Granted => "",
                Stand::Unknown => ", style=dotted",
                Stand::Refused => ", style=dashed, color=\"#c0392b\", arrowhead=tee",
            };
            let words = [&*line.words, &*line.said].into_iter().filter(|words| !words.is_empty());
            let label = quoted_lines(words);
            let (from, to) = (self.end(line.from), self.end(line.to));
            self.put(1, &format!("{from} -> {to} [label={label}{look}];"));
        }
        let arrows: Vec<String> =
            self.tables.values().flatten().flat_map(|table| self.arrows(table)).collect();
        arrows.iter().for_each(|arrow| self.put(1, arrow));
        self.put(0, "}");
    }

    fn put(&mut self, depth: usize, line: &str) {
        self.out.push_str(&"    ".repeat(depth));
        self.out.push_str(line);
        self.out.push('\n');
    }

    fn block(&mut self, at: usize, depth: usize) {
        let outline = self.outline;
        let Some(it) = outline.boxes.get(at) else { return };
        let label = quoted_lines([&*it.name, &*it.second].into_iter().filter(|words| !words.is_empty()));
        if !it.is_open {
            return self.put(depth, &format!("{} [label={label}];", it.key));
        }
        self.put(depth, &format!("subgraph cluster_{} {{", it.key));
        self.put(depth + 1, &format!("label={label};"));
        // A line cannot end at a cluster: it ends at a point inside. A cluster of nothing would not be drawn.
        let is_end = outline.lines.iter().any(|line| line.from == at || line.to == at);
        let is_target = self
            .tables
            .values()
            .flatten()
            .flat_map(|it| &it.rows)
            .any(|(_, target)| target.as_ref().is_some_and(|id| self.places.get(id) == Some(&at)));
        if is_end || is_target || it.inside.is_empty() {
            self.put(depth + 1, &format!("{} [shape=point, style=invis];", it.key));
        }
        for inside in &it.inside {
            self.block(*inside, depth + 1);
        }
        self.tables_in(Some(at), depth + 1);
        self.put(depth, "}");
    }

    fn end(&self, at: usize) -> String {
        self.outline.boxes.get(at).map(|it| it.key.clone()).unwrap_or_default()
    }

    fn tables_in(&mut self, around: Option<usize>, depth: usize) {
        let nodes = self.tables.get(&around).into_iter().flatten().map(|table| {
            let ports = table.rows.iter().enumerate().map(|(at, (to, _))| format!("<r{at}> {}", field(to)));
            let fields: Vec<String> = std::iter::once(field(table.id.as_str())).chain(ports).collect();
            let label = fields.join("|");
            format!("{} [shape=record, style=solid, label=\"{label}\"];", name(table.id))
        });
        let nodes: Vec<String> = nodes.collect();
        nodes.iter().for_each(|node| self.put(depth, node));
    }

    /// From each route to its target, where that is drawn.
    fn arrows(&self, table: &Routes<'_>) -> Vec<String> {
        let routes = table.rows.iter().enumerate();
        let drawn = routes.filter_map(|(at, (_, target))| {
            let to = self.places.get(target.as_ref()?)?;
            Some(format!("{}:r{at} -> {} [style=dashed, color=gray];", name(table.id), self.end(*to)))
        });
        drawn.collect()
    }
}

/// The name of a route table, unlike that of any box.
fn name(id: &NodeId) -> String {
    quoted(&format!("table {id}"))
}

/// A text in quotes. `\` begins an escape, `&` an entity of HTML.
fn quoted(text: &str) -> String {
    format!("\"{}\"", plain(text))
}

/// Several lines in quotes.
fn quoted_lines<'t>(lines: impl Iterator<Item = &'t str>) -> String {
    format!("\"{}\"", lines.map(plain).collect::<Vec<_>>().join("\\n"))
}

fn plain(text: &str) -> String {
    one_line(text).replace('\\', "\\\\").replace('"', "\\\"").replace('&', "&amp;")
}

/// A text as a field of a record, in which some characters are signs.
fn field(text: &str) -> String {
    let mut out = String::new();
    for c in plain(text).chars() {
        if "{}|<>".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
