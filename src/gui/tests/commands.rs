//! Commands: the palette, the sheet of keys, finding, and what they do with the selection.

use super::*;

fn nodes(harness: &Harness<'_, Option<App>>) -> Vec<String> {
    let model = harness.state().as_ref().unwrap().model();
    model.nodes().map(|(id, _)| id.to_string()).collect()
}

fn selected(harness: &Harness<'_, Option<App>>) -> Vec<String> {
    let state = &harness.state().as_ref().unwrap().state;
    state.selection.nodes.iter().map(ToString::to_string).collect()
}

fn frame(harness: &Harness<'_, Option<App>>, id: &str) -> (i32, i32) {
    let model = harness.state().as_ref().unwrap().model();
    let frame = model.frame(&id.parse().unwrap()).unwrap();
    (frame.x, frame.y)
}

fn type_text(harness: &mut Harness<'_, Option<App>>, text: &str) {
    harness.event(egui::Event::Text(text.to_owned()));
    harness.run_steps(4);
}

fn select(harness: &mut Harness<'_, Option<App>>, ids: &[&str]) {
    let ids = ids.iter().map(|id| id.parse().unwrap()).collect();
    let app = harness.state_mut().as_mut().unwrap();
    app.state.selection = super::super::state::Selection { nodes: ids, connection: None };
    harness.run_steps(2);
}

#[test]
fn the_palette_does_commands_adds_kinds_and_goes_to_resources() {
    let mut harness = with_model(BROKEN);
    key(&mut harness, Modifiers::COMMAND, Key::K);
    assert!(has(&harness, "Find a command, a resource or a kind"));
    type_text(&mut harness, "fit al");
    assert_eq!(names(&harness, Role::ListBoxOption).first().map(String::as_str), Some("Fit all"));
    key(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(names(&harness, Role::ListBoxOption).is_empty());

    key(&mut harness, Modifiers::COMMAND, Key::K);
    type_text(&mut harness, "place-or");
    key(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(selected(&harness), ["place-order"]);

    let before = count(&harness);
    key(&mut harness, Modifiers::NONE, Key::Slash);
    type_text(&mut harness, "sqs");
    key(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(count(&harness), before + 1);
    assert_eq!(selected(&harness).len(), 1, "what was added is selected");
}

/// TX-2, KEY-3.
#[test]
fn the_palette_finds_hangul_by_initial_consonants_and_english_too() {
    let mut harness = with_model(BROKEN);
    harness.state_mut().as_mut().unwrap().set_language(Lang::Ko);
    harness.run_steps(4);
    for wanted in ["ㅅㅎㅊㅅ", "undo"] {
        let id = "place-order".parse().unwrap();
        let app = harness.state_mut().as_mut().unwrap();
        app.state.selection = super::super::state::Selection::node(id);
        harness.run_steps(2);
        key(&mut harness, Modifiers::NONE, Key::ArrowRight);
        key(&mut harness, Modifiers::COMMAND, Key::K);
        type_text(&mut harness, wanted);
        assert_eq!(
            names(&harness, Role::ListBoxOption).first().map(String::as_str),
            Some("실행 취소"),
            "{wanted}"
        );
        key(&mut harness, Modifiers::NONE, Key::Enter);
    }
}

#[test]
fn only_commands_that_apply_are_listed() {
    let mut harness = with_model(BROKEN);
    key(&mut harness, Modifiers::COMMAND, Key::K);
    let listed = names(&harness, Role::ListBoxOption);
    assert!(!listed.iter().any(|it| it == "Align left" || it == "Undo"), "{listed:?}");
    key(&mut harness, Modifiers::NONE, Key::Escape);
    select(&mut harness, &["place-order", "orders"]);
    key(&mut harness, Modifiers::COMMAND, Key::K);
    let listed = names(&harness, Role::ListBoxOption);
    assert!(listed.iter().any(|it| it == "Align left"), "{listed:?}");
    assert!(!listed.iter().any(|it| it == "Distribute across"), "three are needed: {listed:?}");
}

/// KEY-3.
#[test]
fn the_sheet_shows_every_command_with_keys() {
    let mut harness = with_model(BROKEN);
    key(&mut harness, Modifiers::SHIFT, Key::Questionmark);
    for label in ["Trace: pick two", "Align left", "Next finding", "Fit all"] {
        assert!(has(&harness, label), "{label}");
    }
    key(&mut harness, Modifiers::SHIFT, Key::Questionmark);
    assert!(!has(&harness, "Next finding"));
}

/// IN-5.
#[test]
fn finding_goes_from_hit_to_hit_and_leaves_with_escape() {
    let mut harness = with_model(BROKEN);
    key(&mut harness, Modifiers::COMMAND, Key::F);
    type_text(&mut harness, "orders");
    assert!(
        has(&harness, "– of 2"),
        "{:?}",
        (names(&harness, Role::Status), names(&harness, Role::ListBoxOption))
    );
    key(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(has(&harness, "1 of 2"));
    let first = selected(&harness);
    key(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(has(&harness, "2 of 2") && selected(&harness) != first);
    key(&mut harness, Modifiers::SHIFT, Key::Enter);
    assert_eq!(selected(&harness), first);
    key(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!has(&harness, "1 of 2"));
    // A block of addresses is found, and so is a kind.
    key(&mut harness, Modifiers::COMMAND, Key::F);
    type_text(&mut harness, "10.0.2");
    key(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(selected(&harness), ["private-a"]);
}

/// CV-12.
#[test]
fn boxes_line_up_in_one_step() {
    let mut harness = with_model(BROKEN);
    select(&mut harness, &["shoppers", "orders"]);
    let before = frame(&harness, "orders");
    key(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::ArrowLeft);
    assert_eq!(frame(&harness, "orders").0, frame(&harness, "shoppers").0);
    key(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(frame(&harness, "orders"), before);
}

#[test]
fn a_container_is_removed_and_its_content_kept() {
    let mut harness = with_model(
        r#"{"plat": 1, "resources": {"r": {"kind": "region"}, "t": {"kind": "dynamodb_table", "in": "r"}}}"#,
    );
    // A table stands in a region and nowhere else, so the region stays.
    select(&mut harness, &["r"]);
    key(&mut harness, Modifiers::COMMAND, Key::K);
    type_text(&mut harness, "keep content");
    key(&mut harness, Modifiers::NONE, Key::Enter);
    let kept = nodes(&harness);
    assert!(kept.contains(&"t".to_owned()), "{kept:?}");
    let free = !kept.contains(&"r".to_owned());
    assert!(free || has(&harness, "cannot stand outside"), "{kept:?}");
}

#[test]
fn connections_are_followed_and_containers_entered_by_keys() {
    let mut harness = with_model(BROKEN);
    select(&mut harness, &["orders-api"]);
    let connection = |harness: &Harness<'_, Option<App>>| {
        harness.state().as_ref().unwrap().state.selection.connection.as_ref().map(ToString::to_string)
    };
    key(&mut harness, Modifiers::NONE, Key::CloseBracket);
    assert!(connection(&harness).is_some());
    key(&mut harness, Modifiers::NONE, Key::CloseBracket);
    assert_eq!(selected(&harness), ["place-order"]);
    key(&mut harness, Modifiers::NONE, Key::OpenBracket);
    key(&mut harness, Modifiers::NONE, Key::OpenBracket);
    assert_eq!(selected(&harness), ["orders-api"]);
    select(&mut harness, &["vpc-main"]);
    key(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(selected(&harness), ["private-a"]);
    key(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(selected(&harness), ["place-order"]);
}

#[test]
fn renaming_begins_with_a_key_and_replaces_the_name() {
    let mut harness = with_model(BROKEN);
    select(&mut harness, &["orders"]);
    key(&mut harness, Modifiers::NONE, Key::F2);
    type_text(&mut harness, "sales");
    key(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(nodes(&harness).contains(&"sales".to_owned()), "{:?}", nodes(&harness));
}

#[test]
fn findings_are_gone_through_by_keys() {
    let mut harness = with_model(BROKEN);
    key(&mut harness, Modifiers::NONE, Key::F8);
    let state = &harness.state().as_ref().unwrap().state;
    assert!(!state.selection.is_empty());
    assert_eq!(state.finding, Some(0));
}

#[test]
fn select_all_takes_the_container_first() {
    let mut harness = with_model(BROKEN);
    select(&mut harness, &["orders-api"]);
    key(&mut harness, Modifiers::COMMAND, Key::A);
    assert_eq!(selected(&harness), ["orders", "orders-api", "vpc-main"]);
    key(&mut harness, Modifiers::COMMAND, Key::A);
    assert!(selected(&harness).contains(&"place-order".to_owned()));
}

#[test]
fn what_is_locked_stays_and_what_is_grouped_goes_together() {
    let mut harness = with_model(BROKEN);
    select(&mut harness, &["orders"]);
    let before = frame(&harness, "orders");
    key(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::L);
    key(&mut harness, Modifiers::NONE, Key::ArrowRight);
    assert_eq!(frame(&harness, "orders"), before);
    assert!(has(&harness, "orders, in us-east-1, locked"));
    key(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::L);
    key(&mut harness, Modifiers::NONE, Key::ArrowRight);
    assert_ne!(frame(&harness, "orders"), before);

    select(&mut harness, &["orders", "shoppers"]);
    key(&mut harness, Modifiers::COMMAND, Key::G);
    let model = harness.state().as_ref().unwrap().model();
    assert_eq!(model.drawing().groups.len(), 1);
    key(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::G);
    assert!(harness.state().as_ref().unwrap().model().drawing().groups.is_empty());
    key(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(harness.state().as_ref().unwrap().model().drawing().groups.len(), 1);
}

#[test]
fn changes_are_listed_with_what_they_do_to_the_network_and_the_bill() {
    let mut harness = with_model(BROKEN);
    click(&mut harness, "Changes");
    harness.run_steps(20);
    assert!(has(&harness, "Nothing changed since the last save"));
    select(&mut harness, &["orders"]);
    key(&mut harness, Modifiers::NONE, Key::ArrowRight);
    assert!(has(&harness, "Boxes drawn elsewhere: 1"));
    pick(&mut harness, "Lambda function place-order, in private-a, 1 finding, $0.41 per million requests");
    click(&mut harness, "Add gateway endpoint");
    harness.run_steps(20);
    let rows = names(&harness, Role::ListItem);
    for part in ["Added ", "place-order → orders", "total per month"] {
        assert!(rows.iter().any(|row| row.to_lowercase().contains(&part.to_lowercase())), "{part}: {rows:?}");
    }
    key(&mut harness, Modifiers::COMMAND, Key::Z);
    key(&mut harness, Modifiers::COMMAND, Key::Z);
    harness.run_steps(20);
    assert!(has(&harness, "Nothing changed since the last save"));
}
