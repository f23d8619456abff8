//! One stack: a template with the values of its parameters, its conditions, its nested stacks.

use super::{eval::Eval, exact, stack_name};
use crate::{
    import::{
        ReadFile, Settings,
        notice::{CYCLE, NO_VALUE, NOT_EXPANDED, Notices, OUTSIDE, UNDECIDED},
        text,
    },
    model::attrs::{At, Attr, Item, Value, Why},
};
use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

/// What all stacks of an import share.
pub(super) struct World<'w> {
    pub settings: &'w Settings,
    pub read: &'w ReadFile<'w>,
    pub files: RefCell<Vec<String>>,
    /// What stacks export, by name.
    pub exports: RefCell<BTreeMap<String, Attr>>,
    pub notices: RefCell<Notices>,
    /// What is being worked out, to find circles.
    pub pending: RefCell<BTreeSet<String>>,
    /// How many stacks nest.
    pub depth: Cell<usize>,
    /// What an export calls items.
    pub renamed: RefCell<super::besides::Renamed>,
}

/// Stacks in stacks in stacks, and no further.
const DEEPEST: usize = 10;

impl World<'_> {
    pub fn say(&self, rule: &'static crate::diag::Rule, at: At, args: impl IntoIterator<Item = String>) {
        self.notices.borrow_mut().say(rule, at, args);
    }
}

/// Excluded by conditions: id, type, place, condition.
type Excluded = Vec<(String, String, At, String)>;

/// One stack.
#[derive(Debug)]
pub(super) struct Stack {
    /// `AWS::StackName`.
    pub name: String,
    /// Before the ids of its items.
    pub prefix: String,
    file: u32,
    pub template: Attr,
    pub parameters: BTreeMap<Rc<str>, Attr>,
    /// The places of resources among those declared, by name.
    places: BTreeMap<Rc<str>, usize>,
    conditions: RefCell<BTreeMap<Rc<str>, Option<bool>>>,
    children: RefCell<BTreeMap<Rc<str>, Option<Rc<Stack>>>>,
}

impl Stack {
    /// A template by itself: parameters have the values that a person gave, or their defaults.
    pub fn root(world: &World<'_>, file: u32, name: String, prefix: String, template: Attr) -> Self {
        let given = |name: &str, at: At| Some(Attr::text(at, world.settings.parameters.get(name)?.as_str()));
        Self::new(world, (file, name, prefix), template, &given)
    }

    fn new(
        world: &World<'_>,
        (file, name, prefix): (u32, String, String),
        template: Attr,
        given: &dyn Fn(&str, At) -> Option<Attr>,
    ) -> Self {
        let mut parameters = BTreeMap::new();
        let lists = super::besides::lists(&template, &prefix);
        for entry in exact(&template, "Parameters").map(Attr::entries).unwrap_or_default() {
            let default = exact(&entry.value, "Default");
            let ty = exact(&entry.value, "Type").and_then(Attr::known).unwrap_or("String");
            let value = given(&entry.key, entry.at).or(default.cloned());
            let value = if exact(&entry.value, "NoEcho").is_some_and(Attr::is_true) {
                Attr::unknown(entry.at, Why::Sensitive)
            } else if ty.starts_with("AWS::SSM::Parameter::Value") {
                let name = value.as_ref().and_then(Attr::known).unwrap_or(&entry.key);
                Attr::unknown(entry.at, Why::Parameter(format!("ssm:{name}").into()))
            } else {
                match value.or(lists.get(&entry.key).cloned()) {
                    Some(value) if ty.contains("List") => listed(&value),
                    Some(value) => value,
                    None => {
                        world.say(&NO_VALUE, entry.at, [entry.key.to_string()]);
                        Attr::unknown(entry.at, Why::Parameter(entry.key.clone()))
                    }
                }
            };
            parameters.insert(entry.key.clone(), value);
        }
        let declared = exact(&template, "Resources").map(Attr::entries).unwrap_or_default();
        let places = declared.iter().enumerate().map(|(at, it)| (it.key.clone(), at)).collect();
        Self {
            name,
            prefix,
            file,
            template,
            parameters,
            places,
            conditions: RefCell::default(),
            children: RefCell::default(),
        }
    }

    /// Resources as they are declared.
    pub fn declared(&self) -> &[crate::model::attrs::Entry] {
        exact(&self.template, "Resources").map(Attr::entries).unwrap_or_default()
    }

    /// Macros that run over the whole template, and are not known here: they may make resources.
    pub fn macros(&self) -> impl Iterator<Item = (At, &str)> {
        let transforms = exact(&self.template, "Transform").map(Attr::items).unwrap_or_default();
        let named = transforms.iter().filter_map(|it| Some((it.at, it.known()?)));
        named.filter(|(_, name)| !name.starts_with("AWS::Serverless") && *name != "AWS::LanguageExtensions")
    }

    /// The module that a name begins with: `NetworkVPC` is in the module `Network`.
    /// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/module-ref-resources.html>
    pub fn module_of(&self, name: &str) -> Option<&str> {
        let is_module = |it: &&crate::model::attrs::Entry| {
            let is_type = |ty: &Attr| ty.known().is_none_or(|ty| ty.ends_with("::MODULE"));
            name.strip_prefix(&*it.key).is_some_and(|rest| !rest.is_empty())
                && exact(&it.value, "Type").is_some_and(is_type)
        };
        self.declared().iter().filter(is_module).map(|it| &*it.key).max_by_key(|it| it.len())
    }

    /// Whether there is a resource of this name.
    pub fn has(&self, id: &str) -> bool {
        self.places.contains_key(id)
    }

    /// A resource as it is declared.
    pub fn resource(&self, id: &str) -> Option<&Attr> {
        Some(&self.declared().get(*self.places.get(id)?)?.value)
    }

    /// Whether a condition holds; `None` if it cannot be decided.
    pub fn holds(&self, world: &World<'_>, name: &str, at: At) -> Option<bool> {
        if let Some(known) = self.conditions.borrow().get(name) {
            return *known;
        }
        let Some(condition) = exact(&self.template, "Conditions").and_then(|all| exact(all, name)) else {
            world.say(&crate::import::notice::DANGLING, at, [name.to_owned(), String::new()]);
            return None;
        };
        let key = format!("condition {}{name}", self.prefix);
        if !world.pending.borrow_mut().insert(key.clone()) {
            world.say(&CYCLE, condition.at, [name.to_owned()]);
            return None;
        }
        let holds = Eval::new(self, world).truth(condition);
        world.pending.borrow_mut().remove(&key);
        if holds.is_none() {
            world.say(&UNDECIDED, condition.at, [name.to_owned()]);
        }
        self.conditions.borrow_mut().insert(name.into(), holds);
        holds
    }

    /// Takes note of what the stack exports.
    pub fn note_exports(&self, world: &World<'_>) {
        for output in exact(&self.template, "Outputs").map(Attr::entries).unwrap_or_default() {
            let name = exact(&output.value, "Export").and_then(|it| exact(it, "Name"));
            let Some(name) = name.and_then(|it| Eval::new(self, world).value(it)) else { continue };
            if let (Some(name), Some(value)) = (name.known(), self.output(world, &output.key)) {
                world.exports.borrow_mut().insert(name.to_owned(), value);
            }
        }
    }

    /// What an output says.
    pub fn output(&self, world: &World<'_>, name: &str) -> Option<Attr> {
        let output = exact(&self.template, "Outputs").and_then(|all| exact(all, name))?;
        let key = format!("output {}{name}", self.prefix);
        if !world.pending.borrow_mut().insert(key.clone()) {
            world.say(&CYCLE, output.at, [name.to_owned()]);
            return None;
        }
        let value = exact(output, "Value").and_then(|it| Eval::new(self, world).value(it));
        world.pending.borrow_mut().remove(&key);
        value
    }

    /// A nested stack whose template is at hand.
    pub fn child(&self, world: &World<'_>, id: &str) -> Option<Rc<Stack>> {
        if let Some(known) = self.children.borrow().get(id) {
            return known.clone();
        }
        let key = format!("stack {}{id}", self.prefix);
        if !world.pending.borrow_mut().insert(key.clone()) {
            return None;
        }
        let made = self.nested(world, id).map(Rc::new);
        world.pending.borrow_mut().remove(&key);
        self.children.borrow_mut().insert(id.into(), made.clone());
        made
    }

    fn nested(&self, world: &World<'_>, id: &str) -> Option<Stack> {
        let resource = self.resource(id)?;
        let ty = exact(resource, "Type")?.known()?;
        let place = match ty {
            "AWS::CloudFormation::Stack" => "TemplateURL",
            "AWS::Serverless::Application" => "Location",
            _ => return None,
        };
        let properties = exact(resource, "Properties")?;
        let mut eval = Eval::new(self, world);
        let location = eval.value(exact(properties, place)?)?;
        let refuse = |why: &str| {
            world.say(&OUTSIDE, location.at, [location.known().unwrap_or(id).to_owned(), why.to_owned()]);
        };
        let Some(named) = location.known() else {
            refuse("it is elsewhere");
            return None;
        };
        if world.depth.get() >= DEEPEST {
            refuse("stacks nest too deep");
            return None;
        }
        let own = world.files.borrow().get(self.file as usize).cloned().unwrap_or_default();
        let Some(path) = inside(&own, named) else {
            refuse("it is not below the folder that is imported");
            return None;
        };
        let bytes = match (world.read)(&path) {
            Ok(bytes) => bytes,
            Err(why) => {
                refuse(&why);
                return None;
            }
        };
        let file = {
            let mut files = world.files.borrow_mut();
            files.push(path.clone());
            u32::try_from(files.len() - 1).unwrap_or(u32::MAX)
        };
        let documents = text::read(&bytes, file, &mut world.notices.borrow_mut()).ok()?;
        let template = documents.into_iter().find(super::is_template)?;
        let given = exact(properties, "Parameters").and_then(|it| eval.value(it)).unwrap_or_default();
        let given = |name: &str, _: At| exact(&given, name).cloned();
        let prefix = format!("{}{id}.", self.prefix);
        world.depth.set(world.depth.get() + 1);
        let stack = Stack::new(world, (file, stack_name(&path), prefix), template, &given);
        world.depth.set(world.depth.get() - 1);
        Some(stack)
    }

    /// A state machine with the definition that stands in a file at hand.
    fn with_definition(&self, world: &World<'_>, ty: &str, mut properties: Attr) -> Attr {
        let named = exact(&properties, "DefinitionUri").filter(|_| ty.ends_with("::StateMachine"));
        let Some((at, named)) = named.and_then(|it| Some((it.at, it.known()?.to_owned()))) else {
            return properties;
        };
        let own = world.files.borrow().get(self.file as usize).cloned().unwrap_or_default();
        let read = inside(&own, &named)
            .ok_or_else(|| "it is not below the folder that is imported".to_owned())
            .and_then(|path| (world.read)(&path).map(|bytes| (path, bytes)));
        match read {
            Ok((path, bytes)) => {
                let file = {
                    let mut files = world.files.borrow_mut();
                    files.push(path);
                    u32::try_from(files.len() - 1).unwrap_or(u32::MAX)
                };
                let documents = text::read(&bytes, file, &mut world.notices.borrow_mut()).unwrap_or_default();
                if let Some(definition) = documents.into_iter().next() {
                    properties.put("Definition", definition);
                }
            }
            Err(why) => world.say(&OUTSIDE, at, [named, why]),
        }
        properties
    }

    /// The items of the stack and of those nested in it, and what conditions left out.
    pub fn items(&self, world: &World<'_>) -> (Vec<Item>, Excluded) {
        let (mut items, mut excluded) = (Vec::new(), Vec::new());
        for (at, name) in self.macros().filter(|it| it.1 != super::PLUGINS) {
            let why = "the macro runs in the account".to_owned();
            world.say(&NOT_EXPANDED, at, [name.to_owned(), why]);
        }
        let declared = Eval::new(self, world).expanded(self.declared());
        for entry in &declared {
            let Some(ty) = exact(&entry.value, "Type").and_then(Attr::known) else {
                if entry.key.starts_with("Fn::") {
                    let why = "it is made by a macro".to_owned();
                    world.say(&NOT_EXPANDED, entry.at, [entry.key.to_string(), why]);
                }
                continue;
            };
            let id = format!("{}{}", self.prefix, entry.key);
            let condition = exact(&entry.value, "Condition").and_then(Attr::known);
            let mut conditional = None;
            if let Some(name) = condition {
                match self.holds(world, name, entry.at) {
                    Some(true) => {}
                    None => conditional = Some(name.into()),
                    Some(false) => {
                        excluded.push((id, ty.to_owned(), entry.at, name.to_owned()));
                        continue;
                    }
                }
            }
            if let Some(child) = self.child(world, &entry.key) {
                let (inner, left_out) = child.items(world);
                items.extend(inner);
                excluded.extend(left_out);
            }
            let mut eval = Eval::new(self, world);
            let properties = exact(&entry.value, "Properties").and_then(|it| eval.value(it));
            let depends_on = exact(&entry.value, "DependsOn").map(Attr::items).unwrap_or_default();
            let depends_on = depends_on.iter().filter_map(Attr::known);
            let properties = properties.unwrap_or(Attr { at: entry.at, value: Value::Map(Vec::new()) });
            let properties = self.with_definition(world, ty, properties);
            let mut item = Item {
                depends_on: depends_on.map(|it| format!("{}{it}", self.prefix).into()).collect(),
                conditional,
                ..Item::new(id, ty, properties, entry.at)
            };
            let name = super::besides::into_item(&entry.value, &self.template, &self.prefix, &mut item);
            if let Some(name) = name {
                world.renamed.borrow_mut().insert(item.id.clone(), name);
            }
            items.push(item);
        }
        super::sam::expand(self, world, &mut items);
        items.extend(super::besides::list_items(&self.template, &self.prefix, world.settings.region()));
        (items, excluded)
    }
}

/// A list, which may be written as text with commas.
fn listed(value: &Attr) -> Attr {
    let Some(text) = value.known() else { return value.clone() };
    let items = text.split(',').map(|part| Attr::text(value.at, part.trim()));
    Attr { at: value.at, value: Value::List(items.collect()) }
}

/// The path of a file that another one names, if it stays inside the root.
pub(in crate::import) fn inside(own: &str, named: &str) -> Option<String> {
    let named = named.strip_prefix("./").unwrap_or(named);
    if named.is_empty()
        || named.contains("://")
        || named.starts_with(['/', '\\', '~'])
        || named.contains('\0')
    {
        return None;
    }
    let mut parts: Vec<&str> = own.split('/').collect();
    parts.pop();
    for part in named.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            _ if part.contains(':') => return None,
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
