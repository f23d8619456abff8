//! Laws of edits: whatever is done, the model can be saved and loaded, undone and done again.

use plat::{
    base::{ConnectionId, Decimal, NodeId},
    model::{
        Entry, Frame, Model, Node,
        connection::{Access, Connection},
        edit::{Edit, History, apply},
        expectation::Expectation,
        field::{FieldMut, Link},
        file::{load, save},
        kinds::Kind,
    },
};
use proptest::{prelude::*, sample::Index};

/// Ids that are few enough to meet each other, and some that read as something else.
const IDS: [&str; 10] = ["a", "b", "c", "d", "e", "f", "internet", "10.0.0.1", "service", "주문"];

/// What a person might do next, before it is known what is there.
#[derive(Clone, Debug)]
enum Act {
    Add(Index, Index, Index),
    Remove(Index),
    Field(Index, Index, u64),
    Describe(Index, String),
    Move(Index, Option<Index>),
    Rename(Index, Index),
    Connect(Index, Index, Index, i64),
    Disconnect(Index),
    Place(Index, i32, i32, i32, i32),
    Workload(Index, i64),
    Rules(Index, Index),
    Title(String),
}

fn act() -> impl Strategy<Value = Act> {
    let i = any::<Index>;
    prop_oneof![
        6 => (i(), i(), i()).prop_map(|(a, b, c)| Act::Add(a, b, c)),
        1 => i().prop_map(Act::Remove),
        6 => (i(), i(), any::<u64>()).prop_map(|(a, b, n)| Act::Field(a, b, n)),
        1 => (i(), ".{0,8}").prop_map(|(a, text)| Act::Describe(a, text)),
        2 => (i(), proptest::option::of(i())).prop_map(|(a, b)| Act::Move(a, b)),
        2 => (i(), i()).prop_map(|(a, b)| Act::Rename(a, b)),
        3 => (i(), i(), i(), -2_i64..5).prop_map(|(a, b, c, n)| Act::Connect(a, b, c, n)),
        1 => i().prop_map(Act::Disconnect),
        2 => (i(), any::<i32>(), any::<i32>(), any::<i32>(), any::<i32>())
            .prop_map(|(a, x, y, w, h)| Act::Place(a, x, y, w, h)),
        1 => (i(), -1_i64..9).prop_map(|(a, n)| Act::Workload(a, n)),
        2 => (i(), i()).prop_map(|(a, b)| Act::Rules(a, b)),
        1 => ".{0,8}".prop_map(Act::Title),
    ]
}

fn id(index: &Index) -> NodeId {
    index.get(&IDS).parse().unwrap()
}

fn selector(index: &Index) -> plat::model::selector::Selector {
    match index.index(6) {
        0 => format!("in:{}", id(index)).parse().unwrap(),
        1 => "internet,10.0.0.0/8".parse().unwrap(),
        2 => "kind:vpc, tag:a=b".parse().unwrap(),
        _ => plat::model::selector::Selector::id(id(index)),
    }
}

/// Sets one field of a resource to something that depends on a number.
pub fn scribble(node: &mut Node, which: &Index, number: u64) {
    let count = node.resource.kind().spec().fields.len();
    if count == 0 {
        return;
    }
    let (wanted, mut at) = (which.index(count), 0);
    node.resource.as_record_mut().each_field(&mut |_, field| {
        if at == wanted {
            write(field, number);
        }
        at += 1;
    });
}

pub fn write(field: FieldMut<'_>, number: u64) {
    let some = usize::try_from(number % 97).unwrap_or(0);
    let name: NodeId = IDS[some % IDS.len()].parse().unwrap();
    match field {
        FieldMut::Text(text) => *text = format!("\"{number}\\\u{7f}\n"),
        FieldMut::Form(slot) => {
            let words = ["10.0.0.0/20", "::/0", "10.0.0.9", "443", "tcp", "-1", "eu-west-1", "pl:s3", ""];
            let _ = slot.set(words[some % words.len()]);
        }
        FieldMut::Flag(flag) => *flag = !*flag,
        FieldMut::Whole(whole) => *whole = u32::try_from(number % 70_000).unwrap_or(0),
        FieldMut::Number(it) => *it = Decimal::new(i64::try_from(number >> 2).unwrap_or(0), 9),
        FieldMut::Choice(choice) => choice.pick(some % choice.values().len()),
        FieldMut::Link(_, to) => *to = (some % 3 > 0).then_some(name),
        FieldMut::Links(_, to) => to.push(name),
        FieldMut::Rows(rows) => {
            if some.is_multiple_of(5) && !rows.is_empty() {
                rows.remove(0);
            } else {
                rows.add();
                let (row, columns) = (rows.len() - 1, rows.columns().len());
                let mut at = 0;
                rows.each_cell(row, &mut |_, cell| {
                    if at == some % columns {
                        write(cell, number / 7);
                    }
                    at += 1;
                });
            }
        }
    }
}

fn edit(act: &Act, model: &Model) -> Edit {
    match act {
        Act::Add(at, kind, parent) => {
            let kind = *kind.get(Kind::ALL);
            let all: Vec<&NodeId> = model.nodes().map(|(id, _)| id).collect();
            let parent = if all.is_empty() { None } else { Some((*parent.get(&all)).clone()) };
            Edit::Add {
                id: id(at),
                node: Node::new(kind.fresh(), parent.filter(|_| !kind.spec().stands_in.is_empty())),
            }
        }
        Act::Remove(at) => Edit::Remove { id: id(at) },
        Act::Field(at, field, number) => {
            let Some(mut node) = model.node(&id(at)).cloned() else { return Edit::Remove { id: id(at) } };
            scribble(&mut node, field, *number);
            Edit::Change { id: id(at), resource: node.resource }
        }
        Act::Describe(at, text) => {
            let tags = [(text.clone(), text.clone())].into();
            Edit::Describe { id: id(at), description: text.clone(), tags }
        }
        Act::Move(at, to) => Edit::Move { id: id(at), parent: to.as_ref().map(id) },
        Act::Rename(at, to) => Edit::Rename { id: id(at), to: id(to) },
        Act::Connect(name, from, to, calls) => {
            let kinds = [Access::Invoke, Access::ReadWrite, Access::EventSource, Access::Network];
            let mut connection = Connection::new(id(from), id(to), *name.get(&kinds));
            connection.calls = Decimal::new(*calls, 1);
            Edit::Connect { id: ConnectionId::clone(&id(name).to_string().parse().unwrap()), connection }
        }
        Act::Disconnect(name) => Edit::Disconnect { id: id(name).to_string().parse().unwrap() },
        Act::Place(at, x, y, w, h) => Edit::Place { id: id(at), frame: Frame { x: *x, y: *y, w: *w, h: *h } },
        Act::Workload(at, n) => {
            let entry = Entry { at: Link::to(id(at)), requests: Decimal::new(*n, 2), ..Entry::default() };
            Edit::Workload(vec![entry])
        }
        Act::Rules(from, to) => {
            let through = if from.index(2) == 0 { Link::to(id(to)) } else { Link::NONE };
            Edit::Rules(vec![Expectation {
                from: selector(from),
                to: selector(to),
                through,
                ..Expectation::default()
            }])
        }
        Act::Title(text) => Edit::Title(text.clone()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_model_stays_whole_and_time_runs_both_ways(acts in proptest::collection::vec((act(), 0_u64..6), 1..60)) {
        let mut model = Model::default();
        let mut history = History::default();
        let first = save(&model);
        for (act, gesture) in &acts {
            let before = save(&model);
            let edit = edit(act, &model);
            match apply(&mut model, &[edit]) {
                Ok(patch) => history.push(*gesture, patch),
                // A refused edit leaves no trace.
                Err(_) => prop_assert_eq!(&before, &save(&model)),
            }
            let text = save(&model);
            let loaded = load(&text);
            prop_assert!(loaded.is_ok(), "{:?}\n{}", loaded.err(), text);
            prop_assert_eq!(&loaded.unwrap().model, &model);
        }
        let last = save(&model);
        while history.can_undo() {
            let before = save(&model);
            history.undo(&mut model);
            prop_assert_ne!(&before, &save(&model), "a step that changes nothing");
            prop_assert!(load(&save(&model)).is_ok());
        }
        prop_assert_eq!(first, save(&model));
        while history.can_redo() {
            history.redo(&mut model);
        }
        prop_assert_eq!(last, save(&model));
    }
}

/// DOC-3: an older state is put back as one step, and taken back as one.
#[test]
fn a_design_becomes_an_older_state_of_itself_and_back() {
    let read = |name: &str| {
        let path = format!("{}/models/{name}/model.json", env!("CARGO_MANIFEST_DIR"));
        load(&std::fs::read_to_string(path).unwrap()).unwrap().model
    };
    let all = ["private-function-no-endpoint", "public-private-nat-web-server"].map(read);
    for (from, to) in [(0, 1), (1, 0), (0, 0)] {
        let mut model = all[from].clone();
        let patch = apply(&mut model, &[Edit::Become(Box::new(all[to].clone()))]).unwrap();
        assert_eq!(model, all[to]);
        assert_eq!(save(&model), save(&all[to]));
        assert_eq!(patch.is_empty(), from == to);
        let mut history = History::default();
        history.push(1, patch);
        history.undo(&mut model);
        assert_eq!(model, all[from]);
    }
}

#[test]
fn several_edits_are_done_all_or_none() {
    let mut model = Model::default();
    let vpc = |name: &str| Edit::Add { id: name.parse().unwrap(), node: Node::new(Kind::Vpc.fresh(), None) };
    assert!(apply(&mut model, &[vpc("a"), Edit::Title("x".into()), vpc("a")]).is_err());
    assert_eq!(model, Model::default());
    let patch = apply(&mut model, &[vpc("a"), Edit::Remove { id: "a".parse().unwrap() }]).unwrap();
    assert!(patch.is_empty());
}
