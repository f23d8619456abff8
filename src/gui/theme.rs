//! Colours, type and spacing of the editor: tokens and fonts as `export` reads them, and the grid of 8.

use crate::{
    export::{font, theme},
    model::resource::Group,
};
use eframe::egui::{
    self, Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Stroke, TextStyle,
    Theme, epaint::Shadow, style::WidgetVisuals,
};
use std::sync::{Arc, OnceLock};

/// Corner radius of nodes.
pub const NODE_RADIUS: f32 = 8.0;
/// Corner radius of containers.
pub const CONTAINER_RADIUS: f32 = 10.0;
/// Corner radius of fields and buttons.
pub const FIELD_RADIUS: u8 = 6;
/// Height of a field.
pub const FIELD_HEIGHT: f32 = 30.0;
/// Space at the sides of a panel.
pub const SIDE: i8 = 16;

macro_rules! palette {
    ($($name:ident),+ $(,)?) => {
        /// The colours of one theme, by what they mean.
        #[derive(Clone, Debug)]
        #[allow(missing_docs)]
        pub struct Palette { $(pub $name: Color32,)+ pub dark: bool }

        impl Palette {
            fn load(dark: bool) -> Self {
                let colour = |name: &str| {
                    // `pub` is a word of the language, so its field ends in `_`.
                    let token = theme::token(name.trim_end_matches('_'), dark);
                    token.map_or(Color32::PLACEHOLDER, |theme::Rgba([r, g, b, a])| {
                        Color32::from_rgba_unmultiplied(r, g, b, a)
                    })
                };
                Self { $($name: colour(stringify!($name)),)+ dark }
            }

            #[cfg(test)]
            const NAMES: &'static [&'static str] = &[$(stringify!($name)),+];
        }
    };
}

palette! {
    bg, panel, canvas, dot, line, strong, text, muted, faint, accent, accentbg, ok, okbg, bad, badbg, warn, warnbg,
    cost, costbg, vpc, vpcbg, pub_, pubbg, prv, prvbg, edge, compute, computebg, db, dbbg, net, netbg, api, apibg,
    cli, clibg, sto, stobg, reg,
}

impl Palette {
    /// The colours of the theme that is shown.
    pub fn of(ctx: &egui::Context) -> &'static Self {
        static LIGHT: OnceLock<Palette> = OnceLock::new();
        static DARK: OnceLock<Palette> = OnceLock::new();
        match ctx.theme() {
            Theme::Light => LIGHT.get_or_init(|| Palette::load(false)),
            Theme::Dark => DARK.get_or_init(|| Palette::load(true)),
        }
    }

    /// The outline of what can be typed into or pressed: a shape that has to be seen (TX-3).
    pub fn outline(&self) -> Color32 {
        self.panel.lerp_to_gamma(self.faint, 0.8)
    }

    /// The colour of a group and its tint.
    pub fn group(&self, group: Group) -> (Color32, Color32) {
        match group {
            Group::Outside | Group::Drawing => (self.cli, self.clibg),
            Group::Compute => (self.compute, self.computebg),
            Group::Database => (self.db, self.dbbg),
            Group::Storage => (self.sto, self.stobg),
            Group::Edge | Group::Messages => (self.api, self.apibg),
            Group::Place | Group::Network | Group::Control | Group::Watch => (self.net, self.netbg),
        }
    }
}

/// The semibold family.
pub fn semibold() -> FontFamily {
    FontFamily::Name("semibold".into())
}

/// Regular text of a size.
pub fn sans(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

/// Semibold text of a size.
pub fn bold(size: f32) -> FontId {
    FontId::new(size, semibold())
}

/// Addresses, CIDRs, ids and codes.
pub fn mono(size: f32) -> FontId {
    FontId::new(size, FontFamily::Monospace)
}

/// Hangul: built in on the desktop, fetched when needed in the browser.
#[derive(Clone, Debug)]
pub struct Hangul {
    /// Regular.
    pub regular: FontData,
    /// Semibold.
    pub semibold: FontData,
}

/// Installs the fonts. Hangul may come later.
pub fn install_fonts(ctx: &egui::Context, hangul: Option<Hangul>) {
    let mut fonts = FontDefinitions::empty();
    let mut add = |name: &str, data: FontData| {
        fonts.font_data.insert(name.to_owned(), Arc::new(data));
    };
    add("sans", FontData::from_static(font::SANS));
    add("semibold", FontData::from_static(font::BOLD));
    add("mono", FontData::from_static(font::MONO));
    let (mut regular, mut heavy) = (vec!["sans"], vec!["semibold", "sans"]);
    if let Some(hangul) = hangul {
        add("hangul", hangul.regular);
        add("hangul-semibold", hangul.semibold);
        regular.push("hangul");
        heavy.insert(1, "hangul-semibold");
    }
    let names = |list: &[&str]| list.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    let mut wide = vec!["mono"];
    wide.extend(&regular);
    fonts.families.insert(FontFamily::Monospace, names(&wide));
    fonts.families.insert(FontFamily::Proportional, names(&regular));
    fonts.families.insert(semibold(), names(&heavy));
    ctx.set_fonts(fonts);
}

/// Installs sizes, spacing and colours for both themes.
pub fn install_style(ctx: &egui::Context) {
    for (theme, palette) in [(Theme::Light, Palette::load(false)), (Theme::Dark, Palette::load(true))] {
        ctx.style_mut_of(theme, |style| fill_style(style, &palette));
    }
}

fn fill_style(style: &mut egui::Style, palette: &Palette) {
    style.text_styles = [
        (TextStyle::Heading, bold(15.0)),
        (TextStyle::Body, sans(13.0)),
        (TextStyle::Button, sans(12.5)),
        (TextStyle::Small, sans(12.0)),
        (TextStyle::Monospace, mono(12.0)),
    ]
    .into();
    style.spacing.item_spacing = egui::vec2(8.0, 8.0);
    style.spacing.button_padding = egui::vec2(12.0, 6.0);
    style.spacing.interact_size = egui::vec2(30.0, FIELD_HEIGHT);
    style.spacing.menu_margin = Margin::same(6);
    style.spacing.scroll = egui::style::ScrollStyle::thin();
    style.interaction.selectable_labels = false;
    let visuals = &mut style.visuals;
    *visuals = if palette.dark { egui::Visuals::dark() } else { egui::Visuals::light() };
    visuals.panel_fill = palette.panel;
    visuals.window_fill = palette.panel;
    visuals.window_stroke = Stroke::new(1.0, palette.line);
    visuals.window_corner_radius = CornerRadius::same(10);
    visuals.menu_corner_radius = CornerRadius::same(8);
    visuals.extreme_bg_color = palette.panel;
    visuals.faint_bg_color = palette.bg;
    visuals.code_bg_color = palette.bg;
    visuals.override_text_color = None;
    visuals.weak_text_color = Some(palette.muted);
    visuals.hyperlink_color = palette.accent;
    visuals.error_fg_color = palette.bad;
    visuals.warn_fg_color = palette.warn;
    visuals.selection.bg_fill =
        if palette.dark { palette.accentbg } else { palette.accent.gamma_multiply(0.22) };
    visuals.selection.stroke = Stroke::new(1.0, palette.accent);
    let shadow = Shadow {
        offset: [0, 4],
        blur: 16,
        spread: 0,
        color: Color32::from_black_alpha(if palette.dark { 120 } else { 28 }),
    };
    visuals.window_shadow = shadow;
    visuals.popup_shadow = shadow;
    let widget = |fill: Color32, border: Color32, ink: Color32| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, border),
        fg_stroke: Stroke::new(1.0, ink),
        corner_radius: CornerRadius::same(FIELD_RADIUS),
        expansion: 0.0,
    };
    visuals.widgets.noninteractive = widget(palette.panel, palette.line, palette.text);
    visuals.widgets.inactive = widget(palette.panel, palette.outline(), palette.text);
    visuals.widgets.hovered = widget(palette.bg, palette.faint, palette.text);
    visuals.widgets.active = widget(palette.accentbg, palette.accent, palette.text);
    visuals.widgets.open = widget(palette.bg, palette.accent, palette.text);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How much two colours differ, as the Web Content Accessibility Guidelines count it; `over` lies on `under`.
    fn contrast(over: Color32, under: Color32) -> f64 {
        let light = |colour: Color32| {
            let part = |value: u8| {
                let value = f64::from(value) / 255.0;
                if value <= 0.03928 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * part(colour.r()) + 0.7152 * part(colour.g()) + 0.0722 * part(colour.b()) + 0.05
        };
        let (a, b) = (light(under.blend(over)), light(under));
        a.max(b) / a.min(b)
    }

    /// TX-3, OV-5: text 4.5 to 1, shapes and focus rings 3 to 1, in both themes.
    #[test]
    fn everything_that_is_read_or_must_be_seen_has_contrast() {
        for dark in [false, true] {
            let p = Palette::load(dark);
            let on = |tint: Color32| p.canvas.blend(tint);
            let grounds = [p.panel, p.bg, p.canvas];
            let inks = [p.text, p.muted, p.faint, p.accent, p.ok, p.bad, p.warn, p.cost];
            let tinted = [
                (p.accent, p.accentbg),
                (p.ok, p.okbg),
                (p.bad, p.badbg),
                (p.warn, p.warnbg),
                (p.cost, p.costbg),
                (p.text, p.accentbg),
                (p.text, p.badbg),
                (p.text, p.warnbg),
                (p.muted, p.accentbg),
                (p.vpc, p.vpcbg),
                (p.pub_, p.pubbg),
                (p.prv, p.prvbg),
                (p.panel, p.accent),
                (p.panel, p.text),
            ];
            let plain = grounds.iter().flat_map(|ground| inks.map(|ink| (ink, *ground)));
            for (ink, ground) in plain.chain(tinted) {
                let found = contrast(ink, on(ground));
                assert!(found >= 4.5, "text {ink:?} on {ground:?}, dark {dark}: {found:.2}");
            }
            let groups = Group::ALL.iter().map(|group| p.group(*group));
            let shapes = [
                (p.outline(), p.panel),
                (p.outline(), p.bg),
                (p.accent, p.panel),
                (p.accent, p.canvas),
                (p.reg, p.canvas),
                (p.edge, p.canvas),
                (p.ok, p.canvas),
                (p.bad, p.canvas),
                (p.warn, p.canvas),
            ];
            for (ink, ground) in groups.chain(shapes) {
                let found = contrast(ink, on(ground));
                assert!(found >= 3.0, "shape {ink:?} on {ground:?}, dark {dark}: {found:.2}");
            }
        }
    }

    #[test]
    fn every_colour_is_in_the_tokens() {
        for dark in [false, true] {
            let tokens: serde_json::Value =
                serde_json::from_str(include_str!("../../assets/theme/tokens.json")).unwrap();
            for name in Palette::NAMES {
                let side = if dark { "dark" } else { "light" };
                let hex = tokens[name.trim_end_matches('_')][side].as_str();
                assert!(hex.is_some_and(|hex| Color32::from_hex(hex).is_ok()), "{name} {side}");
            }
        }
    }
}
