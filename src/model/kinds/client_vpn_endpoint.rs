//! Client VPN endpoint: the interfaces by which people's computers come into a VPC.

use super::{
    SecurityGroup, Subnet, managed,
    managed::{FOREIGN, MANY_GROUPS, NO_SUBNET, PLACES},
    subnet,
};
use crate::{
    base::{Cidr, Decimal, text},
    diag::Report,
    model::{
        fact::{CallFact, CallsFrom, Inbound, Interface, Meter, NetFact, Usage},
        field::{Links, Maybe},
        resource::{Resource, resource},
        site::Site,
        taking::{Import, Importing, Join, Taking},
    },
};
use crate::model::giving::{Exporting, Giving, Properties, doubt, list, say, tree};

resource! {
    /// A way into a VPC for people's computers. What they send comes from the address of its interface in a subnet; nothing
    /// in the VPC opens connections to them.
    #[ko = "사람의 컴퓨터가 VPC로 들어오는 길. 보낸 패킷은 서브넷에 있는 인터페이스의 주소에서 나오며, VPC에서 컴퓨터로 연결을 열 수는 없다."]
    pub struct ClientVpnEndpoint: "Client VPN endpoint" | "Client VPN 엔드포인트" {
        short: "Client VPN",
        icon: "client_vpn_endpoint",
        group: Network,
        service: Iaas,
        look: Card,
        stands_in: [Vpc, Subnet],
        roles: [],
        source: "https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/how-it-works.html",
        rules: [FOREIGN, NO_SUBNET, MANY_GROUPS],
        fields {
            /// The addresses that computers get.
            #[ko = "컴퓨터가 받는 주소."]
            pub client_cidr_block: Maybe<Cidr> = Maybe(None), "Client addresses" | "클라이언트 주소", { example: "10.100.0.0/22" };
            /// The other subnets that it is associated with.
            #[ko = "연결된 다른 서브넷."]
            pub subnet_ids: Links<Subnet> = Links::NONE, "Further subnets" | "추가 서브넷";
            /// The filters around its interfaces. None: the VPC's default group.
            #[ko = "인터페이스에 적용되는 필터. 비워 두면 VPC의 기본 그룹을 쓴다."]
            pub security_group_ids: Links<SecurityGroup> = Links::NONE, "Security groups" | "보안 그룹";
            /// Hours of connections in a month, of all computers together.
            #[ko = "모든 컴퓨터의 한 달 연결 시간."]
            pub connection_hours: Decimal = Decimal::ZERO, "Connection hours" | "연결 시간", { unit: "hours/month", usage: true };
        }
    }
}

impl Resource for ClientVpnEndpoint {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let groups = (Self::security_group_ids, &self.security_group_ids);
        PLACES.check(site, (Self::subnet_ids, &self.subnet_ids), groups, report);
    }

    fn headline(&self) -> String {
        self.client_cidr_block.0.map(|it| it.to_string()).unwrap_or_default()
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        managed::interfaces(subnet::effective(site, &self.subnet_ids), |it| Interface {
            groups: self.security_group_ids.targets().to_vec(),
            inbound: Inbound::Managed,
            ..it
        })
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        vec![CallFact::Calls(CallsFrom::Code)]
    }

    fn standard(&self) -> Option<&'static str> {
        Some("OpenVPN")
    }

    fn meters(&self, site: Site<'_>, _: &Usage<'_>) -> Vec<Meter> {
        let associations = subnet::effective(site, &self.subnet_ids).len();
        vec![
            Meter::hours("vpc.client_vpn_association_hour", &text!("association hours", "연결 서브넷 시간"), associations),
            Meter::fixed("vpc.client_vpn_connection_hour", &text!("connection hours", "접속 시간"), self.connection_hours),
        ]
    }
}

impl Importing for ClientVpnEndpoint {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::named("AWS::EC2::ClientVpnEndpoint", &[("subnet_ids", "-")])] }
    }

    fn joins(&self) -> &'static [Join] {
        const { &[Join { ty: "AWS::EC2::ClientVpnTargetNetworkAssociation", owner: "ClientVpnEndpointId" }, Join { ty: "AWS::EC2::ClientVpnAuthorizationRule", owner: "ClientVpnEndpointId" }, Join { ty: "AWS::EC2::ClientVpnRoute", owner: "ClientVpnEndpointId" }] }
    }

    fn join(&mut self, taking: &mut Taking<'_>) {
        if &*taking.item.ty == "AWS::EC2::ClientVpnTargetNetworkAssociation" {
            taking.add_links("SubnetId", &mut self.subnet_ids);
            if taking.node_at("SubnetId").is_none() {
                taking.unknown.insert(Self::subnet_ids, "a subnet that is not here".to_owned());
            }
        }
    }
}

impl Exporting for ClientVpnEndpoint {
    fn properties(&self) -> Properties {
        Properties { always: &["ClientCidrBlock"], changed: &["SecurityGroupIds"] }
    }

    fn is_tagged(&self) -> bool {
        false
    }

    fn give(&self, giving: &mut Giving<'_>) {
        let certificate = doubt("the certificate of the server");
        giving.put("ServerCertificateArn", certificate);
        let root = tree([("ClientRootCertificateChainArn", doubt("the certificate of clients"))]);
        giving.put("AuthenticationOptions", list([tree([("Type", say("certificate-authentication")), ("MutualAuthentication", root)])]));
        giving.put("ConnectionLogOptions", tree([("Enabled", say(false))]));
        // Groups are those of the VPC that is named.
        if let Some(vpc) = giving.network().filter(|_| !self.security_group_ids.targets().is_empty()) {
            giving.put("VpcId", giving.to(vpc));
        }
        let each = giving.with_own(self.subnet_ids.targets());
        let each: Vec<_> = each.into_iter().map(|it| tree([("ClientVpnEndpointId", giving.own()), ("SubnetId", giving.to(it))])).collect();
        giving.add_each("Association", "AWS::EC2::ClientVpnTargetNetworkAssociation", each);
    }
}
