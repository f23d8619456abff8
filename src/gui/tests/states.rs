//! Every panel in every state of section 2: what it shows there, or why there is no such state.
//!
//! What a state is like as such, and in the browser, is tested elsewhere too; here no panel is forgotten.

use super::*;
use crate::{
    base::Text,
    gui::{
        asking::{Mode, Subject},
        costing::CostView,
        kept::QUIET,
        state::{Act, Autosave, BottomTab, Dialog, Gesture, LeftTab, Selection},
        strings as s,
    },
    model::edit::Edit,
};

#[derive(Clone, Copy, Debug)]
enum Panel {
    TopBar,
    Palette,
    Outline,
    Canvas,
    Inspector,
    Findings,
    Reachability,
    Cost,
    Changes,
}

#[derive(Clone, Copy, Debug)]
enum State {
    EmptyDocument,
    EmptyPanel,
    Loading,
    Error,
    NothingHere,
    ReadOnly,
    Crash,
}

/// A cell of the table.
enum Cell {
    /// What is there.
    Is(fn(&mut Editor)),
    /// Why the panel is never in that state.
    Never(&'static str),
}

use Cell::{Is, Never};

const STATES: [State; 7] = [
    State::EmptyDocument,
    State::EmptyPanel,
    State::Loading,
    State::Error,
    State::NothingHere,
    State::ReadOnly,
    State::Crash,
];

/// The table. It has no other cells, and none is missing: the compiler sees to that.
fn cell(panel: Panel, state: State) -> Cell {
    match (panel, state) {
        (Panel::TopBar, State::EmptyDocument) => Is(|it| {
            it.blank();
            it.says(&s::UNTITLED);
            it.lacks(&s::NOT_SAVED);
        }),
        (Panel::TopBar, State::EmptyPanel) => Never("its buttons are always there"),
        (Panel::TopBar, State::Loading) => Is(|it| {
            it.open(BROKEN);
            it.app().doc.autosave = Autosave::Writing(u64::MAX);
            it.harness.run_steps(1);
            it.says(&s::SAVING);
            it.edit_slowly();
            it.says(&s::UPDATING);
            assert!(it.names(Role::Button).iter().any(|name| it.is_updating(name)));
        }),
        (Panel::TopBar, State::Error) => Is(|it| {
            it.open(BROKEN);
            let drawing = it.app().doc.analysis.drawing();
            it.app().doc.autosave = Autosave::Failed(drawing, "no room".to_owned());
            it.harness.run_steps(2);
            it.says_with(&s::NOT_SAVED, &["no room"]);
        }),
        (Panel::TopBar, State::NothingHere) => Is(|it| {
            it.open(BROKEN);
            it.app().state.find.text = "no such thing".to_owned();
            it.app().state.find.focus = true;
            it.harness.run_steps(4);
            it.says(&s::FOUND_NOTHING);
        }),
        (Panel::TopBar, State::ReadOnly) => Is(|it| {
            it.open(BROKEN);
            it.remove("orders");
            it.read_only();
            it.says(&s::READ_ONLY);
            it.says(&s::SHARED);
            it.disabled(Role::Button, &s::UNDO);
            it.disabled(Role::Button, &s::CONNECT);
        }),

        (Panel::Palette, State::EmptyDocument) => Is(|it| {
            it.blank();
            assert!(it.names(Role::Button).iter().any(|name| name == "VPC"));
        }),
        (Panel::Palette, State::EmptyPanel) => Never("kinds are part of the program"),
        (Panel::Palette, State::Loading) => Never("kinds are part of the program"),
        (Panel::Palette, State::Error) => {
            Never("a kind that may not stand somewhere is refused by the canvas")
        }
        (Panel::Palette, State::NothingHere) => Is(|it| {
            it.open(BROKEN);
            it.app().state.palette_filter = "no such thing".to_owned();
            it.harness.run_steps(2);
            it.says(&s::NO_KIND);
            it.press(&s::CLEAR_FILTER);
            it.lacks(&s::NO_KIND);
        }),
        (Panel::Palette, State::ReadOnly) => Is(|it| {
            it.open(BROKEN);
            it.read_only();
            it.disabled(Role::Button, &Text { en: "VPC", ko: "VPC" });
        }),

        (Panel::Outline, State::EmptyDocument) => Is(|it| {
            it.blank();
            it.outline();
            it.says(&s::NO_RESOURCES);
        }),
        (Panel::Outline, State::EmptyPanel) => {
            Never("it has a row for each resource: only an empty design has none")
        }
        (Panel::Outline, State::Loading) => Is(|it| {
            it.open(BROKEN);
            it.outline();
            it.edit_slowly();
            assert!(it.names(Role::TreeItem).iter().any(|name| it.is_updating(name)));
        }),
        (Panel::Outline, State::Error) => Is(|it| {
            // A name that is taken.
            it.open(BROKEN);
            it.outline();
            it.rename_row("place-order");
            it.type_anew("orders");
            let toast = it.app().state.toasts.last().map(|it| it.text.clone());
            assert!(toast.is_some_and(|text| text.contains("orders")), "why not");
        }),
        (Panel::Outline, State::NothingHere) => Is(|it| {
            it.open(BROKEN);
            it.outline();
            let filter = s::FILTER.get(it.lang);
            it.harness
                .get_by(|node| node.role() == Role::SearchInput && node.label().as_deref() == Some(filter))
                .focus();
            it.harness.run_steps(2);
            it.harness.event(egui::Event::Text("no such thing".into()));
            it.harness.run_steps(3);
            it.says(&s::NO_ROW);
            it.press(&s::CLEAR_FILTER);
            it.lacks(&s::NO_ROW);
        }),
        (Panel::Outline, State::ReadOnly) => Is(|it| {
            it.open(BROKEN);
            it.outline();
            it.read_only();
            it.rename_row("place-order");
            let rename = s::RENAME.get(it.lang);
            let fields = it.harness.query_all_by(|node| {
                node.role() == Role::TextInput && node.label().as_deref() == Some(rename)
            });
            assert_eq!(fields.count(), 0);
        }),

        (Panel::Canvas, State::EmptyDocument) => Is(|it| {
            it.harness.run_steps(3);
            let title = if it.lang == Lang::En { "Start from a template" } else { "템플릿으로 시작" };
            assert!(has(&it.harness, title));
        }),
        (Panel::Canvas, State::EmptyPanel) => Is(|it| {
            // A blank design that a person asked for has no card any more.
            it.blank();
            it.says(&s::NO_DRAWING);
            it.open(BROKEN);
            it.lacks(&s::NO_DRAWING);
        }),
        (Panel::Canvas, State::Loading) => Is(|it| {
            it.slow(true);
            it.open(BROKEN);
            // Lines of which nobody knows yet.
            let words = crate::analysis::Standing::Pending.words().get(it.lang);
            assert!(has(&it.harness, words));
            it.slow(false);
            it.harness.run_steps(3);
            assert!(!has(&it.harness, words));
        }),
        (Panel::Canvas, State::Error) => Is(|it| {
            // What may not stand there goes elsewhere, and a toast says why.
            it.open(BROKEN);
            let into = Some("private-a".parse().unwrap());
            let ids = vec!["orders".parse().unwrap()];
            it.act(Act::Drop { ids, by: (0, 0), into: Some(into) });
            assert!(it.app().state.toasts.last().is_some());
        }),
        (Panel::Canvas, State::NothingHere) => Is(|it| {
            it.open(BROKEN);
            it.app().canvas.camera.pan(egui::vec2(90_000.0, 0.0));
            it.harness.run_steps(2);
            it.press(&s::BACK_TO_CONTENT);
            it.lacks(&s::BACK_TO_CONTENT);
        }),
        (Panel::Canvas, State::ReadOnly) => Is(|it| {
            it.open(BROKEN);
            it.read_only();
            it.app().select_for_tests(&["place-order"]);
            it.app().canvas.focus = true;
            it.harness.run_steps(2);
            let before = it.app().model().clone();
            for pressed in [Key::Delete, Key::ArrowRight] {
                key(&mut it.harness, Modifiers::NONE, pressed);
            }
            assert_eq!(*it.app().model(), before);
        }),

        (Panel::Inspector, State::EmptyDocument) => Is(|it| {
            it.blank();
            it.says(&s::DESIGN);
            it.says(&s::NO_WORKLOAD);
        }),
        (Panel::Inspector, State::EmptyPanel) => Is(|it| {
            // Nothing is selected: it is about the design.
            it.open(BROKEN);
            it.says(&s::DESIGN);
        }),
        (Panel::Inspector, State::Loading) => Is(|it| {
            it.open(BROKEN);
            it.act(Act::Select(Selection::node("place-order".parse().unwrap())));
            it.edit_slowly();
            it.says(&s::UPDATING);
        }),
        (Panel::Inspector, State::Error) => Is(|it| {
            it.open(BROKEN);
            it.act(Act::Select(Selection::node("place-order".parse().unwrap())));
            let field = it.harness.get_by(|node| {
                node.role() == Role::TextInput && node.label().as_deref() == Some(s::NAME.get(it.lang))
            });
            field.focus();
            it.harness.run_steps(2);
            key(&mut it.harness, Modifiers::COMMAND, Key::A);
            it.harness.event(egui::Event::Text("orders".into()));
            it.harness.run_steps(3);
            let taken = crate::model::edit::taken(&"orders".parse().unwrap()).say(it.lang);
            assert!(has(&it.harness, &taken), "{taken} stands below the field");
            key(&mut it.harness, Modifiers::NONE, Key::Enter);
            let toast = it.app().state.toasts.last().map(|it| it.text.clone());
            assert_eq!(toast, Some(crate::gui::widgets::plain(&taken)), "and is told");
            assert!(it.app().model().node(&"place-order".parse().unwrap()).is_some());
        }),
        (Panel::Inspector, State::NothingHere) => Is(|it| {
            it.open(BROKEN);
            it.app().select_for_tests(&["place-order", "orders", "private-a"]);
            it.harness.run_steps(3);
            it.says(&s::NOTHING_COMMON);
        }),
        (Panel::Inspector, State::ReadOnly) => Is(|it| {
            it.open(BROKEN);
            it.read_only();
            it.lacks(&s::SHOWN_READ_ONLY);
            it.open(&BROKEN.replace("\"plat\": 1", "\"plat\": 99"));
            it.says(&s::SHOWN_READ_ONLY);
            it.act(Act::Select(Selection::node("place-order".parse().unwrap())));
            it.disabled(Role::TextInput, &s::NAME);
            it.disabled(Role::MultilineTextInput, &s::NOTE);
        }),

        (Panel::Findings, State::EmptyDocument) => Is(|it| {
            it.blank();
            it.tab(BottomTab::Findings);
            it.says(&s::NO_FINDINGS_YET);
        }),
        (Panel::Findings, State::EmptyPanel) => Is(|it| {
            it.open(r#"{ "plat": 1, "resources": { "us-east-1": { "kind": "region" } } }"#);
            it.tab(BottomTab::Findings);
            it.says(&s::NO_FINDINGS);
        }),
        (Panel::Findings, State::Loading) => Is(|it| {
            it.slow(true);
            it.open(BROKEN);
            it.tab(BottomTab::Findings);
            it.lacks(&s::NO_FINDINGS);
            it.harness.run_steps(QUIET);
            it.says(&s::BEING_WORKED_OUT);
            it.slow(false);
            it.harness.run_steps(2);
            it.edit_slowly();
            it.says(&s::UPDATING);
            it.lacks(&s::BEING_WORKED_OUT);
        }),
        (Panel::Findings, State::Error) => Never("rules answer for every design; a fault in one is a crash"),
        (Panel::Findings, State::NothingHere) => Never("nothing hides a finding from its list"),
        (Panel::Findings, State::ReadOnly) => Is(|it| {
            it.open(BROKEN);
            it.tab(BottomTab::Findings);
            assert!(!it.names(Role::ListItem).is_empty());
            it.read_only();
            assert!(!it.names(Role::ListItem).is_empty(), "they are shown");
            let doc = &it.app().doc;
            let all = doc.analysis.shown().findings();
            assert!(all.iter().all(|finding| doc.mend(finding).is_none()), "and not mended");
        }),

        (Panel::Reachability, State::EmptyDocument) => Is(|it| {
            it.blank();
            it.tab(BottomTab::Reachability);
            it.says(&s::NOTHING_ASKED);
        }),
        (Panel::Reachability, State::EmptyPanel) => Is(|it| {
            it.open(BROKEN);
            it.tab(BottomTab::Reachability);
            it.says(&s::NOTHING_ASKED);
            it.ask(Mode::From);
            it.says(&s::PICK_ONE);
        }),
        (Panel::Reachability, State::Loading) => Is(|it| {
            it.open(BROKEN);
            it.tab(BottomTab::Reachability);
            it.ask(Mode::Internet);
            it.edit_slowly();
            it.says(&s::UPDATING);
            // What was never asked has a placeholder.
            it.ask(Mode::Matrix);
            it.says(&s::BEING_WORKED_OUT);
            // The same of a connection.
            it.slow(false);
            it.harness.run_steps(4);
            let line = it.app().model().connections().next().map(|(id, _)| id.clone()).unwrap();
            it.act(Act::Select(Selection::connection(line)));
            it.lacks(&s::UPDATING);
            it.edit_slowly();
            it.says(&s::UPDATING);
        }),
        (Panel::Reachability, State::Error) => Is(|it| {
            it.open(BROKEN);
            it.tab(BottomTab::Reachability);
            it.app().state.asked.port = "all of them".to_owned();
            it.ask(Mode::Matrix);
            let asked = it.app().state.asked.clone();
            let why = asked.ports().unwrap_err().say(it.lang);
            assert!(has(&it.harness, &crate::gui::widgets::plain(&why)), "{why}");
        }),
        (Panel::Reachability, State::NothingHere) => Is(|it| {
            it.open(r#"{ "plat": 1, "resources": { "us-east-1": { "kind": "region" } } }"#);
            it.tab(BottomTab::Reachability);
            it.ask(Mode::Matrix);
            it.says(&s::NOTHING_PLACED);
        }),
        (Panel::Reachability, State::ReadOnly) => Is(|it| {
            it.open(BROKEN);
            it.tab(BottomTab::Reachability);
            it.read_only();
            it.ask(Mode::Internet);
            it.lacks(&s::BEING_WORKED_OUT);
            it.says(&s::EXPOSED_NOT);
        }),

        (Panel::Cost, State::EmptyDocument) => Is(|it| {
            it.blank();
            it.tab(BottomTab::Cost);
            it.says(&s::NO_COST);
        }),
        (Panel::Cost, State::EmptyPanel) => Is(|it| {
            it.open(r#"{ "plat": 1, "resources": { "us-east-1": { "kind": "region" } } }"#);
            it.tab(BottomTab::Cost);
            it.says(&s::NO_COST);
            it.app().state.cost.view = CostView::Growth;
            it.harness.run_steps(4);
            it.says(&s::NO_WORKLOAD);
        }),
        (Panel::Cost, State::Loading) => Is(|it| {
            it.open(BROKEN);
            it.tab(BottomTab::Cost);
            it.edit_slowly();
            it.says(&s::UPDATING);
            it.app().state.cost.view = CostView::Growth;
            it.harness.run_steps(2);
            it.says(&s::BEING_WORKED_OUT);
        }),
        (Panel::Cost, State::Error) => Is(|it| {
            // There is no price for it.
            it.open(
                &BROKEN.replace(r#""kind": "region""#, r#""kind": "region", "region_name": "sa-east-1""#),
            );
            it.tab(BottomTab::Cost);
            it.harness.run_steps(6);
            it.says(&s::UNKNOWN_PRICE);
        }),
        (Panel::Cost, State::NothingHere) => Is(|it| {
            it.open(r#"{ "plat": 1, "resources": { "us-east-1": { "kind": "region" } } }"#);
            it.tab(BottomTab::Cost);
            it.app().state.cost.view = CostView::Instead;
            it.harness.run_steps(4);
            it.says(&s::NO_ALTERNATIVES);
        }),
        (Panel::Cost, State::ReadOnly) => Is(|it| {
            it.open(BROKEN);
            it.tab(BottomTab::Cost);
            it.read_only();
            it.app().state.cost.view = CostView::Instead;
            it.harness.run_steps(8);
            let apply = s::APPLY_ALTERNATIVE.fill(it.lang, &["1"]);
            let all = it.harness.query_all_by(|node| node.label().as_deref() == Some(&apply));
            assert!(all.into_iter().all(|node| node.accesskit_node().is_disabled()));
        }),

        (Panel::Changes, State::EmptyDocument) => Is(|it| {
            it.blank();
            it.tab(BottomTab::Changes);
            it.says(&s::NO_CHANGES);
        }),
        (Panel::Changes, State::EmptyPanel) => Is(|it| {
            it.open(BROKEN);
            it.tab(BottomTab::Changes);
            it.says(&s::NO_CHANGES);
        }),
        (Panel::Changes, State::Loading) => Is(|it| {
            it.open(BROKEN);
            it.tab(BottomTab::Changes);
            it.edit_slowly();
            it.says(&s::UPDATING);
        }),
        (Panel::Changes, State::Error) => Is(|it| {
            // What it should be compared with cannot be read: the comparison stays.
            it.open(BROKEN);
            it.tab(BottomTab::Changes);
            it.app().compare_snapshot(90.0, b"{");
            it.harness.run_steps(3);
            it.says(&s::BAD_FILE_KEPT);
            it.press(&s::CLOSE);
            it.says(&s::NO_CHANGES);
        }),
        (Panel::Changes, State::NothingHere) => Is(|it| {
            it.open(BROKEN);
            it.tab(BottomTab::Changes);
            let model = it.app().model().clone();
            it.app().compare_with("shop.json".to_owned(), model);
            it.harness.run_steps(20);
            it.says_with(&s::NO_CHANGES_FILE, &["shop.json"]);
            it.press(&s::COMPARE_SAVE);
            it.says(&s::NO_CHANGES);
        }),
        (Panel::Changes, State::ReadOnly) => Is(|it| {
            it.open(BROKEN);
            it.remove("orders");
            it.tab(BottomTab::Changes);
            it.read_only();
            assert!(it.names(Role::ListItem).iter().any(|name| name.contains("orders")), "still listed");
        }),

        (Panel::Canvas, State::Crash) => Is(|it| {
            // The card lies over everything and wants an answer.
            it.app().state.dialog = Some(Dialog::Crashed("plat 0.1.0: a fault on purpose".to_owned()));
            it.harness.run_steps(3);
            assert!(has(&it.harness, "a fault on purpose"));
            key(&mut it.harness, Modifiers::NONE, Key::Escape);
            let (recover, without) = match it.lang {
                Lang::En => ("Recover the last design", "Start without it"),
                Lang::Ko => ("마지막 설계 되살리기", "그대로 두고 시작"),
            };
            assert!(it.harness.query_by_label(recover).is_some());
            click(&mut it.harness, without);
            assert!(!has(&it.harness, "a fault on purpose"));
        }),
        (
            Panel::TopBar
            | Panel::Palette
            | Panel::Outline
            | Panel::Inspector
            | Panel::Findings
            | Panel::Reachability
            | Panel::Cost
            | Panel::Changes,
            State::Crash,
        ) => Never("a fault stops the whole window, and the card at the next start lies over all panels"),
    }
}

/// The editor in one language, and what the cells ask of it.
struct Editor {
    harness: Harness<'static, Option<App>>,
    lang: Lang,
}

impl Editor {
    fn new(lang: Lang) -> Self {
        let mut harness = editor(Theme::Light);
        harness.run_steps(3);
        harness.state_mut().as_mut().unwrap().set_language(lang);
        harness.run_steps(2);
        Self { harness, lang }
    }

    fn app(&mut self) -> &mut App {
        self.harness.state_mut().as_mut().unwrap()
    }

    fn act(&mut self, act: Act) {
        let ctx = self.harness.ctx.clone();
        self.app().act(&ctx, act);
        self.harness.run_steps(4);
    }

    fn blank(&mut self) {
        self.act(Act::Blank);
        self.app().state.started = true;
        self.harness.run_steps(3);
    }

    fn open(&mut self, text: &str) {
        let ctx = self.harness.ctx.clone();
        self.app().doc.in_file = self.app().doc.analysis.drawing();
        self.app().open_text(&ctx, "model.json", text);
        self.harness.run_steps(4);
    }

    fn read_only(&mut self) {
        self.app().doc.read_only = Some(crate::base::Message::plain(&s::SHARED));
        self.app().doc.way_out = Some(crate::gui::command::Command::EditCopy);
        self.harness.run_steps(4);
    }

    fn remove(&mut self, id: &str) {
        let edits = vec![Edit::Remove { id: id.parse().unwrap() }];
        self.act(Act::Edit { gesture: Gesture::One, edits });
    }

    fn slow(&mut self, slow: bool) {
        self.app().host.take_time(if slow { 1.0 } else { 0.0 });
    }

    /// An edit whose answers take longer than goes without a word.
    fn edit_slowly(&mut self) {
        self.slow(true);
        let id = ["orders", "place-order"].into_iter().find(|id| {
            let id = id.parse().unwrap();
            let selected = self.app().state.selection.nodes.contains(&id);
            self.app().model().node(&id).is_some() && !selected
        });
        // What is selected stays.
        match id.filter(|_| self.app().state.selection.connection.is_none()) {
            Some(id) => self.remove(id),
            None => {
                let edits = vec![Edit::Title("anew".to_owned())];
                self.act(Act::Edit { gesture: Gesture::One, edits });
            }
        }
        self.harness.run_steps(QUIET);
        assert!(!self.app().doc.analysis.is_settled(), "it takes longer than that");
    }

    fn outline(&mut self) {
        self.app().state.left_tab = LeftTab::Outline;
        self.harness.run_steps(2);
    }

    /// Clicks a row of the outline, and presses F2.
    fn rename_row(&mut self, id: &str) {
        let row = self.harness.get_by(|node| {
            node.role() == Role::TreeItem
                && node.label().is_some_and(|label| label.contains(&format!(" {id}, ")))
        });
        row.click();
        self.harness.run_steps(4);
        key(&mut self.harness, Modifiers::NONE, Key::F2);
    }

    /// Types in place of what is in the field that has the keyboard.
    fn type_anew(&mut self, text: &str) {
        key(&mut self.harness, Modifiers::COMMAND, Key::A);
        self.harness.event(egui::Event::Text(text.into()));
        self.harness.run_steps(2);
        key(&mut self.harness, Modifiers::NONE, Key::Enter);
    }

    fn tab(&mut self, tab: BottomTab) {
        self.app().state.bottom_tab = tab;
        self.harness.run_steps(4);
    }

    fn ask(&mut self, mode: Mode) {
        self.app().state.asked.mode = mode;
        self.app().state.subject = Subject::Asked;
        self.harness.run_steps(4);
    }

    fn press(&mut self, text: &Text) {
        click(&mut self.harness, text.get(self.lang));
    }

    fn names(&self, role: Role) -> Vec<String> {
        names(&self.harness, role)
    }

    fn is_updating(&self, name: &str) -> bool {
        name.ends_with(s::NAME_UPDATING.fill(self.lang, &[""]).as_str())
    }

    fn says(&self, text: &Text) {
        self.says_with(text, &[]);
    }

    fn says_with(&self, text: &Text, with: &[&str]) {
        let words = crate::gui::widgets::plain(&text.fill(self.lang, with));
        assert!(has(&self.harness, &words), "{words}");
    }

    fn lacks(&self, text: &Text) {
        assert!(!has(&self.harness, text.get(self.lang)), "{}", text.get(self.lang));
    }

    fn disabled(&self, role: Role, text: &Text) {
        let all = self
            .harness
            .query_all_by(|node| node.role() == role && node.label().as_deref() == Some(text.get(self.lang)));
        let disabled: Vec<bool> = all.map(|node| node.accesskit_node().is_disabled()).collect();
        assert!(
            !disabled.is_empty() && disabled.iter().all(|it| *it),
            "{}: {disabled:?}",
            text.get(self.lang)
        );
    }
}

fn of(panel: Panel) {
    for state in STATES {
        for lang in [Lang::En, Lang::Ko] {
            match cell(panel, state) {
                Is(shows) => {
                    eprintln!("{panel:?}, {state:?}, {lang:?}");
                    shows(&mut Editor::new(lang));
                }
                Never(why) => assert!(!why.is_empty()),
            }
        }
    }
}

macro_rules! panels {
    ($($name:ident: $panel:ident;)+) => {
        $(
            /// Section 2
            #[test]
            fn $name() {
                of(Panel::$panel);
            }
        )+
    };
}

panels! {
    the_top_bar_has_every_state: TopBar;
    the_palette_has_every_state: Palette;
    the_outline_has_every_state: Outline;
    the_canvas_has_every_state: Canvas;
    the_inspector_has_every_state: Inspector;
    findings_have_every_state: Findings;
    reachability_has_every_state: Reachability;
    cost_has_every_state: Cost;
    changes_have_every_state: Changes;
}
