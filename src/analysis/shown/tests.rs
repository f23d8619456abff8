use crate::{
    analysis::{Analysis, Standing},
    base::ConnectionId,
    model::{connection::Connection, edit::Edit, file},
};
use std::cell::Cell;

const DESIGN: &str = include_str!("../../../models/private-function-no-endpoint/model.json");

fn design() -> Analysis {
    Analysis::new(file::load(DESIGN).expect("the model of this test is one").model)
}

/// Settles, and counts the pieces that takes.
fn pieces(analysis: &mut Analysis) -> usize {
    (1..).find(|_| analysis.settle(&|| true)).expect("it comes to an end")
}

#[test]
fn what_is_shown_is_worked_out_in_pieces() {
    let mut analysis = design();
    let line = analysis.model().connections().next().expect("the design has connections").0.clone();
    assert_eq!(analysis.shown().standing(&line), Standing::Pending);
    assert!(!analysis.is_settled());
    let (nodes, connections) = (analysis.model().nodes().len(), analysis.model().connections().len());
    // Every connection is judged by itself, every rule asked by itself, everything looked at by itself.
    assert!(pieces(&mut analysis) > nodes + 2 * connections + crate::advice::ALL.len());
    assert!(analysis.is_settled());
    assert_eq!(pieces(&mut analysis), 1, "nothing is left");
    let fresh = design();
    assert_eq!(analysis.shown().findings(), fresh.findings());
    assert_eq!(analysis.shown().standing(&line), fresh.standing(&line));
    assert_eq!(analysis.shown().totals().month, fresh.bill().monthly_total);
}

#[test]
fn an_edit_takes_nothing_away_until_the_new_answer_is_there() {
    let mut analysis = design();
    analysis.settle(&|| false);
    let model = analysis.model();
    let node = model.nodes().find(|(id, _)| analysis.shown().badge(id).is_some());
    let id = node.expect("the design has a finding").0.clone();
    let kept =
        |it: &&(&ConnectionId, &Connection)| it.1.ends().is_none_or(|(from, to)| *from != id && *to != id);
    let line = model.connections().find(|it| kept(&it)).expect("one that the edit leaves").0.clone();
    let before = (analysis.shown().badge(&id), analysis.shown().standing(&line), analysis.shown().totals());
    analysis.edit(1, &[Edit::Remove { id: id.clone() }]).expect("it may be removed");
    let left = Cell::new(20);
    assert!(!analysis.settle(&|| left.replace(left.get() - 1) == 0));
    let shown = analysis.shown();
    assert_eq!((shown.badge(&id), shown.standing(&line), shown.totals()), before);
    analysis.settle(&|| false);
    assert_eq!(analysis.shown().badge(&id), None);
    let (stamp, settled) = (analysis.shown().stamp(), analysis.is_settled());
    analysis.undo();
    analysis.settle(&|| false);
    assert!(settled && analysis.shown().stamp() > stamp, "a drawing has to look again");
    assert_eq!(analysis.shown().badge(&id), before.0);
}
