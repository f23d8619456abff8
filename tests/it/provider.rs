//! What Terraform's provider takes: types, arguments and blocks by name, as its schema has them. The file is read by another
//! parser than the writer's own tests use, and knows nothing of Plat's tables.

use hcl_edit::{
    expr::Expression,
    structure::{Body, Structure},
};
use std::{collections::BTreeMap, fs, path::Path};

/// An argument or a block.
#[derive(Debug)]
struct Part {
    is_required: bool,
    is: Is,
}

#[derive(Debug)]
enum Is {
    One,
    Many,
    Map,
    Block(Parts),
}

type Parts = BTreeMap<String, Part>;

/// The arguments and blocks of every type.
fn provider() -> BTreeMap<String, Parts> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exports/aws-provider.txt");
    let text = fs::read_to_string(path).unwrap();
    let lines = text.lines().filter(|it| !it.starts_with('#'));
    lines
        .map(|line| {
            let (ty, mut rest) = line.split_once(' ').unwrap();
            (ty.to_owned(), parts(&mut rest))
        })
        .collect()
}

/// The parts up to the end of a block.
fn parts(text: &mut &str) -> Parts {
    let mut all = Parts::new();
    loop {
        *text = text.trim_start();
        if text.is_empty() || text.starts_with('}') {
            return all;
        }
        let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
        let name = text[..end].to_owned();
        *text = &text[end..];
        let is_required = text.starts_with('!');
        *text = text.trim_start_matches('!');
        let is = match text.chars().next() {
            Some('{') => {
                *text = &text[1..];
                let inner = parts(text);
                *text = text.strip_prefix('}').unwrap();
                Is::Block(inner)
            }
            Some('*') => Is::Many,
            Some('%') => Is::Map,
            _ => Is::One,
        };
        *text = text.trim_start_matches(['*', '%']);
        all.insert(name, Part { is_required, is });
    }
}

/// What a body has that the provider does not take, and what it lacks.
fn odd(place: &str, body: &Body, parts: &Parts, found: &mut Vec<String>) {
    for one in body {
        match one {
            Structure::Attribute(it) => {
                let name = it.key.as_str();
                let is_list = matches!(it.value, Expression::Array(_));
                let is_map = matches!(it.value, Expression::Object(_));
                match parts.get(name).map(|it| &it.is) {
                    Some(Is::One) if !is_list && !is_map => {}
                    Some(Is::Many) if !is_map => {}
                    Some(Is::Map) if !is_list => {}
                    Some(other) => found.push(format!("{place}.{name} is {other:?}")),
                    None => found.push(format!("{place}.{name} is not there")),
                }
            }
            Structure::Block(it) => {
                let name = it.ident.as_str();
                match parts.get(name).map(|it| &it.is) {
                    Some(Is::Block(inner)) => odd(&format!("{place}.{name}"), &it.body, inner, found),
                    Some(_) => found.push(format!("{place}.{name} is no block")),
                    None => found.push(format!("{place}.{name} is no block that is there")),
                }
            }
        }
    }
    for (name, _) in parts.iter().filter(|it| it.1.is_required) {
        let is_it = |one: &Structure| match one {
            Structure::Attribute(it) => it.key.as_str() == name,
            Structure::Block(it) => it.ident.as_str() == name,
        };
        if !body.iter().any(is_it) {
            found.push(format!("{place} lacks {name}"));
        }
    }
}

/// What is odd about the resources of a configuration, in the provider's eyes.
pub(crate) fn oddities(text: &str) -> Vec<String> {
    let types = provider();
    let body = hcl_edit::parser::parse_body(text).unwrap();
    let mut found = Vec::new();
    for one in &body {
        let Structure::Block(block) = one else { continue };
        if block.ident.as_str() != "resource" {
            continue;
        }
        let (ty, name) = (block.labels[0].as_str(), block.labels[1].as_str());
        let Some(parts) = types.get(ty) else {
            found.push(format!("nothing is known of the type {ty}"));
            continue;
        };
        let mut body = block.body.clone();
        // Terraform's own.
        ["provider", "depends_on"].iter().for_each(|it| drop(body.remove_attribute(it)));
        odd(&format!("{ty}.{name}"), &body, parts, &mut found);
    }
    found
}
