//! NAT gateways of a whole VPC: in no subnet, with addresses in each zone and a table of their own (NAT-8).

use super::{
    super::{ElasticIp, InternetGateway, RouteTable, Subnet, Vpc, route_table::Route, subnet},
    EVERYWHERE, NO_WAY_OUT, NatGateway, UNSERVED, is_default,
};
use crate::{
    base::{Gather as _, NodeId},
    diag::Report,
    model::{
        fact::{NetFact, PublicAddress, RegionalNat, RouteFact, SourceNat, Table},
        site::Site,
    },
};
use std::collections::BTreeSet;

impl NatGateway {
    /// The zones of a regional gateway: the stated ones, else those in which the VPC has subnets.
    pub(super) fn zones(&self, site: Site<'_>) -> BTreeSet<subnet::Zone> {
        if self.availability_zone_addresses.is_empty() {
            let vpc = site.within::<Vpc>().map(|(vpc, _)| vpc);
            let subnets = vpc.map(|vpc| site.inside::<Subnet>(vpc)).unwrap_or_default();
            return subnets.into_iter().map(|(_, subnet)| subnet.availability_zone).collect();
        }
        self.availability_zone_addresses.iter().map(|row| row.availability_zone).gather()
    }

    /// How many public addresses AWS picks for a regional gateway: one in each zone for which none is named. Named
    /// ones are billed where they stand.
    pub(super) fn picked_addresses(&self, site: Site<'_>) -> usize {
        match self.availability_zone_addresses.as_slice() {
            _ if !self.is_regional() || !self.is_public() => 0,
            [] => self.zones(site).len().max(1),
            rows => rows.iter().filter(|row| row.allocation_ids.targets().is_empty()).count(),
        }
    }

    /// NAT-8: zones with subnets that use it, and for which it has no addresses.
    pub(super) fn check_zones(&self, site: Site<'_>, report: &mut Report) {
        let zones = self.zones(site);
        let tables = site.referrers::<RouteTable>().into_iter();
        let users = tables.flat_map(|(id, _)| site.other(id).referrers::<Subnet>());
        let missing: BTreeSet<subnet::Zone> =
            users.map(|(_, user)| user.availability_zone).filter(|zone| !zones.contains(zone)).gather();
        for zone in missing {
            let args = [zone.value().to_owned()];
            report.raise(&UNSERVED, site.at(Self::availability_zone_addresses), args);
        }
        let vpc = site.within::<Vpc>().map(|(vpc, _)| vpc);
        if let Some(vpc) = vpc.filter(|vpc| site.inside::<InternetGateway>(vpc).is_empty()) {
            report.raise(&NO_WAY_OUT, site.here(), [vpc.to_string()]);
        }
    }

    /// Its own table: to the internet gateway by default (NAT-8). Nothing is stated unless it has other routes.
    fn own_table(&self, site: Site<'_>, vpc: &NodeId) -> Option<Table> {
        if self.routes.is_empty() {
            return None;
        }
        let fact = |route: &Route| RouteFact {
            destination: route.peer(site),
            target: route.target.target().cloned(),
        };
        let mut routes: Vec<RouteFact> = self.routes.iter().map(fact).collect();
        let gateway = site.inside::<InternetGateway>(vpc).first().map(|(id, _)| (*id).clone());
        if let Some(gateway) = gateway.filter(|_| !self.routes.iter().any(is_default)) {
            routes.push(RouteFact { destination: EVERYWHERE.peer(site), target: Some(gateway) });
        }
        Some(Table { routes, ..Table::default() })
    }

    pub(super) fn regional_facts(&self, site: Site<'_>, vpc: &NodeId) -> Vec<NetFact> {
        let ids = self.availability_zone_addresses.iter().flat_map(|row| row.allocation_ids.targets());
        let public = ids.map(|id| PublicAddress {
            private: None,
            holder: Some(id.clone()),
            address: site.find::<ElasticIp>(id).and_then(|ip| ip.public_ip.0),
        });
        let stated = !self.availability_zone_addresses.is_empty();
        let zones = self.zones(site).into_iter().filter(|_| stated);
        let nat = SourceNat {
            to_internet: true,
            regional: Some(RegionalNat {
                boundary: vpc.clone(),
                zones: zones.map(|zone| zone.value().to_owned()).collect(),
                public: public.collect(),
            }),
        };
        let table = self.own_table(site, vpc).map(NetFact::Table);
        std::iter::once(NetFact::SourceNat(nat)).chain(table).collect()
    }
}
