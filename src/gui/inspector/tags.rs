//! The provider's tags of a resource, or of several: a row for each, with its key and its value.
//!
//! What a tag may be: <https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html>.

use super::{
    burst,
    typed::{Face, Typed},
};
use crate::{
    base::{Gather as _, Lang, NodeId, Text, text},
    gui::{
        state::{Act, Acts, Gesture},
        strings as s, widgets,
    },
    model::{Node, edit::Edit},
};
use eframe::egui::{Align, Layout, Ui, vec2};
use std::collections::{BTreeMap, BTreeSet};

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

/// The tags that several have, each with its value; none where that is not the same everywhere.
pub type Common = Vec<(String, Option<String>)>;

/// The tags that all of these have.
pub fn common(nodes: &[(&NodeId, &Node)]) -> Common {
    let Some(((_, first), others)) = nodes.split_first() else { return Vec::new() };
    let shared = |(key, value): (&String, &String)| {
        let values: Option<Vec<&String>> = others.iter().map(|(_, node)| node.tags.get(key)).collect();
        let same = values?.into_iter().all(|it| it == value);
        Some((key.clone(), same.then(|| value.clone())))
    };
    first.tags.iter().filter_map(shared).collect()
}

/// Resources whose tags are edited together.
#[derive(Clone, Copy)]
struct Tagged<'a>(&'a [(&'a NodeId, &'a Node)]);

impl<'a> Tagged<'a> {
    /// Every key that one of them has.
    fn keys(self) -> BTreeSet<&'a str> {
        self.0.iter().flat_map(|(_, node)| node.tags.keys().map(String::as_str)).gather()
    }

    /// What the fields of these are known by.
    fn salt(self, field: &'static str, key: &str) -> (&'static str, String) {
        let first = self.0.first().map_or("", |(id, _)| id.as_str());
        (field, format!("{first} {} {key}", self.0.len()))
    }

    /// Does the same to the tags of each.
    fn change(self, gesture: Gesture, change: impl Fn(&mut BTreeMap<String, String>)) -> Act {
        let changed = |(id, node): &(&NodeId, &Node)| {
            let mut tags = (*node.tags).clone();
            change(&mut tags);
            Edit::Describe { id: (*id).clone(), description: node.description.to_string(), tags }
        };
        Act::Edit { gesture, edits: self.0.iter().map(changed).collect() }
    }
}

/// Draws a row for each tag that all of these have, and below them the button that adds one.
pub fn show(ui: &mut Ui, lang: Lang, acts: &mut Acts, nodes: &[(&NodeId, &Node)], common: &Common) {
    widgets::field_label(ui, TAGS.get(lang));
    let (enabled, tagged) = (ui.is_enabled(), Tagged(nodes));
    for (key, value) in common {
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
                if let Some(to) = key_field(ui, lang, acts, tagged, key) {
                    acts.push(tagged.change(Gesture::One, |tags| {
                        let value = tags.remove(key).unwrap_or_default();
                        tags.insert(to.clone(), value);
                    }));
                }
            });
            cell(ui, 0.58, &mut |ui| {
                if let Some(to) = value_field(ui, lang, tagged, key, value.as_deref()) {
                    let gesture = burst(&tagged.salt("tag", key));
                    acts.push(tagged.change(gesture, |tags| {
                        tags.insert(key.clone(), to.clone());
                    }));
                }
            });
            let name = REMOVE.fill(lang, &[key]);
            if widgets::tool(ui, "trash", &name, false, enabled).on_hover_text(&name).clicked() {
                acts.push(tagged.change(Gesture::One, |tags| {
                    tags.remove(key);
                }));
            }
        });
    }
    if widgets::quiet(ui, &format!("+ {}", ADD.get(lang))).clicked() {
        let key = fresh(&tagged.keys());
        let field = Typed::field_of(tagged.salt("tag key", &key));
        ui.memory_mut(|memory| memory.request_focus(field));
        acts.push(tagged.change(Gesture::One, |tags| {
            tags.insert(key.clone(), String::new());
        }));
    }
}

/// The key, edited in place; another one once the person is done with it.
fn key_field(ui: &mut Ui, lang: Lang, acts: &mut Acts, tagged: Tagged<'_>, key: &str) -> Option<String> {
    let mut typed = Typed::load(ui, tagged.salt("tag key", key), key);
    let label = KEY_OF.fill(lang, &[key]);
    let response = typed.show(ui, &Face { label: &label, hint: KEY.get(lang), ..Face::default() });
    let (done, mut to) = (response.lost_focus(), None);
    typed.error = None;
    if typed.text.trim() != key {
        match refusal(typed.text.trim(), &tagged.keys()) {
            None => to = done.then(|| typed.text.trim().to_owned()),
            Some(why) if done => acts.push(Act::Toast(why.get(lang).to_owned())),
            Some(why) => typed.error = Some(why.get(lang).to_owned()),
        }
    }
    typed.store(ui);
    to
}

/// The value, taken as it is typed.
fn value_field(
    ui: &mut Ui,
    lang: Lang,
    tagged: Tagged<'_>,
    key: &str,
    value: Option<&str>,
) -> Option<String> {
    let now = value.unwrap_or_default();
    let mut typed = Typed::load(ui, tagged.salt("tag value", key), now);
    let label = VALUE_OF.fill(lang, &[key]);
    let hint = if value.is_some() { &VALUE } else { &s::MIXED };
    let response = typed.show(ui, &Face { label: &label, hint: hint.get(lang), ..Face::default() });
    let long = typed.text.chars().count() > VALUE_LETTERS;
    typed.error = long.then(|| VALUE_TOO_LONG.get(lang).to_owned());
    let to = (response.changed() && !long && typed.text != now).then(|| typed.text.clone());
    typed.store(ui);
    to
}

/// Why a text is no key of another tag.
fn refusal(key: &str, keys: &BTreeSet<&str>) -> Option<&'static Text> {
    let reserved = key.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:"));
    match key.chars().count() {
        0 => Some(&NO_KEY),
        letters if letters > KEY_LETTERS => Some(&KEY_TOO_LONG),
        _ if reserved => Some(&RESERVED),
        _ if keys.contains(key) => Some(&TAKEN),
        _ => None,
    }
}

/// A key that no tag has yet.
fn fresh(keys: &BTreeSet<&str>) -> String {
    let names = std::iter::once("tag".to_owned()).chain((2..=keys.len() + 1).map(|nth| format!("tag-{nth}")));
    names.into_iter().find(|name| !keys.contains(name.as_str())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_those_that_the_provider_takes() {
        let keys = BTreeSet::from(["team"]);
        for (key, why) in [
            ("", Some(NO_KEY.en)),
            ("team", Some(TAKEN.en)),
            ("aws:cloudformation:stack-name", Some(RESERVED.en)),
            ("AWS:x", Some(RESERVED.en)),
            ("Team", None),
            ("팀", None),
            ("awsome", None),
        ] {
            assert_eq!(refusal(key, &keys).map(|it| it.en), why, "{key}");
        }
        assert_eq!(refusal(&"k".repeat(129), &keys).map(|it| it.en), Some(KEY_TOO_LONG.en));
        assert!(refusal(&"팀".repeat(128), &keys).is_none());
    }

    #[test]
    fn a_new_tag_has_a_key_of_its_own() {
        let mut keys = BTreeSet::new();
        for expect in ["tag", "tag-2", "tag-3"] {
            assert_eq!(fresh(&keys), expect);
            keys.insert(expect);
        }
        keys.remove("tag-2");
        assert_eq!(fresh(&keys), "tag-2");
    }
}
