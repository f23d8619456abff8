//! Working out values: references, conditions and functions of the template language.
//!
//! What cannot be worked out stays unknown and keeps what it mentions, so that nothing is guessed and no edge is lost.

use super::{
    exact, functions,
    stack::{Stack, World},
};
use crate::{
    import::notice::{DANGLING, NO_EXPORT, NOT_EXPANDED, OUTSIDE, TOO_MUCH},
    model::attrs::{Attr, Entry, Mention, Unknown, Value, Why},
};
use std::rc::Rc;

/// How many entries a loop may make.
const MOST_MADE: usize = 10_000;

/// Works out values of one stack.
pub(super) struct Eval<'e, 'w> {
    pub stack: &'e Stack,
    pub world: &'e World<'w>,
    /// Variables of loops, the innermost last.
    variables: Vec<(Rc<str>, Attr)>,
}

impl<'e, 'w> Eval<'e, 'w> {
    pub fn new(stack: &'e Stack, world: &'e World<'w>) -> Self {
        Self { stack, world, variables: Vec::new() }
    }

    /// A value worked out; nothing for `AWS::NoValue`, which takes its key or item away.
    pub fn value(&mut self, attr: &Attr) -> Option<Attr> {
        let at = attr.at;
        let value = match &attr.value {
            Value::Text(text) if text.contains("{{resolve:") => {
                return Some(Attr::unknown(at, Why::Sensitive));
            }
            Value::Nothing | Value::Text(_) | Value::Ref(_) | Value::Unknown(_) => return Some(attr.clone()),
            Value::List(items) => Value::List(items.iter().filter_map(|it| self.value(it)).collect()),
            Value::Map(entries) => {
                if let [Entry { key, value, .. }] = entries.as_slice() {
                    if &**key == "Ref" {
                        return self.reference(value);
                    }
                    if let Some(name) = key.strip_prefix("Fn::").filter(|it| !it.starts_with("ForEach::")) {
                        return self.call(name, value, attr);
                    }
                }
                let entries = self.expanded(entries);
                let worked = entries.iter().filter_map(|it| {
                    Some(Entry { key: it.key.clone(), at: it.at, value: self.value(&it.value)? })
                });
                Value::Map(worked.collect())
            }
        };
        Some(Attr { at, value })
    }

    /// Entries with loops and included files put in.
    pub fn expanded(&mut self, entries: &[Entry]) -> Vec<Entry> {
        let mut out = Vec::with_capacity(entries.len());
        for entry in entries {
            if &*entry.key == "Fn::Transform" {
                out.extend(self.included(&entry.value));
                continue;
            }
            let Some(name) = entry.key.strip_prefix("Fn::ForEach::") else {
                out.push(entry.clone());
                continue;
            };
            if !self.each(entry, &mut out) {
                let why = "its list is not known".to_owned();
                self.world.say(&NOT_EXPANDED, entry.at, [name.to_owned(), why]);
            }
        }
        out
    }

    /// `AWS::Include` of a file at hand.
    fn included(&mut self, transform: &Attr) -> Vec<Entry> {
        let name = exact(transform, "Name").and_then(Attr::known).unwrap_or("Fn::Transform");
        let location = exact(transform, "Parameters").and_then(|it| exact(it, "Location"));
        let location = location.and_then(|it| self.value(it));
        let Some(location) = location.as_ref().and_then(Attr::known).filter(|_| name == "AWS::Include")
        else {
            let why = "the macro runs in the account".to_owned();
            self.world.say(&NOT_EXPANDED, transform.at, [name.to_owned(), why]);
            return Vec::new();
        };
        let own = self.world.files.borrow().get(transform.at.file as usize).cloned().unwrap_or_default();
        let text = super::stack::inside(&own, location)
            .ok_or_else(|| "it is not below the folder that is imported".to_owned())
            .and_then(|path| (self.world.read)(&path).map(|bytes| (path, bytes)));
        match text {
            Ok((path, bytes)) => {
                let file = {
                    let mut files = self.world.files.borrow_mut();
                    files.push(path);
                    u32::try_from(files.len() - 1).unwrap_or(u32::MAX)
                };
                let read = crate::import::text::read(&bytes, file, &mut self.world.notices.borrow_mut());
                read.ok()
                    .and_then(|all| all.into_iter().next())
                    .map_or(Vec::new(), |it| it.entries().to_vec())
            }
            Err(why) => {
                self.world.say(&OUTSIDE, transform.at, [location.to_owned(), why]);
                Vec::new()
            }
        }
    }

    /// A loop: `[variable, list, entries]`. Whether its list is known.
    fn each(&mut self, entry: &Entry, out: &mut Vec<Entry>) -> bool {
        let [variable, list, body] = entry.value.items() else { return false };
        let (Some(variable), Some(list)) = (variable.known(), self.value(list)) else { return false };
        let Value::List(items) = &list.value else { return false };
        if items.iter().any(|it| it.known().is_none()) {
            return false;
        }
        for item in items {
            let text = item.known().unwrap_or_default();
            let letters: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
            let put = |into: &str| {
                let into = into.replace(&format!("&{{{variable}}}"), &letters);
                into.replace(&format!("${{{variable}}}"), text)
            };
            self.variables.push((variable.into(), item.clone()));
            for inner in body.entries() {
                if out.len() >= MOST_MADE {
                    self.world.say(
                        &TOO_MUCH,
                        entry.at,
                        [format!("a loop makes more than {MOST_MADE} entries")],
                    );
                    self.variables.pop();
                    return true;
                }
                let made = Entry {
                    key: put(&inner.key).into(),
                    at: inner.at,
                    value: with(&inner.value, &put, variable, item),
                };
                if made.key.starts_with("Fn::ForEach::") {
                    self.each(&made, out);
                } else {
                    out.push(made);
                }
            }
            self.variables.pop();
        }
        true
    }

    fn reference(&mut self, to: &Attr) -> Option<Attr> {
        let at = to.at;
        let Some(name) = to.known() else { return self.unknown("Ref", to) };
        if let Some((_, value)) = self.variables.iter().rev().find(|(it, _)| &**it == name) {
            return Some(value.clone());
        }
        if let Some(value) = self.stack.parameters.get(name) {
            return Some(Attr { at, value: value.value.clone() });
        }
        if name == "AWS::NoValue" {
            return None;
        }
        if let Some(text) = self.pseudo(name) {
            return Some(Attr::text(at, text));
        }
        if self.stack.has(name) || super::sam::makes(self.stack, name) {
            let item = format!("{}{name}", self.stack.prefix).into();
            return Some(Attr { at, value: Value::Ref(Mention { item, attribute: "".into() }) });
        }
        Some(self.dangling(to, name))
    }

    /// What is named and not there.
    fn dangling(&self, at: &Attr, name: &str) -> Attr {
        if let Some(module) = self.stack.module_of(name) {
            // What is inside a module is called after it.
            let item = format!("{}{module}", self.stack.prefix).into();
            let mentions = vec![Mention { item, attribute: "".into() }];
            let why = Why::Call(format!("module {module}").into());
            return Attr { at: at.at, value: Value::Unknown(Unknown { why, text: "".into(), mentions }) };
        }
        if self.stack.macros().next().is_some() {
            self.world.say(
                &NOT_EXPANDED,
                at.at,
                [name.to_owned(), "a macro or a plugin may make it".to_owned()],
            );
            return Attr::unknown(at.at, Why::Call(format!("Ref {name}").into()));
        }
        let known = self
            .stack
            .declared()
            .iter()
            .map(|it| &*it.key)
            .chain(self.stack.parameters.keys().map(|it| &**it));
        let near = crate::base::nearest(name, known);
        let help = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        self.world.say(&DANGLING, at.at, [name.to_owned(), help]);
        Attr::unknown(at.at, Why::Call(format!("Ref {name}").into()))
    }

    fn pseudo(&self, name: &str) -> Option<String> {
        let settings = self.world.settings;
        Some(match name {
            "AWS::Region" => settings.region().to_owned(),
            "AWS::AccountId" => settings.account.clone(),
            "AWS::Partition" => settings.partition.clone(),
            "AWS::URLSuffix" => settings.suffix.clone(),
            "AWS::StackName" => self.stack.name.clone(),
            "AWS::StackId" => format!(
                "arn:{}:cloudformation:{}:{}:stack/{}/0",
                settings.partition,
                settings.region(),
                settings.account,
                self.stack.name
            ),
            "AWS::NotificationARNs" => String::new(),
            _ => return None,
        })
    }

    /// A function that cannot be worked out, with what it mentions.
    pub fn unknown(&mut self, name: &str, arguments: &Attr) -> Option<Attr> {
        let worked = self.value(arguments).unwrap_or_default();
        Some(unknown(arguments, name, &worked))
    }

    fn call(&mut self, name: &str, arguments: &Attr, whole: &Attr) -> Option<Attr> {
        let at = whole.at;
        match name {
            "If" => {
                let [condition, yes, no] = arguments.items() else { return self.unknown(name, arguments) };
                let condition = condition.known().unwrap_or_default();
                match self.stack.holds(self.world, condition, at) {
                    Some(true) => self.value(yes),
                    Some(false) => self.value(no),
                    None => {
                        let (yes, no) = (self.value(yes), self.value(no));
                        if yes == no {
                            return yes;
                        }
                        let both = Attr { at, value: Value::List(yes.into_iter().chain(no).collect()) };
                        let mentions = both.mentions().into_iter().cloned().collect();
                        let why = Why::Condition(condition.into());
                        Some(Attr { at, value: Value::Unknown(Unknown { why, text: "".into(), mentions }) })
                    }
                }
            }
            "GetAtt" => self.attribute(arguments),
            "ImportValue" => {
                let name = self.value(arguments)?;
                let Some(known) = name.known() else {
                    return Some(unknown(arguments, "Fn::ImportValue", &name));
                };
                let found = self.world.exports.borrow().get(known).cloned();
                if found.is_none() {
                    self.world.say(&NO_EXPORT, at, [known.to_owned()]);
                }
                Some(
                    found.map_or(Attr::unknown(at, Why::Export(known.into())), |it| Attr {
                        at,
                        value: it.value,
                    }),
                )
            }
            "Equals" | "And" | "Or" | "Not" => {
                let holds = self.truth(whole);
                Some(match holds {
                    Some(holds) => Attr::text(at, if holds { "true" } else { "false" }),
                    None => self.unknown(name, arguments)?,
                })
            }
            "Sub" => functions::sub(self, arguments),
            "Transform" => {
                let entries = self.included(arguments);
                let entries = entries.iter().filter_map(|it| {
                    Some(Entry { key: it.key.clone(), at: it.at, value: self.value(&it.value)? })
                });
                Some(Attr { at, value: Value::Map(entries.collect()) })
            }
            _ => {
                let worked = self.value(arguments)?;
                let done = functions::call(self, name, &worked, arguments);
                Some(done.map_or_else(
                    || unknown(arguments, &format!("Fn::{name}"), &worked),
                    |it| Attr { at, ..it },
                ))
            }
        }
    }

    /// An attribute of a resource, or an output of a nested stack.
    pub fn attribute(&mut self, arguments: &Attr) -> Option<Attr> {
        let parts: Vec<Attr> = match &arguments.value {
            Value::Text(text) => text.splitn(2, '.').map(|it| Attr::text(arguments.at, it)).collect(),
            Value::Nothing | Value::List(_) | Value::Map(_) | Value::Ref(_) | Value::Unknown(_) => {
                arguments.items().iter().filter_map(|it| self.value(it)).collect()
            }
        };
        let (Some(id), Some(attribute)) = (parts.first().and_then(Attr::known), parts.get(1)) else {
            return self.unknown("Fn::GetAtt", &Attr { at: arguments.at, value: Value::Nothing });
        };
        let rest: Vec<&str> = parts[1..].iter().filter_map(Attr::known).collect();
        let name = if attribute.known().is_some() { rest.join(".") } else { String::new() };
        if let Some(output) = name.strip_prefix("Outputs.")
            && let Some(child) = self.stack.child(self.world, id)
        {
            let value = child.output(self.world, output);
            if value.is_none() {
                self.world.say(&DANGLING, arguments.at, [format!("{id}.{name}"), String::new()]);
            }
            let why = || Attr::unknown(arguments.at, Why::Call("Fn::GetAtt".into()));
            return Some(Attr { at: arguments.at, value: value.unwrap_or_else(why).value });
        }
        if !self.stack.has(id) && !super::sam::makes(self.stack, id) {
            return Some(self.dangling(arguments, id));
        }
        let item = format!("{}{id}", self.stack.prefix).into();
        let value = Value::Ref(Mention { item, attribute: name.into() });
        Some(Attr { at: arguments.at, value })
    }

    /// Whether a condition holds; `None` if it cannot be decided.
    pub fn truth(&mut self, condition: &Attr) -> Option<bool> {
        match condition.entries() {
            [Entry { key, value, .. }] => match &**key {
                "Condition" => self.stack.holds(self.world, value.known()?, value.at),
                "Fn::Equals" => {
                    let [a, b] = value.items() else { return None };
                    let (a, b) = (self.value(a)?, self.value(b)?);
                    match (a.has_unknown(), b.has_unknown()) {
                        (None, None) if a.mentions().is_empty() && b.mentions().is_empty() => Some(a == b),
                        _ => None,
                    }
                }
                "Fn::Not" => self.truth(value.items().first()?).map(|it| !it),
                "Fn::And" => self.several(value, false),
                "Fn::Or" => self.several(value, true),
                _ => None,
            },
            _ => match condition.known()? {
                text if text.eq_ignore_ascii_case("true") => Some(true),
                text if text.eq_ignore_ascii_case("false") => Some(false),
                name => self.stack.holds(self.world, name, condition.at),
            },
        }
    }

    /// `And` is decided by one that does not hold, `Or` by one that does.
    fn several(&mut self, conditions: &Attr, decides: bool) -> Option<bool> {
        let all: Vec<Option<bool>> = conditions.items().iter().map(|it| self.truth(it)).collect();
        if all.contains(&Some(decides)) {
            return Some(decides);
        }
        (!all.contains(&None)).then_some(!decides)
    }
}

/// Something unknown in place of a call.
fn unknown(at: &Attr, name: &str, worked: &Attr) -> Attr {
    let why = match worked.has_unknown() {
        Some(Unknown { why, .. }) if *why != Why::Mixed => why.clone(),
        _ if worked.mentions().is_empty() => Why::Call(name.into()),
        _ => Why::Mixed,
    };
    let mentions = worked.mentions().into_iter().cloned().collect();
    Attr {
        at: at.at,
        value: Value::Unknown(Unknown { why, text: functions::texts(worked).into(), mentions }),
    }
}

/// A loop's variable put into a value.
fn with(attr: &Attr, put: &dyn Fn(&str) -> String, variable: &str, item: &Attr) -> Attr {
    let value = match &attr.value {
        Value::Text(text) => Value::Text(put(text).into()),
        Value::List(items) => Value::List(items.iter().map(|it| with(it, put, variable, item)).collect()),
        Value::Map(entries) => match entries.as_slice() {
            [Entry { key, value, .. }] if &**key == "Ref" && value.known() == Some(variable) => {
                item.value.clone()
            }
            _ => Value::Map(
                entries
                    .iter()
                    .map(|it| Entry {
                        key: put(&it.key).into(),
                        at: it.at,
                        value: with(&it.value, put, variable, item),
                    })
                    .collect(),
            ),
        },
        Value::Nothing | Value::Ref(_) | Value::Unknown(_) => attr.value.clone(),
    };
    Attr { at: attr.at, value }
}
