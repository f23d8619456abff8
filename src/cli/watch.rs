//! `plat watch`: checks again whenever a model is saved. Looks at the times of files, which works on every disk.

use super::{Result, check, output};
use crate::cli::output::{Outcome, Paint};
use std::{
    fs,
    io::{self, IsTerminal, Write},
    path::PathBuf,
    thread,
    time::{Duration, SystemTime},
};

/// Options of `plat watch`.
#[derive(Debug, clap::Args)]
// The options of `check` are a group of that name already.
#[group(skip)]
pub struct Args {
    #[command(flatten)]
    check: check::Args,
    /// How often to look, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 500, value_parser = clap::value_parser!(u64).range(10..))]
    interval: u64,
    /// Ends after so many checks
    #[arg(long, hide = true)]
    rounds: Option<u32>,
}

/// When each file was written, and how large it is; nothing for one that is gone.
type State = Vec<(PathBuf, Option<(SystemTime, u64)>)>;

fn state(args: &check::Args) -> State {
    let seen = |path: &PathBuf| {
        let about = fs::metadata(path).ok()?;
        Some((about.modified().ok()?, about.len()))
    };
    args.files().into_iter().map(|path| (path.clone(), seen(&path))).collect()
}

/// Runs `plat watch`, until it is stopped.
pub fn run(args: &Args) -> Result {
    let mut rounds = 0;
    let mut last = None;
    loop {
        let now = state(&args.check);
        if last.as_ref() != Some(&now) {
            // A bad file is said and waited for: it may be half written.
            last = Some(now);
            start();
            output::print(check::run(&args.check));
            rounds += 1;
            if args.rounds.is_some_and(|most| rounds >= most) {
                return Ok(Outcome::default());
            }
        }
        thread::sleep(Duration::from_millis(args.interval));
    }
}

/// A fresh screen on a terminal; elsewhere answers follow each other.
fn start() {
    if io::stdout().is_terminal() {
        let _ = io::stdout().lock().write_all(b"\x1b[2J\x1b[H");
    }
    let _ = writeln!(io::stderr(), "{}", Paint::new().dim("checking; Ctrl+C ends this"));
}
