//! What a template, a plan or an inventory says of resources, before it is a model: a neutral tree with places.
//!
//! A scalar keeps its text: whether `0012` is a number is for the field that takes it. What could not be worked out is
//! unknown and keeps what it mentions.

use std::{fmt, rc::Rc};

/// Where something stands: file by number, line and column from 1. Line 0: nowhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    /// Which file.
    pub file: u32,
    /// The line.
    pub line: u32,
    /// The column, in characters.
    pub column: u32,
}

/// A value where it stands.
#[derive(Clone, Debug, Default)]
pub struct Attr {
    /// Where.
    pub at: At,
    /// What.
    pub value: Value,
}

/// An entry of a map.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its key.
    pub key: Rc<str>,
    /// Where the key stands.
    pub at: At,
    /// Its value.
    pub value: Attr,
}

/// What an item or one of its attributes is called by others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mention {
    /// The item.
    pub item: Rc<str>,
    /// Its attribute, such as `Arn`; empty for the item itself.
    pub attribute: Rc<str>,
}

/// What a value is.
#[derive(Clone, Debug, Default)]
pub enum Value {
    /// `null`, or nothing.
    #[default]
    Nothing,
    /// A scalar as it is written.
    Text(Rc<str>),
    /// A list.
    List(Vec<Attr>),
    /// A map, in the order of the text.
    Map(Vec<Entry>),
    /// Another item, or one of its attributes.
    Ref(Mention),
    /// It is not known.
    Unknown(Unknown),
}

/// What is not known, as far as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// Why.
    pub why: Why,
    /// The text, with places for what is missing: `arn:aws:s3:::${Bucket}/*`. Empty if there is none.
    pub text: Rc<str>,
    /// The items that it mentions.
    pub mentions: Vec<Mention>,
}

/// Why something is not known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// It holds what other items turn out to be.
    Mixed,
    /// A parameter without a value.
    Parameter(Rc<str>),
    /// What another stack exports.
    Export(Rc<str>),
    /// A function that cannot be worked out here.
    Call(Rc<str>),
    /// A condition that cannot be decided.
    Condition(Rc<str>),
    /// Nobody may read it here.
    Sensitive,
    /// It is known after the resources are made.
    Later,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mixed => f.write_str("what other resources turn out to be"),
            Self::Parameter(name) => write!(f, "parameter {name}"),
            Self::Export(name) => write!(f, "export {name}"),
            Self::Call(name) => write!(f, "{name}"),
            Self::Condition(name) => write!(f, "condition {name}"),
            Self::Sensitive => f.write_str("sensitive"),
            Self::Later => f.write_str("known after apply"),
        }
    }
}

impl Attr {
    /// A text at a place.
    pub fn text(at: At, text: impl Into<Rc<str>>) -> Self {
        Self { at, value: Value::Text(text.into()) }
    }

    /// Something that is not known, at a place.
    pub fn unknown(at: At, why: Why) -> Self {
        Self { at, value: Value::Unknown(Unknown { why, text: "".into(), mentions: Vec::new() }) }
    }

    /// The entries, if it is a map.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Map(entries) => entries,
            Value::Nothing | Value::Text(_) | Value::List(_) | Value::Ref(_) | Value::Unknown(_) => &[],
        }
    }

    /// The items: those of a list, nothing for nothing, else the value itself.
    pub fn items(&self) -> &[Attr] {
        match &self.value {
            Value::List(items) => items,
            Value::Nothing => &[],
            Value::Text(_) | Value::Map(_) | Value::Ref(_) | Value::Unknown(_) => std::slice::from_ref(self),
        }
    }

    /// What a map has under a key, compared without case and underscores: `CidrBlock` is `cidr_block`.
    pub fn get(&self, key: &str) -> Option<&Attr> {
        let entry = self.entries().iter().find(|it| alike(&it.key, key))?;
        Some(&entry.value)
    }

    /// The value at a path of keys: `VpcConfig.SubnetIds`.
    pub fn along(&self, path: &str) -> Option<&Attr> {
        path.split('.').try_fold(self, |here, key| here.get(key))
    }

    /// Every value at a path of keys, through lists: `LoadBalancers.TargetGroupArn`.
    pub fn each_along(&self, path: &str) -> Vec<&Attr> {
        let mut here: Vec<&Attr> = vec![self];
        for key in path.split('.') {
            here = here.into_iter().flat_map(Attr::items).filter_map(|it| it.get(key)).collect();
        }
        here.into_iter().flat_map(Attr::items).collect()
    }

    /// Every value at a path of keys as one: the value itself where no list is crossed, else a list.
    pub fn gathered(&self, path: &str) -> Option<Attr> {
        if let Some(value) = self.along(path) {
            return Some(value.clone());
        }
        let all: Vec<Attr> = self.each_along(path).into_iter().cloned().collect();
        if all.is_empty() { None } else { Some(Attr { at: self.at, value: Value::List(all) }) }
    }

    /// Puts a value at a path of keys, in the place of what is there.
    pub fn put(&mut self, path: &str, value: Attr) {
        let (key, rest) = path.split_once('.').map_or((path, None), |(key, rest)| (key, Some(rest)));
        if !matches!(self.value, Value::Map(_)) {
            self.value = Value::Map(Vec::new());
        }
        let Value::Map(entries) = &mut self.value else { return };
        let known = entries.iter().position(|it| alike(&it.key, key));
        let at = known.unwrap_or(entries.len());
        if known.is_none() {
            entries.push(Entry {
                key: key.into(),
                at: value.at,
                value: Self { at: value.at, ..Self::default() },
            });
        }
        let Some(entry) = entries.get_mut(at) else { return };
        match rest {
            Some(rest) => entry.value.put(rest, value),
            None => entry.value = value,
        }
    }

    /// Takes a key of a map away, and what it has.
    pub fn remove(&mut self, key: &str) {
        if let Value::Map(entries) = &mut self.value {
            entries.retain(|it| !alike(&it.key, key));
        }
    }

    /// What commas part in a text: of one that is not known, what it mentions.
    pub fn parted(&self) -> Self {
        let list = match &self.value {
            Value::Text(text) => text.split(',').map(|it| Self::text(self.at, it.trim())).collect(),
            Value::Unknown(unknown) if !unknown.mentions.is_empty() => {
                let one = |it: &Mention| Self { at: self.at, value: Value::Ref(it.clone()) };
                unknown.mentions.iter().map(one).collect()
            }
            Value::Nothing | Value::List(_) | Value::Map(_) | Value::Ref(_) | Value::Unknown(_) => {
                return self.clone();
            }
        };
        Self { at: self.at, value: Value::List(list) }
    }

    /// Known text, or a tree as JSON without spaces.
    pub fn compact(&self) -> String {
        match &self.value {
            Value::Text(text) => text.to_string(),
            Value::Nothing | Value::List(_) | Value::Map(_) | Value::Ref(_) | Value::Unknown(_) => {
                self.json().to_string()
            }
        }
    }

    /// As JSON; what is not known is said in words.
    pub fn json(&self) -> serde_json::Value {
        use serde_json::Value as Out;
        match &self.value {
            Value::Nothing => Out::Null,
            Value::Text(text) => Out::String(text.to_string()),
            Value::List(items) => items.iter().map(Attr::json).collect(),
            Value::Map(entries) => {
                Out::Object(entries.iter().map(|it| (it.key.to_string(), it.value.json())).collect())
            }
            Value::Ref(mention) if mention.attribute.is_empty() => {
                Out::String(format!("${{{}}}", mention.item))
            }
            Value::Ref(mention) => Out::String(format!("${{{}.{}}}", mention.item, mention.attribute)),
            Value::Unknown(unknown) if unknown.text.is_empty() => Out::String(format!("({})", unknown.why)),
            Value::Unknown(unknown) => Out::String(unknown.text.to_string()),
        }
    }

    /// The text, if it is a known scalar.
    pub fn known(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            Value::Nothing | Value::List(_) | Value::Map(_) | Value::Ref(_) | Value::Unknown(_) => None,
        }
    }

    /// The known text under a key.
    pub fn known_at(&self, path: &str) -> Option<&str> {
        self.along(path)?.known()
    }

    /// Whether it says yes.
    pub fn is_true(&self) -> bool {
        self.known().is_some_and(|text| text.eq_ignore_ascii_case("true"))
    }

    /// Everything that it mentions, in the order of the text.
    pub fn mentions(&self) -> Vec<&Mention> {
        let mut all = Vec::new();
        self.each_mention(&mut |it| all.push(it));
        all
    }

    fn each_mention<'a>(&'a self, visit: &mut dyn FnMut(&'a Mention)) {
        match &self.value {
            Value::Nothing | Value::Text(_) => {}
            Value::List(items) => items.iter().for_each(|it| it.each_mention(visit)),
            Value::Map(entries) => entries.iter().for_each(|it| it.value.each_mention(visit)),
            Value::Ref(mention) => visit(mention),
            Value::Unknown(unknown) => unknown.mentions.iter().for_each(visit),
        }
    }

    /// Whether anything in it is not known.
    pub fn has_unknown(&self) -> Option<&Unknown> {
        match &self.value {
            Value::Nothing | Value::Text(_) | Value::Ref(_) => None,
            Value::List(items) => items.iter().find_map(Attr::has_unknown),
            Value::Map(entries) => entries.iter().find_map(|it| it.value.has_unknown()),
            Value::Unknown(unknown) => Some(unknown),
        }
    }
}

/// The same value, wherever it stands.
impl PartialEq for Attr {
    fn eq(&self, other: &Self) -> bool {
        match (&self.value, &other.value) {
            (Value::Nothing, Value::Nothing) => true,
            (Value::Text(a), Value::Text(b)) => a == b,
            (Value::List(a), Value::List(b)) => a == b,
            (Value::Map(a), Value::Map(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.key == b.key && a.value == b.value)
            }
            (Value::Ref(a), Value::Ref(b)) => a == b,
            (Value::Unknown(a), Value::Unknown(b)) => a == b,
            _ => false,
        }
    }
}

/// Whether two names are the same but for case and underscores.
pub fn alike(one: &str, other: &str) -> bool {
    let letters =
        |it: &str| -> Vec<u8> { it.bytes().filter(|b| *b != b'_').map(|b| b.to_ascii_lowercase()).collect() };
    one == other || one.len().abs_diff(other.len()) < 16 && letters(one) == letters(other)
}

/// One resource of a template, a plan or an inventory, in CloudFormation's words.
#[derive(Clone, Debug)]
pub struct Item {
    /// What it is called there.
    pub id: Rc<str>,
    /// Its type: `AWS::EC2::Subnet`.
    pub ty: Rc<str>,
    /// What the format calls its type, if it calls it otherwise.
    pub called: Option<Rc<str>>,
    /// Its properties.
    pub properties: Attr,
    /// Where it stands.
    pub at: At,
    /// What it waits for.
    pub depends_on: Vec<Rc<str>>,
    /// The condition that could not be decided, if it hangs on one.
    pub conditional: Option<Rc<str>>,
    /// Whether the format makes it of another item: it counts for none of the input.
    pub made: bool,
    /// The region that it stands in, if the input says so.
    pub region: Option<Rc<str>>,
    /// The item that it is drawn as: an instance for its first network interface.
    pub part_of: Option<Rc<str>>,
    /// The resource that it stands in, where an export said so.
    pub stands_in: Option<Rc<str>>,
    /// What an export said of its resource besides: what differs in the model file.
    pub design: Option<Rc<Attr>>,
}

impl Item {
    /// An item of the input that waits for nothing.
    pub fn new(id: impl Into<Rc<str>>, ty: impl Into<Rc<str>>, properties: Attr, at: At) -> Self {
        Self {
            id: id.into(),
            ty: ty.into(),
            called: None,
            properties,
            at,
            depends_on: Vec::new(),
            conditional: None,
            made: false,
            region: None,
            part_of: None,
            stands_in: None,
            design: None,
        }
    }
}
