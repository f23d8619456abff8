//! Terraform's language for a design: its items as resources of the AWS provider, and in one local value, `plat`, what no
//! argument says.
//!
//! <https://developer.hashicorp.com/terraform/language>

mod asked;
mod configuration;
mod hcl;
mod names;
mod way;
mod ways;

use super::{
    ExportError, Format, Shows,
    keeping::{self, Keeping},
};
use crate::{
    base::{NodeId, text},
    model::Model,
};
use configuration::Configuration;
use serde_json::{Value, json};

/// One file of a configuration.
pub static FORMAT: Format = Format {
    name: "terraform",
    ending: "tf",
    label: text!("Terraform configuration", "Terraform 구성"),
    media_type: "text/plain",
    shows: Shows::Template,
    write: |source| Ok(of(source.model)?.into_bytes()),
};

/// The configuration of a design.
pub fn of(model: &Model) -> Result<String, ExportError> {
    let items = keeping::items(model);
    let (main, of_items) = keeping::regions(model, &items);
    let mut file = Configuration::of(&items, main, &of_items);
    let named = keeping::region_names(model);
    if !named.is_empty() {
        file.keep_of_all("regions", Value::Object(named));
    }
    keeping::complete(model, &mut file)?;
    Ok(file.text())
}

impl Keeping for Configuration {
    fn written(&self) -> (&'static str, String) {
        ("main.tf", self.text())
    }

    fn has(&self, id: &NodeId) -> bool {
        Self::has(self, id.as_str())
    }

    fn keep_place(&mut self, id: &NodeId, around: &NodeId) {
        Self::keep(self, id.as_str(), "in", json!(around.as_str()));
    }

    fn keep(&mut self, id: &NodeId, patch: Value) {
        Self::keep(self, id.as_str(), "design", patch);
    }

    fn keep_of_all(&mut self, patch: Value) {
        Self::keep_of_all(self, "design", patch);
    }
}
