//! The first minute: the gallery, the tour, the learning page, and what empty panels say.

use super::*;
use crate::gui::{
    command::Command,
    panels::{sheet::Sheet, templates::find, tour},
    state::Act,
};

const WEB: &str = include_str!("../../../models/public-private-nat-web-server/model.json");

type Editor = Harness<'static, Option<App>>;

fn app(harness: &mut Editor) -> &mut App {
    harness.state_mut().as_mut().unwrap()
}

fn fresh(lang: Lang) -> Editor {
    let mut harness = editor(Theme::Light);
    harness.run_steps(3);
    app(&mut harness).set_language(lang);
    harness.run_steps(3);
    harness
}

fn command(harness: &mut Editor, command: Command) {
    let ctx = harness.ctx.clone();
    app(harness).act(&ctx, Act::Do(command));
    harness.run_steps(4);
}

fn click_role(harness: &mut Editor, role: Role, label: &str) {
    harness.get_by(|node| node.role() == role && node.label().as_deref() == Some(label)).click();
    harness.run_steps(4);
}

/// Types over what a field holds.
fn type_over(harness: &mut Editor, field: &str, text: &str) {
    harness.get_by(|node| node.role() == Role::TextInput && node.label().as_deref() == Some(field)).focus();
    harness.run_steps(2);
    type_here(harness, text);
}

fn type_here(harness: &mut Editor, text: &str) {
    key(harness, Modifiers::COMMAND, Key::A);
    harness.event(egui::Event::Text(text.into()));
    harness.run_steps(2);
    key(harness, Modifiers::NONE, Key::Enter);
}

fn title(harness: &mut Editor) -> String {
    app(harness).model().name().to_owned()
}

fn name_of(folder: &str) -> String {
    let template = &TEMPLATES[find(folder).unwrap()];
    crate::model::file::load(template.text).unwrap().model.name().to_owned()
}

#[test]
fn every_template_is_found_in_the_gallery_and_opens() {
    for (at, template) in TEMPLATES.iter().enumerate() {
        let lang = if at % 2 == 0 { Lang::En } else { Lang::Ko };
        let mut harness = fresh(lang);
        click(&mut harness, if lang == Lang::En { "More templates" } else { "템플릿 더 보기" });
        // The search has the keyboard from the start.
        harness.event(egui::Event::Text(template.title.get(lang).into()));
        harness.run_steps(4);
        click_role(&mut harness, Role::Button, template.title.get(lang));
        assert_eq!(title(&mut harness), name_of(template.folder));
        assert!(app(&mut harness).state.lessons.sheet.is_none(), "the gallery is closed");
    }
}

#[test]
fn the_gallery_is_in_the_menu_and_escape_closes_it() {
    let mut harness = with_model(BROKEN);
    command(&mut harness, Command::Templates);
    let cards = names(&harness, Role::Button);
    for template in TEMPLATES {
        assert!(cards.iter().any(|it| it == template.title.en), "{}", template.title.en);
    }
    harness.event(egui::Event::Text("no such thing".into()));
    harness.run_steps(4);
    assert!(has(&harness, "No template has these words"));
    key(&mut harness, Modifiers::NONE, Key::Escape);
    harness.run_steps(2);
    assert!(!has(&harness, "Find a template"));
    // The canvas has the keyboard again.
    key(&mut harness, Modifiers::NONE, Key::Tab);
    assert!(!app(&mut harness).state.selection.is_empty());
}

#[test]
fn a_thumbnail_is_worked_out_a_frame() {
    let mut harness = fresh(Lang::En);
    harness.run_steps(12);
    let made = app(&mut harness).state.lessons.thumbnails.len();
    assert!(made >= 6, "{made}");
    command(&mut harness, Command::Templates);
    let before = app(&mut harness).state.lessons.thumbnails.len();
    harness.run_steps(1);
    let after = app(&mut harness).state.lessons.thumbnails.len();
    assert!(after <= before + 1, "{before}, {after}");
}

fn begin(harness: &mut Editor, lang: Lang) {
    click(harness, if lang == Lang::En { "Take the tour" } else { "둘러보기" });
    harness.run_steps(4);
    assert_eq!(title(harness), name_of(tour::FOLDER));
}

/// Which step the tour is at; nothing once it is over.
fn step(harness: &mut Editor) -> Option<usize> {
    harness.run_steps(3);
    app(harness).state.lessons.tour.as_ref().map(|it| it.step)
}

#[test]
fn the_tour_is_walked_by_pointer_in_both_languages() {
    for (lang, line, blocker, fix, cost, requests, end) in [
        (
            Lang::En,
            "place-order to orders",
            "Blocker 1",
            "Add gateway endpoint",
            "Cost",
            "Requests per month",
            "End tour",
        ),
        (
            Lang::Ko,
            "place-order에서 orders",
            "막는 것 1",
            "게이트웨이 엔드포인트 추가",
            "비용",
            "월 요청 수",
            "둘러보기 끝내기",
        ),
    ] {
        let mut harness = fresh(lang);
        begin(&mut harness, lang);
        assert_eq!(step(&mut harness), Some(0));
        let words = if lang == Lang::En { "The red line: " } else { "빨간 선: " };
        let said = harness.query_all_by(|node| {
            node.role() == Role::Status && node.label().is_some_and(|it| it.starts_with(words))
        });
        assert_eq!(said.count(), 2, "a reader hears the step: the card has it, and the live region");
        click_start(&mut harness, Role::Link, line);
        assert_eq!(step(&mut harness), Some(1));
        click_start(&mut harness, Role::ListItem, blocker);
        assert_eq!(step(&mut harness), Some(2));
        click(&mut harness, fix);
        assert_eq!(step(&mut harness), Some(3));
        click_start(&mut harness, Role::Tab, cost);
        assert_eq!(step(&mut harness), Some(4));
        type_over(&mut harness, requests, "10M");
        assert_eq!(step(&mut harness), Some(5));
        click(&mut harness, end);
        assert_eq!(step(&mut harness), None);
        assert!(app(&mut harness).doc.analysis.findings().iter().all(|it| it.rule.code != "REACH001"));
    }
}

/// Walks with Tab until the widget of a role whose name begins so has the keyboard.
fn tab_to_start(harness: &mut Editor, role: Role, start: &str) {
    for _ in 0..250 {
        let there = harness.query_all_by(|node| {
            node.is_focused() && node.role() == role && node.label().is_some_and(|it| it.starts_with(start))
        });
        if there.count() > 0 {
            return;
        }
        let on_canvas =
            harness.query_all_by(|node| node.is_focused() && node.role() == Role::Canvas).count() > 0;
        key(harness, Modifiers::NONE, if on_canvas { Key::F6 } else { Key::Tab });
    }
    panic!("Tab does not get to {start}");
}

#[test]
fn the_tour_is_walked_by_keyboard_alone() {
    let mut harness = fresh(Lang::En);
    tab_to(&mut harness, "Take the tour");
    key(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(step(&mut harness), Some(0));
    // The canvas has the keyboard; Tab walks among resources until the function is selected.
    for _ in 0..12 {
        if step(&mut harness) != Some(0) {
            break;
        }
        key(&mut harness, Modifiers::NONE, Key::Tab);
    }
    assert_eq!(step(&mut harness), Some(1));
    tab_to_start(&mut harness, Role::ListItem, "Blocker 1");
    key(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(step(&mut harness), Some(2));
    tab_to(&mut harness, "Add gateway endpoint");
    key(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(step(&mut harness), Some(3));
    tab_to_start(&mut harness, Role::Tab, "Cost");
    key(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(step(&mut harness), Some(4));
    tab_to_start(&mut harness, Role::TextInput, "Requests per month");
    type_here(&mut harness, "10M");
    assert_eq!(step(&mut harness), Some(5));
}

#[test]
fn skipping_does_each_step_and_another_design_ends_the_tour() {
    let mut harness = fresh(Lang::Ko);
    begin(&mut harness, Lang::Ko);
    for at in 0..5 {
        assert_eq!(step(&mut harness), Some(at));
        click(&mut harness, "건너뛰기");
        harness.run_steps(3);
    }
    assert_eq!(step(&mut harness), Some(5));
    assert!(has(&harness, "화살표가 길이 되었습니다"));
    click_role(&mut harness, Role::Button, "배우기");
    assert_eq!(app(&mut harness).state.lessons.sheet, Some(Sheet::Learn));

    let mut harness = fresh(Lang::En);
    begin(&mut harness, Lang::En);
    assert_eq!(step(&mut harness), Some(0));
    // It has a connection of the same name.
    let twin = TEMPLATES[find("private-function-gateway-endpoint").unwrap()].text;
    open(&mut harness, "twin.json", twin);
    assert_eq!(step(&mut harness), None);
}

#[test]
fn a_tour_waits_for_an_answer_about_the_open_design() {
    let mut harness = with_model(WEB);
    select(&mut harness, "EC2 instance app");
    type_over(&mut harness, "Name", "other");
    command(&mut harness, Command::Tour);
    assert!(has(&harness, "Replace the open design?"));
    click(&mut harness, "Cancel");
    harness.run_steps(3);
    assert_eq!(step(&mut harness), None);
    command(&mut harness, Command::Tour);
    click(&mut harness, "Replace");
    assert_eq!(step(&mut harness), Some(0));
}

#[test]
fn every_chapter_opens_and_its_buttons_open_their_templates() {
    for lang in [Lang::En, Lang::Ko] {
        for (chapter, designs) in crate::gui::panels::learn::contents() {
            let open = |harness: &mut Editor| {
                command(harness, Command::Learn);
                click_role(harness, Role::Tab, chapter.get(lang));
            };
            let mut harness = fresh(lang);
            open(&mut harness);
            let heading = harness.query_all_by(|node| {
                node.role() == Role::Heading && node.label().as_deref() == Some(chapter.get(lang))
            });
            assert_eq!(heading.count(), 1);
            assert!(names(&harness, Role::Link).iter().filter(|it| it.starts_with("https://")).count() >= 3);
            assert!(names(&harness, Role::Row).len() >= 2, "a table or a time line");
            for ([english, korean], folder) in designs {
                let mut harness = fresh(lang);
                open(&mut harness);
                let button = if lang == Lang::En { english } else { korean };
                let find = |node: &egui_kittest::kittest::AccessKitNode<'_>| {
                    node.role() == Role::Button && node.label().as_deref() == Some(button.as_str())
                };
                harness.get_by(find).scroll_to_me();
                harness.run_steps(6);
                harness.get_by(find).click();
                harness.run_steps(4);
                assert_eq!(title(&mut harness), name_of(folder), "{button}");
            }
        }
    }
}

#[test]
fn the_table_of_layers_is_what_the_engine_says() {
    let mut harness = fresh(Lang::En);
    command(&mut harness, Command::Learn);
    let rows = names(&harness, Role::Row);
    let runtime = rows.iter().find(|it| it.starts_with("Runtime: ")).expect("a row of the runtime");
    assert_eq!(
        runtime,
        "Runtime: Legacy you, IaaS you, CaaS you, PaaS provider, FaaS provider, BaaS provider, SaaS provider"
    );
}

#[test]
fn empty_panels_say_what_would_appear_and_how() {
    for (lang, outline, tabs, palette) in [
        (
            Lang::En,
            ("Outline", "Resources appear here as a tree"),
            [
                ("Findings", "Findings appear here"),
                ("Reachability", "appears here"),
                ("Cost", "Nothing costs yet"),
            ],
            ("Find a kind", "try another word"),
        ),
        (
            Lang::Ko,
            ("개요", "여기에 트리로"),
            [("진단", "진단이 여기에"), ("도달성", "여기에 나타납니다"), ("비용", "아직 비용이 없습니다")],
            ("종류 찾기", "다른 단어로"),
        ),
    ] {
        let mut harness = fresh(lang);
        click(&mut harness, if lang == Lang::En { "Blank design" } else { "빈 설계" });
        for (tab, words) in tabs {
            click_start(&mut harness, Role::Tab, tab);
            rest(&mut harness);
            assert!(has(&harness, words), "{tab}");
        }
        harness.get_by_label(palette.0).focus();
        harness.run_steps(2);
        harness.event(egui::Event::Text("zzz".into()));
        harness.run_steps(4);
        assert!(has(&harness, palette.1));
        click(&mut harness, outline.0);
        assert!(has(&harness, outline.1));
        // Nothing is selected: the inspector shows the design and how to begin.
        assert!(has(&harness, if lang == Lang::En { "Add a client" } else { "클라이언트를 추가" }));
    }
}

#[test]
fn kinds_and_fields_lead_to_the_page_that_teaches_them() {
    let mut harness = with_model(BROKEN);
    select(&mut harness, "Lambda function place-order");
    let source = "https://docs.aws.amazon.com/lambda/latest/dg/welcome.html";
    assert_eq!(harness.query_all_by(|node| node.label().as_deref() == Some(source)).count(), 1);
    harness
        .get_by(|node| {
            let named = |name: Option<String>| name.as_deref() == Some("Memory, default");
            node.role() == Role::Label && (named(node.value()) || named(node.label()))
        })
        .hover();
    harness.run_steps(40);
    assert_eq!(harness.query_all_by(|node| node.label().as_deref() == Some(source)).count(), 2);
}

#[test]
fn a_narrow_window_has_a_list_of_chapters_to_choose_from() {
    let mut harness = editor_of(Theme::Dark, egui::vec2(660.0, 600.0));
    harness.run_steps(3);
    command(&mut harness, Command::Learn);
    choose(&mut harness, "Chapters", "Stateless functions");
    assert!(has(&harness, "Two calls of a function"));
    click(&mut harness, "Close");
    assert!(!has(&harness, "Two calls of a function"));
}
