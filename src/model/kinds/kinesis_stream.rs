//! Kinesis data stream.

use super::messaging;
use crate::{
    base::{Decimal, text},
    diag::{Report, Rule, Severity},
    model::{
        fact::{BYTES_PER_GB, CallFact, Calls, HOURS_PER_MONTH, Meter, NetFact, Service, Usage},
        field::{FieldSpec, choice},
        quota,
        resource::{Resource, resource},
        service::ServiceModel,
        site::Site,
    },
};
use crate::model::taking::{Figure, Importing, Import, Join, Taking};
use crate::model::giving::{Exporting, Giving, Properties, Polled};

choice! {
    /// How capacity is bought.
    pub enum StreamMode {
        /// By the gigabyte.
        OnDemand = "ON_DEMAND", "On demand" | "온디맨드";
        /// By the shard and hour.
        Provisioned = "PROVISIONED", "Provisioned" | "프로비저닝";
    }
}

resource! {
    /// Records in order, kept for a while, read by several consumers.
    #[ko = "순서대로 쌓여 얼마 동안 보관되고 여러 소비자가 읽는 레코드."]
    pub struct KinesisStream: "Kinesis data stream" | "Kinesis 데이터 스트림" {
        short: "Kinesis",
        icon: "kinesis_stream",
        stencil: "kinesis_data_streams",
        group: Messages,
        service: Baas,
        look: Card,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/streams/latest/dev/introduction.html",
        rules: [LARGE, SHORT],
        fields {
            /// How capacity is bought.
            #[ko = "용량 요금을 내는 방식."]
            pub stream_mode: StreamMode = StreamMode::OnDemand, "Mode" | "방식";
            /// Shards. One takes 1 MB or 1,000 records a second.
            #[ko = "샤드 수. 샤드 하나가 초당 1 MB 또는 레코드 1,000개를 받는다."]
            pub shard_count: u32 = 1, "Shards" | "샤드", { min: 1, max: 10_000 };
            /// How long records are kept. The first 24 hours cost nothing further.
            #[ko = "레코드를 보관하는 시간. 처음 24시간은 추가 요금이 없다."]
            pub retention_period: u32 = 24, "Retention" | "보관 시간", { unit: "h", min: 24, max: 8_760 };
            /// Consumers with a way of their own to every shard (enhanced fan-out).
            #[ko = "샤드마다 전용 통로를 갖는 소비자 수(향상된 팬아웃)."]
            pub enhanced_consumers: u32 = 0, "Enhanced consumers" | "향상된 팬아웃 소비자", { max: 20 };
            /// What is read in a month of records older than seven days.
            #[ko = "7일이 지난 레코드를 한 달 동안 읽는 양."]
            pub long_retrieved_gb: Decimal = Decimal::ZERO, "Old records read" | "오래된 레코드 읽기", { unit: "GB", usage: true };
        }
    }
}

/// A PUT counts by started 25 KB; a day is kept without further charge, a week at one price, more at another.
/// <https://aws.amazon.com/kinesis/data-streams/pricing/>
const STEP: u32 = 25 * 1024;
const DAY: u32 = 24;
/// On demand, what comes in counts by started kilobytes of each record. <https://aws.amazon.com/kinesis/data-streams/pricing/>
const KILOBYTE: u32 = 1024;
/// What a shard takes in a second: bytes, and records.
/// <https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html>
const SHARD_BYTES: u32 = 1024 * 1024;
const SHARD_RECORDS: u32 = 1_000;
const WEEK: u32 = 7 * DAY;

static LARGE: Rule = Rule {
    code: "KDS001",
    severity: Severity::Error,
    title: text!("a record of {0} bytes is over the limit of {1}", "{0}바이트 레코드는 한도 {1}바이트를 넘는다"),
    help: text!("split the record, or keep its body in S3", "레코드를 나누거나 본문을 S3에 둔다"),
    source: "https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html",
};

static SHORT: Rule = Rule {
    code: "KDS002",
    severity: Severity::Warning,
    title: text!(
        "the workload needs {0} shards even if spread evenly over the month; the stream has {1}",
        "워크로드를 한 달에 고르게 나누어도 샤드 {0}개가 필요하지만 스트림에는 {1}개가 있다"
    ),
    help: text!("add shards, or bill the stream on demand", "샤드를 늘리거나 온디맨드로 청구한다"),
    source: "https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html",
};

impl KinesisStream {
    /// Shards that take a month's records, spread evenly.
    fn needed(usage: &Usage<'_>) -> Decimal {
        let seconds = HOURS_PER_MONTH.saturating_mul(3600.into());
        let bytes = usage.sum(|it| it.request_size.into()) / seconds / Decimal::from(SHARD_BYTES);
        let records = usage.calls() / seconds / Decimal::from(SHARD_RECORDS);
        bytes.max(records).ceil()
    }

    fn is_provisioned(&self) -> bool {
        self.stream_mode == StreamMode::Provisioned
    }

    /// Gigabytes kept on average beyond the first day, in the first week and after it.
    fn kept(&self, taken_gb: Decimal) -> (Decimal, Decimal) {
        let for_hours = |hours: u32| taken_gb.saturating_mul(hours.into()) / HOURS_PER_MONTH;
        let week = self.retention_period.min(WEEK).saturating_sub(DAY);
        (for_hours(week), for_hours(self.retention_period.saturating_sub(WEEK)))
    }
}

impl Resource for KinesisStream {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        messaging::check_sizes(site, 1, quota::RECORD_BYTES, &LARGE, report);
    }

    fn check_load(&self, site: Site<'_>, usage: &Usage<'_>, report: &mut Report) {
        let needed = Self::needed(usage);
        if self.is_provisioned() && needed > Decimal::from(self.shard_count) {
            let args = [needed.normalize().to_string(), self.shard_count.to_string()];
            report.raise(&SHORT, site.at(Self::shard_count), args);
        }
    }

    fn service_model(&self) -> ServiceModel {
        if self.is_provisioned() { ServiceModel::Paas } else { Self::SPEC.service }
    }

    fn headline(&self) -> String {
        if self.is_provisioned() { format!("{} × shard", self.shard_count) } else { "on demand".into() }
    }

    fn shows(&self, field: &FieldSpec) -> bool {
        let long = self.retention_period > WEEK;
        (self.is_provisioned() || field.name != Self::shard_count) && (long || field.name != Self::long_retrieved_gb)
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        vec![NetFact::Served { service: Service { name: "kinesis-streams".into(), region: site.region() } }]
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        messaging::taking(&text!(
            "the caller's role allows kinesis:PutRecord",
            "호출자의 역할이 kinesis:PutRecord를 허용"
        ))
    }

    fn meters(&self, site: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let taken = usage.arrivals.iter().map(Calls::sent_gb).fold(Decimal::ZERO, Decimal::saturating_add);
        let (week, longer) = self.kept(taken);
        let consumers = Decimal::from(self.enhanced_consumers);
        let fanned = taken.saturating_mul(consumers);
        let (kept, fan_out) =
            (&text!("retention of 1 to 7 days", "1~7일 보관"), &text!("enhanced fan-out data", "향상된 팬아웃 데이터"));
        let longer =
            Meter::marginal("kinesis.long_retention", &text!("retention over 7 days", "7일 넘는 보관"), longer);
        let old = if self.retention_period > WEEK { self.long_retrieved_gb } else { Decimal::ZERO };
        let old = Meter::fixed("kinesis.long_retrieval", &text!("old records read", "오래된 레코드 읽기"), old);
        if self.is_provisioned() {
            let shards = Decimal::from(self.shard_count);
            return vec![
                Meter::hours("kinesis.shard", &text!("shard hours", "샤드 시간"), shards),
                Meter::marginal(
                    "kinesis.put_unit",
                    &text!("PUT payload units", "PUT 페이로드 단위"),
                    usage.sum(|it| Calls::steps(it.request_size, STEP)),
                ),
                Meter::marginal("kinesis.extended_retention", kept, week),
                longer,
                old,
                Meter::hours(
                    "kinesis.efo_consumer",
                    &text!("enhanced consumer hours", "향상된 소비자 시간"),
                    consumers.saturating_mul(shards),
                ),
                Meter::marginal("kinesis.efo_data", fan_out, fanned),
            ];
        }
        let shared = Decimal::from(site.outgoing().count()).saturating_sub(consumers).max(Decimal::ZERO);
        let counted = usage.sum(|it| Calls::steps(it.request_size, KILOBYTE)).saturating_mul(KILOBYTE.into());
        vec![
            Meter::hours("kinesis.od_stream", &text!("stream hours", "스트림 시간"), 1),
            Meter::marginal("kinesis.od_in", &text!("data in", "들어온 데이터"), counted / BYTES_PER_GB),
            Meter::marginal("kinesis.od_out", &text!("data out", "나간 데이터"), taken.saturating_mul(shared)),
            Meter::marginal("kinesis.od_efo", fan_out, fanned),
            Meter::marginal("kinesis.od_extended_retention", kept, week),
            longer,
            old,
        ]
    }
}

impl Importing for KinesisStream {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::named("AWS::Kinesis::Stream", &[("stream_mode", "StreamModeDetails.StreamMode"), ("retention_period", "RetentionPeriodHours")])] }
    }

    fn usage(&self) -> &'static [(&'static str, Figure)] {
        &[("monthly_provisioned_put_units", Figure::Calls(1)), ("monthly_on_demand_data_in_gb", Figure::Gigabytes)]
    }

    fn joins(&self) -> &'static [Join] {
        const { &[Join { ty: "AWS::Kinesis::StreamConsumer", owner: "StreamARN" }] }
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        if taking.get("StreamModeDetails").is_none() {
            self.stream_mode = StreamMode::Provisioned;
        }
    }
}

impl Exporting for KinesisStream {
    fn properties(&self) -> Properties {
        Properties { always: &["StreamModeDetails.StreamMode"], changed: &["RetentionPeriodHours"] }
    }

    fn actions(&self) -> &'static [&'static str] {
        &["kinesis:PutRecord", "kinesis:PutRecords"]
    }

    fn polled(&self) -> Option<Polled> {
        Some(Polled { attribute: "Arn", policy: "service-role/AWSLambdaKinesisExecutionRole", position: Some("TRIM_HORIZON") })
    }

    fn give(&self, giving: &mut Giving<'_>) {
        if self.stream_mode == StreamMode::Provisioned
            && let Some(count) = giving.named("shard_count", "ShardCount")
        {
            giving.put("ShardCount", count);
        }
    }
}
