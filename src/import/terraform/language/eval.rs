//! What expressions come to. What cannot be worked out is not known, and keeps what it mentions.
//!
//! <https://developer.hashicorp.com/terraform/language/expressions>

use super::{
    functions,
    syntax::{BinaryOperator, Each, Expr, For, Node, Piece, Step},
    value::{Bad, Is, Val, Writer},
    world::World,
};
use crate::{
    import::{
        notice::TOO_MUCH,
        text::{DEEPEST, MOST},
    },
    model::attrs::{At, Mention, Why},
};
use rust_decimal::Decimal;
use std::{
    collections::{BTreeMap, btree_map::Entry},
    rc::Rc,
};

/// How many expressions may wait for each other.
const MOST_WAITING: usize = 200;

/// What a loop or an instance calls what it is at.
pub(super) struct Names<'n> {
    /// The name; without one every entry of the value, which is a map, is a name.
    pub name: Option<&'n str>,
    pub value: Val,
    pub outer: Option<&'n Names<'n>>,
}

/// Where an expression is worked out.
#[derive(Clone, Copy)]
pub(super) struct Scope<'s, 'w> {
    pub world: &'s World<'w>,
    pub module: usize,
    pub names: Option<&'s Names<'s>>,
}

impl<'s, 'w> Scope<'s, 'w> {
    /// What an expression comes to.
    pub fn eval(&self, expr: &Expr) -> Val {
        let waiting = self.world.waiting.get();
        if waiting >= MOST_WAITING {
            let what = format!("{MOST_WAITING} expressions that wait for each other");
            self.world.say_once(&TOO_MUCH, expr.at, what);
            return Val::wrong(expr.at, Bad::TooMuch);
        }
        if !self.world.spend(1, expr.at) {
            return Val::wrong(expr.at, Bad::TooMuch);
        }
        self.world.waiting.set(waiting + 1);
        let val = self.node(expr);
        self.world.waiting.set(waiting);
        if usize::from(val.depth) > DEEPEST {
            self.world.say_once(&TOO_MUCH, expr.at, format!("{DEEPEST} values in each other"));
            return Val::wrong(expr.at, Bad::TooMuch);
        }
        if val.size > MOST {
            self.world.say_once(&TOO_MUCH, expr.at, format!("{MOST} values"));
            return Val::wrong(expr.at, Bad::TooMuch);
        }
        val.at(expr.at)
    }

    fn node(&self, expr: &Expr) -> Val {
        let at = expr.at;
        match &expr.is {
            Node::Null => Val::new(at, Is::Null),
            Node::Bool(it) => Val::bool(at, *it),
            Node::Number(it) => Val::number(at, *it),
            Node::Text(it) => Val::text(at, it.clone()),
            Node::Template(pieces) => self.template(pieces, at),
            Node::List(items) => Val::list(at, items.iter().map(|it| self.eval(it)).collect()),
            Node::Object(entries) => self.object(entries, at),
            Node::Name(name) => self.name(name, at),
            Node::Walk(first, steps) => self.walk(first, steps),
            Node::Call(call) => functions::call(self, call, at),
            Node::If(parts) => self.choice(parts, at),
            Node::Not(inner) => self.not(inner, at),
            Node::Minus(inner) => self.minus(inner, at),
            Node::Binary(operator, parts) => self.binary(*operator, parts, at),
            Node::For(it) => self.each(it, at),
            Node::Unreadable(what) => Val::unknown(at, Why::Call(what.clone())),
        }
    }

    /// The same place, where a name means something more.
    pub fn with<'i>(&'i self, outer: Option<&'i Names<'i>>) -> Scope<'i, 'w>
    where
        's: 'i,
    {
        Scope { world: self.world, module: self.module, names: outer }
    }

    fn name(&self, name: &str, at: At) -> Val {
        self.named(name).unwrap_or_else(|| {
            Val::wrong(at, Bad::Missing(name.to_owned(), self.world.near(self.module, name)))
        })
    }

    fn named(&self, name: &str) -> Option<Val> {
        let mut here = self.names;
        while let Some(one) = here {
            let found = match one.name {
                Some(own) => (own == name).then_some(&one.value),
                None => one.value.as_map().and_then(|it| it.get(name)),
            };
            if let Some(found) = found {
                return Some(found.clone());
            }
            here = one.outer;
        }
        None
    }

    fn object(&self, entries: &[(Expr, Expr)], at: At) -> Val {
        let mut made = BTreeMap::new();
        for (key, value) in entries {
            let name = self.eval(key);
            let Some(text) = name.as_text() else {
                if name.is_unknown() || name.is_wrong() {
                    return unknown(at, &[&name, &self.eval(value)]);
                }
                return Val::refused(key.at, "{ }", "a key is a text");
            };
            made.insert(text, self.eval(value));
        }
        Val::map(at, made)
    }

    fn choice(&self, parts: &[Expr; 3], at: At) -> Val {
        let [condition, then, otherwise] = parts;
        let holds = self.eval(condition);
        match holds.as_bool() {
            Some(true) => self.eval(then),
            Some(false) => self.eval(otherwise),
            None if holds.is_wrong() => holds,
            None if holds.is_unknown() => {
                let (one, other) = (self.eval(then), self.eval(otherwise));
                if self.equal(&one, &other) == Some(true) && one.open().is_none() {
                    return one;
                }
                let mut mentions = Vec::new();
                [&holds, &one, &other].iter().for_each(|it| it.mentions(&mut mentions));
                // A resource that is there once or not at all is the one that is meant, if any is.
                let why = why(&holds).unwrap_or(Why::Condition("?".into()));
                Val::unknown(at, why).told_by(mentions)
            }
            None => Val::refused(condition.at, "? :", "a condition is true or false"),
        }
    }

    fn not(&self, inner: &Expr, at: At) -> Val {
        let val = self.eval(inner);
        match val.as_bool() {
            Some(it) => Val::bool(at, !it),
            None => operand("!", at, &[&val]),
        }
    }

    fn minus(&self, inner: &Expr, at: At) -> Val {
        let val = self.eval(inner);
        match val.as_number() {
            Some(it) => Val::number(at, -it),
            None => operand("-", at, &[&val]),
        }
    }

    fn binary(&self, operator: BinaryOperator, parts: &[Expr; 2], at: At) -> Val {
        use BinaryOperator as Op;
        let [left, right] = parts;
        let one = self.eval(left);
        match (operator, one.as_bool()) {
            (Op::And, Some(false)) => return Val::bool(at, false),
            (Op::Or, Some(true)) => return Val::bool(at, true),
            _ => {}
        }
        let other = self.eval(right);
        if let Some(wrong) = [&one, &other].into_iter().find(|it| it.is_wrong()) {
            return wrong.clone();
        }
        let numbers = || Some((one.as_number()?, other.as_number()?));
        let made = match operator {
            Op::Eq | Op::NotEq => {
                self.equal(&one, &other).map(|same| Val::bool(at, same == (operator == Op::Eq)))
            }
            Op::And => match (one.as_bool(), other.as_bool()) {
                (_, Some(false)) => Some(Val::bool(at, false)),
                (Some(true), Some(true)) => Some(Val::bool(at, true)),
                _ => None,
            },
            Op::Or => match (one.as_bool(), other.as_bool()) {
                (_, Some(true)) => Some(Val::bool(at, true)),
                (Some(false), Some(false)) => Some(Val::bool(at, false)),
                _ => None,
            },
            Op::Less => numbers().map(|(a, b)| Val::bool(at, a < b)),
            Op::LessEq => numbers().map(|(a, b)| Val::bool(at, a <= b)),
            Op::Greater => numbers().map(|(a, b)| Val::bool(at, a > b)),
            Op::GreaterEq => numbers().map(|(a, b)| Val::bool(at, a >= b)),
            Op::Plus => numbers().and_then(|(a, b)| Some(Val::number(at, a.checked_add(b)?))),
            Op::Minus => numbers().and_then(|(a, b)| Some(Val::number(at, a.checked_sub(b)?))),
            Op::Mul => numbers().and_then(|(a, b)| Some(Val::number(at, a.checked_mul(b)?))),
            Op::Div => numbers().and_then(|(a, b)| Some(Val::number(at, a.checked_div(b)?))),
            Op::Mod => numbers().and_then(|(a, b)| Some(Val::number(at, a.checked_rem(b)?))),
        };
        made.unwrap_or_else(|| operand(operator.as_str(), at, &[&one, &other]))
    }

    /// Whether two values are the same; nothing where that is not known. Values of two types are not the same.
    pub fn equal(&self, one: &Val, other: &Val) -> Option<bool> {
        if !self.world.spend(1, one.at) {
            return None;
        }
        let all = |a: &[Val], b: &[Val]| {
            let mut known = Some(a.len() == b.len());
            for (a, b) in a.iter().zip(b) {
                match self.equal(a, b) {
                    _ if known == Some(false) => break,
                    Some(true) => {}
                    Some(false) => known = Some(false),
                    None => known = None,
                }
            }
            known
        };
        match (&one.is, &other.is) {
            (Is::Unknown(..) | Is::Wrong(_), _) | (_, Is::Unknown(..) | Is::Wrong(_)) => None,
            (Is::Thing(_), Is::Null) | (Is::Null, Is::Thing(_)) => Some(false),
            (Is::Thing(_), _) | (_, Is::Thing(_)) => None,
            (Is::Null, Is::Null) => Some(true),
            (Is::Bool(a), Is::Bool(b)) => Some(a == b),
            (Is::Number(a), Is::Number(b)) => Some(a == b),
            (Is::Text(a), Is::Text(b)) => Some(a == b),
            (Is::List(a) | Is::Set(a), Is::List(b) | Is::Set(b)) => all(a, b),
            (Is::Map(a), Is::Map(b)) => {
                if !a.keys().eq(b.keys()) {
                    return Some(false);
                }
                let values = |it: &BTreeMap<Rc<str>, Val>| it.values().cloned().collect::<Vec<_>>();
                all(&values(a), &values(b))
            }
            (
                Is::Null | Is::Bool(_) | Is::Number(_) | Is::Text(_) | Is::List(_) | Is::Set(_) | Is::Map(_),
                _,
            ) => Some(false),
        }
    }

    /// What is in a collection, with keys.
    pub fn pairs(&self, over: &Val) -> Result<Vec<(Val, Val)>, Val> {
        let at = over.at;
        // A part of what a resource has is that resource's.
        let part = |it: &Val| Val { of: it.of.clone().or_else(|| over.of.clone()), ..it.clone() };
        match &over.is {
            Is::List(items) => {
                let items = items.iter().enumerate();
                Ok(items.map(|(n, it)| (Val::number(at, Decimal::from(n)), part(it))).collect())
            }
            Is::Set(items) => Ok(items.iter().map(|it| (it.clone(), part(it))).collect()),
            Is::Map(entries) => {
                Ok(entries.iter().map(|(key, it)| (Val::text(it.at, key.clone()), part(it))).collect())
            }
            Is::Unknown(..) | Is::Wrong(_) => Err(over.clone()),
            Is::Thing(_) => Err(unknown(at, &[over])),
            Is::Null | Is::Bool(_) | Is::Number(_) | Is::Text(_) => {
                Err(Val::refused(at, "for", "it is no list, set or map"))
            }
        }
    }

    fn each(&self, it: &For, at: At) -> Val {
        let over = self.eval(&it.each.over);
        let pairs = match self.pairs(&over) {
            Ok(pairs) => pairs,
            Err(other) => return unknown(at, &[&other]),
        };
        let (mut list, mut map) = (Vec::new(), BTreeMap::<Rc<str>, Val>::new());
        for (key, value) in pairs {
            let inner = Names { name: Some(&it.each.value), value, outer: self.names };
            let named =
                it.each.key.as_ref().map(|name| Names { name: Some(name), value: key, outer: Some(&inner) });
            let scope = self.with(Some(named.as_ref().unwrap_or(&inner)));
            if let Some(keep) = &it.keep {
                let keeps = scope.eval(keep);
                match keeps.as_bool() {
                    Some(true) => {}
                    Some(false) => continue,
                    None => return unknown(at, &[&keeps, &over]),
                }
            }
            let Some(entry) = &it.entry else {
                list.push(scope.eval(&it.value));
                continue;
            };
            let key = scope.eval(entry);
            let value = scope.eval(&it.value);
            let Some(text) = key.as_text() else { return unknown(at, &[&key, &value, &over]) };
            match (map.entry(text), it.groups) {
                (Entry::Vacant(place), true) => {
                    place.insert(Val::list(at, vec![value]));
                }
                (Entry::Vacant(place), false) => {
                    place.insert(value);
                }
                (Entry::Occupied(mut place), true) => {
                    let mut all = place.get().as_list().map(|it| it.to_vec()).unwrap_or_default();
                    if !self.world.spend(all.len(), at) {
                        return Val::wrong(at, Bad::TooMuch);
                    }
                    all.push(value);
                    place.insert(Val::list(at, all));
                }
                (Entry::Occupied(place), false) => {
                    return Val::refused(at, "for", format!("the key `{}` is there twice", place.key()));
                }
            }
        }
        if it.entry.is_some() { Val::map(at, map) } else { Val::list(at, list) }
    }

    /// A template as a text.
    pub fn template(&self, pieces: &[Piece], at: At) -> Val {
        let mut writer = Writer::default();
        match self.write(pieces, &mut writer) {
            Ok(()) if self.world.write(writer.text.len(), at) => writer.done(at),
            Ok(()) => Val::wrong(at, Bad::TooMuch),
            Err(wrong) => wrong,
        }
    }

    fn write(&self, pieces: &[Piece], writer: &mut Writer) -> Result<(), Val> {
        for piece in pieces {
            match piece {
                Piece::Text(text) => writer.text.push_str(text),
                Piece::Value(expr) => {
                    let val = self.eval(expr);
                    if !writer.value(&val) {
                        return Err(Val::refused(expr.at, "${ }", "it is no text"));
                    }
                }
                Piece::If(condition, then, otherwise) => {
                    let holds = self.eval(condition);
                    match holds.as_bool() {
                        Some(true) => self.write(then, writer)?,
                        Some(false) => self.write(otherwise, writer)?,
                        None => {
                            writer.value(&operand("if", condition.at, &[&holds]));
                        }
                    }
                }
                Piece::For(each, inner) => self.repeat(each, inner, writer)?,
            }
            if writer.text.len() > crate::import::text::LONGEST {
                self.world.write(writer.text.len(), At::default());
                return Err(Val::wrong(At::default(), Bad::TooMuch));
            }
        }
        Ok(())
    }

    fn repeat(&self, each: &Each, inner: &[Piece], writer: &mut Writer) -> Result<(), Val> {
        let over = self.eval(&each.over);
        match self.pairs(&over) {
            Ok(pairs) => {
                for (key, value) in pairs {
                    let names = Names { name: Some(&each.value), value, outer: self.names };
                    let named = each.key.as_ref().map(|name| Names {
                        name: Some(name),
                        value: key,
                        outer: Some(&names),
                    });
                    self.with(Some(named.as_ref().unwrap_or(&names))).write(inner, writer)?;
                }
            }
            Err(other) => {
                writer.value(&unknown(each.over.at, &[&other]));
            }
        }
        Ok(())
    }

    fn walk(&self, first: &Expr, steps: &[Step]) -> Val {
        let Node::Name(name) = &first.is else { return self.follow(self.eval(first), steps) };
        if let Some(val) = self.named(name) {
            return self.follow(val, steps);
        }
        let word = |n: usize| match steps.get(n) {
            Some(Step::Attribute(name)) => Some(&**name),
            Some(Step::Index(_) | Step::AttributeSplat | Step::Splat) | None => None,
        };
        let (val, used) = match (&**name, word(0), word(1)) {
            ("var", Some(it), _) => (self.world.variable(self.module, it, first.at), 1),
            ("local", Some(it), _) => (self.world.local(self.module, it, first.at), 1),
            ("module", Some(it), _) => (self.world.called(self.module, it, first.at), 1),
            ("data", Some(ty), Some(it)) => {
                (self.world.resource(self.module, &format!("data.{ty}.{it}"), first.at), 2)
            }
            ("path", Some(which), _) => (self.world.path(self.module, which, first.at), 1),
            ("terraform", Some("workspace"), _) => (Val::text(first.at, "default"), 1),
            ("each" | "count" | "self" | "terraform" | "ephemeral", _, _) => {
                (Val::unknown(first.at, Why::Call(name.clone())), 0)
            }
            (ty, Some(it), _) => (self.world.resource(self.module, &format!("{ty}.{it}"), first.at), 1),
            (name, None, _) => {
                let near = self.world.near(self.module, name);
                (Val::wrong(first.at, Bad::Missing(name.to_owned(), near)), 0)
            }
        };
        self.follow(val, steps.get(used..).unwrap_or_default())
    }

    /// What steps lead to.
    fn follow(&self, mut val: Val, steps: &[Step]) -> Val {
        let mut rest = steps;
        while let Some((step, behind)) = rest.split_first() {
            if val.is_wrong() {
                return val;
            }
            rest = behind;
            let of = val.of.clone();
            val = match step {
                Step::Attribute(name) => self.member(&val, name),
                Step::Index(index) => {
                    let index = self.eval(index);
                    self.index(&val, &index)
                }
                Step::Splat => return self.splat(&val, behind),
                Step::AttributeSplat => {
                    let names = behind.iter().take_while(|it| matches!(it, Step::Attribute(_))).count();
                    let (names, more) = behind.split_at(names);
                    rest = more;
                    self.splat(&val, names)
                }
            };
            // A part of what a resource has is that resource's.
            val.of = val.of.or(of);
        }
        val
    }

    fn splat(&self, val: &Val, steps: &[Step]) -> Val {
        let at = val.at;
        match &val.is {
            Is::List(items) | Is::Set(items) => {
                if !self.world.spend(items.len(), at) {
                    return Val::wrong(at, Bad::TooMuch);
                }
                Val::list(at, items.iter().map(|it| self.follow(it.clone(), steps)).collect())
            }
            Is::Null => Val::list(at, Vec::new()),
            // How many there are is not known.
            Is::Thing(thing) if thing.is_open() => unknown(at, &[&self.follow(val.clone(), steps)]),
            Is::Unknown(..) | Is::Wrong(_) => self.follow(val.clone(), steps),
            Is::Bool(_) | Is::Number(_) | Is::Text(_) | Is::Map(_) | Is::Thing(_) => {
                Val::list(at, vec![self.follow(val.clone(), steps)])
            }
        }
    }

    /// An attribute of a value.
    fn member(&self, val: &Val, name: &str) -> Val {
        let at = val.at;
        match &val.is {
            Is::Map(entries) => match entries.get(name) {
                Some(found) => found.clone(),
                // A block of a resource has what the provider works out.
                None => val.computed().unwrap_or_else(|| {
                    Val::refused(at, &format!(".{name}"), "the object has no such attribute")
                }),
            },
            Is::Thing(thing) => self.world.attribute(thing, name, at),
            // Part of what comes later is of that.
            Is::Unknown(..) | Is::Wrong(_) => val.clone(),
            Is::Null | Is::Bool(_) | Is::Number(_) | Is::Text(_) | Is::List(_) | Is::Set(_) => {
                Val::refused(at, &format!(".{name}"), "it is no object")
            }
        }
    }

    /// An element of a value.
    pub fn index(&self, val: &Val, index: &Val) -> Val {
        let at = val.at;
        if index.is_wrong() {
            return index.clone();
        }
        match &val.is {
            Is::Unknown(..) | Is::Wrong(_) => val.clone(),
            Is::Thing(thing) if thing.is_open() => val.clone(),
            Is::Thing(thing) => match index.as_text() {
                Some(name) if index.as_number().is_none() => self.world.attribute(thing, &name, at),
                Some(_) | None => Val::refused(at, "[ ]", "there is only one of it"),
            },
            _ if index.is_unknown() => unknown(at, &[index, val]),
            Is::List(items) | Is::Set(items) => {
                let found = index.as_whole().and_then(|it| items.get(usize::try_from(it).ok()?));
                found.cloned().unwrap_or_else(|| {
                    let which = index.as_text().unwrap_or_default();
                    Val::refused(at, &format!("[{which}]"), format!("there are {} elements", items.len()))
                })
            }
            Is::Map(entries) => {
                let key = index.as_text();
                key.as_ref().and_then(|it| entries.get(it)).cloned().unwrap_or_else(|| {
                    let which = key.unwrap_or_default();
                    Val::refused(at, &format!("[\"{which}\"]"), "there is no such key")
                })
            }
            Is::Null | Is::Bool(_) | Is::Number(_) | Is::Text(_) => {
                Val::refused(at, "[ ]", "it is no list or map")
            }
        }
    }
}

/// Why a value is not known, if it is not.
pub(super) fn why(val: &Val) -> Option<Why> {
    if let Is::Unknown(why, _) = &val.is {
        return Some(why.clone());
    }
    matches!(val.is, Is::Thing(_)).then_some(Why::Later)
}

/// What is not known because of these, and mentions what they do. What is wrong with one is wrong with it.
pub(super) fn unknown(at: At, of: &[&Val]) -> Val {
    if let Some(wrong) = of.iter().find(|it| it.is_wrong()) {
        return (*wrong).clone();
    }
    let mut mentions: Vec<Mention> = Vec::new();
    of.iter().for_each(|it| it.mentions(&mut mentions));
    let why = of.iter().find_map(|it| it.open().and_then(why)).unwrap_or(Why::Later);
    Val::unknown(at, why).told_by(mentions)
}

/// What an operator makes of values that it does not take, or that are not known.
fn operand(operator: &str, at: At, of: &[&Val]) -> Val {
    if of.iter().any(|it| it.is_unknown() || it.is_wrong() || matches!(it.is, Is::Thing(_))) {
        return unknown(at, of);
    }
    Val::refused(at, operator, "it does not take these values")
}
