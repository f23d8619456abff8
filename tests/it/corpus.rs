//! Laws that hold for every file of the corpus: real templates that nobody here wrote, beside the repository.

use cpu_time::ThreadTime;
use plat::{
    import::{Fate, Imported, Settings, Source, as_json, import},
    model::file::{load, save},
};
use serde_json::Value;
use std::{fs, path::PathBuf};

/// The files of some folders of the corpus; nothing where it is not at hand, which is said.
fn corpus(folders: &[&str]) -> Vec<(String, Vec<u8>)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let mut files = Vec::new();
    for folder in folders {
        let Ok(entries) = fs::read_dir(root.join(folder)) else {
            eprintln!("the corpus is not at hand: no folder `{folder}` beside the repository");
            continue;
        };
        for entry in entries.filter_map(Result::ok).filter(|it| it.path().is_file()) {
            let name = entry.file_name().to_string_lossy().into_owned();
            files.push((name, fs::read(entry.path()).expect("a file of the corpus is read")));
        }
    }
    files.sort();
    files
}

fn one(name: &str, bytes: &[u8]) -> Imported {
    let source = Source { path: name.to_owned(), bytes: bytes.to_vec() };
    import(&[source], &Settings::default(), &|_| Err("there is no such file".to_owned()))
}

/// The template of a file as JSON, if it has one.
fn template(bytes: &[u8]) -> Option<Value> {
    as_json(bytes).into_iter().find(|it| it.get("Resources").is_some())
}

/// The same template as JSON, its resources in another order.
fn twin(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut json = template(bytes)?;
    if let Some(resources) = json.get_mut("Resources").and_then(Value::as_object_mut) {
        let mut all: Vec<(String, Value)> = std::mem::take(resources).into_iter().collect();
        all.reverse();
        resources.extend(all);
    }
    Some(json.to_string().into_bytes())
}

#[test]
fn every_file_keeps_the_laws() {
    for (name, bytes) in corpus(&["sam", "cloudformation", "cdk"]) {
        let start = ThreadTime::now();
        let it = one(&name, &bytes);
        let took = start.elapsed();
        assert!(took.as_secs() < 2, "{name}: {took:?}");
        // Law 1: each resource has one fate, and those drawn are in the model.
        let mut ids: Vec<&str> = it.report.lines.iter().map(|it| it.id.as_str()).collect();
        let all = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), all, "{name}");
        let declared = template(&bytes).unwrap_or_default();
        let resources = declared.get("Resources").and_then(Value::as_object);
        let resources = resources.map_or(0, |all| all.values().filter(|it| it.get("Type").is_some()).count());
        assert_eq!(all + it.report.excluded.len(), resources, "{name}");
        for line in &it.report.lines {
            if let Fate::Mapped(id) | Fate::Unsupported(id) = &line.fate {
                assert!(it.model.node(id).is_some(), "{name}: {id}");
                assert!(it.origins.of(id, None).is_some_and(|at| at.line > 0), "{name}: {id}");
            }
        }
        // Law 4: neither the form nor the order matters.
        let saved = save(&it.model);
        if let Some(other) = twin(&bytes) {
            let other = one(&name, &other);
            assert_eq!(save(&other.model), saved, "{name}");
            assert_eq!(other.report.lines.len(), all, "{name}");
        }
        // What was made is a model.
        let loaded = load(&saved).unwrap_or_else(|error| panic!("{name}: {}: {error}", error.path));
        assert_eq!(save(&loaded.model), saved, "{name}");
    }
}

/// What is made of a template comes back from the template that it is exported as.
#[test]
fn every_file_comes_back_from_its_export() {
    for (name, bytes) in corpus(&["sam", "cloudformation", "cdk"]) {
        crate::cloudformation::comes_back(&name, &one(&name, &bytes).model);
    }
}

/// Whatever is cut off or changed, there is an answer.
#[test]
fn broken_files_are_refused_or_read_in_part() {
    for (name, bytes) in corpus(&["sam", "cloudformation"]) {
        for part in 1..8 {
            let cut = &bytes[..bytes.len() * part / 8];
            let it = one(&name, cut);
            assert!(!it.report.is_empty() || !it.report.notices.is_empty(), "{name}: {part}");
        }
        for (from, to) in
            [("Ref", "Fn::Sub"), (":", ": -"), ("AWS::", "["), ("Properties", "Type"), ("!", "&")]
        {
            let text = String::from_utf8_lossy(&bytes).replace(from, to);
            let it = one(&name, text.as_bytes());
            assert!(!it.report.is_empty() || !it.report.notices.is_empty(), "{name}: {from}");
        }
    }
}
