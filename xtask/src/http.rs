//! A small HTTP server for a fixed table of files, bound to 127.0.0.1.
//!
//! It leaves out everything a static page does not need: bodies, ranges, compression, keep-alive, percent-decoding.
//! INVARIANT (no disk): a request is answered from the table in memory or not at all, so no path reaches the disk.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Most bytes a request line and its headers may take.
pub const HEADER_BYTES_MAX: usize = 8 * 1024;
/// Most time a client has to send them.
pub const HEADER_TIME_MAX: Duration = Duration::from_secs(5);
/// Most connections served at once; one more is told to come back.
pub const CONNECTIONS_MAX: usize = 64;
/// Most time a client has to take the answer.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(60);

/// What the page may load and run: only its own files, and WebAssembly.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; \
    manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Sent with every answer, errors too.
const SECURITY_HEADERS: [(&str, &str); 6] = [
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Embedder-Policy", "require-corp"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
];

/// One file of the page.
#[derive(Clone, Debug)]
pub struct File {
    /// Its bytes, as sent: read from the disk before, or built into the binary.
    pub body: Cow<'static, [u8]>,
    /// True if the name holds a hash of the content, so that a browser may keep the file for good.
    pub immutable: bool,
}

/// The table of files, by path with the leading slash.
#[derive(Clone, Debug, Default)]
pub struct Files(BTreeMap<String, File>);

impl Files {
    /// Adds a file. `path` is relative and uses `/`: `fonts/a.woff2`.
    pub fn insert(&mut self, path: &str, file: File) {
        self.0.insert(format!("/{path}"), file);
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The file that a request target names. The query is for the page, not for us.
    fn find(&self, target: &str) -> Option<(&str, &File)> {
        let path = target.split(['?', '#']).next().unwrap_or_default();
        let path = if path == "/" { "/index.html" } else { path };
        self.0.get_key_value(path).map(|(path, file)| (path.as_str(), file))
    }
}

/// A bound server that does not answer yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    files: Arc<Files>,
    stop: Arc<AtomicBool>,
}

/// Serves in the background until dropped.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    stop: Arc<AtomicBool>,
}

impl Server {
    /// Binds 127.0.0.1. Port 0 takes a free one.
    ///
    /// # Errors
    /// The port is taken or not allowed.
    pub fn bind(port: u16, files: Files) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        Ok(Self { listener, files: Arc::new(files), stop: Arc::default() })
    }

    /// Where it listens.
    ///
    /// # Errors
    /// The system does not tell.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves on this thread, for good.
    ///
    /// # Errors
    /// The system does not tell the address. A failed connection is no error.
    pub fn run(self) -> io::Result<()> {
        let port = self.address()?.port();
        let open = Arc::new(AtomicUsize::new(0));
        for stream in self.listener.incoming() {
            if self.stop.load(Ordering::Relaxed) {
                break;
            }
            let Ok(stream) = stream else {
                // Out of file descriptors, most likely: give the others time to finish.
                thread::sleep(Duration::from_millis(20));
                continue;
            };
            if open.fetch_add(1, Ordering::Relaxed) >= CONNECTIONS_MAX {
                open.fetch_sub(1, Ordering::Relaxed);
                refuse_busy(stream);
                continue;
            }
            let (files, open) = (Arc::clone(&self.files), Arc::clone(&open));
            thread::spawn(move || {
                // A client that goes away in the middle is its own affair.
                let _ = serve_one(stream, &files, port);
                open.fetch_sub(1, Ordering::Relaxed);
            });
        }
        Ok(())
    }

    /// Serves on a thread of its own.
    ///
    /// # Errors
    /// The system does not tell the address.
    pub fn spawn(self) -> io::Result<Running> {
        let running = Running { address: self.address()?, stop: Arc::clone(&self.stop) };
        thread::spawn(move || self.run());
        Ok(running)
    }
}

impl Running {
    /// The page's address, with the slash.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // Wakes the thread that waits for a connection.
        let _ = TcpStream::connect(self.address);
    }
}

fn refuse_busy(mut stream: TcpStream) {
    let _ = stream.set_write_timeout(Some(Duration::from_millis(100)));
    let _ = stream.write_all(&head("503 Service Unavailable", "text/plain", 0, &[("Retry-After", "1")]));
    let _ = stream.shutdown(Shutdown::Both);
}

fn serve_one(mut stream: TcpStream, files: &Files, port: u16) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let deadline = Instant::now() + HEADER_TIME_MAX;
    let request = read_head(&mut stream, deadline);
    let (head, body) = match request {
        Ok(text) => answer(&text, files, port),
        Err(status) => plain(status, &[]),
    };
    let deadline = Instant::now() + ANSWER_TIME_MAX;
    for piece in [head.as_slice(), body].into_iter().flat_map(|part| part.chunks(256 * 1024)) {
        stream.set_write_timeout(Some(left(deadline)?))?;
        stream.write_all(piece)?;
    }
    stream.shutdown(Shutdown::Write)?;
    // Closing with unread input would reset the connection and may take the answer with it.
    stream.set_read_timeout(Some(Duration::from_millis(500)))?;
    let mut rest = [0; 4096];
    for _ in 0..16 {
        if stream.read(&mut rest)? == 0 {
            break;
        }
    }
    Ok(())
}

/// Time until `deadline`, as an error once there is none: a timeout of zero would mean "wait for ever".
fn left(deadline: Instant) -> io::Result<Duration> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(left) }
}

/// Reads up to the empty line. An error is the status to answer with.
fn read_head(stream: &mut TcpStream, deadline: Instant) -> Result<String, &'static str> {
    let mut head = Vec::new();
    let mut piece = [0; 1024];
    loop {
        let wait = left(deadline).map_err(|_| "408 Request Timeout")?;
        stream.set_read_timeout(Some(wait)).map_err(|_| "400 Bad Request")?;
        match stream.read(&mut piece) {
            Ok(0) => return Err("400 Bad Request"),
            Ok(count) => head.extend_from_slice(&piece[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => return Err("408 Request Timeout"),
        }
        let end = head.windows(4).position(|four| four == b"\r\n\r\n");
        if end.unwrap_or(head.len()) > HEADER_BYTES_MAX {
            return Err("431 Request Header Fields Too Large");
        }
        if let Some(end) = end {
            head.truncate(end);
            return String::from_utf8(head).map_err(|_| "400 Bad Request");
        }
    }
}

/// The answer to a request head, as the bytes of its own head and a body.
fn answer<'f>(request: &str, files: &'f Files, port: u16) -> (Vec<u8>, &'f [u8]) {
    let mut lines = request.split("\r\n");
    let mut first = lines.next().unwrap_or_default().split(' ');
    let (Some(method), Some(target), Some(version), None) =
        (first.next(), first.next(), first.next(), first.next())
    else {
        return plain("400 Bad Request", &[]);
    };
    if !matches!(version, "HTTP/1.1" | "HTTP/1.0") {
        return plain("505 HTTP Version Not Supported", &[]);
    }
    let mut hosts = Vec::new();
    for line in lines {
        let Some((name, value)) = line.split_once(':') else { return plain("400 Bad Request", &[]) };
        // A space before the colon or a folded line is how requests are smuggled.
        if name.is_empty() || name.contains([' ', '\t']) {
            return plain("400 Bad Request", &[]);
        }
        if name.eq_ignore_ascii_case("host") {
            hosts.push(value.trim());
        }
    }
    let [host] = hosts[..] else { return plain("400 Bad Request", &[]) };
    if !is_our_host(host, port) {
        return plain("403 Forbidden", &[]);
    }
    if !matches!(method, "GET" | "HEAD") {
        return plain("405 Method Not Allowed", &[("Allow", "GET, HEAD")]);
    }
    let Some((path, file)) = files.find(target) else { return plain("404 Not Found", &[]) };
    let keep = if file.immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    let head = head("200 OK", mime(path), file.body.len(), &[("Cache-Control", keep)]);
    (head, if method == "HEAD" { &[] } else { &file.body })
}

/// True if the browser meant us. Another site can point its name at 127.0.0.1 (DNS rebinding), but then the name
/// it sends is its own.
fn is_our_host(host: &str, port: u16) -> bool {
    let name = match host.strip_suffix(&format!(":{port}")) {
        Some(name) => name,
        None if port == 80 => host,
        None => return false,
    };
    name.eq_ignore_ascii_case("localhost") || name == "127.0.0.1" || name == "[::1]"
}

fn plain(status: &'static str, more: &[(&str, &str)]) -> (Vec<u8>, &'static [u8]) {
    (head(status, "text/plain; charset=utf-8", status.len(), more), status.as_bytes())
}

fn head(status: &str, mime: &str, length: usize, more: &[(&str, &str)]) -> Vec<u8> {
    let mut text = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {mime}\r\nContent-Length: {length}\r\nConnection: close\r\n"
    );
    for (name, value) in SECURITY_HEADERS.iter().chain(more) {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str("\r\n");
    text.into_bytes()
}

/// The type of a file by its name. Browsers refuse scripts and WebAssembly of the wrong type.
fn mime(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, end)| end) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "plat" | "md" | "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests;
