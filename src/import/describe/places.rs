//! Where records stand: the region that they tell, that their folder names, or that of what they belong to.

use super::Record;
use crate::{
    base::RegionName,
    import::{
        Settings,
        notice::{INFERRED, Notices},
    },
    model::attrs::Attr,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

/// Gives every record its region, and every zone of a region one letter.
pub(super) fn settle(records: &mut [Record], settings: &Settings, notices: &mut Notices) {
    for record in records.iter_mut() {
        record.region = own(&record.attr).or(record.region.take());
    }
    // What belongs to something stands where that does, and the other way round.
    for _ in 0..3 {
        let mut known: BTreeMap<Rc<str>, Rc<str>> = BTreeMap::new();
        for record in records.iter() {
            let Some(region) = &record.region else { continue };
            known.entry(record.id.clone()).or_insert_with(|| region.clone());
            for id in named(&record.attr) {
                known.entry(id).or_insert_with(|| region.clone());
            }
        }
        for record in records.iter_mut().filter(|it| it.region.is_none()) {
            let by_name = || named(&record.attr).into_iter().find_map(|it| known.get(&it).cloned());
            record.region = known.get(&record.id).cloned().or_else(by_name);
        }
    }
    let all: BTreeSet<Rc<str>> = records.iter().filter_map(|it| it.region.clone()).collect();
    let mut all = all.into_iter();
    let rest = match (all.next(), all.next()) {
        (Some(only), None) => only,
        _ => settings.region().into(),
    };
    for record in records.iter_mut() {
        record.region.get_or_insert_with(|| rest.clone());
    }
    letters(records, notices);
}

/// What a record says of its region: its zone, its ARN, the name of a service.
fn own(attr: &Attr) -> Option<Rc<str>> {
    let zones = ["AvailabilityZone", "Placement.AvailabilityZone", "RequesterVpcInfo.Region"];
    let listed = attr.each_along("AvailabilityZones.ZoneName");
    let zone =
        zones.iter().filter_map(|path| attr.known_at(path)).chain(listed.into_iter().filter_map(Attr::known));
    let arn = super::arn(attr).and_then(|it| it.split(':').nth(3));
    let service = attr.known_at("ServiceName").into_iter().flat_map(|it| it.split('.'));
    zone.chain(arn).chain(service).find_map(|text| {
        let zone = text.strip_suffix(|c: char| c.is_ascii_lowercase());
        let found = [Some(text), zone].into_iter().flatten().find(|it| it.parse::<RegionName>().is_ok());
        found.map(Into::into)
    })
}

/// The ids that a record names at its own level.
fn named(attr: &Attr) -> Vec<Rc<str>> {
    const NAMES: [&str; 4] = ["VpcId", "SubnetId", "TransitGatewayId", "CustomerGatewayId"];
    let attachments = ["Attachments.VpcId", "VpcAttachments.VpcId"];
    let own = NAMES.iter().filter_map(|path| attr.known_at(path));
    let all = own.chain(attachments.iter().flat_map(|path| attr.each_along(path)).filter_map(Attr::known));
    all.map(Into::into).collect()
}

/// A letter may stand for different zones in different accounts; a zone has one id everywhere.
/// <https://docs.aws.amazon.com/global-infrastructure/latest/regions/az-ids.html>
fn letters(records: &mut [Record], notices: &mut Notices) {
    let zone = |it: &Record| {
        let (name, id) = (it.text("AvailabilityZone")?, it.text("AvailabilityZoneId")?);
        Some((
            it.region.clone()?,
            it.text("OwnerId").unwrap_or_default().to_owned(),
            name.to_owned(),
            id.to_owned(),
        ))
    };
    let told: BTreeSet<_> = records.iter().filter(|it| it.is("Subnets")).filter_map(zone).collect();
    let mut names: BTreeMap<(Rc<str>, String), String> = BTreeMap::new();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for (region, _, name, id) in told {
        if names.contains_key(&(region.clone(), id.clone())) {
            continue;
        }
        let others = ('a'..='f').map(|letter| format!("{region}{letter}"));
        let free = std::iter::once(name.clone()).chain(others).find(|it| !taken.contains(it)).unwrap_or(name);
        taken.insert(free.clone());
        names.insert((region, id), free);
    }
    for record in records.iter_mut().filter(|it| it.is("Subnets")) {
        let Some((region, _, name, id)) = zone(record) else { continue };
        if let Some(letter) = names.get(&(region, id.clone())).filter(|it| **it != name) {
            let at = record.attr.at;
            let why =
                format!("its zone {name} is {id}, which is {letter} here, for other accounts have it so");
            notices.say(&INFERRED, at, [record.id.to_string(), why]);
            record.attr.put("AvailabilityZone", Attr::text(at, letter.as_str()));
        }
    }
}
