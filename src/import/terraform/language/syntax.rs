//! Terraform's language as a tree of our own with places: bodies, blocks, expressions. `hcl-edit` reads the text.
//!
//! <https://developer.hashicorp.com/terraform/language/syntax/configuration>

use super::mended::{Mended, Refused};
use crate::{
    import::{
        notice::{NOT_READ, Notices, TOO_MUCH, TWICE},
        text::{LONGEST, Lines},
    },
    model::attrs::At,
};
use hcl_edit::{
    Span,
    expr::{Expression, ObjectKey, TraversalOperator, UnaryOperator},
    parser, structure,
    template::{Directive, Element, Strip, Template},
};
use rust_decimal::Decimal;
use std::{cell::RefCell, collections::BTreeMap, ops::Range, rc::Rc};

pub(super) use hcl_edit::expr::BinaryOperator;

/// What stands between braces.
#[derive(Clone, Debug, Default)]
pub(super) struct Body {
    pub attributes: BTreeMap<Rc<str>, Attribute>,
    pub blocks: Vec<Block>,
}

/// `key = value`.
#[derive(Clone, Debug)]
pub(super) struct Attribute {
    /// Where the key stands.
    pub at: At,
    pub value: Expr,
}

/// `type "label" { … }`.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub at: At,
    pub ty: Rc<str>,
    pub labels: Vec<Rc<str>>,
    pub body: Body,
}

/// An expression where it stands.
#[derive(Clone, Debug)]
pub(super) struct Expr {
    pub at: At,
    pub is: Node,
}

/// What an expression is.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Null,
    Bool(bool),
    Number(Decimal),
    Text(Rc<str>),
    /// Text with values in it.
    Template(Vec<Piece>),
    List(Vec<Expr>),
    Object(Vec<(Expr, Expr)>),
    /// The first word of a reference.
    Name(Rc<str>),
    /// What follows an expression: `.name`, `[index]`, `[*]`.
    Walk(Box<Expr>, Vec<Step>),
    Call(Call),
    If(Box<[Expr; 3]>),
    Not(Box<Expr>),
    Minus(Box<Expr>),
    Binary(BinaryOperator, Box<[Expr; 2]>),
    For(Box<For>),
    /// What is beyond what can be read, in words.
    Unreadable(Rc<str>),
}

/// A call of a function.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub name: Rc<str>,
    pub arguments: Vec<Expr>,
    /// Whether the last argument is a list of arguments: `…`.
    pub spread: bool,
}

/// `[for k, v in over : value if keep]`, also with keys.
#[derive(Clone, Debug)]
pub(super) struct For {
    pub each: Each,
    /// The key of each entry, where it makes an object.
    pub entry: Option<Expr>,
    pub value: Expr,
    /// Whether values of one key make a list.
    pub groups: bool,
    pub keep: Option<Expr>,
}

/// What a loop goes over, and what it calls what it is at.
#[derive(Clone, Debug)]
pub(super) struct Each {
    pub key: Option<Rc<str>>,
    pub value: Rc<str>,
    pub over: Expr,
}

/// A step of a reference.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Attribute(Rc<str>),
    Index(Expr),
    /// `.*`
    AttributeSplat,
    /// `[*]`
    Splat,
}

/// A part of a template.
#[derive(Clone, Debug)]
pub(super) enum Piece {
    Text(Rc<str>),
    Value(Expr),
    If(Expr, Vec<Piece>, Vec<Piece>),
    For(Each, Vec<Piece>),
}

impl Body {
    /// The blocks of a type.
    pub fn blocks_of<'b>(&'b self, ty: &'b str) -> impl Iterator<Item = &'b Block> {
        self.blocks.iter().filter(move |it| *it.ty == *ty)
    }

    /// The value of an attribute.
    pub fn get(&self, key: &str) -> Option<&Expr> {
        Some(&self.attributes.get(key)?.value)
    }
}

impl Expr {
    /// A text that needs no evaluation.
    pub fn literal(&self) -> Option<&str> {
        match &self.is {
            Node::Text(text) => Some(text),
            Node::Null
            | Node::Bool(_)
            | Node::Number(_)
            | Node::Template(_)
            | Node::List(_)
            | Node::Object(_)
            | Node::Name(_)
            | Node::Walk(..)
            | Node::Call(_)
            | Node::If(_)
            | Node::Not(_)
            | Node::Minus(_)
            | Node::Binary(..)
            | Node::For(_)
            | Node::Unreadable(_) => None,
        }
    }

    /// A reference of names and dots, as it is written: `aws.west`; also as a text.
    pub fn dotted(&self) -> Option<String> {
        if let Node::Name(name) = &self.is {
            return Some(name.to_string());
        }
        let Node::Walk(first, steps) = &self.is else { return self.literal().map(str::to_owned) };
        let mut text = first.dotted()?;
        for step in steps {
            let Step::Attribute(name) = step else { return None };
            text.push('.');
            text.push_str(name);
        }
        Some(text)
    }
}

/// Reads a file. What is wrong with it is said.
pub(super) fn body(bytes: &[u8], file: u32, notices: &mut Notices) -> Option<Body> {
    let text = utf8(bytes, file, notices)?;
    let lines = Lines::of(text);
    match Mended::read(text) {
        Ok(read) => {
            let reading = Reading { read: Some(&read), ..Reading::of(&lines, At { file, ..At::default() }) };
            let body = reading.body(&read.body, notices);
            for (key, at, before) in reading.twice.into_inner() {
                notices.say(&TWICE, at, [key.to_string(), before.line.to_string()]);
            }
            Some(body)
        }
        Err(Refused::Crowded(at)) => {
            notices.say(&TOO_MUCH, lines.place(file, at), ["entries of one object".to_owned()]);
            None
        }
        // The parser's own words tell of its limits.
        Err(Refused::Wrong(at, words))
            if words.contains("nesting depth") || words.contains("chained binary operators") =>
        {
            let which = "values in each other, or operators in a row".to_owned();
            notices.say(&TOO_MUCH, lines.place(file, at), [which]);
            None
        }
        Err(Refused::Wrong(at, words)) => {
            notices.say(&NOT_READ, lines.place(file, at), [words]);
            None
        }
    }
}

/// The text of a file.
pub(super) fn utf8<'t>(bytes: &'t [u8], file: u32, notices: &mut Notices) -> Option<&'t str> {
    let at = At { file, line: 1, column: 1 };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.len() > LONGEST {
        notices.say(&TOO_MUCH, at, [format!("{} bytes, at most {LONGEST}", bytes.len())]);
        return None;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) => {
            let before = String::from_utf8_lossy(bytes.get(..error.valid_up_to()).unwrap_or_default());
            let at = Lines::of(&before).place(file, before.len());
            notices.say(&NOT_READ, at, ["it is not UTF-8".to_owned()]);
            None
        }
    }
}

/// A text as an expression, as variables are given.
pub(super) fn expression(text: &str, at: At) -> Option<Expr> {
    let lines = Lines::of(text);
    let parsed = parser::parse_expr(text).ok()?;
    Some(Reading::of(&lines, at).expr(&parsed))
}

/// A text as a template, as JSON and files have them; what is wrong with it, in words.
pub(super) fn template(text: &str, at: At) -> Result<Vec<Piece>, String> {
    let lines = Lines::of(text);
    let parsed = parser::parse_template(text).map_err(|it| it.message().replace('\n', "; "))?;
    Ok(Reading::of(&lines, at).pieces(&parsed))
}

/// Pieces as an expression: one value alone is that value.
pub(super) fn of_pieces(at: At, mut pieces: Vec<Piece>) -> Expr {
    match pieces.as_mut_slice() {
        [] => Expr { at, is: Node::Text("".into()) },
        [Piece::Text(text)] => Expr { at, is: Node::Text(text.clone()) },
        [Piece::Value(_)] => match pieces.pop() {
            Some(Piece::Value(value)) => Expr { at, is: value.is },
            Some(Piece::Text(_) | Piece::If(..) | Piece::For(..)) | None => Expr { at, is: Node::Null },
        },
        _ => Expr { at, is: Node::Template(pieces) },
    }
}

/// Takes the parser's tree over.
struct Reading<'r, 't> {
    lines: &'r Lines<'t>,
    file: u32,
    /// Where the text stands that is only a part of a file; nowhere for a file.
    base: At,
    /// The text as it was read, where that is a file.
    read: Option<&'r Mended>,
    /// Keys of objects that are there twice: the key, where, and where before.
    twice: RefCell<Vec<(Rc<str>, At, At)>>,
}

impl<'r, 't> Reading<'r, 't> {
    fn of(lines: &'r Lines<'t>, base: At) -> Self {
        Self { lines, file: base.file, base, read: None, twice: RefCell::default() }
    }

    fn at(&self, span: Option<Range<usize>>) -> At {
        match span {
            _ if self.base.line > 0 => self.base,
            Some(span) => {
                let at = self.read.map_or(span.start, |it| it.original(span.start));
                self.lines.place(self.file, at)
            }
            None => At { file: self.file, line: 1, column: 1 },
        }
    }

    fn body(&self, body: &structure::Body, notices: &mut Notices) -> Body {
        let mut made = Body::default();
        for one in body {
            match one {
                structure::Structure::Attribute(one) => {
                    let at = self.at(one.key.span());
                    let attribute = Attribute { at, value: self.expr(&one.value) };
                    if let Some(before) = made.attributes.insert(one.key.as_str().into(), attribute) {
                        notices.say(&TWICE, at, [one.key.to_string(), before.at.line.to_string()]);
                    }
                }
                structure::Structure::Block(one) => made.blocks.push(Block {
                    at: self.at(one.ident.span()),
                    ty: one.ident.as_str().into(),
                    labels: one.labels.iter().map(|it| it.as_str().into()).collect(),
                    body: self.body(&one.body, notices),
                }),
            }
        }
        made
    }

    fn boxed(&self, expr: &Expression) -> Box<Expr> {
        Box::new(self.expr(expr))
    }

    fn expr(&self, expr: &Expression) -> Expr {
        let at = self.at(expr.span());
        let is = match expr {
            Expression::Null(_) => Node::Null,
            Expression::Bool(it) => Node::Bool(*it.value()),
            Expression::Number(it) => {
                let text = it.value().to_string();
                let number = text.parse().or_else(|_| Decimal::from_scientific(&text));
                number.map_or_else(|_| Node::Unreadable(format!("the number {text}").into()), Node::Number)
            }
            Expression::String(it) => Node::Text(it.as_str().into()),
            Expression::Array(it) => Node::List(it.iter().map(|it| self.expr(it)).collect()),
            Expression::Object(it) => {
                let entries = it.iter().map(|(key, value)| (self.key(key), self.expr(value.expr())));
                let entries: Vec<(Expr, Expr)> = entries.collect();
                let mut seen: BTreeMap<&str, At> = BTreeMap::new();
                for (key, _) in &entries {
                    if let Some((text, before)) =
                        key.literal().and_then(|it| Some((it, seen.insert(it, key.at)?)))
                    {
                        self.twice.borrow_mut().push((text.into(), key.at, before));
                    }
                }
                Node::Object(entries)
            }
            Expression::StringTemplate(it) => of_pieces(at, self.pieces(it)).is,
            Expression::HeredocTemplate(it) => {
                let pieces = self.pieces(&it.template);
                match pieces.as_slice() {
                    // A heredoc is a text, whatever stands in it.
                    [Piece::Value(_)] => Node::Template(pieces),
                    _ => of_pieces(at, pieces).is,
                }
            }
            Expression::Parenthesis(it) => self.expr(it.inner()).is,
            Expression::Variable(it) => Node::Name(it.as_str().into()),
            Expression::Conditional(it) => Node::If(Box::new([
                self.expr(&it.cond_expr),
                self.expr(&it.true_expr),
                self.expr(&it.false_expr),
            ])),
            Expression::FuncCall(it) => {
                let words = it.name.namespace.iter().map(|it| it.as_str());
                let words: Vec<&str> = words.chain([it.name.name.as_str()]).collect();
                Node::Call(Call {
                    name: words.join("::").into(),
                    arguments: it.args.iter().map(|it| self.expr(it)).collect(),
                    spread: it.args.expand_final(),
                })
            }
            Expression::Traversal(it) => {
                let steps = it.operators.iter().map(|it| self.step(it.value())).collect();
                Node::Walk(self.boxed(&it.expr), steps)
            }
            Expression::UnaryOp(it) => match it.operator.value() {
                UnaryOperator::Neg => Node::Minus(self.boxed(&it.expr)),
                UnaryOperator::Not => Node::Not(self.boxed(&it.expr)),
            },
            Expression::BinaryOp(it) => Node::Binary(
                *it.operator.value(),
                Box::new([self.expr(&it.lhs_expr), self.expr(&it.rhs_expr)]),
            ),
            Expression::ForExpr(it) => Node::For(Box::new(For {
                each: Each {
                    key: it.intro.key_var.as_ref().map(|it| it.as_str().into()),
                    value: it.intro.value_var.as_str().into(),
                    over: self.expr(&it.intro.collection_expr),
                },
                entry: it.key_expr.as_ref().map(|it| self.expr(it)),
                value: self.expr(&it.value_expr),
                groups: it.grouping,
                keep: it.cond.as_ref().map(|it| self.expr(&it.expr)),
            })),
        };
        Expr { at, is }
    }

    /// A bare word as a key is that word.
    fn key(&self, key: &ObjectKey) -> Expr {
        match key {
            ObjectKey::Ident(it) => Expr { at: self.at(it.span()), is: Node::Text(it.as_str().into()) },
            // Only in parentheses it is a reference.
            ObjectKey::Expression(Expression::Variable(it)) => {
                Expr { at: self.at(it.span()), is: Node::Text(it.as_str().into()) }
            }
            ObjectKey::Expression(it) => self.expr(it),
        }
    }

    fn step(&self, step: &TraversalOperator) -> Step {
        match step {
            TraversalOperator::AttrSplat(_) => Step::AttributeSplat,
            TraversalOperator::FullSplat(_) => Step::Splat,
            TraversalOperator::GetAttr(name) => Step::Attribute(name.as_str().into()),
            TraversalOperator::Index(expr) => Step::Index(self.expr(expr)),
            TraversalOperator::LegacyIndex(index) => {
                let at = self.at(index.span());
                Step::Index(Expr { at, is: Node::Number(Decimal::from(*index.value())) })
            }
        }
    }

    fn pieces(&self, template: &Template) -> Vec<Piece> {
        let mut made: Vec<Piece> = Vec::new();
        // Whether a `~` before takes the spaces that follow.
        let mut strips = false;
        for element in template {
            match element {
                Element::Literal(it) => {
                    let text = if std::mem::take(&mut strips) { stripped(it) } else { it.as_str() };
                    if !text.is_empty() {
                        made.push(Piece::Text(text.into()));
                    }
                }
                Element::Interpolation(it) => {
                    strip_end(&mut made, it.strip);
                    made.push(Piece::Value(self.expr(&it.expr)));
                    strips = it.strip.strip_end();
                }
                Element::Directive(it) => match &**it {
                    Directive::If(it) => {
                        strip_end(&mut made, it.if_expr.strip);
                        let otherwise = it.else_expr.as_ref();
                        let next = otherwise.map_or(it.endif_expr.strip, |it| it.strip);
                        let then = self.inner(&it.if_expr.template, it.if_expr.strip, next);
                        let other = otherwise.map_or(Vec::new(), |other| {
                            self.inner(&other.template, other.strip, it.endif_expr.strip)
                        });
                        made.push(Piece::If(self.expr(&it.if_expr.cond_expr), then, other));
                        strips = it.endif_expr.strip.strip_end();
                    }
                    Directive::For(it) => {
                        strip_end(&mut made, it.for_expr.strip);
                        let each = Each {
                            key: it.for_expr.key_var.as_ref().map(|it| it.as_str().into()),
                            value: it.for_expr.value_var.as_str().into(),
                            over: self.expr(&it.for_expr.collection_expr),
                        };
                        let inner =
                            self.inner(&it.for_expr.template, it.for_expr.strip, it.endfor_expr.strip);
                        made.push(Piece::For(each, inner));
                        strips = it.endfor_expr.strip.strip_end();
                    }
                },
            }
        }
        made
    }

    /// The inside of a directive, between two marks.
    fn inner(&self, template: &Template, before: Strip, behind: Strip) -> Vec<Piece> {
        let mut pieces = self.pieces(template);
        if before.strip_end()
            && let Some(Piece::Text(text)) = pieces.first_mut()
        {
            *text = stripped(text).into();
        }
        strip_end(&mut pieces, behind);
        pieces
    }
}

/// A text without spaces in front, to the end of the line.
fn stripped(text: &str) -> &str {
    let (line, rest) = text.split_at(text.find('\n').map_or(text.len(), |at| at + 1));
    if line.trim_start().is_empty() { rest } else { text.trim_start() }
}

/// Takes spaces away before a mark with `~`, from the start of the line.
fn strip_end(pieces: &mut [Piece], mark: Strip) {
    if mark.strip_start()
        && let Some(Piece::Text(text)) = pieces.last_mut()
    {
        let line = text.rfind('\n').map_or(0, |at| at + 1);
        let (before, last) = text.split_at(line);
        *text = format!("{before}{}", last.trim_end()).into();
    }
}
