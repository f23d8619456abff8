//! Lambda function.

use super::{
    SecurityGroup, Subnet, Vpc, alternative, security_group, subnet, vpc,
};
use crate::{
    base::{Decimal, Message, NodeId, Protocol, text},
    diag::{Finding, Place, Report, Rule, Severity},
    model::{
        connection::Access,
        edit::Edit,
        fact::{BYTES_PER_GB, CallFact, CallsFrom, HOURS_PER_MONTH, Inbound, Interface, Meter, NetFact, Service, Takes, Usage},
        field::{FieldSpec, Links, choice},
        quota,
        resource::{Remedy, Resource, resource},
        site::Site,
    },
};
use crate::model::{attrs::Attr, field::Choice};
use crate::model::taking::{Figure, Importing, Import, Join, Taking, Wanted, whole};
use crate::model::giving::{Exporting, Giving, Properties};

mod giving;
mod instead;

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
        stencil: "lambda",
        group: Compute,
        service: Faas,
        look: Card,
        stands_in: [Region, Vpc, Subnet],
        roles: [BalancerTarget],
        source: "https://docs.aws.amazon.com/lambda/latest/dg/welcome.html",
        rules: [MANY_SUBNETS, MANY_GROUPS, FOREIGN, NO_SUBNET, PUBLIC, SLOW, IGNORED, IMPATIENT, HEAVY],
        fields {
            /// Memory while it runs. The processor's share grows with it.
            #[ko = "실행 중에 쓰는 메모리. 늘리면 CPU 몫도 함께 늘어난다."]
            pub memory_size: u32 = 128, "Memory" | "메모리", { unit: "MB", min: 128, max: 10_240 };
            /// The processor it runs on.
            #[ko = "코드가 실행되는 프로세서."]
            pub architecture: Architecture = Architecture::X86, "Architecture" | "아키텍처";
            /// How long one call runs on average. Billed by the started millisecond.
            #[ko = "호출 한 번의 평균 실행 시간. 시작된 밀리초 단위로 청구된다."]
            pub mean_duration: u32 = 100, "Mean duration" | "평균 실행 시간", { unit: "ms", min: 1, max: 900_000, usage: true };
            /// When a call is given up.
            #[ko = "이 시간이 지나면 호출을 중단한다."]
            pub timeout: u32 = 3, "Timeout" | "제한 시간", { unit: "s", min: 1, max: 900 };
            /// What runs the code.
            #[ko = "코드를 실행하는 런타임."]
            pub runtime: Runtime = Runtime::Python313, "Runtime" | "런타임";
            /// Further subnets. A function in a VPC leaves it only as its route tables say.
            #[ko = "추가 서브넷. VPC 안의 함수는 라우팅 테이블을 따라서만 밖으로 나간다."]
            pub subnet_ids: Links<Subnet> = Links::NONE, "Further subnets" | "추가 서브넷";
            /// The filters around its interfaces. None: the VPC's default group.
            #[ko = "인터페이스에 적용되는 필터. 비워 두면 VPC의 기본 그룹을 쓴다."]
            pub security_group_ids: Links<SecurityGroup> = Links::NONE, "Security groups" | "보안 그룹";
            /// Whether it uses IPv6 too, in subnets that have it.
            #[ko = "IPv6가 있는 서브넷에서 IPv6도 쓰는지 여부."]
            pub ipv6_allowed_for_dual_stack: bool = false, "IPv6" | "IPv6";
            /// How long a cold start takes; billed like the call itself. What share of calls starts cold stands below.
            #[ko = "콜드 스타트에 걸리는 시간. 호출과 똑같이 청구된다. 콜드 스타트 비율은 아래에 있다."]
            pub init_duration: u32 = 0, "Init duration" | "초기화 시간", { unit: "ms", max: 900_000, usage: true };
            /// Which share of calls starts cold.
            #[ko = "콜드 스타트로 시작하는 호출의 비율."]
            pub cold_start_share: Decimal = Decimal::ZERO, "Cold starts" | "콜드 스타트 비율", { max: 1, usage: true };
            /// Copies that are kept warm all month, billed whether they are called or not.
            #[ko = "항상 준비해 두는 실행 환경의 수. 호출이 없어도 청구된다."]
            pub provisioned_concurrency: u32 = 0, "Provisioned concurrency" | "프로비저닝된 동시성", { max: 100_000 };
            /// Which share of calls a warm copy takes; the rest is billed as usual.
            #[ko = "준비된 환경이 처리하는 호출의 비율. 나머지는 보통 요금이다."]
            pub provisioned_share: Decimal = Decimal::ONE, "Calls to warm copies" | "준비된 환경의 몫", { max: 1, usage: true };
            /// Disk under /tmp. 512 MB are part of the price.
            #[ko = "/tmp 디스크. 512 MB까지 요금에 포함된다."]
            pub ephemeral_storage: u32 = 512, "Ephemeral storage" | "임시 스토리지", { unit: "MB", min: 512, max: 10_240 };
            /// Which share of calls X-Ray records.
            #[ko = "X-Ray가 기록하는 호출의 비율."]
            pub traced_share: Decimal = Decimal::ZERO, "Traced" | "추적 비율", { max: 1, usage: true };
            /// Its traces that people and tools retrieve or scan in a month.
            #[ko = "사람이나 도구가 한 달 동안 검색하거나 훑어보는 추적 수."]
            pub traces_retrieved: Decimal = Decimal::ZERO, "Traces retrieved" | "검색한 추적", { unit: "/month", usage: true };
            /// Log text that one call writes.
            #[ko = "호출 한 번이 남기는 로그의 크기."]
            pub log_size: u32 = 0, "Log per call" | "호출당 로그", { unit: "B", usage: true };
        }
    }
}

impl LambdaFunction {
    fn in_vpc(&self, site: Site<'_>) -> bool {
        site.within::<Vpc>().is_some() || !self.subnet_ids.targets().is_empty()
    }
}

/// Megabytes under /tmp that cost nothing. <https://aws.amazon.com/lambda/pricing/>
const TMP_INCLUDED: u32 = 512;

static MANY_SUBNETS: Rule = Rule {
    code: "FN001",
    severity: Severity::Error,
    title: text!("the function has {0} subnets; it may have {1}", "함수의 서브넷이 {0}개다. 최대 {1}개다"),
    help: text!("keep one subnet in each zone", "영역마다 서브넷을 하나만 둔다"),
    source: "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html",
};

static MANY_GROUPS: Rule = Rule {
    code: "FN002",
    severity: Severity::Error,
    title: text!(
        "the function carries {0} security groups; it may have {1}",
        "함수의 보안 그룹이 {0}개다. 최대 {1}개다"
    ),
    help: text!("merge groups", "그룹을 합친다"),
    source: "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html",
};

static FOREIGN: Rule = Rule {
    code: "FN003",
    severity: Severity::Error,
    title: text!("`{0}` belongs to another VPC than the function's", "`{0}`은(는) 함수와 다른 VPC에 속한다"),
    help: text!("keep subnets and groups of one VPC", "한 VPC의 서브넷과 그룹만 지정한다"),
    source: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
};

static NO_SUBNET: Rule = Rule {
    code: "FN004",
    severity: Severity::Error,
    title: text!(
        "the function is in the VPC `{0}` but in none of its subnets",
        "함수가 VPC `{0}` 안에 있지만 어느 서브넷에도 없다"
    ),
    help: text!("move it into a subnet, or name subnets", "서브넷 안으로 옮기거나 서브넷을 지정한다"),
    source: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
};

static PUBLIC: Rule = Rule {
    code: "FN005",
    severity: Severity::Warning,
    title: text!(
        "the subnet `{0}` leads to an internet gateway, but a function has no public address and cannot use it",
        "서브넷 `{0}`은(는) 인터넷 게이트웨이로 이어지지만 함수에는 공인 주소가 없어 쓸 수 없다"
    ),
    help: text!(
        "move it to a subnet whose route leads to a NAT gateway",
        "NAT 게이트웨이로 가는 경로가 있는 서브넷으로 옮긴다"
    ),
    source: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html",
};

static SLOW: Rule = Rule {
    code: "FN006",
    severity: Severity::Warning,
    title: text!(
        "the mean duration of {0} ms is over the timeout of {1} s, so most calls fail",
        "평균 실행 시간 {0} ms가 제한 시간 {1}초를 넘어 호출 대부분이 실패한다"
    ),
    help: text!("raise the timeout, or make the function faster", "제한 시간을 늘리거나 함수를 빠르게 한다"),
    source: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html",
};

static IGNORED: Rule = Rule {
    code: "FN007",
    severity: Severity::Warning,
    title: text!(
        "security groups have no effect on a function outside VPCs",
        "VPC 밖의 함수에는 보안 그룹이 적용되지 않는다"
    ),
    help: text!("move it into a subnet, or take the groups away", "서브넷 안으로 옮기거나 그룹을 없앤다"),
    source: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
};

static IMPATIENT: Rule = Rule {
    code: "FN008",
    severity: Severity::Warning,
    title: text!(
        "it gives up after {0} s, before `{1}`, which it calls and waits for, does after {2} s",
        "호출하고 기다리는 `{1}`의 제한 시간 {2}초보다 먼저 {0}초 만에 포기한다"
    ),
    help: text!("give the caller the longer timeout", "호출하는 쪽의 제한 시간을 더 길게 한다"),
    source: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html",
};

static HEAVY: Rule = Rule {
    code: "FN009",
    severity: Severity::Warning,
    title: text!(
        "the call from `{0}` carries {1} bytes one way; a synchronous call carries at most {2}",
        "`{0}`의 호출이 한 방향으로 {1}바이트를 나른다. 동기 호출은 최대 {2}바이트다"
    ),
    help: text!("pass large data through S3", "큰 데이터는 S3로 주고받는다"),
    source: "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html",
};

impl LambdaFunction {
    /// The VPC that all its subnets and groups must share: the one it stands in, else its first subnet's.
    fn vpc<'m>(&self, site: Site<'m>) -> Option<&'m NodeId> {
        let named = || self.subnet_ids.targets().iter().find_map(|id| site.around::<Vpc>(id));
        site.within::<Vpc>().or_else(named).map(|(id, _)| id)
    }

    fn check_network(&self, site: Site<'_>, report: &mut Report) {
        let (subnets, groups) = (|| site.at(Self::subnet_ids), || site.at(Self::security_group_ids));
        let named = self.security_group_ids.targets();
        if !self.in_vpc(site) {
            if !named.is_empty() {
                report.raise(&IGNORED, groups(), []);
            }
            return;
        }
        let all = subnet::effective(site, &self.subnet_ids);
        quota::SUBNETS_PER_FUNCTION.compare(all.len(), &MANY_SUBNETS, subnets, report);
        quota::SECURITY_GROUPS_PER_FUNCTION.compare(named.len(), &MANY_GROUPS, groups, report);
        let Some(vpc) = self.vpc(site) else { return };
        if all.is_empty() {
            report.raise(&NO_SUBNET, subnets(), [vpc.to_string()]);
        }
        let foreign = |id: &&NodeId| vpc::home(site, id).is_some_and(|home| home != vpc);
        for id in self.subnet_ids.targets().iter().filter(foreign) {
            report.raise(&FOREIGN, subnets(), [id.to_string()]);
        }
        let group = |id: &&NodeId| {
            let away = |at: &NodeId| security_group::is_foreign(site, at, id);
            foreign(id) && all.first().is_none_or(away)
        };
        for id in named.iter().filter(group) {
            report.raise(&FOREIGN, groups(), [id.to_string()]);
        }
        for id in all.iter().filter(|id| subnet::is_public(site, id)) {
            report.raise(&PUBLIC, subnets(), [id.to_string()]);
        }
    }

    fn check_calls(&self, site: Site<'_>, report: &mut Report) {
        for connection in site.outgoing().filter(|it| it.kind == Access::Invoke) {
            let Some((id, called)) = connection.to.target().and_then(|id| Some((id, site.find::<Self>(id)?)))
            else {
                continue;
            };
            if called.timeout > self.timeout {
                let args = [self.timeout.to_string(), id.to_string(), called.timeout.to_string()];
                report.raise(&IMPATIENT, site.at(Self::timeout), args);
            }
        }
        let limit = quota::SYNCHRONOUS_PAYLOAD_BYTES.value();
        for (id, connection) in site.incoming_by_id().filter(|(_, it)| it.kind == Access::Invoke) {
            let bytes = connection.request_size.max(connection.response_size);
            if let Some(from) = connection.from.target().filter(|_| bytes > limit) {
                let args = [from.to_string(), bytes.to_string(), limit.to_string()];
                report.raise(&HEAVY, Place::Connection(id.clone()), args);
            }
        }
    }
}

impl Resource for LambdaFunction {
    fn check(&self, site: Site<'_>, report: &mut Report) {
        self.check_network(site, report);
        self.check_calls(site, report);
        if u64::from(self.mean_duration) > u64::from(self.timeout) * 1000 {
            let args = [self.mean_duration.to_string(), self.timeout.to_string()];
            report.raise(&SLOW, site.at(Self::timeout), args);
        }
    }

    fn mend(&self, site: Site<'_>, finding: &Finding) -> Option<Remedy> {
        if finding.rule.code != SLOW.code {
            return None;
        }
        // Twice the mean leaves room; the edit is refused beyond what the field takes.
        let timeout = self.mean_duration.saturating_mul(2).div_ceil(1000);
        let most =
            Self::FIELDS.iter().find(|field| field.name == Self::timeout).map_or(0, |field| field.hint.max);
        let timeout = timeout.min(u32::try_from(most).unwrap_or(u32::MAX));
        Some(Remedy {
            title: Message::new(
                &text!("Raise the timeout to {0} s", "제한 시간을 {0}초로 늘리기"),
                [timeout.to_string()],
            ),
            edits: vec![Edit::Change {
                id: site.id().clone(),
                resource: Self { timeout, ..self.clone() }.into(),
            }],
        })
    }

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
            Interface {
                groups: self.security_group_ids.targets().to_vec(),
                inbound: Inbound::Function,
                assign_ipv6: self.ipv6_allowed_for_dual_stack,
                protocols: vec![Protocol::TCP, Protocol::UDP],
                ..Interface::in_segment(segment)
            }.stated()
        };
        let subnets = subnet::effective(site, &self.subnet_ids);
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
                from: &[CallsFrom::Events],
                authority: &text!(
                    "the function's resource policy lets the event source invoke it",
                    "함수의 리소스 정책이 이벤트 소스의 호출을 허용"
                ),
            }),
        ]
    }

    fn alternatives(&self, site: Site<'_>, usage: &Usage<'_>) -> Vec<Remedy> {
        let architecture = match self.architecture {
            Architecture::X86 => Architecture::Arm,
            Architecture::Arm => Architecture::X86,
        };
        let title = match architecture {
            Architecture::Arm => &text!("Run `{0}` on arm64", "`{0}`을(를) arm64에서 실행"),
            Architecture::X86 => &text!("Run `{0}` on x86_64", "`{0}`을(를) x86_64에서 실행"),
        };
        let mut all = vec![alternative::change(site, title, Self { architecture, ..self.clone() })];
        all.extend(self.as_tasks(site, usage));
        all.extend(site.outgoing_by_id().filter_map(|(id, it)| self.behind_queue(site, id, it)));
        all
    }

    fn shows(&self, field: &FieldSpec) -> bool {
        let warm = field.name == Self::provisioned_share;
        let cold = field.name == Self::cold_start_share;
        (!warm || self.provisioned_concurrency > 0) && (!cold || self.init_duration > 0)
    }

    fn is_sized(&self) -> bool {
        self.provisioned_concurrency > 0
    }

    fn meters(&self, _: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let calls = usage.calls();
        let warm = if self.provisioned_concurrency == 0 { Decimal::ZERO } else { self.provisioned_share };
        let (warm, cold) = (calls.saturating_mul(warm), calls.saturating_mul(Decimal::ONE - warm));
        let gigabytes = Decimal::from(self.memory_size) / Decimal::from(1024);
        let seconds = |ms: u32, calls: Decimal| calls.saturating_mul(ms.into()) / Decimal::ONE_THOUSAND;
        let run = |calls| seconds(self.mean_duration, calls);
        let started = seconds(self.init_duration, cold.saturating_mul(self.cold_start_share));
        let (duration, reserved, on_reserved) = match self.architecture {
            Architecture::X86 => {
                ("lambda.duration_x86", "lambda.provisioned_concurrency_x86", "lambda.provisioned_duration_x86")
            }
            Architecture::Arm => {
                ("lambda.duration_arm", "lambda.provisioned_concurrency_arm", "lambda.provisioned_duration_arm")
            }
        };
        // All month, in GB-seconds.
        let kept = HOURS_PER_MONTH
            .saturating_mul(3600.into())
            .saturating_mul(gigabytes)
            .saturating_mul(self.provisioned_concurrency.into());
        let disk = Decimal::from(self.ephemeral_storage.saturating_sub(TMP_INCLUDED)) / Decimal::from(1024);
        vec![
            Meter::marginal("lambda.requests", &text!("requests", "요청"), calls),
            Meter::marginal(duration, &text!("duration", "실행 시간"), run(cold).saturating_mul(gigabytes)),
            Meter::marginal(duration, &text!("cold starts", "콜드 스타트"), started.saturating_mul(gigabytes)),
            Meter::fixed(reserved, &text!("provisioned concurrency", "프로비저닝된 동시성"), kept),
            Meter::marginal(
                on_reserved,
                &text!("duration on provisioned concurrency", "프로비저닝된 동시성의 실행 시간"),
                run(warm).saturating_mul(gigabytes),
            ),
            Meter::marginal(
                "lambda.ephemeral_storage",
                &text!("ephemeral storage", "임시 스토리지"),
                run(calls).saturating_mul(disk),
            ),
            Meter::marginal(
                "cloudwatch.log_ingest",
                &text!("logs written", "기록된 로그"),
                calls.saturating_mul(self.log_size.into()) / BYTES_PER_GB,
            ),
            Meter::marginal(
                "xray.recorded",
                &text!("traces recorded", "기록된 추적"),
                calls.saturating_mul(self.traced_share),
            ),
            Meter::fixed("xray.retrieved", &text!("traces retrieved", "검색한 추적"), self.traces_retrieved),
        ]
    }
}

impl Importing for LambdaFunction {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::named("AWS::Lambda::Function", &[("subnet_ids", "VpcConfig.SubnetIds"), ("security_group_ids", "VpcConfig.SecurityGroupIds"), ("architecture", "Architectures"), ("ephemeral_storage", "EphemeralStorage.Size"), ("ipv6_allowed_for_dual_stack", "VpcConfig.Ipv6AllowedForDualStack"), ("provisioned_concurrency", "ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions"), ("runtime", "-")])] }
    }

    fn usage(&self) -> &'static [(&'static str, Figure)] {
        &[("monthly_requests", Figure::Calls(1)), ("request_duration_ms", Figure::Field("mean_duration"))]
    }

    fn joins(&self) -> &'static [Join] {
        const { &[Join { ty: "AWS::Lambda::EventSourceMapping", owner: "FunctionName" }, Join { ty: "AWS::Lambda::Alias", owner: "FunctionName" }, Join { ty: "AWS::Lambda::Version", owner: "FunctionName" }, Join { ty: "AWS::Lambda::Url", owner: "TargetFunctionArn" }, Join { ty: "AWS::Lambda::EventInvokeConfig", owner: "FunctionName" }] }
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        if let Some(runtime) = taking.get("Runtime").and_then(Attr::known) {
            let language = runtime.trim_end_matches(|c: char| !c.is_ascii_alphabetic());
            let language = language.strip_suffix(".x").unwrap_or(language);
            let values = Runtime::Python313.values();
            let exact = values.iter().position(|it| *it == runtime);
            let near = || values.iter().position(|it| it.starts_with(language.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.')));
            if let Some(at) = exact.or_else(near) {
                self.runtime.pick(at);
            }
        }
        // What its code is told the name of; whether it may call that, policies say.
        for mention in taking.get("Environment.Variables").map(Attr::mentions).unwrap_or_default() {
            if let Some((to, _)) = taking.names.node(mention) {
                let (from, access) = (taking.id.clone(), Some(Access::Reference));
                taking.wanted.push(Wanted::new(from, to, access));
            }
        }
        for path in ["DeadLetterConfig.TargetArn", "DeadLetterQueue.TargetArn"] {
            if let Some((to, _)) = taking.node_at(path) {
                taking.connect(taking.id.clone(), to, None);
            }
        }
    }

    fn join(&mut self, taking: &mut Taking<'_>) {
        if &*taking.item.ty == "AWS::Lambda::EventSourceMapping" {
            if let Some((from, _)) = taking.node_at("EventSourceArn") {
                let batch_size = taking.get("BatchSize").and_then(Attr::known).and_then(whole);
                let (to, access) = (taking.id.clone(), Some(Access::EventSource));
                taking.wanted.push(Wanted { batch_size, ..Wanted::new(from, to, access) });
            }
        } else if &*taking.item.ty == "AWS::Lambda::Alias" {
            let kept = taking.get("ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions");
            if let Some(kept) = kept.and_then(Attr::known).and_then(whole) {
                self.provisioned_concurrency = self.provisioned_concurrency.max(kept);
            }
        } else if let Some((to, _)) = taking.node_at("DestinationConfig.OnFailure.Destination") {
            taking.connect(taking.id.clone(), to, None);
        }
    }
}

impl Exporting for LambdaFunction {
    fn properties(&self) -> Properties {
        Properties { always: &["MemorySize", "Timeout", "Architectures[]"], changed: &["VpcConfig.SubnetIds", "VpcConfig.SecurityGroupIds", "VpcConfig.Ipv6AllowedForDualStack", "EphemeralStorage.Size"] }
    }

    fn actions(&self) -> &'static [&'static str] {
        &["lambda:InvokeFunction"]
    }

    fn is_function(&self) -> bool {
        true
    }

    fn notified(&self) -> Option<(&'static str, &'static str)> {
        Some(("LambdaConfigurations", "Function"))
    }

    fn protocol(&self) -> &'static str {
        "lambda"
    }

    fn give(&self, giving: &mut Giving<'_>) {
        giving::give(self, giving);
    }
}
