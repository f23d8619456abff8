//! CloudFormation and SAM templates: evaluated, and taken apart into items.

mod besides;
mod cidr;
mod eval;
mod functions;
mod sam;
mod stack;

use super::{Input, ReadFile, Settings, notice::Notices};
use crate::model::attrs::{Attr, Item};
pub(super) use besides::rename;
pub(super) use sam::CONNECTION;
pub(super) use stack::inside;
use stack::{Stack, World};
use std::{cell::RefCell, rc::Rc};

/// Whether a document is a template: it has resources with types of the provider.
pub(super) fn is_template(document: &Attr) -> bool {
    let resources = exact(document, "Resources").map(Attr::entries).unwrap_or_default();
    resources.iter().any(|it| exact(&it.value, "Type").and_then(Attr::known).is_some_and(|ty| ty.contains("::")))
        || exact(document, "AWSTemplateFormatVersion").is_some()
        // A stack may have no resource at all.
        || exact(document, "Parameters").map(Attr::entries).unwrap_or_default().iter().any(|it| {
            exact(&it.value, "Type").is_some() && resources.is_empty()
        })
}

/// What a map has under this very key.
pub(super) fn exact<'a>(attr: &'a Attr, key: &str) -> Option<&'a Attr> {
    attr.entries().iter().find(|it| &*it.key == key).map(|it| &it.value)
}

/// What a stack is called that nobody named: its file, without folder and ending.
pub(super) fn stack_name(path: &str) -> String {
    let file = path.rsplit('/').next().unwrap_or(path);
    let stem = file.split('.').next().unwrap_or(file);
    let name: String = stem.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    if name.chars().any(|c| c.is_ascii_alphanumeric()) { name } else { "stack".to_owned() }
}

/// The macro that stands for whatever plugins of the Serverless Framework make.
pub(super) const PLUGINS: &str = "Plat::Plugins";

/// Reads templates that belong together.
pub(super) fn read(
    templates: Vec<(u32, Attr)>,
    input: &mut Input,
    settings: &Settings,
    files: &ReadFile<'_>,
    notices: &mut Notices,
) {
    let region = templates.iter().find_map(|it| besides::region(&it.1));
    let region = region.map(|it| Settings { region: Some(it.to_owned()), ..settings.clone() });
    if let [(_, only)] = templates.as_slice() {
        input.besides = besides::of_template(only);
    }
    let world = World {
        settings: region.as_ref().unwrap_or(settings),
        read: files,
        files: RefCell::new(std::mem::take(&mut input.files)),
        exports: RefCell::default(),
        notices: RefCell::new(std::mem::take(notices)),
        pending: RefCell::default(),
        depth: std::cell::Cell::new(0),
        renamed: RefCell::default(),
    };
    let several = templates.len() > 1;
    let mut stacks: Vec<Rc<Stack>> = Vec::new();
    for (file, template) in templates {
        let name = stack_name(world.files.borrow().get(file as usize).map_or("", String::as_str));
        let prefix = if several { format!("{name}.") } else { String::new() };
        stacks.push(Rc::new(Stack::root(&world, file, name, prefix, template)));
    }
    // Exports first: any stack may name them. Twice, for exports that are made of imports.
    for _ in 0..2 {
        for stack in &stacks {
            stack.note_exports(&world);
        }
    }
    for stack in &stacks {
        let (items, excluded) = stack.items(&world);
        input.items.extend(items);
        input.excluded.extend(excluded);
    }
    rename(&mut input.items, &world.renamed.into_inner());
    input.files = world.files.into_inner();
    *notices = world.notices.into_inner();
}

/// A made-up item, which counts for none of the input.
fn made(id: String, ty: &str, properties: Attr, like: &Item) -> Item {
    Item { conditional: like.conditional.clone(), made: true, ..Item::new(id, ty, properties, like.at) }
}

#[cfg(test)]
mod tests;
