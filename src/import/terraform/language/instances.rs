//! How many there are of a resource or a module: `count`, `for_each`, and local modules.
//!
//! <https://developer.hashicorp.com/terraform/language/meta-arguments/count>,
//! <https://developer.hashicorp.com/terraform/language/meta-arguments/for_each>

use super::{
    eval::{Names, unknown, why},
    folder::{Folder, Role, order, role},
    json,
    syntax::{self, Block},
    value::{Bad, Fault, Is, Key, Thing, Val},
    world::{Module, Outer, World},
};
use crate::{
    import::{
        cloudformation::inside,
        notice::{CYCLE, DANGLING, NOT_EXPANDED, OUTSIDE, TOO_MUCH, UNDECIDED},
        terraform::address,
        text::MOST,
    },
    model::attrs::{At, Why},
};
use rust_decimal::Decimal;
use std::{collections::BTreeMap, rc::Rc};

/// What a module costs of the steps that there are.
const MODULE_STEPS: usize = 200;

/// Which instances there are.
#[derive(Debug)]
pub(super) enum Keys {
    Only,
    Count(usize),
    Each(Rc<BTreeMap<Rc<str>, Val>>),
    /// Nobody knows: because of this.
    Open(Val),
}

impl Keys {
    /// Each of them.
    pub fn all(&self) -> Vec<Key> {
        match self {
            Self::Only | Self::Open(_) => vec![Key::Only],
            Self::Count(count) => (0..*count).map(Key::Number).collect(),
            Self::Each(entries) => entries.keys().cloned().map(Key::Text).collect(),
        }
    }

    fn is_open(&self) -> bool {
        match self {
            Self::Open(_) => true,
            Self::Only | Self::Count(_) | Self::Each(_) => false,
        }
    }
}

impl World<'_> {
    /// Which instances a block makes.
    pub fn keys_of(&self, module: usize, name: &str, block: &Block, is_call: bool) -> Rc<Keys> {
        let called: Rc<str> = if is_call { format!("module.{name}").into() } else { name.into() };
        let key = (module, called);
        if let Some(known) = self.keys.borrow().get(&key) {
            return known.clone().unwrap_or_else(|| {
                self.say(&CYCLE, block.at, [key.1.to_string()]);
                Rc::new(Keys::Open(Val::wrong(block.at, Bad::Circle)))
            });
        }
        self.keys.borrow_mut().insert(key.clone(), None);
        let made = Rc::new(self.work_out_keys(module, &key.1, block));
        self.keys.borrow_mut().insert(key, Some(made.clone()));
        made
    }

    fn work_out_keys(&self, module: usize, name: &str, block: &Block) -> Keys {
        let open = |what: &str, val: Val| {
            if let Is::Wrong(fault) = &val.is {
                self.complain(fault);
            } else {
                self.say(&UNDECIDED, val.at, [format!("{what} of {name}")]);
            }
            Keys::Open(val)
        };
        if let Some(expr) = block.body.get("count") {
            let val = self.scope(module, None).eval(expr);
            return match val.as_whole().map(usize::try_from) {
                Some(Ok(count)) if count <= MOST && self.spend(count, expr.at) => Keys::Count(count),
                Some(_) => {
                    self.say_once(&TOO_MUCH, expr.at, format!("{MOST} instances"));
                    Keys::Open(Val::wrong(expr.at, Bad::TooMuch))
                }
                None if val.is_unknown() || val.is_wrong() => open("count", val),
                None => open("count", Val::refused(expr.at, "count", "it is no whole number")),
            };
        }
        let Some(expr) = block.body.get("for_each") else { return Keys::Only };
        let val = self.scope(module, None).eval(expr);
        match &val.is {
            Is::Map(entries) => Keys::Each(entries.clone()),
            Is::List(items) | Is::Set(items) => {
                let entry = |it: &Val| Some((it.as_text()?, it.clone()));
                match items.iter().map(entry).collect::<Option<BTreeMap<_, _>>>() {
                    Some(entries) => Keys::Each(Rc::new(entries)),
                    None => open("for_each", unknown(expr.at, &[&val])),
                }
            }
            Is::Unknown(..) | Is::Wrong(_) | Is::Thing(_) => open("for_each", unknown(expr.at, &[&val])),
            Is::Null | Is::Bool(_) | Is::Number(_) | Is::Text(_) => {
                open("for_each", Val::refused(expr.at, "for_each", "it is no map or set"))
            }
        }
    }

    /// Says what is wrong with a value.
    pub fn complain(&self, fault: &Fault) {
        match &fault.is {
            Bad::Missing(what, near) => self.say(&DANGLING, fault.at, [what.clone(), near.clone()]),
            Bad::Refused(which, why) => self.say(&NOT_EXPANDED, fault.at, [which.to_string(), why.clone()]),
            // These were said where they were found.
            Bad::Circle | Bad::TooMuch => {}
        }
    }

    /// Does something where `count` or `each` is that of an instance.
    pub fn inside<R>(&self, keys: &Keys, key: &Key, at: At, work: impl FnOnce(Option<&Names<'_>>) -> R) -> R {
        let map = |entries: Vec<(&str, Val)>| {
            Val::map(at, entries.into_iter().map(|(name, val)| (name.into(), val)).collect())
        };
        let names = |name, value| Names { name: Some(name), value, outer: None };
        match (keys, key) {
            (Keys::Open(val), _) => {
                let later = || {
                    let why = why(val).unwrap_or(Why::Later);
                    let mut mentions = Vec::new();
                    val.mentions(&mut mentions);
                    Val::unknown(at, why).told_by(mentions)
                };
                let count = names("count", map(vec![("index", later())]));
                let each = names("each", map(vec![("key", later()), ("value", later())]));
                work(Some(&Names { outer: Some(&count), ..each }))
            }
            (Keys::Count(_), Key::Number(number)) => {
                let index = Val::number(at, Decimal::from(*number));
                work(Some(&names("count", map(vec![("index", index)]))))
            }
            (Keys::Each(entries), Key::Text(text)) => {
                let value = entries.get(text).cloned().unwrap_or_else(|| Val::unknown(at, Why::Later));
                let each = map(vec![("key", Val::text(at, text.clone())), ("value", value)]);
                work(Some(&names("each", each)))
            }
            (Keys::Only | Keys::Count(_) | Keys::Each(_), _) => work(None),
        }
    }

    /// A resource by its name: one, a list or a map of them.
    pub fn resource(&self, number: usize, name: &str, at: At) -> Val {
        let Some(module) = self.module(number) else { return Val::unknown(at, Why::Later) };
        let Some((name, block)) = module.folder.resources.get_key_value(name) else {
            return Val::wrong(at, Bad::Missing(name.to_owned(), self.near(number, name)));
        };
        let keys = self.keys_of(number, name, block, false);
        if let Keys::Open(Val { is: Is::Wrong(fault), .. }) = &*keys
            && fault.is == Bad::Circle
        {
            return Val::new(at, Is::Wrong(fault.clone()));
        }
        let one = |key: Key| {
            let address = format!("{}{}", module.inner(name), key.index()).into();
            let (name, is_open) = (name.clone(), keys.is_open());
            Val::new(at, Is::Thing(Rc::new(Thing::Resource { module: number, name, key, address, is_open })))
        };
        self.all_of(number, &format!("={name}"), &keys, at, &one)
    }

    fn all_of(&self, number: usize, called: &str, keys: &Keys, at: At, one: &dyn Fn(Key) -> Val) -> Val {
        self.once(number, called.into(), at, || match keys {
            Keys::Only | Keys::Open(_) => one(Key::Only),
            Keys::Count(_) => Val::list(at, keys.all().into_iter().map(one).collect()),
            Keys::Each(entries) => {
                let entry = |key: &Rc<str>| (key.clone(), one(Key::Text(key.clone())));
                Val::map(at, entries.keys().map(entry).collect())
            }
        })
    }

    /// A module by the name of its call: one, a list or a map of them.
    pub fn called(&self, number: usize, name: &str, at: At) -> Val {
        let Some(module) = self.module(number) else { return Val::unknown(at, Why::Later) };
        let Some(block) = module.folder.calls.get(name) else {
            return self.missing(at, &format!("module.{name}"), module.folder.calls.keys());
        };
        let keys = self.keys_of(number, name, block, true);
        let whole: Rc<str> = format!("module.{name}").into();
        let children = self.children_of(number, name, block, &keys);
        let one = |key: Key| {
            let is_open = keys.is_open();
            let thing = match children.as_ref().and_then(|it| it.get(&key)) {
                Some(number) => Thing::Module { number: *number, is_open },
                None => Thing::Resource {
                    module: number,
                    name: whole.clone(),
                    address: format!("{}{}", module.inner(&whole), key.index()).into(),
                    key,
                    is_open: true,
                },
            };
            Val::new(at, Is::Thing(Rc::new(thing)))
        };
        self.all_of(number, &format!("={whole}"), &keys, at, &one)
    }

    /// The modules that a call makes, if the module is at hand.
    pub fn children_of(
        &self,
        number: usize,
        name: &str,
        block: &Block,
        keys: &Keys,
    ) -> Option<Rc<BTreeMap<Key, usize>>> {
        let key = (number, Rc::from(name));
        if let Some(known) = self.children.borrow().get(&key) {
            return known.clone();
        }
        let made = self.source(number, block).map(|folder| {
            let module = self.module(number);
            let one = |key: Key| {
                let call: Rc<str> = name.into();
                let own = format!("module.{name}{}", key.index());
                let address = module.as_ref().map_or(own.clone(), |it| it.inner(&own));
                let outer = Some(Outer { module: number, call, key: key.clone() });
                let mut all = self.modules.borrow_mut();
                all.push(Rc::new(Module { folder: folder.clone(), address, outer }));
                (key, all.len() - 1)
            };
            let keys = keys.all();
            let fits = self.spend(keys.len().saturating_mul(MODULE_STEPS), block.at);
            Rc::new(keys.into_iter().filter(|_| fits).map(one).collect())
        });
        self.children.borrow_mut().insert(key, made.clone());
        made
    }

    /// The folder that a call names, if it is a local one and at hand; else it is said why not.
    fn source(&self, number: usize, block: &Block) -> Option<Rc<Folder>> {
        let expr = block.body.get("source")?;
        let refuse = |named: &str, why: &str| {
            self.say(&OUTSIDE, expr.at, [named.to_owned(), why.to_owned()]);
            None
        };
        let Some(named) = expr.literal() else { return refuse("source", "it is not known") };
        let is_local = [".", ".."].contains(&named) || ["./", "../"].iter().any(|it| named.starts_with(it));
        let module = self.module(number)?;
        let path = match is_local {
            true => below(&module.folder.path, named),
            false => self.installed(&module, block),
        };
        let Some(path) = path else {
            let why = match is_local {
                true => "it is not below the folder that is imported",
                false => "the module is elsewhere",
            };
            return refuse(named, why);
        };
        let mut around = Some(module);
        while let Some(one) = around {
            if one.folder.path == path {
                self.say(&CYCLE, expr.at, [named.to_owned()]);
                return None;
            }
            around = one.outer.as_ref().and_then(|it| self.module(it.module));
        }
        match self.folder(&path) {
            Some(folder) => Some(folder),
            None => refuse(named, "there is no module among what is imported"),
        }
    }

    /// Where Terraform has put a module that is elsewhere, if it has.
    fn installed(&self, module: &Module, block: &Block) -> Option<String> {
        let mut names = address::path(&module.address);
        names.push(block.labels.first()?.to_string());
        self.installed_below(&self.root_folder(module), &names)
    }

    /// The folder of a module that Terraform has put below a root, by the names of calls.
    ///
    /// <https://developer.hashicorp.com/terraform/cli/commands/init#child-module-installation>
    pub fn installed_below(&self, root: &str, names: &[String]) -> Option<String> {
        let mut lists = self.installed.borrow_mut();
        let all = lists.entry(root.to_owned()).or_insert_with(|| {
            let bytes = (self.read)(&below(root, ".terraform/modules/modules.json")?).ok()?;
            let list: serde_json::Value = serde_json::from_slice(&bytes).ok()?;
            let text = |it: &serde_json::Value, key: &str| Some(it.get(key)?.as_str()?.to_owned());
            let entry = |it| Some((text(it, "Key")?, below(root, &text(it, "Dir")?)?));
            Some(list.get("Modules")?.as_array()?.iter().filter_map(entry).collect())
        });
        all.as_ref()?.get(&names.join(".")).cloned()
    }

    /// A folder of the language, read once.
    pub fn folder(&self, path: &str) -> Option<Rc<Folder>> {
        if let Some(known) = self.folders.borrow().get(path) {
            return known.clone();
        }
        let made = self.files.get(path).map(|files| {
            let mut folder = Folder { path: path.to_owned(), ..Folder::default() };
            let mut notices = self.notices.borrow_mut();
            let mut files: Vec<_> = files
                .iter()
                .filter_map(|(file, name, bytes)| Some((role(name)?, name, *file, *bytes)))
                .collect();
            files.sort_by_key(|(role, name, ..)| (*role == Role::Override, order(name)));
            for (role, name, file, bytes) in files {
                let is_json = name.ends_with(".json");
                let read = if is_json { json::body } else { syntax::body };
                let Some(body) = read(bytes, file, &mut notices) else { continue };
                folder.read += 1;
                match role {
                    Role::Values => folder.given.extend(body.attributes),
                    Role::Code | Role::Override => folder.take(body, role == Role::Override, &mut notices),
                }
            }
            for (number, source) in (0_u32..).zip(&self.settings.values) {
                let file = self.values.saturating_add(number);
                let read = if source.path.ends_with(".json") { json::body } else { syntax::body };
                if let Some(body) = read(&source.bytes, file, &mut notices) {
                    folder.given.extend(body.attributes);
                }
            }
            Rc::new(folder)
        });
        self.folders.borrow_mut().insert(path.to_owned(), made.clone());
        made
    }
}

/// The path of what a folder names, if it stays inside of what is imported.
pub(super) fn below(folder: &str, named: &str) -> Option<String> {
    let own = if folder.is_empty() { "here".to_owned() } else { format!("{folder}/here") };
    match named {
        "." | "./" => Some(folder.to_owned()),
        _ => inside(&own, named),
    }
}
