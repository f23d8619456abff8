//! The region that an input means which names none, but Availability Zones.

use crate::{
    base::RegionName,
    model::attrs::{Attr, Value},
};
use std::collections::BTreeSet;

/// What keys that hold zones are called, without what parts their words.
const KEYS: [&str; 2] = ["availabilityzone", "availabilityzones"];

/// The one region of all zones that are named in documents; none if there are several.
pub(super) fn region<'a>(documents: impl Iterator<Item = &'a Attr>) -> Option<String> {
    let mut found = BTreeSet::new();
    documents.for_each(|it| gather(it, false, &mut found));
    if found.len() == 1 { found.pop_first() } else { None }
}

fn gather(attr: &Attr, is_zone: bool, found: &mut BTreeSet<String>) {
    let is_of_zones = attr.known_at("Type").is_some_and(|ty| ty.contains("AvailabilityZone"));
    for entry in attr.entries() {
        let key: String = entry.key.chars().filter(|it| *it != '_').collect();
        let is_default = is_of_zones && &*entry.key == "Default";
        gather(&entry.value, is_default || KEYS.contains(&&*key.to_ascii_lowercase()), found);
    }
    if let Value::List(items) = &attr.value {
        items.iter().for_each(|it| gather(it, is_zone, found));
    } else if is_zone {
        found.extend(attr.known().and_then(of_zone));
    }
}

/// The region of a zone, by its name: a code and a letter.
fn of_zone(zone: &str) -> Option<String> {
    let region = zone.strip_suffix(|it: char| it.is_ascii_lowercase())?;
    RegionName::in_code(region).map(|it| it.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{notice::Notices, text};

    fn of(document: &str) -> Option<String> {
        let read = text::read(document.as_bytes(), 0, &mut Notices::default()).unwrap();
        region(read.iter())
    }

    #[test]
    fn zones_name_their_region() {
        let found = Some("eu-west-1".to_owned());
        assert_eq!(of("Resources: {S: {Properties: {AvailabilityZone: eu-west-1b}}}"), found);
        assert_eq!(of(r#"{"a": {"availability_zones": ["eu-west-1a", "eu-west-1c"]}}"#), found);
        assert_eq!(of("P: {Type: 'AWS::EC2::AvailabilityZone::Name', Default: eu-west-1a}"), found);
        assert_eq!(
            of("{AvailabilityZone: eu-west-1b, AvailabilityZones: [us-east-2a]}"),
            None,
            "two of them"
        );
        assert_eq!(of("{AvailabilityZone: !Select [0, !GetAZs ''], Name: eu-west-1a}"), None);
    }
}
