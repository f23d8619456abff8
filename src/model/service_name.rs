//! Names of regional services, as the last part of an endpoint's name says them: `s3`, `ecr.api`.
//!
//! The list is what AWS says integrates with PrivateLink or has a gateway endpoint, as of 2026.
//! <https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html>

use super::{
    Model,
    fact::{Inbound, NetFact},
    site::{Index, Site},
};
use crate::base::{Message, nearest, text};

/// The names, in order.
#[rustfmt::skip]
pub const KNOWN: &[&str] = &[
    "access-analyzer", "account", "acm", "acm-pca", "airflow.api", "airflow.env", "airflow.ops", "amplify",
    "amplifybackend", "analytics-omics", "aoss", "app-integrations", "appconfig", "appconfigdata", "appflow",
    "application-autoscaling", "application-signals", "appmesh", "appmesh-envoy-management", "apprunner",
    "apprunner.requests", "appstream.api", "appstream.streaming", "appsync", "appsync-api", "apptest", "aps",
    "aps-workspaces", "athena", "auditmanager", "autoscaling", "autoscaling-plans", "b2bi", "backup",
    "backup-gateway", "batch", "bedrock", "bedrock-agent", "bedrock-agent-runtime", "bedrock-agentcore",
    "bedrock-runtime", "billing", "billingconductor", "braket", "budgets", "cassandra", "cassandra-fips",
    "ce", "cleanrooms", "cleanrooms-ml", "cloud9", "cloudcontrolapi", "clouddirectory", "cloudformation",
    "cloudfront", "cloudhsmv2", "cloudsearch", "cloudtrail", "cloudtrail-data", "codeartifact.api",
    "codeartifact.repositories", "codebuild", "codecommit", "codeconnections.api", "codedeploy",
    "codedeploy-commands-secure", "codeguru-profiler", "codeguru-reviewer", "codepipeline",
    "codestar-connections.api", "codewhisperer", "cognito-identity", "cognito-idp", "cognito-sync",
    "comprehend", "comprehendmedical", "compute-optimizer", "config", "connect", "connect-campaigns",
    "console", "control-storage-omics", "controlcatalog", "controltower", "cost-optimization-hub",
    "data-servicediscovery", "databrew", "dataexchange", "datasync", "datazone", "dax", "deadline.management",
    "deadline.scheduling", "detective", "devicefarm", "devops-guru", "directconnect", "discovery", "dlm",
    "dms", "drs", "ds", "ds-data", "dsql", "dynamodb", "dynamodb-streams", "ebs", "ec2", "ec2messages",
    "ecr.api", "ecr.dkr", "ecs", "ecs-agent", "ecs-telemetry", "eks", "eks-auth", "elasticache",
    "elasticbeanstalk", "elasticbeanstalk-health", "elasticfilesystem", "elasticloadbalancing",
    "elasticmapreduce", "elastictranscoder", "email", "email-smtp", "emr-containers", "emr-serverless",
    "emr-serverless-services.livy", "emrwal.prod", "entityresolution", "events", "evidently", "execute-api",
    "finspace", "finspace-api", "firehose", "fis", "fms", "forecast", "forecastquery", "frauddetector",
    "freetier", "fsx", "gamelift", "geo.geofencing", "geo.maps", "geo.metadata", "geo.places", "geo.routes",
    "geo.tracking", "git-codecommit", "glacier", "glue", "glue.dashboard", "grafana", "grafana-workspace",
    "greengrass", "groundstation", "guardduty", "guardduty-data", "health", "healthlake", "iam",
    "identitystore", "imagebuilder", "inspector-scan", "inspector2", "internetmonitor", "invoicing",
    "iot.credentials", "iot.data", "iot.fleethub.api", "iotdeviceadvisor", "iotfleetwise",
    "iotmanagedintegrations.api", "iotroborunner", "iotsitewise.api", "iotsitewise.data", "iottwinmaker.api",
    "iottwinmaker.data", "iotwireless.api", "ivs", "kafka", "kendra", "kendra-ranking", "kinesis-firehose",
    "kinesis-streams", "kinesisanalytics", "kinesisvideo", "kms", "lakeformation", "lambda", "launchwizard",
    "lex-models-v2", "lex-runtime-v2", "license-manager", "license-manager-linux-subscriptions",
    "license-manager-user-subscriptions", "logs", "lookoutequipment", "lookoutmetrics", "lookoutvision", "m2",
    "macie2", "managedblockchain-query", "mediaconnect", "medical-imaging", "memory-db", "mgn",
    "migrationhub-orchestrator", "migrationhub-strategy", "monitoring", "mpa", "mq", "neptune-graph",
    "neptune-graph-data", "network-firewall", "networkflowmonitor", "networkmanager", "networkmonitor",
    "notifications", "nova-act", "oam", "observabilityadmin", "odb", "opensearch", "organizations", "osis",
    "osis.ingest", "outposts", "panorama", "partnercentral-selling", "payment-cryptography.controlplane",
    "payment-cryptography.dataplane", "pca-connector-ad", "pca-connector-scep", "pcs", "personalize",
    "personalize-events", "personalize-runtime", "pi", "pinpoint", "pinpoint-sms-voice-v2", "pipes",
    "pipes-data", "polly", "pricing.api", "private-networks", "profile", "proton", "q", "qapps", "qbusiness",
    "qldb", "qldb.session", "quicksight-website", "ram", "rbin", "rds", "rds-data", "redshift",
    "redshift-data", "redshift-serverless", "rekognition", "resiliencehub", "resource-explorer-2",
    "resource-groups", "robomaker", "rolesanywhere", "route53", "route53profiles", "route53resolver", "rum",
    "rum-dataplane", "s3", "s3-global.accesspoint", "s3-outposts", "s3express", "s3tables", "s3vectors",
    "sagemaker.api", "sagemaker.featurestore-runtime", "sagemaker.metrics", "sagemaker.runtime",
    "savingsplans", "scheduler", "schemas", "scn", "sdb", "secretsmanager", "securityhub", "securitylake",
    "serverlessrepo", "servicecatalog", "servicecatalog-appregistry", "servicediscovery",
    "servicediscovery-fips", "servicequotas", "shield", "signer", "signin", "simspaceweaver", "sms",
    "sms-voice", "snow-device-management", "snowball", "sns", "social-messaging", "sqs", "ssm",
    "ssm-contacts", "ssm-guiconnect", "ssm-incidents", "ssm-quicksetup", "ssmmessages", "sso", "states",
    "storage-omics", "storagegateway", "streaming-rekognition", "sts", "supportapp", "swf", "sync-states",
    "synthetics", "tagging", "tags-omics", "taxsettings", "textract", "thinclient.api", "timestream-influxdb",
    "timestream.ingest-cell1", "timestream.query-cell1", "tnb", "transcribe", "transcribestreaming",
    "transfer", "transfer.server", "translate", "trustedadvisor", "verifiedpermissions", "voiceid",
    "vpc-lattice", "waf", "wafv2", "wellarchitected", "wisdom", "workflows-omics", "workmail", "workspaces",
    "workspaces-web", "xray",
];

/// A name as people write it, in its short form: `com.amazonaws.us-east-1.S3` is `s3`.
pub fn short(name: &str) -> String {
    let name = name.trim().to_ascii_lowercase();
    let rest = name.strip_prefix("com.amazonaws.").and_then(|it| it.split_once('.'));
    rest.map_or(name.clone(), |(_, rest)| rest.to_owned())
}

/// Why a name means no service, if it is none of AWS's and none that the model names.
pub fn refused(name: &str, model: &Model) -> Option<Message> {
    if KNOWN.contains(&name) {
        return None;
    }
    let named = named_in(model);
    if named.iter().any(|it| it == name) {
        return None;
    }
    let known = KNOWN.iter().copied().chain(named.iter().map(String::as_str));
    // One letter is near to any other.
    Some(match nearest(name, known).filter(|_| name.chars().count() > 1) {
        Some(near) => Message::new(
            &text!(
                "AWS has no service `{0}`; did you mean `service:{1}`?",
                "AWS에 `{0}`(이)라는 서비스가 없습니다. `service:{1}`을(를) 뜻하셨나요?"
            ),
            [name.to_owned(), near.to_owned()],
        ),
        None => Message::new(
            &text!("AWS has no service `{0}`", "AWS에 `{0}`(이)라는 서비스가 없습니다"),
            [name.to_owned()],
        ),
    })
}

/// The services that facts of a model name.
fn named_in(model: &Model) -> Vec<String> {
    let index = Index::of(model);
    let mut out = Vec::new();
    for (id, node) in model.nodes() {
        for fact in node.resource.as_resource().net_facts(Site::new(model, &index, id)) {
            if let NetFact::Served { service } | NetFact::ServedInside { service, .. } = fact {
                out.push(service.name.to_string());
            } else if let NetFact::Door(door) = fact {
                out.push(door.service.name.to_string());
            } else if let NetFact::Interface(it) = fact
                && let Inbound::Service { service, .. } = &it.inbound
            {
                out.push(service.name.to_string());
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_a_short_form_and_slips_are_refused() {
        for (long, name) in
            [("S3", "s3"), ("com.amazonaws.us-east-1.ecr.api", "ecr.api"), ("DynamoDB", "dynamodb")]
        {
            assert_eq!(short(long), name);
            assert_eq!(refused(&short(long), &Model::default()), None);
        }
        let said = |name: &str| refused(name, &Model::default()).unwrap().to_string();
        assert_eq!(said("s33"), "AWS has no service `s33`; did you mean `service:s3`?");
        assert_eq!(said("🦀"), "AWS has no service `🦀`");
        assert!(refused("", &Model::default()).is_some());
    }
}
