//! Connections: intent drawn by a person. A connection never creates reachability; it asks for it.

use super::{
    fact::{CallFact, CallsFrom},
    field::{Anything, Choice as _, Link, choice},
    resource::record,
};
use crate::base::{Decimal, Lang, NodeId, PortRange, Protocol};

choice! {
    /// What a connection asks for.
    pub enum Access {
        /// Calls the target and waits for its answer.
        Invoke = "invoke", "Invoke" | "호출";
        /// Reads and writes data.
        ReadWrite = "read_write", "Read and write" | "읽기와 쓰기";
        /// The source's events start the target.
        EventSource = "event_source", "Event source" | "이벤트 소스";
        /// Packets of a protocol to a port.
        Network = "network", "Network" | "네트워크";
        /// The source names the target; nothing is known to go along it.
        Reference = "reference", "Reference" | "참조";
    }
}

choice! {
    /// How reads are served.
    pub enum Consistency {
        /// The latest write is seen.
        Strong = "strong", "Strong" | "강한 일관성";
        /// An earlier value may be seen, at half the price.
        Eventual = "eventual", "Eventual" | "최종 일관성";
        /// All or nothing, at twice the price.
        Transactional = "transactional", "Transactional" | "트랜잭션";
    }
}

/// The ways in which what calls and what another takes go together, the likeliest first.
pub fn accesses(calls: &[CallFact], takes: &[CallFact]) -> Vec<Access> {
    let callers: Vec<CallsFrom> = calls
        .iter()
        .filter_map(|fact| match fact {
            CallFact::Calls(from) => Some(*from),
            CallFact::Takes(_) => None,
        })
        .collect();
    let takes = takes.iter().filter_map(|fact| match fact {
        CallFact::Takes(takes) if takes.from.iter().any(|from| callers.contains(from)) => Some(takes.access),
        CallFact::Takes(_) | CallFact::Calls(_) => None,
    });
    takes.collect()
}

record! {
    /// One connection.
    pub struct Connection {
        /// Where calls come from.
        #[ko = "호출이 시작되는 곳."]
        pub from: Link<Anything> = Link::NONE, "From" | "출발";
        /// Where they go.
        #[ko = "호출이 향하는 곳."]
        pub to: Link<Anything> = Link::NONE, "To" | "도착";
        /// What the connection asks for.
        #[ko = "이 연결이 요구하는 것."]
        pub kind: Access = Access::Invoke, "Kind" | "종류";
        /// How many calls one call of the source makes.
        #[ko = "출발 쪽 호출 한 번이 만드는 호출 수."]
        pub calls: Decimal = Decimal::ONE, "Calls per request" | "요청당 호출", { max: 1_000_000 };
        /// Which share of the source's calls takes this way.
        #[ko = "출발 쪽 호출 가운데 이 연결로 가는 비율."]
        pub share: Decimal = Decimal::ONE, "Share" | "비율", { max: 1 };
        /// How many further tries one call comes to on average.
        #[ko = "호출 한 번에 평균 몇 번 더 시도하는지."]
        pub retries: Decimal = Decimal::ZERO, "Retries per call" | "호출당 재시도", { max: 100 };
        /// How many items one call reads.
        #[ko = "호출 한 번이 읽는 항목 수."]
        pub reads: Decimal = Decimal::ZERO, "Reads per call" | "호출당 읽기", { max: 1_000_000 };
        /// How many items one call writes.
        #[ko = "호출 한 번이 쓰는 항목 수."]
        pub writes: Decimal = Decimal::ZERO, "Writes per call" | "호출당 쓰기", { max: 1_000_000 };
        /// How reads are served.
        #[ko = "읽기 일관성."]
        pub consistency: Consistency = Consistency::Strong, "Read consistency" | "읽기 일관성";
        /// Size of one item that is read.
        #[ko = "읽는 항목 하나의 크기."]
        pub read_size: u32 = 1024, "Read size" | "읽기 크기", { unit: "B" };
        /// Size of one item that is written.
        #[ko = "쓰는 항목 하나의 크기."]
        pub write_size: u32 = 1024, "Write size" | "쓰기 크기", { unit: "B" };
        /// Size of what a call sends.
        #[ko = "호출이 보내는 데이터의 크기."]
        pub request_size: u32 = 0, "Request size" | "요청 크기", { unit: "B" };
        /// Size of what comes back.
        #[ko = "돌아오는 데이터의 크기."]
        pub response_size: u32 = 0, "Response size" | "응답 크기", { unit: "B" };
        /// How many events start the target once.
        #[ko = "대상을 한 번 시작하는 이벤트 수."]
        pub batch_size: u32 = 1, "Batch size" | "배치 크기", { min: 1, max: 10_000 };
        /// Protocol of the packets.
        #[ko = "패킷의 프로토콜."]
        pub protocol: Protocol = Protocol::TCP, "Protocol" | "프로토콜", { example: "tcp" };
        /// Destination ports of the packets.
        #[ko = "패킷의 목적지 포트."]
        pub ports: PortRange = PortRange::one(443), "Ports" | "포트", { example: "443" };
        /// Whether the role or resource policy that this call needs is part of the design.
        #[ko = "이 호출에 필요한 역할이나 리소스 정책이 설계에 있는지 여부."]
        pub authorized: bool = true, "Authorized" | "권한 있음";
        /// Whether an import concluded that it is there: what was read does not say so outright.
        #[ko = "가져오기에서 추론한 연결인지 여부. 읽은 내용에 분명히 적혀 있지는 않다."]
        pub inferred: bool = false, "Inferred" | "추론됨";
    }
}

impl Connection {
    /// A fresh connection with what people most often mean by it.
    pub fn new(from: NodeId, to: NodeId, kind: Access) -> Self {
        let one_of_each = if kind == Access::ReadWrite { Decimal::ONE } else { Decimal::ZERO };
        Self {
            from: Link::to(from),
            to: Link::to(to),
            kind,
            reads: one_of_each,
            writes: one_of_each,
            ..Self::default()
        }
    }

    /// What it asks for, in words as on its line.
    pub fn asks(&self, lang: Lang) -> String {
        let protocol = self.protocol;
        match self.kind {
            Access::Network if protocol.has_ports() && self.ports != PortRange::ALL => {
                format!("{}/{}", protocol.name(), self.ports)
            }
            Access::Network => protocol.name(),
            kind @ (Access::Invoke | Access::ReadWrite | Access::EventSource | Access::Reference) => {
                let label = kind.labels().get(kind.index()).map_or("", |label| label.get(lang));
                label.to_lowercase()
            }
        }
    }

    /// Both ends, when both are there; in a model they always are.
    pub fn ends(&self) -> Option<(&NodeId, &NodeId)> {
        self.from.target().zip(self.to.target())
    }

    /// Whether a field makes sense for this kind of connection.
    pub fn shows(&self, field: crate::base::FieldId) -> bool {
        let data = [Self::reads, Self::writes, Self::consistency, Self::read_size, Self::write_size];
        if data.contains(&field) {
            return self.kind == Access::ReadWrite;
        }
        match field {
            Self::batch_size => self.kind == Access::EventSource,
            Self::protocol | Self::ports => self.kind == Access::Network,
            Self::authorized => self.kind != Access::Network && self.kind != Access::Reference,
            Self::inferred => self.inferred,
            Self::calls | Self::share | Self::retries | Self::request_size | Self::response_size => {
                self.kind != Access::Reference
            }
            _ => true,
        }
    }
}
