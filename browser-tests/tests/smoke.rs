//! The editor starts in a browser and keeps to itself.

use anyhow::{Result, ensure};
use browser_tests::Page;

#[test]
fn the_editor_starts_clean() -> Result<()> {
    let mut page = Page::open()?;
    let canvas =
        page.eval("(({ width, height }) => [width, height])(document.getElementById('plat-canvas'))")?;
    ensure!(canvas[0].as_f64() > Some(1000.0) && canvas[1].as_f64() > Some(600.0), "the canvas is {canvas}");
    let nodes = page.nodes()?;
    ensure!(!nodes.is_empty(), "the mirror is empty");
    ensure!(nodes.iter().all(|node| !node.role.is_empty()), "a node without a role: {nodes:#?}");
    ensure!(page.eval("document.getElementById('card').hidden")? == true, "the recovery card is shown");
    page.assert_clean()
}
