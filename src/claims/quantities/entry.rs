//! What happens to single neurons: flips, slides, entering a cone and following the tanh law.

use super::super::observed::Observed;
use super::Quantity;
use super::bounds::{class_zeta, phase};
use super::setting::{class_length, point_lengths, separability};
use super::turning::{Side, in_cone, sides};
use crate::flow::{Event, EventKind};
use crate::network::{is_parallel, same_side};
use crate::observables::angle;
use crate::theory::{
    AlignmentPhase, angle_under_constant_pull, entry_time, is_non_degenerate, psi_lower_bound,
};

/// Of single neurons: from the start, from the events, and what they imply.
pub(super) fn quantities() -> Vec<Quantity> {
    let known = known().into_iter().map(Quantity::known_before);
    let events = [counts(), entries(), bounds()].concat();
    let events = events.into_iter().map(Quantity::from_events);
    known.chain(events).chain(laws()).collect()
}

fn known() -> Vec<Quantity> {
    vec![
        Quantity::neuron(
            "cosine_to_wrong_class",
            "",
            "Cosine of w_j(0) to the sum of the class it is pushed from: x_- for v_j > 0, else x_+.",
            "MMV24",
            wrong_cosines,
        ),
        Quantity::neuron(
            "non_degenerate",
            "",
            "1 where cosine_to_wrong_class is below sqrt(1 - mu), away from the repeller, else 0; separable data only.",
            "MMV24",
            |run| {
                let mu = separability(run).filter(|mu| *mu > 0.0)?;
                let cosines = wrong_cosines(run)?;
                let holds = |cosine: &f64| f64::from(is_non_degenerate(*cosine, mu));
                Some(cosines.iter().map(holds).collect())
            },
        ),
        Quantity::run(
            "entry_time_measured_bound",
            "flow time",
            "0.66 log n/(pull xmin sqrt(mu)), the largest entry time of a non-degenerate neuron that was measured; separable data only.",
            "MMV24 Theorem 1, constant measured",
            |run| {
                let mu = separability(run).filter(|mu| *mu > 0.0)?;
                let shortest = point_lengths(run).into_iter().fold(f64::INFINITY, f64::min);
                let pull = run.loss().residual(0.0, 1.0);
                Some(entry_time(run.data().samples(), shortest, mu) / pull)
            },
        ),
    ]
}

fn counts() -> Vec<Quantity> {
    vec![
        Quantity::neuron(
            "flips",
            "",
            "Activations and deactivations of the neuron.",
            "own",
            |run| {
                count(run, |kind| {
                    matches!(kind, EventKind::Activate | EventKind::Deactivate)
                })
            },
        ),
        Quantity::neuron(
            "slides",
            "",
            "Times the neuron began to slide along a kink.",
            "own",
            |run| count(run, |kind| kind == EventKind::Slide),
        ),
        Quantity::neuron(
            "sign_changes",
            "",
            "Times v_j changed its sign.",
            "DHL18",
            |run| count(run, |kind| kind == EventKind::SignChange),
        ),
        Quantity::neuron(
            "last_event_time",
            "flow time",
            "Time of the neuron's last event; 0 without one.",
            "own",
            |run| {
                let mut last = vec![0.0; run.start.width()];
                for event in events(run)? {
                    last[event.neuron] = event.time;
                }
                Some(last)
            },
        ),
    ]
}

fn entries() -> Vec<Quantity> {
    vec![
        Quantity::neuron(
            "entry_time",
            "flow time",
            "t_1, the time at which the neuron is in the cone of its class for the first time; NaN if never.",
            "MMV24; YHL26 Lemma 5.2",
            entry_times,
        ),
        Quantity::neuron(
            "entered",
            "",
            "1 where the neuron was in the cone of its class at some time, else 0.",
            "MMV24; YHL26 Lemma 5.2",
            |run| {
                let times = entry_times(run)?;
                Some(times.iter().map(|t| f64::from(t.is_finite())).collect())
            },
        ),
    ]
}

fn bounds() -> Vec<Quantity> {
    vec![
        Quantity::neurons(
            "psi_lower_bound",
            "",
            "sqrt(zeta) tanh((t - t_1) pull |x_class| sqrt(zeta)), a bound on psi_class from entry to T(alpha); NaN before entry.",
            "YHL26 Lemma 5.2",
            |run, moment| lower_bounds(run, moment.time, AlignmentPhase::published_zeta),
        ),
        Quantity::neurons(
            "psi_lower_bound_sharp",
            "",
            "The same with zeta_sharp.",
            "own, after YHL26 Lemma 5.2",
            |run, moment| lower_bounds(run, moment.time, AlignmentPhase::zeta),
        ),
    ]
}

fn laws() -> Vec<Quantity> {
    vec![Quantity::neurons(
        "angle_under_constant_pull",
        "radians",
        "angle_class under residuals of exactly y since the neuron's first recorded time in its cone; NaN before.",
        "MMV24; YHL26 section 5",
        |run, moment| {
            let phase = phase(run)?;
            let lengths = class_lengths(run)?;
            let firsts = run.cache.first_in_cone.get_or_init(|| first_in_cone(run));
            let law = firsts.iter().zip(lengths).map(|(first, length)| {
                let Some((time, angle)) = first.filter(|(time, _)| *time <= moment.time) else {
                    return f64::NAN;
                };
                let elapsed = (moment.time - time) * phase.pull();
                angle_under_constant_pull(angle, elapsed, length)
            });
            Some(law.collect())
        },
    )]
}

fn wrong_cosines(run: &Observed) -> Option<Vec<f64>> {
    let [minus, plus] = [false, true].map(|positive| run.data().class_sum(positive));
    let cosines = run.start.outputs.iter().enumerate().map(|(j, v)| {
        let wrong = if *v > 0.0 { &minus } else { &plus };
        let neuron: Vec<f64> = run.start.weights.col(j).iter().copied().collect();
        angle(&neuron, wrong).map_or(f64::NAN, libm::cos)
    });
    run.has_classes().then(|| cosines.collect())
}

/// The events of a finished run that saw them.
fn events(run: &Observed) -> Option<&[Event]> {
    let exact = run.config.flow.method == crate::config::Method::Exact;
    let finished = run.finished.as_ref().filter(|_| exact)?;
    Some(&finished.solution.events)
}

fn count(run: &Observed, counts: fn(EventKind) -> bool) -> Option<Vec<f64>> {
    let mut found = vec![0.0; run.start.width()];
    for event in events(run)?.iter().filter(|event| counts(event.kind)) {
        found[event.neuron] += 1.0;
    }
    Some(found)
}

/// The label of a neuron's class.
fn class_label(run: &Observed, neuron: usize) -> f64 {
    if run.start.outputs[neuron] > 0.0 {
        1.0
    } else {
        -1.0
    }
}

/// When each neuron is in its class's cone first.
fn entry_times(run: &Observed) -> Option<Vec<f64>> {
    let find = || find_entry_times(run);
    run.cache.entry_times.get_or_init(find).clone()
}

/// The same, by replaying the events from the start.
fn find_entry_times(run: &Observed) -> Option<Vec<f64>> {
    let events = events(run).filter(|_| run.has_classes())?;
    let (start, lengths) = (run.moment_of(0.0, &run.start), point_lengths(run));
    let times = (0..run.start.width()).map(|j| {
        let mut sides = sides(&start, &lengths, j);
        let label = class_label(run, j);
        if in_cone(run, &sides, label) {
            return 0.0;
        }
        let mut own = events.iter().filter(|event| event.neuron == j).peekable();
        while let Some(event) = own.next() {
            replay(run, &mut sides, event);
            // Events at one time belong together: between them there is no state.
            let goes_on = own.peek().is_some_and(|next| next.time == event.time);
            if !goes_on && in_cone(run, &sides, label) {
                return event.time;
            }
        }
        f64::NAN
    });
    Some(times.collect())
}

/// What an event does to a neuron's sides: points that are multiples of each other switch together.
fn replay(run: &Observed, sides: &mut [Side], event: &Event) {
    let points = run.data().points();
    let kink = points.row(event.kink);
    for (i, side) in sides.iter_mut().enumerate() {
        let x = points.row(i);
        if x.norm_l2() == 0.0 || !is_parallel(kink, x) {
            continue;
        }
        let along = same_side(kink, x);
        match event.kind {
            EventKind::Activate if along => *side = Side::Active,
            EventKind::Activate => *side = Side::Inactive,
            EventKind::Deactivate if along => *side = Side::Inactive,
            EventKind::Deactivate => *side = Side::Active,
            EventKind::Slide => *side = Side::Kink,
            EventKind::Release | EventKind::SignChange => {}
        }
    }
}

/// |x_class| of every neuron.
fn class_lengths(run: &Observed) -> Option<Vec<f64>> {
    let (plus, minus) = (class_length(run, true)?, class_length(run, false)?);
    let outputs = run.start.outputs.iter();
    Some(
        outputs
            .map(|v| if *v > 0.0 { plus } else { minus })
            .collect(),
    )
}

fn lower_bounds(
    run: &Observed,
    time: f64,
    zeta: fn(&AlignmentPhase, crate::theory::ClassSum) -> f64,
) -> Option<Vec<f64>> {
    let (phase, entries) = (phase(run)?, entry_times(run)?);
    let (zetas, lengths) = (class_zeta(run, zeta)?, class_lengths(run)?);
    let bounds = entries
        .iter()
        .zip(zetas)
        .zip(lengths)
        .map(|((entry, zeta), length)| {
            if time >= *entry {
                psi_lower_bound((time - entry) * phase.pull(), length, zeta)
            } else {
                f64::NAN
            }
        });
    Some(bounds.collect())
}

/// Time and angle to the class sum at every neuron's first recorded state in its cone.
fn first_in_cone(run: &Observed) -> Vec<Option<(f64, f64)>> {
    let lengths = point_lengths(run);
    let sums = [false, true].map(|positive| run.data().class_sum(positive));
    let first = |j: usize| {
        let label = class_label(run, j);
        let mut recorded = run.moments().recorded.iter();
        let moment = recorded.find(|moment| in_cone(run, &sides(moment, &lengths, j), label))?;
        let neuron: Vec<f64> = moment.network.weights.col(j).iter().copied().collect();
        let angle = angle(&neuron, &sums[usize::from(label > 0.0)])?;
        Some((moment.time, angle))
    };
    (0..run.start.width()).map(first).collect()
}

#[cfg(test)]
mod tests {
    use faer::mat;

    use super::super::tests::{all, before, by_hand, is_none, near, observed, one};
    use super::*;

    const KEYS: &str = "
        network = { alpha = 1e-6, width = 20 }
        flow = { record = 200, tolerance = 1e-6 }
        stop.value = 0.02";

    #[test]
    fn the_replayed_entry_is_between_the_recorded_states_outside_and_inside() {
        let run = observed(KEYS);
        let (times, inside) = (all(&run, "t"), all(&run, "in_class_cone"));
        let (entries, entered) = (all(&run, "entry_time"), all(&run, "entered"));
        let mut later = 0;
        for j in 0..20 {
            let first = (0..200).find(|k| inside[20 * k + j] == 1.0);
            assert_eq!(entered[j], f64::from(first.is_some()), "{j}");
            let Some(first) = first else {
                assert!(entries[j].is_nan(), "{j}");
                continue;
            };
            assert!(
                entries[j] <= times[first],
                "{j}: {} {}",
                entries[j],
                times[first]
            );
            if first > 0 {
                assert!(entries[j] > times[first - 1], "{j}");
                later += 1;
            } else {
                assert_eq!(entries[j], 0.0);
            }
        }
        assert!(later >= 3, "{later}");
    }

    #[test]
    fn counts_are_those_of_the_events() {
        let run =
            observed("data.kind = 'mixture'\n data.samples = 12\n network.init = 'unbalanced'");
        let events = &run.finished.as_ref().unwrap().solution.events;
        let count = |j: usize, kinds: &[EventKind]| {
            let own = events.iter().filter(|event| event.neuron == j);
            own.filter(|event| kinds.contains(&event.kind)).count() as f64
        };
        let flips = [EventKind::Activate, EventKind::Deactivate];
        for j in 0..run.start.width() {
            assert_eq!(all(&run, "flips")[j], count(j, &flips));
            assert_eq!(all(&run, "slides")[j], count(j, &[EventKind::Slide]));
            assert_eq!(
                all(&run, "sign_changes")[j],
                count(j, &[EventKind::SignChange])
            );
            let last = events.iter().rfind(|event| event.neuron == j);
            assert_eq!(
                all(&run, "last_event_time")[j],
                last.map_or(0.0, |event| event.time)
            );
        }
        assert_eq!(all(&run, "flips").iter().sum::<f64>(), one(&run, "events"));
        assert_eq!(
            all(&run, "slides").iter().sum::<f64>(),
            one(&run, "sliding_events")
        );
        assert!(one(&run, "events") > 0.0 && one(&run, "sliding_events") > 0.0);
    }

    #[test]
    fn multiples_of_a_point_switch_together_in_a_replay() {
        let run = by_hand(
            "",
            mat![[1.0, 0.0], [2.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, 0.0]],
            &[1.0, 1.0, -1.0, 1.0, 1.0],
            mat![[1.0], [0.0]],
            &[1.0],
        );
        let mut found = vec![Side::Kink; 5];
        let event = |kind| Event {
            time: 1.0,
            neuron: 0,
            kink: 0,
            kind,
        };
        let (active, inactive, kink) = (Side::Active, Side::Inactive, Side::Kink);
        replay(&run, &mut found, &event(EventKind::Activate));
        assert_eq!(found, [active, active, inactive, kink, kink]);
        replay(&run, &mut found, &event(EventKind::Release));
        assert_eq!(found, [active, active, inactive, kink, kink]);
        replay(&run, &mut found, &event(EventKind::Deactivate));
        assert_eq!(found, [inactive, inactive, active, kink, kink]);
        replay(&run, &mut found, &event(EventKind::Slide));
        assert_eq!(found, [kink; 5]);
    }

    #[test]
    fn the_lemma_holds_from_the_entry_on_and_the_law_is_its_limit() {
        let run = observed(KEYS);
        let (times, end) = (all(&run, "t"), one(&run, "phase_end"));
        let (psi, angle) = (all(&run, "psi_class"), all(&run, "angle_class"));
        let (bound, sharp) = (
            all(&run, "psi_lower_bound"),
            all(&run, "psi_lower_bound_sharp"),
        );
        let (law, entries) = (
            all(&run, "angle_under_constant_pull"),
            all(&run, "entry_time"),
        );
        let mut compared = 0;
        for (k, time) in times.iter().enumerate() {
            for j in 0..20 {
                let at = 20 * k + j;
                assert_eq!(bound[at].is_nan(), !(*time >= entries[j]), "{k} {j}");
                if bound[at].is_nan() || *time > end {
                    continue;
                }
                assert!(
                    psi[at] >= bound[at] - 1e-9,
                    "{k} {j}: {} {}",
                    psi[at],
                    bound[at]
                );
                assert!(psi[at] >= sharp[at] - 1e-9 && sharp[at] >= bound[at] - 1e-12);
                assert!(
                    (angle[at] - law[at]).abs() < 1e-3,
                    "{k} {j}: {} {}",
                    angle[at],
                    law[at]
                );
                compared += 1;
            }
        }
        assert!(compared > 40, "{compared}");
    }

    #[test]
    fn starts_near_the_repeller_are_degenerate() {
        // mu = cos 60 degrees = 1/2: degenerate from a cosine of 1/sqrt 2 to the wrong class.
        let half = 0.75f64.sqrt();
        let run = by_hand(
            "loss.name = 'logistic'",
            mat![[1.0, 0.0], [0.5, half], [-0.5, -half]],
            &[1.0, 1.0, -1.0],
            mat![[-1.0, -0.5, 0.0, 3.0], [0.0, -half, 1.0, half]],
            &[1.0, 1.0, 1.0, -1.0],
        );
        let mut run = run;
        run.problem.draw.orthogonal_separability = None;
        let cosines = all(&run, "cosine_to_wrong_class");
        near(cosines[0], 0.5);
        near(cosines[1], 1.0);
        near(cosines[2], -half);
        // v < 0 is pushed from x_+ = (3/2, half), at 30 degrees to the first axis.
        near(cosines[3], (4.5 + 0.75) / (3f64.sqrt() * 9.75f64.sqrt()));
        assert_eq!(all(&run, "non_degenerate"), [1.0, 0.0, 1.0, 0.0]);
        near(
            one(&run, "entry_time_measured_bound"),
            2.0 * 0.66 * libm::log(3.0) / 0.5f64.sqrt(),
        );
        let mixed = by_hand("", mat![[1.0], [1.0]], &[1.0, -1.0], mat![[1.0]], &[1.0]);
        let mut mixed = mixed;
        mixed.problem.draw.orthogonal_separability = None;
        assert!(is_none(&mixed, "non_degenerate") && is_none(&mixed, "entry_time_measured_bound"));
    }

    #[test]
    fn events_need_an_exact_run_that_is_finished() {
        let descent = observed("flow.method = 'descent'");
        for name in [
            "flips",
            "slides",
            "entry_time",
            "entered",
            "psi_lower_bound",
        ] {
            assert!(
                is_none(&descent, name) && is_none(&before(""), name),
                "{name}"
            );
        }
    }
}
