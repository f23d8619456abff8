//! Auto Scaling group.

use super::{
    SecurityGroup, Subnet, managed,
    managed::{FOREIGN, MANY_GROUPS, NO_SUBNET, NO_WAY, PLACES},
    subnet,
};
use crate::{
    base::{Decimal, text},
    diag::{Report, Rule, Severity},
    model::{
        attrs::Item,
        fact::{CallFact, Interface, Meter, NetFact, PublicAddress, Usage},
        field::Links,
        resource::{Resource, resource},
        site::Site,
        taking::{Figure, Importing, Import, Taking},
    },
};
use crate::model::giving::{Exporting, Giving, Properties, say, list, tree, doubt};

resource! {
    /// EC2 instances of one make, as many as are wanted, each in one subnet of several.
    #[ko = "같은 구성의 EC2 인스턴스 묶음. 원하는 수만큼 실행하며, 각각 여러 서브넷 중 하나에 놓인다."]
    pub struct AutoScalingGroup: "Auto Scaling group" | "Auto Scaling 그룹" {
        short: "ASG",
        icon: "auto_scaling_group",
        group: Compute,
        service: Iaas,
        look: Card,
        stands_in: [Vpc, Subnet],
        roles: [BalancerTarget],
        source: "https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-groups.html",
        rules: [FOREIGN, NO_SUBNET, MANY_GROUPS, NO_WAY, BOUNDS],
        fields {
            /// How many instances run, on average.
            #[ko = "실행되는 인스턴스 수의 평균."]
            pub desired_capacity: u32 = 1, "Desired" | "원하는 수", { max: 10_000 };
            /// How many run at least.
            #[ko = "최소로 실행되는 인스턴스 수."]
            pub min_size: u32 = 0, "Minimum" | "최소", { max: 10_000 };
            /// How many run at most.
            #[ko = "최대로 실행되는 인스턴스 수."]
            pub max_size: u32 = 1, "Maximum" | "최대", { max: 10_000 };
            /// Processors and memory of each, by AWS's name.
            #[ko = "각 인스턴스의 프로세서와 메모리를 정하는 AWS의 유형 이름."]
            pub instance_type: String = "t3.micro".to_owned(), "Instance type" | "인스턴스 유형", { example: "t3.micro" };
            /// Size of the gp3 root volume of each.
            #[ko = "각 인스턴스의 gp3 루트 볼륨 크기."]
            pub root_volume_size: u32 = 8, "Root volume" | "루트 볼륨", { unit: "GB", max: 65_536 };
            /// Its other subnets.
            #[ko = "그룹의 다른 서브넷."]
            pub subnet_ids: Links<Subnet> = Links::NONE, "Further subnets" | "추가 서브넷";
            /// The filters around each instance. None: the VPC's default group.
            #[ko = "각 인스턴스에 적용되는 필터. 비워 두면 VPC의 기본 그룹을 쓴다."]
            pub security_group_ids: Links<SecurityGroup> = Links::NONE, "Security groups" | "보안 그룹";
            /// Whether each gets a public address. Off: as the subnet says.
            #[ko = "각각 공인 주소를 받는지 여부. 꺼져 있으면 서브넷 설정을 따른다."]
            pub associate_public_ip_address: bool = false, "Public IPv4" | "공인 IPv4";
        }
    }
}

static BOUNDS: Rule = Rule {
    code: "MAN022",
    severity: Severity::Error,
    title: text!("{0} instances are wanted, from {1} to {2} are allowed", "원하는 인스턴스는 {0}개인데 {1}개에서 {2}개까지 허용된다"),
    help: text!("choose a number between the minimum and the maximum", "최소와 최대 사이의 수를 고른다"),
    source: "https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-capacity-limits.html",
};

/// The nodes of an EKS cluster are a group as any other.
const NODES: &str = "AWS::EKS::Nodegroup";

impl AutoScalingGroup {
    /// How many of its instances have a public address: those of a subnet all or none.
    fn is_public(&self, site: Site<'_>, subnet: &crate::base::NodeId) -> bool {
        self.associate_public_ip_address || site.find::<Subnet>(subnet).is_some_and(|it| it.map_public_ip_on_launch)
    }

    /// Takes what is said of the nodes of a cluster.
    fn take_nodes(&mut self, taking: &mut Taking<'_>) {
        if taking.get("ScalingConfig.DesiredSize").is_none() {
            taking.unknown.insert(Self::desired_capacity, "as many as AWS starts with".to_owned());
        }
        let make = ["LaunchTemplate.Id", "LaunchTemplate.Name"].iter().find_map(|path| taking.item_at(path));
        if let Some(make) = make {
            self.take_make(taking, make);
        }
        if let Some(first) = taking.get("InstanceTypes").and_then(|it| it.items().first()?.known()) {
            first.clone_into(&mut self.instance_type);
        } else if make.is_none() {
            // <https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html>
            "t3.medium".clone_into(&mut self.instance_type);
        }
        if self.security_group_ids.targets().is_empty() {
            taking.unknown.insert(Self::security_group_ids, "the group that EKS makes for the cluster".to_owned());
        }
    }

    /// Takes what a launch template or configuration says of each instance.
    fn take_make(&mut self, taking: &mut Taking<'_>, make: &Item) {
        let data = make.properties.get("LaunchTemplateData").unwrap_or(&make.properties);
        let first = data.get("NetworkInterfaces").and_then(|it| it.items().first());
        let mut own = Self { subnet_ids: Links::NONE, ..Self::default() };
        let groups = if data.get("SecurityGroups").is_some() { "SecurityGroups" } else { "SecurityGroupIds" };
        let others = ["desired_capacity", "min_size", "max_size", "root_volume_size", "subnet_ids"].map(|it| (it, "-"));
        let names: Vec<(&str, &str)> = others.into_iter().chain([("security_group_ids", groups)]).collect();
        taking.fill(&mut own, data, &names);
        if let Some(first) = first {
            let groups = if first.get("SecurityGroups").is_some() { "SecurityGroups" } else { "Groups" };
            let names: Vec<(&str, &str)> = others.into_iter().chain([("security_group_ids", groups), ("instance_type", "-")]).collect();
            taking.fill(&mut own, first, &names);
        }
        self.instance_type = own.instance_type;
        self.security_group_ids = own.security_group_ids;
        self.associate_public_ip_address = own.associate_public_ip_address;
    }
}

impl Resource for AutoScalingGroup {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        let groups = (Self::security_group_ids, &self.security_group_ids);
        PLACES.check(site, (Self::subnet_ids, &self.subnet_ids), groups, report);
        if !(self.min_size..=self.max_size).contains(&self.desired_capacity) {
            let args = [self.desired_capacity, self.min_size, self.max_size].map(|it| it.to_string());
            report.raise(&BOUNDS, site.at(Self::desired_capacity), args);
        }
        if self.associate_public_ip_address {
            let subnets = subnet::effective(site, &self.subnet_ids);
            managed::check_public(site, Self::subnet_ids, &subnets, &NO_WAY, report);
        }
    }

    fn headline(&self) -> String {
        format!("{} × {}", self.desired_capacity, self.instance_type)
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let subnets = subnet::effective(site, &self.subnet_ids).into_iter();
        let each = subnets.flat_map(|subnet| {
            let public = if self.is_public(site, &subnet) { vec![PublicAddress::ASSIGNED] } else { Vec::new() };
            managed::interfaces(vec![subnet], |it| Interface {
                groups: self.security_group_ids.targets().to_vec(),
                public: public.clone(),
                running: self.desired_capacity > 0,
                ..it
            })
        });
        each.collect()
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        managed::application(&text!("whatever its own code asks for", "인스턴스의 코드가 요구하는 인증"))
    }

    fn standard(&self) -> Option<&'static str> {
        Some("its operating system")
    }

    fn meters(&self, site: Site<'_>, _: &Usage<'_>) -> Vec<Meter> {
        let count = Decimal::from(self.desired_capacity);
        let disks = count.saturating_mul(self.root_volume_size.into());
        let mut meters = vec![
            Meter::hours(format!("ec2.{}", self.instance_type), &text!("instance hours", "인스턴스 시간"), count),
            Meter::fixed("ebs.gp3", &text!("root volumes", "루트 볼륨"), disks),
        ];
        let subnets = subnet::effective(site, &self.subnet_ids);
        if !subnets.is_empty() && subnets.iter().all(|it| self.is_public(site, it)) {
            meters.extend(managed::public_addresses(usize::try_from(self.desired_capacity).unwrap_or(0)));
        }
        meters
    }
}

impl Importing for AutoScalingGroup {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::named("AWS::AutoScaling::AutoScalingGroup", &[("subnet_ids", "VPCZoneIdentifier"), ("instance_type", "-"), ("security_group_ids", "-")]), Import::named(NODES, &[("subnet_ids", "Subnets"), ("desired_capacity", "ScalingConfig.DesiredSize"), ("min_size", "ScalingConfig.MinSize"), ("max_size", "ScalingConfig.MaxSize"), ("root_volume_size", "DiskSize"), ("instance_type", "-"), ("security_group_ids", "-")])] }
    }

    fn usage(&self) -> &'static [(&'static str, Figure)] {
        &[("instances", Figure::Field("desired_capacity"))]
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        if &*taking.item.ty == NODES {
            return self.take_nodes(taking);
        }
        // Without a wish the least number runs.
        if taking.get("DesiredCapacity").is_none() {
            self.desired_capacity = self.min_size;
        }
        let templates = ["LaunchTemplate.LaunchTemplateId", "LaunchTemplate.LaunchTemplateName", "LaunchConfigurationName",
            "MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateId"];
        match templates.iter().find_map(|path| taking.item_at(path)) {
            Some(make) => self.take_make(taking, make),
            None => {
                let why = "its launch template is not here";
                for field in [Self::instance_type, Self::security_group_ids, Self::associate_public_ip_address] {
                    taking.unknown.insert(field, why.to_owned());
                }
            }
        }
    }
}

impl Exporting for AutoScalingGroup {
    fn properties(&self) -> Properties {
        Properties { always: &["MinSize", "MaxSize", "DesiredCapacity", "VPCZoneIdentifier"], changed: &[] }
    }

    fn is_tagged(&self) -> bool {
        false
    }

    fn registers_itself(&self) -> bool {
        true
    }

    fn give(&self, giving: &mut Giving<'_>) {
        const LAUNCH: &str = "LaunchTemplate";
        if let Some(why) = giving.unknown(Self::instance_type) {
            giving.put(LAUNCH, tree([("LaunchTemplateId", doubt(why)), ("Version", say("1"))]));
        } else {
            let mut first = tree([("DeviceIndex", say(0))]);
            for (field, key) in [("security_group_ids", "Groups"), ("associate_public_ip_address", "AssociatePublicIpAddress")] {
                if let Some(value) = giving.named(field, key) {
                    first.put(key, value);
                }
            }
            let data = tree([
                ("ImageId", super::instance::image(super::instance::OperatingSystem::Linux)),
                ("InstanceType", say(&self.instance_type)),
                ("NetworkInterfaces", list([first])),
            ]);
            let made = giving.add("Template", "AWS::EC2::LaunchTemplate", tree([("LaunchTemplateData", data)]));
            let version = giving.attribute_of(&made, "LatestVersionNumber");
            giving.put(LAUNCH, tree([("LaunchTemplateId", made), ("Version", version)]));
        }
        let groups: Vec<_> = super::target_group::registered(giving).iter().map(|it| giving.arn(it)).collect();
        if !groups.is_empty() {
            giving.put("TargetGroupARNs", list(groups));
        }
        let tags = giving.site.node().map(|it| &*it.tags).into_iter().flatten();
        let tags = tags.map(|(key, value)| tree([("Key", say(key)), ("Value", say(value)), ("PropagateAtLaunch", say(true))]));
        let tags: Vec<_> = tags.collect();
        if !tags.is_empty() {
            giving.put("Tags", list(tags));
        }
    }
}
