//! The smallest edits that would turn an answer round, each with what else it would change. Nothing is applied but by
//! the button, and that is one undo step.

use super::{
    super::{progress, rows::apply},
    end_name,
    path::muted,
    rows,
};
use crate::{
    analysis::{Change, Proposal, Question, Verdict, traffic},
    base::{Lang, Usd},
    gui::{
        asking::Topic,
        canvas::elided,
        kept::Found,
        state::{Act, Acts, Document, Gesture, UiState},
        strings as s,
        theme::{self, Palette},
        widgets,
    },
};
use eframe::egui::{Align2, Color32, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

/// How many effects of a proposal are listed before it is unfolded.
const FEW: usize = 3;

/// One row of the list.
enum Row {
    Title(usize),
    Part(usize, usize),
    Nothing,
    Effect(usize, bool, usize),
    More(usize, usize),
}

/// Lists them.
pub fn show(
    ui: &mut Ui,
    doc: &Document,
    state: &mut UiState,
    acts: &mut Acts,
    question: &Question,
    calls: bool,
    verdict: Verdict,
) {
    let lang = state.lang;
    let title = match verdict {
        Verdict::Unknown => {
            muted(ui, s::NO_PROPOSALS_UNKNOWN.get(lang));
            return;
        }
        Verdict::Reachable | Verdict::ForwardOnly => &s::WOULD_CLOSE,
        Verdict::PartialReturn | Verdict::Unreachable => &s::WOULD_OPEN,
    };
    let topic = Topic::Proposals { question: question.clone(), calls };
    let shown = state.kept.ask(&topic, doc.analysis.revision());
    progress::show(ui, doc, state, &topic, &shown);
    let Some(found) = &shown.found else { return };
    let Found::Proposals(proposals) = &**found else { return };
    // Edits that were worked out for an older design are not offered.
    let enabled = doc.read_only.is_none() && !shown.is_old;
    if shown.is_old {
        ui.multiply_opacity(0.5);
    }
    if proposals.is_empty() {
        muted(ui, s::NO_PROPOSALS.get(lang));
        return;
    }
    rows::section(ui, title.get(lang));
    let list = list(proposals, state.unfolded);
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical().id_salt("proposals").auto_shrink(false).show_rows(
        ui,
        rows::ROW,
        list.len(),
        |ui, range| {
            for row in list.get(range).into_iter().flatten() {
                match row {
                    Row::Title(at) => {
                        if let Some(it) = proposals.get(*at)
                            && heading(ui, lang, *at + 1, it, enabled)
                        {
                            acts.push(Act::Edit { gesture: Gesture::One, edits: it.edits.clone() });
                        }
                    }
                    Row::Part(at, which) => {
                        let title = proposals.get(*at).and_then(|it| it.titles.get(*which));
                        if let Some(title) = title {
                            part(ui, lang, &widgets::plain(&title.say(lang)));
                        }
                    }
                    Row::Nothing => {
                        let palette = Palette::of(ui.ctx());
                        effect(ui, s::CHANGES_NOTHING_ELSE.get(lang), "", "", palette.muted);
                    }
                    Row::Effect(at, opens, which) => {
                        let it = proposals.get(*at);
                        let changes = it.map(|it| if *opens { &it.opens } else { &it.closes });
                        if let Some(change) = changes.and_then(|it| it.get(*which)) {
                            changed(ui, lang, *opens, change);
                        }
                    }
                    Row::More(at, count) => {
                        let words = if *count == 0 {
                            s::LESS.get(lang).to_owned()
                        } else {
                            s::MORE_OF_THEM.fill(lang, &[count.to_string()])
                        };
                        ui.horizontal(|ui| {
                            ui.set_height(rows::ROW);
                            ui.add_space(LEFT);
                            if widgets::quiet(ui, &words).clicked() {
                                state.unfolded = (*count > 0).then_some(*at);
                            }
                        });
                    }
                }
            }
        },
    );
}

fn list(proposals: &[Proposal], unfolded: Option<usize>) -> Vec<Row> {
    let mut list = Vec::new();
    for (at, it) in proposals.iter().enumerate() {
        list.push(Row::Title(at));
        list.extend((1..it.titles.len()).map(|which| Row::Part(at, which)));
        let opens = (0..it.opens.len()).map(|which| Row::Effect(at, true, which));
        let closes = (0..it.closes.len()).map(|which| Row::Effect(at, false, which));
        let count = it.opens.len() + it.closes.len();
        let whole = unfolded == Some(at) || count <= FEW + 1;
        list.extend(opens.chain(closes).take(if whole { count } else { FEW }));
        if count == 0 {
            list.push(Row::Nothing);
        } else if !whole {
            list.push(Row::More(at, count - FEW));
        } else if count > FEW + 1 {
            list.push(Row::More(at, 0));
        }
    }
    list
}

/// Space for the number at the left.
const LEFT: f32 = 28.0;

/// What it does, what it costs, and the button; whether that was pressed.
fn heading(ui: &mut Ui, lang: Lang, number: usize, it: &Proposal, enabled: bool) -> bool {
    let palette = Palette::of(ui.ctx());
    let titles: Vec<String> = it.titles.iter().map(|it| widgets::plain(&it.say(lang))).collect();
    let title = titles.first().cloned().unwrap_or_default();
    let price = price(lang, it);
    let name = format!("{number}. {}, {price}", titles.join(", "));
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), rows::ROW), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &name));
    rows::number(ui, rect, number);
    let mut right = rect.right();
    let mut clicked = false;
    if enabled {
        let label = s::APPLY_NUMBER.fill(lang, &[number.to_string()]);
        let (left, pressed) = apply(ui, rect, lang, &label, true);
        clicked = pressed;
        right = left - 12.0;
    }
    let cost = ui.painter().layout_no_wrap(price, theme::sans(12.0), palette.cost);
    let at = Align2::RIGHT_CENTER.anchor_size(pos2(right, rect.center().y), cost.size()).min;
    let room = at.x - 12.0 - rect.left() - LEFT;
    ui.painter().galley(at, cost, palette.cost);
    let words = elided(ui.painter(), &title, theme::bold(12.5), palette.text, room);
    let at = Align2::LEFT_CENTER.anchor_size(pos2(rect.left() + LEFT, rect.center().y), words.size()).min;
    ui.painter().galley(at, words, palette.text);
    response.on_hover_text(title);
    clicked
}

/// A further part of a proposal.
fn part(ui: &mut Ui, lang: Lang, title: &str) {
    let palette = Palette::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), rows::ROW), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, title));
    let words = s::THEN.fill(lang, &[widgets::inside(title)]);
    let room = rect.width() - LEFT;
    rows::put(ui, rect, rect.left() + LEFT, room, &words, theme::bold(12.5), palette.text);
    response.on_hover_text(title);
}

fn changed(ui: &mut Ui, lang: Lang, opens: bool, change: &Change) {
    let palette = Palette::of(ui.ctx());
    let (words, ink) = if opens { (&s::ALSO_OPENS, palette.warn) } else { (&s::ALSO_CLOSES, palette.bad) };
    let pair = format!("{} → {}", end_name(&change.from, lang), end_name(&change.to, lang));
    effect(ui, words.get(lang), &pair, &traffic::summary(&change.packets, lang), ink);
}

/// One thing that would change besides.
fn effect(ui: &mut Ui, what: &str, pair: &str, packets: &str, ink: Color32) {
    let palette = Palette::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), rows::ROW), Sense::hover());
    let name = [what, pair, packets].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", ");
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &name));
    let mut x = rect.left() + LEFT;
    x += rows::put(ui, rect, x, rect.right() - x, what, theme::sans(12.0), ink) + 10.0;
    x += rows::put(ui, rect, x, rect.right() - x, pair, theme::bold(12.0), palette.text) + 10.0;
    if rect.right() - x > 24.0 {
        rows::put(ui, rect, x, rect.right() - x, packets, theme::sans(12.0), palette.muted);
    }
    response.on_hover_text(name);
}

fn price(lang: Lang, it: &Proposal) -> String {
    if it.unknown {
        s::PRICE_NOT_KNOWN.get(lang).to_owned()
    } else if it.fixed == Usd::ZERO {
        s::FREE.get(lang).to_owned()
    } else {
        let sign = if it.fixed > Usd::ZERO { "+" } else { "" };
        s::USD_A_MONTH.fill(lang, &[format!("{sign}{}", it.fixed.rounded(2))])
    }
}
