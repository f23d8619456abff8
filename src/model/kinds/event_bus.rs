//! EventBridge event bus.

use super::{EventRule, ExternalService, messaging};
use crate::{
    base::{Decimal, NodeId, text},
    model::{
        fact::{BYTES_PER_GB, CallFact, Calls, Meter, NetFact, Service, Usage},
        field::choice,
        resource::{Resource, resource},
        site::Site,
    },
};
use crate::model::taking::{Figure, Importing, Import};
use crate::model::giving::{Exporting, Giving};
use std::rc::Rc;

choice! {
    /// Whose events a bus takes.
    pub enum EventSource {
        /// Those of the account's own code.
        Custom = "custom", "Custom" | "사용자 지정";
        /// Those of a partner's service.
        Partner = "partner", "Partner" | "파트너";
        /// Those of AWS's services, on the default bus: they are free.
        Aws = "aws", "AWS services" | "AWS 서비스";
    }
}

resource! {
    /// Takes events and gives them to the rules that match. Billed by events put on it, but for those of AWS.
    #[ko = "이벤트를 받아 맞는 규칙에 넘긴다. AWS가 보낸 것을 빼고 받은 이벤트 수로 청구된다."]
    pub struct EventBus: "EventBridge bus" | "EventBridge 버스" {
        short: "EventBridge",
        icon: "event_bus",
        stencil: "eventbridge",
        group: Messages,
        service: Baas,
        look: Card,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus.html",
        rules: [],
        fields {
            /// Whose events it takes.
            #[ko = "누구의 이벤트를 받는지."]
            pub event_source: EventSource = EventSource::Custom, "Events of" | "이벤트 출처";
            /// The account it belongs to, if not the design's own: events sent on to it are billed as cross-account.
            #[ko = "설계와 다른 계정에 속하면 그 계정. 그리로 보낸 이벤트는 교차 계정 요금이 든다."]
            pub account_id: String = String::new(), "Account" | "계정", { example: "111122223333" };
            /// Whether schemas are found in its events. Billed by the event, by started 8 KB.
            #[ko = "이벤트에서 스키마를 찾는지 여부. 이벤트마다 시작된 8 KB 단위로 청구된다."]
            pub schema_discovery: bool = false, "Schema discovery" | "스키마 검색";
            /// Whether every event is kept in an archive.
            #[ko = "모든 이벤트를 아카이브에 보관하는지 여부."]
            pub archive: bool = false, "Archive" | "아카이브";
            /// What the archive holds.
            #[ko = "아카이브에 보관된 양."]
            pub archive_gb: Decimal = Decimal::ZERO, "Archived" | "보관량", { unit: "GB", usage: true };
        }
    }
}

/// Events count by started 64 KB. <https://aws.amazon.com/eventbridge/pricing/>
const STEP: u32 = 64 * 1024;
const SCHEMA_STEP: u32 = 8 * 1024;

/// Events as they are billed.
fn counted<'u>(calls: impl Iterator<Item = &'u Calls<'u>>) -> Decimal {
    let each = calls.map(|it| it.calls.saturating_mul(Calls::steps(it.request_size, STEP)));
    each.fold(Decimal::ZERO, Decimal::saturating_add)
}

/// The bus that a bus or a rule delivers from; none for what puts events itself.
pub(super) fn feeding<'m>(site: Site<'m>, from: &NodeId) -> Option<&'m EventBus> {
    let (from, _) = site.resource(from)?;
    if site.find::<EventRule>(from).is_none() {
        return site.find(from);
    }
    site.other(from).incoming().find_map(|it| site.find(it.from.target()?))
}

/// What deliveries cost of a bus or rule of an account: to other accounts, and to what is called over HTTP. The rest
/// are free. <https://aws.amazon.com/eventbridge/pricing/>
pub(super) fn delivered(site: Site<'_>, usage: &Usage<'_>, account: &str) -> Vec<Meter> {
    let across = usage.leaving.iter().filter(|it| {
        let bus = it.connection.and_then(|it| site.find::<EventBus>(it.to.target()?));
        bus.is_some_and(|bus| bus.account_id != account)
    });
    let called = usage.leaving.iter().filter(|it| {
        let service = it.connection.and_then(|it| site.find::<ExternalService>(it.to.target()?));
        service.is_some()
    });
    vec![
        Meter::marginal(
            "eventbridge.cross_account",
            &text!("events sent to other accounts", "다른 계정으로 보낸 이벤트"),
            counted(across),
        ),
        Meter::marginal(
            "eventbridge.api_destinations",
            &text!("calls of API destinations", "API 대상 호출"),
            counted(called),
        ),
    ]
}

impl Resource for EventBus {
    fn headline(&self) -> String {
        self.event_source.value().into()
    }

    fn shows(&self, field: &crate::model::field::FieldSpec) -> bool {
        self.archive || field.name != Self::archive_gb
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        vec![NetFact::Served { service: Service { name: "events".into(), region: site.region() } }]
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        messaging::taking(&text!(
            "the caller's role or the bus's policy allows events:PutEvents",
            "호출자의 역할이나 버스 정책이 events:PutEvents를 허용"
        ))
    }

    fn meters(&self, site: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        // What another bus sends, by a rule or drawn without one, is billed to the sender.
        let put = |it: &&Calls<'_>| {
            let from = it.connection.and_then(|it| it.from.target());
            from.is_none_or(|from| feeding(site, from).is_none())
        };
        let put = counted(usage.arrivals.iter().filter(put));
        let sku = match self.event_source {
            EventSource::Custom => Some("eventbridge.custom_events"),
            EventSource::Partner => Some("eventbridge.partner_events"),
            EventSource::Aws => None,
        };
        let put = sku.map(|sku| Meter::marginal(sku, &text!("events put", "받은 이벤트"), put));
        let mut meters: Vec<Meter> = put.into_iter().collect();
        meters.extend(delivered(site, usage, &self.account_id));
        if self.schema_discovery {
            let read = usage.sum(|it| Calls::steps(it.request_size, SCHEMA_STEP));
            let component = &text!("schema discovery", "스키마 검색");
            meters.push(Meter::marginal("eventbridge.schema_discovery", component, read));
        }
        if self.archive {
            let bytes = usage.sum(|it| Decimal::from(it.request_size));
            let archived = &text!("data archived", "아카이브 처리");
            meters.push(Meter::marginal("eventbridge.archive_processing", archived, bytes / BYTES_PER_GB));
            let kept = &text!("archive", "아카이브 보관");
            meters.push(Meter::fixed("eventbridge.archive_storage", kept, self.archive_gb));
        }
        meters
    }
}

impl Importing for EventBus {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::of("AWS::Events::EventBus")] }
    }

    fn usage(&self) -> &'static [(&'static str, Figure)] {
        &[("monthly_custom_events", Figure::Calls(1)), ("archive_storage_gb", Figure::Field("archive_gb"))]
    }
}

impl Exporting for EventBus {
    fn actions(&self) -> &'static [&'static str] {
        &["events:PutEvents"]
    }

    /// The default bus is there.
    fn written(&self) -> Option<Rc<str>> {
        (self.event_source != EventSource::Aws).then(|| "AWS::Events::EventBus".into())
    }

    fn give(&self, giving: &mut Giving<'_>) {
        giving.put("Name", giving.name());
    }
}
