//! What is shown while it is older than the design (section 2, "Loading").

use super::*;

/// Lets answers take time: one piece a frame, or as much as there is.
fn slow(harness: &Harness<'_, Option<App>>, slow: bool) {
    harness.state().as_ref().unwrap().host.take_time(if slow { 1.0 } else { 0.0 });
}

/// The names of a role that say that they are being updated.
fn updating(harness: &Harness<'_, Option<App>>, role: Role, word: &str) -> Vec<String> {
    let all = harness.query_all_by(|node| node.role() == role);
    let texts = all.filter_map(|node| node.accesskit_node().label().or(node.accesskit_node().value()));
    texts.filter(|name| name.ends_with(word)).collect()
}

#[test]
fn an_old_answer_is_greyed_and_says_so() {
    for (lang, word, line) in [(Lang::En, ", updating", "Updating"), (Lang::Ko, ", 갱신 중", "갱신 중")]
    {
        let mut harness = with_model(BROKEN);
        let app = harness.state_mut().as_mut().unwrap();
        app.set_language(lang);
        app.select_for_tests(&["place-order"]);
        app.state.left_tab = crate::gui::state::LeftTab::Outline;
        app.state.bottom_tab = crate::gui::state::BottomTab::Findings;
        harness.run_steps(4);
        assert!(!has(&harness, line), "what is settled needs no word");
        let said = |harness: &Harness<'_, Option<App>>, role| updating(harness, role, word);
        // Something that means something: a table is deleted.
        let orders = "orders".parse().unwrap();
        let edits = [crate::model::edit::Edit::Remove { id: orders }];
        slow(&harness, true);
        harness.state_mut().as_mut().unwrap().doc.analysis.edit(7, &edits).unwrap();
        // For some frames nothing flickers.
        for frame in 0..crate::gui::kept::QUIET {
            harness.run_steps(1);
            assert!(!has(&harness, line), "{frame}");
            assert!(said(&harness, Role::Tab).is_empty() && said(&harness, Role::Label).is_empty());
        }
        harness.run_steps(3);
        assert!(!harness.state().as_ref().unwrap().doc.analysis.is_settled(), "it takes longer than that");
        // The top bar, tabs, outline and canvas; the panel and the inspector have a line of their own.
        let totals = said(&harness, Role::Label);
        assert_eq!(totals.iter().filter(|name| name.starts_with(['$', '≥'])).count(), 2, "{totals:?}");
        assert_eq!(said(&harness, Role::Tab).len(), 1, "the tab of findings");
        assert_eq!(said(&harness, Role::Button).len(), 1, "the switch of findings");
        assert!(!said(&harness, Role::TreeItem).is_empty());
        let lines = harness.query_all_by(|node| node.value().or(node.label()).as_deref() == Some(line));
        assert!(lines.count() >= 2, "the panel and the inspector");
        // The canvas has no names to hear colours by.
        let doc = &harness.state().as_ref().unwrap().doc;
        let palette = crate::gui::theme::Palette::of(&harness.ctx);
        assert_eq!(doc.ink(palette, palette.bad), palette.muted);
        // Costs of the inspector are there meanwhile.
        assert!(names(&harness, Role::ListItem).iter().any(|name| name.contains(" / M")));
        // Nothing mends what an edit may have mended.
        slow(&harness, false);
        harness.run_steps(3);
        assert!(!has(&harness, line));
        assert!(said(&harness, Role::Tab).is_empty() && said(&harness, Role::TreeItem).is_empty());
    }
}

/// Nothing is claimed of a design of which nothing is known yet.
#[test]
fn a_design_that_was_just_opened_has_a_placeholder_instead_of_no_findings() {
    let mut harness = editor(Theme::Light);
    harness.run_steps(3);
    slow(&harness, true);
    harness.state_mut().as_mut().unwrap().state.bottom_tab = crate::gui::state::BottomTab::Findings;
    open(&mut harness, "model.json", BROKEN);
    assert!(!has(&harness, "No findings"));
    harness.run_steps(crate::gui::kept::QUIET + 2);
    assert!(!has(&harness, "No findings") && has(&harness, "being worked out"));
    slow(&harness, false);
    harness.run_steps(3);
    assert!(!has(&harness, "being worked out") && !has(&harness, "Updating"));
}
