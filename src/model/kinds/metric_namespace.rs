//! CloudWatch namespace: custom metrics, and who looks at them.

use crate::{
    base::{Decimal, text},
    model::{
        fact::{Meter, Usage},
        resource::{Resource, resource},
        site::Site,
    },
};

resource! {
    /// Metrics that your own code sends, dashboards that show them, and tools that read them.
    #[ko = "직접 보내는 지표, 그것을 보여 주는 대시보드, 읽어 가는 도구."]
    pub struct MetricNamespace: "CloudWatch namespace" | "CloudWatch 네임스페이스" {
        short: "Metrics",
        icon: "metric_namespace",
        stencil: "cloudwatch",
        group: Watch,
        service: Baas,
        look: Card,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/publishingMetrics.html",
        rules: [],
        fields {
            /// Custom metrics that are sent all month. One that is sent for part of it counts in part.
            #[ko = "한 달 내내 보내는 사용자 지정 지표 수. 일부 기간만 보내면 그만큼만 센다."]
            pub custom_metrics: Decimal = Decimal::ZERO, "Custom metrics" | "사용자 지정 지표", { max: 100_000_000, usage: true };
            /// Dashboards.
            #[ko = "대시보드 수."]
            pub dashboards: u32 = 0, "Dashboards" | "대시보드", { max: 10_000, usage: true };
            /// Metrics that monitoring tools ask for in a month, by GetMetricData.
            #[ko = "모니터링 도구가 한 달 동안 GetMetricData로 요청하는 지표 수."]
            pub metrics_requested: Decimal = Decimal::ZERO, "Metrics requested" | "요청한 지표", { unit: "/month", usage: true };
            /// Runs of Synthetics canaries in a month: 8,760 for one that runs every five minutes.
            #[ko = "한 달 동안 Synthetics canary가 실행되는 횟수. 5분마다 실행되면 8,760이다."]
            pub canary_runs: Decimal = Decimal::ZERO, "Canary runs" | "canary 실행", { unit: "/month", usage: true };
        }
    }
}

impl Resource for MetricNamespace {
    fn meters(&self, _: Site<'_>, _: &Usage<'_>) -> Vec<Meter> {
        vec![
            Meter::fixed("cloudwatch.metric", &text!("custom metrics", "사용자 지정 지표"), self.custom_metrics),
            Meter::fixed("cloudwatch.dashboard", &text!("dashboards", "대시보드"), self.dashboards.into()),
            Meter::fixed(
                "cloudwatch.get_metric_data",
                &text!("metrics requested", "요청한 지표"),
                self.metrics_requested,
            ),
            Meter::fixed("cloudwatch.canary", &text!("canary runs", "canary 실행"), self.canary_runs),
        ]
    }
}

impl crate::model::taking::Importing for MetricNamespace {}

impl crate::model::giving::Exporting for MetricNamespace {}
