//! Where resources stand and which tags all of them have: blocks of providers, and how modules get them.
//!
//! <https://developer.hashicorp.com/terraform/language/modules/develop/providers>

use super::{
    syntax::{Block, Node},
    value::{Is, Val},
    world::World,
};
use std::{collections::BTreeMap, rc::Rc};

/// How far providers are handed on.
const DEEPEST: usize = 32;

impl World<'_> {
    /// The region of a resource, if anything says it.
    pub fn region(&self, module: usize, block: &Block) -> Option<Rc<str>> {
        let region = self.of_provider(module, block, &|provider| Some((provider, "region")))?.as_text()?;
        (!region.is_empty()).then_some(region)
    }

    /// What the provider of a resource says, worked out once.
    fn of_provider(
        &self,
        module: usize,
        block: &Block,
        part: &dyn for<'b> Fn(&'b Block) -> Option<(&'b Block, &'static str)>,
    ) -> Option<Val> {
        let (around, provider) = self.provider(module, &wanted(block), DEEPEST)?;
        let (inner, key) = part(&provider)?;
        let alias = provider.body.get("alias").and_then(|it| it.dotted()).unwrap_or_default();
        let name = format!("provider.{}.{alias}.{key}", provider.labels.first()?);
        inner.body.says(key).then(|| {
            self.once(around, name.into(), provider.at, || {
                let said = self.scope(around, None).said(&inner.body, key);
                said.unwrap_or_else(|| Val::new(provider.at, Is::Null))
            })
        })
    }

    /// The tags that a provider gives all of its resources.
    pub fn default_tags(&self, module: usize, block: &Block) -> Option<Rc<BTreeMap<Rc<str>, Val>>> {
        let tags = self.of_provider(module, block, &|provider| {
            Some((provider.body.blocks_of("default_tags").next()?, "tags"))
        })?;
        match tags.is {
            Is::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The block of a provider, and the module that has it.
    fn provider(&self, number: usize, name: &str, left: usize) -> Option<(usize, Block)> {
        let module = self.module(number)?;
        let outer = module.outer.as_ref();
        let call = || {
            let outer = outer?;
            Some((outer.module, self.module(outer.module)?.folder.calls.get(&outer.call)?.clone()))
        };
        if let Some((around, call)) = call().filter(|_| left > 0)
            && let Some(Node::Object(given)) = call.body.get("providers").map(|it| &it.is)
            && let Some((_, other)) = given.iter().find(|it| it.0.dotted().as_deref() == Some(name))
        {
            return self.provider(around, &other.dotted()?, left - 1);
        }
        let (plain, alias) = match name.split_once('.') {
            Some((plain, alias)) => (plain, Some(alias)),
            None => (name, None),
        };
        let is_it = |it: &&Block| {
            let own = it.body.get("alias").and_then(|it| it.dotted());
            it.labels.first().is_some_and(|it| **it == *plain) && own.as_deref() == alias
        };
        if let Some(found) = module.folder.providers.iter().find(is_it) {
            return Some((number, found.clone()));
        }
        // A module without one has that of the module around it.
        let (around, _) = call().filter(|_| left > 0 && alias.is_none())?;
        self.provider(around, name, left - 1)
    }
}

/// The provider that a block names, or that its type belongs to.
fn wanted(block: &Block) -> String {
    let said = block.body.get("provider").and_then(|it| it.dotted());
    said.unwrap_or_else(|| {
        let ty = block.labels.first().map_or("", |it| &**it);
        ty.split('_').next().unwrap_or(ty).to_owned()
    })
}
