//! Items in the template language: logical ids, references, functions and parameters.

use crate::{
    base::NodeId,
    model::{
        attrs::{Attr, Item, Mention, Unknown, Value as Said, Why},
        giving::SERVICE_LIST_TYPE,
    },
};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// How long names may be.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html>
const LONGEST: usize = 255;
const VERSION: &str = "2010-09-09";

/// A template in the making.
pub(super) struct Template {
    /// Logical ids, by the ids of items.
    names: BTreeMap<String, String>,
    parameters: Map<String, Value>,
    /// By logical id.
    resources: Map<String, Value>,
    kept: Map<String, Value>,
    /// In which words it is written.
    words: fn(Value) -> Value,
}

/// Gives out names that nobody has.
#[derive(Default)]
struct Free(BTreeSet<String>);

impl Free {
    /// A name of letters and digits near to a text.
    fn near(&mut self, text: &str) -> String {
        let mut name = String::new();
        for word in text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|it| !it.is_empty()) {
            let mut letters = word.chars();
            name.extend(letters.next().map(|c| c.to_ascii_uppercase()));
            name.extend(letters);
        }
        name.truncate(LONGEST - 10);
        if name.is_empty() {
            "Resource".clone_into(&mut name);
        }
        let mut numbered = (1..).map(|n| if n == 1 { name.clone() } else { format!("{name}{n}") });
        numbered.find(|it| self.0.insert(it.clone())).unwrap_or(name)
    }

    /// The name as it is, if it is one that nobody has; else one near to it.
    fn this(&mut self, name: &str) -> String {
        let fits =
            !name.is_empty() && name.len() <= LONGEST && name.bytes().all(|c| c.is_ascii_alphanumeric());
        if fits && self.0.insert(name.to_owned()) { name.to_owned() } else { self.near(name) }
    }
}

impl Template {
    /// The template of items.
    pub fn of(items: &[Item], words: fn(Value) -> Value) -> Self {
        let mut free = Free::default();
        let mut parameters = Parameters::default();
        // Parameters keep their names, for these are the reasons why nobody knows their values.
        for item in items {
            parameters.note(&item.properties, "", &mut free);
        }
        let mut names = BTreeMap::new();
        let is_part = |item: &&Item| item.id.contains('/');
        let mut lists = Map::new();
        let is_list = |item: &&Item| *item.ty == *SERVICE_LIST_TYPE;
        for list in items.iter().filter(is_list) {
            let service = list.id.rsplit('/').next().unwrap_or_default();
            let name = free.near(&format!("prefix list {service}"));
            let about = format!("TODO: the id of the prefix list com.amazonaws.REGION.{service}");
            parameters.declared.insert(name.clone(), json!({ "Type": "String", "Description": about }));
            lists.insert(name.clone(), json!(service));
            names.insert(list.id.to_string(), name);
        }
        let mut kept = Map::new();
        if !lists.is_empty() {
            kept.insert("PrefixLists".into(), Value::Object(lists));
        }
        // What is another format's is not written here.
        let is_own = |it: &&Item| it.ty.contains("::") && !it.ty.starts_with("Plat::");
        let resources = || items.iter().filter(is_own);
        for item in resources().filter(|it| !is_part(it)).chain(resources().filter(is_part)) {
            // What is called in letters and digits already keeps its name.
            let name = free.this(&item.id);
            names.insert(item.id.to_string(), name);
        }
        let mut written = Map::new();
        for item in resources() {
            let Some(name) = names.get(&*item.id) else { continue };
            let mut writing =
                Writing { names: &names, parameters: &mut parameters, free: &mut free, of: name };
            let properties = writing.value(&item.properties, &mut String::new());
            let mut resource = Map::new();
            resource.insert("Type".into(), json!(&*item.ty));
            let waits: Vec<&String> = item.depends_on.iter().filter_map(|it| names.get(&**it)).collect();
            if !waits.is_empty() {
                resource.insert("DependsOn".into(), json!(waits));
            }
            if *name != *item.id && !is_part(&item) {
                resource.insert("Metadata".into(), json!({ "Plat": { "Id": &*item.id } }));
            }
            if properties.as_object().is_some_and(|it| !it.is_empty()) {
                resource.insert("Properties".into(), properties);
            }
            written.insert(name.clone(), Value::Object(resource));
        }
        Self { names, parameters: parameters.declared, resources: written, kept, words }
    }

    /// Whether a resource of the design is one of the template.
    pub fn has(&self, id: &NodeId) -> bool {
        self.names.contains_key(id.as_str())
    }

    /// Keeps something of a resource that no property says.
    pub fn keep(&mut self, id: &NodeId, key: &str, value: Value) {
        let resource = self.names.get(id.as_str()).and_then(|name| self.resources.get_mut(name));
        let Some(Value::Object(resource)) = resource else { return };
        let properties = resource.shift_remove("Properties");
        let metadata = resource.entry("Metadata").or_insert_with(|| json!({ "Plat": {} }));
        if let Some(plat) = metadata.get_mut("Plat").and_then(Value::as_object_mut) {
            plat.insert(key.to_owned(), texts(value));
        }
        if let Some(properties) = properties {
            resource.insert("Properties".into(), properties);
        }
    }

    /// Keeps something of the design that no resource says.
    pub fn keep_of_all(&mut self, key: &str, value: Value) {
        self.kept.insert(key.to_owned(), texts(value));
    }

    /// The whole document.
    pub fn value(&self) -> Value {
        let mut out = Map::new();
        out.insert("AWSTemplateFormatVersion".into(), json!(VERSION));
        if !self.kept.is_empty() {
            out.insert("Metadata".into(), json!({ "Plat": self.kept }));
        }
        if !self.parameters.is_empty() {
            out.insert("Parameters".into(), Value::Object(self.parameters.clone()));
        }
        out.insert("Resources".into(), Value::Object(self.resources.clone()));
        (self.words)(Value::Object(out))
    }

    /// The whole document, and no further.
    pub fn into_value(self) -> Value {
        self.value()
    }
}

/// Metadata has no fractions: those are texts.
fn texts(value: Value) -> Value {
    match value {
        Value::Number(number) if number.as_i64().is_none() => json!(number.to_string()),
        Value::Array(items) => items.into_iter().map(texts).collect(),
        Value::Object(entries) => {
            Value::Object(entries.into_iter().map(|(key, value)| (key, texts(value))).collect())
        }
        other => other,
    }
}

/// Parameters: what nobody knows is asked for.
#[derive(Default)]
struct Parameters {
    declared: Map<String, Value>,
    /// Names of parameters that the reasons name, by theirs.
    named: BTreeMap<String, String>,
}

/// A parameter whose value the provider's store has.
const STORED: &str = "ssm:";
/// What a property is called that is an image, and the type of a parameter for it.
const IMAGE: &str = "ImageId";
const IMAGE_TYPE: &str = "AWS::EC2::Image::Id";

impl Parameters {
    /// Takes note of the parameters that a value names; `key` is what it is called.
    fn note(&mut self, attr: &Attr, key: &str, free: &mut Free) {
        match &attr.value {
            Said::Nothing | Said::Text(_) | Said::Ref(_) => {}
            Said::List(items) => items.iter().for_each(|it| self.note(it, key, free)),
            Said::Map(entries) => entries.iter().for_each(|it| self.note(&it.value, &it.key, free)),
            Said::Unknown(Unknown { why: Why::Parameter(name), .. }) if !self.named.contains_key(&**name) => {
                let stored = name.strip_prefix(STORED);
                let own = free.this(stored.map_or(name, |key| key.rsplit('/').next().unwrap_or(key)));
                let ty = if key == IMAGE { IMAGE_TYPE } else { "String" };
                let declared = match stored {
                    Some(key) => {
                        json!({ "Type": format!("AWS::SSM::Parameter::Value<{ty}>"), "Default": key })
                    }
                    None => json!({ "Type": ty }),
                };
                self.declared.insert(own.clone(), declared);
                self.named.insert(name.to_string(), own);
            }
            Said::Unknown(_) => {}
        }
    }

    /// A new parameter.
    fn ask(&mut self, near: &str, free: &mut Free, mut declared: Value, why: &str) -> Value {
        let name = free.near(near);
        if !why.is_empty()
            && let Some(declared) = declared.as_object_mut()
        {
            declared.insert("Description".into(), json!(format!("TODO: {why}")));
        }
        self.declared.insert(name.clone(), declared);
        json!({ "Ref": name })
    }
}

/// Writes the properties of one item.
struct Writing<'w> {
    names: &'w BTreeMap<String, String>,
    parameters: &'w mut Parameters,
    free: &'w mut Free,
    /// The logical id of the item.
    of: &'w str,
}

impl Writing<'_> {
    /// A value; `path` is where it stands.
    fn value(&mut self, attr: &Attr, path: &mut String) -> Value {
        match &attr.value {
            Said::Nothing => Value::Null,
            Said::Text(text) => scalar(text),
            Said::List(items) => items.iter().map(|it| self.value(it, path)).collect(),
            Said::Map(entries) => {
                let mut out = Map::new();
                for entry in entries {
                    let length = path.len();
                    path.push('.');
                    path.push_str(&entry.key);
                    out.insert(entry.key.to_string(), self.value(&entry.value, path));
                    path.truncate(length);
                }
                Value::Object(out)
            }
            Said::Ref(mention) => self.reference(mention, path),
            Said::Unknown(unknown) => self.unknown(unknown, path),
        }
    }

    fn reference(&mut self, mention: &Mention, path: &str) -> Value {
        let Some(name) = self.names.get(&*mention.item) else {
            let why = format!("what is called `{}`", mention.item);
            return self.parameters.ask(
                &format!("{}{path}", self.of),
                self.free,
                json!({ "Type": "String" }),
                &why,
            );
        };
        if mention.attribute.is_empty() {
            json!({ "Ref": name })
        } else {
            json!({ "Fn::GetAtt": [name, &*mention.attribute] })
        }
    }

    fn unknown(&mut self, unknown: &Unknown, path: &str) -> Value {
        if !unknown.text.is_empty() {
            return json!({ "Fn::Sub": self.places(&unknown.text) });
        }
        let near = format!("{}{path}", self.of);
        let text = json!({ "Type": if path.ends_with(IMAGE) { IMAGE_TYPE } else { "String" } });
        match &unknown.why {
            Why::Parameter(name) => match self.parameters.named.get(&**name) {
                Some(own) => json!({ "Ref": own }),
                None => self.parameters.ask(&near, self.free, text, name),
            },
            Why::Export(name) => json!({ "Fn::ImportValue": &**name }),
            Why::Sensitive => {
                let hidden = json!({ "Type": "String", "NoEcho": true });
                self.parameters.ask(&near, self.free, hidden, "")
            }
            Why::Mixed | Why::Call(_) | Why::Condition(_) | Why::Later => {
                self.parameters.ask(&near, self.free, text, &unknown.why.to_string())
            }
        }
    }

    /// A text with logical ids in its places; what is in none of them is meant as it is written.
    fn places(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            out.push_str(before);
            let inside = after.split_once('}');
            match inside.and_then(|(name, tail)| Some((self.place(name)?, tail))) {
                Some((place, tail)) => {
                    out.push_str(&format!("${{{place}}}"));
                    rest = tail;
                }
                None => {
                    out.push_str("${!");
                    rest = after;
                }
            }
        }
        out.push_str(rest);
        out
    }

    fn place(&self, name: &str) -> Option<String> {
        if name.starts_with("AWS::") {
            return Some(name.to_owned());
        }
        if let Some(own) = self.names.get(name) {
            return Some(own.clone());
        }
        // Ids may have dots, and so may attributes.
        let mut dots: Vec<usize> = name.match_indices('.').map(|it| it.0).collect();
        dots.reverse();
        dots.into_iter().find_map(|at| {
            let (item, attribute) = (name.get(..at)?, name.get(at + 1..)?);
            Some(format!("{}.{attribute}", self.names.get(item)?))
        })
    }
}

/// A scalar: a number or a flag where it is written as one, else a text.
fn scalar(text: &str) -> Value {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_number = (1..=9).contains(&digits.len())
        && digits.bytes().all(|c| c.is_ascii_digit())
        && (digits == "0" || !digits.starts_with('0'));
    match text {
        "true" => json!(true),
        "false" => json!(false),
        _ if is_number && text != "-1" && text != "-0" => {
            text.parse::<i64>().map_or_else(|_| json!(text), |it| json!(it))
        }
        _ => json!(text),
    }
}
