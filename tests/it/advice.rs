//! Advice and engine agree, and advice stays cheap.

use crate::rule_pages::designs;
use cpu_time::ThreadTime;
use plat::{
    advice::{ALL, Counted, Design, Family},
    analysis::{Analysis, Question, Verdict},
    base::{PortRange, Protocol},
    diag::Report,
    model::{Model, file, selector::End, site::Index},
    net::{Network, compile},
};
use std::{collections::BTreeMap, fmt::Write, time::Duration};

/// What the design of a page calls open to the internet, the engine reaches from there.
#[test]
fn what_advice_calls_open_the_engine_reaches() {
    let mut asked = 0;
    for (name, model) in designs() {
        let index = Index::of(&model);
        let facts = compile::facts(&model, &index);
        let network = Network::of(&model, &index);
        let judgements = BTreeMap::new();
        let counted = Counted::of(&model, &network);
        let design = Design::new(&model, &facts, &network, &judgements, &counted);
        for open in design.exposed() {
            for (protocol, ports) in
                [(Protocol::TCP, &open.exposure.tcp), (Protocol::UDP, &open.exposure.udp)]
            {
                let ends = ports.spans().iter().flat_map(|(first, last)| [*first, *last]);
                for port in ends.filter_map(|it| u16::try_from(it).ok()) {
                    let question = Question {
                        from: vec![End::Internet],
                        to: vec![End::Node(open.interface.node.clone())],
                        protocol,
                        ports: PortRange::one(port),
                        ipv6: open.family == Family::V6,
                        ..Question::default()
                    };
                    let answer = network.ask_proof(&question);
                    let reached = matches!(answer.verdict, Verdict::Reachable | Verdict::PartialReturn);
                    assert!(reached, "{name}: {} {protocol} {port}: {answer:?}", open.interface.node);
                    asked += 1;
                }
            }
        }
    }
    assert!(asked > 20, "{asked}");
}

/// A thousand resources, with something for most rules to look at.
fn thousand() -> Model {
    let mut text = String::from("{\"plat\":1,\"resources\":{\"r\":{\"kind\":\"region\"}");
    for v in 0..10 {
        let _ = write!(
            text,
            ",\"v{v}\":{{\"kind\":\"vpc\",\"in\":\"r\",\"cidr_block\":\"10.{v}.0.0/16\"}},\"g{v}\":{{\"kind\":\"internet_gateway\",\"in\":\"v{v}\"}},\
             \"t{v}\":{{\"kind\":\"route_table\",\"in\":\"v{v}\",\"routes\":[{{\"target\":\"g{v}\"}}]}}"
        );
        for s in 0..8 {
            let _ = write!(
                text,
                ",\"s{v}-{s}\":{{\"kind\":\"subnet\",\"in\":\"v{v}\",\"cidr_block\":\"10.{v}.{s}.0/24\",\"route_table_id\":\"t{v}\",\
                 \"network_acl_id\":\"a{v}-{s}\",\"map_public_ip_on_launch\":true}},\
                 \"a{v}-{s}\":{{\"kind\":\"network_acl\",\"in\":\"v{v}\",\"ingress\":[{{}}],\"egress\":[{{}}]}},\
                 \"sg{v}-{s}\":{{\"kind\":\"security_group\",\"in\":\"v{v}\",\"ingress\":[{{\"ports\":\"443\",\"cidr\":\"0.0.0.0/0\"}},\
                 {{\"ports\":\"8080\",\"group_id\":\"sg{v}-{s}\"}}]}}"
            );
            for i in 0..9 {
                let _ = write!(
                    text,
                    ",\"i{v}-{s}-{i}\":{{\"kind\":\"instance\",\"in\":\"s{v}-{s}\",\"security_group_ids\":[\"sg{v}-{s}\"]}}"
                );
            }
        }
    }
    text.push_str("}}");
    file::load(&text).unwrap_or_else(|error| panic!("{}: {error}", error.path)).model
}

/// All rules together look at a thousand resources in a blink of processor time, even in a debug build.
#[test]
fn advice_about_a_thousand_resources_is_cheap() {
    let model = thousand();
    assert!(model.nodes().count() > 980, "{}", model.nodes().count());
    let index = Index::of(&model);
    let facts = compile::facts(&model, &index);
    let network = Network::of(&model, &index);
    let judgements = BTreeMap::new();
    let mut best = Duration::MAX;
    for _ in 0..5 {
        let start = ThreadTime::now();
        let mut report = Report::default();
        let counted = Counted::of(&model, &network);
        let design = Design::new(&model, &facts, &network, &judgements, &counted);
        ALL.iter().for_each(|advice| advice.look(&design, &mut report));
        best = best.min(start.elapsed());
    }
    println!("advice about {} resources: {best:?}", model.nodes().count());
    assert!(best.as_millis() < 500, "{best:?}");
    assert!(Analysis::new(model).findings().iter().all(|it| it.rule.code != "OPEN004"));
}
