//! From a format's own names and shapes to CloudFormation's, by tables: what a type is called there, which properties
//! have another name, and which lists inside are resources of their own.

use crate::model::attrs::{Attr, Item, Mention, Value};
#[cfg(not(target_arch = "wasm32"))]
use crate::model::attrs::{Entry, alike};
use std::rc::Rc;

/// Paths, and one of these values at each; `None` means that there is none.
pub(crate) type When = &'static [(&'static str, &'static [Option<&'static str>])];

/// What a format calls a type, and how its properties are called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    /// The format's name: `aws_subnet`, `Subnets`.
    pub name: &'static str,
    /// CloudFormation's type; empty for what only holds parts.
    pub ty: &'static str,
    /// What has to be said for it, as in [`Part::when`].
    pub when: When,
    /// The property that is its id, where the format has ids.
    pub id: &'static str,
    /// Properties with another name: the path here, the path there; an empty one is left out.
    pub renamed: &'static [(&'static str, &'static str)],
    /// What the format means without saying it.
    pub fixed: &'static [(&'static str, &'static str)],
    /// What is inside and a resource of its own there.
    pub parts: &'static [Part],
}

/// Something inside of a resource that CloudFormation has as a resource of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    /// Where: a path, through lists; empty for the resource itself.
    pub path: &'static str,
    /// CloudFormation's type.
    pub ty: &'static str,
    /// The property that names the resource around it.
    pub owner: &'static str,
    /// What has to be said for it: a path, and one of these values; `None` means that it is not there.
    pub when: When,
    /// Properties of the resource around it that it has as well.
    pub inherits: &'static [(&'static str, &'static str)],
    /// As in [`Shape::renamed`].
    pub renamed: &'static [(&'static str, &'static str)],
    /// As in [`Shape::fixed`].
    pub fixed: &'static [(&'static str, &'static str)],
    /// One for each entry of these lists: the list, the key inside of an entry, the property.
    pub spread: &'static [(&'static str, &'static str, &'static str)],
}

impl Shape {
    /// A type whose properties are called alike.
    pub const fn of(name: &'static str, ty: &'static str) -> Self {
        Self { name, ty, when: &[], id: "", renamed: &[], fixed: &[], parts: &[] }
    }

    /// Only where something is said.
    pub const fn when(self, when: When) -> Self {
        Self { when, ..self }
    }

    /// Whether it is for a resource that says this.
    pub fn takes(&self, record: &Attr) -> bool {
        says(record, self.when)
    }

    /// With the property that is its id.
    pub const fn by(self, id: &'static str) -> Self {
        Self { id, ..self }
    }

    /// With properties of other names.
    pub const fn renamed(self, renamed: &'static [(&'static str, &'static str)]) -> Self {
        Self { renamed, ..self }
    }

    /// With what the format means without saying it.
    pub const fn fixed(self, fixed: &'static [(&'static str, &'static str)]) -> Self {
        Self { fixed, ..self }
    }

    /// With what is inside.
    pub const fn parts(self, parts: &'static [Part]) -> Self {
        Self { parts, ..self }
    }

    /// What a resource of this type says there, as it says it here: [`Self::items`] read backwards, without what is inside.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn back(&self, properties: &Attr) -> Attr {
        let mut record = Attr { at: properties.at, value: Value::Map(Vec::new()) };
        for entry in properties.entries() {
            let is_fixed = |it: &&(&str, &str)| alike(it.0, &entry.key) && entry.value.known() == Some(it.1);
            if self.fixed.iter().any(|it| is_fixed(&it)) {
                continue;
            }
            let mut left = Some(entry.value.clone());
            for (from, to) in self.renamed {
                let (first, rest) = to.split_once('.').unwrap_or((to, ""));
                if !alike(first, &entry.key) {
                    continue;
                }
                let found =
                    if rest.is_empty() { left.take() } else { left.as_mut().and_then(|it| it.take(rest)) };
                if let Some(value) = found {
                    record.put(from, value.keyed(to.rsplit('.').next().unwrap_or(to), &underscored));
                }
            }
            if let Some(value) = left.filter(|it| !it.is_hollow() || entry.value.is_hollow()) {
                record.put(&underscored(&entry.key), value.keyed(&entry.key, &underscored));
            }
        }
        for (path, values) in self.when {
            if let Some(Some(text)) = values.first() {
                record.put(path, Attr::text(properties.at, *text));
            }
        }
        record
    }

    /// How well what a resource says there fits this type: how many of the names are its own.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn fit(&self, properties: &Attr) -> usize {
        let said = |to: &str| !to.is_empty() && properties.gathered(to).is_some();
        let fixed = self.fixed.iter().filter(|it| properties.known_at(it.0) == Some(it.1)).count();
        self.renamed.iter().filter(|it| said(it.1)).count() + 2 * fixed
    }

    /// A resource as items: itself, and what is inside of it.
    pub fn items(&self, mut like: Item, items: &mut Vec<Item>) {
        let own =
            Attr { at: like.at, value: Value::Ref(Mention { item: like.id.clone(), attribute: "".into() }) };
        let record = std::mem::take(&mut like.properties);
        for part in self.parts {
            part.items(&record, &own, &like, items);
        }
        if !self.ty.is_empty() {
            let mut properties = translated(&record, self.renamed, self.fixed);
            for part in self.parts.iter().filter(|it| !it.path.is_empty()) {
                // A list that is called as one of the properties is that property.
                let is_target = |it: &(&str, &str)| it.1.split('.').next() == Some(part.path);
                if !self.renamed.iter().chain(self.fixed).any(is_target) {
                    properties.remove(part.path.split('.').next().unwrap_or(part.path));
                }
            }
            items.push(Item { ty: self.ty.into(), properties, ..like });
        }
    }
}

impl Part {
    /// A list inside, each entry of which is a resource that names the one around it.
    pub const fn of(path: &'static str, ty: &'static str, owner: &'static str) -> Self {
        Self { path, ty, owner, when: &[], inherits: &[], renamed: &[], fixed: &[], spread: &[] }
    }

    /// Only where something is said.
    pub const fn when(self, when: When) -> Self {
        Self { when, ..self }
    }

    /// With properties of the resource around it.
    pub const fn inherits(self, inherits: &'static [(&'static str, &'static str)]) -> Self {
        Self { inherits, ..self }
    }

    /// With properties of other names.
    pub const fn renamed(self, renamed: &'static [(&'static str, &'static str)]) -> Self {
        Self { renamed, ..self }
    }

    /// With what the format means without saying it.
    pub const fn fixed(self, fixed: &'static [(&'static str, &'static str)]) -> Self {
        Self { fixed, ..self }
    }

    /// One for each entry of lists inside.
    pub const fn spread(self, spread: &'static [(&'static str, &'static str, &'static str)]) -> Self {
        Self { spread, ..self }
    }

    fn items(&self, record: &Attr, own: &Attr, like: &Item, items: &mut Vec<Item>) {
        let elements = if self.path.is_empty() { vec![record] } else { record.each_along(self.path) };
        let mut number = 0_usize;
        for element in elements.into_iter().filter(|it| says(it, self.when)) {
            for mut properties in self.each(element, own) {
                for (from, to) in self.inherits {
                    if let Some(value) = record.gathered(from) {
                        properties.put(to, value);
                    }
                }
                if !self.owner.is_empty() {
                    properties.put(self.owner, own.clone());
                }
                number += 1;
                let id = format!(
                    "{}/{}{}/{number:05}",
                    like.id,
                    self.path,
                    self.ty.rsplit(':').next().unwrap_or("")
                );
                let at = if element.at.line == 0 { like.at } else { element.at };
                items.push(Item {
                    made: true,
                    part_of: None,
                    conditional: like.conditional.clone(),
                    region: like.region.clone(),
                    ..Item::new(id, self.ty, properties, at)
                });
            }
        }
    }

    /// The properties of each resource that an element is.
    fn each(&self, element: &Attr, own: &Attr) -> Vec<Attr> {
        let mut base = if self.path.is_empty() {
            // It is about the resource itself and has of it only what is named.
            let mut own = Attr { at: element.at, value: Value::Map(Vec::new()) };
            for (from, to) in self.renamed {
                if let Some(value) = element.gathered(from) {
                    own.put(to, value);
                }
            }
            translated(&own, &[], self.fixed)
        } else {
            translated(element, self.renamed, self.fixed)
        };
        if self.spread.is_empty() {
            return vec![base];
        }
        self.spread.iter().for_each(|(list, ..)| base.remove(list));
        let mut all = Vec::new();
        for (list, key, property) in self.spread {
            let Some(found) = element.get(list) else { continue };
            for entry in found.items() {
                let value = if key.is_empty() { Some(entry) } else { entry.get(key) };
                // Where a flag says that it means itself, it names itself.
                let value = match value.and_then(Attr::known) {
                    Some("false") => continue,
                    Some("true") => Some(own),
                    Some(_) | None => value,
                };
                let Some(value) = value.filter(|it| !matches!(it.value, Value::Nothing)) else { continue };
                let mut properties = base.clone();
                if let Some(words) = entry.get("Description") {
                    properties.put("Description", words.clone());
                }
                properties.put(property, value.clone());
                all.push(properties);
            }
        }
        all
    }
}

fn says(record: &Attr, when: When) -> bool {
    when.iter().all(|(path, values)| {
        let said = record.along(path).filter(|it| !matches!(it.value, Value::Nothing));
        values.contains(&said.and_then(Attr::known)) && said.is_none_or(|it| it.known().is_some())
    })
}

/// Properties with the names that they have there.
fn translated(record: &Attr, renamed: &[(&str, &str)], fixed: &[(&str, &str)]) -> Attr {
    let mut properties = match &record.value {
        Value::Map(_) => record.clone(),
        Value::Nothing | Value::Text(_) | Value::List(_) | Value::Ref(_) | Value::Unknown(_) => {
            Attr { at: record.at, value: Value::Map(Vec::new()) }
        }
    };
    for (from, _) in renamed {
        properties.remove(from.split('.').next().unwrap_or(from));
    }
    for (from, to) in renamed.iter().filter(|it| !it.1.is_empty()) {
        let found = record.gathered(from).filter(|it| !matches!(it.value, Value::Nothing));
        if let Some(value) = found {
            properties.put(to, value);
        }
    }
    for (to, text) in fixed {
        properties.put(to, Attr::text(record.at, Rc::from(*text)));
    }
    properties
}

/// Properties in which keys are no names of the provider's.
#[cfg(not(target_arch = "wasm32"))]
const VERBATIM: [&str; 8] = [
    "AssumeRolePolicyDocument",
    "Definition",
    "EventPattern",
    "PolicyDocument",
    "RedrivePolicy",
    "RequestParameters",
    "RequestTemplates",
    "Variables",
];

#[cfg(not(target_arch = "wasm32"))]
impl Attr {
    /// Takes the value at a path away, through lists of one.
    pub(crate) fn take(&mut self, path: &str) -> Option<Self> {
        let entries = match &mut self.value {
            Value::Map(entries) => entries,
            Value::List(items) => match items.as_mut_slice() {
                [only] => return only.take(path),
                _ => return None,
            },
            Value::Nothing | Value::Text(_) | Value::Ref(_) | Value::Unknown(_) => return None,
        };
        let (key, rest) = path.split_once('.').map_or((path, None), |(key, rest)| (key, Some(rest)));
        let place = entries.iter().position(|it| alike(&it.key, key))?;
        match rest {
            None => Some(entries.remove(place).value),
            Some(rest) => {
                let inner = &mut entries.get_mut(place)?.value;
                let found = inner.take(rest);
                if found.is_some() && inner.is_hollow() {
                    entries.remove(place);
                }
                found
            }
        }
    }

    /// Whether nothing is left in it.
    fn is_hollow(&self) -> bool {
        match &self.value {
            Value::Map(entries) => entries.is_empty(),
            Value::List(items) => items.iter().all(|it| matches!(it.value, Value::Map(_)) && it.is_hollow()),
            Value::Nothing | Value::Text(_) | Value::Ref(_) | Value::Unknown(_) => false,
        }
    }

    /// With other keys, but where they are no names.
    pub(crate) fn with_keys(self, called: &dyn Fn(&str) -> String) -> Self {
        let value = match self.value {
            Value::Map(entries) => {
                let entry = |it: Entry| Entry {
                    key: called(&it.key).into(),
                    value: it.value.keyed(&it.key, called),
                    at: it.at,
                };
                Value::Map(entries.into_iter().map(entry).collect())
            }
            Value::List(items) => Value::List(items.into_iter().map(|it| it.with_keys(called)).collect()),
            other @ (Value::Nothing | Value::Text(_) | Value::Ref(_) | Value::Unknown(_)) => other,
        };
        Self { at: self.at, value }
    }

    /// The value of a key, with other keys in it.
    pub(crate) fn keyed(self, key: &str, called: &dyn Fn(&str) -> String) -> Self {
        if VERBATIM.contains(&key) { self } else { self.with_keys(called) }
    }
}

/// A name of CloudFormation's with underscores: `DBSubnetGroupName` is `db_subnet_group_name`.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn underscored(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut out = String::with_capacity(name.len() + 8);
    for (n, letter) in letters.iter().enumerate() {
        let before = n.checked_sub(1).and_then(|it| letters.get(it));
        let after = letters.get(n + 1);
        let begins = letter.is_ascii_uppercase()
            && before.is_some_and(|it| {
                it.is_ascii_lowercase()
                    || it.is_ascii_digit()
                    || it.is_ascii_uppercase() && after.is_some_and(char::is_ascii_lowercase)
            });
        if begins {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::giving::{json, list, say, tree};

    #[test]
    fn names_get_underscores() {
        for (name, wanted) in [
            ("VpcId", "vpc_id"),
            ("DBSubnetGroupName", "db_subnet_group_name"),
            ("MultiAZ", "multi_az"),
            ("EBSStorageInfo", "ebs_storage_info"),
            ("EnableDns64", "enable_dns64"),
            ("S3OriginConfig", "s3_origin_config"),
            ("WebACLArn", "web_acl_arn"),
            ("already_so", "already_so"),
        ] {
            assert_eq!(underscored(name), wanted);
        }
    }

    #[test]
    fn a_type_is_read_backwards() {
        const SHAPE: Shape = Shape::of("aws_lb", "AWS::Lb")
            .when(&[("internal", &[Some("true")])])
            .renamed(&[("kind", "Type"), ("size", "Volume.Ebs.VolumeSize"), ("made", "")])
            .fixed(&[("Scheme", "internal")]);
        let properties = json(
            r#"{"Type": "network", "Scheme": "internal", "Volume": [{"Ebs": {"VolumeSize": "8"}}],
                "SubnetMappings": [{"SubnetId": "a"}], "PolicyDocument": {"Version": "1"}, "Groups": []}"#,
        );
        let wanted = json(
            r#"{"kind": "network", "size": "8", "subnet_mappings": [{"subnet_id": "a"}],
                "policy_document": {"Version": "1"}, "groups": [], "internal": "true"}"#,
        );
        assert_eq!(SHAPE.back(&properties.unwrap()), wanted.unwrap());
        assert_eq!(SHAPE.fit(&tree([("Scheme", say("internal")), ("Type", say("x"))])), 3);
    }

    #[test]
    fn what_is_taken_leaves_nothing_hollow() {
        let mut of_one = tree([("A", list([tree([("B", say(1)), ("C", say(2))])]))]);
        assert_eq!(of_one.take("A.B"), Some(say(1)));
        assert_eq!(of_one.take("A.C"), Some(say(2)));
        assert_eq!(of_one, tree([]));
        let mut of_two = tree([("A", list([tree([("B", say(1))]), tree([("B", say(2))])]))]);
        assert_eq!(of_two.take("A.B"), None);
    }
}
