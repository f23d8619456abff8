//! Templates, plans and inventories as a model, with a report of what became of each resource.
//!
//! Leaves out: reading files, which is for the command line and the page. INVARIANT (sum): every resource of the input is
//! mapped, annotated or unsupported, once. Kept by `mapping`; a test holds it for every file of the corpus.

mod blocks;
mod cloudformation;
mod contradictions;
mod describe;
mod mapping;
pub mod notice;
pub(crate) mod pivot;
mod plumbing;
mod references;
mod secrets;
mod serverless;
mod summary;
mod terraform;
mod text;
mod usage;
mod zones;

pub use mapping::report::{Fate, Imported, Line, Origins, Report};
pub use notice::{Notice, RULES};
pub use summary::{Said, Summary};

use crate::model::attrs::{At, Attr, Item, Mention};
use notice::{NOT_READ, Notices, OUTSIDE};
use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};
use terraform::language;

/// Endings of files that may be of a format that is imported.
pub const ENDINGS: [&str; 6] = ["yaml", "yml", "json", "template", "tf", "tfvars"];

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
    /// The region of what names none; without it the one whose zones the input names, or the usual one.
    pub region: Option<String>,
    /// The account.
    pub account: String,
    /// The partition.
    pub partition: String,
    /// The domain of the provider's services.
    pub suffix: String,
    /// Values of parameters, by name.
    pub parameters: BTreeMap<String, String>,
    /// Files of values for Terraform's variables, of which the last one counts.
    pub values: Vec<Source>,
    /// What is asked of it in a month: a usage file of Infracost.
    pub usage: Option<Source>,
    /// Folders that are imported by themselves, though another one that is named holds them: the rest of that is only read
    /// where they name it.
    pub roots: BTreeSet<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            region: None,
            account: "123456789012".to_owned(),
            partition: "aws".to_owned(),
            suffix: "amazonaws.com".to_owned(),
            parameters: BTreeMap::new(),
            values: Vec::new(),
            usage: None,
            roots: BTreeSet::new(),
        }
    }
}

impl Settings {
    /// The region of what names none.
    fn region(&self) -> &str {
        self.region.as_deref().unwrap_or("us-east-1")
    }
}

/// Reads a file that the input names, by its path inside the folder that is imported; or says why not.
pub type ReadFile<'f> = dyn Fn(&str) -> Result<Vec<u8>, String> + 'f;

/// Reads what the input names among texts that are there already, and nothing else.
pub fn among(sources: &[Source]) -> impl Fn(&str) -> Result<Vec<u8>, String> {
    |path| {
        let found = sources.iter().find(|it| it.path == path);
        found.map(|it| it.bytes.clone()).ok_or_else(|| "only what was dropped is read".to_owned())
    }
}

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
    /// What an item is concluded to name, where it does not say so outright.
    inferred: Vec<(Rc<str>, Mention)>,
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
        || serverless::is_service(document)
}

/// Whether a text is an answer about an account, which others of its folder add to.
pub fn is_answer(bytes: &[u8]) -> bool {
    let read = text::read(bytes, 0, &mut Notices::default());
    read.is_ok_and(|all| all.iter().any(describe::is_answer))
}

/// Whether a file is one of a folder of Terraform's language, by its path.
pub fn is_code(path: &str) -> bool {
    language::is_of_language(path)
}

/// What Terraform's provider calls a resource of a type of CloudFormation, and what that says there: what is read of
/// Terraform, the other way round. Of several types the one that is called so, if one is said.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn in_terraform(
    ty: &str,
    called: Option<&str>,
    properties: &Attr,
) -> Option<(&'static str, Attr)> {
    terraform::back(ty, called, properties)
}

/// Imports texts that belong together.
pub fn import(sources: &[Source], settings: &Settings, read: &ReadFile<'_>) -> Imported {
    let mut notices = Notices::default();
    let mut sorted: Vec<&Source> = sources.iter().collect();
    sorted.sort_by(|a, b| a.path.cmp(&b.path));
    let mut input = Input::default();
    let mut templates: Vec<(u32, Attr)> = Vec::new();
    let mut answers: Vec<(u32, Attr)> = Vec::new();
    let mut plans: Vec<(u32, Attr)> = Vec::new();
    let mut code = language::Files::new();
    for source in &sorted {
        let file = u32::try_from(input.files.len()).unwrap_or(u32::MAX);
        input.files.push(source.path.clone());
        if language::is_of_language(&source.path) {
            let (folder, name) = language::parted(&source.path);
            let files = code.entry(folder.to_owned()).or_default();
            files.push((file, name.to_owned(), source.bytes.as_slice()));
        }
    }
    let mut services: Vec<(u32, Attr)> = Vec::new();
    let mut said: Vec<(u32, &str, Notices)> = Vec::new();
    let mut usages: BTreeSet<u32> = BTreeSet::new();
    for (file, source) in (0_u32..).zip(sorted) {
        if language::is_of_language(&source.path) {
            continue;
        }
        let mut own = Notices::default();
        let read = text::read(&source.bytes, file, &mut own);
        let all = read.as_ref().map_or(usize::MAX, Vec::len);
        let read = read.unwrap_or_default();
        if read.iter().any(usage::is_usage) {
            usages.insert(file);
        }
        let mut documents = read.into_iter();
        match documents.find(is_known) {
            Some(template) if cloudformation::is_template(&template) => templates.push((file, template)),
            Some(plan) if terraform::is_plan_or_state(&plan) => plans.push((file, plan)),
            Some(service) if serverless::is_service(&service) => services.push((file, service)),
            Some(answer) => {
                answers.push((file, answer));
                let more = documents.filter(describe::is_answer);
                answers.extend(more.map(|it| (file, it)));
            }
            None if all == usize::MAX => {}
            None if usages.contains(&file) => {
                let at = At { file, line: 1, column: 1 };
                own.say(&OUTSIDE, at, [source.path.clone(), "give a usage file with `--usage`".to_owned()]);
            }
            None => {
                let at = At { file, line: 1, column: 1 };
                let what =
                    if all == 0 { "the file is empty" } else { "no format that Plat imports is found in it" };
                own.say(&NOT_READ, at, [what.to_owned()]);
            }
        }
        said.push((file, &source.path, own));
    }
    // What stands beside and below files of a language that names what it reads is its own business.
    let mut theirs: BTreeSet<&str> = code.keys().map(String::as_str).collect();
    theirs.extend(services.iter().filter_map(|it| Some(language::parted(input.files.get(it.0 as usize)?).0)));
    let known: BTreeSet<u32> =
        templates.iter().chain(&answers).chain(&plans).chain(&services).map(|it| it.0).collect();
    for (file, path, own) in said {
        let is_theirs = theirs.iter().any(|folder| language::is_below(path, folder));
        if !is_theirs || known.contains(&file) {
            notices.append(own);
        }
    }
    if let Some((file, _)) = templates.first().or(plans.first()) {
        input.name = cloudformation::stack_name(input.files.get(*file as usize).map_or("", String::as_str));
    }
    let files: BTreeSet<u32> = templates.iter().chain(&answers).chain(&services).map(|it| it.0).collect();
    input.understood = files.len();
    let documents = templates.iter().chain(&plans).map(|it| &it.1);
    let region = settings.region.clone().or_else(|| zones::region(documents));
    let settings = &Settings { region, ..settings.clone() };
    settings.region().clone_into(&mut input.region);
    let mut local = settings.clone();
    for (file, service) in services {
        let path = input.files.get(file as usize).cloned().unwrap_or_default();
        let made = serverless::template(&service, &path, settings, read, &mut notices);
        if let Some(name) = made.name.filter(|_| input.name.is_empty()) {
            input.name = name;
        }
        // Where everything stands, the first one says.
        if let Some(region) = made.region.filter(|_| local.region == settings.region && templates.is_empty())
        {
            input.region.clone_from(&region);
            local.region = Some(region);
        }
        templates.push((file, made.template));
    }
    cloudformation::read(templates, &mut input, &local, read, &mut notices);
    describe::read(answers, &mut input, settings, &mut notices);
    let several = plans.len() > 1;
    let mut planned = BTreeSet::new();
    for (file, mut plan) in plans {
        let path = input.files.get(file as usize).cloned().unwrap_or_default();
        let (folder, _) = language::parted(&path);
        if code.contains_key(folder) {
            language::relocate(&mut plan, folder, &code, settings, read);
            planned.insert(folder.to_owned());
        }
        let name = cloudformation::stack_name(&path);
        terraform::read(&plan, several.then_some(&*name), &mut input, settings, &mut notices);
    }
    language::read(&code, &planned, &mut input, settings, read, &mut notices);
    for item in &mut input.items {
        secrets::withhold(item, &mut notices);
        blocks::mend(item, &mut notices);
    }
    let mut imported = mapping::map(input, notices);
    if let Some(file) = &settings.usage {
        usage::put(&mut imported, file);
    }
    imported
}
