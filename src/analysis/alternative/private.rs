//! Private ways to regional services, for calls that pass a NAT gateway now.
//!
//! A gateway endpoint serves a table; an interface endpoint serves a VPC, from one segment in each zone that callers
//! stand in. What kinds know to meet the need is tried, and kept only if it makes ways private.

use super::super::Analysis;
use crate::{
    base::{Message, NodeId, text},
    model::{
        edit::Edit,
        fact::{NetFact, Service, SourceNat},
        resource::{Need, Remedy},
    },
};

/// How many ways are made private one after the other.
const ROUNDS_MAX: usize = 20;

/// Callers of a service in one boundary: the segments that they stand in, with the table of each.
struct Callers {
    boundary: NodeId,
    service: Service,
    segments: Vec<(NodeId, Option<NodeId>)>,
}

impl Callers {
    fn need(&self, (segment, table): &(NodeId, Option<NodeId>)) -> Need {
        Need::WayToService {
            boundary: self.boundary.clone(),
            segment: segment.clone(),
            table: table.clone(),
            service: self.service.clone(),
        }
    }
}

impl Analysis {
    /// Ways to regional services that pass a translator now, and could pass an endpoint.
    pub(super) fn private_ways(&self) -> Vec<Remedy> {
        let now = self.translated();
        let mut found: Vec<Remedy> = Vec::new();
        for callers in self.translated_callers() {
            for at in &callers.segments {
                for remedy in self.remedies(&callers.need(at)) {
                    let remedy = self.extended(remedy, &callers);
                    let known = found.iter().any(|it| it.edits == remedy.edits || it.title == remedy.title);
                    // What still passes a translator is no private way.
                    if !known && self.with(&remedy.edits).is_some_and(|other| other.translated() < now) {
                        found.push(remedy);
                    }
                }
            }
        }
        found.extend(self.without_translators());
        found
    }

    /// Private ways to every service, one after the other, and the translators gone that nothing drawn passes then.
    fn without_translators(&self) -> Option<Remedy> {
        let (mut edits, mut services): (Vec<Edit>, Vec<String>) = (Vec::new(), Vec::new());
        let mut design = self.with(&[])?;
        for _ in 0..ROUNDS_MAX {
            let now = design.translated();
            let step = design.translated_callers().into_iter().find_map(|callers| {
                let needs = callers.segments.iter().map(|at| callers.need(at));
                let mut remedies = needs.flat_map(|need| design.remedies(&need));
                remedies.find_map(|remedy| {
                    let remedy = design.extended(remedy, &callers);
                    let other = design.with(&remedy.edits).filter(|other| other.translated() < now)?;
                    Some((remedy, other, callers.service.name.to_string()))
                })
            });
            let Some((remedy, other, service)) = step else { break };
            if !services.contains(&service) {
                services.push(service);
            }
            edits.extend(remedy.edits);
            design = other;
        }
        let passed =
            |design: &Self, id: &NodeId| design.ways().values().flatten().flatten().any(|it| it.node == *id);
        let idle = self.model().nodes().map(|(id, _)| id);
        let idle: Vec<&NodeId> =
            idle.filter(|id| self.is_translator(id) && passed(self, id) && !passed(&design, id)).collect();
        if idle.is_empty() {
            return None;
        }
        for id in &idle {
            edits.push(Edit::Remove { id: (*id).clone() });
            for fact in self.facts_of(id) {
                let held = if let NetFact::Interface(it) = fact {
                    it.public.iter().filter_map(|it| it.holder.clone()).collect()
                } else if let NetFact::SourceNat(it) = fact {
                    holders(&it)
                } else {
                    Vec::new()
                };
                edits.extend(held.into_iter().map(|id| Edit::Remove { id }));
            }
        }
        let gone = idle.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
        let title = Message::new(
            &text!(
                "Add endpoints for {0}, and remove {1}, which nothing drawn passes then",
                "{0} 엔드포인트를 추가하고, 그러면 그려진 연결이 지나지 않는 {1} 제거"
            ),
            [services.join(", "), gone],
        );
        Some(Remedy { title, edits })
    }

    /// How many ways pass a translator.
    fn translated(&self) -> usize {
        self.ways().values().flatten().filter(|way| way.iter().any(|it| self.is_translator(&it.node))).count()
    }

    /// Who calls a service through a translator.
    fn translated_callers(&self) -> Vec<Callers> {
        let mut all: Vec<Callers> = Vec::new();
        for (id, ways) in self.ways() {
            let Some(connection) = self.model().connection(id) else { continue };
            let Some(service) = connection.to.target().and_then(|to| self.service_of(to)) else { continue };
            if !ways.iter().flatten().any(|it| self.is_translator(&it.node)) {
                continue;
            }
            for segment in connection.from.target().into_iter().flat_map(|from| self.segments_of(from)) {
                let Some((boundary, table)) = self.around(&segment) else { continue };
                let same = |it: &&mut Callers| it.boundary == boundary && it.service == service;
                let at = (segment, table);
                match all.iter_mut().find(same) {
                    Some(known) if known.segments.contains(&at) => {}
                    Some(known) => known.segments.push(at),
                    None => {
                        let segments = vec![at];
                        all.push(Callers { boundary, service: service.clone(), segments });
                    }
                }
            }
        }
        all
    }

    /// A remedy for every segment of the callers, where what it adds can take them in; and named by what it serves.
    fn extended(&self, remedy: Remedy, callers: &Callers) -> Remedy {
        let Remedy { mut title, mut edits } = remedy;
        let added: Vec<NodeId> = edits.iter().filter_map(added).cloned().collect();
        let extends = |it: &Remedy| {
            let own = |edit: &Edit| matches!(edit, Edit::Change { id, .. } if added.contains(id));
            !it.edits.is_empty() && it.edits.iter().all(own)
        };
        for at in &callers.segments {
            let Some(design) = self.with(&edits) else { break };
            let more = design.remedies(&callers.need(at)).into_iter().find(extends);
            if let Some(more) = more {
                edits.extend(more.edits);
                title = more.title;
            }
        }
        let door = self.with(&edits).and_then(|design| {
            let mut facts = added.iter().flat_map(|id| design.facts_of(id));
            facts.find_map(|fact| if let NetFact::Door(door) = fact { Some(door) } else { None })
        });
        if let Some(door) = door {
            let tables: Vec<String> = door.tables.iter().map(|it| format!("`{it}`")).collect();
            title = Message::new(
                &text!("Add a gateway endpoint for {0} to {1}", "{1}에 {0} 게이트웨이 엔드포인트 추가"),
                [door.service.name.to_string(), tables.join(", ")],
            );
        }
        Remedy { title, edits }
    }

    pub(super) fn facts_of(&self, id: &NodeId) -> Vec<NetFact> {
        let node = self.model().node(id);
        node.map_or(Vec::new(), |node| node.resource.as_resource().net_facts(self.site(id)))
    }

    fn service_of(&self, id: &NodeId) -> Option<Service> {
        self.facts_of(id)
            .into_iter()
            .find_map(|fact| if let NetFact::Served { service } = fact { Some(service) } else { None })
    }

    fn is_translator(&self, id: &NodeId) -> bool {
        self.facts_of(id).iter().any(|fact| matches!(fact, NetFact::SourceNat(_)))
    }

    fn segments_of(&self, id: &NodeId) -> Vec<NodeId> {
        let interfaces = self.facts_of(id).into_iter().filter_map(|fact| {
            if let NetFact::Interface(interface) = fact { Some(interface.segment.clone()) } else { None }
        });
        interfaces.collect()
    }

    /// The boundary and the table of a segment.
    fn around(&self, segment: &NodeId) -> Option<(NodeId, Option<NodeId>)> {
        self.facts_of(segment).into_iter().find_map(|fact| {
            if let NetFact::Segment(it) = fact { Some((it.boundary, it.table)) } else { None }
        })
    }
}

/// The addresses that a translator of a whole boundary holds.
fn holders(nat: &SourceNat) -> Vec<NodeId> {
    let public = nat.regional.iter().flat_map(|it| &it.public);
    public.filter_map(|it| it.holder.clone()).collect()
}

fn added(edit: &Edit) -> Option<&NodeId> {
    if let Edit::Add { id, .. } = edit { Some(id) } else { None }
}
