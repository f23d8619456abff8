//! Fields: one row of the inspector, one column of the docs, one key of the file.
//!
//! A value type implements [`Value`] once; the loader, the writer, the schema, the inspector, search and diff
//! all go through it. [`FieldMut`] has one variant per way to edit, so the editor has as many widgets and
//! knows no kind.

use super::{
    json::{DID_YOU_MEAN, Fault, Json},
    kinds::{Kind, KindOf},
    resource::Role,
};
use crate::base::{Decimal, FieldId, Message, NodeId, RegionName, Text, nearest, text};
use serde_json::{Value as Out, json};
use std::marker::PhantomData;

mod form;
pub use form::{Form, FormSlot, List, Maybe, Seldom};

/// Static description of one field.
#[derive(Debug)]
pub struct FieldSpec {
    /// Key in files and in code: the provider's property name in snake_case.
    pub name: FieldId,
    /// What the inspector calls it.
    pub label: Text,
    /// What it means.
    pub help: Text,
    /// Limits and unit.
    pub hint: Hint,
    /// What values look like.
    pub shape: fn() -> Shape,
    /// The default, as written in a file.
    pub default: fn() -> Out,
}

/// Limits and unit of a field; most need none.
#[derive(Clone, Copy, Debug)]
pub struct Hint {
    /// Unit shown after the value.
    pub unit: &'static str,
    /// Least number.
    pub min: i64,
    /// Greatest number.
    pub max: i64,
    /// An example for text that must have a form.
    pub example: &'static str,
    /// Whether it says how a resource is used, for the bill, and is no setting of it.
    pub usage: bool,
}

impl Hint {
    /// No unit, nothing negative.
    pub const NONE: Self = Self { unit: "", min: 0, max: 1_000_000_000_000_000, example: "", usage: false };
}

/// What values of a field look like: for the schema and the reference pages.
#[derive(Debug)]
pub enum Shape {
    /// Free text.
    Text,
    /// Text of a form, such as a CIDR block; the name of the form.
    Form(&'static str),
    /// True or false.
    Flag,
    /// A whole number within the hint's limits.
    Whole,
    /// A decimal number within the hint's limits.
    Number,
    /// One of a list: the provider's spellings.
    Choice(&'static [&'static str]),
    /// The id of one resource.
    Link(Accepts),
    /// Ids of resources.
    Links(Accepts),
    /// A list of records.
    Rows(&'static [FieldSpec]),
    /// A list of texts of a form.
    List(&'static str),
}

/// Which resources a link may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepts {
    /// One kind.
    Kind(Kind),
    /// Every kind that plays a role.
    Role(Role),
    /// Every kind.
    Any,
}

impl Accepts {
    /// Whether a resource of `kind` may be named.
    pub fn takes(self, kind: Kind) -> bool {
        match self {
            Self::Kind(only) => kind == only,
            Self::Role(role) => kind.spec().roles.contains(&role),
            Self::Any => true,
        }
    }

    /// What may be named, for people.
    pub fn name(self) -> &'static Text {
        match self {
            Self::Kind(kind) => &kind.spec().label,
            Self::Role(role) => role.name(),
            Self::Any => &text!("resource", "리소스"),
        }
    }
}

/// A live field, seen by how it is edited.
pub enum FieldMut<'a> {
    /// Free text.
    Text(&'a mut String),
    /// Text of a form; refuses what does not fit.
    Form(&'a mut dyn FormSlot),
    /// True or false.
    Flag(&'a mut bool),
    /// A whole number.
    Whole(&'a mut u32),
    /// A decimal number.
    Number(&'a mut Decimal),
    /// One of a list.
    Choice(&'a mut dyn Choice),
    /// A reference to another resource.
    Link(Accepts, &'a mut Option<NodeId>),
    /// References to other resources.
    Links(Accepts, &'a mut Vec<NodeId>),
    /// A list of records.
    Rows(&'a mut dyn Rows),
}

/// A live number.
pub enum NumberMut<'a> {
    /// A whole one.
    Whole(&'a mut u32),
    /// Any.
    Decimal(&'a mut Decimal),
}

impl NumberMut<'_> {
    /// What it is.
    pub fn get(&self) -> Decimal {
        match self {
            Self::Whole(it) => Decimal::from(**it),
            Self::Decimal(it) => **it,
        }
    }

    /// Puts another one in, the nearest whole one where it takes no other; whether it takes it.
    pub fn put(self, number: Decimal) -> bool {
        match self {
            Self::Whole(it) => {
                let whole = u32::try_from(number.round());
                let fits = whole.is_ok();
                *it = whole.unwrap_or(*it);
                fits
            }
            Self::Decimal(it) => {
                *it = number;
                true
            }
        }
    }
}

impl<'a> FieldMut<'a> {
    /// The number, if it is one.
    pub fn number(self) -> Option<NumberMut<'a>> {
        match self {
            Self::Whole(it) => Some(NumberMut::Whole(it)),
            Self::Number(it) => Some(NumberMut::Decimal(it)),
            Self::Text(_)
            | Self::Form(_)
            | Self::Flag(_)
            | Self::Choice(_)
            | Self::Link(..)
            | Self::Links(..)
            | Self::Rows(_) => None,
        }
    }
}

/// What every type of field value can do.
pub trait Value: Sized + PartialEq {
    /// What values look like.
    fn shape() -> Shape;
    /// Reads a value from a file.
    fn read(json: Json<'_>, spec: &FieldSpec) -> Result<Self, Fault>;
    /// Writes a value to a file.
    fn write(&self) -> Out;
    /// Opens the field for an editor.
    fn edit(&mut self) -> FieldMut<'_>;
    /// Visits the ids it names.
    fn each_link(&self, _visit: &mut VisitLink<'_>) {}
}

/// Visits a link: which resources it takes, and the id it names.
pub type VisitLink<'v> = dyn FnMut(Accepts, &NodeId) + 'v;

impl Value for String {
    fn shape() -> Shape {
        Shape::Text
    }
    fn read(json: Json<'_>, _: &FieldSpec) -> Result<Self, Fault> {
        json.text().map(str::to_owned)
    }
    fn write(&self) -> Out {
        json!(self)
    }
    fn edit(&mut self) -> FieldMut<'_> {
        FieldMut::Text(self)
    }
}

impl Value for bool {
    fn shape() -> Shape {
        Shape::Flag
    }
    fn read(json: Json<'_>, _: &FieldSpec) -> Result<Self, Fault> {
        json.flag()
    }
    fn write(&self) -> Out {
        json!(self)
    }
    fn edit(&mut self) -> FieldMut<'_> {
        FieldMut::Flag(self)
    }
}

impl Hint {
    /// Why a number is refused, if it is beyond the limits.
    pub fn refusal(&self, number: Decimal) -> Option<Message> {
        let (min, max) = (Decimal::from(self.min), Decimal::from(self.max));
        let args = || [number.to_string(), min.to_string(), max.to_string()];
        (!(min..=max).contains(&number)).then(|| Message::new(&BETWEEN, args()))
    }
}

/// Says that a number is outside its limits.
pub(crate) static BETWEEN: Text =
    text!("{0} is not from {1} to {2}", "{0}은(는) {1}에서 {2} 사이가 아닙니다");

impl Value for u32 {
    fn shape() -> Shape {
        Shape::Whole
    }
    fn read(json: Json<'_>, spec: &FieldSpec) -> Result<Self, Fault> {
        let number = json.whole()?;
        let (min, max) = (spec.hint.min, spec.hint.max.min(i64::from(Self::MAX)));
        let args = || [number.to_string(), min.to_string(), max.to_string()];
        let fits = (min..=max).contains(&number).then(|| Self::try_from(number).ok()).flatten();
        fits.ok_or_else(|| json.fault(Message::new(&BETWEEN, args())))
    }
    fn write(&self) -> Out {
        json!(self)
    }
    fn edit(&mut self) -> FieldMut<'_> {
        FieldMut::Whole(self)
    }
}

impl Value for Decimal {
    fn shape() -> Shape {
        Shape::Number
    }
    fn read(json: Json<'_>, spec: &FieldSpec) -> Result<Self, Fault> {
        let number = json.decimal()?;
        spec.hint.refusal(number).map_or(Ok(number.normalize()), |message| Err(json.fault(message)))
    }
    fn write(&self) -> Out {
        let number = self.normalize();
        // A number token keeps every digit in the file; `serde_json` is told to keep it as written.
        match (number.scale(), i64::try_from(number)) {
            (0, Ok(whole)) => json!(whole),
            _ => super::write::exact(&number.to_string()),
        }
    }
    fn edit(&mut self) -> FieldMut<'_> {
        FieldMut::Number(self)
    }
}

/// What a link may point at: a kind, or a role that several kinds play.
pub trait Target {
    /// Which resources qualify.
    const ACCEPTS: Accepts;
}

impl<T: KindOf> Target for T {
    const ACCEPTS: Accepts = Accepts::Kind(T::KIND);
}

/// A type that stands for every kind that plays a role.
macro_rules! role_target {
    ($($(#[$doc:meta])* $Role:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $Role;

        impl Target for $Role {
            const ACCEPTS: Accepts = Accepts::Role(Role::$Role);
        }
    )+};
}

role_target! {
    /// Stands for every kind that may be the target of a route.
    RouteTarget,
    /// Stands for every gateway that may have a table for what comes in.
    EdgeGateway,
    /// Stands for every kind at which a private line may end.
    LineGateway,
    /// Stands for every kind that may be attached to a transit gateway.
    HubAttachment,
    /// Stands for every load balancer.
    Balancer,
    /// Stands for every kind that may be a target of a load balancer.
    BalancerTarget,
    /// Stands for every kind with an interface that may hold a public address.
    AddressHolder,
}

/// Stands for every kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anything;

impl Target for Anything {
    const ACCEPTS: Accepts = Accepts::Any;
}

/// A reference that can only point at a `T`.
#[derive(Debug, PartialEq, Eq)]
pub struct Link<T> {
    to: Option<NodeId>,
    kind: PhantomData<T>,
}

impl<T> Clone for Link<T> {
    fn clone(&self) -> Self {
        Self { to: self.to.clone(), kind: PhantomData }
    }
}

impl<T> Link<T> {
    /// Points nowhere.
    pub const NONE: Self = Self { to: None, kind: PhantomData };

    /// Points at `id`.
    pub const fn to(id: NodeId) -> Self {
        Self { to: Some(id), kind: PhantomData }
    }

    /// Where it points.
    pub fn target(&self) -> Option<&NodeId> {
        self.to.as_ref()
    }
}

impl<T: Target + PartialEq> Value for Link<T> {
    fn shape() -> Shape {
        Shape::Link(T::ACCEPTS)
    }
    fn read(json: Json<'_>, _: &FieldSpec) -> Result<Self, Fault> {
        json.parsed().map(Self::to)
    }
    fn write(&self) -> Out {
        json!(self.to.as_ref().map(NodeId::as_str))
    }
    fn edit(&mut self) -> FieldMut<'_> {
        FieldMut::Link(T::ACCEPTS, &mut self.to)
    }
    fn each_link(&self, visit: &mut VisitLink<'_>) {
        self.to.iter().for_each(|id| visit(T::ACCEPTS, id));
    }
}

/// References that can only point at `T`s.
#[derive(Debug, PartialEq, Eq)]
pub struct Links<T> {
    to: Vec<NodeId>,
    kind: PhantomData<T>,
}

impl<T> Clone for Links<T> {
    fn clone(&self) -> Self {
        Self { to: self.to.clone(), kind: PhantomData }
    }
}

impl<T> Links<T> {
    /// Points nowhere.
    pub const NONE: Self = Self { to: Vec::new(), kind: PhantomData };

    /// Points at each of `ids`.
    pub fn to(ids: impl IntoIterator<Item = NodeId>) -> Self {
        Self { to: ids.into_iter().collect(), kind: PhantomData }
    }

    /// Where they point, in the person's order.
    pub fn targets(&self) -> &[NodeId] {
        &self.to
    }
}

impl<T: Target + PartialEq> Value for Links<T> {
    fn shape() -> Shape {
        Shape::Links(T::ACCEPTS)
    }
    fn read(json: Json<'_>, _: &FieldSpec) -> Result<Self, Fault> {
        let items = json.list()?.enumerate();
        let ids = items.map(|(i, item)| item.parsed().map_err(|f: Fault| f.under(format!("[{i}]"))));
        ids.collect::<Result<Vec<_>, _>>().map(Self::to)
    }
    fn write(&self) -> Out {
        self.to.iter().map(|id| json!(id.as_str())).collect()
    }
    fn edit(&mut self) -> FieldMut<'_> {
        FieldMut::Links(T::ACCEPTS, &mut self.to)
    }
    fn each_link(&self, visit: &mut VisitLink<'_>) {
        self.to.iter().for_each(|id| visit(T::ACCEPTS, id));
    }
}

/// A closed list that an editor can show without knowing it.
pub trait Choice {
    /// The provider's spellings, in order.
    fn values(&self) -> &'static [&'static str];
    /// For people, in the same order.
    fn labels(&self) -> &'static [Text];
    /// Which one is picked.
    fn index(&self) -> usize;
    /// Picks another; an index beyond the list changes nothing.
    fn pick(&mut self, index: usize);
}

/// Finds a spelling in a list, or names the nearest.
pub fn choose(json: Json<'_>, values: &[&'static str]) -> Result<usize, Fault> {
    let typed = json.text()?;
    values.iter().position(|value| *value == typed).ok_or_else(|| {
        let shown: String = typed.chars().take(60).collect();
        let fault = json.fault(Message::new(
            &text!("`{0}` is not one of {1}", "`{0}`은(는) {1} 중 하나가 아닙니다"),
            [shown, values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ")],
        ));
        // People write the whole name of a zone, `ap-northeast-2a`, where its letter is meant.
        let end = |value: &&&'static str| {
            typed.strip_suffix(**value).is_some_and(|region| region.parse::<RegionName>().is_ok())
        };
        let meant = values.iter().find(end).copied();
        match meant.or_else(|| nearest(typed, values.iter().copied())) {
            Some(near) => fault.hint(Message::new(&DID_YOU_MEAN, [near.to_owned()])),
            None => fault,
        }
    })
}

/// Declares a closed list: the provider's spellings, and a label in each language.
macro_rules! choice {
    (
        $(#[$meta:meta])*
        $vis:vis enum $Ty:ident {
            $($(#[$vmeta:meta])* $Variant:ident = $value:literal, $en:literal | $ko:literal;)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        $vis enum $Ty { $($(#[$vmeta])* $Variant),+ }

        impl $Ty {
            const EVERY: &'static [$Ty] = &[$($Ty::$Variant),+];
            const VALUES: &'static [&'static str] = &[$($value),+];
            /// The provider's spelling.
            #[allow(dead_code)]
            $vis fn value(self) -> &'static str { Self::VALUES[self as usize] }
        }

        impl $crate::model::field::Choice for $Ty {
            fn values(&self) -> &'static [&'static str] { Self::VALUES }
            fn labels(&self) -> &'static [$crate::base::Text] {
                static LABELS: &[$crate::base::Text] = &[$($crate::base::text!($en, $ko)),+];
                LABELS
            }
            fn index(&self) -> usize { *self as usize }
            fn pick(&mut self, index: usize) {
                if let Some(picked) = Self::EVERY.get(index) { *self = *picked; }
            }
        }

        impl $crate::model::field::Value for $Ty {
            fn shape() -> $crate::model::field::Shape { $crate::model::field::Shape::Choice(Self::VALUES) }
            fn read(
                json: $crate::model::json::Json<'_>,
                _: &$crate::model::field::FieldSpec,
            ) -> Result<Self, $crate::model::json::Fault> {
                $crate::model::field::choose(json, Self::VALUES).map(|index| Self::EVERY[index])
            }
            fn write(&self) -> serde_json::Value { serde_json::json!(self.value()) }
            fn edit(&mut self) -> $crate::model::field::FieldMut<'_> {
                $crate::model::field::FieldMut::Choice(self)
            }
        }
    };
}
pub(crate) use choice;

/// A list of records that an editor can show as a table without knowing them.
pub trait Rows {
    /// The columns.
    fn columns(&self) -> &'static [FieldSpec];
    /// How many rows.
    fn len(&self) -> usize;
    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Visits the cells of one row, in column order.
    fn each_cell(&mut self, row: usize, visit: &mut VisitField<'_>);
    /// Adds a fresh row at the end.
    fn add(&mut self);
    /// Removes a row.
    fn remove(&mut self, row: usize);
    /// Moves a row.
    fn shift(&mut self, from: usize, to: usize);
}

/// Visits a field: its description and its live value.
pub type VisitField<'v> = dyn FnMut(&'static FieldSpec, FieldMut<'_>) + 'v;

impl<T: super::resource::Record + Default + PartialEq + 'static> Rows for Vec<T> {
    fn columns(&self) -> &'static [FieldSpec] {
        T::fields()
    }
    fn len(&self) -> usize {
        Vec::len(self)
    }
    fn each_cell(&mut self, row: usize, visit: &mut VisitField<'_>) {
        if let Some(record) = self.get_mut(row) {
            record.each_field(visit);
        }
    }
    fn add(&mut self) {
        self.push(T::default());
    }
    fn remove(&mut self, row: usize) {
        if row < Vec::len(self) {
            Vec::remove(self, row);
        }
    }
    fn shift(&mut self, from: usize, to: usize) {
        if from < Vec::len(self) && to < Vec::len(self) {
            let row = Vec::remove(self, from);
            self.insert(to, row);
        }
    }
}

impl<T: super::resource::Record + Default + PartialEq + 'static> Value for Vec<T> {
    fn shape() -> Shape {
        Shape::Rows(T::fields())
    }
    fn read(json: Json<'_>, _: &FieldSpec) -> Result<Self, Fault> {
        let items = json.list()?.enumerate();
        items
            .map(|(i, item)| {
                let mut object = item.object()?;
                let record = T::read_fields(&mut object).map_err(|f| f.under(format!("[{i}]")))?;
                object
                    .finish(T::fields().iter().map(|field| field.name.0))
                    .map_err(|f| f.under(format!("[{i}]")))?;
                Ok(record)
            })
            .collect()
    }
    fn write(&self) -> Out {
        self.iter().map(|record| Out::Object(record.write_fields())).collect()
    }
    fn edit(&mut self) -> FieldMut<'_> {
        FieldMut::Rows(self)
    }
    fn each_link(&self, visit: &mut VisitLink<'_>) {
        self.iter().for_each(|record| record.each_link(visit));
    }
}
