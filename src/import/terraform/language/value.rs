//! Values of Terraform's language: what is known, what names a resource, what is not known, what is wrong.
//!
//! A value that is known remembers which resources it was told by, so that an edge survives where a name is one.

use crate::{
    import::references,
    model::attrs::{At, Attr, Entry, Mention, Unknown, Value, Why},
};
use rust_decimal::Decimal;
use std::{collections::BTreeMap, rc::Rc};

/// How many resources a value may mention; the rest are left out.
const MOST_MENTIONS: usize = 256;

/// Arguments that are maps, and have what is written.
const MAPS: [&str; 3] = ["tags", "tags_all", "triggers"];

/// A value where it stands.
#[derive(Clone, Debug)]
pub(super) struct Val {
    pub at: At,
    pub is: Is,
    /// The resources that it was told by.
    pub of: Option<Rc<Told>>,
    /// How many values are in each other in it.
    pub depth: u16,
    /// How many values are in it, those that are shared once for each place.
    pub size: usize,
}

/// Which resources told a value.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Told {
    pub mentions: Vec<Mention>,
    /// Whether it is the attribute itself, and not made of it.
    pub is_whole: bool,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(super) enum Is {
    Null,
    Bool(bool),
    Number(Decimal),
    Text(Rc<str>),
    /// A list or a tuple.
    List(Rc<Vec<Val>>),
    /// A list in order, each once, that `for_each` takes.
    Set(Rc<Vec<Val>>),
    Map(Rc<BTreeMap<Rc<str>, Val>>),
    /// A resource or a module, whose attributes are worked out when they are asked for.
    Thing(Rc<Thing>),
    /// It is not known: why, and the text with places for what is missing.
    Unknown(Why, Rc<str>),
    /// It cannot be worked out because it is wrong.
    Wrong(Rc<Fault>),
}

/// What has attributes that are worked out when they are asked for.
#[derive(Debug)]
pub(super) enum Thing {
    /// An instance of a resource: the module's number, its name in it, which one, its address.
    Resource { module: usize, name: Rc<str>, key: Key, address: Rc<str>, is_open: bool },
    /// An instance of a module, by number.
    Module { number: usize, is_open: bool },
}

impl Thing {
    /// Whether it stands for nobody knows how many.
    pub fn is_open(&self) -> bool {
        match self {
            Self::Resource { is_open, .. } | Self::Module { is_open, .. } => *is_open,
        }
    }
}

/// Which of several instances.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Only,
    Number(usize),
    Text(Rc<str>),
}

impl Key {
    /// As addresses have it.
    pub fn index(&self) -> String {
        match self {
            Self::Only => String::new(),
            Self::Number(number) => format!("[{number}]"),
            Self::Text(text) => format!("[\"{text}\"]"),
        }
    }
}

/// Why a value is wrong.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fault {
    pub at: At,
    pub is: Bad,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Bad {
    /// Something is named that is not there: what, and what is near.
    Missing(String, String),
    /// It needs itself; that has been said.
    Circle,
    /// A function or an operator does not take this: which, and why.
    Refused(Rc<str>, String),
    /// The work is beyond a limit; that has been said.
    TooMuch,
}

impl Val {
    pub fn new(at: At, is: Is) -> Self {
        let mut inner = (0_u16, 0_usize);
        let mut note =
            |it: &Val| inner = (inner.0.max(it.depth.saturating_add(1)), inner.1.saturating_add(it.size));
        match &is {
            Is::List(items) | Is::Set(items) => items.iter().for_each(&mut note),
            Is::Map(entries) => entries.values().for_each(&mut note),
            Is::Null
            | Is::Bool(_)
            | Is::Number(_)
            | Is::Text(_)
            | Is::Thing(_)
            | Is::Unknown(..)
            | Is::Wrong(_) => {}
        }
        Self { at, is, of: None, depth: inner.0, size: inner.1.saturating_add(1) }
    }

    pub fn text(at: At, text: impl Into<Rc<str>>) -> Self {
        Self::new(at, Is::Text(text.into()))
    }

    pub fn bool(at: At, it: bool) -> Self {
        Self::new(at, Is::Bool(it))
    }

    pub fn number(at: At, it: impl Into<Decimal>) -> Self {
        Self::new(at, Is::Number(it.into()))
    }

    pub fn list(at: At, items: Vec<Val>) -> Self {
        Self::new(at, Is::List(Rc::new(items)))
    }

    pub fn map(at: At, entries: BTreeMap<Rc<str>, Val>) -> Self {
        Self::new(at, Is::Map(Rc::new(entries)))
    }

    pub fn unknown(at: At, why: Why) -> Self {
        Self::new(at, Is::Unknown(why, "".into()))
    }

    /// What a resource turns out to have.
    pub fn reference(at: At, item: Rc<str>, attribute: &str) -> Self {
        // The id of a resource is the resource.
        let attribute = if attribute == "id" { "" } else { attribute };
        let mention = Mention { item, attribute: attribute.into() };
        let text = placeholder(&mention);
        let of = Some(Rc::new(Told { mentions: vec![mention], is_whole: true }));
        Self { of, ..Self::new(at, Is::Unknown(Why::Later, text.into())) }
    }

    pub fn wrong(at: At, is: Bad) -> Self {
        Self::new(at, Is::Wrong(Rc::new(Fault { at, is })))
    }

    /// What a function or an operator does not take.
    pub fn refused(at: At, which: &str, why: impl Into<String>) -> Self {
        Self::wrong(at, Bad::Refused(which.into(), why.into()))
    }

    /// The same value at another place.
    pub fn at(self, at: At) -> Self {
        Self { at, ..self }
    }

    /// Made of what these told.
    pub fn told_by(self, mentions: Vec<Mention>) -> Self {
        let of = (!mentions.is_empty()).then(|| Rc::new(Told { mentions, is_whole: false }));
        Self { of, ..self }
    }

    pub fn is_null(&self) -> bool {
        matches!(self.is, Is::Null)
    }

    /// Whether it is not known, as a whole.
    pub fn is_unknown(&self) -> bool {
        matches!(self.is, Is::Unknown(..))
    }

    pub fn is_wrong(&self) -> bool {
        matches!(self.is, Is::Wrong(_))
    }

    /// What a nested block of a resource has that is not written.
    pub fn computed(&self) -> Option<Self> {
        let told = self.of.as_deref().filter(|it| it.is_whole)?;
        let of = told.mentions.first().filter(|it| !MAPS.contains(&&*it.attribute))?;
        Some(Self::reference(self.at, of.item.clone(), &of.attribute))
    }

    /// As a text, where it is one: numbers and yes and no are written out.
    pub fn as_text(&self) -> Option<Rc<str>> {
        if let Is::Text(text) = &self.is {
            return Some(text.clone());
        }
        if let Is::Bool(it) = self.is {
            return Some(if it { "true" } else { "false" }.into());
        }
        if let Is::Number(it) = self.is { Some(written(it).into()) } else { None }
    }

    /// As a number, where it is one or a text of one.
    pub fn as_number(&self) -> Option<Decimal> {
        if let Is::Number(it) = self.is {
            return Some(it);
        }
        let Is::Text(text) = &self.is else { return None };
        text.parse().ok().or_else(|| Decimal::from_scientific(text).ok())
    }

    /// As a whole number.
    pub fn as_whole(&self) -> Option<i64> {
        self.as_number().filter(|it| it.fract().is_zero()).and_then(|it| it.try_into().ok())
    }

    /// As yes or no, where it is that or a text of it.
    pub fn as_bool(&self) -> Option<bool> {
        if let Is::Bool(it) = self.is {
            return Some(it);
        }
        let Is::Text(text) = &self.is else { return None };
        match &**text {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    /// The elements of a list or a set.
    pub fn as_list(&self) -> Option<&Rc<Vec<Val>>> {
        if let Is::List(items) | Is::Set(items) = &self.is { Some(items) } else { None }
    }

    pub fn as_map(&self) -> Option<&Rc<BTreeMap<Rc<str>, Val>>> {
        if let Is::Map(entries) = &self.is { Some(entries) } else { None }
    }

    /// Everything that it and what is in it was told by, each once.
    pub fn mentions(&self, all: &mut Vec<Mention>) {
        let mut note = |one: &Mention| {
            if all.len() < MOST_MENTIONS && !all.contains(one) {
                all.push(one.clone());
            }
        };
        self.of.iter().flat_map(|it| &it.mentions).for_each(&mut note);
        match &self.is {
            Is::List(items) | Is::Set(items) => items.iter().for_each(|it| it.mentions(all)),
            Is::Map(entries) => entries.values().for_each(|it| it.mentions(all)),
            Is::Thing(thing) => {
                if let Thing::Resource { address, .. } = &**thing {
                    note(&references::itself(address));
                }
            }
            Is::Null | Is::Bool(_) | Is::Number(_) | Is::Text(_) | Is::Unknown(..) | Is::Wrong(_) => {}
        }
    }

    /// Whether anything in it is not known or wrong: that one.
    pub fn open(&self) -> Option<&Val> {
        match &self.is {
            Is::List(items) | Is::Set(items) => items.iter().find_map(Val::open),
            Is::Map(entries) => entries.values().find_map(Val::open),
            Is::Unknown(..) | Is::Wrong(_) | Is::Thing(_) => Some(self),
            Is::Null | Is::Bool(_) | Is::Number(_) | Is::Text(_) => None,
        }
    }
}

/// A number as Terraform writes it.
pub(super) fn written(number: Decimal) -> String {
    number.normalize().to_string()
}

/// What stands in a text for what another resource turns out to have.
pub(super) fn placeholder(mention: &Mention) -> String {
    if mention.attribute.is_empty() {
        format!("${{{}}}", mention.item)
    } else {
        format!("${{{}.{}}}", mention.item, mention.attribute)
    }
}

/// Makes a text of parts, some of which are not known.
#[derive(Debug, Default)]
pub(super) struct Writer {
    pub text: String,
    mentions: Vec<Mention>,
    why: Option<Why>,
    wrong: Option<Rc<Fault>>,
}

impl Writer {
    /// Adds a value as a text; false if it has none.
    pub fn value(&mut self, val: &Val) -> bool {
        val.mentions(&mut self.mentions);
        match &val.is {
            Is::Unknown(why, text) => {
                match text.is_empty() {
                    true => self.text.push_str("${?}"),
                    false => self.text.push_str(text),
                }
                // A part that comes later makes a text of several.
                let why = if *why == Why::Later { Why::Mixed } else { why.clone() };
                self.why.get_or_insert(why);
            }
            Is::Wrong(fault) => {
                self.wrong.get_or_insert_with(|| fault.clone());
            }
            Is::Null
            | Is::Bool(_)
            | Is::Number(_)
            | Is::Text(_)
            | Is::List(_)
            | Is::Set(_)
            | Is::Map(_)
            | Is::Thing(_) => match val.as_text() {
                Some(text) => self.text.push_str(&text),
                None => return false,
            },
        }
        true
    }

    /// Takes a text in that is changed before.
    pub fn changed(&mut self, val: &Val, text: &str) {
        val.mentions(&mut self.mentions);
        self.text.push_str(text);
    }

    /// What was made.
    pub fn done(self, at: At) -> Val {
        if let Some(fault) = self.wrong {
            return Val::new(at, Is::Wrong(fault));
        }
        let text: Rc<str> = self.text.into();
        let is = match self.why {
            Some(why) => Is::Unknown(why, text),
            None => Is::Text(text),
        };
        Val::new(at, is).told_by(self.mentions)
    }
}

/// Properties in which the resources that told a value count more than the value.
const TELLING: [&str; 21] = [
    "variables",
    "policy",
    "inlinepolicy",
    "assumerolepolicy",
    "definition",
    "definitionsubstitutions",
    "containerdefinitions",
    "resource",
    "resources",
    "redrivepolicy",
    "uri",
    "integrationuri",
    "authorizeruri",
    "endpoint",
    "body",
    "target",
    "source",
    "requestparameters",
    "requesttemplates",
    "eventbusname",
    "tablename",
];

/// Whether a property names resources, whatever it holds.
fn tells(key: &str) -> bool {
    let plain = key.to_ascii_lowercase().replace('_', "");
    references::names_resources(key) || TELLING.contains(&&*plain)
}

/// What comes along with making properties.
#[derive(Debug)]
pub(super) struct Making {
    /// What is wrong in them.
    pub faults: Vec<Rc<Fault>>,
    /// How many values may still be made.
    pub left: usize,
}

/// A value as properties have it; nothing for nothing and for an empty text.
pub(super) fn attr(val: &Val, key: &str, telling: bool, making: &mut Making) -> Option<Attr> {
    let telling = telling || tells(key);
    let at = val.at;
    making.left = making.left.checked_sub(1)?;
    let value = match &val.is {
        Is::Null => return None,
        Is::Text(text) if text.is_empty() => return None,
        Is::Bool(_) | Is::Number(_) | Is::Text(_) => {
            let text = val.as_text().unwrap_or_default();
            match val.of.as_deref().filter(|_| telling) {
                Some(Told { mentions, is_whole: true }) => match mentions.as_slice() {
                    [only] => Value::Ref(only.clone()),
                    _ => Value::Text(text),
                },
                Some(told) => {
                    Value::Unknown(Unknown { why: Why::Mixed, text, mentions: told.mentions.clone() })
                }
                None => Value::Text(text),
            }
        }
        Is::List(items) | Is::Set(items) => {
            let all: Vec<Attr> = items.iter().filter_map(|it| attr(it, key, telling, making)).collect();
            // A block that may be there once is a list of one.
            match all.as_slice() {
                [only] if matches!(only.value, Value::Map(_)) => return Some(only.clone()),
                _ => Value::List(all),
            }
        }
        Is::Map(entries) => {
            let mut all = Vec::new();
            for (key, val) in &**entries {
                let value = attr(val, key, telling, making);
                all.extend(value.map(|value| Entry { key: key.clone(), at: val.at, value }));
            }
            Value::Map(all)
        }
        Is::Thing(thing) => match &**thing {
            Thing::Resource { address, .. } => Value::Ref(references::itself(address)),
            Thing::Module { .. } => return Some(Attr::unknown(at, Why::Call("a module as a value".into()))),
        },
        Is::Unknown(why, text) => match val.of.as_deref() {
            Some(Told { mentions, is_whole: true }) => match mentions.as_slice() {
                [only] => Value::Ref(only.clone()),
                _ => {
                    Value::Unknown(Unknown { why: why.clone(), text: "".into(), mentions: mentions.clone() })
                }
            },
            told => {
                let mentions = told.map_or(Vec::new(), |it| it.mentions.clone());
                Value::Unknown(Unknown { why: why.clone(), text: text.clone(), mentions })
            }
        },
        Is::Wrong(fault) => {
            making.faults.push(fault.clone());
            let why = match &fault.is {
                Bad::Missing(what, _) => Why::Call(what.as_str().into()),
                Bad::Refused(which, _) => Why::Call(which.clone()),
                Bad::Circle => Why::Call("a value that needs itself".into()),
                Bad::TooMuch => Why::Call("a value beyond a limit".into()),
            };
            return Some(Attr::unknown(at, why));
        }
    };
    Some(Attr { at, value })
}
