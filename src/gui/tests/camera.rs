//! The camera, what is lit, and that a frame is drawn only where something asks for one.

use super::*;
use crate::gui::{canvas::camera::Camera, state::Tool};
use egui::{Event, PointerButton, Pos2, Rect, Vec2, epaint::Shape, vec2};

fn camera(harness: &Harness<'_, Option<App>>) -> Camera {
    harness.state().as_ref().unwrap().canvas.camera
}

fn view(harness: &Harness<'_, Option<App>>) -> Rect {
    harness.state().as_ref().unwrap().canvas.view.unwrap()
}

/// Where a resource is on screen.
fn place(harness: &mut Harness<'_, Option<App>>, name: &str) -> Rect {
    let app = harness.state_mut().as_mut().unwrap();
    let rect = app.canvas.scene(&app.doc).rect(&name.parse().unwrap()).unwrap();
    app.canvas.camera.rect_to_screen(app.canvas.view.unwrap(), rect)
}

fn drag(harness: &mut Harness<'_, Option<App>>, button: PointerButton, from: Pos2, by: Vec2) {
    let press = |pressed, pos| Event::PointerButton { pos, button, pressed, modifiers: Modifiers::NONE };
    harness.hover_at(from);
    harness.run_steps(1);
    harness.event(press(true, from));
    for part in [0.2, 0.6, 1.0] {
        harness.hover_at(from + by * part);
        harness.run_steps(1);
    }
    harness.event(press(false, from + by));
    harness.run_steps(2);
}

/// Everything that was painted last, flat.
fn painted<T>(harness: &Harness<'_, Option<App>>, pick: &dyn Fn(&Shape) -> Option<T>) -> Vec<T> {
    fn within<T>(shape: &Shape, pick: &dyn Fn(&Shape) -> Option<T>, found: &mut Vec<T>) {
        if let Shape::Vec(inner) = shape {
            inner.iter().for_each(|it| within(it, pick, found));
        }
        found.extend(pick(shape));
    }
    let mut found = Vec::new();
    for clipped in &harness.output().shapes {
        within(&clipped.shape, pick, &mut found);
    }
    found
}

fn texts(harness: &Harness<'_, Option<App>>) -> Vec<String> {
    painted(harness, &|shape| match shape {
        Shape::Text(text) => Some(text.galley.text().to_owned()),
        _ => None,
    })
}

/// CV-2: the middle button, the secondary one, Space and the hand pan; nothing of the design changes.
#[test]
fn four_ways_pan() {
    let mut harness = with_model(BROKEN);
    let before = harness.state().as_ref().unwrap().model().clone();
    let at = place(&mut harness, "place-order").center();
    let mut last = camera(&harness).origin;
    let mut moved = |harness: &Harness<'_, Option<App>>, how: &str| {
        let now = camera(harness).origin;
        assert!(now != last, "{how} does not pan");
        last = now;
    };
    drag(&mut harness, PointerButton::Middle, at, vec2(40.0, 10.0));
    moved(&harness, "the middle button");
    drag(&mut harness, PointerButton::Secondary, at, vec2(40.0, 10.0));
    moved(&harness, "the secondary button");
    harness.key_down(Key::Space);
    harness.run_steps(1);
    drag(&mut harness, PointerButton::Primary, at, vec2(40.0, 10.0));
    harness.key_up(Key::Space);
    harness.run_steps(1);
    moved(&harness, "Space");
    key(&mut harness, Modifiers::NONE, Key::H);
    drag(&mut harness, PointerButton::Primary, at, vec2(40.0, 10.0));
    moved(&harness, "the hand");
    assert!(*harness.state().as_ref().unwrap().model() == before);
}

/// CV-4: a drag near the edge pans.
#[test]
fn a_drag_near_the_edge_pans() {
    let mut harness = with_model(BROKEN);
    let (from, edge) = (place(&mut harness, "place-order").center(), view(&harness).right() - 6.0);
    let before = camera(&harness).origin;
    harness.hover_at(from);
    harness.run_steps(1);
    harness.drag_at(from);
    for part in [0.3, 1.0, 1.0, 1.0] {
        harness.hover_at(from.lerp(Pos2::new(edge, from.y), part));
        harness.run_steps(1);
    }
    assert!(camera(&harness).origin.x > before.x);
    key(&mut harness, Modifiers::NONE, Key::Escape);
}

/// CV-8: what is selected, what the pointer is over and what has the keyboard look different by more than colour.
#[test]
fn what_is_lit_differs_by_more_than_colour() {
    let mut harness = with_model(BROKEN);
    // Widths of the borders of boxes, circles and dashes: nothing of colour.
    let looks = |harness: &Harness<'_, Option<App>>| {
        let borders = painted(harness, &|shape| match shape {
            Shape::Rect(rect) if rect.stroke.width == 2.0 => Some(()),
            _ => None,
        });
        let ports = painted(harness, &|shape| match shape {
            Shape::Circle(circle) if circle.radius == 4.5 => Some(()),
            _ => None,
        });
        let dashes = painted(harness, &|shape| match shape {
            Shape::LineSegment { stroke, .. } if stroke.width == 1.5 => Some(()),
            _ => None,
        });
        (borders.len(), ports.len(), dashes.len())
    };
    let plain = looks(&harness);
    let at = place(&mut harness, "place-order").center();
    harness.hover_at(at);
    harness.run_steps(2);
    let hovered = looks(&harness);
    assert!(hovered.1 > plain.1 && hovered.0 == plain.0, "ports: {plain:?} {hovered:?}");
    harness.drag_at(at);
    harness.drop_at(at);
    harness.run_steps(3);
    let selected = looks(&harness);
    assert!(selected.0 > plain.0, "a thicker border: {plain:?} {selected:?}");
    key(&mut harness, Modifiers::NONE, Key::Tab);
    let walked = looks(&harness);
    assert!(walked.2 > selected.2, "a dashed ring: {selected:?} {walked:?}");
}

/// CV-9: a kind is picked by a click, by a drag, or by the keyboard, which needs no pointer.
#[test]
fn the_keyboard_places_a_kind_without_a_pointer() {
    let mut harness = with_model(BROKEN);
    let before = count(&harness);
    key(&mut harness, Modifiers::NONE, Key::Slash);
    harness.event(Event::Text("sns".into()));
    harness.run_steps(2);
    key(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(count(&harness), before + 1);
    let app = harness.state_mut().as_mut().unwrap();
    let id = app.state.selection.single().cloned().unwrap();
    let rect = app.canvas.scene(&app.doc).rect(&id).unwrap();
    assert!(rect.is_positive(), "it has a place");
}

/// CV-21: a label stands on its line while there is room, and is hidden where there is none.
#[test]
fn a_label_hides_where_it_does_not_fit() {
    let text = r#"{"plat": 1, "resources": {"r": {"kind": "region"}, "f": {"kind": "lambda_function", "in": "r"},
        "t": {"kind": "dynamodb_table", "in": "r"}}, "layout": {"f": [0, 0], "t": [PLACE, 0]},
        "connections": {"f-t": {"from": "f", "to": "t", "kind": "read_write"}}}"#;
    let shown = |place: &str| {
        let harness = with_model(&text.replace("PLACE", place));
        assert!(camera(&harness).zoom > 0.6);
        texts(&harness).iter().any(|it| it == "read and write")
    };
    assert!(shown("480"));
    assert!(!shown("232"));
}

/// KEY-1: single letters act only while no text field has the keyboard.
#[test]
fn letters_are_typed_while_a_field_has_the_keyboard() {
    let mut harness = with_model(BROKEN);
    key(&mut harness, Modifiers::COMMAND, Key::F);
    harness.run_steps(2);
    key(&mut harness, Modifiers::NONE, Key::H);
    assert_eq!(harness.state().as_ref().unwrap().state.tool, Tool::Select);
    key(&mut harness, Modifiers::NONE, Key::Escape);
    key(&mut harness, Modifiers::NONE, Key::H);
    assert_eq!(harness.state().as_ref().unwrap().state.tool, Tool::Hand);
}

/// SP-1: at rest no frame is asked for, and the next input draws one.
#[test]
fn rest_asks_for_no_frame() {
    for text in [BROKEN, include_str!("../../../models/central-inspection/model.json")] {
        let mut harness = with_model(text);
        rest(&mut harness);
        // The autosave waits for a second of rest.
        harness.run_steps(12);
        let delay = |harness: &Harness<'_, Option<App>>| {
            let outputs = harness.output().viewport_output.values();
            outputs.map(|it| it.repaint_delay).min().unwrap()
        };
        assert_eq!(delay(&harness), std::time::Duration::MAX);
    }
}
