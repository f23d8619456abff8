//! DynamoDB table.

use crate::{
    base::{Decimal, Message, text},
    diag::{Finding, Place, Report, Rule, Severity},
    model::{
        connection::{Access, Connection, Consistency},
        edit::Edit,
        fact::{Basis, CallFact, CallsFrom, HOURS_PER_MONTH, Meter, NetFact, Service, Takes, Usage},
        field::{FieldSpec, choice},
        quota,
        resource::{Remedy, Resource, resource},
        site::Site,
    },
};

choice! {
    /// How capacity is bought.
    pub enum BillingMode {
        /// By the request.
        PayPerRequest = "PAY_PER_REQUEST", "On demand" | "온디맨드";
        /// By the hour.
        Provisioned = "PROVISIONED", "Provisioned" | "프로비저닝";
    }
}

resource! {
    /// A key-value and document table. Regional: it lives outside VPCs.
    #[ko = "키-값 및 문서 테이블. 리전 서비스이므로 VPC 밖에 있다."]
    pub struct DynamodbTable: "DynamoDB table" | "DynamoDB 테이블" {
        short: "DynamoDB",
        icon: "dynamodb_table",
        group: Database,
        look: Card,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Introduction.html",
        rules: [NO_EFFECT, LARGE_ITEM],
        fields {
            /// How capacity is bought: by the request or by the hour.
            #[ko = "용량 요금을 내는 방식. 요청 단위 또는 시간 단위다."]
            pub billing_mode: BillingMode = BillingMode::PayPerRequest, "Billing mode" | "요금 방식";
            /// Reads of up to 4 KB a second that are bought.
            #[ko = "확보한 초당 읽기 수. 4 KB까지 하나로 센다."]
            pub read_capacity_units: u32 = 5, "Read capacity" | "읽기 용량", { unit: "RCU", min: 1, max: 40_000 };
            /// Writes of up to 1 KB a second that are bought.
            #[ko = "확보한 초당 쓰기 수. 1 KB까지 하나로 센다."]
            pub write_capacity_units: u32 = 5, "Write capacity" | "쓰기 용량", { unit: "WCU", min: 1, max: 40_000 };
            /// What is kept.
            #[ko = "저장하는 데이터의 양."]
            pub storage_gb: Decimal = Decimal::ZERO, "Storage" | "저장 용량", { unit: "GB" };
        }
    }
}

/// Reads count by started 4 KB, writes by started 1 KB.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html>
const READ_UNIT: u32 = 4096;
const WRITE_UNIT: u32 = 1024;

fn read_units(connection: &Connection) -> Decimal {
    let blocks = Decimal::from(connection.read_size.div_ceil(READ_UNIT).max(1));
    let each = match connection.consistency {
        Consistency::Strong => blocks,
        Consistency::Eventual => blocks / Decimal::TWO,
        Consistency::Transactional => blocks * Decimal::TWO,
    };
    connection.reads * each
}

fn write_units(connection: &Connection) -> Decimal {
    let blocks = Decimal::from(connection.write_size.div_ceil(WRITE_UNIT).max(1));
    let twice = connection.consistency == Consistency::Transactional;
    connection.writes * if twice { blocks * Decimal::TWO } else { blocks }
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

impl Resource for DynamodbTable {
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

    fn meters(&self, _: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let total = |units: fn(&Connection) -> Decimal| -> Decimal {
            let each = usage.arrivals.iter();
            each.map(|arrival| arrival.connection.map_or(Decimal::ZERO, |it| arrival.calls * units(it))).sum()
        };
        let mut meters = match self.billing_mode {
            BillingMode::PayPerRequest => vec![
                Meter {
                    sku: "dynamodb.rru".into(),
                    component: &text!("read request units", "읽기 요청 단위"),
                    quantity: total(read_units),
                    basis: Basis::Marginal,
                },
                Meter {
                    sku: "dynamodb.wru".into(),
                    component: &text!("write request units", "쓰기 요청 단위"),
                    quantity: total(write_units),
                    basis: Basis::Marginal,
                },
            ],
            BillingMode::Provisioned => vec![
                Meter {
                    sku: "dynamodb.rcu".into(),
                    component: &text!("read capacity hours", "읽기 용량 시간"),
                    quantity: HOURS_PER_MONTH * Decimal::from(self.read_capacity_units),
                    basis: Basis::Fixed,
                },
                Meter {
                    sku: "dynamodb.wcu".into(),
                    component: &text!("write capacity hours", "쓰기 용량 시간"),
                    quantity: HOURS_PER_MONTH * Decimal::from(self.write_capacity_units),
                    basis: Basis::Fixed,
                },
            ],
        };
        meters.push(Meter {
            sku: "dynamodb.storage".into(),
            component: &text!("storage", "저장"),
            quantity: self.storage_gb,
            basis: Basis::Fixed,
        });
        meters
    }
}
