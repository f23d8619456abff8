//! Which rules, entries and routes say after an edit what they said before.

use super::{
    kept::back,
    renamed::Renamed,
    rule::{Book, GroupRules, Rule, Whom},
};
use crate::net::graph::{AttachmentEndNet, Ix, Net};

/// What is the same in two networks, resource by resource of the new one.
pub struct Same {
    /// Security groups.
    pub groups: Alike,
    /// Network ACLs.
    pub acls: Alike,
    /// Route tables.
    pub tables: Alike,
    /// All transit gateways, with the tables and network ACLs that packets meet there.
    pub hubs: bool,
}

/// Resources of one sort.
pub struct Alike {
    /// Of each in the new network the old place, if it says the same.
    was: Vec<Option<Ix>>,
}

impl Alike {
    fn of<T>(places: &[Option<Ix>], old: &[T], new: &[T], same: impl Fn(&T, &T) -> bool) -> Self {
        let was = back(places, new.len()).into_iter().zip(new);
        let was = was.map(|(at, new)| at.filter(|at| same(&old[*at as usize], new)));
        Self { was: was.collect() }
    }

    /// Whether a resource of the new network says the same. What is none says nothing.
    pub fn holds(&self, at: Ix) -> bool {
        self.was.get(at as usize).is_none_or(Option::is_some)
    }

    /// Those of the old network and those of the new one that are not the same.
    pub fn others<'t, T>(
        &self,
        old: &'t [T],
        new: &'t [T],
    ) -> (impl Iterator<Item = &'t T>, impl Iterator<Item = &'t T>) {
        let mut kept = vec![false; old.len()];
        for at in self.was.iter().flatten() {
            kept[*at as usize] = true;
        }
        let gone = old.iter().zip(kept).filter(|it| !it.1).map(|it| it.0);
        (gone, new.iter().zip(&self.was).filter(|it| it.1.is_none()).map(|it| it.0))
    }
}

impl Same {
    /// Compares rules, entries, and what is about transit gateways.
    pub fn of((old, before): (&Net, &Book), (new, after): (&Net, &Book), renamed: &Renamed) -> Self {
        let rule = |rule: &Rule| match rule.whom {
            Whom::Span(..) => Some(*rule),
            Whom::Group(at) => {
                let moved = renamed.groups.get(at as usize).copied().flatten()?;
                Some(Rule { whom: Whom::Group(moved), ..*rule })
            }
        };
        let rules =
            |a: &[Rule], b: &[Rule]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| rule(a) == Some(*b));
        let group =
            |a: &GroupRules, b: &GroupRules| rules(&a.ingress, &b.ingress) && rules(&a.egress, &b.egress);
        let groups = Alike::of(&renamed.groups, &before.groups, &after.groups, group);
        let acls = Alike::of(&renamed.acls, &before.acls, &after.acls, |a, b| a == b);
        let tables = Alike::of(&renamed.tables, &before.tables, &after.tables, |a, b| a == b);
        let hubs = renamed.fixed && hubs(old, new, before, after, &acls);
        Self { groups, acls, tables, hubs }
    }
}

/// Whether nothing about transit gateways changed: attachments, tables, and the subnets that packets pass there.
fn hubs(old: &Net, new: &Net, before: &Book, after: &Book, acls: &Alike) -> bool {
    let attachments = old.attachments.iter().zip(&new.attachments).all(|(a, b)| {
        let ends = match (&a.end, &b.end) {
            (
                AttachmentEndNet::Boundary {
                    boundary: a,
                    segments: c,
                    appliance_mode: e,
                    group_references: g,
                    ipv6: i,
                },
                AttachmentEndNet::Boundary {
                    boundary: b,
                    segments: d,
                    appliance_mode: f,
                    group_references: h,
                    ipv6: j,
                },
            ) => (a, c, e, g, i) == (b, d, f, h, j),
            (AttachmentEndNet::Hub(a), AttachmentEndNet::Hub(b)) => a == b,
            (AttachmentEndNet::Lines(a), AttachmentEndNet::Lines(b)) => a == b,
            (
                AttachmentEndNet::Boundary { .. } | AttachmentEndNet::Hub(_) | AttachmentEndNet::Lines(_),
                _,
            ) => false,
        };
        ends && (a.hub, a.table, a.up) == (b.hub, b.table, b.up)
    });
    let gateways = old.hubs.iter().zip(&new.hubs).all(|(a, b)| {
        (&a.region, a.group_references, &a.attachments) == (&b.region, b.group_references, &b.attachments)
    });
    let tables = old.hub_tables.iter().zip(&new.hub_tables).all(|(a, b)| a.entries == b.entries);
    let sites = old.lines.iter().zip(&new.lines).all(|(a, b)| a.site.is_some() == b.site.is_some());
    let segments = new.attachments.iter().flat_map(|it| match &it.end {
        AttachmentEndNet::Boundary { segments, .. } => segments.as_slice(),
        AttachmentEndNet::Hub(_) | AttachmentEndNet::Lines(_) => &[],
    });
    let quiet =
        segments.filter_map(|at| Some((old.segments.get(*at as usize)?, new.segments.get(*at as usize)?)));
    let mut quiet = quiet.map(|(a, b)| {
        (&a.zone, a.acl, a.table) == (&b.zone, b.acl, b.table)
            && acls.holds(b.acl)
            && before.tables.get(a.table as usize) == after.tables.get(b.table as usize)
    });
    attachments && gateways && tables && sites && quiet.all(|it| it)
}
