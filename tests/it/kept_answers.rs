//! Answers that outlive an edit are those that a fresh analysis would give.

use crate::edits::{scribble, write};
use plat::{
    analysis::Analysis,
    base::{ConnectionId, NodeId},
    model::{Entry, Model, edit::Edit, file::load, kinds::Kind, resource::Record},
};
use proptest::{prelude::*, sample::Index, test_runner::RngSeed};
use std::{cell::Cell, fs, path::Path};

#[derive(Clone, Debug)]
enum Act {
    Resource(Index, Index, u64),
    Connection(Index, Index, u64),
    Describe(Index, u64),
    Replace(Index, Index),
    Workload(u64),
    Remove(Index),
    Undo,
    Redo,
}

fn act() -> impl Strategy<Value = Act> {
    let i = any::<Index>;
    prop_oneof![
        12 => (i(), i(), any::<u64>()).prop_map(|(at, field, n)| Act::Resource(at, field, n)),
        4 => (i(), i(), any::<u64>()).prop_map(|(at, field, n)| Act::Connection(at, field, n)),
        1 => (i(), any::<u64>()).prop_map(|(at, n)| Act::Describe(at, n)),
        2 => (i(), i()).prop_map(|(at, kind)| Act::Replace(at, kind)),
        1 => any::<u64>().prop_map(Act::Workload),
        1 => i().prop_map(Act::Remove),
        3 => Just(Act::Undo),
        1 => Just(Act::Redo),
    ]
}

/// The designs that come with Plat, and one whose functions feed each other.
fn designs() -> Vec<Model> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    let mut files: Vec<_> =
        fs::read_dir(root).unwrap().map(|it| it.unwrap().path().join("model.json")).collect();
    files.retain(|it| it.is_file());
    files.sort();
    let texts = files.iter().map(|it| fs::read_to_string(it).unwrap());
    let looped = r#"{"plat": 1, "resources": {"r": {"kind": "region"},
        "a": {"kind": "lambda_function", "in": "r"}, "b": {"kind": "lambda_function", "in": "r"},
        "c": {"kind": "dynamodb_table", "in": "r"}, "d": {"kind": "lambda_function", "in": "r"}},
        "connections": {"ab": {"from": "a", "to": "b", "kind": "invoke"}, "ba": {"from": "b", "to": "a", "kind": "invoke", "share": 0.5},
        "bc": {"from": "b", "to": "c", "kind": "read_write", "writes": 1}, "cd": {"from": "c", "to": "d", "kind": "event_source"}},
        "workload": [{"at": "a", "requests": 7000000000}]}"#;
    texts.chain([looped.to_owned()]).map(|text| load(&text).unwrap().model).collect()
}

fn connection_edit(model: &Model, at: &Index, field: &Index, number: u64) -> Option<Edit> {
    let all: Vec<&ConnectionId> = model.connections().map(|(id, _)| id).collect();
    let id = (!all.is_empty()).then(|| (*at.get(&all)).clone())?;
    let mut connection = model.connection(&id)?.clone();
    let (mut count, mut which) = (0, 0);
    connection.each_field(&mut |_, _| count += 1);
    let wanted = field.index(count);
    connection.each_field(&mut |_, field| {
        if which == wanted {
            write(field, number);
        }
        which += 1;
    });
    Some(Edit::Connect { id, connection })
}

fn edit(act: &Act, model: &Model) -> Option<Edit> {
    let nodes: Vec<&NodeId> = model.nodes().map(|(id, _)| id).collect();
    if nodes.is_empty() {
        return None;
    }
    match act {
        Act::Resource(at, field, number) => {
            let id = (*at.get(&nodes)).clone();
            let mut node = model.node(&id)?.clone();
            scribble(&mut node, field, *number);
            Some(Edit::Change { id, resource: node.resource })
        }
        Act::Connection(at, field, number) => connection_edit(model, at, field, *number),
        Act::Describe(at, number) => {
            let tags = [("tier".to_owned(), number.to_string())].into();
            Some(Edit::Describe { id: (*at.get(&nodes)).clone(), description: number.to_string(), tags })
        }
        Act::Replace(at, kind) => {
            Some(Edit::Replace { id: (*at.get(&nodes)).clone(), resource: kind.get(Kind::ALL).fresh() })
        }
        Act::Workload(number) => {
            let first = model.workload().first()?.clone();
            Some(Edit::Workload(vec![Entry { requests: (number % 10_000_000_000).into(), ..first }]))
        }
        Act::Remove(at) => Some(Edit::Remove { id: (*at.get(&nodes)).clone() }),
        Act::Undo | Act::Redo => None,
    }
}

/// What the editor shows, worked out piece by piece.
fn shown(analysis: &mut Analysis) -> String {
    while !analysis.settle(&|| true) {}
    let (model, shown) = (analysis.model(), analysis.shown());
    let judged: Vec<_> = model.connections().map(|(id, _)| (id, shown.judgement(id))).collect();
    let costs: Vec<_> = model.nodes().map(|(id, _)| (shown.cost_of(id), shown.cost_inside(id))).collect();
    let badges: Vec<_> = model.nodes().map(|(id, _)| shown.badge(id)).collect();
    format!("{badges:?}\n{costs:?}\n{judged:#?}\n{:?}\n{:#?}", shown.totals(), shown.findings())
}

/// Everything that is kept, or made of what is kept.
fn answers(analysis: &Analysis) -> String {
    let judged = analysis.model().connections().map(|(id, _)| (id, analysis.judgement(id)));
    let judged: Vec<_> = judged.collect();
    let public: Vec<_> = analysis.model().nodes().map(|(id, _)| analysis.is_public(id)).collect();
    let costs: Vec<_> = analysis.model().nodes().map(|(id, _)| analysis.cost_of(id)).collect();
    format!(
        "{:#?}\n{:#?}\n{judged:#?}\n{public:?}\n{:?}\n{costs:?}\n{:#?}",
        analysis.rulings(),
        analysis.bill(),
        analysis.placed(),
        analysis.findings()
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, rng_seed: RngSeed::Fixed(20_261_126), ..ProptestConfig::default() })]

    #[test]
    fn what_is_kept_is_what_would_be_found(design in any::<Index>(), acts in proptest::collection::vec(act(), 1..25)) {
        let designs = designs();
        let mut analysis = Analysis::new(design.get(&designs).clone());
        answers(&analysis);
        for (gesture, act) in acts.iter().enumerate() {
            match act {
                Act::Undo => drop(analysis.undo()),
                Act::Redo => drop(analysis.redo()),
                Act::Resource(..)
                | Act::Connection(..)
                | Act::Describe(..)
                | Act::Replace(..)
                | Act::Workload(_)
                | Act::Remove(_) => {
                    let Some(edit) = edit(act, analysis.model()) else { continue };
                    // Another design takes over what it shares with this one.
                    if let Some(other) = analysis.with(std::slice::from_ref(&edit)) {
                        prop_assert_eq!(answers(&other), answers(&Analysis::new(other.model().clone())), "{:?}", edit);
                    }
                    let _ = analysis.edit(gesture as u64, &[edit]);
                }
            }
            let mut other = Analysis::new(analysis.model().clone());
            let (kept, fresh) = match gesture % 3 {
                // The next edit comes while answers are worked out.
                0 => {
                    let left = Cell::new(gesture * 5);
                    analysis.settle(&|| left.replace(left.get().saturating_sub(1)) == 0);
                    continue;
                }
                // In pieces they are what they are at once.
                1 => {
                    answers(&other);
                    (shown(&mut analysis), shown(&mut other))
                }
                _ => (answers(&analysis), answers(&other)),
            };
            let differs = kept.lines().zip(fresh.lines()).position(|(one, other)| one != other);
            if let Some(at) = differs {
                let near = |text: &str| text.lines().skip(at.saturating_sub(12)).take(14).collect::<Vec<_>>().join("\n");
                prop_assert!(false, "after {:?}\nkept:\n{}\nfresh:\n{}", act, near(&kept), near(&fresh));
            }
            prop_assert_eq!(kept.len(), fresh.len());
        }
    }
}
