//! `plat explain`: what a code means.

use super::{
    Result,
    forwarding::{self, Forwarding},
    input::Failure,
    output::{Outcome, Paint, Table},
    pages::{self, Page},
};
use crate::{
    analysis::{ACCEPTANCE_RULES, ADVICE, Code},
    base::{Text, alike, did_you_mean},
    diag::Rule,
    model::{check, kinds::Kind},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Options of `plat explain`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A code, or a rule such as RT-2; all of them when there is none
    code: Option<String>,
    /// One JSON document instead of text
    #[arg(long)]
    json: bool,
}

/// A code and what is known about it.
enum Entry {
    Rule(&'static Rule, Option<Kind>),
    Reach(Code),
    Forwarding(Forwarding),
}

/// Where the provider lists the codes that are its own.
pub const CODES: &str = "https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html";

/// The pages of AWS that a code comes from: those of its rules, and the list for one that is the provider's.
fn sources(code: Code) -> Vec<&'static str> {
    let own = (!code.name().starts_with("X_")).then_some(CODES);
    let mut all: Vec<&str> = own.into_iter().collect();
    for page in forwarding::named(code.rules()).into_iter().flat_map(|it| it.sources) {
        if !all.contains(&page) {
            all.push(page);
        }
    }
    all
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
        .chain(ACCEPTANCE_RULES.iter().copied())
        .chain(crate::analysis::importing::RULES.iter().copied())
        .map(|rule| (rule.code, Entry::Rule(rule, None)));
    let reach = Code::ALL.iter().map(|code| (code.name(), Entry::Reach(*code)));
    let rules = forwarding::rules().into_iter().map(|it| (it.id, Entry::Forwarding(it)));
    Kind::ALL.iter().flat_map(of_kind).chain(of_all).chain(reach).chain(rules).collect()
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
                "message": sentence(reach.meaning()), "help": sentence(reach.mends()),
                "source": sources(*reach).first(), "explanation": null, "bad": null, "good": null,
                "rules": forwarding::named(reach.rules()).iter().map(|it| it.id).collect::<Vec<_>>(),
            }),
            Self::Forwarding(rule) => json!({
                "code": code, "severity": null, "kind": null, "message": rule.text, "help": null,
                "source": rule.sources.first(), "explanation": null, "bad": null, "good": null,
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
                    super::issue::severity(rule.severity),
                    kind.map_or("the whole design", |kind| kind.spec().label.en),
                    sentence(&rule.title),
                    sentence(&rule.help),
                    rule.source,
                )
            }
            Self::Reach(reach) => {
                let mut out = format!(
                    "{}  why packets stop, or what to know of their way, in `plat reach`\n\n{}\nhelp: {}\n",
                    paint.head(code),
                    sentence(reach.meaning()),
                    sentence(reach.mends())
                );
                sources(*reach).iter().for_each(|page| out.push_str(&format!("source: {page}\n")));
                let rules = forwarding::named(reach.rules());
                if !rules.is_empty() {
                    out.push('\n');
                    let mut table = Table::new(&[]);
                    rules.iter().for_each(|rule| table.row([rule.id, rule.text]));
                    out.push_str(&table.text("", str::to_owned));
                }
                out
            }
            Self::Forwarding(rule) => {
                let mut out = format!(
                    "{}  a rule of AWS, of `docs/forwarding-rules.md`\n\n{}\n",
                    paint.head(code),
                    rule.text
                );
                rule.sources.iter().for_each(|page| out.push_str(&format!("source: {page}\n")));
                let codes = Code::ALL.iter().filter(|it| forwarding::named(it.rules()).contains(rule));
                let codes: Vec<&str> = codes.map(|it| it.name()).collect();
                if !codes.is_empty() {
                    out.push_str(&format!("codes: {}\n", codes.join(", ")));
                }
                out
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
                Entry::Forwarding(rule) => rule.text.to_owned(),
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
            let near = alike(&upper, entries.keys().map(|code| (*code, (*code).to_owned())));
            let near = did_you_mean(&near);
            let all = || Some("`plat explain` lists the codes".to_owned());
            Err(Failure::new(format!("there is no code `{wanted}`")).help(near.or_else(all)))
        }
    }
}
