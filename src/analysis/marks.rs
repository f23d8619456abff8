//! What engines say about a design, as the plain data that a drawing shows.

use super::{Analysis, Spent, Standing};
use crate::{
    base::{Lang, Text, Usd, text},
    export::picture::{Marks, Stand, Standing as Drawn},
    model::resource::Look,
};

static A_MONTH: Text = text!("{0}/mo", "월 {0}");

impl Spent {
    /// For a chip: per million requests, and per month where the calendar costs too.
    pub fn words(&self, lang: Lang) -> String {
        let marginal = (self.per_million > Usd::ZERO).then(|| self.per_million.dollars());
        let fixed = (self.fixed > Usd::ZERO).then(|| A_MONTH.fill(lang, &[self.fixed.dollars()]));
        let known: Vec<String> = marginal.into_iter().chain(fixed).collect();
        match (known.is_empty(), self.unknown) {
            (true, _) => "?".to_owned(),
            (false, true) => format!("≥ {}", known.join(" + ")),
            (false, false) => known.join(" + "),
        }
    }
}

impl Standing {
    /// In a few words.
    pub fn words(self) -> &'static Text {
        match self {
            Self::Granted => &text!("Reached", "도달함"),
            Self::Partly => &text!("Answers come back in part", "응답이 일부만 돌아옴"),
            Self::Refused => &text!("Not reached", "도달하지 않음"),
            Self::Denied => &text!("Denied by policy", "정책이 거부함"),
            Self::Unsupported => &text!("Not a call it takes", "받지 않는 호출"),
            Self::Unknown => &text!("Not known", "알 수 없음"),
            Self::Pending => &text!("Working it out", "확인하는 중"),
        }
    }
}

impl Analysis {
    /// What a drawing shows of all answers.
    pub fn marks(&self, lang: Lang) -> Marks {
        let mut marks = Marks::default();
        for (id, node) in self.model().nodes() {
            let look = node.resource.kind().spec().look;
            if look == Look::Segment && self.is_public(id) {
                marks.public.insert(id.clone());
            }
            marks.badges.extend(self.badges().get(id).map(|badge| (id.clone(), *badge)));
            // A container shows what everything inside it costs.
            let spent = if look.contains() { self.cost_inside(id) } else { self.cost_of(id) };
            marks.costs.extend(spent.map(|spent| (id.clone(), spent.words(lang))));
        }
        for (id, _) in self.model().connections() {
            let standing = self.standing(id);
            let stand = match standing {
                Standing::Granted => Stand::Granted,
                Standing::Refused | Standing::Denied | Standing::Unsupported => Stand::Refused,
                Standing::Partly | Standing::Unknown | Standing::Pending => Stand::Unknown,
            };
            let words = standing.words().get(lang).to_owned();
            marks.standings.insert(id.clone(), Drawn { stand, words });
        }
        marks
    }
}
