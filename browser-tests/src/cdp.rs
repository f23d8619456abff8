//! One connection to Chromium: commands with their answers, and events in between.

use std::collections::VecDeque;
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

/// A page whose script never returns must fail its test, not hang it.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(60);

/// Something that happened, with the session (tab or worker) it happened in.
#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) session: String,
    pub(crate) method: String,
    pub(crate) params: Value,
}

#[derive(Debug)]
pub(crate) struct Connection {
    socket: WebSocket<TcpStream>,
    last_id: u64,
    /// Not yet looked at.
    pub(crate) events: VecDeque<Event>,
}

impl Connection {
    pub(crate) fn open(port: u16, path: &str) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).context("cannot connect to Chromium")?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(ANSWER_TIME_MAX))?;
        let url = format!("ws://127.0.0.1:{port}{path}");
        let (socket, _) = tungstenite::client(url, stream).context("Chromium refused the connection")?;
        Ok(Self { socket, last_id: 0, events: VecDeque::new() })
    }

    /// Sends a command without waiting for its answer. An empty session is the browser itself.
    pub(crate) fn send(&mut self, session: &str, method: &str, params: &Value) -> Result<u64> {
        self.last_id += 1;
        let mut command = json!({ "id": self.last_id, "method": method, "params": params });
        if !session.is_empty() {
            command["sessionId"] = session.into();
        }
        self.socket.send(Message::text(command.to_string())).context("Chromium has gone away")?;
        Ok(self.last_id)
    }

    /// Sends a command and waits for its answer. Events that arrive meanwhile are kept.
    pub(crate) fn call(&mut self, session: &str, method: &str, params: &Value) -> Result<Value> {
        let id = self.send(session, method, params)?;
        loop {
            let mut message = self.read().with_context(|| format!("no answer to {method}"))?;
            if message["id"].as_u64() == Some(id) {
                if let Some(error) = message.get("error") {
                    bail!("{method}: {}", error["message"].as_str().unwrap_or("refused"));
                }
                return Ok(message["result"].take());
            }
            self.keep(message)?;
        }
    }

    fn read(&mut self) -> Result<Value> {
        loop {
            match self.socket.read().context("Chromium does not answer or has gone away")? {
                Message::Text(text) => return Ok(serde_json::from_str(&text)?),
                Message::Close(_) => bail!("Chromium closed the connection"),
                _ => {}
            }
        }
    }

    fn keep(&mut self, mut message: Value) -> Result<()> {
        // Answers to commands that nobody waits for have no method.
        let Some(method) = message["method"].as_str().map(str::to_owned) else { return Ok(()) };
        let session = message["sessionId"].as_str().unwrap_or_default().to_owned();
        let params = message["params"].take();
        match method.as_str() {
            // An open dialog stops the page, and with it the answer that we wait for.
            "Page.javascriptDialogOpening" => {
                self.send(&session, "Page.handleJavaScriptDialog", &json!({ "accept": true }))?;
            }
            "Target.attachedToTarget" if params["targetInfo"]["type"] != "page" => {
                let worker = params["sessionId"].as_str().unwrap_or_default();
                for domain in ["Network.enable", "Runtime.enable"] {
                    self.send(worker, domain, &json!({}))?;
                }
            }
            _ => {}
        }
        self.events.push_back(Event { session, method, params });
        Ok(())
    }
}
