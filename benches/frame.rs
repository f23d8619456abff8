//! How long the editor takes for a frame (`ui` and tessellation), for an edit, and to open a design, in processor time of
//! the thread, without a window.
//!
//! Seeded designs of 1,000 resources and 10,000, with twice as many connections. Prints one line for each
//! (`yardstick::say`): the median of many frames, or the longest of a few steps. `cargo xtask measure` runs it and holds
//! the limits. With `--design 1000` it prints the design of so many resources, for frames in a browser.

mod yardstick;

use cpu_time::ThreadTime;
use eframe::egui::{
    Context, Event, Key, Modifiers, PointerButton, Pos2, RawInput, Rect, Vec2, accesskit, pos2, vec2,
};
use plat::gui::App;
use std::{fmt::Write, hint::black_box};

/// Cards in one subnet: so many, in rows of so many.
const IN_SUBNET: usize = 24;
const IN_ROW: usize = 6;
const SUBNETS_IN_ROW: usize = 7;
/// Subnets in one VPC.
const IN_VPC: usize = 38;
/// Frames that are measured, and frames before that.
const FRAMES: usize = 60;
const WARM_UP: usize = 10;
/// How far things are dragged.
const AWAY: Vec2 = vec2(90.0, 70.0);
/// The window.
const SIZE: Vec2 = vec2(1440.0, 900.0);
const CTRL: Modifiers = Modifiers { alt: false, ctrl: true, shift: false, mac_cmd: false, command: true };

fn main() {
    let mut arguments = std::env::args();
    if arguments.any(|it| it == "--design") {
        let nodes = arguments.next().and_then(|it| it.parse().ok()).expect("a number of resources follows");
        println!("{}", design(nodes, 2 * nodes));
        return;
    }
    for nodes in [1_000, 10_000] {
        measure(nodes);
    }
}

/// Everything that is measured of a design of so many resources.
fn measure(nodes: usize) {
    let report = |name: &str, millis: f64| yardstick::say(&format!("{name}, {nodes} nodes"), millis);
    let text = design(nodes, 2 * nodes);
    let mut editor = Editor::new();
    report("open a file to its first picture", editor.open(&text));
    // What is routed between frames is no part of them.
    editor.rest();

    // An editor shows the whole of a design that it has just opened.
    let whole = editor.frames(|i| vec![Event::PointerMoved(pos2(700.0 + step(i), 400.0))]);
    report("frame showing everything", whole);

    editor.keys(Key::Num0, CTRL);
    editor.rest();
    let from = pos2(700.0, 400.0);
    editor.press(from, PointerButton::Middle, true);
    let panning = editor.frames(|i| vec![Event::PointerMoved(from + vec2(4.0, 2.0) * step(i))]);
    editor.press(from, PointerButton::Middle, false);
    report("frame while panning at 100 %", panning);

    let start = ThreadTime::now();
    for i in 0..1_000 {
        black_box(editor.app.under(pos2(320.0 + step(i % 600), 80.0 + step(i % 500))));
    }
    report("hit test", start.elapsed().as_secs_f64());

    // The resource nearest to the top left is the first one that Tab selects.
    editor.keys(Key::Tab, Modifiers::NONE);
    editor.keys(Key::Num2, Modifiers::SHIFT);
    editor.rest();
    editor.keys(Key::Num0, CTRL);
    editor.rest();
    let (before, at) = (editor.client(), editor.find("Client client"));
    editor.press(at, PointerButton::Primary, true);
    let dragging = editor.frames(|i| vec![Event::PointerMoved(at + vec2(1.0, 2.0) * step(i))]);
    editor.press(at + vec2(0.0, 40.0), PointerButton::Primary, false);
    editor.frame(Vec::new());
    assert_ne!(editor.client(), before, "the resource was not dragged");
    report("frame while dragging one node", dragging);
    editor.rest();
    let mut undone = vec![editor.undone("moving one node")];

    // A hundred and more: four subnets with their cards.
    editor.app.select_for_tests(&["s-0", "s-1", "s-7", "s-8"]);
    editor.keys(Key::Num2, Modifiers::SHIFT);
    editor.rest();
    let at = editor.grip("Subnet s-0");
    editor.app.select_for_tests(&["s-0", "s-1", "s-7", "s-8"]);
    editor.press(at, PointerButton::Primary, true);
    let dragging = editor.frames(|i| vec![Event::PointerMoved(at + vec2(0.5, 0.7) * step(i))]);
    editor.press(at + AWAY, PointerButton::Primary, false);
    editor.frame(Vec::new());
    report("frame while dragging 100 nodes", dragging);
    editor.rest();
    undone.push(editor.undone("moving 100 nodes"));

    editor.app.select_for_tests(&["v-0"]);
    editor.keys(Key::Delete, Modifiers::NONE);
    editor.rest();
    undone.push(editor.undone("removing a VPC"));
    let longest = |of: fn(&(f64, f64)) -> f64| undone.iter().map(of).fold(0.0, f64::max);
    report("undo or redo of a step", longest(|it| it.0));
    report("longest frame from there to its answers", longest(|it| it.1));
}

/// Which step a frame is on; the pointer rests in no frame.
fn step(frame: usize) -> f32 {
    u16::try_from(frame).map_or(0.0, f32::from)
}

/// The editor without a window.
struct Editor {
    ctx: Context,
    app: App,
    time: f64,
}

impl Editor {
    fn new() -> Self {
        let ctx = Context::default();
        let app = App::new(&ctx, None);
        Self { ctx, app, time: 0.0 }
    }

    /// Opens a design, up to its first frame.
    fn open(&mut self, text: &str) -> f64 {
        self.frame(Vec::new());
        let start = ThreadTime::now();
        self.app.open_text(&self.ctx, "bench.json", text);
        self.frame(Vec::new());
        self.frame(Vec::new());
        assert!(self.app.model().nodes().len() > 900, "the design of this bench is a model");
        start.elapsed().as_secs_f64() * 1e3
    }

    /// Lets work between frames come to its end; the longest of those.
    fn rest(&mut self) -> f64 {
        let mut longest = 0.0_f64;
        while self.app.is_busy() {
            longest = longest.max(self.frame(Vec::new()));
        }
        longest.max(self.frame(Vec::new()))
    }

    /// Takes a step back, does it again, and takes it back; the longest frame up to its picture, and after that.
    fn undone(&mut self, what: &str) -> (f64, f64) {
        let mut longest = (0.0_f64, 0.0_f64);
        for modifiers in [CTRL, CTRL | Modifiers::SHIFT, CTRL] {
            let before = self.app.model().clone();
            let event =
                |pressed| Event::Key { key: Key::Z, physical_key: None, pressed, repeat: false, modifiers };
            longest.0 = longest.0.max(self.frame(vec![event(true)]));
            longest.0 = longest.0.max(self.frame(vec![event(false)]));
            assert!(*self.app.model() != before, "no step of {what}");
            longest.1 = longest.1.max(self.rest());
        }
        longest
    }

    /// One frame, and its milliseconds.
    fn frame(&mut self, events: Vec<Event>) -> f64 {
        self.time += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, SIZE)),
            time: Some(self.time),
            focused: true,
            events,
            ..RawInput::default()
        };
        let app = &mut self.app;
        let start = ThreadTime::now();
        let output = self.ctx.run_ui(input, |ui| app.frame(ui));
        let triangles = self.ctx.tessellate(output.shapes, output.pixels_per_point);
        let took = start.elapsed();
        assert!(!triangles.is_empty(), "the editor drew nothing");
        took.as_secs_f64() * 1e3
    }

    /// The median of many frames.
    fn frames(&mut self, events: impl Fn(usize) -> Vec<Event>) -> f64 {
        let all: Vec<f64> = (0..WARM_UP + FRAMES).map(|i| self.frame(events(i))).collect();
        let mut all = all[WARM_UP..].to_vec();
        all.sort_by(f64::total_cmp);
        all[all.len() / 2]
    }

    fn press(&mut self, pos: Pos2, button: PointerButton, pressed: bool) {
        let button = Event::PointerButton { pos, button, pressed, modifiers: Modifiers::NONE };
        self.frame(vec![Event::PointerMoved(pos), button]);
    }

    fn keys(&mut self, key: Key, modifiers: Modifiers) {
        for pressed in [true, false] {
            self.frame(vec![Event::Key { key, physical_key: None, pressed, repeat: false, modifiers }]);
        }
    }

    fn client(&self) -> Option<plat::model::Frame> {
        self.app.model().frame(&"client".parse().expect("an id"))
    }

    /// The middle of what assistive technology knows by a name that begins so.
    fn find(&mut self, name: &str) -> Pos2 {
        self.bounds(name).center()
    }

    /// Where it can be dragged near its upper edge: lines that cross it or run along it come first for the pointer.
    fn grip(&mut self, name: &str) -> Pos2 {
        let bounds = self.bounds(name);
        let along = |down: f32| {
            (1..60).map(move |i| pos2(bounds.left() + bounds.width() * step(i) / 60.0, bounds.top() + down))
        };
        let places = [3.0, 6.0, 10.0, 16.0].into_iter().flat_map(along);
        for at in places {
            let before = self.app.model().clone();
            self.press(at, PointerButton::Primary, true);
            for part in [0.5, 1.0] {
                self.frame(vec![Event::PointerMoved(at + AWAY * part)]);
            }
            self.press(at + AWAY, PointerButton::Primary, false);
            self.frame(Vec::new());
            if *self.app.model() != before {
                self.keys(Key::Z, CTRL);
                self.rest();
                return at;
            }
        }
        panic!("{name} cannot be dragged");
    }

    fn bounds(&mut self, name: &str) -> Rect {
        self.ctx.enable_accesskit();
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, SIZE)),
            time: Some(self.time),
            focused: true,
            ..RawInput::default()
        };
        let app = &mut self.app;
        let output = self.ctx.run_ui(input, |ui| app.frame(ui));
        self.ctx.disable_accesskit();
        let update = output.platform_output.accesskit_update.expect("assistive technology was asked for");
        let mut named = update.nodes.iter().filter(|(_, node)| {
            node.role() == accesskit::Role::ListItem
                && node.label().is_some_and(|label| label.starts_with(name))
        });
        let bounds = named.find_map(|(_, node)| node.bounds()).expect("it is on screen");
        #[allow(clippy::cast_possible_truncation)]
        let point = |x: f64, y: f64| pos2(x as f32, y as f32);
        Rect::from_min_max(point(bounds.x0, bounds.y0), point(bounds.x1, bounds.y1))
    }
}

/// The same numbers every time: a generator of 64 bits.
/// <https://www.jstatsoft.org/article/view/v008i14>
struct Seed(u64);

impl Seed {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let limit = u64::try_from(limit).unwrap_or(1);
        usize::try_from(self.0 % limit).unwrap_or(0)
    }
}

/// A region with VPCs of many subnets full of functions and instances, and tables beside it.
fn design(all: usize, wanted: usize) -> String {
    let mut resources = r#""client": { "kind": "client" }, "r": { "kind": "region" }"#.to_owned();
    let mut layout = r#""client": [0, 0]"#.to_owned();
    let mut nodes = 2;
    let mut cards = Vec::new();
    let (left, top) = (400, 160);
    let (wide, tall) = (SUBNETS_IN_ROW * 1480 + 160, IN_VPC.div_ceil(SUBNETS_IN_ROW) * 460 + 200);
    let vpcs = (all * 19 / 20) / (IN_VPC * (IN_SUBNET + 1));
    for vpc in 0..vpcs {
        let _ = write!(
            resources,
            r#", "v-{vpc}": {{ "kind": "vpc", "in": "r", "cidr_block": "10.{vpc}.0.0/16" }}"#
        );
        nodes += 1;
        let corner = (left + vpc % 4 * wide, top + vpc / 4 * tall);
        for nth in 0..IN_VPC {
            let subnet = vpc * IN_VPC + nth;
            let (x, y) = (corner.0 + nth % SUBNETS_IN_ROW * 1480, corner.1 + nth / SUBNETS_IN_ROW * 460);
            let _ = write!(
                resources,
                r#", "s-{subnet}": {{ "kind": "subnet", "in": "v-{vpc}", "cidr_block": "10.{vpc}.{nth}.0/24" }}"#
            );
            let _ = write!(layout, r#", "s-{subnet}": [{x}, {y}]"#);
            nodes += 1;
            for card in 0..IN_SUBNET {
                let kind = if card % 2 == 0 { "lambda_function" } else { "instance" };
                let id = format!("{}-{subnet}-{card}", if card % 2 == 0 { "fn" } else { "box" });
                let (x, y) = (x + 24 + card % IN_ROW * 232, y + 48 + card / IN_ROW * 96);
                let _ = write!(resources, r#", "{id}": {{ "kind": "{kind}", "in": "s-{subnet}" }}"#);
                let _ = write!(layout, r#", "{id}": [{x}, {y}]"#);
                cards.push(id);
                nodes += 1;
            }
        }
    }
    for table in 0..all - nodes {
        let (x, y) = (left + table % 180 * 220, top + tall * vpcs.div_ceil(4) + 120 + table / 180 * 100);
        let _ = write!(resources, r#", "table-{table}": {{ "kind": "dynamodb_table", "in": "r" }}"#);
        let _ = write!(layout, r#", "table-{table}": [{x}, {y}]"#);
        cards.push(format!("table-{table}"));
    }
    let mut seed = Seed(2026);
    let mut connections = Vec::new();
    let mut drawn = std::collections::BTreeSet::new();
    while drawn.len() < wanted {
        // Most connections stay near, as they do in what people draw.
        let from = seed.below(cards.len());
        let to = if seed.below(10) < 9 {
            (from + 1 + seed.below(60)) % cards.len()
        } else {
            seed.below(cards.len())
        };
        let kind = match (cards[from].as_str(), cards[to].as_str()) {
            (from, _) if from.starts_with("table") => continue,
            (_, to) if to.starts_with("table") => "read_write",
            (_, to) if to.starts_with("fn") => "invoke",
            _ => "network",
        };
        if from != to && drawn.insert((from, to)) {
            let (from, to) = (&cards[from], &cards[to]);
            connections
                .push(format!(r#""{from}-to-{to}": {{ "from": "{from}", "to": "{to}", "kind": "{kind}" }}"#));
        }
    }
    let connections = connections.join(", ");
    format!(
        r#"{{ "plat": 1, "resources": {{ {resources} }}, "connections": {{ {connections} }}, "layout": {{ {layout} }} }}"#
    )
}
