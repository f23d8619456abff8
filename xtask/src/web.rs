//! `cargo xtask web`: compiles the editor for the browser and lays out the page in the target folder.
//!
//! INVARIANT (never mixed): `index.html` names every script, style and module by a hash of its content. A browser
//! that holds an old page loads old files or none, never a mixture.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};
use flate2::{Compression, write::GzEncoder};
use wasm_bindgen_cli_support::Bindgen;

use crate::http::{CONTENT_SECURITY_POLICY, File, Files};
use crate::icons;
use crate::project::{root, run, target, web_folder};
use crate::setup::{self, WASM_TARGET};

/// How the editor is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Small: what is shipped.
    Web,
    /// Fast to build.
    Dev,
}

impl Profile {
    /// Its name on the command line, and the folder that cargo gives it.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Web => ("web", "web"),
            Self::Dev => ("dev", "debug"),
        }
    }
}

/// What a browser downloads to start.
#[derive(Clone, Debug)]
pub struct Download {
    /// File name, bytes as they are, bytes in gzip.
    pub parts: Vec<(String, usize, usize)>,
    /// The same of what it downloads later.
    pub later: Vec<(String, usize, usize)>,
}

impl Download {
    /// Bytes of all parts, as they are and in gzip.
    pub fn total(&self) -> (usize, usize) {
        self.parts.iter().fold((0, 0), |(raw, gzip), part| (raw + part.1, gzip + part.2))
    }

    /// Prints the parts and the total.
    pub fn print(&self) {
        println!("{:<28} {:>10} {:>10}", "web download, bytes", "raw", "gzip");
        for (name, raw, gzip) in &self.parts {
            println!("  {name:<26} {raw:>10} {gzip:>10}");
        }
        let (raw, gzip) = self.total();
        println!("  {:<26} {raw:>10} {gzip:>10}", "together");
        for (name, raw, gzip) in &self.later {
            println!("  {name:<26} {raw:>10} {gzip:>10}  when it is first needed");
        }
    }
}

/// Builds, and prints what the browser will download.
///
/// # Errors
/// The target is missing, the compiler refuses, or the page names a file that is not there.
pub fn command(profile: Profile) -> Result<()> {
    build(profile)?;
    download()?.print();
    Ok(())
}

/// Builds the page into the target folder.
///
/// # Errors
/// As [`command`].
pub fn build(profile: Profile) -> Result<()> {
    check_bindgen_version()?;
    let wasm = setup::wasm()?;
    let (name, folder) = profile.names();
    let mut page = Page::new();
    for (package, module, called) in MODULES {
        run(wasm.cargo("build").args(["--package", package, "--lib", "--profile", name]))?;
        page.extend(glue(&target()?.join(WASM_TARGET).join(folder).join(module), called)?);
    }
    lay_out(page, &web_folder()?)
}

/// What is compiled for the page: the package, the module that comes out, and what the page calls it. The editor, and what
/// imports, which the page loads when it is first needed.
const MODULES: [(&str, &str, &str); 2] =
    [("plat", "plat.wasm", "plat"), ("web-import", "web_import.wasm", "import")];

/// The glue and the module must come from the same version, or the page fails when it loads.
pub(crate) fn check_bindgen_version() -> Result<()> {
    let lock = fs::read_to_string(root().join("Cargo.lock")).context("cannot read Cargo.lock")?;
    let used = locked_version(&lock, "wasm-bindgen").context("Cargo.lock has no wasm-bindgen")?;
    let tool = locked_version(&lock, "wasm-bindgen-cli-support")
        .context("Cargo.lock has no wasm-bindgen-cli-support")?;
    if used != tool {
        bail!(
            "the editor uses wasm-bindgen {used} but its glue would be made by {tool}: \
             run `cargo update wasm-bindgen wasm-bindgen-cli-support`"
        );
    }
    Ok(())
}

fn locked_version<'l>(lock: &'l str, package: &str) -> Option<&'l str> {
    let (_, rest) = lock.split_once(&format!("name = \"{package}\"\nversion = \""))?;
    rest.split('"').next()
}

/// Makes the glue for a compiled module. Gives file names with their bytes.
fn glue(module: &Path, called: &str) -> Result<Page> {
    let mut output = Bindgen::new()
        .input_path(module)
        .out_name(called)
        .web(true)?
        .typescript(false)
        // Names of functions are a sixth of the download and help nobody who uses the editor.
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()
        .context("wasm-bindgen could not make the glue")?;
    if output.js().contains("/snippets/") {
        bail!("a dependency brings JavaScript of its own; the page has no place for it yet");
    }
    let mut page = Page::default();
    page.insert(format!("{called}.js"), output.js().as_bytes().to_vec());
    page.insert(format!("{called}.wasm"), output.wasm_mut().emit_wasm());
    Ok(page)
}

/// Files of the page by relative path with `/`.
type Page = BTreeMap<String, Vec<u8>>;

/// Writes the page: the glue, everything in `web/`, and the fonts.
fn lay_out(glue: Page, out: &Path) -> Result<()> {
    let mut page = glue;
    read_folder(&root().join("web"), "", &mut page)?;
    let fonts = root().join("assets/fonts");
    if fonts.is_dir() {
        read_folder(&fonts, "fonts/", &mut page)?;
        // The licence of a font travels with it; how it was made does not.
        let is_served =
            |name: &str| name.ends_with(".ttf") || name.ends_with(".woff2") || name.ends_with(".txt");
        page.retain(|name, _| !name.starts_with("fonts/") || is_served(name));
    }
    for (source, name, side) in icons::ICONS {
        let svg = page.get(source).with_context(|| format!("web/{source} is missing"))?;
        let png = icons::paint(svg, side)?;
        page.insert(name.into(), png);
    }
    page.remove("icon-maskable.svg");
    let page = with_hashed_names(page)?;
    if out.exists() {
        fs::remove_dir_all(out).context("cannot empty the web folder")?;
    }
    for (name, body) in page {
        let path = out.join(&name);
        fs::create_dir_all(path.parent().unwrap_or(out))?;
        fs::write(&path, body).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// Puts a hash into the names of scripts, styles and the module, and the new names into the places that say
/// `{{name}}`. The service worker keeps its name, because the browser looks for its next version by name.
fn with_hashed_names(page: Page) -> Result<Page> {
    let mut renamed = Page::new();
    let mut names = BTreeMap::new();
    for (name, body) in page {
        let hashed = match name.rsplit_once('.') {
            Some((stem, end @ ("js" | "css" | "wasm"))) if name != "sw.js" => {
                format!("{stem}-{}.{end}", hash(&body))
            }
            _ => name.clone(),
        };
        names.insert(name, hashed.clone());
        renamed.insert(hashed, body);
    }
    // `files` is what the page needs to start offline. Fonts are kept when they are first used.
    let files: Vec<&String> = names.values().filter(|n| *n != "sw.js" && !n.starts_with("fonts/")).collect();
    let files = serde_json::to_string(&files)?;
    for name in ["index.html", "sw.js"] {
        let Some(body) = renamed.get_mut(name) else { continue };
        let mut text = String::from_utf8(body.clone()).with_context(|| format!("web/{name} is not UTF-8"))?;
        for (from, to) in &names {
            text = text.replace(&format!("{{{{{from}}}}}"), to);
        }
        text = text.replace("{{files}}", &files).replace("{{version}}", &hash(files.as_bytes()));
        text = text.replace("{{policy}}", &policy_of_the_page());
        if let Some(at) = text.find("{{") {
            let unknown: String = text[at..].chars().take_while(|c| *c != '}').collect();
            bail!("web/{name} names {unknown}}}}}, and there is no such file");
        }
        *body = text.into_bytes();
    }
    Ok(renamed)
}

/// What the page itself says it may load and run, for servers that send no such header. The last directive is one that
/// only a header may have.
fn policy_of_the_page() -> String {
    let all = CONTENT_SECURITY_POLICY.split("; ").filter(|it| !it.starts_with("frame-ancestors"));
    all.collect::<Vec<_>>().join("; ")
}

/// Sixteen hexadecimal digits. It need only differ when the content does; nobody gains by forging it.
fn hash(body: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    body.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

fn is_hashed(name: &str) -> bool {
    let digits =
        name.rsplit_once('.').and_then(|(stem, _)| stem.rsplit_once('-')).map_or("", |(_, digits)| digits);
    digits.len() == 16 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn read_folder(folder: &Path, prefix: &str, page: &mut Page) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let entry = entry?;
        let name = entry.file_name().into_string().ok().context("a file of the page has an odd name")?;
        if entry.file_type()?.is_dir() {
            read_folder(&entry.path(), &format!("{prefix}{name}/"), page)?;
        } else {
            page.insert(format!("{prefix}{name}"), fs::read(entry.path())?);
        }
    }
    Ok(())
}

/// The built page, for a server.
///
/// # Errors
/// The page has not been built.
pub fn files() -> Result<Files> {
    let folder = web_folder()?;
    if !folder.join("index.html").is_file() {
        bail!("the web editor is not built: run `cargo xtask web` (or `cargo xtask test`, which does it)");
    }
    let mut page = Page::new();
    read_folder(&folder, "", &mut page)?;
    let mut files = Files::default();
    for (name, body) in page {
        let immutable = is_hashed(&name);
        files.insert(&name, File { body: body.into(), immutable });
    }
    Ok(files)
}

/// Sizes of the built page's module and glue.
///
/// # Errors
/// The page has not been built.
pub fn download() -> Result<Download> {
    let mut page = Page::new();
    read_folder(&web_folder()?, "", &mut page)
        .context("the web editor is not built: run `cargo xtask web`")?;
    let (mut parts, mut later) = (Vec::new(), Vec::new());
    for (name, body) in page.into_iter().filter(|it| it.0.ends_with(".wasm") || it.0.ends_with(".js")) {
        let list = match name.split_once('-') {
            Some(("plat", _)) => &mut parts,
            Some(("import", _)) => &mut later,
            _ => continue,
        };
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&body)?;
        list.push((name, body.len(), encoder.finish()?.len()));
    }
    Ok(Download { parts, later })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_hashed_and_put_into_the_page() {
        let mut page = Page::new();
        page.insert("index.html".into(), b"<script src=\"{{boot.js}}\">".to_vec());
        page.insert("boot.js".into(), b"1".to_vec());
        page.insert("sw.js".into(), b"const files = {{files}};".to_vec());
        page.insert("fonts/a.ttf".into(), b"font".to_vec());
        let out = with_hashed_names(page.clone()).expect("works");
        let names: Vec<&String> = out.keys().collect();
        let boot = names.iter().find(|name| name.starts_with("boot-")).expect("boot.js is there");
        assert!(is_hashed(boot) && !is_hashed("index.html") && !is_hashed("fonts/a-regular.ttf"));
        assert_eq!(out["index.html"], format!("<script src=\"{boot}\">").as_bytes());
        assert_eq!(out["sw.js"], format!("const files = [\"{boot}\",\"index.html\"];").as_bytes());

        page.insert("index.html".into(), b"{{gone.js}}".to_vec());
        let error = with_hashed_names(page).expect_err("a name without a file");
        assert_eq!(error.to_string(), "web/index.html names {{gone.js}}, and there is no such file");
    }

    #[test]
    fn versions_are_read_from_the_lock_file() {
        let lock = "name = \"wasm-bindgen\"\nversion = \"0.2.1\"\n\nname = \"wasm-bindgen-macro\"\nversion = \"0.2.2\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.1"));
        assert_eq!(locked_version(lock, "wasm-bindgen-cli-support"), None);
        check_bindgen_version().expect("this repository's own lock file agrees");
    }
}
