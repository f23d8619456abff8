//! How packets stop, and how what stops them is lifted (section 3: whole blocked paths).

use super::*;

/// What stops a packet, before it is said.
pub(super) struct Why {
    code: Code,
    rule: &'static str,
    node: NodeId,
    step: Step,
    title: Message,
    entry: String,
    /// The same, to find it again.
    numbered: Option<Entry>,
    said: &'static Said,
    args: Vec<String>,
    need: Option<Need>,
    unknown: bool,
}

impl Why {
    /// At a resource. In the sentence `{0}` is the resource, the arguments follow.
    pub fn new(
        code: Code,
        rule: &'static str,
        node: &NodeId,
        step: Step,
        said: &'static Said,
        args: impl IntoIterator<Item = String>,
    ) -> Self {
        let args = std::iter::once(node.to_string()).chain(args).collect();
        let (node, title) = (node.clone(), verbatim(node.as_str()));
        let (entry, numbered, need) = (String::new(), None, None);
        Self { code, rule, node, step, title, entry, numbered, said, args, need, unknown: false }
    }

    /// With another title for the hop.
    pub fn titled(self, title: Message) -> Self {
        Self { title, ..self }
    }

    /// The entry that decided.
    pub fn entry(self, entry: String) -> Self {
        Self { entry, ..self }
    }

    /// The rule of a filter that decided.
    pub fn numbered(self, numbered: Option<Entry>) -> Self {
        Self { numbered, ..self }
    }

    /// What would help.
    pub fn needing(self, need: Option<Need>) -> Self {
        Self { need, ..self }
    }

    /// The model cannot say rather than says no.
    pub fn unknown(self) -> Self {
        Self { unknown: true, ..self }
    }

    fn hop(&self) -> Hop {
        let met = if self.entry.is_empty() {
            Message::plain(self.code.meaning())
        } else {
            explain::entry_words(&self.entry)
        };
        Hop { entry: self.numbered, ..hop(&self.node, self.step, self.title.clone(), met, false) }
    }
}

impl Walk<'_> {
    /// Ends a piece at something that cannot be lifted.
    pub(super) fn stop(&mut self, mut packet: Packet, why: Why) {
        let set = packet.set.clone();
        self.lose(&packet, set);
        packet.hops.push(why.hop());
        let reason = sentence(why.said, self.direction(), why.args);
        let Why { code, rule, node, entry, need, unknown, .. } = why;
        let stop = Stop { code, rule, node: node.to_string(), entry, reason, need, unknown };
        self.done.push(Trace { packet, end: Err(Box::new(stop)) });
    }

    /// Ends a piece at something that a person may change: a filter, a missing route, a state. When such things are
    /// lifted it is noted instead, and the piece goes on.
    pub(super) fn bar(&mut self, mut packet: Packet, why: Why) -> Option<Packet> {
        if packet.blockers.len() >= self.lifts {
            self.stop(packet, why);
            return None;
        }
        packet.hops.push(why.hop());
        packet.blockers.push(Blocker {
            code: why.code,
            node: why.node.to_string(),
            entry: why.entry,
            direction: self.direction(),
            rule: why.rule,
            reason: sentence(why.said, self.direction(), why.args),
            packets: packet.set.packets(&|it| explain::selectors(self.net, it)),
            need: why.need,
        });
        Some(packet)
    }

    /// The soundness contract of section 5: what meets something that is not modelled has no answer.
    pub(super) fn unmodelled(&mut self, packet: Packet, node: &NodeId) {
        let why = Why::new(
            Code::UnsupportedComponent,
            "5",
            node,
            Step::Gateway,
            said!(
                "what becomes of packets at `{0}` is not modelled",
                "`{0}`에서 패킷이 어떻게 되는지 모델링되지 않았습니다"
            ),
            [],
        );
        self.stop(packet, why.unknown());
    }

    /// What lies beyond is not in the model.
    pub(super) fn unseen(&mut self, packet: Packet, node: &NodeId) {
        let why = Why::new(
            Code::UnknownResource,
            "5",
            node,
            Step::Gateway,
            said!("what `{0}` leads to is not in the model", "`{0}`이(가) 이어지는 곳이 모델에 없습니다"),
            [],
        );
        self.stop(packet, why.unknown());
    }

    /// ENI-1: it has no address of the family to send with.
    pub(super) fn addressless(&mut self, packet: Packet, node: &NodeId) {
        let said = said!(
            "`{0}` has no address of the family that {1} needs",
            "`{0}`에 {1}에 필요한 종류의 주소가 없습니다"
        );
        let args = [explain::header(self.net, &packet.set)];
        let why = Why::new(Code::EniAddressRestriction, "ENI-1", node, Step::Gateway, said, args);
        self.stop(packet, why);
    }

    /// A gateway, an attachment, an owner that does not work.
    pub(super) fn broken(&mut self, packet: Packet, code: Code, node: &NodeId, step: Step) -> Option<Packet> {
        let said = said!("`{0}` does not work", "`{0}`이(가) 작동하지 않습니다");
        self.bar(packet, Why::new(code, "ENI-2", node, step, said, []))
    }
}
