//! What every kind declares (by `resource!`) and what it may answer (by `impl Resource`).

pub use super::need::{Need, Remedy};

use super::{
    Model,
    fact::{CallFact, Calls, Meter, NetFact, Transfer, Usage},
    field::{FieldMut, FieldSpec, VisitField, VisitLink},
    json::{Fault, Object},
    kinds::{AnyResource, Kind},
    service::ServiceModel,
    site::{Index, Site},
};
use crate::{
    base::{Decimal, NodeId, RegionName, Text, text},
    diag::{Finding, Report, Rule},
};

/// Everything static there is to say about a kind.
#[derive(Debug)]
pub struct KindSpec {
    /// The provider's own name for it.
    pub label: Text,
    /// A shorter name for the second line of a card.
    pub short: &'static str,
    /// What it is for.
    pub docs: Text,
    /// The provider's page.
    pub source: &'static str,
    /// Name of the glyph in `assets/icons/`.
    pub icon: &'static str,
    /// Name of the shape that draw.io has for it, after `mxgraph.aws4.` (<https://github.com/jgraph/drawio>); empty where
    /// there is none.
    pub stencil: &'static str,
    /// Where the palette lists it, and its colour.
    pub group: Group,
    /// Who operates which layer of it.
    pub service: ServiceModel,
    /// How the canvas draws it.
    pub look: Look,
    /// The kinds that may contain it. Empty: it stands on the canvas itself.
    pub stands_in: &'static [Kind],
    /// The parts it may play for links of other kinds.
    pub roles: &'static [Role],
    /// Every rule this kind may raise.
    pub rules: &'static [&'static Rule],
    /// The fields, in inspector order.
    pub fields: &'static [FieldSpec],
}

impl KindSpec {
    /// The kinds of containers that one may stand in.
    pub fn containers(&self) -> impl Iterator<Item = Kind> {
        Kind::ALL.iter().copied().filter(|kind| self.may_stand_in(*kind))
    }

    /// Where one may stand, in words.
    pub fn places(&self) -> String {
        let mut places: Vec<&str> = self.containers().map(|kind| kind.spec().label.en).collect();
        if self.stands_in.is_empty() {
            places.push("the canvas itself");
        }
        places.join(", ")
    }

    /// Whether one may stand in a container of a kind.
    pub fn may_stand_in(&self, container: Kind) -> bool {
        self.stands_in.contains(&container) || self.look == Look::Note && container.spec().look.contains()
    }
}

/// Groups of the palette.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// People and places outside the provider.
    Outside,
    /// What others stand in, in the order in which a design is built.
    Place,
    /// What runs code.
    Compute,
    /// What keeps data: databases.
    Database,
    /// What keeps data: objects and files.
    Storage,
    /// Front doors.
    Edge,
    /// Queues, topics, events and workflows.
    Messages,
    /// Networks and their gateways.
    Network,
    /// What networks are steered and guarded by.
    Control,
    /// Who may, what is secret, what is watched.
    Watch,
    /// What only the drawing has.
    Drawing,
}

impl Group {
    /// Every group, in palette order.
    pub const ALL: &[Self] = &[
        Self::Outside,
        Self::Place,
        Self::Compute,
        Self::Database,
        Self::Storage,
        Self::Edge,
        Self::Messages,
        Self::Network,
        Self::Control,
        Self::Watch,
        Self::Drawing,
    ];

    /// Title in the palette.
    pub fn title(self) -> &'static Text {
        match self {
            Self::Outside => &text!("Outside", "외부"),
            Self::Place => &text!("Regions and VPCs", "리전과 VPC"),
            Self::Compute => &text!("Compute", "컴퓨팅"),
            Self::Database => &text!("Database", "데이터베이스"),
            Self::Storage => &text!("Storage", "스토리지"),
            Self::Edge => &text!("Edge", "엣지"),
            Self::Messages => &text!("Messages and workflows", "메시지와 워크플로"),
            Self::Network => &text!("Network", "네트워크"),
            Self::Control => &text!("Routing and filters", "라우팅과 필터"),
            Self::Watch => &text!("Security and monitoring", "보안과 모니터링"),
            Self::Drawing => &text!("Drawing", "그리기"),
        }
    }
}

/// How the canvas draws a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// A box that others stand in: with a dashed border.
    Area,
    /// A box that others stand in: a network.
    Network,
    /// A box that others stand in: part of a network; coloured by whether it is public.
    Segment,
    /// A card.
    Card,
    /// A text, in any container or none.
    Note,
    /// Not drawn: it belongs to its container, and the outline lists it.
    Listed,
}

impl Look {
    /// Whether others stand inside.
    pub fn contains(self) -> bool {
        matches!(self, Self::Area | Self::Network | Self::Segment)
    }
}

/// A part that kinds play for the links of others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// May be the target of a route.
    RouteTarget,
    /// May have a route table for what comes in through it: an internet or virtual private gateway.
    EdgeGateway,
    /// Where a private line may end: a virtual private gateway or a transit gateway.
    LineGateway,
    /// May be attached to a transit gateway.
    HubAttachment,
    /// Spreads connections over targets.
    Balancer,
    /// May be a target of a load balancer.
    BalancerTarget,
    /// An interface that may hold a public address.
    AddressHolder,
}

impl Role {
    /// For people.
    pub fn name(self) -> &'static Text {
        match self {
            Self::RouteTarget => &text!("route target", "라우팅 대상"),
            Self::EdgeGateway => {
                &text!("internet or virtual private gateway", "인터넷 또는 가상 프라이빗 게이트웨이")
            }
            Self::LineGateway => {
                &text!("virtual private or transit gateway", "가상 프라이빗 또는 전송 게이트웨이")
            }
            Self::HubAttachment => &text!("transit gateway attachment", "전송 게이트웨이 연결"),
            Self::Balancer => &text!("load balancer", "로드 밸런서"),
            Self::BalancerTarget => &text!("load balancer target", "로드 밸런서 대상"),
            Self::AddressHolder => &text!("network interface", "네트워크 인터페이스"),
        }
    }
}

/// Named fields that can be read, written, edited and followed. Written by `resource!` and `record!`.
pub trait Record {
    /// The fields, in order.
    fn fields() -> &'static [FieldSpec]
    where
        Self: Sized;
    /// Takes the fields that are there; the rest keep their defaults.
    fn read_fields(object: &mut Object<'_>) -> Result<Self, Fault>
    where
        Self: Sized;
    /// Writes the fields that differ from their defaults.
    fn write_fields(&self) -> serde_json::Map<String, serde_json::Value>;
    /// Visits the fields in declared order.
    fn each_field(&mut self, visit: &mut VisitField<'_>);
    /// Visits the ids that the fields name.
    fn each_link(&self, visit: &mut VisitLink<'_>);
}

/// What a kind says of itself. Written by `resource!`; never by hand.
pub trait Declared: Record {
    /// The static description.
    fn spec(&self) -> &'static KindSpec;
}

/// A resource that comes with a fresh one, as the provider makes it.
pub struct Companion {
    /// Added to the fresh resource's id.
    pub suffix: &'static str,
    /// Makes the companion, which stands inside the fresh resource and may name itself by the id it gets.
    pub make: fn(&NodeId) -> AnyResource,
}

/// Written by hand, one `impl` per kind; a kind overrides only what it has something to say about.
pub trait Resource: Declared {
    /// The attributes people ask for first, for the second line of a card.
    fn headline(&self) -> String {
        String::new()
    }
    /// Whether a field makes sense with the others as they are.
    fn shows(&self, _field: &FieldSpec) -> bool {
        true
    }
    /// Findings about this resource where it stands.
    fn check(&self, _site: Site<'_>, _report: &mut Report) {}
    /// Findings about what a month of traffic asks of it.
    fn check_load(&self, _site: Site<'_>, _usage: &Usage, _report: &mut Report) {}
    /// Facts for the reachability engine.
    fn net_facts(&self, _site: Site<'_>) -> Vec<NetFact> {
        Vec::new()
    }
    /// Facts about who may call it and how it calls others.
    fn call_facts(&self, _site: Site<'_>) -> Vec<CallFact> {
        Vec::new()
    }
    /// Meters for the cost engine.
    fn meters(&self, _site: Site<'_>, _usage: &Usage) -> Vec<Meter> {
        Vec::new()
    }
    /// What bytes cost that pass it.
    fn transfer(&self) -> Transfer {
        Transfer::Usual
    }
    /// Which share of the calls that arrive goes on along its connections; the rest it answers from what it keeps.
    fn onward(&self) -> Decimal {
        Decimal::ONE
    }
    /// How many events a call that arrives makes, for the event sources that it is to others: as many for each, however
    /// many there are.
    fn events(&self, _call: &Calls<'_>) -> Decimal {
        Decimal::ONE
    }
    /// Who operates which layer of it as it is set up.
    fn service_model(&self) -> ServiceModel {
        self.spec().service
    }
    /// Whether the customer decides how much of it there is, used or not.
    fn is_sized(&self) -> bool {
        !self.service_model().is_serverless()
    }
    /// The open standard by which it is used, so that another provider's could take its place.
    fn standard(&self) -> Option<&'static str> {
        None
    }
    /// Other designs that do the same as this resource, to be priced against it.
    fn alternatives(&self, _site: Site<'_>, _usage: &Usage<'_>) -> Vec<Remedy> {
        Vec::new()
    }
    /// The provider's region that it stands for.
    fn region(&self) -> Option<&RegionName> {
        None
    }
    /// How a fresh one of this kind would meet a need.
    fn remedies(&self, _need: &Need, _model: &Model) -> Vec<Remedy> {
        Vec::new()
    }
    /// Fits a fresh one into its place: a free range, the tables that are there.
    fn settle(&mut self, _model: &Model, _index: &Index, _parent: Option<&NodeId>) {}
    /// Edits that would mend a finding of this resource's own rules, if some are obvious.
    fn mend(&self, _site: Site<'_>, _finding: &Finding) -> Option<Remedy> {
        None
    }
    /// What the provider makes along with a fresh one.
    fn companions(&self) -> Vec<Companion> {
        Vec::new()
    }
    /// Takes note of the companions' ids, in the order of [`Resource::companions`].
    fn adopt(&mut self, _companions: &[NodeId]) {}
}

/// Points the links of a record elsewhere: an id for which `to` answers `None` is dropped.
pub fn relink(record: &mut dyn Record, to: &dyn Fn(&NodeId) -> Option<NodeId>) {
    record.each_field(&mut |_, field| relink_field(field, to));
}

fn relink_field(field: FieldMut<'_>, to: &dyn Fn(&NodeId) -> Option<NodeId>) {
    match field {
        FieldMut::Link(_, id) => *id = id.as_ref().and_then(to),
        FieldMut::Links(_, ids) => *ids = ids.iter().filter_map(to).collect(),
        FieldMut::Rows(rows) => {
            for row in 0..rows.len() {
                rows.each_cell(row, &mut |_, cell| relink_field(cell, to));
            }
        }
        FieldMut::Text(_)
        | FieldMut::Form(_)
        | FieldMut::Flag(_)
        | FieldMut::Whole(_)
        | FieldMut::Number(_)
        | FieldMut::Choice(_) => {}
    }
}

/// Declares the fields of a struct: the struct itself, its defaults, and [`Record`].
macro_rules! record {
    (
        $(#[doc = $doc:literal])+
        pub struct $Ty:ident {
            $(
                $(#[doc = $help:literal])+
                #[ko = $help_ko:literal]
                pub $field:ident: $FieldTy:ty = $default:expr, $label:literal | $label_ko:literal
                $(, { $($hint:ident: $value:expr),+ $(,)? })?;
            )*
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq)]
        pub struct $Ty { $($(#[doc = $help])+ pub $field: $FieldTy,)* }

        impl Default for $Ty {
            fn default() -> Self { Self { $($field: $default,)* } }
        }

        #[allow(non_upper_case_globals, dead_code)]
        impl $Ty {
            $(pub(crate) const $field: $crate::base::FieldId = $crate::base::FieldId(stringify!($field));)*

            pub(crate) const FIELDS: &'static [$crate::model::field::FieldSpec] = &[$(
                $crate::model::field::FieldSpec {
                    name: Self::$field,
                    label: $crate::base::Text { en: $label, ko: $label_ko },
                    help: $crate::base::Text { en: concat!($($help, "\n"),+), ko: $help_ko },
                    #[allow(clippy::needless_update)]
                    hint: $crate::model::field::Hint {
                        $($($hint: $value,)+)?
                        ..$crate::model::field::Hint::NONE
                    },
                    shape: <$FieldTy as $crate::model::field::Value>::shape,
                    default: || $crate::model::field::Value::write(&<$Ty>::default().$field),
                },
            )*];
        }

        impl $crate::model::resource::Record for $Ty {
            fn fields() -> &'static [$crate::model::field::FieldSpec] { Self::FIELDS }

            #[allow(unused_mut, unused_variables)]
            fn read_fields(
                object: &mut $crate::model::json::Object<'_>,
            ) -> Result<Self, $crate::model::json::Fault> {
                let mut it = Self::default();
                let mut specs = Self::FIELDS.iter();
                $(
                    if let (Some(spec), Some(json)) = (specs.next(), object.take(stringify!($field))) {
                        it.$field = $crate::model::field::Value::read(json, spec)
                            .map_err(|fault| fault.under(stringify!($field)))?;
                    }
                )*
                Ok(it)
            }

            #[allow(unused_mut, unused_variables)]
            fn write_fields(&self) -> serde_json::Map<String, serde_json::Value> {
                let mut out = serde_json::Map::new();
                let plain = Self::default();
                $(
                    if self.$field != plain.$field {
                        out.insert(
                            stringify!($field).to_owned(),
                            $crate::model::field::Value::write(&self.$field),
                        );
                    }
                )*
                out
            }

            #[allow(unused_variables)]
            fn each_link(&self, visit: &mut $crate::model::field::VisitLink<'_>) {
                $($crate::model::field::Value::each_link(&self.$field, visit);)*
            }

            #[allow(unused_variables, unused_mut)]
            fn each_field(&mut self, visit: &mut $crate::model::field::VisitField<'_>) {
                let mut specs = Self::FIELDS.iter();
                $(
                    if let Some(spec) = specs.next() {
                        visit(spec, $crate::model::field::Value::edit(&mut self.$field));
                    }
                )*
            }
        }
    };
}
pub(crate) use record;

/// Declares a kind: struct, defaults, file schema, inspector rows and reference docs at once.
macro_rules! resource {
    (
        $(#[doc = $doc:literal])+
        #[ko = $doc_ko:literal]
        pub struct $Ty:ident: $label:literal | $label_ko:literal {
            short: $short:literal,
            icon: $icon:literal,
            $(stencil: $stencil:literal,)?
            group: $group:ident,
            service: $service:ident,
            look: $look:ident,
            stands_in: [$($parent:ident),*],
            roles: [$($role:ident),*],
            source: $source:literal,
            rules: [$($rule:ident),* $(,)?],
            fields { $($fields:tt)* }
        }
    ) => {
        $crate::model::resource::record! {
            $(#[doc = $doc])+
            pub struct $Ty { $($fields)* }
        }

        impl $Ty {
            pub(crate) const SPEC: &'static $crate::model::resource::KindSpec =
                &$crate::model::resource::KindSpec {
                    label: $crate::base::Text { en: $label, ko: $label_ko },
                    short: $short,
                    docs: $crate::base::Text { en: concat!($($doc, "\n"),+), ko: $doc_ko },
                    source: $source,
                    icon: $icon,
                    // The page writes no file that has it.
                    stencil: if cfg!(target_arch = "wasm32") { "" } else { concat!($($stencil)?) },
                    group: $crate::model::resource::Group::$group,
                    service: $crate::model::service::ServiceModel::$service,
                    look: $crate::model::resource::Look::$look,
                    stands_in: &[$($crate::model::kinds::Kind::$parent),*],
                    roles: &[$($crate::model::resource::Role::$role),*],
                    rules: &[$(&$rule),*],
                    fields: Self::FIELDS,
                };
        }

        impl $crate::model::resource::Declared for $Ty {
            fn spec(&self) -> &'static $crate::model::resource::KindSpec { Self::SPEC }
        }
    };
}
pub(crate) use resource;
