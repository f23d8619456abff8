//! The reachability tab: questions, everything that stops packets, and what would turn an answer round.

use super::*;

/// An application and a database: its packets are stopped four times, there and back.
const STOPPED: &str = r#"{
  "plat": 1,
  "resources": {
    "r": {"kind": "region"},
    "v": {"kind": "vpc", "in": "r", "main_route_table_id": "main"},
    "main": {"kind": "route_table", "in": "v"},
    "s1": {"kind": "subnet", "in": "v", "cidr_block": "10.0.1.0/24"},
    "s2": {"kind": "subnet", "in": "v", "cidr_block": "10.0.2.0/24", "network_acl_id": "acl"},
    "acl": {"kind": "network_acl", "in": "v",
            "ingress": [{"rule_number": 90, "rule_action": "deny", "protocol": "tcp", "port_range": "5432"}, {}],
            "egress": [{"protocol": "tcp", "port_range": "0-1023"}]},
    "sg-app": {"kind": "security_group", "in": "v", "egress": []},
    "sg-db": {"kind": "security_group", "in": "v"},
    "app": {"kind": "instance", "in": "s1", "security_group_ids": ["sg-app"], "operating_system": "linux"},
    "db": {"kind": "instance", "in": "s2", "security_group_ids": ["sg-db"]}
  },
  "connections": {
    "app-db": { "from": "app", "to": "db", "kind": "network", "ports": "5432" }
  }
}"#;

const WEB: &str = include_str!("../../../models/public-private-nat-web-server/model.json");

#[test]
fn everything_that_stops_packets_is_listed_and_leads_to_its_resource() {
    let mut harness = with_model(STOPPED);
    select(&mut harness, "EC2 instance app, in s1");
    let blockers: Vec<String> =
        names(&harness, Role::ListItem).into_iter().filter(|name| name.starts_with("Blocker ")).collect();
    assert_eq!(blockers.len(), 4, "{blockers:#?}");
    for (blocker, parts) in blockers.iter().zip([
        ["sg-app", "on the way there", "SG_HAS_NO_RULES"],
        ["acl, ingress rule 90", "on the way there", "SUBNET_ACL_RESTRICTION"],
        ["sg-db", "on the way there", "SG_HAS_NO_RULES"],
        ["acl", "on the way back", "SUBNET_ACL_RESTRICTION"],
    ]) {
        for part in parts {
            assert!(blocker.contains(part), "{part} in {blocker}");
        }
    }
    click_start(&mut harness, Role::ListItem, "Blocker 2");
    let selected = harness.state().as_ref().unwrap().state.selection.single().map(ToString::to_string);
    assert_eq!(selected.as_deref(), Some("acl"));
    assert!(has(&harness, "Blocker 4"), "the trace stays");
    harness.state_mut().as_mut().unwrap().set_language(Lang::Ko);
    harness.run_steps(3);
    assert!(
        has(&harness, "막는 것 2: acl, 인바운드 규칙 90, 가는 길에"),
        "{:#?}",
        names(&harness, Role::ListItem)
    );
}

#[test]
fn a_proposal_is_applied_as_one_step_and_nothing_before() {
    let mut harness = with_model(STOPPED);
    select(&mut harness, "EC2 instance app, in s1");
    let before = revision(&harness);
    click(&mut harness, "Proposals");
    rest(&mut harness);
    assert!(has(&harness, "Smallest edits that would let it pass"));
    assert!(has(&harness, "1. Add an egress rule to sg-app: tcp 5432 to sg-db"));
    assert!(has(&harness, "changes nothing else"));
    assert_eq!(revision(&harness), before, "looking changes nothing");
    click(&mut harness, "Apply proposal 1");
    rest(&mut harness);
    assert!(has(&harness, "Smallest edits that would stop it"), "it passes now, so the other way round");
    click(&mut harness, "Path");
    assert!(has(&harness, "For example tcp 10.0.1.4:") && has(&harness, "followed there and back"));
    assert!(!has(&harness, "Blocker 1"));
    key(&mut harness, Modifiers::COMMAND, Key::Z);
    assert!(has(&harness, "Blocker 4"), "one undo takes all four edits back");
}

#[test]
fn what_would_stop_packets_says_what_else_closes() {
    let mut harness = with_model(WEB);
    choose(&mut harness, "From", "web");
    choose(&mut harness, "To", "app");
    let port =
        harness.get_by(|node| node.role() == Role::TextInput && node.label().as_deref() == Some("Port"));
    port.focus();
    harness.run_steps(2);
    key(&mut harness, Modifiers::COMMAND, Key::A);
    harness.event(egui::Event::Text("8080".into()));
    rest(&mut harness);
    assert!(has(&harness, "web → app, tcp/8080") && has(&harness, "Always"));
    click(&mut harness, "Proposals");
    rest(&mut harness);
    assert!(has(&harness, "1. Remove ingress rule 1 of sg-app, free"));
    assert!(has(&harness, "also closes, web → internet"), "{:#?}", names(&harness, Role::ListItem));
}

#[test]
fn two_clicks_ask_about_two_resources() {
    let mut harness = with_model(WEB);
    key(&mut harness, Modifiers::NONE, Key::R);
    for name in ["Client visitors", "EC2 instance web"] {
        let card = |node: &egui_kittest::kittest::AccessKitNode<'_>| {
            node.role() == Role::ListItem && node.label().is_some_and(|label| label.starts_with(name))
        };
        let at = harness.get_by(card).rect().center();
        harness.hover_at(at);
        harness.run_steps(2);
        harness.drag_at(at);
        harness.run_steps(1);
        harness.drop_at(at);
        harness.run_steps(3);
    }
    rest(&mut harness);
    assert!(has(&harness, "visitors → web, tcp/443"), "{:#?}", names(&harness, Role::Label));
    assert!(has(&harness, "Packets that pass"));
}

#[test]
fn what_an_end_reaches_and_what_reaches_it() {
    let mut harness = with_model(WEB);
    select(&mut harness, "EC2 instance app, in private-a");
    harness
        .get_by(|node| node.role() == Role::Button && node.label().as_deref() == Some("What it reaches"))
        .scroll_to_me();
    harness.run_steps(4);
    click(&mut harness, "What it reaches");
    rest(&mut harness);
    assert!(has(&harness, "app reaches 3 of 3"), "{:#?}", names(&harness, Role::Label));
    assert!(has(&harness, "internet, Reached: icmp; tcp, udp"));
    assert!(has(&harness, "Legend"), "the canvas marks what is reached");
    choose(&mut harness, "Question", "What reaches it");
    choose(&mut harness, "To", "app");
    rest(&mut harness);
    assert!(has(&harness, "app is reached by 1 of 3"), "{:#?}", names(&harness, Role::Label));
    click_start(&mut harness, Role::ListItem, "web, Reached");
    rest(&mut harness);
    assert!(has(&harness, "web → app, all"), "a row leads to its path");
    assert!(!has(&harness, "Legend"), "a way has numbers instead");
}

#[test]
fn what_is_open_to_the_internet_says_why() {
    let mut harness = with_model(WEB);
    choose(&mut harness, "Question", "Open to the internet");
    rest(&mut harness);
    assert!(has(&harness, "web, IPv4, Reached: tcp 443"), "{:#?}", names(&harness, Role::ListItem));
    assert!(has(&harness, "because sg-web, ingress: ingress rule 1"));
    assert!(!has(&harness, "app, IPv4"));
}

#[test]
fn the_matrix_has_a_row_for_each_class() {
    let mut harness = with_model(WEB);
    choose(&mut harness, "Question", "Everything at once");
    rest(&mut harness);
    assert!(has(&harness, "tcp/443: 4 ends"), "{:#?}", names(&harness, Role::Label));
    let cells: Vec<String> =
        names(&harness, Role::Button).into_iter().filter(|name| name.contains(" → ")).collect();
    // Packets from the internet to a visitor are not the design's, so that pair has no cell.
    assert_eq!(cells.len(), 6, "{cells:#?}");
    click(&mut harness, "app → internet, visitors: Reached");
    rest(&mut harness);
    assert!(has(&harness, "app → internet, tcp/443"));
}

#[test]
fn an_edit_makes_the_answer_anew_and_rest_makes_nothing() {
    let mut harness = with_model(WEB);
    choose(&mut harness, "Question", "What reaches it");
    choose(&mut harness, "To", "app");
    rest(&mut harness);
    assert!(has(&harness, "app is reached by 1 of 3") || has(&harness, "app is reached by 0 of 3"));
    harness.run_steps(5);
    assert!(!harness.state().as_ref().unwrap().state.kept.is_busy(), "at rest nothing is worked on");
    select(&mut harness, "Security group sg-app");
    key(&mut harness, Modifiers::NONE, Key::F6);
    let ctx = harness.ctx.clone();
    let app = harness.state_mut().as_mut().unwrap();
    let edits = vec![crate::model::edit::Edit::Remove { id: "web".parse().unwrap() }];
    app.act(&ctx, crate::gui::state::Act::Edit { gesture: crate::gui::state::Gesture::One, edits });
    rest(&mut harness);
    assert!(has(&harness, "app is reached by 0 of 2"), "{:#?}", names(&harness, Role::Label));
}

/// What is at the far end of a VPN connection is not in this model.
const UNSAID: &str = r#"{
  "plat": 1,
  "resources": {
    "r": {"kind": "region"},
    "vpc": {"kind": "vpc", "in": "r"},
    "rtb": {"kind": "route_table", "in": "vpc", "routes": [{"destination": "192.168.0.0/16", "target": "vgw"}]},
    "s1": {"kind": "subnet", "in": "vpc", "cidr_block": "10.0.1.0/24", "route_table_id": "rtb"},
    "sg": {"kind": "security_group", "in": "vpc"},
    "a": {"kind": "instance", "in": "s1", "security_group_ids": ["sg"]},
    "b": {"kind": "instance", "in": "s1", "security_group_ids": ["sg"], "forwarding": "none"},
    "vgw": {"kind": "vpn_gateway", "in": "vpc"},
    "far": {"kind": "customer_gateway", "cidrs": ["192.168.1.0/24"]},
    "vpn": {"kind": "vpn_connection", "in": "r", "gateway_id": "vgw", "customer_gateway_id": "far", "prefixes": ["192.168.1.0/24"]}
  }
}"#;

#[test]
fn every_question_in_every_language_theme_and_width() {
    let designs = [WEB, STOPPED, UNSAID, r#"{"plat": 1}"#];
    for (theme, lang, width) in
        [(Theme::Light, Lang::En, 1440.0), (Theme::Dark, Lang::Ko, 1440.0), (Theme::Light, Lang::Ko, 960.0)]
    {
        for text in designs {
            let mut harness = editor_of(theme, egui::vec2(width, 800.0));
            open(&mut harness, "model.json", text);
            harness.state_mut().as_mut().unwrap().set_language(lang);
            harness.run_steps(4);
            let ends = harness.state().as_ref().unwrap().doc.analysis.placed().to_vec();
            for mode in crate::gui::asking::Mode::ALL {
                let ctx = harness.ctx.clone();
                let app = harness.state_mut().as_mut().unwrap();
                let (from, to) = (ends.first().cloned(), ends.get(1).cloned());
                app.act(&ctx, crate::gui::state::Act::Ask { mode, from, to, traffic: None });
                rest(&mut harness);
                for view in [crate::gui::asking::View::Proposals, crate::gui::asking::View::Path] {
                    harness.state_mut().as_mut().unwrap().state.view = view;
                    rest(&mut harness);
                }
            }
        }
    }
}

#[test]
fn who_takes_something_over_gets_further_by_calls() {
    let mut harness = with_model(include_str!("../../../models/http-api-lambda-dynamodb/model.json"));
    let calls = {
        let app = harness.state().as_ref().unwrap();
        app.model().connections().filter_map(|(_, it)| it.ends()).map(|(from, _)| from.to_string()).collect()
    };
    let calls: Vec<String> = calls;
    let entry = calls.iter().find(|id| id.contains("api")).expect("the design has an API").clone();
    let ctx = harness.ctx.clone();
    let from = Some(crate::model::selector::End::Node(entry.parse().unwrap()));
    let mode = crate::gui::asking::Mode::Taken;
    let app = harness.state_mut().as_mut().unwrap();
    app.act(&ctx, crate::gui::state::Act::Ask { mode, from, to: None, traffic: None });
    rest(&mut harness);
    assert!(has(&harness, "step 1, Call: Invoke"), "{:#?}", names(&harness, Role::ListItem));
    assert!(has(&harness, "step 2, Call: Read and write"), "{:#?}", names(&harness, Role::ListItem));
}
