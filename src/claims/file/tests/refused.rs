//! What is refused: the text an error marks, and what it says.

use super::{INEQUALITY, parse, text};
use crate::config::Place;

/// The text an error marks in the file, and its message.
fn refusal(text: &str) -> (String, String) {
    let error = parse(text).expect_err(text);
    let Place::File {
        excerpt,
        column,
        width,
        ..
    } = error.place()
    else {
        panic!("{error}");
    };
    let marked = excerpt.chars().skip(column - 1).take(*width).collect();
    (marked, error.problem().to_string())
}

/// Checks refusals of a text with a part of it replaced: what is marked, and what is said.
fn check(base: &str, rows: &[(&str, &str, &str, &str)]) {
    parse(base).unwrap_or_else(|error| panic!("the base is refused: {error}"));
    let mut wrong = String::new();
    for (part, other, marked, message) in rows {
        assert!(base.contains(part), "{part} is not in {base}");
        let edited = base.replacen(part, other, 1);
        let (found, said) = refusal(&edited);
        if (found.as_str(), said.as_str()) != (*marked, *message) {
            wrong += &format!("{part} -> {other}\n  {found} | {said}\n  {marked} | {message}\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

const SEEDS: &str = "{ quick = 32, full = 64 }";

fn inequality() -> String {
    text(INEQUALITY, "right = \"2 * bound\"", SEEDS)
}

#[test]
fn parts_of_a_claim() {
    check(
        &inequality(),
        &[
            (
                "title = \"A title\"\n",
                "",
                "s",
                "`title` is missing: one line for a table",
            ),
            (
                "\"A title\"",
                "\"\"",
                "\"\"",
                "`title` is \"\", but it must be a text that is not empty",
            ),
            (
                "\"A title\"",
                "3",
                "3",
                "`title` is 3, but it must be a text that is not empty",
            ),
            (
                "source =",
                "sauce =",
                "sauce",
                "unknown key `sauce` (did you mean `source`?); allowed here: title, source, statement, question, check, control, setting",
            ),
            (
                "source =",
                "xyzzy =",
                "xyzzy",
                "unknown key `xyzzy`; allowed here: title, source, statement, question, check, control, setting",
            ),
            (
                "source = \"A paper, Theorem 1\"\n",
                "",
                "t",
                "`source` is missing: paper and theorem, or where the proof is",
            ),
            (
                "statement = \"a >= b\"\n",
                "",
                "t",
                "`statement` is missing: what is checked, in words and symbols",
            ),
            (
                "[2, 1]",
                "[2, 0]",
                "[2, 0]",
                "`question` is [2, 0], but it must be a question's number in paper.toml, counted from 1, or a list of different ones",
            ),
            (
                "[check]",
                "check = 1\n[chequed]",
                "chequed",
                "unknown key `chequed`; allowed here: title, source, statement, question, check, control, setting",
            ),
            (
                "[control]",
                "[settings]",
                "settings",
                "unknown key `settings` (did you mean `setting`?); allowed here: title, source, statement, question, check, control, setting",
            ),
            (
                "[control]",
                "[control",
                "",
                "not valid TOML: unclosed table, expected `]`",
            ),
        ],
    );
}

#[test]
fn keys_of_a_check() {
    check(
        &inequality(),
        &[
            (
                "kind = \"inequality\"\n",
                "",
                "check",
                "`check.kind` is missing: the kind of check",
            ),
            (
                "\"inequality\"",
                "\"inequalty\"",
                "\"inequalty\"",
                "`check.kind` is \"inequalty\", but it must be one of \"inequality\", \"equality\", \"monotone\", \"exponent\", \"limit\", \"ordering\", \"interior-optimum\", \"proportion\"",
            ),
            (
                "left =",
                "lefft =",
                "lefft",
                "unknown key `check.lefft` (did you mean `left`?); allowed here: kind, until, pair, each, where, left, right, slack, at_least",
            ),
            (
                "slack =",
                "within =",
                "within",
                "unknown key `check.within`; allowed here: kind, until, pair, each, where, left, right, slack, at_least",
            ),
            (
                "left = \"psi\"\n",
                "",
                "check",
                "`check.left` is missing: the check needs this formula",
            ),
            (
                "left = \"psi\"",
                "left = 1",
                "1",
                "`check.left` is 1, but it must be a text that is not empty",
            ),
            (
                "1e-12",
                "-1e-12",
                "-1e-12",
                "`check.slack` is -1e-12, but it must be a finite number of at least 0",
            ),
            (
                "1e-12",
                "inf",
                "inf",
                "`check.slack` is inf, but it must be a finite number of at least 0",
            ),
            (
                "at_least = 100",
                "at_least = 0",
                "0",
                "`check.at_least` is 0, but it must be a whole number of at least 1",
            ),
            (
                "[\"neuron\", \"time\"]",
                "\"time\"",
                "\"time\"",
                "`check.each` is \"time\", but it must be a list of different axes: \"time\", \"neuron\", \"point\"",
            ),
            (
                "[\"neuron\", \"time\"]",
                "[\"time\", \"neuron\", \"time\"]",
                "[\"time\", \"neuron\", \"time\"]",
                "`check.each` is [\"time\", \"neuron\", \"time\"], but it must be a list of different axes: \"time\", \"neuron\", \"point\"",
            ),
            (
                "[\"neuron\", \"time\"]",
                "[\"time\", \"neurons\"]",
                "\"neurons\"",
                "`check.each` is \"neurons\", but it must be one of \"time\", \"neuron\", \"point\"",
            ),
            (
                "at_least = 100",
                "at_least = 100\npair = {}",
                "{}",
                "`check.pair` is {}, but it must be { config = { ... } } or { transform = \"rotate\" }, or both",
            ),
            (
                "at_least = 100",
                "at_least = 100\npair = { transform = \"turn\" }",
                "\"turn\"",
                "`check.pair.transform` is \"turn\", but it must be one of \"permute-neurons\", \"rotate\", \"flip-signs\"",
            ),
            (
                "at_least = 100",
                "at_least = 100\npair = { transfrom = \"rotate\" }",
                "transfrom",
                "unknown key `check.pair.transfrom` (did you mean `transform`?); allowed here: config, transform",
            ),
            (
                "at_least = 100",
                "at_least = 100\npair = { transform = \"rotate\" }",
                "pair",
                "`pair_<quantity>` is missing: `pair` asks for a second run, but no formula uses its quantities",
            ),
            (
                "at_least = 100",
                "at_least = 100\npair = { config = { sweep.replicates = 3 } }",
                "sweep",
                "`check.pair.config.sweep` cannot be set by a claim: a claim sweeps a key by `over`",
            ),
        ],
    );
}

#[test]
fn formulas() {
    check(
        &inequality(),
        &[
            (
                "0.5 * bound",
                "0.5 * * bound",
                "*",
                "`check.right` is not a formula: found `*`, but allowed here is a number, a name, a function, - or ( (at character 7)",
            ),
            (
                "0.5 * bound",
                "0.5 * bound)",
                ")",
                "`check.right` is not a formula: found `)`, but allowed here is an operator (+ - * / ^ >= <= > < == !=) or the end of the formula (at character 12)",
            ),
            (
                "0.5 * bound",
                "0.5 bound^",
                "bound",
                "`check.right` is not a formula: found `bound`, but allowed here is an operator (+ - * / ^ >= <= > < == !=) or the end of the formula (at character 5)",
            ),
            (
                "\"0.5 * bound\"",
                "'2 * E'",
                "E",
                "`check.right` is not a formula: found `E`, but allowed here is exp(1) for Euler's number: `e` is no name (at character 5)",
            ),
            (
                "\"0.5 * bound\"",
                "\"\\u0032 * E\"",
                "\"\\u0032 * E\"",
                "`check.right` is not a formula: found `E`, but allowed here is exp(1) for Euler's number: `e` is no name (at character 5)",
            ),
            (
                "0.5 * bound",
                "psi_end + bond + psi",
                "bond",
                "unknown quantity `bond` in `check.right` (did you mean `bound`?)",
            ),
            (
                "0.5 * bound",
                "xyzzy",
                "xyzzy",
                "unknown quantity `xyzzy` in `check.right`",
            ),
            (
                "0.5 * bound",
                "bound + pair_bound",
                "pair_bound",
                "`pair_bound` in `check.right` is a quantity of a second run: it needs `pair` in the check",
            ),
            (
                "0.5 * bound",
                "margin",
                "margin",
                "`margin` in `check.right` has a value for each time and point, but `each` lists only time and neuron",
            ),
            (
                "[\"neuron\", \"time\"]",
                "[\"neuron\"]",
                "psi",
                "`psi` in `check.where` has a value for each time and neuron, but `each` lists only neuron",
            ),
            (
                "each = [\"neuron\", \"time\"]\n",
                "",
                "psi",
                "`psi` in `check.where` has a value for each time and neuron, but `each` lists no axis",
            ),
            (
                "2 * phase_end",
                "2 * time",
                "time",
                "`time` in `check.until` has a value for each time, but the time a run lasts to is one number: use a quantity of the whole run",
            ),
            (
                "2 * phase_end",
                "omega + phase_end",
                "omega",
                "`omega` in `check.until` is known only after training, but `check.until` decides when it ends",
            ),
            (
                "2 * phase_end",
                "pair_phase_end",
                "pair_phase_end",
                "`pair_phase_end` in `check.until` is a quantity of a second run: it needs `pair` in the check",
            ),
        ],
    );
    let pair = "kind = \"equality\"\nleft = \"omega\"\nright = \"pair_omega\"\n\
                pair = { transform = \"rotate\" }";
    check(
        &text(pair, "left = \"0\"", SEEDS),
        &[(
            "pair_omega",
            "pair_omgea",
            "pair_omgea",
            "unknown quantity `pair_omgea` in `check.right` (did you mean `pair_omega`?)",
        )],
    );
}

#[test]
fn equalities_and_orderings() {
    let means = "kind = \"equality\"\nleft = \"omega\"\nright = \"bound\"\nwithin = 0.1";
    check(
        &text(means, "left = \"0\"", SEEDS),
        &[
            (
                "within = 0.1",
                "within = 0",
                "0",
                "`check.within` is 0, but it must be a finite number above 0",
            ),
            (
                "within = 0.1",
                "within = 0.1\neach = []",
                "each",
                "`check.each` cannot stand beside `within`: `within` compares means over seeds, the other compares every element",
            ),
            (
                "within = 0.1",
                "within = 0.1\nwhere = \"1\"",
                "where",
                "`check.where` cannot stand beside `within`: `within` compares means over seeds, the other compares every element",
            ),
            (
                "within = 0.1",
                "within = 0.1\nabsolute = 1",
                "absolute",
                "`check.absolute` cannot stand beside `within`: `within` compares means over seeds, the other compares every element",
            ),
            (
                "within = 0.1",
                "within = 0.1\nrelative = 1",
                "relative",
                "`check.relative` cannot stand beside `within`: `within` compares means over seeds, the other compares every element",
            ),
            (
                "within = 0.1",
                "within = 0.1\nat_least = 1",
                "at_least",
                "`check.at_least` cannot stand beside `within`: `within` compares means over seeds, the other compares every element",
            ),
            (
                "left = \"omega\"",
                "left = \"psi\"",
                "psi",
                "`psi` in `check.left` has a value for each time and neuron, but this check takes one number a run: use a quantity of the whole run",
            ),
        ],
    );
    let elements = "kind = \"equality\"\nleft = \"omega\"\nright = \"bound\"\nabsolute = 0.1";
    check(
        &text(elements, "left = \"0\"", SEEDS),
        &[
            (
                "absolute = 0.1",
                "absolute = -1",
                "-1",
                "`check.absolute` is -1, but it must be a finite number of at least 0",
            ),
            (
                "absolute = 0.1",
                "relative = -1",
                "-1",
                "`check.relative` is -1, but it must be a finite number of at least 0",
            ),
            (
                "right = \"bound\"",
                "right = \"time\"",
                "time",
                "`time` in `check.right` has a value for each time, but `each` lists no axis",
            ),
            (
                "left = \"omega\"",
                "left = \"time\"",
                "time",
                "`time` in `check.left` has a value for each time, but `each` lists no axis",
            ),
        ],
    );
    let ordering = "kind = \"ordering\"\ngreater = \"omega\"\nsmaller = \"bound\"\nby = 0.5";
    check(
        &text(ordering, "by = 1", SEEDS),
        &[
            (
                "\nby = 0.5",
                "",
                "check",
                "`check.by` is missing: the check needs this number",
            ),
            (
                "by = 0.5",
                "by = -0.5",
                "-0.5",
                "`check.by` is -0.5, but it must be a finite number of at least 0",
            ),
            (
                "greater = \"omega\"\n",
                "",
                "check",
                "`check.greater` is missing: the check needs this formula",
            ),
            (
                "smaller = \"bound\"",
                "smaller = \"time\"",
                "time",
                "`time` in `check.smaller` has a value for each time, but this check takes one number a run: use a quantity of the whole run",
            ),
        ],
    );
}

#[test]
fn swept_keys() {
    let exponent = "kind = \"exponent\"\nover = { key = \"network.alpha\", values = [1, 2] }\n\
                    quantity = \"omega\"\nexpected = -2\nwithin = 0.1\ncurvature = 1\n\
                    locate = { key = \"network.width\", values = [2, 4, 8], how = \"argmin\", block = 9 }";
    let ascending = "a list of at least 2 numbers, ascending";
    let numeric = "a key of the configuration that holds one number";
    let over = "{ key = \"network.alpha\", values = [0.01, 0.1, 1] }";
    check(
        &text(exponent, "expected = -1", SEEDS),
        &[
            (
                "over = { key = \"network.alpha\", values = [1, 2] }\n",
                "",
                "check",
                "`check.over` is missing: the key that is swept, and its values",
            ),
            (
                "{ key = \"network.alpha\", values = [1, 2] }",
                "2",
                "2",
                &format!("`check.over` is 2, but it must be {over}"),
            ),
            (
                "[1, 2]",
                "[1, 2], how = 1",
                "how",
                "unknown key `check.over.how`; allowed here: key, values",
            ),
            (
                "key = \"network.alpha\", ",
                "",
                "over",
                "`check.over.key` is missing: the configuration's key that is swept",
            ),
            (
                ", values = [1, 2]",
                "",
                "over",
                "`check.over.values` is missing: the values it takes, ascending",
            ),
            (
                "network.alpha\", v",
                "network.alhpa\", v",
                "\"network.alhpa\"",
                &format!(
                    "`check.over.key` is \"network.alhpa\", but it must be {numeric}; did you mean `network.alpha`?"
                ),
            ),
            (
                "network.alpha\", v",
                "xyzzy\", v",
                "\"xyzzy\"",
                &format!("`check.over.key` is \"xyzzy\", but it must be {numeric}"),
            ),
            (
                "network.alpha\", v",
                "network.init\", v",
                "\"network.init\"",
                &format!(
                    "`check.over.key` is \"network.init\", but it must be {numeric}; did you mean `network.init`?"
                ),
            ),
            (
                "network.alpha\", v",
                "replicate\", v",
                "\"replicate\"",
                "`replicate` cannot be set by a claim: the runs of a claim are the replicates 0, 1, 2, ...",
            ),
            (
                "[1, 2]",
                "1",
                "1",
                &format!("`check.over.values` is 1, but it must be {ascending}"),
            ),
            (
                "[1, 2]",
                "[1]",
                "[1]",
                &format!("`check.over.values` is [1], but it must be {ascending}"),
            ),
            (
                "[1, 2]",
                "[2, 1]",
                "[2, 1]",
                &format!("`check.over.values` is [2, 1], but it must be {ascending}"),
            ),
            (
                "[1, 2]",
                "[1, 1.0]",
                "[1, 1.0]",
                &format!("`check.over.values` is [1, 1.0], but it must be {ascending}"),
            ),
            (
                "[1, 2]",
                "[1, \"2\"]",
                "\"2\"",
                "`check.over.values` is \"2\", but it must be a finite number above 0",
            ),
            (
                "network.alpha\", values = [1",
                "data.label_noise\", values = [0.5",
                "2",
                "`check.over.values` is 2, but it must be a finite number of at least 0 and below 1",
            ),
            (
                "[2, 4, 8]",
                "[2, 4]",
                "[2, 4]",
                "`check.locate.values` is [2, 4], but it must be a list of at least 3 numbers, ascending",
            ),
            (
                "[2, 4, 8]",
                "[2, 4, 8.5]",
                "8.5",
                "`check.locate.values` is 8.5, but it must be a whole number from 1 to 1000000",
            ),
            // The first setting pairs its neurons.
            (
                "[2, 4, 8]",
                "[2, 4, 9]",
                "9",
                "with this value in setting `first`: `network.width` is 9, but it must be even for network.init = \"antisymmetric\", which pairs the neurons",
            ),
            (
                ", how = \"argmin\"",
                "",
                "locate",
                "`check.locate.how` is missing: what is looked for",
            ),
            (
                "\"argmin\"",
                "\"minimum\"",
                "\"minimum\"",
                "`check.locate.how` is \"minimum\", but it must be \"argmin\", \"fitted-minimum\" or { crossing = LEVEL }",
            ),
            (
                "\"argmin\"",
                "{ crosing = 1 }",
                "crosing",
                "unknown key `check.locate.how.crosing` (did you mean `crossing`?); allowed here: crossing",
            ),
            (
                "\"argmin\"",
                "{}",
                "how",
                "`check.locate.how.crossing` is missing: the level that is crossed",
            ),
            (
                "\"argmin\"",
                "{ crossing = nan }",
                "nan",
                "`check.locate.how.crossing` is nan, but it must be a finite number",
            ),
            (
                "block = 9",
                "block = 0",
                "0",
                "`check.locate.block` is 0, but it must be a whole number of at least 1",
            ),
            (
                "block = 9",
                "blocks = 9",
                "blocks",
                "unknown key `check.locate.blocks` (did you mean `block`?); allowed here: key, values, how, block",
            ),
            (
                "expected = -2",
                "expected = nan",
                "nan",
                "`check.expected` is nan, but it must be a finite number",
            ),
            (
                "within = 0.1",
                "within = 0",
                "0",
                "`check.within` is 0, but it must be a finite number above 0",
            ),
            (
                "curvature = 1",
                "curvature = 0",
                "0",
                "`check.curvature` is 0, but it must be a finite number above 0",
            ),
        ],
    );
    let optimum = "kind = \"interior-optimum\"\n\
                   over = { key = \"network.alpha\", values = [1, 2, 3] }";
    check(
        &text(optimum, "margin = 1", SEEDS),
        &[
            (
                "[1, 2, 3]",
                "[1, 2]",
                "[1, 2]",
                "`check.over.values` is [1, 2], but it must be a list of at least 3 numbers, ascending",
            ),
            (
                "[1, 2, 3] }",
                "[1, 2, 3] }\nmargin = -1",
                "-1",
                "`check.margin` is -1, but it must be a finite number of at least 0",
            ),
            (
                "[1, 2, 3] }",
                "[1, 2, 3] }\nquantity = \"time\"",
                "time",
                "`time` in `check.quantity` has a value for each time, but this check takes one number a run: use a quantity of the whole run",
            ),
        ],
    );
    let limit = "kind = \"limit\"\nover = { key = \"network.alpha\", values = [1, 2] }\n\
                 quantity = \"omega\"\ntarget = \"bound\"\nwithin = 0.1\nfalls_by = 1";
    check(
        &text(limit, "target = \"0\"", SEEDS),
        &[
            (
                "[1, 2]",
                "[1]",
                "[1]",
                &format!("`check.over.values` is [1], but it must be {ascending}"),
            ),
            (
                "target = \"bound\"",
                "target = \"time\"",
                "time",
                "`time` in `check.target` has a value for each time, but this check takes one number a run: use a quantity of the whole run",
            ),
            (
                "within = 0.1\n",
                "",
                "check",
                "`check.within` is missing: the check needs this number",
            ),
            (
                "falls_by = 1",
                "falls_by = -1",
                "-1",
                "`check.falls_by` is -1, but it must be a finite number of at least 0",
            ),
        ],
    );
}

#[test]
fn monotone_quantities() {
    let time = "kind = \"monotone\"\nquantity = \"margin\"\ntrend = \"increasing\"\n\
                along = \"time\"\nwhere = \"time > 1\"";
    check(
        &text(time, "trend = \"decreasing\"", SEEDS),
        &[
            (
                "along = \"time\"",
                "along = \"neuron\"",
                "\"neuron\"",
                "`check.along` is \"neuron\", but it must be \"time\"",
            ),
            (
                "along = \"time\"\n",
                "",
                "check",
                "`check.along` is missing: a monotone quantity is followed along = \"time\", or over = { key, values }",
            ),
            (
                "along = \"time\"",
                "along = \"time\"\nof = \"means\"",
                "of",
                "`check.of` cannot stand beside `along`: `of` says how a swept key's curve is followed",
            ),
            (
                "\"increasing\"",
                "\"up\"",
                "\"up\"",
                "`check.trend` is \"up\", but it must be one of \"increasing\", \"decreasing\"",
            ),
            (
                "trend = \"increasing\"\n",
                "",
                "check",
                "`check.trend` is missing: whether the quantity is increasing or decreasing",
            ),
            (
                "quantity = \"margin\"",
                "quantity = \"omega\"",
                "\"omega\"",
                "`check.quantity` is \"omega\", but it must be a formula with a quantity for each time, as `along` is \"time\"",
            ),
            (
                "quantity = \"margin\"\n",
                "",
                "check",
                "`check.quantity` is missing: the formula that is followed",
            ),
            (
                "time > 1",
                "psi > 1",
                "psi",
                "`psi` in `check.where` has a value for each time and neuron, but `quantity` has only time and point",
            ),
        ],
    );
    let over = "kind = \"monotone\"\nquantity = \"omega\"\ntrend = \"increasing\"\n\
                over = { key = \"network.alpha\", values = [1, 2] }\nof = \"means\"";
    check(
        &text(over, "trend = \"decreasing\"", SEEDS),
        &[
            (
                "of = \"means\"",
                "of = \"means\"\nalong = \"time\"",
                "along",
                "`check.along` cannot stand beside `over`: a quantity is followed along one thing",
            ),
            (
                "of = \"means\"",
                "of = \"means\"\nwhere = \"1\"",
                "where",
                "`check.where` cannot stand beside `over`: `where` selects times",
            ),
            (
                "of = \"means\"",
                "of = \"seeds\"",
                "\"seeds\"",
                "`check.of` is \"seeds\", but it must be one of \"means\", \"each-seed\"",
            ),
            (
                "\nof = \"means\"",
                "",
                "check",
                "`check.of` is missing: whether the \"means\" are followed, or \"each-seed\"",
            ),
            (
                "quantity = \"omega\"",
                "quantity = \"time\"",
                "time",
                "`time` in `check.quantity` has a value for each time, but this check takes one number a run: use a quantity of the whole run",
            ),
            (
                "of = \"means\"",
                "of = \"means\"\nslack = -1",
                "-1",
                "`check.slack` is -1, but it must be a finite number of at least 0",
            ),
        ],
    );
}

#[test]
fn proportions() {
    let proportion = "kind = \"proportion\"\nof = \"omega > 1\"\nat_least = 0.5";
    let share = "a finite number above 0 and below 1";
    check(
        &text(proportion, "at_least = 0.75", SEEDS),
        &[
            (
                "at_least = 0.5",
                "at_least = 1",
                "1",
                &format!("`check.at_least` is 1, but it must be {share}"),
            ),
            (
                "at_least = 0.5",
                "at_most = 0",
                "0",
                &format!("`check.at_most` is 0, but it must be {share}"),
            ),
            (
                "at_least = 0.5",
                "at_least = 0.5\nat_most = 0.5",
                "at_most",
                "`check.at_most` cannot stand beside `at_least`: a share has one bound",
            ),
            (
                "at_least = 0.5",
                "",
                "check",
                "`check.at_most` is missing: the bound of the share, `at_least` or `at_most`",
            ),
            (
                "omega > 1",
                "psi",
                "psi",
                "`psi` in `check.of` has a value for each time and neuron, but this check takes one number a run: use a quantity of the whole run",
            ),
        ],
    );
}

#[test]
fn settings() {
    let natural = "a whole number from 1 to 4096";
    let quick = "0 (only in the full budget), or a whole number from 1 to 4096 and at most `full`";
    check(
        &inequality(),
        &[
            (
                "[setting.second]",
                "[setting.\"sec ond\"]",
                "\"sec ond\"",
                "`sec ond` cannot be the name of a setting: use letters, digits, - and _",
            ),
            (
                "expect = \"holds\"\n",
                "",
                "second",
                "`setting.second.expect` is missing: the verdict expected here",
            ),
            (
                "\"holds\"",
                "\"true\"",
                "\"true\"",
                "`setting.second.expect` is \"true\", but it must be one of \"holds\", \"violated\", \"inconclusive\"",
            ),
            (
                "expect =",
                "expects =",
                "expects",
                "unknown key `setting.second.expects` (did you mean `expect`?); allowed here: expect, seeds, config",
            ),
            (
                "seeds = { quick = 32, full = 64 }\n",
                "",
                "second",
                "`setting.second.seeds` is missing: how many runs are made, as in { quick = 8, full = 64 }",
            ),
            (
                "{ quick = 32, full = 64 }",
                "8",
                "8",
                "`setting.second.seeds` is 8, but it must be { quick = 32, full = 64 }",
            ),
            (
                "quick = 32, full",
                "fast = 32, full",
                "fast",
                "unknown key `setting.second.seeds.fast`; allowed here: quick, full",
            ),
            (
                "quick = 32, ",
                "",
                "seeds",
                "`setting.second.seeds.quick` is missing: the seeds of `--budget quick`; 0: only in full",
            ),
            (
                ", full = 64",
                "",
                "seeds",
                "`setting.second.seeds.full` is missing: the seeds of `--budget full`",
            ),
            (
                "full = 64",
                "full = 0",
                "0",
                &format!("`setting.second.seeds.full` is 0, but it must be {natural}"),
            ),
            (
                "full = 64",
                "full = 4097",
                "4097",
                &format!("`setting.second.seeds.full` is 4097, but it must be {natural}"),
            ),
            (
                "quick = 32",
                "quick = 65",
                "65",
                &format!("`setting.second.seeds.quick` is 65, but it must be {quick}"),
            ),
            (
                "quick = 32",
                "quick = -1",
                "-1",
                &format!("`setting.second.seeds.quick` is -1, but it must be {quick}"),
            ),
            (
                "quick = 32",
                "quick = 1.0",
                "1.0",
                &format!("`setting.second.seeds.quick` is 1.0, but it must be {quick}"),
            ),
            (
                "network.alpha = 1e-8",
                "network.alpha = -1",
                "-1",
                "`network.alpha` is -1, but it must be a finite number above 0",
            ),
            (
                "network.alpha = 1e-8",
                "network.alhpa = 1",
                "alhpa",
                "unknown key `network.alhpa`; did you mean `network.alpha`?",
            ),
            (
                "network.alpha = 1e-8",
                "seed = 3",
                "seed",
                "`setting.second.config.seed` cannot be set by a claim: `verify --seed` sets the master seed of all claims",
            ),
            (
                "network.alpha = 1e-8",
                "replicate = 3",
                "replicate",
                "`setting.second.config.replicate` cannot be set by a claim: the runs of a claim are the replicates 0, 1, 2, ...",
            ),
            (
                "network.alpha = 1e-8",
                "sweep.widths = [3]",
                "sweep",
                "`setting.second.config.sweep` cannot be set by a claim: a claim sweeps a key by `over`",
            ),
            (
                "network.alpha = 1e-8",
                "network.init = \"antisymmetric\", network.width = 3",
                "3",
                "`network.width` is 3, but it must be even for network.init = \"antisymmetric\", which pairs the neurons",
            ),
            (
                "[setting.first.config.network]\ninit",
                "[setting.first.config.network]\nint",
                "int",
                "unknown key `network.int`; did you mean `network.init`?",
            ),
            (
                "config = { data.kind",
                "config = 1 # data.kind",
                "1",
                "`setting.second.config` is 1, but it must be a table of configuration keys, such as { network.alpha = 0.1 }",
            ),
        ],
    );
    let text = text(
        "kind = \"ordering\"\ngreater = \"1\"\nsmaller = \"0\"\nby = 0",
        "by = 2",
        "{ quick = 0, full = 256 }",
    );
    let looks = "for a statistical check, which looks at 1, 2, 4, 8 and 16 times as many";
    check(
        &text,
        &[
            (
                "full = 256",
                "full = 257",
                "257",
                &format!(
                    "`setting.second.seeds.full` is 257, but it must be a whole number from 32 to 256 {looks}"
                ),
            ),
            (
                "full = 256",
                "full = 31",
                "31",
                &format!(
                    "`setting.second.seeds.full` is 31, but it must be a whole number from 32 to 256 {looks}"
                ),
            ),
            (
                "quick = 0",
                "quick = 31",
                "31",
                &format!(
                    "`setting.second.seeds.quick` is 31, but it must be 0 (only in the full budget), or a whole number from 32 to 256 {looks} and at most `full`"
                ),
            ),
        ],
    );
    let none = text.split("[setting.second]").next().unwrap_or_default();
    let (_, said) = refusal(none);
    assert_eq!(
        said,
        "`setting` is missing: where it is checked, as [setting.NAME]"
    );
    let (_, said) = refusal(&format!("{none}[setting]\n"));
    assert_eq!(
        said,
        "`setting` is {}, but it must be a table of settings, as in [setting.NAME]"
    );
}

#[test]
fn controls() {
    let known = "kind, until, pair, each, where, left, right, slack, at_least";
    let names = "a list of different names of the claim's settings";
    check(
        &inequality(),
        &[
            (
                "why = \"wrong\"\n",
                "",
                "control",
                "`control.why` is missing: what is wrong with the premise",
            ),
            (
                "why = \"wrong\"",
                "whys = \"wrong\"",
                "whys",
                "unknown key `control.whys` (did you mean `why`?); allowed here: why, replace, settings",
            ),
            (
                "replace = { right = \"2 * bound\" }\n",
                "",
                "control",
                "`control.replace` is missing: what the control changes",
            ),
            (
                "{ right = \"2 * bound\" }",
                "1",
                "1",
                "`control.replace` is 1, but it must be a table of the check's keys with other values, and of `config`",
            ),
            (
                "{ right = \"2",
                "{ rigth = \"2",
                "rigth",
                &format!(
                    "unknown key `control.replace.rigth` (did you mean `right`?); allowed here: {known}"
                ),
            ),
            (
                "right = \"2 * bound\"",
                "right = \"2 * bond\"",
                "bond",
                "unknown quantity `bond` in `control.replace.right` (did you mean `bound`?)",
            ),
            (
                "right = \"2 * bound\"",
                "right = \"0.5 * bound\"",
                "{ right = \"0.5 * bound\" }",
                "`control.replace` is { right = \"0.5 * bound\" }, but it must be a change: the control is the claim itself",
            ),
            (
                "{ right = \"2 * bound\" }",
                "{}",
                "{}",
                "`control.replace` is {}, but it must be a change: the control is the claim itself",
            ),
            (
                "right = \"2 * bound\"",
                "config = { network.alpha = 1e-8 }",
                "{ config = { network.alpha = 1e-8 } }",
                "`control.replace` is { config = { network = { alpha = 1e-8 } } }, but it must be a change: the control is the claim itself",
            ),
            (
                "right = \"2 * bound\"",
                "config = { seed = 1 }",
                "seed",
                "`control.replace.config.seed` cannot be set by a claim: `verify --seed` sets the master seed of all claims",
            ),
            (
                "right = \"2 * bound\"",
                "config = { network.alpha = 0 }",
                "0",
                "`network.alpha` is 0, but it must be a finite number above 0",
            ),
            (
                "[\"second\"]",
                "[\"secnod\"]",
                "\"secnod\"",
                "unknown setting `secnod` (did you mean `second`?); the claim's settings: second, first",
            ),
            (
                "[\"second\"]",
                "[\"second\", \"second\"]",
                "[\"second\", \"second\"]",
                &format!("`control.settings` is [\"second\", \"second\"], but it must be {names}"),
            ),
            (
                "[\"second\"]",
                "[]",
                "[]",
                &format!("`control.settings` is [], but it must be {names}"),
            ),
            (
                "[\"second\"]",
                "\"second\"",
                "\"second\"",
                &format!("`control.settings` is \"second\", but it must be {names}"),
            ),
            (
                "[\"second\"]",
                "[2]",
                "2",
                "`control.settings` is 2, but it must be a text that is not empty",
            ),
            (
                "settings = [\"second\"]\n",
                "",
                "control",
                "`control.settings` is missing: the settings in which the control runs",
            ),
        ],
    );
    let monotone = "kind = \"monotone\"\nquantity = \"omega\"\ntrend = \"increasing\"\n\
                over = { key = \"network.width\", values = [2, 4] }\nof = \"means\"";
    check(
        &text(monotone, "trend = \"decreasing\"", SEEDS),
        &[
            (
                "trend = \"decreasing\"",
                "of = \"each-seed\"",
                "{ of = \"each-seed\" }",
                "`control.replace` is { of = \"each-seed\" }, but it must be a check that is decided as the claim is: both by statistics, or both by every element",
            ),
            (
                "trend = \"decreasing\"",
                "over = { key = \"network.width\", values = [3, 5] }, config = { network.init = \"antisymmetric\" }",
                "3",
                "with this value in setting `second`: `network.width` is 3, but it must be even for network.init = \"antisymmetric\", which pairs the neurons",
            ),
            (
                "[2, 4]",
                "[3, 4]",
                "3",
                "with this value in setting `first`: `network.width` is 3, but it must be even for network.init = \"antisymmetric\", which pairs the neurons",
            ),
        ],
    );
    let pair = "kind = \"equality\"\nleft = \"omega\"\nright = \"pair_omega\"\n\
                pair = { config = { network.alpha = 1 } }";
    let problem = "`network.width` is 3, but it must be even for network.init = \"antisymmetric\", which pairs the neurons";
    check(
        &text(pair, "left = \"0\"", SEEDS),
        &[
            (
                "network.alpha = 1 ",
                "network.width = 3 ",
                "{ config = { network.width = 3 } }",
                &format!("with this value in setting `first`: {problem}"),
            ),
            (
                "left = \"0\"",
                "config = { network.init = \"antisymmetric\" }, pair = { config = { network.width = 3 } }",
                "{ config = { network.width = 3 } }",
                &format!("with this value in setting `second`: {problem}"),
            ),
        ],
    );
}

#[test]
fn names_that_cannot_stand_in_a_command() {
    let text = inequality();
    let parsed = |path: &str| {
        crate::claims::Claim::parse(&text, std::path::Path::new(path), "paper", super::KNOWN)
    };
    assert_eq!(
        parsed("folder/a_b-2.toml")
            .map(|claim| claim.id)
            .ok()
            .as_deref(),
        Some("paper/a_b-2")
    );
    let error = parsed("folder/a b.toml").unwrap_err().to_string();
    assert_eq!(
        error,
        "`folder/a b.toml` cannot be the name of a claim: use letters, digits, - and _"
    );
    assert!(parsed(".toml").is_err());
    assert!(parsed("").is_err());
}
