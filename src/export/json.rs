//! The model file itself, in its canonical form.

use super::{Format, Shows};
use crate::{base::text, model::file::save};

/// JSON.
pub static FORMAT: Format = Format {
    name: "json",
    ending: "json",
    label: text!("Plat model (JSON)", "Plat 모델 (JSON)"),
    media_type: "application/json",
    shows: Shows::Design,
    write: |source| Ok(save(source.model).into_bytes()),
};
