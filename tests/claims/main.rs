//! The built-in claims: what they say, and that they come out as they say.
#![cfg(test)]

mod audit;
mod documentation;
mod verdicts;

use sweetspot::claims::Registry;

/// The claims compiled into the library.
fn registry() -> Registry {
    Registry::built_in().unwrap()
}
