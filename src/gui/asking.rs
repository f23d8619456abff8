//! What the reachability tab asks: the form as a person fills it in, and the topics that it and the cost tab make.

use super::{costing::CostTerms, strings as s};
use crate::{
    analysis::{Analysis, Question},
    base::{Message, PortRange, Protocol, Text},
    model::{Model, resource::Need, selector::End},
};
use std::rc::Rc;

/// What kind of question is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// From one end to another, hop by hop.
    #[default]
    Path,
    /// Everything that one end reaches.
    From,
    /// Everything that reaches one end.
    To,
    /// What somebody gets to who has taken over one end.
    Taken,
    /// What the internet gets to.
    Internet,
    /// Everything against everything.
    Matrix,
}

impl Mode {
    /// Every one, in the order of the list.
    pub const ALL: [Self; 6] = [Self::Path, Self::From, Self::To, Self::Taken, Self::Internet, Self::Matrix];

    /// What it is called.
    pub fn label(self) -> &'static Text {
        match self {
            Self::Path => &s::ASK_PATH,
            Self::From => &s::ASK_FROM,
            Self::To => &s::ASK_TO,
            Self::Taken => &s::ASK_TAKEN,
            Self::Internet => &s::ASK_INTERNET,
            Self::Matrix => &s::ASK_MATRIX,
        }
    }

    /// Whether it needs an end to start from.
    pub fn has_from(self) -> bool {
        matches!(self, Self::Path | Self::From | Self::Taken)
    }

    /// Whether it needs an end to go to.
    pub fn has_to(self) -> bool {
        matches!(self, Self::Path | Self::To)
    }

    /// Whether protocol, port and family are asked for.
    pub fn has_traffic(self) -> bool {
        self.help().is_none()
    }

    /// What it is about, where that is not for a person to say.
    pub fn help(self) -> Option<&'static Text> {
        match self {
            Self::Internet => Some(&s::ASK_INTERNET_HELP),
            Self::Taken => Some(&s::ASK_TAKEN_HELP),
            Self::Path | Self::From | Self::To | Self::Matrix => None,
        }
    }
}

/// A question as the panel holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// What kind of question.
    pub mode: Mode,
    /// Where packets start.
    pub from: Option<End>,
    /// Where they go.
    pub to: Option<End>,
    /// Their protocol.
    pub protocol: Protocol,
    /// Their destination port, as typed; every one if it is empty.
    pub port: String,
    /// IPv6 instead of IPv4.
    pub ipv6: bool,
}

impl Default for Asked {
    fn default() -> Self {
        let (protocol, port) = (Protocol::TCP, "443".to_owned());
        Self { mode: Mode::Path, from: None, to: None, protocol, port, ipv6: false }
    }
}

impl Asked {
    /// The ports, or why there are none.
    pub fn ports(&self) -> Result<PortRange, Message> {
        match self.port.trim() {
            "" => Ok(PortRange::ALL),
            _ if !self.protocol.has_ports() => Ok(PortRange::ALL),
            typed => typed.parse(),
        }
    }

    /// What is to be found out, once everything that it takes is there.
    pub fn topic(&self) -> Option<Topic> {
        let ports = self.ports().ok()?;
        let (protocol, ipv6) = (self.protocol, self.ipv6);
        let traffic = Traffic { protocol, ports, ipv6 };
        match self.mode {
            Mode::Path => Some(Topic::Path(traffic.between(self.from.clone()?, self.to.clone()?))),
            Mode::From => Some(Topic::Ends { known: self.from.clone()?, backwards: false, traffic }),
            Mode::To => Some(Topic::Ends { known: self.to.clone()?, backwards: true, traffic }),
            Mode::Taken => Some(Topic::Taken(self.from.clone()?)),
            Mode::Internet => Some(Topic::Exposure),
            Mode::Matrix => Some(Topic::Matrix(traffic)),
        }
    }
}

/// Which packets are asked about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Traffic {
    /// Their protocol.
    pub protocol: Protocol,
    /// Their destination ports.
    pub ports: PortRange,
    /// IPv6 instead of IPv4.
    pub ipv6: bool,
}

impl Traffic {
    /// All of a family.
    pub fn every(ipv6: bool) -> Self {
        Self { protocol: Protocol::All, ports: PortRange::ALL, ipv6 }
    }

    /// The question about them from one end to another.
    pub fn between(self, from: End, to: End) -> Question {
        Question { ipv6: self.ipv6, ..Question::of(from, to, self.protocol, self.ports) }
    }

    /// In a few words: `tcp/443`.
    pub fn words(self) -> String {
        let family = if self.ipv6 { ", IPv6" } else { "" };
        let every = self.ports == PortRange::ALL || !self.protocol.has_ports();
        if every {
            format!("{}{family}", self.protocol.name())
        } else {
            format!("{}/{}{family}", self.protocol.name(), self.ports)
        }
    }
}

/// One thing to find out about a design.
#[derive(Clone, Debug, PartialEq)]
pub enum Topic {
    /// What becomes of packets from one end to another.
    Path(Question),
    /// What becomes of packets from one end to each other one, or backwards.
    Ends {
        /// The end.
        known: End,
        /// Whether packets go to it instead of from it.
        backwards: bool,
        /// Which packets.
        traffic: Traffic,
    },
    /// What somebody gets to who has taken over an end.
    Taken(End),
    /// What the internet gets to.
    Exposure,
    /// Everything against everything.
    Matrix(Traffic),
    /// What would turn an answer round.
    Proposals {
        /// To which question.
        question: Question,
        /// Whether its packets are those of a call.
        calls: bool,
    },
    /// What would meet a need of the design.
    Offers(Need),
    /// The bill under some terms, and its totals.
    Bill(CostTerms),
    /// What the design costs with more and more requests, and others beside it.
    Growth(CostTerms),
    /// Other designs that do the same, priced.
    Alternatives,
    /// How serverless the design is.
    Serverless,
    /// What changed since another design.
    Changes(Since),
}

/// A design that the open one is compared with.
#[derive(Debug)]
pub struct Baseline {
    /// The file that it was read from; none for the open design as it was last in its file.
    pub file: Option<String>,
    /// The design.
    pub analysis: Analysis,
}

/// A baseline that is known by being the very same.
#[derive(Clone, Debug)]
pub struct Since(pub Rc<Baseline>);

impl Since {
    /// The open design as it is in its file.
    pub fn last_save(model: &Model) -> Self {
        Self::file(None, model.clone())
    }

    /// A design from a file.
    pub fn file(file: Option<String>, model: Model) -> Self {
        Self(Rc::new(Baseline { file, analysis: Analysis::new(model) }))
    }
}

impl PartialEq for Since {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Default for Since {
    fn default() -> Self {
        Self::last_save(&Model::default())
    }
}

/// Which trace the reachability panel shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Subject {
    /// None yet.
    #[default]
    Nothing,
    /// That of a connection.
    Connection(crate::base::ConnectionId),
    /// That of the question in the panel.
    Asked,
}

/// Which side of an answer is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// What stops packets, hop by hop.
    #[default]
    Path,
    /// What would turn the answer round.
    Proposals,
}
