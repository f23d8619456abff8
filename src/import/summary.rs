//! What an import gives, in words: the design as a file, the sums, and what there is to say. In the browser it goes from
//! the module that imports to the one that shows it, as text.

use super::{Fate, Imported};
use crate::{base::Lang, diag::Severity, model::file};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What an import gives.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// The model file; empty if nothing could be read.
    pub design: String,
    /// How many resources of the input are resources of the design.
    pub mapped: usize,
    /// How many add to those.
    pub annotated: usize,
    /// How many are drawn, and nobody knows what they do.
    pub unsupported: usize,
    /// How many conditions leave out.
    pub excluded: usize,
    /// The types of those that are not modelled, the most frequent first.
    pub types: Vec<(String, usize)>,
    /// What there is to say, by place. What is not modelled stands above.
    pub said: Vec<Said>,
}

/// One thing that there is to say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// The code of its rule.
    pub code: String,
    /// How much it matters.
    pub severity: Severity,
    /// File, line and column, as far as they are known.
    pub place: String,
    /// The words.
    pub words: String,
    /// What to do about it.
    pub help: String,
}

impl Summary {
    /// The summary of an import.
    pub fn of(imported: &Imported, lang: Lang) -> Self {
        let report = &imported.report;
        let mut types: BTreeMap<&str, usize> = BTreeMap::new();
        for line in report.lines.iter().filter(|it| matches!(it.fate, Fate::Unsupported(_))) {
            *types.entry(&line.ty).or_default() += 1;
        }
        let mut types: Vec<(String, usize)> =
            types.into_iter().map(|(ty, count)| (ty.to_owned(), count)).collect();
        types.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let all = imported.said();
        let told = all.iter().filter(|it| it.rule.code != super::notice::UNSUPPORTED.code);
        let said = told.map(|it| Said {
            code: it.rule.code.to_owned(),
            severity: it.rule.severity,
            place: report.place(it.at),
            words: it.message.say(lang),
            help: it.rule.help.get(lang).to_owned(),
        });
        Self {
            design: if report.is_empty() { String::new() } else { file::save(&imported.model) },
            mapped: report.count(|it| matches!(it, Fate::Mapped(_))),
            annotated: report.count(|it| matches!(it, Fate::Annotated(_))),
            unsupported: report.count(|it| matches!(it, Fate::Unsupported(_))),
            excluded: report.excluded.len(),
            types,
            said: said.collect(),
        }
    }

    /// How many resources the input has.
    pub fn all(&self) -> usize {
        self.mapped + self.annotated + self.unsupported
    }

    /// As text, for whoever reads it back with [`Self::read`].
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What [`Self::text`] made.
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}
