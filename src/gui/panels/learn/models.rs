//! Chapter: who operates which layer, from a server of one's own to software as a service.

use super::{
    super::super::strings as s,
    Chapter, Fact,
    figure::{Cell, table},
};
use crate::{
    base::{Lang, text},
    model::service::{Layer, Operator, ServiceModel},
};
use eframe::egui::Ui;

pub(super) static CHAPTER: Chapter = Chapter {
    title: text!("Who operates what", "누가 무엇을 운영하는가"),
    text: &[
        text!(
            "A running system is a pile of layers: hardware at the bottom, your data at the top. On premises you operate all of them. Each model of service hands some layers to the provider, and with them the patches, the spare parts and the nights on call.",
            "작동 중인 시스템은 여러 계층으로 쌓여 있습니다. 맨 아래에 하드웨어가, 맨 위에 데이터가 있습니다. 온프레미스에서는 모든 계층을 직접 운영합니다. 서비스 모델마다 일부 계층을 제공자에게 넘기며, 패치와 예비 부품, 야간 대응도 함께 넘어갑니다."
        ),
        text!(
            "What you hand over you can no longer change: an instance lets you pick the kernel, a function lets you pick the runtime, and SaaS lets you pick the vendor. The data stay yours in every column.",
            "넘긴 계층은 더 이상 바꿀 수 없습니다. 인스턴스에서는 커널을, 함수에서는 런타임을, SaaS에서는 공급업체를 고릅니다. 데이터는 어느 열에서나 고객의 책임입니다."
        ),
    ],
    figure: layers,
    facts: &[
        Fact {
            words: text!(
                "AWS is responsible for security of the cloud, the customer for security in the cloud; where the border lies depends on the service.",
                "클라우드 자체의 보안은 AWS의 책임이고, 클라우드 안의 보안은 고객의 책임입니다. 경계는 서비스에 따라 다릅니다."
            ),
            source: "https://aws.amazon.com/compliance/shared-responsibility-model/",
        },
        Fact {
            words: text!(
                "With Fargate there are no instances to provision, patch or scale; you bring the container image and say how many tasks run.",
                "Fargate에서는 인스턴스를 준비하거나 패치하거나 확장할 필요가 없습니다. 컨테이너 이미지를 가져오고 태스크 수를 정합니다."
            ),
            source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AWS_Fargate.html",
        },
        Fact {
            words: text!(
                "Elastic Beanstalk can apply platform updates by itself, in a weekly window that you choose.",
                "Elastic Beanstalk은 고객이 정한 주간 시간대에 플랫폼 업데이트를 자동으로 적용할 수 있습니다."
            ),
            source: "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/environment-platform-update-managed.html",
        },
        Fact {
            words: text!(
                "Lambda keeps managed runtimes up to date with security patches; it does so by itself unless you choose otherwise.",
                "Lambda는 관리형 런타임에 보안 패치를 적용합니다. 따로 설정하지 않으면 자동으로 적용됩니다."
            ),
            source: "https://docs.aws.amazon.com/lambda/latest/dg/runtimes-update.html",
        },
    ],
    templates: &[
        (Some(text!("Legacy", "온프레미스")), "office-and-its-servers"),
        (Some(text!("IaaS", "IaaS")), "public-private-nat-web-server"),
        (Some(text!("CaaS", "CaaS")), "load-balancer-fargate-aurora"),
        (Some(text!("PaaS", "PaaS")), "elastic-beanstalk-rds"),
        (Some(text!("FaaS", "FaaS")), "http-api-lambda-dynamodb"),
        (Some(text!("BaaS", "BaaS")), "api-without-a-function"),
        (Some(text!("SaaS", "SaaS")), "sign-in-and-payment-as-saas"),
    ],
};

/// From the top layer down; a model of none is what one operates alone.
fn layers(ui: &mut Ui, lang: Lang) {
    let legacy = text!("Legacy", "온프레미스");
    let models: Vec<ServiceModel> = std::iter::once(ServiceModel::None).chain(ServiceModel::ALL).collect();
    let name = |model: &ServiceModel| match model {
        ServiceModel::None => legacy.get(lang),
        ServiceModel::Iaas
        | ServiceModel::Caas
        | ServiceModel::Paas
        | ServiceModel::Faas
        | ServiceModel::Baas
        | ServiceModel::Saas => model.name(),
    };
    let heads: Vec<&str> = models.iter().map(name).collect();
    let cell = |model: &ServiceModel, layer: Layer| {
        let who = model.operator(layer);
        match who {
            Operator::Customer => Cell::Strong(who.label()),
            Operator::Provider => Cell::Quiet(who.label()),
        }
    };
    let row = |layer: Layer| {
        let cells = models.iter().map(|model| cell(model, layer)).collect();
        (layer.label().get(lang), cells)
    };
    let rows: Vec<_> = Layer::ALL.into_iter().rev().map(row).collect();
    super::title(ui, s::WHO_OPERATES.get(lang));
    table(ui, lang, 120.0_f32.min(ui.available_width() * 0.22), &heads, &rows);
}
