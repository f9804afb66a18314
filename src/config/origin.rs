//! Where something was written.

use std::fmt::{self, Display};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Where a key was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// In a file.
    File {
        /// The file.
        path: PathBuf,
        /// Line, counted from 1.
        line: usize,
        /// Column in characters, counted from 1.
        column: usize,
        /// The line's text.
        excerpt: String,
        /// Characters to mark in the excerpt, at least 1.
        width: usize,
    },
    /// On the command line, quoted as it was written.
    Argument(String),
    /// In a program, or nowhere: the value is a default.
    Unwritten,
}

/// The last beginning of a character that is not behind this byte.
fn boundary(text: &str, byte: usize) -> usize {
    let mut before = (0..=byte.min(text.len())).rev();
    before.find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

impl Origin {
    /// The place of these bytes of a file's text.
    pub(crate) fn in_text(path: &Path, text: &str, span: Range<usize>) -> Origin {
        let start = boundary(text, span.start);
        let end = boundary(text, span.end).max(start);
        let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let line_end = text[start..]
            .find('\n')
            .map_or(text.len(), |newline| start + newline);
        // A tab would shift the marks below the excerpt.
        let excerpt = text[line_start..line_end].trim_end().replace('\t', " ");
        let marked = text[start..end.min(line_end)].trim_end();
        Origin::File {
            path: path.to_owned(),
            line: text[..start].matches('\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            excerpt,
            width: marked.chars().count().max(1),
        }
    }
}

/// What is wrong, and where it was written.
#[derive(Debug)]
pub struct At<P> {
    details: Box<(Origin, P)>,
}

impl<P> At<P> {
    pub(crate) fn new(origin: Origin, problem: P) -> Self {
        At {
            details: Box::new((origin, problem)),
        }
    }

    /// Where it was written.
    pub fn origin(&self) -> &Origin {
        &self.details.0
    }

    /// What is wrong.
    pub fn problem(&self) -> &P {
        &self.details.1
    }

    /// Where it was written, and what is wrong.
    pub(crate) fn into_parts(self) -> (Origin, P) {
        *self.details
    }
}

impl<P: Display> Display for At<P> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problem = self.problem();
        match self.origin() {
            Origin::Unwritten => write!(out, "{problem}"),
            Origin::Argument(written) => write!(out, "{written}: {problem}"),
            Origin::File {
                path,
                line,
                column,
                excerpt,
                width,
            } => {
                let path = path.display();
                let gutter = " ".repeat(line.to_string().len());
                let before = " ".repeat(column - 1);
                let marks = "^".repeat(*width);
                write!(
                    out,
                    "{path}:{line}:{column}: {problem}\n\
                     {gutter} |\n{line} | {excerpt}\n{gutter} | {before}{marks}"
                )
            }
        }
    }
}

impl<P: std::error::Error> std::error::Error for At<P> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        // The message already is the problem's own, so the chain goes on below it.
        self.problem().source()
    }
}
