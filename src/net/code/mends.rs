//! What mends a refusal, by code: what to change in the design. A new code does not compile without.

use super::Code;
use crate::base::{Text, text};

impl Code {
    /// What to change so that packets pass, or what the note asks for.
    pub fn mends(self) -> &'static Text {
        match self {
            Self::NoRouteToDestination => &text!(
                "add a route for the destination to the table that the hop names, on the way back to the other side's table",
                "해당 홉의 테이블에 목적지로 가는 경로를 추가한다. 돌아오는 길이면 상대편 테이블에 추가한다"
            ),
            Self::BadStateRoute | Self::TgwRtbBadStateRoute => &text!(
                "point the route at something that works, or remove it so that a shorter one counts",
                "경로를 작동하는 대상으로 바꾸거나, 더 짧은 경로가 쓰이도록 지운다"
            ),
            Self::NoPossibleDestination => &text!(
                "ask for an address that something in the network has and a port that it listens on",
                "네트워크 안의 무언가가 가진 주소와 그것이 수신하는 포트를 묻는다"
            ),
            Self::UnknownDestination | Self::UnknownResource => &text!(
                "draw what lies there: a customer gateway, a VPC, a peer",
                "그곳에 있는 것을 그린다. 고객 게이트웨이, VPC, 상대 연결 등이다"
            ),
            Self::ValueUnknown => &text!(
                "give the field that the answer names its value, or import the template with its parameters",
                "답에 나온 필드에 값을 넣거나, 매개변수 값과 함께 템플릿을 가져온다"
            ),
            Self::BadState => &text!("start the resource", "리소스를 시작한다"),
            Self::EniSourceDestCheckRestriction => &text!(
                "turn the source/destination check of the forwarding interface off",
                "전달하는 인터페이스의 소스/대상 확인을 끈다"
            ),
            Self::EniSgRulesMismatch | Self::SgHasNoRules => &text!(
                "add a rule to a security group of the interface for this protocol, port and other end",
                "인터페이스의 보안 그룹에 이 프로토콜, 포트, 상대편을 허용하는 규칙을 추가한다"
            ),
            Self::SgReferencesNotPreserved => &text!(
                "name addresses instead of the group: those of the sender as they are at that interface",
                "그룹 대신 주소를 지정한다. 그 인터페이스에서 보이는 발신자의 주소다"
            ),
            Self::SubnetAclRestriction => &text!(
                "add a rule to the network ACL before the one that denies, for answers too",
                "거부하는 규칙보다 앞에 허용 규칙을 추가한다. 응답에 대해서도 추가한다"
            ),
            Self::GatewayRejectsSpoofedTraffic
            | Self::IgwSourceAddressNotInRfc1918Ingress
            | Self::IgwSourceAddressNotInRfc6598Ingress => &text!(
                "send from a public address, or come in over a private line, peering or a transit gateway",
                "공인 주소에서 보내거나, 전용 회선, 피어링, 전송 게이트웨이로 들어온다"
            ),
            Self::IgwPublicIpAssociationForEgress => &text!(
                "give the sender a public address, or route it through a NAT gateway",
                "보내는 쪽에 공인 주소를 주거나 NAT 게이트웨이를 거치게 한다"
            ),
            Self::IgwPrivateIpAssociationForIngress => &text!(
                "give the target a public address, or put a load balancer in front of it",
                "대상에 공인 주소를 주거나 앞에 로드 밸런서를 둔다"
            ),
            Self::IgwDestinationAddressNotInRfc1918Egress | Self::IgwDestinationAddressNotInRfc6598Egress => {
                &text!(
                    "route private addresses over peering, a transit gateway or a private line",
                    "사설 주소는 피어링, 전송 게이트웨이, 전용 회선으로 보낸다"
                )
            }
            Self::ProtocolRestriction => &text!(
                "use a protocol that the device carries, or a way without it",
                "이 장치가 다루는 프로토콜을 쓰거나 장치를 거치지 않는 길을 쓴다"
            ),
            Self::VpceGatewayProtocolRestriction => &text!(
                "call the service with the protocol that it answers",
                "서비스가 응답하는 프로토콜로 호출한다"
            ),
            Self::VpceIntraVpcTraffic => &text!(
                "ask the other way round: clients open connections to an endpoint",
                "반대 방향으로 묻는다. 연결은 클라이언트가 엔드포인트로 연다"
            ),
            Self::NoPath => &text!(
                "connect the two: an internet gateway, peering, a transit gateway, an endpoint or a private line",
                "둘을 잇는다. 인터넷 게이트웨이, 피어링, 전송 게이트웨이, 엔드포인트, 전용 회선 가운데 하나를 쓴다"
            ),
            Self::NoSourceOrDestination => &text!(
                "name an end that has an interface or an address, or is served by a regional service",
                "인터페이스나 주소가 있거나 리전 서비스가 응답하는 것을 지정한다"
            ),
            Self::UnsupportedComponent => &text!(
                "nothing in the design: what is not modelled has to be tested in AWS",
                "설계로 고칠 수 없다. 모델에 없는 부분은 AWS에서 확인한다"
            ),
            Self::ComponentFilterRestrictionRemovedComponent => &text!(
                "make a way that does not meet the resource, if there should be one",
                "필요하면 그 리소스를 지나지 않는 길을 만든다"
            ),
            Self::ComponentFilterRestriction => &text!(
                "route the destination through the resource",
                "목적지로 가는 경로가 그 리소스를 지나게 한다"
            ),
            Self::CannotRoute | Self::TgwRtbCannotRoute => &text!(
                "widen the route to the resource, or add one that covers the destination",
                "그 리소스로 가는 경로를 넓히거나 목적지를 포함하는 경로를 추가한다"
            ),
            Self::MoreSpecificRoute | Self::TgwRtbMoreSpecificRoute => &text!(
                "remove the longer prefix, or send the same prefix to the resource",
                "더 긴 접두사의 경로를 지우거나 같은 접두사를 그 리소스로 보낸다"
            ),
            Self::HigherPriorityRoute | Self::TgwRtbHigherPriorityRoute => &text!(
                "remove the route that is preferred, or write a longer prefix to the resource",
                "우선하는 경로를 지우거나 그 리소스로 가는 더 긴 접두사를 적는다"
            ),
            Self::BadStateAttachment => &text!("accept or repair the connection", "연결을 수락하거나 고친다"),
            Self::BadStateVpn | Self::TgwBadStateVpn => {
                &text!("bring a tunnel up, or add a second way", "터널을 연결하거나 다른 길을 추가한다")
            }
            Self::SgReferencingSupport => &text!(
                "turn group referencing on at the transit gateway and both attachments, or name addresses",
                "전송 게이트웨이와 양쪽 연결에서 그룹 참조를 켜거나 주소를 지정한다"
            ),
            Self::IgwNatReflection => &text!(
                "nothing, unless the way should stay inside: then use private addresses",
                "고칠 것이 없다. 안쪽으로만 다녀야 한다면 사설 주소를 쓴다"
            ),
            Self::IngressRtbNoPublicIp => &text!(
                "give the interface that the edge table names a public address, or use an inspection endpoint",
                "엣지 라우팅 테이블이 가리키는 인터페이스에 공인 주소를 주거나 검사 엔드포인트를 쓴다"
            ),
            Self::IngressRtbTrafficRedirection => &text!(
                "send the subnet's own traffic through the same middlebox",
                "서브넷이 내보내는 트래픽도 같은 중간 장치를 지나게 한다"
            ),
            Self::VpcBlockPublicAccessEnabled => &text!(
                "exclude the VPC or the subnet from VPC Block Public Access, if it is to be public",
                "공개해야 한다면 VPC나 서브넷을 VPC Block Public Access에서 제외한다"
            ),
            Self::NgwRequiresSourceInVpc => &text!(
                "use a NAT gateway in the sender's own VPC, or come over a transit gateway",
                "보내는 쪽 VPC의 NAT 게이트웨이를 쓰거나 전송 게이트웨이를 거친다"
            ),
            Self::RegionalNgwRouteAzRestriction => &text!(
                "give the regional NAT gateway an address in the zone",
                "리전 NAT 게이트웨이에 이 가용 영역의 주소를 준다"
            ),
            Self::PcxRequiresAddressInVpcCidr => &text!(
                "peer the two VPCs directly, or use a transit gateway",
                "두 VPC를 직접 피어링하거나 전송 게이트웨이를 쓴다"
            ),
            Self::VgwPrivateIpAssociationForEgress | Self::VgwPrivateIpAssociationForIngress => &text!(
                "attach both networks to a transit gateway: a virtual private gateway serves its own VPC only",
                "두 네트워크를 전송 게이트웨이에 연결한다. 가상 프라이빗 게이트웨이는 자기 VPC에만 쓰인다"
            ),
            Self::VgwUnknownPrefix => &text!(
                "add the prefix to the static routes of the line, or announce it",
                "회선의 정적 경로에 접두사를 추가하거나 광고한다"
            ),
            Self::TgwRouteAzRestriction => &text!(
                "give the attachment a subnet in the sender's zone",
                "보내는 쪽 가용 영역의 서브넷을 연결에 추가한다"
            ),
            Self::TgwAttachMissingTgwRtbAssociation => {
                &text!("associate the attachment with a route table", "연결에 라우팅 테이블을 지정한다")
            }
            Self::TgwRtbNoRouteToTgwAttachment => &text!(
                "propagate the other attachment to this table, or write a route",
                "상대 연결을 이 테이블에 전파하거나 경로를 적는다"
            ),
            Self::TgwRtbRoutesAreUnknown => &text!(
                "draw the other transit gateway with its table",
                "다른 전송 게이트웨이와 그 테이블을 그린다"
            ),
            Self::TransitGatewayApplianceModeRecommended => &text!(
                "turn appliance mode on at the attachment of the inspecting VPC",
                "검사하는 VPC의 연결에서 어플라이언스 모드를 켠다"
            ),
            Self::VpceServiceNotInstalledInAz => &text!(
                "enable the zone at the service's load balancer, or cross-zone balancing",
                "서비스의 로드 밸런서에서 이 가용 영역이나 교차 영역 로드 밸런싱을 켠다"
            ),
            Self::Elbv2ListenersMismatch => {
                &text!("add a listener for the port", "이 포트의 리스너를 추가한다")
            }
            Self::Elbv2ListenerHasNoTg => {
                &text!("give the listener a target group", "리스너에 대상 그룹을 지정한다")
            }
            Self::Elbv2ListenerRequiresTgAccept => &text!(
                "register targets that answer the listener's protocol",
                "리스너의 프로토콜에 응답하는 대상을 등록한다"
            ),
            Self::Elbv2NoTargetsInAz => &text!(
                "register a target in the zone, or turn cross-zone balancing on",
                "이 가용 영역에 대상을 등록하거나 교차 영역 로드 밸런싱을 켠다"
            ),
            Self::EniAddressRestriction => {
                &text!("give the sender an address of this family", "보내는 쪽에 이 주소 체계의 주소를 준다")
            }
            Self::Elbv2SourceAddressPreservation => &text!(
                "turn client address preservation off, or put the target into the balancer's VPC",
                "클라이언트 주소 유지를 끄거나 대상을 로드 밸런서의 VPC에 둔다"
            ),
            Self::TargetAddressRestriction | Self::TargetPortRestriction => {
                &text!("register the address and port as a target", "이 주소와 포트를 대상으로 등록한다")
            }
            Self::AssumptionPreserveClientIpIsEnabled | Self::AssumptionPreserveClientIpIsDisabled => &text!(
                "state the target group's client address preservation, so that nothing is assumed",
                "대상 그룹의 클라이언트 주소 유지를 적어 가정을 없앤다"
            ),
            Self::FirewallRulesRestriction => {
                &text!("add a rule to the firewall that passes it", "방화벽에 통과시키는 규칙을 추가한다")
            }
            Self::FirewallUnsupportedRules | Self::PathThroughGwlbNotChecked => &text!(
                "nothing in the design: test in AWS what the inspection drops",
                "설계로 고칠 수 없다. 검사가 무엇을 버리는지 AWS에서 확인한다"
            ),
            Self::AvailabilityZoneCrossed => &text!(
                "nothing, unless transfer between zones costs too much: then use a target in the same zone",
                "고칠 것이 없다. 영역 간 전송 요금이 부담되면 같은 영역의 대상을 쓴다"
            ),
            Self::AsymmetricInspection => &text!(
                "route both directions through the same inspecting device",
                "두 방향 모두 같은 검사 장치를 지나게 한다"
            ),
            Self::EigwNoInbound => &text!(
                "use an internet gateway where connections have to come in",
                "연결이 들어와야 하는 곳에는 인터넷 게이트웨이를 쓴다"
            ),
            Self::EigwIpv4 => &text!(
                "route IPv4 to a NAT gateway or an internet gateway",
                "IPv4는 NAT 게이트웨이나 인터넷 게이트웨이로 보낸다"
            ),
            Self::GweRemoteSource => &text!(
                "use an interface endpoint, or a gateway endpoint in the sender's own VPC",
                "인터페이스 엔드포인트를 쓰거나 보내는 쪽 VPC에 게이트웨이 엔드포인트를 둔다"
            ),
            Self::Ipv6NotGlobal => {
                &text!("give the interface a global IPv6 address", "인터페이스에 글로벌 IPv6 주소를 준다")
            }
            Self::Ipv6DenyIgw => &text!(
                "let the interface use the internet over IPv6",
                "인터페이스가 IPv6로 인터넷을 쓰도록 허용한다"
            ),
            Self::NlbLoopback => &text!(
                "turn client address preservation off, or call another target",
                "클라이언트 주소 유지를 끄거나 다른 대상을 호출한다"
            ),
            Self::EndpointNotAccepted => {
                &text!("accept the endpoint at the service", "서비스에서 엔드포인트를 수락한다")
            }
            Self::DnsUnresolvable => &text!(
                "add a record to a private hosted zone of the VPC, or turn its DNS support on",
                "VPC의 프라이빗 호스팅 영역에 레코드를 추가하거나 DNS 지원을 켠다"
            ),
            Self::DnsElsewhere => &text!(
                "turn private DNS of the endpoint on, or use its own name",
                "엔드포인트의 프라이빗 DNS를 켜거나 엔드포인트 고유의 이름을 쓴다"
            ),
            Self::ReturnMismatch => &text!(
                "route the answers back through the device that changed the packets",
                "패킷을 바꾼 장치를 응답도 지나게 한다"
            ),
            Self::NatNoInbound => &text!(
                "give the target a public address, or put a load balancer in front of it; a NAT gateway leads outward only",
                "대상에 공인 주소를 주거나 앞에 로드 밸런서를 둔다. NAT 게이트웨이는 밖으로만 통한다"
            ),
            Self::HyperplaneNoInbound => &text!(
                "invoke the function instead: through an API, a load balancer or an event source",
                "연결하는 대신 호출한다. API, 로드 밸런서, 이벤트 소스를 쓴다"
            ),
            Self::LinkLocalReserved => &text!(
                "use another address: these stay on the machine or its link",
                "다른 주소를 쓴다. 이 주소는 인스턴스나 그 링크 밖으로 나가지 않는다"
            ),
            Self::Loop => &text!("change the route that leads back", "되돌아가게 하는 경로를 바꾼다"),
            Self::LambdaNoVpc => {
                &text!("attach the function to subnets of the VPC", "함수를 VPC의 서브넷에 연결한다")
            }
            Self::EnginesDisagree => &text!(
                "nothing in the design: report the model as a fault of Plat",
                "설계로 고칠 수 없다. Plat의 결함이니 모델과 함께 알려 준다"
            ),
            Self::DeniedByPolicy => &text!(
                "grant the call in the design, or add the policy that it needs",
                "설계에서 호출을 허용하거나 필요한 정책을 추가한다"
            ),
        }
    }
}
