//! What a page did while a test ran: messages, requests, refusals, downloads.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::cdp::Event;

/// A line of the browser's console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// `error`, `warning`, `log`, `info`, `debug` …
    pub level: String,
    /// The words.
    pub text: String,
}

/// A file that the page gave to the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Download {
    /// The name that the page proposed.
    pub name: String,
    /// Where it lies until the test ends.
    pub path: PathBuf,
    guid: String,
    complete: bool,
}

/// Everything seen since the page was opened, across reloads.
#[derive(Debug, Default)]
pub struct Record {
    /// The console.
    pub console: Vec<Message>,
    /// Exceptions that nobody caught.
    pub exceptions: Vec<String>,
    /// Addresses of all requests, of workers too.
    pub requests: Vec<String>,
    /// Violations of the content security policy.
    pub csp_violations: Vec<String>,
    pub(crate) downloads: Vec<Download>,
    pub(crate) file_choosers: Vec<(String, Value)>,
}

impl Record {
    /// Downloads that are complete, oldest first.
    pub fn downloads(&self) -> Vec<Download> {
        self.downloads.iter().filter(|download| download.complete).cloned().collect()
    }

    /// Requests to other places than `origin`. What stays in the browser (`data:`, `blob:`) is no request.
    pub fn requests_off(&self, origin: &str) -> Vec<&str> {
        let leaves = |url: &&str| {
            let stays = ["data:", "blob:", "about:", "chrome:"].iter().any(|scheme| url.starts_with(scheme));
            !stays && !url.starts_with(origin)
        };
        self.requests.iter().map(String::as_str).filter(leaves).collect()
    }

    /// Lines of the console that report an error.
    pub fn errors(&self) -> Vec<&str> {
        let errors =
            self.console.iter().filter(|message| matches!(message.level.as_str(), "error" | "assert"));
        errors.map(|message| message.text.as_str()).collect()
    }

    pub(crate) fn take(&mut self, event: Event, download_folder: &Path) {
        let params = &event.params;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        match event.method.as_str() {
            "Runtime.consoleAPICalled" => {
                let words = params["args"].as_array().into_iter().flatten().map(argument);
                let words = words.collect::<Vec<_>>().join(" ");
                self.console.push(Message { level: text(&params["type"]), text: words });
            }
            "Log.entryAdded" => {
                let entry = &params["entry"];
                let words = format!("{} {}", text(&entry["text"]), text(&entry["url"]));
                self.console.push(Message { level: text(&entry["level"]), text: words.trim().to_owned() });
            }
            "Runtime.exceptionThrown" => {
                let details = &params["exceptionDetails"];
                let described = details["exception"]["description"].as_str();
                self.exceptions.push(described.map_or_else(|| text(&details["text"]), str::to_owned));
            }
            "Network.requestWillBeSent" => self.requests.push(text(&params["request"]["url"])),
            "Audits.issueAdded" if params["issue"]["code"] == "ContentSecurityPolicyIssue" => {
                self.csp_violations
                    .push(params["issue"]["details"]["contentSecurityPolicyIssueDetails"].to_string());
            }
            "Browser.downloadWillBegin" => {
                let guid = text(&params["guid"]);
                let (name, path) = (text(&params["suggestedFilename"]), download_folder.join(&guid));
                self.downloads.push(Download { name, path, guid, complete: false });
            }
            "Browser.downloadProgress" if params["state"] == "completed" => {
                for download in self.downloads.iter_mut().filter(|d| params["guid"] == d.guid.as_str()) {
                    download.complete = true;
                }
            }
            "Page.fileChooserOpened" => {
                self.file_choosers.push((event.session, params["backendNodeId"].clone()))
            }
            _ => {}
        }
    }
}

fn argument(value: &Value) -> String {
    let plain = value["value"].as_str().or(value["description"].as_str());
    plain.map_or_else(|| value["value"].to_string(), str::to_owned)
}
