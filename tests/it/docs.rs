//! Reference pages made from code. A page that differs is rewritten, and the test fails once.

use plat::{
    analysis::ADVICE,
    diag::{Rule, Severity},
    model::{
        check,
        field::{FieldSpec, Shape},
        kinds::Kind,
    },
};
use std::{fmt::Write, fs, path::Path};

fn page(name: &str, wanted: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
    let found = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    if found != wanted {
        fs::create_dir_all(path.parent().expect("docs has a parent")).expect("docs can be made");
        fs::write(&path, wanted).expect("the page can be written");
        panic!("docs/{name} was out of date and is now rewritten: look at it and commit it");
    }
}

/// One line of text for a table.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|").replace('<', "\\<")
}

/// Help as a page shows it: with a capital and a full stop.
fn sentence(text: &str) -> String {
    let text = line(text);
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default();
    let stop = if text.ends_with('.') { "" } else { "." };
    format!("{first}{}{stop}", letters.as_str())
}

fn shape(field: &FieldSpec) -> String {
    let limits = |number: &str| {
        let (min, max) = (field.hint.min, field.hint.max);
        let unit = if field.hint.unit.is_empty() { String::new() } else { format!(" {}", field.hint.unit) };
        if max >= 1_000_000_000_000_000 {
            format!("{number}{unit}, {min} or more")
        } else {
            format!("{number}{unit}, {min} to {max}")
        }
    };
    match (field.shape)() {
        Shape::Text => "text".into(),
        Shape::Form(name) => name.into(),
        Shape::Flag => "true or false".into(),
        Shape::Whole => limits("whole number"),
        Shape::Number => limits("number"),
        Shape::Choice(values) => {
            values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(" ")
        }
        Shape::Link(accepts) => format!("id of: {}", accepts.name().en),
        Shape::Links(accepts) => format!("ids of: {}", accepts.name().en),
        Shape::Rows(_) => "list of records".into(),
        Shape::List(name) => format!("list of: {name}"),
    }
}

fn table(out: &mut String, fields: &[FieldSpec]) {
    out.push_str("\n| field | value | default | what it means |\n|---|---|---|---|\n");
    for field in fields {
        let default = (field.default)();
        let default =
            if default.is_null() { "none".into() } else { format!("`{}`", line(&default.to_string())) };
        let (name, help) = (field.name, line(field.help.en));
        let _ = writeln!(out, "| `{name}` | {} | {default} | {help} |", shape(field));
    }
    for field in fields {
        if let Shape::Rows(columns) = (field.shape)() {
            let _ = writeln!(out, "\nEach record of `{}`:", field.name);
            table(out, columns);
        }
    }
}

#[test]
fn the_page_of_kinds_is_current() {
    let mut out = String::from(
        "# Kinds\n\nWhat a design is made of, with every field as it is written in a model file. Every resource also takes\n\
         `in` (the id of what it stands in), `description` and `tags`. Made from code by `tests/it/docs.rs`: do not edit.\n",
    );
    for kind in Kind::ALL {
        let spec = kind.spec();
        let places = spec.places();
        let _ = write!(
            out,
            "\n## {} · {}\n\n`{}`. {} Stands in: {places}. [AWS]({})\n",
            spec.label.en,
            spec.label.ko,
            kind.name(),
            line(spec.docs.en),
            spec.source
        );
        let own: Vec<&str> = spec.rules.iter().map(|rule| rule.code).collect();
        if !own.is_empty() {
            let _ = writeln!(out, "\nRules: {}.", own.join(", "));
        }
        if !spec.fields.is_empty() {
            table(&mut out, spec.fields);
        }
    }
    page("kinds.md", &out);
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

#[test]
fn the_page_of_rules_is_current() {
    let mut out = String::from(
        "# Rules\n\nWhat Plat finds odd about a design. An *error* is what AWS would refuse or what cannot work, a *warning* is\n\
         legal but dead, risky or dear, *info* is worth knowing. Codes are stable and never reused; each has a page with an\n\
         explanation, AWS's own page, a design that breaks it and one that does not. `{0}`, `{1}` stand for names and numbers of\n\
         the design. Limits come from `assets/quotas/`. Made from code by `tests/it/docs.rs`: do not edit.\n",
    );
    let mut shown = std::collections::BTreeSet::new();
    let mut section = |title: &str, rules: &mut dyn Iterator<Item = &'static Rule>| {
        let new: Vec<_> = rules.filter(|rule| shown.insert(rule.code)).collect();
        if new.is_empty() {
            return;
        }
        let _ = write!(out, "\n## {title}\n\n| code | | what | what to do |\n|---|---|---|---|\n");
        for rule in new {
            let (code, source) = (rule.code, rule.source);
            let (title, help) = (sentence(rule.title.en), sentence(rule.help.en));
            // A rule without a page of its own leads to AWS's.
            let own = format!("rules/{code}.md");
            let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(&own);
            let link = if page.exists() { &own } else { source };
            let _ = writeln!(out, "| [{code}]({link}) | {} | {title} | {help} |", severity(rule.severity));
        }
    };
    section("Every kind, and connections", &mut check::RULES.iter().copied());
    section("The whole design", &mut ADVICE.iter().map(|advice| &advice.rule));
    for kind in Kind::ALL {
        section(kind.spec().label.en, &mut kind.spec().rules.iter().copied());
    }
    section("Imports", &mut plat::import::RULES.iter().copied());
    page("rules.md", &out);
}
