//! Hostile input for every reader: valid files and texts, damaged at random.
//!
//!     cargo run --release --example fuzz -- 100000          # inputs for each reader
//!     cargo run --release --example fuzz -- 100000 npy 7    # of one reader, another seed
//!
//! A reader may accept or refuse an input. It may not panic, take more than 100 ms (the fastest of
//! three readings), or allocate more than 64 MiB and a hundred times the input in all. An input that
//! does is written to the folder `fuzz-found`, and the exit code is 1; one that is not done after 10
//! seconds ends the program with its name.

#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::error::Error;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::path::{Path, PathBuf};
use std::process::{ExitCode, exit};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use alloc_tracker::{Allocator, Session};
use faer::Mat;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sweetspot::claims::{Formula, Registry};
use sweetspot::config::{Config, Override};
use sweetspot::curves::Definition;
use sweetspot::data::npy;
use sweetspot::runs::{Store, draw_problem};

#[global_allocator]
static ALLOCATOR: Allocator<std::alloc::System> = Allocator::system();

const SLOW: Duration = Duration::from_millis(100);
const HANGS: Duration = Duration::from_secs(10);
const LARGE: u64 = 64 << 20;
const FOUND: &str = "fuzz-found";

/// Where the last panic was.
static LAST_PANIC: Mutex<String> = Mutex::new(String::new());

type Failure = Box<dyn Error>;
/// Whether the input was accepted.
type Read = Box<dyn Fn(&[u8]) -> bool>;

struct Reader {
    name: &'static str,
    /// Valid inputs.
    seeds: Vec<Vec<u8>>,
    read: Read,
}

/// The repository's files below `folder` whose names end so, of at most 64 KiB.
fn files(folder: &str, end: &str) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(end)
                && let Ok(bytes) = fs::read(&path)
                && bytes.len() <= 1 << 16
            {
                found.push(bytes);
            }
        }
    }
    found
}

/// A reader of data files, through everything that `train` does to them before it trains.
fn data(
    name: &'static str,
    seeds: Vec<Vec<u8>>,
    file: &str,
    folder: &Path,
    more: &[&str],
) -> Result<Reader, Failure> {
    let path = folder.join(format!("{name}-{file}"));
    let mut keys = vec![
        "data.kind=file".to_owned(),
        format!("data.path={}", path.display()),
        "data.samples=3".to_owned(),
        "loss.name=squared".to_owned(),
    ];
    keys.extend(more.iter().map(|key| (*key).to_owned()));
    let keys = keys.iter().map(|key| Override::set(key));
    let keys = keys.collect::<Result<Vec<_>, _>>()?;
    let config = Config::load(None, &keys)?;
    let read = move |bytes: &[u8]| fs::write(&path, bytes).is_ok() && draw_problem(&config).is_ok();
    Ok(Reader {
        name,
        seeds,
        read: Box::new(read),
    })
}

/// A reader of a folder with one file in it.
fn folder_of(
    name: &'static str,
    seeds: Vec<Vec<u8>>,
    path: PathBuf,
    read: impl Fn(&Path) -> bool + 'static,
) -> Result<Reader, Failure> {
    let folder = path.parent().ok_or("a file in a folder")?.to_path_buf();
    fs::create_dir_all(&folder)?;
    let read = move |bytes: &[u8]| fs::write(&path, bytes).is_ok() && read(&folder);
    Ok(Reader {
        name,
        seeds,
        read: Box::new(read),
    })
}

/// A reader of text; bytes that are none become signs of replacement.
fn text(name: &'static str, seeds: Vec<Vec<u8>>, read: impl Fn(&str) -> bool + 'static) -> Reader {
    let read = move |bytes: &[u8]| read(&String::from_utf8_lossy(bytes));
    Reader {
        name,
        seeds,
        read: Box::new(read),
    }
}

/// The formulas of the built-in claims.
fn formulas() -> Vec<Vec<u8>> {
    let claims = files("paper-checks", ".toml").concat();
    let claims = String::from_utf8_lossy(&claims).into_owned();
    let is_one = |line: &&str| {
        ["left", "right", "where"]
            .iter()
            .any(|key| line.starts_with(key))
    };
    let inside = |line: &str| line.split('"').nth(1).map(|text| text.as_bytes().to_vec());
    claims.lines().filter(is_one).filter_map(inside).collect()
}

/// Arrays of our own beside those of the tests.
fn arrays(folder: &Path) -> Result<Vec<Vec<u8>>, Failure> {
    let path = folder.join("seed.npy");
    let mut arrays = files("tests/data_files", ".npy");
    for columns in [2, 3, 10] {
        let array = Mat::from_fn(5, columns, |i, j| 1.0 / (1 + i + 2 * j) as f64);
        npy::write_matrix(&path, array.as_ref())?;
        arrays.push(fs::read(&path)?);
    }
    Ok(arrays)
}

/// Three columns of six numbers, the first two with one missing.
#[cfg(feature = "report")]
fn parquet_table() -> Result<Vec<u8>, Failure> {
    use parquet::data_type::DoubleType;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;
    let schema = "message table { OPTIONAL DOUBLE a; OPTIONAL DOUBLE b; OPTIONAL DOUBLE n; }";
    let schema = parse_message_type(schema)?.into();
    let mut file = SerializedFileWriter::new(Vec::new(), schema, Default::default())?;
    let mut group = file.next_row_group()?;
    let numbers = [0.1, 3.0, -7.5, 1e10, 2.0, 8.0];
    let mut present = [[1, 0, 1, 1, 1, 1], [1, 1, 1, 1, 1, 0], [1; 6]].into_iter();
    while let (Some(mut column), Some(present)) = (group.next_column()?, present.next()) {
        let values = present.iter().sum::<i16>() as usize;
        let typed = column.typed::<DoubleType>();
        typed.write_batch(&numbers[..values], Some(&present), None)?;
        column.close()?;
    }
    group.close()?;
    Ok(file.into_inner()?)
}

/// A store as a sweep writes it.
fn stored(folder: &Path) -> Result<Vec<Vec<u8>>, Failure> {
    let folder = folder.join("stored");
    fs::create_dir_all(&folder)?;
    let store = Store::open(&folder, "runs")?;
    for run in 0..5 {
        store.add(&format!("key{run}"), &(run, 0.5, "reached"))?;
    }
    let entries = fs::read_dir(&folder)?.flatten();
    Ok(entries
        .map(|entry| fs::read(entry.path()))
        .collect::<Result<_, _>>()?)
}

fn readers(folder: &Path) -> Result<Vec<Reader>, Failure> {
    let inputs = "tests/data_files";
    let column = "data.label_column=0";
    let config = folder.join("config.toml");
    let curves = files("snapshots", ".toml");
    let definition = String::from_utf8(curves.first().ok_or("no curves")?.clone())?;
    let definition = Definition::read("curve", &definition)?;
    let idx = [files(inputs, "ubyte"), files(inputs, ".idx")].concat();
    let mut all = vec![
        data(
            "csv",
            files(inputs, ".csv"),
            "table.csv",
            folder,
            &[column, "data.missing=mean"],
        )?,
        data("npy", arrays(folder)?, "array.npy", folder, &[column])?,
        data("npz", files(inputs, ".npz"), "arrays.npz", folder, &[])?,
        data("idx", idx, "images-idx3-ubyte", folder, &[column])?,
        data("gz", files(inputs, ".gz"), "images.gz", folder, &[column])?,
        text("set", settings(), |text| Override::set(text).is_ok()),
        text("formula", formulas(), |text| Formula::parse(text).is_ok()),
        text("curve", curves, |text| {
            Definition::read("curve", text).is_ok()
        }),
        text("numbers", files("snapshots", ".csv"), move |text| {
            definition.read_numbers(text).is_ok()
        }),
        folder_of(
            "claim",
            files("paper-checks", "s.toml"),
            folder.join("claims/a.toml"),
            |folder| Registry::read(folder).is_ok(),
        )?,
        folder_of(
            "paper",
            files("paper-checks/cob19", "paper.toml"),
            folder.join("cob19/paper.toml"),
            |folder| Registry::read(folder).is_ok(),
        )?,
        folder_of(
            "store",
            stored(folder)?,
            folder.join("store/runs.jsonl"),
            |folder| Store::open(folder, "runs").is_ok_and(|store| store.unreadable().is_empty()),
        )?,
    ];
    all.push(folder_of(
        "config",
        files("examples", ".toml"),
        config.clone(),
        move |_| Config::load(Some(&config), &[]).is_ok(),
    )?);
    #[cfg(feature = "report")]
    all.push(data(
        "parquet",
        vec![parquet_table()?],
        "table.parquet",
        folder,
        &["data.label_column=n", "data.missing=mean"],
    )?);
    Ok(all)
}

/// The lines of the examples' configurations as `--set` has them.
fn settings() -> Vec<Vec<u8>> {
    let texts = files("examples", ".toml").concat();
    let lines = texts.split(|&byte| byte == b'\n');
    lines
        .filter(|line| line.contains(&b'='))
        .map(<[u8]>::to_vec)
        .collect()
}

/// What readers trip over: ends of ranges, openings without an end, signs with a meaning.
const TOKENS: &[&[u8]] = &[
    b"1e400",
    b"-1e-400",
    b"nan",
    b"inf",
    b"99999999999999999999",
    b"-1",
    b"0",
    b"4294967296",
    b"[[[[[[[[",
    b"{{{{{{{{",
    b"((((((((",
    b"\"",
    b"'",
    b"\n",
    b"\r",
    b"\t",
    b",",
    b";",
    b"=",
    b"#",
    b"\0",
    b"\xff\xff\xff\xff",
    b"\xef\xbb\xbf",
    b"\xf0\x9f\x8d\x8f",
    b"\x1b[2J",
    b"PK\x03\x04",
    b"\x1f\x8b\x08",
    b"\x93NUMPY\x01\0",
    b"PAR1",
    b"e",
    b"^",
    b"--",
    b"\x7f\xff\xff\xff",
    b"\0\0\x0e\x04",
];

/// A valid input with one to four pieces of damage.
fn damaged(seeds: &[Vec<u8>], random: &mut ChaCha8Rng) -> Vec<u8> {
    let mut bytes = seeds[random.random_range(0..seeds.len())].clone();
    for _ in 0..random.random_range(1..=4) {
        let at = random.random_range(0..=bytes.len());
        let end = (at + random.random_range(0..=16)).min(bytes.len());
        match random.random_range(0..8) {
            0 if at < bytes.len() => bytes[at] ^= 1 << random.random_range(0..8),
            1 if at < bytes.len() => bytes[at] = random.random(),
            2 => drop(bytes.drain(at..end)),
            3 => bytes.truncate(at),
            4 => {
                let piece = bytes[at..end].repeat(random.random_range(1..=64));
                bytes.splice(at..at, piece);
            }
            5 => {
                let other = &seeds[random.random_range(0..seeds.len())];
                let from = random.random_range(0..=other.len());
                let to = (from + random.random_range(0..=64)).min(other.len());
                bytes.splice(at..end, other[from..to].iter().copied());
            }
            _ => {
                let token = TOKENS[random.random_range(0..TOKENS.len())];
                bytes.splice(at..end, token.iter().copied());
            }
        }
    }
    bytes
}

/// What one reading cost, or that it panicked.
struct Reading {
    accepted: bool,
    panicked: bool,
    time: Duration,
    allocated: u64,
}

fn read(reader: &Reader, bytes: &[u8]) -> Reading {
    let session = Session::new().no_stdout().no_file();
    let operation = session.operation("read");
    let began = Instant::now();
    let span = operation.measure_thread().iterations(1);
    let answer = catch_unwind(AssertUnwindSafe(|| (reader.read)(bytes)));
    drop(span);
    let time = began.elapsed();
    let report = session.to_report();
    let allocated = report
        .operations()
        .map(|(_, read)| read.total_bytes_allocated())
        .sum();
    Reading {
        accepted: matches!(answer, Ok(true)),
        panicked: answer.is_err(),
        time,
        allocated,
    }
}

/// Why an input's reading is not as it should be.
fn wrong(reader: &Reader, bytes: &[u8], first: &Reading) -> Option<String> {
    let most = LARGE + 100 * bytes.len() as u64;
    if first.panicked {
        let place = LAST_PANIC.lock().map(|place| place.clone());
        return Some(format!("panics at {}", place.unwrap_or_default()));
    }
    if first.allocated > most {
        return Some(format!("allocates {} bytes", first.allocated));
    }
    let again = || (0..2).map(|_| read(reader, bytes).time).min();
    let fastest = (first.time > SLOW).then(again).flatten()?.min(first.time);
    (fastest > SLOW).then(|| format!("takes {} ms", fastest.as_millis()))
}

/// Ends the program when one input takes too long: a hang cannot be caught otherwise.
fn watch(done: &'static AtomicU64, file: PathBuf) {
    thread::spawn(move || {
        let mut last = (u64::MAX, Instant::now());
        loop {
            thread::sleep(Duration::from_millis(500));
            let now = done.load(Ordering::Relaxed);
            if now != last.0 {
                last = (now, Instant::now());
            } else if last.1.elapsed() > HANGS {
                eprintln!(
                    "input {now} is not done after 10 s, it is {}",
                    file.display()
                );
                exit(1);
            }
        }
    });
}

fn fuzz(
    reader: &Reader,
    count: u64,
    seed: u64,
    done: &AtomicU64,
    current: &Path,
) -> Result<u64, Failure> {
    let (mut accepted, mut slowest, mut largest, mut found) = (0, Duration::ZERO, 0, 0);
    for input in 0..count {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        random.set_stream(input);
        let bytes = damaged(&reader.seeds, &mut random);
        fs::write(current, &bytes)?;
        let reading = read(reader, &bytes);
        accepted += u64::from(reading.accepted);
        slowest = slowest.max(reading.time);
        largest = largest.max(reading.allocated);
        if let Some(why) = wrong(reader, &bytes, &reading) {
            found += 1;
            fs::create_dir_all(FOUND)?;
            let file = Path::new(FOUND).join(format!("{}-{seed}-{input}", reader.name));
            fs::write(&file, &bytes)?;
            eprintln!("{} {why}", file.display());
        }
        done.fetch_add(1, Ordering::Relaxed);
    }
    eprintln!(
        "{:8} {count} inputs, {accepted} accepted, {found} wrong; at most {} ms and {} KiB",
        reader.name,
        slowest.as_millis(),
        largest >> 10
    );
    Ok(found)
}

fn main() -> Result<ExitCode, Failure> {
    static DONE: AtomicU64 = AtomicU64::new(0);
    let mut arguments = std::env::args().skip(1);
    let count = arguments.next().map_or(Ok(10_000), |count| count.parse())?;
    let only = arguments.next();
    let seed = arguments.next().map_or(Ok(0), |seed| seed.parse())?;
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() {
        tempfile::tempdir_in(memory)?
    } else {
        tempfile::tempdir()?
    };
    let current = folder.path().join("current");
    watch(&DONE, current.clone());
    let mut found = 0;
    let readers = readers(folder.path())?;
    // Panics are told with the input, where they are found.
    set_hook(Box::new(|panic| {
        if let (Ok(mut last), Some(place)) = (LAST_PANIC.lock(), panic.location()) {
            *last = place.to_string();
        }
    }));
    for reader in readers {
        if only.as_ref().is_none_or(|only| only == reader.name) {
            found += fuzz(&reader, count, seed, &DONE, &current)?;
        }
    }
    Ok(ExitCode::from(u8::from(found > 0)))
}
