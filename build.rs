//! Compiles the built-in claims and the reference curves into the binary, so that an installed one
//! works anywhere.

use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    claims(&root.join("paper-checks"), &out)?;
    reference_curves(&root, &out)
}

/// Writes `paper_checks.rs`: name and text of every file.
fn claims(root: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=paper-checks");
    let mut files = Vec::new();
    gather(root, &mut files)?;
    files.sort();
    let mut list = String::from("const BUILT_IN: &[(&str, &str)] = &[\n");
    for file in &files {
        let name = file.strip_prefix(root)?.components();
        let name: Vec<_> = name
            .map(|part| part.as_os_str().to_string_lossy())
            .collect();
        writeln!(list, "({:?}, include_str!({file:?})),", name.join("/"))?;
    }
    list += "];\n";
    Ok(fs::write(out.join("paper_checks.rs"), list)?)
}

fn gather(directory: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            gather(&path, files)?;
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            files.push(path);
        }
    }
    Ok(())
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
