//! Every resource of a root and its modules, with its values worked out.

use super::{
    instances::Keys,
    syntax::Block,
    value::{Key, Making, Val, attr},
    world::World,
};
use crate::{
    import::{
        notice::TOO_MUCH,
        terraform::{defaults, record::Record},
    },
    model::attrs::{At, Attr, Value},
};
use std::{collections::BTreeSet, rc::Rc};

/// What a root comes to.
#[derive(Debug, Default)]
pub(super) struct All {
    pub records: Vec<Record>,
    /// What `count` or `for_each` leaves out: address, type, place, why.
    pub excluded: Vec<(String, String, At, String)>,
}

impl World<'_> {
    /// Every resource of the modules from a number on, and of those that they call.
    pub fn records(&self, first: usize, left: &mut usize) -> All {
        let mut all = All::default();
        let mut number = first;
        while let Some(module) = self.module(number) {
            for (name, block) in &module.folder.resources {
                let keys = self.keys_of(number, name, block, false);
                let own = module.inner(name);
                if keys.all().is_empty() {
                    let ty = block.labels.first().map_or("", |it| &**it).to_owned();
                    all.excluded.push((own.clone(), ty, block.at, none(&keys).to_owned()));
                }
                for key in keys.all() {
                    if *left == 0 {
                        self.say_once(&TOO_MUCH, block.at, format!("{} values", crate::import::text::MOST));
                        return all;
                    }
                    all.records.push(self.record(number, (name, block), &keys, &key, left));
                }
            }
            for (name, block) in &module.folder.calls {
                let keys = self.keys_of(number, name, block, true);
                let own = module.inner(&format!("module.{name}"));
                if keys.all().is_empty() {
                    all.excluded.push((own, "module".to_owned(), block.at, none(&keys).to_owned()));
                } else if self.children_of(number, name, block, &keys).is_none() {
                    for key in keys.all() {
                        let address: Rc<str> = format!("{own}{}", key.index()).into();
                        all.records.push(self.opaque(number, (address, block), &keys, &key, left));
                    }
                }
            }
            number += 1;
        }
        all
    }

    /// An instance of a resource.
    fn record(
        &self,
        number: usize,
        (name, block): (&Rc<str>, &Block),
        keys: &Keys,
        key: &Key,
        left: &mut usize,
    ) -> Record {
        let mut properties = Attr { at: block.at, value: Value::Map(Vec::new()) };
        let own = block.body.own_names().into_iter();
        let mut making = Making { faults: Vec::new(), left: *left };
        let mut take = |argument: &str, val: &Val| {
            if let Some(value) = attr(val, argument, false, &mut making) {
                properties.put(argument, value);
            }
        };
        for argument in own {
            if let Some(val) = self.argument_of(number, name, key, &argument, block.at) {
                take(&argument, &val);
            }
        }
        let ty = block.labels.first().cloned().unwrap_or_default();
        let is_data = &*block.ty == "data";
        if let Some(tags) = self.default_tags(number, block).filter(|_| ty.starts_with("aws_") && !is_data) {
            let own = self.argument_of(number, name, key, "tags", block.at);
            let own = own.as_ref().and_then(Val::as_map);
            let both = tags.iter().chain(own.iter().flat_map(|it| it.iter()));
            let both = both.map(|(key, it)| (key.clone(), it.clone())).collect();
            take("tags_all", &Val::map(block.at, both));
        }
        self.settle(&making, left);
        defaults::fill(&ty, &mut properties);
        let module = self.module(number);
        let said = properties.known_at("region").filter(|_| !is_data && ty.starts_with("aws_"));
        Record {
            address: format!("{}{}", module.map_or(name.to_string(), |it| it.inner(name)), key.index())
                .into(),
            region: said.map(Into::into).or_else(|| self.region(number, block)),
            conditional: conditional(keys),
            ty,
            is_data,
            properties,
            at: block.at,
        }
    }

    /// A module that is not at hand, with what it is given.
    fn opaque(
        &self,
        number: usize,
        (address, block): (Rc<str>, &Block),
        keys: &Keys,
        key: &Key,
        left: &mut usize,
    ) -> Record {
        let mut properties = Attr { at: block.at, value: Value::Map(Vec::new()) };
        let mut making = Making { faults: Vec::new(), left: *left };
        for argument in block.body.own_names() {
            let val = self
                .inside(keys, key, block.at, |names| self.scope(number, names).said(&block.body, &argument));
            if let Some(value) = val.and_then(|val| attr(&val, &argument, true, &mut making)) {
                properties.put(&argument, value);
            }
        }
        self.settle(&making, left);
        Record {
            address,
            ty: "module".into(),
            is_data: false,
            region: None,
            conditional: conditional(keys),
            properties,
            at: block.at,
        }
    }

    /// Says what is wrong in properties, each once.
    fn settle(&self, making: &Making, left: &mut usize) {
        *left = making.left;
        let mut said = BTreeSet::new();
        for fault in &making.faults {
            if said.insert(fault.at) {
                self.complain(fault);
            }
        }
    }
}

fn none(keys: &Keys) -> &'static str {
    match keys {
        Keys::Count(_) => "count is 0",
        Keys::Only | Keys::Each(_) | Keys::Open(_) => "for_each is empty",
    }
}

/// What nobody can decide, where a resource hangs on it.
fn conditional(keys: &Keys) -> Option<Rc<str>> {
    match keys {
        Keys::Open(_) => Some("count or for_each".into()),
        Keys::Only | Keys::Count(_) | Keys::Each(_) => None,
    }
}
