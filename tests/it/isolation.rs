//! What rules, exposure, blast radius and comparisons must not overlook: the other family, other protocols, packets
//! without answers, further addresses and further interfaces.

use plat::{
    analysis::{Analysis, Holding, Question, Verdict, Way, traffic},
    base::{Icmp, Lang, PortRange, Protocol},
    model::{
        file,
        selector::{End, Selector},
    },
};
use serde_json::{Value, json};

fn analysis(design: &Value) -> Analysis {
    let loaded = file::load(&design.to_string());
    Analysis::new(loaded.unwrap_or_else(|error| panic!("{}: {error}", error.path)).model)
}

/// Resources of one VPC with a public subnet of both families.
fn design(more: Value) -> Value {
    let mut resources = json!({
        "r": {"kind": "region"},
        "v": {"kind": "vpc", "in": "r", "ipv6_cidr_blocks": ["2600:1f18:1234:5600::/56"], "enable_dns_hostnames": true},
        "igw": {"kind": "internet_gateway", "in": "v"},
        "out": {"kind": "route_table", "in": "v", "routes": [{"target": "igw"}, {"destination": "::/0", "target": "igw"}]},
        "pa": {"kind": "subnet", "in": "v", "cidr_block": "10.0.0.0/24", "route_table_id": "out",
               "map_public_ip_on_launch": true},
        "pb": {"kind": "subnet", "in": "v", "cidr_block": "10.0.1.0/24", "route_table_id": "out",
               "availability_zone": "b", "map_public_ip_on_launch": true},
        "sa": {"kind": "subnet", "in": "v", "cidr_block": "10.0.10.0/24"},
        "sb": {"kind": "subnet", "in": "v", "cidr_block": "10.0.11.0/24", "availability_zone": "b"}
    });
    let object = resources.as_object_mut().unwrap();
    object.extend(more.as_object().unwrap().clone());
    json!({"plat": 1, "resources": resources})
}

fn holding(design: &Value, rule: Value) -> Holding {
    let mut design = design.clone();
    design["rules"] = json!([rule]);
    analysis(&design).rulings()[0].holding
}

fn never(from: &str, to: &str) -> Value {
    json!({"expect": "unreachable", "from": from, "to": to})
}

fn ends(analysis: &Analysis, selector: &str) -> Vec<End> {
    analysis.selected(&selector.parse::<Selector>().unwrap()).unwrap_or_else(|error| panic!("{error}"))
}

fn ask(analysis: &Analysis, from: &str, to: &str, port: u16) -> Verdict {
    let (from, to) = (ends(analysis, from), ends(analysis, to));
    analysis.ask(&Question { from, to, ports: PortRange::one(port), ..Question::default() }).verdict
}

#[test]
fn never_means_both_families_and_every_protocol() {
    let host = json!({
        "six": {"kind": "subnet", "in": "v", "cidr_block": "10.0.2.0/24", "route_table_id": "out",
                "ipv6_cidr_block": "2600:1f18:1234:5600::/64", "assign_ipv6_address_on_creation": true},
        "sg": {"kind": "security_group", "in": "v", "ingress": [{"ports": "443", "cidr": "::/0"}]},
        "udp": {"kind": "security_group", "in": "v", "ingress": [{"ip_protocol": "udp", "ports": "53", "cidr": "0.0.0.0/0"}]},
        "db": {"kind": "instance", "in": "six", "security_group_ids": ["sg"]},
        "dns": {"kind": "instance", "in": "pa", "security_group_ids": ["udp"]}
    });
    let host = design(host);
    assert_eq!(holding(&host, never("internet", "db")), Holding::Fails);
    assert_eq!(holding(&host, never("internet", "dns")), Holding::Fails);
    let mut four = never("internet", "db");
    four["family"] = json!("ipv4");
    assert_eq!(holding(&host, four), Holding::Holds);
    let mut tcp = never("internet", "dns");
    tcp["protocol"] = json!("tcp");
    assert_eq!(holding(&host, tcp), Holding::Holds);
}

/// An egress-only gateway drops the answers of a flow that it does not know, and lets packets in by another gateway.
#[test]
fn packets_without_answers_count() {
    let mute = json!({
        "acl": {"kind": "network_acl", "in": "v", "ingress": [{}], "egress": []},
        "one": {"kind": "subnet", "in": "v", "cidr_block": "10.0.3.0/24", "route_table_id": "out",
                "map_public_ip_on_launch": true, "network_acl_id": "acl"},
        "sg": {"kind": "security_group", "in": "v", "ingress": [{"ip_protocol": "udp", "cidr": "0.0.0.0/0"},
                {"ip_protocol": "icmp", "cidr": "0.0.0.0/0"}, {"ports": "22", "cidr": "0.0.0.0/0"}]},
        "sink": {"kind": "instance", "in": "one", "security_group_ids": ["sg"]}
    });
    let mute = design(mute);
    assert_eq!(holding(&mute, never("internet", "sink")), Holding::Fails);
    // No connection of tcp comes about.
    let mut tcp = never("internet", "sink");
    tcp["protocol"] = json!("tcp");
    assert_eq!(holding(&mute, tcp), Holding::Holds);
    let exposed = analysis(&mute).exposure();
    let sink = exposed.iter().find(|it| it.end.to_string() == "sink").unwrap();
    assert_eq!(sink.answer.verdict, Verdict::ForwardOnly);
    assert_eq!(traffic::summary(&sink.answer.packets, Lang::En), "icmp; udp");
    // What has no answer is reached once it arrives.
    let mut icmp = json!({"from": "internet", "to": "sink", "protocol": "icmp", "icmp_type": "3/4"});
    assert_eq!(holding(&mute, icmp.clone()), Holding::Holds);
    icmp["icmp_type"] = json!("8");
    assert_eq!(holding(&mute, icmp), Holding::Fails);
}

#[test]
fn a_further_interface_is_part_of_its_instance() {
    let web = json!({
        "none": {"kind": "security_group", "in": "v"},
        "ssh": {"kind": "security_group", "in": "v", "ingress": [{"ports": "22", "cidr": "0.0.0.0/0"}]},
        "web": {"kind": "instance", "in": "sa", "security_group_ids": ["none"]},
        "eni": {"kind": "network_interface", "in": "pa", "instance_id": "web", "group_set": ["ssh"]},
        "eip": {"kind": "elastic_ip", "in": "r", "network_interface_id": "eni"}
    });
    let web = design(web);
    assert_eq!(holding(&web, never("internet", "web")), Holding::Fails);
    assert_eq!(holding(&web, never("internet", "kind:instance")), Holding::Fails);
    // One of its interfaces is enough to be reached.
    let mut reached = json!({"from": "internet", "to": "web", "ports": "22"});
    assert_eq!(holding(&web, reached.clone()), Holding::Holds);
    reached["ports"] = json!("80");
    assert_eq!(holding(&web, reached), Holding::Fails);
    // The interface that the instance came with has no way out.
    let open = analysis(&web);
    assert_eq!(ask(&open, "web", "internet", 443), Verdict::Reachable);
    let hits = open.blast(&ends(&open, "web"));
    let names: Vec<String> = hits.iter().map(|it| it.end.to_string()).collect();
    assert_eq!(names, ["internet"]);
}

/// A balancer with an address in two subnets, of which one can go dark.
fn balanced() -> Value {
    let parts = json!({
        "open": {"kind": "security_group", "in": "v", "ingress": [{"ports": "443", "cidr": "0.0.0.0/0"}]},
        "alb": {"kind": "application_load_balancer", "in": "v", "subnet_ids": ["pa", "pb"], "scheme": "internet-facing",
                "security_group_ids": ["open"], "listeners": [{"port": 443, "target_group_ids": ["tg"]}]},
        "tg": {"kind": "target_group", "in": "v", "port": 8080, "targets": [{"target_id": "app"}]},
        "sg": {"kind": "security_group", "in": "v", "ingress": [{"ports": "8080", "group_id": "open"}]},
        "app": {"kind": "instance", "in": "sa", "security_group_ids": ["sg"]}
    });
    design(parts)
}

#[test]
fn every_address_of_an_end_counts() {
    let whole = balanced();
    let old = analysis(&whole);
    let exposed = old.exposure();
    let alb = exposed.iter().find(|it| it.end.to_string() == "alb" && !it.ipv6).unwrap();
    let shown: usize = alb.answer.packets.iter().map(|it| it.destination.len()).sum();
    assert_eq!(shown, 2, "{:?}", alb.answer.packets);
    let mut half = whole;
    half["resources"]["pb"].as_object_mut().unwrap().remove("route_table_id");
    let turns = analysis(&half).turns(&old, false);
    let turn = turns.iter().find(|it| it.from == End::Internet && it.to.to_string() == "alb").unwrap();
    assert_eq!((turn.closes.len(), turn.opens.len()), (1, 0), "{turn:?}");
}

#[test]
fn a_container_means_what_has_an_interface_in_it() {
    let design = balanced();
    assert_eq!(holding(&design, never("internet", "in:pb")), Holding::Fails);
    let open = analysis(&design);
    assert_eq!(ask(&open, "internet", "in:pb", 443), Verdict::Reachable);
    // Crossed where the balancer stands in it, and only there.
    let through = |id: &str| {
        let through = open.crossed(&id.parse().unwrap());
        let (from, to) = (ends(&open, "internet"), ends(&open, "app"));
        open.ask(&Question { from, to, ports: PortRange::one(8080), through, ..Question::default() })
    };
    assert_eq!(through("pb").verdict, Verdict::Reachable);
    assert_eq!(through("sb").verdict, Verdict::Unreachable);
    let only = |id: &str| json!({"expect": "only_through", "from": "internet", "to": "app", "through": id});
    assert_eq!(holding(&design, only("alb")), Holding::Holds);
    // The other half of the balancer is a way too.
    assert_eq!(holding(&design, only("pb")), Holding::Fails);
    // A group is not crossed, whoever asks.
    assert_eq!(holding(&design, only("open")), Holding::Unknown);
    // Of the subnet everything in it is taken over.
    let hits = open.blast(&ends(&open, "in:pb"));
    assert!(hits.iter().any(|it| it.end.to_string() == "app"), "{hits:?}");
    assert!(hits.iter().all(|it| it.end.to_string() != "alb"), "{hits:?}");
}

#[test]
fn a_tag_means_subnets_and_groups_too() {
    let mut design = balanced();
    design["resources"]["pa"]["tags"] = json!({"tier": "x"});
    design["resources"]["open"]["tags"] = json!({"group": "y"});
    for to in ["tag:tier=x", "tag:group=y", "kind:subnet", "kind:security_group", "kind:vpc"] {
        assert_eq!(holding(&design, never("internet", to)), Holding::Fails, "{to}");
    }
}

#[test]
fn what_opens_no_connections_reaches_nothing() {
    let design = design(json!({
        "cache": {"kind": "elasticache_cluster", "in": "v", "subnet_ids": ["sa", "sb"]},
        "table": {"kind": "dynamodb_table", "in": "r"}
    }));
    for from in ["cache", "table", "service:s3", "kind:elasticache_cluster"] {
        assert_eq!(holding(&design, never(from, "internet")), Holding::Holds, "{from}");
    }
}

#[test]
fn a_cluster_answers_where_it_says() {
    let cluster = |private: bool, public: bool| {
        let parts = json!({
            "all": {"kind": "security_group", "in": "v", "ingress": [{"ports": "443", "cidr": "0.0.0.0/0"}]},
            "none": {"kind": "security_group", "in": "v"},
            "k": {"kind": "eks_cluster", "in": "sa", "subnet_ids": ["sb"], "security_group_ids": ["all"],
                  "endpoint_private_access": private, "endpoint_public_access": public},
            "near": {"kind": "instance", "in": "sa", "security_group_ids": ["none"]},
            "out": {"kind": "route_table", "in": "v", "routes": [{"target": "igw"}]},
            "node": {"kind": "instance", "in": "pa", "security_group_ids": ["none"]}
        });
        analysis(&design(parts))
    };
    let verdicts = |private, public| {
        let open = cluster(private, public);
        ["near", "node", "internet"].map(|from| ask(&open, from, "k", 443))
    };
    use Verdict::{Reachable, Unknown, Unreachable};
    assert_eq!(verdicts(true, true), [Reachable, Reachable, Unknown]);
    assert_eq!(verdicts(true, false), [Reachable, Reachable, Unreachable]);
    // The name leads to public addresses, which one without a way out does not reach.
    assert_eq!(verdicts(false, true), [Unreachable, Unknown, Unknown]);
    assert_eq!(verdicts(false, false), [Unreachable; 3]);
    assert!(cluster(false, true).exposure().iter().any(|it| it.open && it.end.to_string() == "k"));
}

#[test]
fn addresses_that_move_are_no_difference() {
    let old = json!({
        "sg": {"kind": "security_group", "in": "v", "ingress": [{"ports": "443", "cidr": "0.0.0.0/0"}]},
        "web": {"kind": "instance", "in": "pa", "security_group_ids": ["sg"]},
        "bucket": {"kind": "s3_bucket", "in": "r"}
    });
    let mut new = old.clone();
    // It comes first, and takes the first address of each kind; a service before the other takes its block.
    new["aaa"] = json!({"kind": "instance", "in": "pa", "security_group_ids": ["sg"]});
    new["table"] = json!({"kind": "dynamodb_table", "in": "r"});
    let (old, new) = (analysis(&design(old)), analysis(&design(new)));
    let ours = |end: &End| ["aaa", "table"].contains(&end.to_string().as_str());
    let turns = new.turns(&old, false);
    assert!(turns.iter().any(|it| ours(&it.to)));
    let wrong: Vec<_> = turns.iter().filter(|it| !ours(&it.from) && !ours(&it.to)).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn blast_looks_at_every_source_and_both_families() {
    let parts = json!({
        "six": {"kind": "subnet", "in": "v", "cidr_block": "10.0.2.0/24",
                "ipv6_cidr_block": "2600:1f18:1234:5600::/64", "assign_ipv6_address_on_creation": true},
        "ga": {"kind": "security_group", "in": "v", "egress": [{"ip_protocol": "-1", "cidr": "10.0.0.0/16"}]},
        "gb": {"kind": "security_group", "in": "v", "egress": [{"ip_protocol": "-1", "cidr": "10.0.0.0/16"},
               {"ip_protocol": "-1", "cidr": "::/0"}]},
        "gc": {"kind": "security_group", "in": "v", "ingress": [{"ports": "22", "group_id": "ga"},
               {"ports": "5432", "group_id": "gb"}]},
        "a": {"kind": "instance", "in": "six", "security_group_ids": ["ga"]},
        "b": {"kind": "instance", "in": "six", "security_group_ids": ["gb"]},
        "c": {"kind": "instance", "in": "six", "security_group_ids": ["gc"]}
    });
    let open = analysis(&design(parts));
    let hits = open.blast(&ends(&open, "a,b"));
    let said = hits.iter().map(|it| match &it.by {
        Way::Packets(packets) => (it.end.to_string(), it.ipv6, traffic::summary(packets, Lang::En)),
        Way::Call { .. } | Way::Unknown => panic!("{it:?}"),
    });
    let said: Vec<_> = said.collect();
    let hit = |ipv6, words: &str| ("c".to_owned(), ipv6, words.to_owned());
    assert_eq!(said, [hit(false, "tcp 22; tcp 5432"), hit(true, "tcp 5432")]);
}

#[test]
fn a_partial_return_is_certain_and_says_what_drops_the_rest() {
    let parts = json!({
        "acl": {"kind": "network_acl", "in": "v", "ingress": [{}],
                "egress": [{"protocol": "tcp", "port_range": "1024-40000"}]},
        "some": {"kind": "subnet", "in": "v", "cidr_block": "10.0.3.0/24", "route_table_id": "out",
                 "map_public_ip_on_launch": true, "network_acl_id": "acl"},
        "sg": {"kind": "security_group", "in": "v", "ingress": [{"ports": "443", "cidr": "0.0.0.0/0"}]},
        "web": {"kind": "instance", "in": "some", "security_group_ids": ["sg"]}
    });
    let open = analysis(&design(parts));
    let (from, to) = (End::Internet, ends(&open, "web").remove(0));
    let question = Question::of(from, to, Protocol::TCP, PortRange::one(443));
    let answer = open.ask(&question);
    assert_eq!(answer.verdict, Verdict::PartialReturn);
    assert!(answer.must && answer.otherwise.is_none());
    assert_eq!(answer.blockers.iter().map(|it| it.node.as_str()).collect::<Vec<_>>(), ["acl"]);
    assert_eq!(answer.blocked_at.as_ref().unwrap().resource, "acl");
    assert_eq!(open.proposals(&question).len(), 1);
}

#[test]
fn ends_that_are_no_two_say_so() {
    let parts = json!({
        "sg": {"kind": "security_group", "in": "v", "ingress": [{"cidr": "0.0.0.0/0"}]},
        "web": {"kind": "instance", "in": "pa", "security_group_ids": ["sg"]}
    });
    let open = analysis(&design(parts));
    let said = |from: &str, to: &str| {
        let (from, to) = (ends(&open, from), ends(&open, to));
        let answer = open.ask(&Question { from, to, ports: PortRange::one(80), ..Question::default() });
        (answer.verdict, answer.reason.map(|it| it.to_string()).unwrap_or_default())
    };
    let itself = "both ends are `web`: a question needs two different ends".to_owned();
    assert_eq!(said("web", "web"), (Verdict::Unknown, itself.clone()));
    assert_eq!(said("198.18.0.1", "web"), (Verdict::Unknown, itself));
    assert_eq!(said("internet", "sb"), (Verdict::Unknown, "no interface is in `sb`".to_owned()));
    for (from, to) in [("internet", "internet"), ("internet", "203.0.113.9"), ("203.0.113.0/24", "internet")]
    {
        let outside = "both ends are outside the model, which says nothing of packets between them";
        assert_eq!(said(from, to), (Verdict::Unknown, outside.to_owned()), "{from} {to}");
    }
    // The internet does not reach itself by a block around everything.
    assert_eq!(holding(&design(json!({})), never("internet", "0.0.0.0/0")), Holding::Holds);
    // The metadata service is not what a block around everything means.
    let mut alone = json!({"sg": {"kind": "security_group", "in": "v"}});
    alone["app"] = json!({"kind": "instance", "in": "sa", "security_group_ids": ["sg"]});
    let mut http = never("app", "0.0.0.0/0");
    http["family"] = json!("ipv4");
    assert_eq!(holding(&design(alone), http), Holding::Holds);
    let (from, to) = (ends(&open, "web"), ends(&open, "169.254.169.254"));
    let named = open.ask(&Question { from, to, ports: PortRange::one(80), ..Question::default() });
    assert_eq!(named.verdict, Verdict::Reachable);
}

#[test]
fn services_are_known_by_name() {
    let design = design(json!({
        "sg": {"kind": "security_group", "in": "v"},
        "web": {"kind": "instance", "in": "pa", "security_group_ids": ["sg"]},
        "door": {"kind": "interface_endpoint", "in": "sa", "service_name": "in-house"}
    }));
    let open = analysis(&design);
    for to in ["service:S3", "service:com.amazonaws.us-east-1.s3", "service:in-house"] {
        assert_eq!(ends(&open, to).len(), 1, "{to}");
    }
    assert_eq!(ends(&open, "service:S3"), ends(&open, "service:s3"));
    for to in ["service:s33", "service:"] {
        assert!(to.parse::<Selector>().unwrap().ends(open.model()).is_err(), "{to}");
    }
    // A slip of one letter has no nearest.
    let empty = "service:".parse::<Selector>().unwrap().ends(open.model()).unwrap_err().to_string();
    assert_eq!(empty, "AWS has no service ``");
    // One that the model does not have is called by its name.
    let (from, to) = (ends(&open, "web"), ends(&open, "service:sqs"));
    let icmp = Some(Icmp::All);
    let answer = open.ask(&Question { from, to, icmp, ports: PortRange::one(443), ..Question::default() });
    assert_eq!(answer.verdict, Verdict::Reachable);
    assert_eq!(answer.packets[0].destination, ["service:sqs"]);
    // A rule that names none is refused with its place.
    let mut wrong = design;
    wrong["rules"] = json!([never("web", "service:dynamo")]);
    let error = file::load(&wrong.to_string()).unwrap_err();
    assert!(error.message.to_string().contains("dynamodb"), "{}", error.message);
}
