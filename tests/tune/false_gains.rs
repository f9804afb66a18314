//! How often a gain is claimed that is not there.

use sweetspot::config::{Config, Override};
use sweetspot::runs::Workers;
use sweetspot::tune::{Model, Setup, Verdict, configuration, tune};

use crate::table::{two_groups, write};

/// Tables of labels that have nothing to do with the points, with as many of either: no strength gains
/// anything on rows of their law. SWEETSPOT_SIMULATIONS=500 repeats it as often; the test itself makes a
/// few and allows one claim.
#[test]
fn permuted_labels_gain_nothing() {
    let repeats: u64 = std::env::var("SWEETSPOT_SIMULATIONS").map_or(4, |n| n.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let mut claimed = 0;
    for repeat in 0..repeats {
        write(folder.path(), "t.csv", &permuted(120, repeat));
        let path = folder.path().join("t.csv");
        let found = configuration(Model::Mlp, Some((&path, Some("y"))), |below| {
            let keys = below.iter().cloned().chain([
                Override::set("network.hidden=[16]").unwrap(),
                Override::set(&format!("seed={repeat}")).unwrap(),
            ]);
            Ok::<Config, sweetspot::tune::SetupError>(Config::load(
                None,
                &keys.collect::<Vec<_>>(),
            )?)
        });
        let setup = Setup::of(found.unwrap()).unwrap();
        let found = tune(&setup, 1.0, &Workers::default(), None).unwrap();
        let better = found
            .gains
            .iter()
            .any(|gain| gain.verdict == Verdict::Better);
        claimed += u64::from(better);
        if better {
            eprintln!("repeat {repeat}: {:?}", found.gains);
        }
    }
    eprintln!("{claimed} gains claimed in {repeats} tables");
    // Beyond 1% by more than chance: P(X > 1 + 3%) of a binomial at 1% is below 1e-3 from 3 on.
    assert!(claimed <= 1 + repeats * 3 / 100, "{claimed} of {repeats}");
}

/// As many labels of either kind in another order.
fn permuted(rows: usize, seed: u64) -> String {
    let text = two_groups(rows, 1000 + seed);
    let mut state = seed + 1;
    let mut order: Vec<usize> = (0..rows).collect();
    for i in (1..rows).rev() {
        state = state
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        order.swap(i, (state >> 33) as usize % (i + 1));
    }
    let mut lines = text.lines();
    let mut table = format!("{}\n", lines.next().unwrap());
    for (row, line) in lines.enumerate() {
        let (numbers, _) = line.rsplit_once(',').unwrap();
        let label = if order[row].is_multiple_of(2) { 1 } else { -1 };
        table += &format!("{numbers},{label}\n");
    }
    table
}
