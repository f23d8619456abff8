//! The ends of a question in a network: where packets start, and which addresses they should go to.

use super::{
    code::Code,
    graph::{Ix, Net, Roles},
    ranges::Ranges,
    walk::{Aim, Origin},
};
use crate::{
    base::{Message, NodeId, text},
    model::{
        fact::{Inbound, Service},
        selector::End,
    },
};

/// What a question about a resource means that has interfaces and that a regional service answers for, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// Packets to its interfaces.
    Packets,
    /// Calls, which go to the service.
    Calls,
}

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
            || (roles.holds.is_some() && it.public == roles.holds)
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
        End::Cidr(cidr) => {
            let wanted = Ranges::cidr(*cidr);
            let mut out = Vec::new();
            for (at, it) in net.interfaces.iter().enumerate() {
                let here =
                    it.addresses.meets(&wanted) || it.public.is_some_and(|public| wanted.holds(public));
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
        if interface.fact.initiates && !interface.addresses.is_empty() {
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
        let addresses = wanted.intersect(&net.internet);
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
        Some(Inbound::Filtered | Inbound::Function) => no_end(Message::new(
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

/// Which addresses packets of an origin go to.
pub fn aims(net: &Net, end: &End, origin: &Origin, means: Means) -> Result<Vec<Aim>, Refusal> {
    match end {
        End::Node(id) => node_aims(net, id, origin, means),
        End::Internet => Ok(vec![Aim { node: None, addresses: net.internet.clone(), service: None }]),
        End::Cidr(cidr) => {
            let mut addresses = Ranges::cidr(*cidr);
            if let Origin::Interface(at) = origin {
                addresses = addresses.subtract(&net.interfaces[*at as usize].addresses);
            }
            Ok(vec![Aim { node: None, addresses, service: None }])
        }
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
                return Ok(vec![Aim {
                    node: None,
                    addresses: Net::unnamed_service(),
                    service: Some(service),
                }]);
            }
            Ok(known.into_iter().map(|at| service_aim(net, at, None, origin)).collect())
        }
    }
}

/// DNS-2: inside a VPC a service's own name may lead to an interface endpoint; there is no falling back.
fn service_aim(net: &Net, at: Ix, node: Option<NodeId>, origin: &Origin) -> Aim {
    let (service, block) = &net.services[at as usize];
    let private = match origin {
        Origin::Interface(from) => {
            let around = &net.boundaries[net.interfaces[*from as usize].boundary as usize];
            around.private_dns.get(&at)
        }
        Origin::Outside { .. } => None,
    };
    let addresses = match private {
        Some(endpoints) => {
            endpoints.iter().fold(Ranges::EMPTY, |all, it| all.union(&net.interfaces[*it as usize].addresses))
        }
        None => block.clone(),
    };
    Aim { node, addresses, service: Some(service.clone()) }
}

fn node_aims(net: &Net, id: &NodeId, origin: &Origin, means: Means) -> Result<Vec<Aim>, Refusal> {
    let Some(roles) = net.roles.get(id) else { return Err(unsupported(id)) };
    if !roles.served.is_empty() && (means == Means::Calls || roles.interfaces.is_empty()) {
        return Ok(roles.served.iter().map(|at| service_aim(net, *at, Some(id.clone()), origin)).collect());
    }
    if let Some(blocks) = &roles.outside {
        let addresses = if blocks.is_empty() { net.internet.clone() } else { Ranges::cidrs(blocks) };
        return Ok(vec![Aim { node: Some(id.clone()), addresses, service: None }]);
    }
    let mut out = Vec::new();
    for at in interfaces(net, roles) {
        let interface = &net.interfaces[at as usize];
        // DNS-4: the private address inside the VPC, the public one from elsewhere.
        let near = match origin {
            Origin::Interface(from) if *from == at => continue,
            Origin::Interface(from) => net.interfaces[*from as usize].boundary == interface.boundary,
            Origin::Outside { .. } => false,
        };
        let addresses = match interface.public {
            // Whoever names an Elastic IP address means that address.
            Some(public) if !near || roles.holds == Some(public) => Ranges::one(public),
            Some(_) | None => interface.addresses.clone(),
        };
        let service = match &interface.fact.inbound {
            Inbound::Service { service, .. } => Some(service.clone()),
            Inbound::Filtered | Inbound::Function | Inbound::Nat => None,
        };
        out.push(Aim { node: Some(interface.node.clone()), addresses, service });
    }
    if out.is_empty() { Err(unsupported(id)) } else { Ok(out) }
}
