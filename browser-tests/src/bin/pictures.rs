//! `cargo xtask pictures`: takes pictures of the built editor, for the README and for a careful look.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use browser_tests::{Options, Page, SHORT};
use xtask::project::root;

fn main() -> Result<()> {
    let folder = match std::env::args().nth(1) {
        Some(folder) => PathBuf::from(folder),
        None => root().join("docs/pictures"),
    };
    std::fs::create_dir_all(&folder)?;
    for (dark, theme) in [(false, "light"), (true, "dark")] {
        let options = Options { dark, ..Options::default() };
        let mut page = Page::open_with(options.clone())?;
        take(&mut page, &folder, &format!("empty-{theme}"))?;

        open(&mut page, "public-private-nat-web-server")?;
        take(&mut page, &folder, &format!("web-server-{theme}"))?;
        page.click("tab", "Cost")?;
        take(&mut page, &folder, &format!("cost-{theme}"))?;

        let mut page = Page::open_with(options)?;
        open(&mut page, "private-function-no-endpoint")?;
        let line = page.wait_connection("place-order to orders", "Not reached")?;
        page.click_at(line.centre())?;
        page.wait_for("button", "Add gateway endpoint", SHORT)?;
        // Away from what would light up under the pointer.
        page.hover((700.0, 80.0))?;
        take(&mut page, &folder, &format!("dead-connection-{theme}"))?;
    }
    let mut page = Page::open_with(Options { language: "ko-KR".into(), ..Options::default() })?;
    page.wait_until("the Hangul fonts are asked for", SHORT, |page| {
        page.eval("0")?;
        Ok(page.record().requests.iter().any(|url| url.contains("PlatHangul-SemiBold")).then_some(()))
    })?;
    take(&mut page, &folder, "empty-korean")?;
    open(&mut page, "private-function-no-endpoint")?;
    let line = page.wait_node("the dead connection", |node| {
        node.role == "link" && node.name.starts_with("place-order에서 orders")
    })?;
    page.click_at(line.centre())?;
    page.hover((700.0, 80.0))?;
    take(&mut page, &folder, "dead-connection-korean")
}

/// Opens a sample design through the dialog.
fn open(page: &mut Page, model: &str) -> Result<()> {
    let path = root().join("models").join(model).join("model.json");
    page.open_file(&path)?;
    page.wait_until("the design is drawn", SHORT, |page| {
        Ok(page.nodes()?.iter().any(|node| node.name.contains("us-east-1")).then_some(()))
    })?;
    page.settle()
}

fn take(page: &mut Page, folder: &Path, name: &str) -> Result<()> {
    // Once more, for what fades in.
    page.settle()?;
    page.eval("document.fonts.ready.then(() => 0)")?;
    page.settle()?;
    let path = folder.join(format!("{name}.png"));
    page.screenshot(&path).with_context(|| format!("no picture {name}"))?;
    println!("{}", path.display());
    Ok(())
}
