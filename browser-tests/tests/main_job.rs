//! The main job as a person does it: from the empty page to an exported design, with pointer and keyboard only; and
//! the command line says the same of the exported file.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use browser_tests::{CTRL, NONE, Node, Page, SHIFT, SHORT, TempFolder, plat_json};
use serde_json::Value;

const CLIENT: &str = "Client client";
const API: &str = "HTTP API http-api";
const FUNCTION: &str = "Lambda function lambda-function";
const TABLE: &str = "DynamoDB table dynamodb-table";

#[test]
fn a_dead_arrow_is_drawn_understood_mended_priced_and_exported() -> Result<()> {
    let mut page = Page::open()?;
    let folder = TempFolder::new("main-job")?;
    page.wait_for("heading", "Start from a template", SHORT)?;
    draw(&mut page)?;

    // The arrow is dead, and the page says why.
    page.wait_connection("client to http-api", "Reached")?;
    page.wait_connection("http-api to lambda-function", "Reached")?;
    page.wait_connection("lambda-function to dynamodb-table", "Not reached")?;
    page.wait_for("text", "No way to dynamodb-table", SHORT)?;
    page.wait_answered()?;
    let code = |node: &&Node| node.role == "text" && node.name == "NO_ROUTE_TO_DESTINATION";
    ensure!(page.nodes()?.iter().filter(code).count() == 2, "the code stands in the inspector and the trace");
    page.wait_node("the hop that decides", |node| {
        node.role == "listitem"
            && node.name.ends_with("vpc-rtb: no route in this table covers the destination")
    })?;
    let found = findings(&mut page)?;
    ensure!(found == 1, "one finding, not {found}");
    let dead = folder.file("dead.json", page.export()?.as_bytes())?;
    let reach = ask(&dead, "lambda-function")?;
    ensure!(reach["verdict"] == "unreachable" && reach["code"] == "NO_ROUTE_TO_DESTINATION", "{reach}");
    ensure!(reach["blocked_at"]["resource"] == "vpc-rtb", "{reach}");
    ensure!(count(&plat_json("check", &dead, &[])?) == 1, "the command line finds the same");

    // One click mends it, and costs nothing.
    page.click("button", "Add gateway endpoint")?;
    page.wait_connection("lambda-function to dynamodb-table", "Reached")?;
    page.card("Gateway endpoint dynamodb-endpoint")?;
    let found = findings(&mut page)?;
    ensure!(found == 0, "nothing is odd any more, but {found}");
    ensure!(page.total("fixed per month")? == "$0.00", "a gateway endpoint is free");

    // A name by keyboard; what refers to it follows.
    page.click_card(FUNCTION)?;
    page.fill("Name", "place-order")?;
    page.key("Enter", NONE)?;
    page.wait_connection("place-order to dynamodb-table", "Reached")?;
    page.card("Lambda function place-order")?;

    // Back to the dead arrow and forth again.
    page.key("z", CTRL)?;
    page.wait_connection("lambda-function to dynamodb-table", "Reached")?;
    page.key("z", CTRL)?;
    page.wait_connection("lambda-function to dynamodb-table", "Not reached")?;
    page.key("z", CTRL | SHIFT)?;
    page.wait_connection("lambda-function to dynamodb-table", "Reached")?;
    page.key("y", CTRL)?;
    page.wait_connection("place-order to dynamodb-table", "Reached")?;

    // What the page shows is what the command line answers for the exported file.
    page.click("tab", "Cost")?;
    page.wait_answered()?;
    page.wait_node("a line of the bill", |node| node.role == "row")?;
    let rows: Vec<String> = names(&mut page, "row")?;
    let model = folder.file("design.json", page.export()?.as_bytes())?;
    let cost = plat_json("cost", &model, &[])?;
    ensure!(cost["marginal_per_million"] == "2.1583" && cost["fixed_per_month"] == "0.0000", "{cost}");
    same_amount(&page.total("per million requests")?, &cost["marginal_per_million"])?;
    same_amount(&page.total("fixed per month")?, &cost["fixed_per_month"])?;
    same_bill(&rows, &cost)?;
    let check = plat_json("check", &model, &[])?;
    ensure!(count(&check) == findings(&mut page)? && check["summary"]["ok"] == true, "{check}");
    let reach = ask(&model, "place-order")?;
    ensure!(reach["verdict"] == "reachable" && reach["code"].is_null(), "{reach}");
    page.click("tab", "Reachability")?;
    page.wait_answered()?;
    same_hops(&names(&mut page, "listitem")?, &reach)?;
    page.wait_saved()?;
    page.assert_clean()
}

/// Client → HTTP API → function in a subnet → table, all from the palette, by dragging and by clicking.
fn draw(page: &mut Page) -> Result<()> {
    page.drag_kind("Client", (330.0, 130.0))?;
    page.card(CLIENT)?;
    page.drag_kind("Region", (560.0, 130.0))?;
    let region = page.card("Region region")?;
    // Room for everything, by the corner.
    page.drag((region.x + region.w, region.y + region.h), (1090.0, 480.0), 4)?;
    page.wait_node("a wide region", |node| node.name.starts_with("Region region") && node.w > 500.0)?;
    page.place_kind("HTTP API", (560.0, 190.0))?;
    page.card(API)?;
    page.drag_kind("VPC", (770.0, 350.0))?;
    let vpc = page.card("VPC vpc")?;
    page.drag_kind("Subnet", vpc.centre())?;
    let subnet = page.card("Subnet subnet")?;
    page.place_kind("Lambda function", subnet.centre())?;
    page.card(FUNCTION)?;
    page.drag_kind("DynamoDB table", (1000.0, 150.0))?;
    page.card(TABLE)?;
    let names = names(page, "listitem")?;
    for expect in [
        "HTTP API http-api, in region",
        "VPC vpc, in region",
        "Subnet subnet, in vpc",
        "Lambda function lambda-function, in subnet",
        "DynamoDB table dynamodb-table, in region",
    ] {
        ensure!(names.iter().any(|name| name.starts_with(expect)), "no `{expect}` in {names:#?}");
    }
    page.connect(CLIENT, API)?;
    page.connect(API, FUNCTION)?;
    page.connect(FUNCTION, TABLE)
}

/// What the arrow asks: does the function reach the table by HTTPS?
fn ask(model: &Path, from: &str) -> Result<Value> {
    plat_json("reach", model, &["--from", from, "--to", "dynamodb-table", "--port", "443"])
}

fn names(page: &mut Page, role: &str) -> Result<Vec<String>> {
    Ok(page.nodes()?.into_iter().filter(|node| node.role == role).map(|node| node.name).collect())
}

/// How many findings the top bar counts.
fn findings(page: &mut Page) -> Result<u64> {
    page.wait_answered()?;
    let tab = page
        .wait_node("the tab of findings", |node| node.role == "tab" && node.name.starts_with("Findings"))?;
    let count = tab.name.trim_start_matches("Findings").trim();
    if count.is_empty() { Ok(0) } else { Ok(count.parse()?) }
}

/// How many findings the command line counts.
fn count(check: &Value) -> u64 {
    let of = |key: &str| check["summary"][key].as_u64().unwrap_or(u64::MAX);
    of("errors") + of("warnings")
}

/// An amount as the page rounds it, against the command line's four decimals.
fn same_amount(shown: &str, exact: &Value) -> Result<()> {
    let read = |text: &str| text.replace(['$', ','], "").parse::<f64>();
    let (page, line) = (read(shown)?, read(exact.as_str().context("money is text")?)?);
    ensure!((page - line).abs() <= 0.005, "the page shows {shown}, the command line says {line}");
    Ok(())
}

/// The rows of the page's bill against the lines of the command line's.
fn same_bill(rows: &[String], cost: &Value) -> Result<()> {
    let lines = cost["lines"].as_array().context("no lines")?;
    ensure!(rows.len() == lines.len(), "{} rows and {} lines: {rows:#?}", rows.len(), lines.len());
    for (row, line) in rows.iter().zip(lines) {
        let cells: Vec<&str> = row.split(", ").collect();
        let [resource, component, _, unit_price, _, per_million] = cells[..] else {
            anyhow::bail!("a row of six: {row}")
        };
        ensure!(line["resource"] == resource && line["component"] == component, "{row} and {line}");
        ensure!(line["unit_price"] == unit_price, "{row} and {line}");
        let exact: f64 = line["per_million"].as_str().context("no price")?.parse()?;
        ensure!((exact - per_million.parse::<f64>()?).abs() <= 0.000_05, "{row} and {line}");
    }
    Ok(())
}

/// The hops of the page's trace against the command line's, both ways.
fn same_hops(items: &[String], reach: &Value) -> Result<()> {
    for way in ["forward", "return"] {
        for (at, hop) in reach[way].as_array().context("no hops")?.iter().enumerate() {
            let resource = hop["resource"].as_str().unwrap_or_default();
            let decided = hop["decided_by"].as_str().context("no reason")?;
            let start = format!("{}. {resource}", at + 1);
            let fits = |item: &&String| item.starts_with(&start) && item.ends_with(&format!(": {decided}"));
            ensure!(items.iter().any(|item| fits(&item)), "no `{start}… : {decided}` in {items:#?}");
        }
    }
    Ok(())
}
