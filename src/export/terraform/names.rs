//! What resources of a configuration are called, and how others name them.

use super::{
    asked::Free,
    way::{Piece, way},
};
use crate::import::pivot::underscored;
use std::{collections::BTreeMap, rc::Rc};

/// Addresses of resources.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// By the ids of items, and of parts of them.
    addresses: BTreeMap<Rc<str>, String>,
    /// Items that are a part of another one's resource.
    same: BTreeMap<Rc<str>, Rc<str>>,
    /// CloudFormation's types of resources, by the ids of items.
    likes: BTreeMap<Rc<str>, Rc<str>>,
    /// All that an item is.
    parts: BTreeMap<Rc<str>, Vec<String>>,
}

impl Names {
    /// The names of resources, each only once, whatever the type: ids in the model have none.
    pub fn of(all: &[Piece], same: BTreeMap<Rc<str>, Rc<str>>) -> Self {
        let mut free = Free::default();
        let mut names = Self { same, ..Self::default() };
        let (parts, whole): (Vec<&Piece>, Vec<&Piece>) = all.iter().partition(|it| is_part(it));
        for piece in whole.into_iter().chain(parts) {
            let own = piece.id.strip_prefix(&format!("{}.", piece.ty)).unwrap_or(&piece.id);
            // What is looked up is called after what it is looked up for.
            let own = if piece.is_data { own.rsplit('/').next().unwrap_or(own) } else { own };
            let name = free.near(&part_name(own));
            let data = if piece.is_data { "data." } else { "" };
            let address = format!("{data}{}.{name}", piece.ty);
            names.parts.entry(piece.item.clone()).or_default().push(address.clone());
            names.addresses.insert(piece.id.clone(), address);
            names.likes.insert(piece.id.clone(), piece.like.clone());
        }
        for (item, into) in &names.same {
            if let Some(address) = names.addresses.get(into).cloned() {
                names.addresses.insert(item.clone(), address);
            }
        }
        names
    }

    /// The address of an item's resource, or of a part of it.
    pub fn address(&self, id: &str) -> Option<&String> {
        self.addresses.get(id)
    }

    /// An expression for an attribute of an item's resource.
    pub fn attribute(&self, item: &str, attribute: &str) -> Option<String> {
        let address = self.addresses.get(item)?;
        let of = self.same.get(item).map_or(item, |it| &**it);
        let like = self.likes.get(of).map_or("", |it| &**it);
        Some(format!("{address}.{}", way(like).attribute(attribute)))
    }

    /// What a resource waits for and does not name: all that an item is, which is one resource there and may be several here.
    pub fn waits(&self, piece: &Piece) -> Vec<String> {
        let mentions = piece.record.mentions();
        let named: Vec<&String> = mentions.iter().filter_map(|it| self.addresses.get(&it.item)).collect();
        let mut all: Vec<String> = Vec::new();
        for item in
            piece.waits.iter().map(|it| self.same.get(it).unwrap_or(it)).filter(|it| **it != piece.item)
        {
            for address in self.parts.get(item).into_iter().flatten() {
                if !named.contains(&address) && !all.contains(address) {
                    all.push(address.clone());
                }
            }
        }
        all
    }

    /// What ids in the model are, names or addresses, whichever is so of more of them; and the ids of the others, by address.
    pub fn ids(&self, all: &[Piece]) -> (&'static str, BTreeMap<String, String>) {
        let nodes = all.iter().filter(|it| !is_part(it) && !it.is_data);
        let nodes: Vec<(&str, &String)> =
            nodes.filter_map(|it| Some((&*it.id, self.addresses.get(&it.id)?))).collect();
        let name = |address: &str| address.rsplit('.').next().unwrap_or_default().to_owned();
        let by_name = nodes.iter().filter(|(id, address)| *id == name(address)).count();
        let by_address = nodes.iter().filter(|(id, address)| *id == address.as_str()).count();
        let is_by_name = by_name >= by_address;
        let is_said = |id: &str, address: &str| if is_by_name { id == name(address) } else { id == address };
        let others = nodes.into_iter().filter(|(id, address)| !is_said(id, address));
        let others = others.map(|(id, address)| (address.clone(), id.to_owned())).collect();
        (if is_by_name { "names" } else { "addresses" }, others)
    }
}

/// Whether a resource is none of the design, but belongs to one.
fn is_part(piece: &Piece) -> bool {
    piece.id.contains('/')
}

/// The name of a part: `web/Ingress01` is `web_ingress_01`, `web-a/Routes` is `web-a-routes`.
fn part_name(id: &str) -> String {
    let mut parts = id.split('/');
    let mut name = parts.next().unwrap_or_default().to_owned();
    let between = if name.contains('-') { '-' } else { '_' };
    for part in parts {
        let words = part.trim_end_matches(|c: char| c.is_ascii_digit());
        let number = part.get(words.len()..).unwrap_or_default();
        let words = underscored(words).replace('_', &between.to_string());
        for word in [words.as_str(), number].into_iter().filter(|it| !it.is_empty()) {
            name.push(between);
            name.push_str(word);
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_called_after_what_they_are_of() {
        for (id, name) in [
            ("web", "web"),
            ("web/Ingress01", "web_ingress_01"),
            ("web-a/Routes", "web-a-routes"),
            ("vpc/Ipv6CidrBlock1", "vpc_ipv6_cidr_block_1"),
            ("f/Permission-api/Kept", "f_permission-api_kept"),
        ] {
            assert_eq!(part_name(id), name);
        }
    }
}
