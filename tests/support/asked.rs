//! How much of a fuzz is asked for.

/// The number in an environment variable, or the default where it is not set.
pub fn number<T: std::str::FromStr>(name: &str, default: T) -> T {
    let value = std::env::var(name).ok();
    let parse = |text: String| match text.parse() {
        Ok(number) => number,
        Err(_) => panic!("{name} is {text}: it must be a number"),
    };
    value.map_or(default, parse)
}
