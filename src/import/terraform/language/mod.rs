//! Terraform's own language: folders of `.tf` files, evaluated.
//!
//! <https://developer.hashicorp.com/terraform/language>. Leaves out: modules that are not below the folder that is imported,
//! and what only an account or the moment of applying knows.

mod besides;
mod block;
mod eval;
mod folder;
mod functions;
mod instances;
mod json;
mod mended;
mod natural;
mod places;
mod provider;
mod records;
mod syntax;
mod types;
mod value;
mod world;

use super::record;
use crate::import::{
    Input, ReadFile, Settings, cloudformation::stack_name, notice::Notices, references::Called, text::MOST,
};
use folder::{Role, role};
pub(in crate::import) use places::relocate;
use std::{collections::BTreeSet, rc::Rc};
use world::{Module, World};

pub(in crate::import) use world::Files;

/// Whether a file is of the language, by its name.
pub(in crate::import) fn is_of_language(path: &str) -> bool {
    folder::is_of_language(path.rsplit('/').next().unwrap_or(path))
}

/// The folder and the name of a file.
pub(in crate::import) fn parted(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// Whether a file or a folder stands below a folder.
pub(in crate::import) fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|it| it.starts_with('/'))
}

/// Reads the folders of files that are roots: those that stand below no other one, and that no other one calls. Plans tell
/// more than the files beside them, which are then left to them.
pub(in crate::import) fn read(
    files: &Files<'_>,
    planned: &BTreeSet<String>,
    input: &mut Input,
    settings: &Settings,
    from: &ReadFile<'_>,
    notices: &mut Notices,
) {
    let first = input.files.len();
    input.files.extend(settings.values.iter().filter(|_| !files.is_empty()).map(|it| it.path.clone()));
    let mut world = World::new(settings, from, files, notices);
    world.values = u32::try_from(first).unwrap_or(u32::MAX);
    let has_code = |folder: &&String| {
        files
            .get(*folder)
            .is_some_and(|it| it.iter().any(|it| role(&it.1).is_some_and(|it| it != Role::Values)))
    };
    let all: Vec<&String> = files.keys().filter(has_code).collect();
    let highest: Vec<&String> = all
        .iter()
        .copied()
        .filter(|it| !all.iter().any(|other| it != other && is_below(it, other)))
        .collect();
    let named: Vec<&String> = all.iter().copied().filter(|it| settings.roots.contains(*it)).collect();
    let highest = if named.is_empty() { highest } else { named };
    let called: BTreeSet<String> = highest.iter().flat_map(|it| world.calls_of(it)).collect();
    let roots: Vec<&String> =
        highest.iter().copied().filter(|it| !called.contains(*it) && !planned.contains(*it)).collect();
    // Folders that call each other are told so.
    let roots = if roots.is_empty() && planned.is_empty() { highest } else { roots };
    let several = roots.len() > 1;
    let mut left = MOST;
    for root in roots {
        let Some(folder) = world.folder(root) else { continue };
        let read = folder.read;
        let first = {
            let mut modules = world.modules.borrow_mut();
            modules.push(Rc::new(Module { folder, address: String::new(), outer: None }));
            modules.len() - 1
        };
        let prefix = several.then(|| format!("{}.", root.replace('/', "-")));
        let all = world.records(first, &mut left);
        input.understood += read;
        if input.name.is_empty() && !root.is_empty() {
            input.name = stack_name(parted(root).1);
        }
        input.excluded.extend(all.excluded);
        let kept = world.kept(first);
        let before = input.items.len();
        let mut notices = world.notices.borrow_mut();
        record::finish(all.records, &Called::new(), prefix.as_deref(), input, &mut notices);
        if let (Some(kept), Some(own)) = (kept, input.items.get_mut(before..)) {
            input.besides = kept.put(own, prefix.as_deref().unwrap_or_default());
        }
    }
}

#[cfg(test)]
mod tests;
