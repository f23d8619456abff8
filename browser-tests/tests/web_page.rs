//! The page itself: it can be installed, runs nothing but its own files, asks no other place, and survives faults.

use anyhow::{Context, Result, ensure};
use browser_tests::{NONE, Page, SHORT};
use serde_json::Value;

/// Issue 5, "Web page": what Chromium wants of a page before it offers to install it.
#[test]
fn the_page_can_be_installed() -> Result<()> {
    let mut page = Page::open()?;
    page.eval("navigator.serviceWorker.ready.then(() => 0)")?;
    let answer = page.call("Page.getAppManifest", serde_json::json!({}))?;
    ensure!(answer["errors"].as_array().is_some_and(Vec::is_empty), "{answer}");
    let manifest: Value = serde_json::from_str(answer["data"].as_str().context("there is no manifest")?)?;
    ensure!(manifest["name"] == "Plat" && manifest["display"] == "standalone", "{manifest}");
    for icon in manifest["icons"].as_array().context("there are no icons")? {
        let (src, sizes) =
            (icon["src"].as_str().unwrap_or_default(), icon["sizes"].as_str().unwrap_or_default());
        let size = page.eval(&format!(
            "(async () => {{
                const answer = await fetch({src:?});
                const image = new Image();
                image.src = {src:?};
                await image.decode();
                return [answer.headers.get('content-type'), `${{image.naturalWidth}}x${{image.naturalHeight}}`];
            }})()"
        ))?;
        ensure!(size[0] == icon["type"] && (sizes == "any" || size[1] == sizes), "{src}: {size}");
    }
    let answer = page.call("Page.getInstallabilityErrors", serde_json::json!({}))?;
    let errors = answer["installabilityErrors"].as_array().context("Chromium does not say")?;
    // A window without a shell, as tests have it, is all that may stand in the way.
    let ours: Vec<&Value> = errors.iter().filter(|it| it["errorId"] != "in-incognito").collect();
    ensure!(ours.is_empty(), "{ours:#?}");
    page.assert_clean()
}

/// Issue 5, "strict Content-Security-Policy": only the page's own files run, and WebAssembly.
#[test]
fn nothing_but_the_pages_own_files_runs() -> Result<()> {
    let mut page = Page::open()?;
    let policies = page.eval(
        "(async () => {
            const header = (await fetch('.')).headers.get('content-security-policy');
            const meta = document.querySelector('meta[http-equiv=Content-Security-Policy]').content;
            return [header, meta];
        })()",
    )?;
    for policy in [0, 1] {
        let policy = policies[policy].as_str().context("there is a policy")?;
        for must in [
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "style-src 'self'",
            "base-uri 'none'",
        ] {
            ensure!(policy.split("; ").any(|it| it == must), "{must} is not in {policy}");
        }
        for never in ["'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:"] {
            ensure!(!policy.split([' ', ';']).any(|it| it == never), "{never} is in {policy}");
        }
    }
    // No script or style stands in the page itself.
    let inline = page.eval(
        "[...document.querySelectorAll('script:not([src]), style')].length
            + [...document.querySelectorAll('*')].flatMap((it) => [...it.attributes]).filter(({ name }) => name.startsWith('on')).length",
    )?;
    ensure!(inline == 0, "{inline} scripts, styles or handlers stand in the page");
    page.assert_clean()?;
    // And what is put there by force does not run.
    let ran = page.eval(
        "(async () => {
            globalThis.ran = [];
            const script = document.createElement('script');
            script.textContent = 'globalThis.ran.push(1)';
            document.head.append(script);
            const holder = document.createElement('div');
            holder.innerHTML = '<img src=\"data:,\" onerror=\"globalThis.ran.push(2)\">';
            document.body.append(holder);
            const link = document.createElement('script');
            link.src = 'data:text/javascript,globalThis.ran.push(3)';
            document.head.append(link);
            // Where the policy is read, not in the context of the test, which may do as it likes.
            await new Promise((resolve) => setTimeout(resolve, 300));
            const asked = await fetch('https://example.com/').then(() => 'answered', () => 'refused');
            return [globalThis.ran.length, asked];
        })()",
    )?;
    ensure!(ran == serde_json::json!([0, "refused"]), "{ran}");
    page.settle()?;
    ensure!(page.record().csp_violations.len() >= 4, "each was noticed: {:#?}", page.record().csp_violations);
    Ok(())
}

/// Issue 5, "no request to any other origin": the network is watched while everything is used that may ask for something.
#[test]
fn no_other_place_is_asked() -> Result<()> {
    let mut page = Page::open()?;
    page.click("button", "HTTP API, function, table")?;
    page.card("Lambda function place-order")?;
    page.click("button", "한국어")?;
    page.wait_for("tab", "팔레트", SHORT)?;
    page.click("button", "English")?;
    page.wait_for("tab", "Palette", SHORT)?;
    for format in ["Drawing (SVG)", "Picture (PNG)", "Plat model (JSON)", "Bill (CSV)"] {
        page.export_as(format, &[])?;
    }
    page.click("button", "Share")?;
    for tab in ["Cost", "Changes", "Reachability"] {
        page.click("tab", tab)?;
    }
    page.wait_saved()?;
    page.reload()?;
    page.card("Lambda function place-order")?;
    let (record, origin) = (page.record(), page.url().to_owned());
    ensure!(record.requests.len() > 10, "the watch sees requests: {:#?}", record.requests);
    ensure!(record.requests_off(&origin).is_empty(), "{:#?}", record.requests_off(&origin));
    page.assert_clean()
}

/// Waits for the recovery card: its title, what it says, what has the keyboard, whether the editor behind it is inert.
fn recovery_card(page: &mut Page) -> Result<Value> {
    page.wait_until("the recovery card is shown", SHORT, |page| {
        Ok((page.eval("document.getElementById('card').hidden")? == false).then_some(()))
    })?;
    let card = page.eval(
        "[document.getElementById('card-title').textContent, document.getElementById('card-detail').textContent,
            document.activeElement.id, document.getElementById('stage').inert]",
    )?;
    ensure!(card[0] == "Plat has stopped" && card[2] == "card-reload" && card[3] == true, "{card}");
    Ok(card)
}

/// Section 2, "Crash", walkthrough 9: the page shows the card, downloads the autosave, and recovers.
#[test]
fn a_trap_in_the_module_shows_the_card_and_reload_recovers() -> Result<()> {
    let mut page = Page::open()?;
    page.click("button", "HTTP API, function, table")?;
    page.card("Lambda function place-order")?;
    page.wait_saved()?;
    // As it arrives when the module traps inside an event handler.
    page.eval(
        "window.dispatchEvent(new ErrorEvent('error', { error: new WebAssembly.RuntimeError('unreachable') })), 0",
    )?;
    let card = recovery_card(&mut page)?;
    ensure!(card[1].as_str().is_some_and(|it| it.contains("unreachable")), "it says what happened: {card}");
    page.eval("document.getElementById('card-download').click()")?;
    let download = page.wait_download(0)?;
    let text = std::fs::read_to_string(&download.path)?;
    ensure!(text.contains("\"place-order\""), "the autosave is the design: {text}");
    page.key("Enter", NONE)?;
    page.wait_until("the editor runs again", SHORT, |page| {
        Ok((page.eval("globalThis.platHost?.startMode()")? == "recover").then_some(()))
    })?;
    page.wait_started()?;
    page.card("Lambda function place-order").map(drop)
}

/// Section 2, "Crash", walkthrough 9: a real panic of the module, and the whole way out of it.
#[test]
fn a_panic_shows_the_card_and_the_design_comes_back() -> Result<()> {
    let mut page = Page::open()?;
    page.click("button", "HTTP API, function, table")?;
    page.card("Lambda function place-order")?;
    page.fill("Name", "Corner shop")?;
    page.wait_saved()?;
    // Where an event handler would, so that nobody catches it.
    page.eval("setTimeout(() => platAnswer('fault')), 0")?;
    let card = recovery_card(&mut page)?;
    ensure!(card[1].as_str().is_some_and(|it| it.contains("a fault on purpose")), "it says why: {card}");
    let traps = page.record().exceptions.iter().filter(|it| it.contains("RuntimeError")).count();
    ensure!(traps > 0, "the module did trap: {:#?}", page.record().exceptions);
    page.key("Tab", NONE)?;
    let focus = page.eval("document.activeElement.textContent")?;
    ensure!(focus == "Download last autosave", "Tab goes to {focus}");
    page.key("Enter", NONE)?;
    let download = page.wait_download(0)?;
    let text = std::fs::read_to_string(&download.path)?;
    ensure!(text.contains("\"Corner shop\""), "the autosave has the last edit: {text}");
    page.eval("document.getElementById('card-reload').click()")?;
    page.wait_until("the editor runs again", SHORT, |page| {
        Ok((page.eval("globalThis.platHost?.startMode()")? == "recover").then_some(()))
    })?;
    page.wait_started()?;
    page.card("Lambda function place-order")?;
    page.wait_for("text", "Corner shop", SHORT)?;
    // It is the same document, and goes on.
    page.forget();
    page.fill("Name", "Market")?;
    page.wait_saved()?;
    page.assert_clean()
}

/// Walkthrough 9: 50 MB that are no model are refused with a reason, and the page goes on.
#[test]
fn fifty_megabytes_that_are_no_model_are_refused() -> Result<()> {
    let mut page = Page::open()?;
    page.click("button", "HTTP API, function, table")?;
    page.card("Lambda function place-order")?;
    let folder = std::env::temp_dir().join(format!("plat-large-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let path = folder.join("large.json");
    let cases: [(&str, Vec<u8>); 2] = [
        ("numbers", [b"[".as_slice(), &b"1,".repeat(25 << 20), b"1]"].concat()),
        ("zeros", vec![0; 50 << 20]),
    ];
    for (name, bytes) in cases {
        std::fs::write(&path, bytes)?;
        page.open_file(&path)?;
        page.wait_for("text", "The open design stays as it was", browser_tests::LONG)
            .with_context(|| name.to_owned())?;
        page.key("Escape", NONE)?;
        page.wait_gone("text", "The open design stays as it was", SHORT)?;
        page.card("Lambda function place-order")?;
    }
    std::fs::remove_dir_all(&folder)?;
    page.assert_clean()
}
