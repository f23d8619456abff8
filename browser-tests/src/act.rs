//! What a person does: clicks, drags, turns the wheel, types.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::SHORT;
use crate::input::{CTRL, Modifiers, NONE, key_event};
use crate::page::Page;

impl Page {
    /// Waits for a node, then clicks its middle.
    ///
    /// # Errors
    /// It does not come, or is disabled.
    pub fn click(&mut self, role: &str, name: &str) -> Result<()> {
        // What has just appeared may still move.
        let mut before = self.wait_for(role, name, SHORT)?;
        let node = self.wait_until(&format!("the {role} `{name}` stands still"), SHORT, |page| {
            page.settle()?;
            let now = page.find(role, name)?;
            let still = now.clone().filter(|now| now.centre() == before.centre());
            before = now.unwrap_or(before.clone());
            Ok(still)
        })?;
        ensure!(!node.disabled, "the {role} `{name}` is disabled");
        self.click_at(node.centre())
    }

    /// Clicks a place.
    ///
    /// # Errors
    /// Chromium refuses.
    pub fn click_at(&mut self, at: (f64, f64)) -> Result<()> {
        self.click_with(at, "left", 1, NONE)
    }

    /// Clicks with any button (`left`, `right`, `middle`), so many times, with keys held down.
    ///
    /// # Errors
    /// Chromium refuses.
    pub fn click_with(&mut self, at: (f64, f64), button: &str, times: u32, held: Modifiers) -> Result<()> {
        self.mouse("mouseMoved", at, "none", 0, held)?;
        self.settle()?;
        for count in 1..=times {
            // Without a pause in between: on a busy machine a frame would make a long press of it.
            self.tell("Input.dispatchMouseEvent", &mouse_event("mousePressed", at, button, count, held))?;
            self.mouse("mouseReleased", at, button, count, held)?;
        }
        self.settle()
    }

    /// Moves the pointer to a place.
    ///
    /// # Errors
    /// Chromium refuses.
    pub fn hover(&mut self, at: (f64, f64)) -> Result<()> {
        self.mouse("mouseMoved", at, "none", 0, NONE)?;
        self.settle()
    }

    /// Drags with the left button, in `steps` moves with a frame each.
    ///
    /// # Errors
    /// Chromium refuses.
    pub fn drag(&mut self, from: (f64, f64), to: (f64, f64), steps: u32) -> Result<()> {
        self.drag_with(from, to, steps, "left", NONE)
    }

    /// Drags with any button and with keys held down.
    ///
    /// # Errors
    /// Chromium refuses.
    pub fn drag_with(
        &mut self,
        from: (f64, f64),
        to: (f64, f64),
        steps: u32,
        button: &str,
        held: Modifiers,
    ) -> Result<()> {
        self.mouse("mouseMoved", from, "none", 0, held)?;
        self.settle()?;
        self.mouse("mousePressed", from, button, 1, held)?;
        for step in 1..=steps.max(1) {
            let part = f64::from(step) / f64::from(steps.max(1));
            let at = (from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part);
            self.mouse("mouseMoved", at, button, 0, held)?;
            self.settle()?;
        }
        self.mouse("mouseReleased", to, button, 1, held)?;
        self.settle()
    }

    /// Turns the wheel at a place, in CSS pixels; positive `down` shows what is below.
    ///
    /// # Errors
    /// Chromium refuses.
    pub fn wheel(&mut self, at: (f64, f64), right: f64, down: f64, held: Modifiers) -> Result<()> {
        let event = json!({
            "type": "mouseWheel", "x": at.0, "y": at.1, "deltaX": right, "deltaY": down, "modifiers": held.0,
        });
        self.call("Input.dispatchMouseEvent", event)?;
        self.settle()
    }

    fn mouse(
        &mut self,
        kind: &str,
        at: (f64, f64),
        button: &str,
        count: u32,
        held: Modifiers,
    ) -> Result<Value> {
        self.call("Input.dispatchMouseEvent", mouse_event(kind, at, button, count, held))
    }

    /// Presses and releases a key: its name (`Enter`, `ArrowLeft`, `F2`) or its character (`a`, `/`).
    ///
    /// # Errors
    /// Chromium refuses.
    pub fn key(&mut self, key: &str, held: Modifiers) -> Result<()> {
        let mut event = key_event(key, held);
        event["type"] = if event.get("text").is_some() { "keyDown" } else { "rawKeyDown" }.into();
        // The browser's own shell turns these keys into events of the clipboard; without a shell we must ask for it.
        let clipboard = [("c", "copy"), ("x", "cut"), ("v", "paste")];
        if let Some((_, act)) = clipboard.iter().find(|(letter, _)| held == CTRL && *letter == key) {
            event["commands"] = json!([act]);
        }
        self.call("Input.dispatchKeyEvent", event.clone())?;
        if let Some(event) = event.as_object_mut() {
            event.remove("text");
            event.remove("commands");
        }
        event["type"] = "keyUp".into();
        self.call("Input.dispatchKeyEvent", event)?;
        self.settle()
    }

    /// Presses and releases a key so many times, with a frame after each: of several in one frame the editor does one.
    ///
    /// # Errors
    /// Chromium refuses.
    pub fn keys(&mut self, key: &str, held: Modifiers, times: usize) -> Result<()> {
        let mut event = key_event(key, held);
        for _ in 0..times {
            event["type"] = "rawKeyDown".into();
            self.call("Input.dispatchKeyEvent", event.clone())?;
            event["type"] = "keyUp".into();
            self.call("Input.dispatchKeyEvent", event.clone())?;
            self.settle()?;
        }
        Ok(())
    }

    /// Puts a text in at once, as an input method does.
    ///
    /// # Errors
    /// Chromium refuses.
    pub fn type_text(&mut self, text: &str) -> Result<()> {
        self.call("Input.insertText", json!({ "text": text }))?;
        self.settle()
    }

    /// Types a text key by key.
    ///
    /// # Errors
    /// Chromium refuses.
    pub fn type_keys(&mut self, text: &str) -> Result<()> {
        text.chars().try_for_each(|char| self.key(&char.to_string(), NONE))
    }
}

fn mouse_event(kind: &str, at: (f64, f64), button: &str, count: u32, held: Modifiers) -> Value {
    let down = match button {
        _ if kind == "mouseReleased" => 0,
        "left" => 1,
        "right" => 2,
        "middle" => 4,
        _ => 0,
    };
    json!({
        "type": kind, "x": at.0, "y": at.1, "button": button, "buttons": down, "clickCount": count,
        "modifiers": held.0,
    })
}
