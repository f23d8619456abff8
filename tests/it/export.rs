//! Drawings as files: what is drawn is in them, they are well-formed, and they are the same twice.

use base64::{Engine, engine::general_purpose::STANDARD};
use plat::{
    analysis::Analysis,
    base::{ConnectionId, Lang, NodeId},
    diag::Severity,
    export::{
        ExportError, FORMATS, Format, Grid, Results, Source,
        font::{Fonts, is_hangul},
        picture::{Anchor, Drawing, Item, Marks, Options, Part, Rect, Shape, Stand, Standing, Thumbnail},
        png::{LONGEST, MOST},
        svg::svg,
        theme::{Ink, Theme},
    },
    layout::{
        Picture, Point,
        route::{Wire, wires},
    },
    model::{Frame, Model, file},
};
use resvg::usvg;
use roxmltree::Document;
use skrifa::{FontRef, MetadataProvider};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

/// Everything that a format is written from.
pub struct Design {
    name: String,
    analysis: Analysis,
    picture: Picture,
    lines: BTreeMap<ConnectionId, Vec<Point>>,
    marks: Marks,
    results: Results,
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
        let results = Results {
            findings: analysis.findings().to_vec(),
            bill: analysis.bill().clone(),
            grid: Grid::default(),
        };
        let (options, theme) = (Options { legend: true, ..Options::default() }, Theme::Light);
        Self { name: name.to_owned(), analysis, picture, lines, marks, results, options, theme, scale: 1 }
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
            results: &self.results,
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
    let ends = |it: &Wire| picture.frame(&it.from).zip(picture.frame(&it.to));
    let wires = wires(model);
    wires.iter().filter_map(|it| ends(it).map(|(from, to)| (it.id.clone(), line(from, to)))).collect()
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

/// Languages and themes.
const LOOKS: [(Lang, Theme); 4] =
    [(Lang::En, Theme::Light), (Lang::En, Theme::Dark), (Lang::Ko, Theme::Light), (Lang::Ko, Theme::Dark)];

/// Writes every format of every design, and thumbnails, where a person can look at them, if `EXPORTS` names a folder.
#[test]
fn every_format_writes_every_design() {
    let folder = std::env::var_os("EXPORTS").map(PathBuf::from);
    for mut design in designs() {
        for (lang, theme) in LOOKS {
            if folder.is_none() && (lang, theme) != (Lang::En, Theme::Light) {
                continue;
            }
            design = if lang == Lang::Ko { design.in_korean() } else { design };
            design.theme = theme;
            for format in FORMATS {
                let bytes = (format.write)(&design.source()).unwrap();
                assert!(!bytes.is_empty(), "{}: {}", design.name, format.name);
                if let Some(folder) = &folder {
                    let name =
                        format!("{}-{lang:?}-{theme:?}-{}.{}", design.name, format.name, format.ending);
                    fs::write(folder.join(name), bytes).unwrap();
                }
            }
        }
        if let Some(folder) = &folder {
            design.options.legend = false;
            let small = svg(&as_drawing(design.drawing().thumbnail(280.0, 160.0)), Theme::Light, &[]);
            fs::write(folder.join(format!("{}-small.svg", design.name)), small).unwrap();
        }
    }
}

/// A thumbnail, to be looked at.
fn as_drawing(small: Thumbnail) -> Drawing {
    let area = Rect { x: 0.0, y: 0.0, w: small.width, h: small.height };
    let item = Item {
        part: Part::Card,
        id: String::new(),
        kind: "",
        title: String::new(),
        frame: area,
        inks: (Ink::Text, Ink::Clear),
        shapes: small.shapes,
    };
    let (title, description) = (String::new(), String::new());
    Drawing { title, description, lang: Lang::En, area, background: Ink::Canvas, items: vec![item] }
}

#[test]
fn everything_drawn_is_in_the_file() {
    for design in designs() {
        let text = design.svg();
        let document = Document::parse(&text).unwrap();
        let ids: BTreeSet<&str> = document.descendants().filter_map(|node| node.attribute("id")).collect();
        for drawn in design.picture.drawn() {
            assert!(ids.contains(&*format!("resource-{}", drawn.id)), "{}: {}", design.name, drawn.id);
        }
        for (id, _) in design.analysis.model().connections() {
            assert!(ids.contains(&*format!("connection-{id}")), "{}: {id}", design.name);
            let crossed = document.descendants().any(|node| {
                node.attribute("id") == Some(&format!("label-{id}"))
                    && node.descendants().any(|it| it.attribute("href") == Some("#glyph-close"))
            });
            let refused = design.marks.standings[id].stand == Stand::Refused;
            assert_eq!(crossed, refused, "{}: {id}", design.name);
        }
    }
}

#[test]
fn files_are_well_formed_and_name_nothing_outside() {
    for mut design in designs() {
        for (lang, theme) in LOOKS {
            design = if lang == Lang::Ko { design.in_korean() } else { design };
            design.theme = theme;
            let text = design.svg();
            let document = Document::parse(&text).unwrap();
            let mut ids = BTreeSet::new();
            for node in document.descendants().filter(|node| node.is_element()) {
                let name = node.tag_name().name();
                assert!(!["script", "image", "foreignObject", "a"].contains(&name), "{name}");
                if let Some(id) = node.attribute("id") {
                    assert!(ids.insert(id), "{}: {id} twice", design.name);
                }
                for attribute in node.attributes() {
                    let value = attribute.value();
                    assert!(!attribute.name().starts_with("on") && !value.contains("://"), "{value}");
                    assert!(attribute.name() != "href" || value.starts_with("#glyph-"), "{value}");
                }
            }
            let used = document.descendants().filter_map(|node| node.attribute("href"));
            assert!(used.into_iter().all(|href| ids.contains(href.trim_start_matches('#'))));
            assert_eq!(text.matches("url(").count(), text.matches("url(data:font/ttf;base64,").count());
            assert_eq!(text.matches("://").count(), 1, "the name space alone");
        }
    }
}

#[test]
fn the_same_design_gives_the_same_bytes() {
    for design in designs() {
        let again = Design::of(&design.name, design.analysis.model().clone());
        for format in FORMATS {
            assert!(
                design.write(format.name) == again.write(format.name),
                "{}: {}",
                design.name,
                format.name
            );
        }
    }
}

#[test]
fn what_stands_inside_is_drawn_inside() {
    for mut design in designs() {
        design.options.legend = false;
        let drawing = design.drawing();
        for shape in drawing.items.iter().flat_map(|item| &item.shapes) {
            assert!(drawing.area.holds(shape.bounds()), "{}: {shape:?}", design.name);
        }
        let frames: BTreeMap<&str, Rect> = drawing
            .items
            .iter()
            .filter(|item| matches!(item.part, Part::Container | Part::Card))
            .map(|item| (&*item.id, item.frame))
            .collect();
        for item in drawing.items.iter().filter(|item| matches!(item.part, Part::Container | Part::Card)) {
            let id: NodeId = item.id.parse().unwrap();
            if let Some(parent) = design.analysis.model().node(&id).and_then(|node| node.parent.as_ref()) {
                assert!(frames[parent.as_str()].holds(item.frame), "{}: {id} in {parent}", design.name);
            }
            for shape in &item.shapes {
                // Badges and costs stand out of the frame; names and addresses do not.
                let own =
                    matches!(shape, Shape::Text { ink, .. } if ![Ink::Cost, Ink::OnBadge].contains(ink));
                assert!(!own || item.frame.holds(shape.bounds()), "{}: {id}: {shape:?}", design.name);
            }
        }
    }
}

#[test]
fn labels_hide_neither_cards_nor_each_other() {
    for design in designs() {
        let drawing = design.drawing();
        let pills: Vec<(&str, Rect)> = drawing
            .items
            .iter()
            .filter(|item| item.part == Part::Label)
            .filter_map(|item| match item.shapes.first()? {
                Shape::Box { rect, .. } => Some((&*item.id, *rect)),
                Shape::Disc { .. } | Shape::Line { .. } | Shape::Glyph { .. } | Shape::Text { .. } => None,
            })
            .collect();
        for (at, (id, pill)) in pills.iter().enumerate() {
            let cards = drawing.items.iter().filter(|item| item.part == Part::Card);
            assert!(!cards.into_iter().any(|card| card.frame.touches(*pill)), "{}: {id}", design.name);
            assert!(!pills[at + 1..].iter().any(|(_, other)| other.touches(*pill)), "{}: {id}", design.name);
        }
    }
}

/// A model with one function in a region, where `{name}` and `{id}` stand.
fn small(name: &str, id: &str) -> Design {
    let name = serde_json::to_string(name).unwrap();
    Design::read(&format!(
        r#"{{"plat": 1, "name": {name}, "resources": {{
            "r": {{"kind": "region"}}, "{id}": {{"kind": "lambda_function", "in": "r"}}}}}}"#
    ))
}

#[test]
fn names_stay_text() {
    for name in
        ["]]></title><script>alert(1)</script>", "a & b < c > d \" e ' f", "\u{1b}[31m\u{7}", "주문 👩‍🚀"]
    {
        let text = small(name, "fn").svg();
        let document = Document::parse(&text).unwrap();
        let title = document.descendants().find(|node| node.has_tag_name("title")).and_then(|it| it.text());
        let shown: String = name.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
        assert_eq!(title, Some(&*shown));
    }
}

/// Every character that a file embeds, by family and weight.
fn embedded(svg: &str) -> BTreeMap<(String, String), BTreeSet<char>> {
    let document = Document::parse(svg).unwrap();
    let style = document.descendants().find(|node| node.has_tag_name("style")).and_then(|it| it.text());
    let faces = style.unwrap_or_default().lines().filter(|line| line.starts_with("@font-face"));
    let between = |line: &str, from: &str, to: &str| {
        let (_, rest) = line.split_once(from).unwrap();
        rest.split_once(to).unwrap().0.to_owned()
    };
    let face = |line: &str| {
        let bytes = STANDARD.decode(between(line, "base64,", ")")).unwrap();
        let font = FontRef::new(&bytes).unwrap();
        let mapped = font.charmap().mappings().map(|(c, _)| char::from_u32(c).unwrap()).collect();
        ((between(line, "font-family:'", "'"), between(line, "font-weight:", ";")), mapped)
    };
    faces.map(face).collect()
}

#[test]
fn korean_embeds_exactly_the_glyphs_that_occur() {
    let mut designs: Vec<Design> = designs().into_iter().map(Design::in_korean).collect();
    designs.push(small("x", "주문-함수"));
    for design in designs {
        let drawing = design.drawing();
        let mut wanted: BTreeMap<(String, String), BTreeSet<char>> = BTreeMap::new();
        for (font, text) in drawing.texts() {
            for c in text.chars().filter(|c| is_hangul(*c)) {
                let key = ("Plat Hangul".to_owned(), font.weight().to_string());
                wanted.entry(key).or_default().insert(c);
            }
        }
        let found = embedded(&design.svg());
        let hangul: BTreeMap<_, _> =
            found.clone().into_iter().filter(|((family, _), _)| family == "Plat Hangul").collect();
        assert_eq!(hangul, wanted, "{}", design.name);
        assert!(!wanted.is_empty());
        let all: BTreeSet<char> = drawing.texts().flat_map(|(_, text)| text.chars()).collect();
        assert_eq!(found.into_values().flatten().collect::<BTreeSet<_>>(), all, "{}", design.name);
    }
}

#[test]
fn without_the_font_hangul_stays_text() {
    let design = small("x", "주문-함수");
    let latin = Fonts::latin();
    let text = (Format::named("svg").unwrap().write)(&Source { fonts: &latin, ..design.source() }).unwrap();
    let text = String::from_utf8(text).unwrap();
    assert!(text.contains(">주문-함수</text>") && text.contains("'Noto Sans KR'"));
    assert!(embedded(&text).keys().all(|(family, _)| family != "Plat Hangul"));
}

/// The pixels of a PNG, and its size.
fn decoded(bytes: &[u8]) -> (u32, u32, Vec<[u8; 4]>) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    assert_eq!(info.color_type, png::ColorType::Rgba);
    (info.width, info.height, pixels.chunks_exact(4).map(|it| [it[0], it[1], it[2], it[3]]).collect())
}

#[test]
fn pixels_are_as_many_as_asked_and_not_blank() {
    let mut design = designs().swap_remove(3).in_korean();
    for scale in [1, 2, 4] {
        for transparent in [false, true] {
            (design.scale, design.options.transparent) = (scale, transparent);
            let area = design.drawing().area;
            let (w, h, pixels) = decoded(&design.write("png").unwrap());
            let times = f64::from(scale);
            assert_eq!((f64::from(w), f64::from(h)), (area.w * times, area.h * times));
            let colours: BTreeSet<_> = pixels.iter().collect();
            assert!(colours.len() > 100, "{}", colours.len());
            let corner = if transparent { [0; 4] } else { design.theme.colour(Ink::Canvas).0 };
            assert_eq!(pixels[0], corner);
        }
    }
}

#[test]
fn hangul_has_ink_in_pixels() {
    // The same place, with a name and with as wide a space of nothing: only letters make the difference.
    let blank = small("x", "fn");
    let named = small("x", "함수");
    let ink = |design: &Design| {
        let (_, _, pixels) = decoded(&design.write("png").unwrap());
        pixels.iter().filter(|it| it[..3].iter().all(|part| *part < 60)).count()
    };
    assert!(ink(&named) > ink(&blank), "{} {}", ink(&named), ink(&blank));
}

#[test]
fn pictures_beyond_all_bounds_are_refused() {
    let far = r#"{"plat": 1, "resources": {"a": {"kind": "client"}, "b": {"kind": "client"}},
        "layout": {"a": [0, 0], "b": [16000, 900000]}}"#;
    let error = Design::read(far).write("png").unwrap_err();
    assert!(error.to_string().contains(&LONGEST.to_string()) && error.help.is_some(), "{error}");
    assert!(error.say(Lang::Ko).contains("픽셀"));
    assert!(Design::read(far).write("svg").is_ok());
    const { assert!(MOST < (LONGEST as u64) * (LONGEST as u64)) };
}

#[test]
fn a_part_is_drawn_with_what_stands_in_it() {
    let mut design = designs().into_iter().find(|it| it.name == "private-function-no-endpoint").unwrap();
    design.options.legend = false;
    let ids = |design: &Design, part: Part| -> Vec<String> {
        let items = design.drawing().items;
        items.into_iter().filter(|item| item.part == part).map(|item| item.id).collect()
    };
    design.options.only = ["private-a".parse().unwrap()].into();
    assert_eq!(ids(&design, Part::Container), ["private-a"]);
    assert_eq!(ids(&design, Part::Card), ["place-order"]);
    assert_eq!(ids(&design, Part::Line), [""; 0], "its ends are not both there");
    design.options.only.insert("orders".parse().unwrap());
    assert_eq!(ids(&design, Part::Line), ["place-order-orders"]);
    let whole = Design::of("", design.analysis.model().clone()).drawing().area;
    assert!(design.drawing().area.w < whole.w);
}

#[test]
fn overlays_can_be_left_out() {
    let mut design = designs().into_iter().find(|it| it.name == "private-function-no-endpoint").unwrap();
    let inks = |design: &Design| -> BTreeSet<Ink> {
        let shapes = design.drawing().items.into_iter().flat_map(|item| item.shapes);
        let inks = shapes.map(|shape| match shape {
            Shape::Text { ink, .. } | Shape::Glyph { ink, .. } => ink,
            Shape::Line { stroke, .. } => stroke.ink,
            Shape::Box { fill, .. } | Shape::Disc { fill, .. } => fill,
        });
        inks.collect()
    };
    let marks = [Ink::Bad, Ink::Cost, Ink::CostTint, Ink::OnBadge];
    assert!(marks.iter().all(|ink| inks(&design).contains(ink)));
    design.options.overlays = false;
    assert!(!marks.iter().any(|ink| inks(&design).contains(ink)));
    assert!(!design.drawing().description.contains("fail"));
}

#[test]
fn the_legend_explains_what_occurs_and_nothing_else() {
    let words = |design: &Design| -> Vec<String> {
        let items = design.drawing().items;
        let legend = items.into_iter().filter(|item| item.part == Part::Legend);
        let texts = legend.flat_map(|item| item.shapes).filter_map(|shape| match shape {
            Shape::Text { text, anchor: Anchor::Start, .. } => Some(text),
            Shape::Text { .. } | Shape::Box { .. } | Shape::Disc { .. } => None,
            Shape::Line { .. } | Shape::Glyph { .. } => None,
        });
        texts.collect()
    };
    let design = designs().into_iter().find(|it| it.name == "private-function-no-endpoint").unwrap();
    assert_eq!(
        words(&design),
        [
            "Connection",
            "Connection that fails",
            "Private subnet",
            "Number of findings",
            "Cost per million requests + per month"
        ]
    );
    assert_eq!(words(&Design::read(r#"{"plat": 1, "resources": {"c": {"kind": "client"}}}"#)), [""; 0]);
}

#[test]
fn thumbnails_fit_and_hold_no_small_print() {
    for design in designs() {
        let drawing = design.drawing();
        for (w, h) in [(280.0, 160.0), (96.0, 64.0), (4000.0, 4000.0)] {
            let small = drawing.thumbnail(w, h);
            assert!(small.width <= w && small.height <= h && small.scale <= 1.0);
            let area = Rect { x: 0.0, y: 0.0, w: small.width, h: small.height }.expand(0.01);
            let boxes = small.shapes.iter().filter(|shape| matches!(shape, Shape::Box { .. })).count();
            assert!(boxes >= design.picture.drawn().len(), "{}: {boxes}", design.name);
            for shape in &small.shapes {
                assert!(area.holds(shape.bounds()), "{}: {shape:?}", design.name);
                assert!(!matches!(shape, Shape::Text { size, .. } if *size < 7.0), "{shape:?}");
            }
        }
    }
}

#[test]
fn an_empty_design_is_a_drawing_too() {
    let design = Design::read(r#"{"plat": 1, "resources": {}}"#);
    let drawing = design.drawing();
    assert_eq!((drawing.area.w, drawing.area.h, drawing.items.len()), (64.0, 64.0, 0));
    assert_eq!(drawing.thumbnail(100.0, 100.0).shapes, []);
    for format in FORMATS {
        assert!(design.write(format.name).is_ok(), "{}", format.name);
    }
}

/// The files of two designs, without their fonts. What differs is rewritten, and the test fails once.
#[test]
fn files_are_those_that_were_looked_at() {
    let mut rewritten = Vec::new();
    for mut design in designs() {
        let korean = match &*design.name {
            "private-function-no-endpoint" => false,
            "s3-upload-triggers-function" => true,
            _ => continue,
        };
        design = if korean { design.in_korean() } else { design };
        let text = svg(&design.drawing(), if korean { Theme::Dark } else { Theme::Light }, &[]);
        let path = root().join("tests/golden").join(format!("{}.svg", design.name));
        if fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n") != text {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, text).unwrap();
            rewritten.push(path);
        }
    }
    assert!(rewritten.is_empty(), "rewritten, look at them and commit: {rewritten:?}");
}

/// Every text of an SVG file, with the width that another reader gives it.
fn measured(node: &usvg::Group, found: &mut Vec<(String, f64)>) {
    for child in node.children() {
        if let usvg::Node::Group(group) = child {
            measured(group, found);
        } else if let usvg::Node::Text(text) = child {
            let words = text.chunks().iter().map(usvg::TextChunk::text).collect();
            found.push((words, f64::from(text.bounding_box().width())));
        }
    }
}

#[test]
fn words_are_as_wide_as_they_are_said_to_be() {
    for design in designs().into_iter().map(Design::in_korean) {
        let mut options = usvg::Options::default();
        for font in fonts().embedded(design.drawing().texts()) {
            options.fontdb_mut().load_font_data(font.bytes);
        }
        let families: Vec<_> =
            options.fontdb.faces().map(|face| (face.families[0].0.as_str(), face.weight.0)).collect();
        assert_eq!(
            families,
            [
                ("Plat Hangul", 400),
                ("Plat Hangul", 600),
                ("Plat Mono", 400),
                ("Plat Sans", 400),
                ("Plat Sans", 600)
            ]
        );
        let tree = usvg::Tree::from_str(&design.svg(), &options).unwrap();
        let mut found = Vec::new();
        measured(tree.root(), &mut found);
        let items = design.drawing().items;
        let said = items.iter().flat_map(|item| &item.shapes).filter_map(|shape| match shape {
            Shape::Text { text, width, .. } => (!text.is_empty()).then_some((text, *width)),
            Shape::Box { .. } | Shape::Disc { .. } | Shape::Line { .. } | Shape::Glyph { .. } => None,
        });
        let said: Vec<_> = said.collect();
        assert_eq!(said.len(), found.len());
        for ((text, width), (other, measured)) in said.into_iter().zip(found) {
            assert!(*text == other && (width - measured).abs() < 0.05, "{text}: {width} {other}: {measured}");
        }
    }
}

/// A drawing with everything that can be drawn, where a person can look at it, if `EXPORTS` names a folder.
#[test]
fn signs_stand_where_there_is_room() {
    let design = Design::read(
        r#"{"plat": 1, "name": "Signs", "resources": {
        "us-east-1": {"kind": "region"},
        "쇼핑몰": {"kind": "vpc", "in": "us-east-1", "cidr_block": "10.0.0.0/16"},
        "a-subnet-with-a-name-that-is-far-too-long-for-its-box": {"kind": "subnet", "in": "쇼핑몰"},
        "주문-처리-함수": {"kind": "lambda_function", "in": "a-subnet-with-a-name-that-is-far-too-long-for-its-box"},
        "orders-with-a-very-long-name-indeed": {"kind": "dynamodb_table", "in": "us-east-1"},
        "files": {"kind": "s3_bucket", "in": "us-east-1"}, "jobs": {"kind": "sqs_queue", "in": "us-east-1"},
        "people": {"kind": "client"}},
        "connections": {
            "one": {"from": "people", "to": "jobs", "kind": "invoke"},
            "two": {"from": "주문-처리-함수", "to": "orders-with-a-very-long-name-indeed", "kind": "read_write"},
            "three": {"from": "주문-처리-함수", "to": "files", "kind": "read_write"},
            "four": {"from": "people", "to": "주문-처리-함수", "kind": "network", "ports": "1024-65535"}},
        "layout": {"us-east-1": [240, 0, 1040, 480], "쇼핑몰": [264, 56, 400, 304],
            "a-subnet-with-a-name-that-is-far-too-long-for-its-box": [288, 112, 256, 136],
            "주문-처리-함수": [312, 168], "orders-with-a-very-long-name-indeed": [976, 64],
            "files": [976, 240], "jobs": [976, 392], "people": [0, 280]}}"#,
    );
    let mut marks = design.marks.clone();
    let standing = |stand, words: &str| Standing { stand, words: words.to_owned() };
    marks.standings = [
        ("one", standing(Stand::Granted, "Reached")),
        ("two", standing(Stand::Refused, "Not reached")),
        ("three", standing(Stand::Unknown, "Answers come back in part")),
        ("four", standing(Stand::Refused, "Denied by policy")),
    ]
    .map(|(id, standing)| (id.parse().unwrap(), standing))
    .into();
    let count = |id: &str, count, worst| (id.parse::<NodeId>().unwrap(), (count, worst));
    marks.badges = [
        count("주문-처리-함수", 12, Severity::Error),
        count("files", 250, Severity::Warning),
        count("쇼핑몰", 3, Severity::Info),
    ]
    .into();
    let design = Design { marks, ..design };
    if let Some(folder) = std::env::var_os("EXPORTS").map(PathBuf::from) {
        fs::write(folder.join("signs-light.png"), design.write("png").unwrap()).unwrap();
        let dark = Source { theme: Theme::Dark, ..design.source() };
        fs::write(folder.join("signs-dark.png"), (Format::named("png").unwrap().write)(&dark).unwrap())
            .unwrap();
    }
    let drawing = design.drawing();
    let words: Vec<&str> = drawing.texts().map(|(_, text)| text).collect();
    for said in ["invoke", "not reached", "read and write · answers come back in part", "12", "99+", "3"] {
        assert!(words.contains(&said), "{said}: {words:?}");
    }
    assert!(words.iter().any(|text| text.starts_with("a-subnet") && text.ends_with('…')));
}

#[test]
fn a_collapsed_container_is_one_card() {
    let text = r#"{"plat": 1, "resources": {"r": {"kind": "region"}, "v": {"kind": "vpc", "in": "r"},
        "c": {"kind": "client"}}, "connections": {}, "drawing": {"collapsed": ["v"]},
        "layout": {"v": [264, 56, 208, 56]}}"#;
    let item = |design: &Design| {
        let items = design.drawing().items;
        items.into_iter().find(|item| item.id == "v").map(|item| (item.part, item.inks.0))
    };
    assert_eq!(item(&Design::read(text)), Some((Part::Card, Ink::Vpc)));
    let open = Design::read(&text.replace(r#"["v"]"#, "[]"));
    assert_eq!(item(&open), Some((Part::Container, Ink::Vpc)));
}

/// CV-17
#[test]
fn a_collapsed_container_is_drawn_as_a_card_with_joined_lines() {
    let design = Design::read(
        r#"{"plat": 1, "resources": {
            "r": {"kind": "region"}, "v": {"kind": "vpc", "in": "r"}, "s": {"kind": "subnet", "in": "v"},
            "a": {"kind": "instance", "in": "s"}, "b": {"kind": "instance", "in": "s"},
            "d": {"kind": "dynamodb_table", "in": "r"}},
            "connections": {"1": {"from": "a", "to": "d", "kind": "read_write"},
                "2": {"from": "b", "to": "d", "kind": "read_write"}},
            "drawing": {"collapsed": ["s"]}}"#,
    );
    let drawing = design.drawing();
    let part = |id: &str, part: Part| drawing.items.iter().find(|it| it.id == id && it.part == part);
    assert!(part("a", Part::Card).is_none() && part("s", Part::Container).is_none());
    let said = |item: &Item| texts(item).join("|");
    let card = said(part("s", Part::Card).unwrap());
    assert!(card.starts_with("s|Subnet · 2 inside|$"), "{card}");
    assert_eq!(drawing.items.iter().filter(|it| it.part == Part::Line).count(), 1);
    assert_eq!(said(part("1", Part::Label).unwrap()), "×2 · failing: 2");
    assert_eq!(part("1", Part::Line).unwrap().title, "s to d: 2 connections (failing: 2)");
    assert!(
        drawing.description.contains("Connections: 2. Connections that fail: 2."),
        "{}",
        drawing.description
    );
}

fn texts(item: &Item) -> Vec<&str> {
    let shapes = item.shapes.iter();
    shapes
        .filter_map(|it| if let Shape::Text { text, .. } = it { Some(text.as_str()) } else { None })
        .collect()
}
