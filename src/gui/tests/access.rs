//! What everybody has to be able to use: names of controls, longer words, announcements, and states of every panel.

use super::*;
use crate::gui::{
    command::Command,
    state::{Act, BottomTab, LeftTab, Selection},
};

const WEB: &str = include_str!("../../../models/public-private-nat-web-server/model.json");

fn act(harness: &mut Harness<'_, Option<App>>, act: Act) {
    let ctx = harness.ctx.clone();
    harness.state_mut().as_mut().unwrap().act(&ctx, act);
    harness.run_steps(5);
}

fn app<'a>(harness: &'a mut Harness<'_, Option<App>>) -> &'a mut App {
    harness.state_mut().as_mut().unwrap()
}

/// Roles of what a person acts on.
fn acts_on(role: Role) -> bool {
    matches!(
        role,
        Role::Button
            | Role::CheckBox
            | Role::ComboBox
            | Role::Tab
            | Role::TextInput
            | Role::MultilineTextInput
            | Role::SearchInput
            | Role::Link
            | Role::Slider
            | Role::SpinButton
            | Role::TreeItem
            | Role::ListItem
            | Role::ListBoxOption
            | Role::MenuItem
    )
}

/// AX-2: every control on screen has a name.
fn all_named(harness: &Harness<'_, Option<App>>, state: &str) {
    let unnamed = harness.query_all_by(|node| {
        let name = node.label().or(node.value()).unwrap_or_default();
        acts_on(node.role()) && name.trim().is_empty()
    });
    let found: Vec<String> =
        unnamed.map(|it| format!("{:?} at {:?}", it.accesskit_node().role(), it.rect())).collect();
    assert!(found.is_empty(), "{state}: {found:#?}");
}

/// Goes through the panels in their states, and calls what is given in each.
fn through(lang: Lang, check: &dyn Fn(&Harness<'_, Option<App>>, &str)) {
    for (design, text) in [("empty", "{\"plat\": 1}"), ("broken", BROKEN), ("web", WEB)] {
        let mut harness = editor(Theme::Light);
        harness.run_steps(3);
        app(&mut harness).set_language(lang);
        harness.run_steps(2);
        check(&harness, &format!("{design}, start"));
        open(&mut harness, "model.json", text);
        for tab in [BottomTab::Findings, BottomTab::Reachability, BottomTab::Cost, BottomTab::Changes] {
            app(&mut harness).state.bottom_tab = tab;
            harness.run_steps(4);
            check(&harness, &format!("{design}, {tab:?}"));
        }
        for view in crate::gui::costing::CostView::ALL {
            app(&mut harness).state.bottom_tab = BottomTab::Cost;
            app(&mut harness).state.cost.view = view;
            harness.run_steps(6);
            check(&harness, &format!("{design}, {view:?}"));
        }
        app(&mut harness).state.left_tab = LeftTab::Outline;
        harness.run_steps(3);
        check(&harness, &format!("{design}, outline"));
        let ids: Vec<crate::base::NodeId> =
            app(&mut harness).model().nodes().map(|(id, _)| id.clone()).collect();
        for id in &ids {
            act(&mut harness, Act::Show(id.clone()));
            check(&harness, &format!("{design}, {id}"));
        }
        let connection = app(&mut harness).model().connections().next().map(|(id, _)| id.clone());
        if let Some(id) = connection {
            act(&mut harness, Act::Select(Selection::connection(id)));
            check(&harness, &format!("{design}, a connection"));
        }
        act(&mut harness, Act::Select(Selection { nodes: ids.into_iter().collect(), connection: None }));
        check(&harness, &format!("{design}, several"));
        for command in [Command::Settings, Command::Keys, Command::Commands, Command::Templates] {
            act(&mut harness, Act::Do(command));
            check(&harness, &format!("{design}, {command:?}"));
            key(&mut harness, Modifiers::NONE, Key::Escape);
            app(&mut harness).state.keys = false;
            app(&mut harness).state.lessons.close();
        }
        open(&mut harness, "bad.json", "{");
        check(&harness, &format!("{design}, a bad file"));
    }
}

/// AX-2, section 2
#[test]
fn no_control_of_any_panel_is_without_a_name() {
    for lang in [Lang::En, Lang::Ko] {
        through(lang, &all_named);
    }
}

/// TX-1: nothing leaves the window or lies over its neighbour where words are 40 % longer.
#[test]
fn the_layout_survives_longer_words() {
    crate::base::longer::speak();
    for size in [egui::vec2(1440.0, 900.0), egui::vec2(1024.0, 700.0)] {
        let mut harness = editor_of(Theme::Light, size);
        open(&mut harness, "model.json", WEB);
        for tab in [BottomTab::Findings, BottomTab::Reachability, BottomTab::Cost, BottomTab::Changes] {
            app(&mut harness).state.bottom_tab = tab;
            act(&mut harness, Act::Show("web".parse().unwrap()));
            let all: Vec<(Role, String, egui::Rect)> = harness
                .query_all_by(|node| {
                    matches!(node.role(), Role::Button | Role::Tab | Role::CheckBox | Role::ComboBox)
                })
                .map(|node| {
                    (
                        node.accesskit_node().role(),
                        node.accesskit_node().label().unwrap_or_default(),
                        node.rect(),
                    )
                })
                .filter(|(_, _, rect)| rect.width() > 0.0 && rect.top() < size.y && rect.bottom() > 0.0)
                .collect();
            for (role, name, rect) in &all {
                assert!(rect.left() >= -1.0 && rect.right() <= size.x + 1.0, "{role:?} {name}: {rect:?}");
            }
            let bar: Vec<_> = all.iter().filter(|(_, _, rect)| rect.bottom() <= 46.0).collect();
            assert!(bar.len() > 6);
            for (at, (_, a, one)) in bar.iter().enumerate() {
                for (_, b, other) in bar.iter().skip(at + 1) {
                    let both = one.shrink(1.0).intersect(other.shrink(1.0));
                    assert!(!both.is_positive(), "{a} and {b} at {size:?}");
                }
            }
        }
    }
}

/// AX-2: what assistive technology says of a resource and of a connection.
#[test]
fn resources_and_connections_have_whole_names() {
    let mut harness = with_model(BROKEN);
    assert!(has(
        &harness,
        "Lambda function place-order, in private-a, 1 finding, $0.41 per million requests"
    ));
    assert!(has(&harness, "place-order to orders, Not reached"));
    app(&mut harness).set_language(Lang::Ko);
    harness.run_steps(3);
    assert!(
        has(&harness, "Lambda 함수 place-order, private-a 안, 진단 1건, 요청 백만 건당 $0.41"),
        "{:#?}",
        names(&harness, Role::ListItem)
    );
}

/// AX-3: moves, drops, refusals and results are announced in a live region.
#[test]
fn what_happens_is_announced() {
    let mut harness = with_model(BROKEN);
    let said = |harness: &Harness<'_, Option<App>>| {
        let all = harness.query_all_by(|node| node.role() == Role::Status);
        let live = all.filter(|node| node.rect().width() < 1.0);
        live.filter_map(|node| node.accesskit_node().label()).collect::<Vec<_>>().join("|")
    };
    let id = || "place-order".parse().unwrap();
    act(&mut harness, Act::Show(id()));
    act(&mut harness, Act::Do(Command::MoveRight));
    assert!(said(&harness).starts_with("place-order at "), "{}", said(&harness));
    act(&mut harness, Act::Reparent { ids: vec![id()], into: Some("us-east-1".parse().unwrap()) });
    assert_eq!(said(&harness), "place-order is now in us-east-1");
    act(
        &mut harness,
        Act::Reparent { ids: vec!["orders".parse().unwrap()], into: Some("private-a".parse().unwrap()) },
    );
    assert!(
        said(&harness).contains("stands in") || said(&harness).contains("cannot stand"),
        "{}",
        said(&harness)
    );
    act(&mut harness, Act::Do(Command::Undo));
    assert_eq!(said(&harness), "Undone");
}

/// OV-1: a badge lists its findings, shows where they are, and mends them.
#[test]
fn a_badge_lists_its_findings() {
    let mut harness = with_model(BROKEN);
    let card = |node: &egui_kittest::kittest::AccessKitNode<'_>| {
        node.role() == Role::ListItem
            && node.label().is_some_and(|it| it.starts_with("Lambda function place"))
    };
    let corner = harness.get_by(card).rect().right_top();
    harness.hover_at(corner + egui::vec2(-1.0, 1.0));
    harness.run_steps(8);
    assert!(harness.query_by_label("Findings of place-order").is_some());
    assert!(harness.query_by_label("Show").is_some(), "{:#?}", names(&harness, Role::Button));
    app(&mut harness).state.bottom_tab = BottomTab::Cost;
    click(&mut harness, "Findings of place-order");
    let state = &app(&mut harness).state;
    assert_eq!(state.bottom_tab, BottomTab::Findings);
    assert_eq!(state.selection.single().map(ToString::to_string).as_deref(), Some("place-order"));
}

/// OV-4: a cost on the canvas says how it comes about; the top bar says what changed since the last save.
#[test]
fn a_cost_says_its_formula_and_totals_their_difference() {
    let mut harness = with_model(BROKEN);
    let card = |node: &egui_kittest::kittest::AccessKitNode<'_>| {
        node.role() == Role::ListItem
            && node.label().is_some_and(|it| it.starts_with("Lambda function place"))
    };
    let rect = harness.get_by(card).rect();
    harness.hover_at(rect.right_bottom() + egui::vec2(-26.0, 0.0));
    harness.run_steps(8);
    assert!(harness.query_by_label("Cost of place-order").is_some());
    assert!(has(&harness, " = $") && has(&harness, "20"), "the sum, and the date of its prices");
    assert!(!has(&harness, "since the last save"));
    let id: crate::base::NodeId = "place-order".parse().unwrap();
    let mut node = app(&mut harness).model().node(&id).unwrap().clone();
    node.resource.as_record_mut().each_field(&mut |spec, value| {
        if let (crate::model::field::FieldMut::Whole(number), "memory_size") = (value, spec.name.0) {
            *number = 1024;
        }
    });
    let edits = vec![crate::model::edit::Edit::Change { id, resource: node.resource }];
    act(&mut harness, Act::Edit { gesture: crate::gui::state::Gesture::One, edits });
    assert!(has(&harness, "per million requests, +$"), "{:#?}", names(&harness, Role::Label));
    assert!(has(&harness, "since the last save"));
}

/// OV-2: one switch turns what it reaches into what reaches it; protocol and port stay.
#[test]
fn one_switch_turns_the_question_round() {
    let mut harness = with_model(WEB);
    let end = crate::model::selector::End::Node("web".parse().unwrap());
    let traffic = crate::gui::asking::Traffic {
        protocol: crate::base::Protocol::TCP,
        ports: crate::base::PortRange::one(443),
        ipv6: false,
    };
    let mode = crate::gui::asking::Mode::From;
    act(&mut harness, Act::Ask { mode, from: Some(end), to: None, traffic: Some(traffic) });
    rest(&mut harness);
    assert!(has(&harness, "web reaches"));
    let all: Vec<_> = harness.query_all_by_label("What reaches it").collect();
    all.last().unwrap().click();
    drop(all);
    harness.run_steps(4);
    rest(&mut harness);
    assert!(has(&harness, "web is reached by"));
    assert!(has(&harness, "TCP/443") || has(&harness, "tcp/443"));
}

/// OV-3: Left and Right step along the way; the canvas goes along.
#[test]
fn the_way_is_stepped_by_arrows() {
    let mut harness = with_model(WEB);
    let end = |id: &str| Some(crate::model::selector::End::Node(id.parse().unwrap()));
    let mode = crate::gui::asking::Mode::Path;
    act(
        &mut harness,
        Act::Ask { mode, from: Some(crate::model::selector::End::Internet), to: end("web"), traffic: None },
    );
    rest(&mut harness);
    let focused = |harness: &Harness<'_, Option<App>>| {
        let found = harness.query_all_by(|node| node.is_focused() && node.role() == Role::ListItem);
        found.filter_map(|node| node.accesskit_node().label()).next().unwrap_or_default()
    };
    let first = |node: &egui_kittest::kittest::AccessKitNode<'_>| {
        node.role() == Role::ListItem && node.label().is_some_and(|it| it.starts_with("1. "))
    };
    let hop = harness.query_all_by(first).next().unwrap().rect().center();
    harness.hover_at(hop);
    harness.run_steps(1);
    harness.drag_at(hop);
    harness.run_steps(1);
    harness.drop_at(hop);
    harness.run_steps(3);
    let first = focused(&harness);
    assert!(first.starts_with("1. "), "{first}");
    key(&mut harness, Modifiers::NONE, Key::ArrowRight);
    assert!(focused(&harness).starts_with("2. "), "{}", focused(&harness));
    key(&mut harness, Modifiers::NONE, Key::ArrowLeft);
    assert_eq!(focused(&harness), first);
    key(&mut harness, Modifiers::NONE, Key::ArrowLeft);
    assert_eq!(focused(&harness), first, "there is none before the first");
}

/// Section 2: where the camera is off the drawing, a button leads back.
#[test]
fn a_camera_that_is_lost_finds_back() {
    let mut harness = with_model(BROKEN);
    app(&mut harness).canvas.camera.pan(egui::vec2(90_000.0, 0.0));
    harness.run_steps(2);
    click(&mut harness, "Back to content");
    assert!(harness.query_by_label("Back to content").is_none());
    assert!(has(&harness, "Lambda function place-order"));
}

/// TX-5: large numbers are counted as their language counts.
#[test]
fn tiles_count_as_their_language_does() {
    let mut harness = with_model(
        &BROKEN.replace("{ \"at\": \"shoppers\" }", "{ \"at\": \"shoppers\", \"requests\": 57600000 }"),
    );
    let model = app(&mut harness).model().clone();
    let id = "shoppers".parse().unwrap();
    assert_eq!(crate::layout::subtitle(&model, &id, Lang::En), "57.6 M a month");
    assert_eq!(crate::layout::subtitle(&model, &id, Lang::Ko), "월 5,760만");
}

/// Section 2: an answer that takes long has a placeholder at once, and a word with Cancel after a while.
#[test]
fn what_takes_long_shows_a_placeholder_then_how_far_it_is() {
    let mut shown = crate::gui::kept::Shown::default();
    let mut harness = Harness::builder().build_ui_state(
        |ui, (shown, state): &mut (crate::gui::kept::Shown, crate::gui::state::UiState)| {
            let doc = crate::gui::state::Document::default();
            crate::gui::theme::install_fonts(ui.ctx(), None);
            let topic = crate::gui::asking::Topic::Exposure;
            crate::gui::panels::show_progress(ui, &doc, state, &topic, shown);
        },
        (std::mem::take(&mut shown), crate::gui::state::UiState::default()),
    );
    harness.state_mut().0 =
        crate::gui::kept::Shown { is_awaited: true, progress: Some((3, 9)), ..Default::default() };
    harness.run_steps(2);
    assert!(harness.query_by_label("The answer is being worked out").is_some());
    assert!(harness.query_by_label("Cancel").is_none());
    harness.state_mut().0.is_slow = true;
    harness.run_steps(2);
    assert!(harness.query_by_label("Working: 3 of 9").is_some());
    harness.get_by_label("Cancel").click();
    harness.run_steps(3);
}

/// A wrong zone of a subnet: people write the whole name where the letter is meant.
#[test]
fn a_whole_zone_name_is_told_to_be_a_letter() {
    let text = r#"{ "plat": 1, "resources": {
        "r": { "kind": "region" }, "v": { "kind": "vpc", "in": "r" },
        "s": { "kind": "subnet", "in": "v", "availability_zone": "ap-northeast-2a" }
    } }"#;
    let error = crate::model::file::load(text).map(drop).unwrap_err();
    let help = error.help.map(|it| it.say(Lang::En)).unwrap_or_default();
    assert!(help.contains("`a`"), "{help}");
}
