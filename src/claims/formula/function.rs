//! The operators and functions of formulas.

use crate::math::normal;

/// An operator between two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    AtLeast,
    AtMost,
    Above,
    Below,
    Equal,
    Unequal,
}

/// Every operator as it is written; an operator that begins like a longer one comes after it.
const OPERATORS: &[(&str, Operator)] = &[
    (">=", Operator::AtLeast),
    ("<=", Operator::AtMost),
    ("==", Operator::Equal),
    ("!=", Operator::Unequal),
    (">", Operator::Above),
    ("<", Operator::Below),
    ("+", Operator::Add),
    ("-", Operator::Subtract),
    ("*", Operator::Multiply),
    ("/", Operator::Divide),
    ("^", Operator::Power),
];

impl Operator {
    /// The operator a text begins with.
    pub fn at_start(text: &str) -> Option<Operator> {
        let found = OPERATORS.iter().find(|(sign, _)| text.starts_with(sign));
        found.map(|(_, operator)| *operator)
    }

    /// The operator as it is written.
    pub fn sign(self) -> &'static str {
        let found = OPERATORS.iter().find(|(_, operator)| *operator == self);
        found.map_or("", |(sign, _)| sign)
    }

    /// How tightly it binds: comparisons 1, sums 2, products 3, powers 4.
    pub fn rank(self) -> u8 {
        match self {
            Operator::Add | Operator::Subtract => 2,
            Operator::Multiply | Operator::Divide => 3,
            Operator::Power => 4,
            _ => 1,
        }
    }

    /// The result; a comparison is 1 where it is true, else 0.
    pub fn apply(self, left: f64, right: f64) -> f64 {
        let truth = |true_here| if true_here { 1.0 } else { 0.0 };
        match self {
            Operator::Add => left + right,
            Operator::Subtract => left - right,
            Operator::Multiply => left * right,
            Operator::Divide => left / right,
            Operator::Power => libm::pow(left, right),
            Operator::AtLeast => truth(left >= right),
            Operator::AtMost => truth(left <= right),
            Operator::Above => truth(left > right),
            Operator::Below => truth(left < right),
            Operator::Equal => truth(left == right),
            Operator::Unequal => truth(left != right),
        }
    }
}

/// A function of formulas.
#[derive(Clone, Copy, Debug)]
pub(super) struct Function {
    pub name: &'static str,
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
    /// The function of a name.
    pub fn find(name: &str) -> Option<Function> {
        FUNCTIONS
            .iter()
            .find(|function| function.name == name)
            .copied()
    }

    /// The number of its arguments.
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
    Function {
        name,
        apply: Apply::One(function),
    }
}

const fn two(name: &'static str, function: fn(f64, f64) -> f64) -> Function {
    Function {
        name,
        apply: Apply::Two(function),
    }
}

/// -1, 0 or 1; `f64::signum` has no 0.
fn sign(x: f64) -> f64 {
    if x > 0.0 {
        1.0
    } else if x < 0.0 {
        -1.0
    } else {
        0.0
    }
}

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
    one("sign", sign),
    one("floor", f64::floor),
    one("normal_cdf", normal::cdf),
    two("min", f64::min),
    two("max", f64::max),
];
