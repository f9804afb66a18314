//! Compiles the reference curves into the binary, so that an installed one works anywhere.

use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    reference_curves(&root, &out)
}

/// Writes `snapshots.rs`: name, definition and numbers of every curve, in the order of the names.
fn reference_curves(root: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let folder = root.join("snapshots");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut definitions = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            definitions.push(path);
        }
    }
    definitions.sort();
    let mut list = String::from("&[\n");
    for definition in definitions {
        let name = definition.file_stem().unwrap_or_default().to_string_lossy();
        let numbers = definition.with_extension("csv");
        let numbers = if numbers.exists() {
            format!("Some(include_str!({numbers:?}))")
        } else {
            "None".to_string()
        };
        writeln!(list, "({name:?}, include_str!({definition:?}), {numbers}),")?;
    }
    list.push_str("]\n");
    fs::write(out.join("snapshots.rs"), list)?;
    Ok(())
}
