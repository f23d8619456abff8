//! Findings that people accept, with their reason, and until when.

use super::{
    Model,
    field::{Anything, Link, Maybe},
    resource::record,
};
use crate::{
    base::{ConnectionId, Date, Message, text},
    diag::Place,
};

record! {
    /// A finding that is accepted.
    pub struct Acceptance {
        /// The code of the finding.
        #[ko = "진단 코드."]
        pub code: String = String::new(), "Code" | "코드", { example: "SG003" };
        /// The resource that it points at.
        #[ko = "진단이 가리키는 리소스."]
        pub at: Link<Anything> = Link::NONE, "At" | "리소스";
        /// The connection that it points at, if it is no resource.
        #[ko = "리소스가 아니라면, 진단이 가리키는 연결."]
        pub connection: Maybe<ConnectionId> = Maybe(None), "Connection" | "연결";
        /// Why it is accepted.
        #[ko = "받아들이는 이유."]
        pub reason: String = String::new(), "Reason" | "이유";
        /// The last day on which it is.
        #[ko = "받아들이는 마지막 날."]
        pub until: Maybe<Date> = Maybe(None), "Until" | "기한", { example: "2027-01-31" };
    }
}

impl Acceptance {
    /// What it points at; nothing only before it is checked.
    pub fn place(&self) -> Option<Place> {
        let node = || self.at.target().map(|id| Place::Node { node: id.clone(), field: None });
        self.connection.0.clone().map(Place::Connection).or_else(node)
    }

    /// Whether it is about findings of a code at a place.
    pub fn is_about(&self, code: &str, place: &Place) -> bool {
        let same = match place {
            Place::Node { node, .. } => self.at.target() == Some(node),
            Place::Connection(id) => self.connection.0.as_ref() == Some(id),
        };
        self.code == code && same
    }

    /// Whether it still holds on a day.
    pub fn holds_on(&self, today: Date) -> bool {
        self.until.0.is_none_or(|last| today <= last)
    }

    /// Why a model may not have it, if it may not.
    pub fn refusal(&self, model: &Model) -> Option<Message> {
        if self.code.is_empty() {
            return Some(Message::plain(&text!(
                "say which findings are accepted: `code` is missing",
                "받아들이는 진단이 없습니다: `code`를 적으세요"
            )));
        }
        if self.reason.trim().is_empty() {
            return Some(Message::plain(&text!(
                "say why it is accepted: `reason` is missing",
                "받아들이는 이유가 없습니다: `reason`을 적으세요"
            )));
        }
        if self.at.target().is_some() == self.connection.0.is_some() {
            return Some(Message::plain(&text!(
                "name either the resource (`at`) or the connection (`connection`) of the finding",
                "진단의 리소스(`at`)와 연결(`connection`) 가운데 하나를 적으세요"
            )));
        }
        let gone = self.connection.0.as_ref().filter(|id| model.connection(id).is_none())?;
        Some(Message::new(
            &text!("there is no connection `{0}`", "연결 `{0}`이(가) 없습니다"),
            [gone.to_string()],
        ))
    }
}
