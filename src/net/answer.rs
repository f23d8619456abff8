//! Questions and their answers: plain data, ready to be shown.

use super::{code::Code, traffic_set::TrafficSet};
use crate::{
    base::{Icmp, Message, NodeId, PortRange, Protocol},
    model::{resource::Need, selector::End},
};
use serde::Serialize;

/// What is asked: may packets of a protocol and ports get from one of these ends to one of those, and back?
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Where packets start.
    pub from: Vec<End>,
    /// Where they go.
    pub to: Vec<End>,
    /// Their protocol.
    pub protocol: Protocol,
    /// Their destination ports; ignored for protocols without ports.
    pub ports: PortRange,
    /// IPv6 instead of IPv4.
    pub ipv6: bool,
    /// Their types, for ICMP; `None`: what ping sends.
    pub icmp: Option<Icmp>,
    /// Whether no answer is needed.
    pub one_way: bool,
    /// Their source ports; `None`: those that the client uses (RET-3).
    pub source_ports: Option<PortRange>,
    /// Resources of which a way has to cross one, the one to speak of first. Without any, every way counts.
    pub through: Vec<NodeId>,
}

impl Default for Question {
    /// Every TCP packet from nowhere to nowhere: a question to fill in.
    fn default() -> Self {
        Self {
            from: Vec::new(),
            to: Vec::new(),
            protocol: Protocol::TCP,
            ports: PortRange::ALL,
            ipv6: false,
            icmp: None,
            one_way: false,
            source_ports: None,
            through: Vec::new(),
        }
    }
}

impl Question {
    /// The usual question about one pair of ends.
    pub fn of(from: End, to: End, protocol: Protocol, ports: PortRange) -> Self {
        Self { from: vec![from], to: vec![to], protocol, ports, ..Self::default() }
    }
}

/// The verdict of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Packets get there and answers come back.
    Reachable,
    /// Packets get there; answers come back to some of the client's ports only.
    PartialReturn,
    /// Packets get there; no answer is needed or asked for.
    ForwardOnly,
    /// They do not get there, or no answer comes back.
    Unreachable,
    /// The model does not say.
    Unknown,
}

impl Verdict {
    /// One letter for a cell of a table.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Reachable => "+",
            Self::PartialReturn => "~",
            Self::ForwardOnly => ">",
            Self::Unreachable => "-",
            Self::Unknown => "?",
        }
    }
}

/// Which way a packet goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From the client.
    Forward,
    /// Back to it.
    Return,
}

/// What a packet meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// It starts here.
    Source,
    /// A stateful filter, on the way out or in.
    SecurityGroup,
    /// A stateless filter, on the way out or in.
    NetworkAcl,
    /// A route lookup.
    Route,
    /// A gateway, translator or endpoint that passes it on.
    Gateway,
    /// It ends here.
    Destination,
}

/// One hop of a trace: what the packet met and what that decided.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hop {
    /// The resource it met; for implicit tables and filters, the resource they belong to.
    pub resource: String,
    /// The resource to select when this hop is clicked, when there is one.
    #[serde(skip)]
    pub node: Option<NodeId>,
    /// What kind of thing.
    pub step: Step,
    /// A title such as `sg-fn, egress`.
    #[serde(skip)]
    pub title: Message,
    /// The entry that decided, or the header as it is here.
    pub decided_by: Message,
    /// That entry, where it is a rule of a security group or of a network ACL.
    #[serde(skip)]
    pub entry: Option<Entry>,
    /// Whether the packet went on.
    pub passed: bool,
}

/// A rule of a filter, to find it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Of the egress rules, not of the ingress ones.
    pub egress: bool,
    /// In a security group the place among those rules, from 1; in a network ACL the rule number.
    pub number: usize,
}

/// Where and why packets stopped.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Blocked {
    /// The deciding resource; for implicit ones, the resource they belong to.
    pub resource: String,
    /// The deciding entry, such as `egress rule 100`; empty when it is the lack of one.
    pub entry: String,
}

/// One thing that stops packets, on a whole way of which every such thing is known (section 3).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Blocker {
    /// The code.
    pub code: Code,
    /// The deciding resource.
    pub node: String,
    /// Its entry; empty if it was the lack of one.
    pub entry: String,
    /// Which way it stops.
    pub direction: Direction,
    /// The rule of `docs/forwarding-rules.md`.
    pub rule: &'static str,
    /// The sentence for people.
    #[serde(serialize_with = "said")]
    pub reason: Message,
    /// The packets as they are there.
    pub packets: Vec<Packets>,
    /// What would let them pass, in the form that remedies understand.
    #[serde(skip)]
    pub need: Option<Need>,
}

/// Something to know about a way that does not change the verdict.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Note {
    /// The code.
    pub code: Code,
    /// The resource it is about, if it is about one.
    pub node: Option<NodeId>,
}

fn said<S: serde::Serializer>(message: &Message, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(message)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
fn certainty<S: serde::Serializer>(must: &bool, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(if *must { "must" } else { "may" })
}

/// A set of packets as boxes: each field lists what may occur, and every combination does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Packets {
    /// Source addresses in the words of selectors: CIDR blocks, `internet`, `service:<name>`.
    pub source: Vec<String>,
    /// Destination addresses, likewise.
    pub destination: Vec<String>,
    /// Protocols by name or number.
    pub protocol: Vec<String>,
    /// Source ports as ranges.
    pub source_ports: Vec<String>,
    /// Destination ports as ranges.
    pub ports: Vec<String>,
}

/// One packet, and what it met: found by an engine that shares no decision with the one that gave the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Example {
    /// Protocol by name or number.
    pub protocol: String,
    /// Source address.
    pub source: String,
    /// Destination address.
    pub destination: String,
    /// Source port, if the protocol has ports.
    pub source_port: Option<u16>,
    /// Destination port, likewise.
    pub port: Option<u16>,
    /// What it met, in order.
    #[serde(skip)]
    pub forward: Vec<Seen>,
    /// What its answer met.
    #[serde(skip)]
    pub back: Vec<Seen>,
}

/// One thing that a packet met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The resource; empty outside.
    pub resource: String,
    /// What kind of thing.
    pub step: Step,
    /// The entry that decided.
    pub entry: String,
}

/// What came out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// The verdict.
    pub verdict: Verdict,
    /// Why not, if not.
    pub code: Option<Code>,
    /// Which way it failed.
    pub direction: Option<Direction>,
    /// Where it stopped.
    pub blocked_at: Option<Blocked>,
    /// Everything that stops packets on the cheapest whole way, the first of which is where it stopped. If no whole
    /// way was found, only that one.
    pub blockers: Vec<Blocker>,
    /// Whether the verdict is the same whatever the provider chooses (PKT-4).
    #[serde(rename = "certainty", serialize_with = "certainty")]
    pub must: bool,
    /// What stops the packets under another choice, if one does.
    pub otherwise: Option<Blocker>,
    /// What else is to be known of the way.
    pub notes: Vec<Note>,
    /// In one sentence for people: what is missing, then why.
    #[serde(skip)]
    pub reason: Option<Message>,
    /// The best path, hop by hop, up to where it stopped.
    pub forward: Vec<Hop>,
    /// The way back, hop by hop.
    #[serde(rename = "return")]
    pub back: Vec<Hop>,
    /// The packets that pass both ways, as they are at the source.
    pub packets: Vec<Packets>,
    /// The same, to compute with.
    #[serde(skip)]
    pub set: TrafficSet,
    /// One of them, as the walker followed it there and back.
    pub witness: Option<Example>,
    /// What the design lacks, in the form that remedies understand.
    #[serde(skip)]
    pub need: Option<Need>,
    /// Resources that the packets pass on the way, in order: gateways, translators, endpoints.
    #[serde(skip)]
    pub through: Vec<NodeId>,
}
