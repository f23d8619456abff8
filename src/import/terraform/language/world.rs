//! Everything that evaluation knows: modules, what was worked out already, and how much work is left.

use super::{
    eval::{Names, Scope},
    folder::Folder,
    instances::Keys,
    natural,
    syntax::Block,
    types,
    value::{Bad, Is, Key, Thing, Told, Val},
};
use crate::{
    diag::Rule,
    import::{
        ReadFile, Settings,
        notice::{CYCLE, NO_VALUE, Notices, TOO_MUCH},
        text::{LONGEST, MOST},
    },
    model::attrs::{At, Mention, Why},
};
use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

/// How many expressions are worked out.
const MOST_STEPS: usize = 4 * MOST;

/// The texts of the language, by folder: file number, name, bytes.
pub(in crate::import) type Files<'w> = BTreeMap<String, Vec<(u32, String, &'w [u8])>>;

/// What was worked out once, by module and what it is called; nothing while it is, and where there is nothing.
type Once<T> = BTreeMap<(usize, Rc<str>), Option<T>>;

/// What evaluation knows.
pub(super) struct World<'w> {
    pub settings: &'w Settings,
    pub read: &'w ReadFile<'w>,
    pub files: &'w Files<'w>,
    /// The number of the first file of values in the settings.
    pub values: u32,
    pub notices: RefCell<&'w mut Notices>,
    pub folders: RefCell<BTreeMap<String, Option<Rc<Folder>>>>,
    pub modules: RefCell<Vec<Rc<Module>>>,
    /// What was worked out, by module and what it is called; nothing while it is being worked out.
    memo: RefCell<Once<Val>>,
    pub keys: RefCell<Once<Rc<Keys>>>,
    /// The modules that a call makes.
    pub children: RefCell<Once<Rc<BTreeMap<Key, usize>>>>,
    /// Modules that Terraform has put below roots: by root, the names of calls and the folder.
    pub installed: RefCell<BTreeMap<String, Option<BTreeMap<String, String>>>>,
    /// How many expressions wait for each other.
    pub waiting: Cell<usize>,
    steps: Cell<usize>,
    written: Cell<usize>,
    /// Whether a limit was met.
    pub is_spent: Cell<bool>,
}

/// An instance of a module.
#[derive(Debug)]
pub(super) struct Module {
    pub folder: Rc<Folder>,
    /// `module.a[0].module.b`; empty for a root.
    pub address: String,
    /// How it is called; not at all for a root.
    pub outer: Option<Outer>,
}

/// How a module is called.
#[derive(Debug)]
pub(super) struct Outer {
    /// From which module, by number.
    pub module: usize,
    pub call: Rc<str>,
    pub key: Key,
}

impl Module {
    /// The address of something in it.
    pub fn inner(&self, name: &str) -> String {
        if self.address.is_empty() { name.to_owned() } else { format!("{}.{name}", self.address) }
    }
}

impl<'w> World<'w> {
    pub fn new(
        settings: &'w Settings,
        read: &'w ReadFile<'w>,
        files: &'w Files<'w>,
        notices: &'w mut Notices,
    ) -> Self {
        Self {
            settings,
            read,
            files,
            values: u32::MAX,
            notices: RefCell::new(notices),
            folders: RefCell::default(),
            modules: RefCell::default(),
            memo: RefCell::default(),
            keys: RefCell::default(),
            children: RefCell::default(),
            installed: RefCell::default(),
            waiting: Cell::new(0),
            steps: Cell::new(0),
            written: Cell::new(0),
            is_spent: Cell::new(false),
        }
    }

    pub fn say(&self, rule: &'static Rule, at: At, args: impl IntoIterator<Item = String>) {
        self.notices.borrow_mut().say(rule, at, args);
    }

    /// Says that a limit is met: one is enough.
    pub fn say_once(&self, rule: &'static Rule, at: At, what: String) {
        if !self.is_spent.replace(true) {
            self.say(rule, at, [what]);
        }
    }

    /// Whether so much work may still be done. All of an import shares it.
    pub fn spend(&self, steps: usize, at: At) -> bool {
        let all = self.steps.get().saturating_add(steps);
        self.steps.set(all);
        if all > MOST_STEPS {
            self.say_once(&TOO_MUCH, at, format!("{MOST_STEPS} steps of evaluation"));
        }
        all <= MOST_STEPS
    }

    /// Whether so much text may still be made.
    pub fn write(&self, bytes: usize, at: At) -> bool {
        let all = self.written.get().saturating_add(bytes);
        self.written.set(all);
        if all > LONGEST {
            self.say_once(&TOO_MUCH, at, format!("{LONGEST} bytes of text that is made"));
        }
        all <= LONGEST
    }

    pub fn module(&self, number: usize) -> Option<Rc<Module>> {
        self.modules.borrow().get(number).cloned()
    }

    pub fn scope<'s>(&'s self, module: usize, names: Option<&'s Names<'s>>) -> Scope<'s, 'w> {
        Scope { world: self, module, names }
    }

    /// Works something out once; what needs itself is told.
    pub fn once(&self, module: usize, name: Rc<str>, at: At, work: impl FnOnce() -> Val) -> Val {
        let key = (module, name);
        if let Some(known) = self.memo.borrow().get(&key) {
            return match known {
                Some(val) => val.clone(),
                None => {
                    self.say(&CYCLE, at, [key.1.to_string()]);
                    Val::wrong(at, Bad::Circle)
                }
            };
        }
        self.memo.borrow_mut().insert(key.clone(), None);
        let val = work();
        self.memo.borrow_mut().insert(key, Some(val.clone()));
        val
    }

    /// A variable's value: given by the call or from outside, else its default.
    pub fn variable(&self, number: usize, name: &str, at: At) -> Val {
        let Some(module) = self.module(number) else { return Val::unknown(at, Why::Later) };
        let Some(block) = module.folder.variables.get(name) else {
            return self.missing(at, &format!("var.{name}"), module.folder.variables.keys());
        };
        self.once(number, format!("var.{name}").into(), block.at, || self.given(number, &module, name, block))
    }

    fn given(&self, number: usize, module: &Module, name: &str, block: &Block) -> Val {
        let said = |key: &str| block.body.get(key);
        let flag = |key: &str| said(key).map(|it| self.scope(number, None).eval(it).as_bool());
        let default = said("default").map(|it| self.scope(number, None).eval(it));
        let given = match &module.outer {
            Some(outer) => self.argument(outer, name),
            None => self.root_value(module, name, block),
        };
        // What is said to be nothing is so, unless it may not be.
        let given = given.filter(|it| !it.is_null() || flag("nullable") != Some(Some(false)));
        if flag("sensitive") == Some(Some(true)) {
            return Val::unknown(block.at, Why::Sensitive);
        }
        let Some(val) = given.or(default) else {
            if module.outer.is_none() {
                self.say(&NO_VALUE, block.at, [name.to_owned()]);
            }
            return Val::unknown(block.at, Why::Parameter(name.into()));
        };
        match said("type") {
            Some(ty) => types::converted(&self.scope(number, None), &val, ty),
            None => val,
        }
    }

    fn argument(&self, outer: &Outer, name: &str) -> Option<Val> {
        let around = self.module(outer.module)?;
        let block = around.folder.calls.get(&outer.call)?;
        let expr = block.body.get(name)?;
        let keys = self.keys_of(outer.module, &outer.call, block, true);
        Some(self.inside(&keys, &outer.key, block.at, |names| self.scope(outer.module, names).eval(expr)))
    }

    fn root_value(&self, module: &Module, name: &str, block: &Block) -> Option<Val> {
        if let Some(text) = self.settings.parameters.get(name) {
            // For a text the text is the value; else it is an expression.
            let is_text = block.body.get("type").is_none_or(|it| it.dotted().as_deref() == Some("string"));
            let expr = super::syntax::expression(text, block.at);
            return match expr.filter(|_| !is_text) {
                Some(expr) => Some(Scope { world: self, module: usize::MAX, names: None }.eval(&expr)),
                None => Some(Val::text(block.at, text.as_str())),
            };
        }
        let given = module.folder.given.get(name)?;
        Some(Scope { world: self, module: usize::MAX, names: None }.eval(&given.value))
    }

    /// A local value.
    pub fn local(&self, number: usize, name: &str, at: At) -> Val {
        let Some(module) = self.module(number) else { return Val::unknown(at, Why::Later) };
        let Some(said) = module.folder.locals.get(name) else {
            return self.missing(at, &format!("local.{name}"), module.folder.locals.keys());
        };
        self.once(number, format!("local.{name}").into(), said.at, || {
            self.scope(number, None).eval(&said.value)
        })
    }

    /// What a module hands out.
    pub fn output(&self, number: usize, name: &str, at: At) -> Val {
        let Some(module) = self.module(number) else { return Val::unknown(at, Why::Later) };
        let Some(block) = module.folder.outputs.get(name) else {
            return self.missing(at, &module.inner(name), module.folder.outputs.keys());
        };
        self.once(number, format!("output.{name}").into(), block.at, || {
            let sensitive = block.body.get("sensitive").map(|it| self.scope(number, None).eval(it));
            if sensitive.and_then(|it| it.as_bool()) == Some(true) {
                return Val::unknown(block.at, Why::Sensitive);
            }
            block
                .body
                .get("value")
                .map_or(Val::new(block.at, Is::Null), |it| self.scope(number, None).eval(it))
        })
    }

    /// An attribute of a resource or a module.
    pub fn attribute(&self, thing: &Thing, name: &str, at: At) -> Val {
        match thing {
            Thing::Module { number, .. } => self.output(*number, name, at),
            Thing::Resource { module, name: own, key, address, .. } => {
                if let Some(natural) = natural::value(self, (*module, own, key), name, at) {
                    return natural;
                }
                let mention = Mention { item: address.clone(), attribute: name.into() };
                let said = self.argument_of(*module, own, key, name, at);
                let Some(val) = said.filter(|it| !it.is_null() && !it.is_wrong() && name != "id") else {
                    return Val::reference(at, address.clone(), name);
                };
                // What is known is known, and it is that resource's.
                if val.is_unknown() {
                    return val;
                }
                let of = Some(Rc::new(Told { mentions: vec![mention], is_whole: true }));
                Val { of, ..val }
            }
        }
    }

    /// What a resource is told to have: an argument, or nested blocks.
    pub fn argument_of(&self, number: usize, own: &str, key: &Key, name: &str, at: At) -> Option<Val> {
        let module = self.module(number)?;
        let block = module.folder.resources.get(own)?;
        let name = if name == "tags_all" { "tags" } else { name };
        if !block.body.says(name) {
            return None;
        }
        let called: Rc<str> = format!("{own}{}.{name}", key.index()).into();
        Some(self.once(number, called, at, || {
            let keys = self.keys_of(number, own, block, false);
            self.inside(&keys, key, block.at, |names| {
                self.scope(number, names).said(&block.body, name).unwrap_or(Val::new(block.at, Is::Null))
            })
        }))
    }

    /// A folder of the language.
    pub fn path(&self, number: usize, which: &str, at: At) -> Val {
        let Some(module) = self.module(number) else { return Val::unknown(at, Why::Later) };
        match which {
            "module" => Val::text(at, from_root(&self.root_folder(&module), &module.folder.path)),
            "root" | "cwd" => Val::text(at, "."),
            _ => Val::wrong(at, Bad::Missing(format!("path.{which}"), String::new())),
        }
    }

    /// The folder of the root around a module.
    pub fn root_folder(&self, module: &Module) -> String {
        let mut outer = module.outer.as_ref().map(|it| it.module);
        let mut path = module.folder.path.clone();
        while let Some(around) = outer.and_then(|it| self.module(it)) {
            path = around.folder.path.clone();
            outer = around.outer.as_ref().map(|it| it.module);
        }
        path
    }

    /// What is not there, and what is called nearly so.
    pub fn missing<'n>(&self, at: At, what: &str, names: impl Iterator<Item = &'n Rc<str>>) -> Val {
        let last = what.rsplit('.').next().unwrap_or(what);
        Val::wrong(at, Bad::Missing(what.to_owned(), nearest(last, names.map(|it| &**it))))
    }

    /// What is called nearly like a resource of a module.
    pub fn near(&self, number: usize, what: &str) -> String {
        let Some(module) = self.module(number) else { return String::new() };
        nearest(what, module.folder.resources.keys().map(|it| &**it))
    }
}

/// The nearest of some names, as messages end with it.
fn nearest<'n>(what: &str, names: impl Iterator<Item = &'n str>) -> String {
    let near = crate::base::nearest(what, names);
    near.map_or(String::new(), |near| format!("; did you mean `{near}`?"))
}

/// The way from one folder to another, as `path.module` has it.
fn from_root(root: &str, folder: &str) -> String {
    let parts =
        |it: &str| -> Vec<String> { it.split('/').filter(|it| !it.is_empty()).map(str::to_owned).collect() };
    let (from, to) = (parts(root), parts(folder));
    let same = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..".to_owned(), from.len() - same);
    let way: Vec<String> = up.chain(to.into_iter().skip(same)).collect();
    if way.is_empty() { ".".to_owned() } else { way.join("/") }
}
