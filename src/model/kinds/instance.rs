//! EC2 instance.

use super::{ElasticIp, RouteTable, SecurityGroup, Subnet, elastic_ip, remedy, security_group, subnet};
use crate::{
    base::{Address, Decimal, Message, PortRange, text},
    diag::{Finding, Report, Rule, Severity},
    model::{
        Model,
        connection::Access,
        edit::Edit,
        fact::{CallFact, CallsFrom, Forwarding, Interface, Meter, NetFact, PublicAddress, Takes, Usage},
        field::{Links, List, Seldom, choice},
        quota,
        resource::{Need, Remedy, Resource, resource},
        site::Site,
    },
};
use crate::model::attrs::{Attr, Value, Why};
use crate::model::taking::{Importing, Import, Taking, whole};
use crate::model::giving::{Exporting, Giving, Properties, say, list, tree};
use crate::model::giving::doubt;

choice! {
    /// The operating system: it decides from which ports connections are opened (RET-3).
    pub enum OperatingSystem {
        /// Not known: 1024 to 65535.
        Unknown = "unknown", "Unknown" | "알 수 없음";
        /// Linux: 32768 to 60999.
        Linux = "linux", "Linux" | "Linux";
        /// Windows: 49152 to 65535.
        Windows = "windows", "Windows" | "Windows";
    }
}

choice! {
    /// What it does with packets that are not for it (APP-1).
    pub enum ForwardingMode {
        /// Nothing.
        None = "none", "None" | "없음";
        /// Sends them on as they are.
        PassThrough = "pass-through", "Pass through" | "그대로 전달";
        /// Sends them on from its own address.
        Snat = "snat", "From its own address" | "자기 주소로 전달";
    }
}

resource! {
    /// A virtual server.
    #[ko = "가상 서버."]
    pub struct Instance: "EC2 instance" | "EC2 인스턴스" {
        short: "EC2",
        icon: "instance",
        stencil: "instance2",
        group: Compute,
        service: Iaas,
        look: Card,
        stands_in: [Subnet],
        roles: [RouteTarget, BalancerTarget],
        source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Instances.html",
        rules: [FOREIGN, NO_WAY, MANY_GROUPS, CHECKED, SINK],
        fields {
            /// Processors and memory, by AWS's name.
            #[ko = "프로세서와 메모리를 정하는 AWS의 유형 이름."]
            pub instance_type: String = "t3.micro".to_owned(), "Instance type" | "인스턴스 유형", { example: "t3.micro" };
            /// Its private address. None: any free one of the subnet.
            #[ko = "사설 주소. 비워 두면 서브넷의 남은 주소 중 하나를 받는다."]
            pub private_ip_address: Seldom<Address> = Seldom(None), "Private address" | "사설 주소", { example: "10.0.1.10" };
            /// Further private addresses. Name the first one too.
            #[ko = "추가 사설 주소. 첫 번째 주소도 함께 적는다."]
            pub secondary_private_ip_addresses: List<Address> = List(Vec::new()), "Secondary addresses" | "보조 주소", { example: "10.0.1.11" };
            /// Its IPv6 addresses. None: as the subnet assigns.
            #[ko = "IPv6 주소. 비워 두면 서브넷의 설정을 따른다."]
            pub ipv6_addresses: List<Address> = List(Vec::new()), "IPv6 addresses" | "IPv6 주소", { example: "2600:1f13::10" };
            /// Whether it gets a public address. Off: as the subnet says.
            #[ko = "공인 주소를 받는지 여부. 꺼져 있으면 서브넷 설정을 따른다."]
            pub associate_public_ip_address: bool = false, "Public IPv4" | "공인 IPv4";
            /// That public address, once it is known. None: any.
            #[ko = "알려진 공인 주소. 비워 두면 아무 주소나 받는다."]
            pub public_ip_address: Seldom<Address> = Seldom(None), "Public address" | "공인 주소", { example: "203.0.113.10" };
            /// The filters around its address. None: the VPC's default group.
            #[ko = "주소에 적용되는 필터. 비워 두면 VPC의 기본 그룹을 쓴다."]
            pub security_group_ids: Links<SecurityGroup> = Links::NONE, "Security groups" | "보안 그룹";
            /// Whether it may only send and receive for its own address.
            #[ko = "자기 주소의 패킷만 보내고 받는지 여부."]
            pub source_dest_check: bool = true, "Source/destination check" | "소스/대상 확인";
            /// What its software does with packets that are not for it. AWS does not know: say it here.
            #[ko = "자기 것이 아닌 패킷을 소프트웨어가 어떻게 다루는지. AWS는 알지 못하므로 직접 적는다."]
            pub forwarding: ForwardingMode = ForwardingMode::None, "Forwarding" | "전달";
            /// Whether it drops answers whose question it did not see, as a firewall does.
            #[ko = "방화벽처럼, 요청을 보지 못한 응답을 버리는지 여부."]
            pub stateful: bool = false, "Stateful" | "상태 저장";
            /// It decides from which ports connections are opened.
            #[ko = "연결을 시작하는 포트 범위를 정한다."]
            pub operating_system: OperatingSystem = OperatingSystem::Unknown, "Operating system" | "운영 체제";
            /// Size of its gp3 root volume.
            #[ko = "gp3 루트 볼륨의 크기."]
            pub root_volume_size: u32 = 8, "Root volume" | "루트 볼륨", { unit: "GB", max: 65_536 };
            /// Whether it runs. A stopped instance is billed for its volume only.
            #[ko = "실행 중인지 여부. 멈춘 인스턴스는 볼륨 요금만 든다."]
            pub running: bool = true, "Running" | "실행 중";
            /// Whether its metrics come every minute. Seven metrics are billed.
            #[ko = "지표를 1분마다 받는지 여부. 지표 7개가 청구된다."]
            pub monitoring: bool = false, "Detailed monitoring" | "세부 모니터링";
            /// CPU credits a month beyond what its burstable type earns, in hours of a vCPU (unlimited mode).
            #[ko = "버스트 가능 유형이 한 달 동안 쌓은 것보다 더 쓴 CPU 크레딧(무제한 모드). vCPU 시간으로 적는다."]
            pub surplus_vcpu_hours: Decimal = Decimal::ZERO, "Surplus CPU credits" | "초과 CPU 크레딧", { unit: "vCPU-hours", usage: true };
        }
    }
}

/// Metrics of detailed monitoring that are billed.
/// <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/manage-detailed-monitoring.html>
const DETAILED_METRICS: u32 = 7;

impl Instance {
    /// The price of its hours. Windows has its own, licence included; what says nothing is taken for Linux.
    /// <https://aws.amazon.com/ec2/pricing/on-demand/>
    fn sku(&self) -> String {
        match self.operating_system {
            OperatingSystem::Unknown | OperatingSystem::Linux => format!("ec2.{}", self.instance_type),
            OperatingSystem::Windows => format!("ec2.{}.windows", self.instance_type),
        }
    }

    /// The family of a type that earns CPU credits, such as t3 of t3.micro.
    /// <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-performance-instances.html>
    fn burstable_family(&self) -> Option<&str> {
        let (family, _) = self.instance_type.split_once('.')?;
        let number = family.strip_prefix('t')?;
        number.starts_with(|c: char| c.is_ascii_digit()).then_some(family)
    }

    /// Its private addresses of both families, the first one first.
    pub(super) fn addresses(&self) -> Vec<Address> {
        let further = self.secondary_private_ip_addresses.0.iter().chain(&self.ipv6_addresses.0);
        self.private_ip_address.0.as_deref().into_iter().chain(further).copied().collect()
    }

    /// From which ports it opens connections.
    pub(super) fn ephemeral(&self) -> PortRange {
        let (first, last) = match self.operating_system {
            OperatingSystem::Unknown => (1024, 65535),
            OperatingSystem::Linux => (32768, 60999),
            OperatingSystem::Windows => (49152, 65535),
        };
        PortRange::new(first, last).unwrap_or(PortRange::ALL)
    }

    /// An Elastic IP address takes the place of one of the provider's on the first private address.
    fn public(&self, site: Site<'_>) -> Vec<PublicAddress> {
        let mut all = elastic_ip::held(site);
        let first = all.iter().any(|it| it.private.is_none() || it.private == self.private_ip_address.0.as_deref().copied());
        let subnet = site.within::<Subnet>().is_some_and(|(_, subnet)| subnet.map_public_ip_on_launch);
        if !first && (self.associate_public_ip_address || subnet) {
            all.push(PublicAddress { address: self.public_ip_address.0.as_deref().copied(), ..PublicAddress::ASSIGNED });
        }
        all
    }
}

/// What an instance does with packets that are not for it, on each of its interfaces (APP-1).
pub(super) fn forwarding(instance: &Instance) -> Forwarding {
    match instance.forwarding {
        ForwardingMode::None => Forwarding::None,
        ForwardingMode::PassThrough => Forwarding::PassThrough { stateful: instance.stateful },
        ForwardingMode::Snat => Forwarding::Snat,
    }
}

/// Further addresses of an interface, as items have them: private ones, and IPv6.
pub(super) fn further_addresses(interface: &Attr) -> (List<Address>, List<Address>) {
    let primary = |it: &&Attr| it.get("Primary").is_some_and(Attr::is_true);
    let listed = |list: &str, key: &str| {
        let entries = interface.get(list).map(Attr::items).unwrap_or_default().iter();
        let known = entries.filter(|it| !primary(it)).filter_map(|it| it.known().or(it.known_at(key)));
        List(known.filter_map(|it| it.trim().parse().ok()).collect())
    };
    (listed("PrivateIpAddresses", "PrivateIpAddress"), listed("Ipv6Addresses", "Ipv6Address"))
}

/// Further addresses of an interface as templates have them: the property and its list.
pub(super) fn written_addresses(private: &List<Address>, v6: &List<Address>) -> Vec<(&'static str, Attr)> {
    let private = private.0.iter().map(|it| tree([("PrivateIpAddress", say(it)), ("Primary", say(false))]));
    let v6 = v6.0.iter().map(|it| tree([("Ipv6Address", say(it))]));
    let (private, v6): (Vec<Attr>, Vec<Attr>) = (private.collect(), v6.collect());
    let all = [("PrivateIpAddresses", private), ("Ipv6Addresses", v6)];
    all.into_iter().filter(|it| !it.1.is_empty()).map(|(key, it)| (key, list(it))).collect()
}

/// The image that a new instance starts from: the latest of AWS's own, as its store of parameters names it.
/// <https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters-ami.html>
pub(super) fn image(system: OperatingSystem) -> Attr {
    doubt(match system {
        OperatingSystem::Unknown => "parameter ImageId",
        OperatingSystem::Linux => {
            "parameter ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
        }
        OperatingSystem::Windows => {
            "parameter ssm:/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base"
        }
    })
}

/// The system of an image that AWS's store of parameters names.
fn system_of(image: &Attr) -> Option<OperatingSystem> {
    let Value::Unknown(unknown) = &image.value else { return None };
    let Why::Parameter(name) = &unknown.why else { return None };
    let name = name.strip_prefix("ssm:/aws/service/")?;
    let has = |words: &[&str]| words.iter().any(|it| name.contains(it));
    if has(&["windows"]) {
        Some(OperatingSystem::Windows)
    } else if has(&["linux", "ubuntu", "debian"]) {
        Some(OperatingSystem::Linux)
    } else {
        None
    }
}

/// The device that holds the root volume, by the names that images give it.
/// <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/device_naming.html>
const ROOTS: [&str; 2] = ["/dev/xvda", "/dev/sda1"];

static FOREIGN: Rule = Rule {
    code: "EC2001",
    severity: Severity::Error,
    title: text!(
        "the security group `{0}` belongs to another VPC",
        "보안 그룹 `{0}`은(는) 다른 VPC에 속한다"
    ),
    help: text!("name a group of this VPC", "이 VPC의 그룹을 지정한다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
};

static NO_WAY: Rule = Rule {
    code: "EC2002",
    severity: Severity::Warning,
    title: text!(
        "`{1}` has a public address, but the subnet `{0}` has no route to an internet gateway",
        "`{1}`에 공인 주소가 있지만 서브넷 `{0}`에는 인터넷 게이트웨이로 가는 경로가 없다"
    ),
    help: text!(
        "add a route 0.0.0.0/0 to an internet gateway, or take the address away",
        "인터넷 게이트웨이로 가는 0.0.0.0/0 경로를 추가하거나 주소를 없앤다"
    ),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
};

static MANY_GROUPS: Rule = Rule {
    code: "EC2003",
    severity: Severity::Warning,
    title: text!(
        "it carries {0} security groups; an interface may have {1} by default",
        "보안 그룹이 {0}개다. 인터페이스의 기본 할당량은 {1}개다"
    ),
    help: text!(
        "merge groups, or ask AWS for a higher quota",
        "그룹을 합치거나 AWS에 할당량 증가를 요청한다"
    ),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
};

static CHECKED: Rule = Rule {
    code: "EC2004",
    severity: Severity::Warning,
    title: text!("it forwards packets, but the source/destination check drops those that are not for it", "패킷을 전달하지만 소스/대상 확인이 자기 것이 아닌 패킷을 버린다"),
    help: text!("turn the check off", "확인을 끈다"),
    source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html",
};

static SINK: Rule = Rule {
    code: "EC2005",
    severity: Severity::Warning,
    title: text!("routes lead here, but it forwards nothing, so packets end here", "이곳으로 오는 경로가 있지만 전달하지 않아 패킷이 여기서 끝난다"),
    help: text!("say how its software forwards packets, or change the route", "소프트웨어가 패킷을 전달하는 방식을 적거나 경로를 바꾼다"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html",
};


impl Resource for Instance {
    fn remedies(&self, need: &Need, model: &Model) -> Vec<Remedy> {
        remedy::public_address(need, model, |own: &mut Self| own.associate_public_ip_address = true)
    }

    fn check(&self, site: Site<'_>, report: &mut Report) {
        let field = || site.at(Self::security_group_ids);
        let groups = self.security_group_ids.targets();
        for group in groups.iter().filter(|group| security_group::is_foreign(site, site.id(), group)) {
            report.raise(&FOREIGN, field(), [group.to_string()]);
        }
        quota::SECURITY_GROUPS_PER_INTERFACE.compare(groups.len(), &MANY_GROUPS, field, report);
        elastic_ip::check_holder(site, &site.referrers::<ElasticIp>(), report);
        let forwards = self.forwarding != ForwardingMode::None;
        if forwards && self.source_dest_check {
            report.raise(&CHECKED, site.at(Self::source_dest_check), []);
        }
        if !forwards && !site.referrers::<RouteTable>().is_empty() {
            report.raise(&SINK, site.at(Self::forwarding), []);
        }
        if let Some((id, subnet)) = site.within::<Subnet>() {
            // Where the subnet gives the address, the subnet's own rule speaks.
            let public = self.public(site);
            let own = public.iter().any(|it| it.holder.is_some() || !subnet.map_public_ip_on_launch);
            if own && !subnet::serves_public(site, id) {
                let held = site.referrers::<ElasticIp>();
                let place = match held.first().filter(|_| public.iter().any(|it| it.holder.is_some())) {
                    Some((address, _)) => site.other(address).at(ElasticIp::instance_id),
                    None => site.at(Self::associate_public_ip_address),
                };
                report.raise(&NO_WAY, place, [id.to_string(), site.id().to_string()]);
            }
        }
    }

    fn mend(&self, site: Site<'_>, finding: &Finding) -> Option<Remedy> {
        (finding.rule.code == CHECKED.code).then(|| Remedy {
            title: Message::plain(&text!("Turn the check off", "확인 끄기")),
            edits: vec![Edit::Change {
                id: site.id().clone(),
                resource: Self { source_dest_check: false, ..self.clone() }.into(),
            }],
        })
    }

    fn shows(&self, field: &crate::model::field::FieldSpec) -> bool {
        let burstable = self.burstable_family().is_some();
        (field.name != Self::stateful || self.forwarding == ForwardingMode::PassThrough)
            && (field.name != Self::surplus_vcpu_hours || burstable)
    }

    fn headline(&self) -> String {
        self.instance_type.clone()
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let Some((here, subnet)) = site.within::<Subnet>() else { return Vec::new() };
        vec![Interface {
            addresses: self.addresses(),
            assign_ipv6: subnet.assigns_ipv6(),
            public: self.public(site),
            groups: self.security_group_ids.targets().to_vec(),
            source_dest_check: self.source_dest_check,
            ephemeral: self.ephemeral(),
            forwarding: forwarding(self),
            running: self.running,
            ..Interface::in_segment(here.clone())
        }.stated()]
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        vec![
            CallFact::Calls(CallsFrom::Code),
            CallFact::Takes(Takes {
                access: Access::Network,
                from: &[CallsFrom::Code, CallsFrom::Outside],
                authority: &text!("no authority", "권한 부여자 없음"),
            }),
        ]
    }

    fn standard(&self) -> Option<&'static str> {
        Some(match self.operating_system {
            OperatingSystem::Unknown => "its operating system",
            OperatingSystem::Linux => "Linux",
            OperatingSystem::Windows => "Windows",
        })
    }

    fn meters(&self, site: Site<'_>, _: &Usage<'_>) -> Vec<Meter> {
        let mut meters = vec![Meter::fixed("ebs.gp3", &text!("root volume", "루트 볼륨"), self.root_volume_size.into())];
        if self.running {
            meters.push(Meter::hours(self.sku(), &text!("instance hours", "인스턴스 시간"), 1));
        }
        // An Elastic IP address is billed where it stands.
        if self.public(site).iter().any(|it| it.holder.is_none()) && self.running {
            meters.push(Meter::hours("vpc.public_ipv4", &text!("public IPv4 address hours", "공인 IPv4 주소 시간"), 1));
        }
        if self.monitoring && self.running {
            let component = &text!("detailed monitoring", "세부 모니터링");
            meters.push(Meter::fixed("ec2.detailed_monitoring", component, DETAILED_METRICS.into()));
        }
        if let Some(family) = self.burstable_family().filter(|_| !self.surplus_vcpu_hours.is_zero()) {
            let component = &text!("surplus CPU credits", "초과 CPU 크레딧");
            meters.push(Meter::fixed(format!("ec2.{family}_cpu_credit"), component, self.surplus_vcpu_hours));
        }
        meters
    }
}

impl Importing for Instance {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::named("AWS::EC2::Instance", &[("associate_public_ip_address", "-"), ("operating_system", "-"), ("secondary_private_ip_addresses", "-"), ("ipv6_addresses", "-")]), Import::named("AWS::Cloud9::EnvironmentEC2", &[("operating_system", "-"), ("private_ip_address", "-")])] }
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        let first = taking.get("NetworkInterfaces").and_then(|it| it.items().first());
        if let Some(first) = first {
            let names = [
                ("security_group_ids", "GroupSet"),
                ("associate_public_ip_address", "AssociatePublicIpAddress"),
                ("private_ip_address", "PrivateIpAddress"),
            ];
            let mut own = Self::default();
            taking.fill(&mut own, first, &names);
            if !own.security_group_ids.targets().is_empty() {
                self.security_group_ids = own.security_group_ids;
            }
            self.associate_public_ip_address = own.associate_public_ip_address;
            if own.private_ip_address.0.is_some() {
                self.private_ip_address = own.private_ip_address;
            }
            (self.secondary_private_ip_addresses, self.ipv6_addresses) = further_addresses(first);
            taking.container = first.get("SubnetId").and_then(|it| taking.node(it)).map(|it| it.0);
        }
        // Inventories tell what it does at present.
        if taking.get("State.Name").and_then(Attr::known).is_some_and(|it| it.starts_with("stop")) {
            self.running = false;
        }
        let platform = ["Platform", "PlatformDetails"].iter().find_map(|path| taking.get(path)?.known());
        let platform = platform.map(str::to_ascii_lowercase);
        if platform.as_deref().is_some_and(|it| it.starts_with("windows")) {
            self.operating_system = OperatingSystem::Windows;
        } else if platform.as_deref().is_some_and(|it| it.contains("linux")) {
            self.operating_system = OperatingSystem::Linux;
        }
        if let Some(system) = taking.get("ImageId").and_then(system_of) {
            self.operating_system = system;
        }
        for volume in taking.get("BlockDeviceMappings").map(Attr::items).unwrap_or_default() {
            let is_root = volume.known_at("DeviceName").is_some_and(|it| ROOTS.contains(&it));
            if let (true, Some(size)) = (is_root, volume.known_at("Ebs.VolumeSize").and_then(whole)) {
                self.root_volume_size = size;
            }
        }
        let said = first.is_some_and(|it| it.get("AssociatePublicIpAddress").is_some());
        // The subnet decides where the instance says nothing.
        if !said && let Some(subnet) = taking.item_at("SubnetId") {
            self.associate_public_ip_address = subnet.properties.get("MapPublicIpOnLaunch").is_some_and(Attr::is_true);
        }
    }
}

impl Exporting for Instance {
    fn properties(&self) -> Properties {
        Properties { always: &["InstanceType"], changed: &["SourceDestCheck", "Monitoring"] }
    }

    fn route(&self) -> &'static str {
        "InstanceId"
    }

    fn give(&self, giving: &mut Giving<'_>) {
        giving.put("ImageId", image(self.operating_system));
        let mut first = tree([("DeviceIndex", say(0))]);
        if let Some(subnet) = giving.segment() {
            first.put("SubnetId", giving.to(subnet));
        }
        for (field, key) in [("security_group_ids", "GroupSet"), ("associate_public_ip_address", "AssociatePublicIpAddress"), ("private_ip_address", "PrivateIpAddress")] {
            if let Some(value) = giving.named(field, key) {
                first.put(key, value);
            }
        }
        let further = written_addresses(&self.secondary_private_ip_addresses, &self.ipv6_addresses);
        further.into_iter().for_each(|(key, all)| first.put(key, all));
        giving.put("NetworkInterfaces", list([first]));
        if let Some(size) = giving.named_if_changed("root_volume_size", "VolumeSize") {
            let root = if self.operating_system == OperatingSystem::Windows { ROOTS[1] } else { ROOTS[0] };
            let volume = tree([("DeviceName", say(root)), ("Ebs", tree([("VolumeSize", size)]))]);
            giving.put("BlockDeviceMappings", list([volume]));
        }
    }
}
