use super::*;
use crate::base::Lang;

/// A text as its tree without places, and what was said about it.
fn check(text: &str) -> (String, String) {
    let mut notices = Notices::default();
    let read = read(text.as_bytes(), 0, &mut notices);
    let tree = read.map_or("-".to_owned(), |all| {
        all.iter().map(|it| it.json().to_string()).collect::<Vec<_>>().join(" --- ")
    });
    let said = notices
        .into_sorted()
        .into_iter()
        .map(|it| format!("{}:{} {} {}", it.at.line, it.at.column, it.rule.code, it.message.say(Lang::En)));
    (tree, said.collect::<Vec<_>>().join("\n"))
}

fn tree(text: &str) -> String {
    let (tree, said) = check(text);
    assert_eq!(said, "", "{text}");
    tree
}

#[test]
fn scalars_keep_their_text() {
    assert_eq!(
        tree("a: 0012\nb: yes\nc: 2010-09-09\nd: 99999999999999999999\ne: '1.0'\nf: ~\ng:\nh: 'null'"),
        r#"{"a":"0012","b":"yes","c":"2010-09-09","d":"99999999999999999999","e":"1.0","f":null,"g":null,"h":"null"}"#
    );
    assert_eq!(
        tree(r#"{"a": 3306, "b": true, "c": -1, "d": null}"#),
        r#"{"a":"3306","b":"true","c":"-1","d":null}"#
    );
}

#[test]
fn short_functions_are_long_ones() {
    let cases = [
        ("!Ref x", r#"{"Ref":"x"}"#),
        ("!GetAtt a.b.c", r#"{"Fn::GetAtt":["a","b.c"]}"#),
        ("!GetAtt [a, b]", r#"{"Fn::GetAtt":["a","b"]}"#),
        ("!Condition c", r#"{"Condition":"c"}"#),
        ("!Sub '${a}-x'", r#"{"Fn::Sub":"${a}-x"}"#),
        ("!Select [0, !GetAZs '']", r#"{"Fn::Select":["0",{"Fn::GetAZs":""}]}"#),
        ("!Own x", r#"{"Fn::Own":"x"}"#),
    ];
    for (short, long) in cases {
        assert_eq!(tree(short), long);
        assert_eq!(tree(&format!("k:\n  - {short}")), format!("{{\"k\":[{long}]}}"));
    }
}

/// What templates in the wild rely on: libyaml's grammar, not that of YAML 1.2.
#[test]
fn the_grammar_is_the_one_that_templates_are_written_in() {
    assert_eq!(tree("a: [\n  b,\n  c\n]\n"), r#"{"a":["b","c"]}"#);
    assert_eq!(tree("x:\n  a: [\n    b,\n    {c: d\n}\n]\ny: z"), r#"{"x":{"a":["b",{"c":"d"}]},"y":"z"}"#);
    assert_eq!(
        tree("x:\n  a: \"one\n two \\\"q\nthree\"\n  b: 'it''s\nso'"),
        r#"{"x":{"a":"one two \"q three","b":"it's so"}}"#
    );
    assert_eq!(tree("a:\n- b\n- c"), r#"{"a":["b","c"]}"#);
    assert_eq!(
        tree("a: \"one\n  two\"\nb: >-\n  x\n  y\nc: |\n  x\n  y\n"),
        r#"{"a":"one two","b":"x y","c":"x\ny\n"}"#
    );
    assert_eq!(tree("\u{feff}a: b\r\nc: d\r\n"), r#"{"a":"b","c":"d"}"#);
    assert_eq!(
        tree("base: &b {x: '1', y: '2'}\nown:\n  <<: *b\n  y: '3'\nagain: *b"),
        r#"{"base":{"x":"1","y":"2"},"own":{"y":"3","x":"1"},"again":{"x":"1","y":"2"}}"#
    );
    assert_eq!(tree("a: b\n---\nc: d\n"), r#"{"a":"b"} --- {"c":"d"}"#);
    assert_eq!(tree("{a: b, c: [d]}"), r#"{"a":"b","c":["d"]}"#);
}

#[test]
fn of_two_entries_with_one_key_the_last_one_counts() {
    let said = "2:1 IMP002 the key `a` is already in line 1; the last one counts";
    assert_eq!(check("a: b\na: c\n"), (r#"{"a":"c"}"#.to_owned(), said.to_owned()));
    let (tree, said) = check("{\"a\": 1,\n \"a\": 2}");
    assert_eq!((tree.as_str(), said.starts_with("2:2 IMP002")), (r#"{"a":"2"}"#, true), "{said}");
}

#[test]
fn what_cannot_be_read_is_said_once_with_its_place() {
    for (text, place) in [
        ("a: [b", "2:1 IMP001"),
        ("a: *b", "1:4 IMP001"),
        ("a:\n\tb: c", "2:2 IMP001"),
        ("{\"a\": }", "1:7 IMP001"),
        ("[1, 2", "1:1 IMP001"),
        ("? [a]\n: b", "1:3 IMP001"),
        ("a: b\0c", "1:"),
    ] {
        let (tree, said) = check(text);
        assert_eq!(tree, "-", "{text}");
        assert!(said.starts_with(place) && said.lines().count() == 1, "{text:?}: {said}");
    }
    let mut notices = Notices::default();
    assert!(read(b"a: \xff", 0, &mut notices).is_err());
    assert_eq!(notices.into_sorted()[0].at, At { file: 0, line: 1, column: 4 });
}

#[test]
fn limits_end_the_reading() {
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let bomb = (1..30).fold("a0: &a0 [x, x, x, x, x, x, x, x, x, x]".to_owned(), |text, n| {
        let before = n - 1;
        format!("{text}\na{n}: &a{n} [{}]", vec![format!("*a{before}"); 10].join(", "))
    });
    let wide = format!("[{}]", "1,".repeat(MOST) + "1");
    for text in [deep.as_str(), &format!("a: {deep}"), &bomb, &wide] {
        let (tree, said) = check(text);
        assert_eq!(tree, "-");
        assert!(said.contains("IMP080") && said.lines().count() == 1, "{said}");
    }
}
