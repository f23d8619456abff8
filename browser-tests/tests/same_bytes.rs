//! One model, one engine: the module in the browser answers with the same bytes as the native binary.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use browser_tests::{Page, Printed, plat};
use serde_json::{Value, json};

#[test]
fn the_browser_and_the_command_line_print_the_same_bytes() -> Result<()> {
    let mut page = Page::open()?;
    let models = models()?;
    ensure!(models.len() >= 6, "there are {} models", models.len());
    let mut asked = 0;
    for path in models {
        let text = std::fs::read_to_string(&path)?;
        let model = path.to_str().context("the path is not UTF-8")?;
        let bill = plat(&["cost", model, "--json"])?;
        same(&mut page, json!({ "model": text, "ask": "cost" }), &bill, &format!("cost of {model}"))?;
        for (from, to, port) in questions(&serde_json::from_str(&text)?)? {
            let mut arguments = vec!["reach", model, "--json", "--from", &from, "--to", &to];
            let mut request = json!({ "model": text, "ask": "reach", "from": from, "to": to });
            if !port.is_empty() {
                arguments.extend(["--port", &port]);
                request["port"] = port.as_str().into();
            }
            let what = format!("reach of {model} from {from} to {to} port {port}");
            same(&mut page, request, &plat(&arguments)?, &what)?;
            asked += 1;
        }
    }
    ensure!(asked >= 20, "only {asked} questions about reachability");
    page.assert_clean()
}

fn same(page: &mut Page, request: Value, native: &Printed, what: &str) -> Result<()> {
    // The request is JSON in a string, and that string is a literal of the script.
    let literal = serde_json::to_string(&request.to_string())?;
    let web = page.eval(&format!("platAnswer({literal})"))?;
    let web = web.as_str().context("the answer is no text")?;
    ensure!(web == native.out, "{what}\n-- browser\n{web}\n-- command line\n{}", native.out);
    Ok(())
}

/// Both ends of every connection, every entry from the internet, and what the rules of the model ask.
fn questions(model: &Value) -> Result<Vec<(String, String, String)>> {
    let mut out = Vec::new();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    for (id, connection) in model["connections"].as_object().context("no connections")? {
        let (from, to) = (text(&connection["from"]), text(&connection["to"]));
        ensure!(!from.is_empty() && !to.is_empty(), "connection {id} has no ends");
        out.push((from.clone(), to.clone(), String::new()));
        out.push((from, to.clone(), "443".into()));
        out.push(("internet".into(), to, "443".into()));
    }
    for rule in model["rules"].as_array().into_iter().flatten() {
        out.push((text(&rule["from"]), text(&rule["to"]), String::new()));
    }
    Ok(out)
}

fn models() -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for folder in std::fs::read_dir(xtask::project::root().join("models"))? {
        let path = folder?.path().join("model.json");
        if path.is_file() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
