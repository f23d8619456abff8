//! Mermaid reads the diagrams that Plat writes of every design, and draws them without a script in them.

use std::fs;

use anyhow::{Context, Result, ensure};
use browser_tests::{Page, TempFolder, plat};
use serde_json::json;

/// Names that mean something to Mermaid, Markdown or HTML.
const HOSTILE: [&str; 8] = [
    "\"'`; end",
    "<script>alert(1)</script>]]>",
    "%%{init: {\"theme\":\"dark\"}}%%",
    "style a:#fff;classDef x:#fff;end\nclick a call b()",
    "---\ntitle: x\n---\nflowchart",
    "주문 👩‍🚀 \u{202e}x\u{200f}",
    "#quot; &amp; $$x$$ **b** `c` 1. a",
    "\\ {a|b} [c] (d) --> e",
];

#[test]
fn mermaid_reads_every_diagram() -> Result<()> {
    let mut page = Page::blank()?;
    let library = fs::read_to_string(xtask::mermaid::script()?)?;
    page.eval(&format!("{library}; mermaid.initialize({{ startOnLoad: false }}); 0"))?;
    let folder = TempFolder::new("diagrams")?;
    let mut models = Vec::new();
    for entry in fs::read_dir(xtask::project::root().join("models"))? {
        models.push(entry?.path().join("model.json"));
    }
    models.retain(|path| path.is_file());
    models.sort();
    ensure!(models.len() >= 20, "there are {} models", models.len());
    for (at, text) in HOSTILE.iter().enumerate() {
        let model = json!({ "plat": 1, "name": text, "resources": {
            "r": { "kind": "region" },
            "end": { "kind": "opaque", "in": "r", "resource_type": text },
            "graph": { "kind": "lambda_function", "in": "r" },
            "n": { "kind": "note", "description": text },
        }, "connections": { "class": { "from": "graph", "to": "end", "kind": "reference" } } });
        models.push(folder.file(&format!("{at}.json"), model.to_string().as_bytes())?);
    }
    for model in models {
        let model = model.to_str().context("the path is not UTF-8")?;
        for format in ["mermaid", "mermaid-architecture"] {
            let text = plat(&["export", model, "--format", format])?.out;
            let literal = serde_json::to_string(&text)?;
            let drawn = page.eval(&format!(
                "mermaid.parse({literal}).then(() => mermaid.render('x', {literal})).then(it => it.svg)"
            ));
            let drawn = drawn.with_context(|| format!("{model} as {format}\n{text}"))?;
            let drawn = drawn.as_str().context("Mermaid draws nothing")?;
            ensure!(drawn.contains("<svg") && !drawn.contains("<script"), "{model} as {format}\n{drawn}");
        }
    }
    Ok(())
}
