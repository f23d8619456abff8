//! A report in Markdown: the drawing as Mermaid, then tables of resources, connections, routes, findings, what reaches
//! what, and the bill.

use super::{Format, Grid, Shows, Source, bill, markdown, mermaid, picture::UNTITLED, routes};
use crate::{
    base::{Lang, Text, text},
    diag::{Place, Severity},
};
use markdown::{code, escaped, sentence, table};

/// A report.
pub static FORMAT: Format = Format {
    name: "markdown",
    ending: "md",
    label: text!("Report (Markdown)", "보고서 (Markdown)"),
    media_type: "text/markdown",
    shows: Shows::Report,
    write: |source| Ok(report(source).into_bytes()),
};

/// The most columns of a table of what reaches what: more are not read.
const WIDEST: usize = 40;

static DRAWING: Text = text!("Drawing", "그림");
static RESOURCES: Text = text!("Resources", "리소스");
static RESOURCE: Text = text!("Resource", "리소스");
static CONNECTIONS: Text = text!("Connections", "연결");
static CONNECTION: Text = text!("Connection", "연결");
static ROUTES: Text = text!("Routes", "경로");
static FINDINGS: Text = text!("Findings", "진단");
static REACH: Text = text!("What reaches what", "도달성");
static BILL: Text = text!("Bill of a month", "월 청구서");
static NONE: Text = text!("None.", "없음.");
static KIND: Text = text!("Kind", "종류");
static INSIDE: Text = text!("In", "위치");
static DETAILS: Text = text!("Details", "내용");
static COST: Text = text!("Cost per million requests, and a month", "요청 백만 건당, 월 비용");
static FROM: Text = text!("From", "출발");
static TO: Text = text!("To", "도착");
static ASKS: Text = text!("Asks for", "요구");
static STANDS: Text = text!("Result", "결과");
static TABLE: Text = text!("Route table", "라우팅 테이블");
static DESTINATION: Text = text!("Destination", "목적지");
static TARGET: Text = text!("Target", "대상");
static BLACKHOLE: Text = text!("blackhole", "블랙홀");
static SEVERITY: Text = text!("Severity", "심각도");
static CODE: Text = text!("Code", "코드");
static WHERE: Text = text!("Where", "위치");
static WHAT: Text = text!("Finding", "진단");
static HELP: Text = text!("Help", "도움말");
static ALIKE: Text = text!("Ends", "끝점");
static TOO_MANY: Text = text!(
    "{0} groups of ends are more than a table shows; `plat matrix` has them.",
    "끝점 그룹이 {0}개라 표로 보일 수 없습니다. `plat matrix`로 볼 수 있습니다."
);
static LEGEND: Text = text!(
    "`+` reachable, `~` answers come back in part, `>` one way only, `-` not, `?` unknown, empty: nothing to ask.",
    "`+` 도달함, `~` 응답이 일부만 돌아옴, `>` 한 방향만, `-` 도달하지 않음, `?` 알 수 없음, 빈칸: 물을 것이 없음."
);
static WHOLE: Text = text!(
    "The networks are closed here, and follow one by one.",
    "여기서는 네트워크를 접어서 보이고, 아래에 하나씩 보입니다."
);

fn report(source: &Source<'_>) -> String {
    let lang = source.options.lang;
    let title = if source.model.name().is_empty() { UNTITLED.get(lang) } else { source.model.name() };
    let parts: [(&Text, String); 7] = [
        (&DRAWING, drawing(source)),
        (&RESOURCES, resources(source)),
        (&CONNECTIONS, connections(source)),
        (&ROUTES, routes(source)),
        (&FINDINGS, findings(source)),
        (&REACH, reach(&source.results.grid, lang)),
        (&BILL, bill::markdown(&source.results.bill, lang)),
    ];
    let mut out = format!("# {}\n", escaped(title));
    for (title, part) in parts {
        let part = if part.is_empty() { format!("{}\n", NONE.get(lang)) } else { part };
        out.push_str(&format!("\n## {}\n\n{part}", title.get(lang)));
    }
    out
}

fn drawing(source: &Source<'_>) -> String {
    let parts = match mermaid::parts(source) {
        Ok(parts) => parts,
        Err(error) => return format!("{}\n", escaped(&error.say(source.options.lang))),
    };
    let mut out = String::new();
    if parts.len() > 1 {
        out.push_str(&format!("{}\n\n", WHOLE.get(source.options.lang)));
    }
    for part in parts {
        if let Some(id) = &part.of {
            out.push_str(&format!("\n### {}\n\n", code(id.as_str())));
        }
        // No text of Mermaid's has a backtick: it writes them as numbers.
        out.push_str(&format!("```mermaid\n{}```\n", part.text));
    }
    out
}

/// A table, or nothing where it has no rows.
fn rows(head: &[&Text], rows: Vec<Vec<String>>, lang: Lang) -> String {
    let head: Vec<&str> = head.iter().map(|title| title.get(lang)).collect();
    if rows.is_empty() { String::new() } else { table(&head, rows) }
}

fn resources(source: &Source<'_>) -> String {
    let lang = source.options.lang;
    let each = source.model.nodes().map(|(id, node)| {
        let around = node.parent.as_ref().map(|id| code(id.as_str())).unwrap_or_default();
        let cost = source.marks.costs.get(id).map(|words| escaped(words)).unwrap_or_default();
        let kind = escaped(node.resource.kind().spec().label.get(lang));
        vec![code(id.as_str()), kind, around, escaped(&node.resource.as_resource().headline()), cost]
    });
    rows(&[&RESOURCE, &KIND, &INSIDE, &DETAILS, &COST], each.collect(), lang)
}

fn connections(source: &Source<'_>) -> String {
    let lang = source.options.lang;
    let each = source.model.connections().filter_map(|(id, it)| {
        let (from, to) = it.ends()?;
        let stands = source.marks.standings.get(id).map(|it| escaped(&it.words)).unwrap_or_default();
        let asks = escaped(&it.asks(lang));
        Some(vec![code(id.as_str()), code(from.as_str()), code(to.as_str()), asks, stands])
    });
    rows(&[&CONNECTION, &FROM, &TO, &ASKS, &STANDS], each.collect(), lang)
}

fn routes(source: &Source<'_>) -> String {
    let lang = source.options.lang;
    let tables = routes::tables(source);
    let each = tables.iter().flat_map(|table| {
        table.rows.iter().map(|(destination, target)| {
            let target = target.as_ref().map(|id| code(id.as_str()));
            let target = target.unwrap_or_else(|| BLACKHOLE.get(lang).to_owned());
            vec![code(table.id.as_str()), code(destination), target]
        })
    });
    rows(&[&TABLE, &DESTINATION, &TARGET], each.collect(), lang)
}

fn findings(source: &Source<'_>) -> String {
    let lang = source.options.lang;
    let each = source.results.findings.iter().map(|it| {
        let severity = match it.rule.severity {
            Severity::Error => text!("error", "오류"),
            Severity::Warning => text!("warning", "경고"),
            Severity::Info => text!("note", "참고"),
        };
        let place = match &it.place {
            Place::Node { node, field: None } => node.to_string(),
            Place::Node { node, field: Some(field) } => format!("{node}.{field}"),
            Place::Connection(id) => id.to_string(),
        };
        vec![
            severity.get(lang).to_owned(),
            format!("[{}]({})", code(it.rule.code), it.rule.source),
            code(&place),
            sentence(&it.message.say(lang)),
            sentence(it.rule.help.get(lang)),
        ]
    });
    rows(&[&SEVERITY, &CODE, &WHERE, &WHAT, &HELP], each.collect(), lang)
}

fn reach(grid: &Grid, lang: Lang) -> String {
    if grid.ends.len() > WIDEST {
        return format!("{}\n", TOO_MANY.fill(lang, &[grid.ends.len().to_string()]));
    }
    if grid.ends.is_empty() {
        return String::new();
    }
    let numbers: Vec<String> = (1..=grid.ends.len()).map(|number| number.to_string()).collect();
    let head: Vec<&str> = ["", ALIKE.get(lang)].into_iter().chain(numbers.iter().map(|it| &**it)).collect();
    let each = numbers.iter().zip(&grid.ends).zip(&grid.verdicts).map(|((number, ends), verdicts)| {
        let ends = ends.iter().map(|end| code(end)).collect::<Vec<_>>().join(", ");
        let signs = verdicts.iter().map(|verdict| verdict.map_or_else(String::new, |it| code(it.sign())));
        [number.clone(), ends].into_iter().chain(signs).collect()
    });
    format!("{}\n\n{}\n{}\n", escaped(&grid.about), table(&head, each), LEGEND.get(lang))
}
