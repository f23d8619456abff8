//! How serverless a design is: who operates what, what is paid while nobody calls, and what ties it to one provider.

use super::Analysis;
use crate::{
    base::{Message, NodeId, Usd, text},
    cost::{Line, LineBasis},
    model::{kinds::AnyResource, resource::Group, service::ServiceModel},
};

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
    /// What it costs in a month without a single call, capacity only: what is stored is not counted.
    pub idle: Usd,
    /// Why it is less than serverless, if it is.
    pub reasons: Vec<Message>,
    /// The open standard by which it is used; `None`: the provider's own interface.
    pub standard: Option<&'static str>,
    core: bool,
}

/// How serverless a design is.
#[derive(Clone, Debug, PartialEq)]
pub struct Serverless {
    /// In one word.
    pub grade: Grade,
    /// Every resource that is a service, by id.
    pub parts: Vec<Part>,
}

impl Grade {
    /// For people.
    pub fn label(self) -> &'static crate::base::Text {
        match self {
            Self::Empty => &text!("nothing to judge", "판단할 것이 없음"),
            Self::None => &text!("not serverless", "서버리스가 아님"),
            Self::Partly => &text!("partly serverless", "부분적으로 서버리스"),
            Self::Mostly => &text!("mostly serverless", "대체로 서버리스"),
            Self::Fully => &text!("serverless", "서버리스"),
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

    /// Everything that is paid in a month without a single call.
    pub fn idle(&self) -> Usd {
        self.parts.iter().map(|it| it.idle).sum()
    }
}

impl Analysis {
    /// How serverless the design is.
    pub fn serverless(&self) -> Serverless {
        let idle = self.bill().grouped_where(is_capacity, |line| line.resource.clone());
        let parts: Vec<Part> = self
            .model()
            .nodes()
            .filter_map(|(id, node)| {
                let idle = idle.get(&Some(id.clone())).map_or(Usd::ZERO, |sum| sum.monthly);
                part(id, &node.resource, idle)
            })
            .collect();
        Serverless { grade: grade(&parts), parts }
    }
}

/// Whether a line is capacity that is paid by time, used or not; what is stored is not.
fn is_capacity(line: &Line) -> bool {
    let by_time = line.unit.contains("hour") || line.unit.contains("second") || line.unit.contains("month");
    line.basis == LineBasis::Fixed && by_time && !line.unit.starts_with("GB-month")
}

fn part(id: &NodeId, any: &AnyResource, idle: Usd) -> Option<Part> {
    let (resource, spec) = (any.as_resource(), any.kind().spec());
    let model = resource.service_model();
    let core = matches!(
        spec.group,
        Group::Compute | Group::Database | Group::Storage | Group::Edge | Group::Messages
    );
    // Networks that cost nothing are neither here nor there.
    if model == ServiceModel::None || !core && idle == Usd::ZERO {
        return None;
    }
    let mut reasons = Vec::new();
    let (name, label) = (id.to_string(), spec.label.en.to_owned());
    match model {
        ServiceModel::Iaas if core => reasons.push(Message::new(
            &text!(
                "`{0}` ({1}): you run its operating system and decide how many there are",
                "`{0}`({1}): 운영체제를 직접 운영하고 개수를 직접 정한다"
            ),
            [name.clone(), label.clone()],
        )),
        ServiceModel::Caas => reasons.push(Message::new(
            &text!(
                "`{0}` ({1}): you build its image and decide how many run",
                "`{0}`({1}): 이미지를 직접 만들고 실행할 개수를 직접 정한다"
            ),
            [name.clone(), label.clone()],
        )),
        ServiceModel::Paas => reasons.push(Message::new(
            &text!("`{0}` ({1}): sized by you", "`{0}`({1}): 크기를 직접 정한다"),
            [name.clone(), label.clone()],
        )),
        ServiceModel::None
        | ServiceModel::Iaas
        | ServiceModel::Faas
        | ServiceModel::Baas
        | ServiceModel::Saas => {}
    }
    if idle != Usd::ZERO {
        reasons.push(Message::new(
            &text!(
                "`{0}` ({1}): billed while idle, {2} USD a month",
                "`{0}`({1}): 쓰지 않아도 한 달에 {2} USD가 든다"
            ),
            [name, label, idle.rounded(2)],
        ));
    }
    Some(Part { node: id.clone(), model, idle, reasons, standard: resource.standard(), core })
}

fn grade(parts: &[Part]) -> Grade {
    let core: Vec<&Part> = parts.iter().filter(|it| it.core).collect();
    let serverless = |it: &&&Part| it.model.is_serverless() && it.idle == Usd::ZERO;
    let count = core.iter().filter(serverless).count();
    let around = parts.iter().any(|it| !it.core && it.idle != Usd::ZERO);
    match (count, core.len()) {
        (_, 0) => Grade::Empty,
        (0, _) => Grade::None,
        (some, all) if some < all => Grade::Partly,
        _ if around => Grade::Mostly,
        _ => Grade::Fully,
    }
}
