//! The same configuration gives the same bytes, however the work is shared out.

use std::fs;
use std::path::Path;

use tempfile::tempdir;

use crate::command::{SMALL, sweetspot};

/// What a sweep wrote for others to read.
pub fn outputs(folder: &Path) -> Vec<Vec<u8>> {
    let names = ["curve.csv", "runs.parquet", "curve.svg"];
    names
        .iter()
        .map(|name| fs::read(folder.join(name)).unwrap())
        .collect()
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let folder = tempdir().unwrap();
    let run = |threads: usize| {
        let line = format!(
            "sweep {SMALL} --set sweep.alphas=[0.01,0.1,1] --set sweep.replicates=5 \
             --set sweep.samples=[6,8] --threads {threads} --out {threads}"
        );
        let answer = sweetspot(folder.path(), &line);
        assert_eq!(answer.code, Some(0), "{}", answer.stderr);
        (
            outputs(&folder.path().join(threads.to_string())),
            answer.stdout,
        )
    };
    let alone = run(1);
    assert!(alone == run(2), "2 threads");
    assert!(alone == run(5), "5 threads");
}

#[test]
fn the_report_is_the_same_whenever_the_same_command_runs() {
    let folder = tempdir().unwrap();
    let run = |more: &str| {
        let grid = "--set sweep.alphas=[0.01,0.1,1] --set sweep.replicates=3 --out out";
        let answer = sweetspot(folder.path(), &format!("sweep {SMALL} {grid}{more}"));
        assert_eq!(answer.code, Some(0), "{}", answer.stderr);
        fs::read_to_string(folder.path().join("out/report.html")).unwrap()
    };
    let page = run("");
    assert!(page == run(""));
    assert!(
        page.contains("&#39;sweep.alphas=[0.01,0.1,1]&#39;")
            || page.contains("'sweep.alphas=[0.01,0.1,1]'")
    );
    let other = run(" --fresh --threads 2");
    assert!(page == other.replace(" --fresh --threads 2", ""));
}

#[test]
fn the_default_folder_is_named_after_the_configuration() {
    let folder = tempdir().unwrap();
    let line = format!("sweep {SMALL} --set sweep.alphas=[0.1] --set sweep.replicates=1");
    for other in ["", " --set network.alpha=0.3", " --seed 1"] {
        assert_eq!(
            sweetspot(folder.path(), &format!("{line}{other}")).code,
            Some(0)
        );
    }
    let entries = fs::read_dir(folder.path().join("sweetspot-out")).unwrap();
    let names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    // Alpha is swept, and so no part of what identifies a sweep.
    assert_eq!(names.len(), 2, "{names:?}");
    for name in names {
        let hash = name.strip_prefix("sweep-").unwrap();
        assert!(
            hash.len() == 8 && hash.chars().all(|c| c.is_ascii_hexdigit()),
            "{name}"
        );
    }
}
