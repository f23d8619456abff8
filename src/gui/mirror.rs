//! What is on screen, as a list that the page shows to assistive technology and to tests.
//!
//! The browser build of egui gives screen readers nothing, so the accessibility tree that egui makes anyway is
//! handed to the page, which keeps it as transparent elements over the canvas.

use crate::base::Gather as _;
use eframe::egui::accesskit::{Node, NodeId, Role, Toggled, TreeUpdate};
use serde::Serialize;
use std::collections::BTreeMap;

/// One element of the list. It is written in each frame, so nothing is built first.
#[derive(Debug, Serialize)]
struct Shown<'t> {
    id: String,
    role: &'static str,
    name: &'t str,
    value: Option<&'t str>,
    x: f64,
    y: f64,
    w: f64,
    h: f64,
    focused: bool,
    pressed: Option<bool>,
    disabled: bool,
    parent: Option<String>,
}

/// The list for one update, in reading order, as JSON.
pub fn list(update: &TreeUpdate) -> String {
    let all: BTreeMap<NodeId, &Node> = update.nodes.iter().map(|(id, node)| (*id, node)).gather();
    let mut out = Vec::new();
    if let Some(tree) = &update.tree {
        add(&all, tree.root, None, update.focus, &mut out);
    }
    // Texts and numbers can always be written.
    serde_json::to_string(&out).unwrap_or_default()
}

fn add<'t>(
    all: &BTreeMap<NodeId, &'t Node>,
    id: NodeId,
    parent: Option<NodeId>,
    focus: NodeId,
    out: &mut Vec<Shown<'t>>,
) {
    let Some(node) = all.get(&id) else { return };
    let name = node.label().or(node.value()).unwrap_or_default();
    let mut holder = parent;
    if let (Some(role), Some(bounds)) = (role(node.role()), node.bounds())
        && !name.is_empty()
    {
        let value = node.value().filter(|value| *value != name);
        let pressed = match (node.toggled(), node.is_selected()) {
            (Some(toggled), _) => Some(toggled == Toggled::True),
            (None, selected) => selected,
        };
        out.push(Shown {
            id: id.0.to_string(),
            role,
            name,
            value,
            x: whole(bounds.x0),
            y: whole(bounds.y0),
            w: whole(bounds.x1 - bounds.x0),
            h: whole(bounds.y1 - bounds.y0),
            focused: id == focus,
            pressed,
            disabled: node.is_disabled(),
            parent: parent.map(|id| id.0.to_string()),
        });
        holder = Some(id);
    }
    for child in node.children() {
        add(all, *child, holder, focus, out);
    }
}

/// Tenths of a point are enough, and keep the list from changing without need.
fn whole(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// The page's word for a role; `None` for what only groups.
fn role(role: Role) -> Option<&'static str> {
    Some(match role {
        Role::Button | Role::DefaultButton => "button",
        Role::Link => "link",
        Role::CheckBox => "checkbox",
        Role::RadioButton => "radio",
        Role::Switch => "switch",
        Role::Tab => "tab",
        Role::ComboBox => "combobox",
        Role::ListItem => "listitem",
        Role::TreeItem => "treeitem",
        Role::Row => "row",
        Role::MenuItem => "menuitem",
        Role::Heading => "heading",
        // A status is read out by the announcer; here it is there to be read again.
        Role::Label | Role::Status => "text",
        Role::Alert => "alert",
        Role::Image => "img",
        Role::Slider => "slider",
        Role::SpinButton => "spinbutton",
        Role::TextInput | Role::MultilineTextInput | Role::NumberInput => "textbox",
        Role::SearchInput => "searchbox",
        Role::Unknown => "generic",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use eframe::egui::accesskit::{Rect, TreeId, TreeInfo};
    use serde_json::{Value, json};

    #[test]
    fn what_has_a_name_and_a_place_is_listed_under_what_holds_it() {
        let node = |role: Role, name: &str, children: &[u64]| {
            let mut node = Node::new(role);
            node.set_label(name);
            node.set_bounds(Rect { x0: 1.25, y0: 2.0, x1: 11.0, y1: 7.0 });
            node.set_children(children.iter().map(|id| NodeId(*id)).collect::<Vec<_>>());
            node
        };
        let update = TreeUpdate {
            nodes: vec![
                (NodeId(1), node(Role::Window, "Plat", &[2, 3])),
                (NodeId(2), node(Role::ListItem, "a \"card\"", &[4])),
                (NodeId(3), node(Role::Button, "", &[])),
                (NodeId(4), node(Role::Button, "Fix", &[])),
            ],
            tree: Some(TreeInfo::new(NodeId(1))),
            tree_id: TreeId::ROOT,
            focus: NodeId(4),
        };
        let list: Value = serde_json::from_str(&list(&update)).unwrap();
        let card = json!({
            "id": "2", "role": "listitem", "name": "a \"card\"", "value": null, "x": 1.3, "y": 2.0, "w": 9.8, "h": 5.0,
            "focused": false, "pressed": null, "disabled": false, "parent": null,
        });
        assert_eq!(list[0].to_string(), card.to_string());
        assert_eq!((&list[1]["name"], &list[1]["parent"]), (&json!("Fix"), &json!("2")));
        assert_eq!((list[1]["focused"].as_bool(), list.as_array().map(Vec::len)), (Some(true), Some(2)));
    }
}
