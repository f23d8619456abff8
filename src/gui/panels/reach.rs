//! The reachability tab: the trace of a connection or of a question, hop by hop, both ways.

use crate::{
    analysis::{Answer, CallVerdict, Hop, Verdict},
    base::{Lang, Protocol, Text},
    gui::{
        icon,
        state::{Act, Acts, Asked, Document, Selection, Subject, UiState},
        strings as s,
        theme::{self, Palette},
        widgets,
    },
    model::{connection::Access, selector::End},
};
use eframe::egui::{
    Align2, Color32, RichText, Role, ScrollArea, Sense, Stroke, TextEdit, Ui, Vec2, WidgetInfo, pos2, vec2,
};

/// Width of the part that asks.
const ASK: f32 = 232.0;

/// Draws the tab.
pub fn show(ui: &mut Ui, doc: &Document, state: &mut UiState, acts: &mut Acts) {
    let full = ui.available_rect_before_wrap();
    let wide = full.width() > 560.0;
    let trace = if wide { full.with_max_x(full.right() - ASK - 16.0) } else { full };
    ui.scope_builder(eframe::egui::UiBuilder::new().max_rect(trace), |ui| {
        ScrollArea::vertical()
            .id_salt("trace")
            .auto_shrink(false)
            .show(ui, |ui| subject(ui, doc, state, acts));
    });
    if wide {
        let palette = Palette::of(ui.ctx());
        let x = full.right() - ASK;
        ui.painter().vline(x, full.top() - 10.0..=full.bottom() + 8.0, Stroke::new(1.0, palette.line));
        let ask = full.with_min_x(x + 16.0);
        ui.scope_builder(eframe::egui::UiBuilder::new().max_rect(ask), |ui| {
            ScrollArea::vertical().id_salt("ask").auto_shrink(false).show(ui, |ui| question(ui, doc, state));
        });
    }
}

fn subject(ui: &mut Ui, doc: &Document, state: &UiState, acts: &mut Acts) {
    let lang = state.lang;
    let analysis = &doc.analysis;
    match &state.subject {
        Subject::Connection(id) => {
            let (Some(connection), Some(judgement)) =
                (analysis.model().connection(id), analysis.judgement(id))
            else {
                widgets::empty(ui, s::NOTHING_ASKED.get(lang));
                return;
            };
            let Some((from, to)) = connection.ends() else { return };
            let what = match connection.kind {
                Access::Network => format!("{}/{}", connection.protocol.name(), connection.ports),
                Access::Invoke | Access::ReadWrite | Access::EventSource => "tcp/443".to_owned(),
            };
            let call = match judgement.call {
                CallVerdict::Allowed => None,
                CallVerdict::NotACall => None,
                CallVerdict::Denied => Some(&s::DENIED),
                CallVerdict::Unsupported => Some(&s::NOT_SUPPORTED),
            };
            match &judgement.packets {
                Some(answer) => {
                    headline(ui, lang, &format!("{from} → {to}, {what}"), answer, call);
                    hops(ui, lang, answer, acts);
                }
                None => {
                    let palette = Palette::of(ui.ctx());
                    ui.horizontal(|ui| {
                        let title = format!("{from} → {to}");
                        ui.label(RichText::new(title).font(theme::bold(13.0)).color(palette.text));
                        match call {
                            Some(words) => widgets::pill(ui, words.get(lang), palette.bad, palette.badbg),
                            None => widgets::pill(ui, s::ALLOWED.get(lang), palette.ok, palette.okbg),
                        }
                    });
                }
            }
            let reason = judgement.reason.as_ref().map(|reason| widgets::plain(&reason.say(lang)));
            let authority = judgement.authority.map(|text| match &judgement.packets {
                None => s::NO_PACKETS.fill(lang, &[text.get(lang)]),
                Some(_) => s::NEEDS.fill(lang, &[text.get(lang)]),
            });
            let palette = Palette::of(ui.ctx());
            for words in reason.into_iter().chain(authority) {
                ui.label(RichText::new(words).font(theme::sans(12.0)).color(palette.muted));
            }
        }
        Subject::Asked => match state.asked.question() {
            Some(question) => {
                let answer = analysis.ask(&question);
                let end = |ends: &[End]| ends.first().map(|end| end_name(end, lang)).unwrap_or_default();
                let what = format!("{}/{}", question.protocol.name(), question.ports);
                let title = format!("{} → {}, {what}", end(&question.from), end(&question.to));
                headline(ui, lang, &title, &answer, None);
                hops(ui, lang, &answer, acts);
            }
            None => widgets::empty(ui, s::NOTHING_ASKED.get(lang)),
        },
        Subject::Nothing => widgets::empty(ui, s::NOTHING_ASKED.get(lang)),
    }
}

/// A verdict in words, and its colours.
pub fn verdict(palette: &Palette, verdict: Verdict) -> (&'static Text, Color32, Color32) {
    match verdict {
        Verdict::Reachable => (&s::REACHED, palette.ok, palette.okbg),
        Verdict::ForwardOnly => (&s::ONE_WAY, palette.ok, palette.okbg),
        Verdict::PartialReturn => (&s::PARTLY, palette.warn, palette.warnbg),
        Verdict::Unknown => (&s::NOT_KNOWN, palette.warn, palette.warnbg),
        Verdict::Unreachable => (&s::NOT_REACHED, palette.bad, palette.badbg),
    }
}

fn headline(ui: &mut Ui, lang: Lang, title: &str, answer: &Answer, call: Option<&'static Text>) {
    let palette = Palette::of(ui.ctx());
    ui.horizontal(|ui| {
        ui.label(RichText::new(title).font(theme::bold(13.0)).color(palette.text));
        let (words, ink, fill) = verdict(palette, answer.verdict);
        widgets::pill(ui, words.get(lang), ink, fill);
        if let Some(words) = call {
            widgets::pill(ui, words.get(lang), palette.bad, palette.badbg);
        }
        if let Some(code) = answer.code {
            ui.with_layout(eframe::egui::Layout::right_to_left(eframe::egui::Align::Center), |ui| {
                let label = ui.label(RichText::new(code.name()).font(theme::mono(11.5)).color(palette.muted));
                label.on_hover_text(code.meaning().get(lang));
            });
        }
    });
    ui.add_space(4.0);
}

fn hops(ui: &mut Ui, lang: Lang, answer: &Answer, acts: &mut Acts) {
    let palette = Palette::of(ui.ctx());
    for (title, hops) in [(&s::FORWARD, &answer.forward), (&s::RETURN, &answer.back)] {
        if hops.is_empty() {
            continue;
        }
        if !answer.back.is_empty() {
            ui.label(RichText::new(title.get(lang)).font(theme::bold(11.5)).color(palette.faint));
        }
        for (i, hop) in hops.iter().enumerate() {
            row(ui, lang, i + 1, hop, acts);
        }
    }
}

fn row(ui: &mut Ui, lang: Lang, number: usize, hop: &Hop, acts: &mut Acts) {
    let palette = Palette::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 28.0), Sense::click());
    let (title, decided) = (widgets::plain(&hop.title.say(lang)), widgets::plain(&hop.decided_by.say(lang)));
    response
        .widget_info(|| WidgetInfo::labeled(Role::ListItem, true, format!("{number}. {title}: {decided}")));
    if response.hovered() {
        ui.painter().rect_filled(rect.expand2(vec2(6.0, 0.0)), 6.0, palette.bg);
    }
    let centre = pos2(rect.left() + 10.0, rect.center().y);
    if hop.passed {
        ui.painter().circle_filled(centre, 10.0, palette.okbg);
        ui.painter().text(centre, Align2::CENTER_CENTER, number.to_string(), theme::bold(11.0), palette.ok);
    } else {
        ui.painter().circle_filled(centre, 10.0, palette.bad);
        let cross = eframe::egui::Rect::from_center_size(centre, Vec2::splat(12.0));
        icon::paint(ui.painter(), "close", cross, palette.panel);
    }
    let column = (rect.width() * 0.30).clamp(120.0, 220.0);
    let put = |x: f32, room: f32, text: &str, font, ink| {
        let galley = super::super::canvas::elided(ui.painter(), text, font, ink, room);
        let at = Align2::LEFT_CENTER.anchor_size(pos2(x, rect.center().y), galley.size()).min;
        ui.painter().galley(at, galley, ink);
    };
    put(rect.left() + 32.0, column - 36.0, &title, theme::bold(12.5), palette.text);
    let end = if hop.passed { 8.0 } else { 110.0 };
    let start = rect.left() + column + 4.0;
    put(start, rect.right() - start - end, &decided, theme::sans(12.5), palette.muted);
    if !hop.passed {
        let at = pos2(rect.right(), rect.center().y);
        ui.painter().text(at, Align2::RIGHT_CENTER, s::STOPS_HERE.get(lang), theme::sans(11.5), palette.bad);
    }
    if response.on_hover_text(&decided).clicked()
        && let Some(id) = &hop.node
    {
        acts.push(Act::Select(Selection::node(id.clone())));
    }
}

fn end_name(end: &End, lang: Lang) -> String {
    match end {
        End::Node(id) => id.to_string(),
        End::Internet => s::INTERNET.get(lang).to_owned(),
        End::Cidr(cidr) => cidr.to_string(),
        End::Service(name) | End::Name(name) => name.clone(),
    }
}

fn question(ui: &mut Ui, doc: &Document, state: &mut UiState) {
    let lang = state.lang;
    let palette = Palette::of(ui.ctx());
    ui.label(RichText::new(s::ASK.get(lang)).font(theme::bold(13.0)).color(palette.text));
    let before = state.asked.clone();
    let mut ends = vec![End::Internet];
    ends.extend(doc.analysis.model().nodes().filter_map(|(id, node)| {
        let drawn = node.resource.kind().spec().look == crate::model::resource::Look::Card;
        drawn.then(|| End::Node(id.clone()))
    }));
    let Asked { from, to, protocol, port } = &mut state.asked;
    for (label, chosen) in [(&s::FROM, from), (&s::TO, to)] {
        line(ui, label.get(lang), |ui| {
            let shown = chosen.as_ref().map(|end| end_name(end, lang)).unwrap_or_default();
            let combo = widgets::combo(label.en, ui.available_width(), shown);
            let response = combo.show_ui(ui, |ui| {
                for end in &ends {
                    ui.selectable_value(chosen, Some(end.clone()), end_name(end, lang));
                }
            });
            response.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, label.get(lang)));
        });
    }
    line(ui, s::PROTOCOL.get(lang), |ui| {
        let combo = widgets::combo("protocol", ui.available_width(), protocol.name());
        let response = combo.show_ui(ui, |ui| {
            for choice in [Protocol::TCP, Protocol::UDP, Protocol::ICMP, Protocol::All] {
                ui.selectable_value(protocol, choice, choice.name());
            }
        });
        response.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, s::PROTOCOL.get(lang)));
    });
    line(ui, s::PORT.get(lang), |ui| {
        let now = port.clone();
        let edit = TextEdit::singleline(port).margin(vec2(10.0, 7.0)).font(theme::mono(12.0));
        let response = ui.add_sized(vec2(ui.available_width(), theme::FIELD_HEIGHT), edit);
        response.widget_info(|| widgets::input(Role::TextInput, s::PORT.get(lang), &now));
    });
    if state.asked != before && state.asked.question().is_some() {
        state.subject = Subject::Asked;
    }
}

fn line(ui: &mut Ui, label: &str, add: impl FnOnce(&mut Ui)) {
    let palette = Palette::of(ui.ctx());
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(62.0, 30.0), Sense::hover());
        ui.painter().text(rect.left_center(), Align2::LEFT_CENTER, label, theme::sans(12.0), palette.muted);
        add(ui);
    });
}
