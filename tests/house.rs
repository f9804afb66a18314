//! The order of the house: a room of src imports only from those above it, files do not import each
//! other in circles, and no file is long.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The rooms; each may use those before it.
const ROOMS: [&str; 18] = [
    "faults",
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
    "tune",
    "curves",
    "claims",
    "report",
    "cli",
];

/// Most lines of a file before its tests.
const MOST_LINES: usize = 420;

/// Segments from src on: `["network", "direction"]`.
type Names = Vec<String>;

/// The modules of src without their tests.
#[derive(Default)]
struct House {
    /// The code of every file before its tests.
    code: BTreeMap<Names, String>,
    /// For every file that passes names on (`pub use`), where they come from.
    passed_on: BTreeMap<Names, BTreeMap<String, Names>>,
}

fn names(path: &str) -> Names {
    let names = path.split('/').filter(|name| !name.is_empty());
    names.map(String::from).collect()
}

/// Every file under a folder, as a path from it.
fn files(folder: &Path, inner: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder.join(inner))? {
        let path = inner.join(entry?.file_name());
        if folder.join(&path).is_dir() {
            found.extend(files(folder, &path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}

/// The lines before the tests.
fn before_tests(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines();
    lines.take_while(|line| !line.trim().starts_with("#[cfg(test)]"))
}

impl House {
    fn read(folder: &Path) -> io::Result<House> {
        let mut texts = Vec::new();
        for path in files(folder, Path::new(""))? {
            let text = fs::read_to_string(folder.join(&path))?;
            texts.push((path.to_string_lossy().replace('\\', "/"), text));
        }
        let texts = texts.iter().map(|(path, text)| (&path[..], &text[..]));
        Ok(House::of(texts))
    }

    fn of<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> House {
        let mut house = House::default();
        for (path, text) in files {
            let Some(path) = path.strip_suffix(".rs").filter(|path| *path != "main") else {
                continue;
            };
            let module = path.strip_suffix("mod").filter(|rest| rest.ends_with('/'));
            let module = names(module.unwrap_or(path).trim_start_matches("lib"));
            if !module.contains(&"tests".to_string()) {
                let lines = before_tests(text).map(|line| line.split("//").next().unwrap_or(""));
                let code = lines.collect::<Vec<_>>().join("\n");
                house.code.insert(module, code);
            }
        }
        for (module, code) in &house.code {
            let passed_on = statements(code).filter(|(public, _)| *public);
            let leaves = passed_on.flat_map(|(_, tree)| leaves(tree));
            let pairs = leaves.map(|leaf| (leaf.name, house.absolute(module, leaf.path)));
            house.passed_on.insert(module.clone(), pairs.collect());
        }
        house
    }

    /// A path as it is written in a module, from src on; of another crate it is empty.
    fn absolute(&self, module: &Names, path: Names) -> Names {
        let mut base = match path[0].as_str() {
            "crate" => Names::new(),
            "self" | "super" => module.clone(),
            child if self.has(&[&module[..], &[child.to_string()]].concat()) => {
                return [module.clone(), path].concat();
            }
            _ => return Names::new(),
        };
        let mut rest = &path[..];
        while let Some(("crate" | "self" | "super", after)) = rest
            .split_first()
            .map(|(first, after)| (first.as_str(), after))
        {
            if rest[0] == "super" {
                base.pop();
            }
            rest = after;
        }
        [base, rest.to_vec()].concat()
    }

    fn has(&self, module: &[String]) -> bool {
        self.code.contains_key(module)
    }

    /// The file in which what a path names is written.
    fn file_of(&self, path: &[String]) -> Option<Names> {
        let mut module = Names::new();
        for (at, name) in path.iter().enumerate() {
            let inner = [&module[..], std::slice::from_ref(name)].concat();
            if self.has(&inner) {
                module = inner;
            } else if let Some(from) = self.passed_on.get(&module).and_then(|on| on.get(name)) {
                let further = [&from[..], &path[at + 1..]].concat();
                return self.file_of(&further).filter(|_| further != path);
            } else {
                break;
            }
        }
        (!module.is_empty()).then_some(module)
    }

    /// The files from which a file imports.
    fn imports(&self, module: &Names) -> BTreeSet<Names> {
        let code = &self.code[module];
        let mut paths: Vec<Names> = Vec::new();
        // Neither is a declaration `mod x;` a use.
        let is_code = |line: &&str| !(line.contains("mod ") && line.ends_with(';'));
        let mut rest: String = code.lines().filter(is_code).collect::<Vec<_>>().join("\n");
        for (public, tree) in statements(code) {
            rest = rest.replace(tree, "");
            // What is passed on is used here only if the code says so.
            let used = |leaf: &Leaf| !public || has_word(&rest, &leaf.name);
            let leaves = leaves(tree).into_iter().filter(used);
            paths.extend(leaves.map(|leaf| leaf.path));
        }
        // `pub(in crate::a)` says who may see, not what is used.
        let mut parts = rest.split("pub(in ");
        paths.extend(parts.next().into_iter().flat_map(inline_paths));
        let after = parts.filter_map(|part| part.split_once(')'));
        paths.extend(after.flat_map(|(_, code)| inline_paths(code)));
        let absolute = paths.into_iter().map(|path| self.absolute(module, path));
        let mut from: BTreeSet<Names> = absolute.filter_map(|path| self.file_of(&path)).collect();
        from.remove(module);
        from
    }

    /// What imports against the order of the rooms.
    fn against_the_order(&self) -> Vec<String> {
        let floor = |module: &Names| ROOMS.iter().position(|room| *room == module[0]);
        let mut found = Vec::new();
        for module in self.code.keys().filter(|module| !module.is_empty()) {
            let lower = |other: &Names| floor(other) > floor(module);
            let against = self.imports(module).into_iter().filter(lower);
            found.extend(against.map(|other| said(module, &other)));
        }
        found
    }

    /// The files of every circle.
    fn circles(&self) -> Vec<String> {
        let imports: BTreeMap<&Names, BTreeSet<Names>> = self
            .code
            .keys()
            .map(|module| (module, self.imports(module)))
            .collect();
        let reached = |from: &Names| {
            let mut seen = BTreeSet::new();
            let mut open: Vec<&Names> = imports[from].iter().collect();
            while let Some(module) = open.pop() {
                if seen.insert(module) {
                    open.extend(&imports[module]);
                }
            }
            seen
        };
        let reached: BTreeMap<&Names, BTreeSet<&Names>> = self
            .code
            .keys()
            .map(|module| (module, reached(module)))
            .collect();
        let mut circles = BTreeSet::new();
        for (module, from_here) in &reached {
            if from_here.contains(module) {
                let back = from_here
                    .iter()
                    .filter(|other| reached[*other].contains(module));
                circles.insert(
                    back.map(|other| other.join("/"))
                        .collect::<Vec<_>>()
                        .join(", "),
                );
            }
        }
        circles.into_iter().collect()
    }
}

fn said(module: &Names, other: &Names) -> String {
    format!("{} uses {}", module.join("/"), other.join("/"))
}

/// The `use` statements, each with whether it passes names on.
fn statements(code: &str) -> impl Iterator<Item = (bool, &str)> {
    let mut at = 0;
    let begins = code.lines().map(move |line| {
        at += line.len() + 1;
        (at - line.len() - 1, line)
    });
    begins.filter_map(|(at, line)| {
        let (before, _) = line.split_once("use ")?;
        let visible = before.trim();
        let is_use = visible.is_empty() || visible.starts_with("pub");
        let tree = code[at + before.len() + 4..].split(';').next()?;
        is_use.then_some((!visible.is_empty(), tree))
    })
}

/// One name of a `use` statement.
struct Leaf {
    path: Names,
    /// The last of the path, or what stands behind `as`.
    name: String,
}

/// The names of a tree `a::{b, c::d as e}`.
fn leaves(tree: &str) -> Vec<Leaf> {
    let spaced = tree
        .replace("::", " ")
        .replace(',', " , ")
        .replace('{', " { ")
        .replace('}', " } ");
    let mut found = Vec::new();
    branches(&mut spaced.split_whitespace(), &Names::new(), &mut found);
    found
}

/// Reads the branches of a tree up to its closing brace.
fn branches<'a>(words: &mut impl Iterator<Item = &'a str>, base: &Names, found: &mut Vec<Leaf>) {
    let mut path = base.clone();
    let mut name = None;
    loop {
        let word = words.next();
        match word {
            Some("{") => {
                branches(words, &path, found);
                (path, name) = (base.clone(), None);
            }
            None | Some("," | "}") => {
                let ended = std::mem::replace(&mut path, base.clone());
                found.extend(name.take().map(|name| Leaf { path: ended, name }));
                if word != Some(",") {
                    return;
                }
            }
            Some("as") => name = words.next().map(String::from),
            Some("self") if !path.is_empty() => name = path.last().cloned(),
            Some(word) => {
                path.push(word.to_string());
                name = Some(word.to_string());
            }
        }
    }
}

/// The paths `a::b` in the code.
fn inline_paths(code: &str) -> Vec<Names> {
    let chunks = code.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':');
    let paths = chunks.filter(|chunk| chunk.contains("::") && !chunk.starts_with(':'));
    paths
        .map(|chunk| {
            let names = chunk.split("::").filter(|name| !name.is_empty());
            names.map(String::from).collect()
        })
        .collect()
}

fn has_word(code: &str, word: &str) -> bool {
    code.split(|c: char| !c.is_alphanumeric() && c != '_')
        .any(|other| other == word)
}

fn house() -> House {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
    House::read(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
}

/// A house of some files, each with its text.
fn planted(files: &[(&'static str, &'static str)]) -> House {
    House::of(files.iter().copied())
}

#[test]
fn rooms_import_from_those_above_them() {
    let against = house().against_the_order();
    assert!(against.is_empty(), "{}", against.join("\n"));
}

#[test]
fn files_do_not_import_in_circles() {
    let circles = house().circles();
    assert!(circles.is_empty(), "{}", circles.join("\n"));
}

#[test]
fn no_file_is_long() {
    let house = house();
    let length = |(module, code): (&Names, &String)| (module.join("/"), code.lines().count());
    let lengths = house.code.iter().map(length);
    let long: Vec<_> = lengths.filter(|(_, lines)| *lines > MOST_LINES).collect();
    assert!(long.is_empty(), "{long:?}");
}

#[test]
fn a_planted_import_from_a_lower_room_is_found() {
    let house = planted(&[
        ("data/mod.rs", "mod file;\npub use file::Set;\n"),
        (
            "data/file.rs",
            "use crate::config::Kind;\npub struct Set;\n",
        ),
        (
            "config/mod.rs",
            "mod kind;\npub use kind::Kind;\n// use crate::data::Set;\n",
        ),
        (
            "config/kind.rs",
            "pub enum Kind {}\nfn f() -> crate::data::Set { todo!() }\n#[cfg(test)]\nuse crate::cli::X;\n",
        ),
    ]);
    assert_eq!(house.against_the_order(), ["config/kind uses data/file"]);
}

#[test]
fn a_planted_circle_is_found() {
    let files = [
        (
            "flow/mod.rs",
            "mod a;\nmod b;\npub use a::{A, C as D};\npub use b::B;\n",
        ),
        (
            "flow/a.rs",
            "use std::fmt;\nuse super::{\n    B, // a b\n};\npub struct A;\npub struct C;\n",
        ),
        ("flow/b.rs", "pub struct B;\n"),
    ];
    assert!(planted(&files).circles().is_empty());
    let mut circular = files;
    circular[2].1 = "pub struct B;\nfn f() { super::D::new() }\n";
    assert_eq!(planted(&circular).circles(), ["flow/a, flow/b"]);
    // A folder's own code counts, what it only passes on does not.
    circular[2].1 = "use super::own;\npub struct B;\n";
    assert!(planted(&circular).circles().is_empty());
    circular[0].1 = "mod a;\nmod b;\npub use b::B;\npub fn own() { b::g() }\n";
    assert_eq!(planted(&circular).circles(), ["flow, flow/b"]);
}
