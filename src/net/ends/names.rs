//! What a name leads to at the client's vantage (DNS-1 to DNS-3, DNS-5).

use super::{Refusal, aims::Asker};
use crate::{
    base::{Message, text},
    model::fact::NameTarget,
    net::{
        code::Code,
        graph::NamesNet,
        prop::Aim,
        ranges::{Ranges, number},
    },
};

/// Where a name leads: to a record of the private hosted zone with the longest matching domain that the client's
/// resolver knows, else to a service of the provider. What the public has to say of other names is not in the model.
pub(super) fn resolved(asker: Asker<'_>, name: &str) -> Result<Vec<Aim>, Refusal> {
    let net = asker.net;
    let here = asker.boundary().filter(|at| {
        let around = &net.boundaries[*at as usize];
        around.resolves && around.hostnames
    });
    let zones = net.names.iter().filter(|zone| here.is_some_and(|at| zone.boundaries.contains(&at)));
    let zone = zones.filter(|zone| is_under(name, &zone.domain)).max_by_key(|zone| zone.domain.len());
    if let Some(zone) = zone {
        let targets = records(zone, name);
        if targets.is_empty() {
            // DNS-1: the private zone has the last word on its domain.
            return Err(unresolvable(name, Some(zone)));
        }
        let mut out = Vec::new();
        for target in targets {
            match target {
                NameTarget::Node(id) => out.extend(asker.node(id)?),
                NameTarget::Address(address) => {
                    out.extend(asker.block(&Ranges::one(number(address.ip()))));
                }
            }
        }
        return Ok(out);
    }
    let service = net
        .services
        .iter()
        .zip(0..)
        .find(|((service, _), _)| name == format!("{}.{}.amazonaws.com", service.name, service.region));
    if let Some((_, at)) = service {
        return Ok(asker.service(at, None));
    }
    if net.names.iter().any(|zone| is_under(name, &zone.domain)) {
        return Err(unresolvable(name, None));
    }
    Err(Refusal {
        code: Code::UnknownDestination,
        reason: Message::new(
            &text!(
                "the model does not say what the public name {0} leads to",
                "공인 이름 {0}이(가) 가리키는 곳이 모델에 없습니다"
            ),
            [name.to_owned()],
        ),
        unknown: true,
    })
}

fn is_under(name: &str, domain: &str) -> bool {
    name.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// The records of a name, else those of the nearest wildcard.
fn records<'n>(zone: &'n NamesNet, name: &str) -> Vec<&'n NameTarget> {
    let named = |wanted: &str| -> Vec<&'n NameTarget> {
        let own =
            zone.records.iter().filter(|(known, _)| known.trim_end_matches('.').eq_ignore_ascii_case(wanted));
        own.map(|(_, target)| target).collect()
    };
    let mut found = named(name);
    let mut rest = name;
    while found.is_empty()
        && let Some((_, parent)) = rest.split_once('.')
        && is_under(parent, &zone.domain)
    {
        found = named(&format!("*.{parent}"));
        rest = parent;
    }
    found
}

fn unresolvable(name: &str, zone: Option<&NamesNet>) -> Refusal {
    let reason = match zone {
        Some(zone) => Message::new(
            &text!(
                "hosted zone `{1}` has no record {0}, and for its domain nobody else is asked",
                "호스팅 영역 `{1}`에 레코드 {0}이(가) 없고, 이 도메인은 다른 곳에 묻지 않습니다"
            ),
            [name.to_owned(), zone.node.to_string()],
        ),
        None => Message::new(
            &text!(
                "name {0} is in a private hosted zone that the client's resolver does not know",
                "이름 {0}은(는) 클라이언트의 확인자가 모르는 프라이빗 호스팅 영역에 있습니다"
            ),
            [name.to_owned()],
        ),
    };
    Refusal { code: Code::DnsUnresolvable, reason, unknown: false }
}
