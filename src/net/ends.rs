//! The ends of a question in a network: where packets start, and which addresses they should go to.

use super::{
    address::{rfc1918, rfc6598},
    code::Code,
    graph::{Ix, Net, Roles},
    prop::{Aim, Origin},
    ranges::Ranges,
};
use crate::{
    base::{Message, NodeId, text},
    model::{
        fact::{Inbound, Service},
        selector::End,
    },
};

/// Why an end has no place.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The code.
    pub code: Code,
    /// The sentence for people.
    pub reason: Message,
    /// Whether the model cannot say rather than says no.
    pub unknown: bool,
}

impl Refusal {
    /// Whether packets might flow that the model does not show.
    pub fn is_open(&self) -> bool {
        self.code == Code::UnknownDestination
    }
}

fn no_end(reason: Message) -> Refusal {
    Refusal { code: Code::NoSourceOrDestination, reason, unknown: true }
}

fn unsupported(id: &NodeId) -> Refusal {
    let reason = Message::new(
        &text!(
            "`{0}` has no place in the network: packets neither start nor end there",
            "`{0}`은(는) 네트워크에 자리가 없습니다: 패킷이 출발하지도 도착하지도 않습니다"
        ),
        [id.to_string()],
    );
    Refusal { code: Code::UnsupportedComponent, reason, unknown: true }
}

/// Questions about IPv6 have no answer yet.
pub fn no_ipv6() -> Refusal {
    let reason = Message::plain(&text!(
        "no resource of the model has IPv6 addresses yet",
        "아직 모델의 리소스에 IPv6 주소가 없습니다"
    ));
    Refusal { code: Code::UnsupportedComponent, reason, unknown: true }
}

fn outside_model(words: String) -> Refusal {
    let reason = Message::new(
        &text!(
            "the model does not say what has {0}: it is private, and no interface in the model has it",
            "{0}을(를) 가진 것이 모델에 없습니다: 사설 주소인데 모델의 어떤 인터페이스에도 없습니다"
        ),
        [words],
    );
    Refusal { code: Code::UnknownDestination, reason, unknown: true }
}

/// The interfaces that an end of a question stands for: its own, or those in it.
fn interfaces(net: &Net, roles: &Roles) -> Vec<Ix> {
    if !roles.interfaces.is_empty() {
        return roles.interfaces.clone();
    }
    let inside = net.interfaces.iter().enumerate().filter(|(_, it)| {
        roles.segment == Some(it.segment)
            || roles.boundary == Some(it.boundary)
            || roles.group.is_some_and(|group| it.groups.contains(&group))
            || roles.holds.is_some_and(|held| it.public.iter().any(|(_, public)| *public == held))
    });
    inside.filter_map(|(at, _)| Ix::try_from(at).ok()).collect()
}

/// Whether a node can be an end at all. Of several ends, those that cannot are left out.
pub fn counts(net: &Net, end: &End) -> bool {
    match end {
        End::Node(id) => net.roles.get(id).is_some_and(|roles| {
            roles.unattached
                || roles.outside.is_some()
                || !roles.served.is_empty()
                || !interfaces(net, roles).is_empty()
        }),
        End::Internet | End::Cidr(_) | End::Service(_) => true,
    }
}

/// Where packets of an end start.
pub fn origins(net: &Net, end: &End) -> Result<Vec<Origin>, Refusal> {
    match end {
        End::Node(id) => node_origins(net, id),
        End::Internet => Ok(vec![Origin::Outside {
            node: None,
            name: "internet".to_owned(),
            addresses: net.internet.clone(),
            unattached: false,
        }]),
        End::Cidr(cidr) if !cidr.is_v4() => Err(no_ipv6()),
        End::Cidr(cidr) => {
            let wanted = Ranges::cidr(*cidr);
            let mut out = Vec::new();
            for (at, it) in net.interfaces.iter().enumerate() {
                let here =
                    it.addresses.meets(&wanted) || it.public.iter().any(|(_, public)| wanted.holds(*public));
                if here && it.fact.initiates {
                    out.extend(Ix::try_from(at).ok().map(Origin::Interface));
                }
            }
            let addresses = wanted.intersect(&net.internet);
            if !addresses.is_empty() {
                out.push(Origin::Outside {
                    node: None,
                    name: cidr.to_string(),
                    addresses,
                    unattached: false,
                });
            }
            if out.is_empty() { Err(outside_model(cidr.to_string())) } else { Ok(out) }
        }
        End::Service(name) => Err(no_end(Message::new(
            &text!(
                "service {0} opens no connections of its own",
                "서비스 {0}은(는) 스스로 연결을 열지 않습니다"
            ),
            [name.clone()],
        ))),
    }
}

fn node_origins(net: &Net, id: &NodeId) -> Result<Vec<Origin>, Refusal> {
    let Some(roles) = net.roles.get(id) else { return Err(unsupported(id)) };
    let places = interfaces(net, roles);
    let mut out: Vec<Origin> = Vec::new();
    for at in &places {
        let interface = &net.interfaces[*at as usize];
        // Where there are others, one without an address leaves the question open.
        if interface.fact.initiates && (!interface.addresses.is_empty() || places.len() > 1) {
            out.push(Origin::Interface(*at));
        }
    }
    if roles.unattached {
        let addresses = Net::unattached_sources();
        out.push(Origin::Outside {
            node: Some(id.clone()),
            name: id.to_string(),
            addresses,
            unattached: true,
        });
    }
    if let Some(blocks) = &roles.outside {
        let wanted = if blocks.is_empty() { net.internet.clone() } else { Ranges::cidrs(blocks) };
        // IGW-3: it may claim an address that a VPC uses too, and is found out there.
        let claimed = net.boundaries.iter().fold(Ranges::EMPTY, |all, it| all.union(&it.cidrs));
        let private = rfc1918().union(&rfc6598());
        let addresses = wanted.intersect(&net.internet.union(&claimed.subtract(&private)));
        if addresses.is_empty() {
            return Err(outside_model(blocks.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")));
        }
        out.push(Origin::Outside {
            node: Some(id.clone()),
            name: id.to_string(),
            addresses,
            unattached: false,
        });
    }
    if !out.is_empty() {
        return Ok(out);
    }
    let name = [id.to_string()];
    let passive = places.first().map(|at| &net.interfaces[*at as usize]);
    Err(match passive.map(|it| &it.fact.inbound) {
        Some(Inbound::Service { .. }) => Refusal {
            code: Code::VpceIntraVpcTraffic,
            reason: Message::new(
                &text!(
                    "endpoint `{0}` opens no connections itself",
                    "엔드포인트 `{0}`은(는) 스스로 연결을 열지 않습니다"
                ),
                name,
            ),
            unknown: false,
        },
        Some(Inbound::Nat) => no_end(Message::new(
            &text!(
                "NAT gateway `{0}` opens no connections itself",
                "NAT 게이트웨이 `{0}`은(는) 스스로 연결을 열지 않습니다"
            ),
            name,
        )),
        Some(
            Inbound::Filtered
            | Inbound::Function
            | Inbound::Managed
            | Inbound::Offered { .. }
            | Inbound::Balancer
            | Inbound::Inspection,
        ) => no_end(Message::new(
            &text!("the subnet of `{0}` has no free address for it", "`{0}`의 서브넷에 남은 주소가 없습니다"),
            name,
        )),
        None if roles.served.is_empty() => unsupported(id),
        None => no_end(Message::new(
            &text!(
                "`{0}` has no network interface and no subnet, so packets cannot start there",
                "`{0}`에 네트워크 인터페이스도 서브넷도 없어 패킷이 출발할 수 없습니다"
            ),
            name,
        )),
    })
}

/// How a question that names several ends, or an end with several places and addresses, is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Does any pair connect, by the addresses that names lead to? Packets go to a resource's own interfaces.
    Any,
    /// The same for calls, which go to the service that takes them: nobody calls a function at its interface (FN-2).
    Calls,
    /// Does any, by whatever address? That none does is a proof.
    Proof,
    /// Does each, with every packet of the question?
    Each,
}

/// Which addresses packets of an origin go to.
pub fn aims(net: &Net, end: &End, origin: &Origin, scope: Scope) -> Result<Vec<Aim>, Refusal> {
    match end {
        End::Node(id) => node_aims(net, id, origin, scope),
        End::Internet => Ok(vec![plain(net.internet.clone())]),
        End::Cidr(cidr) if !cidr.is_v4() => Err(no_ipv6()),
        End::Cidr(cidr) => Ok(block_aims(net, &Ranges::cidr(*cidr), origin, scope)),
        End::Service(name) => {
            let region = match origin {
                Origin::Interface(at) => {
                    Some(&net.boundaries[net.interfaces[*at as usize].boundary as usize].region)
                }
                Origin::Outside { .. } => None,
            };
            let known: Vec<Ix> = net
                .services
                .iter()
                .enumerate()
                .filter(|(_, (it, _))| it.name == *name && region.is_none_or(|region| it.region == *region))
                .filter_map(|(at, _)| Ix::try_from(at).ok())
                .collect();
            if known.is_empty() {
                let service =
                    Service { name: name.clone().into(), region: region.cloned().unwrap_or_default() };
                return Ok(vec![Aim { service: Some(service), ..plain(Net::unnamed_service()) }]);
            }
            Ok(known.into_iter().flat_map(|at| service_aims(net, at, None, origin, scope)).collect())
        }
    }
}

fn plain(addresses: Ranges) -> Aim {
    Aim { node: None, addresses, service: None, interface: None }
}

/// Whoever means a block means the interfaces that have its addresses, and so their public addresses too.
fn block_aims(net: &Net, block: &Ranges, origin: &Origin, scope: Scope) -> Vec<Aim> {
    let mut each = Vec::new();
    for (at, it) in net.interfaces.iter().enumerate() {
        let Some(at) = Ix::try_from(at).ok().filter(|_| it.addresses.meets(block)) else { continue };
        if scope == Scope::Each && is_passive(net, at) {
            continue;
        }
        if !matches!(origin, Origin::Interface(own) if *own == at) {
            each.extend(interface_aims(net, at, origin, scope, false));
        }
    }
    let outside = block.intersect(&net.internet);
    match scope {
        Scope::Each if !each.is_empty() || !outside.is_empty() => {
            each.extend((!outside.is_empty()).then(|| plain(outside)));
            each
        }
        Scope::Any | Scope::Calls | Scope::Proof | Scope::Each => {
            let own = match origin {
                Origin::Interface(at) => net.interfaces[*at as usize].addresses.clone(),
                Origin::Outside { .. } => Ranges::EMPTY,
            };
            // The block itself first: its answer explains best.
            std::iter::once(plain(block.subtract(&own))).chain(each).collect()
        }
    }
}

/// DNS-2: inside a VPC a service's own name may lead to an interface endpoint; there is no falling back.
fn service_aims(net: &Net, at: Ix, node: Option<NodeId>, origin: &Origin, scope: Scope) -> Vec<Aim> {
    let (service, block) = &net.services[at as usize];
    let private = match origin {
        Origin::Interface(from) => {
            let around = &net.boundaries[net.interfaces[*from as usize].boundary as usize];
            around.private_dns.get(&at)
        }
        Origin::Outside { .. } => None,
    };
    let private = private.map(|endpoints| {
        endpoints.iter().fold(Ranges::EMPTY, |all, it| all.union(&net.interfaces[*it as usize].addresses))
    });
    let addresses = match (private, scope) {
        (Some(private), Scope::Proof) => vec![private, block.clone()],
        (Some(private), Scope::Any | Scope::Calls | Scope::Each) => vec![private],
        (None, _) => vec![block.clone()],
    };
    let aim = |addresses| Aim { node: node.clone(), service: Some(service.clone()), ..plain(addresses) };
    addresses.into_iter().map(aim).collect()
}

fn node_aims(net: &Net, id: &NodeId, origin: &Origin, scope: Scope) -> Result<Vec<Aim>, Refusal> {
    let Some(roles) = net.roles.get(id) else { return Err(unsupported(id)) };
    if let Some(admitted) = &roles.admits {
        return inside_aims(net, id, (&roles.served, admitted), origin, scope);
    }
    if !roles.served.is_empty() && (scope == Scope::Calls || roles.interfaces.is_empty()) {
        let served = roles.served.iter();
        return Ok(served.flat_map(|at| service_aims(net, *at, Some(id.clone()), origin, scope)).collect());
    }
    if let Some(blocks) = &roles.outside {
        let addresses = if blocks.is_empty() { net.internet.clone() } else { Ranges::cidrs(blocks) };
        return Ok(vec![Aim { node: Some(id.clone()), ..plain(addresses) }]);
    }
    let mut out = Vec::new();
    for at in interfaces(net, roles) {
        let interface = &net.interfaces[at as usize];
        // Of a container, what answers nobody need not be reached.
        if scope == Scope::Each && is_passive(net, at) && roles.interfaces.is_empty() && roles.holds.is_none()
        {
            continue;
        }
        if !matches!(origin, Origin::Interface(own) if *own == at) {
            // Whoever names an Elastic IP address means that address.
            let held =
                roles.holds.is_some_and(|held| interface.public.iter().any(|(_, public)| *public == held));
            out.extend(interface_aims(net, at, origin, scope, held));
        }
    }
    if out.is_empty() { Err(unsupported(id)) } else { Ok(out) }
}

/// APIGW-1: what is served through endpoints only. Its name leads to the endpoint with private DNS where there is one
/// (DNS-2), and endpoint-specific names to those that its policy admits (DNS-5).
fn inside_aims(
    net: &Net,
    id: &NodeId,
    (served, admitted): (&[Ix], &[NodeId]),
    origin: &Origin,
    scope: Scope,
) -> Result<Vec<Aim>, Refusal> {
    let around = match origin {
        Origin::Interface(from) => Some(net.interfaces[*from as usize].boundary),
        Origin::Outside { .. } => None,
    };
    let named = around.map(|at| &net.boundaries[at as usize].private_dns);
    let named: Vec<Ix> = named
        .into_iter()
        .flat_map(|dns| served.iter().filter_map(|it| dns.get(it)))
        .flatten()
        .copied()
        .collect();
    let specific = net.interfaces.iter().enumerate().filter(|(_, it)| {
        let door = matches!(&it.fact.inbound, Inbound::Service { service, .. }
            if served.iter().any(|at| net.services[*at as usize].0 == *service));
        door && (scope == Scope::Proof || admitted.contains(&it.node))
    });
    let specific = specific.filter_map(|(at, _)| Ix::try_from(at).ok());
    let all: Vec<Ix> = if named.is_empty() || scope == Scope::Proof {
        named.iter().copied().chain(specific).collect()
    } else {
        named
    };
    let service = served.first().map(|at| net.services[*at as usize].0.clone());
    let aim = |at: Ix| Aim {
        node: Some(id.clone()),
        addresses: net.interfaces[at as usize].addresses.clone(),
        service: service.clone(),
        interface: Some(at),
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

/// Whether nobody can open a flow to it.
fn is_passive(net: &Net, at: Ix) -> bool {
    matches!(net.interfaces[at as usize].fact.inbound, Inbound::Function | Inbound::Nat)
}

/// DNS-4: the private address inside the VPC, the public one from elsewhere.
fn interface_aims(net: &Net, at: Ix, origin: &Origin, scope: Scope, held: bool) -> Vec<Aim> {
    let interface = &net.interfaces[at as usize];
    let near = match origin {
        Origin::Interface(from) => net.interfaces[*from as usize].boundary == interface.boundary,
        Origin::Outside { .. } => false,
    };
    let private = || interface.addresses.clone();
    let addresses = match interface.public.first().map(|(_, public)| *public) {
        Some(public) if near && !held && scope == Scope::Proof => vec![private(), Ranges::one(public)],
        Some(public) if !near || held => vec![Ranges::one(public)],
        Some(_) | None => vec![private()],
    };
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
    let aim =
        |addresses| Aim { node: node.clone(), addresses, service: service.clone(), interface: Some(at) };
    addresses.into_iter().map(aim).collect()
}
