//! The table: every quantity by name.

use std::sync::LazyLock;

use super::{
    Quantity, bounds, cones, diagonal, errors, events, gradient_check, lazy, learning_rate, limits,
    outcome, points, predictor, risk, setting, tanh_law, turning, weights,
};

static QUANTITIES: LazyLock<Vec<Quantity>> = LazyLock::new(|| {
    let all = [
        setting::quantities(),
        bounds::quantities(),
        diagonal::quantities(),
        learning_rate::quantities(),
        limits::quantities(),
        outcome::quantities(),
        risk::quantities(),
        gradient_check::quantities(),
        errors::quantities(),
        predictor::quantities(),
        weights::quantities(),
        lazy::quantities(),
        turning::quantities(),
        cones::quantities(),
        events::quantities(),
        tanh_law::quantities(),
        points::quantities(),
    ];
    let all = all.into_iter().flatten();
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
