//! What the marks on the canvas say while the pointer is on them: a badge its findings, a cost how it comes about.

use super::findings;
use crate::{
    analysis::{Line, LineBasis},
    base::{Lang, NodeId, Order as _, Usd},
    gui::{
        canvas::Canvas,
        icon, numbers,
        state::{Act, Acts, BottomTab, Document, Gesture, Selection, UiState},
        strings as s,
        theme::{self, Palette},
        widgets,
    },
    model::resource::Look,
};
use eframe::egui::{Id, Label, Rect, RichText, Role, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};

/// How far from a mark counts as on it, in screen points.
const REACH: f32 = 3.0;
/// So many findings and lines are listed.
const MOST: usize = 8;

/// Draws what is under the pointer over the canvas.
pub fn show(ui: &Ui, view: Rect, doc: &Document, state: &mut UiState, canvas: &mut Canvas, acts: &mut Acts) {
    let (at, busy) = ui.input(|input| (input.pointer.hover_pos(), input.pointer.is_decidedly_dragging()));
    let Some(at) = at.filter(|at| view.contains(*at) && !busy && state.dragging.is_none()) else { return };
    let camera = canvas.camera;
    let world = camera.to_world(view, at);
    let near = Rect::from_center_size(world, Vec2::splat(48.0 / camera.zoom));
    let scene = canvas.scene(doc);
    let mut badge = None;
    let mut cost = None;
    for item in scene.touching(near) {
        let screen = camera.rect_to_screen(view, item.rect);
        if state.show_findings && doc.analysis.shown().badge(&item.id).is_some() {
            let centre = screen.right_top() + vec2(-2.0, 2.0) * camera.zoom;
            let radius = (9.0 * camera.zoom).clamp(6.0, 10.0) + REACH;
            if centre.distance(at) <= radius {
                badge = Some((item.id.clone(), Rect::from_center_size(centre, Vec2::splat(2.0 * radius))));
            }
        }
        if state.show_cost
            && camera.zoom >= 0.6
            && let Some(place) = chip(ui, doc, state.lang, &item.id, item.spec.look, screen, camera.zoom)
            && place.expand(REACH).contains(at)
        {
            cost = Some((item.id.clone(), place));
        }
    }
    match (badge, cost) {
        (Some((id, place)), _) => self::badge(ui, doc, state, acts, &id, place),
        (None, Some((id, place))) => self::cost(ui, doc, state.lang, &id, place),
        (None, None) => {}
    }
}

/// Where the canvas shows what a resource costs.
fn chip(
    ui: &Ui,
    doc: &Document,
    lang: Lang,
    id: &NodeId,
    look: Look,
    screen: Rect,
    zoom: f32,
) -> Option<Rect> {
    let inside = look.contains();
    let spent = if inside { doc.analysis.shown().cost_inside(id) } else { doc.analysis.shown().cost_of(id) }?;
    let font = theme::bold((11.0 * zoom).clamp(9.0, 20.0));
    let ink = Palette::of(ui.ctx()).cost;
    let size = ui.painter().layout_no_wrap(numbers::chip(&spent, lang), font, ink).size() + vec2(14.0, 5.0);
    let middle = if inside { screen.top() + 15.0 * zoom } else { screen.bottom() };
    let centre = pos2(screen.right() - 10.0 * zoom - size.x / 2.0, middle);
    Some(Rect::from_center_size(centre, size))
}

/// OV-1: the findings of a badge; a click opens their panel.
fn badge(ui: &Ui, doc: &Document, state: &mut UiState, acts: &mut Acts, id: &NodeId, place: Rect) {
    let lang = state.lang;
    let response = ui.interact(place, Id::unique(("badge", id.as_str())), Sense::click());
    let name = s::FINDINGS_OF.fill(lang, &[id.as_str()]);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    if response.clicked() {
        acts.push(Act::Select(Selection::node(id.clone())));
        state.bottom = true;
        state.bottom_tab = BottomTab::Findings;
    }
    let palette = Palette::of(ui.ctx());
    let response = response.on_hover_cursor(eframe::egui::CursorIcon::PointingHand);
    response.on_hover_ui(|ui| {
        ui.set_max_width(340.0);
        ui.spacing_mut().item_spacing.y = 6.0;
        let all = doc.analysis.findings_of(id);
        for finding in all.iter().take(MOST) {
            ui.horizontal_top(|ui| {
                let (glyph, ink) = findings::sign(palette, finding.rule.severity);
                let (rect, _) = ui.allocate_exact_size(Vec2::splat(16.0), Sense::hover());
                icon::paint(ui.painter(), glyph, rect, ink);
                ui.vertical(|ui| {
                    let words = widgets::plain(&finding.message.say(lang));
                    ui.add(Label::new(RichText::new(words).font(theme::sans(12.5))).wrap());
                    ui.horizontal(|ui| {
                        ui.spacing_mut().item_spacing.x = 14.0;
                        if widgets::quiet(ui, s::SHOW.get(lang)).clicked() {
                            acts.push(findings::show_place(&finding.place));
                        }
                        if let Some(fix) = doc.mend(finding) {
                            let title = widgets::plain(&fix.title.say(lang));
                            if widgets::quiet(ui, &s::FIX.fill(lang, &[title])).clicked() {
                                acts.push(Act::Edit { gesture: Gesture::One, edits: fix.edits });
                            }
                        }
                    });
                });
            });
        }
        more(ui, lang, all.len());
    });
}

/// OV-4: the lines behind a cost, each with its arithmetic and where its price is from.
fn cost(ui: &Ui, doc: &Document, lang: Lang, id: &NodeId, place: Rect) {
    let response = ui.interact(place, Id::unique(("cost", id.as_str())), Sense::hover());
    let name = s::COST_OF.fill(lang, &[id.as_str()]);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &name));
    response.on_hover_ui(|ui| formula(ui, doc, lang, id));
}

/// How a cost comes about.
pub fn formula(ui: &mut Ui, doc: &Document, lang: Lang, id: &NodeId) {
    let palette = Palette::of(ui.ctx());
    ui.set_max_width(420.0);
    ui.spacing_mut().item_spacing.y = 2.0;
    let model = doc.analysis.model();
    let about = |line: &&Line| line.resource.as_ref().is_some_and(|it| it == id || model.is_inside(it, id));
    let lines = doc.analysis.known_bill().into_iter().flat_map(|bill| &bill.lines);
    let mut lines: Vec<&Line> = lines.filter(about).collect();
    // What costs most is what people ask for.
    lines.order_by_key(|line| std::cmp::Reverse(line.cost.unwrap_or(Usd::ZERO)));
    for line in lines.iter().take(MOST) {
        let amount = match (line.basis, line.per_million.or(line.cost)) {
            (_, None) => s::UNKNOWN_PRICE.get(lang).to_owned(),
            (LineBasis::Marginal, Some(cost)) => s::A_MILLION.fill(lang, &[numbers::dollars(cost)]),
            (LineBasis::Fixed | LineBasis::FreeTier, Some(cost)) => {
                s::A_MONTH.fill(lang, &[numbers::dollars(cost)])
            }
        };
        let of = line.resource.as_ref().filter(|it| *it != id).map_or(String::new(), |it| format!("{it} · "));
        let title = format!("{of}{}: {amount}", widgets::plain(&line.component.say(lang)));
        ui.add(Label::new(RichText::new(title).font(theme::bold(12.5)).color(palette.text)).wrap());
        let sum = line.cost.map_or_else(
            || format!("{} {}", numbers::count(line.quantity), line.unit),
            |cost| format!("{} = {}", line.arithmetic(), numbers::dollars(cost)),
        );
        ui.add(Label::new(RichText::new(sum).font(theme::mono(11.5)).color(palette.text)).wrap());
        let source = if line.source.is_empty() { s::NO_PRICE.get(lang) } else { &line.source };
        ui.add(Label::new(RichText::new(source).font(theme::sans(11.5)).color(palette.muted)).wrap());
        ui.add_space(5.0);
    }
    more(ui, lang, lines.len());
}

fn more(ui: &mut Ui, lang: Lang, count: usize) {
    if count > MOST {
        let words = s::MORE_OF_THEM.fill(lang, &[(count - MOST).to_string()]);
        ui.label(RichText::new(words).font(theme::sans(12.0)).color(Palette::of(ui.ctx()).muted));
    }
}
