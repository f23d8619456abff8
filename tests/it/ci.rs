//! `plat check` in CI: the same findings in every form, as other readers take them; baselines, acceptances, thresholds
//! and `plat.toml`.

use crate::cli::plat_in;
use boon::{Compiler, Schemas};
use roxmltree::Document;
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A folder of its own, gone when the test is.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("plat-ci-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn file(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn plat(&self, arguments: &[&str]) -> (i32, String, String) {
        plat_in(&self.0, arguments, "")
    }

    fn check(&self, arguments: &[&str]) -> (i32, Value) {
        let all = [&["check", "--json", "--today", "2026-11-26"], arguments].concat();
        let (code, out, err) = self.plat(&all);
        (code, serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}{err}")))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A design with a finding of each severity and two rules that do not hold, with names that mean something to readers.
const ODD: &str = r#"{
  "plat": 1,
  "name": "odd",
  "resources": {
    "eip": { "kind": "elastic_ip", "in": "r" },
    "igw": { "kind": "internet_gateway", "in": "v" },
    "igw-2": { "kind": "internet_gateway", "in": "v" },
    "r": { "kind": "region" },
    "v": {
      "kind": "vpc",
      "in": "r",
      "cidr_block": "10.0.0.0/8"
    },
    "w": { "kind": "instance", "in": "s" },
    "s": { "kind": "subnet", "in": "v", "cidr_block": "10.0.0.0/24" }
  },
  "rules": [
    { "name": "a <b> & \"c\": 100%,\n]]> 주문", "from": "internet", "to": "w" },
    { "from": "kind:db_instance", "to": "w" }
  ]
}
"#;

fn sarif_of(text: &str) -> Value {
    let document: Value = serde_json::from_str(text).unwrap();
    let path = root().join("tests/schemas/sarif-2.1.0.json");
    let schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.add_resource("sarif.json", schema).unwrap();
    let schema = compiler.compile("sarif.json", &mut schemas).unwrap();
    schemas.validate(&document, schema).unwrap_or_else(|error| panic!("{error}"));
    document
}

fn junit_of(text: &str) -> String {
    let schema = root().join("tests/schemas/junit-10.xsd");
    let mut command = Command::new("xmllint");
    command.args(["--noout", "--schema"]).arg(schema).arg("-").stdin(Stdio::piped()).stderr(Stdio::piped());
    let mut reader = command.spawn().expect("xmllint: `cargo xtask setup` installs it");
    reader.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = reader.wait_with_output().unwrap();
    assert!(output.status.success(), "{}\n{text}", String::from_utf8_lossy(&output.stderr));
    text.to_owned()
}

fn names(document: &Document<'_>, name: &str) -> usize {
    document.descendants().filter(|it| it.has_tag_name(name)).count()
}

/// What each form says is wrong: severity, code and place, in order.
#[test]
fn every_form_says_the_same_in_the_same_order() {
    let folder = Folder::new();
    folder.file("a/odd.json", ODD);
    folder.file("b c.json", r#"{"plat": 1, "resources": {"r": {"kind": "region"}}}"#);
    let out = |form: &str| {
        let (code, out, err) = folder.plat(&["check", ".", "--format", form]);
        assert_eq!((code, &*err), (1, ""), "{form}");
        out
    };
    let all: Value = serde_json::from_str(&out("json")).unwrap();
    let of_json = |it: &Value| {
        let field = it["field"].as_str().map_or(String::new(), |field| format!(".{field}"));
        let place = it["resource"].as_str().map(|id| format!("{id}{field}"));
        (it["code"].as_str().unwrap().to_owned(), place.unwrap())
    };
    let findings: Vec<_> = all["findings"].as_array().unwrap().iter().map(of_json).collect();
    assert!(findings.len() >= 3, "{all}");
    let severities: BTreeSet<&str> =
        all["findings"].as_array().unwrap().iter().map(|it| it["severity"].as_str().unwrap()).collect();
    assert_eq!(severities.len(), 3, "one of each: {severities:?}");

    let sarif = sarif_of(&out("sarif"));
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let place = |it: &Value| {
        it["locations"][0]["logicalLocations"][0]["fullyQualifiedName"].as_str().unwrap().to_owned()
    };
    let of_sarif: Vec<_> = results
        .iter()
        .filter(|it| it["ruleId"] != "MODEL_RULE")
        .map(|it| (it["ruleId"].as_str().unwrap().to_owned(), place(it)))
        .collect();
    assert_eq!(of_sarif, findings);
    let level =
        |it: &Value| ["note", "warning", "error"].iter().position(|level| it["level"] == *level).unwrap();
    assert!(results.windows(2).all(|pair| level(&pair[0]) >= level(&pair[1])), "the most severe first");
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    for it in results {
        let nth = usize::try_from(it["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[nth]["id"], it["ruleId"]);
        let place = &it["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "a/odd.json");
        assert!(place["region"]["startLine"].as_u64().unwrap() >= 1);
    }
    assert_eq!(results.iter().filter(|it| it["ruleId"] == "MODEL_RULE").count(), 2);

    let github = out("github");
    let of_github: Vec<&str> = github.lines().map(|line| line.split("title=").nth(1).unwrap()).collect();
    assert_eq!(of_github.len(), results.len());
    for (line, it) in github.lines().zip(results) {
        let region = &it["locations"][0]["physicalLocation"]["region"];
        let at = format!(" file=a/odd.json,line={},col={},", region["startLine"], region["startColumn"]);
        assert!(line.starts_with("::") && line.contains(&at), "{line}");
    }
    assert!(github.contains("title=a <b> & \"c\"%3A 100%25%2C%0A]]> 주문::"), "{github}");

    let junit = junit_of(&out("junit"));
    let document = Document::parse(&junit).unwrap();
    let suites: Vec<_> = document.descendants().filter(|it| it.has_tag_name("testsuite")).collect();
    assert_eq!(
        suites.iter().map(|it| it.attribute("name").unwrap()).collect::<Vec<_>>(),
        ["./a/odd.json", "./b c.json"]
    );
    let cases: Vec<_> = document
        .descendants()
        .filter(|it| {
            it.has_tag_name("testcase")
                && it.has_attribute("file")
                && it.attribute("classname") != Some("rules")
        })
        .map(|it| (it.attribute("classname").unwrap().to_owned(), it.attribute("name").unwrap().to_owned()))
        .collect();
    assert_eq!(cases, findings);
    for suite in &suites {
        let count = |name: &str| suite.descendants().filter(|it| it.has_tag_name(name)).count().to_string();
        assert_eq!(suite.attribute("tests"), Some(&*count("testcase")));
        assert_eq!(suite.attribute("failures"), Some(&*count("failure")));
        assert!(count("testcase") != "0");
    }
    let failure =
        document.descendants().find(|it| it.has_tag_name("failure")).and_then(|it| it.text()).unwrap();
    assert!(failure.starts_with("./a/odd.json:"), "{failure}");

    let (text, markdown) = (out("text"), out("markdown"));
    let mut rest = &*text;
    for (code, place) in &findings {
        rest = rest
            .split_once(&format!("[{code}] {place}: "))
            .unwrap_or_else(|| panic!("{code} {place}\n{text}"))
            .1;
        assert!(markdown.contains(&format!("`{code}`")), "{markdown}");
    }
    assert!(markdown.starts_with("### ❌ Plat: "), "{markdown}");
    assert!(!markdown.split('`').step_by(2).any(|words| words.contains("<b>")), "{markdown}");
}

#[test]
fn findings_have_the_lines_of_the_file() {
    let folder = Folder::new();
    folder.file("m.json", ODD);
    let (_, all) = folder.check(&["m.json"]);
    let lines: Vec<&str> = ODD.lines().collect();
    for it in all["findings"].as_array().unwrap() {
        let line = lines[usize::try_from(it["line"].as_u64().unwrap()).unwrap() - 1];
        let column = usize::try_from(it["column"].as_u64().unwrap()).unwrap() - 1;
        let (id, field) = (it["resource"].as_str().unwrap(), it["field"].as_str());
        let named = line[column..].starts_with(&format!("\"{id}\""));
        assert!(
            named || field.is_some_and(|field| line[column..].starts_with(&format!("\"{field}\""))),
            "{it}: {line}"
        );
    }
    // From the page's own line, wherever the check is called from.
    let (_, out, _) =
        plat_in(&folder.0.join(".."), &["check", folder.0.to_str().unwrap(), "--format", "sarif"], "");
    let uri = sarif_of(&out)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
        ["uri"]
        .clone();
    assert_eq!(uri, format!("{}/m.json", folder.0.file_name().unwrap().to_string_lossy()));
}

#[test]
fn fingerprints_stay_when_lines_move() {
    let folder = Folder::new();
    folder.file("m.json", ODD);
    let prints = || -> Vec<Value> {
        let (_, out, _) = folder.plat(&["check", "m.json", "--format", "sarif"]);
        let results = sarif_of(&out)["runs"][0]["results"].as_array().unwrap().clone();
        results.iter().map(|it| it["partialFingerprints"].clone()).collect()
    };
    let before = prints();
    folder.file("m.json", &ODD.replace("  \"name\": \"odd\",\n", "\n\n\n"));
    assert_eq!(prints(), before);
    let different: BTreeSet<String> = before.iter().map(ToString::to_string).collect();
    assert_eq!(different.len(), before.len());
}

#[test]
fn a_baseline_hides_what_is_known_and_nothing_else() {
    let folder = Folder::new();
    folder.file("m/odd.json", ODD);
    let (code, out, err) = folder.plat(&["check", "m/odd.json", "--write-baseline", "known.json"]);
    assert_eq!((code, &*out), (0, ""));
    assert!(err.contains("`known.json` has "), "{err}");
    let (code, all) = folder.check(&["m/odd.json", "--baseline", "known.json"]);
    assert_eq!((code, &all["summary"]["ok"]), (0, &json!(true)));
    assert!(all["findings"].as_array().unwrap().iter().all(|it| it["suppressed"]["by"] == "baseline"));
    let (_, out, _) = folder.plat(&["check", "m/odd.json", "--baseline", "known.json", "--format", "sarif"]);
    let sarif = sarif_of(&out);
    assert!(
        sarif["runs"][0]["results"]
            .as_array()
            .unwrap()
            .iter()
            .all(|it| it["suppressions"][0]["kind"] == "external")
    );
    let (_, out, _) = folder.plat(&["check", "m/odd.json", "--baseline", "known.json", "--format", "junit"]);
    let junit = junit_of(&out);
    let document = Document::parse(&junit).unwrap();
    assert_eq!(
        (names(&document, "failure"), names(&document, "skipped")),
        (0, all["summary"]["suppressed"].as_u64().unwrap() as usize)
    );
    let (_, out, _) = folder.plat(&["check", "m/odd.json", "--baseline", "known.json", "--format", "github"]);
    assert_eq!(out, "");
    // The same seen from elsewhere, and after lines have moved.
    folder.file("m/odd.json", &ODD.replace("\"plat\": 1,", "\"plat\": 1,\n"));
    let inside = |arguments: &[&str]| plat_in(&folder.0.join("m"), arguments, "");
    assert_eq!(inside(&["check", "odd.json", "--baseline", "../known.json"]).0, 0);
    // Something new fails.
    folder.file("m/odd.json", &ODD.replace("\"igw-2\"", "\"igw-3\""));
    let (code, _, err) = inside(&["check", "odd.json", "--baseline", "../known.json"]);
    assert_eq!(code, 1);
    assert!(err.contains("entries of `../known.json` are no longer found"), "{err}");
    for (text, said) in [
        ("{}", "missing field"),
        ("[", "is no baseline"),
        (r#"{"plat_baseline": 2, "known": []}"#, "has format 2"),
        (r#"{"plat_baseline": 1, "known": [], "x": 1}"#, "unknown field `x`"),
    ] {
        folder.file("bad.json", text);
        let (code, _, err) = folder.plat(&["check", "m/odd.json", "--baseline", "bad.json"]);
        assert!(code == 2 && err.contains(said), "{err}");
    }
}

fn accepted(more: &str) -> String {
    ODD.replace("\"rules\": [", &format!("\"accepted\": [{more}],\n  \"rules\": [")).replace(
        "    { \"name\": \"a <b> & \\\"c\\\": 100%,\\n]]> 주문\", \"from\": \"internet\", \"to\": \"w\" },\n    { \"from\": \"kind:db_instance\", \"to\": \"w\" }\n",
        "",
    )
}

#[test]
fn what_the_model_accepts_does_not_fail_until_its_day() {
    let folder = Folder::new();
    folder.file("m.json", &accepted(""));
    let (code, all) = folder.check(&["m.json"]);
    assert_eq!(code, 1);
    let errors: Vec<(String, String)> = all["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["severity"] == "error")
        .map(|it| (it["code"].as_str().unwrap().to_owned(), it["resource"].as_str().unwrap().to_owned()))
        .collect();
    let entries = |until: &str| {
        let one = |(code, at): &(String, String)| {
            format!(r#"{{"code": "{code}", "at": "{at}", "reason": "on purpose"{until}}}"#)
        };
        errors.iter().map(one).collect::<Vec<_>>().join(", ")
    };
    folder.file("m.json", &accepted(&entries("")));
    let (code, all) = folder.check(&["m.json"]);
    assert_eq!((code, all["summary"]["suppressed"].as_u64()), (0, Some(errors.len() as u64)), "{all}");
    let first = &all["findings"][0];
    assert_eq!(first["suppressed"], json!({"by": "model", "reason": "on purpose", "until": null}));
    let (_, out, _) = folder.plat(&["check", "m.json", "--format", "sarif"]);
    assert_eq!(sarif_of(&out)["runs"][0]["results"][0]["suppressions"][0]["kind"], "inSource");

    folder.file("m.json", &accepted(&entries(r#", "until": "2026-11-26""#)));
    let on = |day: &str| {
        let (code, out, _) = folder.plat(&["check", "m.json", "--json", "--today", day]);
        let all: Value = serde_json::from_str(&out).unwrap();
        let codes: Vec<String> = all["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["code"].as_str().unwrap().to_owned())
            .collect();
        (code, codes.iter().filter(|code| *code == "ACC001").count())
    };
    assert_eq!(on("2026-11-26"), (0, 0), "the last day counts");
    assert_eq!(
        on("2026-11-27"),
        (1, errors.len()),
        "then the finding is back, and its acceptance is one too"
    );
    // The clock is later than this.
    folder.file("m.json", &accepted(&entries(r#", "until": "2020-01-01""#)));
    assert_eq!(folder.plat(&["check", "m.json"]).0, 1);

    folder.file(
        "m.json",
        &accepted(&format!(r#"{}, {{"code": "SG003", "at": "r", "reason": "x"}}"#, entries(""))),
    );
    let (code, all) = folder.check(&["m.json"]);
    let idle = all["findings"].as_array().unwrap().iter().find(|it| it["code"] == "ACC002").unwrap();
    assert_eq!((code, &idle["resource"], &idle["severity"]), (0, &json!("r"), &json!("info")));
    assert!(folder.plat(&["explain", "ACC001"]).1.contains("ACC001"));
    assert!(
        folder
            .plat(&["check", "m.json", "--today", "26.11.2026"])
            .2
            .contains("is not a day such as 2027-01-31")
    );
}

#[test]
fn acceptances_say_what_where_and_why() {
    let folder = Folder::new();
    for (entry, said) in [
        (r#"{"at": "w", "reason": "x"}"#, "`code` is missing"),
        (r#"{"code": "X", "at": "w"}"#, "`reason` is missing"),
        (r#"{"code": "X", "reason": "x"}"#, "name either the resource"),
        (r#"{"code": "X", "reason": "x", "at": "ww"}"#, "did you mean `w`"),
        (r#"{"code": "X", "reason": "x", "connection": "c"}"#, "no connection `c`"),
        (r#"{"code": "X", "reason": "x", "at": "w", "until": "2027-02-30"}"#, "is not a day"),
        (r#"{"code": "X", "reason": "x", "at": "w", "unti": "2027-02-20"}"#, "did you mean `until`"),
    ] {
        folder.file("m.json", &accepted(entry));
        let (code, _, err) = folder.plat(&["check", "m.json"]);
        assert!(code == 2 && err.contains(said) && err.contains("accepted[0]"), "{entry}: {err}");
    }
}

#[test]
fn the_threshold_decides_and_options_win_over_the_file() {
    let folder = Folder::new();
    // A region alone has notes at most; a wide VPC's error is gone.
    let mild = r#"{"plat": 1, "resources": {"r": {"kind": "region"}, "v": {"kind": "vpc", "in": "r"}, "igw": {"kind": "internet_gateway", "in": "v"}}}"#;
    folder.file("deep/er/m.json", mild);
    let code = |arguments: &[&str]| folder.plat(&[&["check", "deep/er/m.json"], arguments].concat()).0;
    let (_, all) = folder.check(&["deep/er/m.json"]);
    let has =
        |severity: &str| all["findings"].as_array().unwrap().iter().any(|it| it["severity"] == severity);
    assert!(has("info") && !has("error"), "{all}");
    assert_eq!(code(&[]), 0);
    assert_eq!(code(&["--fail-on", "warning"]), i32::from(has("warning")));
    assert_eq!(code(&["--fail-on", "note"]), 1);
    folder.file("plat.toml", "[check]\nfail-on = \"note\"\n");
    assert_eq!(code(&[]), 1);
    assert_eq!(code(&["--fail-on", "error"]), 0);
    // The baseline is seen from the file's folder; the nearest file counts.
    assert_eq!(code(&["--write-baseline", "known.json"]), 0);
    folder.file("plat.toml", "[check]\nfail-on = \"note\"\nbaseline = \"known.json\"\n");
    assert_eq!(code(&[]), 0);
    folder.file("deep/plat.toml", "[check]\nfail-on = \"note\"\n");
    assert_eq!(code(&[]), 1);
    folder.file("other.json", mild);
    let (code, _, err) = folder.plat(&["check", "other.json", "deep/er/m.json"]);
    assert!(code == 2 && err.contains("both apply to these models"), "{err}");
    folder.file("deep/plat.toml", "[check]\nfail_on = \"note\"\n");
    let (code, _, err) = folder.plat(&["check", "deep/er/m.json"]);
    assert!(
        code == 2
            && err.contains("unknown field `fail_on`")
            && err.contains("plat.toml:2:1")
            && err.contains("did you mean `fail-on`?"),
        "{err}"
    );
    assert!(Path::new(&folder.0).is_dir());
}

/// What a pull request would be told: a group opens a port of three instances, and a NAT gateway is added.
fn before_and_after(folder: &Folder) {
    let design = |rules: &str, more: &str| {
        let mut all = String::from(
            r#""r": {"kind": "region"}, "v": {"kind": "vpc", "in": "r", "main_route_table_id": "t"}, "igw": {"kind": "internet_gateway", "in": "v"},
            "t": {"kind": "route_table", "in": "v", "routes": [{"target": "igw"}]},
            "s": {"kind": "subnet", "in": "v", "cidr_block": "10.0.0.0/24", "map_public_ip_on_launch": true}"#,
        );
        all += &format!(r#", "g": {{"kind": "security_group", "in": "v", "ingress": [{rules}]}}"#);
        for nth in 1..=3 {
            all +=
                &format!(r#", "web-{nth}": {{"kind": "instance", "in": "s", "security_group_ids": ["g"]}}"#);
        }
        format!(r#"{{"plat": 1, "resources": {{{all}{more}}}}}"#)
    };
    folder.file("old.json", &design("", ""));
    let ssh = r#"{"ip_protocol": "tcp", "ports": "22", "cidr": "0.0.0.0/0"}"#;
    folder.file("new.json", &design(ssh, r#", "eip": {"kind": "elastic_ip", "in": "r"}"#));
}

#[test]
fn a_change_is_a_sentence_and_tables() {
    let folder = Folder::new();
    before_and_after(&folder);
    let diff = |old: &str, new: &str| folder.plat(&["diff", old, new, "--format", "markdown"]);
    let (code, out, err) = diff("old.json", "new.json");
    assert_eq!((code, &*err), (1, ""));
    let first = out.lines().next().unwrap();
    assert!(
        first.starts_with(
            "### Plat: this change opens tcp/22 of 3 EC2 instances to the internet, opens 6 ways inside; +3.65 USD a month"
        ),
        "{first}"
    );
    assert!(out.contains("| `internet` | `web-1` | tcp 22 |  |"), "{out}");
    assert!(out.contains("<summary>New findings: ") && out.contains("`EIP002`"), "{out}");
    assert!(out.contains("| added | resources | `eip` | elastic\\_ip |"), "{out}");
    assert_eq!(out.matches("<details>").count(), out.matches("</details>").count());
    let (code, out, _) = diff("new.json", "old.json");
    let first = out.lines().next().unwrap();
    assert!(
        code == 1
            && first.contains(
                "closes tcp/22 of 3 EC2 instances to the internet, closes 6 ways inside; -3.65 USD a month"
            ),
        "{first}"
    );
    assert_eq!(diff("old.json", "old.json"), (0, "### Plat: no difference\n".to_owned(), String::new()));
    let one = fs::read_to_string(folder.0.join("new.json")).unwrap();
    folder.file("named.json", &one.replace("\"plat\": 1,", "\"plat\": 1, \"name\": \"@me <b>|x\","));
    let (_, out, _) = diff("new.json", "named.json");
    assert!(out.starts_with("### Plat: this change changes nothing that packets can tell\n"), "{out}");
    assert!(out.contains("`@me <b>\\|x`"), "{out}");
}

#[test]
fn watching_checks_again_when_a_file_is_saved() {
    let folder = Folder::new();
    folder.file("m.json", r#"{"plat": 1, "resources": {"r": {"kind": "region"}}}"#);
    let mut command = Command::new(env!("CARGO_BIN_EXE_plat"));
    command.args(["watch", "m.json", "--interval", "20", "--rounds", "3"]).current_dir(&folder.0);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (sender, done) = std::sync::mpsc::channel();
    std::thread::spawn(move || sender.send(child.wait_with_output()).unwrap());
    // Each save is another size, so that no clock has to tell them apart.
    let mut nth = 0;
    let output = loop {
        if let Ok(output) = done.recv_timeout(std::time::Duration::from_millis(300)) {
            break output.unwrap();
        }
        nth += 1;
        assert!(nth < 200, "it does not end");
        if nth % 2 == 0 {
            folder.file("m.json", &ODD.replace("odd", &"x".repeat(nth)));
        } else {
            folder.file("m.json", &format!("{{\"plat\": {}", " ".repeat(nth)));
        }
    };
    let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(err.matches("checking; Ctrl+C ends this").count(), 3, "{err}");
    // Whatever of it was seen: a bad file is said and waited for.
    assert!(out.contains("; ") || err.contains("error:"), "{out}{err}");
}

/// Options that the pages and the action name are there.
#[test]
fn what_ci_is_told_to_call_is_there() {
    let help = |command: &str| plat_in(&root(), &[command, "--help"], "").1;
    let all: String = ["check", "diff", "export", "watch", "cost"].map(help).concat();
    for page in ["action.yml", "docs/ci.md", ".pre-commit-hooks.yaml"] {
        let text = fs::read_to_string(root().join(page)).unwrap();
        // Those of cargo and Git are theirs.
        let lines = text.lines().filter(|line| !line.contains("cargo ") && !line.contains("git "));
        let words = lines.flat_map(|line| line.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')));
        for word in words.filter(|word| word.starts_with("--") && word.contains(|c: char| c != '-')) {
            assert!(all.contains(word), "{page}: {word}");
        }
    }
    let action = fs::read_to_string(root().join("action.yml")).unwrap();
    let script = action.split("run: |").nth(1).unwrap();
    assert!(!script.contains("${{"), "inputs come by the environment");
}

/// An acceptance follows its resource or connection through every edit, and goes with it.
#[test]
fn acceptances_follow_what_they_are_about() {
    use plat::{
        analysis::Analysis,
        model::{edit::Edit, file},
    };
    let text = r#"{"plat": 1, "resources": {
        "r": {"kind": "region"}, "f": {"kind": "lambda_function", "in": "r"}, "t": {"kind": "dynamodb_table", "in": "r"}},
        "connections": {"c": {"from": "f", "to": "t", "kind": "read_write"}},
        "accepted": [{"code": "X", "at": "f", "reason": "a", "until": "2027-01-31"}, {"code": "Y", "connection": "c", "reason": "b"}]}"#;
    let mut analysis = Analysis::new(file::load(text).unwrap().model);
    let before = file::save(analysis.model());
    let said = |analysis: &Analysis| -> Vec<String> {
        let all: Value = serde_json::from_str(&file::save(analysis.model())).unwrap();
        let entries = all["accepted"].as_array().cloned().unwrap_or_default();
        entries.iter().map(|it| format!("{}{}", it["at"], it["connection"])).collect()
    };
    let id = |text: &str| text.parse().unwrap();
    analysis.edit(1, &[Edit::Rename { id: id("f"), to: id("g") }]).unwrap();
    assert_eq!(said(&analysis), ["\"g\"null", "null\"c\""]);
    analysis.edit(2, &[Edit::Remove { id: id("t") }]).unwrap();
    assert_eq!(said(&analysis), ["\"g\"null"], "the connection went with its end");
    analysis.edit(3, &[Edit::Remove { id: id("g") }]).unwrap();
    assert_eq!(said(&analysis), [""; 0]);
    while analysis.undo().is_some() {}
    assert_eq!(file::save(analysis.model()), before);
    analysis.edit(4, &[Edit::Disconnect { id: "c".parse().unwrap() }]).unwrap();
    assert_eq!(said(&analysis), ["\"f\"null"]);
    let other = file::load(text).unwrap().model;
    analysis.edit(5, &[Edit::Become(Box::new(other))]).unwrap();
    assert_eq!(file::save(analysis.model()), before);
}

/// What a template leaves open is said on the command line, to every command that reads one.
#[test]
fn parameters_are_given_to_every_command() {
    let folder = Folder::new();
    let template = "Parameters: { Block: { Type: String } }\nResources:\n  \
                    Net: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }\n  \
                    Front: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Net, CidrBlock: !Ref Block } }\n";
    folder.file("net.yaml", template);
    let (_, out, _) = folder.plat(&["check", "net.yaml"]);
    assert!(out.contains("IMP020") && out.contains("VALUE001"), "{out}");
    let (_, out, _) = folder.plat(&["check", "net.yaml", "--parameter", "Block=192.168.0.0/24"]);
    assert!(!out.contains("IMP020") && out.contains("`192.168.0.0/24` lies in no block"), "{out}");
    let (code, out, _) = folder.plat(&["matrix", "net.yaml", "--parameter", "Block=10.0.1.0/24"]);
    assert_eq!(code, 0, "{out}");
    let (code, _, error) = folder.plat(&["check", "net.yaml", "--parameter", "Block"]);
    assert!(code == 2 && error.contains("NAME=VALUE"), "{error}");
}
