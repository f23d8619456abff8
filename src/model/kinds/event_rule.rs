//! EventBridge rule.

use super::{EventBus, event_bus};
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
    model::{
        connection::Access,
        fact::{CallFact, CallsFrom, Meter, Takes, Usage},
        quota,
        resource::{Resource, resource},
        site::Site,
    },
};
use crate::model::taking::{Importing, Import, Taking};
use crate::model::giving::{Exporting, self, Giving, Properties, Caller, say, list, tree, to_do};
use crate::base::NodeId;
use crate::model::giving::json;

resource! {
    /// Picks events from a bus, or fires on a schedule, and starts its targets. Free.
    #[ko = "버스에서 맞는 이벤트를 골라내거나 일정에 따라 대상을 시작한다. 무료다."]
    pub struct EventRule: "EventBridge rule" | "EventBridge 규칙" {
        short: "Rule",
        icon: "event_rule",
        stencil: "rule",
        group: Messages,
        service: Baas,
        look: Card,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html",
        rules: [NEVER, MANY_TARGETS, UNCOUNTED],
        fields {
            /// Which events it picks.
            #[ko = "골라낼 이벤트의 패턴."]
            pub event_pattern: String = String::new(), "Event pattern" | "이벤트 패턴", { example: "{\"source\": [\"orders\"]}" };
            /// When it fires by itself. The bill does not follow from it: say how often by a workload that enters here.
            #[ko = "스스로 실행되는 일정. 청구는 여기서 나오지 않으므로 이곳으로 들어오는 워크로드에 횟수를 적는다."]
            pub schedule_expression: String = String::new(), "Schedule" | "일정", { example: "rate(5 minutes)" };
        }
    }
}

static NEVER: Rule = Rule {
    code: "EVR001",
    severity: Severity::Warning,
    title: text!("no bus feeds it and it has no schedule, so it never fires", "이벤트를 주는 버스도 일정도 없어 실행되지 않는다"),
    help: text!("connect a bus to it, or give it a schedule", "버스를 연결하거나 일정을 정한다"),
    source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html",
};

static MANY_TARGETS: Rule = Rule {
    code: "EVR002",
    severity: Severity::Error,
    title: text!("the rule has {0} targets; it may have {1}", "규칙의 대상이 {0}개다. 최대 {1}개다"),
    help: text!("split it into several rules", "규칙을 여럿으로 나눈다"),
    source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html",
};

static UNCOUNTED: Rule = Rule {
    code: "EVR003",
    severity: Severity::Info,
    title: text!(
        "what its schedule starts is not on the bill: no workload enters here",
        "이곳으로 들어오는 워크로드가 없어 일정에 따라 시작되는 것이 청구에 없다"
    ),
    help: text!(
        "say in the workload how often it fires: rate(5 minutes) is 8,760 times a month",
        "워크로드에 실행 횟수를 적는다. rate(5 minutes)는 한 달에 8,760번이다"
    ),
    source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html",
};

impl Resource for EventRule {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let fed = site.incoming().any(|it| it.from.target().is_some_and(|id| site.find::<EventBus>(id).is_some()));
        if !fed && self.schedule_expression.trim().is_empty() {
            report.raise(&NEVER, site.here(), []);
        }
        quota::TARGETS_PER_EVENT_RULE.compare(site.outgoing().count(), &MANY_TARGETS, || site.here(), report);
    }

    fn headline(&self) -> String {
        self.schedule_expression.clone()
    }

    fn check_load(&self, site: Site<'_>, usage: &Usage<'_>, report: &mut Report) {
        let entered = usage.arrivals.iter().any(|it| it.connection.is_none());
        if !self.schedule_expression.trim().is_empty() && !entered && site.outgoing().next().is_some() {
            report.raise(&UNCOUNTED, site.at(Self::schedule_expression), []);
        }
    }

    fn meters(&self, site: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let bus = event_bus::feeding(site, site.id());
        event_bus::delivered(site, usage, bus.map_or("", |bus| &bus.account_id))
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        vec![
            CallFact::Calls(CallsFrom::Events),
            CallFact::Takes(Takes {
                access: Access::EventSource,
                from: &[CallsFrom::Events],
                authority: &text!("no authority: the rule belongs to its bus", "권한 부여자 없음. 규칙은 버스에 속한다"),
            }),
        ]
    }
}

impl Importing for EventRule {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::named("AWS::Events::Rule", &[("event_pattern", "-")])] }
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        if let Some(pattern) = taking.get("EventPattern") {
            self.event_pattern = pattern.compact();
        }
        taking.connect_each("Targets", "Arn");
        if let Some((bus, _)) = taking.node_at("EventBusName") {
            taking.connect(bus, taking.id.clone(), None);
        }
    }
}

impl Exporting for EventRule {
    fn properties(&self) -> Properties {
        Properties { always: &[], changed: &["ScheduleExpression"] }
    }

    fn caller(&self, giving: &Giving<'_>, id: &NodeId) -> Option<Caller> {
        Some(Caller { principal: "events.amazonaws.com", condition: ("SourceArn", giving.arn(id)) })
    }

    fn give(&self, giving: &mut Giving<'_>) {
        if !self.event_pattern.is_empty() {
            // As a tree, if that says no less: not how it is spaced, and not which numbers are texts.
        let tree = json(&self.event_pattern).filter(|it| it.compact() == self.event_pattern);
        giving.put("EventPattern", tree.unwrap_or_else(|| say(&self.event_pattern)));
        } else if self.schedule_expression.is_empty() {
            giving.put("EventPattern", tree([("source", list([to_do()]))]));
        }
        let bus = giving.site.incoming().filter_map(|it| it.ends().map(|it| it.0));
        let bus: Option<&NodeId> = bus.into_iter().find(|it| giving.site.find::<EventBus>(it).is_some() && giving.has(it));
        if let Some(bus) = bus {
            giving.put("EventBusName", giving.to(bus));
        }
        let targets = giving.calls().into_iter().filter(|it| it.1.kind != Access::Reference);
        let targets: Vec<&NodeId> = targets.map(|it| it.0).collect();
        let others = targets.iter().any(|to| giving.site.resource(to).is_some_and(|it| it.1.resource.as_exporting().protocol().is_empty()));
        let role = others.then(|| giving.role("events.amazonaws.com", &[], false)).flatten();
        let each = targets.iter().map(|to| {
            let mut all = tree([("Arn", giving.arn(to)), ("Id", say(giving::plain(to)))]);
            let by_role = giving.site.resource(to).is_some_and(|it| it.1.resource.as_exporting().protocol().is_empty());
            if let Some(role) = role.clone().filter(|_| by_role) {
                all.put("RoleArn", role);
            }
            all
        });
        let each: Vec<_> = each.collect();
        if !each.is_empty() {
            giving.put("Targets", list(each));
        }
    }
}
