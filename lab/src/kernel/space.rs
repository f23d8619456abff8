//! Network namespaces: made, wired, told what to do, entered, and removed.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
};

/// Every namespace of ours begins like this, then comes the process that made it.
const PREFIX: &str = "plat-lab";
const FOLDER: &str = "/run/netns";
/// Every end of every cable has it: a cable has two ends, so nothing is mixed up.
const HARDWARE: &str = "02:00:00:00:00:01";
/// The other end of every cable.
const BEYOND_V4: &str = "169.254.1.1";
const BEYOND_V6: &str = "fe80::1";

/// What is to be done inside one namespace.
#[derive(Debug, Default)]
struct Inside {
    settings: Vec<(String, &'static str)>,
    late: Vec<(String, &'static str)>,
    devices: Vec<String>,
    v4: Vec<String>,
    v6: Vec<String>,
    rules: String,
}

/// Namespaces and cables that are planned.
#[derive(Debug, Default)]
pub struct Script {
    cables: Vec<String>,
    inside: BTreeMap<String, Inside>,
}

/// The way through a cable, as `ip route` has it.
pub fn through(device: &str, v4: bool) -> String {
    format!("via {} dev {device} onlink", if v4 { BEYOND_V4 } else { BEYOND_V6 })
}

impl Script {
    fn at(&mut self, space: &str) -> &mut Inside {
        self.inside.entry(space.to_owned()).or_default()
    }

    /// A namespace; `forwards` if it is a router.
    pub fn space(&mut self, space: &str, forwards: bool) {
        let inside = self.at(space);
        inside.devices.push("link set lo up".to_owned());
        // Reverse paths are the engine's to judge (RET-6); addresses are given, so nobody has to look for twins.
        let mut set = |name: &str, value| inside.settings.push((name.to_owned(), value));
        for who in ["all", "default"] {
            set(&format!("ipv4/conf/{who}/rp_filter"), "0");
            set(&format!("ipv6/conf/{who}/accept_dad"), "0");
            set(&format!("ipv6/conf/{who}/accept_ra"), "0");
            set(&format!("ipv6/conf/{who}/addr_gen_mode"), "1");
        }
        set("ipv4/icmp_ratelimit", "0");
        set("ipv6/icmp/ratelimit", "0");
        if forwards {
            set("ipv4/ip_forward", "1");
            set("ipv6/conf/all/forwarding", "1");
            set("ipv4/conf/all/send_redirects", "0");
            set("ipv4/conf/default/send_redirects", "0");
        }
    }

    /// Answers whose question was not seen begin no flow, and what is over is soon forgotten. Only where rules track
    /// flows.
    pub fn tracks(&mut self, space: &str) {
        for name in ["tcp_timeout_syn_sent", "tcp_timeout_close", "udp_timeout", "icmp_timeout"] {
            self.at(space).late.push((format!("netfilter/nf_conntrack_{name}"), "20"));
        }
        self.at(space).late.push(("netfilter/nf_conntrack_tcp_loose".to_owned(), "0"));
    }

    /// A cable between two namespaces: at each end, the name of the device and its group.
    pub fn cable(&mut self, ends: [(&str, &str, usize); 2]) {
        let [(a, device_a, _), (b, device_b, _)] = ends;
        let prefix = prefix();
        self.cables.push(format!(
            "link add name {device_a} address {HARDWARE} netns {prefix}-{a} type veth \
             peer name {device_b} address {HARDWARE} netns {prefix}-{b}"
        ));
        for (space, device, group) in ends {
            let lines = &mut self.at(space).devices;
            lines.push(format!("link set dev {device} group {group} up"));
            for beyond in [BEYOND_V4, BEYOND_V6] {
                lines.push(format!("neigh add {beyond} lladdr {HARDWARE} dev {device} nud permanent"));
            }
        }
    }

    /// A line for `ip`.
    pub fn ip(&mut self, space: &str, v4: bool, line: String) {
        let inside = self.at(space);
        if v4 { inside.v4.push(line) } else { inside.v6.push(line) }
    }

    /// Rules for `nft`.
    pub fn nft(&mut self, space: &str, rules: &str) {
        self.at(space).rules.push_str(rules);
    }

    /// Makes it all. What was made is removed when the result is dropped, also after a failure here.
    ///
    /// # Errors
    /// A tool refuses something.
    pub fn run(&self) -> io::Result<Spaces> {
        sweep()?;
        let spaces = Spaces;
        let prefix = prefix();
        let names: Vec<String> =
            self.inside.keys().map(|name| format!("netns add {prefix}-{name}")).collect();
        tool("ip", &["-batch", "-"], &names.join("\n"))?;
        let todo: Vec<(&String, &Inside)> = self.inside.iter().collect();
        let each = |act: fn(&Inside) -> io::Result<()>| {
            // One namespace at a time is a matter of starting tools, which both cores can do.
            thread::scope(|scope| {
                let parts = todo.chunks(todo.len().div_ceil(2).max(1));
                let run = |part: &[(&String, &Inside)]| {
                    part.iter().try_for_each(|(name, inside)| {
                        enter(name)?;
                        act(inside).map_err(|error| io::Error::other(format!("in {name}: {error}")))
                    })
                };
                let threads: Vec<_> = parts.map(|part| scope.spawn(move || run(part))).collect();
                threads.into_iter().try_for_each(joined)
            })
        };
        each(|inside| set(&inside.settings))?;
        tool("ip", &["-batch", "-"], &self.cables.join("\n"))?;
        each(Inside::fill)?;
        Ok(spaces)
    }
}

fn joined<T>(thread: thread::ScopedJoinHandle<'_, io::Result<T>>) -> io::Result<T> {
    thread.join().unwrap_or_else(|_| Err(io::Error::other("a thread of the builder panicked")))
}

/// Writes settings of the namespace that this thread is in.
fn set(settings: &[(String, &'static str)]) -> io::Result<()> {
    for (name, value) in settings {
        let path = Path::new("/proc/sys/net").join(name);
        fs::write(&path, value).map_err(|error| io::Error::other(format!("{}: {error}", path.display())))?;
    }
    Ok(())
}

impl Inside {
    fn fill(&self) -> io::Result<()> {
        for (arguments, lines) in [
            (&["-batch", "-"][..], [self.devices.as_slice(), self.v4.as_slice()].concat()),
            (&["-6", "-batch", "-"][..], self.v6.clone()),
        ] {
            if !lines.is_empty() {
                tool("ip", arguments, &lines.join("\n"))?;
            }
        }
        if !self.rules.is_empty() {
            tool("nft", &["-f", "-"], &self.rules)?;
        }
        // These are there once rules have asked for them.
        set(&self.late)
    }
}

/// Runs a tool with a text to read.
fn tool(program: &str, arguments: &[&str], text: &str) -> io::Result<()> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child =
        command.spawn().map_err(|error| io::Error::other(format!("cannot run `{program}`: {error}")))?;
    if let Some(mut input) = child.stdin.take() {
        // A tool that stops early says why; that its input broke is not news.
        let _ = writeln!(input, "{text}");
    }
    let output = child.wait_with_output()?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let first: Vec<&str> = said.lines().take(6).collect();
    Err(io::Error::other(format!("`{program}` refuses: {}", first.join(" / "))))
}

fn prefix() -> String {
    format!("{PREFIX}-{}", std::process::id())
}

/// Moves this thread into a namespace. Only for threads that end soon.
pub fn enter(space: &str) -> io::Result<()> {
    let file = File::open(Path::new(FOLDER).join(format!("{}-{space}", prefix())))?;
    let kind = rustix::thread::LinkNameSpaceType::Network;
    rustix::thread::move_into_link_name_space(rustix::fd::AsFd::as_fd(&file), Some(kind))?;
    Ok(())
}

/// The namespaces of this process, removed on drop.
#[derive(Debug)]
pub struct Spaces;

impl Drop for Spaces {
    fn drop(&mut self) {
        // Nothing can be done about an error here; the next run sweeps.
        let _ = remove(|owner| owner == std::process::id().to_string());
    }
}

/// Removes what processes left that were killed.
fn sweep() -> io::Result<()> {
    remove(|owner| !PathBuf::from("/proc").join(owner).exists() || owner == std::process::id().to_string())
}

fn remove(owned: impl Fn(&str) -> bool) -> io::Result<()> {
    let Ok(entries) = fs::read_dir(FOLDER) else { return Ok(()) };
    let mut lines = Vec::new();
    for entry in entries {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let owner = name.strip_prefix(PREFIX).and_then(|rest| rest.strip_prefix('-'));
        if owner.and_then(|rest| rest.split('-').next()).is_some_and(&owned) {
            lines.push(format!("netns del {name}"));
        }
    }
    if lines.is_empty() { Ok(()) } else { tool("ip", &["-batch", "-"], &lines.join("\n")) }
}

/// What keeps this machine from making namespaces, in one line; nothing if it can.
pub fn hindrance() -> Option<String> {
    if !rustix::process::geteuid().is_root() {
        return Some("the kernel witness needs root, to make network namespaces".to_owned());
    }
    let missing = |program: &str| {
        let found = Command::new(program).arg("-V").stdout(Stdio::null()).stderr(Stdio::null()).status();
        found.is_err()
    };
    for (program, package) in [("ip", "iproute2"), ("nft", "nftables")] {
        if missing(program) {
            return Some(format!("the kernel witness needs `{program}`: install {package}"));
        }
    }
    let name = format!("{}-try", prefix());
    let tried = tool("ip", &["netns", "add", &name], "");
    let _ = tool("ip", &["netns", "del", &name], "");
    tried.err().map(|error| format!("the kernel witness cannot make network namespaces: {error}"))
}
