//! Numbers as people read them: money, counts, thousands separators, at most four digits in a tile.

use crate::{
    analysis::Spent,
    base::{Decimal, Usd},
};

/// What a card says it costs: per million requests, and per month where the calendar costs too.
pub fn chip(spent: &Spent) -> String {
    let fixed = (spent.fixed > Usd::ZERO).then(|| format!("{}/mo", dollars(spent.fixed)));
    let marginal = (spent.per_million > Usd::ZERO).then(|| dollars(spent.per_million));
    let known: Vec<String> = marginal.into_iter().chain(fixed).collect();
    match (known.is_empty(), spent.unknown) {
        (true, _) => "?".to_owned(),
        (false, true) => format!("≥ {}", known.join(" + ")),
        (false, false) => known.join(" + "),
    }
}

/// Dollars and cents; more digits below a cent.
pub fn dollars(amount: Usd) -> String {
    let value = amount.amount();
    let places = if value.is_zero() || value.abs() >= Decimal::new(1, 2) { 2 } else { 4 };
    match amount.rounded(places).strip_prefix('-') {
        Some(positive) => format!("-${}", grouped(positive)),
        None => format!("${}", grouped(&amount.rounded(places))),
    }
}

/// A plain number with separators.
pub fn count(number: Decimal) -> String {
    grouped(&number.round_dp(4).normalize().to_string())
}

/// Puts separators between thousands.
pub fn grouped(number: &str) -> String {
    let (whole, rest) = number.split_at(number.find('.').unwrap_or(number.len()));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut out = sign.to_owned();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
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
}
