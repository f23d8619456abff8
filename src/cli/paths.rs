//! Paths as reports write them: relative, with `/`, the same on every machine.

use std::{
    env, fs,
    path::{Component, Path, PathBuf},
};

/// A file as seen from the present folder.
pub fn from_here(file: &str) -> String {
    env::current_dir()
        .ok()
        .and_then(|here| relative(Path::new(file), &here))
        .unwrap_or_else(|| slashes(Path::new(file)))
}

/// A file as seen from a folder, if both are there.
pub fn relative(file: &Path, folder: &Path) -> Option<String> {
    let (file, folder) = (fs::canonicalize(file).ok()?, fs::canonicalize(folder).ok()?);
    let common = file.components().zip(folder.components()).take_while(|(a, b)| a == b).count();
    // On another drive there is no way from one to the other.
    if common == 0 {
        return None;
    }
    let up = folder.components().skip(common).map(|_| Component::ParentDir);
    let path: PathBuf = up.chain(file.components().skip(common)).collect();
    Some(slashes(&path))
}

fn slashes(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}

/// A path as a URI reference (<https://www.rfc-editor.org/rfc/rfc3986#section-3.3>): every byte but letters, digits, a
/// few signs and `/` by its number.
pub fn uri(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_have_no_signs() {
        assert_eq!(uri("a b/주#?.json"), "a%20b/%EC%A3%BC%23%3F.json");
        assert_eq!(uri("<stdin>"), "%3Cstdin%3E");
    }
}
