//! The functions of Terraform's language.
//!
//! <https://developer.hashicorp.com/terraform/language/functions>. What hangs on the machine or the hour (hashes of files,
//! `timestamp`, `uuid`) and regular expressions are not known.

mod collections;
mod encoding;
mod files;
mod network;
mod numbers;
mod texts;

pub(super) use encoding::encoded;

use super::{
    eval::{Scope, unknown},
    syntax::Call,
    types,
    value::{Bad, Is, Told, Val},
};
use crate::model::attrs::{At, Mention, Why};
use rust_decimal::Decimal;
use std::{cell::OnceCell, collections::BTreeMap, rc::Rc};

/// What a function makes: a value, or what keeps it from making one.
type Made = Result<Val, Val>;

/// The arguments of a call.
pub(super) struct Arguments<'a> {
    pub name: &'a str,
    pub at: At,
    pub all: &'a [Val],
    /// The resources that told them, once somebody asked.
    told: OnceCell<Option<Rc<Told>>>,
}

/// Functions that look at a part of what they take.
const QUICK: [&str; 6] = ["lookup", "length", "element", "contains", "coalesce", "one"];

/// Calls a function.
pub(super) fn call(scope: &Scope<'_, '_>, call: &Call, at: At) -> Val {
    match &*call.name {
        "try" => return tried(scope, call, at),
        "can" => {
            let val = call.arguments.first().map(|it| scope.eval(it));
            return match val {
                Some(val) if val.is_unknown() => unknown(at, &[&val]),
                Some(val) => Val::bool(at, !val.is_wrong()),
                None => Val::refused(at, "can", "it takes an argument"),
            };
        }
        _ => {}
    }
    let mut all: Vec<Val> = call.arguments.iter().map(|it| scope.eval(it)).collect();
    if call.spread
        && let Some(last) = all.pop()
    {
        match &last.is {
            Is::List(items) | Is::Set(items) => all.extend(items.iter().cloned()),
            _ => {
                all.push(last);
                return unknown(at, &all.iter().collect::<Vec<_>>());
            }
        }
    }
    if let Some(wrong) = all.iter().find(|it| it.is_wrong()) {
        return wrong.clone();
    }
    let name = call.name.strip_prefix("core::").unwrap_or(&call.name);
    let work: usize = all.iter().map(|it| it.size).sum();
    if !QUICK.contains(&name) && !scope.world.spend(work / 16, at) {
        return Val::wrong(at, Bad::TooMuch);
    }
    let arguments = Arguments { name, at, all: &all, told: OnceCell::new() };
    let made = collections::call(scope, &arguments)
        .or_else(|| texts::call(scope, &arguments))
        .or_else(|| numbers::call(&arguments))
        .or_else(|| network::call(&arguments))
        .or_else(|| encoding::call(scope, &arguments))
        .or_else(|| files::call(scope, &arguments))
        .or_else(|| typed(scope, &arguments));
    match made {
        Some(Ok(val) | Err(val)) => match &val.is {
            Is::Text(text) if !scope.world.write(text.len(), at) => Val::wrong(at, Bad::TooMuch),
            _ => val,
        },
        // Nobody can say what it gives.
        None => Val::unknown(at, Why::Call(format!("{name}()").into())).told_by(arguments.mentions()),
    }
}

/// The first argument that is not wrong.
fn tried(scope: &Scope<'_, '_>, call: &Call, at: At) -> Val {
    let mut last = None;
    for argument in &call.arguments {
        let val = scope.eval(argument);
        if !val.is_wrong() && val.open().is_none_or(|it| !it.is_wrong()) {
            return val;
        }
        last = Some(val);
    }
    last.unwrap_or_else(|| Val::refused(at, "try", "it takes arguments"))
}

/// Functions that change types.
fn typed(scope: &Scope<'_, '_>, arguments: &Arguments<'_>) -> Option<Made> {
    let first = || arguments.get(0);
    let kept = |found: Option<Val>| -> Made {
        let val = first()?;
        if val.is_null() {
            return Ok(val.clone());
        }
        found.ok_or_else(|| arguments.closed(val, "it does not take this value"))
    };
    let at = arguments.at;
    Some(match arguments.name {
        "tostring" => kept(first().ok()?.as_text().map(|it| arguments.made(Val::text(at, it)))),
        "tonumber" => kept(first().ok()?.as_number().map(|it| arguments.made(Val::number(at, it)))),
        "tobool" => kept(first().ok()?.as_bool().map(|it| arguments.made(Val::bool(at, it)))),
        "tolist" => kept(first().ok()?.as_list().map(|it| Val::list(at, types::alike(it.to_vec())))),
        "toset" => kept(first().ok()?.as_list().map(|it| types::set(scope, at, types::alike(it.to_vec())))),
        "tomap" => kept(first().ok()?.as_map().map(|it| Val::new(at, Is::Map(it.clone())))),
        "nonsensitive" | "ephemeralasnull" => first().cloned(),
        "sensitive" => Ok(Val::unknown(at, Why::Sensitive)),
        "issensitive" => Ok(Val::bool(at, false)),
        _ => return None,
    })
}

impl<'a> Arguments<'a> {
    /// An argument.
    fn get(&self, number: usize) -> Result<&'a Val, Val> {
        self.all.get(number).ok_or_else(|| self.refused("it takes more arguments"))
    }

    /// An argument that may be left out.
    fn maybe(&self, number: usize) -> Option<&'a Val> {
        self.all.get(number).filter(|it| !it.is_null())
    }

    /// What the function does not take.
    fn refused(&self, why: &str) -> Val {
        Val::refused(self.at, &format!("{}()", self.name), why)
    }

    /// What is not known because of the arguments.
    fn open(&self) -> Val {
        unknown(self.at, &self.all.iter().collect::<Vec<_>>())
    }

    /// Why nothing is made: something is not known, or it is of another type.
    fn closed(&self, val: &Val, why: &str) -> Val {
        if val.is_unknown() || val.is_wrong() || matches!(val.is, Is::Thing(_)) {
            self.open()
        } else {
            self.refused(why)
        }
    }

    fn text(&self, number: usize) -> Result<Rc<str>, Val> {
        let val = self.get(number)?;
        val.as_text().ok_or_else(|| self.closed(val, "it takes a text"))
    }

    fn number(&self, number: usize) -> Result<Decimal, Val> {
        let val = self.get(number)?;
        val.as_number().ok_or_else(|| self.closed(val, "it takes a number"))
    }

    fn whole(&self, number: usize) -> Result<i64, Val> {
        let val = self.get(number)?;
        val.as_whole().ok_or_else(|| self.closed(val, "it takes a whole number"))
    }

    fn list(&self, number: usize) -> Result<&'a Rc<Vec<Val>>, Val> {
        let val = self.get(number)?;
        val.as_list().ok_or_else(|| self.closed(val, "it takes a list"))
    }

    fn map(&self, number: usize) -> Result<&'a Rc<BTreeMap<Rc<str>, Val>>, Val> {
        let val = self.get(number)?;
        val.as_map().ok_or_else(|| self.closed(val, "it takes a map"))
    }

    /// Everything that the arguments mention.
    fn mentions(&self) -> Vec<Mention> {
        let mut all = Vec::new();
        self.all.iter().for_each(|it| it.mentions(&mut all));
        all
    }

    /// What the arguments told.
    fn made(&self, val: Val) -> Val {
        let told = self.told.get_or_init(|| Val::new(self.at, Is::Null).told_by(self.mentions()).of);
        Val { of: told.clone(), ..val }
    }

    /// A text that the arguments told.
    fn made_text(&self, text: impl Into<Rc<str>>) -> Made {
        Ok(self.made(Val::text(self.at, text)))
    }
}
