//! The card over an empty design: templates, a file, or a blank start.

use crate::{
    base::Text,
    gui::{
        command::Command,
        icon,
        state::{Act, Acts, UiState},
        strings as s,
        theme::{self, Palette},
        widgets,
    },
};
use eframe::egui::{
    Align2, Area, Frame, Id, Margin, Order, Rect, RichText, Role, Sense, Stroke, StrokeKind, Ui, Vec2,
    WidgetInfo, pos2, vec2,
};

/// A design to start from.
pub struct Template {
    /// What it is.
    pub title: &'static Text,
    /// What it teaches.
    pub help: &'static Text,
    /// Its glyph.
    pub icon: &'static str,
    /// The model file.
    pub text: &'static str,
}

/// The designs to start from.
pub static TEMPLATES: &[Template] = &[
    Template {
        title: &s::TEMPLATE_HTTP,
        help: &s::TEMPLATE_HTTP_HELP,
        icon: "http_api",
        text: include_str!("../../../models/http-api-lambda-dynamodb/model.json"),
    },
    Template {
        title: &s::TEMPLATE_PRIVATE,
        help: &s::TEMPLATE_PRIVATE_HELP,
        icon: "subnet",
        text: include_str!("../../../models/private-function-gateway-endpoint/model.json"),
    },
    Template {
        title: &s::TEMPLATE_WEB,
        help: &s::TEMPLATE_WEB_HELP,
        icon: "internet_gateway",
        text: include_str!("../../../models/public-private-nat-web-server/model.json"),
    },
];

/// Draws the card in the middle of the canvas.
pub fn show(ui: &Ui, view: Rect, state: &UiState, acts: &mut Acts) {
    let lang = state.lang;
    let palette = Palette::of(ui.ctx());
    let width = (view.width() - 48.0).clamp(260.0, 620.0);
    Area::new(Id::unique("start"))
        .order(Order::Middle)
        .pivot(Align2::CENTER_CENTER)
        .fixed_pos(view.center())
        .constrain_to(view)
        .show(ui.ctx(), |ui| {
            let frame = Frame::new()
                .fill(palette.panel)
                .stroke(Stroke::new(1.0, palette.line))
                .corner_radius(12)
                .inner_margin(Margin::same(24));
            frame.show(ui, |ui| {
                ui.set_width(width - 48.0);
                ui.label(RichText::new(s::START_TITLE.get(lang)).font(theme::bold(15.0)).color(palette.text));
                ui.label(RichText::new(s::START_DROP.get(lang)).font(theme::sans(12.5)).color(palette.muted));
                ui.add_space(10.0);
                let gap = 12.0;
                let narrow = width < 480.0;
                #[allow(clippy::cast_precision_loss)]
                let columns = if narrow { 1.0 } else { TEMPLATES.len() as f32 };
                let each = (width - 48.0 - gap * (columns - 1.0)) / columns;
                ui.spacing_mut().item_spacing = vec2(gap, gap);
                let cards = |ui: &mut Ui| {
                    for (i, template) in TEMPLATES.iter().enumerate() {
                        if card(ui, template, state, each) {
                            acts.push(Act::Template(i));
                        }
                    }
                };
                if narrow {
                    ui.vertical(cards)
                } else {
                    ui.horizontal(cards)
                };
                ui.add_space(10.0);
                ui.horizontal(|ui| {
                    if widgets::primary(ui, s::START_BLANK.get(lang)).clicked() {
                        acts.push(Act::Blank);
                    }
                    if widgets::quiet(ui, s::START_OPEN.get(lang)).clicked() {
                        acts.push(Act::Do(Command::Open));
                    }
                });
            });
        });
}

fn card(ui: &mut Ui, template: &Template, state: &UiState, width: f32) -> bool {
    let palette = Palette::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(width, 118.0), Sense::click());
    let title = template.title.get(state.lang);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, title));
    let lit = response.hovered() || response.has_focus();
    let border = Stroke::new(if lit { 1.5 } else { 1.0 }, if lit { palette.accent } else { palette.line });
    ui.painter().rect(rect, 8.0, if lit { palette.bg } else { palette.panel }, border, StrokeKind::Inside);
    let tile = Rect::from_min_size(rect.min + vec2(12.0, 12.0), Vec2::splat(30.0));
    ui.painter().rect_filled(tile, 6.0, palette.accentbg);
    icon::paint(ui.painter(), template.icon, tile.shrink(6.0), palette.accent);
    let room = width - 24.0;
    let title = ui.painter().layout(title.to_owned(), theme::bold(13.0), palette.text, room);
    let below = pos2(rect.left() + 12.0, tile.bottom() + 8.0);
    let next = below.y + title.size().y + 3.0;
    ui.painter().galley(below, title, palette.text);
    let help =
        ui.painter().layout(template.help.get(state.lang).to_owned(), theme::sans(11.5), palette.muted, room);
    ui.painter().galley(pos2(below.x, next), help, palette.muted);
    response.clicked()
}
