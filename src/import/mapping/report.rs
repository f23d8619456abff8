//! What became of each resource of the input, and where everything in the model came from.

use crate::{
    base::{FieldId, NodeId},
    import::notice::Notice,
    model::{Model, attrs::At},
};
use std::collections::BTreeMap;

/// What an import gives.
#[derive(Debug)]
pub struct Imported {
    /// The design.
    pub model: Model,
    /// What became of the input.
    pub report: Report,
    /// Where everything came from.
    pub origins: Origins,
}

/// What became of the input.
#[derive(Debug, Default)]
pub struct Report {
    /// The files that were read, by number.
    pub files: Vec<String>,
    /// How many of them are of a format that is imported.
    pub understood: usize,
    /// Every resource of the input, by id.
    pub lines: Vec<Line>,
    /// Resources that conditions leave out: id, type, place, condition.
    pub excluded: Vec<(String, String, At, String)>,
    /// What there is to say, by place.
    pub notices: Vec<Notice>,
}

impl Report {
    /// How many resources have a fate.
    pub fn count(&self, is: impl Fn(&Fate) -> bool) -> usize {
        self.lines.iter().filter(|line| is(&line.fate)).count()
    }

    /// `file:line:column`, as far as it is known.
    pub fn place(&self, at: At) -> String {
        let file = self.files.get(at.file as usize).map_or("", String::as_str);
        if at.line == 0 { file.to_owned() } else { format!("{file}:{}:{}", at.line, at.column) }
    }

    /// Whether nothing at all could be read.
    pub fn is_empty(&self) -> bool {
        self.understood == 0
    }
}

/// One resource of the input.
#[derive(Clone, Debug)]
pub struct Line {
    /// What it is called there.
    pub id: String,
    /// Its type.
    pub ty: String,
    /// Where it stands.
    pub at: At,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a resource of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is a resource of a kind.
    Mapped(NodeId),
    /// It adds to resources, or no answer is made of it.
    Annotated(Vec<NodeId>),
    /// It is drawn, and nobody knows what it does.
    Unsupported(NodeId),
}

/// Where the parts of a model came from.
#[derive(Debug, Default)]
pub struct Origins {
    /// Resources.
    pub nodes: BTreeMap<NodeId, At>,
    /// Fields of resources.
    pub fields: BTreeMap<(NodeId, FieldId), At>,
}

impl Origins {
    /// Where a resource or one of its fields came from.
    pub fn of(&self, node: &NodeId, field: Option<FieldId>) -> Option<At> {
        let field = field.and_then(|field| self.fields.get(&(node.clone(), field)));
        field.or(self.nodes.get(node)).copied()
    }
}
