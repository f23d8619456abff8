//! Reading what an import is made of: files below one folder, and nothing outside it.

use super::input::Failure;
use crate::analysis::importing::{ENDINGS, Source};
use std::{
    collections::BTreeSet,
    fs,
    io::Read,
    path::{Component, Path, PathBuf},
};

/// The longest file that is read, and one byte more tells that it is longer.
const LONGEST: u64 = (64 << 20) + 1;

/// The folder that an import may read.
#[derive(Debug)]
pub struct Root(PathBuf);

impl Root {
    /// A file below the folder, by its path with `/`. Links that lead out are not followed.
    pub fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let relative = Path::new(path);
        if relative.components().any(|it| !matches!(it, Component::Normal(_))) {
            return Err("it is not below the folder that is imported".to_owned());
        }
        let missing = || "there is no such file".to_owned();
        let whole = self.0.join(relative).canonicalize().map_err(|_| missing())?;
        if !whole.starts_with(&self.0) {
            return Err("it is not below the folder that is imported".to_owned());
        }
        if !whole.is_file() {
            return Err(missing());
        }
        let mut bytes = Vec::new();
        let file = fs::File::open(&whole).map_err(|error| error.to_string().to_lowercase())?;
        file.take(LONGEST).read_to_end(&mut bytes).map_err(|error| error.to_string().to_lowercase())?;
        Ok(bytes)
    }
}

/// The texts that files and folders stand for, or why they cannot be read.
///
/// # Errors
/// There is no such file or folder, or it cannot be read.
pub fn texts(paths: &[PathBuf]) -> Result<Vec<Source>, String> {
    gather(paths).map(|it| it.0).map_err(|failure| failure.message)
}

/// The texts that paths stand for, and the folder that holds them all.
pub fn gather(paths: &[PathBuf]) -> Result<(Vec<Source>, Root), Failure> {
    let (sources, root, _) = gather_all(paths)?;
    Ok((sources, root))
}

/// The same, and those of the folders that another one holds.
pub fn gather_all(paths: &[PathBuf]) -> Result<(Vec<Source>, Root, BTreeSet<String>), Failure> {
    let mut files = Vec::new();
    let mut folders: Vec<PathBuf> = Vec::new();
    let mut root: Option<PathBuf> = None;
    for path in paths {
        let whole = path.canonicalize().map_err(|_| {
            Failure::new(format!("cannot read `{}`: there is no such file or folder", path.display()))
        })?;
        let folder =
            if whole.is_dir() { whole.clone() } else { whole.parent().unwrap_or(&whole).to_path_buf() };
        root = Some(match root {
            None => folder,
            Some(root) => common(&root, &folder),
        });
        // Terraform reads folders, not files.
        let is_code = whole.extension().is_some_and(|it| it == "tf");
        if whole.is_dir() {
            below(&whole, &mut files)?;
            folders.push(whole);
        } else if is_code {
            below(whole.parent().unwrap_or(&whole), &mut files)?;
        } else {
            files.push(whole);
        }
    }
    let root = Root(root.unwrap_or_default());
    files.sort();
    files.dedup();
    let mut sources = Vec::new();
    let from_root = |path: &Path| {
        let relative = path.strip_prefix(&root.0).unwrap_or(path);
        let parts: Vec<String> =
            relative.components().map(|it| it.as_os_str().to_string_lossy().into_owned()).collect();
        parts.join("/")
    };
    let is_held = |it: &&PathBuf| folders.iter().any(|other| *it != other && it.starts_with(other));
    let held = folders.iter().filter(is_held).map(|it| from_root(it)).collect();
    for file in files {
        let path = from_root(&file);
        let failed = |why: String| Failure::new(format!("cannot read `{}`: {why}", file.display()));
        let bytes = root.read(&path).map_err(failed)?;
        sources.push(Source { path, bytes });
    }
    Ok((sources, root, held))
}

fn common(one: &Path, other: &Path) -> PathBuf {
    let shared = one.components().zip(other.components()).take_while(|(a, b)| a == b);
    shared.map(|(part, _)| part).collect()
}

/// Where Terraform puts modules from elsewhere, hidden as it is.
const INSTALLED: [&str; 2] = [".terraform", "modules"];

/// Every file that may be a template below a folder; hidden ones and links are left out.
fn below(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let installed = folder.join(INSTALLED[0]).join(INSTALLED[1]);
    // A link would lead elsewhere.
    if installed.canonicalize().is_ok_and(|it| it == installed) {
        let mut all = Vec::new();
        walk(&installed, &mut all)?;
        files.extend(all.into_iter().filter(|it| it.extension().is_some_and(|it| it == "tf")));
    }
    walk(folder, files)
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let failed = |error: std::io::Error| {
        let why = error.to_string().to_lowercase();
        Failure::new(format!("cannot read the folder `{}`: {why}", folder.display()))
    };
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let kind = entry.file_type().map_err(failed)?;
        let (path, name) = (entry.path(), entry.file_name());
        if name.to_string_lossy().starts_with('.') {
            continue;
        }
        let may_be =
            path.extension().is_some_and(|it| ENDINGS.iter().any(|end| it.eq_ignore_ascii_case(end)));
        if kind.is_dir() {
            below(&path, files)?;
        } else if kind.is_file() && may_be {
            files.push(path);
        }
    }
    Ok(())
}
