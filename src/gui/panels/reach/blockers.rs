//! Everything that stops packets on the best way, not only what stops them first.

use super::{path::muted, rows};
use crate::{
    analysis::{Answer, Blocker, Direction, Verdict, entry_words},
    base::{Lang, NodeId},
    gui::{
        canvas::elided,
        state::{Act, Acts, Document},
        strings as s,
        theme::{self, Palette},
        widgets,
    },
};
use eframe::egui::{Align2, Rect, Response, RichText, Role, Sense, Ui, WidgetInfo, pos2, vec2};

/// Space for the disc at the left.
const LEFT: f32 = 32.0;

/// Lists them, each with its code, the entry that decides, and why.
pub fn show(ui: &mut Ui, doc: &Document, lang: Lang, answer: &Answer, acts: &mut Acts) {
    first(ui, doc, lang, answer, acts);
    if let Some(blocker) = &answer.otherwise {
        rows::section(ui, s::OTHERWISE.get(lang));
        let number = answer.blockers.len() + 1;
        let response = row(ui, lang, number, blocker, true);
        point(doc, &response, blocker, acts);
    }
}

/// Points at the resource that decides, if its row was clicked.
fn point(doc: &Document, response: &Response, blocker: &Blocker, acts: &mut Acts) {
    if response.clicked()
        && let Ok(id) = blocker.node.parse::<NodeId>()
        && doc.analysis.model().node(&id).is_some()
    {
        acts.push(Act::Point(id));
    }
}

/// What stops packets on the way that is shown.
fn first(ui: &mut Ui, doc: &Document, lang: Lang, answer: &Answer, acts: &mut Acts) {
    let title = match answer.verdict {
        Verdict::Reachable | Verdict::ForwardOnly => return,
        Verdict::Unknown => &s::NOT_SAID,
        Verdict::PartialReturn | Verdict::Unreachable => &s::BLOCKERS,
    };
    if answer.blockers.is_empty() {
        let reason = answer.reason.as_ref().map(|it| it.say(lang));
        let reason = reason.or(answer.code.map(|code| code.meaning().get(lang).to_owned()));
        if let Some(reason) = reason {
            rows::section(ui, title.get(lang));
            muted(ui, &widgets::sentence(&reason));
        }
        if let Some(code) = answer.code {
            let palette = Palette::of(ui.ctx());
            ui.label(RichText::new(code.name()).font(theme::mono(11.0)).color(palette.muted));
        }
        return;
    }
    rows::section(ui, title.get(lang));
    for (number, blocker) in (1..).zip(&answer.blockers) {
        let response = row(ui, lang, number, blocker, answer.verdict == Verdict::Unknown);
        point(doc, &response, blocker, acts);
    }
}

/// Two lines: what and where, then why.
fn row(ui: &mut Ui, lang: Lang, number: usize, it: &Blocker, unknown: bool) -> Response {
    let palette = Palette::of(ui.ctx());
    let reason = widgets::sentence(&it.reason.say(lang));
    let way = match it.direction {
        Direction::Forward => s::ON_THE_WAY.get(lang),
        Direction::Return => s::ON_THE_WAY_BACK.get(lang),
    };
    let entry = if it.entry.is_empty() {
        String::new()
    } else {
        format!(", {}", widgets::plain(&entry_words(&it.entry).say(lang)))
    };
    let name = s::BLOCKER.fill(lang, &[number.to_string()]);
    let name = format!("{name}: {}{entry}, {way}, {}: {reason}", it.node, it.code.name());
    let room = ui.available_width() - LEFT - 8.0;
    let why = ui.painter().layout(reason, theme::sans(12.0), palette.muted, room);
    let (rect, response) = rows::row(ui, 24.0 + why.size().y + 6.0, &name);
    let centre = pos2(rect.left() + 10.0, rect.top() + 14.0);
    if unknown {
        ui.painter().circle_filled(centre, 10.0, palette.warnbg);
        ui.painter().text(centre, Align2::CENTER_CENTER, "?", theme::bold(12.0), palette.warn);
    } else {
        rows::cross(ui, centre);
    }
    let top = rect.with_max_y(rect.top() + 26.0);
    let named = it.code.name();
    let code = ui.painter().layout_no_wrap(named.to_owned(), theme::mono(11.0), palette.muted);
    let beside = ui.painter().layout_no_wrap(format!("· {way}"), theme::sans(11.5), palette.faint);
    let mut left = rect.left() + LEFT;
    let room = rect.right() - left - beside.size().x - 8.0;
    let title = format!("{}{entry}", it.node);
    let title = elided(ui.painter(), &title, theme::bold(12.5), palette.text, room);
    let used = title.size().x;
    let at = Align2::LEFT_CENTER.anchor_size(pos2(left, top.center().y), title.size()).min;
    ui.painter().galley(at, title, palette.text);
    left += used + 6.0;
    let at = Align2::LEFT_CENTER.anchor_size(pos2(left, top.center().y), beside.size()).min;
    let end = left + beside.size().x;
    ui.painter().galley(at, beside, palette.faint);
    // Where both do not fit, the code is in the name and in the tooltip.
    if end + 12.0 + code.size().x < rect.right() {
        let at = Align2::RIGHT_CENTER.anchor_size(pos2(rect.right(), top.center().y), code.size()).min;
        let place = Rect::from_min_size(at, code.size());
        let label = ui.interact(place, response.id.with("code"), Sense::hover());
        label.widget_info(|| WidgetInfo::labeled(Role::Label, true, named));
        ui.painter().galley(at, code, palette.muted);
    }
    let at = rect.min + vec2(LEFT, 25.0);
    ui.painter().galley(at, why, palette.muted);
    response.on_hover_text(format!("{} ({})\n{}", it.code.name(), it.rule, it.code.meaning().get(lang)))
}
