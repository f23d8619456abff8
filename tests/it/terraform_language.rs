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
                let all: Vec<String> = entries.map(|(key, it)| format!("{key} = {}", self.value(own, it))).collect();
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
                        let lines: Vec<String> = split(&inner).into_iter().map(|it| format!("    {it}\n")).collect();
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
    main.push_str("provider \"aws\" {\n  region = var.region\n}\n\nvariable \"region\" {\n  type = string\n}\n");
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
        let _ = write!(main, "locals {{\n  known = var.deep[0]\n}}\nvariable \"deep\" {{\n  default = [{known}]\n}}\n");
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
    let mut writing =
        Writing { things, form: Form::Json, outputs: BTreeMap::new(), given: BTreeMap::new() };
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
    let source = |(path, text): (&String, &String)| Source { path: path.clone(), bytes: text.clone().into_bytes() };
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
