//! `cargo xtask prices --check`: which prices are old, and which are unknown, by region.

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::project::root;

/// A price older than this many days is old.
const OLD_DAYS: i64 = 365;

/// What is known of prices.
#[derive(Default)]
struct Report {
    prices: usize,
    /// By region, then service: items.
    old: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    unknown: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    lent: BTreeMap<String, usize>,
}

/// Runs the command with what follows its name.
///
/// # Errors
/// A file is missing or not as it should be.
pub fn command(options: &[&str]) -> Result<()> {
    let ["--check"] = options else { bail!("say `--check`") };
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |it| it.as_secs());
    let today = i64::try_from(now / 86_400)?;
    let folder = root().join("assets/prices");
    let read = |name: &str| -> Result<Value> {
        let path = folder.join(name);
        let text =
            std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        Ok(serde_json::from_str(&text)?)
    };
    let about = read("regions.json")?;
    let names = |list: &Value, key: &str| -> Vec<String> {
        list.as_array().into_iter().flatten().filter_map(|it| it[key].as_str().map(str::to_owned)).collect()
    };
    let (regions, lending) = (names(&about["regions"], "id"), names(&about["alike"], "region"));
    let mut report = Report::default();
    let mut files: Vec<_> =
        std::fs::read_dir(&folder)?.filter_map(|it| it.ok()).map(|it| it.file_name()).collect();
    files.sort();
    for name in files.iter().filter_map(|it| it.to_str()) {
        if name.ends_with(".json") && name != "regions.json" {
            look(&read(name)?, &regions, &lending, today, &mut report).with_context(|| name.to_owned())?;
        }
    }
    println!("{} prices of {}, by region", report.prices, about["as_of"].as_str().unwrap_or_default());
    list("older than a year", &report.old);
    list("unknown", &report.unknown);
    for (region, count) in &report.lent {
        println!("\n{region}: {count} prices are those of another region that is known to cost the same");
    }
    Ok(())
}

fn look(file: &Value, regions: &[String], lending: &[String], today: i64, report: &mut Report) -> Result<()> {
    let service = file["service"].as_str().context("no service")?;
    let observed = |row: &Value| -> Result<i64> {
        let source = row["source"].as_str().context("a price without a source")?;
        let date = file["sources"][source]["observed"].as_str().context("a source without a date")?;
        days(date).with_context(|| format!("`{date}` is no date"))
    };
    for (item, it) in file["items"].as_object().context("no items")? {
        let mut known = Vec::new();
        for row in it["prices"].as_array().into_iter().flatten() {
            let old = today - observed(row)? > OLD_DAYS;
            for region in row["regions"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                report.prices += 1;
                known.push(region);
                if old {
                    let of_region = report.old.entry(region.to_owned()).or_default();
                    of_region.entry(service.to_owned()).or_default().push(item.clone());
                }
            }
        }
        if it["scope"] != "regional" {
            continue;
        }
        for region in regions.iter().filter(|region| !known.contains(&region.as_str())) {
            if lending.contains(region) && known.contains(&"us-east-1") {
                *report.lent.entry(region.clone()).or_default() += 1;
            } else {
                let of_region = report.unknown.entry(region.clone()).or_default();
                of_region.entry(service.to_owned()).or_default().push(item.clone());
            }
        }
    }
    Ok(())
}

fn list(what: &str, regions: &BTreeMap<String, BTreeMap<String, Vec<String>>>) {
    for (region, services) in regions {
        let count: usize = services.values().map(Vec::len).sum();
        println!("\n{region}: {count} {what}");
        for (service, items) in services {
            println!("  {service}: {}", items.join(", "));
        }
    }
}

/// Days since 1970 of `2024-07-01`, `2024-07` or `2024`: the first day that it may mean. A range counts from its start.
fn days(date: &str) -> Option<i64> {
    let mut parts = date.split(|c: char| !c.is_ascii_digit()).map(|part| part.parse::<i64>().ok());
    let year = parts.next()??;
    let month = parts.next().flatten().unwrap_or(1).clamp(1, 12);
    let day = parts.next().flatten().unwrap_or(1).clamp(1, 31);
    // From March on, so that a leap day comes last.
    let (year, month) = if month <= 2 { (year - 1, month + 9) } else { (year, month - 3) };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1;
    Some(days - 719_468)
}

#[cfg(test)]
mod tests {
    use super::days;

    #[test]
    fn dates_are_days() {
        assert_eq!(days("1970-01-01"), Some(0));
        assert_eq!(days("2000-03-01"), Some(11_017));
        assert_eq!(days("2026-11-26"), Some(20_783));
        assert_eq!(days("2024-07"), days("2024-07-01"));
        assert_eq!(days("none"), None);
    }
}
