//! Results in, files out: one exporter a file.
//!
//! An exporter turns plain results into text or bytes and touches no file;
//! [`write_atomically`] puts them on the disk.

mod curve_csv;
mod curve_svg;
mod curve_table;
mod curves_text;
mod drawing;
mod error;
mod events_csv;
mod file;
mod gallery;
mod group;
mod json;
mod log_panels_svg;
mod neurons_csv;
mod number;
mod reference_figure;
mod run_text;
mod runs_parquet;
mod sweep_text;
mod theory_text;
mod trajectory_csv;

pub use curve_csv::curve_csv;
pub use curve_svg::{Series, curve_figure};
pub use curve_table::curve_table;
pub use curves_text::{curves_json, curves_list, curves_text};
pub use error::ReportError;
pub use events_csv::events_csv;
pub use file::write_atomically;
pub use gallery::gallery;
pub use group::group_labels;
pub use json::{sweep_json, train_json};
pub use log_panels_svg::{LogPanel, log_panels_figure};
pub use neurons_csv::neurons_csv;
pub use reference_figure::reference_figure;
pub use run_text::{draw_text, run_text};
pub use runs_parquet::runs_parquet;
pub use sweep_text::sweep_text;
pub use theory_text::{theory_json, theory_text};
pub use trajectory_csv::trajectory_csv;
