//! One service only: a bit for each class, so that one source's row is an `AND` of a few words.
//!
//! What a class shares with others (a group, a network ACL, a table) is a set of classes here, and what a source gets
//! to is made of those sets. It says the same as a sweep, of ways that lead through no device.

use super::{block::Block, ground::Ground, lead::Lead, mask::Mask, plane::Plane};

/// A set of classes of one plane.
type Classes = Vec<u64>;

fn add(classes: &mut [u64], class: usize) {
    if let Some(word) = classes.get_mut(class / 64) {
        *word |= 1 << (class % 64);
    }
}

fn join(all: &mut [u64], other: &[u64]) {
    all.iter_mut().zip(other).for_each(|(all, other)| *all |= other);
}

fn meet(all: &mut [u64], other: &[u64]) {
    all.iter_mut().zip(other).for_each(|(all, other)| *all &= other);
}

/// The members of a set, in order.
fn members(classes: &[u64]) -> impl Iterator<Item = usize> {
    classes.iter().enumerate().flat_map(|(at, word)| {
        let mut rest = *word;
        std::iter::from_fn(move || {
            let bit = (rest != 0).then(|| rest.trailing_zeros() as usize)?;
            rest &= rest - 1;
            Some(at * 64 + bit)
        })
    })
}

/// The classes of one plane as sets.
#[derive(Debug)]
pub struct Chart {
    /// By group.
    groups: Vec<Classes>,
    /// By network ACL.
    acls: Vec<Classes>,
    /// By table.
    tables: Vec<Classes>,
    /// By behaviour.
    behaviours: Vec<Classes>,
    /// Where the interfaces of each class begin in `interfaces`; one more than there are classes.
    starts: Vec<u32>,
    /// The interfaces of each class: words of the set of all interfaces.
    interfaces: Vec<(u32, u64)>,
}

impl Chart {
    /// The chart of one plane.
    pub fn of(ground: &Ground, at: u32) -> Self {
        let plane = &ground.planes[at as usize];
        let none = vec![0; plane.classes.len().div_ceil(64)];
        let mut chart = Self {
            groups: vec![none.clone(); plane.groups.len()],
            acls: vec![none.clone(); plane.acls.len()],
            tables: vec![none.clone(); plane.tables.len()],
            behaviours: vec![none; ground.behaviours.len()],
            starts: vec![0],
            interfaces: Vec::new(),
        };
        for (group, members) in chart.groups.iter_mut().zip(&plane.members) {
            members.iter().for_each(|class| add(group, *class as usize));
        }
        for (number, class) in (0..).zip(&plane.classes) {
            let profile = plane.profiles[class.profile as usize];
            add(&mut chart.acls[profile.acl as usize], number as usize);
            add(&mut chart.tables[profile.table as usize], number as usize);
            add(&mut chart.behaviours[profile.behaviour as usize], number as usize);
            let start = chart.interfaces.len();
            for interface in ground.interfaces(at, number) {
                let (word, bit) = (interface / 64, 1 << (interface % 64));
                match chart.interfaces.get_mut(start..).and_then(<[_]>::last_mut) {
                    Some(last) if last.0 == word => last.1 |= bit,
                    _ => chart.interfaces.push((word, bit)),
                }
            }
            chart.starts.push(u32::try_from(chart.interfaces.len()).unwrap_or(u32::MAX));
        }
        chart
    }

    /// Adds the interfaces of some classes to a set of interfaces.
    pub fn expand(&self, classes: &[u64], interfaces: &mut [u64]) {
        for class in members(classes) {
            let ends = self.starts.get(class).zip(self.starts.get(class + 1));
            let own = ends.and_then(|(from, to)| self.interfaces.get(*from as usize..*to as usize));
            for (word, bits) in own.unwrap_or_default() {
                if let Some(all) = interfaces.get_mut(*word as usize) {
                    *all |= bits;
                }
            }
        }
    }
}

/// The rows of one block, of one service.
#[derive(Debug)]
pub struct Narrow<'b, const W: usize> {
    block: &'b Block<W>,
    from: &'b Plane,
    to: &'b Plane,
    chart: &'b Chart,
    service: usize,
    /// By group of the source's side: to whom it lets the service out.
    out_of: Vec<Classes>,
    /// Who answers the service.
    taken: Classes,
    /// What the groups of `set` let out.
    egress: Classes,
    set: Option<u32>,
    /// What the network ACL and the table of `side` let pass; of those with whom some answers are lost on the way in.
    near: Classes,
    lossy: Classes,
    side: Option<u32>,
    /// What one source gets to.
    row: Classes,
    part: Classes,
}

/// Narrow rows of a block of any width.
pub trait Narrowed {
    /// The classes that one source gets to.
    fn classes(&mut self, source: u32) -> &[u64];
}

impl<'b, const W: usize> Narrow<'b, W> {
    /// The rows of a block; none if some of it is left to others.
    pub fn of(ground: &'b Ground, charts: &'b [Chart], block: &'b Block<W>, service: usize) -> Option<Self> {
        if block.asks || block.hubs.is_some() {
            return None;
        }
        let (from, to) = (&ground.planes[block.from], &ground.planes[block.to]);
        let chart = charts.get(block.to)?;
        let (width, none) = (to.classes.len(), vec![0; to.classes.len().div_ceil(64)]);
        let mut out_of = vec![none.clone(); from.groups.len()];
        for (classes, row) in out_of.iter_mut().zip(block.egress.chunks_exact(width.max(1))) {
            for (word, masks) in classes.iter_mut().zip(row.chunks(64)) {
                *word = masks.iter().rev().fold(0, |word, mask| word << 1 | bit(*mask, service));
            }
        }
        let mut taken = none.clone();
        for (classes, mask) in chart.behaviours.iter().zip(&block.taken) {
            if bit(*mask, service) == 1 {
                join(&mut taken, classes);
            }
        }
        Some(Self {
            block,
            from,
            to,
            chart,
            service,
            out_of,
            taken,
            egress: none.clone(),
            set: None,
            near: none.clone(),
            lossy: none.clone(),
            side: None,
            row: none.clone(),
            part: none,
        })
    }

    /// The answers that the service needs if a behaviour asks for it; none if it needs no answer.
    fn needed(&self, behaviour: u32) -> Option<Mask<W>> {
        let needs = &self.block.needs[behaviour as usize];
        needs.iter().find(|it| bit(it.services, self.service) == 1).map(|it| it.answers)
    }

    /// What the source's side lets pass.
    fn near(&mut self, source: u32) {
        let profile = self.from.profiles[self.from.classes[source as usize].profile as usize];
        let side = self.from.side_of[source as usize];
        if self.set != Some(profile.set) {
            self.set = Some(profile.set);
            self.egress.fill(0);
            for group in &self.from.sets[profile.set as usize] {
                join(&mut self.egress, &self.out_of[*group as usize]);
            }
        }
        if self.side == Some(side) {
            return;
        }
        self.side = Some(side);
        self.near.fill(0);
        self.lossy.fill(0);
        let width = self.to.classes.len();
        let row = |at: u32| at as usize * width..(at as usize + 1) * width;
        let out = &self.block.out[row(profile.acl)];
        let home = &self.block.home[row(profile.acl)];
        let there = &self.block.there[row(profile.table)];
        let needed = self.needed(profile.behaviour);
        for (at, ((out, home), there)) in out.iter().zip(home).zip(there).enumerate() {
            let kept = needed.map(|it| *home & it);
            if bit(*out, self.service) == 1 && *there == Lead::There && kept.is_none_or(|it| !it.is_empty()) {
                add(&mut self.near, at);
                if kept != needed {
                    add(&mut self.lossy, at);
                }
            }
        }
    }
}

impl<const W: usize> Narrowed for Narrow<'_, W> {
    fn classes(&mut self, source: u32) -> &[u64] {
        self.near(source);
        let (block, to, chart, service) = (self.block, self.to, self.chart, self.service);
        let class = self.from.classes[source as usize];
        let profile = self.from.profiles[class.profile as usize];
        self.row.fill(0);
        if bit(block.opened[profile.behaviour as usize], service) == 0 {
            return &self.row;
        }
        let own = |filters: usize| source as usize * filters..(source as usize + 1) * filters;
        // SG-3: what the groups of both ends let pass.
        for (classes, mask) in chart.groups.iter().zip(&block.ingress[own(to.groups.len())]) {
            if bit(*mask, service) == 1 {
                join(&mut self.row, classes);
            }
        }
        meet(&mut self.row, &self.egress);
        meet(&mut self.row, &self.taken);
        // L2-1, NACL-1: inside the subnet nothing else counts.
        let neighbours = if block.from == block.to { to.segment(class.segment) } else { 0..0 };
        let inside: Classes = if neighbours.is_empty() { Classes::new() } else { self.row.clone() };
        meet(&mut self.row, &self.near);
        let needed = self.needed(profile.behaviour);
        let replies = &block.reply[own(to.acls.len())];
        let mut lossy = false;
        self.part.fill(0);
        for ((classes, into), reply) in chart.acls.iter().zip(&block.into[own(to.acls.len())]).zip(replies) {
            let kept = needed.map(|it| *reply & it);
            if bit(*into, service) == 1 && kept.is_none_or(|it| !it.is_empty()) {
                join(&mut self.part, classes);
                lossy |= kept != needed;
            }
        }
        meet(&mut self.row, &self.part);
        if bit(block.one_way, service) == 0 {
            self.part.fill(0);
            for (classes, lead) in chart.tables.iter().zip(&block.back[own(to.tables.len())]) {
                if *lead == Lead::There {
                    join(&mut self.part, classes);
                }
            }
            meet(&mut self.row, &self.part);
        }
        // RET-3: where each half lets some answers pass, both together may let none.
        if let Some(needed) = needed.filter(|_| lossy) {
            self.part.copy_from_slice(&self.row);
            meet(&mut self.part, &self.lossy);
            let home = &block.home[profile.acl as usize * to.classes.len()..];
            for at in members(&self.part) {
                let far = to.profiles[to.classes[at].profile as usize];
                if (home[at] & replies[far.acl as usize] & needed).is_empty()
                    && let Some(word) = self.row.get_mut(at / 64)
                {
                    *word &= !(1 << (at % 64));
                }
            }
        }
        for at in neighbours {
            if let (Some(word), Some(all)) = (self.row.get_mut(at / 64), inside.get(at / 64)) {
                *word = *word & !(1 << (at % 64)) | all & 1 << (at % 64);
            }
        }
        &self.row
    }
}

/// One atom of a mask.
#[inline(always)]
fn bit<const W: usize>(mask: Mask<W>, atom: usize) -> u64 {
    mask.0.get(atom / 64).map_or(0, |word| word >> (atom % 64) & 1)
}
