//! Questions to the concrete walker in words, and its answers in words: for tests and for people.

use crate::{
    differential::{ask_again, starts},
    text::facts,
};
use plat::{
    base::{NodeId, Protocol},
    net::{
        graph::{Finish, Net, Start},
        ranges::{Ranges, address, number},
        walk::{Outcome, Packet, Place, converse},
    },
};
use std::net::IpAddr;

/// Answers `A -> 10.0.2.10 tcp/80 from 1024`: every different outcome, with ` | ` between them. An arrival reads
/// `yes`, with where if there are several.
pub fn ask(net: &Net, question: &str) -> Result<String, String> {
    let (start, packet) = read(net, question)?;
    let mut all: Vec<(String, Option<String>)> = Vec::new();
    for walked in converse(net, start, packet) {
        let said = outcome(net, &walked.outcome);
        if !all.contains(&said) {
            all.push(said);
        }
    }
    let arrivals = all.iter().filter(|it| it.0 == "yes").count();
    let word = |(what, at): (String, Option<String>)| match at {
        Some(at) if what != "yes" || arrivals > 1 => format!("{what} at {at}"),
        Some(_) | None => what,
    };
    Ok(all.into_iter().map(word).collect::<Vec<_>>().join(" | "))
}

/// Asks a network of lines what each line of `asked` asks: a question, ` = `, and what comes out. The other engines have
/// to say the same of the packet.
///
/// # Errors
/// A line cannot be read, something else comes out, or the engines differ.
pub fn check(lines: &str, asked: &str) -> Result<(), String> {
    let net = Net::of(&facts(lines)?);
    let asked = asked.lines().map(str::trim).filter(|line| !line.is_empty());
    let wrong: Vec<String> = asked.filter_map(|line| check_one(&net, line).err()).collect();
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

fn check_one(net: &Net, line: &str) -> Result<(), String> {
    let (question, expected) = line.split_once(" = ").ok_or("a question has an answer")?;
    let found = ask(net, question).map_err(|wrong| format!("{question}: {wrong}"))?;
    if found != expected {
        return Err(format!("{question} = {expected}, found {found}"));
    }
    let (start, packet) = read(net, question)?;
    let from = starts(net).into_iter().find(|it| it.1 == start).ok_or("nothing starts there")?.0;
    let (source, destination) = (address(packet.source), address(packet.destination));
    let Packet { protocol, port, source_port, .. } = packet;
    let words = format!("{from} {source} {destination} {protocol} {port} {source_port}");
    let differ = ask_again(net, &words).into_iter().flatten().next();
    differ.map_or(Ok(()), |differ| Err(format!("{question}: the engines differ\n{differ}")))
}

/// Reads a question.
pub fn read(net: &Net, question: &str) -> Result<(Start, Packet), String> {
    let words: Vec<&str> = question.split_whitespace().collect();
    let (from, to, what, port) = match words.as_slice() {
        [from, "->", to, what] => (from, to, what, 40000),
        [from, "->", to, what, "from", port] => (from, to, what, port.parse().map_err(|_| "what port?")?),
        _ => return Err("a question reads `A -> 10.0.2.10 tcp/80`".into()),
    };
    let destination = match to.split_once('@') {
        Some((name, region)) => {
            let found = net.services.iter().find(|(it, _)| it.name == *name && it.region.as_str() == region);
            found.and_then(|it| it.1.first()).ok_or("no such service")?
        }
        None => number(to.parse::<IpAddr>().map_err(|_| "what address?")?),
    };
    let v6 = to.contains(':');
    let (protocol, dport) = what.split_once('/').unwrap_or((what, "0"));
    let protocol = match protocol.parse::<Protocol>().map_err(|_| "what protocol?")? {
        Protocol::Number(number) => number,
        Protocol::All => return Err("one protocol".into()),
    };
    let (start, source) = start(net, from, v6)?;
    let packet = Packet {
        protocol,
        source,
        destination,
        port: dport.parse().map_err(|_| "what port?")?,
        source_port: if matches!(protocol, 6 | 17) { port } else { 0 },
    };
    Ok((start, packet))
}

fn start(net: &Net, from: &str, v6: bool) -> Result<(Start, u128), String> {
    let known = |text: &str| number(text.parse().unwrap_or(IpAddr::from([203, 0, 113, 9])));
    match from {
        "internet" => return Ok((Start::Internet, known(if v6 { "2001:db9::9" } else { "203.0.113.9" }))),
        "unattached" => {
            return Ok((Start::Unattached, Net::unattached_sources().first().unwrap_or_default()));
        }
        _ => {}
    }
    let id: NodeId = from.parse().map_err(|_| "what id?")?;
    let roles = net.roles.get(&id).ok_or("no such resource")?;
    if let Some(at) = roles.site {
        let family = if v6 { Ranges::all_v6() } else { Ranges::all_v4() };
        let own = net.sites[at as usize].cidrs.intersect(&family);
        return Ok((Start::Site(at), own.first().ok_or("no address of the family")? + 7));
    }
    if let Some(balancer) = roles.enters.as_ref().and_then(|it| net.roles.get(it)?.balancer) {
        return Ok((Start::Entry(balancer), known("8.8.4.9")));
    }
    let at = *roles.interfaces.first().ok_or("no interface")?;
    let its = &net.interfaces[at as usize];
    let six = its.addresses.spans().last().map(|it| it.0).filter(|_| v6);
    Ok((Start::Interface(at), six.or(its.primary).unwrap_or_default()))
}

fn outcome(net: &Net, outcome: &Outcome) -> (String, Option<String>) {
    let name = |at: &Place| at.node(net).map(ToString::to_string);
    match outcome {
        Outcome::Arrived { at, .. } => ("yes".into(), finish(net, *at)),
        Outcome::Dropped { code, at, returning } => {
            let way = if *returning { "return " } else { "" };
            (format!("{way}{}", code.name()), name(at))
        }
        Outcome::Unknown { at } => ("unknown".into(), name(at)),
    }
}

fn finish(net: &Net, at: Finish) -> Option<String> {
    let id = match at {
        Finish::Interface(at) => net.interfaces.get(at as usize)?.node.to_string(),
        Finish::Internet => "internet".into(),
        Finish::Service(at) => net.services.get(at as usize)?.0.to_string(),
        Finish::UnnamedService => "service".into(),
        Finish::Site(at) => net.sites.get(at as usize)?.node.to_string(),
        Finish::Reserved(at) => net.boundaries.get(at as usize)?.node.to_string(),
    };
    Some(id)
}
