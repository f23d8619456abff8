//! A design on its way into a file: where its boxes are and its lines run, and what a format makes of that.
//!
//! Lines take time, so they are found in pieces. The command line and the editor write the same bytes because both
//! write them here.

use super::{Analysis, Bill, Matrix, Question};
use crate::{
    base::{ConnectionId, Gather as _, PortRange, Protocol, Text, text},
    export::{
        ExportError, Format, Grid, Results, Source,
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
    /// Nothing where no lines are drawn.
    routing: Option<Routing>,
    /// Nothing where it is not said what reaches what.
    matrix: Option<Matrix>,
}

static ASKED: Text = text!("IPv4, tcp, every port", "IPv4, tcp, 모든 포트");

impl Sketch {
    /// Starts on a format. The design itself needs none of what is worked out for pictures.
    pub fn new(analysis: &Analysis, format: &'static Format) -> Self {
        let model = analysis.model();
        let shows = format.shows;
        let picture =
            if shows.needs_places() { Picture::of(model, analysis.index()) } else { Picture::default() };
        let routing = shows.needs_lines().then(|| Routing::new(&picture, wires(model), &bends(model)));
        let matrix = shows.needs_grid().then(|| Matrix::new(analysis));
        Self { format, picture, routing, matrix }
    }

    /// Where everything is drawn; empty where no picture is made.
    pub fn picture(&self) -> &Picture {
        &self.picture
    }

    /// Does a piece; false once nothing is left. The analysis is the one that the sketch was made from.
    pub fn step(&mut self, analysis: &Analysis) -> bool {
        let ask = |from, to| Question::of(from, to, Protocol::TCP, PortRange::ALL);
        self.routing.as_mut().is_some_and(Routing::step)
            || self.matrix.as_mut().is_some_and(|matrix| matrix.step(analysis, &ask))
    }

    /// How much is done, and of how much.
    pub fn progress(&self) -> (usize, usize) {
        let asked = self.matrix.as_ref().map_or((0, 1), Matrix::progress);
        self.routing.as_ref().map_or(asked, Routing::progress)
    }

    /// Writes the file. The analysis is the one that the sketch was made from.
    pub fn write(self, analysis: &Analysis, look: &Look<'_>) -> Result<Vec<u8>, ExportError> {
        let (lang, shows) = (look.options.lang, self.format.shows);
        let found = self.routing.map(Routing::found).unwrap_or_default();
        let lines: BTreeMap<ConnectionId, Vec<Point>> =
            found.lines().map(|(id, points)| (id.clone(), points.to_vec())).gather();
        let marks = if shows.needs_places() { analysis.marks(lang) } else { Marks::default() };
        let results = Results {
            findings: if shows.needs_grid() { analysis.findings().to_vec() } else { Vec::new() },
            bill: if shows.needs_bill() { analysis.bill().clone() } else { Bill::default() },
            grid: self.matrix.as_ref().map_or_else(Grid::default, |matrix| grid(matrix, ASKED.get(lang))),
        };
        let source = Source {
            model: analysis.model(),
            picture: &self.picture,
            lines: &lines,
            marks: &marks,
            results: &results,
            fonts: look.fonts,
            options: look.options,
            theme: look.theme,
            scale: look.scale,
        };
        (self.format.write)(&source)
    }
}

/// What reaches what, with a row for all that behave alike.
fn grid(matrix: &Matrix, about: &str) -> Grid {
    let names = |class: &Vec<usize>| {
        let ends = class.iter().filter_map(|at| matrix.ends.get(*at));
        ends.map(ToString::to_string).collect()
    };
    let row = |from: &Vec<usize>| {
        matrix.classes.iter().map(|to| matrix.pair(from, to).map(|(_, _, verdict)| verdict)).collect()
    };
    Grid {
        about: about.to_owned(),
        ends: matrix.classes.iter().map(names).collect(),
        verdicts: matrix.classes.iter().map(row).collect(),
    }
}
