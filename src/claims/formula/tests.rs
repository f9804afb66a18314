//! The grammar as a table of expression and value, and of texts that are refused.

use proptest::prelude::*;

use super::function::FUNCTIONS;
use super::*;

/// Values of the names in the tables.
const VALUES: [(&str, f64); 5] = [
    ("a", 2.0),
    ("b_1", -3.0),
    ("psi", 0.5),
    ("x", 3.0),
    ("zero", 0.0),
];

fn evaluate(text: &str) -> Result<f64, FormulaError> {
    let formula = Formula::parse(text)?;
    let value = |name: &String| VALUES.iter().find(|(known, _)| known == name).unwrap().1;
    let values: Vec<f64> = formula.names().iter().map(value).collect();
    formula.evaluate(&values)
}

#[test]
fn expressions_have_their_values() {
    for (text, expected) in [
        // Numbers.
        ("1", 1.0),
        ("1e-8", 1e-8),
        (".5", 0.5),
        ("0.25E+2", 25.0),
        (".5e1", 5.0),
        ("007", 7.0),
        ("5e-324", 5e-324),
        // Order of operations.
        ("-x^2", -9.0),
        ("(-x)^2", 9.0),
        ("2-x^2", -7.0),
        ("2*-x^2", -18.0),
        ("-x^2*2", -18.0),
        ("x^-2", 1.0 / 9.0),
        ("(2^3)^2", 64.0),
        ("2^(3^2)", 512.0),
        ("-2^-2", -0.25),
        ("--x", 3.0),
        ("-(-x)", 3.0),
        ("1-2-3", -4.0),
        ("1-(2-3)", 2.0),
        ("1 - -3", 4.0),
        ("8/4/2", 1.0),
        ("8/(4/2)", 4.0),
        ("2*x+1", 7.0),
        ("1+2*x", 7.0),
        ("(1+2)*x", 9.0),
        ("6/2*3", 9.0),
        ("2*x^2", 18.0),
        ("x^2/a", 4.5),
        ("  ( ( x ) )  ", 3.0),
        ("a*b_1-psi", -6.5),
        // Comparisons.
        ("1 >= 1", 1.0),
        ("1 >= 2", 0.0),
        ("2 >= 1", 1.0),
        ("1 <= 1", 1.0),
        ("2 <= 1", 0.0),
        ("1 <= 2", 1.0),
        ("1 > 1", 0.0),
        ("2 > 1", 1.0),
        ("1 < 1", 0.0),
        ("1 < 2", 1.0),
        ("1 == 1", 1.0),
        ("1 == 2", 0.0),
        ("1 != 1", 0.0),
        ("1 != 2", 1.0),
        ("1 + 1 > 1", 1.0),
        ("1 > 1 - 1", 1.0),
        ("1 + (1 > 1)", 1.0),
        ("(x > 1) * (x <= 3) * psi", 0.5),
        ("-1 < -2", 0.0),
        ("0 == -0", 1.0),
        // Functions.
        ("abs(b_1)", 3.0),
        ("sqrt(16)", 4.0),
        ("exp(1)", std::f64::consts::E),
        ("expm1(1e-20)", 1e-20),
        ("ln(exp(2))", 2.0),
        ("log10(1000)", 3.0),
        ("log1p(1e-20)", 1e-20),
        ("sin(1e-9)", 1e-9),
        ("sin(acos(-1)/2)", 1.0),
        ("cos(acos(-1))", -1.0),
        ("tan(atan(0.75))", 0.75),
        ("asin(1) * 2", std::f64::consts::PI),
        ("acos(-1)", std::f64::consts::PI),
        ("4 * atan(1)", std::f64::consts::PI),
        ("sinh(asinh(2))", 2.0),
        ("cosh(acosh(2))", 2.0),
        ("cosh(0)", 1.0),
        ("sinh(1) + cosh(1)", std::f64::consts::E),
        ("tanh(atanh(psi))", 0.5),
        ("tanh(100)", 1.0),
        ("asinh(0)", 0.0),
        ("acosh(1)", 0.0),
        ("sign(b_1)", -1.0),
        ("sign(zero)", 0.0),
        ("sign(1e-300)", 1.0),
        ("floor(2.75)", 2.0),
        ("floor(-2.25)", -3.0),
        ("normal_cdf(0)", 0.5),
        ("normal_cdf(1.959963984540054)", 0.975),
        ("min(x, a)", 2.0),
        ("min(a, x)", 2.0),
        ("max(x, a)", 3.0),
        ("max(a, x) - min(a, x)", 1.0),
        ("min(max(x, 1), 2) ^ 2", 4.0),
        ("max(1 > 0, -x^2)", 1.0),
        ("exp(-x)^2", 0.002_478_752_176_666_358_4),
        ("sqrt(x)^2 - 3 <= 1e-15", 1.0),
    ] {
        let value = evaluate(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let near = (value - expected).abs() <= 4e-16 * expected.abs();
        assert!(near, "{text} is {value:?}, not {expected:?}");
    }
}

#[test]
fn texts_that_are_no_formulas_are_refused_where_they_go_wrong() {
    let operand = "a number, a name, a function, - or (";
    let after = "an operator (+ - * / ^ >= <= > < == !=) or the end of the formula";
    let inside = "an operator (+ - * / ^ >= <= > < == !=) or )";
    let number = "a finite number such as 2, .5, 0.25 or 1e-8, with an operator before what \
                  follows it";
    let name = "a name of lower-case ASCII letters, digits and _ that begins with a letter";
    let character = "a number, a name, an operator (+ - * / ^ >= <= > < == !=), a comma or a \
                     parenthesis";
    let end = "the end of the formula";
    let euler = "exp(1) for Euler's number: `e` is no name";
    let pi = "acos(-1) for the number pi: `pi` is no name";
    for (text, span, found, allowed) in [
        ("", 0..0, end, operand),
        ("   ", 3..3, end, operand),
        ("1 +", 3..3, end, operand),
        ("1 + * 2", 4..5, "`*`", operand),
        ("+1", 0..1, "`+`", operand),
        ("()", 1..2, "`)`", operand),
        ("(1", 2..2, end, inside),
        ("(1 2)", 3..4, "`2`", inside),
        ("(1, 2)", 2..3, "`,`", inside),
        ("1)", 1..2, "`)`", after),
        ("1, 2", 1..2, "`,`", after),
        ("x y", 2..3, "`y`", after),
        (
            "x (1)",
            0..1,
            "`x`",
            "a function before (: abs, sqrt, exp, expm1, ln, log10, log1p, \
          sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, asinh, acosh, atanh, sign, floor, \
          normal_cdf, min, max",
        ),
        ("exp x", 4..5, "`x`", "( and what `exp` is taken of"),
        ("1 + exp", 7..7, end, "( and what `exp` is taken of"),
        ("exp()", 4..5, "`)`", operand),
        ("exp(1, 2)", 5..6, "`,`", inside),
        ("min(1)", 5..6, "`)`", "a comma: `min` takes 2 arguments"),
        ("max(1, 2, 3)", 8..9, "`,`", inside),
        ("2x", 0..2, "`2x`", number),
        ("1 + 2e", 4..6, "`2e`", number),
        ("2e+", 0..3, "`2e+`", number),
        ("1.", 0..2, "`1.`", number),
        (".", 0..1, "`.`", number),
        ("1.2.3", 0..5, "`1.2.3`", number),
        ("1e999", 0..5, "`1e999`", number),
        ("1_000", 0..5, "`1_000`", number),
        ("e", 0..1, "`e`", euler),
        ("2 * E", 4..5, "`E`", euler),
        ("pi", 0..2, "`pi`", pi),
        ("PI", 0..2, "`PI`", pi),
        ("Psi", 0..3, "`Psi`", name),
        ("_x", 0..2, "`_x`", name),
        ("x + aB", 4..6, "`aB`", name),
        ("\u{3b1}", 0..2, "`\u{3b1}`", character),
        ("x + {y}", 4..5, "`{`", character),
        ("a && b", 2..3, "`&`", character),
        ("!a", 0..1, "`!`", character),
        ("x = 1", 2..3, "`=`", "== for a comparison"),
        ("x\n+ 1", 1..2, "`\\n`", "a space: a formula is one line"),
        ("x\t", 1..2, "`\\t`", "a space: a formula is one line"),
        ("2^3^2", 3..4, "`^`", "one power: write (a^b)^c or a^(b^c)"),
        ("2^-3^2", 4..5, "`^`", "one power: write (a^b)^c or a^(b^c)"),
        ("2^--3", 3..4, "`-`", operand),
        (
            "a < b_1 <= x",
            8..10,
            "`<=`",
            "one comparison: write (a < b) * (b < c) for a < b < c",
        ),
    ] {
        let error = Formula::parse(text).unwrap_err();
        assert_eq!(error.span, span, "{text}: {error}");
        let problem = FormulaProblem::Unexpected {
            found: found.to_owned(),
            allowed: allowed.to_owned(),
        };
        assert_eq!(error.problem, problem, "{text}");
    }
}

#[test]
fn length_and_nesting_are_bounded() {
    let long = |count: usize| format!("1{}", "+1".repeat(count));
    assert_eq!(evaluate(&long(249)), Ok(250.0));
    assert_eq!(evaluate(&(long(249) + " ")), Ok(250.0));
    let error = Formula::parse(&long(250)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a formula of 501 characters, but at most 500 are allowed (at character 501)"
    );
    let deep = |levels: usize| format!("{}x{}", "(".repeat(levels), ")".repeat(levels));
    assert_eq!(evaluate(&deep(32)), Ok(3.0));
    let error = Formula::parse(&deep(33)).unwrap_err();
    assert_eq!(error.span, 33..34);
    assert_eq!(error.problem, FormulaProblem::TooDeep { most: 32 });
    assert_eq!(evaluate(&format!("{}x", "-".repeat(32))), Ok(3.0));
    assert!(Formula::parse(&format!("{}x", "-".repeat(33))).is_err());
    let calls = |levels: usize| format!("{}x{}", "abs(".repeat(levels), ")".repeat(levels));
    assert_eq!(evaluate(&calls(32)), Ok(3.0));
    assert!(Formula::parse(&calls(33)).is_err());
    let pairs = |levels: usize| format!("{}x{}", "min(9,".repeat(levels), ")".repeat(levels));
    assert_eq!(evaluate(&pairs(32)), Ok(3.0));
    assert!(Formula::parse(&pairs(33)).is_err());
    // Levels that were left do not count.
    let beside = format!("{}+{}", deep(32), deep(32));
    assert_eq!(evaluate(&beside), Ok(6.0));
}

#[test]
fn a_result_that_is_not_finite_is_an_error_with_its_place() {
    for (text, span, said) in [
        (
            "1 + 1/zero",
            4..10,
            "`1/zero` is inf: / has no finite value for 1.0 and 0.0",
        ),
        (
            "ln(zero) + 1",
            0..8,
            "`ln(zero)` is -inf: ln has no finite value for 0.0",
        ),
        (
            "2 * sqrt(b_1)",
            4..13,
            "`sqrt(b_1)` is NaN: sqrt has no finite value for -3.0",
        ),
        (
            "b_1^psi",
            0..7,
            "`b_1^psi` is NaN: ^ has no finite value for -3.0 and 0.5",
        ),
        (
            "min(acos(2), 0)",
            4..11,
            "`acos(2)` is NaN: acos has no finite value for 2.0",
        ),
        (
            "-(1e308 * 10)",
            1..13,
            "`(1e308 * 10)` is inf: * has no finite value for 1e308 and 10.0",
        ),
        (
            "1e308 + 1e308 > 0",
            0..13,
            "`1e308 + 1e308` is inf: + has no finite value for 1e308 and 1e308",
        ),
    ] {
        let error = evaluate(text).unwrap_err();
        assert_eq!(error.span, span, "{text}");
        let place = span.start + 1;
        assert_eq!(error.to_string(), format!("{said} (at character {place})"));
    }
}

/// A part without names has the same value in every run, so that it is refused before any is made;
/// also where another part has names, or another factor would hide it.
#[test]
fn a_constant_that_is_not_finite_is_refused_when_it_is_read() {
    for (text, said) in [
        (
            "1/0",
            "`1/0` is inf: / has no finite value for 1.0 and 0.0 (at character 1)",
        ),
        (
            "ln(cosh(720))",
            "`cosh(720)` is inf: cosh has no finite value for 720.0 (at character 4)",
        ),
        (
            "psi + 0 * ln(-1)",
            "`ln(-1)` is NaN: ln has no finite value for -1.0 (at character 11)",
        ),
        (
            "max(psi, sqrt(2 - 3))",
            "`sqrt(2 - 3)` is NaN: sqrt has no finite value for -1.0 (at character 10)",
        ),
    ] {
        assert_eq!(Formula::parse(text).unwrap_err().to_string(), said);
    }
    for text in ["1/psi", "ln(0 * psi)", "exp(-720) + psi", "1/zero"] {
        assert!(Formula::parse(text).is_ok(), "{text}");
    }
}

#[test]
fn values_are_checked() {
    let formula = Formula::parse("psi * (time > 1)").unwrap();
    assert_eq!(formula.names(), ["psi", "time"]);
    assert_eq!(formula.evaluate(&[0.25, 2.0]), Ok(0.25));
    let error = formula.evaluate(&[0.25, f64::NAN]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`time` is NaN, but a formula needs finite numbers (at character 8)"
    );
    let error = formula.evaluate(&[0.25]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "1 values, but the formula has 2 names (at character 1)"
    );
}

#[test]
fn names_are_sorted_and_unique_and_the_text_is_kept() {
    let text = "time * exp(psi) - min(alpha, psi) + x_2";
    let formula = Formula::parse(text).unwrap();
    assert_eq!(formula.names(), ["alpha", "psi", "time", "x_2"]);
    assert_eq!((formula.text(), formula.to_string().as_str()), (text, text));
    assert_eq!(formula, formula.clone());
    assert_ne!(formula, Formula::parse("1").unwrap());
    assert_ne!(
        Formula::parse("sin(x)").unwrap().expression,
        Formula::parse("cos(x)").unwrap().expression
    );
}

#[test]
fn every_function_is_in_the_document() {
    let document = include_str!("../../../docs/claim-format.md");
    for function in FUNCTIONS {
        let arguments = ["", "x", "x, y"][function.arity()];
        let call = format!("`{}({arguments})`", function.name);
        assert!(document.contains(&call), "{call}");
    }
}

/// A random expression: its text with every parenthesis, the same with only those it needs, and how
/// tightly its outermost operator binds (5: a number, a name or a call).
#[derive(Clone, Debug)]
struct Printed {
    full: String,
    minimal: String,
    rank: u8,
}

/// The text of an operand, in parentheses unless it binds at least this tightly.
fn operand(part: &Printed, least: u8) -> String {
    if part.rank < least {
        format!("({})", part.minimal)
    } else {
        part.minimal.clone()
    }
}

fn infix(sign: &str, left: &Printed, right: &Printed) -> Printed {
    // The tightest the operands must bind: the left one associates, but not for powers and comparisons.
    let (rank, least_left, least_right) = match sign {
        "^" => (4, 5, 5),
        "*" | "/" => (3, 3, 4),
        "+" | "-" => (2, 2, 3),
        _ => (1, 2, 2),
    };
    Printed {
        full: format!("({} {sign} {})", left.full, right.full),
        minimal: format!(
            "{}{sign}{}",
            operand(left, least_left),
            operand(right, least_right)
        ),
        rank,
    }
}

fn expressions() -> impl Strategy<Value = Printed> {
    let atom = |text: String| Printed {
        full: text.clone(),
        minimal: text,
        rank: 5,
    };
    let number = (0..40_u32).prop_map(move |n| atom(format!("{}", f64::from(n) / 8.0)));
    let name = prop::sample::select(vec!["a", "b_1", "psi", "x"]).prop_map(move |n| atom(n.into()));
    let leaf = prop_oneof![number, name];
    leaf.prop_recursive(5, 24, 2, |inner| {
        let signs = vec!["+", "-", "*", "/", "^", ">=", "<=", ">", "<", "==", "!="];
        let pair = (inner.clone(), inner.clone());
        prop_oneof![
            4 => (prop::sample::select(signs), pair.clone())
                .prop_map(|(sign, (left, right))| infix(sign, &left, &right)),
            1 => inner.clone().prop_map(|part| Printed {
                full: format!("(-{})", part.full),
                // A sign binds like a factor: it may stand before a power, not before a product.
                minimal: format!("-{}", operand(&part, 4)),
                rank: 3,
            }),
            1 => inner.prop_map(|part| Printed {
                full: format!("sign({})", part.full),
                minimal: format!("sign({})", part.minimal),
                rank: 5,
            }),
            1 => pair.prop_map(|(left, right)| Printed {
                full: format!("max({}, {})", left.full, right.full),
                minimal: format!("max({},{})", left.minimal, right.minimal),
                rank: 5,
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn needless_parentheses_change_nothing(printed in expressions()) {
        prop_assume!(printed.full.len() <= 500);
        let (full, minimal) = (evaluate(&printed.full), evaluate(&printed.minimal));
        match (full, minimal) {
            (Ok(full), Ok(minimal)) => prop_assert_eq!(full, minimal),
            // Both meet the same operation without a finite value.
            (Err(full), Err(minimal)) => {
                let operation = |error: FormulaError| match error.problem {
                    FormulaProblem::NotFiniteResult { operation, arguments, .. } => {
                        (operation, arguments)
                    }
                    other => panic!("{other}: {printed:?}"),
                };
                prop_assert_eq!(operation(full), operation(minimal));
            }
            (full, minimal) => prop_assert!(false, "{full:?} and {minimal:?}"),
        }
    }
}
