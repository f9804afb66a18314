//! Checks of every kind, written out.

use crate::claims::kinds::exponent::Exponent;
use crate::claims::kinds::inequality::TwoSides;
use crate::claims::kinds::interior_optimum::Optimum;
use crate::claims::kinds::kind::Kind;
use crate::claims::kinds::limit::Limit;
use crate::claims::kinds::locate::Locate;
use crate::claims::kinds::monotone::{Monotone, MonotoneMeans, Trend};
use crate::claims::kinds::ordering::{MeanDifference, Rule};
use crate::claims::kinds::proportion::Share;
use crate::claims::measure::Comparison;
use crate::claims::{Axis, Formula, Over};

pub fn inequality(
    each: Vec<Axis>,
    filter: Option<Formula>,
    [left, right]: [Formula; 2],
    slack: f64,
    at_least: u64,
) -> Kind {
    let comparison = Comparison::AtLeast { slack };
    two_sides(each, filter, [left, right], comparison, at_least)
}

pub fn equality(
    each: Vec<Axis>,
    filter: Option<Formula>,
    [left, right]: [Formula; 2],
    [absolute, relative]: [f64; 2],
    at_least: u64,
) -> Kind {
    let comparison = Comparison::Equal { absolute, relative };
    two_sides(each, filter, [left, right], comparison, at_least)
}

fn two_sides(
    each: Vec<Axis>,
    filter: Option<Formula>,
    [left, right]: [Formula; 2],
    comparison: Comparison,
    at_least: u64,
) -> Kind {
    let sides = TwoSides {
        comparison,
        each,
        filter,
        left,
        right,
        at_least,
    };
    Kind::every_element(sides)
}

pub fn equal_means(left: Formula, right: Formula, within: f64) -> Kind {
    let rule = Rule::Within(within);
    Kind::statistical(MeanDifference { left, right, rule })
}

/// What a monotone quantity is followed along.
pub enum Along {
    Time,
    Means(Over),
    EachSeed(Over),
}

pub fn monotone(
    quantity: Formula,
    trend: Trend,
    along: Along,
    filter: Option<Formula>,
    slack: f64,
    at_least: u64,
) -> Kind {
    let over = match along {
        Along::Means(over) => {
            return Kind::statistical(MonotoneMeans {
                quantity,
                trend,
                over,
                slack,
            });
        }
        Along::EachSeed(over) => Some(over),
        Along::Time => None,
    };
    Kind::every_element(Monotone {
        quantity,
        trend,
        over,
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
) -> Kind {
    Kind::statistical(Exponent {
        over,
        quantity,
        expected,
        within,
        curvature,
        locate,
    })
}

pub fn limit(over: Over, quantity: Formula, target: Formula, [within, falls_by]: [f64; 2]) -> Kind {
    Kind::statistical(Limit {
        over,
        quantity,
        target,
        within,
        falls_by,
    })
}

pub fn ordering(left: Formula, right: Formula, by: f64) -> Kind {
    let rule = Rule::AtLeast(by);
    Kind::statistical(MeanDifference { left, right, rule })
}

pub fn optimum(over: Over, quantity: Formula, margin: f64) -> Kind {
    Kind::statistical(Optimum {
        over,
        quantity,
        margin,
    })
}

pub fn share(of: Formula, bound: f64, at_least: bool) -> Kind {
    Kind::statistical(Share {
        of,
        bound,
        at_least,
    })
}
