//! One pair of VPCs: what each side lets pass, as rows of masks.
//!
//! What the source's side says of a destination is a row over the destinations; what the destination's side says
//! of a source is stored the other way round, by source, so that one source's answers are one pass over memory.

use super::{
    atom::{Masks, Need, Span},
    ground::Ground,
    hub::{Out, Relay},
    lead::{Lead, Spot, joins, leads},
    mask::Mask,
    plane::Plane,
    rule::{Book, Entry, Rule, Whom},
};
use crate::net::graph::{Ix, Net};

/// The rows of one pair of VPCs.
#[derive(Debug)]
pub struct Block<const W: usize> {
    /// The source's plane.
    pub from: usize,
    /// The destination's plane.
    pub to: usize,
    /// The atoms.
    pub span: Span,
    /// By group of the source's side, then destination.
    pub egress: Vec<Mask<W>>,
    /// By source, then group of the destination's side.
    pub ingress: Vec<Mask<W>>,
    /// By network ACL of the source's side, then destination: services that may leave.
    pub out: Vec<Mask<W>>,
    /// Likewise: answers that may come back in.
    pub home: Vec<Mask<W>>,
    /// By source, then network ACL of the destination's side: services that may come in.
    pub into: Vec<Mask<W>>,
    /// Likewise: answers that may leave.
    pub reply: Vec<Mask<W>>,
    /// By table of the source's side, then destination.
    pub there: Vec<Lead>,
    /// By source, then table of the destination's side.
    pub back: Vec<Lead>,
    /// By behaviour: the services that it opens.
    pub opened: Vec<Mask<W>>,
    /// By behaviour: the services that it answers.
    pub taken: Vec<Mask<W>>,
    /// By behaviour: which answers it needs.
    pub needs: Vec<Vec<Need<W>>>,
    /// Services that need no answer.
    pub one_way: Mask<W>,
    /// Whether some answers are left to `prop`.
    pub asks: bool,
    /// What there is where a way leads through a transit gateway.
    pub hubs: Option<Box<Hubs<W>>>,
}

/// What counts on ways through transit gateways.
#[derive(Debug)]
pub struct Hubs<const W: usize> {
    /// Of the source's side, for services.
    pub there: Relay<W>,
    /// Of the destination's side, for answers; the exits by source, then way in.
    pub back: Relay<W>,
    /// As `egress`, where no group is known (SG-4).
    pub egress: Vec<Mask<W>>,
    /// As `ingress`, where no group is known, and where those of the source are.
    pub ingress: [Vec<Mask<W>>; 2],
    /// By behaviour of the destination: whether groups stay unknown whatever the transit gateway says (SG-4).
    pub nameless: Vec<bool>,
}

/// What a block is made from.
#[derive(Clone, Copy, Debug)]
pub struct Source<'n> {
    /// The network.
    pub net: &'n Net,
    /// Its rules.
    pub book: &'n Book,
    /// Its classes.
    pub ground: &'n Ground,
}

impl<const W: usize> Block<W> {
    /// Paints the rows of a pair of planes.
    pub fn of(it: Source<'_>, from: usize, to: usize, span: Span) -> Self {
        let Source { net, book, ground } = it;
        let (a, b) = (&ground.planes[from], &ground.planes[to]);
        let services: Masks<W> = span.service_masks(book);
        let answers: Masks<W> = span.answer_masks(book);
        let identity = identity(net, a, b);
        let egress = |identity: bool| {
            rows(&a.groups, b, |group, row| {
                if let Some(rules) = book.groups.get(group as usize) {
                    paint_rules(&rules.egress, b, identity, &services, row);
                }
            })
        };
        let ingress = |identity: bool| {
            turned(&b.groups, a, |group, row| {
                if let Some(rules) = book.groups.get(group as usize) {
                    paint_rules(&rules.ingress, a, identity, &services, row);
                }
            })
        };
        let out = rows(&a.acls, b, |acl, row| {
            book.acls.get(acl as usize).iter().for_each(|it| paint_entries(&it.egress, b, &services, row));
        });
        let home = rows(&a.acls, b, |acl, row| {
            book.acls.get(acl as usize).iter().for_each(|it| paint_entries(&it.ingress, b, &answers, row));
        });
        let into = turned(&b.acls, a, |acl, row| {
            book.acls.get(acl as usize).iter().for_each(|it| paint_entries(&it.ingress, a, &services, row));
        });
        let reply = turned(&b.acls, a, |acl, row| {
            book.acls.get(acl as usize).iter().for_each(|it| paint_entries(&it.egress, a, &answers, row));
        });
        let there = looked(it, a, b, false);
        let columns = looked(it, b, a, true);
        let tables = b.tables.len();
        let mut back = vec![Lead::Nowhere; a.classes.len() * tables];
        for (table, row) in columns.chunks_exact(a.classes.len().max(1)).enumerate() {
            for (source, lead) in row.iter().enumerate() {
                back[source * tables + table] = *lead;
            }
        }
        let behaviours = &ground.behaviours;
        let over_hub = |all: &[Lead]| all.iter().any(|it| matches!(it, Lead::Hub(_)));
        let hubs = (over_hub(&there) || over_hub(&back)).then(|| {
            let nothing = || vec![Mask::NONE; 0];
            let forward = over_hub(&there);
            let groups = |identity| if forward { ingress(identity) } else { nothing() };
            Box::new(Hubs {
                there: if forward { Relay::of(it, a, b, &services, false) } else { Relay::default() },
                back: if over_hub(&back) {
                    Relay::of(it, b, a, &answers, true).turned(b.gates())
                } else {
                    Relay::default()
                },
                egress: if forward { egress(false) } else { nothing() },
                ingress: [groups(false), groups(true)],
                nameless: Vec::new(),
            })
        });
        let strange =
            |plane: &Plane| plane.profiles.iter().any(|it| behaviours[it.behaviour as usize].strange);
        let leads_on = b.profiles.iter().any(|it| behaviours[it.behaviour as usize].leads_on);
        let beyond = |relay: &Relay<W>| relay.exits.iter().any(|it| it.out == Out::Ask);
        let asks = strange(a)
            || strange(b)
            || leads_on
            || there.iter().chain(&back).any(|it| matches!(it, Lead::Ask(_)))
            || hubs.as_ref().is_some_and(|it| beyond(&it.there) || beyond(&it.back));
        let mut block = Self {
            from,
            to,
            opened: Vec::new(),
            taken: Vec::new(),
            needs: Vec::new(),
            one_way: span.one_way(),
            span,
            egress: egress(identity),
            ingress: ingress(identity),
            out,
            home,
            into,
            reply,
            there,
            back,
            asks,
            hubs,
        };
        block.behave(ground);
        block
    }

    /// What each behaviour opens, answers and needs.
    pub fn behave(&mut self, ground: &Ground) {
        let (span, behaviours) = (&self.span, &ground.behaviours);
        self.opened = behaviours.iter().map(|it| span.opened(it)).collect();
        self.taken = behaviours.iter().map(|it| span.taken(it)).collect();
        self.needs = behaviours.iter().map(|it| span.needs(it)).collect();
        if let Some(hubs) = &mut self.hubs {
            // SG-4: never towards the provider's endpoints.
            hubs.nameless = behaviours.iter().map(|it| !it.serves.is_empty()).collect();
        }
    }

    /// Whether this is where the tables of the destination's side lead: by table, then source.
    pub fn turned_back(&self, columns: &[Lead], tables: usize) -> bool {
        let sources = columns.len().checked_div(tables).unwrap_or(0);
        self.back.len() == columns.len()
            && columns.chunks_exact(sources.max(1)).enumerate().all(|(table, row)| {
                row.iter().enumerate().all(|(source, lead)| self.back[source * tables + table] == *lead)
            })
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        let masks = [&self.egress, &self.ingress, &self.out, &self.home, &self.into, &self.reply];
        let masks: usize = masks.iter().map(|it| it.len()).sum();
        let hubs = self.hubs.as_ref().map_or(0, |it| {
            let rows = it.egress.len() + it.ingress.iter().map(Vec::len).sum::<usize>();
            rows * size_of::<Mask<W>>() + it.there.bytes() + it.back.bytes()
        });
        hubs + masks * size_of::<Mask<W>>()
            + (self.there.len() + self.back.len()) * size_of::<Lead>()
            + size_of::<Self>()
    }
}

/// Where the tables of one plane lead for another, table by table.
pub fn looked(it: Source<'_>, near: &Plane, far: &Plane, answers: bool) -> Vec<Lead> {
    let spot = Spot { net: it.net, book: it.book, boundary: near.boundary, hubs: Some(&near.hubs), answers };
    leads(spot, &near.tables, far)
}

impl<const W: usize> Hubs<W> {
    /// Whether all is the same but the rows of groups.
    pub fn same(&self, other: &Self) -> bool {
        self.there == other.there && self.back == other.back && self.nameless == other.nameless
    }
}

/// One row for each of some filters.
fn rows<const W: usize>(
    filters: &[Ix],
    over: &Plane,
    mut paint: impl FnMut(Ix, &mut [Mask<W>]),
) -> Vec<Mask<W>> {
    let width = over.classes.len();
    let mut rows = vec![Mask::NONE; width * filters.len()];
    for (filter, row) in filters.iter().zip(rows.chunks_exact_mut(width.max(1))) {
        paint(*filter, row);
    }
    rows
}

/// The same by class, then filter.
fn turned<const W: usize>(
    filters: &[Ix],
    over: &Plane,
    mut paint: impl FnMut(Ix, &mut [Mask<W>]),
) -> Vec<Mask<W>> {
    let mut row = vec![Mask::NONE; over.classes.len()];
    let mut turned = vec![Mask::NONE; row.len() * filters.len()];
    for (at, filter) in filters.iter().enumerate() {
        row.fill(Mask::NONE);
        paint(*filter, &mut row);
        for (class, mask) in row.iter().enumerate() {
            turned[class * filters.len() + at] = *mask;
        }
    }
    turned
}

/// SG-1, SG-3, SG-4: what any rule lets pass.
pub fn paint_rules<const W: usize>(
    rules: &[Rule],
    far: &Plane,
    identity: bool,
    services: &Masks<W>,
    row: &mut [Mask<W>],
) {
    for rule in rules {
        let mask = services[rule.traffic as usize];
        match rule.whom {
            Whom::Span(first, last) => {
                for slot in row.get_mut(far.slice(first, last)).unwrap_or_default() {
                    *slot = *slot | mask;
                }
            }
            Whom::Group(group) if identity => {
                for member in far.group(group).map(|at| far.members[at].as_slice()).unwrap_or_default() {
                    let slot = &mut row[*member as usize];
                    *slot = *slot | mask;
                }
            }
            Whom::Group(_) => {}
        }
    }
}

/// NACL-2: the first match decides, so the last entry is painted first.
pub fn paint_entries<const W: usize>(entries: &[Entry], far: &Plane, masks: &Masks<W>, row: &mut [Mask<W>]) {
    for entry in entries {
        let mask = masks[entry.traffic as usize];
        for slot in row.get_mut(far.slice(entry.first, entry.last)).unwrap_or_default() {
            *slot = if entry.allow { *slot | mask } else { *slot & !mask };
        }
    }
}

/// SG-4: whether groups know each other on the way between two VPCs, which share a region then.
pub fn identity(net: &Net, a: &Plane, b: &Plane) -> bool {
    a.boundary == b.boundary
        || net
            .peerings
            .iter()
            .any(|it| it.active && it.same_region && joins(&it.between, a.boundary, b.boundary))
}
