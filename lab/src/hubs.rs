//! Networks of the plain fragment with transit gateways: attachments that lack zones or are down, tables with
//! blackholes, gateways peered with one another.

use crate::{
    plain,
    seed::Seed,
    text,
    written::{cidr, id, region},
};
use plat::{
    base::NodeId,
    model::fact::{Attachment, AttachmentEnd, Hub, HubRoute, HubTable, NetFact, Peer, RouteFact},
    net::compile::Facts,
};

/// A network from a seed.
pub fn network(number: u64) -> Facts {
    let mut seed = Seed::new(number ^ 0x5eed);
    let mut facts = plain::network(number);
    let boundaries = facts.iter().filter(|it| matches!(it.1.as_slice(), [NetFact::Boundary(_)])).count();
    let hubs = 1 + seed.below(2);
    for (of, facts) in facts.iter_mut().filter_map(|(id, facts)| {
        let name = id.as_str().strip_prefix("rtb")?;
        Some((name.split('-').next()?.parse::<usize>().ok()?, facts))
    }) {
        if let [NetFact::Table(table)] = facts.as_mut_slice() {
            // A route over a peering connection is the exception here.
            let drop = seed.chance(70);
            table.routes.retain(|it| !drop || it.target.is_none());
            table.routes.extend(routes(&mut seed, of, boundaries, hubs));
        }
    }
    for hub in 0..hubs {
        let fact = Hub {
            region: region(if seed.chance(80) { "us-east-1" } else { "eu-west-1" }),
            group_references: seed.chance(70),
        };
        facts.push((id(&format!("tgw{hub}")), vec![NetFact::Hub(fact)]));
        for table in 0..2 {
            let routes = (0..seed.below(3)).map(|_| hub_route(&mut seed, boundaries, hub)).collect();
            let fact = HubTable { hub: id(&format!("tgw{hub}")), routes };
            facts.push((id(&format!("tgw{hub}-rtb{table}")), vec![NetFact::HubTable(fact)]));
        }
        for of in 0..boundaries {
            if !seed.chance(90) {
                continue;
            }
            let end = boundary_end(&facts, &mut seed, of);
            facts.push((id(&format!("tgw{hub}-att{of}")), vec![attachment(&mut seed, hub, end)]));
        }
        if hubs > 1 {
            let peer = Some(id(&format!("tgw{}-peer", 1 - hub)));
            let end = AttachmentEnd::Hub { peer };
            facts.push((id(&format!("tgw{hub}-peer")), vec![attachment(&mut seed, hub, end)]));
        }
    }
    facts.sort_by(|a, b| a.0.cmp(&b.0));
    facts
}

/// The same with groups that let everything pass, and most network ACLs too, and with ways to everywhere: which subnets
/// packets pass on the way, and what those let pass, decides.
pub fn opened(number: u64) -> Facts {
    let mut seed = Seed::new(number ^ 0x09e4);
    let mut facts = network(number);
    let open = "sg open\n in all 0.0.0.0/0\n in all ::/0\n out all 0.0.0.0/0\n out all ::/0
acl pass\n in 10 allow all 0.0.0.0/0\n in 20 allow all ::/0\n out 10 allow all 0.0.0.0/0\n out 20 allow all ::/0";
    let open = text::facts(open).unwrap_or_default();
    for (_, own) in &mut facts {
        for (_, new) in &open {
            match (own.as_mut_slice(), new.as_slice()) {
                ([NetFact::StatefulFilter(own)], [NetFact::StatefulFilter(new)]) => own.clone_from(new),
                ([NetFact::StatelessFilter(own)], [NetFact::StatelessFilter(new)]) if seed.chance(70) => {
                    own.clone_from(new);
                }
                _ => {}
            }
        }
        match own.as_mut_slice() {
            [NetFact::Table(table)] if seed.chance(70) => {
                table.routes = ["10.0.0.0/8", "2600::/32"].map(|block| to(block, 0)).into();
            }
            [NetFact::Attachment(it)] => {
                it.up |= seed.chance(80);
                if let AttachmentEnd::Boundary { appliance_mode, .. } = &mut it.end {
                    *appliance_mode |= seed.chance(40);
                }
            }
            _ => {}
        }
    }
    facts
}

fn to(block: &str, hub: usize) -> RouteFact {
    RouteFact { destination: Peer::Cidr(cidr(block)), target: Some(id(&format!("tgw{hub}"))) }
}

fn routes(seed: &mut Seed, of: usize, boundaries: usize, hubs: usize) -> Vec<RouteFact> {
    let mut out = Vec::new();
    let mut route = |seed: &mut Seed, block: &str| out.push(to(block, seed.below(hubs)));
    for block in ["10.0.0.0/8", "2600::/32", "0.0.0.0/0", "::/0"] {
        if seed.chance(45) {
            route(seed, block);
        }
    }
    for other in (0..boundaries).filter(|it| *it != of) {
        for block in [format!("10.{other}.0.0/16"), format!("2600:0:{other}::/56")] {
            if seed.chance(50) {
                route(seed, &block);
            }
        }
    }
    out
}

fn hub_route(seed: &mut Seed, boundaries: usize, hub: usize) -> HubRoute {
    let of = seed.below(boundaries);
    let block = match seed.below(6) {
        0 => "0.0.0.0/0".to_owned(),
        1 => format!("10.{of}.0.0/24"),
        2 => format!("10.{of}.1.0/24"),
        3 => format!("2600:0:{of}:1::/64"),
        4 => "::/0".to_owned(),
        _ => format!("10.{of}.0.0/16"),
    };
    let attachment = match seed.below(4) {
        0 => None,
        1 => Some(id(&format!("tgw{hub}-peer"))),
        _ => Some(id(&format!("tgw{hub}-att{of}"))),
    };
    HubRoute { destination: Peer::Cidr(cidr(&block)), attachment }
}

/// At most one subnet for each zone.
fn boundary_end(facts: &Facts, seed: &mut Seed, of: usize) -> AttachmentEnd {
    let mut segments: Vec<(String, NodeId)> = Vec::new();
    for (id, facts) in facts {
        if let [NetFact::Segment(it)] = facts.as_slice()
            && it.boundary.as_str() == format!("vpc{of}")
            && segments.iter().all(|known| known.0 != it.zone)
            && seed.chance(85)
        {
            segments.push((it.zone.clone(), id.clone()));
        }
    }
    AttachmentEnd::Boundary {
        boundary: id(&format!("vpc{of}")),
        segments: segments.into_iter().map(|it| it.1).collect(),
        appliance_mode: seed.chance(25),
        group_references: seed.chance(70),
        ipv6: seed.chance(80),
    }
}

fn attachment(seed: &mut Seed, hub: usize, end: AttachmentEnd) -> NetFact {
    let mut own = || id(&format!("tgw{hub}-rtb{}", usize::from(seed.chance(25))));
    let (table, other) = (own(), own());
    let propagates_to = if seed.chance(85) { vec![other, id(&format!("tgw{hub}-rtb0"))] } else { Vec::new() };
    let table = seed.chance(95).then_some(table);
    NetFact::Attachment(Attachment {
        hub: id(&format!("tgw{hub}")),
        end,
        table,
        propagates_to,
        up: seed.chance(93),
    })
}
