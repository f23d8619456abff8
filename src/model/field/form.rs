//! Values that are text of a form: one, perhaps one, several.

use super::{FieldMut, FieldSpec, Shape, Value};
use crate::{
    base::{Address, Cidr, ConnectionId, Date, Message, PortRange, Protocol, RegionName},
    model::json::{Fault, Json},
};
use serde_json::{Value as Out, json};
use std::{fmt::Display, str::FromStr};

/// A value that is text of a form.
pub trait FormSlot {
    /// As text; empty when there is none.
    fn text(&self) -> String;
    /// Takes new text, or says why not and keeps the old value.
    fn set(&mut self, text: &str) -> Result<(), Message>;
}

/// A type whose values are text of a form.
pub trait Form: FromStr<Err = Message> + Display + PartialEq {
    /// What the form is called in the schema and the reference.
    const NAME: &'static str;
}

impl Form for Cidr {
    const NAME: &'static str = "CIDR block";
}
impl Form for Address {
    const NAME: &'static str = "IP address";
}
impl Form for ConnectionId {
    const NAME: &'static str = "connection id";
}
impl Form for Date {
    const NAME: &'static str = "date";
}
impl Form for crate::base::Icmp {
    const NAME: &'static str = "ICMP type";
}
impl Form for PortRange {
    const NAME: &'static str = "port range";
}
impl Form for Protocol {
    const NAME: &'static str = "protocol";
}
impl Form for RegionName {
    const NAME: &'static str = "region";
}

impl<T: Form> FormSlot for T {
    fn text(&self) -> String {
        self.to_string()
    }
    fn set(&mut self, text: &str) -> Result<(), Message> {
        *self = text.trim().parse()?;
        Ok(())
    }
}

impl<T: Form> Value for T {
    fn shape() -> Shape {
        Shape::Form(T::NAME)
    }
    fn read(json: Json<'_>, _: &FieldSpec) -> Result<Self, Fault> {
        json.parsed()
    }
    fn write(&self) -> Out {
        json!(self.to_string())
    }
    fn edit(&mut self) -> FieldMut<'_> {
        FieldMut::Form(self)
    }
}

/// A form that may be absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Maybe<T>(pub Option<T>);

/// The same, kept apart: a model has many resources, of which few have it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seldom<T>(pub Option<Box<T>>);

macro_rules! may_be_absent {
    ($Name:ident, $keep:expr) => {
        impl<T: Form> FormSlot for $Name<T> {
            fn text(&self) -> String {
                self.0.as_ref().map(|it| it.to_string()).unwrap_or_default()
            }
            fn set(&mut self, text: &str) -> Result<(), Message> {
                let text = text.trim();
                self.0 = if text.is_empty() { None } else { Some($keep(text.parse::<T>()?)) };
                Ok(())
            }
        }

        impl<T: Form> Value for $Name<T> {
            fn shape() -> Shape {
                Shape::Form(T::NAME)
            }
            fn read(json: Json<'_>, _: &FieldSpec) -> Result<Self, Fault> {
                json.parsed::<T>().map(|it| Self(Some($keep(it))))
            }
            fn write(&self) -> Out {
                json!(self.0.as_ref().map(|it| it.to_string()))
            }
            fn edit(&mut self) -> FieldMut<'_> {
                FieldMut::Form(self)
            }
        }
    };
}

may_be_absent!(Maybe, std::convert::identity);
may_be_absent!(Seldom, Box::new);

/// Several of a form: a list in the file, comma-separated in the inspector.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List<T>(pub Vec<T>);

impl<T: Form> FormSlot for List<T> {
    fn text(&self) -> String {
        self.0.iter().map(T::to_string).collect::<Vec<_>>().join(", ")
    }
    fn set(&mut self, text: &str) -> Result<(), Message> {
        let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
        self.0 = words.map(str::parse).collect::<Result<_, _>>()?;
        Ok(())
    }
}

impl<T: Form> Value for List<T> {
    fn shape() -> Shape {
        Shape::List(T::NAME)
    }
    fn read(json: Json<'_>, _: &FieldSpec) -> Result<Self, Fault> {
        let items = json.list()?.enumerate();
        items
            .map(|(i, item)| item.parsed().map_err(|f| f.under(format!("[{i}]"))))
            .collect::<Result<_, _>>()
            .map(Self)
    }
    fn write(&self) -> Out {
        self.0.iter().map(|it| json!(it.to_string())).collect()
    }
    fn edit(&mut self) -> FieldMut<'_> {
        FieldMut::Form(self)
    }
}
