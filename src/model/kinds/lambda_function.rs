//! Lambda function.

use super::{SecurityGroup, Subnet, Vpc};
use crate::{
    base::{Decimal, NodeId, PortRange, Protocol, text},
    model::{
        connection::Access,
        fact::{
            Basis, CallFact, CallsFrom, Inbound, Interface, Meter, NetFact, PublicAddress, Service, Takes, Usage,
        },
        field::{Links, choice},
        resource::{Resource, resource},
        site::Site,
    },
};

choice! {
    /// The processor.
    pub enum Architecture {
        /// x86.
        X86 = "x86_64", "x86_64" | "x86_64";
        /// arm64.
        Arm = "arm64", "arm64" | "arm64";
    }
}

choice! {
    /// What runs the code.
    pub enum Runtime {
        /// Python 3.13.
        Python313 = "python3.13", "Python 3.13" | "Python 3.13";
        /// Python 3.12.
        Python312 = "python3.12", "Python 3.12" | "Python 3.12";
        /// Node.js 22.
        Nodejs22 = "nodejs22.x", "Node.js 22" | "Node.js 22";
        /// Java 21.
        Java21 = "java21", "Java 21" | "Java 21";
        /// .NET 8.
        Dotnet8 = "dotnet8", ".NET 8" | ".NET 8";
        /// Ruby 3.4.
        Ruby34 = "ruby3.4", "Ruby 3.4" | "Ruby 3.4";
        /// An own binary, such as Rust or Go.
        Provided = "provided.al2023", "Own binary (AL2023)" | "자체 바이너리 (AL2023)";
    }
}

resource! {
    /// Code that runs when it is called, billed by the millisecond.
    #[ko = "호출될 때 실행되는 코드. 밀리초 단위로 요금이 든다."]
    pub struct LambdaFunction: "Lambda function" | "Lambda 함수" {
        short: "Lambda",
        icon: "lambda_function",
        group: Compute,
        look: Card,
        stands_in: [Region, Vpc, Subnet],
        roles: [],
        source: "https://docs.aws.amazon.com/lambda/latest/dg/welcome.html",
        rules: [],
        fields {
            /// Memory while it runs. The processor's share grows with it.
            #[ko = "실행 중 메모리. 프로세서 몫도 함께 늘어난다."]
            pub memory_size: u32 = 128, "Memory" | "메모리", { unit: "MB", min: 128, max: 10_240 };
            /// The processor it runs on.
            #[ko = "실행되는 프로세서."]
            pub architecture: Architecture = Architecture::X86, "Architecture" | "아키텍처";
            /// How long one call runs on average. Billed by the started millisecond.
            #[ko = "호출 한 번의 평균 실행 시간. 시작된 밀리초 단위로 청구된다."]
            pub mean_duration: u32 = 100, "Mean duration" | "평균 실행 시간", { unit: "ms", min: 1, max: 900_000 };
            /// When a call is given up.
            #[ko = "호출을 포기하는 시간."]
            pub timeout: u32 = 3, "Timeout" | "제한 시간", { unit: "s", min: 1, max: 900 };
            /// What runs the code.
            #[ko = "코드를 실행하는 것."]
            pub runtime: Runtime = Runtime::Python313, "Runtime" | "런타임";
            /// Further subnets. A function in a VPC leaves it only as its route tables say.
            #[ko = "추가 서브넷. VPC 안의 함수는 라우팅 테이블을 따라서만 밖으로 나간다."]
            pub subnet_ids: Links<Subnet> = Links::NONE, "Further subnets" | "추가 서브넷";
            /// The filters around its interfaces. None: the VPC's default group.
            #[ko = "인터페이스를 둘러싼 필터. 없으면 VPC의 기본 그룹."]
            pub security_group_ids: Links<SecurityGroup> = Links::NONE, "Security groups" | "보안 그룹";
            /// Log text that one call writes.
            #[ko = "호출 한 번이 남기는 로그의 크기."]
            pub log_size: u32 = 0, "Log per call" | "호출당 로그", { unit: "B" };
        }
    }
}

impl LambdaFunction {
    fn in_vpc(&self, site: Site<'_>) -> bool {
        site.within::<Vpc>().is_some() || !self.subnet_ids.targets().is_empty()
    }
}

impl Resource for LambdaFunction {
    fn headline(&self) -> String {
        format!("{} MB · {}", self.memory_size, self.architecture.value())
    }

    fn net_facts(&self, site: Site<'_>) -> Vec<NetFact> {
        let served = NetFact::Served { service: Service { name: "lambda".into(), region: site.region() } };
        if !self.in_vpc(site) {
            return vec![NetFact::Unattached, served];
        }
        // One interface for each subnet and set of groups (FN-1).
        let interface = |segment: NodeId| {
            NetFact::Interface(Interface {
                segment,
                addresses: Vec::new(),
                public: PublicAddress::None,
                groups: self.security_group_ids.targets().to_vec(),
                unfiltered: false,
                source_dest_check: true,
                inbound: Inbound::Function,
                initiates: true,
                ephemeral: PortRange::new(1024, 65535).unwrap_or(PortRange::ALL),
                protocols: vec![Protocol::TCP, Protocol::UDP],
                running: true,
            })
        };
        let subnets = super::subnet::effective(site, &self.subnet_ids);
        subnets.into_iter().map(interface).chain([served]).collect()
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        vec![
            CallFact::Calls(CallsFrom::Code),
            CallFact::Takes(Takes {
                access: Access::Invoke,
                from: &[CallsFrom::Code, CallsFrom::Provider, CallsFrom::Outside],
                authority: &text!(
                    "the function's resource policy, or the caller's role, allows lambda:InvokeFunction",
                    "함수의 리소스 정책이나 호출자의 역할이 lambda:InvokeFunction을 허용"
                ),
            }),
            CallFact::Takes(Takes {
                access: Access::EventSource,
                from: &[CallsFrom::Provider],
                authority: &text!(
                    "the function's resource policy lets the event source invoke it",
                    "함수의 리소스 정책이 이벤트 소스의 호출을 허용"
                ),
            }),
        ]
    }

    fn meters(&self, _: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let calls = usage.calls();
        let seconds = calls * Decimal::from(self.mean_duration) / Decimal::ONE_THOUSAND;
        let gigabytes = Decimal::from(self.memory_size) / Decimal::from(1024);
        let duration = match self.architecture {
            Architecture::X86 => "lambda.duration_x86",
            Architecture::Arm => "lambda.duration_arm",
        };
        vec![
            Meter {
                sku: "lambda.requests".into(),
                component: &text!("requests", "요청"),
                quantity: calls,
                basis: Basis::Marginal,
            },
            Meter {
                sku: duration.into(),
                component: &text!("duration", "실행 시간"),
                quantity: seconds * gigabytes,
                basis: Basis::Marginal,
            },
            Meter {
                sku: "cloudwatch.log_ingest".into(),
                component: &text!("logs written", "기록된 로그"),
                quantity: calls * Decimal::from(self.log_size) / Decimal::from(1_u64 << 30),
                basis: Basis::Marginal,
            },
        ]
    }
}
