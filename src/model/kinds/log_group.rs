//! CloudWatch log group.

use crate::{
    base::{Decimal, text},
    model::{
        connection::Access,
        fact::{CallFact, CallsFrom, Calls, Meter, NetFact, Service, Takes, Usage},
        field::choice,
        resource::{Resource, resource},
        site::Site,
    },
};

choice! {
    /// What can be done with what is logged.
    pub enum LogGroupClass {
        /// Everything.
        Standard = "STANDARD", "Standard" | "Standard";
        /// Less, at half the price.
        InfrequentAccess = "INFREQUENT_ACCESS", "Infrequent Access" | "Infrequent Access";
    }
}

resource! {
    /// Log text, kept for a while. Billed by what comes in, what is kept, and what queries scan.
    #[ko = "얼마 동안 보관하는 로그. 들어온 양, 보관량, 쿼리가 읽은 양으로 청구된다."]
    pub struct LogGroup: "CloudWatch log group" | "CloudWatch 로그 그룹" {
        short: "Logs",
        icon: "log_group",
        stencil: "cloudwatch",
        group: Watch,
        service: Baas,
        look: Card,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/WhatIsCloudWatchLogs.html",
        rules: [],
        fields {
            /// What can be done with it.
            #[ko = "쓸 수 있는 기능의 범위."]
            pub log_group_class: LogGroupClass = LogGroupClass::Standard, "Class" | "클래스";
            /// Further log text a month, from what no drawn connection shows: flow logs, agents.
            #[ko = "그려진 연결 밖에서 한 달 동안 들어오는 로그. 흐름 로그나 에이전트 등."]
            pub further_gb: Decimal = Decimal::ZERO, "Further logs" | "그 밖의 로그", { unit: "GB", usage: true };
            /// What is kept, compressed.
            #[ko = "압축해 보관하는 양."]
            pub stored_gb: Decimal = Decimal::ZERO, "Stored" | "보관량", { unit: "GB", usage: true };
            /// What queries scan in a month.
            #[ko = "한 달 동안 쿼리가 읽는 양."]
            pub scanned_gb: Decimal = Decimal::ZERO, "Scanned" | "쿼리량", { unit: "GB", usage: true };
        }
    }
}

impl Resource for LogGroup {
    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        vec![NetFact::Served { service: Service { name: "logs".into(), region: site.region() } }]
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        let authority = &text!("the caller's role allows logs:PutLogEvents", "호출자의 역할이 logs:PutLogEvents를 허용");
        vec![
            CallFact::Calls(CallsFrom::Events),
            CallFact::Takes(Takes {
                access: Access::Invoke,
                from: &[CallsFrom::Code, CallsFrom::Provider],
                authority,
            }),
        ]
    }

    fn meters(&self, _: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let ingest = match self.log_group_class {
            LogGroupClass::Standard => "cloudwatch.log_ingest",
            LogGroupClass::InfrequentAccess => "cloudwatch.log_ingest_ia",
        };
        let sent = usage.arrivals.iter().map(Calls::sent_gb).fold(Decimal::ZERO, Decimal::saturating_add);
        vec![
            Meter::marginal(ingest, &text!("logs written", "기록된 로그"), sent),
            Meter::fixed(ingest, &text!("further logs", "그 밖의 로그"), self.further_gb),
            Meter::fixed("cloudwatch.log_storage", &text!("logs kept", "보관된 로그"), self.stored_gb),
            Meter::fixed("cloudwatch.log_insights", &text!("logs scanned", "쿼리가 읽은 로그"), self.scanned_gb),
        ]
    }
}

impl crate::model::taking::Importing for LogGroup {}

impl crate::model::giving::Exporting for LogGroup {}
