//! Sends probes from inside namespaces and watches where they arrive and what comes back.

use super::{
    space,
    wire::{Ends, Letter, Means},
};
use socket2::{Domain, Protocol, SockAddr, Socket, Type};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Read},
    net::{IpAddr, SocketAddr},
    thread,
    time::Duration,
};

/// Probes on their way at one time: few enough that no queue overflows.
const BATCH: usize = 256;
/// The kernel carries a packet to its end before it returns from sending, but for what it puts off: for that.
const PATIENCE: Duration = Duration::from_micros(400);
/// How often nothing may be there before the rest of a batch counts as silent.
const QUIET: usize = 2;

/// What the kernel did with a probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Where it arrived, and how it looked there; `None` if nowhere.
    pub arrived: Option<(usize, Ends)>,
    /// Whether the answer came back.
    pub answered: bool,
}

/// The sockets of one namespace.
#[derive(Debug)]
struct Post {
    out_v4: Socket,
    out_v6: Socket,
    in_v4: Socket,
    in_v6: Socket,
}

/// The namespaces that can be asked.
#[derive(Debug)]
pub struct Posts {
    posts: Vec<Post>,
    /// Which of them a packet for an address may reach.
    at: BTreeMap<IpAddr, usize>,
    next: u32,
}

impl Post {
    /// Raw sockets out, and a look at what comes in, for the namespace of this thread.
    fn open() -> io::Result<Self> {
        let raw = |domain| Socket::new(domain, Type::RAW, Some(Protocol::from(255)));
        let seen = |kind: u16| {
            let socket =
                Socket::new(Domain::PACKET, Type::DGRAM, Some(Protocol::from(i32::from(kind.to_be()))))?;
            socket.set_nonblocking(true)?;
            // More than a batch, whatever the machine's default.
            let _ = socket.set_recv_buffer_size(1 << 20);
            Ok::<_, io::Error>(socket)
        };
        Ok(Self {
            out_v4: raw(Domain::IPV4)?,
            out_v6: raw(Domain::IPV6)?,
            in_v4: seen(0x0800)?,
            in_v6: seen(0x86dd)?,
        })
    }

    fn send(&self, letter: Letter) -> io::Result<()> {
        let to: SockAddr = SocketAddr::new(letter.ends.destination, 0).into();
        let socket = if letter.ends.is_v4() { &self.out_v4 } else { &self.out_v6 };
        match socket.send_to(&letter.bytes(), &to) {
            Ok(_) => Ok(()),
            // A host without a way out of a family does not send.
            Err(error) if error.kind() == io::ErrorKind::NetworkUnreachable => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::HostUnreachable => Ok(()),
            Err(error) => Err(io::Error::other(format!("sending to {:?}: {error}", letter.ends))),
        }
    }
}

impl Posts {
    /// Opens sockets in every namespace, each with its addresses, public ones among them.
    ///
    /// # Errors
    /// There are too few file descriptors, or a namespace is gone.
    pub fn open(spaces: &[(String, Vec<IpAddr>)]) -> io::Result<Self> {
        more_files()?;
        let names: Vec<&String> = spaces.iter().map(|(name, _)| name).collect();
        let open = || {
            let each = names.iter().map(|name| space::enter(name).and_then(|()| Post::open()));
            each.collect::<io::Result<Vec<Post>>>()
        };
        let posts = thread::scope(|scope| {
            let opened = scope.spawn(open).join();
            opened.unwrap_or_else(|_| Err(io::Error::other("the thread that opens sockets panicked")))
        })?;
        let each = spaces.iter().enumerate();
        let at =
            each.flat_map(|(post, (_, addresses))| addresses.iter().map(move |ip| (*ip, post))).collect();
        Ok(Self { posts, at, next: 1 })
    }

    /// Sends probes, each from a namespace, and says what became of them.
    ///
    /// # Errors
    /// The kernel refuses to send or to receive.
    pub fn ask(&mut self, probes: &[(usize, Ends)]) -> io::Result<Vec<Seen>> {
        let mut all = Vec::with_capacity(probes.len());
        for batch in probes.chunks(BATCH) {
            all.extend(self.batch(batch, QUIET)?);
        }
        Ok(all)
    }

    /// The same with more patience: for probes whose silence is surprising.
    ///
    /// # Errors
    /// As for `ask`.
    pub fn ask_again(&mut self, probes: &[(usize, Ends)]) -> io::Result<Vec<Seen>> {
        let mut all = Vec::with_capacity(probes.len());
        for batch in probes.chunks(16) {
            all.extend(self.batch(batch, 40)?);
        }
        Ok(all)
    }

    fn batch(&mut self, probes: &[(usize, Ends)], quiet: usize) -> io::Result<Vec<Seen>> {
        let first = self.next;
        let mut busy = BTreeSet::new();
        for ((from, ends), number) in probes.iter().zip(first..) {
            busy.insert(*from);
            busy.extend(self.at.get(&ends.destination));
            self.posts[*from].send(Letter { ends: *ends, number, answer: false })?;
        }
        self.next = self.next.wrapping_add(u32::try_from(probes.len()).unwrap_or(0));
        let mut seen = vec![Seen { arrived: None, answered: false }; probes.len()];
        let mut still = 0;
        while still < quiet {
            let mut any = false;
            for post in &busy {
                any |= self.collect(*post, first, probes, &mut seen)?;
            }
            if any {
                still = 0;
            } else if seen.iter().all(|it| it.answered) {
                break;
            } else {
                still += 1;
                thread::sleep(PATIENCE);
            }
        }
        Ok(seen)
    }

    /// Reads what has come in at one namespace; whether there was anything.
    fn collect(
        &self,
        post: usize,
        first: u32,
        probes: &[(usize, Ends)],
        seen: &mut [Seen],
    ) -> io::Result<bool> {
        let mut any = false;
        let mut buffer = [0; 256];
        let it = &self.posts[post];
        for socket in [&it.in_v4, &it.in_v6] {
            loop {
                let mut reader = socket;
                let length = match reader.read(&mut buffer) {
                    Ok(length) => length,
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    Err(error) => return Err(error),
                };
                any = true;
                let Some(letter) = Letter::read(&buffer[..length]) else { continue };
                let at = usize::try_from(letter.number.wrapping_sub(first)).unwrap_or(usize::MAX);
                let Some(((from, ends), seen)) = probes.get(at).zip(seen.get_mut(at)) else { continue };
                if letter.answer {
                    // RET-2: the client takes an answer from whom it asked, and from nobody else.
                    seen.answered |= *from == post && letter.ends == ends.reversed();
                } else if self.at.get(&letter.ends.destination) == Some(&post) {
                    seen.arrived = Some((post, letter.ends));
                    if letter.ends.means == Means::Udp {
                        it.send(Letter { ends: letter.ends.reversed(), answer: true, ..letter })?;
                    }
                }
            }
        }
        Ok(any)
    }
}

/// Four sockets a namespace are more than some systems allow at first.
fn more_files() -> io::Result<()> {
    let resource = rustix::process::Resource::Nofile;
    let mut limit = rustix::process::getrlimit(resource);
    limit.current = limit.maximum;
    rustix::process::setrlimit(resource, limit)?;
    Ok(())
}
