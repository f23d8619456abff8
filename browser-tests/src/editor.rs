//! What a person does in the editor, in its own words: drags kinds, draws connections, reads totals, opens files.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::input::{CTRL, NONE};
use crate::node::Node;
use crate::page::Page;
use crate::record::Download;
use crate::{LONG, SHORT};

/// Moves of a drag. Enough to pass every threshold on the way.
const STEPS: u32 = 3;

impl Page {
    /// A node that `is` says yes to, once there is one. `what` completes "waited until there is …".
    ///
    /// # Errors
    /// It does not come in time.
    pub fn wait_node(&mut self, what: &str, is: impl Fn(&Node) -> bool) -> Result<Node> {
        self.wait_until(&format!("there is {what}"), SHORT, |page| Ok(page.nodes()?.into_iter().find(&is)))
    }

    /// The box of a resource on the canvas, by its kind and id: `Subnet private-a`.
    ///
    /// # Errors
    /// It does not come in time.
    pub fn card(&mut self, name: &str) -> Result<Node> {
        let what = format!("a card `{name}`");
        let mut card = self.wait_node(&what, |node| is_card(node, name))?;
        // A camera on its way takes it along; it is clicked where it comes to rest.
        for _ in 0..40 {
            for _ in 0..3 {
                self.settle()?;
            }
            let now = self.wait_node(&what, |node| is_card(node, name))?;
            let rests = (now.x, now.y, now.w) == (card.x, card.y, card.w);
            card = now;
            if rests {
                break;
            }
        }
        Ok(card)
    }

    /// Clicks a resource on the canvas.
    ///
    /// # Errors
    /// It does not come in time.
    pub fn click_card(&mut self, name: &str) -> Result<()> {
        let card = self.card(name)?;
        self.click_at(card.centre())
    }

    /// Whether a resource is on the canvas now.
    ///
    /// # Errors
    /// The page does not answer.
    pub fn has_card(&mut self, name: &str) -> Result<bool> {
        Ok(self.nodes()?.iter().any(|node| is_card(node, name)))
    }

    /// Waits until a resource is no longer on the canvas.
    ///
    /// # Errors
    /// It stays.
    pub fn wait_no_card(&mut self, name: &str) -> Result<()> {
        self.wait_until(&format!("there is no card `{name}`"), SHORT, |page| {
            Ok((!page.has_card(name)?).then_some(()))
        })
    }

    /// Looks for a kind in the palette, which is longer than its panel.
    fn find_kind(&mut self, kind: &str) -> Result<Node> {
        let field = self.wait_for("searchbox", "Find a kind", SHORT)?;
        self.click_with(field.centre(), "left", 3, NONE)?;
        self.type_text(kind)?;
        // What was listed before is still moving up.
        let mut before = None;
        self.wait_until(&format!("the kind `{kind}` stands still"), SHORT, |page| {
            let now = page.nodes()?.into_iter().find(|node| node.role == "button" && node.name == kind);
            let place = now.as_ref().map(Node::centre);
            let still = place.is_some() && place == before;
            before = place;
            Ok(now.filter(|_| still))
        })
    }

    /// Drags a kind from the palette to a place.
    ///
    /// # Errors
    /// The palette does not have it.
    pub fn drag_kind(&mut self, kind: &str, to: (f64, f64)) -> Result<()> {
        let row = self.find_kind(kind)?;
        self.drag(row.centre(), to, STEPS)
    }

    /// Clicks a kind in the palette, then a place.
    ///
    /// # Errors
    /// The palette does not have it.
    pub fn place_kind(&mut self, kind: &str, at: (f64, f64)) -> Result<()> {
        self.find_kind(kind)?;
        self.click("button", kind)?;
        self.wait_node("a hint to click", |node| node.role == "button" && node.name == kind)?;
        self.click_at(at)
    }

    /// Points at a resource, waits for its ports, and drags from its right one to another resource.
    ///
    /// # Errors
    /// One of the two is not there, or shows no ports.
    pub fn connect(&mut self, from: &str, to: &str) -> Result<()> {
        let start = self.card(from)?;
        self.hover(start.centre())?;
        let id = from.rsplit(' ').next().unwrap_or(from);
        let port = self.wait_for("generic", &format!("Port of {id}, right"), SHORT)?;
        let end = self.card(to)?;
        self.drag(port.centre(), end.centre(), STEPS)
    }

    /// Waits until a connection stands as said, and gives it: `function to table`, `Reached`.
    ///
    /// # Errors
    /// It does not come to that.
    pub fn wait_connection(&mut self, name: &str, standing: &str) -> Result<Node> {
        self.wait_for("link", &format!("{name}, {standing}"), SHORT)
    }

    /// A figure of the top bar, by what stands below it.
    ///
    /// # Errors
    /// There is none.
    pub fn total(&mut self, caption: &str) -> Result<String> {
        self.wait_answered()?;
        // What changed since the last save may follow.
        let figure = |name: &str| {
            let total = name.split(", ").next()?;
            total.strip_suffix(caption).filter(|it| it.ends_with(' ')).map(|it| it.trim().to_owned())
        };
        let what = format!("a total {caption}");
        let node = self.wait_node(&what, |node| node.role == "text" && figure(&node.name).is_some())?;
        Ok(figure(&node.name).unwrap_or_default())
    }

    /// Opens a file through the dialog of the platform.
    ///
    /// # Errors
    /// No dialog opens.
    pub fn open_file(&mut self, path: &Path) -> Result<()> {
        self.key("o", CTRL)?;
        self.choose_file(path)
    }

    /// Replaces what stands in a text field.
    ///
    /// # Errors
    /// There is no such field.
    pub fn fill(&mut self, name: &str, text: &str) -> Result<()> {
        self.click("textbox", name)?;
        self.wait_node(&format!("the field `{name}` with the focus"), |node| {
            node.role == "textbox" && node.name == name && node.focused
        })?;
        self.key("a", CTRL)?;
        self.type_keys(text)?;
        self.wait_node(&format!("`{text}` in the field `{name}`"), |node| {
            node.role == "textbox" && node.name == name && node.value.as_deref() == Some(text)
        })?;
        Ok(())
    }

    /// Waits until the drawing is in the browser's storage.
    ///
    /// # Errors
    /// It is not saved in time.
    pub fn wait_saved(&mut self) -> Result<()> {
        self.wait_for("text", "Saved", LONG).map(drop)
    }

    /// Takes the design out by its keys as the model file, and gives its text.
    ///
    /// # Errors
    /// No file comes.
    pub fn export(&mut self) -> Result<String> {
        let file = self.export_as("Plat model (JSON)", &[])?;
        ensure!(file.name.ends_with(".json"), "the download is called {}", file.name);
        Ok(std::fs::read_to_string(&file.path)?)
    }

    /// Takes the design out by its keys: a format, and what is clicked besides.
    ///
    /// # Errors
    /// No file comes.
    pub fn export_as(&mut self, format: &str, choices: &[&str]) -> Result<Download> {
        let before = self.record().downloads().len();
        self.key("e", CTRL)?;
        self.click("radio", format)?;
        for choice in choices {
            let what = format!("the choice `{choice}`");
            let node = self.wait_node(&what, |node| {
                node.name == *choice && (node.role == "radio" || node.role == "checkbox")
            })?;
            self.click_at(node.centre())?;
        }
        self.click("button", "Export")?;
        let file = self.wait_download(before)?;
        self.wait_gone("button", "Export", SHORT)?;
        Ok(file)
    }

    /// Drops a file on the page.
    ///
    /// # Errors
    /// Chromium refuses.
    pub fn drop_file(&mut self, path: &Path, at: (f64, f64)) -> Result<()> {
        let files = [path.to_str().context("the path is not UTF-8")?];
        for kind in ["dragEnter", "dragOver", "drop"] {
            let data = json!({ "items": [], "files": files, "dragOperationsMask": 1 });
            let event = json!({ "type": kind, "x": at.0, "y": at.1, "data": data });
            self.call("Input.dispatchDragEvent", event)?;
            self.settle()?;
        }
        Ok(())
    }

    /// Selects nothing, by keys.
    ///
    /// # Errors
    /// Chromium refuses.
    pub fn select_nothing(&mut self) -> Result<()> {
        // Out of every container around what is selected; the deepest is five deep.
        (0..6).try_for_each(|_| self.key("Escape", NONE))
    }
}

fn is_card(node: &Node, name: &str) -> bool {
    let rest = node.name.strip_prefix(name);
    node.role == "listitem" && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(','))
}
