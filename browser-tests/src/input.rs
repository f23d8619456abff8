//! Names of keys as the protocol wants them.

use std::ops::BitOr;

use serde_json::{Value, json};

/// Keys held down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Modifiers(pub(crate) u8);

/// No key.
pub const NONE: Modifiers = Modifiers(0);
/// Alt, or Option on a Mac.
pub const ALT: Modifiers = Modifiers(1);
/// Control.
pub const CTRL: Modifiers = Modifiers(2);
/// The Windows or Command key.
pub const META: Modifiers = Modifiers(4);
/// Shift.
pub const SHIFT: Modifiers = Modifiers(8);

impl BitOr for Modifiers {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Keys that make no character: name as in `KeyboardEvent.key`, and the Windows key code.
const NAMED: [(&str, u32); 30] = [
    ("Backspace", 8),
    ("Tab", 9),
    ("Enter", 13),
    ("Shift", 16),
    ("Control", 17),
    ("Alt", 18),
    ("Escape", 27),
    (" ", 32),
    ("PageUp", 33),
    ("PageDown", 34),
    ("End", 35),
    ("Home", 36),
    ("ArrowLeft", 37),
    ("ArrowUp", 38),
    ("ArrowRight", 39),
    ("ArrowDown", 40),
    ("Insert", 45),
    ("Delete", 46),
    ("F1", 112),
    ("F2", 113),
    ("F3", 114),
    ("F4", 115),
    ("F5", 116),
    ("F6", 117),
    ("F7", 118),
    ("F8", 119),
    ("F9", 120),
    ("F10", 121),
    ("F11", 122),
    ("F12", 123),
];

/// Punctuation of a US keyboard: without shift, with shift, `KeyboardEvent.code`, key code.
const PUNCTUATION: [(char, char, &str, u32); 11] = [
    (';', ':', "Semicolon", 186),
    ('=', '+', "Equal", 187),
    (',', '<', "Comma", 188),
    ('-', '_', "Minus", 189),
    ('.', '>', "Period", 190),
    ('/', '?', "Slash", 191),
    ('`', '~', "Backquote", 192),
    ('[', '{', "BracketLeft", 219),
    ('\\', '|', "Backslash", 220),
    (']', '}', "BracketRight", 221),
    ('\'', '"', "Quote", 222),
];

/// The parameters of `Input.dispatchKeyEvent` for a key by its name (`Enter`, `ArrowLeft`) or its character.
pub(crate) fn key_event(key: &str, modifiers: Modifiers) -> Value {
    let (code, number) = code_of(key);
    let mut event = json!({
        "key": key, "code": code, "windowsVirtualKeyCode": number, "nativeVirtualKeyCode": number,
        "modifiers": modifiers.0,
    });
    let types = modifiers.0 & (CTRL.0 | ALT.0 | META.0) == 0;
    let text = if key == "Enter" { "\r" } else { key };
    if types && text.chars().count() == 1 {
        event["text"] = text.into();
    }
    event
}

fn code_of(key: &str) -> (String, u32) {
    if let Some((_, number)) = NAMED.iter().find(|(name, _)| *name == key) {
        let code = match key {
            " " => "Space",
            "Shift" => "ShiftLeft",
            "Control" => "ControlLeft",
            "Alt" => "AltLeft",
            other => other,
        };
        return (code.to_owned(), *number);
    }
    let Some(char) = key.chars().next() else { return (String::new(), 0) };
    if char.is_ascii_alphabetic() {
        let upper = char.to_ascii_uppercase();
        return (format!("Key{upper}"), u32::from(upper));
    }
    if char.is_ascii_digit() {
        return (format!("Digit{char}"), u32::from(char));
    }
    // The same keys with shift, on a US keyboard.
    if let Some(digit) =
        ")!@#$%^&*(".chars().zip('0'..='9').find_map(|(sign, digit)| (sign == char).then_some(digit))
    {
        return (format!("Digit{digit}"), u32::from(digit));
    }
    let place = PUNCTUATION.iter().find(|(plain, shifted, ..)| *plain == char || *shifted == char);
    place.map_or((String::new(), 0), |(_, _, code, number)| ((*code).to_owned(), *number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_place_number_and_text() {
        let of = |key, modifiers| {
            let event = key_event(key, modifiers);
            let text = event["text"].as_str().unwrap_or("-").to_owned();
            format!(
                "{} {} {text}",
                event["code"].as_str().unwrap_or_default(),
                event["windowsVirtualKeyCode"]
            )
        };
        assert_eq!(of("a", NONE), "KeyA 65 a");
        assert_eq!(of("a", CTRL), "KeyA 65 -");
        assert_eq!(of("Enter", NONE), "Enter 13 \r");
        assert_eq!(of("F2", NONE), "F2 113 -");
        assert_eq!(of("+", CTRL | SHIFT), "Equal 187 -");
        assert_eq!(of("!", SHIFT), "Digit1 49 !");
        assert_eq!(of(" ", NONE), "Space 32  ");
        assert_eq!(of("ㅁ", NONE), " 0 ㅁ");
    }
}
