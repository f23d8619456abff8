//! The pages that strangers read first: commands in them are run, documents in them are loaded, links in them lead
//! somewhere. A page whose output is out of date is rewritten, and the test fails once.

use crate::cli::plat_in;
use plat::model::file;
use std::{
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(page: &str) -> String {
    fs::read_to_string(root().join(page)).unwrap_or_else(|error| panic!("{page}: {error}"))
}

fn keep(page: &str, old: &str, new: &str) {
    if new != old {
        fs::write(root().join(page), new).expect("a page can be written");
        panic!("{page} was out of date and is now rewritten: look at it and commit it");
    }
}

/// A page with what its commands print, and how each ended.
pub fn with_output(folder: &Path, page: &str) -> (String, Vec<(String, i32)>) {
    let mut new = String::new();
    let mut commands = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        new.push_str(line);
        new.push('\n');
        let Some(command) = line.strip_prefix("$ plat ") else { continue };
        let (code, out, _) = plat_in(folder, &command.split(' ').collect::<Vec<_>>(), "");
        commands.push((command.to_owned(), code));
        new.push_str(&out);
        new.push_str(lines.find(|line| *line == "```").expect("a block has an end"));
        new.push('\n');
    }
    (new, commands)
}

#[test]
fn the_front_page_shows_what_commands_print() {
    let old = read("README.md");
    let (new, commands) = with_output(&root(), &old);
    assert_eq!(commands.iter().map(|(_, code)| *code).collect::<Vec<_>>(), [1, 0]);
    keep("README.md", &old, &new);
}

#[test]
fn documents_of_the_file_format_load_and_are_canonical() {
    let page = "docs/model-file.md";
    let old = read(page);
    let (mut new, mut rest) = (String::new(), old.as_str());
    let (mut good, mut bad) = (0, 0);
    while let Some((before, after)) = rest.split_once("```json") {
        let (mark, after) = after.split_once('\n').expect("a fence ends its line");
        let (document, after) = after.split_once("```\n").expect("a block has an end");
        rest = after;
        new.push_str(&format!("{before}```json{mark}\n"));
        if mark.is_empty() {
            let loaded = file::load(document).unwrap_or_else(|error| panic!("{error}\n{document}"));
            new.push_str(&format!("{}```\n", file::save(&loaded.model)));
            good += 1;
        } else {
            new.push_str(&format!("{document}```\n"));
            let (code, _, said) = plat_in(&root(), &["check", "-"], document);
            assert_eq!(code, 2, "{document}");
            let (_, after) = rest.split_once("```text\n").expect("what it says comes next");
            let (_, after) = after.split_once("```\n").expect("a block has an end");
            new.push_str(&format!("\n```text\n{said}```\n"));
            rest = after;
            bad += 1;
        }
    }
    new.push_str(rest);
    assert!(good >= 2 && bad >= 2, "{good} documents, {bad} refused");
    keep(page, &old, &new);
}

/// Links to files of this repository, and back-ticked paths, exist.
#[test]
fn links_lead_somewhere() {
    let mut wrong = Vec::new();
    let mut pages = vec!["README.md", "ARCHITECTURE.md", "CHANGELOG.md"]
        .into_iter()
        .map(PathBuf::from)
        .collect::<Vec<_>>();
    let docs = fs::read_dir(root().join("docs")).expect("docs is there").flatten();
    pages.extend(
        docs.map(|it| Path::new("docs").join(it.file_name()))
            .filter(|it| it.extension().is_some_and(|it| it == "md")),
    );
    for page in pages {
        let text = fs::read_to_string(root().join(&page)).expect("a page is text");
        let folder = root().join(page.parent().unwrap_or(Path::new("")));
        for link in text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link) {
            let path = link.split('#').next().unwrap_or_default();
            if !path.is_empty() && !path.contains("://") && !folder.join(path).exists() {
                wrong.push(format!("{}: {link}", page.display()));
            }
        }
        for path in text.split('`').skip(1).step_by(2) {
            let of_ours = ["src/", "tests/", "assets/", "docs/", "xtask/", "models/", "benches/", "web/"];
            let plain = path.bytes().all(|b| b.is_ascii_alphanumeric() || b"/._-".contains(&b));
            if plain && of_ours.iter().any(|start| path.starts_with(start)) && !root().join(path).exists() {
                wrong.push(format!("{}: `{path}`", page.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
