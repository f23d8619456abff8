//! Every rule of the interface is shown by a test or a measurement, or its gap is written down.

use std::{collections::BTreeSet, fs, path::Path};

/// The groups of rules, and how many each has.
const RULES: [(&str, usize); 8] =
    [("CV", 22), ("IN", 5), ("KEY", 3), ("DOC", 9), ("OV", 5), ("TX", 5), ("AX", 5), ("SP", 3)];

/// Collects the rules that comments of tests, benches and measurements name.
fn named(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            named(&path, found);
            continue;
        }
        if path.extension().is_none_or(|it| it != "rs") || path.ends_with("tests/it/interface.rs") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let whole =
            path.components().any(|it| ["tests", "benches"].iter().any(|name| it.as_os_str() == *name))
                || path.ends_with("measure.rs")
                || path.ends_with("tests.rs");
        // A file of the library has its tests at its end.
        let tests = if whole { text.as_str() } else { text.split_once("mod tests {").map_or("", |it| it.1) };
        for line in tests.lines().map(str::trim_start).filter(|line| line.starts_with("//")) {
            found.extend(rules(line));
        }
    }
}

/// The rules that a text names.
fn rules(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    let known = |word: &&str| {
        let (group, number) = word.split_once('-').unwrap_or_default();
        let number = number.parse::<usize>().unwrap_or(0);
        RULES.iter().any(|(name, count)| *name == group && (1..=*count).contains(&number))
    };
    words.filter(known).map(str::to_owned).collect()
}

#[test]
fn every_rule_of_the_interface_has_a_test_or_its_gap_is_written_down() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut shown = BTreeSet::new();
    for folder in ["src", "tests", "benches", "browser-tests", "xtask/src"] {
        named(&root.join(folder), &mut shown);
    }
    let gaps = fs::read_to_string(root.join("docs/interface-gaps.md")).unwrap();
    let gaps: BTreeSet<String> = gaps.lines().filter(|line| line.starts_with("| ")).flat_map(rules).collect();
    let all = RULES.iter().flat_map(|(name, count)| (1..=*count).map(move |at| format!("{name}-{at}")));
    let missing: Vec<String> = all.filter(|rule| !shown.contains(rule) && !gaps.contains(rule)).collect();
    assert!(missing.is_empty(), "neither shown nor said to be missing: {missing:?}");
}
