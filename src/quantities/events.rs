//! What happens to single neurons: flips, slides, entering a cone.

use super::cones::{Side, class_label, in_cone, sides};
use super::measures::two_layer;
use super::setting::point_lengths;
use super::{Quantity, TwoLayerRun, UNIT};
use crate::flow::{Event, EventKind};
use crate::network::{is_parallel, same_side};

pub(super) const QUANTITIES: &[Quantity] = &[
    two_layer::each_neuron(
        "flips",
        "Activations and deactivations of the neuron.",
        |run| {
            count(run, |kind| {
                matches!(kind, EventKind::Activate | EventKind::Deactivate)
            })
        },
    )
    .from("own")
    .with_events(),
    two_layer::each_neuron(
        "slides",
        "Times the neuron began to slide along a kink.",
        |run| count(run, |kind| kind == EventKind::Slide),
    )
    .from("own")
    .with_events(),
    two_layer::each_neuron("sign_changes", "Times v_j changed its sign.", |run| {
        count(run, |kind| kind == EventKind::SignChange)
    })
    .from("DHL18")
    .with_events(),
    two_layer::each_neuron(
        "last_event_time",
        "Time of the neuron's last event; 0 without one.",
        |run| {
            let mut last = vec![0.0; run.start.width()];
            for event in events(run)? {
                last[event.neuron] = event.time;
            }
            Some(last)
        },
    )
    .from("own")
    .unit("flow time")
    .with_events(),
    two_layer::each_neuron(
        "entry_time",
        "t_1, the time at which the neuron is in the cone of its class for the first time; NaN if \
         never.",
        entry_times,
    )
    .from("MMV24; YHL26 Lemma 5.2")
    .unit("flow time")
    .with_events(),
    two_layer::each_neuron(
        "entered",
        "1 where the neuron was in the cone of its class at some time, else 0.",
        |run| {
            let times = entry_times(run)?;
            Some(times.iter().map(|t| f64::from(t.is_finite())).collect())
        },
    )
    .from("MMV24; YHL26 Lemma 5.2")
    .within(UNIT)
    .with_events(),
];

/// The events of a finished run that saw them.
fn events<'a>(run: &'a TwoLayerRun<'_>) -> Option<&'a [Event]> {
    let exact = run.config.flow.method.is_exact();
    let solution = run.solution.as_ref().filter(|_| exact)?;
    Some(&solution.events)
}

fn count(run: &TwoLayerRun<'_>, counts: fn(EventKind) -> bool) -> Option<Vec<f64>> {
    let mut found = vec![0.0; run.start.width()];
    for event in events(run)?.iter().filter(|event| counts(event.kind)) {
        found[event.neuron] += 1.0;
    }
    Some(found)
}

/// When each neuron is in its class's cone first.
pub(super) fn entry_times(run: &TwoLayerRun<'_>) -> Option<Vec<f64>> {
    let find = || find_entry_times(run);
    run.cache.entry_times.get_or_init(find).clone()
}

/// The same, by replaying the events from the start.
fn find_entry_times(run: &TwoLayerRun<'_>) -> Option<Vec<f64>> {
    let events = events(run).filter(|_| run.has_classes())?;
    let (start, lengths) = (run.beginning().two_layer()?, point_lengths(run));
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
fn replay(run: &TwoLayerRun<'_>, sides: &mut [Side], event: &Event) {
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

#[cfg(test)]
mod tests {
    use faer::mat;

    use super::super::Axis;
    use super::super::tests::{ALIGNING, all, before, by_hand, is_none, observed, one};
    use super::*;

    #[test]
    fn the_replayed_entry_is_between_the_recorded_states_outside_and_inside() {
        let run = observed(ALIGNING);
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
        let events = &run.solution.as_ref().unwrap().events;
        let count = |j: usize, kinds: &[EventKind]| {
            let own = events.iter().filter(|event| event.neuron == j);
            own.filter(|event| kinds.contains(&event.kind)).count() as f64
        };
        let flips = [EventKind::Activate, EventKind::Deactivate];
        for j in 0..run.length(Axis::Neuron) {
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
        let pass = |found: &mut _, kind| replay(&run.two_layer().unwrap(), found, &event(kind));
        let (active, inactive, kink) = (Side::Active, Side::Inactive, Side::Kink);
        pass(&mut found, EventKind::Activate);
        assert_eq!(found, [active, active, inactive, kink, kink]);
        pass(&mut found, EventKind::Release);
        assert_eq!(found, [active, active, inactive, kink, kink]);
        pass(&mut found, EventKind::Deactivate);
        assert_eq!(found, [inactive, inactive, active, kink, kink]);
        pass(&mut found, EventKind::Slide);
        assert_eq!(found, [kink; 5]);
    }

    #[test]
    fn events_at_one_time_belong_together() {
        // From (0, 1) against x_+ = (1, 0) and x_- = (0, 1): out of the one, into the other.
        let mut run = by_hand(
            "",
            mat![[1.0, 0.1], [0.1, 1.0]],
            &[1.0, -1.0],
            mat![[-1.0], [1.0]],
            &[1.0],
        );
        run.solution = observed("").solution;
        let event = |time, kink, kind| Event {
            time,
            neuron: 0,
            kink,
            kind,
        };
        let mut entry = |events: Vec<Event>| {
            run.solution.as_mut().unwrap().events = events;
            run.cache = Default::default();
            all(&run, "entry_time")[0]
        };
        let (on, off) = (EventKind::Activate, EventKind::Deactivate);
        let (enter, leave) = (event(1.0, 0, on), event(2.0, 1, off));
        assert_eq!(entry(vec![enter, leave]), 2.0);
        // Back out at once: it was never inside.
        assert!(entry(vec![enter, leave, event(2.0, 0, off)]).is_nan());
        assert_eq!(entry(vec![enter, leave, event(3.0, 0, off)]), 2.0);
        assert!(entry(vec![]).is_nan());
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
