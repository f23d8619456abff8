//! `cargo xtask`: see `docs/commands.md`.

use std::process::ExitCode;

use xtask::{
    bench, coverage, dist, faults, fuzz, gate, measure, mutants, prices, project, same_bytes, serve, setup,
    soak, templates, web,
};

const HELP: &str = "\
usage: cargo xtask <command>

  serve [--port 8080] [--dev]  set up, build the web editor, serve it
  test [--fast]                set up, run everything that CI runs; --fast stops before the web build
  setup                        install what building and testing need
  web [--dev]                  build the web editor into the target folder; --dev builds fast, not small
  dist                         release binary and the folder of web files, in dist/
  pictures [FOLDER]            pictures of the built web editor, into docs/pictures
  coverage [--missed]          how much of the engines the tests run; --missed: and which lines and branches they do not
  faults [NAME…]               deliberate faults, which comparing the engines has to notice
  fuzz [--seconds N] [TARGET…]  what reads files, on bytes changed at random: N seconds each target, 20 if not said
  mutants [K/N | --only FILE]  small changes to the engines, one at a time, which the tests have to notice; K/N: one in N
  bench [--size 1k|10k|100k|1m] [--json FILE]
                               the engines on large networks, beside what is aimed at; all sizes: into BENCHMARKS.md
  bench --ci [--record]        fails where the engines need more instructions than recorded
  same-bytes                   that the engines say the same bytes in the browser
  templates                    that cfn-lint has nothing to say about the templates of the sample designs
  corpus FOLDER                templates of a folder, each by itself: what of them is modelled, and what is said
  soak [MINUTES]               the oracles on ever new networks for that long, 10 if not said
  prices --check               which prices are older than a year, and which are unknown, by region
  measure                      sizes and times that have a limit";

fn main() -> ExitCode {
    if coverage::stands_in() {
        return coverage::stand_in().unwrap_or_else(|error| {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        });
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.split_first() {
        Some((&"serve", rest)) => serve::command(rest),
        Some((&"test", rest)) => gate::command(rest),
        Some((&"setup", [])) => setup::everything(),
        Some((&"web", [])) => web::command(web::Profile::Web),
        Some((&"web", ["--dev"])) => web::command(web::Profile::Dev),
        Some((&"dist", [])) => dist::command(),
        Some((&"pictures", rest)) => {
            let mut command = project::cargo();
            command
                .args(["run", "--quiet", "--package", "browser-tests", "--bin", "pictures", "--"])
                .args(rest);
            project::run(&mut command)
        }
        Some((&"coverage", rest)) => coverage::command(rest),
        Some((&"faults", rest)) => faults::command(rest),
        Some((&"fuzz", rest)) => fuzz::command(rest),
        Some((&"mutants", rest)) => mutants::command(rest),
        Some((&"bench", rest)) => bench::command(rest),
        Some((&"corpus", folders)) if !folders.is_empty() => {
            let mut command = project::cargo();
            command.args([
                "run",
                "--quiet",
                "--package",
                "plat",
                "--no-default-features",
                "--profile",
                "lab",
                "--",
            ]);
            project::run(command.args(["import", "--each"]).args(folders))
        }
        Some((&"same-bytes", [])) => same_bytes::command(),
        Some((&"soak", rest)) => soak::command(rest),
        Some((&"templates", [])) => templates::command(),
        Some((&"prices", rest)) => prices::command(rest),
        Some((&"measure", [])) => measure::command(),
        Some((&("help" | "--help" | "-h"), _)) => {
            println!("{HELP}");
            Ok(())
        }
        _ => Err(anyhow::anyhow!("unknown command or option\n{HELP}")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
