//! What fills a network: endpoints and balancers, rules, routes.

use super::{Maker, TRAFFIC};

impl Maker {
    pub(super) fn services(&mut self, at: usize) {
        let name = self.vpcs[at].name.clone();
        if self.on.endpoints {
            if self.seed.chance(60) {
                let tables: Vec<String> = self.vpcs[at].tables.iter().take(2).cloned().collect();
                self.line(format!("door d{at} in={name} service=s3@eu-west-1 tables={}", tables.join(",")));
            }
            if self.seed.chance(25) {
                let family = self.seed.pick(&["", " no-ipv6", " no-ipv4"]);
                let table = self.vpcs[at].tables[2].clone();
                self.line(format!("door dd{at} in={name} service=dynamodb@eu-west-1 tables={table}{family}"));
            }
            if self.seed.chance(60) {
                let words = "inbound=service:sqs@eu-west-1! passive denies";
                self.host(at, &format!("e{at}"), words);
            }
        }
        if self.on.internet && at == 0 {
            self.line("served bucket service=s3@eu-west-1".to_owned());
            self.line("unattached lambda".to_owned());
        }
        if !self.on.balancers {
            return;
        }
        let ends = self.seed.chance(50);
        let lb = format!("b{at}");
        let classic = if ends { 40 } else { 0 };
        let words: String = [
            ("terminates", if ends { 100 } else { 0 }),
            ("cross", 60),
            ("filters", 60),
            ("classic", classic),
        ]
        .into_iter()
        .filter(|(_, chance)| self.seed.chance(*chance))
        .map(|(word, _)| format!(" {word}"))
        .collect();
        self.line(format!("lb {lb}{words}"));
        let groups =
            if ends && self.seed.chance(30) { format!("tg{at}x0 tg{at}x1") } else { format!("tg{at}x0") };
        self.line(format!(" listen tcp:80 {groups}"));
        if self.seed.chance(40) {
            self.line(format!(" listen {} tg{at}x1", if ends { "tcp:443" } else { "udp:53" }));
        }
        // A balancer that ends flows may stand behind one that passes them on.
        let inner = !ends && self.seed.chance(35);
        let nodes = self.seed.between(1, 2);
        let bare = !ends && self.seed.chance(40);
        for _ in 0..nodes {
            let filtered = if bare { " unfiltered" } else { "" };
            let public = if self.on.internet && self.seed.chance(50) {
                format!(" public=198.51.103.{}", self.lines.len())
            } else {
                String::new()
            };
            self.host(at, &lb, &format!("inbound=balancer passive{filtered}{public}"));
        }
        for group in 0..2 {
            let ip = if self.seed.chance(40) { " ip" } else { "" };
            let keep = self.seed.pick(&["", " preserve=yes", " preserve=no"]);
            let cross = self.seed.pick(&["", "", " cross=yes", " cross=no"]);
            let protocol = if group == 1 && !ends { " protocol=udp" } else { "" };
            let port = self.seed.pick(&["80", "8080"]);
            self.line(format!("tg tg{at}x{group} port={port}{protocol}{ip}{keep}{cross}"));
            if inner && group == 0 && ip.is_empty() {
                self.line(format!(" target c{at}"));
            }
            for _ in 0..self.seed.between(0, 2) {
                let hosts = self.vpcs[at].hosts.clone();
                let (node, address) = hosts[self.seed.below(hosts.len())].clone();
                if ip.is_empty() {
                    if node != lb {
                        self.line(format!(" target {node}"));
                    }
                } else if self.seed.chance(80) {
                    self.line(format!(" target {address}"));
                } else {
                    self.line(" target 192.168.1.9 9000".to_owned());
                }
            }
        }
        if inner {
            self.line(format!("lb c{at} terminates cross"));
            self.line(format!(" listen tcp:80 tg{at}x2"));
            self.host(at, &format!("c{at}"), "inbound=balancer passive");
            self.line(format!("tg tg{at}x2 port=8080"));
            self.line(format!(" target h{at}x0"));
        }
        if self.on.endpoints && !ends {
            self.line(format!("offer of{at} lbs={lb}"));
            let consumer = self.seed.below(self.vpcs.len());
            let state = if self.seed.chance(85) { "offered" } else { "pending" };
            let offer =
                if self.on.unknowns && self.seed.chance(20) { "-".to_owned() } else { format!("of{at}") };
            self.host(consumer, &format!("pe{at}"), &format!("inbound={state}:{offer} passive denies"));
            if self.seed.chance(40) {
                self.line(format!("entry link{at} lb={lb}"));
            }
        }
    }

    pub(super) fn traffic(&mut self) -> String {
        self.seed.pick(&TRAFFIC).to_owned()
    }

    pub(super) fn filters(&mut self, at: usize) {
        let everyone: Vec<String> = self.vpcs.iter().flat_map(|it| it.groups.clone()).collect();
        for group in self.vpcs[at].groups.clone() {
            self.line(format!("sg {group}"));
            for way in ["in", "out"] {
                if self.seed.chance(55) {
                    self.line(format!(" {way} all 0.0.0.0/0"));
                    if self.on.ipv6 && self.seed.chance(80) {
                        self.line(format!(" {way} all ::/0"));
                    }
                    continue;
                }
                for _ in 0..self.seed.between(0, 3) {
                    let what = self.traffic();
                    let whom = match self.seed.below(9) {
                        0..=3 => format!("sg:{}", self.seed.word(&everyone)),
                        4 => "list:pl".to_owned(),
                        5 => "svc:s3@eu-west-1".to_owned(),
                        6 if self.on.unknowns => "sg:nobody-knows".to_owned(),
                        _ => self.seed.word(&self.blocks.clone()),
                    };
                    self.line(format!(" {way} {what} {whom}"));
                }
            }
        }
        for acl in 0..2 {
            self.line(format!("acl n{at}x{acl}"));
            for way in ["in", "out"] {
                for number in 1..self.seed.between(1, 4) {
                    let verdict = self.seed.pick(&["allow", "deny"]);
                    let what = self.traffic();
                    let block = self.seed.word(&self.blocks.clone());
                    self.line(format!(" {way} {number} {verdict} {what} {block}"));
                }
                if self.seed.chance(75) {
                    self.line(format!(" {way} 100 allow all 0.0.0.0/0"));
                    if self.on.ipv6 {
                        self.line(format!(" {way} 101 allow all ::/0"));
                    }
                }
            }
        }
    }

    pub(super) fn routes(&mut self, at: usize) {
        let name = self.vpcs[at].name.clone();
        let edge = self.on.edges && self.seed.chance(60);
        for table in 0..3 {
            let learns = if self.on.lines && self.seed.chance(50) {
                format!(" propagates=w{at}")
            } else {
                String::new()
            };
            self.line(format!("table t{at}x{table} in={name}{learns}"));
            for _ in 0..self.seed.between(1, 5) {
                let (to, via) = self.route(at);
                self.line(format!(" to {to} via {via}"));
            }
        }
        if edge {
            let gateways: Vec<String> = [format!("i{at}"), format!("w{at}")].to_vec();
            let gateway = self.seed.word(&gateways);
            self.line(format!("table te{at} in={name} edges={gateway}"));
            for _ in 0..self.seed.between(1, 2) {
                // RT-9: interfaces and inspection only.
                let mut inner = self.vpcs[at].inner.clone();
                inner.retain(|it| it.starts_with('f'));
                let via = self.seed.word(&inner);
                let sub = self.seed.below(self.vpcs[at].subnets.len());
                let to = self.vpcs[at].subnets[sub].1.clone();
                self.line(format!(" to {to} via {via}"));
            }
        }
    }

    fn route(&mut self, at: usize) -> (String, String) {
        let targets = self.vpcs[at].targets.clone();
        // RT-5: inside the VPC, for a whole subnet or block, to what may stand there.
        if !self.vpcs[at].inner.is_empty() && self.seed.chance(30) {
            let via = self.seed.word(&self.vpcs[at].inner.clone());
            let sub = self.seed.below(self.vpcs[at].subnets.len() + 1);
            let to = match self.vpcs[at].subnets.get(sub) {
                Some((_, block, six)) => {
                    six.clone().filter(|_| self.seed.chance(30)).unwrap_or(block.clone())
                }
                None => self.vpcs[at]
                    .six
                    .clone()
                    .filter(|_| self.seed.chance(30))
                    .unwrap_or(self.vpcs[at].cidr.clone()),
            };
            return (to, via);
        }
        if self.on.ipv6 && self.on.nat && self.seed.chance(10) {
            return ("64:ff9b::/96".to_owned(), format!("nat{at}x0"));
        }
        let via = self.seed.word(&targets);
        let to = match self.seed.below(10) {
            0 => "list:pl".to_owned(),
            1 | 2 => "0.0.0.0/0".to_owned(),
            3 if self.on.ipv6 => "::/0".to_owned(),
            // Routes that fit: to the block of another VPC.
            4..=7 => {
                let other = self.seed.below(self.vpcs.len());
                let six = self.vpcs[other].six.clone().filter(|_| self.seed.chance(40));
                six.unwrap_or_else(|| self.vpcs[other].cidr.clone())
            }
            _ => self.seed.word(&self.blocks.clone()),
        };
        (to, via)
    }
}
