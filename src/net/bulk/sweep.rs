//! One source at a time to every destination of a block: gather, then one pass over memory.

use super::{
    atom::Need,
    block::Block,
    cross::{End, Names},
    ground::Ground,
    lead::Lead,
    mask::{Mask, Pass},
    plane::{Class, Plane, Profile},
};

/// What one class gets to in one other VPC or its own.
#[derive(Debug)]
pub struct Row<'r> {
    /// The source's plane.
    pub from: usize,
    /// The source class.
    pub source: u32,
    /// The destinations' plane; the classes are all of it, in order.
    pub to: usize,
    /// Words of a mask.
    pub width: usize,
    /// For each destination the services whose answers come back on every client port, then those whose answers
    /// come back on some.
    words: &'r [u64],
    /// Destinations of which the provider's choice decides (PKT-4): the words say what passes under some choice.
    pub unsure: &'r [u32],
    /// Of those the same under every choice.
    sure: &'r [u64],
    /// Destinations that this engine leaves to `prop`: the words say nothing of them.
    pub asked: &'r [u32],
}

impl Row<'_> {
    /// Services that pass, and whose answers come back on every client port, then on some: a mask each.
    pub fn verdicts(&self) -> impl Iterator<Item = (&[u64], &[u64])> {
        self.words.chunks_exact(self.width * 2).map(|it| it.split_at(self.width))
    }

    /// The two masks of one destination.
    pub fn verdict(&self, class: u32) -> (&[u64], &[u64]) {
        let at = class as usize * self.width * 2;
        let both = self.words.get(at..at + self.width * 2).unwrap_or_default();
        both.split_at_checked(self.width).unwrap_or_default()
    }

    /// The two masks of one destination under every choice of the provider's.
    pub fn sure(&self, class: u32) -> (&[u64], &[u64]) {
        let Ok(at) = self.unsure.binary_search(&class) else { return self.verdict(class) };
        let both = self.sure.get(at * self.width * 2..(at + 1) * self.width * 2).unwrap_or_default();
        both.split_at_checked(self.width).unwrap_or_default()
    }

    /// All words, for those who count.
    pub fn words(&self) -> &[u64] {
        self.words
    }
}

/// The working memory of a sweep.
#[derive(Debug)]
pub struct Sweep<'b, const W: usize> {
    block: &'b Block<W>,
    from: &'b Plane,
    to: &'b Plane,
    /// What the groups of `set` let out.
    egress: Vec<Mask<W>>,
    set: Option<u32>,
    /// What the network ACL, the table and the behaviour of `side` let pass.
    near: Vec<Pass<W>>,
    side: Option<u32>,
    /// By set of the other side: what its groups let in.
    sets: Vec<Mask<W>>,
    /// By side of the other side: what else there lets pass.
    far: Vec<Pass<W>>,
    /// Of each destination, `full` and `some`.
    row: Vec<[[u64; W]; 2]>,
    asked: Vec<u32>,
    unsure: Vec<u32>,
    sure: Vec<[[u64; W]; 2]>,
    strange: Vec<bool>,
    /// Where ways lead through transit gateways: what the groups of `set` let out, none being known.
    over_hub: Vec<Mask<W>>,
    /// By set of the other side: what its groups let in, where the source's are unknown and where they are known.
    hub_sets: [Vec<Mask<W>>; 2],
}

/// Rows of a block of any width.
pub trait Rows {
    /// The row of one source.
    fn row(&mut self, ground: &Ground, source: u32) -> Row<'_>;
}

impl<const W: usize> Rows for Sweep<'_, W> {
    fn row(&mut self, ground: &Ground, source: u32) -> Row<'_> {
        Sweep::row(self, ground, source)
    }
}

/// What of some services passes a filter that lets some answers pass.
pub fn answered<const W: usize>(answers: Mask<W>, needs: &[Need<W>]) -> Pass<W> {
    let mut pass = Pass::ALL;
    for need in needs {
        let kept = answers & need.answers;
        if kept != need.answers {
            pass.full = pass.full & !need.services;
        }
        if kept.is_empty() {
            pass.some = pass.some & !need.services;
            pass.full = pass.full & !need.services;
        }
    }
    pass
}

impl<'b, const W: usize> Sweep<'b, W> {
    /// A sweep over a block.
    pub fn of(ground: &'b Ground, block: &'b Block<W>) -> Self {
        let (from, to) = (&ground.planes[block.from], &ground.planes[block.to]);
        let strange = to.profiles.iter().map(|it| &ground.behaviours[it.behaviour as usize]);
        Self {
            block,
            from,
            to,
            egress: vec![Mask::NONE; to.classes.len()],
            set: None,
            near: vec![Pass::NONE; to.classes.len()],
            side: None,
            sets: vec![Mask::NONE; to.sets.len()],
            far: vec![Pass::NONE; to.sides.len()],
            row: vec![[[0; W]; 2]; to.classes.len()],
            asked: Vec::new(),
            unsure: Vec::new(),
            sure: Vec::new(),
            over_hub: block.hubs.as_ref().map_or(Vec::new(), |_| vec![Mask::NONE; to.classes.len()]),
            hub_sets: [const { Vec::new() }; 2],
            strange: strange.map(|it| it.strange || it.leads_on).collect(),
        }
    }

    /// Every source of the block, those of one profile after one another.
    pub fn all(&mut self, ground: &Ground, see: &mut dyn FnMut(&Row<'_>)) {
        let from = self.from;
        for source in &from.by_profile {
            see(&self.row(ground, *source));
        }
    }

    /// One source.
    pub fn row(&mut self, ground: &Ground, source: u32) -> Row<'_> {
        let class = self.from.classes[source as usize];
        let profile = self.from.profiles[class.profile as usize];
        self.near(self.from.side_of[source as usize], profile);
        self.far(source as usize, profile);
        let near = self.near.iter().zip(&self.egress);
        let far = self.to.set_of.iter().zip(&self.to.side_of);
        for ((out, (near, egress)), (set, side)) in self.row.iter_mut().zip(near).zip(far) {
            let groups = *egress & self.sets[*set as usize];
            *out = (*near & self.far[*side as usize]).only(groups).words();
        }
        self.inside(class, profile);
        self.mend(source as usize, profile);
        self.asked.clear();
        self.unsure.clear();
        self.sure.clear();
        if self.block.hubs.is_some() {
            self.relay(ground, End { at: source as usize, profile });
        }
        if self.block.asks {
            self.ask(ground, source as usize, class, profile);
        }
        Row {
            from: self.block.from,
            source,
            to: self.block.to,
            width: W,
            words: self.row.as_flattened().as_flattened(),
            unsure: &self.unsure,
            sure: self.sure.as_flattened().as_flattened(),
            asked: &self.asked,
        }
    }

    /// What the source's side lets pass to each destination.
    fn near(&mut self, side: u32, profile: Profile) {
        let width = self.to.classes.len();
        let row = |rows: usize| rows * width..(rows + 1) * width;
        if self.set != Some(profile.set) {
            self.set = Some(profile.set);
            self.egress.fill(Mask::NONE);
            for group in &self.from.sets[profile.set as usize] {
                for (all, one) in self.egress.iter_mut().zip(&self.block.egress[row(*group as usize)]) {
                    *all = *all | *one;
                }
            }
            if let Some(hubs) = self.block.hubs.as_ref().filter(|it| !it.egress.is_empty()) {
                self.over_hub.fill(Mask::NONE);
                for group in &self.from.sets[profile.set as usize] {
                    for (all, one) in self.over_hub.iter_mut().zip(&hubs.egress[row(*group as usize)]) {
                        *all = *all | *one;
                    }
                }
            }
        }
        if self.side == Some(side) {
            return;
        }
        self.side = Some(side);
        let opened = self.block.opened[profile.behaviour as usize];
        let needs = &self.block.needs[profile.behaviour as usize];
        let out = &self.block.out[row(profile.acl as usize)];
        let home = &self.block.home[row(profile.acl as usize)];
        let there = &self.block.there[row(profile.table as usize)];
        let mut last = (Mask::NONE, answered(Mask::NONE, needs));
        for (at, near) in self.near.iter_mut().enumerate() {
            if home[at] != last.0 {
                last = (home[at], answered(home[at], needs));
            }
            *near = last.1.only((out[at] & opened).when(there[at] == Lead::There));
        }
    }

    /// What the other side lets pass from a source, by its groups and by the rest of it.
    fn far(&mut self, source: usize, profile: Profile) {
        let (block, to) = (self.block, self.to);
        let ingress = &block.ingress[source * to.groups.len()..(source + 1) * to.groups.len()];
        for (out, groups) in self.sets.iter_mut().zip(&to.sets) {
            *out = groups.iter().fold(Mask::NONE, |all, group| all | ingress[*group as usize]);
        }
        let needs = &block.needs[profile.behaviour as usize];
        let of_acls = source * to.acls.len()..(source + 1) * to.acls.len();
        let into = &block.into[of_acls.clone()];
        let reply = &block.reply[of_acls];
        let back = &block.back[source * to.tables.len()..(source + 1) * to.tables.len()];
        let mut last = (Mask::NONE, answered(Mask::NONE, needs));
        for (out, side) in self.far.iter_mut().zip(&to.sides) {
            let reply = reply[side.acl as usize];
            if reply != last.0 {
                last = (reply, answered(reply, needs));
            }
            let comes = if back[side.table as usize] == Lead::There { Mask::ALL } else { block.one_way };
            *out = last.1.only(into[side.acl as usize] & block.taken[side.behaviour as usize] & comes);
        }
    }

    /// L2-1, NACL-1: inside the subnet only groups count.
    fn inside(&mut self, class: Class, profile: Profile) {
        if self.block.from != self.block.to {
            return;
        }
        let opened = self.block.opened[profile.behaviour as usize];
        for at in self.to.segment(class.segment) {
            let far = self.to.profiles[self.to.classes[at].profile as usize];
            let taken = self.block.taken[far.behaviour as usize] & self.sets[far.set as usize];
            let both = self.egress[at] & opened & taken;
            self.row[at] = [both.0, both.0];
        }
    }

    /// RET-3: where each half lets some answers pass, both together may let none.
    fn mend(&mut self, source: usize, profile: Profile) {
        let differ = self.row.iter().fold(Mask::NONE, |all, [full, some]| all | (Mask(*some) & !Mask(*full)));
        if differ.is_empty() {
            return;
        }
        let block = self.block;
        let needs = &block.needs[profile.behaviour as usize];
        let home = &block.home[profile.acl as usize * self.to.classes.len()..];
        let reply = &block.reply[source * self.to.acls.len()..];
        for (at, [full, some]) in self.row.iter_mut().enumerate() {
            // Inside a subnet they never differ.
            if some != full {
                let far = self.to.profiles[self.to.classes[at].profile as usize];
                let kept = answered(home[at] & reply[far.acl as usize], needs);
                *some = (Mask(*some) & (kept.some | Mask(*full))).0;
            }
        }
    }

    /// Ways through transit gateways, there or back.
    fn relay(&mut self, ground: &Ground, from: End) {
        let (block, to) = (self.block, self.to);
        let Some(hubs) = &block.hubs else { return };
        for (sets, rows) in self.hub_sets.iter_mut().zip(&hubs.ingress) {
            sets.clear();
            let own = from.at * to.groups.len()..(from.at + 1) * to.groups.len();
            let ingress = rows.get(own).unwrap_or_default();
            let of = |group: &u32| ingress.get(*group as usize).copied().unwrap_or(Mask::NONE);
            let all =
                to.sets.iter().map(|groups| groups.iter().fold(Mask::NONE, |all, group| all | of(group)));
            sets.extend(all);
        }
        let there = &block.there[from.profile.table as usize * to.classes.len()..];
        let back = &block.back[from.at * to.tables.len()..];
        for (at, row) in self.row.iter_mut().enumerate() {
            let profile = to.profiles[to.classes[at].profile as usize];
            let set = profile.set as usize;
            let groups = match (there[at], back[profile.table as usize]) {
                (Lead::There, Lead::Hub(_)) => self.egress[at] & self.sets[set],
                (Lead::Hub(_), _) if block.leads_beyond(ground, from, End { at, profile }) => {
                    self.over_hub[at]
                }
                (Lead::Hub(_), _) => self.over_hub[at] & (self.hub_sets[0][set] | self.hub_sets[1][set]),
                (Lead::Nowhere | Lead::Ask(_), _)
                | (Lead::There, Lead::There | Lead::Nowhere | Lead::Ask(_)) => {
                    continue;
                }
            };
            *row = [[0; W]; 2];
            if groups.is_empty() {
                continue;
            }
            let Some(way) = block.way(ground, from, End { at, profile }) else {
                self.asked.push(u32::try_from(at).unwrap_or(u32::MAX));
                continue;
            };
            let way = match way.names {
                Names::Plain => way.only(groups),
                Names::OverHub(known) => way.only(self.over_hub[at] & self.hub_sets[usize::from(known)][set]),
            };
            *row = way.may.words();
            if way.must != way.may {
                self.unsure.push(u32::try_from(at).unwrap_or(u32::MAX));
                self.sure.push(way.must.words());
            }
        }
    }

    /// What is left to `prop`: where a way leads to a device, or an end is out of the ordinary.
    fn ask(&mut self, ground: &Ground, source: usize, class: Class, profile: Profile) {
        let block = self.block;
        let behaviour = &ground.behaviours[profile.behaviour as usize];
        let there = &block.there[profile.table as usize * self.to.classes.len()..];
        let from = End { at: source, profile };
        for (at, other) in self.to.classes.iter().enumerate() {
            let far = self.to.profiles[other.profile as usize];
            let strange = behaviour.strange || self.strange[other.profile as usize];
            let near = block.from == block.to && other.segment == class.segment;
            let device = !near
                && match there[at] {
                    Lead::Nowhere | Lead::Hub(_) => false,
                    Lead::Ask(_) => !self.egress[at].is_empty(),
                    Lead::There => {
                        !(self.egress[at] & self.sets[far.set as usize]).is_empty()
                            && block.way(ground, from, End { at, profile: far }).is_none()
                    }
                };
            if strange || device {
                self.asked.push(u32::try_from(at).unwrap_or(u32::MAX));
                self.row[at] = [[0; W]; 2];
            }
        }
        self.asked.sort_unstable();
        self.asked.dedup();
        if !self.unsure.is_empty() {
            let keep: Vec<bool> =
                self.unsure.iter().map(|it| self.asked.binary_search(it).is_err()).collect();
            let (mut a, mut b) = (keep.iter(), keep.iter());
            self.unsure.retain(|_| *a.next().unwrap_or(&true));
            self.sure.retain(|_| *b.next().unwrap_or(&true));
        }
    }
}
