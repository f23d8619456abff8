//! A day of the calendar.

use super::{Message, text};
use std::{fmt, str::FromStr};

/// A day, such as `2027-01-31`. Later days are greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// The day so many days after 1970-01-01, if its year has four digits.
    pub fn of_days(days: u64) -> Option<Self> {
        let (mut rest, mut year) = (days, 1970);
        while year < 10_000 && rest >= u64::from(days_of_year(year)) {
            rest -= u64::from(days_of_year(year));
            year += 1;
        }
        let mut month = 1;
        while month < 12 && rest >= u64::from(days_of_month(year, month)) {
            rest -= u64::from(days_of_month(year, month));
            month += 1;
        }
        let day = u8::try_from(rest + 1).ok()?;
        (year < 10_000).then_some(Self { year, month, day })
    }
}

fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_of_year(year: u16) -> u16 {
    if is_leap(year) { 366 } else { 365 }
}

fn days_of_month(year: u16, month: u8) -> u8 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl FromStr for Date {
    type Err = Message;

    fn from_str(text: &str) -> Result<Self, Message> {
        let number = |text: &str, digits: usize| -> Option<u16> {
            let plain = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| text.parse().ok()).flatten()
        };
        let read = || {
            let (year, rest) = text.split_once('-')?;
            let (month, day) = rest.split_once('-')?;
            let (year, month, day) = (number(year, 4)?, number(month, 2)?, number(day, 2)?);
            let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
            let is_day = (1..=12).contains(&month) && (1..=days_of_month(year, month)).contains(&day);
            is_day.then_some(Self { year, month, day })
        };
        read().ok_or_else(|| {
            let shown: String = text.chars().take(60).collect();
            Message::new(
                &text!(
                    "`{0}` is not a day such as 2027-01-31",
                    "`{0}`은(는) 2027-01-31과 같은 날짜가 아닙니다"
                ),
                [shown],
            )
        })
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        for good in ["1970-01-01", "2024-02-29", "2027-01-31", "2000-02-29", "9999-12-31"] {
            assert_eq!(good.parse::<Date>().unwrap().to_string(), good);
        }
        for bad in [
            "",
            "2027",
            "2027-1-31",
            "2027-02-29",
            "1900-02-29",
            "2027-13-01",
            "2027-00-10",
            "2027-04-31",
            "+027-01-01",
            "２０２７-01-01",
        ] {
            assert!(bad.parse::<Date>().is_err(), "{bad}");
        }
        let of = |days| Date::of_days(days).unwrap().to_string();
        assert_eq!(
            [of(0), of(59), of(11_016), of(20_783)],
            ["1970-01-01", "1970-03-01", "2000-02-29", "2026-11-26"]
        );
        assert_eq!(Date::of_days(u64::MAX), None);
        assert!("2026-12-31".parse::<Date>().unwrap() < "2027-01-01".parse().unwrap());
    }
}
