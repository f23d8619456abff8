//! What a design can be written as: one file for each format, one list, [`FORMATS`].
//!
//! A format is a function from a [`Source`] to bytes. The same source gives the same bytes on every machine. Nothing here
//! reads a file, knows a clock or names a resource outside the output: fonts and marks are handed over.

#[cfg(not(target_arch = "wasm32"))]
mod architecture;
pub mod bill;
#[cfg(not(target_arch = "wasm32"))]
pub mod cloudformation;
#[cfg(not(target_arch = "wasm32"))]
mod dot;
#[cfg(not(target_arch = "wasm32"))]
mod drawio;
pub mod font;
mod json;
#[cfg(not(target_arch = "wasm32"))]
mod keeping;
pub mod markdown;
#[cfg(not(target_arch = "wasm32"))]
mod mermaid;
pub mod outline;
pub mod picture;
pub mod png;
#[cfg(not(target_arch = "wasm32"))]
mod report;
#[cfg(not(target_arch = "wasm32"))]
mod routes;
pub mod svg;
#[cfg(not(target_arch = "wasm32"))]
pub mod terraform;
#[cfg(not(target_arch = "wasm32"))]
mod text;
pub mod theme;

use crate::{
    base::{ConnectionId, Lang, Message, Text},
    cost::Bill,
    diag::Finding,
    layout::{Picture, Point},
    model::Model,
    net::Verdict,
};
use font::Fonts;
use picture::{Drawing, Marks, Options};
use std::{collections::BTreeMap, fmt};
use theme::Theme;

/// Every format, in the order of menus. The page leaves out those that are written for other programs: it has no room for
/// what the desktop and the command line write as well.
pub static FORMATS: &[&Format] = &[
    &svg::FORMAT,
    &png::FORMAT,
    &json::FORMAT,
    #[cfg(not(target_arch = "wasm32"))]
    &mermaid::FORMAT,
    #[cfg(not(target_arch = "wasm32"))]
    &architecture::FORMAT,
    #[cfg(not(target_arch = "wasm32"))]
    &dot::FORMAT,
    #[cfg(not(target_arch = "wasm32"))]
    &drawio::FORMAT,
    #[cfg(not(target_arch = "wasm32"))]
    &cloudformation::FORMAT,
    #[cfg(not(target_arch = "wasm32"))]
    &cloudformation::JSON,
    #[cfg(not(target_arch = "wasm32"))]
    &cloudformation::SAM,
    #[cfg(not(target_arch = "wasm32"))]
    &terraform::FORMAT,
    #[cfg(not(target_arch = "wasm32"))]
    &report::FORMAT,
    &bill::FORMAT,
    #[cfg(not(target_arch = "wasm32"))]
    &text::FORMAT,
    #[cfg(not(target_arch = "wasm32"))]
    &text::ASCII,
];

/// Something that a design can be written as.
pub struct Format {
    /// What the command line calls it.
    pub name: &'static str,
    /// What its files end in. Of several with the same ending the first one is meant by it.
    pub ending: &'static str,
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
    /// The design as what the provider builds; it can be read again too.
    Template,
    /// Its picture: shapes of any size.
    Shapes,
    /// Its picture: pixels.
    Pixels,
    /// Its boxes and lines where they are, to be changed by another program.
    Plan,
    /// Its boxes and lines, to be placed by another program.
    Tree,
    /// Everything about it, to be read.
    Report,
    /// Its bill.
    Table,
}

/// What may be chosen about a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// How many pixels a unit has.
    Scale,
    /// The colours.
    Theme,
    /// The language of its words.
    Lang,
    /// Nothing behind it.
    Transparent,
    /// Findings, costs and refusals.
    Overlays,
    /// An explanation of what occurs.
    Legend,
    /// A part instead of everything.
    Only,
}

impl Shows {
    /// Whether a choice changes anything.
    pub fn takes(self, choice: Choice) -> bool {
        match choice {
            Choice::Scale => self == Self::Pixels,
            Choice::Theme | Choice::Transparent | Choice::Legend => self.is_picture(),
            Choice::Overlays | Choice::Only => self.is_picture() || matches!(self, Self::Plan | Self::Tree),
            Choice::Lang => !matches!(self, Self::Design | Self::Template),
        }
    }

    /// Whether it is a picture with letters and colours of its own.
    pub fn is_picture(self) -> bool {
        matches!(self, Self::Shapes | Self::Pixels)
    }

    /// Whether it shows where boxes are, or which are closed.
    pub fn needs_places(self) -> bool {
        self.is_picture() || matches!(self, Self::Plan | Self::Tree | Self::Report)
    }

    /// Whether it shows where lines run.
    pub fn needs_lines(self) -> bool {
        self.is_picture() || self == Self::Plan
    }

    /// Whether it has the bill.
    pub fn needs_bill(self) -> bool {
        matches!(self, Self::Report | Self::Table)
    }

    /// Whether it says what reaches what.
    pub fn needs_grid(self) -> bool {
        self == Self::Report
    }
}

impl Format {
    /// The format of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.name == name).copied()
    }

    /// The format that a file's name ends in.
    pub fn of_file(name: &str) -> Option<&'static Self> {
        let name = name.to_ascii_lowercase();
        let ends = |ending: &str| name.strip_suffix(ending).is_some_and(|it| it.ends_with('.'));
        let fitting = FORMATS.iter().filter(|format| ends(format.ending)).copied();
        // `a.template.json` is a template, though it ends in `json` too.
        fitting.rev().max_by_key(|format| format.ending.len())
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
    /// What engines say about it, in a drawing.
    pub marks: &'a Marks,
    /// The same, in words and numbers.
    pub results: &'a Results,
    /// The fonts at hand.
    pub fonts: &'a Fonts,
    /// What goes into a picture.
    pub options: &'a Options,
    /// Its colours.
    pub theme: Theme,
    /// How many pixels a world unit has.
    pub scale: u8,
}

/// What engines say about a design at length.
#[derive(Clone, Debug, Default)]
pub struct Results {
    /// What is odd about it, worst first.
    pub findings: Vec<Finding>,
    /// Its bill.
    pub bill: Bill,
    /// What reaches what.
    pub grid: Grid,
}

/// What reaches what, with a row and a column for all that behave alike.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    /// The packets that are asked about, in a few words.
    pub about: String,
    /// The ends of each row, by name.
    pub ends: Vec<Vec<String>>,
    /// Row by row what comes of it; none where there is nothing to ask.
    pub verdicts: Vec<Vec<Option<Verdict>>>,
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
            assert!(Format::of_file(&format!("a.{}", format.ending)).is_some(), "{}", format.name);
        }
        assert_eq!(Format::of_file("a/b.c/plan.SVG").map(|it| it.name), Some("svg"));
        assert!(Format::of_file("plan").is_none() && Format::of_file("plan.pdf").is_none());
    }
}
