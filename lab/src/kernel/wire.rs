//! Probes as bytes: a TCP SYN, a UDP datagram or an ICMP echo that carries its number, and the answers to them.

use std::net::IpAddr;

/// Enough for every path of a network, and not long for those that go round in circles.
const HOPS: u8 = 24;
const MARK: [u8; 4] = *b"plat";
const SYN: u8 = 0x02;
const RST: u8 = 0x04;
const ACK: u8 = 0x10;

/// How a probe asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Means {
    /// A connection to a port that is closed: a reset is the answer.
    Tcp,
    /// A datagram that the other side sends back.
    Udp,
    /// An echo request.
    Icmp,
}

/// The ends of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ends {
    /// How it asks.
    pub means: Means,
    /// Source address.
    pub source: IpAddr,
    /// Destination address.
    pub destination: IpAddr,
    /// Source port; zero for ICMP.
    pub source_port: u16,
    /// Destination port; zero for ICMP.
    pub port: u16,
}

impl Ends {
    /// Those of the answer.
    pub fn reversed(self) -> Self {
        Self {
            means: self.means,
            source: self.destination,
            destination: self.source,
            source_port: self.port,
            port: self.source_port,
        }
    }

    /// Whether it is IPv4.
    pub fn is_v4(self) -> bool {
        self.source.is_ipv4()
    }
}

/// A packet of a probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Its ends.
    pub ends: Ends,
    /// The number of the probe.
    pub number: u32,
    /// Whether it is the answer.
    pub answer: bool,
}

/// One's complement sum.
fn sum(bytes: &[u8], mut sum: u32) -> u32 {
    for pair in bytes.chunks(2) {
        sum += u32::from(u16::from_be_bytes([pair[0], pair.get(1).copied().unwrap_or(0)]));
    }
    sum
}

fn folded(mut sum: u32) -> [u8; 2] {
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    (!u16::try_from(sum).unwrap_or(0)).to_be_bytes()
}

fn octets(ip: IpAddr) -> Vec<u8> {
    match ip {
        IpAddr::V4(v4) => v4.octets().to_vec(),
        IpAddr::V6(v6) => v6.octets().to_vec(),
    }
}

impl Letter {
    fn protocol(self) -> u8 {
        match (self.ends.means, self.ends.is_v4()) {
            (Means::Tcp, _) => 6,
            (Means::Udp, _) => 17,
            (Means::Icmp, true) => 1,
            (Means::Icmp, false) => 58,
        }
    }

    fn payload(self) -> Vec<u8> {
        let mut out = MARK.to_vec();
        out.extend(self.number.to_be_bytes());
        out.push(u8::from(self.answer));
        out.push(0);
        out
    }

    /// The bytes from the IP header on. Only probes and answers over UDP are ours to make: the kernels of the hosts
    /// make the others.
    pub fn bytes(self) -> Vec<u8> {
        let Ends { means, source, destination, source_port, port } = self.ends;
        let (mut body, check) = match means {
            Means::Tcp => {
                let mut body = [source_port.to_be_bytes(), port.to_be_bytes()].concat();
                body.extend(self.number.to_be_bytes());
                body.extend([0, 0, 0, 0, 5 << 4, SYN, 4, 0, 0, 0, 0, 0]);
                (body, 16)
            }
            Means::Udp => {
                let payload = self.payload();
                let length = u16::try_from(8 + payload.len()).unwrap_or(0).to_be_bytes();
                let mut body = [source_port.to_be_bytes(), port.to_be_bytes(), length, [0, 0]].concat();
                body.extend(payload);
                (body, 6)
            }
            Means::Icmp => {
                let mut body = vec![if self.ends.is_v4() { 8 } else { 128 }, 0, 0, 0];
                body.extend(self.number.to_be_bytes());
                body.extend(self.payload());
                (body, 2)
            }
        };
        let length = u16::try_from(body.len()).unwrap_or(0);
        let (from, to) = (octets(source), octets(destination));
        let mut total = sum(&body, 0);
        if self.protocol() != 1 {
            total = sum(&from, sum(&to, total)) + u32::from(self.protocol()) + u32::from(length);
        }
        body[check..check + 2].copy_from_slice(&folded(total));
        let mut out = if self.ends.is_v4() {
            let [high, low] = (20 + length).to_be_bytes();
            vec![0x45, 0, high, low, 0, 0, 0x40, 0, HOPS, self.protocol(), 0, 0]
        } else {
            let [high, low] = length.to_be_bytes();
            vec![0x60, 0, 0, 0, high, low, self.protocol(), HOPS]
        };
        out.extend(from);
        out.extend(to);
        out.extend(body);
        out
    }

    /// Reads a packet from the IP header on; nothing if it belongs to no probe.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (protocol, source, destination, body): (u8, IpAddr, IpAddr, &[u8]) = match bytes.first()? >> 4 {
            4 => {
                let start = usize::from(bytes[0] & 15) * 4;
                let ip = |at: usize| Some(<[u8; 4]>::try_from(bytes.get(at..at + 4)?).ok()?.into());
                (*bytes.get(9)?, ip(12)?, ip(16)?, bytes.get(start..)?)
            }
            6 => {
                let ip = |at: usize| Some(<[u8; 16]>::try_from(bytes.get(at..at + 16)?).ok()?.into());
                (*bytes.get(6)?, ip(8)?, ip(24)?, bytes.get(40..)?)
            }
            _ => return None,
        };
        let short = |at: usize| Some(u16::from_be_bytes(body.get(at..at + 2)?.try_into().ok()?));
        let long = |at: usize| Some(u32::from_be_bytes(body.get(at..at + 4)?.try_into().ok()?));
        let marked = |at: usize| (body.get(at..at + 4)? == MARK).then_some(at + 4);
        let (means, number, answer) = match protocol {
            6 => {
                let flags = *body.get(13)?;
                if flags & RST != 0 && flags & ACK != 0 {
                    (Means::Tcp, long(8)?.wrapping_sub(1), true)
                } else if flags == SYN {
                    (Means::Tcp, long(4)?, false)
                } else {
                    return None;
                }
            }
            17 => (Means::Udp, long(marked(8)?)?, *body.get(16)? == 1),
            1 | 58 => {
                let answer = match (protocol, body.first()?) {
                    (1, 8) | (58, 128) => false,
                    (1, 0) | (58, 129) => true,
                    _ => return None,
                };
                (Means::Icmp, long(marked(8)?)?, answer)
            }
            _ => return None,
        };
        let ported = means != Means::Icmp;
        let (source_port, port) = if ported { (short(0)?, short(2)?) } else { (0, 0) };
        Some(Self { ends: Ends { means, source, destination, source_port, port }, number, answer })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for (source, destination) in [("10.0.0.1", "10.0.0.2"), ("2600::1", "2600::2")] {
            for means in [Means::Tcp, Means::Udp, Means::Icmp] {
                let (source_port, port) = if means == Means::Icmp { (0, 0) } else { (1024, 443) };
                let (source, destination) = (source.parse().unwrap(), destination.parse().unwrap());
                let ends = Ends { means, source, destination, source_port, port };
                let letter = Letter { ends, number: 0x0102_0304, answer: false };
                assert_eq!(Letter::read(&letter.bytes()), Some(letter));
            }
        }
    }
}
