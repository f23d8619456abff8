//! Regions and settings: sizes, drawers, where the keyboard goes, and what a person sets.

use super::*;
use crate::gui::{command::Command, settings::Setting, state::Act};

fn act(harness: &mut Harness<'_, Option<App>>, act: Act) {
    let ctx = harness.ctx.clone();
    harness.state_mut().as_mut().unwrap().act(&ctx, act);
    harness.run_steps(6);
}

fn app<'a>(harness: &'a Harness<'_, Option<App>>) -> &'a App {
    harness.state().as_ref().unwrap()
}

fn drag(harness: &mut Harness<'_, Option<App>>, from: egui::Pos2, to: egui::Pos2) {
    harness.hover_at(from);
    harness.run_steps(2);
    harness.drag_at(from);
    harness.run_steps(1);
    for share in [0.3, 0.7, 1.0] {
        harness.hover_at(from + (to - from) * share);
        harness.run_steps(2);
    }
    harness.drop_at(to);
    harness.run_steps(6);
}

fn view(harness: &Harness<'_, Option<App>>) -> egui::Rect {
    app(harness).canvas.view.unwrap()
}

/// The region of the screen that has the keyboard, as a point in it.
fn focused(harness: &Harness<'_, Option<App>>) -> egui::Pos2 {
    harness.get_by(|node| node.is_focused() && node.role() != Role::Window).rect().center()
}

/// Section 1: regions resize and keep their sizes.
#[test]
fn a_region_is_resized_and_its_size_is_kept() {
    let mut harness = with_model(BROKEN);
    // Just beside the canvas, which takes what is on it.
    let edge = view(&harness).left_center() - egui::vec2(2.0, 0.0);
    drag(&mut harness, edge, edge + egui::vec2(80.0, 0.0));
    assert!((view(&harness).left() - edge.x - 80.0).abs() < 8.0, "{:?}", view(&harness));
    let kept: f32 = app(&harness).host.setting("size.left").unwrap().parse().unwrap();
    // The test stands 8 points from the border of its window.
    assert!((kept + 8.0 - view(&harness).left()).abs() < 2.0, "{kept}");
}

/// Section 1: regions collapse by dragging past their minimum, and open again.
#[test]
fn a_region_collapses_by_a_drag_past_its_minimum() {
    let mut harness = with_model(BROKEN);
    let edge = view(&harness).left_center() - egui::vec2(2.0, 0.0);
    drag(&mut harness, edge, egui::pos2(30.0, edge.y));
    assert!(!app(&harness).state.left);
    assert!(view(&harness).left() < 10.0);
    assert_eq!(app(&harness).host.setting("size.left.open").as_deref(), Some("no"));
    key(&mut harness, Modifiers::COMMAND, Key::B);
    harness.run_steps(4);
    assert!(app(&harness).state.left && view(&harness).left() > 150.0);
    assert_eq!(app(&harness).host.setting("size.left.open").as_deref(), Some("yes"));
}

/// Section 1: below 900 wide the regions at the sides lie over the canvas.
#[test]
fn a_narrow_window_has_drawers() {
    let mut harness = editor_of(Theme::Light, egui::vec2(860.0, 700.0));
    open(&mut harness, "model.json", BROKEN);
    assert!(view(&harness).left() < 10.0 && view(&harness).right() > 850.0);
    assert!(harness.query_by_label("Outline").is_none());
    click(&mut harness, "Left panel");
    assert!(harness.query_by_label("Outline").is_some());
    assert!(view(&harness).left() < 10.0, "the canvas stays as wide as it is");
    click(&mut harness, "Right panel");
    assert!(harness.query_by_label("Outline").is_none(), "one at a time");
    assert!(has(&harness, "Workload"));
    key(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!has(&harness, "Workload"));
    key(&mut harness, Modifiers::COMMAND, Key::B);
    assert!(harness.query_by_label("Outline").is_some());
}

/// Section 1: below 600 wide only viewing is promised.
#[test]
fn a_small_window_is_all_canvas() {
    let mut harness = editor_of(Theme::Light, egui::vec2(420.0, 760.0));
    open(&mut harness, "model.json", BROKEN);
    let view = view(&harness);
    assert!(view.width() > 400.0 && view.height() > 650.0, "{view:?}");
    assert!(has(&harness, "Fit all") || has(&harness, "Zoom in"));
}

/// Section 4: F6 and Shift+F6.
#[test]
fn f6_goes_through_the_regions_and_back() {
    let mut harness = with_model(BROKEN);
    let view = view(&harness);
    let places = |at: egui::Pos2| {
        if at.y < 52.0 {
            "top"
        } else if at.y > view.bottom() && at.x < view.right() {
            "bottom"
        } else if at.x < view.left() {
            "left"
        } else if at.x > view.right() {
            "right"
        } else {
            "canvas"
        }
    };
    harness.get_by(|node| node.role() == Role::Canvas).focus();
    harness.run_steps(2);
    let mut seen = Vec::new();
    for _ in 0..5 {
        key(&mut harness, Modifiers::NONE, Key::F6);
        seen.push(places(focused(&harness)));
    }
    assert_eq!(seen, ["right", "bottom", "top", "left", "canvas"]);
    key(&mut harness, Modifiers::SHIFT, Key::F6);
    assert_eq!(places(focused(&harness)), "left");
    // A region that is closed is passed over.
    act(&mut harness, Act::Do(Command::ToggleRight));
    harness.get_by(|node| node.role() == Role::Canvas).focus();
    harness.run_steps(2);
    key(&mut harness, Modifiers::NONE, Key::F6);
    assert_eq!(places(focused(&harness)), "bottom");
}

/// Section 1: dialogs take focus, trap Tab, close with Esc, and give focus back.
#[test]
fn a_dialog_takes_the_keyboard_and_gives_it_back() {
    let mut harness = with_model(BROKEN);
    key(&mut harness, Modifiers::NONE, Key::F6);
    let before = focused(&harness);
    open(&mut harness, "bad.json", "{");
    let dialog = |harness: &Harness<'_, Option<App>>| {
        let name = harness.get_by(|node| node.is_focused() && node.role() != Role::Window);
        let name = name.accesskit_node().label();
        assert!(matches!(name.as_deref(), Some("Close" | "Copy details")), "{name:?}");
    };
    dialog(&harness);
    for _ in 0..6 {
        key(&mut harness, Modifiers::NONE, Key::Tab);
        dialog(&harness);
    }
    key(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!has(&harness, "This file cannot be opened"));
    assert_eq!(focused(&harness), before);
}

/// Section 2: an error can be copied whole.
#[test]
fn an_error_has_its_details_to_copy() {
    let mut harness = with_model(BROKEN);
    open(&mut harness, "bad.json", r#"{"plat": 1, "resources": {"v": {"kind": "vpd"}}}"#);
    harness.get_by_label("Copy details").click();
    let mut copied = String::new();
    for _ in 0..3 {
        harness.run_steps(1);
        for command in &harness.output().platform_output.commands {
            if let egui::OutputCommand::CopyText(text) = command {
                copied.clone_from(text);
            }
        }
    }
    assert!(copied.contains("bad.json") && copied.contains("there is no kind"), "{copied}");
}

/// CV-1
#[test]
fn a_setting_makes_the_wheel_zoom() {
    let mut harness = with_model(BROKEN);
    let wheel = |harness: &mut Harness<'_, Option<App>>| {
        let before = app(harness).canvas.camera.zoom;
        harness.hover_at(view(harness).center());
        harness.event(egui::Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: egui::vec2(0.0, 60.0),
            modifiers: Modifiers::NONE,
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Wheel,
        });
        harness.run_steps(6);
        app(harness).canvas.camera.zoom / before
    };
    assert!((wheel(&mut harness) - 1.0).abs() < 1e-3);
    key(&mut harness, Modifiers::COMMAND, Key::Comma);
    choose(&mut harness, "Wheel on the canvas", "Zooms");
    assert!(wheel(&mut harness) > 1.05);
    assert_eq!(app(&harness).host.setting("wheel").as_deref(), Some("zoom"));
}

/// TX-1, TX-3, CV-3
#[test]
fn language_theme_size_and_motion_are_set_at_once_and_kept() {
    let mut harness = with_model(BROKEN);
    key(&mut harness, Modifiers::COMMAND, Key::Comma);
    choose(&mut harness, "Colours", "Dark");
    assert_eq!(harness.ctx.theme(), Theme::Dark);
    choose(&mut harness, "Interface size", "150 %");
    assert!((harness.ctx.zoom_factor() - 1.5).abs() < 1e-3);
    choose(&mut harness, "Interface size", "100 %");
    choose(&mut harness, "Motion", "Reduced");
    assert!(app(&harness).state.settings.is_still());
    assert_eq!(harness.ctx.style_of(Theme::Light).animation_time, 0.0);
    choose(&mut harness, "Language", "Korean");
    assert_eq!(app(&harness).state.lang, Lang::Ko);
    assert!(has(&harness, "설정"));
    let kept = ["theme", "scale", "motion", "lang"].map(|key| app(&harness).host.setting(key).unwrap());
    assert_eq!(kept, ["dark", "100", "reduced", "ko"]);
    key(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!app(&harness).state.settings_open);
    let settings = &app(&harness).state.settings;
    assert_eq!(settings.value(Setting::Theme), "dark");
}

/// Section 2: what is read-only has no editing commands in its menus, and says why.
#[test]
fn a_read_only_design_has_no_editing_commands() {
    let mut harness = with_model(BROKEN);
    let shared = crate::base::Message::plain(&crate::gui::strings::SHARED);
    harness.state_mut().as_mut().unwrap().doc.read_only = Some(shared);
    let id = "place-order".parse().unwrap();
    act(&mut harness, Act::Show(id));
    assert!(has(&harness, "shown read-only"));
    let app = app(&harness);
    for spec in crate::gui::command::COMMANDS.iter().filter(|spec| spec.edits) {
        assert!(!app.applies(spec.command), "{:?}", spec.command);
    }
    for command in [Command::Find, Command::FitAll, Command::ShowCost, Command::TraceTool, Command::Export] {
        assert!(app.applies(command), "{command:?}");
    }
    key(&mut harness, Modifiers::COMMAND, Key::K);
    let listed = names(&harness, Role::ListBoxOption);
    for gone in ["Delete", "Duplicate", "Connect", "Rename"] {
        assert!(!listed.iter().any(|it| it == gone), "{gone}");
    }
}
