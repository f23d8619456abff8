//! EventBridge rule.

use super::EventBus;
use crate::{
    base::text,
    diag::{Report, Rule, Severity},
    model::{
        connection::Access,
        fact::{CallFact, CallsFrom, Takes},
        quota,
        resource::{Resource, resource},
        site::Site,
    },
};

resource! {
    /// Picks events from a bus, or fires on a schedule, and starts its targets. Free.
    #[ko = "버스에서 맞는 이벤트를 골라내거나 일정에 따라 대상을 시작한다. 무료다."]
    pub struct EventRule: "EventBridge rule" | "EventBridge 규칙" {
        short: "Rule",
        icon: "event_rule",
        group: Messages,
        service: Baas,
        look: Card,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html",
        rules: [NEVER, MANY_TARGETS],
        fields {
            /// Which events it picks.
            #[ko = "골라낼 이벤트의 패턴."]
            pub event_pattern: String = String::new(), "Event pattern" | "이벤트 패턴", { example: "{\"source\": [\"orders\"]}" };
            /// When it fires by itself.
            #[ko = "스스로 실행되는 일정."]
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
