//! How commands run: on how many threads, with a progress bar, until Ctrl-C.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::failure::{Exit, Failure};
use super::output::Output;
use crate::data::discard_partial;
use crate::runs::{Progress, Store, Unreadable, Workers, end_all};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Time for a command to end by itself once it is interrupted, and to say how far it has come.
const GRACE: Duration = Duration::from_millis(600);

/// Time for the message when it does not.
const TELLING: Duration = Duration::from_millis(50);

/// The argument of commands that run.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Threads {
    /// Use this many threads [default: one a core]
    #[arg(long, value_name = "N", value_parser = count, help_heading = "Running")]
    threads: Option<usize>,
}

/// Bounds a typing error: so many threads are more than any machine has.
const MOST_THREADS: usize = 1024;

fn count(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count @ 1..=MOST_THREADS) => Ok(count),
        _ => Err(format!(
            "a number of threads is a whole number from 1 to {MOST_THREADS}"
        )),
    }
}

fn interrupt() {
    if INTERRUPTED.swap(true, Ordering::Relaxed) {
        end();
    }
    std::thread::spawn(|| {
        std::thread::sleep(GRACE);
        end();
    });
}

/// Ends the process wherever it is. Finished runs are on the disk, and no file is left half written.
fn end() -> ! {
    // What runs in groups of its own would outlive this.
    end_all();
    // Who holds stderr may never let go of it.
    std::thread::spawn(|| Failure::interrupted().print());
    discard_partial(TELLING);
    std::process::exit(Exit::Interrupted as i32)
}

impl Threads {
    /// Whether their number was given.
    pub fn are_given(&self) -> bool {
        self.threads.is_some()
    }

    /// The number of threads, where one was given.
    pub fn given(&self) -> Option<usize> {
        self.threads
    }

    /// The workers of a command. Ctrl-C (or a termination signal) stops them: what is finished is
    /// kept. What does not look at it, such as a file that is read, ends the process a moment later, and so
    /// does a second one.
    pub fn workers(&self) -> Result<Workers<'static>, Failure> {
        ctrlc::set_handler(interrupt).map_err(Failure::running)?;
        let workers = Workers::default().interrupt(&INTERRUPTED);
        Ok(match self.threads {
            Some(threads) => workers.threads(threads),
            None => workers,
        })
    }
}

/// A bar on stderr with how much is done and the time left; nothing with `--quiet` or where stderr
/// is no terminal.
struct Bar {
    bar: ProgressBar,
}

impl Bar {
    fn new(output: &Output, unit: &'static str) -> Self {
        let target = match output.quiet {
            true => ProgressDrawTarget::hidden(),
            false => ProgressDrawTarget::stderr(),
        };
        let bar = ProgressBar::with_draw_target(None, target);
        // What matters comes first: a narrow terminal has no room for the bar.
        let layout = "{pos}/{len} {prefix}, {eta} left {wide_bar}";
        if let Ok(style) = ProgressStyle::with_template(layout) {
            bar.set_style(style);
        }
        bar.set_prefix(unit);
        Bar { bar }
    }

    fn show(&self, progress: Progress) {
        if self.bar.length() != Some(progress.total as u64) {
            self.bar.set_length(progress.total as u64);
            // Runs of an earlier sitting say nothing about this one's speed.
            self.bar.set_position(progress.finished as u64);
            self.bar.reset_eta();
        }
        self.bar.set_position(progress.finished as u64);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// The runs that the workers make, with a bar that shows how far they are.
pub(super) fn with_bar<T>(
    output: &Output,
    workers: Workers<'_>,
    make: impl FnOnce(Workers<'_>) -> T,
) -> T {
    with_bar_of("runs", output, workers, make)
}

/// The same for other jobs than runs.
pub(super) fn with_bar_of<T>(
    unit: &'static str,
    output: &Output,
    workers: Workers<'_>,
    make: impl FnOnce(Workers<'_>) -> T,
) -> T {
    let bar = Bar::new(output, unit);
    let show = |progress| bar.show(progress);
    make(workers.progress(&show))
}

/// The store in a folder, and what of it has to be made again.
pub(super) fn opened(folder: &Path, name: &str, output: &Output) -> Result<Store, Failure> {
    let store = Store::open(folder, name)?;
    note_unreadable(&store, output);
    Ok(store)
}

/// Says which lines of a store cannot be read.
pub(super) fn note_unreadable(store: &Store, output: &Output) {
    for Unreadable { path, lines } in store.unreadable() {
        let path = path.display();
        let (lines, runs) = match lines {
            1 => ("a line".to_owned(), "it holds"),
            many => (format!("{many} lines"), "they hold"),
        };
        output.note(&format!(
            "note: {path} has {lines} that cannot be read: what {runs} is made again"
        ));
    }
}
