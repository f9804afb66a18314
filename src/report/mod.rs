//! Results in, files out: one exporter a file.
//!
//! An exporter turns plain results into text or bytes and touches no file;
//! [`write_atomically`] puts them on the disk.

#[cfg(feature = "report")]
pub mod chart;
#[cfg(feature = "report")]
mod claim_figure;
mod claims_list;
mod claims_markdown;
mod coefficients_csv;
mod csv_rows;
mod curve_csv;
mod curve_table;
mod curve_words;
#[cfg(feature = "report")]
mod curves_html;
mod curves_text;
mod error;
mod events_csv;
mod file;
mod files_page;
mod gallery;
mod group;
#[cfg(feature = "report")]
#[doc(hidden)]
pub mod html;
mod json;
#[cfg(feature = "report")]
mod junit;
mod neurons_csv;
mod number;
mod paragraph;
mod quantities_text;
#[cfg(feature = "report")]
mod reference_figure;
mod run_text;
#[cfg(feature = "report")]
mod runs_parquet;
#[cfg(feature = "report")]
mod sweep_figure;
#[cfg(feature = "report")]
mod sweep_html;
mod sweep_text;
pub mod table;
mod theory_text;
mod trajectory_csv;
#[cfg(feature = "report")]
mod verify_html;
mod verify_json;
mod verify_markdown;
mod verify_tables;
mod verify_text;
mod verify_words;

#[cfg(feature = "report")]
pub use claim_figure::panel_figure;
pub use claims_list::{claims_json, claims_text};
pub use claims_markdown::claims_markdown;
pub use coefficients_csv::coefficients_csv;
pub use curve_csv::curve_csv;
pub use curve_table::curve_table;
#[cfg(feature = "report")]
pub use curves_html::curves_html;
pub use curves_text::{curves_json, curves_list, curves_text};
pub use error::ReportError;
pub use events_csv::events_csv;
pub use file::write_atomically;
#[doc(hidden)]
pub use files_page::files_page;
pub use gallery::gallery;
pub use group::group_labels;
pub use json::{sweep_json, train_json};
#[cfg(feature = "report")]
pub use junit::junit_xml;
pub use neurons_csv::neurons_csv;
pub use quantities_text::{quantities_json, quantities_text};
#[cfg(feature = "report")]
pub use reference_figure::reference_figure;
pub use run_text::{draw_text, run_text};
#[cfg(feature = "report")]
pub use runs_parquet::runs_parquet;
#[cfg(feature = "report")]
pub use sweep_figure::curve_figure;
#[cfg(feature = "report")]
pub use sweep_html::sweep_html;
pub use sweep_text::sweep_text;
pub use theory_text::{theory_json, theory_text};
pub use trajectory_csv::trajectory_csv;
#[cfg(feature = "report")]
pub use verify_html::verify_html;
pub use verify_json::verify_json;
pub use verify_markdown::verify_markdown;
pub use verify_text::verify_text;
