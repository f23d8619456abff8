//! Selectors: how a person names one or many ends of a question.

use super::{Model, field::Form, kinds::Kind, service_name};
use crate::base::{Address, Cidr, Message, NodeId, nearest, text};
use std::{collections::BTreeSet, fmt, str::FromStr};

/// A union of terms. An empty one selects nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selector(Vec<Term>);

/// One term of a selector.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Term {
    /// A resource by id.
    Id(NodeId),
    /// Any address that is public and not modelled.
    Internet,
    /// Addresses.
    Cidr(Cidr),
    /// Every resource of a kind.
    Kind(Kind),
    /// Everything that stands inside a container.
    In(NodeId),
    /// Everything with a tag of a value.
    Tag(String, String),
    /// A regional service of the provider, by name.
    Service(String),
    /// A name, as each client resolves it (DNS-1).
    Name(String),
}

/// What a term selects in a model.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// A resource.
    Node(NodeId),
    /// Any public address that is not modelled.
    Internet,
    /// Addresses.
    Cidr(Cidr),
    /// A regional service of the provider, in the model's regions.
    Service(String),
    /// A name, as each client resolves it (DNS-1).
    Name(String),
}

impl fmt::Display for End {
    /// As people write it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Node(id) => id.fmt(f),
            Self::Internet => f.write_str(INTERNET),
            Self::Cidr(cidr) => cidr.fmt(f),
            Self::Service(name) => write!(f, "service:{name}"),
            Self::Name(name) => write!(f, "dns:{name}"),
        }
    }
}

/// The term that means every public address outside the model.
const INTERNET: &str = "internet";

impl Selector {
    /// Selects one resource.
    pub fn id(id: NodeId) -> Self {
        Self(vec![Term::Id(id)])
    }

    /// Selects what one term selects.
    pub fn one(term: Term) -> Self {
        Self(vec![term])
    }

    /// Its terms.
    pub fn terms(&self) -> &[Term] {
        &self.0
    }

    /// What it selects, each once, in order; or the term that names nothing known.
    pub fn ends(&self, model: &Model) -> Result<Vec<End>, Message> {
        let mut ends = BTreeSet::new();
        for term in &self.0 {
            let nodes = |keep: &dyn Fn(&NodeId, &super::Node) -> bool| {
                let kept = model.nodes().filter(|(id, node)| keep(id, node));
                kept.map(|(id, _)| End::Node(id.clone())).collect::<Vec<_>>()
            };
            match term {
                Term::Id(id) if model.node(id).is_some() => ends.extend([End::Node(id.clone())]),
                Term::Id(id) | Term::In(id) if model.node(id).is_none() => return Err(unknown(id, model)),
                Term::Id(_) => {}
                Term::Internet => ends.extend([End::Internet]),
                Term::Cidr(cidr) => ends.extend([End::Cidr(*cidr)]),
                Term::Kind(kind) => ends.extend(nodes(&|_, node| node.resource.kind() == *kind)),
                Term::In(container) => ends.extend(nodes(&|id, _| model.is_inside(id, container))),
                Term::Tag(key, value) => ends.extend(nodes(&|_, node| node.tags.get(key) == Some(value))),
                Term::Service(name) => match service_name::refused(name, model) {
                    None => ends.extend([End::Service(name.clone())]),
                    Some(why) => return Err(why),
                },
                Term::Name(name) => ends.extend([End::Name(name.clone())]),
            }
        }
        Ok(ends.into_iter().collect())
    }

    /// Why it cannot be part of a model, if so: it names something that is not there. Unlike
    /// [`Selector::ends`] it looks at the terms only.
    pub fn dangling(&self, model: &Model) -> Option<Message> {
        self.0.iter().find_map(|term| match term {
            Term::Id(id) | Term::In(id) => model.node(id).is_none().then(|| unknown(id, model)),
            Term::Service(name) => service_name::refused(name, model),
            Term::Internet | Term::Cidr(_) | Term::Kind(_) | Term::Tag(..) | Term::Name(_) => None,
        })
    }

    /// Points the ids it names elsewhere; a term for which `to` answers `None` is dropped.
    pub fn relink(&mut self, to: &dyn Fn(&NodeId) -> Option<NodeId>) {
        let terms = std::mem::take(&mut self.0);
        self.0 = terms
            .into_iter()
            .filter_map(|term| match term {
                Term::Id(id) => to(&id).map(Term::Id),
                Term::In(id) => to(&id).map(Term::In),
                other => Some(other),
            })
            .collect();
    }
}

fn unknown(id: &NodeId, model: &Model) -> Message {
    let words = [INTERNET];
    let known = model.nodes().map(|(id, _)| id.as_str()).chain(words);
    match nearest(id.as_str(), known) {
        Some(near) => Message::new(
            &text!(
                "nothing is called `{0}`; did you mean `{1}`?",
                "`{0}`(이)라는 것이 없습니다. `{1}`을(를) 뜻하셨나요?"
            ),
            [id.to_string(), near.to_owned()],
        ),
        None => {
            Message::new(&text!("nothing is called `{0}`", "`{0}`(이)라는 것이 없습니다"), [id.to_string()])
        }
    }
}

impl Form for Selector {
    const NAME: &'static str = "selector";
}

impl FromStr for Selector {
    type Err = Message;

    fn from_str(text: &str) -> Result<Self, Message> {
        let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
        words.map(str::parse).collect::<Result<_, _>>().map(Self)
    }
}

impl FromStr for Term {
    type Err = Message;

    fn from_str(text: &str) -> Result<Self, Message> {
        if text == INTERNET {
            return Ok(Self::Internet);
        }
        if text.contains('/') {
            return text.parse().map(Self::Cidr);
        }
        if let Ok(address) = text.parse::<Address>() {
            return Ok(Self::Cidr(Cidr::one(address.ip())));
        }
        match text.split_once(':') {
            Some(("kind", name)) => Kind::named(name).map(Self::Kind).ok_or_else(|| {
                let near = Kind::alike(name).first().copied().unwrap_or("lambda_function");
                Message::new(
                    &text!(
                        "there is no kind `{0}`; did you mean `{1}`?",
                        "`{0}`(이)라는 종류가 없습니다. `{1}`을(를) 뜻하셨나요?"
                    ),
                    [name.to_owned(), near.to_owned()],
                )
            }),
            Some(("in", id)) => id.parse().map(Self::In),
            Some(("id", id)) => id.parse().map(Self::Id),
            Some(("service", name)) => Ok(Self::Service(service_name::short(name))),
            Some(("dns", name)) => {
                Ok(Self::Name(name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase()))
            }
            Some(("tag", pair)) => pair
                .split_once('=')
                .map(|(key, value)| Self::Tag(key.to_owned(), value.to_owned()))
                .ok_or_else(|| {
                    Message::plain(&text!("a tag is written tag:key=value", "태그는 tag:키=값으로 씁니다"))
                }),
            Some((word, _)) => Err(Message::new(
                &text!(
                    "`{0}:` is not one of `id:`, `kind:`, `in:`, `tag:`, `service:`, `dns:`",
                    "`{0}:`은(는) `id:`, `kind:`, `in:`, `tag:`, `service:`, `dns:` 중 하나가 아닙니다"
                ),
                [word.to_owned()],
            )),
            None => text.parse().map(Self::Id),
        }
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, term) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(",")?;
            }
            term.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // An id that reads as another term, such as `internet` or `10.0.0.1`, says that it is one.
            Self::Id(id) if id.as_str().parse() != Ok(self.clone()) => write!(f, "id:{id}"),
            Self::Id(id) => id.fmt(f),
            Self::Internet => f.write_str(INTERNET),
            Self::Cidr(cidr) => cidr.fmt(f),
            Self::Kind(kind) => write!(f, "kind:{}", kind.name()),
            Self::In(id) => write!(f, "in:{id}"),
            Self::Tag(key, value) => write!(f, "tag:{key}={value}"),
            Self::Service(name) => write!(f, "service:{name}"),
            Self::Name(name) => write!(f, "dns:{name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_round_trip() {
        let text = "orders-api,internet,10.0.0.0/16,kind:vpc,in:subnet-a,tag:team=web,service:s3,dns:db.corp";
        assert_eq!(text.parse::<Selector>().unwrap().to_string(), text);
        assert_eq!("10.0.0.1".parse::<Selector>().unwrap().to_string(), "10.0.0.1/32");
        for odd in ["id:internet", "id:10.0.0.1"] {
            let selector: Selector = odd.parse().unwrap();
            assert_eq!(selector.to_string(), odd);
            assert!(matches!(selector.terms(), [Term::Id(_)]));
        }
        for bad in ["kind:lambda", "tag:team", "zone:a", "a b", "10.0.0.1/8"] {
            assert!(bad.parse::<Selector>().is_err(), "{bad}");
        }
    }
}
