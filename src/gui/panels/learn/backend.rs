//! Chapter: functions of one's own, or finished services.

use super::{
    Chapter, Fact,
    figure::{Cell, table},
};
use crate::base::{Lang, Text, text};
use eframe::egui::Ui;

pub(super) static CHAPTER: Chapter = Chapter {
    title: text!("FaaS or BaaS", "FaaS와 BaaS"),
    text: &[
        text!(
            "FaaS runs your code when something calls it: with Lambda you write a function and AWS does the rest. BaaS is a finished service behind an interface: a table, a bucket, a queue, a pool of users. Most serverless designs are both, a little code between finished services.",
            "FaaS는 무언가가 호출할 때 고객의 코드를 실행합니다. Lambda에서는 함수를 작성하고 나머지는 AWS가 맡습니다. BaaS는 인터페이스 뒤에 있는 완성된 서비스입니다. 테이블, 버킷, 대기열, 사용자 풀이 그렇습니다. 서버리스 설계는 대부분 둘을 함께 씁니다. 완성된 서비스 사이에 약간의 코드가 있습니다."
        ),
        text!(
            "Leave a function out where it would only pass things on: an API can write to a table by itself, a browser can upload to a bucket with a presigned URL. Keep one where a rule of your own has to be enforced.",
            "전달만 하는 함수는 빼도 됩니다. API는 테이블에 직접 쓸 수 있고, 브라우저는 미리 서명된 URL로 버킷에 올릴 수 있습니다. 직접 정한 규칙을 지키게 해야 하는 곳에는 함수를 두세요."
        ),
    ],
    figure: compare,
    facts: &[
        Fact {
            words: text!(
                "Lambda bills requests and the duration of each, by memory; DynamoDB on-demand bills reads and writes.",
                "Lambda는 요청 수와, 메모리에 따른 실행 시간으로 청구합니다. DynamoDB 온디맨드는 읽기와 쓰기로 청구합니다."
            ),
            source: "https://aws.amazon.com/lambda/pricing/",
        },
        Fact {
            words: text!(
                "A REST API can call an action of an AWS service without a function between.",
                "REST API는 함수 없이 AWS 서비스의 작업을 직접 호출할 수 있습니다."
            ),
            source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-integration-types.html",
        },
        Fact {
            words: text!(
                "A presigned URL lets its holder upload or download one object until it expires, with the rights of who signed it.",
                "미리 서명된 URL을 가진 사람은 만료될 때까지 서명한 사람의 권한으로 객체 하나를 올리거나 내려받을 수 있습니다."
            ),
            source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html",
        },
        Fact {
            words: text!(
                "DynamoDB on-demand needs no planning of capacity and bills by the request.",
                "DynamoDB 온디맨드는 용량을 계획할 필요가 없고 요청별로 청구됩니다."
            ),
            source: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/capacity-mode.html",
        },
    ],
    templates: &[
        (Some(text!("FaaS", "FaaS")), "http-api-lambda-dynamodb"),
        (Some(text!("BaaS", "BaaS")), "api-without-a-function"),
        (Some(text!("Both", "둘 다")), "s3-upload-triggers-function"),
    ],
};

static ROWS: [(Text, Text, Text); 6] = [
    (
        text!("You bring", "고객이 준비"),
        text!("code and its dependencies", "코드와 의존성"),
        text!("configuration and policies", "설정과 정책"),
    ),
    (
        text!("Billed by", "청구 기준"),
        text!("requests, and memory over time", "요청 수, 메모리와 실행 시간"),
        text!("requests, bytes, storage, users", "요청, 바이트, 저장량, 사용자"),
    ),
    (
        text!("While idle", "쓰지 않을 때"),
        text!("nothing runs, nothing is billed", "실행도 청구도 없음"),
        text!("only what is stored", "저장된 만큼만"),
    ),
    (
        text!("State", "상태"),
        text!("none that outlives a call for sure", "호출 뒤에 남는다는 보장 없음"),
        text!("what the service is for", "서비스가 보관하는 것이 목적"),
    ),
    (
        text!("First call", "첫 호출"),
        text!("may be a cold start", "콜드 스타트일 수 있음"),
        text!("like any other", "다른 호출과 같음"),
    ),
    (
        text!("To change it", "바꾸려면"),
        text!("write and deploy code", "코드를 작성해 배포"),
        text!("what the service offers", "서비스가 제공하는 범위에서"),
    ),
];

fn compare(ui: &mut Ui, lang: Lang) {
    let rows: Vec<_> = ROWS
        .iter()
        .map(|(label, left, right)| (label.get(lang), vec![Cell::Words(left), Cell::Words(right)]))
        .collect();
    table(ui, lang, 120.0_f32.min(ui.available_width() * 0.24), &["FaaS", "BaaS"], &rows);
}
