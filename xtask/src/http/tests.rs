//! The server against well-formed, odd and hostile requests.

use super::*;

fn files() -> Files {
    let mut files = Files::default();
    files.insert("index.html", File { body: b"<p>page</p>".as_slice().into(), immutable: false });
    files.insert("plat-1.wasm", File { body: vec![0; 700_000].into(), immutable: true });
    files.insert("fonts/a.woff2", File { body: b"font".as_slice().into(), immutable: false });
    files
}

fn ask(request: &str) -> String {
    let files = files();
    let (head, body) = answer(request, &files, 8080);
    String::from_utf8([head.as_slice(), body].concat()).expect("text")
}

fn status(request: &str) -> u16 {
    ask(request)[9..12].parse().expect("a status")
}

#[test]
fn files_are_served_with_type_and_headers() {
    let text = ask("GET / HTTP/1.1\r\nHost: localhost:8080");
    assert!(text.starts_with("HTTP/1.1 200 OK\r\n"), "{text}");
    assert!(text.ends_with("\r\n\r\n<p>page</p>"), "{text}");
    for line in [
        "Content-Type: text/html; charset=utf-8",
        "Content-Length: 11",
        "Cache-Control: no-cache",
        "Content-Security-Policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        "X-Content-Type-Options: nosniff",
        "Referrer-Policy: no-referrer",
        "Cross-Origin-Opener-Policy: same-origin",
        "Cross-Origin-Embedder-Policy: require-corp",
        "Cross-Origin-Resource-Policy: same-origin",
    ] {
        assert!(text.contains(&format!("\r\n{line}\r\n")), "no `{line}` in {text}");
    }
    let head = ask("HEAD /plat-1.wasm?v HTTP/1.1\r\nhost: 127.0.0.1:8080");
    assert!(head.contains("\r\nContent-Type: application/wasm\r\nContent-Length: 700000\r\n"), "{head}");
    assert!(head.contains("immutable"), "{head}");
    assert!(head.ends_with("\r\n\r\n"), "HEAD has no body");
    assert_eq!(status("GET /fonts/a.woff2 HTTP/1.0\r\nHost: [::1]:8080"), 200);
}

#[test]
fn strangers_and_odd_requests_are_refused() {
    for (request, expect) in [
        ("GET / HTTP/1.1\r\nHost: evil.example:8080", 403),
        ("GET / HTTP/1.1\r\nHost: localhost", 403),
        ("GET / HTTP/1.1\r\nHost: localhost:80", 403),
        ("GET / HTTP/1.1\r\nHost: localhost.evil.example:8080", 403),
        ("GET / HTTP/1.1\r\nHost: 127.0.0.1:8080:8080", 403),
        ("GET / HTTP/1.1", 400),
        ("GET / HTTP/1.1\r\nHost: localhost:8080\r\nHost: evil.example", 400),
        ("GET / HTTP/1.1\r\nHost : localhost:8080", 400),
        ("GET / HTTP/1.1\r\nHost: localhost:8080\r\n folded: x", 400),
        ("POST / HTTP/1.1\r\nHost: localhost:8080", 405),
        ("get / HTTP/1.1\r\nHost: localhost:8080", 405),
        ("GET / HTTP/2\r\nHost: localhost:8080", 505),
        ("GET  / HTTP/1.1\r\nHost: localhost:8080", 400),
        ("GET /", 400),
        ("", 400),
        ("GET http://localhost:8080/ HTTP/1.1\r\nHost: localhost:8080", 404),
        ("GET index.html HTTP/1.1\r\nHost: localhost:8080", 404),
    ] {
        assert_eq!(status(request), expect, "{request:?}");
    }
    assert!(ask("PUT / HTTP/1.1\r\nHost: localhost:8080").contains("\r\nAllow: GET, HEAD\r\n"));
    assert!(ask("GET /none HTTP/1.1\r\nHost: localhost:8080").contains("nosniff"), "errors have the headers");
}

#[test]
fn no_encoding_of_a_path_leaves_the_table() {
    let dots = [
        "..",
        "%2e%2e",
        "%252e%252e",
        ".%2e",
        "..%00",
        "%c0%ae%c0%ae",
        "....",
        "..;",
        "．．",
        "%uff0e%uff0e",
    ];
    let slashes = ["/", "%2f", "\\", "%5c", "//", "/./", "%c0%af", "%252f", "/;/", "\\\\"];
    let starts = ["/", "//", "/fonts/", "/%2f", "/./", "/index.html/", "/fonts%2f", "/\\", "/~", "/?/"];
    let ends = ["etc/passwd", "Cargo.toml", "windows/win.ini", ".git/config", "proc/self/environ"];
    let mut tried = 0;
    for start in starts {
        for dot in dots {
            for slash in slashes {
                for end in ends {
                    for times in [1, 3, 8] {
                        let path = format!("{start}{}{end}", format!("{dot}{slash}").repeat(times));
                        let code = status(&format!("GET {path} HTTP/1.1\r\nHost: localhost:8080"));
                        // `/?…` is the page itself with a query.
                        assert_eq!(code, if start == "/?/" { 200 } else { 404 }, "{path}");
                        tried += 1;
                    }
                }
            }
        }
    }
    assert!(tried >= 10_000, "only {tried} paths tried");
}

fn send(url: &str, bytes: &[u8]) -> String {
    let address = url.trim_start_matches("http://").trim_end_matches('/');
    let mut stream = TcpStream::connect(address).expect("connects");
    stream.set_read_timeout(Some(Duration::from_secs(40))).expect("a timeout");
    stream.write_all(bytes).expect("sends");
    let mut text = Vec::new();
    let _ = stream.read_to_end(&mut text);
    String::from_utf8_lossy(&text).into_owned()
}

#[test]
fn limits_hold_on_the_wire() {
    let server = Server::bind(0, files()).and_then(Server::spawn).expect("starts");
    let host = server.url().trim_start_matches("http://").trim_end_matches('/').to_owned();

    let good = format!("GET /plat-1.wasm HTTP/1.1\r\nHost: {host}\r\n\r\n");
    let text = send(&server.url(), good.as_bytes());
    assert!(text.starts_with("HTTP/1.1 200") && text.len() > 700_000, "{}", text.len());

    let long = format!("GET / HTTP/1.1\r\nHost: {host}\r\nX: {}\r\n\r\n", "x".repeat(HEADER_BYTES_MAX));
    assert!(send(&server.url(), long.as_bytes()).starts_with("HTTP/1.1 431"));
    assert!(send(&server.url(), b"GET /\xff HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 400"));

    let start = Instant::now();
    assert!(send(&server.url(), b"GET / HTTP/1.1\r\nHost: ").starts_with("HTTP/1.1 408"));
    assert!(start.elapsed() < HEADER_TIME_MAX * 4, "slow headers are cut off");
}

#[test]
fn the_connection_after_the_last_is_told_to_come_back() {
    let server = Server::bind(0, files()).and_then(Server::spawn).expect("starts");
    let address = server.address;
    let idle: Vec<_> = (0..CONNECTIONS_MAX).map(|_| TcpStream::connect(address).expect("connects")).collect();
    assert!(send(&server.url(), b"").starts_with("HTTP/1.1 503"));
    drop(idle);
    let request = format!("GET / HTTP/1.1\r\nHost: {address}\r\n\r\n");
    let again = (0..100).any(|_| {
        thread::sleep(Duration::from_millis(20));
        send(&server.url(), request.as_bytes()).starts_with("HTTP/1.1 200")
    });
    assert!(again, "places free up");
}
