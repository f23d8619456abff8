//! `plat kinds`: the kinds of resources, and the fields of one.

use super::{
    Result,
    input::Failure,
    output::{Outcome, Paint, Table},
};
use crate::{
    base::did_you_mean,
    model::{
        field::{FieldSpec, Shape},
        kinds::Kind,
        resource::Group,
    },
};
use serde_json::{Value, json};

/// Options of `plat kinds`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A kind; all of them when there is none
    kind: Option<String>,
    /// One JSON document instead of text
    #[arg(long)]
    json: bool,
}

/// Runs `plat kinds`.
pub fn run(args: &Args) -> Result {
    let Some(name) = &args.kind else {
        let all = || Kind::ALL.iter().map(|kind| document(*kind)).collect();
        return Ok(if args.json { Outcome::json(&all()) } else { Outcome::text(list()) });
    };
    let Some(kind) = Kind::named(name) else {
        let help = did_you_mean(&Kind::alike(name)).unwrap_or("`plat kinds` lists the kinds".to_owned());
        return Err(Failure::new(format!("there is no kind `{name}`")).help(Some(help)));
    };
    Ok(if args.json { Outcome::json(&document(kind)) } else { Outcome::text(one(kind)) })
}

fn list() -> String {
    let paint = Paint::new();
    let longest = Kind::ALL.iter().map(|kind| kind.name().len()).max().unwrap_or(0);
    let mut out = String::new();
    for group in Group::ALL {
        let kinds: Vec<_> = Kind::ALL.iter().filter(|kind| kind.spec().group == *group).collect();
        if kinds.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&format!("{}\n", paint.head(group.title().en)));
        for kind in kinds {
            let docs = kind.spec().docs.en.trim();
            let sentence = docs.split_once(". ").map_or(docs, |(first, _)| first).trim_end_matches('.');
            out.push_str(&format!("  {:longest$}  {}\n", kind.name(), sentence.replace('\n', " ")));
        }
    }
    out
}

fn one(kind: Kind) -> String {
    let (paint, spec) = (Paint::new(), kind.spec());
    let mut out = format!("{}  {}\n\n", paint.head(kind.name()), spec.label.en);
    out.push_str(&format!("{}\n\n", one_line(spec.docs.en)));
    let mut places: Vec<&str> = spec.containers().map(Kind::name).collect();
    if spec.stands_in.is_empty() {
        places.push("nothing: on the canvas itself");
    }
    let places = places.join(", ");
    out.push_str(&format!("stands in  {places}\nsource     {}\n", spec.source));
    if !spec.fields.is_empty() {
        let mut table = Table::new(&[]);
        table.row(["FIELD", "VALUE", "DEFAULT", "MEANING"]);
        rows(spec.fields, "", &mut table);
        out.push_str(&format!("\n{}", table.text("", |head| paint.dim(head))));
    }
    if !spec.rules.is_empty() {
        out.push('\n');
        let mut table = Table::new(&[]);
        table.row(["CODE", "SEVERITY", "MEANING"]);
        for rule in spec.rules {
            table.row([
                rule.code,
                super::issue::severity(rule.severity),
                &super::explain::sentence(&rule.title),
            ]);
        }
        out.push_str(&table.text("", |head| paint.dim(head)));
    }
    out
}

fn rows(fields: &[FieldSpec], under: &str, table: &mut Table) {
    for field in fields {
        let default = (field.default)();
        let default = match default {
            Value::Null => String::new(),
            Value::String(text) => text,
            other => other.to_string(),
        };
        let name = format!("{under}{}", field.name);
        table.row([name.clone(), values(field), default, one_line(field.help.en)]);
        if let Shape::Rows(columns) = (field.shape)() {
            rows(columns, &format!("{name}[]."), table);
        }
    }
}

/// What values of a field look like, for people.
fn values(field: &FieldSpec) -> String {
    let hint = field.hint;
    let unit = if hint.unit.is_empty() { String::new() } else { format!(" {}", hint.unit) };
    // The widest limits say nothing.
    let range = |max: i64| {
        if hint.max >= i64::from(u32::MAX) {
            format!(" from {}", hint.min)
        } else {
            format!(" {}-{max}", hint.min)
        }
    };
    match (field.shape)() {
        Shape::Text => "text".to_owned(),
        Shape::Form(name) => name.to_owned(),
        Shape::List(name) => format!("list of {name}"),
        Shape::Flag => "true | false".to_owned(),
        Shape::Whole => format!("whole{}{unit}", range(hint.max)),
        Shape::Number => format!("number{}{unit}", range(hint.max)),
        Shape::Choice(values) => values.join(" | "),
        Shape::Link(accepts) => format!("id: {}", accepts.name().en),
        Shape::Links(accepts) => format!("ids: {}", accepts.name().en),
        Shape::Rows(_) => "list of objects".to_owned(),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn document(kind: Kind) -> Value {
    let spec = kind.spec();
    json!({
        "name": kind.name(),
        "label": spec.label.en,
        "group": spec.group.title().en,
        "help": one_line(spec.docs.en),
        "source": spec.source,
        "stands_in": spec.containers().map(Kind::name).collect::<Vec<_>>(),
        "fields": fields(spec.fields),
        "rules": spec.rules.iter().map(|rule| rule.code).collect::<Vec<_>>(),
    })
}

fn fields(specs: &[FieldSpec]) -> Vec<Value> {
    let field = |field: &FieldSpec| {
        let mut out = json!({
            "name": field.name.0,
            "label": field.label.en,
            "value": values(field),
            "default": (field.default)(),
            "help": one_line(field.help.en),
        });
        if let Shape::Rows(columns) = (field.shape)() {
            out["fields"] = fields(columns).into();
        }
        out
    };
    specs.iter().map(field).collect()
}
