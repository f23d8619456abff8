//! Settings: one table says what can be set, which values there are, and what they are called. The platform keeps what
//! a person chose; what nobody chose follows the first value.

use super::{app::App, host::Host, strings as s};
use crate::base::{Lang, Text, text};
use eframe::egui::{Context, Theme, ThemePreference};

/// Something that can be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// The language of the interface (TX-1).
    Language,
    /// Light or dark (TX-3).
    Theme,
    /// How large the interface is (TX-3).
    Scale,
    /// What the wheel does on the canvas (CV-1).
    Wheel,
    /// Whether things move on their way (CV-3).
    Motion,
}

/// Everything static there is to say about a setting.
pub struct SettingSpec {
    /// Which.
    pub setting: Setting,
    /// What the platform keeps it under.
    pub key: &'static str,
    /// What it is called.
    pub label: &'static Text,
    /// What it is for.
    pub help: &'static Text,
    /// Its values, as they are kept and as they are called; the first one is the default.
    pub values: &'static [(&'static str, &'static Text)],
}

static SYSTEM: Text = text!("As the system says", "시스템 설정 따름");

/// Every setting, in the order of the panel.
pub static SETTINGS: &[SettingSpec] = &[
    SettingSpec {
        setting: Setting::Language,
        key: "lang",
        label: &s::LANGUAGE_SETTING,
        help: &text!("Names that AWS gives stay as they are", "AWS가 붙인 이름은 그대로 둡니다"),
        // Each language's own name needs its own letters, which may not be here yet.
        values: &[("", &SYSTEM), ("en", &text!("English", "영어")), ("ko", &text!("Korean", "한국어"))],
    },
    SettingSpec {
        setting: Setting::Theme,
        key: "theme",
        label: &text!("Colours", "색상"),
        help: &text!("Of the editor; files are exported light", "편집기의 색상이며, 파일은 밝게 내보냅니다"),
        values: &[
            ("system", &SYSTEM),
            ("light", &text!("Light", "밝게")),
            ("dark", &text!("Dark", "어둡게")),
        ],
    },
    SettingSpec {
        setting: Setting::Scale,
        key: "scale",
        label: &text!("Interface size", "화면 크기"),
        help: &text!(
            "Text and controls; the canvas has its own zoom",
            "글자와 버튼의 크기. 캔버스 확대는 따로 있습니다"
        ),
        values: &[
            ("100", &text!("100 %", "100%")),
            ("75", &text!("75 %", "75%")),
            ("90", &text!("90 %", "90%")),
            ("110", &text!("110 %", "110%")),
            ("125", &text!("125 %", "125%")),
            ("150", &text!("150 %", "150%")),
            ("175", &text!("175 %", "175%")),
            ("200", &text!("200 %", "200%")),
        ],
    },
    SettingSpec {
        setting: Setting::Wheel,
        key: "wheel",
        label: &text!("Wheel on the canvas", "캔버스에서 휠"),
        help: &text!(
            "With Ctrl it always zooms, with Shift it moves sideways",
            "Ctrl과 함께는 항상 확대하고, Shift와 함께는 옆으로 움직입니다"
        ),
        values: &[("pan", &text!("Moves it", "이동")), ("zoom", &text!("Zooms", "확대와 축소"))],
    },
    SettingSpec {
        setting: Setting::Motion,
        key: "motion",
        label: &text!("Motion", "움직임"),
        help: &text!("Whether the camera and panels glide", "화면과 패널이 부드럽게 움직일지 여부"),
        values: &[
            ("system", &SYSTEM),
            ("reduced", &text!("Reduced", "줄임")),
            ("full", &text!("Full", "모두")),
        ],
    },
];

impl Setting {
    /// Its description.
    pub fn spec(self) -> &'static SettingSpec {
        // INVARIANT (settings): the list has every setting once, in order; a test says so.
        &SETTINGS[self as usize]
    }
}

/// What a person chose of each setting, by its place among the values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    chosen: [usize; 5],
    /// Whether the system asks for less motion.
    system_is_still: bool,
}

impl Settings {
    /// As the platform kept them. What it kept that is no value any more is the default.
    pub fn load(host: &Host) -> Self {
        let chosen = [Setting::Language, Setting::Theme, Setting::Scale, Setting::Wheel, Setting::Motion];
        let chosen = chosen.map(|setting| {
            let spec = setting.spec();
            let kept = host.setting(spec.key);
            spec.values.iter().position(|(value, _)| kept.as_deref() == Some(*value)).unwrap_or(0)
        });
        Self { chosen, system_is_still: host.reduces_motion() }
    }

    /// The place of the chosen value.
    pub fn index(&self, setting: Setting) -> usize {
        self.chosen.get(setting as usize).copied().unwrap_or(0)
    }

    /// The chosen value, as it is kept.
    pub fn value(&self, setting: Setting) -> &'static str {
        setting.spec().values.get(self.index(setting)).map_or("", |(value, _)| *value)
    }

    /// Whether the wheel zooms the canvas where it would otherwise move it (CV-1).
    pub fn wheel_zooms(&self) -> bool {
        self.value(Setting::Wheel) == "zoom"
    }

    /// Whether all animation is instant (CV-3).
    pub fn is_still(&self) -> bool {
        match self.value(Setting::Motion) {
            "reduced" => true,
            "full" => false,
            _ => self.system_is_still,
        }
    }

    fn theme(&self) -> ThemePreference {
        match self.value(Setting::Theme) {
            "light" => ThemePreference::Light,
            "dark" => ThemePreference::Dark,
            _ => ThemePreference::System,
        }
    }

    /// How large the interface is, 1 being as the system would have it.
    fn scale(&self) -> f32 {
        self.value(Setting::Scale).parse::<f32>().unwrap_or(100.0) / 100.0
    }

    /// Makes the interface as it is set.
    pub fn apply(&self, ctx: &Context) {
        if self.is_still() {
            glide(ctx, false);
        }
        ctx.set_theme(self.theme());
        if (ctx.zoom_factor() - self.scale()).abs() > 1e-3 {
            ctx.set_zoom_factor(self.scale());
        }
    }
}

/// Lets things move on their way, or not.
fn glide(ctx: &Context, on: bool) {
    let time = if on { eframe::egui::Style::default().animation_time } else { 0.0 };
    for theme in [Theme::Light, Theme::Dark] {
        ctx.style_mut_of(theme, |style| style.animation_time = time);
    }
}

impl App {
    /// Chooses a value of a setting, by its place, and keeps it.
    pub(super) fn set(&mut self, ctx: &Context, setting: Setting, to: usize) {
        let spec = setting.spec();
        let (Some((value, _)), Some(slot)) =
            (spec.values.get(to), self.state.settings.chosen.get_mut(setting as usize))
        else {
            return;
        };
        *slot = to;
        self.host.set_setting(spec.key, value);
        if setting == Setting::Motion {
            glide(ctx, true);
        }
        self.state.settings.apply(ctx);
        self.state.lang = match self.state.settings.value(Setting::Language) {
            "en" => Lang::En,
            "ko" => Lang::Ko,
            _ => self.host.language(),
        };
        ctx.request_repaint();
    }

    /// The same, by the value.
    pub(super) fn set_to(&mut self, ctx: &Context, setting: Setting, value: &str) {
        if let Some(to) = setting.spec().values.iter().position(|(known, _)| *known == value) {
            self.set(ctx, setting, to);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_has_every_setting_once_in_order() {
        for (at, spec) in SETTINGS.iter().enumerate() {
            assert_eq!(spec.setting as usize, at);
            assert!(spec.values.len() > 1, "{}", spec.key);
        }
        assert_eq!(SETTINGS.len(), Settings::default().chosen.len());
    }
}
