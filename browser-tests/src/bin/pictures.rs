//! `cargo xtask pictures`: takes pictures of the built editor, for the README and for a careful look.
//!
//! Six designs, each with another panel, light and dark, in both languages, in a large window and a small one.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use browser_tests::{CTRL, NONE, Options, Page, SHORT};
use xtask::project::root;

/// What a picture shows besides its design.
#[derive(Clone, Copy)]
enum Scene {
    /// The dead connection between two resources, with what would mend it.
    Dead(&'static str, &'static str),
    /// A tab of the lower panel, by its English and its Korean name.
    Tab([&'static str; 2]),
    /// A resource with its inspector.
    Selected(&'static str),
}

const SCENES: [(&str, Scene); 6] = [
    ("private-function-no-endpoint", Scene::Dead("place-order", "orders")),
    ("public-private-nat-web-server", Scene::Tab(["Cost", "비용"])),
    ("load-balancer-fargate-aurora", Scene::Selected("orders")),
    ("transit-gateway-segments", Scene::Tab(["Findings", "진단"])),
    ("event-bus-fan-out", Scene::Tab(["Changes", "변경"])),
    ("central-inspection", Scene::Tab(["Reachability", "도달성"])),
];
const SIZES: [(u32, u32); 2] = [(1440, 900), (1024, 700)];

fn main() -> Result<()> {
    let folder = match std::env::args().nth(1) {
        Some(folder) => PathBuf::from(folder),
        None => root().join("docs/pictures"),
    };
    std::fs::create_dir_all(&folder)?;
    for (nth, (language, short)) in [("en-US", "en"), ("ko-KR", "ko")].into_iter().enumerate() {
        for (dark, theme) in [(false, "light"), (true, "dark")] {
            let (width, height) = SIZES[0];
            let options = Options { language: language.into(), dark, width, height, ..Options::default() };
            for (model, scene) in SCENES {
                // Each in a page of its own, so that nothing stays of the one before.
                let mut page = Page::open_with(options.clone())?;
                if short == "ko" {
                    wait_for_hangul(&mut page)?;
                }
                open(&mut page, model)?;
                set(&mut page, scene, nth)?;
                for (width, height) in SIZES {
                    page.resize(width, height)?;
                    page.settle()?;
                    page.hover((f64::from(width) * 0.45, 64.0))?;
                    page.key("1", browser_tests::SHIFT)?;
                    take(&mut page, &folder, &format!("{model}-{theme}-{short}-{width}x{height}"))?;
                }
            }
        }
    }
    Ok(())
}

fn wait_for_hangul(page: &mut Page) -> Result<()> {
    page.wait_until("the Hangul fonts are asked for", SHORT, |page| {
        page.eval("0")?;
        Ok(page.record().requests.iter().any(|url| url.contains("PlatHangul-SemiBold")).then_some(()))
    })
}

/// Opens a sample design through the dialog.
fn open(page: &mut Page, model: &str) -> Result<()> {
    let path = root().join("models").join(model).join("model.json");
    page.open_file(&path)?;
    page.wait_until("the design is drawn", SHORT, |page| {
        Ok(page.nodes()?.iter().any(|node| node.role == "listitem").then_some(()))
    })?;
    page.settle()
}

/// Shows what a picture is about.
fn set(page: &mut Page, scene: Scene, language: usize) -> Result<()> {
    match scene {
        Scene::Dead(from, to) => {
            let line = page.wait_node("the dead connection", |node| {
                node.role == "link" && node.name.starts_with(from) && node.name.contains(to)
            })?;
            page.click_at(line.centre())
        }
        Scene::Tab(names) => page.click("tab", names[language]),
        Scene::Selected(id) => {
            page.key("f", CTRL)?;
            page.type_text(id)?;
            page.key("Enter", NONE)?;
            page.settle()?;
            page.key("Escape", NONE)
        }
    }
}

fn take(page: &mut Page, folder: &Path, name: &str) -> Result<()> {
    // More than once, for what fades in and for lines that are still looked for.
    page.eval("document.fonts.ready.then(() => 0)")?;
    page.eval("new Promise((done) => setTimeout(() => done(0), 700))")?;
    page.settle()?;
    let path = folder.join(format!("{name}.png"));
    page.screenshot(&path).with_context(|| format!("no picture {name}"))?;
    println!("{}", path.display());
    Ok(())
}
