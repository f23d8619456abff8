//! `plat export`: files and refusals of the built binary.

use crate::cli::plat_in;
use std::{
    fs,
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

const FORMATS: &str = "svg, png, json, mermaid, mermaid-architecture, dot, drawio, cloudformation, cloudformation-json, sam, terraform, markdown, csv, text, ascii";

/// A folder of its own, gone when the test is.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("plat-export-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        let model =
            PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("models/private-function-no-endpoint/model.json");
        fs::copy(model, path.join("m.json")).unwrap();
        Self(path)
    }

    fn plat(&self, arguments: &[&str]) -> (i32, String, String) {
        plat_in(&self.0, &[&["export", "m.json"], arguments].concat(), "")
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.join(name)).unwrap()
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<String> = entries.map(|name| name.to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    fn refused(&self, arguments: &[&str]) -> String {
        let (code, out, err) = self.plat(arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}: {err}");
        assert_eq!(self.names(), ["m.json"], "{arguments:?}");
        err
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_file_is_what_its_name_ends_in() {
    let folder = Folder::new();
    let all = [
        ("a.svg", "<svg "),
        ("a.PNG", "\u{89}PNG"),
        ("a.json", "{\n  \"plat\""),
        ("a.mmd", "flowchart LR\n"),
        ("a.dot", "digraph plat {"),
        ("a.drawio", "<mxfile "),
        ("a.md", "# "),
        ("a.csv", "Resource,Component,"),
        ("a.txt", "Private function"),
        ("a.yaml", "AWSTemplateFormatVersion: '2010-09-09'\n"),
        ("a.template.json", "{\n  \"AWSTemplateFormatVersion\""),
    ];
    for (name, begins) in all {
        assert_eq!(folder.plat(&["-o", name]), (0, String::new(), String::new()), "{name}");
        let begin: String =
            folder.bytes(name).iter().take(begins.chars().count()).map(|b| char::from(*b)).collect();
        assert_eq!(begin, begins, "{name}");
    }
    assert_eq!(folder.bytes("a.json"), folder.bytes("m.json"));
    assert_eq!(
        folder.names(),
        [
            "a.PNG",
            "a.csv",
            "a.dot",
            "a.drawio",
            "a.json",
            "a.md",
            "a.mmd",
            "a.svg",
            "a.template.json",
            "a.txt",
            "a.yaml",
            "m.json"
        ],
        "nothing is left beside them"
    );
    assert!(folder.plat(&["-f", "mermaid-architecture"]).1.starts_with("architecture-beta\n"));
    let (code, out, _) = folder.plat(&["--format", "svg"]);
    assert_eq!((code, out.into_bytes()), (0, folder.bytes("a.svg")));
}

#[test]
fn options_change_the_picture() {
    let folder = Folder::new();
    let svg = |more: &[&str]| folder.plat(&[&["--format", "svg"], more].concat()).1;
    let plain = svg(&[]);
    assert!(plain.contains("connection-place-order-orders") && plain.contains("#glyph-close"));
    assert!(!svg(&["--no-overlays"]).contains("#glyph-close"));
    assert!(plain.contains("$0.41") && !svg(&["--no-overlays"]).contains("$0.41"));
    assert!(plain.contains("fill=\"#fafbfc\"") && !plain.contains("id=\"legend\""));
    assert!(svg(&["--theme", "dark"]).contains("fill=\"#10161d\""));
    assert!(!svg(&["--transparent"]).contains("class=\"background\""));
    assert!(svg(&["--legend", "--lang", "ko"]).contains("프라이빗 서브넷"));
    let part = svg(&["--only", "private-a", "orders"]);
    assert!(part.contains("resource-orders") && part.contains("resource-place-order"));
    assert!(!part.contains("resource-shoppers") && !part.contains("resource-vpc-main"));
    assert_eq!(part, svg(&["--only", "private-a,orders"]));
    let width = |name: &str| u32::from_be_bytes(folder.bytes(name)[16..20].try_into().unwrap());
    for (scale, name) in [("1", "a.png"), ("2", "b.png"), ("4", "c.png")] {
        assert_eq!(folder.plat(&["-o", name, "--scale", scale]).0, 0);
    }
    assert_eq!((width("b.png"), width("c.png")), (2 * width("a.png"), 4 * width("a.png")));
}

#[test]
fn what_cannot_be_written_is_refused() {
    let folder = Folder::new();
    let refused = |arguments: &[&str]| folder.refused(arguments);
    assert_eq!(
        refused(&[]),
        format!("error: it is not said what to write\n help: say `--format` with one of {FORMATS}\n")
    );
    assert_eq!(
        refused(&["-o", "plan.pdf"]),
        format!("error: `plan.pdf` does not end in a format\n help: say `--format` with one of {FORMATS}\n")
    );
    assert_eq!(
        refused(&["--format", "svg", "--only", "order"]),
        "error: nothing is called `order`\n help: did you mean `orders`?\n"
    );
    assert_eq!(
        refused(&["--format", "svg", "--only", "rtb-private"]),
        "error: `rtb-private` is not drawn\n help: it belongs to what it stands in; name that\n"
    );
    assert_eq!(
        refused(&["--format", "svg", "-o", "./m.json"]),
        "error: `./m.json` is the model itself\n help: name another file with `-o`\n"
    );
    assert_eq!(
        refused(&["--format", "svg", "-o", "."]),
        "error: `.` is a folder\n help: name a file in it\n"
    );
    assert_eq!(refused(&["--format", "json", "--legend"]), "error: `--legend` changes nothing about json\n");
    assert_eq!(refused(&["--format", "svg", "--scale", "2"]), "error: `--scale` changes nothing about svg\n");
    assert!(refused(&["-o", "a.png", "--scale", "3"]).contains("`3` is not 1, 2 or 4"));
    assert!(refused(&["--format", "pgn"]).contains(&format!("[possible values: {FORMATS}]")));
    assert!(
        refused(&["-o", "no/such/folder/a.svg"]).starts_with("error: cannot write `no/such/folder/a.svg`: ")
    );
    assert!(refused(&["-o", "a.svg", "--only", "no good"]).contains("an id has letters, digits"));
    let (code, out, err) = plat_in(&folder.0, &["export", "none.json", "-o", "a.svg"], "");
    assert_eq!(
        (code, out.as_str(), err.as_str()),
        (2, "", "error: cannot read `none.json`: there is no such file\n")
    );
}

#[test]
fn a_picture_too_large_says_what_to_do() {
    let folder = Folder::new();
    let far = r#"{"plat": 1, "resources": {"a": {"kind": "client"}, "b": {"kind": "client"}},
        "layout": {"a": [0, 0], "b": [16000, 0]}}"#;
    let (code, _, err) = plat_in(&folder.0, &["export", "-", "-o", "a.png", "--scale", "2"], far);
    assert_eq!(code, 2);
    assert!(err.contains("a side has at most 16384") && err.contains(" help: take a smaller scale"), "{err}");
    assert_eq!(folder.names(), ["m.json"]);
    assert_eq!(plat_in(&folder.0, &["export", "-", "-o", "a.svg"], far).0, 0);
}
