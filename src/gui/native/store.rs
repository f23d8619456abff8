//! What the desktop keeps beside documents: an autosave for each window, older states of each document, the list of
//! files that were open, and settings. Without a folder nothing is kept.
//!
//! INVARIANT (one writer): a window writes only the autosave of which it has the lock, and edits a file only while it
//! has the lock of that. Kept by `slot` and `hold`.

use super::lock::Lock;
use crate::gui::host::{Recent, Snapshot};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    io::{self, Write},
    path::{Path, PathBuf},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// Files beyond this size are refused before they are read; the loader has the same limit.
const LARGEST: u64 = crate::model::json::LARGEST_FILE as u64;
/// DOC-3: so many older states of each document are kept.
const SNAPSHOTS: usize = 10;
/// A snapshot for every autosave would reach back ten seconds. One a minute reaches back ten minutes of work.
const SNAPSHOT_EVERY: Duration = Duration::from_secs(60);
/// Of so many documents older states are kept.
const DOCUMENTS: usize = 50;
/// So many files are listed as open before.
const RECENTS: usize = 10;

/// So many windows have an autosave of their own.
const WINDOWS: usize = 9;

/// The folder of the state, and which document it is about.
#[derive(Debug)]
pub struct Store {
    folder: Option<PathBuf>,
    settings: BTreeMap<String, String>,
    /// The file of the open document.
    path: Option<PathBuf>,
    /// Under which name older states of the open document are kept.
    key: String,
    /// What was last kept of it.
    last: Option<String>,
    /// The autosave of this window, once it needs one.
    slot: Option<(PathBuf, Lock)>,
    /// The lock of the open file.
    held: Option<Lock>,
}

impl Store {
    /// What is kept in a folder.
    pub fn new(folder: Option<PathBuf>) -> Self {
        let text = folder.as_ref().and_then(|folder| fs::read_to_string(folder.join("settings.json")).ok());
        let settings = text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        Self { folder, settings, path: None, key: untitled(), last: None, slot: None, held: None }
    }

    /// The folder.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// The file of the open document.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// A setting that was kept.
    pub fn setting(&self, key: &str) -> Option<String> {
        self.settings.get(key).cloned()
    }

    /// Keeps a setting. A setting that cannot be kept lasts until the editor is closed.
    pub fn set_setting(&mut self, key: &str, value: &str) {
        self.settings.insert(key.to_owned(), value.to_owned());
        if let (Some(folder), Ok(text)) = (&self.folder, serde_json::to_string(&self.settings)) {
            let _ = write_whole(&folder.join("settings.json"), text.as_bytes());
        }
    }

    /// Another document is open: that of a file, or one in no file. Whether no other window has it.
    pub fn turn_to(&mut self, path: Option<PathBuf>) -> bool {
        self.key = path.as_deref().map_or_else(untitled, key_of);
        self.last = None;
        if let Some(path) = &path {
            self.note(path);
        }
        self.path = path;
        self.hold()
    }

    /// Takes the lock of the open file, and lets go of the one before. A document in no file is of this window alone.
    fn hold(&mut self) -> bool {
        self.held = None;
        let Some(path) = self.of_lock("lock") else { return true };
        self.held = Lock::take(&path);
        self.held.is_some()
    }

    /// A file beside the lock of the open file.
    fn of_lock(&self, extension: &str) -> Option<PathBuf> {
        let folder = self.folder.as_ref().filter(|_| self.path.is_some())?;
        Some(folder.join("locks").join(format!("{}.{extension}", self.key)))
    }

    /// Where another window asks for the open file, while this one has it.
    pub fn asked_at(&self) -> Option<PathBuf> {
        self.of_lock("wanted").filter(|_| self.held.is_some())
    }

    /// Gives the open file to the window that asked for it, as it is now.
    pub fn hand_over(&mut self, text: &str) {
        if let Some(handed) = self.of_lock("handed") {
            // The other window has what is in the file if this fails.
            let _ = write_whole(&handed, text.as_bytes());
        }
        self.held = None;
    }

    /// Asks the window that has the open file for it.
    pub fn ask_for(&self) {
        if let Some(wanted) = self.of_lock("wanted") {
            let _ = write_whole(&wanted, b"");
        }
    }

    /// Takes the open file, if the other window gave it or is gone; and what was handed over with it.
    pub fn take(&mut self) -> Option<Option<Vec<u8>>> {
        if !self.hold() {
            return None;
        }
        let handed = self.of_lock("handed").and_then(|path| {
            let bytes = read_file(&path).ok();
            let _ = fs::remove_file(path);
            bytes
        });
        self.unask();
        Some(handed)
    }

    /// Asks no longer.
    pub fn unask(&self) {
        if let Some(wanted) = self.of_lock("wanted") {
            let _ = fs::remove_file(wanted);
        }
    }

    /// The open document was saved as a file: its older states go along. Whether no other window has that file.
    pub fn saved_as(&mut self, path: PathBuf) -> bool {
        let key = key_of(&path);
        if let (Some(old), Some(new)) = (self.snapshots_of(&self.key), self.snapshots_of(&key))
            && self.path.is_none()
            && !new.exists()
        {
            let _ = fs::rename(old, new);
        }
        self.note(&path);
        let is_same = self.held.is_some() && self.key == key;
        self.key = key;
        self.path = Some(path);
        is_same || self.hold()
    }

    /// The autosave of this window: one that a window left behind, else a free one.
    fn slot(&mut self) -> Option<PathBuf> {
        let folder = self.folder.as_ref()?;
        if self.slot.is_none() {
            let name =
                |nth| if nth == 1 { "autosave.json".to_owned() } else { format!("autosave-{nth}.json") };
            let free = (1..=WINDOWS).filter_map(|nth| {
                let path = folder.join(name(nth));
                Some((Lock::take(&path.with_extension("lock"))?, path))
            });
            let (mut left, mut fresh): (Vec<_>, Vec<_>) = free.partition(|(_, path)| path.is_file());
            left.append(&mut fresh);
            self.slot = left.into_iter().next().map(|(lock, path)| (path, lock));
        }
        self.slot.as_ref().map(|(path, _)| path.clone())
    }

    /// Beside the autosave stands which document it is of.
    fn beside(autosave: &Path) -> PathBuf {
        autosave.with_extension("of.json")
    }

    /// Keeps the open document for the next start, and what it was before among its older states.
    pub fn autosave(&mut self, text: String) -> io::Result<()> {
        if self.folder.is_none() {
            return Ok(());
        }
        let path = self.slot().ok_or_else(|| io::Error::other("too many windows are open"))?;
        write_whole(&path, text.as_bytes())?;
        if fs::read(&path)? != text.as_bytes() {
            return Err(io::Error::other("what was read back is not what was written"));
        }
        let of = json!({ "key": self.key, "path": self.path.as_ref().and_then(|path| path.to_str()) });
        write_whole(&Self::beside(&path), of.to_string().as_bytes())?;
        match self.last.replace(text) {
            Some(before) if Some(&before) != self.last.as_ref() => self.keep_snapshot(&before),
            Some(_) | None => Ok(()),
        }
    }

    fn keep_snapshot(&self, text: &str) -> io::Result<()> {
        let Some(folder) = self.snapshots_of(&self.key) else { return Ok(()) };
        let mut kept = times(&folder);
        let now = millis();
        #[allow(clippy::cast_possible_truncation)]
        let every = SNAPSHOT_EVERY.as_millis() as u64;
        if kept.last().is_some_and(|newest| now.saturating_sub(*newest) < every) {
            return Ok(());
        }
        write_whole(&folder.join(format!("{now}.json")), text.as_bytes())?;
        kept.push(now);
        for old in kept.iter().take(kept.len().saturating_sub(SNAPSHOTS)) {
            fs::remove_file(folder.join(format!("{old}.json")))?;
        }
        self.forget_old_documents();
        Ok(())
    }

    /// Older states of documents that nobody has edited for long make room.
    fn forget_old_documents(&self) {
        let Some(all) = self.folder.as_ref().map(|folder| folder.join("snapshots")) else { return };
        let mut folders: Vec<(u64, PathBuf)> = fs::read_dir(all)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| (times(&entry.path()).last().copied().unwrap_or_default(), entry.path()))
            .collect();
        folders.sort();
        for (_, old) in folders.iter().take(folders.len().saturating_sub(DOCUMENTS)) {
            let _ = fs::remove_dir_all(old);
        }
    }

    fn snapshots_of(&self, key: &str) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.join("snapshots").join(key))
    }

    /// The older states of the open document, newest first.
    pub fn snapshots(&self) -> Vec<Snapshot> {
        let Some(folder) = self.snapshots_of(&self.key) else { return Vec::new() };
        let now = millis();
        let snapshot = |at: u64| Snapshot {
            place: folder.join(format!("{at}.json")).into_os_string(),
            age: seconds(now.saturating_sub(at)),
        };
        times(&folder).into_iter().rev().map(snapshot).collect()
    }

    /// What was being edited when the editor last stopped, and its file.
    pub fn recovered(&mut self) -> Option<(Vec<u8>, Option<PathBuf>)> {
        let path = self.slot()?;
        let bytes = read_file(&path).ok()?;
        let of = fs::read_to_string(Self::beside(&path)).ok();
        let of: Value = of.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        let file = of["path"].as_str().map(PathBuf::from);
        if let Some(key) = of["key"].as_str().filter(|key| is_key(key)) {
            key.clone_into(&mut self.key);
        }
        self.path.clone_from(&file);
        self.last = String::from_utf8(bytes.clone()).ok();
        Some((bytes, file))
    }

    /// What was being edited is in a file: the next start need not recover it.
    pub fn clear_autosave(&mut self) {
        if let Some(path) = self.slot() {
            let _ = fs::remove_file(Self::beside(&path));
            let _ = fs::remove_file(path);
        }
    }

    /// Puts the autosave where nothing overwrites it, and says where.
    pub fn set_aside(&mut self) -> Option<PathBuf> {
        let path = self.slot()?;
        let aside = path.with_file_name(format!("autosave-{}.json", millis()));
        fs::rename(path, &aside).ok()?;
        Some(aside)
    }

    fn recents_path(&self) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.join("recent.json"))
    }

    fn noted(&self) -> Vec<(PathBuf, u64)> {
        let text = self.recents_path().and_then(|path| fs::read_to_string(path).ok());
        let list: Vec<Value> = text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        let entry = |it: &Value| Some((PathBuf::from(it["path"].as_str()?), it["at"].as_u64()?));
        list.iter().filter_map(entry).collect()
    }

    fn write_noted(&self, list: &[(PathBuf, u64)]) {
        let Some(path) = self.recents_path() else { return };
        // JSON knows no other names than those of text; a file of another name is not listed.
        let entry = |(path, at): &(PathBuf, u64)| Some(json!({ "path": path.to_str()?, "at": at }));
        let list: Vec<Value> = list.iter().filter_map(entry).collect();
        // A list that cannot be kept is no loss that anyone has to hear of.
        let _ = write_whole(&path, Value::Array(list).to_string().as_bytes());
    }

    /// Puts a file on top of the list.
    fn note(&self, path: &Path) {
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let mut list = self.noted();
        list.retain(|(other, _)| *other != path);
        list.insert(0, (path, millis()));
        list.truncate(RECENTS);
        self.write_noted(&list);
    }

    /// The files that were open, newest first, without those that are gone.
    pub fn recents(&self) -> Vec<Recent> {
        let now = millis();
        let there = self.noted().into_iter().filter(|(path, _)| path.is_file());
        let recent = |(path, at): (PathBuf, u64)| Recent {
            name: name_of(&path),
            folder: path.parent().map(|folder| folder.display().to_string()).unwrap_or_default(),
            place: path.into_os_string(),
            age: seconds(now.saturating_sub(at)),
        };
        there.map(recent).collect()
    }

    /// Takes a file from the list.
    pub fn forget(&self, path: &Path) {
        let mut list = self.noted();
        list.retain(|(other, _)| other != path);
        self.write_noted(&list);
    }
}

/// What a file is called.
pub fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The bytes of a file, unless there are too many.
pub fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let size = fs::metadata(path)?.len();
    if size > LARGEST {
        return Err(io::Error::other(format!("{size} bytes; at most {LARGEST} are read")));
    }
    fs::read(path)
}

/// Writes a file so that it is always the old or the new version, complete.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().ok_or_else(|| io::Error::other("no folder"))?;
    fs::create_dir_all(folder)?;
    let mut name = path.file_name().map(std::ffi::OsStr::to_owned).unwrap_or_default();
    name.push(".part");
    let part = folder.join(name);
    let mut file = fs::File::create(&part)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&part, path)
}

/// Where state that is not a document lives.
pub fn state_folder() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let base = set("XDG_STATE_HOME")
        .or_else(|| set("LOCALAPPDATA"))
        .or_else(|| set("HOME").map(|home| home.join(".local/state")))?;
    Some(base.join("plat"))
}

fn millis() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

#[allow(clippy::cast_precision_loss)]
fn seconds(millis: u64) -> f64 {
    millis as f64 / 1000.0
}

/// The times in the names of a folder's files, oldest first.
fn times(folder: &Path) -> Vec<u64> {
    let names = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut times: Vec<u64> =
        names.filter_map(|path| path.file_stem().and_then(|stem| stem.to_str()?.parse().ok())).collect();
    times.sort_unstable();
    times
}

/// A name for a document that is in no file.
fn untitled() -> String {
    format!("untitled-{}", millis())
}

/// A name for the document of a file. It need only be the same the next time.
fn key_of(path: &Path) -> String {
    let mut hasher = DefaultHasher::new();
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// Whether a text may be a name of ours: a file of the state that somebody wrote leads nowhere else.
fn is_key(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

#[cfg(test)]
mod tests;
