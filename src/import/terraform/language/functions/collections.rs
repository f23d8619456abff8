//! Functions of lists, sets and maps.
//!
//! <https://developer.hashicorp.com/terraform/language/functions/concat> and its neighbours.

use super::{Arguments, Made};
use crate::import::{
    notice::TOO_MUCH,
    terraform::language::{
        eval::Scope,
        types,
        value::{Bad, Is, Val},
    },
    text::MOST,
};
use rust_decimal::Decimal;
use std::{collections::BTreeMap, rc::Rc};

/// Calls one of them.
pub(super) fn call(scope: &Scope<'_, '_>, arguments: &Arguments<'_>) -> Option<Made> {
    let at = arguments.at;
    let list = |items: Vec<Val>| -> Made {
        if scope.world.spend(items.len(), at) { Ok(Val::list(at, items)) } else { Err(arguments.open()) }
    };
    let items = |number: usize| arguments.list(number).map(|it| it.to_vec());
    Some(match arguments.name {
        "length" => length(arguments),
        "concat" => joined(scope, arguments).and_then(list),
        "merge" => merge(scope, arguments),
        "lookup" => lookup(arguments),
        "flatten" => arguments.list(0).and_then(|it| {
            let mut all = Vec::new();
            if flatten(scope, it, &mut all) { list(all) } else { Err(arguments.open()) }
        }),
        "distinct" => items(0).and_then(|it| distinct(scope, arguments, it)).and_then(list),
        "element" => element(arguments),
        "slice" => slice(arguments).and_then(list),
        "contains" => contains(scope, arguments),
        "compact" => items(0).map(|mut it| {
            it.retain(|it| !it.is_null() && !matches!(&it.is, Is::Text(text) if text.is_empty()));
            Val::list(at, it)
        }),
        "coalesce" => {
            coalesce(arguments, &|it| it.is_null() || matches!(&it.is, Is::Text(text) if text.is_empty()))
        }
        "coalescelist" => {
            coalesce(arguments, &|it| it.is_null() || it.as_list().is_some_and(|it| it.is_empty()))
        }
        "keys" => arguments.map(0).map(|it| {
            Val::list(at, it.keys().map(|key| arguments.made(Val::text(at, key.clone()))).collect())
        }),
        "values" => arguments.map(0).map(|it| Val::list(at, it.values().cloned().collect())),
        "range" => range(scope, arguments),
        "reverse" => items(0).map(|it| Val::list(at, it.into_iter().rev().collect())),
        "sort" => sort(arguments),
        "one" => one(arguments),
        "index" => place(scope, arguments),
        "list" => list(arguments.all.to_vec()),
        "map" => map(arguments),
        "zipmap" => zipmap(arguments),
        "chunklist" => chunks(arguments),
        "sum" => sum(arguments),
        "transpose" => transpose(arguments),
        "matchkeys" => matching(scope, arguments),
        "alltrue" => truths(arguments, true),
        "anytrue" => truths(arguments, false),
        "setunion" => joined(scope, arguments).map(|it| types::set(scope, at, it)),
        "setintersection" => kept(scope, arguments, true),
        "setsubtract" => kept(scope, arguments, false),
        "setproduct" => product(scope, arguments),
        _ => return None,
    })
}

fn length(arguments: &Arguments<'_>) -> Made {
    let val = arguments.get(0)?;
    let count = match &val.is {
        Is::List(items) | Is::Set(items) => items.len(),
        Is::Map(entries) => entries.len(),
        Is::Text(text) => text.chars().count(),
        Is::Null | Is::Bool(_) | Is::Number(_) | Is::Thing(_) | Is::Unknown(..) | Is::Wrong(_) => {
            return Err(arguments.closed(val, "it takes a list, a map or a text"));
        }
    };
    Ok(Val::number(arguments.at, Decimal::from(count)))
}

/// The elements of all arguments.
fn joined(scope: &Scope<'_, '_>, arguments: &Arguments<'_>) -> Result<Vec<Val>, Val> {
    let mut all = Vec::new();
    for number in 0..arguments.all.len() {
        if !arguments.get(number)?.is_null() {
            all.extend(arguments.list(number)?.iter().cloned());
        }
        if all.len() > MOST {
            return Err(too_many(scope, arguments));
        }
    }
    Ok(all)
}

/// More elements than there may be.
fn too_many(scope: &Scope<'_, '_>, arguments: &Arguments<'_>) -> Val {
    scope.world.say_once(&TOO_MUCH, arguments.at, format!("{MOST} elements"));
    Val::wrong(arguments.at, Bad::TooMuch)
}

fn merge(scope: &Scope<'_, '_>, arguments: &Arguments<'_>) -> Made {
    let mut all: BTreeMap<Rc<str>, Val> = BTreeMap::new();
    for number in 0..arguments.all.len() {
        if arguments.get(number)?.is_null() {
            continue;
        }
        let one = arguments.map(number)?;
        if !scope.world.spend(one.len(), arguments.at) {
            return Err(arguments.open());
        }
        all.extend(one.iter().map(|(key, it)| (key.clone(), it.clone())));
    }
    Ok(Val::map(arguments.at, all))
}

fn lookup(arguments: &Arguments<'_>) -> Made {
    let (entries, key) = (arguments.map(0)?, arguments.text(1)?);
    let found = entries.get(&key).or_else(|| arguments.all.get(2));
    found.cloned().ok_or_else(|| arguments.refused(&format!("there is no key `{key}`")))
}

/// False if there is too much.
fn flatten(scope: &Scope<'_, '_>, items: &[Val], all: &mut Vec<Val>) -> bool {
    items.iter().all(|it| {
        scope.world.spend(1, it.at)
            && match it.as_list() {
                Some(inner) => flatten(scope, inner, all),
                None => {
                    all.push(it.clone());
                    all.len() <= MOST
                }
            }
    })
}

fn distinct(scope: &Scope<'_, '_>, arguments: &Arguments<'_>, items: Vec<Val>) -> Result<Vec<Val>, Val> {
    let mut all: Vec<Val> = Vec::new();
    for one in items {
        let mut same = Some(false);
        for before in &all {
            match scope.equal(before, &one) {
                Some(true) => same = Some(true),
                Some(false) => continue,
                // Two names of one thing are the same.
                None if before.of.is_some() && before.of == one.of => same = Some(true),
                None if before.is_wrong() || one.is_wrong() => return Err(arguments.open()),
                None => continue,
            }
            break;
        }
        if same == Some(false) {
            all.push(one);
        }
    }
    Ok(all)
}

fn element(arguments: &Arguments<'_>) -> Made {
    let items = arguments.list(0)?;
    let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let number = arguments.whole(1)?;
    let place = number.checked_rem_euclid(count).and_then(|it| usize::try_from(it).ok());
    place.and_then(|it| items.get(it)).cloned().ok_or_else(|| arguments.refused("the list is empty"))
}

fn slice(arguments: &Arguments<'_>) -> Result<Vec<Val>, Val> {
    let (items, from, to) = (arguments.list(0)?, arguments.whole(1)?, arguments.whole(2)?);
    let range = usize::try_from(from).ok().zip(usize::try_from(to).ok());
    let part = range.and_then(|(from, to)| items.get(from..to));
    part.map(<[Val]>::to_vec).ok_or_else(|| arguments.refused("the list has no such part"))
}

fn contains(scope: &Scope<'_, '_>, arguments: &Arguments<'_>) -> Made {
    let (items, wanted) = (arguments.list(0)?, arguments.get(1)?);
    let mut found = Some(false);
    for one in items.iter() {
        let as_text = || Some(one.as_text()? == wanted.as_text()?);
        match scope.equal(one, wanted).map(|same| same || as_text() == Some(true)) {
            Some(true) => return Ok(Val::bool(arguments.at, true)),
            Some(false) => {}
            None => found = None,
        }
    }
    found.map(|it| Val::bool(arguments.at, it)).ok_or_else(|| arguments.open())
}

fn coalesce(arguments: &Arguments<'_>, is_nothing: &dyn Fn(&Val) -> bool) -> Made {
    for one in arguments.all {
        // What a resource turns out to have is something.
        let is_reference = one.of.as_ref().is_some_and(|it| it.is_whole);
        if one.is_unknown() && !is_reference {
            return Err(arguments.open());
        }
        if !is_nothing(one) {
            return Ok(one.clone());
        }
    }
    Err(arguments.refused("all of them are nothing"))
}

fn range(scope: &Scope<'_, '_>, arguments: &Arguments<'_>) -> Made {
    let number = |at: usize| arguments.number(at);
    let (from, to) = match arguments.all.len() {
        1 => (Decimal::ZERO, number(0)?),
        _ => (number(0)?, number(1)?),
    };
    let down = to < from;
    let step = match arguments.all.len() {
        3 => number(2)?,
        _ if down => Decimal::NEGATIVE_ONE,
        _ => Decimal::ONE,
    };
    if step.is_zero() || down != step.is_sign_negative() && to != from {
        return Err(arguments.refused("the step does not lead there"));
    }
    let (mut all, mut here) = (Vec::new(), from);
    while if down { here > to } else { here < to } {
        if all.len() >= MOST || !scope.world.spend(1, arguments.at) {
            return Err(too_many(scope, arguments));
        }
        all.push(Val::number(arguments.at, here));
        let Some(next) = here.checked_add(step).filter(|it| *it != here) else { break };
        here = next;
    }
    Ok(Val::list(arguments.at, all))
}

fn sort(arguments: &Arguments<'_>) -> Made {
    let mut all = arguments.list(0)?.to_vec();
    if all.iter().any(|it| it.as_text().is_none()) {
        return Err(arguments.closed(
            all.iter().find(|it| it.as_text().is_none()).unwrap_or(arguments.get(0)?),
            "it takes texts",
        ));
    }
    all.sort_by_key(Val::as_text);
    Ok(Val::list(arguments.at, all))
}

fn one(arguments: &Arguments<'_>) -> Made {
    let val = arguments.get(0)?;
    match val.as_list().map(|it| it.as_slice()) {
        Some([]) => Ok(Val::new(arguments.at, Is::Null)),
        Some([only]) => Ok(only.clone()),
        Some(_) => Err(arguments.refused("there are several elements")),
        // A splat over nobody knows how many is that one, if it is there.
        None if val.is_unknown() => Ok(val.clone()),
        None => Err(arguments.closed(val, "it takes a list")),
    }
}

fn place(scope: &Scope<'_, '_>, arguments: &Arguments<'_>) -> Made {
    let (items, wanted) = (arguments.list(0)?, arguments.get(1)?);
    for (number, one) in items.iter().enumerate() {
        match scope.equal(one, wanted) {
            Some(true) => return Ok(Val::number(arguments.at, Decimal::from(number))),
            Some(false) => {}
            None => return Err(arguments.open()),
        }
    }
    Err(arguments.refused("it is not in the list"))
}

fn map(arguments: &Arguments<'_>) -> Made {
    let mut all = BTreeMap::new();
    for (number, pair) in arguments.all.chunks(2).enumerate() {
        let value = pair.get(1).ok_or_else(|| arguments.refused("it takes pairs"))?;
        all.insert(arguments.text(2 * number)?, value.clone());
    }
    Ok(Val::map(arguments.at, all))
}

fn zipmap(arguments: &Arguments<'_>) -> Made {
    let (keys, values) = (arguments.list(0)?, arguments.list(1)?);
    if keys.len() != values.len() {
        return Err(arguments.refused("the lists are not of one length"));
    }
    let mut all = BTreeMap::new();
    for (key, value) in keys.iter().zip(values.iter()) {
        let key = key.as_text().ok_or_else(|| arguments.closed(key, "a key is a text"))?;
        all.insert(key, value.clone());
    }
    Ok(Val::map(arguments.at, all))
}

fn chunks(arguments: &Arguments<'_>) -> Made {
    let (items, size) = (arguments.list(0)?, arguments.whole(1)?);
    let size = usize::try_from(size).map_err(|_| arguments.refused("the size is not negative"))?;
    let size = if size == 0 { items.len().max(1) } else { size };
    let parts = items.chunks(size).map(|it| Val::list(arguments.at, it.to_vec()));
    Ok(Val::list(arguments.at, parts.collect()))
}

fn sum(arguments: &Arguments<'_>) -> Made {
    let mut all = Decimal::ZERO;
    for one in arguments.list(0)?.iter() {
        let number = one.as_number().ok_or_else(|| arguments.closed(one, "it takes numbers"))?;
        all = all.checked_add(number).ok_or_else(|| arguments.refused("the number is too large"))?;
    }
    Ok(arguments.made(Val::number(arguments.at, all)))
}

fn transpose(arguments: &Arguments<'_>) -> Made {
    let mut all: BTreeMap<Rc<str>, Vec<Val>> = BTreeMap::new();
    for (key, values) in arguments.map(0)?.iter() {
        let values = values.as_list().ok_or_else(|| arguments.closed(values, "it takes lists"))?;
        for one in values.iter() {
            let name = one.as_text().ok_or_else(|| arguments.closed(one, "it takes texts"))?;
            all.entry(name).or_default().push(Val::text(arguments.at, key.clone()));
        }
    }
    let lists = all.into_iter().map(|(key, items)| (key, Val::list(arguments.at, items)));
    Ok(Val::map(arguments.at, lists.collect()))
}

fn matching(scope: &Scope<'_, '_>, arguments: &Arguments<'_>) -> Made {
    let (values, keys, wanted) = (arguments.list(0)?, arguments.list(1)?, arguments.list(2)?);
    let mut all = Vec::new();
    for (value, key) in values.iter().zip(keys.iter()) {
        let mut same = wanted.iter().map(|it| scope.equal(key, it));
        if same.any(|it| it == Some(true)) {
            all.push(value.clone());
        } else if key.open().is_some() {
            return Err(arguments.open());
        }
    }
    Ok(Val::list(arguments.at, all))
}

fn truths(arguments: &Arguments<'_>, all: bool) -> Made {
    let mut is_open = false;
    for one in arguments.list(0)?.iter() {
        match one.as_bool() {
            Some(it) if it != all => return Ok(Val::bool(arguments.at, !all)),
            Some(_) => {}
            None => is_open = true,
        }
    }
    if is_open { Err(arguments.open()) } else { Ok(Val::bool(arguments.at, all)) }
}

/// Of the first set what is, or is not, in the others.
fn kept(scope: &Scope<'_, '_>, arguments: &Arguments<'_>, wanted: bool) -> Made {
    let mut items = arguments.list(0)?.to_vec();
    for number in 1..arguments.all.len() {
        let others = arguments.list(number)?;
        let mut is_open = false;
        items.retain(|one| {
            let mut there = Some(false);
            for other in others.iter() {
                match scope.equal(one, other) {
                    Some(true) => {
                        there = Some(true);
                        break;
                    }
                    Some(false) => {}
                    None => there = None,
                }
            }
            is_open |= there.is_none();
            there == Some(wanted)
        });
        if is_open {
            return Err(arguments.open());
        }
    }
    Ok(types::set(scope, arguments.at, items))
}

fn product(scope: &Scope<'_, '_>, arguments: &Arguments<'_>) -> Made {
    let mut rows: Vec<Vec<Val>> = vec![Vec::new()];
    for number in 0..arguments.all.len() {
        let items = arguments.list(number)?;
        let size = rows.len().saturating_mul(items.len()).saturating_mul(number + 1);
        if size > MOST || !scope.world.spend(size, arguments.at) {
            return Err(too_many(scope, arguments));
        }
        let longer = |row: &Vec<Val>| {
            let row = row.clone();
            items
                .iter()
                .map(move |it| row.iter().chain([it]).cloned().collect::<Vec<_>>())
                .collect::<Vec<_>>()
        };
        rows = rows.iter().flat_map(longer).collect();
    }
    Ok(Val::list(arguments.at, rows.into_iter().map(|row| Val::list(arguments.at, row)).collect()))
}
