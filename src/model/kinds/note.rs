//! A text on the drawing.

use crate::model::resource::{Resource, resource};

resource! {
    /// A text on the drawing, which means nothing to any answer. It stands anywhere and shows its note.
    #[ko = "설계에 적어 두는 글. 어떤 답에도 영향을 주지 않는다. 어디에나 놓을 수 있고, 메모 내용이 보인다."]
    pub struct Note: "Note" | "메모" {
        short: "Note",
        icon: "note",
        group: Drawing,
        service: None,
        look: Note,
        stands_in: [],
        roles: [],
        source: "https://aws.amazon.com/architecture/icons/",
        rules: [],
        fields {}
    }
}

impl Resource for Note {
}

impl crate::model::taking::Importing for Note {}

impl crate::model::giving::Exporting for Note {}
