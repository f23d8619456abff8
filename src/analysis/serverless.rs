//! How serverless a design is: who operates what, what is paid while nobody calls, and what ties it to one provider.
//!
//! What is stored or watched is no capacity: bytes, keys, secrets, alarms and names are paid for what they keep. A
//! capacity without a known price is not free; it counts, and the sum is a floor.

use super::Analysis;
use crate::{
    base::{Message, NodeId, Text, Usd, text},
    cost::{Line, LineBasis},
    model::{
        kinds::AnyResource,
        resource::Group,
        service::{Layer, Operator, ServiceModel},
    },
};
use std::collections::BTreeMap;

/// A design's verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// There is nothing to judge.
    Empty,
    /// No part is.
    None,
    /// Some parts are, others are sized and paid while idle.
    Partly,
    /// All that runs code or keeps data is; something around it is paid while idle.
    Mostly,
    /// Nothing is sized and nothing is paid while idle.
    Fully,
}

/// One resource of a verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Which.
    pub node: NodeId,
    /// Its model of service.
    pub model: ServiceModel,
    /// What it costs in a month without a single call: capacity, and asking for messages that are not there. What is
    /// stored or watched is not counted.
    pub idle: Usd,
    /// Whether a price of that is not known, so that it is a floor.
    pub unknown: bool,
    /// Why it is less than serverless, if it is.
    pub reasons: Vec<Message>,
    /// The open standard by which it is used; `None`: the provider's own interface.
    pub standard: Option<&'static str>,
    /// Whether the customer decides how much of it there is.
    pub sized: bool,
    /// Whether it counts for the verdict: it runs code, keeps data, or is a front door or a queue.
    core: bool,
    /// Part of a network that the provider runs.
    network: bool,
    /// Whether any of what is paid while idle is capacity.
    capacity: bool,
}

/// How serverless a design is.
#[derive(Clone, Debug, PartialEq)]
pub struct Serverless {
    /// In one word.
    pub grade: Grade,
    /// Every resource that is a service, by id.
    pub parts: Vec<Part>,
}

/// What a resource is paid for while nobody calls.
#[derive(Clone, Copy, Default)]
struct Idle {
    capacity: Usd,
    asking: Usd,
    unknown: bool,
    /// Whether there is capacity at all, priced or not.
    bought: bool,
}

impl Grade {
    /// For people.
    pub fn label(self) -> &'static Text {
        match self {
            Self::Empty => &text!("nothing to judge", "판단할 것이 없음"),
            Self::None => &text!("not serverless", "서버리스가 아님"),
            Self::Partly => &text!("partly serverless", "부분적으로 서버리스"),
            Self::Mostly => &text!("mostly serverless", "대체로 서버리스"),
            Self::Fully => &text!("serverless", "서버리스"),
        }
    }
}

impl Part {
    /// Whether nothing of it is sized, and no capacity is paid while it is idle.
    pub fn is_serverless(&self) -> bool {
        self.model.is_serverless() && !self.sized && !self.capacity
    }

    /// Who operates a layer of it. Of networks the provider runs everything; what is sized, the customer scales.
    pub fn operator(&self, layer: Layer) -> Operator {
        match layer {
            Layer::Data => Operator::Customer,
            Layer::Scaling if self.sized && !self.network => Operator::Customer,
            Layer::Scaling => Operator::Provider,
            Layer::Hardware
            | Layer::Virtualisation
            | Layer::OperatingSystem
            | Layer::Runtime
            | Layer::Application => match self.network {
                true => Operator::Provider,
                false => self.model.operator(layer),
            },
        }
    }
}

impl Serverless {
    /// The resources that only this provider's like could take the place of.
    pub fn tied(&self) -> impl Iterator<Item = &Part> {
        let own = |it: &&Part| it.standard.is_none();
        self.parts.iter().filter(own).filter(|it| match it.model {
            ServiceModel::Faas | ServiceModel::Baas | ServiceModel::Paas => true,
            ServiceModel::None | ServiceModel::Iaas | ServiceModel::Caas | ServiceModel::Saas => false,
        })
    }

    /// The models of service of what counts for the verdict, from what one operates most on.
    pub fn models(&self) -> Vec<ServiceModel> {
        let used = |model: &ServiceModel| self.parts.iter().any(|it| it.core && it.model == *model);
        ServiceModel::ALL.into_iter().filter(used).collect()
    }

    /// Who operates a layer of what has a model of service; `None` if that is one for some and the other for others.
    pub fn operator(&self, model: ServiceModel, layer: Layer) -> Option<Operator> {
        let mut parts = self.parts.iter().filter(|it| it.core && it.model == model);
        let first = parts.next().map_or(model.operator(layer), |it| it.operator(layer));
        parts.all(|it| it.operator(layer) == first).then_some(first)
    }

    /// Everything that is paid in a month without a single call.
    pub fn idle(&self) -> Usd {
        self.parts.iter().map(|it| it.idle).sum()
    }

    /// Whether a price of that is not known, so that it is a floor.
    pub fn is_floor(&self) -> bool {
        self.parts.iter().any(|it| it.unknown)
    }
}

impl Analysis {
    /// How serverless the design is.
    pub fn serverless(&self) -> Serverless {
        let mut idle: BTreeMap<&NodeId, Idle> = BTreeMap::new();
        for line in self.bill().lines.iter().filter(|line| line.basis == LineBasis::Fixed) {
            let Some(id) = &line.resource else { continue };
            let spec = self.model().node(id).map(|node| node.resource.kind().spec());
            let paid_for = paid_for(line, spec.map_or(Group::Outside, |it| it.group));
            let entry = idle.entry(id).or_default();
            let cost = line.cost.unwrap_or_default();
            match paid_for {
                PaidFor::Kept => continue,
                PaidFor::Capacity => {
                    entry.capacity = entry.capacity + cost;
                    entry.bought = true;
                }
                PaidFor::Asking => entry.asking = entry.asking + cost,
            }
            entry.unknown |= line.cost.is_none();
        }
        let parts = self.model().nodes();
        let parts: Vec<Part> = parts
            .filter_map(|(id, node)| part(id, &node.resource, idle.get(id).copied().unwrap_or_default()))
            .collect();
        Serverless { grade: grade(&parts), parts }
    }
}

/// What a line of the calendar is for.
enum PaidFor {
    /// Capacity that is there, used or not.
    Capacity,
    /// Asking whether there is something to do.
    Asking,
    /// What is stored, kept or watched, and what a month brings besides calls.
    Kept,
}

fn paid_for(line: &Line, group: Group) -> PaidFor {
    let unit = &*line.unit;
    let kept = match group {
        // Secrets, keys, alarms and metrics; names.
        Group::Watch | Group::Control => true,
        Group::Outside
        | Group::Place
        | Group::Compute
        | Group::Database
        | Group::Storage
        | Group::Edge
        | Group::Messages
        | Group::Network
        | Group::Drawing => false,
    };
    // Credits are bought for bursts that happened.
    let item = line.sku.split_once('.').map_or("", |(_, item)| item);
    let burst = item == "cpu_credit" || item.starts_with("cpu_credit.") || item.ends_with("_cpu_credit");
    let by_time = ["hour", "second", "month"].iter().any(|time| unit.contains(time));
    // Where nothing is sold at a known price, its unit is not known either.
    let by_time = by_time || unit.is_empty();
    if line.service() == "sqs" {
        PaidFor::Asking
    } else if kept || burst || !by_time || unit.starts_with("GB-month") {
        PaidFor::Kept
    } else {
        PaidFor::Capacity
    }
}

fn part(id: &NodeId, any: &AnyResource, idle: Idle) -> Option<Part> {
    let (resource, spec) = (any.as_resource(), any.kind().spec());
    let model = resource.service_model();
    let core = match spec.group {
        Group::Compute | Group::Database | Group::Storage | Group::Edge | Group::Messages => true,
        Group::Outside | Group::Place | Group::Network | Group::Control | Group::Watch | Group::Drawing => {
            false
        }
    };
    let network = match spec.group {
        Group::Network | Group::Control | Group::Place => true,
        Group::Outside
        | Group::Compute
        | Group::Database
        | Group::Storage
        | Group::Edge
        | Group::Messages
        | Group::Watch
        | Group::Drawing => false,
    };
    let paid = Usd::new(idle.capacity.amount() + idle.asking.amount());
    let is_paid = paid != Usd::ZERO || idle.unknown;
    // Networks that cost nothing are neither here nor there.
    if model == ServiceModel::None || network && !is_paid {
        return None;
    }
    let sized = !network && resource.is_sized();
    let mut reasons = Vec::new();
    let mut say = |text: &'static Text, more: Option<String>| {
        let own = [id.to_string(), spec.label.en.to_owned()];
        reasons.push(Message::new(text, own.into_iter().chain(more)));
    };
    match model {
        ServiceModel::Iaas if core => say(
            &text!(
                "`{0}` ({1}): you run its operating system and decide how many there are",
                "`{0}`({1}): 운영체제를 직접 운영하고 개수를 직접 정한다"
            ),
            None,
        ),
        ServiceModel::Caas => say(
            &text!(
                "`{0}` ({1}): you build its image and decide how many run",
                "`{0}`({1}): 이미지를 직접 만들고 실행할 개수를 직접 정한다"
            ),
            None,
        ),
        ServiceModel::Paas | ServiceModel::Faas | ServiceModel::Baas | ServiceModel::Saas if sized => {
            say(&text!("`{0}` ({1}): sized by you", "`{0}`({1}): 크기를 직접 정한다"), None);
        }
        ServiceModel::None
        | ServiceModel::Iaas
        | ServiceModel::Paas
        | ServiceModel::Faas
        | ServiceModel::Baas
        | ServiceModel::Saas => {}
    }
    if idle.capacity != Usd::ZERO {
        say(
            &text!(
                "`{0}` ({1}): billed while idle, {2} USD a month",
                "`{0}`({1}): 쓰지 않아도 한 달에 {2} USD가 든다"
            ),
            Some(idle.capacity.rounded(2)),
        );
    }
    if idle.asking != Usd::ZERO {
        say(
            &text!(
                "`{0}` ({1}): asked for messages while there are none, {2} USD a month",
                "`{0}`({1}): 메시지가 없어도 계속 조회해 한 달에 {2} USD가 든다"
            ),
            Some(idle.asking.rounded(2)),
        );
    }
    if idle.unknown {
        say(
            &text!(
                "`{0}` ({1}): billed while idle, at a price that is not known",
                "`{0}`({1}): 쓰지 않아도 요금이 드는데 단가를 알 수 없다"
            ),
            None,
        );
    }
    Some(Part {
        node: id.clone(),
        model,
        idle: paid,
        unknown: idle.unknown,
        reasons,
        standard: resource.standard(),
        sized,
        core,
        network,
        capacity: idle.bought,
    })
}

fn grade(parts: &[Part]) -> Grade {
    let mut judged: Vec<&Part> = parts.iter().filter(|it| it.core).collect();
    if judged.is_empty() {
        // Nothing but services around: logins, or software of others.
        judged = parts.iter().filter(|it| !it.network).collect();
    }
    let count = judged.iter().filter(|it| it.is_serverless()).count();
    let around = parts.iter().any(|it| !it.core && it.capacity);
    match (count, judged.len()) {
        (_, 0) => Grade::Empty,
        (0, _) => Grade::None,
        (some, all) if some < all => Grade::Partly,
        _ if around => Grade::Mostly,
        _ => Grade::Fully,
    }
}
