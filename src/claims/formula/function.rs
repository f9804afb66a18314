//! The operators and functions of formulas.

use crate::math::normal;

#[derive(Clone, Copy, Debug)]
pub(super) struct Function {
    pub name: &'static str,
    /// How tightly an operator binds: comparisons 1, sums 2, products 3, powers 4.
    pub rank: u8,
    apply: Apply,
}

/// A function is its name: function pointers have no reliable identity.
impl PartialEq for Function {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

#[derive(Clone, Copy, Debug)]
enum Apply {
    One(fn(f64) -> f64),
    Two(fn(f64, f64) -> f64),
}

impl Function {
    pub fn find(name: &str) -> Option<Function> {
        let mut functions = FUNCTIONS.iter();
        functions.find(|function| function.name == name).copied()
    }

    pub fn arity(self) -> usize {
        match self.apply {
            Apply::One(_) => 1,
            Apply::Two(_) => 2,
        }
    }

    /// The result; NaN for another number of arguments than its own.
    pub fn apply(self, arguments: &[f64]) -> f64 {
        match (self.apply, arguments) {
            (Apply::One(function), &[x]) => function(x),
            (Apply::Two(function), &[x, y]) => function(x, y),
            _ => f64::NAN,
        }
    }
}

const fn one(name: &'static str, function: fn(f64) -> f64) -> Function {
    let (rank, apply) = (0, Apply::One(function));
    Function { name, rank, apply }
}

const fn two(name: &'static str, function: fn(f64, f64) -> f64) -> Function {
    operator(0, name, function)
}

const fn operator(rank: u8, name: &'static str, function: fn(f64, f64) -> f64) -> Function {
    let apply = Apply::Two(function);
    Function { name, rank, apply }
}

/// Every operator; one that begins like a longer one comes after it. A comparison is 1 where it is
/// true, else 0.
pub(super) const OPERATORS: &[Function] = &[
    operator(1, ">=", |a, b| f64::from(a >= b)),
    operator(1, "<=", |a, b| f64::from(a <= b)),
    operator(1, "==", |a, b| f64::from(a == b)),
    operator(1, "!=", |a, b| f64::from(a != b)),
    operator(1, ">", |a, b| f64::from(a > b)),
    operator(1, "<", |a, b| f64::from(a < b)),
    operator(2, "+", |a, b| a + b),
    operator(2, "-", |a, b| a - b),
    operator(3, "*", |a, b| a * b),
    operator(3, "/", |a, b| a / b),
    operator(4, "^", libm::pow),
];

pub(super) const NEGATE: Function = one("-", |x| -x);

/// Every function, in the order of the documentation.
pub(super) const FUNCTIONS: &[Function] = &[
    one("abs", f64::abs),
    one("sqrt", f64::sqrt),
    one("exp", libm::exp),
    one("expm1", libm::expm1),
    one("ln", libm::log),
    one("log10", libm::log10),
    one("log1p", libm::log1p),
    one("sin", libm::sin),
    one("cos", libm::cos),
    one("tan", libm::tan),
    one("asin", libm::asin),
    one("acos", libm::acos),
    one("atan", libm::atan),
    one("sinh", libm::sinh),
    one("cosh", libm::cosh),
    one("tanh", libm::tanh),
    one("asinh", libm::asinh),
    one("acosh", libm::acosh),
    one("atanh", libm::atanh),
    // `f64::signum` has no 0.
    one("sign", |x| f64::from(x > 0.0) - f64::from(x < 0.0)),
    one("floor", f64::floor),
    one("normal_cdf", normal::cdf),
    two("min", f64::min),
    two("max", f64::max),
];
