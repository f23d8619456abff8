//! Resources that are billed by the request, in a design that no requests enter.

use super::{Advice, Design};
use crate::{
    base::{Decimal, text},
    diag::{Place, Report, Rule, Severity},
    model::{
        fact::{Basis, Calls, Usage},
        site::{Index, Site},
    },
};

pub(super) static ADVICE: Advice = Advice {
    rule: Rule {
        code: "SPEND006",
        severity: Severity::Info,
        title: text!(
            "`{0}` is billed by the request, and no requests enter this design",
            "`{0}`은(는) 요청 수에 따라 요금이 드는데 이 설계에는 들어오는 요청이 없다"
        ),
        help: text!(
            "say in the workload where requests enter, and how many a month",
            "워크로드에 요청이 어디로 한 달에 몇 건 들어오는지 적는다"
        ),
        source: "https://aws.amazon.com/lambda/pricing/",
    },
    explanation: text!(
        "A bill follows the requests that enter where the workload says. Without a workload it holds only what costs \
         by time, so a design of functions, queues and tables seems to cost nothing. Give the workload an entry with \
         the resource where requests come in and their number in a month.",
        "요금은 워크로드에 적힌 곳으로 들어오는 요청을 따라간다. 워크로드가 없으면 시간에 따라 드는 요금만 남아, 함수와 대기열과 테이블로 된 설계가 무료처럼 보인다. \
         요청이 들어오는 리소스와 월 요청 수를 워크로드에 적는다."
    ),
    look,
};

fn look(design: &Design<'_>, report: &mut Report) {
    if !design.model.workload().is_empty() {
        return;
    }
    let index = Index::of(design.model);
    let one = Calls { calls: Decimal::ONE, request_size: 0, response_size: 0, connection: None };
    let usage = Usage { arrivals: [one].into_iter().collect(), ..Usage::default() };
    let by_request = design.model.nodes().find(|(id, node)| {
        let meters = node.resource.as_resource().meters(Site::new(design.model, &index, id), &usage);
        meters.iter().any(|it| it.basis == Basis::Marginal && !it.quantity.is_zero())
    });
    if let Some((id, _)) = by_request {
        report.raise(&ADVICE.rule, Place::Node { node: id.clone(), field: None }, [id.to_string()]);
    }
}
