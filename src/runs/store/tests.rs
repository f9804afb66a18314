use super::*;

fn texts(folder: &Path) -> Vec<String> {
    let parts = parts(folder, "runs").unwrap();
    parts
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect()
}

fn open(folder: &Path) -> Store {
    Store::open(folder, "runs").unwrap()
}

fn put(folder: &Path, file: &str, lines: &[String]) {
    fs::write(folder.join(file), lines.concat()).unwrap();
}

fn line(key: &str, answer: &str) -> String {
    line_of(&format!("{{\"key\":\"{key}\",\"answer\":{answer}}}"))
}

#[test]
fn an_answer_is_found_again_whoever_made_it() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (first, second) = (open(folder), open(folder));
    assert!(
        parts(folder, "runs").unwrap().is_empty(),
        "no answer, no file"
    );
    first.add("a", &[1.5, 0.1]).unwrap();
    second.add("b", &"text").unwrap();
    first.add("c", &1).unwrap();
    assert!(first.is_empty(), "what is added later is not looked up");
    assert_eq!(texts(folder).len(), 2);
    let store = open(folder);
    assert_eq!((store.len(), store.unreadable()), (3, &[][..]));
    assert_eq!(store.find::<Vec<f64>>("a").unwrap(), Some(vec![1.5, 0.1]));
    assert_eq!(store.find::<String>("b").unwrap().as_deref(), Some("text"));
    assert_eq!(store.find::<String>("d").unwrap(), None);
    assert_eq!(store.answers::<String>().collect::<Vec<_>>(), ["text"]);
    let refused = store.find::<f64>("b").unwrap_err().to_string();
    assert!(
        refused.contains("line 1 is not a finished run"),
        "{refused}"
    );
}

#[test]
fn only_the_stores_own_files_are_read() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "runs.jsonl", &[line("a", "1")]);
    put(folder.path(), "runs-host-1-2.jsonl", &[line("b", "2")]);
    put(folder.path(), "runsomething.jsonl", &[line("c", "3")]);
    put(folder.path(), "audit.jsonl", &[line("d", "4")]);
    assert_eq!(open(folder.path()).len(), 2);
    assert_eq!(parts(&folder.path().join("none"), "runs").unwrap().len(), 0);
}

/// Every bit of a store is flipped, every byte cut, and nothing wrong is ever read.
#[test]
fn a_changed_line_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let lines = [line("a", "1.25"), line("b", "[2,\"x\"]"), line("c", "3")];
    let whole = lines.concat().into_bytes();
    let answers = |bytes: &[u8]| {
        fs::write(folder.path().join("runs.jsonl"), bytes).unwrap();
        let store = open(folder.path());
        let found = ["a", "b", "c"].map(|key| store.find::<Value>(key).unwrap());
        (store.len(), store.unreadable().to_vec(), found)
    };
    let (_, none, all) = answers(&whole);
    assert!(none.is_empty());
    let is_right = |found: &[Option<Value>; 3]| {
        let mut pairs = found.iter().zip(&all);
        pairs.all(|(found, right)| found.is_none() || found == right)
    };
    for at in 0..whole.len() {
        for bit in 0..8 {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << bit;
            let (count, unreadable, found) = answers(&bytes);
            assert!(is_right(&found), "{at} {bit}: {found:?}");
            let is_last = at + 1 == whole.len();
            assert!(
                is_last || (count < 3 && !unreadable.is_empty()),
                "{at} {bit}"
            );
        }
        let (count, _, found) = answers(&whole[..at]);
        assert!(is_right(&found) && count <= 2 + usize::from(at + 1 == whole.len()));
        let torn = [&whole[..at], &whole[lines[0].len()..]].concat();
        assert!(is_right(&answers(&torn).2));
    }
}

#[test]
fn equal_answers_may_stand_twice_and_unequal_ones_may_not() {
    let folder = tempfile::tempdir().unwrap();
    let timed = |seconds: f64| line("a", &format!("[{{\"error\":0.5,\"seconds\":{seconds}}}]"));
    put(folder.path(), "runs-a.jsonl", &[timed(1.0), line("b", "1")]);
    put(folder.path(), "runs-b.jsonl", &[timed(2.0), timed(1.0)]);
    assert_eq!(open(folder.path()).len(), 2);
    put(folder.path(), "runs-c.jsonl", &[timed(1.0), line("b", "2")]);
    let refused = Store::open(folder.path(), "runs").unwrap_err().to_string();
    for named in ["runs-a.jsonl, line 2", "runs-c.jsonl, line 2"] {
        assert!(refused.contains(named), "{refused}");
    }
}

#[test]
fn a_store_takes_in_what_it_lacks_of_another() {
    let [from, into] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    put(
        from.path(),
        "runs.jsonl",
        &[line("a", "1"), line("b", "2"), line("c", "3")],
    );
    put(into.path(), "runs.jsonl", &[line("b", "2")]);
    let (other, store) = (open(from.path()), open(into.path()));
    assert_eq!(store.add_all(&other).unwrap(), 2);
    assert_eq!(open(into.path()).len(), 3);
    assert_eq!(open(into.path()).add_all(&other).unwrap(), 0);
    put(into.path(), "runs.jsonl", &[line("b", "4")]);
    let unequal = open(into.path()).add_all(&other);
    assert!(matches!(unequal, Err(StoreError::Unequal { .. })));
}

#[test]
fn a_folder_that_is_gone_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("inner");
    fs::create_dir(&inner).unwrap();
    let store = open(&inner);
    store.add("a", &1).unwrap();
    fs::remove_dir_all(&inner).unwrap();
    let refused = store.add("b", &2).unwrap_err();
    assert!(matches!(refused, StoreError::Io { .. }), "{refused}");
}
