//! EventBridge pipe.

use crate::{
    base::text,
    diag::{Report, Rule, Severity},
    model::{
        connection::Access,
        fact::{CallFact, Calls, CallsFrom, Meter, Takes, Usage},
        resource::{Resource, resource},
        site::Site,
        taking::{Importing, Import, Taking},
    },
};
use crate::model::giving::{Exporting, Giving, say, list, tree};
use crate::base::NodeId;
use crate::model::giving::to_do;

resource! {
    /// Takes events from one source, picks and enriches them, and hands them to one target.
    #[ko = "원본 하나에서 이벤트를 받아 골라내고 보강해 대상 하나에 넘긴다."]
    pub struct Pipe: "EventBridge pipe" | "EventBridge 파이프" {
        short: "Pipe",
        icon: "pipe",
        group: Messages,
        service: Baas,
        look: Card,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes.html",
        rules: [DRY],
        fields {
            /// Which events pass.
            #[ko = "통과시킬 이벤트의 패턴."]
            pub filter_pattern: String = String::new(), "Filter" | "필터", { example: "{\"body\": {\"kind\": [\"order\"]}}" };
        }
    }
}

static DRY: Rule = Rule {
    code: "PIPE001",
    severity: Severity::Warning,
    title: text!("nothing flows through it: it needs a source and a target", "흐르는 것이 없다. 원본과 대상이 있어야 한다"),
    help: text!("connect a source to it, and it to a target", "원본을 이곳에 연결하고 이곳을 대상에 연결한다"),
    source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes.html",
};

/// An event counts by started 64 KB. <https://aws.amazon.com/eventbridge/pricing/>
const STEP: u32 = 64 * 1024;

impl Resource for Pipe {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        if site.incoming().next().is_none() || site.outgoing().next().is_none() {
            report.raise(&DRY, site.here(), []);
        }
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        vec![
            CallFact::Calls(CallsFrom::Events),
            CallFact::Calls(CallsFrom::Provider),
            CallFact::Takes(Takes {
                access: Access::EventSource,
                from: &[CallsFrom::Events],
                authority: &text!("the pipe's role allows reading its source", "파이프의 역할이 원본 읽기를 허용"),
            }),
        ]
    }

    fn meters(&self, _: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let counted = usage.sum(|it| Calls::steps(it.request_size, STEP));
        vec![Meter::marginal("eventbridge.pipes", &text!("requests", "요청"), counted)]
    }
}

impl Importing for Pipe {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::of("AWS::Pipes::Pipe")] }
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        // Terraform calls the list by what it is a list of.
        let filters = ["Filters", "Filter"].iter().find_map(|it| taking.get(&format!("SourceParameters.FilterCriteria.{it}")));
        if let Some(pattern) = filters.and_then(|it| it.items().first()?.known_at("Pattern")) {
            pattern.clone_into(&mut self.filter_pattern);
        }
        if let Some((source, _)) = taking.node_at("Source") {
            taking.connect(source, taking.id.clone(), None);
        }
        for path in ["Enrichment", "Target"] {
            if let Some((to, _)) = taking.node_at(path) {
                taking.connect(taking.id.clone(), to, None);
            }
        }
    }
}

impl Exporting for Pipe {
    fn is_tagged(&self) -> bool {
        false
    }

    fn give(&self, giving: &mut Giving<'_>) {
        let source = giving.site.incoming().find_map(|it| it.ends().map(|it| it.0).filter(|it| giving.has(it)));
        let calls = giving.calls();
        let mut targets = calls.iter().map(|it| it.0);
        let read = |from: &NodeId| {
            let polled = giving.site.resource(from).and_then(|it| it.1.resource.as_exporting().polled());
            giving.attribute(from, Some(polled.map_or(giving.site.resource(from).map_or("", |it| it.1.resource.as_exporting().arn()), |it| it.attribute)))
        };
        giving.put("Source", source.map_or_else(to_do, read));
        // The last one is what it brings to; one before adds to what it brings.
        let last = targets.next_back();
        if let Some(first) = targets.next() {
            giving.put("Enrichment", giving.arn(first));
        }
        giving.put("Target", last.map_or_else(to_do, |it| giving.arn(it)));
        if !self.filter_pattern.is_empty() {
            let filter = tree([("Pattern", say(&self.filter_pattern))]);
            giving.put("SourceParameters.FilterCriteria.Filters", list([filter]));
        }
        if let Some(role) = giving.role("pipes.amazonaws.com", &[], true) {
            giving.put("RoleArn", role);
        }
    }
}
