//! Chapter: the three kinds of API of API Gateway.

use super::{
    Chapter, Fact,
    figure::{Cell, table},
};
use crate::base::{Lang, Text, text};
use eframe::egui::Ui;

pub(super) static CHAPTER: Chapter = Chapter {
    title: text!("REST, HTTP or WebSocket API", "REST, HTTP, WebSocket API"),
    text: &[
        text!(
            "API Gateway has three kinds of API. An HTTP API answers a request with a response, has few features, and costs least. A REST API does the same with more around it. A WebSocket API keeps a connection open, so that the back end can send without being asked.",
            "API Gateway에는 세 종류의 API가 있습니다. HTTP API는 요청에 응답하며 기능이 적고 가장 저렴합니다. REST API는 같은 일을 더 많은 기능과 함께 합니다. WebSocket API는 연결을 열어 두므로 백엔드가 먼저 보낼 수 있습니다."
        ),
        text!(
            "Start with an HTTP API. Take a REST API for something that only it has, and a WebSocket API when clients would otherwise ask again and again whether there is something new.",
            "HTTP API로 시작하세요. REST API에만 있는 기능이 필요하면 REST API를, 새 소식이 있는지 클라이언트가 계속 물어야 하는 경우라면 WebSocket API를 쓰세요."
        ),
    ],
    figure: features,
    facts: &[
        Fact {
            words: text!(
                "HTTP APIs are designed with minimal features so that they can be offered at a lower price than REST APIs.",
                "HTTP API는 REST API보다 낮은 가격에 제공할 수 있도록 최소한의 기능으로 설계되었습니다."
            ),
            source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html",
        },
        Fact {
            words: text!(
                "The back end of a WebSocket API sends to a client through the API, by the id of its connection.",
                "WebSocket API의 백엔드는 연결 ID로 API를 통해 클라이언트에 보냅니다."
            ),
            source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-overview.html",
        },
        Fact {
            words: text!(
                "REST and HTTP APIs bill requests; WebSocket APIs bill messages, sent and received, and minutes of connection.",
                "REST API와 HTTP API는 요청 수로, WebSocket API는 주고받은 메시지와 연결 시간(분)으로 청구됩니다."
            ),
            source: "https://aws.amazon.com/api-gateway/pricing/",
        },
    ],
    templates: &[
        (None, "three-kinds-of-api"),
        (Some(text!("HTTP", "HTTP")), "http-api-lambda-dynamodb"),
        (Some(text!("WebSocket", "WebSocket")), "websocket-chat"),
    ],
};

static FEATURES: [(Text, [Cell; 3]); 9] = [
    (text!("Request and response", "요청과 응답"), [Cell::Yes, Cell::Yes, Cell::No]),
    (text!("Back end sends first", "백엔드가 먼저 보내기"), [Cell::No, Cell::No, Cell::Yes]),
    (text!("JWT authorizer", "JWT 권한 부여자"), [Cell::No, Cell::Yes, Cell::No]),
    (text!("Lambda authorizer", "Lambda 권한 부여자"), [Cell::Yes, Cell::Yes, Cell::Yes]),
    (text!("API keys", "API 키"), [Cell::Yes, Cell::No, Cell::Yes]),
    (text!("Request validation", "요청 검증"), [Cell::Yes, Cell::No, Cell::Yes]),
    (text!("Cache", "캐시"), [Cell::Yes, Cell::No, Cell::No]),
    (text!("Private endpoint", "프라이빗 엔드포인트"), [Cell::Yes, Cell::No, Cell::No]),
    (text!("AWS WAF", "AWS WAF"), [Cell::Yes, Cell::No, Cell::No]),
];

fn features(ui: &mut Ui, lang: Lang) {
    let rows: Vec<_> = FEATURES.iter().map(|(label, cells)| (label.get(lang), cells.to_vec())).collect();
    let first = 190.0_f32.min(ui.available_width() * 0.4);
    table(ui, lang, first, &["REST API", "HTTP API", "WebSocket API"], &rows);
}
