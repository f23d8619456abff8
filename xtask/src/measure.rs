//! `cargo xtask measure`: the sizes and times that have a limit, each beside it.

use anyhow::{Result, bail};

use crate::web;

/// Most bytes of module and glue together, in gzip.
const WEB_DOWNLOAD_BYTES_MAX: usize = 3_000_000;

/// One measured number with its limit.
struct Measure {
    name: &'static str,
    value: f64,
    limit: f64,
    unit: &'static str,
}

/// Measures, prints the table, and fails if a limit is passed.
///
/// # Errors
/// Something to measure is not built, or a limit is passed.
pub fn command() -> Result<()> {
    let measures = [web_download()?];
    println!("{:<36} {:>10} {:>10}", "measure", "value", "limit");
    for Measure { name, value, limit, unit } in &measures {
        println!("{name:<36} {value:>10.2} {limit:>10.2} {unit}");
    }
    let over: Vec<&str> = measures.iter().filter(|m| m.value > m.limit).map(|m| m.name).collect();
    if !over.is_empty() {
        bail!("over the limit: {}", over.join(", "));
    }
    Ok(())
}

/// What a browser downloads before the editor starts.
fn web_download() -> Result<Measure> {
    let (_, gzip) = web::download()?.total();
    let (value, limit) = (gzip as f64 / 1e6, WEB_DOWNLOAD_BYTES_MAX as f64 / 1e6);
    Ok(Measure { name: "web download, gzip", value, limit, unit: "MB" })
}
