//! Files: the export, documents that were open before, older states, refusals, and how dialogs keep the keyboard.

use super::*;
use crate::{
    analysis::{Analysis, Look, Sketch, importing::Source},
    export::{FORMATS, Format, font::Fonts, picture::Options, theme::Theme as Colours},
    gui::{
        filing::FileAct,
        host::{Event, Host, Outgoing, Snapshot},
        state::{Act, Dialog, Selection},
    },
    model::file,
};
use std::path::{Path, PathBuf};

const KOREAN: &str = r#"{ "plat": 1, "name": "주문", "resources": {
    "서울": { "kind": "region", "region_name": "ap-northeast-2" },
    "주문-함수": { "kind": "lambda_function", "in": "서울" } } }"#;

fn app<'h>(harness: &'h mut Harness<'_, Option<App>>) -> &'h mut App {
    harness.state_mut().as_mut().unwrap()
}

fn focused(harness: &Harness<'_, Option<App>>) -> Vec<String> {
    harness.query_all_by(|node| node.is_focused()).filter_map(|node| node.accesskit_node().label()).collect()
}

/// Opens the export and chooses.
fn choose(harness: &mut Harness<'_, Option<App>>, choices: &[&str]) {
    key(harness, Modifiers::COMMAND, Key::E);
    choices.iter().for_each(|choice| click(harness, choice));
}

/// Writes what was chosen.
fn written(harness: &mut Harness<'_, Option<App>>) -> Outgoing {
    let find = |node: &egui_kittest::kittest::AccessKitNode<'_>| {
        node.role() == Role::Button && node.label().as_deref() == Some("Export")
    };
    harness.get_by(find).click();
    for _ in 0..200 {
        harness.run_steps(1);
        if app(harness).state.dialog.is_none() {
            break;
        }
    }
    harness.run_steps(3);
    app(harness).host.handed().last().cloned().expect("a file was written")
}

/// What the command line writes of the same design.
fn sketched(text: &str, format: &str, options: &Options, theme: Colours, scale: u8) -> Vec<u8> {
    let analysis = Analysis::new(file::load(text).unwrap().model);
    let mut sketch = Sketch::new(&analysis, Format::named(format).unwrap());
    while sketch.step(&analysis) {}
    sketch.write(&analysis, &Look { fonts: &Fonts::built_in(), options, theme, scale }).unwrap()
}

/// DOC-8: each format, as the command line writes it.
#[test]
fn every_format_is_written_as_the_command_line_writes_it() {
    for text in [BROKEN, KOREAN] {
        let mut harness = with_model(text);
        for format in FORMATS {
            // The colours are those of the window until one says otherwise; the design itself has none.
            let drawn = format.shows.is_picture();
            let choices = [format.label.en, "Light"];
            choose(&mut harness, &choices[..if drawn { 2 } else { 1 }]);
            let file = written(&mut harness);
            assert_eq!(file.name, format!("model.{}", format.ending));
            assert_eq!((file.mime, file.paint), (format.media_type, None));
            let expect = sketched(text, format.name, &Options::default(), Colours::Light, 1);
            assert!(file.bytes == expect, "{}", format.name);
            assert!(has(&harness, &format!("Saved as model.{}", format.ending)));
        }
        assert!(!app(&mut harness).doc.is_dirty(), "a copy changes nothing");
    }
}

/// DOC-8: PNG in 1×, 2× and 4×; selection; transparent; without overlays; with a legend; dark.
#[test]
fn every_option_of_the_export_is_kept_to() {
    let mut harness = with_model(BROKEN);
    let size = |bytes: &[u8]| {
        assert!(bytes.starts_with(b"\x89PNG"));
        let side = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
        (side(16), side(20))
    };
    choose(&mut harness, &["Picture (PNG)", "1×"]);
    let (w, h) = size(&written(&mut harness).bytes);
    for (choice, scale) in [("2×", 2), ("4×", 4)] {
        choose(&mut harness, &[choice]);
        let file = written(&mut harness);
        assert_eq!(file.name, format!("model@{scale}x.png"));
        assert_eq!(size(&file.bytes), (w * scale, h * scale));
    }
    app(&mut harness).state.selection = Selection::node("vpc-main".parse().unwrap());
    harness.run_steps(2);
    let ticks = ["Findings, costs and refusals", "Legend", "Transparent background"];
    let all = [&["Drawing (SVG)", "Selection (1)", "Dark"], ticks.as_slice()].concat();
    choose(&mut harness, &all);
    let file = written(&mut harness);
    let options = Options {
        overlays: false,
        legend: true,
        transparent: true,
        only: ["vpc-main".parse().unwrap()].into(),
        ..Options::default()
    };
    assert!(file.bytes == sketched(BROKEN, "svg", &options, Colours::Dark, 1), "all of them at once");
    // The next time everything is there again but the selection, which may be another one.
    let whole = Options { only: [].into(), ..options };
    choose(&mut harness, &["Dark"]);
    assert!(written(&mut harness).bytes == sketched(BROKEN, "svg", &whole, Colours::Dark, 1));
}

/// DOC-8: words of a drawing are in the language of the interface.
#[test]
fn the_export_speaks_korean() {
    let mut harness = with_model(KOREAN);
    app(&mut harness).set_language(Lang::Ko);
    choose(&mut harness, &["그림 (SVG)", "밝게"]);
    harness.get_by(|it| it.role() == Role::Button && it.label().as_deref() == Some("내보내기")).click();
    harness.run_steps(20);
    let bytes = app(&mut harness).host.handed().last().unwrap().bytes.clone();
    let options = Options { lang: Lang::Ko, ..Options::default() };
    assert!(bytes == sketched(KOREAN, "svg", &options, Colours::Light, 1));
}

/// DOC-8, section 2: a picture that is too large says so, and the dialog stays.
#[test]
fn an_export_that_fails_says_why_and_what_to_do() {
    let far = r#"{ "plat": 1, "resources": { "a": { "kind": "client" }, "b": { "kind": "client" } },
        "layout": { "a": [0, 0], "b": [100000, 0] } }"#;
    let mut harness = with_model(far);
    choose(&mut harness, &["Picture (PNG)"]);
    harness.get_by(|it| it.role() == Role::Button && it.label().as_deref() == Some("Export")).click();
    harness.run_steps(20);
    assert!(has(&harness, "The picture would have") && has(&harness, "smaller scale"));
    assert!(app(&mut harness).host.handed().is_empty());
    assert_eq!(app(&mut harness).state.dialog, Some(Dialog::Export));
}

/// Section 1: a dialog takes the keyboard, keeps Tab, closes with Esc, and gives the keyboard back.
#[test]
fn a_dialog_takes_the_keyboard_keeps_it_and_gives_it_back() {
    let mut harness = with_model(BROKEN);
    let name = |node: &egui_kittest::kittest::AccessKitNode<'_>| {
        node.role() == Role::TextInput && node.label().as_deref() == Some("Name")
    };
    harness.get_by(name).focus();
    harness.run_steps(3);
    let before = focused(&harness);
    key(&mut harness, Modifiers::COMMAND, Key::E);
    assert_eq!(focused(&harness), ["Drawing (SVG)"]);
    let mut seen = Vec::new();
    for _ in 0..24 {
        key(&mut harness, Modifiers::NONE, Key::Tab);
        seen.extend(focused(&harness));
    }
    for inside in ["Picture (PNG)", "Export", "Cancel", "Drawing (SVG)", "Legend"] {
        assert!(seen.iter().any(|it| it == inside), "{inside}: {seen:?}");
    }
    assert!(!seen.iter().any(|it| it == "Select" || it == "Name" || it == "Find a kind"), "{seen:?}");
    // A picture is chosen and written by the keyboard alone.
    key(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(app(&mut harness).state.dialog.is_none());
    harness.run_steps(2);
    assert_eq!(focused(&harness), before);
    key(&mut harness, Modifiers::COMMAND, Key::E);
    while focused(&harness) != ["Export"] {
        key(&mut harness, Modifiers::NONE, Key::Tab);
    }
    key(&mut harness, Modifiers::NONE, Key::Enter);
    harness.run_steps(20);
    assert_eq!(app(&mut harness).host.handed().len(), 1);
    // Where nothing had it, the canvas gets it.
    let act = Act::Open(crate::gui::host::Incoming {
        name: "bad.json".to_owned(),
        bytes: b"{".to_vec(),
        place: None,
        origin: crate::gui::host::Origin::File,
    });
    let ctx = harness.ctx.clone();
    app(&mut harness).act(&ctx, act);
    harness.run_steps(3);
    assert_eq!(focused(&harness), ["Close"]);
    key(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(app(&mut harness).state.dialog.is_none());
}

/// Section 2, "Error": what failed can be copied whole.
#[test]
fn details_of_a_refusal_can_be_copied() {
    let mut harness = with_model(BROKEN);
    open(&mut harness, "bad.json", "{");
    harness.get_by_label("Copy details").click();
    harness.step();
    let copied = harness.output().platform_output.commands.iter().find_map(|command| match command {
        egui::OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    let copied = copied.expect("it is on the clipboard");
    assert!(copied.contains("This file cannot be opened") && copied.contains("bad.json, line 1"), "{copied}");
}

/// A folder of its own with two designs, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("plat-files-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        std::fs::write(path.join("broken.json"), BROKEN).unwrap();
        std::fs::write(path.join("korean.json"), KOREAN).unwrap();
        Self(path)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// An editor that keeps its state in a folder.
fn editor_in(folder: &Folder) -> Harness<'static, Option<App>> {
    let mut harness = editor(Theme::Light);
    harness.run_steps(2);
    app(&mut harness).host = Host::in_folder(folder.path("state"));
    app(&mut harness).host.recover();
    app(&mut harness).host.list_recent();
    harness.run_steps(3);
    harness
}

fn open_path(harness: &mut Harness<'_, Option<App>>, path: &Path) {
    let place = path.as_os_str().to_owned();
    app(harness).host.open_recent(&place);
    harness.run_steps(4);
}

/// Section 2, "Empty document": documents that were open before stand on the start card.
#[test]
fn the_start_card_lists_documents_that_were_open_before() {
    let folder = Folder::new("recent");
    let mut harness = editor_in(&folder);
    assert!(!has(&harness, "Recent documents"));
    open_path(&mut harness, &folder.path("broken.json"));
    open_path(&mut harness, &folder.path("korean.json"));
    app(&mut harness).host.leave(false, String::new);
    let mut harness = editor_in(&folder);
    assert!(has(&harness, "Recent documents"));
    click_start(&mut harness, Role::Button, "Open broken.json, less than a minute ago");
    assert_eq!(app(&mut harness).doc.file.as_deref(), Some("broken.json"));
    assert!(count(&harness) > 3);
    // A new document shows the card again, with what was open just now.
    let ctx = harness.ctx.clone();
    app(&mut harness).act(&ctx, Act::Do(crate::gui::command::Command::New));
    harness.run_steps(4);
    assert!(has(&harness, "Recent documents") && has(&harness, "broken.json"));
    app(&mut harness).host.leave(false, String::new);
    let mut harness = editor_in(&folder);
    click(&mut harness, "Remove korean.json");
    assert!(!has(&harness, "korean.json"));
    app(&mut harness).host.list_recent();
    harness.run_steps(3);
    assert!(has(&harness, "broken.json") && !has(&harness, "korean.json"), "it is gone for good");
    assert!(folder.path("korean.json").is_file(), "the file stays");
}

/// A file that could not be opened, or was only compared with, is not what Ctrl+S writes.
#[test]
fn saving_writes_the_file_that_is_open_and_no_other() {
    let folder = Folder::new("place");
    std::fs::write(folder.path("bad.json"), "{").unwrap();
    let mut harness = editor_in(&folder);
    open_path(&mut harness, &folder.path("broken.json"));
    open_path(&mut harness, &folder.path("bad.json"));
    key(&mut harness, Modifiers::NONE, Key::Escape);
    app(&mut harness).state.comparing = true;
    open_path(&mut harness, &folder.path("korean.json"));
    let app = app(&mut harness);
    assert!(app.doc.since.0.file.as_deref() == Some("korean.json"), "compared with it");
    assert_eq!(app.doc.file.as_deref(), Some("broken.json"));
    assert_eq!(app.host.file(), Some(folder.path("broken.json").as_path()));
}

/// DOC-7: the Changes tab compares with a snapshot.
#[test]
fn changes_since_a_snapshot_are_listed() {
    let mut harness = with_model(BROKEN);
    click(&mut harness, "Changes");
    assert!(has(&harness, "Compare with a snapshot"));
    let place = "1".into();
    app(&mut harness).state.filing.snapshots = vec![Snapshot { place, age: 180.0 }];
    let older = BROKEN.replace("\"orders\"", "\"old-orders\"");
    let ctx = harness.ctx.clone();
    app(&mut harness).compare_snapshot(180.0, older.as_bytes());
    harness.run_steps(20);
    assert!(has(&harness, "Compared with the snapshot of 3 min ago"));
    assert!(names(&harness, Role::ListItem).iter().any(|row| row.contains("Removed old-orders")));
    app(&mut harness).act(&ctx, Act::File(FileAct::CompareSave));
    harness.run_steps(20);
    assert!(has(&harness, "Nothing changed since the last save"));
}

/// DOC-3, DOC-7: older states are kept while one edits, and the list shows them.
#[test]
fn older_states_are_listed_once_the_list_is_opened() {
    let folder = Folder::new("snapshots");
    let mut harness = editor_in(&folder);
    open_path(&mut harness, &folder.path("broken.json"));
    app(&mut harness).save_now();
    let id = "orders".parse().unwrap();
    let ctx = harness.ctx.clone();
    let edits = vec![crate::model::edit::Edit::Remove { id }];
    app(&mut harness).act(&ctx, Act::Edit { gesture: crate::gui::state::Gesture::One, edits });
    app(&mut harness).save_now();
    harness.run_steps(2);
    click(&mut harness, "Changes");
    super::choose(&mut harness, "Compare with a snapshot", "less than a minute ago");
    harness.run_steps(20);
    assert!(has(&harness, "Compared with the snapshot of less than a minute ago"));
    assert!(names(&harness, Role::ListItem).iter().any(|row| row.contains("Removed orders")));
}

/// DOC-4: the second window on a file only shows it, until it takes it over.
#[test]
fn the_second_window_on_a_file_shows_it_and_takes_it_over() {
    const ELSEWHERE: &str = "Another window has this design open; here it is read-only";
    let folder = Folder::new("two-windows");
    let path = folder.path("broken.json");
    let (mut first, mut second) = (editor_in(&folder), editor_in(&folder));
    open_path(&mut first, &path);
    open_path(&mut second, &path);
    assert!(!has(&first, ELSEWHERE) && has(&second, ELSEWHERE) && has(&second, "Take over"));
    // A window that does not answer keeps it.
    click(&mut second, "Take over");
    assert!(has(&second, "The other window does not answer") && has(&second, ELSEWHERE));
    let ctx = first.ctx.clone();
    let edits = vec![crate::model::edit::Edit::Title("Market".to_owned())];
    app(&mut first).act(&ctx, Act::Edit { gesture: crate::gui::state::Gesture::One, edits });
    // The answer of the first window has to come while the second one waits.
    app(&mut second).host.ask_for_tests();
    let asked = std::time::Instant::now();
    while !has(&first, ELSEWHERE) && asked.elapsed().as_secs() < 10 {
        first.run_steps(1);
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert!(has(&first, ELSEWHERE), "the first window gave it");
    click(&mut second, "Take over");
    second.run_steps(3);
    assert!(!has(&second, ELSEWHERE) && has(&second, "Market"), "with what was edited there");
    assert_eq!(app(&mut second).host.file(), Some(path.as_path()));
    assert!(app(&mut second).doc.is_dirty(), "that is in no file yet");
    // The first window keeps nothing of what is no longer its own, and can be closed or take it back.
    app(&mut first).save_now();
    assert!(app(&mut first).doc.way_out.is_some());
    drop(second);
    click(&mut first, "Take over");
    assert!(!has(&first, ELSEWHERE));
}

/// DOC-3: an older state is put back in one step, which one undo takes back.
#[test]
fn an_older_state_is_put_back_in_one_step() {
    let folder = Folder::new("restore");
    let mut harness = editor_in(&folder);
    open_path(&mut harness, &folder.path("broken.json"));
    app(&mut harness).save_now();
    let before = app(&mut harness).model().clone();
    let ctx = harness.ctx.clone();
    let edits = vec![crate::model::edit::Edit::Remove { id: "orders".parse().unwrap() }];
    app(&mut harness).act(&ctx, Act::Edit { gesture: crate::gui::state::Gesture::One, edits });
    app(&mut harness).save_now();
    harness.run_steps(2);
    let after = app(&mut harness).model().clone();
    click(&mut harness, "Changes");
    super::choose(&mut harness, "Compare with a snapshot", "Restore the state of less than a minute ago");
    assert_eq!(*app(&mut harness).model(), before);
    assert!(has(&harness, "The design is as it was: less than a minute ago"));
    assert!(!has(&harness, "Compared with"), "nothing is compared");
    key(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(*app(&mut harness).model(), after);
    // One that cannot be read changes nothing and says why.
    app(&mut harness).restore_snapshot(&ctx, 90.0, b"{");
    app(&mut harness).restore_snapshot(&ctx, 90.0, br#"{"plat": 99, "resources": {}}"#);
    harness.run_steps(3);
    assert_eq!(*app(&mut harness).model(), after);
    assert!(has(&harness, "The open design stays as it was"));
    // Nor is it offered where nothing may be edited.
    key(&mut harness, Modifiers::NONE, Key::Escape);
    app(&mut harness).doc.read_only = Some(crate::base::Message::plain(&crate::gui::strings::SHARED));
    harness.run_steps(2);
    harness
        .get_by(|node| {
            node.role() == Role::ComboBox && node.label().as_deref() == Some("Compare with a snapshot")
        })
        .click();
    harness.run_steps(4);
    assert!(has(&harness, "less than a minute ago") && !has(&harness, "Restore the state"));
}

/// Section 2, "Crash": the next start shows the report and asks before it opens the design that was there.
#[test]
fn after_a_fault_the_next_start_asks_first() {
    let folder = Folder::new("crash");
    let mut harness = editor_in(&folder);
    open_path(&mut harness, &folder.path("broken.json"));
    app(&mut harness).save_now();
    harness.run_steps(2);
    drop(harness);
    for (answer, recovered) in [("Recover the last design", true), ("Start without it", false)] {
        std::fs::write(folder.path("state/crash-report.txt"), "plat 0.1.0\na fault on purpose").unwrap();
        let mut harness = editor_in(&folder);
        assert!(has(&harness, "Plat stopped last time") && has(&harness, "a fault on purpose"));
        assert_eq!(count(&harness), 0, "nothing is opened before it is asked for");
        key(&mut harness, Modifiers::NONE, Key::Escape);
        assert!(has(&harness, "Plat stopped last time"), "it wants an answer");
        assert_eq!(focused(&harness), ["Recover the last design"]);
        click(&mut harness, answer);
        assert_eq!(count(&harness) > 3, recovered);
        let file = app(&mut harness).doc.file.clone();
        assert_eq!(file.as_deref(), recovered.then_some("broken.json"), "its file comes along");
        assert!(has(&harness, if recovered { "was recovered" } else { "The last design is kept as" }));
    }
    let harness = editor_in(&folder);
    assert!(!has(&harness, "Plat stopped last time") && count(&harness) == 0, "once, and not again");
}

/// Section 2, "Error": a file that cannot be written.
#[test]
fn a_file_that_cannot_be_written_is_told() {
    let mut harness = with_model(BROKEN);
    app(&mut harness).state.dialog = Some(Dialog::NotWritten("shop.json: permission denied".to_owned()));
    harness.run_steps(3);
    assert!(has(&harness, "shop.json: permission denied") && has(&harness, "The design is untouched"));
    key(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!has(&harness, "permission denied"));
}

/// Section 2, "Empty document": a new document is the start card again, never a blank canvas alone.
#[test]
fn a_new_document_shows_the_start_card() {
    let mut harness = with_model(BROKEN);
    let ctx = harness.ctx.clone();
    app(&mut harness).act(&ctx, Act::Do(crate::gui::command::Command::New));
    harness.run_steps(4);
    assert!(has(&harness, "Start from a template"));
    click(&mut harness, "Blank design");
    assert!(!has(&harness, "Start from a template"));
    assert!(matches!(app(&mut harness).host.next_event(), None | Some(Event::Recents(_))));
}

#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        Err("a folder has none".to_owned())
    }
}

/// A folder that is dropped is imported as the command line imports it; what one of its files names is found in it.
#[test]
fn a_folder_is_dropped() {
    let folder = Folder::new("dropped");
    let mut harness = editor_in(&folder);
    app(&mut harness).host.read_paths = Some(|paths| {
        assert!(paths.iter().all(|it| it.is_dir()));
        let outer = "Resources: {Net: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: nested/net.yaml}}}";
        let inner = "Resources: {Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}}";
        let source = |path: &str, text: &str| Source { path: path.to_owned(), bytes: text.into() };
        Ok(vec![source("main.yaml", outer), source("nested/net.yaml", inner)])
    });
    let dropped: egui::DroppedFileHandle = std::sync::Arc::new(Dropped(folder.0.clone()));
    harness.input_mut().dropped_files.push(dropped);
    harness.run_steps(6);
    assert!(has(&harness, "Import of 2 files"));
    click(&mut harness, "Open the design");
    let model = app(&mut harness).doc.analysis.model();
    assert!(
        model.nodes().any(|(id, _)| id.as_str() == "main.Net.Vpc"),
        "{:?}",
        model.nodes().map(|it| it.0).collect::<Vec<_>>()
    );
}
