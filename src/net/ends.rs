//! The ends of a question in a network: where packets start. `aims` says which addresses they should go to.

use super::{
    address::{global_v6, rfc1918, rfc6598},
    code::Code,
    graph::{Ix, Net, Roles},
    prop::Origin,
    ranges::Ranges,
};
use crate::{
    base::{Message, NodeId, Text, text},
    model::{fact::Inbound, selector::End},
};

mod aims;
mod names;
pub use aims::aims;

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

/// What opens no connections sends nothing: that is known.
fn passive(reason: Message) -> Refusal {
    Refusal { unknown: false, ..no_end(reason) }
}

/// Why a resource that is somewhere stands for nothing here.
fn no_place(net: &Net, id: &NodeId, roles: &Roles) -> Refusal {
    let said: &'static Text = if !interfaces(net, roles).is_empty() {
        &text!(
            "both ends are `{0}`: a question needs two different ends",
            "두 끝이 모두 `{0}`입니다: 질문에는 서로 다른 두 끝이 필요합니다"
        )
    } else if roles.segment.is_some() || roles.boundary.is_some() || roles.group.is_some() {
        &text!("no interface is in `{0}`", "`{0}`에 인터페이스가 없습니다")
    } else {
        return unsupported(id);
    };
    no_end(Message::new(said, [id.to_string()]))
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
        return roles.interfaces.iter().chain(&roles.attached).copied().collect();
    }
    let inside = net.interfaces.iter().enumerate().filter(|(_, it)| {
        roles.segment == Some(it.segment)
            || roles.boundary == Some(it.boundary)
            || roles.group.is_some_and(|group| it.groups.contains(&group))
            || roles.holds.is_some_and(|held| it.public.iter().any(|(_, public)| *public == held))
    });
    inside.filter_map(|(at, _)| Ix::try_from(at).ok()).collect()
}

/// Whether a node has no interface and is asked at those of others.
pub fn stands_for_others(net: &Net, roles: &Roles) -> bool {
    roles.interfaces.is_empty() && !interfaces(net, roles).is_empty()
}

/// Whether a node can be an end at all. Of several ends, those that cannot are left out.
pub fn counts(net: &Net, end: &End) -> bool {
    match end {
        End::Node(id) => net.roles.get(id).is_some_and(|roles| {
            roles.unattached
                || roles.outside.is_some()
                || !roles.served.is_empty()
                || roles.site.is_some()
                || roles.enters.is_some()
                || roles.leaves_by.is_some()
                || !interfaces(net, roles).is_empty()
        }),
        End::Internet | End::Cidr(_) | End::Service(_) | End::Name(_) => true,
    }
}

/// Where packets of an end start.
pub fn origins(net: &Net, end: &End) -> Result<Vec<Origin>, Refusal> {
    match end {
        End::Node(id) => node_origins(net, id),
        End::Internet => Ok(vec![internet(net)]),
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
            for (site, at) in net.sites.iter().zip(0..) {
                let addresses = site.cidrs.intersect(&wanted);
                if !addresses.is_empty() {
                    out.push(Origin::Site { at, addresses });
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
        End::Service(name) => Err(passive(Message::new(
            &text!(
                "service {0} opens no connections of its own",
                "서비스 {0}은(는) 스스로 연결을 열지 않습니다"
            ),
            [name.clone()],
        ))),
        End::Name(name) => Err(no_end(Message::new(
            &text!(
                "name {0} says where packets go, not where they start",
                "이름 {0}은(는) 패킷이 가는 곳을 뜻하며, 출발하는 곳을 뜻하지 않습니다"
            ),
            [name.clone()],
        ))),
    }
}

/// Any public address that the model does not have.
pub fn internet(net: &Net) -> Origin {
    Origin::Outside {
        node: None,
        name: "internet".to_owned(),
        addresses: net.internet.clone(),
        unattached: false,
    }
}

/// A function in the provider's own network (FN-3).
pub fn unattached(node: Option<NodeId>) -> Origin {
    let name = node.as_ref().map_or_else(|| "function".to_owned(), ToString::to_string);
    Origin::Outside { node, name, addresses: Net::unattached_sources(), unattached: true }
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
        out.push(unattached(Some(id.clone())));
    }
    if let Some(at) = roles.site {
        out.push(Origin::Site { at, addresses: net.sites[at as usize].cidrs.clone() });
    }
    if let Some(balancer) = roles.enters.as_ref().and_then(|it| net.role(it, |it| it.balancer)) {
        out.push(Origin::Entry { node: Some(id.clone()), balancer });
    }
    if let Some(via) = roles.leaves_by.as_ref().and_then(|it| net.roles.get(it)) {
        out.extend(via.interfaces.iter().map(|at| Origin::Interface(*at)));
    }
    if let Some(blocks) = &roles.outside {
        let wanted = if blocks.is_empty() { net.internet.clone() } else { Ranges::cidrs(blocks) };
        // IGW-3: it may claim an address that a VPC uses too, and is found out there.
        let claimed = net.boundaries.iter().fold(Ranges::EMPTY, |all, it| all.union(&it.cidrs));
        let private = rfc1918().union(&rfc6598()).union(&Ranges::all_v6().subtract(&global_v6()));
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
    let quiet = places.first().map(|at| &net.interfaces[*at as usize]);
    Err(match quiet.map(|it| &it.fact.inbound) {
        Some(Inbound::Service { .. } | Inbound::Offered { .. }) => Refusal {
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
        Some(Inbound::Nat) => passive(Message::new(
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
            | Inbound::Balancer
            | Inbound::Inspection,
        ) if quiet.is_some_and(|it| !it.fact.initiates) => passive(Message::new(
            &text!("`{0}` opens no connections itself", "`{0}`은(는) 스스로 연결을 열지 않습니다"),
            name,
        )),
        Some(
            Inbound::Filtered
            | Inbound::Function
            | Inbound::Managed
            | Inbound::Balancer
            | Inbound::Inspection,
        ) => no_end(Message::new(
            &text!("the subnet of `{0}` has no free address for it", "`{0}`의 서브넷에 남은 주소가 없습니다"),
            name,
        )),
        None if roles.served.is_empty() => no_place(net, id, roles),
        None => passive(Message::new(
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
