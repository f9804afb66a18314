//! The HTML reports in a real browser, headless Chromium.
//!
//! Without Chromium these tests say so on stderr and pass; where the variable CI is set they fail.
//! The variable CHROMIUM names another program than those looked for.

#[cfg(test)]
mod chromium;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod reports;
#[cfg(test)]
#[path = "../report/verification.rs"]
mod verification;
