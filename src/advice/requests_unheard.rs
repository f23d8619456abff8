//! Requests that enter at something that nobody can call.

use super::{Advice, Design};
use crate::{
    base::text,
    diag::{Place, Report, Rule, Severity},
    model::{
        fact::{CallFact, CallsFrom},
        site::{Index, Site},
    },
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "SPEND007",
        severity: Severity::Warning,
        title: text!(
            "the workload sends requests to `{0}`, which nobody can call",
            "워크로드가 호출할 수 없는 `{0}`(으)로 요청을 보낸다"
        ),
        help: text!(
            "let requests enter at a client, an API, a function or a server",
            "클라이언트, API, 함수, 서버로 요청이 들어오게 한다"
        ),
        source: "https://docs.aws.amazon.com/wellarchitected/latest/framework/cost-optimization.html",
    },
    explanation: text!(
        "Requests enter at what makes them, such as a client, or at what takes them, such as an API, a function or a \
         server. A region, a VPC, a filter or an alarm does neither: what enters there goes nowhere, and its bytes may \
         still be billed. Name the resource that the requests are really for.",
        "요청은 클라이언트처럼 요청을 만드는 곳이나 API, 함수, 서버처럼 요청을 받는 곳으로 들어온다. 리전, VPC, 필터, 경보는 어느 쪽도 아니어서 그곳으로 들어온 요청은 \
         아무 데도 가지 못하고, 데이터 요금만 들 수 있다. 요청이 실제로 향하는 리소스를 지정한다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    let entries: Vec<_> = design.model.workload().iter().filter_map(|it| it.at.target()).collect();
    if entries.is_empty() {
        return;
    }
    let index = Index::of(design.model);
    for id in entries {
        let Some(node) = design.model.node(id) else { continue };
        let facts = node.resource.as_resource().call_facts(Site::new(design.model, &index, id));
        let heard = facts.iter().any(|fact| match fact {
            CallFact::Takes(_) | CallFact::Calls(CallsFrom::Code | CallsFrom::Outside | CallsFrom::Events) => true,
            CallFact::Calls(CallsFrom::Provider) => false,
        });
        if !heard {
            report.raise(&ADVICE.rule, Place::Node { node: id.clone(), field: None }, [id.to_string()]);
        }
    }
}
