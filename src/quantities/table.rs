//! The table: every quantity by name.

use std::sync::LazyLock;

use super::{
    Quantity, bounds, cones, coordinates, diagonal, diagonal_factors, errors, events,
    gradient_check, largest_learning_rate, lazy, limits, linear, outcome, points, predictor, risk,
    setting, streams, tanh_law, turning, weights,
};

const KNOWN_BEFORE: [&[Quantity]; 10] = [
    setting::KNOWN_BEFORE,
    streams::KNOWN_BEFORE,
    bounds::KNOWN_BEFORE,
    limits::KNOWN_BEFORE,
    linear::KNOWN_BEFORE,
    errors::KNOWN_BEFORE,
    predictor::KNOWN_BEFORE,
    weights::KNOWN_BEFORE,
    tanh_law::KNOWN_BEFORE,
    points::KNOWN_BEFORE,
];

const OTHERS: [&[Quantity]; 18] = [
    coordinates::QUANTITIES,
    diagonal::QUANTITIES,
    diagonal_factors::QUANTITIES,
    largest_learning_rate::QUANTITIES,
    limits::QUANTITIES,
    linear::QUANTITIES,
    outcome::QUANTITIES,
    risk::QUANTITIES,
    gradient_check::QUANTITIES,
    errors::QUANTITIES,
    predictor::QUANTITIES,
    weights::QUANTITIES,
    lazy::QUANTITIES,
    turning::QUANTITIES,
    cones::QUANTITIES,
    events::QUANTITIES,
    tanh_law::QUANTITIES,
    points::QUANTITIES,
];

static QUANTITIES: LazyLock<Vec<Quantity>> = LazyLock::new(|| {
    let known = KNOWN_BEFORE.concat().into_iter();
    let known = known.map(|quantity| Quantity {
        before: true,
        ..quantity
    });
    let all = known.chain(OTHERS.concat());
    let mut all: Vec<Quantity> = all.flat_map(Quantity::entries).collect();
    all.sort_by_key(|quantity| quantity.name);
    all
});

/// Every quantity, by name.
///
/// ```
/// use sweetspot::quantities::quantities;
/// assert!(quantities().iter().any(|quantity| quantity.name == "phase_end"));
/// ```
pub fn quantities() -> &'static [Quantity] {
    &QUANTITIES
}

/// The quantity of a name.
pub fn find(name: &str) -> Option<&'static Quantity> {
    let at = QUANTITIES.binary_search_by_key(&name, |quantity| quantity.name);
    at.ok().map(|at| &QUANTITIES[at])
}
