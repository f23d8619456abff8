//! A design on its way into a file: where its boxes are and its lines run, and what a format makes of that.
//!
//! Lines take time, so they are found in pieces. The command line and the editor write the same bytes because both
//! write them here.

use super::Analysis;
use crate::{
    base::ConnectionId,
    export::{
        ExportError, Format, Shows, Source,
        font::Fonts,
        picture::{Marks, Options},
        theme::Theme,
    },
    layout::{
        Picture, Point,
        route::{Routing, bends, wires},
    },
};
use std::collections::BTreeMap;

/// How a design is to look in a file.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// The fonts at hand.
    pub fonts: &'a Fonts,
    /// What goes into a picture.
    pub options: &'a Options,
    /// Its colours.
    pub theme: Theme,
    /// How many pixels a world unit has.
    pub scale: u8,
}

/// A design on its way into a file.
#[derive(Debug)]
pub struct Sketch {
    format: &'static Format,
    picture: Picture,
    /// Nothing where no picture is made.
    routing: Option<Routing>,
}

impl Sketch {
    /// Starts on a format. The design itself needs none of what is worked out for pictures.
    pub fn new(analysis: &Analysis, format: &'static Format) -> Self {
        let model = analysis.model();
        if format.shows == Shows::Design {
            return Self { format, picture: Picture::default(), routing: None };
        }
        let picture = Picture::of(model, analysis.index());
        let routing = Routing::new(&picture, wires(model), &bends(model));
        Self { format, picture, routing: Some(routing) }
    }

    /// Where everything is drawn; empty where no picture is made.
    pub fn picture(&self) -> &Picture {
        &self.picture
    }

    /// Does a piece; false once nothing is left.
    pub fn step(&mut self) -> bool {
        self.routing.as_mut().is_some_and(Routing::step)
    }

    /// How much is done, and of how much.
    pub fn progress(&self) -> (usize, usize) {
        self.routing.as_ref().map_or((0, 1), Routing::progress)
    }

    /// Writes the file. The analysis is the one that the sketch was made from.
    pub fn write(self, analysis: &Analysis, look: &Look<'_>) -> Result<Vec<u8>, ExportError> {
        let (lines, marks) = match self.routing {
            Some(routing) => {
                let found = routing.found();
                let lines: BTreeMap<ConnectionId, Vec<Point>> =
                    found.lines().map(|(id, points)| (id.clone(), points.to_vec())).collect();
                (lines, analysis.marks(look.options.lang))
            }
            None => (BTreeMap::new(), Marks::default()),
        };
        let source = Source {
            model: analysis.model(),
            picture: &self.picture,
            lines: &lines,
            marks: &marks,
            fonts: look.fonts,
            options: look.options,
            theme: look.theme,
            scale: look.scale,
        };
        (self.format.write)(&source)
    }
}
