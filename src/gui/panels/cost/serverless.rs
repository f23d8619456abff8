//! How serverless the design is: the verdict and its reasons, every part with its model of service, who operates which
//! layer, and what is tied to the provider.

use super::{
    super::{
        progress,
        rows::{self, put, put_right},
    },
    NARROW,
};
use crate::{
    analysis::{Grade, Part, Serverless},
    base::{Lang, Usd},
    gui::{
        asking::Topic,
        kept::Found,
        numbers,
        state::{Act, Acts, Document, Selection, UiState},
        strings as s,
        theme::{self, Palette},
        widgets,
    },
    model::service::{Layer, Operator, ServiceModel},
};
use eframe::egui::{
    Color32, Rect, RichText, Role, ScrollArea, Sense, Stroke, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

/// Height of a row.
const ROW: f32 = 24.0;
/// Width of the table of layers: the layers' names, and each model of service.
const LAYER: f32 = 112.0;
const MODEL: f32 = 62.0;

/// One row of the list.
enum Row {
    Title(&'static crate::base::Text),
    Reason(usize, usize),
    Columns,
    Part(usize),
    Models,
    Layer(Layer),
    Tied(Option<usize>),
}

/// Draws it: the list at the left, the layers at the right or at its end.
pub fn show(ui: &mut Ui, doc: &Document, state: &mut UiState, acts: &mut Acts) {
    let lang = state.lang;
    let topic = Topic::Serverless;
    let shown = state.kept.ask(&topic, doc.analysis.revision());
    progress::show(ui, doc, state, &topic, &shown);
    let Some(found) = shown.found else { return };
    let Found::Serverless(said) = &*found else { return };
    if shown.is_old {
        ui.multiply_opacity(0.5);
    }
    verdict(ui, lang, said);
    if said.grade == Grade::Empty {
        return;
    }
    let models = said.models();
    #[allow(clippy::cast_precision_loss)]
    let width = LAYER + MODEL * models.len() as f32;
    let full = ui.available_rect_before_wrap();
    ui.spacing_mut().item_spacing.y = 0.0;
    if full.width() < NARROW || full.width() - width < 360.0 {
        list(ui, lang, said, &models, true, acts);
        return;
    }
    let left = full.with_max_x(full.right() - width - 24.0);
    ui.scope_builder(UiBuilder::new().max_rect(left), |ui| list(ui, lang, said, &models, false, acts));
    let right = full.with_min_x(full.right() - width);
    ui.scope_builder(UiBuilder::new().max_rect(right), |ui| {
        ScrollArea::vertical().id_salt("layers").auto_shrink(false).show(ui, |ui| {
            head(ui, lang, &models);
            for layer in Layer::ALL.into_iter().rev() {
                self::layer(ui, lang, layer, said, &models);
            }
        });
    });
}

/// The verdict in one word, and what is paid while nobody calls.
fn verdict(ui: &mut Ui, lang: Lang, said: &Serverless) {
    let palette = Palette::of(ui.ctx());
    let (ink, fill) = match said.grade {
        Grade::Fully | Grade::Mostly => (palette.ok, palette.okbg),
        Grade::Partly => (palette.warn, palette.warnbg),
        Grade::None | Grade::Empty => (palette.muted, palette.bg),
    };
    ui.horizontal(|ui| {
        ui.set_height(26.0);
        widgets::pill(ui, &widgets::sentence(said.grade.label().get(lang)), ink, fill);
        if said.grade != Grade::Empty {
            let words = s::IDLE_MONTH.fill(lang, &[numbers::at_least(said.idle(), said.is_floor(), lang)]);
            ui.label(RichText::new(words).font(theme::sans(12.5)).color(palette.muted));
        }
    });
}

fn list(
    ui: &mut Ui,
    lang: Lang,
    said: &Serverless,
    models: &[ServiceModel],
    with_layers: bool,
    acts: &mut Acts,
) {
    let list = rows_of(said, with_layers);
    let area = ScrollArea::vertical().id_salt("serverless").auto_shrink(false);
    area.show_rows(ui, ROW, list.len(), |ui, range| {
        for row in list.get(range).into_iter().flatten() {
            match row {
                Row::Title(words) => title(ui, words.get(lang)),
                Row::Reason(at, which) => {
                    if let Some(part) = said.parts.get(*at)
                        && let Some(reason) = part.reasons.get(*which)
                    {
                        let words = widgets::plain(&reason.say(lang));
                        line(ui, &words, Palette::of(ui.ctx()).text, part, acts);
                    }
                }
                Row::Columns => columns(ui, lang),
                Row::Part(at) => {
                    if let Some(part) = said.parts.get(*at) {
                        self::part(ui, lang, part, acts);
                    }
                }
                Row::Models => head(ui, lang, models),
                Row::Layer(layer) => self::layer(ui, lang, *layer, said, models),
                Row::Tied(Some(at)) => {
                    if let Some(part) = said.parts.get(*at) {
                        line(ui, part.node.as_str(), Palette::of(ui.ctx()).muted, part, acts);
                    }
                }
                Row::Tied(None) => {
                    let words = s::NOT_TIED.get(lang);
                    let (rect, _) = said_row(ui, words);
                    let ink = Palette::of(ui.ctx()).muted;
                    put(ui, rect, rect.left(), rect.width(), words, theme::sans(12.5), ink);
                }
            }
        }
    });
}

fn rows_of(said: &Serverless, with_layers: bool) -> Vec<Row> {
    let mut list = Vec::new();
    let reasons = said.parts.iter().enumerate();
    let reasons = reasons.flat_map(|(at, it)| (0..it.reasons.len()).map(move |which| Row::Reason(at, which)));
    let reasons: Vec<Row> = reasons.collect();
    if !reasons.is_empty() {
        list.push(Row::Title(&s::WHY));
        list.extend(reasons);
    }
    list.push(Row::Columns);
    list.extend((0..said.parts.len()).map(Row::Part));
    if with_layers {
        list.push(Row::Models);
        list.extend(Layer::ALL.into_iter().rev().map(Row::Layer));
    }
    list.push(Row::Title(&s::TIED));
    let before = list.len();
    let tied = said.tied().map(|it| &it.node).collect::<std::collections::BTreeSet<_>>();
    let places = said.parts.iter().enumerate().filter(|(_, it)| tied.contains(&it.node));
    list.extend(places.map(|(at, _)| Row::Tied(Some(at))));
    if list.len() == before {
        list.push(Row::Tied(None));
    }
    list
}

fn said_row(ui: &mut Ui, name: &str) -> (Rect, eframe::egui::Response) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, name));
    (rect, response)
}

fn title(ui: &mut Ui, words: &str) {
    let palette = Palette::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    put(ui, rect, rect.left(), rect.width(), words, theme::bold(11.5), palette.faint);
}

/// Words about a part, which lead to it.
fn line(ui: &mut Ui, words: &str, ink: Color32, part: &Part, acts: &mut Acts) {
    let (rect, response) = rows::row(ui, ROW, words);
    put(ui, rect, rect.left(), rect.width(), words, theme::sans(12.5), ink);
    if response.on_hover_text(words).clicked() {
        acts.push(Act::Select(Selection::node(part.node.clone())));
    }
}

/// Where the columns of parts begin: resource, model, interface; what is paid while idle stands at the right.
fn starts(rect: Rect) -> [f32; 3] {
    [0.0, 0.34, 0.52].map(|share| rect.left() + rect.width() * share)
}

fn columns(ui: &mut Ui, lang: Lang) {
    let palette = Palette::of(ui.ctx());
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let [a, b, c] = starts(rect);
    let (font, ink) = (theme::bold(11.5), palette.faint);
    put(ui, rect, a, b - a - 8.0, s::RESOURCE.get(lang), font.clone(), ink);
    put(ui, rect, b, c - b - 8.0, s::SERVICE_MODEL.get(lang), font.clone(), ink);
    let right = rect.right() - 4.0;
    let room = (right - c) * 0.55;
    let end = put_right(ui, rect, right, room, s::IDLE.get(lang), font.clone(), ink);
    put(ui, rect, c, end - c - 8.0, s::INTERFACE.get(lang), font, ink);
}

fn part(ui: &mut Ui, lang: Lang, part: &Part, acts: &mut Acts) {
    let palette = Palette::of(ui.ctx());
    let idle = match part.idle == Usd::ZERO && !part.unknown {
        true => "–".to_owned(),
        false => numbers::at_least(part.idle, part.unknown, lang),
    };
    let standard = part.standard.unwrap_or(s::OWN_INTERFACE.get(lang));
    let name = format!("{}, {}, {standard}, {idle}", part.node, part.model.name());
    let (rect, response) = rows::row(ui, ROW, &name);
    let [a, b, c] = starts(rect);
    put(ui, rect, a, b - a - 8.0, part.node.as_str(), theme::sans(12.5), palette.text);
    let model = if part.is_serverless() { palette.ok } else { palette.text };
    put(ui, rect, b, c - b - 8.0, part.model.name(), theme::bold(12.0), model);
    let right = rect.right() - 4.0;
    let ink = if part.idle == Usd::ZERO && !part.unknown { palette.muted } else { palette.cost };
    let end = put_right(ui, rect, right, (right - c) * 0.5, &idle, theme::sans(12.5), ink);
    put(ui, rect, c, end - c - 8.0, standard, theme::sans(12.5), palette.muted);
    if response.on_hover_text(name).clicked() {
        acts.push(Act::Select(Selection::node(part.node.clone())));
    }
}

/// The models of service over their columns.
fn head(ui: &mut Ui, lang: Lang, models: &[ServiceModel]) {
    let palette = Palette::of(ui.ctx());
    let title = s::WHO_OPERATES.get(lang);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, title));
    put(ui, rect, rect.left(), LAYER - 8.0, title, theme::bold(11.5), palette.faint);
    let mut x = rect.left() + LAYER;
    for model in models {
        put(ui, rect, x, MODEL - 6.0, model.name(), theme::bold(11.5), palette.faint);
        x += MODEL;
    }
}

/// Who operates a layer under each model.
fn layer(ui: &mut Ui, lang: Lang, layer: Layer, said: &Serverless, models: &[ServiceModel]) {
    let palette = Palette::of(ui.ctx());
    let label = layer.label().get(lang);
    let who: Vec<Option<Operator>> = models.iter().map(|model| said.operator(*model, layer)).collect();
    let words = |who: &Option<Operator>| who.map_or(&s::EITHER, Operator::label).get(lang);
    let spoken: Vec<String> =
        models.iter().zip(&who).map(|(model, who)| format!("{} {}", model.name(), words(who))).collect();
    let (rect, _) = said_row(ui, &format!("{label}: {}", spoken.join(", ")));
    ui.painter().hline(rect.x_range(), rect.top(), Stroke::new(1.0, palette.line));
    put(ui, rect, rect.left(), LAYER - 8.0, label, theme::sans(12.0), palette.muted);
    let mut x = rect.left() + LAYER;
    for who in who {
        let (font, ink) = match who {
            Some(Operator::Customer) | None => (theme::bold(12.0), palette.text),
            Some(Operator::Provider) => (theme::sans(12.0), palette.faint),
        };
        let cell = Rect::from_min_size(pos2(x, rect.top()), vec2(MODEL, ROW));
        put(ui, cell, x, MODEL - 4.0, words(&who), font, ink);
        x += MODEL;
    }
}
