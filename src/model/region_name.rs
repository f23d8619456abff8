//! What people call the provider's regions: read from `assets/prices/regions.json`, where the list of priced regions is.
//!
//! Leaves out regions without prices: those go by their code.

use crate::base::RegionName;
use serde::Deserialize;
use std::{collections::BTreeMap, sync::OnceLock};

/// What a region is called.
#[derive(Debug, Deserialize)]
pub struct Names {
    id: String,
    /// English.
    #[serde(rename = "name")]
    pub en: String,
    /// Korean.
    #[serde(rename = "name_ko")]
    pub ko: String,
}

#[derive(Deserialize)]
struct File {
    regions: Vec<Names>,
}

/// What a region is called, if its name is known.
pub fn of(region: &RegionName) -> Option<&'static Names> {
    names().get(region.as_str())
}

/// Every region whose prices are known, by code.
pub fn all() -> impl Iterator<Item = (RegionName, &'static Names)> {
    names().iter().filter_map(|(code, names)| Some((code.parse().ok()?, names)))
}

fn names() -> &'static BTreeMap<String, Names> {
    static NAMES: OnceLock<BTreeMap<String, Names>> = OnceLock::new();
    NAMES.get_or_init(|| {
        // A file of ours that does not read is our own broken promise; the test below reads it.
        let file: File = serde_json::from_str(include_str!("../../assets/prices/regions.json"))
            .expect("assets/prices/regions.json lists regions");
        file.regions.into_iter().map(|region| (region.id.clone(), region)).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_have_names() {
        let of = |code: &str| of(&code.parse().unwrap()).map(|names| (names.en.as_str(), names.ko.as_str()));
        assert_eq!(of("us-east-1"), Some(("N. Virginia", "버지니아 북부")));
        assert_eq!(of("ap-northeast-2"), Some(("Seoul", "서울")));
        assert_eq!(of("eu-north-1"), None);
    }
}
