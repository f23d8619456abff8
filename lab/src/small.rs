//! Random small networks, as lines of text (`text`): few of everything, so that things meet; ends of ranges, blocks
//! that overlap, things that are gone.

use crate::seed::Seed;

mod fill;

/// What a network may have besides VPCs, subnets, interfaces, groups, ACLs and routes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Features {
    /// IPv6.
    pub ipv6: bool,
    /// Several VPCs, peered.
    pub peering: bool,
    /// Internet gateways, egress-only ones, public addresses, services.
    pub internet: bool,
    /// NAT gateways.
    pub nat: bool,
    /// Transit gateways.
    pub hubs: bool,
    /// Virtual private gateways, sites, lines.
    pub lines: bool,
    /// Gateway and interface endpoints, endpoint services.
    pub endpoints: bool,
    /// Load balancers.
    pub balancers: bool,
    /// Appliances and inspection.
    pub appliances: bool,
    /// Tables of gateways.
    pub edges: bool,
    /// Block public access.
    pub blocks: bool,
    /// What is not in the model, and what the engines do not model.
    pub unknowns: bool,
}

impl Features {
    /// Everything.
    pub const ALL: Self = Self {
        ipv6: true,
        peering: true,
        internet: true,
        nat: true,
        hubs: true,
        lines: true,
        endpoints: true,
        balancers: true,
        appliances: true,
        edges: true,
        blocks: true,
        unknowns: true,
    };

    /// IPv4, groups, ACLs, routes and peering.
    pub const PLAIN: Self = Self {
        ipv6: false,
        peering: true,
        internet: false,
        nat: false,
        hubs: false,
        lines: false,
        endpoints: false,
        balancers: false,
        appliances: false,
        edges: false,
        blocks: false,
        unknowns: false,
    };

    /// Some of `self`, so that each feature is met alone and with others.
    pub fn some(self, seed: &mut Seed) -> Self {
        let mut pick = |on: bool| on && seed.chance(45);
        Self {
            ipv6: pick(self.ipv6),
            peering: pick(self.peering),
            internet: pick(self.internet) || pick(self.internet),
            nat: pick(self.nat),
            hubs: pick(self.hubs),
            lines: pick(self.lines),
            endpoints: pick(self.endpoints),
            balancers: pick(self.balancers),
            appliances: pick(self.appliances),
            edges: pick(self.edges),
            blocks: pick(self.blocks) && pick(self.blocks),
            unknowns: pick(self.unknowns) && pick(self.unknowns),
        }
    }
}

const TRAFFIC: [&str; 14] = [
    "all",
    "all",
    "all",
    "tcp",
    "tcp:80",
    "tcp:443",
    "tcp:0-1023",
    "tcp:1024-65535",
    "udp:53",
    "udp",
    "icmp",
    "icmp:8",
    "icmpv6",
    "47",
];
const ZONES: [&str; 3] = ["a", "b", "c"];

/// A network in the making.
struct Maker {
    seed: Seed,
    on: Features,
    lines: Vec<String>,
    /// Of each VPC.
    vpcs: Vec<Vpc>,
    /// Blocks worth naming.
    blocks: Vec<String>,
    sites: usize,
    /// Whether it has many interfaces.
    crowded: bool,
}

#[derive(Default)]
struct Vpc {
    name: String,
    cidr: String,
    six: Option<String>,
    subnets: Vec<(String, String, Option<String>)>,
    groups: Vec<String>,
    /// What its routes may lead to.
    targets: Vec<String>,
    /// What replaces local routes.
    inner: Vec<String>,
    /// Interfaces: name and address.
    hosts: Vec<(String, String)>,
    tables: Vec<String>,
}

/// A network.
pub fn network(seed: u64, features: Features) -> String {
    let mut seed = Seed::new(seed);
    let on = features.some(&mut seed);
    let on = if features == Features::PLAIN { features } else { on };
    let crowded = seed.chance(28);
    let mut maker =
        Maker { seed, on, lines: Vec::new(), vpcs: Vec::new(), blocks: Vec::new(), sites: 0, crowded };
    maker.make();
    let mut out = maker.lines.join("\n");
    out.push('\n');
    out
}

impl Maker {
    fn line(&mut self, text: String) {
        self.lines.push(text);
    }

    fn make(&mut self) {
        let many = self.on.peering || self.on.hubs || self.on.endpoints;
        let count = if many { self.seed.between(2, 3) } else { 1 };
        self.blocks = ["0.0.0.0/0", "0.0.0.0/0", "10.0.0.0/8", "203.0.113.0/24", "192.168.1.0/24"]
            .map(str::to_owned)
            .to_vec();
        if self.on.ipv6 {
            self.blocks.extend(["::/0".to_owned(), "::/0".to_owned(), "64:ff9b::/96".to_owned()]);
        }
        for at in 0..count {
            self.vpc(at);
        }
        self.line("list pl cidrs=10.0.0.0/17,203.0.113.0/24".to_owned());
        for at in 0..count {
            self.devices(at);
        }
        self.between();
        for at in 0..count {
            self.services(at);
        }
        for at in 0..count {
            self.filters(at);
            self.routes(at);
        }
        if self.on.blocks {
            let mode = self.seed.pick(&["ingress", "both"]);
            let whole = self.seed.chance(30);
            let but = if whole { self.vpcs[0].name.clone() } else { self.vpcs[0].subnets[0].0.clone() };
            let its = self.seed.pick(&["off", "ingress"]);
            let but = if self.seed.chance(50) { format!(" but={but}:{its}") } else { String::new() };
            self.line(format!("block block mode={mode}{but}"));
        }
    }

    fn vpc(&mut self, at: usize) {
        let name = format!("v{at}");
        // Now and then two VPCs have the same block, or one that looks public.
        let second = if at > 0 && self.seed.chance(15) { 0 } else { at };
        let cidr = if self.seed.chance(6) { "203.0.112.0/22".into() } else { format!("10.{second}.0.0/16") };
        // Now and then addresses that are local to the organisation (IGW-4).
        let top = if self.seed.chance(8) { "fd12:1f18" } else { "2600:1f18" };
        let six = self.on.ipv6.then(|| format!("{top}:0:{at}00::/56"));
        let base =
            cidr.rsplit_once('.').and_then(|it| it.0.rsplit_once('.')).map_or("10.0", |it| it.0).to_owned();
        let mut vpc = Vpc { name: name.clone(), cidr: cidr.clone(), six: six.clone(), ..Vpc::default() };
        let own = six.as_ref().map(|six| format!(",{six}")).unwrap_or_default();
        let far = if self.seed.chance(12) { " region=us-east-1" } else { "" };
        let table = if self.seed.chance(40) { format!(" table=t{at}x0") } else { String::new() };
        let hosts = if self.seed.chance(50) { " hostnames" } else { "" };
        let second = self.seed.chance(20).then(|| format!("100.{}.0.0/16", 64 + at));
        let also = second.as_ref().map(|it| format!(",{it}")).unwrap_or_default();
        let deaf = if self.seed.chance(8) { " deaf" } else { "" };
        let group = if self.seed.chance(20) { format!(" group=g{at}x0") } else { String::new() };
        let acl = if self.seed.chance(20) { format!(" acl=n{at}x0") } else { String::new() };
        self.line(format!("vpc {name} cidrs={cidr}{also}{own}{far}{table}{hosts}{deaf}{group}{acl}"));
        self.blocks.push(cidr.clone());
        self.blocks.extend(second.clone());
        self.blocks.extend(six);
        for group in 0..self.seed.between(1, 3) {
            vpc.groups.push(format!("g{at}x{group}"));
        }
        for table in 0..3 {
            vpc.tables.push(format!("t{at}x{table}"));
        }
        let third = if cidr.starts_with("203") { 112 } else { 0 };
        for sub in 0..self.seed.between(2, 4) {
            let subnet = format!("s{at}x{sub}");
            let block = if let Some(second) = second.as_ref().filter(|_| sub == 1) {
                second.replace(".0.0/16", ".7.0/24")
            } else if cidr.starts_with("203") {
                format!("{base}.{}.0/24", third + sub)
            } else {
                format!("{base}.{sub}.0/24")
            };
            let six = self.on.ipv6.then(|| format!("{top}:0:{at}0{sub}::/64"));
            let own = six.as_ref().filter(|_| self.seed.clone().chance(85)).map(|it| format!(",{it}"));
            let zone = self.seed.pick(&ZONES);
            let table = match self.seed.below(4) {
                0 => String::new(),
                which => format!(" table=t{at}x{}", which - 1),
            };
            let acl = if self.seed.chance(50) {
                format!(" acl=n{at}x{}", self.seed.below(2))
            } else {
                String::new()
            };
            let six = own.clone().map(|it| it.trim_start_matches(',').to_owned());
            let own = own.unwrap_or_default();
            self.line(format!("subnet {subnet} in={name} cidrs={block}{own} zone={zone}{table}{acl}"));
            self.blocks.push(block.clone());
            vpc.subnets.push((subnet, block, six));
        }
        self.vpcs.push(vpc);
        // Most networks are as small as can be; some are crowded.
        let hosts = if self.crowded { self.seed.between(8, 12) } else { self.seed.between(2, 4) };
        for host in 0..hosts {
            self.host(at, &format!("h{at}x{host}"), "");
        }
        if self.seed.chance(12) {
            self.host(at, &format!("fn{at}"), "inbound=function speaks=tcp,udp");
        }
        if self.seed.chance(6) {
            self.host(at, &format!("m{at}"), "inbound=managed");
        }
    }

    /// An interface in some subnet of a VPC, with an address picked here.
    fn host(&mut self, at: usize, name: &str, words: &str) -> String {
        let sub = self.seed.below(self.vpcs[at].subnets.len());
        let (subnet, block, six) = self.vpcs[at].subnets[sub].clone();
        let taken = self.lines.iter().filter(|it| it.starts_with("eni")).count();
        let last = match self.seed.below(6) {
            // The ends of what may be used.
            0 if !self
                .lines
                .iter()
                .any(|it| it.contains(&format!("in={subnet} at={}.254", base_of(&block)))) =>
            {
                254
            }
            _ => 10 + taken % 200,
        };
        let address = format!("{}.{last}", base_of(&block));
        let six = six
            .filter(|_| self.seed.chance(80))
            .map(|six| format!("{}{:x}", six.trim_end_matches("/64"), 16 + taken));
        let both = six.map(|six| format!(",{six}")).unwrap_or_default();
        let groups = self.vpcs[at].groups.clone();
        let (mut own, mut also) = (String::new(), String::new());
        if !words.contains("unfiltered") {
            match self.seed.below(5) {
                0 => {}
                1 => own = format!(" groups={},{}", self.seed.word(&groups), self.seed.word(&groups)),
                _ => own = format!(" groups={}", self.seed.word(&groups)),
            }
        }
        if words.is_empty() {
            let second = format!("{}.{}", base_of(&block), 150 + taken % 60);
            let several = self.seed.chance(12);
            if several {
                also = format!(",{second}");
            }
            if self.on.internet && self.seed.chance(40) {
                own.push_str(&format!(" public=198.51.100.{}", taken + 1));
                if several {
                    own.push_str(&format!(",{second}>198.51.104.{}", taken + 1));
                }
            }
            if self.seed.chance(10) {
                own.push_str(" ephemeral=32768-60999");
            }
            for (word, chance) in
                [("stopped", 3), ("unchecked", 8), ("denies", 4), ("listens=tcp:80,tcp:443,udp:53", 8)]
            {
                if self.seed.chance(chance) {
                    own.push_str(&format!(" {word}"));
                }
            }
        }
        let words = if words.is_empty() { String::new() } else { format!(" {words}") };
        self.line(format!("eni {name} in={subnet} at={address}{also}{both}{own}{words}"));
        self.vpcs[at].hosts.push((name.to_owned(), address.clone()));
        self.blocks.push(format!("{address}/32"));
        address
    }

    fn devices(&mut self, at: usize) {
        let name = self.vpcs[at].name.clone();
        if self.on.internet && self.seed.chance(85) {
            self.line(format!("igw i{at} in={name}"));
            self.vpcs[at].targets.extend([format!("i{at}"), format!("i{at}"), format!("i{at}")]);
            if self.on.ipv6 && self.seed.chance(50) {
                self.line(format!("eigw x{at} in={name}"));
                self.vpcs[at].targets.push(format!("x{at}"));
            }
        } else if self.on.internet && self.on.ipv6 {
            // EIGW-1: without an internet gateway nothing gets in.
            self.line(format!("eigw x{at} in={name}"));
            self.vpcs[at].targets.push(format!("x{at}"));
        }
        if self.on.nat {
            for which in 0..self.seed.between(0, 2) {
                let nat = format!("nat{at}x{which}");
                let taken = self.lines.len();
                match self.seed.below(4) {
                    0 if self.on.internet => {
                        let zones = if self.seed.chance(50) { " zones=a,b" } else { "" };
                        self.line(format!("nat {nat} in={name} public=198.51.101.{taken}{zones}"));
                        if self.seed.chance(40) {
                            self.line(format!("table {nat} in={name}"));
                            self.line(format!(" to 0.0.0.0/0 via i{at}"));
                            if self.on.hubs {
                                self.line(" to 10.0.0.0/8 via h0".to_owned());
                            }
                        }
                    }
                    1 => {
                        self.line(format!("nat {nat} private"));
                        self.host(at, &nat, "inbound=nat unfiltered passive unchecked");
                        self.vpcs[at].inner.push(nat.clone());
                    }
                    _ => {
                        self.line(format!("nat {nat}"));
                        let public =
                            format!("inbound=nat unfiltered passive unchecked public=198.51.101.{taken}");
                        self.host(at, &nat, &public);
                        self.vpcs[at].inner.push(nat.clone());
                    }
                }
                self.vpcs[at].targets.extend([nat.clone(), nat]);
            }
        }
        if self.on.appliances {
            if at == 0 {
                self.line("offer gw inspects".to_owned());
            }
            for which in 0..self.seed.between(1, 2) {
                let device = format!("f{at}x{which}");
                let words = match self.seed.below(6) {
                    0 => "unchecked forward=stateful",
                    1 => "unchecked forward=snat",
                    2 => "forward=pass",
                    3 | 4 => self.seed.pick(&[
                        "unchecked unfiltered passive inbound=inspection forward=inspect",
                        "unchecked unfiltered passive inbound=inspection forward=inspect",
                        "unchecked unfiltered passive inbound=inspection forward=inspect:gw",
                        "unchecked unfiltered passive inbound=inspection forward=unaccepted:gw",
                    ]),
                    _ => "unchecked forward=pass",
                };
                let open = if self.on.internet && self.seed.chance(30) && !words.contains("inspect") {
                    format!("{words} public=198.51.102.{}", self.lines.len())
                } else {
                    words.to_owned()
                };
                self.host(at, &device, &open);
                if words.ends_with("inspect") && self.seed.chance(50) {
                    self.firewall();
                }
                self.vpcs[at].targets.push(device.clone());
                self.vpcs[at].inner.extend([device.clone(), device]);
            }
        }
        if self.seed.chance(8) {
            // An interface of which nothing says that it forwards.
            self.vpcs[at].inner.push(format!("h{at}x0"));
        }
        if self.on.unknowns && self.seed.chance(50) {
            self.line(format!("opaque o{at}"));
            self.vpcs[at].targets.extend([format!("o{at}"), "gone".to_owned()]);
        }
        self.vpcs[at].targets.push("-".to_owned());
    }

    fn firewall(&mut self) {
        for rank in 1..self.seed.between(1, 3) {
            let action = self.seed.pick(&["pass", "drop", "forward"]);
            let what = self.seed.pick(&["tcp ports=80", "udp", "tcp sports=1024-39999", "all"]);
            self.line(format!(" stateless {rank} {action} {what}"));
        }
        for _ in 0..self.seed.between(0, 2) {
            let action = self.seed.pick(&["pass", "drop"]);
            let what =
                self.seed.pick(&["tcp ports=443", "icmp", "all to=10.0.0.0/8", "tcp from=10.0.0.0/16"]);
            self.line(format!(" stateful {action} {what}"));
        }
        let stateless = self.seed.pick(&["pass", "drop", "forward", "forward"]);
        let stateful = self.seed.pick(&["pass", "drop"]);
        let flags = self.seed.pick(&["", " strict", " opaque"]);
        self.line(format!(" otherwise {stateless} {stateful}{flags}"));
    }

    fn between(&mut self) {
        let count = self.vpcs.len();
        if self.on.peering {
            for (one, other) in [(0, 1), (1, 2), (0, 2)] {
                // Blocks of peers do not overlap (4.1-12).
                let apart = other < count && self.vpcs[one].cidr != self.vpcs[other].cidr;
                if apart && self.seed.chance(75) {
                    let down = if self.seed.chance(7) { " down" } else { "" };
                    self.line(format!("pcx p{one}x{other} between=v{one},v{other}{down}"));
                    for at in [one, other] {
                        self.vpcs[at].targets.extend([format!("p{one}x{other}"), format!("p{one}x{other}")]);
                    }
                }
            }
            if self.on.unknowns && self.seed.chance(30) {
                self.line("pcx pz between=v0,elsewhere".to_owned());
                self.vpcs[0].targets.push("pz".to_owned());
            }
        }
        if self.on.lines {
            for at in 0..count {
                if self.seed.chance(60) {
                    self.line(format!("vgw w{at} in=v{at}"));
                    self.vpcs[at].targets.push(format!("w{at}"));
                    self.site(&format!("w{at}"), None);
                }
            }
            if self.on.internet && self.seed.chance(20) {
                self.line("site pub cidrs=203.0.113.128/25".to_owned());
                self.line("line lpub site=pub origin=dx prefixes=203.0.113.128/25".to_owned());
            }
        }
        if self.on.hubs {
            for hub in 0..self.seed.between(1, 2) {
                self.hub(hub);
            }
        }
    }

    fn site(&mut self, gateway: &str, attachment: Option<&str>) {
        let at = self.sites;
        self.sites += 1;
        let block = format!("192.168.{}.0/24", at + 1);
        let six =
            if self.on.ipv6 && self.seed.chance(40) { format!(",2001:db8:{at}::/64") } else { String::new() };
        let routes = if self.seed.chance(35) { " routes=10.0.0.0/8" } else { "" };
        let closed = if self.seed.chance(25) { " closed" } else { "" };
        self.line(format!("site c{at} cidrs={block}{six}{routes}{closed}"));
        if !closed.is_empty() {
            let what = self.traffic();
            self.line(format!(" in {what} 10.0.0.0/8"));
        }
        self.blocks.push(block.clone());
        for line in 0..self.seed.between(1, 2) {
            let origin = self.seed.pick(&["dx", "static", "bgp"]);
            let down = if self.seed.chance(15) { " down" } else { "" };
            let wide =
                if self.seed.chance(20) { "192.168.0.0/16".to_owned() } else { format!("{block}{six}") };
            let told = if self.seed.chance(30) { " advertised=10.0.0.0/15" } else { "" };
            let id = attachment.map_or_else(|| format!("l{at}x{line}"), str::to_owned);
            self.line(format!(
                "line {id} to={gateway} site=c{at} origin={origin} prefixes={wide}{told}{down}"
            ));
        }
    }

    fn hub(&mut self, hub: usize) {
        let refs = if self.seed.chance(60) { " refs" } else { "" };
        let far = if hub > 0 && self.seed.chance(40) { " region=us-east-1" } else { "" };
        self.line(format!("tgw h{hub}{refs}{far}"));
        let mut all: Vec<String> = Vec::new();
        let mut wanted: Vec<(String, String)> = Vec::new();
        for at in 0..self.vpcs.len() {
            if self.seed.chance(80) {
                let mut subnets: Vec<String> = Vec::new();
                for sub in 0..self.vpcs[at].subnets.len() {
                    if self.seed.chance(60) {
                        subnets.push(self.vpcs[at].subnets[sub].0.clone());
                    }
                }
                let flags: String = [("appliance", 30), ("refs", 70), ("ipv6", 70)]
                    .into_iter()
                    .filter(|(_, chance)| self.seed.chance(*chance))
                    .map(|(word, _)| format!(" {word}"))
                    .collect();
                let subnets = self.one_a_zone(subnets).join(",");
                wanted.push((format!("a{hub}v{at}"), format!("vpc=v{at} subnets={subnets}{flags}")));
                self.vpcs[at].targets.extend([format!("h{hub}"), format!("h{hub}")]);
            }
        }
        if hub > 0 {
            let peer = if self.on.unknowns && self.seed.chance(20) { "-" } else { "ax0" };
            wanted.push(("ax1".to_owned(), format!("peer={peer}")));
            self.line("att ax0 tgw=h0 peer=ax1 table=th0x0".to_owned());
        }
        if self.on.lines && self.seed.chance(60) {
            let id = format!("al{hub}");
            self.site(&format!("h{hub}"), Some(&id));
            wanted.push((id, String::new()));
        }
        for (id, words) in wanted {
            let table = if self.seed.chance(92) {
                format!(" table=th{hub}x{}", self.seed.below(2))
            } else {
                String::new()
            };
            let to = self.seed.pick(&["0", "1", "01", "01"]);
            let to: Vec<String> = to.chars().map(|it| format!("th{hub}x{it}")).collect();
            let down = if self.seed.chance(4) { " down" } else { "" };
            self.line(format!("att {id} tgw=h{hub} {words}{table} to={}{down}", to.join(",")));
            all.push(id);
        }
        if hub > 0 {
            all.push("ax1".to_owned());
        }
        all.push("-".to_owned());
        for table in 0..2 {
            self.line(format!("tgwtable th{hub}x{table} tgw=h{hub}"));
            for _ in 0..self.seed.between(0, 3) {
                let block = self.seed.word(&self.blocks.clone());
                let to = if self.seed.chance(15) { "list:pl".to_owned() } else { block };
                let via = self.seed.word(&all);
                self.line(format!(" to {to} via {via}"));
            }
        }
    }

    fn one_a_zone(&self, subnets: Vec<String>) -> Vec<String> {
        let zone = |subnet: &String| {
            let line = self.lines.iter().find(|it| it.starts_with(&format!("subnet {subnet} ")));
            line.and_then(|it| it.split("zone=").nth(1))
                .and_then(|it| it.split(' ').next())
                .map(str::to_owned)
        };
        let mut zones = Vec::new();
        let fresh = |subnet: &String| {
            let its = zone(subnet);
            let new = !zones.contains(&its);
            zones.push(its);
            new
        };
        subnets.into_iter().filter(fresh).collect()
    }
}

/// The first three numbers of a block.
fn base_of(block: &str) -> String {
    block.rsplit_once('.').map_or(block, |it| it.0).to_owned()
}
