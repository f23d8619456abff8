//! Commands: one list makes buttons, menus, tooltips and keys.

use super::strings as s;
use crate::base::{Lang, Text};
use eframe::egui::{Key, KeyboardShortcut, Modifiers};

/// What a person may ask the editor to do without a pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Command {
    New,
    Open,
    Save,
    Export,
    ExportCsv,
    ExportMarkdown,
    Undo,
    Redo,
    Cut,
    Copy,
    Paste,
    Duplicate,
    Delete,
    SelectAll,
    Escape,
    NextRegion,
    NextObject,
    PreviousObject,
    MoveLeft,
    MoveRight,
    MoveUp,
    MoveDown,
    SelectTool,
    HandTool,
    ConnectTool,
    TraceTool,
    ZoomIn,
    ZoomOut,
    Zoom100,
    FitAll,
    FitSelection,
    ShowFindings,
    ShowReach,
    ShowCost,
    ToggleLeft,
    ToggleRight,
    ToggleBottom,
    Minimap,
    Theme,
    Templates,
    Tour,
    Learn,
    Language,
}

/// Everything static there is to say about a command.
pub struct CommandSpec {
    /// The command.
    pub command: Command,
    /// Its name.
    pub label: &'static Text,
    /// Its glyph.
    pub icon: &'static str,
    /// Its keys, the first one shown.
    pub keys: &'static [KeyboardShortcut],
    /// Whether it changes the design, and is absent when that is read-only.
    pub edits: bool,
}

const fn key(modifiers: Modifiers, key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(modifiers, key)
}

const NONE: Modifiers = Modifiers::NONE;
const CTRL: Modifiers = Modifiers::COMMAND;
const SHIFT: Modifiers = Modifiers::SHIFT;
const CTRL_SHIFT: Modifiers =
    Modifiers { alt: false, ctrl: false, shift: true, mac_cmd: false, command: true };
const CTRL_ALT: Modifiers = Modifiers { alt: true, ctrl: false, shift: false, mac_cmd: false, command: true };

macro_rules! commands {
    ($($command:ident: $label:ident, $icon:literal, [$($modifiers:ident + $key:ident),*], $edits:literal;)+) => {
        /// Every command.
        pub static COMMANDS: &[CommandSpec] = &[$(CommandSpec {
            command: Command::$command,
            label: &s::$label,
            icon: $icon,
            keys: &[$(key($modifiers, Key::$key)),*],
            edits: $edits,
        },)+];
    };
}

// Cut, copy and paste come as events of the platform, not as keys.
commands! {
    New: NEW, "plus", [], false;
    Open: OPEN, "open_file", [CTRL + O], false;
    Save: SAVE, "save", [CTRL + S], false;
    Export: EXPORT, "export", [CTRL + E], false;
    ExportCsv: EXPORT_CSV, "export", [], false;
    ExportMarkdown: EXPORT_MARKDOWN, "export", [], false;
    Undo: UNDO, "undo", [CTRL + Z], true;
    Redo: REDO, "redo", [CTRL_SHIFT + Z, CTRL + Y], true;
    Cut: CUT, "copy", [], true;
    Copy: COPY, "copy", [], false;
    Paste: PASTE, "copy", [], true;
    Duplicate: DUPLICATE, "duplicate", [CTRL + D], true;
    Delete: DELETE, "trash", [NONE + Delete, NONE + Backspace], true;
    SelectAll: SELECT_ALL, "select", [CTRL + A], false;
    Escape: ESCAPE, "close", [NONE + Escape], false;
    NextRegion: NEXT_REGION, "chevron_right", [NONE + F6], false;
    NextObject: NEXT_OBJECT, "chevron_right", [NONE + Tab], false;
    PreviousObject: PREVIOUS_OBJECT, "chevron_right", [SHIFT + Tab], false;
    MoveLeft: MOVE_LEFT, "arrow_right", [NONE + ArrowLeft, SHIFT + ArrowLeft], true;
    MoveRight: MOVE_RIGHT, "arrow_right", [NONE + ArrowRight, SHIFT + ArrowRight], true;
    MoveUp: MOVE_UP, "arrow_right", [NONE + ArrowUp, SHIFT + ArrowUp], true;
    MoveDown: MOVE_DOWN, "arrow_right", [NONE + ArrowDown, SHIFT + ArrowDown], true;
    SelectTool: SELECT, "select", [NONE + V], false;
    HandTool: HAND, "hand", [NONE + H], false;
    ConnectTool: CONNECT, "connect", [NONE + C], true;
    TraceTool: TRACE, "path", [NONE + R], false;
    ZoomIn: ZOOM_IN, "plus", [CTRL + Equals, CTRL + Plus, NONE + Plus, NONE + Equals], false;
    ZoomOut: ZOOM_OUT, "minus", [CTRL + Minus, NONE + Minus], false;
    Zoom100: ZOOM_100, "fit", [CTRL + Num0], false;
    // With shift most keyboards make an exclamation mark of it, which egui takes for a key of its own.
    FitAll: FIT_ALL, "fit", [SHIFT + Num1, SHIFT + Exclamationmark], false;
    FitSelection: FIT_SELECTION, "fit", [SHIFT + Num2], false;
    ShowFindings: SHOW_FINDINGS, "warning", [SHIFT + F], false;
    ShowReach: SHOW_REACH, "path", [SHIFT + R], false;
    ShowCost: SHOW_COST, "money", [SHIFT + C], false;
    ToggleLeft: TOGGLE_LEFT, "list", [CTRL + B], false;
    ToggleRight: TOGGLE_RIGHT, "list", [CTRL_ALT + B], false;
    ToggleBottom: TOGGLE_BOTTOM, "list", [CTRL + J], false;
    Minimap: MINIMAP, "eye", [NONE + M], false;
    Theme: THEME, "moon", [], false;
    Templates: TEMPLATES, "duplicate", [], false;
    Tour: TOUR, "play", [], false;
    Learn: LEARN, "help", [], false;
    Language: LANGUAGE, "language", [], false;
}

impl Command {
    /// Its description.
    pub fn spec(self) -> &'static CommandSpec {
        // INVARIANT (commands): the list has every command once, in order; a test says so.
        &COMMANDS[self as usize]
    }

    /// Whether its keys act while a text field has the keyboard.
    pub fn acts_while_typing(self) -> bool {
        matches!(
            self,
            Self::NextRegion
                | Self::Open
                | Self::Save
                | Self::Export
                | Self::ToggleLeft
                | Self::ToggleRight
                | Self::ToggleBottom
        )
    }

    /// Its name and its first key, for a tooltip.
    pub fn tooltip(self, lang: Lang, ctx: &eframe::egui::Context) -> String {
        let spec = self.spec();
        match spec.keys.first() {
            Some(keys) => format!("{}  {}", spec.label.get(lang), ctx.format_shortcut(keys)),
            None => spec.label.get(lang).to_owned(),
        }
    }
}

/// Whether a shortcut may act while nothing but the canvas has the keys: a single key without Ctrl.
pub fn is_plain(keys: &KeyboardShortcut) -> bool {
    !keys.modifiers.command && !keys.modifiers.alt
}

/// The keys that the page must keep from the browser, as JSON for its script.
pub fn captured_keys() -> String {
    let combos = COMMANDS.iter().flat_map(|spec| spec.keys).map(|keys| {
        serde_json::json!({
            "key": browser_name(keys.logical_key),
            "ctrl": keys.modifiers.command,
            "shift": keys.modifiers.shift,
            "alt": keys.modifiers.alt,
        })
    });
    serde_json::Value::Array(combos.collect()).to_string()
}

/// A key as `KeyboardEvent.key` spells it, in lower case for letters.
fn browser_name(key: Key) -> String {
    match key {
        Key::Plus => "+".into(),
        Key::Minus => "-".into(),
        Key::Equals => "=".into(),
        Key::Exclamationmark => "!".into(),
        Key::Num0 => "0".into(),
        Key::Num1 => "1".into(),
        Key::Num2 => "2".into(),
        Key::ArrowLeft => "ArrowLeft".into(),
        Key::ArrowRight => "ArrowRight".into(),
        Key::ArrowUp => "ArrowUp".into(),
        Key::ArrowDown => "ArrowDown".into(),
        other if other.name().len() == 1 => other.name().to_lowercase(),
        other => other.name().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_the_order_of_the_enum() {
        for (i, spec) in COMMANDS.iter().enumerate() {
            assert_eq!(spec.command as usize, i);
            assert!(super::super::icon::exists(spec.icon), "{}", spec.icon);
        }
        assert_eq!(COMMANDS.last().map(|spec| spec.command), Some(Command::Language));
    }

    #[test]
    fn no_two_commands_share_keys() {
        let mut all: Vec<_> = COMMANDS
            .iter()
            .flat_map(|spec| spec.keys.iter().map(|keys| (format!("{keys:?}"), spec.command)))
            .collect();
        all.sort();
        for pair in all.windows(2) {
            assert_ne!(pair[0].0, pair[1].0, "{:?} and {:?}", pair[0].1, pair[1].1);
        }
    }

    #[test]
    fn nothing_a_browser_keeps_is_bound() {
        let kept = [Key::N, Key::T, Key::W, Key::R, Key::Num1, Key::Num2, Key::Num3];
        for spec in COMMANDS {
            for keys in spec.keys.iter().filter(|keys| keys.modifiers.command) {
                assert!(!kept.contains(&keys.logical_key), "{:?}", spec.command);
            }
        }
    }
}
