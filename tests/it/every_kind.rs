//! Laws that hold for every kind: a new kind is tested by existing.

use plat::{
    analysis::Analysis,
    base::{Decimal, NodeId, Text},
    diag::{Report, Rule},
    model::{
        Model, Node, check,
        connection::{Access, Connection, Consistency},
        edit::{Edit, apply},
        fact::{Calls, Several, Usage},
        field::{FieldMut, FieldSpec, Shape},
        file::{load, save},
        kinds::Kind,
        resource::Role,
        schema::schema,
        site::{Index, Site},
    },
    net::Network,
};
use std::collections::{BTreeMap, BTreeSet};

fn hangul(text: &str) -> bool {
    text.chars().any(|c| ('가'..='힣').contains(&c))
}

/// Every label that is the same word in both languages: AWS's own names, units and letters.
fn is_a_name(text: &str) -> bool {
    text.split_whitespace().all(|word| word.chars().next().is_some_and(|c| !c.is_lowercase()))
        || text.len() <= 3
}

fn speaks(text: &Text, place: &str) {
    assert!(!text.en.trim().is_empty() && !text.ko.trim().is_empty(), "{place} is silent");
    assert!(!hangul(text.en), "{place}: Hangul in English: {}", text.en);
    let same = text.en.trim() == text.ko.trim();
    assert!(hangul(text.ko) || (same && is_a_name(text.en)), "{place}: no Korean: {}", text.ko);
    assert_eq!(text.ko.trim(), text.ko, "{place}: stray space: {:?}", text.ko);
    for n in 0..9 {
        let hole = format!("{{{n}}}");
        assert_eq!(text.en.contains(&hole), text.ko.contains(&hole), "{place}: {hole}");
    }
}

/// Labels carry no full stop; help is whole sentences.
fn speaks_label(text: &Text, place: &str) {
    speaks(text, place);
    assert!(!text.en.ends_with('.') && !text.ko.ends_with('.'), "{place}: a label with a full stop");
}

fn speaks_help(text: &Text, place: &str) {
    speaks(text, place);
    assert!(text.en.trim().ends_with('.') && text.ko.ends_with('.'), "{place}: help without a full stop");
}

fn fields(kind: Kind) -> Vec<(String, &'static FieldSpec)> {
    let mut all = Vec::new();
    for field in kind.spec().fields {
        all.push((format!("{}.{}", kind.name(), field.name), field));
        if let Shape::Rows(columns) = (field.shape)() {
            all.extend(columns.iter().map(|it| (format!("{}.{}.{}", kind.name(), field.name, it.name), it)));
        }
    }
    all
}

fn rules() -> Vec<(&'static str, &'static Rule)> {
    let own = Kind::ALL.iter().flat_map(|kind| kind.spec().rules.iter().map(|rule| (kind.name(), *rule)));
    check::RULES.iter().map(|rule| ("every kind", *rule)).chain(own).collect()
}

#[test]
fn every_kind_explains_itself_in_both_languages() {
    for kind in Kind::ALL {
        let (name, spec) = (kind.name(), kind.spec());
        speaks_label(&spec.label, name);
        speaks_help(&spec.docs, name);
        assert!(spec.source.starts_with("https://") && !spec.short.is_empty(), "{name}");
        for (place, field) in fields(*kind) {
            speaks_label(&field.label, &place);
            speaks_help(&field.help, &place);
            assert!(field.hint.min <= field.hint.max, "{place}");
        }
    }
}

#[test]
fn every_kind_has_an_icon() {
    let icons: serde_json::Value =
        serde_json::from_str(include_str!("../../assets/icons/icons.json")).unwrap();
    for kind in Kind::ALL {
        assert!(icons["paths"][kind.spec().icon].is_string(), "{} has no icon", kind.name());
    }
}

#[test]
fn names_of_kinds_and_fields_are_unique() {
    let names: BTreeSet<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
    assert_eq!(names.len(), Kind::ALL.len());
    for kind in Kind::ALL {
        assert_eq!(Kind::named(kind.name()), Some(*kind));
        let own: BTreeSet<&str> = kind.spec().fields.iter().map(|field| field.name.0).collect();
        assert_eq!(own.len(), kind.spec().fields.len(), "{}", kind.name());
        for taken in ["kind", "in", "description", "tags"] {
            assert!(!own.contains(taken), "{}.{taken} is a key of every resource", kind.name());
        }
    }
}

#[test]
fn rules_have_codes_words_and_sources() {
    let mut by_code: BTreeMap<&str, &Rule> = BTreeMap::new();
    for (place, rule) in rules() {
        let at = format!("{place} {}", rule.code);
        speaks_label(&rule.title, &at);
        speaks_label(&rule.help, &at);
        assert!(rule.source.starts_with("https://"), "{at}");
        let lower =
            rule.title.en.starts_with(|c: char| !c.is_uppercase() || rule.title.en.starts_with("AWS"));
        assert!(lower, "{at}: a title starts in lower case");
        // Three digits after the word that the kind's rules share.
        let digits = rule.code.len() - 3;
        assert!(rule.code[digits..].bytes().all(|b| b.is_ascii_digit()), "{at}");
        let same = by_code.insert(rule.code, rule).is_none_or(|other| std::ptr::eq(other, rule));
        assert!(same, "{at} is the code of two rules");
    }
    for kind in Kind::ALL {
        let prefixes: BTreeSet<&str> =
            kind.spec().rules.iter().map(|rule| &rule.code[..rule.code.len() - 3]).collect();
        assert!(prefixes.len() <= 1, "{}: {prefixes:?}", kind.name());
    }
}

#[test]
fn the_schema_has_every_kind_and_field() {
    let schema = schema();
    for kind in Kind::ALL {
        let own = &schema["$defs"][kind.name()]["properties"];
        for field in kind.spec().fields {
            assert!(own[field.name.0].is_object(), "{}.{}", kind.name(), field.name);
        }
    }
}

#[test]
fn roles_are_played_by_some_kind() {
    let played = |role: Role| Kind::ALL.iter().any(|kind| kind.spec().roles.contains(&role));
    let of_networks =
        [Role::RouteTarget, Role::EdgeGateway, Role::LineGateway, Role::HubAttachment, Role::AddressHolder];
    for role in of_networks {
        assert!(played(role), "{role:?}");
    }
}

fn add(model: &mut Model, kind: Kind, parent: Option<NodeId>) -> NodeId {
    let id = model.fresh_id(kind.name());
    apply(model, &[Edit::Add { id: id.clone(), node: Node::new(kind.fresh(), parent) }]).unwrap();
    id
}

/// A container of a kind in containers of its own.
fn home(model: &mut Model, kind: Kind) -> NodeId {
    let parent = kind.spec().stands_in.first().map(|outer| home(model, *outer));
    add(model, kind, parent)
}

/// Asks everything that engines ask of every resource.
fn ask(model: &Model) {
    let index = Index::of(model);
    let connections: Vec<_> = model.connections().map(|(_, connection)| connection).collect();
    for (id, node) in model.nodes() {
        let (site, it) = (Site::new(model, &index, id), node.resource.as_resource());
        let million = Decimal::from(1_000_000);
        let entered = Calls { calls: million, request_size: 1, response_size: 1, connection: None };
        let along = connections.iter().map(|it| Calls { connection: Some(it), ..entered });
        let all: Several = along.chain([entered]).collect();
        let usage =
            Usage { arrivals: all.clone(), leaving: all, carried_gb: million, carried_in_gb: million };
        for usage in [Usage::default(), usage] {
            for meter in it.meters(site, &usage) {
                assert!(!meter.quantity.is_sign_negative() && !meter.sku.is_empty(), "{id}");
                speaks_label(meter.component, &format!("{id} {}", meter.sku));
            }
        }
        drop((it.net_facts(site), it.call_facts(site), it.headline()));
        assert!(it.spec().fields.iter().filter(|field| it.shows(field)).count() <= it.spec().fields.len());
    }
    let analysis = Analysis::new(model.clone());
    for finding in analysis.findings() {
        if let Some(remedy) = analysis.mend(finding) {
            apply(&mut model.clone(), &remedy.edits)
                .unwrap_or_else(|error| panic!("{}: {error}", finding.rule.code));
        }
    }
    drop(Network::of(model, &index));
    assert_eq!(&load(&save(model)).unwrap().model, model);
}

#[test]
fn a_fresh_one_answers_wherever_it_may_stand() {
    for kind in Kind::ALL {
        let mut alone = Model::default();
        add(&mut alone, *kind, None);
        ask(&alone);
        for container in kind.spec().stands_in {
            let mut model = Model::default();
            let parent = home(&mut model, *container);
            add(&mut model, *kind, Some(parent));
            ask(&model);
            crate::cloudformation::comes_back(kind.name(), &model);
            crate::terraform_export::stands(kind.name(), &model);
        }
    }
}

/// What no meter and no alternative may fail on: as many calls as are followed, of the greatest size, along every kind of
/// connection, and fields at their limits.
#[test]
fn the_greatest_workload_does_no_harm() {
    let greatest = || {
        let turns = [Access::Invoke, Access::ReadWrite, Access::EventSource, Access::Network].into_iter();
        let of = |kind, consistency| Connection {
            kind,
            consistency,
            reads: Decimal::from(1_000_000),
            writes: Decimal::from(1_000_000),
            read_size: u32::MAX,
            write_size: u32::MAX,
            batch_size: 10_000,
            ..Connection::default()
        };
        let all = [Consistency::Strong, Consistency::Eventual, Consistency::Transactional];
        turns.flat_map(|kind| all.map(|it| of(kind, it))).collect::<Vec<_>>()
    };
    for kind in Kind::ALL {
        let mut model = Model::default();
        let parent = kind.spec().stands_in.first().map(|outer| home(&mut model, *outer));
        let id = add(&mut model, *kind, parent);
        let ids: Vec<(NodeId, Kind)> =
            model.nodes().map(|(id, node)| (id.clone(), node.resource.kind())).collect();
        for turn in 0..6_usize {
            let mut resource = model.node(&id).unwrap().resource.clone();
            resource.as_record_mut().each_field(&mut |spec, field| match field {
                FieldMut::Number(number) if !turn.is_multiple_of(2) => *number = spec.hint.max.into(),
                field => stretch(field, spec, turn, &ids),
            });
            apply(&mut model, &[Edit::Change { id: id.clone(), resource }]).unwrap();
            let index = Index::of(&model);
            let (site, it) =
                (Site::new(&model, &index, &id), model.node(&id).unwrap().resource.as_resource());
            let connections = greatest();
            for calls in [Decimal::from(1_000_000_000_000_000_u64), Decimal::from_parts(1, 0, 0, false, 28)] {
                let call =
                    |connection| Calls { calls, request_size: u32::MAX, response_size: u32::MAX, connection };
                let all: Several = connections.iter().map(|it| call(Some(it))).chain([call(None)]).collect();
                let usage = Usage {
                    arrivals: all.clone(),
                    leaving: all.clone(),
                    carried_gb: Decimal::MAX,
                    carried_in_gb: Decimal::MAX,
                };
                for meter in it.meters(site, &usage) {
                    assert!(!meter.quantity.is_sign_negative(), "{id} {}", meter.sku);
                }
                let mut report = Report::default();
                it.check_load(site, &usage, &mut report);
                drop(it.alternatives(site, &usage));
                for call in &all {
                    assert!(!it.events(call).is_sign_negative() && !it.onward().is_sign_negative(), "{id}");
                }
            }
        }
    }
}

/// Sets every field to an extreme: the least or the greatest number, every choice, links to whatever fits.
fn stretch(field: FieldMut<'_>, spec: &FieldSpec, turn: usize, ids: &[(NodeId, Kind)]) {
    match field {
        FieldMut::Flag(flag) => *flag = turn.is_multiple_of(2),
        FieldMut::Whole(number) => {
            let wanted = if turn.is_multiple_of(2) { spec.hint.min } else { spec.hint.max };
            *number = u32::try_from(wanted).unwrap_or(u32::MAX);
        }
        FieldMut::Number(number) => {
            *number =
                if turn.is_multiple_of(2) { spec.hint.min } else { spec.hint.max.min(1_000_000) }.into();
        }
        FieldMut::Choice(choice) => choice.pick(turn % choice.values().len()),
        FieldMut::Link(accepts, to) => {
            *to = ids.iter().filter(|(_, kind)| accepts.takes(*kind)).map(|(id, _)| id.clone()).nth(turn % 2);
        }
        FieldMut::Links(accepts, to) => {
            *to = ids.iter().filter(|(_, kind)| accepts.takes(*kind)).map(|(id, _)| id.clone()).collect();
        }
        FieldMut::Rows(rows) => {
            rows.add();
            let row = rows.len() - 1;
            rows.each_cell(row, &mut |spec, cell| stretch(cell, spec, turn, ids));
        }
        FieldMut::Form(slot) => {
            for word in ["10.0.0.0/28", "::/0", "10.0.0.255", "all", "-1"] {
                if slot.set(word).is_ok() && turn.is_multiple_of(3) {
                    break;
                }
            }
        }
        FieldMut::Text(text) => text.push_str("\u{0}\"x"),
    }
}

#[test]
fn extremes_do_no_harm() {
    let mut model = Model::default();
    for kind in Kind::ALL {
        for container in kind.spec().stands_in {
            let parent = home(&mut model, *container);
            add(&mut model, *kind, Some(parent));
        }
        add(&mut model, *kind, None);
    }
    let ids: Vec<(NodeId, Kind)> =
        model.nodes().map(|(id, node)| (id.clone(), node.resource.kind())).collect();
    for turn in 0..6 {
        let mut edits = Vec::new();
        for (id, _) in &ids {
            let mut resource = model.node(id).unwrap().resource.clone();
            resource.as_record_mut().each_field(&mut |spec, field| stretch(field, spec, turn, &ids));
            edits.push(Edit::Change { id: id.clone(), resource });
        }
        apply(&mut model, &edits).unwrap();
        ask(&model);
        // Even the wildest one is read from its template as it was.
        crate::cloudformation::comes_back(&format!("turn {turn}"), &model);
        let text = crate::terraform_export::comes_back(&format!("turn {turn}"), &model);
        let odd = crate::provider::oddities(&text);
        assert!(odd.is_empty(), "turn {turn}: {odd:#?}");
    }
}
