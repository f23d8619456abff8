//! Nothing is lost: autosave and recovery, full storage, bad files, undo, copies; and the page in another language,
//! theme and size.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use browser_tests::{CTRL, NONE, Node, Options, Page, SHIFT, SHORT, TempFolder, plat_binary};

const TEMPLATE: &str = "HTTP API, function, table";
const FUNCTION: &str = "Lambda function place-order";

/// A page with the first template open and nothing selected.
fn open_template() -> Result<Page> {
    let mut page = Page::open()?;
    page.click("button", TEMPLATE)?;
    page.card(FUNCTION)?;
    Ok(page)
}

#[test]
fn an_edit_is_saved_and_outlives_a_crash() -> Result<()> {
    let mut page = open_template()?;
    page.fill("Name", "Corner shop")?;
    page.wait_saved()?;
    page.crash_and_reopen()?;
    page.wait_for("text", "Your last design was recovered", SHORT)?;
    page.wait_for("text", "Corner shop", SHORT)?;
    page.card(FUNCTION)?;
    page.assert_clean()
}

/// Keeps every reader of the browser's documents waiting until it is told to let go.
const SLOW_STORE: &str = r#"new Promise((begun) => {
    indexedDB.open("plat", 1).onsuccess = ({ target }) => {
        const documents = target.result.transaction(["documents"], "readwrite").objectStore("documents");
        const hold = () => {
            begun(0);
            if (!globalThis.platLetGo) documents.get("none").onsuccess = hold;
        };
        hold();
    };
})"#;

/// The texts that the browser keeps.
const KEPT: &str = r#"new Promise((done) => {
    indexedDB.open("plat", 1).onsuccess = ({ target }) => {
        const documents = target.result.transaction(["documents"]).objectStore("documents");
        documents.getAll().onsuccess = ({ target }) => done(target.result.map((it) => it.text).join("\n"));
    };
})"#;

#[test]
fn what_is_opened_before_the_last_design_is_found_takes_nothing_from_it() -> Result<()> {
    let mut page = open_template()?;
    page.fill("Name", "Corner shop")?;
    page.wait_saved()?;
    // A page of the same origin that has no document open.
    page.goto("favicon.svg")?;
    page.eval(SLOW_STORE)?;
    page.new_tab()?;
    page.goto("")?;
    page.wait_started()?;
    // Chromium has asked for an icon of the page before.
    page.forget();
    page.open_file(&xtask::project::root().join("models/websocket-chat/model.json"))?;
    page.wait_for("text", "A chat room", SHORT)?;
    page.other_tab();
    page.eval("globalThis.platLetGo = true")?;
    page.other_tab();
    page.wait_saved()?;
    page.wait_for("text", "A chat room", SHORT)?;
    let banner = page.nodes()?.into_iter().find(|node| node.name.starts_with("Another window"));
    ensure!(banner.is_none(), "no other window has it: {banner:?}");
    let kept = page.eval(KEPT)?;
    let kept = kept.as_str().context("the store has texts")?;
    for name in ["Corner shop", "A chat room"] {
        ensure!(kept.contains(name), "{name} is kept");
    }
    page.assert_clean()
}

#[test]
fn an_edit_just_before_the_page_is_left_is_kept() -> Result<()> {
    let mut page = open_template()?;
    page.wait_saved()?;
    page.fill("Name", "Corner shop")?;
    // Long before the autosave would have rested.
    page.goto("")?;
    page.wait_started()?;
    page.wait_for("text", "Corner shop", SHORT)?;
    page.assert_clean()
}

#[test]
fn a_saved_design_opens_without_a_network() -> Result<()> {
    let mut page = open_template()?;
    page.wait_saved()?;
    page.eval("navigator.serviceWorker.ready.then(() => 0)")?;
    page.go_offline();
    page.goto("")?;
    page.wait_started()?;
    page.card(FUNCTION)?;
    page.wait_connection("place-order to orders", "Reached").map(drop)
}

#[test]
fn a_full_storage_is_told_at_once() -> Result<()> {
    let mut page = Page::start(Options::default())?;
    // Before the first save: the browser looks at the limit only now and then.
    page.limit_storage(Some(1))?;
    page.goto("")?;
    page.wait_started()?;
    page.click("button", TEMPLATE)?;
    page.wait_for("text", "Not saved: browser storage is full. Download a copy", SHORT)?;
    let copy = page.export()?;
    ensure!(copy.contains("\"name\": \"HTTP API, function, table\""), "the copy is whole: {copy}");
    page.limit_storage(None)?;
    page.fill("Name", "Corner shop")?;
    page.wait_saved()
}

/// What the editor puts on the clipboard ends up in `globalThis.copied`.
fn catch_copies(page: &mut Page) -> Result<()> {
    page.eval("globalThis.copied = ''; navigator.clipboard.writeText = async (text) => { globalThis.copied = text }")?;
    Ok(())
}

/// DOC-9.
#[test]
fn a_link_opens_read_only_until_a_copy_is_edited() -> Result<()> {
    let mut page = open_template()?;
    page.fill("Name", "Corner shop")?;
    page.wait_saved()?;
    catch_copies(&mut page)?;
    page.click("button", "Share")?;
    page.wait_for("text", "The link is copied. It holds the whole design; nothing was sent", SHORT)?;
    let link = page.wait_until("the link is copied", SHORT, |page| {
        let copied = page.eval("globalThis.copied")?;
        Ok(copied.as_str().filter(|link| link.contains("#m=")).map(str::to_owned))
    })?;
    let part = link.split_once('#').context("a link has a part behind #")?.1.to_owned();

    page.new_tab()?;
    page.goto(&format!("#{part}"))?;
    page.wait_started()?;
    page.wait_for("text", "This design came with a link; it is shown read-only", SHORT)?;
    page.card(FUNCTION)?;
    page.click_card(FUNCTION)?;
    page.key("Delete", NONE)?;
    page.card(FUNCTION)?;
    page.click("button", "Edit a copy")?;
    page.wait_gone("text", "This design came with a link; it is shown read-only", SHORT)?;
    ensure!(page.eval("location.hash")? == "", "the address no longer names what is edited");
    page.fill("Name", "lambda-two")?;
    page.wait_saved()?;

    // The design that the link was made from is what it was.
    page.other_tab();
    page.wait_for("text", "Corner shop", SHORT)?;
    page.assert_clean()
}

#[test]
fn a_link_that_was_cut_says_so() -> Result<()> {
    let mut page = Page::start(Options::default())?;
    page.goto("#m=abc")?;
    page.wait_started()?;
    page.wait_for("text", "this link is not whole: a program has cut or changed it", SHORT)?;
    page.assert_clean()
}

/// DOC-4.
#[test]
fn one_window_edits_a_document_and_another_takes_it_over() -> Result<()> {
    const ELSEWHERE: &str = "Another window has this design open; here it is read-only";
    let mut page = open_template()?;
    page.fill("Name", "Corner shop")?;
    page.wait_saved()?;
    page.new_tab()?;
    page.goto("")?;
    page.wait_started()?;
    page.wait_for("text", ELSEWHERE, SHORT)?;
    page.wait_for("text", "Corner shop", SHORT)?;
    page.click("button", "Take over")?;
    page.wait_gone("text", ELSEWHERE, SHORT)?;
    page.select_nothing()?;
    page.fill("Name", "Market")?;
    page.wait_saved()?;
    page.other_tab();
    page.wait_for("text", ELSEWHERE, SHORT)?;
    page.assert_clean()
}

#[test]
fn bad_files_are_refused_with_their_place_and_change_nothing() -> Result<()> {
    let mut page = open_template()?;
    let folder = TempFolder::new("bad")?;
    let before = page.export()?;
    let broken = before.replace("\"resources\"", "\"resourcez\"");
    let cut = before.get(..before.len() / 2).context("the model is ASCII")?;
    let cases: [(&str, Vec<u8>); 8] = [
        ("truncated.json", cut.into()),
        ("unknown-key.json", broken.into()),
        ("not-utf8.json", [before.as_bytes().get(..40).unwrap_or_default(), b"\xff\xfe"].concat()),
        ("deep.json", "[".repeat(100_000).into()),
        ("deeper.json", format!("{{\"plat\": 1, \"resources\": {}", "{\"a\": ".repeat(100_000)).into()),
        ("twice.json", before.replace("\"name\"", "\"plat\": 1, \"name\"").into()),
        ("nan.json", b"{\"plat\": 1, \"layout\": {\"a\": [NaN, 0]}}".into()),
        ("wrong.json", b"[1, 2, 3]".into()),
    ];
    for (name, bytes) in cases {
        let path = folder.file(name, &bytes)?;
        let refusal = refusal(&path)?;
        page.open_file(&path)?;
        let alert = format!("{name}: {}", refusal.message);
        page.wait_for("alert", &alert, SHORT)?;
        let place = format!("{name}, line {}, column {}", refusal.line, refusal.column);
        page.wait_node(&format!("the place `{place}`"), |node| {
            node.role == "text" && (node.name == place || node.name.starts_with(&format!("{place}\n")))
        })?;
        page.wait_for("text", "The open design stays as it was", SHORT)?;
        page.key("Escape", NONE)?;
        page.wait_gone("alert", &alert, SHORT)?;
    }
    let path = folder.path().join("large.json");
    std::fs::File::create(&path)?.set_len(65 << 20)?;
    page.open_file(&path)?;
    page.wait_for("alert", "The file has 68157440 bytes; at most 67108864 are read", SHORT)?;
    page.click("button", "Close")?;
    page.wait_gone("button", "Close", SHORT)?;
    ensure!(page.export()? == before, "the open design stays as it was");
    page.assert_clean()
}

#[test]
fn a_newer_file_opens_read_only() -> Result<()> {
    let mut page = open_template()?;
    let newer = page.export()?.replace("\"plat\": 1", "\"plat\": 2");
    let folder = TempFolder::new("newer")?;
    page.open_file(&folder.file("newer.json", newer.as_bytes())?)?;
    page.wait_for("text", "Read-only", SHORT)?;
    page.wait_node("why", |node| node.name.contains("the file has format 2"))?;
    page.click_card(FUNCTION)?;
    page.key("Delete", NONE)?;
    page.key("d", CTRL)?;
    ensure!(page.has_card(FUNCTION)?, "it cannot be deleted");
    let disabled = |nodes: Vec<Node>, role: &str, name: &str| {
        nodes.into_iter().find(|node| node.role == role && node.name == name).map(|node| node.disabled)
    };
    ensure!(disabled(page.nodes()?, "button", "Client") == Some(true), "the palette offers nothing");
    ensure!(disabled(page.nodes()?, "textbox", "Name") == Some(true), "fields are closed");
    page.assert_clean()
}

#[test]
fn an_open_design_is_not_replaced_without_a_question() -> Result<()> {
    let mut page = open_template()?;
    page.fill("Name", "Corner shop")?;
    let folder = TempFolder::new("replace")?;
    let path = folder.file("other.json", b"{ \"plat\": 1, \"name\": \"Other\", \"resources\": {} }")?;
    page.open_file(&path)?;
    page.wait_for("text", "Replace the open design?", SHORT)?;
    page.click("button", "Cancel")?;
    page.wait_gone("button", "Cancel", SHORT)?;
    page.wait_for("text", "Corner shop", SHORT)?;
    page.open_file(&path)?;
    page.click("button", "Replace")?;
    page.wait_for("text", "Other", SHORT)?;
    page.wait_no_card(FUNCTION)?;
    page.assert_clean()
}

#[test]
fn copies_carry_over_and_deleting_can_be_undone() -> Result<()> {
    let mut page = open_template()?;
    page.click_card(FUNCTION)?;
    page.key("c", CTRL)?;
    page.key("v", CTRL)?;
    page.card("Lambda function place-order-2")?;
    page.key("d", CTRL)?;
    page.card("Lambda function place-order-3")?;
    page.key("x", CTRL)?;
    page.wait_no_card("Lambda function place-order-3")?;
    page.key("z", CTRL)?;
    page.card("Lambda function place-order-3")?;
    page.key("a", CTRL)?;
    page.key("Delete", NONE)?;
    page.wait_no_card(FUNCTION)?;
    page.key("z", CTRL)?;
    page.card(FUNCTION)?;
    page.wait_connection("place-order to orders", "Reached")?;
    page.assert_clean()
}

#[test]
fn korean_and_back_with_its_fonts() -> Result<()> {
    let mut page = open_template()?;
    let hangul = |page: &Page| page.record().requests.iter().any(|url| url.contains("PlatHangul"));
    ensure!(!hangul(&page), "the Hangul fonts are not part of the first download");
    page.click("button", "한국어")?;
    page.wait_for("tab", "팔레트", SHORT)?;
    page.wait_until("the Hangul fonts are asked for", SHORT, |page| {
        page.eval("0")?;
        Ok(hangul(page).then_some(()))
    })?;
    page.wait_for("button", "DynamoDB 테이블", SHORT)?;
    // The choice is kept.
    page.reload()?;
    page.wait_for("tab", "팔레트", SHORT)?;
    ensure!(page.eval("document.documentElement.lang")? == "ko", "the page says so");
    page.click("button", "English")?;
    page.wait_for("tab", "Palette", SHORT)?;
    page.assert_clean()
}

#[test]
fn a_korean_browser_gets_korean_without_asking() -> Result<()> {
    let mut page = Page::open_with(Options { language: "ko-KR".into(), ..Options::default() })?;
    page.wait_for("tab", "팔레트", SHORT)?;
    page.assert_clean()
}

#[test]
fn the_theme_follows_the_browser_and_then_the_person() -> Result<()> {
    let mut page = Page::open_with(Options { dark: true, ..Options::default() })?;
    let folder = TempFolder::new("theme")?;
    let dark = |page: &mut Page| -> Result<bool> {
        // The corner of a panel, as the screen shows it.
        let path = folder.path().join("shot.png");
        page.screenshot(&path)?;
        let bytes = std::fs::read(&path)?;
        let list = bytes.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        let light = page.eval(&format!(
            "createImageBitmap(new Blob([new Uint8Array([{list}])])).then((picture) => {{
                const brush = new OffscreenCanvas(1, 1).getContext('2d');
                brush.drawImage(picture, -400, -200);
                return brush.getImageData(0, 0, 1, 1).data[1];
            }})"
        ))?;
        Ok(light.as_f64().context("no pixel")? < 128.0)
    };
    ensure!(dark(&mut page)?, "a dark browser gets the dark theme");
    page.click("button", "Light or dark")?;
    page.wait_until("the theme is light", SHORT, |page| Ok((!dark(page)?).then_some(())))?;
    page.reload()?;
    page.wait_until("the theme is light still", SHORT, |page| Ok((!dark(page)?).then_some(())))?;
    page.assert_clean()
}

#[test]
fn a_narrow_window_keeps_everything_in_reach() -> Result<()> {
    let mut page = open_template()?;
    for width in [700, 900, 1024] {
        page.resize(width, 600)?;
        page.settle()?;
        page.wait_until(&format!("the editor fits {width} points"), SHORT, |page| {
            let bar: Vec<Node> =
                page.nodes()?.into_iter().filter(|node| node.role == "button" && node.y < 40.0).collect();
            let export = bar.iter().any(|node| node.name == "Share");
            let inside = bar.iter().all(|node| node.x >= 0.0 && node.x + node.w <= f64::from(width));
            let apart = bar.iter().enumerate().all(|(at, a)| {
                bar.iter().skip(at + 1).all(|b| a.x + a.w <= b.x + 0.5 || b.x + b.w <= a.x + 0.5)
            });
            Ok((export && inside && apart).then_some(()))
        })?;
        // Shift+1 as a US keyboard makes it. The canvas keeps enough room for all of the design.
        page.key("!", SHIFT)?;
        page.wait_node("the function on the canvas", |node| {
            node.name.starts_with(FUNCTION) && node.w > 30.0
        })?;
    }
    page.resize(1440, 900)?;
    page.click_card(FUNCTION)?;
    page.wait_for("textbox", "Memory", SHORT)?;
    page.assert_clean()
}

/// How the command line refuses a file.
struct Refusal {
    message: String,
    line: String,
    column: String,
}

/// `error: message`, then ` --> file:line:column`.
fn refusal(path: &Path) -> Result<Refusal> {
    let output = Command::new(plat_binary()?).arg("check").arg(path).env("NO_COLOR", "1").output()?;
    let text = String::from_utf8(output.stderr)?;
    ensure!(output.status.code() == Some(2), "{}: {text}", path.display());
    let message = text.lines().find_map(|line| line.strip_prefix("error: ")).context("no message")?;
    let place = text.lines().find_map(|line| line.trim_start().strip_prefix("--> ")).context("no place")?;
    let place = place.strip_prefix(&path.display().to_string()).context("another file")?;
    let mut numbers = place.trim_start_matches(':').split([':', ' ']);
    let mut next = || numbers.next().map(str::to_owned).context("no number");
    Ok(Refusal { message: message.to_owned(), line: next()?, column: next()? })
}

/// `?view=1`: a page that shows a design and edits none. It is looked at, searched and exported.
#[test]
fn a_page_that_only_shows_edits_nothing() -> Result<()> {
    let mut page = Page::start(Options::default())?;
    page.goto("?view=1")?;
    page.wait_started()?;
    let path = xtask::project::root().join("models/private-function-no-endpoint/model.json");
    page.open_file(&path)?;
    page.card(FUNCTION)?;
    page.wait_node("the reason", |node| node.name.contains("edits none"))?;
    page.click_card(FUNCTION)?;
    page.key("Delete", NONE)?;
    page.settle()?;
    anyhow::ensure!(page.has_card(FUNCTION)?, "it was deleted");
    page.key("k", CTRL)?;
    page.type_text("duplicate")?;
    page.settle()?;
    let offered = page.nodes()?.into_iter().any(|node| node.name == "Duplicate");
    anyhow::ensure!(!offered, "an editing command is offered");
    page.assert_clean()
}
