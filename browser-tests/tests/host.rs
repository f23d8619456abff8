//! The page around the editor: storage, files, keys, recovery. Works with any editor behind it.

use std::fs;

use anyhow::{Result, ensure};
use browser_tests::{CTRL, NONE, Options, Page, SHORT, TempFolder};
use serde_json::{Value, json};

#[test]
fn documents_are_kept_with_snapshots() -> Result<()> {
    let mut page = Page::open()?;
    let first = page.eval("platHost.saveDocument('d', '가').then(() => platHost.loadDocument('d'))")?;
    ensure!(first == "가", "read back {first}");
    ensure!(page.eval("platHost.loadDocument('none')")?.is_null(), "an unknown document is null");
    // Fifteen saves, two minutes apart.
    let snapshots = page.eval(
        "(async () => {
            const now = Date.now;
            let minutes = 0;
            Date.now = () => now() + 60_000 * minutes;
            for (let i = 0; i < 15; i += 1, minutes += 2) await platHost.saveDocument('d', `text ${i}`);
            Date.now = now;
            return (await platHost.listSnapshots('d')).map(({ text }) => text);
        })()",
    )?;
    let expect: Vec<String> = (4..14).rev().map(|i| format!("text {i}")).collect();
    ensure!(snapshots == json!(expect), "{snapshots}");
    // Saves at the same moment do not hinder each other.
    page.eval("Promise.all(['a', 'b', 'c'].map((text) => platHost.saveDocument('d', text)))")?;
    ensure!(page.eval("platHost.loadDocument('d')")? == "c", "the last one stays");
    page.assert_clean()
}

#[test]
fn a_document_outlives_a_crash_and_a_full_store_is_told() -> Result<()> {
    let mut page = Page::open()?;
    page.eval("platHost.saveDocument('d', 'before the crash')")?;
    page.crash_and_reopen()?;
    let text = page.eval("platHost.loadDocument('d')")?;
    ensure!(text == "before the crash", "after the crash: {text}");

    page.limit_storage(Some(200_000))?;
    let big =
        "platHost.saveDocument('d', 'x'.repeat(4_000_000)).then(() => 'saved', (error) => error.message)";
    let answer = page.eval(big)?;
    ensure!(answer.as_str().is_some_and(|text| text.starts_with("quota:")), "{answer}");
    ensure!(page.eval("platHost.loadDocument('d')")? == "before the crash", "the old text stays");
    page.limit_storage(None)?;
    ensure!(page.eval(big)? == "saved", "there is room again");
    Ok(())
}

#[test]
fn files_come_and_go() -> Result<()> {
    let mut page = Page::open()?;
    page.eval("platHost.download('설계.plat', 'text/plain', 'body')")?;
    let download = page.wait_download(0)?;
    ensure!(download.name == "설계.plat" && fs::read_to_string(&download.path)? == "body", "{download:?}");

    let folder = TempFolder::new("files")?;
    let name = "설계.plat";
    for bytes in ["안녕\n".as_bytes(), b"\xef\xbb\xbfabc\xed\xa0\x80", b""] {
        let path = folder.path().join(name);
        fs::write(&path, bytes)?;
        page.eval("globalThis.picked = platHost.pickFile(), undefined")?;
        page.choose_file(&path)?;
        let picked = page.eval("picked.then(({ name, bytes }) => [name, ...bytes])")?;
        let expect: Vec<Value> =
            std::iter::once(name.into()).chain(bytes.iter().map(|b| (*b).into())).collect();
        ensure!(picked == json!(expect), "{picked}");
    }
    let path = folder.path().join("large.plat");
    fs::File::create(&path)?.set_len(64 * 1024 * 1024 + 1)?;
    page.eval("globalThis.picked = platHost.pickFile().catch((error) => error.message), undefined")?;
    page.choose_file(&path)?;
    let picked = page.eval("globalThis.picked")?;
    ensure!(picked == "size:67108865", "{picked}");
    page.assert_clean()
}

#[test]
fn settings_never_throw_and_choose_the_language() -> Result<()> {
    let mut page = Page::open_with(Options { language: "ko-KR".into(), ..Options::default() })?;
    ensure!(page.eval("platHost.language()")? == "ko", "the browser's language");
    ensure!(page.eval("document.documentElement.lang")? == "ko", "the page says so");
    ensure!(page.eval("platHost.settingsSet('lang', 'en')")? == true, "settings are kept");
    ensure!(page.eval("platHost.language()")? == "en", "the setting goes first");
    ensure!(page.eval("platHost.settingsGet('none')")?.is_null(), "an unknown setting is null");
    ensure!(page.eval("platHost.settingsSet('big', 'x'.repeat(2 ** 24))")? == false, "too big is false");
    ensure!(
        page.eval("platHost.settingsSet('lang', null), platHost.settingsGet('lang')")?.is_null(),
        "removed"
    );
    page.assert_clean()
}

/// AX-4.
#[test]
fn the_mirror_follows_by_id() -> Result<()> {
    let mut page = Page::open()?;
    // All in one script, so that the editor's own next frame does not come in between.
    let html = page.eval(
        r##"(() => {
            const box = { x: 0, y: 0, w: 10, h: 10 };
            const list = (...nodes) => platHost.mirror(JSON.stringify(nodes.map((node) => ({ ...box, ...node }))));
            const root = document.getElementById("mirror");
            list({ id: "p", role: "group", name: "vpc", x: 100 }, { id: "c", role: "checkbox", name: "<b>", pressed: true, parent: "p", x: 110, y: 5 });
            const child = root.querySelector("[data-id=c]");
            const first = [child.parentElement.dataset.id, child.ariaLabel, child.ariaChecked, child.getBoundingClientRect().x];
            list({ id: "new", role: "button", name: "new", disabled: true }, { id: "c", role: "checkbox", name: "moved", pressed: false, x: 7 });
            const second = [child.isConnected, child.ariaLabel, child.ariaChecked, child.getBoundingClientRect().x,
                root.children.length, root.firstElementChild.dataset.id, root.firstElementChild.ariaDisabled];
            list({ id: "a", role: "group", name: "a", parent: "b" }, { id: "b", role: "group", name: "b", parent: "a" });
            let activated = null;
            platHost.onActivate((id) => (activated = id));
            root.querySelector("[data-id=b]").click();
            return [first, second, root.querySelectorAll("[data-id]").length, activated];
        })()"##,
    )?;
    let expect = json!([["p", "<b>", "true", 110], [true, "moved", "false", 7, 2, "new", "true"], 2, "b"]);
    ensure!(html == expect, "{html}");
    let style = page.eval("getComputedStyle(document.getElementById('mirror')).pointerEvents")?;
    ensure!(style == "none", "the mirror takes no clicks");
    page.eval("platHost.announce('two findings')")?;
    ensure!(page.eval("document.getElementById('announcer').textContent")? == "two findings", "announced");
    page.assert_clean()
}

#[test]
fn a_lost_context_shows_the_card_and_reload_recovers() -> Result<()> {
    let mut page = Page::open()?;
    page.eval("platHost.saveDocument('my/design', 'kept')")?;
    page.eval(
        "document.getElementById('plat-canvas').getContext('webgl2').getExtension('WEBGL_lose_context').loseContext()",
    )?;
    page.wait_until("the recovery card is shown", SHORT, |page| {
        Ok((page.eval("document.getElementById('card').hidden")? == false).then_some(()))
    })?;
    let focus = page.eval("document.activeElement.textContent")?;
    ensure!(focus == "Reload and recover", "the focus is on {focus}");
    page.key("Tab", NONE)?;
    let focus = page.eval("document.activeElement.textContent")?;
    ensure!(focus == "Download last autosave", "Tab goes to {focus}");
    page.key("Enter", NONE)?;
    let download = page.wait_download(0)?;
    ensure!(
        download.name == "my-design.plat" && fs::read_to_string(&download.path)? == "kept",
        "{download:?}"
    );
    page.eval("document.getElementById('card-reload').click()")?;
    page.wait_until("the editor runs again", SHORT, |page| {
        Ok((page.eval("globalThis.platHost?.startMode()")? == "recover").then_some(()))
    })?;
    page.wait_started()
}

/// KEY-2.
#[test]
fn keys_of_the_editor_do_not_reach_the_browser() -> Result<()> {
    let mut page = Page::open()?;
    // After the page's own listener on the window, and before the editor's on the input.
    page.eval(
        "globalThis.seen = []; document.addEventListener('keydown', (event) => seen.push(event.defaultPrevented), true)",
    )?;
    page.eval("document.querySelector('#stage input').focus()")?;
    page.key("d", CTRL)?;
    page.key("a", NONE)?;
    let seen = page.eval("seen")?;
    ensure!(seen == json!([true, false]), "Ctrl+D is the editor's, a letter is typing: {seen}");
    Ok(())
}

#[test]
fn the_page_works_offline_after_the_first_visit() -> Result<()> {
    let mut page = Page::open()?;
    page.eval("navigator.serviceWorker.ready.then(() => 0)")?;
    page.go_offline();
    page.goto("")?;
    page.wait_started()
}
