//! CloudFormation templates of a design: its items in the template language, and beside them, in `Metadata`, what no
//! property says.

mod sam;
mod template;
mod yaml;

use super::{
    ExportError, Format, Shows, Source,
    keeping::{self, Keeping},
};
use crate::{
    base::{NodeId, text},
    model::Model,
};
use serde_json::{Map, Value, json};
use template::Template;

/// YAML.
pub static FORMAT: Format = Format {
    name: "cloudformation",
    ending: "yaml",
    label: text!("CloudFormation template (YAML)", "CloudFormation 템플릿 (YAML)"),
    media_type: "application/yaml",
    shows: Shows::Template,
    write: |source| Ok(yaml::text(&whole(source)?).into_bytes()),
};

/// The same as JSON.
pub static JSON: Format = Format {
    name: "cloudformation-json",
    ending: "template.json",
    label: text!("CloudFormation template (JSON)", "CloudFormation 템플릿 (JSON)"),
    media_type: "application/json",
    shows: Shows::Template,
    write: |source| Ok(format!("{:#}\n", whole(source)?).into_bytes()),
};

/// The same in the words of the Serverless Application Model.
pub static SAM: Format = Format {
    name: "sam",
    ending: "sam.yaml",
    label: text!("SAM template (YAML)", "SAM 템플릿 (YAML)"),
    media_type: "application/yaml",
    shows: Shows::Template,
    write: |source| Ok(yaml::text(&sam(source.model)?).into_bytes()),
};

/// A template as YAML.
pub fn yaml(template: &Value) -> String {
    yaml::text(template)
}

fn whole(source: &Source<'_>) -> Result<Value, ExportError> {
    of(source.model)
}

/// The template of a design.
pub fn of(model: &Model) -> Result<Value, ExportError> {
    worded(model, |template| template)
}

/// The same in the words of the Serverless Application Model.
pub fn sam(model: &Model) -> Result<Value, ExportError> {
    worded(model, sam::of)
}

fn worded(model: &Model, words: fn(Value) -> Value) -> Result<Value, ExportError> {
    let items = keeping::items(model);
    let mut template = Template::of(&items, words);
    let (main, of_items) = keeping::regions(model, &items);
    if let Some(main) = main {
        template.keep_of_all("Region", json!(main));
        for (id, region) in of_items.iter().filter(|it| *it.1 != main) {
            template.keep(id, "Region", json!(region));
        }
        let named = keeping::region_names(model);
        if !named.is_empty() {
            template.keep_of_all("Regions", Value::Object(named));
        }
    }
    keeping::complete(model, &mut template)?;
    Ok(template.into_value())
}

impl Keeping for Template {
    fn written(&self) -> (&'static str, String) {
        ("template.json", self.value().to_string())
    }

    fn has(&self, id: &NodeId) -> bool {
        Self::has(self, id)
    }

    fn keep_place(&mut self, id: &NodeId, around: &NodeId) {
        Self::keep(self, id, "In", json!(around.as_str()));
    }

    fn keep(&mut self, id: &NodeId, patch: Value) {
        let (says, without) = parted(patch);
        if let Some(says) = says {
            Self::keep(self, id, "Design", says);
        }
        if !without.is_empty() {
            Self::keep(self, id, "Without", json!(without));
        }
    }

    fn keep_of_all(&mut self, patch: Value) {
        let (says, without) = parted(patch);
        if let Some(says) = says {
            Self::keep_of_all(self, "Design", says);
        }
        if !without.is_empty() {
            Self::keep_of_all(self, "Without", json!(without));
        }
    }
}

/// A patch in what it puts and the paths of what it takes away: a template has no `null`.
fn parted(patch: Value) -> (Option<Value>, Vec<Vec<String>>) {
    let Value::Object(entries) = patch else { return (Some(patch), Vec::new()) };
    let (mut says, mut without) = (Map::new(), Vec::new());
    for (key, value) in entries {
        if value.is_null() {
            without.push(vec![key]);
            continue;
        }
        let is_object = value.is_object();
        let (inner, gone) = parted(value);
        without.extend(gone.into_iter().map(|path| [vec![key.clone()], path].concat()));
        if let Some(inner) = inner.filter(|it| !is_object || it.as_object().is_some_and(|it| !it.is_empty()))
        {
            says.insert(key, inner);
        }
    }
    ((!says.is_empty()).then_some(Value::Object(says)), without)
}
