//! Writing the design as a picture or a file: what was chosen, and the work on it between frames (DOC-8).

use super::{
    app::{App, SLICE},
    files::has_hangul,
    host::{Outgoing, Role},
    state::Dialog,
};
use crate::{
    analysis::{Look, Sketch},
    base::{Lang, Text, text},
    export::{Choice, FORMATS, Format, Shows, font::Fonts, picture::Options, theme::Theme as Colours},
};
use eframe::egui::{Context, FontData, Theme};
use std::collections::BTreeSet;

/// The sizes of a picture in pixels: so many for each unit.
pub const SCALES: [u8; 3] = [1, 2, 4];

static NOT_DRAWN: Text = text!(
    "what is selected is not drawn: it belongs to what it stands in; select that",
    "선택한 것은 그림에 없습니다. 그것이 속한 리소스를 선택하세요"
);

/// How long to wait for fonts, in seconds. Then the reader's own fonts stand in.
const PATIENCE: f64 = 10.0;

/// What is to be exported, and how.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools)]
pub struct Exporting {
    /// The name of the format.
    pub format: &'static str,
    /// How many pixels a unit has.
    pub scale: u8,
    /// Only what is selected, with what stands inside.
    pub selected: bool,
    /// With findings, costs and refusals.
    pub overlays: bool,
    /// With an explanation of what occurs.
    pub legend: bool,
    /// With nothing behind it.
    pub transparent: bool,
    /// Light on dark.
    pub dark: bool,
    /// Why the last try failed.
    pub failed: Option<String>,
    /// What is being worked on.
    pub job: Option<Job>,
}

impl Default for Exporting {
    fn default() -> Self {
        Self {
            format: FORMATS.first().map_or("", |format| format.name),
            scale: 1,
            selected: false,
            overlays: true,
            legend: false,
            transparent: false,
            dark: false,
            failed: None,
            job: None,
        }
    }
}

/// A file in the making.
#[derive(Debug)]
pub struct Job {
    sketch: Sketch,
    format: &'static Format,
    /// Of which drawing.
    drawing: u64,
    /// When it began.
    born: f64,
}

impl Job {
    /// How much is done, and of how much.
    pub fn progress(&self) -> (usize, usize) {
        self.sketch.progress()
    }
}

impl App {
    /// Asks what is to be exported, and how. The answers of the last time are there again.
    pub(super) fn open_export(&mut self, ctx: &Context) {
        let export = &mut self.state.filing.export;
        export.failed = None;
        export.job = None;
        export.dark = ctx.theme() == Theme::Dark;
        // Who has selected something may want that, and has to say so.
        export.selected = false;
        self.state.dialog = Some(Dialog::Export);
    }

    pub(super) fn start_export(&mut self) {
        let export = &mut self.state.filing.export;
        let Some(format) = Format::named(export.format) else { return };
        let (drawing, born) = (self.doc.analysis.drawing(), self.host.seconds());
        export.failed = None;
        export.job = Some(Job { sketch: Sketch::new(&self.doc.analysis, format), format, drawing, born });
    }

    /// Goes on with the file in the making for as long as the frame has time; hands it out once it is done.
    pub(super) fn write_on(&mut self, ctx: &Context) {
        let now = self.host.seconds();
        let waits =
            self.letters.is_none() && (self.state.lang == Lang::Ko || has_hangul(self.doc.analysis.model()));
        // Something else has been opened or drawn meanwhile.
        if self.state.filing.export.job.as_ref().is_some_and(|job| job.drawing != self.doc.analysis.drawing())
        {
            self.state.filing.export.job = None;
        }
        let Some(job) = &mut self.state.filing.export.job else { return };
        while job.sketch.step(&self.doc.analysis) {
            if self.host.seconds() > now + SLICE {
                ctx.request_repaint();
                return;
            }
        }
        if waits && job.format.shows.is_picture() && now < job.born + PATIENCE {
            ctx.request_repaint_after_secs(0.1);
            return;
        }
        let Some(job) = self.state.filing.export.job.take() else { return };
        self.write_out(job);
        ctx.request_repaint();
    }

    fn write_out(&mut self, job: Job) {
        let lang = self.state.lang;
        let export = &self.state.filing.export;
        let selected = export.selected && job.format.shows.takes(Choice::Only);
        let only: BTreeSet<_> = if selected {
            let drawn = |id: &&_| job.sketch.picture().frame(id).is_some();
            self.state.selection.nodes.iter().filter(drawn).cloned().collect()
        } else {
            BTreeSet::new()
        };
        if selected && only.is_empty() {
            self.state.filing.export.failed = Some(NOT_DRAWN.get(lang).to_owned());
            return;
        }
        let options = Options {
            lang,
            overlays: export.overlays,
            legend: export.legend,
            transparent: export.transparent,
            only,
            ..Options::default()
        };
        let fonts = match &self.letters {
            Some(it) => {
                let bytes = |font: &FontData| font.font.as_ref().as_ref().to_vec();
                Fonts::latin().with_hangul(bytes(&it.regular), bytes(&it.semibold))
            }
            None => Fonts::latin(),
        };
        let theme = if export.dark { Colours::Dark } else { Colours::Light };
        let (format, scale) = (job.format, export.scale);
        let look = Look { fonts: &fonts, options: &options, theme, scale };
        match job.sketch.write(&self.doc.analysis, &look) {
            Ok(bytes) => {
                let is_pixels = format.shows == Shows::Pixels;
                let paint = (is_pixels && cfg!(target_arch = "wasm32")).then_some(scale);
                let name = self.export_name(format, if is_pixels { scale } else { 1 });
                self.host.save(Outgoing { name, mime: format.media_type, bytes, paint }, Role::Copy);
                self.state.dialog = None;
            }
            Err(error) => {
                let help = error.help.as_ref().map(|help| format!("\n{}", help.say(lang)));
                self.state.filing.export.failed = Some(error.say(lang) + &help.unwrap_or_default());
            }
        }
    }

    /// `shop.svg`, `shop@2x.png`.
    fn export_name(&self, format: &Format, scale: u8) -> String {
        let name = self.file_name();
        let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
        let size = if scale > 1 { format!("@{scale}x") } else { String::new() };
        format!("{stem}{size}.{}", format.ending)
    }
}
