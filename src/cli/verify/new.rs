//! `sweetspot verify --new`: a claim's file to start from.

use std::path::Path;

use super::super::command_line::quote;
use super::super::failure::{Exit, Failure};
use super::super::output::{Output, make_folder};
use crate::claims::Claim;
use crate::report::write_atomically;

/// Where claims go that were given no `--claims`.
const FOLDER: &str = "claims";

/// Writes the file, which may not be there, and says what to type.
pub fn write(id: &str, folder: Option<&Path>, output: &Output) -> Result<Exit, Failure> {
    let template = Claim::template(id)?;
    let folder = folder.unwrap_or(Path::new(FOLDER));
    let path = folder.join(&template.path);
    if path.exists() {
        let what = format!("--new {id}: {} is there already", path.display());
        return Err(Failure::input(what).hint("take another name"));
    }
    make_folder(path.parent().unwrap_or(folder))?;
    write_atomically(&path, template.text.as_bytes())?;
    let command = format!(
        "sweetspot verify --claims {} --claim {}",
        quote(&folder.to_string_lossy()),
        template.id
    );
    output.text(&format!(
        "{} is written: change it, and run\n  {command}\n",
        path.display()
    ))?;
    output.json(&serde_json::json!({"id": template.id, "file": path, "command": command}))?;
    Ok(Exit::Done)
}
