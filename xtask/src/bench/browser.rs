//! The bench's core in Chromium, one thread, compiled as the web editor is.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value};
use wasm_bindgen_cli_support::Bindgen;

use crate::http::{File, Files, Server};
use crate::project::{run as run_command, target};
use crate::setup::{self, WASM_TARGET};
use crate::web;

/// The page. It only loads the script.
const PAGE: &str =
    "<!doctype html><meta charset=utf-8><title>bench</title><script type=module src=run.js></script>";

/// Takes the times. What V8 has not yet compiled well is not what people wait for twice: one run comes first.
const SCRIPT: &str = r#"
import init, { make, compile, index, all, rows } from "./bench.js";
const size = location.hash.slice(1);
const measured = (runs, act) => {
    const times = [];
    for (let run = 0; run <= runs; run++) {
        const start = performance.now();
        act();
        times.push(performance.now() - start);
    }
    return times.slice(1).sort((a, b) => a - b)[runs >> 1];
};
try {
    await init({ module_or_path: "bench.wasm" });
    const out = { facts: make(size) };
    const runs = { "1k": 51, "10k": 11, "100k": 5 }[size];
    if (runs) {
        out["compile ms"] = measured(runs, compile);
        out["index ms"] = measured(runs, index);
        out["all pairs ms"] = measured(runs, all);
        out["compile + index + all pairs ms"] = out["compile ms"] + out["index ms"] + out["all pairs ms"];
    } else {
        compile();
        out.dense = index();
        rows();
        const start = performance.now();
        const count = rows();
        out["row on demand ms"] = (performance.now() - start) / count;
    }
    console.log("measured " + JSON.stringify(out));
} catch (error) {
    console.log("failed " + error);
}
"#;

/// How long one size may take.
const TIME_MAX: Duration = Duration::from_secs(300);

/// The glue and the module.
pub struct Module {
    glue: Vec<u8>,
    wasm: Vec<u8>,
}

/// Compiles the core.
///
/// # Errors
/// The target is missing, or the compiler refuses.
pub fn build() -> Result<Module> {
    web::check_bindgen_version()?;
    let wasm = setup::wasm()?;
    run_command(wasm.cargo("build").args([
        "--package",
        "lab",
        "--bin",
        "bench-web",
        "--profile",
        "web",
        "--quiet",
    ]))?;
    let module = target()?.join(WASM_TARGET).join("web").join("bench-web.wasm");
    let mut output = Bindgen::new()
        .input_path(module)
        .out_name("bench")
        .web(true)?
        .typescript(false)
        .generate_output()
        .context("wasm-bindgen could not make the glue")?;
    Ok(Module { glue: output.js().as_bytes().to_vec(), wasm: output.wasm_mut().emit_wasm() })
}

/// Measures one size in a Chromium of its own.
///
/// # Errors
/// There is no Chromium, or the page fails.
pub fn run(module: &Module, size: &str) -> Result<Map<String, Value>> {
    said(module, SCRIPT, size)
}

/// Runs a script with the core in a Chromium of its own. It ends by writing `measured` and an object to the console, or
/// `failed`; `hash` is what stands behind the page's address.
///
/// # Errors
/// There is no Chromium, or the page fails.
pub fn said(module: &Module, script: &str, hash: &str) -> Result<Map<String, Value>> {
    let mut files = Files::default();
    let mut add =
        |name: &str, body: Vec<u8>| files.insert(name, File { body: body.into(), immutable: false });
    add("index.html", PAGE.into());
    add("run.js", script.into());
    add("bench.js", module.glue.clone());
    add("bench.wasm", module.wasm.clone());
    let server = Server::bind(0, files)?.spawn()?;
    let profile: PathBuf = std::env::temp_dir().join(format!("plat-bench-{}", std::process::id()));
    let mut child = Command::new(setup::browser()?)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args(["--enable-logging=stderr", "--log-level=0"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("{}#{hash}", server.url()))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot start Chromium")?;
    let (send, said) = mpsc::channel();
    let stderr = child.stderr.take();
    // It ends with the browser at the latest.
    thread::spawn(move || {
        let Some(stderr) = stderr else { return };
        let lines = BufReader::new(stderr).lines().map_while(Result::ok);
        let mut said = lines.filter(|it| it.contains("CONSOLE"));
        if let Some(line) = said.find(|it| it.contains("measured {") || it.contains("failed ")) {
            // Nobody listens if it took too long.
            let _ = send.send(line);
        }
    });
    let said = said.recv_timeout(TIME_MAX).ok();
    // It would wait for more pages.
    let _ = child.kill();
    let _ = child.wait();
    let _ = fs::remove_dir_all(&profile);
    let said = said.context("the page in Chromium did not measure in time")?;
    let json = said.split_once("measured ").and_then(|it| Some(it.1.get(..=it.1.rfind('}')?)?.to_owned()));
    let Some(json) = json else { bail!("the page fails: {said}") };
    serde_json::from_str(&json).with_context(|| format!("the page says no JSON: {json}"))
}
