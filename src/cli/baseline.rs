//! Baselines: what was wrong when somebody looked last. What stands there is suppressed; what is new is not.

use super::{
    Result,
    input::{self, Failure},
    issue::{Issue, Suppressed},
    output,
    paths::relative,
};
use crate::model::write::pretty;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, path::Path};

/// The version of the format.
const VERSION: u32 = 1;

/// What a file of it holds.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    plat_baseline: u32,
    known: BTreeSet<Known>,
}

/// An issue, by what does not change when lines move.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    /// The model, as seen from the baseline's folder.
    file: String,
    fingerprint: String,
}

fn known(issue: &Issue, baseline: &Path) -> Known {
    let folder = baseline.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let file = relative(Path::new(&issue.file), folder).unwrap_or_else(|| issue.file.clone());
    Known { file, fingerprint: issue.fingerprint.clone() }
}

/// Suppresses what a baseline knows. Answers how many of its entries are no longer found.
pub fn apply(path: &Path, issues: &mut [Issue]) -> Result<usize> {
    let text = input::text(path)?;
    let name = path.display();
    let document: Document = serde_json::from_str(&text).map_err(|error| Failure {
        place: Some(format!("{name}:{}:{}", error.line(), error.column())),
        ..Failure::new(format!("`{name}` is no baseline: {error}"))
            .help(Some("`plat check --write-baseline FILE` writes one".to_owned()))
    })?;
    if document.plat_baseline != VERSION {
        return Err(Failure::new(format!(
            "`{name}` has format {}; this version knows {VERSION}",
            document.plat_baseline
        )));
    }
    let mut found = BTreeSet::new();
    for issue in issues {
        let entry = known(issue, path);
        if document.known.contains(&entry) {
            // What the model accepts says why; a baseline does not.
            issue.suppressed.get_or_insert(Suppressed::Baseline);
            found.insert(entry);
        }
    }
    Ok(document.known.len() - found.len())
}

/// Writes everything that is wrong now and that the model does not accept.
pub fn write(path: &Path, issues: &[Issue]) -> Result<usize> {
    let open = issues.iter().filter(|it| !matches!(it.suppressed, Some(Suppressed::Accepted { .. })));
    let known: BTreeSet<Known> = open.map(|issue| known(issue, path)).collect();
    let count = known.len();
    let document = serde_json::to_value(Document { plat_baseline: VERSION, known }).unwrap_or_default();
    output::write(path, pretty(&document).as_bytes())?;
    Ok(count)
}
