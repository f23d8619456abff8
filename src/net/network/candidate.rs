//! An answer in the making, and how good it is.

use crate::{
    base::{Message, NodeId, text},
    model::selector::End,
    net::{
        Answer, Blocked, Blocker, Direction, Note, Verdict,
        code::Code,
        ends::Scope,
        explain,
        graph::Net,
        prop::{Aim, Origin, Packet, Stop, Trace},
        ranges::Ranges,
        traffic_set::{Cube, Dim, TrafficSet, port_words},
        walk,
    },
};

/// How good a way is that gets there, where no answer is due.
pub(super) const DELIVERED: (u8, usize) = (4, 0);

/// An answer and how good it is.
#[derive(Debug)]
pub(super) struct Candidate {
    /// The better, the greater.
    pub rank: (u8, usize),
    pub answer: Answer,
    /// The pair it is about, to look into it again.
    pub pair: Option<(Origin, Aim)>,
    /// The ends it is about.
    pub ends: Option<(End, End)>,
    /// One packet that gets there and back.
    pub sample: Option<walk::Packet>,
}

impl Candidate {
    pub fn new(rank: (u8, usize), answer: Answer) -> Self {
        Self { rank, answer, pair: None, ends: None, sample: None }
    }

    /// How far it is from a pair that connects.
    pub fn badness(&self) -> u8 {
        match self.answer.verdict {
            Verdict::Reachable | Verdict::ForwardOnly => 0,
            Verdict::Unknown => 1,
            Verdict::PartialReturn => 2,
            Verdict::Unreachable => 3,
        }
    }

    /// Whether every packet that was asked about gets there, and every answer that is due comes back.
    pub fn connects(&self) -> bool {
        match self.answer.verdict {
            Verdict::Reachable | Verdict::ForwardOnly => true,
            Verdict::PartialReturn | Verdict::Unreachable | Verdict::Unknown => false,
        }
    }

    /// Whether no other pair can change the answer.
    pub fn is_last_word(&self, scope: Scope) -> bool {
        match scope {
            Scope::Any | Scope::Calls | Scope::Proof => self.answer.verdict == Verdict::Reachable,
            Scope::Each => self.answer.verdict == Verdict::Unreachable,
        }
    }

    /// A way that ends early.
    pub fn stopped(
        net: &Net,
        out: &Packet,
        back: Option<&Packet>,
        stop: &Stop,
        direction: Direction,
    ) -> Self {
        let verdict = if stop.unknown { Verdict::Unknown } else { Verdict::Unreachable };
        let returned = back.map(|it| it.hops.to_vec()).unwrap_or_default();
        let there = back.unwrap_or(out);
        let answer = Answer {
            code: Some(stop.code),
            direction: Some(direction),
            blocked_at: Some(Blocked { resource: stop.node.clone(), entry: stop.entry.clone() }),
            blockers: vec![Blocker {
                code: stop.code,
                node: stop.node.clone(),
                entry: stop.entry.clone(),
                direction,
                rule: stop.rule,
                reason: stop.reason.clone(),
                packets: there.set.packets(&|it| explain::selectors(net, it)),
                need: stop.need.clone(),
            }],
            must: !stop.unknown,
            notes: notes(out, back),
            reason: Some(stop.reason.clone()),
            forward: out.hops.to_vec(),
            back: returned,
            need: stop.need.clone(),
            through: out.through.clone(),
            ..blank(verdict)
        };
        Self::new(Self::rank_of(out, back, stop), answer)
    }

    /// How good a way that ends early is: how far it gets.
    pub fn rank_of(out: &Packet, back: Option<&Packet>, stop: &Stop) -> (u8, usize) {
        let way = usize::from(back.is_some());
        let passed = out.hops.passed() + back.map_or(0, |it| it.hops.passed());
        (u8::from(stop.unknown) + 1, way * 1000 + passed)
    }

    /// A way there and back.
    pub fn connected(out: &Packet, back: &Trace) -> Self {
        let answer = Answer {
            notes: notes(out, Some(&back.packet)),
            forward: out.hops.to_vec(),
            back: back.packet.hops.to_vec(),
            through: out.through.clone(),
            ..blank(Verdict::Reachable)
        };
        let whole = usize::from(!back.packet.narrowed);
        Self::new((DELIVERED.0, whole), answer)
    }

    /// A way there, where none back is due.
    pub fn delivered(out: &Packet) -> Self {
        let answer = Answer {
            notes: notes(out, None),
            forward: out.hops.to_vec(),
            through: out.through.clone(),
            ..blank(Verdict::ForwardOnly)
        };
        Self::new(DELIVERED, answer)
    }
}

fn notes(out: &Packet, back: Option<&Packet>) -> Vec<Note> {
    let mut notes = out.notes.clone();
    notes.extend(back.iter().flat_map(|it| it.notes.iter().cloned()));
    notes.sort();
    notes.dedup();
    notes
}

/// An answer that says nothing but a verdict.
pub(super) fn blank(verdict: Verdict) -> Answer {
    Answer {
        verdict,
        code: None,
        direction: None,
        blocked_at: None,
        blockers: Vec::new(),
        must: true,
        otherwise: None,
        notes: Vec::new(),
        reason: None,
        forward: Vec::new(),
        back: Vec::new(),
        packets: Vec::new(),
        set: TrafficSet::default(),
        witness: None,
        need: None,
        through: Vec::new(),
    }
}

/// Section 5: the question leaves a resource out.
pub(super) fn avoided(at: &NodeId) -> Stop {
    Stop {
        code: Code::ComponentFilterRestrictionRemovedComponent,
        rule: "5",
        node: at.to_string(),
        entry: String::new(),
        reason: Message::new(
            &text!(
                "every path meets `{0}`, which was to be avoided",
                "모든 경로가 피해야 할 `{0}`을(를) 지납니다"
            ),
            [at.to_string()],
        ),
        need: None,
        unknown: false,
    }
}

/// RET-3: whether answers come back to every port of the client.
pub(super) fn finish(answer: &mut Answer, sent: &TrafficSet, survivors: &TrafficSet, narrowed: bool) {
    let boxes = survivors.canonical();
    let whole = |cube: &Cube| {
        let asked = sent.within(&cube.clone().with(Dim::SourcePort, Ranges::all_ports()));
        asked.values(Dim::SourcePort) == *cube.get(Dim::SourcePort)
    };
    if boxes.iter().any(whole) && !narrowed {
        answer.verdict = Verdict::Reachable;
        return;
    }
    answer.verdict = Verdict::PartialReturn;
    answer.direction = Some(Direction::Return);
    let back = port_words(&survivors.values(Dim::SourcePort)).join(", ");
    let asked = port_words(&sent.values(Dim::SourcePort)).join(", ");
    answer.reason = Some(if narrowed {
        Message::plain(&text!(
            "answers come back to some of the translator's ports only",
            "응답이 변환기의 일부 포트로만 돌아옵니다"
        ))
    } else {
        Message::new(
            &text!(
                "answers come back to source ports {0} only, and the client uses {1}",
                "응답이 출발지 포트 {0}(으)로만 돌아오는데, 클라이언트는 {1}을(를) 씁니다"
            ),
            [back, asked],
        )
    });
}
