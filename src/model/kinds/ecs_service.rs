//! ECS service on Fargate.

use super::{
    SecurityGroup, Subnet, managed,
    managed::{FOREIGN, NO_SUBNET, NO_WAY},
    remedy,
    subnet,
};
use crate::{
    base::{Decimal, text},
    diag::{Report, Rule, Severity},
    model::{
        Model,
        fact::{CallFact, Interface, Meter, NetFact, PublicAddress, Usage},
        field::{Links, choice},
        quota,
        resource::{Need, Remedy, Resource, resource},
        site::Site,
    },
};
use crate::model::attrs::Attr;
use crate::model::taking::{Importing, Import, Taking, whole};
use crate::model::giving::{Exporting, Giving, Properties, say, list, tree, to_do};

choice! {
    /// Whether tasks have public addresses.
    pub enum AssignPublicIp {
        /// They have none.
        Disabled = "DISABLED", "Disabled" | "비활성화";
        /// Each has one.
        Enabled = "ENABLED", "Enabled" | "활성화";
    }
}

choice! {
    /// The processor.
    pub enum CpuArchitecture {
        /// x86.
        X86 = "X86_64", "x86_64" | "x86_64";
        /// arm64.
        Arm = "ARM64", "arm64" | "arm64";
    }
}

resource! {
    /// Containers that run all the time: tasks on Fargate, each with an interface in one subnet of several.
    #[ko = "항상 실행되는 컨테이너. Fargate 태스크마다 여러 서브넷 중 하나에 인터페이스가 있다."]
    pub struct EcsService: "ECS service" | "ECS 서비스" {
        short: "ECS",
        icon: "ecs_service",
        stencil: "ecs_service",
        group: Compute,
        service: Caas,
        look: Card,
        stands_in: [Vpc, Subnet],
        roles: [BalancerTarget],
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html",
        rules: [FOREIGN, NO_SUBNET, NO_WAY, MANY_SUBNETS, MANY_GROUPS, SIZE],
        fields {
            /// How many tasks run.
            #[ko = "실행할 태스크 수."]
            pub desired_count: u32 = 1, "Tasks" | "태스크 수", { max: 5_000 };
            /// Processor of a task; 1024 units are one vCPU.
            #[ko = "태스크의 프로세서. 1024 단위가 vCPU 하나다."]
            pub cpu: u32 = 256, "CPU units" | "CPU 단위", { min: 256, max: 16_384 };
            /// Memory of a task.
            #[ko = "태스크의 메모리."]
            pub memory: u32 = 512, "Memory" | "메모리", { unit: "MB", min: 512, max: 122_880 };
            /// Disk of a task. The first 20 GB are part of the price.
            #[ko = "태스크의 디스크. 20 GB까지 요금에 포함된다."]
            pub ephemeral_storage: u32 = 20, "Ephemeral storage" | "임시 스토리지", { unit: "GB", min: 20, max: 200 };
            /// The processor it runs on.
            #[ko = "태스크가 실행되는 프로세서."]
            pub cpu_architecture: CpuArchitecture = CpuArchitecture::X86, "Architecture" | "아키텍처";
            /// The port that its container answers on; 0: none.
            #[ko = "컨테이너가 응답하는 포트. 0이면 없다."]
            pub container_port: u32 = 80, "Container port" | "컨테이너 포트", { max: 65_535 };
            /// Further subnets in which tasks may be.
            #[ko = "태스크가 놓일 수 있는 추가 서브넷."]
            pub subnet_ids: Links<Subnet> = Links::NONE, "Further subnets" | "추가 서브넷";
            /// The filters around tasks. None: the VPC's default group.
            #[ko = "태스크에 적용되는 필터. 비워 두면 VPC의 기본 그룹을 쓴다."]
            pub security_group_ids: Links<SecurityGroup> = Links::NONE, "Security groups" | "보안 그룹";
            /// Whether tasks have public addresses.
            #[ko = "태스크가 공인 주소를 가지는지 여부."]
            pub assign_public_ip: AssignPublicIp = AssignPublicIp::Disabled, "Public IPv4" | "공인 IPv4";
        }
    }
}

/// <https://aws.amazon.com/fargate/pricing/>
const DISK_INCLUDED: u32 = 20;

static MANY_SUBNETS: Rule = Rule {
    code: "MAN009",
    severity: Severity::Error,
    title: text!("the service has {0} subnets; it may have {1}", "서비스의 서브넷이 {0}개다. 최대 {1}개다"),
    help: text!("keep fewer subnets", "서브넷을 줄인다"),
    source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html",
};

static MANY_GROUPS: Rule = Rule {
    code: "MAN010",
    severity: Severity::Error,
    title: text!(
        "the service carries {0} security groups; it may have {1}",
        "서비스의 보안 그룹이 {0}개다. 최대 {1}개다"
    ),
    help: text!("merge groups", "그룹을 합친다"),
    source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html",
};

/// What memory a task may have, by its CPU units: the least, the greatest and the step, in MB.
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html>
const SIZES: [(u32, u32, u32, u32); 6] = [
    (512, 1_024, 4_096, 1_024),
    (1_024, 2_048, 8_192, 1_024),
    (2_048, 4_096, 16_384, 1_024),
    (4_096, 8_192, 30_720, 1_024),
    (8_192, 16_384, 61_440, 4_096),
    (16_384, 32_768, 122_880, 8_192),
];
/// The smallest task has no even step.
const SMALLEST: (u32, [u32; 3]) = (256, [512, 1_024, 2_048]);

static SIZE: Rule = Rule {
    code: "MAN021",
    severity: Severity::Error,
    title: text!(
        "there is no Fargate task of {0} CPU units and {1} MB",
        "Fargate에는 CPU 단위 {0}, 메모리 {1} MB인 태스크가 없다"
    ),
    help: text!(
        "choose a size that AWS lists: from twice to eight times as many MB as CPU units",
        "AWS가 정한 크기를 고른다. 메모리(MB)는 CPU 단위의 2배에서 8배 사이다"
    ),
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html",
};

impl EcsService {
    /// Whether Fargate has tasks of this size.
    fn has_a_size(&self) -> bool {
        let even = SIZES.iter().find(|(cpu, ..)| *cpu == self.cpu);
        even.is_some_and(|(_, least, greatest, step)| {
            (*least..=*greatest).contains(&self.memory) && self.memory.saturating_sub(*least).is_multiple_of(*step)
        }) || (self.cpu == SMALLEST.0 && SMALLEST.1.contains(&self.memory))
    }

    fn is_public(&self) -> bool {
        self.assign_public_ip == AssignPublicIp::Enabled
    }
}

impl Resource for EcsService {
    fn remedies(&self, need: &Need, model: &Model) -> Vec<Remedy> {
        remedy::public_address(need, model, |own: &mut Self| own.assign_public_ip = AssignPublicIp::Enabled)
    }

    fn check(&self, site: Site<'_>, report: &mut Report) {
        let places = managed::Places {
            foreign: &FOREIGN,
            no_subnet: &NO_SUBNET,
            many_groups: &MANY_GROUPS,
            most_groups: quota::SECURITY_GROUPS_PER_SERVICE,
        };
        let groups = (Self::security_group_ids, &self.security_group_ids);
        places.check(site, (Self::subnet_ids, &self.subnet_ids), groups, report);
        if !self.has_a_size() {
            report.raise(&SIZE, site.at(Self::memory), [self.cpu.to_string(), self.memory.to_string()]);
        }
        let subnets = subnet::effective(site, &self.subnet_ids);
        let place = || site.at(Self::subnet_ids);
        quota::SUBNETS_PER_SERVICE.compare(subnets.len(), &MANY_SUBNETS, place, report);
        if self.is_public() {
            managed::check_public(site, Self::subnet_ids, &subnets, &NO_WAY, report);
        }
    }

    fn headline(&self) -> String {
        format!("{} × {} CPU · {} MB", self.desired_count, self.cpu, self.memory)
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let listens = (self.container_port != 0).then(|| managed::port(self.container_port));
        managed::interfaces(subnet::effective(site, &self.subnet_ids), |it| Interface {
            groups: self.security_group_ids.targets().to_vec(),
            public: if self.is_public() { vec![PublicAddress::ASSIGNED] } else { Vec::new() },
            listens: listens.map(|port| (crate::base::Protocol::TCP, port)).into_iter().collect(),
            running: self.desired_count > 0,
            ..it
        })
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        managed::application(&text!("whatever its own code asks for", "컨테이너의 코드가 요구하는 인증"))
    }

    fn standard(&self) -> Option<&'static str> {
        Some("OCI containers")
    }

    fn meters(&self, _: Site<'_>, _: &Usage<'_>) -> Vec<Meter> {
        let tasks = Decimal::from(self.desired_count);
        let unit = Decimal::from(1024);
        let (vcpu, memory) = match self.cpu_architecture {
            CpuArchitecture::X86 => ("fargate.vcpu_x86", "fargate.gb_x86"),
            CpuArchitecture::Arm => ("fargate.vcpu_arm", "fargate.gb_arm"),
        };
        let component = &text!("vCPU hours", "vCPU 시간");
        let mut meters = vec![
            Meter::hours(vcpu, component, tasks.saturating_mul(self.cpu.into()) / unit),
            Meter::hours(memory, &text!("memory hours", "메모리 시간"), tasks.saturating_mul(self.memory.into()) / unit),
        ];
        let disk = Decimal::from(self.ephemeral_storage.saturating_sub(DISK_INCLUDED));
        let component = &text!("ephemeral storage hours", "임시 스토리지 시간");
        meters.push(Meter::hours("fargate.ephemeral", component, tasks.saturating_mul(disk)));
        let public = if self.is_public() { self.desired_count } else { 0 };
        meters.extend(managed::public_addresses(usize::try_from(public).unwrap_or(0)));
        meters
    }
}

/// Sizes of a task in units and MB, which may be written as `1 vCPU` and `2 GB`.
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html>
fn in_units(task: &Attr) -> Attr {
    let mut plain = task.clone();
    for (key, unit) in [("Cpu", "vcpu"), ("Memory", "gb")] {
        let Some(said) = task.get(key) else { continue };
        let text = said.known().unwrap_or_default().to_ascii_lowercase();
        let number = text.strip_suffix(unit).and_then(|it| it.trim().parse::<Decimal>().ok());
        if let Some(units) = number.and_then(|it| it.checked_mul(1024.into())) {
            let written = Attr::text(said.at, units.normalize().to_string());
            plain.put(key, written);
        }
    }
    plain
}

impl Importing for EcsService {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::named("AWS::ECS::Service", &[("subnet_ids", "NetworkConfiguration.AwsvpcConfiguration.Subnets"), ("security_group_ids", "NetworkConfiguration.AwsvpcConfiguration.SecurityGroups"), ("assign_public_ip", "NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp")])] }
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        let Some(task) = taking.item_at("TaskDefinition") else { return };
        let names = [("ephemeral_storage", "EphemeralStorage.SizeInGiB"), ("cpu_architecture", "RuntimePlatform.CpuArchitecture")];
        let plain = Self::default();
        let mut own = Self { desired_count: self.desired_count, ..plain };
        taking.fill(&mut own, &in_units(&task.properties), &names);
        (self.cpu, self.memory, self.ephemeral_storage) = (own.cpu, own.memory, own.ephemeral_storage);
        self.cpu_architecture = own.cpu_architecture;
        let containers = task.properties.get("ContainerDefinitions").map(Attr::items).unwrap_or_default();
        let ports = containers.iter().flat_map(|it| it.get("PortMappings").map(Attr::items).unwrap_or_default());
        if let Some(port) = ports.filter_map(|it| it.known_at("ContainerPort")).find_map(whole) {
            self.container_port = port;
        }
    }
}

impl Exporting for EcsService {
    fn properties(&self) -> Properties {
        Properties { always: &["DesiredCount", "NetworkConfiguration.AwsvpcConfiguration.Subnets"], changed: &["NetworkConfiguration.AwsvpcConfiguration.SecurityGroups", "NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp"] }
    }

    fn registers_itself(&self) -> bool {
        true
    }

    fn give(&self, giving: &mut Giving<'_>) {
        let cluster = giving.add("Cluster", "AWS::ECS::Cluster", tree([]));
        giving.put("Cluster", cluster);
        giving.put("LaunchType", say("FARGATE"));
        let ports = list([tree([("ContainerPort", say(self.container_port))])]);
        let container = tree([("Name", say("app")), ("Image", to_do()), ("PortMappings", ports)]);
        let mut task = tree([
            ("Cpu", say(self.cpu)),
            ("Memory", say(self.memory)),
            ("NetworkMode", say("awsvpc")),
            ("RequiresCompatibilities", list([say("FARGATE")])),
            ("ContainerDefinitions", list([container])),
        ]);
        task.put("RuntimePlatform.CpuArchitecture", say(self.cpu_architecture.value()));
        task.put("RuntimePlatform.OperatingSystemFamily", say("LINUX"));
        if self.ephemeral_storage != Self::default().ephemeral_storage {
            task.put("EphemeralStorage.SizeInGiB", say(self.ephemeral_storage));
        }
        let execution = ["service-role/AmazonECSTaskExecutionRolePolicy"];
        task.put("ExecutionRoleArn", giving.plain_role("Execution", "ecs-tasks.amazonaws.com", &execution));
        if let Some(role) = giving.role("ecs-tasks.amazonaws.com", &[], false) {
            task.put("TaskRoleArn", role);
        }
        let task = giving.add("Task", "AWS::ECS::TaskDefinition", task);
        giving.put("TaskDefinition", task);
        let mut balancers = Vec::new();
        for group in super::target_group::registered(giving) {
            let all = tree([
                ("ContainerName", say("app")),
                ("ContainerPort", say(self.container_port)),
                ("TargetGroupArn", giving.arn(&group)),
            ]);
            balancers.push(all);
            // A group takes targets once a listener has it.
            if let Some((group, _)) = giving.site.resource(&group) {
                for (balancer, _) in giving.site.other(group).referrers::<super::ApplicationLoadBalancer>() {
                    giving.wait_for(format!("{balancer}/Listener1"));
                }
            }
        }
        if !balancers.is_empty() {
            giving.put("LoadBalancers", list(balancers));
        }
    }
}
