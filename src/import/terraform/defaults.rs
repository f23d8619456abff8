//! What the AWS provider takes for what is not written, where that is not what templates take. A plan has it; a file has not.

use crate::model::attrs::{Attr, Value};

/// By type: the path and the value. Each is what the page of the type says:
/// <https://registry.terraform.io/providers/hashicorp/aws/latest/docs>
const DEFAULTS: &[(&str, &str, &str)] = &[
    ("aws_db_instance", "publicly_accessible", "false"),
    ("aws_rds_cluster_instance", "publicly_accessible", "false"),
    ("aws_ecs_service", "desired_count", "0"),
    ("aws_elb", "cross_zone_load_balancing", "true"),
    ("aws_lb_listener", "protocol", "HTTP"),
];

/// Puts in what a resource does not say.
pub(super) fn fill(ty: &str, properties: &mut Attr) {
    for (_, path, text) in DEFAULTS.iter().filter(|it| it.0 == ty) {
        if properties.along(path).is_none_or(|it| matches!(it.value, Value::Nothing)) {
            let at = properties.at;
            properties.put(path, Attr::text(at, *text));
        }
    }
}
