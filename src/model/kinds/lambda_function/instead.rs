//! The edits that do otherwise what a function does: tasks in its place, or a queue behind it.

use super::{
    super::{
        EcsService, HttpApi, InternetGateway, Region, RestApi, RouteTable, SecurityGroup, SqsQueue, Subnet, Vpc,
        VpcLink, alternative,
        ecs_service::{AssignPublicIp, CpuArchitecture},
        route_table::{Destination, Route},
        security_group::{GroupRule, Range},
    },
    Architecture, LambdaFunction,
};
use crate::{
    base::{Cidr, ConnectionId, Decimal, Message, NodeId, PortRange, text},
    model::{
        Node,
        connection::{Access, Connection},
        edit::Edit,
        fact::{CallFact, CallsFrom, HOURS_PER_MONTH, Usage},
        field::{Link, Links, Maybe},
        resource::Remedy,
        site::Site,
    },
};

/// Sizes of Fargate tasks: CPU units, and the least memory that goes with them.
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html>
const TASKS: [(u32, u32); 5] = [(256, 512), (512, 1_024), (1_024, 2_048), (2_048, 4_096), (4_096, 8_192)];
const LARGEST_TASK: (u32, u32) = (8_192, 20_480);

/// The port that tasks answer on: that of calls.
const PORT: u16 = 443;

/// The least network in which tasks are called and call others. It costs nothing itself.
struct Place {
    vpc: NodeId,
    subnet: NodeId,
    group: NodeId,
    edits: Vec<Edit>,
}

impl Place {
    /// Open on [`PORT`] to some addresses, with a way to the internet.
    fn new(site: Site<'_>, callers: Cidr) -> Self {
        let id = |word: &str| site.model().fresh_id(&format!("{}-{word}", site.id()));
        let (vpc, gateway, table) = (id("vpc"), id("igw"), id("rtb"));
        let (subnet, group) = (id("subnet"), id("sg"));
        let region = site.node().and_then(|node| node.parent.clone());
        let everywhere = Route {
            destination: Destination::Cidr(Cidr::ALL_V4),
            target: Link::to(gateway.clone()),
            ..Route::default()
        };
        let ingress = GroupRule {
            ports: PortRange::one(PORT),
            cidr: Maybe(Some(Range(Destination::Cidr(callers)))),
            ..GroupRule::default()
        };
        let inside = |resource| Node { parent: Some(vpc.clone()), ..resource };
        let routes = RouteTable { routes: vec![everywhere], ..RouteTable::default() };
        let segment = Subnet { route_table_id: Link::to(table.clone()), ..Subnet::default() };
        let filter = SecurityGroup { ingress: vec![ingress], ..SecurityGroup::default() };
        let edits = vec![
            Edit::Add { id: vpc.clone(), node: Node::new(Vpc::default(), region) },
            Edit::Add { id: gateway, node: inside(Node::new(InternetGateway::default(), None)) },
            Edit::Add { id: table, node: inside(Node::new(routes, None)) },
            Edit::Add { id: subnet.clone(), node: inside(Node::new(segment, None)) },
            Edit::Add { id: group.clone(), node: inside(Node::new(filter, None)) },
        ];
        Self { vpc, subnet, group, edits }
    }
}

impl LambdaFunction {
    /// Tasks that run all month in its place, where they can be called as it is: by clients and code over their public
    /// addresses, by an API over a VPC link. What calls on the provider's behalf cannot call a task.
    pub(super) fn as_tasks(&self, site: Site<'_>, usage: &Usage<'_>) -> Option<Remedy> {
        let (task, each) = self.task(usage)?;
        let (count, cpu, memory) = (task.desired_count, task.cpu, task.memory);
        let apis = self.calling_apis(site)?;
        let mut edits = Vec::new();
        let task = if self.in_vpc(site) {
            // Its groups let nobody in: a function is not connected to.
            let called = site.incoming().next().is_some();
            let (subnet_ids, security_group_ids) = (self.subnet_ids.clone(), self.security_group_ids.clone());
            (!called).then_some(EcsService { subnet_ids, security_group_ids, ..task })?
        } else {
            let callers = if apis.is_empty() { Cidr::ALL_V4 } else { Vpc::default().cidr_block };
            let place = Place::new(site, callers);
            let security_group_ids = Links::to([place.group.clone()]);
            edits = place.edits;
            edits.push(Edit::Move { id: site.id().clone(), parent: Some(place.subnet.clone()) });
            if !apis.is_empty() {
                let link = site.model().fresh_id(&format!("{}-link", site.id()));
                let resource = VpcLink {
                    subnet_ids: Links::to([place.subnet]),
                    security_group_ids: security_group_ids.clone(),
                    ..VpcLink::default()
                };
                edits.push(Edit::Add { id: link.clone(), node: Node::new(resource, Some(place.vpc)) });
                edits.extend(apis.iter().filter_map(|api| through(site, api, &link)));
            }
            EcsService { security_group_ids, assign_public_ip: AssignPublicIp::Enabled, ..task }
        };
        edits.push(alternative::replacing(site.id(), task));
        let vcpu = Decimal::from(cpu) / Decimal::from(1024);
        Some(Remedy {
            title: Message::new(
                &text!(
                    "Run `{0}` on Fargate: {1} × {2} vCPU, {3} MB, each with {4} calls at a time",
                    "`{0}`을(를) Fargate에서 실행: {1} × {2} vCPU, {3} MB, 저마다 한 번에 호출 {4}개"
                ),
                [
                    site.id().to_string(),
                    count.to_string(),
                    vcpu.normalize().to_string(),
                    memory.to_string(),
                    each.to_string(),
                ],
            ),
            edits,
        })
    }

    /// As many tasks as a month's calls keep busy if spread evenly, a quarter of a vCPU for each 512 MB, and how many
    /// calls one works on at a time: as many as its memory holds. None where a service cannot have so many tasks.
    fn task(&self, usage: &Usage<'_>) -> Option<(EcsService, u32)> {
        let fits = |(_, memory): &(u32, u32)| *memory >= self.memory_size.saturating_mul(2);
        let (cpu, memory) = TASKS.into_iter().find(fits).unwrap_or(LARGEST_TASK);
        let each = memory.checked_div(self.memory_size)?.max(1);
        let seconds = usage.calls().saturating_mul(self.mean_duration.into()) / Decimal::ONE_THOUSAND;
        let at_once = seconds / HOURS_PER_MONTH / Decimal::from(3600);
        let desired_count = u32::try_from((at_once / Decimal::from(each)).ceil()).ok()?.max(1);
        let field = EcsService::FIELDS.iter().find(|it| it.name == EcsService::desired_count)?;
        let cpu_architecture = match self.architecture {
            Architecture::X86 => CpuArchitecture::X86,
            Architecture::Arm => CpuArchitecture::Arm,
        };
        let container_port = PORT.into();
        let task = EcsService { desired_count, cpu, memory, cpu_architecture, container_port, ..EcsService::default() };
        (i64::from(desired_count) <= field.hint.max).then_some((task, each))
    }

    /// The APIs that call it; none at all where something calls it that could not call a task, or an API has a link
    /// elsewhere, or both APIs and others call.
    fn calling_apis<'m>(&self, site: Site<'m>) -> Option<Vec<&'m NodeId>> {
        let callers: Vec<&NodeId> = site.incoming().filter_map(|it| it.from.target()).collect();
        let events = site.incoming().any(|it| it.kind != Access::Invoke);
        let is_api = |id: &NodeId| site.find::<HttpApi>(id).is_some() || site.find::<RestApi>(id).is_some();
        let linked = |id: &NodeId| {
            site.find::<HttpApi>(id).is_some_and(|it| it.vpc_link_id.target().is_some())
                || site.find::<RestApi>(id).is_some_and(|it| it.vpc_link_id.target().is_some())
        };
        let apis: Vec<&NodeId> = callers.iter().copied().filter(|id| is_api(id)).collect();
        let answers = |id: &&NodeId| is_api(id) || reaches_public(site, id);
        let mixed = !apis.is_empty() && apis.len() != callers.len();
        let fits = !events && !mixed && callers.iter().all(answers) && !apis.iter().any(|id| linked(id));
        fits.then_some(apis)
    }

    /// A queue between this function and one that it calls and waits for: it is no longer billed while it waits. Not
    /// where it needs the answer, or waits for longer than it runs, as numbers then do not say how long it waits.
    pub(super) fn behind_queue(&self, site: Site<'_>, id: &ConnectionId, it: &Connection) -> Option<Remedy> {
        let (from, to) = it.ends().filter(|_| it.kind == Access::Invoke && it.response_size == 0)?;
        let called = site.find::<Self>(to)?;
        let calls = it.calls.saturating_mul(it.share).saturating_mul(it.retries.saturating_add(Decimal::ONE));
        let waited = Decimal::from(called.mean_duration).saturating_mul(calls);
        let own = Decimal::from(self.mean_duration).saturating_sub(waited);
        let mean_duration = u32::try_from(own.ceil()).ok().filter(|it| *it > 0)?.min(self.mean_duration);
        let model = site.model();
        let queue = model.fresh_id(&format!("{to}-queue"));
        let region = site.within::<Region>().map(|(id, _)| id.clone());
        let sent = Connection { to: Link::to(queue.clone()), ..it.clone() };
        let taken = Connection {
            request_size: it.request_size,
            ..Connection::new(queue.clone(), to.clone(), Access::EventSource)
        };
        Some(Remedy {
            title: Message::new(
                &text!(
                    "Put a queue between `{0}` and `{1}`, so that `{0}` does not wait",
                    "`{0}`이(가) 기다리지 않도록 `{1}` 앞에 대기열 두기"
                ),
                [from.to_string(), to.to_string()],
            ),
            edits: vec![
                Edit::Add { id: queue.clone(), node: Node::new(SqsQueue::default(), region) },
                Edit::Connect { id: id.clone(), connection: sent },
                Edit::Connect { id: model.fresh_connection_id(&queue, to), connection: taken },
                Edit::Change { id: from.clone(), resource: Self { mean_duration, ..self.clone() }.into() },
            ],
        })
    }
}

/// Whether a resource calls over the internet: what stands outside, and functions outside VPCs.
fn reaches_public(site: Site<'_>, id: &NodeId) -> bool {
    let Some((id, node)) = site.resource(id) else { return false };
    let facts = node.resource.as_resource().call_facts(site.other(id));
    let function = site.find::<LambdaFunction>(id);
    facts.contains(&CallFact::Calls(CallsFrom::Outside)) || function.is_some_and(|it| !it.in_vpc(site.other(id)))
}

/// Lets an API call by a link.
fn through(site: Site<'_>, api: &NodeId, link: &NodeId) -> Option<Edit> {
    let vpc_link_id = Link::to(link.clone());
    let resource = match (site.find::<HttpApi>(api), site.find::<RestApi>(api)) {
        (Some(_), _) => HttpApi { vpc_link_id }.into(),
        (None, Some(rest)) => RestApi { vpc_link_id, ..rest.clone() }.into(),
        (None, None) => return None,
    };
    Some(Edit::Change { id: api.clone(), resource })
}
