//! Firehose stream.

use super::messaging;
use crate::{
    base::{Decimal, text},
    model::{
        fact::{BYTES_PER_GB, CallFact, Calls, CallsFrom, Meter, NetFact, Service, Usage},
        resource::{Resource, resource},
        site::Site,
        taking::{Figure, Importing, Import, Taking},
    },
};
use crate::model::giving::{Exporting, Giving, say, doubt};
use super::KinesisStream;
use super::S3Bucket;

resource! {
    /// Takes records, gathers them, and writes them to a bucket, a warehouse or a search domain.
    #[ko = "레코드를 받아 모은 뒤 버킷, 데이터 웨어하우스, 검색 도메인에 쓴다."]
    pub struct DeliveryStream: "Firehose stream" | "Firehose 스트림" {
        short: "Firehose",
        icon: "delivery_stream",
        group: Messages,
        service: Baas,
        look: Card,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/firehose/latest/dev/what-is-this-service.html",
        rules: [],
        fields {
            /// Whether records are turned into Parquet or ORC on the way.
            #[ko = "레코드를 Parquet이나 ORC로 바꾸는지 여부."]
            pub format_conversion: bool = false, "Format conversion" | "형식 변환";
        }
    }
}

/// Each record counts by started 5 KB. <https://aws.amazon.com/firehose/pricing/>
const STEP: u32 = 5 * 1024;

/// Where it writes to, and what names the place there.
const DESTINATIONS: [(&str, &[&str]); 6] = [
    ("ExtendedS3DestinationConfiguration", &["BucketARN"]),
    ("S3DestinationConfiguration", &["BucketARN"]),
    ("AmazonopensearchserviceDestinationConfiguration", &["DomainARN", "S3Configuration.BucketARN"]),
    ("ElasticsearchDestinationConfiguration", &["DomainARN", "S3Configuration.BucketARN"]),
    ("RedshiftDestinationConfiguration", &["S3Configuration.BucketARN"]),
    ("HttpEndpointDestinationConfiguration", &["S3Configuration.BucketARN"]),
];

impl Resource for DeliveryStream {
    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        vec![NetFact::Served { service: Service { name: "kinesis-firehose".into(), region: site.region() } }]
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        let taking = messaging::taking(&text!(
            "the caller's role allows firehose:PutRecord",
            "호출자의 역할이 firehose:PutRecord를 허용"
        ));
        taking.into_iter().chain([CallFact::Calls(CallsFrom::Provider)]).collect()
    }

    fn meters(&self, _: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let counted = usage.sum(|it| Calls::steps(it.request_size, STEP)).saturating_mul(STEP.into()) / BYTES_PER_GB;
        let converted = if self.format_conversion { counted } else { Decimal::ZERO };
        vec![
            Meter::marginal("firehose.ingest", &text!("data in", "들어온 데이터"), counted),
            Meter::marginal("firehose.format_conversion", &text!("format conversion", "형식 변환"), converted),
        ]
    }
}

impl Importing for DeliveryStream {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::named("AWS::KinesisFirehose::DeliveryStream", &[("format_conversion", "ExtendedS3DestinationConfiguration.DataFormatConversionConfiguration.Enabled")])] }
    }

    fn usage(&self) -> &'static [(&'static str, Figure)] {
        &[("monthly_data_ingested_gb", Figure::Gigabytes)]
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        if let Some((source, _)) = taking.node_at("KinesisStreamSourceConfiguration.KinesisStreamARN") {
            taking.connect(source, taking.id.clone(), None);
        }
        for (destination, names) in DESTINATIONS {
            for name in names {
                if let Some((to, _)) = taking.node_at(&format!("{destination}.{name}")) {
                    taking.connect(taking.id.clone(), to, None);
                }
            }
            // A function that changes records on the way.
            let processors = taking.get(&format!("{destination}.ProcessingConfiguration.Processors"));
            let named: Vec<_> = processors.into_iter().flat_map(|it| it.mentions()).cloned().collect();
            for mention in named {
                if let Some((to, _)) = taking.names.node(&mention) {
                    taking.connect(taking.id.clone(), to, None);
                }
            }
        }
    }
}

impl Exporting for DeliveryStream {
    fn actions(&self) -> &'static [&'static str] {
        &["firehose:PutRecord", "firehose:PutRecordBatch"]
    }

    fn give(&self, giving: &mut Giving<'_>) {
        let Some(role) = giving.role("firehose.amazonaws.com", &[], true) else { return };
        let source = giving.site.incoming().filter_map(|it| it.ends().map(|it| it.0));
        let source = source.into_iter().find(|it| giving.site.find::<KinesisStream>(it).is_some());
        if let Some(source) = source {
            giving.put("DeliveryStreamType", say("KinesisStreamAsSource"));
            giving.put("KinesisStreamSourceConfiguration.KinesisStreamARN", giving.arn(source));
            giving.put("KinesisStreamSourceConfiguration.RoleARN", role.clone());
        } else {
            giving.put("DeliveryStreamType", say("DirectPut"));
        }
        let buckets = giving.calls().into_iter().map(|it| it.0);
        let bucket = buckets.into_iter().find(|it| giving.site.find::<S3Bucket>(it).is_some());
        const INTO: &str = "ExtendedS3DestinationConfiguration";
        giving.put(&format!("{INTO}.BucketARN"), bucket.map_or_else(|| doubt("the bucket that it writes to"), |it| giving.arn(it)));
        giving.put(&format!("{INTO}.RoleARN"), role);
        if self.format_conversion {
            giving.put(&format!("{INTO}.DataFormatConversionConfiguration.Enabled"), say(true));
        }
    }

    fn protocol(&self) -> &'static str {
        "firehose"
    }
}
