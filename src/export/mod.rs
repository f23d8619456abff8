//! What a design can be written as: one file for each format, one list, [`FORMATS`].
//!
//! A format is a function from a [`Source`] to bytes. The same source gives the same bytes on every machine. Nothing here
//! reads a file, knows a clock or names a resource outside the output: fonts and marks are handed over.

pub mod font;
mod json;
pub mod picture;
pub mod png;
pub mod svg;
pub mod theme;

use crate::{
    base::{ConnectionId, Lang, Message, Text},
    layout::{Picture, Point},
    model::Model,
};
use font::Fonts;
use picture::{Drawing, Marks, Options};
use std::{collections::BTreeMap, fmt};
use theme::Theme;

/// Every format, in the order of menus.
pub static FORMATS: &[&Format] = &[&svg::FORMAT, &png::FORMAT, &json::FORMAT];

/// Something that a design can be written as.
pub struct Format {
    /// What the command line calls it, and what its files end in.
    pub name: &'static str,
    /// What menus call it.
    pub label: Text,
    /// Its media type.
    pub media_type: &'static str,
    /// What it shows, and so which options mean something.
    pub shows: Shows,
    /// Writes it. In the browser pixels are painted by the page: there this writes the SVG that is to be painted.
    pub write: fn(&Source<'_>) -> Result<Vec<u8>, ExportError>,
}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// What a format shows of a design.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// The design itself: it can be read again.
    Design,
    /// Its picture: shapes of any size.
    Shapes,
    /// Its picture: pixels.
    Pixels,
}

impl Format {
    /// The format of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.name == name).copied()
    }

    /// The format that a file's name ends in.
    pub fn of_file(name: &str) -> Option<&'static Self> {
        let (_, ending) = name.rsplit_once('.')?;
        Self::named(&ending.to_ascii_lowercase())
    }
}

/// What a format is written from.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The design.
    pub model: &'a Model,
    /// Where its resources are.
    pub picture: &'a Picture,
    /// Where its connections run.
    pub lines: &'a BTreeMap<ConnectionId, Vec<Point>>,
    /// What engines say about it.
    pub marks: &'a Marks,
    /// The fonts at hand.
    pub fonts: &'a Fonts,
    /// What goes into a picture.
    pub options: &'a Options,
    /// Its colours.
    pub theme: Theme,
    /// How many pixels a world unit has.
    pub scale: u8,
}

impl Source<'_> {
    /// The picture as shapes.
    pub fn drawing(&self) -> Drawing {
        Drawing::of(self.model, self.picture, self.lines, self.marks, self.fonts, self.options)
    }
}

/// Why something cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ExportError {
    /// What is wrong.
    pub message: Message,
    /// What to do about it.
    pub help: Option<Message>,
}

impl ExportError {
    /// The message in a language.
    pub fn say(&self, lang: Lang) -> String {
        self.message.say(lang)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_found_by_name_and_ending() {
        for format in FORMATS {
            assert_eq!(Format::named(format.name).map(|it| it.name), Some(format.name));
        }
        assert_eq!(Format::of_file("a/b.c/plan.SVG").map(|it| it.name), Some("svg"));
        assert!(Format::of_file("plan").is_none() && Format::of_file("plan.pdf").is_none());
    }
}
