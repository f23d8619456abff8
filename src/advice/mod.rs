//! Rules about a whole design, one file per rule. They read facts, the compiled network and the engines' answers.
//!
//! A rule sees no kind: what a resource is to packets stands in its facts. What several rules need of the network
//! is counted once, in [`Design`], so that all of them together stay far below a frame's time.

mod design;

pub use design::{Counted, Design, Exposed, Exposure, Family};

use crate::{
    base::Text,
    diag::{Report, Rule},
};

/// A rule about a whole design.
#[derive(Debug)]
pub struct Advice {
    /// Code, title, help, source.
    pub rule: Rule,
    /// What happens, why it matters, what to do about it.
    pub explanation: Text,
    /// Looks for it.
    look: fn(&Design<'_>, &mut Report),
}

macro_rules! advice {
    ($($file:ident,)+) => {
        $(mod $file;)+
        /// Every rule here, by theme.
        pub static ALL: &[&Advice] = &[$(&$file::ADVICE,)+];
    };
}

advice! {
    connection_refused,
    connection_denied,
    // What the internet reaches.
    data_exposed,
    admin_port_exposed,
    database_port_exposed,
    everything_exposed,
    open_over_ipv6_only,
    public_over_ipv6_only,
    data_in_public_subnet,
    default_group_shared,
    // Filters.
    rule_names_nobody,
    rule_covered,
    rule_never_matches,
    acl_entry_covered,
    acl_drops_answers,
    acl_drops_some_answers,
    group_lacks_ipv6_outbound,
    group_filters_nothing,
    inbound_rules_without_effect,
    // Routes.
    peering_one_way,
    transit_one_way,
    route_never_taken,
    inspection_bypassed,
    transit_over_peering,
    ipv6_without_way_out,
    public_access_blocked,
    ways_differ,
    private_nat_to_internet,
    edge_table_bypassed,
    // Addresses.
    networks_overlap,
    subnet_nearly_full,
    balancer_subnet_small,
    no_room_for_subnets,
    public_looking_block,
    site_overlaps,
    // Zones.
    one_nat_for_zones,
    endpoint_in_other_zones,
    balancer_in_one_zone,
    appliance_mode_off,
    // Money.
    nat_carries_service,
    door_missing,
    endpoint_instead_of_door,
    door_misses_table,
    calls_without_end,
    no_requests,
    requests_unheard,
    // Endpoints.
    endpoint_admits_nobody,
    endpoint_bypassed,
    // Load balancers.
    targets_refuse_balancer,
    balancer_refuses_clients,
    target_beside_balancer,
}

/// Every rule here, without what looks for it.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    ALL.iter().map(|advice| &advice.rule)
}

impl Advice {
    /// Looks at a design.
    pub fn look(&self, design: &Design<'_>, report: &mut Report) {
        (self.look)(design, report);
    }
}

#[cfg(test)]
mod tests;
