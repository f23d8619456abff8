//! Laws that hold for every file of the corpus: real templates that nobody here wrote, beside the repository.

use cpu_time::ThreadTime;
use plat::{
    import::{Fate, Imported, Settings, Source, as_json, import},
    model::file::{load, save},
};
use serde_json::{Value, json};
use std::{cell::RefCell, fs, path::PathBuf};

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
        let model = one(&name, &bytes).model;
        crate::cloudformation::comes_back(&name, &model);
        crate::terraform_export::stands(&name, &model);
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

/// Law 2: what is said of a file points into it.
#[test]
fn every_word_points_into_the_file() {
    for (name, bytes) in corpus(&["sam", "cloudformation", "cdk"]) {
        let it = one(&name, &bytes);
        let text = String::from_utf8_lossy(&bytes);
        let lines: Vec<&str> = text.lines().collect();
        for notice in &it.report.notices {
            let line = lines.get((notice.at.line as usize).saturating_sub(1));
            let line = line.unwrap_or_else(|| panic!("{name}: {notice:?}"));
            let columns = line.chars().count() + 1;
            assert!((1..=columns).contains(&(notice.at.column as usize)), "{name}: {notice:?}");
        }
    }
}

/// Law 6: whatever a template names, only what lies inside its folder is asked for, and what is not read is said.
#[test]
fn no_file_is_read_from_outside_the_folder() {
    let outside = [
        "../outside.yaml",
        "a/../../outside.yaml",
        "/etc/hosts",
        "//host/share.yaml",
        "file:///etc/hosts",
        "https://example.com/template.yaml",
        "s3://bucket/template.yaml",
        "C:\\outside.yaml",
        "..\\outside.yaml",
    ];
    for (name, bytes) in corpus(&["sam", "cloudformation", "cdk"]) {
        let Some(mut json) = template(&bytes) else { continue };
        let resources = json["Resources"].as_object_mut().expect("resources");
        for (nth, path) in outside.iter().enumerate() {
            let mut add = |what: &str, kind: &str, property: &str| {
                let properties = json!({ property: path, "CidrBlock": "10.0.0.0/16" });
                resources
                    .insert(format!("Added{what}{nth}"), json!({ "Type": kind, "Properties": properties }));
            };
            add("Stack", "AWS::CloudFormation::Stack", "TemplateURL");
            add("Application", "AWS::Serverless::Application", "Location");
            add("Api", "AWS::Serverless::HttpApi", "DefinitionUri");
            add("States", "AWS::Serverless::StateMachine", "DefinitionUri");
            let include =
                json!({ "Fn::Transform": { "Name": "AWS::Include", "Parameters": { "Location": path } } });
            resources.insert(
                format!("AddedInclude{nth}"),
                json!({ "Type": "AWS::SQS::Queue", "Properties": include }),
            );
        }
        let asked = RefCell::new(Vec::new());
        let source = Source { path: format!("inside/{name}"), bytes: json.to_string().into_bytes() };
        let it = import(&[source], &Settings::default(), &|path| {
            asked.borrow_mut().push(path.to_owned());
            Err("there is no such file".to_owned())
        });
        for path in asked.borrow().iter() {
            let steps = || path.split(['/', '\\']);
            assert!(!path.starts_with(['/', '\\']) && !path.contains(':'), "{name}: {path}");
            let depth = steps().try_fold(0_i32, |depth, step| match step {
                ".." => (depth > 0).then(|| depth - 1),
                _ => Some(depth + 1),
            });
            assert!(depth.is_some(), "{name}: {path}");
        }
        for nth in 0..outside.len() {
            for what in ["Stack", "Application", "Api", "States", "Include"] {
                let id = format!("Added{what}{nth}");
                assert!(it.report.lines.iter().any(|line| line.id == id), "{name}: {id} is lost");
            }
        }
        let said = it.report.notices.iter().filter(|it| it.rule.code == "IMP070").count();
        assert!(said >= 2 * outside.len(), "{name}: {said}");
    }
}

/// Law 7: what is secret is copied nowhere: parameters that are not echoed, and properties and variables whose names speak of
/// secrets.
#[test]
fn no_secret_is_copied() {
    const SECRET: &str = "correct-horse-battery-staple";
    for (name, bytes) in corpus(&["sam", "cloudformation", "cdk"]) {
        let Some(mut json) = template(&bytes) else { continue };
        let parameters = json["Parameters"].take();
        let mut parameters = parameters.as_object().cloned().unwrap_or_default();
        for parameter in parameters.values_mut().filter(|it| it["NoEcho"] == true || it["NoEcho"] == "true") {
            parameter["Default"] = json!(SECRET);
        }
        parameters.insert("Hidden".into(), json!({ "Type": "String", "NoEcho": "true", "Default": SECRET }));
        json["Parameters"] = parameters.into();
        for resource in json["Resources"].as_object_mut().expect("resources").values_mut() {
            let Some(resource) = resource.as_object_mut() else { continue };
            let properties = resource.entry("Properties").or_insert_with(|| json!({}));
            if let Some(properties) = properties.as_object_mut() {
                properties.insert("MasterUserPassword".into(), json!(SECRET));
                properties.insert("Description".into(), json!({ "Fn::Sub": "it is ${Hidden}" }));
                let variables =
                    json!({ "API_TOKEN": SECRET, "clientSecret": SECRET, "FROM": { "Ref": "Hidden" } });
                properties.insert("Environment".into(), json!({ "Variables": variables }));
                properties.insert("SecretString".into(), json!(SECRET));
                properties
                    .insert("Tags".into(), json!([{ "Key": "db-password", "Value": { "Ref": "Hidden" } }]));
            }
        }
        let it = one(&name, json.to_string().as_bytes());
        assert!(!save(&it.model).contains(SECRET), "{name}: the design");
        assert!(!format!("{:?}", it.report).contains(SECRET), "{name}: the report");
        let said = it.report.notices.iter().any(|it| it.rule.code == "IMP090");
        assert!(said || it.report.lines.is_empty(), "{name}: it is said");
    }
}
