//! Chromium, driven over its debugging pipe: JSON messages that end with a zero byte.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// Longer than anything here takes, even on a machine that has other work.
const PATIENCE: Duration = Duration::from_secs(60);

/// A page open in a browser of its own.
pub struct Browser {
    process: Child,
    commands: ChildStdin,
    messages: Receiver<Value>,
    /// Events that came while an answer was waited for.
    events: VecDeque<Value>,
    sent: u64,
    session: Option<String>,
    _profile: TempDir,
}

/// What the reader has.
#[derive(Clone, Copy)]
pub struct Screen {
    pub width: u32,
    pub height: u32,
    pub dark: bool,
}

/// `None` where there is no Chromium, which a CI job must not miss.
pub fn program() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = NAMES.iter().flat_map(|name| {
        let folders = std::env::split_paths(&path);
        folders.map(move |folder| folder.join(name))
    });
    let found = named.or_else(|| on_path.into_iter().find(|file| file.is_file()));
    if found.is_none() {
        let what = "Chromium was not found: the HTML reports were NOT tested in a browser";
        assert!(std::env::var_os("CI").is_none(), "{what}");
        // Past the test harness, which would keep what a passing test prints.
        writeln!(
            std::io::stderr(),
            "\nWARNING: {what}. Install chromium, or name it with CHROMIUM=..."
        )
        .unwrap();
    }
    found
}

impl Browser {
    /// Opens a file and waits until it is loaded.
    pub fn open(program: &Path, file: &Path, screen: Screen) -> Browser {
        let profile = tempfile::tempdir().unwrap();
        // The browser reads commands from descriptor 3 and writes to 4; the shell makes them of
        // its standard input and output. Without the sandbox it runs in containers too, and it
        // opens nothing but our own pages.
        let mut process = Command::new("sh")
            .args([
                "-c",
                "exec \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1",
                "sh",
            ])
            .arg(program)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--remote-debugging-pipe",
            ])
            .args([
                "--no-first-run",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
            ])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut browser = Browser {
            commands: process.stdin.take().unwrap(),
            messages: receive(BufReader::new(process.stdout.take().unwrap())),
            process,
            events: VecDeque::new(),
            sent: 0,
            session: None,
            _profile: profile,
        };
        browser.attach();
        for domain in ["Page", "Runtime", "Log", "Network"] {
            browser.call(&format!("{domain}.enable"), json!({}));
        }
        browser.show_on(screen);
        let url = format!("file://{}", file.display());
        browser.call("Page.navigate", json!({ "url": url }));
        browser.wait_for("Page.loadEventFired");
        browser
    }

    fn attach(&mut self) {
        let target = self.call("Target.createTarget", json!({ "url": "about:blank" }));
        let target = json!({ "targetId": target["targetId"], "flatten": true });
        let session = self.call("Target.attachToTarget", target);
        self.session = Some(session["sessionId"].as_str().unwrap().to_string());
    }

    /// Gives the page another screen.
    pub fn show_on(&mut self, screen: Screen) {
        let (width, height) = (screen.width, screen.height);
        let metrics = json!({
            "width": width, "height": height, "deviceScaleFactor": 2, "mobile": width < 600,
        });
        self.call("Emulation.setDeviceMetricsOverride", metrics);
        let scheme = if screen.dark { "dark" } else { "light" };
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.call("Emulation.setEmulatedMedia", features);
    }

    /// The value of a JavaScript expression; a promise is waited for.
    pub fn evaluate(&mut self, expression: &str) -> Value {
        let request = json!({
            "expression": expression, "returnByValue": true, "awaitPromise": true,
        });
        let answer = self.call("Runtime.evaluate", request);
        let thrown = &answer["exceptionDetails"];
        assert!(thrown.is_null(), "{expression}: {thrown}");
        answer["result"]["value"].clone()
    }

    /// Clicks with the mouse in the middle of the first element that the selector finds.
    pub fn click(&mut self, selector: &str) {
        let place = self.evaluate(&format!(
            "(() => {{ const e = document.querySelector({selector:?}); e.scrollIntoView({{block: 'center', inline: 'center'}}); \
             const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; }})()"
        ));
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({
                "type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1,
            });
            self.call("Input.dispatchMouseEvent", event);
        }
    }

    /// Presses a key on what has the focus.
    pub fn press(&mut self, key: &str, text: &str) {
        let down = json!({ "type": "keyDown", "key": key, "code": key, "text": text, "windowsVirtualKeyCode": 13 });
        self.call("Input.dispatchKeyEvent", down);
        self.call(
            "Input.dispatchKeyEvent",
            json!({ "type": "keyUp", "key": key, "code": key }),
        );
    }

    /// Errors and warnings of the console, and addresses that were asked for, up to now.
    pub fn complaints_and_requests(&mut self) -> (Vec<String>, Vec<String>) {
        // An answer comes after the events before it.
        self.evaluate("0");
        let (mut complaints, mut requests) = (Vec::new(), Vec::new());
        for event in self.events.drain(..) {
            let parameters = &event["params"];
            match event["method"].as_str().unwrap_or_default() {
                "Runtime.consoleAPICalled" | "Runtime.exceptionThrown" | "Log.entryAdded" => {
                    complaints.push(parameters.to_string());
                }
                "Network.requestWillBeSent" => {
                    requests.push(parameters["request"]["url"].as_str().unwrap().to_string());
                }
                _ => {}
            }
        }
        (complaints, requests)
    }

    /// Sends a command and waits for its answer.
    fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.sent += 1;
        let mut message = json!({ "id": self.sent, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        self.commands
            .write_all(format!("{message}\0").as_bytes())
            .unwrap();
        loop {
            let message = self.receive(method);
            if message["id"] == json!(self.sent) {
                assert!(message["error"].is_null(), "{method}: {}", message["error"]);
                return message["result"].clone();
            }
            self.events.push_back(message);
        }
    }

    fn wait_for(&mut self, event: &str) {
        while !self.events.iter().any(|seen| seen["method"] == event) {
            let message = self.receive(event);
            self.events.push_back(message);
        }
    }

    fn receive(&mut self, what: &str) -> Value {
        let message = self.messages.recv_timeout(PATIENCE);
        message.unwrap_or_else(|error| panic!("no answer from the browser to {what}: {error}"))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A browser that is gone already needs no end.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Reads messages in a thread of its own, so that waiting for one can have a limit.
fn receive(mut from: impl BufRead + Send + 'static) -> Receiver<Value> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        while from.read_until(0, &mut bytes).is_ok_and(|count| count > 0) {
            bytes.pop();
            let message = serde_json::from_slice(&bytes).unwrap();
            if sender.send(message).is_err() {
                break;
            }
            bytes.clear();
        }
    });
    receiver
}
