//! Numbers as people type them: with separators, a scale and a unit, such as `512 MB`, `1.5k` or `2 M/month`; and how
//! far one step of the keyboard or of a drag takes them.

use crate::{
    base::{Decimal, Message, Text, decimal, text},
    model::{fact::HOURS_PER_MONTH, field::Hint},
};

static NOT_A_NUMBER: Text = text!("`{0}` is not a number", "`{0}`은(는) 수가 아닙니다");
static NOT_OF_UNIT: Text = text!("`{0}` is not a number of {1}", "`{0}`은(는) {1} 단위의 수가 아닙니다");
static NOT_WHOLE: Text = text!("{0} {1} is not a whole number", "{0} {1}은(는) 정수가 아닙니다");

/// How far a pointer is dragged for one step, in screen points.
pub const DRAG: f32 = 4.0;

/// What a person typed into a field with this hint, in the field's unit and within its limits.
pub fn read(typed: &str, hint: &Hint, whole: bool) -> Result<Decimal, Message> {
    let shown = || typed.trim().chars().take(40).collect::<String>();
    let wrong = || match hint.unit {
        "" => Message::new(&NOT_A_NUMBER, [shown()]),
        unit => Message::new(&NOT_OF_UNIT, [shown(), unit.trim_start_matches('/').to_owned()]),
    };
    let (digits, unit) = split(typed);
    let number = decimal(&digits).map_err(|_| wrong())?;
    let times = factor(&unit, hint.unit).ok_or_else(wrong)?;
    let number = number.checked_mul(times).ok_or_else(wrong)?.normalize();
    if whole && !number.is_integer() {
        return Err(Message::new(&NOT_WHOLE, [number.to_string(), hint.unit.to_owned()]));
    }
    // Shares of a month and of a kilobyte have no end; nine places are more than anybody means.
    let number = number.round_dp(9).normalize();
    hint.refusal(number).map_or(Ok(number), Err)
}

/// The digits of a number without separators, and what stands behind them without spaces.
fn split(typed: &str) -> (String, String) {
    let typed: String = typed.chars().filter(|c| !c.is_whitespace() && *c != ',' && *c != '_').collect();
    let end = typed.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-').unwrap_or(typed.len());
    let (digits, unit) = typed.split_at(end);
    (digits.to_owned(), unit.to_owned())
}

/// By how much a number with the unit `typed` is to be multiplied to be one of `unit`.
fn factor(typed: &str, unit: &str) -> Option<Decimal> {
    if typed.eq_ignore_ascii_case(unit) {
        return Some(Decimal::ONE);
    }
    let (amount, per) = typed.split_once('/').map_or((typed, None), |(amount, per)| (amount, Some(per)));
    let (own, own_per) = unit.split_once('/').map_or((unit, None), |(own, per)| (own, Some(per)));
    let often = match (per, own_per) {
        (None, _) => Decimal::ONE,
        (Some(_), None) => return None,
        (Some(per), Some(own)) => hours(own)?.checked_div(hours(per)?)?,
    };
    let times = match (size(own), span(own)) {
        (Some(own), _) => match (size(amount), scale(amount)) {
            (Some(size), _) => size.checked_div(own)?,
            (None, scale) => scale?,
        },
        (None, Some(own)) => match (span(amount), scale(amount)) {
            (Some(span), _) => span.checked_div(own)?,
            (None, scale) => scale?,
        },
        (None, None) => scale(amount).or_else(|| scale(amount.strip_suffix(own)?))?,
    };
    times.checked_mul(often)
}

/// The scales that people write behind numbers.
fn scale(typed: &str) -> Option<Decimal> {
    let scale: i64 = match typed {
        "" => 1,
        "k" | "K" | "천" => 1_000,
        "만" => 10_000,
        "m" | "M" | "백만" => 1_000_000,
        "천만" => 10_000_000,
        "억" => 100_000_000,
        "b" | "B" => 1_000_000_000,
        "t" | "T" | "조" => 1_000_000_000_000,
        _ => return None,
    };
    Some(scale.into())
}

/// Bytes. AWS counts in steps of 1,024, whichever way it writes the unit.
fn size(typed: &str) -> Option<Decimal> {
    let power = match typed.to_ascii_lowercase().as_str() {
        "b" | "byte" | "bytes" | "바이트" => 0,
        "kb" | "kib" => 1,
        "m" | "mb" | "mib" => 2,
        "g" | "gb" | "gib" => 3,
        "t" | "tb" | "tib" => 4,
        _ => return None,
    };
    Some(Decimal::from(1_024_i64.pow(power)))
}

/// Milliseconds.
fn span(typed: &str) -> Option<Decimal> {
    let millis: i64 = match typed.to_ascii_lowercase().as_str() {
        "ms" | "밀리초" => 1,
        "s" | "sec" | "초" => 1_000,
        "m" | "min" | "분" => 60_000,
        "h" | "hour" | "hours" | "시간" => 3_600_000,
        "d" | "day" | "days" | "일" => 86_400_000,
        _ => return None,
    };
    Some(millis.into())
}

/// Hours of what something happens in: a month has as many as on the bill.
fn hours(per: &str) -> Option<Decimal> {
    if matches!(per.to_ascii_lowercase().as_str(), "month" | "mo" | "월") {
        return Some(HOURS_PER_MONTH);
    }
    span(per)?.checked_div(3_600_000.into())
}

/// One step: the last digit that is written of a small number, the third digit of a large one.
pub fn step(from: Decimal) -> Decimal {
    let from = from.normalize().abs();
    if from.scale() > 0 && from < Decimal::from(100) {
        return Decimal::new(1, from.scale().min(9));
    }
    let mut step = Decimal::ONE;
    while let Some(next) = step.checked_mul(1_000.into())
        && next <= from
    {
        step *= Decimal::TEN;
    }
    step
}

/// A number some steps away, within its limits.
pub fn stepped(from: Decimal, steps: i64, hint: &Hint) -> Decimal {
    let by = step(from).checked_mul(steps.into()).unwrap_or_default();
    let to = from.checked_add(by).unwrap_or(from);
    to.clamp(hint.min.into(), hint.max.into()).normalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(unit: &'static str) -> Hint {
        Hint { unit, ..Hint::NONE }
    }

    fn reads(typed: &str, unit: &'static str) -> String {
        read(typed, &hint(unit), false).map_or_else(|it| it.to_string(), |it| it.to_string())
    }

    /// IN-3
    #[test]
    fn numbers_may_carry_scales_and_units() {
        for (typed, unit, number) in [
            ("1.5k", "", "1500"),
            ("1,000,000", "", "1000000"),
            ("1 억", "/month", "100000000"),
            ("512 MB", "MB", "512"),
            ("512mb", "MB", "512"),
            ("2 GB", "MB", "2048"),
            ("0.5G", "MB", "512"),
            ("1.5k", "MB", "1500"),
            ("1 TB", "GiB", "1024"),
            ("4 KB", "B", "4096"),
            ("2 M/month", "/month", "2000000"),
            ("10/s", "/month", "26280000"),
            ("240/day", "/month", "7300"),
            ("30분", "s", "1800"),
            ("5 min", "ms", "300000"),
            ("0.25 GB/s", "MB/s", "256"),
            ("20 RCU", "RCU", "20"),
            ("3k RCU", "RCU", "3000"),
        ] {
            assert_eq!(reads(typed, unit), number, "{typed}");
        }
    }

    /// IN-2
    #[test]
    fn what_is_no_number_of_the_unit_is_said_so() {
        assert_eq!(reads("five", "MB"), "`five` is not a number of MB");
        assert_eq!(reads("5 s", "MB"), "`5 s` is not a number of MB");
        assert_eq!(reads("5/month", "MB"), "`5/month` is not a number of MB");
        assert_eq!(reads("", ""), "`` is not a number");
        assert_eq!(reads("-1", ""), "-1 is not from 0 to 1000000000000000");
        let whole = read("1 ms", &hint("s"), true).map_err(|it| it.to_string());
        assert_eq!(whole, Err("0.001 s is not a whole number".to_owned()));
    }

    /// IN-3
    #[test]
    fn steps_follow_the_size_of_the_number() {
        let of = |text: &str| step(decimal(text).unwrap()).to_string();
        let steps = [("0", "1"), ("128", "1"), ("0.25", "0.01"), ("1024", "10"), ("1000000", "10000")];
        for (from, by) in steps {
            assert_eq!(of(from), by, "{from}");
        }
        let limits = Hint { min: 128, max: 10_240, ..Hint::NONE };
        assert_eq!(stepped(128.into(), -10, &limits), Decimal::from(128));
        assert_eq!(stepped(10_200.into(), 10, &limits), Decimal::from(10_240));
        assert_eq!(stepped(200.into(), 10, &limits), Decimal::from(210));
    }
}
