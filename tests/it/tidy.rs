//! The walls of the house: what the style guide forbids, a test forbids.

use plat::model::kinds::Kind;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Which module of the crate may name which. A module may always name itself.
const MAY_NAME: [(&str, &[&str]); 13] = [
    ("base", &[]),
    ("diag", &["base"]),
    ("model", &["base", "diag"]),
    ("layout", &["base", "model"]),
    ("net", &["base", "diag", "model"]),
    ("cost", &["base", "diag", "model"]),
    ("sim", &["base", "diag", "model"]),
    ("advice", &["base", "diag", "model", "net", "cost"]),
    ("import", &["base", "diag", "model"]),
    ("export", &["base", "diag", "model", "layout", "net", "cost", "sim", "import"]),
    ("analysis", &["base", "diag", "model", "layout", "net", "cost", "sim", "advice", "import", "export"]),
    ("gui", &["base", "diag", "model", "layout", "export", "analysis"]),
    ("cli", &["base", "diag", "model", "layout", "export", "analysis"]),
];

/// Lines of a file, tests apart.
const WALL: usize = 600;

/// Names that say nothing.
const EMPTY_NAMES: [&str; 7] = ["utils", "helpers", "common", "misc", "manager", "data", "info"];

/// Modules of the standard library that reach outside the program.
const OUTSIDE: [&str; 5] = ["fs", "env", "thread", "process", "net"];

/// Where reaching outside the program is allowed.
const EDGES: [&str; 7] = [
    "src/cli",
    "src/main.rs",
    "src/gui/native.rs",
    "src/gui/native/",
    "src/gui/tests/files.rs",
    "src/gui/web.rs",
    "src/cli.rs",
];

struct Source {
    /// Relative to the repository, with forward slashes.
    path: String,
    text: String,
}

impl Source {
    /// The lines that are code: neither comments nor blank, with their numbers from 1.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = (1..).zip(self.text.lines());
        lines.filter(|(_, line)| !line.trim_start().starts_with("//") && !line.trim().is_empty())
    }

    /// The module directly under the crate that the file is part of.
    fn module(&self) -> &str {
        let rest = self.path.strip_prefix("src/").unwrap_or(&self.path);
        rest.split(['/', '.']).next().unwrap_or(rest)
    }

    fn is_edge(&self) -> bool {
        EDGES.iter().any(|edge| self.path.starts_with(edge))
    }
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the sources are there").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|it| it == "rs") {
            found.push(path);
        }
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    collect(&root.join("src"), &mut paths);
    paths.sort();
    let read = |path: PathBuf| Source {
        text: fs::read_to_string(&path).expect("a source is text"),
        path: path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/"),
    };
    paths.into_iter().map(read).collect()
}

/// The names directly under a root such as `crate`, also those of `crate::{a, b::{c}}`.
fn named_under(code: &str, root: &str) -> BTreeSet<String> {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let mut names = BTreeSet::new();
    for (at, _) in code.match_indices(&format!("{root}::")) {
        if code[..at].ends_with(word) {
            continue;
        }
        let rest = &code[at + root.len() + 2..];
        let Some(group) = rest.strip_prefix('{') else {
            names.insert(rest.chars().take_while(|c| word(*c)).collect());
            continue;
        };
        let (mut depth, mut name, mut fresh) = (1, String::new(), true);
        for c in group.chars() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 1 => fresh = true,
                _ if depth == 1 && fresh && word(c) => name.push(c),
                _ if depth == 1 && !name.is_empty() => fresh = false,
                _ => {}
            }
            if (!fresh || c == ',' || depth != 1) && !name.is_empty() {
                names.insert(std::mem::take(&mut name));
            }
            if depth == 0 {
                break;
            }
        }
    }
    names
}

fn code_of(source: &Source) -> String {
    source.code().map(|(_, line)| line).collect::<Vec<_>>().join("\n")
}

/// Runs a check over every source and shows everything that it complains of.
fn walk(check: impl Fn(&Source, &mut Vec<String>)) {
    let mut wrong = Vec::new();
    for source in sources() {
        check(&source, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_reader_of_imports_reads() {
    let code =
        "use crate::{base::{Cidr, text}, model::{Model, edit::Edit}, diag};\ncrate::net::x(); subcrate::no;";
    let found = named_under(code, "crate");
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["base", "diag", "model", "net"]);
}

#[test]
fn modules_name_only_what_is_below_them() {
    walk(|source, wrong| {
        let module = source.module();
        if ["lib", "main"].contains(&module) {
            return;
        }
        let Some((_, allowed)) = MAY_NAME.iter().find(|(name, _)| *name == module) else {
            wrong.push(format!("{}: the table does not know the module `{module}`", source.path));
            return;
        };
        for name in named_under(&code_of(source), "crate") {
            if name != module && !allowed.contains(&name.as_str()) {
                wrong.push(format!("{}: `{module}` may not name `{name}`", source.path));
            }
        }
    });
}

#[test]
fn files_are_short_and_say_what_they_are() {
    walk(|source, wrong| {
        if !source.text.starts_with("//!") && !source.path.ends_with("/tests.rs") {
            wrong.push(format!("{}: opens without `//!`", source.path));
        }
        let own = source.text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().lines().count();
        let tests = source.path.ends_with("/tests.rs") || source.path.contains("/tests/");
        if own > WALL && !tests {
            wrong.push(format!("{}: {own} lines; {WALL} is the wall", source.path));
        }
        let stem =
            source.path.rsplit('/').next().and_then(|name| name.strip_suffix(".rs")).unwrap_or_default();
        let folder = source.path.rsplit('/').nth(1).unwrap_or_default();
        for name in EMPTY_NAMES {
            if stem == name || folder == name || source.text.contains(&format!("mod {name} ")) {
                wrong.push(format!("{}: `{name}` says nothing", source.path));
            }
        }
    });
}

#[test]
fn the_outside_is_reached_at_the_edges_only() {
    walk(|source, wrong| {
        let code = code_of(source);
        let module = source.module();
        let mut words = code.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        let has = |word: &str| code.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|it| it == word);
        if module != "gui" && module != "main" && words.any(|word| ["egui", "eframe"].contains(&word)) {
            wrong.push(format!("{}: egui lives in `gui`", source.path));
        }
        if module != "cli" && module != "main" && has("clap") {
            wrong.push(format!("{}: arguments are parsed in `cli`", source.path));
        }
        if source.is_edge() {
            return;
        }
        // `std::net` holds addresses as well as sockets.
        for name in named_under(&code, "std") {
            if OUTSIDE.contains(&name.as_str()) && (name != "net" || has("TcpStream") || has("UdpSocket")) {
                wrong.push(format!("{}: `std::{name}` belongs to the edges", source.path));
            }
        }
        // As a type, not as a word of a text.
        for clock in ["SystemTime", "Instant"] {
            if code.contains(&format!("{clock}::")) || code.contains(&format!("time::{clock}")) {
                wrong.push(format!("{}: the clock belongs to the edges", source.path));
            }
        }
    });
}

#[test]
fn kinds_are_named_among_kinds_only() {
    let types: Vec<String> = Kind::ALL.iter().map(|kind| format!("{kind:?}")).collect();
    walk(|source, wrong| {
        if source.path.starts_with("src/model/kinds/") {
            return;
        }
        // Tests may name what they like.
        let own = source.text.split("#[cfg(test)]").next().unwrap_or_default();
        if source.path.ends_with("/tests.rs") {
            return;
        }
        let own = Source { path: source.path.clone(), text: own.to_owned() };
        let code = code_of(&own);
        for root in ["kinds", "Kind", "AnyResource"] {
            for name in named_under(&code, root) {
                if types.contains(&name) {
                    wrong.push(format!("{}: names the kind `{name}`", source.path));
                }
            }
        }
    });
}

/// Our own enums, whose arms are written out so that a new one is missed nowhere.
fn own_enums() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for source in sources() {
        for (_, line) in source.code() {
            if let Some(rest) = line.trim_start().strip_prefix("pub enum ") {
                names.insert(rest.chars().take_while(|c| c.is_alphanumeric()).collect());
            }
        }
    }
    names
}

/// The words of a file's `use` declarations that begin outside this crate.
fn named_from_elsewhere(source: &Source) -> BTreeSet<String> {
    let code = code_of(source);
    let starts = code.split('\n').filter_map(|line| line.trim_start().strip_prefix("use "));
    let at = |line: &str| line.as_ptr() as usize - code.as_ptr() as usize;
    let uses = starts.filter_map(|line| code[at(line)..].split_once(';')).map(|(path, _)| path);
    let foreign = uses.filter(|path| {
        let root = path.split("::").next().unwrap_or_default();
        !["crate", "self", "super"].contains(&root)
    });
    let words = foreign.flat_map(|path| path.split(|c: char| !(c.is_alphanumeric() || c == '_')));
    words.map(str::to_owned).collect()
}

#[test]
fn foreign_names_are_told_apart() {
    let text = "use egui::{accesskit::Role, Rect};\nuse crate::{a::Kind,\n b};\nuse super::Look;".to_owned();
    let foreign = named_from_elsewhere(&Source { path: String::new(), text });
    assert!(foreign.contains("Role") && !foreign.contains("Kind") && !foreign.contains("Look"));
}

#[test]
fn own_enums_are_matched_arm_by_arm() {
    let own = own_enums();
    walk(|source, wrong| {
        // An enum of another crate may have the name of one of ours.
        let foreign = named_from_elsewhere(source);
        let lines: Vec<&str> = source.text.lines().collect();
        let indent = |line: &str| line.len() - line.trim_start().len();
        for (i, line) in lines.iter().enumerate().filter(|(_, line)| line.trim_start().starts_with("_ =>")) {
            let depth = indent(line);
            let above = lines[..i].iter().rev().take_while(|it| it.trim().is_empty() || indent(it) >= depth);
            let arms = above.filter(|it| indent(it) == depth && it.contains("=>"));
            let names = |arm: &&str| {
                let first = arm.trim_start().split("::").next().unwrap_or_default();
                own.contains(first) && !foreign.contains(first)
            };
            if arms.into_iter().any(names) {
                wrong.push(format!("{}:{}: `_ =>` over one of our own enums", source.path, i + 1));
            }
        }
    });
}

#[test]
fn nothing_is_left_for_later() {
    walk(|source, wrong| {
        for (number, line) in source.code() {
            for word in ["todo!", "unimplemented!", "dbg!", "#[ignore", "unsafe "] {
                if line.contains(word) {
                    wrong.push(format!("{}:{number}: {word}", source.path));
                }
            }
        }
    });
    let manifest = include_str!("../../Cargo.toml");
    assert!(manifest.contains("unsafe_code = \"forbid\""));
}
