//! Single questions: a packet's trace, a set of packets through devices, and a file of a whole network.

use crate::{Found, RUNS, median, millis, percentile, put};
use lab::{
    large::{far, model},
    seed::Seed,
};
use plat::{
    model::{file, site},
    net::{
        compile::{self, Facts},
        graph::{Finish, Ix, Net, Start},
        prop::flows::flows,
        ranges::Ranges,
        traffic_set::{Cube, Dim},
        walk::{Packet, converse},
    },
};
use std::hint::black_box;

/// A client's packet from one interface to another.
pub fn packet(net: &Net, source: Ix, destination: Ix) -> Packet {
    let address = |at: Ix| net.interfaces[at as usize].primary.unwrap_or(0);
    Packet {
        protocol: 6,
        source: address(source),
        destination: address(destination),
        port: 443,
        source_port: 40_000,
    }
}

/// Pairs of interfaces, half of them of one VPC or of two with a peering connection.
pub fn pairs(net: &Net, count: usize) -> Vec<(Ix, Ix)> {
    let mut seed = Seed::new(5);
    let all = net.interfaces.len();
    let near = all / net.boundaries.len().max(1);
    let mut out = Vec::with_capacity(count);
    while out.len() < count {
        let from = seed.below(all);
        let to = if seed.chance(50) { seed.below(all) } else { (from + seed.below(near * 2)) % all };
        if let (Ok(from), Ok(to)) = (Ix::try_from(from), Ix::try_from(to)) {
            out.push((from, to));
        }
    }
    out
}

/// One packet after another, there and back, with every hop and the rule that decided.
pub fn walk(facts: &Facts) -> Found {
    let net = Net::of(facts);
    let mut times = Vec::new();
    for (from, to) in pairs(&net, 20_000) {
        let packet = packet(&net, from, to);
        let (time, trace) = millis(|| converse(&net, Start::Interface(from), packet));
        times.push(time * 1e3);
        black_box(trace);
    }
    let mut out = Found::new();
    put(&mut out, "walk p50 µs", percentile(&mut times, 50));
    put(&mut out, "walk p99 µs", percentile(&mut times, 99));
    out
}

/// Which packets get from an interface to a host on the internet, through a transit gateway, a firewall and a NAT
/// gateway, and back.
pub fn which(facts: &Facts) -> Result<Found, String> {
    let net = Net::of(facts);
    let mut times = Vec::new();
    let mut through = 0;
    for from in far::sources(&net).into_iter().take(500) {
        let own = net.interfaces[from as usize].primary.unwrap_or(0);
        let sent = Cube::all()
            .with(Dim::Source, Ranges::one(own))
            .with(Dim::Destination, Ranges::one(far::host()))
            .into();
        let (time, told) = millis(|| flows(&net, Start::Interface(from), &sent));
        times.push(time);
        through += usize::from(told.may.contains_key(&Finish::Internet));
        black_box(told);
    }
    if through == 0 {
        return Err("nothing gets through the transit gateway, the firewall and the NAT gateway".to_owned());
    }
    let mut out = Found::new();
    put(&mut out, "which p50 ms", percentile(&mut times, 50));
    put(&mut out, "which p95 ms", percentile(&mut times, 95));
    put(&mut out, "which sources", times.len() as f64);
    put(&mut out, "which sources with packets", through as f64);
    Ok(out)
}

/// A file read, and its network compiled.
pub fn parse(facts: &Facts) -> Result<Found, String> {
    let text = model::text(facts)?;
    let read = || file::load(&text).map_err(|it| format!("line {}: {it}", it.line));
    let loaded = read()?;
    let index = site::Index::of(&loaded.model);
    let stated = compile::facts(&loaded.model, &index);
    let net = Net::of(&stated);
    let interfaces = net.interfaces.len();
    let of_facts = Net::of(facts);
    let rules = |net: &Net| net.groups.iter().map(|it| it.ingress.len() + it.egress.len()).sum::<usize>();
    if interfaces != of_facts.interfaces.len() || rules(&net) != rules(&of_facts) {
        return Err(format!("{interfaces} interfaces come out of the file: another network"));
    }
    let mut out = Found::new();
    put(&mut out, "file MB", text.len() as f64 / 1e6);
    put(&mut out, "parse ms", median(RUNS, || drop(black_box(read()))));
    let compile = median(RUNS, || {
        let index = site::Index::of(&loaded.model);
        drop(black_box(Net::of(&compile::facts(&loaded.model, &index))));
    });
    put(&mut out, "facts + compile ms", compile);
    put(
        &mut out,
        "parse + compile ms",
        median(RUNS, || {
            if let Ok(loaded) = read() {
                let index = site::Index::of(&loaded.model);
                drop(black_box(Net::of(&compile::facts(&loaded.model, &index))));
            }
        }),
    );
    Ok(out)
}
