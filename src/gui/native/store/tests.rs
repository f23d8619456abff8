use super::*;

/// A folder of its own, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("plat-store-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn store(&self) -> Store {
        Store::new(Some(self.0.join("state")))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// DOC-3: what was being edited is there at the next start, with its file and its older states.
#[test]
fn the_autosave_comes_back_with_its_file() {
    let folder = Folder::new("autosave");
    let file = folder.0.join("shop.json");
    fs::write(&file, "{}").unwrap();
    let mut store = folder.store();
    store.turn_to(Some(file.clone()));
    for text in ["one", "two"] {
        store.autosave(text.to_owned()).unwrap();
    }
    drop(store);
    let mut next = folder.store();
    let (bytes, path) = next.recovered().unwrap();
    assert_eq!((bytes.as_slice(), path.as_deref()), (&b"two"[..], Some(file.as_path())));
    assert_eq!(next.path(), Some(file.as_path()));
    let places: Vec<_> = next.snapshots().into_iter().map(|it| fs::read(it.place).unwrap()).collect();
    assert_eq!(places, [b"one"], "the older state is of the same document");
    next.clear_autosave();
    drop(next);
    assert!(folder.store().recovered().is_none());
}

/// DOC-4: each window has an autosave of its own, and takes up that of one that is gone.
#[test]
fn two_windows_keep_two_autosaves() {
    let folder = Folder::new("windows");
    let (mut first, mut second) = (folder.store(), folder.store());
    first.autosave("one".to_owned()).unwrap();
    assert!(second.recovered().is_none(), "what is being edited elsewhere is not recovered");
    second.autosave("two".to_owned()).unwrap();
    assert!(folder.store().recovered().is_none());
    // The first window is closed with nothing left to keep, the second one is killed.
    first.clear_autosave();
    drop((first, second));
    let mut next = folder.store();
    assert_eq!(next.recovered().map(|it| it.0), Some(b"two".to_vec()));
    let mut other = folder.store();
    assert!(other.recovered().is_none());
    other.autosave("three".to_owned()).unwrap();
    assert_eq!(fs::read(folder.0.join("state/autosave-2.json")).unwrap(), b"two");
}

/// DOC-4: a file is edited in one window, which gives it to another one that asks.
#[test]
fn a_file_is_edited_in_one_window_at_a_time() {
    let folder = Folder::new("held");
    let (file, other) = (folder.0.join("shop.json"), folder.0.join("other.json"));
    for path in [&file, &other] {
        fs::write(path, "{}").unwrap();
    }
    let (mut first, mut second) = (folder.store(), folder.store());
    assert!(first.turn_to(Some(file.clone())));
    assert!(!second.turn_to(Some(file.clone())), "the first window has it");
    assert!(second.turn_to(Some(other.clone())) && second.turn_to(None), "others are free");
    assert!(!second.turn_to(Some(file.clone())));
    let asked = first.asked_at().unwrap();
    assert!(second.asked_at().is_none(), "nobody asks who has nothing");
    second.ask_for();
    assert!(asked.is_file() && second.take().is_none(), "not before the other one gave it");
    first.hand_over("as it is there");
    assert_eq!(second.take(), Some(Some(b"as it is there".to_vec())));
    assert!(!asked.is_file() && first.take().is_none(), "now the second window has it");
    // A window that is gone has nothing, however it went.
    drop(second);
    assert_eq!(first.take(), Some(None));
    assert!(first.saved_as(file) && first.saved_as(other), "a file that is saved is the window's own");
}

/// DOC-3: the last ten older states, one a minute.
#[test]
fn older_states_are_kept_once_a_minute_and_ten_of_them() {
    let folder = Folder::new("snapshots");
    let mut store = folder.store();
    store.autosave("0".to_owned()).unwrap();
    let kept = store.snapshots_of(&store.key).unwrap();
    for at in 1..=15_u64 {
        store.autosave(at.to_string()).unwrap();
        // As if a minute passed.
        for time in times(&kept).into_iter().rev() {
            let name = |at: u64| kept.join(format!("{at}.json"));
            let earlier = if at == 15 { time } else { time - 61_000 };
            fs::rename(name(time), name(earlier)).unwrap();
        }
    }
    let texts: Vec<_> =
        store.snapshots().into_iter().map(|it| fs::read_to_string(it.place).unwrap()).collect();
    let expect: Vec<String> = (5..15).rev().map(|at| at.to_string()).collect();
    assert_eq!(texts, expect);
    store.autosave("within the minute".to_owned()).unwrap();
    assert_eq!(store.snapshots().len(), SNAPSHOTS, "not one more");
    assert!(store.snapshots().windows(2).all(|pair| pair[0].age <= pair[1].age), "newest first");
    let file = folder.0.join("named.json");
    store.saved_as(file.clone());
    assert_eq!(store.snapshots().len(), SNAPSHOTS, "they go along with a new name");
    store.turn_to(None);
    assert!(store.snapshots().is_empty(), "another document has its own");
    store.turn_to(Some(file));
    assert_eq!(store.snapshots().len(), SNAPSHOTS);
}

#[test]
fn files_that_were_open_are_listed_newest_first() {
    let folder = Folder::new("recent");
    let mut store = folder.store();
    for at in 0..12 {
        let file = folder.0.join(format!("{at}.json"));
        fs::write(&file, "{}").unwrap();
        store.turn_to(Some(file));
    }
    store.turn_to(Some(folder.0.join("5.json")));
    fs::remove_file(folder.0.join("7.json")).unwrap();
    let names = |store: &Store| store.recents().into_iter().map(|it| it.name).collect::<Vec<_>>();
    let expect = ["5", "11", "10", "9", "8", "6", "4", "3", "2"].map(|at| format!("{at}.json"));
    assert_eq!(names(&folder.store()), expect, "each once, and none that is gone");
    let first = store.recents().remove(0);
    store.forget(Path::new(&first.place));
    assert_eq!(names(&store), expect[1..]);
    assert!(first.age < 60.0 && folder.0.ends_with(Path::new(&first.folder).file_name().unwrap()));
}

/// The state folder is text that anyone may have written.
#[test]
fn a_broken_state_folder_is_no_harm() {
    let folder = Folder::new("broken");
    let state = folder.0.join("state");
    fs::create_dir_all(&state).unwrap();
    for name in ["settings.json", "recent.json", "autosave.of.json"] {
        fs::write(state.join(name), "[{\"path\": 1}, 7").unwrap();
    }
    fs::write(state.join("autosave.json"), "text").unwrap();
    let mut store = folder.store();
    assert!(store.recents().is_empty() && store.setting("lang").is_none());
    assert_eq!(store.recovered(), Some((b"text".to_vec(), None)));
    fs::write(state.join("autosave.of.json"), "{\"key\": \"../../outside\"}").unwrap();
    let key = store.key.clone();
    store.recovered();
    assert_eq!(store.key, key, "a name leads nowhere else");
    let aside = store.set_aside().unwrap();
    assert_eq!(fs::read(aside).unwrap(), b"text");
    assert!(store.recovered().is_none());
}

#[test]
fn nothing_is_kept_without_a_folder() {
    let mut store = Store::new(None);
    store.set_setting("lang", "ko");
    store.autosave("text".to_owned()).unwrap();
    assert!(store.recovered().is_none() && store.recents().is_empty() && store.snapshots().is_empty());
    assert_eq!(store.setting("lang").as_deref(), Some("ko"), "until the editor is closed");
}
