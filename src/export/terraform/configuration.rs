//! Resources in the language: names, references, providers; and the local value that keeps what they do not say.

use super::{
    asked::Asked,
    hcl::{self, Block, Entry, Expr, Piece as Part, argument},
    names::Names,
    way::{Pieces, pieces, way},
};
use crate::{
    base::NodeId,
    model::{
        attrs::{Attr, Item, Mention, Unknown, Value as Said},
        giving::plain_name,
    },
};
use serde_json::{Map, Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

/// The provider's version, whose arguments are written.
const VERSION: &str = "~> 6.0";

/// A configuration in the making.
pub(super) struct Configuration {
    /// Resources, written.
    resources: Vec<Block>,
    asked: Asked,
    names: Names,
    /// The region of most resources.
    main: Option<String>,
    /// Other regions, after which their providers are called.
    others: BTreeSet<String>,
    /// What is not written: id and type.
    lacking: Vec<(Rc<str>, Rc<str>)>,
    /// What is kept of resources, by address.
    kept: BTreeMap<String, Map<String, Value>>,
    kept_of_all: Map<String, Value>,
}

impl Configuration {
    /// The configuration of items, with the regions that they stand in.
    pub fn of(items: &[Item], main: Option<String>, regions: &BTreeMap<NodeId, String>) -> Self {
        let called = |id: &str| plain_name(&id.replace('/', "-").to_lowercase());
        let Pieces { all, same, lacking } = pieces(items, &called);
        let names = Names::of(&all, same);
        let mut asked = Asked::default();
        all.iter().for_each(|it| asked.note(&it.record));
        let mut others: BTreeSet<String> = BTreeSet::new();
        let mut resources = Vec::new();
        for piece in &all {
            let Some(address) = names.address(&piece.id) else { continue };
            let Some((ty, name)) = address.strip_prefix("data.").unwrap_or(address).split_once('.') else {
                continue;
            };
            let node = piece.item.split('/').next().and_then(|it| it.parse::<NodeId>().ok());
            let region = node.and_then(|it| regions.get(&it)).or(main.as_ref());
            let mut writing = Writing {
                names: &names,
                asked: &mut asked,
                near: name,
                region: region.map(String::as_str),
                json: way(&piece.like).json,
            };
            let mut body = writing.body(&piece.record, "");
            if let Some(region) = region.filter(|it| Some(*it) != main.as_ref()) {
                others.insert(region.clone());
                body.insert(0, argument("provider", Expr::Bare(format!("aws.{region}"))));
            }
            let waits: Vec<Expr> = names.waits(piece).into_iter().map(Expr::Bare).collect();
            if !waits.is_empty() {
                body.push(argument("depends_on", Expr::List(waits)));
            }
            let block = if piece.is_data { "data" } else { "resource" };
            resources.push(Block::new(block, &[ty, name], body));
        }
        let (ids, differing) = names.ids(&all);
        let mut kept: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
        for (address, id) in differing {
            kept.entry(address).or_default().insert("id".into(), json!(id));
        }
        let kept_of_all = Map::from_iter([("ids".to_owned(), json!(ids))]);
        Self { resources, asked, names, main, others, lacking, kept, kept_of_all }
    }

    /// Whether a resource of the design is one of the configuration.
    pub fn has(&self, id: &str) -> bool {
        self.names.address(id).is_some()
    }

    /// Keeps something of a resource that no argument says.
    pub fn keep(&mut self, id: &str, key: &str, value: Value) {
        if let Some(address) = self.names.address(id) {
            self.kept.entry(address.clone()).or_default().insert(key.to_owned(), value);
        }
    }

    /// Keeps something of the design that no resource says.
    pub fn keep_of_all(&mut self, key: &str, value: Value) {
        self.kept_of_all.insert(key.to_owned(), value);
    }

    /// The text of the file.
    pub fn text(&self) -> String {
        let source = vec![
            ("source".to_owned(), Expr::text("hashicorp/aws")),
            ("version".to_owned(), Expr::text(VERSION)),
        ];
        let needs = Block::new("required_providers", &[], vec![argument("aws", Expr::Open(source))]);
        let mut blocks = vec![Block::new("terraform", &[], vec![Entry::Block(needs)])];
        let region = |it: &String| argument("region", Expr::text(it));
        let mut provider = Block::new("provider", &["aws"], self.main.iter().map(region).collect());
        if self.main.is_none() {
            provider.comments.push("TODO: the region".to_owned());
        }
        blocks.push(provider);
        for other in &self.others {
            let body = vec![argument("alias", Expr::text(other)), region(other)];
            blocks.push(Block::new("provider", &["aws"], body));
        }
        blocks.extend(self.asked.blocks());
        blocks.extend(self.resources.iter().cloned());
        blocks.push(self.keeps());
        hcl::text(&blocks)
    }

    /// The local value that keeps what no argument says.
    fn keeps(&self) -> Block {
        let mut all = self.kept_of_all.clone();
        if !self.kept.is_empty() {
            let resources =
                self.kept.iter().map(|(address, it)| (address.clone(), Value::Object(it.clone())));
            all.insert("resources".into(), Value::Object(resources.collect()));
        }
        let mut block = Block::new("locals", &[], vec![argument("plat", expression(&Value::Object(all)))]);
        block.comments.push("What Plat knows of the design and no argument says: `plat import` reads it, Terraform does not use it.".to_owned());
        for (id, ty) in &self.lacking {
            block.comments.push(format!(
                "TODO: `{id}` is not written: Plat knows no resource of the provider for {ty}"
            ));
        }
        block
    }
}

/// How many entries an object is written with: parsers of the language take long for many.
const MOST_ENTRIES: usize = 2000;

/// A value of the model file as an expression.
fn expression(value: &Value) -> Expr {
    match value {
        Value::Null => Expr::Null,
        Value::Bool(it) => Expr::Bare(it.to_string()),
        Value::Number(it) => Expr::Bare(it.to_string()),
        Value::String(text) => Expr::text(text),
        Value::Array(items) => Expr::List(items.iter().map(expression).collect()),
        Value::Object(entries) => {
            let entries: Vec<(String, Expr)> =
                entries.iter().map(|(key, it)| (key.clone(), expression(it))).collect();
            if entries.len() <= MOST_ENTRIES {
                return Expr::Object(entries);
            }
            let parts = entries.chunks(MOST_ENTRIES).map(|it| Expr::Object(it.to_vec()));
            Expr::Call("merge", parts.collect())
        }
    }
}

/// Arguments that are maps; all others with names inside are blocks.
const MAPS: [&str; 8] = [
    "advanced_options",
    "parameters",
    "request_models",
    "request_parameters",
    "request_templates",
    "tags",
    "triggers",
    "variables",
];
/// Those whose values are texts, whatever they look like.
const TEXTS: [&str; 2] = ["tags", "variables"];

/// Writes the arguments of one resource.
struct Writing<'w> {
    names: &'w Names,
    asked: &'w mut Asked,
    /// What it is called.
    near: &'w str,
    region: Option<&'w str>,
    /// Arguments that are texts of JSON.
    json: &'static [&'static str],
}

impl Writing<'_> {
    /// What a map says, as arguments and blocks.
    fn body(&mut self, record: &Attr, path: &str) -> Vec<Entry> {
        let mut body = Vec::new();
        for entry in record.entries() {
            let key = &*entry.key;
            let here = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
            if self.json.contains(&here.as_str()) {
                let inner = self.value(&entry.value, &here);
                let is_tree = matches!(entry.value.value, Said::Map(_) | Said::List(_));
                body.push(argument(key, if is_tree { Expr::Call("jsonencode", vec![inner]) } else { inner }));
                continue;
            }
            match &entry.value.value {
                Said::Nothing => {}
                Said::Map(inner) if !MAPS.contains(&key) && inner.iter().all(|it| hcl::is_name(&it.key)) => {
                    let inner = self.body(&entry.value, &here);
                    body.push(Entry::Block(Block::new(key, &[], inner)));
                }
                Said::List(items) if items.iter().any(|it| matches!(it.value, Said::Map(_))) => {
                    for item in items {
                        let inner = self.body(item, &here);
                        body.push(Entry::Block(Block::new(key, &[], inner)));
                    }
                }
                Said::Text(_) | Said::List(_) | Said::Map(_) | Said::Ref(_) | Said::Unknown(_) => {
                    let value = self.value(&entry.value, &here);
                    body.push(argument(key, value));
                }
            }
        }
        body
    }

    /// A value; `path` is where it stands.
    fn value(&mut self, attr: &Attr, path: &str) -> Expr {
        match &attr.value {
            Said::Nothing => Expr::Null,
            Said::Text(text) => {
                if path.split('.').any(|it| TEXTS.contains(&it)) {
                    Expr::text(&**text)
                } else {
                    scalar(text)
                }
            }
            Said::List(items) => Expr::List(items.iter().map(|it| self.value(it, path)).collect()),
            Said::Map(entries) => {
                let entry = |it: &crate::model::attrs::Entry, own: &mut Self| {
                    (it.key.to_string(), own.value(&it.value, &format!("{path}.{}", it.key)))
                };
                let all: Vec<(String, Expr)> = entries.iter().map(|it| entry(it, self)).collect();
                if path == "tags" && all.len() > 1 { Expr::Open(all) } else { Expr::Object(all) }
            }
            Said::Ref(mention) => Expr::Bare(self.reference(mention, path)),
            Said::Unknown(Unknown { text, .. }) if !text.is_empty() => self.places(text),
            Said::Unknown(unknown) => {
                let near = self.near_to(path);
                Expr::Bare(self.asked.expression(unknown, &near))
            }
        }
    }

    /// What a variable is called for what stands at a path.
    fn near_to(&self, path: &str) -> String {
        format!("{}_{}", self.near, path.replace('.', "_"))
    }

    fn reference(&mut self, mention: &Mention, path: &str) -> String {
        match self.names.attribute(&mention.item, &mention.attribute) {
            Some(known) => known,
            None => {
                let near = self.near_to(path);
                self.asked.lacking(&near, &mention.item)
            }
        }
    }

    /// A text with places; what is in none of them is meant as it is written.
    fn places(&mut self, text: &str) -> Expr {
        let mut parts: Vec<Part> = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            plain.push_str(before);
            let inside = after.split_once('}');
            match inside.and_then(|(name, tail)| Some((self.place(name)?, tail))) {
                Some((Part::Plain(text), tail)) => {
                    plain.push_str(&text);
                    rest = tail;
                }
                Some((place, tail)) => {
                    if !plain.is_empty() {
                        parts.push(Part::Plain(std::mem::take(&mut plain)));
                    }
                    parts.push(place);
                    rest = tail;
                }
                None => {
                    plain.push_str("${");
                    rest = after;
                }
            }
        }
        plain.push_str(rest);
        match parts.as_slice() {
            [Part::Place(only)] if plain.is_empty() => return Expr::Bare(only.clone()),
            _ => {}
        }
        if !plain.is_empty() {
            parts.push(Part::Plain(plain));
        }
        Expr::Text(parts)
    }

    fn place(&mut self, name: &str) -> Option<Part> {
        match (name, self.region) {
            ("AWS::Region", Some(region)) => return Some(Part::Plain(region.to_owned())),
            ("AWS::Region", None) => {
                return Some(Part::Place(format!("{}.region", self.asked.current("aws_region"))));
            }
            ("AWS::AccountId", _) => {
                return Some(Part::Place(format!(
                    "{}.account_id",
                    self.asked.current("aws_caller_identity")
                )));
            }
            ("AWS::Partition", _) => {
                return Some(Part::Place(format!("{}.partition", self.asked.current("aws_partition"))));
            }
            ("AWS::URLSuffix", _) => {
                return Some(Part::Place(format!("{}.dns_suffix", self.asked.current("aws_partition"))));
            }
            _ => {}
        }
        if let Some(own) = self.names.attribute(name, "") {
            return Some(Part::Place(own));
        }
        // Ids may have dots, and so may attributes.
        let dots = name.match_indices('.').map(|it| it.0).rev();
        let parts = dots.filter_map(|at| Some((name.get(..at)?, name.get(at + 1..)?)));
        let found: Vec<(&str, &str)> = parts.collect();
        found.into_iter().find_map(|(item, attribute)| self.names.attribute(item, attribute)).map(Part::Place)
    }
}

/// A scalar: a number or a flag where it is written as one, else a text.
fn scalar(text: &str) -> Expr {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_number = (1..=9).contains(&digits.len())
        && digits.bytes().all(|c| c.is_ascii_digit())
        && (digits == "0" || !digits.starts_with('0'))
        && text != "-0";
    if is_number || text == "true" || text == "false" {
        Expr::Bare(text.to_owned())
    } else {
        Expr::text(text)
    }
}
