//! A folder of files as a module: what is declared in it, by name.

use super::syntax::{Attribute, Block, Body};
use crate::{
    import::notice::{Notices, TWICE},
    model::attrs::At,
};
use std::{collections::BTreeMap, rc::Rc};

/// What the files of a folder declare.
#[derive(Debug, Default)]
pub(super) struct Folder {
    /// Its path inside the folder that is imported.
    pub path: String,
    /// By name: `aws_vpc.a`, `data.aws_ami.b`.
    pub resources: BTreeMap<Rc<str>, Block>,
    pub variables: BTreeMap<Rc<str>, Block>,
    pub locals: BTreeMap<Rc<str>, Attribute>,
    pub outputs: BTreeMap<Rc<str>, Block>,
    pub calls: BTreeMap<Rc<str>, Block>,
    pub providers: Vec<Block>,
    /// How many of its files could be read.
    pub read: usize,
    /// Values of variables, as files beside give them.
    pub given: BTreeMap<Rc<str>, Attribute>,
}

impl Folder {
    /// Takes in what a file declares. What an overriding file says goes into what is there.
    pub fn take(&mut self, body: Body, overrides: bool, notices: &mut Notices) {
        for block in body.blocks {
            let labels: Vec<&str> = block.labels.iter().map(|it| &**it).collect();
            let (all, name): (_, Rc<str>) = match (&*block.ty, labels.as_slice()) {
                ("resource", [ty, name]) => (&mut self.resources, format!("{ty}.{name}").into()),
                ("data", [ty, name]) => (&mut self.resources, format!("data.{ty}.{name}").into()),
                ("variable", [name]) => (&mut self.variables, (*name).into()),
                ("output", [name]) => (&mut self.outputs, (*name).into()),
                ("module", [name]) => (&mut self.calls, (*name).into()),
                ("provider", [_]) => {
                    self.providers.push(block);
                    continue;
                }
                ("locals", []) => {
                    for (name, attribute) in block.body.attributes {
                        let at = attribute.at;
                        if let Some(before) = self.locals.insert(name.clone(), attribute)
                            && !overrides
                        {
                            twice(&name, before.at, at, notices);
                        }
                    }
                    continue;
                }
                // Versions, moves, checks: nothing that stands in an account.
                _ => continue,
            };
            match all.get_mut(&name) {
                Some(before) if overrides => before.merge(block),
                Some(before) => {
                    twice(&name, before.at, block.at, notices);
                    *before = block;
                }
                None => {
                    all.insert(name, block);
                }
            }
        }
    }
}

fn twice(name: &str, before: At, at: At, notices: &mut Notices) {
    notices.say(&TWICE, at, [name.to_owned(), before.line.to_string()]);
}

impl Block {
    /// Takes over what another block of the same name says.
    fn merge(&mut self, other: Self) {
        self.body.attributes.extend(other.body.attributes);
        let types: Vec<Rc<str>> = other.body.blocks.iter().map(|it| it.ty.clone()).collect();
        self.body.blocks.retain(|it| !types.contains(&it.ty));
        self.body.blocks.extend(other.body.blocks);
    }
}

/// What a file of a folder is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It declares.
    Code,
    /// It changes what others declare.
    Override,
    /// It gives values to variables of a root.
    Values,
}

/// What a file is for, by its name; nothing for one that Terraform does not read by itself.
pub(super) fn role(name: &str) -> Option<Role> {
    let stem = name.strip_suffix(".tf").or_else(|| name.strip_suffix(".tf.json"));
    if let Some(stem) = stem {
        let overrides = stem == "override" || stem.ends_with("_override");
        return Some(if overrides { Role::Override } else { Role::Code });
    }
    let plain = name.strip_suffix(".json").unwrap_or(name);
    let given = plain == "terraform.tfvars" || plain.ends_with(".auto.tfvars");
    given.then_some(Role::Values)
}

/// Whether a file is one of the language's, read by itself or not.
pub(super) fn is_of_language(name: &str) -> bool {
    role(name).is_some() || name.ends_with(".tfvars") || name.ends_with(".tfvars.json")
}

/// In which order files that give values count: the last one wins.
pub(super) fn order(name: &str) -> (bool, &str) {
    (!name.starts_with("terraform.tfvars"), name)
}
