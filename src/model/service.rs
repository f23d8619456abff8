//! Who operates what: the models of cloud service, and the layers that make up a running system.

use crate::base::{Text, text};

/// A model of cloud service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ServiceModel {
    /// No service: people, places, and what is drawn to hold others.
    None,
    /// Infrastructure: machines, disks and networks to set up oneself.
    Iaas,
    /// Containers: the image is one's own, what runs it is not.
    Caas,
    /// A platform: the application or the data is one's own, on capacity that one sizes.
    Paas,
    /// Functions: code that runs when called.
    Faas,
    /// A back end: a finished service behind an interface, with nothing to size.
    Baas,
    /// Software that someone else makes and operates.
    Saas,
}

/// A layer of a running system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// Buildings, machines, wires.
    Hardware,
    /// What divides machines.
    Virtualisation,
    /// The operating system and its updates.
    OperatingSystem,
    /// What runs the code.
    Runtime,
    /// The code.
    Application,
    /// How much runs when.
    Scaling,
    /// What is stored, and who may read it.
    Data,
}

/// Who operates a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Operator {
    /// The customer.
    Customer,
    /// The provider.
    Provider,
}

impl Layer {
    /// Every layer, from the ground up.
    pub const ALL: [Self; 7] = [
        Self::Hardware,
        Self::Virtualisation,
        Self::OperatingSystem,
        Self::Runtime,
        Self::Application,
        Self::Scaling,
        Self::Data,
    ];

    /// For people.
    pub fn label(self) -> &'static Text {
        match self {
            Self::Hardware => &text!("Hardware", "하드웨어"),
            Self::Virtualisation => &text!("Virtualization", "가상화"),
            Self::OperatingSystem => &text!("Operating system", "운영체제"),
            Self::Runtime => &text!("Runtime", "런타임"),
            Self::Application => &text!("Application", "애플리케이션"),
            Self::Scaling => &text!("Scaling", "확장"),
            Self::Data => &text!("Data", "데이터"),
        }
    }
}

impl Operator {
    /// For people.
    pub fn label(self) -> &'static Text {
        match self {
            Self::Customer => &text!("you", "고객"),
            Self::Provider => &text!("provider", "제공자"),
        }
    }
}

impl ServiceModel {
    /// Every model, from what one operates most to what one operates least.
    pub const ALL: [Self; 6] = [Self::Iaas, Self::Caas, Self::Paas, Self::Faas, Self::Baas, Self::Saas];

    /// As people write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "-",
            Self::Iaas => "IaaS",
            Self::Caas => "CaaS",
            Self::Paas => "PaaS",
            Self::Faas => "FaaS",
            Self::Baas => "BaaS",
            Self::Saas => "SaaS",
        }
    }

    /// Who operates a layer. Data are always the customer's to answer for.
    /// <https://aws.amazon.com/compliance/shared-responsibility-model/>
    pub fn operator(self, layer: Layer) -> Operator {
        let (customer, provider) = (Operator::Customer, Operator::Provider);
        match (self, layer) {
            (Self::None, _) => customer,
            (_, Layer::Hardware | Layer::Virtualisation) => provider,
            (_, Layer::Data) => customer,
            (Self::Iaas, _) => customer,
            (Self::Caas, Layer::OperatingSystem) => provider,
            (Self::Caas, _) => customer,
            (Self::Paas, Layer::OperatingSystem | Layer::Runtime) => provider,
            (Self::Paas, Layer::Application | Layer::Scaling) => customer,
            (Self::Faas, Layer::Application) => customer,
            (Self::Faas, _) => provider,
            (Self::Baas | Self::Saas, _) => provider,
        }
    }

    /// Whether nothing of it is sized, and nothing is paid while it is idle, by its nature.
    pub fn is_serverless(self) -> bool {
        match self {
            Self::Faas | Self::Baas | Self::Saas => true,
            Self::None | Self::Iaas | Self::Caas | Self::Paas => false,
        }
    }
}
