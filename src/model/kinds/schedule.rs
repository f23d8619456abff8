//! EventBridge Scheduler schedule.

use crate::{
    base::{Decimal, text},
    diag::{Report, Rule, Severity},
    model::{
        fact::{CallFact, CallsFrom, Meter, Usage},
        resource::{Resource, resource},
        site::Site,
    },
};
use crate::model::taking::{Importing, Import, Taking};
use crate::model::giving::{Exporting, Giving, say, to_do};
use crate::model::giving::doubt;

resource! {
    /// Calls one target at the times that it is told. Billed by how often it does.
    #[ko = "정한 시각마다 대상 하나를 호출한다. 호출 횟수로 청구된다."]
    pub struct Schedule: "EventBridge schedule" | "EventBridge 일정" {
        short: "Schedule",
        icon: "schedule",
        stencil: "event_time_based",
        group: Messages,
        service: Baas,
        look: Card,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule.html",
        rules: [NEVER, MANY_TARGETS],
        fields {
            /// When it calls. The bill does not follow from it: say how often by a workload that enters here, or below.
            #[ko = "호출하는 시각. 청구는 여기서 나오지 않으므로, 이곳으로 들어오는 워크로드나 아래 항목에 횟수를 적는다."]
            pub schedule_expression: String = String::new(), "Schedule" | "일정", { example: "rate(5 minutes)" };
            /// Invocations a month that no workload shows: 8,760 for every five minutes.
            #[ko = "워크로드에 나타나지 않는 한 달 호출 수. 5분마다라면 8,760이다."]
            pub further_invocations: Decimal = Decimal::ZERO, "Further invocations" | "그 밖의 호출", { unit: "/month", usage: true };
        }
    }
}

static NEVER: Rule = Rule {
    code: "SCH001",
    severity: Severity::Error,
    title: text!("it has no schedule, so it never calls anything", "일정이 없어 아무것도 호출하지 않는다"),
    help: text!("give it a rate, cron or at expression", "rate, cron 또는 at 식을 정한다"),
    source: "https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html",
};

static MANY_TARGETS: Rule = Rule {
    code: "SCH002",
    severity: Severity::Error,
    title: text!("it has {0} targets; a schedule has one", "대상이 {0}개다. 일정의 대상은 하나다"),
    help: text!(
        "make a schedule for each, or send to a topic or a bus",
        "대상마다 일정을 따로 만들거나 주제나 버스로 보낸다"
    ),
    source: "https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets.html",
};

impl Resource for Schedule {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        if self.schedule_expression.trim().is_empty() {
            report.raise(&NEVER, site.at(Self::schedule_expression), []);
        }
        let targets = site.outgoing().count();
        if targets > 1 {
            report.raise(&MANY_TARGETS, site.here(), [targets.to_string()]);
        }
    }

    fn headline(&self) -> String {
        self.schedule_expression.clone()
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        vec![CallFact::Calls(CallsFrom::Events)]
    }

    /// An invocation is a call of the target. <https://aws.amazon.com/eventbridge/pricing/>
    fn meters(&self, _: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let called = usage.leaving.iter().map(|it| it.calls).fold(Decimal::ZERO, Decimal::saturating_add);
        vec![
            Meter::marginal("eventbridge.scheduler", &text!("invocations", "호출"), called),
            Meter::fixed(
                "eventbridge.scheduler",
                &text!("further invocations", "그 밖의 호출"),
                self.further_invocations,
            ),
        ]
    }
}

impl Importing for Schedule {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::of("AWS::Scheduler::Schedule")] }
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        taking.connect_each("Target", "Arn");
    }
}

impl Exporting for Schedule {
    fn is_tagged(&self) -> bool {
        false
    }

    fn give(&self, giving: &mut Giving<'_>) {
        giving.put("FlexibleTimeWindow.Mode", say("OFF"));
        let expression = match self.schedule_expression.as_str() {
            "" => giving.unknown(Self::schedule_expression).map_or_else(to_do, doubt),
            known => say(known),
        };
        giving.put("ScheduleExpression", expression);
        let target = giving.calls().first().map(|it| giving.arn(it.0)).unwrap_or_else(to_do);
        giving.put("Target.Arn", target);
        if let Some(role) = giving.role("scheduler.amazonaws.com", &[], true) {
            giving.put("Target.RoleArn", role);
        }
    }
}
