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
    SaveAs,
    Export,
    ExportCsv,
    ExportMarkdown,
    Share,
    EditCopy,
    TakeOver,
    Undo,
    Redo,
    Cut,
    Copy,
    Paste,
    PasteInPlace,
    Duplicate,
    Delete,
    RemoveContainer,
    SelectAll,
    Escape,
    Rename,
    EditFields,
    MoveLeft,
    MoveRight,
    MoveUp,
    MoveDown,
    AlignLeft,
    AlignRight,
    AlignTop,
    AlignBottom,
    AlignCentre,
    AlignMiddle,
    DistributeAcross,
    DistributeDown,
    Group,
    Ungroup,
    Lock,
    Forward,
    Backward,
    ToFront,
    ToRear,
    Layout,
    FitContent,
    Collapse,
    ResetRoute,
    SelectTool,
    HandTool,
    ConnectTool,
    TraceTool,
    NoteTool,
    AddKind,
    FollowForward,
    FollowBack,
    NextObject,
    PreviousObject,
    NextRegion,
    PreviousRegion,
    Commands,
    Find,
    FindNext,
    FindPrevious,
    NextFinding,
    PreviousFinding,
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
    Grid,
    Snapping,
    Theme,
    Settings,
    Templates,
    Tour,
    Learn,
    Language,
    Keys,
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
    /// Where menus and the sheet of keys have it.
    pub menu: Menu,
}

/// Groups of commands, as menus and the sheet of keys show them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Menu {
    File,
    Edit,
    Arrange,
    Tools,
    Go,
    View,
}

impl Menu {
    /// Every group, in order.
    pub const ALL: [Self; 6] = [Self::File, Self::Edit, Self::Arrange, Self::Tools, Self::Go, Self::View];

    /// Its title.
    pub fn label(self) -> &'static Text {
        match self {
            Self::File => &s::MENU_FILE,
            Self::Edit => &s::MENU_EDIT,
            Self::Arrange => &s::MENU_ARRANGE,
            Self::Tools => &s::MENU_TOOLS,
            Self::Go => &s::MENU_GO,
            Self::View => &s::MENU_VIEW,
        }
    }

    /// Its commands, in order.
    pub fn commands(self) -> impl Iterator<Item = &'static CommandSpec> {
        COMMANDS.iter().filter(move |spec| spec.menu == self)
    }
}

const fn key(modifiers: Modifiers, key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(modifiers, key)
}

const NONE: Modifiers = Modifiers::NONE;
const CTRL: Modifiers = Modifiers::COMMAND;
const SHIFT: Modifiers = Modifiers::SHIFT;
const ALT: Modifiers = Modifiers::ALT;
const CTRL_SHIFT: Modifiers =
    Modifiers { alt: false, ctrl: false, shift: true, mac_cmd: false, command: true };
const CTRL_ALT: Modifiers = Modifiers { alt: true, ctrl: false, shift: false, mac_cmd: false, command: true };

macro_rules! commands {
    ($($menu:ident { $($command:ident: $label:ident, $icon:literal, [$($modifiers:ident + $key:ident),*], $edits:literal;)+ })+) => {
        /// Every command.
        pub static COMMANDS: &[CommandSpec] = &[$($(CommandSpec {
            command: Command::$command,
            label: &s::$label,
            icon: $icon,
            keys: &[$(key($modifiers, Key::$key)),*],
            edits: $edits,
            menu: Menu::$menu,
        },)+)+];
    };
}

// Cut, copy and paste come as events of the platform, not as keys.
commands! {
    File {
        New: NEW, "plus", [], false;
        Open: OPEN, "open_file", [CTRL + O], false;
        Save: SAVE, "save", [CTRL + S], false;
        SaveAs: SAVE_AS, "save", [CTRL_SHIFT + S], false;
        Export: EXPORT, "export", [CTRL + E], false;
        ExportCsv: EXPORT_CSV, "export", [], false;
        ExportMarkdown: EXPORT_MARKDOWN, "export", [], false;
        Share: SHARE, "share", [], false;
        EditCopy: EDIT_COPY, "duplicate", [], false;
        TakeOver: TAKE_OVER, "lock_small", [], false;
    }
    Edit {
        Undo: UNDO, "undo", [CTRL + Z], true;
        Redo: REDO, "redo", [CTRL_SHIFT + Z, CTRL + Y], true;
        Cut: CUT, "copy", [], true;
        Copy: COPY, "copy", [], false;
        Paste: PASTE, "copy", [], true;
        PasteInPlace: PASTE_IN_PLACE, "copy", [], true;
        Duplicate: DUPLICATE, "duplicate", [CTRL + D], true;
        Delete: DELETE, "trash", [NONE + Delete, NONE + Backspace], true;
        RemoveContainer: REMOVE_CONTAINER, "trash", [], true;
        SelectAll: SELECT_ALL, "select", [CTRL + A], false;
        Escape: ESCAPE, "close", [NONE + Escape], false;
        Rename: RENAME, "select", [NONE + F2], true;
        EditFields: EDIT_FIELDS, "list", [NONE + Enter], false;
    }
    Arrange {
        MoveLeft: MOVE_LEFT, "arrow_right", [NONE + ArrowLeft, SHIFT + ArrowLeft], true;
        MoveRight: MOVE_RIGHT, "arrow_right", [NONE + ArrowRight, SHIFT + ArrowRight], true;
        MoveUp: MOVE_UP, "arrow_right", [NONE + ArrowUp, SHIFT + ArrowUp], true;
        MoveDown: MOVE_DOWN, "arrow_right", [NONE + ArrowDown, SHIFT + ArrowDown], true;
        AlignLeft: ALIGN_LEFT, "align_left", [CTRL_SHIFT + ArrowLeft], true;
        AlignRight: ALIGN_RIGHT, "align_right", [CTRL_SHIFT + ArrowRight], true;
        AlignTop: ALIGN_TOP, "align_top", [CTRL_SHIFT + ArrowUp], true;
        AlignBottom: ALIGN_BOTTOM, "align_bottom", [CTRL_SHIFT + ArrowDown], true;
        AlignCentre: ALIGN_CENTRE, "align_centre", [], true;
        AlignMiddle: ALIGN_MIDDLE, "align_middle", [], true;
        DistributeAcross: DISTRIBUTE_ACROSS, "distribute_across", [ALT + H], true;
        DistributeDown: DISTRIBUTE_DOWN, "distribute_down", [ALT + V], true;
        Group: GROUP, "select", [CTRL + G], true;
        Ungroup: UNGROUP, "select", [CTRL_SHIFT + G], true;
        Lock: LOCK, "lock_small", [CTRL_SHIFT + L], true;
        // With shift most keyboards make a curly bracket of it.
        Forward: BRING_FORWARD, "front", [CTRL + CloseBracket], true;
        Backward: SEND_BACKWARD, "rear", [CTRL + OpenBracket], true;
        ToFront: TO_FRONT, "front", [CTRL_SHIFT + CloseBracket, CTRL_SHIFT + CloseCurlyBracket], true;
        ToRear: TO_REAR, "rear", [CTRL_SHIFT + OpenBracket, CTRL_SHIFT + OpenCurlyBracket], true;
        Layout: LAYOUT, "layout", [SHIFT + L], true;
        FitContent: FIT_CONTENT, "fit", [], true;
        Collapse: COLLAPSE, "collapse", [NONE + E], true;
        ResetRoute: RESET_ROUTE, "undo", [], true;
    }
    Tools {
        SelectTool: SELECT, "select", [NONE + V], false;
        HandTool: HAND, "hand", [NONE + H], false;
        ConnectTool: CONNECT, "connect", [NONE + C], true;
        TraceTool: TRACE, "path", [NONE + R], false;
        NoteTool: NOTE_TOOL, "note", [NONE + T], true;
        AddKind: ADD_KIND, "plus", [NONE + Slash], true;
    }
    Go {
        FollowForward: FOLLOW_FORWARD, "arrow_right", [NONE + CloseBracket], false;
        FollowBack: FOLLOW_BACK, "arrow_right", [NONE + OpenBracket], false;
        NextObject: NEXT_OBJECT, "chevron_right", [NONE + Tab], false;
        PreviousObject: PREVIOUS_OBJECT, "chevron_right", [SHIFT + Tab], false;
        NextRegion: NEXT_REGION, "chevron_right", [NONE + F6], false;
        PreviousRegion: PREVIOUS_REGION, "chevron_right", [SHIFT + F6], false;
        Commands: COMMANDS_SHOWN, "search", [CTRL + K, CTRL_SHIFT + P], false;
        Find: FIND, "search", [CTRL + F], false;
        FindNext: FIND_NEXT, "search", [NONE + F3], false;
        FindPrevious: FIND_PREVIOUS, "search", [SHIFT + F3], false;
        NextFinding: NEXT_FINDING, "warning", [NONE + F8], false;
        PreviousFinding: PREVIOUS_FINDING, "warning", [SHIFT + F8], false;
    }
    View {
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
        Grid: GRID, "grid_dots", [CTRL + Quote], false;
        Snapping: SNAPPING, "snap", [ALT + S], false;
        Theme: THEME, "moon", [], false;
        Settings: SETTINGS, "settings", [CTRL + Comma], false;
        Templates: TEMPLATES, "duplicate", [], false;
        Tour: TOUR, "play", [], false;
        Learn: LEARN, "help", [], false;
        Language: LANGUAGE, "language", [], false;
        Keys: KEYS, "help", [SHIFT + Questionmark, NONE + Questionmark], false;
    }
}

/// Keys that come as events of their own from the platform.
const PLATFORM: &[(Command, KeyboardShortcut)] = &[
    (Command::Cut, key(CTRL, Key::X)),
    (Command::Copy, key(CTRL, Key::C)),
    (Command::Paste, key(CTRL, Key::V)),
    (Command::PasteInPlace, key(CTRL_SHIFT, Key::V)),
];

/// Keys as people know them, where egui spells them out.
const SYMBOLS: &[(Key, &str)] = &[
    (Key::OpenBracket, "["),
    (Key::CloseBracket, "]"),
    (Key::Slash, "/"),
    (Key::Comma, ","),
    (Key::Quote, "'"),
    (Key::Minus, "−"),
    (Key::Equals, "+"),
    (Key::Plus, "+"),
    (Key::Delete, "Del"),
    (Key::Escape, "Esc"),
    (Key::ArrowLeft, "←"),
    (Key::ArrowRight, "→"),
    (Key::ArrowUp, "↑"),
    (Key::ArrowDown, "↓"),
];

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
                | Self::SaveAs
                | Self::Export
                | Self::Commands
                | Self::Find
                | Self::FindNext
                | Self::FindPrevious
                | Self::NextFinding
                | Self::PreviousFinding
                | Self::PreviousRegion
                | Self::ToggleLeft
                | Self::ToggleRight
                | Self::ToggleBottom
                | Self::Settings
        )
    }

    /// Its name and its first key, for a tooltip.
    pub fn tooltip(self, lang: Lang, ctx: &eframe::egui::Context) -> String {
        let words = self.spec().label.get(lang);
        self.shown_keys(ctx).map_or_else(|| words.to_owned(), |keys| format!("{words}  {keys}"))
    }

    /// Its first key as people read it. Cut, copy and paste have those of the platform.
    pub fn shown_keys(self, ctx: &eframe::egui::Context) -> Option<String> {
        let platform = PLATFORM.iter().find(|(command, _)| *command == self).map(|(_, keys)| *keys);
        let keys = platform.or(self.spec().keys.first().copied())?;
        let text = ctx.format_shortcut(&keys);
        let name = keys.logical_key.name();
        if keys.logical_key == Key::Questionmark {
            return Some("?".to_owned());
        }
        let symbol =
            SYMBOLS.iter().find(|(key, _)| *key == keys.logical_key).map_or(name, |(_, symbol)| symbol);
        Some(text.strip_suffix(name).map_or_else(|| text.clone(), |held| format!("{held}{symbol}")))
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
        Key::Slash => "/".into(),
        Key::Comma => ",".into(),
        Key::Questionmark => "?".into(),
        Key::OpenBracket => "[".into(),
        Key::CloseBracket => "]".into(),
        Key::OpenCurlyBracket => "{".into(),
        Key::CloseCurlyBracket => "}".into(),
        Key::Quote => "'".into(),
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
        assert_eq!(COMMANDS.last().map(|spec| spec.command), Some(Command::Keys));
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

    /// KEY-2.
    #[test]
    fn nothing_a_browser_keeps_is_bound() {
        let digits = [
            Key::Num1,
            Key::Num2,
            Key::Num3,
            Key::Num4,
            Key::Num5,
            Key::Num6,
            Key::Num7,
            Key::Num8,
            Key::Num9,
        ];
        let with_ctrl = [Key::N, Key::T, Key::W, Key::R, Key::Tab];
        for spec in COMMANDS {
            for KeyboardShortcut { modifiers, logical_key } in spec.keys {
                let mut kept = vec![Key::F5, Key::F11, Key::F12];
                if modifiers.command {
                    kept.extend(with_ctrl.iter().chain(&digits));
                }
                if modifiers.alt {
                    kept.extend([Key::ArrowLeft, Key::ArrowRight].iter().chain(&digits));
                }
                assert!(!kept.contains(logical_key), "{:?}", spec.command);
            }
        }
    }
}
