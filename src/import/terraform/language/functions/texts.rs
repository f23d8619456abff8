//! Functions of texts.
//!
//! <https://developer.hashicorp.com/terraform/language/functions/format> and its neighbours.

use super::{Arguments, Made};
use crate::{
    import::{
        terraform::language::{
            eval::Scope,
            value::{Val, Writer},
        },
        text::LONGEST,
    },
    model::attrs::At,
};
use regex_lite::Regex;
use std::{collections::BTreeMap, iter::repeat_n, rc::Rc};

/// How wide a number may be written.
const WIDEST: usize = 10_000;

/// Calls one of them.
pub(super) fn call(scope: &Scope<'_, '_>, arguments: &Arguments<'_>) -> Option<Made> {
    let one = |work: &dyn Fn(&str) -> String| -> Made { arguments.made_text(work(&arguments.text(0)?)) };
    let two = |work: &dyn Fn(&str, &str) -> String| -> Made {
        arguments.made_text(work(&arguments.text(0)?, &arguments.text(1)?))
    };
    let asked = |work: &dyn Fn(&str, &str) -> bool| -> Made {
        Ok(arguments.made(Val::bool(arguments.at, work(&arguments.text(0)?, &arguments.text(1)?))))
    };
    Some(match arguments.name {
        "lower" => one(&str::to_lowercase),
        "upper" => one(&str::to_uppercase),
        "title" => one(&title),
        "chomp" => one(&|it| it.trim_end_matches(['\n', '\r']).to_owned()),
        "trimspace" => one(&|it| it.trim().to_owned()),
        "strrev" => one(&|it| it.chars().rev().collect()),
        "trim" => two(&|it, these| it.trim_matches(|c| these.contains(c)).to_owned()),
        "trimprefix" => two(&|it, part| it.strip_prefix(part).unwrap_or(it).to_owned()),
        "trimsuffix" => two(&|it, part| it.strip_suffix(part).unwrap_or(it).to_owned()),
        "startswith" => asked(&|it, part| it.starts_with(part)),
        "endswith" => asked(&|it, part| it.ends_with(part)),
        "strcontains" => asked(&|it, part| it.contains(part)),
        "indent" => indent(arguments),
        "join" => join(arguments),
        "split" => split(scope, arguments),
        "substr" => substr(arguments),
        "replace" => replace(arguments),
        "regex" => regex(arguments),
        "regexall" => regexall(arguments),
        "format" => format(arguments, arguments.all),
        "formatlist" => formatlist(scope, arguments),
        _ => return None,
    })
}

fn title(text: &str) -> String {
    let mut starts = true;
    let raised = text.chars().flat_map(|c| {
        let up: Vec<char> = if starts { c.to_uppercase().collect() } else { vec![c] };
        starts = !c.is_alphanumeric() && c != '_' && c != '\'';
        up
    });
    raised.collect()
}

fn indent(arguments: &Arguments<'_>) -> Made {
    let (spaces, text) = (arguments.whole(0)?, arguments.text(1)?);
    let spaces = usize::try_from(spaces).ok().filter(|it| *it <= WIDEST);
    let spaces = spaces.filter(|it| text.matches('\n').count().saturating_mul(*it) < LONGEST);
    let spaces = spaces.ok_or_else(|| arguments.refused("that is too wide"))?;
    arguments.made_text(text.replace('\n', &format!("\n{}", " ".repeat(spaces))))
}

fn join(arguments: &Arguments<'_>) -> Made {
    let between = arguments.text(0)?;
    let mut writer = Writer::default();
    let mut is_first = true;
    for number in 1..arguments.all.len() {
        for one in arguments.list(number)?.iter() {
            if !std::mem::take(&mut is_first) {
                writer.text.push_str(&between);
            }
            if !writer.value(one) {
                return Err(arguments.refused("it takes texts"));
            }
            if writer.text.len() > LONGEST {
                return Err(arguments.refused("the text is too long"));
            }
        }
    }
    Ok(writer.done(arguments.at))
}

fn split(scope: &Scope<'_, '_>, arguments: &Arguments<'_>) -> Made {
    let (between, text) = (arguments.text(0)?, arguments.text(1)?);
    let part = |it: &str| arguments.made(Val::text(arguments.at, it));
    if !scope.world.spend(text.len() / 8, arguments.at) {
        return Err(arguments.open());
    }
    let parts: Vec<Val> = if between.is_empty() {
        text.chars().map(|it| part(it.encode_utf8(&mut [0; 4]))).collect()
    } else {
        text.split(&*between).map(part).collect()
    };
    Ok(Val::list(arguments.at, parts))
}

fn substr(arguments: &Arguments<'_>) -> Made {
    let (text, offset, length) = (arguments.text(0)?, arguments.whole(1)?, arguments.whole(2)?);
    let all = text.chars().count();
    let from_end = || all.saturating_sub(usize::try_from(offset.unsigned_abs()).unwrap_or(all));
    let start = usize::try_from(offset).unwrap_or_else(|_| from_end());
    let length = usize::try_from(length).unwrap_or(all);
    arguments.made_text(text.chars().skip(start).take(length).collect::<String>())
}

fn pattern(arguments: &Arguments<'_>, text: &str) -> Result<Regex, Val> {
    Regex::new(text).map_err(|_| arguments.refused("the regular expression is not one that Plat reads"))
}

/// Between slashes it is a regular expression.
fn replace(arguments: &Arguments<'_>) -> Made {
    let (text, part, with) = (arguments.text(0)?, arguments.text(1)?, arguments.text(2)?);
    let inner = part.strip_prefix('/').and_then(|it| it.strip_suffix('/')).filter(|_| part.len() > 1);
    // What is put in may hold what was found.
    let again = if inner.is_some() { with.matches('$').count() } else { 0 };
    let fits = |count: usize| {
        let kept = text.len().saturating_mul(again + 1);
        count.saturating_mul(with.len()).saturating_add(kept) <= LONGEST
    };
    let too_long = || arguments.refused("the text is too long");
    match inner {
        Some(inner) => {
            let pattern = pattern(arguments, inner)?;
            if !fits(pattern.find_iter(&text).count()) {
                return Err(too_long());
            }
            arguments.made_text(pattern.replace_all(&text, &*with).into_owned())
        }
        None if fits(text.matches(&*part).count()) => arguments.made_text(text.replace(&*part, &with)),
        None => Err(too_long()),
    }
}

/// What a regular expression finds: a text, a list of its groups, or a map of those with names.
fn found(arguments: &Arguments<'_>, pattern: &Regex, found: &regex_lite::Captures<'_>) -> Val {
    let at = arguments.at;
    let part = |it: Option<regex_lite::Match<'_>>| match it {
        Some(it) => arguments.made(Val::text(at, it.as_str())),
        None => Val::new(at, crate::import::terraform::language::value::Is::Null),
    };
    let names: Vec<&str> = pattern.capture_names().flatten().collect();
    if !names.is_empty() {
        let entry = |name: &str| (Rc::from(name), part(found.name(name)));
        return Val::map(at, names.into_iter().map(entry).collect::<BTreeMap<_, _>>());
    }
    if found.len() > 1 {
        return Val::list(at, found.iter().skip(1).map(part).collect());
    }
    part(found.get(0))
}

fn regex(arguments: &Arguments<'_>) -> Made {
    let (pattern, text) = (pattern(arguments, &arguments.text(0)?)?, arguments.text(1)?);
    match pattern.captures(&text) {
        Some(it) => Ok(found(arguments, &pattern, &it)),
        None => Err(arguments.refused("nothing matches")),
    }
}

fn regexall(arguments: &Arguments<'_>) -> Made {
    let (pattern, text) = (pattern(arguments, &arguments.text(0)?)?, arguments.text(1)?);
    let all = pattern.captures_iter(&text).map(|it| found(arguments, &pattern, &it)).collect();
    Ok(Val::list(arguments.at, all))
}

/// One verb of a format: `%-05.2d`.
#[derive(Default)]
struct Verb {
    left: bool,
    zero: bool,
    plus: bool,
    width: usize,
    precision: Option<usize>,
}

fn format(arguments: &Arguments<'_>, all: &[Val]) -> Made {
    let text = arguments.text(0)?;
    let mut writer = Writer::default();
    let mut chars = text.chars().peekable();
    let mut next = 1;
    while let Some(c) = chars.next() {
        if c != '%' {
            writer.text.push(c);
            continue;
        }
        let mut verb = Verb::default();
        let digits = |chars: &mut std::iter::Peekable<std::str::Chars<'_>>| {
            let mut number = 0_usize;
            while let Some(digit) = chars.peek().and_then(|it| it.to_digit(10)) {
                number = number.saturating_mul(10).saturating_add(digit as usize);
                chars.next();
            }
            number
        };
        while let Some(flag) = chars.next_if(|it| matches!(it, '-' | '0' | '+' | ' ' | '#')) {
            verb.left |= flag == '-';
            verb.zero |= flag == '0';
            verb.plus |= flag == '+';
        }
        verb.width = digits(&mut chars);
        if chars.next_if_eq(&'.').is_some() {
            verb.precision = Some(digits(&mut chars));
        }
        if chars.next_if_eq(&'[').is_some() {
            next = digits(&mut chars);
            chars.next_if_eq(&']');
        }
        if verb.width > WIDEST || verb.precision.is_some_and(|it| it > WIDEST) {
            return Err(arguments.refused("that is too wide"));
        }
        let Some(letter) = chars.next() else { return Err(arguments.refused("it ends in a verb")) };
        if letter == '%' {
            writer.text.push('%');
            continue;
        }
        let val = all.get(next).ok_or_else(|| arguments.refused("there are more verbs than values"))?;
        next += 1;
        verb.write(letter, val, arguments, &mut writer)?;
        if writer.text.len() > LONGEST {
            return Err(arguments.refused("the text is too long"));
        }
    }
    Ok(writer.done(arguments.at))
}

impl Verb {
    fn write(
        &self,
        letter: char,
        val: &Val,
        arguments: &Arguments<'_>,
        writer: &mut Writer,
    ) -> Result<(), Val> {
        if val.open().is_some() && val.as_list().is_none() && val.as_map().is_none() {
            writer.value(val);
            return Ok(());
        }
        let wrong = || arguments.refused(&format!("`%{letter}` does not take this value"));
        let number = || val.as_number().ok_or_else(wrong);
        let whole = || val.as_whole().ok_or_else(wrong);
        let plain = match letter {
            's' => {
                let text = val.as_text().or_else(|| super::encoding::json(val)).ok_or_else(wrong)?;
                text.chars().take(self.precision.unwrap_or(usize::MAX)).collect()
            }
            'v' => val.as_text().or_else(|| super::encoding::json(val)).ok_or_else(wrong)?.to_string(),
            'q' => super::encoding::quoted(&val.as_text().ok_or_else(wrong)?),
            't' => val.as_bool().ok_or_else(wrong)?.to_string(),
            'd' => whole()?.to_string(),
            'b' => format!("{:b}", whole()?),
            'o' => format!("{:o}", whole()?),
            'x' => format!("{:x}", whole()?),
            'X' => format!("{:X}", whole()?),
            'f' => format!("{:.*}", self.precision.unwrap_or(6), number()?),
            'e' | 'g' => number()?.normalize().to_string(),
            _ => return Err(arguments.refused(&format!("`%{letter}` is no verb"))),
        };
        let numeric = matches!(letter, 'd' | 'f' | 'x' | 'X' | 'b' | 'o');
        let plain = if self.plus && numeric && !plain.starts_with('-') { format!("+{plain}") } else { plain };
        let lacking = self.width.saturating_sub(plain.chars().count());
        let padded = match (self.left, self.zero && numeric) {
            (true, _) => plain.chars().chain(repeat_n(' ', lacking)).collect(),
            (false, true) => {
                let sign = plain.chars().take_while(|it| matches!(it, '-' | '+'));
                let rest = plain.chars().skip_while(|it| matches!(it, '-' | '+'));
                sign.chain(repeat_n('0', lacking)).chain(rest).collect()
            }
            (false, false) => repeat_n(' ', lacking).chain(plain.chars()).collect::<String>(),
        };
        writer.changed(val, &padded);
        Ok(())
    }
}

/// One text for each of the elements of the lists among the values.
fn formatlist(scope: &Scope<'_, '_>, arguments: &Arguments<'_>) -> Made {
    let lengths = arguments.all.iter().skip(1).filter_map(Val::as_list).map(|it| it.len());
    let count = lengths.max().unwrap_or(1);
    if arguments.all.iter().skip(1).any(Val::is_unknown) {
        return Err(arguments.open());
    }
    let mut all = Vec::new();
    for number in 0..count {
        if !scope.world.spend(1, At::default()) {
            return Err(arguments.open());
        }
        let each = |it: &Val| match it.as_list() {
            Some(items) => items.get(number).cloned(),
            None => Some(it.clone()),
        };
        let row: Option<Vec<Val>> = arguments.all.iter().map(each).collect();
        let row = row.ok_or_else(|| arguments.refused("the lists are not of one length"))?;
        all.push(format(arguments, &row)?);
    }
    Ok(Val::list(arguments.at, all))
}
