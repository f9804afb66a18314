//! The statistical claims of one paper together, and the admission of a claim.

use rayon::prelude::*;
use sweetspot::random::{Stream, Streams};
use sweetspot::statistics::{
    Contrast, Evidence, LOOKS, Looks, PAPER_LEVEL, StatisticsError, Verdict, admission,
    holm_verdicts, look_until_decided, smallest_found,
};

use crate::noise::Noise;
use crate::rates::{at_most, repetitions};

const LOOKS_OF_32: Looks = Looks { first: 32 };

/// p_seq of ten claims whose contrasts have correlation .5 and these means.
fn paper(means: [f64; 10], noise: Noise, stream: &mut Stream) -> Vec<Evidence> {
    let half = 0.5_f64.sqrt();
    let mut values = vec![Vec::new(); 10];
    for _ in 0..LOOKS_OF_32.most() {
        let shared = noise.draw(stream);
        for (values, mean) in values.iter_mut().zip(means) {
            values.push(mean + half * (shared + noise.draw(stream)));
        }
    }
    let claim = |values: &Vec<f64>| {
        let rule =
            |_, seeds| Ok::<_, StatisticsError>(Contrast::new(&values[..seeds])?.evidence(0.0));
        look_until_decided(LOOKS_OF_32, LOOKS, 10, rule)
            .unwrap()
            .evidence
    };
    values.iter().map(claim).collect()
}

/// Share of papers for which `wrong` is true of their verdicts.
fn share(
    means: [f64; 10],
    noise: Noise,
    repetitions: u64,
    wrong: impl Fn(&[Verdict]) -> bool + Sync,
) -> f64 {
    let wrong = |repetition: u64| {
        let mut stream = Streams::new(31).replicate(repetition).data();
        wrong(&holm_verdicts(
            &paper(means, noise, &mut stream),
            PAPER_LEVEL,
        ))
    };
    let count = (0..repetitions)
        .into_par_iter()
        .filter(|r| wrong(*r))
        .count();
    count as f64 / repetitions as f64
}

fn any_decided(verdicts: &[Verdict]) -> bool {
    verdicts
        .iter()
        .any(|verdict| *verdict != Verdict::Inconclusive)
}

/// Ten truths at the cut: any verdict is taken for wrong.
#[test]
fn ten_claims_at_the_cut_get_any_verdict_in_one_paper_of_a_hundred_at_most() {
    let repetitions = repetitions(3000);
    for noise in [Noise::Normal, Noise::T3] {
        let found = share([0.0; 10], noise, repetitions, any_decided);
        println!("ten claims at the cut, {noise:?}: {found}");
        assert!(
            found <= at_most(PAPER_LEVEL, repetitions),
            "{noise:?} {found}"
        );
        if matches!(noise, Noise::Normal) {
            assert!(found >= 0.0025, "not far below the level: {found}");
        }
    }
}

/// Nine claims that hold clearly leave the tenth nearly the whole level; it is still
/// kept, and the nine are all found.
#[test]
fn clear_claims_do_not_spoil_the_level_of_the_others() {
    let repetitions = repetitions(1000);
    let mut means = [1.0; 10];
    means[9] = 0.0;
    let wrong = share(means, Noise::Normal, repetitions, |v| any_decided(&v[9..]));
    println!("the tenth claim at the cut: {wrong}");
    assert!(wrong <= at_most(PAPER_LEVEL, repetitions), "{wrong}");
    let found = share(means, Noise::Normal, repetitions, |v| {
        v[..9].iter().all(|verdict| *verdict == Verdict::Holds)
    });
    assert!(found > 0.995, "{found}");
}

fn above_zero(values: &[Vec<f64>]) -> Result<Evidence, StatisticsError> {
    Ok(Contrast::new(&values[0])?.evidence(0.0))
}

/// Calibration seeds of the planned effect, .92 spreads, are admitted; half of it is not.
#[test]
fn the_planned_effect_is_admitted_and_half_of_it_is_not() {
    let normal: Vec<f64> = {
        let mut stream = Streams::new(33).data();
        (0..256).map(|_| Noise::Normal.draw(&mut stream)).collect()
    };
    let runs = repetitions(2000) as usize;
    let admit = |effect: f64| {
        let values = vec![normal.iter().map(|x| x + effect).collect()];
        admission(&values, LOOKS_OF_32, 10, Verdict::Holds, runs, above_zero).unwrap()
    };
    let planned = admit(0.92);
    println!("admission: {planned:?} {:?}", admit(0.3));
    assert_eq!(planned.unexpected, 0);
    assert!(admit(0.2).unexpected > 0);
}

/// The power that the report states is what fresh seeds then find, at the last look.
#[test]
fn the_stated_power_is_what_fresh_seeds_find() {
    let repetitions = repetitions(4000);
    let error = 0.36 * 0.01 / 20.0;
    for noise in [Noise::Normal, Noise::LongRight] {
        let mut stream = Streams::new(34).data();
        let recorded: Vec<f64> = (0..512).map(|_| noise.draw(&mut stream)).collect();
        let power = smallest_found(&recorded, 512, error).unwrap();
        let missed = |repetition: u64| {
            let mut stream = Streams::new(35).replicate(repetition).data();
            let values: Vec<f64> = (0..512)
                .map(|_| power.above + noise.draw(&mut stream))
                .collect();
            Contrast::new(&values).unwrap().evidence(0.0).holds > error
        };
        let missed = (0..repetitions)
            .into_par_iter()
            .filter(|r| missed(*r))
            .count();
        let missed = missed as f64 / repetitions as f64;
        println!("missed at the stated power, {noise:?}: {missed}");
        // The recorded spread is itself known to 3% (normal) or 6%, of 6 standard errors.
        assert!((0.001..0.04).contains(&missed), "{noise:?} {missed}");
    }
}
