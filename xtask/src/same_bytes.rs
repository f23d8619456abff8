//! `cargo xtask same-bytes`: of 50 designs and networks from seeds, the engines say the same bytes as WebAssembly in
//! Chromium and natively.

use anyhow::{Context, Result, bail};

use crate::bench::browser;
use crate::project::cargo;

/// How many seeds.
const SEEDS: usize = 50;

/// Lines of a seed hold a number for its bytes: where those differ, so do the bytes.
const SCRIPT: &str = r#"
import init, { said } from "./bench.js";
try {
    await init({ module_or_path: "bench.wasm" });
    let lines = "";
    for (let seed = 0; seed < Number(location.hash.slice(1)); seed++) lines += said(seed);
    console.log("measured " + JSON.stringify({ lines: btoa(lines) }));
} catch (error) {
    console.log("failed " + error);
}
"#;

/// Builds both, runs both, compares.
///
/// # Errors
/// Something does not build or run, or the bytes differ.
pub fn command() -> Result<()> {
    let mut native = cargo();
    native.args(["run", "--quiet", "--profile", "lab", "--package", "lab", "--bin", "same-bytes", "--"]);
    let output = native.arg(SEEDS.to_string()).stderr(std::process::Stdio::inherit()).output()?;
    if !output.status.success() {
        bail!("the native program fails ({})", output.status);
    }
    let native = String::from_utf8(output.stdout).context("the native program prints no UTF-8")?;
    let module = browser::build()?;
    let said = browser::said(&module, SCRIPT, &SEEDS.to_string())?;
    let coded = said.get("lines").and_then(|it| it.as_str()).context("the page says no lines")?;
    let web = decoded(coded);
    compare(&native, &web)?;
    println!("{SEEDS} seeds: {} bytes of answers, the same in the browser", bytes(&native));
    Ok(())
}

/// All lengths together.
fn bytes(lines: &str) -> usize {
    lines.lines().filter_map(|line| line.split(' ').nth(1)?.parse::<usize>().ok()).sum()
}

fn compare(native: &str, web: &str) -> Result<()> {
    if native.lines().count() != SEEDS {
        bail!("the native program says {} lines, not {SEEDS}", native.lines().count());
    }
    let different = native.lines().zip(web.lines()).find(|(native, web)| native != web);
    if let Some((native, web)) = different {
        bail!("natively `{native}`, in the browser `{web}`: seed, bytes, and a number for them");
    }
    if native != web {
        bail!("the browser says {} lines, not {SEEDS}", web.lines().count());
    }
    Ok(())
}

/// Base64, by which a line of the console carries line ends.
fn decoded(text: &str) -> String {
    let value = |letter: u8| match letter {
        b'A'..=b'Z' => Some(letter - b'A'),
        b'a'..=b'z' => Some(letter - b'a' + 26),
        b'0'..=b'9' => Some(letter - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let (mut bits, mut held, mut out) = (0u32, 0, Vec::new());
    for letter in text.bytes().filter_map(value) {
        bits = bits << 6 | u32::from(letter);
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held & 0xff) as u8);
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{SEEDS, compare, decoded};

    #[test]
    fn differences_are_told() {
        let lines: String = (0..SEEDS).map(|seed| format!("{seed} 9 abc\n")).collect();
        assert!(compare(&lines, &lines).is_ok());
        let other = lines.replace("7 9 abc\n", "7 9 abd\n");
        let error = compare(&lines, &other).expect_err("they differ").to_string();
        assert_eq!(error, "natively `7 9 abc`, in the browser `7 9 abd`: seed, bytes, and a number for them");
        assert!(compare(&lines, "").is_err());
        assert!(compare("", "").is_err());
    }

    #[test]
    fn base64_is_read() {
        assert_eq!(decoded("MCA5IGFiYwo="), "0 9 abc\n");
    }
}
