//! Words for people, in each language at once, so that none can be missing.

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Korean.
    Ko,
}

/// One sentence or label in every language. `{0}`, `{1}` stand for arguments.
#[derive(Debug, PartialEq, Eq)]
pub struct Text {
    /// English.
    pub en: &'static str,
    /// Korean.
    pub ko: &'static str,
}

impl Text {
    /// The words in one language.
    pub fn get(&self, lang: Lang) -> &'static str {
        let words = match lang {
            Lang::En => self.en,
            Lang::Ko => self.ko,
        };
        #[cfg(test)]
        let words = longer::of(words);
        words
    }

    /// The words with their arguments put in.
    pub fn fill<A: AsRef<str>>(&self, lang: Lang, args: &[A]) -> String {
        let mut out = String::new();
        let mut rest = self.get(lang);
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((number, tail)) = after.split_once('}') else {
                out.push('{');
                rest = after;
                continue;
            };
            match number.parse::<usize>().ok().and_then(|n| args.get(n)) {
                Some(arg) => out.push_str(arg.as_ref()),
                None => out.push_str(&format!("{{{number}}}")),
            }
            rest = tail;
        }
        out.push_str(rest);
        out
    }
}

/// A language that nobody speaks, for tests of what longer words do to the interface (TX-1).
#[cfg(test)]
pub mod longer {
    use std::{
        cell::{Cell, RefCell},
        collections::BTreeMap,
    };

    thread_local! {
        static ON: Cell<bool> = const { Cell::new(false) };
        static MADE: RefCell<BTreeMap<&'static str, &'static str>> = const { RefCell::new(BTreeMap::new()) };
    }

    /// Makes every text of this thread 40 % longer.
    pub fn speak() {
        ON.set(true);
    }

    /// The words, longer if that was asked for.
    pub fn of(words: &'static str) -> &'static str {
        if !ON.get() {
            return words;
        }
        MADE.with_borrow_mut(|made| {
            *made.entry(words).or_insert_with(|| {
                let more = (words.chars().count() * 2).div_ceil(5);
                let end: String = "ömlaut ".chars().cycle().take(more).collect();
                Box::leak(format!("{words}{end}").into_boxed_str())
            })
        })
    }
}

/// Makes a `Text` that lives as long as the program.
macro_rules! text {
    ($en:literal, $ko:literal $(,)?) => {
        $crate::base::Text { en: $en, ko: $ko }
    };
}
pub(crate) use text;

/// A sentence with its arguments, not yet in any language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    text: &'static Text,
    args: Vec<String>,
}

impl Message {
    /// A sentence with arguments.
    pub fn new(text: &'static Text, args: impl IntoIterator<Item = String>) -> Self {
        Self { text, args: args.into_iter().collect() }
    }

    /// A sentence without arguments.
    pub const fn plain(text: &'static Text) -> Self {
        Self { text, args: Vec::new() }
    }

    /// The sentence in a language.
    pub fn say(&self, lang: Lang) -> String {
        self.text.fill(lang, &self.args)
    }
}

impl std::fmt::Display for Message {
    /// English: what the command line and files show.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.say(Lang::En))
    }
}

impl std::error::Error for Message {}

impl serde::Serialize for Message {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_put_where_the_language_wants_them() {
        static TO: Text = text!("from {0} to {1}", "{1}(으)로, {0}에서");
        let message = Message::new(&TO, ["a".into(), "b".into()]);
        assert_eq!(message.say(Lang::En), "from a to b");
        assert_eq!(message.say(Lang::Ko), "b(으)로, a에서");
        static ODD: Text = text!("{x} {9} {", "-");
        assert_eq!(ODD.fill::<&str>(Lang::En, &[]), "{x} {9} {");
    }
}
