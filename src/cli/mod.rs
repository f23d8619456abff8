//! The command line: arguments in; text or one JSON document, and an exit code, out.
//!
//! Standard output holds the answer and nothing else; everything said about the work itself goes to standard
//! error. Exit codes are those of `docs/cli.md`; 2 always means that the input could not be used.

mod baseline;
mod blast;
mod check;
mod config;
mod cost;
mod diff;
mod explain;
mod export;
mod exposure;
mod fmt;
mod forwarding;
mod import;
mod input;
mod issue;
mod kinds;
mod matrix;
mod output;
mod pages;
mod paths;
mod propose;
mod reach;
mod report;
mod rules;
mod schema;
mod serverless;
mod sources;
mod traffic;
mod watch;

pub use diff::between as difference;
pub use sources::texts;

use clap::{Parser, Subcommand};
use input::Failure;
use output::Outcome;
use std::{ffi::OsString, path::PathBuf, process::ExitCode};

/// Models AWS networks and serverless designs: what reaches what, why, and what it costs.
#[derive(Debug, Parser)]
#[command(name = "plat", version, after_help = "A MODEL is a file, or `-` for standard input.")]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Opens the desktop editor
    Open {
        /// The model to open
        model: Option<PathBuf>,
        /// Prints the milliseconds of processor time up to the first frame, and closes
        #[arg(long, hide = true)]
        measure_start: bool,
    },
    /// Looks for what is odd, and whether the model's rules hold
    Check(check::Args),
    /// Checks again whenever a model is saved
    Watch(watch::Args),
    /// Asks whether one end reaches another, and says what decided
    Reach(reach::Args),
    /// Asks everything against everything
    Matrix(matrix::Args),
    /// Says what the internet gets to, and what lets it
    Exposure(exposure::Args),
    /// Says what somebody gets to who has taken over a resource
    Blast(blast::Args),
    /// Adds up the bill of a month
    Cost(cost::Args),
    /// Says how serverless a design is, and who operates what
    Serverless(serverless::Args),
    /// Says what changed between two models: drawing, network, bill
    Diff(diff::Args),
    /// Makes a model of templates and says what became of each resource
    Import(import::Args),
    /// Writes the design as a picture, a diagram, a template or the model file
    Export(export::Args),
    /// Prints the JSON Schema of the model file
    Schema(schema::Args),
    /// Lists the kinds of resources, or the fields of one
    Kinds(kinds::Args),
    /// Explains a code or a rule that `check` or `reach` names
    Explain(explain::Args),
    /// Rewrites a model in its canonical form
    #[command(hide = true)]
    Fmt(fmt::Args),
}

/// What is left to do once the command line has been read.
#[derive(Debug)]
pub enum Request {
    /// Nothing: the answer is out.
    Done(ExitCode),
    /// Show the editor.
    Open {
        /// The model to open.
        model: Option<PathBuf>,
        /// Whether to close after the first frame and say how long it took.
        measure_start: bool,
    },
}

/// Runs a command line.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Request {
    let command = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments.command.unwrap_or(Command::Open { model: None, measure_start: false }),
        Err(error) => {
            // Help and version are answers; everything else is unusable input. A closed pipe is no fault.
            let _ = error.print();
            return Request::Done(ExitCode::from(if error.use_stderr() { 2 } else { 0 }));
        }
    };
    let result = match command {
        Command::Open { model, measure_start } => return Request::Open { model, measure_start },
        Command::Check(args) => check::run(&args),
        Command::Watch(args) => watch::run(&args),
        Command::Reach(args) => reach::run(&args),
        Command::Matrix(args) => matrix::run(&args),
        Command::Exposure(args) => exposure::run(&args),
        Command::Blast(args) => blast::run(&args),
        Command::Cost(args) => cost::run(&args),
        Command::Serverless(args) => serverless::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Kinds(args) => kinds::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Fmt(args) => fmt::run(&args),
    };
    Request::Done(output::print(result))
}

/// What a command comes to.
type Result<T = Outcome> = std::result::Result<T, Failure>;
