//! Terraform's own language: the same network as a template, and written in files in several forms, is one model; places,
//! limits, modules.

use crate::terraform::{Dice, Said, Thing, network, template_of};
use plat::{
    import::{Fate, Imported, Settings, Source, import},
    model::file::save,
};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    fmt::Write,
    time::{Duration, Instant},
};

/// How a network is written.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    Flat,
    /// As JSON.
    Json,
    /// In modules, one of which gets what the other gives.
    Modules,
    /// With `count`, `for_each`, local values, variables and repeated blocks.
    Counted,
}

/// Files by their paths.
type Files = BTreeMap<String, String>;

fn index(number: usize, form: Form) -> &'static str {
    match (form, number % 3) {
        (Form::Counted, 1) => "[0]",
        (Form::Counted, 2) => "[\"k.1\"]",
        (Form::Flat | Form::Json | Form::Modules | Form::Counted, _) => "",
    }
}

fn address(things: &[Thing], number: usize, form: Form) -> String {
    let thing = &things[number];
    let own = format!("{}.{}{}", thing.ty, thing.name, index(number, form));
    match thing.module.filter(|_| form == Form::Modules) {
        Some(module) => format!("module.{module}.{own}"),
        None => own,
    }
}

/// Writes a network.
struct Writing<'t> {
    things: &'t [Thing],
    form: Form,
    /// What modules hand out and take: `net o3`, `app v3`.
    outputs: BTreeMap<(&'static str, usize), String>,
    given: BTreeMap<(&'static str, usize), String>,
}

impl Writing<'_> {
    /// What names another thing.
    fn reference(&mut self, from: usize, to: usize) -> String {
        let other = &self.things[to];
        let attribute = if other.ty.starts_with("aws_lb") { "arn" } else { "id" };
        let direct = format!("{}.{}{}.{attribute}", other.ty, other.name, index(to, self.form));
        let modules = self.form == Form::Modules;
        let here = self.things[from].module.filter(|_| modules);
        let there = other.module.filter(|_| modules);
        if here == there {
            return direct;
        }
        let outside = match there {
            Some(module) => {
                self.outputs.insert((module, to), direct);
                format!("module.{module}.o{to}")
            }
            None => direct,
        };
        match here {
            Some(module) => {
                self.given.insert((module, to), outside);
                format!("var.v{to}")
            }
            None => outside,
        }
    }

    /// A known value; what names another thing in it does.
    fn value(&mut self, own: usize, value: &Value) -> String {
        match value {
            Value::String(text) => match text.strip_prefix('@') {
                Some("unknown") => {
                    let gateway = self.things.iter().position(|it| it.ty == "aws_internet_gateway");
                    self.reference(own, gateway.unwrap())
                }
                Some(number) => self.reference(own, number.parse().unwrap()),
                None => value.to_string(),
            },
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(|it| self.value(own, it)).collect();
                format!("[{}]", items.join(", "))
            }
            Value::Object(entries) => {
                let entries = entries.iter();
                let all: Vec<String> =
                    entries.map(|(key, it)| format!("{key} = {}", self.value(own, it))).collect();
                format!("{{ {} }}", all.join(", "))
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
        }
    }

    fn resource(&mut self, own: usize) -> String {
        let thing = &self.things[own];
        let mut text = format!("resource \"{}\" \"{}\" {{\n", thing.ty, thing.name);
        match index(own, self.form) {
            "[0]" => text += "  count = length([for it in [1, 2] : it if it > 1])\n",
            "" => {}
            _ => text += "  for_each = toset([\"k.${1 + 0}\"])\n",
        }
        for (key, said) in &thing.arguments {
            let blocks = ["ingress", "egress", "route", "default_action"].contains(key);
            match said {
                Said::Known(value) if blocks && (self.form != Form::Counted || *key == "default_action") => {
                    for one in value.as_array().unwrap() {
                        let inner = self.value(own, one);
                        let inner = inner.trim_start_matches('{').trim_end_matches('}').to_owned();
                        let lines: Vec<String> =
                            split(&inner).into_iter().map(|it| format!("    {it}\n")).collect();
                        let _ = write!(text, "  {key} {{\n{}  }}\n", lines.concat());
                    }
                }
                Said::Known(value) if blocks => {
                    let all = self.value(own, value);
                    let keys: Vec<String> = value
                        .as_array()
                        .and_then(|it| it.first())
                        .and_then(Value::as_object)
                        .map(|it| it.keys().map(|it| format!("      {it} = it.value[\"{it}\"]\n")).collect())
                        .unwrap_or_default();
                    let _ = write!(
                        text,
                        "  dynamic \"{key}\" {{\n    for_each = {all}\n    iterator = it\n    content {{\n{}    }}\n  }}\n",
                        keys.concat()
                    );
                }
                Said::Known(value) if self.form == Form::Counted => {
                    let _ = writeln!(text, "  {key} = local.known.n{own}.{key}");
                    let _ = value;
                }
                Said::Known(value) => {
                    let value = self.value(own, value);
                    let _ = writeln!(text, "  {key} = {value}");
                }
                Said::One(to) => {
                    let to = self.reference(own, *to);
                    let _ = writeln!(text, "  {key} = {to}");
                }
                Said::Many(all) => {
                    let all: Vec<String> = all.iter().map(|it| self.reference(own, *it)).collect();
                    let _ = writeln!(text, "  {key} = [{}]", all.join(", "));
                }
            }
        }
        text + "}\n\n"
    }
}

/// The entries of an object, which has no objects and no commas in texts.
fn split(text: &str) -> Vec<String> {
    let (mut all, mut depth) = (vec![String::new()], 0);
    for c in text.trim().chars() {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            ',' if depth == 0 => {
                all.push(String::new());
                continue;
            }
            _ => {}
        }
        all.last_mut().unwrap().push(c);
    }
    all.into_iter().map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect()
}

fn files(things: &[Thing], form: Form) -> Files {
    let mut writing = Writing { things, form, outputs: BTreeMap::new(), given: BTreeMap::new() };
    let mut files = Files::new();
    for (number, thing) in things.iter().enumerate() {
        let folder = match thing.module.filter(|_| form == Form::Modules) {
            Some(module) => format!("network/{module}"),
            None => "network".to_owned(),
        };
        let text = writing.resource(number);
        // Several files, as people have them.
        let file = format!("{folder}/{}.tf", if number % 2 == 0 { "main" } else { "more" });
        files.entry(file).or_default().push_str(&text);
    }
    let main = files.entry("network/main.tf".to_owned()).or_default();
    main.push_str(
        "provider \"aws\" {\n  region = var.region\n}\n\nvariable \"region\" {\n  type = string\n}\n",
    );
    if form == Form::Modules {
        for module in ["net", "app"] {
            let _ = writeln!(main, "module \"{module}\" {{\n  source = \"./{module}\"");
            let given = writing.given.iter().filter(|it| it.0.0 == module);
            given.for_each(|((_, number), from)| main.push_str(&format!("  v{number} = {from}\n")));
            main.push_str("}\n");
        }
    }
    if form == Form::Counted {
        let mut known = json!({});
        for (number, thing) in things.iter().enumerate() {
            for (key, said) in &thing.arguments {
                if let Said::Known(value) = said {
                    known[format!("n{number}")][*key] = value.clone();
                }
            }
        }
        let known = known.to_string().replace("\":", "\" = ");
        let _ = write!(
            main,
            "locals {{\n  known = var.deep[0]\n}}\nvariable \"deep\" {{\n  default = [{known}]\n}}\n"
        );
    }
    for ((module, number), value) in &writing.outputs {
        let file = files.entry(format!("network/{module}/outputs.tf")).or_default();
        let _ = writeln!(file, "output \"o{number}\" {{\n  value = {value}\n}}");
    }
    for (module, number) in writing.given.keys() {
        let file = files.entry(format!("network/{module}/variables.tf")).or_default();
        let _ = writeln!(file, "variable \"v{number}\" {{}}");
    }
    files.insert("network/terraform.tfvars".to_owned(), "region = \"us-east-1\"\n".to_owned());
    files
}

/// The flat form as JSON.
fn as_json(things: &[Thing]) -> Files {
    let mut writing = Writing { things, form: Form::Json, outputs: BTreeMap::new(), given: BTreeMap::new() };
    let mut resources = json!({});
    for (own, thing) in things.iter().enumerate() {
        let mut body = json!({});
        for (key, said) in &thing.arguments {
            body[*key] = match said {
                Said::Known(value) => {
                    let mut text = value.to_string();
                    while let Some(at) = text.find("\"@") {
                        let name = text[at + 2..].split('"').next().unwrap().to_owned();
                        let to = writing.value(own, &json!(format!("@{name}")));
                        text = text.replace(&format!("\"@{name}\""), &format!("\"${{{to}}}\""));
                    }
                    serde_json::from_str(&text).unwrap()
                }
                Said::One(to) => json!(format!("${{{}}}", writing.reference(own, *to))),
                Said::Many(all) => {
                    all.iter().map(|it| json!(format!("${{{}}}", writing.reference(own, *it)))).collect()
                }
            };
        }
        resources[thing.ty][thing.name.as_str()] = body;
    }
    let document = json!({"resource": resources, "provider": {"aws": {"region": "us-east-1"}}});
    Files::from([("network/main.tf.json".to_owned(), document.to_string())])
}

fn sources(files: &Files) -> Vec<Source> {
    let source =
        |(path, text): (&String, &String)| Source { path: path.clone(), bytes: text.clone().into_bytes() };
    files.iter().map(source).collect()
}

fn read_with(files: &Files, settings: &Settings) -> Imported {
    import(&sources(files), settings, &|path| {
        files.get(path).map(|it| it.clone().into_bytes()).ok_or("there is no such file".to_owned())
    })
}

fn read(files: &Files) -> Imported {
    read_with(files, &Settings::default())
}

fn template(things: &[Thing], form: Form) -> Imported {
    let text = template_of(things, &|it| address(things, it, form)).to_string();
    read(&Files::from([("network.json".to_owned(), text)]))
}

fn said(imported: &Imported) -> Vec<String> {
    let place = |at: plat::model::attrs::At| {
        let file = imported.report.files.get(at.file as usize).map_or("", String::as_str);
        format!("{file}:{}:{}", at.line, at.column)
    };
    let notices = imported.report.notices.iter();
    notices.map(|it| format!("{} {} {}", place(it.at), it.rule.code, it.message)).collect()
}

fn written(files: &Files) -> String {
    files.iter().map(|(path, text)| format!("==== {path}\n{text}")).collect()
}

#[test]
fn a_network_is_one_model_as_template_and_as_files() {
    for seed in 0..40 {
        let things = network(&mut Dice(seed));
        for form in [Form::Flat, Form::Json, Form::Modules, Form::Counted] {
            let wanted = template(&things, form);
            let files = if form == Form::Json { as_json(&things) } else { files(&things, form) };
            let made = read(&files);
            assert_eq!(
                save(&made.model),
                save(&wanted.model),
                "{seed} {form:?}\n{}\n{:#?}",
                written(&files),
                said(&made)
            );
            assert_eq!(made.report.lines.len(), things.len(), "{seed} {form:?}");
            assert_eq!(made.report.count(|it| matches!(it, Fate::Unsupported(_))), 0, "{seed} {form:?}");
            assert!(said(&made).is_empty(), "{seed} {form:?} {:#?}", said(&made));
        }
    }
}

/// Where a resource stands in which file, and how the files are called, says nothing.
#[test]
fn files_in_another_order_are_the_same_model() {
    for seed in 0..20 {
        let things = network(&mut Dice(seed));
        for form in [Form::Flat, Form::Modules] {
            let files = files(&things, form);
            let wanted = save(&read(&files).model);
            let mut other = Files::new();
            for (path, text) in &files {
                let (folder, name) = path.rsplit_once('/').unwrap();
                let name = match name {
                    "main.tf" => "z.tf",
                    "more.tf" => "a.tf",
                    other => other,
                };
                // Blocks end in a line with a brace alone.
                let blocks: Vec<&str> = text.split("\n}\n").collect();
                let (last, blocks) = blocks.split_last().unwrap();
                let turned: String = blocks.iter().rev().map(|it| format!("{it}\n}}\n")).collect();
                other.insert(format!("{folder}/{name}"), format!("{turned}{last}"));
            }
            let made = read(&other);
            assert_eq!(save(&made.model), wanted, "{seed} {form:?}\n{}\n{:?}", written(&other), said(&made));
        }
    }
}

fn one(text: &str) -> Imported {
    read(&Files::from([("main.tf".to_owned(), text.to_owned())]))
}

fn model(imported: &Imported) -> Value {
    serde_json::from_str(&save(&imported.model)).unwrap()
}

/// What is hostile has one word, at its place, in time.
#[test]
fn hostile_files_are_refused_in_time() {
    let vpc = "resource \"aws_vpc\" \"a\" {\n  cidr_block = \"10.0.0.0/16\"\n";
    let deep = |open: &str, close: &str| {
        format!("locals {{\n  a = {}1{}\n}}\n", open.repeat(5000), close.repeat(5000))
    };
    let cases: Vec<(String, &str)> = vec![
        (deep("[", "]"), "2:"),
        (deep("(", ")"), "2:"),
        (deep("{a = ", "}"), "2:"),
        (deep("!", ""), "2:"),
        (deep("-", ""), "2:"),
        (deep("\"${", "}\""), "2:"),
        (deep("true ? 1 : ", ""), "2:"),
        (deep("1 + ", ""), "2:"),
        (deep("[for x in ", " : x]"), "2:"),
        (deep("upper(", ")"), "2:"),
        ("a {\n".repeat(5000) + &"}\n".repeat(5000), ""),
        (format!("{vpc}  count = 1000000000\n}}\n"), "main.tf:3:11 IMP080"),
        (format!("{vpc}  count = 1e9\n}}\n"), "main.tf:3:11 IMP080"),
        (
            format!("{vpc}  for_each = toset(formatlist(\"%s\", range(0, 1000000000000)))\n}}\n"),
            "main.tf:3:37 IMP080",
        ),
        (
            format!("locals {{\n  a = local.b\n  b = local.a\n}}\n{vpc}  tags = {{ x = local.a }}\n}}\n"),
            "IMP031 `local.a` needs itself",
        ),
        (format!("{vpc}  tags = {{ x = aws_vpc.a.tags }}\n}}\n"), "IMP031 `aws_vpc.a.tags` needs itself"),
        (format!("{vpc}  count = length(aws_vpc.a)\n}}\n"), "main.tf:1:1 IMP031 `aws_vpc.a` needs itself"),
        ("module \"a\" {\n  source = \"./\"\n}\n".to_owned(), "main.tf:2:12 IMP031 `./` needs itself"),
        (
            "module \"a\" {\n  source = \"../b\"\n}\n".to_owned(),
            "main.tf:2:12 IMP070 `../b` is not read: it is not below the folder that is imported",
        ),
        (
            "module \"a\" {\n  source = \"/etc\"\n}\n".to_owned(),
            "main.tf:2:12 IMP070 `/etc` is not read: the module is elsewhere",
        ),
        (
            format!("{vpc}  tags = {{ x = file(\"../../etc/passwd\") }}\n}}\n"),
            "main.tf:3:16 IMP070 `../../etc/passwd` is not read: it is not below the folder that is imported",
        ),
        ("resource \"a\" \"b\" {\n  x =\n}\n".to_owned(), "main.tf:2:"),
        ("\0".to_owned(), "main.tf:1:1 IMP001"),
        ("x = \"\\q\"".to_owned(), "main.tf:1:"),
        ("x = <<EOT\nnever ends".to_owned(), "main.tf:"),
    ];
    for (text, expected) in cases {
        let head: String = text.chars().take(60).collect();
        let start = Instant::now();
        let made = one(&text);
        let took = start.elapsed();
        assert!(took < Duration::from_secs(20), "{head}: {took:?}");
        let said: Vec<String> = said(&made).into_iter().filter(|it| !it.contains("IMP010")).collect();
        assert_eq!(said.len(), 1, "{head}: {said:?}");
        assert!(said[0].contains(expected), "{head}: {said:?}");
    }
    // Values that are made count together, whoever has them.
    let many =
        format!("locals {{\n  all = range(0, 1000)\n}}\n{vpc}  count = 3000\n  other = local.all\n}}\n");
    let made = one(&many);
    assert!(said(&made).iter().any(|it| it.starts_with("main.tf:4:1 IMP080")), "{:?}", said(&made));
    assert_eq!(made.report.lines.len(), 999);
}

/// Modules that call each other are told so, and what else there is is read.
#[test]
fn modules_that_call_each_other_end() {
    let call = |name: &str, to: &str| format!("module \"{name}\" {{\n  source = \"{to}\"\n  count = 2\n}}\n");
    let vpc = "resource \"aws_vpc\" \"v\" {\n  cidr_block = \"10.0.0.0/16\"\n}\n";
    let files = Files::from([
        ("main.tf".to_owned(), call("a", "./a")),
        ("a/main.tf".to_owned(), call("b", "../b") + vpc),
        ("b/main.tf".to_owned(), call("a", "../a") + vpc),
    ]);
    let made = read(&files);
    let said: Vec<String> = said(&made).into_iter().filter(|it| !it.contains("IMP010")).collect();
    assert!(said.iter().all(|it| it.starts_with("b/main.tf:2:12 IMP031 `../a` needs itself")), "{said:?}");
    // Two of the first, two in each of them; what cannot go on is drawn as it is.
    assert_eq!(made.report.count(|it| matches!(it, Fate::Mapped(_))), 6);
    // Many in many in many end too.
    let mut files = Files::from([("main.tf".to_owned(), call("m", "./m0"))]);
    for n in 0..30 {
        let text = call("m", &format!("../m{}", n + 1));
        files.insert(format!("m{n}/main.tf"), text.replace("count = 2", "count = 100"));
    }
    files.insert("m30/main.tf".to_owned(), vpc.to_owned());
    let start = Instant::now();
    let made = read(&files);
    assert!(start.elapsed() < Duration::from_secs(120), "{:?}", start.elapsed());
    assert!(made.report.notices.iter().any(|it| it.rule.code == "IMP080"));
}

/// Findings point to the line that says it, also through modules and blocks that are repeated.
#[test]
fn every_value_knows_its_place() {
    let files = Files::from([
        (
            "main.tf".to_owned(),
            "module \"m\" {\n  source = \"./m\"\n  block = \"10.1.0.0/16\"\n}\n\nresource \"aws_subnet\" \"s\" {\n  vpc_id     = module.m.id\n  cidr_block =\n".replace("cidr_block =\n", "cidr_block = \"10.2.0.0/24\"\n}\n"),
        ),
        (
            "m/main.tf".to_owned(),
            "variable \"block\" {}\nresource \"aws_vpc\" \"v\" {\n  tags = {}\n  cidr_block = var.block\n}\noutput \"id\" {\n  value = aws_vpc.v.id\n}\n".to_owned(),
        ),
    ]);
    let made = read(&files);
    let place = |id: &str, field: Option<&str>| {
        let id = id.parse().unwrap();
        let spec = made.model.node(&id).unwrap().resource.kind().spec();
        let field = field.map(|name| spec.fields.iter().find(|it| it.name.0 == name).unwrap().name);
        let at = made.origins.of(&id, field).unwrap();
        format!("{}:{}:{}", made.report.files[at.file as usize], at.line, at.column)
    };
    assert_eq!(place("module.m.aws_vpc.v", None), "m/main.tf:2:1");
    assert_eq!(place("module.m.aws_vpc.v", Some("cidr_block")), "m/main.tf:4:16");
    assert_eq!(place("aws_subnet.s", Some("cidr_block")), "main.tf:8:16");
    assert_eq!(model(&made)["resources"]["aws_subnet.s"]["in"], "module.m.aws_vpc.v");
}

/// A plan says more than the files beside it, which say where everything is written.
#[test]
fn a_plan_points_to_the_files_beside_it() {
    let resource = |address: &str, ty: &str, values: Value| json!({"address": address, "mode": "managed", "type": ty, "name": "a", "values": values});
    let plan = json!({
        "format_version": "1.2", "terraform_version": "1.9.0",
        "planned_values": {"root_module": {
            "resources": [resource("aws_vpc.a", "aws_vpc", json!({"cidr_block": "10.0.0.0/16", "enable_dns_support": true}))],
            "child_modules": [{"address": "module.m[0]", "resources": [
                resource("module.m[0].aws_vpc.a", "aws_vpc", json!({"cidr_block": "10.1.0.0/16"}))]}],
        }},
    });
    let files = Files::from([
        ("stack/plan.json".to_owned(), plan.to_string()),
        (
            "stack/main.tf".to_owned(),
            "\nresource \"aws_vpc\" \"a\" {\n  cidr_block = var.none\n}\nmodule \"m\" {\n  source = \"./m\"\n  count  = 1\n}\n"
                .to_owned(),
        ),
        ("stack/m/main.tf".to_owned(), "resource \"aws_vpc\" \"a\" {\n  cidr_block = \"10.9.0.0/16\"\n}\n".to_owned()),
    ]);
    let made = read(&files);
    let lines: Vec<String> = made
        .report
        .lines
        .iter()
        .map(|it| format!("{} {}:{}", it.id, made.report.files[it.at.file as usize], it.at.line))
        .collect();
    assert_eq!(lines, ["aws_vpc.a stack/main.tf:2", "module.m[0].aws_vpc.a stack/m/main.tf:1"]);
    let id = "aws_vpc.a".parse().unwrap();
    let field = |name: &str| {
        let spec = made.model.node(&id).unwrap().resource.kind().spec();
        let at =
            made.origins.of(&id, spec.fields.iter().find(|it| it.name.0 == name).map(|it| it.name)).unwrap();
        (made.report.files[at.file as usize].clone(), at.line, at.column)
    };
    assert_eq!(field("cidr_block"), ("stack/main.tf".to_owned(), 3, 16));
    // What the files do not say is where the resource is.
    assert_eq!(field("enable_dns_support"), ("stack/main.tf".to_owned(), 2, 1));
    let resources = &model(&made)["resources"];
    assert_eq!(resources["module.m.0.aws_vpc.a"]["cidr_block"], "10.1.0.0/16");
    assert_eq!(said(&made), Vec::<String>::new());
}

/// Values of variables: the command line before files by their names, files before defaults.
#[test]
fn variables_get_their_values() {
    let main = "variable \"a\" {\n  type    = string\n  default = \"10.8.0.0/16\"\n}\nvariable \"ports\" {\n  type = list(number)\n}\nresource \"aws_vpc\" \"v\" {\n  cidr_block = var.a\n}\nresource \"aws_security_group\" \"g\" {\n  vpc_id = aws_vpc.v.id\n  dynamic \"ingress\" {\n    for_each = var.ports\n    content {\n      from_port   = ingress.value\n      to_port     = ingress.value\n      protocol    = \"tcp\"\n      cidr_blocks = [\"0.0.0.0/0\"]\n    }\n  }\n}\n";
    let mut files = Files::from([("main.tf".to_owned(), main.to_owned())]);
    let block =
        |it: &Imported| model(it)["resources"]["aws_vpc.v"]["cidr_block"].as_str().unwrap_or("-").to_owned();
    let it = read(&files);
    assert_eq!(block(&it), "10.8.0.0/16");
    assert_eq!(
        said(&it),
        [
            "main.tf:5:1 IMP020 the parameter `ports` has no value",
            "main.tf:14:16 IMP022 the condition `for_each of ingress` cannot be decided; what hangs on it is kept",
        ]
    );
    for (name, wanted) in [("terraform.tfvars", 1), ("b.auto.tfvars", 2), ("c.auto.tfvars.json", 3)] {
        let text = match name.ends_with("json") {
            true => format!("{{\"a\": \"10.{wanted}.0.0/16\", \"ports\": [22, 443]}}"),
            false => format!("a = \"10.{wanted}.0.0/16\"\nports = [22, 443]\n"),
        };
        files.insert(name.to_owned(), text);
        files.insert("other.tfvars".to_owned(), "a = \"10.9.0.0/16\"".to_owned());
        let it = read(&files);
        assert_eq!(block(&it), format!("10.{wanted}.0.0/16"), "{name}");
        assert_eq!(said(&it), Vec::<String>::new(), "{name}");
    }
    let parameters = [("a", "10.5.0.0/16"), ("ports", "[for p in [1, 2] : p + 80]")];
    let parameters = parameters.iter().map(|(name, it)| ((*name).to_owned(), (*it).to_owned())).collect();
    let it = read_with(&files, &Settings { parameters, ..Settings::default() });
    assert_eq!(block(&it), "10.5.0.0/16");
    let rules = model(&it)["resources"]["aws_security_group.g"].to_string();
    assert!(rules.contains("81") && rules.contains("82"), "{rules}");
}

/// Regions and tags of providers, handed on to modules; overriding files; what is Terraform's own.
#[test]
fn providers_and_overrides_count() {
    let files = Files::from([
        (
            "main.tf".to_owned(),
            r#"
terraform {
  required_version = ">= 1.5"
}
provider "aws" {
  region = "eu-west-1"
  default_tags {
    tags = { Owner = "us", Name = "none" }
  }
}
provider "aws" {
  alias  = "west"
  region = "us-west-2"
}
moved {
  from = aws_vpc.x
  to   = aws_vpc.a
}
check "it" {
  assert {
    condition     = true
    error_message = "no"
  }
}
resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
  tags       = { Name = "a" }
  lifecycle {
    prevent_destroy = true
  }
}
resource "aws_vpc" "b" {
  provider   = aws.west
  cidr_block = "10.1.0.0/16"
}
resource "aws_vpc" "c" {
  region     = "ap-northeast-2"
  cidr_block = "10.3.0.0/16"
}
module "m" {
  source    = "./m"
  providers = { aws = aws.west }
}
module "n" {
  source = "./m"
}
resource "aws_vpc" "gone" {
  count      = 0
  cidr_block = "10.4.0.0/16"
}
"#
            .to_owned(),
        ),
        (
            "m/main.tf".to_owned(),
            "resource \"aws_vpc\" \"d\" {\n  cidr_block = \"10.2.0.0/16\"\n}\n".to_owned(),
        ),
        (
            "z_override.tf".to_owned(),
            "resource \"aws_vpc\" \"b\" {\n  cidr_block = \"10.9.0.0/16\"\n}\n".to_owned(),
        ),
    ]);
    let it = read(&files);
    assert_eq!(said(&it), Vec::<String>::new());
    let all = model(&it);
    let of = |id: &str, key: &str| all["resources"][id][key].as_str().unwrap_or("-").to_owned();
    for (id, region) in [
        ("aws_vpc.a", "eu-west-1"),
        ("aws_vpc.b", "us-west-2"),
        ("aws_vpc.c", "ap-northeast-2"),
        ("module.m.aws_vpc.d", "us-west-2"),
        ("module.n.aws_vpc.d", "eu-west-1"),
    ] {
        assert_eq!(of(id, "in"), region, "{id}");
    }
    assert_eq!(of("aws_vpc.b", "cidr_block"), "10.9.0.0/16");
    let tags = &all["resources"]["aws_vpc.a"]["tags"];
    assert_eq!((&tags["Owner"], &tags["Name"]), (&json!("us"), &json!("a")));
    let gone: Vec<&str> = it.report.excluded.iter().map(|it| it.0.as_str()).collect();
    assert_eq!(gone, ["aws_vpc.gone"]);
}

/// A module from elsewhere is a box with what it is given and what names it; the one that Terraform has fetched is read.
#[test]
fn modules_from_elsewhere_are_boxes_until_they_are_fetched() {
    let main = "module \"net\" {\n  source  = \"terraform-aws-modules/vpc/aws\"\n  version = \"6.0.0\"\n  cidr    = aws_eip.a.public_ip\n}\nresource \"aws_eip\" \"a\" {}\nresource \"aws_instance\" \"i\" {\n  instance_type = \"t3.small\"\n  subnet_id     = module.net.private_subnets[0]\n}\n";
    let mut files = Files::from([("main.tf".to_owned(), main.to_owned())]);
    let it = read(&files);
    assert_eq!(
        said(&it),
        [
            "main.tf:1:1 IMP010 `module.net` is of type module, which Plat does not model",
            "main.tf:2:13 IMP070 `terraform-aws-modules/vpc/aws` is not read: the module is elsewhere",
        ]
    );
    let all = model(&it);
    let lines: Vec<String> = all["connections"]
        .as_object()
        .unwrap()
        .values()
        .map(|it| format!("{} {}", it["from"].as_str().unwrap(), it["to"].as_str().unwrap()))
        .collect();
    assert_eq!(lines, ["aws_instance.i module.net", "module.net aws_eip.a"]);
    files.insert(
        ".terraform/modules/modules.json".to_owned(),
        r#"{"Modules":[{"Key":"","Source":"","Dir":"."},{"Key":"net","Source":"registry.terraform.io/x","Dir":".terraform/modules/net"}]}"#
            .to_owned(),
    );
    files.insert(
        ".terraform/modules/net/main.tf".to_owned(),
        "variable \"cidr\" {}\nresource \"aws_vpc\" \"v\" {\n  cidr_block = \"10.0.0.0/16\"\n}\nresource \"aws_subnet\" \"s\" {\n  vpc_id     = aws_vpc.v.id\n  cidr_block = \"10.0.0.0/24\"\n}\noutput \"private_subnets\" {\n  value = aws_subnet.s[*].id\n}\n".to_owned(),
    );
    let it = read(&files);
    assert_eq!(model(&it)["resources"]["aws_instance.i"]["in"], "module.net.aws_subnet.s", "{:?}", said(&it));
}

/// What a role may do through policies that are attached to it; what is looked up; what a template in a file says.
#[test]
fn a_serverless_design_has_its_edges() {
    let main = r#"
data "aws_caller_identity" "me" {}
data "aws_iam_policy_document" "use" {
  statement {
    actions   = ["dynamodb:*"]
    resources = [aws_dynamodb_table.t.arn, "${aws_s3_bucket.b.arn}/*"]
  }
  statement {
    effect    = "Deny"
    actions   = ["sns:*"]
    resources = [aws_sns_topic.n.arn]
  }
}
resource "aws_iam_policy" "use" {
  policy = data.aws_iam_policy_document.use.json
}
resource "aws_iam_role" "r" {
  assume_role_policy = jsonencode({})
}
resource "aws_iam_role_policy_attachment" "use" {
  role       = aws_iam_role.r.name
  policy_arn = aws_iam_policy.use.arn
}
resource "aws_lambda_function" "f" {
  function_name = "f-${data.aws_caller_identity.me.account_id}"
  role          = aws_iam_role.r.arn
  memory_size   = 256
  handler       = "x.y"
  runtime       = "nodejs22.x"
  environment {
    variables = { QUEUE = aws_sqs_queue.q.name }
  }
}
resource "aws_lambda_event_source_mapping" "m" {
  event_source_arn = aws_sqs_queue.in.arn
  function_name    = aws_lambda_function.f.function_name
  batch_size       = 7
}
resource "aws_sqs_queue" "q" {
  name           = "out"
  redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.in.arn, maxReceiveCount = 3 })
}
resource "aws_sqs_queue" "in" {}
resource "aws_sns_topic" "n" {}
resource "aws_s3_bucket" "b" {}
resource "aws_dynamodb_table" "t" {
  name         = "t"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
}
resource "aws_sfn_state_machine" "s" {
  role_arn   = aws_iam_role.r.arn
  definition = templatefile("${path.module}/s.json.tftpl", { f = aws_lambda_function.f.arn })
}
"#;
    let definition = "{\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Task\", \"Resource\": \"${f}\", \"End\": true}}}";
    let files = Files::from([
        ("main.tf".to_owned(), main.to_owned()),
        ("s.json.tftpl".to_owned(), definition.to_owned()),
        ("package.json".to_owned(), "{\"name\": \"x\"}".to_owned()),
        ("broken.yaml".to_owned(), "a: [b".to_owned()),
    ]);
    let it = read(&files);
    let steps = "main.tf:51:1 IMP040 `aws_sfn_state_machine.s`: 1 state transitions of one execution, on the longest way";
    assert_eq!(said(&it), [steps]);
    let all = model(&it);
    let lines: Vec<String> = all["connections"]
        .as_object()
        .unwrap()
        .values()
        .map(|it| {
            let short = |key: &str| it[key].as_str().unwrap().rsplit('.').next().unwrap().to_owned();
            format!("{} {}", short("from"), short("to"))
        })
        .collect();
    for wanted in ["f t", "f b", "f q", "in f", "s f"] {
        assert!(lines.iter().any(|it| it == wanted), "{wanted}: {lines:?}");
    }
    assert!(!lines.iter().any(|it| it == "f n"), "{lines:?}");
    assert_eq!(all["resources"]["aws_lambda_function.f"]["memory_size"], 256);
}

/// The command line: a folder, a folder beside its modules, a file for its folder; findings with their lines.
#[test]
fn the_command_line_takes_folders() {
    let folder = std::env::temp_dir().join(format!("plat-terraform-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let write = |path: &str, text: &str| {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write(
        "envs/prod/main.tf",
        "module \"net\" {\n  source = \"../../modules/net\"\n  block  = var.block\n}\nvariable \"block\" {\n  default = \"10.7.0.0/16\"\n}\n",
    );
    write(
        "modules/net/main.tf",
        "variable \"block\" {}\nresource \"aws_vpc\" \"v\" {\n  cidr_block = var.block\n}\nresource \"aws_subnet\" \"s\" {\n  vpc_id     = aws_vpc.v.id\n  cidr_block = \"10.99.0.0/24\"\n}\n",
    );
    write("modules/net/.terraform/modules/x/main.tf", "resource \"aws_vpc\" \"unused\" {}\n");
    let plat = |arguments: &[&str]| crate::cli::plat_in(&folder, arguments, "");
    // By itself the module is not below the folder; with the folder around it, it is.
    let (code, out, _) = plat(&["import", "envs/prod"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("main.tf:2:12: warning IMP070"), "{out}");
    let (code, out, _) = plat(&["import", "envs/prod", ".", "-o", "made.json"]);
    assert_eq!(
        (code, out.lines().next()),
        (0, Some("2 resources read: 2 mapped, 0 annotated, 0 not modelled")),
        "{out}"
    );
    let made = std::fs::read_to_string(folder.join("made.json")).unwrap();
    assert!(made.contains("10.7.0.0/16"), "{made}");
    std::fs::remove_file(folder.join("made.json")).unwrap();
    let (_, out, _) =
        plat(&["import", "envs/prod", ".", "--parameter", "block=10.6.0.0/16", "-o", "made.json"]);
    let made = std::fs::read_to_string(folder.join("made.json")).unwrap();
    assert!(made.contains("10.6.0.0/16"), "{made} {out}");
    std::fs::remove_file(folder.join("made.json")).unwrap();
    // All of it at once: the root is the folder that nothing calls.
    let (code, out, _) = plat(&["import", "."]);
    assert_eq!(
        (code, out.lines().next()),
        (0, Some("2 resources read: 2 mapped, 0 annotated, 0 not modelled")),
        "{out}"
    );
    // A file stands for its folder; findings name lines.
    let (code, out, error) = plat(&["check", "modules/net/main.tf"]);
    assert_eq!(code, 1, "{out} {error}");
    assert!(out.contains("modules/net/main.tf:7:16"), "{out}");
    let (_, out, error) = plat(&["import", "none"]);
    assert!(error.contains("there is no such file or folder"), "{out} {error}");
    write("broken/main.tf", "resource \"a\" {\n");
    let (code, _, error) = plat(&["import", "broken"]);
    assert_eq!(code, 2);
    assert!(error.contains("main.tf:1:15"), "{error}");
    std::fs::remove_dir_all(&folder).unwrap();
}
