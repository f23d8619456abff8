//! What became of packets from one end to another: the verdict, what stops them, hop by hop both ways, those that
//! pass and one of them as proof; or, on the other side, what would turn it round.

use super::{super::progress, blockers, end_name, proposals, rows};
use crate::{
    analysis::{Answer, CallVerdict, Example, Judgement, Packets, Question, Verdict},
    base::{ConnectionId, Lang, Text},
    gui::{
        asking::{Traffic, View},
        state::{Act, Acts, Document, UiState},
        strings as s,
        theme::{self, Palette},
        updating, widgets,
    },
    model::connection::{Access, Connection},
};
use eframe::egui::{Align, Color32, Label, Layout, RichText, Role, ScrollArea, Sense, Ui, WidgetInfo, vec2};

/// How many sets of packets are listed.
const SETS: usize = 6;

/// The answer to a question of the form.
pub fn question(
    ui: &mut Ui,
    doc: &Document,
    state: &mut UiState,
    acts: &mut Acts,
    question: &Question,
    answer: &Answer,
) {
    let lang = state.lang;
    let end = |ends: &[crate::model::selector::End]| {
        ends.first().map(|end| end_name(end, lang)).unwrap_or_default()
    };
    let traffic = Traffic { protocol: question.protocol, ports: question.ports, ipv6: question.ipv6 };
    let title = format!("{} → {}, {}", end(&question.from), end(&question.to), traffic.words());
    headline(ui, state, &title, Some(answer), None, true);
    match state.view {
        View::Path => scroll(ui, |ui| body(ui, doc, lang, answer, acts)),
        View::Proposals => proposals::show(ui, doc, state, acts, question, false, answer.verdict),
    }
}

/// How a connection stands.
pub fn connection(ui: &mut Ui, doc: &Document, state: &mut UiState, acts: &mut Acts, id: &ConnectionId) {
    let lang = state.lang;
    let Some(connection) = doc.analysis.model().connection(id) else {
        widgets::empty(ui, s::NOTHING_ASKED.get(lang));
        return;
    };
    updating::word(ui, doc, lang);
    let Some(judgement) = doc.analysis.shown().judgement(id) else {
        if doc.is_updating() {
            progress::placeholder(ui, lang);
        }
        return;
    };
    updating::grey(ui, doc, |ui| judged(ui, doc, state, acts, connection, judgement));
}

fn judged(
    ui: &mut Ui,
    doc: &Document,
    state: &mut UiState,
    acts: &mut Acts,
    connection: &Connection,
    judgement: &Judgement,
) {
    let lang = state.lang;
    let Some((from, to)) = connection.ends() else { return };
    let call = match judgement.call {
        CallVerdict::Allowed | CallVerdict::NotACall => None,
        CallVerdict::Denied => Some(&s::DENIED),
        CallVerdict::Unsupported => Some(&s::NOT_SUPPORTED),
    };
    let asked = judgement.question.as_ref();
    let traffic = asked.map(|it| {
        let traffic = Traffic { protocol: it.protocol, ports: it.ports, ipv6: it.ipv6 };
        format!(", {}", traffic.words())
    });
    let title = format!("{from} → {to}{}", traffic.unwrap_or_default());
    let answer = judgement.packets.as_ref();
    // A call of which no packet is seen needs a word of its own.
    let alone = (answer.is_none() && call.is_none()).then_some(&s::ALLOWED);
    let pill = call.map(|it| (it, false)).or(alone.map(|it| (it, true)));
    headline(ui, state, &title, answer, pill, asked.is_some());
    match (state.view, asked, answer) {
        (View::Proposals, Some(question), Some(answer)) => {
            proposals::show(ui, doc, state, acts, question, judgement.calls, answer.verdict);
        }
        (View::Path | View::Proposals, _, _) => scroll(ui, |ui| {
            call_words(ui, lang, judgement, connection.kind);
            if let Some(answer) = answer {
                body(ui, doc, lang, answer, acts);
            }
        }),
    }
}

/// What the call needs, and why it is refused.
fn call_words(ui: &mut Ui, lang: Lang, judgement: &Judgement, kind: Access) {
    let reason = judgement.reason.as_ref().map(|reason| widgets::plain(&reason.say(lang)));
    let authority = judgement.authority.filter(|_| kind != Access::Network).map(|text| {
        let words = if judgement.packets.is_some() { &s::NEEDS } else { &s::NO_PACKETS };
        words.fill(lang, &[text.get(lang)])
    });
    for words in reason.into_iter().chain(authority) {
        muted(ui, &words);
    }
}

fn scroll(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    ScrollArea::vertical().id_salt("trace").auto_shrink(false).show(ui, add);
}

/// The question, the verdict, how certain it is, and which side is shown.
fn headline(
    ui: &mut Ui,
    state: &mut UiState,
    title: &str,
    answer: Option<&Answer>,
    pill: Option<(&'static Text, bool)>,
    has_proposals: bool,
) {
    let lang = state.lang;
    let palette = Palette::of(ui.ctx());
    let views = [(View::Path, &s::PATH), (View::Proposals, &s::PROPOSALS)];
    let wide = |words: &Text| {
        let words = words.get(lang).to_owned();
        ui.painter().layout_no_wrap(words, theme::bold(12.5), palette.text).size().x + 22.0
    };
    let side = if has_proposals { views.iter().map(|(_, words)| wide(words)).sum() } else { 0.0 };
    ui.horizontal_top(|ui| {
        let room = ui.available_width() - side - 8.0;
        let layout = Layout::left_to_right(Align::Center).with_main_wrap(true);
        ui.allocate_ui_with_layout(vec2(room, 28.0), layout, |ui| {
            ui.set_width(room);
            ui.add(Label::new(RichText::new(title).font(theme::bold(13.0)).color(palette.text)).wrap());
            if let Some(answer) = answer {
                let (words, ink, fill) = rows::verdict(palette, answer.verdict);
                widgets::pill(ui, words.get(lang), ink, fill);
                certainty(ui, lang, answer);
            }
            if let Some((words, good)) = pill {
                let (ink, fill) =
                    if good { (palette.ok, palette.okbg) } else { (palette.bad, palette.badbg) };
                widgets::pill(ui, words.get(lang), ink, fill);
            }
        });
        if has_proposals {
            ui.spacing_mut().item_spacing.x = 4.0;
            for (view, words) in views {
                if widgets::toggle(ui, words.get(lang), state.view == view).clicked() {
                    state.view = view;
                }
            }
        }
    });
}

/// PKT-4: whether the provider's choices could change the verdict.
fn certainty(ui: &mut Ui, lang: Lang, answer: &Answer) {
    let palette = Palette::of(ui.ctx());
    let (words, help, ink, fill) = match (answer.verdict, answer.must) {
        (Verdict::Unknown, _) => return,
        (_, true) => (&s::ALWAYS, &s::ALWAYS_HELP, palette.muted, palette.bg),
        (_, false) => (&s::DEPENDS, &s::DEPENDS_HELP, palette.warn, palette.warnbg),
    };
    widgets::pill(ui, words.get(lang), ink, fill).on_hover_text(help.get(lang));
}

fn body(ui: &mut Ui, doc: &Document, lang: Lang, answer: &Answer, acts: &mut Acts) {
    blockers::show(ui, doc, lang, answer, acts);
    let column = rows::titles(ui, lang, &answer.forward).max(rows::titles(ui, lang, &answer.back));
    let count = answer.forward.len() + answer.back.len();
    let mut step = 0;
    for (title, hops) in [(&s::FORWARD, &answer.forward), (&s::RETURN, &answer.back)] {
        if hops.is_empty() {
            continue;
        }
        rows::section(ui, title.get(lang));
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (number, hop) in (1..).zip(hops) {
                step += 1;
                if let Some(id) = rows::hop(ui, lang, (step, number), hop, column, (step == 1, step == count))
                {
                    acts.push(Act::Point(id));
                }
            }
        });
    }
    packets(ui, lang, answer);
    notes(ui, doc, lang, answer, acts);
}

/// The packets that pass, and one of them that was followed.
fn packets(ui: &mut Ui, lang: Lang, answer: &Answer) {
    if answer.packets.is_empty() {
        return;
    }
    rows::section(ui, s::PACKETS_THAT_PASS.get(lang));
    for set in answer.packets.iter().take(SETS) {
        mono(ui, &set_words(lang, set), Palette::of(ui.ctx()).text);
    }
    if answer.packets.len() > SETS {
        muted(ui, &s::MORE_OF_THEM.fill(lang, &[(answer.packets.len() - SETS).to_string()]));
    }
    if let Some(witness) = &answer.witness {
        muted(ui, &s::FOR_EXAMPLE.fill(lang, &[packet(witness)]));
    }
}

fn set_words(lang: Lang, set: &Packets) -> String {
    let few = |items: &[String]| crate::analysis::traffic::few(items, " ", lang);
    let (_, traffic) = crate::analysis::traffic::words(std::slice::from_ref(set), lang)
        .into_iter()
        .next()
        .unwrap_or((set, few(&set.protocol)));
    let every = set.source_ports.is_empty() || set.source_ports.iter().all(|it| it == "all");
    let ports = if every {
        String::new()
    } else {
        format!(" ({})", s::SOURCE_PORTS.fill(lang, &[few(&set.source_ports)]))
    };
    s::PACKETS.fill(lang, &[traffic, format!("{}{ports}", few(&set.source)), few(&set.destination)])
}

/// One packet as people write it.
fn packet(it: &Example) -> String {
    let end = |address: &str, port: Option<u16>| match port {
        Some(port) if address.contains(':') => format!("[{address}]:{port}"),
        Some(port) => format!("{address}:{port}"),
        None => address.to_owned(),
    };
    format!("{} {} → {}", it.protocol, end(&it.source, it.source_port), end(&it.destination, it.port))
}

/// What else is to be known of the way.
fn notes(ui: &mut Ui, doc: &Document, lang: Lang, answer: &Answer, acts: &mut Acts) {
    if answer.notes.is_empty() {
        return;
    }
    rows::section(ui, s::NOTES.get(lang));
    let palette = Palette::of(ui.ctx());
    for note in &answer.notes {
        let at = note.node.as_ref().map_or(String::new(), |id| format!("{id}: "));
        let words = format!("{at}{}", note.code.meaning().get(lang));
        let label = Label::new(RichText::new(&words).font(theme::sans(12.0)).color(palette.muted));
        let response = ui.add(label.wrap().sense(Sense::click()));
        response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &words));
        let known = note.node.as_ref().filter(|id| doc.analysis.model().node(id).is_some());
        if response.on_hover_text(note.code.name()).clicked()
            && let Some(id) = known
        {
            acts.push(Act::Point(id.clone()));
        }
    }
}

/// A quiet line.
pub fn muted(ui: &mut Ui, words: &str) {
    let ink = Palette::of(ui.ctx()).muted;
    ui.add(Label::new(RichText::new(words).font(theme::sans(12.0)).color(ink)).wrap());
}

fn mono(ui: &mut Ui, words: &str, ink: Color32) {
    ui.add(Label::new(RichText::new(words).font(theme::mono(11.5)).color(ink)).wrap());
}
