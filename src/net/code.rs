//! Why packets stop: the provider's published codes and, prefixed `X_`, our own.

use crate::base::{Text, text};

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $Variant:ident = $name:literal, $en:literal | $ko:literal;)+) => {
        /// Why packets stop.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[doc = $doc])+ $Variant,)+ }

        impl Code {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$Variant,)+];

            /// The stable name.
            pub fn name(self) -> &'static str { match self { $(Self::$Variant => $name,)+ } }

            /// What it means, for people.
            pub fn meaning(self) -> &'static Text {
                match self { $(Self::$Variant => &text!($en, $ko),)+ }
            }
        }
    };
}

codes! {
    /// RT-2, and on the way back RET-1.
    NoRouteToDestination = "NO_ROUTE_TO_DESTINATION", "no route in this table covers the destination" | "이 테이블에 목적지를 포함하는 경로가 없음";
    /// RT-6.
    BadStateRoute = "BAD_STATE_ROUTE", "the route that wins leads to something that is gone" | "선택된 경로의 대상이 없음";
    /// RT-7, L2-1.
    NoPossibleDestination = "NO_POSSIBLE_DESTINATION", "nothing owns the destination address" | "목적지 주소를 가진 것이 없음";
    /// The edge of the model.
    UnknownDestination = "UNKNOWN_DESTINATION", "the model does not say what lies there" | "그곳에 무엇이 있는지 모델에 없음";
    /// ENI-2: the owner does not run.
    BadState = "BAD_STATE", "the resource is not running" | "리소스가 실행 중이 아님";
    /// APP-1, ENI-2.
    EniSourceDestCheckRestriction = "ENI_SOURCE_DEST_CHECK_RESTRICTION", "the interface checks source and destination, so it does not forward" | "인터페이스가 소스/대상 확인을 하므로 전달하지 않음";
    /// SG-1.
    EniSgRulesMismatch = "ENI_SG_RULES_MISMATCH", "no rule of the security groups matches" | "보안 그룹에 맞는 규칙이 없음";
    /// SG-1.
    SgHasNoRules = "SG_HAS_NO_RULES", "the security groups have no rule in this direction" | "보안 그룹에 이 방향의 규칙이 없음";
    /// SG-4.
    SgReferencesNotPreserved = "SG_REFERENCES_NOT_PRESERVED", "a rule names a group, but which group sent the packet is no longer known here" | "규칙이 그룹을 지정하지만, 여기서는 패킷을 보낸 그룹을 알 수 없음";
    /// NACL-2, NACL-4.
    SubnetAclRestriction = "SUBNET_ACL_RESTRICTION", "the network ACL denies it" | "네트워크 ACL이 거부함";
    /// IGW-3.
    GatewayRejectsSpoofedTraffic = "GATEWAY_REJECTS_SPOOFED_TRAFFIC", "a packet from outside claims an address inside" | "밖에서 온 패킷이 안쪽 주소를 사용함";
    /// IGW-2, FN-1.
    IgwPublicIpAssociationForEgress = "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS", "the source has no public address, so the internet gateway drops it" | "출발지에 공인 주소가 없어 인터넷 게이트웨이가 버림";
    /// IGW-3.
    IgwPrivateIpAssociationForIngress = "IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS", "the destination is not a public address of an interface" | "목적지가 인터페이스의 공인 주소가 아님";
    /// IGW-2.
    IgwDestinationAddressNotInRfc1918Egress = "IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS", "an internet gateway does not carry packets to private addresses" | "인터넷 게이트웨이는 사설 주소로 가는 패킷을 전달하지 않음";
    /// IGW-2.
    IgwDestinationAddressNotInRfc6598Egress = "IGW_DESTINATION_ADDRESS_NOT_IN_RFC6598_EGRESS", "an internet gateway does not carry packets to shared addresses" | "인터넷 게이트웨이는 공유 주소로 가는 패킷을 전달하지 않음";
    /// NAT-1, FN-1, IFE-1.
    ProtocolRestriction = "PROTOCOL_RESTRICTION", "it does not carry this protocol" | "이 프로토콜을 다루지 않음";
    /// GWE-1.
    VpceGatewayProtocolRestriction = "VPCE_GATEWAY_PROTOCOL_RESTRICTION", "a gateway endpoint carries tcp only" | "게이트웨이 엔드포인트는 tcp만 전달함";
    /// IFE-1.
    VpceIntraVpcTraffic = "VPCE_INTRA_VPC_TRAFFIC", "an endpoint opens no connections itself" | "엔드포인트는 스스로 연결을 열지 않음";
    /// Nothing connects the two at all.
    NoPath = "NO_PATH", "nothing connects the two" | "둘을 잇는 것이 없음";
    /// Query validation.
    NoSourceOrDestination = "NO_SOURCE_OR_DESTINATION", "an end of the question has no place in the network" | "질문의 한쪽 끝이 네트워크에 자리가 없음";
    /// The soundness contract of section 5.
    UnsupportedComponent = "UNSUPPORTED_COMPONENT", "the model does not cover this, so there is no answer" | "모델이 다루지 않는 부분이라 답할 수 없음";
    /// Section 5: the question leaves a resource out.
    ComponentFilterRestrictionRemovedComponent = "COMPONENT_FILTER_RESTRICTION_REMOVED_COMPONENT", "every path meets the resource that was to be avoided" | "모든 경로가 피해야 할 리소스를 지남";
    /// RET-2.
    ReturnMismatch = "X_RETURN_MISMATCH", "the answer takes another way, so the client does not know it" | "응답이 다른 길로 가서 클라이언트가 알아보지 못함";
    /// NAT-4.
    NatNoInbound = "X_NAT_NO_INBOUND", "nobody can open a connection to a NAT gateway" | "NAT 게이트웨이로는 연결을 열 수 없음";
    /// FN-2.
    HyperplaneNoInbound = "X_HYPERPLANE_NO_INBOUND", "nobody can open a connection to a function's interface" | "함수의 인터페이스로는 연결을 열 수 없음";
    /// RSV-2.
    LinkLocalReserved = "X_LINK_LOCAL_RESERVED", "the address is never forwarded" | "전달되지 않는 주소";
    /// NAT-3, PKT-3.
    Loop = "X_LOOP", "the packet comes back to where it was" | "패킷이 왔던 곳으로 돌아옴";
    /// FN-3.
    LambdaNoVpc = "X_LAMBDA_NO_VPC", "a function outside VPCs has no way to private addresses" | "VPC 밖의 함수는 사설 주소에 갈 수 없음";
    /// Section 1.5: not about packets.
    DeniedByPolicy = "DENIED_BY_POLICY", "a policy that the call needs is not part of the design" | "호출에 필요한 정책이 설계에 없음";
}

impl serde::Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.name())
    }
}
