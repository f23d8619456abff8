//! Steps at filters: network ACLs at a subnet's border, security groups around an interface.

use super::*;

impl Walk<'_> {
    /// A subnet's network ACL (NACL-1).
    pub(super) fn acl(&mut self, mut packet: Packet, segment: Ix, way: Way) -> Option<Packet> {
        let net = self.net;
        let segment = &net.segments[segment as usize];
        let acl = &net.acls[segment.acl as usize];
        let egress = way == Way::Egress;
        let pass = filter::acl(acl, way, &packet.set);
        let title = explain::acl_title(acl, egress);
        let numbered = |number: u32| format!("{} rule {number}", if egress { "egress" } else { "ingress" });
        if pass.passed.is_empty() {
            let set = &packet.set;
            let args = vec![acl.node.to_string(), explain::header(net, set), segment.node.to_string()];
            let (entry, args, said): (_, _, &'static Said) = match pass.denied {
                Some(entry) => {
                    let entry = numbered(entry.number);
                    let args = args.into_iter().chain([entry.clone()]).collect();
                    (
                        entry,
                        args,
                        said!(
                            "network ACL `{0}` denies {1} at the border of `{2}`: {3} says so",
                            "네트워크 ACL `{0}`이(가) `{2}` 경계에서 {1}을(를) 거부합니다: {3}"
                        ),
                    )
                }
                None if egress => (
                    String::new(),
                    args,
                    said!(
                        "network ACL `{0}` has no egress entry that allows {1} out of `{2}`",
                        "네트워크 ACL `{0}`에 {1}이(가) `{2}`에서 나가도록 허용하는 아웃바운드 항목이 없습니다"
                    ),
                ),
                None => (
                    String::new(),
                    args,
                    said!(
                        "network ACL `{0}` has no ingress entry that allows {1} into `{2}`",
                        "네트워크 ACL `{0}`에 {1}이(가) `{2}`(으)로 들어오도록 허용하는 인바운드 항목이 없습니다"
                    ),
                ),
            };
            let node = &acl.node;
            let code = Code::SubnetAclRestriction;
            self.stop(packet, Why { code, node, step: Step::NetworkAcl, title, entry, said, args });
            return None;
        }
        let words = pass.allowed.map(|entry| explain::rule(egress, entry.number, &entry.label));
        let words = words.unwrap_or_else(|| verbatim(""));
        packet.hops.push(hop(&acl.node, Step::NetworkAcl, title, words, true));
        packet.set = pass.passed;
        Some(packet)
    }

    /// Steps 2 and 10: security groups (SG-1), unless the interface has none (SG-7).
    pub(super) fn groups(&mut self, mut packet: Packet, at: Ix, way: Way) -> Option<Packet> {
        let net = self.net;
        let interface = &net.interfaces[at as usize];
        if interface.fact.unfiltered {
            return Some(packet);
        }
        let pass = filter::groups(net, at, way, &packet.set, &packet.tag, &packet.lost);
        let egress = way == Way::Egress;
        let first = interface.groups.first().map(|group| &net.groups[*group as usize]);
        let node = first.map_or(&interface.node, |group| &group.node);
        if pass.passed.is_empty() {
            let names: Vec<String> =
                interface.groups.iter().map(|it| format!("`{}`", net.groups[*it as usize].node)).collect();
            let args = vec![names.join(", "), explain::header(net, &packet.set), interface.node.to_string()];
            let (code, said): (_, &'static Said) = match (pass.lost, pass.has_rules, egress) {
                (true, ..) => (
                    Code::SgReferencesNotPreserved,
                    said!(
                        "a rule of {0} names a group, but the packet came over public addresses or a translator, where groups are no longer known: it is {1}",
                        "{0}의 규칙이 그룹을 지정하지만, 패킷이 공인 주소나 변환기를 거쳐 와서 그룹을 알 수 없습니다: {1}"
                    ),
                ),
                (false, false, true) => (
                    Code::SgHasNoRules,
                    said!(
                        "{0} of `{2}` has no egress rules, so nothing may leave: {1}",
                        "`{2}`의 {0}에 아웃바운드 규칙이 없어 아무것도 나갈 수 없습니다: {1}"
                    ),
                ),
                (false, false, false) => (
                    Code::SgHasNoRules,
                    said!(
                        "{0} of `{2}` has no ingress rules, so nothing may come in: {1}",
                        "`{2}`의 {0}에 인바운드 규칙이 없어 아무것도 들어올 수 없습니다: {1}"
                    ),
                ),
                (false, true, true) => (
                    Code::EniSgRulesMismatch,
                    said!(
                        "{0} of `{2}` has no egress rule that allows {1}",
                        "`{2}`의 {0}에 {1}을(를) 허용하는 아웃바운드 규칙이 없습니다"
                    ),
                ),
                (false, true, false) => (
                    Code::EniSgRulesMismatch,
                    said!(
                        "{0} of `{2}` has no ingress rule that allows {1}",
                        "`{2}`의 {0}에 {1}을(를) 허용하는 인바운드 규칙이 없습니다"
                    ),
                ),
            };
            let title = explain::group_title(first, egress);
            self.stop(
                packet,
                Why { code, node, step: Step::SecurityGroup, title, entry: String::new(), said, args },
            );
            return None;
        }
        if let Some((group, at, label)) = &pass.rule {
            let group = &net.groups[*group as usize];
            let words = explain::rule(egress, at, label);
            let title = explain::group_title(Some(group), egress);
            packet.hops.push(hop(&group.node, Step::SecurityGroup, title, words, true));
        }
        if egress {
            packet.by_address = Some((at, pass.by_address));
        }
        packet.set = pass.passed;
        Some(packet)
    }

    /// SG-6: an answer passes whatever the rules.
    pub(super) fn remembered(&self, packet: &mut Packet, at: Ix, egress: bool) {
        let interface = &self.net.interfaces[at as usize];
        if let Some(group) = interface.groups.first().filter(|_| !interface.fact.unfiltered) {
            let group = &self.net.groups[*group as usize];
            let words = Message::plain(&text!("answers of a flow that was let pass", "허용된 흐름의 응답"));
            let title = explain::group_title(Some(group), egress);
            packet.hops.push(hop(&group.node, Step::SecurityGroup, title, words, true));
        }
    }
}
