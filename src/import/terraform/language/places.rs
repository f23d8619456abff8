//! Where the files of the language say what a plan has: a plan's values point there.

use super::{
    folder::Folder,
    instances::below,
    syntax::{Attribute, Block, Body, Expr, Node},
    world::World,
};
use crate::{
    import::{ReadFile, Settings, cloudformation::exact, notice::Notices, terraform::address},
    model::attrs::{At, Attr, Value},
};
use std::{collections::BTreeMap, rc::Rc};

/// Points a plan's resources and their values to the files in a folder.
pub(in crate::import) fn relocate(
    document: &mut Attr,
    folder: &str,
    files: &super::Files<'_>,
    settings: &Settings,
    from: &ReadFile<'_>,
) {
    // What is wrong with the files is not what the plan is about.
    let mut notices = Notices::default();
    let world = World::new(settings, from, files, &mut notices);
    let mut folders: BTreeMap<Vec<String>, Option<Rc<Folder>>> = BTreeMap::new();
    let Value::Map(entries) = &mut document.value else { return };
    for entry in entries.iter_mut() {
        match &*entry.key {
            "planned_values" | "values" | "prior_state" => {
                resources(&mut entry.value, &mut |resource| {
                    let said = |key: &str| exact(resource, key).and_then(Attr::known).map(str::to_owned);
                    let (Some(own), Some(ty), Some(name)) = (said("address"), said("type"), said("name"))
                    else {
                        return;
                    };
                    let is_data = said("mode").as_deref() == Some("data");
                    let name = if is_data { format!("data.{ty}.{name}") } else { format!("{ty}.{name}") };
                    let path = address::modules(&own);
                    let found = folders.entry(path).or_insert_with_key(|path| called(&world, folder, path));
                    if let Some(block) = found.as_ref().and_then(|it| it.resources.get(&*name)) {
                        point(resource, block);
                    }
                });
            }
            _ => {}
        }
    }
}

/// The folder of a module, by the names of calls.
fn called(world: &World<'_>, root: &str, path: &[String]) -> Option<Rc<Folder>> {
    let mut here = world.folder(root)?;
    for (depth, name) in path.iter().enumerate() {
        let source = here.calls.get(name.as_str())?.body.get("source")?.literal()?;
        let next = match source.starts_with('.') {
            true => below(&here.path, source),
            false => world.installed_below(root, path.get(..=depth)?),
        };
        here = world.folder(&next?)?;
    }
    Some(here)
}

/// Every resource of a plan's tree of modules.
fn resources(attr: &mut Attr, visit: &mut dyn FnMut(&mut Attr)) {
    let Value::Map(entries) = &mut attr.value else { return };
    for entry in entries {
        match (&*entry.key, &mut entry.value.value) {
            ("resources", Value::List(items)) => items.iter_mut().for_each(&mut *visit),
            ("child_modules", Value::List(items)) => items.iter_mut().for_each(|it| resources(it, visit)),
            ("root_module" | "values", _) => resources(&mut entry.value, visit),
            _ => {}
        }
    }
}

/// Points a resource to its block, and each value to what says it.
fn point(resource: &mut Attr, block: &Block) {
    resource.at = block.at;
    let Value::Map(entries) = &mut resource.value else { return };
    for values in entries.iter_mut().filter(|it| &*it.key == "values") {
        let Value::Map(arguments) = &mut values.value.value else { continue };
        for one in arguments {
            let said = block.body.place(&one.key).unwrap_or(block.at);
            one.at = said;
            all(&mut one.value, said);
        }
    }
}

fn all(attr: &mut Attr, at: At) {
    attr.at = at;
    match &mut attr.value {
        Value::List(items) => items.iter_mut().for_each(|it| all(it, at)),
        Value::Map(entries) => entries.iter_mut().for_each(|it| {
            it.at = at;
            all(&mut it.value, at);
        }),
        Value::Nothing | Value::Text(_) | Value::Ref(_) | Value::Unknown(_) => {}
    }
}

impl Body {
    /// Where an argument's value, or the first block of a name, stands.
    fn place(&self, name: &str) -> Option<At> {
        let argument = self.attributes.get(name).map(|Attribute { value, .. }| value.at);
        argument.or_else(|| self.blocks.iter().find(|it| it.is_called(name)).map(|it| it.at))
    }
}

impl World<'_> {
    /// The folders that a folder's modules call, and those that they call.
    pub fn calls_of(&self, folder: &str) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        let mut left = vec![folder.to_owned()];
        while let Some(here) = left.pop() {
            let Some(here) = self.folder(&here) else { continue };
            for call in here.calls.values() {
                let source = call.body.get("source").and_then(|Expr { is, .. }| match is {
                    Node::Text(text) if text.starts_with('.') => below(&here.path, text),
                    _ => None,
                });
                if let Some(next) = source.filter(|it| !all.contains(it) && *it != folder) {
                    all.push(next.clone());
                    left.push(next);
                }
            }
        }
        all
    }
}
