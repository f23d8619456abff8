//! The outline: rows with badges and costs, filter, keyboard, names in place, and what dragging a row does.

use super::*;

fn selected(harness: &Harness<'_, Option<App>>) -> Vec<String> {
    let state = &harness.state().as_ref().unwrap().state;
    state.selection.nodes.iter().map(ToString::to_string).collect()
}

fn outline(text: &str) -> Harness<'static, Option<App>> {
    let mut harness = with_model(text);
    click(&mut harness, "Outline");
    harness
}

fn rows(harness: &Harness<'_, Option<App>>) -> Vec<String> {
    let ids = names(harness, Role::TreeItem);
    ids.into_iter().map(|name| name.split(',').next().unwrap_or_default().to_owned()).collect()
}

fn row<'h>(harness: &'h Harness<'_, Option<App>>, id: &'h str) -> egui_kittest::Node<'h> {
    harness.get_by(move |node| {
        let first = node.label().and_then(|it| it.split(',').next().map(str::to_owned));
        node.role() == Role::TreeItem && first.is_some_and(|it| it.ends_with(&format!(" {id}")))
    })
}

fn pick_row(harness: &mut Harness<'_, Option<App>>, id: &str) {
    row(harness, id).click();
    harness.run_steps(4);
}

fn type_text(harness: &mut Harness<'_, Option<App>>, text: &str) {
    harness.event(egui::Event::Text(text.to_owned()));
    harness.run_steps(1);
}

fn parent(harness: &Harness<'_, Option<App>>, id: &str) -> Option<String> {
    let model = harness.state().as_ref().unwrap().model();
    model.node(&id.parse().unwrap()).unwrap().parent.as_ref().map(ToString::to_string)
}

/// Drags one row onto another, and leaves the button down.
fn carry(harness: &mut Harness<'_, Option<App>>, from: &str, to: &str) -> egui::Pos2 {
    let (from, to) = (row(harness, from).rect().center(), row(harness, to).rect().center());
    harness.hover_at(from);
    harness.run_steps(1);
    harness.drag_at(from);
    harness.run_steps(1);
    harness.hover_at(from + egui::vec2(0.0, 8.0));
    harness.run_steps(2);
    harness.hover_at(to);
    harness.run_steps(3);
    to
}

/// IN-4
#[test]
fn rows_have_badges_and_costs() {
    let harness = outline(BROKEN);
    assert!(has(
        &harness,
        "Lambda function place-order, in private-a, 1 finding, $0.41 per million requests"
    ));
    let order = rows(&harness);
    let at = |id: &str| order.iter().position(|row| row.ends_with(&format!(" {id}"))).unwrap();
    assert!(at("us-east-1") < at("vpc-main") && at("vpc-main") < at("private-a"), "{order:?}");
    assert!(at("private-a") < at("place-order"));
}

/// IN-4
#[test]
fn arrows_home_end_and_letters_walk_the_tree() {
    let mut harness = outline(BROKEN);
    pick_row(&mut harness, "us-east-1");
    assert_eq!(selected(&harness), ["us-east-1"]);
    key(&mut harness, Modifiers::NONE, Key::ArrowRight);
    assert_ne!(selected(&harness), ["us-east-1"], "into what stands inside");
    key(&mut harness, Modifiers::NONE, Key::ArrowLeft);
    assert_eq!(selected(&harness), ["us-east-1"], "and back to it");
    let all = rows(&harness).len();
    key(&mut harness, Modifiers::NONE, Key::ArrowLeft);
    assert!(rows(&harness).len() < all, "folded: {:?}", rows(&harness));
    assert_eq!(row(&harness, "us-east-1").accesskit_node().data().is_expanded(), Some(false));
    key(&mut harness, Modifiers::NONE, Key::ArrowRight);
    assert_eq!(rows(&harness).len(), all);
    key(&mut harness, Modifiers::NONE, Key::Home);
    let first = selected(&harness);
    key(&mut harness, Modifiers::NONE, Key::End);
    let last = selected(&harness);
    assert_ne!(first, last);
    key(&mut harness, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(selected(&harness), last, "there is none after the last");
    key(&mut harness, Modifiers::NONE, Key::ArrowUp);
    assert_ne!(selected(&harness), last);
    harness.run_steps(6);
    type_text(&mut harness, "pl");
    harness.run_steps(3);
    assert_eq!(selected(&harness), ["place-order"]);
    // What is focused here is a row, so Tab leads out of the tree.
    key(&mut harness, Modifiers::NONE, Key::Tab);
    let focused = harness.query_all_by(|node| node.is_focused() && node.role() == Role::TreeItem).count();
    assert_eq!(focused, 0);
}

/// IN-4
#[test]
fn the_filter_shows_hits_under_their_containers() {
    let mut harness = outline(BROKEN);
    harness
        .get_by(|node| {
            node.role() == Role::SearchInput && node.label().as_deref() == Some("Filter resources")
        })
        .focus();
    harness.run_steps(2);
    type_text(&mut harness, "place");
    harness.run_steps(3);
    let shown = rows(&harness);
    let ends: Vec<&str> = shown.iter().filter_map(|row| row.rsplit(' ').next()).collect();
    assert!(ends.contains(&"place-order") && ends.contains(&"vpc-main"), "{ends:?}");
    assert!(!ends.contains(&"orders"), "{ends:?}");
    type_text(&mut harness, "zzz");
    harness.run_steps(3);
    assert!(has(&harness, "No resource has this name"));
    click(&mut harness, "Clear the filter");
    assert!(rows(&harness).len() > shown.len());
}

/// IN-4
#[test]
fn a_name_is_changed_in_its_row() {
    let mut harness = outline(BROKEN);
    pick_row(&mut harness, "orders");
    key(&mut harness, Modifiers::NONE, Key::F2);
    type_text(&mut harness, "sales");
    key(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(selected(&harness), ["sales"]);
    // The keyboard is in the tree still, and a name that is taken is refused.
    key(&mut harness, Modifiers::NONE, Key::F2);
    type_text(&mut harness, "vpc-main");
    key(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(has(&harness, "the id vpc-main is already used"));
    assert_eq!(selected(&harness), ["sales"]);
    key(&mut harness, Modifiers::NONE, Key::F2);
    type_text(&mut harness, "other");
    key(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(selected(&harness), ["sales"], "Escape keeps the old name");
}

/// IN-4, CV-15
#[test]
fn a_row_is_dragged_into_a_container_that_may_hold_it() {
    let mut harness = outline(BROKEN);
    let at = carry(&mut harness, "place-order", "us-east-1");
    harness.drop_at(at);
    harness.run_steps(4);
    assert_eq!(parent(&harness, "place-order").as_deref(), Some("us-east-1"));
    key(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(parent(&harness, "place-order").as_deref(), Some("private-a"), "in one step");
}

/// IN-4, CV-15
#[test]
fn a_row_dragged_where_it_may_not_stand_is_refused_with_the_reason() {
    let mut harness = outline(BROKEN);
    let at = carry(&mut harness, "orders", "private-a");
    assert!(
        has(&harness, "cannot stand in Subnet private-a") || has(&harness, "stands"),
        "before it is dropped"
    );
    harness.drop_at(at);
    harness.run_steps(4);
    assert_eq!(parent(&harness, "orders").as_deref(), Some("us-east-1"), "the nearest that may hold it");
    assert!(has(&harness, "Undo"));
}

/// IN-4, IN-1
#[test]
fn selection_is_one_and_the_same_everywhere() {
    let mut harness = outline(BROKEN);
    pick_row(&mut harness, "us-east-1");
    key(&mut harness, Modifiers::NONE, Key::ArrowLeft);
    let app = harness.state_mut().as_mut().unwrap();
    app.select(crate::gui::state::Selection::node("place-order".parse().unwrap()));
    harness.run_steps(3);
    assert!(rows(&harness).iter().any(|row| row.ends_with(" place-order")), "what was folded away is shown");
}
