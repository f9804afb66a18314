//! Judgements of small measurements made by hand, whose verdicts are known.

mod elementwise;
mod statistical;
