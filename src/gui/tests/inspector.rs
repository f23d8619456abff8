//! The inspector: fields of every type of value, of one resource and of several.

use super::*;
use crate::gui::state::Selection;

/// Two functions and a queue in a region; of the functions one has another memory.
const SEVERAL: &str = r#"{ "plat": 1, "resources": {
    "us-east-1": { "kind": "region" },
    "small": { "kind": "lambda_function", "in": "us-east-1" },
    "large": { "kind": "lambda_function", "in": "us-east-1", "memory_size": 1024, "timeout": 30 },
    "jobs": { "kind": "sqs_queue", "in": "us-east-1" }
} }"#;

fn selected(text: &str, ids: &[&str]) -> Harness<'static, Option<App>> {
    let mut harness = with_model(text);
    let nodes = ids.iter().map(|id| id.parse().unwrap()).collect();
    harness.state_mut().as_mut().unwrap().state.selection = Selection { nodes, connection: None };
    harness.run_steps(3);
    harness
}

fn field<'h>(harness: &'h Harness<'_, Option<App>>, name: &'h str) -> egui_kittest::Node<'h> {
    harness.get_by(move |node| node.role() == Role::TextInput && node.label().as_deref() == Some(name))
}

fn value(harness: &Harness<'_, Option<App>>, name: &str) -> String {
    field(harness, name).accesskit_node().value().unwrap_or_default()
}

/// Types into a field in place of what is there.
fn write(harness: &mut Harness<'_, Option<App>>, name: &str, text: &str) {
    field(harness, name).focus();
    harness.run_steps(2);
    key(harness, Modifiers::COMMAND, Key::A);
    harness.event(egui::Event::Text(text.into()));
    harness.run_steps(2);
}

/// What a file would hold of a field; nothing if it is the default.
fn written(harness: &Harness<'_, Option<App>>, id: &str, name: &str) -> Option<String> {
    let model = harness.state().as_ref().unwrap().model();
    let node = model.node(&id.parse().unwrap()).unwrap();
    node.resource.as_resource().write_fields().get(name).map(ToString::to_string)
}

fn undo(harness: &mut Harness<'_, Option<App>>) {
    let ctx = harness.ctx.clone();
    let app = harness.state_mut().as_mut().unwrap();
    app.act(&ctx, crate::gui::state::Act::Do(crate::gui::command::Command::Undo));
    harness.run_steps(3);
}

/// IN-3
#[test]
fn several_of_a_kind_are_edited_in_one_step() {
    let mut harness = selected(SEVERAL, &["small", "large"]);
    assert!(has(&harness, "2 selected") && has(&harness, "2 × Lambda function"));
    assert_eq!(value(&harness, "Memory"), "", "it differs");
    assert_eq!(value(&harness, "Mean duration"), "100", "it does not");
    write(&mut harness, "Memory", "1.5 GB");
    for id in ["small", "large"] {
        assert_eq!(written(&harness, id, "memory_size").as_deref(), Some("1536"), "{id}");
    }
    assert_eq!(written(&harness, "large", "timeout").as_deref(), Some("30"), "the rest stays");
    undo(&mut harness);
    assert_eq!(written(&harness, "small", "memory_size"), None);
    assert_eq!(written(&harness, "large", "memory_size").as_deref(), Some("1024"));
}

/// IN-3
#[test]
fn several_of_different_kinds_show_what_they_have_in_common_or_say_that_nothing_is() {
    let harness = selected(SEVERAL, &["small", "us-east-1"]);
    assert!(has(&harness, "These have no field in common"));
    assert!(has(&harness, "1 × Lambda function, ") || has(&harness, ", 1 × Lambda function"));
}

/// IN-3
#[test]
fn lists_and_switches_that_differ_say_so_and_take_one_value_for_all() {
    let text = r#"{ "plat": 1, "resources": {
        "us-east-1": { "kind": "region" },
        "a": { "kind": "nat_gateway", "in": "s", "connectivity_type": "private" },
        "b": { "kind": "nat_gateway", "in": "s" },
        "s": { "kind": "subnet", "in": "v", "cidr_block": "10.0.0.0/24", "map_public_ip_on_launch": true },
        "t": { "kind": "subnet", "in": "v", "cidr_block": "10.0.1.0/24" },
        "v": { "kind": "vpc", "in": "us-east-1" }
    } }"#;
    let mut harness = selected(text, &["a", "b"]);
    let find = |node: &egui_kittest::kittest::AccessKitNode<'_>| {
        node.role() == Role::ComboBox && node.label().is_some_and(|it| it.starts_with("Connectivity"))
    };
    let list = harness.get_by(find).accesskit_node().label().unwrap();
    assert_eq!(harness.get_by(find).accesskit_node().value().as_deref(), Some("Mixed"));
    choose(&mut harness, &list, "Private");
    assert!(written(&harness, "a", "connectivity_type") == written(&harness, "b", "connectivity_type"));
    assert!(written(&harness, "b", "connectivity_type").is_some());

    let mut harness = selected(text, &["s", "t"]);
    let flag = |node: &egui_kittest::kittest::AccessKitNode<'_>| {
        node.role() == Role::CheckBox && node.label().is_some_and(|it| it.contains("ublic"))
    };
    harness.get_by(flag).click();
    harness.run_steps(4);
    for id in ["s", "t"] {
        assert_eq!(written(&harness, id, "map_public_ip_on_launch").as_deref(), Some("true"), "{id}");
    }
}

/// IN-3
#[test]
fn numbers_take_units_and_step_by_the_arrows() {
    let mut harness = selected(SEVERAL, &["small"]);
    write(&mut harness, "Memory", "512 MB");
    assert_eq!(written(&harness, "small", "memory_size").as_deref(), Some("512"));
    key(&mut harness, Modifiers::NONE, Key::ArrowUp);
    assert_eq!(written(&harness, "small", "memory_size").as_deref(), Some("513"));
    key(&mut harness, Modifiers::SHIFT, Key::ArrowDown);
    assert_eq!(written(&harness, "small", "memory_size").as_deref(), Some("503"));
    assert_eq!(value(&harness, "Memory"), "503");
    write(&mut harness, "Memory", "10240");
    key(&mut harness, Modifiers::NONE, Key::ArrowUp);
    assert_eq!(written(&harness, "small", "memory_size").as_deref(), Some("10240"), "the limit holds");
}

/// IN-3, DOC-1
#[test]
fn a_number_is_dragged_by_its_name_in_one_step() {
    let mut harness = selected(SEVERAL, &["small"]);
    let from = harness.get_by_label("Memory, default").rect().center();
    harness.hover_at(from);
    harness.run_steps(1);
    harness.drag_at(from);
    harness.run_steps(1);
    for far in [20.0, 40.0, 80.0] {
        harness.hover_at(from + egui::vec2(far, 0.0));
        // Longer than a burst of typing may pause.
        harness.run_steps(5);
    }
    harness.drop_at(from + egui::vec2(80.0, 0.0));
    harness.run_steps(3);
    assert_eq!(written(&harness, "small", "memory_size").as_deref(), Some("148"));
    undo(&mut harness);
    assert_eq!(written(&harness, "small", "memory_size"), None, "the whole drag is one step");
}

/// IN-2
#[test]
fn a_bad_value_says_so_below_and_the_last_good_one_stays() {
    let mut harness = selected(SEVERAL, &["small"]);
    write(&mut harness, "Memory", "64");
    assert!(has(&harness, "64 is not from 128 to 10240"));
    write(&mut harness, "Memory", "much");
    assert!(has(&harness, "much is not a number of MB"));
    assert_eq!(written(&harness, "small", "memory_size"), None);
    key(&mut harness, Modifiers::NONE, Key::Tab);
    assert!(!has(&harness, "is not a number"));
    assert_eq!(value(&harness, "Memory"), "128");
}

/// IN-2
#[test]
fn defaults_are_shown_as_such_and_come_back_by_reset() {
    let mut harness = selected(SEVERAL, &["large"]);
    assert!(harness.query_by_label("Mean duration, default").is_some());
    assert!(harness.query_by_label("Reset Mean duration").is_none());
    assert!(harness.query_by_label("Memory, default").is_none());
    click(&mut harness, "Reset Memory");
    assert_eq!(written(&harness, "large", "memory_size"), None);
    assert!(harness.query_by_label("Memory, default").is_some());
    undo(&mut harness);
    assert_eq!(written(&harness, "large", "memory_size").as_deref(), Some("1024"));
}

/// IN-2
#[test]
fn help_is_the_text_of_the_declaration_with_its_page() {
    let mut harness = selected(SEVERAL, &["large"]);
    let name = |node: &egui_kittest::kittest::AccessKitNode<'_>| {
        node.role() == Role::Label && node.value().or(node.label()).as_deref() == Some("Memory")
    };
    harness.get_by(name).hover();
    harness.run_steps(8);
    assert!(has(&harness, "Default: 128 MB"));
    let links =
        names(&harness, Role::Link).into_iter().filter(|it| it.starts_with("https://docs.aws")).count();
    assert!(links >= 2, "of the kind, and of the field");
}

/// IN-1
#[test]
fn the_inspector_has_all_its_parts_in_order() {
    // High enough for all of it.
    let mut harness = editor_of(Theme::Light, egui::vec2(1440.0, 2600.0));
    open(&mut harness, "model.json", BROKEN);
    let id = "place-order".parse().unwrap();
    harness.state_mut().as_mut().unwrap().state.selection = Selection::node(id);
    harness.run_steps(3);
    assert!(has(&harness, "Lambda function · vpc-main › private-a"));
    let y = |harness: &Harness<'_, Option<App>>, label: &str| {
        let all = harness.query_all_by_label(label);
        all.map(|node| node.rect().top()).fold(f32::NAN, f32::max)
    };
    let order = ["Memory, default", "Log per call, default", "Connect to…", "What it reaches"];
    let places = order.map(|label| y(&harness, label));
    assert!(places.is_sorted() && places.iter().all(|y| y.is_finite()), "{places:?}");
    assert!(has(&harness, "→ orders, Not reached") && has(&harness, "← orders-api, Reached"));
    let asks = |harness: &mut Harness<'_, Option<App>>, label: &str| {
        harness.get_by_label(label).scroll_to_me();
        harness.run_steps(3);
        click(harness, label);
        rest(harness);
    };
    asks(&mut harness, "What it reaches");
    assert!(has(&harness, "place-order reaches"));
    let mut harness =
        selected(include_str!("../../../models/public-private-nat-web-server/model.json"), &["web"]);
    asks(&mut harness, "What reaches it");
    assert!(has(&harness, "web is reached by"));
}

/// IN-1, DOC-1
#[test]
fn a_read_only_design_is_inspected_and_not_edited() {
    let mut harness = with_model(BROKEN);
    let id = "place-order".parse().unwrap();
    let app = harness.state_mut().as_mut().unwrap();
    app.doc.read_only = Some(crate::base::Message::plain(&crate::gui::strings::READ_ONLY));
    app.state.selection = Selection::node(id);
    harness.run_steps(3);
    for name in ["Name", "Memory"] {
        assert!(field(&harness, name).accesskit_node().is_disabled(), "{name}");
    }
    assert!(names(&harness, Role::Button).iter().all(|it| !it.starts_with("Reset ")));
    assert!(has(&harness, "→ orders, Not reached"));
}

/// IN-1, DOC-1
#[test]
fn tags_are_added_renamed_given_values_and_removed() {
    let mut harness = selected(BROKEN, &["orders"]);
    let tags = |harness: &Harness<'_, Option<App>>| tags_of(harness, "orders");
    harness.get_by_label("+ Add tag").scroll_to_me();
    harness.run_steps(3);
    click(&mut harness, "+ Add tag");
    assert_eq!(tags(&harness), ["tag="]);
    write(&mut harness, "Key of tag tag", "team");
    assert_eq!(tags(&harness), ["tag="], "a key is taken when the person is done with it");
    key(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(tags(&harness), ["team="]);
    write(&mut harness, "Value of tag team", "web");
    assert_eq!(tags(&harness), ["team=web"]);
    click(&mut harness, "+ Add tag");
    write(&mut harness, "Key of tag tag", "team");
    assert!(has(&harness, "there is a tag of this key already"));
    key(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(tags(&harness), ["tag=", "team=web"], "the last good one stays");
    click(&mut harness, "Remove tag team");
    assert_eq!(tags(&harness), ["tag="]);
    // Step by step, and no further: what was typed is one step.
    for expect in [vec!["tag=", "team=web"], vec!["team=web"], vec!["team="], vec!["tag="], vec![]] {
        undo(&mut harness);
        assert_eq!(tags(&harness), expect);
    }
    // In Korean, and where nothing may be edited.
    let app = harness.state_mut().as_mut().unwrap();
    app.set_language(Lang::Ko);
    harness.run_steps(3);
    click(&mut harness, "+ 태그 추가");
    assert_eq!(tags(&harness), ["tag="]);
    let shared = crate::base::Message::plain(&crate::gui::strings::SHARED);
    harness.state_mut().as_mut().unwrap().doc.read_only = Some(shared);
    harness.run_steps(3);
    click(&mut harness, "+ 태그 추가");
    assert_eq!(tags(&harness), ["tag="]);
    assert!(field(&harness, "태그 tag의 값").accesskit_node().is_disabled());
}

fn tags_of(harness: &Harness<'_, Option<App>>, id: &str) -> Vec<String> {
    let node = harness.state().as_ref().unwrap().model().node(&id.parse().unwrap()).unwrap();
    node.tags.iter().map(|(key, value)| format!("{key}={value}")).collect()
}

/// IN-1, IN-3: tags that several resources have are edited for all of them in one step; the others stay.
#[test]
fn tags_of_several_are_edited_together() {
    let text = SEVERAL
        .replace(
            "\"in\": \"us-east-1\", \"memory",
            "\"in\": \"us-east-1\", \"tags\": {\"team\": \"web\", \"own\": \"x\"}, \"memory",
        )
        .replace("\"sqs_queue\", ", "\"sqs_queue\", \"tags\": {\"team\": \"jobs\"}, ");
    let mut harness = selected(&text, &["large", "jobs"]);
    assert_eq!(tags_of(&harness, "large"), ["own=x", "team=web"]);
    harness.get_by_label("+ Add tag").scroll_to_me();
    harness.run_steps(3);
    assert_eq!(value(&harness, "Value of tag team"), "", "it differs");
    assert!(!has(&harness, "Value of tag own"), "one of them has it");
    write(&mut harness, "Value of tag team", "shop");
    assert_eq!(tags_of(&harness, "large"), ["own=x", "team=shop"]);
    assert_eq!(tags_of(&harness, "jobs"), ["team=shop"]);
    write(&mut harness, "Key of tag team", "own");
    assert!(has(&harness, "there is a tag of this key already"), "of one of them");
    write(&mut harness, "Key of tag team", "owner");
    key(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(tags_of(&harness, "jobs"), ["owner=shop"]);
    click(&mut harness, "+ Add tag");
    assert_eq!(tags_of(&harness, "large"), ["own=x", "owner=shop", "tag="]);
    click(&mut harness, "Remove tag owner");
    assert_eq!(
        [tags_of(&harness, "large"), tags_of(&harness, "jobs")],
        [vec!["own=x", "tag="], vec!["tag="]]
    );
    for _ in 0..4 {
        undo(&mut harness);
    }
    assert_eq!(tags_of(&harness, "jobs"), ["team=jobs"], "a step each");
    assert_eq!(tags_of(&harness, "large"), ["own=x", "team=web"]);
}

/// IN-1: settings come first, then what is said of usage for the bill.
#[test]
fn fields_are_in_the_groups_that_kinds_declare() {
    let harness = selected(SEVERAL, &["small"]);
    let top = |name: &str| field(&harness, name).rect().top();
    let usage = harness.get_by_label("Usage").rect().top();
    assert!(top("Memory") < usage && top("Timeout") < usage && usage < top("Mean duration"));
    let harness = selected(SEVERAL, &["jobs"]);
    assert!(has(&harness, "Usage"));
    let harness = selected(BROKEN, &["vpc-main"]);
    assert!(!has(&harness, "Usage"), "it has none");
}
