//! A progress bar that gets out of the way.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::output::Output;
use crate::runs::Progress;

/// A bar on stderr with runs done and time left; nothing with `--quiet` or where stderr
/// is no terminal.
pub(super) struct Bar {
    bar: ProgressBar,
}

impl Bar {
    pub(super) fn new(output: Output) -> Self {
        let target = if output.quiet {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        let bar = ProgressBar::with_draw_target(None, target);
        let layout = "{msg}{bar:32} {pos}/{len} runs, {elapsed} elapsed, {eta} left";
        if let Ok(style) = ProgressStyle::with_template(layout) {
            bar.set_style(style);
        }
        Bar { bar }
    }

    pub(super) fn show(&self, progress: Progress) {
        if self.bar.length() != Some(progress.total as u64) {
            self.bar.set_length(progress.total as u64);
            // Runs of an earlier sitting say nothing about this one's speed.
            self.bar.set_position(progress.finished as u64);
            self.bar.reset_eta();
        }
        self.bar.set_position(progress.finished as u64);
    }

    /// Progress of one of several equal parts.
    pub(super) fn show_part(&self, part: u64, parts: u64, progress: Progress) {
        self.bar.set_message(format!("{part} of {parts}: "));
        self.show(progress);
    }

    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}
