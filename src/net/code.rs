//! Why packets stop: the provider's published codes and, prefixed `X_`, our own.

use crate::base::{Text, text};

mod mends;

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

            /// The rules it comes from, by the ids of `docs/forwarding-rules.md`, in a few words.
            pub fn rules(self) -> &'static str { match self { $(Self::$Variant => concat!($($doc),+),)+ } }

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
    NoPossibleDestination = "NO_POSSIBLE_DESTINATION", "what was meant is not at the destination address" | "뜻한 것이 목적지 주소에 없음";
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
    VpceGatewayProtocolRestriction = "VPCE_GATEWAY_PROTOCOL_RESTRICTION", "a gateway endpoint carries tcp and ping only" | "게이트웨이 엔드포인트는 tcp와 ping만 전달함";
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
    /// Section 5: the question names a resource to cross.
    ComponentFilterRestriction = "COMPONENT_FILTER_RESTRICTION", "packets get there, but no path crosses the resource that was asked for" | "패킷이 도착하지만 지정한 리소스를 지나는 경로가 없음";
    /// RT-2, of a resource to cross.
    CannotRoute = "CANNOT_ROUTE", "a route leads to the resource that was asked for, but does not cover the destination" | "지정한 리소스로 가는 경로가 있지만 목적지를 포함하지 않음";
    /// RT-2, of a resource to cross.
    MoreSpecificRoute = "MORE_SPECIFIC_ROUTE", "a more specific route leads elsewhere" | "더 구체적인 경로가 다른 곳으로 이어짐";
    /// RT-3; a note, and the reason why packets do not cross a resource.
    HigherPriorityRoute = "HIGHER_PRIORITY_ROUTE", "another route for the same addresses is preferred" | "같은 주소에 대한 다른 경로가 우선함";
    /// PCX-1: the state of a connection. TGW-1, TGW-3.
    BadStateAttachment = "BAD_STATE_ATTACHMENT", "the attachment does not work" | "연결이 작동하지 않음";
    /// VGW-3.
    BadStateVpn = "BAD_STATE_VPN", "every tunnel of the VPN connection is down" | "VPN 연결의 모든 터널이 끊어짐";
    /// VGW-3, at a transit gateway.
    TgwBadStateVpn = "TGW_BAD_STATE_VPN", "every tunnel of the attached VPN connection is down" | "연결된 VPN의 모든 터널이 끊어짐";
    /// SG-4.
    SgReferencingSupport = "SG_REFERENCING_SUPPORT", "a rule names a group, but the transit gateway or an attachment does not pass on groups" | "규칙이 그룹을 지정하지만, 전송 게이트웨이나 연결이 그룹을 알려 주지 않음";
    /// IGW-3.
    IgwSourceAddressNotInRfc1918Ingress = "IGW_SOURCE_ADDRESS_NOT_IN_RFC1918_INGRESS", "a private source does not come in from outside" | "사설 출발지는 밖에서 들어올 수 없음";
    /// IGW-3.
    IgwSourceAddressNotInRfc6598Ingress = "IGW_SOURCE_ADDRESS_NOT_IN_RFC6598_INGRESS", "a shared source does not come in from outside" | "공유 출발지는 밖에서 들어올 수 없음";
    /// IGW-5; a note.
    IgwNatReflection = "IGW_NAT_REFLECTION", "the packets leave by an internet gateway and come back in by public addresses" | "패킷이 인터넷 게이트웨이로 나갔다가 공인 주소로 다시 들어옴";
    /// IGW-6.
    IngressRtbNoPublicIp = "INGRESS_RTB_NO_PUBLIC_IP", "the edge table leads to an interface without a public address" | "엣지 라우팅 테이블이 공인 주소가 없는 인터페이스로 이어짐";
    /// IGW-6.
    IngressRtbTrafficRedirection = "INGRESS_RTB_TRAFFIC_REDIRECTION", "what comes in is redirected, but what goes out is not" | "들어오는 패킷은 우회하는데 나가는 패킷은 그렇지 않음";
    /// IGW-1, EIGW-1.
    VpcBlockPublicAccessEnabled = "VPC_BLOCK_PUBLIC_ACCESS_ENABLED", "VPC Block Public Access blocks it" | "VPC Block Public Access가 차단함";
    /// NAT-1.
    NgwRequiresSourceInVpc = "NGW_REQUIRES_SOURCE_IN_VPC", "a NAT gateway serves its own VPC and what comes over transit gateways" | "NAT 게이트웨이는 자기 VPC와 전송 게이트웨이를 거쳐 온 패킷만 다룸";
    /// NAT-8.
    RegionalNgwRouteAzRestriction = "REGIONAL_NGW_ROUTE_AZ_RESTRICTION", "the regional NAT gateway has no address in this zone" | "리전 NAT 게이트웨이의 주소가 이 가용 영역에 없음";
    /// PCX-1, PCX-2.
    PcxRequiresAddressInVpcCidr = "PCX_REQUIRES_ADDRESS_IN_VPC_CIDR", "a peering connection carries packets between its two VPCs only" | "피어링 연결은 두 VPC 사이의 패킷만 전달함";
    /// VGW-1.
    VgwPrivateIpAssociationForEgress = "VGW_PRIVATE_IP_ASSOCIATION_FOR_EGRESS", "the source is no interface of the gateway's VPC" | "출발지가 게이트웨이의 VPC 안 인터페이스가 아님";
    /// VGW-2.
    VgwPrivateIpAssociationForIngress = "VGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS", "the destination is no interface of the gateway's VPC" | "목적지가 게이트웨이의 VPC 안 인터페이스가 아님";
    /// VGW-1.
    VgwUnknownPrefix = "X_VGW_UNKNOWN_PREFIX", "no line has told the gateway of this address" | "이 주소를 게이트웨이에 알려 준 회선이 없음";
    /// TGW-1.
    TgwRouteAzRestriction = "TGW_ROUTE_AZ_RESTRICTION", "the attachment has no subnet in the sender's zone" | "보내는 쪽 가용 영역에 연결의 서브넷이 없음";
    /// TGW-2.
    TgwAttachMissingTgwRtbAssociation = "TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION", "the attachment has no route table" | "연결에 라우팅 테이블이 없음";
    /// TGW-2.
    TgwRtbNoRouteToTgwAttachment = "TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT", "the transit gateway's table has no route to the destination" | "전송 게이트웨이의 테이블에 목적지로 가는 경로가 없음";
    /// TGW-2, of a resource to cross.
    TgwRtbCannotRoute = "TGW_RTB_CANNOT_ROUTE", "a route of the transit gateway leads to the resource that was asked for, but does not cover the destination" | "전송 게이트웨이에 지정한 리소스로 가는 경로가 있지만 목적지를 포함하지 않음";
    /// TGW-2, of a resource to cross.
    TgwRtbMoreSpecificRoute = "TGW_RTB_MORE_SPECIFIC_ROUTE", "a more specific route of the transit gateway leads elsewhere" | "전송 게이트웨이의 더 구체적인 경로가 다른 곳으로 이어짐";
    /// TGW-2, of a resource to cross.
    TgwRtbHigherPriorityRoute = "TGW_RTB_HIGHER_PRIORITY_ROUTE", "another route of the transit gateway for the same addresses is preferred" | "전송 게이트웨이에서 같은 주소에 대한 다른 경로가 우선함";
    /// TGW-2.
    TgwRtbBadStateRoute = "TGW_RTB_BAD_STATE_ROUTE", "the transit gateway's route is a blackhole" | "전송 게이트웨이의 경로가 블랙홀임";
    /// TGW-5.
    TgwRtbRoutesAreUnknown = "TGW_RTB_ROUTES_ARE_UNKNOWN", "the other transit gateway's routes are not in the model" | "다른 전송 게이트웨이의 경로가 모델에 없음";
    /// TGW-3; a note.
    TransitGatewayApplianceModeRecommended = "TRANSIT_GATEWAY_APPLIANCE_MODE_RECOMMENDED", "without appliance mode the two directions of a flow may be inspected in different zones" | "어플라이언스 모드가 아니면 한 흐름의 두 방향이 서로 다른 가용 영역에서 검사될 수 있음";
    /// The edge of the model.
    UnknownResource = "UNKNOWN_RESOURCE", "what lies beyond is not in the model" | "그 너머가 모델에 없음";
    /// Section 5: a field of which nobody knows the value.
    ValueUnknown = "X_VALUE_UNKNOWN", "a value that decides here is not known" | "여기서 결정하는 값을 알 수 없음";
    /// IFE-2.
    VpceServiceNotInstalledInAz = "VPCE_SERVICE_NOT_INSTALLED_IN_AZ", "the service has no balancer in the endpoint's zone" | "엔드포인트의 가용 영역에 서비스의 로드 밸런서가 없음";
    /// LB-1.
    Elbv2ListenersMismatch = "ELBV2_LISTENERS_MISMATCH", "no listener takes it" | "맞는 리스너가 없음";
    /// LB-2.
    Elbv2ListenerHasNoTg = "ELBV2_LISTENER_HAS_NO_TG", "the listener has no targets" | "리스너에 대상이 없음";
    /// LB-2.
    Elbv2ListenerRequiresTgAccept = "ELBV2_LISTENER_REQUIRES_TG_ACCEPT", "no target group takes it" | "맞는 대상 그룹이 없음";
    /// LB-5.
    Elbv2NoTargetsInAz = "ELBV2_NO_TARGETS_IN_AZ", "no target in the zones that this node uses" | "이 노드가 쓰는 가용 영역에 대상이 없음";
    /// ENI-1: a sender has no address of the family.
    EniAddressRestriction = "ENI_ADDRESS_RESTRICTION", "it has no address that it could send with" | "보낼 때 쓸 수 있는 주소가 없음";
    /// LB-4.
    Elbv2SourceAddressPreservation = "ELBV2_SOURCE_ADDRESS_PRESERVATION", "a target that sees the client's address has to be in the balancer's VPC, with no inspection between" | "클라이언트 주소를 보는 대상은 로드 밸런서의 VPC에 있어야 하고 중간에 검사가 없어야 함";
    /// LB-2.
    TargetAddressRestriction = "TARGET_ADDRESS_RESTRICTION", "the balancer does not send there" | "로드 밸런서가 그곳으로 보내지 않음";
    /// LB-2.
    TargetPortRestriction = "TARGET_PORT_RESTRICTION", "the balancer does not send to this port" | "로드 밸런서가 이 포트로 보내지 않음";
    /// LB-3; a note.
    AssumptionPreserveClientIpIsEnabled = "ASSUMPTION_PRESERVE_CLIENT_IP_IS_ENABLED", "targets are taken to see the client's address, as the provider does by default" | "기본값대로 대상이 클라이언트 주소를 보는 것으로 가정함";
    /// LB-3; a note.
    AssumptionPreserveClientIpIsDisabled = "ASSUMPTION_PRESERVE_CLIENT_IP_IS_DISABLED", "targets are taken not to see the client's address, as the provider does by default" | "기본값대로 대상이 클라이언트 주소를 보지 않는 것으로 가정함";
    /// FW-1, CGW-1.
    FirewallRulesRestriction = "FIREWALL_RULES_RESTRICTION", "the firewall drops it" | "방화벽이 버림";
    /// FW-1; a note.
    FirewallUnsupportedRules = "FIREWALL_UNSUPPORTED_RULES", "the firewall has rules that are not modelled, which may drop it" | "모델링되지 않은 방화벽 규칙이 버릴 수 있음";
    /// GWLBE-1; a note.
    PathThroughGwlbNotChecked = "PATH_THROUGH_GWLB_NOT_CHECKED", "what the inspection lets pass is not stated, so all of it is taken to pass" | "검사가 무엇을 통과시키는지 알 수 없어 모두 통과하는 것으로 봄";
    /// A note.
    AvailabilityZoneCrossed = "AVAILABILITY_ZONE_CROSSED", "the packets go to another zone" | "패킷이 다른 가용 영역으로 감";
    /// RET-2, APP-1.
    AsymmetricInspection = "X_ASYMMETRIC_INSPECTION", "one direction of the flow passes an inspecting device and the other does not" | "흐름의 한 방향만 검사 장치를 지남";
    /// EIGW-1.
    EigwNoInbound = "X_EIGW_NO_INBOUND", "nobody opens a connection in through an egress-only internet gateway" | "송신 전용 인터넷 게이트웨이를 통해 안으로 연결을 열 수 없음";
    /// EIGW-1.
    EigwIpv4 = "X_EIGW_IPV4", "an egress-only internet gateway carries IPv6 only" | "송신 전용 인터넷 게이트웨이는 IPv6만 전달함";
    /// GWE-2.
    GweRemoteSource = "X_GWE_REMOTE_SOURCE", "a gateway endpoint serves its own VPC only" | "게이트웨이 엔드포인트는 자기 VPC에만 쓰임";
    /// IGW-4.
    Ipv6NotGlobal = "X_IPV6_NOT_GLOBAL", "the address is not a global IPv6 address" | "글로벌 IPv6 주소가 아님";
    /// IGW-4.
    Ipv6DenyIgw = "X_IPV6_DENY_IGW", "the interface is kept from the internet" | "인터페이스가 인터넷에서 차단됨";
    /// LB-4.
    NlbLoopback = "X_NLB_LOOPBACK", "a target cannot call itself through a balancer that keeps its address" | "대상은 자기 주소를 유지하는 로드 밸런서를 통해 자신을 부를 수 없음";
    /// IFE-1, GWLBE-1.
    EndpointNotAccepted = "X_ENDPOINT_NOT_ACCEPTED", "the service has not accepted the endpoint" | "서비스가 엔드포인트를 수락하지 않음";
    /// DNS-1.
    DnsUnresolvable = "X_DNS_UNRESOLVABLE", "the name has no address from here" | "여기서는 이 이름의 주소를 알 수 없음";
    /// DNS-2; a note.
    DnsElsewhere = "X_DNS_ELSEWHERE", "there is an endpoint for the service, but the name does not lead to it from here" | "서비스의 엔드포인트가 있지만 여기서는 이름이 그곳을 가리키지 않음";
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
    /// Nothing of the provider's: a fault of ours, found before the answer was shown.
    EnginesDisagree = "X_ENGINES_DISAGREE", "two engines of Plat differ, so there is no answer" | "Plat의 두 엔진이 서로 달라 답이 없음";
    /// Section 1.5: not about packets.
    DeniedByPolicy = "DENIED_BY_POLICY", "a policy that the call needs is not part of the design" | "호출에 필요한 정책이 설계에 없음";
}

impl serde::Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.name())
    }
}
