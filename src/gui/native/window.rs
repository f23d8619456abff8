//! The window: where it stood when it was last closed, and addresses that it opens in the browser.

use eframe::egui::{
    self, Context, OutputCommand, Pos2, Rect, Vec2, ViewportBuilder, ViewportInfo, pos2, vec2,
};
use std::process::{Command, Stdio};

/// The size of a window that was never moved.
const SIZE: Vec2 = vec2(1440.0, 900.0);
/// The least size.
const LEAST: Vec2 = vec2(640.0, 420.0);
/// No screen is larger.
const MOST: f32 = 16_384.0;

/// Where a window stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stand {
    /// Its upper left corner; not everywhere a window knows it.
    at: Option<Pos2>,
    size: Vec2,
    maximized: bool,
}

impl Stand {
    /// Where a window stands now, once that is known. That of a maximised or hidden window is that of before.
    pub fn of(info: &ViewportInfo, before: Option<Self>) -> Option<Self> {
        if info.minimized == Some(true) {
            return before;
        }
        let inner = info.inner_rect?;
        let maximized = info.maximized == Some(true) || info.fullscreen == Some(true);
        match before {
            Some(before) if maximized => Some(Self { maximized, ..before }),
            Some(_) | None => {
                Some(Self { at: info.outer_rect.map(|it| it.min), size: inner.size(), maximized })
            }
        }
    }

    /// As a setting: `x,y,width,height,maximized`, without the first two where they are not known.
    pub fn text(self) -> String {
        let at = self.at.map(|at| format!("{},{},", at.x.round(), at.y.round())).unwrap_or_default();
        format!("{at}{},{},{}", self.size.x.round(), self.size.y.round(), u8::from(self.maximized))
    }

    /// From a setting. What no screen can show is left out.
    pub fn parse(text: &str) -> Option<Self> {
        let numbers: Vec<f32> = text.split(',').map(|it| it.parse().ok()).collect::<Option<_>>()?;
        let (at, size) = match numbers[..] {
            [x, y, w, h, _] => (Some(pos2(x, y)), vec2(w, h)),
            [w, h, _] => (None, vec2(w, h)),
            _ => return None,
        };
        let screen = Rect::from_min_max(pos2(-MOST, -MOST), pos2(MOST, MOST));
        let fits = size.x >= LEAST.x && size.y >= LEAST.y && size.max_elem() <= MOST;
        let at = at.filter(|at| screen.contains(*at));
        fits.then_some(Self { at, size, maximized: numbers.last() == Some(&1.0) })
    }
}

/// A window that stands where it stood.
pub fn builder(stand: Option<Stand>) -> ViewportBuilder {
    let builder =
        ViewportBuilder::default().with_title("Plat").with_app_id("plat").with_min_inner_size(LEAST);
    let Some(stand) = stand else { return builder.with_inner_size(SIZE) };
    let builder = builder.with_inner_size(stand.size).with_maximized(stand.maximized);
    match stand.at {
        Some(at) => builder.with_position(at),
        None => builder,
    }
}

/// Opens addresses that the editor asks for in the system's browser. Only those of the web: no other scheme leaves.
#[derive(Default)]
pub struct Links;

impl egui::Plugin for Links {
    fn debug_name(&self) -> &'static str {
        "links"
    }

    fn output_hook(&mut self, _: &Context, output: &mut egui::FullOutput) {
        output.platform_output.commands.retain(|command| {
            let OutputCommand::OpenUrl(open) = command else { return true };
            if let Some(mut command) = opener(&open.url) {
                // Where there is no browser nothing opens; the address stands on the link to be copied.
                let _ = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
            }
            false
        });
    }
}

/// What opens an address, if it is one of the web.
fn opener(url: &str) -> Option<Command> {
    let is_plain =
        url.starts_with("https://") && !url.contains(|c: char| c.is_whitespace() || c.is_control());
    if !is_plain {
        return None;
    }
    let (program, first): (&str, Option<&str>) = match std::env::consts::OS {
        "macos" => ("open", None),
        // No shell reads the address.
        "windows" => ("rundll32", Some("url.dll,FileProtocolHandler")),
        _ => ("xdg-open", None),
    };
    let mut command = Command::new(program);
    command.args(first).arg(url);
    Some(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_comes_back_where_it_stood() {
        let info = |maximized| ViewportInfo {
            inner_rect: Some(Rect::from_min_size(pos2(110.0, 140.0), vec2(1200.0, 800.0))),
            outer_rect: Some(Rect::from_min_size(pos2(100.0, 120.0), vec2(1210.0, 830.0))),
            maximized: Some(maximized),
            ..ViewportInfo::default()
        };
        let stand = Stand::of(&info(false), None).unwrap();
        assert_eq!(stand.text(), "100,120,1200,800,0");
        assert_eq!(Stand::parse(&stand.text()), Some(stand));
        let built = builder(Some(stand));
        assert_eq!((built.inner_size, built.position), (Some(vec2(1200.0, 800.0)), Some(pos2(100.0, 120.0))));

        // A maximised window keeps the place that it goes back to.
        let mut large = info(true);
        large.inner_rect = Some(Rect::from_min_size(Pos2::ZERO, vec2(1920.0, 1080.0)));
        let stand = Stand::of(&large, Some(stand)).unwrap();
        assert_eq!(stand.text(), "100,120,1200,800,1");
        let hidden = ViewportInfo { minimized: Some(true), ..info(false) };
        assert_eq!(Stand::of(&hidden, Some(stand)), Some(stand));
        // Where windows do not know their place.
        assert_eq!(Stand::parse("1200,800,1").unwrap().text(), "1200,800,1");
    }

    #[test]
    fn a_place_that_no_screen_can_show_is_left_out() {
        for text in ["", "a", "1,2", "0,0,10,10,0", "1e9,1e9", "nan,nan,nan,nan,0", "0,0,1e9,1e9,0"] {
            assert_eq!(Stand::parse(text), None, "{text}");
        }
        assert_eq!(Stand::parse("90000,0,1200,800,0").unwrap().text(), "1200,800,0");
        assert_eq!(builder(None).inner_size, Some(SIZE));
    }

    #[test]
    fn only_addresses_of_the_web_are_opened() {
        let opened = opener("https://docs.aws.amazon.com/vpc/").unwrap();
        assert_eq!(opened.get_args().last().unwrap(), "https://docs.aws.amazon.com/vpc/");
        for url in ["http://example.com", "file:///etc/passwd", "javascript:1", "https://a b", "-x", ""] {
            assert!(opener(url).is_none(), "{url}");
        }
    }
}
