//! Functions of numbers.
//!
//! <https://developer.hashicorp.com/terraform/language/functions/abs> and its neighbours.

use super::{Arguments, Made};
use crate::import::terraform::language::value::Val;
use rust_decimal::Decimal;

/// Calls one of them.
pub(super) fn call(arguments: &Arguments<'_>) -> Option<Made> {
    let one = |work: fn(Decimal) -> Decimal| -> Made {
        Ok(arguments.made(Val::number(arguments.at, work(arguments.number(0)?))))
    };
    Some(match arguments.name {
        "abs" => one(|it| it.abs()),
        "ceil" => one(|it| it.ceil()),
        "floor" => one(|it| it.floor()),
        "signum" => one(|it| match it {
            it if it.is_zero() => Decimal::ZERO,
            it if it.is_sign_negative() => Decimal::NEGATIVE_ONE,
            _ => Decimal::ONE,
        }),
        "max" => most(arguments, |a, b| a > b),
        "min" => most(arguments, |a, b| a < b),
        "pow" => pow(arguments),
        "log" => log(arguments),
        "parseint" => parsed(arguments),
        _ => return None,
    })
}

fn most(arguments: &Arguments<'_>, wins: fn(Decimal, Decimal) -> bool) -> Made {
    let mut best = arguments.number(0)?;
    for number in 1..arguments.all.len() {
        let other = arguments.number(number)?;
        if wins(other, best) {
            best = other;
        }
    }
    Ok(arguments.made(Val::number(arguments.at, best)))
}

fn pow(arguments: &Arguments<'_>) -> Made {
    let (base, power) = (arguments.number(0)?, arguments.whole(1)?);
    let mut made = Some(Decimal::ONE);
    for _ in 0..power.unsigned_abs().min(100) {
        made = made.and_then(|it| it.checked_mul(base));
    }
    let made = if power < 0 { made.and_then(|it| Decimal::ONE.checked_div(it)) } else { made };
    let made = made.filter(|_| power.unsigned_abs() <= 100);
    made.map(|it| arguments.made(Val::number(arguments.at, it)))
        .ok_or_else(|| arguments.refused("the number is too large"))
}

/// A logarithm is exact only where it is whole.
fn log(arguments: &Arguments<'_>) -> Made {
    let (number, base) = (arguments.number(0)?, arguments.number(1)?);
    let (mut power, mut here) = (0_u32, Decimal::ONE);
    while base > Decimal::ONE && here < number && power < 100 {
        here = here.checked_mul(base).unwrap_or(Decimal::MAX);
        power += 1;
    }
    if here == number {
        return Ok(arguments.made(Val::number(arguments.at, power)));
    }
    Err(arguments.open())
}

fn parsed(arguments: &Arguments<'_>) -> Made {
    let (text, base) = (arguments.text(0)?, arguments.whole(1)?);
    let base = u32::try_from(base).ok().filter(|it| (2..=36).contains(it));
    let base = base.ok_or_else(|| arguments.refused("the base is from 2 to 36"))?;
    let number =
        i128::from_str_radix(&text, base).ok().and_then(|it| Decimal::try_from_i128_with_scale(it, 0).ok());
    number
        .map(|it| arguments.made(Val::number(arguments.at, it)))
        .ok_or_else(|| arguments.refused("it is no whole number of this base"))
}
