//! `plat explain`: what a code means.

use super::{
    Result,
    input::Failure,
    output::{Outcome, Paint, Table},
    pages::{self, Page},
};
use crate::{
    analysis::{ADVICE, Code},
    base::{Text, nearest},
    diag::Rule,
    model::{check, kinds::Kind},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Options of `plat explain`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The code; all of them when there is none
    code: Option<String>,
    /// One JSON document instead of text
    #[arg(long)]
    json: bool,
}

/// A code and what is known about it.
enum Entry {
    Rule(&'static Rule, Option<Kind>),
    Reach(Code),
}

fn entries() -> BTreeMap<&'static str, Entry> {
    let of_kind = |kind: &Kind| {
        let kind = *kind;
        kind.spec().rules.iter().map(move |rule| (rule.code, Entry::Rule(rule, Some(kind))))
    };
    let of_all = check::RULES
        .iter()
        .copied()
        .chain(ADVICE.iter().map(|it| &it.rule))
        .map(|rule| (rule.code, Entry::Rule(rule, None)));
    let reach = Code::ALL.iter().map(|code| (code.name(), Entry::Reach(*code)));
    Kind::ALL.iter().flat_map(of_kind).chain(of_all).chain(reach).collect()
}

/// A sentence whose arguments are not known.
pub fn sentence(text: &Text) -> String {
    let blanks = vec!["…"; 9];
    text.fill(crate::base::Lang::En, &blanks)
}

impl Entry {
    fn json(&self, code: &str) -> Value {
        match self {
            Self::Rule(rule, kind) => {
                let page = pages::page(code);
                json!({
                    "code": code, "severity": rule.severity, "kind": kind.map(Kind::name),
                    "message": sentence(&rule.title), "help": sentence(&rule.help), "source": rule.source,
                    "explanation": page.map(|it| it.explanation), "bad": page.map(|it| it.bad),
                    "good": page.map(|it| it.good),
                })
            }
            Self::Reach(reach) => json!({
                "code": code, "severity": null, "kind": null,
                "message": sentence(reach.meaning()), "help": null, "source": null,
                "explanation": null, "bad": null, "good": null,
            }),
        }
    }

    fn text(&self, code: &str, paint: Paint) -> String {
        match self {
            Self::Rule(rule, kind) => {
                let page = pages::page(code).map_or_else(String::new, |page| {
                    let head = |word: &str| paint.head(word);
                    let Page { explanation, bad, good } = page;
                    format!("\n{explanation}\n\n{}\n\n{bad}\n\n{}\n\n{good}\n", head("Bad"), head("Good"))
                });
                format!(
                    "{}  {} of `plat check`, about: {}\n\n{}\nhelp: {}\nsource: {}\n{page}",
                    paint.head(code),
                    super::report::severity(rule.severity),
                    kind.map_or("the whole design", |kind| kind.spec().label.en),
                    sentence(&rule.title),
                    sentence(&rule.help),
                    rule.source,
                )
            }
            Self::Reach(reach) => {
                format!(
                    "{}  why packets stop, in `plat reach`\n\n{}\n",
                    paint.head(code),
                    sentence(reach.meaning())
                )
            }
        }
    }
}

/// Runs `plat explain`.
pub fn run(args: &Args) -> Result {
    let entries = entries();
    let Some(wanted) = &args.code else {
        if args.json {
            return Ok(Outcome::json(&entries.iter().map(|(code, entry)| entry.json(code)).collect()));
        }
        let mut table = Table::new(&[]);
        table.row(["CODE", "MEANING"]);
        for (code, entry) in &entries {
            let meaning = match entry {
                Entry::Rule(rule, _) => sentence(&rule.title),
                Entry::Reach(reach) => sentence(reach.meaning()),
            };
            table.row([(*code).to_owned(), meaning]);
        }
        return Ok(Outcome::text(table.text("", |head| Paint::new().dim(head))));
    };
    let upper = wanted.to_ascii_uppercase();
    match entries.get_key_value(upper.as_str()) {
        Some((code, entry)) if args.json => Ok(Outcome::json(&entry.json(code))),
        Some((code, entry)) => Ok(Outcome::text(entry.text(code, Paint::new()))),
        None => {
            let near = nearest(&upper, entries.keys().copied()).map(|near| format!("did you mean `{near}`?"));
            let all = || Some("`plat explain` lists the codes".to_owned());
            Err(Failure::new(format!("there is no code `{wanted}`")).help(near.or_else(all)))
        }
    }
}
