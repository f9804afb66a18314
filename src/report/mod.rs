//! Results in, files out: one exporter a file.
//!
//! An exporter turns plain results into text or bytes and touches no file;
//! [`write_atomically`] puts them on the disk.

mod audit;
mod characters;
#[cfg(feature = "report")]
pub mod chart;
#[cfg(feature = "report")]
mod claim_figure;
mod claims_list;
mod csv;
mod curves_text;
mod data_text;
mod docs_pages;
mod error;
mod file;
#[cfg(feature = "report")]
#[doc(hidden)]
pub mod html;
mod json;
#[cfg(feature = "report")]
mod junit;
mod labels;
mod model_files;
mod preparation;
mod quantities_text;
#[cfg(feature = "report")]
mod reference_figure;
mod run_text;
#[cfg(feature = "report")]
mod runs_parquet;
mod shell;
mod slurm_script;
#[cfg(feature = "report")]
mod sweep_figure;
mod sweep_text;
mod sweep_words;
pub mod table;
mod theory_text;
#[cfg(feature = "report")]
mod tune_figure;
mod tune_text;
mod verify_markdown;
mod verify_text;
mod verify_words;
mod words;

pub use audit::{audit_markdown, audit_text};
pub use claims_list::{claims_json, claims_markdown, claims_text};
pub use csv::{coefficients_csv, curve_csv, events_csv, neurons_csv, trajectory_csv};
pub use curves_text::{curves_json, curves_list, curves_text};
pub use data_text::table_text;
pub use docs_pages::{files_page, gallery};
pub use error::ReportError;
pub use file::write_atomically;
#[doc(hidden)]
pub use json::{sweep_json, train_json, tune_json, verify_json};
pub use labels::labelled;
pub use model_files::write_model;
pub use quantities_text::{quantities_json, quantities_text};
pub use run_text::{draw_text, run_text};
#[doc(hidden)]
pub use shell::quote;
pub use slurm_script::{SlurmJob, slurm_script};
pub use sweep_text::{curve_table, sweep_text};
pub use theory_text::{theory_json, theory_text};
pub use tune_text::tune_text;
pub use verify_markdown::verify_markdown;
pub use verify_text::{Detail, verify_text};
#[cfg(feature = "report")]
pub use {
    claim_figure::panel_figure,
    html::{curves_html, sweep_html, tune_html, verify_html},
    junit::junit_xml,
    reference_figure::reference_figure,
    runs_parquet::runs_parquet,
    sweep_figure::{curve_figure, dip_figure},
    tune_figure::tune_figure,
};
