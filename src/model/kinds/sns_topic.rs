//! SNS topic.

use super::{Client, ExternalService, Internet, messaging};
use crate::{
    base::{Decimal, text},
    diag::{Report, Rule, Severity},
    model::{
        fact::{BYTES_PER_GB, CallFact, Calls, Meter, NetFact, Service, Usage},
        field::FieldSpec,
        quota,
        resource::{Resource, resource},
        site::Site,
    },
};
use crate::model::taking::{Figure, Importing, Import, Join, Taking};
use crate::model::giving::{Exporting, Giving, Properties, Caller, say, tree};
use crate::base::NodeId;

resource! {
    /// Sends a copy of each message to everyone who subscribes. Billed by what is published, and by some deliveries.
    #[ko = "메시지를 구독자 모두에게 하나씩 보낸다. 게시와 일부 전송에 요금이 든다."]
    pub struct SnsTopic: "SNS topic" | "SNS 주제" {
        short: "SNS",
        icon: "sns_topic",
        stencil: "sns",
        group: Messages,
        service: Baas,
        look: Card,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/sns/latest/dg/welcome.html",
        rules: [LARGE, NOBODY],
        fields {
            /// Whether messages keep their order and come exactly once.
            #[ko = "메시지의 순서를 지키고 정확히 한 번만 전달하는지 여부."]
            pub fifo_topic: bool = false, "FIFO" | "FIFO";
            /// E-mail addresses that subscribe and that no connection shows. Each gets every message.
            #[ko = "연결로 그리지 않은 이메일 구독 수. 모두 메시지를 하나씩 받는다."]
            pub email_subscriptions: u32 = 0, "E-mail subscriptions" | "이메일 구독", { max: 12_500_000, usage: true };
            /// Mobile devices that subscribe. Each gets every message.
            #[ko = "모바일 기기 구독 수. 모두 메시지를 하나씩 받는다."]
            pub push_subscriptions: u32 = 0, "Mobile push subscriptions" | "모바일 푸시 구독", { max: 12_500_000, usage: true };
            /// Firehose streams that subscribe. Each gets every message.
            #[ko = "Firehose 스트림 구독 수. 모두 메시지를 하나씩 받는다."]
            pub firehose_subscriptions: u32 = 0, "Firehose subscriptions" | "Firehose 구독", { max: 12_500_000 };
        }
    }
}

/// Publishes count by started 64 KB. <https://aws.amazon.com/sns/pricing/>
const STEP: u32 = 64 * 1024;

static LARGE: Rule = Rule {
    code: "SNS001",
    severity: Severity::Error,
    title: text!("a message of {0} bytes is over the limit of {1}", "{0}바이트 메시지는 한도 {1}바이트를 넘는다"),
    help: text!("keep the body in S3 and send its key", "본문을 S3에 두고 키를 보낸다"),
    source: "https://docs.aws.amazon.com/sns/latest/dg/large-message-payloads.html",
};

static NOBODY: Rule = Rule {
    code: "SNS002",
    severity: Severity::Warning,
    title: text!("nobody subscribes, so messages are lost", "구독자가 없어 메시지가 사라진다"),
    help: text!("connect the topic to what should receive them", "메시지를 받을 리소스로 연결한다"),
    source: "https://docs.aws.amazon.com/sns/latest/dg/sns-create-subscribe-endpoint-to-topic.html",
};

impl Resource for SnsTopic {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let further = self.email_subscriptions + self.push_subscriptions + self.firehose_subscriptions;
        if site.outgoing().next().is_none() && site.incoming().next().is_some() && further == 0 {
            report.raise(&NOBODY, site.here(), []);
        }
        messaging::check_sizes(site, 1, quota::TOPIC_MESSAGE_BYTES, &LARGE, report);
    }

    fn headline(&self) -> String {
        if self.fifo_topic { "FIFO" } else { "standard" }.into()
    }

    /// A FIFO topic sends to queues only.
    fn shows(&self, field: &FieldSpec) -> bool {
        let further = [Self::email_subscriptions, Self::push_subscriptions, Self::firehose_subscriptions];
        !self.fifo_topic || !further.contains(&field.name)
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        vec![NetFact::Served { service: Service { name: "sns".into(), region: site.region() } }]
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        messaging::taking(&text!(
            "the caller's role or the topic's policy allows sns:Publish",
            "호출자의 역할이나 주제 정책이 sns:Publish를 허용"
        ))
    }

    fn meters(&self, site: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let outside = |it: &&Calls<'_>| {
            let to = it.connection.and_then(|it| it.to.target());
            to.is_some_and(|to| {
                site.find::<ExternalService>(to).is_some()
                    || site.find::<Client>(to).is_some()
                    || site.find::<Internet>(to).is_some()
            })
        };
        let sum = |all: &mut dyn Iterator<Item = Decimal>| all.fold(Decimal::ZERO, Decimal::saturating_add);
        let by_http = sum(&mut usage.leaving.iter().filter(outside).map(|it| it.calls));
        let inside = sum(&mut usage.leaving.iter().filter(|it| !outside(it)).map(|it| it.calls));
        let gigabytes = |calls: &[Calls<'_>]| {
            let each = calls.iter().map(|it| it.calls.saturating_mul(it.request_size.into()));
            each.fold(Decimal::ZERO, Decimal::saturating_add) / BYTES_PER_GB
        };
        let published = usage.sum(|it| Calls::steps(it.request_size, STEP));
        let (publishes, deliveries) =
            (&text!("messages published", "게시한 메시지"), &text!("deliveries", "전송"));
        let by_http =
            Meter::marginal("sns.deliver_http", &text!("deliveries over HTTP", "HTTP 전송"), by_http);
        if self.fifo_topic {
            return vec![
                Meter::marginal("sns.fifo_publish", publishes, usage.calls()),
                Meter::marginal(
                    "sns.fifo_publish_payload",
                    &text!("data published", "게시한 데이터"),
                    gigabytes(&usage.arrivals),
                ),
                Meter::marginal("sns.fifo_delivery", deliveries, inside),
                Meter::marginal(
                    "sns.fifo_delivery_payload",
                    &text!("data delivered", "전송한 데이터"),
                    gigabytes(&usage.leaving),
                ),
                by_http,
            ];
        }
        let to_each = |subscriptions: u32| usage.calls().saturating_mul(subscriptions.into());
        vec![
            Meter::marginal("sns.publish", publishes, published),
            Meter::marginal("sns.deliver_sqs_lambda", deliveries, inside),
            by_http,
            Meter::marginal(
                "sns.deliver_email",
                &text!("deliveries by e-mail", "이메일 전송"),
                to_each(self.email_subscriptions),
            ),
            Meter::marginal(
                "sns.deliver_mobile_push",
                &text!("mobile push deliveries", "모바일 푸시 전송"),
                to_each(self.push_subscriptions),
            ),
            Meter::marginal(
                "sns.deliver_firehose",
                &text!("deliveries to Firehose", "Firehose 전송"),
                to_each(self.firehose_subscriptions),
            ),
        ]
    }
}

impl Importing for SnsTopic {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::of("AWS::SNS::Topic")] }
    }

    fn usage(&self) -> &'static [(&'static str, Figure)] {
        &[("monthly_requests", Figure::Calls(1)), ("request_size_kb", Figure::Kilobytes)]
    }

    fn joins(&self) -> &'static [Join] {
        const { &[Join { ty: "AWS::SNS::Subscription", owner: "TopicArn" }] }
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        taking.connect_named("Subscription");
    }

    fn join(&mut self, taking: &mut Taking<'_>) {
        taking.connect_named("Endpoint");
    }
}

impl Exporting for SnsTopic {
    fn properties(&self) -> Properties {
        Properties { always: &[], changed: &["FifoTopic"] }
    }

    fn arn(&self) -> &'static str {
        ""
    }

    fn actions(&self) -> &'static [&'static str] {
        &["sns:Publish"]
    }

    fn notified(&self) -> Option<(&'static str, &'static str)> {
        Some(("TopicConfigurations", "Topic"))
    }

    fn caller(&self, giving: &Giving<'_>, id: &NodeId) -> Option<Caller> {
        Some(Caller { principal: "sns.amazonaws.com", condition: ("SourceArn", giving.arn(id)) })
    }

    fn give(&self, giving: &mut Giving<'_>) {
        let mut all = Vec::new();
        for (to, _) in giving.calls() {
            let protocol = giving.site.resource(to).map_or("", |it| it.1.resource.as_exporting().protocol());
            if !protocol.is_empty() {
                all.push(tree([("TopicArn", giving.own()), ("Protocol", say(protocol)), ("Endpoint", giving.arn(to))]));
            }
        }
        giving.add_each("Subscription", "AWS::SNS::Subscription", all);
        giving.resource_policy("AWS::SNS::TopicPolicy", "Topics", "sns:Publish");
    }
}
