use super::*;
use crate::{
    layout::{CARD_HEIGHT, HEADER},
    model::{edit::Edit, file::load},
};
use std::{collections::BTreeMap, fmt::Write};

/// A sequence of numbers that looks random and is always the same.
pub(crate) struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

/// A design of some networks, zones, cards and connections.
pub(crate) fn random(seed: u64, prefix: &str) -> String {
    let mut dice = Dice(seed);
    let mut nodes = format!(r#""{prefix}c": {{"kind": "client"}}, "{prefix}n": {{"kind": "internet"}}"#);
    let mut ids = vec![format!("{prefix}c")];
    for r in 0..=dice.roll(2) {
        let region = format!("{prefix}r{r}");
        let _ = write!(nodes, r#", "{region}": {{"kind": "region"}}"#);
        for k in 0..dice.roll(6) {
            let kind = ["dynamodb_table", "s3_bucket", "http_api", "sqs_queue", "log_group"][dice.roll(5)];
            let id = format!("{region}x{k}");
            let _ = write!(nodes, r#", "{id}": {{"kind": "{kind}", "in": "{region}"}}"#);
            ids.push(id);
        }
        for v in 0..dice.roll(3) {
            let vpc = format!("{region}v{v}");
            let _ = write!(nodes, r#", "{vpc}": {{"kind": "vpc", "in": "{region}"}}"#);
            if dice.roll(2) == 0 {
                let _ = write!(
                    nodes,
                    r#", "{vpc}g": {{"kind": "internet_gateway", "in": "{vpc}"}},
                    "{vpc}t": {{"kind": "route_table", "in": "{vpc}", "routes": [{{"target": "{vpc}g"}}]}},
                    "{vpc}d": {{"kind": "gateway_endpoint", "in": "{vpc}", "service_name": "s3"}}"#
                );
            }
            for s in 0..dice.roll(6) {
                let (subnet, zone) = (format!("{vpc}s{s}"), ["a", "b", "c"][dice.roll(3)]);
                let _ = write!(
                    nodes,
                    r#", "{subnet}": {{"kind": "subnet", "in": "{vpc}", "availability_zone": "{zone}"}}"#
                );
                for i in 0..dice.roll(7) {
                    let id = format!("{subnet}i{i}");
                    let kind = ["instance", "lambda_function", "db_instance"][dice.roll(3)];
                    let _ = write!(nodes, r#", "{id}": {{"kind": "{kind}", "in": "{subnet}"}}"#);
                    ids.push(id);
                }
            }
        }
    }
    let mut connections = String::new();
    for c in 0..ids.len() {
        let (from, to) = (dice.roll(ids.len()), dice.roll(ids.len()));
        if from != to {
            let comma = if connections.is_empty() { "" } else { ", " };
            let (from, to) = (&ids[from], &ids[to]);
            let _ = write!(
                connections,
                r#"{comma}"{prefix}k{c}": {{"from": "{from}", "to": "{to}", "kind": "network"}}"#
            );
        }
    }
    format!(r#"{{"plat": 1, "resources": {{{nodes}}}, "connections": {{{connections}}}}}"#)
}

pub(crate) fn drawn(text: &str) -> (Model, Index, Picture) {
    let model = load(text).unwrap_or_else(|error| panic!("{error} in {text}")).model;
    let index = Index::of(&model);
    let picture = Picture::of(&model, &index);
    (model, index, picture)
}

fn arranged(model: &Model, index: &Index, picture: &Picture, options: Options) -> BTreeMap<NodeId, Frame> {
    let mut arranging = Arranging::new(picture, options);
    while arranging.step(model, index) {
        let (done, all) = arranging.progress();
        assert!(done <= all);
    }
    arranging.found().into_iter().collect()
}

fn apart(a: Frame, b: Frame) -> bool {
    a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y
}

/// Siblings do not overlap, and what is inside keeps from the border.
fn check_tidy(model: &Model, frames: &BTreeMap<NodeId, Frame>) {
    let parent = |id: &NodeId| model.node(id).and_then(|node| node.parent.clone());
    for (id, frame) in frames {
        for (other, its) in frames.iter().filter(|(other, _)| *other > id && parent(other) == parent(id)) {
            assert!(apart(*frame, *its), "{id} {frame:?} and {other} {its:?}");
        }
        if let Some(around) = parent(id).and_then(|it| frames.get(&it)) {
            let inside = frame.x >= around.x + PADDING
                && frame.y >= around.y + HEADER
                && frame.x + frame.w <= around.x + around.w - PADDING
                && frame.y + frame.h <= around.y + around.h - PADDING;
            assert!(inside, "{id} {frame:?} in {around:?}");
        }
    }
}

fn frames(picture: &Picture) -> BTreeMap<NodeId, Frame> {
    picture.drawn().iter().map(|it| (it.id.clone(), it.frame)).collect()
}

#[test]
fn random_designs_are_tidy_in_every_direction_and_spacing() {
    for seed in 0..60 {
        let (model, index, picture) = drawn(&random(seed, ""));
        check_tidy(&model, &frames(&picture));
        for direction in [Direction::Right, Direction::Down] {
            for spacing in [Spacing::Compact, Spacing::Wide] {
                let options = Options { direction, spacing, ..Options::default() };
                let found = arranged(&model, &index, &picture, options.clone());
                check_tidy(&model, &found);
                assert_eq!(found, arranged(&model, &index, &picture, options), "the same each time");
            }
        }
    }
}

#[test]
fn other_names_of_the_same_order_make_the_same_drawing() {
    for seed in 0..20 {
        let shape = |prefix: &str| {
            let (model, index, picture) = drawn(&random(seed, prefix));
            let found = arranged(&model, &index, &picture, Options::default());
            // Longer names make wider cards: only what has the same letters is compared.
            found.into_values().collect::<Vec<_>>()
        };
        assert_eq!(shape("a"), shape("b"), "{seed}");
    }
}

#[test]
fn locked_things_stay() {
    for seed in 0..40 {
        let (model, index, picture) = drawn(&random(seed, ""));
        let cards = || picture.drawn().iter().filter(|it| it.frame.h == CARD_HEIGHT);
        let locked: BTreeSet<NodeId> = cards().step_by(3).map(|it| it.id.clone()).collect();
        let options = Options { locked: locked.clone(), direction: Direction::Down, ..Options::default() };
        let found = arranged(&model, &index, &picture, options);
        assert!(locked.iter().all(|id| !found.contains_key(id)), "{seed}");
    }
}

#[test]
fn a_selection_is_arranged_and_the_rest_stays() {
    for seed in 0..40 {
        let (model, index, picture) = drawn(&random(seed, ""));
        let Some(one) = picture.drawn().iter().find(|it| it.depth == 1) else { continue };
        let options = Options { scope: Scope::Only([one.id.clone()].into()), ..Options::default() };
        for id in arranged(&model, &index, &picture, options).keys() {
            let touched = *id == one.id || model.is_inside(id, &one.id) || model.is_inside(&one.id, id);
            assert!(touched, "{seed}: {id} moved");
        }
    }
}

#[test]
fn something_new_finds_room_beside_what_it_is_joined_with() {
    let text = |layout: &str| {
        format!(
            r#"{{"plat": 1, "resources": {{
            "r": {{"kind": "region"}}, "api": {{"kind": "http_api", "in": "r"}},
            "work": {{"kind": "lambda_function", "in": "r"}}, "far": {{"kind": "s3_bucket", "in": "r"}},
            "new": {{"kind": "dynamodb_table", "in": "r"}}}},
            "connections": {{"a": {{"from": "api", "to": "work"}}, "b": {{"from": "work", "to": "new", "kind": "read_write"}}}},
            "layout": {{{layout}}}}}"#
        )
    };
    let (model, _, picture) =
        drawn(&text(r#""api": [0, 0, 144, 56], "work": [208, 0, 144, 56], "far": [1600, 800, 144, 56]"#));
    let frame = |id: &str| picture.frame(&id.parse().unwrap()).unwrap();
    assert_eq!((frame("work").x, frame("work").y), (208, 0));
    let (new, work) = (frame("new"), frame("work"));
    assert!(new.x >= work.x + work.w && new.x < work.x + work.w + 100 && new.y == 0, "{new:?}");
    check_tidy(&model, &frames(&picture));
}

/// Each row of a drawing from top to bottom: the cards that start there, from the left.
fn rows(picture: &Picture) -> String {
    let mut rows: BTreeMap<i32, Vec<(i32, String)>> = BTreeMap::new();
    for it in picture.drawn() {
        rows.entry(it.frame.y).or_default().push((it.frame.x, it.id.to_string()));
    }
    let row = |mut all: Vec<(i32, String)>| {
        all.sort();
        all.into_iter().map(|(_, id)| id).collect::<Vec<_>>().join(" ")
    };
    rows.into_values().map(row).collect::<Vec<_>>().join("\n")
}

#[test]
fn zones_are_rows_and_tiers_are_columns() {
    let text = include_str!("../../../models/load-balancer-fargate-aurora/model.json");
    let (model, index, placed) = drawn(text);
    let found = arranged(&model, &index, &placed, Options::default());
    let frame = |id: &str| found[&id.parse::<NodeId>().unwrap()];
    for (a, b) in [("public-a", "public-b"), ("app-a", "app-b"), ("data-a", "data-b")] {
        assert_eq!((frame(a).x, frame(a).w), (frame(b).x, frame(b).w), "{a} and {b} are one column");
    }
    for row in [["public-a", "app-a", "data-a"], ["public-b", "app-b", "data-b"]] {
        assert!(row.windows(2).all(|it| frame(it[0]).y == frame(it[1]).y && frame(it[0]).x < frame(it[1]).x));
    }
    assert!(frame("igw").x < frame("public-a").x && frame("s3-door").x > frame("data-a").x);
    assert!(frame("images").x > frame("shop").x + frame("shop").w, "a service is where its callers look");
    assert!(frame("internet").x < frame("us-east-1").x && frame("visitors").x < frame("us-east-1").x);
}

#[test]
fn a_chain_reads_from_left_to_right() {
    let text = include_str!("../../../models/http-api-lambda-dynamodb/model.json");
    let cut = text.find("  \"layout\"").unwrap();
    let text = format!("{}}}", text[..cut].trim_end().trim_end_matches(','));
    let (_, _, picture) = drawn(&text);
    assert_eq!(rows(&picture), "us-east-1\nshoppers orders-api place-order orders");
}

#[test]
fn many_of_a_kind_are_a_grid() {
    let mut nodes =
        r#""r": {"kind": "region"}, "v": {"kind": "vpc", "in": "r"}, "s": {"kind": "subnet", "in": "v"}"#
            .to_owned();
    for i in 0..40 {
        let _ = write!(nodes, r#", "i{i}": {{"kind": "instance", "in": "s"}}"#);
    }
    let (_, _, picture) = drawn(&format!(r#"{{"plat": 1, "resources": {{{nodes}}}}}"#));
    let subnet = picture.frame(&"s".parse().unwrap()).unwrap();
    assert!(subnet.w < 3 * subnet.h && subnet.h < 2 * subnet.w, "{subnet:?}");
}

/// Where everything has its place, who belongs together is not read; the drawing is the same.
#[test]
fn a_drawing_that_is_placed_is_read_without_its_ties() {
    let mut grown = 0;
    for seed in 0..40 {
        let (mut model, index, _) = drawn(&random(seed, ""));
        let mut dice = Dice(seed);
        let mut edits = Vec::new();
        for (id, frame) in Arranging::with(Options::default(), Reading::default()).all(&model, &index) {
            // Some are pushed where their containers have to grow, or where others stand.
            let by = if dice.roll(3) == 0 { i32::try_from(dice.roll(60)).unwrap() * 16 } else { 0 };
            let grows = !index.children(&id).is_empty() && dice.roll(2) == 0;
            edits.extend((!grows).then_some(Edit::Place { id, frame: Frame { x: frame.x + by, ..frame } }));
        }
        crate::model::edit::apply(&mut model, &edits).unwrap();
        let whole = Arranging::with(Options::default(), Reading::default()).all(&model, &index);
        assert!(
            matches!(&Arranging::first(&model, &index).stage, Stage::Reading(it) if format!("{it:?}").contains("sizes_only: true"))
        );
        assert_eq!(Arranging::first(&model, &index).all(&model, &index), whole, "seed {seed}");
        grown += usize::from(whole.iter().any(|(id, frame)| model.frame(id) != Some(*frame)));
    }
    assert!(grown > 10, "in too few drawings something grows: {grown}");
}
