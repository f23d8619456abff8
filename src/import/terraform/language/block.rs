//! What blocks of resources say: arguments and nested blocks, repeated ones too.
//!
//! <https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks>

use super::{
    eval::{Names, Scope, unknown},
    syntax::{Block, Body},
    value::{Bad, Is, Val},
};
use crate::import::notice::UNDECIDED;
use std::{collections::BTreeMap, rc::Rc};

/// Arguments that are Terraform's own.
const META: [&str; 5] = ["count", "for_each", "provider", "depends_on", "providers"];
/// Blocks that are Terraform's own.
const META_BLOCKS: [&str; 4] = ["lifecycle", "provisioner", "connection", "timeouts"];

impl Body {
    /// Whether it has an argument or a nested block of a name.
    pub fn says(&self, name: &str) -> bool {
        self.attributes.contains_key(name) || self.blocks.iter().any(|it| it.is_called(name))
    }

    /// What the body of a resource says, by name, without what is Terraform's own.
    pub fn own_names(&self) -> Vec<Rc<str>> {
        let mut all = self.names();
        all.retain(|it| !META.contains(&&**it) && !META_BLOCKS.contains(&&**it));
        all
    }

    /// What it says, by name.
    fn names(&self) -> Vec<Rc<str>> {
        let mut all: Vec<Rc<str>> = self.attributes.keys().cloned().collect();
        for block in &self.blocks {
            let name = block.called();
            if !all.contains(name) {
                all.push(name.clone());
            }
        }
        all
    }
}

impl Block {
    fn called(&self) -> &Rc<str> {
        if &*self.ty == "dynamic" { self.labels.first().unwrap_or(&self.ty) } else { &self.ty }
    }

    pub fn is_called(&self, name: &str) -> bool {
        &**self.called() == name
    }
}

impl Scope<'_, '_> {
    /// What a body says under a name.
    pub fn said(&self, body: &Body, name: &str) -> Option<Val> {
        if let Some(expr) = body.get(name) {
            return Some(self.eval(expr));
        }
        let blocks: Vec<&Block> = body.blocks.iter().filter(|it| it.is_called(name)).collect();
        let first = blocks.first()?;
        let mut all = Vec::new();
        for block in &blocks {
            if &*block.ty == "dynamic" {
                self.repeated(block, &mut all)
            } else {
                all.push(self.nested(block))
            }
        }
        Some(Val::list(first.at, all))
    }

    /// A nested block as a map.
    fn nested(&self, block: &Block) -> Val {
        let entry = |name: Rc<str>| Some((name.clone(), self.said(&block.body, &name)?));
        let entries: BTreeMap<Rc<str>, Val> = block.body.names().into_iter().filter_map(entry).collect();
        Val::map(block.at, entries)
    }

    /// A block that is repeated for each entry of something.
    fn repeated(&self, block: &Block, all: &mut Vec<Val>) {
        let (Some(over), Some(content)) =
            (block.body.get("for_each"), block.body.blocks_of("content").next())
        else {
            return;
        };
        let iterator = block.body.get("iterator").and_then(|it| it.dotted());
        let name = iterator.as_deref().unwrap_or(block.called());
        let val = self.eval(over);
        let mut put = |key: Val, value: Val| {
            let both = [("key".into(), key), ("value".into(), value)];
            let value = Val::map(block.at, both.into_iter().collect());
            let names = Names { name: Some(name), value, outer: self.names };
            all.push(self.with(Some(&names)).nested(content));
        };
        match self.pairs(&val) {
            Ok(pairs) => pairs.into_iter().for_each(|(key, value)| put(key, value)),
            // None at all, as Terraform lets one write it.
            Err(_) if val.is_null() => {}
            Err(other) => {
                match &other.is {
                    Is::Wrong(fault) => self.world.complain(fault),
                    _ => self.world.say(&UNDECIDED, over.at, [format!("for_each of {name}")]),
                }
                if !matches!(&other.is, Is::Wrong(fault) if fault.is == Bad::TooMuch) {
                    put(unknown(over.at, &[&other]), unknown(over.at, &[&other]));
                }
            }
        }
    }
}
