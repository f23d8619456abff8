//! Reading models: a bounded number of bytes, from a file or standard input. What is no model may be a template or another
//! format that is imported: then it is, where it stands.

use super::sources;
use crate::{
    analysis::{
        Analysis,
        importing::{Notice, Origins, Settings, Source, import},
    },
    diag::Place,
    model::{
        Model,
        attrs::At,
        file::{LoadError, Loaded, load_bytes, says_plat},
        json::LARGEST_FILE,
    },
};
use std::{
    fs::{self, File},
    io::{self, ErrorKind, Read},
    path::{Path, PathBuf},
};

/// Why a command could not use its input.
#[derive(Debug)]
pub struct Failure {
    /// What is wrong.
    pub message: String,
    /// Where, as `path:line:column (path inside)`.
    pub place: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Failure {
    /// A failure without a place.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), place: None, help: None }
    }

    /// Adds what to do about it.
    pub fn help(self, help: Option<String>) -> Self {
        Self { help, ..self }
    }

    fn loading(name: &str, error: &LoadError) -> Self {
        let inside = if error.path.is_empty() { String::new() } else { format!(" ({})", error.path) };
        Self {
            message: error.message.to_string(),
            place: Some(format!("{name}:{}:{}{inside}", error.line, error.column)),
            help: error.help.as_ref().map(ToString::to_string),
        }
    }
}

/// A model that was read.
pub struct Input {
    /// What reports call the file.
    pub name: String,
    /// Its text.
    pub text: String,
    /// The model, ready to be asked.
    pub analysis: Analysis,
    /// Of what was imported: what was said, and where its parts came from.
    pub imported: Option<Template>,
}

/// What is known of an input that is no model itself.
#[derive(Debug)]
pub struct Template {
    /// What the import says.
    pub notices: Vec<Notice>,
    /// Its files, as people name them from here.
    files: Vec<String>,
    origins: Origins,
}

/// A place in a file: the file, line, column.
pub type Spot = (String, usize, usize);

impl Template {
    fn spot(&self, at: At) -> Option<Spot> {
        let number = |it: u32| usize::try_from(it).unwrap_or(1).max(1);
        Some((self.files.get(at.file as usize)?.clone(), number(at.line), number(at.column)))
    }

    /// Where a part of the model came from; of a connection, where it starts.
    pub fn of(&self, place: &Place, model: &Model) -> Option<Spot> {
        let at = match place {
            Place::Node { node, field } => self.origins.of(node, *field),
            Place::Connection(id) => self.origins.of(model.connection(id)?.ends()?.0, None),
        };
        self.spot(at?)
    }

    /// Where a notice points.
    pub fn of_notice(&self, notice: &Notice) -> Option<Spot> {
        self.spot(notice.at)
    }
}

/// What a template does not say and the command line does.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Given {
    /// The value of a parameter of a template, or of a variable
    #[arg(long = "parameter", value_name = "NAME=VALUE", value_parser = parameter)]
    parameters: Vec<(String, String)>,
    /// A file of values for Terraform's variables; of several, the last one counts
    #[arg(long = "var-file", value_name = "FILE")]
    var_files: Vec<PathBuf>,
    /// What is asked of a template in a month: a usage file of Infracost
    #[arg(long, value_name = "FILE")]
    usage: Option<PathBuf>,
}

impl Given {
    /// The same for importers.
    pub fn settings(&self) -> Result<Settings, Failure> {
        let source = |path: &PathBuf| {
            let name = name(path);
            bytes(path, &name).map(|bytes| Source { path: name, bytes })
        };
        Ok(Settings {
            parameters: self.parameters.iter().cloned().collect(),
            values: self.var_files.iter().map(source).collect::<Result<_, _>>()?,
            usage: self.usage.as_ref().map(source).transpose()?,
            ..Settings::default()
        })
    }
}

fn parameter(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write it as NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

/// Endings of files that are no JSON.
const YAML: [&str; 2] = ["yaml", "yml"];

/// Reads a model, or imports what is none but of a format that is imported: a file, or all of a folder.
pub fn read(path: &Path, given: &Given) -> Result<Input, Failure> {
    if path.is_dir() {
        return imported(path, given)?.ok_or_else(|| nothing_in(path));
    }
    let name = name(path);
    let bytes = bytes(path, &name)?;
    let is_code = path.extension().is_some_and(|it| it == "tf");
    let may_be = path.as_os_str() != "-" && (is_code || !says_plat(&bytes));
    match if may_be { imported(path, given)? } else { None } {
        Some(imported) => Ok(imported),
        // Of what is written in YAML, that it is no JSON tells nobody anything.
        None if path.extension().is_some_and(|it| YAML.iter().any(|ending| it == *ending)) => {
            let formats = "a model is JSON; templates of CloudFormation and SAM, `serverless.yml`, Terraform's files, plans and \
                           states, and answers of the AWS CLI are imported";
            let failure =
                Failure::new("no format that Plat reads is found in it").help(Some(formats.to_owned()));
            Err(Failure { place: Some(name), ..failure })
        }
        None => loaded(name, &bytes),
    }
}

/// Reads a model, and nothing else.
pub fn read_model(path: &Path) -> Result<Input, Failure> {
    let name = name(path);
    let bytes = bytes(path, &name)?;
    loaded(name, &bytes)
}

fn name(path: &Path) -> String {
    if path.as_os_str() == "-" { "<stdin>".to_owned() } else { path.display().to_string() }
}

/// What is found at a path, if it is of a format that is imported.
fn imported(path: &Path, given: &Given) -> Result<Option<Input>, Failure> {
    let (sources, root) = sources::gather(&[path.to_path_buf()])?;
    let imported = import(&sources, &given.settings()?, &|path| root.read(path));
    if imported.report.is_empty() {
        return Ok(None);
    }
    // Past a limit a part of the input was not read at all.
    if let Some(notice) = imported.report.notices.iter().find(|it| it.rule.code == "IMP080") {
        return Err(Failure::new(notice.message.to_string()).help(Some(notice.rule.help.en.to_owned())));
    }
    let (name, analysis) = (path.display().to_string(), Analysis::new(imported.model));
    let folder = if path.is_dir() { Some(path) } else { path.parent() };
    let from_here = |it: &String| folder.map_or_else(|| PathBuf::from(it), |folder| folder.join(it));
    let files = imported.report.files.iter().map(|it| from_here(it).display().to_string()).collect();
    let template = Template { notices: imported.report.notices, files, origins: imported.origins };
    Ok(Some(Input { name, text: String::new(), analysis, imported: Some(template) }))
}

/// A model of a newer format is refused: what of it is not known here might turn every answer round.
fn loaded(name: String, bytes: &[u8]) -> Result<Input, Failure> {
    let Loaded { model, read_only } = load_bytes(bytes).map_err(|error| Failure::loading(&name, &error))?;
    if let Some(newer) = read_only {
        let help = "use the version of Plat that wrote it, or a later one".to_owned();
        return Err(Failure { place: Some(name), ..Failure::new(newer.to_string()).help(Some(help)) });
    }
    // The loader took it as UTF-8.
    let text = String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)).into_owned();
    Ok(Input { name, text, analysis: Analysis::new(model), imported: None })
}

/// The models that a path stands for: itself, or those in a folder and in what it contains, in the order of their names.
/// Hidden files and links are left out; a JSON file that is no model is named among the notes. A folder without models may
/// be one that is imported as a whole.
pub fn models(path: &Path) -> Result<(Vec<PathBuf>, Vec<String>), Failure> {
    if !path.is_dir() {
        return Ok((vec![path.to_path_buf()], Vec::new()));
    }
    let (mut found, mut notes) = (Vec::new(), Vec::new());
    let mut folders = vec![path.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let failed = |error: io::Error| {
            Failure::new(format!(
                "cannot read the folder `{}`: {}",
                folder.display(),
                error.to_string().to_lowercase()
            ))
        };
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let kind = entry.file_type().map_err(failed)?;
            let file = entry.path();
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            if kind.is_dir() {
                folders.push(file);
            } else if kind.is_file() && file.extension().is_some_and(|it| it == "json") {
                found.push(file);
            }
        }
    }
    found.sort();
    let mut models = Vec::new();
    for file in found {
        let name = file.display().to_string();
        if says_plat(&bytes(&file, &name)?) {
            models.push(file);
        } else {
            notes.push(format!("`{name}` is no model and was left out"));
        }
    }
    if models.is_empty() {
        // Whether it is one, whoever reads it will say.
        return Ok((vec![path.to_path_buf()], Vec::new()));
    }
    Ok((models, notes))
}

fn nothing_in(path: &Path) -> Failure {
    Failure::new(format!("there is no model in the folder `{}`", path.display()))
}

/// The text of another file than a model.
pub fn text(path: &Path) -> Result<String, Failure> {
    let name = path.display().to_string();
    String::from_utf8(bytes(path, &name)?).map_err(|_| Failure::new(format!("`{name}` is not UTF-8")))
}

fn bytes(path: &Path, name: &str) -> Result<Vec<u8>, Failure> {
    let failed = |error: &io::Error| {
        let why = match error.kind() {
            ErrorKind::NotFound => "there is no such file".to_owned(),
            ErrorKind::PermissionDenied => "permission denied".to_owned(),
            ErrorKind::IsADirectory => "it is a folder; name a file in it".to_owned(),
            _ => error.to_string().to_lowercase(),
        };
        Failure::new(format!("cannot read `{name}`: {why}"))
    };
    let too_large = || {
        let most = LARGEST_FILE >> 20;
        Failure::new(format!("`{name}` is larger than {most} MB")).help(Some("is it a model?".to_owned()))
    };
    let limit = u64::try_from(LARGEST_FILE).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    // One byte more than allowed tells a file that is too large from one that just fits: pipes have no size.
    let read = if path.as_os_str() == "-" {
        io::stdin().lock().take(limit + 1).read_to_end(&mut bytes)
    } else {
        let file = File::open(path).map_err(|error| failed(&error))?;
        let metadata = file.metadata().map_err(|error| failed(&error))?;
        if metadata.is_dir() {
            return Err(failed(&ErrorKind::IsADirectory.into()));
        }
        if metadata.len() > limit {
            return Err(too_large());
        }
        file.take(limit + 1).read_to_end(&mut bytes)
    };
    read.map_err(|error| failed(&error))?;
    if bytes.len() > LARGEST_FILE { Err(too_large()) } else { Ok(bytes) }
}
