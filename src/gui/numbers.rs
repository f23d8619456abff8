//! Numbers as people read them: money, counts, thousands separators, at most four digits in a tile.

pub use crate::base::grouped;

use super::strings as s;
use crate::{
    analysis::Spent,
    base::{Decimal, Lang, Usd},
};

/// What a card says it costs: per million requests, and per month where the calendar costs too.
pub fn chip(spent: &Spent, lang: Lang) -> String {
    spent.words(lang)
}

/// The same as it is said aloud (AX-2), with the unit of each amount.
pub fn spoken(spent: &Spent, lang: Lang) -> String {
    let marginal =
        (spent.per_million > Usd::ZERO).then(|| s::A_MILLION.fill(lang, &[dollars(spent.per_million)]));
    let fixed = (spent.fixed > Usd::ZERO).then(|| s::A_MONTH.fill(lang, &[dollars(spent.fixed)]));
    let unknown = spent.unknown.then(|| s::PRICE_NOT_KNOWN.get(lang).to_owned());
    marginal.into_iter().chain(fixed).chain(unknown).collect::<Vec<_>>().join(", ")
}

/// A difference in dollars, with its sign.
pub fn difference(old: Usd, new: Usd) -> Option<String> {
    let by = new.amount().checked_sub(old.amount()).map(Usd::new).filter(|by| *by != Usd::ZERO)?;
    let words = dollars(by);
    // Less than is shown is no difference.
    if words.chars().all(|c| !c.is_ascii_digit() || c == '0') {
        return None;
    }
    Some(if by > Usd::ZERO { format!("+{words}") } else { words })
}

/// Dollars and cents; more digits below a cent.
pub fn dollars(amount: Usd) -> String {
    amount.dollars()
}

/// A plain number with separators.
pub fn count(number: Decimal) -> String {
    grouped(&number.round_dp(4).normalize().to_string())
}

/// A large number in few characters, with three digits that count: `57.6M`, `5,760만`.
pub fn short(number: Decimal, lang: Lang) -> String {
    let units: &[(u64, &str)] = match lang {
        Lang::En => &[(1_000_000_000_000, "T"), (1_000_000_000, "B"), (1_000_000, "M"), (1_000, "K")],
        Lang::Ko => &[(1_000_000_000_000, "조"), (100_000_000, "억"), (10_000, "만")],
    };
    let few = |number: Decimal| number.round_sf(3).unwrap_or(number);
    let number = few(number);
    let unit = units.iter().find(|(size, _)| number.abs() >= Decimal::from(*size));
    unit.map_or_else(
        || count(number),
        |(size, unit)| format!("{}{unit}", count(number / Decimal::from(*size))),
    )
}

/// Dollars that may be a floor.
pub fn at_least(amount: Usd, floor: bool, lang: Lang) -> String {
    if floor { s::AT_LEAST.fill(lang, &[dollars(amount)]) } else { dollars(amount) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::decimal;

    #[test]
    fn money_and_counts_are_grouped() {
        let usd = |text: &str| dollars(Usd::new(decimal(text).unwrap()));
        assert_eq!(usd("1234567.891"), "$1,234,567.89");
        assert_eq!(usd("0.0004"), "$0.0004");
        assert_eq!(usd("-12.5"), "-$12.50");
        assert_eq!(count(decimal("1000000.50").unwrap()), "1,000,000.5");
        assert_eq!(count(decimal("-999").unwrap()), "-999");
    }

    #[test]
    fn large_numbers_are_short() {
        let short = |text: &str, lang| short(decimal(text).unwrap(), lang);
        assert_eq!(short("57612345", Lang::En), "57.6M");
        assert_eq!(short("57612345", Lang::Ko), "5,760만");
        assert_eq!(short("999999", Lang::En), "1M");
        assert_eq!(short("1000000000", Lang::Ko), "10억");
        assert_eq!(short("950", Lang::En), "950");
    }
}
