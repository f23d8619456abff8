//! DynamoDB table.

use crate::{
    base::{Decimal, Message, text},
    diag::{Finding, Place, Report, Rule, Severity},
    model::{
        connection::{Access, Consistency},
        edit::Edit,
        fact::{BYTES_PER_GB, CallFact, Calls, CallsFrom, HOURS_PER_MONTH, Meter, NetFact, Service, Takes, Usage},
        field::{FieldSpec, choice},
        quota,
        resource::{Remedy, Resource, resource},
        service::ServiceModel,
        site::Site,
    },
};
use crate::model::taking::{Figure, Importing, Import, Taking};
use crate::model::giving::{Exporting, Giving, Properties, Polled, say, list, tree, mixed, to_do};
use crate::base::NodeId;
use crate::model::attrs::Attr;

choice! {
    /// How capacity is bought.
    pub enum BillingMode {
        /// By the request.
        PayPerRequest = "PAY_PER_REQUEST", "On demand" | "온디맨드";
        /// By the hour.
        Provisioned = "PROVISIONED", "Provisioned" | "프로비저닝";
    }
}

choice! {
    /// What keeping and using data costs.
    pub enum TableClass {
        /// For most tables.
        Standard = "STANDARD", "Standard" | "표준";
        /// For tables that are kept more than used.
        InfrequentAccess = "STANDARD_INFREQUENT_ACCESS", "Standard-IA" | "Standard-IA";
    }
}

resource! {
    /// A key-value and document table. Regional: it lives outside VPCs.
    #[ko = "키-값 및 문서 테이블. 리전 서비스이므로 VPC 밖에 있다."]
    pub struct DynamodbTable: "DynamoDB table" | "DynamoDB 테이블" {
        short: "DynamoDB",
        icon: "dynamodb_table",
        stencil: "dynamodb",
        group: Database,
        service: Baas,
        look: Card,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Introduction.html",
        rules: [NO_EFFECT, LARGE_ITEM, SHORT],
        fields {
            /// How capacity is bought: by the request or by the hour.
            #[ko = "용량 요금을 내는 방식. 요청 단위 또는 시간 단위다."]
            pub billing_mode: BillingMode = BillingMode::PayPerRequest, "Billing mode" | "요금 방식";
            /// Reads of up to 4 KB a second that are bought.
            #[ko = "확보한 초당 읽기 수. 4 KB까지 하나로 센다."]
            pub read_capacity_units: u32 = 5, "Read capacity" | "읽기 용량", { unit: "RCU", min: 1, max: 40_000 };
            /// Writes of up to 1 KB a second that are bought; each index that a write touches has as many of its own.
            #[ko = "확보한 초당 쓰기 수. 1 KB까지 하나로 센다. 쓰기가 갱신하는 인덱스도 저마다 같은 수를 가진다."]
            pub write_capacity_units: u32 = 5, "Write capacity" | "쓰기 용량", { unit: "WCU", min: 1, max: 40_000 };
            /// Standard, or dearer to read and write but cheaper to keep.
            #[ko = "표준, 또는 읽고 쓰기는 비싸지만 보관은 싼 클래스."]
            pub table_class: TableClass = TableClass::Standard, "Table class" | "테이블 클래스";
            /// Global secondary indexes that one write touches on average: each is a further write.
            #[ko = "쓰기 한 번이 평균으로 갱신하는 글로벌 보조 인덱스 수. 하나마다 쓰기가 더 든다."]
            pub indexes_written: Decimal = Decimal::ZERO, "Indexes written" | "갱신되는 인덱스", { max: 20, usage: true };
            /// Other regions that hold a copy: each takes every write again.
            #[ko = "복제본이 있는 다른 리전 수. 리전마다 쓰기가 한 번씩 더 든다."]
            pub replicas: u32 = 0, "Replicas" | "복제 리전", { max: 50 };
            /// Whether every moment of the last weeks can be restored.
            #[ko = "최근 몇 주의 어느 시점으로든 복원할 수 있는지 여부."]
            pub point_in_time_recovery: bool = false, "Point-in-time recovery" | "특정 시점 복구";
            /// What backups on demand hold.
            #[ko = "온디맨드 백업에 저장된 양."]
            pub backup_gb: Decimal = Decimal::ZERO, "Backups" | "백업", { unit: "GB", usage: true };
            /// What is restored in a month, from backups or to a moment.
            #[ko = "백업이나 특정 시점에서 한 달 동안 복원하는 양."]
            pub restored_gb: Decimal = Decimal::ZERO, "Restored" | "복원량", { unit: "GB", usage: true };
            /// Stream reads a month by readers other than Lambda functions, which read for nothing.
            #[ko = "Lambda 밖의 소비자가 한 달 동안 스트림을 읽는 횟수. Lambda는 무료로 읽는다."]
            pub stream_reads: Decimal = Decimal::ZERO, "Stream reads" | "스트림 읽기", { unit: "/month", usage: true };
            /// What is kept.
            #[ko = "저장하는 데이터의 양."]
            pub storage_gb: Decimal = Decimal::ZERO, "Storage" | "저장 용량", { unit: "GB", usage: true };
        }
    }
}

/// Reads count by started 4 KB, writes by started 1 KB.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html>
const READ_UNIT: u32 = 4096;
const WRITE_UNIT: u32 = 1024;

fn read_units(calls: &Calls<'_>) -> Decimal {
    let (reads, size) = calls.reads();
    let blocks = Calls::steps(size, READ_UNIT);
    let each = match consistency(calls) {
        Consistency::Strong => blocks,
        Consistency::Eventual => blocks / Decimal::TWO,
        Consistency::Transactional => blocks.saturating_mul(Decimal::TWO),
    };
    reads.saturating_mul(each)
}

fn write_units(calls: &Calls<'_>) -> Decimal {
    let (writes, size) = calls.writes();
    let blocks = Calls::steps(size, WRITE_UNIT);
    let twice = consistency(calls) == Consistency::Transactional;
    writes.saturating_mul(if twice { blocks.saturating_mul(Decimal::TWO) } else { blocks })
}

/// The most capacity that a table may have by default, as its fields say.
const CAPACITY_MAX: u32 = 40_000;

/// Share of bought capacity that auto scaling aims to use.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.html>
const TARGET_USE: Decimal = Decimal::from_parts(7, 0, 0, false, 1);

/// Units a second, spread evenly over the month.
fn per_second(units: Decimal) -> Decimal {
    units / HOURS_PER_MONTH / Decimal::from(3600)
}

/// Capacity units that serve so many units a month, spread evenly; none where a table cannot have as many.
fn capacity(units: Decimal) -> Option<u32> {
    let wanted = u32::try_from((per_second(units) / TARGET_USE).ceil()).ok()?.max(1);
    (wanted <= CAPACITY_MAX).then_some(wanted)
}

fn consistency(calls: &Calls<'_>) -> Consistency {
    calls.connection.map_or(Consistency::Strong, |it| it.consistency)
}

static NO_EFFECT: Rule = Rule {
    code: "DDB001",
    severity: Severity::Warning,
    title: text!(
        "read and write capacity have no effect while the table is billed on demand",
        "온디맨드 요금에서는 읽기와 쓰기 용량이 적용되지 않는다"
    ),
    help: text!(
        "choose provisioned billing, or leave the capacity at its default",
        "프로비저닝 요금을 고르거나 용량을 기본값으로 둔다"
    ),
    source: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/capacity-mode.html",
};

static LARGE_ITEM: Rule = Rule {
    code: "DDB002",
    severity: Severity::Error,
    title: text!("an item of {0} bytes is over the limit of {1}", "{0}바이트 항목은 한도 {1}바이트를 넘는다"),
    help: text!("split the item, or keep its body in S3", "항목을 나누거나 본문을 S3에 둔다"),
    source: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html",
};

static SHORT: Rule = Rule {
    code: "DDB003",
    severity: Severity::Warning,
    title: text!(
        "the workload needs {0} even if spread evenly over the month; the table has {1}",
        "워크로드를 한 달에 고르게 나누어도 {0}가 필요하지만 테이블에는 {1}가 있다"
    ),
    help: text!("buy more capacity, or bill the table on demand", "용량을 늘리거나 온디맨드로 청구한다"),
    source: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/provisioned-capacity-mode.html",
};

impl Resource for DynamodbTable {
    fn check_load(&self, site: Site<'_>, usage: &Usage<'_>, report: &mut Report) {
        if self.billing_mode == BillingMode::PayPerRequest {
            return;
        }
        let reads = (Self::read_capacity_units, usage.sum(read_units), self.read_capacity_units, "RCU");
        let writes = (Self::write_capacity_units, usage.sum(write_units), self.write_capacity_units, "WCU");
        for (field, units, has, name) in [reads, writes] {
            let needed = per_second(units).ceil();
            if needed > Decimal::from(has) {
                report.raise(&SHORT, site.at(field), [format!("{} {name}", needed.normalize()), format!("{has} {name}")]);
            }
        }
    }

    fn service_model(&self) -> ServiceModel {
        match self.billing_mode {
            BillingMode::PayPerRequest => Self::SPEC.service,
            BillingMode::Provisioned => ServiceModel::Paas,
        }
    }

    fn check(&self, site: Site<'_>, report: &mut Report) {
        let plain = Self::default();
        let set = (self.read_capacity_units, self.write_capacity_units)
            != (plain.read_capacity_units, plain.write_capacity_units);
        if self.billing_mode == BillingMode::PayPerRequest && set {
            report.raise(&NO_EFFECT, site.at(Self::billing_mode), []);
        }
        let limit = quota::ITEM_BYTES.value();
        for (id, connection) in site.incoming_by_id().filter(|(_, it)| it.kind == Access::ReadWrite) {
            let bytes = connection.read_size.max(connection.write_size);
            if bytes > limit {
                let place = Place::Connection(id.clone());
                report.raise(&LARGE_ITEM, place, [bytes.to_string(), limit.to_string()]);
            }
        }
    }

    fn mend(&self, site: Site<'_>, finding: &Finding) -> Option<Remedy> {
        (finding.rule.code == NO_EFFECT.code).then(|| Remedy {
            title: Message::plain(&text!("Use provisioned billing", "프로비저닝 요금 사용")),
            edits: vec![Edit::Change {
                id: site.id().clone(),
                resource: Self { billing_mode: BillingMode::Provisioned, ..self.clone() }.into(),
            }],
        })
    }

    fn headline(&self) -> String {
        match self.billing_mode {
            BillingMode::PayPerRequest => "on demand".into(),
            BillingMode::Provisioned => {
                format!("{} RCU · {} WCU", self.read_capacity_units, self.write_capacity_units)
            }
        }
    }

    fn shows(&self, field: &FieldSpec) -> bool {
        let capacity = [Self::read_capacity_units, Self::write_capacity_units];
        self.billing_mode == BillingMode::Provisioned || !capacity.contains(&field.name)
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        vec![NetFact::Served { service: Service { name: "dynamodb".into(), region: site.region() } }]
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        vec![
            // Streams start functions on the table's behalf.
            CallFact::Calls(CallsFrom::Events),
            CallFact::Takes(Takes {
                access: Access::ReadWrite,
                from: &[CallsFrom::Code, CallsFrom::Provider],
                authority: &text!(
                    "the caller's role allows the table's actions",
                    "호출자의 역할이 테이블 작업을 허용"
                ),
            }),
        ]
    }

    /// Bought capacity for the month's mean, used to seven tenths as AWS advises for auto scaling; or by the request.
    fn alternatives(&self, site: Site<'_>, usage: &Usage<'_>) -> Vec<Remedy> {
        let on_demand = self.billing_mode == BillingMode::PayPerRequest;
        let plain = Self::default();
        let other = if on_demand {
            // More than a table can have is no alternative.
            let (Some(reads), Some(writes)) =
                (capacity(usage.sum(read_units)), capacity(usage.sum(write_units)))
            else {
                return Vec::new();
            };
            Self {
                billing_mode: BillingMode::Provisioned,
                read_capacity_units: reads,
                write_capacity_units: writes,
                ..self.clone()
            }
        } else {
            Self {
                billing_mode: BillingMode::PayPerRequest,
                read_capacity_units: plain.read_capacity_units,
                write_capacity_units: plain.write_capacity_units,
                ..self.clone()
            }
        };
        let title = if on_demand {
            Message::new(
                &text!(
                    "Provision `{0}` for a steady load that uses at most 70 %: {1} RCU, {2} WCU",
                    "일정한 부하가 최대 70%를 쓰도록 `{0}`의 용량 프로비저닝: {1} RCU, {2} WCU"
                ),
                [
                    site.id().to_string(),
                    other.read_capacity_units.to_string(),
                    other.write_capacity_units.to_string(),
                ],
            )
        } else {
            Message::new(&text!("Bill `{0}` on demand", "`{0}`을(를) 온디맨드로 청구"), [site.id().to_string()])
        };
        vec![Remedy { title, edits: vec![Edit::Change { id: site.id().clone(), resource: other.into() }] }]
    }

    /// Writes are what its events tell of.
    fn events(&self, call: &Calls<'_>) -> Decimal {
        call.writes().0
    }

    fn meters(&self, _: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let rare = self.table_class == TableClass::InfrequentAccess;
        let of = |usual: &'static str, infrequent: &'static str| if rare { infrequent } else { usual };
        let copies = Decimal::from(self.replicas);
        // A write to the table, and one to each index that it touches. Replicas take both again; what an index takes is an
        // ordinary write there too.
        // <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/global-tables-billing.html>
        let written = usage.sum(write_units);
        let indexed = written.saturating_mul(self.indexes_written);
        let copied = &text!("writes to replicas", "복제 리전에 쓰기");
        let copied_indexes = &text!("writes to indexes of replicas", "복제 리전의 인덱스에 쓰기");
        let mut meters = match self.billing_mode {
            BillingMode::PayPerRequest => vec![
                Meter::marginal(
                    of("dynamodb.rru", "dynamodb.ia_rru"),
                    &text!("read request units", "읽기 요청 단위"),
                    usage.sum(read_units),
                ),
                Meter::marginal(
                    of("dynamodb.wru", "dynamodb.ia_wru"),
                    &text!("write request units", "쓰기 요청 단위"),
                    written.saturating_add(indexed),
                ),
                Meter::marginal(
                    of("dynamodb.replicated_wru", "dynamodb.ia_replicated_wru"),
                    copied,
                    written.saturating_mul(copies),
                ),
                Meter::marginal(of("dynamodb.wru", "dynamodb.ia_wru"), copied_indexes, indexed.saturating_mul(copies)),
            ],
            BillingMode::Provisioned => {
                let (reads, writes) =
                    (Decimal::from(self.read_capacity_units), Decimal::from(self.write_capacity_units));
                let indexes = writes.saturating_mul(self.indexes_written);
                vec![
                    Meter::hours(of("dynamodb.rcu", "dynamodb.ia_rcu"), &text!("read capacity hours", "읽기 용량 시간"), reads),
                    Meter::hours(of("dynamodb.wcu", "dynamodb.ia_wcu"), &text!("write capacity hours", "쓰기 용량 시간"), writes),
                    Meter::hours(
                        of("dynamodb.wcu", "dynamodb.ia_wcu"),
                        &text!("write capacity hours of indexes", "인덱스의 쓰기 용량 시간"),
                        indexes,
                    ),
                    Meter::hours(
                        of("dynamodb.replicated_wcu", "dynamodb.ia_replicated_wcu"),
                        copied,
                        writes.saturating_mul(copies),
                    ),
                    Meter::hours(of("dynamodb.wcu", "dynamodb.ia_wcu"), copied_indexes, indexes.saturating_mul(copies)),
                ]
            }
        };
        let recoverable = if self.point_in_time_recovery { self.storage_gb } else { Decimal::ZERO };
        let sent = usage.arrivals.iter().map(|it| {
            let (items, size) = it.writes();
            it.calls.saturating_mul(items.saturating_mul(size.into())) / BYTES_PER_GB
        });
        let sent = sent.fold(Decimal::ZERO, Decimal::saturating_add).saturating_mul(copies);
        meters.extend([
            Meter::marginal(
                "data_transfer.inter_region_out",
                &text!("data to replicas in other regions", "다른 리전의 복제본으로 나간 데이터"),
                sent,
            ),
            Meter::fixed(
                of("dynamodb.storage", "dynamodb.ia_storage"),
                &text!("storage", "저장"),
                self.storage_gb.saturating_mul(copies.saturating_add(Decimal::ONE)),
            ),
            Meter::fixed("dynamodb.pitr", &text!("point-in-time recovery", "특정 시점 복구"), recoverable),
            Meter::fixed("dynamodb.backup", &text!("backups", "백업"), self.backup_gb),
            Meter::fixed("dynamodb.restore", &text!("data restored", "복원한 데이터"), self.restored_gb),
            Meter::fixed("dynamodb.streams_read", &text!("stream reads", "스트림 읽기"), self.stream_reads),
        ]);
        meters
    }
}

impl Importing for DynamodbTable {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::named("AWS::DynamoDB::Table", &[("read_capacity_units", "ProvisionedThroughput.ReadCapacityUnits"), ("write_capacity_units", "ProvisionedThroughput.WriteCapacityUnits"), ("point_in_time_recovery", "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled")]), Import::named("AWS::DynamoDB::GlobalTable", &[("read_capacity_units", "ProvisionedThroughput.ReadCapacityUnits"), ("write_capacity_units", "ProvisionedThroughput.WriteCapacityUnits"), ("point_in_time_recovery", "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled")])] }
    }

    fn usage(&self) -> &'static [(&'static str, Figure)] {
        &[("monthly_read_request_units", Figure::Reads), ("monthly_write_request_units", Figure::Writes), ("storage_gb", Figure::Field("storage_gb")), ("on_demand_backup_storage_gb", Figure::Field("backup_gb")), ("monthly_data_restored_gb", Figure::Field("restored_gb")), ("monthly_streams_read_request_units", Figure::Field("stream_reads"))]
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        // What AWS takes if nothing is said, which is not what a new table here has.
        if taking.get("BillingMode").is_none() {
            self.billing_mode = BillingMode::Provisioned;
        }
    }
}

impl Exporting for DynamodbTable {
    fn properties(&self) -> Properties {
        Properties { always: &["BillingMode"], changed: &["TableClass", "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled"] }
    }

    fn actions(&self) -> &'static [&'static str] {
        &["dynamodb:BatchGetItem", "dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:Scan", "dynamodb:UpdateItem"]
    }

    fn named_by_policies(&self, giving: &Giving<'_>, id: &NodeId) -> Vec<Attr> {
        vec![giving.arn(id), giving.arn_and(id, "/index/*")]
    }

    fn integrated(&self, id: &NodeId) -> Option<(&'static str, Attr)> {
        Some(("dynamodb:action/Query", mixed(format!("{{\"TableName\": \"${{{id}}}\"}}"))))
    }

    fn polled(&self) -> Option<Polled> {
        Some(Polled { attribute: "StreamArn", policy: "service-role/AWSLambdaDynamoDBExecutionRole", position: Some("TRIM_HORIZON") })
    }

    fn give(&self, giving: &mut Giving<'_>) {
        // Which key it has is for a person to say.
        giving.put("AttributeDefinitions", list([tree([("AttributeName", to_do()), ("AttributeType", say("S"))])]));
        giving.put("KeySchema", list([tree([("AttributeName", to_do()), ("KeyType", say("HASH"))])]));
        if self.billing_mode == BillingMode::Provisioned {
            for (field, key) in [("read_capacity_units", "ReadCapacityUnits"), ("write_capacity_units", "WriteCapacityUnits")] {
                if let Some(units) = giving.named(field, key) {
                    giving.put(&format!("ProvisionedThroughput.{key}"), units);
                }
            }
        }
        if giving.site.outgoing().any(|it| it.kind == Access::EventSource) {
            giving.put("StreamSpecification.StreamViewType", say("NEW_AND_OLD_IMAGES"));
        }
    }
}
