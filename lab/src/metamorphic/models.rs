//! Relations over whole models: saved and loaded again, drawn elsewhere, compared the other way round.

use crate::seed::Seed;
use plat::{
    analysis::{Analysis, Question},
    base::{NodeId, PortRange, Protocol},
    model::{Frame, Model, edit::Edit, file},
};
use serde_json::{Map, Value, json};

/// A model from a seed: one or two VPCs with what stands in them, connections, a workload, rules, and places for some.
pub fn model(seed: u64) -> Model {
    let text = document(&mut Seed::new(seed)).to_string();
    load(&text).unwrap_or_else(|wrong| panic!("seed {seed}: {wrong}\n{text}"))
}

/// A model from text.
///
/// # Errors
/// The text is none.
pub fn load(text: &str) -> Result<Model, String> {
    file::load(text).map(|it| it.model).map_err(|wrong| format!("{wrong} at {}", wrong.path))
}

/// The document of a seed's model.
pub fn document(seed: &mut Seed) -> Value {
    let mut make = Make { resources: Map::new(), ends: vec!["internet".to_owned()] };
    make.add("us-east-1", json!({"kind": "region"}));
    make.add("people", json!({"kind": "client"}));
    let vpcs = seed.between(1, 2);
    for at in 0..vpcs {
        make.vpc(at, seed);
    }
    if vpcs > 1 {
        make.add(
            "pcx",
            json!({"kind": "vpc_peering_connection", "in": "us-east-1", "vpc_id": "v0", "peer_vpc_id": "v1"}),
        );
    }
    for (id, kind) in [("orders", "dynamodb_table"), ("files", "s3_bucket"), ("front", "http_api")] {
        if seed.chance(60) {
            make.add(id, json!({"kind": kind, "in": "us-east-1"}));
        }
    }
    if make.resources.contains_key("orders") {
        make.ends.push("orders".to_owned());
    }
    let mut connections = Map::new();
    let placed: Vec<String> = make.ends.iter().filter(|it| *it != "internet").cloned().collect();
    for at in 0..seed.between(0, 3) {
        let (from, to) = (seed.word(&placed), seed.word(&placed));
        if from != to && from != "orders" && to != "orders" {
            let port = [22, 443, 8080][seed.below(3)].to_string();
            connections
                .insert(format!("c{at}"), json!({"from": from, "to": to, "kind": "network", "ports": port}));
        }
    }
    let mut rules = Vec::new();
    for at in 0..seed.between(0, 3) {
        let (from, to) = (seed.word(&make.ends), seed.word(&make.ends));
        if from != to {
            let expect = seed.pick(&["reachable", "unreachable"]);
            rules.push(json!({"name": format!("rule {at}"), "expect": expect, "from": from, "to": to}));
        }
    }
    let mut layout = Map::new();
    for id in make.resources.keys() {
        if seed.chance(50) {
            layout.insert(id.clone(), json!([seed.between(0, 900), seed.between(0, 900)]));
        }
    }
    json!({"plat": 1, "name": "Made from a seed", "resources": make.resources, "connections": connections,
        "workload": [{"at": "people", "requests": seed.between(1, 9) * 1000}], "rules": rules, "layout": layout})
}

struct Make {
    resources: Map<String, Value>,
    ends: Vec<String>,
}

impl Make {
    fn add(&mut self, id: &str, resource: Value) {
        self.resources.insert(id.to_owned(), resource);
    }

    fn vpc(&mut self, at: usize, seed: &mut Seed) {
        let vpc = format!("v{at}");
        let name = |what: &str| format!("{what}{at}");
        self.add(
            &vpc,
            json!({"kind": "vpc", "in": "us-east-1", "cidr_block": format!("10.{at}.0.0/16"),
            "main_route_table_id": name("rtb")}),
        );
        let mut targets = Vec::new();
        if seed.chance(80) {
            self.add(&name("igw"), json!({"kind": "internet_gateway", "in": vpc}));
            targets.push(name("igw"));
        }
        let groups = seed.between(1, 3);
        for group in 0..groups {
            let mut rules = Vec::new();
            for _ in 0..seed.between(0, 3) {
                let port = seed.pick(&["22", "443", "0-65535", "8000-8999"]);
                rules.push(if seed.chance(50) {
                    json!({"ports": port, "group_id": format!("sg{at}-{}", seed.below(groups))})
                } else {
                    json!({"ports": port, "cidr": seed.pick(&["0.0.0.0/0", "10.0.0.0/8", "10.0.1.0/24"])})
                });
            }
            let its = json!({"kind": "security_group", "in": vpc, "ingress": rules});
            self.add(&format!("sg{at}-{group}"), its);
        }
        let mut entries = Vec::new();
        for number in 0..seed.between(0, 3) {
            entries
                .push(json!({"rule_number": number * 10 + 10, "rule_action": seed.pick(&["allow", "deny"]),
                "protocol": "tcp", "port_range": seed.pick(&["22", "443", "0-1023"])}));
        }
        entries.push(json!({"rule_number": 100}));
        let egress = if seed.chance(70) { json!([{}]) } else { json!(entries.clone()) };
        self.add(
            &name("acl"),
            json!({"kind": "network_acl", "in": vpc, "ingress": entries, "egress": egress}),
        );
        for subnet in 0..seed.between(1, 3) {
            let id = format!("s{at}-{subnet}");
            let mut own =
                json!({"kind": "subnet", "in": vpc, "cidr_block": format!("10.{at}.{subnet}.0/24")});
            if seed.chance(40) {
                own["network_acl_id"] = json!(name("acl"));
            }
            if seed.chance(40) {
                own["route_table_id"] = json!(name("rtb"));
            }
            if seed.chance(40) {
                own["map_public_ip_on_launch"] = json!(true);
            }
            self.add(&id, own);
            if subnet == 0 && seed.chance(40) {
                self.add(&name("eip"), json!({"kind": "elastic_ip", "in": "us-east-1"}));
                self.add(
                    &name("nat"),
                    json!({"kind": "nat_gateway", "in": id, "allocation_id": name("eip")}),
                );
                targets.push(name("nat"));
            }
            for host in 0..seed.between(0, 2) {
                let kind = seed.pick(&["instance", "instance", "lambda_function"]);
                let group = format!("sg{at}-{}", seed.below(groups));
                let host = format!("h{at}-{subnet}-{host}");
                self.add(&host, json!({"kind": kind, "in": id, "security_group_ids": [group]}));
                self.ends.push(host);
            }
            if seed.chance(15) {
                self.add(
                    &format!("ie{at}-{subnet}"),
                    json!({"kind": "interface_endpoint", "in": id,
                    "security_group_ids": [format!("sg{at}-0")]}),
                );
            }
        }
        let mut routes = Vec::new();
        if !targets.is_empty() {
            routes.push(json!({"target": seed.word(&targets)}));
        }
        if seed.chance(50) {
            routes.push(json!({"destination": format!("10.{}.0.0/16", 1 - at), "target": "pcx"}));
        }
        routes.retain(|it| it["target"] != "pcx" || at == 1);
        self.add(&name("rtb"), json!({"kind": "route_table", "in": vpc, "routes": routes}));
        if seed.chance(30) {
            self.add(
                &name("ge"),
                json!({"kind": "gateway_endpoint", "in": vpc, "route_table_ids": [name("rtb")]}),
            );
        }
    }
}

/// All that is said of a model, as text: findings, every pair, rules, connections, the bill.
pub fn said(analysis: &Analysis) -> String {
    let mut out = String::new();
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    for finding in analysis.findings() {
        line(format!("{} {:?} {}", finding.rule.code, finding.place, finding.message));
    }
    let ends = analysis.placed();
    for (protocol, ports) in [(Protocol::TCP, PortRange::one(443)), (Protocol::All, PortRange::ALL)] {
        for from in ends {
            for to in ends.iter().filter(|to| *to != from) {
                let answer = analysis.ask(&Question::of(from.clone(), to.clone(), protocol, ports));
                let answer = plat::analysis::document::reach(&answer);
                line(format!("{from} {to} {answer}"));
            }
        }
    }
    line(format!("{:?}", analysis.rulings()));
    for (id, _) in analysis.model().connections() {
        line(format!("{id} {:?}", analysis.standing(id)));
    }
    line(plat::analysis::document::cost(analysis.bill()).to_string());
    out
}

/// Saved and loaded again, a model is the same bytes, and the same is said of it.
///
/// # Errors
/// What differs.
pub fn again(model: &Model) -> Result<(), String> {
    let bytes = file::save(model);
    let copy = load(&bytes)?;
    if file::save(&copy) != bytes {
        return Err(format!("saved again it is other bytes:\n{bytes}"));
    }
    let (was, now) = (said(&Analysis::new(model.clone())), said(&Analysis::new(copy)));
    same(&was, &now)
}

/// Resources that are drawn elsewhere do what they did, and no answer is made again for it.
///
/// # Errors
/// What differs.
pub fn moved(model: &Model, seed: &mut Seed) -> Result<(), String> {
    let mut analysis = Analysis::new(model.clone());
    let was = said(&analysis);
    let revision = analysis.revision();
    let ids: Vec<NodeId> = model.nodes().map(|it| it.0.clone()).collect();
    let mut place = || i32::try_from(seed.between(0, 4000)).unwrap_or_default() - 2000;
    let edits: Vec<Edit> = ids
        .into_iter()
        .map(|id| Edit::Place { id, frame: Frame { x: place(), y: place(), w: 0, h: 0 } })
        .collect();
    analysis.edit(1, &edits).map_err(|wrong| wrong.to_string())?;
    if analysis.revision() != revision {
        return Err("a drawing is a new revision".into());
    }
    same(&was, &said(&analysis))?;
    same(&was, &said(&Analysis::new(analysis.model().clone())))
}

/// A model with some of its resources changed or gone.
pub fn changed(seed_number: u64, seed: &mut Seed) -> Result<Model, String> {
    let mut document = document(&mut Seed::new(seed_number));
    for resource in document["resources"].as_object_mut().into_iter().flat_map(Map::values_mut) {
        for key in ["ingress", "egress", "routes"] {
            if let Some(list) = resource.get_mut(key).and_then(Value::as_array_mut)
                && !list.is_empty()
                && seed.chance(40)
            {
                list.remove(seed.below(list.len()));
            }
        }
        if resource["kind"] == "instance" && seed.chance(30) {
            resource["description"] = json!("changed");
        }
    }
    let model = load(&document.to_string())?;
    let mut analysis = Analysis::new(model);
    let ids: Vec<NodeId> = analysis.model().nodes().map(|it| it.0.clone()).collect();
    if seed.chance(50) {
        let id = ids[seed.below(ids.len())].clone();
        // What may not go stays.
        let _ = analysis.edit(1, &[Edit::Remove { id }]);
    }
    Ok(analysis.model().clone())
}

/// What changed from one model to another, read the other way round, is what changed from the other to the one.
///
/// # Errors
/// What differs.
#[cfg(not(target_arch = "wasm32"))]
pub fn mirrored(a: &Model, b: &Model) -> Result<Value, String> {
    let (a, b) = (Analysis::new(a.clone()), Analysis::new(b.clone()));
    let (there, back) = (plat::cli::difference(&a, &b), plat::cli::difference(&b, &a));
    let mut turned = back;
    for change in ["changes", "reachability"]
        .iter()
        .flat_map(|key| turned[*key].as_array().cloned().unwrap_or_default())
    {
        // Between ends that reach each other before and after, other packets may pass.
        let other =
            ["opens", "closes"].iter().any(|key| change[*key].as_array().is_some_and(|it| !it.is_empty()));
        if change["old"] == change["new"] && !other {
            return Err(format!("{change} is no change"));
        }
    }
    for key in ["changes", "reachability"] {
        for change in turned[key].as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
            swap(change);
        }
    }
    for amount in turned["cost"].as_object_mut().into_iter().flat_map(Map::values_mut) {
        if let Some(amount) = amount.as_object_mut() {
            swap(amount);
            amount.get_mut("at_least").and_then(Value::as_object_mut).into_iter().for_each(swap);
            let change = amount["change"].as_str().unwrap_or_default().to_owned();
            let zero = change.chars().all(|it| "0.".contains(it));
            let other = change.strip_prefix('-').map_or_else(|| format!("-{change}"), str::to_owned);
            amount["change"] = json!(if zero { change } else { other });
        }
    }
    same(&there.to_string(), &turned.to_string())?;
    Ok(there)
}

#[cfg(not(target_arch = "wasm32"))]
fn swap(entry: &mut Map<String, Value>) {
    for (one, other) in [("old", "new"), ("opens", "closes")] {
        if let (Some(first), Some(second)) = (entry.get(one).cloned(), entry.get(other).cloned()) {
            entry.insert(one.to_owned(), second);
            entry.insert(other.to_owned(), first);
        }
    }
}

/// # Errors
/// The first line that differs.
fn same(was: &str, now: &str) -> Result<(), String> {
    if was == now {
        return Ok(());
    }
    let mut lines = was.lines().zip(now.lines());
    let (was, now) = lines.find(|(was, now)| was != now).unwrap_or(("more", "lines"));
    Err(format!("was {was}\nnow {now}"))
}
