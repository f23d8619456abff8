//! Where the things of a model stand in its text.

use super::json::{Json, Reading, parse};
use crate::base::Gather as _;
use std::collections::BTreeMap;

/// Something of a model.
#[derive(Clone, Copy, Debug)]
pub enum Thing<'a> {
    /// A resource, or one of its fields.
    Resource(&'a str, Option<&'a str>),
    /// A connection.
    Connection(&'a str),
    /// A rule, by its place in the list.
    Rule(usize),
}

/// Line and column of each, counted from 1. What is not written there stands where its surroundings do; of a text that
/// is no model that is its beginning.
pub fn positions(text: &str, things: &[Thing<'_>]) -> Vec<(usize, usize)> {
    let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
    let starts: Vec<usize> = std::iter::once(0).chain(ends).collect();
    let place = |offset: usize| {
        let line = starts.partition_point(|start| *start <= offset);
        let start = starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        (line, text.get(start..offset).map_or(1, |before| before.chars().count() + 1))
    };
    // What the loader took it takes again; anything else has no places.
    let offsets = parse(text, &Reading::lenient(), |json| Ok(offsets(json, things)));
    offsets.unwrap_or_else(|_| vec![0; things.len()]).into_iter().map(place).collect()
}

fn offsets(document: Json<'_>, things: &[Thing<'_>]) -> Vec<usize> {
    let section = |name: &str| document.each_entry()?.find(|(key, _, _)| *key == name).map(|(_, _, it)| it);
    let entries = |name: &str| -> BTreeMap<&str, (usize, Json<'_>)> {
        let all = section(name).and_then(|it| it.each_entry()).into_iter().flatten();
        all.map(|(key, at, value)| (key, (at, value))).collect()
    };
    let (resources, connections) = (entries("resources"), entries("connections"));
    let rules: Vec<usize> =
        section("rules").and_then(|it| it.each_item()).into_iter().flatten().map(|it| it.offset()).collect();
    let offset = |thing: &Thing<'_>| match thing {
        Thing::Resource(id, field) => resources.get(id).map(|(at, value)| {
            let own = field.and_then(|field| value.each_entry()?.find(|(key, _, _)| *key == field));
            own.map_or(*at, |(_, at, _)| at)
        }),
        Thing::Connection(id) => connections.get(id).map(|(at, _)| *at),
        Thing::Rule(nth) => rules.get(*nth).copied(),
    };
    things.iter().map(|thing| offset(thing).unwrap_or(0)).gather()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_found_where_they_are_written() {
        let text = "{\"plat\": 1,\n \"resources\": {\n  \"가\": {\"kind\": \"region\"}, \"v\": {\"kind\": \"vpc\",\n    \"in\": \"가\",\n    \"cidr_block\": \"10.0.0.0/16\"}},\n \"connections\": {\n  \"c\": {}},\n \"rules\": [{},\n  {}]}";
        let things = [
            Thing::Resource("v", None),
            Thing::Resource("v", Some("cidr_block")),
            Thing::Resource("v", Some("other")),
            Thing::Connection("c"),
            Thing::Rule(1),
            Thing::Rule(7),
        ];
        assert_eq!(positions(text, &things), [(3, 28), (5, 5), (3, 28), (7, 3), (9, 3), (1, 1)]);
        assert_eq!(positions("[", &things[..1]), [(1, 1)]);
        assert_eq!(positions("", &things[..1]), [(1, 1)]);
    }
}
