//! Step Functions state machine.

use crate::{
    base::{Decimal, Message, text},
    diag::{Report, Rule, Severity},
    model::{
        connection::Access,
        fact::{CallFact, CallsFrom, Meter, NetFact, Service, Takes, Usage},
        field::{FieldSpec, choice},
        quota,
        resource::{Resource, resource},
        site::Site,
    },
};
use crate::model::taking::{Figure, Importing, Import, Taking};
use crate::model::giving::{Exporting, Giving, Properties, say, tree, mixed};
use crate::base::NodeId;
use crate::model::attrs::Attr;

mod definition;

choice! {
    /// How executions run and are billed.
    pub enum StateMachineType {
        /// Up to a year, each state exactly once; billed by the transition.
        Standard = "STANDARD", "Standard" | "표준";
        /// Up to five minutes; billed by the request and by memory over time.
        Express = "EXPRESS", "Express" | "익스프레스";
    }
}

resource! {
    /// A workflow: calls one thing after the other, waits, retries, branches.
    #[ko = "작업 흐름. 차례로 호출하고, 기다리고, 다시 시도하고, 갈라진다."]
    pub struct StateMachine: "Step Functions state machine" | "Step Functions 상태 머신" {
        short: "Step Functions",
        icon: "state_machine",
        stencil: "step_functions",
        group: Messages,
        service: Baas,
        look: Card,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/step-functions/latest/dg/welcome.html",
        rules: [LONG],
        fields {
            /// How executions run and are billed.
            #[ko = "실행되고 청구되는 방식."]
            pub state_machine_type: StateMachineType = StateMachineType::Standard, "Type" | "유형";
            /// States that one execution enters on average, retries counted.
            #[ko = "실행 한 번이 들어가는 상태 수의 평균. 재시도도 센다."]
            pub transitions: Decimal = Decimal::from_parts(5, 0, 0, false, 0), "Transitions" | "상태 전환", { max: 1_000_000, usage: true };
            /// How long one execution runs on average. Billed by started 100 ms.
            #[ko = "실행 한 번의 평균 시간. 시작된 100 ms 단위로 청구된다."]
            pub mean_duration: u32 = 1000, "Mean duration" | "평균 실행 시간", { unit: "ms", min: 1, usage: true };
            /// Memory that one execution takes. Billed by started 64 MB.
            #[ko = "실행 한 번이 쓰는 메모리. 시작된 64 MB 단위로 청구된다."]
            pub memory_size: u32 = 64, "Memory" | "메모리", { unit: "MB", min: 1, max: 10_240, usage: true };
        }
    }
}

/// <https://aws.amazon.com/step-functions/pricing/>
const DURATION_STEP: u32 = 100;
const MEMORY_STEP: u32 = 64;

static LONG: Rule = Rule {
    code: "SFN001",
    severity: Severity::Error,
    title: text!(
        "an express execution of {0} ms is over the limit of {1} s",
        "익스프레스 실행 시간 {0} ms가 한도 {1}초를 넘는다"
    ),
    help: text!("make it a standard workflow", "표준 워크플로로 바꾼다"),
    source: "https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html",
};

impl StateMachine {
    fn is_express(&self) -> bool {
        self.state_machine_type == StateMachineType::Express
    }
}

impl Resource for StateMachine {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let limit = quota::EXPRESS_EXECUTION_SECONDS.value();
        if self.is_express() && u64::from(self.mean_duration) > u64::from(limit) * 1000 {
            let args = [self.mean_duration.to_string(), limit.to_string()];
            report.raise(&LONG, site.at(Self::mean_duration), args);
        }
    }

    fn headline(&self) -> String {
        self.state_machine_type.value().to_lowercase()
    }

    fn shows(&self, field: &FieldSpec) -> bool {
        let express = [Self::mean_duration, Self::memory_size];
        if self.is_express() { field.name != Self::transitions } else { !express.contains(&field.name) }
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        vec![NetFact::Served { service: Service { name: "states".into(), region: site.region() } }]
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        let authority = &text!(
            "the caller's role allows states:StartExecution",
            "호출자의 역할이 states:StartExecution을 허용"
        );
        vec![
            CallFact::Calls(CallsFrom::Provider),
            CallFact::Takes(Takes {
                access: Access::Invoke,
                from: &[CallsFrom::Code, CallsFrom::Provider],
                authority,
            }),
            CallFact::Takes(Takes { access: Access::EventSource, from: &[CallsFrom::Events], authority }),
        ]
    }

    fn meters(&self, _: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let calls = usage.calls();
        if !self.is_express() {
            let transitions = calls.saturating_mul(self.transitions);
            let component = &text!("state transitions", "상태 전환");
            return vec![Meter::marginal("step_functions.standard_transitions", component, transitions)];
        }
        let milliseconds = Decimal::from(self.mean_duration.div_ceil(DURATION_STEP)) * Decimal::from(DURATION_STEP);
        let megabytes = Decimal::from(self.memory_size.div_ceil(MEMORY_STEP)) * Decimal::from(MEMORY_STEP);
        let each = milliseconds / Decimal::ONE_THOUSAND * megabytes / Decimal::from(1024);
        vec![
            Meter::marginal("step_functions.express_requests", &text!("executions", "실행"), calls),
            Meter::marginal(
                "step_functions.express_duration",
                &text!("memory over time", "메모리 사용 시간"),
                calls.saturating_mul(each),
            ),
        ]
    }
}

impl Importing for StateMachine {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::of("AWS::StepFunctions::StateMachine")] }
    }

    fn usage(&self) -> &'static [(&'static str, Figure)] {
        &[("monthly_requests", Figure::Calls(1)), ("monthly_transitions", Figure::CallsTimes("transitions")), ("memory_mb", Figure::Field("memory_size")), ("workflow_duration_ms", Figure::Field("mean_duration"))]
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        let Some(steps) = definition::read(taking) else {
            for path in ["DefinitionSubstitutions", "DefinitionString", "Definition"] {
                taking.connect_named(path);
            }
            return;
        };
        taking.wanted.extend(steps.wanted);
        if steps.transitions > 0 {
            self.transitions = Decimal::from(steps.transitions);
            if !self.is_express() {
                let why = &text!("{0} state transitions of one execution, on the longest way", "실행 한 번의 상태 전환 {0}개(가장 긴 경로)");
                taking.inferred.push(Message::new(why, [steps.transitions.to_string()]));
            }
        }
    }
}

impl Exporting for StateMachine {
    fn properties(&self) -> Properties {
        Properties { always: &[], changed: &["StateMachineType"] }
    }

    fn arn(&self) -> &'static str {
        ""
    }

    fn actions(&self) -> &'static [&'static str] {
        &["states:StartExecution"]
    }

    fn integrated(&self, id: &NodeId) -> Option<(&'static str, Attr)> {
        let request = format!("{{\"stateMachineArn\": \"${{{id}}}\", \"input\": \"$util.escapeJavaScript($input.json('$'))\"}}");
        Some(("states:action/StartExecution", mixed(request)))
    }

    fn give(&self, giving: &mut Giving<'_>) {
        let functions = giving.calls().into_iter().map(|it| it.0);
        let functions = functions.filter(|to| giving.site.resource(to).is_some_and(|it| it.1.resource.as_exporting().is_function()));
        let functions: Vec<&NodeId> = functions.collect();
        // One task after another; in which order, and what comes between, is for a person to say.
        let mut states = Vec::new();
        for (n, to) in functions.iter().enumerate() {
            let mut state = tree([("Type", say("Task")), ("Resource", giving.arn(to))]);
            match functions.get(n + 1) {
                Some(next) => state.put("Next", say(next)),
                None => state.put("End", say(true)),
            }
            states.push((to.as_str(), state));
        }
        if states.is_empty() {
            states.push(("TODO", tree([("Type", say("Pass")), ("End", say(true))])));
        }
        let first = states.first().map_or("TODO", |it| it.0);
        let steps = [("Comment", say(definition::TO_DO)), ("StartAt", say(first)), ("States", tree(states))];
        giving.put("Definition", tree(steps));
        if let Some(role) = giving.role("states.amazonaws.com", &[], true) {
            giving.put("RoleArn", role);
        }
    }
}
