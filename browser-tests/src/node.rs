//! One element of the page's mirror, as a test sees it.

use anyhow::{Context, Result};
use serde_json::Value;

/// Gives the mirror as a list.
pub(crate) const READ_MIRROR: &str = include_str!("read_mirror.js");

/// One element of the mirror. Places are in CSS pixels of the page.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Node {
    pub id: String,
    pub role: String,
    pub name: String,
    pub value: Option<String>,
    pub x: f64,
    pub y: f64,
    pub w: f64,
    pub h: f64,
    pub focused: bool,
    /// Pressed, checked or selected; `None` where that makes no sense.
    pub pressed: Option<bool>,
    pub disabled: bool,
    pub parent: Option<String>,
}

impl Node {
    /// The middle, where a click goes.
    pub fn centre(&self) -> (f64, f64) {
        (self.x + self.w / 2.0, self.y + self.h / 2.0)
    }
}

/// The nodes in what [`READ_MIRROR`] gave.
pub(crate) fn read(list: &Value) -> Result<Vec<Node>> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let node = |node: &Value| Node {
        id: text(&node["id"]).unwrap_or_default(),
        role: text(&node["role"]).unwrap_or_default(),
        name: text(&node["name"]).unwrap_or_default(),
        value: text(&node["value"]),
        x: node["x"].as_f64().unwrap_or_default(),
        y: node["y"].as_f64().unwrap_or_default(),
        w: node["w"].as_f64().unwrap_or_default(),
        h: node["h"].as_f64().unwrap_or_default(),
        focused: node["focused"] == true,
        pressed: node["pressed"].as_str().map(|pressed| pressed == "true"),
        disabled: node["disabled"] == true,
        parent: text(&node["parent"]),
    };
    Ok(list.as_array().context("the mirror is no list")?.iter().map(node).collect())
}
