//! `plat export`: the design as a picture, a diagram, a template or the model file.

use super::{
    Result,
    input::{self, Failure},
    output::{self, Outcome},
};
use crate::{
    analysis::{Analysis, Look, Sketch},
    base::{Lang, NodeId, nearest},
    export::{Choice, FORMATS, Format, Shows, font::Fonts, picture::Options, theme::Theme},
    layout::Picture,
};
use clap::builder::PossibleValuesParser;
use std::{
    collections::BTreeSet,
    fs,
    io::{self, IsTerminal},
    path::{Path, PathBuf},
};

/// Options of `plat export`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The model
    model: PathBuf,
    #[command(flatten)]
    given: input::Given,
    /// What to write; else what the file's name ends in
    #[arg(short, long, value_parser = PossibleValuesParser::new(FORMATS.iter().map(|format| format.name)))]
    format: Option<String>,
    /// The file to write; else standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// How many pixels a unit of the drawing has: 1, 2 or 4
    #[arg(long, value_name = "N", value_parser = scale)]
    scale: Option<u8>,
    /// The colours
    #[arg(long, value_enum)]
    theme: Option<Colours>,
    /// The language of its words
    #[arg(long, value_enum)]
    lang: Option<Language>,
    /// With nothing behind it
    #[arg(long)]
    transparent: bool,
    /// Without findings, costs and refusals
    #[arg(long)]
    no_overlays: bool,
    /// With an explanation of what occurs
    #[arg(long)]
    legend: bool,
    /// Only these resources, and what stands inside them
    #[arg(long, value_name = "ID", num_args = 1.., value_delimiter = ',')]
    only: Vec<NodeId>,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Colours {
    /// Dark on white
    Light,
    /// Light on black
    Dark,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Language {
    /// English
    En,
    /// Korean
    Ko,
}

fn scale(text: &str) -> std::result::Result<u8, String> {
    match text {
        "1" => Ok(1),
        "2" => Ok(2),
        "4" => Ok(4),
        other => Err(format!("`{other}` is not 1, 2 or 4")),
    }
}

/// Runs `plat export`.
pub fn run(args: &Args) -> Result {
    let format = format(args)?;
    refuse_what_means_nothing(args, format)?;
    let input = input::read(&args.model, &args.given)?;
    let file = args.output.as_deref().filter(|path| path.as_os_str() != "-");
    if let Some(file) = file {
        refuse_to_lose(args, file, format)?;
    } else if format.shows == Shows::Pixels && io::stdout().is_terminal() {
        let help = "name a file with `-o`, or send it on".to_owned();
        return Err(Failure::new(format!("{} is no text for a terminal", format.name)).help(Some(help)));
    }
    let bytes = written(args, format, &input.analysis)?;
    match file {
        Some(file) => {
            output::write(file, &bytes)?;
            Ok(Outcome::default())
        }
        None => Ok(Outcome { bytes, ..Outcome::default() }),
    }
}

fn written(args: &Args, format: &'static Format, analysis: &Analysis) -> Result<Vec<u8>> {
    let lang = match args.lang {
        None | Some(Language::En) => Lang::En,
        Some(Language::Ko) => Lang::Ko,
    };
    let theme = match args.theme {
        None | Some(Colours::Light) => Theme::Light,
        Some(Colours::Dark) => Theme::Dark,
    };
    let mut sketch = Sketch::new(analysis, format);
    let options = Options {
        lang,
        overlays: !args.no_overlays,
        legend: args.legend,
        transparent: args.transparent,
        only: only(&args.only, analysis, sketch.picture())?,
        ..Options::default()
    };
    while sketch.step(analysis) {}
    let look = Look { fonts: &Fonts::built_in(), options: &options, theme, scale: args.scale.unwrap_or(1) };
    sketch
        .write(analysis, &look)
        .map_err(|error| Failure::new(error.to_string()).help(error.help.as_ref().map(ToString::to_string)))
}

/// Which format is meant: the one that is named, else the one of the file.
fn format(args: &Args) -> Result<&'static Format> {
    let names = || FORMATS.iter().map(|format| format.name).collect::<Vec<_>>().join(", ");
    if let Some(format) = args.format.as_deref().and_then(Format::named) {
        return Ok(format);
    }
    let help = Some(format!("say `--format` with one of {}", names()));
    match &args.output {
        None => Err(Failure::new("it is not said what to write").help(help)),
        Some(file) => Format::of_file(&file.to_string_lossy())
            .ok_or_else(|| Failure::new(format!("`{}` does not end in a format", file.display())).help(help)),
    }
}

/// An option that changes nothing would be taken for one that did.
fn refuse_what_means_nothing(args: &Args, format: &Format) -> Result<()> {
    let given = [
        ("--scale", Choice::Scale, args.scale.is_some()),
        ("--theme", Choice::Theme, args.theme.is_some()),
        ("--lang", Choice::Lang, args.lang.is_some()),
        ("--transparent", Choice::Transparent, args.transparent),
        ("--no-overlays", Choice::Overlays, args.no_overlays),
        ("--legend", Choice::Legend, args.legend),
        ("--only", Choice::Only, !args.only.is_empty()),
    ];
    match given.iter().find(|(_, choice, given)| *given && !format.shows.takes(*choice)) {
        Some((name, _, _)) => Err(Failure::new(format!("`{name}` changes nothing about {}", format.name))),
        None => Ok(()),
    }
}

/// A picture in the place of the model would be the end of the model.
fn refuse_to_lose(args: &Args, file: &Path, format: &Format) -> Result<()> {
    let same =
        fs::canonicalize(file).ok().zip(fs::canonicalize(&args.model).ok()).is_some_and(|(a, b)| a == b);
    if same && format.shows != Shows::Design {
        let help = Some("name another file with `-o`".to_owned());
        return Err(Failure::new(format!("`{}` is the model itself", file.display())).help(help));
    }
    if file.is_dir() {
        let help = Some("name a file in it".to_owned());
        return Err(Failure::new(format!("`{}` is a folder", file.display())).help(help));
    }
    Ok(())
}

/// The resources that were named, if each is there to be drawn.
fn only(ids: &[NodeId], analysis: &Analysis, picture: &Picture) -> Result<BTreeSet<NodeId>> {
    for id in ids {
        if analysis.model().node(id).is_none() {
            let known = analysis.model().nodes().map(|(id, _)| id.as_str());
            let near = nearest(id.as_str(), known).map(|near| format!("did you mean `{near}`?"));
            return Err(Failure::new(format!("nothing is called `{id}`")).help(near));
        }
        if picture.frame(id).is_none() {
            let help = Some("it belongs to what it stands in; name that".to_owned());
            return Err(Failure::new(format!("`{id}` is not drawn")).help(help));
        }
    }
    Ok(ids.iter().cloned().collect())
}
