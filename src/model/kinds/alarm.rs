//! CloudWatch alarm.

use crate::{
    base::{Decimal, text},
    diag::{Report, Rule, Severity},
    model::{
        fact::{Meter, Usage},
        field::{FieldSpec, choice},
        resource::{Resource, resource},
        site::Site,
    },
};

choice! {
    /// What an alarm watches.
    pub enum AlarmType {
        /// Metrics against a threshold.
        Metric = "metric", "Metric" | "지표";
        /// Metrics against a band that is learned: each counts as three.
        AnomalyDetection = "anomaly_detection", "Anomaly detection" | "이상 탐지";
        /// Other alarms.
        Composite = "composite", "Composite" | "복합";
    }
}

resource! {
    /// Tells when a metric leaves its bounds. Billed by the metric that it watches.
    #[ko = "지표가 범위를 벗어나면 알린다. 감시하는 지표 수로 청구된다."]
    pub struct Alarm: "CloudWatch alarm" | "CloudWatch 경보" {
        short: "Alarm",
        icon: "alarm",
        stencil: "alarm",
        group: Watch,
        service: Baas,
        look: Card,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html",
        rules: [PERIOD],
        fields {
            /// What it watches.
            #[ko = "감시하는 것."]
            pub alarm_type: AlarmType = AlarmType::Metric, "Type" | "유형";
            /// How many metrics.
            #[ko = "지표 수."]
            pub metrics: u32 = 1, "Metrics" | "지표 수", { min: 1, max: 10_000 };
            /// How often it looks. Every 10 or 30 seconds costs three times as much.
            #[ko = "확인 주기. 10초나 30초마다 확인하면 요금이 세 배다."]
            pub period: u32 = 300, "Period" | "주기", { unit: "s", min: 10, max: 86_400 };
        }
    }
}

/// A shorter period makes an alarm one of high resolution; an anomaly band is three metrics: the value and both bounds.
/// <https://aws.amazon.com/cloudwatch/pricing/>
const HIGH_RESOLUTION_BELOW: u32 = 60;
const METRICS_OF_A_BAND: u32 = 3;

static PERIOD: Rule = Rule {
    code: "ALM001",
    severity: Severity::Error,
    title: text!("an alarm cannot look every {0} s", "경보는 {0}초마다 확인할 수 없다"),
    help: text!("choose 10, 20 or 30 s, or a multiple of 60", "10, 20, 30초 또는 60초의 배수를 고른다"),
    source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html",
};

impl Resource for Alarm {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let fits = matches!(self.period, 10 | 20 | 30) || self.period.is_multiple_of(HIGH_RESOLUTION_BELOW);
        if self.alarm_type != AlarmType::Composite && !fits {
            report.raise(&PERIOD, site.at(Self::period), [self.period.to_string()]);
        }
    }

    fn headline(&self) -> String {
        format!("{} s", self.period)
    }

    fn shows(&self, field: &FieldSpec) -> bool {
        self.alarm_type != AlarmType::Composite || field.name == Self::alarm_type
    }

    fn meters(&self, _: Site<'_>, _: &Usage<'_>) -> Vec<Meter> {
        let watched = match self.alarm_type {
            AlarmType::Metric => self.metrics,
            AlarmType::AnomalyDetection => self.metrics.saturating_mul(METRICS_OF_A_BAND),
            AlarmType::Composite => {
                let component = &text!("composite alarm", "복합 경보");
                return vec![Meter::fixed("cloudwatch.alarm_composite", component, Decimal::ONE)];
            }
        };
        let fast = self.period < HIGH_RESOLUTION_BELOW;
        let sku = if fast { "cloudwatch.alarm_high" } else { "cloudwatch.alarm" };
        vec![Meter::fixed(sku, &text!("metrics watched", "감시하는 지표"), watched.into())]
    }
}

impl crate::model::taking::Importing for Alarm {}

impl crate::model::giving::Exporting for Alarm {}
