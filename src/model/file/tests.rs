//! What the loader takes, gives back and refuses, and with which words.

use super::*;
use crate::model::json::LARGEST_FILE;

/// A small design in canonical form, with every section.
const SMALL: &str = r#"{
  "plat": 1,
  "name": "orders",
  "resources": {
    "api": { "kind": "http_api", "in": "seoul" },
    "fn": { "kind": "lambda_function", "in": "private", "memory_size": 256, "description": "주문 \"A\"" },
    "main": {
      "kind": "route_table",
      "in": "vpc",
      "routes": [
        { "destination": "pl:s3" }
      ]
    },
    "orders": { "kind": "dynamodb_table", "in": "seoul", "storage_gb": 0.5, "tags": { "team": "web" } },
    "private": { "kind": "subnet", "in": "vpc", "cidr_block": "10.0.7.0/24", "route_table_id": "main" },
    "seoul": { "kind": "region", "region_name": "ap-northeast-2" },
    "vpc": { "kind": "vpc", "in": "seoul", "secondary_cidr_blocks": ["10.1.0.0/16"] }
  },
  "connections": {
    "api-fn": { "from": "api", "to": "fn" },
    "fn-orders": { "from": "fn", "to": "orders", "kind": "read_write", "writes": 1 }
  },
  "workload": [
    { "at": "api", "requests": 2000000 }
  ],
  "rules": [
    { "name": "closed", "expect": "unreachable", "from": "internet", "to": "in:vpc,kind:instance" }
  ],
  "layout": {
    "fn": [16, -8],
    "vpc": [0, 0, 640, 480]
  }
}
"#;

fn model(text: &str) -> Model {
    load(text).unwrap_or_else(|error| panic!("{}: {error}", error.path)).model
}

/// A refusal in one line: place, path, words, help.
fn refused(text: &str) -> String {
    let error = load(text).expect_err(text);
    let help = error.help.map(|help| format!(" | {help}")).unwrap_or_default();
    format!("{}:{} {} | {}{help}", error.line, error.column, error.path, error.message)
}

/// The small design with one part of its text exchanged.
fn with(old: &str, new: &str) -> String {
    assert!(SMALL.contains(old), "{old}");
    SMALL.replacen(old, new, 1)
}

/// DOC-6.
#[test]
fn saving_what_was_loaded_gives_the_same_bytes() {
    assert_eq!(save(&model(SMALL)), SMALL);
    assert_eq!(save(&Model::default()), "{\n  \"plat\": 1,\n  \"resources\": {}\n}\n");
    assert_eq!(save(&model(&save(&Model::default()))), save(&Model::default()));
    for kind in Kind::ALL {
        let mut fresh = Model::default();
        fresh.nodes.insert("x".parse().unwrap(), Arc::new(Node::new(kind.fresh(), None)));
        let text = save(&fresh);
        assert!(text.contains(&format!("\"x\": {{ \"kind\": \"{}\" }}", kind.name())), "{text}");
        assert_eq!(model(&text), fresh);
    }
}

#[test]
fn order_spacing_and_written_defaults_do_not_matter() {
    let text = r#"{"layout":{"fn":[1,2]},"resources":{"fn":{"timeout":3,"kind":"lambda_function"},"a":{"kind":"vpc"}},"plat":1}"#;
    let saved = save(&model(text));
    assert_eq!(
        saved,
        "{\n  \"plat\": 1,\n  \"resources\": {\n    \"a\": { \"kind\": \"vpc\" },\n    \"fn\": { \"kind\": \"lambda_function\" }\n  },\n  \
         \"layout\": {\n    \"fn\": [1, 2]\n  }\n}\n"
    );
    assert_eq!(model(&saved), model(text));
    // Windows line ends and tabs are white space too.
    assert_eq!(model(&SMALL.replace('\n', "\r\n").replace("  ", "\t")), model(SMALL));
    // A byte order mark is skipped.
    assert_eq!(load_bytes(format!("\u{feff}{SMALL}").as_bytes()).unwrap().model, model(SMALL));
}

#[test]
fn refusals_say_where_what_and_what_instead() {
    let cases = [
        (
            with("memory_size", "memroy_size"),
            "6:57 resources.fn | unknown key `memroy_size` | did you mean `memory_size`?",
        ),
        (with("\"name\": \"orders\"", "\"nmae\": \"\""), "3:3  | unknown key `nmae` | did you mean `name`?"),
        (
            with("256", "\"256\""),
            "6:72 resources.fn.memory_size | expected a whole number, found the text \"256\"",
        ),
        (
            with("256", "256.5"),
            "6:72 resources.fn.memory_size | expected a whole number, found the number 256.5",
        ),
        (with("256", "64"), "6:72 resources.fn.memory_size | 64 is not from 128 to 10240"),
        (
            with("256", "20000000000000000000"),
            "6:72 resources.fn.memory_size | expected a whole number, found the number 20000000000000000000",
        ),
        (with("256", "null"), "6:72 resources.fn.memory_size | expected a whole number, found null"),
        (with("0.5", "-1"), "14:72 resources.orders.storage_gb | -1 is not from 0 to 1000000000000000"),
        (with("0.5", "1e3"), "14:72 resources.orders.storage_gb | write `1e3` without an exponent"),
        (
            with("0.5", "0.00000000000000000000000000001"),
            "14:72 resources.orders.storage_gb | `0.00000000000000000000000000001` is not a decimal number",
        ),
        (
            with("\"in\": \"private\"", "\"in\": \"privat\""),
            "6:46 resources.fn.in | nothing is called `privat` | did you mean `private`?",
        ),
        (
            with("\"in\": \"private\"", "\"in\": \"orders\""),
            "6:46 resources.fn.in | Lambda function cannot stand in DynamoDB table `orders`; it stands in: Region / VPC / Subnet",
        ),
        (
            with("\"region_name\"", "\"in\": \"vpc\", \"region_name\""),
            "16:40 resources.seoul.in | Region stands outside `vpc`, on the canvas itself",
        ),
        (
            with("\"route_table_id\": \"main\"", "\"route_table_id\": \"mian\""),
            "15:96 resources.private | nothing is called `mian` | did you mean `main`?",
        ),
        (
            with("\"route_table_id\": \"main\"", "\"route_table_id\": \"orders\""),
            "15:96 resources.private | `orders` is a DynamoDB table, not a Route table",
        ),
        (
            with("{ \"destination\": \"pl:s3\" }", "{ \"target\": \"fn\" }"),
            "11:21 resources.main | `fn` is a Lambda function, not a route target",
        ),
        (
            with("pl:s3", "pl:s4"),
            "11:26 resources.main.routes[0].destination | there is no prefix list `pl:s4`; known: pl:s3, pl:dynamodb",
        ),
        (
            with("{ \"destination\"", "{ \"destinaton\""),
            "11:11 resources.main.routes[0] | unknown key `destinaton` | did you mean `destination`?",
        ),
        (
            with("10.0.7.0/24", "10.0.7.1/24"),
            "15:63 resources.private.cidr_block | `10.0.7.1/24` has bits set beyond its prefix; did you mean `10.0.7.0/24`?",
        ),
        (
            with("[\"10.1.0.0/16\"]", "[\"10.1.0.0/99\"]"),
            "17:70 resources.vpc.secondary_cidr_blocks[0] | `10.1.0.0/99` is not a CIDR block such as 10.0.0.0/16",
        ),
        (
            with("lambda_function", "lambda_funtion"),
            "6:21 resources.fn.kind | there is no kind `lambda_funtion` | did you mean `lambda_function`?",
        ),
        (with("\"kind\": \"region\", ", ""), "16:14 resources.seoul | the key `kind` is missing"),
        (
            with("\"kind\": \"region\"", "\"kind\": \"xyzzy\""),
            "16:24 resources.seoul.kind | there is no kind `xyzzy` | `plat kinds` lists the kinds",
        ),
        (with("\"vpc\": { \"kind\"", "\"fn\": { \"kind\""), "17:5 resources | the key `fn` occurs twice"),
        (
            with("\"vpc\": { \"kind\"", "\"\\u0066n\": { \"kind\""),
            "17:5 resources | the key `fn` occurs twice",
        ),
        (
            with("\"team\"", "\"team\": \"a\", \"t\\u0065am\""),
            "14:100 resources.orders.tags | the key `team` occurs twice",
        ),
        (
            with("\"kind\": \"read_write\"", "\"kind\": \"readwrite\""),
            "21:58 connections.fn-orders.kind | `readwrite` is not one of `invoke`, `read_write`, `event_source`, `network`, `reference` | did you mean `read_write`?",
        ),
        (
            with("\"to\": \"fn\"", "\"to\": \"api\""),
            "20:15 connections.api-fn | a connection needs `from` and `to`, two different resources",
        ),
        (
            with(", \"to\": \"fn\"", ""),
            "20:15 connections.api-fn | a connection needs `from` and `to`, two different resources",
        ),
        (
            with("\"to\": \"fn\"", "\"to\": \"fun\""),
            "20:38 connections.api-fn | nothing is called `fun` | did you mean `fn`?",
        ),
        (with("\"at\": \"api\", ", ""), "24:5 workload[0] | the key `at` is missing"),
        (with("in:vpc", "in:vcp"), "27:5 rules[0] | nothing is called `vcp`; did you mean `vpc`?"),
        (
            with("in:vpc", "zone:a"),
            "27:76 rules[0].to | `zone:` is not one of `id:`, `kind:`, `in:`, `tag:`, `service:`, `dns:`",
        ),
        (with("\"fn\": [16, -8]", "\"nf\": [16, -8]"), "30:11 layout.nf | nothing is called `nf`"),
        (with("[16, -8]", "[16]"), "30:11 layout.fn | a place is [x, y] or [x, y, width, height]"),
        (with("\"plat\": 1", "\"plat\": 0"), "2:11 plat | there is no format 0"),
        (with("\"plat\": 1", "\"plat\": \"1\""), "2:11 plat | expected a whole number, found the text \"1\""),
        (with("\"plat\": 1", "\"plat\": 1.0"), "2:11 plat | expected a whole number, found the number 1.0"),
        (
            with("\"plat\": 1,", ""),
            "1:1  | this is not a Plat model | a model is an object that starts with \"plat\": 1",
        ),
        ("[1]".into(), "1:1  | this is not a Plat model | a model is an object that starts with \"plat\": 1"),
        (
            with("\"resources\": {", "\"resources\": [], \"x\": {"),
            "4:16 resources | expected an object, found a list",
        ),
    ];
    let mut wrong = String::new();
    for (text, said) in &cases {
        let found = refused(text);
        if found != *said {
            wrong += &format!("expected {said}\n   found {found}\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn only_json_is_json() {
    let cases = [
        ("", "1:1  | the file is empty"),
        (" \n ", "1:1  | the file is empty"),
        ("{\"plat\": 1,}", "trailing"),
        ("{\"plat\": 1} {}", "more than one"),
        ("{\"plat\": 1} // no", "comments"),
        ("/* no */ {\"plat\": 1}", "comments"),
        ("{\"plat\": NaN}", "1:10"),
        ("{\"plat\": Infinity}", "1:10"),
        ("{\"plat\": -Infinity}", "1:10"),
        ("{\"plat\": +1}", "1:10"),
        ("{\"plat\": 01}", "1:11"),
        ("{\"plat\": -}", "1:11"),
        ("{\"plat\": .5}", "1:10"),
        ("{\"plat\": 5.}", "1:10"),
        ("{\"plat\": 1e}", "1:12"),
        ("{\"plat\": 0x1}", "1:10"),
        ("{plat: 1}", "1:2"),
        ("{'plat': 1}", "1:2"),
        ("{\"plat\": 1 \"name\": \"\"}", "1:11"),
        ("{\"plat\" 1}", "1:9"),
        ("{\"plat\": }", "1:10"),
        ("{\"plat\": tru}", "1:10"),
        ("{\"plat\": 1, \"name\": \"a", "1:21"),
        ("{\"plat\": 1, \"name\": \"\\ud800\"}", "surrogate"),
        ("{\"plat\": 1, \"name\": \"\\ud800\\u0041\"}", "surrogate"),
        ("{\"plat\": 1, \"name\": \"\\udc00\"}", "surrogate"),
        ("{\"plat\": 1, \"name\": \"\\u12g4\"}", "hex"),
        ("{\"plat\": 1, \"name\": \"\\x41\"}", "escape"),
        (
            "{\"plat\": 1, \"name\": \"a\nb\"}",
            "1:23  | this is not JSON: the character U+000A must not stand here",
        ),
        (
            "{\"plat\": 1, \"name\": \"a\u{1}b\"}",
            "1:23  | this is not JSON: the character U+0001 must not stand here",
        ),
        ("{\"plat\": 1, \"name\": \"\\\\\", \"x\u{0}\": 1}", "U+0000"),
        ("{\"plat\":\u{a0}1}", "1:9  | this is not JSON: the character U+00A0 must not stand here"),
        ("{\"plat\":\u{c}1}", "U+000C"),
        ("\u{feff}{\"plat\": 1}", "1:1"),
        ("{\"plat\": 1}\u{0}", "1:12"),
        ("{\"plat\": 1}]", "1:12"),
    ];
    let mut wrong = String::new();
    for (text, part) in cases {
        match load(text) {
            Ok(_) => wrong += &format!("taken: {text:?}\n"),
            Err(_) if refused(text).contains(part) => {}
            Err(_) => wrong += &format!("{text:?}: expected {part}, found {}\n", refused(text)),
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    for good in ["{\"plat\": 1, \"name\": \"\\u0000\\ud83d\\ude00\\/\u{7f}\"}", " \t\r\n{\"plat\": 1}\n"] {
        let model = model(good);
        assert_eq!(self::model(&save(&model)), model);
    }
}

#[test]
fn hostile_texts_are_refused_without_harm() {
    for depth in [600, 100_000] {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let text = format!("{}{}", open.repeat(depth), close.repeat(depth));
            assert!(refused(&text).contains("nesting"), "{}", refused(&text));
            assert!(load(&open.repeat(depth)).is_err());
        }
    }
    let large = format!("{{\"plat\": 1, \"name\": \"{}\"}}", "x".repeat(65 << 20));
    assert_eq!(
        refused_short(&large),
        format!("1:1  | the file has {} bytes; at most {LARGEST_FILE} are read", large.len())
    );
    let long = "k".repeat(1 << 20);
    let said = refused_short(&format!("{{\"plat\": 1, \"{long}\": 1}}"));
    assert!(said.len() < 400, "{}", said.len());
    let said =
        refused_short(&format!("{{\"plat\": 1, \"resources\": {{\"{long}\": {{\"kind\": \"vpc\"}}}}}}"));
    assert!(said.contains("an id has at most 200 bytes") && said.len() < 400);
    for id in ["../etc/passwd", "<script>", "a b", "a\\u0000", "", "a/b", "con:x", "\\u202e"] {
        let text = format!("{{\"plat\": 1, \"resources\": {{\"{id}\": {{\"kind\": \"vpc\"}}}}}}");
        assert!(refused(&text).contains(" resources."), "{}", refused(&text));
    }
    // Kinds nest in one order, so a loop of parents always holds a place that a kind may not stand in.
    let text = r#"{"plat": 1, "resources": {"a": {"kind": "vpc", "in": "b"}, "b": {"kind": "vpc", "in": "a"}, "0": {"kind": "subnet", "in": "a"}}}"#;
    assert!(load(text).is_err());
    assert!(
        refused(r#"{"plat": 1, "resources": {"a": {"kind": "subnet", "in": "a"}}}"#)
            .contains("cannot stand in")
    );
}

/// As `refused`, for texts too long to print.
fn refused_short(text: &str) -> String {
    let error = load(text).expect_err("hostile");
    format!("{}:{} {} | {}", error.line, error.column, error.path, error.message)
}

#[test]
fn a_file_cut_short_anywhere_is_refused() {
    let bytes = SMALL.trim_end().as_bytes();
    for end in 0..bytes.len() {
        assert!(load_bytes(&bytes[..end]).is_err(), "cut at {end}");
    }
    assert!(load_bytes(bytes).is_ok());
    // One wrong byte anywhere may be taken or refused, never more than that.
    for i in 0..bytes.len() {
        for byte in [b'"', b'{', b'\\', b'0', 0, 0xff] {
            let mut wrong = bytes.to_vec();
            wrong[i] = byte;
            if let Ok(loaded) = load_bytes(&wrong) {
                assert_eq!(model(&save(&loaded.model)), loaded.model);
            }
        }
    }
}

#[test]
fn text_that_is_not_utf8_says_where() {
    let mut bytes = SMALL.as_bytes().to_vec();
    let at = SMALL.find("주문").unwrap();
    bytes[at + 1] = b'x';
    let error = load_bytes(&bytes).unwrap_err();
    assert_eq!((error.line, error.column), (6, 93));
    assert_eq!(error.to_string(), "the text is not UTF-8");
}

#[test]
fn a_newer_format_is_shown_as_far_as_it_is_known() {
    let text = with("\"plat\": 1", "\"plat\": 2, \"era\": {}")
        .replacen("\"kind\": \"vpc\",", "\"kind\": \"hypercube\",", 1)
        .replacen("\"memory_size\": 256", "\"memory_size\": 256, \"qubits\": 3", 1)
        .replacen("\"kind\": \"read_write\"", "\"kind\": \"entangle\"", 1);
    let loaded = load(&text).unwrap_or_else(|error| panic!("{}: {error}", error.path));
    // Lost: era, the VPC with the places of its two residents, qubits, the connection, the rule; its frame.
    assert_eq!(
        loaded.read_only.unwrap().to_string(),
        "the file has format 2; this version of Plat knows 1, and 8 things in it are not known here"
    );
    let model = loaded.model;
    assert_eq!((model.nodes().len(), model.connections().len(), model.rules().len()), (6, 1, 0));
    assert_eq!(self::model(&save(&model)), model);
    assert_eq!(load(SMALL).unwrap().read_only, None);
}

#[test]
fn an_older_format_is_migrated_step_by_step() {
    fn rename_designs(mut value: Value) -> Value {
        let name = value.as_object_mut().and_then(|it| it.remove("title")).unwrap_or_default();
        value["name"] = name;
        value
    }
    fn shout(mut value: Value) -> Value {
        value["name"] = json!(value["name"].as_str().unwrap_or_default().to_uppercase());
        value
    }
    let steps: &[Step] = &[rename_designs, shout];
    let old = "{\n  \"plat\": 1,\n  \"title\": \"orders\",\n  \"resources\": {\"a\": {\"kind\": \"dynamodb_table\", \"storage_gb\": 0.1000000000000000000000000001}}\n}";
    let loaded = load_with(old, 3, steps).unwrap();
    assert_eq!(loaded.model.name(), "ORDERS");
    assert!(loaded.read_only.is_none());
    // Numbers pass through a migration digit by digit.
    assert!(save(&loaded.model).contains("0.1000000000000000000000000001"));
    let middle = old.replace("\"plat\": 1", "\"plat\": 2").replace("title", "name");
    assert_eq!(load_with(&middle, 3, steps).unwrap().model.name(), "ORDERS");
    // What is wrong is shown where it is in the old text; what occurs twice is refused, not merged.
    let wrong = old.replace("storage_gb", "storage_bg");
    let error = load_with(&wrong, 3, steps).unwrap_err();
    assert_eq!((error.line, error.column, error.path.as_str()), (4, 22, "resources.a"));
    let twice = old.replace("\"kind\"", "\"kind\": \"vpc\", \"kind\"");
    assert_eq!(load_with(&twice, 3, steps).unwrap_err().to_string(), "the key `kind` occurs twice");
}
