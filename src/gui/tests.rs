//! The editor driven by label and role, without a window.

use super::{
    App,
    panels::templates::{Shelf, TEMPLATES},
};
use crate::base::Lang;
use eframe::egui::{self, Key, Modifiers, Theme, accesskit::Role};
use egui_kittest::{
    Harness,
    kittest::{NodeT, Queryable},
};

mod access;
mod camera;
mod canvas;
mod commands;
mod cost;
mod files;
mod importing;
mod inspector;
mod learn;
mod outline;
mod reach;
mod regions;
mod states;
mod updating;

const BROKEN: &str = include_str!("../../models/private-function-no-endpoint/model.json");

fn editor(theme: Theme) -> Harness<'static, Option<App>> {
    editor_of(theme, egui::vec2(1440.0, 900.0))
}

fn editor_of(theme: Theme, size: egui::Vec2) -> Harness<'static, Option<App>> {
    Harness::builder().with_size(size).with_theme(theme).build_ui_state(
        |ui, app: &mut Option<App>| {
            let app = app.get_or_insert_with(|| App::new(ui.ctx(), None));
            app.settle(ui.ctx());
            app.frame(ui);
        },
        None,
    )
}

fn with_model(text: &str) -> Harness<'static, Option<App>> {
    let mut harness = editor(Theme::Light);
    open(&mut harness, "model.json", text);
    harness
}

fn open(harness: &mut Harness<'_, Option<App>>, name: &str, text: &str) {
    harness.run_steps(2);
    let ctx = harness.ctx.clone();
    harness.state_mut().as_mut().unwrap().open_text(&ctx, name, text);
    harness.run_steps(4);
}

fn count(harness: &Harness<'_, Option<App>>) -> usize {
    harness.state().as_ref().unwrap().model().nodes().len()
}

fn click(harness: &mut Harness<'_, Option<App>>, label: &str) {
    harness.get_by_label(label).click();
    harness.run_steps(4);
}

/// Clicks a resource in the outline.
fn pick(harness: &mut Harness<'_, Option<App>>, name: &str) {
    click(harness, "Outline");
    harness.get_by(|node| node.role() == Role::TreeItem && node.label().as_deref() == Some(name)).click();
    harness.run_steps(4);
}

fn key(harness: &mut Harness<'_, Option<App>>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run_steps(4);
}

/// The names of everything of a role.
fn names(harness: &Harness<'_, Option<App>>, role: Role) -> Vec<String> {
    harness
        .query_all_by(|node| node.role() == role)
        .filter_map(|node| node.accesskit_node().label())
        .collect()
}

fn has(harness: &Harness<'_, Option<App>>, part: &str) -> bool {
    let found = harness.query_all_by(|node| {
        let text = node.label().or(node.value()).unwrap_or_default();
        text.contains(part)
    });
    found.count() > 0
}

fn click_start(harness: &mut Harness<'_, Option<App>>, role: Role, start: &str) {
    let find = |node: &egui_kittest::kittest::AccessKitNode<'_>| {
        node.role() == role && node.label().is_some_and(|label| label.starts_with(start))
    };
    harness.get_by(find).click();
    harness.run_steps(4);
}

/// Chooses an entry of a list.
fn choose(harness: &mut Harness<'_, Option<App>>, list: &str, entry: &str) {
    harness.get_by(|node| node.role() == Role::ComboBox && node.label().as_deref() == Some(list)).click();
    harness.run_steps(4);
    let all = harness.query_all_by(|node| {
        node.label().as_deref() == Some(entry) && matches!(node.role(), Role::Button | Role::ListBoxOption)
    });
    // The list lies over everything else, so its entry is the last of that name.
    all.last().unwrap_or_else(|| panic!("{list} has no {entry}")).click();
    harness.run_steps(4);
}

/// Clicks a resource in the outline, whatever its findings and costs.
fn select(harness: &mut Harness<'_, Option<App>>, name: &str) {
    click(harness, "Outline");
    click_start(harness, Role::TreeItem, name);
}

/// Lets what takes several frames come to its end.
fn rest(harness: &mut Harness<'_, Option<App>>) {
    for _ in 0..2000 {
        harness.run_steps(1);
        if !harness.state().as_ref().unwrap().state.kept.is_busy() {
            break;
        }
    }
    harness.run_steps(3);
}

fn revision(harness: &Harness<'_, Option<App>>) -> u64 {
    harness.state().as_ref().unwrap().doc.analysis.revision()
}

#[test]
fn the_first_templates_open_from_the_start_card() {
    let first: Vec<_> = TEMPLATES.iter().filter(|it| it.shelf == Shelf::Start).collect();
    assert!(first.len() >= 6);
    for template in first {
        let mut harness = editor(Theme::Dark);
        harness.run_steps(3);
        click(&mut harness, template.title.en);
        assert!(count(&harness) > 3, "{}", template.title.en);
        assert!(harness.query_by_label("Blank design").is_none(), "the card is gone");
    }
}

#[test]
fn a_dead_arrow_says_why_and_its_fix_is_one_undo_step() {
    let mut harness = with_model(BROKEN);
    pick(&mut harness, "Lambda function place-order, in private-a, 1 finding, $0.41 per million requests");
    assert!(harness.query_all_by_label("NO_ROUTE_TO_DESTINATION").count() >= 2, "inspector and trace");
    let before = count(&harness);
    click(&mut harness, "Add gateway endpoint");
    assert_eq!(count(&harness), before + 1);
    assert!(harness.query_by_label("NO_ROUTE_TO_DESTINATION").is_none());
    assert!(harness.query_by_label("→ orders, Reached").is_some());
    key(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(count(&harness), before);
    assert!(harness.query_by_label("→ orders, Not reached").is_some());
}

#[test]
fn the_keyboard_alone_selects_moves_and_deletes() {
    let mut harness = with_model(BROKEN);
    let before = count(&harness);
    // The canvas has the keys from the start; Tab walks in reading order.
    key(&mut harness, Modifiers::NONE, Key::Tab);
    key(&mut harness, Modifiers::NONE, Key::Tab);
    key(&mut harness, Modifiers::NONE, Key::ArrowRight);
    key(&mut harness, Modifiers::NONE, Key::Delete);
    assert!(count(&harness) < before);
    key(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(count(&harness), before);
    key(&mut harness, Modifiers::COMMAND, Key::Y);
    assert!(count(&harness) < before);
}

#[test]
fn a_kind_is_placed_by_two_clicks_and_brings_its_region() {
    let mut harness = editor(Theme::Light);
    harness.run_steps(3);
    // The palette is longer than its panel.
    harness.get_by_label("VPC").scroll_to_me();
    harness.run_steps(4);
    click(&mut harness, "VPC");
    let at = egui::pos2(600.0, 300.0);
    harness.hover_at(at);
    harness.run_steps(2);
    harness.drag_at(at);
    harness.run_steps(2);
    harness.drop_at(at);
    harness.run_steps(4);
    // The region, the VPC, and what the provider makes with a VPC.
    assert_eq!(count(&harness), 5);
    assert!(harness.query_by_label("VPC vpc, in region").is_some());
}

#[test]
fn a_bad_file_is_one_dialog_and_changes_nothing() {
    let good = with_model(BROKEN).state().as_ref().unwrap().model().clone();
    for (bad, said) in [
        ("{", "this is not JSON"),
        ("[]", "this is not a Plat model"),
        (r#"{"plat": 1, "resources": {"v": {"kind": "vpd"}}}"#, "there is no kind"),
        (r#"{"plat": 1, "resources": {"a": {"kind": "vpc", "cidr_blok": "x"}}}"#, "unknown key"),
    ] {
        let mut harness = with_model(BROKEN);
        open(&mut harness, "bad.json", bad);
        let found = harness.query_all_by(|node| {
            let text = node.value().or(node.label()).unwrap_or_default();
            text.contains(said)
        });
        assert!(found.count() > 0, "{said}");
        assert_eq!(*harness.state().as_ref().unwrap().model(), good);
        click(&mut harness, "Close");
        assert!(harness.query_by_label("This file cannot be opened").is_none());
    }
}

#[test]
fn every_panel_in_every_language_and_theme() {
    for theme in [Theme::Light, Theme::Dark] {
        for (lang, tabs) in
            [(Lang::En, ["Findings", "Cost", "Reachability"]), (Lang::Ko, ["진단", "비용", "도달성"])]
        {
            for text in
                ["{\"plat\": 1}", include_str!("../../models/public-private-nat-web-server/model.json")]
            {
                let mut harness = editor(theme);
                open(&mut harness, "model.json", text);
                harness.state_mut().as_mut().unwrap().set_language(lang);
                harness.run_steps(6);
                for tab in tabs {
                    harness
                        .get_by(|node| {
                            node.role() == Role::Tab && node.label().is_some_and(|it| it.starts_with(tab))
                        })
                        .click();
                    harness.run_steps(4);
                }
            }
        }
    }
}

#[test]
fn a_name_is_edited_in_place_and_everything_follows() {
    let mut harness = with_model(BROKEN);
    pick(&mut harness, "DynamoDB table orders, in us-east-1, $0.75 per million requests");
    harness.get_by(|node| node.role() == Role::TextInput && node.label().as_deref() == Some("Name")).focus();
    harness.run_steps(2);
    key(&mut harness, Modifiers::COMMAND, Key::A);
    harness.event(egui::Event::Text("주문-표".into()));
    harness.run_steps(2);
    key(&mut harness, Modifiers::NONE, Key::Enter);
    let app = harness.state().as_ref().unwrap();
    let renamed = "주문-표".parse().unwrap();
    assert!(app.model().node(&renamed).is_some());
    assert!(app.model().connections().any(|(_, it)| it.ends().is_some_and(|(_, to)| *to == renamed)));
}

/// Walks with Tab until the widget of a name has the keyboard.
fn tab_to(harness: &mut Harness<'_, Option<App>>, name: &str) {
    let mut way = Modifiers::NONE;
    for _ in 0..200 {
        let focused =
            harness.query_all_by(|node| node.is_focused() && node.label().as_deref() == Some(name)).count();
        if focused > 0 {
            return;
        }
        // On the canvas Tab walks among resources; F6 leads out of it, to one side and the other.
        let on_canvas =
            harness.query_all_by(|node| node.is_focused() && node.role() == Role::Canvas).count() > 0;
        if on_canvas {
            key(harness, way, Key::F6);
            way = if way == Modifiers::NONE { Modifiers::SHIFT } else { Modifiers::NONE };
        } else {
            key(harness, Modifiers::NONE, Key::Tab);
        }
    }
    panic!("Tab does not get to {name}");
}

#[test]
fn a_design_is_built_by_keyboard_alone() {
    let mut harness = editor(Theme::Light);
    harness.run_steps(3);
    click(&mut harness, "Blank design");
    // Out of the canvas, into the palette.
    key(&mut harness, Modifiers::NONE, Key::F6);
    for kind in ["Client", "VPC", "Subnet", "Lambda function"] {
        tab_to(&mut harness, kind);
        key(&mut harness, Modifiers::NONE, Key::Enter);
    }
    let app = harness.state().as_ref().unwrap();
    let parent = |id: &str| {
        let node = app.model().node(&id.parse().unwrap());
        node.unwrap_or_else(|| panic!("{id} is missing")).parent.as_ref().map(ToString::to_string)
    };
    assert_eq!(parent("lambda-function").as_deref(), Some("subnet"));
    assert_eq!(parent("subnet").as_deref(), Some("vpc"));
    tab_to(&mut harness, "DynamoDB table");
    key(&mut harness, Modifiers::NONE, Key::Enter);
    pick(&mut harness, "Lambda function lambda-function, in subnet");
    tab_to(&mut harness, "Connect to…");
    key(&mut harness, Modifiers::NONE, Key::Space);
    tab_to(&mut harness, "dynamodb-table");
    key(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(harness.state().as_ref().unwrap().model().connections().len(), 1);
    assert!(harness.query_all_by_label("NO_ROUTE_TO_DESTINATION").count() > 0);
}
