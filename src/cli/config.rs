//! `plat.toml`: what the commands of a repository have in common. Found upward from the model; options win.

use super::{
    Result,
    input::{self, Failure},
};
use crate::base::nearest;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The name of the file.
const NAME: &str = "plat.toml";

/// Every key, to offer the nearest.
const KEYS: [&str; 3] = ["check", "baseline", "fail-on"];

/// What a file says.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Config {
    /// For `plat check`.
    pub check: Check,
}

/// What `plat check` takes from it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Check {
    /// From which severity on the check fails.
    pub fail_on: Option<Threshold>,
    /// The baseline; in the file as seen from its folder.
    pub baseline: Option<PathBuf>,
}

/// From which severity on something fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Threshold {
    /// Errors only
    Error,
    /// Warnings too
    Warning,
    /// Everything
    Note,
}

/// What applies to some models. Those of one run have one file, or none.
pub fn of(models: &[PathBuf]) -> Result<Config> {
    let mut found: Option<PathBuf> = None;
    for model in models {
        let own = above(model);
        match (&found, own) {
            (_, None) => {}
            (None, own) => found = own,
            (Some(first), Some(own)) if *first == own => {}
            (Some(first), Some(own)) => {
                let help = "check them one after the other".to_owned();
                let message =
                    format!("`{}` and `{}` both apply to these models", first.display(), own.display());
                return Err(Failure::new(message).help(Some(help)));
            }
        }
    }
    found.map_or_else(|| Ok(Config::default()), |path| read(&path))
}

/// The files that apply to some models.
pub fn beside(models: &[PathBuf]) -> Vec<PathBuf> {
    models.iter().filter_map(|model| above(model)).collect()
}

/// The nearest file above a model; for standard input, above the present folder.
fn above(model: &Path) -> Option<PathBuf> {
    let start = if model.as_os_str() == "-" { Path::new(".") } else { model };
    let start = std::fs::canonicalize(start).ok()?;
    start.ancestors().map(|folder| folder.join(NAME)).find(|file| file.is_file())
}

fn read(path: &Path) -> Result<Config> {
    let text = input::text(path)?;
    let mut config = parsed(&text, &path.display().to_string())?;
    if let Some(baseline) = &mut config.check.baseline {
        *baseline = path.parent().unwrap_or(Path::new(".")).join(&*baseline);
    }
    Ok(config)
}

fn parsed(text: &str, name: &str) -> Result<Config> {
    toml::from_str(text).map_err(|error| {
        let (line, column) = crate::model::json::position(text, error.span().map_or(0, |span| span.start));
        let message = error.message().to_owned();
        let typed = message.strip_prefix("unknown field `").and_then(|rest| rest.split_once('`'));
        let near = typed.and_then(|(typed, _)| nearest(typed, KEYS));
        Failure {
            place: Some(format!("{name}:{line}:{column}")),
            ..Failure::new(message).help(near.map(|near| format!("did you mean `{near}`?")))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_refused_with_its_place() {
        let config = parsed("[check]\nfail-on = \"note\"\nbaseline = \"b.json\"\n", "plat.toml").unwrap();
        assert_eq!(config.check.fail_on, Some(Threshold::Note));
        assert_eq!(parsed("", "plat.toml").unwrap(), Config::default());
        let wrong = |text: &str| parsed(text, "plat.toml").unwrap_err();
        let error = wrong("# x\n[check]\nfial-on = \"note\"\n");
        assert_eq!(error.place.as_deref(), Some("plat.toml:3:1"));
        assert!(error.message.starts_with("unknown field `fial-on`"), "{}", error.message);
        assert_eq!(error.help.as_deref(), Some("did you mean `fail-on`?"));
        assert_eq!(wrong("[check]\nfail-on = \"never\"\n").place.as_deref(), Some("plat.toml:2:11"));
        assert!(wrong("[check").place.is_some() && wrong("chekc = 1").help.is_some());
    }
}
