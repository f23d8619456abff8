//! The laws of fuzzing for the seeds, and for every input that once broke one.

#[path = "../../fuzz/laws.rs"]
mod laws;

use std::{fs, path::PathBuf};

/// A law for each file of its folder.
fn holds(folder: &str, law: impl Fn(&[u8])) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(folder);
    let mut files: Vec<PathBuf> =
        fs::read_dir(path).expect("a folder").map(|it| it.expect("a file").path()).collect();
    files.sort();
    assert!(!files.is_empty());
    for file in files {
        println!("{}", file.display());
        law(&fs::read(&file).expect("a file that can be read"));
    }
}

#[test]
fn seeds_of_models_keep_the_law() {
    holds("model", laws::model);
}

#[test]
fn seeds_of_templates_keep_the_law() {
    holds("template", laws::template);
}

#[test]
fn seeds_of_plans_keep_the_law() {
    holds("plan", laws::plan);
}

#[test]
fn seeds_of_the_language_keep_the_law() {
    holds("language", laws::language);
}

#[test]
fn seeds_of_answers_keep_the_law() {
    holds("dump", laws::dump);
}

#[test]
fn seeds_of_links_keep_the_law() {
    holds("link", laws::link);
}
