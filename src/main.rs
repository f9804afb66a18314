//! The command-line tool; see [`sweetspot::cli`].

fn main() -> std::process::ExitCode {
    sweetspot::cli::main()
}
