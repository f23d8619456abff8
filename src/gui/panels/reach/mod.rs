//! The reachability tab: what is asked on the right, what came out on the left.

mod ask;
mod blockers;
mod ends;
mod exposure;
mod matrix;
mod path;
mod proposals;
mod rows;
mod taken;

use super::progress;
use crate::{
    gui::{
        asking::{Asked, Mode, Subject, Topic},
        kept::Found,
        state::{Acts, Document, UiState},
        strings as s,
        theme::Palette,
        widgets,
    },
    model::selector::End,
};
use eframe::egui::{ScrollArea, Stroke, Ui, UiBuilder};

/// Width of the part that asks.
const ASK: f32 = 232.0;

/// Draws the tab. Where there is no room for both, a person switches between the answer and the form.
pub fn show(ui: &mut Ui, doc: &Document, state: &mut UiState, acts: &mut Acts) {
    let full = ui.available_rect_before_wrap();
    if full.width() < ASK + 230.0 {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            for (form, words) in [(false, &s::ANSWER), (true, &s::ASK)] {
                if widgets::toggle(ui, words.get(state.lang), state.form == form).clicked() {
                    state.form = form;
                }
            }
        });
        if state.form {
            form(ui, doc, state);
        } else {
            subject(ui, doc, state, acts);
        }
        return;
    }
    let left = full.with_max_x(full.right() - ASK - 16.0);
    ui.scope_builder(UiBuilder::new().max_rect(left), |ui| subject(ui, doc, state, acts));
    let palette = Palette::of(ui.ctx());
    let x = full.right() - ASK;
    ui.painter().vline(x, full.top() - 10.0..=full.bottom() + 8.0, Stroke::new(1.0, palette.line));
    let right = full.with_min_x(x + 16.0);
    ui.scope_builder(UiBuilder::new().max_rect(right), |ui| form(ui, doc, state));
}

fn form(ui: &mut Ui, doc: &Document, state: &mut UiState) {
    ScrollArea::vertical().id_salt("ask").auto_shrink(false).show(ui, |ui| ask::show(ui, doc, state));
}

fn subject(ui: &mut Ui, doc: &Document, state: &mut UiState, acts: &mut Acts) {
    let lang = state.lang;
    match state.subject.clone() {
        Subject::Connection(id) => path::connection(ui, doc, state, acts, &id),
        Subject::Asked => match state.asked.topic() {
            Some(topic) => asked(ui, doc, state, acts, &topic),
            None => widgets::empty(ui, &lacking(&state.asked, lang)),
        },
        Subject::Nothing => widgets::empty(ui, s::NOTHING_ASKED.get(lang)),
    }
}

/// What the form still lacks.
fn lacking(asked: &Asked, lang: crate::base::Lang) -> String {
    match (asked.ports(), asked.mode) {
        (Err(message), _) => widgets::plain(&message.say(lang)),
        (Ok(_), Mode::Path) => s::PICK_TWO.get(lang).to_owned(),
        (Ok(_), Mode::From | Mode::To | Mode::Taken | Mode::Internet | Mode::Matrix) => {
            s::PICK_ONE.get(lang).to_owned()
        }
    }
}

fn asked(ui: &mut Ui, doc: &Document, state: &mut UiState, acts: &mut Acts, topic: &Topic) {
    let shown = state.kept.ask(topic, doc.analysis.revision());
    progress::show(ui, doc, state, topic, &shown);
    let Some(found) = &shown.found else { return };
    if shown.is_old {
        ui.multiply_opacity(0.5);
    }
    match (topic, &**found) {
        (Topic::Path(question), Found::Path(answer)) => {
            path::question(ui, doc, state, acts, question, answer);
        }
        (Topic::Ends { known, backwards, traffic }, Found::Ends(rows)) => {
            let asked = ends::Asked { known, backwards: *backwards, traffic: *traffic };
            ends::show(ui, doc, state, acts, &asked, rows);
        }
        (Topic::Taken(end), Found::Taken(hits)) => taken::show(ui, doc, state, acts, end, hits),
        (Topic::Exposure, Found::Exposure(exposed, lines)) => {
            exposure::show(ui, doc, state, acts, exposed, lines);
        }
        (Topic::Matrix(traffic), Found::Matrix(matrix)) => matrix::show(ui, state, acts, *traffic, matrix),
        // An answer is kept with its topic, so there are no others.
        (
            Topic::Path(_)
            | Topic::Ends { .. }
            | Topic::Taken(_)
            | Topic::Exposure
            | Topic::Matrix(_)
            | Topic::Proposals { .. }
            | Topic::Offers(_)
            | Topic::Bill(_)
            | Topic::Growth(_)
            | Topic::Alternatives
            | Topic::Serverless
            | Topic::Changes(_),
            _,
        ) => {}
    }
}

/// An end as people call it.
fn end_name(end: &End, lang: crate::base::Lang) -> String {
    match end {
        End::Node(id) => id.to_string(),
        End::Internet => s::INTERNET.get(lang).to_owned(),
        End::Cidr(cidr) => cidr.to_string(),
        End::Service(name) | End::Name(name) => name.clone(),
    }
}
