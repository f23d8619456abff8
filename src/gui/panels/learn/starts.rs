//! Chapter: cold and warm starts.

use super::{
    Chapter, Fact,
    figure::{Bar, Stretch, time_line},
};
use crate::base::{Lang, Text, text};
use eframe::egui::Ui;

pub(super) static CHAPTER: Chapter = Chapter {
    title: text!("Cold and warm start", "콜드 스타트와 웜 스타트"),
    text: &[
        text!(
            "Lambda runs a function in an execution environment. If none is free when a call arrives, Lambda makes a new one: it fetches the code, starts the runtime, and runs what stands outside the handler. That is a cold start, and the caller waits for it. An environment that has answered is kept for a while; the next call that finds it starts warm.",
            "Lambda는 함수를 실행 환경에서 실행합니다. 호출이 왔을 때 비어 있는 환경이 없으면 새로 만듭니다. 코드를 가져오고, 런타임을 시작하고, 핸들러 밖의 코드를 실행합니다. 이것이 콜드 스타트이며, 호출한 쪽은 그동안 기다립니다. 응답을 마친 환경은 한동안 유지되고, 다음 호출이 그 환경을 쓰면 웜 스타트입니다."
        ),
        text!(
            "One environment handles one call at a time, so a burst of calls is a burst of cold starts. A smaller package, less work outside the handler, and more memory make them shorter. Provisioned concurrency and SnapStart take them away from callers, and have a price of their own.",
            "환경 하나는 한 번에 호출 하나만 처리하므로, 호출이 몰리면 콜드 스타트도 몰립니다. 패키지를 줄이고, 핸들러 밖의 일을 줄이고, 메모리를 늘리면 짧아집니다. 프로비저닝된 동시성과 SnapStart는 호출하는 쪽의 대기를 없애거나 줄이며, 그만한 비용이 듭니다."
        ),
    ],
    figure: lanes,
    facts: &[
        Fact {
            words: text!(
                "The life of an environment has three phases: Init, Invoke, Shutdown; a cold start is Init before Invoke.",
                "실행 환경의 수명 주기는 Init, Invoke, Shutdown 세 단계입니다. 콜드 스타트는 Invoke 앞에 Init이 있는 경우입니다."
            ),
            source: "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html",
        },
        Fact {
            words: text!(
                "Since August 2025 the Init phase is billed like the call itself, whatever the package and the runtime.",
                "2025년 8월부터 Init 단계는 패키지 유형과 런타임에 관계없이 호출과 똑같이 청구됩니다."
            ),
            source: "https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/",
        },
        Fact {
            words: text!(
                "Provisioned concurrency keeps a number of environments initialized; they are billed whether called or not.",
                "프로비저닝된 동시성은 정한 수의 환경을 초기화해 둡니다. 호출이 없어도 청구됩니다."
            ),
            source: "https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html",
        },
        Fact {
            words: text!(
                "SnapStart resumes new environments from a snapshot of an initialized one.",
                "SnapStart는 초기화를 마친 환경의 스냅샷에서 새 환경을 재개합니다."
            ),
            source: "https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html",
        },
    ],
    templates: &[(None, "cold-and-warm-start"), (None, "http-api-lambda-dynamodb"), (None, "scheduled-job")],
};

static COLD: Text = text!("Cold start", "콜드 스타트");
static WARM: Text = text!("Warm start", "웜 스타트");
static KEPT: Text = text!("Provisioned concurrency", "프로비저닝된 동시성");
static CALL: Text = text!("a call arrives", "호출 도착");
static FETCH: Text = text!("fetch code", "코드 가져오기");
static INIT: Text = text!("Init", "Init");
static HANDLER: Text = text!("handler", "핸들러");
static BEFORE: Text = text!("Init, before any call", "Init, 호출 전");

fn lanes(ui: &mut Ui, lang: Lang) {
    let bar = |from: f32, long: f32, what: Stretch, words: &'static Text| Bar { from, long, what, words };
    let cold = [
        bar(0.3, 0.15, Stretch::Ready, &FETCH),
        bar(0.45, 0.25, Stretch::Ready, &INIT),
        bar(0.7, 0.2, Stretch::Work, &HANDLER),
    ];
    let warm = [bar(0.3, 0.2, Stretch::Work, &HANDLER)];
    let kept = [bar(0.0, 0.28, Stretch::Ready, &BEFORE), bar(0.3, 0.2, Stretch::Work, &HANDLER)];
    time_line(ui, lang, Some((0.3, &CALL)), &[(&COLD, &cold), (&WARM, &warm), (&KEPT, &kept)]);
}
