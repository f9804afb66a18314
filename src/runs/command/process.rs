//! One process and everything that it starts: followed to its end, or ended when its time is out or the
//! user interrupts.

use std::io::{self, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Bytes of the output that are kept: what does not fit a last line of this length is no metric.
const STDOUT: usize = 1 << 20;
/// Bytes of stderr that are kept: a message, and where it came from.
const STDERR: usize = 1000;

/// How long a process may take to end when it is asked to.
const GRACE: Duration = Duration::from_secs(2);
/// How long its output is waited for after its end, where something that it left behind holds it open.
const LEFT_BEHIND: Duration = Duration::from_secs(1);
/// Pauses between looks at it.
const SHORTEST: Duration = Duration::from_millis(1);
const LONGEST: Duration = Duration::from_millis(20);

/// How a process ended.
#[derive(Debug)]
pub(super) enum Ended {
    /// Well: the last line of its output that is not empty.
    Finished { last_line: Option<String> },
    /// With another exit status or by a signal.
    Failed { how: String, stderr: String },
    /// It was ended because it took too long.
    OutOfTime { stderr: String },
    /// It was ended because the user interrupts.
    Interrupted,
}

/// The groups of processes that are at work.
static AT_WORK: Mutex<Vec<u32>> = Mutex::new(Vec::new());

fn at_work() -> MutexGuard<'static, Vec<u32>> {
    AT_WORK.lock().unwrap_or_else(|error| error.into_inner())
}

/// Ends all commands at once with everything that they started: for a program that is about to end
/// itself.
pub fn end_all() {
    for group in at_work().drain(..) {
        signal(group, Signal::Kill);
    }
}

/// Starts a process in a group of its own and follows it to its end.
///
/// # Errors
/// A program that cannot be started or followed.
pub(super) fn follow(
    command: &mut Command,
    deadline: Option<Instant>,
    interrupt: &AtomicBool,
) -> io::Result<Ended> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    own_group(command);
    let mut child = command.spawn()?;
    let group = child.id();
    at_work().push(group);
    let stdout = Tail::of(child.stdout.take(), STDOUT);
    let stderr = Tail::of(child.stderr.take(), STDERR);
    let ended = wait(&mut child, deadline, interrupt);
    at_work().retain(|other| *other != group);
    let stderr = || stderr.end();
    Ok(match ended? {
        Waited::Ended(status) if status.success() => Ended::Finished {
            last_line: last_line(&stdout.end()),
        },
        Waited::Ended(status) => Ended::Failed {
            how: how(status),
            stderr: stderr(),
        },
        Waited::OutOfTime => Ended::OutOfTime { stderr: stderr() },
        Waited::Interrupted => Ended::Interrupted,
    })
}

enum Waited {
    Ended(ExitStatus),
    OutOfTime,
    Interrupted,
}

fn wait(
    child: &mut Child,
    deadline: Option<Instant>,
    interrupt: &AtomicBool,
) -> io::Result<Waited> {
    let mut pause = SHORTEST;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Waited::Ended(status));
        }
        let waited = if interrupt.load(Ordering::Relaxed) {
            Waited::Interrupted
        } else if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            Waited::OutOfTime
        } else {
            sleep(pause);
            pause = (2 * pause).min(LONGEST);
            continue;
        };
        end(child)?;
        return Ok(waited);
    }
}

/// Asks the whole group to end, then ends it.
fn end(child: &mut Child) -> io::Result<()> {
    let group = child.id();
    signal(group, Signal::Terminate);
    let until = Instant::now() + GRACE;
    while child.try_wait()?.is_none() && Instant::now() < until {
        sleep(LONGEST);
    }
    // What the process started may not have heard of it.
    signal(group, Signal::Kill);
    let _ = child.kill();
    child.wait().map(drop)
}

#[derive(Clone, Copy)]
enum Signal {
    Terminate,
    Kill,
}

#[cfg(unix)]
fn own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn own_group(_: &mut Command) {}

/// A group that is gone hears nothing, which is what was wanted.
#[cfg(unix)]
fn signal(group: u32, signal: Signal) {
    use nix::sys::signal::{Signal as Unix, killpg};
    use nix::unistd::Pid;
    let signal = match signal {
        Signal::Terminate => Unix::SIGTERM,
        Signal::Kill => Unix::SIGKILL,
    };
    if let Ok(group) = i32::try_from(group) {
        let _ = killpg(Pid::from_raw(group), signal);
    }
}

/// Elsewhere the process itself is ended, and what it started is not.
#[cfg(not(unix))]
fn signal(_: u32, _: Signal) {}

fn how(status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("exit status {code}"),
        None => by_signal(status),
    }
}

#[cfg(unix)]
fn by_signal(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;
    let signal = status
        .signal()
        .map_or("unknown".to_owned(), |signal| signal.to_string());
    format!("ended by signal {signal}")
}

#[cfg(not(unix))]
fn by_signal(status: ExitStatus) -> String {
    status.to_string()
}

/// The last bytes that came through a pipe.
struct Tail {
    read: Arc<Mutex<Received>>,
    most: usize,
}

#[derive(Default)]
struct Received {
    bytes: Vec<u8>,
    ended: bool,
}

impl Tail {
    /// Reads until the end of the pipe on a thread of its own.
    fn of(pipe: Option<impl Read + Send + 'static>, most: usize) -> Tail {
        let read = Arc::new(Mutex::new(Received::default()));
        let shared = read.clone();
        std::thread::spawn(move || {
            let lock = || shared.lock().unwrap_or_else(|error| error.into_inner());
            let mut pipe = pipe;
            let mut buffer = [0; 8192];
            while let Some(Ok(count @ 1..)) = pipe.as_mut().map(|pipe| pipe.read(&mut buffer)) {
                let bytes = &mut lock().bytes;
                bytes.extend(&buffer[..count]);
                if bytes.len() > 2 * most {
                    bytes.drain(..bytes.len() - most);
                }
            }
            lock().ended = true;
        });
        Tail { read, most }
    }

    /// What was read when the pipe was closed, or a while after the process ended.
    fn end(&self) -> String {
        let until = Instant::now() + LEFT_BEHIND;
        loop {
            let read = self.read.lock().unwrap_or_else(|error| error.into_inner());
            if read.ended || Instant::now() >= until {
                let from = read.bytes.len().saturating_sub(self.most);
                return String::from_utf8_lossy(&read.bytes[from..]).into_owned();
            }
            drop(read);
            sleep(SHORTEST);
        }
    }
}

fn last_line(text: &str) -> Option<String> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.next_back().map(str::to_owned)
}
