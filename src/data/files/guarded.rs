//! Decoders of other crates that panic on some damaged files.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::data::DataError;

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is inside of a decoder whose panics are errors: a program's panic hook need not
/// tell them.
pub fn is_decoding() -> bool {
    INSIDE.get()
}

/// What a decoder makes of a file that should be in this format. Its panic is an error like any
/// other: what it was at is dropped.
pub(super) fn guarded<T>(
    format: &'static str,
    decode: impl FnOnce() -> Result<T, DataError>,
) -> Result<T, DataError> {
    INSIDE.set(true);
    let decoded = catch_unwind(AssertUnwindSafe(decode));
    INSIDE.set(false);
    decoded.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
        Err(DataError::broken(format)(text.unwrap_or_default()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_with_its_words() {
        let empty: [u8; 0] = [];
        let error = guarded("readable test", || Ok(empty[std::hint::black_box(3)])).unwrap_err();
        let chain = format!("{error}: {:?}", std::error::Error::source(&error));
        assert!(chain.contains("not a readable test"), "{chain}");
        assert!(chain.contains("index is 3"), "{chain}");
        assert!(!is_decoding());
        assert!(guarded("readable test", || Ok(is_decoding())).unwrap());
    }
}
