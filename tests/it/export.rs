//! Drawings as files: what is drawn is in them, they are well-formed, and they are the same twice.

use plat::{
    analysis::Analysis,
    base::{ConnectionId, Lang, NodeId},
    export::{
        ExportError, FORMATS, Format, Source,
        font::Fonts,
        picture::{Drawing, Marks, Options, Part, Rect, Shape},
        theme::Theme,
    },
    layout::{Picture, Point},
    model::{Frame, Model, file, resource::Look},
};
use roxmltree::{Document, Node};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

/// Everything that a format is written from.
struct Design {
    name: String,
    analysis: Analysis,
    picture: Picture,
    lines: BTreeMap<ConnectionId, Vec<Point>>,
    marks: Marks,
    options: Options,
    theme: Theme,
    scale: u8,
}

fn fonts() -> &'static Fonts {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    FONTS.get_or_init(Fonts::built_in)
}

impl Design {
    fn of(name: &str, model: Model) -> Self {
        let analysis = Analysis::new(model);
        let picture = Picture::of(analysis.model(), analysis.index());
        let lines = elbows(analysis.model(), &picture);
        let marks = analysis.marks(Lang::En);
        let (options, theme) = (Options { legend: true, ..Options::default() }, Theme::Light);
        Self { name: name.to_owned(), analysis, picture, lines, marks, options, theme, scale: 1 }
    }

    fn read(text: &str) -> Self {
        Self::of("", file::load(text).unwrap().model)
    }

    fn in_korean(mut self) -> Self {
        self.marks = self.analysis.marks(Lang::Ko);
        self.options.lang = Lang::Ko;
        self
    }

    fn source(&self) -> Source<'_> {
        Source {
            model: self.analysis.model(),
            picture: &self.picture,
            lines: &self.lines,
            marks: &self.marks,
            fonts: fonts(),
            options: &self.options,
            theme: self.theme,
            scale: self.scale,
        }
    }

    fn drawing(&self) -> Drawing {
        self.source().drawing()
    }

    fn write(&self, format: &str) -> Result<Vec<u8>, ExportError> {
        (Format::named(format).unwrap().write)(&self.source())
    }

    fn svg(&self) -> String {
        String::from_utf8(self.write("svg").unwrap()).unwrap()
    }
}

/// Lines for tests that are about drawing them: from side to side, with at most two turns.
fn elbows(model: &Model, picture: &Picture) -> BTreeMap<ConnectionId, Vec<Point>> {
    let line = |from: Frame, to: Frame| {
        let (a, b) = (from.y + from.h / 2, to.y + to.h / 2);
        let (start, end) =
            if from.x + from.w <= to.x { (from.x + from.w, to.x) } else { (from.x, to.x + to.w) };
        let turn = i32::midpoint(start, end);
        let corners = [(start, a), (turn, a), (turn, b), (end, b)];
        let mut points: Vec<Point> = corners.map(|(x, y)| Point { x, y }).into();
        points.dedup();
        points
    };
    let ends = |id: &ConnectionId| {
        let (from, to) = model.connection(id)?.ends()?;
        picture.frame(from).zip(picture.frame(to))
    };
    let ids = model.connections().map(|(id, _)| id);
    ids.filter_map(|id| ends(id).map(|(from, to)| (id.clone(), line(from, to)))).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn designs() -> Vec<Design> {
    let folders = fs::read_dir(root().join("models")).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> = folders.filter(|path| path.is_dir()).collect();
    folders.sort();
    let design = |folder: PathBuf| {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(folder.join("model.json")).unwrap();
        Design::of(&name, file::load(&text).unwrap().model)
    };
    folders.into_iter().map(design).collect()
}

/// Writes the files of all designs where a person can look at them, if `EXPORTS` names a folder.
#[test]
fn all_designs_are_written() {
    let folder = std::env::var_os("EXPORTS").map(PathBuf::from);
    for design in designs() {
        for (lang, theme) in [
            (Lang::En, Theme::Light),
            (Lang::En, Theme::Dark),
            (Lang::Ko, Theme::Light),
            (Lang::Ko, Theme::Dark),
        ] {
            if folder.is_none() && (lang, theme) != (Lang::En, Theme::Light) {
                continue;
            }
            let mut design = Design::of(&design.name, design.analysis.model().clone());
            if lang == Lang::Ko {
                design = design.in_korean();
            }
            design.theme = theme;
            for format in FORMATS {
                let bytes = (format.write)(&design.source()).unwrap();
                assert!(!bytes.is_empty());
                if let Some(folder) = &folder {
                    let name = format!("{}-{lang:?}-{theme:?}.{}", design.name, format.name);
                    fs::write(folder.join(name), bytes).unwrap();
                }
            }
        }
    }
}
