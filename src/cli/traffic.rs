//! Sets of packets in a few words.

use super::output::few;
use crate::analysis::Packets;

/// Sets of packets with their protocols and ports in a few words; what lets everything pass is said in one.
pub fn words(packets: &[Packets]) -> Vec<(&Packets, String)> {
    // Of ICMP, what ping sends stands for all of it.
    let icmp = |it: &Packets| it.protocol.iter().all(|it| it.starts_with("icmp"));
    let ports = |it: &Packets| it.ports.iter().all(|ports| ports == "all") || icmp(it);
    // Ports of tcp and udp stand in a set of their own; where both have all, and the rest too, it is everything.
    let protocols: Vec<&String> = packets.iter().flat_map(|it| &it.protocol).collect();
    let has = |name: &str| protocols.iter().any(|it| *it == name);
    let rest = protocols.iter().any(|it| it.contains('-'));
    if packets.iter().all(ports) && has("tcp") && has("udp") && rest {
        return packets.first().map(|it| (it, "everything".to_owned())).into_iter().collect();
    }
    let words = |it: &Packets| {
        // Where a span of numbers is, the numbers beside it are of no interest either.
        let spans = it.protocol.iter().any(|it| it.contains('-'));
        let plain = |name: &str| name.contains('-') || name.bytes().all(|b| b.is_ascii_digit());
        let name = |protocol: &String| if spans && plain(protocol) { None } else { Some(protocol.clone()) };
        let mut names: Vec<String> = it.protocol.iter().filter_map(name).collect();
        if names.len() < it.protocol.len() {
            names.push("other protocols".to_owned());
        }
        let names = names.join(", ");
        if ports(it) { names } else { format!("{names} {}", few(&it.ports, ", ")) }
    };
    packets.iter().map(|it| (it, words(it))).collect()
}
