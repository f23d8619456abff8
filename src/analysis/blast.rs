//! Blast radius: what somebody gets to who has taken over a resource, through both layers.
//!
//! First what its packets reach. Then what it may call: a call counts if its packets get there and a policy allows it.
//! What is called runs, with the permissions that it has, and what is written sets off what listens to it; so calls and
//! events are followed on, packets are not: being reached is not being taken over.

use super::{Analysis, Packets, Question, Standing, Verdict};
use crate::{
    base::{ConnectionId, Icmp, NodeId, Order as _, Protocol},
    model::{connection::Access, selector::End},
    net::All,
};
use std::collections::{BTreeMap, VecDeque};

/// One resource within the radius.
#[derive(Clone, Debug)]
pub struct Hit {
    /// The resource, or the internet.
    pub end: End,
    /// Whether packets go there over IPv6 instead of IPv4; nothing for calls.
    pub ipv6: bool,
    /// How it is got to first.
    pub by: Way,
    /// How many steps from what was taken over; packets are always one.
    pub steps: usize,
}

/// How something is got to.
#[derive(Clone, Debug)]
pub enum Way {
    /// Packets reach it: exactly these.
    Packets(Vec<Packets>),
    /// It is called, or its data is read and written.
    Call {
        /// By whom.
        from: NodeId,
        /// Along which connection.
        connection: ConnectionId,
        /// What the connection is for.
        access: Access,
    },
    /// The model does not say whether packets reach it.
    Unknown,
}

/// The search for what somebody gets to, one end after the other.
#[derive(Debug)]
pub struct Blasting {
    from: Vec<End>,
    /// Ends that may be got to by packets.
    ends: Vec<End>,
    at: usize,
    hits: BTreeMap<(End, bool), Hit>,
}

impl Blasting {
    /// What calls get to: they say more than packets to the same place, so they come first.
    pub fn new(analysis: &Analysis, from: &[End]) -> Self {
        let mut hits: BTreeMap<(End, bool), Hit> = BTreeMap::new();
        // Who has a container has what is in it, and what has an interface there.
        let named = from.iter().filter_map(|end| if let End::Node(id) = end { Some(id) } else { None });
        let taken = analysis.taken_with(&named.cloned().collect());
        let is_taken = |end: &End| from.contains(end) || matches!(end, End::Node(id) if taken.contains(id));
        let mut waiting: VecDeque<(NodeId, usize)> = taken.iter().map(|id| (id.clone(), 0)).collect();
        while let Some((id, steps)) = waiting.pop_front() {
            for (connection, to, access) in analysis.open_connections(&id) {
                let end = End::Node(to.clone());
                if is_taken(&end) || hits.contains_key(&(end.clone(), false)) {
                    continue;
                }
                let by = Way::Call { from: id.clone(), connection, access };
                hits.insert((end.clone(), false), Hit { end, ipv6: false, by, steps: steps + 1 });
                waiting.push_back((to, steps + 1));
            }
        }
        let mut ends = analysis.answerers();
        ends.retain(|end| !is_taken(end) && !hits.contains_key(&(end.clone(), false)));
        // What opens no connection sends no packets.
        let mute = |end: &&End| analysis.places().iter().any(|it| it.end == **end && !it.opens);
        let from = from.iter().filter(|end| !mute(end)).cloned().collect();
        Self { from, ends, at: 0, hits }
    }

    /// How many ends were asked about, and how many there are.
    pub fn progress(&self) -> (usize, usize) {
        (self.at, self.ends.len())
    }

    /// Asks about the next end; false once nothing is left. The design has to be the same every time.
    pub fn step(&mut self, analysis: &Analysis) -> bool {
        let Some(to) = self.ends.get(self.at) else { return false };
        self.at += 1;
        for ipv6 in [false, true] {
            let may = |from: &&End| {
                let between = analysis.network().between(from, to, ipv6);
                between.is_none_or(|it| !it.is_empty())
            };
            let from: Vec<End> = self.from.iter().filter(may).cloned().collect();
            if from.is_empty() {
                continue;
            }
            // From any of them, to any address.
            let all = Question { from, to: vec![to.clone()], ..Question::default() };
            let question = Question { protocol: Protocol::All, icmp: Some(Icmp::All), ipv6, ..all };
            let All { answer, open } = analysis.network().ask_all(&question);
            let by = match answer.verdict {
                Verdict::Reachable | Verdict::PartialReturn | Verdict::ForwardOnly => {
                    Way::Packets(answer.packets)
                }
                Verdict::Unreachable | Verdict::Unknown if open => Way::Unknown,
                Verdict::Unreachable | Verdict::Unknown => continue,
            };
            self.hits.insert((to.clone(), ipv6), Hit { end: to.clone(), ipv6, by, steps: 1 });
        }
        self.at < self.ends.len()
    }

    /// What was found, nearest first.
    pub fn found(self) -> Vec<Hit> {
        let mut hits: Vec<Hit> = self.hits.into_values().collect();
        hits.order_by(|a, b| (a.steps, &a.end, a.ipv6).cmp(&(b.steps, &b.end, b.ipv6)));
        hits
    }
}

impl Analysis {
    /// What somebody gets to who has taken over these ends, nearest first.
    pub fn blast(&self, from: &[End]) -> Vec<Hit> {
        let mut blasting = Blasting::new(self, from);
        while blasting.step(self) {}
        blasting.found()
    }

    /// The connections of a resource that the network and the policies grant, those for packets only left out.
    fn open_connections(&self, id: &NodeId) -> Vec<(ConnectionId, NodeId, Access)> {
        let model = self.model();
        let open = self.site(id).outgoing_by_id().filter_map(|(connection, it)| {
            let (_, to) = it.ends()?;
            let granted = matches!(self.standing(connection), Standing::Granted | Standing::Partly);
            (granted
                && it.kind != Access::Network
                && it.kind != Access::Reference
                && model.node(to).is_some())
            .then(|| (connection.clone(), to.clone(), it.kind))
        });
        open.collect()
    }
}
