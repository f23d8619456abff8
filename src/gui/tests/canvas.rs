//! The canvas by pointer: moving, resizing, connecting, arranging, collapsing, from near and from far.

use super::*;
use crate::{
    base::NodeId,
    gui::{command::Command, state::Act},
    layout::Picture,
    model::Frame,
};
use egui::{Pos2, Rect, Vec2, vec2};

const DESIGN: &str = r#"{"plat": 1, "resources": {
    "home": {"kind": "region"}, "net": {"kind": "vpc", "in": "home"},
    "s1": {"kind": "subnet", "in": "net", "cidr_block": "10.0.0.0/24", "availability_zone": "a"},
    "s2": {"kind": "subnet", "in": "net", "cidr_block": "10.0.1.0/24", "availability_zone": "b"},
    "f": {"kind": "lambda_function", "in": "s1"}, "g": {"kind": "lambda_function", "in": "s1"},
    "db": {"kind": "dynamodb_table", "in": "home"}, "me": {"kind": "client"}},
    "connections": {"f-db": {"from": "f", "to": "db", "kind": "read_write"},
        "g-db": {"from": "g", "to": "db", "kind": "read_write"}}}"#;

fn id(name: &str) -> NodeId {
    name.parse().unwrap()
}

fn app<'a>(harness: &'a Harness<'_, Option<App>>) -> &'a App {
    harness.state().as_ref().unwrap()
}

/// Where a resource is on screen.
fn place(harness: &mut Harness<'_, Option<App>>, name: &str) -> Rect {
    let app = harness.state_mut().as_mut().unwrap();
    let rect = app.canvas.scene(&app.doc).rect(&id(name)).unwrap_or_else(|| panic!("{name} is not drawn"));
    app.canvas.camera.rect_to_screen(app.canvas.view.unwrap(), rect)
}

fn press(harness: &mut Harness<'_, Option<App>>, at: Pos2) {
    harness.hover_at(at);
    harness.run_steps(1);
    harness.drag_at(at);
    harness.run_steps(1);
}

/// Moves the pressed pointer, in the steps in which a hand would.
fn pull(harness: &mut Harness<'_, Option<App>>, from: Pos2, to: Pos2) {
    for part in [0.1, 0.5, 1.0] {
        harness.hover_at(from.lerp(to, part));
        harness.run_steps(1);
    }
}

fn drag(harness: &mut Harness<'_, Option<App>>, from: Pos2, to: Pos2) {
    press(harness, from);
    pull(harness, from, to);
    harness.drop_at(to);
    harness.run_steps(3);
}

fn parent(harness: &Harness<'_, Option<App>>, name: &str) -> Option<String> {
    app(harness).model().node(&id(name)).unwrap().parent.as_ref().map(ToString::to_string)
}

fn order(harness: &mut Harness<'_, Option<App>>, command: Command) {
    let ctx = harness.ctx.clone();
    harness.state_mut().as_mut().unwrap().act(&ctx, Act::Do(command));
    harness.run_steps(3);
}

fn choose_nodes(harness: &mut Harness<'_, Option<App>>, names: &[&str]) {
    let nodes = names.iter().map(|name| id(name)).collect();
    let app = harness.state_mut().as_mut().unwrap();
    app.state.selection = crate::gui::state::Selection { nodes, connection: None };
    harness.run_steps(2);
}

fn picture(harness: &Harness<'_, Option<App>>) -> Picture {
    Picture::of(app(harness).model(), app(harness).doc.analysis.index())
}

fn frame(harness: &Harness<'_, Option<App>>, name: &str) -> Frame {
    picture(harness).frame(&id(name)).unwrap()
}

/// CV-10, CV-14: a drag shows the final place, and dropping into a subnet sets it, in one step.
#[test]
fn a_card_dragged_into_another_subnet_belongs_to_it() {
    let mut harness = with_model(DESIGN);
    let (from, to) = (place(&mut harness, "f").center(), place(&mut harness, "s2").center());
    drag(&mut harness, from, to);
    assert_eq!(parent(&harness, "f").as_deref(), Some("s2"));
    key(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(parent(&harness, "f").as_deref(), Some("s1"));
}

/// CV-10: Escape during a drag restores everything.
#[test]
fn escape_during_a_drag_restores_everything() {
    let mut harness = with_model(DESIGN);
    let before = app(&harness).model().clone();
    let (from, to) = (place(&mut harness, "f").center(), place(&mut harness, "s2").center());
    press(&mut harness, from);
    pull(&mut harness, from, to);
    key(&mut harness, Modifiers::NONE, Key::Escape);
    harness.drop_at(to);
    harness.run_steps(3);
    assert!(*app(&harness).model() == before);
}

/// CV-15, walkthrough 3: what may not stand there lands beside it, and one undo takes it back.
#[test]
fn a_table_dropped_on_a_subnet_is_refused_with_the_reason() {
    let mut harness = with_model(DESIGN);
    let before = app(&harness).model().clone();
    let (from, to) = (place(&mut harness, "db").center(), place(&mut harness, "s2").center());
    drag(&mut harness, from, to);
    assert_eq!(parent(&harness, "db").as_deref(), Some("home"));
    assert!(has(&harness, "cannot stand in"), "a toast says why");
    let (vpc, db) = (frame(&harness, "net"), frame(&harness, "db"));
    assert!(db.x >= vpc.x + vpc.w || db.x + db.w <= vpc.x || db.y >= vpc.y + vpc.h, "{vpc:?} {db:?}");
    key(&mut harness, Modifiers::COMMAND, Key::Z);
    assert!(*app(&harness).model() == before);
}

/// CV-16: a container is left past its border, or after a while just past it; with Space not at all.
#[test]
fn a_container_is_left_past_its_border_or_after_a_while() {
    let past = |harness: &mut Harness<'_, Option<App>>| {
        let (card, subnet) = (place(harness, "f"), place(harness, "s1"));
        (card.center(), Pos2::new(card.center().x, subnet.top() - 8.0))
    };
    // At once: it stays, for the pointer is not far past the border.
    let mut harness = with_model(DESIGN);
    let (from, to) = past(&mut harness);
    press(&mut harness, from);
    harness.hover_at(to);
    harness.run_steps(1);
    harness.drop_at(to);
    harness.run_steps(3);
    assert_eq!(parent(&harness, "f").as_deref(), Some("s1"));
    // Held there, it leaves.
    let mut harness = with_model(DESIGN);
    let (from, to) = past(&mut harness);
    press(&mut harness, from);
    harness.hover_at(to);
    harness.run_steps(4);
    harness.drop_at(to);
    harness.run_steps(3);
    assert_eq!(parent(&harness, "f").as_deref(), Some("net"));
    // Space keeps it in, wherever it goes.
    let mut harness = with_model(DESIGN);
    let (from, to) = (place(&mut harness, "f").center(), place(&mut harness, "s2").center());
    press(&mut harness, from);
    pull(&mut harness, from, to);
    harness.key_down(Key::Space);
    harness.run_steps(1);
    harness.drop_at(to);
    harness.run_steps(2);
    harness.key_up(Key::Space);
    harness.run_steps(2);
    assert_eq!(parent(&harness, "f").as_deref(), Some("s1"));
}

/// CV-17: several go together or not at all.
#[test]
fn several_reparent_together_or_not_at_all() {
    let mut harness = with_model(DESIGN);
    choose_nodes(&mut harness, &["f", "g"]);
    let (from, to) = (place(&mut harness, "f").center(), place(&mut harness, "s2").center());
    drag(&mut harness, from, to);
    assert_eq!([parent(&harness, "f"), parent(&harness, "g")], [Some("s2".into()), Some("s2".into())]);
    key(&mut harness, Modifiers::COMMAND, Key::Z);
    choose_nodes(&mut harness, &["f", "db"]);
    let before = app(&harness).model().clone();
    drag(&mut harness, from, to);
    assert!(*app(&harness).model() == before, "a table stands in no subnet, so both stay");
}

/// CV-17, AX-3: a collapsed container is one card, its connections one line with a count, and undo opens it.
#[test]
fn a_collapsed_container_is_one_card_with_one_line() {
    let mut harness = with_model(DESIGN);
    choose_nodes(&mut harness, &["s1"]);
    key(&mut harness, Modifiers::NONE, Key::E);
    let app_now = harness.state_mut().as_mut().unwrap();
    let scene = app_now.canvas.scene(&app_now.doc);
    assert!(scene.rect(&id("f")).is_none() && scene.rect(&id("s1")).is_some());
    let counts: Vec<usize> = scene.lines.iter().map(|line| line.wire.connections.len()).collect();
    assert_eq!(counts, [2]);
    // Moving it moves what it hides.
    let before = picture(&harness).unfolded(&id("f")).unwrap();
    choose_nodes(&mut harness, &["s1"]);
    key(&mut harness, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(picture(&harness).unfolded(&id("f")).unwrap().y, before.y + 8);
    // Something hidden is shown by its container.
    let ctx = harness.ctx.clone();
    harness.state_mut().as_mut().unwrap().act(&ctx, Act::Show(id("f")));
    harness.run_steps(2);
    choose_nodes(&mut harness, &["s1"]);
    key(&mut harness, Modifiers::NONE, Key::E);
    assert!(picture(&harness).frame(&id("f")).is_some());
}

/// CV-13: eight handles, never smaller than the content with space around, and as small as it again on command.
#[test]
fn a_container_is_never_smaller_than_its_content() {
    let mut harness = with_model(DESIGN);
    choose_nodes(&mut harness, &["s1"]);
    let rect = place(&mut harness, "s1");
    drag(&mut harness, rect.right_bottom(), rect.right_bottom() + vec2(80.0, 64.0));
    let wide = frame(&harness, "s1");
    let card = frame(&harness, "f");
    let rect = place(&mut harness, "s1");
    choose_nodes(&mut harness, &["s1"]);
    drag(&mut harness, rect.right_bottom(), rect.left_top() + vec2(5.0, 5.0));
    let small = frame(&harness, "s1");
    assert!(small.w < wide.w && small.h < wide.h, "{wide:?} {small:?}");
    assert!(small.x + small.w >= card.x + card.w + 16, "{small:?} {card:?}");
    choose_nodes(&mut harness, &["s1"]);
    let rect = place(&mut harness, "s1");
    drag(&mut harness, rect.right_center(), rect.right_center() + vec2(96.0, 0.0));
    assert!(frame(&harness, "s1").w > small.w);
    choose_nodes(&mut harness, &["s1"]);
    order(&mut harness, Command::FitContent);
    assert!(frame(&harness, "s1").w <= small.w);
}

/// CV-19: a connection drawn onto free canvas lists the kinds that fit; both are one step.
#[test]
fn a_connection_onto_free_canvas_lists_what_fits() {
    let mut harness = with_model(DESIGN);
    choose_nodes(&mut harness, &["f"]);
    let port = place(&mut harness, "f").right_center();
    let free = place(&mut harness, "home").right_bottom() + vec2(-40.0, -12.0);
    drag(&mut harness, port, free);
    let listed = names(&harness, Role::ListBoxOption);
    assert!(listed.iter().any(|it| it == "Add SQS queue"), "{listed:?}");
    assert!(!listed.iter().any(|it| it.contains("Subnet")), "{listed:?}");
    let before = (count(&harness), app(&harness).model().connections().len());
    harness.event(egui::Event::Text("sqs".into()));
    harness.run_steps(3);
    key(&mut harness, Modifiers::NONE, Key::Enter);
    let after = (count(&harness), app(&harness).model().connections().len());
    assert_eq!(after, (before.0 + 1, before.1 + 1));
    key(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!((count(&harness), app(&harness).model().connections().len()), before, "one step");
}

/// CV-20: a line is led through a point by dragging it, keeps it when both ends move, and forgets it on command.
#[test]
fn a_line_is_led_through_a_point() {
    let mut harness = with_model(DESIGN);
    let connection: crate::base::ConnectionId = "f-db".parse().unwrap();
    let app_now = harness.state_mut().as_mut().unwrap();
    app_now.state.selection = crate::gui::state::Selection::connection(connection.clone());
    harness.run_steps(2);
    let app_now = harness.state_mut().as_mut().unwrap();
    let view = app_now.canvas.view.unwrap();
    let line = app_now.canvas.scene(&app_now.doc).lines.iter().find(|line| line.has(&connection)).unwrap();
    let (middle, length) = line.label;
    let at = app_now.canvas.camera.to_screen(view, middle);
    assert!(length > 40.0);
    let zoom = app_now.canvas.camera.zoom;
    drag(&mut harness, at, at + Vec2::splat(64.0 * zoom));
    let bends = |harness: &Harness<'_, Option<App>>| {
        app(harness).model().drawing().bends.get(&connection).cloned().unwrap_or_default()
    };
    let set = bends(&harness);
    assert_eq!(set.len(), 1, "{set:?}");
    let app_now = harness.state_mut().as_mut().unwrap();
    let line = app_now.canvas.scene(&app_now.doc).lines.iter().find(|line| line.has(&connection)).unwrap();
    #[allow(clippy::cast_precision_loss)]
    let bend = Pos2::new(set[0].0 as f32, set[0].1 as f32);
    assert!(crate::gui::canvas::line::distance(&line.points, bend) < 0.5, "{bend:?} {:?}", line.points);
    choose_nodes(&mut harness, &["home"]);
    let ctx = harness.ctx.clone();
    let drop = Act::Drop { ids: vec![id("home")], by: (40, 16), into: None };
    harness.state_mut().as_mut().unwrap().act(&ctx, drop);
    harness.run_steps(2);
    assert_eq!(bends(&harness), [(set[0].0 + 40, set[0].1 + 16)]);
    harness.state_mut().as_mut().unwrap().state.selection =
        crate::gui::state::Selection::connection(connection.clone());
    order(&mut harness, Command::ResetRoute);
    assert!(bends(&harness).is_empty());
}

/// CV-22: everything is arranged in one step that keeps what is locked, and may be done otherwise.
#[test]
fn arranging_is_one_step_and_may_be_done_otherwise() {
    let text = DESIGN.replace(
        "\"connections\"",
        r#""layout": {"f": [900, 40], "g": [90, 700], "db": [-600, 300], "me": [40, -900]},
        "drawing": {"locked": ["me"]}, "connections""#,
    );
    let mut harness = with_model(&text);
    let before = app(&harness).model().clone();
    key(&mut harness, Modifiers::SHIFT, Key::L);
    harness.run_steps(4);
    let laid = picture(&harness);
    assert!(*app(&harness).model() != before);
    assert_eq!((frame(&harness, "me").x, frame(&harness, "me").y), (40, -900), "locked");
    assert!(has(&harness, "placed"));
    let (f, db) = (frame(&harness, "f"), frame(&harness, "db"));
    assert!(f.x + f.w <= db.x, "what is called stands behind what calls: {f:?} {db:?}");
    click(&mut harness, "Down");
    harness.run_steps(4);
    let (f, db) = (frame(&harness, "f"), frame(&harness, "db"));
    assert!(f.y + f.h <= db.y, "{f:?} {db:?}");
    click(&mut harness, "To the right");
    harness.run_steps(4);
    assert_eq!(picture(&harness), laid, "the same again");
    key(&mut harness, Modifiers::COMMAND, Key::Z);
    assert!(*app(&harness).model() == before, "one step");
}

/// CV-5: from far away lines between containers are one with a count, and every zoom paints.
#[test]
fn every_zoom_paints() {
    let mut harness = with_model(include_str!("../../../models/central-inspection/model.json"));
    for zoom in [0.06, 0.1, 0.2, 0.35, 0.5, 0.8, 1.5, 4.0] {
        let app = harness.state_mut().as_mut().unwrap();
        let view = app.canvas.view.unwrap();
        let factor = zoom / app.canvas.camera.zoom;
        app.canvas.camera.zoom_at(view, view.center(), factor);
        harness.run_steps(2);
    }
}

/// CV-18: what is part of several subnets is one box that says so.
#[test]
fn one_box_in_several_subnets_says_so() {
    let text = DESIGN.replace(
        r#""me": {"kind": "client"}"#,
        r#""me": {"kind": "client"}, "lb": {"kind": "application_load_balancer", "in": "net", "subnet_ids": ["s1", "s2"]}"#,
    );
    let harness = with_model(&text);
    assert!(has(&harness, "lb, in net, in s1, s2"), "{:?}", names(&harness, Role::ListItem));
}

/// CV-6, CV-7: a marquee takes the leaves that it touches; a drag in the body of a container is one.
#[test]
fn a_drag_in_a_container_is_a_marquee_among_its_content() {
    let mut harness = with_model(DESIGN);
    let (f, g, s1) = (place(&mut harness, "f"), place(&mut harness, "g"), place(&mut harness, "s1"));
    let from = Pos2::new(s1.left() + 8.0, s1.bottom() - 6.0);
    drag(&mut harness, from, f.union(g).right_top() + vec2(-4.0, 4.0));
    let selected: Vec<String> = app(&harness).state.selection.nodes.iter().map(ToString::to_string).collect();
    assert_eq!(selected, ["f", "g"]);
}

/// The tool `T`: a note stands anywhere, is written in its inspector, and means nothing to any answer.
#[test]
fn a_note_is_placed_by_its_tool() {
    let mut harness = with_model(DESIGN);
    let findings = app(&harness).doc.analysis.findings().len();
    key(&mut harness, Modifiers::NONE, Key::T);
    let at = place(&mut harness, "s2").center();
    press(&mut harness, at);
    harness.drop_at(at);
    harness.run_steps(3);
    assert_eq!(parent(&harness, "note").as_deref(), Some("s2"));
    assert_eq!(app(&harness).doc.analysis.findings().len(), findings);
    assert!(has(&harness, "Note"));
}

/// AX-5: a finger pans; after a rest it drags.
#[test]
fn a_finger_pans_and_drags_after_a_rest() {
    let touch = |harness: &mut Harness<'_, Option<App>>, phase, pos: Pos2| {
        let device_id = egui::TouchDeviceId(1);
        harness.event(egui::Event::Touch { device_id, id: egui::TouchId(1), phase, pos, force: None });
        let button = |pressed| egui::Event::PointerButton {
            pos,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        match phase {
            egui::TouchPhase::Start => {
                harness.event(egui::Event::PointerMoved(pos));
                harness.event(button(true));
            }
            egui::TouchPhase::Move => harness.event(egui::Event::PointerMoved(pos)),
            egui::TouchPhase::End | egui::TouchPhase::Cancel => harness.event(button(false)),
        }
        harness.run_steps(1);
    };
    let mut harness = Harness::builder().with_size(vec2(1440.0, 900.0)).with_step_dt(0.04).build_ui_state(
        |ui, app: &mut Option<App>| {
            let app = app.get_or_insert_with(|| App::new(ui.ctx(), None));
            app.settle(ui.ctx());
            app.frame(ui);
        },
        None,
    );
    open(&mut harness, "model.json", DESIGN);
    let before = app(&harness).model().clone();
    let (from, origin) = (place(&mut harness, "f").center(), app(&harness).canvas.camera.origin);
    touch(&mut harness, egui::TouchPhase::Start, from);
    touch(&mut harness, egui::TouchPhase::Move, from + vec2(60.0, 0.0));
    touch(&mut harness, egui::TouchPhase::Move, from + vec2(120.0, 0.0));
    touch(&mut harness, egui::TouchPhase::End, from + vec2(120.0, 0.0));
    assert!(*app(&harness).model() == before);
    assert_ne!(app(&harness).canvas.camera.origin, origin, "it panned");
    let (from, to) = (place(&mut harness, "f").center(), place(&mut harness, "s2").center());
    touch(&mut harness, egui::TouchPhase::Start, from);
    harness.run_steps(25);
    touch(&mut harness, egui::TouchPhase::Move, from.lerp(to, 0.5));
    touch(&mut harness, egui::TouchPhase::Move, to);
    touch(&mut harness, egui::TouchPhase::End, to);
    harness.run_steps(2);
    assert_eq!(parent(&harness, "f").as_deref(), Some("s2"), "it dragged");
}
