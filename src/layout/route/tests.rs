use super::*;
use crate::{
    base::NodeId,
    layout::auto::tests::{drawn, random},
};
use std::{collections::BTreeSet, sync::Arc};

fn routed(picture: &Picture, wires: Vec<Arc<Wire>>, bends: &Bends) -> Routes {
    let mut routing = Routing::new(picture, wires, bends);
    while routing.step() {
        let (done, all) = routing.progress();
        assert!(done <= all, "{done} of {all}");
    }
    routing.found()
}

fn is_on_side(frame: Frame, point: Point) -> bool {
    let (right, bottom) = (frame.x + frame.w, frame.y + frame.h);
    let across = [frame.x, right].contains(&point.x) && (frame.y..=bottom).contains(&point.y);
    across || ([frame.y, bottom].contains(&point.y) && (frame.x..=right).contains(&point.x))
}

/// How many cards a line runs through.
fn through(picture: &Picture, points: &[Point]) -> usize {
    let drawn = picture.drawn();
    let leaves = drawn
        .iter()
        .enumerate()
        .filter(|(nth, it)| drawn.get(nth + 1).is_none_or(|next| next.depth <= it.depth));
    leaves
        .filter(|(_, it)| {
            let f = it.frame;
            points.windows(2).any(|pair| {
                let (a, b) = (pair[0], pair[1]);
                a.x.min(b.x) < f.x + f.w
                    && f.x < a.x.max(b.x)
                    && a.y.min(b.y) < f.y + f.h
                    && f.y < a.y.max(b.y)
                    || (a.x == b.x
                        && f.x < a.x
                        && a.x < f.x + f.w
                        && a.y.min(b.y) < f.y + f.h
                        && f.y < a.y.max(b.y))
                    || (a.y == b.y
                        && f.y < a.y
                        && a.y < f.y + f.h
                        && a.x.min(b.x) < f.x + f.w
                        && f.x < a.x.max(b.x))
            })
        })
        .count()
}

/// CV-20
#[test]
fn lines_of_random_designs_are_orthogonal_end_on_sides_and_miss_cards() {
    for seed in 0..60 {
        let (model, _, picture) = drawn(&random(seed, ""));
        let routes = routed(&picture, wires(&model), &Bends::new());
        assert_eq!(routes, routed(&picture, wires(&model), &Bends::new()), "the same each time");
        for wire in wires(&model) {
            let points = routes.line(&wire.id);
            let (from, to) = (picture.frame(&wire.from).unwrap(), picture.frame(&wire.to).unwrap());
            assert!(points.len() >= 2, "{seed}: {} has no line", wire.id);
            assert!(
                points.windows(2).all(|it| (it[0].x == it[1].x) != (it[0].y == it[1].y)),
                "{seed}: {points:?}"
            );
            assert!(
                is_on_side(from, points[0]) && is_on_side(to, points[points.len() - 1]),
                "{seed}: {points:?}"
            );
            assert_eq!(through(&picture, points), 0, "{seed}: {} {points:?}", wire.id);
        }
    }
}

/// Parts of different lines that run beside each other, ends apart, closer than a lane.
fn too_close(routes: &Routes) -> (usize, usize) {
    let mut parts: Vec<(usize, Point, Point)> = Vec::new();
    for (nth, (_, points)) in routes.lines().enumerate() {
        let inner = points.windows(2).skip(1).take(points.len().saturating_sub(3));
        parts.extend(inner.map(|pair| (nth, pair[0], pair[1])));
    }
    let mut close = 0;
    for (nth, a) in parts.iter().enumerate() {
        for b in parts[..nth].iter().filter(|b| b.0 != a.0) {
            let beside = |p: fn(&Point) -> i32, q: fn(&Point) -> i32| {
                let straight = p(&a.1) == p(&a.2) && p(&b.1) == p(&b.2);
                let along = q(&a.1).max(q(&a.2)).min(q(&b.1).max(q(&b.2)))
                    - q(&a.1).min(q(&a.2)).max(q(&b.1).min(q(&b.2)));
                straight && along > 0 && (p(&a.1) - p(&b.1)).abs() < LANE
            };
            close += usize::from(beside(|it| it.x, |it| it.y) || beside(|it| it.y, |it| it.x));
        }
    }
    (close, parts.len())
}

/// CV-20
#[test]
fn parts_beside_each_other_keep_apart_where_there_is_room() {
    let (mut close, mut all) = (0, 0);
    for seed in 0..60 {
        let (model, _, picture) = drawn(&random(seed, ""));
        // Of all random lines over a whole drawing there are more than its lanes have room for.
        let few: Vec<Arc<Wire>> = wires(&model).into_iter().step_by(2).collect();
        let (these, parts) = too_close(&routed(&picture, few, &Bends::new()));
        (close, all) = (close + these, all + parts);
    }
    // Where a lane is full and every way round is very long, lines come closer.
    assert!(close * 20 <= all, "{close} of {all} parts are too close");
}

/// CV-20
#[test]
fn ten_lines_through_one_lane_are_a_lane_apart() {
    let mut text = r#""r": {"kind": "region"}"#.to_owned();
    let (mut wires_text, mut places) = (String::new(), String::new());
    for i in 0..10 {
        let (comma, down, up) = (if i == 0 { "" } else { ", " }, i * 80, (9 - i) * 80);
        text += &format!(
            r#", "a{i}": {{"kind": "lambda_function", "in": "r"}}, "b{i}": {{"kind": "dynamodb_table", "in": "r"}}"#
        );
        wires_text += &format!(r#"{comma}"{i}": {{"from": "a{i}", "to": "b{i}", "kind": "read_write"}}"#);
        places += &format!(r#"{comma}"a{i}": [0, {down}], "b{i}": [400, {up}]"#);
    }
    let (model, _, picture) = drawn(&format!(
        r#"{{"plat": 1, "resources": {{{text}}}, "connections": {{{wires_text}}}, "layout": {{{places}}}}}"#
    ));
    let routes = routed(&picture, wires(&model), &Bends::new());
    assert_eq!(too_close(&routes), (0, 10), "{routes:?}");
}

const FAN: &str = r#"{"plat": 1, "resources": {
    "f": {"kind": "lambda_function", "in": "r"}, "r": {"kind": "region"},
    "a": {"kind": "dynamodb_table", "in": "r"}, "b": {"kind": "dynamodb_table", "in": "r"},
    "c": {"kind": "dynamodb_table", "in": "r"}},
    "connections": {"1": {"from": "f", "to": "a", "kind": "read_write"},
        "2": {"from": "f", "to": "b", "kind": "read_write"}, "3": {"from": "f", "to": "c", "kind": "read_write"}}}"#;

#[test]
fn several_lines_at_one_side_spread_along_it() {
    let (model, _, picture) = drawn(FAN);
    let routes = routed(&picture, wires(&model), &Bends::new());
    let mut starts: Vec<Point> = routes.lines().map(|(_, points)| points[0]).collect();
    starts.sort();
    assert!(starts.windows(2).all(|it| it[1].y - it[0].y >= LANE || it[1].x - it[0].x >= LANE), "{starts:?}");
}

/// CV-20
#[test]
fn points_of_a_person_are_passed_in_order() {
    let (model, _, picture) = drawn(FAN);
    let bends: Bends =
        [("2".parse().unwrap(), vec![Point { x: 0, y: 400 }, Point { x: 300, y: 480 }])].into();
    let routes = routed(&picture, wires(&model), &bends);
    let points = routes.line(&"2".parse().unwrap());
    let at = |point: Point| points.windows(2).position(|pair| is_on(point, pair));
    let (first, second) = (at(Point { x: 0, y: 400 }).unwrap(), at(Point { x: 300, y: 480 }).unwrap());
    assert!(first < second, "{points:?}");
    assert!(points.windows(2).all(|it| it[0].x == it[1].x || it[0].y == it[1].y), "{points:?}");
}

#[test]
fn what_nothing_touches_stays_when_something_moves() {
    for seed in 0..30 {
        let (model, _, picture) = drawn(&random(seed, ""));
        let old = routed(&picture, wires(&model), &Bends::new());
        let changed: BTreeSet<NodeId> =
            picture.drawn().iter().rev().take(1).map(|it| it.id.clone()).collect();
        let mut routing = Routing::again(&picture, wires(&model), &Bends::new(), &old, &changed);
        while routing.step() {}
        let new = routing.found();
        assert_eq!(new.lines().count(), old.lines().count());
        let touched = |wire: &Arc<Wire>| changed.contains(&wire.from) || changed.contains(&wire.to);
        for wire in wires(&model).into_iter().filter(touched) {
            assert_eq!(through(&picture, new.line(&wire.id)), 0, "{seed}");
        }
    }
}

/// CV-17
#[test]
fn lines_to_a_collapsed_container_are_one_with_a_count() {
    let (text, shut) = (FAN.replace("\"r\": {", "\"v\": {\"kind\": \"vpc\", \"in\": \"r\"}, \"s\": {\"kind\": \"subnet\", \"in\": \"v\"}, \"r\": {"), r#", "drawing": {"collapsed": ["s"], "bends": {"1": [[0, 800]]}}}"#);
    let text = text.replace(
        r#""f": {"kind": "lambda_function", "in": "r"}"#,
        r#""f": {"kind": "lambda_function", "in": "s"}, "g": {"kind": "lambda_function", "in": "s"}"#,
    );
    let text = text.replace(r#""2": {"from": "f", "to": "b""#, r#""2": {"from": "g", "to": "a""#);
    let open = drawn(&text).0;
    assert_eq!((wires(&open).len(), bends(&open).len()), (3, 0));
    let (model, _, picture) = drawn(&format!("{}{shut}", &text[..text.len() - 1]));
    let lines: Vec<(String, String, usize)> = wires(&model)
        .iter()
        .map(|it| (it.from.to_string(), it.to.to_string(), it.connections.len()))
        .collect();
    assert_eq!(lines, [("s".into(), "a".into(), 2), ("s".into(), "c".into(), 1)]);
    assert_eq!(bends(&model), Bends::new(), "points of a line with other ends");
    assert_eq!(routed(&picture, wires(&model), &Bends::new()).lines().count(), 2);
    let inside = drawn(&format!("{}{}", &text[..text.len() - 1], shut.replace(r#"["s"]"#, r#"["r"]"#))).0;
    assert!(wires(&inside).is_empty(), "all of it is inside");
    assert_eq!(bundles(&open, &wires(&open)).len(), 0);
}

/// CV-21.
#[test]
fn labels_sit_in_the_middle_of_the_longest_part() {
    let points =
        [Point { x: 0, y: 0 }, Point { x: 20, y: 0 }, Point { x: 20, y: 100 }, Point { x: 40, y: 100 }];
    assert_eq!(label_place(&points), Some((Point { x: 20, y: 50 }, 100)));
    let cheap = cheap(Frame { x: 0, y: 0, w: 100, h: 50 }, Frame { x: 200, y: 80, w: 100, h: 50 });
    assert_eq!(cheap.first().zip(cheap.last()), Some((&Point { x: 100, y: 25 }, &Point { x: 200, y: 105 })));
}

/// Wires are the same whether or not there were others before.
#[test]
fn wires_after_others_are_those_of_the_model() {
    let nodes = r#""r": {"kind": "region"}, "v": {"kind": "vpc", "in": "r"}, "s": {"kind": "subnet", "in": "v"},
        "f": {"kind": "lambda_function", "in": "s"}, "g": {"kind": "lambda_function", "in": "r"},
        "t": {"kind": "dynamodb_table", "in": "r"}"#;
    let model = |connections: &str, collapsed: &str| {
        let text = format!(
            r#"{{"plat": 1, "resources": {{{nodes}}}, "connections": {{{connections}}},
            "drawing": {{"collapsed": [{collapsed}]}}}}"#
        );
        drawn(&text).0
    };
    let line = |id: &str, from: &str, to: &str| {
        format!(r#""{id}": {{"from": "{from}", "to": "{to}", "kind": "read_write"}}"#)
    };
    let (a, b, c) = (line("a", "f", "t"), line("b", "g", "t"), line("c", "f", "t"));
    let turned = line("b", "f", "t");
    let lists = [
        format!("{a}, {b}, {c}"),
        format!("{a}, {c}"),
        format!("{a}, {turned}, {c}"),
        b.clone(),
        String::new(),
    ];
    let all: Vec<Model> = lists
        .iter()
        .flat_map(|it| [r#""#, r#""v""#, r#""v", "s""#].map(|collapsed| model(it, collapsed)))
        .collect();
    for before in &all {
        for now in &all {
            assert_eq!(wires_after(now, &wires(before)), wires(now));
        }
    }
    let first = wires(&all[0]);
    let again = wires_after(&all[0], &first);
    assert!(first.iter().zip(&again).all(|(a, b)| Arc::ptr_eq(a, b)), "nothing is made anew");
}
