//! Sets of packets in a few words.

use super::Packets;
use crate::base::{Lang, Text, text};

/// How many items of a list are said; the others are counted.
const SHOWN: usize = 4;

/// Sets of packets with their protocols and ports in a few words; what lets everything pass is said in one.
pub fn words(packets: &[Packets], lang: Lang) -> Vec<(&Packets, String)> {
    static EVERYTHING: Text = text!("everything", "모든 트래픽");
    static NUMBERED: Text = text!("protocol {0}", "프로토콜 {0}");
    static OTHERS: Text = text!("other protocols", "그 밖의 프로토콜");
    // Of ICMP, what ping sends stands for all of it.
    let icmp = |it: &Packets| it.protocol.iter().all(|it| it.starts_with("icmp"));
    let ports = |it: &Packets| it.ports.iter().all(|ports| ports == "all") || icmp(it);
    // Ports of tcp and udp stand in a set of their own; where both have all, and the rest too, it is everything.
    let protocols: Vec<&String> = packets.iter().flat_map(|it| &it.protocol).collect();
    let has = |name: &str| protocols.iter().any(|it| *it == name);
    let rest = protocols.iter().any(|it| it.contains('-'));
    if packets.iter().all(ports) && has("tcp") && has("udp") && rest {
        return packets.first().map(|it| (it, EVERYTHING.get(lang).to_owned())).into_iter().collect();
    }
    let words = |it: &Packets| {
        // Where a span of numbers is, the numbers beside it are of no interest either.
        let spans = it.protocol.iter().any(|it| it.contains('-'));
        let plain = |name: &str| name.contains('-') || name.bytes().all(|b| b.is_ascii_digit());
        let name = |protocol: &String| if spans && plain(protocol) { None } else { Some(protocol.clone()) };
        let mut names: Vec<String> = it.protocol.iter().filter_map(name).collect();
        if names.len() < it.protocol.len() {
            names.push(OTHERS.get(lang).to_owned());
        }
        let number =
            |it: String| if it.bytes().all(|b| b.is_ascii_digit()) { NUMBERED.fill(lang, &[it]) } else { it };
        let names = names.into_iter().map(number).collect::<Vec<_>>().join(", ");
        if ports(it) { names } else { format!("{names} {}", few(&it.ports, ", ", lang)) }
    };
    packets.iter().map(|it| (it, words(it))).collect()
}

/// The same as one list, each said once.
pub fn summary(packets: &[Packets], lang: Lang) -> String {
    let mut said: Vec<String> = Vec::new();
    for (_, words) in words(packets, lang) {
        if !said.contains(&words) {
            said.push(words);
        }
    }
    few(&said, "; ", lang)
}

/// The first of many.
pub fn few(items: &[String], between: &str, lang: Lang) -> String {
    static MORE: Text = text!("{0} and {1} more", "{0} 외 {1}개");
    let shown: Vec<&str> = items.iter().take(SHOWN).map(String::as_str).collect();
    let shown = shown.join(between);
    if items.len() > SHOWN { MORE.fill(lang, &[shown, (items.len() - SHOWN).to_string()]) } else { shown }
}
