//! The keys of claim files and paper files, which reading and the documentation share.

/// Keys of a claim's file.
pub const CLAIM: &[&str] = &[
    "title",
    "source",
    "statement",
    "question",
    "check",
    "control",
    "setting",
];

/// Keys of `[check]` for every kind.
pub const EVERY_KIND: &[&str] = &["kind", "until", "pair"];

/// The kinds of check, in the order of the documentation.
pub const KINDS: &[&str] = &[
    "inequality",
    "equality",
    "monotone",
    "exponent",
    "limit",
    "ordering",
    "interior-optimum",
    "proportion",
];

/// Keys of `[check]` that belong to one kind.
pub fn of_kind(kind: &str) -> &'static [&'static str] {
    match kind {
        "inequality" => &["each", "where", "left", "right", "slack", "at_least"],
        "equality" => &[
            "each", "where", "left", "right", "absolute", "relative", "at_least", "within",
        ],
        "monotone" => &[
            "quantity", "trend", "along", "over", "of", "where", "slack", "at_least",
        ],
        "exponent" => &[
            "over",
            "quantity",
            "expected",
            "within",
            "curvature",
            "locate",
        ],
        "limit" => &["over", "quantity", "target", "within", "falls_by"],
        "ordering" => &["greater", "smaller", "by"],
        "interior-optimum" => &["over", "quantity", "margin"],
        "proportion" => &["of", "at_least", "at_most"],
        _ => &[],
    }
}

/// Keys of `over`.
pub const OVER: &[&str] = &["key", "values"];
/// Keys of `locate`.
pub const LOCATE: &[&str] = &["key", "values", "how", "block"];
/// Keys of `pair`.
pub const PAIR: &[&str] = &["config", "transform"];
/// Keys of `[setting.NAME]`.
pub const SETTING: &[&str] = &["expect", "inside", "seeds", "config"];
/// Keys of `seeds`.
pub const SEEDS: &[&str] = &["quick", "full"];
/// Keys of `[control]`.
pub const CONTROL: &[&str] = &["why", "replace", "settings"];

/// Keys of a paper's file.
pub const PAPER: &[&str] = &["key", "title", "authors", "venue", "arxiv", "question"];
/// Keys of `[[question]]`.
pub const QUESTION: &[&str] = &["text", "where", "not_checked", "not_shown"];
