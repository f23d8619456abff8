//! Terraform's language as JSON.
//!
//! <https://developer.hashicorp.com/terraform/language/syntax/json>. Texts are templates; what is a nested block and what is
//! an argument is told apart nowhere, and need not be.

use super::syntax::{Attribute, Block, Body, Expr, Node, expression, of_pieces, template};
use crate::{
    import::{
        notice::{NOT_READ, Notices},
        text,
    },
    model::attrs::{Attr, Value},
};
use rust_decimal::Decimal;

/// How many labels a block at the top has.
const TOP: [(&str, usize); 12] = [
    ("resource", 2),
    ("data", 2),
    ("ephemeral", 2),
    ("variable", 1),
    ("output", 1),
    ("module", 1),
    ("provider", 1),
    ("check", 1),
    ("locals", 0),
    ("terraform", 0),
    ("moved", 0),
    ("import", 0),
];

/// Reads a file. What is wrong with it is said.
pub(super) fn body(bytes: &[u8], file: u32, notices: &mut Notices) -> Option<Body> {
    let mut made = Body::default();
    for document in text::read(bytes, file, notices).ok()? {
        for entry in document.entries() {
            match TOP.iter().find(|it| *it.0 == *entry.key) {
                Some((ty, labels)) => blocks(ty, &[], *labels, &entry.value, &mut made, notices),
                None => {
                    let value = expr(&entry.value, notices);
                    made.attributes.insert(entry.key.clone(), Attribute { at: entry.at, value });
                }
            }
        }
    }
    Some(made)
}

fn blocks(
    ty: &str,
    before: &[std::rc::Rc<str>],
    labels: usize,
    value: &Attr,
    made: &mut Body,
    notices: &mut Notices,
) {
    for one in value.items() {
        if labels == 0 {
            let (labels, body) = (before.to_vec(), inner(ty, one, notices));
            made.blocks.push(Block { at: one.at, ty: ty.into(), labels, body });
            continue;
        }
        for entry in one.entries() {
            let mut all = before.to_vec();
            all.push(entry.key.clone());
            let first = made.blocks.len();
            blocks(ty, &all, labels - 1, &entry.value, made, notices);
            // A block stands where its name does.
            made.blocks.iter_mut().skip(first).filter(|_| labels == 1).for_each(|it| it.at = entry.at);
        }
    }
}

fn inner(ty: &str, value: &Attr, notices: &mut Notices) -> Body {
    let mut made = Body::default();
    for entry in value.entries() {
        match &*entry.key {
            "dynamic" => blocks("dynamic", &[], 1, &entry.value, &mut made, notices),
            "content" => blocks("content", &[], 0, &entry.value, &mut made, notices),
            "default_tags" => blocks("default_tags", &[], 0, &entry.value, &mut made, notices),
            "statement" => blocks("statement", &[], 0, &entry.value, &mut made, notices),
            _ => {
                let refers = match &*entry.key {
                    "type" => ty == "variable",
                    "provider" => true,
                    _ => false,
                };
                let value =
                    if refers { reference(&entry.value, notices) } else { expr(&entry.value, notices) };
                made.attributes.insert(entry.key.clone(), Attribute { at: entry.at, value });
            }
        }
    }
    made
}

/// What is a reference or a type, written as a text.
fn reference(value: &Attr, notices: &mut Notices) -> Expr {
    let read = value.known().and_then(|text| expression(text, value.at));
    read.unwrap_or_else(|| expr(value, notices))
}

fn expr(value: &Attr, notices: &mut Notices) -> Expr {
    let at = value.at;
    let is = match &value.value {
        Value::Nothing | Value::Ref(_) | Value::Unknown(_) => Node::Null,
        Value::Text(text) => match &**text {
            "true" => Node::Bool(true),
            "false" => Node::Bool(false),
            text => match text.parse::<Decimal>() {
                // A number that is written as one writes numbers.
                Ok(number) if number.normalize().to_string() == text => Node::Number(number),
                _ => match template(text, at) {
                    Ok(pieces) => of_pieces(at, pieces).is,
                    Err(why) => {
                        notices.say(&NOT_READ, at, [why]);
                        Node::Unreadable("a template".into())
                    }
                },
            },
        },
        Value::List(items) => Node::List(items.iter().map(|it| expr(it, notices)).collect()),
        Value::Map(entries) => {
            let entry = |it: &crate::model::attrs::Entry, notices: &mut Notices| {
                let key = Expr { at: it.at, is: Node::Text(it.key.clone()) };
                (key, expr(&it.value, notices))
            };
            Node::Object(entries.iter().map(|it| entry(it, notices)).collect())
        }
    };
    Expr { at, is }
}
