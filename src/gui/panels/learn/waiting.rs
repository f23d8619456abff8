//! Chapter: a function that calls a function and waits.

use super::{
    Chapter, Fact,
    figure::{Bar, Stretch, time_line},
};
use crate::base::{Lang, Text, text};
use eframe::egui::Ui;

pub(super) static CHAPTER: Chapter = Chapter {
    title: text!("A function that waits for another", "다른 함수를 기다리는 함수"),
    text: &[
        text!(
            "A function is billed from its first instruction to its answer, also while it waits. If it calls a second function and waits for the result, the same seconds are billed twice, each at its own memory. It also fails when the other does, and both count against the concurrency of the account.",
            "함수는 시작부터 응답까지 청구되며, 기다리는 동안도 마찬가지입니다. 다른 함수를 호출해 결과를 기다리면 같은 시간이 각자의 메모리 기준으로 두 번 청구됩니다. 상대가 실패하면 함께 실패하고, 둘 다 계정의 동시성을 차지합니다."
        ),
        text!(
            "Let something wait that is not billed for waiting: a queue if nobody needs the result now, an event if several should hear of it, a state machine if steps depend on each other. If the second is only ever called by the first, make it one function.",
            "기다려도 청구되지 않는 것이 기다리게 하세요. 지금 결과가 필요 없으면 대기열, 여럿이 알아야 하면 이벤트, 단계가 서로 이어지면 상태 머신을 씁니다. 둘째 함수를 첫째 함수만 호출한다면 하나로 합치세요."
        ),
    ],
    figure: lanes,
    facts: &[
        Fact {
            words: text!(
                "AWS names functions that call functions among the anti-patterns of Lambda: cost, error handling and concurrency suffer.",
                "AWS는 함수를 호출하는 함수를 Lambda의 안티패턴으로 꼽습니다. 비용, 오류 처리, 동시성에 모두 불리합니다."
            ),
            source: "https://docs.aws.amazon.com/lambda/latest/operatorguide/anti-patterns.html",
        },
        Fact {
            words: text!(
                "Duration counts from when the code begins to run until it returns or otherwise ends.",
                "실행 시간은 코드가 실행되기 시작할 때부터 반환하거나 종료될 때까지 계산됩니다."
            ),
            source: "https://aws.amazon.com/lambda/pricing/",
        },
        Fact {
            words: text!(
                "A Standard workflow is billed by its state transitions, not by how long it runs or waits.",
                "표준 워크플로는 실행하거나 기다린 시간이 아니라 상태 전환 횟수로 청구됩니다."
            ),
            source: "https://aws.amazon.com/step-functions/pricing/",
        },
        Fact {
            words: text!(
                "Called asynchronously, Lambda puts the event into a queue and answers at once.",
                "비동기로 호출하면 Lambda는 이벤트를 대기열에 넣고 바로 응답합니다."
            ),
            source: "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html",
        },
    ],
    templates: &[
        (Some(text!("Waits", "기다림")), "function-calls-function"),
        (Some(text!("Queue", "대기열")), "queue-worker"),
        (Some(text!("Workflow", "워크플로")), "step-functions-workflow"),
    ],
};

static FIRST: Text = text!("check-out", "check-out");
static SECOND: Text = text!("price-basket", "price-basket");
static WORKS: Text = text!("works", "실행");
static WAITS: Text = text!("waits, and is billed", "기다림, 청구됨");

fn lanes(ui: &mut Ui, lang: Lang) {
    let bar = |from: f32, long: f32, what: Stretch, words: &'static Text| Bar { from, long, what, words };
    let first = [
        bar(0.0, 0.2, Stretch::Work, &WORKS),
        bar(0.2, 0.6, Stretch::Waits, &WAITS),
        bar(0.8, 0.2, Stretch::Work, &WORKS),
    ];
    let second = [bar(0.2, 0.6, Stretch::Work, &WORKS)];
    time_line(ui, lang, None, &[(&FIRST, &first), (&SECOND, &second)]);
}
