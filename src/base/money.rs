//! Decimal money and quantities: no binary rounding ever enters a bill.

use super::{Message, text};
pub use rust_decimal::Decimal;
use rust_decimal::RoundingStrategy;
use std::{fmt, iter::Sum, ops::Add};

/// Reads a decimal number written with digits, one point and an optional sign.
pub fn decimal(text: &str) -> Result<Decimal, Message> {
    // Digits that would not fit are refused, not rounded: what is saved is what was read.
    let fits = text.len() <= 64 && text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
    fits.then(|| Decimal::from_str_exact(text).ok()).flatten().ok_or_else(|| {
        let exponent = text.contains(['e', 'E']) && text.parse::<f64>().is_ok();
        let said = if exponent {
            &text!("write `{0}` without an exponent", "`{0}`을(를) 지수 없이 쓰세요")
        } else {
            &text!("`{0}` is not a decimal number", "`{0}`은(는) 십진수가 아닙니다")
        };
        Message::new(said, [text.to_owned()])
    })
}

/// An amount of US dollars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Usd(Decimal);

impl Usd {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// An exact amount.
    pub const fn new(amount: Decimal) -> Self {
        Self(amount)
    }

    /// The exact amount.
    pub const fn amount(self) -> Decimal {
        self.0
    }

    /// Rounded half away from zero to `places`, as AWS rounds on its bills, with exactly that many digits.
    pub fn rounded(self, places: u32) -> String {
        let rounded = self.0.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
        // The formatter of decimals has no room for zeros behind all 28 digits.
        let text = rounded.normalize().to_string();
        let (whole, behind) = text.split_once('.').unwrap_or((&text, ""));
        if places == 0 { whole.to_owned() } else { format!("{whole}.{behind:0<0$}", places as usize) }
    }

    /// For people: dollars and cents, more digits below a cent, thousands apart.
    pub fn dollars(self) -> String {
        let places = if self.0.is_zero() || self.0.abs() >= Decimal::new(1, 2) { 2 } else { 4 };
        let rounded = self.rounded(places);
        match rounded.strip_prefix('-') {
            Some(positive) => format!("-${}", grouped(positive)),
            None => format!("${}", grouped(&rounded)),
        }
    }
}

/// Puts separators between the thousands of a number: `1,000,000.5`.
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

impl Add for Usd {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sum for Usd {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Usd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.normalize().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cents_round_half_up() {
        let usd = |text| Usd::new(decimal(text).unwrap());
        assert_eq!(usd("2.15833375").rounded(4), "2.1583");
        assert_eq!(usd("0.005").rounded(2), "0.01");
        assert_eq!(usd("3").rounded(2), "3.00");
        assert_eq!(usd("-0.5").rounded(0), "-1");
        assert_eq!(Usd::new(Decimal::MAX).rounded(4), "79228162514264337593543950335.0000");
        assert_eq!(Usd::new(Decimal::MIN).rounded(4), "-79228162514264337593543950335.0000");
        assert_eq!(usd("-0.00001").rounded(4), "0.0000");
        assert_eq!(decimal("0.0000000000000000000000000001").unwrap().scale(), 28);
        assert!(decimal("0.00000000000000000000000000001").is_err());
        assert!(decimal("1e9").is_err() && decimal("NaN").is_err() && decimal("").is_err());
    }
}
