//! The box that says why a connection is dead: what is missing, then why, then the button that mends it.

use crate::{
    analysis::{Answer, Standing},
    base::{ConnectionId, Lang, NodeId, Usd},
    gui::{
        asking::Topic,
        kept::Found,
        state::{Act, Acts, Document, Gesture, UiState},
        strings as s,
        theme::{self, Palette},
        updating, widgets,
    },
};
use eframe::egui::{Frame, Label, Margin, RichText, Ui};

/// For the first dead connection that starts at a resource.
pub fn of_node(ui: &mut Ui, doc: &Document, state: &mut UiState, acts: &mut Acts, id: &NodeId) {
    let outgoing = doc.analysis.index().outgoing(id).iter();
    let dead = outgoing.into_iter().find(|id| doc.analysis.shown().standing(id) == Standing::Refused);
    if let Some(id) = dead {
        of_connection(ui, doc, state, acts, id);
    }
}

/// For one connection; nothing when it is alive.
pub fn of_connection(ui: &mut Ui, doc: &Document, state: &mut UiState, acts: &mut Acts, id: &ConnectionId) {
    let lang = state.lang;
    if doc.analysis.shown().standing(id) != Standing::Refused {
        return;
    }
    let connection = doc.analysis.model().connection(id);
    let Some((_, to)) = connection.and_then(|it| it.ends()) else { return };
    let Some(answer) = doc.analysis.shown().judgement(id).and_then(|it| it.packets.as_ref()) else { return };
    updating::word(ui, doc, lang);
    updating::grey(ui, doc, |ui| answered(ui, doc, state, acts, to, answer));
    ui.add_space(6.0);
}

fn answered(ui: &mut Ui, doc: &Document, state: &mut UiState, acts: &mut Acts, to: &NodeId, answer: &Answer) {
    let lang = state.lang;
    let palette = Palette::of(ui.ctx());
    let frame = Frame::new().fill(palette.badbg).corner_radius(8).inner_margin(Margin::same(12));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        let title = s::NO_WAY.fill(lang, &[to.as_str()]);
        ui.add(Label::new(RichText::new(title).font(theme::bold(12.5)).color(palette.bad)).wrap());
        let reason = answer.reason.as_ref().map(|reason| reason.say(lang));
        let reason = reason.or(answer.code.map(|code| code.meaning().get(lang).to_owned()));
        if let Some(reason) = reason {
            let words = RichText::new(widgets::sentence(&reason)).font(theme::sans(12.5)).color(palette.text);
            ui.add(Label::new(words).wrap());
        }
        if let Some(code) = answer.code {
            ui.label(RichText::new(code.name()).font(theme::mono(11.0)).color(palette.muted));
        }
        let Some(need) = answer.need.as_ref().filter(|_| doc.read_only.is_none()) else { return };
        ui.add_space(2.0);
        let shown = state.kept.ask(&Topic::Offers(need.clone()), doc.analysis.revision());
        let Some(Found::Offers(offers)) = shown.found.as_deref() else { return };
        for (i, offer) in offers.iter().enumerate() {
            let title = widgets::plain(&offer.remedy.title.say(lang));
            let price = price(lang, offer.fixed);
            let clicked = if i == 0 {
                widgets::primary(ui, &title).on_hover_text(price).clicked()
            } else {
                widgets::quiet(ui, &s::OR_OFFER.fill(lang, &[widgets::inside(&title), price])).clicked()
            };
            // What would have mended an earlier design may not mend this one.
            if clicked && doc.analysis.is_settled() {
                acts.push(Act::Edit { gesture: Gesture::One, edits: offer.remedy.edits.clone() });
            }
        }
    });
}

fn price(lang: Lang, fixed: Usd) -> String {
    if fixed == Usd::ZERO {
        s::FREE.get(lang).to_owned()
    } else {
        s::PLUS_A_MONTH.fill(lang, &[fixed.rounded(2)])
    }
}
