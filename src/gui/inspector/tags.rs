//! The provider's tags of a resource: a row for each, with its key and its value.
//!
//! What a tag may be: <https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html>.

use super::{
    burst,
    typed::{Face, Typed},
};
use crate::{
    base::{Lang, NodeId, Text, text},
    gui::{
        state::{Act, Acts, Gesture},
        widgets,
    },
    model::{Node, edit::Edit},
};
use eframe::egui::{Align, Layout, Ui, vec2};
use std::collections::BTreeMap;

static TAGS: Text = text!("Tags", "태그");
static KEY: Text = text!("key", "키");
static VALUE: Text = text!("value", "값");
static KEY_OF: Text = text!("Key of tag {0}", "태그 {0}의 키");
static VALUE_OF: Text = text!("Value of tag {0}", "태그 {0}의 값");
static ADD: Text = text!("Add tag", "태그 추가");
static REMOVE: Text = text!("Remove tag {0}", "태그 {0} 제거");
static NO_KEY: Text = text!("a tag needs a key", "태그에는 키가 있어야 합니다");
static TAKEN: Text = text!("there is a tag of this key already", "이 키의 태그가 이미 있습니다");
static RESERVED: Text = text!("keys that begin with aws: are AWS's own", "aws:로 시작하는 키는 AWS만 씁니다");
static KEY_TOO_LONG: Text = text!("a key has at most 128 characters", "키는 128자까지입니다");
static VALUE_TOO_LONG: Text = text!("a value has at most 256 characters", "값은 256자까지입니다");

/// Most characters of a key and of a value, as the page above says; the sentences repeat them.
const KEY_LETTERS: usize = 128;
const VALUE_LETTERS: usize = 256;
/// Room for the button beside a row.
const BUTTON: f32 = 38.0;

/// Draws the rows, and below them the button that adds one.
pub fn show(ui: &mut Ui, lang: Lang, acts: &mut Acts, id: &NodeId, node: &Node) {
    widgets::field_label(ui, TAGS.get(lang));
    let enabled = ui.is_enabled();
    let change = |tags: BTreeMap<String, String>, gesture: Gesture| {
        let edits = vec![Edit::Describe { id: id.clone(), description: node.description.to_string(), tags }];
        Act::Edit { gesture, edits }
    };
    for (key, value) in &node.tags {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            let room = ui.available_width() - BUTTON;
            let cell = |ui: &mut Ui, share: f32, add: &mut dyn FnMut(&mut Ui)| {
                let size = vec2(room * share - 3.0, 0.0);
                ui.allocate_ui_with_layout(size, Layout::top_down(Align::Min), |ui| {
                    ui.set_width(size.x);
                    add(ui);
                });
            };
            cell(ui, 0.42, &mut |ui| {
                if let Some(to) = key_field(ui, lang, acts, id, (key, node)) {
                    let mut tags = node.tags.clone();
                    tags.remove(key);
                    tags.insert(to, value.clone());
                    acts.push(change(tags, Gesture::One));
                }
            });
            cell(ui, 0.58, &mut |ui| {
                if let Some(to) = value_field(ui, lang, id, key, value) {
                    let mut tags = node.tags.clone();
                    tags.insert(key.clone(), to);
                    acts.push(change(tags, burst(&(id, "tag", key))));
                }
            });
            let name = REMOVE.fill(lang, &[key]);
            if widgets::tool(ui, "trash", &name, false, enabled).on_hover_text(&name).clicked() {
                let mut tags = node.tags.clone();
                tags.remove(key);
                acts.push(change(tags, Gesture::One));
            }
        });
    }
    if widgets::quiet(ui, &format!("+ {}", ADD.get(lang))).clicked() {
        let mut tags = node.tags.clone();
        let key = fresh(&tags);
        let field = Typed::field_of(("tag key", id.as_str(), key.as_str()));
        ui.memory_mut(|memory| memory.request_focus(field));
        tags.insert(key, String::new());
        acts.push(change(tags, Gesture::One));
    }
}

/// The key, edited in place; another one once the person is done with it.
fn key_field(
    ui: &mut Ui,
    lang: Lang,
    acts: &mut Acts,
    id: &NodeId,
    (key, node): (&str, &Node),
) -> Option<String> {
    let mut typed = Typed::load(ui, ("tag key", id.as_str(), key), key);
    let label = KEY_OF.fill(lang, &[key]);
    let response = typed.show(ui, &Face { label: &label, hint: KEY.get(lang), ..Face::default() });
    let (done, mut to) = (response.lost_focus(), None);
    typed.error = None;
    if typed.text.trim() != key {
        match refusal(typed.text.trim(), &node.tags) {
            None => to = done.then(|| typed.text.trim().to_owned()),
            Some(why) if done => acts.push(Act::Toast(why.get(lang).to_owned())),
            Some(why) => typed.error = Some(why.get(lang).to_owned()),
        }
    }
    typed.store(ui);
    to
}

/// The value, taken as it is typed.
fn value_field(ui: &mut Ui, lang: Lang, id: &NodeId, key: &str, value: &str) -> Option<String> {
    let mut typed = Typed::load(ui, ("tag value", id.as_str(), key), value);
    let label = VALUE_OF.fill(lang, &[key]);
    let response = typed.show(ui, &Face { label: &label, hint: VALUE.get(lang), ..Face::default() });
    let long = typed.text.chars().count() > VALUE_LETTERS;
    typed.error = long.then(|| VALUE_TOO_LONG.get(lang).to_owned());
    let to = (response.changed() && !long && typed.text != value).then(|| typed.text.clone());
    typed.store(ui);
    to
}

/// Why a text is no key of another tag.
fn refusal(key: &str, tags: &BTreeMap<String, String>) -> Option<&'static Text> {
    let reserved = key.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:"));
    match key.chars().count() {
        0 => Some(&NO_KEY),
        letters if letters > KEY_LETTERS => Some(&KEY_TOO_LONG),
        _ if reserved => Some(&RESERVED),
        _ if tags.contains_key(key) => Some(&TAKEN),
        _ => None,
    }
}

/// A key that no tag has yet.
fn fresh(tags: &BTreeMap<String, String>) -> String {
    let names = std::iter::once("tag".to_owned()).chain((2..=tags.len() + 1).map(|nth| format!("tag-{nth}")));
    names.into_iter().find(|name| !tags.contains_key(name)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_those_that_the_provider_takes() {
        let tags = BTreeMap::from([("team".to_owned(), String::new())]);
        for (key, why) in [
            ("", Some(NO_KEY.en)),
            ("team", Some(TAKEN.en)),
            ("aws:cloudformation:stack-name", Some(RESERVED.en)),
            ("AWS:x", Some(RESERVED.en)),
            ("Team", None),
            ("팀", None),
            ("awsome", None),
        ] {
            assert_eq!(refusal(key, &tags).map(|it| it.en), why, "{key}");
        }
        assert_eq!(refusal(&"k".repeat(129), &tags).map(|it| it.en), Some(KEY_TOO_LONG.en));
        assert!(refusal(&"팀".repeat(128), &tags).is_none());
    }

    #[test]
    fn a_new_tag_has_a_key_of_its_own() {
        let mut tags = BTreeMap::new();
        for expect in ["tag", "tag-2", "tag-3"] {
            let key = fresh(&tags);
            assert_eq!(key, expect);
            tags.insert(key, String::new());
        }
        tags.remove("tag-2");
        assert_eq!(fresh(&tags), "tag-2");
    }
}
