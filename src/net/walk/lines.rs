//! Private lines: virtual private gateways, VPN and Direct Connect, sites on premises.

use super::{
    Place, Way,
    blocks::{is_private, is_shared, v4},
    flight::{Entered, Flight, Go, Landing, Stop, Walk},
};
use crate::{
    model::fact::LineOrigin,
    net::{
        code::Code,
        graph::{AttachmentEndNet, Finish, Ix, LineEnd, LineNet, Start, Target},
        ranges::address,
    },
};
use std::cmp::Reverse;

impl Walk<'_, '_> {
    /// VGW-1: out through a virtual private gateway.
    pub fn gateway_out(&mut self, at: Ix, boundary: Ix, mut flight: Flight) -> Go<Landing> {
        let place = Place::Gateway(at);
        self.met(place, Way::Out, None, &flight);
        let owners = &self.net.boundaries[boundary as usize].owners;
        if flight.entered != Entered::Inside || !owners.contains_key(&flight.packet.source) {
            return Err(Stop::Drop(Code::VgwPrivateIpAssociationForEgress, place));
        }
        let lines = &self.net.gateways[at as usize].lines;
        let line = self.best_line(lines, place, &flight)?;
        self.lose(&mut flight)?;
        self.at_site(line, flight)
    }

    /// The line of a virtual private gateway to take: the longest prefix, then as RT-3 ranks where it is from.
    fn best_line(&mut self, lines: &[Ix], place: Place, flight: &Flight) -> Go<Ix> {
        let net = self.net;
        let to = address(flight.packet.destination);
        let carries = |it: &LineNet| to.is_ipv4() || it.origin == LineOrigin::DirectConnect;
        let key = |it: &LineNet| {
            let held = it.prefixes.iter().filter(|prefix| prefix.holds(to)).map(|prefix| prefix.length());
            held.max().map(|length| (length, Reverse(it.origin)))
        };
        let knows = |at: &&Ix| key(&net.lines[**at as usize]).is_some();
        let usable = |at: &&Ix| carries(&net.lines[**at as usize]) && net.lines[**at as usize].up;
        let best =
            lines.iter().filter(knows).filter(usable).filter_map(|at| key(&net.lines[*at as usize])).max();
        if best.is_none() {
            let known: Vec<&LineNet> =
                lines.iter().filter(knows).map(|at| &net.lines[*at as usize]).collect();
            let code = match known.as_slice() {
                [] => Code::VgwUnknownPrefix,
                known if known.iter().all(|it| !carries(it)) => Code::ProtocolRestriction,
                _ => Code::BadStateVpn,
            };
            return Err(Stop::Drop(code, place));
        }
        let fits = |at: &&Ix| usable(at) && key(&net.lines[**at as usize]) == best;
        let all: Vec<Ix> = lines.iter().filter(fits).copied().collect();
        Ok(all[self.script.choose(all.len())])
    }

    /// CGW-1: a packet is at the far end of a line.
    pub fn at_site(&mut self, line: Ix, mut flight: Flight) -> Go<Landing> {
        let net = self.net;
        self.met(Place::Line(line), Way::Out, None, &flight);
        if !flight.returning {
            self.lose(&mut flight)?;
        }
        let Some(at) = net.lines[line as usize].site else { return Err(Stop::Unknown(Place::Line(line))) };
        let (site, place) = (&net.sites[at as usize], Place::Site(at));
        if !site.cidrs.holds(flight.packet.destination) {
            return Err(Stop::Drop(Code::NoPossibleDestination, place));
        }
        if !flight.returning && !self.site_lets_in(site.ingress.as_deref(), &flight) {
            return Err(Stop::Drop(Code::FirewallRulesRestriction, place));
        }
        self.met(place, Way::In, None, &flight);
        self.outside(Start::Site(at), Finish::Site(at), place, flight)
    }

    /// CGW-1: a packet leaves a site, by a line over which the site has a route.
    pub fn out_of_site(&mut self, at: Ix, flight: Flight) -> Go<Landing> {
        let net = self.net;
        let site = &net.sites[at as usize];
        let place = Place::Site(at);
        self.met(place, Way::Out, None, &flight);
        let to = flight.packet.destination;
        let written = site.routes.holds(to);
        let mut known: Vec<Ix> =
            site.lines.iter().copied().filter(|it| self.leads(*it, to, written)).collect();
        // What private lines tell is more specific than the provider's public blocks.
        let public = |at: &Ix| net.lines[*at as usize].end == LineEnd::Public;
        if !known.iter().all(public) {
            known.retain(|it| !public(it));
        }
        let up: Vec<Ix> = known.iter().copied().filter(|it| net.lines[*it as usize].up).collect();
        let Some(line) = up.get(self.script.choose(up.len())).copied() else {
            let code = match known.first().map(|it| net.lines[*it as usize].end) {
                None => Code::NoRouteToDestination,
                Some(LineEnd::Attachment(_)) => Code::TgwBadStateVpn,
                Some(LineEnd::Gateway(_) | LineEnd::Public | LineEnd::Nowhere) => Code::BadStateVpn,
            };
            return Err(Stop::Drop(code, place));
        };
        self.met(Place::Line(line), Way::In, None, &flight);
        match net.lines[line as usize].end {
            LineEnd::Gateway(gateway) => self.gateway_in(gateway, line, flight),
            LineEnd::Attachment(attachment) => self.in_by_line(attachment, flight),
            LineEnd::Public => match v4(flight.packet.source) {
                Some(from) if is_private(from) => {
                    Err(Stop::Drop(Code::IgwSourceAddressNotInRfc1918Ingress, Place::Line(line)))
                }
                Some(from) if is_shared(from) => {
                    Err(Stop::Drop(Code::IgwSourceAddressNotInRfc6598Ingress, Place::Line(line)))
                }
                Some(_) | None => self.beyond(flight),
            },
            LineEnd::Nowhere => Err(self.beyond_the_model(Place::Line(line), flight)),
        }
    }

    /// Whether a site has a route to an address over one of its lines. `written`: whether one is written down.
    fn leads(&self, line: Ix, to: u128, written: bool) -> bool {
        let net = self.net;
        let it = &net.lines[line as usize];
        let learned = |all: &dyn Fn() -> bool| it.advertised.as_ref().map_or_else(all, |its| its.holds(to));
        match it.end {
            // VGW-3.
            LineEnd::Gateway(_) if v4(to).is_none() && it.origin != LineOrigin::DirectConnect => false,
            LineEnd::Gateway(gateway) => {
                let gateway = &net.gateways[gateway as usize];
                written
                    || learned(&|| {
                        let around = gateway.boundary.map(|at| &net.boundaries[at as usize]);
                        around.is_some_and(|it| it.cidrs.holds(to)) || self.spokes(line, &gateway.lines, to)
                    })
            }
            LineEnd::Attachment(at) => {
                let table = net.attachments[at as usize].table;
                let entries = || table.map(|it| net.hub_tables[it as usize].entries.as_slice());
                written
                    || learned(&|| entries().unwrap_or_default().iter().any(|entry| entry.covers.holds(to)))
            }
            // DX-1: the provider's public addresses only.
            LineEnd::Public => self.is_of_the_provider(to) && (written || learned(&|| true)),
            // Where it leads is not in the model, so nothing is learned but what is stated.
            LineEnd::Nowhere => written || learned(&|| false),
        }
    }

    /// VGW-3: the other lines of a gateway to which it passes on what comes by one: both have BGP, and lead to
    /// different sites.
    fn others<'l>(&'l self, line: Ix, lines: &'l [Ix]) -> impl Iterator<Item = Ix> + 'l {
        let of = |at: Ix| &self.net.lines[at as usize];
        let bgp = move |at: Ix| of(at).origin != LineOrigin::VpnStatic;
        lines.iter().copied().filter(move |at| bgp(line) && bgp(*at) && of(*at).site != of(line).site)
    }

    /// VGW-3: whether another line of the gateway leads there.
    fn spokes(&self, line: Ix, lines: &[Ix], to: u128) -> bool {
        let holds = |at: Ix| self.net.lines[at as usize].prefixes.iter().any(|it| it.holds(address(to)));
        self.others(line, lines).any(holds)
    }

    /// Whether the provider has a public address.
    fn is_of_the_provider(&self, to: u128) -> bool {
        super::blocks::is_symbolic(to)
            || self.net.public.contains_key(&to)
            || (super::blocks::is_global(to)
                && self.net.boundaries.iter().any(|it| it.owners.contains_key(&to)))
    }

    /// VGW-2: in through a virtual private gateway.
    fn gateway_in(&mut self, at: Ix, line: Ix, mut flight: Flight) -> Go<Landing> {
        let net = self.net;
        let gateway = &net.gateways[at as usize];
        let place = Place::Gateway(at);
        self.met(place, Way::In, None, &flight);
        let Some(boundary) = gateway.boundary else {
            return Err(Stop::Drop(Code::BadStateAttachment, place));
        };
        let packet = flight.packet;
        let around = &net.boundaries[boundary as usize];
        if !around.cidrs.holds(packet.destination) && self.spokes(line, &gateway.lines, packet.destination) {
            let others: Vec<Ix> = self.others(line, &gateway.lines).collect();
            let on = self.best_line(&others, place, &flight)?;
            return self.at_site(on, flight);
        }
        if around.cidrs.holds(packet.source) {
            return Err(Stop::Drop(Code::GatewayRejectsSpoofedTraffic, place));
        }
        if !around.owners.contains_key(&packet.destination) {
            return Err(Stop::Drop(Code::VgwPrivateIpAssociationForIngress, place));
        }
        flight.entered = Entered::Outside;
        self.met_at_the_edge(gateway.table, &flight);
        match self.at_the_edge(gateway.table, packet.destination) {
            Some(Target::Appliance(by)) => {
                self.acl(net.interfaces[by as usize].segment, Way::In, &mut flight)?;
                self.appliance(by, flight)
            }
            Some(Target::Blackhole) => Err(Stop::Drop(Code::BadStateRoute, place)),
            _ => self.into(boundary, flight),
        }
    }

    /// In through an attachment of a transit gateway that has lines.
    fn in_by_line(&mut self, at: Ix, flight: Flight) -> Go<Landing> {
        let attachment = &self.net.attachments[at as usize];
        let place = Place::Attachment(at);
        self.met(place, Way::In, None, &flight);
        let works = attachment.up && matches!(attachment.end, AttachmentEndNet::Lines(_));
        match attachment.hub.filter(|_| works) {
            Some(hub) => self.through(hub, at, None, flight),
            None => Err(Stop::Drop(Code::BadStateAttachment, place)),
        }
    }
}
