//! T7: after every edit the index is the one that the new network gives, row by row, and what it said had changed is
//! what changed; undone, it is the old one again.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use lab::{
    hubs, plain,
    seed::{Digest, Seed},
    text,
};
use plat::{
    base::NodeId,
    model::fact::{AttachmentEnd, NetFact},
    net::{
        bulk::{Cause, Change, Changed, Edit, Index, Place, Span, Verdict},
        compile::Facts,
        graph::{Ix, Net},
    },
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

/// Everything that an index says, with behaviours by what they are.
fn bytes(index: &Index, net: &Net) -> String {
    let mut out = String::new();
    let ground = index.ground();
    for (at, plane) in (0..).zip(&ground.planes) {
        writeln!(out, "plane {} {} {:?} {:?}", plane.boundary, plane.v6, plane.zones, plane.hubs).unwrap();
        for (class, it) in (0..).zip(&plane.classes) {
            let profile = plane.profiles[it.profile as usize];
            let groups: Vec<Ix> =
                plane.sets[profile.set as usize].iter().map(|it| plane.groups[*it as usize]).collect();
            let (acl, table) = (plane.acls[profile.acl as usize], plane.tables[profile.table as usize]);
            let behaviour = &ground.behaviours[profile.behaviour as usize];
            let members = ground.interfaces(at, class);
            writeln!(
                out,
                "{:x} {} {} {groups:?} {acl} {table} {} {members:?} {behaviour:?}",
                it.address, it.segment, it.count, profile.zone
            )
            .unwrap();
        }
    }
    for (at, pair) in index.pairs().iter().enumerate() {
        let span = index.span(at).unwrap();
        writeln!(out, "pair {pair:?} {:?} {:?}", span.services, span.answers).unwrap();
        for source in (0..).zip(&ground.planes[pair.from as usize].classes).map(|it| it.0) {
            index.row(net, at, source, &mut |row| {
                writeln!(out, "{source} {:x?} {:?} {:?}", row.words(), row.unsure, row.asked).unwrap();
                for class in row.unsure {
                    write!(out, " {:x?}", row.sure(*class)).unwrap();
                }
            });
        }
    }
    out
}

/// The first class of each interface in each family, by name and number.
fn places(index: &Index, net: &Net) -> BTreeMap<(NodeId, usize, bool), (Place, u128)> {
    let mut counts: BTreeMap<&NodeId, usize> = BTreeMap::new();
    let mut out = BTreeMap::new();
    for (at, interface) in (0..).zip(&net.interfaces) {
        let count = counts.entry(&interface.node).or_default();
        *count += 1;
        for v6 in [false, true] {
            let first =
                interface.addresses.spans().iter().map(|it| it.0).find(|it| (it >> 32 == 0xffff) != v6);
            let all = index.ground().places(at).iter();
            let own = all.filter(|it| index.ground().planes[it.0 as usize].v6 == v6);
            let class = |it: &Place| index.ground().planes[it.0 as usize].classes[it.1 as usize].address;
            let Some(first) = first else { continue };
            let place = own.filter(|it| class(it) <= first).max_by_key(|it| class(it));
            if let Some(place) = place {
                out.insert((interface.node.clone(), *count, v6), (*place, first));
            }
        }
    }
    out
}

/// An index, and the atoms of its pairs of planes.
struct Read<'i> {
    index: &'i Index,
    net: &'i Net,
    spans: Vec<Span>,
    places: BTreeMap<(NodeId, usize, bool), (Place, u128)>,
}

impl<'i> Read<'i> {
    fn of(index: &'i Index, net: &'i Net) -> Self {
        let spans = (0..index.pairs().len()).map(|at| index.span(at).unwrap().into_owned()).collect();
        Self { index, net, spans, places: places(index, net) }
    }

    fn span(&self, from: Option<Place>, to: Option<Place>) -> Option<&Span> {
        self.index.pair_of(from?.0, to?.0).map(|it| &self.spans[it])
    }

    /// What gets through, packet by packet; none: `prop` must be asked.
    fn says(&self, from: Option<Place>, to: Option<Place>, packets: &[(u8, u16)]) -> Option<Vec<[bool; 4]>> {
        let nothing = Some(vec![[false; 4]; packets.len()]);
        let (Some(from), Some(to)) = (from, to) else { return nothing };
        match self.index.pair(self.net, from, to) {
            Verdict::Nothing => nothing,
            Verdict::Asked => None,
            Verdict::Services { pair, full, some, sure } => {
                let atoms = &self.spans[pair].services.all;
                let one = |(protocol, port): &(u8, u16)| {
                    let at = atoms.iter().position(|it| it.holds(*protocol, *port)).unwrap();
                    [&full, &some, &sure[0], &sure[1]].map(|mask| mask[at / 64] >> (at % 64) & 1 == 1)
                };
                Some(packets.iter().map(one).collect())
            }
        }
    }
}

/// Compares what changed with what was said to have. How many pairs changed.
fn told(name: &str, old: &Read<'_>, new: &Read<'_>, change: &Change) -> usize {
    type Ends = (Option<Place>, Option<Place>);
    let ends = |it: &plat::net::bulk::Moved| (it.before, it.now);
    let said: BTreeMap<(Ends, Ends), &Changed> =
        change.changed.iter().map(|it| ((ends(&it.from), ends(&it.to)), it)).collect();
    let asked: BTreeSet<(Ends, Ends)> = change.asked.iter().map(|it| (ends(&it.0), ends(&it.1))).collect();
    let mut found = BTreeSet::new();
    let keys: BTreeSet<_> = old.places.keys().chain(new.places.keys()).collect();
    for a in &keys {
        for b in keys.iter().filter(|b| b.2 == a.2) {
            // Under another address it is another.
            let place = |read: &Read<'_>, key: &(NodeId, usize, bool)| read.places.get(key).copied();
            let (oa, na) = (place(old, a), place(new, a));
            let (ob, nb) = (place(old, b), place(new, b));
            let moved = |one: Option<(Place, u128)>, two: Option<(Place, u128)>| {
                one.zip(two).is_some_and(|(one, two)| one.1 != two.1)
            };
            if moved(oa, na) || moved(ob, nb) {
                continue;
            }
            let [oa, na, ob, nb] = [oa, na, ob, nb].map(|it| it.map(|it| it.0));
            let spans = old.span(oa, ob).into_iter().chain(new.span(na, nb));
            let packets: BTreeSet<(u8, u16)> =
                spans.flat_map(|it| it.services.all.iter()).map(|it| it.one()).collect();
            let packets: Vec<(u8, u16)> = packets.into_iter().collect();
            let (before, after) = (old.says(oa, ob, &packets), new.says(na, nb, &packets));
            let (Some(before), Some(after)) = (before, after) else { continue };
            let key = ((oa, na), (ob, nb));
            if before == after {
                assert!(!said.contains_key(&key), "{name}: {a:?} to {b:?} did not change");
            } else {
                assert!(
                    said.contains_key(&key) || asked.contains(&key),
                    "{name}: {a:?} to {b:?} changed, {key:?}: {before:?} {after:?} of {packets:?}"
                );
                if let Some(changed) = said.get(&key) {
                    masks(
                        &format!("{name}: {a:?} to {b:?}"),
                        change,
                        changed,
                        [(old, oa, ob), (new, na, nb)],
                    );
                }
                found.insert(key);
            }
        }
    }
    found.len()
}

/// What was said to have passed and to pass now is what the two indices say.
fn masks(
    name: &str,
    change: &Change,
    changed: &Changed,
    sides: [(&Read<'_>, Option<Place>, Option<Place>); 2],
) {
    let packets: Vec<(u8, u16)> =
        change.spans[changed.span as usize].services.all.iter().map(|it| it.one()).collect();
    for (passing, (read, from, to)) in change.passing(changed).iter().zip(sides) {
        let bit = |at: usize| passing.map(|mask| mask[at / 64] >> (at % 64) & 1 == 1);
        let told: Vec<[bool; 4]> = (0..packets.len()).map(bit).collect();
        assert_eq!(Some(told), read.says(from, to, &packets), "{name}: of {packets:?}");
    }
}

/// Places of the facts of a kind.
fn of(facts: &Facts, pick: impl Fn(&NetFact) -> bool) -> Vec<usize> {
    (0..facts.len()).filter(|at| facts[*at].1.iter().any(&pick)).collect()
}

fn one(seed: &mut Seed, all: &[usize]) -> Option<usize> {
    all.get(seed.below(all.len())).copied()
}

fn id(text: &str) -> NodeId {
    text.parse().unwrap()
}

/// One random edit, and what it is of. None: it did not apply.
fn edit(facts: &mut Facts, seed: &mut Seed, number: u64) -> Option<&'static str> {
    let donor = if seed.chance(60) { facts.clone() } else { hubs::network(seed.number() % 1000) };
    let is = |what: &'static str| {
        move |it: &NetFact| match it {
            NetFact::StatefulFilter(_) => what == "group",
            NetFact::StatelessFilter(_) => what == "acl",
            NetFact::Table(_) => what == "table",
            NetFact::Segment(_) => what == "segment",
            NetFact::Interface(_) => what == "interface",
            NetFact::Peering(_) => what == "peering",
            NetFact::Attachment(_) => what == "attachment",
            NetFact::HubTable(_) => what == "hub table",
            NetFact::Boundary(_) => what == "boundary",
            _ => false,
        }
    };
    let pick = |seed: &mut Seed, from: &Facts, what| one(seed, &of(from, is(what)));
    match seed.below(16) {
        0..=3 => {
            let (at, other) = (pick(seed, facts, "group")?, pick(seed, &donor, "group")?);
            let ([NetFact::StatefulFilter(own)], [NetFact::StatefulFilter(new)]) =
                (facts[at].1.as_mut_slice(), donor[other].1.as_slice())
            else {
                return None;
            };
            match seed.below(4) {
                0 => own.ingress.clone_from(&new.ingress),
                1 => own.egress.clone_from(&new.egress),
                2 => own.ingress.extend(new.ingress.first().cloned()),
                _ => own.ingress.truncate(own.ingress.len().saturating_sub(1)),
            }
            Some("group")
        }
        4 => {
            let (at, other) = (pick(seed, facts, "acl")?, pick(seed, &donor, "acl")?);
            let ([NetFact::StatelessFilter(own)], [NetFact::StatelessFilter(new)]) =
                (facts[at].1.as_mut_slice(), donor[other].1.as_slice())
            else {
                return None;
            };
            if seed.chance(50) {
                own.ingress.clone_from(&new.ingress);
            } else {
                own.egress.clone_from(&new.egress);
            }
            Some("network ACL")
        }
        5 | 6 => {
            let at = pick(seed, facts, "table")?;
            let [NetFact::Table(table)] = facts[at].1.as_mut_slice() else { return None };
            if seed.chance(50) && !table.routes.is_empty() {
                let at = seed.below(table.routes.len());
                table.routes.remove(at);
            } else {
                let other = pick(seed, &donor, "table")?;
                let [NetFact::Table(new)] = donor[other].1.as_slice() else { return None };
                table.routes.extend(new.routes.first().cloned());
            }
            Some("route")
        }
        7 => {
            let (at, other) = (pick(seed, facts, "segment")?, pick(seed, &donor, "segment")?);
            let ([NetFact::Segment(own)], [NetFact::Segment(new)]) =
                (facts[at].1.as_mut_slice(), donor[other].1.as_slice())
            else {
                return None;
            };
            own.table.clone_from(&new.table);
            own.acl.clone_from(&new.acl);
            Some("association")
        }
        8..=11 => {
            let at = pick(seed, facts, "interface")?;
            if seed.chance(15) {
                facts.remove(at);
                return Some("interface goes");
            }
            let other = pick(seed, facts, "interface")?;
            let [NetFact::Interface(new)] = facts[other].1.as_slice() else { return None };
            let mut new = (**new).clone();
            if seed.chance(25) {
                new.addresses.clear();
                facts.push((id(&format!("eni-new{number}")), vec![NetFact::Interface(new.into())]));
                facts.sort_by(|a, b| a.0.cmp(&b.0));
                return Some("interface appears");
            }
            let [NetFact::Interface(own)] = facts[at].1.as_mut_slice() else { return None };
            let own = std::sync::Arc::make_mut(own);
            match seed.below(4) {
                0 => {
                    own.segment = new.segment;
                    own.addresses.clear();
                }
                1 => own.groups = new.groups,
                2 => own.running = !own.running,
                _ => {
                    own.listens = new.listens;
                    own.ephemeral = new.ephemeral;
                    own.initiates = new.initiates;
                }
            }
            Some("interface changes")
        }
        12 => {
            let what = if seed.chance(50) { "peering" } else { "attachment" };
            let at = pick(seed, facts, what)?;
            facts.remove(at);
            Some("connection goes")
        }
        13 => {
            let at = pick(seed, facts, "attachment")?;
            let [NetFact::Attachment(it)] = facts[at].1.as_mut_slice() else { return None };
            match (seed.below(3), &mut it.end) {
                (0, AttachmentEnd::Boundary { appliance_mode, .. }) => *appliance_mode = !*appliance_mode,
                (1, AttachmentEnd::Boundary { group_references, .. }) => {
                    *group_references = !*group_references
                }
                (2, AttachmentEnd::Boundary { segments, .. }) => segments.truncate(1),
                _ => it.up = !it.up,
            }
            Some("attachment")
        }
        14 => {
            let (at, other) = (pick(seed, facts, "hub table")?, pick(seed, &donor, "hub table")?);
            let ([NetFact::HubTable(own)], [NetFact::HubTable(new)]) =
                (facts[at].1.as_mut_slice(), donor[other].1.as_slice())
            else {
                return None;
            };
            if seed.chance(50) && !own.routes.is_empty() {
                let at = seed.below(own.routes.len());
                own.routes.remove(at);
            } else {
                own.routes.extend(new.routes.iter().cloned());
            }
            Some("transit gateway route")
        }
        _ => {
            // A whole VPC goes, or comes from another network.
            let at = pick(seed, facts, "boundary")?;
            let number = facts[at].0.as_str().strip_prefix("vpc")?.to_owned();
            let inside = |name: &str| {
                let rest = ["rtb", "acl", "subnet", "sg", "eni"].iter().find_map(|it| name.strip_prefix(it));
                rest.is_some_and(|it| it.split('-').next() == Some(&number))
                    || name == format!("vpc{number}")
                    || name.starts_with("pcx") && name.contains(&number)
                    || name.ends_with(&format!("-att{number}"))
            };
            let interfaces = |facts: &Facts| {
                facts.iter().any(|(_, facts)| {
                    facts.iter().any(|it| matches!(it, NetFact::Interface(it) if it.segment.as_str().starts_with(&format!("subnet{number}-"))))
                })
            };
            facts.retain(|it| !inside(it.0.as_str()));
            // Those that came later stand there too.
            while interfaces(facts) {
                let at = of(
                    facts,
                    |it| matches!(it, NetFact::Interface(it) if it.segment.as_str().starts_with(&format!("subnet{number}-"))),
                );
                facts.remove(*at.first()?);
            }
            let here = donor.iter().filter(|it| inside(it.0.as_str())).cloned();
            let here: Facts = here.collect();
            if seed.chance(50) {
                facts.extend(here);
                facts.sort_by(|a, b| a.0.cmp(&b.0));
            }
            Some("VPC")
        }
    }
}

/// The group that an edit is of, if it is nothing else.
fn hint(old: &Net, new: &Net, before: &Facts, after: &Facts) -> Edit {
    let differ: Vec<&NodeId> = before.iter().zip(after).filter(|(a, b)| a != b).map(|it| &it.0.0).collect();
    match differ.as_slice() {
        [one] if before.len() == after.len() => {
            let at = |net: &Net| net.roles.get(*one).and_then(|it| it.group);
            match (at(old), at(new)) {
                (Some(a), Some(b)) if a == b => Edit::Group(a),
                _ => Edit::Other,
            }
        }
        _ => Edit::Other,
    }
}

/// What became of the edits of one sort.
#[derive(Default)]
struct Count {
    edits: usize,
    pairs: usize,
    /// Pairs of which only `prop` can say whether they changed.
    asked: usize,
    /// Pairs of planes whose rows were made anew, and of how many.
    stale: (usize, usize),
    /// Everything that was said to have changed, and why.
    said: Digest,
}

fn sequence(number: u64, budget: usize, counts: &mut BTreeMap<&'static str, Count>) {
    let mut seed = Seed::new(number);
    let mut facts = match number % 4 {
        0 => plain::network(number),
        1 => hubs::network(number),
        _ => hubs::opened(number),
    };
    let mut net = Net::of(&facts);
    let mut index = Index::of(&net, budget);
    let mut history = vec![(facts.clone(), bytes(&index, &net))];
    for step in 0..20 {
        let mut next = facts.clone();
        let Some(what) = edit(&mut next, &mut seed, step) else { continue };
        if of(&next, |it| matches!(it, NetFact::Boundary(_))).is_empty() {
            continue;
        }
        let new_net = Net::of(&next);
        let old_index = Index::of(&net, usize::MAX);
        let scratch = Index::of(&new_net, budget);
        let hint = hint(&net, &new_net, &facts, &next);
        let change = index.edit(&net, &new_net, hint);
        let name = format!("sequence {number}, step {step}, {what}");
        assert!(!change.rebuild, "{name}");
        let expected = bytes(&scratch, &new_net);
        assert!(bytes(&index, &new_net) == expected, "{name}: not what the new network gives");
        let changed = told(&name, &Read::of(&old_index, &net), &Read::of(&index, &new_net), &change);
        let count = counts.entry(what).or_default();
        for one in &change.changed {
            let causes = change.why(&net, &new_net, &index, one);
            let fits = |cause: &Cause| match what {
                "group" => matches!(cause, Cause::Rule { .. }),
                "network ACL" => matches!(cause, Cause::Entry { .. } | Cause::Way),
                "route" => matches!(cause, Cause::Route { .. } | Cause::Way),
                "interface appears" | "interface goes" | "interface changes" => {
                    matches!(cause, Cause::Interface | Cause::Way)
                }
                "transit gateway route" | "attachment" | "connection goes" => {
                    matches!(cause, Cause::Way | Cause::Route { .. })
                }
                _ => true,
            };
            assert!(causes.iter().any(fits), "{name}: {one:?} because of {causes:?}");
            write!(count.said, "{one:?} {:x?} {causes:?}", change.passing(one)).unwrap();
        }
        write!(count.said, "{:?}", change.asked).unwrap();
        count.edits += 1;
        count.pairs += changed;
        count.asked += change.asked.len();
        count.stale = (count.stale.0 + change.stale.0, count.stale.1 + change.stale.1);
        (facts, net) = (next, new_net);
        history.push((facts.clone(), expected));
    }
    history.pop();
    while let Some((before, expected)) = history.pop() {
        let old_net = Net::of(&before);
        let hint = hint(&net, &old_net, &facts, &before);
        index.edit(&net, &old_net, hint);
        let now = bytes(&index, &old_net);
        let line = now.lines().zip(expected.lines()).find(|(a, b)| a != b);
        assert!(now == expected, "sequence {number}: undone to {} edits, {hint:?}: {line:?}", history.len());
        (facts, net) = (before, old_net);
    }
}

const EDITED: &str = "\
VPC: 97 edits, 1050 pairs changed, 108 asked, rows of 873 of 1029 made anew, 88d94b6d32e3bd55
association: 116 edits, 348 pairs changed, 142 asked, rows of 606 of 1340 made anew, 1d8678d026395f42
attachment: 83 edits, 50 pairs changed, 0 asked, rows of 502 of 1155 made anew, c1980ecac1d169a7
connection goes: 86 edits, 250 pairs changed, 0 asked, rows of 744 of 1186 made anew, 256f905a0b4d4f9d
group: 519 edits, 1021 pairs changed, 25 asked, rows of 108 of 1427 made anew, e714258d4c44139a
interface appears: 101 edits, 462 pairs changed, 83 asked, rows of 698 of 1375 made anew, ec8c750a30ec8bea
interface changes: 297 edits, 710 pairs changed, 30 asked, rows of 1645 of 3806 made anew, 799e45b3cf10ef54
interface goes: 75 edits, 443 pairs changed, 4 asked, rows of 515 of 1029 made anew, 9439fef954f4b915
network ACL: 140 edits, 205 pairs changed, 10 asked, rows of 431 of 1786 made anew, a39a82dbc7c43b66
route: 249 edits, 191 pairs changed, 5 asked, rows of 815 of 3198 made anew, 40eff20fcf9e9b7b
transit gateway route: 110 edits, 39 pairs changed, 3 asked, rows of 626 of 1442 made anew, 4982a9516a9ba295
";

#[test]
fn edited_is_made_anew_and_undone_is_as_before() {
    let mut counts = BTreeMap::new();
    for number in 0..100 {
        sequence(number, usize::MAX, &mut counts);
    }
    let mut found = String::new();
    for (what, Count { edits, pairs, asked, stale: (made, all), said: Digest(said) }) in &counts {
        let line = format!("{what}: {edits} edits, {pairs} pairs changed, {asked} asked");
        writeln!(found, "{line}, rows of {made} of {all} made anew, {said:016x}").unwrap();
    }
    let edits: usize = counts.values().map(|it| it.edits).sum();
    assert!(edits > 1_500 && counts.len() == 11, "{found}");
    // More rows made anew are a slower edit; another number at the end is another account of what changed and why.
    assert!(found == EDITED, "{found}is not\n{EDITED}");
}

#[test]
fn without_rows_kept_edits_say_the_same() {
    let mut counts = BTreeMap::new();
    for number in 100..110 {
        sequence(number, 0, &mut counts);
    }
}

/// Two interfaces, one of which takes so many ports, each apart from the next, from its own subnet or from all.
fn with_ports(count: usize, step: usize, more: bool) -> Facts {
    let block = |at: usize| if (at + step).is_multiple_of(7) { "10.0.1.0/24" } else { "10.0.0.0/16" };
    let rules: String = (0..count).map(|at| format!(" in tcp:{} {}\n", 1000 + 2 * at, block(at))).collect();
    let lines = format!(
        "vpc v cidrs=10.0.0.0/16
subnet s in=v cidrs=10.0.1.0/24
subnet t in=v cidrs=10.0.2.0/24
sg a
 out all 0.0.0.0/0
sg b
 in udp:53 10.0.1.0/24
{rules}
eni a in=s at=10.0.1.10 groups=a
eni b in=t at=10.0.2.10 groups=b
eni c in=t at=10.0.2.11 groups=a
{}",
        if more { "vpc z cidrs=10.9.0.0/16" } else { "" }
    );
    text::facts(&lines).unwrap()
}

#[test]
fn however_wide_the_masks_edits_say_the_same() {
    // Each width that masks have, one that is too wide for all, from each to each of its neighbours and within it.
    let counts = [10, 20, 90, 100, 180, 200, 400, 420, 600, 620, 420, 180, 90, 10, 200, 10];
    for of_the_group in [true, false] {
        let mut before = with_ports(10, 1, false);
        let mut net = Net::of(&before);
        let mut index = Index::of(&net, usize::MAX);
        let (mut was, mut reached) = (10, 0);
        for (step, count) in counts.into_iter().enumerate() {
            let after = with_ports(count, step, !of_the_group && step % 2 == 0);
            let new_net = Net::of(&after);
            let old_index = Index::of(&net, usize::MAX);
            let hint = hint(&net, &new_net, &before, &after);
            assert_eq!(hint == Edit::Other, !of_the_group, "{step}");
            let change = index.edit(&net, &new_net, hint);
            let name = format!("{count} ports, step {step}, {hint:?}");
            assert!(bytes(&index, &new_net) == bytes(&Index::of(&new_net, usize::MAX), &new_net), "{name}");
            reached += told(&name, &Read::of(&old_index, &net), &Read::of(&index, &new_net), &change);
            // More than 512 atoms: `prop` is asked about every pair.
            let wide = was.max(count) > 512;
            assert_eq!(change.asked.is_empty(), !wide, "{name}: {} asked", change.asked.len());
            assert_eq!(index.statistics().too_wide, usize::from(count > 512), "{name}");
            (before, net, was) = (after, new_net, count);
        }
        assert!(reached > 20, "{reached}");
    }
}
