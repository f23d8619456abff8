//! What nobody knows: variables, and what is looked up for them.

use super::hcl::{Block, Entry, Expr, argument, is_name};
use crate::model::attrs::{Attr, Unknown, Value, Why};
use std::collections::{BTreeMap, BTreeSet};

/// Gives out names that nobody has.
#[derive(Debug, Default)]
pub(super) struct Free(BTreeSet<String>);

impl Free {
    /// The name as it is, if it is one that nobody has; else one near to it.
    pub fn near(&mut self, text: &str) -> String {
        let letter = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
        let mut name: String =
            if is_name(text) { text.to_owned() } else { text.chars().map(letter).collect() };
        name = name.trim_matches('_').chars().take(MOST).collect();
        if name.is_empty() {
            "resource".clone_into(&mut name);
        }
        if !is_name(&name) {
            name.insert_str(0, "r_");
        }
        if is_name(text) && text.len() <= MOST && self.0.insert(text.to_owned()) {
            return text.to_owned();
        }
        let mut numbered = (1..).map(|n| if n == 1 { name.clone() } else { format!("{name}_{n}") });
        numbered.find(|it| self.0.insert(it.clone())).unwrap_or(name)
    }
}

/// How long names become.
const MOST: usize = 120;
/// A parameter whose value the provider's store has.
const STORED: &str = "ssm:";

/// What is asked for.
#[derive(Debug, Default)]
pub(super) struct Asked {
    variables: Vec<Block>,
    looked_up: Vec<Block>,
    free: Free,
    free_data: Free,
    /// Expressions for the parameters that the reasons name, by theirs.
    named: BTreeMap<String, String>,
}

impl Asked {
    /// Takes note of the parameters that a value names, for they keep their names.
    pub fn note(&mut self, attr: &Attr) {
        match &attr.value {
            Value::Nothing | Value::Text(_) | Value::Ref(_) => {}
            Value::List(items) => items.iter().for_each(|it| self.note(it)),
            Value::Map(entries) => entries.iter().for_each(|it| self.note(&it.value)),
            Value::Unknown(Unknown { why: Why::Parameter(name), .. })
                if !self.named.contains_key(&**name) =>
            {
                let expression = match name.strip_prefix(STORED) {
                    Some(path) => {
                        let own = self.free_data.near(path.rsplit('/').next().unwrap_or(path));
                        let body = vec![argument("name", Expr::text(path))];
                        self.looked_up.push(Block::new("data", &["aws_ssm_parameter", &own], body));
                        format!("data.aws_ssm_parameter.{own}.insecure_value")
                    }
                    None => self.variable(name, false, ""),
                };
                self.named.insert(name.to_string(), expression);
            }
            Value::Unknown(_) => {}
        }
    }

    /// A new variable.
    fn variable(&mut self, near: &str, is_sensitive: bool, why: &str) -> String {
        let name = self.free.near(near);
        let mut body: Vec<Entry> = Vec::new();
        if !why.is_empty() {
            body.push(argument("description", Expr::text(format!("TODO: {why}"))));
        }
        body.push(argument("type", Expr::Bare("string".to_owned())));
        if is_sensitive {
            body.push(argument("sensitive", Expr::Bare("true".to_owned())));
        }
        self.variables.push(Block::new("variable", &[&name], body));
        format!("var.{name}")
    }

    /// An expression for what is called something that the file has not.
    pub fn lacking(&mut self, near: &str, what: &str) -> String {
        self.variable(near, false, &format!("what is called `{what}`"))
    }

    /// An expression for what is not known.
    pub fn expression(&mut self, unknown: &Unknown, near: &str) -> String {
        match &unknown.why {
            Why::Parameter(name) => match self.named.get(&**name) {
                Some(known) => known.clone(),
                None => self.variable(near, false, name),
            },
            Why::Sensitive => self.variable(near, true, ""),
            Why::Export(_) | Why::Mixed | Why::Call(_) | Why::Condition(_) | Why::Later => {
                self.variable(near, false, &unknown.why.to_string())
            }
        }
    }

    /// Something that is looked up without being asked for: `data.aws_partition.current`.
    pub fn current(&mut self, ty: &str) -> String {
        let is_it = |it: &Block| it.labels.first().is_some_and(|it| it == ty);
        if !self.looked_up.iter().any(is_it) {
            self.looked_up.push(Block::new("data", &[ty, "current"], Vec::new()));
        }
        format!("data.{ty}.current")
    }

    /// The blocks: what is looked up in order, then variables in order.
    pub fn blocks(&self) -> Vec<Block> {
        let mut variables = self.variables.clone();
        variables.sort_by(|a, b| a.labels.cmp(&b.labels));
        let mut looked_up = self.looked_up.clone();
        looked_up.sort_by(|a, b| a.labels.cmp(&b.labels));
        variables.into_iter().chain(looked_up).collect()
    }
}
