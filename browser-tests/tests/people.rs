//! The editor as people use it: by keyboard alone, by dropping files, from page to page; and nothing of theirs is lost.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use browser_tests::{CTRL, LONG, NONE, Node, Options, Page, SHIFT, SHORT, TempFolder, plat, plat_json};

const TEMPLATE: &str = "HTTP API, function, table";
const FUNCTION: &str = "Lambda function place-order";

/// A small page, because the machine paints it by software after every key.
fn small(language: &str) -> Options {
    Options { language: language.into(), width: 1100, height: 620, ..Options::default() }
}

fn open_template() -> Result<Page> {
    let mut page = Page::open()?;
    page.click("button", TEMPLATE)?;
    page.card(FUNCTION)?;
    Ok(page)
}

/// What the interface calls things in a language.
struct Words {
    language: &'static str,
    name: &'static str,
    connect: &'static str,
    dead: &'static str,
    alive: &'static str,
    fix: &'static str,
    cost: &'static str,
    model: &'static str,
    export: &'static str,
    function: &'static str,
}

const ENGLISH: Words = Words {
    language: "en-US",
    name: "Name",
    connect: "Connect to…",
    dead: "Not reached",
    alive: "Reached",
    fix: "Add gateway endpoint",
    cost: "Cost",
    model: "Plat model (JSON)",
    export: "Export",
    function: "place-order",
};

const KOREAN: Words = Words {
    language: "ko-KR",
    name: "이름",
    connect: "연결할 대상…",
    dead: "도달하지 않음",
    alive: "도달함",
    fix: "게이트웨이 엔드포인트 추가",
    cost: "비용",
    model: "Plat 모델 (JSON)",
    export: "내보내기",
    function: "주문-함수",
};

/// AX-1, walkthrough 2: a VPC with a function and a table, drawn, traced, mended, priced and exported without a pointer.
#[test]
fn a_design_is_built_by_keyboard_alone() -> Result<()> {
    build_by_keyboard(&ENGLISH)
}

/// Walkthrough 2, TX-2: the same with Korean names and a Korean interface.
#[test]
fn a_design_is_built_by_keyboard_alone_in_korean() -> Result<()> {
    build_by_keyboard(&KOREAN)
}

fn build_by_keyboard(words: &Words) -> Result<()> {
    let mut page = Page::open_with(small(words.language))?;
    // Tab gets into the page, as everywhere.
    page.key("Tab", NONE)?;
    to_canvas(&mut page)?;
    for (kind, id) in [
        ("VPC", "vpc"),
        ("Subnet", "subnet"),
        ("Lambda function", "lambda-function"),
        ("DynamoDB table", "dynamodb-table"),
        ("HTTP API", "http-api"),
        ("Client", "client"),
    ] {
        page.key("/", NONE)?;
        page.type_text(kind)?;
        page.settle()?;
        page.key("Enter", NONE)?;
        // What was placed is selected, wherever the layout found room for it.
        page.wait_node(&format!("`{id}` in the inspector"), |node| {
            node.role == "textbox" && node.name == words.name && node.value.as_deref() == Some(id)
        })?;
    }
    // What was placed last is selected.
    connect(&mut page, words, "http-api")?;
    go_to(&mut page, "http-api")?;
    connect(&mut page, words, "lambda-function")?;
    go_to(&mut page, "lambda-function")?;
    page.key("F2", NONE)?;
    page.wait_node("the field of the name", |node| {
        node.role == "textbox" && node.name == words.name && node.focused
    })?;
    page.key("a", CTRL)?;
    page.type_text(words.function)?;
    page.settle()?;
    page.key("Enter", NONE)?;
    page.wait_node("the function by its new name", |node| {
        node.role == "listitem" && node.name.contains(words.function)
    })?;
    connect(&mut page, words, "dynamodb-table")?;
    let stands = |word: &'static str| {
        move |node: &Node| node.role == "link" && node.name.ends_with(&format!(", {word}"))
    };
    page.wait_node("a dead connection", stands(words.dead))?;
    // The trace says why, and where.
    page.wait_for("text", "NO_ROUTE_TO_DESTINATION", SHORT)?;
    page.wait_node("the hop that decides", |node| node.role == "listitem" && node.name.contains("vpc-rtb"))?;
    tab_to(&mut page, |node| node.name == words.fix)?;
    page.key("Enter", NONE)?;
    page.wait_node("a living connection", stands(words.alive))?;
    // Its cost is read, and is the one of the command line.
    tab_to(&mut page, |node| node.role == "tab" && node.name == words.cost)?;
    page.key("Enter", NONE)?;
    page.wait_node("the function's line on the bill", |node| {
        node.role == "row" && node.name.starts_with(words.function)
    })?;
    let before = page.record().downloads().len();
    page.key("e", CTRL)?;
    tab_to(&mut page, |node| node.name == words.model)?;
    page.key(" ", NONE)?;
    tab_to(&mut page, |node| node.role == "button" && node.name == words.export)?;
    page.key("Enter", NONE)?;
    let file = page.wait_download(before)?;
    let reach = plat_json(
        "reach",
        &file.path,
        &["--from", words.function, "--to", "dynamodb-table", "--port", "443"],
    )?;
    ensure!(reach["verdict"] == "reachable", "{reach}");
    page.assert_clean()
}

/// Connects what is selected with something, by the inspector.
fn connect(page: &mut Page, words: &Words, to: &str) -> Result<()> {
    page.key("F2", NONE)?;
    tab_to(page, |node| node.name == words.connect)?;
    page.key(" ", NONE)?;
    page.settle()?;
    tab_to(page, |node| node.name == to && node.role == "button")?;
    page.key("Enter", NONE)?;
    // The connection is selected, so the name of a resource is no longer edited.
    page.settle()
}

/// Walks with Tab until something has the keyboard. F6 leads past the bar and the palette, which are long, and out of the
/// canvas, where Tab walks among resources.
fn tab_to(page: &mut Page, is: impl Fn(&Node) -> bool) -> Result<()> {
    let mut seen = Vec::new();
    for _ in 0..160 {
        let focused = page.nodes()?.into_iter().find(|node| node.focused);
        if focused.as_ref().is_some_and(&is) {
            return Ok(());
        }
        let beside = focused.as_ref().is_none_or(|node| {
            let (x, y) = node.centre();
            x < 240.0 || y < 44.0
        });
        seen.push(
            focused.map_or_else(|| "nothing".to_owned(), |node| format!("{} {}", node.role, node.name)),
        );
        page.key(if beside { "F6" } else { "Tab" }, NONE)?;
    }
    anyhow::bail!("Tab does not get there: {seen:#?}")
}

/// Gives the canvas the keyboard.
fn to_canvas(page: &mut Page) -> Result<()> {
    page.key("Escape", NONE)?;
    page.settle()
}

/// Goes to a resource by the palette of commands.
fn go_to(page: &mut Page, id: &str) -> Result<()> {
    page.key("k", CTRL)?;
    page.type_text(id)?;
    page.settle()?;
    page.key("Enter", NONE)?;
    page.settle()
}

/// DOC-5: a file is dropped on the page.
#[test]
fn a_file_is_dropped_on_the_page() -> Result<()> {
    let mut page = Page::open()?;
    let model = xtask::project::root().join("models/private-function-no-endpoint/model.json");
    page.drop_file(&model, (640.0, 400.0))?;
    page.card(FUNCTION)?;
    page.wait_connection("place-order to orders", "Not reached")?;
    page.wait_saved()?;
    // A picture is no model; what is open stays.
    let folder = TempFolder::new("drop")?;
    page.drop_file(&folder.file("picture.png", b"\x89PNG\r\n\x1a\n")?, (640.0, 400.0))?;
    page.wait_for("text", "The open design stays as it was", SHORT)?;
    page.key("Escape", NONE)?;
    page.card(FUNCTION)?;
    page.assert_clean()
}

/// DOC-8: a template is dropped on the page; a module that is loaded then imports it, and its report comes first.
#[test]
fn a_template_is_dropped_on_the_page() -> Result<()> {
    let mut page = Page::open()?;
    let folder = TempFolder::new("template")?;
    let template = "Resources:\n  Net: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }\n  \
                    Front: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Net, CidrBlock: 10.0.1.0/24 } }\n  \
                    Odd: { Type: AWS::Made::Up, Properties: { For: !Ref Front } }\n";
    page.drop_file(&folder.file("net.yaml", template.as_bytes())?, (640.0, 400.0))?;
    page.wait_for("heading", "Import of net.yaml", LONG)?;
    page.wait_for("text", "AWS::Made::Up", SHORT)?;
    page.click("button", "Open the design")?;
    page.card("Other resource Odd")?;
    page.wait_for("text", "Resources imported: 3", SHORT)?;
    page.wait_saved()?;
    page.assert_clean()
}

/// DOC-2, walkthrough 7: what is copied here is pasted in another page, and its text is ours.
#[test]
fn a_copy_goes_from_page_to_page() -> Result<()> {
    let mut page = open_template()?;
    page.grant("clipboardReadWrite")?;
    page.wait_saved()?;
    page.click_card(FUNCTION)?;
    page.key("c", CTRL)?;
    let text = page.wait_until("the copy is on the clipboard", SHORT, |page| {
        let text = page.eval("navigator.clipboard.readText()")?;
        Ok(text.as_str().filter(|it| it.contains("lambda_function")).map(str::to_owned))
    })?;
    ensure!(
        serde_json::from_str::<serde_json::Value>(&text).is_ok(),
        "JSON that a text editor keeps: {text}"
    );

    page.new_tab()?;
    page.goto("")?;
    page.wait_started()?;
    page.wait_for("text", "Another window has this design open; here it is read-only", SHORT)?;
    new_document(&mut page)?;
    page.click("button", "Blank design")?;
    page.wait_no_card(FUNCTION)?;
    page.key("v", CTRL)?;
    page.card(FUNCTION)?;
    // Twice keeps ids apart.
    page.key("v", CTRL)?;
    page.card("Lambda function place-order-2")?;
    page.wait_saved()?;
    page.other_tab();
    page.card(FUNCTION)?;
    ensure!(!page.has_card("Lambda function place-order-2")?, "each page has its own document");
    page.assert_clean()
}

/// A new document by the palette of commands, whatever is open.
fn new_document(page: &mut Page) -> Result<()> {
    page.key("k", CTRL)?;
    page.type_text("New")?;
    page.settle()?;
    page.key("Enter", NONE)?;
    page.settle()?;
    if page.find("button", "Replace")?.is_some() {
        page.click("button", "Replace")?;
    }
    page.wait_for("heading", "Start from a template", SHORT).map(drop)
}

/// Walkthrough 5: with a full storage one goes on, is told, has a copy, and loses nothing once there is room.
#[test]
fn a_full_storage_loses_nothing() -> Result<()> {
    let mut page = Page::start(Options::default())?;
    // Before the first save: the browser looks at the limit only now and then.
    page.limit_storage(Some(1))?;
    page.goto("")?;
    page.wait_started()?;
    page.click("button", TEMPLATE)?;
    page.card(FUNCTION)?;
    let full = "Not saved: browser storage is full. Download a copy";
    page.wait_for("text", full, SHORT)?;
    page.fill("Name", "Second")?;
    page.key("Enter", NONE)?;
    page.wait_for("text", full, SHORT)?;
    let copy = page.export()?;
    ensure!(copy.contains("\"name\": \"Second\""), "the copy has the last edit: {copy}");
    page.limit_storage(None)?;
    page.fill("Name", "Third")?;
    page.key("Enter", NONE)?;
    page.wait_saved()?;
    page.crash_and_reopen()?;
    page.wait_for("text", "Third", SHORT)?;
    page.card(FUNCTION).map(drop)
}

/// DOC-1: two hundred steps back and forth, to the byte.
#[test]
fn two_hundred_steps_go_back_and_forth() -> Result<()> {
    const STEPS: usize = 200;
    let mut page = Page::open_with(Options { width: 900, height: 720, ..Options::default() })?;
    page.click("button", TEMPLATE)?;
    page.card(FUNCTION)?;
    let before = page.export()?;
    page.click_card(FUNCTION)?;
    page.keys("d", CTRL, STEPS)?;
    let after = page.export()?;
    ensure!(after.contains(&format!("\"place-order-{}\"", STEPS + 1)), "two hundred copies: {after}");
    page.keys("z", CTRL, STEPS)?;
    page.wait_node("nothing left to undo", |node| node.name == "Undo" && node.disabled)?;
    ensure!(page.export()? == before, "undone to the byte");
    page.keys("z", CTRL | SHIFT, STEPS)?;
    page.wait_node("nothing left to redo", |node| node.name == "Redo" && node.disabled)?;
    ensure!(page.export()? == after, "redone to the byte");
    page.assert_clean()
}

/// Section 2, "Empty document": documents of this browser stand on the start card, and come back from there.
#[test]
fn documents_that_were_open_before_come_back() -> Result<()> {
    let mut page = open_template()?;
    page.fill("Name", "Corner shop")?;
    page.key("Enter", NONE)?;
    page.wait_saved()?;
    new_document(&mut page)?;
    // A tab that is loaded again goes on with its own document, and that is the new one.
    page.reload()?;
    page.wait_for("heading", "Start from a template", SHORT)?;
    let shop = |node: &Node| node.role == "button" && node.name.starts_with("Open Corner shop, ");
    page.wait_node("the shop among recent documents", shop)?;
    // The card grows with its list, and stands still a moment later.
    for _ in 0..10 {
        page.settle()?;
    }
    let open = page.wait_node("the shop among recent documents", shop)?;
    page.click_at(open.centre())?;
    page.card(FUNCTION)?;
    page.wait_for("text", "Corner shop", SHORT)?;
    // What is edited now is kept under the same document.
    page.select_nothing()?;
    page.fill("Name", "Market")?;
    page.key("Enter", NONE)?;
    page.wait_saved()?;
    page.reload()?;
    page.wait_for("text", "Market", SHORT)?;
    new_document(&mut page)?;
    page.reload()?;
    page.wait_for("button", "Delete Market", SHORT)?;
    let named: Vec<Node> = page
        .nodes()?
        .into_iter()
        .filter(|node| node.role == "button" && node.name.starts_with("Open "))
        .collect();
    ensure!(named.iter().any(|node| node.name.starts_with("Open Market, ")), "{named:#?}");
    ensure!(!named.iter().any(|node| node.name.contains("Corner shop")), "{named:#?}");
    page.click("button", "Delete Market")?;
    page.wait_gone("button", "Delete Market", SHORT)?;
    page.assert_clean()
}

/// DOC-3, DOC-7: snapshots are made while one edits, and Changes compares with them.
#[test]
fn changes_since_a_snapshot_are_shown() -> Result<()> {
    let mut page = open_template()?;
    page.wait_saved()?;
    // As if minutes passed.
    page.eval("globalThis.skew = 0; { const now = Date.now; Date.now = () => now() + globalThis.skew; }; 0")?;
    for name in ["First", "Second"] {
        page.eval("globalThis.skew += 120_000")?;
        page.fill("Name", name)?;
        page.key("Enter", NONE)?;
        page.wait_saved()?;
    }
    page.click_card(FUNCTION)?;
    page.key("Delete", NONE)?;
    page.wait_no_card(FUNCTION)?;
    page.click("tab", "Changes")?;
    page.click("combobox", "Compare with a snapshot")?;
    let row = page.wait_node("a snapshot of minutes ago", |node| node.name.ends_with(" min ago"))?;
    page.click_at(row.centre())?;
    page.wait_node("what it is compared with", |node| {
        node.role == "text" && node.name.starts_with("Compared with the snapshot of ")
    })?;
    page.wait_node("what is gone since", |node| {
        node.role == "listitem" && node.name.starts_with("Removed place-order")
    })?;
    page.assert_clean()
}

/// DOC-8: the browser writes the SVG that the command line writes, and paints the same picture.
#[test]
fn the_export_is_that_of_the_command_line() -> Result<()> {
    let folder = TempFolder::new("export")?;
    let model = xtask::project::root().join("models/private-function-no-endpoint/model.json");
    let korean = std::fs::read_to_string(&model)?.replace("\"orders\"", "\"주문-표\"");
    for (name, text) in [("english", std::fs::read_to_string(&model)?), ("korean", korean)] {
        let path = folder.file(&format!("{name}.json"), text.as_bytes())?;
        let path_text = path.to_str().context("the path is UTF-8")?;
        let mut page = Page::open()?;
        page.open_file(&path)?;
        page.card(FUNCTION)?;
        let svg = page.export_as("Drawing (SVG)", &["Legend"])?;
        ensure!(svg.name == format!("{name}.svg"), "{}", svg.name);
        let native = plat(&["export", path_text, "--format", "svg", "--legend", "--theme", "light"])?;
        ensure!(std::fs::read_to_string(&svg.path)? == native.out, "{name}: the same bytes");

        let png = page.export_as("Picture (PNG)", &["2×"])?;
        ensure!(png.name == format!("{name}@2x.png"), "{}", png.name);
        let painted = folder.path().join(format!("{name}.png"));
        let painted_text = painted.to_str().context("the path is UTF-8")?;
        plat(&["export", path_text, "-o", painted_text, "--legend", "--scale", "2"])?;
        let literal = |path: &PathBuf| -> Result<String> {
            let bytes = std::fs::read(path)?;
            Ok(format!("[{}]", bytes.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")))
        };
        let compared = page.eval(&format!(
            "(async () => {{
                const pixels = async (bytes) => {{
                    const picture = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
                    const brush = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
                    brush.drawImage(picture, 0, 0);
                    return [picture.width, picture.height, brush.getImageData(0, 0, picture.width, picture.height).data];
                }};
                const [w, h, ours] = await pixels({});
                const [nw, nh, native] = await pixels({});
                if (w !== nw || h !== nh) return [w, h, nw, nh];
                let off = 0;
                for (let i = 0; i < ours.length; i += 1) off += Math.abs(ours[i] - native[i]);
                return off / ours.length;
            }})()",
            literal(&png.path)?,
            literal(&painted)?
        ))?;
        // Two painters differ along edges of letters and lines, and nowhere else.
        ensure!(compared.as_f64().is_some_and(|off| off < 2.0), "{name}: {compared}");
        page.assert_clean()?;
    }
    Ok(())
}
