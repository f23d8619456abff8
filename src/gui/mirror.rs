//! What is on screen, as a list that the page shows to assistive technology and to tests.
//!
//! The browser build of egui gives screen readers nothing, so the accessibility tree that egui makes anyway is
//! handed to the page, which keeps it as transparent elements over the canvas.

use eframe::egui::accesskit::{Node, NodeId, Role, Toggled, TreeUpdate};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The list for one update, in reading order.
pub fn nodes(update: &TreeUpdate) -> Value {
    let all: BTreeMap<NodeId, &Node> = update.nodes.iter().map(|(id, node)| (*id, node)).collect();
    let Some(tree) = &update.tree else { return json!([]) };
    let mut out = Vec::new();
    add(&all, tree.root, None, update.focus, &mut out);
    Value::Array(out)
}

fn add(
    all: &BTreeMap<NodeId, &Node>,
    id: NodeId,
    parent: Option<NodeId>,
    focus: NodeId,
    out: &mut Vec<Value>,
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
        out.push(json!({
            "id": id.0.to_string(),
            "role": role,
            "name": name,
            "value": value,
            "x": whole(bounds.x0),
            "y": whole(bounds.y0),
            "w": whole(bounds.x1 - bounds.x0),
            "h": whole(bounds.y1 - bounds.y0),
            "focused": id == focus,
            "pressed": pressed,
            "disabled": node.is_disabled(),
            "parent": parent.map(|id| id.0.to_string()),
        }));
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
