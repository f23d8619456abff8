//! Values that nobody knows: whatever a design says without one, it says with the value as well.
//!
//! The oracle is the design itself: one value after another is taken out of the shipped designs, and what is still answered must be what the
//! whole design answers. It shares nothing with how the model finds what hangs on a value.

use plat::{
    analysis::{Analysis, Question, Verdict},
    base::{FieldId, NodeId, PortRange, Protocol},
    model::{
        Model,
        edit::{self, Edit},
        file::{load, save},
        selector::End,
    },
};
use std::{collections::BTreeMap, fs, path::Path};

fn designs() -> Vec<(String, Model)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    let mut files: Vec<_> =
        fs::read_dir(root).unwrap().map(|it| it.unwrap().path().join("model.json")).collect();
    files.retain(|it| it.is_file());
    files.sort();
    let name = |path: &Path| path.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned();
    files.iter().map(|it| (name(it), load(&fs::read_to_string(it).unwrap()).unwrap().model)).collect()
}

/// The values of a design that are not defaults.
fn values(model: &Model) -> Vec<(NodeId, FieldId)> {
    let of = |(id, node): (&NodeId, &plat::model::Node)| {
        let written = node.resource.as_resource().write_fields();
        let fields = node.resource.kind().spec().fields.iter().map(|it| it.name);
        fields.filter(|it| written.contains_key(it.0)).map(|it| (id.clone(), it)).collect::<Vec<_>>()
    };
    model.nodes().flat_map(of).collect()
}

fn without(model: &Model, id: &NodeId, field: FieldId) -> Model {
    let mut model = model.clone();
    let unknown = BTreeMap::from([(field, "parameter `P` has no value".to_owned())]);
    edit::apply(&mut model, &[Edit::Doubt { id: id.clone(), unknown }]).unwrap();
    model
}

#[test]
fn what_is_answered_without_a_value_is_so_with_it() {
    let (mut open, mut certain, mut wrong, mut turn) = (0, 0, String::new(), 0_usize);
    for (name, model) in designs() {
        let whole = Analysis::new(model);
        let ends: Vec<(End, End)> = {
            let (from, to) = (whole.senders(), whole.answerers());
            let pairs = from.iter().flat_map(|a| to.iter().map(move |b| (a.clone(), b.clone())));
            pairs.filter(|(a, b)| a != b).collect()
        };
        let questions: Vec<Question> = ends
            .into_iter()
            .map(|(from, to)| Question {
                from: vec![from],
                to: vec![to],
                protocol: Protocol::TCP,
                ports: "443".parse::<PortRange>().unwrap(),
                ..Question::default()
            })
            .collect();
        let known: Vec<Verdict> = questions.iter().map(|it| whole.ask(it).verdict).collect();
        let prices: BTreeMap<_, _> =
            whole.bill().lines.iter().map(|it| ((&it.resource, it.component.to_string()), it.cost)).collect();
        for (id, field) in values(whole.model()) {
            let part = Analysis::new(without(whole.model(), &id, field));
            assert_eq!(load(&save(part.model())).unwrap().model, *part.model(), "{name} {id} {field}");
            // A few of them each time, other ones every time.
            let few = questions.len().div_ceil(6);
            for at in (0..questions.len()).skip(turn % few.max(1)).step_by(few.max(1)) {
                let answer = part.ask(&questions[at]);
                if answer.verdict == Verdict::Unknown {
                    open += 1;
                } else if answer.verdict == known[at] {
                    certain += 1;
                } else {
                    let (from, to) = (&questions[at].from[0], &questions[at].to[0]);
                    wrong += &format!(
                        "{name} without {id}.{field}: {from} -> {to} is {:?}, with it {:?}\n",
                        answer.verdict, known[at]
                    );
                }
            }
            turn += 1;
            for line in part.bill().lines.iter().filter(|it| it.resource.as_ref() == Some(&id)) {
                let cost = prices.get(&(&line.resource, line.component.to_string())).copied().flatten();
                if line.cost.is_some() && line.cost != cost {
                    wrong += &format!(
                        "{name} without {id}.{field}: {} costs {:?}, with it {cost:?}\n",
                        line.component, line.cost
                    );
                }
            }
            for finding in part.findings().iter().filter(|it| it.place.node() == Some(&id)) {
                if finding.rule.code != "VALUE001" && !whole.findings().contains(finding) {
                    wrong +=
                        &format!("{name} without {id}.{field}: {} {}\n", finding.rule.code, finding.message);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(open > 500 && certain > 500, "{open} open, {certain} certain");
}

#[test]
fn what_is_said_to_be_unknown_must_be_a_field_without_value() {
    let text = |unknown: &str| {
        format!(
            "{{\"plat\": 1, \"resources\": {{\"r\": {{\"kind\": \"region\"}}, \"v\": {{\"kind\": \"vpc\", \"in\": \"r\", \"cidr_block\": \"10.9.0.0/16\", \"unknown\": {unknown}}}}}}}"
        )
    };
    let refused = |unknown: &str| load(&text(unknown)).unwrap_err().to_string();
    assert!(refused("{\"cidr_blok\": \"x\"}").contains("no field `cidr_blok`"));
    assert!(
        refused("{\"cidr_block\": \"x\"}").contains("has a value"),
        "{}",
        refused("{\"cidr_block\": \"x\"}")
    );
    assert!(refused("[]").contains("expected an object"));
    // Of a list a part may be known.
    assert!(load(&text("{\"secondary_cidr_blocks\": \"x\"}")).is_ok());
}

#[test]
fn a_value_that_is_given_is_known() {
    let (_, model) = designs().into_iter().next().unwrap();
    let (id, field) = values(&model).into_iter().next().unwrap();
    let mut analysis = Analysis::new(without(&model, &id, field));
    let resource = model.node(&id).unwrap().resource.clone();
    analysis.edit(1, &[Edit::Change { id: id.clone(), resource }]).unwrap();
    assert_eq!(*analysis.model(), model);
    analysis.undo();
    assert_eq!(analysis.model().node(&id).unwrap().unknown.len(), 1);
    // The default may be the value, too.
    analysis.edit(2, &[Edit::Doubt { id: id.clone(), unknown: BTreeMap::new() }]).unwrap();
    assert!(analysis.model().node(&id).unwrap().unknown.is_empty());
}
