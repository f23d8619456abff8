//! The cost tab: the bill, how it grows, other designs, how serverless it is, and what leaves the editor.

use super::*;
use crate::gui::{
    command::Command,
    costing::CostView,
    state::{Act, Gesture},
};

const HTTP: &str = include_str!("../../../models/http-api-lambda-dynamodb/model.json");
const WEB: &str = include_str!("../../../models/public-private-nat-web-server/model.json");
const CONTAINERS: &str = include_str!("../../../models/load-balancer-fargate-aurora/model.json");

/// The same behind the dearer kind of API.
fn rest_api() -> String {
    HTTP.replace("\"http_api\"", "\"rest_api\"")
}

/// The same where no price is known.
fn without_prices() -> String {
    HTTP.replace(r#"{ "kind": "region" }"#, r#"{ "kind": "region", "region_name": "sa-east-1" }"#)
}

fn cost_tab(text: &str) -> Harness<'static, Option<App>> {
    let mut harness = with_model(text);
    click_start(&mut harness, Role::Tab, "Cost");
    rest(&mut harness);
    harness
}

fn view(harness: &mut Harness<'_, Option<App>>, name: &str) {
    click(harness, name);
    rest(harness);
}

fn rows(harness: &Harness<'_, Option<App>>) -> Vec<String> {
    names(harness, Role::Row)
}

/// The cost that a row says, with its four decimals.
fn amount(row: &str) -> f64 {
    let cells: Vec<&str> = row.rsplitn(3, ", ").collect();
    cells[1].replace(',', "").parse().unwrap()
}

fn app<'a>(harness: &'a mut Harness<'_, Option<App>>) -> &'a mut App {
    harness.state_mut().as_mut().unwrap()
}

#[test]
fn an_empty_design_has_no_bill() {
    let mut harness = cost_tab("{\"plat\": 1}");
    assert!(has(&harness, "Nothing costs yet"));
    view(&mut harness, "Growth");
    assert!(has(&harness, "Add a client"));
    view(&mut harness, "Instead");
    assert!(has(&harness, "Plat knows no other design"));
    view(&mut harness, "Serverless");
    assert!(has(&harness, "Nothing to judge"));
}

#[test]
fn every_line_is_a_row_and_totals_stand_beside() {
    let harness = cost_tab(HTTP);
    let (lines, marginal) = {
        let bill = harness.state().as_ref().unwrap().doc.analysis.bill();
        (bill.lines.len(), crate::gui::numbers::dollars(bill.marginal_per_million))
    };
    let rows = rows(&harness);
    assert_eq!(rows.len(), lines, "{rows:#?}");
    assert!(has(&harness, &format!("one more million requests: {marginal}")));
    for total in ["fixed per month: $", "this month: $", "at 1M requests: $", "at 100M requests: $"] {
        assert!(has(&harness, total), "{total}: {:#?}", names(&harness, Role::Label));
    }
    assert!(!has(&harness, "at least"));
}

#[test]
fn titles_sort_by_their_columns_both_ways() {
    let mut harness = cost_tab(HTTP);
    click(&mut harness, "USD a month");
    let falling: Vec<f64> = rows(&harness).iter().map(|row| amount(row)).collect();
    assert!(falling.is_sorted_by(|a, b| a >= b), "{falling:?}");
    click(&mut harness, "USD a month, highest first");
    let rising: Vec<f64> = rows(&harness).iter().map(|row| amount(row)).collect();
    assert!(rising.is_sorted(), "{rising:?}");
    assert!(has(&harness, "USD a month, lowest first"));
    click(&mut harness, "Resource");
    let by_name = rows(&harness);
    assert!(
        by_name.is_sorted_by_key(|row| row.split(", ").next().unwrap_or_default().to_owned()),
        "{by_name:?}"
    );
    // It is remembered while another tab is shown.
    click_start(&mut harness, Role::Tab, "Findings");
    click_start(&mut harness, Role::Tab, "Cost");
    assert!(has(&harness, "Resource, lowest first"));
}

#[test]
fn a_line_unfolds_to_its_arithmetic_and_its_source() {
    let mut harness = cost_tab(HTTP);
    assert!(!has(&harness, "Arithmetic: "));
    click_start(&mut harness, Role::Row, "orders-api");
    assert!(has(&harness, "Arithmetic: ") && has(&harness, " USD"), "{:#?}", names(&harness, Role::ListItem));
    assert!(has(&harness, "(observed 20"), "the source has its date");
    assert!(has(&harness, "api_gateway.http_requests"), "the price has its key");
    let selected = app(&mut harness).state.selection.single().map(ToString::to_string);
    assert_eq!(selected.as_deref(), Some("orders-api"));
    // It stays unfolded when the bill changes.
    click(&mut harness, "Free tier");
    rest(&mut harness);
    assert!(has(&harness, "Arithmetic: "));
    click_start(&mut harness, Role::Row, "orders-api");
    assert!(!has(&harness, "Arithmetic: "));
}

#[test]
fn terms_are_those_of_this_panel_only() {
    let mut harness = cost_tab(HTTP);
    let before = app(&mut harness).doc.analysis.bill().clone();
    click(&mut harness, "Free tier");
    rest(&mut harness);
    click(&mut harness, "USD a month");
    click(&mut harness, "USD a month, highest first");
    assert!(rows(&harness)[0].starts_with("whole account, free tier"), "{:#?}", rows(&harness));
    choose(&mut harness, "Region", "ap-northeast-2 Seoul");
    rest(&mut harness);
    let there: Vec<String> = rows(&harness);
    choose(&mut harness, "Region", "Regions as drawn");
    rest(&mut harness);
    assert_ne!(rows(&harness), there);
    assert_eq!(*app(&mut harness).doc.analysis.bill(), before);
    assert!(!app(&mut harness).doc.analysis.can_undo());
}

#[test]
fn a_price_that_nobody_knows_is_said_and_totals_are_floors() {
    let mut harness = cost_tab(&without_prices());
    let unknown = rows(&harness).into_iter().filter(|row| row.contains("unknown")).count();
    assert!(unknown > 0, "{:#?}", rows(&harness));
    assert!(has(&harness, "this month: at least $"), "{:#?}", names(&harness, Role::Label));
    click_start(&mut harness, Role::Row, "orders-api");
    assert!(has(&harness, "Source: Plat knows no price for this"));
    view(&mut harness, "Growth");
}

#[test]
fn curves_are_drawn_once_they_are_worked_out() {
    let mut harness = cost_tab(&rest_api());
    view(&mut harness, "Growth");
    let images = names(&harness, Role::Image);
    let plot = images.iter().find(|name| name.starts_with("Monthly cost against requests")).expect("a plot");
    assert!(plot.contains("1M: $") && plot.contains("1B: $"), "{plot}");
    let entries = names(&harness, Role::ListItem);
    assert!(entries.iter().any(|it| it.starts_with("This design, ")), "{entries:#?}");
    assert!(entries.iter().any(|it| it.starts_with("1. ") && it.contains(" a month")), "{entries:#?}");
    harness.run_steps(5);
    assert!(!app(&mut harness).state.kept.is_busy(), "at rest nothing is worked on");
}

#[test]
fn another_design_is_applied_as_one_step_and_nothing_before() {
    let mut harness = cost_tab(&rest_api());
    let before = (revision(&harness), app(&mut harness).model().clone());
    view(&mut harness, "Instead");
    let entries = names(&harness, Role::ListItem);
    assert!(entries.iter().any(|it| it.starts_with("1. ") && it.contains("saves $")), "{entries:#?}");
    assert!(has(&harness, " a month now, "));
    assert_eq!(revision(&harness), before.0, "looking changes nothing");
    let dear = app(&mut harness).doc.analysis.bill().monthly_total;
    click(&mut harness, "Apply alternative 1");
    rest(&mut harness);
    assert!(app(&mut harness).doc.analysis.bill().monthly_total < dear);
    key(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(*app(&mut harness).model(), before.1, "one undo takes it back");
    rest(&mut harness);
    assert!(has(&harness, "Apply alternative 1"));
}

#[test]
fn nothing_is_applied_to_a_design_that_is_read_only() {
    static WHY: crate::base::Text = crate::base::text!("a test", "시험");
    let mut harness = cost_tab(&rest_api());
    app(&mut harness).doc.read_only = Some(crate::base::Message::plain(&WHY));
    view(&mut harness, "Instead");
    let before = revision(&harness);
    let disabled = harness.get_by_label("Apply alternative 1").accesskit_node().is_disabled();
    assert!(disabled);
    click(&mut harness, "Apply alternative 1");
    rest(&mut harness);
    assert_eq!(revision(&harness), before);
}

#[test]
fn a_design_says_how_serverless_it_is() {
    let mut harness = cost_tab(HTTP);
    view(&mut harness, "Serverless");
    assert!(has(&harness, "Serverless") && has(&harness, "place-order, FaaS"));
    assert!(has(&harness, "Operating system: "), "{:#?}", names(&harness, Role::ListItem));
    let mut harness = cost_tab(CONTAINERS);
    view(&mut harness, "Serverless");
    assert!(has(&harness, "artly serverless") || has(&harness, "Not serverless"));
    assert!(has(&harness, "while idle"), "{:#?}", names(&harness, Role::ListItem));
}

#[test]
fn the_bill_leaves_as_a_table_and_the_design_stays_what_it_is() {
    let mut harness = cost_tab(HTTP);
    let name = app(&mut harness).doc.file.clone();
    click(&mut harness, "Export bill as CSV");
    assert!(has(&harness, "Saved as model-bill.csv"));
    let ctx = harness.ctx.clone();
    app(&mut harness).act(&ctx, Act::Do(Command::ExportMarkdown));
    app(&mut harness).act(&ctx, Act::Do(Command::SaveAs));
    harness.run_steps(3);
    let handed = app(&mut harness).host.handed().to_vec();
    let names: Vec<_> = handed.iter().map(|it| (it.name.as_str(), it.mime)).collect();
    let expected = [
        ("model-bill.csv", "text/csv"),
        ("model-bill.md", "text/markdown"),
        ("model.json", "application/json"),
    ];
    assert_eq!(names, expected);
    assert!(handed[0].bytes.starts_with(b"Resource,Component,") && handed[0].bytes.ends_with(b"\r\n"));
    assert!(handed[1].bytes.starts_with(b"| Resource | "));
    assert_eq!(app(&mut harness).doc.file, name);
}

#[test]
fn containers_say_what_is_spent_inside() {
    let mut harness = with_model(WEB);
    click(&mut harness, "Outline");
    let items = names(&harness, Role::TreeItem);
    let sum = |start: &str| items.iter().find(|it| it.starts_with(start)).cloned().unwrap_or_default();
    assert!(sum("Subnet public-a").contains(" a month inside"), "{items:#?}");
    assert!(sum("VPC vpc-main").contains(" inside") && sum("Region us-east-1").contains(" inside"));
}

#[test]
fn an_edit_makes_the_bill_anew() {
    let mut harness = cost_tab(HTTP);
    let ctx = harness.ctx.clone();
    let edits = vec![crate::model::edit::Edit::Remove { id: "orders".parse().unwrap() }];
    app(&mut harness).act(&ctx, Act::Edit { gesture: Gesture::One, edits });
    rest(&mut harness);
    assert!(!rows(&harness).is_empty() && rows(&harness).iter().all(|row| !row.starts_with("orders,")));
}

#[test]
fn every_view_in_every_language_theme_and_width() {
    let (dear, unknown) = (rest_api(), without_prices());
    for (theme, lang, width) in
        [(Theme::Light, Lang::En, 1440.0), (Theme::Dark, Lang::Ko, 1440.0), (Theme::Light, Lang::Ko, 1024.0)]
    {
        for text in [HTTP, WEB, CONTAINERS, &dear, &unknown, r#"{"plat": 1}"#] {
            let mut harness = editor_of(theme, egui::vec2(width, 700.0));
            open(&mut harness, "model.json", text);
            harness.state_mut().as_mut().unwrap().set_language(lang);
            app(&mut harness).state.bottom_tab = crate::gui::state::BottomTab::Cost;
            app(&mut harness).state.cost.terms.free = true;
            for view in CostView::ALL {
                app(&mut harness).state.cost.view = view;
                rest(&mut harness);
                let first = names(&harness, Role::Row).into_iter().next();
                if let Some(first) = first {
                    click_start(&mut harness, Role::Row, &first);
                }
            }
        }
    }
}
