//! `docs/rules/<CODE>.md`: a page for each rule, with a design that breaks it and one that does not. Both are loaded
//! and checked. What the code knows of a rule stands on its page as the code says it: a page that differs is
//! rewritten, and the test fails once.

use crate::cli::plat_in;
use plat::{
    analysis::{
        ADVICE, Analysis,
        importing::{self, Settings, Source},
    },
    diag::{Rule, Severity},
    model::{Model, check, file, kinds::Kind},
};
use serde_json::{Map, Value};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

/// Rules that have no page yet. Take one out when its page is there; never add one.
const WITHOUT_PAGE: [&str; 0] = [];

/// Every rule, and its explanation where the code has it.
fn rules() -> BTreeMap<&'static str, (&'static Rule, Option<&'static str>)> {
    let kinds = Kind::ALL.iter().flat_map(|kind| kind.spec().rules.iter().copied());
    let of_all = check::RULES.iter().chain(importing::RULES).copied();
    let plain = of_all.chain(kinds).map(|rule| (rule.code, (rule, None)));
    let advice = ADVICE.iter().map(|it| (it.rule.code, (&it.rule, Some(it.explanation.en))));
    plain.chain(advice).collect()
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/rules")
}

fn pages() -> BTreeMap<String, String> {
    let files = fs::read_dir(folder()).expect("docs/rules is there").flatten();
    let pages = files.filter_map(|file| {
        let name = file.file_name().into_string().ok()?;
        let text = fs::read_to_string(file.path()).expect("a page is text").replace("\r\n", "\n");
        Some((name.strip_suffix(".md")?.to_owned(), text))
    });
    pages.collect()
}

/// The part of a page under a heading, up to the next one.
fn part<'p>(page: &'p str, heading: &str) -> &'p str {
    let rest = page.split_once(&format!("\n## {heading}\n")).map_or("", |(_, rest)| rest);
    rest.split_once("\n## ").map_or(rest, |(part, _)| part).trim()
}

/// What stands under a heading.
struct Example<'p> {
    /// The words around it.
    prose: &'p str,
    /// The words behind the fence: the language, and how often things are repeated.
    info: &'p str,
    times: usize,
    document: &'p str,
}

fn example(part: &str) -> Option<Example<'_>> {
    let (prose, rest) = part.split_once("```")?;
    let (info, rest) = rest.split_once('\n')?;
    let (document, _) = rest.split_once("```")?;
    let times = info.split_once("repeat=").and_then(|it| it.1.trim().parse().ok()).unwrap_or(1);
    Some(Example { prose: prose.trim(), info, times, document })
}

/// Whether a rule is about what is imported: its examples are then templates and plans.
fn is_of_imports(code: &str) -> bool {
    importing::RULES.iter().any(|it| it.code == code)
}

/// Puts numbers in the place of `#`; a string that is nothing else becomes a number.
fn numbered(value: &Value, number: usize) -> Value {
    match value {
        Value::String(text) if text == "#" => Value::from(number),
        Value::String(text) => Value::String(text.replace('#', &number.to_string())),
        Value::Array(items) => Value::Array(items.iter().map(|it| numbered(it, number)).collect()),
        Value::Object(fields) => {
            let fields =
                fields.iter().map(|(key, it)| (key.replace('#', &number.to_string()), numbered(it, number)));
            Value::Object(fields.collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

/// Repeats what has a `#`: a resource by its id, a row by its fields.
fn repeated(value: &Value, times: usize) -> Value {
    let marked = |it: &Value| it.to_string().contains('#');
    match value {
        Value::Object(fields) => {
            let mut out = Map::new();
            for (key, it) in fields {
                if key.contains('#') {
                    let all = (1..=times).map(|n| (key.replace('#', &n.to_string()), numbered(it, n)));
                    out.extend(all);
                } else {
                    out.insert(key.clone(), repeated(it, times));
                }
            }
            Value::Object(out)
        }
        Value::Array(items) => {
            let each = |it: &Value| -> Vec<Value> {
                if marked(it) { (1..=times).map(|n| numbered(it, n)).collect() } else { vec![it.clone()] }
            };
            Value::Array(items.iter().flat_map(each).collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

/// The model of an example.
fn loaded(document: &str, times: usize) -> Result<Model, String> {
    let document = if times == 1 {
        document.to_owned()
    } else {
        let value: Value = serde_json::from_str(document).map_err(|error| error.to_string())?;
        repeated(&value, times).to_string()
    };
    file::load(&document).map(|it| it.model).map_err(|error| format!("{}: {error}", error.path))
}

/// Every design of every page, but for those with thousands of resources.
pub fn designs() -> Vec<(String, Model)> {
    let mut all = Vec::new();
    for (code, page) in pages() {
        for heading in ["Bad", "Good"] {
            let found = example(part(&page, heading)).filter(|it| it.times < 1000 && !is_of_imports(&code));
            let model = found.and_then(|it| loaded(it.document, it.times).ok());
            all.extend(model.map(|model| (format!("{code}, {heading}"), model)));
        }
    }
    all
}

/// The codes that a design breaks, or that its import says.
fn broken(code: &str, it: &Example<'_>) -> Result<Vec<&'static str>, String> {
    if is_of_imports(code) {
        let source = Source { path: format!("{code}.{}", it.info), bytes: it.document.into() };
        let read = |_: &str| Err("there is no such file".to_owned());
        let imported = importing::import(&[source], &Settings::default(), &read);
        return Ok(imported.said().iter().map(|it| it.rule.code).collect());
    }
    let analysis = Analysis::new(loaded(it.document, it.times)?);
    Ok(analysis.findings().iter().map(|it| it.rule.code).collect())
}

/// A model as files have it; one with `#`, and what is no model, stays as it is written.
fn canonical(code: &str, it: &Example<'_>) -> String {
    match file::load(it.document) {
        Ok(loaded) if it.times == 1 && !is_of_imports(code) => file::save(&loaded.model),
        _ => it.document.to_owned(),
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "Error",
        Severity::Warning => "Warning",
        Severity::Info => "Info",
    }
}

/// Words as a page shows them: on one line, with a capital and a full stop.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default();
    let stop = if text.ends_with('.') { "" } else { "." };
    format!("{first}{}{stop}", letters.as_str())
}

/// A page as it should be.
fn written(rule: &Rule, explanation: &str, page: &str) -> String {
    let mut out = format!(
        "# {}\n\n{}: {} [{}]({})\n\n{explanation}\n\nWhat to do: {}.\n",
        rule.code,
        severity(rule.severity),
        sentence(rule.title.en),
        if rule.source.contains("hashicorp") { "HashiCorp" } else { "AWS" },
        rule.source,
        rule.help.en
    );
    for heading in ["Bad", "Good"] {
        let none = Example { prose: "", info: "json", times: 1, document: "" };
        let it = example(part(page, heading)).unwrap_or(none);
        let prose = if it.prose.is_empty() { String::new() } else { format!("{}\n\n", it.prose) };
        let document = canonical(rule.code, &it);
        out.push_str(&format!("\n## {heading}\n\n{prose}```{}\n{document}```\n", it.info));
    }
    out
}

/// What stands between the message and what to do.
fn own_explanation(page: &str) -> &str {
    let rest = page.splitn(3, "\n\n").nth(2).unwrap_or_default();
    rest.split_once("\n\nWhat to do: ").map_or("", |(explanation, _)| explanation)
}

#[test]
fn every_rule_has_a_page_and_every_page_a_rule() {
    let (rules, pages) = (rules(), pages());
    let lacking: Vec<&&str> =
        rules.keys().filter(|code| !pages.contains_key(**code) && !WITHOUT_PAGE.contains(code)).collect();
    assert!(lacking.is_empty(), "rules without a page in docs/rules: {lacking:?}");
    let stale: Vec<_> = WITHOUT_PAGE.iter().filter(|code| pages.contains_key(**code)).collect();
    assert!(stale.is_empty(), "they have pages now: {stale:?}");
    let lost: Vec<_> = pages.keys().filter(|code| !rules.contains_key(code.as_str())).collect();
    assert!(lost.is_empty(), "pages of no rule: {lost:?}");
}

/// The command line has every page built in.
#[test]
fn explain_prints_every_page() {
    let (_, out, _) = plat_in(&folder(), &["explain", "--json"], "");
    let entries: Vec<Value> = serde_json::from_str(&out).expect("explain prints JSON");
    let told = entries.iter().filter(|it| it["explanation"].is_string() && it["bad"].is_string());
    let told: BTreeSet<&str> = told.filter_map(|it| it["code"].as_str()).collect();
    let pages = pages();
    let lacking: Vec<_> = pages.keys().filter(|code| !told.contains(code.as_str())).collect();
    assert!(lacking.is_empty(), "add them to the list in src/cli/pages.rs: {lacking:?}");
    let (_, out, _) = plat_in(&folder(), &["explain", "ACL002"], "");
    assert!(out.contains("Bad") && out.contains("```json") && out.contains("Good"), "{out}");
}

#[test]
fn pages_say_what_the_code_says() {
    let pages = pages();
    let mut rewritten = Vec::new();
    for (code, (rule, explanation)) in rules() {
        let Some(page) = pages.get(code) else { continue };
        let explanation = explanation.unwrap_or(own_explanation(page));
        let sentences = explanation.matches(". ").count() + 1;
        assert!((2..=5).contains(&sentences) && explanation.ends_with('.'), "{code} explains: {explanation}");
        let wanted = written(rule, explanation, page);
        if wanted != *page {
            fs::write(folder().join(format!("{code}.md")), wanted).expect("a page can be written");
            rewritten.push(code);
        }
    }
    assert!(rewritten.is_empty(), "rewritten, look at them and commit: {rewritten:?}");
}

#[test]
fn the_bad_design_breaks_the_rule_and_the_good_one_does_not() {
    let mut wrong = Vec::new();
    for (code, page) in pages() {
        for (heading, bad) in [("Bad", true), ("Good", false)] {
            let Some(it) = example(part(&page, heading)) else {
                wrong.push(format!("{code}: no design under {heading}"));
                continue;
            };
            match broken(&code, &it) {
                Err(error) => wrong.push(format!("{code}, {heading}: {error}")),
                Ok(codes) if codes.contains(&code.as_str()) != bad => {
                    wrong.push(format!("{code}, {heading}: {codes:?}"));
                }
                Ok(codes) if !bad => {
                    let errors = codes.iter().filter(|it| {
                        rules().get(**it).is_some_and(|(rule, _)| rule.severity == Severity::Error)
                    });
                    let errors: Vec<_> = errors.collect();
                    if !errors.is_empty() {
                        wrong.push(format!("{code}, {heading}: it has errors of its own: {errors:?}"));
                    }
                }
                Ok(_) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
