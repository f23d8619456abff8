//! Network interface that is not an instance's first one.

use super::{ElasticIp, Instance, SecurityGroup, Subnet, elastic_ip, instance, security_group, subnet};
use crate::{
    base::{Address, Message, text},
    diag::{Finding, Report, Rule, Severity},
    model::{
        edit::Edit,
        fact::{Interface, NetFact},
        field::{Link, Links, List, Maybe},
        quota,
        resource::{Remedy, Resource, resource},
        site::Site,
    },
};
use crate::model::taking::{Importing, Import, Join, Taking};
use crate::model::giving::{Exporting, Giving, Properties, say, tree};

resource! {
    /// A further network card of an instance, with addresses and filters of its own.
    #[ko = "인스턴스의 추가 네트워크 카드. 주소와 필터를 따로 가진다."]
    pub struct NetworkInterface: "Network interface" | "네트워크 인터페이스" {
        short: "Interface",
        icon: "network_interface",
        stencil: "elastic_network_interface",
        group: Network,
        service: Iaas,
        look: Card,
        stands_in: [Subnet],
        roles: [RouteTarget, AddressHolder],
        source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html",
        rules: [FOREIGN, OTHER_ZONE, MANY_GROUPS, NO_WAY, IDLE],
        fields {
            /// The instance it is attached to. None: packets to it go nowhere.
            #[ko = "연결된 인스턴스. 비어 있으면 이곳으로 온 패킷은 갈 곳이 없다."]
            pub instance_id: Link<Instance> = Link::NONE, "Instance" | "인스턴스";
            /// Its first private address. None: any free one of the subnet.
            #[ko = "첫 번째 사설 주소. 비워 두면 서브넷의 남은 주소 중 하나를 받는다."]
            pub private_ip_address: Maybe<Address> = Maybe(None), "Private address" | "사설 주소", { example: "10.0.1.20" };
            /// Further private addresses. Name the first one too.
            #[ko = "추가 사설 주소. 첫 번째 주소도 함께 적는다."]
            pub secondary_private_ip_addresses: List<Address> = List(Vec::new()), "Secondary addresses" | "보조 주소", { example: "10.0.1.21" };
            /// Its IPv6 addresses. None: as the subnet assigns.
            #[ko = "IPv6 주소. 비워 두면 서브넷의 설정을 따른다."]
            pub ipv6_addresses: List<Address> = List(Vec::new()), "IPv6 addresses" | "IPv6 주소", { example: "2600:1f13::10" };
            /// The filters around its addresses. None: the VPC's default group.
            #[ko = "주소에 적용되는 필터. 비워 두면 VPC의 기본 그룹을 쓴다."]
            pub group_set: Links<SecurityGroup> = Links::NONE, "Security groups" | "보안 그룹";
            /// Whether it may only send and receive for its own addresses.
            #[ko = "자기 주소의 패킷만 보내고 받는지 여부."]
            pub source_dest_check: bool = true, "Source/destination check" | "소스/대상 확인";
        }
    }
}

static FOREIGN: Rule = Rule {
    code: "ENI001",
    severity: Severity::Error,
    title: text!("the security group `{0}` belongs to another VPC", "보안 그룹 `{0}`은(는) 다른 VPC에 속한다"),
    help: text!("name a group of this VPC, or associate the group with it", "이 VPC의 그룹을 지정하거나 그룹을 이 VPC와 연결한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
};

static OTHER_ZONE: Rule = Rule {
    code: "ENI002",
    severity: Severity::Error,
    title: text!("its instance `{0}` is in zone {1}, and the interface is in zone {2}", "인스턴스 `{0}`은(는) 영역 {1}에, 인터페이스는 영역 {2}에 있다"),
    help: text!("place the interface in a subnet of the instance's zone", "인스턴스와 같은 영역의 서브넷에 둔다"),
    source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html",
};

static MANY_GROUPS: Rule = Rule {
    code: "ENI003",
    severity: Severity::Warning,
    title: text!("it carries {0} security groups; an interface may have {1} by default", "보안 그룹이 {0}개다. 인터페이스의 기본 할당량은 {1}개다"),
    help: text!("merge groups, or ask AWS for a higher quota", "그룹을 합치거나 AWS에 할당량 증가를 요청한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
};

static NO_WAY: Rule = Rule {
    code: "ENI004",
    severity: Severity::Warning,
    title: text!("it has a public address, but the subnet `{0}` has no route to an internet gateway", "공인 주소가 있지만 서브넷 `{0}`에는 인터넷 게이트웨이로 가는 경로가 없다"),
    help: text!("add a route 0.0.0.0/0 to an internet gateway, or take the address away", "인터넷 게이트웨이로 가는 0.0.0.0/0 경로를 추가하거나 주소를 없앤다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
};

static IDLE: Rule = Rule {
    code: "ENI005",
    severity: Severity::Warning,
    title: text!("no instance has this interface, so packets to it go nowhere", "이 인터페이스를 가진 인스턴스가 없어 이곳으로 온 패킷은 갈 곳이 없다"),
    help: text!("attach it to an instance, or remove it", "인스턴스에 연결하거나 지운다"),
    source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html",
};


impl NetworkInterface {
    /// Its private addresses of both families, the first one first.
    pub(super) fn addresses(&self) -> Vec<Address> {
        let further = self.secondary_private_ip_addresses.0.iter().chain(&self.ipv6_addresses.0);
        self.private_ip_address.0.iter().chain(further).copied().collect()
    }
}

impl Resource for NetworkInterface {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let field = || site.at(Self::group_set);
        let groups = self.group_set.targets();
        for group in groups.iter().filter(|group| security_group::is_foreign(site, site.id(), group)) {
            report.raise(&FOREIGN, field(), [group.to_string()]);
        }
        quota::SECURITY_GROUPS_PER_INTERFACE.compare(groups.len(), &MANY_GROUPS, field, report);
        let held = site.referrers::<ElasticIp>();
        elastic_ip::check_holder(site, &held, report);
        let Some((here, subnet)) = site.within::<Subnet>() else { return };
        if !held.is_empty() && !subnet::serves_public(site, here) {
            report.raise(&NO_WAY, site.here(), [here.to_string()]);
        }
        let Some(owner) = self.instance_id.target() else {
            report.raise(&IDLE, site.at(Self::instance_id), []);
            return;
        };
        let zones = (site.around::<Subnet>(owner).map(|(_, it)| it.availability_zone), subnet.availability_zone);
        if let (Some(theirs), ours) = zones
            && theirs != ours
        {
            let args = [owner.to_string(), theirs.value().to_owned(), ours.value().to_owned()];
            report.raise(&OTHER_ZONE, site.at(Self::instance_id), args);
        }
    }

    fn mend(&self, site: Site<'_>, finding: &Finding) -> Option<Remedy> {
        (finding.rule.code == IDLE.code).then(|| Remedy {
            title: Message::plain(&text!("Remove the interface", "인터페이스 지우기")),
            edits: vec![Edit::Remove { id: site.id().clone() }],
        })
    }

    fn headline(&self) -> String {
        self.private_ip_address.0.map(|address| address.to_string()).unwrap_or_default()
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let Some((here, subnet)) = site.within::<Subnet>() else { return Vec::new() };
        let owner = site.get(&self.instance_id);
        vec![Interface {
            addresses: self.addresses(),
            assign_ipv6: subnet.assigns_ipv6(),
            public: elastic_ip::held(site),
            groups: self.group_set.targets().to_vec(),
            source_dest_check: self.source_dest_check,
            ephemeral: owner.map_or(crate::base::PortRange::UNKNOWN_CLIENT, Instance::ephemeral),
            forwarding: owner.map_or(crate::model::fact::Forwarding::None, instance::forwarding),
            // ENI-2: packets end at an interface only while something runs behind it.
            running: owner.is_some_and(|it| it.running),
            owner: self.instance_id.target().cloned(),
            ..Interface::in_segment(here.clone())
        }.stated()]
    }
}

impl Importing for NetworkInterface {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::named("AWS::EC2::NetworkInterface", &[("secondary_private_ip_addresses", "-"), ("ipv6_addresses", "-")])] }
    }

    fn joins(&self) -> &'static [Join] {
        const { &[Join { ty: "AWS::EC2::NetworkInterfaceAttachment", owner: "NetworkInterfaceId" }] }
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        (self.secondary_private_ip_addresses, self.ipv6_addresses) =
            instance::further_addresses(&taking.item.properties);
    }

    fn join(&mut self, taking: &mut Taking<'_>) {
        taking.link("InstanceId", &mut self.instance_id);
    }
}

impl Exporting for NetworkInterface {
    fn properties(&self) -> Properties {
        Properties { always: &["SubnetId"], changed: &["GroupSet", "PrivateIpAddress", "SourceDestCheck"] }
    }

    fn route(&self) -> &'static str {
        "NetworkInterfaceId"
    }

    fn give(&self, giving: &mut Giving<'_>) {
        let further = instance::written_addresses(&self.secondary_private_ip_addresses, &self.ipv6_addresses);
        further.into_iter().for_each(|(key, all)| giving.put(key, all));
        if let Some(instance) = self.instance_id.target() {
            let others = giving.site.other(instance).referrers::<Self>();
            let place = others.iter().position(|it| it.0 == giving.id()).unwrap_or_default();
            let all = tree([
                ("DeviceIndex", say(place + 1)),
                ("InstanceId", giving.to(instance)),
                ("NetworkInterfaceId", giving.own()),
            ]);
            giving.add("Attachment", "AWS::EC2::NetworkInterfaceAttachment", all);
        }
    }
}
