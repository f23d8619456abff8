//! The price list: the files of `assets/prices/`, parsed once.
//!
//! INVARIANT (book): every price has a source that was observed on a date. Kept by the loader, which refuses a
//! row without one. A region without a row has no price here. Another region's is lent only where
//! `regions.json` says that the two are alike, and the price says so.

use super::tiers::{Band, Split};
use crate::base::{Decimal, RegionName, decimal};
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

/// The region of prices that hold everywhere.
const GLOBAL: &str = "global";

macro_rules! files {
    ($($name:literal)+) => {
        &[$(($name, include_str!(concat!("../../assets/prices/", $name, ".json")))),+]
    };
}

/// The files that come with Plat, by service.
const FILES: &[(&str, &str)] = files!["api_gateway" "appsync" "aurora" "cloudfront" "cloudwatch" "cognito" "data_transfer"
        "dynamodb" "ebs" "ec2" "efs" "eks" "elasticache" "elb" "eventbridge" "fargate" "firehose" "kinesis" "kms" "lambda" "rds"
        "route53" "s3" "secrets_manager" "sns" "sqs" "step_functions" "vpc" "waf" "xray"];

/// The regions, and which are taken to cost alike.
const REGIONS: &str = include_str!("../../assets/prices/regions.json");

/// The price list.
#[derive(Debug, Default)]
pub struct Book {
    as_of: String,
    items: BTreeMap<String, Item>,
    allowances: Vec<Allowance>,
}

#[derive(Debug)]
struct Item {
    global: bool,
    prices: Vec<(Vec<String>, Price)>,
}

/// What one unit costs in one region.
#[derive(Clone, Debug, PartialEq)]
pub struct Price {
    /// The unit, in the price list's own words.
    pub unit: Arc<str>,
    /// How many plain units (requests, GB-seconds, hours, GB) make one of them.
    pub scale: Decimal,
    /// By how many places that moves the point, if it is a power of ten.
    decimals: Option<u32>,
    /// The bands; one without end for a flat price.
    pub bands: Vec<Band>,
    /// Where the price is from, with its date.
    pub source: Arc<str>,
    /// The region whose price this is, if it is not the one that was asked for.
    pub lent_by: Option<String>,
}

/// What an account gets free every month, for ever.
#[derive(Clone, Debug, PartialEq)]
pub struct Allowance {
    /// The service that grants it.
    pub service: String,
    /// What is free, in the price list's own words.
    pub what: String,
    /// The SKUs that share it.
    pub skus: Vec<String>,
    /// How many plain units.
    pub amount: Decimal,
    /// Whether each region has its own.
    pub per_region: bool,
    /// Where this is from, with its date.
    pub source: Arc<str>,
}

/// Why a price list could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {fault}")]
pub struct BookError {
    file: String,
    fault: String,
}

impl Price {
    /// What every unit costs, if all cost the same.
    pub fn flat(&self) -> Option<Decimal> {
        match self.bands.as_slice() {
            [Band { up_to: None, usd }] => Some(*usd),
            _ => None,
        }
    }

    /// Plain units in the price's own.
    pub fn units(&self, plain: Decimal) -> Decimal {
        let mut units = plain;
        // Millions and thousands only move the point.
        match self.decimals {
            Some(0) => plain,
            Some(more) if units.set_scale(plain.scale() + more).is_ok() => units.normalize(),
            Some(_) | None => plain / self.scale,
        }
    }

    /// Splits units at the bands, from `start` on (in plain units, not included).
    pub fn split(&self, start: Decimal, quantity: Decimal) -> Split {
        match self.flat() {
            // Where there is one price, it does not matter where they begin.
            Some(usd) => Split::flat(quantity, usd),
            None => Split::of(&self.bands, self.units(start), quantity),
        }
    }
}

impl Book {
    /// The list that comes with Plat.
    pub fn standard() -> &'static Self {
        static BOOK: OnceLock<Book> = OnceLock::new();
        BOOK.get_or_init(|| match Self::parse(FILES, REGIONS) {
            Ok(book) => book,
            Err(error) => panic!("the price list that comes with Plat is whole, yet {error}"),
        })
    }

    /// Reads files, each with the name of its service, and what is said of regions.
    pub fn parse(files: &[(&str, &str)], regions: &str) -> Result<Self, BookError> {
        let mut book = Self::default();
        for (name, text) in files {
            let fail = |fault: String| BookError { file: (*name).to_owned(), fault };
            let file: ServiceFile = serde_json::from_str(text).map_err(|error| fail(error.to_string()))?;
            if file.service != *name {
                return Err(fail(format!("it calls itself `{}`", file.service)));
            }
            book.add(file).map_err(|fault| fail(fault.0))?;
        }
        let fail = |fault: String| BookError { file: "regions".to_owned(), fault };
        let regions: RegionsFile = serde_json::from_str(regions).map_err(|error| fail(error.to_string()))?;
        regions.alike.iter().for_each(|alike| book.lend(alike));
        Ok(book)
    }

    /// Lends a region the prices of another where its own are not known, and says so in their source.
    fn lend(&mut self, alike: &Alike) {
        let Alike { region, like, equal, of } = alike;
        for item in self.items.values_mut().filter(|item| !item.global) {
            let at =
                |name: &str| item.prices.iter().find(|(regions, _)| regions.iter().any(|one| one == name));
            let (None, Some((_, price))) = (at(region), at(like)) else { continue };
            let source = format!(
                "assumed as in {like}: {equal} of {of} items priced in both are equal; {}",
                price.source
            );
            let lent = Price { source: source.into(), lent_by: Some(like.clone()), ..price.clone() };
            item.prices.push((vec![region.clone()], lent));
        }
    }

    fn add(&mut self, file: ServiceFile) -> Result<(), Fault> {
        if file.as_of.is_empty() {
            return Err("it has no date".into());
        }
        // The list is as old as its oldest part.
        if self.as_of.is_empty() || file.as_of < self.as_of {
            self.as_of.clone_from(&file.as_of);
        }
        for (key, item) in &file.items {
            let mut prices = Vec::new();
            for row in item.prices.iter().filter(|row| !row.is_ratio()) {
                let price = row.price(&file).map_err(|fault| format!("`{key}`: {fault}"))?;
                prices.push((row.regions.clone(), price));
            }
            let item = Item { global: item.scope == GLOBAL, prices };
            self.items.insert(format!("{}.{key}", file.service), item);
        }
        for row in file.free_tier.iter().filter(|row| row.kind == "always") {
            self.allow(&file, row).map_err(|fault| format!("free tier `{}`: {fault}", row.what))?;
        }
        Ok(())
    }

    fn allow(&mut self, file: &ServiceFile, row: &FreeRow) -> Result<(), Fault> {
        let per = match row.per.as_deref() {
            Some("month") => Decimal::ONE,
            Some("hour") => crate::model::fact::HOURS_PER_MONTH,
            _ => return Err("`per` is neither `month` nor `hour`".into()),
        };
        let Some(shared_by) = &row.shared_by else { return Err("nothing says which items share it".into()) };
        for items in shared_by {
            let amount = row.amount.as_deref().ok_or_else(|| Fault::from("it has no amount"))?;
            self.allowances.push(Allowance {
                service: file.service.clone(),
                what: row.what.clone(),
                skus: items.iter().map(|item| format!("{}.{item}", file.service)).collect(),
                amount: number(amount)?.saturating_mul(per),
                per_region: row.scope.starts_with("per region"),
                source: file.cite(&row.source)?.into(),
            });
        }
        Ok(())
    }

    /// The date of the list.
    pub fn as_of(&self) -> &str {
        &self.as_of
    }

    /// What one unit of `sku` (`service.item`; the item may have further dots) costs in a place: a region, or what the
    /// service has instead of regions.
    pub fn price(&self, sku: &str, place: &str) -> Option<&Price> {
        let item = self.items.get(sku)?;
        let place = if item.global { GLOBAL } else { place };
        let mut rows = item.prices.iter();
        rows.find(|(places, _)| places.iter().any(|one| one == place)).map(|(_, price)| price)
    }

    /// In which unit a SKU is sold, and how many plain units make one: as in the first place that has a price for it.
    pub fn measure(&self, sku: &str) -> Option<(&Arc<str>, Decimal)> {
        let (_, price) = self.items.get(sku)?.prices.first()?;
        Some((&price.unit, price.scale))
    }

    /// Every SKU with every place that has a price for it, lent ones included.
    pub fn rows(&self) -> impl Iterator<Item = (String, String)> {
        let places = |(sku, item): (&String, &Item)| -> Vec<(String, String)> {
            let places = item.prices.iter().flat_map(|(places, _)| places);
            places.map(|place| (sku.clone(), place.clone())).collect()
        };
        self.items.iter().flat_map(places)
    }

    /// Every SKU of one service, in order.
    pub fn skus(&self, service: &str) -> impl Iterator<Item = &str> {
        let of_service = move |sku: &&str| sku.split_once('.').is_some_and(|(first, _)| first == service);
        self.items.keys().map(String::as_str).filter(of_service)
    }

    /// Whether any price is known for a region.
    pub fn knows(&self, region: &RegionName) -> bool {
        let mut regions = self.items.values().flat_map(|item| &item.prices).flat_map(|(regions, _)| regions);
        regions.any(|one| one == region.as_str())
    }

    /// What is free every month, for ever.
    pub fn allowances(&self) -> &[Allowance] {
        &self.allowances
    }
}

/// What is wrong with one file.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Fault(String);

impl From<String> for Fault {
    fn from(fault: String) -> Self {
        Self(fault)
    }
}

impl From<&str> for Fault {
    fn from(fault: &str) -> Self {
        Self(fault.to_owned())
    }
}

/// A file of `assets/prices/`, as far as prices go. Its README says what each key means.
#[derive(Deserialize)]
struct ServiceFile {
    service: String,
    as_of: String,
    #[serde(default)]
    free_tier: Vec<FreeRow>,
    sources: BTreeMap<String, Source>,
    items: BTreeMap<String, ItemRow>,
}

#[derive(Deserialize)]
struct FreeRow {
    what: String,
    amount: Option<String>,
    kind: String,
    scope: String,
    source: String,
    shared_by: Option<Vec<Vec<String>>>,
    per: Option<String>,
}

/// What `regions.json` says of prices.
#[derive(Deserialize)]
struct RegionsFile {
    alike: Vec<Alike>,
}

#[derive(Deserialize)]
struct Alike {
    region: String,
    like: String,
    equal: String,
    of: String,
}

#[derive(Deserialize)]
struct Source {
    label: String,
    observed: String,
}

#[derive(Deserialize)]
struct ItemRow {
    scope: String,
    prices: Vec<PriceRow>,
}

#[derive(Deserialize)]
struct PriceRow {
    regions: Vec<String>,
    unit: String,
    usd: Option<String>,
    #[serde(default)]
    tiers: Vec<TierRow>,
    complete: Option<bool>,
    source: String,
    evidence_region: Option<String>,
    note: Option<String>,
}

#[derive(Deserialize)]
struct TierRow {
    up_to: Option<String>,
    usd: String,
}

impl ServiceFile {
    /// A source with its date.
    fn cite(&self, key: &str) -> Result<String, Fault> {
        let source = self.sources.get(key).ok_or_else(|| format!("there is no source `{key}`"))?;
        if source.label.is_empty() || !source.observed.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(format!("source `{key}` has no date").into());
        }
        Ok(format!("{} (observed {})", source.label, source.observed))
    }
}

impl PriceRow {
    /// Some rows are a share of another price and no dollars.
    fn is_ratio(&self) -> bool {
        self.unit.starts_with("share of ")
    }

    fn price(&self, file: &ServiceFile) -> Result<Price, Fault> {
        let mut source = file.cite(&self.source)?;
        for more in
            self.evidence_region.iter().map(|region| format!("seen in {region}")).chain(self.note.clone())
        {
            source.push_str("; ");
            source.push_str(&more);
        }
        let scale = scale(&self.unit)?;
        let mut powers =
            (0..=28).zip(std::iter::successors(Some(Decimal::ONE), |it| it.checked_mul(Decimal::TEN)));
        Ok(Price {
            unit: self.unit.as_str().into(),
            scale,
            decimals: powers.find(|(_, power)| *power == scale).map(|(decimals, _)| decimals),
            bands: self.bands()?,
            source: source.into(),
            lent_by: None,
        })
    }

    fn bands(&self) -> Result<Vec<Band>, Fault> {
        let bands = match (&self.usd, self.tiers.as_slice()) {
            (Some(usd), []) => vec![Band { up_to: None, usd: number(usd)? }],
            (None, tiers @ [.., last]) => {
                if self.complete != Some(last.up_to.is_none()) {
                    return Err("`complete` contradicts the last band".into());
                }
                let band = |tier: &TierRow| {
                    let up_to = tier.up_to.as_deref().map(number).transpose()?;
                    Ok(Band { up_to, usd: number(&tier.usd)? })
                };
                tiers.iter().map(band).collect::<Result<_, Fault>>()?
            }
            _ => return Err("a row has either `usd` or `tiers`".into()),
        };
        let ends = |band: &Band| band.up_to.unwrap_or(Decimal::MAX);
        if bands.windows(2).any(|pair| ends(&pair[0]) >= ends(&pair[1])) {
            return Err("bands are not in order".into());
        }
        Ok(bands)
    }
}

fn number(text: &str) -> Result<Decimal, Fault> {
    decimal(text).map_err(|message| message.to_string().into())
}

/// How many plain units a unit of the price list holds: `million requests`, `1,000 requests`, `hour`.
fn scale(unit: &str) -> Result<Decimal, Fault> {
    match unit.split_once(' ').map_or(unit, |(first, _)| first) {
        "" => Err("a row has no unit".into()),
        "million" => Ok(Decimal::from(1_000_000)),
        first if first.starts_with(|c: char| c.is_ascii_digit()) => number(&first.replace(',', "")),
        _ => Ok(Decimal::ONE),
    }
}

#[cfg(test)]
mod tests;
