//! Which addresses packets of a question go to, as the client's names lead there (DNS-1 to DNS-5).

use super::{Refusal, Scope, interfaces, names, no_place, unsupported};
use crate::{
    base::{Message, NodeId, text},
    model::{
        fact::{Inbound, Service},
        selector::End,
    },
    net::{
        address::{link_local_services, symbolic, symbolic_v6},
        code::Code,
        graph::{Ix, Net, Roles},
        prop::{Aim, Origin, balancer_leads, nat64_of},
        ranges::Ranges,
    },
};

/// Who asks, and how the question is meant.
#[derive(Clone, Copy)]
pub(super) struct Asker<'a> {
    pub net: &'a Net,
    pub origin: &'a Origin,
    pub scope: Scope,
    pub ipv6: bool,
}

/// Which addresses packets of an origin go to.
pub fn aims(net: &Net, end: &End, origin: &Origin, scope: Scope, ipv6: bool) -> Result<Vec<Aim>, Refusal> {
    let asker = Asker { net, origin, scope, ipv6 };
    match end {
        End::Node(id) => asker.node(id),
        End::Internet if matches!(origin, Origin::Outside { node: None, unattached: false, .. }) => {
            Err(nothing_between())
        }
        End::Internet => Ok(vec![plain(net.internet.clone())]),
        End::Cidr(cidr) => {
            let aims = asker.block(&Ranges::cidr(*cidr));
            if aims.is_empty() { Err(nothing_between()) } else { Ok(aims) }
        }
        End::Service(name) => Ok(asker.named_service(name)),
        End::Name(name) => names::resolved(asker, name),
    }
}

/// Of packets from outside to outside there is nothing to say.
fn nothing_between() -> Refusal {
    Refusal {
        code: Code::NoSourceOrDestination,
        reason: Message::plain(&text!(
            "both ends are outside the model, which says nothing of packets between them",
            "두 끝이 모두 모델 밖에 있어 그 사이의 패킷에 대해 말할 것이 없습니다"
        )),
        unknown: true,
    }
}

fn plain(addresses: Ranges) -> Aim {
    Aim { addresses, ..Aim::default() }
}

impl<'a> Asker<'a> {
    /// The VPC whose resolver the client asks.
    pub(super) fn boundary(self) -> Option<Ix> {
        match self.origin {
            Origin::Interface(at) => Some(self.net.interfaces[*at as usize].boundary),
            Origin::Outside { .. } | Origin::Site { .. } | Origin::Entry { .. } => None,
        }
    }

    fn is_own(self, at: Ix) -> bool {
        matches!(self.origin, Origin::Interface(own) if *own == at)
    }

    fn named_service(self, name: &str) -> Vec<Aim> {
        let net = self.net;
        let region = self.boundary().map(|at| &net.boundaries[at as usize].region);
        let known: Vec<Ix> = net
            .services
            .iter()
            .zip(0..)
            .filter(|((it, _), _)| it.name == *name && region.is_none_or(|region| it.region == *region))
            .map(|(_, at)| at)
            .collect();
        if known.is_empty() {
            let region = region.cloned().unwrap_or_default();
            let service = Service { name: name.to_owned().into(), region };
            return vec![Aim { service: Some(service), ..plain(Net::unnamed_service_of(name)) }];
        }
        known.into_iter().flat_map(|at| self.service(at, None)).collect()
    }

    /// Whoever means a block means the interfaces that have its addresses, and so their public addresses too.
    pub(super) fn block(self, block: &Ranges) -> Vec<Aim> {
        let net = self.net;
        let mut each = Vec::new();
        for (it, at) in net.interfaces.iter().zip(0..) {
            let wanted = it.addresses.meets(block) && !self.is_own(at);
            if wanted && !(self.scope == Scope::Each && is_passive(net, at)) {
                each.extend(self.interface(at, false));
            }
        }
        // What is not drawn on the internet does not ask what is not drawn there.
        let undrawn = matches!(self.origin, Origin::Outside { node: None, unattached: false, .. });
        let internet = if undrawn { Ranges::EMPTY } else { net.internet.clone() };
        let sites = net.sites.iter().fold(internet, |all, it| all.union(&it.cidrs));
        let outside = block.intersect(&sites);
        let far = || net.internet.union(&Ranges::cidrs(&[symbolic(), symbolic_v6()]));
        let block = if undrawn { block.subtract(&far()) } else { block.clone() };
        let block = block.subtract(&self.local(&block));
        match self.scope {
            Scope::Each if !each.is_empty() || !outside.is_empty() => {
                each.extend((!outside.is_empty()).then(|| plain(outside)));
                each
            }
            Scope::Any | Scope::Calls | Scope::Proof | Scope::Each => {
                let own = match self.origin {
                    Origin::Interface(at) => net.interfaces[*at as usize].addresses.clone(),
                    Origin::Outside { .. } | Origin::Site { .. } | Origin::Entry { .. } => Ranges::EMPTY,
                };
                // The block itself first: its answer explains best.
                let rest = block.subtract(&own);
                let nothing = undrawn && rest.is_empty();
                (!nothing).then(|| plain(rest)).into_iter().chain(each).collect()
            }
        }
    }

    /// RSV: what is answered where packets start. Who asks about a wide block means what lies beyond.
    fn local(self, block: &Ranges) -> Ranges {
        let resolver = self.boundary().map(|at| self.net.boundaries[at as usize].resolver.clone());
        let routers = match self.origin {
            Origin::Interface(at) => {
                let segment = self.net.interfaces[*at as usize].segment;
                Some(self.net.segments[segment as usize].routers.clone())
            }
            Origin::Outside { .. } | Origin::Site { .. } | Origin::Entry { .. } => None,
        };
        let services = link_local_services().into_iter().map(|it| it.0);
        let local = services.chain(resolver).chain(routers).fold(Ranges::EMPTY, |all, it| all.union(&it));
        if local.covers(block) { Ranges::EMPTY } else { local }
    }

    /// DNS-2: inside a VPC a service's own name may lead to an interface endpoint; there is no falling back.
    pub(super) fn service(self, at: Ix, node: Option<NodeId>) -> Vec<Aim> {
        let net = self.net;
        let (service, block) = &net.services[at as usize];
        let here = self.boundary();
        let private = here.and_then(|here| net.boundaries[here as usize].private_dns.get(&at));
        let private = private.map(|endpoints| {
            endpoints.iter().fold(Ranges::EMPTY, |all, it| all.union(&net.interfaces[*it as usize].addresses))
        });
        let elsewhere = net.interfaces.iter().find(|it| {
            Some(it.boundary) != here
                && matches!(&it.fact.inbound, Inbound::Service { service: own, .. } if own == service)
        });
        let elsewhere = elsewhere.filter(|_| here.is_some()).map(|it| it.node.clone());
        let aim = |addresses, elsewhere: Option<NodeId>| Aim {
            node: node.clone(),
            service: Some(service.clone()),
            elsewhere,
            ..plain(addresses)
        };
        match (private, self.scope) {
            (Some(private), Scope::Proof) => vec![aim(private, None), aim(block.clone(), None)],
            (Some(private), Scope::Any | Scope::Calls | Scope::Each) => vec![aim(private, None)],
            (None, _) => vec![aim(block.clone(), elsewhere)],
        }
    }

    pub(super) fn node(self, id: &NodeId) -> Result<Vec<Aim>, Refusal> {
        let net = self.net;
        let Some(roles) = net.roles.get(id) else { return Err(unsupported(id)) };
        if let Some(admitted) = &roles.admits {
            return self.inside(id, &roles.served, admitted);
        }
        if !roles.served.is_empty() && (self.scope == Scope::Calls || roles.interfaces.is_empty()) {
            return Ok(roles.served.iter().flat_map(|at| self.service(*at, Some(id.clone()))).collect());
        }
        if let Some(blocks) = &roles.outside {
            let addresses = if blocks.is_empty() { net.internet.clone() } else { Ranges::cidrs(blocks) };
            return Ok(vec![Aim { node: Some(id.clone()), ..plain(addresses) }]);
        }
        if let Some(site) = roles.site {
            let addresses = net.sites[site as usize].cidrs.clone();
            return Ok(vec![Aim { node: Some(id.clone()), ..plain(addresses) }]);
        }
        let mut out = Vec::new();
        for at in interfaces(net, roles) {
            if !self.is_own(at) && !self.needs_no_reaching(roles, at) {
                // Whoever names an Elastic IP address means that address.
                let public = &net.interfaces[at as usize].public;
                let held = roles.holds.is_some_and(|held| public.iter().any(|(_, public)| *public == held));
                out.extend(self.interface(at, held));
                out.extend(self.by_balancers(at));
            }
        }
        out.extend(self.opaque(id, roles));
        if out.is_empty() { Err(no_place(net, id, roles)) } else { Ok(out) }
    }

    /// Where a resource answers that the model does not show: on the internet. Inside its VPC its name leads to its
    /// interfaces, if those answer.
    fn opaque(self, id: &NodeId, roles: &Roles) -> Option<Aim> {
        let net = self.net;
        let near = roles
            .interfaces
            .iter()
            .map(|at| &net.interfaces[*at as usize])
            .any(|it| it.fact.inbound.is_open() && Some(it.boundary) == self.boundary());
        let asked = match self.scope {
            Scope::Proof => true,
            Scope::Any | Scope::Calls => !near,
            Scope::Each => false,
        };
        let aim = Aim { node: Some(id.clone()), opaque: true, ..plain(Net::unnamed_service()) };
        (roles.opaque && !roles.interfaces.is_empty() && asked).then_some(aim)
    }

    /// APIGW-1: what is served through endpoints only. Its name leads to the endpoint with private DNS where there is
    /// one (DNS-2), and endpoint-specific names to those that its policy admits (DNS-5).
    fn inside(self, id: &NodeId, served: &[Ix], admitted: &[NodeId]) -> Result<Vec<Aim>, Refusal> {
        let net = self.net;
        let dns = self.boundary().map(|at| &net.boundaries[at as usize].private_dns);
        let named = dns.into_iter().flat_map(|dns| served.iter().filter_map(|it| dns.get(it))).flatten();
        let named: Vec<Ix> = named.copied().collect();
        let specific = net.interfaces.iter().zip(0..).filter(|(it, _)| {
            let door = matches!(&it.fact.inbound, Inbound::Service { service, .. }
                if served.iter().any(|at| net.services[*at as usize].0 == *service));
            door && (self.scope == Scope::Proof || admitted.contains(&it.node))
        });
        let specific = specific.map(|(_, at)| at);
        let all: Vec<Ix> = if named.is_empty() || self.scope == Scope::Proof {
            named.iter().copied().chain(specific).collect()
        } else {
            named
        };
        let service = served.first().map(|at| net.services[*at as usize].0.clone());
        let aim = |at: Ix| Aim {
            node: Some(id.clone()),
            service: service.clone(),
            entry: Some(at),
            ..plain(net.interfaces[at as usize].addresses.clone())
        };
        let aims: Vec<Aim> = all.into_iter().map(aim).collect();
        if aims.is_empty() {
            return Err(Refusal {
                code: Code::NoPossibleDestination,
                reason: Message::new(
                    &text!(
                        "`{0}` is private: no endpoint of its service leads to it",
                        "`{0}`은(는) 프라이빗입니다: 이어지는 서비스 엔드포인트가 없습니다"
                    ),
                    [id.to_string()],
                ),
                unknown: false,
            });
        }
        Ok(aims)
    }

    /// Of a container, what answers nobody need not be reached.
    fn needs_no_reaching(self, roles: &Roles, at: Ix) -> bool {
        let container = roles.interfaces.is_empty() && roles.holds.is_none();
        self.scope == Scope::Each && container && is_passive(self.net, at)
    }

    /// LB-2: an interface is reached through the balancers too that have it as a target, and through the endpoints to
    /// them.
    fn by_balancers(self, target: Ix) -> Vec<Aim> {
        let net = self.net;
        let leading: Vec<Ix> = net
            .balancers
            .iter()
            .zip(0..)
            .filter(|(_, at)| balancer_leads(net, *at, target, &mut Vec::new()))
            .map(|(_, at)| at)
            .collect();
        if leading.is_empty() {
            return Vec::new();
        }
        let mut fronts: Vec<Ix> =
            leading.iter().flat_map(|it| net.balancers[*it as usize].nodes.clone()).collect();
        for (it, at) in net.interfaces.iter().zip(0..) {
            if let Inbound::Offered { offer: Some(offer), .. } = &it.fact.inbound
                && let Some(offer) = net.role(offer, |it| it.offer)
                && net.offers[offer as usize].balancers.iter().any(|it| leading.contains(it))
            {
                fronts.push(at);
            }
        }
        let node = Some(net.interfaces[target as usize].node.clone());
        // PKT-4: which of its interfaces the balancer chooses matters only to who asks for each.
        let siblings = node.as_ref().and_then(|it| net.roles.get(it)).map(|it| it.interfaces.as_slice());
        let siblings = siblings.unwrap_or_default().iter().copied().filter(|at| *at != target);
        let alike: Vec<Ix> = siblings.filter(|_| matches!(self.scope, Scope::Any | Scope::Calls)).collect();
        let mut out = Vec::new();
        for front in fronts.into_iter().filter(|at| !self.is_own(*at) && *at != target) {
            let aims = self.interface(front, false).into_iter();
            let behind = |aim| Aim { node: node.clone(), target: Some(target), alike: alike.clone(), ..aim };
            out.extend(aims.map(behind));
        }
        out
    }

    /// DNS-4: the private address inside the VPC, the public one from elsewhere.
    fn interface(self, at: Ix, held: bool) -> Vec<Aim> {
        let net = self.net;
        let interface = &net.interfaces[at as usize];
        let service = match &interface.fact.inbound {
            Inbound::Service { service, .. } => Some(service.clone()),
            Inbound::Filtered
            | Inbound::Function
            | Inbound::Managed
            | Inbound::Nat
            | Inbound::Inspection
            | Inbound::Offered { .. }
            | Inbound::Balancer => None,
        };
        let node = Some(interface.node.clone());
        let aim = |addresses| Aim {
            node: node.clone(),
            service: service.clone(),
            entry: Some(at),
            ..plain(addresses)
        };
        self.addresses(at, held).into_iter().map(aim).collect()
    }

    fn addresses(self, at: Ix, held: bool) -> Vec<Ranges> {
        let net = self.net;
        let interface = &net.interfaces[at as usize];
        let public: Ranges = interface.public.iter().map(|(_, public)| *public).collect();
        if self.ipv6 {
            // IGW-4: one address, whoever looks; DNS64 makes one of the public IPv4 one (NAT-7).
            let own = interface.addresses.intersect(&Ranges::all_v6());
            let made = own.is_empty() && self.has_dns64() && !public.is_empty();
            return vec![if made { nat64_of(&public) } else { own }];
        }
        let private = || interface.addresses.intersect(&Ranges::all_v4());
        // IFE-2: what enters as through an endpoint never sees a public address.
        let enters = matches!(self.origin, Origin::Entry { .. });
        if public.is_empty() || enters {
            return vec![private()];
        }
        let near = match self.boundary() {
            Some(here) => here == interface.boundary || self.resolves_over_peering(here, interface.boundary),
            None => false,
        };
        match (near && !held, self.scope) {
            (true, Scope::Proof) => vec![private(), public],
            (true, Scope::Any | Scope::Calls | Scope::Each) => vec![private()],
            // Over private lines and other VPCs the private one may do as well.
            (false, Scope::Proof) if !held => vec![public, private()],
            (false, Scope::Any | Scope::Calls) if !held && matches!(self.origin, Origin::Site { .. }) => {
                vec![private(), public]
            }
            (false, Scope::Any | Scope::Calls | Scope::Each | Scope::Proof) => vec![public],
        }
    }

    fn has_dns64(self) -> bool {
        match self.origin {
            Origin::Interface(at) => {
                let segment = self.net.interfaces[*at as usize].segment;
                self.net.segments[segment as usize].dns64
            }
            Origin::Outside { .. } | Origin::Site { .. } | Origin::Entry { .. } => false,
        }
    }

    /// DNS-4: whether names of public addresses lead to private ones from a VPC to its peer.
    fn resolves_over_peering(self, from: Ix, to: Ix) -> bool {
        self.net.peerings.iter().filter(|it| it.active).any(|it| {
            let sides = it.between.iter().zip(it.resolves);
            it.between.contains(&Some(from)) && sides.into_iter().any(|(at, on)| *at == Some(to) && on)
        })
    }
}

/// Whether nobody can open a flow to it.
fn is_passive(net: &Net, at: Ix) -> bool {
    !net.interfaces[at as usize].fact.inbound.is_open()
}
