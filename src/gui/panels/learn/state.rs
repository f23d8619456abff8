//! Chapter: functions keep nothing, and where state goes instead.

use super::{
    Chapter, Fact,
    figure::{Cell, table},
};
use crate::base::{Lang, Text, text};
use eframe::egui::Ui;

pub(super) static CHAPTER: Chapter = Chapter {
    title: text!("Stateless functions", "상태 없는 함수"),
    text: &[
        text!(
            "Two calls of a function may run in the same environment or in two that know nothing of each other. A variable outside the handler or a file in /tmp may still be there, or may not. So a function may use them to save work, such as an open connection, and never to keep what must not be lost.",
            "함수 호출 두 번은 같은 환경에서 실행될 수도 있고, 서로를 전혀 모르는 두 환경에서 실행될 수도 있습니다. 핸들러 밖의 변수나 /tmp의 파일은 남아 있을 수도, 없을 수도 있습니다. 열린 연결처럼 일을 줄이는 데에만 쓰고, 잃으면 안 되는 것을 두지 마세요."
        ),
        text!(
            "State goes where it can be shared and outlives every environment. And because an event may come twice, what a function writes should be the same the second time: use an id from the event, and write on a condition.",
            "상태는 함께 쓸 수 있고 환경보다 오래 남는 곳에 둡니다. 또 이벤트는 두 번 올 수 있으므로, 두 번째에도 결과가 같아야 합니다. 이벤트에 있는 ID를 쓰고 조건부로 쓰세요."
        ),
    ],
    figure: places,
    facts: &[
        Fact {
            words: text!(
                "An environment may be reused; objects outside the handler and files in /tmp stay in it, and AWS says when it ends, not you.",
                "실행 환경은 재사용될 수 있고, 핸들러 밖의 객체와 /tmp의 파일은 그 안에 남습니다. 환경이 언제 끝날지는 AWS가 정합니다."
            ),
            source: "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html",
        },
        Fact {
            words: text!(
                "Write idempotent code: the same event, handled twice, should have the effect of one.",
                "멱등성 있는 코드를 작성하세요. 같은 이벤트를 두 번 처리해도 결과는 한 번과 같아야 합니다."
            ),
            source: "https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html",
        },
        Fact {
            words: text!(
                "A function in a VPC can mount an EFS file system, which all its environments share.",
                "VPC 안의 함수는 EFS 파일 시스템을 마운트할 수 있고, 모든 실행 환경이 이를 공유합니다."
            ),
            source: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-filesystem.html",
        },
        Fact {
            words: text!(
                "A condition on a write lets DynamoDB refuse what was already written.",
                "쓰기에 조건을 달면 DynamoDB가 이미 쓰인 것을 거부합니다."
            ),
            source: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html",
        },
    ],
    templates: &[
        (None, "state-outside-functions"),
        (None, "step-functions-workflow"),
        (None, "s3-upload-triggers-function"),
    ],
};

static HEADS: [Text; 2] = [text!("where", "두는 곳"), text!("why there", "이유")];

static ROWS: [(Text, Text, Text); 6] = [
    (
        text!("Items by key", "키로 찾는 항목"),
        text!("DynamoDB table", "DynamoDB 테이블"),
        text!("no connections to keep, billed by the request", "유지할 연결이 없고 요청별로 청구됨"),
    ),
    (
        text!("Files", "파일"),
        text!("S3 bucket", "S3 버킷"),
        text!("large and many, read by whoever may", "크고 많아도 되며, 권한이 있는 쪽이 읽음"),
    ),
    (
        text!("Sessions", "세션"),
        text!("ElastiCache, or a table", "ElastiCache 또는 테이블"),
        text!("fast, and may be lost", "빠르고, 잃어도 되는 것"),
    ),
    (
        text!("Relations", "관계형 데이터"),
        text!("RDS or Aurora, behind a proxy", "프록시 뒤의 RDS 또는 Aurora"),
        text!("joins; a proxy shares its connections", "조인이 필요할 때. 프록시가 연결을 나눠 씀"),
    ),
    (
        text!("Work to do", "할 일"),
        text!("SQS queue", "SQS 대기열"),
        text!("waits until someone takes it, tries again", "누가 가져갈 때까지 기다리고 다시 시도함"),
    ),
    (
        text!("Where a process is", "진행 상태"),
        text!("Step Functions", "Step Functions"),
        text!("remembers the step, so that no function waits", "단계를 기억하므로 함수가 기다리지 않음"),
    ),
];

fn places(ui: &mut Ui, lang: Lang) {
    let heads: Vec<&str> = HEADS.iter().map(|it| it.get(lang)).collect();
    let rows: Vec<_> = ROWS
        .iter()
        .map(|(label, place, why)| (label.get(lang), vec![Cell::Words(place), Cell::Words(why)]))
        .collect();
    table(ui, lang, 130.0_f32.min(ui.available_width() * 0.26), &heads, &rows);
}
