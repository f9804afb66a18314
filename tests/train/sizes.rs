//! Sizes that no memory holds are refused before it is asked for.

use std::process::Command;
use std::time::Instant;

use tempfile::tempdir;

/// The program where 4 GB may be asked for: exit code, and what it says on stderr.
fn within_4_gb(line: &str) -> (Option<i32>, String) {
    let folder = tempdir().unwrap();
    let program = assert_cmd::cargo::cargo_bin!("sweetspot").display();
    let output = Command::new("sh")
        .current_dir(folder.path())
        .args(["-c", &format!("ulimit -v 4000000; exec {program} {line}")])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    (output.status.code(), said)
}

#[test]
fn sizes_are_held_against_the_memory_that_is_free() {
    for line in [
        "train --set data.samples=30000",
        "train --set data.kind=separable --set data.samples=30000",
        "train --set data.test_lines=1000000000000",
        "train --set data.kind=sparse-regression --loss squared --set data.dimension=1000000000000",
        "train --set data.kind=sparse-regression --loss squared --set data.samples=1000000000000",
        "train --set data.kind=teacher --loss cross-entropy --set network.kind=mlp --method descent \
         --set data.test_samples=1000000000000",
        "train --width 1000000 --set data.dimension=2000",
        "train --width 1000000 --set data.dimension=2000 --method descent",
        "train --width 1000 --set flow.record=100000",
        "train --set network.kind=mlp --set network.hidden=[100000,100000] --method descent",
        "train --set network.kind=cnn --set network.width_multiplier=1000 --set data.kind=digits \
         --set data.bias=false --method descent",
        "train --set network.kind=linear \
         --set network.hidden=[1000000,1000000] --loss squared --method descent",
        "sweep --replicates 1000000000000",
        "sweep --replicates 1000000000000 --dry-run",
        "sweep --replicates 1000000000000 --shard 0/2",
        "sweep --replicates 9000000000000000000 --sbatch",
        "sweep --set network.width=1000000 --set data.dimension=2000 --replicates 2",
    ] {
        let began = Instant::now();
        let (code, said) = within_4_gb(line);
        assert_eq!(code, Some(2), "{line}: {said}");
        assert!(said.contains(" of memory are free"), "{line}: {said}");
        assert!(began.elapsed().as_secs() < 20, "{line}");
    }
}

#[test]
fn what_fits_is_made() {
    let (code, said) =
        within_4_gb("train --set data.samples=400 --set flow.record=1000 --width 128");
    assert_eq!(code, Some(0), "{said}");
}
