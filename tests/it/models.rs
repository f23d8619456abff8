//! Every design of `models/`: it loads, saves the same bytes, is drawn tidily, has no unknown price, and does what
//! its README says. Commands in a README (`$ plat …` in a fenced block) are run; what they print is what stands
//! there, or the README is rewritten and the test fails once.

use crate::front_pages::with_output;
use plat::{
    analysis::Analysis,
    layout::Picture,
    model::{Frame, Model, file, site::Index},
};
use std::{fs, path::PathBuf};

/// Designs with a rule that does not hold, on purpose.
const BROKEN: [&str; 1] = ["private-function-no-endpoint"];

fn designs() -> Vec<(String, PathBuf, Model)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("models");
    let mut designs: Vec<_> = fs::read_dir(&root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .map(|folder| {
            let name = folder.file_name().unwrap().to_string_lossy().into_owned();
            let loaded = file::load_bytes(&fs::read(folder.join("model.json")).unwrap());
            let model = loaded.unwrap_or_else(|error| panic!("{name}: {error} at {}", error.path)).model;
            (name, folder, model)
        })
        .collect();
    designs.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(designs.len() >= 7);
    designs
}

/// The gallery of the editor is built with a feature that these tests do without, so its list is read as text.
#[test]
fn each_is_a_template() {
    let list = include_str!("../../src/gui/panels/templates.rs");
    for (name, ..) in designs() {
        assert!(list.contains(&format!("\"{name}\": ")), "{name} is in no gallery");
    }
}

#[test]
fn saving_gives_the_same_bytes() {
    for (name, folder, model) in designs() {
        assert_eq!(file::save(&model), fs::read_to_string(folder.join("model.json")).unwrap(), "{name}");
    }
}

#[test]
fn each_has_a_name_rules_and_a_workload() {
    for (name, _, model) in designs() {
        assert!(
            !model.name().is_empty() && !model.rules().is_empty() && !model.workload().is_empty(),
            "{name}"
        );
        assert!(model.rules().iter().all(|rule| !rule.name.is_empty()), "{name}");
    }
}

#[test]
fn bills_have_no_unknown() {
    for (name, _, model) in designs() {
        let analysis = Analysis::new(model);
        let bill = analysis.bill();
        assert!(
            bill.unknown.is_empty() && bill.problems.is_empty(),
            "{name}: {:?} {:?}",
            bill.unknown,
            bill.problems
        );
        assert_eq!((bill.region.as_str(), bill.lines.is_empty()), ("us-east-1", false), "{name}");
    }
}

#[test]
fn nothing_overlaps_and_everything_is_on_the_grid() {
    for (name, _, model) in designs() {
        let drawn = |id| model.node(id).unwrap().resource.as_resource().spec().look;
        let frames: Vec<_> = model.nodes().filter_map(|(id, _)| Some((id, model.frame(id)?))).collect();
        for (id, frame) in &frames {
            let Frame { x, y, w, h } = *frame;
            assert!([x, y, w, h].iter().all(|n| n % 8 == 0) && w > 0 && h > 0, "{name}: {id}");
            if let Some((parent, outer)) =
                model.node(id).and_then(|it| it.parent.as_ref()).map(|it| (it, model.frame(it).unwrap()))
            {
                let inside = x >= outer.x + 24
                    && y >= outer.y + 28 + 24
                    && x + w <= outer.x + outer.w - 24
                    && y + h <= outer.y + outer.h - 24;
                assert!(inside, "{name}: {id} leaves {parent}");
            }
            for (other, next) in frames.iter().filter(|(other, _)| other > id) {
                let nested = model.is_inside(id, other) || model.is_inside(other, id);
                let apart =
                    x + w <= next.x || next.x + next.w <= x || y + h <= next.y || next.y + next.h <= y;
                assert!(nested || apart, "{name}: {id} and {other}");
            }
        }
        for (id, _) in model.nodes() {
            let listed = drawn(id) == plat::model::resource::Look::Listed;
            assert_eq!(model.frame(id).is_none(), listed, "{name}: {id}");
        }
    }
}

/// What is drawn may be larger than what is stored: a card is as wide as its words, a container as its content.
#[test]
fn nothing_overlaps_as_drawn() {
    for (name, _, model) in designs() {
        let picture = Picture::of(&model, &Index::of(&model));
        let parent = |id| model.node(id).and_then(|node| node.parent.as_ref());
        for (nth, one) in picture.drawn().iter().enumerate() {
            let Frame { x, y, w, h } = one.frame;
            if let Some(outer) = parent(&one.id).and_then(|id| picture.frame(id)) {
                let inside = x >= outer.x + 24
                    && y >= outer.y + 28 + 12
                    && x + w <= outer.x + outer.w - 24
                    && y + h <= outer.y + outer.h - 24;
                assert!(inside, "{name}: {} leaves its container", one.id);
            }
            for other in &picture.drawn()[..nth] {
                let Frame { x: a, y: b, w: c, h: d } = other.frame;
                let apart = x + w + 8 <= a || a + c + 8 <= x || y + h + 8 <= b || b + d + 8 <= y;
                assert!(parent(&one.id) != parent(&other.id) || apart, "{name}: {} and {}", one.id, other.id);
            }
        }
    }
}

#[test]
fn readmes_tell_the_truth() {
    let mut rewritten = Vec::new();
    for (name, folder, _) in designs() {
        let path = folder.join("README.md");
        let old = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        let (new, commands) = with_output(&folder, &old);
        let check = commands.iter().find(|(command, _)| command == "check model.json");
        let broken = BROKEN.contains(&name.as_str());
        assert_eq!(check.map(|(_, code)| *code), Some(i32::from(broken)), "{name}: {new}");
        assert!(commands.iter().any(|(command, code)| command == "cost model.json" && *code == 0), "{name}");
        if new != old {
            fs::write(&path, new).unwrap();
            rewritten.push(name);
        }
    }
    assert!(rewritten.is_empty(), "rewritten, look at them and commit: {rewritten:?}");
}
