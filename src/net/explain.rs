//! Words for hops and for reasons. What a set of packets is called is the same in every language.

use super::{
    answer::{Direction, Hop, Step},
    graph::{AclNet, GroupNet, Net, TableNet},
    ranges::{Ranges, address},
    traffic_set::{Dim, TrafficSet, block_words, protocol_words, traffic_words},
};
use crate::base::{Message, NodeId, Text, text};

/// One sentence for each way: packets that do not get there, answers that do not come back.
pub type Said = [Text; 2];

/// A sentence, and the same about the answer.
macro_rules! said {
    ($en:literal, $ko:literal $(,)?) => {
        &[
            $crate::base::Text { en: $en, ko: $ko },
            $crate::base::Text {
                en: concat!("answers do not come back: ", $en),
                ko: concat!("응답이 돌아오지 못합니다: ", $ko),
            },
        ]
    };
}
pub(super) use said;

/// The sentence for a direction.
pub fn sentence(
    said: &'static Said,
    direction: Direction,
    args: impl IntoIterator<Item = String>,
) -> Message {
    let [there, back] = said;
    Message::new(
        match direction {
            Direction::Forward => there,
            Direction::Return => back,
        },
        args,
    )
}

/// Addresses in a few words: a service's name, `internet`, or blocks.
pub fn addresses(net: &Net, ranges: &Ranges) -> String {
    if let Some((service, _)) =
        net.services.iter().find(|(_, block)| block.covers(ranges) && !ranges.is_empty())
    {
        return service.name.to_string();
    }
    if let Some(name) = Net::unnamed_service_at(ranges) {
        return name.to_owned();
    }
    if Net::unnamed_service().covers(ranges) && !ranges.is_empty() {
        return "service".to_owned();
    }
    let families = [Ranges::all_v4(), Ranges::all_v6()];
    let internet = *ranges == net.internet || families.iter().any(|it| *ranges == net.internet.intersect(it));
    if ranges.single().is_none() && (internet || Net::unattached_sources() == *ranges) {
        return "internet".to_owned();
    }
    if let Some(one) = ranges.single() {
        return address(one).to_string();
    }
    let blocks = ranges.to_cidrs();
    let more = if blocks.len() > 3 { ", …" } else { "" };
    blocks.iter().take(3).map(ToString::to_string).collect::<Vec<_>>().join(", ") + more
}

/// Addresses of a set in full, in the words of selectors: `internet`, `service:s3`, and blocks for the rest.
pub fn selectors(net: &Net, ranges: &Ranges) -> Vec<String> {
    if let Some(name) = Net::unnamed_service_at(ranges) {
        return vec![format!("service:{name}")];
    }
    let mut rest = ranges.clone();
    let mut out = Vec::new();
    let mut take = |block: &Ranges, word: String| {
        if !block.is_empty() && rest.covers(block) {
            rest = rest.subtract(block);
            if !out.contains(&word) {
                out.push(word);
            }
        }
    };
    let families = [Ranges::all_v4(), Ranges::all_v6()];
    families.iter().for_each(|family| take(&net.internet.intersect(family), "internet".to_owned()));
    take(&Net::unattached_sources(), "internet".to_owned());
    for (service, block) in &net.services {
        let word = format!("service:{}", service.name);
        families.iter().for_each(|family| take(&block.intersect(family), word.clone()));
    }
    take(&Net::unnamed_service(), "service".to_owned());
    out.extend(block_words(&rest));
    out
}

/// The header of packets, as they are at one place.
pub fn header(net: &Net, set: &TrafficSet) -> String {
    let words = |dim| addresses(net, &set.values(dim));
    format!("{} → {} {}", words(Dim::Source), words(Dim::Destination), traffic(set))
}

/// Protocol and destination ports.
pub fn traffic(set: &TrafficSet) -> String {
    let number = |word: String| {
        if word.bytes().all(|it| it.is_ascii_digit()) { format!("protocol {word}") } else { word }
    };
    let protocols = protocol_words(&set.values(Dim::Protocol)).into_iter().map(number);
    let protocol = protocols.collect::<Vec<_>>().join(", ");
    let ports = set.values(Dim::Port);
    if ports == Ranges::all_ports() || protocol == "all" {
        return protocol;
    }
    let mut words = traffic_words(&set.values(Dim::Protocol), &ports);
    if words.len() > 4 {
        words.truncate(4);
        words.push("…".to_owned());
    }
    format!("{protocol} {}", words.join(", "))
}

/// A hop at a resource.
pub fn hop(node: &NodeId, step: Step, title: Message, decided_by: Message, passed: bool) -> Hop {
    Hop { resource: node.to_string(), node: Some(node.clone()), step, title, decided_by, entry: None, passed }
}

/// Words that need no translation.
pub fn verbatim(words: impl Into<String>) -> Message {
    Message::new(&text!("{0}", "{0}"), [words.into()])
}

/// The entry that let a packet pass.
pub fn rule(egress: bool, number: impl ToString, label: &str) -> Message {
    let text: &'static Text = if egress {
        &text!("egress rule {0}: {1}", "아웃바운드 규칙 {0}: {1}")
    } else {
        &text!("ingress rule {0}: {1}", "인바운드 규칙 {0}: {1}")
    };
    Message::new(text, [number.to_string(), label.to_owned()])
}

/// An entry as answers name it, such as `egress rule 100`, in every language.
pub fn entry_words(entry: &str) -> Message {
    let known: [(&str, &'static Text); 3] = [
        ("egress rule ", &text!("egress rule {0}", "아웃바운드 규칙 {0}")),
        ("ingress rule ", &text!("ingress rule {0}", "인바운드 규칙 {0}")),
        ("route ", &text!("route {0}", "경로 {0}")),
    ];
    let found = known.iter().find_map(|(start, text)| Some((*text, entry.strip_prefix(start)?)));
    found.map_or_else(|| verbatim(entry), |(text, rest)| Message::new(text, [rest.to_owned()]))
}

/// Title of a security group's hop.
pub fn group_title(group: Option<&GroupNet>, egress: bool) -> Message {
    let Some(group) = group else {
        return Message::plain(&text!("security groups", "보안 그룹"));
    };
    let text: &'static Text = match (group.implicit, egress) {
        (false, true) => &text!("{0}, egress", "{0}, 아웃바운드"),
        (false, false) => &text!("{0}, ingress", "{0}, 인바운드"),
        (true, true) => &text!("default security group of {0}, egress", "{0}의 기본 보안 그룹, 아웃바운드"),
        (true, false) => &text!("default security group of {0}, ingress", "{0}의 기본 보안 그룹, 인바운드"),
    };
    Message::new(text, [group.node.to_string()])
}

/// Title of a network ACL's hop.
pub fn acl_title(acl: &AclNet, egress: bool) -> Message {
    let text: &'static Text = match (acl.implicit, egress) {
        (false, true) => &text!("{0}, egress", "{0}, 아웃바운드"),
        (false, false) => &text!("{0}, ingress", "{0}, 인바운드"),
        (true, true) => &text!("default network ACL of {0}, egress", "{0}의 기본 네트워크 ACL, 아웃바운드"),
        (true, false) => &text!("default network ACL of {0}, ingress", "{0}의 기본 네트워크 ACL, 인바운드"),
    };
    Message::new(text, [acl.node.to_string()])
}

/// Title of a route lookup.
pub fn table_title(table: &TableNet) -> Message {
    let text: &'static Text = if table.implicit {
        &text!("main route table of {0}", "{0}의 기본 라우팅 테이블")
    } else {
        &text!("{0}", "{0}")
    };
    Message::new(text, [table.node.to_string()])
}

/// No route: what the table has, and what that leaves out.
pub fn no_route(table: &TableNet, only_local: bool, internet: bool) -> &'static Said {
    match (table.implicit, only_local, internet) {
        (false, true, false) => said!(
            "route table `{0}` has only the local route, and {1} is outside the VPC",
            "라우팅 테이블 `{0}`에는 로컬 경로만 있고, {1}은(는) VPC 밖에 있습니다"
        ),
        (false, true, true) => said!(
            "route table `{0}` has only the local route, and the internet is outside the VPC",
            "라우팅 테이블 `{0}`에는 로컬 경로만 있고, 인터넷은 VPC 밖에 있습니다"
        ),
        (true, true, false) => said!(
            "the main route table of `{0}` has only the local route, and {1} is outside the VPC",
            "`{0}`의 기본 라우팅 테이블에는 로컬 경로만 있고, {1}은(는) VPC 밖에 있습니다"
        ),
        (true, true, true) => said!(
            "the main route table of `{0}` has only the local route, and the internet is outside the VPC",
            "`{0}`의 기본 라우팅 테이블에는 로컬 경로만 있고, 인터넷은 VPC 밖에 있습니다"
        ),
        (_, false, false) => said!(
            "route table `{0}` has no route that covers {1}",
            "라우팅 테이블 `{0}`에 {1}을(를) 포함하는 경로가 없습니다"
        ),
        (_, false, true) => said!(
            "route table `{0}` has no route to the internet",
            "라우팅 테이블 `{0}`에 인터넷으로 가는 경로가 없습니다"
        ),
    }
}

/// No route, although there is an interface endpoint: its name is not taken (DNS-1, DNS-3).
pub fn no_route_deaf() -> &'static Said {
    said!(
        "route table `{0}` has no route to {1}, and the service's own name does not lead to endpoint `{2}`: private DNS is not in effect",
        "라우팅 테이블 `{0}`에 {1}(으)로 가는 경로가 없고, 서비스의 원래 이름이 엔드포인트 `{2}`을(를) 가리키지 않습니다: 프라이빗 DNS가 적용되지 않았습니다"
    )
}

/// An address that cannot be (spec 4.1, rules 4 and 5).
pub fn odd_address() -> &'static Said {
    said!(
        "the address of `{0}` cannot be: another interface has it too, its subnet or VPC does not, or none is left",
        "`{0}`의 주소가 올바르지 않습니다: 다른 인터페이스와 겹치거나, 서브넷이나 VPC의 범위를 벗어나거나, 남은 주소가 없습니다"
    )
}
