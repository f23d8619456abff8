//! `plat reach`: one question, with the trace. Without one of the ends: everything that the other reaches, or that
//! reaches it.

use super::{
    Result,
    input::{self, Failure, Input},
    output::{Outcome, Paint, Table, clean, few},
    propose, traffic,
};
use crate::{
    analysis::{Answer, Direction, Example, Hop, Question, Verdict, document},
    base::{Icmp, Message, NodeId, PortRange, Protocol, Text, text},
    model::{
        file::save,
        selector::{End, Selector, Term},
    },
};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Options of `plat reach`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The model
    model: PathBuf,
    #[command(flatten)]
    given: input::Given,
    /// Where packets start: an id, `internet`, a CIDR, `kind:…`, `in:…`, `tag:…=…`; commas join
    #[arg(long, value_name = "SEL", value_parser = selector)]
    from: Option<Selector>,
    /// Where they go; also `service:…`, `dns:…`; without one of the two ends, every end of the model in its place
    #[arg(long, value_name = "SEL", value_parser = selector)]
    to: Option<Selector>,
    /// A resource that the way has to cross, or to cross something in it
    #[arg(long, value_name = "ID", value_parser = id)]
    through: Option<NodeId>,
    #[arg(long, value_name = "P", default_value = "tcp", value_parser = Protocol::typed, help = Protocol::WORDS,
          allow_negative_numbers = true)]
    protocol: Protocol,
    /// A destination port, or a range such as 8000-8080; every one when there is none
    #[arg(long, value_name = "N", value_parser = ports)]
    port: Option<PortRange>,
    /// A source port of the client, or a range; those it uses when there is none
    #[arg(long, value_name = "N", value_parser = ports)]
    source_port: Option<PortRange>,
    /// An ICMP type such as 8, a type and code such as 3/4, or `all`; what ping sends when there is none
    #[arg(long, value_name = "T", value_parser = icmp)]
    icmp_type: Option<Icmp>,
    /// IPv6 instead of IPv4
    #[arg(long)]
    ipv6: bool,
    /// No answer is needed
    #[arg(long)]
    one_way: bool,
    /// One answer for each pair of ends, besides the best one of all
    #[arg(long, requires_all = ["from", "to"])]
    all_paths: bool,
    /// Edits that would turn the answer round, and what else they would open or close
    #[arg(long, requires_all = ["from", "to"])]
    propose: bool,
    /// Prints the model with the Nth of them applied, and nothing else
    #[arg(long, value_name = "N", requires_all = ["from", "to"])]
    apply: Option<usize>,
    /// One JSON document instead of text
    #[arg(long)]
    json: bool,
}

/// A selector on the command line, which must select by something.
pub fn selector(text: &str) -> std::result::Result<Selector, Message> {
    static WITH_PORT: Text = text!(
        "`{0}` has a port, which goes apart: `{1}` and `--port {2}`",
        "`{0}`에 포트가 있습니다. `{1}`와(과) `--port {2}`로 나누어 쓰세요"
    );
    let selector: Selector = text.parse().map_err(|error: Message| {
        let parts = text.rsplit_once(':').and_then(|(end, port)| {
            let end = end.trim_start_matches('[').trim_end_matches(']');
            let port: u16 = port.parse().ok()?;
            let named = end.parse::<Selector>().is_ok_and(|it| it.terms().len() == 1);
            named.then(|| [text.to_owned(), end.to_owned(), port.to_string()])
        });
        parts.map_or(error, |parts| Message::new(&WITH_PORT, parts))
    })?;
    if selector.terms().is_empty() {
        Err(Message::plain(&text!("it selects nothing", "아무것도 고르지 않습니다")))
    } else {
        Ok(selector)
    }
}

/// Ports on the command line.
pub fn ports(text: &str) -> std::result::Result<PortRange, Message> {
    text.parse()
}

/// Refuses ports and types of a protocol that has none.
pub fn fits(
    protocol: Protocol,
    port: Option<PortRange>,
    icmp: Option<Icmp>,
) -> std::result::Result<(), Failure> {
    let all = protocol == Protocol::All;
    if icmp.is_some() && !(protocol.is_icmp() || all) {
        return Err(Failure::new(format!("{} has no ICMP types", protocol.name())));
    }
    if port.is_some() && !(protocol.has_ports() || all) {
        return Err(Failure::new(format!("{} has no ports", protocol.name())));
    }
    Ok(())
}

fn id(text: &str) -> std::result::Result<NodeId, Message> {
    text.parse()
}

fn icmp(text: &str) -> std::result::Result<Icmp, Message> {
    text.parse()
}

/// Runs `plat reach`.
pub fn run(args: &Args) -> Result {
    if args.from.is_none() && args.to.is_none() {
        let help = "`--from ID` alone lists what it reaches, `--to ID` alone what reaches it".to_owned();
        return Err(Failure::new(
            "say where packets start with `--from`, where they go with `--to`, or both",
        )
        .help(Some(help)));
    }
    let input = input::read(&args.model, &args.given)?;
    let question = Question {
        from: some_ends(&input, args.from.as_ref())?,
        to: some_ends(&input, args.to.as_ref())?,
        protocol: args.protocol,
        ports: args.port.unwrap_or(PortRange::ALL),
        ipv6: args.ipv6,
        icmp: args.icmp_type,
        one_way: args.one_way,
        source_ports: args.source_port,
        through: args.through.as_ref().map_or_else(|| Ok(Vec::new()), |it| through(&input, it))?,
    };
    fits(question.protocol, args.port.or(args.source_port), args.icmp_type)?;
    if args.from.is_none() || args.to.is_none() {
        return Ok(everything(&input, &question, args.json));
    }
    let proposals =
        if args.propose || args.apply.is_some() { input.analysis.proposals(&question) } else { Vec::new() };
    if let Some(number) = args.apply {
        let chosen = number.checked_sub(1).and_then(|at| proposals.get(at));
        let chosen = chosen.ok_or_else(|| {
            Failure::new(format!("there is no proposal {number}; `--propose` lists {}", proposals.len()))
        })?;
        let changed = input
            .analysis
            .with(&chosen.edits)
            .ok_or_else(|| Failure::new(format!("proposal {number} does not fit the model")))?;
        return Ok(Outcome::text(save(changed.model())));
    }
    let answer = input.analysis.ask(&question);
    let pairs = if args.all_paths { pairs(&input, &question) } else { Vec::new() };
    let outcome = if args.json {
        let mut out = document::reach(&answer);
        if args.all_paths {
            out["pairs"] = pairs.iter().map(|pair| pair.json()).collect();
        }
        if args.propose {
            out["proposals"] = propose::documents(&proposals);
        }
        Outcome::json(&out)
    } else {
        let mut out = text(&answer);
        if args.all_paths {
            out.push_str(&table(&pairs));
        }
        if args.propose {
            out.push_str(&propose::text(&proposals));
        }
        Outcome::text(out)
    };
    let code = match answer.verdict {
        Verdict::Reachable => 0,
        // What was asked for, when no answer is.
        Verdict::ForwardOnly if args.one_way || args.icmp_type.is_some_and(|it| it != Icmp::All) => 0,
        Verdict::PartialReturn | Verdict::ForwardOnly | Verdict::Unreachable => 1,
        Verdict::Unknown => 3,
    };
    Ok(outcome.code(code))
}

/// What a selector selects in the model that was read.
pub fn ends(input: &Input, selector: &Selector) -> std::result::Result<Vec<End>, Failure> {
    let failed = |message: Message| Failure::new(message.to_string());
    input.analysis.selected(selector).or_else(|message| {
        let none = selector.ends(input.analysis.model()).map_err(failed)?.is_empty();
        Err(if none { Failure::new(format!("`{selector}` selects nothing here")) } else { failed(message) })
    })
}

fn some_ends(input: &Input, selector: Option<&Selector>) -> std::result::Result<Vec<End>, Failure> {
    selector.map_or_else(|| Ok(Vec::new()), |selector| ends(input, selector))
}

/// A resource to cross: a container is crossed by crossing anything in it.
fn through(input: &Input, id: &NodeId) -> std::result::Result<Vec<NodeId>, Failure> {
    ends(input, &Selector::one(Term::Id(id.clone())))?;
    Ok(input.analysis.crossed(id))
}

/// Every end of the model in the place of the one that a question leaves out.
fn everything(input: &Input, question: &Question, as_json: bool) -> Outcome {
    let backwards = question.from.is_empty();
    let known = if backwards { &question.to } else { &question.from };
    let mut rows = Vec::new();
    let ends = if backwards { input.analysis.senders() } else { input.analysis.answerers() };
    for end in ends {
        let others: Vec<End> = known.iter().filter(|it| **it != end).cloned().collect();
        if others.is_empty() {
            continue;
        }
        let (from, to) = if backwards { (vec![end.clone()], others) } else { (others, vec![end.clone()]) };
        let answer = input.analysis.ask(&Question { from, to, ..question.clone() });
        rows.push((end.to_string(), answer));
    }
    if as_json {
        let row = |(end, answer): &(String, Answer)| {
            let mut out = document::reach(answer);
            out["end"] = json!(end);
            out["traffic"] = json!(ports_of(answer));
            out
        };
        let known: Vec<String> = known.iter().map(ToString::to_string).collect();
        let (from, to) = if backwards { (None, Some(known)) } else { (Some(known), None) };
        let ends: Vec<Value> = rows.iter().map(row).collect();
        return Outcome::json(&json!({ "from": from, "to": to, "ends": ends }));
    }
    let mut table = Table::new(&[]);
    table.row([if backwards { "FROM" } else { "TO" }, "VERDICT", "TRAFFIC", "CODE"]);
    for (end, answer) in &rows {
        let code = answer.code.map_or("", |code| code.name());
        table.row([end.as_str(), verdict(answer.verdict), &ports_of(answer).join("; "), code]);
    }
    Outcome::text(table.text("", |head| Paint::new().dim(head)))
}

/// Protocols and ports that get through, in a few words for each set of packets.
fn ports_of(answer: &Answer) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for (_, set) in traffic::words(&answer.packets) {
        if !words.contains(&set) {
            words.push(set);
        }
    }
    words
}

/// The answer for one pair of ends.
struct Pair {
    from: String,
    to: String,
    answer: Answer,
}

impl Pair {
    fn json(&self) -> Value {
        let mut out = json!({ "from": self.from, "to": self.to });
        if let (Some(out), Value::Object(answer)) = (out.as_object_mut(), document::reach(&self.answer)) {
            out.extend(answer);
        }
        out
    }
}

fn pairs(input: &Input, question: &Question) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for from in &question.from {
        for to in question.to.iter().filter(|to| *to != from) {
            let one = Question { from: vec![from.clone()], to: vec![to.clone()], ..question.clone() };
            pairs.push(Pair { from: from.to_string(), to: to.to_string(), answer: input.analysis.ask(&one) });
        }
    }
    pairs
}

fn table(pairs: &[Pair]) -> String {
    let mut table = Table::new(&[]);
    table.row(["FROM", "TO", "VERDICT", "CODE", "BLOCKED AT"]);
    for pair in pairs {
        let blocked = pair
            .answer
            .blocked_at
            .as_ref()
            .map_or(String::new(), |it| format!("{} {}", it.resource, it.entry));
        let code = pair.answer.code.map_or("", |code| code.name());
        table.row([&pair.from, &pair.to, verdict(pair.answer.verdict), code, blocked.trim()]);
    }
    format!("\n{}", table.text("", |head| Paint::new().dim(head)))
}

/// A verdict as people read it.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Reachable => "reachable",
        Verdict::PartialReturn => "partial return",
        Verdict::ForwardOnly => "forward only",
        Verdict::Unreachable => "unreachable",
        Verdict::Unknown => "unknown",
    }
}

/// The verdict, the code and the reason in one line.
pub fn sentence(answer: &Answer) -> String {
    let mut out = verdict(answer.verdict).to_owned();
    answer.code.iter().for_each(|code| out.push_str(&format!("  {}", code.name())));
    match (&answer.reason, answer.code) {
        (Some(reason), _) => out.push_str(&format!(": {reason}")),
        (None, Some(code)) => out.push_str(&format!(": {}", code.meaning().en)),
        (None, None) => {}
    }
    clean(&out)
}

fn text(answer: &Answer) -> String {
    let paint = Paint::new();
    let head = sentence(answer);
    let mut out = match answer.verdict {
        Verdict::Reachable => paint.good(&head),
        Verdict::Unreachable => paint.error(&head),
        Verdict::PartialReturn | Verdict::ForwardOnly | Verdict::Unknown => paint.warning(&head),
    };
    out.push('\n');
    if let Some(blocked) = &answer.blocked_at {
        let way = match answer.direction {
            Some(Direction::Forward) => ", on the way there",
            Some(Direction::Return) => ", on the way back",
            None => "",
        };
        let entry = if blocked.entry.is_empty() { String::new() } else { format!(", {}", blocked.entry) };
        out.push_str(&clean(&format!("blocked at {}{entry}{way}\n", blocked.resource)));
    }
    for more in answer.blockers.iter().skip(1) {
        out.push_str(&clean(&format!("then {}: {}\n", more.code.name(), more.reason)));
    }
    if !answer.must && answer.code.is_none() {
        out.push_str("only under some choices of the provider\n");
        if let Some(other) = &answer.otherwise {
            out.push_str(&clean(&format!("under another, {}: {}\n", other.code.name(), other.reason)));
        }
    }
    for note in &answer.notes {
        let at = note.node.as_ref().map_or(String::new(), |it| format!(" at {it}"));
        out.push_str(&clean(&format!("note{at}: {}\n", note.code.meaning().en)));
    }
    for (title, hops) in [("forward", &answer.forward), ("return", &answer.back)] {
        if !hops.is_empty() {
            out.push_str(&format!("\n{}\n{}", paint.head(title), trace(hops)));
        }
    }
    if !answer.packets.is_empty() {
        let mut table = Table::new(&[]);
        table.row(["SOURCE", "DESTINATION", "PROTOCOL", "SOURCE PORTS", "PORTS"]);
        for set in &answer.packets {
            let sets = [&set.source, &set.destination, &set.protocol, &set.source_ports, &set.ports];
            table.row(sets.map(|items| few(items, " ")));
        }
        out.push_str(&format!(
            "\n{}\n{}",
            paint.head("packets that pass"),
            table.text("  ", |head| paint.dim(head))
        ));
    }
    if let Some(witness) = &answer.witness {
        out.push_str(&format!("  for example {}, followed there and back\n", packet(witness)));
    }
    out
}

/// One packet as people write it.
pub fn packet(it: &Example) -> String {
    let end = |address: &str, port: Option<u16>| match port {
        Some(port) if address.contains(':') => format!("[{address}]:{port}"),
        Some(port) => format!("{address}:{port}"),
        None => address.to_owned(),
    };
    let (from, to) = (end(&it.source, it.source_port), end(&it.destination, it.port));
    let protocol = it.protocol.parse().map_or(it.protocol.clone(), Protocol::name);
    format!("{protocol} {from} → {to}")
}

/// Hops, numbered.
fn trace(hops: &[Hop]) -> String {
    let mut table = Table::new(&[0]);
    for (i, hop) in hops.iter().enumerate() {
        let mark = if hop.passed { "" } else { "✗" };
        table.row([(i + 1).to_string(), mark.to_owned(), hop.title.to_string(), hop.decided_by.to_string()]);
    }
    table.text("  ", str::to_owned)
}
