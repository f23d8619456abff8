//! draw.io: an uncompressed `mxfile` with a cell inside a cell for what stands inside what, places relative to the
//! parent, and AWS's shapes where a kind names one (<https://www.drawio.com/doc/faq/diagram-source-edit>).
//!
//! Labels are plain text (`html=0`), so nothing in a name is markup.

use super::{
    Format, Shows, Source,
    outline::{Boxed, Cut, Joined, Outline, one_line},
    picture::Stand,
};
use crate::{
    base::{Gather as _, text},
    model::{
        Frame,
        resource::{Group, Look},
    },
};
use std::collections::BTreeMap;

/// A file of draw.io.
pub static FORMAT: Format = Format {
    name: "drawio",
    ending: "drawio",
    label: text!("draw.io", "draw.io"),
    media_type: "application/vnd.jgraph.mxfile",
    shows: Shows::Plan,
    write: |source| Ok(file(source).into_bytes()),
};

/// The side of an icon on a card.
const ICON: i32 = 34;

fn file(source: &Source<'_>) -> String {
    let outline = Outline::of(source, Cut::default());
    let title = xml(&outline.title);
    let mut out = format!(
        "<mxfile host=\"plat\">\n  <diagram id=\"plat\" name=\"{title}\">\n    <mxGraphModel grid=\"1\" gridSize=\"8\" \
         guides=\"1\" tooltips=\"1\" connect=\"1\" arrows=\"1\" fold=\"1\" page=\"0\" math=\"0\">\n      <root>\n        \
         <mxCell id=\"0\"/>\n        <mxCell id=\"1\" parent=\"0\"/>\n"
    );
    let by_connection: BTreeMap<&str, _> =
        source.lines.iter().map(|(id, points)| (id.as_str(), points)).gather();
    for root in outline.roots() {
        cell(source, &outline, root, &mut out);
    }
    for line in &outline.lines {
        let points = by_connection.get(&*line.id).map(|points| points.as_slice()).unwrap_or_default();
        let bends: Vec<(i32, i32)> = points.iter().map(|point| (point.x, point.y)).collect();
        edge(&outline, line, &bends, &mut out);
    }
    out.push_str("      </root>\n    </mxGraphModel>\n  </diagram>\n</mxfile>\n");
    out
}

fn cell(source: &Source<'_>, outline: &Outline<'_>, at: usize, out: &mut String) {
    let Some(it) = outline.boxes.get(at) else { return };
    let around = it.parent.and_then(|at| outline.boxes.get(at));
    let parent = around.map_or("1", |around| &*around.key);
    let (x, y) = around.map_or((0, 0), |around| (around.frame.x, around.frame.y));
    let frame = Frame { x: it.frame.x - x, y: it.frame.y - y, ..it.frame };
    let look = it.node.map_or(Look::Card, |(_, node)| node.resource.kind().spec().look);
    let words: Vec<String> = match look {
        Look::Note => it.node.iter().flat_map(|(_, node)| node.description.lines()).map(one_line).collect(),
        Look::Area | Look::Network | Look::Segment | Look::Card | Look::Listed => {
            [&it.name, &it.second].into_iter().filter(|it| !it.is_empty()).map(|it| one_line(it)).collect()
        }
    };
    // A note is as long as its author likes, up to what a picture shows of it.
    let value = words.iter().take(60).map(|line| xml(line)).collect::<Vec<_>>().join("&#10;");
    let style = if it.is_open { container(source, it, look) } else { card(it, look) };
    vertex(&it.key, &value, &style, parent, frame, out);
    let stencil = stencil(it);
    if !it.is_open && look != Look::Note && !stencil.is_empty() {
        let style = format!(
            "shape=mxgraph.aws4.{stencil};html=0;strokeColor=none;fillColor={};aspect=fixed;outlineConnect=0;\
             connectable=0;part=1",
            colour(it)
        );
        let icon = Frame { x: 10, y: (it.frame.h - ICON) / 2, w: ICON, h: ICON };
        vertex(&format!("{}-icon", it.key), "", &style, &it.key, icon, out);
    }
    for inside in &it.inside {
        cell(source, outline, *inside, out);
    }
}

fn vertex(id: &str, value: &str, style: &str, parent: &str, frame: Frame, out: &mut String) {
    let Frame { x, y, w, h } = frame;
    out.push_str(&format!(
        "        <mxCell id=\"{id}\" value=\"{value}\" style=\"{style};\" vertex=\"1\" parent=\"{parent}\">\n          \
         <mxGeometry x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" as=\"geometry\"/>\n        </mxCell>\n"
    ));
}

fn edge(outline: &Outline<'_>, line: &Joined, points: &[(i32, i32)], out: &mut String) {
    let Some((from, to)) = outline.boxes.get(line.from).zip(outline.boxes.get(line.to)) else { return };
    let look = match line.stand {
        Stand::Named => "strokeColor=#879196;dashed=1",
        Stand::Granted => "strokeColor=#545B64",
        Stand::Unknown => "strokeColor=#B7791F;dashed=1;dashPattern=1 3",
        Stand::Refused => "strokeColor=#C0392B;dashed=1;endArrow=cross",
    };
    let words =
        if line.said.is_empty() { line.words.clone() } else { format!("{}: {}", line.words, line.said) };
    let (words, id) = (xml(&one_line(&words)), xml(&line.id));
    out.push_str(&format!(
        "        <mxCell id=\"line-{id}\" value=\"{words}\" style=\"edgeStyle=orthogonalEdgeStyle;rounded=1;html=0;\
         fontSize=11;{look};\" edge=\"1\" parent=\"1\" source=\"{}\" target=\"{}\">\n",
        from.key, to.key
    ));
    // The ends are where the cells are.
    let bends: &[(i32, i32)] = points.get(1..points.len().saturating_sub(1)).unwrap_or_default();
    if bends.is_empty() {
        out.push_str("          <mxGeometry relative=\"1\" as=\"geometry\"/>\n");
    } else {
        out.push_str(
            "          <mxGeometry relative=\"1\" as=\"geometry\">\n            <Array as=\"points\">\n",
        );
        for (x, y) in bends {
            out.push_str(&format!("              <mxPoint x=\"{x}\" y=\"{y}\"/>\n"));
        }
        out.push_str("            </Array>\n          </mxGeometry>\n");
    }
    out.push_str("        </mxCell>\n");
}

fn stencil(it: &Boxed<'_>) -> &'static str {
    it.node.map_or("", |(_, node)| node.resource.kind().spec().stencil)
}

/// The style of a container: AWS's group where there is one, else a plain box.
fn container(source: &Source<'_>, it: &Boxed<'_>, look: Look) -> String {
    let is_public = it.node.is_some_and(|(id, _)| source.marks.public.contains(id));
    let (ink, fill, dashed) = match look {
        Look::Segment if is_public => ("#248814", "#E9F3E6", 0),
        Look::Segment => ("#147EBA", "#E6F2F8", 0),
        Look::Network => ("#248814", "none", 0),
        Look::Area | Look::Card | Look::Note | Look::Listed => ("#147EBA", "none", 1),
    };
    let shape = match stencil(it) {
        "" => "rounded=0".to_owned(),
        stencil => format!(
            "shape=mxgraph.aws4.group;grIcon=mxgraph.aws4.{stencil};grStroke={}",
            i32::from(look != Look::Segment)
        ),
    };
    format!(
        "{shape};html=0;whiteSpace=wrap;container=1;collapsible=0;pointerEvents=0;recursiveResize=0;verticalAlign=top;\
         align=left;spacingLeft=30;fontSize=12;strokeColor={ink};fillColor={fill};fontColor={ink};dashed={dashed}"
    )
}

fn card(it: &Boxed<'_>, look: Look) -> String {
    let rest = "html=0;whiteSpace=wrap;fontSize=11;strokeColor=#AAB7B8;fontColor=#232F3E";
    if look == Look::Note {
        return format!("shape=note;size=12;align=left;verticalAlign=top;spacing=8;fillColor=#FFF8E1;{rest}");
    }
    let room = if stencil(it).is_empty() { 8 } else { ICON + 14 };
    format!("rounded=1;arcSize=12;align=left;spacingLeft={room};fillColor=#FFFFFF;{rest}")
}

/// AWS's colour for what a kind does (<https://aws.amazon.com/architecture/icons/>).
fn colour(it: &Boxed<'_>) -> &'static str {
    let Some((_, node)) = it.node else { return "#232F3E" };
    match node.resource.kind().spec().group {
        Group::Compute => "#ED7100",
        Group::Database => "#C925D1",
        Group::Storage => "#7AA116",
        Group::Messages => "#E7157B",
        Group::Edge | Group::Network | Group::Control => "#8C4FFF",
        Group::Watch => "#DD344C",
        Group::Outside | Group::Place | Group::Drawing => "#232F3E",
    }
}

fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
