//! The designs to start from: the samples of `models/`, each with what it is and what it teaches.

use crate::base::{Text, text};

/// Where the gallery shows a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shelf {
    /// Small designs that work.
    Start,
    /// Services that call each other.
    Serverless,
    /// Who reaches whom.
    Networks,
    /// Something is wrong on purpose, or dearer than it need be.
    Mistakes,
}

impl Shelf {
    /// Every one, in order.
    pub const ALL: [Self; 4] = [Self::Start, Self::Serverless, Self::Networks, Self::Mistakes];

    /// What it is called.
    pub fn label(self) -> &'static Text {
        match self {
            Self::Start => &text!("Start here", "처음이라면"),
            Self::Serverless => &text!("Serverless", "서버리스"),
            Self::Networks => &text!("Networks", "네트워크"),
            Self::Mistakes => &text!("Mistakes to fix", "고쳐 볼 실수"),
        }
    }
}

/// A design to start from.
#[derive(Debug)]
pub struct Template {
    /// Its folder in `models/`.
    pub folder: &'static str,
    /// Where the gallery shows it.
    pub shelf: Shelf,
    /// What it is.
    pub title: &'static Text,
    /// What it teaches.
    pub help: &'static Text,
    /// The model file.
    pub text: &'static str,
}

macro_rules! templates {
    ($($shelf:ident $folder:literal: $en:literal, $ko:literal; $help:literal, $help_ko:literal;)+) => {
        /// The designs to start from, in the order of the gallery.
        pub static TEMPLATES: &[Template] = &[$(Template {
            folder: $folder,
            shelf: Shelf::$shelf,
            title: &text!($en, $ko),
            help: &text!($help, $help_ko),
            text: include_str!(concat!("../../../models/", $folder, "/model.json")),
        },)+];
    };
}

templates! {
    Start "http-api-lambda-dynamodb": "HTTP API, function, table", "HTTP API, 함수, 테이블";
        "The serverless classic, and what a million requests cost", "서버리스의 기본형과 요청 백만 건의 비용";
    Start "private-function-gateway-endpoint": "Private function", "프라이빗 함수";
        "A function in a VPC that reaches its table without the internet", "VPC 안의 함수가 인터넷 없이 테이블에 닿는 방법";
    Start "public-private-nat-web-server": "Public and private subnets", "퍼블릭과 프라이빗 서브넷";
        "A web server, a NAT gateway, and what each reaches", "웹 서버와 NAT 게이트웨이, 각각이 닿는 곳";
    Start "load-balancer-fargate-aurora": "Three-tier web application", "3계층 웹 애플리케이션";
        "Load balancer, containers and Aurora in two zones", "로드 밸런서, 컨테이너, Aurora를 두 가용 영역에";
    Start "static-site-cloudfront-s3": "Static site", "정적 사이트";
        "CloudFront and S3, without a server", "서버 없이 CloudFront와 S3만으로";
    Start "queue-worker": "Queue and worker", "대기열과 작업자";
        "Work that waits, is taken in batches, and is never lost", "기다렸다가 묶음으로 처리되고 잃어버리지 않는 작업";

    Serverless "s3-upload-triggers-function": "Uploads that start a function", "업로드가 시작하는 함수";
        "Events of a bucket, and the loop that it could make", "버킷의 이벤트와, 만들 수도 있는 순환";
    Serverless "scheduled-job": "Nightly report", "매일 밤 보고서";
        "A function on a schedule, which costs nothing between", "일정에 따라 실행되고 그 사이에는 비용이 없는 함수";
    Serverless "event-bus-fan-out": "One event, several who listen", "이벤트 하나, 여러 수신자";
        "EventBridge, whose rules decide who hears of an order", "주문을 누구에게 알릴지 EventBridge 규칙이 정함";
    Serverless "step-functions-workflow": "An order as a workflow", "워크플로로 처리하는 주문";
        "Step Functions: steps, retries, and undoing what was done", "Step Functions의 단계, 재시도, 되돌리기";
    Serverless "websocket-chat": "Chat room", "채팅방";
        "A WebSocket API: one message in, four out", "WebSocket API. 메시지 하나가 들어오고 넷이 나감";
    Serverless "three-kinds-of-api": "REST, HTTP or WebSocket API", "REST, HTTP, WebSocket API 비교";
        "Three front doors of one function, and what each costs", "한 함수 앞의 세 가지 API와 각각의 비용";
    Serverless "cold-and-warm-start": "Cold and kept warm", "콜드 스타트와 프로비저닝";
        "What cold starts cost, and what it costs to have none", "콜드 스타트의 비용과, 그것을 없애는 비용";
    Serverless "state-outside-functions": "State outside functions", "함수 밖의 상태";
        "Sessions in a cache, orders in a table, files in a bucket", "세션은 캐시에, 주문은 테이블에, 파일은 버킷에";
    Serverless "api-without-a-function": "Services without a function", "함수 없는 백엔드";
        "A REST API that reads and writes a table by itself", "REST API가 직접 테이블을 읽고 쓰는 설계";
    Serverless "sign-in-and-payment-as-saas": "Sign-in and payment as SaaS", "SaaS 로그인과 결제";
        "Companies that do only that, called over the internet", "그 일만 하는 회사의 서비스를 인터넷으로 호출";

    Networks "elastic-beanstalk-rds": "Elastic Beanstalk and RDS", "Elastic Beanstalk와 RDS";
        "Your application on instances that AWS sets up", "AWS가 준비한 인스턴스에서 도는 애플리케이션";
    Networks "office-and-its-servers": "Servers in the office", "사무실의 서버";
        "On premises, with a VPN to a copy in AWS", "온프레미스, 그리고 AWS의 사본으로 가는 VPN";
    Networks "dual-stack-egress-only": "IPv6 with a way out only", "나가는 길만 있는 IPv6";
        "An egress-only internet gateway in place of a NAT gateway", "NAT 게이트웨이 대신 송신 전용 인터넷 게이트웨이";
    Networks "privatelink-service": "PrivateLink service", "PrivateLink 서비스";
        "A service for customers whose addresses overlap", "주소가 겹치는 고객에게 제공하는 서비스";
    Networks "transit-gateway-segments": "Environments apart", "서로 격리된 환경";
        "A transit gateway whose tables keep production from development", "전송 게이트웨이의 라우팅 테이블로 운영과 개발을 분리";
    Networks "central-inspection": "Central inspection", "중앙 집중식 검사";
        "One firewall and one way out for every VPC", "모든 VPC를 위한 방화벽 하나와 출구 하나";

    Mistakes "private-function-no-endpoint": "Private function without a way", "길이 없는 프라이빗 함수";
        "An arrow that is no route: find out why, and mend it", "화살표는 경로가 아닙니다. 이유를 찾아 고쳐 보세요";
    Mistakes "function-calls-function": "A function that waits for another", "다른 함수를 기다리는 함수";
        "Waiting is paid for: the same seconds twice", "기다리는 시간도 요금. 같은 시간을 두 번 냄";
}

/// The place in the list of a template, by its folder.
pub fn find(folder: &str) -> Option<usize> {
    TEMPLATES.iter().position(|it| it.folder == folder)
}

/// Whether a template answers what is searched for: every word, in either language.
pub fn matches(template: &Template, wanted: &str) -> bool {
    let texts = [template.title, template.help, template.shelf.label()];
    let all: String = texts.iter().flat_map(|it| [it.en, " ", it.ko, " "]).collect();
    let all = format!("{} {}", all.to_lowercase(), template.folder);
    wanted.to_lowercase().split_whitespace().all(|word| all.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::file;
    use std::collections::BTreeSet;

    #[test]
    fn every_template_is_there_once_and_loads() {
        let folders: BTreeSet<&str> = TEMPLATES.iter().map(|it| it.folder).collect();
        assert_eq!(folders.len(), TEMPLATES.len());
        for template in TEMPLATES {
            file::load(template.text).unwrap_or_else(|error| panic!("{}: {error}", template.folder));
        }
    }

    #[test]
    fn titles_are_different_and_fit_on_a_card() {
        let mut titles = BTreeSet::new();
        for template in TEMPLATES {
            for text in [template.title, template.help] {
                assert!(!text.en.is_empty() && !text.ko.is_empty() && !text.en.ends_with('.'), "{}", text.en);
            }
            assert!(titles.insert(template.title.en) && titles.insert(template.title.ko));
            assert!(template.title.en.len() <= 34, "{}", template.title.en);
        }
    }

    #[test]
    fn templates_are_found_in_both_languages() {
        let found = |wanted: &str| TEMPLATES.iter().filter(|it| matches(it, wanted)).count();
        assert_eq!(found(""), TEMPLATES.len());
        assert_eq!(found("waits another"), 1);
        assert_eq!(found("채팅"), 1);
        assert!(found("vpc") >= 2 && found("vpc nothing") == 0);
    }
}
