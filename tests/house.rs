//! The order of the house: a room of src imports only from those above it, the files of a room do
//! not import each other in circles, and no file is long.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms; each may use those before it.
const ROOMS: [&str; 16] = [
    "math",
    "config",
    "random",
    "data",
    "network",
    "flow",
    "observables",
    "theory",
    "statistics",
    "quantities",
    "runs",
    "sweep",
    "curves",
    "claims",
    "report",
    "cli",
];

/// Most lines of a file before its tests.
const MOST_LINES: usize = 420;

/// A file's path from src, without `.rs` or `/mod.rs`: `network/direction`, `network`.
type Module = String;

/// The non-test text of every file.
fn files(folder: &Path) -> BTreeMap<Module, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(folder.join(&inner)).unwrap() {
            let path = inner.join(entry.unwrap().file_name());
            let name = path.to_str().unwrap().replace('\\', "/");
            if folder.join(&path).is_dir() {
                if !name.ends_with("tests") {
                    folders.push(path);
                }
            } else if let Some(module) = name.strip_suffix(".rs")
                && module != "tests"
                && !module.ends_with("/tests")
            {
                let text = fs::read_to_string(folder.join(&path)).unwrap();
                let module = module.strip_suffix("/mod").unwrap_or(module);
                found.insert(module.to_string(), without_tests(&text));
            }
        }
    }
    found
}

/// The lines before the tests.
fn without_tests(text: &str) -> String {
    let lines = text.lines();
    let before = lines.take_while(|line| !line.trim().starts_with("#[cfg(test)]"));
    before.map(|line| format!("{line}\n")).collect()
}

/// The paths that a file names after `crate::` or `super::`, from src on, in `use` lines and in the
/// code: `use super::{a, b::c}` and `crate::x::y()`. Comments are left out.
fn named(module: &Module, is_folder: bool, text: &str) -> BTreeSet<Vec<String>> {
    let lines = text
        .lines()
        .map(|line| line.split("//").next().unwrap_or(""));
    let code: String = lines.collect::<Vec<_>>().join("\n");
    let own: Vec<String> = module.split('/').map(String::from).collect();
    let mut paths = BTreeSet::new();
    // Inside `mod.rs` a bare `a::b` may be a child.
    for (start, base) in [("crate::", vec![]), ("super::", parent(&own)), ("self::", own.clone())] {
        for (at, _) in code.match_indices(start) {
            if code[..at].ends_with("super::") || code[..at].ends_with(char::is_alphanumeric) {
                continue;
            }
            let mut base = base.clone();
            let mut rest = &code[at + start.len()..];
            while let Some(further) = rest.strip_prefix("super::") {
                base = parent(&base);
                rest = further;
            }
            tree(&mut rest, &base, &mut paths);
        }
    }
    if is_folder {
        for statement in code.split(';').filter_map(after_use) {
            tree(&mut &*statement, &own, &mut paths);
        }
    }
    paths
}

fn parent(path: &[String]) -> Vec<String> {
    path[..path.len().saturating_sub(1)].to_vec()
}

/// What a statement uses.
fn after_use(statement: &str) -> Option<String> {
    let (_, used) = statement.rsplit_once("use ")?;
    Some(used.split_whitespace().collect::<Vec<_>>().join(""))
}

/// Reads `a::{b, c::d}` from the front of `rest` and adds base::a::b and base::a::c::d.
fn tree(rest: &mut &str, base: &[String], paths: &mut BTreeSet<Vec<String>>) {
    *rest = rest.trim_start();
    if let Some(inner) = rest.strip_prefix('{') {
        *rest = inner;
        loop {
            tree(rest, base, paths);
            let next = rest.find([',', '}']).unwrap_or(rest.len());
            let closes = rest[next..].starts_with('}');
            *rest = rest.get(next + 1..).unwrap_or("");
            if closes || rest.is_empty() || rest.trim_start().starts_with('}') {
                *rest = rest.trim_start().strip_prefix('}').filter(|_| !closes).unwrap_or(rest);
                return;
            }
        }
    }
    let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
    let (name, after) = rest.split_at(word.unwrap_or(rest.len()));
    let mut path = base.to_vec();
    if !name.is_empty() && name != "self" {
        path.push(name.to_string());
    }
    *rest = after;
    match after.strip_prefix("::") {
        Some(inner) => {
            *rest = inner;
            tree(rest, &path, paths);
        }
        None => {
            paths.insert(path);
        }
    }
}

/// For every file, the files that it imports from: the longest path that is one.
fn imports(files: &BTreeMap<Module, String>) -> BTreeMap<Module, BTreeSet<Module>> {
    let is_folder = |module: &Module| {
        let inside = format!("{module}/");
        files.keys().any(|other| other.starts_with(&inside))
    };
    let file_of = |path: &[String]| {
        let lengths = (1..=path.len()).rev();
        let mut modules = lengths.map(|length| path[..length].join("/"));
        modules.find(|module| files.contains_key(module))
    };
    let of = |(module, text): (&Module, &String)| {
        let paths = named(module, is_folder(module), text);
        let mut from: BTreeSet<Module> = paths.iter().filter_map(|path| file_of(path)).collect();
        from.remove(module);
        (module.clone(), from)
    };
    files.iter().map(of).collect()
}

fn room(module: &str) -> &str {
    module.split('/').next().unwrap_or(module)
}

/// What imports against the order of the rooms.
fn against_the_order(files: &BTreeMap<Module, String>) -> Vec<String> {
    let place = |room: &str| ROOMS.iter().position(|other| *other == room);
    let mut found = Vec::new();
    for (module, from) in imports(files) {
        for other in &from {
            let (Some(own), Some(theirs)) = (place(room(&module)), place(room(other))) else {
                continue;
            };
            if theirs > own {
                found.push(format!("{module} uses {other}"));
            }
        }
    }
    found
}

/// The circles of files, each as the sorted list of its members. A folder's `mod.rs` stands for the
/// list of its doors: what it passes on from a child is the child's, so that it counts as a member
/// only where it has code of its own that the circle needs.
fn circles(files: &BTreeMap<Module, String>) -> Vec<String> {
    let imports = imports(files);
    let reaches = |from: &Module| {
        let mut seen = BTreeSet::new();
        let mut open: Vec<&Module> = imports[from].iter().collect();
        while let Some(module) = open.pop() {
            if seen.insert(module.clone()) {
                open.extend(&imports[module]);
            }
        }
        seen
    };
    let reached: BTreeMap<&Module, BTreeSet<Module>> =
        files.keys().map(|module| (module, reaches(module))).collect();
    let mut circles = BTreeSet::new();
    for (module, reached_from) in &reached {
        if reached_from.contains(*module) {
            let both = reached_from
                .iter()
                .filter(|other| reached[other].contains(*module));
            circles.insert(both.cloned().collect::<Vec<_>>().join(", "));
        }
    }
    circles.into_iter().collect()
}
