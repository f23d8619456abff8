//! How long a frame of the editor takes: `ui` and tessellation, in CPU time of the thread, without a window.
//!
//! A seeded design of 1,000 resources and 2,000 connections is panned at 100 %, shown whole, and has one resource
//! dragged. Prints one line for each, `name: milliseconds`, the median of many frames. `cargo xtask measure` runs it
//! and holds the limits.

use cpu_time::ThreadTime;
use eframe::egui::{
    Context, Event, Key, Modifiers, PointerButton, Pos2, RawInput, Rect, Vec2, accesskit, pos2, vec2,
};
use plat::{
    gui::App,
    model::{Model, file},
};
use std::fmt::Write;

/// Resources and connections of the design.
const NODES: usize = 1_000;
const CONNECTIONS: usize = 2_000;
/// Cards in one subnet: so many, in rows of so many.
const IN_SUBNET: usize = 24;
const IN_ROW: usize = 6;
const SUBNETS: usize = 38;
const SUBNETS_IN_ROW: usize = 7;
/// Frames that are measured, and frames before that.
const FRAMES: usize = 120;
const WARM_UP: usize = 20;
/// The window.
const SIZE: Vec2 = vec2(1440.0, 900.0);

fn main() {
    let mut editor = Editor::new(file::load(&design()).expect("the design of this bench is a model").model);

    // An editor shows the whole of a design that it has just opened.
    let whole = editor.measure(|i| vec![Event::PointerMoved(pos2(700.0 + step(i), 400.0))]);
    report("frame showing everything", whole);

    editor.keys(Key::Num0, Modifiers::COMMAND | Modifiers::CTRL);
    let from = pos2(700.0, 400.0);
    editor.press(from, PointerButton::Middle, true);
    let panning = editor.measure(|i| vec![Event::PointerMoved(from + vec2(4.0, 2.0) * step(i))]);
    editor.press(from, PointerButton::Middle, false);
    report("frame while panning at 100 %", panning);

    // The resource nearest to the top left is the first one that Tab selects.
    editor.keys(Key::Tab, Modifiers::NONE);
    editor.keys(Key::Num2, Modifiers::SHIFT);
    editor.keys(Key::Num0, Modifiers::COMMAND | Modifiers::CTRL);
    let (before, at) = (editor.client(), editor.find("Client client"));
    editor.press(at, PointerButton::Primary, true);
    let dragging = editor.measure(|i| vec![Event::PointerMoved(at + vec2(1.0, 2.0) * step(i))]);
    editor.press(at + vec2(0.0, 40.0), PointerButton::Primary, false);
    editor.frame(Vec::new());
    assert_ne!(editor.client(), before, "the resource was not dragged");
    report("frame while dragging one node", dragging);
}

/// Which step a frame is on; the pointer rests in no frame.
fn step(frame: usize) -> f32 {
    u16::try_from(frame).map_or(0.0, f32::from)
}

fn report(name: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    println!("{name}: {:.2}", times[times.len() / 2]);
}

/// The editor without a window.
struct Editor {
    ctx: Context,
    app: App,
    time: f64,
}

impl Editor {
    fn new(model: Model) -> Self {
        let ctx = Context::default();
        let app = App::new(&ctx, Some(("bench.json".to_owned(), model)));
        Self { ctx, app, time: 0.0 }
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

    fn measure(&mut self, events: impl Fn(usize) -> Vec<Event>) -> Vec<f64> {
        let all: Vec<f64> = (0..WARM_UP + FRAMES).map(|i| self.frame(events(i))).collect();
        all[WARM_UP..].to_vec()
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
        let middle = |a: f64, b: f64| ((a + b) / 2.0) as f32;
        pos2(middle(bounds.x0, bounds.x1), middle(bounds.y0, bounds.y1))
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

/// A region with a VPC of many subnets full of functions and instances, and tables beside it.
fn design() -> String {
    let mut resources =
        r#""client": { "kind": "client" }, "r": { "kind": "region" }, "v": { "kind": "vpc", "in": "r" }"#
            .to_owned();
    let mut layout = r#""client": [0, 0]"#.to_owned();
    let mut nodes = 3;
    let mut cards = Vec::new();
    let (left, top) = (400, 160);
    for subnet in 0..SUBNETS {
        let (x, y) = (left + subnet % SUBNETS_IN_ROW * 1480, top + subnet / SUBNETS_IN_ROW * 460);
        let _ = write!(
            resources,
            r#", "s-{subnet}": {{ "kind": "subnet", "in": "v", "cidr_block": "10.0.{subnet}.0/24" }}"#
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
    for table in 0..NODES - nodes {
        let (x, y) = (left + table * 220, top + 460 * SUBNETS.div_ceil(SUBNETS_IN_ROW) + 120);
        let _ = write!(resources, r#", "table-{table}": {{ "kind": "dynamodb_table", "in": "r" }}"#);
        let _ = write!(layout, r#", "table-{table}": [{x}, {y}]"#);
        cards.push(format!("table-{table}"));
    }
    let mut seed = Seed(2026);
    let mut connections = Vec::new();
    let mut drawn = std::collections::BTreeSet::new();
    while drawn.len() < CONNECTIONS {
        let (from, to) = (seed.below(cards.len()), seed.below(cards.len()));
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
