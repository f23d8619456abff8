//! Functions of files: only what stands below the folder that is imported is read.
//!
//! <https://developer.hashicorp.com/terraform/language/functions/file> and its neighbours.

use super::{Arguments, Made};
use crate::{
    import::{
        notice::OUTSIDE,
        terraform::language::{
            eval::{Names, Scope},
            instances::below,
            syntax,
            value::Val,
        },
    },
    model::attrs::Why,
};
use base64::Engine;

/// Calls one of them.
pub(super) fn call(scope: &Scope<'_, '_>, arguments: &Arguments<'_>) -> Option<Made> {
    Some(match arguments.name {
        "file" => read(scope, arguments).and_then(|it| arguments.made_text(it)),
        "filebase64" => read(scope, arguments).and_then(|it| {
            arguments.made_text(base64::engine::general_purpose::STANDARD.encode(it.as_bytes()))
        }),
        "fileexists" => exists(scope, arguments),
        "templatefile" => read(scope, arguments).and_then(|it| template(scope, arguments, &it)),
        "templatestring" => arguments.text(0).and_then(|it| template(scope, arguments, &it)),
        "basename" => arguments.text(0).and_then(|it| {
            let plain = it.trim_end_matches('/');
            arguments.made_text(plain.rsplit('/').next().unwrap_or(plain))
        }),
        "dirname" => arguments.text(0).and_then(|it| {
            let folder = it.rsplit_once('/').map_or(".", |it| it.0);
            arguments.made_text(if folder.is_empty() { "/" } else { folder })
        }),
        "abspath" | "pathexpand" => arguments.text(0).and_then(|it| arguments.made_text(it)),
        _ => return None,
    })
}

/// The path inside of what is imported.
fn path(scope: &Scope<'_, '_>, arguments: &Arguments<'_>) -> Result<String, Val> {
    let named = arguments.text(0)?;
    let module = scope.world.module(scope.module).ok_or_else(|| arguments.open())?;
    below(&scope.world.root_folder(&module), &named).ok_or_else(|| {
        let why = "it is not below the folder that is imported".to_owned();
        scope.world.say(&OUTSIDE, arguments.at, [named.to_string(), why]);
        unread(arguments)
    })
}

fn unread(arguments: &Arguments<'_>) -> Val {
    let why = Why::Call(format!("{}()", arguments.name).into());
    Val::unknown(arguments.at, why).told_by(arguments.mentions())
}

fn read(scope: &Scope<'_, '_>, arguments: &Arguments<'_>) -> Result<String, Val> {
    let path = path(scope, arguments)?;
    let refuse = |why: String| {
        scope.world.say(&OUTSIDE, arguments.at, [path.clone(), why]);
        unread(arguments)
    };
    let bytes = (scope.world.read)(&path).map_err(refuse)?;
    if !scope.world.write(bytes.len(), arguments.at) {
        return Err(unread(arguments));
    }
    String::from_utf8(bytes).map_err(|_| refuse("it is not UTF-8".to_owned()))
}

fn exists(scope: &Scope<'_, '_>, arguments: &Arguments<'_>) -> Made {
    let path = path(scope, arguments)?;
    Ok(Val::bool(arguments.at, (scope.world.read)(&path).is_ok()))
}

/// A text as a template with values of its own.
fn template(scope: &Scope<'_, '_>, arguments: &Arguments<'_>, text: &str) -> Made {
    let at = arguments.at;
    let pieces = syntax::template(text, at).map_err(|why| arguments.refused(&why))?;
    // What is not given is not there.
    let value = match arguments.maybe(1) {
        Some(val) if val.as_map().is_some() => val.clone(),
        Some(other) => return Err(arguments.closed(other, "its second argument is a map")),
        None => Val::map(at, std::collections::BTreeMap::new()),
    };
    let names = Names { name: None, value, outer: None };
    Ok(Scope { module: usize::MAX, ..scope.with(Some(&names)) }.template(&pieces, at))
}
