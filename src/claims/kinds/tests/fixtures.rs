//! Checks of every kind, written out.

use std::sync::Arc;

use crate::claims::kinds::equality::{EqualMeans, Equality};
use crate::claims::kinds::exponent::Exponent;
use crate::claims::kinds::inequality::Inequality;
use crate::claims::kinds::interior_optimum::Optimum;
use crate::claims::kinds::kind::Kind;
use crate::claims::kinds::limit::Limit;
use crate::claims::kinds::locate::Locate;
use crate::claims::kinds::monotone::{Along, Monotone, Trend};
use crate::claims::kinds::ordering::Ordering;
use crate::claims::kinds::proportion::Share;
use crate::claims::kinds::two_sides::TwoSides;
use crate::claims::{Axis, Formula, Over};

type Checked = Arc<dyn Kind>;

pub fn inequality(
    each: Vec<Axis>,
    filter: Option<Formula>,
    [left, right]: [Formula; 2],
    slack: f64,
    at_least: u64,
) -> Checked {
    let sides = TwoSides {
        each,
        filter,
        left,
        right,
        at_least,
    };
    Arc::new(Inequality { sides, slack })
}

pub fn equality(
    each: Vec<Axis>,
    filter: Option<Formula>,
    [left, right]: [Formula; 2],
    [absolute, relative]: [f64; 2],
    at_least: u64,
) -> Checked {
    let sides = TwoSides {
        each,
        filter,
        left,
        right,
        at_least,
    };
    Arc::new(Equality {
        sides,
        absolute,
        relative,
    })
}

pub fn equal_means(left: Formula, right: Formula, within: f64) -> Checked {
    Arc::new(EqualMeans {
        left,
        right,
        within,
    })
}

pub fn monotone(
    quantity: Formula,
    trend: Trend,
    along: Along,
    filter: Option<Formula>,
    slack: f64,
    at_least: u64,
) -> Checked {
    Arc::new(Monotone {
        quantity,
        trend,
        along,
        filter,
        slack,
        at_least,
    })
}

pub fn exponent(
    over: Over,
    quantity: Formula,
    [expected, within]: [f64; 2],
    curvature: Option<f64>,
    locate: Option<Locate>,
) -> Checked {
    Arc::new(Exponent {
        over,
        quantity,
        expected,
        within,
        curvature,
        locate,
    })
}

pub fn limit(
    over: Over,
    quantity: Formula,
    target: Formula,
    [within, falls_by]: [f64; 2],
) -> Checked {
    Arc::new(Limit {
        over,
        quantity,
        target,
        within,
        falls_by,
    })
}

pub fn ordering(greater: Formula, smaller: Formula, by: f64) -> Checked {
    Arc::new(Ordering {
        greater,
        smaller,
        by,
    })
}

pub fn optimum(over: Over, quantity: Formula, margin: f64) -> Checked {
    Arc::new(Optimum {
        over,
        quantity,
        margin,
    })
}

pub fn share(of: Formula, bound: f64, at_least: bool) -> Checked {
    Arc::new(Share {
        of,
        bound,
        at_least,
    })
}
