//! Elastic Beanstalk environment.

use super::{
    ApplicationLoadBalancer, SecurityGroup, Subnet, managed,
    managed::{FOREIGN, MANY_GROUPS, NO_SUBNET, NO_WAY, PLACES},
    subnet,
};
use crate::{
    base::{Decimal, FieldId, Protocol, text},
    diag::{Report, Rule, Severity},
    model::{
        attrs::Attr,
        fact::{CallFact, Interface, Meter, NetFact, PublicAddress, Usage},
        field::{FieldSpec, Link, Links, choice},
        giving::Exporting,
        resource::{Resource, resource},
        site::Site,
        taking::{Import, Importing, Taking},
    },
};
use std::rc::Rc;

choice! {
    /// What stands before the instances.
    pub enum EnvironmentType {
        /// A load balancer.
        LoadBalanced = "LoadBalanced", "Load balanced" | "부하 분산";
        /// Nothing: one instance with a public address.
        SingleInstance = "SingleInstance", "Single instance" | "단일 인스턴스";
    }
}

resource! {
    /// A web application on instances that AWS sets up and keeps running. Billed by its parts: instances, disks, addresses; its load
    /// balancer has lines of its own.
    #[ko = "AWS가 만들고 유지하는 인스턴스에서 실행되는 웹 애플리케이션. 인스턴스, 디스크, 주소로 청구되고 로드 밸런서는 따로 청구된다."]
    pub struct ElasticBeanstalkEnvironment: "Elastic Beanstalk environment" | "Elastic Beanstalk 환경" {
        short: "Beanstalk",
        icon: "elastic_beanstalk_environment",
        stencil: "elastic_beanstalk",
        group: Compute,
        service: Paas,
        look: Card,
        stands_in: [Vpc, Subnet],
        roles: [BalancerTarget],
        source: "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/concepts.html",
        rules: [FOREIGN, NO_SUBNET, MANY_GROUPS, NO_WAY, NO_BALANCER],
        fields {
            /// What stands before the instances.
            #[ko = "인스턴스 앞에 있는 것."]
            pub environment_type: EnvironmentType = EnvironmentType::LoadBalanced, "Type" | "유형";
            /// The load balancer that the environment made, drawn as a resource of its own.
            #[ko = "환경이 만든 로드 밸런서. 별도 리소스로 그린다."]
            pub load_balancer_id: Link<ApplicationLoadBalancer> = Link::NONE, "Load balancer" | "로드 밸런서";
            /// The size of an instance.
            #[ko = "인스턴스의 크기."]
            pub instance_type: String = "t3.micro".to_owned(), "Instance type" | "인스턴스 유형", { example: "t3.micro" };
            /// Instances that run on average.
            #[ko = "평균으로 실행되는 인스턴스 수."]
            pub instances: Decimal = Decimal::ONE, "Instances" | "인스턴스 수", { max: 10_000 };
            /// The disk of an instance.
            #[ko = "인스턴스의 디스크."]
            pub root_volume_size: u32 = 10, "Root volume" | "루트 볼륨", { unit: "GB", max: 16_384 };
            /// The port that the application answers on.
            #[ko = "애플리케이션이 응답하는 포트."]
            pub port: u32 = 80, "Port" | "포트", { max: 65_535 };
            /// Further subnets in which instances may be.
            #[ko = "인스턴스가 놓일 수 있는 추가 서브넷."]
            pub subnet_ids: Links<Subnet> = Links::NONE, "Further subnets" | "추가 서브넷";
            /// The filters around instances. None: the VPC's default group.
            #[ko = "인스턴스에 적용되는 필터. 비워 두면 VPC의 기본 그룹을 쓴다."]
            pub security_group_ids: Links<SecurityGroup> = Links::NONE, "Security groups" | "보안 그룹";
        }
    }
}

static NO_BALANCER: Rule = Rule {
    code: "MAN020",
    severity: Severity::Info,
    title: text!(
        "its load balancer is not drawn, so it is neither on the bill nor on any path",
        "로드 밸런서가 그려지지 않아 청구에도 경로에도 없다"
    ),
    help: text!(
        "draw the Application Load Balancer with this environment as a target, and name it here",
        "이 환경을 대상으로 하는 Application Load Balancer를 그리고 여기에 지정한다"
    ),
    source: "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/environments-cfg-alb.html",
};

impl ElasticBeanstalkEnvironment {
    fn is_single(&self) -> bool {
        self.environment_type == EnvironmentType::SingleInstance
    }

    fn count(&self) -> Decimal {
        if self.is_single() { Decimal::ONE } else { self.instances }
    }
}

impl Resource for ElasticBeanstalkEnvironment {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let groups = (Self::security_group_ids, &self.security_group_ids);
        PLACES.check(site, (Self::subnet_ids, &self.subnet_ids), groups, report);
        if self.is_single() {
            let subnets = subnet::effective(site, &self.subnet_ids);
            managed::check_public(site, Self::subnet_ids, &subnets, &NO_WAY, report);
        } else if self.load_balancer_id.target().is_none() {
            report.raise(&NO_BALANCER, site.at(Self::load_balancer_id), []);
        }
    }

    fn headline(&self) -> String {
        format!("{} × {}", self.count().normalize(), self.instance_type)
    }

    fn shows(&self, field: &FieldSpec) -> bool {
        !self.is_single() || ![Self::load_balancer_id, Self::instances].contains(&field.name)
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        managed::interfaces(subnet::effective(site, &self.subnet_ids), |it| Interface {
            groups: self.security_group_ids.targets().to_vec(),
            public: if self.is_single() { vec![PublicAddress::ASSIGNED] } else { Vec::new() },
            listens: vec![(Protocol::TCP, managed::port(self.port))],
            running: !self.count().is_zero(),
            ..it
        })
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        managed::application(&text!("whatever its own code asks for", "애플리케이션의 코드가 요구하는 인증"))
    }

    fn standard(&self) -> Option<&'static str> {
        Some("its language's web server")
    }

    fn meters(&self, _: Site<'_>, _: &Usage<'_>) -> Vec<Meter> {
        let count = self.count();
        let disks = count.saturating_mul(self.root_volume_size.into());
        let sku = format!("ec2.{}", self.instance_type);
        let mut meters = vec![
            Meter::hours(sku, &text!("instance hours", "인스턴스 시간"), count),
            Meter::fixed("ebs.gp3", &text!("root volumes", "루트 볼륨"), disks),
        ];
        meters.extend(managed::public_addresses(usize::from(self.is_single())));
        meters
    }
}

/// The options that fields are about, by namespace and name. How many instances run on average no option says: at least so
/// many do. <https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-general.html>
const OPTIONS: [(&str, &str, FieldId); 7] = [
    ("aws:elasticbeanstalk:environment", "EnvironmentType", ElasticBeanstalkEnvironment::environment_type),
    ("aws:autoscaling:launchconfiguration", "InstanceType", ElasticBeanstalkEnvironment::instance_type),
    ("aws:ec2:instances", "InstanceTypes", ElasticBeanstalkEnvironment::instance_type),
    ("aws:autoscaling:launchconfiguration", "RootVolumeSize", ElasticBeanstalkEnvironment::root_volume_size),
    ("aws:autoscaling:asg", "MinSize", ElasticBeanstalkEnvironment::instances),
    ("aws:autoscaling:launchconfiguration", "SecurityGroups", ElasticBeanstalkEnvironment::security_group_ids),
    ("aws:ec2:vpc", "Subnets", ElasticBeanstalkEnvironment::subnet_ids),
];

impl Importing for ElasticBeanstalkEnvironment {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::of("AWS::ElasticBeanstalk::Environment")] }
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        let mut said = Attr::default();
        for option in taking.get("OptionSettings").map(Attr::items).unwrap_or_default() {
            let (space, name) = (option.known_at("Namespace"), option.known_at("OptionName"));
            let Some(value) = option.get("Value") else { continue };
            if (space, name) == (Some("aws:ec2:vpc"), Some("VPCId")) {
                taking.container = taking.node(value).map(|it| it.0);
            }
            let field = OPTIONS.iter().find(|it| (space, name) == (Some(it.0), Some(it.1)));
            if let Some((.., field)) = field {
                said.put(field.0, value.parted());
            }
        }
        taking.fill(self, &said, &[]);
        if !self.subnet_ids.targets().is_empty() {
            taking.container = None;
        }
    }
}

impl Exporting for ElasticBeanstalkEnvironment {
    fn written(&self) -> Option<Rc<str>> {
        None
    }
}
