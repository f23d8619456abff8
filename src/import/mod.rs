//! Templates, plans and inventories as a model, with a report of what became of each resource.
//!
//! Leaves out: reading files, which is for the command line and the page. INVARIANT (sum): every resource of the input is
//! mapped, annotated or unsupported, once. Kept by `mapping`; a test holds it for every file of the corpus.

mod cloudformation;
mod contradictions;
mod describe;
mod mapping;
pub mod notice;
mod pivot;
mod plumbing;
mod references;
mod secrets;
mod summary;
mod terraform;
mod text;

pub use mapping::report::{Fate, Imported, Line, Origins, Report};
pub use notice::{Notice, RULES};
pub use summary::{Said, Summary};

use crate::model::attrs::{At, Attr, Item};
use notice::{NOT_READ, Notices};
use std::collections::{BTreeMap, BTreeSet};

/// A text of the input.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its path inside the folder that is imported, with `/`.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// What the input does not say.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The region of what names none.
    pub region: String,
    /// The account.
    pub account: String,
    /// The partition.
    pub partition: String,
    /// The domain of the provider's services.
    pub suffix: String,
    /// Values of parameters, by name.
    pub parameters: BTreeMap<String, String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            region: "us-east-1".to_owned(),
            account: "123456789012".to_owned(),
            partition: "aws".to_owned(),
            suffix: "amazonaws.com".to_owned(),
            parameters: BTreeMap::new(),
        }
    }
}

/// Reads a file that the input names, by its path inside the folder that is imported; or says why not.
pub type ReadFile<'f> = dyn Fn(&str) -> Result<Vec<u8>, String> + 'f;

/// What a front end makes of the input.
#[derive(Debug, Default)]
struct Input {
    items: Vec<Item>,
    /// What conditions left out: id, type, place, condition.
    excluded: Vec<(String, String, At, String)>,
    /// The paths of the files, by number.
    files: Vec<String>,
    /// How many files are of a format that is imported.
    understood: usize,
    /// Where resources stand that name no region.
    region: String,
    /// What the design is called.
    name: String,
    /// What an export said besides.
    besides: Besides,
}

/// What an export said of a design besides its resources.
#[derive(Debug, Default)]
struct Besides {
    /// What regions are called in the model.
    regions: BTreeMap<String, String>,
    /// What differs in the model file.
    design: Option<Attr>,
}

/// The documents of a text, YAML or JSON, as JSON: short functions in their long form, every scalar a text. Nothing if it
/// cannot be read.
pub fn as_json(bytes: &[u8]) -> Vec<serde_json::Value> {
    let read = text::read(bytes, 0, &mut Notices::default());
    read.map_or(Vec::new(), |all| all.iter().map(Attr::json).collect())
}

/// Whether a document is of a format that is imported.
fn is_known(document: &Attr) -> bool {
    cloudformation::is_template(document)
        || terraform::is_plan_or_state(document)
        || describe::is_answer(document)
}

/// Whether a text is an answer about an account, which others of its folder add to.
pub fn is_answer(bytes: &[u8]) -> bool {
    let read = text::read(bytes, 0, &mut Notices::default());
    read.is_ok_and(|all| all.iter().any(describe::is_answer))
}

/// Imports texts that belong together.
pub fn import(sources: &[Source], settings: &Settings, read: &ReadFile<'_>) -> Imported {
    let mut notices = Notices::default();
    let mut sorted: Vec<&Source> = sources.iter().collect();
    sorted.sort_by(|a, b| a.path.cmp(&b.path));
    let mut input = Input { region: settings.region.clone(), ..Input::default() };
    let mut templates: Vec<(u32, Attr)> = Vec::new();
    let mut answers: Vec<(u32, Attr)> = Vec::new();
    let mut plans: Vec<(u32, Attr)> = Vec::new();
    for source in sorted {
        let file = u32::try_from(input.files.len()).unwrap_or(u32::MAX);
        input.files.push(source.path.clone());
        let Ok(documents) = text::read(&source.bytes, file, &mut notices) else { continue };
        let all = documents.len();
        let mut documents = documents.into_iter();
        match documents.find(is_known) {
            Some(template) if cloudformation::is_template(&template) => templates.push((file, template)),
            Some(plan) if terraform::is_plan_or_state(&plan) => plans.push((file, plan)),
            Some(answer) => {
                answers.push((file, answer));
                let more = documents.filter(describe::is_answer);
                answers.extend(more.map(|it| (file, it)));
            }
            None => {
                let at = At { file, line: 1, column: 1 };
                let what =
                    if all == 0 { "the file is empty" } else { "no format that Plat imports is found in it" };
                notices.say(&NOT_READ, at, [what.to_owned()]);
            }
        }
    }
    if let Some((file, _)) = templates.first().or(plans.first()) {
        input.name = cloudformation::stack_name(input.files.get(*file as usize).map_or("", String::as_str));
    }
    let files: BTreeSet<u32> = templates.iter().chain(&answers).map(|it| it.0).collect();
    input.understood = files.len();
    cloudformation::read(templates, &mut input, settings, read, &mut notices);
    describe::read(answers, &mut input, settings, &mut notices);
    let several = plans.len() > 1;
    for (file, plan) in plans {
        let name = cloudformation::stack_name(input.files.get(file as usize).map_or("", String::as_str));
        terraform::read(&plan, several.then_some(&*name), &mut input, settings, &mut notices);
    }
    input.items.iter_mut().for_each(|item| secrets::withhold(item, &mut notices));
    mapping::map(input, notices)
}
