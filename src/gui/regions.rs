//! The five regions of the window: how large they are, which are open, and how the keyboard goes from one to the next.
//! In a narrow window the ones at the sides lie over the canvas.

use super::{
    app::App,
    canvas::Canvas,
    command::Command,
    host::Host,
    icon, inspector, panels,
    state::{Acts, LeftTab, UiState},
    strings as s,
    theme::{self, Palette},
    widgets,
};
use eframe::egui::{
    Area, CentralPanel, Context, FocusDirection, Frame, Id, Margin, Order, Panel, Rect, Role, Sense, Stroke,
    StrokeKind, Ui, Vec2, WidgetInfo, vec2,
};

/// Below this width the regions at the sides lie over the canvas.
const NARROW: f32 = 900.0;
/// Below this width only viewing is promised, and the canvas has the window to itself.
const SMALL: f32 = 600.0;

/// A part of the window, in the order in which F6 goes through them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Region {
    /// The bar at the top.
    Top,
    /// Palette and outline.
    Left,
    /// The drawing.
    Canvas,
    /// The inspector.
    Right,
    /// Findings, reachability, cost and changes.
    Bottom,
}

const ORDER: [Region; 5] = [Region::Top, Region::Left, Region::Canvas, Region::Right, Region::Bottom];

/// A region that can be resized: its id in egui, what its size is kept under, how large it is at first, and its limits.
struct Sized {
    id: &'static str,
    key: &'static str,
    first: f32,
    least: f32,
    most: f32,
}

const LEFT: Sized = Sized { id: "left", key: "size.left", first: 240.0, least: 180.0, most: 420.0 };
const RIGHT: Sized = Sized { id: "right", key: "size.right", first: 320.0, least: 240.0, most: 520.0 };
const BOTTOM: Sized = Sized { id: "bottom", key: "size.bottom", first: 240.0, least: 120.0, most: 560.0 };

/// The regions between frames.
#[derive(Debug, Default)]
pub struct Regions {
    /// Where they were, last frame.
    rects: [Option<Rect>; 5],
    /// The one whose first control takes the keyboard in the next frame.
    enter: Option<Region>,
    /// How large they were when the editor was left.
    first: [Option<f32>; 3],
    /// How large they were in the last frame.
    seen: [Option<f32>; 3],
    /// What is kept of each: its size, and whether it is open.
    kept: [Option<(Option<f32>, bool)>; 3],
    /// The region at a side that lies over the canvas, in a narrow window.
    drawer: Option<Region>,
    /// Whether the window is narrow.
    narrow: bool,
    /// Whether the bottom region was open before the window became small.
    before: Option<bool>,
}

impl Regions {
    /// Opens or closes a region at a side.
    pub fn toggle(state: &mut UiState, region: Region) {
        if state.regions.narrow && region != Region::Bottom {
            let open = state.regions.drawer == Some(region);
            state.regions.drawer = (!open).then_some(region);
            return;
        }
        match region {
            Region::Left => state.left ^= true,
            Region::Right => state.right ^= true,
            Region::Bottom => state.bottom ^= true,
            Region::Top | Region::Canvas => {}
        }
    }

    /// Opens the inspector, wherever it is.
    pub fn open_right(state: &mut UiState) {
        if state.regions.narrow {
            state.regions.drawer = Some(Region::Right);
        } else {
            state.right = true;
        }
    }

    /// Closes what lies over the canvas; whether something did.
    pub fn close_drawer(&mut self) -> bool {
        self.narrow && self.drawer.take().is_some()
    }

    fn has(&self, region: Region) -> bool {
        self.rects.get(region as usize).copied().flatten().is_some()
    }

    /// The region in which a point is.
    fn at(&self, place: Rect) -> Option<Region> {
        let inside = |region: &Region| {
            self.rects.get(*region as usize).copied().flatten().is_some_and(|it| it.contains(place.center()))
        };
        // A drawer lies over the canvas.
        let over = ORDER.into_iter().filter(|it| *it != Region::Canvas).find(inside);
        over.or_else(|| ORDER.into_iter().find(inside))
    }

    /// Whether a region is open when the editor starts, as it was when it was left.
    pub fn load(host: &Host, state: &mut UiState) {
        let open = |key: &str| host.setting(&format!("{key}.open")).is_none_or(|it| it != "no");
        (state.left, state.right, state.bottom) = (open(LEFT.key), open(RIGHT.key), open(BOTTOM.key));
        let size = |key: &str| host.setting(key)?.parse::<f32>().ok().filter(|it| it.is_finite());
        state.regions.first = [size(LEFT.key), size(RIGHT.key), size(BOTTOM.key)];
    }
}

impl Sized {
    /// The panel, as large as it was when the editor was left.
    fn panel(&self, panel: Panel, kept: Option<f32>) -> Panel {
        let size = kept.unwrap_or(self.first).clamp(self.least, self.most);
        panel.default_size(size).size_range(self.least..=self.most)
    }
}

/// Gives the keyboard to the first control that is drawn from here on.
fn enter(ui: &Ui, state: &mut UiState, region: Region) {
    if state.regions.enter == Some(region) {
        state.regions.enter = None;
        ui.memory_mut(|memory| {
            if let Some(focused) = memory.focused() {
                memory.surrender_focus(focused);
            }
            memory.move_focus(FocusDirection::Next);
        });
    }
}

impl App {
    /// Draws all regions.
    pub(super) fn regions(&mut self, ui: &mut Ui, acts: &mut Acts, applies: &dyn Fn(Command) -> bool) {
        let palette = Palette::of(ui.ctx());
        let width = ui.available_width();
        self.narrow(width);
        self.state.regions.rects = [None; 5];
        let [left, right, bottom] = self.state.regions.first;
        let plain = |margin: Margin| Frame::new().fill(palette.panel).inner_margin(margin);
        let top = Panel::top("top").exact_size(44.0).frame(plain(Margin::symmetric(12, 0)));
        let top = top.show(ui, |ui| {
            enter(ui, &mut self.state, Region::Top);
            panels::top::show(ui, &self.doc, &mut self.state, acts, applies);
        });
        self.state.regions.rects[Region::Top as usize] = Some(top.response.rect);
        if let Some(why) = &self.doc.read_only {
            let frame = Frame::new().fill(palette.warnbg).inner_margin(Margin::symmetric(14, 0));
            Panel::top("read-only").exact_size(34.0).frame(frame).show(ui, |ui| {
                panels::top::read_only(ui, self.state.lang, why, self.doc.way_out, acts);
            });
        }
        if !self.state.regions.narrow {
            let mut open = self.state.left;
            let panel = LEFT.panel(Panel::left(LEFT.id), left).frame(plain(Margin::ZERO));
            let shown = panel.show_collapsible(ui, &mut open, |ui| self.left(ui, acts));
            self.state.left = open;
            self.state.regions.rects[Region::Left as usize] = shown.map(|it| it.response.rect);
            let mut open = self.state.right;
            let frame = plain(Margin::symmetric(theme::SIDE, 0));
            let panel = RIGHT.panel(Panel::right(RIGHT.id), right).frame(frame);
            let shown = panel.show_collapsible(ui, &mut open, |ui| {
                enter(ui, &mut self.state, Region::Right);
                inspector::show(ui, &self.doc, &mut self.state, acts);
            });
            self.state.right = open;
            self.state.regions.rects[Region::Right as usize] = shown.map(|it| it.response.rect);
        }
        if !self.is_start() {
            let mut open = self.state.bottom;
            let panel = BOTTOM.panel(Panel::bottom(BOTTOM.id), bottom).frame(plain(Margin::ZERO));
            let shown = panel.show_collapsible(ui, &mut open, |ui| {
                enter(ui, &mut self.state, Region::Bottom);
                panels::bottom::show(ui, &self.doc, &mut self.state, acts);
            });
            self.state.bottom = open;
            self.state.regions.rects[Region::Bottom as usize] = shown.map(|it| it.response.rect);
        }
        CentralPanel::no_frame()
            .show(ui, |ui| self.canvas.show(ui, &self.doc, &mut self.state, acts, applies));
        self.state.regions.rects[Region::Canvas as usize] = self.canvas.view;
        self.drawers(ui, acts);
        self.keep(ui.ctx());
    }

    /// Notes how wide the window is.
    fn narrow(&mut self, width: f32) {
        let state = &mut self.state;
        let narrow = width < NARROW;
        if narrow != state.regions.narrow {
            state.regions.narrow = narrow;
            state.regions.drawer = None;
        }
        match (width < SMALL, state.regions.before) {
            (true, None) => {
                state.regions.before = Some(state.bottom);
                state.bottom = false;
            }
            (false, Some(open)) => {
                state.regions.before = None;
                state.bottom = open;
            }
            (true, Some(_)) | (false, None) => {}
        }
    }

    /// The regions at the sides, over the canvas, and the buttons that open them.
    fn drawers(&mut self, ui: &Ui, acts: &mut Acts) {
        let (true, Some(view)) = (self.state.regions.narrow, self.canvas.view) else { return };
        if self.is_start() && self.state.placing.is_none() {
            return;
        }
        let palette = Palette::of(ui.ctx());
        let lang = self.state.lang;
        for (region, command) in [(Region::Left, Command::ToggleLeft), (Region::Right, Command::ToggleRight)]
        {
            let left = region == Region::Left;
            if self.state.regions.drawer == Some(region) {
                let width = (view.width() - 56.0).clamp(180.0, 320.0);
                let corner = if left { view.left_top() } else { view.right_top() - vec2(width, 0.0) };
                let place = Rect::from_min_size(corner, vec2(width, view.height()));
                let area = Area::new(Id::unique(("drawer", left))).order(Order::Middle).fixed_pos(corner);
                let area = area.constrain(false);
                area.show(ui.ctx(), |ui| {
                    let side = if left { 0 } else { theme::SIDE };
                    let frame = Frame::new().fill(palette.panel).shadow(ui.visuals().window_shadow);
                    frame.inner_margin(Margin::symmetric(side, 0)).show(ui, |ui| {
                        ui.set_min_size(place.size() - vec2(2.0 * f32::from(side), 0.0));
                        ui.set_max_size(place.size() - vec2(2.0 * f32::from(side), 0.0));
                        if left {
                            self.left(ui, acts);
                        } else {
                            enter(ui, &mut self.state, Region::Right);
                            inspector::show(ui, &self.doc, &mut self.state, acts);
                        }
                    });
                });
                self.state.regions.rects[region as usize] = Some(place);
            }
            let open = self.state.regions.drawer == Some(region);
            let offset = if open { (view.width() - 56.0).clamp(180.0, 320.0) } else { 0.0 };
            let size = Vec2::splat(36.0);
            let corner = if left {
                view.left_top() + vec2(offset + 8.0, 8.0)
            } else {
                view.right_top() + vec2(-offset - 8.0 - size.x, 8.0)
            };
            let area = Area::new(Id::unique(("drawer-button", left))).order(Order::Middle).fixed_pos(corner);
            area.show(ui.ctx(), |ui| {
                let (rect, response) = ui.allocate_exact_size(size, Sense::click());
                let name = command.spec().label.get(lang);
                response.widget_info(|| WidgetInfo::selected(Role::Button, true, open, name));
                let line = if response.has_focus() { palette.accent } else { palette.line };
                ui.painter().rect(rect, 8.0, palette.panel, Stroke::new(1.0, line), StrokeKind::Inside);
                let glyph = match (open, left) {
                    (true, _) => "close",
                    (false, true) => "list",
                    (false, false) => "info",
                };
                let place = Rect::from_center_size(rect.center(), Vec2::splat(17.0));
                icon::paint(ui.painter(), glyph, place, palette.text);
                if response.on_hover_text(command.tooltip(lang, ui.ctx())).clicked() {
                    Regions::toggle(&mut self.state, region);
                }
            });
        }
    }

    /// Palette and outline.
    fn left(&mut self, ui: &mut Ui, acts: &mut Acts) {
        enter(ui, &mut self.state, Region::Left);
        let lang = self.state.lang;
        let palette = Palette::of(ui.ctx());
        ui.spacing_mut().item_spacing.y = 0.0;
        let bar = ui.horizontal(|ui| {
            ui.add_space(14.0);
            ui.spacing_mut().item_spacing.x = 16.0;
            for (tab, words) in [(LeftTab::Palette, &s::PALETTE), (LeftTab::Outline, &s::OUTLINE)] {
                if widgets::tab(ui, words.get(lang), self.state.left_tab == tab).clicked() {
                    self.state.left_tab = tab;
                }
            }
        });
        let line = bar.response.rect.bottom();
        ui.painter().hline(ui.max_rect().x_range(), line, Stroke::new(1.0, palette.line));
        Frame::new().inner_margin(Margin { left: 14, right: 14, top: 10, bottom: 8 }).show(
            ui,
            |ui| match self.state.left_tab {
                LeftTab::Palette => panels::palette::show(ui, &self.doc, &mut self.state, acts),
                LeftTab::Outline => panels::outline::show(ui, &self.doc, &mut self.state, acts),
            },
        );
    }

    /// Keeps sizes for the next start, once nothing is dragged and nothing slides any more.
    fn keep(&mut self, ctx: &Context) {
        if ctx.input(|input| input.pointer.any_down()) || self.state.regions.before.is_some() {
            return;
        }
        let all = [(LEFT, Region::Left), (RIGHT, Region::Right), (BOTTOM, Region::Bottom)];
        let open = [self.state.left, self.state.right, self.state.bottom];
        let regions = &mut self.state.regions;
        for (at, ((sized, region), open)) in all.into_iter().zip(open).enumerate() {
            let rect = regions.rects.get(region as usize).copied().flatten().filter(|_| !regions.narrow);
            let size = rect.map(|it| if region == Region::Bottom { it.height() } else { it.width() });
            let size = size.filter(|size| open && *size >= sized.least).map(f32::round);
            let (Some(seen), Some(kept)) = (regions.seen.get_mut(at), regions.kept.get_mut(at)) else {
                continue;
            };
            let rests = size.is_some() && std::mem::replace(seen, size) == size;
            // The first frame only learns how things are.
            let was = kept.get_or_insert((size, open));
            if let Some(size) = size.filter(|size| rests && was.0 != Some(*size)) {
                was.0 = Some(size);
                self.host.set_setting(sized.key, &format!("{size:.0}"));
            }
            if was.1 != open {
                was.1 = open;
                self.host.set_setting(&format!("{}.open", sized.key), if open { "yes" } else { "no" });
            }
        }
    }

    /// Goes from the region that has the keyboard to the next one that is open.
    pub(super) fn step_region(&mut self, ctx: &Context, back: bool) {
        let canvas = Canvas::id();
        let focused = ctx.memory(|memory| memory.focused());
        // What lies over the canvas comes after it, where Tab on the canvas does not lead.
        let over = self.state.lessons.tour.is_some() || self.is_start();
        if focused == Some(canvas) && over && !back {
            ctx.memory_mut(|memory| memory.surrender_focus(canvas));
            self.state.lessons.focus = true;
            return;
        }
        let place = focused.and_then(|id| ctx.read_response(id)).map(|it| it.rect);
        let now = match place {
            _ if focused == Some(canvas) => Region::Canvas,
            Some(place) => self.state.regions.at(place).unwrap_or(Region::Canvas),
            // Nothing has the keyboard: it begins with the canvas.
            None if back => Region::Right,
            None => Region::Left,
        };
        let count = ORDER.len();
        let steps = (1..count).map(|step| {
            let at = now as usize + if back { count - step } else { step };
            ORDER[at % count]
        });
        let next = steps.into_iter().find(|it| self.state.regions.has(*it)).unwrap_or(Region::Canvas);
        if next == Region::Canvas {
            self.canvas.focus = true;
        } else {
            self.state.regions.enter = Some(next);
        }
        self.host.announce(next.label().get(self.state.lang));
        ctx.request_repaint();
    }
}

impl Region {
    /// What it is called.
    fn label(self) -> &'static crate::base::Text {
        match self {
            Self::Top => &s::TOP_BAR,
            Self::Left => &s::TOGGLE_LEFT,
            Self::Canvas => &s::CANVAS,
            Self::Right => &s::TOGGLE_RIGHT,
            Self::Bottom => &s::TOGGLE_BOTTOM,
        }
    }
}
