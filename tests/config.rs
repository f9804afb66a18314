//! The configuration through the binary: what is printed, and what is said about
//! input that is wrong.

use std::io::pipe;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::tempdir;

/// Runs the binary in a folder, at a fixed width and without colours.
fn sweetspot(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = assert_cmd::cargo::cargo_bin_cmd!("sweetspot");
    command
        .current_dir(folder)
        .env("COLUMNS", "100")
        .env_remove("CLICOLOR_FORCE")
        .args(arguments);
    command.assert().get_output().clone()
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Runs commands that must fail as bad input, and collects what they say.
fn refusals(folder: &Path, cases: &[&[&str]]) -> String {
    let mut said = String::new();
    for arguments in cases {
        let output = sweetspot(folder, arguments);
        let command = arguments.join(" ");
        assert_eq!(output.status.code(), Some(2), "{command}");
        assert_eq!(stdout(&output), "", "{command}");
        assert_eq!(stderr(&output).matches("error:").count(), 1, "{command}");
        said += &format!("$ sweetspot {command}\n{}\n", stderr(&output));
    }
    said
}

/// Runs `config` with each of these after `--set`.
fn refused_settings(cases: &[&str]) -> String {
    let folder = std::env::temp_dir();
    let arguments: Vec<Vec<&str>> = cases
        .iter()
        .map(|case| {
            let settings = case.split(' ').flat_map(|setting| ["--set", setting]);
            std::iter::once("config").chain(settings).collect()
        })
        .collect();
    let arguments: Vec<&[&str]> = arguments.iter().map(Vec::as_slice).collect();
    refusals(&folder, &arguments)
}

#[test]
fn help_is_written_for_a_newcomer() {
    let folder = tempdir().unwrap();
    for (name, arguments) in [
        ("help", &["--help"][..]),
        ("help_config", &["config", "--help"]),
        ("help_completions", &["completions", "--help"]),
        ("help_tune", &["tune", "--help"]),
    ] {
        let output = sweetspot(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(0));
        insta::assert_snapshot!(name, stdout(&output));
    }
}

#[test]
fn the_version_is_the_crates() {
    let output = sweetspot(&std::env::temp_dir(), &["--version"]);
    assert_eq!(
        stdout(&output),
        format!("sweetspot {}\n", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn print_shows_the_defaults() {
    let output = sweetspot(&std::env::temp_dir(), &["config", "--print"]);
    assert_eq!(output.status.code(), Some(0));
    insta::assert_snapshot!("print_defaults", stdout(&output));
}

#[test]
fn print_shows_what_has_a_meaning_for_the_kind() {
    let arguments = [
        "config",
        "--print",
        "--set",
        "data.kind=digits",
        "--method",
        "runge-kutta",
    ];
    let output = sweetspot(&std::env::temp_dir(), &arguments);
    insta::assert_snapshot!("print_digits", stdout(&output));
}

#[test]
fn json_is_one_document() {
    let output = sweetspot(&std::env::temp_dir(), &["config", "--json", "--alpha", "1"]);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["network"]["alpha"], 1.0);
    assert_eq!(document["data"]["samples"], 40);
}

#[test]
fn flags_rank_above_set_above_the_file_above_defaults() {
    let folder = tempdir().unwrap();
    let text = "seed = 1\nreplicate = 1\n[network]\nalpha = 1\nwidth = 10\n";
    std::fs::write(folder.path().join("a.toml"), text).unwrap();
    let arguments = [
        "config",
        "--json",
        "--config",
        "a.toml",
        "--seed",
        "3",
        "--set",
        "seed=2",
        "--set",
        "network.width=20",
        "--set",
        "network.width=30",
        "--target-risk",
        "0.2",
        "--data",
        "1.0",
    ];
    let output = sweetspot(folder.path(), &arguments);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["seed"], 3, "flag");
    assert_eq!(document["network"]["width"], 30, "the last --set");
    assert_eq!(document["network"]["alpha"], 1.0, "file");
    assert_eq!(document["replicate"], 1, "file");
    assert_eq!(document["loss"]["name"], "logistic2", "default");
    assert_eq!(document["stop"]["value"], 0.2);
    assert_eq!(document["data"]["kind"], "file");
    assert_eq!(document["data"]["path"], "1.0");
}

#[test]
fn a_printed_configuration_checks_as_valid() {
    let folder = tempdir().unwrap();
    let printed = sweetspot(folder.path(), &["config", "--print"]);
    std::fs::write(folder.path().join("a.toml"), &printed.stdout).unwrap();
    let output = sweetspot(folder.path(), &["config", "--check", "a.toml"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(stdout(&output), "a.toml: valid\n");
}

#[test]
fn mistakes_in_a_file_are_shown_where_they_are() {
    let folder = tempdir().unwrap();
    let mistakes = [
        ("unknown_key", "seed = 1\n\n[network]\nwidht = 64\n"),
        ("unknown_section", "[netwrok]\nwidth = 64\n"),
        ("unknown_and_unlike", "[network]\nxyzzy = 1\n"),
        ("quoted_dots", "\"network.width\" = 64\n"),
        ("wrong_type", "[network]\nwidth = \"wide\"\n"),
        ("fraction", "[network]\nwidth = 64.5\n"),
        ("negative_alpha", "[network]\nalpha = -0.5 # too small\n"),
        ("zero_alpha", "network.alpha = 0\n"),
        ("not_a_number", "[network]\nalpha = nan\n"),
        ("zero_width", "network = { width = 0 }\n"),
        ("unknown_word", "[network]\ninit = \"ballanced\"\n"),
        (
            "range_without_end",
            "[sweep]\nalphas = { from = 1e-4, count = 13 }\n",
        ),
        (
            "repeated_alpha",
            "[sweep]\nalphas = [\n  0.1,\n  0.10,\n]\n",
        ),
        ("huge_seed", "seed = 9223372036854775808\n"),
        ("other_kind", "[data]\nkind = \"digits\"\nsignal = 2.0\n"),
        (
            "other_method",
            "[flow]\nmethod = \"runge-kutta\"\nstep = 0.1\n",
        ),
        ("table_expected", "network = 3\n"),
        ("array_of_tables", "[[network]]\nwidth = 3\n"),
        ("no_value", "[network]\nalpha =\n"),
        ("repeated_key", "seed = 1\nseed = 2\n"),
        ("open_header", "[network\nalpha = 1\n"),
    ];
    let mut said = String::new();
    for (name, text) in mistakes {
        let file = format!("{name}.toml");
        std::fs::write(folder.path().join(&file), text).unwrap();
        said += &refusals(folder.path(), &[&["config", "--check", &file]]);
    }
    insta::assert_snapshot!("errors_in_files", said);
}

#[test]
fn files_that_cannot_be_read_are_bad_input() {
    let folder = tempdir().unwrap();
    std::fs::write(folder.path().join("binary.toml"), [0xff, 0xfe]).unwrap();
    let said = refusals(
        folder.path(),
        &[
            &["config", "--config", "missing.toml"],
            &["config", "--check", "missing.toml"],
            &["config", "--config", "."],
            &["config", "--config", "binary.toml"],
        ],
    );
    insta::assert_snapshot!("errors_of_reading", said);
}

#[test]
fn mistakes_in_settings_are_quoted() {
    let said = refused_settings(&[
        "network.widht=64",
        "alpha=0.1",
        "network.alpha=0",
        "network.alpha=nan",
        "network.alpha=small",
        "network.width=0",
        "network.width=1000001",
        "network.weights=[[1,2],[3]]",
        "network.outputs=[1,inf]",
        "network=3",
        "sweep.alphas.count=5",
        "sweep.widths=[8,8]",
        "flow.record=0",
        "data.label_noise=1",
        "flow.tolerance=0.5",
        "network.alpha",
        "=3",
        "seed=-1",
    ]);
    insta::assert_snapshot!("errors_in_settings", said);
}

#[test]
fn keys_that_do_not_go_together_are_refused() {
    let said = refused_settings(&[
        "data.path=x.csv",
        "data.kind=digits data.dimension=3",
        "data.kind=three-points loss.name=squared data.samples=3",
        "flow.step=1e-3",
        "flow.method=descent flow.tolerance=1e-3",
        "flow.method=runge-kutta sweep.learning_rates=[0.1]",
        "data.kind=file",
        "data.kind=three-points",
        "data.kind=three-points loss.name=logistic",
        "network.init=antisymmetric network.width=65",
        "network.init=antisymmetric sweep.widths=[64,3]",
        "network.weights=[[1,1]]",
        "network.outputs=[1,1]",
        "network.weights=[[1,1]] network.outputs=[1,1]",
        "network.weights=[[1,1]] network.outputs=[1] network.width=2",
        "network.weights=[[1,1]] network.outputs=[1,1] network.width=2",
        "network.weights=[[1,1]] network.outputs=[1,1] network.width=2 network.init=balanced",
        "network.weights=[[1,1]] network.outputs=[1,1] network.width=2 sweep.widths=[2]",
        "network.kind=diagonal loss.name=squared network.outputs=[1]",
        "network.init=he",
        "network.kind=mlp network.init=balanced",
        "network.kind=mlp flow.method=exact",
        "network.kind=cnn flow.tolerance=1e-3",
        "network.kind=mlp network.hidden=[128,0]",
        "network.kind=mlp network.width=3",
        "network.kind=cnn network.hidden=[3]",
        "network.kind=cnn network.blocks=['16','pool']",
        "network.kind=mlp network.activation=swish",
        "network.activation=relu",
        "data.kind=separable data.signal=0",
        "data.kind=separable sweep.signals=[0,1]",
        "data.kind=digits data.task=[1,10]",
        "data.kind=digits data.task=eleven",
        "data.kind=digits data.task=ten",
        "data.kind=digits data.task=ten loss.name=squared",
        "data.kind=classes",
        "data.kind=teacher data.classes=3 loss.name=logistic",
        "data.kind=teacher data.classes=1",
        "data.kind=classes data.classes=2 data.intrinsic_dimension=65",
        "data.kind=teacher data.classes=2 data.noise=1",
        "loss.name=cross-entropy",
        "data.kind=digits data.task=ten loss.name=cross-entropy",
        "network.kind=linear flow.method=descent loss.name=cross-entropy",
        "stop.at=validation-risk",
        "stop.at=validation-risk data.kind=three-points loss.name=squared",
        "stop.at=training-accuracy stop.value=1.5",
    ]);
    insta::assert_snapshot!("errors_between_keys", said);
}

#[test]
fn mistakes_in_flags_are_quoted() {
    let said = refusals(
        &std::env::temp_dir(),
        &[
            &["config", "--alpha", "-1"],
            &["config", "--alpha", "x"],
            &["config", "--width", "0"],
            &["config", "--method", "rungekutta"],
            &["config", "--target-risk", "0"],
            &["config", "--labels", "y.npy"],
            &["config", "--threads", "0"],
            &["config", "--print", "--check", "a.toml"],
            &["config", "--alhpa", "1"],
        ],
    );
    insta::assert_snapshot!("errors_in_flags", said);
}

#[test]
fn completions_are_printed_for_every_shell() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = sweetspot(&std::env::temp_dir(), &["completions", shell]);
        assert_eq!(output.status.code(), Some(0), "{shell}");
        // The words of a key reach the shell.
        assert!(stdout(&output).contains("target-risk"), "{shell}");
    }
    let output = sweetspot(&std::env::temp_dir(), &["completions", "tcsh"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    let folder = tempfile::tempdir().unwrap();
    let output = sweetspot(folder.path(), &["man", "deep/man1"]);
    assert_eq!(
        (output.status.code(), stdout(&output)),
        (Some(0), String::new())
    );
    let page = |name| std::fs::read_to_string(folder.path().join("deep/man1").join(name)).unwrap();
    assert!(page("sweetspot.1").contains("sweetspot\\-sweep(1)"));
    assert!(page("sweetspot-sweep.1").contains("\\-\\-replicates"));
    let output = sweetspot(folder.path(), &["man", "deep/man1/sweetspot.1/under"]);
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn colours_are_for_terminals_and_can_be_refused() {
    let run = |variables: &[&str]| {
        let mut command = assert_cmd::cargo::cargo_bin_cmd!("sweetspot");
        command.args(["config", "--alpha", "0"]);
        command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
        command.envs(variables.iter().map(|name| (name, "1")));
        stderr(command.assert().get_output()).contains('\u{1b}')
    };
    assert!(!run(&[]), "a pipe is not a terminal");
    assert!(run(&["CLICOLOR_FORCE"]), "colours can be forced");
    assert!(
        !run(&["NO_COLOR", "CLICOLOR_FORCE"]),
        "NO_COLOR ranks above"
    );
}

#[test]
fn a_closed_pipe_is_no_failure() {
    for arguments in [
        &["config"][..],
        &["config", "--json"],
        &["completions", "zsh"],
        &["--help"],
    ] {
        let (reader, writer) = pipe().unwrap();
        drop(reader);
        let output = Command::new(env!("CARGO_BIN_EXE_sweetspot"))
            .args(arguments)
            .stdout(writer)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert_eq!(stderr(&output), "", "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_failure_while_running() {
    let full = std::fs::File::create("/dev/full").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_sweetspot"))
        .arg("config")
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(stderr(&output).starts_with("error: cannot write to stdout"));
}
