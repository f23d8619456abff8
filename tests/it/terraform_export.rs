//! Designs as Terraform configurations: read again they are the same designs.

use plat::{
    export::terraform,
    import::{Imported, Settings, Source, import},
    model::{
        Model,
        file::{load, save},
    },
};
use std::{fs, path::Path};

/// The sample designs, and one that has every kind.
fn designs() -> Vec<(String, Model)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let samples = fs::read_dir(root.join("models")).unwrap();
    let mut files: Vec<_> = samples.map(|it| it.unwrap().path().join("model.json")).collect();
    files.retain(|it| it.is_file());
    files.sort();
    files.push(root.join("tests/exports/every-kind/model.json"));
    let name = |path: &Path| path.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned();
    files.iter().map(|it| (name(it), load(&fs::read_to_string(it).unwrap()).unwrap().model)).collect()
}

fn read(text: &str) -> Imported {
    let source = Source { path: "any.tf".to_owned(), bytes: text.as_bytes().to_vec() };
    import(&[source], &Settings::default(), &|_| Err("there is no such file".to_owned()))
}

/// Writes a design and reads it again; what is read has to be the design.
pub fn comes_back(name: &str, model: &Model) -> String {
    let text = terraform::of(model).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(terraform::of(model).unwrap(), text, "{name}: the same design, the same file");
    let wanted = save(model);
    let back = read(&text);
    let found = save(&back.model);
    if found != wanted {
        let differs: Vec<_> = wanted.lines().zip(found.lines()).filter(|(a, b)| a != b).take(3).collect();
        panic!("{name}: {differs:#?}\n{:?}\n{text}", back.report.notices);
    }
    // Nothing that is said of it is about what Plat wrote.
    let said: Vec<_> = back.report.notices.iter().filter(|it| !EXPECTED.contains(&it.rule.code)).collect();
    assert!(said.is_empty(), "{name}: {said:?}\n{text}");
    text
}

/// Variables without a value, types that are not modelled, what is sensitive, and blocks that contradict one another: as the
/// design has them.
const EXPECTED: [&str; 5] = ["IMP010", "IMP011", "IMP020", "IMP050", "IMP090"];

#[test]
fn every_design_comes_back() {
    for (name, model) in designs() {
        comes_back(&name, &model);
    }
}
