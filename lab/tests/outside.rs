//! Law L1 outside VPCs: what `bulk` says of classes and of stretches of the internet and of services is what `prop` says.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use lab::{small, text};
use plat::net::{
    bulk::{Atom, Index, Place, Reached, Whose, is_public},
    graph::{Finish, InterfaceNet, Ix, Net, Start},
    prop::flows::flows,
    ranges::Ranges,
    traffic_set::{Cube, Dim, TrafficSet},
};

/// How many verdicts were compared, how many of them are yes, how many pairs are left to `prop`, how many hang on a
/// choice.
type Tally = [usize; 4];

/// The class of an interface that one of its addresses is in.
fn place(index: &Index, at: Ix, address: u128) -> Option<Place> {
    let planes = &index.ground().planes;
    let class = |it: &Place| planes[it.0 as usize].classes[it.1 as usize].address;
    let own = index.ground().places(at).iter().copied();
    let own = own.filter(|it| planes[it.0 as usize].v6 == (address >> 32 != 0xffff) && class(it) <= address);
    own.max_by_key(class)
}

/// Packets of some client ports from one address to another.
fn sent(source: u128, destination: u128, client: &Ranges) -> TrafficSet {
    TrafficSet::from(Cube::new(
        Ranges::all_protocols(),
        Ranges::one(source),
        Ranges::one(destination),
        Ranges::all_ports(),
        client.clone(),
    ))
}

/// Whether packets pass on all client ports, and on some.
fn says(set: &TrafficSet, protocol: u8, port: u16, client: &Ranges) -> (bool, bool) {
    let mut ports = Ranges::EMPTY;
    for cube in set.cubes() {
        if cube.get(Dim::Protocol).holds(protocol.into()) && cube.get(Dim::Port).holds(port.into()) {
            ports = ports.union(&cube.get(Dim::SourcePort).intersect(client));
        }
    }
    let ported = protocol == 6 || protocol == 17;
    (if ported { ports.covers(client) } else { !ports.is_empty() }, !ports.is_empty())
}

struct Case<'c> {
    name: String,
    net: &'c Net,
    start: Start,
    sent: TrafficSet,
    finish: Finish,
    client: Ranges,
}

fn compare(case: &Case<'_>, reached: Reached, atoms: &[Atom], tally: &mut Tally) {
    let Reached::Services(masks) = reached else {
        tally[2] += 1;
        return;
    };
    let mut told = flows(case.net, case.start, &case.sent);
    let must = told.must();
    let may = told.may.remove(&case.finish).unwrap_or_default();
    let astray = told.may.values().any(|it| !it.is_empty());
    assert!(told.unknown.is_empty(), "{}: unknown to prop", case.name);
    for (at, atom) in atoms.iter().enumerate() {
        let (protocol, port) = atom.one();
        let bit = |mask: &[u64; 8]| mask[at / 64] >> (at % 64) & 1 == 1;
        let bulk = (bit(&masks[0]), bit(&masks[1]));
        let prop = says(&may, protocol, port, &case.client);
        assert_eq!(bulk, prop, "{}: {protocol} {port}, bulk (left) and prop say (all, some)", case.name);
        let (bulk, prop) = ((bit(&masks[2]), bit(&masks[3])), says(&must, protocol, port, &case.client));
        assert!(
            astray || bulk == prop,
            "{}: {protocol} {port}: bulk is sure of {bulk:?}, prop of {prop:?}",
            case.name
        );
        tally[0] += 1;
        tally[1] += usize::from(says(&may, protocol, port, &case.client).1);
        tally[3] += usize::from(masks[0..2] != masks[2..4]);
    }
}

fn interface(name: &str, net: &Net, index: &Index, (at, it): (Ix, &InterfaceNet), tallies: &mut [Tally; 2]) {
    let addresses: Vec<u128> = it.addresses.spans().iter().map(|it| it.0).collect();
    for v6 in [false, true] {
        let Some(address) = addresses.iter().copied().find(|it| (it >> 32 != 0xffff) == v6) else { continue };
        let Some(place) = place(index, at, address) else { continue };
        let public = is_public(it, address);
        if it.fact.initiates && it.fact.protocols.is_empty() {
            let out = index.outward(net, place, public).unwrap();
            for (stretch, reached) in out.stretches.iter().zip(&out.reached) {
                let client = Ranges::ports(it.fact.ephemeral);
                let case = Case {
                    name: format!("{name}: {} to {:x}, {:?}", it.node, stretch.first, stretch.whose),
                    net,
                    start: Start::Interface(at),
                    sent: sent(address, stretch.first, &client),
                    finish: match stretch.whose {
                        Whose::Internet => Finish::Internet,
                        Whose::Service(at) => Finish::Service(at),
                    },
                    client,
                };
                compare(&case, *reached, &out.span.services.all, &mut tallies[0]);
            }
        }
        let known =
            if v6 { Some(address) } else { it.public.iter().find(|it| it.0 == address).map(|it| it.1) };
        let Some(known) = known.filter(|_| public) else { continue };
        let into = index.inward(net, place, public).unwrap();
        for (stretch, reached) in into.stretches.iter().zip(&into.reached) {
            if stretch.whose != Whose::Internet {
                continue;
            }
            let client = Ranges::span(1024, 65535);
            let case = Case {
                name: format!("{name}: {:x} to {}", stretch.first, it.node),
                net,
                start: Start::Internet,
                sent: sent(stretch.first, known, &client),
                finish: Finish::Interface(at),
                client,
            };
            compare(&case, *reached, &into.span.services.all, &mut tallies[1]);
        }
    }
}

/// A private subnet behind a NAT gateway.
const BEHIND: &str = "
vpc v cidrs=10.0.0.0/16,2600:1f18:0:100::/56
igw i in=v
eigw x in=v
served s3 service=s3@eu-west-1
served sqs service=sqs@eu-west-1
door d in=v service=s3@eu-west-1 tables=tp
vpc w cidrs=10.1.0.0/16
pcx p between=v,w
table ts in=v
 to 0.0.0.0/0 via ng
table tp in=v
 to 0.0.0.0/0 via i
subnet s in=v cidrs=10.0.1.0/24,2600:1f18:0:100::/64 table=ts
subnet n in=v cidrs=10.0.9.0/24 table=tp acl=an
acl an
 in 10 deny tcp:22 10.0.0.0/16
 in 20 allow all 0.0.0.0/0
 out 10 deny tcp:8443 0.0.0.0/0
 out 20 allow all 0.0.0.0/0
sg g
 out tcp 0.0.0.0/0
 out udp:53 0.0.0.0/0
 out all ::/0
eni a in=s at=10.0.1.10,2600:1f18:0:100::10 groups=g
nat ng
eni ng in=n at=10.0.9.5 public=198.51.100.5 inbound=nat unfiltered passive
";

#[test]
fn by_nat_gateways_and_endpoints_bulk_says_what_prop_says() {
    let (gateway, out) = ("public=198.51.100.5 ", "table tp in=v\n to 0.0.0.0/0 via i");
    let entries =
        "in 10 deny tcp:22 10.0.0.0/16\n in 20 allow all 0.0.0.0/0\n out 10 deny tcp:8443 0.0.0.0/0";
    let b = "eni b in=n at=10.0.9.10 groups=g unchecked forward=pass";
    // What a case is about and changes; whether something passes; whether `bulk` leaves something to `prop`.
    let cases: [(&str, &str, &str, bool, bool); 20] = [
        ("NAT-1", "", "", true, false),
        ("EIGW-1", " via ng\n", " via ng\n to ::/0 via x\n", true, false),
        ("EIGW-1, no global address", "2600:1f18:0:100:", "fd12:0:0:100:", true, false),
        ("GWE-1", "tables=tp", "tables=ts", true, false),
        ("GWE-1 and nothing else", out, "table tp in=v", true, false),
        ("RT-2", "table tp in=v\n to 0.0.0.0/0 via i", "table tp in=v\n to 10.9.0.0/16 via i", true, false),
        ("RT-6", out, "table tp in=v\n to 0.0.0.0/0 via -", true, false),
        ("NAT-3, no Elastic IP address", gateway, "", true, false),
        ("BPA-1", "nat ng", "block o mode=both\nnat ng", true, false),
        ("BPA-1, ingress", "nat ng", "block o mode=ingress\nnat ng", true, false),
        ("ENI-2", " passive", " passive stopped", false, false),
        ("NACL-4", entries, "in 1 allow all 10.0.0.0/16", false, false),
        (
            "RET-3",
            entries,
            "in 1 allow tcp:1024-40000 0.0.0.0/0\n in 2 allow tcp:443 10.0.0.0/8",
            true,
            false,
        ),
        ("NACL-6, back", entries, "in 1 allow all 0.0.0.0/0\n out 1 deny all 10.0.0.0/16", false, false),
        (
            "NACL-6, in its own subnet",
            "eni a in=s at=10.0.1.10,2600:1f18:0:100::10",
            "eni a in=n at=10.0.9.10",
            true,
            false,
        ),
        ("PCX-1", out, "table tp in=v\n to 0.0.0.0/0 via p", true, true),
        ("IGW-6", "nat ng", "table te in=v edges=i\nnat ng", true, true),
        ("RT-5, answers to the gateway itself", out, &format!("{out}\n to 10.0.1.0/24 via ng"), false, false),
        ("RT-5, answers to an appliance", out, &format!("{out}\n to 10.0.1.0/24 via b\n{b}"), true, true),
        ("IGW-2", " via ng\n", " via i\n", false, false),
    ];
    for (name, old, new, passes, left) in cases {
        let net = Net::of(&text::facts(&BEHIND.replace(old, new)).unwrap());
        let index = Index::of(&net, usize::MAX);
        let mut tallies = [[0; 4]; 2];
        for it in (0..).zip(&net.interfaces) {
            interface(name, &net, &index, it, &mut tallies);
        }
        let [out, _] = tallies;
        assert_eq!((out[1] > 0, out[2] > 0), (passes, left), "{name}: {out:?}");
    }
}

#[test]
fn what_bulk_says_of_the_internet_and_of_services_is_what_prop_says() {
    let few = small::Features {
        lines: false,
        balancers: false,
        appliances: false,
        unknowns: false,
        ..small::Features::ALL
    };
    let mut tallies = [[0; 4]; 2];
    for seed in 0..240 {
        let features = if seed % 3 == 0 { small::Features::ALL } else { few };
        let Ok(facts) = text::facts(&small::network(seed, features)) else { continue };
        let net = Net::of(&facts);
        let index = Index::of(&net, usize::MAX);
        for it in (0..).zip(&net.interfaces) {
            interface(&format!("seed {seed}"), &net, &index, it, &mut tallies);
        }
    }
    let [out, into] = tallies;
    // More that is left to `prop` is as right, and slower.
    assert_eq!((out, into), ([538_589, 10_637, 2_443, 0], [178_637, 14_237, 1_426, 0]));
}
