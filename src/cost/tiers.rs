//! Graduated bands: each price applies to the quantity between the previous limit and its own.
//!
//! Quantities are in the price's unit. Nothing is rounded here.

use crate::base::{Decimal, Usd};
use smallvec::SmallVec;

/// One band of a price.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// Where it ends; `None` has no end.
    pub up_to: Option<Decimal>,
    /// Dollars for one unit inside it.
    pub usd: Decimal,
}

/// The part of a quantity that lies in one band.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// How many units.
    pub quantity: Decimal,
    /// Dollars for one of them.
    pub usd: Decimal,
}

/// Parts, of which there is mostly one.
pub type Parts = SmallVec<[Part; 1]>;

/// A quantity split at the bands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Split {
    /// The part in each band that it touches.
    pub parts: Parts,
    /// What lies above the last band that is known.
    pub beyond: Decimal,
}

impl Split {
    /// All of it at one price.
    pub fn flat(quantity: Decimal, usd: Decimal) -> Self {
        let part = (!quantity.is_zero()).then_some(Part { quantity, usd });
        Self { parts: part.into_iter().collect(), beyond: Decimal::ZERO }
    }

    /// Splits the units from `start` (not included) to `start + quantity`.
    pub fn of(bands: &[Band], start: Decimal, quantity: Decimal) -> Self {
        let end = start.saturating_add(quantity);
        let mut at = start;
        let mut parts = Parts::new();
        for band in bands {
            let limit = band.up_to.map_or(end, |up_to| up_to.min(end));
            if limit > at {
                // What lies whole in a band is not found by a difference, which may be cut.
                let whole = at == start && limit == end;
                parts.push(Part { quantity: if whole { quantity } else { limit - at }, usd: band.usd });
                if limit == end {
                    return Self { parts, beyond: Decimal::ZERO };
                }
                at = limit;
            }
        }
        Self { parts, beyond: (end - at).max(Decimal::ZERO) }
    }

    /// What the known parts cost.
    pub fn cost(&self) -> Usd {
        let each = self.parts.iter().map(|part| Usd::new(part.quantity.saturating_mul(part.usd)));
        each.reduce(|sum, more| sum + more).unwrap_or_default()
    }

    /// How many units have a price.
    pub fn priced(&self) -> Decimal {
        self.parts.iter().map(|part| part.quantity).reduce(Decimal::saturating_add).unwrap_or_default()
    }
}

/// The sum of some parts as people write it: `300 × 1.00 + 132 × 0.90`.
pub fn arithmetic(parts: &[Part]) -> String {
    let parts = parts.iter().map(|part| format!("{} × {}", short(part.quantity), part.usd));
    parts.collect::<Vec<_>>().join(" + ")
}

/// The price of the band that `quantity` is in. On a limit it is the band below, where every unit so far was.
pub fn present(bands: &[Band], quantity: Decimal) -> Option<Decimal> {
    let band = bands.iter().find(|band| band.up_to.is_none_or(|up_to| quantity <= up_to));
    band.map(|band| band.usd)
}

/// A quantity as arithmetic shows it: with ten digits that count, and four decimals at least, so that great ones still
/// come to the cent.
pub fn short(quantity: Decimal) -> Decimal {
    let (counting, decimals) = (quantity.round_sf(10).unwrap_or(quantity), quantity.round_dp(4));
    if decimals.scale() >= counting.scale() { decimals.normalize() } else { counting.normalize() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::decimal;

    fn bands(text: &str) -> Vec<Band> {
        let band = |pair: &str| {
            let (up_to, usd) = pair.split_once(':').unwrap();
            Band { up_to: decimal(up_to).ok(), usd: decimal(usd).unwrap() }
        };
        text.split(' ').map(band).collect()
    }

    fn check(text: &str, start: i64, quantity: i64, arithmetic: &str, cost: &str, beyond: i64) {
        let split = Split::of(&bands(text), start.into(), quantity.into());
        assert_eq!(super::arithmetic(&split.parts), arithmetic);
        assert_eq!(split.cost().to_string(), cost);
        assert_eq!(split.beyond, beyond.into());
    }

    #[test]
    fn each_band_takes_its_own_part() {
        let http = "300:1.00 :0.90";
        check(http, 0, 432, "300 × 1.00 + 132 × 0.90", "418.8", 0);
        check(http, 0, 300, "300 × 1.00", "300", 0);
        check(http, 200, 200, "100 × 1.00 + 100 × 0.90", "190", 0);
        check(http, 400, 1, "1 × 0.90", "0.9", 0);
        check(http, 0, 0, "", "0", 0);
        check("300:1.00", 0, 432, "300 × 1.00", "300", 132);
        check("300:1.00", 400, 10, "", "0", 10);
    }

    #[test]
    fn the_present_band_is_the_one_the_quantity_is_in() {
        let http = bands("300:1.00 :0.90");
        let at = |quantity: i64| present(&http, quantity.into()).unwrap().to_string();
        assert_eq!([at(0), at(300), at(301)], ["1.00", "1.00", "0.90"]);
        assert_eq!(present(&bands("300:1.00"), 301.into()), None);
    }
}
