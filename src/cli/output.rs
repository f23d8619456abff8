//! Writing answers: aligned text, colour on a terminal only, and no complaint about a closed pipe.

use super::{Result, input::Failure};
use crate::{base::columns_of, model::write::pretty};
use serde_json::Value;
use std::{
    env, fs,
    io::{self, ErrorKind, IsTerminal, Write},
    path::Path,
    process::ExitCode,
};

/// What a command has to say.
#[derive(Debug, Default)]
pub struct Outcome {
    /// For standard output.
    pub out: String,
    /// The same where it is no text.
    pub bytes: Vec<u8>,
    /// For standard error, a line each.
    pub notes: Vec<String>,
    /// The exit code.
    pub code: u8,
}

impl Outcome {
    /// One JSON document.
    pub fn json(value: &Value) -> Self {
        Self { out: pretty(value), ..Self::default() }
    }

    /// Text for people.
    pub fn text(out: String) -> Self {
        Self { out, ..Self::default() }
    }

    /// With an exit code.
    pub fn code(self, code: u8) -> Self {
        Self { code, ..self }
    }

    /// With lines for standard error.
    pub fn notes(self, notes: Vec<String>) -> Self {
        Self { notes, ..self }
    }
}

/// Prints what a command has to say, and hands out its exit code.
pub fn print(result: Result) -> ExitCode {
    let red = Paint::for_terminal(io::stderr().is_terminal());
    let mut err = io::stderr().lock();
    let (outcome, code) = match result {
        Ok(outcome) => {
            let code = outcome.code;
            (outcome, code)
        }
        Err(Failure { message, place, help }) => {
            let mut said = format!("{} {}\n", red.error("error:"), clean(&message));
            place.iter().for_each(|place| said.push_str(&format!(" --> {}\n", clean(place))));
            help.iter().for_each(|help| said.push_str(&format!(" help: {}\n", clean(help))));
            // Where nobody listens there is nobody to tell.
            let _ = err.write_all(said.as_bytes());
            return ExitCode::from(2);
        }
    };
    for note in &outcome.notes {
        let _ = writeln!(err, "{} {}", red.warning("note:"), clean(note));
    }
    let mut out = io::stdout().lock();
    let written = out.write_all(outcome.out.as_bytes()).and_then(|()| out.write_all(&outcome.bytes));
    match written.and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            let _ = writeln!(err, "{} cannot write the answer: {error}", red.error("error:"));
            ExitCode::from(2)
        }
        _ => ExitCode::from(code),
    }
}

/// Writes a file whole or not at all: a new one takes the place of the old one, so that a full disk loses nothing.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let written = fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| {
        // What is left of it is of no use to anybody.
        let _ = fs::remove_file(&beside);
        Failure::new(format!("cannot write `{}`: {}", path.display(), error.to_string().to_lowercase()))
    })
}

/// Text without control characters: what a file says must not steer the terminal.
pub fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect()
}

/// Colours, or none.
#[derive(Clone, Copy, Debug)]
pub struct Paint(bool);

impl Paint {
    /// For standard output.
    pub fn new() -> Self {
        Self::for_terminal(io::stdout().is_terminal())
    }

    /// Colours on a terminal, unless <https://no-color.org> or a dumb terminal forbids them.
    fn for_terminal(terminal: bool) -> Self {
        let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        Self(terminal && !set("NO_COLOR") && env::var_os("TERM").is_none_or(|term| term != "dumb"))
    }

    fn with(self, code: &str, text: &str) -> String {
        if self.0 { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    /// Something wrong.
    pub fn error(self, text: &str) -> String {
        self.with("1;31", text)
    }

    /// Something doubtful.
    pub fn warning(self, text: &str) -> String {
        self.with("33", text)
    }

    /// Something good.
    pub fn good(self, text: &str) -> String {
        self.with("32", text)
    }

    /// A heading.
    pub fn head(self, text: &str) -> String {
        self.with("1", text)
    }

    /// Something beside the point.
    pub fn dim(self, text: &str) -> String {
        self.with("2", text)
    }
}

/// Cells in columns that line up.
#[derive(Debug, Default)]
pub struct Table {
    rows: Vec<Vec<String>>,
    right: Vec<usize>,
}

impl Table {
    /// An empty table whose `right` columns stand at their right edge.
    pub fn new(right: &[usize]) -> Self {
        Self { rows: Vec::new(), right: right.to_vec() }
    }

    /// Adds a row.
    pub fn row<S: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = S>) {
        self.rows.push(cells.into_iter().map(|cell| clean(cell.as_ref()).replace('\n', " ")).collect());
    }

    /// The text, each line after `indent`, and the first one painted by `head`.
    pub fn text(&self, indent: &str, head: impl Fn(&str) -> String) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| columns_of(cell)).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let mut out = String::new();
        for (i, row) in self.rows.iter().enumerate() {
            let mut line = String::new();
            for (column, cell) in row.iter().enumerate() {
                let gap = " ".repeat(widths[column] - columns_of(cell));
                let (before, after) =
                    if self.right.contains(&column) { (gap, String::new()) } else { (String::new(), gap) };
                line.push_str(&format!("{before}{cell}{after}  "));
            }
            let line = line.trim_end();
            out.push_str(&format!("{indent}{}\n", if i == 0 { head(line) } else { line.to_owned() }));
        }
        out
    }
}

/// The first of many; `--json` has them all.
pub fn few(items: &[String], between: &str) -> String {
    crate::analysis::traffic::few(items, between, crate::base::Lang::En)
}

/// A whole number with its thousands apart: `1,000,000`.
pub fn grouped(number: crate::base::Decimal) -> String {
    crate::base::grouped(&number.normalize().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::decimal;

    #[test]
    fn columns_line_up_in_hangul_too() {
        let mut table = Table::new(&[1]);
        table.row(["a", "number"]);
        table.row(["주문", "1"]);
        table.row(["b\x1b[31m", "10"]);
        assert_eq!(
            table.text("  ", str::to_owned),
            "  a       number\n  주문         1\n  b\u{fffd}[31m      10\n"
        );
    }

    #[test]
    fn thousands_stand_apart() {
        let of = |text: &str| grouped(decimal(text).unwrap());
        assert_eq!(
            [of("999"), of("1000"), of("-1234567.50"), of("0.1")],
            ["999", "1,000", "-1,234,567.5", "0.1"]
        );
    }
}
