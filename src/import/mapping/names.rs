//! Who is who: items by what others call them, and the resources that they became.

use crate::{
    base::NodeId,
    model::{
        attrs::{Attr, Item, Mention, Value},
        kinds::{AnyResource, Kind},
        taking::Names,
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// The longest part of a name that goes into an id.
const LONGEST: usize = 120;

/// Everything by name.
pub(super) struct Known<'i> {
    items: BTreeMap<&'i str, &'i Item>,
    nodes: BTreeMap<&'i str, (NodeId, Kind)>,
    taken: BTreeSet<NodeId>,
    /// Attributes that name companions: item and attribute.
    companions: BTreeMap<(&'i str, &'i str), (NodeId, Kind)>,
    asked: BTreeSet<(&'i str, &'i str)>,
    /// What comes along with resources, by theirs.
    made: BTreeMap<NodeId, Vec<(NodeId, AnyResource)>>,
    /// What each of those comes along with: the item, and what it became.
    made_by: BTreeMap<NodeId, (&'i Item, NodeId)>,
}

impl<'i> Known<'i> {
    pub fn new(items: &[&'i Item]) -> Self {
        let mut asked = BTreeSet::new();
        for item in items {
            for mention in item.properties.mentions() {
                if !mention.attribute.is_empty() {
                    asked.insert((&*mention.item, &*mention.attribute));
                }
            }
        }
        Self {
            items: items.iter().map(|item| (&*item.id, *item)).collect(),
            nodes: BTreeMap::new(),
            taken: BTreeSet::new(),
            companions: BTreeMap::new(),
            asked,
            made: BTreeMap::new(),
            made_by: BTreeMap::new(),
        }
    }

    /// Gives an item its id in the model.
    pub fn add(&mut self, item: &'i Item, kind: Kind) -> NodeId {
        let id = self.fresh(&item.id);
        let node = (id.clone(), kind);
        let fresh = kind.fresh();
        let of: &'i str = &item.id;
        let asked: Vec<(&'i str, &'i str)> =
            self.asked.range((of, "")..).copied().take_while(|it| it.0 == of).collect();
        let named = |it: &(&'i str, &'i str)| Some((*it, fresh.as_importing().companion(it.1)?));
        let named: Vec<_> = asked.iter().filter_map(named).collect();
        // Of what the provider makes along with it, all is there or nothing.
        if !named.is_empty() {
            let mut made = Vec::new();
            for companion in fresh.as_resource().companions() {
                let own = self.fresh(&format!("{}-{}", item.id, companion.suffix));
                let resource = (companion.make)(&own);
                for (key, _) in named.iter().filter(|it| it.1 == companion.suffix) {
                    self.companions.insert(*key, (own.clone(), resource.kind()));
                }
                self.made_by.insert(own.clone(), (item, id.clone()));
                made.push((own, resource));
            }
            self.made.insert(id.clone(), made);
        }
        self.nodes.entry(&item.id).or_insert(node);
        id
    }

    /// A free id near to a name: letters, digits, `-`, `_` and `.`.
    fn fresh(&mut self, name: &str) -> NodeId {
        let mut text = String::new();
        for c in name.chars().take(LONGEST) {
            match c {
                c if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') => text.push(c),
                '"' | ']' => {}
                _ if text.ends_with('.') => {}
                _ => text.push('.'),
            }
        }
        let text = text.trim_end_matches('.');
        let base = if text.is_empty() { "resource" } else { text };
        let mut n = 1;
        loop {
            let wanted = if n == 1 { base.to_owned() } else { format!("{base}-{n}") };
            match wanted.parse::<NodeId>() {
                Ok(id) if self.taken.insert(id.clone()) => return id,
                Ok(_) | Err(_) => n += 1,
            }
        }
    }

    /// The resource that a value names.
    pub fn value(&self, attr: &Attr) -> Option<(NodeId, Kind)> {
        match &attr.value {
            Value::Ref(mention) => self.mention(mention),
            Value::Text(text) => self.named(text),
            Value::Unknown(unknown) => match unknown.mentions.as_slice() {
                [only] => self.mention(only),
                _ => None,
            },
            Value::Nothing | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// The resource that an item, or an attribute of it, names.
    pub fn mention(&self, mention: &Mention) -> Option<(NodeId, Kind)> {
        let companion = self.companions.get(&(&*mention.item, &*mention.attribute));
        companion.or_else(|| self.nodes.get(&*mention.item)).cloned()
    }

    /// Lets an item stand for a resource that it adds to; whether that is new.
    pub fn stand_for(&mut self, item: &'i Item, (id, kind): (&NodeId, Kind)) -> bool {
        let is_new = !self.nodes.contains_key(&*item.id);
        self.nodes.entry(&item.id).or_insert_with(|| (id.clone(), kind));
        is_new
    }

    /// The resource that an item became.
    pub fn item_node(&self, id: &str) -> Option<(NodeId, Kind)> {
        self.nodes.get(id).cloned()
    }

    /// What comes along with a resource because something names it.
    pub fn companions(&self, id: &NodeId) -> &[(NodeId, AnyResource)] {
        self.made.get(id).map_or(&[], Vec::as_slice)
    }
}

impl<'i> Known<'i> {
    /// What came along with a resource, and the item of that.
    pub fn companion(&self, id: &NodeId) -> Option<(&'i Item, &AnyResource)> {
        let (item, around) = self.made_by.get(id)?;
        let found = self.made.get(around)?.iter().find(|it| it.0 == *id)?;
        Some((*item, &found.1))
    }

    /// Puts another one in its place.
    pub fn change_companion(&mut self, id: &NodeId, resource: AnyResource) {
        let all = self.made_by.get(id).and_then(|(_, around)| self.made.get_mut(around));
        if let Some(found) = all.into_iter().flatten().find(|it| it.0 == *id) {
            found.1 = resource;
        }
    }
}

impl Names for Known<'_> {
    fn node(&self, mention: &Mention) -> Option<(NodeId, Kind)> {
        self.mention(mention)
    }

    fn named(&self, text: &str) -> Option<(NodeId, Kind)> {
        // The last part of an ARN is the name.
        let name = text.rsplit([':', '/']).next().unwrap_or(text);
        self.nodes.get(text).or_else(|| self.nodes.get(name).filter(|_| text.starts_with("arn:"))).cloned()
    }

    fn item<'s>(&'s self, mention: &Mention) -> Option<&'s Item> {
        self.items.get(&*mention.item).copied()
    }

    fn called<'s>(&'s self, ty: &str, property: &str, name: &str) -> Option<&'s Item> {
        let mut these = self.items.values().copied().filter(|it| it.ty.ends_with(ty));
        // AWS keeps such names in lower case.
        these.find(|it| it.properties.known_at(property).is_some_and(|it| it.eq_ignore_ascii_case(name)))
    }
}
