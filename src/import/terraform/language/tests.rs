//! What expressions and functions come to: the values that Terraform's documentation shows.

use super::{
    eval::Scope,
    functions,
    value::{Bad, Is, Val},
    world::{Files, Module, World},
};
use crate::{
    import::{Settings, notice::Notices},
    model::attrs::At,
};
use std::rc::Rc;

/// A value in words: JSON, `?` with the reason for what is not known, `!` with the reason for what is wrong.
fn shown(val: &Val) -> String {
    match &val.is {
        Is::Unknown(why, text) => format!("?{why}|{text}"),
        Is::Wrong(fault) => match &fault.is {
            Bad::Missing(what, near) => format!("!no {what}{near}"),
            Bad::Circle => "!circle".to_owned(),
            Bad::Refused(which, why) => format!("!{which}: {why}"),
            Bad::TooMuch => "!too much".to_owned(),
        },
        Is::Thing(_) => "thing".to_owned(),
        _ => match &functions::encoded(val, At::default()).is {
            Is::Text(text) | Is::Unknown(_, text) => text.to_string(),
            _ => "-".to_owned(),
        },
    }
}

fn with(files: &[(&str, &str)], work: impl FnOnce(&World<'_>, usize)) -> Vec<String> {
    let mut notices = Notices::default();
    let settings = Settings::default();
    let mut all = Files::new();
    for (number, (path, text)) in (0..).zip(files) {
        let (folder, name) = super::parted(path);
        all.entry(folder.to_owned()).or_default().push((number, name.to_owned(), text.as_bytes()));
    }
    let read = |path: &str| {
        let found = files.iter().find(|it| it.0 == path);
        found.map(|it| it.1.as_bytes().to_vec()).ok_or("there is no such file".to_owned())
    };
    {
        let world = World::new(&settings, &read, &all, &mut notices);
        let folder = world.folder("").expect("there are files in the root");
        world.modules.borrow_mut().push(Rc::new(Module { folder, address: String::new(), outer: None }));
        work(&world, 0);
    }
    let said = notices.into_sorted();
    said.iter().map(|it| format!("{}:{} {} {}", it.at.line, it.at.column, it.rule.code, it.message)).collect()
}

/// What an expression comes to beside some declarations.
fn evaluated(declared: &str, expression: &str) -> String {
    let text = format!("{declared}\nlocals {{\n  it = {expression}\n}}\n");
    let mut made = String::new();
    let said = with(&[("main.tf", &text)], |world, module| {
        made = shown(&world.local(module, "it", At::default()));
    });
    if made.is_empty() { said.join("\n") } else { made }
}

fn check(cases: &[(&str, &str)]) {
    for (expression, expected) in cases {
        assert_eq!(evaluated("", expression), *expected, "{expression}");
    }
}

/// <https://developer.hashicorp.com/terraform/language/functions/cidrsubnet>, `/cidrsubnets`, `/cidrhost`, `/cidrnetmask`
#[test]
fn blocks_of_addresses() {
    check(&[
        (r#"cidrsubnet("172.16.0.0/12", 4, 2)"#, r#""172.18.0.0/16""#),
        (r#"cidrsubnet("10.1.2.0/24", 4, 15)"#, r#""10.1.2.240/28""#),
        (r#"cidrsubnet("fd00:fd12:3456:7890::/56", 16, 162)"#, r#""fd00:fd12:3456:7800:a200::/72""#),
        (r#"cidrsubnet("10.1.2.0/24", 4, 16)"#, "!cidrsubnet(): the block has no such part"),
        (r#"cidrsubnet("10.1.2.0/24", 9, 0)"#, "!cidrsubnet(): the block has no such part"),
        (
            r#"cidrsubnets("10.1.0.0/16", 4, 4, 8, 4)"#,
            r#"["10.1.0.0/20","10.1.16.0/20","10.1.32.0/24","10.1.48.0/20"]"#,
        ),
        (
            r#"cidrsubnets("fd00:fd12:3456:7890::/56", 16, 16, 16, 32)"#,
            r#"["fd00:fd12:3456:7800::/72","fd00:fd12:3456:7800:100::/72","fd00:fd12:3456:7800:200::/72","fd00:fd12:3456:7800:300::/88"]"#,
        ),
        (
            r#"[for c in cidrsubnets("10.1.0.0/16", 8, 4) : cidrsubnets(c, 4, 4)]"#,
            r#"[["10.1.0.0/28","10.1.0.16/28"],["10.1.16.0/24","10.1.17.0/24"]]"#,
        ),
        (r#"cidrhost("10.12.112.0/20", 16)"#, r#""10.12.112.16""#),
        (r#"cidrhost("10.12.112.0/20", 268)"#, r#""10.12.113.12""#),
        (r#"cidrhost("10.12.112.0/20", -1)"#, r#""10.12.127.255""#),
        (r#"cidrhost("fd00:fd12:3456:7890:00a2::/72", 34)"#, r#""fd00:fd12:3456:7890::22""#),
        (r#"cidrnetmask("172.16.0.0/12")"#, r#""255.240.0.0""#),
    ]);
}

/// <https://developer.hashicorp.com/terraform/language/functions/abs> and the other functions of numbers
#[test]
fn numbers() {
    check(&[
        ("abs(23)", "23"),
        ("abs(-12.4)", "12.4"),
        ("ceil(5)", "5"),
        ("ceil(5.1)", "6"),
        ("floor(4.9)", "4"),
        ("log(16, 2)", "4"),
        ("max(12, 54, 3)", "54"),
        ("max([12, 54, 3]...)", "54"),
        ("min(12, 54, 3)", "3"),
        (r#"parseint("100", 10)"#, "100"),
        (r#"parseint("FF", 16)"#, "255"),
        (r#"parseint("-10", 16)"#, "-16"),
        (r#"parseint("1011111011101111", 2)"#, "48879"),
        (r#"parseint("invalid", 10)"#, "!parseint(): it is no whole number of this base"),
        ("pow(3, 2)", "9"),
        ("pow(4, 0)", "1"),
        ("signum(-13)", "-1"),
        ("signum(0)", "0"),
        ("signum(344)", "1"),
        ("1 + 2 * 3 - 10 / 4", "4.5"),
        ("7 % 3", "1"),
        ("1 / 0", "!/: it does not take these values"),
        ("-(2 + 1)", "-3"),
        ("pow(10, 99)", "!pow(): the number is too large"),
    ]);
}

/// <https://developer.hashicorp.com/terraform/language/functions/format> and the other functions of texts
#[test]
fn texts() {
    check(&[
        (r#"chomp("hello\n")"#, r#""hello""#),
        (r#"chomp("hello\r\n")"#, r#""hello""#),
        (r#"chomp("hello\n\n")"#, r#""hello""#),
        (r#"endswith("hello world", "world")"#, "true"),
        (r#"startswith("hello world", "world")"#, "false"),
        (r#"strcontains("hello world", "wor")"#, "true"),
        (r#"format("Hello, %s!", "Ander")"#, r#""Hello, Ander!""#),
        (r#"format("There are %d lights", 4)"#, r#""There are 4 lights""#),
        (
            r#"format("%03d|%-4s|%4s|%.2f|%x|%q|%t|%%", 7, "a", "b", 1.5, 255, "q", true)"#,
            r#""007|a   |   b|1.50|ff|\"q\"|true|%""#,
        ),
        (r#"format("%v", ["a", 1])"#, r#""[\"a\",1]""#),
        (r#"format("%[2]s-%[1]s", "a", "b")"#, r#""b-a""#),
        (r#"format("%d", "x")"#, "!format(): `%d` does not take this value"),
        (
            r#"formatlist("Hello, %s!", ["Valentina", "Ander", "Olivia", "Sam"])"#,
            r#"["Hello, Valentina!","Hello, Ander!","Hello, Olivia!","Hello, Sam!"]"#,
        ),
        (
            r#"formatlist("%s, %s!", "Salutations", ["Valentina", "Ander"])"#,
            r#"["Salutations, Valentina!","Salutations, Ander!"]"#,
        ),
        (r#"indent(2, "[\n  foo,\n  bar,\n]\n")"#, r#""[\n    foo,\n    bar,\n  ]\n  ""#),
        (r#"join("-", ["foo", "bar", "baz"])"#, r#""foo-bar-baz""#),
        (r#"join(", ", ["foo"])"#, r#""foo""#),
        (r#"lower("HELLO")"#, r#""hello""#),
        (r#"upper("hello")"#, r#""HELLO""#),
        (r#"title("hello world")"#, r#""Hello World""#),
        (r#"regex("[a-z]+", "53453453.345345aaabbbccc23454")"#, r#""aaabbbccc""#),
        (r#"regex("(\\d\\d\\d\\d)-(\\d\\d)-(\\d\\d)", "2019-02-01")"#, r#"["2019","02","01"]"#),
        (
            r#"regex("^(?:(?P<scheme>[^:/?#]+):)?(?://(?P<authority>[^/?#]*))?", "https://terraform.io/docs/")"#,
            r#"{"authority":"terraform.io","scheme":"https"}"#,
        ),
        (r#"regex("[a-z]+", "53453453.34534523454")"#, "!regex(): nothing matches"),
        (r#"regexall("[a-z]+", "1234abcd5678efgh9")"#, r#"["abcd","efgh"]"#),
        (r#"length(regexall("[a-z]+", "123456789"))"#, "0"),
        (r#"replace("1 + 2 + 3", "+", "-")"#, r#""1 - 2 - 3""#),
        (r#"replace("hello world", "/w.*d/", "everybody")"#, r#""hello everybody""#),
        (r#"split(",", "foo,bar,baz")"#, r#"["foo","bar","baz"]"#),
        (r#"split(",", "foo")"#, r#"["foo"]"#),
        (r#"split(",", "")"#, r#"[""]"#),
        (r#"strrev("hello")"#, r#""olleh""#),
        (r#"substr("hello world", 1, 4)"#, r#""ello""#),
        (r#"substr("🤔🤷", 0, 1)"#, r#""🤔""#),
        (r#"substr("hello world", -5, -1)"#, r#""world""#),
        (r#"substr("hello world", 6, 10)"#, r#""world""#),
        (r#"trim("?!hello?!", "!?")"#, r#""hello""#),
        (r#"trim("foobar", "far")"#, r#""oob""#),
        (r#"trim("   hello! world.!  ", "! ")"#, r#""hello! world.""#),
        (r#"trimprefix("helloworld", "hello")"#, r#""world""#),
        (r#"trimprefix("helloworld", "cat")"#, r#""helloworld""#),
        (r#"trimsuffix("helloworld", "world")"#, r#""hello""#),
        (r#"trimspace("  hello\n\n")"#, r#""hello""#),
        (r#"basename("foo/bar/baz.txt")"#, r#""baz.txt""#),
        (r#"dirname("foo/bar/baz.txt")"#, r#""foo/bar""#),
    ]);
}

/// <https://developer.hashicorp.com/terraform/language/functions/merge> and the other functions of collections
#[test]
fn collections() {
    check(&[
        (r#"alltrue(["true", true])"#, "true"),
        ("alltrue([true, false])", "false"),
        (r#"anytrue(["true"])"#, "true"),
        ("anytrue([])", "false"),
        (r#"chunklist(["a", "b", "c", "d", "e"], 2)"#, r#"[["a","b"],["c","d"],["e"]]"#),
        (r#"coalesce("a", "b")"#, r#""a""#),
        (r#"coalesce("", "b")"#, r#""b""#),
        ("coalesce(1, 2)", "1"),
        (r#"coalesce(["", "b"]...)"#, r#""b""#),
        (r#"coalescelist([], ["c", "d"])"#, r#"["c","d"]"#),
        (r#"compact(["a", "", "b", null, "c"])"#, r#"["a","b","c"]"#),
        (r#"concat(["a", ""], ["b", "c"])"#, r#"["a","","b","c"]"#),
        (r#"contains(["a", "b", "c"], "a")"#, "true"),
        (r#"contains(["a", "b", "c"], "d")"#, "false"),
        (r#"distinct(["a", "b", "a", "c", "d", "b"])"#, r#"["a","b","c","d"]"#),
        (r#"element(["a", "b", "c"], 1)"#, r#""b""#),
        (r#"element(["a", "b", "c"], 3)"#, r#""a""#),
        (r#"element(["a", "b", "c"], -1)"#, r#""c""#),
        ("element([], 0)", "!element(): the list is empty"),
        (r#"flatten([["a", "b"], [], ["c"]])"#, r#"["a","b","c"]"#),
        (r#"flatten([[["a", "b"], []], ["c"]])"#, r#"["a","b","c"]"#),
        (r#"index(["a", "b", "c"], "b")"#, "1"),
        ("keys({a=1, c=2, d=3})", r#"["a","c","d"]"#),
        ("values({a=3, c=2, d=1})", "[3,2,1]"),
        ("length([])", "0"),
        (r#"length(["a", "b"])"#, "2"),
        (r#"length({"a" = "b"})"#, "1"),
        (r#"length("hello")"#, "5"),
        (r#"lookup({a="ay", b="bee"}, "a", "what?")"#, r#""ay""#),
        (r#"lookup({a="ay", b="bee"}, "c", "what?")"#, r#""what?""#),
        (
            r#"matchkeys(["i-123", "i-abc", "i-def"], ["us-west", "us-east", "us-east"], ["us-east"])"#,
            r#"["i-abc","i-def"]"#,
        ),
        (r#"merge({a="b", c="d"}, {e="f", c="z"})"#, r#"{"a":"b","c":"z","e":"f"}"#),
        (r#"merge({a="b"}, {a=[1,2], c="z"}, {d=3})"#, r#"{"a":[1,2],"c":"z","d":3}"#),
        (r#"merge([{a="b", c="d"}, {}, {e="f", c="z"}]...)"#, r#"{"a":"b","c":"z","e":"f"}"#),
        ("one([])", "null"),
        (r#"one(["hello"])"#, r#""hello""#),
        (r#"one(["hello", "goodbye"])"#, "!one(): there are several elements"),
        ("range(3)", "[0,1,2]"),
        ("range(1, 4)", "[1,2,3]"),
        ("range(1, 8, 2)", "[1,3,5,7]"),
        ("range(1, 4, 0.5)", "[1,1.5,2,2.5,3,3.5]"),
        ("range(4, 1)", "[4,3,2]"),
        ("range(10, 5, -2)", "[10,8,6]"),
        ("reverse([1, 2, 3])", "[3,2,1]"),
        (r#"setintersection(["a", "b"], ["b", "c"], ["b", "d"])"#, r#"["b"]"#),
        (
            r#"setproduct(["development", "staging", "production"], ["app1", "app2"])"#,
            r#"[["development","app1"],["development","app2"],["staging","app1"],["staging","app2"],["production","app1"],["production","app2"]]"#,
        ),
        (r#"setsubtract(["a", "b", "c"], ["a", "c"])"#, r#"["b"]"#),
        (r#"setunion(["a", "b"], ["b", "c"], ["d"])"#, r#"["a","b","c","d"]"#),
        (r#"slice(["a", "b", "c", "d"], 1, 3)"#, r#"["b","c"]"#),
        (r#"sort(["e", "d", "a", "x"])"#, r#"["a","d","e","x"]"#),
        ("sum([10, 13, 6, 4.5])", "33.5"),
        (r#"transpose({"a" = ["1", "2"], "b" = ["2", "3"]})"#, r#"{"1":["a"],"2":["a","b"],"3":["b"]}"#),
        (r#"zipmap(["a", "b"], [1, 2])"#, r#"{"a":1,"b":2}"#),
        (r#"tolist(["a", "b", 3])"#, r#"["a","b","3"]"#),
        (r#"toset(["c", "b", "b"])"#, r#"["b","c"]"#),
        (r#"tomap({"a" = 1, "b" = 2})"#, r#"{"a":1,"b":2}"#),
        (r#"tonumber("1")"#, "1"),
        (r#"tonumber("no")"#, "!tonumber(): it does not take this value"),
        ("tostring(true)", r#""true""#),
        (r#"tobool("true")"#, "true"),
    ]);
}

/// <https://developer.hashicorp.com/terraform/language/functions/jsonencode> and the other functions of formats
#[test]
fn formats() {
    check(&[
        (r#"jsonencode({"hello"="world"})"#, r#""{\"hello\":\"world\"}""#),
        (r#"jsonencode("<&>")"#, r#""\"\\u003c\\u0026\\u003e\"""#),
        (r#"jsondecode("{\"hello\": \"world\"}")"#, r#"{"hello":"world"}"#),
        (r#"jsondecode("[true, 1.5, null]")"#, "[true,1.5,null]"),
        (r#"jsondecode("{")"#, "!jsondecode(): it is no JSON"),
        (r#"yamldecode("hello: world")"#, r#"{"hello":"world"}"#),
        (r#"yamldecode("true")"#, "true"),
        (r#"yamldecode("{a: [1, x]}").a[0] + 1"#, "2"),
        (r#"csvdecode("a,b,c\n1,2,3\n4,5,6")"#, r#"[{"a":"1","b":"2","c":"3"},{"a":"4","b":"5","c":"6"}]"#),
        (r#"base64encode("Hello World")"#, r#""SGVsbG8gV29ybGQ=""#),
        (r#"base64decode("SGVsbG8gV29ybGQ=")"#, r#""Hello World""#),
        (r#"urlencode("Hello World!")"#, r#""Hello+World%21""#),
        (r#"urlencode("☃")"#, r#""%E2%98%83""#),
    ]);
}

/// <https://developer.hashicorp.com/terraform/language/expressions/for>, `/splat`, `/conditionals`, `/strings`
#[test]
fn expressions() {
    check(&[
        (r#"[for s in ["a", "b", ""] : upper(s) if s != ""]"#, r#"["A","B"]"#),
        (r#"{for s in ["a", "b"] : s => upper(s)}"#, r#"{"a":"A","b":"B"}"#),
        (r#"[for k, v in {x = "aa", y = "b"} : length(k) + length(v)]"#, "[3,2]"),
        (r#"[for i, v in ["a", "b"] : "${i} is ${v}"]"#, r#"["0 is a","1 is b"]"#),
        (
            r#"{for name, role in {u = "admin", v = "dev", w = "dev"} : role => name...}"#,
            r#"{"admin":["u"],"dev":["v","w"]}"#,
        ),
        (r#"{for s in ["a", "a"] : s => 1}"#, "!for: the key `a` is there twice"),
        (r#"[{id = "a"}, {id = "b"}][*].id"#, r#"["a","b"]"#),
        (r#"[{in = [{n = 1}]}, {in = [{n = 2}]}][*].in[0].n"#, "[1,2]"),
        (r#"[{id = "a"}, {id = "b"}].*.id[1]"#, r#""b""#),
        ("null[*]", "[]"),
        (r#""x"[*]"#, r#"["x"]"#),
        (r#"true ? "a" : "b""#, r#""a""#),
        (r#"1 == 1 && "a" != "b" || false"#, "true"),
        (r#""1" == 1"#, "false"),
        (r#"[1, {a = 2}] == [1, {a = 2}]"#, "true"),
        ("null == null", "true"),
        ("!(3 > 2)", "false"),
        (r#"{a = 1, "b" = 2, (upper("c")) = 3}["C"]"#, "3"),
        (r#"{a = {b = [1, 2]}}.a.b[1]"#, "2"),
        (r#"{a = 1}.b"#, "!.b: the object has no such attribute"),
        ("[1, 2][2]", "![2]: there are 2 elements"),
        (r#""a ${1 + 1} $${b} %%{c}""#, r#""a 2 ${b} %{c}""#),
        (r#""${[1, 2]}""#, "[1,2]"),
        (r#""%{ if true }yes%{ else }no%{ endif }!""#, r#""yes!""#),
        ("<<EOT\nhello\n  world\nEOT\n", r#""hello\n  world\n""#),
        ("<<-EOT\n    hello\n      world\n    EOT\n", r#""hello\n  world\n""#),
        (
            "<<EOT\n%{ for ip in [\"10.1.16.154\", \"10.1.16.1\"] ~}\nserver ${ip}\n%{ endfor ~}\nEOT\n",
            r#""server 10.1.16.154\nserver 10.1.16.1\n""#,
        ),
        (r#"try({a = 1}.b, "fallback")"#, r#""fallback""#),
        (r#"try({a = 1}.a, "fallback")"#, "1"),
        ("can({a = 1}.b)", "false"),
        ("can({a = 1}.a)", "true"),
        ("var.none", "!no var.none"),
        ("local.its", "!no local.its; did you mean `it`?"),
        ("local.it", "!circle"),
        ("uuid()", "?uuid()|"),
        (r#"filesha256("a.zip")"#, "?filesha256()|"),
        ("terraform.workspace", r#""default""#),
        ("path.module", r#"".""#),
    ]);
}

/// Variables with types: <https://developer.hashicorp.com/terraform/language/expressions/type-constraints>
#[test]
fn types() {
    let cases = [
        (r#"variable "a" {}"#, "var.a", "?parameter a|"),
        ("variable \"a\" {\n  default = 1\n  type = string\n}", "var.a == \"1\"", "true"),
        ("variable \"a\" {\n  default = [\"1\", 2]\n  type = list(number)\n}", "var.a", "[1,2]"),
        (
            "variable \"a\" {\n  default = [\"b\", \"a\", \"b\"]\n  type = set(string)\n}",
            "var.a",
            r#"["a","b"]"#,
        ),
        (
            "variable \"a\" {\n  default = {name = \"x\", other = 1}\n  type = object({name = string, size = optional(number, 3), tag = optional(string)})\n}",
            "var.a",
            r#"{"name":"x","size":3,"tag":null}"#,
        ),
        (
            "variable \"a\" {\n  default = {x = {}}\n  type = map(object({port = optional(number, 80)}))\n}",
            "var.a[\"x\"].port",
            "80",
        ),
        (
            "variable \"a\" {\n  default = \"hush\"\n  sensitive = true\n}",
            "\"is ${var.a}\"",
            "?sensitive|is ${?}",
        ),
        ("variable \"a\" {\n  default = \"x\"\n  type = number\n}", "var.a", "!variable: it is no number"),
    ];
    for (declared, expression, expected) in cases {
        assert_eq!(evaluated(declared, expression), expected, "{declared} {expression}");
    }
}

/// What a resource turns out to have is not known, and named; what is written is known.
#[test]
fn resources() {
    let declared = r#"
resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
  tags = { Name = "x" }
}
resource "aws_subnet" "b" {
  count = 2
  vpc_id = aws_vpc.a.id
  cidr_block = cidrsubnet(aws_vpc.a.cidr_block, 8, count.index)
}
resource "aws_eip" "c" {
  for_each = toset(["x", "y"])
  domain = each.key
}
resource "aws_eip" "d" {
  count = 0
}
data "aws_region" "here" {}
data "aws_availability_zones" "all" {}
data "aws_ami" "e" {}
data "aws_vpc_endpoint_service" "f" {
  for_each = toset(["s3", "ecr.api"])
  service  = each.value
}
"#;
    for (expression, expected) in [
        ("aws_vpc.a.id", "?known after apply|${aws_vpc.a}"),
        ("aws_vpc.a.arn", "?known after apply|${aws_vpc.a.arn}"),
        ("aws_vpc.a.cidr_block", r#""10.0.0.0/16""#),
        ("aws_vpc.a.tags.Name", r#""x""#),
        (
            r#""arn:${aws_vpc.a.arn}:${aws_vpc.a.cidr_block}""#,
            "?what other resources turn out to be|arn:${aws_vpc.a.arn}:10.0.0.0/16",
        ),
        ("aws_subnet.b[*].cidr_block", r#"["10.0.0.0/24","10.0.1.0/24"]"#),
        ("aws_subnet.b[1].id", "?known after apply|${aws_subnet.b[1]}"),
        ("length(aws_subnet.b)", "2"),
        ("aws_subnet.b[2].id", "![2]: there are 2 elements"),
        (r#"aws_eip.c["x"].domain"#, r#""x""#),
        ("keys(aws_eip.c)", r#"["x","y"]"#),
        ("[for k, it in aws_eip.c : it.domain]", r#"["x","y"]"#),
        ("values(aws_eip.c)[*].domain", r#"["x","y"]"#),
        ("aws_eip.d[*].id", "[]"),
        ("one(aws_eip.d[*].id)", "null"),
        (r#"try(aws_eip.d[0].id, "none")"#, r#""none""#),
        ("aws_vpc.b.id", "!no aws_vpc.b; did you mean `aws_vpc.a`?"),
        ("data.aws_region.here.name", r#""us-east-1""#),
        ("element(data.aws_availability_zones.all.names, 4)", r#""us-east-1b""#),
        (
            r#"data.aws_vpc_endpoint_service.f["ecr.api"].service_name"#,
            r#""com.amazonaws.us-east-1.ecr.api""#,
        ),
        ("data.aws_ami.e.id", "?known after apply|${data.aws_ami.e}"),
        (
            "jsonencode({a = aws_vpc.a.arn, b = [1]})",
            r#"?what other resources turn out to be|{"a":"${aws_vpc.a.arn}","b":[1]}"#,
        ),
        ("aws_vpc.a.arn == \"x\" ? 1 : 2", "?known after apply|"),
        ("false && aws_vpc.a.arn == \"x\"", "false"),
    ] {
        assert_eq!(evaluated(declared, expression), expected, "{expression}");
    }
}

/// A region that needs itself.
#[test]
fn a_provider_that_needs_itself_ends() {
    let declared =
        "provider \"aws\" {\n  region = data.aws_region.here.name\n}\ndata \"aws_region\" \"here\" {}";
    assert_eq!(evaluated(declared, "data.aws_region.here.name"), r#""us-east-1""#);
}

/// Files are read below the folder that is imported, and nowhere else.
#[test]
fn files() {
    let main = r#"
locals {
  text = file("${path.module}/a.txt")
  filled = templatefile("a.tftpl", { name = "x", ports = [80, 443] })
  outside = file("../a.txt")
  absolute = file("/etc/passwd")
  none = file("none.txt")
  there = [fileexists("a.txt"), fileexists("none.txt")]
}
"#;
    let template = "hi ${name}%{ for port in ports } ${port}%{ endfor }${lower(\"!\")}";
    let all = [("main.tf", main), ("a.txt", "hello"), ("a.tftpl", template)];
    let mut made = Vec::new();
    let said = with(&all, |world, module| {
        for name in ["text", "filled", "outside", "absolute", "none", "there"] {
            made.push(shown(&world.local(module, name, At::default())));
        }
    });
    assert_eq!(made, [r#""hello""#, r#""hi x 80 443!""#, "?file()|", "?file()|", "?file()|", "[true,false]"]);
    assert_eq!(
        said,
        [
            "5:13 IMP070 `../a.txt` is not read: it is not below the folder that is imported",
            "6:14 IMP070 `/etc/passwd` is not read: it is not below the folder that is imported",
            "7:10 IMP070 `none.txt` is not read: there is no such file",
        ]
    );
}

/// The limits of evaluation end it, with one word and in time.
#[test]
fn limits() {
    let doubled = |first: &str, next: &dyn Fn(usize) -> String| {
        let lines = (1..60).map(|n| format!("  a{n} = {}\n", next(n - 1)));
        format!("locals {{\n  a0 = {first}\n{}}}\n", lines.collect::<String>())
    };
    let chain = |many: usize| {
        let lines = (1..many).map(|n| format!("  a{n} = local.a{}\n", n - 1));
        format!("locals {{\n  a0 = 1\n{}}}\n", lines.collect::<String>())
    };
    let cases = [
        ("locals {\n  a59 = range(0, 1000000000000)\n}\n".to_owned(), "a59"),
        ("locals {\n  a59 = [for a in range(1000): [for b in range(1000): [for c in range(1000): 1]]]\n}\n".to_owned(), "a59"),
        ("locals {\n  a59 = setproduct(range(1000), range(1000), range(1000))\n}\n".to_owned(), "a59"),
        (doubled("\"xxxxxxxx\"", &|n| format!("\"${{local.a{n}}}${{local.a{n}}}\"")), "a59"),
        (doubled("[1]", &|n| format!("concat(local.a{n}, local.a{n})")), "a59"),
        (doubled("[1]", &|n| format!("[local.a{n}, local.a{n}]")), "a59"),
        (doubled("\"a\"", &|n| format!("replace(\"aaaaaaaaaaaaaaaa\", \"a\", local.a{n})")), "a59"),
        (chain(5000), "a4999"),
        ("locals {\n  a59 = [for i in range(1000000): jsonencode(range(1000000))]\n}\n".to_owned(), "a59"),
    ];
    for (text, name) in &cases {
        let start = cpu_time::ThreadTime::now();
        let mut made = String::new();
        let said = with(&[("main.tf", text)], |world, module| {
            made = shown(&world.local(module, name, At::default()));
        });
        let took = start.elapsed();
        let head: String = text.chars().take(80).collect();
        assert!(made.starts_with('!') || made.len() < 1000, "{head}: {}", made.len());
        assert!(said.len() <= 1, "{head}: {said:?}");
        assert!(took.as_secs() < 20, "{head}: {took:?}");
        let refused = made.contains("too long") || said.iter().any(|it| it.contains("IMP080"));
        assert!(refused, "{head}: {made} {said:?}");
    }
}

/// A name of one place alone: a scope without a module knows nothing.
#[test]
fn outside_of_modules_nothing_is_known() {
    with(&[("main.tf", "")], |world, _| {
        let scope = Scope { world, module: usize::MAX, names: None };
        let expr = super::syntax::expression("var.a", At::default()).expect("it is an expression");
        assert!(scope.eval(&expr).is_unknown());
    });
}
