//! What holds for every input, whatever is in it. The fuzz targets look for bytes that break a law; the tests hold the laws
//! for the seeds, and for what was once found.
#![allow(dead_code, reason = "each fuzz target has one law")]

use plat::{
    analysis::Analysis,
    base::Lang,
    import::{Fate, Settings, Source, import},
    model::{Model, file, link},
};

/// Beyond so many resources a design is not analysed: one input should take little time.
const FEW: usize = 60;

/// A model file loads, or is refused at a place inside it; what loads is written as it was read.
pub fn model(bytes: &[u8]) {
    match file::load_bytes(bytes) {
        Ok(loaded) => stands(&loaded.model),
        Err(error) => {
            let lines = bytes.iter().filter(|it| **it == b'\n').count() + 1;
            assert!((1..=lines).contains(&error.line) && error.column >= 1, "{error}");
        }
    }
}

/// A share link holds a file, or is refused; a file within is loaded as any other.
pub fn link(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(file) = link::read(text) else { return };
    if let Ok(loaded) = file::load_bytes(&file) {
        let part = link::write(&loaded.model);
        let again = link::read(&part).expect("what is written is read");
        assert_eq!(again, file::save(&loaded.model).into_bytes());
    }
}

/// A template.
pub fn template(bytes: &[u8]) {
    imported("template.yaml", bytes);
}

/// A plan, or a state.
pub fn plan(bytes: &[u8]) {
    imported("plan.json", bytes);
}

/// A file of Terraform's language.
pub fn language(bytes: &[u8]) {
    imported("main.tf", bytes);
}

/// An answer about an account.
pub fn dump(bytes: &[u8]) {
    imported("answer.json", bytes);
}

/// Every resource of the input has one fate and what is drawn is in the model; the same input gives the same bytes.
fn imported(path: &str, bytes: &[u8]) {
    let source = || Source { path: path.to_owned(), bytes: bytes.to_vec() };
    let read = |_: &str| Err("there is no such file".to_owned());
    let it = import(&[source()], &Settings::default(), &read);
    for line in &it.report.lines {
        if let Fate::Mapped(id) | Fate::Unsupported(id) = &line.fate {
            assert!(it.model.node(id).is_some(), "{id} is told as drawn and is not there");
        }
    }
    let again = import(&[source()], &Settings::default(), &read);
    assert_eq!(file::save(&again.model), file::save(&it.model));
    assert_eq!(format!("{:?}", again.report), format!("{:?}", it.report));
    stands(&it.model);
}

/// A model is written as it is read, and has findings, a bill and a name for everything.
fn stands(model: &Model) {
    let saved = file::save(model);
    let again = file::load(&saved).unwrap_or_else(|error| panic!("{}: {error}", error.path));
    assert!(again.model == *model, "what was written is read as something else");
    if model.nodes().len() > FEW {
        return;
    }
    let analysis = Analysis::new(again.model);
    for finding in analysis.findings() {
        finding.message.say(Lang::En);
    }
    analysis.bill();
}
