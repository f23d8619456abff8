//! SQS queue.

use super::{LambdaFunction, messaging};
use crate::{
    base::{Decimal, Message, text},
    diag::{Finding, Report, Rule, Severity},
    model::{
        connection::{Access, Connection},
        edit::Edit,
        fact::{CallFact, Calls, Meter, NetFact, Service, Usage},
        field::{FieldSpec, Link},
        quota,
        resource::{Remedy, Resource, resource},
        site::Site,
    },
};
use crate::model::taking::{Figure, Importing, Import};
use crate::model::giving::{Exporting, Giving, Properties, Polled, say};

resource! {
    /// Messages that wait until someone takes them. Billed by the request: send, receive, delete, empty receives too.
    #[ko = "누군가 가져갈 때까지 기다리는 메시지. 전송, 수신, 삭제, 빈 수신 모두 요청으로 청구된다."]
    pub struct SqsQueue: "SQS queue" | "SQS 대기열" {
        short: "SQS",
        icon: "sqs_queue",
        stencil: "sqs",
        group: Messages,
        service: Baas,
        look: Card,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/welcome.html",
        rules: [IMPATIENT, LARGE, NO_DEAD_LETTERS],
        fields {
            /// Whether messages keep their order and come exactly once.
            #[ko = "메시지의 순서를 지키고 정확히 한 번만 전달하는지 여부."]
            pub fifo_queue: bool = false, "FIFO" | "FIFO";
            /// Whether messages name their tenant by a message group, so that none holds up the others (fair queue).
            #[ko = "메시지 그룹으로 테넌트를 나눠 한 테넌트가 다른 테넌트를 막지 않게 하는지 여부(공정 대기열)."]
            pub fair_queue: bool = false, "Fair queue" | "공정 대기열";
            /// How long a message that was taken stays hidden from others.
            #[ko = "가져간 메시지가 다른 소비자에게 보이지 않는 시간."]
            pub visibility_timeout: u32 = 30, "Visibility timeout" | "표시 제한 시간", { unit: "s", max: 43_200 };
            /// Where messages go that were taken too often.
            #[ko = "너무 여러 번 실패한 메시지가 가는 곳."]
            pub dead_letter_queue_id: Link<SqsQueue> = Link::NONE, "Dead-letter queue" | "배달 못한 편지 대기열";
            /// Messages that one call sends: a batch of up to ten is one request.
            #[ko = "호출 한 번이 보내는 메시지 수. 10개까지는 요청 하나다."]
            pub send_batch_size: u32 = 1, "Messages per send" | "전송당 메시지", { min: 1, max: 10, usage: true };
        }
    }
}

/// A request carries at most ten messages, and counts by started 64 KB.
/// <https://aws.amazon.com/sqs/pricing/>
const BATCH: u32 = 10;
const STEP: u32 = 64 * 1024;

/// Empty receives a day while the pollers of a Lambda function wait at one queue: five of them, each for twenty
/// seconds; fewer when messages arrive. Thirty days are counted.
/// <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html>
const EMPTY_RECEIVES_A_DAY: u32 = 21_590;
const DAYS: u32 = 30;

static IMPATIENT: Rule = Rule {
    code: "SQS001",
    severity: Severity::Warning,
    title: text!(
        "a message is shown again after {0} s, while `{1}` may still work on it for {2} s",
        "`{1}`이(가) 최대 {2}초 동안 처리하는 중에도 메시지가 {0}초 뒤에 다시 보인다"
    ),
    help: text!(
        "set the visibility timeout to at least six times the function's timeout",
        "표시 제한 시간을 함수 제한 시간의 6배 이상으로 둔다"
    ),
    source: "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html",
};

static LARGE: Rule = Rule {
    code: "SQS002",
    severity: Severity::Error,
    title: text!("a message of {0} bytes is over the limit of {1}", "{0}바이트 메시지는 한도 {1}바이트를 넘는다"),
    help: text!("keep the body in S3 and send its key", "본문을 S3에 두고 키를 보낸다"),
    source: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html",
};

static NO_DEAD_LETTERS: Rule = Rule {
    code: "SQS003",
    severity: Severity::Info,
    title: text!(
        "messages that fail come again until they expire: the queue has no dead-letter queue",
        "배달 못한 편지 대기열이 없어 실패한 메시지가 만료될 때까지 되풀이된다"
    ),
    help: text!("name another queue for them", "실패한 메시지를 받을 대기열을 지정한다"),
    source: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
};

impl SqsQueue {
    /// Requests that the calls which arrive are: a batch is one, and each started 64 KB of it one.
    fn sends(&self, call: &Calls<'_>) -> Decimal {
        Calls::steps(call.request_size, STEP)
    }

    /// Receives and deletes for one start of a consumer, which takes a batch.
    fn takes(batch: u32, message_size: Decimal) -> Decimal {
        let requests = Decimal::from(batch.div_ceil(BATCH).max(1));
        let steps = (message_size.saturating_mul(batch.into()) / Decimal::from(STEP)).ceil();
        // A delete carries no body.
        requests.max(steps).saturating_add(requests)
    }

    /// The mean size of a message that arrives.
    fn message_size(usage: &Usage<'_>, each: u32) -> Decimal {
        let calls = usage.calls();
        if calls.is_zero() {
            return Decimal::ZERO;
        }
        usage.sum(|it| Decimal::from(it.request_size)) / calls / Decimal::from(each.max(1))
    }
}

impl Resource for SqsQueue {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let consumers = site.outgoing().filter(|it| it.kind == Access::EventSource);
        let functions = consumers.filter_map(|it| it.to.target());
        let functions: Vec<_> =
            functions.filter_map(|id| Some((id, site.find::<LambdaFunction>(id)?.timeout))).collect();
        for (id, timeout) in functions.iter().filter(|(_, timeout)| *timeout > self.visibility_timeout) {
            let args = [self.visibility_timeout.to_string(), id.to_string(), timeout.to_string()];
            report.raise(&IMPATIENT, site.at(Self::visibility_timeout), args);
        }
        let is_dead_end = !site.names::<Self>(site.id()).is_empty();
        if self.dead_letter_queue_id.target().is_none() && !functions.is_empty() && !is_dead_end {
            report.raise(&NO_DEAD_LETTERS, site.at(Self::dead_letter_queue_id), []);
        }
        messaging::check_sizes(site, self.send_batch_size, quota::QUEUE_MESSAGE_BYTES, &LARGE, report);
    }

    fn mend(&self, site: Site<'_>, finding: &Finding) -> Option<Remedy> {
        if finding.rule.code != IMPATIENT.code {
            return None;
        }
        let timeouts = site.outgoing().filter_map(|it| site.find::<LambdaFunction>(it.to.target()?));
        let longest = timeouts.map(|it| it.timeout).max()?;
        let visibility_timeout = longest.saturating_mul(6);
        Some(Remedy {
            title: Message::new(
                &text!("Set the visibility timeout to {0} s", "표시 제한 시간을 {0}초로 설정"),
                [visibility_timeout.to_string()],
            ),
            edits: vec![Edit::Change {
                id: site.id().clone(),
                resource: Self { visibility_timeout, ..self.clone() }.into(),
            }],
        })
    }

    fn headline(&self) -> String {
        if self.fifo_queue { "FIFO" } else { "standard" }.into()
    }

    /// A FIFO queue has message groups in any case.
    fn shows(&self, field: &FieldSpec) -> bool {
        !self.fifo_queue || field.name != Self::fair_queue
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        vec![NetFact::Served { service: Service { name: "sqs".into(), region: site.region() } }]
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        messaging::taking(&text!(
            "the caller's role or the queue's policy allows sqs:SendMessage",
            "호출자의 역할이나 대기열 정책이 sqs:SendMessage를 허용"
        ))
    }

    /// A call sends a batch, and each message of it is an event.
    fn events(&self, _: &Calls<'_>) -> Decimal {
        self.send_batch_size.max(1).into()
    }

    fn meters(&self, site: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let sku = if self.fifo_queue { "sqs.fifo" } else { "sqs.standard" };
        let size = Self::message_size(usage, self.send_batch_size);
        let taken = usage.leaving.iter().filter_map(|it| {
            let batch = it.connection.filter(|it| it.kind == Access::EventSource)?.batch_size;
            Some(it.calls.saturating_mul(Self::takes(batch, size)))
        });
        let taken = taken.fold(Decimal::ZERO, Decimal::saturating_add);
        // Lambda's pollers wait even if no message ever comes.
        let polls = |it: &&Connection| {
            it.kind == Access::EventSource && it.to.target().is_some_and(|to| site.find::<LambdaFunction>(to).is_some())
        };
        let polled = Decimal::from(site.outgoing().filter(polls).count());
        let empty = Decimal::from(EMPTY_RECEIVES_A_DAY).saturating_mul(DAYS.into()).saturating_mul(polled);
        let sent = usage.sum(|it| self.sends(it));
        // The price list has the surcharge by the million requests and does not say which. Those that carry a message
        // group are taken: an empty receive carries none.
        let fair = self.fair_queue && !self.fifo_queue;
        let fair = if fair { sent.saturating_add(taken) } else { Decimal::ZERO };
        vec![
            Meter::marginal(sku, &text!("messages sent", "보낸 메시지"), sent),
            Meter::marginal(sku, &text!("messages received and deleted", "받고 지운 메시지"), taken),
            Meter::fixed(sku, &text!("empty receives, at most", "빈 수신(최대)"), empty),
            Meter::marginal("sqs.fair_surcharge", &text!("fair queue surcharge", "공정 대기열 추가 요금"), fair),
        ]
    }
}

impl Importing for SqsQueue {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::named("AWS::SQS::Queue", &[("dead_letter_queue_id", "RedrivePolicy.deadLetterTargetArn")])] }
    }

    fn usage(&self) -> &'static [(&'static str, Figure)] {
        &[("monthly_requests", Figure::Calls(3)), ("request_size_kb", Figure::Kilobytes)]
    }
}

impl Exporting for SqsQueue {
    fn properties(&self) -> Properties {
        Properties { always: &[], changed: &["FifoQueue", "VisibilityTimeout", "RedrivePolicy.deadLetterTargetArn"] }
    }

    fn actions(&self) -> &'static [&'static str] {
        &["sqs:SendMessage"]
    }

    fn polled(&self) -> Option<Polled> {
        Some(Polled { attribute: "Arn", policy: "service-role/AWSLambdaSQSQueueExecutionRole", position: None })
    }

    fn notified(&self) -> Option<(&'static str, &'static str)> {
        Some(("QueueConfigurations", "Queue"))
    }

    fn protocol(&self) -> &'static str {
        "sqs"
    }

    fn give(&self, giving: &mut Giving<'_>) {
        if self.dead_letter_queue_id.target().is_some() {
            giving.put("RedrivePolicy.maxReceiveCount", say(3));
        }
        giving.resource_policy("AWS::SQS::QueuePolicy", "Queues", "sqs:SendMessage");
    }
}
